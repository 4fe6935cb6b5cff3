//! Who may go where: rules, what is known of people, questions to the rules.

use domain::exchange::eligibility::EligibilityRule;
#[cfg(feature = "ssr")]
use domain::exchange::view::WhatIf;
use domain::exchange::view::{CircumstancesDetail, Screening};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, chosen, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// All versions of all rules, and whether the viewer may change them.
#[server(name = GetEligibilityRules, prefix = "/api", endpoint = "exchange/rules", input = GetUrl)]
pub async fn eligibility_rules() -> Result<(Vec<EligibilityRule>, bool), ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.eligibility.eligibility_rules(&viewer).await)
}

/// Adds a version to a rule.
#[server(prefix = "/api", endpoint = "exchange/rules/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_eligibility_rule(
    key: String,
    #[server(default)] kinds: std::collections::BTreeMap<String, String>,
    #[server(default)] families: std::collections::BTreeMap<String, String>,
    #[server(default)] unit: String,
    #[server(default)] value: String,
    effect: String,
    basis: String,
    #[server(default)] article: String,
    #[server(default)] waiver: String,
    from: String,
    #[server(default)] active: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let next = EligibilityRule {
        id: Default::default(),
        key: read.code("key", &key),
        kinds: chosen(kinds)?,
        families: chosen(families)?,
        unit: unit.into(),
        path: String::new(),
        value: read.number_or("value", &value, 0),
        effect: read.code("effect", &effect),
        basis,
        article,
        waiver,
        from: read.day("from", &from),
        active: active == "1",
    };
    read.done()?;
    answer(services.eligibility.save_eligibility_rule(&viewer, &next, now).await)?;
    leptos_axum::redirect("/exchange/rules");
    Ok(())
}

/// What is known of somebody for exchange.
#[server(name = GetCircumstances, prefix = "/api", endpoint = "exchange/circumstances", input = GetUrl)]
pub async fn circumstances(id: String) -> Result<CircumstancesDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.eligibility.circumstances(&viewer, &known(id)?).await)
}

/// Changes what is known of somebody.
#[server(prefix = "/api", endpoint = "exchange/circumstances/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_circumstances(
    id: String,
    version: String,
    #[server(default)] service_since: String,
    #[server(default)] terms: String,
    #[server(default)] term_until: String,
    #[server(default)] probation_until: String,
    #[server(default)] sanction_until: String,
    #[server(default)] investigated: String,
    #[server(default)] stated: String,
    #[server(default)] interest_unit: String,
    #[server(default)] interest_what: String,
    #[server(default)] sanction_document: String,
) -> Result<(), ApiError> {
    use domain::exchange::eligibility::{Circumstances, Interest};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let what = interest_what.trim().to_owned();
    let next = Circumstances {
        person: known(id.clone())?,
        service_since: read.day_or_none("service_since", &service_since),
        terms: read.number_or("terms", &terms, 0),
        term_until: read.day_or_none("term_until", &term_until),
        probation_until: read.day_or_none("probation_until", &probation_until),
        sanction_until: read.day_or_none("sanction_until", &sanction_until),
        investigated: investigated == "1",
        stated: stated.trim().to_owned(),
        interests: if interest_unit.is_empty() {
            Vec::new()
        } else {
            vec![Interest { unit: interest_unit.into(), what }]
        },
        sanction_document: sanction_document.trim().to_owned(),
        tolerated: Vec::new(),
        appraised: None,
        version: read.version(&version),
    };
    read.done()?;
    answer(services.eligibility.save_circumstances(&viewer, &next, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// A question to the rules.
#[server(name = GetWhatIf, prefix = "/api", endpoint = "exchange/what-if", input = GetUrl)]
#[allow(clippy::too_many_arguments)]
pub async fn what_if(
    #[server(default)] unit: String,
    #[server(default)] post: String,
    #[server(default)] kind: String,
    #[server(default)] from: String,
    #[server(default)] person: String,
    #[server(default)] rule: String,
    #[server(default)] value: String,
    #[server(default)] service_since: String,
    #[server(default)] clear: String,
    #[server(default)] place: String,
) -> Result<Screening, ApiError> {
    use domain::code::Code;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let question = WhatIf {
        unit: unit.into(),
        post: post.into(),
        kind: Code::find(&kind),
        from: from.into(),
        person: person.into(),
        rule: Code::find(&rule),
        value: if value.trim().is_empty() { None } else { Some(read.number("value", &value)) },
        service_since: read.day_or_none("service_since", &service_since),
        clear: clear == "1",
        place,
    };
    read.done()?;
    answer(services.eligibility.what_if(&viewer, &question, now).await)
}
