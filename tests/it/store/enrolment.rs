use std::collections::BTreeSet;
use std::sync::Arc;

use domain::code::{Role, UnitKind};
use domain::home::port::Desk;
use domain::notice::NoticeBody;
use domain::organisation::Reorganisation;
use domain::page::Window;
use domain::record::Hours;
use domain::register::RegisterQuery;
use domain::training::port::{CallUps, Classes, CompletionTable, Finishing, Ledger, Places};
use domain::training::{
    self, Admission, Ahead, Allocation, Approval, ClassDraft, CompletionQuery, Enrolment, EnrolmentState, Mark, lot,
    seed_hash,
};
use domain::{ClassId, EnrolmentId, Fault, Moment, Reason};
use futures::future::join_all;
use proptest::prelude::*;
use store::{Bulk, Script, Store};
use tests::{class, day, now, org_hr, roster, small, viewer};

use super::once::{count, six};

async fn published(store: &Store, draft: ClassDraft) -> ClassId {
    let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    id
}

async fn taken(store: &Store, id: &ClassId) -> u32 {
    store.class(&org_hr(), id, now()).await.unwrap().class.taken
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_people_at_once_take_exactly_the_ten_seats() {
    let store = Arc::new(small("mem://", 50).await);
    let id = published(&store, class(10)).await;
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (store, id) = (store.clone(), id.clone());
            tokio::spawn(async move { store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await })
        })
        .collect();
    let mut seated = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => seated += 1,
            Err(fault) => assert_eq!(fault, Fault::from(training::Refusal::ClassFull)),
        }
    }
    assert_eq!(seated, 10);
    assert_eq!(taken(&store, &id).await, 10);
    let people = roster(&store, &id).await;
    assert_eq!(people.len(), 10);
}

