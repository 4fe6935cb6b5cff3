//! Command search: people, units and classes by Han text, pinyin or initials. Ctrl-K
//! opens it from anywhere; without script it is a search box.

use domain::code::Lang;
use domain::search::{Hit, HitKind};
use leptos::prelude::*;

use crate::desk::search;
use crate::frame::lang;
use crate::words::tr;

/// What kind of thing a hit is.
#[must_use]
pub fn kind(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Person => tr("干部", "Cadre"),
        HitKind::Unit => tr("单位", "Unit"),
        HitKind::Class => tr("班次", "Class"),
    }
}

/// The search box in the top bar with its list of hits.
#[island]
pub fn Palette() -> impl IntoView {
    let lang: Lang = lang();
    let q = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    let input = NodeRef::<leptos::html::Input>::new();
    // Fetched in the browser only, while typing, with the words they answer: what is
    // listed may still be the answer to fewer letters.
    let found = LocalResource::new(move || {
        let q = q.get();
        async move {
            let hits =
                if q.trim().is_empty() { Vec::new() } else { search::api::search(q.clone()).await.unwrap_or_default() };
            (q, hits)
        }
    });
    let hits = move || found.get().map(|(_, hits)| hits).unwrap_or_default();
    let answered = move || found.with(|found| found.as_ref().is_some_and(|(of, _)| *of == q.get()));
    let shown = move || !q.get().trim().is_empty();
    // Enter came before the answer: the first hit opens once it is there.
    let waiting = RwSignal::new(false);
    let open = move |hit: &Hit| {
        q.set(String::new());
        let _ = window().location().set_href(&hit.href());
    };
    Effect::new(move || {
        if !waiting.get() || !answered() {
            return;
        }
        waiting.set(false);
        // Nothing found stays in the list, in words.
        if let Some(hit) = hits().first() {
            open(hit);
        }
    });

    #[cfg(not(feature = "ssr"))]
    {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && event.key() == "k" {
                event.prevent_default();
                if let Some(input) = input.get_untracked() {
                    let _ = input.focus();
                    input.select();
                }
            }
        });
        on_cleanup(move || handle.remove());
    }

    let keydown = move |event: leptos::ev::KeyboardEvent| {
        // While an input method composes, its keys are its own.
        if event.is_composing() {
            return;
        }
        let hits: Vec<Hit> = hits();
        match event.key().as_str() {
            "ArrowDown" if !hits.is_empty() => {
                event.prevent_default();
                at.update(|at| *at = (*at + 1) % hits.len());
            }
            "ArrowUp" if !hits.is_empty() => {
                event.prevent_default();
                at.update(|at| *at = (*at + hits.len() - 1) % hits.len());
            }
            "Enter" if shown() && !answered() => {
                event.prevent_default();
                waiting.set(true);
            }
            "Enter" => {
                if let Some(hit) = hits.get(at.get_untracked()) {
                    event.prevent_default();
                    open(hit);
                }
            }
            "Escape" => {
                waiting.set(false);
                q.set(String::new());
            }
            _ => {}
        }
    };
    let list = move || {
        let hits: Vec<Hit> = hits();
        if hits.is_empty() {
            return view! {
                <p class="muted">
                    {match lang {
                        Lang::Zh => "没有匹配的干部、单位或班次",
                        Lang::En => "Nothing matches",
                    }}
                </p>
            }
            .into_any();
        }
        hits.into_iter()
            .enumerate()
            .map(|(n, hit)| {
                let label = match (hit.kind, lang) {
                    (HitKind::Person, Lang::Zh) => "干部",
                    (HitKind::Person, Lang::En) => "Cadre",
                    (HitKind::Unit, Lang::Zh) => "单位",
                    (HitKind::Unit, Lang::En) => "Unit",
                    (HitKind::Class, Lang::Zh) => "班次",
                    (HitKind::Class, Lang::En) => "Class",
                };
                let href = hit.href();
                view! {
                    <a
                        id=format!("hit-{n}")
                        role="option"
                        aria-selected=move || (at.get() == n).to_string()
                        href=href
                        on:click=move |_| q.set(String::new())
                    >
                        <span class="badge plain">{label}</span>
                        <strong>{hit.name}</strong>
                        <span class="muted">{hit.note}</span>
                    </a>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <form
            class="palette"
            action="/search"
            method="get"
            role="search"
            aria-label=tr("全局搜索", "Search everywhere")
        >
            <input
                node_ref=input
                type="search"
                name="q"
                role="combobox"
                aria-label=tr("搜索干部、单位、班次", "Search cadres, units, classes")
                aria-expanded=move || shown().to_string()
                aria-controls="hits"
                aria-autocomplete="list"
                aria-activedescendant=move || (shown() && !hits().is_empty()).then(|| format!("hit-{}", at.get()))
                placeholder=tr("搜索：汉字、拼音或首字母（Ctrl K）", "Search (Ctrl K)")
                autocomplete="off"
                prop:value=move || q.get()
                on:input=move |event| {
                    at.set(0);
                    waiting.set(false);
                    q.set(event_target_value(&event));
                }
                on:keydown=keydown
            />
            <div
                id="hits"
                class="hits"
                role="listbox"
                aria-label=tr("搜索结果", "Results")
                aria-busy=move || (shown() && !answered()).to_string()
                hidden=move || !shown()
            >
                {list}
            </div>
        </form>
    }
}
