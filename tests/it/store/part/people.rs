use domain::access::Viewer;
use domain::appointment::AppointmentDraft;
use domain::code::{AppointmentKind, Level};
use domain::person::PeopleQuery;
use domain::person::port::People;
use store::Store;
use tests::{appoint, day, post};

use crate::store::whole::{Answers, Ids, Moved, Part, Plans, Trail, may};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[
            ("person", "path >= '/p/union/' AND path < '/p/union0'"),
            ("person", "path = '/p/union/' AND state = 'active'"),
            (
                "person",
                "name = '张1' AND state = 'active' AND ((path >= '/p/union/' AND path < '/p/union0') \
                 OR (path >= '/p/gov/' AND path < '/p/gov0'))",
            ),
            ("appointment", "kind IN ['seconded', 'part-time'] AND `until` >= '2026-01-01'"),
            ("person", "name IN ['张1', '李2', '无']"),
            ("person_private", "id_key IN ['person:p1', 'person:g2', 'number:x']"),
        ],
        fill: |store| Box::pin(fill(store)),
    },
    moved: Moved { read: |store, who, _| Box::pin(read(store, who)), ..Moved::NONE },
    trail: Trail { secret: &["person_private"], ..Trail::NONE },
};

/// Somebody is lent.
async fn fill(store: &Store) -> Ids {
    let lent = AppointmentDraft {
        kind: AppointmentKind::Seconded,
        main: false,
        until: Some(day("2027-06-30")),
        ..post("p2", "gov", "挂职副处长", Level::DivisionDeputy, "2026-06-01")
    };
    appoint(store, lent).await.unwrap();
    Ids::default()
}

async fn read(store: &Store, who: &Viewer) -> Answers {
    vec![
        ("person", may(&store.person(who, &"p0".into()).await)),
        ("people", store.people(who, &PeopleQuery::default()).await.unwrap().total > 0),
    ]
}
