//! The forms of a case: one for what is missing, one for each right, one for each way out.

use domain::code::Code;
use domain::time::day_text;
use domain::tolerance::{
    ActionKind, CaseDetail, ClauseKind, Missing, Outcome, Part, RemedyKind, Side, Stand, ToleranceCase,
};
use leptos::prelude::*;

use crate::components::board::Desk;
use crate::components::dialog::{cancel, dialog};
use crate::components::form;
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::tolerance::view::{outcome_badge, says};
use crate::words::{name, tr};

/// What is missing, in words; clauses by what they say.
pub fn missing_words(detail: &CaseDetail, one: &Missing) -> String {
    let named = |key: &String| says(&detail.clauses, key);
    match one {
        Missing::Completion => {
            let why = detail.case.history.iter().rev().find(|one| one.action == ActionKind::SendBack);
            let why = why.map(|one| format!("{}{}", tr("：", ": "), one.note)).unwrap_or_default();
            format!("{}{why}", one.says(lang()))
        }
        Missing::Clause { key } => Missing::Clause { key: named(key) }.says(lang()),
        Missing::Condition { key } => Missing::Condition { key: named(key) }.says(lang()),
        Missing::Excluded { key } => Missing::Excluded { key: named(key) }.says(lang()),
        Missing::Votes { cast, of } if cast == of && *of > 0 => tr(
            "未形成超过半数的一致意见，请认定成员复议后重新表决",
            "No outcome has more than half of all: the members confer and vote again",
        )
        .to_owned(),
        one => one.says(lang()),
    }
}

pub(super) struct Acts<'a> {
    pub(super) detail: &'a CaseDetail,
    pub(super) desk: Desk,
}

