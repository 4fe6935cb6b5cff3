//! From the need to the class: surveys of needs, the annual plan, its programmes.

use std::collections::BTreeMap;

use domain::ProgrammeId;
use domain::access::Permission;
use domain::code::{ClassKind, Code, Lang, Tier, TrainingForm};
use domain::organisation::UnitRow;
use domain::time::day_text;
use domain::training::{
    Categories, Hours, Needs, Plan, PlanDetail, PlanState, Programme, ProgrammeProgress, Survey, SurveyDetail,
    SurveyState,
};
use leptos::prelude::*;

use super::classes::unit_options;
use super::{categories, id, step};
use crate::api::planning::{
    self, AnswerSurvey, DecidePlan, ProgrammesFromAppraisal, ProposeProgrammes, PublishSurvey, RemoveProgramme,
    SavePlan, SaveProgramme, SaveSurvey, SubmitPlan, WithdrawSurvey,
};
use crate::api::{ledger, organisation};
use crate::components::dialog::{cancel, confirm, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, plain_table};
use crate::frame::{frame, lang};
use crate::words::{name, tr};

fn may_edit() -> bool {
    frame().me.is_some_and(|me| me.may(Permission::ClassEdit))
}

fn surveys_trail() -> Vec<(String, String)> {
    vec![step("/training/surveys", tr("需求调研", "Surveys of needs"))]
}

fn plans_trail() -> Vec<(String, String)> {
    vec![step("/training/plans", tr("培训计划", "Training plans"))]
}

fn survey_badge(survey: &Survey) -> AnyView {
    let today = frame().now.day();
    match survey.state {
        SurveyState::Draft => badge("plain", tr("草稿", "Draft")),
        SurveyState::Withdrawn => badge("bad", tr("已撤回", "Withdrawn")),
        SurveyState::Published if today < survey.opens => badge("warn", tr("未开始", "Not begun")),
        SurveyState::Published if today <= survey.closes => badge("good", tr("填写中", "Open")),
        SurveyState::Published => badge("plain", tr("已结束", "Over")),
    }
}

/// Surveys.
pub fn surveys() -> AnyView {
    load(
        || (),
        |()| planning::surveys(),
        |all: Vec<Survey>| {
            let rows = all
                .iter()
                .map(|survey| {
                    view! {
                        <li>
                            <a href=format!("/training/surveys/{}", survey.id)><strong>{survey.title.clone()}</strong></a>
                            <span class="muted">{survey.unit_name.clone()}" · "{survey.year.to_string()}" · "{day_text(survey.opens)}" – "{day_text(survey.closes)}</span>
                            {survey_badge(survey)}
                        </li>
                    }
                })
                .collect_view();
            let body = if all.is_empty() {
                empty(
                    tr("没有需求调研", "No surveys"),
                    tr(
                        "调研结果按类别和层级汇总，可直接生成计划项目。",
                        "Answers are summed by category and tier and become programmes of a plan.",
                    ),
                )
            } else {
                view! { <ul class="rows card">{rows}</ul> }.into_any()
            };
            page(
                Vec::new(),
                tr("需求调研", "Surveys of needs"),
                tr("先问需求，再定计划。", "First what is needed, then the plan."),
                may_edit().then(|| button_link("/training/surveys/new", tr("新建调研", "New survey"), true)).into_any(),
                body,
            )
        },
    )
}

/// A new survey.
pub fn new_survey() -> AnyView {
    let save = ServerAction::<SaveSurvey>::new();
    load(
        || (),
        |()| organisation::units(),
        move |units: Vec<UnitRow>| {
            page(surveys_trail(), tr("新建调研", "New survey"), "", ().into_any(), survey_form(None, units, save))
        },
    )
}

/// A survey's form.
pub fn edit_survey() -> AnyView {
    let save = ServerAction::<SaveSurvey>::new();
    load(
        id,
        |id| async move { Ok((planning::survey(id).await?, organisation::units().await?)) },
        move |(detail, units): (SurveyDetail, Vec<UnitRow>)| {
            page(
                surveys_trail(),
                tr("修改调研", "Edit survey"),
                "",
                ().into_any(),
                survey_form(Some(&detail.survey), units, save),
            )
        },
    )
}

