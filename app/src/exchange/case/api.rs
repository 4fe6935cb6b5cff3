//! Cases of exchange.

use domain::exchange::view::{CaseDetail, CaseRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Form, Reader, by_id, known, version_of};
use crate::api::{ApiError, Fields};
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
    #[server(default)] place: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::exchange::case::CaseDraft {
        kind: read.code("kind", &kind),
        person: known(person)?,
        unit: unit.into(),
        post: post.into(),
        months: read.number_or("months", &months, 0),
        place,
    };
    read.done()?;
    let id = answer(services.cases.open_case(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/exchange/cases/{id}"));
    Ok(())
}

/// Fields of the form of several cases.
#[cfg(feature = "ssr")]
const TOGETHER: [&str; 12] =
    ["voice", "decision", "text", "paper", "note", "on", "members", "present", "yes", "no", "document", "dated"];

/// Does something with a case: `action` is the kind of action's code, the rest its fields. With several
/// `cases` (id → version) it is done in all of them or in none; with `behalf` = 1 it is entered for
/// another part from the paper named; with `correct` = 1 it corrects record `entry` instead of adding one.
#[server(prefix = "/api", endpoint = "exchange/cases/act")]
pub async fn act(
    action: String,
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] cases: std::collections::BTreeMap<String, String>,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    use domain::exchange::case::{Action as A, ActionKind as K, Behalf, Vote};
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let (correct, behalf) = (form.is("correct", "1"), form.is("behalf", "1"));
    let mut action = match Form::kind::<K>("action", &action)? {
        K::File => A::File { paper: form.code("paper"), note: form.text("note") },
        K::Give => A::Give { voice: form.code("voice"), agrees: form.is("decision", "agree"), text: form.text("text") },
        K::Waive => A::Waive { key: form.code("key"), reason: form.text("reason"), document: form.text("document") },
        K::Detach => A::Detach { n: form.number("n"), reason: form.text("reason") },
        K::Overrule => A::Overrule { reason: form.text("reason") },
        K::Vote => A::Vote(Vote {
            on: form.day("on"),
            members: form.number("members"),
            present: form.number("present"),
            yes: form.number("yes"),
            no: form.number_or("no", 0),
        }),
        K::Publish => A::Publish { on: form.day("on") },
        K::Object => A::Object { from: form.text("from"), text: form.text("objection") },
        K::Answer => {
            A::Answer { n: form.number("n"), upheld: form.is("decision", "upheld"), text: form.text("answered") }
        }
        K::Approve => A::Approve { document: form.text("document") },
        K::Appoint => A::Appoint { document: form.text("document"), dated: form.day("dated"), from: form.day("on") },
        K::Report => A::Report { on: form.day("on") },
        K::Review => A::Review { grade: form.code("grade"), text: form.text("text") },
        K::End => A::End { ending: form.code("ending"), until: form.day_or_none("until"), reason: form.text("reason") },
        K::SendBack => A::SendBack { reason: form.text("why") },
        K::Withdraw => A::Withdraw { reason: form.text("why") },
        K::Refuse => A::Refuse { reason: form.text("why") },
        K::Advance => A::Advance,
        // No form of this sends these: the opening and a file have ways of their own, the others wrap.
        K::Open | K::Attach | K::Behalf | K::Correct => return Err(crate::context::say(domain::Fault::Malformed)),
    };
    if correct {
        let (n, reason) = (form.number_or("entry", 0), form.text("correct_reason"));
        action = A::Correct { entry: Box::new(action), n, reason };
    }
    if behalf {
        let (document, on) = (form.text("behalf_document"), form.day("behalf_on"));
        let paper = Behalf { document, on, who: form.text("behalf_who") };
        action = A::Behalf { entry: Box::new(action), paper };
    }
    if id.is_empty() {
        // One form stands for all that can be done at a step: what the other ways ask is not this one's.
        for other in TOGETHER {
            form.text(other);
        }
    }
    form.done()?;
    if id.is_empty() {
        let mut several: Vec<(domain::CaseId, u32)> = Vec::new();
        for (id, version) in by_id(cases) {
            several.push((id.into(), version_of(&version)?));
        }
        return answer(services.cases.act_together(&viewer, &several, &action, now).await);
    }
    let version = version_of(&version)?;
    answer(services.cases.act(&viewer, &known(id)?, version, &action, now).await)
}
