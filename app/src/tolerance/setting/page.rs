//! Settings of fault tolerance.

use domain::Fault;
use domain::code::Code;
use domain::tolerance::{ClauseKind, ToleranceRules};
use domain::versioned::Versions;
use leptos::prelude::*;

use super::api::{self, SaveToleranceSettings};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::section;
use crate::components::table::plain_table;
use crate::components::versioned::{self, Shape, Words};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::tolerance::view::trail;
use crate::words::{name, tr};

const SHAPE: Shape = Shape { field: "numbers", lists: &[], others: None };

/// The clauses of a kind to be changed, and room for another.
fn clause_fields(rules: &ToleranceRules, kind: ClauseKind, fault: FormFault) -> AnyView {
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
                    <input id=text_id name=names.0 value=words.0 maxlength="200" />
                    {move || form::error_of(text_error.clone(), fault)}
                </div>
                <div class="field">
                    <label for=basis_id.clone()>{labels.1.to_owned()}</label>
                    <input id=basis_id name=names.1 value=words.1 maxlength="200" />
                    {move || form::error_of(basis_error.clone(), fault)}
                </div>
            </div>
        }
        .written()
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
    .written()
}

/// The clauses in force.
fn clauses(rules: &ToleranceRules) -> AnyView {
    let heads = [(tr("条款", "Clause"), false), (tr("类别", "Kind"), false), (tr("依据", "Basis"), false)];
    let rows = rules
        .clauses
        .iter()
        .map(|one| {
            let text = one.says(lang()).to_owned();
            vec![text.written(), name(one.kind).written(), one.basis.clone().into_any()]
        })
        .collect();
    section(tr("条款", "Clauses"), plain_table(tr("条款", "Clauses"), &heads, rows))
}

/// Clauses and deadlines.
pub fn settings() -> AnyView {
    let save = form::posts::<SaveToleranceSettings>();
    load(
        || (),
        |()| api::tolerance_settings(),
        move |found: Versions<ToleranceRules>| {
            let fault = fault_of(save);
            let held = found.in_force(frame().now.day());
            let words = Words {
                title: tr("条款与期限", "Clauses and deadlines"),
                purpose: tr(
                    "容错认定依据的条款和各步骤期限，均注明依据。",
                    "What cases are judged by, and by when; each with its basis.",
                ),
                in_force: tr("现行期限", "Deadlines in force"),
                change: tr("修订期限和条款", "Change deadlines and clauses"),
            };
            let heads = [(tr("期限", "Deadline"), false), (tr("现行", "In force"), true)];
            let lines = versioned::lines(&held, &[]);
            let rows = lines.into_iter().map(|(name, value)| vec![name.written(), value.written()]).collect();
            let shown = view! {
                <p class="muted">{held.basis.clone()}</p>
                {plain_table(tr("期限", "Deadlines"), &heads, rows)}
            };
            let hint = tr(
                "清空条款内容即不再适用。已启动的事项按启动时的条款和期限办理。",
                "A clause whose text is emptied is no longer one. Cases go by what was in force when they began.",
            );
            let form = found.editable.then(|| {
                let drawn = versioned::drawn(&found);
                let kinds = ClauseKind::ALL.iter().map(|kind| clause_fields(&drawn, *kind, fault)).collect_view();
                form::post(
                    save,
                    "form",
                    view! {
                        {versioned::fields(&found, &SHAPE, fault)}
                        {kinds}
                        <p class="hint">{hint}</p>
                        {form::submit(tr("保存", "Save"), save.pending())}
                    },
                )
            });
            versioned::settings(trail(), words, shown.written(), form, clauses(&held))
        },
    )
}
