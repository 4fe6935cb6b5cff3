//! One person in an appraisal: report, facts, points with where they came from, result and what
//! follows, review and appeal.

use domain::appraisal::{
    ActKind, Change, Line, Member, MemberDetail, MemberPart, Outcome, RemedyKind, Shown, Source, Stand, Standing, Step,
    VoterGroup,
};
use domain::code::Code;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, ActMember};
use crate::appraisal::view::{group_named, hundredths, outcome_badge, points, rate, trail};
use crate::components::board::{Board, Desk, Entry, history, papers};
use crate::components::form::{self, fault_of, inside};
use crate::components::load::load;
use crate::components::page::{badge, facts, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::pages::id;
use crate::words::{name, tr};

struct Acts<'a> {
    detail: &'a MemberDetail,
    desk: Desk,
}

impl Acts<'_> {
    fn may(&self, kind: ActKind) -> bool {
        self.detail.acts.contains(&kind)
    }

    fn aside(&self, kind: ActKind, label: &'static str, body: AnyView) -> Option<AnyView> {
        self.may(kind).then(|| self.desk.aside(kind, label, false, body))
    }

    /// A choice among outcomes that how somebody takes part and what the year brought allow.
    fn outcomes(&self) -> AnyView {
        let member = &self.detail.member;
        let options = Outcome::ALL
            .iter()
            .filter(|one| member.fits(**one).is_ok())
            .map(|one| {
                view! {
                    <option value=one.code() selected=Some(*one) == member.outcome>
                        {name(*one)}
                    </option>
                }
            })
            .collect_view();
        inside(tr("等次", "Outcome"), view! { <select name="outcome">{options}</select> }.written())
    }

    fn text(&self, field: &'static str, label: &'static str, required: bool) -> AnyView {
        inside(label, view! { <textarea name=field rows="4" required=required></textarea> }.written())
    }

    /// What a decision about a review or an appeal rests on.
    fn ruling(&self, appeal: bool) -> AnyView {
        let line = |field: &'static str, label: &'static str| {
            inside(label, view! { <input type="text" name=field required=true /> }.written())
        };
        let records = appeal && self.detail.stand == Stand::Records;
        view! {
            {records
                .then(|| {
                    view! {
                        <p class="hint">
                            {tr(
                                "申诉由上一级机关决定：按其书面决定登记。",
                                "The appeal is for the organ above: enter its decision as its paper says.",
                            )}
                        </p>
                    }
                })}
            {appeal.then(|| line("body", tr("作出决定的机关", "The organ that decided")))}
            {line("document", tr("决定文号", "Number of the decision"))}
            {self
                .text(
                    "minutes",
                    tr(
                        "集体研究情况（改变结果的必填：到会人数、表决）",
                        "The meeting: who took part and how they voted; needed where the result changes",
                    ),
                    false,
                )}
            {self.text("reason", tr("理由", "Reasons"), true)}
        }
        .written()
    }

    /// The last day to ask for a review or to appeal.
    fn last(&self, kind: RemedyKind) -> Option<AnyView> {
        let (_, day) = self.detail.windows.iter().find(|one| one.0 == kind)?;
        Some(view! { <p class="hint">{format!("{} {}", tr("最后一天：", "Last day:"), day_text(*day))}</p> }.written())
    }

    /// The form of what is missing, when the viewer is the one to do it.
    fn remedy(&self, kind: ActKind) -> Option<AnyView> {
        let member = &self.detail.member;
        let fault = self.desk.fault;
        let body = match kind {
            ActKind::Report => {
                let text = member.report.as_ref().map(|one| one.text.clone()).unwrap_or_default();
                view! {
                    {form::area(
                        "report",
                        tr("述职报告", "Report"),
                        tr(
                            "写明履职情况、主要成效、存在不足和改进打算；截止前可以修改。",
                            "What you did, what came of it, what was lacking; it can be changed until the last day.",
                        ),
                        text,
                        fault,
                    )}
                    {self.desk.send(tr("提交述职", "Hand it in"))}
                }
                .written()
            }
            ActKind::Acknowledge => view! {
                {form::area("opinion", tr("本人意见（可不填）", "Your opinion, if any"), "", "", fault)}
                {self.desk.send(tr("签收", "Acknowledge"))}
            }
            .written(),
            ActKind::Propose => view! {
                {self.outcomes()}
                {form::text(
                    "reason",
                    tr("调整理由（与得分建议不同时必填）", "Why, where it differs from the points"),
                    "",
                    "",
                    fault,
                )}
                {self.desk.send(tr("拟定等次", "Propose"))}
            }
            .written(),
            ActKind::AnswerReview => return self.answer(kind, tr("作出复核决定", "Decide the review"), false),
            ActKind::AnswerAppeal => return self.answer(kind, tr("作出申诉处理决定", "Decide the appeal"), true),
            _ => return None,
        };
        self.may(kind).then(|| self.desk.form(kind, body))
    }

    fn answer(&self, kind: ActKind, label: &'static str, appeal: bool) -> Option<AnyView> {
        let body = view! {
            {self.outcomes()}
            {self.ruling(appeal)}
        };
        self.aside(kind, label, body.written())
    }

    /// What can be done besides: what was done already and may still be changed, rights, corrections.
    fn ways(&self) -> AnyView {
        let member = &self.detail.member;
        let waits = |kind: &ActKind| self.detail.missing.iter().any(|(one, _)| one == kind);
        let forms = [ActKind::Report, ActKind::Acknowledge, ActKind::Propose];
        let again = forms.into_iter().filter(|kind| !waits(kind)).filter_map(|kind| self.remedy(kind)).collect_view();
        let grounds = || self.text("grounds", tr("事实和理由", "Facts and reasons"), true);
        let ask = |kind: RemedyKind| {
            view! {
                {self.last(kind)}
                {grounds()}
            }
            .written()
        };
        let organiser = self.detail.parts.contains(&MemberPart::Organiser);
        let standings = Standing::ALL
            .iter()
            .filter(|one| organiser || **one != Standing::Investigated)
            .map(|one| {
                view! {
                    <option value=one.code() selected=*one == member.standing>
                        {name(*one)}
                    </option>
                }
            })
            .collect_view();
        let correction = view! {
            {inside(
                tr("参加情况", "Takes part"),
                view! { <select name="standing">{standings}</select> }.written(),
            )}
            {inside(
                tr("本年缺勤天数", "Days of absence"),
                view! {
                    <input
                        name="absent_days"
                        inputmode="numeric"
                        autocomplete="off"
                        value=member.absent_days.to_string()
                        required=true
                    />
                }
                    .written(),
            )}
            {self
                .text(
                    "reason",
                    tr("依据（如：病假审批单、试用期任职文件）", "What it rests on"),
                    true,
                )}
        };
        let reasons = self.text("reason", tr("理由", "Reasons"), true);
        view! {
            {again}
            <div class="actions">
                {self.aside(ActKind::AskReview, tr("申请复核", "Ask for a review"), ask(RemedyKind::Review))}
                {self.aside(ActKind::Appeal, tr("提出申诉", "Appeal"), ask(RemedyKind::Appeal))}
                {self.aside(ActKind::PutOff, tr("延长处理期限", "Put the answer off"), reasons)}
                {self
                    .aside(
                        ActKind::Correct,
                        tr("核定参加情况", "Correct how they take part"),
                        correction.written(),
                    )}
            </div>
        }
        .written()
    }
}

