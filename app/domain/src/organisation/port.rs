//! What the screens need of units and their posts.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::organisation::{NearQuery, NearUnits, Post, Reorganisation, Unit, UnitDetail, UnitDraft, UnitRow};
use crate::ports::Answer;
use crate::{Day, Moment, UnitId};

#[async_trait]
pub trait Units: Send + Sync {
    /// The units of the viewer's scope in tree order.
    async fn units(&self, viewer: &Viewer) -> Answer<Vec<UnitRow>>;
    /// All units of the viewer's scope where they are few, else those that are near to some or are looked for.
    async fn units_near(&self, viewer: &Viewer, query: &NearQuery) -> Answer<NearUnits>;
    /// A unit's page.
    async fn unit(&self, viewer: &Viewer, id: &UnitId) -> Answer<UnitDetail>;
    /// Sets a unit up.
    async fn create_unit(&self, viewer: &Viewer, draft: &UnitDraft, now: Moment) -> Answer<Unit>;
    /// Changes headcount and number of leading posts.
    async fn set_headcount(
        &self,
        viewer: &Viewer,
        id: &UnitId,
        version: u32,
        headcount: u32,
        leading: u32,
        now: Moment,
    ) -> Answer<()>;
    /// Names the organ that signs for a unit.
    async fn set_organ(&self, viewer: &Viewer, id: &UnitId, version: u32, organ: &str, now: Moment) -> Answer<()>;
    /// Renames, moves, merges, splits or dissolves a unit. Gives the unit to show next.
    async fn reorganise(
        &self,
        viewer: &Viewer,
        id: &UnitId,
        change: &Reorganisation,
        on: Day,
        document: &str,
        now: Moment,
    ) -> Answer<UnitId>;
}

/// Posts of units.
#[async_trait]
pub trait Posts: Send + Sync {
    /// Adds a post to a unit.
    async fn add_post(&self, viewer: &Viewer, post: &Post, now: Moment) -> Answer<()>;
    /// Changes a post as it was read with the unit's version; removes it when it has no seats left
    /// and nobody holds it.
    async fn change_post(&self, viewer: &Viewer, post: &Post, version: u32, now: Moment) -> Answer<()>;
}
