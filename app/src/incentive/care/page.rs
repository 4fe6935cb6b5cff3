//! Care and thanks; the rules of awards.

use domain::access::Permission;
use domain::incentive::{Care, CareKind};
use domain::person::PersonDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SaveCare};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::table::{State, plain_table};
use crate::components::written::Written;
use crate::frame::frame;
use crate::incentive::view::trail;
use crate::people::person;
use crate::words::{name, tr};

/// Care that was given.
pub fn list() -> AnyView {
    let save = form::posts::<SaveCare>();
    load(
        || State::now().get("person"),
        |person| async move {
            let found = if person.is_empty() { None } else { Some(person::api::person(person).await?) };
            Ok((api::cares().await?, found))
        },
        move |(rows, found): (Vec<Care>, Option<PersonDetail>)| {
            let fault = fault_of(save);
            let may = frame().me.is_some_and(|me| me.may(Permission::INCENTIVE_NOMINATE));
            let heads = [
                (tr("日期", "Day"), false),
                (tr("人员", "For"), false),
                (tr("方式", "Kind"), false),
                (tr("内容", "What"), false),
                (tr("登记", "Entered by"), false),
            ];
            let table = rows
                .iter()
                .map(|one| {
                    vec![
                        day_text(one.on).written(),
                        one.name.clone().into_any(),
                        name(one.kind).written(),
                        one.text.clone().into_any(),
                        one.by.clone().into_any(),
                    ]
                })
                .collect();
            let list = if rows.is_empty() {
                empty(
                    tr("没有记录", "Nothing recorded"),
                    tr(
                        "在干部页面选择“关心关爱”登记谈心、休假、体检、帮扶、感谢和澄清。",
                        "Record care from somebody's page.",
                    ),
                )
            } else {
                plain_table(tr("关心关爱", "Care"), &heads, table)
            };
            let new = found.filter(|_| may).map(|found| {
                section(
                    tr("登记", "Record"),
                    form::post(
                        save,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <p>
                                <strong>{found.person.name.clone()}</strong>
                                " "
                                <span class="muted">{found.unit_name.clone()}</span>
                            </p>
                            <input type="hidden" name="person" value=found.person.id.to_string() />
                            <div class="grid">
                                {form::code("kind", tr("方式", "Kind"), Some(CareKind::Care), fault)}
                                {form::date("on", tr("日期", "Day"), day_text(frame().now.day()), fault)}
                            </div>
                            {form::area("text", tr("内容", "What was done or said"), "", "", fault)}
                            {form::submit(tr("登记", "Record"), save.pending())}
                        },
                    ),
                )
            });
            page(
                trail(),
                tr("关心关爱", "Care"),
                tr(
                    "谈心、休假、体检、帮扶，以及群众的感谢和对不实反映的澄清。",
                    "Talks, leave, health, help, thanks, and names cleared.",
                ),
                ().into_any(),
                view! {
                    {new}
                    {section(tr("记录", "Records"), list)}
                }
                .written(),
            )
        },
    )
}
