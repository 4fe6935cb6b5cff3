//! One case: what is to be done now, what was found, what was decided and what follows.

use domain::code::Code;
use domain::time::day_text;
use domain::tolerance::{
    ActionKind, CaseDetail, Decision, Distinction, Event, Evidence, Part, Side, State, Step, ToleranceCase,
};
use leptos::prelude::*;

use super::act::{Acts, missing_words};
use super::api::{self, ActTolerance};
use crate::components::board::{Board, Desk, Entry, history, papers, path};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, facts, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::pages::{id, page_fault};
use crate::tolerance::precedent::api::CollectPrecedent;
use crate::tolerance::view::{outcome_badge, says, trail};
use crate::words::{name, tr};

/// One case.
pub fn detail() -> AnyView {
    let act = form::posts::<ActTolerance>();
    let collect = form::posts::<CollectPrecedent>();
    load(id, api::tolerance_case, move |detail: CaseDetail| {
        let case = &detail.case;
        let fault = fault_of(act);
        let acts = Acts { detail: &detail, desk: Desk::of(act, &case.id, case.version).secret() };
        let entries: Vec<Entry<Step>> = case.history.iter().map(|one| entry(&detail, one)).collect();
        let inside = detail.parts.iter().any(|part| part.inside());
        let running = case.state == State::Running;
        page(
            trail(),
            format!("{} {}", case.number, case.name),
            tr("查看本页会留下记录。", "Looking at this page leaves a row of the trail."),
            papers(files(case)),
            view! {
                {form::summary(fault)}
                {form::summary(Signal::derive(page_fault))}
                {matches!(case.state, State::Running | State::Done)
                    .then(|| path(Step::ALL, case.step, case.state == State::Done, &entries))}
                {(case.state == State::Rejected)
                    .then(|| {
                        view! {
                            <p class="note">
                                {tr("不予受理：", "Not accepted: ")}
                                {case.history.last().map(|one| one.note.clone())}" "
                                {tr(
                                    "可补充材料后重新申请，也可向上级机关反映。",
                                    "Apply again with more, or turn to the organ above.",
                                )}
                            </p>
                        }
                    })}
                {now(&detail, &acts, running)}
                {(running && acts.beside())
                    .then(|| section(
                        tr("您可以", "What you may do"),
                        view! {
                            {detail.parts.contains(&Part::Person).then(rights)}
                            {acts.rights()}
                        }
                            .written(),
                    ))}
                {decision(case)}
                {section(
                    tr("事项", "The matter"),
                    view! {
                        {facts(
                            vec![
                                (tr("人员", "Whose"), case.name.clone()),
                                (tr("单位", "Unit"), case.unit_name.clone()),
                                (tr("启动方式", "How it began"), name(case.opener).to_owned()),
                                (tr("发生日期", "When"), day_text(case.happened)),
                                (
                                    tr("问责通知", "Notice of accountability"),
                                    case
                                        .notice
                                        .map(|day| format!("{} {}", day_text(day), case.notice_number))
                                        .unwrap_or_default(),
                                ),
                                (tr("认定方式", "Template"), name(case.template).to_owned()),
                                (
                                    tr("经办人", "Kept by"),
                                    case.keeper.as_ref().map(|one| one.name.clone()).unwrap_or_default(),
                                ),
                                (tr("核实人员", "Handlers"), names(&case.handlers)),
                                (tr("认定成员", "Deciding body"), names(case.body())),
                                (tr("期限依据", "Basis of the deadlines"), case.rules.basis.clone()),
                            ],
                        )}
                        <h3>{tr("经过", "What happened")}</h3>
                        <p class="long">{case.matter.clone()}</p>
                        <h3>{tr("申请理由", "Why it should be tolerated")}</h3>
                        <p class="long">{case.grounds.clone()}</p>
                    }
                        .written(),
                )}
                {section(tr("三个区分开来", "The three distinctions"), comparison(&detail))}
                {section(tr("条款研判", "Clauses"), clauses(&detail))}
                {heard(case, inside)}
                {(!detail.similar.is_empty()).then(|| section(tr("类似案例", "Cases like it"), alike(&detail)))}
                {follow(case)}
                {(inside && case.step >= Step::Filing && !detail.collected)
                    .then(|| section(
                        tr("收入案例库", "Into the collection"),
                        form::post(
                            collect,
                            "form",
                            view! {
                                {form::summary(fault_of(collect))}
                                <input type="hidden" name="id" value=case.id.to_string() />
                                {form::area(
                                    "summary",
                                    tr(
                                        "案情（隐去姓名、单位、文号）",
                                        "What it was about, without names",
                                    ),
                                    "",
                                    "",
                                    fault_of(collect),
                                )}
                                {form::area(
                                    "reasons",
                                    tr("认定理由（同上）", "Reasons, without names"),
                                    "",
                                    "",
                                    fault_of(collect),
                                )}
                                {form::submit(tr("收入", "Take it in"), collect.pending())}
                            },
                        ),
                    ))}
                {history(&entries)}
            }
            .written(),
        )
    })
}

