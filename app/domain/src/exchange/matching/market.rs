//! A problem by numbers instead of names, checked: what the mechanisms work on.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::problem::{FORMAT, MAX_COST, MAX_PEOPLE, MAX_POSTS, MAX_WISHES, Problem, ProblemFault, Weights};

/// No person, no post.
pub(super) const NONE: u32 = u32::MAX;

/// A problem by numbers. The last post, of the last unit, is "outside": where those without a
/// post begin and may end.
pub(super) struct Market {
    pub(super) home: Vec<u32>,
    /// Where each person's options begin in `post`, `rank` and `cost`; one more at the end.
    pub(super) start: Vec<usize>,
    /// Options, best first; the last is the home, but for those who are pinned.
    pub(super) post: Vec<u32>,
    /// The person's rank at that post: 0 for its holder, the best of others 1.
    pub(super) rank: Vec<u32>,
    pub(super) cost: Vec<i64>,
    /// By option: which wish it was, [`NONE`] for staying.
    pub(super) wish: Vec<u32>,
    pub(super) seats: Vec<u32>,
    pub(super) least: Vec<u32>,
    pub(super) unit: Vec<u32>,
    /// How many who take part hold it now.
    pub(super) held: Vec<u32>,
    /// By unit: how many at the end, least and most.
    pub(super) lower: Vec<u32>,
    pub(super) upper: Vec<u32>,
    /// By unit: how many now.
    pub(super) now: Vec<u32>,
    /// By unit: cost of each of its net gain or loss.
    pub(super) balance: i64,
    /// People in the order of the round, first first, and each one's place in it.
    pub(super) order: Vec<u32>,
    pub(super) place: Vec<u32>,
    pub(super) quotas: Vec<Limit>,
    /// Pairs by person, and whether together.
    pub(super) pairs: Vec<(u32, u32, bool)>,
    pub(super) unit_names: Vec<String>,
}

/// A quota by numbers: it counts those who arrive.
pub(super) struct Limit {
    pub(super) people: Vec<bool>,
    pub(super) posts: Vec<bool>,
    pub(super) least: u32,
    pub(super) most: u32,
}

impl Market {
    /// # Errors
    /// The first thing wrong, by its field.
    pub(super) fn new(problem: &Problem) -> Result<Self, ProblemFault> {
        if problem.format != FORMAT {
            return Err(ProblemFault::Format(problem.format.clone()));
        }
        for (what, count, most) in
            [("people", problem.people.len(), MAX_PEOPLE), ("posts", problem.posts.len(), MAX_POSTS)]
        {
            if count > most {
                return Err(ProblemFault::TooMany(what.to_owned(), most));
            }
        }
        let posts = index("posts", problem.posts.iter().map(|one| one.id.as_str()))?;
        let people = index("people", problem.people.iter().map(|one| one.id.as_str()))?;
        let mut unit_names: Vec<String> = Vec::new();
        let mut units: HashMap<&str, u32> = HashMap::new();
        for name in
            problem.units.iter().map(|one| one.id.as_str()).chain(problem.posts.iter().map(|one| one.unit.as_str()))
        {
            units.entry(name).or_insert_with(|| {
                unit_names.push(name.to_owned());
                unit_names.len() as u32 - 1
            });
        }
        index("units", problem.units.iter().map(|one| one.id.as_str()))?;
        let outside = problem.posts.len() as u32;
        let mut unit: Vec<u32> = problem.posts.iter().map(|one| units[one.unit.as_str()]).collect();
        unit.push(unit_names.len() as u32);
        unit_names.push(String::new());
        let mut seats: Vec<u32> = problem.posts.iter().map(|one| one.seats).collect();
        seats.push(u32::MAX / 2);
        let mut least: Vec<u32> = problem.posts.iter().map(|one| one.least).collect();
        least.push(0);
        if let Some(bad) = problem.posts.iter().find(|one| one.least > one.seats) {
            return Err(ProblemFault::Range(format!("post {}: least", bad.id), i64::from(bad.least)));
        }
        let mut home = Vec::with_capacity(problem.people.len());
        let mut held = vec![0u32; seats.len()];
        for one in &problem.people {
            let at = if one.home.is_empty() { outside } else { find(&posts, "people", &one.id, &one.home)? };
            held[at as usize] += 1;
            home.push(at);
        }
        for (p, one) in problem.posts.iter().enumerate() {
            if held[p] > one.seats {
                return Err(ProblemFault::Overfull(one.id.clone()));
            }
        }
        let ranks = Ranks::new(problem, &people)?;
        let mut now = vec![0u32; unit_names.len()];
        for (p, count) in held.iter().enumerate() {
            now[unit[p] as usize] += count;
        }
        let (mut lower, mut upper) = (vec![0u32; now.len()], vec![u32::MAX / 2; now.len()]);
        for (u, one) in problem.units.iter().enumerate() {
            lower[u] = one.most_out.map_or(0, |most| now[u].saturating_sub(most));
            upper[u] = one.most_in.map_or(u32::MAX / 2, |most| now[u].saturating_add(most));
        }
        weights(&problem.weights)?;
        let mut market = Self {
            home,
            start: Vec::with_capacity(problem.people.len() + 1),
            post: Vec::new(),
            rank: Vec::new(),
            cost: Vec::new(),
            wish: Vec::new(),
            seats,
            least,
            unit,
            held,
            lower,
            upper,
            now,
            balance: problem.weights.balance,
            order: Vec::new(),
            place: Vec::new(),
            quotas: Vec::new(),
            pairs: Vec::new(),
            unit_names,
        };
        market.order(problem);
        market.wishes(problem, &posts, &people, &ranks)?;
        market.quotas(problem, &posts, &units)?;
        for pair in &problem.pairs {
            let (one, other) = (find(&people, "pairs", "", &pair.one)?, find(&people, "pairs", "", &pair.other)?);
            market.pairs.push((one, other, pair.together));
        }
        Ok(market)
    }

