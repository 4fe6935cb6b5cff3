use crate::http::whole::May::All;
use crate::http::whole::{GET, POST, Page, Part, Row, Secret};

pub(in crate::http) const PART: Part = Part {
    rows: ROWS,
    pages: PAGES,
    secret: Secret { functions: &[("/api/search", "q=张9")], ..Secret::NONE },
    ..Part::NONE
};

const ROWS: &[Row] = &[
    (GET, "/api/home", "", All),
    (GET, "/api/notices", "", All),
    (POST, "/api/notices/read", "", All),
    (GET, "/api/search", "q=zhang", All),
];

const PAGES: &[Page] = &[("/", All), ("/notices", All)];
