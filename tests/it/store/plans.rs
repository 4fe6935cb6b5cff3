//! Every query that an index serves gives the same rows as a full scan.

use domain::Moment;
use serde_json::Value;
use store::{Script, Store};
use tests::{class, day, now, org_hr, small, viewer};

/// The indexed conditions of the store: (table, condition).
const QUERIES: [(&str, &str); 78] = [
    ("unit", "path >= '/p/' AND path < '/p0'"),
    ("unit", "parent = 'p'"),
    ("person", "path >= '/p/union/' AND path < '/p/union0'"),
    ("person", "(path >= '/p/union/' AND path < '/p/union0') OR (path >= '/p/gov/' AND path < '/p/gov0')"),
    ("person", "path >= '/p/' AND path < '/p0' AND state = 'active' AND string::contains(search, 'zhang')"),
    ("person", "state = 'active' AND path >= '/p/' AND path < '/p0'"),
    (
        "person",
        "state = 'active' AND ((path >= '/p/union/' AND path < '/p/union0') OR (path >= '/p/gov/' AND path < '/p/gov0'))",
    ),
    ("sign_in_try", "wait_until > 5 AND account != ''"),
    ("sign_in_try", "account = 'hr'"),
    ("grant", "role IN ['unit-hr', 'leader'] AND `until` >= 5"),
    ("consent", "at >= 5"),
    ("grant", "`until` >= 5 AND `until` <= 9999999999999999"),
    ("person", "name IN ['张1', '李2', '无']"),
    ("person_private", "id_key IN ['person:p1', 'person:g2', 'number:x']"),
    ("class", "state = 'published' AND tier = 'section' AND enrol_from <= 9999999999999"),
    ("class", "state = 'published' AND ends < '2027-01-01' AND path >= '/p/' AND path < '/p0'"),
    ("enrolment", "class = $class"),
    ("enrolment", "person = 'p1'"),
    ("enrolment", "state = 'requested' AND path >= '/p/' AND path < '/p0'"),
    ("enrolment", "state = 'recommended'"),
    ("enrolment", "state = 'offered' AND `until` < 9999999999999"),
    ("ledger_total", "person IN ['p1', 'p2', 'none'] AND year = 2026"),
    ("enrolment", "class IN [$class, 'none']"),
    ("evaluation", "class = $class"),
    ("certificate", "person = 'p1'"),
    ("certificate", "class != '' AND person = 'p1'"),
    ("calendar_feed", "account = 'org' AND kind = 'class' AND subject = $class"),
    ("lesson", "class = $class AND cancelled = false"),
    ("check_in", "class = $class"),
    ("check_in", "class = $class AND person = 'p4'"),
    ("check_in", "lesson != '' AND class = $class AND presence = 'present'"),
    ("call", "person = 'p4' AND state = 'open'"),
    ("call", "call_up != '' AND person = 'p4'"),
    ("call_up", "class = $class"),
    ("ledger", "person = 'p1'"),
    ("ledger", "person IN ['p0', 'p1', 'none']"),
    ("ledger_total", "person = 'p1'"),
    ("ledger_total", "path >= '/p/' AND path < '/p0'"),
    ("standing", "unit = 'union'"),
    ("progress", "course != '' AND person = 'p4'"),
    ("progress", "course = 'k'"),
    ("statement", "person = 'p4'"),
    ("need", "survey = 's'"),
    ("class", "programme IN ['g', 'none']"),
    ("holding", "path >= '/p/' AND path < '/p0' AND kind = 'trainer'"),
    ("question", "path >= '/p/' AND path < '/p0' AND kind = 'single'"),
    ("question", "path IN ['/', '/p/', '/p/union/'] AND active"),
    ("exam", "class = $class"),
    ("attempt", "exam != '' AND person = 'p4'"),
    ("attempt", "exam != '' AND state = 'marking'"),
    ("attempt", "state = 'marking' AND deadline < 9999999999999"),
    ("unit", "parent IN ['p', 'none'] AND active"),
    ("exchange_offer", "round = $round"),
    ("exchange_entry", "round = $round"),
    ("exchange_entry", "person = 'p0'"),
    ("exchange_scenario", "round = $round"),
    ("exchange_case", "person = 'p0'"),
    ("exchange_case", "state = 'running' AND (path >= '/p/' AND path < '/p0')"),
    ("tolerance_case", "person = 'p0'"),
    ("tolerance_case", "state = 'running'"),
    ("tolerance_effect", "person IN ['p0', 'p1'] AND active"),
    ("talk", "person = 'p0'"),
    ("award", "person = 'p0'"),
    ("award", "state = 'running'"),
    ("care", "person = 'p0'"),
    ("appraisal_member", "person IN ['p0', 'none']"),
    ("appraisal_member", "appraisal = 'y1'"),
    ("appraisal_sheet", "appraisal = 'y1'"),
    ("ballot_voter", "sheet = 'z1'"),
    ("ballot_voter", "person = 'p0'"),
    ("ballot_cast", "sheet IN ['z1', 'none']"),
    ("ballot_slip", "sheet IN ['z1', 'none']"),
    ("third_party", "appraisal = 'y1'"),
    ("deed", "person IN ['p0', 'p1']"),
    ("deed", "person = 'p0' OR (path >= '/p/union/' AND path < '/p/union0')"),
    ("notice", "person IN ['p1', '@hr'] AND read = false"),
    ("audit", "subject = 'class'"),
    ("audit", "actor = 'org'"),
];

