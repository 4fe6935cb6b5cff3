use domain::code::Role;
use domain::home::port::Desk;
use domain::notice::NoticeBody;
use domain::page::Window;
use domain::training::port::{CallUps, Classes, Places, TrainingSettings};
use domain::training::{
    self, Admission, Approval, CallAnswer, CallState, CallUpDraft, Channel, ClassDraft, EnrolmentState, ProspectQuery,
    Setting, SettingRow, Warning,
};
use domain::versioned::Drawn;
use domain::{ClassId, EnrolmentId, Fault, PersonId, Reason, Rule};
use store::Store;
use tests::{class, day, now, org_hr, roster, small, viewer};

async fn published(store: &Store, draft: ClassDraft) -> ClassId {
    let id = store.save_class(&org_hr(), &draft, now()).await.unwrap();
    store.publish_class(&org_hr(), &id, now()).await.unwrap();
    id
}

pub(super) fn draft(class: &ClassId, number: &str, people: &[&str]) -> CallUpDraft {
    CallUpDraft {
        class: class.clone(),
        number: number.to_owned(),
        by_name: false,
        reply_by: day("2026-11-28"),
        note: String::new(),
        people: people.iter().map(|id| PersonId::from(*id)).collect(),
    }
}

#[tokio::test]
async fn a_call_up_gives_everybody_a_seat_or_is_not_issued_at_all() {
    let store = small("mem://", 5).await;
    // The organisation's call is its own consent.
    let admission = Admission { approval: Approval::UnitHost, waiting: 9, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(3) }).await;
    let issue = |number: &'static str, people: &'static [&'static str]| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.call_up(&org_hr(), &draft(&id, number, people), now()).await }
    };
    assert_eq!(issue("训1", &["p0", "p1", "g0", "g1"]).await, Err(training::Refusal::ClassFull.into()));
    assert_eq!(store.class(&org_hr(), &id, now()).await.unwrap().class.taken, 0, "nobody is left half called");
    assert_eq!(store.notices(&viewer("a", "p0", &[]), &Window::default()).await.unwrap().total, 0);
    let call_up = issue("训1", &["p0", "p1"]).await.unwrap();
    assert_eq!(issue("训1", &["g0"]).await, Err(Fault::field("number", Rule::Taken)));
    let people = roster(&store, &id).await;
    assert!(people.iter().all(|p| p.state == EnrolmentState::Enrolled && p.channel == Channel::CalledUp));
    let told = store.notices(&viewer("a", "p0", &[]), &Window::default()).await.unwrap();
    assert_eq!(told.total, 1, "one notice, the numbered one");
    assert!(
        matches!(&told.rows[0].body, NoticeBody::Training(domain::training::News::CalledUp { number, .. }) if number == "训1")
    );
    let detail = store.call_up_detail(&org_hr(), &call_up).await.unwrap();
    assert_eq!((detail.calls.len(), detail.call_up.people), (2, 2));
    // Each sees their own call only.
    let own = store.call_up_detail(&viewer("a", "p1", &[]), &call_up).await.unwrap();
    assert_eq!(own.calls.len(), 1);
    assert_eq!(store.call_up_detail(&viewer("a", "p2", &[]), &call_up).await, Err(Fault::Forbidden));
}

#[tokio::test]
async fn leave_and_a_substitute_take_effect_once_granted() {
    let store = small("mem://", 5).await;
    let admission = Admission { waiting: 9, ..Admission::default() };
    let id = published(&store, ClassDraft { admission, ..class(2) }).await;
    let call_up = store.call_up(&org_hr(), &draft(&id, "训2", &["p0", "p1"]), now()).await.unwrap();
    store.enrol(&viewer("a", "g0", &[]), &id, now()).await.unwrap();
    let (me, other) = (viewer("a", "p0", &[]), viewer("a", "p1", &[]));
    assert_eq!(store.home(&me, now()).await.unwrap().cadre.unwrap().calls.len(), 1);
    let answer = |who, what| {
        let (store, call_up) = (store.clone(), call_up.clone());
        async move { store.answer_call(&who, &call_up, &what, now()).await }
    };
    assert_eq!(answer(me.clone(), CallAnswer::Leave(" ".into())).await, Err(Fault::field("reason", Rule::Required)));
    answer(me.clone(), CallAnswer::Attend).await.unwrap();
    assert!(store.home(&me, now()).await.unwrap().cadre.unwrap().calls.is_empty());
    answer(me.clone(), CallAnswer::Leave("住院".into())).await.unwrap();
    let waits = store.home(&org_hr(), now()).await.unwrap().due;
    let replies = |one: &domain::home::Due| matches!(one, domain::home::Due::Training(domain::training::Todo::Replies { id, count: 1, .. }) if *id == call_up);
    assert!(waits.iter().any(replies), "{waits:?}");
    assert_eq!(
        answer(other.clone(), CallAnswer::Substitute("g1".into(), "出差".into())).await,
        Err(Fault::field("substitute", Rule::Unknown)),
        "a substitute is of one's own unit"
    );
    answer(other.clone(), CallAnswer::Substitute("p3".into(), "出差".into())).await.unwrap();
    let state = |person: &'static str| {
        let (store, id) = (store.clone(), id.clone());
        async move {
            let people = roster(&store, &id).await;
            people.into_iter().find(|p| p.person.as_str() == person).map(|p| p.state)
        }
    };
    assert_eq!(state("p0").await, Some(EnrolmentState::Enrolled), "asking frees nothing yet");
    let call = |person: &str| EnrolmentId::of(&id, &person.into());
    let outside = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    assert_eq!(store.decide_call(&outside, &call("p0"), true, "", now()).await, Err(Fault::Forbidden));
    store.decide_call(&org_hr(), &call("p0"), true, "", now()).await.unwrap();
    assert_eq!(state("p0").await, Some(EnrolmentState::Withdrawn));
    assert_eq!(state("g0").await, Some(EnrolmentState::Enrolled), "the line moved up into the seat");
    store.decide_call(&org_hr(), &call("p1"), true, "", now()).await.unwrap();
    assert_eq!(
        (state("p1").await, state("p3").await),
        (Some(EnrolmentState::Withdrawn), Some(EnrolmentState::Enrolled))
    );
    let detail = store.call_up_detail(&org_hr(), &call_up).await.unwrap();
    let states: Vec<CallState> = detail.calls.iter().map(|call| call.state).collect();
    assert_eq!(states, [CallState::Excused, CallState::Substituted]);
    assert_eq!(
        store.decide_call(&org_hr(), &call("p1"), true, "", now()).await,
        Err(Fault::Refused(Reason::WrongState))
    );
}

