//! Accounts and roles, for the administrators. Who creates accounts gives no roles; who
//! gives roles creates no accounts.

use domain::UnitId;
use domain::access::Permission;
use domain::account::{Account, SessionView, guarded};
use domain::code::{Code, Role};
use leptos::prelude::*;

use super::api::{self, AddGrant, SetDisabled};
use crate::account;
use crate::account::api::{EndSession, Revoke};
use crate::account::page::{grant_text, session_list};
use crate::admin::opening::api::AskReset;
use crate::admin::opening::page::ask_reset;
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, facts, page, section};
use crate::components::table::{State, column, search_box, table};
use crate::components::written::Written;
use crate::frame::{Frame, lang};
use crate::pages::{form_fault, id, step};
use crate::words::tr;

fn may(permission: Permission) -> bool {
    use_context::<Frame>().and_then(|frame| frame.me).is_some_and(|me| me.may(permission))
}

fn state_badge(account: &Account) -> AnyView {
    let now = use_context::<Frame>().unwrap_or_default().now;
    if account.disabled {
        badge("bad", tr("已停用", "Disabled"))
    } else if account.locked_until > now {
        badge("warn", tr("登录受限", "Slowed"))
    } else {
        badge("good", tr("正常", "Active"))
    }
}

/// All accounts.
pub fn accounts() -> AnyView {
    load(
        State::now,
        |state| api::accounts(state.get("q"), state.window().page),
        |accounts| {
            let state = State::now();
            let columns = vec![
                column("login", tr("账号", "Account")).fixed(),
                column("name", tr("姓名", "Name")),
                column("roles", tr("岗位", "Roles")),
                column("second", tr("二次验证", "Second factor")),
                column("last", tr("最近登录", "Last sign-in")),
                column("state", tr("状态", "State")),
            ];
            let filters = search_box("q", tr("账号或姓名", "Account or name"), state.get("q"));
            let pages = (accounts.page, accounts.pages(), accounts.total);
            let rows = accounts
                .rows
                .into_iter()
                .map(|account| {
                    let roles = account
                        .grants
                        .iter()
                        .map(|grant| grant.role.name(lang()))
                        .collect::<Vec<_>>()
                        .join(tr("、", ", "));
                    let last =
                        if account.last_sign_in.0 == 0 { "—".to_owned() } else { account.last_sign_in.minute_text() };
                    let state = state_badge(&account);
                    vec![
                        view! { <a href=format!("/admin/accounts/{}", account.id)>{account.login}</a> }.written(),
                        account.name.written(),
                        roles.written(),
                        if account.second_factor { tr("已启用", "On") } else { "—" }.written(),
                        last.written(),
                        state,
                    ]
                })
                .collect();
            let form = may(Permission::ACCOUNT_EDIT).then(|| section(tr("新建账号", "New account"), new_account()));
            let none = empty(tr("没有符合条件的账号", "No account matches"), "");
            page(
                Vec::new(),
                tr("账号与岗位", "Accounts"),
                tr(
                    "系统管理员建账号，安全管理员授岗位，审计管理员查日志。",
                    "System administrators create accounts, security administrators give roles, audit \
                     administrators read the trail.",
                ),
                ().into_any(),
                view! {
                    {form}
                    {table(tr("账号", "Accounts"), columns, state, filters, None, rows, pages, none)}
                }
                .written(),
            )
        },
    )
}

/// The form of an account that belongs to nobody; plain, because its answer is shown once.
fn new_account() -> AnyView {
    let fault = form_fault();
    view! {
        <form method="post" action="/admin/accounts/create" class="form">
            {form::summary(fault)}
            <div class="grid">
                {form::text(
                    "login",
                    tr("账号", "Account"),
                    tr("字母、数字、点、横线、下划线", "Letters, digits, dot, dash, underscore"),
                    "",
                    fault,
                )}
                {form::text(
                    "name",
                    tr("姓名", "Name"),
                    tr(
                        "不关联干部的工作账号；干部的账号在“开户与重置”中办理",
                        "For work, of no cadre; a cadre's account is asked for under Openings and resets",
                    ),
                    "",
                    fault,
                )}
            </div>
            <button type="submit" class="button primary">
                {tr("建立账号", "Create account")}
            </button>
        </form>
    }
    .written()
}

