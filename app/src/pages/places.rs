//! Places in classes, for those who decide about them: requests, and seats set aside by unit.

use domain::code::Lang;
use domain::organisation::UnitRow;
use domain::time::day_text;
use domain::training::{Class, ClassDetail, Request, SentToTraining, share_seats};
use leptos::prelude::*;

use super::classes::place_badge;
use super::{id, step};
use crate::api::organisation;
use crate::api::training::{self, DecideRequests, SetQuotas};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{empty, page};
use crate::components::table::{State, plain_table};
use crate::frame::lang;
use crate::words::tr;

/// The requests that wait for the viewer.
pub fn requests() -> AnyView {
    let action = ServerAction::<DecideRequests>::new();
    load(
        || (),
        |()| training::requests(),
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
                crate::post!(
                    action,
                    "form",
                    view! {
                        {form::summary(fault)}
                        {plain_table(tr("待审批的报名", "Requests"), &heads, rows)}
                        <div class="actions">
                            <button type="submit" class="button primary" name="decision" value="grant">{tr("同意所选", "Grant those chosen")}</button>
                        {dialog("button danger", tr("不同意所选", "Refuse those chosen"), view! {
                            {form::text("reason", tr("理由（申请人可见）", "Reason (the person sees it)"), "", "", fault)}
                            <p class="actions">{cancel()}<button type="submit" class="button danger" name="decision" value="refuse">{tr("不同意", "Refuse")}</button></p>
                        }.into_any())}
                        </div>
                    }
                )
            };
            page(
                Vec::new(),
                tr("报名审批", "Requests for places"),
                tr(
                    "逐级审批后进入名额或候补；委托代办的岗位同样可以审批，本人的申请须由他人审批。",
                    "Requests go to a seat or the waiting list once granted. Substitutes may decide; nobody decides their own.",
                ),
                ().into_any(),
                body,
            )
        },
    )
}

fn row(request: Request) -> Vec<AnyView> {
    let place = request.place;
    let label = format!("{} {}", place.name, request.title);
    vec![
        view! { <input type="checkbox" name=form::keyed("place", &place.id) value="1" aria-label=label/> }.into_any(),
        view! { <a href=format!("/people/{}/training", place.person)>{place.name}</a> }.into_any(),
        place.unit_name.into_any(),
        view! { <a href=format!("/training/classes/{}", place.class)>{request.title}</a> }.into_any(),
        day_text(request.starts).into_any(),
        request.free.to_string().into_any(),
        request.hours.to_string().into_any(),
        place_badge(place.state),
    ]
}

