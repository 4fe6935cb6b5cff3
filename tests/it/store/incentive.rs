//! An award from the nomination to its revocation, against the store.

use domain::access::Viewer;
use domain::code::Role;
use domain::exchange::port::Eligibility;
use domain::home::Due;
use domain::home::port::Desk;
use domain::incentive::port::{Awards, Cares};
use domain::incentive::{Action, AwardKind, Care, CareKind, Draft, Ground, IncentiveRules, Missing, Part, State, Step};
use domain::person::PersonDraft;
use domain::person::port::People;
use domain::record::Circumstances;
use domain::versioned::{Drawn, Versioned, Versioning};
use domain::{AwardId, Fault, Moment, Reason, Rule};
use store::Store;
use tests::{day, now, org_hr, small, viewer};

use super::once::{count, six};

fn on(text: &str) -> Moment {
    Moment::start_of(day(text)).plus_seconds(10 * 3600)
}

fn hr() -> Viewer {
    viewer("hr", "", &[(Role::UnitHr, "/p/union/")])
}

/// Another of the organisation department: who reviewed does not decide.
fn second() -> Viewer {
    viewer("second", "", &[(Role::OrgHr, "/p/")])
}

fn draft(person: &str, kind: AwardKind) -> Draft {
    Draft {
        kind,
        title: String::new(),
        person: person.into(),
        unit: Default::default(),
        deeds: "在服务职工工作中连续攻坚克难，群众评价好，成效明显突出。".into(),
    }
}

pub(super) fn care(person: &str, kind: CareKind, text: &str) -> Care {
    Care {
        id: Default::default(),
        person: person.into(),
        name: String::new(),
        path: String::new(),
        kind,
        on: day("2026-11-20"),
        text: text.into(),
        by: String::new(),
        version: 0,
    }
}

fn text() -> String {
    "有关事实和理由".to_owned()
}

async fn act(store: &Store, who: &Viewer, id: &AwardId, action: Action, at: Moment) -> Result<(), Fault> {
    let version = store.award(who, id, at).await?.award.version;
    store.act_award(who, id, version, &action, at).await
}

/// From the nomination to a notice that is up.
pub(super) async fn published(store: &Store, person: &str, kind: AwardKind) -> AwardId {
    let id = store.nominate_award(&hr(), &draft(person, kind), now()).await.unwrap();
    act(store, &hr(), &id, Action::Evidence { text: text() }, now()).await.unwrap();
    act(store, &hr(), &id, Action::Submit, now()).await.unwrap();
    act(store, &org_hr(), &id, Action::Review { text: text() }, now()).await.unwrap();
    act(store, &org_hr(), &id, Action::Publish { on: now().day() }, now()).await.unwrap();
    id
}

fn approve(unit: &str) -> Action {
    Action::Approve { unit: unit.into(), document: "批1号".into() }
}

