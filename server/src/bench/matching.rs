//! Rounds of the size of the largest public exchange known, and beyond: each mechanism with its
//! proof, beside the time that sorting the round's wishes takes.

use std::time::Instant;

use domain::code::Code;
use domain::exchange::matching::{Entrant, FORMAT, Mechanism, Offer, Party, Problem, check, report, solve};

use crate::cli::outcome::Failure;

/// Wishes of each.
const WISHES: usize = 20;
/// (people, seconds in which each mechanism is to end).
const ROUNDS: [(usize, f64); 2] = [(15_000, 1.0), (100_000, 15.0)];

/// Always the same numbers.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

/// Everybody holds a post and wishes for others, some of them far more wanted than others; with
/// `free`, every other person comes from outside, so that seats are free.
fn round(people: usize, tolerance: Option<u32>, free: bool) -> Problem {
    let mut dice = Dice(people as u64);
    let mut problem = Problem { format: FORMAT.to_owned(), seed: "bench".to_owned(), ..Problem::default() };
    let mut ranks: Vec<Vec<(usize, usize)>> = vec![Vec::new(); people];
    for i in 0..people {
        let mut wishes: Vec<usize> = Vec::with_capacity(WISHES);
        while wishes.len() < WISHES {
            let wish = dice.below(people) * dice.below(people) / people;
            if wish != i && !wishes.contains(&wish) {
                wishes.push(wish);
            }
        }
        for wish in &wishes {
            ranks[*wish].push((dice.below(1 << 30), i));
        }
        problem.people.push(Entrant {
            id: format!("p{i}"),
            home: if free && i % 2 == 0 { String::new() } else { format!("q{i}") },
            fit: wishes.iter().map(|_| dice.below(101) as i64).collect(),
            wishes: wishes.into_iter().map(|wish| format!("q{wish}")).collect(),
            ..Entrant::default()
        });
    }
    let units = people / 50;
    for (j, mut rank) in ranks.into_iter().enumerate() {
        rank.sort_unstable();
        let ranking = rank.into_iter().map(|(_, i)| format!("p{i}")).collect();
        problem.posts.push(Offer { id: format!("q{j}"), unit: format!("u{}", j % units), ranking, ..Offer::default() });
    }
    if tolerance.is_some() {
        problem.units = (0..units)
            .map(|unit| Party { id: format!("u{unit}"), most_out: tolerance, most_in: tolerance, ..Party::default() })
            .collect();
    }
    problem
}

pub(super) fn run() -> Result<(), Failure> {
    for ((people, aim), free) in ROUNDS.into_iter().flat_map(|round| [(round, false), (round, true)]) {
        let problem = round(people, Some(2), free);
        let seats = if free { ", half of the seats free" } else { "" };
        let began = Instant::now();
        let mut wishes: Vec<&String> = problem.people.iter().flat_map(|one| &one.wishes).collect();
        wishes.sort_unstable();
        let floor = began.elapsed().as_secs_f64();
        for mechanism in [Mechanism::Balanced, Mechanism::Deferred, Mechanism::Optimal] {
            let began = Instant::now();
            let outcome = solve(&problem, mechanism)?;
            let took = began.elapsed().as_secs_f64();
            let began = Instant::now();
            let findings = check(&problem, &outcome);
            let checked = began.elapsed().as_secs_f64();
            if let Some(finding) = findings.first() {
                return Err(format!("{} of {people}: {finding:?}", mechanism.code()).into());
            }
            println!(
                "matching {people} people and posts, {WISHES} wishes{seats}, {}: {took:.2} s with its proof, {:.1} times sorting the wishes, checked in {checked:.2} s, {} move, aim {aim} s {}",
                mechanism.code(),
                took / floor,
                report(&problem, &outcome).moved,
                if took <= aim { "reached" } else { "MISSED" },
            );
        }
    }
    Ok(())
}
