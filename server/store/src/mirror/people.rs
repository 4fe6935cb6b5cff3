//! Everybody, as lists look through them: by what is asked of them, in each order, and counted by unit.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use domain::PersonId;
use domain::access::Scope;
use domain::code::{Level, PersonState, Rank, Sex};
use domain::person::PersonRow;
use domain::retirement::OldAge;
use domain::time::Date;
use serde::{Deserialize, Deserializer};

use super::along::Along;
use super::grams::Grams;
use crate::keys::plain;

/// The columns that are kept, or kept something of.
pub(super) const COLUMNS: &str = "record::id(id) AS id, name, sex, birth, ethnic, politics, title, level, level_since, \
                                  unit, state, path, search, rank, old_age, form";

/// Up to so many are put in order by themselves; more are taken out of everybody's order.
pub(super) const FEW: usize = 1024;

/// One person.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Mirrored {
    #[serde(flatten)]
    pub(crate) row: PersonRow,
    /// Path of the unit.
    pub(crate) path: Arc<str>,
    /// What the name is found by, see [`crate::keys::search_key`].
    pub(crate) search: Box<str>,
    #[serde(default, with = "domain::time::unknown")]
    pub(crate) rank: Option<Rank>,
    /// A retirement age that was recorded.
    #[serde(default, with = "domain::time::unknown")]
    pub(crate) old_age: Option<OldAge>,
    #[serde(default, deserialize_with = "in_form")]
    pub(crate) form: Form,
}

/// What lists ask of the rest of the form.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    /// 年度考核结果, as the form has it.
    pub(crate) assessments: Box<str>,
    #[serde(with = "domain::time::unknown")]
    pub(crate) work_since: Option<Date>,
}

fn in_form<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Form, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

impl Mirrored {
    /// How the name is read, see [`crate::keys::SPELLED`].
    fn spelled(&self) -> &str {
        self.search.split(' ').nth(1).unwrap_or(&self.search)
    }

    fn has(&self, q: &str) -> bool {
        self.search.contains(q) || plain(&self.row.title).contains(q)
    }

    /// All that it is found by.
    fn text(&self) -> String {
        format!("{} {}", self.search, plain(&self.row.title))
    }
}

/// What people are put in order by; those that are alike, by their id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Id,
    /// By where they serve in the tree.
    Path,
    Name,
    Sex,
    Birth,
    Level,
    LevelSince,
    Title,
}

impl Order {
    const ALL: [Self; 8] =
        [Self::Id, Self::Path, Self::Name, Self::Sex, Self::Birth, Self::Level, Self::LevelSince, Self::Title];

    /// The order of a column of the roster, by level where it has none such.
    pub(crate) fn of(column: &str) -> Self {
        match column {
            "name" => Self::Name,
            "sex" => Self::Sex,
            "birth" => Self::Birth,
            "level_since" => Self::LevelSince,
            "title" => Self::Title,
            "unit" => Self::Path,
            _ => Self::Level,
        }
    }

    pub(crate) fn compare(self, one: &Mirrored, other: &Mirrored) -> Ordering {
        let (a, b) = (&one.row, &other.row);
        let first = match self {
            Self::Id => Ordering::Equal,
            Self::Path => one.path.cmp(&other.path),
            Self::Name => (one.spelled(), &a.name).cmp(&(other.spelled(), &b.name)),
            Self::Sex => a.sex.cmp(&b.sex),
            Self::Birth => a.birth.cmp(&b.birth),
            Self::Level => a.level.cmp(&b.level),
            Self::LevelSince => a.level_since.cmp(&b.level_since),
            Self::Title => a.title.cmp(&b.title),
        };
        first.then_with(|| a.id.cmp(&b.id))
    }
}