#[tokio::test]
async fn a_contested_award_is_answered_conferred_shared_and_revoked() {
    let store = small("mem://", 3).await;
    let own = viewer("p1", "p1", &[]);
    assert_eq!(store.nominate_award(&own, &draft("p1", AwardKind::Commendation), now()).await, Err(Fault::Forbidden));
    let id = published(&store, "p1", AwardKind::MeritTwo).await;
    // The same nomination twice is one award.
    assert_eq!(store.nominate_award(&hr(), &draft("p1", AwardKind::MeritTwo), now()).await.unwrap(), id);
    let other = Draft {
        deeds: "牵头办成另一件群众关心的实事，经验在全市推广。".into(),
        ..draft("p1", AwardKind::MeritTwo)
    };
    assert_eq!(store.nominate_award(&hr(), &other, now()).await, Err(Fault::Refused(Reason::UnderWay)));
    // During the notice everybody sees it and may object; the nominee can't answer for themself.
    let colleague = viewer("p2", "p2", &[]);
    let seen = store.award(&colleague, &id, now()).await.unwrap();
    assert_eq!(seen.parts, [Part::Colleague]);
    assert!(seen.award.review.is_empty() && seen.award.bars.is_empty());
    store.act_award(&colleague, &id, 0, &Action::Object { text: "数据有误".into() }, now()).await.unwrap();
    assert!(store.award(&own, &id, now()).await.unwrap().parts.is_empty());
    let detail = store.award(&org_hr(), &id, now()).await.unwrap();
    assert!(detail.award.history.iter().all(|event| event.by != "p2"), "an objector is not named");
    let later = on("2026-12-01");
    assert_eq!(act(&store, &second(), &id, approve("p"), later).await, Err(Fault::Refused(Reason::StepOpen)));
    let answer = Action::Answer { n: 0, upheld: false, reason: "经核查数据属实".into() };
    assert_eq!(act(&store, &hr(), &id, answer.clone(), later).await, Err(Fault::Forbidden));
    // Nobody carries it through alone: an objection is also to the review, and whoever reviewed does not
    // approve. The next step is at the home of who may take it.
    assert_eq!(act(&store, &org_hr(), &id, answer.clone(), later).await, Err(Fault::Refused(Reason::SecondPerson)));
    let due = async |who: &Viewer| store.home(who, later).await.unwrap().due;
    let next = |one: &Due| matches!(one, Due::Incentive(domain::incentive::Todo::Award { id: found, step: Step::Notice, .. }) if *found == id);
    assert!(due(&second()).await.iter().any(next) && !due(&org_hr()).await.iter().any(next));
    act(&store, &second(), &id, answer, later).await.unwrap();
    assert_eq!(act(&store, &org_hr(), &id, approve("p"), later).await, Err(Fault::Refused(Reason::SecondPerson)));
    // A unit approves that is above and of the level the kind asks for.
    let below = act(&store, &second(), &id, approve("gov"), later).await;
    assert_eq!(below, Err(Fault::field("unit", Rule::Wrong)));
    let early = act(&store, &second(), &id, approve("p"), on("2026-11-30")).await;
    assert_eq!(early, Err(Fault::Refused(Reason::StepOpen)), "the notice runs to the end of its fifth working day");
    act(&store, &second(), &id, approve("p"), later).await.unwrap();
    act(&store, &second(), &id, Action::Decide { document: "奖〔2026〕1号".into() }, later).await.unwrap();
    act(&store, &org_hr(), &id, Action::Confer { on: later.day() }, later).await.unwrap();
    assert!(store.unread(&own).await.unwrap() > 0);
    // It stands in the person's form, which who edits it at the same time does not lose.
    let form = store.person(&org_hr(), &"p1".into()).await.unwrap().person;
    assert!(form.honours.contains("记二等功（奖〔2026〕1号）"), "{}", form.honours);
    let edit = PersonDraft { version: form.version - 1, ..super::completion::draft_of(&form) };
    assert_eq!(store.save_person(&org_hr(), &edit, later).await, Err(Fault::Refused(Reason::Stale)));
    let paper = store.award_paper(&colleague, &id).await.unwrap();
    assert!(
        paper.number == "奖〔2026〕1号" && paper.paragraphs[1].contains("6000元") && paper.title.contains("记二等功"),
        "{paper:?}"
    );
    act(&store, &org_hr(), &id, Action::Share { story: "三步工作法".into() }, later).await.unwrap();
    let all = store.incentives(&colleague, &Default::default(), later).await.unwrap();
    assert_eq!((all.practice.len(), all.suggestions.total), (1, 0));
    let revoke = Action::Revoke { ground: Ground::Fraud, reason: "材料造假".into(), document: "撤1号".into() };
    assert_eq!(act(&store, &hr(), &id, revoke.clone(), later).await, Err(Fault::Forbidden));
    assert_eq!(act(&store, &second(), &id, revoke.clone(), later).await, Err(Fault::Refused(Reason::SecondPerson)));
    act(&store, &org_hr(), &id, revoke, later).await.unwrap();
    assert_eq!(store.award(&colleague, &id, later).await.unwrap().award.state, State::Revoked);
    assert!(!store.person(&org_hr(), &"p1".into()).await.unwrap().person.honours.contains("记二等功"));
    assert_eq!(store.award_paper(&own, &id).await, Err(Fault::Refused(Reason::WrongState)));
    assert!(store.incentives(&colleague, &Default::default(), later).await.unwrap().practice.is_empty());
}

