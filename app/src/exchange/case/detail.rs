//! One case: its whole path, what is to be done now, and all that was said and decided.

use domain::exchange::case::{Behalf, Case, CaseState, Ending, Part};
use domain::exchange::kind::Step;
use domain::exchange::view::CaseDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, Act};
use super::forms::Acting;
use super::page::{title, trail};
use crate::components::board::{self, Board, Desk, Entry, history, path};
use crate::components::form;
use crate::components::load::load;
use crate::components::page::{badge, button_link, facts, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::exchange::figures::timeline;
use crate::exchange::findings::{findings_table, verdict_badge};
use crate::exchange::view::may_edit;
use crate::frame::{frame, lang};
use crate::pages::id;
use crate::words::publicity::notice_words;
use crate::words::{name, tr};

/// One case.
pub fn detail() -> AnyView {
    let act = form::posts::<Act>();
    load(id, api::case, move |detail: CaseDetail| {
        let case = &detail.case;
        let today = frame().now.day();
        let desk = Desk::of(act, &case.id, case.version);
        let acting = Acting { case, desk, parts: &detail.parts, today };
        let entries: Vec<Entry<Step>> = case.history.iter().map(Entry::from).collect();
        let notice = (case.step == Step::PublicNotice).then(|| tr("公示期满", "is the last day of the notice"));
        let now = (case.state == CaseState::Running).then(|| {
            let board = Board {
                state: badge("warn", name(case.step)),
                running: true,
                missing: &detail.missing,
                words: &|one| one.says(lang()),
                remedy: &|one| acting.remedy(one),
                beside: &|one| acting.by_paper(one),
                due: detail.due.map(|due| (due, notice)),
                no_table: detail.no_table,
                ways: acting.ways(detail.missing.is_empty()),
            };
            board.draw()
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
                        format!(
                            "{} {} {} {}",
                            one.text,
                            one.by,
                            one.at.minute_text(),
                            behalf_words(one.behalf.as_ref())
                        ),
                    ),
                    None => (badge("plain", tr("未提出", "Not given")), String::new()),
                };
                vec![name(voice).written(), said, text.written()]
            })
            .collect();
        let voice_heads =
            [(tr("意见方", "Whose"), false), (tr("意见", "Says"), false), (tr("内容", "In words"), false)];
        let papers = case
            .papers
            .iter()
            .map(|one| {
                vec![
                    name(one.paper).written(),
                    one.note.clone().into_any(),
                    format!("{} {} {}", one.by, one.at.minute_text(), behalf_words(one.behalf.as_ref())).written(),
                ]
            })
            .collect::<Vec<_>>();
        let paper_heads = [
            (tr("材料", "Paper"), false),
            (tr("文号或摘要", "Number or summary"), false),
            (tr("归入", "Filed"), false),
        ];
        let posting = case.from.zip(case.until).map(|(from, until)| {
            let mut marks = Vec::new();
            marks.extend(case.middle().map(|on| (tr("中期考核", "Mid-term"), on)));
            section(tr("任职时间线", "The posting in time"), timeline(from, until, &marks, today))
        });
        let waived = case
            .waivers
            .iter()
            .map(|one| {
                view! {
                    <li>
                        {name(one.key)}{tr("：", ": ")}{one.document.clone()}" "{one.reason.clone()}" "
                        <span class="muted">{one.by.clone()}</span>
                    </li>
                }
            })
            .collect_view();
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
                view! {
                    {stay}
                    {documents}
                    {board::papers(Vec::new())}
                }.written(),
                view! {
                    {form::summary(acting.desk.fault)}
                    {match case.state {
                        CaseState::Running | CaseState::Done => {
                            path(&detail.rules.steps, case.step, case.state == CaseState::Done, &entries)
                        }
                        ended => view! { <p>{badge("plain", name(ended))}</p> }.written(),
                    }}
                    {now}
                    {section(
                        tr("事项", "The case"),
                        facts(
                            vec![
                                (tr("人员", "Who"), case.person_name.clone()),
                                (tr("类型", "Kind"), name(case.kind).to_owned()),
                                (tr("派出（调出）单位", "From"), case.home_name.clone()),
                                (tr("接收（调入）单位", "To"), case.host_name.clone()),
                                (tr("岗位", "Post"), format!("{}（{}）", case.title, name(case.level))),
                                (tr("岗位所在地", "Place"), case.place.clone()),
                                (
                                    tr("期限", "Term"),
                                    if case.months > 0 {
                                        format!("{} {}", case.months, tr("个月", "months"))
                                    } else {
                                        String::new()
                                    },
                                ),
                                (
                                    tr("人事关系", "Personnel relation"),
                                    if case.kind.keeps_home() {
                                        tr("保留在派出单位", "Stays with the home unit").to_owned()
                                    } else {
                                        tr("转入接收单位", "Moves to the host").to_owned()
                                    },
                                ),
                                (tr("任免文号", "Notice of appointment"), case.appointment.clone()),
                                (tr("发文日期", "Its day"), case.appointed.map(day_text).unwrap_or_default()),
                                (
                                    tr("任职起止", "From – to"),
                                    case
                                        .from
                                        .map(|from| {
                                            format!(
                                                "{} – {}",
                                                day_text(from),
                                                case.until.map(day_text).unwrap_or_default(),
                                            )
                                        })
                                        .unwrap_or_default(),
                                ),
                                (
                                    tr("报到日期", "Reported for duty"),
                                    case.reported.map(day_text).unwrap_or_default(),
                                ),
                                (
                                    tr("期满处理", "How it ends"),
                                    case
                                        .ending
                                        .map(|ending| {
                                            format!(
                                                "{} {}",
                                                name(ending),
                                                case.extend_to.map(day_text).unwrap_or_default(),
                                            )
                                        })
                                        .unwrap_or_default(),
                                ),
                                (tr("状态", "State"), name(case.state).to_owned()),
                                (tr("依据", "Basis"), detail.rules.basis.clone()),
                            ],
                        ),
                    )}
                    {posting}
                    {section(
                        tr("规则审查", "What the rules say"),
                        view! {
                            <p>{verdict_badge(case.verdict())}</p>
                            {changes_list(case)}
                            {findings_table(&case.findings, &case.person_name, detail.parts.contains(&Part::Person))}
                            {(!case.waivers.is_empty())
                                .then(|| {
                                    view! {
                                        <h3>{tr("已作决定", "Decisions")}</h3>
                                        <ul class="plain-list">{waived}</ul>
                                    }
                                })}
                        }
                            .written(),
                    )}
                    {section(
                        tr("各方意见", "Opinions"),
                        plain_table(tr("各方意见", "Opinions"), &voice_heads, voices),
                    )}
                    {case
                        .vote
                        .map(|vote| section(
                            tr("讨论决定", "Decision"),
                            facts(
                                vec![
                                    (tr("会议日期", "Day"), day_text(vote.on)),
                                    (
                                        tr("应到/实到/同意/不同意", "Members, present, for, against"),
                                        format!("{}/{}/{}/{}", vote.members, vote.present, vote.yes, vote.no),
                                    ),
                                    (
                                        tr("结论", "Result"),
                                        if vote.carries() {
                                            tr("通过", "Carries").to_owned()
                                        } else {
                                            tr("未通过", "Does not carry").to_owned()
                                        },
                                    ),
                                ],
                            ),
                        ))}
                    {case
                        .publicity
                        .notice
                        .map(|one| section(
                            tr("公示", "Public notice"),
                            facts(vec![(tr("派出、接收单位", "In both units"), notice_words(&one))]),
                        ))}
                    {(!case.publicity.objections.is_empty() || case.state == CaseState::Running)
                        .then(|| section(
                            tr("异议与复核", "Objections and review"),
                            view! {
                                <p class="hint">
                                    {tr(
                                        "对任免、考核结果不服的，可自知道之日起三十日内申请复核；对复核决定不服的，十五日内提出申诉（公务员法第九十五条）。",
                                        "Against an appointment or appraisal one may ask for review within 30 \
                                         days of knowing, and appeal within 15 days of the answer (公务员法 95).",
                                    )}
                                </p>
                                {acting.objections()}
                            }
                                .written(),
                        ))}
                    {(!papers.is_empty())
                        .then(|| section(
                            tr("材料", "Papers"),
                            plain_table(tr("材料", "Papers"), &paper_heads, papers),
                        ))}
                    {acting.files().map(|list| section(tr("附件", "Files"), list))}
                    {(!case.reviews.is_empty())
                        .then(|| section(
                            tr("考核鉴定", "Reviews"),
                            facts(
                                case
                                    .reviews
                                    .iter()
                                    .map(|(step, grade, text)| (name(*step), format!("{} {text}", name(*grade))))
                                    .collect(),
                            ),
                        ))}
                    {acting.corrections().map(|list| section(tr("更正记录", "Correct a record"), list))}
                    {history(&entries)}
                }
                .written(),
            )
    })
}

