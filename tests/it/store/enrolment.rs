use std::sync::Arc;

use domain::code::Role;
use domain::page::Window;
use domain::ports::{Desk, Training};
use domain::training::{ClassDraft, CompletionQuery, EnrolmentState, Hours, Mark};
use domain::{ClassId, Fault, Moment, Reason};
use proptest::prelude::*;
use store::{Script, Store};
use tests::{class, day, now, org_hr, small, viewer};

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
            Err(fault) => assert_eq!(fault, Fault::Refused(Reason::ClassFull)),
        }
    }
    assert_eq!(seated, 10);
    assert_eq!(taken(&store, &id).await, 10);
    let people = store.class(&org_hr(), &id, now()).await.unwrap().people.unwrap();
    assert_eq!(people.len(), 10);
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
    assert_eq!(store.withdraw(&me, &id, now()).await, Err(Fault::Refused(Reason::NotEnrolled)));
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
    assert_eq!(store.save_class(&org_hr(), &smaller, now()).await, Err(Fault::Refused(Reason::SeatsTaken(3))));
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
    let marks = [
        Mark { person: "p0".into(), attended: Hours::whole(24), completed: true },
        Mark { person: "p1".into(), attended: Hours::whole(10), completed: false },
    ];
    assert_eq!(
        store.finish_class(&org_hr(), &id, &marks[..1], later).await,
        Err(Fault::field("mark-p1", domain::Rule::Required)),
        "nobody is forgotten"
    );
    assert_eq!(store.finish_class(&org_hr(), &id, &marks, now()).await, Err(Fault::Refused(Reason::WrongState)));
    store.finish_class(&org_hr(), &id, &marks, later).await.unwrap();
    assert_eq!(store.finish_class(&org_hr(), &id, &marks, later).await, Err(Fault::Refused(Reason::WrongState)));

    let me = viewer("a", "p0", &[]);
    let record = store.record(&me, &"p0".into(), later).await.unwrap();
    assert_eq!(record.entries.len(), 1);
    assert_eq!(record.bars[0].done, Hours::whole(24));
    assert!(!record.may_reverse);
    let other = store.record(&org_hr(), &"p1".into(), later).await.unwrap();
    assert!(other.entries.is_empty());

    let table = |viewer| {
        let store = store.clone();
        async move { store.completion(&viewer, &CompletionQuery::default(), later).await.unwrap() }
    };
    assert_eq!(table(org_hr()).await.rows[0].hours, Hours::whole(24));
    let entry = record.entries[0].id.clone();
    assert_eq!(store.reverse(&me, &entry, "错", later).await, Err(Fault::Forbidden));
    store.reverse(&org_hr(), &entry, "考勤有误", later).await.unwrap();
    assert_eq!(store.reverse(&org_hr(), &entry, "再来", later).await, Err(Fault::Refused(Reason::AlreadyReversed)));
    let record = store.record(&me, &"p0".into(), later).await.unwrap();
    assert_eq!((record.entries.len(), record.bars[0].done), (2, Hours(0)));
    assert_eq!(table(org_hr()).await.rows[0].hours, Hours(0));
}

#[tokio::test]
async fn who_is_not_meant_or_too_late_is_told_why() {
    let store = small("mem://", 1).await;
    let id = published(&store, ClassDraft { families: vec![domain::code::Family::Mass], ..class(5) }).await;
    assert_eq!(store.enrol(&viewer("a", "g0", &[]), &id, now()).await, Err(Fault::Refused(Reason::NotEligible)));
    let late = Moment::start_of(day("2026-12-01"));
    assert_eq!(store.enrol(&viewer("a", "p0", &[]), &id, late).await, Err(Fault::Refused(Reason::EnrolmentClosed)));
    assert_eq!(
        store.enrol(&viewer("a", "", &[(Role::OrgHr, "/p/")]), &id, now()).await,
        Err(Fault::Refused(Reason::NoPerson))
    );
    assert_eq!(store.enrol(&viewer("a", "p0", &[]), &"nope".into(), now()).await, Err(Fault::NotFound));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// In no order of enrolling, withdrawing and changing the capacity do the seats taken
    /// differ from the people seated, or exceed the capacity.
    #[test]
    fn no_order_of_steps_oversells(steps in proptest::collection::vec((0u8..3, 0usize..6, 1u32..5), 1..25)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().thread_stack_size(10 << 20).build().unwrap();
        runtime.block_on(async move {
            let store = small("mem://", 6).await;
            let id = published(&store, class(3)).await;
            for (step, n, capacity) in steps {
                let me = viewer("a", &format!("p{n}"), &[]);
                match step {
                    0 => { let _ = store.enrol(&me, &id, now()).await; }
                    1 => { let _ = store.withdraw(&me, &id, now()).await; }
                    _ => {
                        let version = store.class(&org_hr(), &id, now()).await.unwrap().class.version;
                        let _ = store.save_class(&org_hr(), &ClassDraft { id: id.clone(), version, ..class(capacity) }, now()).await;
                    }
                }
                let detail = store.class(&org_hr(), &id, now()).await.unwrap();
                let seated = detail.people.unwrap().iter().filter(|e| e.state == EnrolmentState::Enrolled).count();
                assert_eq!(detail.class.taken as usize, seated);
                assert!(detail.class.taken <= detail.class.capacity);
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
