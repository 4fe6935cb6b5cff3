//! Several cases at once: one meeting, one notice, one paper for all that are ticked.

use std::collections::BTreeSet;

use domain::code::Code;
use domain::exchange::case::{ActionKind, Part, Voice};
use domain::exchange::kind::{Paper, Step};
use domain::exchange::view::{CaseRow, RoundRow};
use domain::procedure::Procedure;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, Act};
use super::page::{all_at_once, title, trail};
use crate::components::board::way;
use crate::components::form::{self, FormFault, fault_of, keyed};
use crate::components::load::load;
use crate::components::page::{button_link, empty, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::components::written::Written;
use crate::exchange::round;
use crate::frame::{frame, lang};
use crate::words::{name, tr};

/// The page.
pub fn together() -> AnyView {
    let act = form::posts::<Act>();
    load(
        || (),
        |()| async { Ok((api::cases_together().await?, round::api::rounds().await?)) },
        move |(rows, rounds): (Vec<CaseRow>, Vec<RoundRow>)| {
            let state = State::now();
            let ticked = state.all("cases");
            let all = state.get("all") == "1";
            let is_ticked = |row: &CaseRow| all || ticked.contains(&row.case.id.as_str());
            if !rows.is_empty() && !rows.iter().any(is_ticked) {
                return page(
                    trail(),
                    tr("批量办理", "Several cases at once"),
                    "",
                    ().into_any(),
                    none(rows.len() as u32),
                );
            }
            let asked = state.get("round");
            let own = |row: &&CaseRow| asked.is_empty() || row.case.round.as_str() == asked;
            let steps: BTreeSet<Step> = rows.iter().filter(own).map(|row| row.case.step).collect();
            let of_ticked: BTreeSet<Step> =
                rows.iter().filter(own).filter(|row| is_ticked(row)).map(|row| row.case.step).collect();
            // The list may have been filtered by a step that none of those is at.
            let step = Step::find(&state.get("step")).filter(|step| of_ticked.contains(step));
            let step = step.or_else(|| of_ticked.first().copied()).or_else(|| steps.first().copied());
            let choices_of_steps = if of_ticked.is_empty() { &steps } else { &of_ticked };
            let choices_of_steps: Vec<_> =
                choices_of_steps.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())).collect();
            let chosen: Vec<&CaseRow> = rows.iter().filter(own).filter(|row| Some(row.case.step) == step).collect();
            let kept = ticked
                .iter()
                .map(|id| view! { <input type="hidden" name="cases" value=(*id).to_owned() /> })
                .collect_view();
            let mut choices = vec![(String::new(), tr("全部事项", "All cases").to_owned())];
            choices.extend(rounds.iter().map(|row| (row.round.id.0.clone(), row.round.title.clone())));
            let body = match step {
                None => empty(
                    tr("没有可批量办理的事项", "No cases to act in together"),
                    tr(
                        "报到前的事项可以在这里一并办理；报到起逐人办理。",
                        "Cases before reporting for duty; from then on they are seen to one by one.",
                    ),
                ),
                Some(step) => form_of(&chosen, &is_ticked, step, act),
            };
            page(
                trail(),
                tr("批量办理", "Several cases at once"),
                tr(
                    "一次会议、一份公示、一份任免通知办理所选的全部事项；同一意见只填一次。有一项不能办理时，全部不保存。",
                    "One meeting, one notice, one paper for all that are ticked; the same opinion is typed \
                     once. All are done, or none.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        {kept}
                        {all.then(|| view! { <input type="hidden" name="all" value="1" /> })}
                        {choice("round", tr("轮次", "Round"), choices, asked.clone())}
                        {choice(
                            "step",
                            tr("步骤", "Step"),
                            choices_of_steps,
                            step.map(|step| step.code().to_owned()).unwrap_or_default(),
                        )}
                        <button type="submit" class="button">
                            {tr("查看", "Look")}
                        </button>
                    </form>
                    {body}
                }
                .written(),
            )
        },
    )
}

/// That nothing was ticked, and how to go on.
fn none(together: u32) -> AnyView {
    view! {
        <div class="note bad" role="alert">
            <p>
                <strong>
                    {tr(
                        "没有选择事项：请先在列表中勾选要一并办理的事项；要办理全部的，请选择“全部”。",
                        "No case was chosen: tick those to act in on the list, or choose all of them.",
                    )}
                </strong>
            </p>
        </div>
        <p class="actions">
            {button_link("/exchange/cases", tr("返回列表勾选", "Back to the list"), true)} {all_at_once(together)}
        </p>
    }
    .written()
}

