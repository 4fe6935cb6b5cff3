//! Settings that hold from a day on: who was overtaken is told, and nobody's version is lost.

use std::sync::Arc;

use domain::access::Viewer;
use domain::appraisal::AppraisalRules;
use domain::code::Role;
use domain::exchange::kind::{ExchangeKind, KindRules};
use domain::exchange::port::Kinds;
use domain::incentive::IncentiveRules;
use domain::pipeline::PipelineRules;
use domain::tolerance::ToleranceRules;
use domain::training::port::TrainingSettings;
use domain::training::{Setting, SettingRow};
use domain::versioned::{Versioned, Versioning, Versions};
use domain::{Day, Fault, Reason};
use futures::future::join_all;
use store::Store;
use tests::{day, now, org_hr, small, viewer};

fn keeper() -> Viewer {
    viewer("keeper", "", &[(Role::Discipline, "/p/")])
}

/// A version from a day on, told from others by its basis.
fn version_of<T: Versioned>(from: &str, basis: &str) -> T {
    let mut one = T::first(day(from));
    one.set_begin(day(from), basis.to_owned());
    one
}

async fn shown<T: Versioned>(store: &Store, viewer: &Viewer) -> Versions<T> {
    store.versions(viewer).await.unwrap()
}

/// Six add a version at the same time, each from a form drawn before any of them did.
async fn six_at_once<T: Versioned>(store: &Store, viewer: Viewer, days: [&str; 6]) {
    let drawn = shown::<T>(store, &viewer).await;
    let viewer = Arc::new(viewer);
    let asked = days.iter().enumerate().map(|(n, from)| {
        let (store, viewer, next) = (store.beside(), viewer.clone(), version_of::<T>(from, &format!("依据{n}")));
        tokio::spawn(async move { store.add_version(&viewer, &next, drawn.version, now()).await })
    });
    let answers: Vec<_> = join_all(asked).await.into_iter().map(|one| one.unwrap()).collect();
    let added: Vec<usize> = (0..6).filter(|n| answers[*n].is_ok()).collect();
    assert_eq!(added.len(), 1, "{answers:?}");
    let overtaken = Err(Fault::Refused(Reason::Stale));
    assert!(answers.iter().enumerate().all(|(n, answer)| n == added[0] || *answer == overtaken), "{answers:?}");
    let after = shown::<T>(store, &viewer).await;
    assert_eq!(after.version, drawn.version + 1);
    assert!(after.versions.iter().any(|one| one.basis() == format!("依据{}", added[0])));
    // Drawn again it goes in.
    let again = version_of::<T>(days[0], "再次");
    store.add_version(&viewer, &again, after.version, now()).await.unwrap();
    let bases: Vec<String> =
        shown::<T>(store, &viewer).await.versions.iter().map(|one| one.basis().to_owned()).collect();
    assert!(bases.contains(&"再次".to_owned()), "{bases:?}");
}

const SAME: [&str; 6] = ["2026-11-23"; 6];
const EACH: [&str; 6] = ["2026-11-23", "2026-11-24", "2026-12-01", "2027-01-01", "2027-07-01", "2028-01-01"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_change_settings_at_once_one_does_and_the_others_are_told() {
    let store = small("mem://", 1).await;
    for days in [SAME, EACH] {
        six_at_once::<PipelineRules>(&store, org_hr(), days).await;
        six_at_once::<IncentiveRules>(&store, org_hr(), days).await;
        six_at_once::<AppraisalRules>(&store, org_hr(), days).await;
        six_at_once::<ToleranceRules>(&store, keeper(), days).await;
    }
    // The kinds do not hold each other up, and what was added stands newest first.
    let all = shown::<PipelineRules>(&store, &org_hr()).await;
    assert_eq!(all.version, 4);
    let begun: Vec<Day> = all.versions.iter().map(|one| one.from).collect();
    assert!(begun.is_sorted_by(|one, next| one > next), "{begun:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_change_kinds_of_exchange_at_once_one_does_and_the_others_are_told() {
    let store = small("mem://", 1).await;
    let drawn = store.kinds(&org_hr()).await.unwrap();
    assert_eq!((drawn.versions.len(), drawn.version, drawn.editable), (0, 0, true));
    let next = |n: u32| KindRules {
        from: Some(day("2026-12-01")),
        notice_days: 5 + n,
        ..KindRules::first(ExchangeKind::Rotation)
    };
    let asked = (0..6).map(|n| {
        let (store, next) = (store.beside(), next(n));
        tokio::spawn(async move { store.save_kind(&org_hr(), &next, drawn.version, now()).await })
    });
    let answers: Vec<_> = join_all(asked).await.into_iter().map(|one| one.unwrap()).collect();
    let added: Vec<u32> = (0..6).filter(|n| answers[*n as usize].is_ok()).collect();
    assert_eq!(added.len(), 1, "{answers:?}");
    let overtaken = answers.iter().filter(|one| **one == Err(Fault::Refused(Reason::Stale))).count();
    assert_eq!(overtaken, 5, "{answers:?}");
    let after = store.kinds(&org_hr()).await.unwrap();
    assert_eq!((after.versions, after.version), (vec![next(added[0])], 1));
    // Drawn again it takes that day's place.
    store.save_kind(&org_hr(), &next(20), 1, now()).await.unwrap();
    assert_eq!(store.kinds(&org_hr()).await.unwrap().versions, [next(20)]);
}

#[tokio::test]
async fn a_version_replaces_that_of_its_day_only_for_who_saw_it() {
    let store = small("mem://", 1).await;
    let (one, other) = (version_of::<ToleranceRules>(SAME[0], "甲"), version_of::<ToleranceRules>(SAME[0], "乙"));
    store.add_version(&keeper(), &one, 0, now()).await.unwrap();
    assert_eq!(store.add_version(&keeper(), &other, 0, now()).await, Err(Fault::Refused(Reason::Stale)));
    store.add_version(&keeper(), &other, 1, now()).await.unwrap();
    let held = shown::<ToleranceRules>(&store, &keeper()).await;
    assert_eq!((held.versions.as_slice(), held.version), ([other].as_slice(), 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_number_of_training_is_entered_by_one_who_saw_all_there_are() {
    let store = small("mem://", 1).await;
    let row = |value| SettingRow {
        setting: Setting::LateMinutes,
        value,
        basis: "主办单位规定".into(),
        from: day("2026-11-23"),
        at: now(),
        by: String::new(),
    };
    let asked = (0..6).map(|n| {
        let (store, row) = (store.beside(), row(n));
        tokio::spawn(async move { store.add_setting(&org_hr(), &row, 0, now()).await })
    });
    let answers: Vec<_> = join_all(asked).await.into_iter().map(|one| one.unwrap()).collect();
    assert_eq!(answers.iter().filter(|one| one.is_ok()).count(), 1, "{answers:?}");
    let held = store.settings(&org_hr()).await.unwrap();
    assert_eq!((held.0.len(), held.version()), (1, 1));
    assert_eq!(store.add_setting(&org_hr(), &row(9), 0, now()).await, Err(Fault::Refused(Reason::Stale)));
    store.add_setting(&org_hr(), &row(9), held.version(), now()).await.unwrap();
}
