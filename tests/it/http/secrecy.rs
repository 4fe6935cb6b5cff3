//! What is kept from the person, from both units and from everybody else: every page and every
//! function that gives something is asked by each of them, and scanned.

use std::collections::BTreeMap;

use axum::http::Method;
use domain::code::Role;
use store::{Bulk, Script};
use tests::{person, unit};

use super::access::{PAGES, rows, things};
use super::client::{Client, Server, server};

/// Who asks: a name, the person, a role and its path.
type Asker = (&'static str, &'static str, Option<(Role, &'static str)>);

/// Everybody who may not know: the person, plain and with a leader's role over their own unit; the
/// unit's HR, the other unit's HR, somebody else's leader, a colleague.
const STRANGERS: [Asker; 6] = [
    ("own", "p9", None),
    ("own-leader", "p9", Some((Role::Leader, "/p/union/"))),
    ("unit-hr", "", Some((Role::UnitHr, "/p/union/"))),
    ("other-hr", "", Some((Role::UnitHr, "/p/gov/"))),
    ("leader", "p1", Some((Role::Leader, "/p/"))),
    ("colleague", "p0", None),
];

/// Those who may: the department over both, and discipline.
const KNOW: [Asker; 2] =
    [("org", "", Some((Role::OrgHr, "/p/"))), ("discipline", "", Some((Role::Discipline, "/p/union/")))];

/// The law names investigations, whoever reads it.
const LAW: [&str; 2] = ["/exchange/rules", "/api/exchange/rules"];

/// p9 of the union in everything there is: a case on the way to the government's post, a round, an
/// award, an appraisal, a class.
async fn filled() -> Server {
    let server = server().await;
    let root = unit("p", None, domain::code::UnitKind::Region);
    let union = unit("union", Some(&root), domain::code::UnitKind::Union);
    server.store.load(Bulk::People(vec![person("p9", "张9", &union)])).await.unwrap();
    things(&server.store).await;
    let more = "UPDATE exchange_case:e1 SET host = 'gov', host_name = 'gov', host_path = '/p/gov/', step = 'proposal';
        UPDATE exchange_round:r1 SET path = '/p/union/',
            units = [{ unit: 'union', name: 'union', path: '/p/union/', family: 'mass' },
                     { unit: 'gov', name: 'gov', path: '/p/gov/', family: 'government' }];
        CREATE exchange_offer:o2 CONTENT { round: 'r1', unit: 'gov', unit_name: 'gov', path: '/p/gov/', title: '岗',
            level: '1A41', seats: 1, least: 0, leading: false, chief: false, place_level: '03', demands: {}, version: 1 };
        UPDATE exchange_entry:r1__p9 SET wishes = ['o1', 'o2'];
        UPDATE award:w1 SET step = 'review';
        UPDATE appraisal:y1 SET step = 'telling';
        UPDATE type::record('appraisal_member', 'y1-p9') SET hindrances = [], log = [];";
    server.store.raw(Script::new(more)).await.unwrap();
    server
}

/// Every page and function that gives something, asked about p9 and what is theirs.
fn asked() -> Vec<(bool, String, String)> {
    let about = |text: &str| text.replace("id=p1", "id=p9").replace("person=p1", "person=p9").replace("/p1", "/p9");
    let mut all: Vec<(bool, String, String)> = rows()
        .into_iter()
        .filter(|row| row.0 == Method::GET)
        .map(|row| (true, row.1.to_owned(), about(row.2)))
        .collect();
    all.extend(PAGES.iter().map(|(path, _)| (false, about(path), String::new())));
    let more = [
        (true, "/api/exchange/posts/one", "id=o2"),
        (true, "/api/exchange/cases/one", "id=e1"),
        (true, "/api/exchange/cases", ""),
        (true, "/api/search", "q=张9"),
        (false, "/exchange/posts/o2", ""),
        (false, "/exchange/cases/e1/notice.docx", ""),
        (false, "/appraisal/years/y1/members?filter=unproposed", ""),
        (false, "/pipeline/people?readiness=barred", ""),
    ];
    all.extend(more.map(|(api, path, form)| (api, path.to_owned(), form.to_owned())));
    all
}

async fn read(client: &mut Client) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for (api, path, form) in asked() {
        let answer = if api { client.call(&Method::GET, &path, &form).await } else { client.get(&path).await };
        found.insert((path, form), answer.body);
    }
    found
}

/// An answer without the moments in it: some are those of the asking.
fn timeless(body: &str) -> String {
    let (mut text, mut digits) = (String::new(), String::new());
    for one in body.chars().chain(['\n']) {
        if one.is_ascii_digit() {
            digits.push(one);
            continue;
        }
        text.push_str(if digits.len() == 13 { "0" } else { &digits });
        digits.clear();
        text.push(one);
    }
    text
}

/// Lets one person have several accounts, so that what they see with each role can be compared.
async fn free(server: &Server) {
    server.store.raw(Script::new("UPDATE account SET holder = 'account:' + login")).await.unwrap();
}

async fn all_of(server: &Server, who: &[Asker]) -> Vec<(&'static str, Client)> {
    let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(super::client::PASSWORD)).await.unwrap();
    let mut clients = Vec::new();
    for (name, person, role) in who {
        let roles: Vec<(Role, &str)> = role.iter().copied().collect();
        free(server).await;
        clients.push((*name, server.client_with(name, person, &roles, &hash).await));
    }
    clients
}

