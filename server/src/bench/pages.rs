//! What the most used pages cost with few people and with many: a page is to cost what it shows,
//! not how many people there are.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use chrono::{Datelike, TimeDelta};
use domain::PersonId;
use domain::code::{Level, Role, Sex, UnitKind, UnitLevel};
use domain::organisation::port::Units;
use domain::organisation::{Unit, UnitDraft};
use domain::person::NewPerson;
use domain::person::port::{People, Service};
use serde::Deserialize;
use store::{Script, Store, search_key};

use super::floor::from_memory;
use super::ground::Ground;
use super::tools::{cadres, get, holder, ms, page, session, spread};
use super::{crowd, process};
use crate::cli::outcome::Failure;
use crate::http::router;
use crate::{demo, now};

/// Times a page is asked for before it counts.
const WARM: usize = 2;
/// Times it is asked for then at least, and for how long.
const LEAST: usize = 5;
const LONG: Duration = Duration::from_millis(500);
/// For how long the floor is measured before each page.
const BRIEF: Duration = Duration::from_millis(250);
/// What a page may cost at the largest size, in its cost at the smallest, both in floors, and beside what its bytes
/// explain.
const FLAT: f64 = 1.3;
/// Those of the small office, each by one character of their names.
const FEW: &str = "甲乙丙丁戊己庚辛壬癸子";

/// What one request for a page costs, in milliseconds, and the bytes of its answer.
struct Cost {
    /// CPU time of the whole process, the mean.
    cpu: f64,
    /// Time until the whole answer was there, the median.
    wall: f64,
    bytes: usize,
    /// CPU time of the page from memory, measured right before: how fast the machine was just then.
    floor: f64,
}

impl Cost {
    /// What it costs in pages from memory.
    fn floors(&self) -> f64 {
        self.cpu / self.floor
    }
}

