//! An appraisal from its scheme to what follows from its results, against the store.

use std::collections::BTreeMap;
use std::time::Duration;

use blind_rsa_signatures::{BlindSignature, DefaultRng, Deterministic, PSS, PublicKey, Sha384};
use domain::access::Viewer;
use domain::account::NewAccount;
use domain::appraisal::port::{Ballots, Deeds, Members, Schemes, Sheets, Slips, ThirdParties, Years};
use domain::appraisal::{
    self, Absent, Act, ActKind, Ballot, ConsequenceKind, Deed, DeedKind, DeedState, Draft, GroupRoll, MemberFilter,
    MemberPart, Missing, Outcome, PoolBy, Ruling, Scheme, Shown, SlipAct, SlipCount, Source, Standing, Step, StepAct,
    ThirdPartyDraft,
};
use domain::code::{Level, Role};
use domain::exchange::eligibility::{RuleKey, Verdict};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::port::Eligibility;
use domain::exchange::view::WhatIf;
use domain::fault::Milestone;
use domain::home::Due;
use domain::home::port::Desk;
use domain::incentive::port::Awards;
use domain::organisation::Post;
use domain::organisation::port::{Posts, Units};
use domain::person::port::People;
use domain::record::{Circumstances, Grade};
use domain::training::port::{CallUps, Classes, Plans};
use domain::training::{self, ProspectQuery, Prospects, Warning};
use domain::{AppraisalId, Fault, MemberId, Moment, PersonId, Reason, Rule, SheetId};
use store::{Actor, Script, Store};
use tests::{day, now, org_hr, small, viewer};

fn on(text: &str) -> Moment {
    Moment::start_of(day(text)).plus_seconds(10 * 3600)
}

fn hr() -> Viewer {
    viewer("hr", "", &[(Role::UnitHr, "/p/union/")])
}

fn second() -> Viewer {
    viewer("hr2", "", &[(Role::UnitHr, "/p/union/")])
}

fn cadre(person: &str) -> Viewer {
    viewer(person, person, &[])
}

fn text() -> String {
    "有关事实和理由".to_owned()
}

/// An adopted scheme and an appraisal of everybody.
pub(crate) async fn set_up(store: &Store) -> AppraisalId {
    let scheme = Scheme::first(now().day());
    let id = store.save_scheme(&org_hr(), &scheme, now()).await.unwrap();
    let draft =
        Draft {
            year: 2026, title: "2026年度考核".into(), unit: "p".into(), scheme: id.clone(), pool_by: PoolBy::Unit
        };
    let early = store.set_up_appraisal(&org_hr(), &draft, now()).await;
    assert_eq!(early, Err(Fault::field("scheme", Rule::Wrong)), "a draft is not used");
    store.adopt_scheme(&org_hr(), &id, 1, "组通〔2026〕9号", now()).await.unwrap();
    let made = store.set_up_appraisal(&org_hr(), &draft, now()).await.unwrap();
    assert_eq!(store.set_up_appraisal(&org_hr(), &draft, now()).await.unwrap(), made, "a second click finds it");
    made
}

pub(crate) async fn step(store: &Store, id: &AppraisalId, act: StepAct, at: Moment) -> Result<(), Fault> {
    let version = store.appraisal(&org_hr(), id, at).await?.appraisal.version;
    store.act_appraisal(&org_hr(), id, version, &act, at).await
}

pub(crate) async fn act(store: &Store, who: &Viewer, id: &MemberId, act: Act, at: Moment) -> Result<(), Fault> {
    let version = store.appraisal_member(who, id, at).await?.member.version;
    store.act_member(who, id, version, &act, at).await
}

pub(crate) async fn open_vote(store: &Store, id: &AppraisalId) {
    step(store, id, StepAct::Reports { until: day("2026-11-30") }, now()).await.unwrap();
    step(store, id, StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-05") }, on("2026-12-01"))
        .await
        .unwrap();
}

pub(crate) async fn sheet_of(store: &Store, id: &AppraisalId, unit: &str) -> SheetId {
    let detail = store.appraisal(&org_hr(), id, now()).await.unwrap();
    detail.sheets.into_iter().find(|one| one.unit_name == unit).unwrap().id
}

/// What a browser keeps of a ballot it took.
pub(crate) struct Taken {
    pub(crate) number: [u8; 32],
    pub(crate) blinded: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) group: String,
}

/// Takes a ballot as a browser does.
pub(crate) async fn take(store: &Store, who: &Viewer, sheet: &SheetId, at: Moment) -> Result<Taken, Fault> {
    let page = store.ballot(who, sheet, at).await?;
    let spki = store::chain::unhex(&page.key).unwrap();
    let key = PublicKey::<Sha384, PSS, Deterministic>::from_spki(&spki).unwrap();
    let number: [u8; 32] = rand::random();
    let made = key.blind(&mut DefaultRng, number).unwrap();
    let signed = store.take_ballot(who, sheet, &made.blind_message.0, at).await?;
    // The answer may be lost: the same again gives the same.
    assert_eq!(store.take_ballot(who, sheet, &made.blind_message.0, at).await?.len(), signed.len());
    let signature = key.finalize(&BlindSignature(signed), &made, number).unwrap();
    Ok(Taken { number, blinded: made.blind_message.0, signature: signature.0, group: page.group.0 })
}

pub(crate) async fn cast(store: &Store, sheet: &SheetId, taken: &Taken, marks: &str, at: Moment) -> Result<(), Fault> {
    store.cast_ballot(sheet, &taken.group, &taken.number, &taken.signature, marks, at).await.map(|_| ())
}

/// Everybody of the union votes on all its people: marks by person of the sheet.
pub(crate) async fn vote(store: &Store, sheet: &SheetId, people: usize, marks: &str, at: Moment) {
    let columns = Scheme::first(now().day()).columns();
    let marks: String = marks.chars().flat_map(|mark| std::iter::repeat_n(mark, columns)).collect();
    for n in 0..people {
        let taken = take(store, &cadre(&format!("p{n}")), sheet, at).await.unwrap();
        cast(store, sheet, &taken, &marks, at).await.unwrap();
    }
}

fn draft_set(text: &str) -> ThirdPartyDraft {
    ThirdPartyDraft {
        agency: "云江大学社会调查中心".into(),
        sample: 1200,
        scale: 5,
        method: "分层抽样电话访问".into(),
        report: "调〔2026〕1号".into(),
        on: now().day(),
        replaces: false,
        text: text.into(),
    }
}

