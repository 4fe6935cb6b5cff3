//! The home page: what needs doing now, where one stands, what changed.

pub mod port;

use serde::{Deserialize, Serialize};

use crate::access::Grant;
use crate::notice::Notice;
use crate::training::{Bar, CallUp, Class, ClassRow, Lesson};
use crate::{AccountId, Day, Moment, UnitId};

/// What the viewer's home page shows. Parts that are not theirs are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today in China.
    pub today: Day,
    pub cadre: Option<CadreHome>,
    /// For those who hold classes.
    pub training: Option<TrainingHome>,
    /// For those who keep rosters.
    pub roster: Option<RosterHome>,
    /// For those who keep accounts or roles.
    pub accounts: Option<AccountsHome>,
    /// For those who read the trail.
    pub audit: Option<AuditHome>,
    /// What else waits for the viewer, beside call-ups and offered seats.
    pub due: Vec<Due>,
    /// Unread notices, newest first.
    pub notices: Vec<Notice>,
}

macro_rules! dues {
    ($($feature:ident($Name:ident): $(ids($ids:ident))? $(refusal($refusal:ident))? $(news($news:ident))? $(todo($todo:ident))?;)+) => {
        /// Something that waits for somebody: of one of the features.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(untagged)]
        pub enum Due {
            $($(#[doc = concat!("See [`crate::", stringify!($feature), "`].")] $Name(crate::$feature::$todo),)?)+
        }

        $($(impl From<crate::$feature::$todo> for Due {
            fn from(todo: crate::$feature::$todo) -> Self {
                Self::$Name(todo)
            }
        })?)+
    };
}

crate::features!(dues);

/// A cadre's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadreHome {
    /// Required hours.
    pub bars: Vec<Bar>,
    /// Call-ups still to be answered.
    pub calls: Vec<CallUp>,
    /// Lessons of the day, each with its class's title.
    pub lessons: Vec<(Lesson, String)>,
    /// Seats offered and still to be confirmed, and until when.
    pub offers: Vec<(Class, Moment)>,
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

/// The part of those who keep accounts or give roles: what waits for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsHome {
    /// Accounts locked after failures, until when: at most ten.
    pub locked: Vec<(AccountId, String, Moment)>,
    /// Accounts of nobody that hold no role in force and so can do nothing: at most ten.
    pub idle: Vec<(AccountId, String)>,
    /// Roles that end within [`ENDING_DAYS`], the nearest first: at most ten, with the
    /// account's name.
    pub ending: Vec<(Grant, String)>,
}

/// How many days ahead a role that ends is shown.
pub const ENDING_DAYS: i64 = 30;

/// The part of those who read the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHome {
    /// Sign-ins that failed in the last 24 hours.
    pub failures: u32,
    /// Looks at sensitive fields in the last 24 hours.
    pub unmasked: u32,
    /// Exports in the last 24 hours.
    pub exports: u32,
    /// When the trail was last sealed; 0 for never.
    pub sealed: Moment,
    /// Rows that wait for their seal.
    pub pending: u32,
}
