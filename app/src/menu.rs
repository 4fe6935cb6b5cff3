//! The navigation by what one's role does: each feature names its places, here they are put in order.

use crate::frame::Me;
use crate::place::Place;
use crate::words::tr;
use crate::{
    admin, appraisal, audit, exchange, import, incentive, organisation, people, pipeline, tolerance, training,
};

/// The places of a person, the four of a cadre first.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    let home = Place { href: "/", name: tr("首页", "Home"), icon: "M3 11 12 4l9 7M6 9.5V20h12V9.5" };
    let of_features = [
        training::menu::first(me),
        people::menu::own(me),
        training::menu::work(me),
        exchange::menu::places(me),
        pipeline::menu::places(me),
        appraisal::menu::places(me),
        incentive::menu::places(me),
        tolerance::menu::places(me),
        people::menu::places(me),
        organisation::menu::places(me),
        import::menu::places(me),
        training::menu::rules(me),
        admin::menu::places(me),
        audit::menu::places(me),
    ];
    std::iter::once(home).chain(of_features.into_iter().flatten()).collect()
}
