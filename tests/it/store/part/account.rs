use domain::access::Grant;
use domain::account::NewAccount;
use domain::code::Role;
use domain::{GrantId, Moment};
use store::{Actor, Script, Store, Tried};
use tests::{now, viewer};

use crate::store::whole::{Ids, Moved, Part, Plans};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[
            ("sign_in_try", "wait_until > 5 AND account != ''"),
            ("sign_in_try", "account = 'hr'"),
            ("grant", "role IN ['unit-hr', 'leader'] AND `until` >= 5"),
            ("consent", "at >= 5"),
            ("grant", "`until` >= 5 AND `until` <= 9999999999999999"),
            ("account", "login = 'hr0'"),
        ],
        fill: |store| Box::pin(fill(store)),
    },
    moved: Moved { put: |store| Box::pin(put(store)), ..Moved::NONE },
    ..Part::NONE
};

async fn fill(store: &Store) -> Ids {
    for n in 0..3 {
        let draft = NewAccount { login: format!("hr{n}"), name: "人事".into(), ..Default::default() };
        let account = store.add_account(Actor::default(), &draft, "", false, now()).await.unwrap();
        if n > 0 {
            let tried = Tried {
                place: format!("place{n}"),
                all: "all".into(),
                account: "hr".into(),
                place_waits: &[600],
                all_waits: &[600],
            };
            store.begin_try(&tried, now()).await.unwrap();
        }
        let mut grant = viewer("hr", "", &[(Role::UnitHr, "/p/")]).grants.remove(0);
        grant.id = format!("g{n}").into();
        grant.account = account;
        store.add_grant(Actor::default(), &grant, now()).await.unwrap();
    }
    let consent =
        "CREATE consent:c1 CONTENT { asked: {}, by: ['a'], at: 9, `until`: 99, state: 'waiting', answered: [],
        answered_at: 0, version: 1 };";
    store.raw(Script::new(consent)).await.unwrap();
    Ids::default()
}

/// A role over the union: what its holder reads follows from where it lies.
async fn put(store: &Store) -> Ids {
    let grant = Grant {
        id: GrantId("g-union".into()),
        account: "hr".into(),
        role: Role::UnitHr,
        unit: "union".into(),
        path: "/p/union/".to_owned(),
        from: Moment(0),
        until: Moment::FOREVER,
        delegated_from: GrantId::default(),
    };
    store.add_grant(Actor::default(), &grant, now()).await.unwrap();
    Ids::default()
}
