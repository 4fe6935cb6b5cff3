use proptest::prelude::*;

use super::*;
use crate::UnitId;

fn question(id: &str, kind: QuestionKind, category: &str, answers: &[&str]) -> Question {
    Question {
        id: id.into(),
        unit: UnitId::from("u"),
        path: "/u/".into(),
        category: category.into(),
        difficulty: Difficulty::Medium,
        kind,
        text: format!("问题{id}"),
        options: if kind.has_options() { vec!["甲".into(), "乙".into(), "丙".into()] } else { Vec::new() },
        answers: answers.iter().map(|one| (*one).to_owned()).collect(),
        explanation: "因为".into(),
        active: true,
        version: 0,
    }
}

fn exam(rules: Vec<DrawRule>) -> Exam {
    Exam {
        id: "e".into(),
        class: "c".into(),
        class_title: "班".into(),
        path: "/u/".into(),
        title: "结业考试".into(),
        opens: Moment(0),
        closes: Moment(10_000_000),
        minutes: 60,
        attempts: 1,
        pass: 60,
        partial: true,
        rules,
        seed_hash: String::new(),
        seed: String::new(),
        state: ExamState::Published,
        version: 0,
    }
}

fn rule(kind: QuestionKind, category: &str, count: u32) -> DrawRule {
    DrawRule { category: category.into(), difficulty: None, kind, count, points: Points::whole(5) }
}

fn attempt(paper: Vec<PaperItem>, answers: Answers) -> Attempt {
    Attempt {
        id: "e__p__1".into(),
        exam: "e".into(),
        person: "p".into(),
        name: "张".into(),
        unit_name: "u".into(),
        n: 1,
        started: Moment(0),
        deadline: Moment(3_600_000),
        submitted: Moment(0),
        ran_out: false,
        state: AttemptState::Open,
        turn: 0,
        saved: Moment(0),
        answers,
        paper,
        scores: BTreeMap::new(),
        marks: Vec::new(),
        appeal: None,
    }
}

fn item(question: Question) -> PaperItem {
    PaperItem { order: (0..question.options.len()).collect(), question, points: Points::whole(10) }
}

fn same(a: &CategoryId, b: &CategoryId) -> bool {
    a == b
}

#[test]
fn answers_are_scored_by_kind() {
    let worth = |question: Question, given: &[&str], partial: bool| {
        let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
        score(&item(question), &given, partial).0 / 10
    };
    let single = || question("1", QuestionKind::Single, "law", &["B"]);
    assert_eq!((worth(single(), &["B"], true), worth(single(), &["A"], true), worth(single(), &[], true)), (10, 0, 0));
    let multiple = || question("2", QuestionKind::Multiple, "law", &["A", "C"]);
    assert_eq!(worth(multiple(), &["C", "A"], true), 10);
    assert_eq!((worth(multiple(), &["A"], true), worth(multiple(), &["A"], false)), (5, 0));
    assert_eq!(worth(multiple(), &["A", "B"], true), 0, "a wrong one costs all");
    let blank = || question("3", QuestionKind::Blank, "law", &["群众性", "联系群众"]);
    assert_eq!((worth(blank(), &["群众性。"], true), worth(blank(), &["先进性"], true)), (10, 0));
    assert_eq!(worth(question("4", QuestionKind::TrueFalse, "law", &["F"]), &["F"], true), 10);
    assert_eq!(worth(question("5", QuestionKind::Essay, "law", &[]), &["长文"], true), 0, "a person gives its points");
}

#[test]
fn a_paper_is_drawn_again_from_its_seed() {
    let bank: Vec<Question> = (0..30)
        .map(|n| question(&format!("q{n}"), QuestionKind::Single, if n < 20 { "law" } else { "theory" }, &["A"]))
        .collect();
    let exam = exam(vec![rule(QuestionKind::Single, "law", 5), rule(QuestionKind::Single, "", 5)]);
    let draw = |seed: &str, attempt: &str| draw_paper(&exam.rules, &bank, same, seed, &attempt.into()).unwrap();
    let paper = draw("s", "e__p__1");
    assert_eq!(paper, draw("s", "e__p__1"));
    assert_ne!(paper, draw("s", "e__p__2"), "another attempt has another paper");
    assert_ne!(paper, draw("t", "e__p__1"));
    let mut ids: Vec<_> = paper.iter().map(|item| item.question.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10, "no question twice");
    assert!(paper[..5].iter().all(|item| item.question.category.as_str() == "law"));
    let few = super::Exam { rules: vec![rule(QuestionKind::Single, "theory", 11)], ..exam.clone() };
    assert_eq!(draw_paper(&few.rules, &bank, same, "s", &"a".into()), Err(TooFew { rule: 0, have: 10 }));
}

