//! A list that a feature keeps of people: a line of each, those that it shows in its order, and sums along the tree.
//! The change that moves somebody's line moves both, so a page of the list and its numbers cost what is shown,
//! however many people there are.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::PersonId;

use super::along::Along;
use super::people::{FEW, Mirrored};
use super::units::Units;
use super::world::World;

/// What a list keeps of somebody.
pub(crate) trait Line: Sized {
    /// What is counted of people along the tree.
    type Sums: Default + PartialEq;

    /// Whether the list shows them. Who is not shown is counted all the same.
    fn is_listed(&self) -> bool {
        true
    }

    /// Which of two comes first; no two are alike.
    fn compare(units: &Units, one: &Entry<Self>, other: &Entry<Self>) -> Ordering;

    /// Counts somebody so many times: once, or once less.
    fn count(units: &Units, entry: &Entry<Self>, sums: &mut Self::Sums, times: i32);
}

/// Somebody with their line.
#[derive(Clone)]
pub(crate) struct Entry<T> {
    pub(crate) one: Arc<Mirrored>,
    pub(crate) line: T,
}

/// The lines of a list.
pub(crate) struct Listing<T: Line> {
    /// The units by which they are in order and counted.
    units: Arc<Units>,
    /// By the places of people in the mirror.
    entries: Vec<Option<Entry<T>>>,
    /// The places of those that are shown.
    order: Vec<u32>,
    sums: Along<T::Sums>,
}

impl<T: Line> Default for Listing<T> {
    fn default() -> Self {
        Self { units: Arc::default(), entries: Vec::new(), order: Vec::new(), sums: Along::default() }
    }
}

