//! The address of a feed on a page, and its renewal.

use domain::training::Feed;
use leptos::prelude::*;

use super::api::RenewFeed;
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of};
use crate::components::page::{empty, section};
use crate::components::written::Written;
use crate::frame::frame;
use crate::words::tr;

/// The address of a feed, to follow and to renew; `name` and `subject` say whose it is.
pub(crate) fn subscription(feed: &Feed, name: &'static str, subject: String, renew: form::Post<RenewFeed>) -> AnyView {
    let named =
        move || (!subject.is_empty()).then(|| view! { <input type="hidden" name=name value=subject.clone() /> });
    let has = !feed.token.is_empty();
    let address = format!("{}/calendar/{}.ics", frame().origin, feed.token);
    let body = if has {
        view! {
            <p>
                {tr(
                    "在手机或电脑日历中按网址订阅此地址；知道地址的人都能看到其中内容，请勿外传。",
                    "Subscribe to this address in your calendar. Whoever knows it sees what is in it, so keep \
                     it to yourself.",
                )}
            </p>
            <p class="hash">
                <a data-testid="feed" rel="external" href=address.clone()>
                    {address.clone()}
                </a>
                " "
                <span class="muted">{feed.at.minute_text()}</span>
            </p>
        }
        .written()
    } else {
        empty(
            tr("尚未开启日历订阅", "No calendar follows it yet"),
            tr(
                "开启后，手机和电脑的日历会自动同步变动与取消。",
                "Once on, your calendars follow every change and cancellation.",
            ),
        )
    };
    let button = if has {
        view! {
            {form::post(
                renew,
                "",
                view! {
                    {named()}
                    {confirm(
                        tr("更换地址", "Renew the address"),
                        tr(
                            "旧地址立即失效，需要重新订阅，确定更换吗？",
                            "The old address ends at once; subscribe anew. Renew it?",
                        ),
                        tr("更换地址", "Renew"),
                    )}
                },
            )}
            {form::post(
                renew,
                "",
                view! {
                    {named()}
                    <input type="hidden" name="end" value="1" />
                    {confirm(
                        tr("停止订阅", "End it"),
                        tr("地址立即失效，确定停止吗？", "The address ends at once. End it?"),
                        tr("停止订阅", "End it"),
                    )}
                },
            )}
        }
        .written()
    } else {
        form::post(
            renew,
            "",
            view! {
                {named()}
                <button type="submit" class="button">
                    {tr("开启订阅", "Turn it on")}
                </button>
            },
        )
    };
    section(
        tr("日历订阅", "In your own calendar"),
        view! {
            {form::summary(fault_of(renew))}
            {body}
            <div class="actions no-print">{button}</div>
        }
        .written(),
    )
}
