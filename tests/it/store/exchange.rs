//! A round of exchange from the offer to the return, against the store.

use domain::access::Viewer;
use domain::calendar::Workdays;
use domain::calendar::due::DueKind;
use domain::code::{Family, Level, Role, UnitLevel};
use domain::exchange::case::{Action, CaseDraft, CaseState, Ending, Missing, Part, Voice, Vote};
use domain::exchange::eligibility::{RuleKey, Verdict};
use domain::exchange::kind::{ExchangeKind, Step};
use domain::exchange::matching::{Mechanism, Property, Weights};
use domain::exchange::port::{
    Cases, Dues, Eligibility, Entries, HolidayTable, Offers, Rounds, Scenarios, StaffingTable,
};
use domain::exchange::round::{EntryState, OfferedPost, Participant, Reply, Round, RoundState};
use domain::exchange::view::WhatIf;
use domain::home::Due;
use domain::home::port::Desk;
use domain::notice::NoticeBody;
use domain::organisation::Post;
use domain::organisation::port::{Posts, Units};
use domain::person::port::{People, SensitiveFields};
use domain::person::{Sensitive, SensitiveDraft};
use domain::procedure::Procedure;
use domain::record::{Circumstances, Grade, Relative};
use domain::training::FeedSubject;
use domain::training::port::Timetables;
use domain::{CaseId, Fault, Moment, OfferId, PersonId, Reason, RoundId, UnitId, exchange};
use store::Store;
use tests::{day, now, org_hr, small, viewer};

pub(super) fn cadre(id: &str) -> Viewer {
    viewer(id, id, &[])
}

pub(super) fn hr(path: &str) -> Viewer {
    viewer(path.trim_matches('/').rsplit('/').next().unwrap(), "", &[(Role::UnitHr, path)])
}

pub(super) fn on(text: &str) -> Moment {
    Moment::start_of(day(text)).plus_seconds(10 * 3600)
}

fn part(unit: &str, tolerance: Option<u32>) -> Participant {
    Participant {
        unit: unit.into(),
        name: String::new(),
        path: String::new(),
        family: Family::Mass,
        most_out: tolerance,
        most_in: tolerance,
        group: String::new(),
    }
}

fn round(kind: ExchangeKind, units: &[&str]) -> Round {
    Round {
        id: RoundId::default(),
        title: "2026年双向挂职".into(),
        unit: "p".into(),
        path: String::new(),
        kind,
        months: if kind.has_term() { 12 } else { 0 },
        opens: day("2026-11-01"),
        closes: day("2026-11-30"),
        reply_days: 5,
        state: RoundState::Draft,
        mechanism: Mechanism::Balanced,
        weights: Weights::default(),
        seed: String::new(),
        units: units.iter().map(|unit| part(unit, Some(0))).collect(),
        quotas: Vec::new(),
        pairs: Vec::new(),
        pinned: Vec::new(),
        forbidden: Vec::new(),
        announced: String::new(),
        announced_reason: String::new(),
        reply_until: None,
        version: 0,
    }
}

