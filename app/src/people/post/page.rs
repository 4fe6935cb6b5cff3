//! Posts held: appointing somebody to a post of a unit's list, and ending, correcting or taking
//! back an appointment.

use domain::appointment::{Appointment, open_end};
use domain::code::{AppointmentKind, Code, Level};
use domain::organisation::{NearUnits, Post, UnitDetail};
use domain::person::PersonDetail;
use domain::time::day_text;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{Appoint, CorrectAppointment, EndAppointment, UNKNOWN, WithdrawAppointment};
use crate::components::dialog::confirm;
use crate::components::form::{self, FormFault, fault_of, unit_options};
use crate::components::load::{fault_page, load};
use crate::components::page::{facts, page, section};
use crate::components::table::{State, choice};
use crate::components::written::Written;
use crate::frame::frame;
use crate::organisation;
use crate::pages::{id, step};
use crate::people::person;
use crate::words::{name, tr};

fn trail(detail: &PersonDetail) -> Vec<(String, String)> {
    let person = &detail.person;
    vec![step("/people", tr("干部名册", "Cadres")), step(format!("/people/{}", person.id), person.name.clone())]
}

/// The fields of an appointment: the post from the unit's list, or a title that is not listed.
struct Fields<'a> {
    unit: &'a UnitDetail,
    held: Option<&'a Appointment>,
    level: Level,
    from: String,
    fault: FormFault,
}

impl Fields<'_> {
    fn view(&self) -> AnyView {
        let (held, fault) = (self.held, self.fault);
        let listed = |post: &Post| {
            let text = format!("{}（{} {}/{}）", post.title, name(post.level), post.held, post.seats);
            (post.id.0.clone(), text)
        };
        let mut posts = vec![(String::new(), tr("不在职位表中", "None of the list").to_owned())];
        posts.extend(self.unit.posts.iter().map(listed));
        let chosen = held.and_then(|one| one.post_in(&self.unit.posts)).map(|post| post.id.0.clone());
        let until = held.filter(|one| one.until != open_end()).map(|one| day_text(one.until));
        let main = held.is_none_or(|one| one.main);
        view! {
            <div class="grid">
                {form::select(
                    "post",
                    tr("职位", "Post"),
                    tr(
                        "从单位职位表中选择；括号内为已任职人数和职数",
                        "From the unit's list; how many hold it, of how many seats",
                    ),
                    posts,
                    &chosen.unwrap_or_default(),
                    fault,
                )}
                {form::text(
                    "title",
                    tr("职务名称", "Title"),
                    tr(
                        "不在职位表中的填写，不含单位名称，如 副主席",
                        "Where it is not listed; without the unit's name",
                    ),
                    held.map(|one| one.title.clone()).unwrap_or_default(),
                    fault,
                )}
                {form::code::<
                    Level,
                >("level", tr("职务层次", "Level"), Some(held.map_or(self.level, |one| one.level)), fault)}
                {form::code::<
                    AppointmentKind,
                >(
                    "kind",
                    tr("任职方式", "How"),
                    Some(held.map_or(AppointmentKind::Appointed, |one| one.kind)),
                    fault,
                )}
                {form::text(
                    "from",
                    tr("任职日期", "From"),
                    tr("如 2026-11-28", "Such as 2026-11-28"),
                    self.from.clone(),
                    fault,
                )} {form::date("until", tr("期满日期", "Until"), until.unwrap_or_default(), fault)}
                {form::text(
                    "document",
                    tr("任职文号", "Document"),
                    "",
                    held.map(|one| one.document.clone()).unwrap_or_default(),
                    fault,
                )}
            </div>
            {form::tick(
                "main",
                tr("作为主要职务", "As the main post"),
                tr(
                    "挂职不改变人事关系，不能作为主要职务，且须有期满日期。",
                    "A secondment leaves the personnel relation where it is: it can't be the main post, and it \
                     has a last day.",
                ),
                main,
                fault,
            )}
        }
        .written()
    }
}

/// Choosing the unit, whose posts then stand in the form.
fn unit_choice(units: NearUnits, chosen: &str) -> AnyView {
    view! {
        <form class="filters" method="get" aria-label=tr("选择单位", "Choose a unit")>
            {choice("unit", tr("单位", "Unit"), unit_options(units), chosen.to_owned())}
            <button type="submit" class="button">
                {tr("选择", "Choose")}
            </button>
        </form>
    }
    .written()
}

type Found = (PersonDetail, NearUnits, UnitDetail);

async fn fetch((id, unit): (String, String)) -> Result<Found, crate::api::ApiError> {
    let detail = person::api::person(id).await?;
    let unit = if unit.is_empty() { detail.person.unit.0.clone() } else { unit };
    Ok((detail, organisation::near([&unit]).await?, organisation::api::unit(unit).await?))
}

/// An appointment's form.
pub fn appoint() -> AnyView {
    let action = form::posts::<Appoint>();
    load(
        || (id(), State::now().get("unit")),
        fetch,
        move |(detail, units, unit): Found| {
            if !detail.editable {
                return fault_page(&crate::context::say(domain::Fault::Forbidden));
            }
            let fault = fault_of(action);
            let person = &detail.person;
            let from = day_text(frame().now.day());
            let fields = Fields { unit: &unit, held: None, level: person.level, from, fault };
            page(
                trail(&detail),
                tr("任职", "Appoint"),
                tr(
                    "作为主要职务时，原主要职务在前一日结束，人员随之转到新单位，简历相应续写。",
                    "A main post ends the main post before it the day before, the person moves to the new unit, \
                     and the résumé goes on.",
                ),
                ().into_any(),
                view! {
                    {unit_choice(units, unit.unit.id.as_str())}
                    {form::post(
                        action,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <input type="hidden" name="person" value=person.id.to_string() />
                            <input type="hidden" name="version" value=person.version.to_string() />
                            <input type="hidden" name="unit" value=unit.unit.id.to_string() />
                            {fields.view()}
                            {form::submit(tr("登记任职", "Record the appointment"), action.pending())}
                        },
                    )}
                }
                .written(),
            )
        },
    )
}

