//! Who the terminal acts as.

use domain::access::{Grant, Viewer};
use domain::code::Role;
use domain::{AccountId, GrantId, Moment, PersonId, UnitId};
use store::Actor;

/// What the trail calls it.
const NAME: &str = "command line";

/// The terminal as the trail notes it, for what needs no role.
pub(crate) fn actor() -> Actor {
    Actor { name: NAME.to_owned(), ..Actor::default() }
}

/// The terminal acts with the organisation department's role over everything: who can
/// read the store's files can do that anyway, and the trail says it was the terminal.
pub(crate) fn operator() -> Viewer {
    let grant = Grant {
        id: GrantId::default(),
        account: AccountId::default(),
        role: Role::OrgHr,
        unit: UnitId::default(),
        path: "/".to_owned(),
        from: Moment(0),
        until: Moment::FOREVER,
        delegated_from: GrantId::default(),
    };
    Viewer {
        account: AccountId::default(),
        name: NAME.to_owned(),
        person: PersonId::default(),
        grants: vec![grant],
        request: String::new(),
    }
}
