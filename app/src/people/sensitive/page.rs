//! The sensitive half of a record: shown for a stated purpose and for a while, and edited
//! there by those who may, since it has to be seen first.

use domain::person::{KinProposal, SensitiveDetail};
use domain::record::{Relative, unlinked};
use leptos::prelude::*;

use super::api::{self, SaveSensitive};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, facts, page, section};
use crate::components::written::Written;
use crate::pages::{id, step};
use crate::words::tr;

/// Rows for relatives not yet on record.
const SPARE: usize = 3;

/// The fields of a relative: name, label in both languages, value.
type Column = (&'static str, &'static str, fn(&Relative) -> &str);

fn columns() -> [Column; 5] {
    [
        ("relation", tr("称谓", "Relation"), |r| &r.relation),
        ("name", tr("姓名", "Name"), |r| &r.name),
        ("birth", tr("出生年月", "Born"), |r| &r.birth),
        ("politics", tr("政治面貌", "Political status"), |r| &r.politics),
        ("work", tr("工作单位及职务", "Unit and post"), |r| &r.work),
    ]
}

/// The page.
pub fn sensitive() -> AnyView {
    let save = form::posts::<SaveSensitive>();
    load(id, api::sensitive, move |detail: SensitiveDetail| {
        let trail = vec![
            step("/people", tr("干部名册", "Cadres")),
            step(format!("/people/{}", detail.id), detail.name.clone()),
        ];
        let until = detail.until.minute_text();
        let open = format!("{}{until}", tr("本次查看有效至 ", "Open until "));
        let edit = detail.editable.then(|| section(tr("修改", "Edit"), editor(&detail, save)));
        page(
            trail,
            tr("敏感信息", "Sensitive data"),
            "",
            view! { <p class="muted">{open}</p> }.written(),
            view! {
                {shown(&detail)}
                {edit}
            }
            .written(),
        )
    })
}

fn shown(detail: &SensitiveDetail) -> AnyView {
    let family = if detail.sensitive.family.is_empty() {
        empty(tr("没有登记家庭成员", "No family on record"), "")
    } else {
        let heads = columns().map(|(_, label, _)| view! { <th scope="col">{label}</th> }).collect_view();
        let heads = view! {
            {heads}
            <th scope="col">{tr("关联干部", "Linked record")}</th>
        };
        let rows = detail
            .sensitive
            .family
            .iter()
            .map(|relative| {
                let cells = columns()
                    .map(|(_, label, of)| view! { <td data-label=label>{of(relative).to_owned()}</td> })
                    .collect_view();
                let linked = if !relative.person.as_str().is_empty() {
                    view! { <a href=format!("/people/{}", relative.person)>{tr("已关联", "Linked")}</a> }.written()
                } else if unlinked(std::slice::from_ref(relative)).is_empty() {
                    ().into_any()
                } else {
                    badge("warn", tr("任职未关联", "In office, not linked"))
                };
                view! { <tr>{cells}<td data-label=tr("关联干部", "Linked record")>{linked}</td></tr> }
            })
            .collect_view();
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=tr("家庭成员", "Family")>
                <table>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .written()
    };
    let own = section(
        tr("本人", "The person"),
        view! {
            <div data-testid="unmasked">
                {facts(
                    vec![
                        (tr("身份证号", "ID number"), detail.sensitive.id_number.clone()),
                        (tr("健康状况", "Health"), detail.sensitive.health.clone()),
                    ],
                )}
            </div>
        }
        .written(),
    );
    view! {
        {own}
        {section(tr("家庭成员及主要社会关系", "Family"), family)}
    }
    .written()
}

fn editor(detail: &SensitiveDetail, save: form::Post<SaveSensitive>) -> AnyView {
    let fault = fault_of(save);
    let spare = std::iter::repeat_with(Relative::default).take(SPARE);
    let rows = detail.sensitive.family.iter().cloned().chain(spare).enumerate();
    let rows = rows
        .map(|(n, relative)| {
            let proposed = detail.proposals.get(n).map(Vec::as_slice).unwrap_or_default();
            relative_fields(n, &relative, proposed, fault)
        })
        .collect_view();
    form::post(
        save,
        "form",
        view! {
            {form::secret()}
            {form::summary(fault)}
            <input type="hidden" name="id" value=detail.id.to_string() />
            <input type="hidden" name="version" value=detail.version.to_string() />
            <div class="grid">
                {form::text(
                    "id_number",
                    tr("身份证号", "ID number"),
                    tr("18 位", "18 characters"),
                    detail.sensitive.id_number.clone(),
                    fault,
                )} {form::text("health", tr("健康状况", "Health"), "", detail.sensitive.health.clone(), fault)}
            </div>
            <fieldset id="family">
                <legend>{tr("家庭成员及主要社会关系", "Family")}</legend>
                <p class="hint">
                    {tr(
                        "清空一行即删除；空行用于新增，保存后可继续添加。",
                        "Empty a row to remove it; blank rows are for adding.",
                    )}
                </p>
                {rows}
            </fieldset>
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}

/// What speaks for a proposal, after the name.
fn proposal_text(one: &KinProposal) -> String {
    let birth = match one.birth {
        Some(true) => tr("出生年月相同", "born the same month"),
        _ => tr("出生年月未填", "birth not written"),
    };
    let work = if one.work { tr("，单位或职务相符", ", unit or post agree") } else { "" };
    format!("{} · {}（{birth}{work}）", one.name, one.unit_name)
}

/// Whom of the store the relative is: proposed, never assumed. Avoidance (公务员法 74) reads the link.
fn link_field(n: usize, relative: &Relative, proposed: &[KinProposal], fault: FormFault) -> AnyView {
    let linked = relative.person.as_str();
    if proposed.is_empty() && linked.is_empty() {
        return view! { <input type="hidden" name=format!("family[{n}][person]") value="" /> }.written();
    }
    let id = format!("family-{n}-person");
    let mut options = vec![(String::new(), tr("未关联", "Not linked").to_owned())];
    options.extend(proposed.iter().map(|one| (one.person.0.clone(), proposal_text(one))));
    if !linked.is_empty() && !proposed.iter().any(|one| one.person == relative.person) {
        options.push((linked.to_owned(), tr("已关联（姓名不同）", "Linked (another name)").to_owned()));
    }
    let unlinked = linked.is_empty().then(
        || view! { <p class="hint">{tr("可能是系统内干部，请确认", "May be somebody on record: please confirm")}</p> },
    );
    view! {
        <div class="field">
            <label for=id.clone()>{tr("关联干部", "Linked record")}</label>
            {unlinked}
            <select id=id.clone() name=format!("family[{n}][person]")>
                {form::Choices::from(options).drawn(linked)}
            </select>
            {form::error_of(id, fault)}
        </div>
    }
    .written()
}

fn relative_fields(n: usize, relative: &Relative, proposed: &[KinProposal], fault: FormFault) -> AnyView {
    let fields = columns()
        .map(|(field, label, of)| {
            let id = format!("family-{n}-{field}");
            let value = of(relative).to_owned();
            let (at, said) = (id.clone(), id.clone());
            view! {
                <div class="field">
                    <label for=id.clone()>{label}</label>
                    <input id=at name=format!("family[{n}][{field}]") value=value autocomplete="off" />
                    {form::error_of(said, fault)}
                </div>
            }
        })
        .collect_view();
    view! { <div class="grid row">{fields} {link_field(n, relative, proposed, fault)}</div> }.written()
}
