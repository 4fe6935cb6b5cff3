//! Sitting an exam: the paper as one form. `exam.js` saves it every few seconds, shows the
//! time that is left and keeps answers on the phone while there is no connection; without
//! script the form is handed in whole.

use domain::training::{PaperItem, QuestionKind, Sitting, letter};
use leptos::prelude::*;

use super::api::{self, HandIn};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, page};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::{id, step};
use crate::words::{name, tr};

/// The paper.
pub fn sit() -> AnyView {
    let action = form::posts::<HandIn>();
    load(id, api::sitting, move |sitting: Sitting| {
        let fault = fault_of(action);
        let answers = &sitting.answers;
        let items = sitting
            .paper
            .iter()
            .enumerate()
            .map(|(n, item)| {
                let given = answers.get(&item.question.id).cloned().unwrap_or_default();
                question(n, item, &given)
            })
            .collect_view();
        let count = sitting.paper.len();
        let exam = &sitting.exam;
        page(
            vec![step(format!("/training/exams/{}", exam.id), exam.title.clone())],
            exam.title.clone(),
            "",
            ().into_any(),
            view! {
                <script src="/script/exam.js" defer></script>
                <div class="exam-bar" role="timer" aria-live="off">
                    <span>
                        {tr("剩余时间 ", "Time left ")}<strong class="number" id="left">
                            {left(&sitting)}
                        </strong>
                    </span>
                    <span>
                        <span id="answered">{answers.len().to_string()}</span>
                        " / "
                        {count.to_string()}
                        {tr(" 题已答", " answered")}
                    </span>
                    <span id="kept" role="status">
                        <span data-kept="saved" hidden=true>
                            {tr("已保存 ", "Saved ")}
                            <span id="kept-at"></span>
                        </span>
                        <span data-kept="saving" hidden=true>
                            {tr("正在保存…", "Saving…")}
                        </span>
                        <span data-kept="offline" hidden=true>
                            {tr(
                                "未连接，答案保存在本机，恢复后自动提交",
                                "No connection: answers are kept here and sent when it is back",
                            )}
                        </span>
                        <span data-kept="over" hidden=true>
                            {tr("时间已到，正在交卷", "The time is over: handing in")}
                        </span>
                    </span>
                </div>
                {form::summary(fault)}
                <div
                    id="exam"
                    data-attempt=sitting.attempt.to_string()
                    data-questions=count.to_string()
                    data-turn=sitting.turn.to_string()
                    data-deadline=sitting.deadline.0.to_string()
                    data-now=frame().now.0.to_string()
                >
                    {form::post(
                        action,
                        "form paper",
                        view! {
                            <input type="hidden" name="attempt" value=sitting.attempt.to_string() />
                            <input type="hidden" name="turn" value=sitting.turn.to_string() />
                            {items}
                            <div class="actions">
                                {dialog(
                                    "button primary",
                                    tr("交卷", "Hand in"),
                                    view! {
                                        <p>
                                            {tr(
                                                "交卷后不能再修改答案。",
                                                "Answers can't be changed once handed in.",
                                            )}
                                        </p>
                                        <p
                                            id="unanswered"
                                            hidden=true
                                            data-words=tr("还有 # 题未作答。", "# questions are not answered.")
                                        ></p>
                                        <p class="actions">
                                            {cancel()}<button type="submit" class="button primary">
                                                {tr("确认交卷", "Hand in now")}
                                            </button>
                                        </p>
                                    }
                                        .written(),
                                )}
                            </div>
                        },
                    )}
                </div>
            }
            .written(),
        )
    })
}

fn left(sitting: &Sitting) -> String {
    let seconds = (sitting.deadline.0 - frame().now.0).max(0) / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A question with its controls, filled with what was answered.
pub(crate) fn question(n: usize, item: &PaperItem, given: &[String]) -> AnyView {
    let one = &item.question;
    let field = form::keyed("answer", &one.id);
    let legend = view! {
        <legend>
            {(n + 1).to_string()}". "{one.text.clone()}" "{badge("plain", name(one.kind))}" "
            <span class="muted">{item.points.to_string()}{tr(" 分", " points")}</span>
        </legend>
    };
    let choice = |value: String, text: String, multiple: bool| {
        let checked = given.contains(&value);
        let kind = if multiple { "checkbox" } else { "radio" };
        let (name, sent) = if multiple {
            (form::keyed("answer", &format!("{}.{value}", one.id)), "1".to_owned())
        } else {
            (field.clone(), value)
        };
        view! {
            <label class="option">
                <input type=kind name=name value=sent checked=checked />
                <span>{text}</span>
            </label>
        }
    };
    let control = match one.kind {
        QuestionKind::Single | QuestionKind::Multiple => {
            let multiple = one.kind == QuestionKind::Multiple;
            item.order
                .iter()
                .enumerate()
                .map(|(shown, at)| {
                    let text = format!("{}. {}", letter(shown), one.options[*at]);
                    choice(letter(*at), text, multiple)
                })
                .collect_view()
                .written()
        }
        QuestionKind::TrueFalse => [("T", tr("对", "True")), ("F", tr("错", "False"))]
            .into_iter()
            .map(|(value, text)| choice(value.to_owned(), text.to_owned(), false))
            .collect_view()
            .written(),
        QuestionKind::Blank => {
            let value = given.first().cloned().unwrap_or_default();
            view! {
                <input
                    type="text"
                    class="blank"
                    name=field.clone()
                    value=value
                    aria-label=one.text.clone()
                    autocomplete="off"
                />
            }
            .written()
        }
        QuestionKind::Essay => {
            let value = given.first().cloned().unwrap_or_default();
            view! {
                <textarea
                    name=field.clone()
                    rows="8"
                    maxlength="4000"
                    aria-label=one.text.clone()
                    inner_html=form::lines(&value)
                ></textarea>
            }
            .written()
        }
    };
    view! { <fieldset class="question">{legend}{control}</fieldset> }.written()
}
