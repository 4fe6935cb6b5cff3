//! What the desk asks of the world.

use domain::home::port;

use crate::feature::ports;

ports! {
    desk: port::Desk,
}
