//! Matching people with posts: three mechanisms, each with a proof that a checker of its own
//! verifies.
//!
//! A [`Problem`] says who takes part, which posts are offered, what everybody wants and
//! what the round's rules allow. [`solve`] gives an [`Outcome`]: who goes where, what the
//! mechanism claims of it, and a [`Certificate`]. [`check`] verifies an outcome from the
//! problem alone and shares no code with the mechanisms.
//!
//! The same problem, with its recorded seed, always gives the same outcome.

mod assignment;
mod auction;
mod balanced;
mod check;
mod conclusion;
mod deferred;
mod explain;
mod integer;
mod marginal;
mod market;
mod optimal;
mod outcome;
mod problem;
mod report;
mod scaling;

pub use assignment::{Assignment, AssignmentFault, assignment, parse_assignment};
pub use check::{Finding, check};
pub use explain::{Explanation, Reached, explain};
pub use outcome::{Certificate, Claim, Levels, Outcome, Placement, Property};
pub use problem::{
    Entrant, FORMAT, MAX_PEOPLE, MAX_POSTS, MAX_WISHES, Mechanism, Offer, Pair, Party, Problem, ProblemFault, Quota,
    Weights,
};
pub use report::{Balance, Comparison, Report, changes, report};

use market::Market;

/// Runs a mechanism.
///
/// # Errors
/// What is wrong with the problem, or why the mechanism can't hold its rules.
pub fn solve(problem: &Problem, mechanism: Mechanism) -> Result<Outcome, ProblemFault> {
    let market = Market::new(problem)?;
    match mechanism {
        Mechanism::Balanced => balanced::run(problem, &market),
        Mechanism::Deferred => deferred::run(problem, &market),
        Mechanism::Optimal if problem.quotas.is_empty() && problem.pairs.is_empty() => optimal::run(problem, &market),
        Mechanism::Optimal => integer::run(problem, &market),
    }
}

#[cfg(test)]
pub(crate) mod tests;
