//! Plans of training and their programmes.

use std::collections::BTreeMap;

use domain::ProgrammeId;
use domain::access::Permission;
use domain::code::{ClassKind, Lang, Tier, TrainingForm};
use domain::organisation::NearUnits;
use domain::record::Hours;
use domain::time::day_text;
use domain::training::{Categories, Plan, PlanDetail, PlanState, Programme, ProgrammeProgress};
use leptos::prelude::*;

use super::api::{
    self, DecidePlan, ProgrammesFromAppraisal, ProposeProgrammes, RemoveProgramme, SavePlan, SaveProgramme, SubmitPlan,
    TakeBackPlan,
};
use crate::components::dialog::{cancel, confirm, dialog};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, export_link, plain_table};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::organisation;
use crate::pages::{id, only_if, step};
use crate::training::category;
use crate::words::{name, standing, tr};

pub(crate) fn may_edit() -> bool {
    frame().me.is_some_and(|me| me.may(Permission::CLASS_EDIT))
}

fn plans_trail() -> Vec<(String, String)> {
    vec![step("/training/plans", tr("培训计划", "Training plans"))]
}

pub(crate) fn month(n: u32) -> String {
    match lang() {
        domain::code::Lang::Zh => format!("{n}月"),
        domain::code::Lang::En => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            [(n.clamp(1, 12) - 1) as usize]
            .to_owned(),
    }
}

fn plan_badge(state: PlanState) -> AnyView {
    let tone = match state {
        PlanState::Draft => "plain",
        PlanState::Submitted => "warn",
        PlanState::Approved => "good",
    };
    badge(tone, standing::plan(state, lang()))
}

pub fn plans() -> AnyView {
    load(
        || (),
        |()| api::plans(),
        |all: Vec<Plan>| {
            let rows = all
                .iter()
                .map(|plan| {
                    view! {
                        <li>
                            <a href=format!("/training/plans/{}", plan.id)>
                                <strong>{plan.title.clone()}</strong>
                            </a>
                            <span class="muted">
                                {plan.unit_name.clone()}" · "{plan.year.to_string()}" · "
                                {plan.programmes.len().to_string()}{tr(" 个项目", " programmes")}
                            </span>
                            {plan_badge(plan.state)}
                        </li>
                    }
                })
                .collect_view();
            let body = if all.is_empty() {
                empty(
                    tr("没有培训计划", "No plans"),
                    tr(
                        "计划可以从需求调研生成项目，批准后开班。",
                        "A plan takes programmes from a survey; classes are made once it is approved.",
                    ),
                )
            } else {
                view! { <ul class="rows card">{rows}</ul> }.written()
            };
            page(
                Vec::new(),
                tr("培训计划", "Training plans"),
                tr("年度计划、项目和开班进度。", "Annual plans, their programmes and what became of them."),
                view! {
                    {export_link("/training/plans.xlsx".to_owned())}
                    {button_link("/training/surveys", tr("需求调研", "Surveys of needs"), false)}
                    {may_edit().then(|| button_link("/training/plans/new", tr("新建计划", "New plan"), true))}
                }
                .written(),
                body,
            )
        },
    )
}

pub fn new_plan() -> AnyView {
    let save = form::posts::<SavePlan>();
    load(
        || (),
        |()| organisation::near([""]),
        move |units: NearUnits| {
            page(plans_trail(), tr("新建计划", "New plan"), "", ().into_any(), plan_form(None, units, save))
        },
    )
}

/// A plan's form: what it is called, whose it is and for which year, while it is a draft.
pub fn edit_plan() -> AnyView {
    let save = form::posts::<SavePlan>();
    load(
        id,
        |id| async move {
            let detail = api::plan(id).await?;
            let units = organisation::near([&detail.plan.unit]).await?;
            Ok((detail, units))
        },
        move |(detail, units): (PlanDetail, NearUnits)| {
            only_if(detail.editable, || {
                let mut trail = plans_trail();
                trail.push(step(format!("/training/plans/{}", detail.plan.id), detail.plan.title.clone()));
                let form = plan_form(Some(&detail.plan), units, save);
                page(trail, tr("修改计划", "Edit plan"), "", ().into_any(), form)
            })
        },
    )
}

