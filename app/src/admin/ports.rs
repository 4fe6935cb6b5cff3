//! What administration asks of the world.

use domain::{account, consent};

use crate::feature::ports;

ports! {
    accounts: account::port::Accounts,
    roles: account::port::Roles,
    consents: consent::port::Consents,
}
