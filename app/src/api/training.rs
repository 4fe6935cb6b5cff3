//! Classes, places, hours.

use domain::page::Page;
use domain::training::{
    CallUpDetail, ClassDetail, ClassQuery, ClassRow, ProspectQuery, Prospects, Request, SentToTraining, Settings,
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, by_id, keyed, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// A page of classes.
#[server(prefix = "/api", endpoint = "classes", input = GetUrl)]
pub async fn classes(#[server(flatten)] query: ClassQuery) -> Result<Page<ClassRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes(&viewer, &query, now).await)
}

/// A class's page.
#[server(prefix = "/api", endpoint = "classes/one", input = GetUrl)]
pub async fn class(id: String) -> Result<ClassDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.class(&viewer, &known(id)?, now).await)
}

/// Creates or changes a class and goes to its page.
#[server(prefix = "/api", endpoint = "classes/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_class(
    #[server(default)] id: String,
    #[server(default)] version: String,
    title: String,
    category: String,
    tier: String,
    kind: String,
    form: String,
    #[server(default)] family: String,
    hours: String,
    capacity: String,
    unit: String,
    enrol_from: String,
    enrol_until: String,
    starts: String,
    ends: String,
    place: String,
    #[server(default)] trainer: String,
    #[server(default)] about: String,
    #[server(default)] approval: String,
    #[server(default)] allocation: String,
    #[server(default)] waiting: String,
    #[server(default)] confirm_hours: String,
    #[server(default)] min_years: String,
    #[server(default)] leading: String,
    #[server(default)] programme: String,
    #[server(default)] after_course: String,
    #[server(default)] after_category: String,
) -> Result<(), ApiError> {
    use domain::code::Family;
    use domain::training::{Admission, Allocation, Approval};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::training::ClassDraft {
        id: id.into(),
        version: read.version(&version),
        title,
        category: category.into(),
        tier: read.code("tier", &tier),
        kind: read.code("kind", &kind),
        form: read.code("form", &form),
        families: read.code_or_none::<Family>("family", &family).into_iter().collect(),
        hours: read.hours("hours", &hours),
        capacity: read.number("capacity", &capacity),
        unit: unit.into(),
        enrol_from: read.day("enrol_from", &enrol_from),
        enrol_until: read.day("enrol_until", &enrol_until),
        starts: read.day("starts", &starts),
        ends: read.day("ends", &ends),
        place,
        trainer,
        about,
        programme: programme.into(),
        admission: Admission {
            approval: read.code_or("approval", &approval, Approval::None),
            allocation: read.code_or("allocation", &allocation, Allocation::FirstCome),
            waiting: read.number_or("waiting", &waiting, 0),
            confirm_hours: read.number_or("confirm_hours", &confirm_hours, 0),
            min_years: read.number_or("min_years", &min_years, 0),
            leading: !leading.is_empty(),
            after_courses: (!after_course.is_empty()).then(|| after_course.into()).into_iter().collect(),
            after_categories: (!after_category.is_empty()).then(|| after_category.into()).into_iter().collect(),
            ..Admission::default()
        },
    };
    // Every fault of a form at once: those of single fields and those of the whole.
    read.done_with(|| draft.check())?;
    let id = answer(services.training.save_class(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// Announces a class.
#[server(prefix = "/api", endpoint = "classes/publish")]
pub async fn publish_class(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.publish_class(&viewer, &known(id)?, now).await)
}

/// Calls a class off.
#[server(prefix = "/api", endpoint = "classes/cancel")]
pub async fn cancel_class(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.cancel_class(&viewer, &known(id)?, now).await)
}

/// Confirms an offered seat.
#[server(prefix = "/api", endpoint = "classes/confirm")]
pub async fn confirm_seat(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.confirm(&viewer, &known(id)?, now).await)
}

