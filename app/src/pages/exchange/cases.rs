//! Cases: the list, one's page with its whole path and what is to be done now, and opening one.

use domain::Day;
use domain::code::{Code, Lang};
use domain::exchange::case::{
    Action, ActionKind, AppraisalGrade, Case, CaseState, Ending, Missing, Part, turn as whose_turn,
};
use domain::exchange::eligibility::Verdict;
use domain::exchange::kind::{ExchangeKind, Paper, Step};
use domain::exchange::view::{CaseDetail, CaseRow, Screening};
use domain::organisation::UnitRow;
use domain::person::PersonDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::figures::timeline;
use super::findings::{findings_table, verdict_badge};
use super::{may_edit, steps};
use crate::api::cases::{self, Act, OpenCase};
use crate::api::{eligibility, organisation, people};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::frame::{frame, lang};
use crate::pages::classes::unit_options;
use crate::pages::{id, step};
use crate::words::{name, tr};

fn trail() -> Vec<(String, String)> {
    vec![step("/exchange/cases", tr("交流事项", "Cases"))]
}

fn state_badge(case: &Case) -> AnyView {
    match case.state {
        CaseState::Running => badge("warn", name(case.step)),
        CaseState::Done => badge("good", name(case.state)),
        CaseState::Withdrawn | CaseState::Refused => badge("plain", name(case.state)),
    }
}

fn title(case: &Case) -> String {
    format!("{} → {} {}", case.person_name, case.host_name, case.title)
}

/// Cases.
pub fn list() -> AnyView {
    load(
        || (),
        |()| cases::cases(),
        |rows: Vec<CaseRow>| {
            let today = frame().now.day();
            let heads = [
                (tr("人员与岗位", "Who goes where"), false),
                (tr("类型", "Kind"), false),
                (tr("派出单位", "From"), false),
                (tr("当前步骤", "Step"), false),
                (tr("期限", "Due"), false),
                (tr("提示", "To know"), false),
            ];
            let table = rows
                .iter()
                .map(|row| {
                    let due = row.due.map(|due| {
                        let text = day_text(due);
                        if due < today {
                            badge("bad", format!("{text} {}", tr("已逾期", "overdue")))
                        } else {
                            text.into_any()
                        }
                    });
                    vec![
                        view! { <a href=format!("/exchange/cases/{}", row.case.id)>{title(&row.case)}</a> }.into_any(),
                        name(row.case.kind).into_any(),
                        row.case.home_name.clone().into_any(),
                        state_badge(&row.case),
                        due.unwrap_or_else(|| "—".into_any()),
                        row.waits.then(|| badge("warn", tr("待您办理", "Waits for you"))).into_any(),
                    ]
                })
                .collect();
            let body = if rows.is_empty() {
                empty(
                    tr("没有交流事项", "No cases"),
                    tr(
                        "轮次结束后，接受结果的人员逐一建立事项；也可单独发起。",
                        "A round that closes opens a case for each placement; one can be opened by itself too.",
                    ),
                )
            } else {
                plain_table(tr("交流事项", "Cases"), &heads, table)
            };
            page(
                Vec::new(),
                tr("交流事项", "Cases"),
                tr("从提出到期满返回的每一步。", "Each step from the proposal to the return."),
                may_edit().then(|| button_link("/exchange/cases/new", tr("发起事项", "Open a case"), true)).into_any(),
                body,
            )
        },
    )
}

