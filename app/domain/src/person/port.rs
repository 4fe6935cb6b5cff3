//! What the screens need of cadres.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::page::Page;
use crate::person::{
    EndOfService, NewPerson, PeopleQuery, PersonDetail, PersonDraft, PersonRow, SensitiveDetail, SensitiveDraft,
};
use crate::ports::Answer;
use crate::{Moment, PersonId};

/// Cadres.
#[async_trait]
pub trait People: Send + Sync {
    /// A page of the roster.
    async fn people(&self, viewer: &Viewer, query: &PeopleQuery) -> Answer<Page<PersonRow>>;
    /// A person's page; one's own is always allowed.
    async fn person(&self, viewer: &Viewer, id: &PersonId) -> Answer<PersonDetail>;
    /// Changes the plain fields of a record.
    async fn save_person(&self, viewer: &Viewer, draft: &PersonDraft, now: Moment) -> Answer<()>;
}

/// The sensitive fields of records.
#[async_trait]
pub trait SensitiveFields: Send + Sync {
    /// Opens the sensitive fields to the viewer for a stated purpose and for
    /// [`UNMASKED_MINUTES`](crate::person::UNMASKED_MINUTES); audited, and the person is told.
    async fn unmask(&self, viewer: &Viewer, id: &PersonId, purpose: &str, now: Moment) -> Answer<()>;
    /// The sensitive fields, while they are open to the viewer.
    async fn sensitive(&self, viewer: &Viewer, id: &PersonId, now: Moment) -> Answer<SensitiveDetail>;
    /// Changes the sensitive fields of a record.
    async fn save_sensitive(&self, viewer: &Viewer, draft: SensitiveDraft, now: Moment) -> Answer<()>;
}

/// Who enters service and who leaves it.
#[async_trait]
pub trait Service: Send + Sync {
    /// Enters somebody by hand. Who has the same name and birth is refused until said to be another.
    async fn add_person(&self, viewer: &Viewer, draft: &NewPerson, now: Moment) -> Answer<PersonId>;
    /// Ends somebody's service: retired, resigned, moved away, dead. Their appointments end with it.
    async fn end_service(&self, viewer: &Viewer, end: &EndOfService, now: Moment) -> Answer<()>;
    /// Takes such an end back, with a reason; the appointments it ended go on.
    async fn return_to_service(
        &self,
        viewer: &Viewer,
        id: &PersonId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
}
