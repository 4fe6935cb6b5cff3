//! Surveys of needs.

use domain::code::{Code, Tier, TrainingForm};
use domain::organisation::NearUnits;
use domain::time::day_text;
use domain::training::{Categories, Need, Needs, Survey, SurveyDetail, SurveyState};
use leptos::prelude::*;

use super::api::{self, AnswerSurvey, CloseSurvey, PublishSurvey, RemindSurvey, SaveSurvey, WithdrawSurvey};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{export_link, plain_table};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::organisation;
use crate::pages::{id, only_if, step};
use crate::training::category;
use crate::training::plan::page::{may_edit, month};
use crate::words::{name, standing, tr};

fn surveys_trail() -> Vec<(String, String)> {
    vec![step("/training/surveys", tr("需求调研", "Surveys of needs"))]
}

fn survey_badge(survey: &Survey) -> AnyView {
    let today = frame().now.day();
    let tone = match survey.state {
        SurveyState::Draft => "plain",
        SurveyState::Withdrawn => "bad",
        SurveyState::Published if today < survey.opens => "warn",
        SurveyState::Published if today <= survey.closes => "good",
        SurveyState::Published | SurveyState::Closed => "plain",
    };
    badge(tone, standing::survey(survey, today, lang()))
}

pub fn surveys() -> AnyView {
    load(
        || (),
        |()| api::surveys(),
        |all: Vec<Survey>| {
            let rows = all
                .iter()
                .map(|survey| {
                    view! {
                        <li>
                            <a href=format!("/training/surveys/{}", survey.id)>
                                <strong>{survey.title.clone()}</strong>
                            </a>
                            <span class="muted">
                                {survey.unit_name.clone()}" · "{survey.year.to_string()}" · "{day_text(survey.opens)}
                                " – "{day_text(survey.closes)}
                            </span>
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
                view! { <ul class="rows card">{rows}</ul> }.written()
            };
            page(
                Vec::new(),
                tr("需求调研", "Surveys of needs"),
                tr("先问需求，再定计划。", "First what is needed, then the plan."),
                view! {
                    {export_link("/training/surveys.xlsx".to_owned())}
                    {may_edit().then(|| button_link("/training/surveys/new", tr("新建调研", "New survey"), true))}
                }
                .written(),
                body,
            )
        },
    )
}

pub fn new_survey() -> AnyView {
    let save = form::posts::<SaveSurvey>();
    load(
        || (),
        |()| organisation::near([""]),
        move |units: NearUnits| {
            page(surveys_trail(), tr("新建调研", "New survey"), "", ().into_any(), survey_form(None, units, save))
        },
    )
}

/// A survey's form.
pub fn edit_survey() -> AnyView {
    let save = form::posts::<SaveSurvey>();
    load(
        id,
        |id| async move {
            let detail = api::survey(id).await?;
            let units = organisation::near([&detail.survey.unit]).await?;
            Ok((detail, units))
        },
        move |(detail, units): (SurveyDetail, NearUnits)| {
            only_if(detail.editable, || {
                page(
                    surveys_trail(),
                    tr("修改调研", "Edit survey"),
                    "",
                    ().into_any(),
                    survey_form(Some(&detail.survey), units, save),
                )
            })
        },
    )
}

fn survey_form(one: Option<&Survey>, units: NearUnits, save: form::Post<SaveSurvey>) -> AnyView {
    let fault = fault_of(save);
    let today = frame().now.day();
    let options = unit_options(units);
    let first = options.first();
    let of = |get: fn(&Survey) -> String, instead: String| one.map_or(instead, get);
    let next_year = day_text(today)[..4].parse::<i32>().unwrap_or(2026) + 1;
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=of(|s| s.id.to_string(), String::new()) />
            <input type="hidden" name="version" value=of(|s| s.version.to_string(), "0".to_owned()) />
            {form::text(
                "title",
                tr("调研名称", "Title"),
                "",
                of(|s| s.title.clone(), format!("{next_year}年度干部培训需求调研")),
                fault,
            )}
            <div class="grid">
                {form::select(
                    "unit",
                    tr("组织单位", "Held by"),
                    tr("该单位及下级单位的干部会收到", "Cadres of it and below are asked"),
                    options,
                    &of(|s| s.unit.to_string(), first),
                    fault,
                )}
                {form::text(
                    "year",
                    tr("计划年度", "For the year"),
                    "",
                    of(|s| s.year.to_string(), next_year.to_string()),
                    fault,
                )} {form::date("opens", tr("开始", "From"), of(|s| day_text(s.opens), day_text(today)), fault)}
                {form::date(
                    "closes",
                    tr("截止", "Until"),
                    of(|s| day_text(s.closes), day_text(today + chrono::TimeDelta::days(14))),
                    fault,
                )}
            </div>
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}

/// What a survey asks, with what somebody answered already.
fn questions(tree: &Categories, mine: Option<&Need>, fault: form::FormFault) -> AnyView {
    let held: Vec<String> = mine.iter().flat_map(|need| need.categories.iter().map(|one| one.0.clone())).collect();
    let forms = mine.map(|need| need.forms.clone()).unwrap_or_default();
    let months: Vec<String> = mine.iter().flat_map(|need| need.months.iter().map(u32::to_string)).collect();
    let all_months = (1..=12).map(|n: u32| (n.to_string(), month(n))).collect();
    view! {
        {form::checks(
            "categories",
            tr("最需要的培训内容", "Most needed content"),
            tr("最多三项", "Three at most"),
            category::page::options(tree, None, &Default::default()),
            &held,
            fault,
        )}
        {form::code_checks::<TrainingForm>("forms", tr("合适的培训形式", "Forms that suit"), "", &forms, fault)}
        {form::checks("months", tr("方便的月份", "Months that suit"), "", all_months, &months, fault)}
        {form::area(
            "topic",
            tr("希望学习的专题", "Topics in your words"),
            "",
            mine.map(|need| need.topic.clone()).unwrap_or_default(),
            fault,
        )}
    }
    .written()
}

/// A survey as those see it who are asked, for those who prepare it: nothing can be sent from here.
pub fn preview() -> AnyView {
    load(
        id,
        |id| async move { Ok((api::survey(id).await?, category::api::categories().await?)) },
        |(detail, tree): (SurveyDetail, Categories)| {
            only_if(detail.editable, || {
                let survey = &detail.survey;
                let mut trail = surveys_trail();
                trail.push(step(format!("/training/surveys/{}", survey.id), survey.title.clone()));
                page(
                    trail,
                    tr("预览调研", "Preview of the survey"),
                    tr("填写人看到的样子；这里不能提交。", "As those see it who are asked; nothing is sent from here."),
                    ().into_any(),
                    view! {
                        <h2>{survey.title.clone()}</h2>
                        {about(survey, None)}
                        {section(
                            tr("我的需求", "What I need"),
                            view! {
                                <fieldset class="form" disabled=true>
                                    <legend class="muted">{tr("预览", "Preview")}</legend>
                                    {questions(&tree, None, Signal::stored(None))}
                                </fieldset>
                            }
                            .written(),
                        )}
                    }
                    .written(),
                )
            })
        },
    )
}

/// What a survey is; how many it goes to, for those who hold it.
fn about(survey: &Survey, asked: Option<u32>) -> AnyView {
    let mut list = vec![
        (tr("组织单位", "Held by"), survey.unit_name.clone()),
        (tr("计划年度", "For the year"), survey.year.to_string()),
        (tr("填写时间", "Open"), format!("{} – {}", day_text(survey.opens), day_text(survey.closes))),
    ];
    if let Some(asked) = asked {
        list.push((tr("调研人数", "People asked"), asked.to_string()));
    }
    if asked.is_some() && survey.reminded.0 > 0 {
        list.push((tr("上次提醒", "Last reminder"), survey.reminded.minute_text()));
    }
    section(
        tr("调研信息", "About the survey"),
        view! {
            <p>{survey_badge(survey)}</p>
            {facts(list)}
        }
        .written(),
    )
}

/// Sending a survey out, for the first time or once more.
fn send(survey: &Survey, publish: form::Post<PublishSurvey>) -> AnyView {
    let label = match survey.state {
        SurveyState::Closed | SurveyState::Withdrawn => tr("重新开放", "Open again"),
        SurveyState::Draft | SurveyState::Published => tr("发出调研", "Send out"),
    };
    form::post(
        publish,
        "",
        view! {
            {form::summary(fault_of(publish))}
            <input type="hidden" name="id" value=survey.id.to_string() />
            {form::submit(label, publish.pending())}
        },
    )
}

/// Pressing those who have not answered, while they can and were not today.
fn press(survey: &Survey, silent: u32, remind: form::Post<RemindSurvey>) -> Option<AnyView> {
    (silent > 0 && survey.reminding(frame().now).is_ok()).then(|| {
        form::post(
            remind,
            "",
            view! {
                {form::summary(fault_of(remind))}
                <input type="hidden" name="id" value=survey.id.to_string() />
                <input type="hidden" name="version" value=survey.version.to_string() />
                {form::submit(tr("提醒未填写的人", "Remind the others"), remind.pending())}
            },
        )
    })
}

/// Ending a survey before its last day.
fn close(survey: &Survey, action: form::Post<CloseSurvey>) -> AnyView {
    dialog(
        "button",
        tr("提前截止", "Close early"),
        form::post(
            action,
            "form",
            view! {
                {form::summary(fault_of(action))}
                <p>
                    {tr(
                        "截止后不能再填写，已填写的照常汇总；可以重新开放。",
                        "Nobody can answer any more, and what was answered counts; it can be opened again.",
                    )}
                </p>
                <input type="hidden" name="id" value=survey.id.to_string() />
                <input type="hidden" name="version" value=survey.version.to_string() />
                // The dialog beside it has a field of that name, too.
                {form::inside(
                    tr("截止理由（被调研人员会看到）", "Reason (read by those who were asked)"),
                    view! { <input name="reason" /> }.written(),
                )}
                <p class="actions">
                    {cancel()}<button type="submit" class="button danger">
                        {tr("提前截止", "Close early")}
                    </button>
                </p>
            },
        ),
    )
}

/// Taking a survey back that is out.
fn take_back(survey: &Survey, action: form::Post<WithdrawSurvey>) -> AnyView {
    let fault = fault_of(action);
    dialog(
        "button",
        tr("撤回调研", "Withdraw"),
        form::post(
            action,
            "form",
            view! {
                {form::summary(fault)}
                <p>
                    {tr(
                        "撤回后不能再填写，已填写的保留；可以再次发出。",
                        "Nobody can answer any more; answers are kept, and it can be sent out again.",
                    )}
                </p>
                <input type="hidden" name="id" value=survey.id.to_string() />
                <input type="hidden" name="version" value=survey.version.to_string() />
                {form::text(
                    "reason",
                    tr("撤回理由", "Reason"),
                    tr("被调研人员会看到", "Read by those who were asked"),
                    "",
                    fault,
                )}
                <p class="actions">
                    {cancel()}<button type="submit" class="button danger">
                        {tr("撤回调研", "Withdraw")}
                    </button>
                </p>
            },
        ),
    )
}

/// The viewer's own answer, to be given or changed.
fn own(survey: &Survey, mine: Option<&Need>, tree: &Categories, answer: form::Post<AnswerSurvey>) -> AnyView {
    let fault = fault_of(answer);
    let told = mine.map(|need| {
        view! {
            <p class="note good" role="status">
                {tr("已提交，截止前可以修改。", "Your answer is in; it can be changed until the end.")}" "
                <span class="muted">{need.at.minute_text()}</span>
            </p>
        }
    });
    section(
        tr("我的需求", "What I need"),
        view! {
            {told}
            {form::post(
                answer,
                "form",
                view! {
                    {form::summary(fault)}
                    <input type="hidden" name="id" value=survey.id.to_string() />
                    {questions(tree, mine, fault)}
                    {form::submit(tr("提交", "Submit"), answer.pending())}
                },
            )}
        }
        .written(),
    )
}

/// Why a survey takes no answers before its last day.
fn ended(survey: &Survey) -> Option<AnyView> {
    let word = match survey.state {
        SurveyState::Withdrawn => tr("已撤回：", "Withdrawn: "),
        SurveyState::Closed => tr("已提前截止：", "Closed early: "),
        SurveyState::Draft | SurveyState::Published => return None,
    };
    Some(view! { <p class="note plain">{word}{survey.reason.clone()}</p> }.written())
}

/// One survey: to answer, and what the answers come to.
pub fn survey() -> AnyView {
    let answer = form::posts::<AnswerSurvey>();
    let publish = form::posts::<PublishSurvey>();
    let remind = form::posts::<RemindSurvey>();
    let closing = form::posts::<CloseSurvey>();
    let withdraw = form::posts::<WithdrawSurvey>();
    load(
        id,
        |id| async move { Ok((api::survey(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (SurveyDetail, Categories)| {
            let survey = detail.survey.clone();
            let mut actions: Vec<AnyView> = Vec::new();
            if detail.needs.is_some() {
                actions.push(export_link(format!("/training/surveys/{}/needs.xlsx", survey.id)));
            }
            // What was refused because its form is no longer there.
            let mut missed: Vec<form::FormFault> = Vec::new();
            if detail.editable {
                if survey.state == SurveyState::Published {
                    let pressing = press(&survey, detail.silent, remind);
                    missed.extend(pressing.is_none().then(|| fault_of(remind)));
                    actions.extend(pressing);
                    if survey.open(frame().now.day()) {
                        actions.push(close(&survey, closing));
                    } else {
                        missed.push(fault_of(closing));
                    }
                    actions.push(take_back(&survey, withdraw));
                    missed.push(fault_of(publish));
                } else {
                    actions.push(send(&survey, publish));
                    missed.extend([fault_of(remind), fault_of(closing), fault_of(withdraw)]);
                }
                let to = |page: &str| format!("/training/surveys/{}/{page}", survey.id);
                actions.push(button_link(to("preview"), tr("预览", "Preview"), false));
                actions.push(button_link(to("edit"), tr("修改", "Edit"), false));
            }
            let form = detail.may_answer.then(|| own(&survey, detail.mine.as_ref(), &tree, answer));
            let needs = detail.needs.as_ref().map(|needs| summed(needs, &tree));
            let asked = detail.needs.as_ref().map(|needs| needs.asked);
            page(
                surveys_trail(),
                survey.title.clone(),
                "",
                view! {
                    {actions.collect_view()}
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    {missed.into_iter().map(form::summary).collect_view()}
                    {ended(&survey)}
                    {about(&survey, asked)}
                    {form}
                    {needs}
                }
                .written(),
            )
        },
    )
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
            let mut cells = vec![category::page::full_name(tree, category).written()];
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
        view! {
            <h3>{tr("希望学习的专题", "Topics in their words")}</h3>
            <ul class="plain-list">
                {needs.topics.iter().map(|topic| view! { <li>{topic.clone()}</li> }).collect_view()}
            </ul>
        }
    });
    let body = if rows.is_empty() {
        empty(tr("还没有人填写", "Nobody has answered"), "")
    } else {
        plain_table(tr("需求汇总", "Needs"), &heads, rows.into_iter().map(|row| row.1).collect())
    };
    section(
        tr("需求汇总", "Needs"),
        view! {
            <p>
                {tr("已填写：", "Answered: ")}<strong class="number" data-testid="answered">
                    {format!("{}/{}", needs.answered, needs.asked)}
                </strong>{format!("（{share}%）")}
            </p>
            {body}
            {facts(
                vec![
                    (tr("合适的形式", "Forms that suit"), forms.join(tr("，", ", "))),
                    (tr("方便的月份", "Months that suit"), months.join(tr("，", ", "))),
                ],
            )}
            {topics}
        }
        .written(),
    )
}
