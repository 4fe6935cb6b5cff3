//! What several screens of exchange show.

use domain::access::Permission;

use crate::frame::frame;
use crate::pages::step;
use crate::words::tr;

/// Whether the viewer keeps rules and holds rounds somewhere.
pub(super) fn may_edit() -> bool {
    frame().me.is_some_and(|me| me.may(Permission::EXCHANGE_EDIT))
}

pub(super) fn rounds_trail() -> Vec<(String, String)> {
    vec![step("/exchange/rounds", tr("交流轮次", "Rounds of exchange"))]
}

/// The way to a page of a round.
pub(super) fn round_trail(round: &domain::exchange::round::Round) -> Vec<(String, String)> {
    let mut trail = rounds_trail();
    trail.push(step(format!("/exchange/rounds/{}", round.id), round.title.clone()));
    trail
}
