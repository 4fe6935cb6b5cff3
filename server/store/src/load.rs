//! Loading much at once: demo data, restores. Streams in batches, bounded in memory.

mod tally;

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::appointment::Appointment;
use domain::import::Record;
use domain::organisation::Unit;
use domain::training::{Class, Enrolment, LedgerEntry, Total};
use domain::{Moment, PersonId};
use serde_json::Value;
use tokio::task::JoinSet;

use self::tally::Tally;
use crate::people::person_content;
use crate::rows::content;
use crate::standing::ByUnit;
use crate::standing::counting::{Counting, add_units, count_row, counts_of_all, standing_row};
use crate::{Change, Script, Store, StoreError};

/// Rows written in one transaction.
const CHUNK: usize = 500;
/// So long those who write are waited for when a load is to stop. The engine may keep them for longer while it
/// merges its files.
const PATIENCE: Duration = Duration::from_secs(1);

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
    Totals(Vec<(PersonId, String, Total)>),
}

impl Bulk {
    /// What they are called in the log, and how many there are.
    fn size(&self) -> (&'static str, usize) {
        match self {
            Self::Units(rows) => ("units", rows.len()),
            Self::People(rows) => ("people", rows.len()),
            Self::Appointments(rows) => ("appointments", rows.len()),
            Self::Classes(rows) => ("classes", rows.len()),
            Self::Enrolments(rows) => ("enrolments", rows.len()),
            Self::Ledger(rows) => ("ledger entries", rows.len()),
            Self::Totals(rows) => ("sums", rows.len()),
        }
    }
}

/// Some people with all that is theirs. What is written is in memory as a whole: some hundreds at a time.
#[derive(Default)]
pub struct Lot {
    /// Both halves of each.
    pub people: Vec<Record>,
    pub appointments: Vec<Appointment>,
    /// Places in classes.
    pub enrolments: Vec<Enrolment>,
    pub ledger: Vec<LedgerEntry>,
    /// What the entries come to, with person and path.
    pub totals: Vec<(PersonId, String, Total)>,
}

/// The way rows are written.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// As any change: held to the schema, its events run.
    Checked,
    /// As the engine reads its own exports: into the tables and their indexes, and that is all.
    Plain,
}

/// Writes people that the program made itself into a store of their own, and counts them as they come: with all
/// that is theirs at hand, nothing is read back. Several lots are under way beside each other, and whoever puts
/// more waits, so that memory does not grow with what is loaded. The schema does not look at them and no event
/// runs, so nobody is marked as to be counted.
pub struct Loader {
    store: Store,
    shared: Arc<Shared>,
    lanes: usize,
    under_way: JoinSet<Result<Written, StoreError>>,
    counts: ByUnit,
    tally: Tally,
}

/// What those who write have in common.
struct Shared {
    counting: Counting,
    /// Whether nobody is to begin anything more.
    stopping: AtomicBool,
}

/// A lot that was written: what it adds to the counts of units, and what it took.
struct Written {
    counts: ByUnit,
    tally: Tally,
}

impl Loader {
    /// Loads into a store that has these units and in which nobody was counted yet.
    ///
    /// # Errors
    /// When the rules that people are counted by can't be read.
    pub async fn new(store: &Store, units: &[Unit], now: Moment) -> Result<Self, StoreError> {
        // A lot waits for the disk as often as it has transactions: another one is worked on meanwhile.
        let lanes = 2 * std::thread::available_parallelism().map_or(1, NonZero::get);
        let counting = store.counting(units, now.day()).await?;
        Ok(Self {
            shared: Arc::new(Shared { counting, stopping: AtomicBool::new(false) }),
            store: store.clone(),
            lanes,
            under_way: JoinSet::new(),
            counts: ByUnit::new(),
            tally: Tally::begun(),
        })
    }