fn offered(round: &RoundId, unit: &str, title: &str) -> OfferedPost {
    OfferedPost {
        id: OfferId::default(),
        round: round.clone(),
        post: Default::default(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        title: title.into(),
        level: Level::SectionChief,
        seats: 1,
        least: 0,
        leading: false,
        chief: false,
        place: String::new(),
        place_level: UnitLevel::City,
        demands: Default::default(),
        about: String::new(),
        ranking: Vec::new(),
        declined: Default::default(),
        version: 0,
    }
}

/// A round that is open, with a post in each of the two units.
async fn open(store: &Store) -> (RoundId, OfferId, OfferId) {
    let id = store.save_round(&org_hr(), &round(ExchangeKind::Secondment, &["union", "gov"]), now()).await.unwrap();
    store.save_offer(&hr("/p/gov/"), &offered(&id, "gov", "综合处副处长"), now()).await.unwrap();
    store.save_offer(&org_hr(), &offered(&id, "union", "权益部副部长"), now()).await.unwrap();
    store.open_round(&org_hr(), &id, now()).await.unwrap();
    let posts = store.round(&org_hr(), &id, now()).await.unwrap().posts;
    let of = |unit: &str| posts.iter().find(|post| post.unit.as_str() == unit).unwrap().id.clone();
    (id.clone(), of("gov"), of("union"))
}

pub(super) async fn exchanged(store: &Store) -> (RoundId, Vec<CaseId>) {
    let (id, gov, union) = open(store).await;
    store.save_wishes(&cadre("p0"), &id, std::slice::from_ref(&gov), "愿意到机关锻炼", now()).await.unwrap();
    store.save_wishes(&cadre("g0"), &id, std::slice::from_ref(&union), "", now()).await.unwrap();
    store.close_wishes(&org_hr(), &id, on("2026-12-01")).await.unwrap();
    let scenario =
        store.try_mechanism(&org_hr(), &id, Mechanism::Balanced, &Weights::default(), on("2026-12-01")).await.unwrap();
    store.announce(&org_hr(), &id, &scenario, "", on("2026-12-01")).await.unwrap();
    for person in ["p0", "g0"] {
        store.reply(&cadre(person), &id, true, on("2026-12-02")).await.unwrap();
    }
    store.close_round(&org_hr(), &id, on("2026-12-02")).await.unwrap();
    let cases = store.cases(&org_hr(), &Default::default(), on("2026-12-02")).await.unwrap();
    (id, cases.page.rows.into_iter().map(|row| row.case.id.clone()).collect())
}

#[tokio::test]
async fn a_round_opens_with_both_families_a_post_and_time_left() {
    let store = small("mem://", 2).await;
    let one = |units: &[&str]| round(ExchangeKind::Secondment, units);
    let alone = store.save_round(&org_hr(), &one(&["union"]), now()).await.unwrap();
    assert_eq!(store.open_round(&org_hr(), &alone, now()).await, Err(exchange::Refusal::RoundNotReady.into()));
    let inside = store.save_round(&org_hr(), &one(&["p", "gov"]), now()).await;
    assert_eq!(inside, Err(Fault::field("units", domain::Rule::Nested)));
    let (id, ..) = open(&store).await;
    // What people went by is settled; the title is not.
    let held = store.round(&org_hr(), &id, now()).await.unwrap().round;
    let changed = Round { units: vec![part("union", None)], title: "改名".into(), ..held.clone().into_inner() };
    store.save_round(&org_hr(), &changed, now()).await.unwrap();
    let after = store.round(&org_hr(), &id, now()).await.unwrap().round;
    assert_eq!((&after.units, after.title.as_str()), (&held.units, "改名"));
    assert_eq!(store.save_round(&org_hr(), &changed, now()).await, Err(Fault::Refused(Reason::Stale)));
}

#[tokio::test]
async fn wishes_keep_to_the_window_the_units_and_the_rules() {
    let store = small("mem://", 3).await;
    let (id, gov, union) = open(&store).await;
    // One's own unit is not among the posts; nor is what the rules bar.
    let form = store.wish_form(&cadre("p0"), &id, now()).await.unwrap();
    assert_eq!(form.posts.iter().map(|one| one.post.id.clone()).collect::<Vec<_>>(), std::slice::from_ref(&gov));
    let own_unit = store.save_wishes(&cadre("p0"), &id, &[union], "", now()).await;
    assert_eq!(own_unit, Err(Fault::field("wishes", domain::Rule::Unknown)));
    let known = Circumstances { person: "p1".into(), sanction_until: Some(day("2027-01-01")), ..Default::default() };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let barred = store.save_wishes(&cadre("p1"), &id, std::slice::from_ref(&gov), "", now()).await;
    assert_eq!(barred, Err(Fault::field("wishes", domain::Rule::Unknown)));
    // Somebody under investigation is not told so here.
    let known = Circumstances { person: "p2".into(), investigated: true, ..Default::default() };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let form = store.wish_form(&cadre("p2"), &id, now()).await.unwrap();
    assert!(form.posts[0].findings.iter().all(|one| one.key != RuleKey::Investigation));
    store.save_wishes(&cadre("p2"), &id, std::slice::from_ref(&gov), "", now()).await.unwrap();
    let late = store.save_wishes(&cadre("p0"), &id, std::slice::from_ref(&gov), "", on("2026-12-01")).await;
    assert_eq!(late, Err(exchange::Refusal::WishesClosed.into()));
    assert_eq!(store.close_wishes(&org_hr(), &id, on("2026-11-30")).await, Err(exchange::Refusal::WishesOpen.into()));
    // At home: what waits for those who wished for nothing.
    let home = store.home(&cadre("g0"), now()).await.unwrap();
    assert!(
        home.due.iter().any(|due| matches!(due, Due::Exchange(domain::exchange::Todo::Round { announced: false, .. }))),
        "{:?}",
        home.due
    );
    assert!(
        !store
            .home(&cadre("p2"), now())
            .await
            .unwrap()
            .due
            .iter()
            .any(|due| matches!(due, Due::Exchange(domain::exchange::Todo::Round { .. })))
    );
    // Nor is the host; what bars stays with the department and discipline.
    let detail = store.offer(&hr("/p/gov/"), &gov, now()).await.unwrap();
    assert!(detail.applicants[0].findings.iter().all(|one| one.key != RuleKey::Investigation));
    // And at the matching it bars.
    store.close_wishes(&org_hr(), &id, on("2026-12-01")).await.unwrap();
    let scenario =
        store.try_mechanism(&org_hr(), &id, Mechanism::Deferred, &Weights::default(), on("2026-12-01")).await.unwrap();
    let detail = store.scenario(&org_hr(), &id, &scenario, "").await.unwrap();
    assert!(detail.placed.iter().all(|row| row.wish == 0), "{:?}", detail.placed);
}

#[tokio::test]
async fn units_nominate_rank_and_decline_only_their_own() {
    let store = small("mem://", 3).await;
    let (id, gov, _) = open(&store).await;
    let nominate = |who: Viewer, person: &'static str| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.nominate(&who, &id, &[person.into()], now()).await }
    };
    let nobody = store.nominate(&hr("/p/union/"), &id, &[], now()).await;
    assert_eq!(nobody, Err(Fault::field("people", domain::Rule::Required)));
    nominate(hr("/p/union/"), "p0").await.unwrap();
    nominate(hr("/p/union/"), "p0").await.unwrap();
    assert_eq!(nominate(hr("/p/union/"), "g0").await, Err(Fault::Forbidden));
    assert!(matches!(
        &store.notices(&cadre("p0"), &Default::default()).await.unwrap().rows[0].body,
        NoticeBody::Exchange(domain::exchange::News::Nominated { .. })
    ));
    for person in ["p0", "p1", "p2"] {
        store.save_wishes(&cadre(person), &id, std::slice::from_ref(&gov), "", now()).await.unwrap();
    }
    let entries = store.round(&hr("/p/union/"), &id, now()).await.unwrap().entries;
    assert_eq!(entries.iter().map(|one| one.state).collect::<Vec<_>>()[0], EntryState::Nominated);
    assert!(store.round(&hr("/p/gov/"), &id, now()).await.unwrap().entries.is_empty());
    let rank = |who: Viewer,
                version: u32,
                people: &'static [&'static str],
                declined: &'static [(&'static str, &'static str)]| {
        let (store, gov) = (store.clone(), gov.clone());
        async move {
            let people: Vec<PersonId> = people.iter().map(|one| PersonId::from(*one)).collect();
            let declined = declined.iter().map(|(who, why)| (PersonId::from(*who), (*why).to_owned())).collect();
            store.rank(&who, &gov, version, &people, &declined, now()).await
        }
    };
    assert_eq!(rank(hr("/p/union/"), 1, &["p0"], &[]).await, Err(Fault::Forbidden));
    assert!(matches!(rank(hr("/p/gov/"), 1, &["g1"], &[]).await, Err(Fault::Invalid(_))));
    assert!(matches!(rank(hr("/p/gov/"), 1, &["p0"], &[("p1", " ")]).await, Err(Fault::Invalid(_))));
    rank(hr("/p/gov/"), 1, &["p2", "p1"], &[("p0", "专业不符")]).await.unwrap();
    assert_eq!(rank(hr("/p/gov/"), 1, &["p1"], &[]).await, Err(Fault::Refused(Reason::Stale)));
    let order: Vec<String> = store
        .offer(&org_hr(), &gov, now())
        .await
        .unwrap()
        .applicants
        .iter()
        .map(|one| one.entry.person.0.clone())
        .collect();
    assert_eq!(order, ["p2", "p1", "p0"]);
    // Decided beforehand, with a reason, for somebody who wants it.
    assert!(matches!(
        store.settle_pair(&org_hr(), &gov, &"p1".into(), Some(true), "", now()).await,
        Err(Fault::Invalid(_))
    ));
    store.settle_pair(&org_hr(), &gov, &"p1".into(), Some(true), "工作急需", now()).await.unwrap();
    assert_eq!(store.round(&org_hr(), &id, now()).await.unwrap().round.pinned.len(), 1);
    store.settle_pair(&org_hr(), &gov, &"p1".into(), None, "", now()).await.unwrap();
    assert!(store.round(&org_hr(), &id, now()).await.unwrap().round.pinned.is_empty());
    // Together or apart, and a priority with its reason.
    let pair = |together| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.save_pair(&org_hr(), &id, (&"p1".into(), &"p2".into()), together, now()).await }
    };
    pair(Some(true)).await.unwrap();
    pair(Some(false)).await.unwrap();
    let pairs = store.round(&org_hr(), &id, now()).await.unwrap().round.pairs.clone();
    assert_eq!((pairs.len(), pairs[0].together), (1, false));
    pair(None).await.unwrap();
    assert!(store.round(&org_hr(), &id, now()).await.unwrap().round.pairs.is_empty());
    let weigh = |priority: i64, reason: &'static str| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.weigh_entry(&org_hr(), &id, &"p1".into(), (priority, reason), Some(88), now()).await }
    };
    assert!(matches!(weigh(3, " ").await, Err(Fault::Invalid(_))));
    weigh(3, "援边期满").await.unwrap();
    let entries = store.round(&org_hr(), &id, now()).await.unwrap().entries;
    let weighed = entries.iter().find(|one| one.person.as_str() == "p1").unwrap();
    assert_eq!((weighed.priority, weighed.quality), (3, Some(88)));
    // A post somebody wishes for is not taken away.
    assert_eq!(store.remove_offer(&org_hr(), &gov, now()).await, Err(Fault::Refused(Reason::WrongState)));
}

