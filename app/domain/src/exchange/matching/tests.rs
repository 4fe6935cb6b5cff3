//! The mechanisms against brute force on thousands of small rounds, and what each claims.

use proptest::prelude::*;

use super::*;

/// A small generator, so that a case is its number.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }

    /// Some of `all`, in any order.
    fn some(&mut self, all: &[String]) -> Vec<String> {
        let mut left = all.to_vec();
        let count = self.below(all.len() + 1);
        (0..count).map(|_| left.remove(self.below(left.len()))).collect()
    }
}

/// What a random round may have beside people, posts and tolerances.
#[derive(Clone, Copy, Default)]
struct With {
    quotas: bool,
    pairs: bool,
    least: bool,
    costs: bool,
    /// Only limits under which the claims of stability hold.
    most_in_only: bool,
}

fn round(seed: u64, with: With) -> Problem {
    let mut dice = Dice::new(seed);
    let posts: Vec<String> = (0..1 + dice.below(4)).map(|n| format!("post{n}")).collect();
    let people: Vec<String> = (0..1 + dice.below(5)).map(|n| format!("p{n}")).collect();
    let units = 1 + dice.below(3);
    let mut problem = Problem { format: FORMAT.into(), seed: format!("s{seed}"), ..Problem::default() };
    problem.weights.balance = [0, 0, 3, 20][dice.below(4)];
    for post in &posts {
        problem.posts.push(Offer {
            id: post.clone(),
            unit: format!("u{}", dice.below(units)),
            seats: dice.below(3) as u32,
            ranking: dice.some(&people),
            open: dice.below(3) == 0,
            least: 0,
        });
    }
    for id in &people {
        let home = match dice.below(posts.len() + 1) {
            n if n < posts.len() => posts[n].clone(),
            _ => String::new(),
        };
        if let Some(post) = problem.posts.iter_mut().find(|post| post.id == home) {
            let holders = problem.people.iter().filter(|one: &&Entrant| one.home == home).count() as u32 + 1;
            post.seats = post.seats.max(holders);
        }
        let wishes = dice.some(&posts);
        let list = |dice: &mut Dice, most: usize| wishes.iter().map(|_| dice.below(most) as i64).collect::<Vec<_>>();
        problem.people.push(Entrant {
            id: id.clone(),
            home,
            priority: dice.below(2) as i64,
            tags: if dice.below(2) == 0 { vec!["woman".into()] } else { Vec::new() },
            fit: list(&mut dice, 101),
            costs: if with.costs { wishes.iter().map(|_| dice.below(21) as i64 - 10).collect() } else { Vec::new() },
            home_cost: if with.costs { dice.below(11) as i64 - 5 } else { 0 },
            wishes,
            ..Entrant::default()
        });
    }
    for n in 0..units {
        let tolerance = |dice: &mut Dice| [None, Some(0), Some(1)][dice.below(3)];
        let (most_out, most_in) = (tolerance(&mut dice), tolerance(&mut dice));
        problem.units.push(Party {
            id: format!("u{n}"),
            most_out: if with.most_in_only { None } else { most_out },
            most_in,
            ..Party::default()
        });
    }
    if with.least {
        for post in &mut problem.posts {
            post.least = dice.below(2) as u32 * post.seats.min(1);
        }
    }
    if with.quotas {
        problem.quotas.push(Quota {
            name: "women".into(),
            units: if dice.below(2) == 0 { vec!["u0".into()] } else { Vec::new() },
            tags: if dice.below(3) == 0 { Vec::new() } else { vec!["woman".into()] },
            least: dice.below(2) as u32,
            most: Some(1 + dice.below(2) as u32),
            ..Quota::default()
        });
    }
    if with.pairs && people.len() > 1 {
        problem.pairs.push(Pair { one: "p0".into(), other: "p1".into(), together: dice.below(2) == 0 });
    }
    problem
}