pub fn account() -> AnyView {
    let reset = form::posts::<AskReset>();
    let disable = form::posts::<SetDisabled>();
    let grant = form::posts::<AddGrant>();
    let revoke = form::posts::<Revoke>();
    let end = form::posts::<EndSession>();
    load(
        id,
        |id| async move {
            let gives = may(Permission::GRANT_EDIT);
            let sessions = if gives { account::api::sessions(id.clone()).await? } else { Vec::new() };
            let units = if gives { api::units_to_grant().await? } else { Vec::new() };
            Ok((api::account(id).await?, sessions, units))
        },
        move |(account, sessions, units): (Account, Vec<SessionView>, Vec<(UnitId, String)>)| {
            let fault = fault_of(grant);
            let now = use_context::<Frame>().unwrap_or_default().now;
            let today = now.day();
            let system = may(Permission::ACCOUNT_EDIT).then(|| {
                let disabled = account.disabled;
                view! {
                    <div class="actions">
                        {if guarded(&account.grants, now) {
                            ask_reset(account.id.to_string(), reset)
                        } else {
                            view! {
                                <form method="post" action=format!("/admin/accounts/{}/reset", account.id)>
                                    {confirm(
                                        tr("重置密码", "Reset password"),
                                        tr(
                                            "现有密码立即失效，所有会话结束，本人会收到通知。",
                                            "The present password stops working, all sessions end, and its \
                                             holder is told.",
                                        ),
                                        tr("重置密码", "Reset"),
                                    )}
                                </form>
                            }
                                .written()
                        }}
                        {form::post(
                            disable,
                            "",
                            view! {
                                <input type="hidden" name="id" value=account.id.to_string() />
                                <input type="hidden" name="disabled" value=(!disabled).to_string() />
                                {if disabled {
                                    form::submit(tr("启用", "Enable"), disable.pending())
                                } else {
                                    confirm(
                                        tr("停用", "Disable"),
                                        tr(
                                            "停用后不能登录，所有会话结束。",
                                            "It can't sign in any more and all sessions end.",
                                        ),
                                        tr("停用账号", "Disable"),
                                    )
                                }}
                            },
                        )}
                    </div>
                }
            });
            let options: Vec<(String, String)> = std::iter::once((String::new(), tr("请选择", "Choose").to_owned()))
                .chain(units.into_iter().map(|(id, name)| (id.0, name)))
                .collect();
            let add =
                may(Permission::GRANT_EDIT).then(|| {
                    section(tr("授予岗位", "Give a role"), view! {
                        {form::post(
                            grant,
                            "form",
                            view! {
                                {form::summary(fault)}
                                <input type="hidden" name="account" value=account.id.to_string() />
                                <div class="grid">
                                    {form::code::<Role>("role", tr("岗位", "Role"), Some(Role::UnitHr), fault)}
                                    {form::select(
                                        "unit",
                                        tr("单位", "Unit"),
                                        tr("范围为该单位及下级", "Covers the unit and those below"),
                                        options,
                                        "",
                                        fault,
                                    )} {form::date("from", tr("开始", "From"), domain::time::day_text(today), fault)}
                                    {form::date("until", tr("结束", "Until"), "", fault)}
                                </div>
                                {form::submit(tr("授予", "Give"), grant.pending())}
                            },
                        )}
                    }.written())
                });
            let may_revoke = may(Permission::GRANT_EDIT);
            let grants = if account.grants.is_empty() {
                empty(tr("没有岗位", "No roles"), tr("由安全管理员授予。", "A security administrator gives them."))
            } else {
                view! {
                    <ul class="rows">
                        {account
                            .grants
                            .iter()
                            .map(|grant| {
                                let now = use_context::<Frame>().unwrap_or_default().now;
                                view! {
                                    <li>
                                        <strong>{grant.role.name(lang())}</strong>
                                        <span class="muted">
                                            {account.units.get(&grant.unit).cloned().unwrap_or_default()}" · "
                                            {grant_text(grant)}
                                        </span>
                                        {(!grant.in_force(now))
                                            .then(|| badge("plain", tr("未生效或已结束", "Not in force")))}
                                        {(may_revoke && grant.until >= now)
                                            .then(|| {
                                                view! {
                                                    {form::post(
                                                        revoke,
                                                        "",
                                                        view! {
                                                            <input
                                                                type="hidden"
                                                                name="grant"
                                                                value=grant.id.to_string()
                                                            />
                                                            {confirm(
                                                                tr("结束", "End"),
                                                                tr(
                                                                    "立即失去该岗位的权限。",
                                                                    "The role's permissions end at once.",
                                                                ),
                                                                tr("结束岗位", "End the role"),
                                                            )}
                                                        },
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
            };
            page(
                vec![step("/admin/accounts", tr("账号与岗位", "Accounts"))],
                account.name.clone(),
                "",
                ().into_any(),
                view! {
                    {form::summary(form_fault())}
                    {form::summary(fault_of(reset))}
                    {form::summary(fault_of(disable))}
                    {form::summary(fault_of(revoke))}
                    {section(
                        tr("账号", "Account"),
                        view! {
                            {facts(
                                vec![
                                    (tr("账号", "Account"), account.login.clone()),
                                    (tr("姓名", "Name"), account.name.clone()),
                                    (
                                        tr("二次验证", "Second factor"),
                                        if account.second_factor {
                                            tr("已启用", "On")
                                        } else {
                                            tr("未启用", "Off")
                                        }
                                            .to_owned(),
                                    ),
                                ],
                            )}
                            <p>{state_badge(&account)}</p>
                            {system}
                        }
                            .written(),
                    )}
                    {section(tr("岗位", "Roles"), grants)}
                    {add}
                    {may_revoke
                        .then(|| section(
                            tr("登录会话", "Sessions"),
                            session_list(account.id.to_string(), sessions, end),
                        ))}
                }
                .written(),
            )
        },
    )
}