/// A page, and its cost at each size.
type Row = (&'static str, Vec<Cost>);

/// Measures all pages at all sizes, the smallest first, and prints the table of them.
pub(super) async fn run(ground: &Ground, sizes: &[u32]) -> Result<(), Failure> {
    let mut rows: Vec<Row> = Vec::new();
    for people in sizes {
        for (n, (label, cost)) in at(ground, *people).await?.into_iter().enumerate() {
            match rows.get_mut(n) {
                Some((_, costs)) => costs.push(cost),
                None => rows.push((label, vec![cost])),
            }
        }
    }
    print(sizes, &rows);
    Ok(())
}

/// All pages with so many people, after the floor: a page answered from memory.
async fn at(ground: &Ground, people: u32) -> Result<Vec<(&'static str, Cost)>, Failure> {
    let size = grouped(people);
    eprintln!("loading demo data of {size} people…");
    let store = ground.open(&format!("pages-{people}")).await?;
    let began = Instant::now();
    demo::load(&store, people, 1, now()).await?;
    let loaded = began.elapsed().as_secs_f64();
    println!("{size} people: loaded in {loaded:.0} s, {} MiB resident", process::resident()?);
    let things = Things::find(&store).await?;
    let readers = Readers::sign_in(&store, &things).await?;
    store.settle_all(now()).await?;
    process::rest().await?;
    println!("{size} people: {} MiB resident when that has come to rest", process::resident()?);

    let state = ground.state(&store)?;
    let memory = from_memory(&store, state.clone(), &things.person).await?;
    let router = router(state);
    let floor = async || cost(&store, &memory, &readers.cadre, "/", BRIEF).await;
    let mut costs = vec![("from memory", floor().await?)];
    for (label, token, address) in pages(&readers, &things) {
        let floor = floor().await?.cpu;
        let cost = Cost { floor, ..cost(&store, &router, token, &address, LONG).await? };
        eprintln!("{size} people, {label}: {:.1} ms CPU, {:.1} ms, {} bytes", cost.cpu, cost.wall, cost.bytes);
        costs.push((label, cost));
    }
    println!("{size} people: {} MiB resident after the pages", process::resident()?);
    crowd::run(&store, &router, &memory).await?;
    recounts(&store).await?;
    Ok(costs)
}

/// What is kept by writes, each by its name with what differs from a full count of what it is kept of.
async fn recounts(store: &Store) -> Result<(), Failure> {
    store.settle_all(now()).await?;
    let completion = store.recount(now()).await?.into_iter().map(|unit| unit.0).collect();
    let kept: [(&str, Vec<String>); 9] = [
        ("completion", completion),
        ("people and units in memory", store.recount_mirror().await?),
        ("readiness", store.recount_readiness(now().day()).await?),
        ("what falls due", store.recount_dues(now().day()).await?),
        ("places taken", store.recount_taken(now().day()).await?),
        ("hours of the year", store.recount_hours(now().day().year()).await?),
        ("whom the rules of awards point at", store.recount_fairness(now().day()).await?),
        ("what follows from results", store.recount_following().await?),
        ("which records name whose", store.recount_kin().await?),
    ];
    for (what, differs) in kept {
        if let Some(first) = differs.first() {
            return Err(format!("{what}: {} differ from a recount, {first} first", differs.len()).into());
        }
        println!("{what}: a recount agrees");
    }
    Ok(())
}

/// What there is to look at.
struct Things {
    person: PersonId,
    /// How the person is found: by their name, its pinyin, and the initials of that.
    name: String,
    pinyin: String,
    initials: String,
    /// The finished class with the most people.
    class: String,
    /// A class that takes people.
    open: String,
    /// A post of the body whose page is looked at.
    post: String,
    /// An office with as many people at every size.
    office: Unit,
}

impl Things {
    async fn find(store: &Store) -> Result<Self, Failure> {
        let person = cadres(store, 1).await?.pop().ok_or("the demo data has no cadre of section level")?;
        let name = store.person(&crate::cli::operator(), &person).await?.person.name;
        let key = search_key(&name);
        let finished =
            "SELECT record::id(id) AS id, taken FROM class WHERE state = 'finished' ORDER BY taken DESC LIMIT 1";
        let open = "SELECT record::id(id) AS id FROM class WHERE state = 'published' AND tier = 'section' LIMIT 1";
        Ok(Self {
            name: encoded(&name),
            pinyin: encoded(key.split(' ').nth(1).unwrap_or_default()),
            initials: encoded(key.split(' ').next_back().unwrap_or_default()),
            class: first(store, finished).await?,
            open: first(store, open).await?,
            post: first(store, "SELECT record::id(id) AS id FROM post WHERE unit = 'hx-union' LIMIT 1").await?,
            office: office(store).await?,
            person,
        })
    }
}

/// The id of the first row that a query finds.
async fn first(store: &Store, query: &str) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Found {
        id: String,
    }
    let found: Vec<Found> = serde_json::from_value(store.raw(Script::new(query)).await?.remove(0))?;
    Ok(found.into_iter().next().ok_or_else(|| format!("nothing is found by {query}"))?.id)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// An office in a city with eleven people in it, who are nowhere else.
async fn office(store: &Store) -> Result<Unit, Failure> {
    let hr = crate::cli::operator();
    let today = now().day();
    let draft = UnitDraft {
        parent: "hx".into(),
        name: "汇溪市基准办公室".into(),
        short: String::new(),
        kind: UnitKind::Union,
        level: UnitLevel::County,
        headcount: 12,
        leading_posts: 1,
        members: Vec::new(),
        on: today,
        document: "基准".into(),
    };
    let unit = store.create_unit(&hr, &draft, now()).await?;
    for one in FEW.chars() {
        let person = NewPerson {
            name: format!("基准{one}"),
            sex: Sex::Female,
            birth: (today - TimeDelta::days(40 * 365)).into(),
            id_number: String::new(),
            ethnic: "汉族".into(),
            politics: None,
            work_since: None,
            unit: unit.id.clone(),
            title: "科员".into(),
            level: Some(Level::Staff),
            level_since: None,
            another: false,
        };
        store.add_person(&hr, &person, now()).await?;
    }
    Ok(unit)
}

/// Those who look, each by the token of their session.
struct Readers {
    /// The organisation department, over all.
    department: String,
    /// The personnel office of the small office, who sees the people of that alone.
    office: String,
    /// Who reads the trail.
    auditor: String,
    /// A cadre.
    cadre: String,
}

impl Readers {
    async fn sign_in(store: &Store, things: &Things) -> Result<Self, Failure> {
        let (root, office) = ("yj".into(), &things.office);
        Ok(Self {
            department: holder(store, "bench-department", Role::OrgHr, &root, "/yj/").await?,
            office: holder(store, "bench-office", Role::UnitHr, &office.id, &office.path).await?,
            auditor: holder(store, "bench-auditor", Role::AuditAdmin, &root, "/yj/").await?,
            cadre: session(store, "bench-cadre", things.person.clone(), "").await?.1,
        })
    }
}

/// The pages most used: what each is called, who looks at it, and its address.
fn pages<'a>(readers: &'a Readers, things: &Things) -> [(&'static str, &'a str, String); 25] {
    let Things { person, name, pinyin, initials, class, open, post, office } = things;
    let office = &office.id.0;
    let of = |label, token: &'a String, address: String| (label, token.as_str(), address);
    let hr = |label, address: &str| of(label, &readers.department, address.to_owned());
    [
        hr("roster", "/people"),
        hr("roster, second page", "/people?page=2"),
        hr("roster by name", "/people?sort=name"),
        hr("search in the roster, Han", &format!("/people?q={name}")),
        hr("search in the roster, pinyin", &format!("/people?q={pinyin}")),
        hr("search in the roster, initials", &format!("/people?q={initials}")),
        of("roster of who sees 11 people", &readers.office, "/people".to_owned()),
        hr("one person", &format!("/people/{person}")),
        hr("units", "/units"),
        hr("one unit", "/units/hx-union"),
        hr("pipeline", "/pipeline"),
        hr("people of the pipeline", "/pipeline/people"),
        hr("what falls due", "/exchange/due"),
        hr("shares of staff", "/exchange/staffing"),
        hr("what if, of 11 people", &format!("/exchange/what-if?unit=hx-union&post={post}&from={office}")),
        hr("awards", "/incentive/awards"),
        hr("nominating for an award", "/incentive/awards/new"),
        hr("recording hours", "/training/hours/new"),
        hr("command search", &format!("/api/search?q={initials}")),
        hr("completion", "/training/completion"),
        hr("a class with its people", &format!("/training/classes/{class}")),
        hr("whom to call up to a class", &format!("/training/classes/{open}/send")),
        of("the trail", &readers.auditor, "/audit".to_owned()),
        hr("home of the organisation department", "/"),
        of("home of a cadre", &readers.cadre, "/".to_owned()),
    ]
}

