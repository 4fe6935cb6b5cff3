//! Completion by unit, level and requirement, and the people behind each number.

use domain::access::Permission;
use domain::code::{Code, Lang, Level, TrainingForm};
use domain::rate::{percent, shares};
use domain::time::day_text;
use domain::training::{Completion, CompletionList, CompletionQuery, RuleSums, Standings, Sums};
use leptos::prelude::*;

use super::api;
use crate::components::form;
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page, section};
use crate::components::table::{State, choice, encode, pager, part_of, plain_table};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::pages::step;
use crate::words::{name, tr};

/// What the address asks for.
fn query(state: &State) -> CompletionQuery {
    CompletionQuery {
        unit: state.get("unit").into(),
        level: state.get("level"),
        list: state.get("list"),
        rule: state.get("rule"),
        page: state.window().page,
        bulk: false,
    }
}

/// A share in per cent, of nobody a dash.
fn share(part: i64, of: i64) -> String {
    let natural = |number: i64| u64::try_from(number).unwrap_or_default();
    percent(natural(part), natural(of)).map_or_else(|| "—".to_owned(), |share| format!("{share}%"))
}

/// The list behind a number.
fn list(unit: &str, level: &str, list: CompletionList, rule: &str) -> String {
    let mut href = format!("/training/completion/people?list={}", list.code());
    for (key, value) in [("unit", unit), ("level", level), ("rule", rule)] {
        if !value.is_empty() {
            href.push_str(&format!("&{key}={}", encode(value)));
        }
    }
    href
}

/// A number that leads to the people it counts.
fn linked(count: i64, href: String) -> AnyView {
    if count == 0 {
        return view! { "0" }.written();
    }
    view! { <a href=href>{count.to_string()}</a> }.written()
}

/// A requirement's name of (key, Chinese, English).
fn rule_name(rules: &[(String, String, String)], key: &str) -> String {
    let found = rules.iter().find(|rule| rule.0 == key);
    found.map_or_else(|| key.to_owned(), |rule| if lang() == Lang::Zh { rule.1.clone() } else { rule.2.clone() })
}

