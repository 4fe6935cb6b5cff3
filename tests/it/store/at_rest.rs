use std::sync::Arc;

use domain::Fault;
use domain::code::{Role, UnitKind};
use domain::person::Sensitive;
use domain::person::port::SensitiveFields;
use server::secrets::{Secrets, SecretsConfig};
use store::{Bulk, Script, Store, StoreError, Target};
use tests::{now, person, unit};

const NUMBER: &str = "999900198711051019";

async fn at(url: &str, seal: Option<Secrets>) -> Store {
    let store = Store::open(&Target::embedded(url)).await.unwrap();
    let store = match seal {
        Some(seal) => store.with_seal(Arc::new(seal)),
        None => store,
    };
    store.migrate(false, now()).await.unwrap();
    store
}

async fn put(store: &Store) {
    let home = unit("x", None, UnitKind::Union);
    let mut record = person("secret", "何静", &home);
    record.sensitive = Sensitive { id_number: NUMBER.to_owned(), health: "慢性病".to_owned(), family: Vec::new() };
    store.load(Bulk::Units(vec![home])).await.unwrap();
    store.load(Bulk::People(vec![record])).await.unwrap();
}

async fn seen(store: &Store) -> Sensitive {
    let viewer = tests::viewer("org", "", &[(Role::OrgHr, "/")]);
    store.unmask(&viewer, &"secret".into(), "核对身份证号", now()).await.unwrap();
    store.sensitive(&viewer, &"secret".into(), now()).await.unwrap().sensitive
}

/// Everything in the store's files.
fn bytes_in(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(bytes_in(&path)) } else { all.extend(std::fs::read(path).unwrap()) }
    }
    all
}

fn holds(folder: &std::path::Path, text: &str) -> bool {
    bytes_in(folder).windows(text.len()).any(|bytes| bytes == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_health_lie_sealed_in_the_files_and_are_found_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}/store", folder.path().display());
    let store = at(&url, Some(Secrets::fleeting())).await;
    put(&store).await;
    assert_eq!(seen(&store).await.id_number, NUMBER);
    assert!(holds(folder.path(), "何静"), "the file is read as it is");
    assert!(!holds(folder.path(), NUMBER) && !holds(folder.path(), "慢性病"));
    // Nobody else can be given the number.
    let home = unit("x", None, UnitKind::Union);
    let mut twin = person("twin", "何静", &home);
    twin.sensitive.id_number = NUMBER.to_owned();
    let refused = store.load(Bulk::People(vec![twin])).await;
    assert!(matches!(refused, Err(StoreError::Taken(index)) if index.contains("id_key")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lay_in_the_clear_is_sealed_and_a_changed_key_seals_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    let config = SecretsConfig { key_file: folder.path().join("secret.key"), ..SecretsConfig::default() };
    let store = at("mem://", None).await;
    put(&store).await;
    // As a version that sealed nothing wrote it.
    store
        .raw(
            Script::new(
                "UPDATE person_private SET sealed = '', id_number = $number, health = '慢性病',
                    id_key = 'number:' + $number RETURN NONE;
                 CREATE exam_seed:e SET seed = 'abc' RETURN NONE;",
            )
            .bind("number", NUMBER),
        )
        .await
        .unwrap();
    let first = Secrets::open(&config, true).unwrap();
    let store = store.with_seal(Arc::new(first.clone()));
    assert_eq!(store.seal_at_rest().await.unwrap(), 2);
    assert_eq!(store.seal_at_rest().await.unwrap(), 0, "once");
    assert_eq!(seen(&store).await, Sensitive { health: "慢性病".into(), id_number: NUMBER.into(), family: vec![] });
    let row = |store: Store| async move {
        store.raw(Script::new("SELECT * FROM person_private; SELECT VALUE seed FROM exam_seed")).await.unwrap()
    };
    let before = row(store.clone()).await;
    assert!(!before[0].to_string().contains(NUMBER) && !before[1].to_string().contains("abc"));

    let second = Secrets::rotate(&config).unwrap();
    let store = store.with_seal(Arc::new(second));
    assert_eq!(store.seal_at_rest().await.unwrap(), 2);
    assert_eq!(seen(&store).await.id_number, NUMBER);
    assert_ne!(row(store.clone()).await, before);
    // The old key alone opens nothing of it any more, and says so rather than showing nothing.
    let stale = store.with_seal(Arc::new(first));
    assert!(matches!(stale.seal_at_rest().await, Err(StoreError::Sealed(_))));
    let viewer = tests::viewer("org", "", &[(Role::OrgHr, "/")]);
    stale.unmask(&viewer, &"secret".into(), "核对身份证号", now()).await.unwrap();
    assert_eq!(stale.sensitive(&viewer, &"secret".into(), now()).await, Err(Fault::Internal));
}
