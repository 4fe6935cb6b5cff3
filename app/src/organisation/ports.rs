//! What units ask of the world.

use domain::organisation::port;

use crate::feature::ports;

ports! {
    units: port::Units,
    posts: port::Posts,
}
