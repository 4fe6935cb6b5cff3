//! Requirements.

use domain::training::Requirement;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, chosen};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// All versions of all requirements.
#[server(prefix = "/api", endpoint = "training/requirements", input = GetUrl)]
pub async fn requirements() -> Result<Vec<Requirement>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.requirements.requirements(&viewer).await)
}

/// Adds a version to a requirement, or a new one when `rule` is empty.
#[server(prefix = "/api", endpoint = "training/requirements/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_requirement(
    #[server(default)] rule: String,
    name: String,
    name_en: String,
    #[server(default)] levels: std::collections::BTreeMap<String, String>,
    #[server(default)] families: std::collections::BTreeMap<String, String>,
    #[server(default)] forms: std::collections::BTreeMap<String, String>,
    #[server(default)] categories: std::collections::BTreeMap<String, String>,
    #[server(default)] kinds: std::collections::BTreeMap<String, String>,
    #[server(default)] caps: std::collections::BTreeMap<String, String>,
    cycle: String,
    #[server(default)] window_from: String,
    #[server(default)] window_until: String,
    #[server(default)] months: String,
    #[server(default)] hours: String,
    #[server(default)] share: String,
    #[server(default)] carry: String,
    #[server(default)] prorate: String,
    #[server(default)] make_up: String,
    #[server(default)] binding: String,
    basis: String,
    from: String,
    until: String,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    use domain::code::TrainingForm;
    use domain::consequence::{Consequence, EffectKind};
    use domain::record::Hours;
    use domain::training::{Cap, Cycle};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (first, last) = (read.day("from", &from), read.day("until", &until));
    let cycle: Cycle = read.code("cycle", &cycle);
    let hours_or = |read: &mut Reader, field: &str, text: &str| {
        if text.trim().is_empty() { Hours(0) } else { read.hours(field, text) }
    };
    let hours_or_share = domain::number::whole(&share).is_some() || share.trim().is_empty();
    let share = read.number_or("share", &share, 0);
    let caps = by_id(caps)
        .filter(|(_, hours)| !hours.trim().is_empty())
        .map(|(form, hours)| Cap {
            form: read.code::<TrainingForm>("caps", &form),
            hours: read.hours(&format!("cap-{form}"), &hours),
        })
        .collect();
    let next = Requirement {
        id: domain::RequirementId::default(),
        rule,
        name,
        name_en,
        levels: chosen(levels)?,
        families: chosen(families)?,
        forms: chosen(forms)?,
        categories: by_id(categories).map(|(id, _)| id.into()).collect(),
        kinds: chosen(kinds)?,
        cycle,
        window_from: if window_from.trim().is_empty() { first } else { read.day("window_from", &window_from) },
        window_until: if window_until.trim().is_empty() { last } else { read.day("window_until", &window_until) },
        months: read.number_or("months", &months, 0),
        hours: hours_or(&mut read, "hours", &hours),
        share,
        prorate: !prorate.is_empty(),
        caps,
        carry: hours_or(&mut read, "carry", &carry),
        make_up: !make_up.is_empty(),
        binding: !binding.is_empty(),
        basis,
        from: first,
        until: last,
        at: now,
        by: String::new(),
    };
    // Whether hours are asked for is not known while the share can't be read.
    read.done_with(|| if hours_or_share { next.check() } else { Ok(()) })?;
    next.check().map_err(say)?;
    let people = answer(services.training.requirements.people_measured(&viewer, &next).await)?;
    let does = Consequence::default().and(EffectKind::Measured, people as usize);
    // Both are seen and confirmed at once.
    match answer(services.training.requirements.requirement_replaced(&viewer, &next).await)? {
        Some(replaced) => replaced.with(does).confirmed(&confirmed).map_err(say)?,
        None => does.confirmed(&confirmed).map_err(say)?,
    }
    answer(services.training.requirements.save_requirement(&viewer, &next, now).await)?;
    leptos_axum::redirect("/training/requirements");
    Ok(())
}
