//! Exams: papers from a seed, time by the server, savings that can't go back, two markers,
//! appeals.

use std::collections::BTreeMap;

use domain::access::Viewer;
use domain::code::Role;
use domain::training::port::{Attempts, Classes, Exams, Marks, Places, Questions};
use domain::training::{
    self, Answers, AttemptState, Difficulty, DrawRule, Exam, ExamState, Points, Question, QuestionKind, Sitting,
    draw_paper, seed_hash,
};
use domain::{AttemptId, ClassId, ExamId, Fault, Moment, QuestionId, Reason, Rule};
use store::{Script, Store};
use tests::{class, day, now, org_hr, small, viewer};

fn at(hour: i64, minute: i64) -> Moment {
    Moment::start_of(day("2026-12-03")).plus_seconds(hour * 3600 + minute * 60)
}

fn cadre(n: usize) -> Viewer {
    viewer(&format!("a{n}"), &format!("p{n}"), &[])
}

pub(super) fn question(n: usize, kind: QuestionKind) -> Question {
    Question {
        id: QuestionId::default(),
        unit: "p".into(),
        path: String::new(),
        category: "law".into(),
        difficulty: Difficulty::Medium,
        kind,
        text: format!("第{n}题"),
        options: if kind.has_options() { vec!["甲".into(), "乙".into(), "丙".into()] } else { Vec::new() },
        answers: if kind.has_options() { vec!["A".into()] } else { Vec::new() },
        explanation: "解析".into(),
        active: true,
        version: 0,
    }
}

pub(super) fn draft(class: &ClassId, rules: Vec<DrawRule>) -> Exam {
    Exam {
        id: ExamId::default(),
        class: class.clone(),
        class_title: String::new(),
        path: String::new(),
        title: "结业考试".into(),
        opens: at(9, 0),
        closes: at(11, 0),
        minutes: 60,
        attempts: 2,
        pass: 60,
        partial: true,
        rules,
        seed_hash: String::new(),
        seed: String::new(),
        state: ExamState::Draft,
        version: 0,
    }
}

pub(super) fn rule(kind: QuestionKind, count: u32, points: i32) -> DrawRule {
    DrawRule { category: "law".into(), difficulty: None, kind, count, points: Points::whole(points) }
}

/// A bank of ten choices and two essays for everybody under /p/.
async fn bank(store: &Store) {
    let mut questions: Vec<Question> = (0..10).map(|n| question(n, QuestionKind::Single)).collect();
    questions.extend((10..12).map(|n| question(n, QuestionKind::Essay)));
    store.import_questions(&org_hr(), &questions, now()).await.unwrap();
}

