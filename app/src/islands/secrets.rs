//! What is shown once and never put into a page's address or history: sensitive fields
//! of a record, initial passwords.

use domain::person::{Relative, Sensitive};
use leptos::prelude::*;

use crate::api::account::{CreateAccount, ResetPassword};
use crate::api::people::{SaveSensitive, Unmask};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of};
use crate::components::page::facts;
use crate::words::tr;

/// Asks for the sensitive fields of a record, with a purpose unless it is one's own. Who
/// may change the record can do so here, since they have to be seen first.
#[island]
pub fn ShowSensitive(id: String, own: bool, editable: bool, version: u32) -> impl IntoView {
    let unmask = ServerAction::<Unmask>::new();
    let value = unmask.value();
    let editing = RwSignal::new(false);
    let person = id.clone();
    let shown = move || {
        value.get().and_then(Result::ok).map(|sensitive| {
            if editing.get() {
                return view! { <EditSensitive id=person.clone() version=version sensitive=sensitive editing=editing/> }.into_any();
            }
            let facts = facts(vec![
                (tr("身份证号", "ID number"), sensitive.id_number),
                (tr("健康状况", "Health"), sensitive.health),
            ]);
            let family = sensitive
                .family
                .into_iter()
                .map(|r| view! { <li><strong>{r.relation}" "{r.name}</strong><span class="muted">{r.birth}" "{r.politics}" "{r.work}</span></li> })
                .collect_view();
            let edit = editable.then(|| view! {
                <button type="button" class="button small" on:click=move |_| editing.set(true)>{tr("修改", "Edit")}</button>
            });
            view! { <div data-testid="unmasked">{facts}<ul class="rows">{family}</ul>{edit}</div> }.into_any()
        })
    };
    let body = view! {
        {form::summary(fault_of(unmask))}
        <input type="hidden" name="id" value=id/>
        {(!own).then(|| view! {
            <label for="purpose">{tr("查看事由", "Purpose")}</label>
            <input id="purpose" name="purpose" required=true minlength="4" placeholder=tr("如：任职回避核查", "e.g. avoidance check")/>
        })}
        {form::submit(tr("查看敏感信息", "Show sensitive data"), unmask.pending().into())}
        {(!own).then(|| view! { <p class="hint">{tr("查看会被记录，并通知本人。", "This is recorded, and the person is told.")}</p> })}
    }
    .into_any();
    view! {
        {shown}
        <ActionForm action=unmask attr:class="inline-form no-print">{body}</ActionForm>
    }
}

/// The form of the sensitive fields. Saved, the page is read anew, since the record has
/// another version.
#[component]
fn EditSensitive(id: String, version: u32, sensitive: Sensitive, editing: RwSignal<bool>) -> impl IntoView {
    let save = ServerAction::<SaveSensitive>::new();
    let fault = fault_of(save);
    let rows = RwSignal::new(sensitive.family.into_iter().enumerate().collect::<Vec<(usize, Relative)>>());
    let add = move |_| {
        rows.update(|rows| {
            let next = rows.iter().map(|(n, _)| n + 1).max().unwrap_or(0);
            rows.push((next, Relative::default()));
        })
    };
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) {
            let _ = window().location().reload();
        }
    });
    let row = move |(n, relative): (usize, Relative)| {
        let fields = [
            ("relation", tr("称谓", "Relation"), relative.relation),
            ("name", tr("姓名", "Name"), relative.name),
            ("birth", tr("出生年月", "Born"), relative.birth),
            ("politics", tr("政治面貌", "Political status"), relative.politics),
            ("work", tr("工作单位及职务", "Unit and post"), relative.work),
        ];
        let inputs = fields
            .into_iter()
            .map(|(field, label, value)| view! {
                <label class="filter"><span>{label}</span>
                    <input id=format!("family-{n}-{field}") name=format!("family[{n}][{field}]") value=value autocomplete="off"/>
                </label>
            })
            .collect_view();
        view! {
            <div class="filters">
                {inputs}
                <input type="hidden" name=format!("family[{n}][person]") value=relative.person.to_string()/>
                <button type="button" class="button small danger" on:click=move |_| rows.update(|rows| rows.retain(|(at, _)| *at != n))>
                    {tr("移除", "Remove")}
                </button>
            </div>
        }
    };
    let body = view! {
        {form::summary(fault)}
        <input type="hidden" name="id" value=id/>
        <input type="hidden" name="version" value=version.to_string()/>
        <div class="grid">
            {form::text("id_number", tr("身份证号", "ID number"), tr("18 位", "18 characters"), sensitive.id_number, fault)}
            {form::text("health", tr("健康状况", "Health"), "", sensitive.health, fault)}
        </div>
        <fieldset id="family">
            <legend>{tr("家庭成员及主要社会关系", "Family")}</legend>
            <For each=move || rows.get() key=|(n, _)| *n children=row/>
            <button type="button" class="button small" on:click=add>{tr("增加一人", "Add a person")}</button>
        </fieldset>
        <p class="actions">
            {form::submit(tr("保存", "Save"), save.pending().into())}
            <button type="button" class="button" on:click=move |_| editing.set(false)>{tr("取消", "Cancel")}</button>
        </p>
    }
    .into_any();
    view! { <ActionForm action=save attr:class="form">{body}</ActionForm> }
}

/// Creates an account and shows its initial password once.
#[island]
pub fn NewAccount() -> impl IntoView {
    let create = ServerAction::<CreateAccount>::new();
    let created = create.value();
    let fault = fault_of(create);
    let body = view! {
        {form::summary(fault)}
        {move || created.get().and_then(Result::ok).map(|(id, password)| view! {
            <div class="note good" role="status">
                <p>{tr("账号已建立。初始密码只显示这一次：", "Created. The initial password is shown this once: ")}<code data-testid="password">{password}</code></p>
                <p><a href=format!("/admin/accounts/{id}")>{tr("打开该账号", "Open the account")}</a></p>
            </div>
        })}
        <div class="grid">
            {form::text("login", tr("账号", "Account"), tr("字母、数字、点、横线、下划线", "Letters, digits, dot, dash, underscore"), "", fault)}
            {form::text("name", tr("姓名", "Name"), "", "", fault)}
            {form::text("person", tr("干部编号（选填）", "Cadre's number (optional)"), tr("见干部页面地址", "See the address of the cadre's page"), "", fault)}
        </div>
        {form::submit(tr("建立账号", "Create account"), create.pending().into())}
    }
    .into_any();
    view! { <ActionForm action=create attr:class="form">{body}</ActionForm> }
}

/// Sets a new initial password and shows it once.
#[island]
pub fn Reset(id: String) -> impl IntoView {
    let reset = ServerAction::<ResetPassword>::new();
    let password = reset.value();
    let body = view! {
        <input type="hidden" name="id" value=id/>
        {confirm(tr("重置密码", "Reset password"), tr("现有密码立即失效，所有会话结束。", "The present password stops working and all sessions end."), tr("重置密码", "Reset"))}
    }
    .into_any();
    view! {
        {form::summary(fault_of(reset))}
        {move || password.get().and_then(Result::ok).map(|password| view! {
            <div class="note good" role="status"><p>{tr("新的初始密码只显示这一次：", "The new initial password is shown this once: ")}<code data-testid="password">{password}</code></p></div>
        })}
        <ActionForm action=reset>{body}</ActionForm>
    }
}