#[tokio::test]
async fn scenarios_are_verified_compared_and_a_decline_is_repaired() {
    let store = small("mem://", 3).await;
    let (id, gov, union) = open(&store).await;
    for person in ["p0", "p1"] {
        store.save_wishes(&cadre(person), &id, std::slice::from_ref(&gov), "", now()).await.unwrap();
    }
    store.save_wishes(&cadre("g0"), &id, std::slice::from_ref(&union), "", now()).await.unwrap();
    store.rank(&hr("/p/gov/"), &gov, 1, &["p1".into(), "p0".into()], &Default::default(), now()).await.unwrap();
    let then = on("2026-12-01");
    store.close_wishes(&org_hr(), &id, then).await.unwrap();
    let mut made = Vec::new();
    for mechanism in [Mechanism::Balanced, Mechanism::Deferred, Mechanism::Optimal] {
        made.push(store.try_mechanism(&org_hr(), &id, mechanism, &Weights::default(), then).await.unwrap());
    }
    let rows = store.round(&org_hr(), &id, then).await.unwrap().scenarios;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.findings.iter().all(|one| one.starts_with("NoProof"))), "{rows:?}");
    let deferred = rows.iter().find(|row| row.id == made[1]).unwrap();
    assert!(deferred.claims.iter().any(|claim| claim.property == Property::Stable && claim.holds));
    let detail = store.scenario(&org_hr(), &id, &made[1], &made[0]).await.unwrap();
    assert!(detail.against.is_some());
    assert_eq!(detail.flows().iter().map(|flow| flow.2).sum::<u32>(), 2);
    // Before it is announced nobody who takes part sees anything of it.
    assert_eq!(store.round(&cadre("p1"), &id, then).await.unwrap().result, None);
    assert_eq!(store.scenario(&cadre("p1"), &id, &made[1], "").await, Err(Fault::Forbidden));
    // The round was published with another mechanism: that is answered for, and everybody reads it.
    let silent = store.announce(&org_hr(), &id, &made[1], " ", then).await;
    assert_eq!(silent, Err(Fault::field("reason", domain::Rule::Required)));
    store.announce(&org_hr(), &id, &made[1], "两单位均要求按次序选人", then).await.unwrap();
    assert_eq!(store.round(&cadre("p1"), &id, then).await.unwrap().round.announced_reason, "两单位均要求按次序选人");
    let result = store.round(&cadre("p1"), &id, then).await.unwrap().result.unwrap();
    assert_eq!((result.wish, result.reply), (1, Reply::Waiting));
    let other = store.round(&cadre("p0"), &id, then).await.unwrap().result.unwrap();
    assert_eq!((other.wish, other.wishes[0].1), (0, domain::exchange::matching::Reached::RankedHigher));
    assert!(
        store
            .home(&cadre("p1"), then)
            .await
            .unwrap()
            .due
            .iter()
            .any(|due| matches!(due, Due::Exchange(domain::exchange::Todo::Round { announced: true, .. })))
    );
    // A decline; the round is not closed over it, and is repaired.
    let open = store.close_round(&org_hr(), &id, then).await;
    assert!(matches!(open, Err(Fault::Refused(Reason::Exchange(exchange::Refusal::RepliesOpen(_))))), "{open:?}");
    store.reply(&cadre("p1"), &id, false, then).await.unwrap();
    assert_eq!(store.reply(&cadre("p1"), &id, true, then).await, Err(Fault::Refused(Reason::WrongState)));
    store.reply(&cadre("g0"), &id, true, then).await.unwrap();
    let repaired = store.repair_round(&org_hr(), &id, then).await.unwrap();
    let detail = store.scenario(&org_hr(), &id, &repaired, &made[1]).await.unwrap();
    let changed: Vec<&str> = detail.against.as_ref().unwrap().1.iter().map(|one| one.0.as_str()).collect();
    // With the exchange even, g0 goes only if somebody comes: p0 steps in and nothing else moves.
    assert_eq!(changed, ["张0", "张1"]);
    store.announce(&org_hr(), &id, &repaired, "", then).await.unwrap();
    let after = store.round(&org_hr(), &id, then).await.unwrap();
    assert_eq!(after.scenarios.iter().find(|row| row.id == repaired).unwrap().repairs, made[1]);
    assert_eq!(after.round.announced_reason, "两单位均要求按次序选人");
    let detail = store.round(&org_hr(), &id, then).await.unwrap();
    let reply = |person: &str| detail.entries.iter().find(|one| one.person.as_str() == person).unwrap().reply;
    assert_eq!((reply("p0"), reply("p1"), reply("g0")), (Reply::Waiting, Reply::Declined, Reply::Accepted));
    // Silence counts as yes once its time is over.
    store.close_round(&org_hr(), &id, on("2026-12-07")).await.unwrap();
    store.close_round(&org_hr(), &id, on("2026-12-07")).await.unwrap();
    assert_eq!(store.cases(&org_hr(), &Default::default(), then).await.unwrap().page.total, 2);
}

