//! The HTML document around the screens.

#[cfg(feature = "ssr")]
use domain::code::Lang;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;

#[cfg(feature = "ssr")]
use crate::context::Demonstration;
#[cfg(feature = "ssr")]
use crate::frame::Frame;
#[cfg(feature = "ssr")]
use crate::routes::App;

#[cfg(feature = "ssr")]
/// The document. `css` is the address of the style sheet, which changes with its text.
pub fn shell(options: LeptosOptions, css: &str) -> impl IntoView + use<> {
    let frame = use_context::<Frame>().unwrap_or_default();
    let css = css.to_owned();
    let title = if frame.lang == Lang::Zh { "干桥" } else { "Ganqiao" };
    let demo = use_context::<Demonstration>().unwrap_or_default().0.then(|| {
        let text = if frame.lang == Lang::Zh {
            "演示数据，人人知道密码：请勿录入真实信息。"
        } else {
            "Demonstration, with passwords that everybody knows: enter nothing real."
        };
        let label = if frame.lang == Lang::Zh { "演示" } else { "Demonstration" };
        view! {
            <aside class="demonstration" aria-label=label>
                {text}
            </aside>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=frame.lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="application-name" content=title />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css />
                <script src="/theme.js"></script>
                <script src="/script/date.js" defer></script>
                <script src="/script/form.js" defer></script>
                <HydrationScripts options=options islands=true />
                <MetaTags />
            </head>
            <body data-frame=frame.attribute()>{demo} <App /></body>
        </html>
    }
}

/// Notes on the page that its script has taken it over, for tests and style.
#[cfg(not(feature = "ssr"))]
pub fn mark_live() {
    if let Some(body) = document().body() {
        let _ = body.set_attribute("data-live", "1");
    }
}