/// Every outcome that keeps all rules, by brute force and by names.
pub(crate) fn all(problem: &Problem) -> Vec<Vec<(String, i64)>> {
    let options: Vec<Vec<(String, i64)>> = problem
        .people
        .iter()
        .map(|person| {
            let mut options: Vec<(String, i64)> = person
                .wishes
                .iter()
                .take_while(|wish| **wish != person.home)
                .enumerate()
                .filter(|(_, wish)| {
                    let post = problem.posts.iter().find(|post| post.id == **wish).unwrap();
                    post.open || post.ranking.contains(&person.id)
                })
                .map(|(k, wish)| {
                    let weights = problem.weights;
                    let points = weights.wish * (100 - weights.step * k as i64).max(0) + weights.fit * person.fit[k];
                    (wish.clone(), person.costs.get(k).copied().unwrap_or(-points))
                })
                .collect();
            options.push((person.home.clone(), person.home_cost));
            options
        })
        .collect();
    let mut found = vec![Vec::new()];
    for list in options {
        found = found
            .into_iter()
            .flat_map(|done: Vec<(String, i64)>| {
                list.iter().map(move |one| {
                    let mut next = done.clone();
                    next.push(one.clone());
                    next
                })
            })
            .collect();
    }
    found.retain(|outcome| keeps(problem, outcome));
    found
}

fn unit_of<'a>(problem: &'a Problem, post: &str) -> &'a str {
    problem.posts.iter().find(|one| one.id == post).map_or("", |one| one.unit.as_str())
}

fn net(problem: &Problem, outcome: &[(String, i64)], unit: &str) -> i64 {
    let count = |post: &str| i64::from(!post.is_empty() && unit_of(problem, post) == unit);
    problem.people.iter().zip(outcome).map(|(person, (post, _))| count(post) - count(&person.home)).sum()
}

fn keeps(problem: &Problem, outcome: &[(String, i64)]) -> bool {
    let seats = problem.posts.iter().all(|post| {
        let held = outcome.iter().filter(|(one, _)| *one == post.id).count() as u32;
        (post.least..=post.seats).contains(&held)
    });
    let units = problem.units.iter().all(|unit| {
        let net = net(problem, outcome, &unit.id);
        unit.most_out.is_none_or(|most| -net <= i64::from(most))
            && unit.most_in.is_none_or(|most| net <= i64::from(most))
    });
    let quotas = problem.quotas.iter().all(|quota| {
        let count = problem
            .people
            .iter()
            .zip(outcome)
            .filter(|(person, (post, _))| {
                *post != person.home
                    && !post.is_empty()
                    && (quota.units.is_empty() || quota.units.iter().any(|unit| unit == unit_of(problem, post)))
                    && quota.tags.iter().all(|tag| person.tags.contains(tag))
            })
            .count() as u32;
        (quota.least..=quota.most.unwrap_or(u32::MAX)).contains(&count)
    });
    let pairs = problem.pairs.iter().all(|pair| {
        let at = |id: &str| {
            let n = problem.people.iter().position(|one| one.id == id).unwrap();
            unit_of(problem, &outcome[n].0)
        };
        let (one, other) = (at(&pair.one), at(&pair.other));
        if pair.together { one == other } else { one != other || one.is_empty() }
    });
    seats && units && quotas && pairs
}

