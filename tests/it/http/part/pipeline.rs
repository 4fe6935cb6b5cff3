use crate::http::whole::May::Only;
use crate::http::whole::{GET, POST, Page, Part, Row, Secret};

pub(in crate::http) const PART: Part = Part {
    rows: ROWS,
    pages: PAGES,
    secret: Secret {
        shown_to_org: &["/pipeline/people/p9"],
        pages: &["/pipeline/people?readiness=barred"],
        ..Secret::NONE
    },
    ..Part::NONE
};

/// Those who see pipelines somewhere, and of the union.
const PIPELINE: &[&str] = &["org-hr-in", "org-hr-out", "leader-in", "leader-out", "org-hr-top"];

const PIPELINE_IN: &[&str] = &["org-hr-in", "leader-in", "org-hr-top"];

const ROWS: &[Row] = &[
    (GET, "/api/pipeline", "", Only(PIPELINE)),
    (GET, "/api/pipeline", "unit=union", Only(PIPELINE_IN)),
    (GET, "/api/pipeline/people", "", Only(PIPELINE)),
    (GET, "/api/pipeline/people/one", "id=p1", Only(PIPELINE_IN)),
    (GET, "/api/pipeline/settings", "", Only(PIPELINE)),
    (
        POST,
        "/api/pipeline/settings/save",
        "from=2040-01-01&basis=b&deputy_months=24&chief_months=36&staff_months=36&graded_years=2\
         &soon_months=12&ahead_months=24",
        Only(&["org-hr-top"]),
    ),
];

const PAGES: &[Page] = &[
    ("/pipeline", Only(PIPELINE)),
    ("/pipeline/people", Only(PIPELINE)),
    ("/pipeline/people/p1", Only(PIPELINE_IN)),
    ("/pipeline/settings", Only(PIPELINE)),
];
