//! What the screens need of incentives.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::incentive::{Action, AwardDetail, Care, Draft, IncentiveQuery, Incentives};
use crate::ports::Answer;
use crate::{AwardId, Moment};

#[async_trait]
pub trait Awards: Send + Sync {
    /// Awards the viewer sees, practice to learn from, who was overlooked, how awards fall.
    async fn incentives(&self, viewer: &Viewer, query: &IncentiveQuery, now: Moment) -> Answer<Incentives>;
    /// An award's page.
    async fn award(&self, viewer: &Viewer, id: &AwardId, now: Moment) -> Answer<AwardDetail>;
    /// Nominates a person or a unit.
    async fn nominate_award(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<AwardId>;
    /// Does something with an award as it was read. Of an approval, the unit's id is enough.
    async fn act_award(&self, viewer: &Viewer, id: &AwardId, version: u32, action: &Action, now: Moment) -> Answer<()>;
}

/// Care.
#[async_trait]
pub trait Cares: Send + Sync {
    /// Care in the viewer's scope, and their own.
    async fn cares(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Care>>;
    /// Records care.
    async fn save_care(&self, viewer: &Viewer, care: &Care, now: Moment) -> Answer<()>;
}
