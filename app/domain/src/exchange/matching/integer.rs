//! The best in total under rules that are no network: quotas by kind of people, pairs who go
//! together or apart. An integer program for a solver of such.

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem as Program, SolveOptions, Variable};

use super::conclusion::outcome;
use super::market::Market;
use super::outcome::{Certificate, Outcome};
use super::problem::{Mechanism, Problem, ProblemFault};

/// Options of one such problem: beyond it the search could take hours.
const MOST: usize = 60_000;
/// Branches searched: a limit by count, so that the same problem ends the same way everywhere.
const BRANCHES: u64 = 20_000;

pub(super) fn run(problem: &Problem, market: &Market) -> Result<Outcome, ProblemFault> {
    let options = market.post.len();
    if options > MOST {
        return Err(ProblemFault::TooLarge(MOST, options));
    }
    let mut program = Program::new(OptimizationDirection::Minimize);
    let variables: Vec<Variable> = market.cost.iter().map(|cost| program.add_binary_var(*cost as f64)).collect();
    let of = |chosen: &mut dyn Iterator<Item = usize>| -> Vec<(Variable, f64)> {
        chosen.map(|option| (variables[option], 1.0)).collect()
    };
    let person_of: Vec<usize> =
        (0..market.people()).flat_map(|i| std::iter::repeat_n(i, market.options(i).len())).collect();
    for person in 0..market.people() {
        program.add_constraint(of(&mut market.options(person)), ComparisonOp::Eq, 1.0);
    }
    let mut by_post: Vec<Vec<usize>> = vec![Vec::new(); market.seats.len()];
    for (option, post) in market.post.iter().enumerate() {
        by_post[*post as usize].push(option);
    }
    let outside = market.outside() as usize;
    for post in (0..outside).filter(|post| !by_post[*post].is_empty() || market.least[*post] > 0) {
        let row = of(&mut by_post[post].iter().copied());
        if row.len() > market.seats[post] as usize {
            program.add_constraint(row.clone(), ComparisonOp::Le, f64::from(market.seats[post]));
        }
        if market.least[post] > 0 {
            program.add_constraint(row, ComparisonOp::Ge, f64::from(market.least[post]));
        }
    }
    let mut by_unit: Vec<Vec<usize>> = vec![Vec::new(); market.now.len()];
    for (option, post) in market.post.iter().enumerate() {
        by_unit[market.unit[*post as usize] as usize].push(option);
    }
    by_unit.pop();
    for (unit, inside) in by_unit.iter().enumerate() {
        let row = of(&mut inside.iter().copied());
        let now = f64::from(market.now[unit]);
        if market.balance > 0 && !row.is_empty() {
            // The unit's net gain and loss, each with its cost.
            let net = |program: &mut Program| program.add_var(market.balance as f64, (0.0, f64::INFINITY));
            let (gain, loss) = (net(&mut program), net(&mut program));
            let mut even = row.clone();
            even.extend([(gain, -1.0), (loss, 1.0)]);
            program.add_constraint(even, ComparisonOp::Eq, now);
        }
        if market.lower[unit] > 0 {
            program.add_constraint(row.clone(), ComparisonOp::Ge, f64::from(market.lower[unit]));
        }
        if row.len() > market.upper[unit] as usize {
            program.add_constraint(row, ComparisonOp::Le, f64::from(market.upper[unit]));
        }
    }
    for limit in &market.quotas {
        let row = of(&mut (0..options).filter(|option| market.counts(limit, person_of[*option], market.post[*option])));
        if limit.most != u32::MAX && row.len() > limit.most as usize {
            program.add_constraint(row.clone(), ComparisonOp::Le, f64::from(limit.most));
        }
        if limit.least > 0 {
            program.add_constraint(row, ComparisonOp::Ge, f64::from(limit.least));
        }
    }
    for (one, other, together) in &market.pairs {
        pair(market, &mut program, &variables, (*one as usize, *other as usize), *together);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(BRANCHES);
    let solved = program.solve_with(options);
    let solution = match solved {
        Ok(solved) if solved.is_optimal() => solved
            .into_solution()
            .map_err(|stopped| ProblemFault::Unproven(format!("{:?}", stopped.termination_reason())))?,
        Ok(stopped) => return Err(ProblemFault::Unproven(format!("{:?}", stopped.termination_reason()))),
        Err(Error::Infeasible) => return Err(ProblemFault::Infeasible(culprit(problem))),
        Err(other) => return Err(ProblemFault::Unproven(other.to_string())),
    };
    let mut chosen = Vec::with_capacity(market.people());
    for person in 0..market.people() {
        let taken = market.options(person).find(|option| solution.var_value(variables[*option]) > 0.5);
        chosen.push(taken.ok_or_else(|| ProblemFault::Unproven("rounding".to_owned()))? as u32);
    }
    let bound = solution.objective().round() as i64;
    Ok(outcome(problem, market, Mechanism::Optimal, &chosen, Certificate::Bound { bound }, (false, false)))
}

/// Two people end in the same unit, or in none of the same.
fn pair(market: &Market, program: &mut Program, variables: &[Variable], (one, other): (usize, usize), together: bool) {
    let outside = market.now.len() - 1;
    let units = |person: usize| {
        let mut units: Vec<usize> =
            market.options(person).map(|option| market.unit[market.post[option] as usize] as usize).collect();
        units.sort_unstable();
        units.dedup();
        units
    };
    let mut either = units(one);
    either.extend(units(other));
    either.sort_unstable();
    either.dedup();
    for unit in either {
        let inside = |person: usize, sign: f64| {
            market
                .options(person)
                .filter(|option| market.unit[market.post[*option] as usize] as usize == unit)
                .map(|option| (variables[option], sign))
                .collect::<Vec<_>>()
        };
        if together {
            let mut row = inside(one, 1.0);
            row.extend(inside(other, -1.0));
            program.add_constraint(row, ComparisonOp::Eq, 0.0);
        } else if unit != outside {
            let mut row = inside(one, 1.0);
            row.extend(inside(other, 1.0));
            program.add_constraint(row, ComparisonOp::Le, 1.0);
        }
    }
}

/// A rule to name when not all can hold: the first of those that ask for something.
fn culprit(problem: &Problem) -> String {
    let quota = problem.quotas.iter().find(|quota| quota.least > 0).map(|quota| quota.name.clone());
    let post = || problem.posts.iter().find(|post| post.least > 0).map(|post| post.id.clone());
    let pair = || problem.pairs.first().map(|pair| format!("{} {}", pair.one, pair.other));
    quota.or_else(post).or_else(pair).unwrap_or_else(|| "pinned".to_owned())
}
