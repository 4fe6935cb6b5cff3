//! Where the structure is thin: of each part of a tree and each level, who serves, who leaves by age,
//! and who could follow.

use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};

use super::{Assessment, PipelineRules, Readiness, Talent};
use crate::code::{Code, Level, codes};
use crate::page::Page;
use crate::secrecy::Known;
use crate::{Day, PersonId, UnitId};

codes! {
    /// How well a level is followed up.
    Depth {
        Empty "empty" "无人接替" "Nobody follows",
        Thin "thin" "接替不足" "Too few follow",
        Beyond "beyond" "可从其他单位交流接替" "Covered from other units",
        Even "even" "可以接替" "Covered",
    }
}

/// A part of the tree that is looked at as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub unit: UnitId,
    /// Its short name.
    pub name: String,
    pub path: String,
    /// Whether it is the people of the unit itself, those of units below apart.
    pub own: bool,
    /// Whether there are units below, and so more to see.
    pub opens: bool,
}

/// A level of a part of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    pub part: Part,
    pub level: Level,
    /// How many serve at it.
    pub serving: u32,
    /// Their mean age, in whole years.
    pub age: u32,
    /// How many reach retirement age in the months looked ahead.
    pub leaving: u32,
    /// How many of the part are ready for it.
    pub ready: u32,
    /// How many will be, when nothing but time passes.
    pub soon: u32,
    /// How many of those who come next are barred now.
    pub barred: u32,
    /// How many of all other units in scope, of either family, are ready for it.
    pub beyond: u32,
}

impl Rung {
    /// How well it is followed up: enough of the part itself, enough with those of other units,
    /// fewer than leave (one at least), or nobody at all.
    #[must_use]
    pub fn depth(&self) -> Depth {
        let needed = self.leaving.max(1);
        if self.ready >= needed {
            Depth::Even
        } else if self.ready + self.beyond >= needed {
            Depth::Beyond
        } else if self.ready + self.soon + self.beyond == 0 {
            Depth::Empty
        } else {
            Depth::Thin
        }
    }
}

/// Age on a day, in whole years.
#[must_use]
pub fn age(birth: Day, on: Day) -> u32 {
    let had = (on.month(), on.day()) >= (birth.month(), birth.day());
    u32::try_from(on.year() - birth.year() - i32::from(!had)).unwrap_or(0)
}

/// The day somebody reaches retirement age; none when it can't be told.
#[must_use]
pub fn leaves(one: &Talent) -> Option<Day> {
    one.retires().map(|found| found.month)
}

/// Somebody as the structure counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub level: Level,
    /// In whole years.
    pub age: u32,
    /// Whether they reach retirement age in the months looked ahead.
    pub leaving: bool,
    /// For which level, and how ready; none where nothing follows.
    pub next: Option<(Level, Readiness)>,
}

impl Counted {
    /// Somebody by what is known of them, and how ready they are.
    #[must_use]
    pub fn of(one: &Talent, next: Option<(Level, Readiness)>, rules: &PipelineRules, today: Day) -> Self {
        let ahead = today.checked_add_months(Months::new(rules.ahead_months));
        Self {
            level: one.level,
            age: age(one.birth.day(), today),
            leaving: leaves(one).is_some_and(|day| Some(day) <= ahead),
            next,
        }
    }
}

const LEVELS: usize = Level::ALL.len() + 1;
const READINESS: usize = Readiness::ALL.len();

/// What is counted of a level: who serves at it, and who comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cell {
    serving: u32,
    years: u32,
    leaving: u32,
    /// By how ready they are.
    next: [u32; READINESS],
}

impl Cell {
    /// Each of its numbers with that of another.
    fn with(&mut self, other: &Self, each: impl Fn(u32, u32) -> u32) {
        let own = [&mut self.serving, &mut self.years, &mut self.leaving].into_iter().chain(&mut self.next);
        let other = [other.serving, other.years, other.leaving].into_iter().chain(other.next);
        own.zip(other).for_each(|(own, other)| *own = each(*own, other));
    }
}

/// What is counted of people by level. Sums are taken from each other, too, so single ones may be of people who are
/// still to be counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums([Cell; LEVELS]);

impl Sums {
    /// Counts somebody so many times: once, or once less.
    pub fn count(&mut self, one: &Counted, times: i32) {
        let add = |count: &mut u32, n: i32| *count = count.wrapping_add_signed(n);
        let own = &mut self.0[one.level as usize];
        add(&mut own.serving, times);
        add(&mut own.years, times * one.age as i32);
        add(&mut own.leaving, times * i32::from(one.leaving));
        if let Some((target, readiness)) = one.next {
            add(&mut self.0[target as usize].next[readiness as usize], times);
        }
    }

