//! What is kept in memory of people and units, and of each person's readiness and due dates, is what the rows say.

use std::time::Duration;

use chrono::Datelike;
use domain::access::Viewer;
use domain::code::{Code, Level, PersonState, Role, Sex, UnitKind};
use domain::home::port::Desk;
use domain::organisation::Reorganisation;
use domain::organisation::port::Units;
use domain::page::Window;
use domain::person::port::People;
use domain::person::{PeopleQuery, Person};
use domain::pipeline::port::Pipelines;
use domain::pipeline::{Readiness, TalentQuery};
use domain::record::{Hours, Relative};
use domain::search::HitKind;
use domain::time::parse_day;
use domain::training::port::{Classes, Places};
use domain::training::{ClassDraft, Stand, Standing};
use serde_json::json;
use store::{Bulk, Script, Store};
use tests::{class, now, org_hr, person, small, today, unit, viewer};

use super::FEATURES;
use super::moved::reorganise;

/// Nothing that is kept differs from a count of all rows.
async fn agrees(store: &Store, after: &str) {
    assert_eq!(store.recount_mirror().await.unwrap(), Vec::<String>::new(), "people and units after {after}");
    assert_eq!(store.recount_readiness(today()).await.unwrap(), Vec::<String>::new(), "readiness after {after}");
    assert_eq!(store.recount_dues(today()).await.unwrap(), Vec::<String>::new(), "what falls due after {after}");
    assert_eq!(store.recount_taken(today()).await.unwrap(), Vec::<String>::new(), "places taken after {after}");
    assert_eq!(store.recount_hours(today().year()).await.unwrap(), Vec::<String>::new(), "hours after {after}");
    assert_eq!(store.recount_fairness(today()).await.unwrap(), Vec::<String>::new(), "awards after {after}");
    assert_eq!(store.recount_following().await.unwrap(), Vec::<String>::new(), "what follows after {after}");
    assert_eq!(store.recount_kin().await.unwrap(), Vec::<String>::new(), "relatives after {after}");
}

/// Has everything read once, so that what follows is followed and not read anew.
async fn looked_at(store: &Store) {
    store.people(&org_hr(), &PeopleQuery::default()).await.unwrap();
    store.pipeline(&org_hr(), &"".into(), now()).await.unwrap();
    store.recount_dues(today()).await.unwrap();
    store.recount_taken(today()).await.unwrap();
    store.recount_hours(today().year()).await.unwrap();
    store.recount_fairness(today()).await.unwrap();
    store.recount_following().await.unwrap();
    store.recount_kin().await.unwrap();
}

#[tokio::test]
async fn every_kind_of_change_is_followed() {
    let store = small("mem://", 3).await;
    looked_at(&store).await;
    agrees(&store, "people came").await;
    let root = unit("p", None, UnitKind::Region);
    let regions = ["hx", "ll"].map(|id| unit(id, Some(&root), UnitKind::Region));
    store.load(Bulk::Units(regions.to_vec())).await.unwrap();
    agrees(&store, "units came").await;
    for feature in FEATURES {
        (feature.moved.put)(&store).await;
        agrees(&store, "something of every feature was put there").await;
    }
    store.settle_all(now()).await.unwrap();
    agrees(&store, "everybody's hours were counted").await;
    let wife = Relative { relation: "妻子".into(), name: "李0".into(), person: "g0".into(), ..Default::default() };
    super::exchange::family(&store, "p0", vec![wife]).await;
    agrees(&store, "somebody's family was entered").await;
    reorganise(&store, "union", Reorganisation::Move { parent: "hx".into() }).await;
    agrees(&store, "a unit moved").await;
    reorganise(&store, "union", Reorganisation::Rename { name: "总会".into(), short: "总会".into() }).await;
    agrees(&store, "a unit was renamed").await;
    reorganise(&store, "gov", Reorganisation::Merge { into: "union".into() }).await;
    agrees(&store, "a unit was taken in").await;
    for (what, sql) in [
        ("somebody retired", "UPDATE person:p0 SET state = 'retired'"),
        ("somebody came back", "UPDATE person:p0 SET state = 'active'"),
        ("somebody was renamed", "UPDATE person:p1 SET name = '赵敏', search = '赵敏 zhaomin zm'"),
        ("somebody was investigated", "UPSERT circumstances:p1 SET person = 'p1', investigated = true, version = 1"),
        ("that was over", "DELETE circumstances:p1"),
        ("a year's results were told", "UPDATE appraisal SET step = 'closed'"),
        ("one of them", "UPDATE appraisal_member SET outcome = 'basic', told = '2026-11-20' WHERE person = 'p0'"),
        ("another was changed", "UPDATE appraisal_member SET outcome = 'competent' WHERE person = 'p0'"),
        ("an award was conferred", "UPDATE award SET state = 'conferred', conferred = '2026-11-20'"),
        ("it was revoked", "UPDATE award SET state = 'revoked'"),
        ("appointments ended", "UPDATE appointment SET `until` = '2026-01-01' WHERE `from` <= '2026-01-01'"),
        ("posts went", "DELETE post"),
        ("a class was called otherwise", "UPDATE class SET title = '新班', search = '新班 xinban xb'"),
        ("it was called off", "UPDATE class SET state = 'cancelled'"),
        ("it went", "DELETE class"),
        ("a family went", "UPDATE person_private:p0 SET has_family = false"),
        ("it was entered again", "UPDATE person_private:p0 SET has_family = true"),
        ("all of it went for good", "DELETE person_private"),
        ("somebody went for good", "DELETE person:g1"),
    ] {
        store.raw(Script::new(sql)).await.unwrap();
        agrees(&store, what).await;
    }
}