fn unit_of(source: Source) -> &'static str {
    match source {
        Source::Hours => tr("学时", "hours"),
        Source::Need => tr("件", "needs"),
        Source::Project => tr("项", "projects"),
        _ => tr("分", "points"),
    }
}

/// Groups shown as one, by code and name.
fn groups_named(groups: &[VoterGroup], codes: &[String]) -> String {
    codes.iter().map(|code| group_named(groups, code)).collect::<Vec<_>>().join(" + ")
}

/// Where a line's points came from.
fn how(line: &Line, groups: &[VoterGroup]) -> String {
    if let Some((value, full)) = line.fact {
        return format!("{} {} / {full}", hundredths(value), unit_of(line.source));
    }
    let cells: Vec<String> = line
        .cells
        .iter()
        .map(|(codes, weight, mean)| format!("{} {}（{weight}%）", groups_named(groups, codes), hundredths(*mean)))
        .collect();
    match line.absent {
        Some(rule) => name(rule).to_owned(),
        None => cells.join("；"),
    }
}

fn score(detail: &MemberDetail) -> Option<AnyView> {
    let score = detail.member.score.as_ref()?;
    let heads = [
        (tr("维度", "Side"), false),
        (tr("指标", "Indicator"), false),
        (tr("权重%", "Weight, %"), true),
        (tr("得分", "Points"), true),
        (tr("来源", "From"), false),
        (tr("计算", "How"), false),
    ];
    let rows = score
        .lines
        .iter()
        .map(|line| {
            vec![
                name(line.dimension).written(),
                line.name.clone().into_any(),
                line.weight.to_string().into_any(),
                points(line.points).written(),
                name(line.source).written(),
                how(line, &detail.appraisal.scheme.groups).written(),
            ]
        })
        .collect();
    Some(section(
        tr("得分", "Points"),
        view! {
            <p>
                <strong>{points(score.total)}</strong>
                " "
                <span class="muted">
                    {format!(
                        "{} {}%，{} {}%",
                        tr("有数据的权重", "weight with data:"),
                        score.covered,
                        tr("计分的权重（分母）", "weight counted, the denominator:"),
                        score.applies,
                    )}
                </span>
                " "
                {score
                    .look_into
                    .then(|| badge(
                        "bad",
                        tr("不称职票较多，须了解核实", "Many say 不称职: look into it"),
                    ))}
            </p>
            {plain_table(tr("得分", "Points"), &heads, rows)}
        }
        .written(),
    ))
}