#[tokio::test]
async fn a_whole_year_from_its_reports_to_an_appeal_and_what_follows() {
    let store = small("mem://", 10).await;
    let id = set_up(&store).await;
    let member = |person: &str| MemberId::of(&id, &PersonId::from(person));
    let sheet = sheet_of(&store, &id, "union").await;

    // A deed counts once the unit confirmed it; nobody confirms their own.
    let deed = Deed {
        id: Default::default(),
        person: Default::default(),
        name: String::new(),
        path: String::new(),
        kind: DeedKind::Project,
        on: day("2026-05-01"),
        title: "职工服务中心改造".into(),
        evidence: "验收报告".into(),
        state: DeedState::Confirmed,
        answer: String::new(),
        version: 0,
    };
    store.save_deed(&cadre("p0"), &deed, now()).await.unwrap();
    let kept = store.deeds(&hr(), now()).await.unwrap().remove(0);
    assert_eq!((kept.state, kept.name.as_str()), (DeedState::Open, "张0"), "what was sent as confirmed waits");
    assert_eq!(store.confirm_deed(&cadre("p1"), &kept.id, true, "", now()).await, Err(Fault::Forbidden));
    store.confirm_deed(&hr(), &kept.id, true, "", now()).await.unwrap();

    // How somebody takes part: absence beyond the limit takes them out, and only that does.
    let wrong = Act::Correct { standing: Standing::Absent, absent_days: 20, reason: text() };
    assert_eq!(act(&store, &hr(), &member("p9"), wrong, now()).await, Err(Fault::field("standing", Rule::Wrong)));
    let absent = Act::Correct { standing: Standing::Absent, absent_days: 200, reason: "病假审批单".into() };
    act(&store, &hr(), &member("p9"), absent, now()).await.unwrap();

    // Reports: one's own alone, until their last day.
    step(&store, &id, StepAct::Reports { until: day("2026-11-30") }, now()).await.unwrap();
    assert!(store.unread(&cadre("p0")).await.unwrap() > 0);
    let report = Act::Report { text: "一年来的工作".into() };
    assert_eq!(act(&store, &cadre("p1"), &member("p0"), report.clone(), now()).await, Err(Fault::Forbidden));
    act(&store, &cadre("p0"), &member("p0"), report.clone(), now()).await.unwrap();
    let late = act(&store, &cadre("p1"), &member("p1"), report, on("2026-12-01")).await;
    assert_eq!(late, Err(Fault::field("report", Rule::Over(day("2026-11-30")))));

    let vote_days = StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-05") };
    step(&store, &id, vote_days, on("2026-12-01")).await.unwrap();
    let at = on("2026-12-02");
    assert_eq!(store.ballot(&cadre("g0"), &sheet, at).await.map(|_| ()), Err(Fault::Forbidden), "not on the roll");
    // p0 to p5 as 优秀, p6 and p7 称职, p8 不称职; nobody judges themself but who would know.
    vote(&store, &sheet, 9, "1111112241", at).await;
    let before = store.appraisal(&org_hr(), &id, at).await.unwrap();
    let row = before.sheets.iter().find(|one| one.id == sheet).unwrap();
    assert_eq!((row.turnout.expected, row.turnout.present, row.turnout.returned, row.turnout.valid), (10, 9, 9, 0));
    assert!(store.sheet(&hr(), &sheet, at).await.unwrap().sheet.tally.is_none(), "nothing is counted while it runs");
    let early = step(&store, &id, StepAct::Count, on("2026-12-05")).await;
    assert_eq!(early, Err(Fault::Refused(Reason::StepOpen)), "the vote runs to the end of its last day");
    step(&store, &id, StepAct::Count, on("2026-12-06")).await.unwrap();
    let after = on("2026-12-06");
    let tally = store.sheet(&hr(), &sheet, after).await.unwrap().sheet.tally.unwrap();
    assert_eq!((tally.all().returned, tally.all().valid), (9, 9));

    // A third party's data stay apart; a line that fits nobody, or somebody twice, is named.
    let add = |text: &str| draft_set(text);
    let unreadable = store.add_third_party(&org_hr(), &id, &add("张0,union,4.5\n张1,union,9"), after).await;
    assert_eq!(unreadable, Err(Fault::field("lines", Rule::LineOf(2))));
    let nobody = store.add_third_party(&org_hr(), &id, &add("无名,4"), after).await;
    assert_eq!(nobody, Err(Fault::field("lines", Rule::Unmatched)));
    for lines in ["张0,union,4.5\n无名,4", "张0,union,4.5\n张0,4"] {
        let wrong = store.add_third_party(&org_hr(), &id, &add(lines), after).await;
        assert_eq!(wrong, Err(Fault::field("lines", Rule::LineUnmatched(2))));
    }
    assert_eq!(store.add_third_party(&org_hr(), &id, &add("张0,union,4.5"), after).await.unwrap(), 1);
    // The same report again is not taken for another, unless it is to take its place.
    let again = add("张1,union,4");
    let twice = store.add_third_party(&org_hr(), &id, &again, after).await;
    assert_eq!(twice, Err(Fault::field("document", Rule::Taken)));
    for set in [again, add("张0,union,4.5")] {
        let instead = ThirdPartyDraft { replaces: true, ..set };
        assert_eq!(store.add_third_party(&org_hr(), &id, &instead, after).await.unwrap(), 1);
    }

    step(&store, &id, StepAct::Score, after).await.unwrap();
    let first = store.appraisal_member(&org_hr(), &member("p0"), after).await.unwrap();
    let score = first.member.score.clone().unwrap();
    let line = |source| score.lines.iter().find(|line| line.source == source).unwrap().points;
    assert_eq!(
        (line(Source::Project), line(Source::ThirdParty), line(Source::Hours)),
        (Some(5_000), Some(9_000), Some(0))
    );
    assert_eq!(line(Source::Need), Some(0), "where nobody of a unit entered any, the scheme says what that counts");
    let need = score.lines.iter().find(|line| line.source == Source::Need).unwrap();
    assert_eq!((need.absent, score.applies), (Some(Absent::Nought), 100));
    // 60 of votes, 7.5 of the project, 4.5 of the third party: without hours and needs 优秀 votes do not make 优秀.
    assert_eq!(first.member.suggested, Some(Outcome::Basic));
    let absent = store.appraisal_member(&org_hr(), &member("p9"), after).await.unwrap();
    assert_eq!(absent.member.outcome, Some(Outcome::NotAssessed));
    // Before they are told people see no result, and a neighbour never.
    let own = store.appraisal_member(&cadre("p0"), &member("p0"), after).await.unwrap();
    assert!(own.member.score.is_none() && own.member.outcome.is_none() && own.votes.is_empty());
    assert_eq!(store.appraisal_member(&cadre("p1"), &member("p0"), after).await.map(|_| ()), Err(Fault::Forbidden));

    // The meeting: every change with its reason; the cap holds.
    let propose = |outcome, reason: &str| Act::Propose { outcome, reason: reason.to_owned() };
    let silent = act(&store, &org_hr(), &member("p0"), propose(Outcome::Excellent, ""), after).await;
    assert_eq!(silent, Err(Fault::field("reason", Rule::Required)));
    for person in ["p0", "p1"] {
        act(&store, &org_hr(), &member(person), propose(Outcome::Excellent, "实绩突出"), after).await.unwrap();
    }
    act(&store, &org_hr(), &member("p8"), propose(Outcome::Incompetent, "测评不称职过半，经核实"), after)
        .await
        .unwrap();
    act(&store, &org_hr(), &member("p7"), propose(Outcome::Competent, "核实"), after).await.unwrap();
    let adopt = || StepAct::Adopt {
        on: day("2026-12-06"),
        document: "会〔2026〕3号".into(),
        minutes: "到会7人，一致同意".into(),
    };
    // Nine are graded: one may be 优秀 at a fifth, two at an approved quarter.
    assert_eq!(step(&store, &id, adopt(), after).await, Err(appraisal::Refusal::OverCap("union".into(), 1).into()));
    let raised = StepAct::Pool { key: "union".into(), share: 26, document: "批1号".into() };
    assert_eq!(step(&store, &id, raised, after).await, Err(Fault::field("share", Rule::Between(20, 25))));
    step(&store, &id, StepAct::Pool { key: "union".into(), share: 25, document: "批1号".into() }, after).await.unwrap();
    let detail = store.appraisal(&org_hr(), &id, after).await.unwrap();
    assert!(!detail.missing.iter().any(|one| matches!(one.0, Missing::OverCap { .. })), "{:?}", detail.missing);
    // For those nobody voted on, facts alone suggest nothing: somebody has to look.
    assert_eq!(step(&store, &id, adopt(), after).await, Err(Fault::Refused(Reason::StepOpen)));
    // Nor does anybody get less than 称职 without somebody saying so, and why.
    let left =
        async || store.appraisal_members(&org_hr(), &id, MemberFilter::Unproposed, &Default::default()).await.unwrap();
    assert!(left().await.people.page.total > 10);
    let silent = StepAct::Accept { outcome: Outcome::Basic, reason: " ".into() };
    assert_eq!(step(&store, &id, silent, after).await, Err(Fault::field("reason", Rule::Required)));
    for outcome in [Outcome::Basic, Outcome::Incompetent] {
        step(&store, &id, StepAct::Accept { outcome, reason: "逐人核实".into() }, after).await.unwrap();
    }
    let open = left().await;
    assert_eq!(open.people.page.total, 10);
    for row in open.people.page.rows {
        act(&store, &org_hr(), &row.id, propose(Outcome::Competent, "本单位另行测评"), after).await.unwrap();
    }
    step(&store, &id, adopt(), after).await.unwrap();
    let log = store.appraisal_member(&org_hr(), &member("p8"), after).await.unwrap().member.log.clone();
    assert_eq!((log.last().unwrap().act, log.last().unwrap().after), (ActKind::Propose, Some(Outcome::Incompetent)));

    // Told: in writing, with what follows.
    step(&store, &id, StepAct::Tell, after).await.unwrap();
    let bad = store.appraisal_member(&cadre("p8"), &member("p8"), after).await.unwrap();
    assert_eq!((bad.member.outcome, bad.parts.as_slice()), (Some(Outcome::Incompetent), &[MemberPart::Person][..]));
    assert!(
        bad.consequences
            .iter()
            .any(|one| one.kind == ConsequenceKind::NoExchange && one.until == Some(day("2028-12-06")))
    );
    let paper = store.appraisal_paper(&cadre("p8"), &member("p8")).await.unwrap();
    assert!(paper.paragraphs.iter().any(|text| text.contains("30日内向p全称（落款机关未登记）申请复核")), "{paper:?}");
    // Why, to whom to appeal, and at home until when.
    assert!(
        paper.paragraphs.iter().any(|text| text.contains("定为不称职的理由：测评不称职过半，经核实。")),
        "{paper:?}"
    );
    assert!(paper.paragraphs.iter().any(|text| text.contains("公务员主管部门")), "{paper:?}");
    assert_eq!(bad.why, "测评不称职过半，经核实");
    let due = store.home(&cadre("p8"), after).await.unwrap().due;
    let right =
        Due::Appraisal(domain::appraisal::Todo::Contest { member: member("p8"), year: 2026, until: day("2027-01-05") });
    assert!(due.contains(&right), "{due:?}");
    assert_eq!(store.appraisal_paper(&cadre("p1"), &member("p8")).await, Err(Fault::Forbidden));
    act(&store, &cadre("p0"), &member("p0"), Act::Acknowledge { opinion: "无意见".into() }, after).await.unwrap();
    // The year is in the form, where awards read it.
    let form = store.person(&org_hr(), &"p0".into()).await.unwrap().person.assessments;
    assert_eq!(form, "2026年优秀");

    // The bar in exchange, by the rule, with its basis.
    assert_eq!(finding(&store).await, Verdict::Fail);

    // Training: whom the appraisal sends comes first among those to be called up, with why.
    let class = store.save_class(&org_hr(), &tests::class(9), now()).await.unwrap();
    let query = ProspectQuery { class: class.clone(), ..ProspectQuery::default() };
    let first = |found: Prospects| found.people.rows.into_iter().next().unwrap();
    let called = first(store.prospects(&org_hr(), &query, on("2026-12-07")).await.unwrap());
    let sent = |one: &Warning| matches!(one, Warning::Appraised(why) if why.starts_with("2026年度"));
    assert!(called.person.as_str() != "g0" && called.warnings.iter().any(sent), "{called:?}");
    // Seats are proposed and programmes planned by how many there are, with the basis.
    let counted = store.sent_to_training(&org_hr(), &class, on("2026-12-07")).await.unwrap();
    let below = |one: &Outcome| matches!(one, Outcome::Basic | Outcome::Incompetent);
    let mut outcomes = Vec::new();
    for n in 0..9 {
        outcomes
            .extend(store.appraisal_member(&org_hr(), &member(&format!("p{n}")), after).await.unwrap().member.outcome);
    }
    let sent = outcomes.iter().filter(|one| below(one)).count() as u32;
    assert!(sent > 1, "{outcomes:?}");
    assert_eq!(counted.by_path(&["/p/union/", "/p/gov/"]), [sent, 0]);
    assert!(counted.bases.iter().any(|one| one.starts_with("2026年度不称职（")), "{counted:?}");
    assert_eq!(store.sent_to_training(&hr(), &class, on("2026-12-07")).await, Err(Fault::Forbidden));
    let plan = store.save_plan(&org_hr(), &super::planning::plan("p"), now()).await.unwrap();
    let planned = async |version| {
        store.programmes_from_appraisal(&org_hr(), &plan, version, &"mass-work".into(), on("2026-12-07")).await
    };
    assert_eq!(planned(0).await, Err(Fault::Refused(Reason::Stale)));
    planned(1).await.unwrap();
    planned(2).await.unwrap();
    let programmes = store.plan(&org_hr(), &plan).await.unwrap().plan.programmes;
    assert_eq!(programmes.iter().map(|one| (one.classes, one.people)).collect::<Vec<_>>(), [(1, sent)], "once");
    assert!(programmes[0].basis.contains("2026年度不称职"), "{programmes:?}");

    // Review, appeal, and the result changes with all that follows; never heavier.
    let ask = Act::AskReview { grounds: text() };
    assert_eq!(
        act(&store, &cadre("p7"), &member("p7"), ask.clone(), after).await,
        Err(Fault::Refused(Reason::TimeOver))
    );
    act(&store, &cadre("p8"), &member("p8"), ask, after).await.unwrap();
    let closing = step(&store, &id, StepAct::Close, after).await;
    assert_eq!(closing, Err(Fault::Refused(Reason::StepOpen)), "a remedy is open");
    // Never by whoever recorded the decision, nor asked of them at home.
    let ruling = || Ruling {
        document: "复1号".into(), minutes: "到会7人，一致同意".into(), body: "省委组织部".into()
    };
    let kept = Act::AnswerReview { outcome: Outcome::Incompetent, reason: "维持".into(), ruling: ruling() };
    let own = act(&store, &org_hr(), &member("p8"), kept.clone(), on("2026-12-20")).await;
    assert_eq!(own, Err(Fault::Refused(Reason::SecondPerson)));
    let colleague = viewer("org2", "", &[(Role::OrgHr, "/p/")]);
    let asked = async |who: &Viewer, at| {
        store
            .home(who, at)
            .await
            .unwrap()
            .due
            .iter()
            .any(|one| matches!(one, Due::Appraisal(domain::appraisal::Todo::Remedy { .. })))
    };
    assert!(!asked(&org_hr(), after).await && asked(&colleague, after).await);
    act(&store, &colleague, &member("p8"), kept, on("2026-12-20")).await.unwrap();
    let over = act(&store, &cadre("p8"), &member("p8"), Act::Appeal { grounds: text() }, on("2027-01-05")).await;
    assert_eq!(over, Err(Fault::Refused(Reason::TimeOver)));
    act(&store, &cadre("p8"), &member("p8"), Act::Appeal { grounds: text() }, on("2027-01-04")).await.unwrap();
    let answer =
        Act::AnswerAppeal { outcome: Outcome::Competent, reason: "事实不清，改定".into(), ruling: ruling() };
    let same = act(&store, &colleague, &member("p8"), answer.clone(), on("2027-01-20")).await;
    assert_eq!(same, Err(Fault::Refused(Reason::SecondPerson)), "who decided the review decides no appeal");
    // Where the department above works with the system, the appeal is theirs, not a colleague's.
    super::tolerance::granted(&store, "above", Role::OrgHr, "/").await;
    let third = viewer("org3", "", &[(Role::OrgHr, "/p/")]);
    // That ends with its role, which nobody writes then: a colleague's page says so the same day.
    let ends = async |until: Moment| {
        let script = Script::new("UPDATE grant:`g-above` SET `until` = $until").bind("until", until.0);
        store.raw(script).await.unwrap();
    };
    let until = on("2027-01-19");
    ends(until).await;
    assert!(!asked(&third, until).await);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert!(asked(&third, until.plus_seconds(1)).await);
    ends(Moment::FOREVER).await;
    let within = act(&store, &third, &member("p8"), answer.clone(), on("2027-01-20")).await;
    assert_eq!(within, Err(Fault::Refused(Reason::OrganAbove)));
    let upper = viewer("upper", "", &[(Role::OrgHr, "/")]);
    act(&store, &upper, &member("p8"), answer, on("2027-01-20")).await.unwrap();
    // The letter after it offers nothing that is over, and is of its own day.
    let letter = store.appraisal_paper(&cadre("p8"), &member("p8")).await.unwrap();
    assert_eq!(letter.day, "2027年1月20日");
    assert!(!letter.paragraphs.iter().any(|text| text.contains("日内")), "{letter:?}");
    assert_eq!(finding(&store).await, Verdict::Pass, "what followed ends with the result");
    let counted = store.sent_to_training(&org_hr(), &class, on("2027-01-21")).await.unwrap();
    assert_eq!(counted.by_path(&["/p/union/"]), [sent - 1]);
    planned(3).await.unwrap();
    let programmes = store.plan(&org_hr(), &plan).await.unwrap().plan.programmes;
    assert_eq!(programmes.iter().map(|one| one.people).collect::<Vec<_>>(), [sent - 1], "made again, numbers follow");
    let nobody = store.save_plan(&org_hr(), &super::planning::plan("gov"), now()).await.unwrap();
    let none = store.programmes_from_appraisal(&org_hr(), &nobody, 1, &"mass-work".into(), on("2027-01-21")).await;
    assert_eq!(none, Err(training::Refusal::NobodySent.into()));
    let form = store.person(&org_hr(), &"p8".into()).await.unwrap().person.assessments;
    assert_eq!(form, "2026年称职");
    step(&store, &id, StepAct::Close, on("2027-02-01")).await.unwrap();
    assert_eq!(store.appraisal(&org_hr(), &id, on("2027-02-01")).await.unwrap().appraisal.step, Step::Closed);

    // Awards suggest who was 优秀; a scheme can be tried on the year that is over.
    let suggested = store.incentives(&org_hr(), &Default::default(), on("2027-02-01")).await.unwrap().suggestions;
    let names: Vec<&str> = suggested.rows.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["张0", "张1"]);
    let mut other = Scheme::first(day("2027-01-01"));
    other.indicators.retain(|one| one.source == Source::Judged);
    other.indicators[0].weight = 40;
    other.indicators.iter_mut().skip(1).for_each(|one| one.weight = 15);
    let tried = store.save_scheme(&org_hr(), &other, now()).await.unwrap();
    let trial = store.scheme(&org_hr(), &tried, &id).await.unwrap().trial.unwrap();
    // Of the government body nobody voted: without facts nothing speaks for them under this scheme.
    assert_eq!((trial.year, trial.people), (2026, 9));
    assert!(trial.mean.1 > trial.mean.0, "{trial:?}");
    assert!(store.scheme(&hr(), &tried, &id).await.unwrap().trial.is_none(), "people of others are not shown");
}

