//! The completion table: kept counts are those of a full recount, whatever happened.

use domain::code::{Level, PersonState, Role, TrainingForm, UnitKind};
use domain::home::port::Desk;
use domain::organisation::port::Units;
use domain::person::port::{People, Service};
use domain::record::Hours;
use domain::training::port::{Classes, CompletionTable, Finishing, Ledger, OtherHours, Places, Requirements};
use domain::training::{CompletionList, CompletionQuery, HoursDraft, Mark, Measure};
use domain::{Fault, Moment, UnitId};
use store::{Bulk, Store};
use tests::{class, day, now, org_hr, person, small, unit, viewer};

async fn add(store: &Store, person: &str, hours: i32, once: &str) {
    let draft = HoursDraft {
        once: once.to_owned(),
        people: vec![person.into()],
        title: "学习".into(),
        form: TrainingForm::OffJob,
        category: "theory".into(),
        measure: Measure::Hour,
        tenths: hours * 10,
        day: day("2026-05-05"),
        document: "凭据".into(),
    };
    store.record_hours(&org_hr(), &draft, now()).await.unwrap();
}

async fn online(store: &Store, person: &str, once: &str) {
    let draft = HoursDraft {
        once: once.to_owned(),
        people: vec![person.into()],
        title: "网络".into(),
        form: TrainingForm::Online,
        category: "law".into(),
        measure: Measure::Hour,
        tenths: 500,
        day: day("2026-05-05"),
        document: "平台".into(),
    };
    store.record_hours(&org_hr(), &draft, now()).await.unwrap();
}

/// (people, met, hours) of the units of the table.
async fn table(store: &Store, query: &CompletionQuery) -> Vec<(String, i64, i64, i32)> {
    let table = store.completion(&org_hr(), query, now()).await.unwrap();
    assert_eq!(table.pending, 0);
    table.rows.iter().map(|row| (row.unit.0.clone(), row.sums.people, row.sums.met, row.sums.hours().0 / 10)).collect()
}

async fn exact(store: &Store) {
    store.settle_all(now()).await.unwrap();
    assert_eq!(store.recount(now()).await.unwrap(), Vec::<UnitId>::new());
}

#[tokio::test]
async fn counts_follow_hours_and_reversals() {
    let store = small("mem://", 3).await;
    let all = CompletionQuery::default();
    let rows = table(&store, &all).await;
    assert_eq!(rows, [("p".into(), 6, 0, 0), ("gov".into(), 3, 0, 0), ("union".into(), 3, 0, 0)]);
    add(&store, "p0", 90, "a1").await;
    online(&store, "p0", "a2").await;
    add(&store, "g0", 30, "a3").await;
    let rows = table(&store, &all).await;
    assert_eq!(rows, [("p".into(), 6, 1, 170), ("gov".into(), 3, 0, 30), ("union".into(), 3, 1, 140)]);
    exact(&store).await;
    store.reverse(&org_hr(), &"h-a1-p0".into(), "有误", now()).await.unwrap();
    assert_eq!(table(&store, &all).await[2], ("union".into(), 3, 0, 50));
    exact(&store).await;
}

#[tokio::test]
async fn counts_follow_people_through_transfers_promotions_and_retirement() {
    let store = small("mem://", 3).await;
    add(&store, "p0", 90, "a1").await;
    let all = CompletionQuery::default();
    table(&store, &all).await;
    let draft = tests::post("p0", "gov", "处长", Level::DivisionChief, "2026-06-01");
    tests::appoint(&store, draft).await.unwrap();
    let rows = table(&store, &all).await;
    assert_eq!((rows[1].1, rows[2].1), (4, 2));
    assert_eq!((rows[1].3, rows[2].3), (90, 0), "hours go along");
    exact(&store).await;
    let divisions = CompletionQuery { level: "1A31".into(), ..CompletionQuery::default() };
    assert_eq!(table(&store, &divisions).await[0].1, 1);

    let detail = store.person(&org_hr(), &"p1".into()).await.unwrap().person;
    let retired = domain::person::EndOfService {
        person: detail.id.clone(),
        version: detail.version,
        state: PersonState::Retired,
        on: day("2026-11-20"),
        document: "退〔2026〕1号".into(),
    };
    store.end_service(&org_hr(), &retired, now()).await.unwrap();
    assert_eq!(table(&store, &all).await[2].1, 1);
    exact(&store).await;
}