/// Does something as whoever it takes.
pub(super) async fn act(store: &Store, case: &CaseId, action: Action, at: Moment) {
    let held = store.case(&org_hr(), case, at).await.unwrap().case;
    let who = match held.who(&action)[0] {
        Part::Organiser => org_hr(),
        Part::Home => hr(&held.home_path),
        Part::Host => hr(&held.host_path),
        Part::Person => cadre(held.person.as_str()),
    };
    store.act(&who, case, held.version, &action, at).await.unwrap_or_else(|fault| panic!("{action:?}: {fault:?}"));
}

/// Brings a case as far as a step.
pub(super) async fn bring(store: &Store, case: &CaseId, to: Step, mut today: domain::Day) -> domain::Day {
    for _ in 0..400 {
        let at = Moment::start_of(today).plus_seconds(36_000);
        let detail = store.case(&org_hr(), case, at).await.unwrap();
        if detail.case.step == to {
            return today;
        }
        let text = || "已办".to_owned();
        let action = match detail.missing.first().map(|one| &one.0) {
            None => Action::Advance,
            Some(Missing::Paper { paper }) => Action::File { paper: *paper, note: text() },
            Some(Missing::Finding { key }) => Action::Waive { key: *key, reason: text(), document: text() },
            Some(Missing::Opinion { voice }) => Action::Give { voice: *voice, agrees: true, text: String::new() },
            Some(Missing::Vote) => Action::Vote(Vote { on: today, members: 9, present: 7, yes: 6, no: 1 }),
            Some(Missing::Notice) => Action::Publish { on: today },
            Some(Missing::Approval) => Action::Approve { document: "组批〔2026〕1号".into() },
            Some(Missing::Appointment) => {
                Action::Appoint { document: "组任〔2026〕1号".into(), dated: today, from: today }
            }
            Some(Missing::Report) => Action::Report { on: today },
            Some(Missing::Review) => Action::Review { grade: Grade::Competent, text: text() },
            Some(Missing::NoticeRuns { until } | Missing::Middle { on: until } | Missing::TermRuns { on: until }) => {
                today = (*until).max(today) + chrono::TimeDelta::days(1);
                continue;
            }
            other => panic!("{other:?}"),
        };
        act(store, case, action, at).await;
    }
    panic!("never came to {to:?}")
}