#[test]
fn two_markers_and_a_third_where_they_differ() {
    let mark = |marker: &str, points: i32| EssayMark {
        question: "q".into(),
        marker: marker.into(),
        name: marker.into(),
        points: Points::whole(points),
        at: Moment(1),
    };
    let mut one = attempt(
        vec![item(question("q", QuestionKind::Essay, "law", &[]))],
        [(QuestionId::from("q"), vec!["答".to_owned()])].into(),
    );
    one.hand_in(Moment(5), false, true);
    assert_eq!(one.state, AttemptState::Marking);
    one.mark(mark("a", 8), 20).unwrap();
    assert_eq!(one.mark(mark("a", 9), 20), Err(Reason::AlreadyAnswered), "nobody marks twice");
    let mut close = one.clone();
    close.mark(mark("b", 7), 20).unwrap();
    assert_eq!((close.state, close.total()), (AttemptState::Marked, Points(75)));
    one.mark(mark("b", 3), 20).unwrap();
    assert_eq!(one.state, AttemptState::Marking, "eight and three of ten differ too much");
    one.mark(mark("c", 6), 20).unwrap();
    assert_eq!((one.state, one.total()), (AttemptState::Marked, Points::whole(6)));
    assert_eq!(one.mark(mark("d", 6), 20), Err(Reason::WrongState));
}

#[test]
fn an_appeal_never_lowers_points() {
    let mut one = attempt(
        vec![
            item(question("q", QuestionKind::Single, "law", &["A"])),
            item(question("r", QuestionKind::Single, "law", &["A"])),
        ],
        [(QuestionId::from("q"), vec!["A".to_owned()])].into(),
    );
    one.hand_in(Moment(5), false, true);
    assert_eq!((one.total(), one.percent()), (Points::whole(10), 50));
    let raised: BTreeMap<QuestionId, Points> = [("q".into(), Points(0)), ("r".into(), Points::whole(40))].into();
    assert_eq!(one.decide_appeal("x", true, "", &raised, Moment(9)), Err(Reason::WrongState));
    one.appeal = Some(ExamAppeal {
        reason: "有误".into(),
        at: Moment(6),
        by: String::new(),
        granted: false,
        answer: String::new(),
        decided: Moment(0),
    });
    one.decide_appeal("x", true, "题目有歧义", &raised, Moment(9)).unwrap();
    assert_eq!(one.total(), Points::whole(20), "up to what the question is worth, never below what was given");
    assert_eq!(one.decide_appeal("x", true, "", &raised, Moment(9)), Err(Reason::WrongState), "once");
}

#[test]
fn time_is_the_servers() {
    let exam = exam(vec![rule(QuestionKind::Single, "", 1)]);
    assert_eq!(exam.deadline(Moment(0)), Moment(3_600_000));
    assert_eq!(exam.deadline(Moment(9_000_000)), Moment(10_000_000), "nobody goes on after the end");
    let one = attempt(Vec::new(), Answers::new());
    assert!(one.takes_answers(Moment(3_605_000)).is_ok());
    assert_eq!(one.takes_answers(Moment(3_605_001)), Err(Refusal::ExamClosed.into()));
    assert_eq!(exam.open(Moment(10_000_000)), Err(Refusal::ExamClosed.into()));
}

#[test]
fn questions_are_told_apart_by_how_they_did() {
    let (easy, telling) =
        (question("e", QuestionKind::Single, "law", &["A"]), question("t", QuestionKind::Single, "law", &["A"]));
    let attempts: Vec<Attempt> = (0..20)
        .map(|n| {
            let mut answers = Answers::new();
            answers.insert("e".into(), vec!["A".to_owned()]);
            answers.insert("t".into(), vec![if n < 10 { "A" } else { "B" }.to_owned()]);
            let mut one = Attempt {
                id: format!("a{n}").into(),
                ..attempt(vec![item(easy.clone()), item(telling.clone())], answers)
            };
            one.hand_in(Moment(5), false, true);
            one
        })
        .collect();
    let statistics = item_statistics(&attempts);
    assert_eq!(
        (statistics[0].question.as_str(), statistics[0].mean, statistics[0].discrimination),
        ("t", 50, Some(100))
    );
    assert_eq!(statistics[0].options, [("A".into(), 10, true), ("B".into(), 10, false), ("C".into(), 0, false)]);
    assert_eq!((statistics[1].mean, statistics[1].discrimination), (100, Some(0)));
    assert_eq!(item_statistics(&attempts[..5])[0].discrimination, None, "few papers tell nothing");
}

proptest! {
    /// Nobody gets more than there is, and only answers to the own paper are kept.
    #[test]
    fn points_stay_within_the_paper(
        given in proptest::collection::btree_map("q[0-9]", proptest::collection::vec("[A-D]|群众性", 0..4), 0..10),
        partial in any::<bool>(),
    ) {
        let kinds = [QuestionKind::Single, QuestionKind::Multiple, QuestionKind::TrueFalse, QuestionKind::Blank];
        let answers: [&[&str]; 4] = [&["A"], &["A", "B"], &["T"], &["群众性"]];
        let paper: Vec<PaperItem> =
            (0..8).map(|n| item(question(&format!("q{n}"), kinds[n % 4], "law", answers[n % 4]))).collect();
        let mut one = attempt(paper, Answers::new());
        let given: Answers = given.into_iter().map(|(id, answer)| (QuestionId(id), answer)).collect();
        one.answers = one.sensible(&given);
        prop_assert!(one.answers.keys().all(|id| one.paper.iter().any(|item| item.question.id == *id)));
        one.hand_in(Moment(1), false, partial);
        prop_assert_eq!(one.state, AttemptState::Marked);
        prop_assert!(one.total().0 >= 0 && one.total() <= Points::whole(80) && one.percent() <= 100);
    }
}
