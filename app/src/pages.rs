//! What screens of all features share: their place in the address, who may see a form, the way back.

use domain::Fault;
use domain::access::Permission;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::components::load::fault_page;
use crate::components::page::page;
use crate::components::written::Written;
use crate::context::{ask, say};
use crate::frame::frame;
use crate::words::tr;

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
    only_if(ask().is_ok_and(|(_, viewer, _)| viewer.require_at(permission, path).is_ok()), page)
}

/// The same where what the page shows says whether it may be changed.
pub(crate) fn only_if(may: bool, page: impl FnOnce() -> AnyView) -> AnyView {
    if may { page() } else { not_ones_own() }
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

/// No such page.
pub fn not_found() -> AnyView {
    page(
        Vec::new(),
        tr("没有这个页面", "No such page"),
        "",
        ().into_any(),
        view! {
            <p>
                <a href="/">{tr("回到首页", "Go to the home page")}</a>
            </p>
        }
        .written(),
    )
}
