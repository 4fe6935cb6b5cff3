//! Measurements of this build on this machine. Each is a ratio against a floor measured
//! in the same run, because absolute times on shared machines mean little.

mod crowd;
mod eligibility;
mod floor;
mod ground;
mod imports;
mod matching;
mod pages;
mod process;
mod tools;
mod training;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::training::ClassDraft;
use domain::training::port::Classes;
use domain::{ClassId, PersonId};
use store::{Script, Store};
use tower::ServiceExt;

use self::floor::from_memory;
use self::ground::{Ground, on_ground};
use self::tools::{AT_ONCE, SEATS, cadres, class_draft, ms, page, post, session};
use crate::cli::outcome::Failure;
use crate::http::{COOKIE, router_with_desk};
use crate::state::AppState;
use crate::{auth, demo, now};

const PEOPLE: usize = 2000;
const CLASSES: usize = 5;

/// Measures eligibility and matching alone, which need no store.
///
/// # Errors
/// When a result is not verified: a measurement of a wrong result is none.
pub fn run_matching() -> Result<(), Failure> {
    eligibility::run()?;
    matching::run()
}

/// Runs the measurements that compare with a floor on stores of their own and prints them: the completion
/// table with so many people and entries each.
///
/// # Errors
/// When something fails or is oversold: a measurement of a wrong result is none.
pub async fn run(engine: &str, people: u32, entries: u32) -> Result<(), Failure> {
    on_ground(engine, async |ground| {
        run_matching()?;
        measure(ground).await?;
        if people > 0 {
            training::completion(ground, people, entries).await?;
        }
        Ok(())
    })
    .await
}

/// Measures what the most used pages cost with so many people each, and many readers beside a few writers.
///
/// # Errors
/// When a page is not answered, or what is kept by writes is not what a recount gives. No time fails it.
pub async fn run_pages(engine: &str, sizes: &[u32]) -> Result<(), Failure> {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    on_ground(engine, async |ground| pages::run(ground, &sizes).await).await
}

/// Measures what it takes to import a roster, where few and where many are on record.
///
/// # Errors
/// When an import is not written, or what is kept of people is not what a recount gives. No time fails it.
pub async fn run_imports(engine: &str) -> Result<(), Failure> {
    on_ground(engine, async |ground| imports::run(ground).await).await
}

async fn measure(ground: &Ground) -> Result<(), Failure> {
    let store = ground.open("store").await?;
    eprintln!("loading demo data…");
    let began = Instant::now();
    demo::load(&store, 6000, 1, now()).await?;
    println!("demo data of 6,000 people: {:.0} s", began.elapsed().as_secs_f64());
    let state = ground.state(&store)?;
    let router = router_with_desk(state.clone(), Arc::new(store.clone()));
    let cadres = sessions(&store).await?;
    enrolments(&store, &router, &cadres).await?;
    home(&store, &router, state, &cadres).await?;
    training::busy(&store, &router, &cadres).await
}

/// Sessions for cadres of section level, made directly: signing in is slow on purpose.
async fn sessions(store: &Store) -> Result<Vec<(PersonId, String)>, Failure> {
    let people = cadres(store, PEOPLE).await?;
    let hash = auth::hash_password(demo::PASSWORD);
    let mut signed_in = Vec::with_capacity(people.len());
    for (n, person) in people.into_iter().enumerate() {
        let (_, token) = session(store, &format!("bench{n}"), person.clone(), &hash).await?;
        signed_in.push((person, token));
    }
    Ok(signed_in)
}

async fn classes(store: &Store, seats: u32) -> Result<Vec<ClassId>, Failure> {
    let hr = crate::cli::operator();
    let today = now().day();
    let mut ids = Vec::new();
    for n in 0..CLASSES {
        let draft = ClassDraft { capacity: seats, ..class_draft(&format!("基准班{n}"), today) };
        let id = store.save_class(&hr, &draft, now()).await?;
        store.publish_class(&hr, &id, now()).await?;
        ids.push(id);
    }
    Ok(ids)
}