/// What the rule about appraisals says of p8 and a post of the government body.
async fn finding(store: &Store) -> Verdict {
    let mut posts = store.unit(&org_hr(), &"gov".into()).await.unwrap().posts;
    if posts.is_empty() {
        let post = Post {
            id: Default::default(),
            unit: "gov".into(),
            title: "科长".into(),
            level: Level::SectionChief,
            seats: 1,
            leading: false,
            held: 0,
        };
        store.add_post(&org_hr(), &post, now()).await.unwrap();
        posts = store.unit(&org_hr(), &"gov".into()).await.unwrap().posts;
    }
    let ask = WhatIf {
        unit: "gov".into(),
        post: posts[0].id.clone(),
        kind: Some(ExchangeKind::Transfer),
        person: "p8".into(),
        ..WhatIf::default()
    };
    let answer = store.what_if(&org_hr(), &ask, on("2027-01-20")).await.unwrap();
    let found = answer.people[0].findings.iter().find(|one| one.key == RuleKey::Appraisal).unwrap().clone();
    assert!(found.verdict == Verdict::Pass || found.facts[0].value.contains("不称职"), "{found:?}");
    found.verdict
}

/// Another person gives all printed slips out.
async fn given_out(store: &Store, sheet: &SheetId, at: Moment) {
    for row in store.sheet(&second(), sheet, at).await.unwrap().batches.into_iter().filter(|row| row.may_release) {
        store.act_slips(&second(), sheet, &SlipAct::Release { batch: row.batch.id }, at).await.unwrap();
    }
}

