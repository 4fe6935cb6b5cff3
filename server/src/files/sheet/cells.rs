//! The cells of a sheet.

use std::collections::{BTreeMap, BTreeSet};

use domain::file::Refusal;

use crate::files::clean;

/// Columns read at most.
const MAX_COLUMNS: u32 = 200;
/// Bytes of text read at most.
pub(super) const MAX_TEXT: usize = 200 * 1024 * 1024;

/// What is wrong with a cell itself, whatever its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A number of more digits than a workbook keeps.
    Inexact,
    /// An error value (`#N/A`), or a formula that was never worked out.
    Error,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What it shows.
    pub(crate) text: String,
    /// The day it is, or the month where it shows no day: `1980-05`.
    pub(crate) date: Option<String>,
    /// Whether it is a number.
    pub(crate) number: bool,
    /// Whether its dates count from 1904.
    pub(crate) early: bool,
    /// Whether it only belongs to a merged cell above.
    pub(crate) filled: bool,
    /// What is wrong with it.
    pub(crate) flaw: Option<Flaw>,
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self { text: clean(text), ..Self::default() }
    }
}

/// Cells by row and column, from 0; empty ones are left out.
pub(crate) type Rows = BTreeMap<u32, BTreeMap<u32, Cell>>;

/// Merged cells, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) from: (u32, u32),
    pub(crate) to: (u32, u32),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// Its name; empty for a text.
    pub(crate) name: String,
    /// Whether it is hidden.
    pub(crate) hidden: bool,
    /// Its cells, merged ones not filled.
    pub(crate) rows: Rows,
    /// Rows that are hidden.
    pub(crate) hidden_rows: BTreeSet<u32>,
    /// Its merged cells.
    pub(crate) merged: Vec<Area>,
}

impl Sheet {
    /// Fills merged cells down, from a row on.
    pub(crate) fn fill_from(&mut self, row: u32) {
        fill(&mut self.rows, &self.merged, row);
    }
}

/// The letters of a column: `A`, `AB`.
#[must_use]
pub(crate) fn letters(column: u32) -> String {
    let (mut n, mut out) = (column + 1, Vec::new());
    while n > 0 {
        out.push(b'A' + u8::try_from((n - 1) % 26).unwrap_or(0));
        n = (n - 1) / 26;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

/// Keeps cells within the bounds.
pub(super) struct Kept {
    pub(super) rows: Rows,
    pub(super) left: usize,
    most: usize,
}

impl Kept {
    pub(super) fn new(most: usize, left: usize) -> Self {
        Self { rows: BTreeMap::new(), left, most }
    }

    pub(super) fn add(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Refusal> {
        if cell.text.is_empty() || column >= MAX_COLUMNS {
            return Ok(());
        }
        self.left = self.left.checked_sub(cell.text.len() + 64).ok_or(Refusal::Bomb)?;
        self.rows.entry(row).or_default().insert(column, cell);
        if self.rows.len() > self.most {
            return Err(Refusal::TooManyRows(u32::try_from(self.most).unwrap_or(u32::MAX)));
        }
        Ok(())
    }
}

/// Fills merged cells of body rows, column by column: what stands in the first cell is so for all.
fn fill(rows: &mut Rows, merged: &[Area], from: u32) {
    for area in merged.iter().filter(|area| area.from.0 >= from && area.to.0 > area.from.0) {
        let Some(first) = rows.get(&area.from.0).and_then(|cells| cells.get(&area.from.1)).cloned() else { continue };
        for row in area.from.0 + 1..=area.to.0 {
            // Rows with nothing of their own are no rows.
            if let Some(cells) = rows.get_mut(&row).filter(|cells| !cells.is_empty()) {
                cells.entry(area.from.1).or_insert_with(|| Cell { filled: true, ..first.clone() });
            }
        }
    }
}
