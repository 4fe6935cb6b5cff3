//! Libraries and their ratings.

use domain::code::Role;
use domain::record::Hours;
use domain::training::port::{Classes, Evaluations, Holdings, Lessons, Places};
use domain::training::{Evaluation, Holding, HoldingKind, HoldingQuery, LessonDraft, LessonScore};
use domain::{Fault, HoldingId, Moment, Rule};
use store::Store;
use tests::{class, day, now, org_hr, small, viewer};

pub(super) fn holding(kind: HoldingKind, name: &str, unit: &str) -> Holding {
    Holding {
        id: HoldingId::default(),
        kind,
        unit: unit.into(),
        path: String::new(),
        name: name.into(),
        detail: String::new(),
        category: Default::default(),
        leader: false,
        seats: 0,
        hours: Hours(0),
        about: String::new(),
        active: true,
        file: Default::default(),
        file_name: String::new(),
        media: String::new(),
        version: 0,
    }
}

/// Something in the library: for tests of plans.
pub(super) async fn kept(store: &Store) {
    store.save_holding(&org_hr(), &holding(HoldingKind::Trainer, "王老师", "p"), now()).await.unwrap();
}

fn of(kind: &str) -> HoldingQuery {
    HoldingQuery { kind: kind.into(), ..HoldingQuery::default() }
}

#[tokio::test]
async fn trainers_and_venues_carry_what_those_who_were_there_gave_them() {
    let store = small("mem://", 6).await;
    kept(&store).await;
    store.save_holding(&org_hr(), &holding(HoldingKind::Venue, "党校", "p"), now()).await.unwrap();
    let id = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    let starts = Moment::start_of(day("2026-12-01"));
    let lesson =
        LessonDraft { leader: true, ..tests::lesson(&id, starts.plus_seconds(32_400), starts.plus_seconds(36_000), 2) };
    let lesson = store.save_lesson(&org_hr(), &lesson, now()).await.unwrap();
    for n in 0..6 {
        let me = viewer("a", &format!("p{n}"), &[]);
        store.enrol(&me, &id, now()).await.unwrap();
        let scores = vec![LessonScore { lesson: lesson.clone(), course: 3, trainer: 4 }];
        let answer = Evaluation { class: id.clone(), overall: 5, place: 2, lessons: scores, comment: String::new() };
        store.evaluate(&me, &answer, starts).await.unwrap();
    }
    let open = store.library(&org_hr(), &of("trainer"), starts).await.unwrap();
    assert_eq!(open.holdings.rows[0].scores.mean(), None, "while people answer nobody sees what was answered");
    let closed = Moment::start_of(day("2026-12-20"));
    assert_eq!(store.land_evaluations(closed).await.unwrap(), 6);
    let trainers = store.library(&org_hr(), &of("trainer"), closed).await.unwrap();
    let one = &trainers.holdings.rows[0];
    assert_eq!((one.holding.name.as_str(), one.used), ("王老师", 1));
    assert_eq!(one.scores.mean(), Some(400));
    assert_eq!(trainers.leaders, (Hours::whole(2), Hours::whole(2)), "taught by a leading cadre");
    let venues = store.library(&org_hr(), &of("venue"), closed).await.unwrap();
    assert_eq!((venues.holdings.rows[0].scores.mean(), venues.holdings.rows[0].used), (Some(200), 1));
}

#[tokio::test]
async fn a_name_is_in_a_library_once_and_names_from_above_are_there_to_choose() {
    let store = small("mem://", 1).await;
    kept(&store).await;
    let twin = store.save_holding(&org_hr(), &holding(HoldingKind::Trainer, " 王老师 ", "p"), now()).await;
    assert_eq!(twin, Err(Fault::field("name", Rule::Taken)));
    let union = viewer("u", "", &[(Role::TrainingManager, "/p/union/")]);
    let gov = viewer("g", "", &[(Role::TrainingManager, "/p/gov/")]);
    store.save_holding(&union, &holding(HoldingKind::Venue, "工人文化宫", "union"), now()).await.unwrap();
    let elsewhere = store.save_holding(&gov, &holding(HoldingKind::Venue, "职工之家", "union"), now()).await;
    assert_eq!(elsewhere, Err(Fault::Forbidden));
    let names = |viewer: domain::access::Viewer| {
        let store = store.clone();
        async move { store.holding_names(&viewer).await.unwrap().into_iter().map(|one| one.1).collect::<Vec<_>>() }
    };
    assert_eq!(names(union.clone()).await, ["工人文化宫", "王老师"]);
    assert_eq!(names(gov.clone()).await, ["王老师"]);
    assert_eq!(names(viewer("c", "p0", &[])).await, Vec::<String>::new());

    let mut venue = store.library(&union, &of("venue"), now()).await.unwrap().holdings.rows.remove(0).holding;
    venue.active = false;
    store.save_holding(&union, &venue, now()).await.unwrap();
    assert_eq!(names(union).await, ["王老师"], "what is out of use is not offered");
    assert_eq!(
        store.save_holding(&org_hr(), &venue, now()).await,
        Err(Fault::Refused(domain::Reason::Stale)),
        "and nobody writes over what they have not seen"
    );
}
