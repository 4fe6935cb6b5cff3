//! The head of a roster: which row it is, how many rows it takes, and what its columns are.

use std::collections::BTreeMap;

use domain::import::Field;

use super::super::sheet::{Area, Cell, Rows, Sheet, letters};

/// Rows looked at for the header.
const HEADER_ROWS: usize = 10;

/// A column: where it is, what stands over it from the top down, and the field that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) column: u32,
    pub(super) titles: Vec<String>,
    pub(super) field: Option<Field>,
}

impl Head {
    /// `教育情况 / 学历`; `（C 列）` where nothing stands over it.
    pub(super) fn title(&self) -> String {
        if self.titles.is_empty() { format!("（{} 列）", letters(self.column)) } else { self.titles.join(" / ") }
    }
}

/// Where the header is.
pub(super) struct Header {
    /// The first row below it.
    pub(super) body: u32,
    /// Its columns.
    pub(super) heads: Vec<Head>,
}

fn known(cells: &BTreeMap<u32, Cell>) -> usize {
    cells.values().filter(|cell| Field::of_header(&cell.text).is_some()).count()
}

/// The header among the first rows: the one with most known names. Without `any`, only where one
/// of them is the name of a person.
pub(super) fn find(sheet: &Sheet, any: bool) -> Option<Header> {
    let rows = &sheet.rows;
    let (at, cells) = rows
        .iter()
        .take(HEADER_ROWS)
        .max_by_key(|(row, cells)| (known(cells), std::cmp::Reverse(**row)))
        .filter(|(_, cells)| any || cells.values().any(|cell| Field::of_header(&cell.text) == Some(Field::Name)))?;
    let (above, below) = (above(rows, *at, &sheet.merged), below(rows, *at, cells, &sheet.merged));
    let body = at + 1 + u32::from(below.is_some());
    let last = rows.values().filter_map(|cells| cells.keys().next_back()).max().copied().unwrap_or(0);
    let mut heads = Vec::new();
    let mut taken: Vec<Field> = Vec::new();
    for column in 0..=last {
        let covering = |row: u32| {
            let own = rows.get(&row).and_then(|cells| cells.get(&column));
            own.or_else(|| {
                let area = sheet.merged.iter().find(|area| covers(area, row, column) && area.from.0 == row)?;
                rows.get(&area.from.0)?.get(&area.from.1)
            })
        };
        let mut titles: Vec<String> = [above, Some(*at), below]
            .into_iter()
            .flatten()
            .filter_map(|row| covering(row).map(|cell| cell.text.split_whitespace().collect::<String>()))
            .collect();
        titles.dedup();
        let filled = rows.range(body..).any(|(_, cells)| cells.contains_key(&column));
        if titles.is_empty() && !filled {
            continue;
        }
        let texts: Vec<&str> = titles.iter().map(String::as_str).collect();
        // Two columns for one field: the first counts.
        let field = Field::of_headers(&texts).filter(|field| !taken.contains(field));
        taken.extend(field);
        heads.push(Head { column, titles, field });
    }
    Some(Header { body, heads })
}

fn covers(area: &Area, row: u32, column: u32) -> bool {
    (area.from.0..=area.to.0).contains(&row) && (area.from.1..=area.to.1).contains(&column)
}

/// The row of groups above the header: merged over several columns, but not over nearly all as a
/// title is.
fn above(rows: &Rows, at: u32, merged: &[Area]) -> Option<u32> {
    let row = at.checked_sub(1)?;
    let wide = rows.get(&at)?.keys().next_back()? + 1;
    let groups = merged.iter().filter(|area| {
        let columns = area.to.1 - area.from.1 + 1;
        area.from.0 == row && area.to.0 == row && columns > 1 && columns * 3 < wide * 2
    });
    (groups.count() > 0).then_some(row)
}

/// The second row of a header: it names columns and no person.
fn below(rows: &Rows, at: u32, header: &BTreeMap<u32, Cell>, merged: &[Area]) -> Option<u32> {
    let row = at + 1;
    let cells = rows.get(&row)?;
    let name = header.iter().find(|(_, cell)| Field::of_header(&cell.text) == Some(Field::Name)).map(|(at, _)| *at);
    let blank = name.is_none_or(|column| !cells.contains_key(&column));
    let names = known(cells);
    // A name alone over two rows says the same as a name beside it.
    let tall = name.is_some_and(|column| merged.iter().any(|area| covers(area, at, column) && area.to.0 == row));
    let words = cells.values().filter(|cell| !cell.number).count();
    (blank && (tall || (names > 0 && names * 2 >= cells.len())) && words == cells.len()).then_some(row)
}