impl<T: Line> Listing<T> {
    /// Takes in the lines of some people, who have no others after it, or of everybody, of whom it has none before.
    pub(crate) fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Vec<Entry<T>>) {
        self.entries.resize_with(world.people.places(), || None);
        // Where units were written, their names and kinds may be others: all is counted and put in order anew.
        let anew = some.is_none() || !Arc::ptr_eq(&self.units, &world.units) || found.len() > FEW;
        for place in self.places_of(world, some) {
            self.leave(place, anew);
        }
        for entry in found {
            if let Some(place) = world.people.slot(&entry.one.row.id) {
                self.leave(place, anew);
                self.enter(place, entry, anew);
            }
        }
        if anew {
            self.units = world.units.clone();
            self.settle();
        }
    }

    /// Where some people are kept. Who has gone for good has no place in the mirror any more.
    fn places_of(&self, world: &World, some: Option<&BTreeSet<PersonId>>) -> Vec<u32> {
        let (mut places, mut gone): (Vec<u32>, BTreeSet<&PersonId>) = Default::default();
        for id in some.into_iter().flatten() {
            match world.people.slot(id) {
                Some(place) => places.push(place),
                None => _ = gone.insert(id),
            }
        }
        if !gone.is_empty() {
            let is_gone = |entry: &Option<Entry<T>>| entry.as_ref().is_some_and(|entry| gone.contains(entry.id()));
            places.extend((0..).zip(&self.entries).filter(|(_, entry)| is_gone(entry)).map(|(place, _)| place));
        }
        places
    }

    fn leave(&mut self, place: u32, anew: bool) {
        let Some(entry) = self.entries.get_mut(place as usize).and_then(Option::take) else { return };
        if anew {
            return;
        }
        // Taken out already, they are found by their place.
        let stands = |other: &u32| {
            if *other == place {
                return Ordering::Equal;
            }
            compare_to(&self.entries, &self.units, *other, &entry)
        };
        if entry.line.is_listed()
            && let Ok(at) = self.order.binary_search_by(stands)
        {
            self.order.remove(at);
        }
        let units = &self.units;
        self.sums.change(&entry.one.path, |sums| T::count(units, &entry, sums, -1));
    }

    fn enter(&mut self, place: u32, entry: Entry<T>, anew: bool) {
        if !anew {
            let units = &self.units;
            if entry.line.is_listed() {
                let entries = &self.entries;
                let before = |other: &u32| compare_to(entries, units, *other, &entry) == Ordering::Less;
                let at = self.order.partition_point(before);
                self.order.insert(at, place);
            }
            self.sums.change(&entry.one.path, |sums| T::count(units, &entry, sums, 1));
        }
        if let Some(kept) = self.entries.get_mut(place as usize) {
            *kept = Some(entry);
        }
    }

    /// Counts everybody and puts all in order.
    fn settle(&mut self) {
        let (units, entries) = (&self.units, &self.entries);
        let mut sums: Along<T::Sums> = Along::default();
        for entry in entries.iter().flatten() {
            sums.change(&entry.one.path, |sums| T::count(units, entry, sums, 1));
        }
        let listed = |place: &u32| entries[*place as usize].as_ref().is_some_and(|entry| entry.line.is_listed());
        let mut order: Vec<u32> = (0..entries.len() as u32).filter(listed).collect();
        order.sort_unstable_by(|one, other| match &entries[*other as usize] {
            Some(other) => compare_to(entries, units, *one, other),
            None => Ordering::Less,
        });
        (self.sums, self.order) = (sums, order);
    }

    /// Somebody by their place in the mirror.
    pub(crate) fn get(&self, place: u32) -> Option<&Entry<T>> {
        self.entries.get(place as usize)?.as_ref()
    }

    pub(crate) fn sums(&self) -> &Along<T::Sums> {
        &self.sums
    }

    /// The part of the order that `at` finds: it says where somebody stands to it.
    pub(crate) fn between(&self, at: impl Fn(&Entry<T>) -> Ordering) -> &[u32] {
        let stands = |place: &u32| self.get(*place).map_or(Ordering::Less, &at);
        let from = self.order.partition_point(|place| stands(place) == Ordering::Less);
        let rest = &self.order[from..];
        &rest[..rest.partition_point(|place| stands(place) == Ordering::Equal)]
    }

    /// All of the order.
    pub(crate) fn in_order(&self) -> &[u32] {
        &self.order
    }

    /// Of parts of the order those that fit, so many after so many others. It looks no further than that.
    pub(crate) fn walk<'a>(
        &'a self,
        parts: impl IntoIterator<Item = &'a [u32]>,
        fits: impl Fn(&Entry<T>) -> bool,
        (skip, most): (usize, usize),
    ) -> Vec<&'a Entry<T>> {
        let entries = parts.into_iter().flatten().filter_map(|place| self.get(*place));
        entries.filter(|entry| fits(entry)).skip(skip).take(most).collect()
    }

    /// The same of the people of some places, with how many fit in all.
    pub(crate) fn among(
        &self,
        places: impl IntoIterator<Item = u32>,
        fits: impl Fn(&Entry<T>) -> bool,
        (skip, most): (usize, usize),
    ) -> (Vec<&Entry<T>>, usize) {
        let entries = places.into_iter().filter_map(|place| self.get(place));
        let mut found: Vec<&Entry<T>> = entries.filter(|entry| entry.line.is_listed() && fits(entry)).collect();
        let total = found.len();
        let units = &self.units;
        if skip + most < total {
            found.select_nth_unstable_by(skip + most, |one, other| T::compare(units, one, other));
            found.truncate(skip + most);
        }
        found.sort_unstable_by(|one, other| T::compare(units, one, other));
        (found.into_iter().skip(skip).collect(), total)
    }

    /// What differs from the lines of everybody as they are worked out anew.
    pub(crate) fn differs(&self, world: &World, found: Vec<Entry<T>>) -> Vec<String>
    where
        T: PartialEq,
    {
        let mut fresh = Self::default();
        fresh.take_in(world, None, found);
        let places = 0..self.entries.len().max(fresh.entries.len()) as u32;
        let same = |one: &Entry<T>, other: &Entry<T>| one.line == other.line && one.one == other.one;
        let line = |place: u32| match (self.get(place), fresh.get(place)) {
            (Some(one), Some(other)) if same(one, other) => None,
            (Some(one), _) | (None, Some(one)) => Some(format!("line of {}", one.id())),
            (None, None) => None,
        };
        let mut differs: Vec<String> = places.filter_map(line).collect();
        if self.order != fresh.order {
            differs.push("order of lines".to_owned());
        }
        differs.extend(self.sums.differs(&fresh.sums));
        differs
    }
}

impl<T> Entry<T> {
    pub(crate) fn id(&self) -> &PersonId {
        &self.one.row.id
    }
}

/// Where somebody who is kept stands to an entry.
fn compare_to<T: Line>(entries: &[Option<Entry<T>>], units: &Units, place: u32, entry: &Entry<T>) -> Ordering {
    entries[place as usize].as_ref().map_or(Ordering::Less, |kept| T::compare(units, kept, entry))
}

#[cfg(test)]
mod tests {
    use domain::code::{Family, UnitKind, UnitLevel};
    use domain::organisation::Unit;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::mirror::people::{Order, People};

    /// Who has none is counted and not shown.
    #[derive(Clone, PartialEq)]
    struct Score(u32);

    impl Line for Score {
        type Sums = (u32, u32);

        fn is_listed(&self) -> bool {
            self.0 > 0
        }

        fn compare(units: &Units, one: &Entry<Self>, other: &Entry<Self>) -> Ordering {
            let key = |entry: &Entry<Self>| (entry.line.0, units.place(&entry.one.row.unit));
            key(one).cmp(&key(other)).then_with(|| Order::Id.compare(&one.one, &other.one))
        }

