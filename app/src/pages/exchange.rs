//! Two-way exchange: rounds, posts, wishes, scenarios, cases, rules, what falls due.

pub mod case;
pub mod cases;
pub mod due;
pub mod figures;
pub mod findings;
pub mod kinds;
pub mod posts;
pub mod round;
pub mod rounds;
pub mod rules;
pub mod scenarios;
pub mod together;
pub mod what_if;
pub mod wishes;

use domain::access::Permission;
use leptos::prelude::*;

use super::step;
use crate::frame::frame;
use crate::words::tr;

/// Whether the viewer keeps rules and holds rounds somewhere.
fn may_edit() -> bool {
    frame().me.is_some_and(|me| me.may(Permission::ExchangeEdit))
}

fn rounds_trail() -> Vec<(String, String)> {
    vec![step("/exchange/rounds", tr("交流轮次", "Rounds of exchange"))]
}

/// The way to a page of a round.
fn round_trail(round: &domain::exchange::round::Round) -> Vec<(String, String)> {
    let mut trail = rounds_trail();
    trail.push(step(format!("/exchange/rounds/{}", round.id), round.title.clone()));
    trail
}

/// A whole path at once: what is done, where it stands, what comes.
pub(crate) fn steps(names: Vec<(String, String)>, at: usize, over: bool) -> AnyView {
    let items = names
        .into_iter()
        .enumerate()
        .map(|(n, (name, note))| {
            let (class, word) = if over || n < at {
                ("done", tr("已完成", "done"))
            } else if n == at {
                ("now", tr("当前", "now"))
            } else {
                ("next", tr("待办", "to come"))
            };
            view! {
                <li class=class aria-current=(class == "now").then_some("step")>
                    <span class="step-name">{name}</span>
                    <span class="visually-hidden">" "{word}</span>
                    {(!note.is_empty()).then(|| view! { <span class="muted">{note}</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps">{items}</ol> }.into_any()
}