fn survey_form(one: Option<&Survey>, units: Vec<UnitRow>, save: ServerAction<SaveSurvey>) -> AnyView {
    let fault = fault_of(save);
    let today = frame().now.day();
    let options = unit_options(units);
    let first = options.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let of = |get: fn(&Survey) -> String, instead: String| one.map_or(instead, get);
    let next_year = day_text(today)[..4].parse::<i32>().unwrap_or(2026) + 1;
    crate::post!(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=of(|s| s.id.to_string(), String::new())/>
            <input type="hidden" name="version" value=of(|s| s.version.to_string(), "0".to_owned())/>
            {form::text("title", tr("调研名称", "Title"), "", of(|s| s.title.clone(), format!("{next_year}年度干部培训需求调研")), fault)}
            <div class="grid">
                {form::select("unit", tr("组织单位", "Held by"), tr("该单位及下级单位的干部会收到", "Cadres of it and below are asked"), options, &of(|s| s.unit.to_string(), first), fault)}
                {form::text("year", tr("计划年度", "For the year"), "", of(|s| s.year.to_string(), next_year.to_string()), fault)}
                {form::date("opens", tr("开始", "From"), of(|s| day_text(s.opens), day_text(today)), fault)}
                {form::date("closes", tr("截止", "Until"), of(|s| day_text(s.closes), day_text(today + chrono::TimeDelta::days(14))), fault)}
            </div>
            {form::submit(tr("保存", "Save"), save.pending().into())}
        }
    )
}

/// One survey: to answer, and what the answers come to.
pub fn survey() -> AnyView {
    let answer = ServerAction::<AnswerSurvey>::new();
    let publish = ServerAction::<PublishSurvey>::new();
    let withdraw = ServerAction::<WithdrawSurvey>::new();
    load(
        id,
        |id| async move { Ok((planning::survey(id).await?, ledger::categories().await?)) },
        move |(detail, tree): (SurveyDetail, Categories)| {
            let survey = detail.survey.clone();
            let fault = fault_of(answer);
            let mut actions: Vec<AnyView> = Vec::new();
            if detail.editable {
                if survey.state != SurveyState::Published {
                    actions.push(crate::post!(
                        publish,
                        "",
                        view! {
                            {form::summary(fault_of(publish))}
                            <input type="hidden" name="id" value=survey.id.to_string()/>
                            {form::submit(tr("发出调研", "Send out"), publish.pending().into())}
                        }
                    ));
                }
                if survey.state == SurveyState::Published {
                    let fault = fault_of(withdraw);
                    actions.push(dialog("button", tr("撤回调研", "Withdraw"), crate::post!(withdraw, "form", view! {
                        {form::summary(fault)}
                        <p>{tr("撤回后不能再填写，已填写的保留；可以再次发出。", "Nobody can answer any more; answers are kept, and it can be sent out again.")}</p>
                        <input type="hidden" name="id" value=survey.id.to_string()/>
                        <input type="hidden" name="version" value=survey.version.to_string()/>
                        {form::text("reason", tr("撤回理由", "Reason"), tr("被调研人员会看到", "Read by those who were asked"), "", fault)}
                        <p class="actions">{cancel()}<button type="submit" class="button danger">{tr("撤回调研", "Withdraw")}</button></p>
                    })));
                }
                actions.push(button_link(format!("/training/surveys/{}/edit", survey.id), tr("修改", "Edit"), false));
            }
            let mine = detail.mine.clone();
            let form = detail.may_answer.then(|| {
                let held: Vec<String> =
                    mine.iter().flat_map(|need| need.categories.iter().map(|one| one.0.clone())).collect();
                let forms = mine.as_ref().map(|need| need.forms.clone()).unwrap_or_default();
                let months: Vec<String> =
                    mine.iter().flat_map(|need| need.months.iter().map(u32::to_string)).collect();
                let all_months = (1..=12).map(|n: u32| (n.to_string(), month(n))).collect();
                let hint = match lang() {
                    domain::code::Lang::Zh => "最多三项",
                    domain::code::Lang::En => "Three at most",
                };
                section(tr("我的需求", "What I need"), view! {
                    {mine.as_ref().map(|need| view! { <p class="note good" role="status">{tr("已提交，截止前可以修改。", "Your answer is in; it can be changed until the end.")}" "<span class="muted">{need.at.minute_text()}</span></p> })}
                    {crate::post!(answer, "form", view! {
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=survey.id.to_string()/>
                        {form::checks("categories", tr("最需要的培训内容", "Most needed content"), hint, categories::options(&tree, None, &Default::default()), &held, fault)}
                        {form::code_checks::<TrainingForm>("forms", tr("合适的培训形式", "Forms that suit"), "", &forms, fault)}
                        {form::checks("months", tr("方便的月份", "Months that suit"), "", all_months, &months, fault)}
                        {form::area("topic", tr("希望学习的专题", "Topics in your words"), "", mine.as_ref().map(|need| need.topic.clone()).unwrap_or_default(), fault)}
                        {form::submit(tr("提交", "Submit"), answer.pending().into())}
                    })}
                }.into_any())
            });
            let needs = detail.needs.as_ref().map(|needs| summed(needs, &tree));
            page(
                surveys_trail(),
                survey.title.clone(),
                "",
                view! { {actions.collect_view()}<button type="button" class="button" data-print="">{tr("打印", "Print")}</button> }.into_any(),
                view! {
                    {(survey.state == SurveyState::Withdrawn).then(|| view! { <p class="note plain">{tr("已撤回：", "Withdrawn: ")}{survey.reason.clone()}</p> })}
                    {section(tr("调研信息", "About the survey"), view! {
                        <p>{survey_badge(&survey)}</p>
                        {facts(vec![
                            (tr("组织单位", "Held by"), survey.unit_name.clone()),
                            (tr("计划年度", "For the year"), survey.year.to_string()),
                            (tr("填写时间", "Open"), format!("{} – {}", day_text(survey.opens), day_text(survey.closes))),
                        ])}
                    }.into_any())}
                    {form}
                    {needs}
                }
                .into_any(),
            )
        },
    )
}

