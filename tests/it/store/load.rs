//! What is loaded in bulk is what checked writes would have made.

use std::io::Cursor;

use domain::UnitId;
use serde_json::Value;
use store::{Script, Store, Target};
use tests::{now, open};
use tokio::io::BufReader;

async fn rows(store: &Store, table: &str) -> Vec<Value> {
    store.raw(Script::new(&format!("SELECT * FROM {table} ORDER BY id"))).await.unwrap()
}

#[tokio::test]
async fn a_demonstration_is_loaded_as_the_schema_wants_it_and_counted_exactly() {
    let store = open("mem://").await;
    server::demo::load(&store, 120, 1, now()).await.unwrap();
    assert_eq!(store.recount(now()).await.unwrap(), Vec::<UnitId>::new());

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