#[tokio::test]
async fn a_refused_leave_leaves_the_call_open_and_says_why() {
    let store = small("mem://", 2).await;
    let id = published(&store, class(2)).await;
    let call_up = store.call_up(&org_hr(), &draft(&id, "训3", &["p0"]), now()).await.unwrap();
    let me = viewer("a", "p0", &[]);
    store.answer_call(&me, &call_up, &CallAnswer::Leave("有事".into()), now()).await.unwrap();
    let call = EnrolmentId::of(&id, &"p0".into());
    assert_eq!(
        store.decide_call(&org_hr(), &call, false, "", now()).await,
        Err(Fault::field("reason", Rule::Required))
    );
    store.decide_call(&org_hr(), &call, false, "事由不充分", now()).await.unwrap();
    let detail = store.call_up_detail(&me, &call_up).await.unwrap();
    assert_eq!((detail.calls[0].state, detail.calls[0].refused.as_str()), (CallState::Open, "事由不充分"));
    assert_eq!(store.class(&org_hr(), &id, now()).await.unwrap().class.taken, 1);
}

#[tokio::test]
async fn double_call_ups_and_clashes_are_pointed_out_before() {
    let store = small("mem://", 4).await;
    let first = published(&store, class(3)).await;
    let second = published(&store, ClassDraft { starts: day("2026-12-03"), ends: day("2026-12-05"), ..class(3) }).await;
    store.call_up(&org_hr(), &draft(&first, "训4", &["p0"]), now()).await.unwrap();
    store.enrol(&viewer("a", "p1", &[]), &first, now()).await.unwrap();
    store.enrol(&viewer("a", "p2", &[]), &second, now()).await.unwrap();
    let query = ProspectQuery { class: second.clone(), ..ProspectQuery::default() };
    let found = store.prospects(&org_hr(), &query, now()).await.unwrap();
    let of = |id: &str| {
        let one = found.people.rows.iter().find(|one| one.person.as_str() == id).unwrap();
        one.warnings.clone()
    };
    assert!(matches!(of("p0")[0], Warning::CalledUp(_)));
    assert!(matches!(of("p1")[0], Warning::Clash(..)));
    assert!(matches!(of("p2")[0], Warning::HasPlace(EnrolmentState::Enrolled)));
    assert_eq!(of("p3"), [Warning::LongUntrained(2)], "nothing against, and long untrained");
    let clear = store.prospects(&org_hr(), &ProspectQuery { clear: true, ..query.clone() }, now()).await.unwrap();
    assert!(clear.people.rows.iter().all(|one| !["p0", "p1", "p2"].contains(&one.person.as_str())));
    // A unit sees and sends its own only.
    let hr = viewer("hr", "", &[(Role::UnitHr, "/p/union/")]);
    let own = store.prospects(&hr, &query, now()).await.unwrap();
    assert!(own.people.rows.iter().all(|one| one.person.as_str().starts_with('p')) && !own.may_call_up);
    assert_eq!(store.send(&hr, &second, &["g0".into()], now()).await, Err(Fault::Forbidden));
    store.send(&hr, &second, &["p3".into()], now()).await.unwrap();
    let people = roster(&store, &second).await;
    let sent = people.iter().find(|p| p.person.as_str() == "p3").unwrap();
    assert_eq!((sent.channel, sent.state), (Channel::Nominated, EnrolmentState::Enrolled));
}

#[tokio::test]
async fn a_setting_holds_from_its_day_and_changes_what_is_pointed_out() {
    let store = small("mem://", 1).await;
    let id = published(&store, class(2)).await;
    let row = SettingRow {
        setting: Setting::LongUntrained,
        value: 3,
        basis: "省委组织部规定".into(),
        from: day("2026-11-23"),
        at: now(),
        by: String::new(),
    };
    let top = org_hr();
    let part = viewer("org2", "", &[(Role::OrgHr, "/p/union/")]);
    assert_eq!(
        store.add_setting(&part, &row, &Drawn::default(), now()).await,
        Err(Fault::Forbidden),
        "it holds for everybody"
    );
    let empty = SettingRow { basis: " ".into(), value: 99, ..row.clone() };
    assert!(
        matches!(store.add_setting(&top, &empty, &Drawn::default(), now()).await, Err(Fault::Invalid(faults)) if faults.len() == 2)
    );
    store.add_setting(&top, &row, &Drawn::default(), now()).await.unwrap();
    let settings = store.settings(&top).await.unwrap();
    assert_eq!(settings.on(Setting::LongUntrained, day("2026-11-22")), 2);
    assert_eq!(settings.on(Setting::LongUntrained, day("2026-11-23")), 3);
    let found = store.prospects(&top, &ProspectQuery { class: id, ..ProspectQuery::default() }, now()).await.unwrap();
    assert_eq!(found.people.rows[0].warnings, [Warning::LongUntrained(3)]);
}
