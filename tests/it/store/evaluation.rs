use domain::training::port::{Classes, Evaluations, Lessons, Places};
use domain::training::{self, Evaluation, LessonScore};
use domain::{ClassId, Fault, Moment, Reason};
use store::{Script, Store};
use tests::{class, day, now, org_hr, small, viewer};

fn answer(class: &ClassId, overall: u8, lessons: Vec<LessonScore>, comment: &str) -> Evaluation {
    Evaluation { class: class.clone(), overall, place: 4, lessons, comment: comment.to_owned() }
}

/// p4 answers for a class with the lesson it has: for tests of plans.
pub(super) async fn answered(store: &Store, class: &ClassId) {
    let at = Moment::start_of(day("2026-12-02"));
    let lessons = store.lessons(&org_hr(), class).await.unwrap().0;
    let scores = lessons.into_iter().map(|l| LessonScore { lesson: l.id, course: 5, trainer: 5 }).collect();
    store.evaluate(&viewer("a", "p4", &[]), &answer(class, 5, scores, ""), at).await.unwrap();
}

/// Everything the engine wrote, its log among it.
fn written(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() { written(&path) } else { std::fs::read(&path).unwrap() });
    }
    all
}

/// The engine's log shows what was written together. Beside the mark of who answered is what nobody
/// can open once the class is over; what can be read came later, all at once and in no order.
#[tokio::test]
async fn the_engines_log_joins_no_answer_to_who_gave_it() {
    let folder = tempfile::tempdir().unwrap();
    let (place, keys) = (folder.path().join("store"), folder.path().join("keys"));
    let store = small(&format!("surrealkv://{}", place.display()), 8).await.with_ballot_keys(&keys);
    let id = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    let me = |n: usize| viewer("a", &format!("p{n}"), &[]);
    let starts = Moment::start_of(day("2026-12-01"));
    for n in 0..8 {
        store.enrol(&me(n), &id, now()).await.unwrap();
    }
    let mut sealed = Vec::new();
    for n in 0..8 {
        let words = if n == 0 { "长".repeat(500) } else { format!("评语{n}号") };
        store.evaluate(&me(n), &answer(&id, 5, Vec::new(), &words), starts).await.unwrap();
    }
    for row in store.raw(Script::new("SELECT * FROM evaluation_sealed")).await.unwrap()[0].as_array().unwrap() {
        sealed.push(row["sealed"].as_str().unwrap().len());
    }
    sealed.dedup();
    assert_eq!(sealed.len(), 1, "all equally long: {sealed:?}");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(!text(&written(&place)).contains("评语"), "while they wait nothing can be read");
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), 1);
    assert_eq!(store.land_evaluations(starts).await.unwrap(), 0, "the class can still be evaluated");

    let closed = Moment::start_of(day("2026-12-11"));
    let (one, other) = tokio::join!(store.land_evaluations(closed), store.land_evaluations(closed));
    assert_eq!(one.unwrap() + other.unwrap(), 8, "each answer once, however many open the box");
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), 0, "and nobody opens what waited any more");
    // Where the program ended before the key was gone, the next round destroys it.
    std::fs::write(keys.join(format!("evaluation-{id}.json")), "{}").unwrap();
    assert_eq!(store.land_evaluations(closed).await.unwrap(), 0);
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), 0);
    let rows = store.raw(Script::new("SELECT VALUE comment FROM evaluation")).await.unwrap();
    assert_eq!(rows[0].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn who_was_there_answers_once_and_nobody_can_tell_who_said_what() {
    let store = small("mem://", 7).await;
    let id = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    let me = |n: usize| viewer("a", &format!("p{n}"), &[]);
    for n in 0..6 {
        store.enrol(&me(n), &id, now()).await.unwrap();
    }
    let starts = Moment::start_of(day("2026-12-01"));
    let lesson = tests::lesson(&id, starts.plus_seconds(32_400), starts.plus_seconds(36_000), 2);
    let lesson = store.save_lesson(&org_hr(), &lesson, now()).await.unwrap();
    let scores = |score: u8| vec![LessonScore { lesson: lesson.clone(), course: score, trainer: score }];
    let put = |n: usize, score: u8, at: Moment| {
        let (store, answer) = (store.clone(), answer(&id, score, scores(score), &format!("意见{n}")));
        async move { store.evaluate(&me(n), &answer, at).await }
    };
    assert_eq!(put(0, 5, now()).await, Err(Fault::Refused(Reason::WrongState)), "it has not begun");
    // Feedback only from those who were there (frappe/hrms#3394).
    assert_eq!(put(6, 5, starts).await, Err(training::Refusal::NotEnrolled.into()));
    let missing = store.evaluate(&me(0), &answer(&id, 5, Vec::new(), ""), starts).await;
    assert!(matches!(missing, Err(Fault::Invalid(_))));
    for n in 0..4 {
        put(n, 5, starts).await.unwrap();
    }
    assert_eq!(put(0, 1, starts).await, Err(Fault::Refused(Reason::AlreadyAnswered)));
    let page = |at: Moment| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.evaluation(&org_hr(), &id, at).await.unwrap() }
    };
    let closed = Moment::start_of(day("2026-12-11"));
    assert_eq!((page(closed).await.turnout, page(closed).await.results), (Some((4, 6)), None), "too few to show");
    put(4, 1, starts).await.unwrap();
    assert_eq!(page(starts).await.results, None, "somebody may still answer");
    assert_eq!(put(5, 5, closed).await, Err(Fault::Refused(Reason::WrongState)), "too late");
    let results = page(closed).await.results.unwrap();
    assert_eq!((results.overall.count(), results.overall.mean()), (5, Some(420)));
    assert_eq!(results.lessons[0].2.satisfied(), 80);
    assert_eq!(results.comments.len(), 5);
    // The person sees that they answered, and no results.
    let own = store.evaluation(&me(0), &id, closed).await.unwrap();
    assert!(own.answered && own.results.is_none() && own.turnout.is_none());

    // Nothing in the store joins an answer to a person: no id, no time, no order, no trail.
    let sql = "SELECT * FROM evaluation; SELECT * FROM evaluated; SELECT * FROM audit WHERE subject = 'evaluation';";
    let tables = store.raw(Script::new(sql)).await.unwrap();
    let rows = |n: usize| tables[n].as_array().unwrap();
    assert_eq!((rows(0).len(), rows(1).len(), rows(2).len()), (5, 5, 0));
    assert!(store.raw(Script::new("SELECT * FROM evaluation_sealed")).await.unwrap()[0].as_array().unwrap().is_empty());
    for row in rows(0) {
        let keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["class", "comment", "id", "lessons", "overall", "place"]);
        let text = row.to_string();
        assert!((0..7).all(|n| !text.contains(&format!("\"p{n}\""))), "{row}");
    }
}
