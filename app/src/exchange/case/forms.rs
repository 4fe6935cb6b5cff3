//! The forms of a case: what is to be done now, what is entered from another part's paper, and what
//! is corrected. Each is the fields of one action, so that a record is corrected by the form it was
//! entered with.

use domain::Day;
use domain::code::Code;
use domain::exchange::case::{Action, ActionKind, Behalf, Case, CaseState, Ending, Missing, Part, Voice, Vote};
use domain::exchange::eligibility::Verdict;
use domain::exchange::kind::Step;
use domain::procedure::{Action as _, Procedure};
use domain::record::Grade;
use domain::time::day_text;
use leptos::prelude::*;

use crate::components::board::{Desk, way};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, FormFault, inside};
use crate::components::page::badge;
use crate::components::written::Written;
use crate::words::{name, tr};

/// Fields of an action. Those in a dialog share the page with others of the same names.
struct Fields {
    fault: FormFault,
    shared: bool,
}

impl Fields {
    fn text(&self, name: &'static str, label: &'static str, hint: &'static str, value: impl Into<String>) -> AnyView {
        let value: String = value.into();
        if self.shared {
            return inside(label, view! { <input type="text" name=name value=value autocomplete="off" /> }.written());
        }
        form::text(name, label, hint, value, self.fault)
    }

    fn date(&self, name: &'static str, label: &'static str, value: Option<Day>) -> AnyView {
        let value = value.map(day_text).unwrap_or_default();
        if self.shared {
            return inside(label, view! { <input type="date" name=name value=value /> }.written());
        }
        form::date(name, label, value, self.fault)
    }

    fn area(&self, name: &'static str, label: &'static str, hint: &'static str, value: &str) -> AnyView {
        if self.shared {
            return inside(
                label,
                view! { <textarea name=name rows="4" inner_html=form::lines(value)></textarea> }.written(),
            );
        }
        form::area(name, label, hint, value, self.fault)
    }

    fn code<C: Code>(&self, field: &'static str, label: &'static str, chosen: C) -> AnyView {
        if !self.shared {
            return form::code(field, label, Some(chosen), self.fault);
        }
        let options = form::Choices::from(form::code_options::<C>(None)).drawn(chosen.code());
        inside(label, view! { <select name=field>{options}</select> }.written())
    }
}

pub(super) struct Acting<'a> {
    pub(super) case: &'a Case,
    pub(super) desk: Desk,
    pub(super) parts: &'a [Part],
    pub(super) today: Day,
}

