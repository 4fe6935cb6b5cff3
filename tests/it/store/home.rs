//! What is kept of home pages is what a page shows that is made anew, whatever was written and whoever looks
//! meanwhile; and whom a change does not concern keeps their page.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::access::Viewer;
use domain::code::{Role, UnitKind};
use domain::home::Home;
use domain::home::port::Desk;
use domain::organisation::Reorganisation;
use domain::person::PersonDraft;
use domain::person::port::{People, SensitiveFields};
use domain::training::port::{CallUps, Classes, OtherHours, Places, Surveys};
use domain::training::{CallAnswer, Class, Measure};
use domain::training::{ClassDraft, HoursDraft};
use store::{Bulk, Script, Store};
use tests::{class, day, now, org_hr, small, unit, viewer};

use super::FEATURES;
use super::moved::reorganise;

fn cadre(person: &str) -> Viewer {
    viewer(person, person, &[])
}

/// Everybody who finds something else at home.
fn lookers() -> Vec<Viewer> {
    let offices = [
        (Role::UnitHr, "/p/union/"),
        (Role::UnitHr, "/p/"),
        (Role::TrainingManager, "/p/"),
        (Role::Leader, "/p/"),
        (Role::Discipline, "/p/"),
        (Role::SystemAdmin, "/p/"),
        (Role::AuditAdmin, "/p/"),
    ];
    let offices = offices.map(|(role, path)| viewer(&format!("{role:?}{path}"), "", &[(role, path)]));
    let both = viewer("both", "p2", &[(Role::OrgHr, "/p/gov/"), (Role::UnitHr, "/p/union/")]);
    ["p0", "p1", "p2", "g0"].map(cadre).into_iter().chain(offices).chain([org_hr(), both]).collect()
}

/// A home page without what may be a moment old: how many seats others took, and what changes by itself.
fn shown(home: Home) -> Home {
    let but_seats = |class: &mut Class| {
        (class.taken, class.queued, class.turn) = (0, 0, 0);
        class.admission.quotas.iter_mut().for_each(|quota| quota.taken = 0);
    };
    let mut home = Home { audit: None, accounts: None, ..home };
    if let Some(cadre) = &mut home.cadre {
        cadre.coming.iter_mut().for_each(but_seats);
        cadre.offers.iter_mut().for_each(|offer| but_seats(&mut offer.0));
        cadre.recommended.iter_mut().for_each(|row| but_seats(&mut row.class));
    }
    home
}

/// What is kept of everybody's page is what there is.
async fn agrees(store: &Store, after: &str) {
    let anew = store.beside();
    for who in lookers() {
        let (kept, made) = (store.home(&who, now()).await.unwrap(), anew.home(&who, now()).await.unwrap());
        assert_eq!(shown(kept), shown(made), "{} after {after}", who.account);
        let unread = (store.unread(&who).await.unwrap(), anew.unread(&who).await.unwrap());
        assert_eq!(unread.0, unread.1, "{} after {after}", who.account);
    }
}

