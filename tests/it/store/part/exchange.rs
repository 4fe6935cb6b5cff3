use domain::access::Viewer;
use domain::exchange::eligibility::{EligibilityRule, defaults};
use domain::exchange::port::{Cases, Eligibility, Rounds};
use domain::record::{Circumstances, Interest};
use store::Store;
use tests::{now, org_hr, today};

use crate::store::exchange::exchanged;
use crate::store::whole::{Answers, Ids, Moved, Part, Plans, Trail, may};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[
            ("exchange_offer", "round = $round"),
            ("exchange_entry", "round = $round"),
            ("exchange_entry", "person = 'p0'"),
            ("exchange_scenario", "round = $round"),
            ("exchange_case", "person = 'p0'"),
            ("exchange_case", "state = 'running' AND (path >= '/p/' AND path < '/p0')"),
        ],
        fill: |store| Box::pin(fill(store)),
    },
    moved: Moved {
        put: |store| Box::pin(put(store)),
        read: |store, who, ids| Box::pin(read(store, who, ids)),
        public: &[],
    },
    trail: Trail {
        secret: &["circumstances", "exchange_case", "exchange_entry", "exchange_offer", "exchange_round"],
        write: |store, secret| Box::pin(write(store, secret)),
        named: &[("circumstances", "stated")],
        said: &[],
        telling: &["nvestigat"],
        law: &["eligibility_rule"],
    },
};

/// A round that is over, and the cases that came of it.
async fn fill(store: &Store) -> Ids {
    let (round, cases) = exchanged(store).await;
    Ids::default().with("round", round.0).with("case", cases.into_iter().next().unwrap().0)
}

async fn put(store: &Store) -> Ids {
    let ids = fill(store).await;
    let rule = EligibilityRule { unit: "union".into(), from: today(), ..defaults().remove(0) };
    store.save_eligibility_rule(&org_hr(), &rule, "", now()).await.unwrap();
    ids
}

async fn read(store: &Store, who: &Viewer, ids: &Ids) -> Answers {
    let round = store.round(who, &ids.of("round"), now()).await;
    vec![
        ("case", may(&store.case(who, &ids.of("case"), now()).await)),
        ("entry", round.is_ok_and(|round| round.entries.iter().any(|entry| entry.unit_name == "union"))),
    ]
}

async fn write(store: &Store, secret: &str) {
    let known = Circumstances {
        person: "p1".into(),
        investigated: true,
        stated: secret.into(),
        sanction_document: secret.into(),
        interests: vec![Interest { unit: "gov".into(), what: secret.into() }],
        ..Default::default()
    };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let cleared = Circumstances { investigated: false, version: 1, ..known };
    store.save_circumstances(&org_hr(), &cleared, now()).await.unwrap();
}
