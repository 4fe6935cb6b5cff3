//! Many people for many posts at once, pruned by rules first: what reads only the person or
//! only the post is judged once for each, what reads a pair becomes a comparison of days and
//! small numbers, and relatives and interests are looked up from the few who have any.
//!
//! It says the same as [`Judge`], which a property test holds it to.

use std::collections::HashMap;

use chrono::Months;

use super::candidate::{Candidate, Vacancy};
use super::rules::{HeldPost, Judge};
use super::{EligibilityRule, RuleKey, Verdict, in_force};
use crate::code::{Code, Family, Level, Politics};
use crate::exchange::kind::ExchangeKind;
use crate::record::Kin;
use crate::{Day, PersonId, UnitId};

/// What is screened under which rules.
pub struct Screen<'a> {
    /// All versions of all rules.
    pub rules: &'a [EligibilityRule],
    /// The day.
    pub today: Day,
    /// Posts held by relatives, by person.
    pub held: &'a HashMap<PersonId, Vec<HeldPost>>,
    /// The relatives of those who have any.
    pub kin: &'a HashMap<PersonId, Vec<Kin>>,
}

/// Who may have a post: positions in the list of people, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screened {
    /// Nothing stands against them.
    pub pass: Vec<u32>,
    /// A person decides.
    pub ask: Vec<u32>,
}

/// What comparisons read of a person: days as they are, texts by their number.
struct Lean {
    n: u32,
    alone: Verdict,
    level: Level,
    level_since: Option<Day>,
    birth: Day,
    outside: Option<bool>,
    member: Option<bool>,
    specialty: u32,
    native: u32,
    upbringing: u32,
}

/// Numbers for texts, each text once.
#[derive(Default)]
struct Texts<'a> {
    numbers: HashMap<&'a str, u32>,
    texts: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    fn number(&mut self, text: &'a str) -> u32 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() as u32 - 1
        })
    }

    /// Which texts something holds of.
    fn which(&self, holds: impl Fn(&str) -> bool) -> Vec<bool> {
        self.texts.iter().map(|text| holds(text)).collect()
    }
}

/// What a comparison comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Misses,
    /// What it compares is not on record.
    Unknown,
    Hits,
}

impl Told {
    fn of(hits: bool) -> Self {
        if hits { Self::Hits } else { Self::Misses }
    }
}

/// A rule of a post as a comparison. What hits gives the verdict beside it, what is unknown asks.
enum Test {
    OtherLevel(Level),
    /// At this level since a day or before.
    LongAtLevel(Level, Day),
    /// Which places are the post's own, and which say nothing.
    Places(Vec<bool>, Vec<bool>),
    /// From outside the civil service.
    Outside(bool),
    Demands {
        levels: Vec<Level>,
        /// At the level since this day or before; none when it is not asked.
        since: Option<Day>,
        born_after: Day,
        member: bool,
        specialties: Option<Vec<bool>>,
        other_family: bool,
    },
}

impl Test {
    fn told(&self, one: &Lean) -> Told {
        let level = (one.level != Level::Unknown).then_some(one.level);
        match self {
            Self::OtherLevel(wanted) => level.map_or(Told::Unknown, |level| Told::of(level != *wanted)),
            Self::LongAtLevel(wanted, day) => match (level, one.level_since) {
                (Some(level), _) if level != *wanted => Told::Misses,
                (Some(_), Some(since)) => Told::of(since <= *day),
                _ => Told::Unknown,
            },
            Self::Places(home, blank) => {
                let (native, upbringing) = (one.native as usize, one.upbringing as usize);
                match (home[native] || home[upbringing], blank[native] || blank[upbringing]) {
                    (true, _) => Told::Hits,
                    (false, true) => Told::Unknown,
                    (false, false) => Told::Misses,
                }
            }
            Self::Outside(hit) => one.outside.map_or(Told::Unknown, |outside| Told::of(outside == *hit)),
            Self::Demands { levels, since, born_after, member, specialties, other_family } => {
                let hit = *other_family
                    || !levels.is_empty() && level.is_some_and(|level| !levels.contains(&level))
                    || one.level_since.is_some_and(|at| since.is_some_and(|since| at > since))
                    || one.birth <= *born_after
                    || *member && one.member == Some(false)
                    || specialties.as_ref().is_some_and(|which| !which[one.specialty as usize]);
                let unknown = !levels.is_empty() && level.is_none()
                    || since.is_some() && one.level_since.is_none()
                    || *member && one.member.is_none();
                match (hit, unknown) {
                    (true, _) => Told::Hits,
                    (false, true) => Told::Unknown,
                    (false, false) => Told::Misses,
                }
            }
        }
    }
}