/// p9 comes under investigation, and everything that is kept says so.
const INVESTIGATED: &str = "UPSERT circumstances:p9 CONTENT { person: 'p9', investigated: true, version: 1 };
    UPDATE exchange_case:e1 SET findings = [
        { key: 'investigation', verdict: 'fail', facts: [], path: [], basis: '正在接受审查调查不得转任', article: '', waiver: '市委' }],
        waivers = [{ key: 'investigation', reason: '审查调查已近结束', document: '会1号', by: '组', at: 1 }],
        history = [{ at: 1, by: '组', step: 'proposal', action: 'waive', note: '会1号：审查调查已近结束' }];
    UPDATE award:w1 SET secret_bars = [['正在接受审查调查', '']];
    UPDATE type::record('appraisal_member', 'y1-p9') SET standing = 'investigated', suggested = 'no-grade', outcome = 'no-grade',
        held = true, log = [{ at: 1, by: '组', act: 'correct', before: NONE, after: NONE, reason: '接受审查调查', secret: true }];";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_department_and_discipline_learns_of_an_investigation() {
    let server = filled().await;
    server.store.settle_all(server::now()).await.unwrap();
    let mut strangers = all_of(&server, &STRANGERS).await;
    let mut before = Vec::new();
    for (_, client) in &mut strangers {
        before.push(read(client).await);
    }
    server.store.raw(Script::new(INVESTIGATED)).await.unwrap();
    let (mut told, mut differs) = (Vec::new(), Vec::new());
    for ((name, client), before) in strangers.iter_mut().zip(&before) {
        for (key, body) in read(client).await {
            let says = ["审查调查", "nvestigat"].iter().any(|word| body.contains(word));
            if says && !LAW.contains(&key.0.as_str()) {
                told.push(format!("{name} at {key:?}"));
            }
            // To whoever may not know it, everything is as it was: nothing is to be read off a gap either.
            if key.0.starts_with("/api/") && timeless(&before[&key]) != timeless(&body) {
                differs.push(format!("{name} at {key:?}:\n{}\n{body}", before[&key]));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(differs.is_empty(), "{}", differs.join("\n"));

    // The others see it where they decide by it.
    for (name, mut client) in all_of(&server, &KNOW).await {
        let mut paths =
            vec!["/exchange/cases/e1", "/incentive/awards/w1", "/appraisal/members/y1-p9", "/exchange/posts/o1"];
        if name == "org" {
            paths.extend(["/pipeline/people/p9", "/people/p9/circumstances"]);
        }
        for path in paths {
            let body = client.get(path).await.body;
            assert!(body.contains("审查调查"), "{name} at {path}");
        }
    }
    // But not of themself, even with the department's role.
    free(&server).await;
    let mut own = server.client("own-org", "p9", &[(Role::OrgHr, "/p/")]).await;
    for (key, body) in read(&mut own).await {
        // The form asks for it of everybody, and rules may be tried with another number.
        let form = ["/people/p9/circumstances", "/exchange/what-if"].contains(&key.0.as_str());
        let law = form || LAW.contains(&key.0.as_str());
        assert!(law || !body.contains("审查调查"), "the department's own at {key:?}");
    }
    let known = own.call(&Method::GET, "/api/exchange/circumstances", "id=p9").await.body;
    assert!(!known.contains("investigated"), "{known}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_objected_and_what_they_said_is_for_the_department_and_discipline() {
    let server = filled().await;
    let words = ["群众来信", "反映其公示期不足", "经核查不属实", "值守人员"];
    let objected = "UPDATE exchange_case:e1 SET step = 'notice',
            publicity = { notice: { on: '2026-11-02', until: '2026-11-09', days: 5 }, earlier: [], objections: [
                { from: '群众来信', text: '反映其公示期不足', at: 1,
                  answer: { upheld: false, text: '经核查不属实', by: '值守人员' } },
                { from: '张9', own: true, text: '本人申请复核', at: 2, answer: NONE }] },
            history = [{ at: 1, by: '值守人员', step: 'notice', action: 'object', note: '' },
                       { at: 1, by: '值守人员', step: 'notice', action: 'answer', note: '经核查不属实' }];
        UPDATE award:w1 SET step = 'notice',
            publicity = { notice: { on: '2026-11-02', until: '2026-11-09', days: 5 }, earlier: [], objections: [
                { text: '反映其公示期不足', at: 1, answer: { upheld: false, text: '经核查不属实', by: '值守人员' } }] },
            history = [{ at: 1, by: '', step: 'notice', action: 'object', note: '' },
                       { at: 1, by: '组', step: 'notice', action: 'answer', note: '不成立：经核查不属实' }];";
    server.store.raw(Script::new(objected)).await.unwrap();
    for (name, mut client) in all_of(&server, &STRANGERS).await {
        for (key, body) in read(&mut client).await {
            for word in words {
                assert!(!body.contains(word), "{name} reads {word} at {key:?}");
            }
        }
        let case = client.call(&Method::GET, "/api/exchange/cases/one", "id=e1").await;
        if case.status.is_success() {
            let case: serde_json::Value = serde_json::from_str(&case.body).unwrap();
            let objections = case["case"]["publicity"]["objections"].as_array().unwrap();
            assert_eq!(objections.len(), 2, "{name} sees that there are some, and which is settled");
            assert!(objections[0]["answer"].is_object() && objections[1]["answer"].is_null());
            // One's own is one's own to read.
            assert_eq!(objections[1]["text"] == "本人申请复核", name.starts_with("own"), "{name}: {case}");
        }
    }
    for (name, mut client) in all_of(&server, &KNOW).await {
        for (path, words) in [("/exchange/cases/e1", &words[..]), ("/incentive/awards/w1", &words[1..3])] {
            let body = client.get(path).await.body;
            assert!(words.iter().all(|word| body.contains(word)), "{name} at {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_tells_nobody_of_others_rankings_reasons_and_wishes() {
    let server = filled().await;
    let settled = "UPDATE exchange_offer:o1 SET ranking = ['p9'], declined = { p0: '群众反映较差', p2: '作风问题' };
        UPDATE exchange_offer:o2 SET ranking = ['p9'], declined = { p0: '群众反映较差' };
        UPDATE exchange_round:r1 SET pairs = [{ one: 'p9', other: 'p2', together: false }],
            pinned = [['p9', 'o1', '班子急需']], forbidden = [['p2', 'o1', '另有任用']];
        UPDATE exchange_entry:r1__p9 SET priority = 3, priority_reason = '援派期满', quality = 77, statement = '自述';";
    server.store.raw(Script::new(settled)).await.unwrap();
    let paths = [
        ("/api/exchange/rounds", ""),
        ("/api/exchange/rounds/one", "id=r1"),
        ("/api/exchange/posts/one", "id=o1"),
        ("/api/exchange/posts/one", "id=o2"),
        ("/api/exchange/wishes", "id=r1"),
    ];
    let mut cadre = server.client("cadre", "p0", &[]).await;
    for (path, form) in paths {
        let body = cadre.call(&Method::GET, path, form).await.body;
        for secret in ["p9", "p2", "群众反映较差", "作风问题", "班子急需", "另有任用", "援派期满"]
        {
            assert!(!body.contains(secret), "a cadre reads {secret} at {path}?{form}: {body}");
        }
    }
    // The other unit ranks those who wish for its post, and reads no more of them than that.
    let mut host = server.client("host", "", &[(Role::UnitHr, "/p/gov/")]).await;
    let body = host.call(&Method::GET, "/api/exchange/posts/one", "id=o2").await.body;
    assert!(body.contains("群众反映较差") && body.contains("自述"), "its own post, and who they are: {body}");
    for secret in ["援派期满", "\"quality\":77", "\"o1\"", "班子急需"] {
        assert!(!body.contains(secret), "the host reads {secret}: {body}");
    }
    let body = host.call(&Method::GET, "/api/exchange/posts/one", "id=o1").await.body;
    assert!(!body.contains("作风问题"), "another's post: {body}");
    let mut org = server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let body = org.call(&Method::GET, "/api/exchange/rounds/one", "id=r1").await.body;
    assert!(["班子急需", "另有任用", "作风问题", "援派期满"].iter().all(|text| body.contains(text)), "{body}");
}
