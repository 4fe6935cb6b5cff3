//! The beginning and the end of somebody's service: entering them by hand, and retirement,
//! resignation, moving away or death by a paper.

use domain::code::{Code, PersonState};
use domain::person::PersonDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{EndService, ReturnToService};
use crate::components::form::{self, fault_of};
use crate::components::load::{fault_page, load};
use crate::components::page::{facts, page, section};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::{id, step};
use crate::people::person;
use crate::words::{name, tr};

/// The end of somebody's service, or its being taken back.
pub fn end() -> AnyView {
    let (end, back) = (form::posts::<EndService>(), form::posts::<ReturnToService>());
    load(id, person::api::person, move |detail: PersonDetail| {
        if !detail.editable {
            return fault_page(&crate::context::say(domain::Fault::Forbidden));
        }
        let person = detail.person.clone();
        let keys = view! {
            <input type="hidden" name="person" value=person.id.to_string() />
            <input type="hidden" name="version" value=person.version.to_string() />
        };
        let trail = vec![
            step("/people", tr("干部名册", "Cadres")),
            step(format!("/people/{}", person.id), person.name.clone()),
        ];
        let body = if person.state == PersonState::Active {
            let fault = fault_of(end);
            let ways = [PersonState::Retired, PersonState::Left, PersonState::Resigned, PersonState::Dead];
            let mut options = vec![(String::new(), tr("请选择", "Choose").to_owned())];
            options.extend(ways.map(|one| (one.code().to_owned(), name(one).to_owned())));
            form::post(
                end,
                "form",
                view! {
                    {form::summary(fault)}
                    {keys}
                    <div class="grid">
                        {form::select("state", tr("离开原因", "How it ends"), "", options, "", fault)}
                        {form::date("on", tr("最后一日", "Last day"), day_text(frame().now.day()), fault)}
                        {form::text("document", tr("批准文号", "Document"), "", "", fault)}
                    </div>
                    {form::submit(tr("登记", "Record"), end.pending())}
                },
            )
        } else {
            let fault = fault_of(back);
            let ended = person.ended.clone();
            let said = facts(vec![
                (tr("人员状态", "State"), name(person.state).to_owned()),
                (tr("最后一日", "Last day"), ended.as_ref().map(|one| day_text(one.on)).unwrap_or_default()),
                (tr("批准文号", "Document"), ended.map(|one| one.document).unwrap_or_default()),
            ]);
            let form = form::post(
                back,
                "form",
                view! {
                    {form::summary(fault)}
                    {keys}
                    {form::text(
                        "reason",
                        tr("恢复理由", "Reason"),
                        tr("登记有误或返回原单位", "Entered by mistake, or back again"),
                        "",
                        fault,
                    )}
                    {form::submit(tr("恢复在职", "Back to service"), back.pending())}
                },
            );
            view! {
                {said}
                {form}
            }
            .written()
        };
        page(
            trail,
            tr("退休、调出、辞职、去世", "End of service"),
            tr("任职随之结束；撤回时恢复原有任职。", "Appointments end with it, and go on when it is taken back."),
            ().into_any(),
            section(tr("登记", "Record"), body),
        )
    })
}
