//! What an import leaves behind, whichever way it was written, and what stops it as a whole.

use std::collections::BTreeSet;
use std::io::Cursor;

use chrono::Datelike;
use domain::code::UnitKind;
use domain::import::port::Imports;
use domain::import::{Field, ImportRow, ImportState};
use domain::organisation::Reorganisation;
use domain::person::PeopleQuery;
use domain::person::port::People;
use domain::{Fault, ImportId, Reason, UnitId};
use serde_json::{Value, json};
use store::{Bulk, NewImport, Script, Store, Target};
use tests::{now, org_hr, person, small, today, unit};
use tokio::io::BufReader;

use super::import::{people, plain, preview, roster, rows, view, write, written};
use super::moved::reorganise;

/// Confirms an import and waits for its end and what follows it.
async fn ended(store: &Store, id: &ImportId) -> ImportState {
    store.confirm_import(&org_hr(), id, false, now()).await.unwrap();
    let state = written(store, id).await.state;
    store.imports_at_rest().await;
    state
}

async fn raw(store: &Store, sql: &str) -> Value {
    store.raw(Script::new(sql)).await.unwrap().remove(0)
}

/// Texts that a statement gives, without their order.
async fn texts(store: &Store, sql: &str) -> BTreeSet<String> {
    serde_json::from_value(raw(store, sql).await).unwrap()
}

/// Those whom imports have written, by the trail.
async fn imported(store: &Store) -> BTreeSet<String> {
    texts(store, "SELECT VALUE subject_id FROM audit WHERE subject = 'person'").await
}

/// Of what was touched that concerns some people, what and who.
async fn touched(store: &Store, ids: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let script = Script::new("SELECT VALUE [what, which] FROM touched WHERE which IN $ids");
    let ids: Vec<String> = ids.iter().cloned().collect();
    serde_json::from_value(store.raw(script.bind("ids", ids)).await.unwrap().remove(0)).unwrap()
}

/// A store with the same rows, each of them held to the schema, whose events have run.
async fn checked(store: &Store) -> Store {
    let mut file = Vec::new();
    store.backup(&mut file, now()).await.unwrap();
    let other = Store::open(&Target::embedded("mem://")).await.unwrap();
    other.migrate(false, now()).await.unwrap();
    other.restore(&mut BufReader::new(Cursor::new(&file))).await.unwrap();
    other
}

/// The rows are such as checked writes make, and all that is kept of them is what a count of all gives.
async fn sound(store: &Store) {
    let other = checked(store).await;
    for table in ["person", "person_private", "person_photo", "appointment", "audit", "audit_pending"] {
        let sql = format!("SELECT * FROM {table} ORDER BY id");
        assert_eq!(raw(store, &sql).await, raw(&other, &sql).await, "{table}");
    }
    store.settle_all(now()).await.unwrap();
    assert_eq!(store.recount(now()).await.unwrap(), Vec::<UnitId>::new());
    assert_eq!(store.recount_mirror().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.recount_readiness(today()).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.recount_dues(today()).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.recount_taken(today()).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.recount_hours(today().year()).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.recount_kin().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.verify_trail(None).await.unwrap().breaks, []);
}

/// Has all that is kept read once, so that what follows is followed and not read anew.
async fn looked_at(store: &Store) {
    store.settle_all(now()).await.unwrap();
    store.people(&org_hr(), &PeopleQuery::default()).await.unwrap();
    store.recount_readiness(today()).await.unwrap();
    store.recount_dues(today()).await.unwrap();
    store.recount_taken(today()).await.unwrap();
    store.recount_kin().await.unwrap();
    store.recount_hours(today().year()).await.unwrap();
}

/// Too large to be written at once: three photos see to that, in the first of several pieces.
fn heavy(count: u32) -> Vec<ImportRow> {
    let mut rows = roster(count);
    rows.iter_mut().take(3).for_each(|row| row.photo = Some("A".repeat(6 << 20)));
    rows
}

