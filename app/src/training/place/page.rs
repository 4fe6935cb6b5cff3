//! A person's own places in classes.

use domain::time::day_text;
use domain::training::{ClassState, EnrolmentState, OwnPlace};
use leptos::prelude::*;

use super::api;
use super::view::{place_badge, place_note};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::words::{name, tr};

/// Everything that the viewer asked for or was sent to: how it stands and what comes next.
pub fn places() -> AnyView {
    load(
        || (),
        |()| api::own_places(),
        |all: Vec<OwnPlace>| {
            let body = if all.is_empty() {
                empty(
                    tr("还没有报名", "No places yet"),
                    tr(
                        "报名、被选派或被调训的班次都在这里，直到结业。",
                        "Classes you ask for, are sent to or called up to stand here.",
                    ),
                )
            } else {
                let heads = [
                    (tr("班次", "Class"), false),
                    (tr("时间", "When"), false),
                    (tr("来源", "How"), false),
                    (tr("报名时间", "Since"), false),
                    (tr("状态", "State"), false),
                    (tr("下一步", "What comes next"), false),
                ];
                plain_table(tr("我的报名", "My places"), &heads, all.iter().map(row).collect())
            };
            page(
                Vec::new(),
                tr("我的报名", "My places"),
                tr("进行中的在前，已结束的在后。", "What is still to come stands first."),
                button_link("/training/classes?mine=1", tr("可报名的班次", "Classes open to me"), false),
                body,
            )
        },
    )
}

fn row(own: &OwnPlace) -> Vec<AnyView> {
    let (place, class) = (&own.place, &own.class);
    let href = format!("/training/classes/{}", class.id);
    let state = if class.state == ClassState::Cancelled {
        badge("bad", tr("班次已取消", "Called off"))
    } else {
        place_badge(place.state)
    };
    // Where there is something to do it is one press away.
    let way = match place.state {
        EnrolmentState::Offered if own.is_open() => Some((href.clone(), tr("去确认", "Confirm"))),
        EnrolmentState::Completed => Some(("/training/mine".to_owned(), tr("学时和证书", "Hours and certificate"))),
        _ => None,
    };
    let way = way.map(|(href, word)| view! { <a href=href>{word}</a> });
    vec![
        view! { <a href=href>{class.title.clone()}</a> }.written(),
        format!("{} – {}", day_text(class.starts), day_text(class.ends)).written(),
        name(place.channel).written(),
        place.at.minute_text().into_any(),
        state,
        view! { {place_note(place, class, own.position)}" "{way} }.written(),
    ]
}
