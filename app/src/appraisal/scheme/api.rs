//! Schemes of appraisal.

use domain::appraisal::{SchemeDetail, Schemes};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, keyed, known, version_of};
use crate::appraisal::Lines;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

#[server(name = GetSchemes, prefix = "/api", endpoint = "appraisal/schemes", input = GetUrl)]
pub async fn schemes() -> Result<Schemes, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal.schemes.schemes(&viewer).await)
}

/// A scheme, tried on a past year where one is named.
#[server(name = GetScheme, prefix = "/api", endpoint = "appraisal/schemes/one", input = GetUrl)]
pub async fn scheme(id: String, #[server(default)] on: String) -> Result<SchemeDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal.schemes.scheme(&viewer, &known(id)?, &on.into()).await)
}

/// Saves a draft. Lines without a name are left out.
#[server(prefix = "/api", endpoint = "appraisal/schemes/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_scheme(
    #[server(default)] id: String,
    #[server(default)] version: String,
    name: String,
    #[server(default)] family: String,
    from: String,
    basis: String,
    #[server(default)] dimensions: Lines,
    #[server(default)] names: Lines,
    #[server(default)] weights: Lines,
    #[server(default)] sources: Lines,
    #[server(default)] fulls: Lines,
    #[server(default)] evidences: Lines,
    #[server(default)] absents: Lines,
    #[server(default)] codes: Lines,
    #[server(default)] titles: Lines,
    #[server(default)] kinds: Lines,
    #[server(default)] shares: Lines,
) -> Result<(), ApiError> {
    use domain::appraisal::{Indicator, Scheme, VoterGroup};
    use domain::number::whole;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let of =
        |lines: &Lines, key: &str| lines.get(&format!("k{key}")).map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut keys: Vec<(u32, String)> = by_id(names.clone())
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(key, _)| (whole(&key).unwrap_or(u32::MAX), key))
        .collect();
    keys.sort();
    let mut indicators = Vec::new();
    for (_, key) in &keys {
        indicators.push(Indicator {
            dimension: read.code(&keyed("dimensions", key), &of(&dimensions, key)),
            name: of(&names, key),
            weight: read.number(&keyed("weights", key), &of(&weights, key)),
            source: read.code(&keyed("sources", key), &of(&sources, key)),
            full: read.number_or(&keyed("fulls", key), &of(&fulls, key), 0),
            evidence: of(&evidences, key),
            absent: Some(of(&absents, key))
                .filter(|text| !text.is_empty())
                .map(|text| read.code(&keyed("absents", key), &text)),
        });
    }
    let mut keys: Vec<(u32, String)> = by_id(titles.clone())
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(key, _)| (whole(&key).unwrap_or(u32::MAX), key))
        .collect();
    keys.sort();
    let mut groups = Vec::new();
    for (_, key) in &keys {
        groups.push(VoterGroup {
            code: of(&codes, key),
            name: of(&titles, key),
            kind: read.code(&keyed("kinds", key), &of(&kinds, key)),
            weight: read.number(&keyed("shares", key), &of(&shares, key)),
        });
    }
    let scheme = Scheme {
        id: id.into(),
        name,
        family: read.code_or_none("family", &family),
        from: read.day("from", &from),
        basis,
        indicators,
        groups,
        adopted: None,
        document: String::new(),
        version: read.version(&version),
    };
    read.done()?;
    let id = answer(services.appraisal.schemes.save_scheme(&viewer, &scheme, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/schemes/{id}"));
    Ok(())
}

/// Adopts a draft.
#[server(prefix = "/api", endpoint = "appraisal/schemes/adopt")]
pub async fn adopt_scheme(id: String, version: String, document: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let version = version_of(&version)?;
    answer(services.appraisal.schemes.adopt_scheme(&viewer, &known(id.clone())?, version, &document, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/schemes/{id}"));
    Ok(())
}
