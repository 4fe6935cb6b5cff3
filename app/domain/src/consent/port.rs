//! What takes two administrators.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::consent::{ConsentRow, Opening};
use crate::page::{Page, Window};
use crate::ports::Answer;
use crate::{AccountId, ConsentId, Moment, PersonId};

/// What takes two administrators.
#[async_trait]
pub trait Consents: Send + Sync {
    /// Requests of the last months, those the viewer can do something about first.
    async fn consents(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<ConsentRow>>;
    /// People without an account for whom the viewer may ask for one: name and unit, no more.
    async fn without_account(&self, viewer: &Viewer, q: &str, window: &Window) -> Answer<Page<Opening>>;
    /// Asks for accounts for people.
    async fn ask_openings(&self, viewer: &Viewer, people: &[PersonId], now: Moment) -> Answer<()>;
    /// Asks for a new password of an account, and for its second factor to go.
    async fn ask_reset(&self, viewer: &Viewer, account: &AccountId, factor: bool, now: Moment) -> Answer<()>;
    /// Consents to a request or refuses it.
    async fn answer_consent(
        &self,
        viewer: &Viewer,
        id: &ConsentId,
        version: u32,
        give: bool,
        now: Moment,
    ) -> Answer<()>;
}
