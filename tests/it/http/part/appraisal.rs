use domain::appraisal::{AppraisalRules, Scheme};
use domain::versioned::Versioned;
use store::{Script, Store};
use tests::day;

use crate::http::whole::May::{All, Only};
use crate::http::whole::{
    EDITORS, GET, LEARNERS, ORG, ORG_ANYWHERE, OVERSEERS, OVERSEERS_IN, POST, Page, Part, Row, Secret,
};

pub(in crate::http) const PART: Part = Part {
    rows: ROWS,
    pages: PAGES,
    things: |store| Box::pin(things(store)),
    open: &[SLIP],
    secret: Secret {
        ready: READY,
        investigated: INVESTIGATED,
        shown: &["/appraisal/members/y1-p9"],
        pages: &["/appraisal/years/y1/members?filter=unproposed"],
        ..Secret::NONE
    },
    ..Part::NONE
};

/// An adopted scheme is open to those it judges.
const SCHEME: &[&str] = &[
    "cadre-in",
    "cadre-out",
    "unit-hr-in",
    "unit-hr-out",
    "org-hr-in",
    "org-hr-out",
    "leader-in",
    "leader-out",
    "discipline-in",
    "discipline-out",
    "org-hr-top",
];

const NUMBERS: &str = "from=2040-01-01&basis=b&numbers[points0]=100&numbers[points1]=80&numbers[points2]=60\
    &numbers[points3]=30&numbers[bounds0]=90&numbers[bounds1]=75&numbers[bounds2]=60&numbers[cap]=20&numbers[covered]=60\
    &numbers[cap_approved]=25&numbers[absence_days]=183&numbers[smallest]=5&numbers[look_into]=33\
    &numbers[review]=30&numbers[review_answer]=30&numbers[appeal]=15&numbers[appeal_answer]=60&numbers[appeal_more]=30";

/// The one function that asks nobody who they are.
const SLIP: &str = "/api/appraisal/slips/one";

const READY: &str = "UPDATE appraisal:y1 SET step = 'telling';
    UPDATE type::record('appraisal_member', 'y1-p9') SET hindrances = [], log = [];";

const INVESTIGATED: &str = "UPDATE type::record('appraisal_member', 'y1-p9') SET standing = 'investigated',
    suggested = 'no-grade', outcome = 'no-grade', held = true,
    log = [{ at: 1, by: '组', act: 'correct', before: NONE, after: NONE, reason: '接受审查调查', secret: true }];";

const ROWS: &[Row] = &[
    (GET, "/api/appraisal", "", All),
    (GET, "/api/appraisal/one", "id=y1", Only(OVERSEERS_IN)),
    (POST, "/api/appraisal/set-up", "year=2026&title=t&unit=union&scheme=m1&pool_by=unit", Only(ORG)),
    (POST, "/api/appraisal/act", "id=y1&version=99&act=count", Only(ORG)),
    (GET, "/api/appraisal/members", "id=y1", Only(OVERSEERS_IN)),
    (GET, "/api/appraisal/members/one", "id=y1-p9", Only(OVERSEERS_IN)),
    (POST, "/api/appraisal/members/act", "id=y1-p9&version=99&act=report&report=t", Only(OVERSEERS_IN)),
    (
        POST,
        "/api/appraisal/third-party",
        "id=y1&agency=a&sample=100&scale=5&how=m&document=d&on=2026-01-01&lines=x,1",
        Only(ORG),
    ),
    (GET, "/api/appraisal/sheets/one", "id=z1", Only(OVERSEERS_IN)),
    (POST, "/api/appraisal/voters/set", "id=z1&person=p1&group=A", Only(EDITORS)),
    (POST, "/api/appraisal/paper/roll", "id=z1&group=A", Only(EDITORS)),
    (POST, "/api/appraisal/paper/type", "id=z1&group=A&ballots=1", Only(EDITORS)),
    (POST, "/api/appraisal/paper/drop", "id=z1&group=A", Only(EDITORS)),
    (POST, "/api/appraisal/slips/act", "id=z1&act=release&batch=none", Only(EDITORS)),
    // On the roll is p0; others without a record are told so.
    (GET, "/api/appraisal/ballots/one", "id=z1", Only(LEARNERS)),
    (GET, SLIP, "number=none", All),
    (GET, "/api/appraisal/schemes", "", Only(OVERSEERS)),
    (GET, "/api/appraisal/schemes/one", "id=m1", Only(SCHEME)),
    (POST, "/api/appraisal/schemes/save", "name=n&from=2026-01-01&basis=b", Only(&["org-hr-top"])),
    (POST, "/api/appraisal/schemes/adopt", "id=m2&version=99&document=d", Only(&["org-hr-top"])),
    (GET, "/api/appraisal/deeds", "", All),
    (POST, "/api/appraisal/deeds/save", "kind=need&on=2026-01-01&title=t&evidence=e", All),
    (POST, "/api/appraisal/deeds/confirm", "id=d1&decision=yes", Only(EDITORS)),
    (GET, "/api/appraisal/settings", "", Only(OVERSEERS)),
    (POST, "/api/appraisal/settings/save", NUMBERS, Only(&["org-hr-top"])),
];