#[tokio::test]
async fn a_case_goes_from_the_proposal_to_the_return_and_changes_the_record() {
    let store = small("mem://", 2).await;
    let table = Workdays::read("2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,休,元旦").unwrap();
    store.import_holidays(&org_hr(), &table, now()).await.unwrap();
    let (_, cases) = exchanged(&store).await;
    assert_eq!(cases.len(), 2);
    let mut mine = None;
    for id in &cases {
        if store.case(&org_hr(), id, now()).await.unwrap().case.person.as_str() == "p0" {
            mine = Some(id.clone());
        }
    }
    let mine = mine.unwrap();
    let today = bring(&store, &mine, Step::InPost, day("2026-12-28")).await;
    let case = store.case(&org_hr(), &mine, Moment::start_of(today)).await.unwrap().case;
    // Put up on 28 December: 29, 30, 31 and, after the holiday, 4 and 5 January.
    assert_eq!(case.publicity.until(), Some(day("2027-01-05")));
    let person = store.person(&org_hr(), &"p0".into()).await.unwrap();
    let posted = person.appointments.iter().find(|one| one.unit.as_str() == "gov").unwrap();
    assert_eq!((posted.main, posted.until, posted.document.as_str()), (false, case.until.unwrap(), "组任〔2026〕1号"));
    assert_eq!(person.person.unit, UnitId::from("union"));
    // What was said in vetting and how the vote went is not the person's to read.
    let own = store.case(&cadre("p0"), &mine, Moment::start_of(today)).await.unwrap().case;
    let vetting = |case: &domain::exchange::case::Case| {
        case.papers.iter().any(|one| one.paper == domain::exchange::kind::Paper::Integrity) || case.vote.is_some()
    };
    assert!(vetting(&case) && !vetting(&own));
    // What falls due: the end of the secondment, in the list of both units and told once at each stage.
    let near = case.until.unwrap() - chrono::TimeDelta::days(20);
    let dues = store.dues(&hr("/p/union/"), &Default::default(), Moment::start_of(near)).await.unwrap().dues.rows;
    assert!(dues.iter().any(|due| due.kind == DueKind::SecondmentEnds && due.on == case.until.unwrap()));
    assert!(store.remind_dues(Moment::start_of(near)).await.unwrap() > 0);
    assert_eq!(store.remind_dues(Moment::start_of(near)).await.unwrap(), 0);
    let told = store.notices(&cadre("p0"), &Default::default()).await.unwrap().rows;
    assert!(told.iter().any(|one| matches!(
        &one.body,
        NoticeBody::Exchange(domain::exchange::News::FallsDue { what: DueKind::SecondmentEnds, .. })
    )));
    // The same list behind a secret address, for a calendar.
    let subject = FeedSubject::Due("union".into());
    assert_eq!(store.renew_feed(&cadre("p0"), &subject, true, now()).await, Err(Fault::Forbidden));
    let draft = domain::account::NewAccount { login: "hr".into(), name: "人事".into(), ..Default::default() };
    let account = store.add_account(store::Actor::default(), &draft, "x", false, now()).await.unwrap();
    let grant = domain::access::Grant { account: account.clone(), ..hr("/p/union/").grants.remove(0) };
    store.add_grant(store::Actor::default(), &grant, now()).await.unwrap();
    let holder = Viewer { account, ..hr("/p/union/") };
    store.renew_feed(&holder, &subject, true, now()).await.unwrap();
    let token = store.feed(&holder, &subject).await.unwrap().token;
    let content = store.feed_content(&token, Moment::start_of(near)).await.unwrap().unwrap();
    assert!(content.dues.iter().any(|due| due.kind == DueKind::SecondmentEnds));
    let text = server::http::calendar::text(&content, Moment::start_of(near));
    assert!(text.contains("SUMMARY:挂职（兼职）期满：union 张0"), "{text}");
    // Full-time, seconded: the host is a government body, so only the union is counted.
    let staffing = store.staffing(&org_hr(), &Default::default(), Moment::start_of(today)).await.unwrap().page.rows;
    assert_eq!((staffing.len(), staffing[0].staffing.full_time, staffing[0].target), (1, 2, 42));
    assert!(staffing[0].basis.contains("请填写"));
    let target = |who: Viewer, percent: u32| {
        let store = store.clone();
        async move { store.save_staffing_target(&who, &"union".into(), percent, "市总工会改革方案", now()).await }
    };
    assert_eq!(target(hr("/p/union/"), 30).await, Err(Fault::Forbidden));
    assert!(matches!(target(org_hr(), 101).await, Err(Fault::Invalid(_))));
    target(org_hr(), 30).await.unwrap();
    let staffing = store.staffing(&org_hr(), &Default::default(), Moment::start_of(today)).await.unwrap().page.rows;
    assert_eq!((staffing[0].target, staffing[0].basis.as_str()), (30, "市总工会改革方案"));
    // An extension moves the end of the appointment; then the return.
    bring(&store, &mine, Step::Closing, today).await;
    let until = case.until.unwrap() + chrono::TimeDelta::days(90);
    let end = case.until.unwrap();
    let extend = Action::End { ending: Ending::Extend, until: Some(until), reason: "项目未完".into() };
    act(&store, &mine, extend, Moment::start_of(end)).await;
    // What was entered takes effect with the step, not before.
    let ends = || async {
        let person = store.person(&org_hr(), &"p0".into()).await.unwrap();
        person.appointments.iter().find(|one| one.unit.as_str() == "gov").unwrap().clone()
    };
    assert_eq!(ends().await.until, end);
    act(&store, &mine, Action::Advance, Moment::start_of(end)).await;
    let person = store.person(&org_hr(), &"p0".into()).await.unwrap();
    assert_eq!(person.appointments.iter().find(|one| one.unit.as_str() == "gov").unwrap().until, until);
    // A number and a day that were wrong are corrected, in the record too, with a reason that stays.
    let from = case.from.unwrap().pred_opt().unwrap();
    let entry = Action::Appoint { document: "组任〔2026〕10号".into(), dated: case.appointed.unwrap(), from };
    let correct = Action::Correct { entry: Box::new(entry), n: 0, reason: "文号录入有误".into() };
    act(&store, &mine, correct, Moment::start_of(end)).await;
    let held = ends().await;
    assert_eq!((held.document.as_str(), held.from, held.until), ("组任〔2026〕10号", from, until));
    let told = store.case(&org_hr(), &mine, Moment::start_of(end)).await.unwrap().case;
    assert!(told.history.last().unwrap().note.contains("组任〔2026〕1号"), "{:?}", told.history.last());
    let back = bring(&store, &mine, Step::Closing, end).await;
    act(
        &store,
        &mine,
        Action::End { ending: Ending::Return, until: None, reason: String::new() },
        Moment::start_of(back),
    )
    .await;
    act(&store, &mine, Action::Advance, Moment::start_of(back)).await;
    let case = store.case(&org_hr(), &mine, Moment::start_of(back)).await.unwrap().case;
    assert_eq!((case.state, case.extended), (CaseState::Done, 1));
    assert!(case.history.len() > 20);
}