/// What is asked of people beside where they serve.
pub(crate) struct Whom<'a> {
    pub(crate) scope: &'a Scope,
    /// Part of a name, its pinyin, its initials or a title, see [`domain::search::normal_query`]; empty for
    /// everybody.
    pub(crate) q: &'a str,
    pub(crate) level: Option<Level>,
    pub(crate) sex: Option<Sex>,
    pub(crate) state: Option<PersonState>,
}

impl<'a> Whom<'a> {
    /// Everybody in service in a scope.
    pub(crate) fn serving(scope: &'a Scope) -> Self {
        Self { scope, q: "", level: None, sex: None, state: Some(PersonState::Active) }
    }
}

/// What most questions are about, close together in memory.
#[derive(Clone, Copy)]
struct Marks {
    state: PersonState,
    level: Level,
    sex: Sex,
}

/// Everybody.
#[derive(Default)]
pub(crate) struct People {
    /// Each at a place of their own, which nobody else has after them.
    entries: Vec<Option<Arc<Mirrored>>>,
    marks: Vec<Option<Marks>>,
    /// The places in each order.
    orders: [Vec<u32>; Order::ALL.len()],
    grams: Grams,
    /// Paths, each kept once.
    paths: HashSet<Arc<str>>,
    /// How many are in service.
    serving: Along<u32>,
}

impl People {
    /// Takes everybody in anew.
    pub(super) fn of(all: impl IntoIterator<Item = Mirrored>) -> Self {
        let mut people = Self::default();
        for entry in all {
            people.place(None, entry);
        }
        people.put_in_order();
        people
    }

    fn entry(&self, slot: u32) -> Option<&Arc<Mirrored>> {
        self.entries.get(slot as usize)?.as_ref()
    }

    /// Everybody in an order.
    fn ordered(&self, order: Order) -> &[u32] {
        &self.orders[order as usize]
    }

    /// Puts somebody at the place they had, or at a new one, in no order yet.
    fn place(&mut self, had: Option<u32>, mut entry: Mirrored) -> u32 {
        let path = self.paths.get(&entry.path).cloned().unwrap_or_else(|| {
            self.paths.insert(entry.path.clone());
            entry.path.clone()
        });
        entry.path = path;
        let marks = Marks { state: entry.row.state, level: entry.row.level, sex: entry.row.sex };
        if marks.state == PersonState::Active {
            self.serving.change(&entry.path, |count| *count += 1);
        }
        let slot = had.unwrap_or_else(|| {
            self.entries.push(None);
            self.marks.push(None);
            (self.entries.len() - 1) as u32
        });
        self.grams.add(slot, &entry.text());
        self.marks[slot as usize] = Some(marks);
        self.entries[slot as usize] = Some(Arc::new(entry));
        slot
    }

    fn put_in_order(&mut self) {
        let all: Vec<u32> = (0..self.entries.len() as u32).filter(|slot| self.entry(*slot).is_some()).collect();
        for order in Order::ALL {
            let mut slots = all.clone();
            let entries = &self.entries;
            slots.sort_unstable_by(|a, b| compare(entries, order, *a, *b));
            self.orders[order as usize] = slots;
        }
    }

    /// Where somebody is kept.
    pub(crate) fn slot(&self, id: &PersonId) -> Option<u32> {
        let ids = self.ordered(Order::Id);
        let at = ids.binary_search_by(|slot| self.entry(*slot).map(|one| one.row.id.cmp(id)).unwrap_or(Ordering::Less));
        at.ok().map(|at| ids[at])
    }

    /// Somebody.
    pub(crate) fn get(&self, id: &PersonId) -> Option<&Arc<Mirrored>> {
        self.entry(self.slot(id)?)
    }

