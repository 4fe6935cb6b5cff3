//! A case of fault tolerance from the application to what it lifts elsewhere, against the store.

use domain::access::{Grant, Viewer};
use domain::account::NewAccount;
use domain::code::{Level, Role};
use domain::exchange::eligibility::{Finding, RuleKey, Verdict};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::port::Eligibility;
use domain::exchange::view::WhatIf;
use domain::fault::Milestone;
use domain::home::Due;
use domain::home::port::Desk;
use domain::organisation::Post;
use domain::organisation::port::{Posts, Units};
use domain::person::port::{People, SensitiveFields};
use domain::person::{Sensitive, SensitiveDraft};
use domain::procedure::Action as _;
use domain::record::{Circumstances, Relative};
use domain::tolerance::port::{Precedents, Talks, ToleranceCases};
use domain::tolerance::{
    self, Action, ActionKind, ConflictKind, Distinction, Draft, Member, Missing, Outcome, Part, RemedyKind, Side,
    State, Step, Talk, TalkAct, TalkDraft, TalkKind, Template,
};
use domain::versioned::{Drawn, Versioned, Versioning};
use domain::{AccountId, Fault, GrantId, Moment, PersonId, Reason, Rule, ToleranceId};
use store::{Actor, Store};
use tests::{day, now, org_hr, small, viewer};

use super::once::{count, six};

fn on(text: &str) -> Moment {
    Moment::start_of(day(text)).plus_seconds(10 * 3600)
}

/// An account with a role over everything, and its viewer.
async fn account(store: &Store, login: &str, person: &str, role: Role) -> Viewer {
    let draft = NewAccount { login: login.to_owned(), name: login.to_owned(), person: person.into() };
    let id = store.add_account(Actor::default(), &draft, "x", false, now()).await.unwrap();
    let grant = Grant {
        id: GrantId(format!("g-{login}")),
        account: id.clone(),
        role,
        unit: "p".into(),
        path: "/p/".to_owned(),
        from: Moment(0),
        until: Moment::FOREVER,
        delegated_from: GrantId::default(),
    };
    store.add_grant(Actor::default(), &grant, now()).await.unwrap();
    Viewer { name: login.to_owned(), ..viewer(id.as_str(), person, &[(role, "/p/")]) }
}

/// A role over a path, held by an account of its own.
pub(crate) async fn granted(store: &Store, login: &str, role: Role, path: &str) {
    let draft = NewAccount { login: login.to_owned(), name: login.to_owned(), person: PersonId::default() };
    let account = store.add_account(Actor::default(), &draft, "x", false, now()).await.unwrap();
    let id = GrantId(format!("g-{login}"));
    let unit = path.trim_matches('/').into();
    let (path, from, until) = (path.to_owned(), Moment(0), Moment::FOREVER);
    let grant = Grant { id, account, role, unit, path, from, until, delegated_from: GrantId::default() };
    store.add_grant(Actor::default(), &grant, now()).await.unwrap();
}

fn named(list: &[&Viewer]) -> Vec<Member> {
    list.iter()
        .map(|one| Member { account: one.account.clone(), person: PersonId::default(), name: String::new() })
        .collect()
}

pub(super) fn draft(person: &str) -> Draft {
    Draft {
        person: person.into(),
        matter: "试点流程提前上线，造成群众重复提交材料".into(),
        happened: day("2026-10-10"),
        notice: Some(day("2026-11-20")),
        unnoticed: false,
        notice_number: "处〔2026〕3号".into(),
        template: Template::All,
        situations: vec!["first-try".into()],
        grounds: "按会议决定先行先试".into(),
    }
}

fn text() -> String {
    "有关事实和理由".to_owned()
}

struct Cast {
    store: Store,
    person: Viewer,
    keeper: Viewer,
    handlers: Vec<Viewer>,
    deciders: Vec<Viewer>,
    id: ToleranceId,
}

impl Cast {
    async fn act(&self, who: &Viewer, action: Action, at: Moment) -> Result<(), Fault> {
        let version = self.version(who, at).await;
        self.store.act_tolerance(who, &self.id, version, &action, at).await
    }

