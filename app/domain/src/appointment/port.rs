//! What the screens need of appointments.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::appointment::{AppointmentDraft, Removal};
use crate::ports::Answer;
use crate::{AppointmentId, Moment};

/// Appointments of cadres.
#[async_trait]
pub trait Appointments: Send + Sync {
    /// Appoints a person to a post.
    async fn appoint(&self, viewer: &Viewer, draft: &AppointmentDraft, now: Moment) -> Answer<()>;
    /// Ends an appointment on a day by a document (免职).
    async fn end_appointment(&self, viewer: &Viewer, removal: &Removal, now: Moment) -> Answer<()>;
    /// Corrects an appointment that was entered wrongly, with a reason.
    async fn correct_appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        draft: &AppointmentDraft,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Takes an appointment back that never was, with a reason; what it had ended goes on.
    async fn withdraw_appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
}