/// What a promotion asks for is shown for three years and no longer: where people stand changes
/// with the day alone.
#[tokio::test]
async fn counts_follow_the_day_when_nobody_changes_anything() {
    let store = small("mem://", 3).await;
    let draft = tests::post("p0", "union", "副处长", Level::DivisionDeputy, "2023-11-26");
    tests::appoint(&store, draft).await.unwrap();
    exact(&store).await;
    let later = Moment::start_of(day("2026-11-29"));
    assert_ne!(store.recount(later).await.unwrap(), Vec::<UnitId>::new(), "the day makes a difference");
    store.settle_all(later).await.unwrap();
    assert_eq!(store.recount(later).await.unwrap(), Vec::<UnitId>::new());
}

pub(super) fn draft_of(person: &domain::person::Person) -> domain::person::PersonDraft {
    domain::person::PersonDraft {
        id: person.id.clone(),
        version: person.version,
        name: person.name.clone(),
        sex: person.sex,
        birth: person.birth,
        ethnic: person.ethnic.clone(),
        native_place: person.native_place.clone(),
        birth_place: person.birth_place.clone(),
        upbringing_place: person.upbringing_place.clone(),
        politics: person.politics,
        party_joined: person.party_joined.clone(),
        work_since: person.work_since,
        technical_title: person.technical_title.clone(),
        specialty: person.specialty.clone(),
        education: person.education.clone(),
        resume: person.resume.clone(),
        honours: person.honours.clone(),
        assessments: person.assessments.clone(),
        rank: person.rank,
        rank_since: person.rank_since,
        old_age: person.old_age,
    }
}

#[tokio::test]
async fn counts_follow_units_that_move_and_merge() {
    use domain::organisation::Reorganisation;
    let store = small("mem://", 2).await;
    let root = unit("p", None, UnitKind::Region);
    let union = unit("union", Some(&root), UnitKind::Union);
    let city = unit("city", Some(&union), UnitKind::Union);
    store.load(Bulk::Units(vec![city.clone()])).await.unwrap();
    store.load(Bulk::People(vec![person("c0", "王0", &city), person("c1", "王1", &city)])).await.unwrap();
    add(&store, "c0", 40, "a1").await;
    let all = CompletionQuery::default();
    assert_eq!(table(&store, &all).await[2], ("union".into(), 4, 0, 40));
    let to = Reorganisation::Move { parent: "gov".into() };
    store.reorganise(&org_hr(), &"city".into(), &to, day("2026-11-01"), "文", now()).await.unwrap();
    let rows = table(&store, &all).await;
    assert_eq!((rows[1].clone(), rows[2].1), (("gov".into(), 4, 0, 40), 2));
    exact(&store).await;
    let into = Reorganisation::Merge { into: "gov".into() };
    store.reorganise(&org_hr(), &"city".into(), &into, day("2026-11-02"), "文", now()).await.unwrap();
    assert_eq!(table(&store, &all).await[1], ("gov".into(), 4, 0, 40));
    exact(&store).await;
}

#[tokio::test]
async fn new_rules_count_everybody_anew() {
    let store = small("mem://", 2).await;
    add(&store, "p0", 40, "a1").await;
    online(&store, "p0", "a2").await;
    let all = CompletionQuery::default();
    assert_eq!(table(&store, &all).await[0].2, 0);
    let requirements = store.requirements(&org_hr()).await.unwrap();
    let year = requirements.iter().find(|one| one.rule == "year-lower").unwrap();
    let next = domain::training::Requirement { hours: Hours::whole(40), from: day("2026-11-01"), ..year.clone() };
    store.save_requirement(&org_hr(), &next, now()).await.unwrap();
    assert_eq!(table(&store, &all).await[0].2, 1);
    exact(&store).await;
}