fn month(n: u32) -> String {
    match lang() {
        domain::code::Lang::Zh => format!("{n}月"),
        domain::code::Lang::En => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            [(n.clamp(1, 12) - 1) as usize]
            .to_owned(),
    }
}

/// What the needs come to, by category and tier.
fn summed(needs: &Needs, tree: &Categories) -> AnyView {
    let mut heads = vec![(tr("类别", "Category"), false)];
    heads.extend(Tier::ALL.iter().map(|tier| (name(*tier), true)));
    heads.push((tr("合计", "All"), true));
    let mut rows: Vec<(u32, Vec<AnyView>)> = needs
        .cells
        .keys()
        .map(|category| {
            let counts: Vec<u32> = Tier::ALL.iter().map(|tier| needs.count(category, *tier)).collect();
            let all: u32 = counts.iter().sum();
            let mut cells = vec![categories::full_name(tree, category).into_any()];
            cells.extend(counts.iter().map(|count| count.to_string().into_any()));
            cells.push(all.to_string().into_any());
            (all, cells)
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    let share = domain::rate::percent(needs.answered.into(), needs.asked.into()).unwrap_or_default();
    let forms: Vec<String> = TrainingForm::ALL
        .iter()
        .filter_map(|form| needs.forms.get(form.code()).map(|count| format!("{} {count}", name(*form))))
        .collect();
    let months: Vec<String> = needs.months.iter().map(|(n, count)| format!("{} {count}", month(*n))).collect();
    let topics = (!needs.topics.is_empty()).then(|| {
        view! { <h3>{tr("希望学习的专题", "Topics in their words")}</h3><ul class="plain-list">{needs.topics.iter().map(|topic| view! { <li>{topic.clone()}</li> }).collect_view()}</ul> }
    });
    let body = if rows.is_empty() {
        empty(tr("还没有人填写", "Nobody has answered"), "")
    } else {
        plain_table(tr("需求汇总", "Needs"), &heads, rows.into_iter().map(|row| row.1).collect())
    };
    section(
        tr("需求汇总", "Needs"),
        view! {
            <p>{tr("已填写：", "Answered: ")}<strong class="number" data-testid="answered">{format!("{}/{}", needs.answered, needs.asked)}</strong>{format!("（{share}%）")}</p>
            {body}
            {facts(vec![
                (tr("合适的形式", "Forms that suit"), forms.join(tr("，", ", "))),
                (tr("方便的月份", "Months that suit"), months.join(tr("，", ", "))),
            ])}
            {topics}
        }
        .into_any(),
    )
}

fn plan_badge(state: PlanState) -> AnyView {
    match state {
        PlanState::Draft => badge("plain", tr("编制中", "Being prepared")),
        PlanState::Submitted => badge("warn", tr("待审批", "Waits for approval")),
        PlanState::Approved => badge("good", tr("已批准", "Approved")),
    }
}

/// Plans.
pub fn plans() -> AnyView {
    load(
        || (),
        |()| planning::plans(),
        |all: Vec<Plan>| {
            let rows = all
                .iter()
                .map(|plan| {
                    view! {
                        <li>
                            <a href=format!("/training/plans/{}", plan.id)><strong>{plan.title.clone()}</strong></a>
                            <span class="muted">{plan.unit_name.clone()}" · "{plan.year.to_string()}" · "{plan.programmes.len().to_string()}{tr(" 个项目", " programmes")}</span>
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
                view! { <ul class="rows card">{rows}</ul> }.into_any()
            };
            page(
                Vec::new(),
                tr("培训计划", "Training plans"),
                tr("年度计划、项目和开班进度。", "Annual plans, their programmes and what became of them."),
                view! {
                    {button_link("/training/surveys", tr("需求调研", "Surveys of needs"), false)}
                    {may_edit().then(|| button_link("/training/plans/new", tr("新建计划", "New plan"), true))}
                }
                .into_any(),
                body,
            )
        },
    )
}

/// A new plan.
pub fn new_plan() -> AnyView {
    let save = ServerAction::<SavePlan>::new();
    load(
        || (),
        |()| organisation::units(),
        move |units: Vec<UnitRow>| {
            let fault = fault_of(save);
            let next_year = day_text(frame().now.day())[..4].parse::<i32>().unwrap_or(2026) + 1;
            let options = unit_options(units);
            let first = options.first().map(|(id, _)| id.clone()).unwrap_or_default();
            page(
                plans_trail(),
                tr("新建计划", "New plan"),
                "",
                ().into_any(),
                crate::post!(
                    save,
                    "form",
                    view! {
                        {form::summary(fault)}
                        {form::text("title", tr("计划名称", "Title"), "", format!("{next_year}年度干部培训计划"), fault)}
                        <div class="grid">
                            {form::select("unit", tr("编制单位", "Of the unit"), "", options, &first, fault)}
                            {form::text("year", tr("年度", "Year"), "", next_year.to_string(), fault)}
                        </div>
                        {form::submit(tr("保存", "Save"), save.pending().into())}
                    }
                ),
            )
        },
    )
}

/// One plan.
pub fn plan() -> AnyView {
    let programme = ServerAction::<SaveProgramme>::new();
    let remove = ServerAction::<RemoveProgramme>::new();
    let propose = ServerAction::<ProposeProgrammes>::new();
    let appraised = ServerAction::<ProgrammesFromAppraisal>::new();
    let submit = ServerAction::<SubmitPlan>::new();
    let decide = ServerAction::<DecidePlan>::new();
    load(
        id,
        |id| async move { Ok((planning::plan(id).await?, ledger::categories().await?)) },
        move |(detail, tree): (PlanDetail, Categories)| {
            let plan = detail.plan.clone();
            let hidden = || view! { <input type="hidden" name="plan" value=plan.id.to_string()/><input type="hidden" name="version" value=plan.version.to_string()/> };
            let mut actions: Vec<AnyView> = Vec::new();
            if detail.editable {
                if !plan.programmes.is_empty() {
                    actions.push(crate::post!(
                        submit,
                        "",
                        view! {
                            <input type="hidden" name="id" value=plan.id.to_string()/>
                            {form::submit(tr("提交审批", "Submit"), submit.pending().into())}
                        }
                    ));
                }
                if !detail.surveys.is_empty() {
                    let fault = fault_of(propose);
                    let options = detail.surveys.iter().map(|(id, title)| (id.0.clone(), title.clone())).collect();
                    actions.push(dialog("button", tr("从调研生成项目", "Take from a survey"), crate::post!(propose, "form", view! {
                        {form::summary(fault)}
                        {hidden()}
                        {form::select("survey", tr("需求调研", "Survey"), "", options, plan.survey.as_str(), fault)}
                        {form::text("least", tr("至少多少人选择", "Named by at least"), tr("同类别同层级已有项目的不重复生成", "What the plan has already is left out"), "5", fault)}
                        <p class="actions">{cancel()}<button type="submit" class="button primary">{tr("生成", "Add them")}</button></p>
                    })));
                }
            }
            if detail.editable {
                let fault = fault_of(appraised);
                actions.push(dialog("button", tr("从考核结果生成项目", "Take from appraisals"), crate::post!(appraised, "form", view! {
                    {form::summary(fault)}
                    {hidden()}
                    <p class="hint">{tr(
                        "按考核结果要求补训的人数，分层级各生成一个项目，依据一并写入；再次生成时更新人数。",
                        "A programme for each tier with people whom results send to training, with the basis; made again, the numbers follow.",
                    )}</p>
                    {form::select("category", tr("培训内容", "Content"), "", categories::options(&tree, None, &Default::default()), "", fault)}
                    <p class="actions">{cancel()}<button type="submit" class="button primary">{tr("生成", "Add them")}</button></p>
                })));
            }
            let judge = detail.may_approve.then(|| {
                let fault = fault_of(decide);
                section(tr("审批", "Approval"), crate::post!(decide, "form", view! {
                    {form::summary(fault)}
                    <input type="hidden" name="id" value=plan.id.to_string()/>
                    {form::select("decision", tr("决定", "Decision"), "", vec![
                        ("grant".to_owned(), tr("批准", "Approve").to_owned()),
                        ("return".to_owned(), tr("退回修改", "Return").to_owned()),
                    ], "grant", fault)}
                    {form::text("reason", tr("意见", "Remarks"), tr("退回时必填", "Needed when returned"), "", fault)}
                    {form::submit(tr("提交决定", "Decide"), decide.pending().into())}
                }))
            });
            let decided = (!plan.decided.0.is_empty()).then(|| {
                let (by, reason) = plan.decided.clone();
                view! { <p class="note plain">{by}{tr("：", ": ")}{if reason.is_empty() { tr("同意", "Agreed").to_owned() } else { reason }}</p> }
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
                    return view! { <section class="card no-print" id="programme" aria-labelledby="programme-title">
                        <h2 id="programme-title">{tr("修改项目", "Change a programme")}</h2>
                        {crate::post!(programme, "form", view! {
                            {form::summary(fault)}
                            {hidden()}
                            {programme_fields(one, &tree, fault)}
                            <p class="actions">
                                <a class="button" href=format!("/training/plans/{}", plan.id)>{tr("取消", "Cancel")}</a>
                                <button type="submit" class="button primary">{tr("保存", "Save")}</button>
                            </p>
                        })}
                    </section> }.into_any();
                }
                view! { <div class="no-print">{crate::post!(programme, "form", view! {
                    {form::summary(fault)}
                    {dialog("button", tr("添加项目", "Add a programme"), view! {
                        {hidden()}
                        {programme_fields(&blank, &tree, fault)}
                        <p class="actions">{cancel()}<button type="submit" class="button primary">{tr("添加", "Add")}</button></p>
                    }.into_any())}
                })}</div> }
                .into_any()
            });
            let table = programmes(&plan, &detail.progress, &tree, detail.editable.then_some(remove));
            page(
                plans_trail(),
                plan.title.clone(),
                "",
                view! { {actions.collect_view()}<button type="button" class="button" data-print="">{tr("打印", "Print")}</button> }.into_any(),
                view! {
                    {[fault_of(submit), fault_of(remove), fault_of(propose), fault_of(appraised)].map(form::summary).into_iter().collect_view()}
                    {section(tr("计划信息", "About the plan"), view! {
                        <p>{plan_badge(plan.state)}</p>
                        {facts(vec![
                            (tr("编制单位", "Of the unit"), plan.unit_name.clone()),
                            (tr("年度", "Year"), plan.year.to_string()),
                            (tr("提交人", "Submitted by"), plan.submitted_by.1.clone()),
                        ])}
                        {decided}
                    }.into_any())}
                    {judge}
                    {section(tr("培训项目", "Programmes"), table)}
                    {add}
                }
                .into_any(),
            )
        },
    )
}

fn programme_fields(one: &Programme, tree: &Categories, fault: form::FormFault) -> AnyView {
    view! {
        <input type="hidden" name="id" value=one.id.to_string()/>
        {form::text("title", tr("项目名称", "Title"), "", one.title.clone(), fault)}
        <div class="grid">
            {form::select("category", tr("类别", "Category"), "", categories::options(tree, None, &one.category), one.category.as_str(), fault)}
            {form::code::<Tier>("tier", tr("层级", "Tier"), Some(one.tier), fault)}
            {form::code::<ClassKind>("kind", tr("班次类型", "Purpose"), Some(one.kind), fault)}
            {form::code::<TrainingForm>("form", tr("培训形式", "Form"), Some(one.form), fault)}
            {form::text("hours", tr("学时", "Hours"), "", one.hours.to_string(), fault)}
            {form::text("classes", tr("期数", "Classes"), "", one.classes.to_string(), fault)}
            {form::text("people", tr("每期人数", "People to a class"), "", one.people.to_string(), fault)}
            {form::text("month", tr("月份", "Month"), "1–12", one.month.to_string(), fault)}
        </div>
        {form::text("basis", tr("依据", "Why"), tr("需求、文件或工作要求", "The need, document or task it answers"), one.basis.clone(), fault)}
    }
    .into_any()
}

fn programmes(
    plan: &Plan,
    progress: &BTreeMap<ProgrammeId, ProgrammeProgress>,
    tree: &Categories,
    remove: Option<ServerAction<RemoveProgramme>>,
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
                view! { <strong>{one.title.clone()}</strong><p class="muted">{one.basis.clone()}</p> }.into_any(),
                tree.name(&one.category, lang()).into_any(),
                name(one.tier).into_any(),
                format!("{} · {}", name(one.kind), name(one.form)).into_any(),
                one.month.to_string().into_any(),
                one.hours.to_string().into_any(),
                format!("{} × {}", one.classes, one.people).into_any(),
            ];
            if approved {
                cells.push(format!("{}/{} · {}", done.classes, one.classes, done.finished).into_any());
                cells.push(format!("{}/{}", done.people, one.classes * one.people).into_any());
                cells.push(if may_edit() {
                    view! { <a class="button small" href=format!("/training/classes/new?programme={}", one.id)>{tr("开班", "Make a class")}</a> }.into_any()
                } else {
                    ().into_any()
                });
            }
            if let Some(remove) = remove {
                let question = match lang() {
                    Lang::Zh => format!("从计划中移除“{}”？", one.title),
                    Lang::En => format!("Take “{}” out of the plan?", one.title),
                };
                let form = crate::post!(remove, "", view! {
                    <input type="hidden" name="plan" value=plan.id.to_string()/>
                    <input type="hidden" name="version" value=plan.version.to_string()/>
                    <input type="hidden" name="id" value=one.id.to_string()/>
                    {confirm(tr("移除", "Remove"), question, tr("移除", "Remove"))}
                });
                let change = format!("/training/plans/{}?programme={}#programme", plan.id, one.id);
                cells.push(view! { <div class="actions"><a class="button small" href=change>{tr("修改", "Change")}</a>{form}</div> }.into_any());
            }
            cells
        })
        .collect();
    plain_table(tr("培训项目", "Programmes"), &heads, rows)
}
