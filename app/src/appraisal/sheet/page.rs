//! A sheet for those who run the vote: turnout, roll, paper ballots, slips.

use domain::appraisal::{SheetDetail, SlipActKind, Turnout, VoterGroup};
use domain::code::Code;
use leptos::prelude::*;

use super::api::{self, ActSlips, DropPaper, SavePaper, SetVoter, TypePaper};
use crate::appraisal::view::{group_named, rates_hint, trail, turnout_cells, turnout_heads};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of, inside};
use crate::components::load::load;
use crate::components::page::{badge, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::pages::{id, page_fault, step};
use crate::words::{self, name, tr};

fn group_options(groups: &[VoterGroup], chosen: &str, none: bool) -> AnyView {
    let options = groups
        .iter()
        .map(|group| {
            let selected = group.code == chosen;
            view! {
                <option value=group.code.clone() selected=selected>
                    {format!("{} {}", group.code, group.name)}
                </option>
            }
        })
        .collect_view();
    view! {
        {none.then(|| view! { <option value="">{tr("移出名单", "Off the roll")}</option> })}
        {options}
    }
    .written()
}

fn paper(
    detail: &SheetDetail,
    save: form::Post<SavePaper>,
    again: form::Post<TypePaper>,
    away: form::Post<DropPaper>,
) -> AnyView {
    let sheet = &detail.sheet;
    let groups = &detail.appraisal.scheme.groups;
    let fault = fault_of(again);
    let order: Vec<String> =
        sheet.targets.iter().enumerate().map(|(n, one)| format!("{}. {}", n + 1, one.name)).collect();
    let counts = groups
        .iter()
        .map(|group| {
            let roll = sheet.group(&group.code);
            let number = |field: &'static str, label: &'static str, value: u32| {
                let value = value.to_string();
                inside(label, view! { <input name=field inputmode="numeric" value=value /> }.written())
            };
            let form = form::post(
                save,
                "form compact",
                view! {
                    <input type="hidden" name="id" value=sheet.id.to_string() />
                    <input type="hidden" name="group" value=group.code.clone() />
                    <div class="grid">
                        {number("paper_expected", tr("纸票应参加", "Expected"), roll.paper_expected)}
                        {number("paper_present", tr("实参加", "Came"), roll.paper_present)}
                        {number("paper_issued", tr("发出纸票", "Issued"), roll.paper_issued)}
                    </div>
                    <button type="submit" class="button">
                        {tr("保存", "Save")}
                    </button>
                },
            );
            view! {
                <h3>{format!("{} {}", group.code, group.name)}</h3>
                {form}
            }
        })
        .collect_view();
    let waiting = detail
        .waiting
        .iter()
        .map(|(group, count, by, own)| {
            let drop = form::post(
                away,
                "inline",
                view! {
                    <input type="hidden" name="id" value=sheet.id.to_string() />
                    <input type="hidden" name="group" value=group.clone() />
                    {confirm(
                        tr("作废重录", "Throw away"),
                        tr(
                            "第一次录入会被删除，需要重新录入两遍。",
                            "What was typed is deleted and has to be typed twice again.",
                        ),
                        tr("作废", "Throw away"),
                    )}
                },
            );
            let word = if *own {
                tr("待另一人录入", "waits for another person")
            } else {
                tr("待您复录", "waits for you to type it again")
            };
            view! {
                <li>
                    {format!("{}：{count} {}（{by}）", group_named(groups, group), tr("张", "ballots"))}" "
                    {badge("warn", word)}" "{drop}
                </li>
            }
        })
        .collect_view();
    let checked = detail
        .checked
        .iter()
        .map(|(group, count)| {
            view! {
                <li>
                    {format!(
                        "{}：{count} {}",
                        group_named(groups, group),
                        tr("张，两人录入一致，计入", "ballots typed alike by two people: they count"),
                    )}
                </li>
            }
        })
        .collect_view();
    view! {
        {form::summary(fault_of(save))}
        <details open=fault_of(save).get_untracked().is_some()>
            <summary>{tr("纸票人数和票数", "Numbers of paper ballots")}</summary>
            {counts}
        </details>
        {(!detail.waiting.is_empty()).then(|| view! { <ul class="todo">{waiting}</ul> })}
        {(!detail.checked.is_empty()).then(|| view! { <ul class="plain-list">{checked}</ul> })}
        {form::post(
            again,
            "form",
            view! {
                // Single ballots lie nowhere but in the box.
                {form::secret()}
                {form::summary(fault)}
                <input type="hidden" name="id" value=sheet.id.to_string() />
                {inside(
                    tr("投票群体", "Group"),
                    view! { <select name="group">{group_options(groups, "", false)}</select> }.written(),
                )}
                <p class="hint">
                    {format!("{}{}", tr("被测评人顺序：", "Order of the people: "), order.join("  "))}
                </p>
                {form::area(
                    "ballots",
                    tr("逐张录入", "Ballots"),
                    tr(
                        "每行一张票、每人一个数字：1 优秀 2 称职 3 基本称职 4 不称职 0 弃权；废票写 x。由另一人再录一遍，完全一致才计入。",
                        "A line for each ballot, a digit for each person: 1 to 4, 0 for none; x for a spoilt \
                         one. Another person types it again; it counts when both are alike.",
                    ),
                    "",
                    fault,
                )}
                {form::submit(tr("录入", "Type in"), again.pending())}
            },
        )}
    }
    .written()
}

/// How many slips are where.
fn slip_numbers(detail: &SheetDetail) -> AnyView {
    let heads = [
        (tr("投票群体", "Group"), false),
        (tr("印制", "Printed"), true),
        (tr("发放", "Given out"), true),
        (tr("使用", "Used"), true),
        (tr("作废", "Void"), true),
        (tr("还可印制", "Room for"), true),
    ];
    let groups = &detail.appraisal.scheme.groups;
    let rows = detail
        .slips
        .iter()
        .map(|(code, count, room)| {
            let numbers = [count.printed, count.released, count.used, count.voided, *room];
            std::iter::once(group_named(groups, code).written())
                .chain(numbers.map(|n| n.to_string().into_any()))
                .collect()
        })
        .collect();
    plain_table(tr("扫码票", "Slips"), &heads, rows)
}

/// Slips: printed by one, given out and made void by another.
fn slips(detail: &SheetDetail, act: form::Post<ActSlips>) -> AnyView {
    let sheet = &detail.sheet;
    let groups = &detail.appraisal.scheme.groups;
    let masses = groups.last().map(|one| one.code.clone()).unwrap_or_default();
    let button = |kind: SlipActKind, batch: &str, word: AnyView| {
        form::post(
            act,
            "inline",
            view! {
                <input type="hidden" name="id" value=sheet.id.to_string() />
                <input type="hidden" name="act" value=kind.code() />
                <input type="hidden" name="batch" value=batch.to_owned() />
                {word}
            },
        )
    };
    let batches = detail
        .batches
        .iter()
        .map(|row| {
            let one = &row.batch;
            let state = match (&one.voided, &one.released) {
                (Some((by, at)), _) => badge("plain", format!("{} {by} {}", tr("已作废", "Void"), at.minute_text())),
                (None, Some((by, at))) => {
                    badge("good", format!("{} {by} {}", tr("已发放", "Given out"), at.minute_text()))
                }
                (None, None) => badge("warn", tr("待另一人发放", "Waits for another person to give it out")),
            };
            let asked = one.voiding.as_ref().filter(|_| one.voided.is_none()).map(|(_, by)| {
                badge(
                    "warn",
                    format!("{} {by}", tr("申请作废，待另一人确认：", "To be void, waits for another person:")),
                )
            });
            let release = row.may_release.then(|| {
                button(
                    SlipActKind::Release,
                    &one.id,
                    view! {
                        <button type="submit" class="button small">
                            {tr("核对份数并发放", "Count and give out")}
                        </button>
                    }
                    .written(),
                )
            });
            let away = row.may_void.then(|| {
                button(
                    SlipActKind::Void,
                    &one.id,
                    confirm(
                        tr("作废未用的", "Make unused ones void"),
                        tr(
                            "这一批中没有使用的票不能再投；须由另一人确认。",
                            "What is unused of this batch votes no more; another person confirms it.",
                        ),
                        tr("作废", "Make void"),
                    ),
                )
            });
            view! {
                <li>
                    {format!(
                        "{}：{} {}（{} {}）",
                        group_named(groups, &one.group),
                        one.count,
                        tr("张", "slips"),
                        one.by_name,
                        one.at.minute_text(),
                    )}" "{state}" "{asked}" "{release}" "{away}
                </li>
            }
        })
        .collect_view();
    view! {
        {form::summary(fault_of(act))}
        <p class="hint">
            {tr(
                "扫码票只发给名单上没有账号的人和登记的名单外人员；一人印制、另一人核对份数后发放，发放前不能投票；剩余和损坏的由两人作废。每张二维码只能投一次，不对应任何人，编号只出现在打印件上。",
                "Slips are for voters of the roll without an account and those entered beside it. One person \
                 prints them, another counts and gives them out, and none votes before; what is left or spoilt \
                 is made void by two. Each code votes once and is nobody's; its number is on the print alone.",
            )}
        </p>
        <form method="post" action=format!("/appraisal/sheets/{}/slips", sheet.id) class="form compact">
            <div class="grid">
                {inside(
                    tr("投票群体", "Group"),
                    view! { <select name="group">{group_options(groups, &masses, false)}</select> }.written(),
                )}
                {inside(
                    tr("份数", "How many"),
                    view! { <input name="count" inputmode="numeric" autocomplete="off" required=true /> }.written(),
                )}
            </div>
            <button type="submit" class="button">
                {tr("生成扫码票 PDF", "Make slips as PDF")}
            </button>
        </form>
        {(!detail.batches.is_empty())
            .then(|| {
                view! {
                    <ul class="todo">{batches}</ul>
                    {button(
                        SlipActKind::VoidOne,
                        "",
                        view! {
                            {inside(
                                tr(
                                    "作废单张：票面编号（两人各输入一次）",
                                    "One slip void: its number, entered by two people",
                                ),
                                view! { <input type="text" name="number" required=true autocomplete="off" /> }
                                    .written(),
                            )}
                            <button type="submit" class="button">
                                {tr("作废这张", "Make it void")}
                            </button>
                        }
                            .written(),
                    )}
                }
            })}
    }
    .written()
}

/// One sheet.
pub fn detail() -> AnyView {
    let set = form::posts::<SetVoter>();
    let save = form::posts::<SavePaper>();
    let again = form::posts::<TypePaper>();
    let away = form::posts::<DropPaper>();
    let slip = form::posts::<ActSlips>();
    // Slips are made by a form of their own, which comes back here with what was wrong.
    let refused = page_fault();
    load(id, api::sheet, move |detail: SheetDetail| {
        let refused = refused.map(|fault| {
            view! {
                <p class="note bad" role="alert">
                    {words::fault(&fault)}
                </p>
            }
        });
        let (sheet, one) = (&detail.sheet, &detail.appraisal);
        let groups = &one.scheme.groups;
        let counted = sheet.tally.is_some();
        let mut heads = vec![(tr("投票群体", "Group"), false), (tr("权重%", "Weight, %"), true)];
        heads.extend(turnout_heads());
        let mut rows: Vec<Vec<AnyView>> = detail
            .turnout
            .iter()
            .map(|(code, name, turnout)| {
                let weight = groups.iter().find(|one| one.code == *code).map_or(0, |one| one.weight);
                let mut cells = vec![format!("{code} {name}").written(), weight.to_string().into_any()];
                cells.extend(turnout_cells(turnout, counted));
                cells
            })
            .collect();
        let all: Turnout = detail.turnout.iter().map(|one| one.2).sum();
        let mut last = vec![tr("合计", "All").written(), "100".written()];
        last.extend(turnout_cells(&all, counted));
        rows.push(last);
        let target_heads = [(tr("序号", "No."), true), (tr("姓名", "Name"), false), (tr("职务", "Post"), false)];
        let targets = sheet
            .targets
            .iter()
            .enumerate()
            .map(|(n, one)| {
                vec![
                    (n + 1).to_string().into_any(),
                    view! { <a href=format!("/appraisal/members/{}", one.member)>{one.name.clone()}</a> }.written(),
                    one.post.clone().into_any(),
                ]
            })
            .collect();
        let voter_heads = [(tr("姓名", "Name"), false), (tr("群体", "Group"), false), (tr("调整", "Change"), false)];
        let voters: Vec<Vec<AnyView>> = detail
            .voters
            .iter()
            .map(|(person, who, group)| {
                let form = detail.editable.then(|| {
                    form::post(
                        set,
                        "inline",
                        view! {
                            <input type="hidden" name="id" value=sheet.id.to_string() />
                            <input type="hidden" name="person" value=person.to_string() />
                            <select name="group" aria-label=format!("{} {who}", tr("群体：", "Group of"))>
                                {group_options(groups, group, true)}
                            </select>
                            <button type="submit" class="button small">
                                {tr("调整", "Change")}
                            </button>
                        },
                    )
                });
                vec![who.clone().into_any(), group_named(groups, group).written(), form.written()]
            })
            .collect();
        let add = detail.editable.then(|| {
            form::post(
                set,
                "form compact",
                view! {
                    {form::summary(fault_of(set))}
                    <input type="hidden" name="id" value=sheet.id.to_string() />
                    <div class="grid">
                        {inside(
                            tr("姓名（重名时填干部编号）", "Name, or number where several have it"),
                            view! { <input type="text" name="person" required=true /> }.written(),
                        )}
                        {inside(
                            tr("群体", "Group"),
                            view! { <select name="group">{group_options(groups, "", false)}</select> }.written(),
                        )}
                    </div>
                    <button type="submit" class="button">
                        {tr("加入名单", "Put on the roll")}
                    </button>
                },
            )
        });
        let slips = detail.editable.then(|| slips(&detail, slip));
        let mut way = trail();
        way.push(step(format!("/appraisal/years/{}", one.id), one.title.clone()));
        page(
            way,
            format!("{} · {}", tr("测评表", "Sheet"), sheet.unit_name),
            "",
            view! {
                <button type="button" class="button" data-print="">
                    {tr("打印", "Print")}
                </button>
            }
            .written(),
            view! {
                {refused}
                {section(
                    tr("投票情况", "Turnout"),
                    view! {
                        {rates_hint()}
                        {plain_table(tr("投票情况", "Turnout"), &heads, rows)}
                    }
                        .written(),
                )}
                {section(
                    tr("被测评人", "People judged"),
                    plain_table(tr("被测评人", "People judged"), &target_heads, targets),
                )}
                {detail
                    .editable
                    .then(|| {
                        view! {
                            <section class="card no-print">
                                <h2>{tr("纸质票", "Paper ballots")}</h2>
                                {paper(&detail, save, again, away)}
                            </section>
                        }
                    })}
                {(!detail.batches.is_empty()).then(|| section(tr("扫码票", "Slips"), slip_numbers(&detail)))}
                {slips
                    .map(|form| {
                        view! {
                            <section class="card no-print">
                                <h2>{tr("群众评议扫码票", "Slips for people served")}</h2>
                                {form}
                            </section>
                        }
                    })}
                {section(
                    tr("投票人名单", "Roll of voters"),
                    view! {
                        <p class="hint">
                            {tr(
                                "名单上的人用自己的账号领票、匿名投票；谁领了票、投了什么，这里都不显示。",
                                "People on the roll take a ballot with their account and cast it without their \
                                 name. Who took one, and what it says, is not shown here.",
                            )}
                        </p>
                        {plain_table(tr("投票人名单", "Roll of voters"), &voter_heads, voters)}
                        {add}
                    }
                        .written(),
                )}
                {counted
                    .then(|| {
                        view! {
                            <p class="note plain">
                                {format!("{} {}", tr("已计票。步骤：", "Counted. Step:"), name(one.step))}
                            </p>
                        }
                    })}
            }
            .written(),
        )
    })
}