#[tokio::test]
async fn one_person_stuffs_no_box() {
    let store = small("mem://", 6).await;
    let id = set_up(&store).await;
    let sheet = sheet_of(&store, &id, "union").await;
    open_vote(&store, &id).await;
    let at = on("2026-12-02");
    let print = async |group: &str, count| store.make_slips(&hr(), &sheet, group, count, at).await;
    // Two of the six on the roll have an account: four slips and not one more, however often asked.
    for person in ["p0", "p1"] {
        let draft = NewAccount { login: person.into(), name: person.into(), person: person.into() };
        store.add_account(Actor::default(), &draft, "hash", false, now()).await.unwrap();
    }
    let group = store.sheet(&hr(), &sheet, at).await.unwrap().voters[0].2.clone();
    assert_eq!(print(&group, 5).await, Err(appraisal::Refusal::SlipsOver(4).into()));
    let first = print(&group, 3).await.unwrap();
    assert_eq!(print(&group, 2).await, Err(appraisal::Refusal::SlipsOver(1).into()));
    // Nobody entered anybody beside the roll of the others, and paper takes the place of slips.
    assert_eq!(print("C", 1).await, Err(appraisal::Refusal::SlipsOver(0).into()));
    let roll = |issued| GroupRoll { group: "C".into(), paper_expected: 4, paper_present: 4, paper_issued: issued };
    store.save_paper(&hr(), &sheet, &roll(3), at).await.unwrap();
    assert_eq!(print("C", 2).await, Err(appraisal::Refusal::SlipsOver(1).into()));
    print("C", 1).await.unwrap();
    let more = store.save_paper(&hr(), &sheet, &roll(4), at).await;
    assert_eq!(more, Err(appraisal::Refusal::SlipsOver(0).into()), "a slip is out for the fourth");

    // What was printed votes only once another person gave it out.
    let page = |number: String| {
        let store = store.clone();
        async move { store.slip(&number, at).await.map(|_| ()) }
    };
    let marks = "1".repeat(6 * Scheme::first(now().day()).columns());
    let dead = Err(appraisal::Refusal::SlipDead.into());
    assert_eq!(
        (page(first[0].clone()).await, store.cast_slip(&first[0], &marks, at).await),
        (dead.clone(), dead.clone())
    );
    let batch = store.sheet(&hr(), &sheet, at).await.unwrap().batches.remove(0).batch.id;
    let act = async |who: Viewer, act: SlipAct| store.act_slips(&who, &sheet, &act, at).await;
    let release = SlipAct::Release { batch: batch.clone() };
    let alone = Err(Fault::Refused(Reason::SecondPerson));
    assert_eq!(act(hr(), release.clone()).await, alone, "who printed them gives none out");
    let elsewhere = viewer("gov", "", &[(Role::UnitHr, "/p/gov/")]);
    assert_eq!(act(elsewhere, release.clone()).await, Err(Fault::Forbidden));
    act(second(), release.clone()).await.unwrap();
    assert_eq!(act(second(), release).await, Err(Fault::Refused(Reason::WrongState)));
    store.cast_slip(&first[0], &marks, at).await.unwrap();

    // One is lost: two people make it void. The rest is destroyed by two as well.
    let lost = SlipAct::VoidOne { number: first[1].to_uppercase() };
    act(hr(), lost.clone()).await.unwrap();
    assert_eq!(act(hr(), lost.clone()).await, alone);
    act(second(), lost.clone()).await.unwrap();
    assert_eq!(store.cast_slip(&first[1], &marks, at).await, dead);
    let used = SlipAct::VoidOne { number: first[0].clone() };
    assert_eq!(act(hr(), used).await, Err(Fault::Refused(Reason::AlreadyAnswered)), "a vote is nobody's to take out");
    let rest = SlipAct::Void { batch };
    act(hr(), rest.clone()).await.unwrap();
    assert_eq!(act(hr(), rest.clone()).await, alone);
    act(second(), rest).await.unwrap();
    assert_eq!(store.cast_slip(&first[2], &marks, at).await, dead);
    // What is void makes room again.
    print(&group, 3).await.unwrap();

    let detail = store.appraisal(&org_hr(), &id, at).await.unwrap();
    let wanted = SlipCount { printed: 7, released: 1, used: 1, voided: 2 };
    assert_eq!(detail.progress.slips, wanted, "before counting");
    step(&store, &id, StepAct::Count, on("2026-12-06")).await.unwrap();
    let year = store.appraisal(&org_hr(), &id, on("2026-12-06")).await.unwrap().appraisal;
    assert_eq!(year.history.last().unwrap().note, "扫码票：印制7，发放1，使用1，作废2", "in the record of the year");
}

