//! Libraries of trainers, courses, venues and materials; and certificates, renewed in bulk.

use domain::access::Permission;
use domain::organisation::NearUnits;
use domain::record::Hours;
use domain::training::{Categories, Holding, HoldingKind, HoldingQuery, HoldingRow, Library, MATERIAL_ENDINGS};
use leptos::prelude::*;

use super::api::{self, SaveHolding};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page};
use crate::components::table::{State, choice, column, search_box, table};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::organisation;
use crate::pages::{id, page_fault, step};
use crate::training::category;
use crate::words::{name, tr};

pub(crate) fn may(permission: Permission) -> bool {
    frame().me.is_some_and(|me| me.may(permission))
}

/// The library.
pub fn list() -> AnyView {
    load(
        State::now,
        |state| async move {
            let query = HoldingQuery {
                kind: state.get("kind"),
                q: state.get("q"),
                category: state.get("category"),
                window: state.window(),
            };
            Ok((api::library(query).await?, category::api::categories().await?))
        },
        |(library, tree): (Library, Categories)| {
            let state = State::now();
            let all = || tr("全部", "All");
            let columns = vec![
                column("name", tr("名称", "Name")).fixed(),
                column("kind", tr("类型", "Kind")),
                column("category", tr("类别", "Category")),
                column("detail", tr("单位职务／地址／位置", "Where")),
                column("used", tr("三年内使用", "Used in three years")).numbers(),
                column("rating", tr("评分（5分制）", "Rating of 5")).numbers(),
                column("satisfied", tr("满意率", "Satisfied")).numbers(),
                column("state", tr("状态", "State")),
            ];
            let filters = view! {
                {choice(
                    "kind",
                    tr("类型", "Kind"),
                    form::code_options::<HoldingKind>(Some(all())),
                    state.get("kind"),
                )}
                {search_box("q", tr("名称", "Name"), state.get("q"))}
                {choice(
                    "category",
                    tr("类别", "Category"),
                    category::page::options(&tree, Some(all()), &state.get("category").into()),
                    state.get("category"),
                )}
            }
            .written();
            let pages = (library.holdings.page, library.holdings.pages(), library.holdings.total);
            let rows = library.holdings.rows.into_iter().map(|one| row(one, &tree)).collect();
            let (led, lessons) = library.leaders;
            let natural = |hours: Hours| u64::try_from(hours.0).unwrap_or_default();
            let share = domain::rate::reached(natural(led), natural(lessons), 100).unwrap_or_default();
            let enough = i64::from(led.0) * 100 >= i64::from(lessons.0) * library.leader_share;
            let tone = if enough { "good" } else { "warn" };
            let leaders = (lessons.0 > 0).then(|| {
                view! {
                    <p class="card">
                        {tr("本年领导干部授课：", "Taught by leading cadres this year: ")}
                        <strong class="number" data-testid="leaders">
                            {format!("{led}/{lessons}")}
                        </strong>{tr(" 学时，占 ", " hours, ")}{format!("{share}% ")}
                        {badge(tone, format!("{} ≥{}%", tr("要求", "asked for"), library.leader_share))}
                    </p>
                }
            });
            let none = empty(
                tr("库中没有符合的条目", "Nothing matches"),
                tr(
                    "师资、课程、场地按名称与课次、班次对应，评价自动汇总。",
                    "Trainers, courses and venues are matched by name with lessons and classes; ratings follow.",
                ),
            );
            page(
                Vec::new(),
                tr("培训资源库", "Libraries"),
                tr(
                    "师资、课程、场地、资料及其评价；评价截止且份数足够才计入。",
                    "Trainers, courses, venues, materials, and how they were rated.",
                ),
                may(Permission::CLASS_EDIT)
                    .then(|| button_link("/training/library/new", tr("新增", "Add"), true))
                    .written(),
                view! {
                    {leaders}
                    {table(tr("培训资源库", "Libraries"), columns, state, filters, None, rows, pages, none)}
                }
                .written(),
            )
        },
    )
}

fn row(row: HoldingRow, tree: &Categories) -> Vec<AnyView> {
    let one = row.holding;
    let title = if may(Permission::CLASS_EDIT) {
        view! { <a href=format!("/training/library/{}", one.id)>{one.name.clone()}</a> }.written()
    } else {
        one.name.clone().into_any()
    };
    let leader = one.leader.then(|| badge("plain", tr("领导干部", "Leading cadre")));
    let file = (!one.file_name.is_empty()).then(|| {
        view! {
            <br />
            {file_link(&one)}
        }
    });
    let detail = match one.link() {
        Some(link) => view! {
            <a href=link.to_owned() rel="external noopener" target="_blank">
                {link.to_owned()}
            </a>
        }
        .written(),
        None => one.detail.clone().into_any(),
    };
    let rating = row.scores.mean().map(|mean| format!("{}.{:02}", mean / 100, mean % 100)).unwrap_or_default();
    let satisfied = if row.scores.count() > 0 { format!("{}%", row.scores.satisfied()) } else { String::new() };
    let category = if one.category.as_str().is_empty() { String::new() } else { tree.name(&one.category, lang()) };
    let state =
        if one.active { badge("good", tr("使用中", "In use")) } else { badge("plain", tr("已停用", "Closed")) };
    vec![
        view! { {title}" "{leader} }.written(),
        name(one.kind).written(),
        category.written(),
        view! { {detail}{file} }.written(),
        row.used.to_string().into_any(),
        rating.written(),
        satisfied.written(),
        state,
    ]
}