/// Opening a case for somebody: the post first, then what the rules say.
pub fn new() -> AnyView {
    let open = ServerAction::<OpenCase>::new();
    load(
        State::now,
        |state| async move {
            let person = state.get("person");
            let found = if person.is_empty() { None } else { Some(people::person(person.clone()).await?) };
            let none = String::new;
            let screening = eligibility::what_if(
                state.get("unit"),
                state.get("post"),
                state.get("kind"),
                none(),
                person,
                none(),
                none(),
                none(),
                none(),
            )
            .await?;
            Ok((found, screening, organisation::units().await?))
        },
        move |(found, screening, units): (Option<PersonDetail>, Screening, Vec<UnitRow>)| {
            let state = State::now();
            let fault = fault_of(open);
            let Some(found) = found else {
                return page(
                    trail(),
                    tr("发起事项", "Open a case"),
                    "",
                    ().into_any(),
                    empty(
                        tr("请先选择干部", "Choose a cadre first"),
                        tr(
                            "在干部名册中打开人员页面，选择“发起交流”。",
                            "Open somebody's page from the roster and choose to start an exchange.",
                        ),
                    ),
                );
            };
            let mut posts = vec![(String::new(), tr("请选择", "Choose").to_owned())];
            posts.extend(screening.posts.iter().map(|(id, title)| (id.0.clone(), title.clone())));
            let kinds = ExchangeKind::ALL.iter().map(|kind| (kind.code().to_owned(), name(*kind).to_owned())).collect();
            let kind = ExchangeKind::find(&state.get("kind")).unwrap_or(ExchangeKind::Transfer);
            let judged = screening.people.first().map(|one| {
                section(tr("规则审查", "What the rules say"), view! {
                    <p>{verdict_badge(one.before)}</p>
                    {findings_table(&one.findings, &found.person.name, true)}
                    {crate::post!(open, "form", view! {
                        {form::summary(fault)}
                        <input type="hidden" name="person" value=found.person.id.to_string()/>
                        <input type="hidden" name="unit" value=state.get("unit")/>
                        <input type="hidden" name="post" value=state.get("post")/>
                        <input type="hidden" name="kind" value=kind.code()/>
                        {form::text("months", tr("期限（月）", "Term in months"), tr("挂职、兼职填写；其他填 0", "For secondments and part-time posts; 0 otherwise"), if kind.has_term() { "12" } else { "0" }, fault)}
                        {form::submit(tr("提出", "Propose"), open.pending().into())}
                    })}
                }.into_any())
            });
            page(
                trail(),
                format!("{} {}", tr("发起交流：", "Exchange for"), found.person.name),
                tr("先选岗位，看清规则结论，再提出。", "Choose the post, see what the rules say, then propose."),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        <input type="hidden" name="person" value=found.person.id.to_string()/>
                        {choice("kind", tr("类型", "Kind"), kinds, kind.code().to_owned())}
                        {choice("unit", tr("接收单位", "Receiving unit"), unit_options(units), state.get("unit"))}
                        {choice("post", tr("岗位", "Post"), posts, state.get("post"))}
                        <button type="submit" class="button">{tr("查看", "Look")}</button>
                    </form>
                    {form::summary(fault)}
                    {judged}
                }
                .into_any(),
            )
        },
    )
}

/// What is missing, in words.
fn missing_words(one: &Missing) -> String {
    let zh = lang() == Lang::Zh;
    match one {
        Missing::Finding { key } => format!("{}{}", tr("规则待决定：", "A decision about: "), name(*key)),
        Missing::Opinion { voice } => format!("{}{}", tr("待提出意见：", "Opinion of: "), name(*voice)),
        Missing::Consent { voice } => format!("{}{}", tr("未同意：", "Does not agree: "), name(*voice)),
        Missing::Paper { paper } => format!("{}{}", tr("材料：", "Paper: "), name(*paper)),
        Missing::Vote => tr("会议表决", "The meeting's vote").to_owned(),
        Missing::Majority => tr(
            "表决未通过（须三分之二以上到会、应到半数以上同意）",
            "The vote does not carry (two thirds present, more than half of all in favour)",
        )
        .to_owned(),
        Missing::Notice { part } => format!("{}{}", tr("公示：", "Public notice in: "), name(*part)),
        Missing::NoticeRuns { until } if zh => format!("公示期至 {}，期满后继续", day_text(*until)),
        Missing::NoticeRuns { until } => format!("The notice runs to the end of {}", day_text(*until)),
        Missing::Objections { count } => format!("{} {count}", tr("待答复异议", "Objections to answer:")),
        Missing::Upheld => tr("异议成立，不能继续", "An objection stands in the way").to_owned(),
        Missing::Approval => tr("审批（备案）文号", "The number of the approval").to_owned(),
        Missing::Appointment => tr("任免通知文号", "The number of the notice").to_owned(),
        Missing::Report => tr("报到登记", "The report for duty").to_owned(),
        Missing::Middle { on } if zh => format!("任期过半（{}）后进行中期考核", day_text(*on)),
        Missing::Middle { on } => format!("The mid-term review begins {}", day_text(*on)),
        Missing::TermRuns { on } if zh => format!("期满前（{}起）进行鉴定", day_text(*on)),
        Missing::TermRuns { on } => format!("The appraisal begins {}", day_text(*on)),
        Missing::Review => tr("考核鉴定意见", "The review").to_owned(),
        Missing::Ending => tr("期满处理意见", "How it ends").to_owned(),
    }
}

