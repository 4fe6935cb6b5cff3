//! Templates of documents.

use domain::code::Code;
use domain::exchange::document::{DocumentKind, FIELDS, Template};
use domain::organisation::NearUnits;
use leptos::prelude::*;

use super::api::{self, SaveTemplate};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, page, section};
use crate::components::table::{State, choice};
use crate::components::written::Written;
use crate::organisation;
use crate::pages::step;
use crate::words::{name, tr};

/// The templates of papers and their editor.
pub fn templates() -> AnyView {
    let save = form::posts::<SaveTemplate>();
    load(
        || State::now().get("unit"),
        |unit| async move { Ok((api::templates().await?, organisation::near([unit]).await?)) },
        move |(all, units): (Vec<Template>, NearUnits)| {
            let fault = fault_of(save);
            let options = unit_options(units);
            let asked = State::now().get("unit");
            let unit = if asked.is_empty() { options.first() } else { asked };
            let kind = DocumentKind::find(&State::now().get("kind")).unwrap_or(DocumentKind::Notice);
            let kinds: Vec<_> =
                DocumentKind::ALL.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())).collect();
            let forms = [kind]
                .iter()
                .map(|kind| {
                    let own = all.iter().find(|one| one.kind == *kind && one.unit.as_str() == unit);
                    let shown =
                        own.or_else(|| all.iter().find(|one| one.kind == *kind && one.unit.as_str().is_empty()));
                    let of = |get: fn(&Template) -> &String| shown.map(|one| get(one).clone()).unwrap_or_default();
                    section(
                        name(*kind),
                        view! {
                            <p>
                                {if own.is_some() {
                                    badge("good", tr("本单位模板", "The unit's own"))
                                } else {
                                    badge("plain", tr("通用模板", "The first one"))
                                }}
                            </p>
                            {form::post(
                                save,
                                "form",
                                view! {
                                    <input type="hidden" name="kind" value=kind.code() />
                                    <input type="hidden" name="unit" value=unit.clone() />
                                    {form::text(
                                        "number",
                                        tr("发文字号（可空）", "Number, or nothing"),
                                        "",
                                        of(|one| &one.number),
                                        fault,
                                    )}
                                    {form::text("title", tr("标题", "Title"), "", of(|one| &one.title), fault)}
                                    {form::text(
                                        "addressees",
                                        tr("主送机关（可空）", "To, or nothing"),
                                        "",
                                        of(|one| &one.addressees),
                                        fault,
                                    )}
                                    {form::area(
                                        "body",
                                        tr("正文", "Text"),
                                        tr(
                                            "每行一段；花括号中的名称由事项自动填写，含人员信息的段落按人重复",
                                            "A line for each paragraph; names in braces are filled; a paragraph \
                                             about a person is repeated for each",
                                        ),
                                        of(|one| &one.body),
                                        fault,
                                    )}
                                    {form::area(
                                        "attachments",
                                        tr(
                                            "附件（每行一件，可空）",
                                            "Attachments, a line for each, or nothing",
                                        ),
                                        "",
                                        of(|one| &one.attachments),
                                        fault,
                                    )}
                                    {form::text("signer", tr("落款", "Signed"), "", of(|one| &one.signer), fault)}
                                    {form::submit(
                                        tr("保存为本单位模板", "Save as the unit's"),
                                        save.pending(),
                                    )}
                                },
                            )}
                        }
                        .written(),
                    )
                })
                .collect_view();
            page(
                vec![step("/exchange/kinds", tr("交流类型与工作日", "Kinds of exchange and working days"))],
                tr("文书模板", "Templates"),
                tr(
                    "模板适用于所选单位及其下级，接收单位最近的模板优先。",
                    "A template holds for the unit and those below; the nearest above the host wins.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        {choice("kind", tr("文书", "Paper"), kinds, kind.code().to_owned())}
                        {choice("unit", tr("单位", "Unit"), options, unit.clone())}
                        <button type="submit" class="button">
                            {tr("查看", "Look")}
                        </button>
                    </form>
                    {form::summary(fault)}
                    <p class="muted">
                        {tr("可用名称：", "Names: ")}{FIELDS.map(|one| format!("{{{one}}}")).join(" ")}
                    </p>
                    {forms}
                }
                .written(),
            )
        },
    )
}
