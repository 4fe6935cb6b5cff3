//! Training at its busiest: an exam that everybody starts at once, a hall that checks in, and
//! the completion table of many people with many entries.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use domain::code::Role;
use domain::record::Hours;
use domain::training::port::{Classes, Exams, Lessons, Places, Questions};
use domain::training::{
    ClassDraft, Difficulty, DrawRule, Exam, ExamState, LessonDraft, Points, Question, QuestionKind,
};
use domain::{ClassId, ExamId, LessonId, Moment, PersonId, QuestionId};
use store::Store;

use super::ground::Ground;
use super::tools::{AT_ONCE, class_draft, get, holder, ms, page, post, spread};
use crate::cli::outcome::Failure;
use crate::http::router;
use crate::{demo, now};

/// Seconds within which everybody starts.
const START: u64 = 10;
/// Savings of each, and the seconds between them.
const SAVINGS: (u32, u64) = (3, 5);
/// People in the hall.
const HALL: usize = 1000;
/// Times the completion table is opened.
const OPENINGS: usize = 300;

fn told(what: &str, time: Duration, aim: u64) {
    let mark = if time <= Duration::from_millis(aim) { "reached" } else { "NOT reached" };
    println!("{what}: p99 {:.0} ms, aim {aim} ms {mark}", ms(time));
}

/// A class of today with everybody in it.
async fn hall(store: &Store, cadres: &[(PersonId, String)]) -> Result<ClassId, Failure> {
    let hr = crate::cli::operator();
    let today = now().day();
    let seats = u32::try_from(cadres.len())?;
    let draft = ClassDraft { capacity: seats, starts: today, ends: today, ..class_draft("基准大班", today) };
    let id = store.save_class(&hr, &draft, now()).await?;
    store.publish_class(&hr, &id, now()).await?;
    for (person, _) in cadres {
        let viewer = domain::access::Viewer { person: person.clone(), ..crate::cli::operator() };
        store.enrol(&viewer, &id, now()).await?;
    }
    Ok(id)
}

/// (4) Everybody starts one exam within ten seconds and saves every few seconds; (5) a
/// thousand check in.
pub(super) async fn busy(store: &Store, router: &Router, cadres: &[(PersonId, String)]) -> Result<(), Failure> {
    let class = hall(store, cadres).await?;
    exam(store, router, cadres, &class).await?;
    check_in(store, router, cadres, &class).await
}

async fn exam(store: &Store, router: &Router, cadres: &[(PersonId, String)], class: &ClassId) -> Result<(), Failure> {
    let hr = crate::cli::operator();
    let questions: Vec<Question> = (0..40)
        .map(|n| Question {
            id: QuestionId::default(),
            unit: "yj".into(),
            path: String::new(),
            category: "law".into(),
            difficulty: Difficulty::Medium,
            kind: QuestionKind::Single,
            text: format!("基准第{n}题"),
            options: vec!["甲".into(), "乙".into(), "丙".into(), "丁".into()],
            answers: vec!["A".into()],
            explanation: String::new(),
            active: true,
            version: 0,
        })
        .collect();
    store.import_questions(&hr, &questions, now()).await?;
    let draft = Exam {
        id: ExamId::default(),
        class: class.clone(),
        class_title: String::new(),
        path: String::new(),
        title: "基准考试".into(),
        opens: now().plus_seconds(-60),
        closes: now().plus_seconds(7200),
        minutes: 60,
        attempts: 1,
        pass: 60,
        partial: true,
        rules: vec![DrawRule {
            category: "law".into(),
            difficulty: None,
            kind: QuestionKind::Single,
            count: 20,
            points: Points::whole(5),
        }],
        seed_hash: String::new(),
        seed: String::new(),
        state: ExamState::Draft,
        version: 0,
    };
    let id = store.save_exam(&hr, &draft, now()).await?;
    store.publish_exam(&hr, &id, now()).await?;
    let apart = Duration::from_millis(START * 1000) / u32::try_from(cadres.len())?;
    let sitters: Vec<_> = (0u32..)
        .zip(cadres)
        .map(|(n, (_, token))| tokio::spawn(sit(router.clone(), token.clone(), id.clone(), apart * n)))
        .collect();
    let (mut starts, mut saves) = (Vec::new(), Vec::new());
    for sitter in sitters {
        let (start, own) = sitter.await??;
        starts.push(start);
        saves.extend(own);
    }
    let people = cadres.len();
    told(&format!("exam, {people} people start within {START} s"), spread(&mut starts).1, 500);
    told(&format!("exam, {} savings of {people} people", saves.len()), spread(&mut saves).1, 500);
    Ok(())
}