#[tokio::test]
async fn the_people_behind_each_number_are_listed() {
    let store = small("mem://", 30).await;
    add(&store, "p3", 90, "a1").await;
    online(&store, "p3", "a2").await;
    add(&store, "p4", 60, "a3").await;
    let list = |list: CompletionList, unit: &str, rule: &str, page: u32| {
        use domain::code::Code;
        let query = CompletionQuery {
            unit: unit.into(),
            list: list.code().into(),
            rule: rule.into(),
            page,
            ..CompletionQuery::default()
        };
        let store = store.clone();
        async move { store.standings(&org_hr(), &query, now()).await.unwrap().people }
    };
    let behind = list(CompletionList::Behind, "", "", 1).await;
    assert_eq!((behind.total, behind.rows.len()), (59, 50));
    let rest = list(CompletionList::Behind, "", "", 2).await;
    assert_eq!(rest.rows.len(), 9);
    let mut seen: Vec<String> = behind.rows.iter().chain(&rest.rows).map(|row| row.standing.person.0.clone()).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 59, "nobody twice, nobody left out");
    assert_eq!(list(CompletionList::Met, "union", "", 1).await.total, 1);
    assert_eq!(list(CompletionList::None, "union", "", 1).await.total, 28);
    assert_eq!(list(CompletionList::Long, "", "", 1).await.total, 58);
    let online_missing = list(CompletionList::Behind, "union", "year-online", 1).await;
    assert_eq!(online_missing.total, 29);
    let hr = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    let other = CompletionQuery { unit: "gov".into(), ..CompletionQuery::default() };
    assert_eq!(store.standings(&hr, &other, now()).await, Err(Fault::Forbidden));
}

#[tokio::test]
async fn a_finished_class_moves_the_table_at_once() {
    let store = small("mem://", 2).await;
    let id = store.save_class(&org_hr(), &class(3), now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    store.enrol(&viewer("a", "p0", &[]), &id, now()).await.unwrap();
    let after = Moment::start_of(day("2026-12-04"));
    store.finish_class(&org_hr(), &id, &[Mark::new("p0".into(), Hours::whole(24), true)], after).await.unwrap();
    let table = store.completion(&org_hr(), &CompletionQuery::default(), after).await.unwrap();
    assert_eq!((table.all.hours(), table.all.none), (Hours::whole(24), 3));
    assert_eq!(store.recount(after).await.unwrap(), Vec::<UnitId>::new());
}

/// mod_simplecertificate#103, iomad#526: reminders to the learner and to those above.
#[tokio::test]
async fn reminders_escalate_and_each_goes_out_once() {
    use domain::account::NewAccount;
    let store = small("mem://", 2).await;
    let mut supervisors = Vec::new();
    for (login, person, role) in [("hr", "g0", Role::UnitHr), ("leader", "g1", Role::Leader)] {
        let draft = NewAccount { login: login.into(), name: login.into(), person: person.into() };
        let account = store.add_account(store::Actor::default(), &draft, "", false, now()).await.unwrap();
        let mut grant = viewer(login, person, &[(role, "/p/union/")]).grants.remove(0);
        grant.account = account;
        store.add_grant(store::Actor::default(), &grant, now()).await.unwrap();
        supervisors.push(viewer(login, person, &[]));
    }
    let me = viewer("me", "p0", &[]);
    let unread = |who: &domain::access::Viewer| {
        let (store, who) = (store.clone(), who.clone());
        async move { store.unread(&who).await.unwrap() }
    };
    let on = |text: &str| Moment(Moment::start_of(day(text)).0 + 1);
    assert_eq!(store.remind_hours(on("2026-09-30")).await.unwrap(), 0, "too early");
    assert_eq!(store.remind_hours(on("2026-10-02")).await.unwrap(), 4);
    assert_eq!(store.remind_hours(on("2026-10-03")).await.unwrap(), 0, "once");
    assert_eq!(unread(&me).await, 1);
    let before = unread(&supervisors[0]).await;
    assert_eq!(store.remind_hours(on("2026-11-01")).await.unwrap(), 4);
    assert_eq!(unread(&me).await, 2);
    // The unit's own people were behind: its HR hears of two, its leader not yet.
    assert_eq!(unread(&supervisors[0]).await, before + 2, "one of their own, one of their unit's");
    assert_eq!(store.remind_hours(on("2026-12-01")).await.unwrap(), 4);
    assert_eq!(unread(&supervisors[1]).await, 4, "three of their own, one of the unit's");
    assert_eq!(store.remind_hours(on("2027-01-01")).await.unwrap(), 0, "a year that is over is not reminded of");
}
