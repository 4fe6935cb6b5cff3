//! Counting a sheet, so that no number shown, nor any difference of two of them, stands for fewer
//! voters than the rules allow.

use super::{Ballot, Count, Sheet, Shown, Tally, Turnout};

/// Groups joined, in their order, until each cell has as many voters as allowed; what is left
/// over at the end joins the last. Groups without votes are in no cell. Empty when all together
/// are too few.
fn cells(of: &[(String, Count)], smallest: u32) -> Vec<(Vec<String>, Count)> {
    let mut found: Vec<(Vec<String>, Count)> = Vec::new();
    let mut open: (Vec<String>, Count) = Default::default();
    for (code, count) in of.iter().filter(|one| one.1.votes() > 0) {
        open.0.push(code.clone());
        open.1 = open.1.plus(*count);
        if open.1.votes() >= smallest {
            found.push(std::mem::take(&mut open));
        }
    }
    if let Some(last) = found.last_mut() {
        last.0.extend(open.0);
        last.1 = last.1.plus(open.1);
    }
    found
}

/// Counts a sheet: the ballots of each group, with how many it had and gave out. Which groups are
/// joined is the same for every person and column, so that no two results differ by one small
/// group; where a single person or column still has too few in a cell, all its groups are one.
#[must_use]
pub fn tally(sheet: &Sheet, columns: usize, groups: &[(String, Turnout, Vec<Ballot>)], smallest: u32) -> Tally {
    let persons = sheet.targets.len();
    let mut turnout = Vec::with_capacity(groups.len());
    let mut counts = vec![vec![Vec::with_capacity(groups.len()); columns]; persons];
    let mut ballots_of = Vec::with_capacity(groups.len());
    for (code, given, ballots) in groups {
        let valid: Vec<&Ballot> = ballots.iter().filter(|one| one.valid(persons * columns)).collect();
        turnout.push((code.clone(), Turnout { returned: ballots.len() as u32, valid: valid.len() as u32, ..*given }));
        ballots_of.push((code.clone(), Count { grades: [valid.len() as u32, 0, 0, 0], none: 0 }));
        for (person, columns) in counts.iter_mut().enumerate() {
            let width = columns.len();
            for (column, of) in columns.iter_mut().enumerate() {
                let mut count = Count::default();
                for mark in valid.iter().map(|one| one.mark(person * width + column)) {
                    match mark {
                        Some(grade) => count.grades[grade as usize] += 1,
                        None => count.none += 1,
                    }
                }
                of.push((code.clone(), count));
            }
        }
    }
    // The cells of the whole sheet, by its valid ballots.
    let joined: Vec<Vec<String>> = cells(&ballots_of, smallest).into_iter().map(|one| one.0).collect();
    let votes = counts
        .into_iter()
        .map(|columns| {
            columns
                .into_iter()
                .map(|of: Vec<(String, Count)>| {
                    let by_cell: Vec<(Vec<String>, Count)> = joined
                        .iter()
                        .map(|codes| {
                            let inside = of.iter().filter(|one| codes.contains(&one.0));
                            (codes.clone(), inside.fold(Count::default(), |sum, one| sum.plus(one.1)))
                        })
                        .collect();
                    let fits = by_cell.iter().all(|one| one.1.votes() == 0 || one.1.votes() >= smallest);
                    let full: Vec<_> = by_cell.iter().filter(|one| one.1.votes() > 0).cloned().collect();
                    if fits && !full.is_empty() {
                        Shown::Cells { cells: full }
                    } else {
                        let count = of.iter().fold(Count::default(), |sum, one| sum.plus(one.1));
                        if count.votes() >= smallest { Shown::Merged { count } } else { Shown::Hidden }
                    }
                })
                .collect()
        })
        .collect();
    Tally { turnout, votes }
}
