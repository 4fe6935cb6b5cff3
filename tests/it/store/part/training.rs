use domain::access::Viewer;
use domain::record::Hours;
use domain::training::port::{
    CallUps, Classes, Courses, Exams, Finishing, Holdings, Places, Plans as _, Questions, Surveys, Timetables,
};
use domain::training::{
    Admission, Approval, CallUpDraft, ClassDraft, Exam, FeedSubject, HoldingKind, HoldingQuery, Mark, Question,
    QuestionKind, QuestionQuery,
};
use domain::{ClassId, Moment};
use store::Store;
use tests::{class, day, now, org_hr, viewer};

use crate::store::whole::{Answers, Ids, Moved, Part, Plans, Trail, may};
use crate::store::{attendance, call_up, course, evaluation, exam, library, planning};

pub(in crate::store) const PART: Part = Part {
    plans: Plans { queries: QUERIES, fill: |store| Box::pin(fill(store)) },
    moved: Moved {
        put: |store| Box::pin(put(store)),
        read: |store, who, ids| Box::pin(read(store, who, ids)),
        public: &[],
    },
    trail: Trail { secret: &["evaluation", "question"], ..Trail::NONE },
};

const QUERIES: &[(&str, &str)] = &[
    ("class", "state = 'published' AND tier = 'section' AND enrol_until >= 1"),
    ("class", "state = 'published' AND ends < '2027-01-01' AND path >= '/p/' AND path < '/p0'"),
    ("enrolment", "class = $class"),
    ("enrolment", "person = 'p1'"),
    ("enrolment", "person IN ['p1', 'none']"),
    ("enrolment", "state = 'requested' AND path >= '/p/' AND path < '/p0'"),
    ("enrolment", "state = 'recommended'"),
    ("enrolment", "state = 'offered' AND `until` < 9999999999999"),
    ("ledger_total", "person IN ['p1', 'p2', 'none'] AND year = 2026"),
    ("enrolment", "class IN [$class, 'none']"),
    ("evaluation", "class = $class"),
    ("evaluated", "class = $class"),
    ("certificate", "person = 'p1'"),
    ("certificate", "class != '' AND person = 'p1'"),
    ("calendar_feed", "account = 'org' AND kind = 'class' AND subject = $class"),
    ("lesson", "class = $class AND cancelled = false"),
    ("check_in", "class = $class"),
    ("check_in", "class = $class AND person = 'p4'"),
    ("check_in", "lesson != '' AND class = $class AND presence = 'present'"),
    ("call", "person = 'p4' AND state = 'open'"),
    ("call", "call_up != '' AND person = 'p4'"),
    ("call_up", "class = $class"),
    ("call_up", "number = '训'"),
    ("ledger", "person = 'p1'"),
    ("ledger", "person IN ['p0', 'p1', 'none']"),
    ("ledger_total", "person = 'p1'"),
    ("ledger_total", "path >= '/p/' AND path < '/p0'"),
    ("ledger_total", "path >= '/p/' AND path < '/p0' AND year = 2026"),
    ("standing", "unit = 'union'"),
    ("progress", "course != '' AND person = 'p4'"),
    ("progress", "course = 'k'"),
    ("statement", "person = 'p4'"),
    ("need", "survey = 's'"),
    ("class", "programme IN ['g', 'none']"),
    ("holding", "path >= '/p/' AND path < '/p0' AND kind = 'trainer'"),
    ("question", "path >= '/p/' AND path < '/p0' AND kind = 'single'"),
    ("question", "path IN ['/', '/p/', '/p/union/'] AND active"),
    ("exam", "class = $class"),
    ("attempt", "exam != '' AND person = 'p4'"),
    ("attempt", "exam != '' AND state = 'marking'"),
    ("attempt", "state = 'marking' AND deadline < 9999999999999"),
    ("audit", "subject = 'class'"),
];