    pub(super) fn people(&self) -> usize {
        self.home.len()
    }

    /// The post that is none.
    pub(super) fn outside(&self) -> u32 {
        self.seats.len() as u32 - 1
    }

    pub(super) fn options(&self, person: usize) -> std::ops::Range<usize> {
        self.start[person]..self.start[person + 1]
    }

    /// The order of the round: by priority, then drawn by the seed.
    fn order(&mut self, problem: &Problem) {
        let mut order: Vec<(i64, [u8; 16], u32)> = problem
            .people
            .iter()
            .enumerate()
            .map(|(i, one)| {
                let drawn =
                    Sha256::new().chain_update(&problem.seed).chain_update(":").chain_update(&one.id).finalize();
                let mut first = [0; 16];
                first.copy_from_slice(&drawn[..16]);
                (-one.priority, first, i as u32)
            })
            .collect();
        order.sort_unstable();
        self.order = order.into_iter().map(|(_, _, i)| i).collect();
        self.place = vec![0; self.order.len()];
        for (at, person) in self.order.iter().enumerate() {
            self.place[*person as usize] = at as u32;
        }
    }

    fn wishes(
        &mut self,
        problem: &Problem,
        posts: &HashMap<&str, u32>,
        people: &HashMap<&str, u32>,
        ranks: &Ranks,
    ) -> Result<(), ProblemFault> {
        let mut pins: HashMap<u32, u32> = HashMap::new();
        for (person, post) in &problem.pinned {
            let (i, p) = (find(people, "pinned", "", person)?, find(posts, "pinned", person, post)?);
            if pins.insert(i, p).is_some_and(|other| other != p) {
                return Err(ProblemFault::Twice(format!("pinned {person}")));
            }
        }
        let mut forbidden: HashSet<(u32, u32)> = HashSet::new();
        for (person, post) in &problem.forbidden {
            forbidden.insert((find(people, "forbidden", "", person)?, find(posts, "forbidden", person, post)?));
        }
        let mut seen: Vec<u32> = vec![NONE; self.seats.len()];
        for (i, one) in problem.people.iter().enumerate() {
            self.start.push(self.post.len());
            if one.wishes.len() > MAX_WISHES {
                return Err(ProblemFault::TooMany(format!("people {}: wishes", one.id), MAX_WISHES));
            }
            for (name, list, most) in
                [("fit", &one.fit, 100), ("development", &one.development, 100), ("costs", &one.costs, MAX_COST)]
            {
                if !list.is_empty() && list.len() != one.wishes.len() {
                    return Err(ProblemFault::Length(format!("people {}: {name}", one.id)));
                }
                let least = if name == "costs" { -MAX_COST } else { 0 };
                if let Some(bad) = list.iter().find(|value| !(least..=most).contains(*value)) {
                    return Err(ProblemFault::Range(format!("people {}: {name}", one.id), *bad));
                }
            }
            if !(-MAX_COST..=MAX_COST).contains(&one.home_cost) {
                return Err(ProblemFault::Range(format!("people {}: home_cost", one.id), one.home_cost));
            }
            let pin = pins.get(&(i as u32)).copied();
            for (k, wish) in one.wishes.iter().enumerate() {
                let p = find(posts, "people", &one.id, wish)?;
                if std::mem::replace(&mut seen[p as usize], i as u32) == i as u32 {
                    return Err(ProblemFault::Twice(format!("people {}: wish {wish}", one.id)));
                }
                // What is wanted less than staying is not wanted.
                if p == self.home[i] {
                    break;
                }
                let rank = ranks.of(i, p).or_else(|| problem.posts[p as usize].open.then_some(NONE / 2));
                let Some(rank) = rank else { continue };
                if forbidden.contains(&(i as u32, p)) || pin.is_some_and(|pin| pin != p) {
                    continue;
                }
                self.push(p, rank, cost(one, k, &problem.weights), k as u32);
            }
            let kept = pin.is_none_or(|pin| pin == self.home[i]);
            if kept {
                self.push(self.home[i], 0, one.home_cost, NONE);
            } else if self.start[i] == self.post.len() {
                let (person, post) =
                    &problem.pinned[problem.pinned.iter().position(|(id, _)| *id == one.id).unwrap_or(0)];
                return Err(ProblemFault::Pin(person.clone(), post.clone()));
            }
        }
        self.start.push(self.post.len());
        Ok(())
    }

