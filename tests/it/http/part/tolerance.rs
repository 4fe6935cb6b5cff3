use domain::tolerance::ToleranceRules;
use domain::versioned::Versioned;
use store::{Script, Store};
use tests::day;

use crate::http::whole::May::{All, Only};
use crate::http::whole::{GET, PEOPLE, POST, Page, Part, Row};

pub(in crate::http) const PART: Part =
    Part { rows: ROWS, pages: PAGES, things: |store| Box::pin(things(store)), ..Part::NONE };

/// Case of fault tolerance f1 is p9's, not yet accepted.
const TOLERANCE: &[&str] = &["discipline-in"];

const ROWS: &[Row] = &[
    (GET, "/api/tolerance/cases", "", All),
    (GET, "/api/tolerance/cases/one", "id=f1", Only(TOLERANCE)),
    (
        POST,
        "/api/tolerance/cases/open",
        "person=p1&matter=m&happened=2026-01-01&template=all&situations[kfirst-try]=1&grounds=g",
        Only(&["unit-hr-in", "org-hr-in", "discipline-in", "org-hr-top"]),
    ),
    (POST, "/api/tolerance/cases/act", "id=f1&version=99&act=accept", Only(TOLERANCE)),
    (GET, "/api/tolerance/precedents", "", Only(PEOPLE)),
    (POST, "/api/tolerance/precedents/collect", "id=f1&summary=s&reasons=r", Only(TOLERANCE)),
    (GET, "/api/tolerance/talks", "", All),
    (
        POST,
        "/api/tolerance/talks/save",
        "person=p1&kind=remind&on=2026-01-01&reason=r&basis=b",
        Only(&["org-hr-in", "discipline-in", "org-hr-top"]),
    ),
    (
        POST,
        "/api/tolerance/talks/act",
        "id=k1&version=99&act=withdraw&why=w",
        Only(&["org-hr-in", "discipline-in", "org-hr-top"]),
    ),
    (POST, "/api/tolerance/talks/act", "id=k1&version=99&act=answer&text=t", Only(&["cadre-in"])),
    (GET, "/api/tolerance/settings", "", All),
    (
        POST,
        "/api/tolerance/settings/save",
        "from=2040-01-01&basis=b&numbers[apply]=10&numbers[accept]=5&numbers[verify]=30&numbers[verify_more]=15\
             &numbers[decide]=10&numbers[tell]=5&numbers[review]=30&numbers[review_answer]=30&numbers[appeal]=15\
             &numbers[appeal_answer]=60&numbers[appeal_more]=30&numbers[correct]=30&numbers[file]=10&numbers[visit]=180\
             &numbers[handlers]=2&numbers[deciders]=3&numbers[keep_years]=10&numbers[admonished]=6&numbers[inquiry]=15",
        Only(&[]),
    ),
];

const PAGES: &[Page] = &[
    ("/tolerance/cases", All),
    ("/tolerance/cases/new", All),
    ("/tolerance/cases/f1", Only(TOLERANCE)),
    ("/tolerance/precedents", Only(PEOPLE)),
    ("/tolerance/talks", All),
    ("/tolerance/settings", All),
    ("/tolerance/cases.xlsx", All),
    ("/tolerance/talks.xlsx", All),
];

/// Case f1 is p9's, not yet accepted; talk k1 was held with p0.
async fn things(store: &Store) {
    let tolerance = "CREATE tolerance_case:f1 CONTENT { number: '容错〔2026〕1号', person: 'p9', name: '张9', unit: 'union',
            unit_name: 'union', path: '/p/union/', family: 'mass', level: '1A41', opener: 'person', matter: '事',
            happened: '2026-01-01', notice: NONE, notice_number: '', template: 'all', situations: ['first-try'],
            grounds: '由', step: 'acceptance', state: 'running', since: 1, accounts: [], version: 1, rules: $rules };
        CREATE talk:k1 CONTENT { person: 'p0', name: '张0', path: '/p/union/', kind: 'inquire', on: '2026-01-01', reason: '由',
            document: '', basis: '据', version: 1 };";
    let rules = serde_json::to_value(ToleranceRules::first(day("2026-01-01"))).unwrap();
    store.raw(Script::new(tolerance).bind("rules", rules)).await.unwrap();
}
