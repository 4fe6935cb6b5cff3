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
#[derive(Clone, Debug)]
pub struct Counted<'a> {
    /// Path of their unit.
    pub path: &'a str,
    pub level: Level,
    /// Born.
    pub birth: Day,
    /// The day they reach retirement age; none when it can't be told.
    pub leaves: Option<Day>,
    /// For which level, and how ready; none where nothing follows.
    pub next: Option<(Level, Readiness)>,
}

/// What is counted of a level of a part.
#[derive(Clone, Copy, Default)]
struct Cell {
    serving: u32,
    years: u32,
    leaving: u32,
    ready: u32,
    soon: u32,
    barred: u32,
}

/// The leading levels of each part, those that need looking at first. Somebody counts in the innermost
/// part around them, and as a successor beyond it everywhere else: people of all units and of both
/// families may follow. `people` are those of the whole scope, in these parts or not; those of one unit
/// beside each other are counted fastest.
#[must_use]
pub fn structure<'a>(
    people: impl IntoIterator<Item = Counted<'a>>,
    parts: &[Part],
    rules: &PipelineRules,
    today: Day,
) -> Vec<Rung> {
    const LEVELS: usize = Level::Unknown as usize + 1;
    let ahead = today.checked_add_months(Months::new(rules.ahead_months));
    let around = |path: &str| {
        let around = parts.iter().enumerate().filter(|(_, part)| path.starts_with(&part.path));
        around.max_by_key(|(_, part)| part.path.len()).map(|(at, _)| at)
    };
    let mut cells = vec![[Cell::default(); LEVELS]; parts.len()];
    let mut everywhere = [0u32; LEVELS];
    let mut last: Option<(&str, Option<usize>)> = None;
    for one in people {
        let part = match last {
            Some((path, part)) if path == one.path => part,
            _ => around(one.path),
        };
        last = Some((one.path, part));
        if let Some((target, Readiness::Ready)) = one.next {
            everywhere[target as usize] += 1;
        }
        let Some(part) = part else { continue };
        let own = &mut cells[part][one.level as usize];
        own.serving += 1;
        own.years += age(one.birth, today);
        own.leaving += u32::from(one.leaves.is_some_and(|day| Some(day) <= ahead));
        if let Some((target, readiness)) = one.next {
            let next = &mut cells[part][target as usize];
            match readiness {
                Readiness::Ready => next.ready += 1,
                Readiness::Soon => next.soon += 1,
                Readiness::Barred => next.barred += 1,
                Readiness::Growing => {}
            }
        }
    }
    let mut found: Vec<Rung> = Vec::new();
    for (part, cells) in parts.iter().zip(&cells) {
        let leading = Level::ALL.iter().copied().filter(|level| *level <= Level::SectionDeputy);
        for (level, cell) in leading.map(|level| (level, cells[level as usize])) {
            // A level nobody serves at there is nothing to follow up.
            if cell.serving > 0 {
                found.push(Rung {
                    part: part.clone(),
                    level,
                    serving: cell.serving,
                    age: (cell.years + cell.serving / 2) / cell.serving,
                    leaving: cell.leaving,
                    ready: cell.ready,
                    soon: cell.soon,
                    barred: cell.barred,
                    beyond: everywhere[level as usize].saturating_sub(cell.ready),
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