    fn push(&mut self, post: u32, rank: u32, cost: i64, wish: u32) {
        self.post.push(post);
        self.rank.push(rank);
        self.cost.push(cost);
        self.wish.push(wish);
    }

    fn quotas(
        &mut self,
        problem: &Problem,
        posts: &HashMap<&str, u32>,
        units: &HashMap<&str, u32>,
    ) -> Result<(), ProblemFault> {
        for quota in &problem.quotas {
            let mut inside = vec![quota.posts.is_empty() && quota.units.is_empty(); self.seats.len()];
            for post in &quota.posts {
                inside[find(posts, "quotas", &quota.name, post)? as usize] = true;
            }
            for unit in &quota.units {
                let u = find(units, "quotas", &quota.name, unit)?;
                for (p, of) in self.unit.iter().enumerate() {
                    inside[p] |= *of == u;
                }
            }
            let outside = self.outside() as usize;
            inside[outside] = false;
            let people = problem.people.iter().map(|one| quota.tags.iter().all(|tag| one.tags.contains(tag))).collect();
            let most = quota.most.unwrap_or(u32::MAX);
            if quota.least > most {
                return Err(ProblemFault::Range(format!("quotas {}: least", quota.name), i64::from(quota.least)));
            }
            self.quotas.push(Limit { people, posts: inside, least: quota.least, most });
        }
        Ok(())
    }

    /// Whether an arrival counts in a quota.
    pub(super) fn counts(&self, limit: &Limit, person: usize, post: u32) -> bool {
        post != self.home[person] && limit.posts[post as usize] && limit.people[person]
    }

