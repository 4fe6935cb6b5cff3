//! What the audit trail asks of the world.

use domain::audit::port;

use crate::feature::ports;

ports! {
    trail: port::Trail,
}
