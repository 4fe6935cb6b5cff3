//! Rows to and from the domain's own types, by way of JSON: the tables hold what the
//! types serialise to, so a field is spelt once.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use surrealdb::IndexedResults;

use crate::StoreError;

/// The rows of one statement.
pub(crate) fn take<T: DeserializeOwned>(results: &mut IndexedResults, index: usize) -> Result<Vec<T>, StoreError> {
    read(json(results, index)?)
}

/// The rows that a statement gave.
pub(crate) fn read<T: DeserializeOwned>(given: Value) -> Result<Vec<T>, StoreError> {
    match given {
        Value::Null => Ok(Vec::new()),
        Value::Array(rows) => rows.into_iter().map(|row| Ok(serde_json::from_value(row)?)).collect(),
        one => Ok(vec![serde_json::from_value(one)?]),
    }
}

/// The one value of a statement.
pub(crate) fn json(results: &mut IndexedResults, index: usize) -> Result<Value, StoreError> {
    let value: surrealdb::types::Value = results.take(index)?;
    Ok(value.into_json_value())
}

/// The value before `COMMIT` in a transaction of `count` statements; its `RETURN`, by
/// convention the last statement, stands there.
pub(crate) fn last(results: &mut IndexedResults, count: usize) -> Result<Value, StoreError> {
    if count < 2 { Ok(Value::Null) } else { json(results, count - 2) }
}

/// What a value of the domain serialises to.
///
/// # Panics
/// Never for the plain data of the domain.
pub(crate) fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("plain data serialises")
}

/// A value as the content of a record: an object without its id.
pub(crate) fn content(value: &impl Serialize) -> Value {
    let mut value = plain(value);
    if let Value::Object(map) = &mut value {
        map.remove("id");
    }
    value
}

/// The same with another field.
pub(crate) fn content_with(value: &impl Serialize, name: &str, extra: impl Serialize) -> Value {
    let mut value = content(value);
    if let Value::Object(map) = &mut value {
        map.insert(name.to_owned(), plain(&extra));
    }
    value
}

/// A new time-ordered id: of the same moment, too, those that this program makes sort as they were made, also where
/// ids of other moments are made in between.
pub(crate) fn new_id(now: domain::Moment) -> String {
    use rand::RngExt;
    static LAST: Mutex<Option<u64>> = Mutex::new(None);
    let random = rand::rng().random::<u64>();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let tail = match *last {
        Some(last) if last < 1 << 47 => last + 1 + (random & 0xffff),
        _ => random & 0x3fff_ffff_ffff,
    };
    *last = Some(tail);
    format!("{:011x}{tail:012x}", now.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_sort_as_they_were_made() {
        let ids: Vec<String> = (0..1000).map(|_| new_id(domain::Moment(1_732_867_200_123))).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == ids[0].len()));
        let in_between = |n: i64| (new_id(domain::Moment(1_732_867_200_123)), new_id(domain::Moment(n)));
        let ids: Vec<String> = (0..1000).map(|n| in_between(n).0).collect();
        assert!(ids.is_sorted());
    }
}
