use domain::access::Viewer;
use domain::incentive::port::{Awards, Cares};
use domain::incentive::{AwardKind, CareKind, Draft};
use store::{Script, Store};
use tests::{now, org_hr};

use crate::store::incentive::{care, published};
use crate::store::whole::{Answers, Ids, Moved, Part, Plans, Trail, may};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[("award", "person = 'p0'"), ("award", "state = 'running'"), ("care", "person = 'p0'")],
        fill: |store| Box::pin(fill(store)),
    },
    moved: Moved {
        put: |store| Box::pin(put(store)),
        read: |store, who, ids| Box::pin(read(store, who, ids)),
        public: &["award"],
    },
    trail: Trail {
        secret: &["award", "care"],
        write: |store, secret| Box::pin(write(store, secret)),
        named: &[("award", "deeds"), ("care", "text")],
        said: &[("award", "step", "nomination")],
        telling: &["secret_bars"],
        law: &[],
    },
};

async fn fill(store: &Store) -> Ids {
    let rows = "FOR $n IN 0..6 {
            CREATE type::record('award', 'a' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), path: '/p/', kind: 'title',
                state: IF $n % 2 = 0 { 'running' } ELSE { 'withdrawn' }, step: 'review', version: 1 };
            CREATE type::record('care', 'c' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), path: '/p/', version: 1 };
        };";
    store.raw(Script::new(rows)).await.unwrap();
    Ids::default()
}

async fn put(store: &Store) -> Ids {
    let award = published(store, "p1", AwardKind::Commendation).await;
    store.save_care(&org_hr(), &care("p0", CareKind::Thanks, "职工来信感谢"), now()).await.unwrap();
    Ids::default().with("award", award.0)
}

async fn read(store: &Store, who: &Viewer, ids: &Ids) -> Answers {
    vec![
        ("award", may(&store.award(who, &ids.of("award"), now()).await)),
        ("care", !store.cares(who, now()).await.unwrap().is_empty()),
    ]
}

async fn write(store: &Store, secret: &str) {
    let draft = Draft {
        kind: AwardKind::Commendation,
        title: String::new(),
        person: "p1".into(),
        unit: Default::default(),
        deeds: format!("{secret}，{}", "事".repeat(20)),
    };
    store.nominate_award(&org_hr(), &draft, now()).await.unwrap();
    store.save_care(&org_hr(), &care("p1", CareKind::Hardship, secret), now()).await.unwrap();
}
