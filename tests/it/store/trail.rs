//! What the trail keeps of what pages keep secret.

use std::collections::BTreeMap;

use store::{Script, Store, trail};
use tests::small;

use super::FEATURES;
use super::whole::Trail;

/// Everything that is one of the features' own, by what it is.
fn of_all<T: Copy + 'static>(part: impl Fn(&'static Trail) -> &'static [T]) -> Vec<T> {
    FEATURES.iter().flat_map(|feature| part(&feature.trail)).copied().collect()
}

async fn audit(store: &Store) -> Vec<serde_json::Value> {
    let rows = store.raw(Script::new("SELECT subject, before, after FROM audit")).await.unwrap();
    rows[0].as_array().unwrap().clone()
}

#[tokio::test]
async fn secret_kinds_leave_names_of_fields_and_no_values() {
    let store = small("mem://", 3).await;
    let secret = "绝不外传的内容";
    for feature in FEATURES {
        (feature.trail.write)(&store, secret).await;
    }

    let mut rows = audit(&store).await;
    let law = of_all(|trail| trail.law);
    rows.retain(|row| !law.contains(&row["subject"].as_str().unwrap()));
    let text = serde_json::to_string(&rows).unwrap();
    let telling = of_all(|trail| trail.telling);
    assert!(!text.contains(secret) && !telling.iter().any(|name| text.contains(name)), "{text}");
    // That something changed, and where, is kept.
    let mut changed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        if let Some(names) = row["after"]["changed"].as_array() {
            let names = names.iter().filter_map(|one| Some(one.as_str()?.to_owned()));
            changed.entry(row["subject"].as_str().unwrap().to_owned()).or_default().extend(names);
        }
    }
    let named = of_all(|trail| trail.named);
    assert!(named.len() > 3, "they are written: {named:?}");
    for (subject, field) in named {
        assert!(changed[subject].iter().any(|name| name == field), "{subject}: {changed:?}");
    }
    // How far a record came is no secret.
    for (subject, field, value) in of_all(|trail| trail.said) {
        let row = rows.iter().find(|row| row["subject"] == subject).unwrap();
        assert_eq!(row["after"][field], value, "{subject}.{field}");
    }
}

/// Every table is on one side or the other; a new one is secret until somebody decides that it is not.
#[tokio::test]
async fn every_table_is_kept_whole_by_decision_alone() {
    let store = small("mem://", 1).await;
    let info = store.raw(Script::new("INFO FOR DB")).await.unwrap();
    let tables: Vec<String> = info[0]["tables"].as_object().unwrap().keys().cloned().collect();
    let secret = of_all(|trail| trail.secret);
    assert!(secret.iter().all(|one| tables.iter().any(|table| table == one)), "{tables:?}");
    let whole = |table: &str| trail::WHOLE.contains(&table);
    assert_eq!(secret.iter().filter(|one| whole(one)).count(), 0);
    // What is named there is a table, or one of the trail's few subjects that are none.
    let subjects = ["store", "call", "page", "trail"];
    let unknown: Vec<_> = trail::WHOLE
        .iter()
        .filter(|one| !tables.iter().any(|table| table == *one) && !subjects.contains(one))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for table in tables.iter().filter(|table| !whole(table)) {
        let row = serde_json::json!({ "value": "绝不外传", "state": "open" });
        let kept = trail::tried(table, &row);
        let found = store.raw(kept).await.unwrap();
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains("绝不外传") && text.contains("\"value\""), "{table}: {text}");
    }
}
