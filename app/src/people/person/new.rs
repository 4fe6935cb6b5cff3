//! A new cadre.

use domain::access::Permission;
use domain::code::{Politics, Sex};
use domain::organisation::NearUnits;
use leptos::prelude::*;

use super::api::AddPerson;
use super::page::as_known;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::{fault_page, load};
use crate::components::page::page;
use crate::components::table::State;
use crate::components::written::Written;
use crate::frame::frame;
use crate::organisation;
use crate::pages::step;
use crate::people::post::page::levels;
use crate::words::tr;

/// Entering somebody.
pub fn new() -> AnyView {
    let action = form::posts::<AddPerson>();
    load(
        || State::now().get("unit"),
        |unit| async move { Ok((unit.clone(), organisation::near([unit]).await?)) },
        move |(unit, units): (String, NearUnits)| {
            if !frame().me.is_some_and(|me| me.may(Permission::PERSON_EDIT)) {
                return fault_page(&crate::context::say(domain::Fault::Forbidden));
            }
            let fault = fault_of(action);
            let places = unit_options(units).or_none(tr("请选择", "Choose"));
            page(
                vec![step("/people", tr("干部名册", "Cadres"))],
                tr("新增干部", "Enter somebody"),
                tr(
                    "不详的内容留空，以后补填；家庭成员、简历等在保存后填写。",
                    "Leave empty what is not known. Family, résumé and more follow after saving.",
                ),
                ().into_any(),
                view! {
                    {form::post(
                        action,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <div class="grid">
                                {form::text("name", tr("姓名", "Name"), "", "", fault)}
                                {form::code::<Sex>("sex", tr("性别", "Sex"), None, fault)}
                                {form::text("birth", tr("出生年月", "Born"), as_known(), "", fault)}
                                {form::text(
                                    "id_number",
                                    tr("身份证号", "ID number"),
                                    tr("18 位；不详的留空", "18 characters; empty when not known"),
                                    "",
                                    fault,
                                )} {form::text("ethnic", tr("民族", "Ethnic group"), "", "", fault)}
                                {form::select(
                                    "politics",
                                    tr("政治面貌", "Political status"),
                                    "",
                                    form::code_options::<Politics>(Some(tr("未填", "Not on record"))),
                                    "",
                                    fault,
                                )}
                                {form::text(
                                    "work_since",
                                    tr("参加工作时间", "In work since"),
                                    as_known(),
                                    "",
                                    fault,
                                )} {form::select("unit", tr("单位", "Unit"), "", places, &unit, fault)}
                                {form::text(
                                    "title",
                                    tr("现任职务", "Present post"),
                                    tr("留空的，保存后登记任职", "Leave empty to appoint them after saving"),
                                    "",
                                    fault,
                                )} {form::select("level", tr("职务层次", "Level"), "", levels(), "", fault)}
                                {form::text(
                                    "level_since",
                                    tr("任现层次时间", "At this level since"),
                                    as_known(),
                                    "",
                                    fault,
                                )}
                            </div>
                            {form::tick(
                                "another",
                                tr("确为另一人", "This is another person"),
                                tr(
                                    "已有同名、同出生年月的干部时勾选",
                                    "Tick where somebody of the same name and birth is on record",
                                ),
                                false,
                                fault,
                            )}
                            {form::submit(tr("保存", "Save"), action.pending())}
                        },
                    )}
                }
                .written(),
            )
        },
    )
}
