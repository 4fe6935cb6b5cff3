//! What feeds ask of the world.

use domain::training::port;

use crate::feature::ports;

ports! {
    timetables: port::Timetables,
}
