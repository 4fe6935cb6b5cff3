//! The home page: what needs doing now, where one stands, what changed.

use serde::{Deserialize, Serialize};

use crate::notice::Notice;
use crate::training::{Bar, Class, ClassRow};
use crate::{Day, UnitId};

/// What the viewer's home page shows. Parts that are not theirs are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today in China.
    pub today: Day,
    /// For a cadre.
    pub cadre: Option<CadreHome>,
    /// For those who hold classes.
    pub training: Option<TrainingHome>,
    /// For those who keep rosters.
    pub roster: Option<RosterHome>,
    /// Unread notices, newest first.
    pub notices: Vec<Notice>,
}

/// A cadre's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadreHome {
    /// Required hours.
    pub bars: Vec<Bar>,
    /// Classes with a seat, the nearest first.
    pub coming: Vec<Class>,
    /// Classes meant for them that take enrolments now.
    pub recommended: Vec<ClassRow>,
}

/// The part of those who hold classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingHome {
    /// Drafts to publish.
    pub drafts: Vec<Class>,
    /// Classes that are over and not marked.
    pub unmarked: Vec<Class>,
    /// Classes taking enrolments, the nearest first.
    pub enrolling: Vec<Class>,
}

/// The part of those who keep rosters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterHome {
    /// The units at the top of the scope: (id, name, people in service).
    pub units: Vec<(UnitId, String, u32)>,
}
