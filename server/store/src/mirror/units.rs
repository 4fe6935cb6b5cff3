//! The tree of units, as pages look it up.

use std::collections::{BTreeMap, HashMap};

use domain::UnitId;
use domain::access::Scope;
use domain::organisation::Unit;

use super::grams::Grams;
use crate::keys::{by_name, search_key};
use crate::organisation::tree::{organ, tree_order};

/// All units, dissolved ones too.
#[derive(Default)]
pub(crate) struct Units {
    by_id: HashMap<UnitId, Unit>,
    /// Their ids as a tree is read: parents first, siblings by rank and name.
    tree: Vec<UnitId>,
    /// Where each stands in `tree`.
    places: HashMap<UnitId, u32>,
    /// Those right below each, in the same order.
    children: HashMap<UnitId, Vec<UnitId>>,
    /// Their ids by path. A unit that was taken in by another has one below it.
    paths: BTreeMap<String, UnitId>,
    /// Where each stands among all by how its short name is read.
    names: HashMap<UnitId, u32>,
    /// Where the organ of each does.
    organs: HashMap<UnitId, u32>,
    /// Places in `tree` by what names are found by.
    grams: Grams,
}

impl Units {
    pub(super) fn of(all: Vec<Unit>) -> Self {
        let all = tree_order(all);
        let mut grams = Grams::default();
        let mut children: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for (at, unit) in all.iter().enumerate() {
            grams.add(at as u32, &text(unit));
            children.entry(unit.parent.clone()).or_default().push(unit.id.clone());
        }
        let by_id: HashMap<UnitId, Unit> = all.iter().map(|unit| (unit.id.clone(), unit.clone())).collect();
        let mut named: Vec<&Unit> = all.iter().collect();
        by_name(&mut named, |unit| &unit.short);
        let names: HashMap<UnitId, u32> = (0..).zip(&named).map(|(at, unit)| (unit.id.clone(), at)).collect();
        let place = |unit: &Unit| names.get(&organ(&by_id, unit).id).copied().unwrap_or_default();
        let organs = all.iter().map(|unit| (unit.id.clone(), place(unit))).collect();
        Self {
            grams,
            children,
            names,
            organs,
            places: all.iter().enumerate().map(|(at, unit)| (unit.id.clone(), at as u32)).collect(),
            tree: all.iter().map(|unit| unit.id.clone()).collect(),
            paths: all.iter().map(|unit| (unit.path.clone(), unit.id.clone())).collect(),
            by_id,
        }
    }

    /// Takes in how units are now; of which there is nothing, is gone.
    pub(super) fn with(&self, changed: Vec<(UnitId, Option<Unit>)>) -> Self {
        let mut by_id = self.by_id.clone();
        for (id, unit) in changed {
            match unit {
                Some(unit) => by_id.insert(id, unit),
                None => by_id.remove(&id),
            };
        }
        Self::of(by_id.into_values().collect())
    }

    pub(crate) fn get(&self, id: &UnitId) -> Option<&Unit> {
        self.by_id.get(id)
    }

    /// Every unit by its id.
    pub(crate) fn by_id(&self) -> &HashMap<UnitId, Unit> {
        &self.by_id
    }

    /// The organ that a unit belongs to, see [`organ`].
    pub(crate) fn organ(&self, id: &UnitId) -> Option<&Unit> {
        Some(organ(&self.by_id, self.get(id)?))
    }

    /// Where a unit stands among all of them by name.
    pub(crate) fn named(&self, id: &UnitId) -> u32 {
        self.names.get(id).copied().unwrap_or(u32::MAX)
    }

    /// Where the organ of a unit stands among all of them by name.
    pub(crate) fn organ_place(&self, id: &UnitId) -> u32 {
        self.organs.get(id).copied().unwrap_or(u32::MAX)
    }

    /// Its short name; empty where there is no such unit.
    pub(crate) fn short(&self, id: &UnitId) -> &str {
        self.get(id).map_or("", |unit| &unit.short)
    }

    /// All of them in the order of the tree.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = &Unit> {
        self.tree.iter().filter_map(|id| self.get(id))
    }

    /// Where one stands in the order of the tree.
    pub(crate) fn place(&self, id: &UnitId) -> u32 {
        self.places.get(id).copied().unwrap_or(u32::MAX)
    }

    /// The unit of a path.
    pub(crate) fn at(&self, path: &str) -> Option<&Unit> {
        self.get(self.paths.get(path)?)
    }

    /// Those right below one, dissolved ones too, in the order of the tree.
    pub(crate) fn below(&self, id: &UnitId) -> impl Iterator<Item = &Unit> {
        self.children.get(id).into_iter().flatten().filter_map(|id| self.get(id))
    }

    /// Those of a scope by their paths.
    pub(crate) fn within<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Unit> {
        let below = |path: &'a String| self.paths.range(path.clone()..).take_while(move |(at, _)| at.starts_with(path));
        scope.paths.iter().flat_map(below).filter_map(|(_, id)| self.get(id))
    }

    /// Those whose full or short name has a part in it, see [`domain::search::normal_query`], in the order of
    /// the tree.
    pub(crate) fn find<'a>(&'a self, q: &'a str) -> impl Iterator<Item = &'a Unit> {
        let found = self.grams.find(q);
        let unit = |at: u32| self.tree.get(at as usize).and_then(|id| self.get(id));
        found.slots.into_iter().filter_map(unit).filter(move |unit| found.exact || text(unit).contains(q))
    }

    /// What differs between this and what the rows say.
    pub(super) fn differs(&self, fresh: &Self) -> Vec<String> {
        let ids = self.by_id.keys().chain(fresh.by_id.keys());
        let mut differs: Vec<String> =
            ids.filter(|id| self.get(id) != fresh.get(id)).map(|id| format!("unit {id}")).collect();
        differs.sort();
        differs.dedup();
        if self.tree != fresh.tree {
            differs.push("order of units".to_owned());
        }
        differs
    }
}

fn text(unit: &Unit) -> String {
    search_key(&format!("{} {}", unit.name, unit.short))
}