const PAGES: &[Page] = &[
    ("/appraisal", All),
    ("/appraisal/new", Only(ORG_ANYWHERE)),
    ("/appraisal/schemes/new", Only(&["org-hr-top"])),
    ("/appraisal/years/y1", Only(OVERSEERS_IN)),
    ("/appraisal/years/y1/members", Only(OVERSEERS_IN)),
    ("/appraisal/members/y1-p9", Only(OVERSEERS_IN)),
    ("/appraisal/members/y1-p9/result.pdf", Only(&[])),
    ("/appraisal/sheets/z1", Only(OVERSEERS_IN)),
    ("/appraisal/ballots/z1", Only(&["cadre-in"])),
    ("/appraisal/schemes", Only(OVERSEERS)),
    ("/appraisal/schemes/m1", Only(SCHEME)),
    ("/appraisal/deeds", All),
    ("/appraisal/settings", Only(OVERSEERS)),
    ("/appraisal/years.xlsx", Only(OVERSEERS)),
    ("/appraisal/years/y1/members.xlsx", Only(OVERSEERS_IN)),
];

/// Appraisal y1 is the union's, with p9 in it and p0 on the roll of sheet z1.
async fn things(store: &Store) {
    let from = day("2026-01-01");
    let scheme = serde_json::json!(Scheme::first(from));
    let rules = serde_json::json!(AppraisalRules::first(from));
    let sql = "CREATE appraisal_scheme:m1 CONTENT object::extend($scheme, { adopted: '2026-01-01' });
        CREATE appraisal_scheme:m2 CONTENT $scheme;
        CREATE appraisal:y1 CONTENT { year: 2026, title: '考核', unit: 'union', unit_name: 'union', path: '/p/union/',
            scheme: $held, rules: $rules, pools: [], step: 'voting', since: 1, version: 1 };
        CREATE type::record('appraisal_member', 'y1-p9') CONTENT { appraisal: 'y1', year: 2026, person: 'p9', name: '张9',
            level: '1A41', unit: 'union', unit_name: 'union', path: '/p/union/', pool: 'union', sheet: 'z1',
            standing: 'full', version: 1 };
        CREATE appraisal_sheet:z1 CONTENT { appraisal: 'y1', unit: 'union', unit_name: 'union', path: '/p/union/',
            targets: [{ person: 'p9', member: 'y1-p9', name: '张9', post: '' }], version: 1 };
        CREATE type::record('ballot_voter', 'z1-p0') CONTENT { sheet: 'z1', person: 'p0', name: '张0', `group`: 'A', taken: '' };
        CREATE deed:d1 CONTENT { person: 'p9', name: '张9', path: '/p/union/', kind: 'need', on: '2026-01-01', title: '事',
            evidence: '证', state: 'open', version: 1 };";
    let held = scheme.clone();
    let mut scheme = scheme;
    scheme.as_object_mut().unwrap().remove("id");
    store.raw(Script::new(sql).bind("held", held).bind("scheme", scheme).bind("rules", rules)).await.unwrap();
}