struct Acting<'a> {
    case: &'a Case,
    act: ServerAction<Act>,
    fault: FormFault,
    parts: &'a [Part],
    today: Day,
}

impl Acting<'_> {
    fn may(&self, action: &Action) -> bool {
        self.case.allows(action) && self.case.who(action).iter().any(|part| self.parts.contains(part))
    }

    /// A form that sends an action.
    fn form(&self, kind: ActionKind, body: AnyView) -> AnyView {
        crate::post!(
            self.act,
            "form compact",
            view! {
                <input type="hidden" name="id" value=self.case.id.to_string()/>
                <input type="hidden" name="version" value=self.case.version.to_string()/>
                <input type="hidden" name="action" value=kind.code()/>
                {body}
            }
        )
    }

    fn send(&self, label: &'static str) -> AnyView {
        form::submit(label, self.act.pending().into())
    }

    /// The form for what is missing, when the viewer is the one to do it.
    fn remedy(&self, one: &Missing) -> Option<AnyView> {
        let fault = self.fault;
        let today = day_text(self.today);
        let paper = |paper: Paper| Action::File { paper, note: String::new() };
        match one {
            Missing::Finding { key } => {
                let action = Action::Waive { key: *key, reason: String::new(), document: String::new() };
                let finding = self.case.findings.iter().find(|one| one.key == *key)?;
                let may = finding.verdict == Verdict::Ask || !finding.waiver.is_empty();
                (self.may(&action) && may).then(|| {
                    self.form(ActionKind::Waive, view! {
                        <input type="hidden" name="key" value=key.code()/>
                        <div class="grid">
                            {form::text("document", tr("决定文号", "Document"), "", "", fault)}
                            {form::text("reason", tr("理由", "Reason"), "", "", fault)}
                        </div>
                        {self.send(if finding.verdict == Verdict::Ask { tr("判断为符合", "Judge it met") } else { tr("登记特别决定", "Enter the decision") })}
                    }.into_any())
                })
            }
            Missing::Opinion { voice } | Missing::Consent { voice } => {
                let action = Action::Give { voice: *voice, agrees: true, text: String::new() };
                self.may(&action).then(|| {
                    self.form(ActionKind::Give, view! {
                        <input type="hidden" name="voice" value=voice.code()/>
                        {form::area("text", tr("意见", "Opinion"), tr("不同意时须说明理由", "Say why when you do not agree"), "", fault)}
                        <div class="actions">
                            <button type="submit" class="button primary" name="decision" value="agree">{tr("同意", "Agree")}</button>
                            <button type="submit" class="button danger" name="decision" value="against">{tr("不同意", "Do not agree")}</button>
                        </div>
                    }.into_any())
                })
            }
            Missing::Paper { paper: which } => self.may(&paper(*which)).then(|| {
                self.form(ActionKind::File, view! {
                    <input type="hidden" name="paper" value=which.code()/>
                    {form::text("note", tr("文号或内容摘要", "Number or summary"), "", "", fault)}
                    {self.send(tr("归入材料", "File it"))}
                }.into_any())
            }),
            Missing::Vote | Missing::Majority => self.may(&Action::Vote(domain::exchange::case::Vote { on: self.today, members: 0, present: 0, yes: 0, no: 0 })).then(|| {
                self.form(ActionKind::Vote, view! {
                    <div class="grid">
                        {form::date("on", tr("会议日期", "Day"), today, fault)}
                        {form::text("members", tr("应到人数", "Members"), "", "", fault)}
                        {form::text("present", tr("实到人数", "Present"), tr("不少于三分之二", "Two thirds at least"), "", fault)}
                        {form::text("yes", tr("同意", "In favour"), tr("超过应到半数", "More than half of all"), "", fault)}
                        {form::text("no", tr("不同意", "Against"), "", "0", fault)}
                    </div>
                    {self.send(tr("登记表决", "Enter the vote"))}
                }.into_any())
            }),
            Missing::Notice { part: Part::Home } => self.may(&Action::Publish { on: self.today }).then(|| {
                self.form(ActionKind::Publish, view! {
                    {form::date("on", tr("张贴日期（次日起算工作日）", "Put up on (working days count from the next)"), today, fault)}
                    {self.send(tr("在两个单位公示", "Put up in both units"))}
                }.into_any())
            }),
            Missing::Approval => self.may(&Action::Approve { document: String::new() }).then(|| {
                self.form(ActionKind::Approve, view! {
                    {form::text("document", tr("审批（备案）文号", "Number"), "", "", fault)}
                    {self.send(tr("登记审批", "Enter the approval"))}
                }.into_any())
            }),
            Missing::Appointment => self.may(&Action::Appoint { document: String::new(), from: self.today }).then(|| {
                self.form(ActionKind::Appoint, view! {
                    <div class="grid">
                        {form::text("document", tr("任免文号", "Number"), "", "", fault)}
                        {form::date("on", tr("任职起始日", "First day"), today, fault)}
                    </div>
                    {self.send(tr("登记任免", "Enter the appointment"))}
                }.into_any())
            }),
            Missing::Report => self.may(&Action::Report { on: self.today }).then(|| {
                self.form(ActionKind::Report, view! {
                    {form::date("on", tr("报到日期", "Day"), today, fault)}
                    {self.send(tr("登记报到", "Enter the report"))}
                }.into_any())
            }),
            Missing::Review => self.may(&Action::Review { grade: AppraisalGrade::Competent, text: String::new() }).then(|| {
                self.form(ActionKind::Review, view! {
                    {form::code("grade", tr("等次", "Grade"), Some(AppraisalGrade::Competent), fault)}
                    {form::area("text", tr("评语", "In words"), "", "", fault)}
                    {self.send(tr("提交鉴定", "Enter the review"))}
                }.into_any())
            }),
            Missing::Ending => self.may(&Action::End { ending: Ending::Return, until: None, reason: String::new() }).then(|| {
                self.form(ActionKind::End, view! {
                    <div class="grid">
                        {form::code("ending", tr("期满处理", "How it ends"), Some(Ending::Return), fault)}
                        {form::date("until", tr("延期至（仅延期填写）", "Extended to"), "", fault)}
                    </div>
                    {form::text("reason", tr("理由", "Reason"), "", "", fault)}
                    {self.send(tr("登记处理意见", "Enter it"))}
                }.into_any())
            }),
            _ => None,
        }
    }

    fn objections(&self) -> AnyView {
        let first = self.case.objections.iter().position(|one| one.answer.is_none());
        let items = self
            .case
            .objections
            .iter()
            .enumerate()
            .map(|(n, one)| {
                let answer = match &one.answer {
                    Some((upheld, text, by)) => {
                        let word = if *upheld { badge("bad", tr("成立", "Upheld")) } else { badge("good", tr("不影响", "Does not stand in the way")) };
                        view! { <p>{word}" "{text.clone()}" "<span class="muted">{by.clone()}</span></p> }.into_any()
                    }
                    None if first == Some(n) && self.may(&Action::Answer { n: n as u32, upheld: false, text: String::new() }) => self.form(ActionKind::Answer, view! {
                        <input type="hidden" name="n" value=n.to_string()/>
                        {form::area("answered", tr("核查情况与答复", "Findings and answer"), "", "", self.fault)}
                        <div class="actions">
                            <button type="submit" class="button" name="decision" value="open">{tr("答复，不影响办理", "Answer; the case goes on")}</button>
                            <button type="submit" class="button danger" name="decision" value="upheld">{tr("异议成立", "Upheld")}</button>
                        </div>
                    }.into_any()),
                    None => badge("warn", tr("待答复", "To be answered")),
                };
                let from = if one.from.is_empty() { tr("异议（提出人和内容依规定保密）", "An objection: from whom and what is kept secret").to_owned() } else { one.from.clone() };
                view! { <li><p><strong>{from}</strong>" "<span class="muted">{one.at.minute_text()}</span></p><p>{one.text.clone()}</p>{answer}</li> }
            })
            .collect_view();
        let object = Action::Object { from: String::new(), text: String::new() };
        let own = self.parts.contains(&Part::Person);
        let new = (self.case.state == CaseState::Running && self.may(&object)).then(|| {
            dialog("button", if own { tr("提出异议或申请复核", "Object or ask for review") } else { tr("登记异议", "Enter an objection") }, self.form(ActionKind::Object, view! {
                {form::text("from", tr("提出人", "From"), "", if own { self.case.person_name.clone() } else { String::new() }, self.fault)}
                {form::area("objection", tr("内容", "What"), tr("写明事实和依据；组织部门核查后答复，不因提出异议加重处理", "Give facts and grounds; it is looked into and answered, and never makes anything heavier"), "", self.fault)}
                <p class="actions">{cancel()}{self.send(tr("提交异议", "Send it in"))}</p>
            }.into_any()))
        });
        view! { <ul class="plain-list">{items}</ul>{new} }.into_any()
    }

    /// Going on, back, out. One reason serves whichever way out is taken.
    fn ways(&self, open: &[Missing]) -> AnyView {
        let running = self.case.state == CaseState::Running;
        let text = String::new;
        let outs = [
            (ActionKind::SendBack, tr("退回补正", "Send back"), Action::SendBack { reason: text() }),
            (ActionKind::Refuse, tr("不予通过", "Refuse"), Action::Refuse { reason: text() }),
            (ActionKind::Withdraw, tr("撤回", "Withdraw"), Action::Withdraw { reason: text() }),
        ];
        let buttons: Vec<AnyView> = outs
            .into_iter()
            .filter(|(.., action)| running && self.may(action))
            .map(|(kind, label, _)| {
                view! { <button type="submit" class="button danger" name="action" value=kind.code()>{label}</button> }
                    .into_any()
            })
            .collect();
        let out = (!buttons.is_empty()).then(|| {
            dialog(
                "button danger",
                tr("退回或终止", "Send back or end"),
                crate::post!(
                    self.act,
                    "form compact",
                    view! {
                        <input type="hidden" name="id" value=self.case.id.to_string()/>
                        <input type="hidden" name="version" value=self.case.version.to_string()/>
                        {form::text("why", tr("理由", "Reason"), "", "", self.fault)}
                        <div class="actions">{cancel()}{buttons}</div>
                    }
                ),
            )
        });
        let end = Action::End { ending: Ending::Return, until: None, reason: text() };
        let early = (running && self.case.step != Step::Closing && self.may(&end)).then(|| {
            dialog("button danger", tr("提前结束", "End early"), self.form(ActionKind::End, view! {
                <input type="hidden" name="ending" value=Ending::Return.code()/>
                {form::text("reason", tr("理由", "Reason"), tr("结束日期为今天，随后进行鉴定", "It ends today; the appraisal follows"), "", self.fault)}
                <p class="actions">{cancel()}<button type="submit" class="button danger">{tr("提前结束", "End early")}</button></p>
            }.into_any()))
        });
        view! {
            <div class="actions">
                {(running && open.is_empty() && self.may(&Action::Advance)).then(|| self.form(ActionKind::Advance, self.send(tr("进入下一步", "Go on"))))}
                {out}
                {early}
            </div>
        }
        .into_any()
    }
}

