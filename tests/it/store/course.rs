//! Online courses: honest time, order, and hours posted once.

use domain::access::Viewer;
use domain::code::Role;
use domain::record::Hours;
use domain::training::port::{Courses, Learning, Ledger, Questions};
use domain::training::{
    Answers, Chapter, ChapterEdit, ChapterKind, Course, CourseState, Difficulty, LearningEdit, Package, PackageReport,
    Question, QuestionKind, Refusal, Standard,
};
use domain::{CourseId, Fault, Moment, Reason};
use store::{Script, Store};
use tests::{now, org_hr, small, viewer};

use super::once::{count, six};

fn cadre() -> Viewer {
    viewer("a", "p0", &[])
}

fn chapter(kind: ChapterKind, seconds: u32) -> Chapter {
    Chapter {
        id: String::new(),
        title: "章".into(),
        kind,
        file: "f".into(),
        file_name: "f".into(),
        media: "video/mp4".into(),
        seconds,
        package: (kind == ChapterKind::Package).then(|| Package {
            standard: Standard::Scorm12,
            launch: "index.html".into(),
            activity: String::new(),
        }),
        category: Default::default(),
        count: 2,
        pass: if kind == ChapterKind::Exercise { 50 } else { 0 },
    }
}

pub(super) fn draft(unit: &str) -> Course {
    Course {
        id: CourseId::default(),
        title: "网络课".into(),
        category: "law".into(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        hours: Hours::whole(2),
        about: String::new(),
        strict: true,
        chapters: Vec::new(),
        state: CourseState::Draft,
        version: 0,
    }
}

async fn opened(store: &Store, chapters: Vec<Chapter>) -> Course {
    let id = store.save_course(&org_hr(), &draft("p"), now()).await.unwrap();
    for chapter in chapters {
        store.add_chapter(&org_hr(), &id, &chapter, now()).await.unwrap();
    }
    store.set_course_state(&org_hr(), &id, CourseState::Published, now()).await.unwrap();
    store.course(&org_hr(), &id).await.unwrap().course
}

/// Somebody begins a course whose id is `k`, and a package says something of them.
pub(super) async fn learned(store: &Store, person: &str) {
    let course = opened(store, vec![chapter(ChapterKind::Document, 60)]).await;
    store.beat(&viewer("l", person, &[]), &course.id, &course.chapters[0].id, 0, now()).await.unwrap();
    let script = "UPDATE progress SET course = 'k';
        CREATE statement:s1 CONTENT { course: 'k', chapter: 'h', person: $person, verb: 'v', at: 1, body: '{}' };";
    store.raw(Script::new(script).bind("person", person)).await.unwrap();
}

fn at(seconds: i64) -> Moment {
    now().plus_seconds(seconds)
}

#[tokio::test]
async fn a_course_is_learned_in_order_and_earns_its_hours_once() {
    let store = small("mem://", 1).await;
    let course = opened(&store, vec![chapter(ChapterKind::Video, 60), chapter(ChapterKind::Document, 20)]).await;
    let (video, document) = (course.chapters[0].id.clone(), course.chapters[1].id.clone());
    let me = cadre();
    let early = store.beat(&me, &course.id, &document, 0, at(0)).await;
    assert_eq!(early, Err(Fault::Refused(Reason::NotYet)));
    let jump = store.beat(&me, &course.id, &video, 59, at(0)).await.unwrap();
    assert_eq!((jump.position, jump.seconds), (3, 0), "no fast-forward");
    for n in 1..=6 {
        store.beat(&me, &course.id, &video, (n * 10) as u32, at(n * 10)).await.unwrap();
    }
    // Time of the chapter before does not count for this one.
    let begun = store.beat(&me, &course.id, &document, 0, at(300)).await.unwrap();
    assert_eq!((begun.seconds, begun.done), (0, false));
    let done = store.beat(&me, &course.id, &document, 0, at(320)).await.unwrap();
    assert!(done.done && done.completed);
    store.beat(&me, &course.id, &document, 0, at(330)).await.unwrap();
    let record = store.record(&me, &"p0".into(), 0, at(400)).await.unwrap();
    assert_eq!(record.entries.len(), 1);
    let online = record.bars.iter().find(|bar| bar.key() == "year-online").unwrap();
    assert_eq!(online.done, Hours::whole(2));
    let detail = store.course(&org_hr(), &course.id).await.unwrap();
    assert_eq!(detail.learners, Some((1, 1)));
    assert_eq!(store.recount(at(500)).await.map(|units| units.len()).unwrap(), 3, "not counted yet");
    store.settle_all(at(500)).await.unwrap();
    assert!(store.recount(at(500)).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_windows_do_not_make_time_pass_twice() {
    let store = small("mem://", 1).await;
    let free = |course: Course| Course { strict: false, ..course };
    let (one, other) = (
        opened(&store, vec![chapter(ChapterKind::Document, 600)]).await,
        opened(&store, vec![chapter(ChapterKind::Document, 600)]).await,
    );
    let (one, other) = (free(one), free(other));
    let me = cadre();
    for n in 0..=6 {
        store.beat(&me, &one.id, &one.chapters[0].id, 0, at(n * 10)).await.unwrap();
        store.beat(&me, &other.id, &other.chapters[0].id, 0, at(n * 10 + 5)).await.unwrap();
    }
    let spent = |course: &Course| {
        let (store, me, id, chapter) = (store.clone(), me.clone(), course.id.clone(), course.chapters[0].id.clone());
        async move { store.course(&me, &id).await.unwrap().progress.unwrap().chapters[&chapter].seconds }
    };
    assert_eq!(spent(&one).await + spent(&other).await, 65, "a minute and five seconds went by");
}

#[tokio::test]
async fn an_exercise_is_the_same_paper_and_the_best_result_counts() {
    let store = small("mem://", 1).await;
    let questions: Vec<Question> = (0..6)
        .map(|n| Question {
            id: Default::default(),
            unit: "p".into(),
            path: String::new(),
            category: "law".into(),
            difficulty: Difficulty::Easy,
            kind: if n % 2 == 0 { QuestionKind::TrueFalse } else { QuestionKind::Single },
            text: format!("题{n}"),
            options: if n % 2 == 0 { Vec::new() } else { vec!["甲".into(), "乙".into()] },
            answers: vec![if n % 2 == 0 { "T" } else { "A" }.into()],
            explanation: String::new(),
            active: true,
            version: 0,
        })
        .collect();
    store.import_questions(&org_hr(), &questions, now()).await.unwrap();
    let course = opened(&store, vec![chapter(ChapterKind::Exercise, 0)]).await;
    let id = course.chapters[0].id.clone();
    let me = cadre();
    let tried = store.try_exercise(&org_hr(), &course.id, &id).await.unwrap();
    assert!(tried.paper.iter().all(|item| !item.question.answers.is_empty()), "who made it sees what is right");
    assert_eq!(store.try_exercise(&me, &course.id, &id).await, Err(Fault::Forbidden));
    assert_eq!(store.course(&org_hr(), &course.id).await.unwrap().learners, Some((0, 0)), "trying is no learning");
    let shown = store.exercise(&me, &course.id, &id).await.unwrap();
    assert!(shown.paper.iter().all(|item| item.question.answers.is_empty()), "answers come after answering");
    let wrong: Answers = shown.paper.iter().map(|item| (item.question.id.clone(), vec!["X".into()])).collect();
    assert_eq!(store.answer_exercise(&me, &course.id, &id, &wrong, at(1)).await.unwrap().percent, Some(0));
    let again = store.exercise(&me, &course.id, &id).await.unwrap();
    assert_eq!(again.paper.len(), 2);
    let right: Answers =
        again.paper.iter().map(|item| (item.question.id.clone(), item.question.answers.clone())).collect();
    assert_eq!(store.answer_exercise(&me, &course.id, &id, &right, at(2)).await.unwrap().percent, Some(100));
    store.answer_exercise(&me, &course.id, &id, &wrong, at(3)).await.unwrap();
    let progress = store.course(&me, &course.id).await.unwrap().progress.unwrap();
    assert!(progress.completed.0 > 0 && progress.chapters[&id].score == Some(100));
}

#[tokio::test]
async fn a_packages_word_counts_with_time_and_is_kept() {
    let store = small("mem://", 1).await;
    let course = opened(&store, vec![chapter(ChapterKind::Package, 30)]).await;
    let id = course.chapters[0].id.clone();
    let me = cadre();
    let report = PackageReport { data: r#"{"cmi.suspend_data":"页3"}"#.into(), finished: true, score: Some(90) };
    let said = store.save_package(&me, &course.id, &id, &report, at(0)).await.unwrap();
    assert!(!said.done, "it says so after no time");
    store.beat(&me, &course.id, &id, 0, at(5)).await.unwrap();
    let done = store.beat(&me, &course.id, &id, 0, at(35)).await.unwrap();
    assert!(done.done && done.completed);
    assert_eq!(store.package_data(&me, &course.id, &id).await.unwrap(), report.data);
    let stranger = viewer("s", "", &[(Role::Leader, "/p/")]);
    assert_eq!(store.package_data(&stranger, &course.id, &id).await, Err(Fault::Refused(Reason::NoPerson)));
}

#[tokio::test]
async fn what_is_open_is_settled() {
    let store = small("mem://", 1).await;
    let course = opened(&store, vec![chapter(ChapterKind::Document, 20)]).await;
    let more = chapter(ChapterKind::Document, 20);
    let refused = Err(Fault::Refused(Reason::WrongState));
    assert_eq!(store.add_chapter(&org_hr(), &course.id, &more, now()).await, refused);
    let gone = store.remove_chapter(&org_hr(), &course.id, &course.chapters[0].id, now()).await;
    assert_eq!(gone, Err(Fault::Refused(Reason::WrongState)));
    store.set_course_state(&org_hr(), &course.id, CourseState::Closed, now()).await.unwrap();
    let closed = store.beat(&cadre(), &course.id, &course.chapters[0].id, 0, at(0)).await;
    assert_eq!(closed, Err(Fault::Refused(Reason::WrongState)));
    let elsewhere = viewer("t", "", &[(Role::TrainingManager, "/p/gov/")]);
    assert_eq!(store.add_chapter(&elsewhere, &course.id, &more, now()).await, Err(Fault::Forbidden));
}

#[tokio::test]
async fn chapters_are_changed_until_somebody_learns_and_named_always() {
    let store = small("mem://", 1).await;
    let course = opened(&store, vec![chapter(ChapterKind::Document, 60), chapter(ChapterKind::Video, 60)]).await;
    let (first, second) = (course.chapters[0].id.clone(), course.chapters[1].id.clone());
    let held = || async { store.course(&org_hr(), &course.id).await.unwrap().course };
    let edit = |title: &str, tenths: Option<u32>| ChapterEdit {
        chapter: first.clone(),
        title: title.into(),
        learning: tenths.map(|tenths| LearningEdit { tenths, ..LearningEdit::default() }),
    };
    let version = course.version;
    let save = |version: u32, edit: ChapterEdit| {
        let (store, id) = (store.clone(), course.id.clone());
        async move { store.save_chapter(&org_hr(), &id, version, &edit, now()).await }
    };
    save(version, edit("第一章", Some(20))).await.unwrap();
    assert_eq!(save(version, edit("旧", None)).await, Err(Fault::Refused(Reason::Stale)));
    store.move_chapter(&org_hr(), &course.id, version + 1, &first, false, now()).await.unwrap();
    let changed = held().await;
    assert_eq!((changed.chapters[1].title.as_str(), changed.chapters[1].seconds), ("第一章", 120));
    assert_eq!(changed.chapters[0].id, second, "moved by one place");
    let elsewhere = viewer("t", "", &[(Role::TrainingManager, "/p/gov/")]);
    let refused = store.save_chapter(&elsewhere, &course.id, version + 2, &edit("甲", None), now()).await;
    assert_eq!(refused, Err(Fault::Forbidden));

    store.beat(&cadre(), &course.id, &second, 0, at(0)).await.unwrap();
    let begun = Err(Fault::from(Refusal::CourseBegun(1)));
    assert_eq!(save(version + 2, edit("第一章", Some(30))).await, begun);
    assert_eq!(store.move_chapter(&org_hr(), &course.id, version + 2, &first, true, now()).await, begun);
    save(version + 2, edit("第一章（更正）", None)).await.unwrap();
    assert_eq!(held().await.chapters[1].title, "第一章（更正）");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_make_one_course() {
    let store = small("mem://", 1).await;
    six(&store, |store| async move { store.save_course(&org_hr(), &draft("p"), now()).await.map(|id| id.0) }).await;
    assert_eq!(count(&store, "course").await, 1);
}
