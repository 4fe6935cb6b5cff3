use store::{MigrateError, Store, Target};
use tests::now;

const FIRST: (&str, &str) = ("0001_a", "DEFINE TABLE a SCHEMAFULL; DEFINE FIELD n ON a TYPE int;");
const SECOND: (&str, &str) = ("0002_b", "DEFINE TABLE b SCHEMAFULL; DEFINE FIELD n ON b TYPE int;");

async fn empty() -> Store {
    Store::open(&Target::embedded("mem://")).await.unwrap()
}

#[tokio::test]
async fn each_migration_is_applied_once() {
    let store = empty().await;
    assert_eq!(store.migrate_with(&[FIRST], false, now()).await.unwrap().now, ["0001_a"]);
    let again = store.migrate_with(&[FIRST, SECOND], false, now()).await.unwrap();
    assert_eq!((again.now, again.before), (vec!["0002_b"], 1));
    assert!(store.migrate_with(&[FIRST, SECOND], false, now()).await.unwrap().now.is_empty());
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let store = empty().await;
    let planned = store.migrate_with(&[FIRST, SECOND], true, now()).await.unwrap();
    assert_eq!(planned.now, ["0001_a", "0002_b"]);
    assert_eq!(store.migrate_with(&[FIRST, SECOND], false, now()).await.unwrap().before, 0);
}

#[tokio::test]
async fn an_edited_or_newer_store_refuses_with_what_to_do() {
    let store = empty().await;
    store.migrate_with(&[FIRST, SECOND], false, now()).await.unwrap();
    let newer = store.migrate_with(&[FIRST], false, now()).await.unwrap_err();
    assert!(matches!(&newer, MigrateError::Newer(name) if name == "0002_b"));
    assert!(newer.to_string().contains("Install that version"));
    let edited = ("0001_a", "DEFINE TABLE a SCHEMAFULL;");
    let edited = store.migrate_with(&[edited, SECOND], false, now()).await.unwrap_err();
    assert!(edited.to_string().contains("Put the file back"), "{edited}");
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_behind() {
    let store = empty().await;
    let broken = ("0001_a", "DEFINE TABLE a SCHEMAFULL; THROW 'no';");
    assert!(matches!(store.migrate_with(&[broken], false, now()).await, Err(MigrateError::Failed("0001_a", _))));
    let schema = store.schema().await.unwrap();
    assert!(schema["tables"].get("a").is_none(), "{schema}");
}
