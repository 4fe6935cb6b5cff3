//! The head of a page: breadcrumb, title, purpose, actions; empty states and marks.

use leptos::prelude::*;
use leptos_meta::Title;

use super::written::Written;
use crate::words::tr;

/// A page's head and body. `trail` is the way to it: (address, name).
pub fn page(
    trail: Vec<(String, String)>,
    title: impl Into<String>,
    purpose: &'static str,
    actions: AnyView,
    body: AnyView,
) -> AnyView {
    let title: String = title.into();
    let crumbs = (!trail.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label=tr("位置", "Breadcrumb")>
                <ol>
                    {trail
                        .into_iter()
                        .map(|(href, name)| {
                            view! {
                                <li>
                                    <a href=href>{name}</a>
                                </li>
                            }
                        })
                        .collect_view()} <li aria-current="page">{title.clone()}</li>
                </ol>
            </nav>
        }
    });
    view! {
        <Title text=format!("{} · {}", raw_text(&title), tr("干桥", "Ganqiao")) />
        {crumbs}
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                {(!purpose.is_empty()).then(|| view! { <p class="purpose">{purpose}</p> })}
            </div>
            <div class="actions">{actions}</div>
        </header>
        {body}
    }
    .written()
}

/// A text for where the framework writes it as it is given, as it does with a page's title: a
/// name with `</title>` in it would end that and begin a page of its own.
fn raw_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Nothing there yet, and what to do about it.
pub fn empty(text: impl Into<String>, hint: impl Into<String>) -> AnyView {
    let (text, hint): (String, String) = (text.into(), hint.into());
    view! {
        <div class="empty">
            <p>
                <strong>{text}</strong>
            </p>
            <p>{hint}</p>
        </div>
    }
    .written()
}

/// A word in a frame that tells a state; `tone` is good, warn, bad or plain.
pub fn badge(tone: &'static str, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <span class=format!("badge {tone}")>{text}</span> }.written()
}

/// A link that looks like a button.
pub fn button_link(href: impl Into<String>, text: &'static str, primary: bool) -> AnyView {
    let href: String = href.into();
    let class = if primary { "button primary" } else { "button" };
    view! {
        <a class=class href=href>
            {text}
        </a>
    }
    .written()
}

/// A list of facts: name and value. Blank values show a dash.
pub fn facts(facts: Vec<(&'static str, String)>) -> AnyView {
    view! {
        <dl class="facts">
            {facts
                .into_iter()
                .map(|(name, value)| {
                    let value = if value.is_empty() { "—".to_owned() } else { value };
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
    .written()
}

/// A part of a page with its heading.
pub fn section(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="card">
            <h2>{title}</h2>
            {body}
        </section>
    }
    .written()
}
