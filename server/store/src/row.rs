//! One door to the rows of a table: what a type is read from stands once, beside the file that owns
//! it, and a query says only which rows it asks for.

use std::collections::BTreeSet;
use std::fmt::Display;

use domain::Fault;
use domain::page::{Page, Window};
use domain::ports::Answer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use surrealdb::IndexedResults;
use surrealdb::types::RecordId;

use crate::keys::SPELLED;
use crate::{Script, Store, StoreError, rows};

/// So many values of a list the engine looks up in an index; by a longer list it reads all rows
/// (`MAX_IN_EXPANSION_SIZE` in `surrealdb-core/src/exec/index/analysis.rs`).
const LOOKED_UP: usize = 32;

/// Of more values than that all rows are read at once, which takes no longer.
const MANY: usize = 1_024;

/// What a row of a table is read as. Its field `id`, where it has one, is the row's id.
pub(crate) trait Row: Sized {
    const TABLE: &'static str;
    /// What names a row of it.
    type Id: Display + Sync + ?Sized;
    /// What the row itself holds: mostly the type.
    type Held: DeserializeOwned + Into<Self>;
}

/// Says of types from which tables they are read and what names their rows:
/// `tables! { "class" by ClassId: Class }`, or `"person" by PersonId: Person as Stored` where the row itself
/// holds something else.
macro_rules! tables {
    ($($table:literal by $id:ty: $kind:ty $(as $held:ty)?),* $(,)?) => {$(
        impl $crate::row::Row for $kind {
            const TABLE: &'static str = $table;
            type Id = $id;
            type Held = $crate::row::tables!(@held $kind $(, $held)?);
        }
    )*};
    (@held $kind:ty) => { $kind };
    (@held $kind:ty, $held:ty) => { $held };
}

pub(crate) use tables;

/// The rows of one statement, as [`Row`] says.
pub(crate) fn take<T: Row>(results: &mut IndexedResults, index: usize) -> Result<Vec<T>, StoreError> {
    let held: Vec<T::Held> = rows::take(results, index)?;
    Ok(held.into_iter().map(Into::into).collect())
}

/// The columns of a whole row, its id as plain text.
pub(crate) const COLUMNS: &str = "*, record::id(id) AS id";

/// The statement that reads whole rows: `from` is a table or an expression
/// that gives records, with what follows it.
pub(crate) fn whole(from: &str) -> String {
    format!("SELECT {COLUMNS} FROM {from}")
}

/// The records of rows, to be bound as one variable.
pub(crate) fn records<T: Row>(ids: impl IntoIterator<Item = impl Display>) -> Vec<RecordId> {
    ids.into_iter().map(|id| RecordId::new(T::TABLE, id.to_string())).collect()
}

impl Script {
    /// Adds a statement that reads whole rows, see [`whole`].
    pub(crate) fn whole(self, from: &str) -> Self {
        self.then(&format!("{};", whole(from)))
    }

    /// Binds how the values that meet a condition are stored, as a list:
    /// `states("open", &EnrolmentState::ALL, EnrolmentState::is_open)`. So what a query asks for and the
    /// rules of the domain can't come to differ.
    pub(crate) fn states<S: Copy + Serialize>(self, name: &str, all: &[S], meets: impl Fn(S) -> bool) -> Self {
        self.json(name, &all.iter().copied().filter(|one| meets(*one)).collect::<Vec<_>>())
    }
}

impl Store {
    /// A row by its id; nothing for an empty one.
    pub(crate) async fn find<T: Row>(&self, id: &T::Id) -> Result<Option<T>, StoreError> {
        let id = id.to_string();
        if id.is_empty() {
            return Ok(None);
        }
        let held: Option<T::Held> =
            self.row(Script::new(&whole(&format!("type::record('{}', $id)", T::TABLE))).bind("id", id)).await?;
        Ok(held.map(Into::into))
    }

    /// A row that is there.
    ///
    /// # Errors
    /// [`Fault::NotFound`] when it is not; when the store fails.
    pub(crate) async fn get<T: Row>(&self, id: &T::Id) -> Answer<T> {
        self.find(id).await?.ok_or(Fault::NotFound)
    }

