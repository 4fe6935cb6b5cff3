//! The engine below the store: opened and proved, watched while it runs, closed.
//!
//! An embedded engine is opened behind a [`guard`] that stops all writing at the first commit that
//! fails, with the [log](log) examined beforehand and the [witness](crate::witness) compared
//! afterwards. A shared one is a server elsewhere: here it is only watched whether it answers.

mod clock;
mod guard;
pub(crate) mod log;
pub(crate) mod space;
pub(crate) mod watch;

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::future::ready;
use futures::{Stream, StreamExt};
use serde_json::Value;
use surrealdb::engine::any::{self, Any};
use surrealdb::engine::local::Db;
use surrealdb::method::{StreamItem, Transaction};
use surrealdb::opt::Config;
use surrealdb::opt::auth::{Database, Root};
use surrealdb::types::Variables;
use surrealdb::{IndexedResults, Surreal};
use surrealdb_cnf::ConfigMap;
use surrealdb_core::kvs::Datastore;
use tokio::sync::watch::Receiver;

use self::watch::{Pause, Watch};
use crate::{StoreError, Target};

/// A query of ours runs so long at most.
const QUERY: Duration = Duration::from_secs(120);
/// A transaction over several statements, such as an import or a backup, so long.
const TRANSACTION: Duration = Duration::from_secs(600);
/// How often a shared store is asked whether it is there.
const ASKED: Duration = Duration::from_secs(1);

/// A connection to an engine in this process or elsewhere.
enum Client {
    Embedded(Surreal<Db>, Arc<Datastore>),
    Remote(Surreal<Any>),
}

/// The engine of a store.
pub(crate) struct Engine {
    client: Client,
    pub(crate) watch: Arc<Watch>,
}

/// A transaction over several statements.
pub(crate) enum Batch {
    Embedded(Transaction<Db>),
    Remote(Transaction<Any>),
}

impl Engine {
    /// Opens the engine of a target. An embedded engine that is just being closed by a process that
    /// ends, or by an earlier handle, keeps its lock for a moment.
    pub(crate) async fn open(target: &Target) -> Result<Self, StoreError> {
        let watch = Arc::new(Watch::new(target));
        let client = if target.is_shared() { remote(target).await? } else { embedded(target, &watch).await? };
        match &client {
            Client::Embedded(db, _) => db.use_ns(&target.namespace).use_db(&target.database).await?,
            Client::Remote(db) => {
                let named = db.use_ns(&target.namespace).use_db(&target.database).await?;
                let asking = Arc::new(db.clone());
                let there = move || {
                    let db = Arc::clone(&asking);
                    async move { db.query("RETURN 1").await.is_ok() }
                };
                tokio::spawn(ask(there, Arc::downgrade(&watch), ASKED));
                named
            }
        };
        Ok(Self { client, watch })
    }

    /// Runs statements. A shared store that goes away meanwhile is not waited for.
    pub(crate) async fn query(&self, sql: &str, vars: Variables) -> Result<IndexedResults, StoreError> {
        match &self.client {
            Client::Embedded(db, _) => Ok(db.query(sql).bind(vars).await?),
            Client::Remote(db) => {
                let answer = async { Ok(db.query(sql).bind(vars).await?) };
                unless_away(self.watch.away.subscribe(), answer).await
            }
        }
    }

    /// Begins a transaction; it needs a session of its own.
    pub(crate) async fn begin(&self) -> Result<Batch, StoreError> {
        Ok(match &self.client {
            Client::Embedded(db, _) => Batch::Embedded(db.clone().begin().await?),
            Client::Remote(db) => Batch::Remote(db.clone().begin().await?),
        })
    }

