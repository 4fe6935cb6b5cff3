//! How far an import is, and what its preview found.

use domain::import::{ImportState, ImportView};
use leptos::prelude::*;

use crate::components::page::badge;
use crate::components::written::Written;
use crate::words::tr;

/// Something that is being done with an import, and how far it is. The page asks again by itself until it is over.
fn going((done, all): (u32, u32), what: &'static str, progress: &'static str) -> AnyView {
    view! {
        <div class="note plain" role="status">
            <p>{what}" "{done.to_string()}" / "{all.to_string()}</p>
            <progress max=all.to_string() value=done.to_string() aria-label=progress></progress>
            <leptos_meta::Meta http_equiv="refresh" content="1" />
        </div>
    }
    .written()
}

/// How far an import is.
pub(super) fn status(import: &ImportView, waiting: u32) -> AnyView {
    match import.state {
        ImportState::Judging => {
            let what = tr("正在与在册人员核对…", "Comparing with who is on record…");
            going(import.progress, what, tr("核对进度", "Progress"))
        }
        ImportState::Writing => going(import.progress, tr("正在写入…", "Writing…"), tr("写入进度", "Progress")),
        ImportState::Done if waiting == 0 => view! {
            <div class="note good" role="status">
                <p>
                    {tr("已全部写入：", "All written: ")}{import.written.to_string()}{tr(" 人。", " people.")}
                    " "<a href="/people">{tr("查看名册", "See the roster")}</a>
                </p>
            </div>
        }
        .written(),
        ImportState::Done => view! {
            <div class="note plain" role="status">
                <p>
                    {tr("已写入 ", "Written: ")}{import.written.to_string()}{tr(" 人；还有 ", " people; ")}
                    {waiting.to_string()}
                    {tr(
                        " 行留在下方，等待改正或确认。",
                        " rows are left below, to be mended or decided.",
                    )}" "<a href="/people">{tr("查看名册", "See the roster")}</a>
                </p>
            </div>
        }
        .written(),
        // What was not compared to its end counts nothing.
        ImportState::Failed if import.counts == [0; 6] => view! {
            <div class="note bad" role="alert">
                <p>
                    {tr(
                        "核对没有完成，没有改动任何人员。请重新上传。",
                        "The file was not compared to its end, and nothing was changed. Upload it again.",
                    )}
                </p>
            </div>
        }
        .written(),
        ImportState::Failed => view! {
            <div class="note bad" role="alert">
                <p>
                    {tr(
                        "写入失败，没有改动任何人员。预览之后可能有人修改或新增了其中的人员，请重新上传预览后再试。",
                        "It failed and nothing was changed. Somebody may have changed or added these people \
                         since. Upload again for a new preview.",
                    )}
                </p>
            </div>
        }
        .written(),
        ImportState::Preview => ().into_any(),
    }
}

/// What a preview found, by how many rows.
pub(super) fn counted([new, changed, same, problems, asked, left]: [u32; 6]) -> AnyView {
    view! {
        <ul class="counts">
            <li>
                {badge("good", tr("新增", "New"))}" "
                <strong data-testid="count-new">{new.to_string()}</strong>
            </li>
            <li>
                {badge("warn", tr("变更", "Changed"))}" "
                <strong data-testid="count-changed">{changed.to_string()}</strong>
            </li>
            <li>
                {badge("plain", tr("无变化", "Same"))}" "
                <strong data-testid="count-same">{same.to_string()}</strong>
            </li>
            <li>
                {badge("bad", tr("有问题", "Problems"))}" "
                <strong data-testid="count-problems">{problems.to_string()}</strong>
            </li>
            <li>
                {badge("bad", tr("待确认", "To be decided"))}" "
                <strong data-testid="count-asked">{asked.to_string()}</strong>
            </li>
            {(left > 0)
                .then(|| {
                    view! {
                        <li>
                            {badge("plain", tr("不写入", "Left out"))}" "
                            <strong data-testid="count-left">{left.to_string()}</strong>
                        </li>
                    }
                })}
        </ul>
    }
    .written()
}