#[tokio::test]
async fn more_ballots_than_people_are_not_counted() {
    let store = small("mem://", 3).await;
    let id = set_up(&store).await;
    let sheet = sheet_of(&store, &id, "union").await;
    open_vote(&store, &id).await;
    let at = on("2026-12-02");
    // Ballots that got into the box past every other door.
    let stuffed = "FOR $n IN 0..4 { CREATE type::record('ballot_cast', $sheet + '-' + <string> $n)
        CONTENT { sheet: $sheet, `group`: 'C', sealed: 'x' } };";
    store.raw(Script::new(stuffed).bind("sheet", sheet.as_str())).await.unwrap();
    let detail = store.appraisal(&org_hr(), &id, at).await.unwrap();
    let over = Missing::OverRoll { unit: "union".into(), group: "C".into(), returned: 4, expected: 0 };
    assert!(detail.missing.iter().any(|one| one.0 == over), "{:?}", detail.missing);
    assert_eq!(step(&store, &id, StepAct::Count, on("2026-12-06")).await, Err(Fault::Refused(Reason::StepOpen)));
}

#[tokio::test]
async fn a_ballot_counts_once_and_says_so() {
    let store = small("mem://", 3).await;
    let id = set_up(&store).await;
    let sheet = sheet_of(&store, &id, "union").await;
    // Those judged reported, and their voters read it; nobody is put on the roll from elsewhere.
    step(&store, &id, StepAct::Reports { until: day("2026-11-30") }, now()).await.unwrap();
    let member = MemberId::of(&id, &"p1".into());
    act(&store, &cadre("p1"), &member, Act::Report { text: "一年来的工作".into() }, now()).await.unwrap();
    let strange = store.set_voter(&hr(), &sheet, &"g0".into(), "A", now()).await;
    assert_eq!(strange, Err(Fault::field("person", Rule::Unknown)), "a roll is no way to others' names");
    let vote = StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-05") };
    step(&store, &id, vote, on("2026-12-01")).await.unwrap();
    let at = on("2026-12-02");
    let page = store.ballot(&cadre("p0"), &sheet, at).await.unwrap();
    let place = page.targets.iter().position(|one| one.name == "张1").unwrap();
    assert_eq!(page.reports[place], "一年来的工作");
    let taken = take(&store, &cadre("p0"), &sheet, at).await.unwrap();
    let columns = Scheme::first(now().day()).columns();
    let put = async |mark: &str, group: &str| {
        store.cast_ballot(&sheet, group, &taken.number, &taken.signature, &mark.repeat(3 * columns), at).await
    };
    for group in ["Z", "../../x", "A\0B", ""] {
        assert_eq!(put("1", group).await, Err(appraisal::Refusal::BallotFalse.into()), "{group:?}");
    }
    assert_eq!(put("1", &taken.group).await, Ok(true));
    assert_eq!(put("4", &taken.group).await, Ok(false), "the first counts, and that is said");
}

