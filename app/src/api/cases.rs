//! Cases of exchange, kinds, holidays, due lists, shares.

use domain::exchange::kind::KindRules;
use domain::exchange::view::{CaseDetail, CaseRow, DueList, Holidays, StaffingRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, by_id, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Cases the viewer sees.
#[server(name = GetCases, prefix = "/api", endpoint = "exchange/cases", input = GetUrl)]
pub async fn cases() -> Result<Vec<CaseRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.cases.cases(&viewer, now).await)
}

/// A case's page.
#[server(name = GetCase, prefix = "/api", endpoint = "exchange/cases/one", input = GetUrl)]
pub async fn case(id: String) -> Result<CaseDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.cases.case(&viewer, &known(id)?, now).await)
}

/// Opens a case outside a round.
#[server(prefix = "/api", endpoint = "exchange/cases/open")]
pub async fn open_case(
    person: String,
    unit: String,
    post: String,
    kind: String,
    #[server(default)] months: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::exchange::case::CaseDraft {
        kind: read.code("kind", &kind),
        person: known(person)?,
        unit: unit.into(),
        post: post.into(),
        months: read.number_or("months", &months, 0),
    };
    read.done()?;
    let id = answer(services.cases.open_case(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/exchange/cases/{id}"));
    Ok(())
}

/// Does something with a case: `action` is the kind of action's code, the rest its fields.
#[server(prefix = "/api", endpoint = "exchange/cases/act")]
#[allow(clippy::too_many_arguments)]
pub async fn act(
    id: String,
    version: String,
    action: String,
    #[server(default)] paper: String,
    #[server(default)] voice: String,
    #[server(default)] decision: String,
    #[server(default)] note: String,
    #[server(default)] text: String,
    #[server(default)] reason: String,
    #[server(default)] why: String,
    #[server(default)] objection: String,
    #[server(default)] answered: String,
    #[server(default)] key: String,
    #[server(default)] document: String,
    #[server(default)] on: String,
    #[server(default)] members: String,
    #[server(default)] present: String,
    #[server(default)] yes: String,
    #[server(default)] no: String,
    #[server(default)] from: String,
    #[server(default)] n: String,
    #[server(default)] grade: String,
    #[server(default)] ending: String,
    #[server(default)] until: String,
) -> Result<(), ApiError> {
    use domain::exchange::case::{Action as A, ActionKind as K, Vote};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let action = match read.code::<K>("action", &action) {
        K::File => A::File { paper: read.code("paper", &paper), note },
        K::Give => A::Give { voice: read.code("voice", &voice), agrees: decision == "agree", text },
        K::Waive => A::Waive { key: read.code("key", &key), reason, document },
        K::Vote => A::Vote(Vote {
            on: read.day("on", &on),
            members: read.number("members", &members),
            present: read.number("present", &present),
            yes: read.number("yes", &yes),
            no: read.number_or("no", &no, 0),
        }),
        K::Publish => A::Publish { on: read.day("on", &on) },
        K::Object => A::Object { from, text: objection },
        K::Answer => A::Answer { n: read.number("n", &n), upheld: decision == "upheld", text: answered },
        K::Approve => A::Approve { document },
        K::Appoint => A::Appoint { document, from: read.day("on", &on) },
        K::Report => A::Report { on: read.day("on", &on) },
        K::Review => A::Review { grade: read.code("grade", &grade), text },
        K::End => {
            A::End { ending: read.code("ending", &ending), until: read.day_or_none("until", &until), reason: text }
        }
        K::Advance | K::Open => A::Advance,
        K::SendBack => A::SendBack { reason: why },
        K::Withdraw => A::Withdraw { reason: why },
        K::Refuse => A::Refuse { reason: why },
    };
    read.done()?;
    let version = version.parse().unwrap_or(0);
    answer(services.cases.act(&viewer, &known(id)?, version, &action, now).await)
}

/// What each kind of exchange asks for.
#[server(name = GetKinds, prefix = "/api", endpoint = "exchange/kinds", input = GetUrl)]
pub async fn kinds() -> Result<(Vec<KindRules>, bool), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.cases.kinds(&viewer, now).await)
}

