use store::{Bulk, Store};
use tests::day;

use crate::http::whole::May::Only;
use crate::http::whole::{EDITORS, EDITORS_ANYWHERE, GET, PEOPLE, PEOPLE_IN, POST, Page, Part, Row};

pub(in crate::http) const PART: Part =
    Part { rows: ROWS, pages: PAGES, things: |store| Box::pin(things(store)), ..Part::NONE };

const ROWS: &[Row] = &[
    (GET, "/api/people", "", Only(PEOPLE)),
    (GET, "/api/people/one", "id=p1", Only(PEOPLE_IN)),
    (
        POST,
        "/api/people/unmask",
        "id=p1&purpose=任职回避核查",
        Only(&["unit-hr-in", "org-hr-in", "discipline-in", "org-hr-top"]),
    ),
    (
        POST,
        "/api/people/save",
        "id=p1&version=99&name=a&sex=1&birth=1980-01-01&ethnic=汉族&politics=13&work_since=2000-01-01",
        Only(EDITORS),
    ),
    (GET, "/api/people/sensitive/one", "id=p1", Only(&["unit-hr-in", "org-hr-in", "discipline-in", "org-hr-top"])),
    (POST, "/api/people/sensitive/save", "id=p1&version=99", Only(EDITORS)),
    (
        POST,
        "/api/people/appoint",
        "person=p1&version=99&unit=union&title=x&level=1A41&kind=appointed&from=2030-01-01",
        Only(EDITORS),
    ),
    (POST, "/api/people/appointments/end", "id=a1&person=p1&version=99&on=2026-01-01&document=d", Only(EDITORS)),
    (
        POST,
        "/api/people/appointments/correct",
        "id=a1&person=p1&version=99&unit=union&title=x&level=1A41&kind=appointed&from=2020-01-01&reason=r",
        Only(EDITORS),
    ),
    (POST, "/api/people/appointments/withdraw", "id=a1&person=p1&version=99&reason=r", Only(EDITORS)),
    (POST, "/api/people/add", "name=x&sex=1&birth=1990-01&unit=union", Only(EDITORS)),
    (POST, "/api/people/service/end", "person=p1&version=99&state=retired&on=2026-01-01&document=d", Only(EDITORS)),
    (POST, "/api/people/service/return", "person=p1&version=99&reason=r", Only(EDITORS)),
];

const PAGES: &[Page] = &[
    ("/people", Only(PEOPLE)),
    ("/people/p1", Only(PEOPLE_IN)),
    ("/people/new", Only(EDITORS_ANYWHERE)),
    ("/people/p1/appoint", Only(EDITORS)),
    ("/people/p1/service", Only(EDITORS)),
    ("/export/people.xlsx", Only(EDITORS_ANYWHERE)),
    ("/export/people.zip", Only(EDITORS_ANYWHERE)),
    ("/me", Only(&["cadre-in", "cadre-out"])),
];

/// An appointment of p1.
async fn things(store: &Store) {
    let post = domain::appointment::Appointment {
        id: "a1".into(),
        person: "p1".into(),
        unit: "union".into(),
        unit_name: "union".into(),
        post: Default::default(),
        title: "科长".into(),
        level: domain::code::Level::SectionChief,
        kind: domain::code::AppointmentKind::Appointed,
        from: day("2020-01-01"),
        until: domain::appointment::open_end(),
        document: String::new(),
        end_document: String::new(),
        main: true,
    };
    store.load(Bulk::Appointments(vec![post])).await.unwrap();
}
