//! The audit trail: reading it and verifying that nothing was removed or changed.

use domain::audit::{Action, AuditRow};
use leptos::prelude::*;

use crate::api::account;
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::table::{State, encode, search_box};
use crate::islands::verify::Verify;
use crate::words::tr;

fn action(action: Action) -> &'static str {
    match action {
        Action::Create => tr("新建", "Created"),
        Action::Update => tr("修改", "Changed"),
        Action::End => tr("终止", "Ended"),
        Action::Unmask => tr("查看敏感信息", "Saw sensitive data"),
        Action::Export => tr("导出", "Exported"),
        Action::Import => tr("导入", "Imported"),
        Action::SignIn => tr("登录", "Signed in"),
        Action::SignInFailed => tr("登录失败", "Sign-in failed"),
        Action::SignOut => tr("退出", "Signed out"),
    }
}

/// The trail.
pub fn audit() -> AnyView {
    load(
        State::now,
        |state| account::audit(state.get("subject"), state.get("id"), state.get("actor"), state.get("before")),
        |rows: Vec<AuditRow>| {
            let state = State::now();
            let next = (rows.len() == 100)
                .then(|| rows.last().map(|row| state.with(&[("before", row.id.clone())])))
                .flatten()
                .map(|href| view! { <nav class="pager"><a class="button small" href=href>{tr("更早", "Earlier")}</a></nav> });
            let filters = view! {
                <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                    {search_box("subject", tr("对象类型", "Kind"), state.get("subject"))}
                    {search_box("id", tr("对象编号", "Number"), state.get("id"))}
                    {search_box("actor", tr("操作账号编号", "Account number"), state.get("actor"))}
                    <button type="submit" class="button">{tr("筛选", "Filter")}</button>
                </form>
            };
            let body = if rows.is_empty() {
                empty(tr("没有记录", "No rows"), "")
            } else {
                view! {
                    <div class="table-wrap" tabindex="0" role="region" aria-label=tr("审计日志", "Audit trail")>
                        <table>
                            <thead><tr>
                                <th scope="col">{tr("时间", "Time")}</th>
                                <th scope="col">{tr("操作人", "Who")}</th>
                                <th scope="col">{tr("操作", "Did")}</th>
                                <th scope="col">{tr("对象", "To")}</th>
                                <th scope="col">{tr("说明", "Details")}</th>
                            </tr></thead>
                            <tbody>
                                {rows.into_iter().map(|row| {
                                    let has = !row.before.is_empty() || !row.after.is_empty();
                                    let href = format!("/audit?subject={}&id={}", encode(&row.subject), encode(&row.subject_id));
                                    view! {
                                        <tr>
                                            <td data-label=tr("时间", "Time")>{row.at.minute_text()}</td>
                                            <td data-label=tr("操作人", "Who")>{if row.actor_name.is_empty() { tr("系统", "System").to_owned() } else { row.actor_name }}</td>
                                            <td data-label=tr("操作", "Did")>{action(row.action)}</td>
                                            <td data-label=tr("对象", "To")><a href=href>{row.subject}" "{row.subject_id}</a></td>
                                            <td data-label=tr("说明", "Details")>{row.reason}
                                                {has.then(|| view! {
                                                    <details><summary>{tr("前后内容", "Before and after")}</summary>
                                                        <pre class="json">{row.before}</pre><pre class="json">{row.after}</pre>
                                                    </details>
                                                })}
                                            </td>
                                        </tr>
                                    }
                                }).collect_view()}
                            </tbody>
                        </table>
                    </div>
                }
                .into_any()
            };
            page(
                Vec::new(),
                tr("审计日志", "Audit trail"),
                tr(
                    "每次变更、查看敏感信息、导出和登录都有记录，分批封存成链。",
                    "Every change, look at sensitive data, export and sign-in is recorded and sealed into a chain.",
                ),
                ().into_any(),
                view! { <Verify/>{filters}{section(tr("记录", "Rows"), view! { {body}{next} }.into_any())} }.into_any(),
            )
        },
    )
}
