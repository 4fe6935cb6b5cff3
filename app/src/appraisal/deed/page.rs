//! Deeds: needs solved and projects delivered, entered by the person, confirmed by their unit.

use domain::access::Permission;
use domain::appraisal::{Deed, DeedKind, DeedState};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, ConfirmDeed, SaveDeed};
use crate::appraisal::view::trail;
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of, inside};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::frame;
use crate::words::{name, tr};

pub fn list() -> AnyView {
    let save = form::posts::<SaveDeed>();
    let confirm = form::posts::<ConfirmDeed>();
    load(
        || (),
        |()| api::deeds(),
        move |rows: Vec<Deed>| {
            let fault = fault_of(save);
            let me = frame().me;
            let cadre = me.as_ref().is_some_and(|me| !me.person.as_str().is_empty());
            let may = me.as_ref().is_some_and(|me| me.may(Permission::APPRAISAL_ENTER));
            let own = me.map(|me| me.person).unwrap_or_default();
            let heads = [
                (tr("日期", "Day"), false),
                (tr("人员", "Who"), false),
                (tr("种类", "Kind"), false),
                (tr("事项", "What"), false),
                (tr("佐证", "Evidence"), false),
                (tr("状态", "State"), false),
                (tr("办理", "Act"), false),
            ];
            let table: Vec<Vec<AnyView>> = rows
                .iter()
                .map(|one| {
                    let tone = match one.state {
                        DeedState::Open => "warn",
                        DeedState::Confirmed => "good",
                        DeedState::Refused => "bad",
                    };
                    let act = (may && one.state == DeedState::Open && one.person != own).then(|| {
                        form::post(
                            confirm,
                            "inline",
                            view! {
                                <input type="hidden" name="id" value=one.id.to_string() />
                                <input type="hidden" name="decision" value="yes" />
                                <button type="submit" class="button small primary">
                                    {tr("核实", "Confirm")}
                                </button>
                            },
                        )
                    });
                    // In a form of its own: Enter in the reason confirms nothing.
                    let refuse = (may && one.state == DeedState::Open && one.person != own).then(|| {
                        dialog(
                            "button small",
                            tr("不认可", "Not confirmed"),
                            form::post(
                                confirm,
                                "form",
                                view! {
                                    <input type="hidden" name="id" value=one.id.to_string() />
                                    <input type="hidden" name="decision" value="no" />
                                    {inside(
                                        tr("不认可的原因", "Why"),
                                        view! { <input type="text" name="why" required=true /> }.written(),
                                    )}
                                    <p class="actions">
                                        {cancel()}<button type="submit" class="button primary">
                                            {tr("不认可", "Not confirmed")}
                                        </button>
                                    </p>
                                },
                            ),
                        )
                    });
                    vec![
                        day_text(one.on).written(),
                        one.name.clone().into_any(),
                        name(one.kind).written(),
                        one.title.clone().into_any(),
                        one.evidence.clone().into_any(),
                        view! { {badge(tone, name(one.state))}" "<span class="muted">{one.answer.clone()}</span> }
                            .written(),
                        view! { {act}" "{refuse} }.written(),
                    ]
                })
                .collect();
            let list = if rows.is_empty() {
                empty(
                    tr("还没有实绩", "No deeds yet"),
                    tr(
                        "解决的群众诉求和交付的项目登记在这里，经单位核实后计入考核。",
                        "Needs solved and projects delivered are entered here and count once the unit confirmed them.",
                    ),
                )
            } else {
                plain_table(tr("实绩", "Deeds"), &heads, table)
            };
            let new = cadre.then(|| {
                section(
                    tr("登记", "Enter one"),
                    form::post(
                        save,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <div class="grid">
                                {form::code("kind", tr("种类", "Kind"), Some(DeedKind::Need), fault)}
                                {form::date("on", tr("完成日期", "Done on"), day_text(frame().now.day()), fault)}
                            </div>
                            {form::text("title", tr("事项", "What"), "", "", fault)}
                            {form::area(
                                "evidence",
                                tr("佐证材料", "Evidence"),
                                tr(
                                    "写明材料名称、出处，便于单位核实",
                                    "What it is and where, so that it can be confirmed",
                                ),
                                "",
                                fault,
                            )}
                            {form::submit(tr("登记", "Enter it"), save.pending())}
                        },
                    ),
                )
            });
            page(
                trail(),
                tr("实绩台账", "Deeds"),
                tr(
                    "解决的群众诉求、交付的项目，经单位核实后自动计入考核指标。",
                    "Needs solved and projects delivered: facts an appraisal counts by itself.",
                ),
                ().into_any(),
                view! {
                    {form::summary(fault_of(confirm))}
                    {new}
                    {section(tr("台账", "Records"), list)}
                }
                .written(),
            )
        },
    )
}
