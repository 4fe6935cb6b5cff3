//! What the screens need of the audit trail.

use async_trait::async_trait;

use crate::Moment;
use crate::access::Viewer;
use crate::audit::{AuditLine, AuditQuery, AuditReport};
use crate::ports::Answer;

/// The audit trail.
#[async_trait]
pub trait Trail: Send + Sync {
    /// Rows of the audit trail, newest first.
    async fn audit(&self, viewer: &Viewer, query: &AuditQuery, now: Moment) -> Answer<Vec<AuditLine>>;
    /// Verifies the audit trail.
    async fn verify_audit(&self, viewer: &Viewer) -> Answer<AuditReport>;
}
