//! The beginning and the end of somebody's service: entering them by hand, and retirement,
//! resignation, moving away or death by a paper.

use domain::access::Permission;
use domain::code::{Code, PersonState, Politics, Sex};
use domain::organisation::UnitRow;
use domain::person::PersonDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::classes::unit_options;
use super::people::as_known;
use super::posts::levels;
use super::{id, step};
use crate::api::organisation;
use crate::api::people::{self, AddPerson, EndService, ReturnToService};
use crate::components::form::{self, fault_of};
use crate::components::load::{fault_page, load};
use crate::components::page::{facts, page, section};
use crate::components::table::State;
use crate::frame::frame;
use crate::words::{name, tr};

/// Entering somebody.
pub fn new() -> AnyView {
    let action = ServerAction::<AddPerson>::new();
    load(
        || State::now().get("unit"),
        |unit| async move { Ok((unit, organisation::units().await?)) },
        move |(unit, units): (String, Vec<UnitRow>)| {
            if !frame().me.is_some_and(|me| me.may(Permission::PersonEdit)) {
                return fault_page(&crate::context::say(domain::Fault::Forbidden));
            }
            let fault = fault_of(action);
            let mut places = vec![(String::new(), tr("请选择", "Choose").to_owned())];
            places.extend(unit_options(units));
            page(
                vec![step("/people", tr("干部名册", "Cadres"))],
                tr("新增干部", "Enter somebody"),
                tr("不详的内容留空，以后补填；家庭成员、简历等在保存后填写。", "Leave empty what is not known. Family, résumé and more follow after saving."),
                ().into_any(),
                view! {
                    {crate::post!(action, "form", view! {
                        {form::summary(fault)}
                        <div class="grid">
                            {form::text("name", tr("姓名", "Name"), "", "", fault)}
                            {form::code::<Sex>("sex", tr("性别", "Sex"), None, fault)}
                            {form::text("birth", tr("出生年月", "Born"), as_known(), "", fault)}
                            {form::text("id_number", tr("身份证号", "ID number"), tr("18 位；不详的留空", "18 characters; empty when not known"), "", fault)}
                            {form::text("ethnic", tr("民族", "Ethnic group"), "", "", fault)}
                            {form::select("politics", tr("政治面貌", "Political status"), "", form::code_options::<Politics>(Some(tr("未填", "Not on record"))), "", fault)}
                            {form::text("work_since", tr("参加工作时间", "In work since"), as_known(), "", fault)}
                            {form::select("unit", tr("单位", "Unit"), "", places, &unit, fault)}
                            {form::text("title", tr("现任职务", "Present post"), tr("留空的，保存后登记任职", "Leave empty to appoint them after saving"), "", fault)}
                            {form::select("level", tr("职务层次", "Level"), "", levels(), "", fault)}
                            {form::text("level_since", tr("任现层次时间", "At this level since"), as_known(), "", fault)}
                        </div>
                        {form::tick("another", tr("确为另一人", "This is another person"), tr("已有同名、同出生年月的干部时勾选", "Tick where somebody of the same name and birth is on record"), false, fault)}
                        {form::submit(tr("保存", "Save"), action.pending().into())}
                    })}
                }
                .into_any(),
            )
        },
    )
}

/// The end of somebody's service, or its being taken back.
pub fn end() -> AnyView {
    let (end, back) = (ServerAction::<EndService>::new(), ServerAction::<ReturnToService>::new());
    load(id, people::person, move |detail: PersonDetail| {
        if !detail.editable {
            return fault_page(&crate::context::say(domain::Fault::Forbidden));
        }
        let person = detail.person.clone();
        let keys = view! {
            <input type="hidden" name="person" value=person.id.to_string()/>
            <input type="hidden" name="version" value=person.version.to_string()/>
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
            crate::post!(
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
                    {form::submit(tr("登记", "Record"), end.pending().into())}
                }
            )
        } else {
            let fault = fault_of(back);
            let ended = person.ended.clone();
            let said = facts(vec![
                (tr("人员状态", "State"), name(person.state).to_owned()),
                (tr("最后一日", "Last day"), ended.as_ref().map(|one| day_text(one.on)).unwrap_or_default()),
                (tr("批准文号", "Document"), ended.map(|one| one.document).unwrap_or_default()),
            ]);
            let form = crate::post!(
                back,
                "form",
                view! {
                    {form::summary(fault)}
                    {keys}
                    {form::text("reason", tr("恢复理由", "Reason"), tr("登记有误或返回原单位", "Entered by mistake, or back again"), "", fault)}
                    {form::submit(tr("恢复在职", "Back to service"), back.pending().into())}
                }
            );
            view! { {said}{form} }.into_any()
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
