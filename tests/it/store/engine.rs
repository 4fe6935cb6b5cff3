//! What the engine can do to the store, and what is done against it.

use std::fs;
use std::path::{Path, PathBuf};

use domain::import::port::Imports;
use domain::import::{ImportRow, ImportState};
use domain::page::Window;
use domain::training::port::Classes;
use domain::{ClassId, Fault, Outage};
use store::{Actor, Lacking, NewImport, Pause, Script, Store, StoreError, Target, Witness};
use tempfile::TempDir;
use tests::{new_class, now, open, org_hr, small};

fn url(folder: &Path) -> String {
    format!("surrealkv://{}/store", folder.display())
}

async fn save(store: &Store) -> Result<ClassId, Fault> {
    store.save_class(&org_hr(), &new_class(3), now()).await
}

async fn there(store: &Store, id: &ClassId) -> bool {
    store.class(&org_hr(), id, now()).await.is_ok()
}

/// A folder as a power cut would leave it: what lies on the disk while the program runs.
fn crash(folder: &Path) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    let left = tempfile::tempdir().unwrap();
    copy(folder, left.path());
    left
}

/// The newest file of the engine's log.
fn log(folder: &Path) -> PathBuf {
    let files = fs::read_dir(folder.join("store/wal")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "wal")).max().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_abandoned_is_left_as_a_crash_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = small(&url(folder.path()), 2).await;
    let id = save(&store).await.unwrap();
    store.abandon();
    store.shut(now()).await.unwrap();
    assert!(fs::metadata(log(folder.path())).unwrap().len() > 0, "nothing was written from the log to the files");
    let left = crash(folder.path());
    assert!(there(&open(&url(left.path())).await, &id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_one_failed_commit_nothing_is_written_until_a_start_has_proved_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = small(&url(folder.path()), 2).await;
    let first = save(&store).await.unwrap();
    store.fail_next_commit();
    assert_eq!(save(&store).await, Err(Fault::Unknown), "it may be there, and nothing else is said");
    assert!(matches!(store.pause(), Some(Pause::Halted(_))));
    for _ in 0..3 {
        assert_eq!(save(&store).await, Err(Fault::Unavailable(Outage::Halted)));
    }
    assert!(matches!(store.seal(now()).await, Err(StoreError::Paused(_))));
    assert!(there(&store, &first).await, "what is there can be read");
    let classes = |store: Store| async move {
        store.raw(Script::new("SELECT VALUE id FROM class")).await.unwrap()[0].as_array().unwrap().len()
    };
    assert_eq!(classes(store.clone()).await, 2, "the one that nobody could be sure of was written");
    let killed = crash(folder.path());
    store.shut(now()).await.unwrap();
    drop(store);
    for folder in [folder.path(), killed.path()] {
        let store = open(&url(folder)).await;
        assert!(there(&store, &first).await);
        assert_eq!(classes(store.clone()).await, 2);
        assert_eq!(store.pause(), None);
        save(&store).await.unwrap();
        assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn below_the_floor_of_free_space_everything_can_be_read_and_nothing_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = small(&url(folder.path()), 2).await;
    let id = save(&store).await.unwrap();
    store.shut(now()).await.unwrap();
    drop(store);
    let full = Target { floor_mib: 1 << 40, ..Target::embedded(&url(folder.path())) };
    let store = Store::open(&full).await.unwrap();
    assert!(matches!(store.pause(), Some(Pause::Full { .. })));
    assert_eq!(save(&store).await, Err(Fault::Unavailable(Outage::Full)));
    assert!(there(&store, &id).await);
    store.shut(now()).await.unwrap();
    drop(store);
    let store = open(&url(folder.path())).await;
    save(&store).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn room_is_held_in_reserve_while_the_store_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let reserve = folder.path().join("store.reserve");
    let store = small(&url(folder.path()), 1).await;
    store.hold_reserve().unwrap();
    assert_eq!(fs::metadata(&reserve).unwrap().len(), 64 << 20);
    store.hold_reserve().unwrap();
    store.shut(now()).await.unwrap();
    assert!(!reserve.exists());
}

/// A store with a log of some length, sealed, and with two more changes behind the last seal.
async fn running(folder: &Path) -> (Store, Vec<ClassId>) {
    let store = small(&url(folder), 30).await;
    let mut saved = Vec::new();
    for n in 0..40 {
        saved.push(save(&store).await.unwrap());
        if n % 8 == 0 || n == 37 {
            store.seal(now()).await.unwrap();
        }
    }
    (store, saved)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_in_the_log_is_refused_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (store, saved) = running(folder.path()).await;
    let sound = crash(folder.path());
    drop(store);
    for part in [5, 50, 97] {
        let damaged = crash(sound.path());
        let file = log(damaged.path());
        let mut bytes = fs::read(&file).unwrap();
        let at = bytes.len() * part / 100;
        bytes[at] ^= 0x20;
        fs::write(&file, &bytes).unwrap();
        let refused = Store::open(&Target::embedded(&url(damaged.path()))).await.err().unwrap();
        let StoreError::LogDamaged { from, .. } = &refused else { panic!("{part} %: {refused}") };
        assert!(*from <= at as u64, "{part} %");
        assert!(refused.to_string().contains("ganqiao recover"), "it says what to do");
        assert_eq!(fs::read(&file).unwrap(), bytes, "{part} %: nothing was changed");
    }
    let store = open(&url(sound.path())).await;
    for id in &saved {
        assert!(there(&store, id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_cut_short_or_removed_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = running(folder.path()).await;
    let sound = crash(folder.path());
    drop(store);
    let sealed = Witness::read(&sound.path().join("store.witness")).unwrap().log.unwrap().bytes;
    for left in [sealed - 1, sealed / 2] {
        let cut = crash(sound.path());
        fs::File::options().write(true).open(log(cut.path())).unwrap().set_len(left).unwrap();
        let refused = Store::open(&Target::embedded(&url(cut.path()))).await.err().unwrap();
        assert!(matches!(refused, StoreError::LogDamaged { .. }), "{left} of {sealed} bytes: {refused}");
    }
    let removed = crash(sound.path());
    fs::remove_file(log(removed.path())).unwrap();
    let refused = Store::open(&Target::embedded(&url(removed.path()))).await.err().unwrap();
    assert!(matches!(refused, StoreError::Behind { lacking: Lacking::Seal(..), .. }), "{refused}");
    let emptied = crash(sound.path());
    fs::remove_dir_all(emptied.path().join("store")).unwrap();
    let refused = Store::open(&Target::embedded(&url(emptied.path()))).await.err().unwrap();
    assert!(matches!(refused, StoreError::Behind { lacking: Lacking::Seal(_, _, _, 0), .. }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_went_while_the_store_was_closed_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (store, saved) = running(folder.path()).await;
    store.shut(now()).await.unwrap();
    drop(store);
    let seen = Witness::read(&folder.path().join("store.witness")).unwrap();
    assert_eq!(seen.closed.unwrap()["class"], saved.len() as u64);
    // Behind the program's back, and without its trail.
    let store = Store::open_unproven(&Target::embedded(&url(folder.path()))).await.unwrap();
    store.raw(Script::new(&format!("DELETE type::record('class', '{}')", saved[0]))).await.unwrap();
    drop(store);
    let refused = Store::open(&Target::embedded(&url(folder.path()))).await.err().unwrap();
    assert!(
        matches!(&refused, StoreError::Behind { lacking: Lacking::Table(table, 40, 39), .. } if table == "class"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_never_finished_is_cut_off_and_what_is_written_then_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (store, saved) = running(folder.path()).await;
    let cut = crash(folder.path());
    drop(store);
    let file = log(cut.path());
    let whole = fs::metadata(&file).unwrap().len();
    let torn = fs::File::options().append(true).open(&file).unwrap();
    std::io::Write::write_all(&mut &torn, &[1, 2, 3, 4, 0x10, 0, 1, 9, 9, 9]).unwrap();
    let store = open(&url(cut.path())).await;
    for id in &saved {
        assert!(there(&store, id).await, "all that was acknowledged");
    }
    let copy = cut.path().join("store.log-torn-1");
    assert_eq!(fs::metadata(copy).expect("a copy is kept").len(), whole + 10);
    let later = save(&store).await.unwrap();
    let again = crash(cut.path());
    drop(store);
    assert!(there(&open(&url(again.path())).await, &later).await, "the engine writes on where it reads");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loss_can_be_accepted_with_a_reason_and_is_on_the_trail() {
    let folder = tempfile::tempdir().unwrap();
    let (store, saved) = running(folder.path()).await;
    let damaged = crash(folder.path());
    drop(store);
    let file = log(damaged.path());
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.len() * 9 / 10;
    bytes[at] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let target = Target::embedded(&url(damaged.path()));
    let (copies, given_up) = Store::give_up_log(&target).unwrap().unwrap();
    assert!(given_up > 0);
    assert_eq!(fs::read(copies.join(file.file_name().unwrap())).unwrap(), bytes);
    assert!(matches!(Store::open(&target).await, Err(StoreError::Behind { .. })), "the witness knows of more");
    let store = Store::open_unproven(&target).await.unwrap();
    let lacking = store.lacking().await.unwrap();
    assert!(matches!(lacking, Some(Lacking::Seal(..))), "{lacking:?}");
    let actor = Actor { name: "command line".to_owned(), ..Actor::default() };
    store.accept_loss(actor, "硬盘损坏，无备份", lacking.as_ref(), now()).await.unwrap();
    drop(store);
    let store = open(&url(damaged.path())).await;
    assert!(there(&store, &saved[0]).await && !there(&store, &saved[39]).await);
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
    let noted = store.raw(Script::new("SELECT VALUE reason FROM audit WHERE subject = 'store'")).await.unwrap();
    assert!(noted[0].to_string().contains("硬盘损坏"), "{noted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_program_ended_has_failed_and_one_under_way_has_not() {
    let store = small("mem://", 1).await;
    let rows = [ImportRow::default()];
    let new = NewImport { file: "名册.xlsx", columns: &[], notes: &[], rows: &rows, home: None };
    let id = store.preview_import(&org_hr(), new, now()).await.unwrap();
    store
        .raw(Script::new(&format!("UPDATE type::record('import', '{id}') SET state = 'writing', since = 1")))
        .await
        .unwrap();
    let state = async || store.import(&org_hr(), &id, &Window::default()).await.unwrap().state;
    assert_eq!(state().await, ImportState::Writing);
    store.end_imports(now()).await.unwrap();
    assert_eq!(state().await, ImportState::Failed);
}
