//! Showing what a server function answers.

use std::future::Future;

use leptos::prelude::*;

use crate::api::ApiError;
use crate::components::page::page;
use crate::words::{self, tr};

/// Loads data for a page and shows it; a fault is said in words. `key` is what the address
/// asks for.
///
/// The future is awaited right here. A resource would run it on another thread, and one that
/// ends just as the page begins to wait for it is never heard of again.
pub fn load<K, T, Fut>(
    key: impl FnOnce() -> K,
    fetch: impl FnOnce(K) -> Fut,
    show: impl FnOnce(T) -> AnyView + Send + 'static,
) -> AnyView
where
    T: Send + 'static,
    Fut: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let data = fetch(untrack(key));
    let shown = Suspend::new(async move {
        match data.await {
            Ok(value) => show(value),
            Err(error) => fault_page(&error),
        }
    });
    view! { <Suspense fallback=skeleton>{shown}</Suspense> }.into_any()
}

/// The shape of what is coming, so that nothing jumps.
pub fn skeleton() -> AnyView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{tr("正在加载", "Loading")}</span>
            <div></div>
            <div></div>
            <div></div>
        </div>
    }
    .into_any()
}

/// A page that can't be shown, and why.
pub fn fault_page(error: &ApiError) -> AnyView {
    let title = match error.0 {
        domain::Fault::NotFound => tr("没有找到", "Not found"),
        domain::Fault::Forbidden => tr("无权查看", "Not allowed"),
        _ => tr("暂时无法显示", "Can't be shown right now"),
    };
    page(
        Vec::new(),
        title,
        "",
        ().into_any(),
        view! {
            <div class="note bad" role="alert">
                <p>{words::fault(&error.0)}</p>
            </div>
            <p>
                <a href="/">{tr("回到首页", "Go to the home page")}</a>
            </p>
        }
        .into_any(),
    )
}
