//! One change, one transaction.
//!
//! What is called everywhere says that its future is `Send`, here and where rows are read and everybody is looked
//! through. Of an `async fn` the compiler works that out anew wherever it is awaited, down through all that it awaits
//! itself: that was five of the six minutes that this crate took to check.

use std::collections::BTreeSet;
use std::time::Duration;

use rand::RngExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use surrealdb::IndexedResults;
use surrealdb::types::{QueryError, SurrealValue, Variables};

use crate::error::{is_conflict, is_refused, is_unknown};
use crate::rows;
use crate::under_way::Write;
use crate::written::{Said, Wrote};
use crate::{Change, Store, StoreError};

/// Tries before giving up on conflicts.
const TRIES: u32 = 12;

/// A piece of SurrealQL with its variables.
#[derive(Clone, Default)]
pub struct Script {
    sql: String,
    vars: Variables,
    said: Said,
}

impl Script {
    /// A script that begins with `sql`.
    #[must_use]
    pub fn new(sql: &str) -> Self {
        Self { sql: sql.to_owned(), ..Self::default() }
    }

    /// A script that so far only binds a variable.
    #[must_use]
    pub fn bound(name: &str, value: impl SurrealValue) -> Self {
        Self::default().bind(name, value)
    }

    /// Adds statements.
    #[must_use]
    pub fn then(mut self, sql: &str) -> Self {
        self.sql.push('\n');
        self.sql.push_str(sql);
        self
    }

    /// Binds a variable.
    #[must_use]
    pub fn bind(mut self, name: &str, value: impl SurrealValue) -> Self {
        self.vars.insert(name.to_owned(), value);
        self
    }

    /// Says whom all the rows concern that it writes in a table, so that what is kept of others stays: people, or
    /// of `class` and `lesson` classes, by their ids. Said more than once, it is all of them.
    pub(crate) fn whose(mut self, table: &'static str, whom: impl IntoIterator<Item = impl ToString>) -> Self {
        self.said.whose(table, whom);
        self
    }

    /// Says that it names a table and changes nothing in it that is kept of it.
    pub(crate) fn spares(mut self, table: &'static str) -> Self {
        self.said.spares(table);
        self
    }

    /// Adds the statements of another script, whose variables are told from all others by a number.
    pub(crate) fn beside_as(mut self, number: usize, other: Self) -> Self {
        let set = other.sql.split("LET $").skip(1).map(|rest| name_at(rest).to_owned());
        let own: BTreeSet<String> = other.vars.iter().map(|(name, _)| name.clone()).chain(set).collect();
        let mut rest = other.sql.as_str();
        self.sql.push('\n');
        while let Some(at) = rest.find('$') {
            let name = name_at(&rest[at + 1..]);
            self.sql.push_str(&rest[..=at]);
            self.sql.push_str(name);
            if own.contains(name) {
                self.sql.push_str(&format!("_{number}"));
            }
            rest = &rest[at + 1 + name.len()..];
        }
        self.sql.push_str(rest.trim_end());
        if !self.sql.ends_with(';') {
            self.sql.push(';');
        }
        self.vars.extend(other.vars.into_iter().map(|(name, value)| (format!("{name}_{number}"), value)).collect());
        self
    }

    /// Its text and variables.
    pub(crate) fn parts(self) -> (String, Variables) {
        (self.sql, self.vars)
    }

    /// Binds a variable to what a value serialises to.
    ///
    /// # Panics
    /// Never for the plain data of the domain.
    #[must_use]
    pub fn json(self, name: &str, value: &impl Serialize) -> Self {
        self.bind(name, rows::plain(value))
    }
}

/// The name that a text begins with.
fn name_at(text: &str) -> &str {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).next().unwrap_or_default()
}

impl Store {
    /// Runs statements that change nothing and gives the results.
    pub(crate) fn read(&self, script: Script) -> impl Future<Output = Result<IndexedResults, StoreError>> + Send {
        async move {
            let mut results = self.engine.query(&script.sql, script.vars).await?;
            match real_error(&mut results) {
                Some(error) => {
                    self.engine.watch.suspect(&error);
                    Err(error.into())
                }
                None => Ok(results),
            }
        }
    }

    /// Reads the rows of a single statement.
    pub(crate) fn rows<T: DeserializeOwned>(
        &self,
        script: Script,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send {
        async move { rows::take::<T>(&mut self.read(script).await?, 0) }
    }

    /// Reads at most one row of a single statement.
    pub(crate) fn row<T: DeserializeOwned>(
        &self,
        script: Script,
    ) -> impl Future<Output = Result<Option<T>, StoreError>> + Send {
        async move { Ok(self.rows::<T>(script).await?.into_iter().next()) }
    }

    /// Says that something is being changed until this goes out of scope, of which nobody knows what: all of it
    /// may be.
    pub(crate) fn changing(&self, change: Change) -> Changing<'_> {
        self.writing(change, Wrote::Everything)
    }