fn votes(detail: &MemberDetail) -> Option<AnyView> {
    if detail.votes.is_empty() {
        return None;
    }
    let heads = [
        (tr("项目", "Column"), false),
        (tr("投票群体", "Groups"), false),
        (tr("优秀", "优秀"), true),
        (tr("称职", "称职"), true),
        (tr("基本称职", "基本称职"), true),
        (tr("不称职", "不称职"), true),
        (tr("弃权", "None"), true),
        (tr("优秀率", "优秀"), true),
        (tr("优良率", "Good"), true),
    ];
    let groups = &detail.appraisal.scheme.groups;
    let mut rows: Vec<Vec<AnyView>> = Vec::new();
    for (column, shown) in &detail.votes {
        let column = if column.is_empty() { tr("总体评价", "Overall").to_owned() } else { column.clone() };
        let cells = match shown {
            Shown::Cells { cells } => {
                cells.iter().map(|(codes, count)| (groups_named(groups, codes), *count)).collect()
            }
            Shown::Merged { count } => vec![(tr("全部（合并显示）", "All, shown as one").to_owned(), *count)],
            Shown::Hidden => Vec::new(),
        };
        if cells.is_empty() {
            let mut row = vec![column.clone().into_any(), tr("不足规定票数，不显示", "Too few to be shown").written()];
            row.extend((0..7).map(|_| "—".written()));
            rows.push(row);
        }
        for (codes, count) in cells {
            let mut row = vec![column.clone().into_any(), codes.written()];
            row.extend(count.grades.iter().chain([&count.none]).map(|votes| votes.to_string().into_any()));
            row.push(rate(count.rate(domain::appraisal::Rate::Excellent)).written());
            row.push(rate(count.rate(domain::appraisal::Rate::Good)).written());
            rows.push(row);
        }
    }
    Some(section(tr("民主测评", "Votes"), view! {
        <p class="hint">
            {format!(
                "{}{}",
                tr(
                    "优秀率、优良率以该项有效票（不含弃权）为分母；少于规定票数的群体合并显示，仍不足则不显示。最少票数：",
                    "Shares are of the votes in the column, without abstentions; small groups are joined, and \
                     what is still too small is not shown. Fewest: ",
                ),
                detail.appraisal.rules.smallest,
            )}
        </p>
        {plain_table(tr("民主测评", "Votes"), &heads, rows)}
    }.written()))
}

