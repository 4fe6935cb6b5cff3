//! The tree of units: the order in which it is read, and to which organ a department belongs.

use std::collections::HashMap;

use domain::UnitId;
use domain::organisation::Unit;

use crate::keys::by_name;

/// The organ a unit belongs to: the nearest above it that is no internal department.
pub(crate) fn organ<'a>(units: &'a HashMap<UnitId, Unit>, unit: &'a Unit) -> &'a Unit {
    let mut at = unit;
    while at.kind == domain::code::UnitKind::Internal {
        match units.get(&at.parent) {
            Some(above) => at = above,
            None => break,
        }
    }
    at
}

/// Units in the order a tree is read: parents first, siblings by rank and name.
pub(crate) fn tree_order(mut units: Vec<Unit>) -> Vec<Unit> {
    by_name(&mut units, |unit| &unit.name);
    units.sort_by_key(|unit| unit.rank);
    let known: std::collections::HashSet<UnitId> = units.iter().map(|unit| unit.id.clone()).collect();
    let mut children: HashMap<UnitId, Vec<Unit>> = HashMap::new();
    let mut roots = Vec::new();
    for unit in units {
        if known.contains(&unit.parent) {
            children.entry(unit.parent.clone()).or_default().push(unit);
        } else {
            roots.push(unit);
        }
    }
    let mut ordered = Vec::with_capacity(known.len());
    let mut stack: Vec<Unit> = roots.into_iter().rev().collect();
    while let Some(unit) = stack.pop() {
        if let Some(below) = children.remove(&unit.id) {
            stack.extend(below.into_iter().rev());
        }
        ordered.push(unit);
    }
    ordered
}