fn names(members: &[domain::tolerance::Member]) -> String {
    members.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(tr("、", ", "))
}

fn signers(case: &ToleranceCase) -> String {
    case.signed.iter().map(|one| one.member.name.as_str()).collect::<Vec<_>>().join(tr("、", ", "))
}

fn files(case: &ToleranceCase) -> Vec<(String, &'static str)> {
    let decided = case.decision.as_ref().map(|_| format!("/tolerance/cases/{}/decision.pdf", case.id));
    decided.into_iter().map(|href| (href, tr("认定书 PDF", "Decision as PDF"))).collect()
}

fn now(detail: &CaseDetail, acts: &Acts<'_>, running: bool) -> AnyView {
    // Where only the person's time has to pass, nobody is late.
    let waits = detail.missing.iter().all(|(_, turn)| turn.is_none());
    let case = &detail.case;
    let board = Board {
        state: if running { badge("warn", name(case.step)) } else { badge("plain", name(case.state)) },
        running,
        missing: &detail.missing,
        words: &|one| missing_words(detail, one),
        remedy: &|one| acts.remedy(one),
        beside: &|_| None,
        due: detail.due.filter(|_| !waits || detail.missing.is_empty()).map(|day| (day, None)),
        no_table: detail.no_table.filter(|_| running),
        ways: acts.ways(),
    };
    board.draw()
}

/// What the person is told of their rights.
fn rights() -> AnyView {
    view! {
        <ul class="plain-list">
            <li>
                {tr(
                    "陈述、申辩，提交证据；核实人员必须听取。",
                    "To be heard and to give evidence.",
                )}
            </li>
            <li>{tr("认为有关人员应当回避的，可以申请。", "To ask that somebody stand aside.")}</li>
            <li>{tr("收到写明理由的书面结果。", "To have the result in writing, with reasons.")}</li>
            <li>
                {tr(
                    "自收到结果三十日内申请复核，对复核不服十五日内申诉，也可直接申诉；不因此加重。",
                    "To ask for review within 30 days and appeal within 15 days of the answer, or appeal \
                     directly; nothing becomes heavier for it.",
                )}
            </li>
        </ul>
    }
    .written()
}

fn written(label: &'static str, one: &Decision) -> AnyView {
    view! {
        <div class="decision">
            <h3>{label}" "{outcome_badge(one.outcome)}</h3>
            <p class="muted">{one.document.clone()}" "{day_text(one.on)}</p>
            <p class="long">{one.reasons.clone()}</p>
        </div>
    }
    .written()
}

fn decision(case: &ToleranceCase) -> Option<AnyView> {
    let first = case.decision.as_ref()?;
    let remedies = case
        .remedies
        .iter()
        .map(|one| {
            let answer = one.answer.as_ref().map(|answer| written(name(one.kind), answer));
            view! {
                <p>
                    {name(one.kind)}"："{day_text(one.asked)}" "{one.grounds.clone()}" "
                    <span class="muted">{one.body.clone()}</span>
                </p>
                {answer}
            }
        })
        .collect_view();
    let effect = match case.effective() {
        Some(_) => tr(
            "已生效：在交流、考核、评先评优中不作为限制，相应页面会注明本认定。",
            "In force: no bar in exchange, appraisal or awards; the pages concerned name this decision.",
        ),
        None => tr("尚未产生容错效力。", "Nothing is lifted by it."),
    };
    Some(section(
        tr("认定结果", "The decision"),
        view! {
            {written(tr("认定", "Decided"), first)}
            {remedies}
            <p class="note plain">{effect}</p>
            {case
                .told
                .as_ref()
                .map(|told| view! { <p>{tr("反馈：", "Told: ")}{day_text(told.on)}" "{told.text.clone()}</p> })}
            {case
                .reopened
                .iter()
                .map(|(on, why)| {
                    view! { <p class="note">{tr("重新启动：", "Reopened: ")}{day_text(*on)}" "{why.clone()}</p> }
                })
                .collect_view()}
        }
        .written(),
    ))
}

