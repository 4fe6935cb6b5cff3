//! What is kept, and up to where somebody has followed the store.

use std::collections::HashSet;
use std::sync::{Arc, RwLock};
use std::time::Instant;

use serde::Deserialize;

use super::people::People;
use super::units::Units;

/// All that is kept.
#[derive(Default)]
pub(crate) struct World {
    /// Counts how often all was read anew: then everybody has another place.
    pub(crate) read: u64,
    pub(crate) people: People,
    pub(crate) units: Arc<Units>,
}

/// The world, and up to where it has followed the store.
#[derive(Default)]
pub(crate) struct Mirror {
    pub(super) world: RwLock<World>,
    /// Held by whoever follows; nothing before the world was read.
    pub(super) following: tokio::sync::Mutex<Option<Followed>>,
}

/// Up to where somebody has followed what is touched.
pub(crate) struct Followed {
    /// The last change of this program that was followed.
    pub(super) generation: u64,
    pub(super) at: Instant,
    /// The engine's clock then.
    pub(super) clock: i64,
    /// What was touched so shortly before that it will be read again.
    pub(super) seen: HashSet<(i64, String)>,
}

/// What happened since somebody followed last.
pub(crate) enum News {
    /// These were touched.
    Touched(Vec<Touched>),
    /// Nobody can tell any more: all is to be read anew.
    Unknown,
}

/// A row that was written.
#[derive(Deserialize)]
pub(crate) struct Touched {
    pub(super) id: (i64, String),
    /// Of what: `person`, `unit`, or what else of a person.
    pub(crate) what: String,
    /// Its id.
    pub(crate) which: String,
}