/// People who differ in all that is asked of them.
async fn mixed() -> Store {
    let store = small("mem://", 0).await;
    let root = unit("p", None, UnitKind::Region);
    let units = [unit("union", Some(&root), UnitKind::Union), unit("gov", Some(&root), UnitKind::GovernmentDepartment)];
    let names = ["张伟", "王芳", "李娜", "单雄信", "曾黎", "Bob", "阿卜杜拉·买买提"];
    let people = (0..70u32).map(|n| {
        let record = person(&format!("n{n:02}"), names[n as usize % names.len()], &units[n as usize % 2]);
        let levels = [Level::DivisionChief, Level::SectionDeputy, Level::Staff, Level::Unknown];
        let person = Person {
            level: levels[n as usize % 4],
            sex: if n % 3 == 0 { Sex::Female } else { Sex::Male },
            state: if n % 11 == 0 { PersonState::Retired } else { PersonState::Active },
            birth: parse_day(&format!("19{}-0{}-11", 60 + n % 30, 1 + n % 9)).unwrap().into(),
            title: format!("第{}科科长", n % 5),
            ..record.person
        };
        domain::import::Record { person, ..record }
    });
    store.load(Bulk::People(people.collect())).await.unwrap();
    store
}

/// The same by a scan of all rows.
async fn scanned(store: &Store, condition: &str, column: &str) -> Vec<String> {
    let order = match column {
        "name" => "spelled, name".to_owned(),
        "unit" => "path".to_owned(),
        other => other.to_owned(),
    };
    let sql = format!(
        "SELECT record::id(id) AS key, *, (string::split(search, ' ')[1] ?? search) AS spelled FROM person WITH NOINDEX
            WHERE {condition} ORDER BY {order}, key"
    );
    let rows = store.raw(Script::new(&sql)).await.unwrap().remove(0);
    rows.as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
}

async fn listed(store: &Store, who: &Viewer, query: &PeopleQuery) -> Vec<String> {
    let (mut all, mut page) = (Vec::new(), 1);
    loop {
        let window = Window { page, size: 8, ..query.window.clone() };
        let found = store.people(who, &PeopleQuery { window, ..query.clone() }).await.unwrap();
        all.extend(found.rows.iter().map(|row| row.id.to_string()));
        if page >= found.pages() {
            assert_eq!(found.total as usize, all.len(), "{query:?}");
            return all;
        }
        page += 1;
    }
}

