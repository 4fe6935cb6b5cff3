//! Measurements of this build on this machine. Each is a ratio against a floor measured
//! in the same run, because absolute times on shared machines mean little.

mod crowd;
mod eligibility;
mod matching;
mod pages;
mod process;
mod tools;
mod training;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::access::Viewer;
use domain::account::SecondFactor;
use domain::home::Home;
use domain::home::port::Desk;
use domain::notice::Notice;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::search::Hit;
use domain::training::port::Classes;
use domain::{AccountId, ClassId, Moment, NoticeId, PersonId};
use store::{Script, Store, Target};
use tower::ServiceExt;

use self::tools::{AT_ONCE, SEATS, cadres, class_draft, ms, page, post, session};
use crate::cli::outcome::Failure;
use crate::config::Config;
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

/// Where a run has its stores.
struct Ground {
    engine: String,
    folder: PathBuf,
}

impl Ground {
    /// A new store with what every store has.
    async fn open(&self, name: &str) -> Result<Store, Failure> {
        let folder = self.folder.join(name);
        let store = Store::open(&Target::embedded(&format!("{}://{}", self.engine, folder.display()))).await?;
        store.migrate(false, now()).await?;
        store.seed_requirements(now()).await?;
        store.seed_exchange(now()).await?;
        Ok(store)
    }

    /// A server's state over a store, its keys beside the store. Sessions made directly hold for the whole
    /// run, an auditor's too, who signs in with a second factor otherwise.
    fn state(&self, store: &Store) -> Result<AppState, Failure> {
        let mut config = Config::default();
        config.secrets.key_file = self.folder.join("secret.key");
        config.secrets.ballot_keys = self.folder.join("ballot-keys");
        config.sign_in.second_factor = SecondFactor::Nobody;
        config.sign_in.idle_minutes = config.sign_in.absolute_hours * 60;
        Ok(AppState::new(store.clone(), config)?)
    }
}

/// Does something in a folder that is removed afterwards.
async fn on_ground(engine: &str, work: impl AsyncFnOnce(&Ground) -> Result<(), Failure>) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("ganqiao-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let ground = Ground { engine: engine.to_owned(), folder };
    let outcome = work(&ground).await;
    // The engine closes in its own time after the last handle is gone.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let _ = std::fs::remove_dir_all(&ground.folder);
    outcome
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

async fn classes(store: &Store) -> Result<Vec<ClassId>, Failure> {
    let hr = crate::cli::operator();
    let today = now().day();
    let mut ids = Vec::new();
    for n in 0..CLASSES {
        let draft = class_draft(&format!("基准班{n}"), today);
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
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        ours.push(through_http(store, router, cadres).await?);
        floor.push(through_engine(store, cadres).await?);
    }
    ours.sort_by(f64::total_cmp);
    floor.sort_by(f64::total_cmp);
    report("enrolments, HTTP stack / raw engine", ours[1], floor[1], 0.6);
    Ok(())
}

async fn through_http(store: &Store, router: &Router, cadres: &[(PersonId, String)]) -> Result<f64, Failure> {
    let classes = classes(store).await?;
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
    if taken != seated || seated != CLASSES * SEATS as usize {
        return Err(format!("{seated} told they have a seat, {taken} seats taken").into());
    }
    Ok(rate)
}

async fn through_engine(store: &Store, cadres: &[(PersonId, String)]) -> Result<f64, Failure> {
    let classes = classes(store).await?;
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
    if seated != CLASSES * SEATS as usize {
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

/// A desk that answers from memory: the floor of the home page.
struct Memory(Home);

#[async_trait::async_trait]
impl Desk for Memory {
    async fn home(&self, _: &Viewer, _: Moment) -> Answer<Home> {
        Ok(self.0.clone())
    }
    async fn notices(&self, _: &Viewer, window: &Window) -> Answer<Page<Notice>> {
        Ok(Page::new(Vec::new(), 0, window))
    }
    async fn unread(&self, _: &Viewer) -> Answer<u32> {
        Ok(0)
    }
    async fn read_notices(&self, _: &Viewer, _: &[NoticeId], _: Moment) -> Answer<()> {
        Ok(())
    }
    async fn search(&self, _: &Viewer, _: &str) -> Answer<Vec<Hit>> {
        Ok(Vec::new())
    }
}

/// The same program with a home page that shows everybody what a cadre is shown now, from memory.
async fn from_memory(store: &Store, state: AppState, cadre: &PersonId) -> Result<Router, Failure> {
    let viewer = Viewer {
        account: AccountId::default(),
        name: String::new(),
        person: cadre.clone(),
        grants: Vec::new(),
        request: String::new(),
    };
    Ok(router_with_desk(state, Arc::new(Memory(store.home(&viewer, now()).await?))))
}

/// (2) A cadre's home page, against the same page rendered from memory; (3) p99 of it
/// with 64 people at once.
async fn home(store: &Store, router: &Router, state: AppState, cadres: &[(PersonId, String)]) -> Result<(), Failure> {
    let memory = from_memory(store, state, &cadres[0].0).await?;
    let (mut stored, mut floor) = (Vec::new(), Vec::new());
    let mut anew = Vec::new();
    for _ in 0..3 {
        stored.push(load(router, cadres, None).await?);
        floor.push(load(&memory, cadres, None).await?);
        anew.push(load(router, cadres, Some(store)).await?);
    }
    let middle = |runs: &mut Vec<(f64, Duration)>| {
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        runs[1]
    };
    let (stored, floor, anew) = (middle(&mut stored), middle(&mut floor), middle(&mut anew));
    report("home page, store / memory", stored.0, floor.0, 0.5);
    println!("the same with somebody writing before every page: {:.0}/s, ratio {:.2}", anew.0, anew.0 / floor.0);
    println!("home page p99 with 64 people at once: {:.1} ms (from memory {:.1} ms)", ms(stored.1), ms(floor.1));
    Ok(())
}

/// Pages a second and p99. With a store given, its kept answers are dropped before each.
async fn load(
    router: &Router,
    cadres: &[(PersonId, String)],
    anew: Option<&Store>,
) -> Result<(f64, Duration), Failure> {
    let began = Instant::now();
    let tasks: Vec<_> = (0..64)
        .map(|n| {
            let (router, token, anew) = (router.clone(), cadres[n].1.clone(), anew.cloned());
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(20);
                for _ in 0..20 {
                    let request = page("/", &token);
                    if let Some(store) = &anew {
                        store.forget_answers();
                    }
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
    if times.len() != 64 * 20 {
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
