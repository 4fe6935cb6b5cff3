//! Cases of fault tolerance.

use std::collections::BTreeMap;

use domain::tolerance::{CaseDetail, CaseRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Form, Reader, by_id, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The register.
#[server(name = GetToleranceCases, prefix = "/api", endpoint = "tolerance/cases", input = GetUrl)]
pub async fn tolerance_cases() -> Result<Vec<CaseRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.tolerance_cases(&viewer, now).await)
}

/// A case's page.
#[server(name = GetToleranceCase, prefix = "/api", endpoint = "tolerance/cases/one", input = GetUrl)]
pub async fn tolerance_case(id: String) -> Result<CaseDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.tolerance_case(&viewer, &known(id)?, now).await)
}

/// Applies for somebody; for the viewer where nobody is named.
#[server(prefix = "/api", endpoint = "tolerance/cases/open")]
#[allow(clippy::too_many_arguments)]
pub async fn open_tolerance(
    #[server(default)] person: String,
    matter: String,
    happened: String,
    #[server(default)] notice: String,
    #[server(default)] unnoticed: String,
    #[server(default)] notice_number: String,
    template: String,
    #[server(default)] situations: BTreeMap<String, String>,
    grounds: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::tolerance::Draft {
        person: if person.is_empty() { viewer.person.clone() } else { known(person)? },
        matter,
        happened: read.day("happened", &happened),
        notice: read.day_or_none("notice", &notice),
        unnoticed: !unnoticed.is_empty(),
        notice_number,
        template: read.code("template", &template),
        situations: by_id(situations).map(|(key, _)| key).collect(),
        grounds,
    };
    read.done()?;
    let id = answer(services.tolerance.open_tolerance(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/tolerance/cases/{id}"));
    Ok(())
}

/// Does something with a case: `action` is the kind of action's code, the rest its fields.
#[server(prefix = "/api", endpoint = "tolerance/cases/act")]
pub async fn act_tolerance(
    id: String,
    version: String,
    action: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    use domain::tolerance::{Action as A, ActionKind as K, Member};
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let members = |ids: Vec<String>| -> Vec<Member> {
        let member =
            |account: String| Member { account: account.into(), person: Default::default(), name: String::new() };
        ids.into_iter().map(member).collect()
    };
    let action = match Form::kind::<K>("action", &action)? {
        K::Submit => A::Submit { text: form.text("text") },
        K::Accept => A::Accept { reason: form.text("reason") },
        K::Take => A::Take { reason: form.text("why") },
        K::SendBack => A::SendBack { reason: form.text("why") },
        K::Reject => A::Reject { reason: form.text("why") },
        K::Withdraw => A::Withdraw { reason: form.text("why") },
        K::Assign => A::Assign { handlers: members(form.ids("handlers")), deciders: members(form.ids("deciders")) },
        K::Recuse => A::Recuse { member: form.text("member").into(), reason: form.text("reason") },
        K::AnswerRecusal => {
            A::AnswerRecusal { n: form.number("n"), granted: form.is("decision", "yes"), reason: form.text("reason") }
        }
        K::Give => A::Give {
            side: form.code("side"),
            about: form.text("about"),
            text: form.text("evidence"),
            file: Default::default(),
        },
        K::Hear => A::Hear { on: form.day("on"), text: form.text("heard") },
        K::WaiveHearing => A::WaiveHearing,
        K::Judge => {
            A::Judge { clause: form.text("clause"), holds: form.is("decision", "yes"), reason: form.text("reason") }
        }
        K::Distinguish => A::Distinguish {
            distinction: form.code("distinction"),
            side: form.code("side"),
            reason: form.text("reason"),
        },
        K::Exclude => A::Exclude { clause: form.text("clause"), reason: form.text("reason") },
        K::Report => A::Report { text: form.text("report") },
        K::Sign => A::Sign,
        K::Extend => A::Extend { reason: form.text("why") },
        K::Suspend => A::Suspend { reason: form.text("why") },
        K::Resume => A::Resume,
        K::Vote => A::Vote { outcome: form.code("outcome"), reason: form.text("reason") },
        K::Decide => A::Decide { reasons: form.text("reasons"), document: form.text("document") },
        K::Tell => A::Tell { on: form.day("on"), text: form.text("text") },
        K::Agree => A::Agree,
        K::Ask => A::Ask { remedy: form.code("remedy"), grounds: form.text("grounds") },
        K::AnswerRemedy => A::AnswerRemedy {
            outcome: form.code_or_none("outcome"),
            reasons: form.text("reasons"),
            document: form.text("document"),
            body: form.text("body"),
        },
        K::Correct => {
            A::Correct { document: form.text("document"), plan: form.text("plan"), due: form.day_or_none("due") }
        }
        K::NoCorrection => A::NoCorrection { reason: form.text("reason") },
        K::Check => A::Check { done: form.is("decision", "yes"), text: form.text("text") },
        K::File => A::File { document: form.text("document") },
        K::Visit => A::Visit { on: form.day("on"), text: form.text("text") },
        K::Clear => A::Clear { text: form.text("text") },
        K::Reopen => A::Reopen { reason: form.text("why") },
        K::Urge => A::Urge,
        K::Advance => A::Advance,
        K::Open | K::Void => return Err(ApiError(domain::Fault::field("action", domain::Rule::Unknown))),
    };
    form.done()?;
    let version = version_of(&version)?;
    answer(services.tolerance.act_tolerance(&viewer, &known(id.clone())?, version, &action, now).await)?;
    leptos_axum::redirect(&format!("/tolerance/cases/{id}"));
    Ok(())
}
