//! Pages of settings that hold from a day on: what is in force, the form that adds a version, the
//! versions so far. Every number of a kind is drawn from its row; what is special of a feature its page
//! puts beside them.

use domain::time::day_text;
use domain::versioned::{Number, Versioned, Versions};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::written::Written;
use crate::components::form::{self, FormFault};
use crate::components::page::{page, section};
use crate::components::table::plain_table;
use crate::frame::{frame, lang};
use crate::words::tr;

/// What a page of settings says in its own words.
pub struct Words {
    pub title: &'static str,
    /// What the settings are for.
    pub purpose: &'static str,
    /// Over what is in force.
    pub in_force: &'static str,
    /// Over the form.
    pub change: &'static str,
}

/// The page: what is in force, the form for those who may add a version, and what stands below it.
pub fn settings(
    trail: Vec<(String, String)>,
    words: Words,
    held: AnyView,
    form: Option<AnyView>,
    below: AnyView,
) -> AnyView {
    page(
        trail,
        words.title,
        words.purpose,
        ().into_any(),
        view! {
            {section(words.in_force, held)}
            {form.map(|form| section(words.change, form))}
            {below}
        }
        .written(),
    )
}

/// How a form of settings arranges its numbers.
#[derive(Default)]
pub struct Shape {
    /// The field they are sent in, each by its key; empty where each is a field of its own.
    pub field: &'static str,
    /// Numbers under a heading of their own, by what their keys begin with: (key, heading in Chinese, in
    /// English). What is wrong with them as a whole is said there.
    pub lists: &'static [(&'static str, &'static str, &'static str)],
    /// The heading of all others, in Chinese and English, where there is one.
    pub others: Option<(&'static str, &'static str)>,
}

/// What the page was told that the form it shows again was drawn with: how often a version had been added.
pub fn drawn_with() -> Option<u32> {
    use_query_map().read().get("__version").and_then(|text| text.parse().ok())
}

/// What a form of settings is drawn with: what is in force, to begin today. Where somebody else added a version
/// since the form was drawn that the page shows again, it is theirs, so that it stands beside what was typed.
pub fn drawn<T: Versioned>(found: &Versions<T>) -> T {
    let theirs = drawn_with().and_then(|version| found.added_since(version, |one| Some(day_text(one.begins()))));
    theirs.cloned().unwrap_or_else(|| {
        let today = frame().now.day();
        let mut next = found.in_force(today);
        let basis = next.basis().to_owned();
        next.set_begin(today, basis);
        next
    })
}

/// The fields of every form of settings: the version it is drawn with, the first day, the basis and the
/// numbers, as [`drawn`] has them.
pub fn fields<T: Versioned>(found: &Versions<T>, shape: &Shape, fault: FormFault) -> AnyView {
    let held = drawn(found);
    let list_of = |one: &Number<T>| shape.lists.iter().map(|list| list.0).find(|list| one.key.starts_with(list));
    let numbers = |list: Option<&str>| {
        let own = T::NUMBERS.iter().filter(|one| list_of(one) == list);
        own.map(|one| number(one, shape.field, (one.get)(&held), fault)).collect_view()
    };
    let lists = shape
        .lists
        .iter()
        .map(|&(list, zh, en)| {
            view! {
                <h3 id=list>{tr(zh, en)}</h3>
                {form::error_of(list.to_owned(), fault)}
                <div class="grid">{numbers(Some(list))}</div>
            }
        })
        .collect_view();
    let others = shape.others.map(|(zh, en)| {
        view! {
            <h3>{tr(zh, en)}</h3>
            <div class="grid">{numbers(None)}</div>
        }
    });
    view! {
        {form::summary(fault)}
        <input type="hidden" name="version" value=found.version.to_string() />
        <div class="grid">
            {form::date("from", tr("生效日期", "From"), day_text(held.begins()), fault)}
            {form::text("basis", tr("依据", "Basis"), "", held.basis(), fault)}
            {shape.others.is_none().then(|| numbers(None))}
        </div>
        {lists}
        {others}
    }
    .written()
}

fn number<T>(one: &'static Number<T>, list: &'static str, value: u32, fault: FormFault) -> AnyView {
    let name = if list.is_empty() { one.key.to_owned() } else { format!("{list}[{}]", one.key) };
    let value = value.to_string();
    let input = view! { <input id=one.key name=name type="text" inputmode="numeric" value=value autocomplete="off" /> };
    form::field(one.key, one.name(lang()), "", fault, input.written())
}

/// The numbers of a version by name. Those that are said `together`, as (name in Chinese, in English,
/// their keys), stand where the first of them does.
pub fn lines<T: Versioned>(
    version: &T,
    together: &[(&'static str, &'static str, &[&str])],
) -> Vec<(&'static str, String)> {
    T::NUMBERS
        .iter()
        .filter_map(|one| match together.iter().find(|group| group.2.contains(&one.key)) {
            None => Some((one.name(lang()), (one.get)(version).to_string())),
            Some(&(zh, en, keys)) if keys.first() == Some(&one.key) => {
                let own = T::NUMBERS.iter().filter(|other| keys.contains(&other.key));
                Some((tr(zh, en), joined(own.map(|other| (other.get)(version)))))
            }
            Some(_) => None,
        })
        .collect()
}

/// Numbers one after the other.
pub fn joined(numbers: impl Iterator<Item = u32>) -> String {
    numbers.map(|one| one.to_string()).collect::<Vec<_>>().join(" / ")
}

/// The versions so far, once there are some: since when, what `said` says of each under `head`, and why.
pub fn past<T: Versioned>(
    found: &Versions<T>,
    title: &'static str,
    head: &'static str,
    said: impl Fn(&T) -> String,
) -> Option<AnyView> {
    let lines = found.versions.iter().map(|one| (day_text(one.begins()), said(one), one.basis().to_owned()));
    (!found.versions.is_empty()).then(|| section(title, lines_of(title, head, lines)))
}

/// A table of versions, each with its first day, what is said of it under `head`, and its basis.
pub fn lines_of(
    title: &'static str,
    head: &'static str,
    versions: impl Iterator<Item = (String, String, String)>,
) -> AnyView {
    let heads = [(tr("生效日期", "From"), false), (head, false), (tr("依据", "Basis"), false)];
    let rows = versions.map(|(from, said, basis)| vec![from.written(), said.written(), basis.written()]);
    plain_table(title, &heads, rows.collect())
}