    async fn version(&self, who: &Viewer, at: Moment) -> u32 {
        for one in [who, &self.keeper, &self.person] {
            if let Ok(detail) = self.store.tolerance_case(one, &self.id, at).await {
                return detail.case.version;
            }
        }
        panic!("nobody sees the case")
    }

    async fn must(&self, who: &Viewer, action: Action, at: Moment) {
        let kind = action.kind();
        self.act(who, action, at).await.unwrap_or_else(|fault| panic!("{kind:?}: {fault:?}"));
    }

    /// From the acceptance to the telling, with these votes.
    async fn decided(&self, outcome: Outcome, at: Moment) {
        let (k, h) = (&self.keeper, &self.handlers);
        let (handlers, deciders) =
            (named(&h.iter().collect::<Vec<_>>()), named(&self.deciders.iter().collect::<Vec<_>>()));
        self.must(k, Action::Assign { handlers, deciders }, at).await;
        self.must(&h[0], Action::Hear { on: at.day(), text: text() }, at).await;
        let case = self.store.tolerance_case(&h[0], &self.id, at).await.unwrap().case;
        for clause in case.to_judge() {
            self.must(&h[0], Action::Judge { clause, holds: true, reason: text() }, at).await;
        }
        for distinction in [Distinction::Experience, Distinction::Exploration, Distinction::Intention] {
            self.must(&h[1], Action::Distinguish { distinction, side: Side::For, reason: text() }, at).await;
        }
        self.must(&h[0], Action::Report { text: "核实报告".into() }, at).await;
        self.must(&h[1], Action::Sign, at).await;
        self.must(&h[0], Action::Advance, at).await;
        for one in &self.deciders {
            self.must(one, Action::Vote { outcome, reason: text() }, at).await;
        }
        self.must(k, Action::Decide { reasons: text(), document: "认〔2026〕1号".into() }, at).await;
        self.must(k, Action::Advance, at).await;
        self.must(k, Action::Tell { on: at.day(), text: text() }, at).await;
        self.must(k, Action::Advance, at).await;
    }
}

async fn cast() -> Cast {
    let store = small("mem://", 3).await;
    let mut all = Vec::new();
    for login in ["keeper", "h1", "h2"] {
        all.push(account(&store, login, "", Role::Discipline).await);
    }
    let mut deciders = Vec::new();
    for login in ["d1", "d2", "d3"] {
        deciders.push(account(&store, login, "", Role::Leader).await);
    }
    let person = viewer("p1", "p1", &[]);
    let id = store.open_tolerance(&person, &draft("p1"), now()).await.unwrap();
    let keeper = all.remove(0);
    Cast { store, person, keeper, handlers: all, deciders, id }
}

/// Whether a case waits for somebody at home.
async fn waits(store: &Store, who: &Viewer, at: Moment) -> bool {
    store
        .home(who, at)
        .await
        .unwrap()
        .due
        .iter()
        .any(|due| matches!(due, Due::Tolerance(domain::tolerance::Todo::Tolerance { .. })))
}

/// What the rule about sanctions says of p1 and a post of the government body.
async fn discipline(store: &Store, at: Moment) -> Finding {
    let post = store.unit(&org_hr(), &"gov".into()).await.unwrap().posts[0].id.clone();
    let ask = WhatIf {
        unit: "gov".into(),
        post,
        kind: Some(ExchangeKind::Transfer),
        person: "p1".into(),
        ..WhatIf::default()
    };
    let answer = store.what_if(&org_hr(), &ask, at).await.unwrap();
    answer.people[0].findings.iter().find(|one| one.key == RuleKey::Discipline).cloned().unwrap()
}

