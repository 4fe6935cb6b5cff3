//! The frame: navigation, the top bar, and the way to content.

use domain::code::{Code, Lang};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::frame::Frame;
use crate::islands::palette::Palette;
use crate::menu::places;
use crate::place::Place;
use crate::words::tr;

fn icon(path: &'static str) -> AnyView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            aria-hidden="true"
            fill="none"
            stroke="currentColor"
            stroke-width="1.8"
            stroke-linecap="round"
            stroke-linejoin="round"
        >
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
            <a class="skip" href="#content">
                {tr("跳到正文", "Skip to content")}
            </a>
            <div class="outside">
                <header class="outside-head">
                    <a href="/sign-in" class="brand">
                        {brand()}
                    </a>
                    {language(lang)}
                </header>
                <main id="content" tabindex="-1">
                    {children()}
                </main>
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
                {icon(place.icon)}
                <span>{place.name}</span>
            </a>
        }
    };
    let side = items.iter().map(link).collect_view();
    let bottom = items.iter().take(4).map(link).collect_view();
    let rest = items.iter().skip(4).map(link).collect_view();
    let more = items.len() > 4;
    let roles = me.roles.iter().map(|role| role.name(lang)).collect::<Vec<_>>().join(tr("、", ", "));
    let unread = me.unread;
    let done = crate::done::done(&frame.done, &frame.outcome);
    let toast = if crate::done::warns(&frame.outcome) { "toast warn" } else { "toast" };
    view! {
        <a class="skip" href="#content">
            {tr("跳到正文", "Skip to content")}
        </a>
        <div class="app">
            <header class="top">
                <a href="/" class="brand">
                    {brand()}
                </a>
                <Palette />
                <div class="top-right">
                    {language(lang)} <a class="button quiet" href="/notices">
                        {tr("通知", "Notices")}
                        {(unread > 0)
                            .then(|| {
                                view! {
                                    <span class="count">
                                        {unread.to_string()}
                                        <span class="visually-hidden">{tr(" 条未读", " unread")}</span>
                                    </span>
                                }
                            })}
                    </a> <details class="menu person">
                        <summary class="button quiet">{me.name.clone()}</summary>
                        <div class="menu-body">
                            <p>
                                <strong>{me.name.clone()}</strong>
                            </p>
                            <p class="muted">{roles}</p>
                            <p>
                                <a href="/account">{tr("账号与安全", "Account and security")}</a>
                            </p>
                            <p>
                                <button type="button" class="button small" data-theme-toggle="">
                                    {tr("切换深浅色", "Light or dark")}
                                </button>
                            </p>
                            <form method="post" action="/auth/sign-out">
                                <button type="submit" class="button small">
                                    {tr("退出登录", "Sign out")}
                                </button>
                            </form>
                        </div>
                    </details>
                </div>
            </header>
            <nav class="side" aria-label=tr("主导航", "Main")>
                {side}
            </nav>
            <main id="content" tabindex="-1">
                {children()}
                <footer class="foot">{banner()}</footer>
            </main>
            {done
                .map(|text| {
                    view! {
                        <p class=toast role="status">
                            {text}
                        </p>
                    }
                })}
            <nav class="bottom" aria-label=tr("快捷导航", "Quick")>
                {bottom}
                {more
                    .then(|| {
                        view! {
                            <details class="more">
                                <summary>
                                    {icon("M5 12h.01M12 12h.01M19 12h.01")}<span>{tr("更多", "More")}</span>
                                </summary>
                                <div class="more-body">{rest}</div>
                            </details>
                        }
                    })}
            </nav>
        </div>
    }
    .into_any()
}

fn brand() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path
                d="M2 22h28M6 22V12M26 22V12M6 13c4 7 16 7 20 0M11 22v-4.5M16 22v-3.5M21 22v-4.5"
                fill="none"
                stroke="currentColor"
                stroke-width="2.2"
                stroke-linecap="round"
            ></path>
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
            <input type="hidden" name="lang" value=other.tag() />
            <button type="submit" class="button quiet" lang=other.tag()>
                {name}
            </button>
        </form>
    }
    .into_any()
}
