//! The dense assignment problem: n people, n posts, a cost for every pair; Jonker and Volgenant
//! 1987, with the column reduction, the transfer and two augmenting reductions before shortest
//! augmenting paths.

use serde::{Deserialize, Serialize};

/// An optimal assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// By row: its column.
    pub columns: Vec<u32>,
    /// The total cost.
    pub cost: i64,
    /// Dual prices of the rows and columns: no cost is less than the sum of its two, the sum of
    /// all is the total. That proves the optimum.
    pub prices: (Vec<i64>, Vec<i64>),
}

impl Assignment {
    /// Whether the prices prove that nothing costs less, and the columns are all different.
    #[must_use]
    pub fn proven(&self, costs: &[i32]) -> bool {
        let n = self.columns.len();
        let (rows, columns) = &self.prices;
        let mut taken = vec![false; n];
        let different = self
            .columns
            .iter()
            .all(|column| taken.get_mut(*column as usize).is_some_and(|taken| !std::mem::replace(taken, true)));
        let cost: i64 =
            self.columns.iter().enumerate().map(|(row, column)| i64::from(costs[row * n + *column as usize])).sum();
        different
            && costs.len() == n * n
            && cost == self.cost
            && cost == rows.iter().sum::<i64>() + columns.iter().sum::<i64>()
            && costs
                .chunks(n.max(1))
                .zip(rows)
                .all(|(costs, row)| costs.iter().zip(columns).all(|(cost, column)| i64::from(*cost) >= row + column))
    }
}

/// Why a file of costs can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssignmentFault {
    /// Something that is no whole number: (line, what stands there).
    #[error("line {0}: {1:?} is no whole number between -1000000000 and 1000000000")]
    Number(usize, String),
    /// The wrong number of costs: (asked for, found).
    #[error("{0} costs are needed, {1} are there")]
    Count(usize, usize),
    /// n is too large or missing.
    #[error("the first number must be how many rows there are, 1 to 20000")]
    Size,
}

/// Reads n and n×n costs, row by row, in any number of lines (OR-Library's format).
///
/// # Errors
/// The line and text of what is no number, or how many numbers are missing.
pub fn parse_assignment(text: &str) -> Result<(usize, Vec<i32>), AssignmentFault> {
    let mut numbers = text.lines().enumerate().flat_map(|(n, line)| {
        line.split_whitespace().map(move |word| {
            let number = word.parse::<i32>().ok().filter(|number| number.unsigned_abs() <= 1_000_000_000);
            number.ok_or_else(|| AssignmentFault::Number(n + 1, word.chars().take(20).collect()))
        })
    });
    let n = numbers.next().ok_or(AssignmentFault::Size)??;
    let n = usize::try_from(n).ok().filter(|n| (1..=20_000).contains(n)).ok_or(AssignmentFault::Size)?;
    let costs: Vec<i32> = numbers.collect::<Result<_, _>>()?;
    if costs.len() == n * n { Ok((n, costs)) } else { Err(AssignmentFault::Count(n * n, costs.len())) }
}

const FREE: u32 = u32::MAX;

/// Solves n rows by n columns of costs, row by row.
///
/// # Panics
/// When there are not n×n costs.
#[must_use]
pub fn assignment(n: usize, costs: &[i32]) -> Assignment {
    assert_eq!(costs.len(), n * n, "n×n costs");
    let mut solver = Solver { n, costs, column_of: vec![FREE; n], row_of: vec![FREE; n], price: vec![0; n] };
    let free = solver.reduce_columns();
    let mut free = solver.transfer(free);
    for _ in 0..2 {
        free = solver.reduce_rows(&free);
    }
    solver.augment(&free);
    let rows: Vec<i64> = solver
        .column_of
        .iter()
        .enumerate()
        .map(|(row, column)| i64::from(costs[row * n + *column as usize]) - solver.price[*column as usize])
        .collect();
    let cost =
        solver.column_of.iter().enumerate().map(|(row, column)| i64::from(costs[row * n + *column as usize])).sum();
    Assignment { columns: solver.column_of, cost, prices: (rows, solver.price) }
}

