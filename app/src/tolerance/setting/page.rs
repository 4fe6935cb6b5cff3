//! Settings of fault tolerance.

use domain::Fault;
use domain::code::Code;
use domain::time::day_text;
use domain::tolerance::{ClauseKind, SettingsView, ToleranceRules};
use leptos::prelude::*;

use super::api::{self, SaveToleranceSettings};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{page, section};
use crate::components::table::plain_table;
use crate::frame::{frame, lang};
use crate::tolerance::view::trail;
use crate::words::{name, tr};

fn number_words(field: &str) -> &'static str {
    match field {
        "apply" => tr("申请期限（工作日）", "To apply, working days"),
        "accept" => tr("受理（工作日）", "To accept, working days"),
        "verify" => tr("核实（工作日）", "To verify, working days"),
        "verify_more" => tr("核实可延长（工作日）", "Longer once, working days"),
        "decide" => tr("认定（工作日）", "To decide, working days"),
        "tell" => tr("反馈（工作日）", "To tell, working days"),
        "review" => tr("申请复核（日）", "To ask for review, days"),
        "review_answer" => tr("答复复核（日）", "To answer it, days"),
        "appeal" => tr("复核后申诉（日）", "To appeal after it, days"),
        "appeal_answer" => tr("答复申诉（日）", "To answer an appeal, days"),
        "appeal_more" => tr("申诉可延长（日）", "Longer, days"),
        "correct" => tr("纠错（日）", "To correct, days"),
        "file" => tr("备案（工作日）", "To file, working days"),
        "visit" => tr("回访（日）", "Until the visit, days"),
        "handlers" => tr("核实人员不少于", "Handlers at least"),
        "deciders" => tr("认定成员不少于", "Deciders at least"),
        "admonished" => tr("诫勉影响期（月）", "An admonition counts, months"),
        "inquiry" => tr("答复函询（工作日）", "To answer an inquiry, working days"),
        _ => tr("证据保存（年）", "Evidence kept, years"),
    }
}

/// The clauses of a kind to be changed, and room for another.
fn clause_fields(rules: &ToleranceRules, kind: ClauseKind, fault: form::FormFault) -> AnyView {
    let line = |key: String, field: (&str, &str), words: (String, String), labels: (&str, &str)| {
        let (text_id, basis_id) = (format!("{}-{key}", field.0), format!("{}-{key}", field.1));
        let names = if field.0 == "new" {
            (format!("new_texts[{key}]"), format!("new_bases[{key}]"))
        } else {
            (format!("texts[{key}]"), format!("bases[{key}]"))
        };
        let (text_error, basis_error) = (text_id.clone(), basis_id.clone());
        view! {
            <div class="grid">
                <div class="field">
                    <label for=text_id.clone()>{labels.0.to_owned()}</label>
                    <input id=text_id name=names.0 value=words.0 maxlength="200"/>
                    {move || form::error_of(text_error.clone(), fault)}
                </div>
                <div class="field">
                    <label for=basis_id.clone()>{labels.1.to_owned()}</label>
                    <input id=basis_id name=names.1 value=words.1 maxlength="200"/>
                    {move || form::error_of(basis_error.clone(), fault)}
                </div>
            </div>
        }
        .into_any()
    };
    let held = rules
        .clauses
        .iter()
        .filter(|one| one.kind == kind)
        .enumerate()
        .map(|(n, one)| {
            let label = format!("{} {}", name(kind), n + 1);
            let words = (one.text.clone(), one.basis.clone());
            line(one.key.clone(), ("text", "basis"), words, (label.as_str(), tr("依据", "Basis")))
        })
        .collect_view();
    let label = format!("{}{}", tr("新增", "New: "), name(kind));
    let new = line(
        kind.code().to_owned(),
        ("new", "new-basis"),
        (String::new(), String::new()),
        (label.as_str(), tr("依据", "Basis")),
    );
    // What is wrong in it is not hidden.
    let wrong = fault.get().is_some_and(|fault| match fault {
        Fault::Invalid(faults) => faults.iter().any(|one| {
            let ends = |key: &str| {
                ["text-", "basis-", "new-", "new-basis-"].iter().any(|of| one.field == format!("{of}{key}"))
            };
            ends(kind.code()) || rules.clauses.iter().any(|clause| clause.kind == kind && ends(&clause.key))
        }),
        _ => false,
    });
    view! {
        <details class="clauses" open=wrong>
            <summary>{name(kind)}</summary>
            {held}
            {new}
        </details>
    }
    .into_any()
}

/// Clauses and deadlines.
pub fn settings() -> AnyView {
    let save = ServerAction::<SaveToleranceSettings>::new();
    load(
        || (),
        |()| api::tolerance_settings(),
        move |found: SettingsView| {
            let fault = fault_of(save);
            let today = frame().now.day();
            let now = ToleranceRules::in_force(&found.versions, today);
            let heads = [(tr("条款", "Clause"), false), (tr("类别", "Kind"), false), (tr("依据", "Basis"), false)];
            let rows = now
                .clauses
                .iter()
                .map(|one| {
                    vec![
                        one.says(lang()).to_owned().into_any(),
                        name(one.kind).into_any(),
                        one.basis.clone().into_any(),
                    ]
                })
                .collect();
            let number_heads = [(tr("期限", "Deadline"), false), (tr("现行", "In force"), true)];
            let numbers = now
                .numbers()
                .iter()
                .map(|(field, value, ..)| vec![number_words(field).into_any(), value.to_string().into_any()])
                .collect();
            let fields = now
                .numbers()
                .map(|(field, value, ..)| {
                    let label = number_words(field);
                    view! {
                        <div class="field">
                            <label for=field>{label}</label>
                            <input type="number" id=field name=format!("numbers[{field}]") value=value.to_string() min="0"/>
                            {move || form::error_of(field.to_owned(), fault)}
                        </div>
                    }
                    .into_any()
                })
                .into_iter()
                .collect_view();
            let form = found.editable.then(|| {
                section(tr("修订期限和条款", "Change deadlines and clauses"), crate::post!(save, "form", view! {
                    {form::summary(fault)}
                    <div class="grid">
                        {form::date("from", tr("生效日期", "From"), day_text(today), fault)}
                        {form::text("basis", tr("依据", "Basis"), "", now.basis.clone(), fault)}
                        {fields}
                    </div>
                    {ClauseKind::ALL.iter().map(|kind| clause_fields(&now, *kind, fault)).collect_view()}
                    <p class="hint">{tr("清空条款内容即不再适用。已启动的事项按启动时的条款和期限办理。", "A clause whose text is emptied is no longer one. Cases go by what was in force when they began.")}</p>
                    {form::submit(tr("保存", "Save"), save.pending().into())}
                }))
            });
            page(
                trail(),
                tr("条款与期限", "Clauses and deadlines"),
                tr("容错认定依据的条款和各步骤期限，均注明依据。", "What cases are judged by, and by when; each with its basis."),
                ().into_any(),
                view! {
                    {section(tr("现行期限", "Deadlines in force"), view! { <p class="muted">{now.basis.clone()}</p>{plain_table(tr("期限", "Deadlines"), &number_heads, numbers)} }.into_any())}
                    {form}
                    {section(tr("条款", "Clauses"), plain_table(tr("条款", "Clauses"), &heads, rows))}
                }
                .into_any(),
            )
        },
    )
}
