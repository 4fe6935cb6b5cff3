//! Units by the names that files give them, and the nearest to a name that none has.

use std::collections::HashMap;

use crate::UnitId;
use crate::organisation::Unit;
use crate::text::word_key;

/// Proposals for a name at most.
const PROPOSED: usize = 4;

/// The units of a scope.
#[derive(Clone, Debug, Default)]
pub struct Units {
    by_id: HashMap<UnitId, Unit>,
    by_name: HashMap<String, UnitId>,
}

impl Units {
    /// The units that exist, of a scope. A name that means two of them means none.
    #[must_use]
    pub fn new(units: Vec<Unit>) -> Self {
        let by_id: HashMap<UnitId, Unit> =
            units.into_iter().filter(|unit| unit.active).map(|unit| (unit.id.clone(), unit)).collect();
        let mut plain: HashMap<String, Option<UnitId>> = HashMap::new();
        let mut long: HashMap<String, Option<UnitId>> = HashMap::new();
        let note = |names: &mut HashMap<String, Option<UnitId>>, name: String, unit: &Unit| {
            let known = names.entry(name).or_insert_with(|| Some(unit.id.clone()));
            if known.as_ref().is_some_and(|other| *other != unit.id) {
                *known = None;
            }
        };
        for unit in by_id.values() {
            for own in [&unit.name, &unit.short] {
                note(&mut plain, word_key(own), unit);
                // 某市总工会办公室, as offices tell one 办公室 from another.
                for above in by_id.get(&unit.parent).into_iter().flat_map(|above| [&above.name, &above.short]) {
                    note(&mut long, word_key(&format!("{above}{own}")), unit);
                }
            }
        }
        let mut by_name: HashMap<String, UnitId> = long
            .into_iter()
            .filter(|(name, _)| !plain.contains_key(name))
            .filter_map(|(name, id)| Some((name, id?)))
            .collect();
        by_name.extend(plain.into_iter().filter_map(|(name, id)| Some((name, id?))));
        Self { by_id, by_name }
    }

    /// Whether a unit goes by a name, though others may too.
    #[must_use]
    pub fn is_called(&self, id: &UnitId, name: &str) -> bool {
        let name = word_key(name);
        self.get(id).is_some_and(|unit| word_key(&unit.name) == name || word_key(&unit.short) == name)
    }

    /// The unit of an id.
    #[must_use]
    pub fn get(&self, id: &UnitId) -> Option<&Unit> {
        self.by_id.get(id)
    }

    /// The unit of a name, full or short.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Unit> {
        self.get(self.by_name.get(&word_key(name))?)
    }

    /// The units whose names are nearest, best first.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Vec<&Unit> {
        let name = word_key(name);
        let mut scored: Vec<(usize, &Unit)> = self
            .by_id
            .values()
            .map(|unit| (nearness(&name, &word_key(&unit.name)).max(nearness(&name, &word_key(&unit.short))), unit))
            .filter(|(score, _)| *score >= 40)
            .collect();
        scored.sort_by(|a, b| (b.0, &a.1.path).cmp(&(a.0, &b.1.path)));
        scored.into_iter().take(PROPOSED).map(|(_, unit)| unit).collect()
    }
}

/// How alike two names are, from 0 to 100: characters in the same order that both have.
fn nearness(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let all = one.len() + other.len();
    if all == 0 {
        return 0;
    }
    let mut row = vec![0usize; other.len() + 1];
    for a in &one {
        let mut corner = 0;
        for (n, b) in other.iter().enumerate() {
            let above = row[n + 1];
            row[n + 1] = if a == b { corner + 1 } else { above.max(row[n]) };
            corner = above;
        }
    }
    200 * row[other.len()] / all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Family, UnitKind, UnitLevel};

    fn unit(id: &str, name: &str, short: &str) -> Unit {
        Unit {
            id: id.into(),
            name: name.into(),
            short: short.into(),
            kind: UnitKind::Union,
            family: Family::Mass,
            level: UnitLevel::City,
            parent: UnitId::default(),
            path: format!("/{id}/"),
            headcount: 1,
            leading_posts: 1,
            members: Vec::new(),
            rank: 0,
            organ: String::new(),
            active: true,
            version: 0,
        }
    }

    #[test]
    fn a_name_that_none_has_finds_the_nearest() {
        let units = Units::new(vec![
            unit("union", "汇溪市总工会", "市总工会"),
            unit("youth", "共青团汇溪市委员会", "汇溪市团委"),
            unit("women", "汇溪市妇女联合会", "市妇联"),
            unit("twin", "汇溪市总工会", "x"),
        ]);
        assert_eq!(units.find("汇溪市 团委").unwrap().id, "youth".into());
        assert_eq!(units.find("市总工会").unwrap().id, "union".into());
        assert!(units.find("汇溪市总工会").is_none(), "a name of two units is none's");
        assert!(units.is_called(&"union".into(), "汇溪市总工会") && units.is_called(&"twin".into(), "汇溪市总工会"));
        let below = |id: &str, parent: &str| Unit { parent: parent.into(), ..unit(id, "办公室", "办公室") };
        let offices =
            Units::new(vec![unit("a", "甲会", "甲"), unit("b", "乙会", "乙"), below("ao", "a"), below("bo", "b")]);
        assert!(offices.find("办公室").is_none());
        assert_eq!(offices.find("乙会办公室").unwrap().id, "bo".into());
        assert!(units.find("汇溪市团伟").is_none());
        assert_eq!(units.nearest("汇溪市团伟")[0].id, "youth".into());
        assert_eq!(units.nearest("汇溪市妇联")[0].id, "women".into());
        assert!(units.nearest("火星分会").is_empty());
    }
}
