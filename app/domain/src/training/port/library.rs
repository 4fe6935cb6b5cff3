//! Libraries.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::ports::Answer;
use crate::training::{Holding, HoldingKind, HoldingQuery, Library};
use crate::{FileId, HoldingId, Moment};

/// Libraries of trainers, courses, venues and materials.
#[async_trait]
pub trait Holdings: Send + Sync {
    /// A page of a library.
    async fn library(&self, viewer: &Viewer, query: &HoldingQuery, now: Moment) -> Answer<Library>;
    async fn holding(&self, viewer: &Viewer, id: &HoldingId) -> Answer<Holding>;
    /// Adds or changes one.
    async fn save_holding(&self, viewer: &Viewer, holding: &Holding, now: Moment) -> Answer<()>;
    /// Notes which file a material has, instead of the one it had.
    async fn attach_file(
        &self,
        viewer: &Viewer,
        id: &HoldingId,
        file: (&FileId, &str, &str),
        now: Moment,
    ) -> Answer<()>;
    /// A material whose file the viewer may have.
    async fn material(&self, viewer: &Viewer, id: &HoldingId) -> Answer<Holding>;
    /// The names of what is in use, for forms that choose from them.
    async fn holding_names(&self, viewer: &Viewer) -> Answer<Vec<(HoldingKind, String)>>;
}