fn cost(problem: &Problem, outcome: &[(String, i64)]) -> i64 {
    let mut units: Vec<&str> = problem.posts.iter().map(|post| post.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    let uneven: i64 = units.iter().map(|unit| net(problem, outcome, unit).abs()).sum();
    outcome.iter().map(|(_, cost)| cost).sum::<i64>() + problem.weights.balance * uneven
}

/// How good a post is to somebody, by the true wishes: smaller is better.
fn rank(person: &Entrant, post: &str) -> usize {
    if post == person.home {
        return person.wishes.iter().position(|wish| wish == post).unwrap_or(person.wishes.len());
    }
    person.wishes.iter().position(|wish| wish == post).unwrap_or(usize::MAX)
}

fn posts(outcome: &Outcome) -> Vec<String> {
    outcome.placements.iter().map(|one| one.post.clone()).collect()
}

/// Whether somebody would get more by telling other wishes than the true ones.
fn lies_pay(problem: &Problem, mechanism: Mechanism, seed: u64) -> bool {
    let mut dice = Dice::new(seed);
    let who = dice.below(problem.people.len());
    let truth = solve(problem, mechanism).unwrap();
    let all: Vec<String> = problem.posts.iter().map(|post| post.id.clone()).collect();
    let mut lie = problem.clone();
    lie.people[who].wishes = dice.some(&all);
    lie.people[who].fit.clear();
    let told = solve(&lie, mechanism).unwrap();
    let person = &problem.people[who];
    rank(person, &told.placements[who].post) < rank(person, &truth.placements[who].post)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn balanced_exchange_is_rational_balanced_and_efficient(seed in any::<u64>()) {
        let problem = round(seed, With::default());
        let outcome = solve(&problem, Mechanism::Balanced).unwrap();
        prop_assert_eq!(check(&problem, &outcome), vec![]);
        for property in [Property::Feasible, Property::Rational, Property::Balanced, Property::Efficient, Property::Truthful] {
            prop_assert!(outcome.claims(property), "{:?}", property);
        }
        let found = posts(&outcome);
        for other in all(&problem) {
            let (mut better, mut worse) = (false, false);
            for (n, person) in problem.people.iter().enumerate() {
                let (ours, theirs) = (rank(person, &found[n]), rank(person, &other[n].0));
                better |= theirs < ours;
                worse |= theirs > ours;
            }
            prop_assert!(worse || !better, "{:?} is better than {:?}", other, found);
        }
    }

    #[test]
    fn nobody_gains_by_lying_in_a_balanced_exchange(seed in any::<u64>(), lie in any::<u64>()) {
        prop_assert!(!lies_pay(&round(seed, With::default()), Mechanism::Balanced, lie));
    }

    #[test]
    fn deferred_acceptance_is_stable_and_nobody_gains_by_lying(seed in any::<u64>(), lie in any::<u64>()) {
        let problem = round(seed, With { most_in_only: true, ..With::default() });
        let outcome = solve(&problem, Mechanism::Deferred).unwrap();
        prop_assert_eq!(check(&problem, &outcome), vec![]);
        for property in [Property::Feasible, Property::Rational, Property::Balanced, Property::Stable, Property::Truthful] {
            prop_assert!(outcome.claims(property), "{:?}", property);
        }
        prop_assert!(!lies_pay(&problem, Mechanism::Deferred, lie));
    }

    #[test]
    fn quotas_are_kept_by_both_whatever_they_give_up(seed in any::<u64>()) {
        let mut problem = round(seed, With { quotas: true, ..With::default() });
        problem.quotas[0].least = 0;
        for mechanism in [Mechanism::Balanced, Mechanism::Deferred] {
            let outcome = solve(&problem, mechanism).unwrap();
            let kept = check(&problem, &outcome);
            prop_assert_eq!(kept, vec![], "{:?}", mechanism);
            prop_assert!(!outcome.claims(Property::Efficient));
        }
    }

    #[test]
    fn the_best_in_total_is_the_best_of_all(seed in any::<u64>(), least: bool, costs: bool) {
        let problem = round(seed, With { least, costs, ..With::default() });
        let best = all(&problem).iter().map(|outcome| cost(&problem, outcome)).min();
        match (solve(&problem, Mechanism::Optimal), best) {
            (Ok(outcome), Some(best)) => {
                prop_assert_eq!(outcome.cost, best);
                prop_assert_eq!(check(&problem, &outcome), vec![]);
                let optimal = outcome.claims(Property::Optimal) && outcome.claims(Property::Feasible);
                prop_assert!(optimal);
            }
            (Err(ProblemFault::Infeasible(_)), None) => {}
            (found, best) => prop_assert!(false, "{:?} {:?}", found, best),
        }
    }

    #[test]
    fn what_somebody_changes_in_a_proven_outcome_is_found(seed in any::<u64>(), which in any::<u64>()) {
        let problem = round(seed, With::default());
        let mechanism = [Mechanism::Balanced, Mechanism::Optimal][which as usize % 2];
        let outcome = solve(&problem, mechanism).unwrap();
        let mut dice = Dice::new(which);
        let who = dice.below(problem.people.len());
        let mut other = outcome.clone();
        let post = &problem.posts[dice.below(problem.posts.len())].id;
        other.placements[who].post.clone_from(post);
        other.placements[who].wish = match rank(&problem.people[who], post) {
            _ if *post == problem.people[who].home => 0,
            usize::MAX => 1,
            k => k as u32 + 1,
        };
        if check(&problem, &other).is_empty() && other != outcome {
            // What the checker accepts is as good as what was found.
            let places: Vec<(String, i64)> = posts(&other).into_iter().map(|post| (post, 0)).collect();
            prop_assert!(keeps(&problem, &places));
            prop_assert_eq!(mechanism, Mechanism::Optimal);
            let best = all(&problem).into_iter().find(|one| one.iter().zip(&places).all(|(a, b)| a.0 == b.0)).unwrap();
            prop_assert_eq!(cost(&problem, &best), outcome.cost);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn rules_beyond_a_network_are_solved_to_the_best_too(seed in any::<u64>(), pairs: bool) {
        let problem = round(seed, With { quotas: true, pairs, least: true, costs: true, ..With::default() });
        let best = all(&problem).iter().map(|outcome| cost(&problem, outcome)).min();
        match (solve(&problem, Mechanism::Optimal), best) {
            (Ok(outcome), Some(best)) => {
                prop_assert_eq!(outcome.cost, best);
                // The solver's bound can't be checked without it, and the checker says so.
                prop_assert_eq!(check(&problem, &outcome), vec![Finding::NoProof(Property::Optimal)]);
            }
            (Err(ProblemFault::Infeasible(_)), None) => {}
            (found, best) => prop_assert!(false, "{:?} {:?}", found, best),
        }
    }
}

/// A round without free seats, of some size: everybody holds the one seat of a post.
fn full(seed: u64, people: usize) -> Problem {
    let mut dice = Dice::new(seed);
    let mut problem = Problem { format: FORMAT.into(), seed: "s".into(), ..Problem::default() };
    for n in 0..people {
        problem.posts.push(Offer { id: format!("q{n}"), unit: format!("u{}", n % 4), open: true, ..Offer::default() });
        let mut wishes: Vec<String> = (0..dice.below(6)).map(|_| format!("q{}", dice.below(people))).collect();
        wishes.sort();
        wishes.dedup();
        wishes.retain(|wish| *wish != format!("q{n}"));
        let costs = wishes.iter().map(|_| dice.below(41) as i64 - 30).collect();
        problem.people.push(Entrant {
            id: format!("p{n}"),
            home: format!("q{n}"),
            wishes,
            costs,
            ..Entrant::default()
        });
    }
    problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_auction_agrees_with_the_dense_assignment(seed in any::<u64>(), n in 1usize..40) {
        let problem = full(seed, n);
        let outcome = solve(&problem, Mechanism::Optimal).unwrap();
        prop_assert_eq!(check(&problem, &outcome), vec![]);
        let mut costs = vec![1_000_000; n * n];
        for (i, person) in problem.people.iter().enumerate() {
            costs[i * n + i] = 0;
            for (wish, cost) in person.wishes.iter().zip(&person.costs) {
                costs[i * n + wish[1..].parse::<usize>().unwrap()] = *cost as i32;
            }
        }
        prop_assert_eq!(outcome.cost, assignment(n, &costs).cost);
    }

    #[test]
    fn limits_on_one_post_leave_stability_and_truth(seed in any::<u64>(), lie in any::<u64>()) {
        let mut problem = round(seed, With { most_in_only: true, ..With::default() });
        let post = problem.posts[0].id.clone();
        let tags = vec!["woman".to_owned()];
        problem.quotas.push(Quota { name: "q".into(), posts: vec![post], tags, most: Some(1), ..Quota::default() });
        let outcome = solve(&problem, Mechanism::Deferred).unwrap();
        prop_assert_eq!(check(&problem, &outcome), vec![]);
        prop_assert!(outcome.claims(Property::Stable) && outcome.claims(Property::Truthful));
        prop_assert!(!lies_pay(&problem, Mechanism::Deferred, lie));
    }

    #[test]
    fn what_was_decided_beforehand_holds(seed in any::<u64>(), which in any::<u64>()) {
        let mut problem = round(seed, With::default());
        let mut dice = Dice::new(which);
        let who = dice.below(problem.people.len());
        let person = &problem.people[who];
        if let Some(wish) = person.wishes.first() {
            let pair = (person.id.clone(), wish.clone());
            let (mut pinned, mut forbidden) = (problem.clone(), problem.clone());
            pinned.pinned.push(pair.clone());
            forbidden.forbidden.push(pair.clone());
            problem = pinned;
            for mechanism in [Mechanism::Balanced, Mechanism::Deferred, Mechanism::Optimal] {
                if let Ok(outcome) = solve(&problem, mechanism) {
                    prop_assert_eq!(check(&problem, &outcome), vec![], "{:?}", mechanism);
                    prop_assert_eq!(&outcome.placements[who].post, &pair.1);
                }
                let outcome = solve(&forbidden, mechanism).unwrap();
                prop_assert_eq!(check(&forbidden, &outcome), vec![]);
                prop_assert!(outcome.placements[who].post != pair.1 || pair.1 == problem.people[who].home);
            }
        }
    }

    #[test]
    fn the_same_round_ends_the_same_way_and_its_file_says_all(seed in any::<u64>()) {
        let problem = round(seed, With::default());
        let read: Problem = serde_json::from_str(&serde_json::to_string(&problem).unwrap()).unwrap();
        prop_assert_eq!(&read, &problem);
        for mechanism in [Mechanism::Balanced, Mechanism::Deferred, Mechanism::Optimal] {
            let (one, other) = (solve(&problem, mechanism).unwrap(), solve(&read, mechanism).unwrap());
            prop_assert_eq!(&one, &other);
            let told = explain(&problem, &one, &problem.people.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
            for placement in &one.placements {
                let told = &told[&placement.person];
                prop_assert_eq!((&told.post, told.wish), (&placement.post, placement.wish));
            }
        }
    }
}

/// Two seats, of which a woman may have one: were the third best given up first, Zhao would
/// lose the seat that Qian, given up next, leaves free.
#[test]
fn a_narrow_limit_gives_up_before_the_post_around_it() {
    let mut problem = Problem { format: FORMAT.into(), seed: "s".into(), ..Problem::default() };
    let ranking = ["zhou", "qian", "zhao"].map(str::to_owned).to_vec();
    problem.posts.push(Offer { id: "q".into(), unit: "u".into(), seats: 2, ranking, ..Offer::default() });
    for (priority, id) in [(3, "zhao"), (2, "qian"), (1, "zhou")] {
        let tags = if id == "zhao" { vec![] } else { vec!["woman".to_owned()] };
        let wishes = vec!["q".to_owned()];
        problem.people.push(Entrant { id: id.into(), priority, wishes, tags, ..Entrant::default() });
    }
    let (posts, tags) = (vec!["q".to_owned()], vec!["woman".to_owned()]);
    problem.quotas.push(Quota { name: "q".into(), posts, tags, most: Some(1), ..Quota::default() });
    let outcome = solve(&problem, Mechanism::Deferred).unwrap();
    assert_eq!(check(&problem, &outcome), vec![]);
    let placed: Vec<&str> = outcome.placements.iter().map(|one| one.post.as_str()).collect();
    assert_eq!(placed, ["q", "", "q"]);
}

#[test]
fn a_faulty_problem_names_what_is_wrong() {
    let good = full(1, 3);
    let broken = |change: &dyn Fn(&mut Problem)| {
        let mut problem = good.clone();
        change(&mut problem);
        solve(&problem, Mechanism::Balanced).unwrap_err().to_string()
    };
    assert!(broken(&|one| one.format.clear()).starts_with("format"));
    assert_eq!(broken(&|one| one.people[1].id = "p0".into()), "people p0: is there twice");
    assert_eq!(broken(&|one| one.people[1].home = "x".into()), "people p1: names \"x\", which is not in the file");
    assert_eq!(
        broken(&|one| one.posts[2].ranking = vec!["y".into()]),
        "posts q2: names \"y\", which is not in the file"
    );
    assert_eq!(broken(&|one| one.posts[0].seats = 0), "post q0: more people hold it than it has seats");
    assert_eq!(
        broken(&|one| one.people[0].fit = vec![1; 9]),
        "people p0: fit: must have as many values as there are wishes"
    );
    assert!(broken(&|one| one.pinned = vec![("p0".into(), "q1".into())]).starts_with("pinned p0 to q1"));
}

#[test]
fn the_round_in_the_readme_can_be_matched() {
    let readme = include_str!("../../../../../server/README.md");
    let from = readme.find("{ \"format\": \"ganqiao-match/1\"").unwrap();
    let text = readme[from..].split("```").next().unwrap();
    let problem: Problem = serde_json::from_str(text).unwrap();
    let outcome = solve(&problem, Mechanism::Optimal).unwrap();
    assert_eq!(check(&problem, &outcome), vec![Finding::NoProof(Property::Optimal)]);
    let told = explain(&problem, &outcome, &["zhang"]);
    assert_eq!(told["zhang"].wishes, [("gov-office".to_owned(), Reached::Given)]);
}

#[test]
fn the_library_instance_of_a_hundred_has_its_known_optimum() {
    // OR-Library (J. E. Beasley), assign100: 305.
    let (n, costs) = parse_assignment(include_str!("../../../../../tests/data/assign100.txt")).unwrap();
    let found = assignment(n, &costs);
    assert_eq!((n, found.cost, found.proven(&costs)), (100, 305, true));
}
