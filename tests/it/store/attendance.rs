use domain::code::Role;
use domain::home::port::Desk;
use domain::record::Hours;
use domain::training::port::{Classes, Finishing, Ledger, Lessons, Places};
use domain::training::{
    self, CheckInDraft, ClassDraft, EnrolmentState, LessonDraft, Mark, Presence, PresenceMark, Witness,
};
use domain::{ClassId, Fault, LessonId, Moment, Reason, Rule};
use store::Store;
use tests::{class, day, now, org_hr, small, viewer};

/// A moment of a lesson's day, 2026-12-01.
fn at(hour: i64, minute: i64) -> Moment {
    Moment::start_of(day("2026-12-01")).plus_seconds(hour * 3600 + minute * 60)
}

fn draft(class: &ClassId, from: Moment, until: Moment, hours: i32) -> LessonDraft {
    LessonDraft {
        title: "群众工作方法".into(), place: "一教室".into(), ..tests::lesson(class, from, until, hours)
    }
}

/// A class of 24 hours with two people and a lesson from 9 to 11.
async fn setting(store: &Store) -> (ClassId, LessonId) {
    let id = store.save_class(&org_hr(), &class(5), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    for n in 0..2 {
        store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
    }
    let lesson = store.save_lesson(&org_hr(), &draft(&id, at(9, 0), at(11, 0), 12), now()).await.unwrap();
    (id, lesson)
}

/// Gives a class a lesson that p4 was at: for tests of plans.
pub(super) async fn taught(store: &Store, class: &ClassId) {
    let lesson = store.save_lesson(&org_hr(), &draft(class, at(9, 0), at(11, 0), 2), now()).await.unwrap();
    let mark = PresenceMark { person: "p4".into(), presence: Presence::Present, reason: String::new() };
    store.mark_presence(&org_hr(), &lesson, &[mark], at(9, 0)).await.unwrap();
}

fn seen(lesson: &LessonId, code: &str, witness: Witness, kept_at: Moment) -> CheckInDraft {
    CheckInDraft { lesson: lesson.clone(), code: code.to_owned(), witness, kept_at }
}

async fn code(store: &Store, lesson: &LessonId, now: Moment) -> String {
    store.lesson_code(&org_hr(), lesson, now).await.unwrap().code
}

#[tokio::test]
async fn a_code_is_worth_nothing_a_moment_later_or_at_another_lesson() {
    // mod_attendance#640: a picture of the code sent to somebody outside.
    let store = small("mem://", 3).await;
    let (class, lesson) = setting(&store).await;
    let other = store.save_lesson(&org_hr(), &draft(&class, at(14, 0), at(16, 0), 2), now()).await.unwrap();
    let me = viewer("a", "p0", &[]);
    let began = at(9, 0);
    let shown = code(&store, &lesson, began).await;
    assert_eq!(shown.len(), 8);
    let check = |code: String, at: Moment| {
        let (store, me, lesson) = (store.clone(), me.clone(), lesson.clone());
        async move { store.check_in(&me, &seen(&lesson, &code, Witness::Scan, at), at).await }
    };
    assert_eq!(check(shown.clone(), began.plus_seconds(30)).await, Err(training::Refusal::CodeOld.into()));
    let elsewhere = store.check_in(&me, &seen(&other, &shown, Witness::Scan, began), began).await;
    assert_eq!(elsewhere, Err(training::Refusal::CheckInClosed.into()), "not the lesson of now");
    let early = at(8, 20);
    assert_eq!(check("00000000".into(), early).await, Err(training::Refusal::CheckInClosed.into()));
    // Early is only too early: it locks nobody out (mod_attendance#746).
    let shown = code(&store, &lesson, at(8, 40)).await;
    let came = check(shown.clone(), at(8, 40).plus_seconds(3)).await.unwrap();
    assert_eq!((came.presence, came.witness), (Presence::Present, Witness::Scan));
    // Who has no seat has no check-in, with whatever code.
    let stranger = viewer("a", "p2", &[]);
    let refused = store.check_in(&stranger, &seen(&lesson, &shown, Witness::Scan, at(8, 40)), at(8, 40)).await;
    assert_eq!(refused, Err(training::Refusal::NotEnrolled.into()));
    assert_eq!(
        store.lesson_code(&me, &lesson, began).await,
        Err(Fault::Forbidden),
        "the code is for the room's screen"
    );
}

#[tokio::test]
async fn the_first_scan_counts_and_the_last_signs_out() {
    let store = small("mem://", 3).await;
    let (_, lesson) = setting(&store).await;
    let me = viewer("a", "p0", &[]);
    assert_eq!(store.lessons_of_day(&me, at(8, 0)).await.unwrap()[0].check_in, None);
    let mut last = None;
    for (hour, minute) in [(9, 20), (9, 21), (10, 50), (10, 55)] {
        let now = at(hour, minute);
        let shown = code(&store, &lesson, now).await;
        last = Some(store.check_in(&me, &seen(&lesson, &shown, Witness::Scan, now), now).await.unwrap());
    }
    let last = last.unwrap();
    assert_eq!((last.came, last.left, last.presence), (at(9, 20), at(10, 55), Presence::Late));
    let of_day = store.lessons_of_day(&me, at(11, 0)).await.unwrap();
    assert_eq!((of_day.len(), of_day[0].check_in.as_ref()), (1, Some(&last)), "one is told that one was there");
    let other = store.lessons_of_day(&viewer("b", "p1", &[]), at(11, 0)).await.unwrap();
    assert_eq!(other[0].check_in, None, "and of nobody else");
    let detail = store.lesson(&org_hr(), &lesson).await.unwrap();
    assert_eq!(detail.rows.unwrap().iter().filter(|row| row.check_in.is_some()).count(), 1);
    assert_eq!(store.home(&me, at(8, 0)).await.unwrap().cadre.unwrap().lessons.len(), 1);
}

#[tokio::test]
async fn what_a_phone_kept_without_connection_counts_by_the_time_its_code_proves() {
    let store = small("mem://", 3).await;
    let (_, lesson) = setting(&store).await;
    let me = viewer("a", "p0", &[]);
    let shown = code(&store, &lesson, at(9, 5)).await;
    let later = |kept_at: Moment, now: Moment| {
        let (store, me, draft) = (store.clone(), me.clone(), seen(&lesson, &shown, Witness::Offline, kept_at));
        async move { store.check_in(&me, &draft, now).await }
    };
    let evening = at(20, 0);
    // A phone that says another time than the code proves is not believed.
    assert_eq!(later(at(9, 50), evening).await, Err(training::Refusal::CodeOld.into()));
    assert_eq!(later(at(21, 0), evening).await, Err(training::Refusal::CheckInClosed.into()), "from the future");
    assert_eq!(later(at(9, 5), at(11, 0).plus_seconds(86_401)).await, Err(training::Refusal::CheckInClosed.into()));
    let came = later(at(9, 5), evening).await.unwrap();
    assert_eq!((came.witness, came.presence), (Witness::Offline, Presence::Present));
    assert!((came.came.0 - at(9, 5).0).abs() <= 20_000, "the time of the code, not of the sending");
    assert_eq!(later(at(9, 5), evening).await.unwrap(), came, "sent twice, there once");
}

#[tokio::test]
async fn the_class_head_keeps_the_list_and_their_word_stands() {
    let store = small("mem://", 3).await;
    let (_, lesson) = setting(&store).await;
    let mark = |person: &str, presence, reason: &str| PresenceMark {
        person: person.into(),
        presence,
        reason: reason.to_owned(),
    };
    let early = store.mark_presence(&org_hr(), &lesson, &[mark("p0", Presence::Present, "")], at(8, 0)).await;
    assert_eq!(early, Err(Fault::Refused(Reason::WrongState)), "nobody is marked before");
    let silent = store.mark_presence(&org_hr(), &lesson, &[mark("p0", Presence::Leave, " ")], at(9, 0)).await;
    assert_eq!(silent, Err(Fault::field("reason-p0", Rule::Required)));
    let stranger = store.mark_presence(&org_hr(), &lesson, &[mark("p2", Presence::Present, "")], at(9, 0)).await;
    assert_eq!(stranger, Err(training::Refusal::NotEnrolled.into()));
    let elsewhere = viewer("t", "", &[(Role::TrainingManager, "/p/gov/")]);
    let foreign = store.mark_presence(&elsewhere, &lesson, &[mark("p0", Presence::Present, "")], at(9, 0)).await;
    assert_eq!(foreign, Err(Fault::Forbidden));
    store.mark_presence(&org_hr(), &lesson, &[mark("p0", Presence::Absent, "")], at(10, 0)).await.unwrap();
    let shown = code(&store, &lesson, at(10, 30)).await;
    let scanned = seen(&lesson, &shown, Witness::Scan, at(10, 30));
    let kept = store.check_in(&viewer("a", "p0", &[]), &scanned, at(10, 30)).await.unwrap();
    assert_eq!((kept.presence, kept.witness), (Presence::Absent, Witness::List));
}

#[tokio::test]
async fn lessons_fit_their_class_and_each_other() {
    let store = small("mem://", 2).await;
    let (class, lesson) = setting(&store).await;
    let save = |draft: LessonDraft| {
        let store = store.clone();
        async move { store.save_lesson(&org_hr(), &draft, now()).await }
    };
    let fields = |outcome: Result<LessonId, Fault>| match outcome {
        Err(Fault::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(save(draft(&class, at(10, 0), at(12, 0), 2)).await), ["from"], "overlaps");
    assert_eq!(fields(save(draft(&class, at(14, 0), at(16, 0), 13)).await), ["hours"], "more than the class has");
    assert_eq!(fields(save(draft(&class, at(-10, 0), at(-9, 0), 1)).await), ["day"], "before the class");
    assert_eq!(fields(save(draft(&class, at(14, 0), at(13, 0), 1)).await), ["until"]);
    let edited = LessonDraft { id: lesson.clone(), ..draft(&class, at(9, 30), at(11, 0), 12) };
    save(edited.clone()).await.unwrap();
    assert_eq!(save(edited).await, Err(Fault::Refused(Reason::Stale)));
    store.cancel_lesson(&org_hr(), &lesson, now()).await.unwrap();
    save(draft(&class, at(10, 0), at(12, 0), 24)).await.unwrap();
}

#[tokio::test]
async fn leave_over_a_seventh_is_decided_and_never_passed_over() {
    let store = small("mem://", 3).await;
    let (class, first) = setting(&store).await;
    let second = store.save_lesson(&org_hr(), &draft(&class, at(14, 0), at(17, 0), 12), now()).await.unwrap();
    let mark = |person: &str, presence| PresenceMark { person: person.into(), presence, reason: "病假".into() };
    for lesson in [&first, &second] {
        store.mark_presence(&org_hr(), lesson, &[mark("p0", Presence::Present)], at(17, 0)).await.unwrap();
    }
    store.mark_presence(&org_hr(), &first, &[mark("p1", Presence::Present)], at(17, 0)).await.unwrap();
    store.mark_presence(&org_hr(), &second, &[mark("p1", Presence::Leave)], at(17, 0)).await.unwrap();
    let after = Moment::start_of(day("2026-12-04"));
    let sums = store.attendance_of(&org_hr(), &class, after).await.unwrap();
    assert_eq!((sums.of(&"p0".into()).attended, sums.of(&"p1".into()).missed), (Hours::whole(24), Hours::whole(12)));
    let p0 = Mark::new("p0".into(), Hours::whole(24), true);
    let p1 = Mark::new("p1".into(), Hours::whole(12), true);
    let finish = |marks: Vec<Mark>| {
        let (store, class) = (store.clone(), class.clone());
        async move { store.finish_class(&org_hr(), &class, &marks, after).await }
    };
    assert_eq!(
        finish(vec![p0.clone(), p1.clone()]).await,
        Err(Fault::field("remark-p1", Rule::MissedTooMuch)),
        "not silently"
    );
    let dropped = Mark { outcome: EnrolmentState::Dropped, remark: "请假超过七分之一".into(), ..p1 };
    finish(vec![p0, dropped]).await.unwrap();
    let people = tests::roster(&store, &class).await;
    let p1 = people.iter().find(|place| place.person.as_str() == "p1").unwrap();
    assert_eq!((p1.state, p1.remark.as_str()), (EnrolmentState::Dropped, "请假超过七分之一"));
    let record = store.record(&org_hr(), &"p1".into(), 0, after).await.unwrap();
    assert!(record.entries.is_empty(), "no hours for a class one withdrew from");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_people_check_in_at_once() {
    let store = small("mem://", 50).await;
    let id = store.save_class(&org_hr(), &ClassDraft { ..class(50) }, now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    for n in 0..50 {
        store.enrol(&viewer("a", &format!("p{n}"), &[]), &id, now()).await.unwrap();
    }
    let lesson = store.save_lesson(&org_hr(), &draft(&id, at(9, 0), at(11, 0), 12), now()).await.unwrap();
    let shown = code(&store, &lesson, at(9, 0)).await;
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (store, draft) = (store.clone(), seen(&lesson, &shown, Witness::Scan, at(9, 0)));
            tokio::spawn(async move { store.check_in(&viewer("a", &format!("p{n}"), &[]), &draft, at(9, 0)).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(store.lesson_code(&org_hr(), &lesson, at(9, 1)).await.unwrap().came, 50);
}
