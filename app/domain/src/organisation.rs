//! Organisations: a tree of units in two families, their posts, and their history.

use serde::{Deserialize, Serialize};

use crate::code::{Family, Level, UnitKind, UnitLevel};
use crate::fault::{Checks, Rule};
use crate::{Day, Fault, Moment, PostId, UnitId};

pub(crate) mod id;
pub(crate) mod permission;
pub mod port;
mod refusal;
pub(crate) mod topic;

pub use refusal::Refusal;

/// The deepest tree accepted.
pub const MAX_DEPTH: usize = 12;

/// A unit of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The unit.
    pub id: UnitId,
    /// Full name.
    pub name: String,
    /// Short name, may equal the full one.
    pub short: String,
    /// Kind of organisation.
    pub kind: UnitKind,
    /// Which of the two families.
    pub family: Family,
    /// Administrative level.
    pub level: UnitLevel,
    /// The unit above; empty for a root.
    #[serde(default)]
    pub parent: UnitId,
    /// The ids from the root down to this unit, each followed by `/`, with a leading
    /// `/`: `/province/union/`. A unit lies in the subtree of another exactly when its
    /// path starts with the other's.
    pub path: String,
    /// Authorised headcount (编制).
    pub headcount: u32,
    /// Number of leading posts allowed (职数).
    pub leading_posts: u32,
    /// For a joint organisation: the units it spans.
    #[serde(default)]
    pub members: Vec<UnitId>,
    /// Position among its siblings.
    #[serde(default)]
    pub rank: u32,
    /// The organ that signs for it (落款机关); empty for the one above it that does, or for itself.
    #[serde(default)]
    pub organ: String,
    /// Whether it still exists.
    pub active: bool,
    /// Counts edits, so that two people don't overwrite each other.
    #[serde(default)]
    pub version: u32,
}

impl Unit {
    /// Depth in the tree, 1 for a root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path.matches('/').count().saturating_sub(1)
    }
}

/// Who signs for a unit, given it and the units above it from the nearest up: the nearest organ that
/// is named, or the nearest unit that is an organ itself. A region signs nothing: where no organ is
/// named for it, the paper says so.
#[must_use]
pub fn signing(line: &[Unit]) -> String {
    for unit in line {
        if !unit.organ.is_empty() {
            return unit.organ.clone();
        }
        if !matches!(unit.kind, UnitKind::Region | UnitKind::Internal) {
            return unit.name.clone();
        }
    }
    line.first().map(|unit| format!("{}（落款机关未登记）", unit.name)).unwrap_or_default()
}

/// The path of a unit below `parent_path` (`/` for a root).
#[must_use]
pub fn path_of(parent_path: &str, id: &UnitId) -> String {
    format!("{parent_path}{id}/")
}

/// A unit with what its row in the tree shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    pub unit: Unit,
    /// Cadres in service in it and below.
    pub people: u32,
}

/// The most units that a page shows or offers at once, but for those chosen already.
pub const MOST_NEAR: usize = 200;

/// Which units of the viewer's scope a page is to show or offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NearQuery {
    /// Those chosen now: they are among the rows, with those above, beside and right below them.
    pub near: Vec<UnitId>,
    /// Part of a name, its pinyin or its initials: those of that name instead, with those above them.
    pub q: String,
    /// Only those of this unit's subtree; empty for the whole scope.
    pub within: UnitId,
}

/// What there is for a [`NearQuery`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearUnits {
    /// In tree order, [`MOST_NEAR`] at most, or those chosen and the ones above them where these are more.
    pub rows: Vec<UnitRow>,
    /// Whether these are all that there are.
    pub all: bool,
    /// How many have what was looked for in their names, shown or not.
    pub found: u32,
}

/// Something that happened to a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEvent {
    /// The unit it happened to.
    pub unit: UnitId,
    /// When it took effect.
    pub on: Day,
    /// What happened.
    pub change: UnitChange,
    /// The document it rests on.
    pub document: String,
    /// When it was recorded.
    pub at: Moment,
}

/// What can happen to a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum UnitChange {
    /// Was set up.
    Created,
    /// Got another name.
    Renamed {
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// Went below another unit.
    Moved {
        /// The old path.
        from: String,
        /// The new path.
        to: String,
    },
    /// Became part of another unit, people and posts with it.
    MergedInto {
        /// The unit that goes on.
        unit: UnitId,
        name: String,
    },
    /// Took another unit in.
    Absorbed {
        /// The unit that ended.
        unit: UnitId,
        name: String,
    },
    /// A new unit was split off.
    SplitOff {
        /// The new unit.
        unit: UnitId,
        name: String,
    },
    /// Was split off from another.
    SplitFrom {
        /// The unit it came from.
        unit: UnitId,
        name: String,
    },
    /// Came to an end.
    Dissolved,
}

