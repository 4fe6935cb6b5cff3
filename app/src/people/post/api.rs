//! Appointments.

use leptos::prelude::*;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The fields of an appointment as its forms send them.
#[cfg(feature = "ssr")]
struct PostForm {
    person: String,
    version: String,
    unit: String,
    post: String,
    title: String,
    level: String,
    kind: String,
    from: String,
    until: String,
    document: String,
    main: String,
}

#[cfg(feature = "ssr")]
impl PostForm {
    fn draft(self) -> Result<domain::appointment::AppointmentDraft, ApiError> {
        let mut read = Reader::default();
        let draft = domain::appointment::AppointmentDraft {
            person: self.person.into(),
            version: read.number("version", &self.version),
            unit: self.unit.into(),
            post: self.post.into(),
            title: self.title,
            level: read.code_or_none("level", &self.level),
            kind: read.code("kind", &self.kind),
            from: if self.from.trim() == UNKNOWN {
                domain::appointment::open_start()
            } else {
                read.day("from", &self.from)
            },
            until: read.day_or_none("until", &self.until),
            document: self.document,
            main: !self.main.is_empty(),
        };
        read.done_with(|| draft.check())?;
        Ok(draft)
    }
}

/// What stands for a first day that is not on record.
pub const UNKNOWN: &str = "未填";

/// Appoints a person.
#[server(prefix = "/api", endpoint = "people/appoint")]
#[allow(clippy::too_many_arguments)]
pub async fn appoint(
    person: String,
    #[server(default)] version: String,
    unit: String,
    #[server(default)] post: String,
    #[server(default)] title: String,
    #[server(default)] level: String,
    kind: String,
    from: String,
    #[server(default)] until: String,
    #[server(default)] document: String,
    #[server(default)] main: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let form =
        PostForm { person: person.clone(), version, unit, post, title, level, kind, from, until, document, main };
    answer(services.people.appointments.appoint(&viewer, &form.draft()?, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Corrects an appointment that was entered wrongly.
#[server(prefix = "/api", endpoint = "people/appointments/correct")]
#[allow(clippy::too_many_arguments)]
pub async fn correct_appointment(
    id: String,
    person: String,
    #[server(default)] version: String,
    unit: String,
    #[server(default)] post: String,
    #[server(default)] title: String,
    #[server(default)] level: String,
    kind: String,
    from: String,
    #[server(default)] until: String,
    #[server(default)] document: String,
    #[server(default)] main: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let form =
        PostForm { person: person.clone(), version, unit, post, title, level, kind, from, until, document, main };
    let draft = form.draft()?;
    answer(services.people.appointments.correct_appointment(&viewer, &known(id)?, &draft, &reason, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Ends an appointment (免职).
#[server(prefix = "/api", endpoint = "people/appointments/end")]
pub async fn end_appointment(
    id: String,
    person: String,
    #[server(default)] version: String,
    #[server(default)] on: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let removal = domain::appointment::Removal {
        id: known(id)?,
        version: read.number("version", &version),
        on: read.day("on", &on),
        document,
    };
    read.done()?;
    answer(services.people.appointments.end_appointment(&viewer, &removal, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Takes an appointment back that never was.
#[server(prefix = "/api", endpoint = "people/appointments/withdraw")]
pub async fn withdraw_appointment(
    id: String,
    person: String,
    #[server(default)] version: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let version = read.number("version", &version);
    read.done()?;
    answer(services.people.appointments.withdraw_appointment(&viewer, &known(id)?, version, &reason, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}
