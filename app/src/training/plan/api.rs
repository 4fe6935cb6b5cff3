//! Plans of training and their programmes.

use domain::training::{Plan, PlanDetail, Programme};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Plans of the viewer's scope.
#[server(name = GetPlans, prefix = "/api", endpoint = "plans", input = GetUrl)]
pub async fn plans() -> Result<Vec<Plan>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.plans.plans(&viewer).await)
}

/// A plan's page.
#[server(name = GetPlan, prefix = "/api", endpoint = "plans/one", input = GetUrl)]
pub async fn plan(id: String) -> Result<PlanDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.plans.plan(&viewer, &known(id)?).await)
}

/// Adds or changes a plan.
#[server(prefix = "/api", endpoint = "plans/save")]
pub async fn save_plan(
    #[server(default)] id: String,
    #[server(default)] version: String,
    title: String,
    unit: String,
    year: String,
) -> Result<(), ApiError> {
    use domain::training::PlanState;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = Plan {
        id: id.into(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        year: i32::try_from(read.number("year", &year)).unwrap_or(0),
        title,
        survey: Default::default(),
        programmes: Vec::new(),
        state: PlanState::Draft,
        submitted_by: Default::default(),
        decided: Default::default(),
        version: read.version(&version),
    };
    read.done_with(|| draft.check())?;
    let id = answer(services.training.plans.save_plan(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/plans/{id}"));
    Ok(())
}

/// Adds or changes a programme of a plan.
#[server(prefix = "/api", endpoint = "plans/programmes/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_programme(
    plan: String,
    version: String,
    #[server(default)] id: String,
    title: String,
    category: String,
    tier: String,
    kind: String,
    form: String,
    hours: String,
    classes: String,
    people: String,
    month: String,
    #[server(default)] basis: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let programme = Programme {
        id: id.into(),
        title,
        category: category.into(),
        tier: read.code("tier", &tier),
        kind: read.code("kind", &kind),
        form: read.code("form", &form),
        hours: read.hours("hours", &hours),
        classes: read.number("classes", &classes),
        people: read.number("people", &people),
        month: read.number("month", &month),
        basis,
    };
    read.done_with(|| programme.check())?;
    let version = version_of(&version)?;
    answer(services.training.plans.save_programme(&viewer, &known(plan.clone())?, version, &programme, now).await)?;
    leptos_axum::redirect(&format!("/training/plans/{plan}"));
    Ok(())
}

/// Takes a programme out of a plan.
#[server(prefix = "/api", endpoint = "plans/programmes/remove")]
pub async fn remove_programme(plan: String, version: String, id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let version = version_of(&version)?;
    answer(services.training.plans.remove_programme(&viewer, &known(plan)?, version, &known(id)?, now).await)
}

/// Adds the programmes that a survey's needs propose.
#[server(prefix = "/api", endpoint = "plans/propose")]
pub async fn propose_programmes(
    plan: String,
    version: String,
    survey: String,
    #[server(default)] least: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let least = read.number_or("least", &least, 1);
    read.done()?;
    let version = version_of(&version)?;
    let (plan, survey) = (known(plan)?, known(survey)?);
    answer(services.training.plans.propose_programmes(&viewer, &plan, version, &survey, least, now).await)
}

/// Adds the programmes that results of appraisal ask for, on a content.
#[server(prefix = "/api", endpoint = "plans/from-appraisal")]
pub async fn programmes_from_appraisal(plan: String, version: String, category: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let version = version_of(&version)?;
    let (plan, category) = (known(plan)?, category.into());
    answer(services.training.plans.programmes_from_appraisal(&viewer, &plan, version, &category, now).await)
}

#[server(prefix = "/api", endpoint = "plans/submit")]
pub async fn submit_plan(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.plans.submit_plan(&viewer, &known(id)?, now).await)
}

/// Takes a plan back from approval.
#[server(prefix = "/api", endpoint = "plans/take-back")]
pub async fn take_back_plan(id: String, version: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let version = version_of(&version)?;
    answer(services.training.plans.take_back_plan(&viewer, &known(id)?, version, now).await)
}

/// Approves a plan (`grant`), or returns it.
#[server(prefix = "/api", endpoint = "plans/decide")]
pub async fn decide_plan(
    id: String,
    version: String,
    decision: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let (id, version) = (known(id)?, version_of(&version)?);
    answer(services.training.plans.decide_plan(&viewer, &id, version, decision == "grant", &reason, now).await)
}

/// A programme of an approved plan.
#[server(name = GetProgramme, prefix = "/api", endpoint = "plans/programmes/one", input = GetUrl)]
pub async fn programme(id: String) -> Result<Programme, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.plans.programme(&viewer, &known(id)?).await)
}
