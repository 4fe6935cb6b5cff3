//! What is loaded in bulk is what checked writes would have made.

use std::io::Cursor;

use domain::UnitId;
use domain::code::{PersonState, UnitKind};
use domain::organisation::Unit;
use serde_json::Value;
use store::{Bulk, Loader, Lot, MigrateError, Script, Store, Target};
use tests::{now, open, person, unit};
use tokio::io::BufReader;

async fn rows(store: &Store, table: &str) -> Vec<Value> {
    store.raw(Script::new(&format!("SELECT * FROM {table} ORDER BY id"))).await.unwrap()
}

#[tokio::test]
async fn a_demonstration_is_loaded_as_the_schema_wants_it_and_counted_exactly() {
    let store = open("mem://").await;
    server::demo::load(&store, 120, 1, now()).await.unwrap();
    assert_eq!(store.recount(now()).await.unwrap(), Vec::<UnitId>::new());
    assert_eq!(rows(&store, "standing_due").await, [Value::Array(Vec::new())], "nobody is left to be counted");
    store.migrate(false, now()).await.expect("it is whole");

    // A restore writes the same rows, held to the schema.
    let mut file = Vec::new();
    store.backup(&mut file, now()).await.unwrap();
    let checked = Store::open(&Target::embedded("mem://")).await.unwrap();
    checked.migrate(false, now()).await.unwrap();
    checked.restore(&mut BufReader::new(Cursor::new(&file))).await.unwrap();
    for table in ["person", "person_private", "appointment", "enrolment", "ledger", "ledger_total"] {
        let loaded = rows(&store, table).await;
        assert!(loaded[0].as_array().is_some_and(|rows| rows.len() >= 100), "{table}");
        assert_eq!(loaded, rows(&checked, table).await, "{table}");
    }

    // One by one the standings and the counts come out the same.
    checked.settle_all(now()).await.unwrap();
    assert_eq!(rows(&store, "standing").await, rows(&checked, "standing").await);
    let counts = "SELECT id, data FROM completion WHERE data != '{}' ORDER BY id";
    assert_eq!(
        store.raw(Script::new(counts)).await.unwrap(),
        checked.raw(Script::new(counts)).await.unwrap(),
        "counts of units"
    );
}

/// A store with one unit below another, and the two.
async fn with_units() -> (Store, Vec<Unit>) {
    let store = open("mem://").await;
    let root = unit("p", None, UnitKind::Region);
    let union = unit("union", Some(&root), UnitKind::Union);
    let units = vec![root, union];
    store.load(Bulk::Units(units.clone())).await.unwrap();
    (store, units)
}

#[tokio::test]
async fn people_of_whom_nothing_is_known_are_counted_and_those_out_of_service_are_not() {
    let (store, units) = with_units().await;
    let mut retired = person("p2", "张2", &units[1]);
    retired.person.state = PersonState::Retired;
    let mut loader = Loader::new(&store, &units, now()).await.unwrap();
    for record in [person("p0", "张0", &units[1]), person("p1", "张1", &units[0]), retired] {
        loader.put(Lot { people: vec![record], ..Lot::default() }).await.unwrap();
    }
    loader.finish().await.unwrap();
    assert_eq!(store.recount(now()).await.unwrap(), Vec::<UnitId>::new());
    let standings = rows(&store, "standing").await;
    assert_eq!(standings[0].as_array().map(Vec::len), Some(2));
    store.settle_all(now()).await.unwrap();
    assert_eq!(rows(&store, "standing").await, standings, "nothing is left to settle");
    // Lists read them, although no event told of them.
    assert_eq!(store.recount_mirror().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_load_of_which_something_can_not_be_written_fails() {
    let (store, units) = with_units().await;
    let mut loader = Loader::new(&store, &units, now()).await.unwrap();
    let lot = || Lot { people: vec![person("p0", "张0", &units[1])], ..Lot::default() };
    loader.put(lot()).await.unwrap();
    loader.finish().await.unwrap();
    let mut twice = Loader::new(&store, &units, now()).await.unwrap();
    twice.put(lot()).await.unwrap();
    assert!(twice.finish().await.is_err());
}

#[tokio::test]
async fn a_load_that_is_stopped_writes_no_more() {
    let (store, units) = with_units().await;
    let mut loader = Loader::new(&store, &units, now()).await.unwrap();
    loader.put(Lot { people: vec![person("p0", "张0", &units[1])], ..Lot::default() }).await.unwrap();
    loader.stop().await;
    assert_eq!(rows(&store, "person").await, [Value::Array(Vec::new())], "it had not begun with people");
    assert_eq!(rows(&store, "completion").await, [Value::Array(Vec::new())]);
}

#[tokio::test]
async fn a_store_that_is_being_filled_is_refused_until_all_is_there() {
    let store = open("mem://").await;
    store.begin_load().await.unwrap();
    let refused = store.migrate(false, now()).await.unwrap_err();
    assert!(matches!(refused, MigrateError::Unloaded), "{refused}");
    assert!(refused.to_string().contains("load them again"));
    store.end_load().await.unwrap();
    store.migrate(false, now()).await.unwrap();
}
