//! Notices.

use leptos::prelude::*;

use super::api::{self, ReadNotices};
use crate::components::form::{self, submit};
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::table::{State, pager};
use crate::components::written::Written;
use crate::told;
use crate::words::tr;

/// The viewer's notices.
pub fn notices() -> AnyView {
    let read = form::posts::<ReadNotices>();
    load(
        State::now,
        |state| api::notices(state.window().page),
        move |notices| {
            let state = State::now();
            let (at, last) = (notices.page, notices.pages());
            let any_unread = notices.rows.iter().any(|notice| !notice.read);
            let action = if any_unread {
                view! {
                    {form::post(
                        read,
                        "",
                        view! { {submit(tr("全部标为已读", "Mark all read"), read.pending())} },
                    )}
                }
                .written()
            } else {
                ().into_any()
            };
            let body = if notices.rows.is_empty() {
                empty(
                    tr("还没有通知", "No notices yet"),
                    tr(
                        "报名、学时入账、档案被查看时会在这里告知您。",
                        "You will be told here of seats, hours and looks at your record.",
                    ),
                )
            } else {
                view! {
                    <ul class="rows card">
                        {notices
                            .rows
                            .into_iter()
                            .map(|notice| {
                                let mark = if notice.read {
                                    badge("plain", tr("已读", "Read"))
                                } else {
                                    badge("warn", tr("未读", "Unread"))
                                };
                                view! {
                                    <li>
                                        <a href=format!("/notices/{}", notice.id) rel="external">
                                            {told::notice(&notice.body)}
                                        </a>
                                        <span class="muted">{notice.at.minute_text()}</span>
                                        {mark}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                .written()
            };
            page(
                Vec::new(),
                tr("通知", "Notices"),
                "",
                action,
                view! {
                    {body}
                    {pager(at, last, &state)}
                }
                .written(),
            )
        },
    )
}
