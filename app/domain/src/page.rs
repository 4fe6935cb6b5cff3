//! Lists: what to show of them, and what was shown.

use serde::{Deserialize, Serialize};

/// The rows on a page unless told otherwise.
pub const PAGE: u32 = 50;
/// The most rows a page may have.
pub const MAX_PAGE: u32 = 200;
/// The rows that are read at once for a file with all pages.
pub const BULK: u32 = 2_000;

/// Which part of a list, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    /// First page is 1; 0 means the same.
    #[serde(deserialize_with = "written")]
    pub page: u32,
    /// Rows to a page; 0 means [`PAGE`].
    #[serde(deserialize_with = "written")]
    pub size: u32,
    /// The column to sort by; unknown ones fall back to the list's own order.
    pub sort: String,
    /// Largest first.
    #[serde(deserialize_with = "written")]
    pub descending: bool,
    /// For a file with all pages: so many rows to a page as [`BULK`] says. No address says so.
    #[serde(skip)]
    pub bulk: bool,
}

/// Reads a number or a yes-or-no that an address writes as text. Where a query is flattened into
/// another, serde no longer knows that its text was meant to be one.
pub(crate) fn written<'de, D, T>(reader: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + std::str::FromStr,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written<T> {
        Value(T),
        Text(String),
    }
    match Written::deserialize(reader)? {
        Written::Value(value) => Ok(value),
        Written::Text(text) => text.parse().map_err(|_| serde::de::Error::custom("neither a number nor true or false")),
    }
}

impl Window {
    /// Rows to a page, within bounds.
    #[must_use]
    pub fn limit(&self) -> u32 {
        match self.size {
            _ if self.bulk => BULK,
            0 => PAGE,
            size => size.min(MAX_PAGE),
        }
    }

    /// Rows before this page.
    #[must_use]
    pub fn offset(&self) -> u32 {
        self.page.saturating_sub(1).saturating_mul(self.limit())
    }
}

/// A page of rows out of a counted whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows shown.
    pub rows: Vec<T>,
    /// All rows that match.
    pub total: u32,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many rows a page has.
    pub size: u32,
}

impl<T> Page<T> {
    /// The rows with what the window asked for.
    #[must_use]
    pub fn new(rows: Vec<T>, total: u32, window: &Window) -> Self {
        Self { rows, total, page: window.page.max(1), size: window.limit() }
    }

    /// The same page with each row made into something else.
    #[must_use]
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(each).collect(), total: self.total, page: self.page, size: self.size }
    }

    /// How many pages there are, at least 1.
    #[must_use]
    pub fn pages(&self) -> u32 {
        self.total.div_ceil(self.size.max(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_no_more_than_a_page_and_a_file_for_more() {
        let asked = |value: serde_json::Value| serde_json::from_value::<Window>(value).unwrap();
        assert_eq!(asked(serde_json::json!({})).limit(), PAGE);
        assert_eq!(asked(serde_json::json!({ "size": "100000", "bulk": true })).limit(), MAX_PAGE);
        let file = Window { page: 3, bulk: true, ..Window::default() };
        assert_eq!((file.limit(), file.offset()), (BULK, 2 * BULK));
    }
}
