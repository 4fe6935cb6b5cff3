//! What the screens need of talent pipelines.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::pipeline::{Pipeline, TalentDetail, TalentQuery, Talents};
use crate::ports::Answer;
use crate::{Moment, PersonId, UnitId};

/// Talent pipelines: who is ready for what, and where the structure is thin.
#[async_trait]
pub trait Pipelines: Send + Sync {
    /// The structure below a unit, or of the viewer's whole scope.
    async fn pipeline(&self, viewer: &Viewer, unit: &UnitId, now: Moment) -> Answer<Pipeline>;
    /// People with how ready they are.
    async fn talents(&self, viewer: &Viewer, query: &TalentQuery, now: Moment) -> Answer<Talents>;
    /// One person, with each condition.
    async fn talent(&self, viewer: &Viewer, person: &PersonId, now: Moment) -> Answer<TalentDetail>;
}
