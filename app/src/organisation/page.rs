//! Units: the tree, one unit, a new one, and what can happen to one.

use domain::access::Permission;
use domain::code::{Code, Lang, Level, UnitKind, UnitLevel};
use domain::organisation::{NearUnits, Post, UnitChange, UnitDetail};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, AddPost, ChangePost, CreateUnit, Reorganise, SetHeadcount, SetOrgan};
use super::near::near;
use crate::components::dialog::{confirm, dialog};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, search_box};
use crate::components::written::Written;
use crate::frame::{Frame, lang};
use crate::pages::{id, only_at, step};
use crate::words::{name, tr};

fn trail(detail: &UnitDetail) -> Vec<(String, String)> {
    let mut trail = vec![step("/units", tr("组织机构", "Organisation"))];
    trail.extend(detail.ancestors.iter().map(|(id, name)| step(format!("/units/{id}"), name.clone())));
    trail
}

pub fn tree() -> AnyView {
    load(
        || (),
        |()| near([""]),
        |units: NearUnits| {
            let finder = (!units.all).then(|| finder(&units));
            let rows = units.rows;
            let top = rows.iter().map(|row| row.unit.depth()).min().unwrap_or(1);
            let body = if rows.is_empty() && finder.is_none() {
                empty(
                    tr("范围内没有单位", "No units in your scope"),
                    tr("请联系组织部门。", "Ask the organisation department."),
                )
            } else {
                view! {
                    {finder}
                    <div class="table-wrap" tabindex="0" role="region" aria-label=tr("组织机构", "Organisation")>
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col">{tr("单位", "Unit")}</th>
                                    <th scope="col">{tr("系统", "Family")}</th>
                                    <th scope="col">{tr("类型", "Kind")}</th>
                                    <th scope="col" class="number">
                                        {tr("编制", "Headcount")}
                                    </th>
                                    <th scope="col" class="number">
                                        {tr("在职（含下级）", "In service, with those below")}
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {rows
                                    .into_iter()
                                    .map(|row| {
                                        let depth = row.unit.depth() - top;
                                        view! {
                                            <tr>
                                                <th scope="row" class=format!("depth-{}", depth.min(6))>
                                                    <a href=format!("/units/{}", row.unit.id)>{row.unit.name}</a>
                                                </th>
                                                <td data-label=tr("系统", "Family")>{name(row.unit.family)}</td>
                                                <td data-label=tr("类型", "Kind")>{name(row.unit.kind)}</td>
                                                <td class="number" data-label=tr("编制", "Headcount")>
                                                    {row.unit.headcount.to_string()}
                                                </td>
                                                <td class="number" data-label=tr("在职", "In service")>
                                                    {row.people.to_string()}
                                                </td>
                                            </tr>
                                        }
                                    })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </div>
                }
                .written()
            };
            page(
                Vec::new(),
                tr("组织机构", "Organisation"),
                tr("群团组织与党政机关", "Mass organisations and Party–government bodies"),
                State::now().export("/units.xlsx"),
                body,
            )
        },
    )
}

/// Looks for units by name, where they are not all listed.
fn finder(units: &NearUnits) -> AnyView {
    let q = State::now().get(form::FIND);
    let shown = units.rows.len();
    let said = match (q.is_empty(), lang()) {
        (true, Lang::Zh) => {
            format!("单位较多，先列出 {shown} 个：最上级和直接下级。点单位名称看其下级，或按名称、拼音查找。")
        }
        (true, Lang::En) => {
            format!("Of many units, {shown}: the uppermost and those right below. A name leads to those below it.")
        }
        (false, Lang::Zh) => format!("找到 {} 个，连同上级列出 {shown} 个。", units.found),
        (false, Lang::En) => format!("{} found; listed with those above: {shown}.", units.found),
    };
    view! {
        <form class="filters" method="get" aria-label=tr("找单位", "Find units")>
            {search_box(form::FIND, tr("名称、拼音或首字母", "Name, pinyin or initials"), q)}
            <button type="submit" class="button">
                {tr("查找", "Find")}
            </button>
        </form>
        <p class="hint" role="status">
            {said}
        </p>
    }
    .written()
}

fn change_text(change: &UnitChange) -> String {
    match change {
        UnitChange::Created => tr("设立", "Set up").to_owned(),
        UnitChange::Renamed { from, to } => format!("{}{from} → {to}", tr("更名：", "Renamed: ")),
        UnitChange::Moved { .. } => tr("调整隶属关系", "Moved below another unit").to_owned(),
        UnitChange::MergedInto { name, .. } => format!("{}{name}", tr("并入：", "Merged into: ")),
        UnitChange::Absorbed { name, .. } => format!("{}{name}", tr("接收并入：", "Took in: ")),
        UnitChange::SplitOff { name, .. } => format!("{}{name}", tr("分设出：", "Split off: ")),
        UnitChange::SplitFrom { name, .. } => format!("{}{name}", tr("分设自：", "Split from: ")),
        UnitChange::Dissolved => tr("撤销", "Dissolved").to_owned(),
    }
}

/// One unit.
pub fn detail() -> AnyView {
    let headcount = form::posts::<SetHeadcount>();
    let organ = form::posts::<SetOrgan>();
    let post = form::posts::<AddPost>();
    let change = form::posts::<ChangePost>();
    load(id, api::unit, move |detail: UnitDetail| {
        let unit = detail.unit.clone();
        let may_create = detail.editable
            && use_context::<Frame>().and_then(|f| f.me).is_some_and(|me| me.may(Permission::UNIT_EDIT));
        let actions = view! {
            {button_link(format!("/people?unit={}", unit.id), tr("查看干部", "See cadres"), false)}
            {may_create
                .then(|| {
                    view! {
                        {button_link(
                            format!("/units/{}/new", unit.id),
                            tr("新设下级单位", "New unit below"),
                            false,
                        )}
                        {button_link(format!("/units/{}/change", unit.id), tr("机构调整", "Reorganise"), false)}
                    }
                })}
        }
        .written();
        let over = detail.people_here > unit.headcount;
        let fault = fault_of(headcount);
        let edit = detail.editable.then(|| {
                view! {
                    {dialog(
                        "button small",
                        tr("修改编制职数", "Edit headcount"),
                        form::post(
                            headcount,
                            "form",
                            view! {
                                {form::summary(fault)}
                                <input type="hidden" name="id" value=unit.id.to_string() />
                                <input type="hidden" name="version" value=unit.version.to_string() />
                                {form::text(
                                    "headcount",
                                    tr("编制", "Headcount"),
                                    "",
                                    unit.headcount.to_string(),
                                    fault,
                                )}
                                {form::text(
                                    "leading_posts",
                                    tr("领导职数", "Leading posts"),
                                    "",
                                    unit.leading_posts.to_string(),
                                    fault,
                                )}
                                {form::submit(tr("保存", "Save"), headcount.pending())}
                            },
                        ),
                    )}
                    " "
                    {dialog(
                        "button small",
                        tr("登记落款机关", "Name the signing organ"),
                        form::post(
                            organ,
                            "form",
                            view! {
                                {form::summary(fault_of(organ))}
                                <input type="hidden" name="id" value=unit.id.to_string() />
                                <input type="hidden" name="version" value=unit.version.to_string() />
                                {form::text(
                                    "organ",
                                    tr("落款机关", "Signing organ"),
                                    tr(
                                        "公文、通知书以此机关名义落款，如“中共汇溪市委组织部”；不填的用上级的，单位本身是机关的用全称",
                                        "Papers are signed in its name; left empty, the organ above signs, or \
                                         the unit itself where it is one",
                                    ),
                                    unit.organ.clone(),
                                    fault_of(organ),
                                )}
                                {form::submit(tr("保存", "Save"), organ.pending())}
                            },
                        ),
                    )}
                }
            });
        let members = (!detail.members.is_empty()).then(|| {
            section(
                tr("联合单位", "Units it spans"),
                view! {
                    <ul class="rows">
                        {detail
                            .members
                            .iter()
                            .map(|(id, name)| {
                                view! {
                                    <li>
                                        <a href=format!("/units/{id}")>{name.clone()}</a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                .written(),
            )
        });
        page(
            trail(&detail),
            unit.name.clone(),
            "",
            actions,
            view! {
                {(!unit.active)
                    .then(|| {
                        view! { <p class="note plain">{tr("该单位已终止。", "This unit has ended.")}</p> }
                    })}
                {section(
                    tr("机构信息", "About the unit"),
                    view! {
                        {facts(
                            vec![
                                (tr("简称", "Short name"), unit.short.clone()),
                                (tr("系统", "Family"), name(unit.family).to_owned()),
                                (tr("类型", "Kind"), name(unit.kind).to_owned()),
                                (tr("层级", "Level"), name(unit.level).to_owned()),
                                (tr("落款机关", "Signing organ"), unit.organ.clone()),
                                (tr("编制", "Headcount"), unit.headcount.to_string()),
                                (tr("领导职数", "Leading posts"), leading_text(&detail)),
                                (tr("本级在职", "In service here"), detail.people_here.to_string()),
                                (tr("含下级在职", "With those below"), detail.people.to_string()),
                            ],
                        )}
                        {over.then(|| badge("warn", tr("超编", "Over headcount")))}
                        {(detail.leading_held > unit.leading_posts)
                            .then(|| badge("warn", tr("超职数", "Over leading posts")))}
                        {edit}
                    }
                        .written(),
                )}
                {members}
                {section(tr("职位", "Posts"), posts(&detail, post, change))}
                {section(tr("下级单位", "Units below"), children(&detail))}
                {section(tr("沿革", "History"), history(&detail))}
            }
            .written(),
        )
    })
}

/// Changing a post of the list. Labels stand around their fields, since every post has such a form.
fn change_form(detail: &UnitDetail, post: &Post, change: form::Post<ChangePost>) -> AnyView {
    let fault = fault_of(change);
    let levels = form::Choices::from(form::code_options::<Level>(None)).drawn(post.level.code());
    dialog(
        "button small",
        tr("修改", "Change"),
        form::post(
            change,
            "form",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=post.id.to_string() />
                <input type="hidden" name="version" value=detail.unit.version.to_string() />
                {form::inside(
                    tr("职务名称", "Title"),
                    view! { <input name="title" value=post.title.clone() autocomplete="off" /> }.written(),
                )}
                {form::inside(tr("职务层次", "Level"), view! { <select name="level">{levels}</select> }.written())}
                {form::inside(
                    tr("职数（填 0 撤销该职位）", "Seats (0 removes the post)"),
                    view! { <input name="seats" value=post.seats.to_string() inputmode="numeric" autocomplete="off" /> }
                        .written(),
                )}
                {form::inside(
                    tr("领导职务", "Leading post"),
                    view! { <input type="checkbox" name="leading" value="1" checked=post.leading /> }.written(),
                )}
                {form::submit(tr("保存", "Save"), change.pending())}
            },
        ),
    )
}

/// The number allowed, held and empty, by the appointments that last.
fn leading_text(detail: &UnitDetail) -> String {
    let (allowed, held) = (detail.unit.leading_posts, detail.leading_held);
    match crate::frame::lang() {
        domain::code::Lang::Zh if held > allowed => format!("{allowed}，实配 {held}，超 {}", held - allowed),
        domain::code::Lang::Zh => format!("{allowed}，实配 {held}，空缺 {}", allowed - held),
        domain::code::Lang::En if held > allowed => format!("{allowed}, {held} held, {} over", held - allowed),
        domain::code::Lang::En => format!("{allowed}, {held} held, {} empty", allowed - held),
    }
}

fn posts(detail: &UnitDetail, post: form::Post<AddPost>, change: form::Post<ChangePost>) -> AnyView {
    let fault = fault_of(post);
    let list = if detail.posts.is_empty() {
        empty(tr("还没有登记职位", "No posts on record"), "")
    } else {
        view! {
            <ul class="rows">
                {detail
                    .posts
                    .iter()
                    .map(|post| {
                        view! {
                            <li>
                                <strong>{post.title.clone()}</strong>
                                <span class="muted">
                                    {name(post.level)}" · "{post.held.to_string()}" / "{post.seats.to_string()}
                                </span>
                                {post.leading.then(|| badge("plain", tr("领导职务", "Leading")))}
                                {(post.held > post.seats).then(|| badge("bad", tr("超职数", "Over")))}
                                {detail.editable.then(|| change_form(detail, post, change))}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
        .written()
    };
    let add = detail.editable.then(|| {
        view! {
            {dialog(
                "button small",
                tr("新增职位", "Add a post"),
                form::post(
                    post,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="unit" value=detail.unit.id.to_string() />
                        {form::text("title", tr("职务名称", "Title"), "", "", fault)}
                        {form::code::<Level>("level", tr("职务层次", "Level"), Some(Level::SectionChief), fault)}
                        {form::text("seats", tr("职数", "Seats"), "", "1", fault)}
                        {form::field(
                            "leading",
                            tr("领导职务", "Leading post"),
                            "",
                            fault,
                            view! { <input type="checkbox" id="leading" name="leading" value="1" /> }.written(),
                        )}
                        {form::submit(tr("新增", "Add"), post.pending())}
                    },
                ),
            )}
        }
    });
    let unlisted = (!detail.unlisted.is_empty()).then(|| {
        view! {
            <h3>{tr("不在职位表中的任职", "Held, and none of the list")}</h3>
            <ul class="rows">
                {detail
                    .unlisted
                    .iter()
                    .map(|(title, held)| {
                        view! {
                            <li>
                                <strong>{title.clone()}</strong>
                                <span class="muted">{held.to_string()}{tr(" 人", "")}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    });
    view! {
        {list}
        {unlisted}
        {add}
    }
    .written()
}

fn children(detail: &UnitDetail) -> AnyView {
    if detail.children.is_empty() {
        return empty(tr("没有下级单位", "No units below"), "");
    }
    view! {
        <ul class="rows">
            {detail
                .children
                .iter()
                .map(|row| {
                    view! {
                        <li>
                            <a href=format!("/units/{}", row.unit.id)>{row.unit.name.clone()}</a>
                            <span class="muted">{row.people.to_string()}{tr(" 人", " people")}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}

fn history(detail: &UnitDetail) -> AnyView {
    if detail.history.is_empty() {
        return empty(tr("没有变动记录", "Nothing on record"), "");
    }
    view! {
        <ul class="rows">
            {detail
                .history
                .iter()
                .map(|event| {
                    view! {
                        <li>
                            <strong>{day_text(event.on)}</strong>
                            <span>{change_text(&event.change)}</span>
                            <span class="muted">{event.document.clone()}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}

/// A new unit's form.
pub fn new() -> AnyView {
    let create = form::posts::<CreateUnit>();
    load(
        id,
        |id| async move { Ok((api::unit(id.clone()).await?, near([id]).await?)) },
        move |(parent, units): (UnitDetail, NearUnits)| {
            let path = parent.unit.path.clone();
            only_at(Permission::UNIT_EDIT, &path, || new_form(create, parent, units))
        },
    )
}

fn new_form(create: form::Post<CreateUnit>, parent: UnitDetail, units: NearUnits) -> AnyView {
    let fault = fault_of(create);
    let today = use_context::<Frame>().unwrap_or_default().now.day();
    let mut trail = trail(&parent);
    trail.push(step(format!("/units/{}", parent.unit.id), parent.unit.short.clone()));
    let options = unit_options(units);
    page(
        trail,
        tr("新设下级单位", "New unit"),
        "",
        ().into_any(),
        view! {
            {form::post(
                create,
                "form",
                view! {
                    {form::summary(fault)}
                    <input type="hidden" name="parent" value=parent.unit.id.to_string() />
                    <div class="grid">
                        {form::text("name", tr("全称", "Full name"), "", "", fault)}
                        {form::text("short", tr("简称", "Short name"), "", "", fault)}
                        {form::code::<UnitKind>("kind", tr("类型", "Kind"), None, fault)}
                        {form::code::<
                            UnitLevel,
                        >("level", tr("层级", "Level"), Some(parent.unit.level), fault)}
                        {form::text("headcount", tr("编制", "Headcount"), "", "0", fault)}
                        {form::text("leading_posts", tr("领导职数", "Leading posts"), "", "0", fault)}
                        {form::date("on", tr("生效日期", "Takes effect"), day_text(today), fault)}
                        {form::text("document", tr("批准文号", "Document"), "", "", fault)}
                    </div>
                    {form::field(
                        "members",
                        tr(
                            "联合单位（仅功能型联合组织）",
                            "Units it spans (joint organisations only)",
                        ),
                        tr("至少选择两个", "Choose two at least"),
                        fault,
                        view! {
                            <select
                                id="members"
                                name="members[]"
                                multiple=true
                                size="8"
                                data-units=options.sought()
                            >
                                {options.drawn("")}
                            </select>
                            {options.finder(false)}
                        }
                            .written(),
                    )}
                    {form::submit(tr("设立", "Set up"), create.pending())}
                },
            )}
        }
        .written(),
    )
}

/// What can happen to a unit.
pub fn change() -> AnyView {
    let action = form::posts::<Reorganise>();
    load(
        id,
        |id| async move { Ok((api::unit(id.clone()).await?, near([id]).await?)) },
        move |(detail, units): (UnitDetail, NearUnits)| {
            let path = detail.unit.path.clone();
            only_at(Permission::UNIT_EDIT, &path, || reorganisation_form(action, detail, units))
        },
    )
}

fn reorganisation_form(action: form::Post<Reorganise>, detail: UnitDetail, units: NearUnits) -> AnyView {
    let fault = fault_of(action);
    let unit = detail.unit.clone();
    let today = use_context::<Frame>().unwrap_or_default().now.day();
    let mut trail = trail(&detail);
    trail.push(step(format!("/units/{}", unit.id), unit.short.clone()));
    let mut units = units;
    units.rows.retain(|row| !row.unit.path.starts_with(&unit.path));
    let targets = unit_options(units).or_none("—");
    let kinds = [
        ("rename", tr("更名", "Rename")),
        ("move", tr("调整隶属关系", "Move below another unit")),
        ("merge", tr("并入其他单位", "Merge into another unit")),
        ("split", tr("分设新单位", "Split a new unit off")),
        ("dissolve", tr("撤销", "Dissolve")),
    ]
    .map(|(value, text)| (value.to_owned(), text.to_owned()))
    .to_vec();
    page(
        trail,
        tr("机构调整", "Reorganise"),
        tr(
            "人员、学时、班次和授权范围随单位一并调整，历史保留。",
            "People, hours, classes and roles go along; the history stays.",
        ),
        ().into_any(),
        view! {
            {form::post(
                action,
                "form",
                view! {
                    {form::summary(fault)}
                    <input type="hidden" name="id" value=unit.id.to_string() />
                    {form::select("change", tr("调整事项", "Change"), "", kinds, "rename", fault)}
                    <div class="grid">
                        {form::text(
                            "name",
                            tr("新名称", "New name"),
                            tr("更名、分设时填写", "For rename and split"),
                            unit.name.clone(),
                            fault,
                        )}
                        {form::text(
                            "short",
                            tr("新简称", "New short name"),
                            tr("更名时填写", "For rename"),
                            unit.short.clone(),
                            fault,
                        )}
                        {form::select(
                            "target",
                            tr("目标单位", "Other unit"),
                            tr("调整隶属、并入时选择", "For move and merge"),
                            targets,
                            "",
                            fault,
                        )} {form::date("on", tr("生效日期", "Takes effect"), day_text(today), fault)}
                        {form::text("document", tr("批准文号", "Document"), "", "", fault)}
                    </div>
                    {form::field(
                        "take",
                        tr("划转的下级单位（分设时）", "Units below that go along (split)"),
                        "",
                        fault,
                        view! {
                            <select id="take" name="take[]" multiple=true size="6">
                                {detail
                                    .children
                                    .iter()
                                    .map(|row| {
                                        view! {
                                            <option value=row
                                                .unit
                                                .id
                                                .to_string()>{row.unit.name.clone()}</option>
                                        }
                                    })
                                    .collect_view()}
                            </select>
                        }
                            .written(),
                    )}
                    {confirm(
                        tr("提交调整", "Submit"),
                        tr("调整立即生效，确定提交吗？", "It takes effect at once. Submit?"),
                        tr("提交调整", "Submit"),
                    )}
                },
            )}
        }
        .written(),
    )
}