/// A class with people p0… enrolled.
async fn seated(store: &Store, people: usize) -> ClassId {
    let id = store.save_class(&org_hr(), &class(60), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    for n in 0..people {
        store.enrol(&cadre(n), &id, now()).await.unwrap();
    }
    id
}

async fn announced(store: &Store, class: &ClassId, rules: Vec<DrawRule>) -> ExamId {
    let id = store.save_exam(&org_hr(), &draft(class, rules), now()).await.unwrap();
    store.publish_exam(&org_hr(), &id, now()).await.unwrap();
    id
}

/// One person sits an exam with an essay and hands it in.
pub(super) async fn sat(store: &Store, class: &ClassId, person: &str) {
    bank(store).await;
    let exam = announced(store, class, vec![rule(QuestionKind::Essay, 1, 10)]).await;
    let me = viewer("sat", person, &[]);
    let attempt = store.start(&me, &exam, at(9, 0)).await.unwrap();
    let sitting = store.sitting(&me, &attempt, at(9, 0)).await.unwrap();
    let answers = answers(&sitting, "长篇");
    store.hand_in(&me, &attempt, &answers, 1, at(9, 10)).await.unwrap();
}

fn answers(sitting: &Sitting, given: &str) -> Answers {
    sitting.paper.iter().map(|item| (item.question.id.clone(), vec![given.to_owned()])).collect()
}

#[tokio::test]
async fn an_exam_is_sat_saved_and_scored() {
    let store = small("mem://", 2).await;
    bank(&store).await;
    let class = seated(&store, 1).await;
    let exam = announced(&store, &class, vec![rule(QuestionKind::Single, 5, 2)]).await;
    let me = cadre(0);
    assert_eq!(store.start(&me, &exam, at(8, 59)).await, Err(training::Refusal::ExamClosed.into()));
    assert_eq!(store.start(&cadre(1), &exam, at(9, 0)).await, Err(training::Refusal::NotEnrolled.into()));
    let attempt = store.start(&me, &exam, at(9, 0)).await.unwrap();
    assert_eq!(store.start(&me, &exam, at(9, 1)).await.unwrap(), attempt, "a second click goes on");
    let sitting = store.sitting(&me, &attempt, at(9, 1)).await.unwrap();
    assert_eq!((sitting.paper.len(), sitting.deadline), (5, at(10, 0)));
    let hidden =
        |item: &domain::training::PaperItem| item.question.answers.is_empty() && item.question.explanation.is_empty();
    assert!(sitting.paper.iter().all(hidden), "no answer leaves the server");
    assert_eq!(sitting.exam.seed, "", "nor the seed");
    assert_eq!(store.sitting(&cadre(1), &attempt, at(9, 1)).await, Err(Fault::Forbidden));

    let right = answers(&sitting, "A");
    let saved = store.save_answers(&me, &attempt, &right, 3, at(9, 5)).await.unwrap();
    assert_eq!(saved.deadline, at(10, 0));
    // An older saving that arrives late changes nothing.
    store.save_answers(&me, &attempt, &answers(&sitting, "B"), 2, at(9, 6)).await.unwrap();
    assert_eq!(store.sitting(&me, &attempt, at(9, 7)).await.unwrap().answers, right);
    assert_eq!(store.save_answers(&cadre(1), &attempt, &right, 9, at(9, 8)).await, Err(Fault::Forbidden));

    store.hand_in(&me, &attempt, &right, 4, at(9, 30)).await.unwrap();
    store.hand_in(&me, &attempt, &answers(&sitting, "B"), 5, at(9, 31)).await.unwrap();
    let during = store.attempt(&me, &attempt, at(9, 40)).await.unwrap();
    assert!(!during.shown && during.attempt.scores.is_empty(), "nothing is told while others sit");
    assert!(during.attempt.paper.iter().all(hidden));
    let after = store.attempt(&me, &attempt, at(12, 0)).await.unwrap();
    assert_eq!((after.attempt.total(), after.attempt.percent(), after.shown), (Points::whole(10), 100, true));
    let detail = store.exam(&org_hr(), &exam, at(12, 0)).await.unwrap();
    assert_eq!(detail.attempts.unwrap()[0].result, Some((Points::whole(10), 100, true)));
    // The class's end proposes the result.
    use domain::training::port::Lessons;
    let sums = store.attendance_of(&org_hr(), &class, at(12, 0)).await.unwrap();
    assert_eq!(sums.result(&"p0".into()).result(), Some(100));
}

/// frappe/lms#1730, #1473: timer and attempts are the server's.
#[tokio::test]
async fn time_and_attempts_are_enforced_by_the_server() {
    let store = small("mem://", 1).await;
    bank(&store).await;
    let class = seated(&store, 1).await;
    let exam = announced(&store, &class, vec![rule(QuestionKind::Single, 2, 5)]).await;
    let me = cadre(0);
    let first = store.start(&me, &exam, at(9, 0)).await.unwrap();
    let sitting = store.sitting(&me, &first, at(9, 0)).await.unwrap();
    store.save_answers(&me, &first, &answers(&sitting, "A"), 1, at(9, 59)).await.unwrap();
    let late = at(10, 0).plus_seconds(6);
    let refused = Err(training::Refusal::ExamClosed.into());
    assert_eq!(store.save_answers(&me, &first, &answers(&sitting, "B"), 2, late).await, refused);
    assert_eq!(
        store.hand_in(&me, &first, &answers(&sitting, "B"), 3, late).await.unwrap_err(),
        Fault::from(training::Refusal::ExamClosed)
    );
    // What was saved is handed in by the server, once.
    assert_eq!(store.close_attempts(late).await.unwrap(), 1);
    assert_eq!(store.close_attempts(late).await.unwrap(), 0);
    // The second and last attempt ends when the exam does.
    let second = store.start(&me, &exam, at(10, 30)).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(store.sitting(&me, &second, at(10, 30)).await.unwrap().deadline, at(11, 0));
    store.hand_in(&me, &second, &Answers::new(), 1, at(10, 31)).await.unwrap();
    assert_eq!(store.start(&me, &exam, at(10, 32)).await, Err(training::Refusal::NoAttemptsLeft.into()));
    let mine = store.exam(&me, &exam, at(12, 0)).await.unwrap().mine;
    assert_eq!(mine.iter().map(|row| row.result.unwrap().1).collect::<Vec<_>>(), [100, 0]);
    assert!(store.attempt(&me, &first, at(12, 0)).await.unwrap().attempt.ran_out);
}

#[tokio::test]
async fn a_paper_can_be_drawn_again_by_anybody_once_the_exam_is_over() {
    let store = small("mem://", 1).await;
    bank(&store).await;
    let class = seated(&store, 1).await;
    let exam = announced(&store, &class, vec![rule(QuestionKind::Single, 4, 1)]).await;
    let attempt = store.start(&cadre(0), &exam, at(9, 0)).await.unwrap();
    store.hand_in(&cadre(0), &attempt, &Answers::new(), 1, at(9, 1)).await.unwrap();
    let before = store.exam(&cadre(0), &exam, at(9, 2)).await.unwrap().exam;
    assert!(before.seed.is_empty() && !before.seed_hash.is_empty());
    let after = store.exam(&cadre(0), &exam, at(12, 0)).await.unwrap().exam;
    assert_eq!(seed_hash(&after.seed), before.seed_hash);
    let bank = store.questions(&org_hr(), &Default::default()).await.unwrap().rows;
    let drawn = draw_paper(&after.rules, &bank, |a, b| a == b, &after.seed, &attempt).unwrap();
    let paper = store.attempt(&cadre(0), &attempt, at(12, 0)).await.unwrap().attempt.paper;
    assert_eq!(drawn, paper);
}

#[tokio::test]
async fn a_bank_that_is_too_small_is_found_out_before_the_exam() {
    let store = small("mem://", 1).await;
    bank(&store).await;
    let class = seated(&store, 1).await;
    let few = draft(&class, vec![rule(QuestionKind::Single, 2, 1), rule(QuestionKind::Blank, 1, 1)]);
    let id = store.save_exam(&org_hr(), &few, now()).await.unwrap();
    assert_eq!(store.publish_exam(&org_hr(), &id, now()).await, Err(training::Refusal::TooFewQuestions(2, 0).into()));
    // Once announced, what everybody's paper goes by is settled.
    let exam = announced(&store, &class, vec![rule(QuestionKind::Single, 2, 1)]).await;
    let held = store.exam(&org_hr(), &exam, now()).await.unwrap().exam;
    let other = Exam { rules: vec![rule(QuestionKind::Single, 3, 1)], ..held.clone() };
    assert_eq!(store.save_exam(&org_hr(), &other, now()).await, Err(Fault::field("rules", Rule::Settled)));
    store.save_exam(&org_hr(), &Exam { pass: 70, ..held.clone() }, now()).await.unwrap();
    assert_eq!(store.save_exam(&org_hr(), &held, now()).await, Err(Fault::Refused(Reason::Stale)));
}

#[tokio::test]
async fn two_markers_see_no_names_and_a_third_decides() {
    let store = small("mem://", 1).await;
    bank(&store).await;
    let class = seated(&store, 1).await;
    let exam = announced(&store, &class, vec![rule(QuestionKind::Essay, 1, 10)]).await;
    let attempt = store.start(&cadre(0), &exam, at(9, 0)).await.unwrap();
    let sitting = store.sitting(&cadre(0), &attempt, at(9, 0)).await.unwrap();
    store.hand_in(&cadre(0), &attempt, &answers(&sitting, "我的认识"), 1, at(9, 30)).await.unwrap();
    let marker = |n: usize, person: &str| viewer(&format!("m{n}"), person, &[(Role::TrainingManager, "/p/")]);
    let own = marker(0, "p0");
    assert_eq!(store.to_mark(&own, &exam, at(10, 0)).await.unwrap().1, 0, "not one's own");
    let give = |n: usize, points: i32| {
        let (store, exam) = (store.clone(), exam.clone());
        async move {
            let who = marker(n, "");
            let (_, left, next) = store.to_mark(&who, &exam, at(10, 0)).await.unwrap();
            let next = next.expect("something to mark");
            assert_eq!((left, next.answer.as_str()), (1, "我的认识"));
            assert!(!next.attempt.as_str().contains("p0"), "no name, no id");
            let differing = next.differing.len();
            store
                .mark(&who, &next.attempt, &next.question.id, Points::whole(points), at(10, 0))
                .await
                .map(|_| differing)
        }
    };
    // Nor by the exam's page, the attempt's own, or a guess at what the attempt is called.
    let names = store.exam(&marker(1, ""), &exam, at(10, 0)).await.unwrap().attempts.unwrap();
    assert!(names.len() == 1 && names[0].name.is_empty() && names[0].id.as_str().is_empty(), "{names:?}");
    let page = store.attempt(&marker(1, ""), &attempt, at(12, 0)).await.unwrap();
    assert!(page.attempt.answers.is_empty() && page.attempt.marks.is_empty());
    let called = async || store.to_mark(&marker(1, ""), &exam, at(10, 0)).await.unwrap().2.unwrap().attempt;
    let before = called().await;
    assert_eq!(called().await, before);
    store.raw(Script::new("UPDATE exam_seed SET marks = 'another'")).await.unwrap();
    assert_ne!(called().await, before, "whoever knows the attempt's id alone does not know what it is called");
    assert_eq!(give(1, 11).await, Err(Fault::field("points", Rule::Between(0, 10))));
    assert_eq!(give(1, 9).await, Ok(0));
    assert_eq!(store.to_mark(&marker(1, ""), &exam, at(10, 0)).await.unwrap().1, 0, "nobody marks twice");
    assert_eq!(give(2, 4).await, Ok(0), "the second does not see the first's points");
    assert_eq!(give(3, 6).await, Ok(2), "the third sees both");
    let after = store.attempt(&cadre(0), &attempt, at(12, 0)).await.unwrap();
    assert_eq!((after.attempt.state, after.attempt.total()), (AttemptState::Marked, Points::whole(6)));
    assert!(after.attempt.marks.iter().all(|mark| mark.name.is_empty()), "who marked is not the candidate's business");

    // An appeal: in time, once, decided by somebody who did not mark, never for the worse.
    assert!(matches!(store.appeal(&cadre(0), &attempt, " ", at(12, 0)).await, Err(Fault::Invalid(_))));
    let late = Moment::start_of(day("2026-12-20"));
    assert_eq!(store.appeal(&cadre(0), &attempt, "漏看要点", late).await, Err(Fault::Refused(Reason::WrongState)));
    store.appeal(&cadre(0), &attempt, "漏看要点", at(12, 0)).await.unwrap();
    assert!(store.appeal(&cadre(0), &attempt, "再来", at(12, 1)).await.is_err());
    let id = after.attempt.paper[0].question.id.clone();
    let raised: BTreeMap<QuestionId, Points> = [(id.clone(), Points::whole(8))].into();
    let decide = |n: usize, raised: BTreeMap<QuestionId, Points>| {
        let (store, attempt) = (store.clone(), attempt.clone());
        async move { store.decide_appeal(&marker(n, ""), &attempt, true, "要点成立", &raised, at(13, 0)).await }
    };
    assert_eq!(decide(1, raised.clone()).await, Err(Fault::Refused(Reason::WrongState)));
    decide(4, raised).await.unwrap();
    let lower: BTreeMap<QuestionId, Points> = [(id, Points(0))].into();
    assert!(decide(5, lower).await.is_err(), "decided once");
    let end = store.attempt(&cadre(0), &attempt, at(14, 0)).await.unwrap();
    assert_eq!(end.attempt.total(), Points::whole(8));
}

#[tokio::test]
async fn the_same_sheet_twice_adds_nothing() {
    let store = small("mem://", 1).await;
    let questions: Vec<Question> = (0..3).map(|n| question(n, QuestionKind::Single)).collect();
    assert_eq!(store.import_questions(&org_hr(), &questions, now()).await, Ok(3));
    assert_eq!(store.import_questions(&org_hr(), &questions, now()).await, Ok(0));
    let faulty = Question { answers: vec!["Z".into()], ..questions[0].clone() };
    let mixed = [question(9, QuestionKind::Single), faulty];
    assert!(store.import_questions(&org_hr(), &mixed, now()).await.is_err());
    assert_eq!(store.questions(&org_hr(), &Default::default()).await.unwrap().total, 3, "all or none");
    let elsewhere = viewer("t", "", &[(Role::TrainingManager, "/p/gov/")]);
    assert_eq!(store.import_questions(&elsewhere, &questions, now()).await, Err(Fault::Forbidden));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_class_sits_down_at_once() {
    let store = small("mem://", 50).await;
    bank(&store).await;
    let class = seated(&store, 50).await;
    let exam = announced(&store, &class, vec![rule(QuestionKind::Single, 5, 2)]).await;
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (store, exam) = (store.clone(), exam.clone());
            tokio::spawn(async move {
                let me = cadre(n);
                let attempt = store.start(&me, &exam, at(9, 0)).await.unwrap();
                let sitting = store.sitting(&me, &attempt, at(9, 0)).await.unwrap();
                for turn in 1..4 {
                    store.save_answers(&me, &attempt, &answers(&sitting, "A"), turn, at(9, 1)).await.unwrap();
                }
                store.hand_in(&me, &attempt, &answers(&sitting, "A"), 4, at(9, 2)).await.unwrap();
                attempt
            })
        })
        .collect();
    let mut attempts: Vec<AttemptId> = Vec::new();
    for task in tasks {
        attempts.push(task.await.unwrap());
    }
    attempts.sort();
    attempts.dedup();
    assert_eq!(attempts.len(), 50);
    let (_, items) = store.statistics(&org_hr(), &exam, at(12, 0)).await.unwrap();
    assert_eq!(items.iter().map(|item| item.count).sum::<u32>(), 250);
}

#[tokio::test]
async fn an_exam_that_may_be_sat_waits_at_home_until_it_was() {
    use domain::home::Due;
    use domain::home::port::Desk;
    let store = small("mem://", 2).await;
    bank(&store).await;
    let class = seated(&store, 1).await;
    let exam = announced(&store, &class, vec![rule(QuestionKind::Essay, 1, 10)]).await;
    let due = |who: usize, hour: i64| {
        let store = store.clone();
        async move { store.home(&cadre(who), at(hour, 0)).await.unwrap().due }
    };
    assert_eq!((due(0, 8).await, due(1, 9).await), (vec![], vec![]), "not before it opens, not for others");
    assert!(matches!(&due(0, 9).await[..], [Due::Training(domain::training::Todo::Exam { id, .. })] if *id == exam));
    for _ in 0..2 {
        let attempt = store.start(&cadre(0), &exam, at(9, 0)).await.unwrap();
        let sitting = store.sitting(&cadre(0), &attempt, at(9, 0)).await.unwrap();
        store.hand_in(&cadre(0), &attempt, &answers(&sitting, "答"), 1, at(9, 30)).await.unwrap();
    }
    assert_eq!(due(0, 10).await, vec![], "both attempts are used");
}
