//! Tables: a filter bar whose state lives in the address, columns sorted by a link,
//! columns chosen and kept in the address, pages, and an export of what is shown.
//! Everything is a link or a GET form, so it works without script and can be shared.

use domain::code::Lang;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::written::Written;
use crate::components::form::Choices;
use crate::frame::lang;
use crate::words::tr;

#[derive(Clone)]
pub struct Column {
    /// Key in the address; also the sort key.
    pub key: &'static str,
    /// Heading.
    pub name: &'static str,
    /// Whether a click on the heading sorts.
    pub sorts: bool,
    /// Whether it holds numbers, which stand right.
    pub number: bool,
    /// Whether it may be hidden.
    pub optional: bool,
}

/// A column of text.
#[must_use]
pub fn column(key: &'static str, name: &'static str) -> Column {
    Column { key, name, sorts: false, number: false, optional: true }
}

impl Column {
    /// The same, sorted by its heading.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.sorts = true;
        self
    }

    /// The same, never hidden.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.optional = false;
        self
    }

    /// The same, for numbers.
    #[must_use]
    pub fn numbers(mut self) -> Self {
        self.number = true;
        self
    }
}

/// The key of what a button of a list with ticks asks for, as pairs of an address.
const THEN: &str = "then";

/// The form that a list with ticks is.
pub const TICKED: &str = "ticked";

/// Lines of a list that can be ticked. The list is one form then: its headings, pages and columns are buttons
/// that send the ticks along, those of lines that are not shown as hidden fields, so that sorting, filtering and
/// turning pages lose none, without any script.
pub struct Ticks {
    /// The name of the ticks: what is ticked stands in the address under it.
    pub name: &'static str,
    /// The values that are shown as ticks on this page.
    pub shown: Vec<String>,
    /// Buttons and links that do something with what is ticked; the buttons are of the form [`TICKED`].
    pub does: AnyView,
}

impl Ticks {
    /// How many are ticked with a way to tick none, and what can be done with them.
    fn bar(self, state: &State) -> AnyView {
        let count = state.all(self.name).len();
        let clear = state.with(&[(self.name, String::new())]);
        let chosen = match lang() {
            Lang::Zh => format!("已选 {count} 件"),
            Lang::En => format!("{count} chosen"),
        };
        let clear = (count > 0).then(|| view! { <a href=clear>{tr("清除所选", "Choose none")}</a> });
        view! {
            <p class="actions">
                <span>{chosen}</span>
                {clear}
                {self.does}
            </p>
        }
        .written()
    }
}

/// Goes to the same list with other values: a link, or a button that sends the ticks along.
fn goes(state: &State, changes: &[(&str, String)], label: String, class: &'static str, text: AnyView) -> AnyView {
    let label = (!label.is_empty()).then_some(label);
    if state.ticked {
        let value = changes.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&");
        let class = if class.is_empty() { "as-link" } else { class };
        return view! {
            <button type="submit" form=TICKED name=THEN value=value class=class aria-label=label>
                {text}
            </button>
        }
        .written();
    }
    let class = (!class.is_empty()).then_some(class);
    view! {
        <a class=class href=state.with(changes) aria-label=label>
            {text}
        </a>
    }
    .written()
}

/// The address's own filters, sorting, page and hidden columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    own: Vec<(String, String)>,
    /// The key of the page's number, where it is not `page`.
    paged: &'static str,
    /// Whether the list is one form with ticks, see [`Ticks`].
    ticked: bool,
}

impl State {
    /// The state in the present address. Reactive.
    #[must_use]
    pub fn now() -> Self {
        let query = use_query_map().get();
        // What begins with two underscores is a plain form's fault, not a filter.
        let own = query.into_iter().filter(|(key, _)| !key.starts_with("__"));
        let own = own.map(|(key, value)| (key.to_string(), value)).collect();
        Self { own, paged: "page", ticked: false }.changed()
    }

    /// The same after what a button of a list with ticks asked for, see [`Ticks`].
    fn changed(mut self) -> Self {
        let (asked, mut own): (Vec<_>, Vec<_>) = self.own.into_iter().partition(|(key, _)| key == THEN);
        let changes = asked.iter().flat_map(|(_, value)| value.split('&').filter_map(|pair| pair.split_once('=')));
        for (key, value) in changes {
            own.retain(|(one, _)| one != key);
            own.push((key.to_owned(), value.to_owned()));
        }
        own.retain(|(_, value)| !value.is_empty());
        self.own = own;
        self
    }

    /// The same for a second table of a page: its pages are told from those of the first.
    #[must_use]
    pub fn paged_by(self, key: &'static str) -> Self {
        Self { paged: key, ..self }
    }