/// The same rows with something more to say of everybody.
fn with(mut rows: Vec<ImportRow>, field: Field, text: &str) -> Vec<ImportRow> {
    rows.iter_mut().for_each(|row| row.values.push((field, text.to_owned())));
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn people_entered_at_once_are_as_checked_writes_enter_them() {
    let store = small("mem://", 2).await;
    looked_at(&store).await;
    let id = preview(&store, &roster(40)).await;
    assert_eq!(ended(&store, &id).await, ImportState::Done);
    let ids = imported(&store).await;
    assert_eq!(ids.len(), 40);
    // What the events of the schema leave behind.
    assert_eq!(texts(&store, "SELECT VALUE record::id(id) FROM standing_due").await, ids);
    let by_events = touched(&checked(&store).await, &ids).await;
    let kinds: BTreeSet<&str> = by_events.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["due", "person"]), "an event of which imports know nothing");
    let expected: BTreeSet<(String, String)> = ids.iter().map(|id| ("person".to_owned(), id.clone())).collect();
    assert_eq!(touched(&store, &ids).await, expected);
    sound(&store).await;
    assert_eq!(people(&store).await, 44);
    assert_eq!(raw(&store, "SELECT VALUE n FROM import_row").await, json!([]), "nothing of the preview is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_record_are_changed_as_checked_writes_change_them() {
    let store = small("mem://", 1).await;
    let id = preview(&store, &roster(6)).await;
    assert_eq!(ended(&store, &id).await, ImportState::Done);
    looked_at(&store).await;
    let named = |names: &str| format!("SELECT VALUE record::id(id) FROM person WHERE name IN [{names}]");
    let promoted = texts(&store, &named("'王0', '王1'")).await;
    // One is marked already, and of another nothing was kept that is sensitive.
    let marked = promoted.first().unwrap();
    store.raw(Script::new(&format!("CREATE standing_due:`{marked}` SET n = 7"))).await.unwrap();
    let bare = texts(&store, &named("'王3'")).await.pop_first().unwrap();
    store.raw(Script::new(&format!("DELETE person_private:`{bare}`; DELETE touched;"))).await.unwrap();
    let mut file = with(roster(6), Field::Specialty, "公文写作");
    file.iter_mut().take(2).for_each(|row| row.values.push((Field::Level, "科员".to_owned())));
    let id = preview(&store, &file).await;
    assert_eq!(view(&store, &id).await.counts, [0, 6, 0, 0, 0, 0]);
    assert_eq!(ended(&store, &id).await, ImportState::Done);
    assert_eq!(texts(&store, "SELECT VALUE record::id(id) FROM standing_due").await, promoted, "whose level changed");
    let marks = raw(&store, &format!("SELECT VALUE n FROM standing_due:`{marked}`")).await;
    assert_eq!(marks, json!([8]), "it is not lost that somebody was marked before");
    let ids = imported(&store).await;
    assert_eq!(ids.len(), 6);
    assert_eq!(touched(&store, &ids).await.len(), 12, "everybody, and the family of each, which may be another");
    sound(&store).await;
    let kept = raw(&store, &format!("SELECT VALUE id_key FROM person_private:`{bare}`")).await;
    assert!(kept[0].as_str().is_some_and(|key| key.starts_with("number:")), "{kept}");
    let again = preview(&store, &file).await;
    assert_eq!(view(&store, &again).await.counts, [0, 0, 6, 0, 0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_leaves_the_same_behind() {
    let store = small("mem://", 1).await;
    looked_at(&store).await;
    let id = preview(&store, &heavy(300)).await;
    assert_eq!(ended(&store, &id).await, ImportState::Done);
    assert_eq!((imported(&store).await.len(), people(&store).await), (300, 302));
    sound(&store).await;
    assert_eq!(
        raw(&store, "SELECT VALUE string::len(data) FROM person_photo").await,
        json!([6 << 20, 6 << 20, 6 << 20])
    );
    // Of the last of many somebody else changed something after the preview: nobody is changed.
    let id = preview(&store, &with(heavy(300), Field::Specialty, "公文写作")).await;
    store.raw(Script::new("UPDATE person SET version += 1 WHERE name = '王299'")).await.unwrap();
    assert_eq!(ended(&store, &id).await, ImportState::Failed);
    let changed = "SELECT VALUE name FROM person WHERE string::contains(form, '公文写作')";
    assert_eq!(raw(&store, changed).await, json!([]));
    sound(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_came_onto_record_meanwhile_stops_the_whole_import() {
    let store = small("mem://", 1).await;
    let file = roster(3);
    let id = preview(&store, &file).await;
    let root = unit("p", None, UnitKind::Region);
    let mut other = person("other", "别人", &unit("union", Some(&root), UnitKind::Union));
    other.sensitive.id_number = file[2].get(Field::IdNumber).unwrap().to_owned();
    store.load(Bulk::People(vec![other])).await.unwrap();
    assert_eq!(ended(&store, &id).await, ImportState::Failed);
    assert_eq!(people(&store).await, 3);
    sound(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_into_a_unit_comes_to_where_it_is_by_then() {
    let store = small("mem://", 1).await;
    let root = unit("p", None, UnitKind::Region);
    store.load(Bulk::Units(vec![unit("hx", Some(&root), UnitKind::Region)])).await.unwrap();
    write(&store, &rows(vec![plain("岳一", "男", "1980.05", "gov全称")])).await;
    store.imports_at_rest().await;
    let key = imported(&store).await.pop_first().unwrap();
    let mut comes = plain("岳一", "男", "1980.05", "union全称");
    comes.push((Field::Key, key));
    let id = preview(&store, &rows(vec![comes, plain("岳二", "男", "1981.05", "union全称")])).await;
    assert_eq!(view(&store, &id).await.counts, [1, 1, 0, 0, 0, 0]);
    reorganise(&store, "union", Reorganisation::Move { parent: "hx".into() }).await;
    assert_eq!(ended(&store, &id).await, ImportState::Done);
    let paths = raw(&store, "SELECT VALUE path FROM person WHERE name IN ['岳一', '岳二']").await;
    assert_eq!(paths, json!(["/p/hx/union/", "/p/hx/union/"]));
    sound(&store).await;
    // Nobody comes into a unit that is no longer.
    let id = preview(&store, &rows(vec![plain("岳三", "男", "1982.05", "gov全称")])).await;
    reorganise(&store, "gov", Reorganisation::Merge { into: "union".into() }).await;
    assert_eq!(ended(&store, &id).await, ImportState::Failed);
    assert_eq!(raw(&store, "SELECT VALUE name FROM person WHERE name = '岳三'").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_beside_which_a_unit_moves_or_ends_is_made_ready_anew() {
    let store = small("mem://", 1).await;
    let root = unit("p", None, UnitKind::Region);
    let units = [("hx", UnitKind::Region), ("empty", UnitKind::Union)].map(|(id, kind)| unit(id, Some(&root), kind));
    store.load(Bulk::Units(units.to_vec())).await.unwrap();
    // Some of it is ready, whichever of the two comes first.
    let id = preview(&store, &heavy(300)).await;
    let moved = reorganise(&store, "union", Reorganisation::Move { parent: "hx".into() });
    let (state, ()) = futures::future::join(ended(&store, &id), moved).await;
    assert_eq!(state, ImportState::Done);
    let paths = texts(&store, "SELECT VALUE path FROM person WHERE unit = 'union'").await;
    assert_eq!(paths, BTreeSet::from(["/p/hx/union/".to_owned()]));
    sound(&store).await;
    let mut turn = raw(&store, "SELECT VALUE turn FROM once:imports").await;
    let changes = [
        ("union", Reorganisation::Move { parent: "p".into() }),
        ("empty", Reorganisation::Dissolve),
        ("gov", Reorganisation::Merge { into: "union".into() }),
    ];
    for (unit, change) in changes {
        reorganise(&store, unit, change).await;
        let next = raw(&store, "SELECT VALUE turn FROM once:imports").await;
        assert_ne!(next, turn, "{unit}");
        turn = next;
    }
}

/// By name alone nothing in the rows would keep the second from entering the same people once more.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_imports_of_the_same_people_at_once_one_is_written() {
    let store = small("mem://", 1).await;
    let file: Vec<_> = (0..20).map(|n| plain(&format!("程{n}"), "女", "1985.03", "union全称")).collect();
    for (file, there) in file.chunks(10).zip([store.clone(), store.beside()]) {
        let file = rows(file.to_vec());
        let (one, two) = (preview(&store, &file).await, preview(&there, &file).await);
        let (hr, at) = (org_hr(), now());
        let (first, second) = (store.confirm_import(&hr, &one, false, at), there.confirm_import(&hr, &two, false, at));
        assert_eq!(futures::future::join(first, second).await, (Ok(()), Ok(())));
        let states = [written(&store, &one).await.state, written(&there, &two).await.state];
        let of = |state| states.iter().filter(|one| **one == state).count();
        assert_eq!((of(ImportState::Done), of(ImportState::Failed)), (1, 1), "{states:?}");
    }
    assert_eq!(imported(&store).await.len(), 20);
    sound(&store.beside()).await;
}

#[tokio::test]
async fn what_a_program_left_that_ended_is_taken_up_by_the_next_start() {
    let store = small("mem://", 1).await;
    // It was written, and the rows of the preview were there still.
    let mut file = roster(3);
    file.extend(rows(vec![plain("钱七", "男", "1998.05", "某单位")]));
    let id = preview(&store, &file).await;
    store.raw(Script::new(&format!("UPDATE import:`{id}` SET state = 'done', written = 3"))).await.unwrap();
    store.end_imports(now()).await.unwrap();
    let done = view(&store, &id).await;
    assert_eq!((done.state, done.counts, done.rows.rows.len()), (ImportState::Done, [0, 0, 0, 1, 0, 0], 1));
    assert_eq!(texts(&store, "SELECT VALUE record::id(id) FROM import_row").await.len(), 1);
    assert_eq!(store.open_imports(&org_hr()).await.unwrap()[0].waiting, 1);
    // It was being compared with who is on record.
    let new = NewImport { file: "名册.xlsx", columns: &[], notes: &[], rows: &file, home: None };
    let id = store.open_import(&org_hr(), &new, now()).await.unwrap();
    let shown = view(&store, &id).await;
    assert_eq!((shown.state, shown.progress), (ImportState::Judging, (0, 4)));
    let refused = store.confirm_import(&org_hr(), &id, true, now()).await;
    assert_eq!(refused, Err(Fault::Refused(Reason::WrongState)));
    store.end_imports(now()).await.unwrap();
    assert_eq!(view(&store, &id).await.state, ImportState::Failed);
}

#[tokio::test]
async fn what_cannot_be_compared_is_shown_as_failed() {
    let store = small("mem://", 1).await;
    let (file, home) = (roster(2), UnitId::from("nowhere"));
    let new = NewImport { file: "名册.xlsx", columns: &[], notes: &[], rows: &file, home: Some(&home) };
    let id = store.open_import(&org_hr(), &new, now()).await.unwrap();
    assert_eq!(store.judge_import(&org_hr(), &id, &file, now()).await, Err(Fault::Forbidden));
    assert_eq!(view(&store, &id).await.state, ImportState::Failed);
}