/// The paper something was entered from.
fn behalf_words(paper: Option<&Behalf>) -> String {
    paper.map_or_else(String::new, |one| {
        format!("{}{}，{}，{}", tr("代为录入：", "On behalf: "), one.document, one.who, day_text(one.on))
    })
}

/// What the rules say otherwise than at the opening, and when that was found.
fn changes_list(case: &Case) -> Option<AnyView> {
    let since = case.changes();
    if since.is_empty() {
        return None;
    }
    let items = since
        .into_iter()
        .map(|(key, was, is)| {
            let found = case.judged.iter().rev().find(|one| one.changes.iter().any(|change| change.0 == key));
            let when = found.map(|one| format!("{} {}", one.at.minute_text(), name(one.step)));
            view! {
                <li>
                    {name(key)}{tr("：", ": ")}{name(was)}" → "{verdict_badge(is)}" "
                    <span class="muted">{when}</span>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <h3>{tr("提出后规则结论的变化", "What changed since it was opened")}</h3>
            <ul class="plain-list">{items}</ul>
        }
        .written(),
    )
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
                <li>
                    <a href=link(which, "pdf")>{label}" PDF"</a>
                </li>
                <li>
                    <a href=link(which, "docx")>{label}" Word"</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="menu">
            <summary class="button">{tr("文书", "Documents")}</summary>
            <ul>{items}</ul>
        </details>
    }
    .written()
}