fn plan_form(one: Option<&Plan>, units: NearUnits, save: form::Post<SavePlan>) -> AnyView {
    let fault = fault_of(save);
    let next_year = day_text(frame().now.day())[..4].parse::<i32>().unwrap_or(2026) + 1;
    let options = unit_options(units);
    let first = options.first();
    let of = |get: fn(&Plan) -> String, instead: String| one.map_or(instead, get);
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=of(|plan| plan.id.to_string(), String::new()) />
            <input type="hidden" name="version" value=of(|plan| plan.version.to_string(), "0".to_owned()) />
            {form::text(
                "title",
                tr("计划名称", "Title"),
                "",
                of(|plan| plan.title.clone(), format!("{next_year}年度干部培训计划")),
                fault,
            )}
            <div class="grid">
                {form::select(
                    "unit",
                    tr("编制单位", "Of the unit"),
                    "",
                    options,
                    &of(|plan| plan.unit.to_string(), first),
                    fault,
                )}
                {form::text(
                    "year",
                    tr("年度", "Year"),
                    "",
                    of(|plan| plan.year.to_string(), next_year.to_string()),
                    fault,
                )}
            </div>
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}

pub fn plan() -> AnyView {
    let programme = form::posts::<SaveProgramme>();
    let remove = form::posts::<RemoveProgramme>();
    let propose = form::posts::<ProposeProgrammes>();
    let appraised = form::posts::<ProgrammesFromAppraisal>();
    let submit = form::posts::<SubmitPlan>();
    let decide = form::posts::<DecidePlan>();
    let take_back = form::posts::<TakeBackPlan>();
    load(
        id,
        |id| async move { Ok((api::plan(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (PlanDetail, Categories)| {
            let plan = detail.plan.clone();
            let hidden = || {
                view! {
                    <input type="hidden" name="plan" value=plan.id.to_string() />
                    <input type="hidden" name="version" value=plan.version.to_string() />
                }
            };
            let mut actions: Vec<AnyView> = vec![export_link(format!("/training/plans/{}/programmes.xlsx", plan.id))];
            if detail.editable {
                if !plan.programmes.is_empty() {
                    actions.push(form::post(
                        submit,
                        "",
                        view! {
                            <input type="hidden" name="id" value=plan.id.to_string() />
                            {form::submit(tr("提交审批", "Submit"), submit.pending())}
                        },
                    ));
                }
                if !detail.surveys.is_empty() {
                    let fault = fault_of(propose);
                    let options: Vec<_> =
                        detail.surveys.iter().map(|(id, title)| (id.0.clone(), title.clone())).collect();
                    let proposal = form::post(
                        propose,
                        "form",
                        view! {
                            {form::summary(fault)}
                            {hidden()}
                            {form::select(
                                "survey",
                                tr("需求调研", "Survey"),
                                "",
                                options,
                                plan.survey.as_str(),
                                fault,
                            )}
                            {form::text(
                                "least",
                                tr("至少多少人选择", "Named by at least"),
                                tr(
                                    "同类别同层级已有项目的不重复生成",
                                    "What the plan has already is left out",
                                ),
                                "5",
                                fault,
                            )}
                            <p class="actions">
                                {cancel()}<button type="submit" class="button primary">
                                    {tr("生成", "Add them")}
                                </button>
                            </p>
                        },
                    );
                    actions.push(dialog("button", tr("从调研生成项目", "Take from a survey"), proposal));
                }
            }
            if detail.editable {
                let fault = fault_of(appraised);
                let proposal = form::post(
                    appraised,
                    "form",
                    view! {
                        {form::summary(fault)}
                        {hidden()}
                        <p class="hint">
                            {tr(
                                "按考核结果要求补训的人数，分层级各生成一个项目，依据一并写入；再次生成时更新人数。",
                                "A programme for each tier with people whom results send to training, with the \
                                 basis; made again, the numbers follow.",
                            )}
                        </p>
                        {form::select(
                            "category",
                            tr("培训内容", "Content"),
                            "",
                            category::page::options(&tree, None, &Default::default()),
                            "",
                            fault,
                        )}
                        <p class="actions">
                            {cancel()}<button type="submit" class="button primary">
                                {tr("生成", "Add them")}
                            </button>
                        </p>
                    },
                );
                actions.push(dialog("button", tr("从考核结果生成项目", "Take from appraisals"), proposal));
                actions.push(button_link(format!("/training/plans/{}/edit", plan.id), tr("修改", "Edit"), false));
            }
            if detail.may_take_back {
                actions.push(form::post(
                    take_back,
                    "",
                    view! {
                        <input type="hidden" name="id" value=plan.id.to_string() />
                        <input type="hidden" name="version" value=plan.version.to_string() />
                        {confirm(
                            tr("撤回计划", "Take back"),
                            tr(
                                "撤回后可以修改，再次提交后才会审批。",
                                "It is a draft again, and is decided about once it is submitted again.",
                            ),
                            tr("撤回计划", "Take back"),
                        )}
                    },
                ));
            }
            let judge = detail.may_approve.then(|| {
                let fault = fault_of(decide);
                section(
                    tr("审批", "Approval"),
                    form::post(
                        decide,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <input type="hidden" name="id" value=plan.id.to_string() />
                            <input type="hidden" name="version" value=plan.version.to_string() />
                            {form::select(
                                "decision",
                                tr("决定", "Decision"),
                                "",
                                vec![
                                    ("grant".to_owned(), tr("批准", "Approve").to_owned()),
                                    ("return".to_owned(), tr("退回修改", "Return").to_owned()),
                                ],
                                "grant",
                                fault,
                            )}
                            {form::text(
                                "reason",
                                tr("意见", "Remarks"),
                                tr("退回时必填", "Needed when returned"),
                                "",
                                fault,
                            )}
                            {form::submit(tr("提交决定", "Decide"), decide.pending())}
                        },
                    ),
                )
            });
            let decided = (!plan.decided.0.is_empty()).then(|| {
                let (by, reason) = plan.decided.clone();
                view! {
                    <p class="note plain">
                        {by}{tr("：", ": ")}
                        {if reason.is_empty() { tr("同意", "Agreed").to_owned() } else { reason }}
                    </p>
                }
            });
            let add = detail.editable.then(|| {
                let fault = fault_of(programme);
                let blank = Programme {
                    id: ProgrammeId::default(),
                    title: String::new(),
                    category: Default::default(),
                    tier: Tier::Section,
                    kind: ClassKind::InService,
                    form: TrainingForm::OffJob,
                    hours: Hours::whole(24),
                    classes: 1,
                    people: 50,
                    month: 6,
                    basis: String::new(),
                };
                // One that is there already, chosen by its row's link.
                let asked = State::now().get("programme");
                if let Some(one) = plan.programmes.iter().find(|one| one.id.as_str() == asked) {
                    return view! {
                        <section class="card no-print" id="programme" aria-labelledby="programme-title">
                            <h2 id="programme-title">{tr("修改项目", "Change a programme")}</h2>
                            {form::post(
                                programme,
                                "form",
                                view! {
                                    {form::summary(fault)}
                                    {hidden()}
                                    {programme_fields(one, &tree, fault)}
                                    <p class="actions">
                                        <a class="button" href=format!("/training/plans/{}", plan.id)>
                                            {tr("取消", "Cancel")}
                                        </a>
                                        <button type="submit" class="button primary">
                                            {tr("保存", "Save")}
                                        </button>
                                    </p>
                                },
                            )}
                        </section>
                    }
                    .written();
                }
                view! {
                    <div class="no-print">
                        {form::post(
                            programme,
                            "form",
                            view! {
                                {form::summary(fault)}
                                {dialog(
                                    "button",
                                    tr("添加项目", "Add a programme"),
                                    view! {
                                        {hidden()}
                                        {programme_fields(&blank, &tree, fault)}
                                        <p class="actions">
                                            {cancel()}<button type="submit" class="button primary">
                                                {tr("添加", "Add")}
                                            </button>
                                        </p>
                                    }
                                        .written(),
                                )}
                            },
                        )}
                    </div>
                }
                .written()
            });
            let mut faults =
                vec![fault_of(submit), fault_of(take_back), fault_of(remove), fault_of(propose), fault_of(appraised)];
            // Refused because it was taken back meanwhile, when its form is no longer there.
            faults.extend((!detail.may_approve).then(|| fault_of(decide)));
            let table = programmes(&plan, &detail.progress, &tree, detail.editable.then_some(remove));
            page(
                plans_trail(),
                plan.title.clone(),
                "",
                view! {
                    {actions.collect_view()}
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    {faults.into_iter().map(form::summary).collect_view()}
                    {section(
                        tr("计划信息", "About the plan"),
                        view! {
                            <p>{plan_badge(plan.state)}</p>
                            {facts(
                                vec![
                                    (tr("编制单位", "Of the unit"), plan.unit_name.clone()),
                                    (tr("年度", "Year"), plan.year.to_string()),
                                    (tr("提交人", "Submitted by"), plan.submitted_by.1.clone()),
                                ],
                            )}
                            {decided}
                        }
                            .written(),
                    )}
                    {judge}
                    {section(tr("培训项目", "Programmes"), table)}
                    {add}
                }
                .written(),
            )
        },
    )
}

fn programme_fields(one: &Programme, tree: &Categories, fault: form::FormFault) -> AnyView {
    view! {
        <input type="hidden" name="id" value=one.id.to_string() />
        {form::text("title", tr("项目名称", "Title"), "", one.title.clone(), fault)}
        <div class="grid">
            {form::select(
                "category",
                tr("类别", "Category"),
                "",
                category::page::options(tree, None, &one.category),
                one.category.as_str(),
                fault,
            )} {form::code::<Tier>("tier", tr("层级", "Tier"), Some(one.tier), fault)}
            {form::code::<ClassKind>("kind", tr("班次类型", "Purpose"), Some(one.kind), fault)}
            {form::code::<TrainingForm>("form", tr("培训形式", "Form"), Some(one.form), fault)}
            {form::text("hours", tr("学时", "Hours"), "", one.hours.to_string(), fault)}
            {form::text("classes", tr("期数", "Classes"), "", one.classes.to_string(), fault)}
            {form::text("people", tr("每期人数", "People to a class"), "", one.people.to_string(), fault)}
            {form::text("month", tr("月份", "Month"), "1–12", one.month.to_string(), fault)}
        </div>
        {form::text(
            "basis",
            tr("依据", "Why"),
            tr("需求、文件或工作要求", "The need, document or task it answers"),
            one.basis.clone(),
            fault,
        )}
    }
    .written()
}

fn programmes(
    plan: &Plan,
    progress: &BTreeMap<ProgrammeId, ProgrammeProgress>,
    tree: &Categories,
    remove: Option<form::Post<RemoveProgramme>>,
) -> AnyView {
    if plan.programmes.is_empty() {
        return empty(
            tr("还没有项目", "No programmes yet"),
            tr("可从需求调研生成，或逐个添加。", "Take them from a survey, or add them one by one."),
        );
    }
    let approved = plan.state == PlanState::Approved;
    let mut heads = vec![
        (tr("项目", "Programme"), false),
        (tr("类别", "Category"), false),
        (tr("层级", "Tier"), false),
        (tr("类型与形式", "Purpose and form"), false),
        (tr("月份", "Month"), true),
        (tr("学时", "Hours"), true),
        (tr("期数×人数", "Classes × people"), true),
    ];
    if approved {
        heads.push((tr("已开班/计划·已结班", "Made / planned · finished"), true));
        heads.push((tr("参训人数", "People"), true));
    }
    if remove.is_some() || approved {
        heads.push((tr("操作", "Action"), false));
    }
    let mut ordered: Vec<&Programme> = plan.programmes.iter().collect();
    ordered.sort_by_key(|one| (one.month, one.title.clone()));
    let rows = ordered
        .into_iter()
        .map(|one| {
            let done = progress.get(&one.id).cloned().unwrap_or_default();
            let mut cells = vec![
                view! { <strong>{one.title.clone()}</strong><p class="muted">{one.basis.clone()}</p> }.written(),
                tree.name(&one.category, lang()).written(),
                name(one.tier).written(),
                format!("{} · {}", name(one.kind), name(one.form)).written(),
                one.month.to_string().into_any(),
                one.hours.to_string().into_any(),
                format!("{} × {}", one.classes, one.people).written(),
            ];
            if approved {
                cells.push(format!("{}/{} · {}", done.classes, one.classes, done.finished).written());
                cells.push(format!("{}/{}", done.people, one.classes * one.people).written());
                cells.push(if may_edit() {
                    view! {
                        <a class="button small" href=format!("/training/classes/new?programme={}", one.id)>
                            {tr("开班", "Make a class")}
                        </a>
                    }
                    .written()
                } else {
                    ().into_any()
                });
            }
            if let Some(remove) = remove {
                let question = match lang() {
                    Lang::Zh => format!("从计划中移除“{}”？", one.title),
                    Lang::En => format!("Take “{}” out of the plan?", one.title),
                };
                let form = form::post(
                    remove,
                    "",
                    view! {
                        <input type="hidden" name="plan" value=plan.id.to_string() />
                        <input type="hidden" name="version" value=plan.version.to_string() />
                        <input type="hidden" name="id" value=one.id.to_string() />
                        {confirm(tr("移除", "Remove"), question, tr("移除", "Remove"))}
                    },
                );
                let change = format!("/training/plans/{}?programme={}#programme", plan.id, one.id);
                cells.push(
                    view! {
                        <div class="actions">
                            <a class="button small" href=change>
                                {tr("修改", "Change")}
                            </a>
                            {form}
                        </div>
                    }
                    .written(),
                );
            }
            cells
        })
        .collect();
    plain_table(tr("培训项目", "Programmes"), &heads, rows)
}
