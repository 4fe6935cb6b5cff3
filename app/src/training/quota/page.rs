//! Seats set aside for units.

use domain::code::Lang;
use domain::organisation::{NearUnits, UnitRow};
use domain::training::{Class, ClassDetail, SentToTraining, share_seats};
use leptos::prelude::*;

use super::api::{self, SetQuotas};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::page;
use crate::components::table::{State, plain_table, search_box};
use crate::components::written::Written;
use crate::frame::lang;
use crate::organisation;
use crate::pages::{id, step};
use crate::training::class;
use crate::words::tr;

/// Seats of a class set aside by unit.
pub fn quotas() -> AnyView {
    let action = form::posts::<SetQuotas>();
    load(
        || (id(), State::now().get("unit")),
        |(id, below)| async move {
            let detail = class::api::class(id.clone()).await?;
            let class = &detail.class;
            let given = class.admission.quotas.iter().map(|quota| quota.unit.to_string());
            let units = organisation::near_within(&class.unit, given.chain([below])).await?;
            Ok((detail, units, api::sent_to_training(id).await?))
        },
        move |(detail, units, sent): (ClassDetail, NearUnits, SentToTraining)| {
            let fault = fault_of(action);
            let class = detail.class;
            // The units the class is for, two levels deep: seats are dealt out to organisations.
            let depth = class.path.matches('/').count();
            let more = (!units.all).then(|| finder(&class));
            let units: Vec<UnitRow> = units
                .rows
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
                        format!("{indent}{}", row.unit.name).written(),
                        row.people.to_string().into_any(),
                        sent_below(&row.unit.path).to_string().into_any(),
                        view! {
                            <input
                                id=control.clone()
                                class="short"
                                name=form::keyed("seats", &row.unit.id)
                                value=seats
                                inputmode="numeric"
                                aria-label=label
                            />
                            {form::error_of(control, fault)}
                        }
                        .written(),
                        taken.written(),
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
                    <p>
                        {tr("班次名额：", "Seats of the class: ")}
                        <strong class="number">{class.capacity.to_string()}</strong>
                    </p>
                    {sent_note(&class, &sent, proposes)}
                    {more}
                    {form::post(
                        action,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <input type="hidden" name="id" value=class.id.to_string() />
                            <input type="hidden" name="version" value=class.version.to_string() />
                            <div id="quotas">{plain_table(tr("名额分配", "Seats by unit"), &heads, rows)}</div>
                            {form::submit(tr("保存分配", "Save"), action.pending())}
                        },
                    )}
                }
                .written(),
            )
        },
    )
}

/// Looks for units that seats are to be given to, where not all are listed.
fn finder(class: &Class) -> AnyView {
    view! {
        <form class="filters" method="get" aria-label=tr("找单位", "Find units")>
            {search_box(
                form::FIND,
                tr("单位名称、拼音", "Name of a unit, pinyin"),
                State::now().get(form::FIND),
            )}
            <button type="submit" class="button">
                {tr("查找", "Find")}
            </button>
        </form>
        <p class="hint">
            {tr(
                "单位较多：列出已分配名额的、主办单位的下级和找到的；换一批前请先保存。",
                "There are many units: those with seats, those right below and those found are listed. Save first.",
            )} " " <a href=format!("/units/{}", class.unit)>{tr("查看机构", "See the units")}</a>
        </p>
    }
    .written()
}

/// How many of those the class is for are to be trained after an appraisal, why, and the way to
/// seats shared out by that.
fn sent_note(class: &Class, sent: &SentToTraining, proposes: bool) -> Option<AnyView> {
    let people = sent.of_tier(class.tier);
    (people > 0).then(|| {
        let text = match lang() {
            Lang::Zh if proposes => format!("已按考核结果填入名额建议（补训 {people} 人），核对后保存。依据："),
            Lang::Zh => format!("本班对象中有 {people} 人按考核结果要求补训，优先保障名额。依据："),
            Lang::En if proposes => {
                format!("Seats for {people} people after appraisals are filled in; look and save. Basis: ")
            }
            Lang::En => format!(
                "{people} of those the class is for are to be trained after an appraisal, with seats kept. Basis: "
            ),
        };
        view! {
            <p class="note plain">
                {text}{sent.bases.join("；")}
                {(!proposes)
                    .then(|| {
                        view! {
                            " "
                            <a class="button small" href="?from=appraisal">
                                {tr("按考核结果填入", "Fill in by it")}
                            </a>
                        }
                    })}
            </p>
        }
        .written()
    })
}
