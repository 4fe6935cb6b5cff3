//! The register of cases, and applying.

use domain::access::Permission;
use domain::code::Code;
use domain::person::PersonDetail;
use domain::register::Register;
use domain::tolerance::{ActionKind, CaseRow, ClauseKind, State, Template, ToleranceRules};
use domain::versioned::Versions;
use leptos::prelude::*;

use super::api::{self, ActTolerance, OpenTolerance};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page, section};
use crate::components::register;
use crate::components::table::State as Query;
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::people::person;
use crate::tolerance::setting;
use crate::tolerance::view::trail;
use crate::words::{name, tr};

/// The register.
pub fn list() -> AnyView {
    let take = form::posts::<ActTolerance>();
    load(register::query, api::tolerance_cases, move |found: Register<CaseRow>| {
        let me = frame().me;
        let cadre = me.as_ref().is_some_and(|me| me.is_cadre());
        let nothing = empty(
            tr("没有容错事项", "No cases"),
            tr(
                "干部在干事创业中出现失误，可由本人或单位申请容错认定。",
                "Whoever erred in good faith can apply, or their unit can for them.",
            ),
        );
        let export = Some("/tolerance/cases.xlsx".to_owned());
        let cells = |row: &CaseRow| line(row, take);
        let body = register::register(tr("容错事项", "Cases"), found, None, export, nothing, cells);
        page(
            Vec::new(),
            tr("容错纠错", "Fault tolerance"),
            tr(
                "为担当者担当：条件公开、程序完整、权利有保障。",
                "For those who act: open conditions, a whole procedure, kept rights.",
            ),
            view! {
                {cadre.then(|| button_link("/tolerance/cases/new", tr("本人申请容错", "Apply"), true))}
                {button_link("/tolerance/settings", tr("条款与期限", "Clauses and deadlines"), false)}
            }
            .written(),
            view! {
                {form::summary(fault_of(take))}
                {body}
            }
            .written(),
        )
    })
}

/// A line of the register.
fn line(row: &CaseRow, take: form::Post<ActTolerance>) -> Vec<AnyView> {
    let step = if row.state == State::Running {
        badge("warn", name(row.step))
    } else {
        badge(if row.state == State::Done { "good" } else { "plain" }, name(row.state))
    };
    let number = if row.opens {
        view! { <a href=format!("/tolerance/cases/{}", row.id)>{row.number.clone()}</a> }.written()
    } else {
        row.number.clone().into_any()
    };
    let hint = if row.waits || row.opens { register::waiting(row.waits) } else { closed(row, take) };
    let dash = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    vec![number, dash(&row.name).written(), dash(&row.unit_name).written(), step, register::due(row.due), hint]
}

/// That another keeps a case, and the way to take it over.
fn closed(row: &CaseRow, take: form::Post<ActTolerance>) -> AnyView {
    view! {
        <span class="muted">{tr("由他人经办，内容不公开", "Another keeps it; its content is closed")}</span>
        {(row.state == State::Running)
            .then(|| dialog(
                "button small",
                tr("接手经办", "Take it over"),
                form::post(
                    take,
                    "form compact",
                    view! {
                        <input type="hidden" name="id" value=row.id.to_string() />
                        <input type="hidden" name="version" value=row.version.to_string() />
                        <input type="hidden" name="act" value=ActionKind::Take.code() />
                        <div class="field">
                            <label>
                                {tr(
                                    "理由（原经办人将不再查看）",
                                    "Why; the one before no longer opens it",
                                )}<textarea name="why" rows="3" required=true></textarea>
                            </label>
                        </div>
                        <p class="actions">
                            {cancel()}<button type="submit" class="button primary">
                                {tr("接手经办", "Take it over")}
                            </button>
                        </p>
                    },
                ),
            ))}
    }
    .written()
}

/// Applying, for oneself or for somebody of one's unit.
pub fn new() -> AnyView {
    let open = form::posts::<OpenTolerance>();
    load(
        || Query::now().get("person"),
        |person| async move {
            let found = if person.is_empty() { None } else { Some(person::api::person(person).await?) };
            Ok((found, setting::api::tolerance_settings().await?))
        },
        move |(found, settings): (Option<PersonDetail>, Versions<ToleranceRules>)| {
            let fault = fault_of(open);
            let rules = settings.in_force(frame().now.day());
            let me = frame().me;
            let own = me.as_ref().is_some_and(|me| me.is_cadre());
            if found.is_none() && !own {
                return page(
                    trail(),
                    tr("申请容错", "Apply"),
                    "",
                    ().into_any(),
                    empty(
                        tr("请先选择干部", "Choose a cadre first"),
                        tr(
                            "在干部名册中打开人员页面，选择“容错认定”。",
                            "Open somebody's page from the roster and choose fault tolerance.",
                        ),
                    ),
                );
            }
            let organ = me.is_some_and(|me| me.may(Permission::TOLERANCE_HANDLE));
            let (id, who) = found.as_ref().map_or_else(
                || (String::new(), tr("本人", "Yourself").to_owned()),
                |found| (found.person.id.to_string(), found.person.name.clone()),
            );
            let situations = rules
                .clauses
                .iter()
                .filter(|one| one.kind == ClauseKind::Situation)
                .map(|one| (one.key.clone(), one.says(lang()).to_owned()))
                .collect();
            let label = if organ {
                tr("启动容错认定", "Begin a case")
            } else {
                tr("提交申请", "Send the application")
            };
            page(
                trail(),
                format!("{}{who}", tr("申请容错：", "Fault tolerance for ")),
                tr(
                    "如实写明经过；收到问责或处理通知的，请在期限内申请。",
                    "Say what happened as it was; after a notice of accountability apply in time.",
                ),
                ().into_any(),
                section(
                    tr("申请", "Application"),
                    form::post(
                        open,
                        "form",
                        view! {
                            {form::secret()}
                            {form::summary(fault)}
                            <input type="hidden" name="person" value=id />
                            {form::area(
                                "matter",
                                tr("失误经过", "What happened"),
                                tr("时间、事项、结果", "When, what, with what result"),
                                "",
                                fault,
                            )}
                            <div class="grid">
                                {form::date("happened", tr("发生日期", "When"), "", fault)}
                                {form::date(
                                    "notice",
                                    tr("问责或处理通知日期", "Day of the notice of accountability"),
                                    "",
                                    fault,
                                )}
                                {(!organ)
                                    .then(|| form::tick(
                                        "unnoticed",
                                        tr("尚未收到问责或处理通知", "There was no notice yet"),
                                        tr(
                                            "申请期限自通知之日起算；没有通知的，由受理机关核实后判断。",
                                            "The time to apply runs from the notice; without one the organ that \
                                             accepts has to see for itself.",
                                        ),
                                        false,
                                        fault,
                                    ))}
                                {form::text(
                                    "notice_number",
                                    tr("通知或决定文号", "Its number"),
                                    tr("认定后按此文号解除限制", "What it bars is lifted by this number"),
                                    "",
                                    fault,
                                )} {form::code("template", tr("认定方式", "Template"), Some(Template::All), fault)}
                            </div>
                            {form::checks(
                                "situations",
                                tr("符合的情形（可多选）", "Situations that fit"),
                                tr("依据：地方容错纠错办法情形清单", "Basis: local lists of situations"),
                                situations,
                                &[],
                                fault,
                            )}
                            {form::area("grounds", tr("申请理由", "Why it should be tolerated"), "", "", fault)}
                            {form::submit(label, open.pending())}
                        },
                    ),
                ),
            )
        },
    )
}
