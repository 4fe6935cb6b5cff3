//! One award: what is to be done now, objections, the decision, what may follow.

use domain::code::Code;
use domain::incentive::{ActionKind, Award, AwardDetail, Ground, Missing, Part, Recipient, State, Step};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, ActAward};
use super::page::{state_badge, what};
use crate::components::board::{Board, Desk, Entry, history, papers, path};
use crate::components::form::{self, fault_of, inside};
use crate::components::load::load;
use crate::components::page::{badge, facts, page, section};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::incentive::view::trail;
use crate::pages::id;
use crate::words::publicity::notice_words;
use crate::words::{name, tr};

struct Acts<'a> {
    detail: &'a AwardDetail,
    desk: Desk,
}

impl Acts<'_> {
    fn may(&self, kind: ActionKind) -> bool {
        self.detail.award.allows(kind)
            && kind.parts().iter().any(|part| self.detail.parts.contains(part))
            && self.detail.award.bars(kind, &self.detail.me).is_none()
    }

    fn aside(&self, kind: ActionKind, label: &'static str, grave: bool, body: AnyView) -> Option<AnyView> {
        self.may(kind).then(|| self.desk.aside(kind, label, grave, body))
    }

    /// The form of what is missing, when the viewer is the one to do it.
    fn remedy(&self, one: &Missing) -> Option<AnyView> {
        let fault = self.desk.fault;
        let today = day_text(frame().now.day());
        let document = || form::text("document", tr("文号", "Number"), "", "", fault);
        let (kind, body) = match one {
            Missing::Evidence => (
                ActionKind::Evidence,
                view! {
                    {form::area(
                        "evidence",
                        tr("佐证材料", "Evidence"),
                        tr("写明材料名称、出处", "What it is and where it comes from"),
                        "",
                        fault,
                    )}
                    {self.desk.send(tr("添加材料", "Add it"))}
                }
                .written(),
            ),
            Missing::Review if self.detail.missing.iter().any(|one| matches!(one.0, Missing::Bar { .. })) => {
                return None;
            }
            Missing::Review => (
                ActionKind::Review,
                view! {
                    {form::area("review", tr("审核意见", "What was found"), "", "", fault)}
                    {self.desk.send(tr("审核通过", "It may go up"))}
                }
                .written(),
            ),
            Missing::Notice => (
                ActionKind::Publish,
                view! {
                    {form::date(
                        "on",
                        tr(
                            "张贴日期（次日起算五个工作日）",
                            "Put up on (five working days from the next)",
                        ),
                        today,
                        fault,
                    )}
                    {self.desk.send(tr("公示", "Put it up"))}
                }
                .written(),
            ),
            Missing::Objections { .. } => {
                let (n, one) =
                    self.detail.award.publicity.objections.iter().enumerate().find(|one| one.1.answer.is_none())?;
                (
                    ActionKind::Answer,
                    view! {
                        {form::undecided()}
                        {form::secret()}
                        <p>{one.text.clone()}</p>
                        <input type="hidden" name="n" value=n.to_string() />
                        {form::text("reason", tr("核查结果和理由", "What was found, and why"), "", "", fault)}
                        <div class="actions">
                            <button type="submit" class="button primary" name="decision" value="no">
                                {tr("异议不成立", "It does not stand")}
                            </button>
                            <button type="submit" class="button danger" name="decision" value="yes">
                                {tr("异议成立", "It stands")}
                            </button>
                        </div>
                    }
                    .written(),
                )
            }
            Missing::Approval => {
                let body = if self.detail.approvers.is_empty() {
                    view! {
                        <p class="muted">
                            {format!(
                                "{}{}",
                                tr("须由以下层级审批：", "To be approved by: "),
                                name(self.detail.award.rules.of(self.detail.award.kind).level),
                            )}
                        </p>
                    }
                    .written()
                } else {
                    view! {
                        {form::select(
                            "unit",
                            tr("审批单位", "Approving unit"),
                            "",
                            self.detail.approvers.clone(),
                            "",
                            fault,
                        )}
                        {document()}
                        {self.desk.send(tr("批准", "Approve"))}
                    }
                    .written()
                };
                (ActionKind::Approve, body)
            }
            Missing::Decision => (
                ActionKind::Decide,
                view! {
                    {document()}
                    {self.desk.send(tr("作出决定", "Decide"))}
                }
                .written(),
            ),
            Missing::Conferring => (
                ActionKind::Confer,
                view! {
                    {form::date("on", tr("颁授日期", "Day"), today, fault)}
                    {self.desk.send(tr("登记颁授", "Enter it"))}
                }
                .written(),
            ),
            Missing::Bar { .. } | Missing::NoticeBegins { .. } | Missing::NoticeRuns { .. } | Missing::Upheld => {
                return None;
            }
        };
        let award = &self.detail.award;
        if let Some(why) = award.bars(kind, &self.detail.me)
            && award.allows(kind)
            && kind.parts().iter().any(|part| self.detail.parts.contains(part))
        {
            return Some(view! { <p class="note plain">{crate::words::reason(&why)}</p> }.written());
        }
        self.may(kind).then(|| self.desk.form(kind, body))
    }

    fn ways(&self) -> AnyView {
        let area = |name: &'static str, label: &'static str| {
            inside(label, view! { <textarea name=name rows="4" required=true></textarea> }.written())
        };
        let why = || area("why", tr("理由", "Reason"));
        let ready = self.detail.missing.is_empty() && self.detail.award.step == Step::Nomination;
        let grounds =
            Ground::ALL.iter().map(|one| view! { <option value=one.code()>{name(*one)}</option> }).collect_view();
        // The notice is over and nothing objects: it can be approved at once.
        let over = self.detail.award.step == Step::Notice && self.detail.missing.is_empty();
        let taken = self.detail.award.publicity.takes(frame().now.day()).is_ok();
        view! {
            <div class="actions">
                {(ready && self.may(ActionKind::Submit))
                    .then(|| self.desk.form(ActionKind::Submit, self.desk.send(tr("报送审核", "Hand it in"))))}
                {over.then(|| self.remedy(&Missing::Approval))}
                {(self.detail.award.step == Step::Nomination && !self.detail.award.evidence.is_empty())
                    .then(|| {
                        self.aside(
                            ActionKind::Evidence,
                            tr("补充材料", "Add evidence"),
                            false,
                            area("evidence", tr("佐证材料", "Evidence")),
                        )
                    })}
                {taken
                    .then(|| {
                        self.aside(
                            ActionKind::Object,
                            tr("提出异议", "Object"),
                            false,
                            view! {
                                {form::secret()}
                                {area(
                                    "objection",
                                    tr("异议内容（不显示姓名）", "What you object to; you are not named"),
                                )}
                            }
                            .written(),
                        )
                    })}
                {self
                    .aside(
                        ActionKind::Share,
                        tr("推广经验", "Share as practice"),
                        false,
                        area("story", tr("可供学习的做法", "What others can learn")),
                    )} {self.aside(ActionKind::SendBack, tr("退回", "Send back"), true, why())}
                {self.aside(ActionKind::Refuse, tr("不予通过", "Refuse"), true, why())}
                {self.aside(ActionKind::Withdraw, tr("撤回", "Withdraw"), true, why())}
                {self
                    .aside(
                        ActionKind::Revoke,
                        tr("撤销奖励", "Revoke"),
                        true,
                        view! {
                            {inside(
                                tr("法定情形（公务员法第五十六条）", "Ground (公务员法 56)"),
                                view! { <select name="ground">{grounds}</select> }.written(),
                            )}
                            {inside(
                                tr("文号", "Number"),
                                view! { <input type="text" name="document" required=true /> }.written(),
                            )}
                            {area("reason", tr("事实和理由", "Facts and reasons"))}
                        }
                            .written(),
                    )}
            </div>
        }
        .written()
    }
}