fn trail() -> Vec<(String, String)> {
    vec![step("/training/library", tr("培训资源库", "Libraries"))]
}

/// A new holding.
pub fn new() -> AnyView {
    let save = form::posts::<SaveHolding>();
    load(
        || (),
        |()| async { Ok((category::api::categories().await?, organisation::near([""]).await?)) },
        move |(tree, units): (Categories, NearUnits)| {
            page(trail(), tr("新增", "Add"), "", ().into_any(), editor(None, &tree, units, save))
        },
    )
}

/// A holding's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveHolding>();
    load(
        id,
        |id| async move {
            let one = api::holding(id).await?;
            let units = organisation::near([&one.unit]).await?;
            Ok((one, category::api::categories().await?, units))
        },
        move |(one, tree, units): (Holding, Categories, NearUnits)| {
            let file = (one.kind == HoldingKind::Material).then(|| material(&one));
            let body = view! {
                {editor(Some(&one), &tree, units, save)}
                {file}
            }
            .written();
            page(trail(), one.name.clone(), "", ().into_any(), body)
        },
    )
}

/// The name of a material's file, as a link that saves it.
fn file_link(one: &Holding) -> AnyView {
    view! {
        <a rel="external" href=format!("/training/library/{}/file", one.id) download=one.file_name.clone()>
            {one.file_name.clone()}
        </a>
    }
    .written()
}

/// A material's file: the one it has, and another instead.
fn material(one: &Holding) -> AnyView {
    let fault = Signal::derive(page_fault);
    let had = !one.file_name.is_empty();
    let hint = tr(
        "文档、表格、演示文稿、图片、音视频、电子书或 zip",
        "A document, sheet, presentation, picture, recording, e-book or zip",
    );
    let input = view! { <input id="file" name="file" type="file" required=true accept=MATERIAL_ENDINGS.join(",") /> };
    view! {
        <section class="card" aria-labelledby="file-title">
            <h2 id="file-title">{tr("资料文件", "File")}</h2>
            {form::summary(fault)}
            {if had {
                view! { <p data-testid="material-file">{tr("现有文件：", "It has: ")}{file_link(one)}</p> }
                    .written()
            } else {
                view! {
                    <p>
                        {tr(
                            "还没有文件；上面填的网址或存放位置照常有效。",
                            "No file yet; the address or place above holds all the same.",
                        )}
                    </p>
                }
                    .written()
            }}
            <form
                class="form"
                method="post"
                action=format!("/training/library/{}/file", one.id)
                enctype="multipart/form-data"
            >
                {form::field(
                    "file",
                    if had { tr("换成", "Replace with") } else { tr("文件", "File") },
                    hint,
                    fault,
                    input.written(),
                )}
                <button type="submit" class="button">
                    {tr("上传", "Upload")}
                </button>
            </form>
        </section>
    }
    .written()
}

fn editor(one: Option<&Holding>, tree: &Categories, units: NearUnits, save: form::Post<SaveHolding>) -> AnyView {
    let fault = fault_of(save);
    let of = |get: fn(&Holding) -> String| one.map(get).unwrap_or_default();
    let options = unit_options(units);
    let first = options.first();
    let unit = one.map_or(first, |one| one.unit.0.clone());
    let category = one.map(|one| one.category.clone()).unwrap_or_default();
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=of(|h| h.id.to_string()) />
            <input type="hidden" name="version" value=one.map_or_else(|| "0".to_owned(), |h| h.version.to_string()) />
            <div class="grid">
                {form::code::<HoldingKind>("kind", tr("类型", "Kind"), one.map(|h| h.kind), fault)}
                {form::text(
                    "name",
                    tr("名称", "Name"),
                    tr(
                        "与课次的师资、课程名称或班次地点一致，评价才能对应",
                        "As lessons and classes write it, so that ratings find it",
                    ),
                    of(|h| h.name.clone()),
                    fault,
                )} {form::select("unit", tr("归属单位", "In the library of"), "", options, &unit, fault)}
                {form::select(
                    "category",
                    tr("类别", "Category"),
                    "",
                    category::page::options(tree, Some(tr("不限", "Any")), &category),
                    category.as_str(),
                    fault,
                )}
                {form::text(
                    "detail",
                    tr("单位职务／地址／位置", "Where"),
                    tr(
                        "师资填单位职务，场地填地址，资料填网址或存放位置",
                        "A trainer's unit and post, an address, or where a material is",
                    ),
                    of(|h| h.detail.clone()),
                    fault,
                )}
                {form::text(
                    "seats",
                    tr("容量（场地）", "Seats of a venue"),
                    "",
                    one.filter(|h| h.seats > 0).map(|h| h.seats.to_string()).unwrap_or_default(),
                    fault,
                )}
                {form::text(
                    "hours",
                    tr("学时（课程）", "Hours of a course"),
                    "",
                    one.filter(|h| h.hours.0 > 0).map(|h| h.hours.to_string()).unwrap_or_default(),
                    fault,
                )}
                {form::tick(
                    "leader",
                    tr("领导干部（师资）", "A leading cadre"),
                    "",
                    one.is_some_and(|h| h.leader),
                    fault,
                )} {form::tick("active", tr("使用中", "In use"), "", one.is_none_or(|h| h.active), fault)}
            </div>
            {form::area("about", tr("说明", "About"), "", of(|h| h.about.clone()), fault)}
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}
