//! Between the database and the engine that keeps its keys: the one place that every commit passes,
//! the database's own housekeeping too.
//!
//! An append to the engine's log that fails half way leaves a torn record, and whatever is committed
//! behind it is cut off when the store is next opened. So after the first commit that fails for any
//! other reason than a conflict nothing is committed any more, until a start has proved the store.

use std::any::{Any, TypeId};
use std::sync::Arc;

use surrealdb_cnf::ConfigMap;
use surrealdb_core::kvs::{TransactionBuilderFactory, TransactionBuilderParts};
use surrealdb_kvs::api::{BoxFut, GetMultiResult, KeysResult, ScanCursorKeys, ScanCursorVals, ScanResult};
use surrealdb_kvs::timestamp::{BoxTimeStamp, BoxTimeStampImpl};
use surrealdb_kvs::{
    Batch, Direction, Error, Key, KeyRange, Metrics, Result, Transactable, TransactionBuilder, TransactionType, Val,
};
use surrealdb_kvs_any::Backends;
use tokio_util::sync::CancellationToken;

use super::clock;
use super::watch::Watch;

/// Opens an engine of the usual kinds behind the guard.
pub(super) struct Factory(pub(super) Arc<Watch>);

impl TransactionBuilderFactory for Factory {
    type RouterState = ();

    async fn new_transaction_builder(
        &self,
        path: &str,
        canceller: CancellationToken,
        config: ConfigMap,
    ) -> anyhow::Result<TransactionBuilderParts<()>> {
        let engine = Backends::community().new_transaction_builder(path, canceller, config).await?;
        let guarded = Guarded { engine, watch: Arc::clone(&self.0) };
        Ok(TransactionBuilderParts::without_router_state(Box::new(guarded)))
    }

    fn path_valid(&self, path: &str) -> anyhow::Result<String> {
        Ok(Backends::community().path_valid(path)?)
    }
}

struct Guarded {
    engine: Box<dyn TransactionBuilder>,
    watch: Arc<Watch>,
}

impl TransactionBuilder for Guarded {
    fn name(&self) -> &'static str {
        self.engine.name()
    }

    fn new_transaction(&self, write: TransactionType) -> BoxFut<'_, Result<(Box<dyn Transactable>, bool)>> {
        Box::pin(async move {
            let (inner, local) = self.engine.new_transaction(write).await?;
            let guarded = Transaction { inner, watch: Arc::clone(&self.watch) };
            Ok((Box::new(guarded) as Box<dyn Transactable>, local))
        })
    }

    fn shutdown(&self) -> BoxFut<'_, Result<()>> {
        self.engine.shutdown()
    }

    fn register_metrics(&self) -> Option<Metrics> {
        self.engine.register_metrics()
    }

    fn collect_u64_metric(&self, metric: &str) -> Option<u64> {
        self.engine.collect_u64_metric(metric)
    }

    fn wait_until_serve_ready(&self) -> BoxFut<'_, Result<()>> {
        self.engine.wait_until_serve_ready()
    }

    fn extension(&self, kind: TypeId) -> Option<Arc<dyn Any + Send + Sync>> {
        self.engine.extension(kind)
    }
}

struct Transaction {
    inner: Box<dyn Transactable>,
    watch: Arc<Watch>,
}

/// A failed commit that is not known to have written nothing and to have harmed nothing.
fn is_grave(error: &Error) -> bool {
    match error {
        // What the engine says before it writes: it is overtaxed, or the change is too large.
        Error::Transaction(text) => !text.starts_with("Write stall") && text != "Batch too large",
        Error::Datastore(_) | Error::Internal(_) | Error::CommitOutcomeUnknown(_) => true,
        _ => false,
    }
}

