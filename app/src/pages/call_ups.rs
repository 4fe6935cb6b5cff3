//! Sending people to a class, calling them up, and the notice they answer.

use domain::organisation::UnitRow;
use domain::time::day_text;
use domain::training::{Call, CallState, CallUpDetail, Prospect, ProspectQuery, Prospects, Warning};
use leptos::prelude::*;

use super::classes::unit_options;
use super::{id, step};
use crate::api::organisation;
use crate::api::training::{self, AnswerCall, CallUp, DecideCall, SendPeople};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, facts, page, section};
use crate::components::table::{State, choice, pager, plain_table, search_box};
use crate::frame::{Frame, lang};
use crate::words::{self, name, tr};

fn warning(warning: &Warning) -> AnyView {
    let zh = lang() == domain::code::Lang::Zh;
    let text = match warning {
        Warning::HasPlace(state) => format!("{} {}", tr("本班：", "This class:"), words::enrolment_state(*state)),
        Warning::Clash(title, from, until) => {
            format!("{} {title} {}–{}", tr("时间冲突：", "Clashes with"), day_text(*from), day_text(*until))
        }
        Warning::CalledUp(title) => format!("{} {title}", tr("已调训：", "Called up to")),
        Warning::OverTrained(share) if zh => format!("参训偏多：已达年度要求的 {share}%"),
        Warning::OverTrained(share) => format!("Has {share}% of the yearly hours"),
        Warning::LongUntrained(years) if zh => format!("{years} 年未参训"),
        Warning::Appraised(what) => format!("{} {what}", tr("考核要求补训：", "To be trained after")),
        Warning::LongUntrained(years) => format!("Untrained for {years} years"),
    };
    badge(if warning.is_against() { "warn" } else { "good" }, text)
}

/// Choosing whom to send or call up.
pub fn send() -> AnyView {
    let send = ServerAction::<SendPeople>::new();
    let issue = ServerAction::<CallUp>::new();
    load(
        || (id(), State::now()),
        |(id, state)| async move {
            let query = ProspectQuery {
                class: id.into(),
                q: state.get("q"),
                unit: state.get("unit").into(),
                clear: state.get("clear") == "1",
                window: state.window(),
            };
            Ok((training::prospects(query).await?, organisation::units().await?))
        },
        move |(found, units): (Prospects, Vec<UnitRow>)| {
            let state = State::now();
            let class = found.class;
            let (fault, issue_fault): (FormFault, FormFault) = (fault_of(send), fault_of(issue));
            let mut options = vec![(String::new(), tr("全部", "All").to_owned())];
            options
                .extend(unit_options(units.into_iter().filter(|row| row.unit.path.starts_with(&class.path)).collect()));
            let filters = view! {
                <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                    {search_box("q", tr("姓名", "Name"), state.get("q"))}
                    {choice("unit", tr("单位", "Unit"), options, state.get("unit"))}
                    {choice("clear", tr("提示", "Warnings"), vec![
                        (String::new(), tr("全部", "All").to_owned()),
                        ("1".to_owned(), tr("无冲突", "Without any against").to_owned()),
                    ], state.get("clear"))}
                    <button type="submit" class="button">{tr("筛选", "Filter")}</button>
                </form>
            };
            let (at, last, total) = (found.people.page, found.people.pages(), found.people.total);
            let heads = [
                (tr("选择", "Choose"), false),
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("职务层次", "Level"), false),
                (tr("本年学时", "Hours this year"), true),
                (tr("提示", "To know"), false),
            ];
            let nobody = || empty(tr("没有符合条件的人员", "Nobody matches"), tr("可放宽筛选。", "Widen the filter."));
            let none = found.people.rows.is_empty();
            // What is ticked stays in the form while somebody looks for others.
            let body = if none && ["q", "unit", "clear"].iter().all(|name| state.get(name).is_empty()) {
                nobody()
            } else {
                let rows = found.people.rows.into_iter().map(row).collect();
                let table = if none { nobody() } else { plain_table(tr("人员", "People"), &heads, rows) };
                let by_call = found.may_call_up.then(|| {
                    dialog("button primary", tr("发出调训通知", "Call up those chosen"), view! {
                        {form::text("number", tr("文号", "Number of the notice"), tr("如 云组训〔2026〕12号", "Such as Training 2026/12"), "", issue_fault)}
                        {form::date("reply_by", tr("回执截止", "Answer by"), day_text(found.reply_by), issue_fault)}
                        {form::field("by_name", tr("点名调训", "By name"), "", issue_fault, view! { <input type="checkbox" id="by_name" name="by_name" value="1"/> }.into_any())}
                        {form::area("note", tr("通知事项", "What else the notice says"), "", "", issue_fault)}
                        <p class="actions">{cancel()}<button type="submit" class="button primary" formaction="/api/call-ups/issue">{tr("发出通知", "Issue")}</button></p>
                    }.into_any())
                });
                crate::post!(
                    send,
                    "form",
                    view! {
                        {form::summary(fault)}
                        {form::summary_at(issue_fault, Some("/api/call-ups/issue"))}
                        <input type="hidden" name="id" value=class.id.to_string()/>
                        <div id="people">{table}</div>
                        <div class="actions">
                            {by_call}
                            <button type="submit" class="button">{tr("选派所选人员", "Send those chosen")}</button>
                        </div>
                    }
                )
            };
            page(
                vec![
                    step("/training/classes", tr("班次", "Classes")),
                    step(format!("/training/classes/{}", class.id), class.title.clone()),
                ],
                tr("选派与调训", "Send or call up"),
                tr(
                    "考核要求补训的在前，其余按本年学时由少到多排列。重复调训、时间冲突、参训偏多会提示；长期未训的优先考虑。",
                    "Those to be trained after an appraisal first, then the fewest hours this year. Double call-ups, clashes and much training are pointed out, and those long untrained.",
                ),
                ().into_any(),
                view! {
                    <p>{tr("余位：", "Seats left: ")}<strong class="number">{class.free().to_string()}</strong>" · "{tr("符合对象：", "Meant for: ")}<strong class="number">{total.to_string()}</strong></p>
                    {filters}
                    {body}
                    {pager(at, last, &state)}
                }
                .into_any(),
            )
        },
    )
}

