use domain::code::{UnitKind, UnitLevel};
use domain::organisation::port::Units;
use domain::organisation::{self, Reorganisation, UnitChange, UnitDraft};
use domain::person::PeopleQuery;
use domain::person::port::People;
use tests::{now, open, org_hr, small, today, viewer};

#[tokio::test]
async fn a_merge_takes_people_along_and_keeps_the_history() {
    let store = small("mem://", 3).await;
    let merge = Reorganisation::Merge { into: "gov".into() };
    let next = store.reorganise(&org_hr(), &"union".into(), &merge, today(), "云编〔2026〕1号", now()).await.unwrap();
    assert_eq!(next.as_str(), "gov");
    let gov = store.unit(&org_hr(), &"gov".into()).await.unwrap();
    assert_eq!(gov.people_here, 6);
    assert!(matches!(&gov.history[0].change, UnitChange::Absorbed { unit, .. } if unit.as_str() == "union"));
    let person = store.person(&org_hr(), &"p0".into()).await.unwrap().person;
    assert_eq!((person.unit.as_str(), person.path.as_str()), ("gov", "/p/gov/"));
    let units = store.units(&org_hr()).await.unwrap();
    assert!(units.iter().all(|row| row.unit.id.as_str() != "union"));
}

#[tokio::test]
async fn a_move_carries_the_subtree_and_never_circles() {
    let store = small("mem://", 2).await;
    let to_gov = Reorganisation::Move { parent: "gov".into() };
    store.reorganise(&org_hr(), &"union".into(), &to_gov, today(), "", now()).await.unwrap();
    let in_gov = PeopleQuery { unit: "gov".into(), ..PeopleQuery::default() };
    assert_eq!(store.people(&org_hr(), &in_gov).await.unwrap().total, 4);
    let back = Reorganisation::Move { parent: "union".into() };
    let refused = store.reorganise(&org_hr(), &"gov".into(), &back, today(), "", now()).await;
    assert_eq!(refused, Err(organisation::Refusal::Circular.into()));
}

#[tokio::test]
async fn a_unit_in_use_is_not_dissolved_and_a_rename_is_remembered() {
    let store = small("mem://", 1).await;
    let dissolve = store.reorganise(&org_hr(), &"union".into(), &Reorganisation::Dissolve, today(), "", now()).await;
    assert_eq!(dissolve, Err(organisation::Refusal::UnitInUse.into()));
    let rename = Reorganisation::Rename { name: "云江总工会".into(), short: String::new() };
    store.reorganise(&org_hr(), &"union".into(), &rename, today(), "", now()).await.unwrap();
    let detail = store.unit(&org_hr(), &"union".into()).await.unwrap();
    assert_eq!(detail.unit.name, "云江总工会");
    assert!(matches!(&detail.history[0].change, UnitChange::Renamed { from, .. } if from == "union全称"));
}

#[tokio::test]
async fn an_appointment_moves_the_person_and_ends_the_one_before() {
    use domain::appointment::AppointmentDraft;
    use domain::code::{AppointmentKind, Level};
    use tests::{appoint, day, post};
    let store = small("mem://", 1).await;
    let draft = |unit: &str, from: &str| post("p0", unit, "副主席", Level::DivisionDeputy, from);
    appoint(&store, draft("union", "2026-01-01")).await.unwrap();
    appoint(&store, draft("gov", "2026-06-01")).await.unwrap();
    let detail = store.person(&org_hr(), &"p0".into()).await.unwrap();
    assert_eq!((detail.person.path.as_str(), detail.person.level), ("/p/gov/", Level::DivisionDeputy));
    let began = Some(day("2026-01-01").into());
    assert_eq!(detail.person.level_since, began, "the level began with the first of the two");
    assert_eq!(detail.appointments.len(), 2);
    assert_eq!(detail.appointments[1].until, day("2026-05-31"));
    let seconded = AppointmentDraft { kind: AppointmentKind::Seconded, ..draft("union", "2026-07-01") };
    assert!(appoint(&store, seconded).await.is_err(), "a secondment is no main post");
}

#[tokio::test]
async fn the_top_unit_of_an_empty_tree_is_made_once() {
    let store = open("mem://").await;
    let draft = UnitDraft {
        parent: Default::default(),
        name: "云江省".into(),
        short: String::new(),
        kind: UnitKind::Region,
        level: UnitLevel::Province,
        headcount: 0,
        leading_posts: 0,
        members: Vec::new(),
        on: today(),
        document: String::new(),
    };
    let actor = store::Actor::default;
    let (one, other) = tokio::join!(store.found_root(actor(), &draft, now()), store.found_root(actor(), &draft, now()));
    let (made, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(refused, Err(organisation::Refusal::UnitInUse.into()), "two at once make one");
    let top = made.unwrap();
    let hr = viewer("org", "", &[(domain::code::Role::OrgHr, &format!("/{top}/"))]);
    let below = UnitDraft { parent: top.clone(), name: "云江省总工会".into(), kind: UnitKind::Union, ..draft };
    let below = store.create_unit(&hr, &below, now()).await.unwrap();
    assert!(below.path.starts_with(&format!("/{top}/")), "others are made below it");
}
