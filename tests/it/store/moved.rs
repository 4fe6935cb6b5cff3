//! A unit that moves or is merged takes everything along that lies in it: the old side reads
//! nothing any more, the new side everything.

use std::collections::{BTreeMap, BTreeSet};

use domain::Fault;
use domain::access::Viewer;
use domain::code::{Role, UnitKind};
use domain::organisation::Reorganisation;
use domain::organisation::port::Units;
use store::{Bulk, MIGRATIONS, PLACED, Script, Store, Target};
use tests::{now, org_hr, small, today, unit, viewer};

use super::FEATURES;
use super::whole::{Answers, Ids, Part};

/// Every role over a part of the tree.
fn side(path: &str) -> Viewer {
    let roles = [Role::OrgHr, Role::UnitHr, Role::Discipline, Role::TrainingManager, Role::Leader];
    viewer("side", "", &roles.map(|role| (role, path)))
}

/// A store full of what can lie in a unit, all of it in the union: what each feature put there.
struct Lying(Vec<(&'static Part, Ids)>);

impl Lying {
    async fn put(store: &Store) -> Self {
        let mut lying = Vec::new();
        for feature in FEATURES {
            lying.push((feature, (feature.moved.put)(store).await));
        }
        store.settle_all(now()).await.unwrap();
        Self(lying)
    }

    /// Everything there is of it.
    async fn all(&self, store: &Store) -> BTreeSet<&'static str> {
        self.asked(store, &org_hr()).await.into_iter().map(|(what, _)| what).collect()
    }

    /// What somebody reads of it.
    async fn read_by(&self, store: &Store, who: &Viewer) -> BTreeSet<&'static str> {
        self.asked(store, who).await.into_iter().filter(|(_, read)| *read).map(|(what, _)| what).collect()
    }

    async fn asked(&self, store: &Store, who: &Viewer) -> Answers {
        let mut asked = Vec::new();
        for (feature, ids) in &self.0 {
            asked.extend((feature.moved.read)(store, who, ids).await);
        }
        asked
    }
}

/// What everybody reads.
fn public() -> BTreeSet<&'static str> {
    FEATURES.iter().flat_map(|feature| feature.moved.public).copied().collect()
}

/// Tables whose rows are counted from others when these are there.
const COUNTED: [&str; 1] = ["ledger_total"];

/// Tables in which a path says what was then: the trail, and what happened to units.
const HISTORY: [&str; 4] = ["audit", "audit_pending", "audit_seal", "unit_event"];

/// Rows, by their tables, in which a text that begins with `path` stands.
async fn standing(store: &Store, path: &str) -> BTreeMap<String, Vec<String>> {
    fn holds(value: &serde_json::Value, path: &str) -> bool {
        match value {
            serde_json::Value::String(text) => text.starts_with(path) || text.contains(&format!("\"{path}")),
            serde_json::Value::Array(all) => all.iter().any(|one| holds(one, path)),
            serde_json::Value::Object(all) => all.values().any(|one| holds(one, path)),
            _ => false,
        }
    }
    let schema = store.schema().await.unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for table in schema["tables"].as_object().unwrap().keys().filter(|table| !HISTORY.contains(&table.as_str())) {
        let rows = store.raw(Script::new(&format!("SELECT * FROM {table}"))).await.unwrap().remove(0);
        for row in rows.as_array().into_iter().flatten().filter(|row| holds(row, path)) {
            found.entry(table.clone()).or_default().push(row.to_string());
        }
    }
    found
}

/// Every field of the schema, by its table, that by its name holds a path.
async fn declared(store: &Store) -> BTreeSet<(String, String)> {
    let schema = store.schema().await.unwrap();
    let mut declared = BTreeSet::new();
    for table in schema["tables"].as_object().unwrap().keys().filter(|table| !HISTORY.contains(&table.as_str())) {
        let info = store.raw(Script::new(&format!("INFO FOR TABLE {table}"))).await.unwrap().remove(0);
        for (field, text) in info["fields"].as_object().unwrap() {
            if field == "path" || field.ends_with("_path") {
                assert!(!text.as_str().unwrap().contains("READONLY"), "{table}.{field} can't be moved");
                declared.insert((table.clone(), field.clone()));
            }
        }
    }
    declared
}

pub(super) async fn reorganise(store: &Store, unit: &str, change: Reorganisation) {
    store.reorganise(&org_hr(), &unit.into(), &change, today(), "云编〔2026〕1号", now()).await.unwrap();
    // Where people stand is counted anew before it is shown.
    store.settle_all(now()).await.unwrap();
}

