//! Sending people to a class, calling them up, and the notice they answer.

use domain::time::day_text;
use domain::training::{Call, CallState, CallUpDetail};
use leptos::prelude::*;

use super::api::{self, AnswerCall, DecideCall};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, facts, page, section};
use crate::components::table::{export_link, plain_table};
use crate::components::written::Written;
use crate::frame::{Frame, lang};
use crate::pages::{id, step};
use crate::words::{standing, tr};

fn call_state(state: CallState) -> AnyView {
    let tone = match state {
        CallState::Open | CallState::LeaveAsked | CallState::SubstituteAsked => "warn",
        CallState::Attending => "good",
        CallState::Excused | CallState::Substituted => "plain",
    };
    badge(tone, standing::call(state, lang()))
}

/// A notice of call-up: to read, print, answer, and decide about answers.
pub fn detail() -> AnyView {
    let reply = form::posts::<AnswerCall>();
    let decide = form::posts::<DecideCall>();
    load(id, api::call_up_detail, move |detail: CallUpDetail| {
        let call_up = detail.call_up;
        let me = use_context::<Frame>().unwrap_or_default().me.map(|me| me.person).unwrap_or_default();
        let today = use_context::<Frame>().unwrap_or_default().now.day();
        let own = detail.calls.iter().find(|call| !me.as_str().is_empty() && call.person == me).cloned();
        let answer_form = own
            .clone()
            .filter(|own| own.state.may_answer() && detail.days.0 > today)
            .map(|own| answer(&own, &call_up.id.to_string(), detail.colleagues.clone(), reply));
        let own_state = own.map(|own| {
            let refused =
                (!own.refused.is_empty()).then(|| format!("{}{}", tr("申请未同意：", "Not granted: "), own.refused));
            view! { <p class="note plain">{tr("我的回执：", "My answer: ")}{call_state(own.state)}" "{refused}</p> }
        });
        let answered = detail.calls.iter().filter(|call| call.state != CallState::Open).count();
        let total = detail.calls.len();
        let may_decide = detail.may_decide;
        let mut heads = vec![
            (tr("姓名", "Name"), false),
            (tr("单位", "Unit"), false),
            (tr("回执", "Answer"), false),
            (tr("事由", "Reason"), false),
        ];
        if may_decide {
            heads.push((tr("办理", "Decide"), false));
        }
        let rows = detail
            .calls
            .into_iter()
            .map(|call| {
                let action = (may_decide && call.state.awaits_decision()).then(|| decision(&call, decide));
                let substitute = (!call.substitute_name.is_empty())
                    .then(|| format!("{} {} ", tr("替换为", "instead:"), call.substitute_name));
                vec![
                    call.name.written(),
                    call.unit_name.written(),
                    call_state(call.state),
                    view! { {substitute}{call.reason} }.written(),
                    action.written(),
                ]
            })
            .collect();
        let kind = if call_up.by_name {
            tr("点名调训", "By name")
        } else {
            tr("组织调训", "In the course of tiered training")
        };
        let title = format!("{} {}", tr("调训通知", "Call-up"), call_up.number);
        page(
            vec![
                step("/training/classes", tr("班次", "Classes")),
                step(format!("/training/classes/{}", call_up.class), call_up.title.clone()),
            ],
            title,
            "",
            view! {
                {export_link(format!("/training/call-ups/{}/people.xlsx", call_up.id))}
                <button type="button" class="button no-print" data-print="">
                    {tr("打印", "Print")}
                </button>
            }
            .written(),
            view! {
                {form::summary(fault_of(reply))}
                {form::summary(fault_of(decide))}
                {own_state}
                {answer_form}
                {section(
                    tr("通知", "Notice"),
                    view! {
                        {facts(
                            vec![
                                (tr("文号", "Number"), call_up.number.clone()),
                                (tr("方式", "Kind"), kind.to_owned()),
                                (tr("班次", "Class"), call_up.title.clone()),
                                (
                                    tr("培训时间", "Time"),
                                    format!("{} – {}", day_text(detail.days.0), day_text(detail.days.1)),
                                ),
                                (tr("地点", "Place"), detail.place),
                                (tr("学时", "Hours"), detail.hours.to_string()),
                                (tr("主办单位", "Held by"), detail.unit_name),
                                (tr("回执截止", "Answer by"), day_text(call_up.reply_by)),
                                (tr("签发", "Issued"), format!("{} {}", call_up.by, call_up.at.minute_text())),
                            ],
                        )}
                        {(!call_up.note.is_empty()).then(|| view! { <p class="prose">{call_up.note.clone()}</p> })}
                    }
                        .written(),
                )}
                {section(
                    tr("调训人员", "Called up"),
                    view! {
                        <p>
                            {tr("已回执：", "Answered: ")}<strong class="number" data-testid="answered">
                                {format!("{answered}/{total}")}
                            </strong>
                        </p>
                        {plain_table(tr("调训人员", "Called up"), &heads, rows)}
                    }
                        .written(),
                )}
            }
            .written(),
        )
    })
}