/// The methods that pass through as they are.
macro_rules! pass {
    ($life:lifetime; $(fn $name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        $(fn $name<$life>(&$life self, $($arg: $kind),*) -> BoxFut<$life, Result<$out>> {
            self.inner.$name($($arg),*)
        })*
    };
}

impl Transactable for Transaction {
    fn kind(&self) -> &'static str {
        self.inner.kind()
    }

    fn closed(&self) -> bool {
        self.inner.closed()
    }

    fn writeable(&self) -> bool {
        self.inner.writeable()
    }

    fn shared_locked_reads(&self) -> bool {
        self.inner.shared_locked_reads()
    }

    fn commit(&self) -> BoxFut<'_, Result<()>> {
        Box::pin(async move {
            if self.inner.writeable() && self.watch.is_halted() {
                self.inner.cancel().await?;
                return Err(Error::ReadAndDeleteOnly);
            }
            let writes = self.inner.writeable();
            let outcome = self.inner.commit().await;
            match if writes { outcome.and_then(|()| self.watch.injected()) } else { outcome } {
                // Its record may lie behind one that was torn meanwhile.
                Ok(()) if writes && self.watch.is_halted() => {
                    Err(Error::CommitOutcomeUnknown("another commit failed meanwhile".to_owned()))
                }
                Err(Error::Transaction(text)) if text.starts_with("Transaction retry required") => {
                    Err(Error::TransactionConflict(text))
                }
                Err(error) if is_grave(&error) => {
                    self.watch.halt(&error.to_string());
                    Err(Error::CommitOutcomeUnknown(error.to_string()))
                }
                other => other,
            }
        })
    }

    pass! { 'a;
        fn cancel() -> ();
        fn exists(key: Key<'a>, version: Option<u64>) -> bool;
        fn get(key: Key<'a>, version: Option<u64>) -> Option<Val>;
        fn getu(key: Key<'a>) -> Option<Val>;
        fn set(key: Key<'a>, value: Val) -> ();
        fn put(key: Key<'a>, value: Val) -> ();
        fn putc(key: Key<'a>, value: Val, check: Option<Val>) -> ();
        fn del(key: Key<'a>) -> ();
        fn delc(key: Key<'a>, check: Option<&'a [u8]>) -> ();
        fn keys(range: KeyRange<'a>, limit: u32, skip: u32, version: Option<u64>) -> KeysResult;
        fn keysr(range: KeyRange<'a>, limit: u32, skip: u32, version: Option<u64>) -> KeysResult;
        fn scan(range: KeyRange<'a>, limit: u32, skip: u32, version: Option<u64>) -> ScanResult;
        fn scanr(range: KeyRange<'a>, limit: u32, skip: u32, version: Option<u64>) -> ScanResult;
        fn open_keys_cursor(range: KeyRange<'a>, direction: Direction, skip: u32, version: Option<u64>)
            -> Box<dyn ScanCursorKeys + 'a>;
        fn open_vals_cursor(range: KeyRange<'a>, direction: Direction, skip: u32, version: Option<u64>)
            -> Box<dyn ScanCursorVals + 'a>;
        fn replace(key: Key<'a>, value: Val) -> ();
        fn clr(key: Key<'a>) -> ();
        fn clrc(key: Key<'a>, check: Option<&'a [u8]>) -> ();
        fn getm(keys: &'a [Key<'a>], version: Option<u64>) -> GetMultiResult;
        fn getr(range: KeyRange<'a>, version: Option<u64>) -> ScanResult;
        fn delr(range: KeyRange<'a>) -> ();
        fn clrr(range: KeyRange<'a>) -> ();
        fn count(range: KeyRange<'a>, version: Option<u64>) -> usize;
        fn batch_keys(range: KeyRange<'a>, batch: u32, version: Option<u64>) -> Batch<Vec<u8>>;
        fn batch_keys_vals(range: KeyRange<'a>, batch: u32, version: Option<u64>) -> Batch<(Vec<u8>, Vec<u8>)>;
        fn new_save_point() -> ();
        fn release_last_save_point() -> ();
        fn rollback_to_save_point() -> ();
        fn compact(range: Option<KeyRange<'a>>) -> ();
    }

    fn timestamp(&self) -> BoxFut<'_, Result<BoxTimeStamp>> {
        Box::pin(async { Ok(BoxTimeStamp::new(clock::next())) })
    }

    fn timestamp_impl(&self) -> BoxTimeStampImpl {
        self.inner.timestamp_impl()
    }
}
