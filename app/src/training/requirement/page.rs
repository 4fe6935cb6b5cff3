//! The requirements: what is in force, what was and will be, and their editor.

use domain::Day;
use domain::code::{ClassKind, Code, Family, Lang, Level, TrainingForm};
use domain::time::day_text;
use domain::training::{Categories, Cycle, Requirement, first_requirements, in_force, version};
use leptos::prelude::*;

use super::api::{self, SaveRequirement};
use crate::components::form::{self, fault_of};
use crate::components::load::{fault_page, load};
use crate::components::page::{badge, button_link, facts, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::pages::step;
use crate::training::category;
use crate::words::{name, tr};

/// The `:rule` of the address.
fn rule() -> String {
    leptos_router::hooks::use_params_map().read().get("rule").unwrap_or_default()
}

fn trail() -> Vec<(String, String)> {
    vec![step("/training/requirements", tr("学时要求", "Requirements"))]
}

fn may_edit() -> bool {
    frame().me.is_some_and(|me| me.over_all)
}

/// A requirement's name in the language of the page.
fn title(one: &Requirement) -> String {
    if lang() == Lang::Zh { one.name.clone() } else { one.name_en.clone() }
}

fn amount(one: &Requirement) -> String {
    if one.share > 0 { format!("≥ {}%", one.share) } else { format!("{} {}", one.hours, tr("学时", "hours")) }
}

fn join<T: Copy + Code>(all: &[T]) -> String {
    if all.is_empty() {
        return tr("全部", "All").to_owned();
    }
    all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(tr("、", ", "))
}

/// What a version asks for, as facts.
fn asked(one: &Requirement, next: Option<Day>, tree: &Categories) -> AnyView {
    let content = if one.categories.is_empty() {
        tr("全部", "All").to_owned()
    } else {
        one.categories.iter().map(|id| tree.name(id, lang())).collect::<Vec<_>>().join(tr("、", ", "))
    };
    let over = match one.cycle {
        Cycle::Year => tr("自然年度", "The calendar year").to_owned(),
        Cycle::Window => format!("{} – {}", day_text(one.window_from), day_text(one.window_until)),
        Cycle::Promotion => format!(
            "{} {} {}（{} {} {}）",
            tr("任现职级后", "Within"),
            one.months,
            tr("个月内", "months of taking the level"),
            tr("适用于", "for those since"),
            day_text(one.window_from),
            tr("以后任职的", "")
        ),
    };
    let mut list = vec![
        (tr("数量", "How much"), amount(one)),
        (tr("周期", "Over"), over),
        (tr("适用层次", "Levels"), join(&one.levels)),
        (tr("适用系统", "Families"), join(&one.families)),
        (tr("计入的形式", "Forms that count"), join(&one.forms)),
        (tr("计入的内容", "Content that counts"), content),
    ];
    if !one.kinds.is_empty() {
        list.push((tr("计入的班次类型", "Kinds of class"), join(&one.kinds)));
    }
    for cap in &one.caps {
        list.push((
            tr("年度上限", "Most in a year"),
            format!("{} {} {}", name(cap.form), cap.hours, tr("学时", "hours")),
        ));
    }
    if one.carry.0 > 0 {
        list.push((tr("结转下年", "Carried over"), format!("≤ {} {}", one.carry, tr("学时", "hours"))));
    }
    if one.prorate {
        list.push((tr("中途任职", "Joined within"), tr("按任职月数折算", "By the months in post").to_owned()));
    }
    if one.make_up {
        list.push((
            tr("提任补训", "At a promotion"),
            tr("提任时所欠学时一年内补足", "What was missing is made up within a year").to_owned(),
        ));
    }
    // A version ends the day before the next one begins, whatever it said.
    let until = next.and_then(|day| day.pred_opt()).map_or(one.until, |eve| one.until.min(eve));
    list.push((tr("有效期", "In force"), format!("{} – {}", day_text(one.from), day_text(until))));
    list.push((tr("依据", "Basis"), one.basis.clone()));
    facts(list)
}

/// All requirements.
pub fn requirements() -> AnyView {
    load(
        || (),
        |()| async { Ok((api::requirements().await?, category::api::categories().await?)) },
        |(all, tree): (Vec<Requirement>, Categories)| {
            let today = frame().now.day();
            let may = may_edit();
            let cards = in_force(&all, today)
                .into_iter()
                .map(|one| {
                    let next: Vec<&Requirement> =
                        all.iter().filter(|other| other.rule == one.rule && other.from > today).collect();
                    let after = next.iter().map(|next| next.from).min();
                    let coming = next
                        .into_iter()
                        .map(|next| {
                            view! {
                                <p class="note plain">
                                    {tr("自 ", "From ")}{day_text(next.from)}{tr(" 起：", ": ")}{amount(next)}" · "
                                    {next.basis.clone()}
                                </p>
                            }
                        })
                        .collect_view();
                    let binding = if one.binding {
                        badge("good", tr("计入达标", "Binding"))
                    } else {
                        badge("plain", tr("提示项", "Advice"))
                    };
                    view! {
                        <section class="card">
                            <h2>{title(one)}" "{badge("plain", name(one.cycle))}" "{binding}</h2>
                            {asked(one, after, &tree)}
                            {coming}
                            {may
                                .then(|| {
                                    view! {
                                        <p class="actions">
                                            {button_link(
                                                format!("/training/requirements/{}", one.rule),
                                                tr("修改与历史", "Edit and history"),
                                                false,
                                            )}
                                        </p>
                                    }
                                })}
                        </section>
                    }
                })
                .collect_view();
            page(
                Vec::new(),
                tr("学时要求", "Requirements"),
                tr(
                    "每项数字都注明依据和生效日期，可按本地规定调整；以往年度仍按当时的要求计算。",
                    "Every number states its basis and dates and can be set to local rules. Past years keep theirs.",
                ),
                view! {
                    {button_link("/training/categories", tr("培训类别", "Categories"), false)}
                    {button_link("/training/conversions", tr("学时折算", "Conversions"), false)}
                    {may
                        .then(|| button_link(
                            "/training/requirements/new",
                            tr("新增要求", "New requirement"),
                            true,
                        ))}
                }
                .written(),
                view! { {cards} }.written(),
            )
        },
    )
}

/// A new requirement.
pub fn new() -> AnyView {
    let save = form::posts::<SaveRequirement>();
    load(
        || (),
        |()| category::api::categories(),
        move |tree: Categories| {
            let first = first_requirements().swap_remove(1);
            let blank = Requirement {
                rule: String::new(),
                name: String::new(),
                name_en: String::new(),
                basis: String::new(),
                levels: Vec::new(),
                make_up: false,
                from: frame().now.day(),
                ..first
            };
            page(
                trail(),
                tr("新增要求", "New requirement"),
                tr("保存后自生效日期起适用。", "It holds from its first day on."),
                ().into_any(),
                editor(&blank, &tree, save),
            )
        },
    )
}

/// A requirement's editor and history.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveRequirement>();
    load(
        rule,
        |rule| async move { Ok((rule, api::requirements().await?, category::api::categories().await?)) },
        move |(rule, all, tree): (String, Vec<Requirement>, Categories)| {
            let today = frame().now.day();
            let mut versions: Vec<&Requirement> = all.iter().filter(|one| one.rule == rule).collect();
            let Some(present) = version(&all, &rule, today).or(versions.last().copied()) else {
                return fault_page(&crate::context::say(domain::Fault::NotFound));
            };
            versions.sort_by_key(|one| std::cmp::Reverse((one.from, one.at)));
            let heads = [
                (tr("生效", "From"), false),
                (tr("截止", "Until"), false),
                (tr("数量", "How much"), true),
                (tr("依据", "Basis"), false),
                (tr("登记", "Entered"), false),
            ];
            let rows = versions
                .iter()
                .map(|one| {
                    let by = if one.by.is_empty() {
                        tr("初始值", "From the start").to_owned()
                    } else {
                        format!("{} {}", one.by, one.at.minute_text())
                    };
                    vec![
                        day_text(one.from).written(),
                        day_text(one.until).written(),
                        amount(one).written(),
                        one.basis.clone().into_any(),
                        by.written(),
                    ]
                })
                .collect();
            let next = Requirement { from: today.max(present.from), ..present.clone() };
            page(
                trail(),
                title(present),
                tr(
                    "修改是一个新版本：自生效日期起适用，此前的年度不变。要停用，把截止日期提前。",
                    "An edit is a new version that holds from its day on. To end a requirement, bring its last \
                     day forward.",
                ),
                ().into_any(),
                view! {
                    {may_edit().then(|| editor(&next, &tree, save))}
                    {section(tr("历次版本", "Versions"), plain_table(tr("历次版本", "Versions"), &heads, rows))}
                }
                .written(),
            )
        },
    )
}

