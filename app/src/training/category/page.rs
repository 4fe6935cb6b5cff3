//! The tree of training categories.

use domain::CategoryId;
use domain::training::{CATEGORY_DEPTH, Categories, Category};
use leptos::prelude::*;

use super::api::{self, SaveCategory};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::pages::step;
use crate::words::tr;

/// Categories as options, indented by their depth: those still given, and `kept`.
pub(crate) fn options(tree: &Categories, none: Option<&'static str>, kept: &CategoryId) -> Vec<(String, String)> {
    let first = none.map(|none| (String::new(), none.to_owned()));
    let rest = tree
        .in_order()
        .into_iter()
        .filter(|(_, one)| one.active || one.id == *kept)
        .map(|(depth, one)| (one.id.0.clone(), format!("{}{}", "　".repeat(depth), tree.name(&one.id, lang()))));
    first.into_iter().chain(rest).collect()
}

/// The name of a category, with those above it.
pub(crate) fn full_name(tree: &Categories, id: &CategoryId) -> String {
    let way: Vec<String> = tree.way(id).iter().map(|one| tree.name(&one.id, lang())).collect();
    if way.is_empty() { id.to_string() } else { way.join(" / ") }
}

/// The page.
pub fn categories() -> AnyView {
    let save = form::posts::<SaveCategory>();
    load(
        || (),
        |()| api::categories(),
        move |tree: Categories| {
            let may = frame().me.is_some_and(|me| me.over_all);
            let fault = fault_of(save);
            let mut heads = vec![
                (tr("类别", "Category"), false),
                (tr("英文名称", "English name"), false),
                (tr("状态", "State"), false),
            ];
            if may {
                heads.push((tr("操作", "Action"), false));
            }
            let rows = tree
                .in_order()
                .into_iter()
                .map(|(depth, one)| {
                    let state = if one.active {
                        badge("good", tr("使用中", "In use"))
                    } else {
                        badge("plain", tr("已停用", "Closed"))
                    };
                    let mut cells = vec![
                        format!("{}{}", "　".repeat(depth), one.name).written(),
                        one.name_en.clone().into_any(),
                        state,
                    ];
                    if may {
                        cells.push(
                            view! {
                                <span class="actions">
                                    {dialog("button small", tr("修改", "Edit"), editor(&tree, one, save, fault))}
                                    {(depth + 1 < CATEGORY_DEPTH && one.active)
                                        .then(|| {
                                            let below = Category {
                                                id: CategoryId::default(),
                                                parent: one.id.clone(),
                                                name: String::new(),
                                                name_en: String::new(),
                                                version: 0,
                                                ..one.clone()
                                            };
                                            dialog(
                                                "button small",
                                                tr("新增下级", "Add below"),
                                                editor(&tree, &below, save, fault),
                                            )
                                        })}
                                </span>
                            }
                            .written(),
                        );
                    }
                    cells
                })
                .collect();
            let new = Category {
                id: CategoryId::default(),
                parent: CategoryId::default(),
                name: String::new(),
                name_en: String::new(),
                rank: u32::try_from(tree.0.len()).unwrap_or(0),
                active: true,
                version: 0,
            };
            page(
                vec![step("/training/requirements", tr("学时要求", "Requirements"))],
                tr("培训类别", "Categories"),
                tr(
                    "班次和学时按类别归集；停用的类别不再用于新班次，已有记录不变。",
                    "Classes and hours are grouped by category. A closed one takes no new classes; what has it \
                     keeps it.",
                ),
                may.then(|| {
                    dialog("button primary", tr("新增类别", "Add a category"), editor(&tree, &new, save, fault))
                })
                .written(),
                view! {
                    {form::summary(fault)}
                    {section(tr("类别", "Categories"), plain_table(tr("培训类别", "Categories"), &heads, rows))}
                }
                .written(),
            )
        },
    )
}

fn editor(tree: &Categories, one: &Category, save: form::Post<SaveCategory>, fault: FormFault) -> AnyView {
    let top = tr("（顶层）", "(top)");
    let _ = fault;
    let key = if one.id.as_str().is_empty() { format!("new-{}", one.parent) } else { one.id.to_string() };
    let for_ = |field: &str| format!("{field}-{key}");
    let parents = form::Choices::from(options(tree, Some(top), &one.parent));
    form::post(
        save,
        "form",
        view! {
            <input type="hidden" name="id" value=one.id.to_string() />
            <input type="hidden" name="version" value=one.version.to_string() />
            <div class="field">
                <label for=for_("name")>{tr("名称", "Name in Chinese")}</label>
                <input id=for_("name") name="name" value=one.name.clone() required=true maxlength="30" />
            </div>
            <div class="field">
                <label for=for_("name_en")>{tr("英文名称", "Name in English")}</label>
                <input id=for_("name_en") name="name_en" value=one.name_en.clone() required=true maxlength="60" />
            </div>
            <div class="field">
                <label for=for_("parent")>{tr("上级类别", "Below")}</label>
                <select id=for_("parent") name="parent">
                    {parents.drawn(one.parent.as_str())}
                </select>
            </div>
            <div class="field">
                <label for=for_("rank")>{tr("排序", "Order")}</label>
                <input id=for_("rank") name="rank" inputmode="numeric" value=one.rank.to_string() />
            </div>
            <div class="field">
                <label>
                    <input type="checkbox" name="active" value="1" checked=one.active />
                    " "
                    {tr("用于新班次", "Given to new classes")}
                </label>
            </div>
            <p class="actions">
                {cancel()}<button type="submit" class="button primary">
                    {tr("保存", "Save")}
                </button>
            </p>
        },
    )
}
