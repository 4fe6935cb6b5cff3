//! Home: what needs doing now, where one stands, what changed.

use domain::home::{AccountsHome, AuditHome, CadreHome, Home, RosterHome, TrainingHome};
use domain::notice::Notice;
use domain::time::day_text;
use domain::training::Class;
use leptos::prelude::*;

use super::api;
use crate::components::bar::bars;
use crate::components::load::load;
use crate::components::page::{badge, button_link, facts, page, section};
use crate::components::waits::Waits;
use crate::components::written::Written;
use crate::frame::Frame;
use crate::told;
use crate::words::{self, tr};

/// The home page.
pub fn home() -> AnyView {
    load(|| (), |()| api::home(), show)
}

fn show(home: Home) -> AnyView {
    let me = use_context::<Frame>().unwrap_or_default().me;
    let name = me.map(|me| me.name).unwrap_or_default();
    let title = format!("{}{name}", tr("您好，", "Hello, "));
    let waiting = waiting(&home);
    let cadre = home.cadre.map(cadre);
    let training = home.training.map(training);
    let roster = home.roster.map(roster);
    let accounts = home.accounts.map(accounts);
    let audit = home.audit.map(audit);
    let nothing = [&cadre, &training, &roster, &accounts, &audit].into_iter().all(Option::is_none);
    page(
        Vec::new(),
        title,
        "",
        view! { <p class="today">{day_text(home.today)}</p> }.written(),
        view! {
            {waiting}
            {cadre}
            {training}
            {roster}
            {accounts}
            {audit}
            {nothing
                .then(|| section(
                    tr("从这里开始", "Start here"),
                    view! {
                        <p>{tr("请从导航进入您的岗位工作。", "Choose your work from the navigation.")}</p>
                    }
                        .written(),
                ))}
            {notices(home.notices)}
        }
        .written(),
    )
}

/// What waits for the viewer, whoever they are: one list, the way to each in it.
fn waiting(home: &Home) -> Option<AnyView> {
    let calls = home.cadre.iter().flat_map(|cadre| &cadre.calls).map(|call| Waits {
        href: format!("/training/call-ups/{}", call.id),
        title: call.title.clone(),
        word: tr("待回执", "To be answered"),
        note: format!("{} {}", tr("回执截止", "answer by"), day_text(call.reply_by)),
    });
    let offers = home.cadre.iter().flat_map(|cadre| &cadre.offers).map(|(class, until)| Waits {
        href: format!("/training/classes/{}", class.id),
        title: class.title.clone(),
        word: tr("待确认", "To be confirmed"),
        note: format!("{} {}", tr("确认截止", "confirm by"), until.minute_text()),
    });
    let rows: Vec<_> = calls
        .chain(offers)
        .chain(home.due.iter().map(told::waits))
        .map(|Waits { href, title, word, note }| {
            view! {
                <li>
                    <a href=href>
                        <strong>{title}</strong>
                    </a>
                    <span class="muted">{note}</span>
                    {badge("warn", word)}
                </li>
            }
        })
        .collect();
    (!rows.is_empty())
        .then(|| section(tr("需要您办理", "Waiting for you"), view! { <ul class="rows">{rows}</ul> }.written()))
}

fn cadre(home: CadreHome) -> AnyView {
    let coming = if home.coming.is_empty() {
        view! { <p class="muted">{tr("暂无即将参加的班次。", "No class ahead.")}</p> }.written()
    } else {
        classes(home.coming)
    };
    let recommended = if home.recommended.is_empty() {
        view! {
            <p class="muted">
                {tr("目前没有面向您开放报名的班次。", "No class is open to you at present.")}
            </p>
        }
        .written()
    } else {
        classes(home.recommended.into_iter().map(|row| row.class).collect())
    };
    let today = (!home.lessons.is_empty()).then(|| {
        let rows = home
            .lessons
            .into_iter()
            .map(|(lesson, class)| {
                let time = format!("{}–{}", lesson.starts.clock_text(), lesson.ends.clock_text());
                view! {
                    <li>
                        <strong>{lesson.title}</strong>
                        <span class="muted">{time}" · "{class}" · "{lesson.place}</span>
                    </li>
                }
            })
            .collect::<Vec<_>>();
        section(
            tr("今天的课", "Lessons today"),
            view! {
                <ul class="rows">{rows}</ul>
                <p class="actions">{button_link("/check-in", tr("签到", "Check in"), true)}</p>
            }
            .written(),
        )
    });
    view! {
        {today}
        {section(tr("可以报名", "Open to you"), recommended)}
        {section(tr("即将参加", "Coming up"), coming)}
        {section(tr("我的学时", "My hours"), bars(home.bars))}
    }
    .written()
}

