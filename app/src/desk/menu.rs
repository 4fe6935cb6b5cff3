//! Places of the desk in the navigation.

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// The home page.
#[must_use]
pub fn places(_: &Me) -> Vec<Place> {
    Section::First.shown([(true, "/", tr("首页", "Home"), "M3 11 12 4l9 7M6 9.5V20h12V9.5")])
}