#[tokio::test]
async fn an_appeal_that_tolerates_lifts_the_bar_and_fraud_restores_it() {
    let cast = cast().await;
    let (store, k, id) = (&cast.store, &cast.keeper, &cast.id);
    let post = Post {
        id: Default::default(),
        unit: "gov".into(),
        title: "科长".into(),
        level: Level::SectionChief,
        leading: false,
        seats: 3,
        held: 0,
    };
    let unit = store.unit(&org_hr(), &"gov".into()).await.unwrap().unit;
    store.set_headcount(&org_hr(), &"gov".into(), unit.version, 50, 5, now()).await.unwrap();
    store.add_post(&org_hr(), &post, now()).await.unwrap();
    let known = Circumstances {
        person: "p1".into(),
        service_since: Some(day("2010-01-01")),
        sanction_until: Some(day("2027-05-20")),
        sanction_document: "处〔2026〕3号".into(),
        ..Default::default()
    };
    store.save_circumstances(&org_hr(), &known, now()).await.unwrap();
    let talk = TalkDraft {
        person: "p1".into(),
        kind: TalkKind::Admonish,
        on: day("2026-11-20"),
        reason: text(),
        document: "处〔2026〕3号".into(),
        basis: text(),
    };
    store.save_talk(k, &talk, now()).await.unwrap();
    assert_eq!(discipline(store, now()).await.verdict, Verdict::Fail);

    // The same application twice is one case.
    assert_eq!(store.open_tolerance(&cast.person, &draft("p1"), now()).await.unwrap(), *id);
    let rows = store.tolerance_cases(&cast.person, &Default::default(), now()).await.unwrap().page.rows;
    assert_eq!((rows.len(), rows[0].number.as_str(), rows[0].due), (1, "容错〔2026〕1号", Some(day("2026-11-30"))));
    cast.must(k, Action::Accept { reason: String::new() }, now()).await;
    cast.decided(Outcome::Refused, now()).await;
    // Not tolerated: the bar stands, and the person asks.
    assert_eq!(discipline(store, now()).await.verdict, Verdict::Fail);
    let ask = |remedy| Action::Ask { remedy, grounds: text() };
    let later = on("2026-12-10");
    cast.must(&cast.person, ask(RemedyKind::Review), later).await;
    let answer = || Action::AnswerRemedy {
        outcome: None,
        reasons: text(),
        document: "复〔2026〕1号".into(),
        body: String::new(),
    };
    // The same body votes on it, and never whoever wrote the decision writes the answer.
    assert_eq!(cast.act(k, answer(), later).await, Err(Fault::Refused(Reason::SecondPerson)));
    for one in &cast.deciders {
        cast.must(one, Action::Vote { outcome: Outcome::Refused, reason: text() }, later).await;
    }
    assert!(!waits(store, k, later).await, "who may not answer is not asked to");
    let other = account(store, "other", "", Role::Discipline).await;
    assert!(waits(store, &other, later).await);
    cast.must(&other, Action::Take { reason: "复核由他人办理".into() }, later).await;
    cast.must(&other, answer(), later).await;
    cast.must(&cast.person, ask(RemedyKind::Appeal), on("2026-12-20")).await;
    // The appeal is for the department of civil servants, or the organ above: not for a colleague.
    let at = on("2026-12-25");
    let third = account(store, "third", "", Role::Discipline).await;
    let department = account(store, "department", "", Role::OrgHr).await;
    assert!(waits(store, &department, at).await && !waits(store, &third, at).await);
    let mut others = Vec::new();
    for login in ["d4", "d5", "d6"] {
        others.push(account(store, login, "", Role::Leader).await);
    }
    let assign = |deciders: &[Viewer]| Action::Assign {
        handlers: named(&cast.handlers.iter().collect::<Vec<_>>()),
        deciders: named(&deciders.iter().collect::<Vec<_>>()),
    };
    assert_eq!(cast.act(&other, assign(&others), at).await, Err(Fault::Refused(Reason::OrganAbove)));
    cast.must(&department, Action::Take { reason: "申诉由公务员主管部门办理".into() }, at).await;
    assert_eq!(cast.act(&department, assign(&cast.deciders), at).await, Err(Fault::field("deciders", Rule::Apart)));
    cast.must(&department, assign(&others), at).await;
    for one in &others {
        cast.must(one, Action::Vote { outcome: Outcome::Exempt, reason: text() }, at).await;
    }
    cast.must(&department, answer(), at).await;
    cast.must(k, Action::Take { reason: "继续办理".into() }, at).await;
    let lifted = discipline(store, on("2026-12-25")).await;
    assert_eq!(lifted.verdict, Verdict::Pass);
    assert!(lifted.facts.iter().any(|fact| fact.value == "容错〔2026〕1号"), "{:?}", lifted.facts);
    let talks = store.talks(&cast.person, &Default::default(), now()).await.unwrap().page.rows;
    assert_eq!((talks[0].talk.lifted.as_str(), talks[0].counts), ("容错〔2026〕1号", false));

    // To the end: corrected, filed, collected without names, visited.
    let at = on("2026-12-25");
    cast.must(k, Action::Advance, at).await;
    cast.must(k, Action::Correct { document: "纠1号".into(), plan: text(), due: None }, at).await;
    assert_eq!(cast.act(k, Action::Advance, at).await, Err(Fault::Refused(Reason::StepOpen)));
    cast.must(k, Action::Check { done: true, text: text() }, at).await;
    cast.must(k, Action::Advance, at).await;
    let with_name = store.collect_precedent(k, id, "张1先行先试", "理由", at).await;
    assert_eq!(with_name, Err(Fault::field("summary", Rule::Named)));
    store.collect_precedent(k, id, "试点流程提前上线，群众重复提交", "经集体研究", at).await.unwrap();
    let found = store.precedents(&org_hr(), "试点", "first-try", now()).await.unwrap();
    assert_eq!((found.found.len(), found.consistency[0].agreement), (1, 100));
    assert!(store.precedents(&org_hr(), "抗洪", "", now()).await.unwrap().found.is_empty());
    cast.must(k, Action::File { document: "备1号".into() }, at).await;
    cast.must(k, Action::Advance, at).await;
    cast.must(k, Action::Visit { on: at.day(), text: text() }, at).await;
    cast.must(k, Action::Advance, at).await;
    let case = store.tolerance_case(&cast.person, id, at).await.unwrap().case;
    assert_eq!((case.state, case.effective()), (State::Done, Some(Outcome::Exempt)));

    // Fraud comes out: what was lifted holds again, the history stays.
    cast.must(k, Action::Reopen { reason: "证据系伪造".into() }, on("2027-01-10")).await;
    assert_eq!(discipline(store, on("2027-01-10")).await.verdict, Verdict::Fail);
    assert!(store.talks(&cast.person, &Default::default(), on("2027-01-10")).await.unwrap().page.rows[0].counts);
    let case = store.tolerance_case(k, id, on("2027-01-10")).await.unwrap().case;
    assert_eq!((case.state, case.step), (State::Running, Step::Verification));
    assert!(case.history.iter().any(|event| event.action == ActionKind::AnswerRemedy));
}

