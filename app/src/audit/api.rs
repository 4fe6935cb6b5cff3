//! The audit trail.

use domain::audit::{AuditLine, AuditReport};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Rows of the audit trail.
#[server(prefix = "/api", endpoint = "audit", input = GetUrl)]
pub async fn audit(
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] name: String,
    #[server(default)] action: String,
    #[server(default)] subject: String,
    #[server(default)] subject_id: String,
    #[server(default)] before: String,
) -> Result<Vec<AuditLine>, ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (from, until) = (read.day_or_none("from", &from), read.day_or_none("until", &until));
    read.done()?;
    let action = domain::code::Code::find(&action);
    let query = domain::audit::AuditQuery { from, until, name, action, subject, subject_id, before };
    answer(services.audit.trail.audit(&viewer, &query, now).await)
}

/// Verifies the audit trail.
#[server(prefix = "/api", endpoint = "audit/verify")]
pub async fn verify_audit() -> Result<AuditReport, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.audit.trail.verify_audit(&viewer).await)
}
