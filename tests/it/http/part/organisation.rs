use store::{Script, Store};

use crate::http::whole::May::Only;
use crate::http::whole::{GET, ORG, PEOPLE, PEOPLE_IN, POST, Page, Part, Row};

pub(in crate::http) const PART: Part =
    Part { rows: ROWS, pages: PAGES, things: |store| Box::pin(things(store)), ..Part::NONE };

const ROWS: &[Row] = &[
    (GET, "/api/units", "", Only(PEOPLE)),
    (GET, "/api/units/near", "q=x", Only(PEOPLE)),
    (GET, "/api/units/one", "id=union", Only(PEOPLE_IN)),
    (
        POST,
        "/api/units/create",
        "parent=union&name=x&kind=internal&level=03&headcount=0&leading_posts=0&on=2026-01-01",
        Only(ORG),
    ),
    (POST, "/api/units/headcount", "id=union&version=99&headcount=9&leading_posts=2", Only(ORG)),
    (POST, "/api/units/organ", "id=union&version=99&organ=x", Only(ORG)),
    (POST, "/api/units/reorganise", "id=union&change=dissolve&on=2026-01-01", Only(ORG)),
    (POST, "/api/units/posts/add", "unit=union&title=x&level=1A41&seats=1", Only(ORG)),
    (POST, "/api/units/posts/change", "id=t1&version=99&title=x&level=1A41&seats=1", Only(ORG)),
];

const PAGES: &[Page] = &[
    ("/units/union", Only(PEOPLE_IN)),
    ("/units.xlsx", Only(PEOPLE)),
    // Forms, also where nobody led to them.
    ("/units/union/new", Only(ORG)),
    ("/units/union/change", Only(ORG)),
];

/// A post of the union.
async fn things(store: &Store) {
    let listed = "CREATE post:t1 CONTENT { unit: 'union', title: '干事', level: '1A50', seats: 1, leading: false }";
    store.raw(Script::new(listed)).await.unwrap();
}