#[tokio::test]
async fn a_case_is_seen_by_its_parts_alone_and_every_look_is_on_the_trail() {
    let cast = cast().await;
    let (store, id) = (&cast.store, &cast.id);
    let other = &cast.handlers[0];
    let audit = viewer("audit", "", &[(Role::AuditAdmin, "/p/")]);
    // Before it is accepted anybody of the organ may; then only who accepted it.
    assert!(store.tolerance_case(other, id, now()).await.is_ok());
    cast.must(&cast.keeper, Action::Accept { reason: String::new() }, now()).await;
    assert_eq!(store.tolerance_case(other, id, now()).await, Err(Fault::Forbidden));
    let rows = store.tolerance_cases(other, &Default::default(), now()).await.unwrap().page.rows;
    assert_eq!((rows[0].opens, rows[0].name.as_str(), rows[0].unit_name.as_str()), (false, "", ""));
    let colleague = viewer("c", "p2", &[]);
    let leader = &cast.deciders[0];
    let unit = viewer("u", "", &[(Role::UnitHr, "/p/union/")]);
    for stranger in [&colleague, leader, &unit, &org_hr(), &audit] {
        assert_eq!(store.tolerance_case(stranger, id, now()).await, Err(Fault::Forbidden), "{}", stranger.name);
        let rows = store.tolerance_cases(stranger, &Default::default(), now()).await.unwrap().page.rows;
        assert!(rows.is_empty(), "{}", stranger.name);
    }
    // Whoever takes it over says so; the one before no longer opens it.
    let version = cast.version(&cast.keeper, now()).await;
    let take = Action::Take { reason: "原经办人休假".into() };
    store.act_tolerance(other, id, version, &take, now()).await.unwrap();
    assert_eq!(store.tolerance_case(&cast.keeper, id, now()).await, Err(Fault::Forbidden));
    let version = store.tolerance_case(other, id, now()).await.unwrap().case.version;
    let take = Action::Take { reason: "休假结束".into() };
    store.act_tolerance(&cast.keeper, id, version, &take, now()).await.unwrap();
    cast.decided(Outcome::Lighter, now()).await;
    // The person has reasons and evidence, not who voted how.
    let own = store.tolerance_case(&cast.person, id, now()).await.unwrap();
    assert_eq!(own.parts, [Part::Person]);
    assert!(own.case.votes.is_empty() && own.case.report.is_empty() && own.case.decision.is_some());
    assert!(own.case.history.iter().filter(|event| event.action == ActionKind::Vote).all(|event| event.by.is_empty()));
    let looks = |who: &Viewer| {
        let (store, id, account) = (store.clone(), id.clone(), who.account.clone());
        async move {
            let query =
                domain::audit::AuditQuery { subject: "tolerance_case".into(), subject_id: id.0, ..Default::default() };
            let audit = viewer("audit", "", &[(Role::AuditAdmin, "/p/")]);
            let lines = domain::audit::port::Trail::audit(&store, &audit, &query, now()).await.unwrap();
            let mine = lines.into_iter().map(|line| line.row).filter(|row| row.actor == account);
            mine.collect::<Vec<_>>()
        }
    };
    let seen = looks(&cast.person).await;
    assert!(seen.iter().any(|row| row.action == domain::audit::Action::Unmask), "{seen:?}");
    // The trail says that the case moved, not what it is about.
    let kept = looks(&cast.keeper).await;
    assert!(kept.iter().any(|row| row.reason == "decide"));
    for row in kept.iter().chain(&seen) {
        let all = format!("{row:?}");
        assert!(!all.contains("试点流程") && !all.contains("核实报告") && !all.contains("有关事实"), "{all}");
    }
    assert!(matches!(
        cast.act(&cast.deciders[0], Action::Vote { outcome: Outcome::Exempt, reason: text() }, now()).await,
        Err(Fault::Refused(_))
    ));
}

