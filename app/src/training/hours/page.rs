//! Recording hours of training outside the classes.

use domain::code::{Code, TrainingForm};
use domain::organisation::NearUnits;
use domain::page::Page;
use domain::person::{PeopleQuery, PersonRow};
use domain::time::day_text;
use domain::training::{Categories, Conversions, Measure};
use leptos::prelude::*;

use super::api::RecordHours;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{empty, page};
use crate::components::table::{State, choice, pager, plain_table, search_box};
use crate::components::written::Written;
use crate::frame::frame;
use crate::organisation;
use crate::pages::step;
use crate::people::person;
use crate::training::{category, conversion};
use crate::words::{name, tr};

/// What recording hours needs to show.
type Form = (Page<PersonRow>, NearUnits, Categories, Conversions);

/// Recording hours: choose people, say what they did.
pub fn record_hours() -> AnyView {
    let action = form::posts::<RecordHours>();
    load(
        State::now,
        |state| async move {
            let query = PeopleQuery {
                q: state.get("q"),
                unit: state.get("unit").into(),
                window: domain::page::Window { size: domain::page::MAX_PAGE, ..state.window() },
                ..PeopleQuery::default()
            };
            let chosen = query.unit.clone();
            let people = person::api::people(query).await?;
            Ok((
                people,
                organisation::near([chosen]).await?,
                category::api::categories().await?,
                conversion::api::conversions().await?,
            ))
        },
        move |(people, units, tree, conversions): Form| {
            let state = State::now();
            let frame = frame();
            let today = frame.now.day();
            let fault = fault_of(action);
            let options = unit_options(units).or_none(tr("全部", "All"));
            let heads = [
                (tr("选择", "Choose"), false),
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("现任职务", "Present post"), false),
            ];
            let own = frame.me.map(|me| me.person).unwrap_or_default();
            let (at, last) = (people.page, people.pages());
            let none = people.rows.is_empty();
            let rows = people
                .rows
                .into_iter()
                .map(|one| {
                    let is_own = one.id == own;
                    vec![
                        view! {
                            <input
                                type="checkbox"
                                name=form::keyed("people", &one.id)
                                value="1"
                                disabled=is_own
                                aria-label=one.name.clone()
                            />
                        }
                        .written(),
                        one.name.written(),
                        one.unit_name.written(),
                        one.title.written(),
                    ]
                })
                .collect();
            let worth: Vec<String> = TrainingForm::ALL
                .iter()
                .flat_map(|form| Measure::ALL.iter().map(move |measure| (*form, *measure)))
                .filter_map(|(form, measure)| conversions.on(form, measure, today).map(|row| (form, measure, row)))
                .filter(|(_, measure, _)| *measure != Measure::Hour)
                .map(|(form, measure, row)| format!("{}：1{} = {}", name(form), name(measure), row.each))
                .collect();
            let once = format!("{:x}", frame.now.0);
            page(
                vec![step("/training/completion", tr("达标情况", "Completion"))],
                tr("登记学时", "Record hours"),
                tr(
                    "登记中心组学习、集体学习、自学和外单位培训等没有班次的学时；同一次提交只入账一次。",
                    "For training that has no class here: group study, collective study, self-study, training \
                     elsewhere.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                        {search_box("q", tr("姓名", "Name"), state.get("q"))}
                        {choice("unit", tr("单位", "Unit"), options, state.get("unit"))}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    // What is ticked stays in the form while somebody looks for others.
                    {if none && state.get("q").is_empty() && state.get("unit").is_empty() {
                        empty(
                            tr("没有符合条件的人员", "Nobody matches"),
                            tr("可放宽筛选。", "Widen the filter."),
                        )
                    } else {
                        form::post(
                            action,
                            "form",
                            view! {
                                {form::summary(fault)}
                                <input type="hidden" name="once" value=once />
                                <fieldset>
                                    <legend>{tr("培训内容", "What they did")}</legend>
                                    {form::text(
                                        "title",
                                        tr("事项", "For"),
                                        tr(
                                            "如 党组理论学习中心组第11次学习",
                                            "Such as the 11th session of the central group",
                                        ),
                                        "",
                                        fault,
                                    )}
                                    <div class="grid">
                                        {form::code::<
                                            TrainingForm,
                                        >("form", tr("培训形式", "Form"), Some(TrainingForm::Group), fault)}
                                        {form::select(
                                            "category",
                                            tr("类别", "Category"),
                                            "",
                                            category::page::options(&tree, None, &Default::default()),
                                            "theory",
                                            fault,
                                        )}
                                        {form::text(
                                            "amount",
                                            tr("数量", "Amount"),
                                            tr("可有一位小数", "One decimal at most"),
                                            "1",
                                            fault,
                                        )}
                                        {form::code::<
                                            Measure,
                                        >("measure", tr("计量单位", "Measure"), Some(Measure::Session), fault)}
                                        {form::date("day", tr("日期", "Day"), day_text(today), fault)}
                                        {form::text(
                                            "document",
                                            tr("凭据", "Record it rests on"),
                                            tr(
                                                "签到表、会议纪要、结业证书编号等",
                                                "Attendance list, minutes, number of a certificate",
                                            ),
                                            "",
                                            fault,
                                        )}
                                    </div>
                                    <p class="basis">
                                        {tr("现行折算：", "In force: ")}{worth.join(tr("；", "; "))}
                                    </p>
                                </fieldset>
                                <fieldset id="people">
                                    <legend>{tr("人员", "People")}</legend>
                                    {if none {
                                        empty(
                                            tr("没有符合条件的人员", "Nobody matches"),
                                            tr("可放宽筛选。", "Widen the filter."),
                                        )
                                    } else {
                                        plain_table(tr("人员", "People"), &heads, rows)
                                    }}
                                </fieldset>
                                {form::submit(tr("登记学时", "Record the hours"), action.pending())}
                            },
                        )
                    }}
                    {pager(at, last, &state)}
                }
                .written(),
            )
        },
    )
}