impl<'a> Screen<'a> {
    /// Who may have each post, in the order of the posts.
    #[must_use]
    pub fn run(&self, people: &[Candidate], posts: &[Vacancy]) -> Vec<Screened> {
        let (mut places, mut specialties) = (Texts::default(), Texts::default());
        let numbers: Vec<[u32; 3]> = people
            .iter()
            .map(|one| {
                [
                    specialties.number(&one.specialty),
                    places.number(&one.native_place),
                    places.number(&one.upbringing_place),
                ]
            })
            .collect();
        let seldom = self.seldom(people, posts);
        let mut judges: HashMap<(ExchangeKind, Family, &str), Judge<'_>> = HashMap::new();
        // Posts under the same rules share what those say of people alone.
        let mut alike: HashMap<(Family, Vec<&str>), Vec<Lean>> = HashMap::new();
        posts
            .iter()
            .enumerate()
            .map(|(p, post)| {
                let mut found = Screened::default();
                for family in Family::ALL {
                    let judge = judges.entry((post.kind, *family, post.path.as_str())).or_insert_with(|| {
                        Judge::new(
                            in_force(self.rules, post.kind, *family, &post.path, self.today),
                            self.today,
                            self.held,
                        )
                    });
                    let of_post = judge.rules().iter().filter_map(|rule| Judge::post(rule, post)).max();
                    let of_post = of_post.unwrap_or(Verdict::Pass);
                    for n in &seldom[p] {
                        self.again(judge, &people[*n as usize], *n, *family, post, &mut found);
                    }
                    if of_post == Verdict::Fail {
                        continue;
                    }
                    let key = (*family, judge.rules().iter().map(|rule| rule.id.as_str()).collect());
                    let alone = alike.entry(key).or_insert_with(|| self.alone(judge, people, *family, &numbers));
                    let (mut tests, mut slow): (Vec<(Test, Verdict)>, Vec<&EligibilityRule>) = Default::default();
                    for rule in judge.rules().iter().copied().filter(|rule| PAIR.contains(&rule.key)) {
                        match self.test(rule, post, *family, &places, &specialties) {
                            Some(Some(test)) => tests.push((test, super::rules::effect(rule))),
                            Some(None) => {}
                            None => slow.push(rule),
                        }
                    }
                    // What bars prunes most.
                    tests.sort_by_key(|(_, effect)| std::cmp::Reverse(*effect));
                    // Both lists go by position, so one pointer leaves out those judged whole.
                    let mut whole = seldom[p].iter().copied().peekable();
                    for one in alone.iter() {
                        while whole.next_if(|n| *n < one.n).is_some() {}
                        if whole.peek() == Some(&one.n) {
                            continue;
                        }
                        let mut worst = one.alone.max(of_post);
                        for (test, effect) in &tests {
                            if worst < *effect {
                                match test.told(one) {
                                    Told::Hits => worst = *effect,
                                    Told::Unknown => worst = worst.max(Verdict::Ask),
                                    Told::Misses => {}
                                }
                            }
                            if worst == Verdict::Fail {
                                break;
                            }
                        }
                        for rule in &slow {
                            if worst < Verdict::Fail {
                                worst = worst.max(judge.pair(rule, &people[one.n as usize], post));
                            }
                        }
                        match worst {
                            Verdict::Pass | Verdict::Due => found.pass.push(one.n),
                            Verdict::Ask => found.ask.push(one.n),
                            Verdict::Fail => {}
                        }
                    }
                }
                // Runs in order, one after another: what a stable sort is fast at.
                found.pass.sort();
                found.ask.sort();
                found
            })
            .collect()
    }

    /// What the rules say of people of a family alone; those they bar are left out.
    fn alone(&self, judge: &Judge<'_>, people: &[Candidate], family: Family, numbers: &[[u32; 3]]) -> Vec<Lean> {
        let inside = people.iter().enumerate().filter(|(_, one)| one.family == family);
        inside
            .filter_map(|(n, one)| {
                let of = judge.rules().iter().filter_map(|rule| judge.alone(rule, one)).max();
                let alone = of.unwrap_or(Verdict::Pass);
                let [specialty, native, upbringing] = numbers[n];
                (alone < Verdict::Fail).then_some(Lean {
                    n: n as u32,
                    alone,
                    level: one.level,
                    level_since: one.level_since,
                    birth: one.birth,
                    outside: one.unit_kind.is_outside(),
                    member: one.politics.map(|one| one == Politics::Member),
                    specialty,
                    native,
                    upbringing,
                })
            })
            .collect()
    }

