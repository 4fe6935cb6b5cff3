//! One appraisal: where it stands, what is missing, pools, sheets, people.

use domain::appraisal::{
    AppraisalDetail, Counting, Outcome, PoolRow, Rate, SheetRow, Step, StepActKind, Turnout, YearEvent,
};
use domain::code::{Code, Lang};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, ActAppraisal, AddThirdParty};
use crate::appraisal::view::{outcome_badge, rate, rates_hint, trail, turnout_cells, turnout_heads};
use crate::components::board::{Board, Desk, Entry, history, papers, path};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of, inside};
use crate::components::load::load;
use crate::components::page::{badge, button_link, facts, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::pages::id;
use crate::words::{name, tr};

/// Rows of a table that are shown at once.
const FEW: usize = 20;

struct Acts<'a> {
    detail: &'a AppraisalDetail,
    desk: Desk,
}

impl Acts<'_> {
    /// The act that moves it on.
    fn forward(&self) -> Option<AnyView> {
        let one = &self.detail.appraisal;
        let today = frame().now.day();
        let in_days = |days: i64| day_text(today + chrono::TimeDelta::days(days));
        let fault = self.desk.fault;
        let blocked = !self.detail.missing.is_empty();
        Some(match one.step {
            Step::Setup => self.desk.form(
                StepActKind::Reports,
                view! {
                    {form::date("until", tr("述职截止", "Reports until"), in_days(10), fault)}
                    {self.desk.send(tr("布置述职", "Ask for reports"))}
                }
                .written(),
            ),
            Step::Reporting => {
                // The vote comes after the reports.
                let from = one.reports_until.and_then(|last| last.succ_opt()).map_or(today, |next| next.max(today));
                self.desk.form(
                    StepActKind::Vote,
                    view! {
                        <div class="grid">
                            {form::date("from", tr("测评开始", "From"), day_text(from), fault)}
                            {form::date(
                                "until",
                                tr("测评截止", "Until"),
                                day_text(from + chrono::TimeDelta::days(5)),
                                fault,
                            )}
                        </div>
                        {self.desk.send(tr("开始测评", "Open the vote"))}
                    }
                    .written(),
                )
            }
            Step::Voting if blocked => return None,
            Step::Voting => self.desk.form(
                StepActKind::Count,
                view! {
                    {confirm(
                        tr("计票", "Count"),
                        tr(
                            "计票后单张选票随即销毁，只留计数，不能再更改。现在计票吗？",
                            "Single ballots are destroyed as they are counted; only the counts are kept. Count now?",
                        ),
                        tr("确认计票", "Count now"),
                    )}
                }
                .written(),
            ),
            Step::Counting => return None,
            Step::Scoring => self.desk.form(
                StepActKind::Score,
                view! {
                    <p class="hint">
                        {tr(
                            "按指标汇总系统数据、测评和第三方评估，提出等次建议；第三方数据请先导入。",
                            "Works the points out from facts, votes and third parties, and suggests outcomes. \
                             Import third-party data first.",
                        )}
                    </p>
                    {self.desk.send(tr("汇总得分", "Work the points out"))}
                }
                .written(),
            ),
            Step::Calibration if blocked => return None,
            Step::Calibration => self.desk.form(
                StepActKind::Adopt,
                view! {
                    <div class="grid">
                        {form::date("on", tr("会议日期", "Day of the meeting"), in_days(0), fault)}
                        {form::text("document", tr("会议纪要文号", "Number of the minutes"), "", "", fault)}
                    </div>
                    {form::area(
                        "minutes",
                        tr("参会人员和表决情况", "Who took part, and how they voted"),
                        "",
                        "",
                        fault,
                    )}
                    {self.desk.send(tr("登记审定结果", "Record the decision"))}
                }
                .written(),
            ),
            Step::Telling if self.untold() > 0 => self.desk.form(
                StepActKind::Tell,
                view! {
                    {confirm(
                        tr("书面反馈", "Tell everybody"),
                        match lang() {
                            Lang::Zh => {
                                format!(
                                    "将书面通知 {} 人；复核、申诉期限自今日起算，结果运用自今日起生效，不能收回。",
                                    self.untold(),
                                )
                            }
                            Lang::En => {
                                format!(
                                    "{} people are told in writing; periods and effects begin today. It can't be \
                                     taken back.",
                                    self.untold(),
                                )
                            }
                        },
                        tr("确认反馈", "Tell them"),
                    )}
                }
                .written(),
            ),
            Step::Telling if blocked => return None,
            Step::Telling => self.desk.form(StepActKind::Close, self.desk.send(tr("归档", "File it"))),
            Step::Closed => return None,
        })
    }

    /// Going on, and the ways beside it.
    fn ways(&self, members: &str) -> AnyView {
        let one = &self.detail.appraisal;
        let found = (one.step == Step::Calibration).then(|| {
            let link = |filter: &str, label: &'static str| {
                view! { <a href=format!("{members}?filter={filter}")>{label}</a> }
            };
            view! {
                <p>
                    {link("look-into", tr("须了解核实的人员", "People to be looked into"))} " · "
                    {link("unproposed", tr("尚未拟定等次的人员", "Without an outcome"))} " · "
                    {link("changed", tr("会议调整的人员", "Changed by the meeting"))}
                </p>
            }
        });
        let progress = &self.detail.progress;
        let reports = (one.step == Step::Reporting).then(|| {
            let reported = format!("{} {} / {}", tr("已述职", "Reports in:"), progress.reported, progress.members);
            view! { <p>{reported}</p> }
        });
        // What is typed while the page asks again by itself would be lost.
        let open = one.step <= Step::Calibration && one.step != Step::Counting && !self.detail.pools.is_empty();
        let beside = open.then(|| view! { <div class="actions">{self.accept()}{self.pool()}{self.withdraw()}</div> });
        view! {
            {reports}
            {self.counting()}
            {self.forward()}
            {found}
            {beside}
        }
        .written()
    }

    /// How far the count is.
    fn counting(&self) -> Option<AnyView> {
        let Counting { opened, ballots, halted } = self.detail.progress.counting?;
        Some(
            view! {
                <progress
                    max=ballots.to_string()
                    value=opened.to_string()
                    aria-label=tr("计票进度", "Progress of the count")
                ></progress>
                // The page asks again by itself until everything is counted.
                {(!halted).then(|| view! { <leptos_meta::Meta http_equiv="refresh" content="3" /> })}
            }
            .written(),
        )
    }

    /// People to be told now.
    fn untold(&self) -> u32 {
        let progress = &self.detail.progress;
        progress.members.saturating_sub(progress.told + progress.held)
    }

    /// Those whose points speak for less than 称职: nobody is given that without somebody saying so.
    fn accept(&self) -> AnyView {
        if self.detail.appraisal.step != Step::Calibration || self.detail.progress.unproposed == 0 {
            return ().into_any();
        }
        [Outcome::Basic, Outcome::Incompetent]
            .into_iter()
            .filter_map(|outcome| {
                let (_, suggested, _) = self.detail.outcomes.iter().find(|one| one.0 == outcome)?;
                (*suggested > 0).then(|| {
                    self.desk.aside(StepActKind::Accept, match outcome {
                            Outcome::Basic => tr("按建议拟定基本称职", "Take the points' word: 基本称职"),
                            _ => tr("按建议拟定不称职", "Take the points' word: 不称职"),
                        }, false, view! {
                            <p>
                                {match lang() {
                                    Lang::Zh => {
                                        format!(
                                            "按得分建议“{}”的共 {suggested} 人，其中尚未拟定等次的将按建议拟定。请先在名单中逐人了解核实；需要调整的，在本人页面另行拟定。",
                                            name(outcome),
                                        )
                                    }
                                    Lang::En => {
                                        format!(
                                            "The points speak for {} for {suggested} people; those without a \
                                             proposal get it. Look into each first; propose another on their \
                                             own page.",
                                            name(outcome),
                                        )
                                    }
                                }}
                            </p>
                            <input type="hidden" name="outcome" value=outcome.code() />
                            {inside(
                                tr("理由（记入每人记录）", "Why, for each one's record"),
                                view! { <textarea name="reason" rows="3" required=true></textarea> }.written(),
                            )}
                        }.written())
                })
            })
            .collect_view()
            .written()
    }

    /// The way to take a year back that was set up by mistake.
    fn withdraw(&self) -> AnyView {
        if self.detail.appraisal.step != Step::Setup {
            return ().into_any();
        }
        self.desk.aside(
            StepActKind::Drop,
            tr("撤销本年度考核", "Withdraw it"),
            true,
            view! {
                <p>
                    {tr(
                        "尚未布置述职，可以撤销；名单、测评表和投票人名单一并撤销。",
                        "Nobody was asked for anything yet: people, sheets and rolls go with it.",
                    )}
                </p>
                {inside(tr("原因", "Why"), view! { <input type="text" name="reason" required=true /> }.written())}
            }
            .written(),
        )
    }

    fn pool(&self) -> AnyView {
        let options = self
            .detail
            .pools
            .iter()
            .map(|pool| view! { <option value=pool.key.clone()>{pool.name.clone()}</option> })
            .collect_view();
        let most = self.detail.appraisal.rules.cap_approved.to_string();
        self.desk.aside(
            StepActKind::Pool,
            tr("登记核准的优秀比例", "Enter an approved share"),
            false,
            view! {
                {inside(tr("范围", "Pool"), view! { <select name="key">{options}</select> }.written())}
                {inside(
                    tr("核准比例（%）", "Share, %"),
                    view! {
                        <input
                            name="share"
                            inputmode="numeric"
                            autocomplete="off"
                            value=most
                            required=true
                        />
                    }
                        .written(),
                )}
                {inside(
                    tr("批准文号", "Number of the approval"),
                    view! { <input type="text" name="document" required=true /> }.written(),
                )}
            }
            .written(),
        )
    }
}

