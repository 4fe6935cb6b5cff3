//! A paper that was handed in.

use domain::time::day_text;
use domain::training::{AttemptDetail, AttemptState, QuestionKind, letter};
use leptos::prelude::*;

use super::api::{self, Appeal, DecideAppeal};
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, page, section};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::id;
use crate::training::exam::page::below;
use crate::words::{name, tr};

/// A finished attempt: its result, its paper once the exam is over, the appeal.
pub fn attempt() -> AnyView {
    let appeal = form::posts::<Appeal>();
    let decide = form::posts::<DecideAppeal>();
    load(id, api::attempt, move |detail: AttemptDetail| {
        let (exam, one) = (detail.exam.clone(), detail.attempt.clone());
        let over = exam.is_over(frame().now);
        let summary = if detail.shown {
            let passed = one.percent() >= exam.pass;
            let word =
                if passed { badge("good", tr("合格", "Passed")) } else { badge("bad", tr("不合格", "Failed")) };
            view! {
                <p>
                    <strong class="number" data-testid="points">
                        {one.total().to_string()}
                    </strong>
                    " / "
                    {exam.points().to_string()}
                    " "
                    {tr("分", "points")}
                    " · "
                    {one.percent().to_string()}
                    "% "
                    {word}
                </p>
            }
            .written()
        } else if one.state == AttemptState::Marking {
            view! { <p class="note plain">{tr("主观题待阅卷。", "Some answers are still to be marked.")}</p> }.written()
        } else {
            view! {
                <p class="note plain">
                    {tr(
                        "考试结束后公布成绩和答案。",
                        "Result and answers are shown when the exam is over.",
                    )}
                </p>
            }
            .written()
        };
        let ran_out = one.ran_out.then(|| {
            view! { <p class="muted">{tr("时间到，由系统交卷。", "Handed in by the system when the time was over.")}</p> }
        });
        let paper = over.then(|| paper(&detail));
        let asked = one.appeal.clone().map(|appeal| {
            let answer = if appeal.decided.0 > 0 {
                let word = if appeal.granted {
                    tr("已调整", "Granted")
                } else {
                    tr("维持原成绩", "The result stands")
                };
                view! {
                    <p>
                        <strong>{word}</strong>
                        " "
                        {appeal.answer.clone()}
                        <span class="muted">" "{appeal.by.clone()}" "{appeal.decided.minute_text()}</span>
                    </p>
                }
                .written()
            } else {
                view! { <p class="muted">{tr("等待复核。", "Waits for a decision.")}</p> }.written()
            };
            section(
                tr("成绩复核", "Appeal"),
                view! {
                    <p class="prose">{appeal.reason}</p>
                    {answer}
                }
                .written(),
            )
        });
        let ask = detail.may_appeal.then(|| {
            let fault = fault_of(appeal);
            dialog(
                "button",
                tr("申请复核", "Appeal"),
                form::post(
                    appeal,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=one.id.to_string() />
                        {form::area(
                            "reason",
                            tr("理由", "Why"),
                            tr(
                                "写明题目和理由；复核不会降低得分",
                                "Name the question and say why; an appeal never lowers points",
                            ),
                            "",
                            fault,
                        )}
                        <p class="muted">{tr("截止：", "Until ")}{day_text(detail.appeal_until)}</p>
                        {form::submit(tr("提交申请", "Send"), appeal.pending())}
                    },
                ),
            )
        });
        let judge = detail.may_decide.then(|| {
            let fault = fault_of(decide);
            let fields = one
                .paper
                .iter()
                .enumerate()
                .map(|(n, item)| {
                    let id = format!("points-{}", item.question.id);
                    let held = one.scores.get(&item.question.id).copied().unwrap_or_default();
                    view! {
                        <div class="field">
                            <label for=id.clone()>{tr("第 ", "Question ")}{(n + 1).to_string()}{tr(" 题", "")}</label>
                            <p class="hint">{tr("现得 ", "Now ")}{held.to_string()}" / "{item.points.to_string()}</p>
                            <input id=id.clone() name=form::keyed("points", &item.question.id) inputmode="decimal" />
                            {form::error_of(id, fault)}
                        </div>
                    }
                })
                .collect_view();
            section(
                tr("复核决定", "Decide the appeal"),
                form::post(
                    decide,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=one.id.to_string() />
                        {form::select(
                            "decision",
                            tr("决定", "Decision"),
                            "",
                            vec![
                                ("refuse".to_owned(), tr("维持原成绩", "The result stands").to_owned()),
                                ("grant".to_owned(), tr("调整得分", "Raise points").to_owned()),
                            ],
                            "refuse",
                            fault,
                        )}
                        {form::area(
                            "reason",
                            tr("理由", "Reasons"),
                            tr("本人可见", "The person sees them"),
                            "",
                            fault,
                        )}
                        <fieldset>
                            <legend>
                                {tr(
                                    "调整后的得分（只升不降，空白为不变）",
                                    "Points after the decision (never lower; blank for no change)",
                                )}
                            </legend>
                            <div class="grid">{fields}</div>
                        </fieldset>
                        {form::submit(tr("提交决定", "Decide"), decide.pending())}
                    },
                ),
            )
        });
        page(
            below(&exam),
            format!("{} · {}", one.name, tr("答卷", "Paper")),
            "",
            view! {
                {ask}
                <button type="button" class="button" data-print="">
                    {tr("打印", "Print")}
                </button>
            }
            .written(),
            view! {
                {form::summary(fault_of(appeal))}
                {section(
                    tr("成绩", "Result"),
                    view! {
                        {summary}
                        {ran_out}
                    }
                        .written(),
                )}
                {asked}
                {judge}
                {paper}
            }
            .written(),
        )
    })
}

