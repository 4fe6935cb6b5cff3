//! Every query that an index serves gives the same rows as a full scan.

use std::collections::BTreeSet;

use serde_json::Value;
use store::{Script, Store};
use tests::{now, small};

use super::FEATURES;
use super::whole::Ids;

/// The indexed conditions of what is no feature's: (table, condition).
const QUERIES: [(&str, &str); 1] = [("notice", "person IN ['p1', '@hr'] AND read = false")];

/// Indexes that no condition here asks. A new one has its condition in the part of its feature.
const UNASKED: [&str; 17] = [
    "account_holder",
    "account_locked",
    "account_person",
    "appointment_person",
    "appointment_unit",
    "certificate_number",
    "evaluation_sealed_class",
    "grant_account",
    "grant_origin",
    "import_row_import",
    "person_name_key",
    "post_unit",
    "refused_account",
    "refused_at",
    "session_account",
    "sign_in_try_last",
    "unit_event_unit",
];

fn queries() -> impl Iterator<Item = (&'static str, &'static str)> {
    QUERIES.into_iter().chain(FEATURES.iter().flat_map(|feature| feature.plans.queries.iter().copied()))
}

/// A store in which every condition finds something, and what conditions name of it.
async fn filled(url: &str) -> (Store, Vec<Ids>) {
    let store = small(url, 12).await;
    let mut ids = Vec::new();
    for feature in FEATURES {
        ids.push((feature.plans.fill)(&store).await);
    }
    store.settle_all(now()).await.unwrap();
    (store, ids)
}

async fn found(store: &Store, table: &str, hint: &str, condition: &str, ids: &[Ids]) -> Vec<String> {
    let sql = format!("SELECT VALUE <string> id FROM {table} {hint} WHERE {condition}");
    let script = ids.iter().fold(Script::new(&sql), |script, ids| ids.bind(script));
    let rows = store.raw(script).await.unwrap();
    let Value::Array(rows) = &rows[0] else { panic!("{sql}: {rows:?}") };
    let mut found: Vec<String> = rows.iter().map(|id| id.as_str().unwrap_or_default().to_owned()).collect();
    found.sort();
    found
}

async fn compare(url: &str) {
    let (store, ids) = filled(url).await;
    for (table, condition) in queries() {
        let indexed = found(&store, table, "", condition, &ids).await;
        let scanned = found(&store, table, "WITH NOINDEX", condition, &ids).await;
        assert_eq!(indexed, scanned, "{table} WHERE {condition}");
        assert!(!scanned.is_empty(), "{table} WHERE {condition} finds nothing: the test shows nothing");
    }
}

#[tokio::test]
async fn indexed_queries_equal_full_scans_in_memory() {
    compare("mem://").await;
}

#[tokio::test]
async fn indexed_queries_equal_full_scans_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    compare(&format!("surrealkv://{}/store", folder.path().display())).await;
}

/// The words of a text: names of fields among them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// A new index is asked, or this fails: some condition on its table names the first of its fields.
#[tokio::test]
async fn every_index_of_the_schema_is_asked() {
    let store = tests::open("mem://").await;
    let schema = store.schema().await.unwrap();
    let (mut unasked, mut all) = (BTreeSet::new(), 0);
    for table in schema["tables"].as_object().unwrap().keys() {
        let info = store.raw(Script::new(&format!("INFO FOR TABLE {table}"))).await.unwrap().remove(0);
        for (index, text) in info["indexes"].as_object().unwrap() {
            let (_, fields) = text.as_str().unwrap().split_once(" FIELDS ").unwrap();
            let first = words(fields).next().unwrap();
            if !queries().any(|(of, condition)| of == table && words(condition).any(|word| word == first)) {
                unasked.insert(index.clone());
            }
            all += 1;
        }
    }
    assert!(all > UNASKED.len(), "indexes are read: {all}");
    assert_eq!(unasked, UNASKED.map(str::to_owned).into(), "asked by no condition, and expected to be");
}
