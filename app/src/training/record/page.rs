//! A person's hours: bars and ledger, the record that can be printed.

use domain::access::Permission;
use domain::code::Code;
use domain::time::day_text;
use domain::training::{Certificate, Grade, LedgerEntry, TrainingRecord};
use leptos::prelude::*;

use super::api::{self, Reverse};
use crate::components::bar::bars_with;
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, plain_table};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::{id, step};
use crate::training::certificate::api::RevokeCertificate;
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
    let reverse = form::posts::<Reverse>();
    let revoke = form::posts::<RevokeCertificate>();
    let fetch = |(person, year): (String, i32)| api::record(person, year);
    load(
        move || (person(), State::now().get("year").parse().unwrap_or(0)),
        fetch,
        move |record: TrainingRecord| {
            let own = person().is_empty();
            let may_export = own || frame().me.is_some_and(|me| me.may(Permission::PERSON_EXPORT));
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
                view! {
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                    {may_export
                        .then(|| {
                            view! {
                                <a
                                    class="button"
                                    rel="external"
                                    download
                                    href=format!("/export/ledger.xlsx?person={}", record.person)
                                >
                                    {tr("导出 Excel", "Export to Excel")}
                                </a>
                            }
                        })}
                }
                .written(),
                view! {
                    {form::summary(fault_of(reverse))}
                    {years(&record)}
                    {section(tr("学时要求", "Required hours"), filled(&record))}
                    {form::summary(fault_of(revoke))}
                    {section(
                        tr("结业证书", "Certificates"),
                        certificates(record.certificates, record.may_reverse, revoke),
                    )}
                    {section(tr("学时台账", "Ledger"), ledger(record.entries, record.may_reverse, reverse))}
                }
                .written(),
            )
        },
    )
}

/// The years there are, to look back.
fn years(record: &TrainingRecord) -> AnyView {
    let state = State::now();
    let last: i32 = day_text(crate::frame::frame().now.day())[..4].parse().unwrap_or(record.since);
    let chosen = state.get("year");
    let mut all = vec![(String::new(), tr("至今", "To date").to_owned())];
    all.extend((record.since..last).rev().map(|year| (year.to_string(), year.to_string())));
    let links = all
        .into_iter()
        .map(|(year, name)| {
            let here = (year == chosen).then_some("page");
            view! {
                <a class="button small" href=state.with(&[("year", year)]) aria-current=here>
                    {name}
                </a>
            }
        })
        .collect_view();
    let note = (!chosen.is_empty()).then(|| {
        view! {
            <p class="muted">
                {tr("按当年有效的要求计算，截至 ", "Under the rules then in force, as of ")}
                {day_text(record.on)}
            </p>
        }
    });
    view! {
        <nav class="actions no-print" aria-label=tr("年度", "Years")>
            {links}
        </nav>
        {note}
    }
    .written()
}

/// The bars, each with what is to come and what would fill it.
fn filled(record: &TrainingRecord) -> AnyView {
    bars_with(record.bars.clone(), |bar| {
        if bar.met() {
            return ().into_any();
        }
        let fill: Vec<_> = record
            .fillers
            .iter()
            .filter(|(_, keys)| keys.contains(&bar.key()))
            .take(3)
            .map(|(class, _)| {
                view! {
                    <li>
                        <a href=format!("/training/classes/{}", class.id)>{class.title.clone()}</a>
                        " "
                        <span class="muted">
                            {day_text(class.starts)}" · "{class.hours.to_string()}{tr(" 学时", " hours")}
                        </span>
                    </li>
                }
            })
            .collect();
        let coming: domain::record::Hours =
            record.coming.iter().filter(|(_, keys)| keys.contains(&bar.key())).map(|(class, _)| class.hours).sum();
        view! {
            {(coming.0 > 0)
                .then(|| {
                    view! {
                        <p class="muted">
                            {tr("已报名班次结业后最多可增加 ", "Classes you have a seat in give at most ")}
                            {coming.to_string()}{tr(" 学时", " hours")}
                        </p>
                    }
                })}
            {(!fill.is_empty())
                .then(|| {
                    view! {
                        <p>{tr("可以报名：", "What would fill it:")}</p>
                        <ul class="plain-list">{fill}</ul>
                    }
                })}
        }
        .written()
    })
}

