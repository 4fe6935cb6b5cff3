//! Loading much at once: demo data, restores. Streams in batches, bounded in memory.

use domain::appointment::Appointment;
use domain::import::Record;
use domain::organisation::Unit;
use domain::training::{Class, Enrolment, LedgerEntry};
use serde_json::Value;

use crate::people::person_content;
use crate::rows::content;
use crate::{Change, Script, Store, StoreError};

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

impl Store {
    /// Writes rows.
    ///
    /// # Errors
    /// When the store fails or a row exists already.
    pub async fn load(&self, bulk: Bulk) -> Result<(), StoreError> {
        match bulk {
            Bulk::Units(rows) => {
                self.insert(
                    "unit",
                    rows.iter().map(|u| (u.id.0.clone(), crate::organisation::content::unit_content(u))),
                )
                .await
            }
            Bulk::People(rows) => {
                let private =
                    rows.iter().map(|r| (r.person.id.0.clone(), self.private_content(&r.person.id, &r.sensitive)));
                self.insert("person_private", private).await?;
                self.insert("person", rows.iter().map(|r| (r.person.id.0.clone(), person_content(&r.person)))).await
            }
            Bulk::Appointments(rows) => {
                self.insert("appointment", rows.iter().map(|a| (a.id.0.clone(), content(a)))).await
            }
            Bulk::Classes(rows) => {
                self.insert("class", rows.iter().map(|c| (c.id.0.clone(), crate::training::class_content(c)))).await
            }
            Bulk::Enrolments(rows) => self.insert("enrolment", rows.iter().map(|e| (e.id.0.clone(), content(e)))).await,
            Bulk::Ledger(rows) => self.insert("ledger", rows.iter().map(|l| (l.id.0.clone(), content(l)))).await,
            Bulk::Totals(rows) => {
                let rows = rows.iter().map(|(person, path, total)| {
                    use domain::code::Code;
                    let mut row = content(total);
                    row["person"] = Value::from(person.as_str());
                    row["path"] = Value::from(path.as_str());
                    (format!("{person}__{}__{}__{}", total.year, total.form.code(), total.category), row)
                });
                self.insert("ledger_total", rows).await
            }
        }
    }

    pub(crate) async fn insert(
        &self,
        table: &str,
        rows: impl Iterator<Item = (String, Value)>,
    ) -> Result<(), StoreError> {
        let rows: Vec<Value> = rows
            .map(|(id, mut row)| {
                row["id"] = Value::from(id);
                row
            })
            .collect();
        for chunk in rows.chunks(500) {
            let script = Script::new(&format!("INSERT INTO {table} $rows RETURN NONE;")).bind("rows", chunk.to_vec());
            self.write(Change::Everything("load"), script).await?;
        }
        Ok(())
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
