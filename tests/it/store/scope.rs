//! What lies outside a viewer's subtree is neither seen nor changed, by any port.

use domain::code::Role;
use domain::home::port::Desk;
use domain::organisation::port::Units;
use domain::person::PeopleQuery;
use domain::person::port::{People, SensitiveFields};
use domain::training::CompletionQuery;
use domain::training::port::{Classes, CompletionTable, Ledger};
use domain::{Fault, PersonId};
use tests::{class, now, small, viewer};

#[tokio::test]
async fn a_units_hr_sees_and_touches_its_own_people_only() {
    let store = small("mem://", 3).await;
    let hr = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    let (mine, other): (PersonId, PersonId) = ("p0".into(), "g0".into());
    assert_eq!(store.people(&hr, &PeopleQuery::default()).await.unwrap().total, 3);
    let asked = PeopleQuery { unit: "gov".into(), ..PeopleQuery::default() };
    assert_eq!(store.people(&hr, &asked).await.unwrap().total, 0);
    assert!(store.person(&hr, &mine).await.is_ok());
    assert_eq!(store.person(&hr, &other).await.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.unmask(&hr, &other, "任职回避核查", now()).await.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.record(&hr, &other, 0, now()).await.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.unit(&hr, &"gov".into()).await.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.photo(&hr, &other).await.unwrap_err(), Fault::Forbidden);
    assert!(store.search(&hr, "李").await.unwrap().is_empty());
    assert_eq!(store.search(&hr, "zhang").await.unwrap().len(), 3);
    let table = store.completion(&hr, &CompletionQuery::default(), now()).await.unwrap();
    assert_eq!(table.rows.iter().map(|row| row.unit.as_str()).collect::<Vec<_>>(), ["union"]);
    let exported = store.export_records(&hr, &PeopleQuery::default()).await.unwrap();
    assert!(exported.iter().all(|(record, _)| record.person.path == "/p/union/"));
}

#[tokio::test]
async fn sensitive_fields_need_a_purpose_and_tell_the_person() {
    let store = small("mem://", 1).await;
    let hr = viewer("hr", "", &[(Role::UnitHr, "/p/")]);
    assert!(matches!(store.unmask(&hr, &"p0".into(), " ", now()).await, Err(Fault::Invalid(_))));
    assert!(store.sensitive(&hr, &"p0".into(), now()).await.is_err(), "not before a purpose is stated");
    store.unmask(&hr, &"p0".into(), "任职回避核查", now()).await.unwrap();
    assert_eq!(store.sensitive(&hr, &"p0".into(), now()).await.unwrap().sensitive.health, "健康");
    let me = viewer("me", "p0", &[]);
    assert_eq!(store.unread(&me).await.unwrap(), 1);
    let leader = viewer("leader", "", &[(Role::Leader, "/p/")]);
    assert_eq!(store.unmask(&leader, &"p0".into(), "任职回避核查", now()).await.unwrap_err(), Fault::Forbidden);
    assert!(store.unmask(&me, &"p0".into(), "", now()).await.is_ok(), "one's own is one's own");
}

#[tokio::test]
async fn a_cadre_sees_only_the_own_record_and_no_drafts() {
    let store = small("mem://", 2).await;
    let me = viewer("me", "p0", &[]);
    let org = tests::org_hr();
    let draft = store.save_class(&org, &class(3), now()).await.unwrap();
    assert_eq!(store.class(&me, &draft, now()).await.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.classes(&me, &Default::default(), now()).await.unwrap().total, 0);
    store.publish_class(&org, &draft, now()).await.unwrap();
    let detail = store.class(&me, &draft, now()).await.unwrap();
    assert!(!detail.holds, "who else enrolled is not a cadre's business");
    let others = store.class_roster(&me, &draft, &Default::default()).await;
    assert_eq!(others.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.person(&me, &"p1".into()).await.unwrap_err(), Fault::Forbidden);
    assert_eq!(store.people(&me, &PeopleQuery::default()).await.unwrap_err(), Fault::Forbidden);
    assert!(store.record(&me, &"p0".into(), 0, now()).await.is_ok());
}

#[tokio::test]
async fn who_sends_people_sees_the_classes_of_the_units_above() {
    let store = small("mem://", 1).await;
    let org = tests::org_hr();
    let draft =
        store.save_class(&org, &domain::training::ClassDraft { unit: "p".into(), ..class(3) }, now()).await.unwrap();
    let hr = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    let classes = |who: domain::access::Viewer| {
        let store = store.clone();
        async move { store.classes(&who, &Default::default(), now()).await.unwrap().total }
    };
    assert_eq!(classes(hr.clone()).await, 0, "a draft is nobody's yet");
    assert_eq!(store.class(&hr, &draft, now()).await.unwrap_err(), Fault::Forbidden);
    store.publish_class(&org, &draft, now()).await.unwrap();
    assert_eq!(classes(hr.clone()).await, 1);
    let detail = store.class(&hr, &draft, now()).await.unwrap();
    assert!(detail.may_send && !detail.holds && !detail.editable);
    assert_eq!(classes(viewer("audit", "", &[(Role::AuditAdmin, "/p/union/")])).await, 0);
}
