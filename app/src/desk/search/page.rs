//! Search.

use leptos::prelude::*;

use super::api;
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::table::State;
use crate::components::written::Written;
use crate::islands::palette::kind;
use crate::words::tr;

/// Results of the command search, for those who have no script.
pub fn search() -> AnyView {
    load(
        || State::now().get("q"),
        api::search,
        |hits| {
            let body = if hits.is_empty() {
                empty(
                    tr("没有匹配的干部、单位或班次", "Nothing matches"),
                    tr(
                        "可输入汉字、全拼或首字母，如“张伟”“zhangwei”“zw”。",
                        "Try Han text, pinyin or initials, such as zhangwei or zw.",
                    ),
                )
            } else {
                view! {
                    <ul class="rows card">
                        {hits
                            .into_iter()
                            .map(|hit| {
                                let href = hit.href();
                                view! {
                                    <li>
                                        {badge("plain", kind(hit.kind))} <a href=href>
                                            <strong>{hit.name}</strong>
                                        </a> <span class="muted">{hit.note}</span>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                .written()
            };
            page(Vec::new(), tr("搜索", "Search"), "", ().into_any(), body)
        },
    )
}