#[tokio::test]
async fn a_case_is_acted_in_by_its_parts_alone_and_seen_by_those_it_concerns() {
    let store = small("mem://", 3).await;
    let (_, cases) = exchanged(&store).await;
    let then = on("2026-12-02");
    let detail = store.case(&org_hr(), &cases[0], then).await.unwrap();
    assert_eq!(detail.parts, [Part::Organiser]);
    let (person, home) = (detail.case.person.clone(), detail.case.home_path.clone());
    assert_eq!(store.case(&cadre("p2"), &cases[0], then).await, Err(Fault::Forbidden));
    assert_eq!(store.case(&cadre(person.as_str()), &cases[0], then).await.unwrap().parts, [Part::Person]);
    assert_eq!(store.case(&hr(&home), &cases[0], then).await.unwrap().parts, [Part::Home]);
    // No step is skipped by sending it.
    let appoint = Action::Appoint { document: "x".into(), dated: day("2026-12-02"), from: day("2026-12-02") };
    assert_eq!(store.act(&org_hr(), &cases[0], 1, &appoint, then).await, Err(Fault::Refused(Reason::WrongState)));
    assert_eq!(store.act(&org_hr(), &cases[0], 1, &Action::Advance, then).await, Err(Fault::Refused(Reason::StepOpen)));
    // The department gives no unit's opinion, nor anybody the person's.
    let give = |voice| Action::Give { voice, agrees: true, text: String::new() };
    for (who, voice) in [(org_hr(), Voice::Home), (org_hr(), Voice::Person), (hr(&home), Voice::Host)] {
        assert_eq!(store.act(&who, &cases[0], 1, &give(voice), then).await, Err(Fault::Forbidden), "{voice:?}");
    }
    store.act(&cadre(person.as_str()), &cases[0], 1, &give(Voice::Person), then).await.unwrap();
    // What was read before somebody else acted is not acted on.
    assert_eq!(store.act(&hr(&home), &cases[0], 1, &give(Voice::Home), then).await, Err(Fault::Refused(Reason::Stale)));
}