/// Whom results of appraisal send to training, of those a class is for.
#[server(name = GetSentToTraining, prefix = "/api", endpoint = "classes/sent", input = GetUrl)]
pub async fn sent_to_training(id: String) -> Result<SentToTraining, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.sent_to_training(&viewer, &known(id)?, now).await)
}

/// Sets seats aside by unit: seats by unit id, blank or 0 for none.
#[server(prefix = "/api", endpoint = "classes/quotas")]
pub async fn set_quotas(
    id: String,
    version: String,
    #[server(default)] seats: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let quotas: Vec<(domain::UnitId, u32)> = by_id(seats)
        .map(|(unit, seats)| {
            let seats = read.number_or(&format!("seats-{unit}"), &seats, 0);
            (unit.into(), seats)
        })
        .filter(|(_, seats)| *seats > 0)
        .collect();
    read.done()?;
    let version = version_of(&version)?;
    answer(services.training.set_quotas(&viewer, &known(id.clone())?, version, &quotas, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// The requests for places that wait for the viewer.
#[server(prefix = "/api", endpoint = "classes/requests", input = GetUrl)]
pub async fn requests() -> Result<Vec<Request>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.requests(&viewer, now).await)
}

/// Grants or refuses requests.
#[server(prefix = "/api", endpoint = "classes/decide")]
pub async fn decide_requests(
    #[server(default)] place: std::collections::BTreeMap<String, String>,
    decision: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let places = by_id(place).map(|(id, _)| known(id)).collect::<Result<Vec<_>, _>>()?;
    answer(services.training.decide(&viewer, &places, decision == "grant", &reason, now).await)
}

/// Takes a seat.
#[server(prefix = "/api", endpoint = "classes/enrol")]
pub async fn enrol(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.enrol(&viewer, &known(id)?, now).await.map(|_| ()))
}

/// Gives the seat back.
#[server(prefix = "/api", endpoint = "classes/withdraw")]
pub async fn withdraw(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.withdraw(&viewer, &known(id)?, now).await)
}

