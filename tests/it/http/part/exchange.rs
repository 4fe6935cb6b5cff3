use store::{Script, Store};

use crate::http::whole::May::{All, Only};
use crate::http::whole::{
    EDITORS, GET, LEARNERS, ORG, ORG_ANYWHERE, OVERSEERS, OVERSEERS_IN, POST, Page, Part, Row, Secret,
};

pub(in crate::http) const PART: Part = Part {
    rows: ROWS,
    pages: PAGES,
    things: |store| Box::pin(things(store)),
    secret: Secret {
        ready: READY,
        investigated: INVESTIGATED,
        shown: &["/exchange/cases/e1", "/exchange/posts/o1"],
        shown_to_org: &["/people/p9/circumstances"],
        objected: OBJECTED,
        heard: &[("/exchange/cases/e1", &["群众来信", "反映其公示期不足", "经核查不属实", "值守人员"])],
        functions: &[
            ("/api/exchange/posts/one", "id=o2"),
            ("/api/exchange/cases/one", "id=e1"),
            ("/api/exchange/cases", ""),
        ],
        pages: &["/exchange/posts/o2", "/exchange/cases/e1/notice.docx"],
        law: &["/exchange/rules", "/api/exchange/rules"],
        forms: &["/people/p9/circumstances", "/exchange/what-if"],
    },
    ..Part::NONE
};

/// Round r1 is the union's, and open to its cadres.
const ROUND: &[&str] = &["cadre-in", "unit-hr-in", "org-hr-in", "leader-in", "discipline-in", "org-hr-top"];

/// The case is on the way to the government's post, and the round has both units.
const READY: &str =
    "UPDATE exchange_case:e1 SET host = 'gov', host_name = 'gov', host_path = '/p/gov/', step = 'proposal';
    UPDATE exchange_round:r1 SET path = '/p/union/',
        units = [{ unit: 'union', name: 'union', path: '/p/union/', family: 'mass' },
                 { unit: 'gov', name: 'gov', path: '/p/gov/', family: 'government' }];
    CREATE exchange_offer:o2 CONTENT { round: 'r1', unit: 'gov', unit_name: 'gov', path: '/p/gov/', title: '岗',
        level: '1A41', seats: 1, least: 0, leading: false, chief: false, place_level: '03', demands: {}, version: 1 };
    UPDATE exchange_entry:r1__p9 SET wishes = ['o1', 'o2'];";

const INVESTIGATED: &str = "UPSERT circumstances:p9 CONTENT { person: 'p9', investigated: true, version: 1 };
    UPDATE exchange_case:e1 SET findings = [
        { key: 'investigation', verdict: 'fail', facts: [], path: [], basis: '正在接受审查调查不得转任', article: '', waiver: '市委' }],
        waivers = [{ key: 'investigation', reason: '审查调查已近结束', document: '会1号', by: '组', at: 1 }],
        history = [{ at: 1, by: '组', step: 'proposal', action: 'waive', note: '会1号：审查调查已近结束' }];";

pub(in crate::http) const OBJECTED: &str = "UPDATE exchange_case:e1 SET step = 'notice',
        publicity = { notice: { on: '2026-11-02', until: '2026-11-09', days: 5 }, earlier: [], objections: [
            { from: '群众来信', text: '反映其公示期不足', at: 1, who: { account: 'kept-objector', person: 'kept-objector' },
              answer: { upheld: false, text: '经核查不属实', by: '值守人员' } },
            { from: '张9', own: true, text: '本人申请复核', at: 2, answer: NONE }] },
        history = [{ at: 1, by: '值守人员', step: 'notice', action: 'object', note: '' },
                   { at: 1, by: '值守人员', step: 'notice', action: 'answer', note: '经核查不属实' }];";

