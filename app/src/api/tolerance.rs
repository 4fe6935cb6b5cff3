//! Fault tolerance: cases, precedents, talks of early correction, settings.

use std::collections::BTreeMap;

use domain::tolerance::{CaseDetail, CaseRow, Precedents, SettingsView, TalkRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use super::read::{Form, Reader, by_id, known, version_of};
use super::{ApiError, Fields};
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

/// Decided cases without names.
#[server(name = GetPrecedents, prefix = "/api", endpoint = "tolerance/precedents", input = GetUrl)]
pub async fn precedents(
    #[server(default)] text: String,
    #[server(default)] clause: String,
) -> Result<Precedents, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.precedents(&viewer, &text, &clause, now).await)
}

/// Takes a decided case into the collection.
#[server(prefix = "/api", endpoint = "tolerance/precedents/collect")]
pub async fn collect_precedent(id: String, summary: String, reasons: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.collect_precedent(&viewer, &known(id.clone())?, &summary, &reasons, now).await)?;
    leptos_axum::redirect(&format!("/tolerance/cases/{id}"));
    Ok(())
}

/// Talks of early correction.
#[server(name = GetTalks, prefix = "/api", endpoint = "tolerance/talks", input = GetUrl)]
pub async fn talks() -> Result<Vec<TalkRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.talks(&viewer, now).await)
}

/// Records a talk.
#[server(prefix = "/api", endpoint = "tolerance/talks/save")]
pub async fn save_talk(
    person: String,
    kind: String,
    on: String,
    reason: String,
    basis: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let talk = domain::tolerance::Talk {
        id: Default::default(),
        person: known(person)?,
        name: String::new(),
        path: String::new(),
        kind: read.code("kind", &kind),
        on: read.day("on", &on),
        reason,
        document: document.trim().to_owned(),
        basis,
        by: String::new(),
        until: None,
        answer_by: None,
        answer: String::new(),
        lifted: String::new(),
        withdrawn: String::new(),
        version: 0,
    };
    read.done()?;
    answer(services.tolerance.save_talk(&viewer, &talk, now).await)?;
    leptos_axum::redirect("/tolerance/talks");
    Ok(())
}

/// Takes a talk back that was entered by mistake.
#[server(prefix = "/api", endpoint = "tolerance/talks/withdraw")]
pub async fn withdraw_talk(id: String, why: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.withdraw_talk(&viewer, &known(id)?, &why, now).await)
}

/// Answers a written inquiry.
#[server(prefix = "/api", endpoint = "tolerance/talks/answer")]
pub async fn answer_talk(id: String, text: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.answer_talk(&viewer, &known(id)?, &text, now).await)
}

/// The numbers of the procedure and its clauses.
#[server(name = GetToleranceSettings, prefix = "/api", endpoint = "tolerance/settings", input = GetUrl)]
pub async fn tolerance_settings() -> Result<SettingsView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.tolerance.tolerance_settings(&viewer).await)
}

/// Adds a version of the numbers.
#[server(prefix = "/api", endpoint = "tolerance/settings/save")]
pub async fn save_tolerance_settings(
    from: String,
    basis: String,
    #[server(default)] numbers: BTreeMap<String, String>,
    #[server(default)] texts: BTreeMap<String, String>,
    #[server(default)] bases: BTreeMap<String, String>,
    #[server(default)] new_texts: BTreeMap<String, String>,
    #[server(default)] new_bases: BTreeMap<String, String>,
) -> Result<(), ApiError> {
    use domain::code::Code;
    use domain::tolerance::{ClauseKind, ToleranceRules};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let from = read.day("from", &from);
    let mut of = |field: &str| read.number(field, numbers.get(field).map_or("", String::as_str));
    let mut next = ToleranceRules {
        from,
        apply: of("apply"),
        accept: of("accept"),
        verify: of("verify"),
        verify_more: of("verify_more"),
        decide: of("decide"),
        tell: of("tell"),
        review: of("review"),
        review_answer: of("review_answer"),
        appeal: of("appeal"),
        appeal_answer: of("appeal_answer"),
        appeal_more: of("appeal_more"),
        correct: of("correct"),
        file: of("file"),
        visit: of("visit"),
        handlers: of("handlers"),
        deciders: of("deciders"),
        keep_years: of("keep_years"),
        admonished: of("admonished"),
        inquiry: of("inquiry"),
        clauses: Vec::new(),
        basis,
    };
    let basis_of = |bases: &BTreeMap<String, String>, key: &str| bases.get(key).cloned().unwrap_or_default();
    let words: Vec<_> = texts.into_iter().map(|(key, text)| (key.clone(), text, basis_of(&bases, &key))).collect();
    let new: Vec<_> = new_texts
        .into_iter()
        .filter_map(|(kind, text)| Some((ClauseKind::find(&kind)?, text, basis_of(&new_bases, &kind))))
        .collect();
    for (kind, text, basis) in &new {
        if !text.trim().is_empty() && basis.trim().is_empty() {
            read.needed(&format!("new-basis-{}", kind.code()));
        }
    }
    read.done()?;
    // Clauses are changed as they are in force on the day the version begins.
    let versions = answer(services.tolerance.tolerance_settings(&viewer).await)?.versions;
    let held = ToleranceRules { from, ..ToleranceRules::in_force(&versions, from) };
    next.clauses = held.reworded(&words, &new);
    answer(services.tolerance.save_tolerance_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/tolerance/settings");
    Ok(())
}
