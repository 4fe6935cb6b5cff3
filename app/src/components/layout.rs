//! The frame: navigation by what one's role does, the top bar, and the way to content.

use domain::access::Permission;
use domain::code::{Code, Lang};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::frame::{Frame, Me};
use crate::islands::palette::Palette;
use crate::words::{self, tr};

/// A place in the navigation.
struct Place {
    href: &'static str,
    name: &'static str,
    icon: &'static str,
}

/// The places of a person, the four of a cadre first.
fn places(me: &Me) -> Vec<Place> {
    let mut places = vec![Place { href: "/", name: tr("首页", "Home"), icon: "M3 11 12 4l9 7M6 9.5V20h12V9.5" }];
    let mut add = |on: bool, href, name, icon| {
        if on {
            places.push(Place { href, name, icon });
        }
    };
    let cadre = me.is_cadre();
    add(
        cadre || me.may(Permission::TrainingView),
        "/training/classes",
        tr("班次", "Classes"),
        "M4 5h16v11H4zM8 20h8M12 16v4",
    );
    add(cadre, "/training/mine", tr("我的学时", "My hours"), "M5 20V10M12 20V4M19 20v-7");
    add(cadre, "/me", tr("我的档案", "My record"), "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0");
    add(
        cadre || me.may(Permission::TrainingView),
        "/training/courses",
        tr("网络课程", "Online courses"),
        "M4 5h16v11H4zM10 8l4 2.5-4 2.5zM9 20h6",
    );
    add(
        cadre || me.may(Permission::ClassMark),
        "/training/timetable",
        tr("课程表", "Timetable"),
        "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    );
    add(me.may(Permission::ClassSend), "/training/requests", tr("报名审批", "Requests"), "M5 4h14v16H5zM9 12l2 2 4-4");
    add(me.may(Permission::TrainingView), "/training/completion", tr("达标情况", "Completion"), "M4 12l5 5L20 6");
    add(
        cadre || me.may(Permission::TrainingView),
        "/training/surveys",
        tr("需求调研", "Surveys of needs"),
        "M5 4h14v16H5zM8 9l1.5 1.5L12 8M14 9h2M8 15l1.5 1.5L12 14M14 15h2",
    );
    add(
        me.may(Permission::TrainingView),
        "/training/plans",
        tr("培训计划", "Plans"),
        "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3",
    );
    add(
        me.may(Permission::TrainingView),
        "/training/library",
        tr("培训资源库", "Libraries"),
        "M5 4h4v16H5zM11 4h4v16h-4zM17 5l3 15",
    );
    add(
        me.may(Permission::TrainingView),
        "/training/certificates",
        tr("结业证书", "Certificates"),
        "M4 5h16v10H4zM9 15v5l3-2 3 2v-5M8 9h8",
    );
    add(
        me.may(Permission::ClassEdit),
        "/training/questions",
        tr("题库", "Question bank"),
        "M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .9-1 1.7M12 17h.01M4 4h16v16H4z",
    );
    add(
        cadre || me.may(Permission::ExchangeView),
        "/exchange/rounds",
        tr("交流轮次", "Exchange"),
        "M4 8h13l-3-3M20 16H7l3 3",
    );
    add(
        cadre || me.may(Permission::ExchangeView),
        "/exchange/cases",
        tr("交流事项", "Cases"),
        "M6 4h9l4 4v12H6zM9 12h6M9 16h4",
    );
    add(
        me.may(Permission::ExchangeView),
        "/exchange/due",
        tr("到期提醒", "Falls due"),
        "M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
    );
    add(me.may(Permission::ExchangeView), "/exchange/staffing", tr("专兼挂比例", "Shares"), "M5 20V9M12 20V4M19 20v-6");
    add(
        me.may(Permission::ExchangeView),
        "/exchange/rules",
        tr("交流规则", "Exchange rules"),
        "M12 3v18M6 7h12M6 7l-3 7h6zM18 7l-3 7h6z",
    );
    add(
        me.may(Permission::ExchangeView),
        "/exchange/kinds",
        tr("交流类型与工作日", "Kinds and working days"),
        "M4 6h16v14H4zM4 10h16M8 14h3M8 17h6",
    );
    add(
        me.may(Permission::PipelineView),
        "/pipeline",
        tr("人才梯队", "Talent pipelines"),
        "M4 20v-4h4v4M10 20v-8h4v8M16 20V8h4v12M4 9l6-5 4 2 6-4",
    );
    add(
        cadre || me.may(Permission::AppraisalView),
        "/appraisal",
        tr("考核评价", "Appraisal"),
        "M5 4h14v16H5zM8 9l1.5 1.5L12 8M14 9h2M8 15l1.5 1.5L12 14M14 15h2",
    );
    add(
        cadre || me.may(Permission::IncentiveView),
        "/incentive/awards",
        tr("激励", "Incentives"),
        "M12 15a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM9 14l-2 7 5-3 5 3-2-7",
    );
    add(
        cadre || me.may(Permission::ToleranceApply) || me.may(Permission::PersonView),
        "/tolerance/cases",
        tr("容错纠错", "Fault tolerance"),
        "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
    );
    add(
        cadre || me.may(Permission::TalkEdit),
        "/tolerance/talks",
        tr("提醒函询诫勉", "Early correction"),
        "M4 5h16v11H9l-5 4zM8 9h8M8 12h5",
    );
    add(
        me.may(Permission::PersonView),
        "/tolerance/precedents",
        tr("容错案例库", "Precedents"),
        "M5 4h6v16H5zM13 4h6v16h-6M7 8h2M15 8h2",
    );
    add(
        me.may(Permission::PersonView),
        "/people",
        tr("干部名册", "Cadres"),
        "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 13a6 6 0 0 1 3 6",
    );
    add(
        me.may(Permission::UnitView),
        "/units",
        tr("组织机构", "Organisation"),
        "M9 4h6v5H9zM3 15h6v5H3zM15 15h6v5h-6zM12 9v3M6 15v-3h12v3",
    );
    add(me.may(Permission::PersonImport), "/people/import", tr("导入名册", "Import"), "M12 4v11M8 11l4 4 4-4M4 20h16");
    add(
        me.may(Permission::TrainingView),
        "/training/requirements",
        tr("学时要求", "Requirements"),
        "M6 4h12v16H6zM9 9h6M9 13h6",
    );
    add(
        me.may(Permission::RequirementEdit),
        "/training/settings",
        tr("培训设置", "Settings"),
        "M4 7h10M18 7h2M4 17h4M12 17h8M16 5v4M10 15v4",
    );
    add(
        me.may(Permission::AccountView),
        "/admin/accounts",
        tr("账号与岗位", "Accounts"),
        "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
    );
    add(
        me.may(Permission::AccountView) || me.may(Permission::PersonEdit),
        "/admin/openings",
        tr("开户与重置", "Openings and resets"),
        "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19a6 6 0 0 1 12 0M18 8v6M15 11h6",
    );
    add(
        me.may(Permission::AuditView),
        "/audit",
        tr("审计日志", "Audit trail"),
        "M12 3l8 4v5c0 5-3.5 8-8 9-4.5-1-8-4-8-9V7z",
    );
    places
}

fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8"
            stroke-linecap="round" stroke-linejoin="round">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

/// Everything around a page.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    let frame = use_context::<Frame>().unwrap_or_default();
    let lang = frame.lang;
    let Some(me) = frame.me else {
        return view! {
            <a class="skip" href="#content">{tr("跳到正文", "Skip to content")}</a>
            <div class="outside">
                <header class="outside-head">
                    <a href="/sign-in" class="brand">{brand()}</a>
                    {language(lang)}
                </header>
                <main id="content" tabindex="-1">{children()}</main>
                <footer class="foot">{banner()}</footer>
            </div>
        }
        .into_any();
    };
    let location = use_location();
    let path = location.pathname;
    let items: Vec<Place> = places(&me);
    let link = move |place: &Place| {
        let href = place.href;
        let here = move || {
            let path = path.get();
            if href == "/" || href == "/people" {
                path == href
                    || (href == "/people" && path.starts_with("/people/") && !path.starts_with("/people/import"))
            } else {
                path.starts_with(href)
            }
        };
        view! {
            <a href=href aria-current=move || if here() { Some("page") } else { None }>
                {icon(place.icon)}<span>{place.name}</span>
            </a>
        }
    };
    let side = items.iter().map(link).collect_view();
    let bottom = items.iter().take(4).map(link).collect_view();
    let rest = items.iter().skip(4).map(link).collect_view();
    let more = items.len() > 4;
    let roles = me.roles.iter().map(|role| role.name(lang)).collect::<Vec<_>>().join(tr("、", ", "));
    let unread = me.unread;
    let done = words::done(&frame.done);
    view! {
        <a class="skip" href="#content">{tr("跳到正文", "Skip to content")}</a>
        <div class="app">
            <header class="top">
                <a href="/" class="brand">{brand()}</a>
                <Palette/>
                <div class="top-right">
                    {language(lang)}
                    <a class="button quiet" href="/notices">
                        {tr("通知", "Notices")}
                        {(unread > 0).then(|| view! { <span class="count">{unread.to_string()}<span class="visually-hidden">{tr(" 条未读", " unread")}</span></span> })}
                    </a>
                    <details class="menu person">
                        <summary class="button quiet">{me.name.clone()}</summary>
                        <div class="menu-body">
                            <p><strong>{me.name.clone()}</strong></p>
                            <p class="muted">{roles}</p>
                            <p><a href="/account">{tr("账号与安全", "Account and security")}</a></p>
                            <p><button type="button" class="button small" data-theme-toggle="">{tr("切换深浅色", "Light or dark")}</button></p>
                            <form method="post" action="/auth/sign-out">
                                <button type="submit" class="button small">{tr("退出登录", "Sign out")}</button>
                            </form>
                        </div>
                    </details>
                </div>
            </header>
            <nav class="side" aria-label=tr("主导航", "Main")>{side}</nav>
            <main id="content" tabindex="-1">{children()}<footer class="foot">{banner()}</footer></main>
            {done.map(|text| view! { <p class="toast" role="status">{text}</p> })}
            <nav class="bottom" aria-label=tr("快捷导航", "Quick")>
                {bottom}
                {more.then(|| view! {
                    <details class="more">
                        <summary>{icon("M5 12h.01M12 12h.01M19 12h.01")}<span>{tr("更多", "More")}</span></summary>
                        <div class="more-body">{rest}</div>
                    </details>
                })}
            </nav>
        </div>
    }
    .into_any()
}

fn brand() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M2 22h28M6 22V12M26 22V12M6 13c4 7 16 7 20 0M11 22v-4.5M16 22v-3.5M21 22v-4.5" fill="none"
                stroke="currentColor" stroke-width="2.2" stroke-linecap="round"></path>
        </svg>
        <span>{tr("干桥", "Ganqiao")}</span>
    }
    .into_any()
}

/// The notice the law asks for.
fn banner() -> &'static str {
    tr("本系统不得存储、处理、传输国家秘密。", "State secrets must not be stored, processed or sent in this system.")
}

fn language(lang: Lang) -> AnyView {
    let other = lang.other();
    let name = match other {
        Lang::Zh => "中文",
        Lang::En => "English",
    };
    view! {
        <form method="post" action="/language" class="language">
            <input type="hidden" name="lang" value=other.tag()/>
            <button type="submit" class="button quiet" lang=other.tag()>{name}</button>
        </form>
    }
    .into_any()
}