fn remedies(detail: &MemberDetail) -> Option<AnyView> {
    if detail.member.remedies.is_empty() {
        return None;
    }
    let items = detail
        .member
        .remedies
        .iter()
        .map(|one| {
            let answer = match &one.answer {
                Some(answer) => view! {
                    <p>
                        {outcome_badge(answer.outcome)}" "{day_text(answer.on)}" "{answer.body.clone()}" "
                        {answer.document.clone()}" "<span class="muted">{answer.by_name.clone()}</span>
                    </p>
                    <p class="long">{answer.reason.clone()}</p>
                }
                .written(),
                None => view! {
                    <p>
                        {badge(
                            "warn",
                            format!("{} {}", tr("应于此前答复：", "To be answered by"), day_text(one.due)),
                        )}" "{one.more.clone()}
                    </p>
                }
                .written(),
            };
            view! {
                <li>
                    <p>
                        <strong>{name(one.kind)}</strong>
                        " "
                        {day_text(one.asked)}
                    </p>
                    <p class="long">{one.grounds.clone()}</p>
                    {answer}
                </li>
            }
        })
        .collect_view();
    Some(section(tr("复核与申诉", "Review and appeal"), view! { <ul class="plain-list">{items}</ul> }.written()))
}

/// One person.
pub fn detail() -> AnyView {
    let act = form::posts::<ActMember>();
    load(id, api::member, move |detail: MemberDetail| {
        let (member, one) = (&detail.member, &detail.appraisal);
        let acts = Acts { detail: &detail, desk: Desk::of(act, &member.id, member.version) };
        let own = detail.parts == [MemberPart::Person];
        let hindrances = member
            .hindrances
            .iter()
            .map(|one| {
                let word = if one.lifted.is_empty() {
                    badge("bad", format!("{}{}", tr("不得高于", "Nothing better than "), name(one.most)))
                } else {
                    badge("good", format!("{} {}", tr("已容错认定，不作限制：", "Tolerated, no limit:"), one.lifted))
                };
                view! { <li>{one.what.clone()}" "{word}" "<span class="muted">{one.basis.clone()}</span></li> }
            })
            .collect_view();
        let effects = detail
            .consequences
            .iter()
            .map(|one| {
                let until =
                    one.until.map(|day| format!(" {} {}", tr("至", "until"), day_text(day))).unwrap_or_default();
                view! { <li>{name(one.kind)}{until}" "<span class="muted">{one.basis.clone()}</span></li> }
            })
            .collect_view();
        let facts_list: Vec<(&'static str, String)> = member
            .facts
            .iter()
            .map(|fact| (name(fact.source), format!("{} {}", hundredths(fact.value), unit_of(fact.source))))
            .collect();
        let deeds = detail
            .deeds
            .iter()
            .map(|deed| {
                view! {
                    <li>
                        {day_text(deed.on)}" "{name(deed.kind)}" "{deed.title.clone()}" "
                        <span class="muted">{deed.evidence.clone()}</span>
                    </li>
                }
            })
            .collect_view();
        let earlier: Vec<String> =
            detail.earlier.iter().map(|(year, outcome)| format!("{year} {}", name(*outcome))).collect();
        let entries: Vec<Entry<Step>> = member.log.iter().map(entry).collect();
        let mut way = trail();
        if !own {
            way.push(crate::pages::step(format!("/appraisal/years/{}", one.id), one.title.clone()));
        }
        let told_before = member.told_outcome.filter(|told| Some(*told) != member.outcome);
        let told = member.told.map(|day| match told_before {
            Some(outcome) => format!("{}{} {}", tr("原反馈：", "Told before: "), name(outcome), day_text(day)),
            None => format!("{} {}", tr("反馈于", "Told on"), day_text(day)),
        });
        let why = if told_before.is_some() { tr("原审定理由", "Why at first") } else { tr("审定理由", "Why") };
        let reports = detail.missing.iter().any(|(act, _)| *act == ActKind::Report);
        let now = (!detail.acts.is_empty() || !detail.missing.is_empty()).then(|| {
            let board = Board {
                state: badge(if one.step == Step::Closed { "good" } else { "warn" }, name(one.step)),
                running: !detail.missing.is_empty(),
                missing: &detail.missing,
                words: &|act| name(*act).to_owned(),
                remedy: &|act| acts.remedy(*act),
                beside: &|_| None,
                due: one.reports_until.filter(|_| reports).map(|day| (day, None)),
                no_table: None,
                ways: acts.ways(),
            };
            board.draw()
        });
        let waits = own && member.told.is_none() && one.step > Step::Reporting;
        page(
            way,
            format!("{} · {}", member.name, one.title),
            "",
            view! {
                <a class="button" href=format!("/appraisal/schemes/{}", one.scheme.id)>
                    {tr("考核指标", "The scheme")}
                </a>
                {papers(files(member))}
            }
            .written(),
            view! {
                {form::summary(fault_of(act))}
                {now}
                {waits
                    .then(|| {
                        view! {
                            <p class="note plain">
                                {tr(
                                    "考核进行中，结果审定后会书面通知您。",
                                    "The appraisal goes on; you will be told in writing.",
                                )}
                            </p>
                        }
                    })}
                {(own && member.told.is_some() && member.outcome == Some(Outcome::Basic))
                    .then(|| {
                        view! {
                            <p class="note plain">
                                {tr(
                                    "依照公务员法，可以申请复核、申诉的是“不称职”结果；对本结果有不同意见的，请在签收时写明，由组织部门处理。",
                                    "By law a review may be asked of 不称职; say in your acknowledgement where you \
                                     see this result otherwise, and the department looks into it.",
                                )}
                            </p>
                        }
                    })}
                {section(
                    tr("结果", "Result"),
                    view! {
                        <p>
                            {member.outcome.map(outcome_badge)}" "
                            {told.map(|text| view! { <span class="muted">{text}</span> })}
                        </p>
                        {facts(
                            vec![
                                (tr("单位", "Unit"), member.unit_name.clone()),
                                (tr("职务", "Post"), member.post.clone()),
                                (tr("层次", "Level"), name(member.level).to_owned()),
                                (tr("参加情况", "Takes part"), name(member.standing).to_owned()),
                                (tr("缺勤天数", "Days of absence"), member.absent_days.to_string()),
                                (tr("核定依据", "Rests on"), member.standing_reason.clone()),
                                (
                                    tr("按得分建议", "By points"),
                                    member.suggested.map(|one| name(one).to_owned()).unwrap_or_default(),
                                ),
                                (why, detail.why.clone()),
                                (tr("以往年度", "Years before"), earlier.join(tr("、", ", "))),
                                (
                                    tr("签收", "Acknowledged"),
                                    member
                                        .acknowledged
                                        .as_ref()
                                        .map(|(at, opinion)| format!("{} {opinion}", at.minute_text()))
                                        .unwrap_or_default(),
                                ),
                            ],
                        )}
                    }
                        .written(),
                )}
                {(!detail.consequences.is_empty())
                    .then(|| section(
                        tr("结果运用", "What follows"),
                        view! { <ul class="plain-list">{effects}</ul> }.written(),
                    ))}
                {remedies(&detail)}
                {(!member.hindrances.is_empty())
                    .then(|| section(
                        tr("影响等次的情形", "What limits the grade"),
                        view! { <ul class="plain-list">{hindrances}</ul> }.written(),
                    ))}
                {score(&detail)}
                {votes(&detail)}
                {(!facts_list.is_empty())
                    .then(|| section(
                        tr("系统数据", "Own facts"),
                        view! {
                            {facts(facts_list)}
                            {(!detail.deeds.is_empty()).then(|| view! { <ul class="plain-list">{deeds}</ul> })}
                        }
                            .written(),
                    ))}
                {member
                    .report
                    .as_ref()
                    .map(|report| section(
                        tr("述职报告", "Report"),
                        view! {
                            <p class="long">{report.text.clone()}</p>
                            <p class="muted">{report.at.minute_text()}</p>
                        }
                            .written(),
                    ))}
                {(!entries.is_empty()).then(|| history(&entries))}
            }
            .written(),
        )
    })
}

/// The result in writing, once it was given.
fn files(member: &Member) -> Vec<(String, &'static str)> {
    let told = member.told.map(|_| format!("/appraisal/members/{}/result.pdf", member.id));
    told.into_iter().map(|href| (href, tr("结果通知书 PDF", "Result as PDF"))).collect()
}

/// A change with the outcome before it and after it.
fn entry(one: &Change) -> Entry<Step> {
    let grade = |outcome: Option<Outcome>| outcome.map_or("—", name);
    let moved = if one.before == one.after {
        String::new()
    } else {
        format!("{} → {} ", grade(one.before), grade(one.after))
    };
    let note = format!("{moved}{}", one.reason);
    Entry { at: one.at, step: None, what: name(one.act), by: one.by.clone(), note }
}
