//! What is known of a store outside of it: a small file beside its folder says how far its audit
//! trail had got, so that a store that has lost something is not served as if it were whole.
//!
//! It is written anew after every seal, whole or not at all, and outlives power cuts. A store that is
//! behind its witness is not opened; a restored backup makes a new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::Moment;
use serde::{Deserialize, Serialize};

/// What is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Witness {
    /// The number of the last seal; 0 for none.
    pub seal: u64,
    /// Its hash.
    pub head: String,
    /// When it was made.
    pub at: Moment,
    /// Rows sealed in all.
    pub rows: u64,
    /// How far the engine's log had got before that seal.
    pub log: Option<LogMark>,
    /// Rows of each table, where the store was closed in good order after that seal.
    pub closed: Option<BTreeMap<String, u64>>,
    /// The clock of the machine, as [`Clock`] has it.
    pub clock: Option<Clock>,
}

/// How far the log of an engine had got at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogMark {
    /// The number of its newest file.
    pub file: u64,
    pub bytes: u64,
}

/// How the clock stood, so that a leap between two runs is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Names this start of the machine.
    pub boot: String,
    /// Milliseconds of the wall clock less milliseconds since that start, as last held right.
    pub offset: i64,
}

/// In what a store is behind its witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The witness saw this seal, with this hash, made then; the store's last one is the second.
    Seal(u64, String, Moment, u64),
    /// The trail has fewer rows than had been sealed.
    Rows(u64, u64),
    /// A table has another number of rows than when the store was closed.
    Table(String, u64, u64),
}

impl std::fmt::Display for Lacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Seal(seal, head, at, last) => write!(
                f,
                "seal {seal} ({}) of {} was written and is not in it; its last seal is {last}",
                head.get(..16).unwrap_or(head),
                at.minute_text()
            ),
            Self::Rows(sealed, found) => write!(f, "{sealed} rows of the trail were sealed, {found} are there"),
            Self::Table(table, closed, found) => {
                write!(f, "table {table} had {closed} rows when it was closed, {found} are there")
            }
        }
    }
}

impl Witness {
    /// The witness in a file; nothing when there is none or it can't be read.
    #[must_use]
    pub fn read(file: &Path) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(file).ok()?).ok()
    }

    /// Writes it instead of the one before, whole or not at all.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let new = PathBuf::from(format!("{}.new", file.display()));
        let mut out = File::create(&new)?;
        out.write_all(&serde_json::to_vec_pretty(self)?)?;
        out.sync_all()?;
        fs::rename(&new, file)?;
        File::open(file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?.sync_all()
    }
}
