//! Loading much at once: demo data, restores. Streams in batches, bounded in memory.

use std::num::NonZero;

use domain::appointment::Appointment;
use domain::import::Record;
use domain::organisation::Unit;
use domain::training::{Class, Enrolment, LedgerEntry};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::people::person_content;
use crate::rows::content;
use crate::{Change, Script, Store, StoreError};

/// Rows written in one transaction.
const CHUNK: usize = 500;

/// Rows of one kind, ready to be written. Loading is not audited row by row: the one
/// who loads notes it once, with [`Store::note_load`].
pub enum Bulk {
    Units(Vec<Unit>),
    /// People, both halves.
    People(Vec<Record>),
    Appointments(Vec<Appointment>),
    Classes(Vec<Class>),
    /// Places in classes.
    Enrolments(Vec<Enrolment>),
    /// Ledger entries with the path of their person; the sums must be loaded too.
    Ledger(Vec<LedgerEntry>),
    /// Sums, as [`domain::training::Total`] with person and path; before anybody is counted,
    /// see [`Store::settle_all`].
    Totals(Vec<(domain::PersonId, String, domain::training::Total)>),
}

impl Bulk {
    /// The same in pieces that are written in one transaction each.
    fn pieces(self) -> Vec<Self> {
        match self {
            Self::Units(rows) => pieces(rows, Self::Units),
            Self::People(rows) => pieces(rows, Self::People),
            Self::Appointments(rows) => pieces(rows, Self::Appointments),
            Self::Classes(rows) => pieces(rows, Self::Classes),
            Self::Enrolments(rows) => pieces(rows, Self::Enrolments),
            Self::Ledger(rows) => pieces(rows, Self::Ledger),
            Self::Totals(rows) => pieces(rows, Self::Totals),
        }
    }
}

fn pieces<T>(rows: Vec<T>, kind: impl Fn(Vec<T>) -> Bulk) -> Vec<Bulk> {
    let mut rows = rows.into_iter();
    let next = || Some(rows.by_ref().take(CHUNK).collect::<Vec<T>>()).filter(|some| !some.is_empty());
    std::iter::from_fn(next).map(kind).collect()
}

/// The way rows are written.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// As any change: held to the schema, its events run.
    Checked,
    /// As the engine reads its own exports: into the tables and their indexes, and that is all.
    Plain,
}

/// Writes rows that the program made itself into a store of their own, several pieces beside each other:
/// as many as the machine has processors are under way, and whoever puts more waits, so that memory does
/// not grow with what is loaded. The schema does not look at them and no event runs, so nobody is marked
/// as to be counted: [`Store::count_loaded`] must follow.
pub struct Loader {
    store: Store,
    lanes: usize,
    under_way: JoinSet<Result<(), StoreError>>,
}

impl Loader {
    /// Loads into a store.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        let lanes = std::thread::available_parallelism().map_or(2, NonZero::get);
        Self { store: store.clone(), lanes, under_way: JoinSet::new() }
    }

    /// Writes rows, as soon as there is a place for them.
    ///
    /// # Errors
    /// When the store failed to write some that were put before.
    pub async fn put(&mut self, bulk: Bulk) -> Result<(), StoreError> {
        for piece in bulk.pieces() {
            while self.under_way.len() >= self.lanes {
                self.one().await?;
            }
            let store = self.store.clone();
            self.under_way.spawn(async move { store.write_bulk(piece, Way::Plain).await });
        }
        Ok(())
    }

    /// Waits for all that was put.
    ///
    /// # Errors
    /// When the store failed to write some of it.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        while !self.under_way.is_empty() {
            self.one().await?;
        }
        // No event told of the rows: whoever keeps some of them in memory reads all of them.
        self.store.touch_all().await
    }

    async fn one(&mut self) -> Result<(), StoreError> {
        match self.under_way.join_next().await {
            Some(Ok(written)) => written,
            Some(Err(error)) => Err(StoreError::Broken(error.to_string())),
            None => Ok(()),
        }
    }
}

impl Store {
    /// Writes rows.
    ///
    /// # Errors
    /// When the store fails or a row exists already.
    pub async fn load(&self, bulk: Bulk) -> Result<(), StoreError> {
        self.write_bulk(bulk, Way::Checked).await
    }

    async fn write_bulk(&self, bulk: Bulk, way: Way) -> Result<(), StoreError> {
        match bulk {
            Bulk::Units(rows) => {
                let rows = rows.iter().map(|u| (u.id.0.clone(), crate::organisation::content::unit_content(u)));
                self.insert_by(way, "unit", rows).await
            }
            Bulk::People(rows) => {
                let private =
                    rows.iter().map(|r| (r.person.id.0.clone(), self.private_content(&r.person.id, &r.sensitive)));
                self.insert_by(way, "person_private", private).await?;
                let people = rows.iter().map(|r| (r.person.id.0.clone(), person_content(&r.person)));
                self.insert_by(way, "person", people).await
            }
            Bulk::Appointments(rows) => {
                self.insert_by(way, "appointment", rows.iter().map(|a| (a.id.0.clone(), content(a)))).await
            }
            Bulk::Classes(rows) => {
                let rows = rows.iter().map(|c| (c.id.0.clone(), crate::training::class_content(c)));
                self.insert_by(way, "class", rows).await
            }
            Bulk::Enrolments(rows) => {
                self.insert_by(way, "enrolment", rows.iter().map(|e| (e.id.0.clone(), content(e)))).await
            }
            Bulk::Ledger(rows) => {
                self.insert_by(way, "ledger", rows.iter().map(|l| (l.id.0.clone(), content(l)))).await
            }
            Bulk::Totals(rows) => {
                let rows = rows.iter().map(|(person, path, total)| {
                    use domain::code::Code;
                    let mut row = content(total);
                    row["person"] = Value::from(person.as_str());
                    row["path"] = Value::from(path.as_str());
                    (format!("{person}__{}__{}__{}", total.year, total.form.code(), total.category), row)
                });
                self.insert_by(way, "ledger_total", rows).await
            }
        }
    }

    pub(crate) async fn insert(
        &self,
        table: &str,
        rows: impl Iterator<Item = (String, Value)>,
    ) -> Result<(), StoreError> {
        self.insert_by(Way::Checked, table, rows).await
    }

    pub(crate) async fn insert_by(
        &self,
        way: Way,
        table: &str,
        rows: impl Iterator<Item = (String, Value)>,
    ) -> Result<(), StoreError> {
        let option = match way {
            Way::Checked => "",
            Way::Plain => "OPTION IMPORT; ",
        };
        let mut rows = rows
            .map(|(id, mut row)| {
                row["id"] = Value::from(id);
                row
            })
            .collect::<Vec<Value>>()
            .into_iter();
        loop {
            let chunk: Vec<Value> = rows.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                return Ok(());
            }
            let script = Script::new(&format!("{option}INSERT INTO {table} $rows RETURN NONE;")).bind("rows", chunk);
            self.write(Change::Everything("load"), script).await?;
        }
    }

    /// Notes a load in the trail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_load(&self, what: &str, now: domain::Moment) -> Result<(), StoreError> {
        let note =
            crate::audit::Note::of_itself(now).does(domain::audit::Action::Import, "store", "", "").because(what);
        self.write(Change::Everything("load.note"), Script::default().note(&note, "NONE", "NONE")).await?;
        Ok(())
    }

    /// Whether nothing has been put into the store yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let accounts: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM account LIMIT 1")).await?;
        let units: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM unit LIMIT 1")).await?;
        Ok(accounts.is_empty() && units.is_empty())
    }
}