fn path(case: &Case, rules: &domain::exchange::kind::KindRules) -> AnyView {
    let done_on = |step: Step| {
        case.history
            .iter()
            .rev()
            .find(|event| event.step == step && event.action == ActionKind::Advance)
            .map(|event| format!("{} {}", day_text(event.at.day()), event.by))
    };
    let at = rules.steps.iter().position(|step| *step == case.step).unwrap_or(0);
    let names = rules
        .steps
        .iter()
        .enumerate()
        .map(|(n, step)| {
            (name(*step).to_owned(), if n < at { done_on(*step).unwrap_or_default() } else { String::new() })
        })
        .collect();
    steps(names, at, case.state == CaseState::Done)
}

/// One case.
pub fn detail() -> AnyView {
    let act = ServerAction::<Act>::new();
    load(id, cases::case, move |detail: CaseDetail| {
        let case = &detail.case;
        let today = frame().now.day();
        let acting = Acting { case, act, fault: fault_of(act), parts: &detail.parts, today };
        // One form at a time: what can be done first.
        let mut open_form = false;
        let todo = detail
            .missing
            .iter()
            .map(|one| {
                let form = if open_form { None } else { acting.remedy(one) };
                open_form |= form.is_some();
                let whose =
                    whose_turn(case, one).map(|part| view! { " "<span class="badge plain">{name(part)}</span> });
                view! { <li><p>{missing_words(one)}{whose}</p>{form}</li> }
            })
            .collect_view();
        let turn = detail.due.map(|due| {
            let word = match (due < today, case.step) {
                (_, Step::PublicNotice) => tr("公示期满", "is the last day of the notice"),
                (true, _) => tr("已逾期", "overdue"),
                (false, _) => tr("前完成", "at the latest"),
            };
            view! { <p><strong>{day_text(due)}</strong>" "{word}</p> }
        });
        let no_table = (!detail.holidays && matches!(case.step, Step::PublicNotice | Step::Reporting)).then(|| {
                view! { <p class="note plain">{tr("尚未导入本年节假日安排，工作日暂按周一至周五计算。", "This year's holiday table is not imported: Monday to Friday count as working days.")}" "<a href="/exchange/kinds">{tr("导入", "Import it")}</a></p> }
            });
        let now = (case.state == CaseState::Running).then(|| {
                view! { <section class="card no-print"><h2>{tr("现在办理", "What is to be done now")}</h2>
                    <p>{badge("warn", name(case.step))}</p>
                    {turn}{no_table}
                    {if detail.missing.is_empty() { view! { <p>{tr("本步骤事项已齐全。", "Everything of this step is there.")}</p> }.into_any() } else { view! { <ul class="todo">{todo}</ul> }.into_any() }}
                    {acting.ways(&detail.missing)}
                </section> }
            });
        let voices = case
            .voices()
            .into_iter()
            .map(|voice| {
                let (said, text) = match case.opinion(voice) {
                    Some(one) => (
                        if one.agrees {
                            badge("good", tr("同意", "Agrees"))
                        } else {
                            badge("bad", tr("不同意", "Does not agree"))
                        },
                        format!("{} {} {}", one.text, one.by, one.at.minute_text()),
                    ),
                    None => (badge("plain", tr("未提出", "Not given")), String::new()),
                };
                vec![name(voice).into_any(), said, text.into_any()]
            })
            .collect();
        let voice_heads =
            [(tr("意见方", "Whose"), false), (tr("意见", "Says"), false), (tr("内容", "In words"), false)];
        let papers = case
            .papers
            .iter()
            .map(|one| {
                vec![
                    name(one.paper).into_any(),
                    one.note.clone().into_any(),
                    format!("{} {}", one.by, one.at.minute_text()).into_any(),
                ]
            })
            .collect::<Vec<_>>();
        let paper_heads = [
            (tr("材料", "Paper"), false),
            (tr("文号或摘要", "Number or summary"), false),
            (tr("归入", "Filed"), false),
        ];
        let history = case
            .history
            .iter()
            .rev()
            .map(|event| {
                vec![
                    event.at.minute_text().into_any(),
                    event.by.clone().into_any(),
                    name(event.step).into_any(),
                    name(event.action).into_any(),
                    event.note.clone().into_any(),
                ]
            })
            .collect();
        let history_heads = [
            (tr("时间", "When"), false),
            (tr("经办", "Who"), false),
            (tr("步骤", "Step"), false),
            (tr("事项", "What"), false),
            (tr("内容", "Note"), false),
        ];
        let posting = case.from.zip(case.until).map(|(from, until)| {
            let mut marks = Vec::new();
            marks.extend(case.middle().map(|on| (tr("中期考核", "Mid-term"), on)));
            section(tr("任职时间线", "The posting in time"), timeline(from, until, &marks, today))
        });
        let waived = case.waivers.iter().map(|one| view! { <li>{name(one.key)}{tr("：", ": ")}{one.document.clone()}" "{one.reason.clone()}" "<span class="muted">{one.by.clone()}</span></li> }).collect_view();
        let documents = (case.step >= Step::PublicNotice).then(|| documents(case));
        let stay = (case.ending == Some(Ending::Stay) && case.state == CaseState::Done && may_edit()).then(|| {
            button_link(
                format!("/exchange/cases/new?person={}&unit={}&kind=transfer", case.person, case.host),
                tr("办理转任", "Open the transfer"),
                true,
            )
        });
        page(
                trail(),
                title(case),
                "",
                view! { {stay}{documents}<button type="button" class="button" data-print="">{tr("打印", "Print")}</button> }.into_any(),
                view! {
                    {form::summary(acting.fault)}
                    {path(case, &detail.rules)}
                    {now}
                    {section(tr("事项", "The case"), facts(vec![
                        (tr("人员", "Who"), case.person_name.clone()),
                        (tr("类型", "Kind"), name(case.kind).to_owned()),
                        (tr("派出（调出）单位", "From"), case.home_name.clone()),
                        (tr("接收（调入）单位", "To"), case.host_name.clone()),
                        (tr("岗位", "Post"), format!("{}（{}）", case.title, name(case.level))),
                        (tr("期限", "Term"), if case.months > 0 { format!("{} {}", case.months, tr("个月", "months")) } else { String::new() }),
                        (tr("人事关系", "Personnel relation"), if case.kind.keeps_home() { tr("保留在派出单位", "Stays with the home unit").to_owned() } else { tr("转入接收单位", "Moves to the host").to_owned() }),
                        (tr("任免文号", "Notice of appointment"), case.appointment.clone()),
                        (tr("状态", "State"), name(case.state).to_owned()),
                        (tr("依据", "Basis"), detail.rules.basis.clone()),
                    ]))}
                    {posting}
                    {section(tr("规则审查", "What the rules say"), view! {
                        <p>{verdict_badge(case.verdict())}</p>
                        {findings_table(&case.findings, &case.person_name, detail.parts.contains(&Part::Person))}
                        {(!case.waivers.is_empty()).then(|| view! { <h3>{tr("已作决定", "Decisions")}</h3><ul class="plain-list">{waived}</ul> })}
                    }.into_any())}
                    {section(tr("各方意见", "Opinions"), plain_table(tr("各方意见", "Opinions"), &voice_heads, voices))}
                    {case.vote.map(|vote| section(tr("讨论决定", "Decision"), facts(vec![
                        (tr("会议日期", "Day"), day_text(vote.on)),
                        (tr("应到/实到/同意/不同意", "Members, present, for, against"), format!("{}/{}/{}/{}", vote.members, vote.present, vote.yes, vote.no)),
                        (tr("结论", "Result"), if vote.carries() { tr("通过", "Carries").to_owned() } else { tr("未通过", "Does not carry").to_owned() }),
                    ])))}
                    {(!case.notices.is_empty()).then(|| section(tr("公示", "Public notice"), facts(case.notices.iter().map(|one| {
                        (name(one.part), format!("{} – {}", day_text(one.from), day_text(one.until)))
                    }).collect())))}
                    {(!case.objections.is_empty() || case.state == CaseState::Running).then(|| section(tr("异议与复核", "Objections and review"), view! {
                        <p class="hint">{tr("对任免、考核结果不服的，可自知道之日起三十日内申请复核；对复核决定不服的，十五日内提出申诉（公务员法第九十五条）。", "Against an appointment or appraisal one may ask for review within 30 days of knowing, and appeal within 15 days of the answer (公务员法 95).")}</p>
                        {acting.objections()}
                    }.into_any()))}
                    {(!papers.is_empty()).then(|| section(tr("材料", "Papers"), plain_table(tr("材料", "Papers"), &paper_heads, papers)))}
                    {(!case.reviews.is_empty()).then(|| section(tr("考核鉴定", "Reviews"), facts(case.reviews.iter().map(|(step, grade, text)| (name(*step), format!("{} {text}", name(*grade)))).collect())))}
                    {section(tr("办理记录", "History"), plain_table(tr("办理记录", "History"), &history_heads, history))}
                }
                .into_any(),
            )
    })
}

/// Papers the program writes.
fn documents(case: &Case) -> AnyView {
    let link = |which: &str, ending: &str| format!("/exchange/cases/{}/{which}.{ending}", case.id);
    let mut items = vec![("notice", tr("公示", "Public notice"))];
    if case.step >= Step::Appointment {
        items.push(("appointment", tr("任免通知", "Notice of appointment")));
    }
    if case.kind.keeps_home() {
        items.push(("agreement", tr("协议", "Agreement")));
    }
    let items = items
        .into_iter()
        .map(|(which, label)| {
            view! {
                <li><a href=link(which, "pdf")>{label}" PDF"</a></li>
                <li><a href=link(which, "docx")>{label}" Word"</a></li>
            }
        })
        .collect_view();
    view! { <details class="menu"><summary class="button">{tr("文书", "Documents")}</summary><ul>{items}</ul></details> }.into_any()
}
