//! The screens, a file for each part of the address.

pub mod account;
pub mod admin;
pub mod appraisal;
pub mod audit;
pub mod call_ups;
pub mod categories;
pub mod classes;
pub mod completion;
pub mod conversions;
pub mod courses;
pub mod evaluation;
pub mod exams;
pub mod exchange;
pub mod finish;
pub mod home;
pub mod import;
pub mod incentive;
pub mod lessons;
pub mod library;
pub mod misc;
pub mod openings;
pub mod people;
pub mod pipeline;
pub mod places;
pub mod planning;
pub mod posts;
pub mod questions;
mod record;
pub mod requirements;
pub mod sensitive;
pub mod service;
pub mod settings;
pub mod sign_in;
pub mod sitting;
pub mod timetable;
pub mod tolerance;
pub mod training;
pub mod units;

use domain::Fault;
use domain::access::Permission;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::components::load::fault_page;
use crate::context::{ask, say};
use crate::frame::frame;

/// The `:id` of the address. Reactive.
pub(crate) fn id() -> String {
    use_params_map().read().get("id").unwrap_or_default()
}

/// The fault that a form outside the server functions came back with.
pub(crate) fn page_fault() -> Option<Fault> {
    leptos::serde_json::from_str(&use_query_map().read_untracked().get("__fault")?).ok()
}

/// A page with a form, for those who may send it somewhere: others are told so at once, and not
/// when they have filled it in.
pub(crate) fn only(
    permission: Permission,
    page: fn() -> AnyView,
) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || if frame().me.is_some_and(|me| me.may(permission)) { page() } else { not_ones_own() }
}

/// The same for rules that hold for everybody.
pub(crate) fn only_over_all(page: fn() -> AnyView) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || if frame().me.is_some_and(|me| me.over_all) { page() } else { not_ones_own() }
}

/// The same for a form about something at a path.
pub(crate) fn only_at(permission: Permission, path: &str, page: impl FnOnce() -> AnyView) -> AnyView {
    if ask().is_ok_and(|(_, viewer, _)| viewer.require_at(permission, path).is_ok()) { page() } else { not_ones_own() }
}

fn not_ones_own() -> AnyView {
    fault_page(&say(Fault::Forbidden))
}

/// The same for a form's summary and fields.
pub(crate) fn form_fault() -> Signal<Option<Fault>> {
    Signal::stored(page_fault())
}

/// A step of a breadcrumb.
pub(crate) fn step(href: impl Into<String>, name: impl Into<String>) -> (String, String) {
    (href.into(), name.into())
}