/// Classes, each with its day, seats and a way in.
pub fn classes(classes: Vec<Class>) -> AnyView {
    view! {
        <ul class="rows">
            {classes
                .into_iter()
                .map(|class| {
                    let free = class.free();
                    let seats = if free == 0 {
                        badge("warn", tr("已满", "Full"))
                    } else {
                        badge("plain", format!("{} {free}", tr("余位", "Seats left:")))
                    };
                    view! {
                        <li>
                            <a href=format!("/training/classes/{}", class.id)>
                                <strong>{class.title}</strong>
                            </a>
                            <span class="muted">
                                {day_text(class.starts)}" · "{class.hours.to_string()}{tr(" 学时", " hours")}" · "
                                {class.place}
                            </span>
                            {seats}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}

fn training(home: TrainingHome) -> AnyView {
    let part = |title: &'static str, none: &'static str, list: Vec<Class>| {
        let body = if list.is_empty() { view! { <p class="muted">{none}</p> }.written() } else { classes(list) };
        section(title, body)
    };
    view! {
        {part(
            tr("待考核结班", "To be marked"),
            tr("没有待结班的班次。", "No class waits for its marks."),
            home.unmarked,
        )}
        {part(tr("待发布", "To be published"), tr("没有草稿。", "No drafts."), home.drafts)}
        {part(
            tr("正在报名", "Taking enrolments"),
            tr("没有正在报名的班次。", "No class takes enrolments."),
            home.enrolling,
        )}
        <p>{button_link("/training/classes/new", tr("新建班次", "New class"), true)}</p>
    }
    .written()
}

fn accounts(home: AccountsHome) -> AnyView {
    let part = |title: &'static str, none: &'static str, rows: Vec<(String, String, String)>| {
        let body = if rows.is_empty() {
            view! { <p class="muted">{none}</p> }.written()
        } else {
            view! {
                <ul class="rows">
                    {rows
                        .into_iter()
                        .map(|(account, name, note)| {
                            view! {
                                <li>
                                    <a href=format!("/admin/accounts/{account}")>
                                        <strong>{name}</strong>
                                    </a>
                                    <span class="muted">{note}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            }
            .written()
        };
        section(title, body)
    };
    let locked = home
        .locked
        .into_iter()
        .map(|(id, name, until)| (id.0, name, format!("{}{}", tr("登录受限至 ", "slowed until "), until.minute_text())))
        .collect();
    let idle = home.idle.into_iter().map(|(id, name)| (id.0, name, String::new())).collect();
    let ending = home
        .ending
        .into_iter()
        .map(|(grant, name)| {
            let note = format!("{} · {}{}", words::name(grant.role), tr("到期 ", "ends "), day_text(grant.until.day()));
            (grant.account.0, name, note)
        })
        .collect();
    view! {
        {part(
            tr("登录受限的账号", "Slowed accounts"),
            tr("没有登录受限的账号。", "No account is slowed."),
            locked,
        )}
        {part(
            tr("尚无岗位的账号", "Accounts without a role"),
            tr("没有等待授岗的账号。", "No account waits for a role."),
            idle,
        )}
        {part(
            tr("30 天内到期的岗位", "Roles ending within 30 days"),
            tr("没有即将到期的岗位。", "No role ends soon."),
            ending,
        )}
        <p>{button_link("/admin/accounts", tr("全部账号", "All accounts"), true)}</p>
    }
    .written()
}

fn audit(home: AuditHome) -> AnyView {
    let sealed = if home.sealed.0 == 0 { tr("尚未封存", "not yet").to_owned() } else { home.sealed.minute_text() };
    section(
        tr("最近 24 小时", "The last 24 hours"),
        view! {
            {facts(
                vec![
                    (tr("登录失败", "Failed sign-ins"), home.failures.to_string()),
                    (tr("查看敏感信息", "Looks at sensitive data"), home.unmasked.to_string()),
                    (tr("导出", "Exports"), home.exports.to_string()),
                    (tr("最近封存", "Last sealed"), sealed),
                    (tr("待封存", "Waiting for their seal"), home.pending.to_string()),
                ],
            )}
            <p class="actions">
                {button_link("/audit", tr("查看并核验审计日志", "Read and verify the trail"), true)}
            </p>
        }
        .written(),
    )
}

fn roster(home: RosterHome) -> AnyView {
    section(
        tr("我管理的范围", "My part of the organisation"),
        view! {
            <ul class="rows">
                {home
                    .units
                    .into_iter()
                    .map(|(id, name, people)| {
                        view! {
                            <li>
                                <a href=format!("/people?unit={id}")>
                                    <strong>{name}</strong>
                                </a>
                                <span class="muted">
                                    {tr("在职", "In service:")}" "{people.to_string()}{tr(" 人", "")}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
        .written(),
    )
}

fn notices(notices: Vec<Notice>) -> AnyView {
    if notices.is_empty() {
        return ().into_any();
    }
    section(
        tr("最近通知", "Latest notices"),
        view! {
            <ul class="rows">
                {notices
                    .into_iter()
                    .map(|notice| {
                        view! {
                            <li>
                                <a href=format!("/notices/{}", notice.id) rel="external">
                                    {told::notice(&notice.body)}
                                </a>
                                <span class="muted">{notice.at.minute_text()}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
        .written(),
    )
}