    /// A value; empty when there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.own.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()).unwrap_or_default()
    }

    /// All values of a key.
    #[must_use]
    pub fn all(&self, key: &str) -> Vec<&str> {
        self.own.iter().filter(|(k, _)| k == key).map(|(_, v)| v.as_str()).collect()
    }

    /// The part of the list it asks for.
    #[must_use]
    pub fn window(&self) -> domain::page::Window {
        domain::page::Window {
            page: self.get(self.paged).parse().unwrap_or(1),
            size: 0,
            sort: self.get("sort"),
            descending: self.get("dir") == "desc",
            bulk: false,
        }
    }

    /// The link to the file of a list that has this state.
    pub fn export(&self, path: &str) -> AnyView {
        export_link(format!("{path}{}", self.with(&[(self.paged, String::new())])))
    }

    /// The same address with other values; an empty value leaves the key out.
    #[must_use]
    pub fn with(&self, changes: &[(&str, String)]) -> String {
        let mut pairs: Vec<(String, String)> = self
            .own
            .iter()
            .filter(|(key, value)| !value.is_empty() && !changes.iter().any(|(k, _)| k == key))
            .cloned()
            .collect();
        pairs.extend(changes.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| ((*k).to_owned(), v.clone())));
        let text: Vec<String> = pairs.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        format!("?{}", text.join("&"))
    }
}

/// Percent-encodes what has a meaning in an address.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A table without ticks, see [`table_of`].
pub fn table(
    caption: &'static str,
    columns: Vec<Column>,
    state: State,
    filters: AnyView,
    export: Option<String>,
    rows: Vec<Vec<AnyView>>,
    pages: (u32, u32, u32),
    none: AnyView,
) -> AnyView {
    table_of(caption, columns, state, None, filters, export, rows, pages, none)
}

