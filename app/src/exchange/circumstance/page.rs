//! Circumstances of a person that bear on exchange.

use domain::exchange::view::CircumstancesDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SaveCircumstances};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{page, section};
use crate::pages::{id, step};
use crate::words::tr;

/// What is known of somebody for exchange.
pub fn circumstances() -> AnyView {
    let save = form::posts::<SaveCircumstances>();
    load(id, api::circumstances, move |detail: CircumstancesDetail| {
        let fault = fault_of(save);
        let known = &detail.known;
        let day = |day: Option<domain::Day>| day.map(day_text).unwrap_or_default();
        let mut units = vec![(String::new(), tr("无", "None").to_owned())];
        units.extend(detail.units.iter().map(|(id, short)| (id.0.clone(), short.clone())));
        let interest = known.interests.first().cloned().unwrap_or_default();
        page(
            vec![step(format!("/people/{}", known.person), detail.name.clone())],
            tr("交流相关情况", "Known for exchange"),
            tr(
                "由组织部门登记，只用于规则审查，每次修改留痕。",
                "Entered by the organisation department, read by the rules alone; each change is on the trail.",
            ),
            ().into_any(),
            section(
                tr("登记", "Entered"),
                form::post(
                    save,
                    "form",
                    view! {
                        {form::secret()}
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=known.person.to_string() />
                        <input type="hidden" name="version" value=known.version.to_string() />
                        <div class="grid">
                            {form::date(
                                "service_since",
                                tr("公务员（参公）身份起始", "In the civil service since"),
                                day(known.service_since),
                                fault,
                            )}
                            {form::text(
                                "terms",
                                tr("现职已任届数", "Terms in the present post"),
                                "",
                                known.terms.to_string(),
                                fault,
                            )}
                            {form::date(
                                "term_until",
                                tr("本届任期至", "Term until"),
                                day(known.term_until),
                                fault,
                            )}
                            {form::date(
                                "probation_until",
                                tr("试用期至", "On probation until"),
                                day(known.probation_until),
                                fault,
                            )}
                            {form::date(
                                "sanction_until",
                                tr("处分影响期至", "Sanction until"),
                                day(known.sanction_until),
                                fault,
                            )}
                            {form::text(
                                "sanction_document",
                                tr("处分决定文号", "Number of the sanction"),
                                tr(
                                    "同一文号经容错认定后不再限制",
                                    "A case of fault tolerance about it lifts the bar",
                                ),
                                known.sanction_document.clone(),
                                fault,
                            )}
                        </div>
                        {form::tick(
                            "investigated",
                            tr("正在接受审查调查", "Under investigation"),
                            "",
                            known.investigated,
                            fault,
                        )}
                        <div class="grid">
                            {form::select(
                                "interest_unit",
                                tr("利害关系单位", "Interest with"),
                                tr(
                                    "配偶、子女及其配偶经商受其监管等",
                                    "A business of the family that it regulates, and the like",
                                ),
                                units,
                                interest.unit.as_str(),
                                fault,
                            )}
                            {form::text(
                                "interest_what",
                                tr("利害关系", "What it is"),
                                "",
                                interest.what.clone(),
                                fault,
                            )}
                        </div>
                        {form::area(
                            "stated",
                            tr("本人申报的健康或家庭情况", "Circumstances the person states"),
                            tr("仅在本人主动申报时填写", "Only when the person states them"),
                            known.stated.clone(),
                            fault,
                        )}
                        {form::submit(tr("保存", "Save"), save.pending())}
                    },
                ),
            ),
        )
    })
}