#[tokio::test]
async fn relatives_are_not_named_and_each_hears_when_it_is_their_turn() {
    let cast = cast().await;
    let (store, id) = (&cast.store, &cast.id);
    // p1's wife is g0, whose account is of the discipline organ.
    let wife = account(store, "wife", "g0", Role::Discipline).await;
    let family =
        vec![Relative { relation: "妻子".into(), name: "李0".into(), person: "g0".into(), ..Relative::default() }];
    store.unmask(&org_hr(), &"p1".into(), "家庭成员登记", now()).await.unwrap();
    let version = store.person(&org_hr(), &"p1".into()).await.unwrap().person.version;
    let sensitive = Sensitive { family, ..Sensitive::default() };
    store.save_sensitive(&org_hr(), SensitiveDraft { id: "p1".into(), version, sensitive }, now()).await.unwrap();
    // A post that is none of the unit's listed ones.
    tests::appoint(store, tests::post("p1", "union", "科长", Level::SectionChief, "2020-01-01")).await.unwrap();
    cast.must(&cast.keeper, Action::Accept { reason: String::new() }, now()).await;
    let detail = store.tolerance_case(&cast.keeper, id, now()).await.unwrap();
    let nominee = detail.nominees.iter().find(|one| one.member.account == wife.account).unwrap();
    assert_eq!((nominee.conflicts[0].kind, nominee.conflicts[0].path[0].0.as_str()), (ConflictKind::Kin, "妻子"));
    let assign = |one: &Viewer| Action::Assign {
        handlers: named(&[one, &cast.handlers[1]]),
        deciders: named(&cast.deciders.iter().collect::<Vec<_>>()),
    };
    let refused = cast.act(&cast.keeper, assign(&wife), now()).await;
    assert!(
        matches!(refused, Err(Fault::Refused(Reason::Tolerance(tolerance::Refusal::MustStandAside(_))))),
        "{refused:?}"
    );
    let stranger = viewer("nobody", "", &[]);
    assert_eq!(cast.act(&cast.keeper, assign(&stranger), now()).await, Err(Fault::field("handlers", Rule::Unknown)));
    cast.must(&cast.keeper, assign(&cast.handlers[0]), now()).await;
    // Whose turn it is finds it at home; a wrong account does nothing.
    let home = store.home(&cast.handlers[0], now()).await.unwrap();
    assert!(
        home.due.iter().any(|due| matches!(
            due,
            Due::Tolerance(domain::tolerance::Todo::Tolerance { step: Step::Verification, .. })
        )),
        "{:?}",
        home.due
    );
    assert!(store.home(&cast.deciders[0], now()).await.unwrap().due.is_empty());
    // The person asks that a handler stand aside; it is decided before anything else goes on.
    let member: AccountId = cast.handlers[0].account.clone();
    cast.must(&cast.person, Action::Recuse { member, reason: text() }, now()).await;
    let open = store.tolerance_case(&cast.keeper, id, now()).await.unwrap().missing;
    assert!(open.contains(&(Missing::Recusals { count: 1 }, Some(Part::Organ))), "{open:?}");
    cast.must(&cast.keeper, Action::AnswerRecusal { n: 0, granted: true, reason: text() }, now()).await;
    assert_eq!(store.tolerance_case(&cast.handlers[0], id, now()).await, Err(Fault::Forbidden));
    // Late: each stage of a step is told once.
    let late = on("2027-03-01");
    assert_eq!(store.remind_tolerances(late).await.unwrap(), 1);
    assert_eq!(store.remind_tolerances(late).await.unwrap(), 0);
    assert!(store.unread(&cast.person).await.unwrap() > 0);
    cast.must(&cast.person, Action::Urge, late).await;
}