struct Solver<'a> {
    n: usize,
    costs: &'a [i32],
    column_of: Vec<u32>,
    row_of: Vec<u32>,
    price: Vec<i64>,
}

impl Solver<'_> {
    fn row(&self, row: usize) -> &[i32] {
        &self.costs[row * self.n..(row + 1) * self.n]
    }

    /// Every column takes its cheapest row, unless that row has one. Gives for each row how many
    /// columns wanted it.
    fn reduce_columns(&mut self) -> Vec<u32> {
        let n = self.n;
        // Row by row, since rows lie together in memory.
        let mut cheapest = vec![(i32::MAX, 0u32); n];
        for row in 0..n {
            for (best, cost) in cheapest.iter_mut().zip(&self.costs[row * n..(row + 1) * n]) {
                if *cost < best.0 {
                    *best = (*cost, row as u32);
                }
            }
        }
        let mut wanted = vec![0u32; n];
        for column in (0..n).rev() {
            let (cost, row) = cheapest[column];
            self.price[column] = i64::from(cost);
            wanted[row as usize] += 1;
            if wanted[row as usize] == 1 {
                self.column_of[row as usize] = column as u32;
                self.row_of[column] = row;
            }
        }
        wanted
    }

    /// Lowers the price of a column whose row wanted no other, as far as it stays the row's best.
    /// Gives the rows without a column.
    fn transfer(&mut self, wanted: Vec<u32>) -> Vec<u32> {
        let mut free = Vec::new();
        for (row, wanted) in wanted.into_iter().enumerate() {
            match wanted {
                0 => free.push(row as u32),
                1 => {
                    let own = self.column_of[row] as usize;
                    let mut least = i64::MAX;
                    for (column, (cost, price)) in self.row(row).iter().zip(&self.price).enumerate() {
                        if column != own {
                            least = least.min(i64::from(*cost) - price);
                        }
                    }
                    if least < i64::MAX {
                        // The price stays such that the row's own column costs it as much as the next.
                        let own_cost = i64::from(self.row(row)[own]);
                        self.price[own] = own_cost - least.max(own_cost - self.price[own]);
                    }
                }
                _ => {}
            }
        }
        free
    }

    /// Rows without a column take their best one at the price that makes it no better than the
    /// second; whoever had it looks on. Gives the rows left.
    fn reduce_rows(&mut self, free: &[u32]) -> Vec<u32> {
        let mut left = Vec::new();
        let mut tries = 20 * self.n;
        let mut open: Vec<u32> = free.iter().rev().copied().collect();
        while let Some(row) = open.pop() {
            let (mut best, mut second) = ((i64::MAX, 0u32), (i64::MAX, 0u32));
            for (column, (cost, price)) in self.row(row as usize).iter().zip(&self.price).enumerate() {
                let value = i64::from(*cost) - price;
                if value < second.0 {
                    if value < best.0 {
                        second = best;
                        best = (value, column as u32);
                    } else {
                        second = (value, column as u32);
                    }
                }
            }
            let mut column = best.1 as usize;
            let lowered = second.0 != i64::MAX && best.0 < second.0;
            if lowered {
                self.price[column] -= second.0 - best.0;
            } else if self.row_of[column] != FREE && second.0 != i64::MAX {
                column = second.1 as usize;
            }
            let before = std::mem::replace(&mut self.row_of[column], row);
            self.column_of[row as usize] = column as u32;
            if before != FREE {
                self.column_of[before as usize] = FREE;
                if lowered && tries > 0 {
                    tries -= 1;
                    open.push(before);
                } else {
                    left.push(before);
                }
            }
        }
        left
    }

    /// Shortest augmenting paths for the rows left.
    fn augment(&mut self, free: &[u32]) {
        let n = self.n;
        let mut distance = vec![0i64; n];
        let mut before = vec![0u32; n];
        // Columns: scanned, to be scanned at the least distance, not reached.
        let mut columns: Vec<u32> = (0..n as u32).collect();
        for start in free {
            for (column, (cost, price)) in self.row(*start as usize).iter().zip(&self.price).enumerate() {
                distance[column] = i64::from(*cost) - price;
                before[column] = *start;
            }
            let (mut low, mut up, mut scanned) = (0, 0, 0);
            let mut least = 0;
            let end = 'search: loop {
                if low == up {
                    scanned = low;
                    least = distance[columns[low] as usize];
                    up = low + 1;
                    let mut k = up;
                    while k < n {
                        let value = distance[columns[k] as usize];
                        if value <= least {
                            if value < least {
                                up = low;
                                least = value;
                            }
                            columns.swap(k, up);
                            up += 1;
                        }
                        k += 1;
                    }
                    for column in &columns[low..up] {
                        if self.row_of[*column as usize] == FREE {
                            break 'search *column;
                        }
                    }
                }
                let column = columns[low] as usize;
                low += 1;
                let row = self.row_of[column] as usize;
                let costs = &self.costs[row * n..(row + 1) * n];
                let own = i64::from(costs[column]) - self.price[column] - least;
                let mut k = up;
                while k < n {
                    let other = columns[k] as usize;
                    let value = i64::from(costs[other]) - self.price[other] - own;
                    if value < distance[other] {
                        distance[other] = value;
                        before[other] = row as u32;
                        if value == least {
                            if self.row_of[other] == FREE {
                                break 'search other as u32;
                            }
                            columns.swap(k, up);
                            up += 1;
                        }
                    }
                    k += 1;
                }
            };
            for column in &columns[..scanned] {
                self.price[*column as usize] += distance[*column as usize] - least;
            }
            let mut column = end;
            loop {
                let row = before[column as usize];
                self.row_of[column as usize] = row;
                let next = std::mem::replace(&mut self.column_of[row as usize], column);
                if row == *start {
                    break;
                }
                column = next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn brute(n: usize, costs: &[i32]) -> i64 {
        fn go(row: usize, n: usize, costs: &[i32], taken: &mut Vec<bool>) -> i64 {
            if row == n {
                return 0;
            }
            let mut best = i64::MAX;
            for column in 0..n {
                if !taken[column] {
                    taken[column] = true;
                    best = best.min(i64::from(costs[row * n + column]) + go(row + 1, n, costs, taken));
                    taken[column] = false;
                }
            }
            best
        }
        go(0, n, costs, &mut vec![false; n])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_assignment_is_the_cheapest_and_its_prices_prove_it(
            (n, costs) in (1usize..7).prop_flat_map(|n| (Just(n), prop::collection::vec(-9i32..9, n * n)))
        ) {
            let found = assignment(n, &costs);
            prop_assert_eq!(found.cost, brute(n, &costs));
            prop_assert!(found.proven(&costs));
        }

        #[test]
        fn prices_prove_large_assignments_too(seed in any::<u64>(), n in 20usize..80, range in 2i64..1_000_000) {
            let mut state = seed | 1;
            let costs: Vec<i32> = (0..n * n).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((state >> 33) as i64 % range) as i32
            }).collect();
            prop_assert!(assignment(n, &costs).proven(&costs));
        }
    }

    #[test]
    fn a_file_of_costs_says_where_it_is_wrong() {
        assert_eq!(parse_assignment(" 2\n 1 2\n 3 4\n"), Ok((2, vec![1, 2, 3, 4])));
        assert_eq!(parse_assignment("2\n1 2\n3 x"), Err(AssignmentFault::Number(3, "x".into())));
        assert_eq!(parse_assignment("2\n1 2 3"), Err(AssignmentFault::Count(4, 3)));
        assert_eq!(parse_assignment(""), Err(AssignmentFault::Size));
    }
}
