//! The sensitive fields of a record.

use domain::person::SensitiveDetail;
use domain::record::Relative;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Opens the sensitive fields for a purpose and leads to them. A change, since it is
/// audited: never a GET.
#[server(prefix = "/api", endpoint = "people/unmask")]
pub async fn unmask(id: String, #[server(default)] purpose: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.people.sensitive_fields.unmask(&viewer, &known(id.clone())?, &purpose, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}/sensitive"));
    Ok(())
}

/// The sensitive fields, while they are open.
#[server(prefix = "/api", endpoint = "people/sensitive/one", input = GetUrl)]
pub async fn sensitive(id: String) -> Result<SensitiveDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.people.sensitive_fields.sensitive(&viewer, &known(id)?, now).await)
}

/// Changes a record's sensitive fields.
#[server(prefix = "/api", endpoint = "people/sensitive/save")]
pub async fn save_sensitive(
    id: String,
    #[server(default)] version: u32,
    #[server(default)] id_number: String,
    #[server(default)] health: String,
    #[server(default)] family: std::collections::BTreeMap<u32, Relative>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let sensitive = domain::person::Sensitive { id_number, health, family: family.into_values().collect() };
    let draft = domain::person::SensitiveDraft { id: known(id.clone())?, version, sensitive };
    answer(services.people.sensitive_fields.save_sensitive(&viewer, draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
