//! What it takes to import a roster where few and where many are on record, against the engine writing the same rows.

use std::time::{Duration, Instant};

use domain::ImportId;
use domain::access::Viewer;
use domain::import::port::Imports;
use domain::import::{Field, ImportRow, ImportState};
use domain::page::Window;
use domain::person::id_number_check;
use serde_json::{Value, json};
use store::{NewImport, Script, Store};

use super::ground::Ground;
use super::process;
use crate::cli::outcome::Failure;
use crate::{demo, now};

/// People on record before.
const SIZES: [u32; 2] = [2_000, 20_000];
/// People of a roster that is written.
const ROSTER: u32 = 2_000;
/// Rosters that are written, the middle of which counts.
const TIMES: u32 = 3;
/// People of a roster that is previewed alone: as many as one may have.
const LONG: u32 = 20_000;
/// What share of the engine's own rate an import is to reach.
const AIM: f64 = 0.6;
/// What names are made of.
const SIGNS: &str = "伟强磊军洋勇杰涛明超芳娜敏静丽艳娟霞英兰梅燕红雨桐诗涵梦瑶欣怡婉清若云慧佳美琪春";

/// Imports rosters into stores of their own.
pub(super) async fn run(ground: &Ground) -> Result<(), Failure> {
    for people in SIZES {
        at(ground, people).await?;
    }
    Ok(())
}

/// Imports rosters where so many are on record.
async fn at(ground: &Ground, people: u32) -> Result<(), Failure> {
    let store = ground.open(&format!("imports-{people}")).await?;
    eprintln!("loading {people} people…");
    demo::crowd(&store, people, 0, now()).await?;
    process::rest().await?;
    let units = units(&store).await?;
    let (mut previewed, mut written, mut swept, mut floor) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for time in 0..TIMES {
        let viewer = Viewer { request: format!("import-{time}"), ..crate::cli::operator() };
        let rows = roster(time * ROSTER, ROSTER, &units);
        let began = Instant::now();
        let id = preview(&store, &viewer, &rows).await?;
        previewed.push(seconds(began));
        let began = Instant::now();
        write(&store, &viewer, &id).await?;
        written.push(seconds(began));
        store.imports_at_rest().await;
        swept.push(seconds(began));
        if time == 0 {
            recounts(&store).await?;
        }
        floor.push(through_engine(&store, &viewer.request).await?.as_secs_f64());
    }
    let [previewed, written, swept, floor] = [previewed, written, swept, floor].map(middle);
    let ratio = floor / written;
    let mark = if ratio >= AIM { "reached" } else { "NOT reached" };
    println!(
        "{people} people on record, {ROSTER} imported: previewed in {previewed:.2} s, written in {written:.2} s, \
         nothing left to do after {swept:.2} s; the same rows by the engine alone in {floor:.2} s, ratio {ratio:.2}, \
         aim {AIM} {mark}"
    );
    let rows = roster(TIMES * ROSTER, LONG, &units);
    let began = Instant::now();
    preview(&store, &crate::cli::operator(), &rows).await?;
    println!("{people} people on record, {LONG} rows previewed in {:.1} s", seconds(began));
    Ok(())
}

fn seconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64()
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The bodies of one city, by their names.
async fn units(store: &Store) -> Result<Vec<String>, Failure> {
    let script = Script::new("SELECT VALUE name FROM unit WHERE parent = 'hx' AND kind NOT IN ['region', 'joint']");
    Ok(serde_json::from_value(store.raw(script).await?.pop().unwrap_or_default())?)
}

/// People who are on no record yet; `first` tells those of one roster from those of another.
fn roster(first: u32, people: u32, units: &[String]) -> Vec<ImportRow> {
    let signs: Vec<char> = SIGNS.chars().collect();
    let sign = |n: usize| signs[n % signs.len()];
    let one = |n: u32| {
        // 995000 is no area of GB/T 2260; an odd number is a man's.
        let seventeen = format!("{:06}19800115{:03}", 995_000 + n / 500, n % 500 * 2 + 1);
        let last = id_number_check(&seventeen).unwrap_or('0');
        let at = n as usize;
        let name = [sign(at), sign(at / signs.len()), sign(at / signs.len() / signs.len())].iter().collect::<String>();
        let unit = units.get(at % units.len().max(1)).cloned().unwrap_or_default();
        let resume = format!("2002.07--2010.06  云江汇溪办事员\n2010.06--         {unit}科员");
        let values = [
            (Field::Name, format!("基{name}")),
            (Field::IdNumber, format!("{seventeen}{last}")),
            (Field::Sex, "男".into()),
            (Field::Birth, "1980.01".into()),
            (Field::Ethnic, "汉族".into()),
            (Field::NativePlace, "云江汇溪".into()),
            (Field::Politics, "中共党员".into()),
            (Field::PartyJoined, "2005.06".into()),
            (Field::WorkSince, "2002.07".into()),
            (Field::Unit, unit),
            (Field::Title, "科员".into()),
            (Field::Level, "科员".into()),
            (Field::LevelSince, "2010.06".into()),
            (Field::Schooling, "大学".into()),
            (Field::School, "云江大学".into()),
            (Field::Health, "健康".into()),
            (Field::Resume, resume),
            (Field::Assessments, "2023年称职；2024年优秀；2025年称职".into()),
        ];
        ImportRow { line: n + 2, source: "名册.xlsx".to_owned(), values: values.into(), ..ImportRow::default() }
    };
    (first..first + people).map(one).collect()
}

