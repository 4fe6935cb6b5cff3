//! Lists of procedures: search, filters, sorting, pages and the file alike for all of them. What is in an
//! address is read by [`RegisterQuery::shown`]; here it is drawn.

use domain::Day;
use domain::register::{Listed, Register, RegisterQuery, Shown};
use domain::time::day_text;
use leptos::prelude::*;

use super::form::code_options;
use super::page::{badge, button_link, empty};
use super::table::{Column, State, Ticks, choice, search_box, table_of};
use super::written::Written;
use crate::frame::{frame, lang};
use crate::words::tr;

/// What the present address asks for. Reactive.
pub fn query() -> RegisterQuery {
    let state = State::now();
    let get = |key: &str| state.get(key);
    RegisterQuery {
        q: get("q"),
        step: get("step"),
        open: get("open"),
        waits: get("waits"),
        sort: get("sort"),
        dir: get("dir"),
        page: state.window().page,
        hide: get("hide"),
        whole: false,
    }
}

/// A list without ticks, see [`register_of`].
pub fn register<T: Listed>(
    caption: &'static str,
    found: Register<T>,
    more: Option<(&'static str, AnyView)>,
    export: Option<String>,
    nothing: AnyView,
    cells: impl FnMut(&T) -> Vec<AnyView>,
) -> AnyView {
    register_of(caption, found, None, more, export, nothing, cells)
}

/// A list, whose lines may have `ticks`. `more` is a filter that it alone has: its key in the address and its
/// control. `export` is the address that gives the same lines as a file, `nothing` stands there until there is a
/// first line, and `cells` gives a cell for each of [`Listed::HEADS`].
pub fn register_of<T: Listed>(
    caption: &'static str,
    found: Register<T>,
    ticks: Option<Ticks>,
    more: Option<(&'static str, AnyView)>,
    export: Option<String>,
    nothing: AnyView,
    cells: impl FnMut(&T) -> Vec<AnyView>,
) -> AnyView {
    let (state, query) = (State::now(), query());
    let extra = more.as_ref().map_or("", |one| one.0);
    let Register { page, waiting, steps } = found;
    if page.total == 0 && !query.filters() && state.get(extra).is_empty() {
        return nothing;
    }
    let columns = T::HEADS.iter().enumerate().map(|(at, head)| Column {
        key: head.key,
        name: head.name(lang()),
        sorts: head.sorts,
        number: head.number,
        optional: at > 0,
    });
    let all = || tr("全部", "All");
    let step = T::HEADS.iter().find(|head| head.key == "step").map_or(tr("步骤", "Step"), |head| head.name(lang()));
    let waits = T::WAITS.then(|| {
        let own = format!("{} {waiting}", tr("由您办理", "Yours"));
        let options = vec![(String::new(), all().to_owned()), ("1".to_owned(), own)];
        choice("waits", tr("由谁办理", "Whose turn"), options, query.waits.clone())
    });
    let ends = T::ENDS.then(|| choice("open", tr("进展", "Progress"), code_options::<Shown>(Some(all())), query.open));
    let offered = |(code, _): &(String, String)| code.is_empty() || steps.contains(code);
    let options: Vec<_> = code_options::<T::Step>(Some(all())).into_iter().filter(offered).collect();
    let filters = view! {
        {search_box("q", tr(T::SEARCHED.0, T::SEARCHED.1), query.q)}
        {choice("step", step, options, query.step)}
        {ends}
        {waits}
        {more.map(|one| one.1)}
    };
    let clear = state.with(&["q", "step", "open", "waits", "page", extra].map(|key| (key, String::new())));
    let none = view! {
        {empty(
            tr("没有符合条件的记录", "Nothing fits"),
            tr("换一个条件试试。", "Try another filter."),
        )}
        <p class="actions">{button_link(clear, tr("清除筛选", "Clear the filter"), false)}</p>
    };
    let pages = (page.page, page.pages(), page.total);
    let rows = page.rows.iter().map(cells).collect();
    table_of(caption, columns.collect(), state, ticks, filters.written(), export, rows, pages, none.written())
}

/// The day something is due; a mark when it is past.
pub fn due(day: Option<Day>) -> AnyView {
    match day {
        None => "—".written(),
        Some(day) if day < frame().now.day() => badge("bad", format!("{} {}", day_text(day), tr("已逾期", "overdue"))),
        Some(day) => day_text(day).written(),
    }
}

/// That a line waits for the viewer.
pub fn waiting(waits: bool) -> AnyView {
    waits.then(|| badge("warn", tr("待您办理", "Waits for you"))).written()
}