fn form_of(rows: &[&CaseRow], is_ticked: &dyn Fn(&CaseRow) -> bool, step: Step, act: form::Post<Act>) -> AnyView {
    let fault = fault_of(act);
    let heads = [
        (tr("选择", "Choose"), false),
        (tr("人员与岗位", "Who goes where"), false),
        (tr("派出单位", "From"), false),
        (tr("还需办理", "Still missing"), false),
    ];
    let table = rows
        .iter()
        .map(|row| {
            let case = &row.case;
            let open: Vec<String> = row.missing.iter().map(|one| one.says(lang())).collect();
            let label = format!("{}{}", tr("选择 ", "Choose "), case.person_name);
            vec![
                view! {
                    <input
                        type="checkbox"
                        name=keyed("cases", &case.id)
                        value=case.version.to_string()
                        aria-label=label
                        checked=is_ticked(row)
                    />
                }
                .written(),
                view! { <a href=format!("/exchange/cases/{}", case.id)>{title(case)}</a> }.written(),
                case.home_name.clone().into_any(),
                if open.is_empty() {
                    tr("已齐全", "Nothing").written()
                } else {
                    open.join(tr("；", "; ")).written()
                },
            ]
        })
        .collect();
    let organises = rows.iter().any(|row| row.parts.contains(&Part::Organiser));
    let hosts = rows.iter().any(|row| row.parts.contains(&Part::Host));
    let homes = rows.iter().any(|row| row.parts.contains(&Part::Home));
    let papers = papers_of(rows, (organises, homes, hosts), fault);
    let main = organises.then(|| main_of(step, fault)).flatten();
    let opinion =
        (matches!(step, Step::Proposal | Step::Consultation) && (homes || hosts)).then(|| opinion_of(homes, fault));
    let on = organises.then(|| {
        view! {
            <p class="actions">
                {way(ActionKind::Advance, tr("所选事项进入下一步", "Go on with all of them"), "button")}
            </p>
        }
    });
    view! {
        {form::post(
            act,
            "form",
            view! {
                {form::summary(fault)}
                {form::undecided()}
                {plain_table(tr("事项", "Cases"), &heads, table)}
                {opinion}
                {papers}
                {main}
                {on}
            },
        )}
        {documents(rows, step)}
    }
    .written()
}

fn button(kind: ActionKind, label: &'static str) -> AnyView {
    view! { <p class="actions">{way(kind, label, "button primary")}</p> }.written()
}

/// The opinion of a unit, once for all its cases.
fn opinion_of(homes: bool, fault: FormFault) -> AnyView {
    let voices = [Voice::Home, Voice::Host].map(|one| (one.code().to_owned(), name(one).to_owned())).to_vec();
    let chosen = if homes { Voice::Home } else { Voice::Host };
    let decisions = vec![
        ("yes".to_owned(), tr("同意", "Agree").to_owned()),
        ("no".to_owned(), tr("不同意", "Do not agree").to_owned()),
    ];
    section(
        tr("本单位意见", "The unit's opinion"),
        view! {
            {form::select("voice", tr("作为", "As"), "", voices, chosen.code(), fault)}
            {form::select("decision", tr("意见", "Opinion"), "", decisions, "yes", fault)}
            {form::area(
                "text",
                tr("内容", "In words"),
                tr("不同意时须说明理由", "Say why when you do not agree"),
                "",
                fault,
            )}
            {button(ActionKind::Give, tr("提出意见", "Give it"))}
        }
        .written(),
    )
}

