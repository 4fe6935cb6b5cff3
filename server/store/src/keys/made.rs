//! Making the keys of all names and titles anew, where a newer program makes them otherwise.

use serde::Deserialize;
use serde_json::json;

use super::{KEY_VERSION, name_key, search_key};
use crate::{Change, Script, Store, StoreError};

impl Store {
    /// Makes the keys of names and titles anew where they were made in an older way.
    pub(crate) async fn renew_keys(&self) -> Result<(), StoreError> {
        let made: Option<i64> = self.row(Script::new("SELECT VALUE version FROM search_key:current")).await?;
        if made == Some(KEY_VERSION) { Ok(()) } else { self.make_keys().await }
    }

    /// Makes the keys of all names and titles.
    pub(crate) async fn make_keys(&self) -> Result<(), StoreError> {
        #[derive(Deserialize)]
        struct Named {
            id: String,
            name: String,
        }
        for (table, name) in [
            ("person", "name"),
            ("unit", "string::concat(name, ' ', short)"),
            ("class", "title"),
            ("course", "title"),
            ("holding", "name"),
        ] {
            let rows: Vec<Named> =
                self.rows(Script::new(&format!("SELECT record::id(id) AS id, {name} AS name FROM {table}"))).await?;
            let person = if table == "person" { ", name_key = $one.name_key" } else { "" };
            for chunk in rows.chunks(500) {
                let keys: Vec<serde_json::Value> = chunk
                    .iter()
                    .map(
                        |row| json!({ "id": row.id, "search": search_key(&row.name), "name_key": name_key(&row.name) }),
                    )
                    .collect();
                let script = Script::new(&format!(
                    "FOR $one IN $keys {{ UPDATE type::record('{table}', $one.id) SET search = $one.search{person} RETURN NONE }};"
                ));
                self.write(Change::Answers("keys"), script.bind("keys", keys)).await?;
            }
        }
        let script = Script::new("UPSERT search_key:current SET version = $version RETURN NONE;");
        self.write(Change::Answers("keys.made"), script.bind("version", KEY_VERSION)).await?;
        Ok(())
    }
}