/// A table. `filters` are the controls of its filter bar; `export` the address that
/// gives the same rows as a file; `rows` have a cell for each column.
pub fn table_of(
    caption: &'static str,
    columns: Vec<Column>,
    state: State,
    ticks: Option<Ticks>,
    filters: AnyView,
    export: Option<String>,
    rows: Vec<Vec<AnyView>>,
    pages: (u32, u32, u32),
    none: AnyView,
) -> AnyView {
    let state = State { ticked: ticks.is_some(), ..state };
    let ticks_name = ticks.as_ref().map_or("", |ticks| ticks.name);
    let hidden: Vec<String> = state.all("hide").iter().flat_map(|h| h.split(',')).map(str::to_owned).collect();
    let shown: Vec<usize> = (0..columns.len()).filter(|at| !hidden.iter().any(|h| h == columns[*at].key)).collect();
    let heads = shown.iter().map(|at| head(&columns[*at], &state)).collect_view();
    let (page, last, total) = pages;
    let is_empty = rows.is_empty();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .enumerate()
                .filter(|(at, _)| shown.contains(at))
                .map(|(at, cell)| {
                    let class = if columns[at].number { "number" } else { "" };
                    view! {
                        <td class=class data-label=columns[at].name>
                            {cell}
                        </td>
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let chooser = chooser(&columns, &hidden, &state);
    let export = export.map(|href| {
        export_link(format!("{href}{}", state.with(&[(state.paged, String::new()), (ticks_name, String::new())])))
    });
    // On paper there is this page alone: it says so, and how to get them all.
    let part = export.is_some().then(|| part_of(page, last));
    // Also for whom a form beside the list is.
    let keep = ["sort", "dir", "hide", "person"]
        .map(|key| (key, state.get(key)))
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view();
    // What is ticked and not shown goes on with what is.
    let kept = ticks.as_ref().map(|ticks| {
        let shown = |value: &str| ticks.shown.iter().any(|one| one == value);
        let kept = state.all(ticks.name).into_iter().filter(|value| !shown(value)).map(str::to_owned);
        kept.map(|value| view! { <input type="hidden" name=ticks.name value=value /> }).collect_view()
    });
    let bar = ticks.map(|ticks| ticks.bar(&state));
    view! {
        <form class="filters" method="get" id=state.ticked.then_some(TICKED) aria-label=tr("筛选", "Filter")>
            {filters}
            {keep}
            {kept}
            <button type="submit" class="button">
                {tr("筛选", "Filter")}
            </button>
            {export}
        </form>
        {bar}
        <div class="table-tools">
            <p aria-live="polite">{tr("共", "Total")}" "<strong>{total.to_string()}</strong>" "{tr("条", "rows")}</p>
            {chooser}
        </div>
        {if is_empty {
            none
        } else {
            view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label=caption>
                    <table class=breadth(shown.len())>
                        <caption class="visually-hidden">{caption}</caption>
                        <thead>
                            <tr>{heads}</tr>
                        </thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
            }
                .written()
        }}
        {part}
        {pager(page, last, &state)}
    }
    .written()
}

/// The link to the file of a list.
pub fn export_link(href: String) -> AnyView {
    view! {
        <a class="button no-print" href=href rel="external" download>
            {tr("导出 Excel", "Export to Excel")}
        </a>
    }
    .written()
}

/// On paper alone: which part of a list of several pages this is, and that its file has all of it.
pub fn part_of(page: u32, last: u32) -> AnyView {
    let said = match lang() {
        Lang::Zh => format!("本页为名单的第 {page} 页，共 {last} 页；打印全部请先“导出 Excel”。"),
        Lang::En => format!("Page {page} of {last} of the list. To print all of it, export it to Excel."),
    };
    (last > 1).then(|| view! { <p class="on-paper">{said}</p> }).written()
}

/// Tables of many columns become cards sooner, and lie across on paper.
fn breadth(columns: usize) -> &'static str {
    if columns > 5 { "many" } else { "" }
}

/// A table without filters or pages: `heads` are (name, whether it holds numbers), `rows`
/// have a cell for each.
pub fn plain_table(caption: &'static str, heads: &[(&'static str, bool)], rows: Vec<Vec<AnyView>>) -> AnyView {
    let class = |number: bool| if number { "number" } else { "" };
    let names: Vec<(&'static str, bool)> = heads.to_vec();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .zip(&names)
                .map(|(cell, (name, number))| {
                    view! {
                        <td class=class(*number) data-label=*name>
                            {cell}
                        </td>
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let heads = names
        .iter()
        .map(|(name, number)| {
            view! {
                <th scope="col" class=class(*number)>
                    {*name}
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=caption>
            <table class=breadth(names.len())>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .written()
}

fn head(column: &Column, state: &State) -> AnyView {
    let class = if column.number { "number" } else { "" };
    if !column.sorts {
        return view! {
            <th scope="col" class=class>
                {column.name}
            </th>
        }
        .written();
    }
    let active = state.get("sort") == column.key;
    let descending = active && state.get("dir") == "desc";
    let order = match (active, descending) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    let direction = if active && !descending { "desc" } else { "asc" };
    let to = [("sort", column.key.to_owned()), ("dir", direction.to_owned()), (state.paged, String::new())];
    let mark = match order {
        "ascending" => " ↑",
        "descending" => " ↓",
        _ => "",
    };
    view! {
        <th scope="col" class=class aria-sort=order>
            {goes(state, &to, String::new(), "", format!("{}{mark}", column.name).written())}
        </th>
    }
    .written()
}

fn chooser(columns: &[Column], hidden: &[String], state: &State) -> AnyView {
    if !columns.iter().any(|column| column.optional) {
        return ().into_any();
    }
    let links = columns
        .iter()
        .filter(|column| column.optional)
        .map(|column| {
            let is_hidden = hidden.iter().any(|h| h == column.key);
            let next: Vec<String> = if is_hidden {
                hidden.iter().filter(|h| *h != column.key && !h.is_empty()).cloned().collect()
            } else {
                hidden.iter().filter(|h| !h.is_empty()).cloned().chain([column.key.to_owned()]).collect()
            };
            let to = [("hide", next.join(","))];
            let mark = if is_hidden { "☐ " } else { "☑ " };
            let label = if is_hidden { tr("显示", "Show") } else { tr("隐藏", "Hide") };
            let text = format!("{mark}{}", column.name).written();
            view! { <li>{goes(state, &to, format!("{label} {}", column.name), "", text)}</li> }
        })
        .collect_view();
    view! {
        <details class="menu">
            <summary class="button small">{tr("列", "Columns")}</summary>
            <ul>{links}</ul>
        </details>
    }
    .written()
}

/// Links to the pages around the present one.
pub fn pager(page: u32, last: u32, state: &State) -> AnyView {
    if last <= 1 {
        return ().into_any();
    }
    let link = |to: u32, text: &'static str, on: bool| {
        if on {
            goes(state, &[(state.paged, to.to_string())], String::new(), "button small", text.written())
        } else {
            view! {
                <span class="button small off" aria-disabled="true">
                    {text}
                </span>
            }
            .written()
        }
    };
    view! {
        <nav class="pager" aria-label=tr("分页", "Pages")>
            {link(page.saturating_sub(1).max(1), tr("上一页", "Previous"), page > 1)}
            <span>{page.to_string()}" / "{last.to_string()}</span>
            {link(page + 1, tr("下一页", "Next"), page < last)}
        </nav>
    }
    .written()
}

/// A search box of a filter bar.
pub fn search_box(name: &'static str, label: &'static str, value: String) -> AnyView {
    view! {
        <label class="filter">
            <span>{label}</span>
            <input type="search" name=name value=value autocomplete="off" />
        </label>
    }
    .written()
}

/// A choice of a filter bar.
pub fn choice(name: &'static str, label: &'static str, options: impl Into<Choices>, chosen: String) -> AnyView {
    let options = options.into();
    view! {
        <label class="filter">
            <span>{label}</span>
            <select name=name data-units=options.sought()>
                {options.drawn(&chosen)}
            </select>
        </label>
        {options.finder(true)}
    }
    .written()
}