#[tokio::test]
async fn somebody_under_investigation_waits_and_nobody_sees_for_what() {
    let store = small("mem://", 8).await;
    let known = Circumstances { person: "p3".into(), investigated: true, ..Default::default() };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let id = set_up(&store).await;
    let member = |person: &str| MemberId::of(&id, &PersonId::from(person));
    let standing = async |who: Viewer, at: Moment| store.appraisal_member(&who, &member("p3"), at).await.unwrap();
    assert_eq!(standing(org_hr(), now()).await.member.standing, Standing::Investigated);
    let seen = standing(hr(), now()).await;
    assert_eq!((seen.member.standing, seen.member.log.len()), (Standing::Full, 0));
    // They are on the ballot and asked to report like everybody: a gap would tell.
    let sheet = sheet_of(&store, &id, "union").await;
    assert_eq!(store.sheet(&hr(), &sheet, now()).await.unwrap().sheet.targets.len(), 8);
    // The unit neither says it of somebody, nor takes it away without knowing.
    let correct = |standing, absent_days| Act::Correct { standing, absent_days, reason: text() };
    let said = act(&store, &hr(), &member("p2"), correct(Standing::Investigated, 0), now()).await;
    assert_eq!(said, Err(Fault::field("standing", Rule::Wrong)));
    act(&store, &hr(), &member("p3"), correct(Standing::Absent, 200), now()).await.unwrap();
    act(&store, &hr(), &member("p3"), correct(Standing::Full, 10), now()).await.unwrap();
    assert_eq!(standing(org_hr(), now()).await.member.standing, Standing::Investigated);
    // The department's own correction stays with it.
    act(&store, &org_hr(), &member("p4"), correct(Standing::Investigated, 0), now()).await.unwrap();
    act(&store, &org_hr(), &member("p4"), correct(Standing::Full, 0), now()).await.unwrap();
    let log = async |who: Viewer| store.appraisal_member(&who, &member("p4"), now()).await.unwrap().member.log.len();
    assert_eq!((log(org_hr()).await, log(hr()).await, log(cadre("p4")).await), (2, 0, 0));

    step(&store, &id, StepAct::Reports { until: day("2026-11-30") }, now()).await.unwrap();
    assert!(store.unread(&cadre("p3")).await.unwrap() > 0, "asked to report");
    let vote_days = StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-05") };
    step(&store, &id, vote_days, on("2026-12-01")).await.unwrap();
    vote(&store, &sheet, 8, "22222222", on("2026-12-02")).await;
    let at = on("2026-12-06");
    for one in [StepAct::Count, StepAct::Score] {
        step(&store, &id, one, at).await.unwrap();
    }
    let outcome = async |who: Viewer| standing(who, at).await.member.outcome;
    assert_eq!((outcome(org_hr()).await, outcome(hr()).await), (Some(Outcome::NoGrade), None));
    let open = store.appraisal_members(&org_hr(), &id, MemberFilter::Unproposed, &Default::default()).await.unwrap();
    for row in open.people.page.rows {
        let other = Act::Propose { outcome: Outcome::Competent, reason: "另行测评".into() };
        act(&store, &org_hr(), &row.id, other, at).await.unwrap();
    }
    let adopt = StepAct::Adopt { on: at.day(), document: "会1号".into(), minutes: "一致同意".into() };
    for one in [adopt, StepAct::Tell] {
        step(&store, &id, one, at).await.unwrap();
    }
    // Everybody is told but them; nobody's page says why, and the year can be closed.
    let own = standing(cadre("p3"), at).await;
    assert_eq!((own.member.told, own.member.outcome, own.member.standing), (None, None, Standing::Full));
    assert!(own.acts.is_empty() && own.consequences.is_empty());
    assert_eq!(store.appraisal_paper(&hr(), &member("p3")).await, Err(Fault::Refused(Reason::NotYet)));
    assert!(store.person(&org_hr(), &"p3".into()).await.unwrap().person.assessments.is_empty());
    // Closed without what follows: the department settles the grade (补定等次) and they are told then.
    assert_eq!(
        act(&store, &hr(), &member("p3"), correct(Standing::Full, 0), at).await,
        Err(Fault::Refused(Reason::WrongState))
    );
    act(&store, &org_hr(), &member("p3"), correct(Standing::Full, 0), at).await.unwrap();
    let settle = Act::Propose { outcome: Outcome::Competent, reason: "结案后补定".into() };
    act(&store, &org_hr(), &member("p3"), settle, at).await.unwrap();
    let own = standing(cadre("p3"), at).await;
    assert_eq!((own.member.told, own.member.outcome), (Some(at.day()), Some(Outcome::Competent)));
    assert_eq!(store.person(&org_hr(), &"p3".into()).await.unwrap().person.assessments, "2026年称职");
}

#[tokio::test]
async fn paper_is_typed_twice_and_slips_vote_once() {
    let store = small("mem://", 6).await;
    let id = set_up(&store).await;
    let sheet = sheet_of(&store, &id, "union").await;
    open_vote(&store, &id).await;
    let at = on("2026-12-02");
    let typed = |who: Viewer, text: &'static str| {
        let (store, sheet) = (store.clone(), sheet.clone());
        async move { store.type_paper(&who, &sheet, "C", text, at).await }
    };
    let none = typed(hr(), "111111").await;
    assert!(
        matches!(none, Err(Fault::Refused(Reason::Appraisal(appraisal::Refusal::PaperOver(_, 0))))),
        "no more than were given out: {none:?}"
    );
    let roll = GroupRoll { group: "C".into(), paper_expected: 9, paper_present: 7, paper_issued: 6 };
    store.save_paper(&hr(), &sheet, &roll, at).await.unwrap();
    typed(hr(), "111111\n222222\nx\n111112\n221111").await.unwrap();
    assert_eq!(typed(hr(), "111111").await, Err(Fault::Refused(Reason::SecondPerson)));
    let unlike = typed(second(), "111111\n222221\nx\n111112\n221111").await;
    assert_eq!(unlike, Err(Fault::field("ballots", Rule::Unlike(vec![2]))));
    let detail = store.sheet(&second(), &sheet, at).await.unwrap();
    assert!(detail.sheet.paper.is_empty(), "nobody reads what the other typed");
    assert_eq!(step(&store, &id, StepAct::Count, on("2026-12-06")).await, Err(Fault::Refused(Reason::StepOpen)));
    typed(second(), "111111\n222222\nx\n111112\n221111").await.unwrap();

    let numbers = store.make_slips(&hr(), &sheet, "C", 3, at).await.unwrap();
    given_out(&store, &sheet, at).await;
    let page = store.slip(&numbers[0], at).await.unwrap();
    let marks = |grade| Ballot::of(page.targets.len(), page.columns.len() + 1, |_, _| grade);
    store.cast_slip(&numbers[0], &marks(Some(Grade::Competent)).0, at).await.unwrap();
    let again = store.cast_slip(&numbers[0], &marks(Some(Grade::Excellent)).0, at).await;
    assert_eq!(again, Err(Fault::Refused(Reason::AlreadyAnswered)));
    let blank = store.cast_slip(&numbers[1], &marks(None).0, at).await;
    assert_eq!(blank, Err(Fault::field("marks", Rule::Required)));
    assert_eq!(store.cast_slip("nonesuch", "1", at).await, Err(Fault::NotFound));
    let late = store.cast_slip(&numbers[1], &marks(Some(Grade::Basic)).0, on("2026-12-06")).await;
    assert_eq!(late, Err(Fault::Refused(Reason::TimeOver)));
    step(&store, &id, StepAct::Count, on("2026-12-06")).await.unwrap();
    let detail = store.sheet(&hr(), &sheet, on("2026-12-06")).await.unwrap();
    let of = |code: &str| detail.turnout.iter().find(|one| one.0 == code).unwrap().2;
    let c = of("C");
    assert_eq!((c.expected, c.present, c.issued, c.returned, c.valid), (9, 8, 9, 6, 5));
    let tally = detail.sheet.tally.unwrap();
    let Shown::Cells { cells } = &tally.votes[0][0] else { panic!("{:?}", tally.votes[0][0]) };
    assert_eq!(cells[0].1.grades, [2, 3, 0, 0]);
    assert_eq!(tally.votes[0][1], tally.votes[0][0], "paper's grade holds for every indicator, as in the browser");
}

