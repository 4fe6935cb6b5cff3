//! Settings that hold from a day on: who was overtaken is told, and nobody's version is lost.

use std::sync::Arc;

use domain::access::Viewer;
use domain::appraisal::AppraisalRules;
use domain::code::{Lang, Role};
use domain::exchange::eligibility::{EligibilityRule, defaults};
use domain::exchange::kind::{ExchangeKind, KindRules};
use domain::exchange::port::{Eligibility, Kinds};
use domain::incentive::IncentiveRules;
use domain::pipeline::PipelineRules;
use domain::tolerance::ToleranceRules;
use domain::training::port::{OtherHours, Requirements, TrainingSettings};
use domain::training::{Conversion, Requirement, Setting, SettingRow};
use domain::versioned::{Drawn, Versioned, Versioning, Versions};
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

fn key<T: Versioned>(one: &T) -> Option<String> {
    Some(domain::time::day_text(one.begins()))
}

/// Adds a version for a day that has one: by who has seen it, and by nobody else.
async fn replace<T: Versioned>(store: &Store, viewer: &Viewer, next: &T, version: u32) {
    let (before, drawn) = (bases::<T>(store, viewer).await, Drawn::with(version));
    let asked = store.add_version(viewer, next, &drawn, now()).await;
    let Err(Fault::Replaces(replaced)) = asked else { panic!("{asked:?}") };
    assert_eq!((replaced.from, replaced.by.as_str()), (next.begins(), viewer.name.as_str()));
    assert!(replaced.differs(Lang::Zh).iter().any(|one| one.name == "依据" && one.now == next.basis()), "{replaced:?}");
    let other = Drawn { confirmed: "seen".to_owned(), ..drawn.clone() };
    assert!(matches!(store.add_version(viewer, next, &other, now()).await, Err(Fault::Replaces(_))));
    assert_eq!(bases::<T>(store, viewer).await, before, "nothing is written before it was seen");
    let seen = Drawn { confirmed: replaced.seen(), ..drawn };
    store.add_version(viewer, next, &seen, now()).await.unwrap();
}

async fn bases<T: Versioned>(store: &Store, viewer: &Viewer) -> Vec<String> {
    shown::<T>(store, viewer).await.versions.iter().map(|one| one.basis().to_owned()).collect()
}

/// Six add a version at the same time, each from a form drawn before any of them did.
async fn six_at_once<T: Versioned>(store: &Store, viewer: Viewer, days: [&str; 6]) {
    let drawn = shown::<T>(store, &viewer).await;
    let viewer = Arc::new(viewer);
    let asked = days.iter().enumerate().map(|(n, from)| {
        let (store, viewer, next) = (store.beside(), viewer.clone(), version_of::<T>(from, &format!("依据{n}")));
        tokio::spawn(async move { store.add_version(&viewer, &next, &Drawn::with(drawn.version), now()).await })
    });
    let answers: Vec<_> = join_all(asked).await.into_iter().map(|one| one.unwrap()).collect();
    let added: Vec<usize> = (0..6).filter(|n| answers[*n].is_ok()).collect();
    assert_eq!(added.len(), 1, "{answers:?}");
    let overtaken = Err(Fault::Refused(Reason::Stale));
    assert!(answers.iter().enumerate().all(|(n, answer)| n == added[0] || *answer == overtaken), "{answers:?}");
    let after = shown::<T>(store, &viewer).await;
    assert_eq!(after.version, drawn.version + 1);
    assert!(after.versions.iter().any(|one| one.basis() == format!("依据{}", added[0])));
    assert_eq!(after.added_since(drawn.version, key).map(T::basis), Some(format!("依据{}", added[0]).as_str()));
    // Drawn again it goes in.
    let again = version_of::<T>(days[added[0]], "再次");
    replace(store, &viewer, &again, after.version).await;
    let bases = bases::<T>(store, &viewer).await;
    assert!(bases.contains(&"再次".to_owned()), "{bases:?}");
}

const SAME: [&str; 6] = ["2026-11-23"; 6];
const EACH: [&str; 6] = ["2026-11-25", "2026-11-24", "2026-12-01", "2027-01-01", "2027-07-01", "2028-01-01"];

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
    let version = drawn.version;
    let asked = (0..6).map(|n| {
        let (store, next) = (store.beside(), next(n));
        tokio::spawn(async move { store.save_kind(&org_hr(), &next, &Drawn::with(version), now()).await })
    });
    let answers: Vec<_> = join_all(asked).await.into_iter().map(|one| one.unwrap()).collect();
    let added: Vec<u32> = (0..6).filter(|n| answers[*n as usize].is_ok()).collect();
    assert_eq!(added.len(), 1, "{answers:?}");
    let overtaken = answers.iter().filter(|one| **one == Err(Fault::Refused(Reason::Stale))).count();
    assert_eq!(overtaken, 5, "{answers:?}");
    let after = store.kinds(&org_hr()).await.unwrap();
    assert_eq!((after.versions.as_slice(), after.version), ([next(added[0])].as_slice(), 1));
    assert_eq!(after.added, [next(0).key().unwrap()]);
    // Drawn again it takes that day's place, once that was seen.
    let asked = store.save_kind(&org_hr(), &next(20), &Drawn::with(1), now()).await;
    let Err(Fault::Replaces(replaced)) = asked else { panic!("{asked:?}") };
    let differs: Vec<_> = replaced.differs(Lang::Zh).iter().map(|one| (one.name.as_str(), one.now.as_str())).collect();
    assert_eq!((replaced.by.as_str(), differs), (org_hr().name.as_str(), vec![("公示（工作日）", "25")]));
    assert_eq!(store.kinds(&org_hr()).await.unwrap().versions, [next(added[0])]);
    let seen = Drawn { version: 1, confirmed: replaced.seen() };
    store.save_kind(&org_hr(), &next(20), &seen, now()).await.unwrap();
    assert_eq!(store.kinds(&org_hr()).await.unwrap().versions, [next(20)]);
}