fn third_party_form(detail: &AppraisalDetail, add: form::Post<AddThirdParty>) -> AnyView {
    let fault = fault_of(add);
    form::post(
        add,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=detail.appraisal.id.to_string() />
            <div class="grid">
                {form::text("agency", tr("评估机构", "Agency"), "", "", fault)}
                {form::text("document", tr("报告编号", "Number of the report"), "", "", fault)}
                {form::date("on", tr("报告日期", "Day of the report"), day_text(frame().now.day()), fault)}
                {form::text("sample", tr("样本量（人）", "Sample, people"), "", "", fault)}
                {form::text("scale", tr("满分", "Top of the scale"), "", "5", fault)}
            </div>
            {form::text(
                "how",
                tr("方法", "Method"),
                tr(
                    "如：分层抽样、电话访问、五级满意度",
                    "Such as: stratified, by telephone, five levels",
                ),
                "",
                fault,
            )}
            {form::area(
                "lines",
                tr("数据", "Data"),
                tr(
                    "每行一人：姓名,单位,得分（单位可省略）；可从表格粘贴",
                    "A line each: name, unit, points; paste from a sheet",
                ),
                "",
                fault,
            )}
            <label class="check">
                <input type="checkbox" name="replaces" value="1" />
                {tr("替换已导入的同编号报告", "Takes the place of the report with this number")}
            </label>
            {form::submit(tr("导入", "Take it in"), add.pending())}
        },
    )
}

