//! Certificates.

use domain::access::Permission;
use domain::page::Page;
use domain::time::day_text;
use domain::training::{Certificate, CertificateList, CertificateQuery, NEVER};
use leptos::prelude::*;

use super::api::{self, RenewCertificates};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::table::{State, choice, pager, part_of, plain_table, search_box};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::training::library::page::may;
use crate::words::{standing, tr};

/// Certificates of the viewer's scope, renewed many at once.
pub fn certificates() -> AnyView {
    let renew = form::posts::<RenewCertificates>();
    load(
        State::now,
        |state| {
            api::certificates(CertificateQuery { list: state.get("list"), q: state.get("q"), window: state.window() })
        },
        move |found: Page<Certificate>| {
            let state = State::now();
            let today = frame().now.day();
            let fault = fault_of(renew);
            let may_renew = may(Permission::LEDGER_REVERSE);
            let heads = [
                (tr("选择", "Choose"), false),
                (tr("编号", "Number"), false),
                (tr("姓名", "Name"), false),
                (tr("班次", "Class"), false),
                (tr("颁发日期", "Issued"), false),
                (tr("有效期至", "Holds until"), false),
                (tr("状态", "State"), false),
            ];
            let (at, last, total) = (found.page, found.pages(), found.total);
            let rows = found
                .rows
                .into_iter()
                .map(|one| {
                    let open = one.stands() && one.renewed_by.as_str().is_empty();
                    let until = if one.valid_until >= NEVER {
                        tr("长期", "For ever").to_owned()
                    } else {
                        day_text(one.valid_until)
                    };
                    let tone = if !one.stands() {
                        "bad"
                    } else if !one.renewed_by.as_str().is_empty() {
                        "plain"
                    } else if one.holds(today) {
                        "good"
                    } else {
                        "warn"
                    };
                    let word = badge(tone, standing::certificate(&one, today, lang()));
                    vec![
                        view! {
                            <input
                                type="checkbox"
                                name=form::keyed("certificates", &one.id)
                                value="1"
                                disabled=!(open && may_renew)
                                aria-label=format!("{} {}", one.name, one.number)
                            />
                        }
                        .written(),
                        view! {
                            <a rel="external" href=format!("/verify/{}", one.id)>{one.number.clone()}</a>
                        }
                        .written(),
                        view! { <a href=format!("/people/{}/training", one.person)>{one.name.clone()}</a> }.written(),
                        one.title.clone().into_any(),
                        day_text(one.at.day()).written(),
                        until.written(),
                        word,
                    ]
                })
                .collect();
            let body = if total == 0 {
                empty(
                    tr("没有符合的证书", "No certificate matches"),
                    tr(
                        "证书有效年限在“培训设置”中登记；0 为长期有效。",
                        "How many years certificates hold is a setting; 0 is for ever.",
                    ),
                )
            } else {
                form::post(
                    renew,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <div id="certificates">{plain_table(tr("结业证书", "Certificates"), &heads, rows)}</div>
                        {may_renew
                            .then(|| dialog(
                                "button primary",
                                tr("重新认证所选", "Certify those chosen again"),
                                view! {
                                    <p>
                                        {tr(
                                            "每人得到一份新编号的证书，原证书和历史保持不变。",
                                            "Each gets a new certificate with a number of its own; the old one \
                                             and its history stay.",
                                        )}
                                    </p>
                                    {form::text(
                                        "basis",
                                        tr("依据", "Basis"),
                                        tr("复训、考核或文件", "Refresher, test or document"),
                                        "",
                                        fault,
                                    )}
                                    {form::date(
                                        "until",
                                        tr("有效期至", "Holds until"),
                                        day_text(domain::training::valid_until(today, 3)),
                                        fault,
                                    )}
                                    <p class="actions">
                                        {cancel()}<button type="submit" class="button primary">
                                            {tr("重新认证", "Certify again")}
                                        </button>
                                    </p>
                                }
                                    .written(),
                            ))}
                    },
                )
            };
            page(
                Vec::new(),
                tr("结业证书", "Certificates"),
                tr("查看到期情况，成批重新认证。", "See what ends, and certify many people again at once."),
                state.export("/training/certificates.xlsx"),
                view! {
                    <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                        {choice(
                            "list",
                            tr("范围", "Which"),
                            form::code_options::<CertificateList>(None),
                            state.get("list"),
                        )}
                        {search_box("q", tr("姓名或班次", "Name or class"), state.get("q"))}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    <p>{tr("共", "Total")}" "<strong>{total.to_string()}</strong>" "{tr("份", "certificates")}</p>
                    {body}
                    {part_of(at, last)}
                    {pager(at, last, &state)}
                }
                .written(),
            )
        },
    )
}
