//! Equal requests at once, by way of two handles to the store: one thing is opened, and all get it. What is
//! opened is asked for in the tests of its feature.

use std::collections::BTreeSet;

use futures::future::join_all;
use store::Store;

/// What six ask for at once, half of them beside the others, each answered by an id.
pub(super) async fn six<F: Future<Output = Result<String, domain::Fault>> + Send + 'static>(
    store: &Store,
    ask: impl Fn(Store) -> F,
) -> String {
    let beside = store.beside();
    let asked: Vec<_> =
        (0..6).map(|n| tokio::spawn(ask(if n % 2 == 0 { store.clone() } else { beside.clone() }))).collect();
    let answers = join_all(asked).await;
    let ids: BTreeSet<String> = answers.into_iter().map(|one| one.unwrap().unwrap()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    ids.into_iter().next().unwrap_or_default()
}

/// How many rows a table has.
pub(super) async fn count(store: &Store, table: &str) -> usize {
    let rows = store.raw(store::Script::new(&format!("SELECT VALUE record::id(id) FROM {table}"))).await.unwrap();
    rows[0].as_array().map_or(0, Vec::len)
}