    /// Takes in how people are now; of whom there is nothing, is gone.
    pub(super) fn change(&mut self, changed: Vec<(PersonId, Option<Mirrored>)>) {
        if changed.len() > FEW && changed.len() > self.entries.len() / 50 {
            let were: Vec<Option<u32>> = changed.iter().map(|(id, _)| self.slot(id)).collect();
            were.iter().flatten().for_each(|slot| self.leave(*slot));
            for ((_, entry), had) in changed.into_iter().zip(were) {
                if let Some(entry) = entry {
                    self.place(had, entry);
                }
            }
            self.put_in_order();
            return;
        }
        for (id, entry) in changed {
            let had = self.slot(&id);
            if let Some(slot) = had {
                for order in Order::ALL {
                    if let Some(at) = self.find(order, slot) {
                        self.orders[order as usize].remove(at);
                    }
                }
                self.leave(slot);
            }
            if let Some(entry) = entry {
                let slot = self.place(had, entry);
                for order in Order::ALL {
                    let entries = &self.entries;
                    let at = self.orders[order as usize]
                        .partition_point(|other| compare(entries, order, *other, slot) == Ordering::Less);
                    self.orders[order as usize].insert(at, slot);
                }
            }
        }
    }

    /// Where somebody stands in an order.
    fn find(&self, order: Order, slot: u32) -> Option<usize> {
        self.ordered(order).binary_search_by(|other| compare(&self.entries, order, *other, slot)).ok()
    }

    /// Empties somebody's place.
    fn leave(&mut self, slot: u32) {
        if let Some(entry) = self.entries[slot as usize].take() {
            if entry.row.state == PersonState::Active {
                self.serving.change(&entry.path, |count| *count -= 1);
            }
            self.grams.remove(slot, &entry.text());
            self.marks[slot as usize] = None;
        }
    }

    /// Where those of a subtree stand in the order of paths.
    fn below(&self, path: &str) -> Range<usize> {
        let all = self.ordered(Order::Path);
        let at = |slot: &u32| self.entry(*slot).map_or("", |one| &*one.path);
        let from = all.partition_point(|slot| at(slot) < path);
        from..from + all[from..].partition_point(|slot| at(slot).starts_with(path))
    }

    /// Where those of the unit of a path itself stand in it.
    fn here(&self, path: &str) -> Range<usize> {
        let below = self.below(path);
        let all = &self.ordered(Order::Path)[below.clone()];
        let here = all.partition_point(|slot| self.entry(*slot).is_some_and(|one| &*one.path == path));
        below.start..below.start + here
    }

    /// Whether so few are of a scope that a list of them is put in order by itself.
    pub(crate) fn are_few(&self, scope: &Scope) -> bool {
        scope.paths.iter().map(|path| self.below(path).len()).sum::<usize>() <= FEW
    }

    /// The places of all of a scope, whether they serve or not.
    pub(crate) fn places_in<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = u32> {
        scope.paths.iter().flat_map(move |path| &self.ordered(Order::Path)[self.below(path)]).copied()
    }

    /// The places of those of the units of a scope themselves, without those of units below.
    pub(crate) fn places_at<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = u32> {
        scope.paths.iter().flat_map(move |path| &self.ordered(Order::Path)[self.here(path)]).copied()
    }

    /// How many are in service in a subtree.
    pub(crate) fn serving(&self, path: &str) -> u32 {
        self.serving.below(path).copied().unwrap_or_default()
    }

    /// How many are in service in the unit of a path itself.
    pub(crate) fn serving_here(&self, path: &str) -> u32 {
        self.serving.here(path).copied().unwrap_or_default()
    }

    fn fits(&self, slot: u32, whom: &Whom<'_>) -> bool {
        self.marks[slot as usize].is_some_and(|one| {
            whom.state.is_none_or(|state| state == one.state)
                && whom.level.is_none_or(|level| level == one.level)
                && whom.sex.is_none_or(|sex| sex == one.sex)
        })
    }