    /// Closes an embedded engine, everything written from memory to its sorted files; one that was abandoned is left
    /// as it is.
    ///
    /// # Errors
    /// When it could not be: the log holds it still, and the next start reads it.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        let Client::Embedded(db, datastore) = &self.client else { return Ok(()) };
        if self.watch.is_abandoned() {
            // Its last handle gone, the engine would close, which takes as long as what it writes just then.
            std::mem::forget(db.clone());
            return Ok(());
        }
        datastore.shutdown().await.map_err(|error| StoreError::Broken(error.to_string()))?;
        // Its last handle gone, the engine would be closed once more, and complain that it is closed.
        std::mem::forget(db.clone());
        match self.watch.folder().map(log::left) {
            Some(bytes) if bytes > 0 => Err(StoreError::Broken(format!(
                "the engine could not write its memory to its files; {bytes} bytes are in its log still, \
                 which the next start reads: see that the disk has room"
            ))),
            _ => Ok(()),
        }
    }
}

impl Batch {
    pub(crate) async fn query(&self, sql: String, vars: Variables) -> Result<IndexedResults, StoreError> {
        Ok(match self {
            Self::Embedded(tx) => tx.query(sql).bind(vars).await?,
            Self::Remote(tx) => tx.query(sql).bind(vars).await?,
        })
    }

    /// The rows of a statement as they come.
    pub(crate) fn stream(
        &self,
        sql: String,
    ) -> Result<impl Stream<Item = Result<StreamItem, surrealdb::Error>> + Send + Unpin, StoreError> {
        Ok(match self {
            Self::Embedded(tx) => tx.query(sql).stream_items()?.boxed(),
            Self::Remote(tx) => tx.query(sql).stream_items()?.boxed(),
        })
    }

    /// The rows of a statement as JSON, one by one however many there are. Where the statement fails, that comes
    /// last, and what came before is not to be used.
    pub(crate) fn rows(
        &self,
        sql: String,
    ) -> Result<impl Stream<Item = Result<Value, StoreError>> + Send + Unpin, StoreError> {
        Ok(self.stream(sql)?.filter_map(|item| {
            ready(match item {
                Ok(StreamItem::Row { value, .. }) => Some(Ok(value.into_json_value())),
                Ok(StreamItem::StatementEnd { result, .. }) => result.err().map(|error| Err(error.into())),
                Err(error) => Some(Err(error.into())),
            })
        }))
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Embedded(tx) => tx.commit().await.map(drop),
            Self::Remote(tx) => tx.commit().await.map(drop),
        }
        .map_err(StoreError::of_commit)
    }

    pub(crate) async fn cancel(self) -> Result<(), StoreError> {
        match self {
            Self::Embedded(tx) => tx.cancel().await.map(drop)?,
            Self::Remote(tx) => tx.cancel().await.map(drop)?,
        }
        Ok(())
    }
}

async fn remote(target: &Target) -> Result<Client, StoreError> {
    let config = Config::new().query_timeout(QUERY).transaction_timeout(TRANSACTION);
    let db = any::connect((target.url.clone(), config)).await?;
    if let (Some(username), Some(password)) = (target.user.clone(), target.password.clone()) {
        if target.root {
            db.signin(Root { username, password }).await?;
        } else {
            let (namespace, database) = (target.namespace.clone(), target.database.clone());
            db.signin(Database { namespace, database, username, password }).await?;
        }
    }
    Ok(Client::Remote(db))
}