fn answer(
    own: &Call,
    call_up: &str,
    colleagues: Vec<(domain::PersonId, String)>,
    reply: form::Post<AnswerCall>,
) -> AnyView {
    let fault = fault_of(reply);
    let hidden = || view! { <input type="hidden" name="id" value=call_up.to_owned() /> };
    let attends = own.state == CallState::Attending;
    let attend = (!attends).then(|| {
        form::post(
            reply,
            "",
            view! {
                {hidden()}
                <button type="submit" class="button primary" name="reply" value="attend">
                    {tr("按时参加", "I will attend")}
                </button>
            },
        )
    });
    let leave = form::post(
        reply,
        "",
        view! {
            {dialog(
                "button",
                tr("申请请假", "Ask for leave"),
                view! {
                    {hidden()}
                    {form::area(
                        "reason",
                        tr("事由", "Reason"),
                        tr(
                            "经批准后名额释放；未批准须参加。",
                            "Your seat is freed once granted; if not, you attend.",
                        ),
                        "",
                        fault,
                    )}
                    <p class="actions">
                        {cancel()}<button type="submit" class="button primary" name="reply" value="leave">
                            {tr("提交请假", "Ask for leave")}
                        </button>
                    </p>
                }
                    .written(),
            )}
        },
    );
    let substitute = (!colleagues.is_empty()).then(|| {
        let options = colleagues
            .into_iter()
            .map(|(id, name)| view! { <option value=id.to_string()>{name}</option> })
            .collect_view();
        form::post(
            reply,
            "",
            view! {
                {dialog(
                    "button",
                    tr("建议替换人选", "Propose a substitute"),
                    view! {
                        {hidden()}
                        {form::field(
                            "substitute",
                            tr("同单位人选", "Of one's own unit"),
                            "",
                            fault,
                            view! {
                                <select id="substitute" name="substitute">
                                    {options}
                                </select>
                            }
                                .written(),
                        )}
                        <div class="field">
                            <label for="substitute-reason">{tr("事由", "Reason")}</label>
                            <textarea id="substitute-reason" name="reason" rows="3"></textarea>
                        </div>
                        <p class="actions">
                            {cancel()}<button type="submit" class="button primary" name="reply" value="substitute">
                                {tr("提交人选", "Propose")}
                            </button>
                        </p>
                    }
                        .written(),
                )}
            },
        )
    });
    view! { <div class="actions no-print">{attend}{leave}{substitute}</div> }.written()
}

fn decision(call: &Call, decide: form::Post<DecideCall>) -> AnyView {
    let reason = format!("reason-{}", call.id);
    form::post(
        decide,
        "inline",
        view! {
            {form::undecided()}
            <input type="hidden" name="call" value=call.id.to_string() />
            <button type="submit" class="button small primary" name="decision" value="grant">
                {tr("同意", "Grant")}
            </button>
            {dialog(
                "button small danger",
                tr("不同意", "Refuse"),
                view! {
                    <div class="field">
                        <label for=reason
                            .clone()>{tr("理由（本人可见）", "Reason (the person sees it)")}</label>
                        <input id=reason.clone() name="reason" type="text" />
                    </div>
                    <p class="actions">
                        {cancel()}<button type="submit" class="button danger" name="decision" value="refuse">
                            {tr("不同意", "Refuse")}
                        </button>
                    </p>
                }
                    .written(),
            )}
        },
    )
}
