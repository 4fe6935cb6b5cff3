//! The ledger of hours and what it is measured by.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::ports::Answer;
use crate::replaced::Replaced;
use crate::training::{
    Categories, Category, Completion, CompletionQuery, Conversion, Conversions, HoursDraft, Requirement, Standings,
    TrainingRecord,
};
use crate::{LedgerId, Moment, PersonId};

/// The ledger of hours.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// A person's ledger and bars; one's own is always allowed. `year` 0 is today with the
    /// whole ledger; a past year is shown under the rules then in force.
    async fn record(&self, viewer: &Viewer, person: &PersonId, year: i32, now: Moment) -> Answer<TrainingRecord>;
    /// Reverses an entry of the ledger.
    async fn reverse(&self, viewer: &Viewer, entry: &LedgerId, reason: &str, now: Moment) -> Answer<()>;
}

/// Hours that come from no class, and what training is converted into hours by.
#[async_trait]
pub trait OtherHours: Send + Sync {
    /// Records hours that come from no class, for all the people or none; again changes nothing.
    async fn record_hours(&self, viewer: &Viewer, draft: &HoursDraft, now: Moment) -> Answer<()>;
    /// What training is converted into hours by.
    async fn conversions(&self, viewer: &Viewer) -> Answer<Conversions>;
    /// Enters a conversion with its basis and the day it takes effect. One of the same day is replaced once it
    /// was seen, see [`Replaced::confirmed`].
    async fn add_conversion(&self, viewer: &Viewer, row: &Conversion, seen: &str, now: Moment) -> Answer<()>;
}

/// Who has done what is required.
#[async_trait]
pub trait CompletionTable: Send + Sync {
    /// The completion table of the viewer's scope.
    async fn completion(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Completion>;
    /// The people behind the table.
    async fn standings(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Standings>;
}

/// What is required.
#[async_trait]
pub trait Requirements: Send + Sync {
    /// All versions of all requirements.
    async fn requirements(&self, viewer: &Viewer) -> Answer<Vec<Requirement>>;
    /// How many people in service a requirement is for.
    async fn people_measured(&self, viewer: &Viewer, one: &Requirement) -> Answer<u32>;
    /// The version of the same requirement and first day that one would take the place of.
    async fn requirement_replaced(&self, viewer: &Viewer, next: &Requirement) -> Answer<Option<Replaced>>;
    /// Adds a version to a requirement, or a new requirement when its `rule` is empty.
    async fn save_requirement(&self, viewer: &Viewer, next: &Requirement, now: Moment) -> Answer<()>;
}

/// Categories of training.
#[async_trait]
pub trait CategoryTree: Send + Sync {
    /// The tree of categories.
    async fn categories(&self, viewer: &Viewer) -> Answer<Categories>;
    /// Adds or changes a category.
    async fn save_category(&self, viewer: &Viewer, category: &Category, now: Moment) -> Answer<()>;
}