/// Enters what the rules ask of somebody: a family out of office, and when they came to their post.
async fn known_to_the_rules(store: &Store, person: &str, unit: &str) {
    family(
        store,
        person,
        vec![Relative {
            relation: "父亲".into(), name: "某".into(), work: "已退休".into(), ..Default::default()
        }],
    )
    .await;
    tests::appoint(store, tests::post(person, unit, "科长", Level::SectionChief, "2020-01-01")).await.unwrap();
}

pub(super) async fn family(store: &Store, person: &str, family: Vec<Relative>) {
    store.unmask(&org_hr(), &person.into(), "核对亲属", now()).await.unwrap();
    let version = store.person(&org_hr(), &person.into()).await.unwrap().person.version;
    let sensitive = Sensitive { family, ..Default::default() };
    store.save_sensitive(&org_hr(), SensitiveDraft { id: person.into(), version, sensitive }, now()).await.unwrap();
}

/// Posts of a unit with room for them.
pub(super) async fn posts(store: &Store, unit: &str, posts: &[(&str, bool)]) -> Vec<domain::PostId> {
    let version = store.unit(&org_hr(), &unit.into()).await.unwrap().unit.version;
    store.set_headcount(&org_hr(), &unit.into(), version, 50, 5, now()).await.unwrap();
    for (title, leading) in posts {
        let post = Post {
            id: Default::default(),
            unit: unit.into(),
            title: (*title).into(),
            level: Level::SectionChief,
            seats: 1,
            leading: *leading,
            held: 0,
        };
        store.add_post(&org_hr(), &post, now()).await.unwrap();
    }
    let held = store.unit(&org_hr(), &unit.into()).await.unwrap().posts;
    posts.iter().map(|(title, _)| held.iter().find(|post| post.title == *title).unwrap().id.clone()).collect()
}