/// One appraisal.
pub fn detail() -> AnyView {
    let act = form::posts::<ActAppraisal>();
    let add = form::posts::<AddThirdParty>();
    load(id, api::appraisal, move |detail: AppraisalDetail| {
        let one = &detail.appraisal;
        let acts = Acts { detail: &detail, desk: Desk::of(act, &one.id, one.version) };
        let members = format!("/appraisal/years/{}/members", one.id);
        let progress = &detail.progress;
        let all: Turnout = detail.sheets.iter().map(|sheet| sheet.turnout).sum();
        let counted = one.step > Step::Counting;
        let pool_heads = [
            (tr("范围", "Pool"), false),
            (tr("定等次人数", "People graded"), true),
            (tr("优秀上限", "Cap"), true),
            (tr("拟定优秀", "优秀"), true),
            (tr("核准", "Approval"), false),
            (tr("提示", "To know"), false),
        ];
        let pool_row = |pool: &PoolRow| {
            vec![
                pool.name.clone().into_any(),
                pool.graded.to_string().into_any(),
                pool.most.to_string().into_any(),
                pool.excellent.to_string().into_any(),
                pool.approved
                    .as_ref()
                    .map(|(number, share)| format!("{share}% {number}"))
                    .unwrap_or_else(|| format!("{}%", one.rules.cap))
                    .written(),
                (pool.excellent > pool.most).then(|| badge("bad", tr("超过上限", "Over the cap"))).written(),
            ]
        };
        // Of a hundred pools those that ask for something come first, the others when asked for.
        let (open, quiet): (Vec<&PoolRow>, Vec<&PoolRow>) = detail
            .pools
            .iter()
            .partition(|pool| detail.pools.len() <= FEW || pool.excellent > pool.most || pool.approved.is_some());
        let pool_table = |caption: &'static str, rows: &[&PoolRow]| {
            (!rows.is_empty())
                .then(|| plain_table(caption, &pool_heads, rows.iter().map(|pool| pool_row(pool)).collect()))
        };
        let pools = view! {
            {pool_table(tr("优秀比例", "Cap on 优秀"), &open)}
            {(!quiet.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>
                                {format!("{} {}", tr("在上限之内的单位：", "Within their cap:"), quiet.len())}
                            </summary>
                            {pool_table(tr("在上限之内", "Within their cap"), &quiet)}
                        </details>
                    }
                })}
        };
        let mut sheet_heads = vec![(tr("单位", "Unit"), false), (tr("被测评人", "Judged"), true)];
        sheet_heads.extend(turnout_heads());
        sheet_heads.push((tr("提示", "To know"), false));
        let sheet_row = |sheet: &SheetRow| {
            let mut cells = vec![
                view! { <a href=format!("/appraisal/sheets/{}", sheet.id)>{sheet.unit_name.clone()}</a> }.written(),
                sheet.targets.to_string().into_any(),
            ];
            cells.extend(turnout_cells(&sheet.turnout, sheet.counted));
            cells.push(
                if sheet.unchecked {
                    Some(badge("warn", tr("纸票待复录", "Paper to be typed again")))
                } else {
                    sheet.counted.then(|| badge("good", tr("已计票", "Counted")))
                }
                .written(),
            );
            cells
        };
        // Those whose paper waits first, then those with the fewest voters.
        let mut sheets: Vec<&SheetRow> = detail.sheets.iter().collect();
        sheets.sort_by_key(|sheet| (!sheet.unchecked, sheet.turnout.rate(Rate::Present)));
        let (first, rest) = sheets.split_at(sheets.len().min(FEW));
        let sheet_table = |caption: &'static str, rows: &[&SheetRow]| {
            plain_table(caption, &sheet_heads, rows.iter().map(|sheet| sheet_row(sheet)).collect())
        };
        let sheets = view! {
            {sheet_table(tr("测评表", "Sheets"), first)}
            {(!rest.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>{format!("{} {}", tr("其余测评表：", "Other sheets:"), rest.len())}</summary>
                            {sheet_table(tr("其余测评表", "Other sheets"), rest)}
                        </details>
                    }
                })}
        };
        let outcome_heads = [
            (tr("等次", "Outcome"), false),
            (tr("按得分建议", "By points"), true),
            (tr("会议拟定", "By the meeting"), true),
        ];
        let outcomes = detail
            .outcomes
            .iter()
            .map(|(outcome, by_points, decided)| {
                vec![outcome_badge(*outcome), by_points.to_string().into_any(), decided.to_string().into_any()]
            })
            .collect();
        let third = detail
            .third_parties
            .iter()
            .map(|set| {
                view! {
                    <li>
                        {format!("{} {}（{}）", set.agency, set.report, day_text(set.on))}" · "
                        {format!(
                            "{} {} · {} {} · {} {}",
                            tr("样本", "sample"),
                            set.sample,
                            tr("满分", "scale"),
                            set.scale,
                            tr("记录", "lines"),
                            set.lines.len(),
                        )} " · "<span class="muted">{set.method.clone()}</span>
                    </li>
                }
            })
            .collect_view();
        let graded = one.step >= Step::Calibration;
        let entry = |event: &YearEvent| Entry::<Step> {
            at: event.at,
            step: event.step,
            what: name(event.act),
            by: event.by.clone(),
            note: event.note.clone(),
        };
        let entries: Vec<Entry<Step>> = one.history.iter().map(entry).collect();
        let due = match one.step {
            Step::Reporting => one.reports_until,
            Step::Voting => one.vote.map(|(_, until)| until),
            _ => None,
        };
        let now = detail.editable.then(|| {
            let board = Board {
                state: badge(if one.step == Step::Closed { "good" } else { "warn" }, name(one.step)),
                running: one.step != Step::Closed,
                missing: &detail.missing,
                words: &|one| one.says(lang()),
                remedy: &|_| None,
                beside: &|_| None,
                due: due.map(|day| (day, None)),
                no_table: None,
                ways: acts.ways(&members),
            };
            board.draw()
        });
        page(
            trail(),
            one.title.clone(),
            "",
            view! {
                {button_link(members.clone(), tr("人员名单", "People"), true)}
                {papers(Vec::new())}
            }
            .written(),
            view! {
                {form::summary(fault_of(act))}
                {path(Step::ALL, one.step, one.step == Step::Closed, &entries)}
                {now}
                {section(
                    tr("概况", "Overview"),
                    facts(
                        vec![
                            (tr("年度", "Year"), one.year.to_string()),
                            (tr("单位", "Unit"), one.unit_name.clone()),
                            (tr("指标", "Scheme"), one.scheme.name.clone()),
                            (tr("参加人数", "People"), progress.members.to_string()),
                            (tr("已述职", "Reports in"), progress.reported.to_string()),
                            (
                                tr(
                                    "扫码票印制 / 发放 / 使用 / 作废",
                                    "Slips printed / given out / used / void",
                                ),
                                if progress.slips.printed > 0 {
                                    format!(
                                        "{} / {} / {} / {}",
                                        progress.slips.printed,
                                        progress.slips.released,
                                        progress.slips.used,
                                        progress.slips.voided,
                                    )
                                } else {
                                    String::new()
                                },
                            ),
                            (
                                tr("测评", "Vote"),
                                one
                                    .vote
                                    .map(|(from, until)| format!("{} – {}", day_text(from), day_text(until)))
                                    .unwrap_or_default(),
                            ),
                            (
                                tr("审定", "Decision"),
                                one
                                    .meeting
                                    .as_ref()
                                    .map(|(on, number, _)| format!("{number} {}", day_text(*on)))
                                    .unwrap_or_default(),
                            ),
                            (
                                tr("已反馈 / 已签收", "Told / acknowledged"),
                                format!("{} / {}", progress.told, progress.acknowledged),
                            ),
                            (tr("依据", "Basis"), one.rules.basis.clone()),
                        ],
                    ),
                )}
                {graded
                    .then(|| section(
                        tr("等次分布", "Outcomes"),
                        plain_table(tr("等次分布", "Outcomes"), &outcome_heads, outcomes),
                    ))}
                {section(tr("优秀比例", "Cap on 优秀"), pools.written())}
                {section(
                    tr("测评表", "Sheets"),
                    view! {
                        {rates_hint()}
                        <p>
                            {format!(
                                "{}：{} {} · {} {} · {} {}",
                                tr("合计", "All"),
                                name(Rate::Present),
                                rate(all.rate(Rate::Present)),
                                name(Rate::Returned),
                                rate(all.rate(Rate::Returned)),
                                name(Rate::Valid),
                                if counted { rate(all.rate(Rate::Valid)) } else { "—".to_owned() },
                            )}
                        </p>
                        {sheets}
                    }
                        .written(),
                )}
                {section(
                    tr("第三方评估", "Third parties"),
                    view! {
                        {if detail.third_parties.is_empty() {
                            view! { <p class="muted">{tr("没有导入数据。", "Nothing was imported.")}</p> }
                                .written()
                        } else {
                            view! { <ul class="plain-list">{third}</ul> }.written()
                        }}
                        {(detail.editable && one.step < Step::Calibration && one.step != Step::Counting)
                            .then(|| {
                                view! {
                                    <details class="no-print" open=fault_of(add).get_untracked().is_some()>
                                        <summary>{tr("导入数据", "Import")}</summary>
                                        {third_party_form(&detail, add)}
                                    </details>
                                }
                            })}
                    }
                        .written(),
                )}
                {one
                    .meeting
                    .as_ref()
                    .map(|(_, _, minutes)| section(
                        tr("会议审定", "The meeting"),
                        view! { <p class="long">{minutes.clone()}</p> }.written(),
                    ))}
                {(!entries.is_empty()).then(|| history(&entries))}
            }
            .written(),
        )
    })
}
