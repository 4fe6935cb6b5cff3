//! Ranking one's wishes: only posts the rules allow, each with what stands against the others.

use domain::exchange::eligibility::Verdict;
use domain::exchange::round::EntryState;
use domain::exchange::view::WishForm;
use leptos::prelude::*;

use super::api::{self, SaveWishes};
use crate::components::form::{self, fault_of, keyed};
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::written::Written;
use crate::exchange::findings::{findings_table, verdict_badge};
use crate::exchange::post::page::demands;
use crate::exchange::round::page::{mechanism_words, promise_words};
use crate::exchange::view::round_trail;
use crate::pages::id;
use crate::words::{name, tr};

/// The form.
pub fn wishes() -> AnyView {
    let save = form::posts::<SaveWishes>();
    load(id, api::wish_form, move |form: WishForm| {
        let fault = fault_of(save);
        let entry = form.entry.as_ref().filter(|one| one.state != EntryState::Withdrawn);
        let open: Vec<_> = form.posts.iter().filter(|one| one.verdict < Verdict::Fail).collect();
        let most = open.len().min(domain::exchange::round::MOST_WISHES);
        let rows = open
            .iter()
            .map(|one| {
                let post = &one.post;
                let place =
                    entry.and_then(|entry| entry.wishes.iter().position(|wish| *wish == post.id)).map(|n| n + 1);
                let options = (1..=most)
                    .map(|n| {
                        view! {
                            <option value=n.to_string() selected=place == Some(n)>
                                {format!("{} {n}", tr("第", "No."))}
                            </option>
                        }
                    })
                    .collect_view();
                let label = format!("{} {}", post.unit_name, post.title);
                let asks = (one.verdict == Verdict::Ask).then(|| {
                    view! {
                        <details>
                            <summary>
                                {verdict_badge(one.verdict)}" "
                                {tr("报名后由组织部门判断", "The organisation department decides")}
                            </summary>
                            {findings_table(&one.findings, tr("本人", "You"), false)}
                        </details>
                    }
                });
                view! {
                    <li>
                        <label class="wish">
                            <select
                                name=keyed("wishes", &post.id)
                                aria-label=format!("{label} {}", tr("志愿序", "place"))
                            >
                                <option value="">{tr("不填报", "Not wished")}</option>
                                {options}
                            </select>
                            <span>
                                <strong>{label.clone()}</strong>
                                " "
                                <span class="muted">
                                    {name(post.level)}" · "{post.seats.to_string()}{tr(" 个名额", " seats")}
                                </span>
                                {(!demands(post).is_empty())
                                    .then(|| view! { <span class="muted">" · "{demands(post)}</span> })}
                            </span>
                        </label>
                        {(!post.about.is_empty()).then(|| view! { <p class="muted">{post.about.clone()}</p> })}
                        {asks}
                    </li>
                }
            })
            .collect_view();
        let closed: Vec<_> = form.posts.iter().filter(|one| one.verdict == Verdict::Fail).collect();
        let barred = (!closed.is_empty()).then(|| {
            let items = closed
                .iter()
                .map(|one| {
                    view! {
                        <details class="finding">
                            <summary>
                                {format!("{} {}", one.post.unit_name, one.post.title)}" " {verdict_badge(one.verdict)}
                            </summary>
                            {findings_table(&one.findings, tr("本人", "You"), false)}
                        </details>
                    }
                })
                .collect_view();
            section(tr("不能填报的岗位与原因", "Posts the rules bar, and why"), view! { {items} }.written())
        });
        let body = if open.is_empty() {
            empty(
                tr("没有可以填报的岗位", "There is no post you may wish for"),
                tr("原因见下方各岗位的规则结论。", "What stands against each is shown below."),
            )
        } else {
            form::post(
                save,
                "form",
                view! {
                    {form::summary(fault)}
                    <input type="hidden" name="id" value=form.round.id.to_string() />
                    <p class="note plain">
                        {tr(
                            "选择志愿序号，每个序号只用一次。未填报的岗位不会被安排；您始终有权留在原岗位。",
                            "Give each post you want a place, each place once. You are never placed in a post \
                             you did not name, and may always stay.",
                        )}
                    </p>
                    <p class="muted">{mechanism_words(form.round.mechanism)}</p>
                    <ul class="plain-list muted">
                        {promise_words(form.round.mechanism, form.promises)
                            .into_iter()
                            .map(|one| view! { <li>{one}</li> })
                            .collect_view()}
                    </ul>
                    <div class="field" id="wishes">
                        <ul class="rows wishes">{rows}</ul>
                        {move || form::error_of("wishes".to_owned(), fault)}
                    </div>
                    {form::area(
                        "statement",
                        tr("自荐说明", "About yourself"),
                        tr(
                            "接收单位和组织部门可见，可空",
                            "Seen by the host and the organisation department; may stay blank",
                        ),
                        entry.map(|one| one.statement.clone()).unwrap_or_default(),
                        fault,
                    )}
                    {form::submit(tr("提交志愿", "Send in"), save.pending())}
                },
            )
        };
        page(
            round_trail(&form.round),
            tr("填报志愿", "Rank wishes"),
            "",
            ().into_any(),
            view! {
                {body}
                {barred}
            }
            .written(),
        )
    })
}
