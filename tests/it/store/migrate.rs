use std::fs;

use server::config::Config;
use store::{MIGRATIONS, MigrateError, Store, Target};
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

#[tokio::test]
async fn classes_and_places_of_the_first_release_go_on_after_the_upgrade() {
    use domain::training::port::{Classes, Places};
    let store = Store::open(&Target::embedded("mem://")).await.unwrap();
    store.migrate_with(&store::MIGRATIONS[..3], false, tests::now()).await.unwrap();
    let old = "
        CREATE unit:p CONTENT { name: '省', short: '省', kind: 'region', family: 'government', level: '02', parent: '',
            path: '/p/', headcount: 1, leading_posts: 1, members: [], rank: 0, active: true, version: 0, search: 's' };
        FOR $n IN ['p0', 'p1'] {
            CREATE type::record('person', $n) CONTENT { name: $n, sex: '1', birth: '1980-01-01', ethnic: '汉族', politics: '01',
                form: '{}', title: '科长', level: '1A41', level_since: '2020-01-01', unit: 'p', path: '/p/', state: 'active',
                has_photo: false, version: 0, search: $n };
        };
        CREATE class:c CONTENT { title: '班', category: 'law', tier: 'section', kind: 'other', form: 'online', families: [],
            hours: 80, capacity: 2, taken: 1, unit: 'p', unit_name: '省', path: '/p/', enrol_from: 0,
            enrol_until: 4000000000000, starts: '2030-01-01', ends: '2030-01-02', place: 'x', trainer: '', about: '',
            state: 'published', version: 3, search: 's' };
        CREATE type::record('enrolment', 'c__p0') CONTENT { class: 'c', person: 'p0', name: 'p0', unit_name: '省',
            state: 'enrolled', at: 5, attended: 0 };";
    store.raw(store::Script::new(old)).await.unwrap();
    store.migrate(false, tests::now()).await.unwrap();
    let org = tests::org_hr();
    let place = &tests::roster(&store, &"c".into()).await[0];
    assert_eq!((place.path.as_str(), place.at.0), ("/p/", 5));
    let me = tests::viewer("a", "p1", &[]);
    assert_eq!(
        store.enrol(&me, &"c".into(), tests::now()).await.unwrap().state,
        domain::training::EnrolmentState::Enrolled
    );
    store.withdraw(&tests::viewer("a", "p0", &[]), &"c".into(), tests::now()).await.unwrap();
    assert_eq!(store.class(&org, &"c".into(), tests::now()).await.unwrap().class.taken, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_closes_the_store_also_when_it_only_looks_or_fails() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}/store", folder.path().display());
    let mut config = Config { store: Target::embedded(&url), ..Config::default() };
    config.secrets.key_file = folder.path().join("secret.key");
    config.secrets.ballot_keys = folder.path().join("ballot-keys");
    let reserve = folder.path().join("store.reserve");
    // As a server that was killed leaves it.
    let killed = || fs::write(&reserve, "held").unwrap();
    let is_closed = || {
        let log = fs::read_dir(folder.path().join("store/wal")).into_iter().flatten().flatten();
        let log = log.filter(|file| file.path().extension().is_some_and(|end| end == "wal"));
        let bytes: u64 = log.map(|file| file.metadata().unwrap().len()).sum();
        !reserve.exists() && bytes == 0
    };
    for (dry_run, before, lacking) in
        [(true, 0, MIGRATIONS.len()), (false, 0, MIGRATIONS.len()), (true, MIGRATIONS.len(), 0)]
    {
        killed();
        let applied = server::cli::migrate(&config, dry_run).await.unwrap();
        assert_eq!((applied.before, applied.now.len()), (before, lacking));
        assert!(is_closed());
    }
    // A later program has been at it.
    let store = Store::open(&config.store).await.unwrap();
    store
        .raw(store::Script::new("CREATE schema_migration:later SET checksum = 'x', at = 0, program = 'x'"))
        .await
        .unwrap();
    store.shut(now()).await.unwrap();
    drop(store);
    for dry_run in [true, false] {
        killed();
        let failed = server::cli::migrate(&config, dry_run).await.unwrap_err();
        assert!(failed.to_string().contains("Install that version"), "{failed}");
        assert!(is_closed());
    }
}