    /// The rows of these ids that are there, in the order of the ids.
    pub(crate) async fn these<T: Row>(
        &self,
        ids: impl IntoIterator<Item = impl Display>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows_from("$these", Script::bound("these", records::<T>(ids))).await
    }

    /// All rows of the table.
    pub(crate) async fn all<T: Row>(&self) -> Result<Vec<T>, StoreError> {
        self.rows_from(T::TABLE, Script::default()).await
    }

    /// The rows that meet a condition, which may be followed by an order and a limit; `bound` holds
    /// its variables.
    pub(crate) async fn rows_where<T: Row>(&self, condition: &str, bound: Script) -> Result<Vec<T>, StoreError> {
        self.rows_from(&format!("{} WHERE {condition}", T::TABLE), bound).await
    }

    /// The rows that meet a condition on an indexed column, which it compares with a list, however long: `person IN
    /// $some`. `bound` holds its other variables.
    pub(crate) async fn rows_among<T: Row>(
        &self,
        condition: &str,
        some: impl IntoIterator<Item = impl Display>,
        bound: Script,
    ) -> Result<Vec<T>, StoreError> {
        let held: Vec<T::Held> = self.among(&whole(&format!("{} WHERE {condition}", T::TABLE)), some, bound).await?;
        Ok(held.into_iter().map(Into::into).collect())
    }

    /// What a statement gives that compares an indexed column with a list, see [`Store::rows_among`]. As it is run on
    /// a part of the list at a time, it can't put anything in order, nor count.
    pub(crate) async fn among<T: DeserializeOwned>(
        &self,
        sql: &str,
        some: impl IntoIterator<Item = impl Display>,
        bound: Script,
    ) -> Result<Vec<T>, StoreError> {
        let some: BTreeSet<String> = some.into_iter().map(|one| one.to_string()).collect();
        let some: Vec<String> = some.into_iter().collect();
        if some.is_empty() {
            return Ok(Vec::new());
        }
        let size = if some.len() > MANY { some.len() } else { LOOKED_UP };
        let mut script = bound;
        for (n, part) in some.chunks(size).enumerate() {
            let list = format!("some_{n}");
            let sql = format!("{};", sql.replace("$some", &format!("${list}")));
            script = script.then(&sql).bind(&list, part.to_vec());
        }
        let mut results = self.read(script).await?;
        let mut found = Vec::new();
        for n in 0..some.len().div_ceil(size) {
            found.extend(rows::take::<T>(&mut results, n)?);
        }
        Ok(found)
    }

    /// The rows of a table that an expression gives, such as a range of ids, or records that are named
    /// by others; `bound` holds its variables.
    pub(crate) async fn rows_from<T: Row>(&self, from: &str, bound: Script) -> Result<Vec<T>, StoreError> {
        take(&mut self.read(bound.then(&whole(from))).await?, 0)
    }

    /// Reads the page of a table's rows that a window asks for, and counts all that match.
    pub(crate) async fn page_where<T: Row>(
        &self,
        condition: &str,
        order: &str,
        bound: Script,
        window: &Window,
    ) -> Result<Page<T>, StoreError> {
        let spelled = if order.contains("spelled") { format!(", {SPELLED} AS spelled") } else { String::new() };
        let script = bound
            .then(&format!(
                "SELECT *{spelled} FROM ({})
                    ORDER BY {order} LIMIT $limit START $offset;
                 SELECT count() AS n FROM {} WHERE {condition} GROUP ALL;",
                whole(&format!("{} WHERE {condition}", T::TABLE)),
                T::TABLE
            ))
            .bind("limit", i64::from(window.limit()))
            .bind("offset", i64::from(window.offset()));
        let mut results = self.read(script).await?;
        let total = rows::json(&mut results, 1)?[0]["n"].as_u64().unwrap_or(0);
        Ok(Page::new(take(&mut results, 0)?, u32::try_from(total).unwrap_or(u32::MAX), window))
    }
}
