use std::io::Cursor;

use domain::training::port::Classes;
use store::{BackupError, Store};
use tests::{class, now, open, org_hr, small};
use tokio::io::BufReader;

async fn saved() -> (Store, Vec<u8>) {
    let store = small("mem://", 20).await;
    store.save_class(&org_hr(), &class(3), now()).await.unwrap();
    store.seal(now()).await.unwrap();
    let mut file = Vec::new();
    store.backup(&mut file, now()).await.unwrap();
    (store, file)
}

async fn empty() -> Store {
    let store = Store::open(&store::Target::embedded("mem://")).await.unwrap();
    store.migrate(false, now()).await.unwrap();
    store
}

#[tokio::test]
async fn a_restore_gives_back_every_row_and_the_chain() {
    let (old, file) = saved().await;
    let new = empty().await;
    let manifest = new.restore(&mut BufReader::new(Cursor::new(&file))).await.unwrap();
    let mut again = Vec::new();
    assert_eq!(new.backup(&mut again, now()).await.unwrap(), {
        let mut m = manifest.clone();
        // The times of the new store's own migrations are its own.
        m.tables.insert(
            "schema_migration".into(),
            new.backup(&mut Vec::new(), now()).await.unwrap().tables["schema_migration"].clone(),
        );
        m
    });
    let (a, b) = (old.verify_trail(None).await.unwrap(), new.verify_trail(Some(&manifest.head)).await.unwrap());
    assert_eq!((a.head, a.rows, b.breaks), (b.head, b.rows, vec![]));
}

#[tokio::test]
async fn every_table_is_backed_up_or_said_to_be_fleeting() {
    let store = empty().await;
    let info = store.raw(store::Script::new("INFO FOR DB")).await.unwrap().remove(0);
    let mut defined: Vec<&str> = info["tables"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut known: Vec<&str> = store::TABLES.iter().copied().chain(store::FLEETING.iter().copied()).collect();
    defined.sort_unstable();
    known.sort_unstable();
    assert_eq!(defined, known);
}

#[tokio::test]
async fn a_damaged_or_cut_backup_is_refused() {
    let (_, file) = saved().await;
    let check = |bytes: Vec<u8>| async move { Store::check_backup(&mut BufReader::new(Cursor::new(bytes))).await };
    assert!(check(file.clone()).await.is_ok());
    // Wherever it is cut, even within a character.
    for at in file.len() / 2..file.len() / 2 + 8 {
        let cut = check(file[..at].to_vec()).await;
        assert!(matches!(cut, Err(BackupError::Truncated | BackupError::Format(_))), "{at}: {cut:?}");
    }
    let text = String::from_utf8(file).unwrap().replacen("科长", "处长", 1);
    assert!(matches!(check(text.into_bytes()).await, Err(BackupError::Differs(table)) if table == "person"));
    assert!(matches!(check(b"hello\n".to_vec()).await, Err(BackupError::Format(1))));
}

#[tokio::test]
async fn a_store_that_was_started_once_is_not_empty() {
    let (_, file) = saved().await;
    let started = open("mem://").await;
    let refused = started.restore(&mut BufReader::new(Cursor::new(&file))).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty)));
    assert!(empty().await.restore(&mut BufReader::new(Cursor::new(&file))).await.is_ok(), "nothing was begun");
}

#[tokio::test]
async fn a_store_in_use_is_not_restored_over() {
    let (store, file) = saved().await;
    let refused = store.restore(&mut BufReader::new(Cursor::new(&file))).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}/store", folder.path().display());
    let store = small(&url, 3).await;
    let id = store.save_class(&org_hr(), &class(3), now()).await.unwrap();
    drop(store);
    let store = open(&url).await;
    assert_eq!(store.class(&org_hr(), &id, now()).await.unwrap().class.capacity, 3);
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
}

#[tokio::test]
async fn a_restore_that_came_to_no_end_leaves_a_store_that_is_not_served() {
    let (_, file) = saved().await;
    let new = empty().await;
    // Killed half way: the file's second half never came.
    let half = new.restore(&mut BufReader::new(Cursor::new(&file[..file.len() / 2]))).await;
    assert!(matches!(half, Err(BackupError::Truncated | BackupError::Format(_))), "{half:?}");
    let refused = new.migrate(false, now()).await.unwrap_err();
    assert!(matches!(refused, store::MigrateError::Torso), "{refused}");
    assert!(refused.to_string().contains("restore again"));
    let whole = empty().await;
    whole.restore(&mut BufReader::new(Cursor::new(&file))).await.unwrap();
    whole.migrate(false, now()).await.unwrap();
}