#[tokio::test]
async fn late_applications_are_refused_and_settings_hold_from_their_day() {
    let store = small("mem://", 2).await;
    let keeper = account(&store, "keeper", "", Role::Discipline).await;
    let late = Draft { notice: Some(day("2026-11-02")), ..draft("p0") };
    let own = viewer("p0", "p0", &[]);
    let refused = store.open_tolerance(&own, &late, now()).await;
    assert_eq!(refused, Err(Fault::field("notice", Rule::Over(day("2026-11-16")))));
    assert_eq!(store.open_tolerance(&viewer("x", "p1", &[]), &draft("p0"), now()).await, Err(Fault::Forbidden));
    let mut rules = domain::tolerance::ToleranceRules::first(day("2026-11-23"));
    rules.accept = 0;
    assert!(matches!(store.add_version(&keeper, &rules, &Drawn::default(), now()).await, Err(Fault::Invalid(_))));
    rules.accept = 8;
    rules.apply = 20;
    let past = domain::tolerance::ToleranceRules { from: day("2026-11-01"), ..rules.clone() };
    assert_eq!(
        store.add_version(&keeper, &past, &Drawn::default(), now()).await,
        Err(Fault::field("from", Rule::not_before(Milestone::Today, now().day())))
    );
    assert_eq!(store.add_version(&org_hr(), &rules, &Drawn::default(), now()).await, Err(Fault::Forbidden));
    store.add_version(&keeper, &rules, &Drawn::default(), now()).await.unwrap();
    let id = store.open_tolerance(&own, &late, now()).await.unwrap();
    let detail = store.tolerance_case(&own, &id, now()).await.unwrap();
    assert_eq!((detail.case.rules.accept, detail.due), (8, Some(day("2026-12-03"))));
    // An inquiry is the person's to answer, once.
    let talk = TalkDraft {
        person: "p0".into(),
        kind: TalkKind::Inquire,
        on: day("2026-11-20"),
        reason: text(),
        document: String::new(),
        basis: text(),
    };
    assert_eq!(store.save_talk(&own, &talk, now()).await, Err(Fault::Forbidden));
    store.save_talk(&keeper, &talk, now()).await.unwrap();
    let row = store.talks(&own, &Default::default(), now()).await.unwrap().page.rows.remove(0);
    assert!(row.own && row.talk.answer_by == Some(day("2026-12-11")));
    assert_eq!(act_talk(&store, &keeper, &row.talk, answer("x")).await, Err(Fault::Forbidden));
    act_talk(&store, &own, &row.talk, answer("情况属实")).await.unwrap();
    assert_eq!(act_talk(&store, &own, &row.talk, answer("再答")).await, Err(Fault::Refused(Reason::AlreadyAnswered)));
    // What was entered by mistake is taken back, with why, and the person is told; never one's own.
    let unread = store.unread(&own).await.unwrap();
    let wrong = TalkDraft { kind: TalkKind::Admonish, ..talk };
    store.save_talk(&keeper, &wrong, now()).await.unwrap();
    let rows = store.talks(&own, &Default::default(), now()).await.unwrap().page.rows;
    let held = rows.iter().find(|row| row.counts).unwrap().talk.clone();
    assert_eq!(act_talk(&store, &own, &held, withdraw("误登记")).await, Err(Fault::Forbidden));
    assert_eq!(act_talk(&store, &keeper, &held, withdraw("")).await, Err(Fault::field("why", Rule::Required)));
    act_talk(&store, &keeper, &held, withdraw("登记错人")).await.unwrap();
    assert_eq!(act_talk(&store, &keeper, &held, withdraw("再次")).await, Err(Fault::Refused(Reason::WrongState)));
    let rows = store.talks(&own, &Default::default(), now()).await.unwrap().page.rows;
    assert!(rows.iter().all(|row| !row.counts) && rows.iter().any(|row| row.talk.withdrawn == "登记错人"));
    assert_eq!(store.unread(&own).await.unwrap(), unread + 2);
}