#[tokio::test]
async fn a_bar_stops_the_review_unless_a_case_of_fault_tolerance_lifts_it() {
    let store = small("mem://", 3).await;
    let known = Circumstances {
        person: "p1".into(),
        sanction_until: Some(day("2027-05-20")),
        sanction_document: "处〔2026〕3号".into(),
        ..Default::default()
    };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let id = store.nominate_award(&hr(), &draft("p1", AwardKind::Commendation), now()).await.unwrap();
    act(&store, &hr(), &id, Action::Evidence { text: text() }, now()).await.unwrap();
    // Whoever nominated does not review, whatever else they may.
    act(&store, &hr(), &id, Action::Submit, now()).await.unwrap();
    let detail = store.award(&org_hr(), &id, now()).await.unwrap();
    assert!(detail.missing.iter().any(|one| matches!(one.0, Missing::Bar { .. })), "{:?}", detail.missing);
    let review = Action::Review { text: text() };
    assert_eq!(act(&store, &org_hr(), &id, review.clone(), now()).await, Err(Fault::Refused(Reason::StepOpen)));
    let effect =
        "CREATE tolerance_effect:f1 CONTENT { person: 'p1', case_number: '容错〔2026〕1号', document: '处〔2026〕3号',
        outcome: 'exempt', active: true, at: 1 };";
    store.raw(store::Script::new(effect)).await.unwrap();
    act(&store, &org_hr(), &id, review, now()).await.unwrap();
    let award = store.award(&org_hr(), &id, now()).await.unwrap().award;
    assert_eq!((award.step, award.bars[0].1.as_str()), (Step::Notice, "容错〔2026〕1号"));
}

#[tokio::test]
async fn who_was_overlooked_is_listed_and_rules_hold_from_their_day() {
    let store = small("mem://", 3).await;
    let person = store.person(&org_hr(), &"p1".into()).await.unwrap().person;
    let excellent = PersonDraft {
        assessments: "2023年优秀；2024年优秀；2025年优秀".into(),
        ..super::completion::draft_of(&person)
    };
    store.save_person(&org_hr(), &excellent, now()).await.unwrap();
    let found = store.incentives(&hr(), &Default::default(), now()).await.unwrap();
    assert_eq!((found.suggestions.rows.len(), found.suggestions.total), (1, 1));
    let first = &found.suggestions.rows[0];
    assert_eq!((first.person.as_str(), first.kind), ("p1", AwardKind::MeritThree));
    // Whoever only looks is given no names; whoever is nominated is listed no more.
    let leader = viewer("l", "", &[(Role::Leader, "/p/")]);
    assert_eq!(store.incentives(&leader, &Default::default(), now()).await.unwrap().suggestions.total, 0);
    let id = store.nominate_award(&hr(), &draft("p1", AwardKind::MeritThree), now()).await.unwrap();
    assert_eq!(store.incentives(&hr(), &Default::default(), now()).await.unwrap().suggestions.total, 0);
    let mut rules = IncentiveRules { from: day("2026-11-23"), ..IncentiveRules::first(day("2026-11-23")) };
    rules.kinds[1].bonus = 4000;
    rules.notice_days = 4;
    assert_eq!(
        store.add_version(&org_hr(), &rules, &Drawn::default(), now()).await,
        Err(Fault::field("notice_days", Rule::Between(5, 60)))
    );
    rules.notice_days = 5;
    assert_eq!(store.add_version(&hr(), &rules, &Drawn::default(), now()).await, Err(Fault::Forbidden));
    store.add_version(&org_hr(), &rules, &Drawn::default(), now()).await.unwrap();
    // What was nominated before goes by what held then.
    assert_eq!(store.award(&hr(), &id, now()).await.unwrap().award.bonus(), 3000);
    let next = store.nominate_award(&hr(), &draft("p2", AwardKind::MeritThree), now()).await.unwrap();
    assert_eq!(store.award(&hr(), &next, now()).await.unwrap().award.bonus(), 4000);
    // Awards by group show once there are some.
    assert!(found.shares.is_empty());
    let done = published(&store, "p0", AwardKind::Commendation).await;
    let later = on("2026-12-01");
    act(&store, &second(), &done, approve("p"), later).await.unwrap();
    act(&store, &second(), &done, Action::Decide { document: "奖2号".into() }, later).await.unwrap();
    act(&store, &org_hr(), &done, Action::Confer { on: later.day() }, later).await.unwrap();
    let shares = store.incentives(&org_hr(), &Default::default(), later).await.unwrap().shares;
    let by_unit = &shares.iter().find(|one| one.0 == "unit").unwrap().1;
    assert_eq!(by_unit.iter().map(|one| (one.people, one.awards)).collect::<Vec<_>>(), [(3, 0), (3, 1)]);
}

