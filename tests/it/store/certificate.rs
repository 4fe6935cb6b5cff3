use domain::access::Viewer;
use domain::record::Hours;
use domain::training::port::{
    Certificates, Classes, Finishing, Ledger, Lessons, Places, Reopening, Timetables, TrainingSettings,
};
use domain::training::{self, ClassDraft, FeedSubject, Grade, LessonDraft, Mark};
use domain::versioned::Drawn;
use domain::{ClassId, Fault, Moment, Reason, Rule};
use store::{Script, Store};
use tests::{class, day, now, org_hr, small, viewer};

fn cadre(n: usize) -> Viewer {
    viewer("a", &format!("p{n}"), &[])
}

async fn published(store: &Store, people: usize) -> ClassId {
    let id = store.save_class(&org_hr(), &class(9), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    for n in 0..people {
        store.enrol(&cadre(n), &id, now()).await.unwrap();
    }
    id
}

async fn finished(store: &Store, results: &[bool]) -> ClassId {
    let id = published(store, results.len()).await;
    let marks: Vec<Mark> = results
        .iter()
        .enumerate()
        .map(|(n, done)| Mark {
            grade: done.then_some(Grade::Good),
            ..Mark::new(format!("p{n}").as_str().into(), Hours::whole(24), *done)
        })
        .collect();
    store.finish_class(&org_hr(), &id, &marks, Moment::start_of(day("2026-12-04"))).await.unwrap();
    id
}

/// Whether each certificate of a class stands, and its number.
async fn of_class(store: &Store, class: &ClassId) -> Vec<(bool, String)> {
    let script = Script::new("SELECT revoked, number FROM certificate WHERE class = $class");
    let rows = store.raw(script.bind("class", class.as_str())).await.unwrap().remove(0);
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| (row["revoked"] == 0, row["number"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn who_completes_has_a_numbered_certificate_and_nobody_else() {
    let store = small("mem://", 3).await;
    finished(&store, &[true, false, true]).await;
    finished(&store, &[true]).await;
    let of = |n: usize| {
        let store = store.clone();
        async move { store.record(&cadre(n), &format!("p{n}").as_str().into(), 0, now()).await.unwrap().certificates }
    };
    let (first, none, third) = (of(0).await, of(1).await, of(2).await);
    assert!(none.is_empty());
    let numbers = |all: &[domain::training::Certificate]| all.iter().map(|c| c.number.clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&first), ["2026-000003", "2026-000001"]);
    assert_eq!(numbers(&third), ["2026-000002"]);
    let one = &first[1];
    assert_eq!((one.hours, one.grade.as_str(), one.name.as_str()), (Hours::whole(24), "good", "张0"));
    assert!(one.id.as_str().len() >= 32 && one.id != first[0].id, "nobody guesses it");
    // One's own, those of one's scope, and nobody else's.
    store.certificate(&cadre(0), &one.id).await.unwrap();
    store.certificate(&org_hr(), &one.id).await.unwrap();
    assert_eq!(store.certificate(&cadre(1), &one.id).await, Err(Fault::Forbidden));
}

#[tokio::test]
async fn a_certificate_is_revoked_with_a_reason_and_stays_to_be_seen_so() {
    let store = small("mem://", 1).await;
    finished(&store, &[true]).await;
    let one = store.record(&cadre(0), &"p0".into(), 0, now()).await.unwrap().certificates.remove(0);
    assert_eq!(store.revoke_certificate(&cadre(0), &one.id, "x", now()).await, Err(Fault::Forbidden));
    assert_eq!(
        store.revoke_certificate(&org_hr(), &one.id, " ", now()).await,
        Err(Fault::field("reason", Rule::Required))
    );
    store.revoke_certificate(&org_hr(), &one.id, "代签", now()).await.unwrap();
    assert_eq!(
        store.revoke_certificate(&org_hr(), &one.id, "再来", now()).await,
        Err(Fault::Refused(Reason::WrongState))
    );
    let seen = store.find_certificate(&one.id).await.unwrap().unwrap();
    assert!(!seen.stands() && seen.reason == "代签");
}

fn lesson(class: &ClassId, hour: i64) -> LessonDraft {
    let starts = Moment::start_of(day("2026-12-01")).plus_seconds(hour * 3600);
    tests::lesson(class, starts, starts.plus_seconds(3600), 1)
}

#[tokio::test]
async fn a_feed_follows_changes_and_ends_when_it_is_renewed() {
    let store = small("mem://", 2).await;
    let id = published(&store, 1).await;
    let kept = store.save_lesson(&org_hr(), &lesson(&id, 9), now()).await.unwrap();
    let dropped = store.save_lesson(&org_hr(), &lesson(&id, 14), now()).await.unwrap();
    assert!(store.feed(&cadre(0), &FeedSubject::Mine).await.unwrap().token.is_empty(), "off until wanted");
    // A feed is its account's, and lasts as long as that.
    let draft = domain::account::NewAccount { login: "zhang".into(), name: "张".into(), person: "p0".into() };
    let account = store.add_account(store::Actor::default(), &draft, "x", false, now()).await.unwrap();
    let own = Viewer { account, ..cadre(0) };
    store.renew_feed(&own, &FeedSubject::Mine, true, now()).await.unwrap();
    let token = store.feed(&own, &FeedSubject::Mine).await.unwrap().token;
    let text = |token: String| {
        let store = store.clone();
        async move { store.feed_content(&token, now()).await.unwrap().map(|c| server::http::calendar::text(&c, now())) }
    };
    let before = text(token.clone()).await.unwrap();
    assert_eq!(before.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(before.matches("SEQUENCE:0").count(), 2);
    assert!(before.contains("DTSTART:20261201T010000Z"), "{before}");
    let later = LessonDraft { id: kept.clone(), ..lesson(&id, 10) };
    store.save_lesson(&org_hr(), &later, now()).await.unwrap();
    store.cancel_lesson(&org_hr(), &dropped, now()).await.unwrap();
    let after = text(token.clone()).await.unwrap();
    assert_eq!(after.matches("SEQUENCE:1").count(), 2);
    assert!(after.contains("STATUS:CANCELLED") && after.contains("DTSTART:20261201T020000Z"), "{after}");
    assert!(after.contains(&format!("UID:lesson-{kept}@ganqiao")));
    store.renew_feed(&own, &FeedSubject::Mine, true, now()).await.unwrap();
    assert!(text(token).await.is_none(), "the old address has ended");
    // A class's feed is for those who hold it.
    let class = FeedSubject::Class(id);
    assert_eq!(store.renew_feed(&own, &class, true, now()).await, Err(Fault::Forbidden));
    let draft = domain::account::NewAccount { login: "org".into(), name: "组".into(), ..Default::default() };
    let account = store.add_account(store::Actor::default(), &draft, "x", false, now()).await.unwrap();
    let grant = domain::access::Grant { account: account.clone(), ..org_hr().grants.remove(0) };
    store.add_grant(store::Actor::default(), &grant, now()).await.unwrap();
    let holder = Viewer { account, ..org_hr() };
    store.renew_feed(&holder, &class, true, now()).await.unwrap();
    let token = store.feed(&holder, &class).await.unwrap().token;
    assert!(text(token.clone()).await.is_some());
    store.renew_feed(&holder, &class, false, now()).await.unwrap();
    assert!(text(token).await.is_none());
}

#[tokio::test]
async fn a_timetable_shows_ones_own_and_ones_scope() {
    let store = small("mem://", 2).await;
    let id = published(&store, 1).await;
    let draft = ClassDraft { starts: day("2027-01-10"), ends: day("2027-01-11"), ..class(3) };
    let other = store.save_class(&org_hr(), &draft, now()).await.unwrap();
    store.publish_class(&org_hr(), &other, now()).await.unwrap();
    let seen = |viewer: Viewer, from: &'static str, until: &'static str| {
        let store = store.clone();
        async move {
            let timetable = store.timetable(&viewer, day(from), day(until)).await.unwrap();
            timetable.classes.into_iter().map(|class| class.id).collect::<Vec<_>>()
        }
    };
    assert_eq!(seen(cadre(0), "2026-11-30", "2027-01-31").await, std::slice::from_ref(&id));
    assert!(seen(cadre(1), "2026-11-30", "2027-01-31").await.is_empty());
    assert!(seen(cadre(0), "2026-12-04", "2027-01-31").await.is_empty(), "over by then");
    assert_eq!(seen(org_hr(), "2026-11-30", "2027-01-31").await, [id, other]);
}

/// The certificates somebody holds.
async fn held(store: &Store, n: usize) -> Vec<domain::training::Certificate> {
    store.record(&cadre(n), &format!("p{n}").as_str().into(), 0, now()).await.unwrap().certificates
}

fn listed(list: &str) -> domain::training::CertificateQuery {
    domain::training::CertificateQuery { list: list.into(), ..Default::default() }
}

/// A certificate that holds for a time ends, and is renewed for many people at once: the old one
/// stays and leads to the new, its training is not lost (iomadsoftware/iomad#1561, #2624).
#[tokio::test]
async fn certificates_end_and_are_renewed_in_bulk_without_losing_the_old() {
    let store = small("mem://", 3).await;
    let row = domain::training::SettingRow {
        setting: domain::training::Setting::CertificateYears,
        value: 1,
        basis: "主办单位规定".into(),
        from: day("2026-11-01"),
        at: now(),
        by: String::new(),
    };
    store.add_setting(&org_hr(), &row, &Drawn::default(), now()).await.unwrap();
    let id = published(&store, 0).await;
    for n in 0..3 {
        store.enrol(&cadre(n), &id, now()).await.unwrap();
    }
    let marks: Vec<Mark> = (0..3).map(|n| Mark::new(format!("p{n}").as_str().into(), Hours::whole(24), true)).collect();
    store.finish_class(&org_hr(), &id, &marks, Moment::start_of(day("2026-12-04"))).await.unwrap();
    let firsts: Vec<_> = [held(&store, 0).await, held(&store, 1).await, held(&store, 2).await].concat();
    assert!(firsts.iter().all(|one| one.valid_until == day("2027-12-02")), "a year from the last day");

    let soon = Moment::start_of(day("2027-11-01"));
    let list = |list: &'static str, at: Moment| {
        let store = store.clone();
        async move { store.certificates(&org_hr(), &listed(list), at).await.unwrap().total }
    };
    assert_eq!((list("ending", now()).await, list("ending", soon).await), (0, 3));
    let ids: Vec<_> = firsts[..2].iter().map(|one| one.id.clone()).collect();
    let renew = |viewer: Viewer, basis: &'static str, until: &'static str| {
        let (store, ids) = (store.clone(), ids.clone());
        async move { store.renew_certificates(&viewer, &ids, basis, day(until), soon).await }
    };
    assert_eq!(renew(cadre(0), "复训", "2028-12-02").await, Err(Fault::Forbidden));
    assert!(matches!(renew(org_hr(), " ", "2028-12-02").await, Err(Fault::Invalid(_))), "a basis is asked for");
    assert!(matches!(renew(org_hr(), "复训", "2027-01-01").await, Err(Fault::Invalid(_))));
    renew(org_hr(), "2027年复训合格", "2028-12-02").await.unwrap();
    assert!(renew(org_hr(), "再点一次", "2028-12-02").await.is_err(), "clicked twice, renewed once");

    let mine = held(&store, 0).await;
    assert_eq!(mine.len(), 2);
    let old = mine.iter().find(|one| one.id == firsts[0].id).unwrap();
    let new = mine.iter().find(|one| one.id != firsts[0].id).unwrap();
    assert_eq!((&old.renewed_by, &new.renews), (&new.id, &old.id));
    assert_eq!((old.valid_until, new.valid_until), (day("2027-12-02"), day("2028-12-02")));
    assert_eq!(new.number, "2027-000001");
    assert_eq!((list("ending", soon).await, list("holding", soon).await), (1, 5));
    let later = Moment::start_of(day("2028-02-01"));
    assert_eq!((list("ended", later).await, list("holding", later).await), (1, 2));
    // Hours were earned once.
    assert_eq!(store.record(&cadre(0), &"p0".into(), 0, soon).await.unwrap().entries.len(), 1);
}

/// A class that asks for something first says what is missing.
#[tokio::test]
async fn a_class_asks_for_what_comes_first() {
    let store = small("mem://", 2).await;
    let draft = ClassDraft {
        admission: domain::training::Admission { after_categories: vec!["mass-work".into()], ..Default::default() },
        ..class(9)
    };
    let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    let early = store.enrol(&cadre(0), &id, now()).await;
    assert!(
        matches!(&early, Err(Fault::Refused(Reason::Training(training::Refusal::Prerequisite(what)))) if !what.is_empty()),
        "{early:?}"
    );
    // They finish a class of the category, and may.
    finished(&store, &[true]).await;
    store.enrol(&cadre(0), &id, now()).await.unwrap();
    assert!(matches!(
        store.enrol(&cadre(1), &id, now()).await,
        Err(Fault::Refused(Reason::Training(training::Refusal::Prerequisite(_))))
    ));
}

#[tokio::test]
async fn a_class_that_ended_by_mistake_is_opened_again_and_ends_anew() {
    let store = small("mem://", 3).await;
    let id = finished(&store, &[true, true]).await;
    let after = Moment::start_of(day("2026-12-05"));
    let manager = org_hr();
    let does = store.reopening(&manager, &id, after).await.unwrap();
    assert_eq!(does.seen(), "reversed:2,revoked:2,told:2");
    assert_eq!(store.reopen_class(&cadre(0), &id, "录错", after).await, Err(Fault::Forbidden));
    assert_eq!(store.reopen_class(&manager, &id, " ", after).await, Err(Fault::field("reason", Rule::Required)));
    store.reopen_class(&manager, &id, "未到课的误记为结业", after).await.unwrap();
    assert_eq!(store.reopen_class(&manager, &id, "再来", after).await, Err(Fault::Refused(Reason::WrongState)));
    let record = store.record(&cadre(0), &"p0".into(), 0, after).await.unwrap();
    assert_eq!(record.entries.iter().map(|entry| entry.hours.0).sum::<i32>(), 0, "reversed in the open");
    assert_eq!(record.entries.len(), 2);
    assert!(of_class(&store, &id).await.iter().all(|(stands, _)| !stands));

    // Only who was there completes this time, with a number of their own.
    let marks = [
        Mark::new("p0".into(), Hours::whole(24), true),
        Mark { outcome: domain::training::EnrolmentState::Absent, ..Mark::new("p1".into(), Hours(0), false) },
    ];
    store.finish_class(&manager, &id, &marks, after).await.unwrap();
    let record = store.record(&cadre(0), &"p0".into(), 0, after).await.unwrap();
    assert_eq!(record.entries.iter().map(|entry| entry.hours.0).sum::<i32>(), 240);
    let certificates = of_class(&store, &id).await;
    let standing: Vec<&String> = certificates.iter().filter(|one| one.0).map(|one| &one.1).collect();
    assert_eq!(standing.len(), 1);
    assert!(certificates.iter().filter(|one| !one.0).all(|one| one.1 != *standing[0]), "no number is given twice");
    store.settle_all(after).await.unwrap();
    assert!(store.recount(after).await.unwrap().is_empty(), "sums agree with the ledger");

    let late = after.plus_seconds(40 * 86_400);
    assert_eq!(store.reopen_class(&manager, &id, "太晚", late).await, Err(Fault::Refused(Reason::TimeOver)));
}

#[tokio::test]
async fn opened_again_twice_at_once_reverses_once() {
    let store = small("mem://", 3).await;
    let id = finished(&store, &[true]).await;
    let after = Moment::start_of(day("2026-12-05"));
    let manager = org_hr();
    let (a, b) =
        tokio::join!(store.reopen_class(&manager, &id, "甲", after), store.reopen_class(&manager, &id, "乙", after));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    let record = store.record(&cadre(0), &"p0".into(), 0, after).await.unwrap();
    assert_eq!(record.entries.len(), 2);
}
