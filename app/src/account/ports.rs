//! What one's own account asks of the world.

use domain::account::port;

use crate::feature::ports;

ports! {
    accounts: port::Accounts,
    roles: port::Roles,
}