#[tokio::test]
async fn a_ballot_is_one_voters_once_and_nobody_elses() {
    let store = small("mem://", 6).await;
    let id = set_up(&store).await;
    let (sheet, other) = (sheet_of(&store, &id, "union").await, sheet_of(&store, &id, "gov").await);
    open_vote(&store, &id).await;
    let at = on("2026-12-02");
    let marks = "1".repeat(6 * Scheme::first(now().day()).columns());
    let taken = take(&store, &cadre("p0"), &sheet, at).await.unwrap();
    assert!(matches!(
        take(&store, &cadre("p0"), &sheet, at).await,
        Err(Fault::Refused(Reason::Appraisal(appraisal::Refusal::BallotTaken)))
    ));
    let false_one = Err(appraisal::Refusal::BallotFalse.into());
    let forged =
        Taken { number: [1; 32], blinded: Vec::new(), signature: taken.signature.clone(), group: taken.group.clone() };
    assert_eq!(cast(&store, &sheet, &forged, &marks, at).await, false_one);
    // Another sheet's box does not know it, even once it has keys.
    take(&store, &cadre("g0"), &other, at).await.unwrap();
    assert_eq!(cast(&store, &other, &taken, &marks, at).await, false_one);
    assert_eq!(cast(&store, &sheet, &taken, "11", at).await, Err(Fault::field("marks", Rule::Wrong)));
    assert_eq!(cast(&store, &sheet, &taken, &marks, on("2026-12-06")).await, Err(Fault::Refused(Reason::TimeOver)));
    for _ in 0..2 {
        cast(&store, &sheet, &taken, &marks, at).await.unwrap();
    }
    let receipt = store.receipt(&sheet, &store::ballot_hash(&taken.number)).await.unwrap();
    assert!(receipt.in_box && !receipt.counted);
    step(&store, &id, StepAct::Count, on("2026-12-06")).await.unwrap();
    let receipt = store.receipt(&sheet, &store::ballot_hash(&taken.number)).await.unwrap();
    assert!(!receipt.in_box && receipt.counted && receipt.all == 1, "cast twice it counts once");
    let tally = store.sheet(&hr(), &sheet, on("2026-12-06")).await.unwrap().sheet.tally.unwrap();
    assert!(tally.votes.iter().flatten().all(|one| *one == Shown::Hidden), "one ballot is not shown");
    // Once ballots are given out the roll stands: nobody is moved to vote twice, and nobody can see by
    // what is refused who took one.
    let store = small("mem://", 3).await;
    let id = set_up(&store).await;
    let sheet = sheet_of(&store, &id, "union").await;
    store.set_voter(&hr(), &sheet, &"p1".into(), "A", now()).await.unwrap();
    store.set_voter(&hr(), &sheet, &"p2".into(), "", now()).await.unwrap();
    open_vote(&store, &id).await;
    assert_eq!(take(&store, &cadre("p1"), &sheet, at).await.unwrap().group, "A");
    assert!(matches!(take(&store, &cadre("p2"), &sheet, at).await, Err(Fault::Forbidden)));
    for person in ["p1", "p0"] {
        let moved = store.set_voter(&hr(), &sheet, &person.into(), "B", at).await;
        assert_eq!(moved, Err(appraisal::Refusal::RollStands.into()));
    }
}

#[tokio::test]
async fn a_tolerated_error_limits_no_grade_and_fraud_brings_the_limit_back() {
    let store = small("mem://", 6).await;
    let known = Circumstances {
        person: "p1".into(),
        sanction_until: Some(day("2027-05-20")),
        sanction_document: "处〔2026〕3号".into(),
        ..Default::default()
    };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let id = set_up(&store).await;
    let member = MemberId::of(&id, &"p1".into());
    open_vote(&store, &id).await;
    let after = on("2026-12-06");
    step(&store, &id, StepAct::Count, after).await.unwrap();
    step(&store, &id, StepAct::Score, after).await.unwrap();
    let propose = Act::Propose { outcome: Outcome::Excellent, reason: "实绩突出".into() };
    let barred = act(&store, &org_hr(), &member, propose.clone(), after).await;
    assert_eq!(barred, Err(appraisal::Refusal::GradeBarred(Some(Grade::Competent)).into()));
    let effect = |active| {
        let sql = format!(
            "UPSERT tolerance_effect:f1 CONTENT {{ person: 'p1', case_number: '容错〔2026〕1号', document: '处〔2026〕3号',
            outcome: 'exempt', active: {active}, at: 1 }};"
        );
        let store = store.clone();
        async move { store.raw(store::Script::new(&sql)).await.unwrap() }
    };
    effect(true).await;
    let seen = store.appraisal_member(&org_hr(), &member, after).await.unwrap().member;
    assert_eq!(seen.hindrances[0].lifted, "容错〔2026〕1号");
    act(&store, &org_hr(), &member, propose, after).await.unwrap();
    let open = store.appraisal_members(&org_hr(), &id, MemberFilter::Unproposed, &Default::default()).await.unwrap();
    for row in open.people.page.rows {
        let other = Act::Propose { outcome: Outcome::Competent, reason: "另行测评".into() };
        act(&store, &org_hr(), &row.id, other, after).await.unwrap();
    }
    // Reopened for fraud before the meeting: what no longer fits is not decided.
    effect(false).await;
    let adopt = StepAct::Adopt { on: after.day(), document: "会1号".into(), minutes: "一致同意".into() };
    assert_eq!(
        step(&store, &id, adopt, after).await,
        Err(appraisal::Refusal::GradeBarred(Some(Grade::Competent)).into())
    );
}

/// The complete store in two states: while the vote runs and after the count. Somebody who has both,
/// and knows in what order people took their ballots, joins none of them to a voter.
#[tokio::test]
async fn the_complete_store_joins_no_ballot_to_a_voter() {
    let people = 24usize;
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let store =
        small(&format!("surrealkv://{}", folder.path().join("store").display()), people).await.with_ballot_keys(&keys);
    let id = set_up(&store).await;
    let sheet = sheet_of(&store, &id, "union").await;
    open_vote(&store, &id).await;
    let at = on("2026-12-02");
    let columns = Scheme::first(now().day()).columns();
    // Everybody marks in their own way, so that a ballot that is found is known.
    let mut voters = Vec::new();
    for n in 0..people {
        let marks: String = (0..people * columns).map(|_| char::from(b'1' + rand::random::<u8>() % 4)).collect();
        let taken = take(&store, &cadre(&format!("p{n}")), &sheet, at).await.unwrap();
        cast(&store, &sheet, &taken, &marks, at).await.unwrap();
        voters.push((format!("p{n}"), taken, marks));
    }
    let dump = |store: Store| async move {
        let mut file = Vec::new();
        store.backup(&mut file, at).await.unwrap();
        String::from_utf8(file).unwrap()
    };
    let hex = |bytes: &[u8]| store::chain::hex(bytes);
    let during = dump(store.clone()).await;
    let secrets: Vec<String> = std::fs::read_dir(&keys)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(secrets.len(), 1, "the box's keys are in their folder");
    step(&store, &id, StepAct::Count, on("2026-12-06")).await.unwrap();
    let after = dump(store.clone()).await;
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), 0, "and gone once it is counted");

    // Neither content nor key is there, in whichever state; after the count not even sealed ballots.
    for (_, taken, marks) in &voters {
        for text in [&during, &after] {
            assert!(!text.contains(marks.as_str()) && !text.contains(&hex(&taken.number)));
            assert!(!text.contains(&hex(&taken.signature)) && !text.contains(&hex(&taken.blinded)));
        }
        assert!(during.contains(&store::ballot_hash(&taken.number)), "it is in the box");
    }
    for secret in secrets {
        let kept: BTreeMap<String, String> = serde_json::from_str(&secret).unwrap();
        assert!(kept.values().all(|key| !during.contains(key.as_str()) && !after.contains(key.as_str())));
    }
    let of_ballots = |line: &&str| line.contains("\"sealed\"") && line.contains("ballot_cast");
    assert!(during.lines().any(|line| of_ballots(&line)) && !after.lines().any(|line| of_ballots(&line)));

    // Every text of a table's rows, the parts of their ids among them.
    let texts = |table: &str| -> Vec<String> {
        let mut found = Vec::new();
        for line in during.lines() {
            let parts: Vec<&str> = line.splitn(3, '\t').collect();
            if parts[0] == table {
                found.extend(parts[1].split('-').map(str::to_owned));
                let row: BTreeMap<String, serde_json::Value> = serde_json::from_str(parts[2]).unwrap();
                found.extend(row.values().filter_map(serde_json::Value::as_str).map(str::to_owned));
            }
        }
        found
    };
    let order_of = |hash: &str| {
        during.lines().filter(|line| line.starts_with("ballot_cast\t")).position(|line| line.contains(hash)).unwrap()
    };
    // Joining by order: the n-th who took a ballot with the n-th in the box, or the n-th from its end,
    // or the n-th of the roll. By chance one of them fits each time; ten would be no chance
    // (a permutation has ten fixed points less than once in a million).
    let order: Vec<usize> = voters.iter().map(|one| order_of(&store::ballot_hash(&one.1.number))).collect();
    let forwards = order.iter().enumerate().filter(|(n, place)| n == *place).count();
    let backwards = order.iter().enumerate().filter(|(n, place)| people - 1 - n == **place).count();
    let mut roll: Vec<&str> = voters.iter().map(|one| one.0.as_str()).collect();
    roll.sort_unstable();
    let by_roll = voters
        .iter()
        .zip(&order)
        .filter(|(one, place)| roll.iter().position(|id| *id == one.0) == Some(**place))
        .count();
    assert!(forwards < 10 && backwards < 10 && by_roll < 10, "{forwards} {backwards} {by_roll}");
    // Joining by value: what the roll and the box have in common is the sheet and the group.
    let (roll, casts) = (texts("ballot_voter"), texts("ballot_cast"));
    assert!(roll.len() > people && casts.len() > people);
    let groups = ["A", "B", "C"];
    let joined: Vec<&String> = roll
        .iter()
        .filter(|text| casts.contains(text) && **text != sheet.0 && !groups.contains(&text.as_str()))
        .collect();
    assert!(joined.is_empty(), "{joined:?}");
    // The counts are right all the same.
    let tally = store.sheet(&hr(), &sheet, on("2026-12-06")).await.unwrap().sheet.tally.unwrap();
    assert_eq!(tally.all().valid as usize, people);
    let first: u32 = voters.iter().filter(|one| one.2.starts_with('1')).count() as u32;
    assert_eq!(tally.votes[0][0].total().unwrap().grades[0], first);
}

