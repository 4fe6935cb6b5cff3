//! How other training counts in hours.

use domain::code::{Code, TrainingForm};
use domain::time::day_text;
use domain::training::{Conversions, Measure};
use leptos::prelude::*;

use super::api::{self, AddConversion};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::step;
use crate::words::{name, tr};

/// What training is converted into hours by.
pub fn conversions() -> AnyView {
    let action = form::posts::<AddConversion>();
    load(
        || (),
        |()| api::conversions(),
        move |all: Conversions| {
            let today = frame().now.day();
            let may = frame().me.is_some_and(|me| me.over_all);
            let fault = fault_of(action);
            let heads = [
                (tr("培训形式", "Form"), false),
                (tr("计量单位", "Measure"), false),
                (tr("折算学时", "Hours each"), true),
                (tr("单次上限", "Most for one entry"), true),
                (tr("依据", "Basis"), false),
                (tr("生效", "From"), false),
            ];
            let cells = |row: &domain::training::Conversion| -> Vec<AnyView> {
                let most = if row.most.0 > 0 { row.most.to_string() } else { tr("不限", "None").to_owned() };
                vec![
                    name(row.form).written(),
                    name(row.measure).written(),
                    row.each.to_string().into_any(),
                    most.written(),
                    row.basis.clone().into_any(),
                    day_text(row.from).written(),
                ]
            };
            let mut present: Vec<Vec<AnyView>> = Vec::new();
            for form in TrainingForm::ALL {
                for measure in Measure::ALL {
                    present.extend(all.on(*form, *measure, today).map(&cells));
                }
            }
            let mut entered: Vec<_> = all.0.iter().filter(|row| !row.by.is_empty()).collect();
            entered.sort_by_key(|row| std::cmp::Reverse((row.from, row.at)));
            let history = (!entered.is_empty()).then(|| {
                let mut heads = heads.to_vec();
                heads.push((tr("登记", "Entered"), false));
                let rows = entered
                    .into_iter()
                    .map(|row| {
                        let mut all = cells(row);
                        all.push(format!("{} {}", row.by, row.at.minute_text()).written());
                        all
                    })
                    .collect();
                section(
                    tr("登记记录", "Everything entered"),
                    plain_table(tr("登记记录", "Everything entered"), &heads, rows),
                )
            });
            page(
                vec![step("/training/requirements", tr("学时要求", "Requirements"))],
                tr("学时折算", "Conversions"),
                tr(
                    "天、次、篇折算为学时的标准和单次上限；修改自生效日起适用，以往学时不变。",
                    "What a day, session or paper is worth and the most one entry counts. An edit holds from \
                     its day on.",
                ),
                ().into_any(),
                view! {
                    {section(
                        tr("现行标准", "In force"),
                        plain_table(tr("现行标准", "In force"), &heads, present),
                    )}
                    {may
                        .then(|| form::post(
                            action,
                            "form",
                            view! {
                                {form::summary(fault)}
                                {dialog(
                                    "button primary",
                                    tr("登记新标准", "Enter a conversion"),
                                    view! {
                                        {form::code::<TrainingForm>("form", tr("培训形式", "Form"), None, fault)}
                                        {form::code::<Measure>("measure", tr("计量单位", "Measure"), None, fault)}
                                        {form::text("each", tr("折算学时", "Hours each"), "", "", fault)}
                                        {form::text(
                                            "most",
                                            tr("单次上限", "Most for one entry"),
                                            tr("0 为不限", "0 for none"),
                                            "0",
                                            fault,
                                        )}
                                        {form::text(
                                            "basis",
                                            tr("依据", "Basis"),
                                            tr("文件名称、文号或会议决定", "Document, number or decision"),
                                            "",
                                            fault,
                                        )}
                                        {form::date("from", tr("生效日期", "From"), day_text(today), fault)}
                                        <p class="actions">
                                            {cancel()}<button type="submit" class="button primary">
                                                {tr("登记", "Enter")}
                                            </button>
                                        </p>
                                    }
                                        .written(),
                                )}
                            },
                        ))}
                    {history}
                }
                .written(),
            )
        },
    )
}