/// One appointment: its end, its correction.
pub fn detail() -> AnyView {
    let (end, correct, withdraw) =
        (form::posts::<EndAppointment>(), form::posts::<CorrectAppointment>(), form::posts::<WithdrawAppointment>());
    let which = || use_params_map().read().get("post").unwrap_or_default();
    load(
        move || (id(), State::now().get("unit"), which()),
        |(id, unit, which)| async move {
            let detail = person::api::person(id).await?;
            let held = detail.appointments.iter().find(|one| one.id.as_str() == which).cloned();
            let held = held.filter(|_| detail.editable).ok_or_else(|| crate::context::say(domain::Fault::NotFound))?;
            let unit = if unit.is_empty() { held.unit.0.clone() } else { unit };
            Ok((detail, organisation::near([&unit]).await?, organisation::api::unit(unit).await?, held))
        },
        move |(detail, units, unit, held): (PersonDetail, NearUnits, UnitDetail, Appointment)| {
            let person = detail.person.clone();
            let keys = |held: &Appointment| {
                view! {
                    <input type="hidden" name="id" value=held.id.to_string() />
                    <input type="hidden" name="person" value=person.id.to_string() />
                    <input type="hidden" name="version" value=person.version.to_string() />
                }
            };
            let (of_end, of_correct, of_withdraw) = (fault_of(end), fault_of(correct), fault_of(withdraw));
            let today = day_text(frame().now.day());
            let last = if held.until == open_end() { today } else { day_text(held.until) };
            let from = held.since().map_or_else(|| UNKNOWN.to_owned(), day_text);
            let shown = held.since().map_or_else(|| tr("未填", "Not on record").to_owned(), day_text);
            let until = if held.until == open_end() { tr("至今", "now").to_owned() } else { day_text(held.until) };
            let fields = Fields { unit: &unit, held: Some(&held), level: held.level, from, fault: of_correct };
            page(
                trail(&detail),
                held.title.clone(),
                "",
                ().into_any(),
                view! {
                    {section(
                        tr("任职", "Appointment"),
                        facts(
                            vec![
                                (tr("单位", "Unit"), held.unit_name.clone()),
                                (tr("职务层次", "Level"), name(held.level).to_owned()),
                                (tr("任职方式", "How"), name(held.kind).to_owned()),
                                (tr("起止", "Held"), format!("{shown} – {until}")),
                                (tr("任职文号", "Document"), held.document.clone()),
                                (tr("免职文号", "Document of removal"), held.end_document.clone()),
                            ],
                        ),
                    )}
                    {section(
                        tr("免职", "End"),
                        view! {
                            {form::post(
                                end,
                                "form",
                                view! {
                                    {form::summary(of_end)}
                                    {keys(&held)}
                                    <div class="grid">
                                        {form::date("on", tr("最后一日", "Last day"), last, of_end)}
                                        {form::inside(
                                            tr("免职文号", "Document of removal"),
                                            view! { <input name="document" required=true autocomplete="off" /> }
                                                .written(),
                                        )}
                                    </div>
                                    {form::submit(tr("登记免职", "Record the end"), end.pending())}
                                },
                            )}
                        }
                            .written(),
                    )}
                    {section(
                        tr("更正", "Correct"),
                        view! {
                            <p class="hint">
                                {tr(
                                    "登记有误时更正；现任职务、职务层次、任现层次时间和简历随之更正。",
                                    "For what was entered wrongly; 现任职务, level, since when and the résumé follow.",
                                )}
                            </p>
                            {unit_choice(units, unit.unit.id.as_str())}
                            {form::post(
                                correct,
                                "form",
                                view! {
                                    {form::summary(of_correct)}
                                    {keys(&held)}
                                    <input type="hidden" name="unit" value=unit.unit.id.to_string() />
                                    {fields.view()}
                                    {form::text("reason", tr("更正理由", "Reason"), "", "", of_correct)}
                                    {form::submit(tr("更正", "Correct"), correct.pending())}
                                },
                            )}
                        }
                            .written(),
                    )}
                    {section(
                        tr("撤回", "Take back"),
                        view! {
                            {form::post(
                                withdraw,
                                "form",
                                view! {
                                    {form::summary(of_withdraw)}
                                    {keys(&held)}
                                    {form::inside(
                                        tr("撤回理由", "Reason"),
                                        view! { <input name="reason" required=true autocomplete="off" /> }.written(),
                                    )}
                                    {confirm(
                                        tr("撤回任职", "Take back"),
                                        tr(
                                            "没有这次任职时使用：记录撤回，被它结束的职务恢复。",
                                            "For an appointment that never was: what it ended goes on.",
                                        ),
                                        tr("撤回任职", "Take back"),
                                    )}
                                },
                            )}
                        }
                            .written(),
                    )}
                }
                .written(),
            )
        },
    )
}

/// The values of the levels, for a form that has none of them yet.
pub(crate) fn levels() -> Vec<(String, String)> {
    form::code_options::<Level>(Some(tr("未填", "Not on record")))
        .into_iter()
        .filter(|(value, _)| value != Level::Unknown.code())
        .collect()
}
