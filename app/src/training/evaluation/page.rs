//! Evaluating a class, and what the answers come to.

use domain::time::day_text;
use domain::training::{BEST, EvaluationDetail, EvaluationResults, Lesson, Scores};
use leptos::prelude::*;

use super::api::{self, Evaluate};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::pages::{id, step};
use crate::words::tr;

/// A score in words.
fn scale(score: u8) -> &'static str {
    match score {
        1 => tr("很不满意", "Very dissatisfied"),
        2 => tr("不满意", "Dissatisfied"),
        3 => tr("一般", "Neither"),
        4 => tr("满意", "Satisfied"),
        _ => tr("非常满意", "Very satisfied"),
    }
}

/// The page.
pub fn evaluation() -> AnyView {
    let action = form::posts::<Evaluate>();
    load(id, api::evaluation, move |detail: EvaluationDetail| {
        let fault = fault_of(action);
        let class = detail.class.clone();
        let until = day_text(detail.until);
        let answer = if detail.may_answer {
            Some(answer_form(&detail, action, fault))
        } else if detail.answered {
            Some(
                view! {
                    <p class="note good" role="status">
                        {tr("您已提交评价，谢谢。", "Your answer is in. Thank you.")}
                    </p>
                }
                .written(),
            )
        } else {
            None
        };
        let results = detail.turnout.map(|(answers, all)| {
            let body = match detail.results {
                Some(results) => shown(&results, &detail.lessons),
                None => empty(
                    tr("暂不显示结果", "Results are not shown yet"),
                    format!(
                        "{} {until}；{} {} {}",
                        tr("评价截止：", "Answers until"),
                        tr("少于", "hidden below"),
                        detail.least,
                        tr("份时不显示，以保护匿名。", "answers, so that nobody is found out."),
                    ),
                ),
            };
            section(
                tr("评价结果", "Results"),
                view! {
                    <p>
                        {tr("已评价：", "Answered: ")}<strong class="number" data-testid="turnout">
                            {format!("{answers}/{all}")}
                        </strong>
                    </p>
                    {body}
                }
                .written(),
            )
        });
        page(
            vec![
                step("/training/classes", tr("班次", "Classes")),
                step(format!("/training/classes/{}", class.id), class.title.clone()),
            ],
            tr("班次评价", "Evaluation"),
            tr(
                "匿名评价：系统不记录谁写了什么；截止后且份数足够才显示结果。",
                "Anonymous: nobody learns who said what. Results are shown after the last day, of enough answers.",
            ),
            ().into_any(),
            view! {
                {answer}
                {results}
            }
            .written(),
        )
    })
}

fn rating(name: String, id: String, label: String, fault: FormFault) -> AnyView {
    let options =
        (1..=BEST).rev().map(|score| view! { <option value=score.to_string()>{scale(score)}</option> }).collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id.clone() name=name>
                <option value="">{tr("请选择", "Choose")}</option>
                {options}
            </select>
            {form::error_of(id, fault)}
        </div>
    }
    .written()
}

fn answer_form(detail: &EvaluationDetail, action: form::Post<Evaluate>, fault: FormFault) -> AnyView {
    let one = |name: &str, label: &str| rating(name.to_owned(), name.to_owned(), label.to_owned(), fault);
    let lessons = detail
        .lessons
        .iter()
        .map(|lesson| {
            let teacher =
                if lesson.trainer.is_empty() { tr("师资", "Trainer").to_owned() } else { lesson.trainer.clone() };
            view! {
                <fieldset>
                    <legend>{lesson.title.clone()}</legend>
                    <div class="grid">
                        {rating(
                            form::keyed("course", &lesson.id),
                            format!("course-{}", lesson.id),
                            tr("课程内容", "Content").to_owned(),
                            fault,
                        )}
                        {rating(form::keyed("trainer", &lesson.id), format!("trainer-{}", lesson.id), teacher, fault)}
                    </div>
                </fieldset>
            }
        })
        .collect_view();
    form::post(
        action,
        "form",
        view! {
            {form::secret()}
            {form::summary(fault)}
            <input type="hidden" name="class" value=detail.class.id.to_string() />
            <div class="grid">
                {one("overall", tr("班次总体", "The class as a whole"))}
                {one("place", tr("场地与保障", "Place and care"))}
            </div>
            {lessons}
            {form::area(
                "comment",
                tr("意见建议", "In your words"),
                tr("请勿写明身份", "Don't say who you are"),
                "",
                fault,
            )}
            <p class="muted">{tr("评价截止：", "Answers until ")}{day_text(detail.until)}</p>
            {form::submit(tr("提交评价", "Submit"), action.pending())}
        },
    )
}

fn shown(results: &EvaluationResults, lessons: &[Lesson]) -> AnyView {
    let row = |what: String, scores: &Scores| -> Vec<AnyView> {
        let mean = scores.mean().map(|mean| format!("{}.{:02}", mean / 100, mean % 100)).unwrap_or_default();
        let mut cells = vec![
            what.written(),
            scores.count().to_string().into_any(),
            mean.written(),
            format!("{}%", scores.satisfied()).written(),
        ];
        cells.extend(scores.0.iter().rev().map(|count| count.to_string().into_any()));
        cells
    };
    let mut rows = vec![
        row(tr("班次总体", "The class as a whole").to_owned(), &results.overall),
        row(tr("场地与保障", "Place and care").to_owned(), &results.place),
    ];
    for (id, course, trainer) in &results.lessons {
        let Some(lesson) = lessons.iter().find(|lesson| lesson.id == *id) else { continue };
        rows.push(row(format!("{} · {}", lesson.title, tr("课程", "content")), course));
        rows.push(row(format!("{} · {}", lesson.title, lesson.trainer), trainer));
    }
    let mut heads = vec![
        (tr("对象", "Of"), false),
        (tr("有效份数", "Answers"), true),
        (tr("平均分（5分制）", "Mean of 5"), true),
        (tr("满意率（占有效份数）", "Satisfied, of the answers"), true),
    ];
    heads.extend((1..=BEST).rev().map(|score| (scale(score), true)));
    let comments = (!results.comments.is_empty()).then(|| {
        view! {
            <h3>{tr("意见建议", "In their words")}</h3>
            <ul class="plain-list">
                {results.comments.iter().map(|text| view! { <li>{text.clone()}</li> }).collect_view()}
            </ul>
        }
    });
    view! {
        {plain_table(tr("评价结果", "Results"), &heads, rows)}
        {comments}
    }
    .written()
}
