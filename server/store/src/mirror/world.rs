//! What is kept, and up to where somebody has followed the store.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Instant;

use serde::Deserialize;

use super::classes::Classes;
use super::people::People;
use super::units::Units;

/// So much that was touched is remembered for whoever works something out of it.
const REMEMBERED: usize = 30_000;

/// All that is kept.
#[derive(Default)]
pub(crate) struct World {
    /// Counts how often all was read anew: then everybody has another place.
    pub(crate) read: u64,
    pub(crate) people: People,
    pub(crate) units: Arc<Units>,
    pub(crate) classes: Classes,
    /// What was touched since, of which the oldest is forgotten.
    touched: VecDeque<Touched>,
    forgotten: u64,
}

/// Up to where somebody has heard of what was touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    read: u64,
    number: u64,
}

impl Heard {
    /// Whether all is known that another time knows.
    pub(crate) fn reaches(self, other: Self) -> bool {
        self.read == other.read && self.number >= other.number
    }

    /// Whether everybody has the places that they had then.
    pub(crate) fn same(self, world: &World) -> bool {
        self.read == world.read
    }
}

impl World {
    /// As the rows have it, read for the n-th time.
    pub(super) fn of(read: u64, people: People, units: Units) -> Self {
        Self { read, people, units: Arc::new(units), ..Self::default() }
    }

    /// The same with classes.
    pub(super) fn with(self, classes: Classes) -> Self {
        Self { classes, ..self }
    }

    /// Remembers what was touched.
    pub(super) fn hear(&mut self, touched: Vec<Touched>) {
        self.touched.extend(touched);
        let over = self.touched.len().saturating_sub(REMEMBERED);
        self.touched.drain(..over);
        self.forgotten += over as u64;
    }

    pub(crate) fn heard(&self) -> Heard {
        Heard { read: self.read, number: self.forgotten + self.touched.len() as u64 }
    }

    /// What was touched after that; nothing where nobody can tell any more.
    pub(crate) fn since(&self, heard: Heard) -> Option<Vec<Touched>> {
        let from = heard.number.checked_sub(self.forgotten).filter(|_| heard.read == self.read)?;
        Some(self.touched.iter().skip(usize::try_from(from).ok()?).cloned().collect())
    }
}

/// The world, and up to where it has followed the store.
#[derive(Default)]
pub(crate) struct Mirror {
    pub(super) world: RwLock<World>,
    /// Nothing before the world was read.
    pub(super) looked: Mutex<Option<Looked>>,
    /// Held by whoever follows.
    pub(super) following: tokio::sync::Mutex<Option<Followed>>,
}

/// When somebody looked what was touched.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    /// The last change of this program that was followed.
    pub(super) generation: u64,
    /// Until when nothing was touched that was not looked at, and when another server's changes were looked for.
    pub(super) at: Instant,
    pub(super) wide: Instant,
}

/// Up to where the world has followed what is touched, by the engine's clock in ms.
pub(super) struct Followed {
    /// When the clock was last told.
    pub(super) told: Instant,
    /// The clock at the last look, and at the last for another server's changes.
    pub(super) clock: i64,
    pub(super) wide_clock: i64,
    /// From when on what this program writes may not have been seen.
    pub(super) from: i64,
    /// What was touched so shortly before that it may be read again.
    pub(super) seen: HashSet<(i64, String)>,
}

/// A row that was written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Touched {
    pub(super) id: (i64, String),
    /// Of what: `person`, `unit`, `class`, or what else of a person, as the events of the schema say it.
    pub(crate) what: String,
    /// Its id.
    pub(crate) which: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(range: std::ops::Range<usize>) -> Vec<Touched> {
        range.map(|n| Touched { id: (0, n.to_string()), what: "person".into(), which: n.to_string() }).collect()
    }

    #[test]
    fn whoever_heard_too_long_ago_can_not_be_told_what_happened_since() {
        let mut world = World::of(1, People::default(), Units::default());
        let start = world.heard();
        assert_eq!(world.since(start), Some(Vec::new()));
        world.hear(touched(0..3));
        let middle = world.heard();
        assert!(middle.reaches(start) && !start.reaches(middle));
        world.hear(touched(3..5));
        assert_eq!(world.since(start).map(|all| all.len()), Some(5));
        assert_eq!(world.since(middle), Some(touched(3..5)));
        world.hear(touched(5..REMEMBERED + 3));
        assert_eq!(world.since(start), None);
        assert_eq!(world.since(middle).map(|all| all.len()), Some(REMEMBERED));
        let anew = World::of(2, People::default(), Units::default());
        assert_eq!(anew.since(world.heard()), None);
        assert!(!anew.heard().reaches(start));
    }
}