/// Four classes, one finished, the last with everything a class may have, and three whose places wait.
async fn fill(store: &Store) -> Ids {
    let mut last = ClassId::default();
    for n in 0..4 {
        let id = store.save_class(&org_hr(), &class(8), now()).await.unwrap();
        if n > 0 {
            store.publish_class(&org_hr(), &id, now()).await.unwrap();
            for p in 0..6 {
                store.enrol(&viewer("a", &format!("p{p}"), &[]), &id, now()).await.unwrap();
            }
        }
        if n == 1 {
            let marks: Vec<_> = (0..6).map(|p| Mark::new(format!("p{p}").into(), Hours::whole(20), p != 3)).collect();
            store.finish_class(&org_hr(), &id, &marks, Moment::start_of(day("2026-12-09"))).await.unwrap();
        }
        if n == 3 {
            let draft = CallUpDraft {
                class: id.clone(),
                number: "训".into(),
                reply_by: day("2026-11-28"),
                people: vec!["p8".into(), "p4".into()],
                ..Default::default()
            };
            store.call_up(&org_hr(), &draft, now()).await.unwrap();
            attendance::taught(store, &id).await;
            evaluation::answered(store, &id).await;
            exam::sat(store, &id, "p4").await;
            let feed = FeedSubject::Class(id.clone());
            store.renew_feed(&org_hr(), &feed, true, now()).await.unwrap();
        }
        last = id;
    }
    for (approval, confirm_hours) in [(Approval::Unit, 0), (Approval::Host, 0), (Approval::None, 9)] {
        let admission = Admission { approval, confirm_hours, waiting: 9, ..Admission::default() };
        let draft = ClassDraft { admission, ..class(1) };
        let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
        store.publish_class(&org_hr(), &id, now()).await.unwrap();
        for p in 0..2 {
            store.enrol(&viewer("a", &format!("p{p}"), &[]), &id, now()).await.unwrap();
        }
        if confirm_hours > 0 {
            store.withdraw(&viewer("a", "p0", &[]), &id, now()).await.unwrap();
        }
    }
    course::learned(store, "p4").await;
    planning::planned(store, "p4", &last.0).await;
    store.settle_all(now()).await.unwrap();
    store.land_evaluations(Moment::start_of(day("2027-06-01"))).await.unwrap();
    Ids::default().with("class", last.0)
}

async fn put(store: &Store) -> Ids {
    let (org, at) = (org_hr(), now());
    for n in 0..3 {
        let question = Question { unit: "union".into(), ..exam::question(n, QuestionKind::Single) };
        store.save_question(&org, &question, at).await.unwrap();
    }
    // One that keeps places for the union.
    let wide = store.save_class(&org, &class(9), at).await.unwrap();
    let version = store.class(&org, &wide, at).await.unwrap().class.version;
    store.set_quotas(&org, &wide, version, &[("union".into(), 3)], at).await.unwrap();
    store.publish_class(&org, &wide, at).await.unwrap();
    let class = store.save_class(&org, &ClassDraft { unit: "union".into(), ..class(9) }, at).await.unwrap();
    store.publish_class(&org, &class, at).await.unwrap();
    store.enrol(&viewer("p0", "p0", &[]), &class, at).await.unwrap();
    let call_up = store.call_up(&org, &call_up::draft(&class, "调〔2026〕7号", &["p1"]), at).await.unwrap();
    let draft = Exam { rules: vec![exam::rule(QuestionKind::Single, 2, 5)], ..exam::draft(&class, Vec::new()) };
    let exam = store.save_exam(&org, &draft, at).await.unwrap();
    let course = store.save_course(&org, &course::draft("union"), at).await.unwrap();
    let survey = store.save_survey(&org, &planning::survey("union"), at).await.unwrap();
    let plan = store.save_plan(&org, &planning::plan("union"), at).await.unwrap();
    store.save_holding(&org, &library::holding(HoldingKind::Venue, "多功能厅", "union"), at).await.unwrap();
    Ids::default()
        .with("class", class.0)
        .with("exam", exam.0)
        .with("course", course.0)
        .with("survey", survey.0)
        .with("plan", plan.0)
        .with("call-up", call_up.0)
}

async fn read(store: &Store, who: &Viewer, ids: &Ids) -> Answers {
    let at = now();
    let holdings = store.library(who, &HoldingQuery::default(), at).await.unwrap().holdings;
    vec![
        ("class", store.class(who, &ids.of("class"), at).await.is_ok_and(|detail| detail.holds)),
        ("exam", may(&store.exam(who, &ids.of("exam"), at).await)),
        ("course", may(&store.course(who, &ids.of("course")).await)),
        ("survey", may(&store.survey(who, &ids.of("survey"), at).await)),
        ("plan", may(&store.plan(who, &ids.of("plan")).await)),
        ("call-up", may(&store.call_up_detail(who, &ids.of("call-up")).await)),
        ("question", store.questions(who, &QuestionQuery::default()).await.unwrap().total > 0),
        ("holding", !holdings.rows.is_empty()),
    ]
}
