//! One's own account: password, second factor, sessions, roles and substitutes.

use std::collections::BTreeMap;

use domain::UnitId;
use domain::access::Grant;
use domain::account::{OwnRoles, SessionView};
use domain::code::Code;
use leptos::prelude::*;

use super::api::{self, Delegate, EndSession, Revoke};
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page, section};
use crate::components::written::Written;
use crate::frame::{Frame, lang};
use crate::words::tr;

/// The account page.
pub fn account() -> AnyView {
    let end = form::posts::<EndSession>();
    let delegate = form::posts::<Delegate>();
    let revoke = form::posts::<Revoke>();
    load(
        || (),
        |()| async move { Ok((api::sessions(String::new()).await?, api::roles().await?)) },
        move |(sessions, roles_held): (Vec<SessionView>, OwnRoles)| {
            let OwnRoles { own, given, units } = roles_held;
            page(
                Vec::new(),
                tr("账号与安全", "Account and security"),
                "",
                ().into_any(),
                view! {
                    {section(
                        tr("登录保护", "Signing in"),
                        view! {
                            <p class="actions">
                                {button_link("/account/password", tr("修改密码", "Change password"), false)}
                                <a class="button" href="/account/second-factor" rel="external">
                                    {tr("二次验证", "Second factor")}
                                </a>
                            </p>
                        }
                            .written(),
                    )}
                    {section(tr("登录会话", "Sessions"), session_list(String::new(), sessions, end))}
                    {section(tr("我的岗位", "My roles"), roles(own, &units, delegate))}
                    {(!given.is_empty())
                        .then(|| section(
                            tr("已委托的岗位", "Delegated roles"),
                            delegated(given, &units, revoke),
                        ))}
                }
                .written(),
            )
        },
    )
}

/// Sessions, each with a way to end it. `account` is empty for one's own.
pub(crate) fn session_list(account: String, sessions: Vec<SessionView>, end: form::Post<EndSession>) -> AnyView {
    if sessions.is_empty() {
        return empty(tr("没有登录会话", "No sessions"), "");
    }
    view! {
        {form::summary(fault_of(end))}
        <ul class="rows">
            {sessions
                .into_iter()
                .map(|session| {
                    let agent: String = session.agent.chars().take(80).collect();
                    view! {
                        <li>
                            <strong>{session.address}</strong>
                            <span class="muted">
                                {agent}" · "{tr("登录于 ", "since ")}{session.began.minute_text()}" · "
                                {tr("最近 ", "seen ")}{session.seen.minute_text()}
                            </span>
                            {if session.current {
                                badge("good", tr("当前会话", "This one"))
                            } else {
                                view! {
                                    {form::post(
                                        end,
                                        "",
                                        view! {
                                            <input type="hidden" name="account" value=account.clone() />
                                            <input type="hidden" name="handle" value=session.handle />
                                            <button type="submit" class="button small danger">
                                                {tr("结束会话", "End")}
                                            </button>
                                        },
                                    )}
                                }
                                    .written()
                            }}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}

/// From when until when a grant is in force, in words.
pub(crate) fn grant_text(grant: &Grant) -> String {
    let from =
        if grant.from.0 == 0 { tr("起始", "the start").to_owned() } else { domain::time::day_text(grant.from.day()) };
    format!("{from} – {}", crate::words::until_text(grant.until))
}

fn roles(own: Vec<Grant>, units: &BTreeMap<UnitId, String>, delegate: form::Post<Delegate>) -> AnyView {
    if own.is_empty() {
        return empty(
            tr("没有管理岗位", "No administrative roles"),
            tr("您可以使用本人的培训与档案功能。", "You can use your own training and record."),
        );
    }
    let fault = fault_of(delegate);
    let unit = |grant: &Grant| units.get(&grant.unit).cloned().unwrap_or_default();
    let today = use_context::<Frame>().unwrap_or_default().now.day();
    view! {
        {form::summary(fault)}
        <ul class="rows">
            {own
                .into_iter()
                .map(|grant| {
                    let id = grant.id.to_string();
                    let own_role = grant.delegated_from.as_str().is_empty();
                    let handed_on = own_role && !grant.role.administers();
                    let field = move |name: &str| format!("{name}-{id}");
                    view! {
                        <li>
                            <strong>{grant.role.name(lang())}</strong>
                            <span class="muted">{unit(&grant)}" · "{grant_text(&grant)}</span>
                            {(!own_role).then(|| badge("plain", tr("受委托", "As a substitute")))}
                            {handed_on
                                .then(|| {
                                    view! {
                                        {dialog(
                                            "button small",
                                            tr("委托他人", "Delegate"),
                                            form::post(
                                                delegate,
                                                "form",
                                                view! {
                                                    <input type="hidden" name="grant" value=grant.id.to_string() />
                                                    <div class="field">
                                                        <label for=field(
                                                            "to",
                                                        )>{tr("受托人账号", "Substitute's account")}</label>
                                                        <input
                                                            id=field("to")
                                                            name="to"
                                                            required=true
                                                            autocomplete="off"
                                                        />
                                                    </div>
                                                    <div class="field">
                                                        <label for=field("from")>{tr("开始", "From")}</label>
                                                        <input
                                                            id=field("from")
                                                            type="date"
                                                            name="from"
                                                            value=domain::time::day_text(today)
                                                        />
                                                    </div>
                                                    <div class="field">
                                                        <label for=field("until")>{tr("结束", "Until")}</label>
                                                        <input
                                                            id=field("until")
                                                            type="date"
                                                            name="until"
                                                            required=true
                                                        />
                                                    </div>
                                                    {form::submit(tr("委托", "Delegate"), delegate.pending())}
                                                },
                                            ),
                                        )}
                                    }
                                })}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}

fn delegated(given: Vec<(Grant, String)>, units: &BTreeMap<UnitId, String>, revoke: form::Post<Revoke>) -> AnyView {
    let unit = |grant: &Grant| units.get(&grant.unit).cloned().unwrap_or_default();
    view! {
        {form::summary(fault_of(revoke))}
        <ul class="rows">
            {given
                .into_iter()
                .map(|(grant, name)| {
                    view! {
                        <li>
                            <strong>{grant.role.name(lang())}" → "{name}</strong>
                            <span class="muted">{unit(&grant)}" · "{grant_text(&grant)}</span>
                            {form::post(
                                revoke,
                                "",
                                view! {
                                    <input type="hidden" name="grant" value=grant.id.to_string() />
                                    <button type="submit" class="button small danger">
                                        {tr("收回委托", "Withdraw")}
                                    </button>
                                },
                            )}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}