async fn filled(url: &str) -> (Store, String) {
    use domain::training::port::{CallUps, Classes, Finishing, Places};
    let store = small(url, 12).await;
    for n in 0..3 {
        let draft =
            domain::account::NewAccount { login: format!("hr{n}"), name: "人事".into(), ..Default::default() };
        let account = store.add_account(store::Actor::default(), &draft, "", false, now()).await.unwrap();
        if n > 0 {
            let tried = store::Tried {
                place: format!("place{n}"),
                all: "all".into(),
                account: "hr".into(),
                place_waits: &[600],
                all_waits: &[600],
            };
            store.begin_try(&tried, now()).await.unwrap();
        }
        let mut grant = viewer("hr", "", &[(domain::code::Role::UnitHr, "/p/")]).grants.remove(0);
        grant.id = format!("g{n}").into();
        grant.account = account;
        store.add_grant(store::Actor::default(), &grant, now()).await.unwrap();
    }
    let tolerance = "CREATE consent:c1 CONTENT { asked: {}, by: ['a'], at: 9, `until`: 99, state: 'waiting', answered: [],
                answered_at: 0, version: 1 };
        FOR $n IN 0..6 {
            CREATE type::record('tolerance_case', 'f' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), number: <string> $n,
                path: '/p/', step: 'review', state: IF $n % 2 = 0 { 'running' } ELSE { 'done' }, accounts: [], version: 1 };
            CREATE type::record('tolerance_effect', 'f' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), case_number: '1',
                document: '', outcome: 'exempt', active: $n % 2 = 0, at: 1 };
            CREATE type::record('award', 'a' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), path: '/p/', kind: 'title',
                state: IF $n % 2 = 0 { 'running' } ELSE { 'withdrawn' }, step: 'review', version: 1 };
            CREATE type::record('care', 'c' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), path: '/p/', version: 1 };
            CREATE type::record('talk', 'k' + <string> $n) CONTENT { person: 'p' + <string> ($n % 3), path: '/p/', version: 1 };
        };";
    store.raw(store::Script::new(tolerance)).await.unwrap();
    let appraisal = "FOR $n IN 0..6 {
            LET $y = 'y' + <string> ($n % 2); LET $z = 'z' + <string> ($n % 3); LET $p = 'p' + <string> ($n % 4);
            LET $id = <string> $n;
            CREATE type::record('appraisal_member', $id) CONTENT { appraisal: $y, person: $p, year: 2026, path: '/p/', version: 1 };
            CREATE type::record('appraisal_sheet', $id) CONTENT { appraisal: $y, path: '/p/', version: 1 };
            CREATE type::record('ballot_voter', $id) CONTENT { sheet: $z, person: $p, name: '', `group`: 'A', taken: '' };
            CREATE type::record('ballot_cast', $id) CONTENT { sheet: $z, `group`: 'A', sealed: 'x' };
            CREATE type::record('ballot_slip', $id) CONTENT { sheet: $z, `group`: 'A', used: false };
            CREATE type::record('third_party', $id) CONTENT { appraisal: $y };
            CREATE type::record('deed', $id) CONTENT { person: $p, path: IF $n % 2 = 0 { '/p/union/' } ELSE { '/p/gov/' },
                on: '2026-01-01', state: 'open', version: 1 };
        };";
    store.raw(store::Script::new(appraisal)).await.unwrap();
    let mut last = String::new();
    for n in 0..4 {
        let id = store.save_class(&org_hr(), &class(8), now()).await.unwrap();
        if n > 0 {
            store.publish_class(&org_hr(), &id, now()).await.unwrap();
            for p in 0..6 {
                store.enrol(&viewer("a", &format!("p{p}"), &[]), &id, now()).await.unwrap();
            }
        }
        if n == 1 {
            let marks: Vec<_> = (0..6)
                .map(|p| domain::training::Mark::new(format!("p{p}").into(), domain::record::Hours::whole(20), p != 3))
                .collect();
            store.finish_class(&org_hr(), &id, &marks, domain::Moment::start_of(day("2026-12-09"))).await.unwrap();
        }
        if n == 3 {
            let draft = domain::training::CallUpDraft {
                class: id.clone(),
                number: "训".into(),
                reply_by: day("2026-11-28"),
                people: vec!["p8".into(), "p4".into()],
                ..Default::default()
            };
            store.call_up(&org_hr(), &draft, now()).await.unwrap();
            super::attendance::taught(&store, &id).await;
            super::evaluation::answered(&store, &id).await;
            super::exam::sat(&store, &id, "p4").await;
            let feed = domain::training::FeedSubject::Class(id.clone());
            domain::training::port::Timetables::renew_feed(&store, &org_hr(), &feed, true, now()).await.unwrap();
        }
        last = id.0;
    }
    use domain::training::{Admission, Approval};
    for (approval, confirm_hours) in [(Approval::Unit, 0), (Approval::Host, 0), (Approval::None, 9)] {
        let admission = Admission { approval, confirm_hours, waiting: 9, ..Admission::default() };
        let draft = domain::training::ClassDraft { admission, ..class(1) };
        let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
        store.publish_class(&org_hr(), &id, now()).await.unwrap();
        for p in 0..2 {
            store.enrol(&viewer("a", &format!("p{p}"), &[]), &id, now()).await.unwrap();
        }
        if confirm_hours > 0 {
            store.withdraw(&viewer("a", "p0", &[]), &id, now()).await.unwrap();
        }
    }
    super::course::learned(&store, "p4").await;
    super::planning::planned(&store, "p4", &last).await;
    super::exchange::exchanged(&store).await;
    store.settle_all(now()).await.unwrap();
    store.land_evaluations(Moment::start_of(day("2027-06-01"))).await.unwrap();
    (store, last)
}