/// Changes something while everybody looks again and again, so that pages are kept in between.
async fn watched<T>(store: &Store, change: impl Future<Output = T>) -> T {
    let over = Arc::new(AtomicBool::new(false));
    let looking = tokio::spawn({
        let (store, over) = (store.clone(), over.clone());
        async move {
            while !over.load(Ordering::Relaxed) {
                for who in lookers() {
                    store.home(&who, now()).await.unwrap();
                    store.unread(&who).await.unwrap();
                }
            }
        }
    });
    let changed = change.await;
    over.store(true, Ordering::Relaxed);
    looking.await.unwrap();
    changed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_change_is_seen_at_home() {
    let store = small("mem://", 3).await;
    let root = unit("p", None, UnitKind::Region);
    let regions = ["hx", "ll"].map(|id| unit(id, Some(&root), UnitKind::Region));
    store.load(Bulk::Units(regions.to_vec())).await.unwrap();
    agrees(&store, "nothing").await;
    for feature in FEATURES {
        watched(&store, (feature.moved.put)(&store)).await;
        agrees(&store, "something of every feature was put there").await;
    }
    watched(&store, reorganise(&store, "union", Reorganisation::Move { parent: "hx".into() })).await;
    agrees(&store, "a unit moved").await;
    watched(&store, reorganise(&store, "gov", Reorganisation::Merge { into: "union".into() })).await;
    agrees(&store, "a unit was taken in").await;
    store.raw(Script::new("DELETE person:g0")).await.unwrap();
    agrees(&store, "somebody went for good").await;
}

/// What of somebody's page is made anew when they look; classes that others may enter too are read again when one
/// of them changes, and when seats were taken a moment ago.
async fn made(store: &Store, who: &Viewer) -> Vec<&'static str> {
    let before = store.answers_made();
    store.home(who, now()).await.unwrap();
    store.unread(who).await.unwrap();
    let after = store.answers_made();
    let grew = |(what, times): (&'static str, u64)| (before.get(what) != Some(&times)).then_some(what);
    after.into_iter().filter_map(grew).filter(|what| *what != "open classes").collect()
}

fn hours(person: &str) -> HoursDraft {
    HoursDraft {
        once: format!("of{person}"),
        people: vec![person.into()],
        title: "学习".into(),
        form: domain::code::TrainingForm::OffJob,
        category: "theory".into(),
        measure: Measure::Hour,
        tenths: 50,
        day: day("2026-05-05"),
        document: "凭据".into(),
    }
}

#[tokio::test]
async fn whom_a_change_does_not_concern_keeps_their_page() {
    let store = small("mem://", 3).await;
    let (hr, me, other) = (org_hr(), cadre("p1"), cadre("p0"));
    let unit_hr = viewer("unit", "", &[(Role::UnitHr, "/p/")]);
    let class = store.save_class(&hr, &class(9), now()).await.unwrap();
    store.publish_class(&hr, &class, now()).await.unwrap();
    let call_up = super::call_up::draft(&class, "训〔2026〕1号", &["p0", "p1"]);
    let call_up = store.call_up(&hr, &call_up, now()).await.unwrap();
    let survey = store.save_survey(&hr, &super::planning::survey("p"), now()).await.unwrap();
    store.publish_survey(&hr, &survey, now()).await.unwrap();
    for who in [&me, &other] {
        assert!(made(&store, who).await.contains(&"own training"));
        assert_eq!(made(&store, who).await, [""; 0], "nothing was written since");
    }
    // Each is seen by whom it concerns, and by nobody else.
    let concerns = async |what: &str, parts: &[&'static str]| {
        assert_eq!(made(&store, &other).await, [""; 0], "{what} is none of theirs");
        assert_eq!(made(&store, &me).await, parts, "{what}");
        agrees(&store, what).await;
        made(&store, &other).await;
    };
    store.unmask(&unit_hr, &"p1".into(), "任职回避核查", now()).await.unwrap();
    concerns("a look at a record", &["notices"]).await;
    store.read_notices(&me, &[], now()).await.unwrap();
    concerns("notices that were read", &["notices"]).await;
    store.record_hours(&hr, &hours("p1"), now()).await.unwrap();
    concerns("hours", &["notices", "own training"]).await;
    let record = store.person(&hr, &"p1".into()).await.unwrap().person;
    let edited = PersonDraft { native_place: "云南大理".into(), ..super::completion::draft_of(&record) };
    store.save_person(&hr, &edited, now()).await.unwrap();
    concerns("a record", &["own training"]).await;
    store.answer_call(&me, &call_up, &CallAnswer::Attend, now()).await.unwrap();
    concerns("an answer to a call-up", &["own training"]).await;
    store.answer_survey(&me, &super::planning::need(&survey, &["law"]), now()).await.unwrap();
    concerns("an answer to a survey", &["own training"]).await;
    let free = store.save_class(&hr, &tests::new_class(9), now()).await.unwrap();
    store.publish_class(&hr, &free, now()).await.unwrap();
    assert_eq!(made(&store, &other).await, [""; 0], "a class that nobody is in");
    store.enrol(&me, &free, now()).await.unwrap();
    concerns("a place that was taken", &["notices", "own training"]).await;
    store.withdraw(&me, &free, now()).await.unwrap();
    assert_eq!(made(&store, &other).await, [""; 0], "a place that was given back");
    assert!(made(&store, &me).await.contains(&"own training"));
    agrees(&store, "a place was given back").await;
    // Both have a place in the class that they were called up to.
    let draft = store.class(&hr, &class, now()).await.unwrap().class;
    let moved =
        ClassDraft { id: class.clone(), version: draft.version, place: "党校二楼".into(), ..tests::class(9) };
    store.save_class(&hr, &moved, now()).await.unwrap();
    for who in [&me, &other] {
        assert!(made(&store, who).await.contains(&"own training"));
        assert_eq!(store.home(who, now()).await.unwrap().cadre.unwrap().coming[0].place, "党校二楼");
    }
}

#[tokio::test]
async fn a_page_that_is_made_anew_takes_few_queries() {
    let store = small("mem://", 3).await;
    let class = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    store.publish_class(&org_hr(), &class, now()).await.unwrap();
    store.enrol(&cadre("p0"), &class, now()).await.unwrap();
    store.home(&cadre("p1"), now()).await.unwrap();
    store.follow().await.unwrap();
    let queries = async |who: Viewer| {
        let before = store.queries();
        // The frame of every page says how much is unread.
        store.unread(&who).await.unwrap();
        store.home(&who, now()).await.unwrap();
        store.queries() - before
    };
    let (first, again) = (queries(cadre("p0")).await, queries(cadre("p0")).await);
    assert!(first <= 3 && again == 0, "{first} for a cadre, then {again}");
    let hr = viewer("hr", "g0", &[(Role::OrgHr, "/p/")]);
    let first = queries(hr).await;
    assert!(first <= 5, "{first} for an office");
}

#[tokio::test]
async fn rights_that_end_are_missed_at_once() {
    let store = small("mem://", 1).await;
    let home = async |roles: &[(Role, &str)]| store.home(&viewer("hr", "p0", roles), now()).await.unwrap();
    let holder = home(&[(Role::OrgHr, "/p/")]).await;
    assert!(holder.training.is_some() && holder.roster.is_some());
    let former = home(&[]).await;
    assert!(former.training.is_none() && former.roster.is_none() && former.cadre.is_some());
    assert_eq!(home(&[(Role::OrgHr, "/p/")]).await, holder);
}

#[tokio::test]
async fn what_another_server_wrote_is_seen_moments_later() {
    let here = small("mem://", 2).await;
    let there = here.beside();
    let me = cadre("p0");
    assert_eq!(there.unread(&me).await.unwrap(), 0);
    assert!(there.home(&me, now()).await.unwrap().cadre.unwrap().recommended.is_empty());
    let unit_hr = viewer("unit", "", &[(Role::UnitHr, "/p/")]);
    here.unmask(&unit_hr, &"p0".into(), "任职回避核查", now()).await.unwrap();
    let class = here.save_class(&org_hr(), &class(9), now()).await.unwrap();
    here.publish_class(&org_hr(), &class, now()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(there.unread(&me).await.unwrap(), 1);
    let home = there.home(&me, now()).await.unwrap();
    assert_eq!((home.notices.len(), home.cadre.unwrap().recommended.len()), (1, 1));
    // What a server writes itself it sees at once.
    there.enrol(&me, &class, now()).await.unwrap();
    let home = there.home(&me, now()).await.unwrap();
    assert_eq!((home.notices.len(), home.cadre.unwrap().coming.len()), (2, 1));
}