/// Changes what a kind asks for. `papers` are named `step__paper`.
#[server(prefix = "/api", endpoint = "exchange/kinds/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_kind(
    kind: String,
    #[server(default)] papers: std::collections::BTreeMap<String, String>,
    #[server(default)] least_months: String,
    #[server(default)] most_months: String,
    #[server(default)] extensions: String,
    notice_days: String,
    handover_days: String,
    basis: String,
) -> Result<(), ApiError> {
    use domain::code::Code;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let papers = by_id(papers)
        .filter_map(|(key, _)| {
            let (step, paper) = key.split_once("__")?;
            Some((Code::find(step)?, Code::find(paper)?))
        })
        .collect();
    let rules = KindRules {
        kind: read.code("kind", &kind),
        steps: Vec::new(),
        papers,
        months: (read.number_or("least_months", &least_months, 0), read.number_or("most_months", &most_months, 0)),
        extensions: read.number_or("extensions", &extensions, 0),
        notice_days: read.number("notice_days", &notice_days),
        handover_days: read.number("handover_days", &handover_days),
        basis,
    };
    read.done()?;
    answer(services.cases.save_kind(&viewer, &rules, now).await)
}

/// The holiday table.
#[server(name = GetHolidays, prefix = "/api", endpoint = "exchange/holidays", input = GetUrl)]
pub async fn holidays() -> Result<Holidays, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.cases.holidays(&viewer).await)
}

/// Takes a holiday table in.
#[server(prefix = "/api", endpoint = "exchange/holidays/import")]
pub async fn import_holidays(table: String) -> Result<(), ApiError> {
    use domain::exchange::workdays::Workdays;
    use domain::{Fault, FieldFault, Rule};
    let (services, viewer, now) = ask()?;
    let days = Workdays::read(&table).map_err(|lines| {
        let fault = |(n, _): &(u32, String)| FieldFault { field: "table".to_owned(), rule: Rule::Line(*n) };
        crate::context::say(Fault::Invalid(lines.iter().map(fault).collect()))
    })?;
    answer(services.cases.import_holidays(&viewer, &days, now).await).map(|_| ())
}

/// What falls due.
#[server(name = GetDues, prefix = "/api", endpoint = "exchange/due", input = GetUrl)]
pub async fn dues() -> Result<DueList, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.cases.dues(&viewer, now).await)
}

/// Shares of mass organisations.
#[server(name = GetStaffing, prefix = "/api", endpoint = "exchange/staffing", input = GetUrl)]
pub async fn staffing() -> Result<Vec<StaffingRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.cases.staffing(&viewer, now).await)
}

/// The templates of papers.
#[server(name = GetTemplates, prefix = "/api", endpoint = "exchange/templates", input = GetUrl)]
pub async fn templates() -> Result<Vec<domain::exchange::document::Template>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.cases.templates(&viewer).await)
}

/// Changes the template of a unit.
#[server(prefix = "/api", endpoint = "exchange/templates/save")]
pub async fn save_template(
    kind: String,
    unit: String,
    title: String,
    body: String,
    signer: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let kind = read.code("kind", &kind);
    read.done()?;
    let next = domain::exchange::document::Template { kind, unit: unit.into(), title, body, signer, version: 0 };
    answer(services.cases.save_template(&viewer, &next, now).await)
}

/// Sets the target of a mass organisation.
#[server(prefix = "/api", endpoint = "exchange/staffing/save")]
pub async fn save_staffing_target(unit: String, percent: String, basis: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let percent = read.number("percent", &percent);
    read.done()?;
    answer(services.cases.save_staffing_target(&viewer, &known(unit)?, percent, &basis, now).await)
}
