use domain::code::{Role, UnitKind, UnitLevel};
use domain::organisation::port::Units;
use domain::organisation::{self, MOST_NEAR, NearQuery, NearUnits, Reorganisation, Unit, UnitChange, UnitDraft};
use domain::person::PeopleQuery;
use domain::person::port::People;
use store::Bulk;
use tests::{now, open, org_hr, small, today, unit, viewer};

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

#[tokio::test]
async fn of_many_units_a_page_has_those_near_and_those_looked_for() {
    let store = open("mem://").await;
    let named = |id: &str, above: Option<&Unit>, name: &str| Unit {
        name: name.to_owned(),
        short: name.to_owned(),
        ..unit(id, above, if above.is_none() { UnitKind::Region } else { UnitKind::Union })
    };
    let root = named("p", None, "云江省");
    let mut all = vec![root.clone(), named("x", None, "外省")];
    for city in 0..20 {
        let city = named(&format!("c{city}"), Some(&root), &format!("第{city}市"));
        for county in 0..15 {
            all.push(named(&format!("{}-{county}", city.id), Some(&city), &format!("第{county}区")));
        }
        all.push(city);
    }
    let bureau = named("deep", all.iter().find(|unit| unit.id.as_str() == "c19-14"), "龙泉驿文旅局");
    all.push(bureau);
    store.load(Bulk::Units(all)).await.unwrap();

    let of = |near: &str, q: &str, within: &str| {
        let near = [near].into_iter().filter(|id| !id.is_empty()).map(Into::into).collect();
        NearQuery { near, q: q.to_owned(), within: within.into() }
    };
    let ids = |found: &NearUnits| found.rows.iter().map(|row| row.unit.id.0.clone()).collect::<Vec<_>>();
    let found = store.units_near(&org_hr(), &of("", "", "")).await.unwrap();
    assert_eq!((found.rows.len(), found.all), (21, false), "the top and those right below it");

    let found = store.units_near(&org_hr(), &of("c19-14", "", "")).await.unwrap();
    let shown = ids(&found);
    assert!(found.rows.len() <= MOST_NEAR && !found.all);
    for id in ["p", "c0", "c19", "c19-0", "c19-14", "deep"] {
        assert!(shown.iter().any(|one| one == id), "{id} is offered");
    }
    assert!(!shown.iter().any(|one| one == "c0-0" || one == "x"));
    let place = |id: &str| shown.iter().position(|one| one == id);
    assert!(place("p") < place("c19") && place("c19") < place("c19-14") && place("c19-14") < place("deep"));

    for q in ["龙泉", "longquan", "LQY"] {
        let found = store.units_near(&org_hr(), &of("c0-0", q, "")).await.unwrap();
        assert_eq!(
            (found.found, ids(&found)),
            (1, ["p", "c0", "c0-0", "c19", "c19-14", "deep"].map(Into::into).to_vec())
        );
    }
    let found = store.units_near(&org_hr(), &of("", "区", "")).await.unwrap();
    assert_eq!((found.found, found.rows.len(), found.all), (300, MOST_NEAR, false));
    let none = store.units_near(&org_hr(), &of("x", "外省", "")).await.unwrap();
    assert_eq!((none.found, none.rows.len()), (0, 0), "another scope's");

    let below = store.units_near(&org_hr(), &of("", "", "c19")).await.unwrap();
    assert_eq!((below.rows.len(), below.all), (17, true));
    let city = viewer("c", "", &[(Role::OrgHr, "/p/c3/")]);
    let few = store.units_near(&city, &of("c0", "", "")).await.unwrap();
    assert_eq!((few.rows.len(), few.all), (16, true));
    assert!(few.rows.iter().all(|row| row.unit.path.starts_with("/p/c3/")));
    assert!(store.units_near(&city, &of("", "", "c0")).await.unwrap().rows.is_empty());
}
