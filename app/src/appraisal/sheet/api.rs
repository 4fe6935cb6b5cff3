//! Sheets, their voters, paper ballots and slips.

use domain::appraisal::SheetDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A sheet's page.
#[server(name = GetSheet, prefix = "/api", endpoint = "appraisal/sheets/one", input = GetUrl)]
pub async fn sheet(id: String) -> Result<SheetDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.sheets.sheet(&viewer, &known(id)?, now).await)
}

/// Puts somebody on a roll, or takes them off.
#[server(prefix = "/api", endpoint = "appraisal/voters/set")]
pub async fn set_voter(id: String, person: String, #[server(default)] group: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    // A name is looked up; what is no id of anybody finds nobody.
    let person = person.trim().into();
    answer(services.appraisal.sheets.set_voter(&viewer, &known(id.clone())?, &person, &group, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Says how many were given paper ballots.
#[server(prefix = "/api", endpoint = "appraisal/paper/roll")]
pub async fn save_paper(
    id: String,
    group: String,
    #[server(default)] paper_expected: String,
    #[server(default)] paper_present: String,
    #[server(default)] paper_issued: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let roll = domain::appraisal::GroupRoll {
        group,
        paper_expected: read.number_or("paper_expected", &paper_expected, 0),
        paper_present: read.number_or("paper_present", &paper_present, 0),
        paper_issued: read.number_or("paper_issued", &paper_issued, 0),
    };
    read.done()?;
    answer(services.appraisal.sheets.save_paper(&viewer, &known(id.clone())?, &roll, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Takes typed paper ballots in.
#[server(prefix = "/api", endpoint = "appraisal/paper/type")]
pub async fn type_paper(id: String, group: String, ballots: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.sheets.type_paper(&viewer, &known(id.clone())?, &group, &ballots, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Throws away what was typed once.
#[server(prefix = "/api", endpoint = "appraisal/paper/drop")]
pub async fn drop_paper(id: String, group: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.sheets.drop_paper(&viewer, &known(id.clone())?, &group, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}

/// Gives slips out or makes them void.
#[server(prefix = "/api", endpoint = "appraisal/slips/act")]
pub async fn act_slips(
    id: String,
    act: String,
    #[server(default)] batch: String,
    #[server(default)] number: String,
) -> Result<(), ApiError> {
    use domain::appraisal::{SlipAct, SlipActKind};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let kind: SlipActKind = read.code("act", &act);
    read.done()?;
    let act = match kind {
        SlipActKind::Release => SlipAct::Release { batch },
        SlipActKind::Void => SlipAct::Void { batch },
        SlipActKind::VoidOne => SlipAct::VoidOne { number },
    };
    answer(services.appraisal.slips.act_slips(&viewer, &known(id.clone())?, &act, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/sheets/{id}"));
    Ok(())
}