/// Records attendance and completion: hours by person, and who completed.
#[server(prefix = "/api", endpoint = "classes/finish")]
pub async fn finish_class(
    id: String,
    #[server(default)] attended: std::collections::BTreeMap<String, String>,
    #[server(default)] outcome: std::collections::BTreeMap<String, String>,
    #[server(default)] grade: std::collections::BTreeMap<String, String>,
    #[server(default)] remark: std::collections::BTreeMap<String, String>,
    #[server(default)] rest_outcome: String,
    #[server(default)] rest_attended: String,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    use domain::training::{EnrolmentState, Grade, Mark};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let map = |fields| -> std::collections::HashMap<String, String> { by_id(fields).collect() };
    let (outcome, grade, remark) = (map(outcome), map(grade), map(remark));
    let of =
        |map: &std::collections::HashMap<String, String>, person: &str| map.get(person).cloned().unwrap_or_default();
    // What is left blank for somebody is as stated for all others; stated for nobody, it is missing.
    let or_rest = |own: String, rest: &str| if own.trim().is_empty() { rest.to_owned() } else { own };
    let marks: Vec<Mark> = by_id(attended)
        .map(|(person, hours)| {
            let outcome = match or_rest(of(&outcome, &person), &rest_outcome).as_str() {
                "completed" => EnrolmentState::Completed,
                "dropped" => EnrolmentState::Dropped,
                "absent" => EnrolmentState::Absent,
                "not-completed" => EnrolmentState::NotCompleted,
                other => read.choice(&format!("outcome-{person}"), other, EnrolmentState::Absent),
            };
            let hours = or_rest(hours, if outcome == EnrolmentState::Absent { "0" } else { &rest_attended });
            Mark {
                attended: read.hours(&format!("mark-{person}"), &hours),
                outcome,
                grade: read.code_or_none::<Grade>(&keyed("grade", &person), &of(&grade, &person)),
                remark: of(&remark, &person),
                person: person.into(),
            }
        })
        .collect();
    read.done()?;
    let id_of: domain::ClassId = known(id.clone())?;
    let does = answer(services.training.finishing(&viewer, &id_of, &marks, now).await)?;
    does.confirmed(&confirmed).map_err(say)?;
    answer(services.training.finish_class(&viewer, &id_of, &marks, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// Opens a finished class again.
#[server(prefix = "/api", endpoint = "classes/reopen")]
pub async fn reopen_class(id: String, reason: String, #[server(default)] confirmed: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let id: domain::ClassId = known(id)?;
    let does = answer(services.training.reopening(&viewer, &id, now).await)?;
    let mut read = Reader::default();
    if reason.trim().is_empty() {
        read.needed("reason");
    }
    read.done()?;
    does.confirmed(&confirmed).map_err(say)?;
    answer(services.training.reopen_class(&viewer, &id, &reason, now).await)
}

/// Those who could be called up or sent to a class.
#[server(name = GetProspects, prefix = "/api", endpoint = "classes/prospects", input = GetUrl)]
pub async fn prospects(#[server(flatten)] query: ProspectQuery) -> Result<Prospects, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.prospects(&viewer, &query, now).await)
}

/// Sends people to a class. Its form also has what a notice of call-up says: filled in, it is not
/// dropped in silence. The day to reply by stands there from the start.
#[server(prefix = "/api", endpoint = "classes/send")]
pub async fn send_people(
    id: String,
    #[server(default)] people: std::collections::BTreeMap<String, String>,
    #[server(default)] number: String,
    #[server(default)] by_name: String,
    #[server(default)] reply_by: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let _ = reply_by;
    if [&number, &by_name, &note].iter().any(|text| !text.trim().is_empty()) {
        return Err(say(domain::Fault::Refused(domain::Reason::CallUpFilled)));
    }
    let people: Vec<domain::PersonId> = by_id(people).map(|(id, _)| id.into()).collect();
    answer(services.training.send(&viewer, &known(id.clone())?, &people, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

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
    read.done()?;
    let detail = answer(services.training.class(&viewer, &draft.class, now).await)?;
    if detail.editable {
        draft.check(now.day(), detail.class.starts).map_err(say)?;
        Consequence::default().and(EffectKind::Told, draft.people.len()).confirmed(&confirmed).map_err(say)?;
    }
    let id = answer(services.training.call_up(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/call-ups/{id}"));
    Ok(())
}

/// A notice of call-up.
#[server(name = GetCallUp, prefix = "/api", endpoint = "call-ups/one", input = GetUrl)]
pub async fn call_up_detail(id: String) -> Result<CallUpDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.call_up_detail(&viewer, &known(id)?).await)
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
    answer(services.training.answer_call(&viewer, &known(id)?, &reply, now).await)
}

/// Grants or refuses what was asked in answer to a call-up.
#[server(prefix = "/api", endpoint = "call-ups/decide")]
pub async fn decide_call(call: String, decision: String, #[server(default)] reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.decide_call(&viewer, &known(call)?, decision == "grant", &reason, now).await)
}

/// The numbers of training that are settings.
#[server(name = GetSettings, prefix = "/api", endpoint = "training/settings", input = GetUrl)]
pub async fn settings() -> Result<Settings, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.settings(&viewer).await)
}

/// Enters a number with its basis and first day.
#[server(prefix = "/api", endpoint = "training/settings/add")]
pub async fn add_setting(setting: String, value: String, basis: String, from: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let row = domain::training::SettingRow {
        setting: read.code("setting", &setting),
        value: i64::from(read.number("value", &value)),
        basis,
        from: read.day("from", &from),
        at: now,
        by: String::new(),
    };
    read.done()?;
    answer(services.training.add_setting(&viewer, &row, now).await)
}

/// Revokes a certificate.
#[server(prefix = "/api", endpoint = "training/certificates/revoke")]
pub async fn revoke_certificate(id: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.revoke_certificate(&viewer, &known(id)?, &reason, now).await)
}