    /// Checks that those who are pinned away fit beside everybody who holds a post, whoever else
    /// moves.
    ///
    /// # Errors
    /// The first who does not.
    pub(super) fn pins_fit(&self, problem: &Problem) -> Result<(), ProblemFault> {
        let (mut held, mut units) = (self.held.clone(), self.now.clone());
        let mut arrived = vec![0u32; self.quotas.len()];
        for (i, option) in self.pinned_away() {
            let post = self.post[option];
            let (to, from) = (self.unit[post as usize] as usize, self.unit[self.home[i] as usize] as usize);
            held[post as usize] += 1;
            units[to] += 1;
            units[from] -= 1;
            for (quota, limit) in self.quotas.iter().enumerate() {
                arrived[quota] += u32::from(self.counts(limit, i, post));
            }
            let fits = held[post as usize] <= self.seats[post as usize]
                && units[to] <= self.upper[to]
                && units[from] >= self.lower[from]
                && arrived.iter().zip(&self.quotas).all(|(count, limit)| *count <= limit.most);
            if !fits {
                let post = problem.posts[post as usize].id.clone();
                return Err(ProblemFault::Pin(problem.people[i].id.clone(), post));
            }
        }
        Ok(())
    }

    /// Those who are pinned away from where they are, with their one option.
    pub(super) fn pinned_away(&self) -> Vec<(usize, usize)> {
        (0..self.people())
            .filter_map(|i| {
                let options = self.options(i);
                (options.len() == 1 && self.wish[options.start] != NONE).then_some((i, options.start))
            })
            .collect()
    }
}

/// The cost of a wish: what is missing to the most points there are.
fn cost(one: &super::Entrant, k: usize, weights: &Weights) -> i64 {
    if let Some(cost) = one.costs.get(k) {
        return *cost;
    }
    let points = (100 - weights.step * k as i64).max(0);
    let of = |list: &[i64]| list.get(k).copied().unwrap_or(0);
    -(weights.wish * points + weights.fit * of(&one.fit) + weights.development * of(&one.development))
}

fn weights(weights: &Weights) -> Result<(), ProblemFault> {
    for (name, value) in [
        ("wish", weights.wish),
        ("step", weights.step),
        ("fit", weights.fit),
        ("development", weights.development),
        ("balance", weights.balance),
    ] {
        if !(0..=1000).contains(&value) {
            return Err(ProblemFault::Range(format!("weights {name}"), value));
        }
    }
    Ok(())
}

fn index<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<HashMap<&'a str, u32>, ProblemFault> {
    let mut found = HashMap::new();
    for (n, id) in ids.enumerate() {
        if found.insert(id, n as u32).is_some() {
            return Err(ProblemFault::Twice(format!("{what} {id}")));
        }
    }
    Ok(found)
}

fn find(index: &HashMap<&str, u32>, what: &str, whose: &str, id: &str) -> Result<u32, ProblemFault> {
    index
        .get(id)
        .copied()
        .ok_or_else(|| ProblemFault::Unknown(format!("{what} {whose}").trim().to_owned(), id.to_owned()))
}

/// Ranks of people at posts, by person.
struct Ranks {
    start: Vec<usize>,
    of: Vec<(u32, u32)>,
}

impl Ranks {
    fn new(problem: &Problem, people: &HashMap<&str, u32>) -> Result<Self, ProblemFault> {
        let mut found: Vec<(u32, u32, u32)> = Vec::new();
        for (p, post) in problem.posts.iter().enumerate() {
            for (rank, id) in post.ranking.iter().enumerate() {
                found.push((find(people, "posts", &post.id, id)?, p as u32, rank as u32 + 1));
            }
        }
        // By person and post: counted in, not compared, since posts come in their order.
        let mut start = vec![0usize; problem.people.len() + 1];
        for (i, ..) in &found {
            start[*i as usize + 1] += 1;
        }
        for i in 0..problem.people.len() {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut of = vec![(0, 0); found.len()];
        for (i, p, rank) in found {
            let at = next[i as usize];
            if at > start[i as usize] && of[at - 1].0 == p {
                return Err(ProblemFault::Twice(format!(
                    "posts {}: ranking {}",
                    problem.posts[p as usize].id, problem.people[i as usize].id
                )));
            }
            of[at] = (p, rank);
            next[i as usize] += 1;
        }
        Ok(Self { start, of })
    }

    fn of(&self, person: usize, post: u32) -> Option<u32> {
        let list = &self.of[self.start[person]..self.start[person + 1]];
        list.binary_search_by_key(&post, |(p, _)| *p).ok().map(|at| list[at].1)
    }
}