const ROWS: &[Row] = &[
    (GET, "/api/exchange/rules", "", Only(OVERSEERS)),
    (POST, "/api/exchange/rules/save", "key=probation&unit=union&effect=bar&basis=b&from=2040-01-01", Only(ORG)),
    (GET, "/api/exchange/circumstances", "id=p1", Only(ORG)),
    (POST, "/api/exchange/circumstances/save", "id=p1&version=99", Only(ORG)),
    (GET, "/api/exchange/what-if", "unit=union", Only(ORG_ANYWHERE)),
    (GET, "/api/exchange/rounds", "", All),
    (GET, "/api/exchange/rounds/one", "id=r1", Only(ROUND)),
    (
        POST,
        "/api/exchange/rounds/save",
        "title=x&unit=union&kind=secondment&months=12&opens=2026-01-01&closes=2040-01-01&mechanism=balanced",
        Only(ORG),
    ),
    (POST, "/api/exchange/rounds/open", "id=r1", Only(ORG)),
    (POST, "/api/exchange/rounds/close-wishes", "id=r1", Only(ORG)),
    (POST, "/api/exchange/rounds/nominate", "id=r1", Only(EDITORS)),
    (POST, "/api/exchange/rounds/pair", "id=r1&one=p9&other=p8&relation=apart", Only(ORG)),
    (POST, "/api/exchange/rounds/weigh", "id=r1&person=p9&priority=0", Only(ORG)),
    (POST, "/api/exchange/staffing/save", "unit=union&percent=42&basis=b", Only(ORG)),
    (POST, "/api/exchange/rounds/reply", "id=r1&decision=accept", Only(ROUND)),
    (POST, "/api/exchange/rounds/repair", "id=r1", Only(ORG)),
    (POST, "/api/exchange/rounds/close", "id=r1", Only(ORG)),
    (POST, "/api/exchange/posts/save", "round=r1&unit=union&title=x&level=1A41&seats=1&place_level=03", Only(EDITORS)),
    (POST, "/api/exchange/posts/remove", "id=o1", Only(EDITORS)),
    (GET, "/api/exchange/posts/one", "id=o1", Only(ROUND)),
    (POST, "/api/exchange/posts/rank", "id=o1&version=99", Only(EDITORS)),
    (POST, "/api/exchange/posts/settle", "id=o1&person=p9&decision=clear", Only(ORG)),
    (GET, "/api/exchange/wishes", "id=r1", Only(LEARNERS)),
    (POST, "/api/exchange/wishes/save", "id=r1&wishes[ko1]=1", Only(LEARNERS)),
    (POST, "/api/exchange/wishes/withdraw", "id=r1", Only(ROUND)),
    (POST, "/api/exchange/scenarios/try", "id=r1&mechanism=balanced", Only(ORG)),
    (GET, "/api/exchange/scenarios/one", "id=r1&scenario=none", Only(OVERSEERS_IN)),
    (POST, "/api/exchange/scenarios/announce", "id=r1&scenario=none", Only(ORG)),
    (GET, "/api/exchange/cases", "", All),
    (GET, "/api/exchange/cases/together", "", All),
    (GET, "/api/exchange/cases/together/count", "", All),
    (GET, "/api/exchange/cases/one", "id=e1", Only(OVERSEERS_IN)),
    (POST, "/api/exchange/cases/open", "person=p1&unit=union&post=x&kind=transfer", Only(ORG)),
    (POST, "/api/exchange/cases/act", "id=e1&version=99&act=advance", Only(OVERSEERS_IN)),
    (GET, "/api/exchange/kinds", "", Only(OVERSEERS)),
    (
        POST,
        "/api/exchange/kinds/save",
        "kind=transfer&from=2040-01-01&notice_days=5&handover_days=10&basis=b",
        Only(&["org-hr-top"]),
    ),
    (GET, "/api/exchange/holidays", "", Only(OVERSEERS)),
    (POST, "/api/exchange/holidays/import", "table=2026-10-01,休,国庆节", Only(&["org-hr-top"])),
    (GET, "/api/exchange/templates", "", Only(ORG_ANYWHERE)),
    (POST, "/api/exchange/templates/save", "kind=notice&unit=union&title=t&body=b&signer=s", Only(ORG)),
    (GET, "/api/exchange/due", "", Only(OVERSEERS)),
    (GET, "/api/exchange/staffing", "", Only(OVERSEERS)),
];

const PAGES: &[Page] = &[
    ("/exchange/rounds", All),
    ("/exchange/rounds/r1", Only(ROUND)),
    ("/exchange/rounds/r1/wishes", Only(&["cadre-in"])),
    ("/exchange/rounds/r1/scenarios/none", Only(&[])),
    ("/exchange/rounds/r1/scenarios/none/problem.json", Only(&[])),
    ("/exchange/posts/o1", Only(ROUND)),
    ("/exchange/cases", All),
    ("/exchange/cases/e1", Only(OVERSEERS_IN)),
    ("/exchange/cases/e1/notice.docx", Only(OVERSEERS_IN)),
    ("/exchange/papers/notice.docx?cases=e1", Only(OVERSEERS_IN)),
    ("/exchange/cases/together", All),
    ("/exchange/rules", Only(OVERSEERS)),
    ("/exchange/what-if", Only(ORG_ANYWHERE)),
    ("/exchange/kinds", Only(OVERSEERS)),
    ("/exchange/templates", Only(ORG_ANYWHERE)),
    ("/exchange/due", Only(OVERSEERS)),
    ("/exchange/staffing", Only(OVERSEERS)),
    ("/people/p1/circumstances", Only(ORG)),
    // Forms, also where nobody led to them.
    ("/exchange/rounds/new", Only(ORG_ANYWHERE)),
    ("/exchange/rounds/r1/edit", Only(ORG)),
    ("/exchange/rounds/r1/posts/new", Only(EDITORS)),
    ("/exchange/posts/o1/edit", Only(EDITORS)),
    // Of these everybody takes out what they see.
    ("/exchange/cases.xlsx", All),
];

/// Round r1 is the union's, with p9 among those who wish, and case e1 is p9's, within the union.
async fn things(store: &Store) {
    let exchange = "CREATE exchange_round:r1 CONTENT { title: '轮次', unit: 'union', path: '/p/union/', kind: 'secondment', months: 12,
            opens: '2026-01-01', closes: '2040-01-01', reply_days: 5, state: 'open', mechanism: 'balanced',
            weights: {}, seed: 's', units: [{ unit: 'union', name: 'union', path: '/p/union/', family: 'mass' }], version: 1 };
        CREATE exchange_offer:o1 CONTENT { round: 'r1', unit: 'union', unit_name: 'union', path: '/p/union/', title: '岗',
            level: '1A41', seats: 1, least: 0, leading: false, chief: false, place_level: '03', demands: {}, version: 1 };
        CREATE type::record('exchange_entry', 'r1__p9') CONTENT { round: 'r1', person: 'p9', name: '张9', title: '职', unit: 'union',
            unit_name: 'union', path: '/p/union/', level: '1A41', sex: '1', minority: false, family: 'mass', state: 'applied',
            wishes: ['o1'], reply: 'waiting', at: 1, version: 1 };
        CREATE exchange_case:e1 CONTENT { kind: 'secondment', person: 'p9', person_name: '张9', home: 'union', home_name: 'union',
            home_path: '/p/union/', host: 'union', host_name: 'union', host_path: '/p/union/', title: '岗', level: '1A41',
            months: 12, path: '/p/union/', step: 'in-post', state: 'running', since: 1, findings: [], version: 1,
            publicity: { notice: { on: '2026-01-05', until: '2026-01-12', days: 5 }, earlier: [], objections: [] } };";
    store.raw(Script::new(exchange)).await.unwrap();
}