fn editor(one: &Requirement, tree: &Categories, save: form::Post<SaveRequirement>) -> AnyView {
    let fault = fault_of(save);
    let content: Vec<String> = one.categories.iter().map(|id| id.0.clone()).collect();
    let caps = TrainingForm::ALL
        .iter()
        .map(|form| {
            let held =
                one.caps.iter().find(|cap| cap.form == *form).map(|cap| cap.hours.to_string()).unwrap_or_default();
            let id = format!("cap-{}", form.code());
            view! {
                <div class="field">
                    <label for=id.clone()>{name(*form)}</label>
                    <input id=id.clone() name=form::keyed("caps", &form.code()) inputmode="decimal" value=held />
                    {form::error_of(id, fault)}
                </div>
            }
        })
        .collect_view();
    let hours = if one.share > 0 { String::new() } else { one.hours.to_string() };
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="rule" value=one.rule.clone() />
            <fieldset>
                <legend>{tr("要求", "What is asked")}</legend>
                <div class="grid">
                    {form::text("name", tr("名称", "Name in Chinese"), "", one.name.clone(), fault)}
                    {form::text("name_en", tr("英文名称", "Name in English"), "", one.name_en.clone(), fault)}
                    {form::code::<Cycle>("cycle", tr("周期", "Over"), Some(one.cycle), fault)}
                    {form::text("hours", tr("学时", "Hours"), "", hours, fault)}
                    {form::text(
                        "share",
                        tr("或占比（%）", "Or a share (%)"),
                        tr(
                            "所选内容占所选形式学时的比例；0 为按学时",
                            "Of the content in the hours of the forms; 0 for an amount",
                        ),
                        one.share.to_string(),
                        fault,
                    )}
                    {form::text(
                        "months",
                        tr("任职后月数", "Months after taking a level"),
                        tr("仅用于任职后限期", "For deadlines after a promotion"),
                        one.months.to_string(),
                        fault,
                    )}
                    {form::date(
                        "window_from",
                        tr("规划期开始（或任职不早于）", "Window from (or level taken from)"),
                        day_text(one.window_from),
                        fault,
                    )}
                    {form::date(
                        "window_until",
                        tr("规划期结束", "Window until"),
                        day_text(one.window_until),
                        fault,
                    )}
                </div>
            </fieldset>
            <fieldset>
                <legend>{tr("适用对象", "For whom")}</legend>
                {form::code_checks::<
                    Level,
                >(
                    "levels",
                    tr("职务层次", "Levels"),
                    tr("都不选为全部", "None ticked means all"),
                    &one.levels,
                    fault,
                )}
                {form::code_checks::<
                    Family,
                >(
                    "families",
                    tr("系统", "Families"),
                    tr("都不选为全部", "None ticked means both"),
                    &one.families,
                    fault,
                )}
            </fieldset>
            <fieldset>
                <legend>{tr("计入范围", "What counts")}</legend>
                {form::code_checks::<
                    TrainingForm,
                >(
                    "forms",
                    tr("培训形式", "Forms"),
                    tr("都不选为全部", "None ticked means all"),
                    &one.forms,
                    fault,
                )}
                {form::checks(
                    "categories",
                    tr("培训内容", "Content"),
                    tr(
                        "选上级类别即含其下级；都不选为全部",
                        "What is below a category is included; none ticked means all",
                    ),
                    category::page::options(tree, None, &Default::default()),
                    &content,
                    fault,
                )}
                {form::code_checks::<
                    ClassKind,
                >(
                    "kinds",
                    tr("班次类型", "Kinds of class"),
                    tr("都不选为全部", "None ticked means all"),
                    &one.kinds,
                    fault,
                )}
                <fieldset class="checks" id="caps">
                    <legend>
                        {tr("各形式年度计入上限（学时）", "Most that counts of a form in a year (hours)")}
                    </legend>
                    <p class="hint">{tr("空白为不限", "Blank for no limit")}</p>
                    <div class="grid">{caps}</div>
                </fieldset>
            </fieldset>
            <fieldset>
                <legend>{tr("结转与补训", "Carried over and made up")}</legend>
                <div class="grid">
                    {form::text(
                        "carry",
                        tr("可结转下年（学时）", "Carried over at most (hours)"),
                        tr("仅用于按年度", "For calendar years"),
                        one.carry.to_string(),
                        fault,
                    )}
                    {form::tick(
                        "prorate",
                        tr("规划期内任职的按月折算", "By months for who joins within the window"),
                        "",
                        one.prorate,
                        fault,
                    )}
                    {form::tick(
                        "make_up",
                        tr("提任时所欠一年内补训", "Missing hours are made up within a year of a promotion"),
                        "",
                        one.make_up,
                        fault,
                    )}
                    {form::tick(
                        "binding",
                        tr("计入是否达标", "Decides whether somebody meets what is required"),
                        "",
                        one.binding,
                        fault,
                    )}
                </div>
            </fieldset>
            <fieldset>
                <legend>{tr("依据与生效", "Basis and dates")}</legend>
                {form::text(
                    "basis",
                    tr("依据", "Basis"),
                    tr("文件名称、文号或会议决定", "Document, number or decision"),
                    one.basis.clone(),
                    fault,
                )}
                <div class="grid">
                    {form::date("from", tr("生效日期", "From"), day_text(one.from), fault)}
                    {form::date("until", tr("截止日期", "Until"), day_text(one.until), fault)}
                </div>
            </fieldset>
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}