#[tokio::test]
async fn a_page_is_what_a_scan_of_all_rows_gives() {
    let store = mixed().await;
    let code = Level::SectionDeputy.code();
    let asked = [
        (PeopleQuery::default(), "state = 'active'".to_owned()),
        (PeopleQuery { state: "all".into(), ..Default::default() }, "true".to_owned()),
        (PeopleQuery { state: "retired".into(), ..Default::default() }, "state = 'retired'".to_owned()),
        (PeopleQuery { level: code.into(), ..Default::default() }, format!("state = 'active' AND level = '{code}'")),
        (PeopleQuery { unit: "gov".into(), ..Default::default() }, "state = 'active' AND unit = 'gov'".to_owned()),
        (
            PeopleQuery { sex: Sex::Female.code().into(), ..Default::default() },
            format!("state = 'active' AND sex = '{}'", Sex::Female.code()),
        ),
    ];
    for (query, condition) in asked {
        for column in ["name", "sex", "birth", "level", "title", "unit"] {
            let window = Window { sort: column.into(), ..Window::default() };
            let mut expected = scanned(&store, &condition, column).await;
            let query = PeopleQuery { window: window.clone(), ..query.clone() };
            assert_eq!(listed(&store, &org_hr(), &query).await, expected, "{condition} by {column}");
            let query = PeopleQuery { window: Window { descending: true, ..window }, ..query };
            expected.reverse();
            assert_eq!(listed(&store, &org_hr(), &query).await, expected, "{condition} by {column}, last first");
        }
    }
    let nobody = PeopleQuery { level: "nothing".into(), ..Default::default() };
    assert_eq!(store.people(&org_hr(), &nobody).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_search_finds_what_contains_it_and_nobody_outside_the_scope() {
    let store = mixed().await;
    let unit_hr = viewer("u", "", &[(Role::UnitHr, "/p/union/")]);
    for q in ["张", "张伟", "zhang", "zw", "zhangwei", "n", "shanxiong", "买买提", "mmt", "bob", "第3科", "科长", "无"]
    {
        let contains =
            format!("state = 'active' AND (string::contains(search, '{q}') OR string::contains(title, '{q}'))");
        let query = PeopleQuery { q: q.into(), ..Default::default() };
        assert_eq!(listed(&store, &org_hr(), &query).await, scanned(&store, &contains, "level").await, "{q}");
        let own = scanned(&store, &format!("{contains} AND unit = 'union'"), "level").await;
        assert_eq!(listed(&store, &unit_hr, &query).await, own, "{q} in one unit");
    }
    let hits = store.search(&unit_hr, "zhangwei").await.unwrap();
    assert!(!hits.is_empty() && hits.len() <= 8);
    let counted = store.unit(&org_hr(), &"union".into()).await.unwrap();
    let serving = scanned(&store, "state = 'active' AND unit = 'union'", "name").await.len();
    assert_eq!((counted.people as usize, counted.people_here as usize), (serving, serving));
}

#[tokio::test]
async fn a_class_is_found_by_its_title_by_those_it_is_for() {
    let store = small("mem://", 1).await;
    let (holder, cadre) = (org_hr(), viewer("a", "p0", &[]));
    let other = viewer("other", "g0", &[(Role::UnitHr, "/p/gov/")]);
    let draft = ClassDraft { title: "年轻干部培训班".into(), unit: "union".into(), ..class(2) };
    let found = async |who: &Viewer, q: &str| -> Vec<(String, String)> {
        let hits = store.search(who, q).await.unwrap().into_iter().filter(|hit| hit.kind == HitKind::Class);
        hits.map(|hit| (hit.name, hit.note)).collect()
    };
    assert!(found(&holder, "年轻").await.is_empty());
    let id = store.save_class(&holder, &draft, now()).await.unwrap();
    let hit = [("年轻干部培训班".to_owned(), "2026-12-01".to_owned())];
    for q in ["年轻", "干部培训", "nianqing", "nqgb", "班"] {
        assert_eq!(found(&holder, q).await, hit, "{q}");
        assert!(found(&cadre, q).await.is_empty(), "a draft is of those who hold it");
    }
    store.publish_class(&holder, &id, now()).await.unwrap();
    assert_eq!(found(&cadre, "nqgb").await, hit);
    assert!(found(&other, "nqgb").await.is_empty(), "it is for the union");
    // What is taken in it is no business of the search, what it is called is.
    store.enrol(&cadre, &id, now()).await.unwrap();
    assert_eq!(found(&cadre, "年轻").await, hit);
    let before = store.class(&holder, &id, now()).await.unwrap().class.version;
    let renamed = ClassDraft { id: id.clone(), version: before, title: "中青年干部班".into(), ..draft };
    store.save_class(&holder, &renamed, now()).await.unwrap();
    assert!(found(&cadre, "年轻").await.is_empty());
    assert_eq!(found(&cadre, "zqn").await[0].0, "中青年干部班");
    // It is shown as it is written, even where it is found by the same.
    let version = store.class(&holder, &id, now()).await.unwrap().class.version;
    let title = "中青年 干部班".to_owned();
    let spaced = ClassDraft { id: id.clone(), version, title: title.clone(), unit: "union".into(), ..class(2) };
    store.save_class(&holder, &spaced, now()).await.unwrap();
    assert_eq!(found(&cadre, "zqn").await[0].0, title);
    for n in 0..20 {
        let title = format!("中青年干部第{n}班");
        store.save_class(&holder, &ClassDraft { title, ..class(2) }, now()).await.unwrap();
    }
    assert_eq!(found(&holder, "中青年").await.len(), 8, "so many of each kind at most");
    store.cancel_class(&holder, &id, now()).await.unwrap();
    assert!(found(&cadre, "zqn").await.is_empty() && found(&holder, "中青年干部班").await.is_empty());
    agrees(&store, "classes came and went").await;
}

#[tokio::test]
async fn another_server_sees_a_change_moments_later() {
    let here = small("mem://", 2).await;
    let there = here.beside();
    looked_at(&there).await;
    here.raw(Script::new("UPDATE person:p0 SET title = '新职务'")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    let query = PeopleQuery { q: "新职务".into(), ..Default::default() };
    let found = there.people(&org_hr(), &query).await.unwrap();
    assert_eq!(found.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["p0"]);
    agrees(&there, "another server's change").await;
}

/// What was to be made up is found made up by whoever counts, and nobody else writes.
#[tokio::test]
async fn what_counting_finds_is_followed() {
    let store = small("mem://", 3).await;
    super::pipeline::graded(&store, "p1", "2024年称职；2025年优秀").await;
    store.settle_all(now()).await.unwrap();
    let held = store.raw(Script::new("SELECT VALUE data FROM standing:p1")).await.unwrap();
    let mut standing: Standing = serde_json::from_str(held[0][0].as_str().unwrap()).unwrap();
    let until = parse_day("2026-02-28").unwrap();
    let over = Stand { need: Hours(100), done: Hours(0), decides: true, on_course: false, until };
    standing.bars.insert("year-lower-make-up".into(), over);
    let data = serde_json::to_string(&standing).unwrap();
    store.raw(Script::new("UPDATE standing:p1 SET data = $data").bind("data", data)).await.unwrap();
    let readiness = async || {
        let people = store.talents(&org_hr(), &TalentQuery::default(), now()).await.unwrap().people;
        people.rows.iter().find(|row| row.person.as_str() == "p1").unwrap().readiness
    };
    store.raw(Script::new("UPSERT standing_due:p1 SET n = 1")).await.unwrap();
    assert_eq!(readiness().await, Readiness::Growing, "nobody has counted yet");
    store.settle_all(now()).await.unwrap();
    assert_ne!(readiness().await, Readiness::Growing);
    assert_eq!(store.recount_readiness(today()).await.unwrap(), Vec::<String>::new());
}

/// What is written of somebody says what follows from it: of where they stand no due date does.
#[tokio::test]
async fn what_was_written_is_told_apart() {
    let store = small("mem://", 1).await;
    store.settle_all(now()).await.unwrap();
    let said = async |sql: &str| {
        store.raw(Script::new("DELETE touched")).await.unwrap();
        store.raw(Script::new(sql)).await.unwrap();
        store.raw(Script::new("SELECT VALUE [what, which] FROM touched")).await.unwrap().remove(0)
    };
    for (sql, expected) in [
        ("UPDATE person:p0 SET title = '主任'", json!([["person", "p0"]])),
        ("UPDATE unit:gov SET short = '政府'", json!([["unit", "gov"]])),
        ("UPDATE standing:p0 SET data = '{}'", json!([["standing", "p0"]])),
        ("UPSERT circumstances:p0 SET person = 'p0', version = 1", json!([["circumstances", "p0"]])),
        ("DELETE circumstances:p0", json!([["circumstances", "p0"]])),
        ("UPDATE person_private:p0 SET has_family = true", json!([["family", "p0"]])),
        ("DELETE person_private:p0", json!([["family", "p0"]])),
        ("UPDATE person_private:g0 SET sealed = ''", json!([])),
        ("DELETE person:g0", json!([["person", "g0"]])),
    ] {
        assert_eq!(said(sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn many_changes_at_once_keep_every_order() {
    let store = mixed().await;
    looked_at(&store).await;
    let root = unit("p", None, UnitKind::Region);
    let union = unit("union", Some(&root), UnitKind::Union);
    let more = (0..1500u32).map(|n| person(&format!("m{n:04}"), &format!("周{n}"), &union));
    store.load(Bulk::People(more.collect())).await.unwrap();
    agrees(&store, "many came").await;
    store.raw(Script::new("UPDATE person SET unit = 'gov', path = '/p/gov/'")).await.unwrap();
    agrees(&store, "all moved").await;
    assert_eq!(store.unit(&org_hr(), &"union".into()).await.unwrap().people, 0);
}
