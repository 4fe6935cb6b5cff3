//! Surveys of needs.

#[cfg(feature = "ssr")]
use domain::consequence::{Consequence, EffectKind};
#[cfg(feature = "ssr")]
use domain::training::SurveyState;
use domain::training::{Survey, SurveyDetail};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, chosen, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// Surveys the viewer holds or is asked by.
#[server(name = GetSurveys, prefix = "/api", endpoint = "surveys", input = GetUrl)]
pub async fn surveys() -> Result<Vec<Survey>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.surveys.surveys(&viewer, now).await)
}

/// A survey's page.
#[server(name = GetSurvey, prefix = "/api", endpoint = "surveys/one", input = GetUrl)]
pub async fn survey(id: String) -> Result<SurveyDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.surveys.survey(&viewer, &known(id)?, now).await)
}

/// Adds or changes a survey.
#[server(prefix = "/api", endpoint = "surveys/save")]
pub async fn save_survey(
    #[server(default)] id: String,
    #[server(default)] version: String,
    title: String,
    unit: String,
    year: String,
    opens: String,
    closes: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = Survey {
        id: id.into(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        title,
        year: i32::try_from(read.number("year", &year)).unwrap_or(0),
        opens: read.day("opens", &opens),
        closes: read.day("closes", &closes),
        state: SurveyState::Draft,
        reason: String::new(),
        reminded: domain::Moment(0),
        version: read.version(&version),
    };
    read.done_with(|| draft.check())?;
    let id = answer(services.training.surveys.save_survey(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/surveys/{id}"));
    Ok(())
}

/// Sends a survey out.
#[server(prefix = "/api", endpoint = "surveys/publish")]
pub async fn publish_survey(id: String, #[server(default)] confirmed: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let id: domain::SurveyId = known(id)?;
    let detail = answer(services.training.surveys.survey(&viewer, &id, now).await)?;
    if detail.editable && detail.survey.state != SurveyState::Published {
        let asked = detail.needs.map_or(0, |needs| needs.asked);
        let draft = detail.survey.state == SurveyState::Draft;
        Consequence::default()
            .and(if draft { EffectKind::Told } else { EffectKind::Asked }, asked as usize)
            .confirmed(&confirmed)
            .map_err(say)?;
    }
    answer(services.training.surveys.publish_survey(&viewer, &id, now).await)
}

/// Takes a survey back.
#[server(prefix = "/api", endpoint = "surveys/withdraw")]
pub async fn withdraw_survey(id: String, version: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let version = read.number("version", &version);
    read.done()?;
    answer(services.training.surveys.withdraw_survey(&viewer, &known(id)?, version, &reason, now).await)
}

/// Closes a survey before its last day.
#[server(prefix = "/api", endpoint = "surveys/close")]
pub async fn close_survey(id: String, version: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let version = version_of(&version)?;
    answer(services.training.surveys.close_survey(&viewer, &known(id)?, version, &reason, now).await)
}

/// Tells those who have not answered once more.
#[server(prefix = "/api", endpoint = "surveys/remind")]
pub async fn remind_survey(id: String, version: String, #[server(default)] confirmed: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let (id, version): (domain::SurveyId, u32) = (known(id)?, version_of(&version)?);
    let detail = answer(services.training.surveys.survey(&viewer, &id, now).await)?;
    // What can't be done anyhow is refused first, and not asked about.
    if detail.editable && detail.survey.reminding(now).is_ok() {
        Consequence::default().and(EffectKind::Told, detail.silent as usize).confirmed(&confirmed).map_err(say)?;
    }
    answer(services.training.surveys.remind_survey(&viewer, &id, version, now).await.map(|_| ()))
}

/// Answers a survey for the viewer.
#[server(prefix = "/api", endpoint = "surveys/answer")]
pub async fn answer_survey(
    id: String,
    #[server(default)] categories: std::collections::BTreeMap<String, String>,
    #[server(default)] forms: std::collections::BTreeMap<String, String>,
    #[server(default)] months: std::collections::BTreeMap<String, String>,
    #[server(default)] topic: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let need = domain::training::Need {
        survey: known(id)?,
        person: viewer.person.clone(),
        tier: domain::code::Tier::Grassroots,
        categories: by_id(categories).map(|(id, _)| id.into()).collect(),
        forms: chosen(forms)?,
        months: by_id(months).map(|(month, _)| read.number("months", &month)).collect(),
        topic,
        at: now,
    };
    read.done_with(|| need.check())?;
    answer(services.training.surveys.answer_survey(&viewer, &need, now).await)
}