/// One person: starts, has the paper, saves.
async fn sit(
    router: Router,
    token: String,
    exam: ExamId,
    after: Duration,
) -> Result<(Duration, Vec<Duration>), Failure> {
    tokio::time::sleep(after).await;
    let began = Instant::now();
    let started = get(&router, post("/api/exams/start", &token, format!("id={exam}"))?).await?;
    let start = began.elapsed();
    if !started.location.starts_with("/training/attempts/") {
        return Err(format!("an exam did not start: {} {}", started.status, started.body).into());
    }
    let paper = get(&router, page(&started.location, &token)?).await?;
    let mut questions: Vec<&str> =
        paper.body.split("name=\"answer[k").skip(1).filter_map(|rest| rest.split([']', '.']).next()).collect();
    questions.dedup();
    if paper.status != StatusCode::OK || questions.len() != 20 {
        return Err(format!("a paper with {} questions, {}", questions.len(), paper.status).into());
    }
    let attempt = started.location.split('/').nth(3).unwrap_or_default();
    let mut saves = Vec::new();
    for turn in 1..=SAVINGS.0 {
        tokio::time::sleep(Duration::from_millis(SAVINGS.1 * 1000 + rand::random_range(0..1000))).await;
        let mut body = format!("attempt={attempt}&turn={turn}");
        for question in questions.iter().take(turn as usize * 6) {
            body.push_str(&format!("&answer[k{question}]=A"));
        }
        let began = Instant::now();
        let saved = get(&router, post("/api/exams/answers", &token, body)?).await?;
        saves.push(began.elapsed());
        if saved.status != StatusCode::OK {
            return Err(format!("answers were not saved: {} {}", saved.status, saved.body).into());
        }
    }
    Ok((start, saves))
}

async fn check_in(
    store: &Store,
    router: &Router,
    cadres: &[(PersonId, String)],
    class: &ClassId,
) -> Result<(), Failure> {
    let hr = crate::cli::operator();
    let midnight = Moment::start_of(now().day());
    let draft = LessonDraft {
        id: LessonId::default(),
        version: 0,
        class: class.clone(),
        title: "基准课".into(),
        starts: midnight,
        ends: midnight.plus_seconds(86_340),
        place: String::new(),
        trainer: String::new(),
        leader: false,
        hours: Hours::whole(8),
    };
    let lesson = store.save_lesson(&hr, &draft, now()).await?;
    let tokens: Arc<Vec<String>> = Arc::new(cadres.iter().take(HALL).map(|(_, token)| token.clone()).collect());
    let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let began = Instant::now();
    let workers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (tokens, next, router) = (tokens.clone(), next.clone(), router.clone());
            let (store, lesson) = (store.clone(), lesson.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                loop {
                    let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(token) = tokens.get(n) else { return Ok::<_, Failure>(times) };
                    let code = store.lesson_code(&crate::cli::operator(), &lesson, now()).await?.code;
                    let request = post("/api/lessons/check-in", token, format!("lesson={lesson}&code={code}"))?;
                    let began = Instant::now();
                    let done = get(&router, request).await?;
                    times.push(began.elapsed());
                    if done.status != StatusCode::OK {
                        return Err(format!("a check-in ended with {}: {}", done.status, done.body).into());
                    }
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    let took = began.elapsed();
    let came = store.lesson_code(&hr, &lesson, now()).await?.came as usize;
    if came != times.len() {
        return Err(format!("{} checked in, {came} are known", times.len()).into());
    }
    let mark = if took <= Duration::from_secs(60) { "reached" } else { "NOT reached" };
    println!(
        "check-in of {came} people: {:.1} s, p99 {:.0} ms, aim 60 s {mark}",
        took.as_secs_f64(),
        ms(spread(&mut times).1)
    );
    Ok(())
}

/// (6) The completion table of a province, with some entries each and with ten times as many:
/// it is kept by the writes, so that it costs the same; and what is kept is what a full count
/// of the entries gives.
pub(super) async fn completion(ground: &Ground, people: u32, entries: u32) -> Result<(), Failure> {
    let mut times = Vec::new();
    for entries in [entries.div_ceil(10), entries] {
        let store = ground.open(&format!("completion-{entries}")).await?;
        let began = Instant::now();
        demo::crowd(&store, people, entries, now()).await?;
        let loaded = began.elapsed();
        let began = Instant::now();
        let wrong = store.recount(now()).await?;
        if !wrong.is_empty() {
            return Err(format!("the counts of {} units are not those of the entries", wrong.len()).into());
        }
        let all = u64::from(people) * u64::from(entries);
        println!(
            "{people} people with {all} entries: loaded in {:.0} s; a full recount agrees and takes {:.0} s",
            loaded.as_secs_f64(),
            began.elapsed().as_secs_f64()
        );
        let (middle, most) = opening(ground, &store).await?;
        told(&format!("completion table of {people} people, {all} entries"), most, 150);
        times.push(middle);
    }
    let ratio = times[1].as_secs_f64() / times[0].as_secs_f64();
    println!("completion table, ten times the entries / a tenth, medians: ratio {ratio:.2}");
    Ok(())
}

/// The median and the 99th percentile of opening the table.
async fn opening(ground: &Ground, store: &Store) -> Result<(Duration, Duration), Failure> {
    let token = holder(store, "bench-hr", Role::OrgHr, &"yj".into(), "/yj/").await?;
    let router = router(ground.state(store)?);
    let mut times = Vec::with_capacity(OPENINGS);
    for n in 0..OPENINGS + 10 {
        let unit = if n % 2 == 0 { "/training/completion" } else { "/training/completion?unit=hx" };
        let request = page(unit, &token)?;
        store.forget_answers();
        let began = Instant::now();
        let got = get(&router, request).await?;
        if got.status != StatusCode::OK {
            return Err(format!("the table ended with {}", got.status).into());
        }
        // The first few fill what is kept for all.
        if n >= 10 {
            times.push(began.elapsed());
        }
    }
    Ok(spread(&mut times))
}