    fn writing(&self, change: Change, wrote: Wrote) -> Changing<'_> {
        Changing { store: self, change, wrote, under_way: Some(self.caches.under_way.begin()), settled: false }
    }

    /// Runs statements as one transaction and gives the value of its final `RETURN`.
    ///
    /// A conflict at commit means that nothing was written, so it is tried again with
    /// growing, jittered waits. Any other failure is final: an unknown outcome is never
    /// repeated, and is told as what it is.
    pub(crate) fn write(
        &self,
        change: Change,
        script: Script,
    ) -> impl Future<Output = Result<serde_json::Value, StoreError>> + Send {
        async move {
            let sql = format!("BEGIN;\n{}\nCOMMIT;", script.sql);
            // However this ends, even by its caller going away while the commit is on its way
            // to the disk, what was kept from before it no longer counts.
            let name = change.name();
            let wrote = match &change {
                Change::Everything(_) => Wrote::Everything,
                change if change.moves_answers() => script.said.wrote(&sql, &script.vars),
                _ => Wrote::nothing(),
            };
            let mut changing = self.writing(change, wrote);
            changing.settled();
            for attempt in 0..TRIES {
                if let Some(pause) = self.pause() {
                    return Err(StoreError::Paused(pause));
                }
                changing.settled = false;
                let answer = self.engine.query(&sql, script.vars.clone()).await;
                changing.settled();
                let mut results = match answer {
                    Ok(results) => results,
                    // The change may have arrived before the connection went.
                    Err(error) if self.shared => return Err(StoreError::Unknown(format!("{name}: {error}"))),
                    Err(error) => return Err(error),
                };
                let count = results.num_statements();
                let Some(error) = real_error(&mut results) else {
                    metrics::counter!("ganqiao_store_transactions_total", "name" => name).increment(1);
                    return rows::last(&mut results, count);
                };
                if is_unknown(&error) {
                    return Err(StoreError::Unknown(format!("{name}: {}", error.message())));
                }
                if !is_conflict(&error) {
                    self.engine.watch.suspect(&error);
                    return Err(match self.pause() {
                        Some(pause) if is_refused(&error) => StoreError::Paused(pause),
                        _ => error.into(),
                    });
                }
                metrics::counter!("ganqiao_store_conflicts_total", "name" => name).increment(1);
                let most = 4u64 << attempt.min(6);
                let wait = rand::rng().random_range(1..=most);
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
            metrics::counter!("ganqiao_store_conflicts_given_up_total", "name" => name).increment(1);
            Err(StoreError::Conflict(name))
        }
    }
}

/// A change that is under way, and tells the kept answers of it when it goes out of scope.
pub(crate) struct Changing<'a> {
    store: &'a Store,
    change: Change,
    wrote: Wrote,
    under_way: Option<Write>,
    /// Whether all of it has come to its end; otherwise it may go on although nobody waits for it.
    settled: bool,
}

impl Changing<'_> {
    /// It has come to its end.
    pub(crate) fn settled(&mut self) {
        self.settled = true;
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        let goes_on = !self.settled;
        if let Some(write) = self.under_way.take()
            && goes_on
            && self.change.touches()
        {
            write.leave();
        }
        if goes_on && self.change.moves_answers() {
            self.store.caches.answers.unsettle();
        }
        self.store.caches.changed(&self.change, &self.wrote);
    }
}

/// The error that made a script fail, rather than the notes beside its other
/// statements that they were not run.
pub(crate) fn real_error(results: &mut IndexedResults) -> Option<surrealdb::Error> {
    let mut errors: Vec<_> = results.take_errors().into_iter().collect();
    errors.sort_by_key(|(index, _)| *index);
    let real = errors
        .iter()
        .position(|(_, error)| !matches!(error.query_details(), Some(QueryError::NotExecuted | QueryError::Cancelled)));
    match real {
        Some(index) => Some(errors.swap_remove(index).1),
        None => errors.into_iter().next().map(|(_, error)| error),
    }
}

impl Store {
    /// Runs any text and gives each statement's result: for tests that compare plans, tamper
    /// with rows or need a floor to measure against. The program itself never calls it.
    ///
    /// # Errors
    /// When the text fails.
    pub async fn raw(&self, script: Script) -> Result<Vec<serde_json::Value>, StoreError> {
        let mut changing = self.changing(Change::Everything("raw"));
        let answer = self.read(script).await;
        changing.settled();
        let mut results = answer?;
        let count = results.num_statements();
        (0..count).map(|index| rows::json(&mut results, index)).collect()
    }
}