/// Seats of a class set aside by unit.
pub fn quotas() -> AnyView {
    let action = ServerAction::<SetQuotas>::new();
    load(
        id,
        |id| async move {
            Ok((
                training::class(id.clone()).await?,
                organisation::units().await?,
                training::sent_to_training(id).await?,
            ))
        },
        move |(detail, units, sent): (ClassDetail, Vec<UnitRow>, SentToTraining)| {
            let fault = fault_of(action);
            let class = detail.class;
            // The units the class is for, two levels deep: seats are dealt out to organisations.
            let depth = class.path.matches('/').count();
            let units: Vec<UnitRow> = units
                .into_iter()
                .filter(|row| row.unit.active && row.unit.path.starts_with(&class.path))
                .filter(|row| (1..=2).contains(&(row.unit.path.matches('/').count() - depth)))
                .collect();
            let paths: Vec<&str> = units.iter().map(|row| row.unit.path.as_str()).collect();
            let to_train = sent.by_path(&paths);
            let given = |row: &UnitRow| {
                let quotas = &class.admission.quotas;
                quotas.iter().find(|quota| quota.unit == row.unit.id).map_or(0, |quota| quota.seats)
            };
            // What results ask for, and nobody's seats fewer than they have.
            let proposes = State::now().get("from") == "appraisal";
            let wanted: Vec<u32> = units.iter().zip(&to_train).map(|(row, sent)| (*sent).max(given(row))).collect();
            let proposed = share_seats(class.capacity, &wanted);
            let sent_below = |path: &str| {
                let below = units.iter().zip(&to_train).filter(|(row, _)| row.unit.path.starts_with(path));
                below.map(|(_, sent)| *sent).sum::<u32>()
            };
            let rows = units
                .iter()
                .zip(proposed)
                .map(|(row, proposed)| {
                    let quota = class.admission.quotas.iter().find(|quota| quota.unit == row.unit.id);
                    let seats = if proposes { proposed } else { given(row) };
                    let seats = if seats == 0 { String::new() } else { seats.to_string() };
                    let taken = quota.map_or(0, |quota| quota.taken).to_string();
                    let indent = "　".repeat(row.unit.path.matches('/').count() - depth - 1);
                    let control = format!("seats-{}", row.unit.id);
                    let label = format!("{} {}", row.unit.name, tr("名额", "seats"));
                    vec![
                        format!("{indent}{}", row.unit.name).into_any(),
                        row.people.to_string().into_any(),
                        sent_below(&row.unit.path).to_string().into_any(),
                        view! {
                            <input id=control.clone() class="short" name=form::keyed("seats", &row.unit.id) value=seats inputmode="numeric" aria-label=label/>
                            {form::error_of(control, fault)}
                        }
                        .into_any(),
                        taken.into_any(),
                    ]
                })
                .collect();
            let heads = [
                (tr("单位", "Unit"), false),
                (tr("在职（含下级）", "In service, with those below"), true),
                (tr("考核要求补训", "To be trained after appraisal"), true),
                (tr("名额", "Seats"), false),
                (tr("已占", "Taken"), true),
            ];
            page(
                vec![
                    step("/training/classes", tr("班次", "Classes")),
                    step(format!("/training/classes/{}", class.id), class.title.clone()),
                ],
                tr("名额分配", "Seats by unit"),
                tr(
                    "分配给某单位的名额只由该单位及下级使用；其余名额由未分配名额的单位共用。",
                    "Seats given to a unit are for it and those below; all others share what remains.",
                ),
                ().into_any(),
                view! {
                    <p>{tr("班次名额：", "Seats of the class: ")}<strong class="number">{class.capacity.to_string()}</strong></p>
                    {sent_note(&class, &sent, proposes)}
                    {crate::post!(action, "form", view! {
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=class.id.to_string()/>
                        <input type="hidden" name="version" value=class.version.to_string()/>
                        <div id="quotas">{plain_table(tr("名额分配", "Seats by unit"), &heads, rows)}</div>
                        {form::submit(tr("保存分配", "Save"), action.pending().into())}
                    })}
                }
                .into_any(),
            )
        },
    )
}

/// How many of those the class is for are to be trained after an appraisal, why, and the way to
/// seats shared out by that.
fn sent_note(class: &Class, sent: &SentToTraining, proposes: bool) -> Option<AnyView> {
    let people = sent.of_tier(class.tier);
    (people > 0).then(|| {
        let text = match lang() {
            Lang::Zh if proposes => format!("已按考核结果填入名额建议（补训 {people} 人），核对后保存。依据："),
            Lang::Zh => format!("本班对象中有 {people} 人按考核结果要求补训，优先保障名额。依据："),
            Lang::En if proposes => format!("Seats for {people} people after appraisals are filled in; look and save. Basis: "),
            Lang::En => format!("{people} of those the class is for are to be trained after an appraisal, with seats kept. Basis: "),
        };
        view! {
            <p class="note plain">{text}{sent.bases.join("；")}
                {(!proposes).then(|| view! { " "<a class="button small" href="?from=appraisal">{tr("按考核结果填入", "Fill in by it")}</a> })}
            </p>
        }
        .into_any()
    })
}