#[tokio::test]
async fn everybody_finds_all_their_places_and_what_comes_next() {
    let store = small("mem://", 3).await;
    let admission = Admission { waiting: 3, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(1) }).await;
    for n in 0..3 {
        store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
    }
    let last = viewer("a", "p2", &[]);
    let own = store.own_places(&last).await.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].class.id.clone(), own[0].position), (id.clone(), Some(2)));
    assert_eq!((own[0].is_open(), own[0].ahead(now().day())), (true, Ahead::Line(2)));
    store.withdraw(&viewer("a", "p1", &[]), &id, now()).await.unwrap();
    assert_eq!(store.own_places(&last).await.unwrap()[0].position, Some(1), "they move up");
    let gone = store.own_places(&viewer("a", "p1", &[])).await.unwrap();
    assert_eq!(
        (gone[0].place.state, gone[0].is_open()),
        (EnrolmentState::Withdrawn, false),
        "and it stays on the list"
    );
    assert_eq!(store.own_places(&viewer("g", "g0", &[])).await.unwrap(), vec![], "others' places are theirs");
    assert_eq!(store.own_places(&org_hr()).await.unwrap(), vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_on_one_engine_do_not_oversell() {
    // Two handles share no queue, as two servers of a cluster would not.
    let store = small("mem://", 30).await;
    let id = published(&store, class(5)).await;
    let sql = "BEGIN;
        LET $c = (SELECT taken, capacity FROM ONLY type::record('class', $id));
        IF $c.taken >= $c.capacity { THROW 'gq:full' };
        UPDATE type::record('class', $id) SET taken += 1 RETURN NONE;
        COMMIT;";
    let tasks: Vec<_> = (0..30)
        .map(|_| {
            let (store, id) = (store.clone(), id.clone());
            tokio::spawn(async move { store.raw(Script::new(sql).bind("id", id.as_str())).await.is_ok() })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += u32::from(task.await.unwrap());
    }
    assert_eq!(taken(&store, &id).await, done);
    assert!(done <= 5);
}

/// All ask before the first of them is answered, since nobody else has the one thread meanwhile.
async fn together(store: &Store, id: &ClassId, people: &[&str]) -> Vec<Result<Enrolment, Fault>> {
    let asking: Vec<_> = people.iter().map(|person| viewer("a", person, &[])).collect();
    join_all(asking.iter().map(|me| store.enrol(me, id, now()))).await
}

/// Whose places the trail tells of, in the order of their names.
async fn noted(store: &Store) -> Vec<String> {
    let script = Script::new("SELECT VALUE subject_id FROM audit WHERE subject = 'enrolment'");
    let mut ids: Vec<String> = serde_json::from_value(store.raw(script).await.unwrap().remove(0)).unwrap();
    ids.sort();
    ids
}

#[tokio::test]
async fn all_who_ask_together_get_their_own_answer_and_a_row_of_the_trail_each() {
    let store = small("mem://", 10).await;
    let admission = Admission { waiting: 3, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(5) }).await;
    let before = store.class(&org_hr(), &id, now()).await.unwrap().class;
    // One of them clicks twice, and one is nobody.
    let people = ["p0", "nobody", "p1", "p0", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"];
    let answers = together(&store, &id, &people).await;
    for (person, answer) in people.iter().zip(&answers) {
        match *person {
            "nobody" => assert_eq!(*answer, Err(Fault::Refused(Reason::NoPerson))),
            "p8" | "p9" => assert_eq!(*answer, Err(training::Refusal::ClassFull.into())),
            "p5" | "p6" | "p7" => assert_eq!(answer.as_ref().unwrap().state, EnrolmentState::Waiting, "{person}"),
            _ => assert_eq!(answer.as_ref().unwrap().state, EnrolmentState::Enrolled, "{person}"),
        }
    }
    assert_eq!(answers[0], answers[3], "a click is a click");
    let detail = store.class(&org_hr(), &id, now()).await.unwrap();
    assert_eq!((detail.class.taken, detail.class.queued), (5, 3));
    assert_eq!(detail.class.turn, before.turn + 1, "all of them in one transaction");
    let mut kept = roster(&store, &id).await;
    let mut told: Vec<Enrolment> = answers.iter().filter_map(|one| one.clone().ok()).collect();
    told.remove(2);
    kept.sort_by(|a, b| a.id.cmp(&b.id));
    told.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(kept, told, "what they were told is what is there");
    let ids: Vec<String> = kept.iter().map(|place| place.id.0.clone()).collect();
    assert_eq!(noted(&store).await, ids);
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
    for (person, notices) in [("p0", 1), ("p6", 1), ("p9", 0)] {
        let told = store.notices(&viewer("a", person, &[]), &Window::default()).await.unwrap();
        assert_eq!(told.total, notices, "{person}");
    }
    // Who gave a place back asks beside somebody new.
    for person in ["p0", "p1"] {
        store.withdraw(&viewer("a", person, &[]), &id, now()).await.unwrap();
    }
    let again = together(&store, &id, &["p1", "p8"]).await;
    assert_eq!(again[0].as_ref().unwrap().state, EnrolmentState::Waiting);
    assert_eq!(again[1].as_ref().unwrap().state, EnrolmentState::Waiting);
}

#[tokio::test]
async fn what_can_not_be_written_of_one_keeps_nobody_else_from_a_seat() {
    let store = small("mem://", 6).await;
    let id = published(&store, class(6)).await;
    let script = "DEFINE FIELD OVERWRITE name ON enrolment TYPE string ASSERT $value != '张3'";
    store.raw(Script::new(script)).await.unwrap();
    let answers = together(&store, &id, &["p0", "p1", "p2", "p3", "p4", "p5"]).await;
    for (n, answer) in answers.iter().enumerate() {
        if n == 3 {
            assert_eq!(*answer, Err(Fault::Internal));
        } else {
            assert_eq!(answer.as_ref().unwrap().state, EnrolmentState::Enrolled, "p{n}");
        }
    }
    assert_eq!(taken(&store, &id).await, 5);
    assert_eq!((count(&store, "enrolment").await, noted(&store).await.len()), (5, 5));
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
}

#[tokio::test]
async fn who_goes_away_meanwhile_takes_nobody_along() {
    let store = small("mem://", 2).await;
    let id = published(&store, class(1)).await;
    // The first sees to it that all are answered, and is gone before anybody is.
    let first = viewer("a", "p0", &[]);
    assert!(futures::FutureExt::now_or_never(store.enrol(&first, &id, now())).is_none());
    let place = store.enrol(&viewer("a", "p1", &[]), &id, now()).await.unwrap();
    assert_eq!(place.state, EnrolmentState::Enrolled);
    assert_eq!((taken(&store, &id).await, count(&store, "enrolment").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_beside_each_other_do_not_oversell() {
    let store = small("mem://", 40).await;
    let id = published(&store, class(15)).await;
    let beside = store.beside();
    let asking: Vec<_> = (0..40)
        .map(|n| {
            let (store, id) = (if n % 2 == 0 { store.clone() } else { beside.clone() }, id.clone());
            tokio::spawn(async move { store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await })
        })
        .collect();
    let mut seated = BTreeSet::new();
    for answer in join_all(asking).await {
        match answer.unwrap() {
            Ok(place) => assert!(seated.insert(place.id.0)),
            Err(fault) => assert_eq!(fault, Fault::from(training::Refusal::ClassFull)),
        }
    }
    assert_eq!((seated.len(), taken(&store, &id).await), (15, 15));
    assert_eq!(noted(&store).await, seated.into_iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_second_click_gives_the_first_ones_seat() {
    let store = small("mem://", 2).await;
    let id = published(&store, class(1)).await;
    let me = viewer("a", "p0", &[]);
    let first = store.enrol(&me, &id, now()).await.unwrap();
    let second = store.enrol(&me, &id, Moment(now().0 + 5)).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(taken(&store, &id).await, 1);
    assert_eq!(store.notices(&me, &Window::default()).await.unwrap().total, 1);
    store.withdraw(&me, &id, now()).await.unwrap();
    assert_eq!(store.withdraw(&me, &id, now()).await, Err(training::Refusal::NotEnrolled.into()));
    assert_eq!(taken(&store, &id).await, 0);
}

#[tokio::test]
async fn capacity_never_falls_below_the_seats_taken() {
    let store = small("mem://", 3).await;
    let id = published(&store, class(3)).await;
    for n in 0..3 {
        store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
    }
    let version = store.class(&org_hr(), &id, now()).await.unwrap().class.version;
    let smaller = ClassDraft { id: id.clone(), version, ..class(2) };
    assert_eq!(store.save_class(&org_hr(), &smaller, now()).await, Err(training::Refusal::SeatsTaken(3).into()));
    let larger = ClassDraft { id: id.clone(), version, ..class(4) };
    store.save_class(&org_hr(), &larger, now()).await.unwrap();
    assert_eq!(store.save_class(&org_hr(), &larger, now()).await, Err(Fault::Refused(Reason::Stale)));
}

#[tokio::test]
async fn hours_are_posted_once_and_reversed_once() {
    let store = small("mem://", 2).await;
    let id = published(&store, class(5)).await;
    for n in 0..2 {
        store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
    }
    let later = Moment::start_of(day("2026-12-04"));
    let marks = [Mark::new("p0".into(), Hours::whole(24), true), Mark::new("p1".into(), Hours::whole(10), false)];
    assert_eq!(
        store.finish_class(&org_hr(), &id, &marks[..1], later).await,
        Err(Fault::field("mark-p1", domain::Rule::Required)),
        "nobody is forgotten"
    );
    assert_eq!(store.finish_class(&org_hr(), &id, &marks, now()).await, Err(Fault::Refused(Reason::WrongState)));
    store.finish_class(&org_hr(), &id, &marks, later).await.unwrap();
    assert_eq!(store.finish_class(&org_hr(), &id, &marks, later).await, Err(Fault::Refused(Reason::WrongState)));

    let me = viewer("a", "p0", &[]);
    let record = store.record(&me, &"p0".into(), 0, later).await.unwrap();
    assert_eq!(record.entries.len(), 1);
    assert_eq!(record.bars[0].done, Hours::whole(24));
    assert!(!record.may_reverse);
    let other = store.record(&org_hr(), &"p1".into(), 0, later).await.unwrap();
    assert!(other.entries.is_empty());

    let table = |viewer| {
        let store = store.clone();
        async move { store.completion(&viewer, &CompletionQuery::default(), later).await.unwrap() }
    };
    assert_eq!(table(org_hr()).await.rows[0].sums.hours(), Hours::whole(24));
    let entry = record.entries[0].id.clone();
    assert_eq!(store.reverse(&me, &entry, "错", later).await, Err(Fault::Forbidden));
    store.reverse(&org_hr(), &entry, "考勤有误", later).await.unwrap();
    assert_eq!(store.reverse(&org_hr(), &entry, "再来", later).await, Err(training::Refusal::AlreadyReversed.into()));
    let record = store.record(&me, &"p0".into(), 0, later).await.unwrap();
    assert_eq!((record.entries.len(), record.bars[0].done), (2, Hours(0)));
    assert_eq!(table(org_hr()).await.rows[0].sums.hours(), Hours(0));
}

#[tokio::test]
async fn who_is_not_meant_or_too_late_is_told_why() {
    let store = small("mem://", 1).await;
    let id = published(&store, ClassDraft { families: vec![domain::code::Family::Mass], ..class(5) }).await;
    assert_eq!(store.enrol(&viewer("a", "g0", &[]), &id, now()).await, Err(training::Refusal::NotEligible.into()));
    let late = Moment::start_of(day("2026-12-01"));
    assert_eq!(store.enrol(&viewer("a", "p0", &[]), &id, late).await, Err(training::Refusal::EnrolmentClosed.into()));
    assert_eq!(
        store.enrol(&viewer("a", "", &[(Role::OrgHr, "/p/")]), &id, now()).await,
        Err(Fault::Refused(Reason::NoPerson))
    );
    assert_eq!(store.enrol(&viewer("a", "p0", &[]), &"nope".into(), now()).await, Err(Fault::NotFound));
}

fn unit_hr() -> domain::access::Viewer {
    viewer("hr", "", &[(Role::UnitHr, "/p/union/")])
}

async fn place_of(store: &Store, id: &ClassId, person: &str) -> Option<Enrolment> {
    let people = roster(store, id).await;
    people.into_iter().find(|place| place.person.as_str() == person)
}

#[tokio::test]
async fn a_request_passes_its_steps_and_a_substitute_may_decide() {
    // frappe/hrms#3467, #602: approval while the approver is away, and never by oneself.
    let store = small("mem://", 3).await;
    let admission = Admission { approval: Approval::UnitHost, waiting: 2, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(1) }).await;
    for n in 0..2 {
        let place = store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
        assert_eq!(place.state, EnrolmentState::Requested);
    }
    assert_eq!(taken(&store, &id).await, 0);
    let ids: Vec<EnrolmentId> = ["p0", "p1"].map(|p| EnrolmentId::of(&id, &p.into())).to_vec();
    let elsewhere = viewer("hr2", "", &[(Role::UnitHr, "/p/gov/")]);
    assert!(store.requests(&elsewhere, now()).await.unwrap().is_empty());
    assert_eq!(store.decide(&elsewhere, &ids, true, "", now()).await, Err(Fault::Forbidden));
    let own = viewer("hr", "p0", &[(Role::UnitHr, "/p/union/")]);
    assert_eq!(store.decide(&own, &ids[..1], true, "", now()).await, Err(Fault::Refused(Reason::OwnRequest)));
    assert_eq!(store.requests(&unit_hr(), now()).await.unwrap().len(), 2);
    // A substitute's grant is one like any other, only delegated.
    let mut substitute = viewer("sub", "", &[(Role::UnitHr, "/p/union/")]);
    substitute.grants[0].delegated_from = "hr0".into();
    store.decide(&substitute, &ids, true, "", now()).await.unwrap();
    assert_eq!(store.decide(&substitute, &ids, true, "", now()).await, Err(Fault::Forbidden), "the host's turn");
    assert_eq!(store.requests(&unit_hr(), now()).await.unwrap().len(), 0, "now the host's turn");
    assert_eq!(store.requests(&org_hr(), now()).await.unwrap().len(), 2);
    assert_eq!(
        store.decide(&org_hr(), &ids[..1], false, " ", now()).await,
        Err(Fault::field("reason", domain::Rule::Required))
    );
    store.decide(&org_hr(), &ids[1..], true, "", now()).await.unwrap();
    store.decide(&org_hr(), &ids[..1], false, "本年学时已满", now()).await.unwrap();
    assert_eq!(place_of(&store, &id, "p1").await.unwrap().state, EnrolmentState::Enrolled);
    let refused = place_of(&store, &id, "p0").await.unwrap();
    assert_eq!((refused.state, refused.decisions.len()), (EnrolmentState::Refused, 2));
    let told = store.notices(&viewer("a", "p0", &[]), &Window::default()).await.unwrap();
    assert!(
        matches!(&told.rows[0].body, NoticeBody::Training(domain::training::News::RequestRefused { reason, .. }) if reason == "本年学时已满")
    );
}

#[tokio::test]
async fn the_line_moves_up_by_itself_and_never_past_the_start() {
    let store = small("mem://", 4).await;
    let admission = Admission { waiting: 5, confirm_hours: 24, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(1) }).await;
    let me = |n: usize| viewer("a", &format!("p{n}"), &[]);
    for n in 0..4 {
        let later = Moment(now().0 + n as i64);
        let place = store.enrol(&me(n), &id, later).await.unwrap();
        assert_eq!(place.state == EnrolmentState::Enrolled, n == 0);
    }
    assert_eq!(store.class(&me(2), &id, now()).await.unwrap().position, Some(2));
    store.withdraw(&me(0), &id, now()).await.unwrap();
    let offered = place_of(&store, &id, "p1").await.unwrap();
    assert_eq!((offered.state, offered.until), (EnrolmentState::Offered, now().plus_seconds(86_400)));
    // Nobody new passes those who wait.
    assert_eq!(store.enrol(&me(0), &id, Moment(now().0 + 9)).await.unwrap().state, EnrolmentState::Waiting);
    assert_eq!(store.tend_places(now()).await.unwrap(), 0);
    let late = now().plus_seconds(86_401);
    assert_eq!(store.confirm(&me(1), &id, late).await, Err(training::Refusal::OfferGone.into()));
    assert_eq!(store.tend_places(late).await.unwrap(), 1);
    assert_eq!(place_of(&store, &id, "p1").await.unwrap().state, EnrolmentState::Lapsed);
    store.confirm(&me(2), &id, late).await.unwrap();
    store.confirm(&me(2), &id, late).await.unwrap();
    let version = store.class(&org_hr(), &id, now()).await.unwrap().class.version;
    let begun = Moment::start_of(day("2026-12-01"));
    let admission = Admission { waiting: 5, confirm_hours: 24, ..Admission::default() };
    let larger = ClassDraft { id: id.clone(), version, admission, ..class(9) };
    store.save_class(&org_hr(), &larger, begun).await.unwrap();
    assert_eq!(place_of(&store, &id, "p3").await.unwrap().state, EnrolmentState::Waiting, "the class has begun");
}

#[tokio::test]
async fn a_draw_is_committed_to_before_and_can_be_computed_again_after() {
    let store = small("mem://", 6).await;
    let admission = Admission { allocation: Allocation::Drawn, ..Admission::default() };
    let late = ClassDraft { admission: admission.clone(), ..class(2) };
    let refused = Err(Fault::field("enrol_until", domain::Rule::BeforeStart));
    assert_eq!(store.save_class(&org_hr(), &late, now()).await, refused, "no day is left for the draw");
    let id = published(&store, ClassDraft { admission, enrol_until: day("2026-11-29"), ..class(2) }).await;
    for n in 0..6 {
        let place = store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
        assert_eq!(place.state, EnrolmentState::Waiting);
    }
    let before = store.class(&org_hr(), &id, now()).await.unwrap().class.admission;
    assert!(before.seed.is_empty() && before.seed_hash.len() == 64);
    assert_eq!(store.tend_places(now()).await.unwrap(), 0, "enrolment is open");
    let closed = Moment(Moment::end_of(day("2026-11-29")).0 + 1);
    store.tend_places(closed).await.unwrap();
    let detail = store.class(&org_hr(), &id, closed).await.unwrap();
    let seed = detail.class.admission.seed.clone();
    assert_eq!(seed_hash(&seed), before.seed_hash);
    let mut lots: Vec<(String, String)> =
        (0..6).map(|n| format!("p{n}")).map(|p| (lot(&seed, &EnrolmentId::of(&id, &p.as_str().into())), p)).collect();
    lots.sort();
    let mut winners: Vec<String> = lots[..2].iter().map(|(_, p)| p.clone()).collect();
    winners.sort();
    let mut seated: Vec<String> = roster(&store, &id)
        .await
        .into_iter()
        .filter(|place| place.state == EnrolmentState::Enrolled)
        .map(|place| place.person.0)
        .collect();
    seated.sort();
    assert_eq!(seated, winners);
    assert_eq!(store.tend_places(closed).await.unwrap(), 0, "drawn once");
}

#[tokio::test]
async fn seats_set_aside_hold_against_everybody_else() {
    let store = small("mem://", 4).await;
    let id = published(&store, class(3)).await;
    let version = store.class(&org_hr(), &id, now()).await.unwrap().class.version;
    assert_eq!(
        store.set_quotas(&org_hr(), &id, version, &[("gov".into(), 4)], now()).await,
        Err(Fault::field("quotas", domain::Rule::Between(0, 3)))
    );
    assert_eq!(store.set_quotas(&unit_hr(), &id, version, &[("gov".into(), 2)], now()).await, Err(Fault::Forbidden));
    store.set_quotas(&org_hr(), &id, version, &[("gov".into(), 2)], now()).await.unwrap();
    assert_eq!(
        store.set_quotas(&org_hr(), &id, version, &[("gov".into(), 1)], now()).await,
        Err(Fault::Refused(Reason::Stale))
    );
    store.enrol(&viewer("a", "p0", &[]), &id, now()).await.unwrap();
    assert_eq!(store.enrol(&viewer("a", "p1", &[]), &id, now()).await, Err(training::Refusal::ClassFull.into()));
    for n in 0..2 {
        store.enrol(&viewer("a", &format!("g{n}"), &[]), &id, now()).await.unwrap();
    }
    assert_eq!(store.enrol(&viewer("a", "g2", &[]), &id, now()).await, Err(training::Refusal::ClassFull.into()));
    assert_eq!(
        store.set_quotas(&org_hr(), &id, version + 1, &[("gov".into(), 1)], now()).await,
        Err(training::Refusal::SeatsTaken(2).into())
    );
}

#[derive(Clone, Debug)]
enum Step {
    Enrol(usize),
    Withdraw(usize),
    Confirm(usize),
    Decide(usize, bool),
    Resize(u32),
    SetAside(u32),
    Tend(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..6).prop_map(Step::Enrol),
        2 => (0usize..6).prop_map(Step::Withdraw),
        1 => (0usize..6).prop_map(Step::Confirm),
        3 => (0usize..6, prop::bool::weighted(0.8)).prop_map(|(n, yes)| Step::Decide(n, yes)),
        1 => (1u32..5).prop_map(Step::Resize),
        1 => (0u32..3).prop_map(Step::SetAside),
        1 => (1i64..40).prop_map(Step::Tend),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// In no order of steps, whatever the class's rules, do the seats taken differ from the
    /// people who hold them or exceed the capacity, of a part or of the whole; nobody waits
    /// beside a free seat; and asking leads where the rules say it does.
    #[test]
    fn no_order_of_steps_oversells(
        approval in prop_oneof![Just(Approval::None), Just(Approval::UnitHost)],
        waiting in 0u32..3,
        confirm_hours in prop_oneof![Just(0u32), Just(12)],
        steps in proptest::collection::vec(step(), 1..25),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().thread_stack_size(10 << 20).build().unwrap();
        runtime.block_on(async move {
            let store = small("mem://", 3).await;
            let admission = Admission { approval, waiting, confirm_hours, ..Admission::default() };
            let draft = |capacity| ClassDraft { admission: admission.clone(), ..class(capacity) };
            let id = published(&store, draft(3)).await;
            let mut at = now();
            for step in steps {
                at = Moment(at.0 + 1000);
                let person = |n: usize| format!("{}{}", if n.is_multiple_of(2) { "p" } else { "g" }, n / 2);
                let me = |n: usize| viewer("a", &person(n), &[]);
                let detail = store.class(&org_hr(), &id, at).await.unwrap();
                match step {
                    Step::Enrol(n) => {
                        let path = if n.is_multiple_of(2) { "/p/union/" } else { "/p/gov/" };
                        let held = roster(&store, &id).await.into_iter().find(|e| e.person.0 == person(n)).filter(|e| e.state.is_open());
                        let expected = held.map(|e| e.state).or_else(|| detail.class.leads_to(path, at));
                        let outcome = store.enrol(&me(n), &id, at).await;
                        match expected {
                            Some(state) => assert_eq!(outcome.unwrap().state, state),
                            None => assert_eq!(outcome, Err(training::Refusal::ClassFull.into())),
                        }
                    }
                    Step::Withdraw(n) => { let _ = store.withdraw(&me(n), &id, at).await; }
                    Step::Confirm(n) => { let _ = store.confirm(&me(n), &id, at).await; }
                    Step::Decide(n, yes) => {
                        let place = EnrolmentId::of(&id, &person(n).as_str().into());
                        let _ = store.decide(&org_hr(), &[place], yes, "名额有限", at).await;
                    }
                    Step::Resize(capacity) => {
                        let _ = store.save_class(&org_hr(), &ClassDraft { id: id.clone(), version: detail.class.version, ..draft(capacity) }, at).await;
                    }
                    Step::SetAside(seats) => {
                        let quotas = if seats == 0 { Vec::new() } else { vec![("gov".into(), seats)] };
                        let _ = store.set_quotas(&org_hr(), &id, detail.class.version, &quotas, at).await;
                    }
                    Step::Tend(hours) => {
                        // Enrolment stays open throughout.
                        at = Moment((at.0 + hours * 3_600_000).min(Moment::end_of(day("2026-11-29")).0));
                        store.tend_places(at).await.unwrap();
                    }
                }
                let detail = store.class(&org_hr(), &id, at).await.unwrap();
                let people = roster(&store, &id).await;
                let class = detail.class;
                assert_eq!(class.taken as usize, people.iter().filter(|e| e.state.has_seat()).count());
                assert_eq!(class.queued as usize, people.iter().filter(|e| e.state == EnrolmentState::Waiting).count());
                assert!(class.taken <= class.capacity);
                for pool in ["", "gov"].map(domain::UnitId::from) {
                    let (seats, taken) = class.pool(&pool);
                    let own: Vec<_> = people.iter().filter(|e| class.pool_of(&e.path) == pool).collect();
                    if pool.as_str().is_empty() || class.admission.quotas.iter().any(|q| q.unit == pool) {
                        assert_eq!(taken as usize, own.iter().filter(|e| e.state.has_seat()).count());
                        assert!(taken <= seats);
                        assert!(taken == seats || own.iter().all(|e| e.state != EnrolmentState::Waiting));
                    }
                }
            }
        });
    }
}

#[tokio::test]
async fn a_home_page_shows_every_change_at_once() {
    let store = small("mem://", 1).await;
    let me = viewer("a", "p0", &[]);
    let seats = |store: &Store| {
        let (store, me) = (store.clone(), me.clone());
        async move {
            let home = store.home(&me, now()).await.unwrap();
            let unread = store.unread(&me).await.unwrap();
            let cadre = home.cadre.unwrap();
            (cadre.recommended.len(), cadre.coming.len(), unread)
        }
    };
    assert_eq!(seats(&store).await, (0, 0, 0));
    let id = published(&store, class(3)).await;
    assert_eq!(seats(&store).await, (1, 0, 0));
    store.enrol(&me, &id, now()).await.unwrap();
    assert_eq!(seats(&store).await, (0, 1, 1));
    store.withdraw(&me, &id, now()).await.unwrap();
    store.read_notices(&me, &[], now()).await.unwrap();
    assert_eq!(seats(&store).await, (1, 0, 0));
}

#[tokio::test]
async fn step_by_step_means_two_people() {
    let store = small("mem://", 3).await;
    let admission = Admission { approval: Approval::UnitHost, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(2) }).await;
    store.enrol(&viewer("a", "p0", &[]), &id, now()).await.unwrap();
    let place = [EnrolmentId::of(&id, &"p0".into())];
    // Somebody whose roles cover both steps.
    store.decide(&org_hr(), &place, true, "", now()).await.unwrap();
    assert_eq!(store.decide(&org_hr(), &place, true, "", now()).await, Err(Fault::Refused(Reason::SecondPerson)));
    let other = viewer("other", "", &[(Role::OrgHr, "/p/")]);
    store.decide(&other, &place, true, "", now()).await.unwrap();
    assert_eq!(place_of(&store, &id, "p0").await.unwrap().state, EnrolmentState::Enrolled);
}

/// Who has a place by a quota keeps it when their unit moves, and the quota goes on.
#[tokio::test]
async fn a_quota_moves_with_its_unit() {
    let store = small("mem://", 3).await;
    let region = tests::unit("ll", Some(&tests::unit("p", None, UnitKind::Region)), UnitKind::Region);
    store.load(Bulk::Units(vec![region])).await.unwrap();
    let id = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    let version = store.class(&org_hr(), &id, now()).await.unwrap().class.version;
    store.set_quotas(&org_hr(), &id, version, &[("union".into(), 3)], now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    super::moved::reorganise(&store, "union", Reorganisation::Move { parent: "ll".into() }).await;
    let detail = store.class(&org_hr(), &id, now()).await.unwrap();
    assert_eq!(detail.class.admission.quotas[0].path, "/p/ll/union/");
    assert!(store.enrol(&viewer("p2", "p2", &[]), &id, now()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_plan_one_class() {
    let store = small("mem://", 1).await;
    six(&store, |store| async move { store.save_class(&org_hr(), &class(30), now()).await.map(|id| id.0) }).await;
    assert_eq!(count(&store, "class").await, 1);
}

#[tokio::test]
async fn a_page_of_the_people_of_a_class_is_a_part_of_all_in_the_order_in_which_they_asked() {
    let store = small("mem://", 62).await;
    let id = published(&store, class(124)).await;
    // Called up together, they have one time; the last two asked by themselves.
    let called: Vec<String> = (0..60).flat_map(|n| [format!("p{n}"), format!("g{n}")]).collect();
    let called: Vec<&str> = called.iter().map(String::as_str).collect();
    store.call_up(&org_hr(), &super::call_up::draft(&id, "训1", &called), now()).await.unwrap();
    for (after, person) in [(1, "g61"), (2, "p60")] {
        store.enrol(&viewer("a", person, &[]), &id, Moment(now().0 + after)).await.unwrap();
    }
    let whole = roster(&store, &id).await;
    assert!(whole.len() == 122 && whole.is_sorted_by_key(|place| (place.at, place.id.clone())));
    let page = async |query: RegisterQuery| store.class_roster(&org_hr(), &id, &query).await.unwrap().page;
    let numbered = |page: u32| RegisterQuery { page, ..RegisterQuery::default() };
    let mut seen = Vec::new();
    for n in 1..=3 {
        let one = page(numbered(n)).await;
        assert_eq!((one.page, one.total, one.pages()), (n, 122, 3));
        seen.extend(one.rows);
    }
    assert_eq!(seen, whole);
    assert_eq!((page(numbered(0)).await.rows, page(numbered(9)).await.page), (whole[..50].to_vec(), 3));

    // By name, pinyin and unit; by what somebody is called now, and as they were called then.
    let found = async |q: &str| -> Vec<String> {
        let rows = page(RegisterQuery { q: q.into(), ..RegisterQuery::default() }).await.rows;
        rows.into_iter().map(|place| place.person.0).collect()
    };
    for q in ["张7", "zhang7", "z7"] {
        assert_eq!(found(q).await, ["p7"], "{q}");
    }
    assert_eq!(page(RegisterQuery { q: "gov".into(), ..RegisterQuery::default() }).await.total, 61);
    let renamed = "UPDATE person:p7 SET name = '欧阳7', search = $key";
    store.raw(Script::new(renamed).bind("key", store::search_key("欧阳7"))).await.unwrap();
    assert_eq!((found("ouyang7").await, found("张7").await), (vec!["p7".to_owned()], vec!["p7".to_owned()]));
    assert!(found("zhang61").await.is_empty(), "who has no place is not found");
    let last = RegisterQuery { sort: "at".into(), dir: "desc".into(), ..RegisterQuery::default() };
    assert_eq!(page(last).await.rows[0].person.as_str(), "p60");
    // Whoever holds the class sees who is in it, and no part of the units it is for.
    let union = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    let others = store.class_roster(&union, &id, &RegisterQuery::default()).await;
    assert_eq!(others.unwrap_err(), Fault::Forbidden);
}