/// Previews a roster of which everybody is new.
async fn preview(store: &Store, viewer: &Viewer, rows: &[ImportRow]) -> Result<ImportId, Failure> {
    let new = NewImport { file: "名册.xlsx", columns: &[], notes: &[], rows, home: None };
    let id = store.preview_import(viewer, new, now()).await?;
    let counts = store.import(viewer, &id, &Window::default()).await?.counts;
    if counts[0] as usize != rows.len() {
        return Err(format!("of {} new people a preview counts {counts:?}", rows.len()).into());
    }
    Ok(id)
}

/// Confirms an import and waits until it is done.
async fn write(store: &Store, viewer: &Viewer, id: &ImportId) -> Result<(), Failure> {
    store.confirm_import(viewer, id, false, now()).await?;
    loop {
        let view = store.import(viewer, id, &Window::default()).await?;
        match view.state {
            ImportState::Done if view.progress.0 == ROSTER => return Ok(()),
            ImportState::Writing => tokio::time::sleep(Duration::from_millis(10)).await,
            other => return Err(format!("an import ended as {other:?} with {} people", view.progress.0).into()),
        }
    }
}

/// What is kept of people is what a count of all rows gives, or the measurement is none.
async fn recounts(store: &Store) -> Result<(), Failure> {
    store.settle_all(now()).await?;
    let completion = store.recount(now()).await?;
    let mirror = store.recount_mirror().await?;
    if !completion.is_empty() || !mirror.is_empty() {
        return Err(format!("after an import {} units and {} people differ", completion.len(), mirror.len()).into());
    }
    Ok(())
}

/// Has the engine write the rows of an import once more under other ids, in one transaction and as it reads its own
/// exports: the least that they take.
async fn through_engine(store: &Store, request: &str) -> Result<Duration, Failure> {
    let script = Script::new(
        "LET $trail = (SELECT *, record::id(id) AS id FROM audit WHERE subject = 'person' AND request = $request);
         LET $ids = $trail.map(|$one: any| $one.subject_id);
         LET $people = $ids.map(|$one: any| type::record('person', $one));
         LET $private = $ids.map(|$one: any| type::record('person_private', $one));
         RETURN {
             trail: $trail,
             people: (SELECT *, record::id(id) AS id FROM $people),
             private: (SELECT *, record::id(id) AS id FROM $private),
             posts: (SELECT *, record::id(id) AS id FROM appointment WHERE person IN $ids)
         };",
    );
    let read = store.raw(script.bind("request", request)).await?.pop().unwrap_or_default();
    let others = |of: &str| -> Vec<Value> {
        let mut rows = read[of].as_array().cloned().unwrap_or_default();
        for row in &mut rows {
            for key in ["id", "id_key"] {
                if let Some(text) = row[key].as_str().map(|text| format!("{text}x")) {
                    row[key] = Value::from(text);
                }
            }
        }
        rows
    };
    let trail = others("trail");
    let pending: Vec<Value> = trail.iter().map(|row| json!({ "id": row["id"], "at": row["at"] })).collect();
    if trail.len() != ROSTER as usize {
        return Err(format!("{} people of an import are on the trail", trail.len()).into());
    }
    let script = Script::new(
        "BEGIN; OPTION IMPORT;
         INSERT INTO person $people RETURN NONE;
         INSERT INTO person_private $private RETURN NONE;
         INSERT INTO appointment $posts RETURN NONE;
         INSERT INTO audit $trail RETURN NONE;
         INSERT INTO audit_pending $pending RETURN NONE;
         COMMIT;",
    )
    .bind("people", others("people"))
    .bind("private", others("private"))
    .bind("posts", others("posts"))
    .bind("trail", trail)
    .bind("pending", pending);
    let began = Instant::now();
    store.raw(script).await?;
    Ok(began.elapsed())
}