#[tokio::test]
async fn votes_are_seen_after_ones_own_and_what_a_told_person_may_do_is_at_home() {
    let cast = cast().await;
    let (store, k, id) = (&cast.store, &cast.keeper, &cast.id);
    cast.must(k, Action::Accept { reason: String::new() }, now()).await;
    let (handlers, deciders) =
        (named(&cast.handlers.iter().collect::<Vec<_>>()), named(&cast.deciders.iter().collect::<Vec<_>>()));
    cast.must(k, Action::Assign { handlers, deciders }, now()).await;
    let h = &cast.handlers;
    cast.must(&h[0], Action::Hear { on: now().day(), text: text() }, now()).await;
    let case = store.tolerance_case(&h[0], id, now()).await.unwrap().case;
    for clause in case.to_judge() {
        cast.must(&h[0], Action::Judge { clause, holds: true, reason: text() }, now()).await;
    }
    for distinction in [Distinction::Experience, Distinction::Exploration, Distinction::Intention] {
        cast.must(&h[1], Action::Distinguish { distinction, side: Side::For, reason: text() }, now()).await;
    }
    cast.must(&h[0], Action::Report { text: "核实报告".into() }, now()).await;
    cast.must(&h[1], Action::Sign, now()).await;
    // What was signed changes: the signatures fall away, and the history says so.
    let clause = case.to_judge()[0].clone();
    cast.must(&h[0], Action::Judge { clause, holds: true, reason: "另有事实".into() }, now()).await;
    let changed = store.tolerance_case(&h[0], id, now()).await.unwrap();
    assert!(changed.case.signed.is_empty() && changed.case.history.last().unwrap().action == ActionKind::Void);
    assert_eq!(cast.act(&h[0], Action::Advance, now()).await, Err(Fault::Refused(Reason::StepOpen)));
    for one in h {
        cast.must(one, Action::Sign, now()).await;
    }
    cast.must(&h[0], Action::Advance, now()).await;
    // Votes of others are for those who voted.
    let seen = async |who: &Viewer| store.tolerance_case(who, id, now()).await.unwrap().case.votes.len();
    cast.must(&cast.deciders[0], Action::Vote { outcome: Outcome::Lighter, reason: text() }, now()).await;
    assert_eq!((seen(&cast.deciders[0]).await, seen(&cast.deciders[1]).await), (1, 0));
    assert!(!waits(store, &cast.deciders[0], now()).await && waits(store, &cast.deciders[1], now()).await);
    cast.must(&cast.deciders[1], Action::Vote { outcome: Outcome::Lighter, reason: text() }, now()).await;
    assert_eq!((seen(&cast.deciders[1]).await, seen(&cast.deciders[2]).await), (2, 0));
    cast.must(k, Action::Decide { reasons: text(), document: "认〔2026〕1号".into() }, now()).await;
    cast.must(k, Action::Advance, now()).await;
    cast.must(k, Action::Tell { on: now().day(), text: text() }, now()).await;
    cast.must(k, Action::Advance, now()).await;
    // The right is at home with its last day, and on the paper until it was used.
    let due = async |at| store.home(&cast.person, at).await.unwrap().due;
    let right = Due::Tolerance(domain::tolerance::Todo::Redress {
        id: id.clone(),
        number: "容错〔2026〕1号".into(),
        until: day("2026-12-23"),
    });
    assert!(due(now()).await.contains(&right), "{:?}", due(now()).await);
    assert!(
        !due(on("2026-12-24"))
            .await
            .iter()
            .any(|one| matches!(one, Due::Tolerance(domain::tolerance::Todo::Redress { .. })))
    );
    let paper = async |at| store.tolerance_paper(&cast.person, id, at).await.unwrap();
    let first = paper(on("2026-12-01")).await;
    assert_eq!((first.signer.as_str(), first.day.as_str()), ("p全称（落款机关未登记）", "2026年11月23日"));
    assert!(first.paragraphs.iter().any(|one| one.contains("30日内向")), "{first:?}");
    let version = store.unit(&org_hr(), &"p".into()).await.unwrap().unit.version;
    store.set_organ(&org_hr(), &"p".into(), version, "中共某省委组织部", now()).await.unwrap();
    cast.must(&cast.person, Action::Ask { remedy: RemedyKind::Appeal, grounds: text() }, on("2026-12-02")).await;
    let later = paper(on("2026-12-03")).await;
    assert_eq!(later.signer, "中共某省委组织部");
    assert!(!later.paragraphs.iter().any(|one| one.contains("日内向")), "what is over is not offered: {later:?}");
    // The keeper, too, may be challenged, and does not decide about that themself.
    let member: AccountId = k.account.clone();
    cast.must(&cast.person, Action::Recuse { member, reason: text() }, on("2026-12-03")).await;
    let grant = || Action::AnswerRecusal { n: 0, granted: true, reason: text() };
    assert_eq!(cast.act(k, grant(), on("2026-12-03")).await, Err(Fault::Refused(Reason::OwnRequest)));
}