#[tokio::test]
async fn a_version_replaces_that_of_its_day_only_for_who_saw_it() {
    let store = small("mem://", 1).await;
    let (one, other) = (version_of::<ToleranceRules>(SAME[0], "甲"), version_of::<ToleranceRules>(SAME[0], "乙"));
    let first = Drawn::default();
    store.add_version(&keeper(), &one, &first, now()).await.unwrap();
    assert_eq!(store.add_version(&keeper(), &other, &first, now()).await, Err(Fault::Refused(Reason::Stale)));
    replace(&store, &keeper(), &other, 1).await;
    let held = shown::<ToleranceRules>(&store, &keeper()).await;
    assert_eq!((held.versions.as_slice(), held.version), ([other].as_slice(), 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_number_of_training_is_entered_by_one_who_saw_all_there_are_of_it() {
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
        tokio::spawn(async move { store.add_setting(&org_hr(), &row, &Drawn::default(), now()).await })
    });
    let answers: Vec<_> = join_all(asked).await.into_iter().map(|one| one.unwrap()).collect();
    assert_eq!(answers.iter().filter(|one| one.is_ok()).count(), 1, "{answers:?}");
    let held = store.settings(&org_hr()).await.unwrap();
    assert_eq!((held.0.len(), held.version()), (1, 1));
    let (first, drawn) = (Drawn::default(), Drawn::with(held.version()));
    assert_eq!(store.add_setting(&org_hr(), &row(9), &first, now()).await, Err(Fault::Refused(Reason::Stale)));
    // Another setting is nobody's who did not look at it.
    let other = SettingRow { setting: Setting::SmallGroup, ..row(9) };
    store.add_setting(&org_hr(), &other, &first, now()).await.unwrap();
    // The day has a number already: which one, and whose.
    let asked = store.add_setting(&org_hr(), &row(9), &drawn, now()).await;
    let Err(Fault::Replaces(replaced)) = asked else { panic!("{asked:?}") };
    assert_eq!((replaced.by.as_str(), replaced.differs(Lang::Zh)[0].now.as_str()), (org_hr().name.as_str(), "9"));
    assert_eq!(store.settings(&org_hr()).await.unwrap().version(), 2);
    let seen = Drawn { confirmed: replaced.seen(), ..drawn };
    store.add_setting(&org_hr(), &row(9), &seen, now()).await.unwrap();
}

#[tokio::test]
async fn rules_requirements_and_conversions_of_a_day_that_has_one_are_asked_about() {
    let store = small("mem://", 1).await;
    let rule = EligibilityRule { unit: "union".into(), from: day("2026-12-01"), ..defaults().remove(0) };
    let other = EligibilityRule { basis: "另一文件".into(), ..rule.clone() };
    store.save_eligibility_rule(&org_hr(), &rule, "", now()).await.unwrap();
    let asked = store.save_eligibility_rule(&org_hr(), &other, "", now()).await;
    let Err(Fault::Replaces(replaced)) = asked else { panic!("{asked:?}") };
    assert_eq!((replaced.by.as_str(), replaced.from), (org_hr().name.as_str(), rule.from));
    assert_eq!(replaced.differs(Lang::Zh)[0].now, "另一文件");
    store.save_eligibility_rule(&org_hr(), &other, &replaced.seen(), now()).await.unwrap();
    // Who saw the first of them has not seen the second.
    let stale = store.save_eligibility_rule(&org_hr(), &rule, &replaced.seen(), now()).await;
    assert!(matches!(stale, Err(Fault::Replaces(_))), "{stale:?}");
    let requirements = store.requirements(&org_hr()).await.unwrap();
    let mut next = Requirement { from: day("2027-01-01"), basis: "新文件".into(), ..requirements[0].clone() };
    assert_eq!(store.requirement_replaced(&org_hr(), &next).await, Ok(None));
    store.save_requirement(&org_hr(), &next, now()).await.unwrap();
    next.basis = "又一文件".into();
    let replaced = store.requirement_replaced(&org_hr(), &next).await.unwrap().unwrap();
    let differs: Vec<_> = replaced.differs(Lang::Zh).iter().map(|one| one.was.as_str()).collect();
    assert_eq!((replaced.by.as_str(), differs), (org_hr().name.as_str(), vec!["新文件"]));
    let row = store.conversions(&org_hr()).await.unwrap().0.remove(0);
    let next = Conversion { from: day("2027-01-01"), ..row };
    store.add_conversion(&org_hr(), &next, "", now()).await.unwrap();
    let asked = store.add_conversion(&org_hr(), &next, "", now()).await;
    let Err(Fault::Replaces(replaced)) = asked else { panic!("{asked:?}") };
    assert!(replaced.differs(Lang::Zh).is_empty());
    store.add_conversion(&org_hr(), &next, &replaced.seen(), now()).await.unwrap();
}
