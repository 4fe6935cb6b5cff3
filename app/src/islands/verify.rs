//! Verifying the audit trail and saying what was found.

use leptos::prelude::*;

use crate::audit::api::VerifyAudit;
use crate::components::form;
use crate::words::tr;

/// The button and its outcome.
#[island]
pub fn Verify() -> impl IntoView {
    let verify = ServerAction::<VerifyAudit>::new();
    let report = verify.value();
    let sent = verify.value();
    let fault = Signal::derive(move || sent.get().and_then(Result::err).map(|error| error.0));
    let outcome = move || {
        report.get().and_then(Result::ok).map(|report| {
            let sound = report.breaks.is_empty();
            view! {
                <div class=if sound { "note good" } else { "note bad" } role="status">
                    <p>
                        <strong>
                            {if sound {
                                tr("审计链完整。", "The trail is whole. ")
                            } else {
                                tr("审计链被破坏：", "The trail is broken: ")
                            }}
                        </strong>
                        {report.rows.to_string()}
                        {tr(" 条记录，", " rows, ")}
                        {report.seals.to_string()}
                        {tr(" 个封存批次，", " seals, ")}
                        {report.pending.to_string()}
                        {tr(" 条待封存。", " waiting.")}
                    </p>
                    <p>
                        {tr("链首摘要（请另行抄录）：", "Head (write it down elsewhere): ")}
                        <code class="hash">{report.head}</code>
                    </p>
                    <ul>
                        {report
                            .breaks
                            .into_iter()
                            .map(|broken| view! { <li>{format!("{broken:?}")}</li> })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
    };
    view! {
        <ActionForm action=verify>{form::submit(tr("校验完整性", "Verify"), verify.pending().into())}</ActionForm>
        {form::summary(fault)}
        {outcome}
    }
}
