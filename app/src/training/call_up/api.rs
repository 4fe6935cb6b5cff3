//! Call-ups.

use domain::training::CallUpDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// Issues a notice of call-up.
#[server(prefix = "/api", endpoint = "call-ups/issue")]
pub async fn call_up(
    id: String,
    number: String,
    #[server(default)] by_name: String,
    reply_by: String,
    #[server(default)] note: String,
    #[server(default)] people: std::collections::BTreeMap<String, String>,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    use domain::consequence::{Consequence, EffectKind};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::training::CallUpDraft {
        class: known(id)?,
        number,
        by_name: !by_name.is_empty(),
        reply_by: read.day("reply_by", &reply_by),
        note,
        people: by_id(people).map(|(id, _)| id.into()).collect(),
    };
    let detail = answer(services.training.classes.class(&viewer, &draft.class, now).await)?;
    let whole = if detail.editable { draft.check(now.day(), detail.class.starts) } else { Ok(()) };
    read.done_beside(whole)?;
    if detail.editable {
        Consequence::default().and(EffectKind::Told, draft.people.len()).confirmed(&confirmed).map_err(say)?;
    }
    let id = answer(services.training.call_ups.call_up(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/call-ups/{id}"));
    Ok(())
}

/// A notice of call-up.
#[server(name = GetCallUp, prefix = "/api", endpoint = "call-ups/one", input = GetUrl)]
pub async fn call_up_detail(id: String) -> Result<CallUpDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.call_ups.call_up_detail(&viewer, &known(id)?).await)
}

/// Answers a call-up: `attend`, `leave` or `substitute`.
#[server(prefix = "/api", endpoint = "call-ups/answer")]
pub async fn answer_call(
    id: String,
    reply: String,
    #[server(default)] reason: String,
    #[server(default)] substitute: String,
) -> Result<(), ApiError> {
    use domain::training::CallAnswer;
    let (services, viewer, now) = ask()?;
    let reply = match reply.as_str() {
        "attend" => CallAnswer::Attend,
        "leave" => CallAnswer::Leave(reason),
        "substitute" => CallAnswer::Substitute(substitute.into(), reason),
        _ => return Err(say(domain::Fault::field("reply", domain::Rule::Unknown))),
    };
    answer(services.training.call_ups.answer_call(&viewer, &known(id)?, &reply, now).await)
}

/// Grants or refuses what was asked in answer to a call-up.
#[server(prefix = "/api", endpoint = "call-ups/decide")]
pub async fn decide_call(call: String, decision: String, #[server(default)] reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.call_ups.decide_call(&viewer, &known(call)?, decision == "grant", &reason, now).await)
}
