//! Many rows rewritten in one transaction, each as it was read.

use domain::Fault;
use domain::ports::Answer;
use serde_json::{Value, json};

use crate::Script;

/// Rows that are written with one statement of a transaction.
pub(crate) const BATCH: usize = 500;

/// Times that something is worked out anew because a row it goes by moved.
const TIMES: u32 = 8;

impl Script {
    /// Adds what rewrites rows of a table, each by its id. What is written has the version after the
    /// one it was read with; where a row has another by now nothing at all is written, and the
    /// whole is to be worked out [`again`]. Rows that are there are updated: to find that it can't make one
    /// of them, an `UPSERT` looks through all that its transaction has written.
    pub(crate) fn rewrite(mut self, table: &str, rows: &[(String, Value)]) -> Self {
        for (n, chunk) in rows.chunks(BATCH).enumerate() {
            let list: Vec<Value> = chunk
                .iter()
                .map(|(id, row)| json!({ "id": id, "row": row, "read": row["version"].as_u64().unwrap_or(0).max(1) - 1 }))
                .collect();
            self = self
                .then(&format!(
                    "FOR $one IN ${table}{n} {{
                        LET $moving = type::record('{table}', $one.id);
                        IF ((SELECT VALUE version FROM ONLY $moving) ?? 0) != $one.read {{ THROW 'gq:moved' }};
                        IF $one.read > 0 {{
                            UPDATE $moving CONTENT $one.row RETURN NONE;
                        }} ELSE {{
                            UPSERT $moving CONTENT $one.row RETURN NONE;
                        }};
                     }};"
                ))
                .bind(&format!("{table}{n}"), list);
        }
        self
    }

    /// Adds what inserts new rows into a table.
    pub(crate) fn insert(mut self, table: &str, rows: &[Value]) -> Self {
        for (n, chunk) in rows.chunks(BATCH).enumerate() {
            self = self
                .then(&format!("INSERT INTO {table} $new_{table}{n} RETURN NONE;"))
                .bind(&format!("new_{table}{n}"), chunk.to_vec());
        }
        self
    }
}

/// Does something that reads much, works, and writes it back, anew as long as something of it moved
/// meanwhile.
pub(crate) async fn again<T, F: Future<Output = Answer<T>>>(work: impl Fn() -> F) -> Answer<T> {
    for _ in 1..TIMES {
        match work().await {
            Err(Fault::Busy) => {}
            done => return done,
        }
    }
    work().await
}
