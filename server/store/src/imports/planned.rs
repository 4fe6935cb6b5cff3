//! What an import keeps of the rows of its file until it is confirmed.

use domain::import::Record;
use domain::{ImportId, PersonId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::StoreError;

/// What will be written for one person, together with what it was judged against.
#[derive(Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) record: Record,
    /// The version it was judged against; nothing for a new person.
    pub(super) version: Option<u32>,
    pub(super) before: Option<Value>,
    /// For a new person: whose names are alike and were seen when it was judged.
    #[serde(default)]
    pub(super) namesakes: Vec<PersonId>,
}

/// What a text field of the store keeps.
pub(super) fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// What a text field kept; nothing of a field that older programs did not have.
pub(super) fn kept<T: DeserializeOwned + Default>(text: &str) -> Result<T, StoreError> {
    if text.is_empty() { Ok(T::default()) } else { Ok(serde_json::from_str(text)?) }
}

/// How many rows wait to be mended or decided: they come first in the list of an import.
pub(super) fn waiting(counts: &[u32; 6]) -> u32 {
    counts[3] + counts[4]
}

/// What an import counts when all others were written or gave nothing to write.
pub(super) fn left(counts: &[u32; 6]) -> [u32; 6] {
    [0, 0, 0, counts[3], counts[4], 0]
}

/// What names the row of a file's line.
pub(super) fn row_id(import: &ImportId, at: u32) -> String {
    format!("{import}-{at:06}")
}
