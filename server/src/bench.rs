//! Measurements of this build on this machine. Each is a ratio against a floor measured
//! in the same run, because absolute times on shared machines mean little.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::access::Viewer;
use domain::code::{Category, ClassKind, Tier, TrainingForm};
use domain::home::Home;
use domain::notice::Notice;
use domain::page::{Page, Window};
use domain::ports::{Answer, Desk, Training};
use domain::search::Hit;
use domain::training::{ClassDraft, Hours};
use domain::{ClassId, Moment, NoticeId, PersonId};
use store::{Script, SessionRow, Stage, Store, Target};
use tower::ServiceExt;

use crate::config::Config;
use crate::http::{AppState, COOKIE, router_with_desk};
use crate::{auth, demo, now};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const PEOPLE: usize = 2000;
const CLASSES: usize = 5;
const SEATS: u32 = 40;

/// Runs all measurements on a store of its own and prints them.
///
/// # Errors
/// When something fails or is oversold: a measurement of a wrong result is none.
pub async fn run(engine: &str) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("ganqiao-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = measure(&format!("{engine}://{}", folder.join("store").display())).await;
    // The engine closes in its own time after the last handle is gone.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

async fn measure(url: &str) -> Result<(), Failure> {
    let store = Store::open(&Target::embedded(url)).await?;
    store.migrate(false, now()).await?;
    store.seed_requirements(now()).await?;
    eprintln!("loading demo data…");
    demo::load(&store, 6000, 1, now()).await?;
    let config = Config::default();
    let state = AppState::new(store.clone(), config)?;
    let router = router_with_desk(state.clone(), Arc::new(store.clone()));
    let cadres = sessions(&store).await?;
    enrolments(&store, &router, &cadres).await?;
    home(&store, &router, state, &cadres).await
}

/// Sessions for cadres of section level, made directly: signing in is slow on purpose.
async fn sessions(store: &Store) -> Result<Vec<(PersonId, String)>, Failure> {
    let script = Script::new(
        "SELECT VALUE record::id(id) FROM person WHERE level IN ['1A41', '1A42'] AND state = 'active' ORDER BY id LIMIT $n",
    )
    .bind("n", PEOPLE as i64);
    let people: Vec<PersonId> = serde_json::from_value(store.raw(script).await?.remove(0))?;
    let hash = auth::hash_password(demo::PASSWORD);
    let mut cadres = Vec::with_capacity(people.len());
    for (n, person) in people.into_iter().enumerate() {
        let draft =
            domain::account::NewAccount { login: format!("bench{n}"), name: "基准".into(), person: person.clone() };
        let account = store.add_account(store::Actor::default(), &draft, &hash, false, now()).await?;
        let token = auth::new_token();
        let session = SessionRow {
            id: auth::digest(&token),
            account,
            began: now(),
            seen: now(),
            stage: Stage::Full,
            address: String::new(),
            agent: String::new(),
            pending_secret: String::new(),
        };
        store.open_session(&session, "基准", "").await?;
        cadres.push((person, token));
    }
    Ok(cadres)
}

async fn classes(store: &Store) -> Result<Vec<ClassId>, Failure> {
    let hr = crate::cli::operator();
    let today = now().day();
    let mut ids = Vec::new();
    for n in 0..CLASSES {
        let draft = ClassDraft {
            id: ClassId::default(),
            version: 0,
            title: format!("基准班{n}"),
            category: Category::Law,
            tier: Tier::Section,
            kind: ClassKind::Other,
            form: TrainingForm::Online,
            families: Vec::new(),
            hours: Hours::whole(8),
            capacity: SEATS,
            unit: "yj".into(),
            enrol_from: today,
            enrol_until: today,
            starts: today + chrono::TimeDelta::days(9),
            ends: today + chrono::TimeDelta::days(9),
            place: "x".into(),
            trainer: String::new(),
            about: String::new(),
        };
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

/// (1) 2,000 people compete for 200 seats in 5 classes, against the raw engine doing the
/// same minimal transaction.
async fn enrolments(store: &Store, router: &Router, cadres: &[(PersonId, String)]) -> Result<(), Failure> {
    let through_http = classes(store).await?;
    let began = Instant::now();
    let tasks: Vec<_> = cadres
        .iter()
        .enumerate()
        .map(|(n, (_, token))| {
            let request = Request::post("/api/classes/enrol")
                .header(header::COOKIE, format!("{COOKIE}={token}"))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ACCEPT, "application/json")
                .body(Body::from(format!("id={}", through_http[n % CLASSES])));
            let router = router.clone();
            tokio::spawn(async move {
                match request {
                    Ok(request) => send(&router, request).await,
                    Err(_) => StatusCode::BAD_REQUEST,
                }
            })
        })
        .collect();
    let (mut seated, mut refused) = (0usize, 0usize);
    for task in tasks {
        match task.await? {
            StatusCode::OK => seated += 1,
            StatusCode::CONFLICT => refused += 1,
            other => return Err(format!("an enrolment ended with {other}: somebody was lost").into()),
        }
    }
    let http = rate(cadres.len(), began.elapsed());
    let hr = crate::cli::operator();
    let mut taken = 0;
    for id in &through_http {
        taken += store.class(&hr, id, now()).await?.class.taken as usize;
    }
    if taken != seated || seated != CLASSES * SEATS as usize || seated + refused != cadres.len() {
        return Err(format!("{seated} told they have a seat, {taken} seats taken, {refused} refused").into());
    }

    let raw_classes = classes(store).await?;
    let sql = "BEGIN;
        LET $c = (SELECT taken, capacity FROM ONLY type::record('class', $class));
        IF $c.taken >= $c.capacity { THROW 'gq:full' };
        UPDATE type::record('class', $class) SET taken += 1 RETURN NONE;
        CREATE type::record('enrolment', $id) CONTENT { class: $class, person: $person, name: 'x', unit_name: 'x',
            state: 'enrolled', at: 0, attended: 0 } RETURN NONE;
        COMMIT;";
    let began = Instant::now();
    let tasks: Vec<_> = cadres
        .iter()
        .enumerate()
        .map(|(n, (person, _))| {
            let (store, class, person) = (store.clone(), raw_classes[n % CLASSES].clone(), person.clone());
            tokio::spawn(async move {
                loop {
                    let script = Script::new(sql)
                        .bind("class", class.as_str())
                        .bind("person", person.as_str())
                        .bind("id", format!("{class}__{person}"));
                    match store.raw(script).await {
                        Ok(_) => return true,
                        Err(store::StoreError::Thrown(_)) => return false,
                        // A conflict: the same jitter as the program's own.
                        Err(_) => tokio::time::sleep(Duration::from_millis(rand::random_range(1..16))).await,
                    }
                }
            })
        })
        .collect();
    let mut raw_seated = 0;
    for task in tasks {
        raw_seated += usize::from(task.await?);
    }
    let raw = rate(cadres.len(), began.elapsed());
    if raw_seated != seated {
        return Err("the floor sold another number of seats".into());
    }
    report("enrolments, HTTP stack / raw engine", http, raw, 0.6);
    Ok(())
}

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

/// (2) A cadre's home page, against the same page rendered from memory; (3) p99 of it
/// with 64 people at once.
async fn home(store: &Store, router: &Router, state: AppState, cadres: &[(PersonId, String)]) -> Result<(), Failure> {
    let viewer = Viewer {
        account: domain::AccountId::default(),
        name: String::new(),
        person: cadres[0].0.clone(),
        grants: Vec::new(),
        request: String::new(),
    };
    let memory = router_with_desk(state, Arc::new(Memory(store.home(&viewer, now()).await?)));
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
                    let request = Request::get("/")
                        .header(header::COOKIE, format!("{COOKIE}={token}"))
                        .header(header::ACCEPT, "text/html")
                        .body(Body::empty());
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

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn report(what: &str, ours: f64, floor: f64, aim: f64) {
    let ratio = ours / floor;
    let mark = if ratio >= aim { "reached" } else { "NOT reached" };
    println!("{what}: {ours:.0}/s against {floor:.0}/s, ratio {ratio:.2}, aim {aim} {mark}");
}