#[tokio::test]
async fn care_is_told_and_seen_by_its_people_alone() {
    let store = small("mem://", 2).await;
    let care = care("p0", CareKind::Thanks, "职工来信感谢");
    let own = viewer("p0", "p0", &[]);
    assert_eq!(store.save_care(&own, &care, now()).await, Err(Fault::Forbidden));
    let later = Care { on: day("2026-12-20"), ..care.clone() };
    assert_eq!(store.save_care(&hr(), &later, now()).await, Err(Fault::field("on", Rule::NotLater)));
    store.save_care(&hr(), &care, now()).await.unwrap();
    assert_eq!(store.cares(&own, now()).await.unwrap()[0].text, "职工来信感谢");
    assert_eq!(store.unread(&own).await.unwrap(), 1);
    assert!(store.cares(&viewer("g0", "g0", &[]), now()).await.unwrap().is_empty());
    let collective = Draft { person: Default::default(), unit: "union".into(), ..draft("", AwardKind::Commendation) };
    let id = store.nominate_award(&hr(), &collective, now()).await.unwrap();
    let award = store.award(&hr(), &id, now()).await.unwrap().award;
    assert_eq!((award.name(), award.bonus()), ("union", 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_open_one_award_and_note_one_care() {
    let store = small("mem://", 3).await;
    six(&store, |store| {
        let award = draft("p1", AwardKind::Commendation);
        async move { store.nominate_award(&hr(), &award, now()).await.map(|id| id.0) }
    })
    .await;
    assert_eq!(count(&store, "award").await, 1);

    let care = care("p0", CareKind::Thanks, "职工来信感谢");
    six(&store, |store| {
        let care = care.clone();
        async move { store.save_care(&hr(), &care, now()).await.map(|()| String::new()) }
    })
    .await;
    assert_eq!(count(&store, "care").await, 1);
    assert_eq!(store.unread(&viewer("p0", "p0", &[])).await.unwrap(), 1, "they are told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_act_sent_again_finds_the_first_and_any_other_is_stale() {
    let store = small("mem://", 3).await;
    let id = published(&store, "p1", AwardKind::Commendation).await;
    let read = store.award(&second(), &id, now()).await.unwrap().award;
    let back = |reason: &str| Action::SendBack { reason: reason.into() };
    // Six at once, and once more from a page that stayed open: it is done once, and told once.
    let left = async || (count(&store, "audit").await, count(&store, "notice").await);
    let (trail, told) = left().await;
    six(&store, |store| {
        let (id, version, act) = (id.clone(), read.version, back("请补正"));
        async move { store.act_award(&second(), &id, version, &act, now()).await.map(|()| String::new()) }
    })
    .await;
    let once = left().await;
    assert!(once.0 == trail + 1 && once.1 > told, "{once:?} after {trail} and {told}");
    let send = async |who: &Viewer, act: Action| store.act_award(who, &id, read.version, &act, now()).await;
    assert_eq!(send(&second(), back("请补正")).await, Ok(()));
    assert_eq!(left().await, once);
    let held = store.award(&second(), &id, now()).await.unwrap().award;
    assert_eq!((held.version, held.history.len()), (read.version + 1, read.history.len() + 1));
    // Another act, other words, and somebody else's are over what was changed meanwhile.
    let stale = Err(Fault::Refused(Reason::Stale));
    assert_eq!(send(&second(), back("材料不齐")).await, stale);
    assert_eq!(send(&second(), Action::Refuse { reason: "请补正".into() }).await, stale);
    assert_eq!(send(&org_hr(), back("请补正")).await, stale);
    // And once it went on, the first is no longer the last that was done.
    act(&store, &hr(), &id, Action::Submit, now()).await.unwrap();
    assert_eq!(send(&second(), back("请补正")).await, stale);
}

#[tokio::test]
async fn whoever_objected_is_told_and_reads_the_answer_and_nobody_reads_who_it_was() {
    let store = small("mem://", 3).await;
    let id = published(&store, "p1", AwardKind::Commendation).await;
    let (objector, other) = (viewer("p2", "p2", &[]), viewer("p0", "p0", &[]));
    let object = |text: &str| Action::Object { text: text.into() };
    for _ in 0..2 {
        store.act_award(&objector, &id, 0, &object("走访户数有误"), now()).await.unwrap();
    }
    let said = async |who: &Viewer| {
        let award = store.award(who, &id, now()).await.unwrap().award;
        let one = |one: &domain::publicity::Objection| (one.who.is_some(), one.text.clone());
        award.publicity.objections.iter().map(one).collect::<Vec<_>>()
    };
    let text = "走访户数有误".to_owned();
    assert_eq!(said(&objector).await, [(true, text.clone())], "sent twice, it is there once");
    assert!(said(&other).await.is_empty());
    assert_eq!(said(&hr()).await, [(false, String::new())]);
    assert_eq!(said(&second()).await, [(false, text)]);
    // Who answers says nothing to anybody but to whoever objected.
    let answer = |n, upheld| Action::Answer { n, upheld, reason: "按户核对".into() };
    let unread = async || (store.unread(&objector).await.unwrap(), store.unread(&other).await.unwrap());
    assert_eq!(unread().await, (0, 0));
    act(&store, &second(), &id, answer(0, false), now()).await.unwrap();
    assert_eq!(unread().await, (1, 0));
    let held = store.award(&objector, &id, now()).await.unwrap().award;
    let told = held.publicity.objections[0].answer.clone().unwrap();
    assert_eq!((told.upheld, told.text.as_str()), (false, "按户核对"));
    // Also where the answer takes the notice down.
    store.act_award(&objector, &id, 0, &object("另有材料不实"), now()).await.unwrap();
    act(&store, &second(), &id, answer(1, true), now()).await.unwrap();
    act(&store, &second(), &id, Action::SendBack { reason: "补正".into() }, now()).await.unwrap();
    assert_eq!(store.award(&other, &id, now()).await.map(|_| ()), Err(Fault::Forbidden));
    let held = store.award(&objector, &id, now()).await.unwrap().award;
    assert!(held.publicity.objections[1].answer.as_ref().is_some_and(|one| one.upheld && one.text == "按户核对"));
    assert_eq!(unread().await, (2, 0));
}
