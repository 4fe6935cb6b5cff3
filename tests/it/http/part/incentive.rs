use domain::incentive::IncentiveRules;
use domain::versioned::Versioned;
use store::{Script, Store};
use tests::day;

use crate::http::whole::May::{All, Only};
use crate::http::whole::{EDITORS, EDITORS_ANYWHERE, GET, OVERSEERS, OVERSEERS_IN, POST, Page, Part, Row, Secret};

pub(in crate::http) const PART: Part = Part {
    rows: ROWS,
    pages: PAGES,
    things: |store| Box::pin(things(store)),
    secret: Secret {
        ready: "UPDATE award:w1 SET step = 'review';",
        investigated: "UPDATE award:w1 SET secret_bars = [['正在接受审查调查', '']];",
        shown: &["/incentive/awards/w1"],
        objected: OBJECTED,
        heard: &[("/incentive/awards/w1", &["反映其公示期不足", "经核查不属实"])],
        ..Secret::NONE
    },
    ..Part::NONE
};

const OBJECTED: &str = "UPDATE award:w1 SET step = 'notice',
        publicity = { notice: { on: '2026-11-02', until: '2026-11-09', days: 5 }, earlier: [], objections: [
            { text: '反映其公示期不足', at: 1, who: { account: 'kept-objector', person: 'kept-objector' }, answer: { upheld: false, text: '经核查不属实', by: '值守人员' } }] },
        history = [{ at: 1, by: '', step: 'notice', action: 'object', note: '' },
                   { at: 1, by: '组', step: 'notice', action: 'answer', note: '不成立：经核查不属实' }];";

const ROWS: &[Row] = &[
    (GET, "/api/incentive/awards", "", All),
    (GET, "/api/incentive/awards/one", "id=w1", Only(OVERSEERS_IN)),
    (
        POST,
        "/api/incentive/awards/nominate",
        "kind=commendation&person=p1&deeds=一二三四五六七八九十一二三四五六七八九十",
        Only(EDITORS),
    ),
    (POST, "/api/incentive/awards/act", "id=w1&version=99&act=submit", Only(OVERSEERS_IN)),
    (GET, "/api/incentive/care", "", All),
    (POST, "/api/incentive/care/save", "person=p1&kind=care&on=2026-01-01&text=t", Only(EDITORS)),
    (GET, "/api/incentive/settings", "", Only(OVERSEERS)),
    (
        POST,
        "/api/incentive/settings/save",
        "from=2040-01-01&basis=b&notice_days=5&excellent_years=3&overlooked_years=5&bonuses[commendation]=1\
             &bonuses[merit-three]=1&bonuses[merit-two]=1&bonuses[merit-one]=1&bonuses[title]=1&levels[commendation]=04\
             &levels[merit-three]=04&levels[merit-two]=03&levels[merit-one]=02&levels[title]=02",
        Only(&["org-hr-top"]),
    ),
];

const PAGES: &[Page] = &[
    ("/incentive/awards", All),
    ("/incentive/awards/new", Only(EDITORS_ANYWHERE)),
    ("/incentive/awards/w1", Only(OVERSEERS_IN)),
    ("/incentive/care", All),
    ("/incentive/settings", Only(OVERSEERS)),
    ("/incentive/awards.xlsx", All),
];

/// Award w1 is p9's, nominated and not yet public.
async fn things(store: &Store) {
    let award = "CREATE award:w1 CONTENT { person: 'p9', kind: 'commendation', recipient: { kind: 'person', id: 'p9', name: '张9',
            level: '1A41' }, unit: 'union', unit_name: 'union', path: '/p/union/', deeds: '事', rules: $rules, nominator: 'x',
            step: 'nomination', state: 'running', since: 1, version: 1 };";
    let of = serde_json::to_value(IncentiveRules::first(day("2026-01-01"))).unwrap();
    store.raw(Script::new(award).bind("rules", of)).await.unwrap();
}