async fn act_talk(store: &Store, viewer: &Viewer, talk: &Talk, act: TalkAct) -> Result<(), Fault> {
    let rows = store.talks(viewer, &Default::default(), now()).await?.page.rows;
    let version = rows.into_iter().find(|row| row.talk.id == talk.id);
    store.act_talk(viewer, &talk.id, version.map_or(0, |row| row.talk.version), &act, now()).await
}

fn answer(text: &str) -> TalkAct {
    TalkAct::Answer { text: text.to_owned() }
}

fn withdraw(reason: &str) -> TalkAct {
    TalkAct::Withdraw { reason: reason.to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn six_equal_requests_at_once_open_one_case_and_one_talk() {
    let store = small("mem://", 3).await;
    let keeper = || viewer("k", "", &[(Role::Discipline, "/p/")]);
    let open =
        move |store: Store| async move { store.open_tolerance(&keeper(), &draft("p1"), now()).await.map(|id| id.0) };
    let id = six(&store, open).await;
    assert_eq!(open(store.clone()).await.unwrap(), id, "and a later click");
    assert_eq!((count(&store, "tolerance_case").await, count(&store, "tolerance_count").await), (1, 1));

    let talk = TalkDraft {
        person: "p2".into(),
        kind: TalkKind::Remind,
        on: day("2026-11-20"),
        reason: "工作作风问题的提醒".into(),
        document: String::new(),
        basis: "提醒谈话有关规定".into(),
    };
    six(&store, |store| {
        let talk = talk.clone();
        async move { store.save_talk(&org_hr(), &talk, now()).await.map(|()| String::new()) }
    })
    .await;
    assert_eq!(count(&store, "talk").await, 1);
    // Taken back, the same may be held again.
    let held = store.talks(&org_hr(), &Default::default(), now()).await.unwrap().page.rows.remove(0).talk;
    store
        .act_talk(&org_hr(), &held.id, held.version, &TalkAct::Withdraw { reason: "录入有误".into() }, now())
        .await
        .unwrap();
    store.save_talk(&org_hr(), &talk, now()).await.unwrap();
    assert_eq!(count(&store, "talk").await, 2);
}