    /// Writes a lot, as soon as there is a place for it.
    ///
    /// # Errors
    /// When the store failed to write one that was put before.
    pub async fn put(&mut self, lot: Lot) -> Result<(), StoreError> {
        while self.under_way.len() >= self.lanes {
            self.one().await?;
        }
        let (store, shared) = (self.store.clone(), Arc::clone(&self.shared));
        self.under_way.spawn(async move { store.write_lot(&shared, lot).await });
        Ok(())
    }

    /// Waits for all that was put, and writes the counts of the units. Nothing is put afterwards.
    ///
    /// # Errors
    /// When the store failed to write some of it, or somebody was counted before.
    pub async fn finish(&mut self) -> Result<(), StoreError> {
        while !self.under_way.is_empty() {
            self.one().await?;
        }
        let rows = std::mem::take(&mut self.counts).into_iter().map(count_row).collect::<Result<Vec<_>, _>>()?;
        self.store.insert_by(Way::Plain, "completion", rows.into_iter()).await?;
        self.store.note_counted(&self.shared.counting).await?;
        // No event told of the rows: whoever keeps some of them in memory reads all of them.
        self.store.touch_all().await?;
        tracing::info!(seconds = self.tally.seconds(), took = %self.tally, "loaded in bulk");
        Ok(())
    }

    /// Ends the load where it is: a piece of which some rows are written is finished, if that takes no longer than a
    /// second, and nothing more is begun.
    pub async fn stop(mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        let ending = async { while self.under_way.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(PATIENCE, ending).await;
    }

    async fn one(&mut self) -> Result<(), StoreError> {
        let written = match self.under_way.join_next().await {
            Some(Ok(written)) => written?,
            Some(Err(error)) => return Err(StoreError::Broken(error.to_string())),
            None => return Ok(()),
        };
        add_units(&mut self.counts, written.counts);
        self.tally.add_all(written.tally);
        Ok(())
    }
}

impl Store {
    /// Writes people with all that is theirs, and where they stand.
    async fn write_lot(&self, shared: &Shared, lot: Lot) -> Result<Written, StoreError> {
        let mut tally = Tally::begun();
        let people = lot.people.iter().map(|record| &record.person);
        let totals = lot.totals.iter().map(|(person, _, total)| (person, total));
        let standings = shared.counting.standings(people, &lot.appointments, &lot.ledger, totals);
        let counts = counts_of_all(&standings);
        let rows = standings.iter().map(standing_row).collect::<Result<Vec<_>, _>>()?;
        tally.add("counting", rows.len(), tally.elapsed());
        let began = Instant::now();
        let standing = rows.len();
        self.insert_by(Way::Plain, "standing", rows.into_iter()).await?;
        tally.add("standings", standing, began.elapsed());
        for bulk in [
            Bulk::People(lot.people),
            Bulk::Appointments(lot.appointments),
            Bulk::Enrolments(lot.enrolments),
            Bulk::Ledger(lot.ledger),
            Bulk::Totals(lot.totals),
        ] {
            if shared.stopping.load(Ordering::Acquire) {
                break;
            }
            let ((what, rows), began) = (bulk.size(), Instant::now());
            self.write_bulk(bulk, Way::Plain).await?;
            tally.add(what, rows, began.elapsed());
        }
        Ok(Written { counts, tally })
    }

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

    async fn insert_by(
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

    /// Marks the store as one that is being filled, until [`Store::end_load`]: where that never comes, the store
    /// holds a part only and is not served, see [`Store::migrate`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_load(&self) -> Result<(), StoreError> {
        let script = Script::new("UPSERT restoring:loading SET at = time::unix(time::now()) RETURN NONE;");
        self.write(Change::Answers("load.begin"), script).await?;
        Ok(())
    }

    /// Says that all is there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_load(&self) -> Result<(), StoreError> {
        self.write(Change::Answers("load.end"), Script::new("DELETE restoring:loading RETURN NONE;")).await?;
        Ok(())
    }

    /// Notes a load in the trail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_load(&self, what: &str, now: Moment) -> Result<(), StoreError> {
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