async fn embedded(target: &Target, watch: &Arc<Watch>) -> Result<Client, StoreError> {
    let mut waited = 0;
    let datastore = loop {
        match start(target, watch).await {
            Ok(datastore) => break datastore,
            Err(StoreError::Locked(_)) if waited < 20 => {
                waited += 1;
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
            Err(error) => return Err(error),
        }
    };
    let db = Surreal::<Db>::unstable_from_datastore(Arc::clone(&datastore), None).await?;
    Ok(Client::Embedded(db, datastore))
}

/// What the engines may keep in memory: left to themselves they go by the memory of the machine, half
/// of which, less a gibibyte, is their cache. And how many numbers are taken at once.
fn sizes(target: &Target) -> ConfigMap {
    let cache = (target.cache_mib << 20).to_string();
    ConfigMap::empty()
        .with_key_value("surrealkv_max_memtable_size", (target.memory_mib << 20).to_string())
        .with_key_value("surrealkv_block_cache_capacity", cache.clone())
        .with_key_value("rocksdb_block_cache_size", cache)
        // Rows of tables with an index are numbered, and every so many of them cost a commit while others wait.
        .with_key_value("table_doc_ids_batch_size", "10000")
}

async fn start(target: &Target, watch: &Arc<Watch>) -> Result<Arc<Datastore>, StoreError> {
    if let Some(folder) = target.log_folder() {
        log::examine(&folder, target.witness().as_deref())?;
    }
    let path = if target.url.starts_with("mem:") { "memory" } else { target.url.as_str() };
    let opened = async {
        let datastore = Datastore::builder()
            .with_query_timeout(Some(QUERY))
            .with_transaction_timeout(Some(TRANSACTION))
            .with_config(sizes(target))
            // They write, which nothing may before the version is settled.
            .without_maintenance_tasks()
            .build_with_factory_path(path, guard::Factory(Arc::clone(watch)))
            .await?;
        datastore.check_version().await?;
        datastore.bootstrap().await?;
        datastore.start_maintenance_tasks();
        anyhow::Ok(datastore)
    };
    opened.await.map_err(|error| {
        let text = error.to_string();
        if text.contains("locked") { StoreError::Locked(text) } else { StoreError::Unopened(text) }
    })
}

/// Waits for an answer of a shared store for as long as the store is there.
async fn unless_away<T>(
    mut away: Receiver<bool>,
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    tokio::select! {
        biased;
        answer = answer => answer,
        _ = away.wait_for(|away| *away) => Err(StoreError::Paused(Pause::Away)),
    }
}

/// Asks a shared store again and again whether it is there, for as long as somebody uses it. It is away
/// once it has missed two answers.
async fn ask<F: Future<Output = bool>>(there: impl Fn() -> F, watch: Weak<Watch>, every: Duration) {
    let mut missed = 0;
    loop {
        tokio::time::sleep(every).await;
        let answered = tokio::time::timeout(2 * every, there()).await.unwrap_or(false);
        let Some(watch) = watch.upgrade() else { return };
        missed = if answered { 0 } else { missed + 1 };
        let away = missed >= 2;
        if watch.away.send_if_modified(|was| std::mem::replace(was, away) != away) {
            if away {
                tracing::error!("the shared store does not answer");
            } else {
                tracing::info!("the shared store answers again");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_shared_store_that_is_away_is_not_waited_for_and_comes_back() {
        let watch = Arc::new(Watch::new(&Target::embedded("ws://127.0.0.1:1")));
        let there = Arc::new(AtomicBool::new(false));
        let answering = Arc::clone(&there);
        let ping = move || {
            let answers = answering.load(Ordering::Acquire);
            async move { if answers { true } else { std::future::pending().await } }
        };
        let asking = tokio::spawn(ask(ping, Arc::downgrade(&watch), Duration::from_millis(20)));
        // Asked before anybody knew, and for as long as it takes.
        let never = unless_away(watch.away.subscribe(), std::future::pending::<Result<(), StoreError>>());
        let answer = tokio::time::timeout(Duration::from_secs(5), never).await.expect("not waited for");
        assert!(matches!(answer, Err(StoreError::Paused(Pause::Away))));
        assert_eq!(watch.pause(), Some(Pause::Away));
        there.store(true, Ordering::Release);
        let mut away = watch.away.subscribe();
        tokio::time::timeout(Duration::from_secs(5), away.wait_for(|away| !*away)).await.expect("comes back").unwrap();
        assert_eq!(watch.pause(), None);
        drop(away);
        drop(watch);
        tokio::time::timeout(Duration::from_secs(5), asking).await.expect("asks for nobody no more").unwrap();
    }
}