impl Acting<'_> {
    fn may(&self, action: &Action) -> bool {
        self.case.allows(action) && self.case.who(action).iter().any(|part| self.parts.contains(part))
    }

    /// What would be done about something missing, its fields empty.
    fn about(&self, one: &Missing) -> Option<Action> {
        let (text, today) = (String::new, self.today);
        Some(match one {
            Missing::Finding { key } => Action::Waive { key: *key, reason: text(), document: text() },
            Missing::Opinion { voice } | Missing::Consent { voice } => {
                Action::Give { voice: *voice, agrees: true, text: text() }
            }
            Missing::Refusal => Action::Overrule { reason: text() },
            Missing::Paper { paper } => Action::File { paper: *paper, note: text() },
            Missing::Vote | Missing::Majority => {
                Action::Vote(Vote { on: today, members: 0, present: 0, yes: 0, no: 0 })
            }
            Missing::Notice => Action::Publish { on: today },
            Missing::Approval => Action::Approve { document: text() },
            Missing::Appointment => Action::Appoint { document: text(), dated: today, from: today },
            Missing::Report => Action::Report { on: today },
            Missing::Review => Action::Review { grade: Grade::Competent, text: text() },
            Missing::Ending => Action::End { ending: Ending::Return, until: None, reason: text() },
            _ => return None,
        })
    }

    /// The form for what is missing, when the viewer is the one to do it.
    pub(super) fn remedy(&self, one: &Missing) -> Option<AnyView> {
        let action = self.about(one)?;
        self.may(&action).then(|| self.sent(&action))
    }

    /// The form of an action: its fields and the buttons that send it.
    fn sent(&self, action: &Action) -> AnyView {
        let body = view! {
            {self.fields(action, false)}
            {self.buttons(action)}
        };
        self.desk.form(action.kind(), body.written())
    }

    /// The form for what is missing of another part, by its paper.
    pub(super) fn by_paper(&self, one: &Missing) -> Option<AnyView> {
        let action = self.about(one)?;
        let blank = Behalf { document: String::new(), on: self.today, who: String::new() };
        let by_paper = Action::Behalf { entry: Box::new(action.clone()), paper: blank };
        (!self.may(&action) && self.may(&by_paper)).then(|| {
            dialog(
                "button",
                tr("代为录入（凭书面材料）", "Enter it from their paper"),
                self.desk.form(
                    action.kind(),
                    view! {
                        {self.paper_fields()}
                        {self.fields(&action, true)}
                        <div class="actions">{cancel()}</div>
                        {self.buttons(&action)}
                    }
                    .written(),
                ),
            )
        })
    }

    /// The paper that another part signed.
    fn paper_fields(&self) -> AnyView {
        let fields = Fields { fault: self.desk.fault, shared: true };
        view! {
            <p class="hint">
                {tr(
                    "对方没有账号或暂不能办理时使用；办理记录注明代为录入。",
                    "For a part without an account, or away; the history says that it was entered on behalf.",
                )}
            </p>
            <input type="hidden" name="behalf" value="1" />
            {fields
                .text("behalf_document", tr("书面材料（文号或名称）", "The paper: number or name"), "", "")}
            {fields.date("behalf_on", tr("材料日期", "Day of the paper"), Some(self.today))}
            {fields.text("behalf_who", tr("签署人（单位）", "Signed by"), "", "")}
        }
        .written()
    }

    /// The fields of an action, filled with what it holds.
    fn fields(&self, action: &Action, shared: bool) -> AnyView {
        let f = Fields { fault: self.desk.fault, shared };
        let number = |n: u32| if n == 0 { String::new() } else { n.to_string() };
        match action {
            Action::File { paper, note } => view! {
                <input type="hidden" name="paper" value=paper.code() />
                {f.text("note", tr("文号或内容摘要", "Number or summary"), "", note)}
            }
            .written(),
            Action::Give { voice, text, .. } => view! {
                <input type="hidden" name="voice" value=voice.code() />
                {f
                    .area(
                        "text",
                        tr("意见", "Opinion"),
                        tr("不同意时须说明理由", "Say why when you do not agree"),
                        text,
                    )}
            }
            .written(),
            Action::Waive { key, reason, document } => view! {
                // Why somebody moves in spite of a bar may tell of an investigation.
                {form::secret()}
                <input type="hidden" name="key" value=key.code() />
                <div class="grid">
                    {f.text("document", tr("决定文号", "Document"), "", document)}
                    {f.text("reason", tr("理由", "Reason"), "", reason)}
                </div>
            }
            .written(),
            Action::Overrule { reason } => f.text("reason", tr("继续办理的理由", "Why the case goes on"), "", reason),
            Action::Vote(vote) => view! {
                <div class="grid">
                    {f.date("on", tr("会议日期", "Day"), Some(vote.on))}
                    {f.text("members", tr("应到人数", "Members"), "", number(vote.members))}
                    {f
                        .text(
                            "present",
                            tr("实到人数", "Present"),
                            tr("不少于三分之二", "Two thirds at least"),
                            number(vote.present),
                        )}
                    {f
                        .text(
                            "yes",
                            tr("同意", "In favour"),
                            tr("超过应到半数", "More than half of all"),
                            number(vote.yes),
                        )} {f.text("no", tr("不同意", "Against"), "", vote.no.to_string())}
                </div>
            }
            .written(),
            Action::Publish { on } => f.date(
                "on",
                tr("张贴日期（次日起算工作日）", "Put up on (working days count from the next)"),
                Some(*on),
            ),
            Action::Answer { n, text, .. } => view! {
                {form::secret()}
                <input type="hidden" name="n" value=n.to_string() />
                {f.area("answered", tr("核查情况与答复", "Findings and answer"), "", text)}
            }
            .written(),
            Action::Approve { document } => f.text("document", tr("审批（备案）文号", "Number"), "", document),
            Action::Appoint { document, dated, from } => view! {
                <div class="grid">
                    {f.text("document", tr("任免文号", "Number"), "", document)}
                    {f.date("dated", tr("发文日期", "Day of the document"), Some(*dated))}
                    {f
                        .date(
                            "on",
                            tr(
                                "任职起始日（不早于讨论决定之日）",
                                "First day, not before the decision",
                            ),
                            Some(*from),
                        )}
                </div>
            }
            .written(),
            Action::Report { on } => f.date("on", tr("报到日期", "Day"), Some(*on)),
            Action::Review { grade, text } => view! {
                {f.code("grade", tr("等次", "Grade"), *grade)}
                {f.area("text", tr("评语", "In words"), "", text)}
            }
            .written(),
            Action::End { ending, until, reason } => view! {
                <div class="grid">
                    {f.code("ending", tr("期满处理", "How it ends"), *ending)}
                    {f.date("until", tr("延期至（仅延期填写）", "Extended to"), *until)}
                </div>
                {f.text("reason", tr("理由", "Reason"), "", reason)}
            }
            .written(),
            _ => ().into_any(),
        }
    }

    /// The buttons that send an action.
    fn buttons(&self, action: &Action) -> AnyView {
        match action {
            Action::Give { .. } => view! {
                {form::undecided()}
                <div class="actions">
                    <button type="submit" class="button primary" name="decision" value="yes">
                        {tr("同意", "Agree")}
                    </button>
                    <button type="submit" class="button danger" name="decision" value="no">
                        {tr("不同意", "Do not agree")}
                    </button>
                </div>
            }
            .written(),
            Action::Answer { .. } => view! {
                {form::undecided()}
                <div class="actions">
                    <button type="submit" class="button" name="decision" value="no">
                        {tr("答复，不影响办理", "Answer; the case goes on")}
                    </button>
                    <button type="submit" class="button danger" name="decision" value="yes">
                        {tr("异议成立", "Upheld")}
                    </button>
                </div>
            }
            .written(),
            Action::Waive { key, .. } => {
                let ask = self.case.findings.iter().any(|one| one.key == *key && one.verdict == Verdict::Ask);
                self.desk.send(if ask {
                    tr("判断为符合", "Judge it met")
                } else {
                    tr("登记特别决定", "Enter the decision")
                })
            }
            Action::File { .. } => self.desk.send(tr("归入材料", "File it")),
            Action::Overrule { .. } => self.desk.send(tr("继续办理", "Go on with it")),
            Action::Vote(_) => self.desk.send(tr("登记表决", "Enter the vote")),
            Action::Publish { .. } => self.desk.send(tr("在两个单位公示", "Put up in both units")),
            Action::Approve { .. } => self.desk.send(tr("登记审批", "Enter the approval")),
            Action::Appoint { .. } => self.desk.send(tr("登记任免", "Enter the appointment")),
            Action::Report { .. } => self.desk.send(tr("登记报到", "Enter the report")),
            Action::Review { .. } => self.desk.send(tr("提交鉴定", "Enter the review")),
            Action::End { .. } => self.desk.send(tr("登记处理意见", "Enter it")),
            _ => self.desk.send(tr("提交", "Send")),
        }
    }

    /// Every record of the case: (what it is, which of its kind, the entry as it stands).
    fn records(&self) -> Vec<(String, u32, Action)> {
        let case = self.case;
        let mut all: Vec<(String, u32, Action)> = Vec::new();
        for (n, one) in case.papers.iter().enumerate() {
            let action = Action::File { paper: one.paper, note: one.note.clone() };
            all.push((name(one.paper).to_owned(), n as u32, action));
        }
        for voice in Voice::ALL {
            if let Some(one) = case.opinion(*voice) {
                let action = Action::Give { voice: *voice, agrees: one.agrees, text: one.text.clone() };
                all.push((format!("{}{}", tr("意见：", "Opinion: "), name(*voice)), 0, action));
            }
        }
        for one in &case.waivers {
            let (reason, document) = (one.reason.clone(), one.document.clone());
            all.push((name(one.key).to_owned(), 0, Action::Waive { key: one.key, reason, document }));
        }
        let of = |kind: ActionKind| name(kind).to_owned();
        if let Some(one) = &case.overruled {
            all.push((of(ActionKind::Overrule), 0, Action::Overrule { reason: one.reason.clone() }));
        }
        all.extend(case.vote.map(|vote| (of(ActionKind::Vote), 0, Action::Vote(vote))));
        let notice = case.publicity.notice;
        all.extend(notice.map(|one| (of(ActionKind::Publish), 0, Action::Publish { on: one.on })));
        for (n, one) in case.publicity.objections.iter().enumerate() {
            if let Some(answer) = &one.answer {
                let (upheld, text) = (answer.upheld, answer.text.clone());
                all.push((of(ActionKind::Answer), n as u32, Action::Answer { n: n as u32, upheld, text }));
            }
        }
        if !case.approval.is_empty() {
            all.push((of(ActionKind::Approve), 0, Action::Approve { document: case.approval.clone() }));
        }
        if let (true, Some(from)) = (case.is_appointed(), case.from) {
            let (document, dated) = (case.appointment.clone(), case.appointed.unwrap_or(from));
            all.push((of(ActionKind::Appoint), 0, Action::Appoint { document, dated, from }));
        }
        all.extend(case.reported.map(|on| (of(ActionKind::Report), 0, Action::Report { on })));
        for (n, (step, grade, text)) in case.reviews.iter().enumerate() {
            let action = Action::Review { grade: *grade, text: text.clone() };
            all.push((name(*step).to_owned(), n as u32, action));
        }
        if case.step == Step::FinalAppraisal {
            let action = Action::End { ending: Ending::Return, until: case.until, reason: String::new() };
            all.push((tr("提前结束", "End early").to_owned(), 0, action));
        }
        all
    }

    /// The records the viewer may correct, each with its form; none when there is nothing to correct.
    pub(super) fn corrections(&self) -> Option<AnyView> {
        let items: Vec<AnyView> = self
            .records()
            .into_iter()
            .filter_map(|(label, n, entry)| {
                let is = self.case.record(&entry, n)?;
                let correct = Action::Correct { entry: Box::new(entry.clone()), n, reason: String::new() };
                let blank = Behalf { document: String::new(), on: self.today, who: String::new() };
                let by_paper = Action::Behalf { entry: Box::new(correct.clone()), paper: blank };
                let own = self.may(&correct);
                if !own && !self.may(&by_paper) {
                    return None;
                }
                let fields = Fields { fault: self.desk.fault, shared: true };
                let body = self.desk.form(
                    entry.kind(),
                    view! {
                        <input type="hidden" name="correct" value="1" />
                        <input type="hidden" name="entry" value=n.to_string() />
                        {(!own).then(|| self.paper_fields())}
                        {self.fields(&entry, true)}
                        {fields
                            .text(
                                "correct_reason",
                                tr(
                                    "更正理由（原记录保留在办理记录中）",
                                    "Why; what it was stays in the history",
                                ),
                                "",
                                "",
                            )}
                        <div class="actions">{cancel()}</div>
                        {match entry {
                            Action::Give { .. } | Action::Answer { .. } => self.buttons(&entry),
                            _ => self.desk.send(tr("更正", "Correct it")),
                        }}
                    }
                    .written(),
                );
                Some(
                    view! { <li>{label}{tr("：", ": ")}{is}" "{dialog("button", tr("更正", "Correct"), body)}</li> }
                        .written(),
                )
            })
            .collect();
        (!items.is_empty()).then(|| view! { <ul class="plain-list">{items}</ul> }.written())
    }

    /// Files of every step, and the form that attaches one.
    pub(super) fn files(&self) -> Option<AnyView> {
        let case = self.case;
        let items = case
            .files
            .iter()
            .enumerate()
            .filter(|(_, one)| !one.file.is_empty())
            .map(|(n, one)| {
                let what = format!("{}{}{}", name(one.step), tr("：", ": "), one.about);
                let closed =
                    one.closed.then(|| badge("plain", tr("仅组织部门可见", "For the organisation department")));
                let meta = format!("{} {}", one.by, one.at.minute_text());
                let file = if one.removed.is_empty() {
                    view! { <a href=format!("/exchange/cases/{}/files/{n}", case.id)>{one.name.clone()}</a> }.written()
                } else {
                    format!("{}{}", tr("已撤下：", "Taken off: "), one.removed).written()
                };
                let off = Action::Detach { n: n as u32, reason: String::new() };
                let off = (one.removed.is_empty() && self.may(&off)).then(|| {
                    dialog(
                        "button small danger",
                        tr("撤下", "Take off"),
                        self.desk.form(
                            ActionKind::Detach,
                            view! {
                                <input type="hidden" name="n" value=n.to_string() />
                                {inside(
                                    tr("理由", "Reason"),
                                    view! { <input type="text" name="reason" required=true /> }.written(),
                                )}
                                <p class="actions">
                                    {cancel()}<button type="submit" class="button danger">
                                        {tr("撤下附件", "Take it off")}
                                    </button>
                                </p>
                            }
                            .written(),
                        ),
                    )
                });
                view! { <li>{what}" "{file}" "{closed}" "<span class="muted">{meta}</span>" "{off}</li> }
            })
            .collect_view();
        let attach =
            Action::Attach { file: String::new(), name: String::new(), size: 0, about: String::new(), closed: false };
        let give = self.may(&attach).then(|| {
            let closes = self.parts.contains(&Part::Organiser).then(|| {
                inside(
                    tr("仅组织部门可见", "For the organisation department alone"),
                    view! { <input type="checkbox" name="closed" value="1" /> }.written(),
                )
            });
            dialog(
                "button",
                tr("上传附件", "Attach a file"),
                view! {
                    <form
                        class="form compact"
                        method="post"
                        enctype="multipart/form-data"
                        action=format!("/exchange/cases/{}/files", case.id)
                    >
                        <input type="hidden" name="version" value=case.version.to_string() />
                        {inside(
                            tr("附件说明", "What it is"),
                            view! { <input type="text" name="about" required=true maxlength="100" /> }.written(),
                        )}
                        {closes}
                        {inside(
                            tr(
                                "文件（PDF、OFD、Word、Excel、图片、录音录像，20 MB 以内；加密保存）",
                                "File: PDF, OFD, Word, Excel, picture or recording, at most 20 MB; kept sealed",
                            ),
                            view! { <input type="file" name="file" required=true /> }.written(),
                        )}
                        <p class="actions">
                            {cancel()}<button type="submit" class="button primary">
                                {tr("上传附件", "Attach it")}
                            </button>
                        </p>
                    </form>
                }
                .written(),
            )
        });
        (!case.files.is_empty() || give.is_some()).then(|| {
            view! {
                <ul class="plain-list">{items}</ul>
                {give}
            }
            .written()
        })
    }

    pub(super) fn objections(&self) -> AnyView {
        let first = self.case.publicity.objections.iter().position(|one| one.answer.is_none());
        let reply = |n: usize| Action::Answer { n: n as u32, upheld: false, text: String::new() };
        let items = self
            .case
            .publicity
            .objections
            .iter()
            .enumerate()
            .map(|(n, one)| {
                let answer = match &one.answer {
                    Some(answer) => {
                        let word = match (answer.upheld, one.settled) {
                            (true, true) => badge("plain", tr("成立，已退回补正", "Upheld, and sent back")),
                            (true, false) => badge("bad", tr("成立", "Upheld")),
                            (false, _) => badge("good", tr("不影响", "Does not stand in the way")),
                        };
                        view! { <p>{word}" "{answer.text.clone()}" "<span class="muted">{answer.by.clone()}</span></p> }
                            .written()
                    }
                    None if first == Some(n) && self.may(&reply(n)) => self.sent(&reply(n)),
                    None => badge("warn", tr("待答复", "To be answered")),
                };
                let from = if one.from.is_empty() {
                    tr("异议（提出人和内容依规定保密）", "An objection: from whom and what is kept secret").to_owned()
                } else {
                    one.from.clone()
                };
                view! {
                    <li>
                        <p>
                            <strong>{from}</strong>
                            " "
                            <span class="muted">{one.at.minute_text()}</span>
                        </p>
                        <p>{one.text.clone()}</p>
                        {answer}
                    </li>
                }
            })
            .collect_view();
        let object = Action::Object { from: String::new(), text: String::new() };
        let own = self.parts.contains(&Part::Person);
        let taken = self.case.takes_objection(own, self.today).is_ok();
        let new = (self.case.state == CaseState::Running && taken && self.may(&object)).then(|| {
            let label = match own {
                true => tr("提出异议或申请复核", "Object or ask for review"),
                false => tr("登记异议", "Enter an objection"),
            };
            dialog("button", label, self.desk.form(ActionKind::Object, view! {
                {form::secret()}
                {form::text(
                    "from",
                    tr("提出人", "From"),
                    "",
                    if own { self.case.person_name.clone() } else { String::new() },
                    self.desk.fault,
                )}
                {form::area(
                    "objection",
                    tr("内容", "What"),
                    tr(
                        "写明事实和依据；组织部门核查后答复，不因提出异议加重处理",
                        "Give facts and grounds; it is looked into and answered, and never makes anything heavier",
                    ),
                    "",
                    self.desk.fault,
                )}
                <p class="actions">{cancel()}{self.desk.send(tr("提交异议", "Send it in"))}</p>
            }.written()))
        });
        view! {
            <ul class="plain-list">{items}</ul>
            {new}
        }
        .written()
    }

    /// Going on, back, out. One reason serves whichever way out is taken.
    pub(super) fn ways(&self, ready: bool) -> AnyView {
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
            .map(|(kind, label, _)| way(kind, label, "button danger"))
            .collect();
        let out = (!buttons.is_empty()).then(|| {
            dialog(
                "button danger",
                tr("退回或终止", "Send back or end"),
                self.desk.choice(
                    view! {
                        {form::undecided()}
                        {form::text("why", tr("理由", "Reason"), "", "", self.desk.fault)}
                        <div class="actions">{cancel()}{buttons}</div>
                    }
                    .written(),
                ),
            )
        });
        let end = Action::End { ending: Ending::Return, until: None, reason: text() };
        let early = (running && self.case.step != Step::Closing && self.may(&end)).then(|| {
            self.desk.aside(
                ActionKind::End,
                tr("提前结束", "End early"),
                true,
                view! {
                    <input type="hidden" name="ending" value=Ending::Return.code() />
                    {form::date("until", tr("结束日期", "Last day"), day_text(self.today), self.desk.fault)}
                    {form::text(
                        "reason",
                        tr("理由", "Reason"),
                        tr("登记后进行鉴定", "The appraisal follows"),
                        "",
                        self.desk.fault,
                    )}
                }
                .written(),
            )
        });
        view! {
            <div class="actions">
                {(running && ready && self.may(&Action::Advance))
                    .then(|| self.desk.form(ActionKind::Advance, self.desk.send(tr("进入下一步", "Go on"))))} {out}
                {early}
            </div>
        }
        .written()
    }
}