        fn count(_: &Units, entry: &Entry<Self>, sums: &mut (u32, u32), times: i32) {
            sums.0 = sums.0.wrapping_add_signed(times);
            sums.1 = sums.1.wrapping_add_signed(times * entry.line.0 as i32);
        }
    }

    const UNITS: [&str; 3] = ["a", "b", "c"];

    fn unit(id: &str, parent: &str, path: String, rank: u32) -> Unit {
        Unit {
            id: id.into(),
            name: id.to_owned(),
            short: id.to_owned(),
            kind: UnitKind::Union,
            family: Family::Mass,
            level: UnitLevel::City,
            parent: parent.into(),
            path,
            headcount: 0,
            leading_posts: 0,
            members: Vec::new(),
            rank,
            organ: String::new(),
            active: true,
            version: 0,
        }
    }

    /// The units, of which one comes first.
    fn units(first: usize) -> Units {
        let below = UNITS.iter().enumerate();
        let below = below.map(|(n, id)| unit(id, "p", format!("/p/{id}/"), u32::from(n != first)));
        Units::of(std::iter::once(unit("p", "", "/p/".to_owned(), 0)).chain(below).collect())
    }

    fn mirrored(n: usize, at: usize) -> Mirrored {
        let unit = UNITS[at];
        serde_json::from_value(json!({
            "id": format!("n{n}"), "name": "张", "sex": "1", "birth": "1980-01-01", "ethnic": "", "title": "",
            "level": "1A41", "unit": unit, "state": "active", "path": format!("/p/{unit}/"), "search": "张 zhang z",
        }))
        .unwrap()
    }

    type Written = (usize, Option<(usize, u32)>, usize);

    /// Somebody of seven goes for good, or has a unit and a score from now on; a unit comes first.
    fn changes() -> impl Strategy<Value = Vec<Written>> {
        prop::collection::vec((0usize..7, prop::option::of((0usize..3, 0u32..4)), 0usize..3), 1..40)
    }

    proptest! {
        #[test]
        fn whatever_changes_the_order_and_the_sums_are_those_of_a_count(changes in changes()) {
            let mut world = World::of(1, People::default(), units(0));
            let mut listing: Listing<Score> = Listing::default();
            listing.take_in(&world, None, Vec::new());
            let mut kept: Vec<Option<(usize, u32)>> = vec![None; 7];
            for (n, to, first) in changes {
                kept[n] = to;
                let id = PersonId(format!("n{n}"));
                world.people.change(vec![(id.clone(), to.map(|(at, _)| mirrored(n, at)))]);
                // The units are written now and then.
                if first > 0 {
                    world.units = Arc::new(units(first));
                }
                let one = world.people.get(&id).cloned();
                let found: Vec<_> = one.zip(to).map(|(one, to)| Entry { one, line: Score(to.1) }).into_iter().collect();
                listing.take_in(&world, Some(&BTreeSet::from([id])), found);

                let all = kept.iter().enumerate().filter_map(|(n, one)| one.map(|(at, score)| (n, at, score)));
                let all: Vec<(usize, usize, u32)> = all.collect();
                let place = |at: usize| world.units.place(&UNITS[at].into());
                let shown = all.iter().filter(|one| one.2 > 0).map(|one| (one.2, place(one.1), one.0));
                let mut shown: Vec<_> = shown.collect();
                shown.sort_unstable();
                let ids: Vec<String> = shown.iter().map(|one| format!("n{}", one.2)).collect();
                let held = |entries: Vec<&Entry<Score>>| -> Vec<String> {
                    entries.into_iter().map(|entry| entry.id().to_string()).collect()
                };
                prop_assert_eq!(held(listing.walk([listing.in_order()], |_| true, (0, 9))), ids.clone());
                let few = listing.among(0..world.people.places() as u32, |_| true, (1, 2));
                prop_assert_eq!(few.1, ids.len());
                prop_assert_eq!(held(few.0), ids.iter().skip(1).take(2).cloned().collect::<Vec<_>>());
                let twos = listing.between(|entry| entry.line.0.cmp(&2));
                prop_assert_eq!(twos.len(), shown.iter().filter(|one| one.0 == 2).count());
                for path in ["/", "/p/", "/p/a/", "/p/b/"] {
                    let own = all.iter().filter(|one| format!("/p/{}/", UNITS[one.1]).starts_with(path));
                    let sums = own.fold((0, 0), |sums, one| (sums.0 + 1, sums.1 + one.2));
                    prop_assert_eq!(listing.sums().below(path).copied().unwrap_or_default(), sums);
                }
                let fresh = listing.entries.iter().flatten().cloned().collect();
                prop_assert_eq!(listing.differs(&world, fresh), Vec::<String>::new());
            }
        }
    }
}