/// A post of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The post.
    pub id: PostId,
    /// The unit it belongs to.
    pub unit: UnitId,
    pub title: String,
    /// Level of the post.
    pub level: Level,
    /// How many may hold it.
    pub seats: u32,
    /// Whether it is a leading post (counts against 职数).
    pub leading: bool,
    /// How many hold it now.
    #[serde(default)]
    pub held: u32,
}

/// A unit's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDetail {
    pub unit: Unit,
    /// From the root down to its parent: (id, short name).
    pub ancestors: Vec<(UnitId, String)>,
    /// Units directly below.
    pub children: Vec<UnitRow>,
    /// For a joint organisation: the units it spans, (id, short name).
    pub members: Vec<(UnitId, String)>,
    /// Its posts, with who holds them by name or by title.
    pub posts: Vec<Post>,
    /// Main posts held that are none of the listed: (title, how many).
    pub unlisted: Vec<(String, u32)>,
    /// Leading posts held, of the number allowed.
    pub leading_held: u32,
    /// Its history, newest first.
    pub history: Vec<UnitEvent>,
    /// Cadres in service in the unit itself.
    pub people_here: u32,
    /// Cadres in service in the unit and below.
    pub people: u32,
    /// Whether the viewer may change it.
    pub editable: bool,
}

/// A unit as typed into a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDraft {
    /// The unit above; empty for a root.
    pub parent: UnitId,
    /// Full name.
    pub name: String,
    /// Short name; the full one when empty.
    pub short: String,
    /// Kind of organisation.
    pub kind: UnitKind,
    /// Administrative level.
    pub level: UnitLevel,
    /// Authorised headcount.
    pub headcount: u32,
    /// Number of leading posts allowed.
    pub leading_posts: u32,
    /// For a joint organisation: the units it spans.
    pub members: Vec<UnitId>,
    /// The day it takes effect.
    pub on: Day,
    /// The document it rests on.
    pub document: String,
}

impl UnitDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.name, "name", 60);
        checks.optional_text(&self.short, "short", 30);
        checks.optional_text(&self.document, "document", 80);
        checks.between(i64::from(self.headcount), "headcount", 0, 100_000);
        checks.between(i64::from(self.leading_posts), "leading_posts", 0, i64::from(self.headcount));
        checks.require(self.kind != UnitKind::Joint || self.members.len() >= 2, "members", Rule::Required);
        checks.done()
    }
}

/// A change of a unit's place in the world, as typed into a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reorganisation {
    /// Give it another name.
    Rename {
        /// The new full name.
        name: String,
        /// The new short name.
        short: String,
    },
    /// Put it below another unit.
    Move {
        /// The unit that shall be above.
        parent: UnitId,
    },
    /// Make it part of another unit.
    Merge {
        /// The unit that goes on.
        into: UnitId,
    },
    /// Split a new unit off beside it, with the named subordinate units.
    Split {
        /// The new unit's name.
        name: String,
        /// Subordinate units that go with it.
        take: Vec<UnitId>,
    },
    /// End it.
    Dissolve,
}

/// A unit for tests of other modules.
#[cfg(test)]
pub(crate) fn tests_unit(id: &str, name: &str, short: &str) -> Unit {
    Unit {
        id: id.into(),
        name: name.into(),
        short: short.into(),
        kind: UnitKind::Union,
        family: Family::Mass,
        level: UnitLevel::City,
        parent: UnitId::default(),
        path: format!("/{id}/"),
        headcount: 10,
        leading_posts: 2,
        members: Vec::new(),
        rank: 0,
        organ: String::new(),
        active: true,
        version: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joint_organisation_spans_at_least_two() {
        let draft = UnitDraft {
            parent: "root".into(),
            name: "园区群团服务中心".into(),
            short: String::new(),
            kind: UnitKind::Joint,
            level: UnitLevel::County,
            headcount: 5,
            leading_posts: 1,
            members: vec!["a".into()],
            on: crate::time::parse_day("2026-01-01").unwrap(),
            document: String::new(),
        };
        assert_eq!(draft.check(), Err(Fault::field("members", Rule::Required)));
        assert_eq!(UnitDraft { members: vec!["a".into(), "b".into()], ..draft.clone() }.check(), Ok(()));
        let crowded = UnitDraft { leading_posts: 6, kind: UnitKind::Union, ..draft };
        assert_eq!(crowded.check(), Err(Fault::field("leading_posts", Rule::Between(0, 5))));
    }
}
