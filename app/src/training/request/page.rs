//! Requests for places.

use domain::time::day_text;
use domain::training::Request;
use leptos::prelude::*;

use super::api::{self, DecideRequests};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{empty, page};
use crate::components::table::{export_link, plain_table};
use crate::components::written::Written;
use crate::training::place::view::place_badge;
use crate::words::tr;

/// The requests that wait for the viewer.
pub fn requests() -> AnyView {
    let action = form::posts::<DecideRequests>();
    load(
        || (),
        |()| api::requests(),
        move |requests: Vec<Request>| {
            let fault = fault_of(action);
            let body = if requests.is_empty() {
                empty(
                    tr("没有待审批的报名", "No request waits for you"),
                    tr(
                        "需要审批的班次有人报名后，会出现在这里。",
                        "Requests for classes that need consent appear here.",
                    ),
                )
            } else {
                let rows = requests.into_iter().map(row).collect();
                let heads = [
                    (tr("选择", "Choose"), false),
                    (tr("姓名", "Name"), false),
                    (tr("单位", "Unit"), false),
                    (tr("班次", "Class"), false),
                    (tr("开班", "Starts"), false),
                    (tr("余位", "Seats left"), true),
                    (tr("本年学时", "Hours this year"), true),
                    (tr("状态", "State"), false),
                ];
                form::post(
                    action,
                    "form",
                    view! {
                        {form::summary(fault)}
                        {form::undecided()}
                        {plain_table(tr("待审批的报名", "Requests"), &heads, rows)}
                        <div class="actions">
                            <button type="submit" class="button primary" name="decision" value="grant">
                                {tr("同意所选", "Grant those chosen")}
                            </button>
                            {dialog(
                                "button danger",
                                tr("不同意所选", "Refuse those chosen"),
                                view! {
                                    {form::text(
                                        "reason",
                                        tr("理由（申请人可见）", "Reason (the person sees it)"),
                                        "",
                                        "",
                                        fault,
                                    )}
                                    <p class="actions">
                                        {cancel()}
                                        <button type="submit" class="button danger" name="decision" value="refuse">
                                            {tr("不同意", "Refuse")}
                                        </button>
                                    </p>
                                }
                                    .written(),
                            )}
                        </div>
                    },
                )
            };
            page(
                Vec::new(),
                tr("报名审批", "Requests for places"),
                tr(
                    "逐级审批后进入名额或候补；委托代办的岗位同样可以审批，本人的申请须由他人审批。",
                    "Requests go to a seat or the waiting list once granted. Substitutes may decide; nobody \
                     decides their own.",
                ),
                export_link("/training/requests.xlsx".to_owned()),
                body,
            )
        },
    )
}

fn row(request: Request) -> Vec<AnyView> {
    let place = request.place;
    let label = format!("{} {}", place.name, request.title);
    vec![
        view! { <input type="checkbox" name=form::keyed("place", &place.id) value="1" aria-label=label/> }.written(),
        view! { <a href=format!("/people/{}/training", place.person)>{place.name}</a> }.written(),
        place.unit_name.written(),
        view! { <a href=format!("/training/classes/{}", place.class)>{request.title}</a> }.written(),
        day_text(request.starts).written(),
        request.free.to_string().into_any(),
        request.hours.to_string().into_any(),
        place_badge(place.state),
    ]
}
