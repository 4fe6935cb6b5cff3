//! What cadres ask of the world.

use domain::{appointment, person};

use crate::feature::ports;

ports! {
    people: person::port::People,
    sensitive_fields: person::port::SensitiveFields,
    service: person::port::Service,
    appointments: appointment::port::Appointments,
}