impl Acts<'_> {
    fn case(&self) -> &ToleranceCase {
        &self.detail.case
    }

    pub(super) fn may(&self, kind: ActionKind) -> bool {
        let own = matches!(kind, ActionKind::Submit | ActionKind::Withdraw).then(|| self.case().applicant());
        let mine = |part: &Part| self.detail.parts.contains(part) && own.is_none_or(|own| own == *part);
        self.case().allows(kind) && kind.parts().iter().any(mine)
    }

    /// Whether the viewer may do anything beside the next step.
    pub(super) fn beside(&self) -> bool {
        let kinds = [ActionKind::Give, ActionKind::Recuse, ActionKind::Ask, ActionKind::Urge];
        self.detail.parts.contains(&Part::Person) || kinds.into_iter().any(|kind| self.may(kind))
    }

    fn aside(&self, kind: ActionKind, label: &'static str, grave: bool, body: AnyView) -> Option<AnyView> {
        self.may(kind).then(|| self.desk.aside(kind, label, grave, body))
    }

    fn why(&self) -> AnyView {
        inside("why", tr("理由", "Reason"), "", false)
    }

    /// The form for what is missing, when the viewer is the one to do it.
    pub(super) fn remedy(&self, one: &Missing) -> Option<AnyView> {
        let fault = self.desk.fault;
        let today = day_text(frame().now.day());
        let text = |id: &'static str, label: &'static str, hint: &'static str| form::area(id, label, hint, "", fault);
        let document = || form::text("document", tr("文号", "Number"), "", "", fault);
        let yes_no = |yes: &'static str, no: &'static str| {
            view! {
                {form::undecided()}
                <div class="actions">
                    <button type="submit" class="button primary" name="decision" value="yes">
                        {yes}
                    </button>
                    <button type="submit" class="button" name="decision" value="no">
                        {no}
                    </button>
                </div>
            }
        };
        let kind = match one {
            Missing::Completion => ActionKind::Submit,
            Missing::Acceptance => ActionKind::Accept,
            Missing::Suspended => ActionKind::Resume,
            Missing::Members => ActionKind::Assign,
            Missing::Recusals { .. } => ActionKind::AnswerRecusal,
            Missing::Hearing => ActionKind::Hear,
            Missing::Clause { .. } => ActionKind::Judge,
            Missing::Distinction { .. } => ActionKind::Distinguish,
            Missing::Report => ActionKind::Report,
            Missing::Signatures { .. } => ActionKind::Sign,
            Missing::Exclusion { .. } => ActionKind::Exclude,
            Missing::Votes { .. } => ActionKind::Vote,
            Missing::Decision => ActionKind::Decide,
            Missing::Telling => ActionKind::Tell,
            Missing::Remedy { .. } => ActionKind::AnswerRemedy,
            Missing::Correction => ActionKind::Correct,
            Missing::Check => ActionKind::Check,
            Missing::Filing => ActionKind::File,
            Missing::Visit => ActionKind::Visit,
            Missing::Condition { .. } | Missing::Excluded { .. } | Missing::Window { .. } => return None,
        };
        if !self.may(kind) {
            return None;
        }
        if let Some(why) = self.detail.bars(kind) {
            let words = crate::words::reason(&why);
            let take = tr("由其他经办人接手后办理。", "Another takes the case over and does it.");
            return Some(view! { <p class="note plain">{words}" "{take}</p> }.written());
        }
        let body = match one {
            Missing::Completion => view! {
                {text("text", tr("补充说明", "What is added"), "")}
                {self.desk.send(tr("重新提交", "Hand in again"))}
            }
            .written(),
            Missing::Acceptance => {
                let unknown = self.case().limit_unknown().then(|| view! {
                    <p class="note">
                        {tr(
                            "申请人称尚未收到问责通知：是否在期限内须人工判断。",
                            "Whoever applied says there was no notice: whether it is in time somebody has to judge.",
                        )}
                    </p>
                    {form::text(
                        "reason",
                        tr("申请期限的判断及依据", "Whether it is in time, and how that is known"),
                        "",
                        "",
                        fault,
                    )}
                });
                view! {
                    {unknown}
                    {self.desk.send(tr("受理", "Accept"))}
                }
                .written()
            }
            Missing::Suspended => self.desk.send(tr("恢复办理", "Resume")),
            Missing::Members => self.members(),
            Missing::Recusals { .. } => {
                let (n, recusal) = self.case().recusals.iter().enumerate().find(|one| one.1.answer.is_none())?;
                view! {
                    <p>{recusal.member.name.clone()}"："{recusal.reason.clone()}</p>
                    <input type="hidden" name="n" value=n.to_string() />
                    {form::text("reason", tr("决定理由", "Reason"), "", "", fault)}
                    {yes_no(tr("准予回避", "Stands aside"), tr("不予回避", "Stays"))}
                }
                .written()
            }
            Missing::Hearing => view! {
                {form::date("on", tr("日期", "Day"), today, fault)}
                {text(
                    "heard",
                    tr("陈述笔录", "What was said"),
                    tr("核实中必须听取本人陈述", "Nobody is judged unheard"),
                )}
                {self.desk.send(tr("登记陈述", "Enter the hearing"))}
            }
            .written(),
            Missing::Clause { key } => view! {
                <p class="muted">
                    {self.detail.clauses.iter().find(|one| one.key == *key).map(|one| one.basis.clone())}
                </p>
                <input type="hidden" name="clause" value=key.clone() />
                {form::text("reason", tr("事实和理由", "Facts and reasons"), "", "", fault)}
                {yes_no(tr("成立", "Holds"), tr("不成立", "Does not hold"))}
            }
            .written(),
            Missing::Distinction { distinction } => view! {
                <input type="hidden" name="distinction" value=distinction.code() />
                {form::text("reason", tr("事实和理由", "Facts and reasons"), "", "", fault)}
                {form::undecided()}
                <div class="actions">
                    <button type="submit" class="button primary" name="side" value=Side::For.code()>
                        {tr("属于前者（可容）", "The first: tolerable")}
                    </button>
                    <button type="submit" class="button" name="side" value=Side::Against.code()>
                        {tr("属于后者（不可容）", "The second: not")}
                    </button>
                </div>
            }
            .written(),
            Missing::Report => view! {
                {text(
                    "report",
                    tr("核实报告", "Report"),
                    tr("事实、证据、各条款研判、建议", "Facts, evidence, clauses, proposal"),
                )}
                {self.desk.send(tr("提交并签署", "Hand in and sign"))}
            }
            .written(),
            Missing::Signatures { .. } => {
                if self.case().signed.iter().any(|one| one.member.account == self.detail.me) {
                    return None;
                }
                self.desk.send(tr("签署报告", "Sign the report"))
            }
            Missing::Exclusion { .. } => {
                if self.case().excluded_by.iter().any(|one| one.account == self.detail.me) {
                    return None;
                }
                let (key, why) = self.case().excluded.clone()?;
                view! {
                    <p>{says(&self.detail.clauses, &key)}" — "{why}</p>
                    <input type="hidden" name="clause" value=key />
                    {text(
                        "reason",
                        tr("书面理由", "Reason in writing"),
                        tr("不同意的，改为形成核实报告", "Who disagrees writes the report instead"),
                    )}
                    {self.desk.send(tr("同意认定排除情形", "Find it too"))}
                }
                .written()
            }
            Missing::Votes { .. } => {
                if let Some(own) = self.case().ballot().iter().find(|one| one.member.account == self.detail.me) {
                    let again = !self.case().votes_pending();
                    let words = tr("您已表决：", "You voted: ");
                    if !again {
                        let when = own.at.minute_text();
                        let said = view! { <p class="note plain">{words}{outcome_badge(own.outcome)}" "{when}</p> };
                        return Some(said.written());
                    }
                }
                let stands = self.case().open_remedy().and_then(|_| self.case().stands()).map(|one| one.outcome);
                let buttons = Outcome::ALL
                    .iter()
                    .filter(|one| stands.is_none_or(|held| **one <= held))
                    .map(|outcome| {
                        view! {
                            <button type="submit" class="button" name="outcome" value=outcome.code()>
                                {name(*outcome)}
                            </button>
                        }
                    })
                    .collect_view();
                view! {
                    {form::text("reason", tr("表决理由", "Reason"), "", "", fault)}
                    {form::undecided()}
                    <div class="actions">{buttons}</div>
                }
                .written()
            }
            Missing::Decision => {
                let outcome = self.case().carried()?;
                view! {
                    <p>{tr("表决结果：", "Voted: ")}{outcome_badge(outcome)}</p>
                    {document()}
                    {text(
                        "reasons",
                        tr("认定理由（书面送达本人）", "Reasons, given to the person in writing"),
                        "",
                    )}
                    {self.desk.send(tr("作出认定", "Decide"))}
                }
                .written()
            }
            Missing::Telling => view! {
                {form::date("on", tr("送达日期", "Day"), today, fault)}
                {text("text", tr("谈话要点", "What was said"), "")}
                {self.desk.send(tr("登记反馈", "Enter it"))}
            }
            .written(),
            Missing::Remedy { .. } => {
                let stands = self.case().stands()?.outcome;
                let open = self.case().open_remedy()?;
                let records = open.kind == RemedyKind::Appeal && self.detail.stand == Stand::Records;
                let outcome = if records {
                    // Nothing becomes heavier, so nothing heavier is offered.
                    let options: Vec<_> = Outcome::ALL
                        .iter()
                        .filter(|one| **one <= stands)
                        .map(|one| (one.code().to_owned(), name(*one).to_owned()))
                        .collect();
                    view! {
                        <p class="hint">
                            {tr(
                                "申诉由上一级机关或者同级公务员主管部门决定：按其书面决定登记。",
                                "The appeal is for the organ above or the department of civil servants: enter \
                                 its decision as its paper says.",
                            )}
                        </p>
                        {form::text("body", tr("作出决定的机关", "The organ that decided"), "", "", fault)}
                        {form::select(
                            "outcome",
                            tr("决定结果", "Outcome"),
                            tr("不得加重", "Never heavier"),
                            options,
                            stands.code(),
                            fault,
                        )}
                    }
                    .written()
                } else {
                    let carried = open.carried()?;
                    view! { <p>{tr("表决结果：", "Voted: ")}{outcome_badge(carried)}</p> }.written()
                };
                view! {
                    {outcome}
                    {document()}
                    {text("reasons", tr("理由", "Reasons"), "")}
                    {self.desk.send(tr("答复", "Answer"))}
                }
                .written()
            }
            Missing::Correction => view! {
                {document()}
                {text("plan", tr("整改措施", "Plan"), "")}
                {form::date("due", tr("完成期限", "By when"), "", fault)}
                {self.desk.send(tr("下达纠错通知", "Give notice"))}
            }
            .written(),
            Missing::Check => view! {
                {text("text", tr("检查情况", "What was seen"), "")}
                {yes_no(tr("整改完成，销号", "Done"), tr("未完成，继续整改", "Not yet"))}
            }
            .written(),
            Missing::Filing => view! {
                {document()}
                {self.desk.send(tr("登记备案", "Enter the filing"))}
            }
            .written(),
            Missing::Visit => view! {
                {form::date("on", tr("日期", "Day"), today, fault)}
                {text("text", tr("回访情况", "What was seen"), "")}
                {self.desk.send(tr("登记回访", "Enter the visit"))}
            }
            .written(),
            Missing::Condition { .. } | Missing::Excluded { .. } | Missing::Window { .. } => return None,
        };
        Some(self.desk.form(kind, body))
    }

    fn members(&self) -> AnyView {
        let of = |handles: bool| -> Vec<(String, String)> {
            self.detail
                .nominees
                .iter()
                .filter(|one| one.handles || !handles)
                .map(|one| {
                    let why: Vec<&str> = one.conflicts.iter().map(|one| name(one.kind)).collect();
                    let aside = if why.is_empty() {
                        String::new()
                    } else {
                        format!("（{}：{}）", tr("须回避", "must stand aside"), why.join("、"))
                    };
                    (one.member.account.to_string(), format!("{}{aside}", one.member.name))
                })
                .collect()
        };
        let chosen = |list: &[domain::tolerance::Member]| -> Vec<String> {
            list.iter().map(|one| one.account.to_string()).collect()
        };
        let rules = &self.case().rules;
        let least = format!(
            "{} {} / {}",
            tr("核实、认定人员至少", "Handlers and deciders at least"),
            rules.handlers,
            rules.deciders
        );
        view! {
            <p class="muted">{least}</p>
            {form::checks(
                "handlers",
                tr("核实人员", "Handlers"),
                tr("不得参加认定", "They do not decide"),
                of(true),
                &chosen(&self.case().handlers),
                self.desk.fault,
            )}
            {form::checks(
                "deciders",
                tr("认定成员", "Members of the deciding body"),
                tr("集体决定，表决留痕", "They decide together; votes are kept"),
                of(false),
                &chosen(self.case().body()),
                self.desk.fault,
            )}
            {self.desk.send(tr("确定人员", "Name them"))}
        }
        .written()
    }

    /// The person's rights, and evidence by whoever may give it.
    pub(super) fn rights(&self) -> AnyView {
        let case = self.case();
        let abouts: Vec<(String, String)> = std::iter::once((String::new(), tr("整体情况", "The whole").to_owned()))
            .chain(case.to_judge().into_iter().map(|key| (key.clone(), says(&self.detail.clauses, &key))))
            .collect();
        let sides = Side::ALL.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())).collect();
        let give = self.may(ActionKind::Give).then(|| {
            dialog(
                "button",
                tr("提交证据", "Give evidence"),
                view! {
                    <form
                        class="form compact"
                        method="post"
                        enctype="multipart/form-data"
                        action=format!("/tolerance/cases/{}/evidence", case.id)
                    >
                        {form::secret()}
                        <input type="hidden" name="version" value=case.version.to_string() />
                        {inside_select("side", tr("证明方向", "For which side"), "", sides, Side::For.code())}
                        {inside_select("about", tr("针对条款", "About"), "", abouts, "")}
                        {inside(
                            "evidence",
                            tr("内容", "What it says"),
                            tr("写明来源或所在材料", "Say where it comes from"),
                            false,
                        )}
                        {inside_control(
                            tr("附件（可不选）", "A file, if there is one"),
                            tr(
                                "加密保存，逐案一钥；每次查看留痕",
                                "Sealed with a key of this case alone; every reading is on the trail",
                            ),
                            view! { <input type="file" name="file" /> }.written(),
                        )}
                        <p class="actions">
                            {cancel()}<button type="submit" class="button primary">
                                {tr("提交证据", "Give evidence")}
                            </button>
                        </p>
                    </form>
                }
                .written(),
            )
        });
        let named: Vec<(String, String)> = case
            .handlers
            .iter()
            .chain(case.body())
            .chain(&case.keeper)
            .map(|one| (one.account.to_string(), one.name.clone()))
            .collect();
        let recuse = (!named.is_empty()).then(|| {
            self.aside(
                ActionKind::Recuse,
                tr("申请回避", "Ask somebody to stand aside"),
                false,
                view! {
                    {inside_select("member", tr("人员", "Who"), "", named, "")}
                    {inside("reason", tr("理由", "Why"), "", false)}
                }
                .written(),
            )
        });
        let waive = (!case.hearing_waived && case.hearings.is_empty()).then(|| {
            self.aside(
                ActionKind::WaiveHearing,
                tr("放弃陈述", "Need no hearing"),
                true,
                view! { <p>{tr("放弃后核实人员可不再听取陈述。", "The handlers then need not hear you.")}</p> }
                    .written(),
            )
        });
        let open = case.open_remedy().is_some();
        let remedies = (!case.accepted).then(|| {
            let options: Vec<(String, String)> = self
                .detail
                .windows
                .iter()
                .map(|(kind, until)| {
                    let until = format!("{} {}", tr("截至", "until"), day_text(*until));
                    (kind.code().to_owned(), format!("{}（{until}）", name(*kind)))
                })
                .collect();
            view! {
                {(!options.is_empty())
                    .then(|| {
                        self.aside(
                            ActionKind::Ask,
                            tr("申请复核或申诉", "Ask for a review or appeal"),
                            false,
                            view! {
                                {inside_select(
                                    "remedy",
                                    tr("方式", "Which"),
                                    tr("不因申请而加重", "Nothing becomes heavier for it"),
                                    options,
                                    "",
                                )}
                                {inside("grounds", tr("理由", "Grounds"), "", false)}
                            }
                                .written(),
                        )
                    })}
                {(!open)
                    .then(|| {
                        self.aside(
                            ActionKind::Agree,
                            tr("接受认定", "Accept"),
                            false,
                            view! {
                                <p>
                                    {tr(
                                        "接受后不再申请复核、申诉。",
                                        "After that no review or appeal is asked for.",
                                    )}
                                </p>
                            }
                                .written(),
                        )
                    })}
            }
        });
        let late = self.detail.due.is_some_and(|due| frame().now.day() > due);
        let urge = (late && self.may(ActionKind::Urge))
            .then(|| self.desk.form(ActionKind::Urge, self.desk.send(tr("催办", "Urge"))));
        view! { <div class="actions">{give}{recuse}{waive}{remedies}{urge}</div> }.written()
    }

    /// Going on, and the other ways.
    pub(super) fn ways(&self) -> AnyView {
        let excluded: Vec<(String, String)> = self
            .detail
            .clauses
            .iter()
            .filter(|one| one.kind == ClauseKind::Exclusion)
            .map(|one| (one.key.clone(), one.says(lang()).to_owned()))
            .collect();
        let done = self.detail.missing.is_empty();
        let go = (done && self.may(ActionKind::Advance) && self.case().state == domain::tolerance::State::Running)
            .then(|| self.desk.form(ActionKind::Advance, self.desk.send(tr("进入下一步", "Go on"))));
        let no_correction = self.case().correction.is_none().then(|| {
            self.aside(
                ActionKind::NoCorrection,
                tr("无需纠错", "Nothing to correct"),
                false,
                inside("reason", tr("说明", "Why"), "", false),
            )
        });
        let resume = self
            .case()
            .suspended
            .is_none()
            .then(|| self.aside(ActionKind::Suspend, tr("中止", "Suspend"), false, self.why()));
        view! {
            <div class="actions">
                {go}
                {self
                    .detail
                    .takes
                    .then(|| {
                        self.desk
                            .aside(
                                ActionKind::Take,
                                tr("接手经办", "Take it over"),
                                false,
                                view! {
                                    {inside(
                                        "why",
                                        tr(
                                            "理由（原经办人将不再查看）",
                                            "Why; the one before no longer opens it",
                                        ),
                                        "",
                                        false,
                                    )}
                                }
                                    .written(),
                            )
                    })} {no_correction}
                {self
                    .aside(
                        ActionKind::Clear,
                        tr("澄清正名", "Clear the name"),
                        false,
                        inside("text", tr("澄清内容和范围", "Words and scope"), "", false),
                    )} {self.aside(ActionKind::Extend, tr("延长期限", "Take more time"), false, self.why())}
                {resume}
                {self
                    .aside(
                        ActionKind::Exclude,
                        tr("认定排除情形", "Find an exclusion"),
                        true,
                        view! {
                            {inside_select(
                                "clause",
                                tr("情形", "Which"),
                                tr(
                                    "须先听取陈述；本人仍可复核、申诉",
                                    "The person is heard first and may still ask for review",
                                ),
                                excluded,
                                "",
                            )}
                            {inside(
                                "reason",
                                tr("书面理由", "Reason in writing"),
                                tr(
                                    "由核实人员共同认定后，提交认定成员表决",
                                    "Once the handlers find it together, it goes to the votes",
                                ),
                                false,
                            )}
                        }
                            .written(),
                    )} {self.aside(ActionKind::SendBack, tr("退回补正", "Send back"), true, self.why())}
                {self.aside(ActionKind::Reject, tr("不予受理", "Do not accept"), true, self.why())}
                {self.aside(ActionKind::Withdraw, tr("撤回", "Withdraw"), true, self.why())}
                {self
                    .aside(
                        ActionKind::Reopen,
                        tr("重新启动", "Reopen"),
                        true,
                        view! {
                            <p>
                                {tr(
                                    "发现弄虚作假时使用：原认定的效力随即停止。",
                                    "When fraud came out: what the decision lifted holds again.",
                                )}
                            </p>
                            {self.why()}
                        }
                            .written(),
                    )}
            </div>
        }
        .written()
    }
}

/// A control inside its label: a page has many dialogs with fields of the same names, so none of
/// these has an id.
fn inside_control(label: &'static str, hint: &'static str, control: AnyView) -> AnyView {
    view! {
        <div class="field">
            <label>{label}{(!hint.is_empty()).then(|| view! { <span class="hint">" "{hint}</span> })}{control}</label>
        </div>
    }
    .written()
}

fn inside(name: &'static str, label: &'static str, hint: &'static str, short: bool) -> AnyView {
    let control = if short {
        view! { <input type="text" name=name required=true /> }.written()
    } else {
        view! { <textarea name=name rows="4" required=true></textarea> }.written()
    };
    inside_control(label, hint, control)
}

fn inside_select(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let options = form::Choices::from(options).drawn(chosen);
    inside_control(label, hint, view! { <select name=name>{options}</select> }.written())
}