/// One award.
pub fn detail() -> AnyView {
    let act = form::posts::<ActAward>();
    load(id, api::award, move |detail: AwardDetail| {
        let award = &detail.award;
        let acts = Acts { detail: &detail, desk: Desk::of(act, &award.id, award.version) };
        let entries: Vec<Entry<Step>> = award.history.iter().map(Entry::from).collect();
        let noticed = detail.missing.iter().any(|(one, _)| matches!(one, Missing::Notice));
        let bars = award
            .bars
            .iter()
            .chain(&award.secret_bars)
            .map(|(what, lifted)| {
                let word = if lifted.is_empty() {
                    badge("bad", tr("影响奖励", "In the way"))
                } else {
                    badge("good", format!("{} {lifted}", tr("已容错认定，不作限制：", "Tolerated, no bar:")))
                };
                view! { <li>{what.clone()}" "{word}</li> }
            })
            .collect_view();
        let people = match award.recipient {
            Recipient::Person { level, .. } => name(level).to_owned(),
            Recipient::Collective { people } => format!("{} {people}", tr("集体，人数", "A collective of")),
        };
        let organiser = detail.parts.contains(&Part::Organiser);
        let board = Board {
            state: state_badge(award),
            running: award.state == State::Running,
            missing: &detail.missing,
            words: &|one| one.says(lang()),
            remedy: &|one| acts.remedy(one),
            beside: &|_| None,
            due: None,
            no_table: detail.no_table.filter(|_| noticed),
            ways: acts.ways(),
        };
        page(
            trail(),
            format!("{} · {}", what(award), award.name()),
            "",
            papers(files(award)),
            view! {
                {form::summary(fault_of(act))}
                {matches!(award.state, State::Running | State::Conferred)
                    .then(|| path(Step::ALL, award.step, award.state == State::Conferred, &entries))}
                {board.draw()}
                {award
                    .revoked
                    .as_ref()
                    .map(|(ground, reason, document, on)| section(
                        tr("撤销", "Revoked"),
                        view! {
                            <p>{name(*ground)}" · "{document.clone()}" · "{day_text(*on)}</p>
                            <p class="long">{reason.clone()}</p>
                        }
                            .written(),
                    ))}
                {section(
                    tr("奖励", "The award"),
                    view! {
                        {facts(
                            vec![
                                (tr("种类", "Kind"), what(award)),
                                (tr("对象", "To"), award.name().to_owned()),
                                (tr("单位", "Unit"), award.unit_name.clone()),
                                (tr("层次", "Level"), people),
                                (tr("一次性奖金（元）", "Bonus, yuan"), award.bonus().to_string()),
                                (tr("审批层级", "Approved by"), name(award.rules.of(award.kind).level).to_owned()),
                                (
                                    tr("公示", "Notice"),
                                    award.publicity.notice.map(|one| notice_words(&one)).unwrap_or_default(),
                                ),
                                (
                                    tr("审批", "Approval"),
                                    award
                                        .approval
                                        .as_ref()
                                        .map(|(unit, _, number)| format!("{unit} {number}"))
                                        .unwrap_or_default(),
                                ),
                                (
                                    tr("决定", "Decision"),
                                    award
                                        .decision
                                        .as_ref()
                                        .map(|(number, on)| format!("{number} {}", day_text(*on)))
                                        .unwrap_or_default(),
                                ),
                                (tr("颁授日期", "Conferred"), award.conferred.map(day_text).unwrap_or_default()),
                                (tr("依据", "Basis"), award.rules.basis.clone()),
                            ],
                        )}
                        <h3>{tr("主要事迹", "What was done")}</h3>
                        <p class="long">{award.deeds.clone()}</p>
                    }
                        .written(),
                )}
                {(award.bars.len() + award.secret_bars.len() > 0)
                    .then(|| section(
                        tr("影响奖励的情形", "What may stand in the way"),
                        view! { <ul class="plain-list">{bars}</ul> }.written(),
                    ))}
                {(!award.evidence.is_empty())
                    .then(|| section(
                        tr("佐证材料", "Evidence"),
                        view! {
                            <ul class="plain-list">
                                {award
                                    .evidence
                                    .iter()
                                    .map(|(text, by)| {
                                        view! { <li>{text.clone()}" "<span class="muted">{by.clone()}</span></li> }
                                    })
                                    .collect_view()}
                            </ul>
                        }
                            .written(),
                    ))}
                {(organiser && !award.review.is_empty())
                    .then(|| section(
                        tr("审核意见", "The review"),
                        view! { <p class="long">{award.review.clone()}</p> }.written(),
                    ))}
                {(!award.publicity.objections.is_empty())
                    .then(|| section(tr("异议与答复", "Objections"), objections(award)))}
                {(!award.story.is_empty())
                    .then(|| section(
                        tr("经验推广", "Practice"),
                        view! { <p class="long">{award.story.clone()}</p> }.written(),
                    ))}
                {history(&entries)}
            }
            .written(),
        )
    })
}

