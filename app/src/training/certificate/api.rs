//! Certificates.

use domain::page::Page;
use domain::training::{Certificate, CertificateQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of certificates.
#[server(name = GetCertificates, prefix = "/api", endpoint = "certificates", input = GetUrl)]
pub async fn certificates(#[server(flatten)] query: CertificateQuery) -> Result<Page<Certificate>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.certificates.certificates(&viewer, &query, now).await)
}

/// Certifies people again, many at once.
#[server(prefix = "/api", endpoint = "certificates/renew")]
pub async fn renew_certificates(
    #[server(default)] certificates: std::collections::BTreeMap<String, String>,
    basis: String,
    until: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let until = read.day("until", &until);
    read.done()?;
    let ids = by_id(certificates).map(|(id, _)| known(id)).collect::<Result<Vec<_>, _>>()?;
    answer(services.training.certificates.renew_certificates(&viewer, &ids, &basis, until, now).await)
}

/// Revokes a certificate.
#[server(prefix = "/api", endpoint = "training/certificates/revoke")]
pub async fn revoke_certificate(id: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.certificates.revoke_certificate(&viewer, &known(id)?, &reason, now).await)
}
