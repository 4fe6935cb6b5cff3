//! Hours of training outside the classes.

use leptos::prelude::*;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Records hours that come from no class.
#[server(prefix = "/api", endpoint = "training/hours/record")]
#[allow(clippy::too_many_arguments)]
pub async fn record_hours(
    once: String,
    #[server(default)] people: std::collections::BTreeMap<String, String>,
    title: String,
    form: String,
    category: String,
    measure: String,
    amount: String,
    day: String,
    document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::training::HoursDraft {
        once,
        people: by_id(people).map(|(id, _)| known(id)).collect::<Result<_, _>>()?,
        title,
        form: read.code("form", &form),
        category: category.into(),
        measure: read.code("measure", &measure),
        tenths: read.hours("amount", &amount).0,
        day: read.day("day", &day),
        document,
    };
    read.done_with(|| draft.check(now.day()))?;
    answer(services.training.other_hours.record_hours(&viewer, &draft, now).await)
}