#[tokio::test]
async fn each_stage_is_told_once_and_to_those_it_concerns() {
    let store = small("mem://", 6).await;
    let id = set_up(&store).await;
    step(&store, &id, StepAct::Reports { until: day("2026-11-30") }, now()).await.unwrap();
    let unread = |person: &'static str| {
        let store = store.clone();
        async move { store.unread(&cadre(person)).await.unwrap() }
    };
    assert_eq!(store.remind_appraisals(now()).await.unwrap(), 0, "a week ahead is too early");
    act(&store, &cadre("p0"), &MemberId::of(&id, &"p0".into()), Act::Report { text: text() }, now()).await.unwrap();
    let before = (unread("p0").await, unread("p1").await);
    for told in [1, 0] {
        assert_eq!(store.remind_appraisals(on("2026-11-28")).await.unwrap(), told);
    }
    assert_eq!((unread("p0").await, unread("p1").await), (before.0, before.1 + 1), "who reported is left in peace");
    let at = on("2026-12-01");
    step(&store, &id, StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-04") }, at).await.unwrap();
    assert_eq!(store.remind_appraisals(at).await.unwrap(), 0, "who was told that it opened is not told twice that day");
    take(&store, &cadre("p0"), &sheet_of(&store, &id, "union").await, at).await.unwrap();
    let before = (unread("p0").await, unread("p1").await);
    for told in [1, 0] {
        assert_eq!(store.remind_appraisals(on("2026-12-03")).await.unwrap(), told);
    }
    assert_eq!((unread("p0").await, unread("p1").await), (before.0, before.1 + 1), "who took a ballot too");
    for told in [1, 0] {
        assert_eq!(store.remind_appraisals(on("2026-12-06")).await.unwrap(), told, "the vote is over");
    }
}

#[tokio::test]
async fn a_year_set_up_by_mistake_is_taken_back_and_nobody_is_in_two() {
    let store = small("mem://", 3).await;
    let id = set_up(&store).await;
    let scheme = store.appraisal(&org_hr(), &id, now()).await.unwrap().appraisal.scheme.id;
    let title = "2026年度考核".to_owned();
    let draft = Draft { year: 2026, title, unit: "union".into(), scheme, pool_by: PoolBy::Unit };
    let twice = store.set_up_appraisal(&org_hr(), &draft, now()).await;
    assert!(matches!(twice, Err(Fault::Refused(Reason::Appraisal(appraisal::Refusal::YearTaken(3, _))))), "{twice:?}");
    let drop = || StepAct::Drop { reason: "误建".into() };
    assert_eq!(
        step(&store, &id, StepAct::Drop { reason: String::new() }, now()).await,
        Err(Fault::field("reason", Rule::Required))
    );
    step(&store, &id, drop(), now()).await.unwrap();
    assert_eq!(store.appraisal(&org_hr(), &id, now()).await.map(|_| ()), Err(Fault::NotFound));
    let other = store.set_up_appraisal(&org_hr(), &draft, now()).await.unwrap();
    // Once people were asked for reports it stays.
    step(&store, &other, StepAct::Reports { until: day("2026-11-30") }, now()).await.unwrap();
    assert_eq!(step(&store, &other, drop(), now()).await, Err(Fault::Refused(Reason::WrongState)));
    // The vote comes after the reports; announced before, it cuts nobody's time to hand one in.
    let vote = |from: &str| StepAct::Vote { from: day(from), until: day("2026-12-03") };
    let early = step(&store, &other, vote("2026-11-30"), on("2026-11-24")).await;
    assert_eq!(early, Err(appraisal::Refusal::ReportsRun(day("2026-11-30")).into()));
    step(&store, &other, vote("2026-12-01"), on("2026-11-24")).await.unwrap();
    assert!(
        store.appraisal(&org_hr(), &other, now()).await.unwrap().appraisal.history.iter().all(|one| one.step.is_some())
    );
    let member = MemberId::of(&other, &"p1".into());
    act(&store, &cadre("p1"), &member, Act::Report { text: "一年工作情况".into() }, on("2026-11-30")).await.unwrap();
    let late = act(&store, &cadre("p1"), &member, Act::Report { text: "补充".into() }, on("2026-12-01")).await;
    assert_eq!(late, Err(Fault::Refused(Reason::WrongState)));
    // A meeting does not come before the vote, and slips not after it.
    let sheet = sheet_of(&store, &other, "union").await;
    let over = store.make_slips(&hr(), &sheet, "C", 3, on("2026-12-04")).await;
    assert_eq!(over, Err(Fault::Refused(Reason::WrongState)));
    step(&store, &other, StepAct::Count, on("2026-12-04")).await.unwrap();
    step(&store, &other, StepAct::Score, on("2026-12-04")).await.unwrap();
    let early = StepAct::Adopt { on: day("2026-12-02"), document: "会1号".into(), minutes: "一致同意".into() };
    assert_eq!(
        step(&store, &other, early, on("2026-12-04")).await,
        Err(Fault::field("on", Rule::not_before(Milestone::VoteEnds, day("2026-12-03"))))
    );
}