#[tokio::test]
async fn a_transfer_moves_the_main_post_and_relatives_are_found_with_their_way() {
    let store = small("mem://", 3).await;
    posts(&store, "gov", &[("副局长", true), ("综合科科长", false)]).await;
    let unit = store.unit(&org_hr(), &"gov".into()).await.unwrap();
    let post = unit.posts.iter().find(|post| !post.leading).unwrap().id.clone();
    // p0's wife leads the body.
    let wife = Relative { relation: "妻子".into(), name: "李0".into(), person: "g0".into(), ..Default::default() };
    family(&store, "p0", vec![wife]).await;
    // A relative in office who is linked with no record is for a person to decide.
    let sister = Relative {
        relation: "姐姐".into(),
        name: "王娟".into(),
        work: "汇溪市人力资源和社会保障局主要负责人".into(),
        ..Default::default()
    };
    tests::appoint(&store, tests::post("g0", "gov", "副局长", Level::SectionChief, "2020-01-01")).await.unwrap();
    let ask = |person: &str| WhatIf {
        unit: "gov".into(),
        post: post.clone(),
        kind: Some(ExchangeKind::Transfer),
        person: person.into(),
        ..WhatIf::default()
    };
    let answer = store.what_if(&org_hr(), &ask("p0"), now()).await.unwrap();
    let finding = answer.people[0].findings.iter().find(|one| one.key == RuleKey::KinAvoidance).unwrap();
    assert_eq!(
        (finding.verdict, finding.path[0].relation.as_str(), finding.article.as_str()),
        (Verdict::Fail, "妻子", "第七十四条")
    );
    // Nothing is known of p1's family: nobody passes by that.
    let bare = store.what_if(&org_hr(), &ask("p1"), now()).await.unwrap();
    let asks = |key| bare.people[0].findings.iter().any(|one| one.key == key && one.verdict == Verdict::Ask);
    assert!(asks(RuleKey::KinAvoidance), "{:?}", bare.people[0].findings);
    known_to_the_rules(&store, "p1", "union").await;
    family(&store, "p2", vec![sister]).await;
    let answer = store.what_if(&org_hr(), &ask("p2"), now()).await.unwrap();
    let finding = answer.people[0].findings.iter().find(|one| one.key == RuleKey::KinAvoidance).unwrap();
    assert_eq!(finding.verdict, Verdict::Ask);
    assert!(finding.facts[0].value.contains("王娟"), "{finding:?}");
    // What would change with another minimum of service; nothing is kept.
    let known = Circumstances { person: "p1".into(), service_since: Some(day("2025-01-01")), ..Default::default() };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let changed = WhatIf { rule: Some(RuleKey::MinimumService), value: Some(12), ..ask("p1") };
    let answer = store.what_if(&org_hr(), &changed, now()).await.unwrap();
    assert_eq!(
        (answer.people[0].before, answer.people[0].after),
        (Verdict::Fail, Verdict::Pass),
        "{:?}",
        answer.people[0].findings
    );
    assert_eq!(store.what_if(&org_hr(), &ask("p1"), now()).await.unwrap().people[0].before, Verdict::Fail);
    // Nobody enters what is known of themself.
    let own = viewer("x", "p1", &[(Role::OrgHr, "/p/")]);
    let known = Circumstances { version: 1, ..known };
    assert_eq!(store.save_circumstances(&own, &known, now()).await, Err(Fault::Refused(Reason::OwnRequest)));
    // A case outside a round.
    let known = Circumstances { service_since: Some(day("2010-01-01")), ..known };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let draft = CaseDraft {
        kind: ExchangeKind::Transfer,
        person: "p1".into(),
        unit: "gov".into(),
        post,
        months: 0,
        place: String::new(),
    };
    let case = store.open_case(&org_hr(), &draft, now()).await.unwrap();
    // A second click finds the first case; another post for the same person is refused by name.
    assert_eq!(store.open_case(&org_hr(), &draft, now()).await, Ok(case.clone()));
    let other = unit.posts.iter().find(|post| post.leading).unwrap().id.clone();
    let other = store.open_case(&org_hr(), &CaseDraft { post: other, ..draft.clone() }, now()).await;
    assert_eq!(other, Err(exchange::Refusal::CaseRunning("张1".into()).into()));
    let today = bring(&store, &case, Step::Reporting, now().day()).await;
    let at = Moment::start_of(today).plus_seconds(36_000);
    for action in [
        Action::Report { on: today },
        Action::File { paper: domain::exchange::kind::Paper::Handover, note: "已交接".into() },
        Action::Advance,
    ] {
        act(&store, &case, action, at).await;
    }
    let person = store.person(&org_hr(), &"p1".into()).await.unwrap();
    assert_eq!((person.person.unit.as_str(), person.person.path.as_str()), ("gov", "/p/gov/"));
    assert!(person.appointments.iter().any(|one| one.main && one.title == "综合科科长"));
}