    /// The places of those asked for, in no order.
    fn those(&self, whom: &Whom<'_>) -> Vec<u32> {
        if whom.q.is_empty() {
            let ranges = whom.scope.paths.iter().map(|path| self.below(path));
            let all = self.ordered(Order::Path);
            return ranges.flat_map(|range| &all[range]).copied().filter(|slot| self.fits(*slot, whom)).collect();
        }
        let found = self.grams.find(whom.q);
        let here = |slot: &u32| {
            self.fits(*slot, whom)
                && self.entry(*slot).is_some_and(|one| whom.scope.holds(&one.path) && (found.exact || one.has(whom.q)))
        };
        found.slots.iter().filter(here).collect()
    }

    /// All who are asked for with their places, where nothing is searched in the order of their paths.
    pub(crate) fn placed<'a>(&'a self, whom: &Whom<'_>) -> impl Iterator<Item = (u32, &'a Arc<Mirrored>)> + use<'a> {
        self.those(whom).into_iter().filter_map(|slot| Some((slot, self.entry(slot)?)))
    }

    /// How many places there are, empty ones too.
    pub(crate) fn places(&self) -> usize {
        self.entries.len()
    }

    /// All who are asked for, in no order.
    pub(crate) fn all<'a>(&'a self, whom: &Whom<'_>) -> impl Iterator<Item = &'a Arc<Mirrored>> + use<'a> {
        self.those(whom).into_iter().filter_map(|slot| self.entry(slot))
    }

    /// Some of those asked for, in an order, and how many there are in all.
    pub(crate) fn page(
        &self,
        whom: &Whom<'_>,
        (order, descending): (Order, bool),
        (offset, limit): (u32, u32),
    ) -> (Vec<&Arc<Mirrored>>, u32) {
        let mut those = self.those(whom);
        let total = those.len() as u32;
        let shown = |slots: &mut dyn Iterator<Item = u32>| -> Vec<&Arc<Mirrored>> {
            slots.skip(offset as usize).take(limit as usize).filter_map(|slot| self.entry(slot)).collect()
        };
        let rows = if those.len() <= FEW {
            those.sort_unstable_by(|a, b| compare(&self.entries, order, *a, *b));
            if descending { shown(&mut those.into_iter().rev()) } else { shown(&mut those.into_iter()) }
        } else {
            let mut wanted = vec![false; self.entries.len()];
            those.iter().for_each(|slot| wanted[*slot as usize] = true);
            let ordered = self.ordered(order).iter().copied();
            if descending {
                shown(&mut ordered.rev().filter(|slot| wanted[*slot as usize]))
            } else {
                shown(&mut ordered.filter(|slot| wanted[*slot as usize]))
            }
        };
        (rows, total)
    }

    /// What differs between this and what the rows say.
    pub(super) fn differs(&self, fresh: &Self) -> Vec<String> {
        let ids = |people: &Self| -> Vec<PersonId> {
            people
                .ordered(Order::Id)
                .iter()
                .filter_map(|slot| people.entry(*slot))
                .map(|one| one.row.id.clone())
                .collect()
        };
        let (held, true_ones) = (ids(self), ids(fresh));
        let mut differs: Vec<String> = Vec::new();
        let known: HashSet<&PersonId> = true_ones.iter().collect();
        differs.extend(held.iter().filter(|id| !known.contains(id)).map(|id| format!("person {id} is gone")));
        differs.extend(true_ones.iter().filter(|id| self.get(id) != fresh.get(id)).map(|id| format!("person {id}")));
        for order in Order::ALL {
            let walk = |people: &Self| -> Vec<PersonId> {
                let entries = people.ordered(order).iter().filter_map(|slot| people.entry(*slot));
                entries.map(|one| one.row.id.clone()).collect()
            };
            if walk(self) != walk(fresh) {
                differs.push(format!("order {order:?}"));
            }
        }
        differs.extend(self.serving.differs(&fresh.serving));
        differs
    }
}

fn compare(entries: &[Option<Arc<Mirrored>>], order: Order, one: u32, other: u32) -> Ordering {
    match (&entries[one as usize], &entries[other as usize]) {
        (Some(one), Some(other)) => order.compare(one, other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}
