//! What lies on the disk only sealed: the sensitive half of a record, and long-lived secrets.

use std::sync::Arc;

use domain::PersonId;
use domain::person::Sensitive;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::rows::take;
use crate::seal::Seal;
use crate::{Change, FEATURES, Script, Store, StoreError};

/// Rows sealed anew in one transaction.
const BATCH: usize = 200;

/// What a person's sensitive half is looked up by: unique by number, or by person where there is none.
fn private_key(seal: &dyn Seal, person: &PersonId, id_number: &str) -> String {
    if id_number.is_empty() { format!("person:{person}") } else { number_key(seal, id_number) }
}

fn number_key(seal: &dyn Seal, id_number: &str) -> String {
    seal.lookup(&format!("number:{id_number}"))
}

fn private_purpose(person: &str) -> String {
    format!("person_private:{person}")
}

/// The sensitive half of a record as it is read: `SELECT record::id(id) AS id, sealed`.
#[derive(Deserialize)]
pub(crate) struct Private {
    pub(crate) id: PersonId,
    sealed: String,
}

impl Store {
    /// The same store, whose sensitive values are sealed by this from now on.
    #[must_use]
    pub fn with_seal(mut self, seal: Arc<dyn Seal>) -> Self {
        self.ballot_keys.wrap = Some(seal.clone());
        self.seal = seal;
        self
    }

    pub(crate) fn sealed(&self, table: &str, id: &str, text: &str) -> String {
        self.seal.seal(&format!("{table}:{id}"), text)
    }

    pub(crate) fn unsealed(&self, table: &'static str, id: &str, sealed: &str) -> Result<String, StoreError> {
        self.seal.open(&format!("{table}:{id}"), sealed).ok_or(StoreError::Sealed(table))
    }

    /// Reads one sealed column of a row; nothing when there is no row.
    pub(crate) async fn read_sealed(
        &self,
        table: &'static str,
        column: &'static str,
        id: &str,
    ) -> Result<Option<String>, StoreError> {
        let script = Script::new(&format!("SELECT VALUE {column} FROM type::record('{table}', $id)")).bind("id", id);
        let sealed: Option<String> = self.row(script).await?;
        sealed.map(|sealed| self.unsealed(table, id, &sealed)).transpose()
    }

    /// The sensitive half as its row's content.
    pub(crate) fn private_content(&self, person: &PersonId, sensitive: &Sensitive) -> Value {
        let text = serde_json::to_string(sensitive).expect("plain data serialises");
        json!({
            "sealed": self.seal.seal(&private_purpose(person.as_str()), &text),
            "id_key": private_key(&*self.seal, person, &sensitive.id_number),
            "has_family": !sensitive.family.is_empty(),
            // The columns of before stay empty. An existing row takes no defaults.
            "id_number": "", "health": "", "family": [],
        })
    }

    /// What a number is looked up by.
    pub(crate) fn id_number_key(&self, id_number: &str) -> String {
        number_key(&*self.seal, id_number)
    }

    pub(crate) fn open_private(&self, row: &Private) -> Result<Sensitive, StoreError> {
        let text = self.seal.open(&private_purpose(row.id.as_str()), &row.sealed);
        Ok(serde_json::from_str(&text.ok_or(StoreError::Sealed("person_private"))?)?)
    }

    /// Seals with the present key whatever is not: values of versions that sealed nothing, and of an
    /// earlier key. Gives how many rows. Ended half way it goes on from there when called again.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] when something was sealed with a key that is not here.
    pub async fn seal_at_rest(&self) -> Result<u64, StoreError> {
        let with: Option<String> = self.row(Script::new("SELECT VALUE sealed_with FROM installation:main")).await?;
        let key = self.seal.key_id();
        if with.is_some_and(|with| with == key) {
            return Ok(0);
        }
        let mut rows = self.seal_private().await?;
        for one in FEATURES.iter().flat_map(|one| one.sealed()) {
            rows += self.seal_column(one.table, one.column, one.purpose).await?;
        }
        let done = Script::new("UPSERT installation:main SET sealed_with = $key RETURN NONE;").bind("key", key);
        self.write(Change::Answers("installation.seal"), done).await?;
        Ok(rows)
    }

    async fn ids_of(&self, table: &str) -> Result<Vec<String>, StoreError> {
        self.rows(Script::new(&format!("SELECT VALUE record::id(id) FROM {table}"))).await
    }

    async fn rows_of<T: DeserializeOwned>(
        &self,
        table: &str,
        columns: &str,
        ids: &[String],
    ) -> Result<Vec<T>, StoreError> {
        let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new(table, id.as_str())).collect();
        let mut results = self
            .read(Script::new(&format!("SELECT record::id(id) AS id, {columns} FROM $ids")).bind("ids", ids))
            .await?;
        take(&mut results, 0)
    }

    async fn seal_private(&self) -> Result<u64, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: PersonId,
            sealed: String,
            #[serde(flatten)]
            clear: Sensitive,
        }
        let mut sealed = 0;
        for ids in self.ids_of("person_private").await?.chunks(BATCH) {
            let rows: Vec<Row> = self.rows_of("person_private", "sealed, id_number, health, family", ids).await?;
            let mut next = Vec::with_capacity(rows.len());
            for row in rows {
                let sensitive = if row.sealed.is_empty() {
                    row.clear
                } else {
                    self.open_private(&Private { id: row.id.clone(), sealed: row.sealed.clone() })?
                };
                let content = self.private_content(&row.id, &sensitive);
                next.push(json!({ "id": row.id, "was": row.sealed, "content": content }));
            }
            sealed += next.len() as u64;
            self.write(
                Change::Answers("installation.seal"),
                Script::new(
                    "FOR $row IN $rows {
                        LET $now = (SELECT VALUE sealed FROM ONLY type::record('person_private', $row.id));
                        IF $now = $row.was {
                            UPSERT type::record('person_private', $row.id) CONTENT $row.content RETURN NONE;
                        };
                     };",
                )
                .bind("rows", next),
            )
            .await?;
        }
        Ok(sealed)
    }

    async fn seal_column(&self, table: &'static str, column: &str, purpose: &str) -> Result<u64, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: String,
            value: String,
        }
        let mut sealed = 0;
        for ids in self.ids_of(table).await?.chunks(BATCH) {
            let rows: Vec<Row> = self.rows_of(table, &format!("{column} AS `value`"), ids).await?;
            let mut next = Vec::with_capacity(rows.len());
            for row in rows.into_iter().filter(|row| !row.value.is_empty()) {
                let purpose = format!("{purpose}{}", row.id);
                let text = self.seal.open(&purpose, &row.value).ok_or(StoreError::Sealed(table))?;
                next.push(json!({ "id": row.id, "was": row.value, "next": self.seal.seal(&purpose, &text) }));
            }
            sealed += next.len() as u64;
            self.write(
                Change::Answers("installation.seal"),
                Script::new(&format!(
                    "FOR $row IN $rows {{
                        UPDATE type::record('{table}', $row.id) SET {column} = $row.next
                            WHERE {column} = $row.was RETURN NONE;
                     }};"
                ))
                .bind("rows", next),
            )
            .await?;
        }
        Ok(sealed)
    }
}