fn heads() -> [(&'static str, bool); 9] {
    [
        (tr("单位", "Unit"), false),
        (tr("在职人数", "In service"), true),
        (tr("本年达标", "Met"), true),
        (tr("达标率（占在职）", "Met, of those in service"), true),
        (tr("未达标", "Behind"), true),
        (tr("预计不能达标", "Not on course"), true),
        (tr("本年无学时", "None this year"), true),
        (tr("长期未训", "Long untrained"), true),
        (tr("本年学时合计", "Hours this year"), true),
    ]
}

/// The cells of a row after its first.
fn cells(unit: &str, level: &str, sums: &Sums, long: i64) -> Vec<AnyView> {
    let to = |which: CompletionList| list(unit, level, which, "");
    vec![
        linked(sums.people, to(CompletionList::All)),
        linked(sums.met, to(CompletionList::Met)),
        share(sums.met, sums.people).written(),
        linked(sums.people - sums.met, to(CompletionList::Behind)),
        linked(sums.people - sums.on_course, to(CompletionList::OffCourse)),
        linked(sums.none, to(CompletionList::None)),
        linked(long, to(CompletionList::Long)),
        sums.hours().to_string().into_any(),
    ]
}

/// The completion table.
pub fn completion() -> AnyView {
    load(
        State::now,
        |state| api::completion(query(&state)),
        |table: Completion| {
            let state = State::now();
            let (unit, level) = (state.get("unit"), state.get("level"));
            let trail = if unit.is_empty() {
                Vec::new()
            } else {
                vec![step("/training/completion", tr("达标情况", "Completion"))]
            };
            let me = frame().me;
            let may = |permission| me.as_ref().is_some_and(|me| me.may(permission));
            let mut levels = form::code_options::<Level>(Some(tr("全部", "All")));
            levels.retain(|(code, _)| {
                code.is_empty() || *code == level || table.levels.iter().any(|(known, ..)| known.code() == code)
            });
            let by_unit = table
                .rows
                .iter()
                .map(|row| {
                    let href = format!("/training/completion?unit={}&level={}", row.unit, encode(&level));
                    let indent = if row.depth > 0 { "　" } else { "" };
                    let mut all = vec![view! { {indent}<a href=href>{row.name.clone()}</a> }.written()];
                    all.extend(cells(row.unit.as_str(), &level, &row.sums, row.long));
                    all
                })
                .collect();
            let by_level = table
                .levels
                .iter()
                .map(|(one, sums, long)| {
                    let href = state.with(&[("level", one.code().to_owned())]);
                    let mut all = vec![view! { <a href=href>{name(*one)}</a> }.written()];
                    all.extend(cells(&unit, one.code(), sums, *long));
                    all
                })
                .collect();
            let shown: Sums = if level.is_empty() {
                table.all.clone()
            } else {
                table.levels.iter().find(|(one, ..)| one.code() == level).map(|one| one.1.clone()).unwrap_or_default()
            };
            let title = match table.rows.iter().find(|row| row.unit.as_str() == unit) {
                Some(row) => format!("{} · {}", row.name, tr("达标情况", "Completion")),
                None => tr("达标情况", "Completion").to_owned(),
            };
            page(
                trail,
                title,
                tr(
                    "按单位、层次、要求查看完成情况，点击数字查看名单。",
                    "Hours done by unit, level and requirement. Follow a number to the people.",
                ),
                view! {
                    <p class="today">{tr("截至 ", "As of ")}{day_text(table.on)}</p>
                    {may(Permission::LEDGER_POST)
                        .then(|| button_link("/training/hours/new", tr("登记学时", "Record hours"), true))}
                    {may(Permission::PERSON_EXPORT)
                        .then(|| {
                            view! {
                                <a
                                    class="button"
                                    rel="external"
                                    download
                                    href=format!("/export/ledger.xlsx?unit={unit}")
                                >
                                    {tr("导出学时台账", "Export the ledger")}
                                </a>
                            }
                        })}
                    {state.export("/training/completion.xlsx")}
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    {(table.pending > 0)
                        .then(|| {
                            view! {
                                <p class="note plain" role="status">
                                    {tr(
                                        "要求或人员刚有变动，正在重新统计，请稍后刷新。",
                                        "Rules or people have just changed and are being counted anew. Reload \
                                         in a while.",
                                    )}
                                </p>
                            }
                        })}
                    <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                        <input type="hidden" name="unit" value=unit.clone() />
                        {choice("level", tr("职务层次", "Level"), levels, level.clone())}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    {summary(&shown)}
                    {section(tr("按单位", "By unit"), plain_table(tr("按单位", "By unit"), &heads(), by_unit))}
                    {section(tr("按要求", "By requirement"), by_rule(&unit, &level, &shown, &table.rules))}
                    {section(
                        tr("按层次", "By level"),
                        {
                            let mut heads = heads();
                            heads[0].0 = tr("职务层次", "Level");
                            plain_table(tr("按层次", "By level"), &heads, by_level)
                        },
                    )}
                    {section(tr("按形式", "By form"), by_form(&shown))}
                }
                .written(),
            )
        },
    )
}

fn summary(sums: &Sums) -> AnyView {
    view! {
        <ul class="counts card">
            <li>
                <strong class="number" data-testid="people">
                    {sums.people.to_string()}
                </strong>
                " "
                {tr("在职", "in service")}
            </li>
            <li>
                <strong class="number" data-testid="met">
                    {sums.met.to_string()}
                </strong>
                " "
                {tr("本年达标", "met")}
                " "
                {share(sums.met, sums.people)}
            </li>
            <li>
                <strong class="number">{sums.on_course.to_string()}</strong>
                " "
                {tr("按目前进度可达标", "on course")}
                " "
                {share(sums.on_course, sums.people)}
            </li>
            <li>
                <strong class="number" data-testid="hours">
                    {sums.hours().to_string()}
                </strong>
                " "
                {tr("本年学时", "hours this year")}
            </li>
        </ul>
    }
    .written()
}

fn by_rule(unit: &str, level: &str, sums: &Sums, rules: &[(String, String, String)]) -> AnyView {
    let heads = [
        (tr("要求", "Requirement"), false),
        (tr("适用人数", "Applies to"), true),
        (tr("已完成", "Met"), true),
        (tr("完成率（占适用）", "Met, of those it applies to"), true),
        (tr("未完成", "Behind"), true),
        (tr("预计不能完成", "Not on course"), true),
    ];
    let rows: Vec<Vec<AnyView>> = rules
        .iter()
        .filter_map(|(key, ..)| sums.rules.get(key).map(|one| (key, *one)))
        .map(|(key, RuleSums { people, met, on_course })| {
            vec![
                rule_name(rules, key).written(),
                people.to_string().into_any(),
                met.to_string().into_any(),
                share(met, people).written(),
                linked(people - met, list(unit, level, CompletionList::Behind, key)),
                linked(people - on_course, list(unit, level, CompletionList::OffCourse, key)),
            ]
        })
        .collect();
    if rows.is_empty() {
        return empty(tr("没有适用的要求", "No requirement applies"), "");
    }
    plain_table(tr("按要求", "By requirement"), &heads, rows)
}

fn by_form(sums: &Sums) -> AnyView {
    let hours: Vec<_> = TrainingForm::ALL.iter().map(|form| sums.hours_of(*form)).collect();
    let tenths: Vec<u64> = hours.iter().map(|hours| u64::try_from(hours.0).unwrap_or_default()).collect();
    let none = tenths.iter().all(|tenths| *tenths == 0);
    let rows = TrainingForm::ALL
        .iter()
        .zip(&hours)
        .zip(shares(&tenths))
        .map(|((form, hours), share)| {
            let share = if none { "—".to_owned() } else { format!("{share}%") };
            vec![name(*form).written(), hours.to_string().into_any(), share.written()]
        })
        .collect();
    plain_table(
        tr("按形式", "By form"),
        &[
            (tr("培训形式", "Form"), false),
            (tr("本年学时", "Hours this year"), true),
            (tr("占本年学时", "Of this year's hours"), true),
        ],
        rows,
    )
}

/// The people behind a number of the table.
pub fn people() -> AnyView {
    load(
        State::now,
        |state| api::standings(query(&state)),
        |found: Standings| {
            let state = State::now();
            let which = CompletionList::find(&state.get("list")).unwrap_or_default();
            let rule = state.get("rule");
            let title = match (found.unit_name.is_empty(), rule.is_empty()) {
                (true, true) => name(which).to_owned(),
                (false, true) => format!("{} · {}", found.unit_name, name(which)),
                (true, false) => format!("{} · {}", rule_name(&found.rules, &rule), name(which)),
                (false, false) => {
                    format!("{} · {} · {}", found.unit_name, rule_name(&found.rules, &rule), name(which))
                }
            };
            let mut rules = vec![(String::new(), tr("全部", "All").to_owned())];
            rules.extend(found.rules.iter().map(|rule| (rule.0.clone(), rule_name(&found.rules, &rule.0))));
            let heads = [
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("职务层次", "Level"), false),
                (tr("差距最大的要求", "Requirement furthest off"), false),
                (tr("还差学时", "Hours to do"), true),
                (tr("期限", "Due"), false),
                (tr("本年学时", "Hours this year"), true),
                (tr("最近有学时的年度", "Last year with hours"), true),
            ];
            let rows = found
                .people
                .rows
                .iter()
                .map(|row| {
                    let one = &row.standing;
                    let key = if rule.is_empty() { one.worst.clone() } else { rule.clone() };
                    let stand = one.bars.get(&key).copied();
                    let left = stand.map(|one| one.left()).unwrap_or_default();
                    let open = stand.filter(|one| !one.met());
                    let due = open.map(|one| day_text(one.until)).unwrap_or_default();
                    let due = if open.is_some_and(|one| one.until < found.on) {
                        view! {
                            {due}
                            " "
                            {badge("bad", tr("已逾期", "Overdue"))}
                        }
                        .written()
                    } else {
                        due.written()
                    };
                    // Another one may be due before the one furthest off: it is said by itself.
                    let sooner = one.first_due().filter(|(other, _)| *other != key && one.due < found.on);
                    let sooner = sooner.map(|(other, stand)| {
                        let text = format!(
                            "{}：{}{}，{} {}",
                            rule_name(&found.rules, other),
                            tr("还差 ", "to do "),
                            stand.left(),
                            day_text(stand.until),
                            tr("已逾期", "overdue"),
                        );
                        view! {
                            <br />
                            <span class="muted">{text}</span>
                        }
                    });
                    let last = if one.last_year == 0 { "—".to_owned() } else { one.last_year.to_string() };
                    vec![
                        view! { <a href=format!("/people/{}/training", one.person)>{row.name.clone()}</a> }.written(),
                        row.unit_name.clone().into_any(),
                        name(one.level).written(),
                        view! { {if key.is_empty() { String::new() } else { rule_name(&found.rules, &key) }}{sooner} }
                            .written(),
                        left.to_string().into_any(),
                        due,
                        one.hours.to_string().into_any(),
                        last.written(),
                    ]
                })
                .collect();
            let (at, last, total) = (found.people.page, found.people.pages(), found.people.total);
            let body = if total == 0 {
                empty(tr("名单为空", "Nobody is on this list"), tr("可放宽筛选。", "Widen the filter."))
            } else {
                plain_table(tr("名单", "List"), &heads, rows)
            };
            page(
                vec![step(
                    format!("/training/completion?unit={}", encode(&state.get("unit"))),
                    tr("达标情况", "Completion"),
                )],
                title,
                tr("按单位排列，差距大的在前。", "Unit by unit, those furthest behind first."),
                view! {
                    <p class="today">{tr("截至 ", "As of ")}{day_text(found.on)}</p>
                    {state.export("/training/completion/people.xlsx")}
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                        <input type="hidden" name="unit" value=state.get("unit") />
                        {choice(
                            "list",
                            tr("名单", "List"),
                            form::code_options::<CompletionList>(None),
                            which.code().to_owned(),
                        )}
                        {choice("rule", tr("要求", "Requirement"), rules, rule)}
                        {choice(
                            "level",
                            tr("职务层次", "Level"),
                            form::code_options::<Level>(Some(tr("全部", "All"))),
                            state.get("level"),
                        )}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    <p>
                        {tr("共", "Total")}" "<strong data-testid="total">{total.to_string()}</strong>" "
                        {tr("人", "people")}
                    </p>
                    {body}
                    {part_of(at, last)}
                    {pager(at, last, &state)}
                }
                .written(),
            )
        },
    )
}