/// The paper with what was answered and what is right.
fn paper(detail: &AttemptDetail) -> AnyView {
    let items = detail
        .attempt
        .paper
        .iter()
        .enumerate()
        .map(|(n, item)| {
            let question = &item.question;
            let given = detail.attempt.answers.get(&question.id).cloned().unwrap_or_default();
            let points = detail.attempt.scores.get(&question.id).copied();
            let say = |answer: &str| -> String {
                match (question.kind, answer) {
                    (QuestionKind::TrueFalse, "T") => tr("对", "True").to_owned(),
                    (QuestionKind::TrueFalse, "F") => tr("错", "False").to_owned(),
                    (QuestionKind::Single | QuestionKind::Multiple, answer) => {
                        let at = (0..question.options.len()).find(|at| letter(*at) == answer);
                        at.map_or_else(|| answer.to_owned(), |at| question.options[at].clone())
                    }
                    (_, answer) => answer.to_owned(),
                }
            };
            let join = |answers: &[String]| answers.iter().map(|one| say(one)).collect::<Vec<_>>().join(tr("；", "; "));
            let right = (!question.kind.is_marked()).then(|| join(&question.answers));
            let full = points == Some(item.points);
            let mark =
                points.map(|points| badge(if full { "good" } else { "warn" }, format!("{points} / {}", item.points)));
            view! {
                <li class="paper-item">
                    <p>
                        <strong>{(n + 1).to_string()}". "{question.text.clone()}</strong>
                        " "
                        {badge("plain", name(question.kind))}
                        " "
                        {mark}
                    </p>
                    <p>
                        {tr("您的答案：", "Answered: ")}
                        {if given.is_empty() { "—".to_owned() } else { join(&given) }}
                    </p>
                    {right.map(|right| view! { <p>{tr("正确答案：", "Right: ")}{right}</p> })}
                    {(!question.explanation.is_empty())
                        .then(|| {
                            view! { <p class="muted">{tr("解析：", "Why: ")}{question.explanation.clone()}</p> }
                        })}
                </li>
            }
        })
        .collect_view();
    section(tr("试卷", "Paper"), view! { <ol class="plain-list paper">{items}</ol> }.written())
}
