//! A person's hours: bars and ledger, the record that can be printed.

use domain::time::day_text;
use domain::training::{LedgerEntry, TrainingRecord};
use leptos::prelude::*;

use super::{id, step};
use crate::api::training::{self, Reverse};
use crate::components::bar::bars;
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::words::{name, tr};

/// The viewer's own hours.
pub fn mine() -> AnyView {
    show(String::new)
}

/// Somebody's hours.
pub fn of_person() -> AnyView {
    show(id)
}

fn show(person: fn() -> String) -> AnyView {
    let reverse = ServerAction::<Reverse>::new();
    load(person, training::record, move |record: TrainingRecord| {
        let own = person().is_empty();
        let title = if own {
            tr("我的学时", "My hours").to_owned()
        } else {
            format!("{} · {}", record.name, tr("学时", "Hours"))
        };
        let trail = if own {
            Vec::new()
        } else {
            vec![
                step("/people", tr("干部名册", "Cadres")),
                step(format!("/people/{}", record.person), record.name.clone()),
            ]
        };
        page(
            trail,
            title,
            tr(
                "学时台账只增不改；有误时冲销并注明原因。",
                "Entries are never edited; a wrong one is reversed with a reason.",
            ),
            view! { <button type="button" class="button" data-print="">{tr("打印", "Print")}</button> }.into_any(),
            view! {
                {form::summary(fault_of(reverse))}
                {section(tr("学时要求", "Required hours"), bars(record.bars))}
                {section(tr("学时台账", "Ledger"), ledger(record.entries, record.may_reverse, reverse))}
            }
            .into_any(),
        )
    })
}

fn ledger(entries: Vec<LedgerEntry>, may_reverse: bool, reverse: ServerAction<Reverse>) -> AnyView {
    if entries.is_empty() {
        return empty(
            tr("还没有学时", "No hours yet"),
            tr("参加班次并结业后，学时会记入这里。", "Hours are posted here when you complete a class."),
        );
    }
    let rows = entries
        .into_iter()
        .map(|entry| {
            let reversed = !entry.reversed_by.as_str().is_empty();
            let is_reversal = !entry.reverses.as_str().is_empty();
            let mark = if is_reversal {
                Some(badge("warn", tr("冲销", "Reversal")))
            } else if reversed {
                Some(badge("plain", tr("已冲销", "Reversed")))
            } else {
                None
            };
            let reason = format!("reason-{}", entry.id);
            let action = (may_reverse && !reversed && !is_reversal).then(|| {
                view! {
                    {dialog("button small danger", tr("冲销", "Reverse"), crate::post!(reverse, "form", view! {
                            <input type="hidden" name="entry" value=entry.id.to_string()/>
                            <div class="field"><label for=reason.clone()>{tr("原因", "Reason")}</label><input id=reason name="reason" required=true/></div>
                            <button type="submit" class="button danger">{tr("冲销学时", "Reverse the hours")}</button>
                        }))}
                }
            });
            view! {
                <tr>
                    <td data-label=tr("日期", "Day")>{day_text(entry.day)}</td>
                    <td data-label=tr("事项", "For")>{entry.title}" "{mark}{(!entry.reason.is_empty()).then(|| view! { <p class="muted">{entry.reason}</p> })}</td>
                    <td data-label=tr("形式", "Form")>{name(entry.form)}</td>
                    <td class="number" data-label=tr("学时", "Hours")>{entry.hours.to_string()}</td>
                    {may_reverse.then(|| view! { <td class="no-print">{action}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr("学时台账", "Ledger")>
            <table>
                <thead><tr>
                    <th scope="col">{tr("日期", "Day")}</th>
                    <th scope="col">{tr("事项", "For")}</th>
                    <th scope="col">{tr("形式", "Form")}</th>
                    <th scope="col" class="number">{tr("学时", "Hours")}</th>
                    {may_reverse.then(|| view! { <th scope="col" class="no-print">{tr("操作", "Action")}</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