async fn send(router: &Router, request: Request<Body>) -> StatusCode {
    match router.clone().oneshot(request).await {
        Ok(response) => {
            let status = response.status();
            // The body is the work: a page is not rendered before it is read.
            let _ = axum::body::to_bytes(response.into_body(), usize::MAX).await;
            status
        }
        Err(never) => match never {},
    }
}

/// How an attempt at a seat ended.
enum Try {
    Seated,
    Refused,
    Failed(String),
}

/// Everybody tries once, [`AT_ONCE`] at a time as through a server's connections. Gives
/// attempts a second and how many got a seat.
async fn rush<F>(people: usize, attempt: impl Fn(usize) -> F + Clone + Send + 'static) -> Result<(f64, usize), Failure>
where
    F: Future<Output = Try> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let workers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (next, attempt) = (next.clone(), attempt.clone());
            tokio::spawn(async move {
                let mut seated = 0;
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= people {
                        return Ok(seated);
                    }
                    match attempt(n).await {
                        Try::Seated => seated += 1,
                        Try::Refused => {}
                        Try::Failed(why) => return Err(why),
                    }
                }
            })
        })
        .collect();
    let mut seated = 0;
    for worker in workers {
        seated += worker.await??;
    }
    Ok((rate(people, began.elapsed()), seated))
}

/// (1) 2,000 people compete for 200 seats in 5 classes, against the raw engine doing the
/// same minimal transaction. The middle of three runs of each, in turn.
async fn enrolments(store: &Store, router: &Router, cadres: &[(PersonId, String)]) -> Result<(), Failure> {
    let enough = u32::try_from(cadres.len().div_ceil(CLASSES))?;
    for (what, seats) in [("tries at 200 seats", SEATS), ("enrolments, a seat for everybody", enough)] {
        let (mut ours, mut floor) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            ours.push(through_http(store, router, cadres, seats).await?);
            floor.push(through_engine(store, cadres, seats).await?);
        }
        ours.sort_by(f64::total_cmp);
        floor.sort_by(f64::total_cmp);
        report(&format!("{what}, HTTP stack / raw engine"), ours[1], floor[1], 0.6);
    }
    Ok(())
}

async fn through_http(
    store: &Store,
    router: &Router,
    cadres: &[(PersonId, String)],
    seats: u32,
) -> Result<f64, Failure> {
    let classes = classes(store, seats).await?;
    let (router, ids) = (router.clone(), classes.clone());
    // Who presses the button has the page before them, so they have been here already.
    for (_, token) in cadres {
        let request = Request::get("/api/notices").header(header::COOKIE, format!("{COOKIE}={token}"));
        send(&router, request.body(Body::empty())?).await;
    }
    let tokens: Arc<Vec<String>> = Arc::new(cadres.iter().map(|(_, token)| token.clone()).collect());
    let (rate, seated) = rush(cadres.len(), move |n| {
        let request = post("/api/classes/enrol", &tokens[n], format!("id={}", ids[n % CLASSES]));
        let router = router.clone();
        async move {
            let Ok(request) = request else { return Try::Failed("no request".to_owned()) };
            match send(&router, request).await {
                StatusCode::OK => Try::Seated,
                StatusCode::CONFLICT => Try::Refused,
                other => Try::Failed(format!("an enrolment ended with {other}: somebody was lost")),
            }
        }
    })
    .await?;
    let hr = crate::cli::operator();
    let mut taken = 0;
    for id in &classes {
        taken += store.class(&hr, id, now()).await?.class.taken as usize;
    }
    if taken != seated || seated != cadres.len().min(CLASSES * seats as usize) {
        return Err(format!("{seated} told they have a seat, {taken} seats taken").into());
    }
    Ok(rate)
}