#[tokio::test]
async fn a_unit_that_moves_takes_everything_along() {
    let store = small("mem://", 3).await;
    let root = unit("p", None, UnitKind::Region);
    let regions = ["hx", "ll"].map(|id| unit(id, Some(&root), UnitKind::Region));
    store.load(Bulk::Units(regions.to_vec())).await.unwrap();
    let lying = Lying::put(&store).await;
    // Of every table that lies in the tree there is something to move.
    let there = standing(&store, "/p/union/").await;
    for (table, _) in declared(&store).await {
        assert!(there.contains_key(&table) || COUNTED.contains(&table.as_str()), "nothing of {table} is in the union");
    }
    let all = lying.all(&store).await;
    reorganise(&store, "union", Reorganisation::Move { parent: "hx".into() }).await;
    assert_eq!(lying.read_by(&store, &side("/p/hx/")).await, all);
    assert_eq!(lying.read_by(&store, &side("/p/hx/union/")).await, all, "the unit's own");
    assert_eq!(standing(&store, "/p/union/").await, BTreeMap::new());
    reorganise(&store, "union", Reorganisation::Move { parent: "ll".into() }).await;
    assert_eq!(lying.read_by(&store, &side("/p/hx/")).await, public(), "the old side");
    assert_eq!(lying.read_by(&store, &side("/p/ll/")).await, all, "the new side");
    assert_eq!(standing(&store, "/p/hx/union/").await, BTreeMap::new());
}

#[tokio::test]
async fn a_merged_units_people_work_and_history_belong_to_the_one_that_goes_on() {
    let store = small("mem://", 3).await;
    let lying = Lying::put(&store).await;
    let all = lying.all(&store).await;
    assert_ne!(lying.read_by(&store, &side("/p/gov/")).await, all);
    reorganise(&store, "union", Reorganisation::Merge { into: "gov".into() }).await;
    assert_eq!(lying.read_by(&store, &side("/p/gov/")).await, all);
    assert_eq!(lying.read_by(&store, &side("/p/union/")).await, public());
    // Nothing lies where the unit was but the unit itself, below the one that took it over.
    let left = standing(&store, "/p/union/").await;
    assert_eq!(left, BTreeMap::new());
    let history = store.unit(&side("/p/gov/"), &"union".into()).await.unwrap();
    assert_eq!((history.unit.path.as_str(), history.unit.active), ("/p/gov/union/", false));
    assert!(!history.history.is_empty());
    // One chair with two seats, not two chairs.
    let posts = store.unit(&org_hr(), &"gov".into()).await.unwrap().posts;
    assert_eq!(posts.iter().map(|post| (post.title.as_str(), post.seats)).collect::<Vec<_>>(), [("主席", 2)]);
    // Whoever names no target is told which field is empty.
    let nowhere = Reorganisation::Merge { into: Default::default() };
    let refused = store.reorganise(&org_hr(), &"gov".into(), &nowhere, today(), "", now()).await;
    assert_eq!(refused, Err(Fault::field("target", domain::Rule::Required)));
}

/// A new copy of a path is moved, or this fails: every field named so in the schema is in the list,
/// and none of them is read-only.
#[tokio::test]
async fn every_path_of_the_schema_is_moved() {
    let listed: BTreeSet<(String, String)> = PLACED
        .iter()
        .flat_map(|table| table.paths.iter().map(|field| (table.table.to_owned(), (*field).to_owned())))
        .collect();
    let declared = declared(&tests::open("mem://").await).await;
    assert_eq!(declared.difference(&listed).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
}

#[tokio::test]
async fn what_an_earlier_move_left_behind_follows() {
    let store = Store::open(&Target::embedded("mem://")).await.unwrap();
    let before = MIGRATIONS.iter().position(|(name, _)| name.ends_with("_places")).unwrap();
    store.migrate_with(&MIGRATIONS[..before], false, now()).await.unwrap();
    let unit = |id: &str, path: &str, active: bool| {
        format!(
            "CREATE unit:{id} CONTENT {{ name: '{id}', short: '{id}', kind: 'union', family: 'mass', level: '03',
                parent: 'p', path: '{path}', headcount: 1, leading_posts: 1, members: [], rank: 0, active: {active},
                version: 0, search: '{id}' }};"
        )
    };
    let event = "CREATE unit_event CONTENT { unit: 'old', `on`: '2026-01-01', document: '', at: 1,
        change: { kind: 'merged-into', unit: 'goes', name: 'goes' } };";
    let award = |id: &str, unit: &str, path: &str| {
        format!(
            "CREATE award:{id} CONTENT {{ person: 'p', unit: '{unit}', path: '{path}', kind: 'commendation', state: 'open',
                step: 'evidence', version: 1 }};"
        )
    };
    let old = [
        unit("goes", "/p/goes/", true),
        unit("old", "/ended/old/", false),
        unit("moved", "/p/new/moved/", true),
        event.to_owned(),
        award("a", "old", "/p/old/"),
        award("b", "moved", "/p/before/moved/"),
        award("c", "goes", "/p/goes/"),
    ];
    store.raw(Script::new(&old.concat())).await.unwrap();
    store.migrate(false, now()).await.unwrap();
    let held = store.raw(Script::new("SELECT VALUE [unit, path] FROM award ORDER BY id")).await.unwrap().remove(0);
    let expected = serde_json::json!([["goes", "/p/goes/"], ["moved", "/p/new/moved/"], ["goes", "/p/goes/"]]);
    assert_eq!(held, expected);
    let ended = store.raw(Script::new("SELECT VALUE path FROM unit:old")).await.unwrap().remove(0);
    assert_eq!(ended, serde_json::json!(["/p/goes/old/"]));
}