    /// Adds what is counted of others.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| own.with(other, u32::wrapping_add));
    }

    /// Takes what is counted of some away.
    pub fn take(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| own.with(other, u32::wrapping_sub));
    }

    /// How many come next for a level, or for any, and are so ready, or in any way.
    #[must_use]
    pub fn next(&self, target: Option<Level>, readiness: Option<Readiness>) -> u32 {
        let cells = match target {
            Some(target) => &self.0[target as usize..=target as usize],
            None => &self.0[..],
        };
        let of = |cell: &Cell| match readiness {
            Some(readiness) => cell.next[readiness as usize],
            None => cell.next.iter().sum(),
        };
        cells.iter().map(of).sum()
    }
}

/// The leading levels of each part, those that need looking at first. Somebody counts in the innermost
/// part around them, and as a successor beyond it everywhere else: people of all units and of both
/// families may follow. `below` gives what is counted of a unit and those below it by its path, `everywhere` is of the
/// whole scope, in these parts or not.
#[must_use]
pub fn structure(parts: &[Part], below: impl Fn(&str) -> Sums, everywhere: &Sums) -> Vec<Rung> {
    let all: Vec<Sums> = parts.iter().map(|part| below(&part.path)).collect();
    let mut own = all.clone();
    // Those inside a part follow it by their paths.
    let mut sorted: Vec<usize> = (0..parts.len()).collect();
    sorted.sort_by_key(|at| &parts[*at].path);
    let mut around: Vec<usize> = Vec::new();
    for at in sorted {
        while around.last().is_some_and(|outer| !parts[at].path.starts_with(&parts[*outer].path)) {
            around.pop();
        }
        if let Some(outer) = around.last() {
            own[*outer].take(&all[at]);
        }
        around.push(at);
    }
    let mut found: Vec<Rung> = Vec::new();
    for (part, own) in parts.iter().zip(&own) {
        let leading = Level::ALL.iter().copied().filter(|level| *level <= Level::SectionDeputy);
        for (level, cell) in leading.map(|level| (level, own.0[level as usize])) {
            // A level nobody serves at there is nothing to follow up.
            if cell.serving > 0 {
                let next = |readiness: Readiness| cell.next[readiness as usize];
                found.push(Rung {
                    part: part.clone(),
                    level,
                    serving: cell.serving,
                    age: (cell.years + cell.serving / 2) / cell.serving,
                    leaving: cell.leaving,
                    ready: next(Readiness::Ready),
                    soon: next(Readiness::Soon),
                    barred: next(Readiness::Barred),
                    beyond: everywhere.next(Some(level), Some(Readiness::Ready)).saturating_sub(next(Readiness::Ready)),
                });
            }
        }
    }
    found.sort_by(|a, b| {
        let key = |one: &Rung| (one.depth(), std::cmp::Reverse(one.leaving), one.level);
        key(a).cmp(&key(b)).then_with(|| a.part.path.cmp(&b.part.path))
    });
    found
}

/// What a list of people is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TalentQuery {
    /// Below a unit; everywhere in the viewer's scope when empty.
    pub unit: UnitId,
    /// Ready for this level.
    pub target: Option<Level>,
    /// So ready.
    pub readiness: Option<Readiness>,
    /// Of the unit itself alone, not of those below.
    pub own: bool,
    /// Of all in scope but those: who could come from elsewhere.
    pub beyond: bool,
    /// Part of a name, pinyin or initials.
    pub q: String,
    /// Which page, from 1.
    pub page: u32,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalentRow {
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub age: u32,
    pub organ_name: String,
    /// Post.
    pub title: String,
    /// For which level, and how ready.
    pub target: Level,
    /// How ready.
    pub readiness: Readiness,
    /// From when.
    pub on: Option<Day>,
    /// Whether an error that was tolerated would else have barred them.
    pub tolerated: bool,
}

/// The first page: the structure, and how many are how ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The unit looked at; empty for the viewer's whole scope.
    pub unit: String,
    /// Every leading level of every part of it.
    pub rungs: Vec<Rung>,
    /// How many are how ready.
    pub counts: Vec<(Readiness, u32)>,
    /// The numbers in force.
    pub rules: PipelineRules,
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talents {
    pub people: Page<TalentRow>,
    /// The numbers in force.
    pub rules: PipelineRules,
}

/// One person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalentDetail {
    /// The person.
    pub talent: Known<Talent>,
    /// What is said of them; none at a level after which nothing follows.
    pub assessment: Option<Assessment>,
    /// When they reach retirement age.
    pub leaves: Option<Day>,
    /// The numbers in force.
    pub rules: PipelineRules,
}
