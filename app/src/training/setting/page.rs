//! The numbers of training that are settings: each with its basis and its day.

use domain::code::Code;
use domain::time::day_text;
use domain::training::{Setting, Settings};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{self, AddSetting};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{page, section};
use crate::components::table::plain_table;
use crate::components::versioned::drawn_with;
use crate::components::written::Written;
use crate::frame::Frame;
use crate::words::{name, tr};

/// All settings, what is in force and what was.
pub fn settings() -> AnyView {
    let action = form::posts::<AddSetting>();
    load(
        || (),
        |()| api::settings(),
        move |settings: Settings| {
            let today = use_context::<Frame>().unwrap_or_default().now.day();
            let fault = fault_of(action);
            let heads = [
                (tr("设置", "Setting"), false),
                (tr("现行", "In force"), true),
                (tr("依据", "Basis"), false),
                (tr("生效", "From"), false),
            ];
            let rows = Setting::ALL
                .iter()
                .map(|setting| {
                    let row = settings.row(*setting, today);
                    let basis = row.map_or_else(|| setting.first().2.to_owned(), |row| row.basis.clone());
                    let from = row.map_or_else(|| tr("初始值", "From the start").to_owned(), |row| day_text(row.from));
                    vec![
                        name(*setting).written(),
                        settings.on(*setting, today).to_string().into_any(),
                        basis.written(),
                        from.written(),
                    ]
                })
                .collect();
            let version = settings.version().to_string();
            let typed = Setting::find(&use_query_map().read().get("__setting").unwrap_or_default());
            let theirs = typed
                .zip(drawn_with())
                .and_then(|(setting, version)| settings.entered_since(setting, version))
                .cloned();
            let begun = theirs.as_ref().map_or(today, |row| row.from);
            let (value, basis) =
                theirs.as_ref().map_or_else(Default::default, |row| (row.value.to_string(), row.basis.clone()));
            let setting = theirs.map(|row| row.setting);
            let mut entered = settings.0;
            entered.sort_by_key(|row| std::cmp::Reverse((row.from, row.at)));
            let history = (!entered.is_empty()).then(|| {
                let rows = entered
                    .into_iter()
                    .map(|row| {
                        vec![
                            name(row.setting).written(),
                            row.value.to_string().into_any(),
                            row.basis.written(),
                            day_text(row.from).written(),
                            format!("{} {}", row.by, row.at.minute_text()).written(),
                        ]
                    })
                    .collect();
                let mut heads = heads.to_vec();
                heads.push((tr("登记", "Entered"), false));
                section(
                    tr("登记记录", "Everything entered"),
                    plain_table(tr("登记记录", "Everything entered"), &heads, rows),
                )
            });
            let hint = tr("文件名称、文号或会议决定", "Document, number or decision");
            let enter = tr("登记", "Enter");
            page(
                Vec::new(),
                tr("培训设置", "Training settings"),
                tr(
                    "法律没有规定的数字在此登记，每项须有依据和生效日期；以往日期仍按当时有效的数字计算。",
                    "Numbers that no law fixes, each with its basis and first day. \
                     Past days keep the number then in force.",
                ),
                ().into_any(),
                view! {
                    {section(tr("现行设置", "In force"), plain_table(tr("现行设置", "In force"), &heads, rows))}
                    {form::post(
                        action,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <input type="hidden" name="version" value=version />
                            {dialog(
                                "button primary",
                                tr("登记新值", "Enter a value"),
                                view! {
                                    {form::code::<Setting>("setting", tr("设置", "Setting"), setting, fault)}
                                    {form::text("value", tr("数值", "Value"), "", value, fault)}
                                    {form::text("basis", tr("依据", "Basis"), hint, basis, fault)}
                                    {form::date("from", tr("生效日期", "From"), day_text(begun), fault)}
                                    <p class="actions">
                                        {cancel()} <button type="submit" class="button primary">
                                            {enter}
                                        </button>
                                    </p>
                                }
                                    .written(),
                            )}
                        },
                    )}
                    {history}
                }
                .written(),
            )
        },
    )
}