fn row(one: Prospect) -> Vec<AnyView> {
    let has = one.warnings.iter().any(|warning| matches!(warning, Warning::HasPlace(_)));
    vec![
        view! { <input type="checkbox" name=form::keyed("people", &one.person) value="1" disabled=has aria-label=one.name.clone()/> }
            .into_any(),
        view! { <a href=format!("/people/{}/training", one.person)>{one.name.clone()}</a> }.into_any(),
        one.unit_name.into_any(),
        name(one.level).into_any(),
        one.hours.to_string().into_any(),
        view! { <span class="badges">{one.warnings.iter().map(warning).collect_view()}</span> }.into_any(),
    ]
}

fn call_state(state: CallState) -> AnyView {
    let (tone, text) = match state {
        CallState::Open => ("warn", tr("未回执", "Not answered")),
        CallState::Attending => ("good", tr("参加", "Attends")),
        CallState::LeaveAsked => ("warn", tr("申请请假", "Asks for leave")),
        CallState::Excused => ("plain", tr("准假", "Excused")),
        CallState::SubstituteAsked => ("warn", tr("申请替换", "Proposes a substitute")),
        CallState::Substituted => ("plain", tr("已替换", "Substituted")),
    };
    badge(tone, text)
}

/// A notice of call-up: to read, print, answer, and decide about answers.
pub fn detail() -> AnyView {
    let reply = ServerAction::<AnswerCall>::new();
    let decide = ServerAction::<DecideCall>::new();
    load(id, training::call_up_detail, move |detail: CallUpDetail| {
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
                    call.name.into_any(),
                    call.unit_name.into_any(),
                    call_state(call.state),
                    view! { {substitute}{call.reason} }.into_any(),
                    action.into_any(),
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
            view! { <button type="button" class="button no-print" data-print="">{tr("打印", "Print")}</button> }.into_any(),
            view! {
                {form::summary(fault_of(reply))}
                {form::summary(fault_of(decide))}
                {own_state}
                {answer_form}
                {section(tr("通知", "Notice"), view! {
                    {facts(vec![
                        (tr("文号", "Number"), call_up.number.clone()),
                        (tr("方式", "Kind"), kind.to_owned()),
                        (tr("班次", "Class"), call_up.title.clone()),
                        (tr("培训时间", "Time"), format!("{} – {}", day_text(detail.days.0), day_text(detail.days.1))),
                        (tr("地点", "Place"), detail.place),
                        (tr("学时", "Hours"), detail.hours.to_string()),
                        (tr("主办单位", "Held by"), detail.unit_name),
                        (tr("回执截止", "Answer by"), day_text(call_up.reply_by)),
                        (tr("签发", "Issued"), format!("{} {}", call_up.by, call_up.at.minute_text())),
                    ])}
                    {(!call_up.note.is_empty()).then(|| view! { <p class="prose">{call_up.note.clone()}</p> })}
                }.into_any())}
                {section(tr("调训人员", "Called up"), view! {
                    <p>{tr("已回执：", "Answered: ")}<strong class="number" data-testid="answered">{format!("{answered}/{total}")}</strong></p>
                    {plain_table(tr("调训人员", "Called up"), &heads, rows)}
                }.into_any())}
            }
            .into_any(),
        )
    })
}

