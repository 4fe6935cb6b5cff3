//! Who may not handle or decide a case: relatives of the person, and those on the person's own
//! reporting line (公务员法 76; domain rule: handlers are avoidable).

use serde::{Deserialize, Serialize};

use crate::PersonId;
use crate::UnitId;
use crate::code::codes;
use crate::record::{Kin, Kinship};

codes! {
    /// Why somebody has to stand aside.
    ConflictKind {
        Oneself "oneself" "系本人" "It is the person",
        Kin "kin" "亲属关系" "A relative",
        Leads "leads" "为其直接领导" "Leads the person",
        Led "led" "为其直接下级" "Is led by the person",
        SameUnit "same-unit" "在同一单位任职" "Serves in the same unit",
    }
}

/// Where somebody stands on the reporting line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub person: PersonId,
    /// The unit of the main post.
    pub unit: UnitId,
    /// The unit above it.
    pub parent: UnitId,
    /// Whether the post is a leading one.
    pub leading: bool,
}

/// A reason to stand aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub kind: ConflictKind,
    /// The class of kinship.
    pub kinship: Option<Kinship>,
    /// The way there, for kinship: (relation, name).
    pub path: Vec<(String, String)>,
}

/// Every reason why `others` must stand aside in a case of `subject`.
#[must_use]
pub fn conflicts(subject: &Standing, kin: &[Kin], others: &[Standing]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for other in others {
        let mut add = |kind, kinship, path| {
            found.push(Conflict { person: other.person.clone(), kind, kinship, path });
        };
        if other.person == subject.person {
            add(ConflictKind::Oneself, None, Vec::new());
            continue;
        }
        if let Some(one) = kin.iter().find(|one| one.person == other.person) {
            let path = one.path.iter().map(|link| (link.relation.clone(), link.name.clone())).collect();
            add(ConflictKind::Kin, Some(one.kinship), path);
        }
        let known = !subject.unit.as_str().is_empty() && !other.unit.as_str().is_empty();
        if known && other.unit == subject.unit {
            add(ConflictKind::SameUnit, None, Vec::new());
        } else if known && other.leading && other.unit == subject.parent {
            add(ConflictKind::Leads, None, Vec::new());
        } else if known && subject.leading && subject.unit == other.parent {
            add(ConflictKind::Led, None, Vec::new());
        }
    }
    found
}
