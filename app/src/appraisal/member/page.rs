//! Those who are appraised: the list.

use domain::appraisal::{MemberFilter, Members};
use domain::time::day_text;
use leptos::prelude::*;

use super::api;
use crate::appraisal::view::{outcome_badge, points, trail};
use crate::components::form::code_options;
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::register;
use crate::components::table::{State as Query, choice};
use crate::components::written::Written;
use crate::pages::id;
use crate::words::{name, tr};

/// The people of an appraisal.
pub fn members() -> AnyView {
    load(
        || (id(), Query::now().get("filter"), register::query()),
        |(id, filter, query)| async move { api::members(id, filter, query).await },
        |found: Members| {
            let one = &found.appraisal;
            let filter = Query::now().get("filter");
            let options = code_options::<MemberFilter>(None);
            let more = choice("filter", tr("范围", "Show"), options, filter);
            let none = empty(tr("没有符合条件的人员", "Nobody fits"), tr("换一个条件试试。", "Try another filter."));
            let export = Some(format!("/appraisal/years/{}/members.xlsx", one.id));
            let more = Some(("filter", more));
            let list = register::register(tr("人员", "People"), found.people, more, export, none, |row| {
                let mut marks: Vec<AnyView> = Vec::new();
                if row.look_into {
                    marks.push(badge("bad", tr("不称职票较多，须了解核实", "Many say 不称职: look into it")));
                }
                if let Some((kind, due)) = row.open {
                    marks.push(badge("warn", format!("{} {}", name(kind), day_text(due))));
                }
                if row.adjusted {
                    marks.push(badge("plain", tr("会议调整", "Changed")));
                }
                vec![
                    view! { <a href=format!("/appraisal/members/{}", row.id)>{row.name.clone()}</a> }.written(),
                    row.unit_name.clone().into_any(),
                    name(row.standing).written(),
                    points(row.total).written(),
                    row.suggested.map(outcome_badge).unwrap_or_else(|| "—".written()),
                    row.outcome.map(outcome_badge).unwrap_or_else(|| "—".written()),
                    marks.written(),
                ]
            });
            let mut way = trail();
            way.push(crate::pages::step(format!("/appraisal/years/{}", one.id), one.title.clone()));
            page(
                way,
                tr("人员名单", "People"),
                "",
                view! {
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                list,
            )
        },
    )
}
