//! Classes, places, hours.

use domain::page::Page;
use domain::register::{Register, RegisterQuery};
use domain::training::{ClassDetail, ClassQuery, ClassRow, Enrolment, ProspectQuery, Prospects};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, keyed, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// A page of classes.
#[server(prefix = "/api", endpoint = "classes", input = GetUrl)]
pub async fn classes(#[server(flatten)] query: ClassQuery) -> Result<Page<ClassRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes.classes(&viewer, &query, now).await)
}

/// A class's page.
#[server(prefix = "/api", endpoint = "classes/one", input = GetUrl)]
pub async fn class(id: String) -> Result<ClassDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes.class(&viewer, &known(id)?, now).await)
}

/// A page of the people of a class.
#[server(name = GetClassPeople, prefix = "/api", endpoint = "classes/people", input = GetUrl)]
pub async fn people(id: String, #[server(flatten)] query: RegisterQuery) -> Result<Register<Enrolment>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.classes.class_roster(&viewer, &known(id)?, &query).await)
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
    let id = answer(services.training.classes.save_class(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// Announces a class.
#[server(prefix = "/api", endpoint = "classes/publish")]
pub async fn publish_class(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes.publish_class(&viewer, &known(id)?, now).await)
}

/// Calls a class off.
#[server(prefix = "/api", endpoint = "classes/cancel")]
pub async fn cancel_class(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes.cancel_class(&viewer, &known(id)?, now).await)
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
    let id_of: domain::ClassId = known(id.clone())?;
    // Looked at in any case: what is missing in one row is said with what can't be read in another.
    let does = read.done_beside(services.training.finishing.finishing(&viewer, &id_of, &marks, now).await)?;
    does.confirmed(&confirmed).map_err(say)?;
    answer(services.training.finishing.finish_class(&viewer, &id_of, &marks, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// Opens a finished class again.
#[server(prefix = "/api", endpoint = "classes/reopen")]
pub async fn reopen_class(id: String, reason: String, #[server(default)] confirmed: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let id: domain::ClassId = known(id)?;
    let does = answer(services.training.reopening.reopening(&viewer, &id, now).await)?;
    let mut read = Reader::default();
    if reason.trim().is_empty() {
        read.needed("reason");
    }
    read.done()?;
    does.confirmed(&confirmed).map_err(say)?;
    answer(services.training.reopening.reopen_class(&viewer, &id, &reason, now).await)
}

/// Those who could be called up or sent to a class.
#[server(name = GetProspects, prefix = "/api", endpoint = "classes/prospects", input = GetUrl)]
pub async fn prospects(#[server(flatten)] query: ProspectQuery) -> Result<Prospects, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.call_ups.prospects(&viewer, &query, now).await)
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
        return Err(say(domain::training::Refusal::CallUpFilled));
    }
    let people: Vec<domain::PersonId> = by_id(people).map(|(id, _)| id.into()).collect();
    answer(services.training.call_ups.send(&viewer, &known(id.clone())?, &people, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}