fn objections(award: &Award) -> AnyView {
    let items = award
        .publicity
        .objections
        .iter()
        .map(|one| {
            let answer = match &one.answer {
                Some(answer) if one.settled => {
                    format!("{} {}", tr("成立，已退回补正：", "Stood, and was sent back:"), answer.text)
                }
                Some(answer) if answer.upheld => format!("{} {}", tr("成立：", "Stands:"), answer.text),
                Some(answer) => format!("{} {}", tr("不成立：", "Does not stand:"), answer.text),
                None => tr("待答复", "Open").to_owned(),
            };
            let own = one.who.is_some().then(|| badge("plain", tr("本人提出", "Your own")));
            let text = if one.text.is_empty() {
                tr("异议（内容依规定保密）", "An objection: what it says is kept secret").to_owned()
            } else {
                one.text.clone()
            };
            view! { <li>{own}" "{text}" → "{answer}</li> }
        })
        .collect_view();
    view! { <ul class="plain-list">{items}</ul> }.written()
}

/// The papers of an award that was decided and holds.
fn files(award: &Award) -> Vec<(String, &'static str)> {
    if award.decision.is_none() || award.state == State::Revoked {
        return Vec::new();
    }
    let file = |which: &str| format!("/incentive/awards/{}/{which}.pdf", award.id);
    vec![
        (file("decision"), tr("奖励决定 PDF", "Decision as PDF")),
        (file("certificate"), tr("证书 PDF", "Certificate as PDF")),
    ]
}
