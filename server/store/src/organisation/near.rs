//! The units that a page shows or offers, of however many there are.

use std::collections::HashSet;

use domain::UnitId;
use domain::access::Scope;
use domain::organisation::{MOST_NEAR, NearQuery, NearUnits, Unit, UnitRow};

use crate::mirror::{Units, World};

/// A unit with how many are in service in it and below.
pub(super) fn counted(world: &World, unit: &Unit) -> UnitRow {
    UnitRow { people: world.people.serving(&unit.path), unit: unit.clone() }
}

/// What there is of a scope for a query, whose text is `q` in its one form.
pub(super) fn near(world: &World, scope: Scope, query: &NearQuery, q: &str) -> NearUnits {
    let units = &world.units;
    let scope = match (query.within.as_str().is_empty(), units.get(&query.within)) {
        (true, _) => scope,
        (false, Some(unit)) => scope.within(&unit.path),
        (false, None) => Scope::default(),
    };
    let held: Vec<&Unit> = units.within(&scope).filter(|unit| unit.active).take(MOST_NEAR + 1).collect();
    let all = held.len() <= MOST_NEAR;
    let (mut rows, mut found) = (Rows { units, scope: &scope, ids: HashSet::new() }, 0);
    if all && q.is_empty() {
        rows.ids.extend(held.iter().map(|unit| unit.id.clone()));
    } else {
        rows.chosen(&query.near);
        if q.is_empty() {
            rows.around(&query.near);
        } else {
            found = rows.named(q);
        }
    }
    let mut rows: Vec<&Unit> = rows.ids.iter().filter_map(|id| units.get(id)).collect();
    rows.sort_unstable_by_key(|unit| units.place(&unit.id));
    NearUnits { rows: rows.into_iter().map(|unit| counted(world, unit)).collect(), all: all && q.is_empty(), found }
}

struct Rows<'a> {
    units: &'a Units,
    scope: &'a Scope,
    ids: HashSet<UnitId>,
}

impl<'a> Rows<'a> {
    fn shown(&self, unit: &Unit) -> bool {
        unit.active && self.scope.holds(&unit.path)
    }

    /// A unit and those above it, as far as the scope goes.
    fn line(&self, unit: &'a Unit) -> Vec<&'a Unit> {
        let ids = unit.path.split('/').filter(|id| !id.is_empty());
        ids.filter_map(|id| self.units.get(&id.into())).filter(|unit| self.shown(unit)).collect()
    }

    /// Takes those chosen in, and those above them.
    fn chosen(&mut self, chosen: &[UnitId]) {
        let shown = chosen.iter().filter_map(|id| self.units.get(id)).filter(|unit| self.shown(unit));
        let lines: Vec<&Unit> = shown.flat_map(|unit| self.line(unit)).collect();
        self.ids.extend(lines.into_iter().map(|unit| unit.id.clone()));
    }

    /// Takes one in while there is room; whether there was.
    fn take(&mut self, unit: &Unit) -> bool {
        if self.ids.len() < MOST_NEAR && self.shown(unit) {
            self.ids.insert(unit.id.clone());
        }
        self.ids.len() < MOST_NEAR
    }

    /// The tops of the scope, then what is right below those chosen, below the tops and beside those chosen.
    fn around(&mut self, chosen: &[UnitId]) {
        let units = self.units;
        let last = |path: &str| path.split('/').rfind(|id| !id.is_empty()).map(UnitId::from);
        let tops: Vec<UnitId> = self.scope.paths.iter().filter_map(|path| last(path)).collect();
        let beside = chosen.iter().filter_map(|id| units.get(id)).map(|unit| &unit.parent);
        let _ = tops.iter().filter_map(|id| units.get(id)).all(|unit| self.take(unit));
        let _ = chosen.iter().chain(&tops).chain(beside).flat_map(|id| units.below(id)).all(|unit| self.take(unit));
    }

    /// Takes in those of a name and those above them; how many there are of it.
    fn named(&mut self, q: &str) -> u32 {
        let mut found = 0;
        for unit in self.units.find(q).filter(|unit| unit.active && self.scope.holds(&unit.path)) {
            found += 1;
            if self.ids.len() < MOST_NEAR {
                for one in self.line(unit) {
                    self.take(one);
                }
            }
        }
        found
    }
}