fn answer(
    own: &Call,
    call_up: &str,
    colleagues: Vec<(domain::PersonId, String)>,
    reply: ServerAction<AnswerCall>,
) -> AnyView {
    let fault = fault_of(reply);
    let hidden = || view! { <input type="hidden" name="id" value=call_up.to_owned()/> };
    let attends = own.state == CallState::Attending;
    let attend = (!attends).then(|| {
        crate::post!(reply, "", view! {
            {hidden()}
            <button type="submit" class="button primary" name="reply" value="attend">{tr("按时参加", "I will attend")}</button>
        })
    });
    let leave = crate::post!(
        reply,
        "",
        view! {
            {dialog("button", tr("申请请假", "Ask for leave"), view! {
                {hidden()}
                {form::area("reason", tr("事由", "Reason"), tr("经批准后名额释放；未批准须参加。", "Your seat is freed once granted; if not, you attend."), "", fault)}
                <p class="actions">{cancel()}<button type="submit" class="button primary" name="reply" value="leave">{tr("提交请假", "Ask for leave")}</button></p>
            }.into_any())}
        }
    );
    let substitute = (!colleagues.is_empty()).then(|| {
        let options = colleagues.into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> }).collect_view();
        crate::post!(reply, "", view! {
            {dialog("button", tr("建议替换人选", "Propose a substitute"), view! {
                {hidden()}
                {form::field("substitute", tr("同单位人选", "Of one's own unit"), "", fault, view! { <select id="substitute" name="substitute">{options}</select> }.into_any())}
                <div class="field">
                    <label for="substitute-reason">{tr("事由", "Reason")}</label>
                    <textarea id="substitute-reason" name="reason" rows="3"></textarea>
                </div>
                <p class="actions">{cancel()}<button type="submit" class="button primary" name="reply" value="substitute">{tr("提交人选", "Propose")}</button></p>
            }.into_any())}
        })
    });
    view! { <div class="actions no-print">{attend}{leave}{substitute}</div> }.into_any()
}

fn decision(call: &Call, decide: ServerAction<DecideCall>) -> AnyView {
    let reason = format!("reason-{}", call.id);
    crate::post!(
        decide,
        "inline",
        view! {
            <input type="hidden" name="call" value=call.id.to_string()/>
            <button type="submit" class="button small primary" name="decision" value="grant">{tr("同意", "Grant")}</button>
            {dialog("button small danger", tr("不同意", "Refuse"), view! {
                <div class="field">
                    <label for=reason.clone()>{tr("理由（本人可见）", "Reason (the person sees it)")}</label>
                    <input id=reason.clone() name="reason" type="text"/>
                </div>
                <p class="actions">{cancel()}<button type="submit" class="button danger" name="decision" value="refuse">{tr("不同意", "Refuse")}</button></p>
            }.into_any())}
        }
    )
}