async fn through_engine(store: &Store, cadres: &[(PersonId, String)], seats: u32) -> Result<f64, Failure> {
    let classes = classes(store, seats).await?;
    let people: Arc<Vec<PersonId>> = Arc::new(cadres.iter().map(|(person, _)| person.clone()).collect());
    let store = store.clone();
    let (rate, seated) = rush(cadres.len(), move |n| {
        let (store, class, person) = (store.clone(), classes[n % CLASSES].clone(), people[n].clone());
        async move {
            for _ in 0..1000 {
                let script = Script::new(MINIMAL)
                    .bind("class", class.as_str())
                    .bind("person", person.as_str())
                    .bind("id", format!("{class}__{person}"));
                match store.raw(script).await {
                    Ok(_) => return Try::Seated,
                    Err(store::StoreError::Thrown(_)) => return Try::Refused,
                    // A conflict: the same jitter as the program's own.
                    Err(_) => tokio::time::sleep(Duration::from_millis(rand::random_range(1..4))).await,
                }
            }
            Try::Failed("the floor's transaction never went through".to_owned())
        }
    })
    .await?;
    if seated != cadres.len().min(CLASSES * seats as usize) {
        return Err("the floor sold another number of seats".into());
    }
    Ok(rate)
}

/// The least that a seat takes.
const MINIMAL: &str = "BEGIN;
    LET $c = (SELECT taken, capacity FROM ONLY type::record('class', $class));
    IF $c.taken >= $c.capacity { THROW 'gq:full' };
    UPDATE type::record('class', $class) SET taken += 1 RETURN NONE;
    CREATE type::record('enrolment', $id) CONTENT { class: $class, person: $person, name: 'x', unit_name: 'x',
        state: 'enrolled', at: 0, attended: 0, path: '/', pool: '', channel: 'self', rank: '', `until`: 0,
        decisions: [], grade: '', remark: '' } RETURN NONE;
    COMMIT;";

/// (2) A cadre's home page, against the same page rendered from memory; (3) p99 of it
/// with [`AT_ONCE`] people at once.
async fn home(store: &Store, router: &Router, state: AppState, cadres: &[(PersonId, String)]) -> Result<(), Failure> {
    let memory = from_memory(store, state, &cadres[0].0).await?;
    let (mut stored, mut floor) = (Vec::new(), Vec::new());
    let (mut beside, mut anew) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        stored.push(load(router, cadres, |_| ()).await?);
        floor.push(load(&memory, cadres, |_| ()).await?);
        let (seats, others) = (store.clone(), cadres[AT_ONCE..].to_vec());
        beside.push(load(router, cadres, move |n| seats.forget_seat(&others[n % others.len()].0)).await?);
        let answers = store.clone();
        anew.push(load(router, cadres, move |_| answers.forget_answers()).await?);
    }
    let middle = |runs: &mut Vec<(f64, Duration)>| {
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        runs[1]
    };
    let (stored, floor) = (middle(&mut stored), middle(&mut floor));
    let (beside, anew) = (middle(&mut beside), middle(&mut anew));
    report("home page, store / memory", stored.0, floor.0, 0.5);
    report("the same, somebody else taking a seat before every page", beside.0, floor.0, 0.4);
    report("the same, made anew for every page", anew.0, floor.0, 0.4);
    println!("home page p99 with {AT_ONCE} people at once: {:.1} ms (from memory {:.1} ms)", ms(stored.1), ms(floor.1));
    Ok(())
}

/// Pages a second and p99; `before` each of them, which are counted, something is done.
async fn load(
    router: &Router,
    cadres: &[(PersonId, String)],
    before: impl Fn(usize) + Clone + Send + 'static,
) -> Result<(f64, Duration), Failure> {
    let began = Instant::now();
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|n| {
            let (router, token, before) = (router.clone(), cadres[n].1.clone(), before.clone());
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(20);
                for time in 0..20 {
                    let request = page("/", &token);
                    before(n * 20 + time);
                    let began = Instant::now();
                    if let Ok(request) = request
                        && send(&router, request).await == StatusCode::OK
                    {
                        times.push(began.elapsed());
                    }
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await?);
    }
    if times.len() != AT_ONCE * 20 {
        return Err("a home page failed".into());
    }
    let rate = rate(times.len(), began.elapsed());
    times.sort();
    Ok((rate, times[times.len() * 99 / 100]))
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

fn report(what: &str, ours: f64, floor: f64, aim: f64) {
    let ratio = ours / floor;
    let mark = if ratio >= aim { "reached" } else { "NOT reached" };
    println!("{what}: {ours:.0}/s against {floor:.0}/s, ratio {ratio:.2}, aim {aim} {mark}");
}