fn evidence(case: &ToleranceCase, side: Side) -> AnyView {
    let list: Vec<(usize, &Evidence)> = case.evidence.iter().enumerate().filter(|(_, one)| one.side == side).collect();
    if list.is_empty() {
        return view! { <span class="muted">"—"</span> }.written();
    }
    let items = list
        .iter()
        .map(|(n, one)| {
            view! {
                <li>
                    {one.text.clone()}" "
                    {(!one.file.is_empty())
                        .then(|| {
                            view! {
                                <a href=format!("/tolerance/cases/{}/evidence/{n}", case.id)>{one.file_name.clone()}</a>
                                " "
                            }
                        })}<span class="muted">{name(one.part)}" "{day_text(one.at.day())}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain-list">{items}</ul> }.written()
}

/// Each distinction with what speaks for either side.
fn comparison(detail: &CaseDetail) -> AnyView {
    let case = &detail.case;
    let heads = [
        (tr("区分", "Distinction"), false),
        (tr("研判", "Found"), false),
        (tr("事实和理由", "Facts and reasons"), false),
    ];
    let rows = Distinction::ALL
        .iter()
        .map(|one| {
            let found = case.assessments.iter().find(|found| found.distinction == *one);
            let verdict = match found.map(|found| found.side) {
                Some(Side::For) => badge("good", tr("属于前者", "The first")),
                Some(Side::Against) => badge("bad", tr("属于后者", "The second")),
                None => badge("plain", tr("未研判", "Not judged")),
            };
            vec![
                name(*one).written(),
                verdict,
                found.map(|found| format!("{} {}", found.reason, found.by)).unwrap_or_default().into_any(),
            ]
        })
        .collect();
    view! {
        {plain_table(tr("三个区分开来", "The three distinctions"), &heads, rows)}
        <div class="sides">
            <div>
                <h3>{tr("支持容错的证据", "Evidence for tolerance")}</h3>
                {evidence(case, Side::For)}
            </div>
            <div>
                <h3>{tr("不支持的证据", "Evidence against")}</h3>
                {evidence(case, Side::Against)}
            </div>
        </div>
    }
    .written()
}

fn clauses(detail: &CaseDetail) -> AnyView {
    let case = &detail.case;
    let heads = [
        (tr("条款", "Clause"), false),
        (tr("依据", "Basis"), false),
        (tr("研判", "Found"), false),
        (tr("事实和理由", "Facts and reasons"), false),
    ];
    let rows = case
        .to_judge()
        .into_iter()
        .map(|key| {
            let clause = detail.clauses.iter().find(|one| one.key == key);
            let found = case.finding(&key);
            let verdict = match found.map(|one| one.holds) {
                Some(true) => badge("good", tr("成立", "Holds")),
                Some(false) => badge("bad", tr("不成立", "Does not hold")),
                None => badge("plain", tr("未研判", "Not judged")),
            };
            vec![
                says(&detail.clauses, &key).written(),
                view! { <span class="muted">{clause.map(|one| one.basis.clone())}</span> }.written(),
                verdict,
                found.map(|one| one.reason.clone()).unwrap_or_default().into_any(),
            ]
        })
        .collect();
    let excluded = case.excluded.as_ref().map(|(key, why)| {
        view! { <p class="note">{tr("排除情形：", "Excluded: ")}{says(&detail.clauses, key)}" — "{why.clone()}</p> }
    });
    view! {
        {excluded}
        {plain_table(tr("条款研判", "Clauses"), &heads, rows)}
    }
    .written()
}

fn heard(case: &ToleranceCase, inside: bool) -> AnyView {
    let hearings = case
        .hearings
        .iter()
        .map(|one| {
            view! {
                <li>
                    <span class="muted">{day_text(one.on)}" "{one.by.clone()}</span>
                    <p class="long">{one.text.clone()}</p>
                </li>
            }
        })
        .collect_view();
    let recusals = case
        .recusals
        .iter()
        .map(|one| {
            let answer = match &one.answer {
                Some((true, why)) => format!("{} {why}", tr("准予", "granted")),
                Some((false, why)) => format!("{} {why}", tr("不予", "refused")),
                None => tr("待决定", "open").to_owned(),
            };
            view! { <li>{one.member.name.clone()}"："{one.reason.clone()}" → "{answer}</li> }
        })
        .collect_view();
    let votes = case
        .ballot()
        .iter()
        .map(|one| vec![one.member.name.clone().into_any(), outcome_badge(one.outcome), one.reason.clone().into_any()])
        .collect::<Vec<_>>();
    let heads = [(tr("成员", "Member"), false), (tr("表决", "Vote"), false), (tr("理由", "Reason"), false)];
    view! {
        {(!case.hearings.is_empty() || case.hearing_waived)
            .then(|| section(
                tr("本人陈述", "What the person said"),
                view! {
                    {case
                        .hearing_waived
                        .then(|| {
                            view! {
                                <p class="muted">{tr("本人书面放弃陈述。", "The person needs no hearing.")}</p>
                            }
                        })}
                    <ul class="plain-list">{hearings}</ul>
                }
                    .written(),
            ))}
        {(!case.recusals.is_empty())
            .then(|| section(
                tr("回避申请", "Requests to stand aside"),
                view! { <ul class="plain-list">{recusals}</ul> }.written(),
            ))}
        {(inside && !case.report.is_empty())
            .then(|| section(
                tr("核实报告", "The handlers' report"),
                view! {
                    <p class="long">{case.report.clone()}</p>
                    <p class="muted">{tr("签署：", "Signed: ")}{signers(case)}</p>
                }
                    .written(),
            ))}
        {(!votes.is_empty()).then(|| section(tr("表决", "Votes"), plain_table(tr("表决", "Votes"), &heads, votes)))}
    }
    .written()
}

fn alike(detail: &CaseDetail) -> AnyView {
    let heads = [
        (tr("相似度", "Alike"), true),
        (tr("年份", "Year"), false),
        (tr("结果", "Outcome"), false),
        (tr("案情", "What it was about"), false),
        (tr("理由", "Reasons"), false),
    ];
    let rows = detail
        .similar
        .iter()
        .map(|(likeness, one)| {
            vec![
                format!("{likeness}%").written(),
                one.year.to_string().into_any(),
                outcome_badge(one.outcome),
                one.summary.clone().into_any(),
                one.reasons.clone().into_any(),
            ]
        })
        .collect();
    view! {
        <p class="hint">
            {tr(
                "同类情形应同样处理；与先例不同的，请在理由中说明。",
                "Like is treated alike: say why when you decide otherwise.",
            )}
        </p>
        {plain_table(tr("类似案例", "Cases like it"), &heads, rows)}
    }
    .written()
}

fn follow(case: &ToleranceCase) -> Option<AnyView> {
    if case.step < Step::Correction {
        return None;
    }
    let correction = case.correction.as_ref().map(|one| {
        let checks = one
            .checks
            .iter()
            .map(|(on, done, text, by)| {
                let word = if *done {
                    badge("good", tr("已销号", "Done"))
                } else {
                    badge("warn", tr("未完成", "Not yet"))
                };
                view! { <li>{day_text(*on)}" "{word}" "{text.clone()}" "<span class="muted">{by.clone()}</span></li> }
            })
            .collect_view();
        view! {
            <p>{one.document.clone()}" · "{tr("期限", "by")}" "{day_text(one.due)}</p>
            <p class="long">{one.plan.clone()}</p>
            <ul class="plain-list">{checks}</ul>
        }
    });
    let said = |one: &Option<domain::tolerance::Answered>| {
        one.as_ref().map(|one| format!("{} {}", day_text(one.on), one.text)).unwrap_or_default()
    };
    Some(section(
        tr("纠错与后续", "Correction and after"),
        view! {
            {correction}
            {facts(
                vec![
                    (tr("无需纠错", "Nothing to correct"), case.uncorrected.clone()),
                    (tr("备案归档", "Filed"), said(&case.filed)),
                    (tr("回访", "Visited"), said(&case.visited)),
                    (tr("澄清正名", "Cleared"), said(&case.cleared)),
                ],
            )}
        }
        .written(),
    ))
}

fn entry(detail: &CaseDetail, one: &Event) -> Entry<Step> {
    let judged = one.action == ActionKind::Judge && !one.note.is_empty();
    let note = if judged { says(&detail.clauses, &one.note) } else { one.note.clone() };
    let by = format!("{} {}", name(one.part), one.by);
    Entry { at: one.at, step: Some(one.step), what: name(one.action), by, note }
}
