//! The navigation by what one's role does: each feature names its places, here they are put in order.

use crate::FEATURES;
use crate::frame::Me;
use crate::place::Place;

/// The places of a person, section by section, where the features have the order of their list: the four of a
/// cadre first.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    let mut places: Vec<Place> = FEATURES.iter().flat_map(|feature| (feature.places)(me)).collect();
    places.sort_by_key(|place| place.section);
    places
}