/// What a page costs that is asked for again and again by one reader. What is kept of answers is dropped
/// before each, as if somebody had written.
async fn cost(store: &Store, router: &Router, token: &str, address: &str, during: Duration) -> Result<Cost, Failure> {
    for _ in 0..WARM {
        size(router, token, address).await?;
    }
    let mut times = Vec::new();
    let mut bytes = 0;
    let (used, began) = (process::cpu()?, Instant::now());
    while times.len() < LEAST || began.elapsed() < during {
        store.forget_answers();
        let began = Instant::now();
        bytes = size(router, token, address).await?;
        times.push(began.elapsed());
    }
    let used = process::cpu()?.saturating_sub(used);
    let cpu = ms(used) / times.len() as f64;
    Ok(Cost { cpu, wall: ms(spread(&mut times).0), bytes, floor: cpu })
}

/// The bytes of a page.
async fn size(router: &Router, token: &str, address: &str) -> Result<usize, Failure> {
    let got = get(router, page(address, token)?).await?;
    if got.status != StatusCode::OK {
        return Err(format!("{address} ended with {}", got.status).into());
    }
    Ok(got.body.len())
}

/// Prints the table in Markdown.
fn print(sizes: &[u32], rows: &[Row]) {
    let heads: Vec<String> =
        sizes.iter().map(|people| format!("{} people: CPU ms, floors, wall ms, kB", grouped(*people))).collect();
    println!("\n| page | {} | floors, largest / smallest | beside its bytes | |", heads.join(" | "));
    println!("|---{}|---|---|---|", "|---".repeat(sizes.len()));
    for (label, costs) in rows {
        let cells: Vec<String> = costs
            .iter()
            .map(|cost| {
                format!("{:.1}, {:.1}, {:.1}, {:.0}", cost.cpu, cost.floors(), cost.wall, cost.bytes as f64 / 1000.0)
            })
            .collect();
        let (Some(small), Some(large)) = (costs.first(), costs.last()) else { continue };
        let ratio = large.floors() / small.floors();
        let bytes = large.bytes as f64 / small.bytes as f64;
        let mark = if ratio <= FLAT * bytes.max(1.0) { "flat" } else { "grows" };
        println!("| {label} | {} | {ratio:.2} | {:.2} | {mark} |", cells.join(" | "), ratio / bytes);
    }
    println!();
}

/// A number with its thousands apart, as tables have them.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