fn certificates(certificates: Vec<Certificate>, may_revoke: bool, revoke: form::Post<RevokeCertificate>) -> AnyView {
    if certificates.is_empty() {
        return empty(
            tr("还没有结业证书", "No certificates yet"),
            tr("结业后自动颁发，可下载、核验。", "They are issued when a class is completed."),
        );
    }
    let heads = [
        (tr("编号", "Number"), false),
        (tr("班次", "Class"), false),
        (tr("培训时间", "Time"), false),
        (tr("学时", "Hours"), true),
        (tr("成绩", "Grade"), false),
        (tr("证书", "Certificate"), false),
    ];
    let rows = certificates
        .into_iter()
        .map(|one| {
            let form =
                one.for_appointment_form().then(|| badge("good", tr("可填入任免审批表", "For the appointment form")));
            let links = if one.stands() {
                let reason = format!("revoke-{}", one.id);
                let action = may_revoke.then(|| {
                    dialog(
                        "button small danger",
                        tr("撤销", "Revoke"),
                        form::post(
                            revoke,
                            "form",
                            view! {
                                <input type="hidden" name="id" value=one.id.to_string() />
                                <div class="field">
                                    <label for=reason.clone()>{tr("原因", "Reason")}</label>
                                    <input id=reason name="reason" required=true />
                                </div>
                                <button type="submit" class="button danger">
                                    {tr("撤销证书", "Revoke the certificate")}
                                </button>
                            },
                        ),
                    )
                });
                view! {
                    <span class="actions">
                        <a class="button small" rel="external" href=format!("/training/certificates/{}.pdf", one.id)>
                            {tr("下载 PDF", "PDF")}
                        </a>
                        <a
                            class="button small"
                            rel="external"
                            download=true
                            href=format!("/training/certificates/{}.jwt", one.id)
                        >
                            {tr("数字徽章", "Open Badge")}
                        </a>
                        <a class="button small" rel="external" href=format!("/verify/{}", one.id)>
                            {tr("核验页", "Check")}
                        </a>
                        {action}
                    </span>
                }
                .written()
            } else {
                view! {
                    {badge("bad", tr("已撤销", "Revoked"))}
                    " "
                    <span class="muted">{one.reason.clone()}</span>
                }
                .written()
            };
            vec![
                one.number.clone().into_any(),
                view! { {one.title.clone()}" "{form} }.written(),
                format!("{} – {}", day_text(one.starts), day_text(one.ends)).written(),
                one.hours.to_string().into_any(),
                Grade::find(&one.grade).map(name).unwrap_or_default().into_any(),
                links,
            ]
        })
        .collect();
    plain_table(tr("结业证书", "Certificates"), &heads, rows)
}

fn ledger(entries: Vec<LedgerEntry>, may_reverse: bool, reverse: form::Post<Reverse>) -> AnyView {
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
                    {dialog(
                        "button small danger",
                        tr("冲销", "Reverse"),
                        form::post(
                            reverse,
                            "form",
                            view! {
                                <input type="hidden" name="entry" value=entry.id.to_string() />
                                <div class="field">
                                    <label for=reason.clone()>{tr("原因", "Reason")}</label>
                                    <input id=reason name="reason" required=true />
                                </div>
                                <button type="submit" class="button danger">
                                    {tr("冲销学时", "Reverse the hours")}
                                </button>
                            },
                        ),
                    )}
                }
            });
            view! {
                <tr>
                    <td data-label=tr("日期", "Day")>{day_text(entry.day)}</td>
                    <td data-label=tr(
                        "事项",
                        "For",
                    )>
                        {entry.title}" "{mark}
                        {(!entry.document.is_empty())
                            .then(|| view! { <p class="muted">{tr("凭据：", "Rests on: ")}{entry.document}</p> })}
                        {(entry.raw > entry.hours && !is_reversal)
                            .then(|| {
                                view! {
                                    <p class="muted">
                                        {tr("折算 ", "Comes to ")}{entry.raw.to_string()}
                                        {tr(
                                            " 学时，按单次上限计入",
                                            " hours; one entry counts no more than this",
                                        )}
                                    </p>
                                }
                            })} {(!entry.reason.is_empty()).then(|| view! { <p class="muted">{entry.reason}</p> })}
                    </td>
                    <td data-label=tr("形式", "Form")>{name(entry.form)}</td>
                    <td class="number" data-label=tr("学时", "Hours")>
                        {entry.hours.to_string()}
                    </td>
                    {may_reverse.then(|| view! { <td class="no-print">{action}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr("学时台账", "Ledger")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{tr("日期", "Day")}</th>
                        <th scope="col">{tr("事项", "For")}</th>
                        <th scope="col">{tr("形式", "Form")}</th>
                        <th scope="col" class="number">
                            {tr("学时", "Hours")}
                        </th>
                        {may_reverse
                            .then(|| {
                                view! {
                                    <th scope="col" class="no-print">
                                        {tr("操作", "Action")}
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .written()
}
