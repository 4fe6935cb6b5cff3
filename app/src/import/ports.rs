//! What imports ask of the world.

use domain::import::port;

use crate::feature::ports;

ports! {
    imports: port::Imports,
}
