//! Cases of exchange: what is entered once, corrected, judged anew, done for several at once, and put on
//! paper.

use domain::access::Viewer;
use domain::calendar::Workdays;
use domain::calendar::due::DueKind;
use domain::code::Level;
use domain::exchange::case::{Action, Behalf, CaseDraft, Missing, Voice, Vote};
use domain::exchange::document::DocumentKind;
use domain::exchange::eligibility::{RuleKey, Verdict};
use domain::exchange::kind::{ExchangeKind, KindRules, Paper, Step};
use domain::exchange::port::{Cases, Dues, Eligibility, HolidayTable, Kinds, Papers, Together};
use domain::exchange::view::WhatIf;
use domain::fault::Milestone;
use domain::home::port::Desk;
use domain::organisation::port::Units;
use domain::record::Circumstances;
use domain::versioned::Drawn;
use domain::{CaseId, Fault, Moment, Reason, Rule, exchange};
use store::Script;
use tests::{day, now, org_hr, small};

use super::exchange::{act, bring, cadre, exchanged, hr, on, posts};

#[tokio::test]
async fn six_who_open_a_case_at_once_open_one() {
    let store = small("mem://", 2).await;
    let posts = posts(&store, "gov", &[("综合科科长", false), ("人秘科科长", false)]).await;
    let draft = |post: usize| CaseDraft {
        kind: ExchangeKind::Transfer,
        person: "p1".into(),
        unit: "gov".into(),
        post: posts[post].clone(),
        months: 0,
        place: String::new(),
    };
    let at_once = (0..6).map(|_| {
        let (store, draft) = (store.clone(), draft(0));
        tokio::spawn(async move { store.open_case(&org_hr(), &draft, now()).await })
    });
    let mut ids: Vec<CaseId> = Vec::new();
    for one in at_once.collect::<Vec<_>>() {
        ids.push(one.await.unwrap().unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "each gets the first as the answer");
    assert_eq!(store.cases(&org_hr(), &Default::default(), now()).await.unwrap().page.total, 1);
    let other = store.open_case(&org_hr(), &draft(1), now()).await;
    assert_eq!(other, Err(exchange::Refusal::CaseRunning("张1".into()).into()));
    // Once it is withdrawn, the next can be opened.
    let withdraw = Action::Withdraw { reason: "另行安排".into() };
    act(&store, &ids[0], withdraw, now()).await;
    assert!(store.open_case(&org_hr(), &draft(1), now()).await.is_ok());
}

#[tokio::test]
async fn a_case_goes_on_under_what_its_kind_asked_for_when_it_was_opened() {
    let store = small("mem://", 3).await;
    let posts = posts(&store, "gov", &[("综合科科长", false), ("人秘科科长", false), ("法规科科长", false)]).await;
    let draft = |n: usize| CaseDraft {
        kind: ExchangeKind::Transfer,
        person: format!("p{n}").as_str().into(),
        unit: "gov".into(),
        post: posts[n].clone(),
        months: 0,
        place: String::new(),
    };
    let first = KindRules::first(ExchangeKind::Transfer);
    // As it was kept before versions had a day.
    let mut row = serde_json::to_value(KindRules { notice_days: 7, ..first.clone() }).unwrap();
    row.as_object_mut().unwrap().remove("from");
    let kept = Script::new("UPSERT exchange_kind:transfer CONTENT $row RETURN NONE").bind("row", row);
    store.raw(kept).await.unwrap();
    let drawn = store.kinds(&org_hr()).await.unwrap();
    let said: Vec<_> = drawn.versions.iter().map(|one| (one.kind, one.from, one.notice_days)).collect();
    assert_eq!((said, drawn.version), (vec![(ExchangeKind::Transfer, None, 7)], 0));
    let old = store.open_case(&org_hr(), &draft(0), now()).await.unwrap();
    let next = |from: &str, notice_days| KindRules { from: Some(day(from)), notice_days, ..first.clone() };
    let (today, later) = (next("2026-11-23", 9), next("2026-12-01", 11));
    store.save_kind(&org_hr(), &today, &Drawn::with(drawn.version), now()).await.unwrap();
    let overtaken = store.save_kind(&org_hr(), &later, &Drawn::with(drawn.version), now()).await;
    assert_eq!(overtaken, Err(Fault::Refused(Reason::Stale)));
    store.save_kind(&org_hr(), &later, &Drawn::with(1), now()).await.unwrap();
    let early = store.save_kind(&org_hr(), &next("2026-11-22", 9), &Drawn::with(2), now()).await;
    assert_eq!(early, Err(Fault::field("from", Rule::not_before(Milestone::Today, now().day()))));
    assert_eq!(store.save_kind(&hr("/p/"), &today, &Drawn::with(2), now()).await, Err(Fault::Forbidden));
    let after = store.kinds(&org_hr()).await.unwrap();
    let begun: Vec<_> = after.versions.iter().map(|one| one.from).collect();
    assert_eq!((begun, after.version), (vec![later.from, today.from, None], 2));
    let new = store.open_case(&org_hr(), &draft(1), now()).await.unwrap();
    let last = store.open_case(&org_hr(), &draft(2), on("2026-12-01")).await.unwrap();
    let notice_of = async |id: &CaseId| store.case(&org_hr(), id, on("2027-01-01")).await.unwrap().rules.notice_days;
    assert_eq!([notice_of(&old).await, notice_of(&new).await, notice_of(&last).await], [7, 9, 11]);
    // Those of before cases kept their rules are older than every version with a day, whatever day that is.
    store.raw(Script::new("UPDATE exchange_case UNSET rules RETURN NONE")).await.unwrap();
    assert_eq!([notice_of(&old).await, notice_of(&new).await, notice_of(&last).await], [7, 7, 7]);
}

#[tokio::test]
async fn the_law_of_moves_is_kept_where_a_case_opens() {
    let store = small("mem://", 3).await;
    let gov = posts(&store, "gov", &[("局长", true), ("综合科科长", false)]).await;
    let draft = |kind, post: usize| CaseDraft {
        kind,
        person: "p1".into(),
        unit: "gov".into(),
        post: gov[post].clone(),
        months: 0,
        place: String::new(),
    };
    // 调任 from inside the civil service.
    let inside = store.open_case(&org_hr(), &draft(ExchangeKind::TransferIn, 1), now()).await;
    assert_eq!(inside, Err(exchange::Refusal::FromInside.into()));
    let ask = |post: usize, person: &str, kind: ExchangeKind, place: &str| WhatIf {
        unit: "gov".into(),
        post: gov[post].clone(),
        kind: Some(kind),
        person: person.into(),
        place: place.into(),
        ..WhatIf::default()
    };
    let finding = |question: WhatIf, key: RuleKey| {
        let store = store.clone();
        async move {
            let answer = store.what_if(&org_hr(), &question, now()).await.unwrap();
            answer.people[0].findings.iter().find(|one| one.key == key).cloned()
        }
    };
    // The head of a city's department: asked whether the place is known or not.
    for (place, verdict) in [("", Verdict::Ask), ("云江汇溪", Verdict::Ask)] {
        let found = finding(ask(0, "p1", ExchangeKind::Transfer, place), RuleKey::PlaceAvoidance).await.unwrap();
        assert_eq!(found.verdict, verdict, "{place} {found:?}");
    }
    // A full organ: nobody comes in, its own may rotate.
    let version = store.unit(&org_hr(), &"gov".into()).await.unwrap().unit.version;
    store.set_headcount(&org_hr(), &"gov".into(), version, 3, 1, now()).await.unwrap();
    let full = finding(ask(1, "p1", ExchangeKind::Transfer, ""), RuleKey::Headcount).await.unwrap();
    let own = finding(ask(1, "g1", ExchangeKind::Rotation, ""), RuleKey::Headcount).await.unwrap();
    assert_eq!((full.verdict, own.verdict), (Verdict::Fail, Verdict::Pass));
    // Leading posts are counted by who holds them, whatever list the post stands in.
    let lead = |person: &'static str, title: &'static str| {
        let store = store.clone();
        async move {
            tests::appoint(&store, tests::post(person, "gov", title, Level::SectionChief, "2016-01-01")).await.unwrap();
        }
    };
    let leading = || finding(ask(0, "p1", ExchangeKind::Transfer, ""), RuleKey::LeadingPosts);
    assert_eq!(leading().await.unwrap().verdict, Verdict::Pass);
    lead("g1", "专职委员").await;
    let unsure = leading().await.unwrap();
    assert_eq!(unsure.verdict, Verdict::Ask, "{unsure:?}");
    lead("g0", "主要负责人").await;
    assert_eq!(leading().await.unwrap().verdict, Verdict::Fail);
    // Ten years are due for who leads, and not for a section head.
    lead("g2", "综合科科长").await;
    let dues = store.dues(&org_hr(), &Default::default(), now()).await.unwrap().dues.rows;
    let same: Vec<&str> =
        dues.iter().filter(|due| due.kind == DueKind::SamePost).map(|due| due.person.as_str()).collect();
    assert_eq!(same, ["g0"]);
}

#[tokio::test]
async fn a_table_that_comes_in_moves_the_notices_that_run() {
    let store = small("mem://", 2).await;
    let read = |text: &str| Workdays::read(text).unwrap();
    store.import_holidays(&org_hr(), &read("2026-10-01,休,国庆节"), now()).await.unwrap();
    let (_, cases) = exchanged(&store).await;
    let today = bring(&store, &cases[0], Step::PublicNotice, day("2026-12-28")).await;
    assert!(today <= day("2026-12-30"), "{today}");
    act(&store, &cases[0], Action::Publish { on: day("2026-12-30") }, on("2026-12-30")).await;
    let notice = |case: domain::secrecy::Known<domain::exchange::case::Case>| case.publicity.notice.unwrap();
    let held = store.case(&org_hr(), &cases[0], on("2026-12-30")).await.unwrap();
    // New Year is off whatever table is missing; that it is missing is said.
    let first = notice(held.case);
    assert_eq!((first.until, first.unknown, held.no_table), (day("2027-01-07"), Some(2027), Some(2027)));
    let table = read("2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,班,元旦");
    store.import_holidays(&org_hr(), &table, on("2026-12-31")).await.unwrap();
    let held = store.case(&org_hr(), &cases[0], on("2026-12-31")).await.unwrap();
    assert!(held.case.history.last().unwrap().note.contains("2027-01-06"));
    let anew = notice(held.case);
    assert_eq!((anew.until, anew.unknown, held.no_table), (day("2027-01-06"), None, None));
    // One that is over stays as it was.
    store.import_holidays(&org_hr(), &read("2027-01-05,休,调整"), on("2027-01-07")).await.unwrap();
    let held = store.case(&org_hr(), &cases[0], on("2027-01-07")).await.unwrap();
    assert_eq!(notice(held.case).until, day("2027-01-06"));
}

#[tokio::test]
async fn what_bars_since_the_opening_stops_a_case_and_is_said_to_those_who_see_to_it() {
    let store = small("mem://", 2).await;
    let (_, cases) = exchanged(&store).await;
    let case = store.case(&org_hr(), &cases[0], on("2026-12-02")).await.unwrap().case;
    let person = case.person.clone();
    let today = bring(&store, &cases[0], Step::Decision, day("2026-12-02")).await;
    let at = Moment::start_of(today).plus_seconds(36_000);
    let known = Circumstances { person: person.clone(), investigated: true, ..Default::default() };
    store.save_circumstances(&org_hr(), &known, at).await.unwrap();
    let detail = store.case(&org_hr(), &cases[0], at).await.unwrap();
    assert!(
        detail.missing.iter().any(|one| matches!(
            one.0,
            Missing::Finding { key: RuleKey::Investigation } | Missing::Barred { key: RuleKey::Investigation }
        )),
        "{:?}",
        detail.missing
    );
    assert_eq!(detail.case.changes(), [(RuleKey::Investigation, Verdict::Pass, Verdict::Fail)]);
    // The person is told neither by what is missing nor by what changed.
    let own = store.case(&cadre(person.as_str()), &cases[0], at).await.unwrap();
    assert!(!own.missing.iter().any(|one| matches!(
        one.0,
        Missing::Finding { key: RuleKey::Investigation } | Missing::Barred { key: RuleKey::Investigation }
    )));
    assert!(own.case.changes().is_empty() && own.case.judged.is_empty());
    let vote = Action::Vote(Vote { on: today, members: 9, present: 7, yes: 6, no: 1 });
    act(&store, &cases[0], vote, at).await;
    let version = store.case(&org_hr(), &cases[0], at).await.unwrap().case.version;
    let advanced = store.act(&org_hr(), &cases[0], version, &Action::Advance, at).await;
    assert_eq!(advanced, Err(Fault::Refused(Reason::StepOpen)));
    let held = store.case(&org_hr(), &cases[0], at).await.unwrap().case;
    assert_eq!(held.judged.last().unwrap().step, Step::Decision);
    // Cleared, it goes on.
    let known = Circumstances { investigated: false, version: 1, ..known };
    store.save_circumstances(&org_hr(), &known, at).await.unwrap();
    act(&store, &cases[0], Action::Advance, at).await;
}

#[tokio::test]
async fn a_part_without_an_account_is_entered_from_its_paper_and_said_so() {
    let store = small("mem://", 2).await;
    let (_, cases) = exchanged(&store).await;
    let then = on("2026-12-02");
    let case = store.case(&org_hr(), &cases[0], then).await.unwrap().case;
    let entry = || Box::new(Action::Give { voice: Voice::Person, agrees: true, text: String::new() });
    let paper = || Behalf { document: "本人签字意见".into(), on: then.day(), who: case.person_name.clone() };
    let by_paper = |who: domain::access::Viewer| {
        let (store, id, version) = (store.clone(), case.id.clone(), case.version);
        let action = Action::Behalf { entry: entry(), paper: paper() };
        async move { store.act(&who, &id, version, &action, then).await }
    };
    for who in [hr(&case.home_path), cadre(case.person.as_str())] {
        assert_eq!(by_paper(who).await, Err(Fault::Forbidden));
    }
    by_paper(org_hr()).await.unwrap();
    let case = store.case(&org_hr(), &cases[0], then).await.unwrap().case;
    assert_eq!(case.opinion(Voice::Person).unwrap().behalf, Some(paper()));
    assert!(case.history.last().unwrap().note.starts_with("代本人提出意见（本人签字意见"), "{:?}", case.history.last());
}

#[tokio::test]
async fn one_meeting_one_notice_and_one_paper_serve_all_cases_of_a_round() {
    let store = small("mem://", 2).await;
    let (_, cases) = exchanged(&store).await;
    let mut today = day("2026-12-28");
    for id in &cases {
        today = today.max(bring(&store, id, Step::Decision, today).await);
    }
    let at = |today: domain::Day| Moment::start_of(today).plus_seconds(36_000);
    let read = |today: domain::Day| {
        let (store, cases) = (store.clone(), cases.clone());
        async move {
            let mut seen = Vec::new();
            for id in &cases {
                let case = store.case(&org_hr(), id, at(today)).await.unwrap().case;
                seen.push((case.id.clone(), case.version));
            }
            seen
        }
    };
    let all = |action: Action, today: domain::Day| {
        let store = store.clone();
        let seen = read(today);
        async move { store.act_together(&org_hr(), &seen.await, &action, at(today)).await }
    };
    assert_eq!(
        store.act_together(&org_hr(), &[], &Action::Advance, now()).await,
        Err(Fault::field("cases", Rule::Required))
    );
    all(Action::Vote(Vote { on: today, members: 9, present: 8, yes: 7, no: 0 }), today).await.unwrap();
    all(Action::Advance, today).await.unwrap();
    // One that can't go along leaves all as they were, and is named.
    let stray = store.case(&org_hr(), &cases[0], at(today)).await.unwrap().case;
    act(&store, &cases[0], Action::SendBack { reason: "补正".into() }, at(today)).await;
    let refused = all(Action::Publish { on: today }, today).await;
    assert_eq!(refused, Err(exchange::Refusal::CaseNotReady(stray.person_name.clone()).into()));
    assert_eq!(store.case(&org_hr(), &cases[1], at(today)).await.unwrap().case.publicity.notice, None);
    act(&store, &cases[0], Action::Vote(Vote { on: today, members: 9, present: 8, yes: 7, no: 0 }), at(today)).await;
    act(&store, &cases[0], Action::Advance, at(today)).await;
    all(Action::Publish { on: today }, today).await.unwrap();
    let notice = store.document(&org_hr(), &cases, DocumentKind::Notice, at(today)).await.unwrap();
    assert!(notice.title.contains('等') && notice.day == domain::document::chinese_day(today), "{notice:?}");
    let names = ["张0", "李0"];
    assert!(names.iter().all(|name| notice.paragraphs.iter().any(|line| line.starts_with(name))), "{notice:?}");
    for id in &cases {
        today = today.max(bring(&store, id, Step::Appointment, today).await);
    }
    // One case waits for the other: what a unit or the organiser files is filed once.
    all(Action::File { paper: Paper::Agreement, note: "协议".into() }, today).await.unwrap();
    let appoint = Action::Appoint { document: "组任〔2027〕5号".into(), dated: today, from: today };
    all(appoint, today).await.unwrap();
    let paper = store.document(&org_hr(), &cases, DocumentKind::Appointment, at(today)).await.unwrap();
    assert_eq!((paper.number.as_str(), paper.addressees.contains('、')), ("组任〔2027〕5号", true));
    assert!(names.iter().all(|name| paper.paragraphs.iter().any(|line| line.starts_with(name))), "{paper:?}");
    // Printed months later it bears the same day; and of other cases a viewer makes no paper.
    let later = Moment::start_of(day("2027-12-01"));
    assert_eq!(store.document(&org_hr(), &cases, DocumentKind::Appointment, later).await.unwrap().day, paper.day);
    let other = store.document(&cadre("p1"), &cases, DocumentKind::Appointment, later).await;
    assert_eq!(other, Err(Fault::Forbidden));
    all(Action::Advance, today).await.unwrap();
    // Reporting for duty changes records: one by one.
    for id in &cases {
        act(&store, id, Action::Report { on: today }, at(today)).await;
    }
    assert!(matches!(
        all(Action::Advance, today).await,
        Err(Fault::Refused(Reason::Exchange(exchange::Refusal::CaseNotReady(_))))
    ));
}

#[tokio::test]
async fn an_act_sent_again_over_the_same_version_is_done_once_alone_and_together() {
    let store = small("mem://", 2).await;
    let (_, cases) = exchanged(&store).await;
    let then = on("2026-12-02");
    let held = async |case: &CaseId| store.case(&org_hr(), case, then).await.unwrap().case;
    let before = held(&cases[0]).await;
    let (person, give) = (super::exchange::cadre(before.person.as_str()), |agrees| Action::Give {
        voice: Voice::Person,
        agrees,
        text: "考虑家庭情况".into(),
    });
    let send = async |who: &Viewer, act: Action| store.act(who, &cases[0], before.version, &act, then).await;
    send(&person, give(true)).await.unwrap();
    let after = held(&cases[0]).await;
    send(&person, give(true)).await.unwrap();
    assert_eq!(held(&cases[0]).await, after, "nothing more is written");
    assert_eq!(send(&person, give(false)).await, Err(Fault::Refused(Reason::Stale)));
    let home = hr(&before.home_path);
    let other = Action::Give { voice: Voice::Home, agrees: true, text: "考虑家庭情况".into() };
    assert_eq!(send(&home, other).await, Err(Fault::Refused(Reason::Stale)));

    // In several cases at once, the same.
    let file = Action::File { paper: Paper::Request, note: "组函〔2026〕8号".into() };
    let seen = [(cases[0].clone(), held(&cases[0]).await.version), (cases[1].clone(), held(&cases[1]).await.version)];
    store.act_together(&org_hr(), &seen, &file, then).await.unwrap();
    let after = (held(&cases[0]).await, held(&cases[1]).await);
    store.act_together(&org_hr(), &seen, &file, then).await.unwrap();
    assert_eq!((held(&cases[0]).await, held(&cases[1]).await), after);
    let other = Action::File { paper: Paper::Request, note: "组函〔2026〕9号".into() };
    let overtaken = store.act_together(&org_hr(), &seen, &other, then).await;
    assert_eq!(overtaken, Err(exchange::Refusal::CaseNotReady(after.0.person_name.clone()).into()));
}

#[tokio::test]
async fn a_unit_that_objects_to_a_case_is_told_and_reads_the_answer() {
    let store = small("mem://", 2).await;
    let (_, cases) = exchanged(&store).await;
    let today = bring(&store, &cases[0], Step::PublicNotice, day("2026-12-28")).await;
    let at = Moment::start_of(today).plus_seconds(36_000);
    act(&store, &cases[0], Action::Publish { on: today }, at).await;
    let held = async |who: &Viewer| store.case(who, &cases[0], at).await.unwrap().case.into_inner();
    let paths = held(&org_hr()).await;
    let (home, host) = (hr(&paths.home_path), Viewer { account: "other".into(), ..hr(&paths.host_path) });
    let object = Action::Object { from: "职工代表".into(), text: "工作尚未交接".into() };
    store.act(&home, &cases[0], held(&home).await.version, &object, at).await.unwrap();
    let unread = store.unread(&home).await.unwrap();
    let answer = Action::Answer { n: 0, upheld: false, text: "已安排交接".into() };
    store.act(&org_hr(), &cases[0], held(&org_hr()).await.version, &answer, at).await.unwrap();
    assert_eq!(store.unread(&home).await.unwrap(), unread + 1);
    let answered = |case: &domain::exchange::case::Case| {
        let one = &case.publicity.objections[0];
        (one.who.is_some(), one.answer.as_ref().map(|one| one.text.clone()).unwrap_or_default())
    };
    assert_eq!(answered(&held(&home).await), (true, "已安排交接".to_owned()));
    assert_eq!(answered(&held(&host).await), (false, String::new()));
    assert_eq!(answered(&held(&org_hr()).await), (false, "已安排交接".to_owned()));
}