async fn ids(store: &Store, table: &str, hint: &str, condition: &str, class: &str) -> Vec<String> {
    let sql = format!("SELECT VALUE <string> id FROM {table} {hint} WHERE {condition}");
    let round = store.raw(Script::new("SELECT VALUE round FROM exchange_offer LIMIT 1")).await.unwrap();
    let round = round[0][0].as_str().unwrap_or_default().to_owned();
    let rows = store.raw(Script::new(&sql).bind("class", class).bind("round", round)).await.unwrap();
    let Value::Array(rows) = &rows[0] else { panic!("{sql}: {rows:?}") };
    let mut ids: Vec<String> = rows.iter().map(|id| id.as_str().unwrap_or_default().to_owned()).collect();
    ids.sort();
    ids
}

async fn compare(url: &str) {
    let (store, class) = filled(url).await;
    for (table, condition) in QUERIES {
        let indexed = ids(&store, table, "", condition, &class).await;
        let scanned = ids(&store, table, "WITH NOINDEX", condition, &class).await;
        assert_eq!(indexed, scanned, "{table} WHERE {condition}");
        assert!(!scanned.is_empty(), "{table} WHERE {condition} finds nothing: the test shows nothing");
    }
}

#[tokio::test]
async fn indexed_queries_equal_full_scans_in_memory() {
    compare("mem://").await;
}

#[tokio::test]
async fn indexed_queries_equal_full_scans_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    compare(&format!("surrealkv://{}/store", folder.path().display())).await;
}
