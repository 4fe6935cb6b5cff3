//! Who acts in a procedure.

use domain::access::Viewer;
use domain::procedure::Acting;

/// A viewer as somebody who acts as these parts.
pub(crate) fn acting<P>(viewer: &Viewer, parts: Vec<P>) -> Acting<P> {
    let (account, person, name) = (viewer.account.clone(), viewer.person.clone(), viewer.name.clone());
    Acting { parts, account, person, name }
}