    /// A rule of a post as a comparison: `Some(None)` when it can't hit, `None` when it is none
    /// that this knows.
    fn test(
        &self,
        rule: &EligibilityRule,
        post: &Vacancy,
        family: Family,
        places: &Texts<'_>,
        specialties: &Texts<'_>,
    ) -> Option<Option<Test>> {
        let ago = |months: u32| self.today.checked_sub_months(Months::new(months));
        Some(match rule.key {
            RuleKey::LevelMatch => Some(Test::OtherLevel(post.level)),
            RuleKey::LevelYears if !post.leading => None,
            RuleKey::LevelYears => Some(Test::LongAtLevel(post.level, ago(rule.value)?)),
            RuleKey::PlaceAvoidance => {
                let effect = super::rules::place_effect(rule, post);
                if effect != Some(super::rules::effect(rule)) && effect.is_some() {
                    return None;
                }
                effect.map(|_| {
                    let home = places.which(|place| super::rules::at_home(place, post));
                    Test::Places(home, places.which(|place| place.is_empty() || post.place.is_empty()))
                })
            }
            RuleKey::Demands => {
                let demands = &post.demands;
                Some(Test::Demands {
                    levels: demands.levels.clone(),
                    since: if demands.months_at_level == 0 { None } else { Some(ago(demands.months_at_level)?) },
                    born_after: if demands.most_age == 0 { Day::MIN } else { ago((demands.most_age + 1) * 12)? },
                    member: demands.party_member,
                    specialties: (!demands.specialty.is_empty())
                        .then(|| specialties.which(|text| text.contains(&demands.specialty))),
                    other_family: demands.family.is_some_and(|wanted| wanted != family),
                })
            }
            RuleKey::Origin => match post.kind {
                ExchangeKind::TransferIn => Some(Test::Outside(false)),
                ExchangeKind::Transfer => Some(Test::Outside(true)),
                _ => None,
            },
            // Those with an interest, and those of the post's own organ, are looked at by themselves.
            RuleKey::DutyAvoidance => None,
            _ => return None,
        })
    }

    /// By post: those whose relatives or interests could touch it, and where no place is free those
    /// of the organ itself, to be judged whole.
    fn seldom(&self, people: &[Candidate], posts: &[Vacancy]) -> Vec<Vec<u32>> {
        let mut touched: HashMap<&UnitId, Vec<usize>> = HashMap::new();
        for (p, post) in posts.iter().enumerate() {
            let mut units = [&post.unit, &post.organ, &post.parent];
            units.sort_unstable();
            for (n, unit) in units.iter().enumerate() {
                if n == 0 || units[n - 1] != *unit {
                    touched.entry(unit).or_default().push(p);
                }
            }
        }
        let mut seldom = vec![Vec::new(); posts.len()];
        let mut full: HashMap<&UnitId, Vec<usize>> = HashMap::new();
        for (p, post) in posts.iter().enumerate() {
            let headcount = post.free_headcount <= 0;
            if !post.kind.keeps_home() && (headcount || post.leading && post.free_leading <= post.may_lead.max(0)) {
                full.entry(&post.organ).or_default().push(p);
            }
        }
        for (n, one) in people.iter().enumerate() {
            for p in full.get(&one.organ).into_iter().flatten() {
                seldom[*p].push(n as u32);
            }
            let kin = self.kin.get(&one.person).into_iter().flatten();
            let held = kin.flat_map(|kin| self.held.get(&kin.person).into_iter().flatten());
            let units = held.flat_map(|held| [&held.unit, &held.parent]);
            for unit in units.chain(one.circumstances.interests.iter().map(|interest| &interest.unit)) {
                for p in touched.get(unit).into_iter().flatten() {
                    if seldom[*p].last() != Some(&(n as u32)) {
                        seldom[*p].push(n as u32);
                    }
                }
            }
        }
        seldom
    }

    /// Judges somebody whole, and puts them where they belong.
    fn again(&self, judge: &Judge<'_>, one: &Candidate, n: u32, family: Family, post: &Vacancy, found: &mut Screened) {
        if one.family != family {
            return;
        }
        let kin = self.kin.get(&one.person).map(Vec::as_slice).unwrap_or_default();
        match super::verdict(&judge.findings(one, post, kin), &[]) {
            Verdict::Pass | Verdict::Due => found.pass.push(n),
            Verdict::Ask => found.ask.push(n),
            Verdict::Fail => {}
        }
    }
}

/// Rules that read both.
const PAIR: [RuleKey; 7] = [
    RuleKey::LevelMatch,
    RuleKey::Demands,
    RuleKey::LevelYears,
    RuleKey::PlaceAvoidance,
    RuleKey::DutyAvoidance,
    RuleKey::HigherOpinion,
    RuleKey::Origin,
];