/// Papers that several of the cases lack at this step, by those who file them.
fn papers_of(rows: &[&CaseRow], (organises, homes, hosts): (bool, bool, bool), fault: FormFault) -> Option<AnyView> {
    use domain::exchange::case::{Action, Missing};
    let mut lacking: Vec<Paper> = Vec::new();
    for row in rows {
        for one in &row.missing {
            let Missing::Paper { paper } = one else { continue };
            let who = row.case.who(&Action::File { paper: *paper, note: String::new() });
            let may = who.contains(&Part::Organiser) && organises
                || who.contains(&Part::Home) && homes
                || who.contains(&Part::Host) && hosts;
            if may && !lacking.contains(paper) {
                lacking.push(*paper);
            }
        }
    }
    let options: Vec<(String, String)> =
        lacking.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())).collect();
    let first = options.first()?.0.clone();
    Some(section(
        tr("材料", "Papers"),
        view! {
            {form::select("paper", tr("材料", "Paper"), "", options, &first, fault)}
            {form::text("note", tr("文号或内容摘要", "Number or summary"), "", "", fault)}
            {button(ActionKind::File, tr("归入所选事项", "File it in all of them"))}
        }
        .written(),
    ))
}

/// What the organiser decides at a step.
fn main_of(step: Step, fault: FormFault) -> Option<AnyView> {
    let today = day_text(frame().now.day());
    let body = match step {
        Step::Decision => view! {
            <div class="grid">
                {form::date("on", tr("会议日期", "Day"), today, fault)}
                {form::text("members", tr("应到人数", "Members"), "", "", fault)}
                {form::text(
                    "present",
                    tr("实到人数", "Present"),
                    tr("不少于三分之二", "Two thirds at least"),
                    "",
                    fault,
                )}
                {form::text(
                    "yes",
                    tr("同意", "In favour"),
                    tr(
                        "超过应到半数；各人票数不同的，逐项登记",
                        "More than half of all; enter those with other numbers one by one",
                    ),
                    "",
                    fault,
                )} {form::text("no", tr("不同意", "Against"), "", "0", fault)}
            </div>
            {button(ActionKind::Vote, tr("登记表决", "Enter the vote"))}
        }
        .written(),
        Step::PublicNotice => view! {
            {form::date(
                "on",
                tr("张贴日期（次日起算工作日）", "Put up on (working days count from the next)"),
                today,
                fault,
            )}
            {button(ActionKind::Publish, tr("公示", "Put up"))}
        }
        .written(),
        Step::Approval => view! {
            {form::text("document", tr("审批（备案）文号", "Number"), "", "", fault)}
            {button(ActionKind::Approve, tr("登记审批", "Enter the approval"))}
        }
        .written(),
        Step::Appointment => view! {
            <div class="grid">
                {form::text("document", tr("任免文号", "Number"), "", "", fault)}
                {form::date("dated", tr("发文日期", "Day of the document"), today.clone(), fault)}
                {form::date(
                    "on",
                    tr("任职起始日（不早于讨论决定之日）", "First day, not before the decision"),
                    today,
                    fault,
                )}
            </div>
            {button(ActionKind::Appoint, tr("登记任免", "Enter the appointment"))}
        }
        .written(),
        _ => return None,
    };
    Some(section(name(step), body))
}

/// The papers these cases share: those put up on one day, or appointed by one number.
fn documents(rows: &[&CaseRow], step: Step) -> Option<AnyView> {
    let (which, label) = match step {
        Step::PublicNotice | Step::Approval => ("notice", tr("公示", "Public notice")),
        Step::Appointment => ("appointment", tr("任免通知", "Notice of appointment")),
        _ => return None,
    };
    let key = |row: &CaseRow| match step {
        Step::Appointment => row.case.appointment.clone(),
        _ => row.case.publicity.notice.map(|one| day_text(one.on)).unwrap_or_default(),
    };
    let keys: BTreeSet<String> = rows.iter().map(|row| key(row)).filter(|key| !key.is_empty()).collect();
    let items: Vec<AnyView> = keys
        .into_iter()
        .map(|one| {
            let same: Vec<&&CaseRow> = rows.iter().filter(|row| key(row) == one).collect();
            let ids = same.iter().map(|row| row.case.id.0.clone()).collect::<Vec<_>>().join(".");
            let link = |ending: &str| format!("/exchange/papers/{which}.{ending}?cases={ids}");
            let count = same.len();
            view! {
                <li>
                    {label}" "{one}" "{tr("共", "for")}" "{count}" "{tr("人", "people")}" "
                    <a href=link("pdf")>"PDF"</a>" "<a href=link("docx")>"Word"</a>
                </li>
            }
            .written()
        })
        .collect();
    (!items.is_empty())
        .then(|| section(tr("合并文书", "One paper for all"), view! { <ul class="plain-list">{items}</ul> }.written()))
}
