//! The workflow, walked at random: no way leads to an appointment without consent, public
//! notice and decision, whatever steps a kind was given.

use proptest::prelude::*;

use super::*;
use crate::calendar::{Workdays, months_later};
use crate::code::Code;
use crate::exchange::kind::Paper;
use crate::exchange::matching::tests::Dice;
use crate::fault::{Milestone, Rule};
use crate::procedure::{Acting, Procedure};
use crate::record::Grade;
use crate::time::parse_day;
use crate::{Fault, Reason};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn rules(kind: ExchangeKind) -> KindRules {
    KindRules::first(kind)
}

fn opened(kind: ExchangeKind) -> Case {
    Case {
        id: "c".into(),
        kind,
        rules: None,
        person: "zhang".into(),
        person_name: "张".into(),
        round: RoundId::default(),
        offer: OfferId::default(),
        present: "团市委办公室主任".into(),
        home: "youth".into(),
        home_name: "团市委".into(),
        home_path: "/city/youth/".into(),
        host: "bureau".into(),
        host_name: "市发改委".into(),
        host_path: "/city/bureau/".into(),
        post: PostId::default(),
        title: "综合处副处长".into(),
        level: Level::SectionChief,
        place: String::new(),
        months: if kind.has_term() { 12 } else { 0 },
        path: "/city/".into(),
        step: Step::Proposal,
        state: CaseState::Running,
        since: Moment::start_of(day("2026-03-02")),
        findings: Vec::new(),
        opening: Vec::new(),
        judged: Vec::new(),
        waivers: Vec::new(),
        opinions: Vec::new(),
        overruled: None,
        papers: Vec::new(),
        files: Vec::new(),
        vote: None,
        publicity: Publicity::default(),
        approval: String::new(),
        appointment: String::new(),
        appointed: None,
        from: None,
        until: None,
        reported: None,
        reviews: Vec::new(),
        ending: None,
        extend_to: None,
        extended: 0,
        history: Vec::new(),
        version: 1,
    }
}

fn acting(parts: Vec<Part>, name: &str) -> Acting<Part> {
    Acting { parts, account: Default::default(), person: Default::default(), name: name.to_owned() }
}

fn ground<'g>(rules: &'g KindRules, days: &'g Workdays) -> CaseGround<'g> {
    CaseGround { rules, days }
}

fn all() -> Acting<Part> {
    acting(Part::ALL.to_vec(), "某")
}

/// What would be done next by somebody who means well.
fn next_action(case: &Case, rules: &KindRules, today: Day) -> Action {
    let note = || "已办".to_owned();
    match missing(case, rules, today).first() {
        None => Action::Advance,
        Some(Missing::Paper { paper }) => Action::File { paper: *paper, note: note() },
        Some(Missing::Finding { key }) => Action::Waive { key: *key, reason: note(), document: note() },
        Some(Missing::Opinion { voice } | Missing::Consent { voice }) => {
            Action::Give { voice: *voice, agrees: true, text: String::new() }
        }
        Some(Missing::Vote | Missing::Majority) => {
            Action::Vote(Vote { on: today, members: 9, present: 6, yes: 5, no: 1 })
        }
        Some(Missing::Refusal) => Action::Overrule { reason: note() },
        Some(Missing::Notice) => Action::Publish { on: today },
        Some(Missing::Objections { .. }) => {
            let n = case.publicity.objections.iter().position(|one| one.answer.is_none()).unwrap_or(0) as u32;
            Action::Answer { n, upheld: false, text: note() }
        }
        Some(Missing::Upheld) => Action::SendBack { reason: note() },
        Some(Missing::Barred { .. }) => Action::Refuse { reason: note() },
        Some(Missing::Approval) => Action::Approve { document: note() },
        Some(Missing::Appointment) => Action::Appoint { document: note(), dated: today, from: today },
        Some(Missing::Report) => Action::Report { on: today },
        Some(Missing::Review) => Action::Review { grade: Grade::Competent, text: note() },
        Some(Missing::Ending) => Action::End { ending: Ending::Return, until: None, reason: note() },
        Some(
            Missing::NoticeBegins { .. }
            | Missing::NoticeRuns { .. }
            | Missing::Middle { .. }
            | Missing::TermRuns { .. },
        ) => Action::Advance,
    }
}

#[test]
fn every_kind_can_be_brought_to_its_end() {
    for kind in ExchangeKind::ALL {
        let (rules, days) = (rules(*kind), Workdays::default());
        let (mut case, mut today) = (opened(*kind), day("2026-03-02"));
        for _ in 0..900 {
            if case.state != CaseState::Running {
                break;
            }
            let action = next_action(&case, &rules, today);
            match case.act(&action, &all(), &ground(&rules, &days), Moment::start_of(today)) {
                Ok(next) => case = next,
                Err(Fault::Refused(Reason::StepOpen)) => today += chrono::TimeDelta::days(1),
                Err(fault) => panic!("{kind:?} {action:?}: {fault:?}"),
            }
        }
        assert_eq!(case.state, CaseState::Done, "{kind:?} stands at {:?}", case.step);
        assert_eq!(case.until.is_some(), kind.has_term());
    }
}

#[test]
fn papers_bear_their_own_day_and_say_who_comes_from_where() {
    use crate::code::{Politics, Sex};
    use crate::exchange::document::{DocumentKind, FIELDS, Subject, Template};
    use crate::publicity::Notice;
    fn subject(case: &Case) -> Subject<'_> {
        Subject {
            case,
            sex: Sex::Female,
            ethnic: "汉族",
            birth: parse_day("1985-03-01"),
            politics: Some(Politics::Member),
            education: "大学",
            present: &case.present,
            home: "共青团云江市委员会",
            host: "云江市发展和改革委员会",
            organ: "中共云江市委组织部",
            handover: 10,
        }
    }
    let template = |kind| Template::defaults().into_iter().find(|one| one.kind == kind).unwrap();
    let mut case = opened(ExchangeKind::Transfer);
    (case.from, case.appointed, case.appointment) =
        (parse_day("2026-04-01"), parse_day("2026-03-30"), "组任〔2026〕3号".into());
    case.publicity.notice = Some(Notice::of(day("2026-12-30"), 5, &Workdays::default()));
    let notice = template(DocumentKind::Notice).fill(&[subject(&case)]);
    assert_eq!((notice.day.as_str(), notice.signer.as_str()), ("2026年12月30日", "中共云江市委组织部"));
    let whole = notice.paragraphs.join("");
    for part in [
        "张，女，汉族，1985年3月出生，中共党员，大学学历，现任团市委办公室主任，拟转任云江市发展和改革委员会综合处副处长",
        "2026年12月30日至2027年1月7日（5个工作日）",
        "2026年节假日安排公布后",
        "受理电话",
    ] {
        assert!(whole.contains(part), "{part}: {whole}");
    }
    let paper = template(DocumentKind::Appointment).fill(&[subject(&case)]);
    assert_eq!((paper.number.as_str(), paper.day.as_str()), ("组任〔2026〕3号", "2026年3月30日"));
    assert_eq!(paper.addressees, "共青团云江市委员会、云江市发展和改革委员会");
    assert_eq!(paper.title, "关于张同志任免职的通知");
    assert_eq!(paper.paragraphs[1], "张同志任云江市发展和改革委员会综合处副处长，免去张同志的团市委办公室主任职务。");
    assert!(!paper.paragraphs.join("").contains("期限"), "a transfer has no term");
    // Several people on one paper: a line for each, and what is the same for all once.
    let other = Case { person_name: "李".into(), present: String::new(), ..case.clone() };
    let both = template(DocumentKind::Appointment).fill(&[subject(&case), subject(&other)]);
    assert_eq!((both.title.as_str(), both.paragraphs.len()), ("关于张等同志任免职的通知", 4));
    assert!(both.paragraphs[2].starts_with("李同志任") && both.paragraphs[2].contains("________职务"));
    // A secondment keeps the post at home and ends on a day.
    let mut posted = opened(ExchangeKind::Secondment);
    (posted.from, posted.until) = (parse_day("2026-04-01"), parse_day("2027-03-31"));
    let paper = template(DocumentKind::Appointment).fill(&[subject(&posted)]);
    let whole = paper.paragraphs.join("");
    assert!(whole.contains("挂职担任") && whole.contains("12个月，自2026年4月1日至2027年3月31日"), "{whole}");
    assert!(!whole.contains("免去") && paper.title.contains("挂职"));
    assert_eq!(paper.day, "____年__月__日", "not dated before it is issued, whenever it is printed");
    for template in Template::defaults() {
        let paper = template.fill(&[subject(&posted)]);
        assert!(paper.paragraphs.iter().all(|one| !one.contains('{')), "{paper:?}");
    }
    let every = Template { body: FIELDS.map(|one| format!("{{{one}}}")).join("|"), ..Template::defaults().remove(0) };
    let paper = every.fill(&[subject(&posted)]);
    let may_be_blank = ["免职", "节假日"];
    for (field, value) in FIELDS.iter().zip(paper.paragraphs[0].split('|')) {
        assert!(!value.is_empty() || may_be_blank.contains(field), "{field}");
    }
}

#[test]
fn a_case_goes_by_what_was_in_force_when_it_was_opened() {
    let days = |from: Option<Day>, notice_days| KindRules { from, notice_days, ..rules(ExchangeKind::Transfer) };
    let versions = [days(None, 7), days(Some(day("2026-03-01")), 9), days(Some(day("2026-03-02")), 11)];
    let case = opened(ExchangeKind::Transfer);
    let keeps = Case { rules: Some(versions[1].clone()), ..case.clone() };
    assert_eq!(keeps.goes_by(&versions), versions[1], "what it kept, whatever was added since");
    // One of before cases kept that is older than every version with a day, be it of the day it was opened.
    assert_eq!(case.goes_by(&versions), versions[0]);
    assert_eq!(case.goes_by(&versions[1..]), rules(ExchangeKind::Transfer));
    // A case kept before cases kept their rules is read all the same.
    let mut kept = serde_json::to_value(&case).unwrap();
    kept.as_object_mut().unwrap().remove("rules");
    assert_eq!(serde_json::from_value::<Case>(kept).unwrap(), case);
}

#[test]
fn a_vote_needs_two_thirds_present_and_more_than_half_of_all() {
    let vote = |members, present, yes| Vote { on: day("2026-03-02"), members, present, yes, no: 0 }.carries();
    assert!(vote(9, 6, 5) && vote(3, 2, 2));
    assert!(!vote(9, 5, 5), "five of nine are not two thirds");
    assert!(!vote(8, 8, 4), "half is not more than half");
    assert!(!vote(9, 6, 4), "more than half of those present is not enough");
    assert!(!vote(0, 0, 0));
}

#[test]
fn a_union_chair_is_not_moved_without_both_consents() {
    let mut case = opened(ExchangeKind::Transfer);
    case.findings.push(Finding {
        key: RuleKey::UnionConsent,
        verdict: Verdict::Ask,
        facts: Vec::new(),
        path: Vec::new(),
        basis: "工会法".into(),
        article: "第十八条".into(),
        waiver: String::new(),
    });
    case.step = Step::Consultation;
    let (rules, days) = (rules(case.kind), Workdays::default());
    let now = Moment::start_of(day("2026-03-03"));
    for voice in [Voice::Person, Voice::Home, Voice::Host, Voice::Union] {
        let action = Action::Give { voice, agrees: true, text: String::new() };
        case = case.act(&action, &all(), &ground(&rules, &days), now).unwrap();
    }
    case = case
        .act(&Action::File { paper: Paper::HomeOpinion, note: "同意".into() }, &all(), &ground(&rules, &days), now)
        .unwrap();
    assert_eq!(missing(&case, &rules, now.day()), [Missing::Opinion { voice: Voice::HigherUnion }]);
    let against = Action::Give { voice: Voice::HigherUnion, agrees: false, text: "任期未满".into() };
    let refused = case.act(&against, &all(), &ground(&rules, &days), now).unwrap();
    assert_eq!(missing(&refused, &rules, now.day()), [Missing::Consent { voice: Voice::HigherUnion }]);
    assert_eq!(
        refused.act(&Action::Advance, &all(), &ground(&rules, &days), now),
        Err(Fault::Refused(Reason::StepOpen))
    );
}

#[test]
fn an_extension_goes_back_into_the_post_once_and_not_beyond_the_longest_term() {
    let (rules, days) = (rules(ExchangeKind::Secondment), Workdays::default());
    let mut case = opened(ExchangeKind::Secondment);
    (case.step, case.from, case.until) = (Step::Closing, Some(day("2026-04-01")), Some(day("2027-03-31")));
    let now = Moment::start_of(day("2027-03-20"));
    let extend =
        |until: &str| Action::End { ending: Ending::Extend, until: Some(day(until)), reason: "项目未完".into() };
    assert!(matches!(case.act(&extend("2029-06-30"), &all(), &ground(&rules, &days), now), Err(Fault::Invalid(_))));
    case = case.act(&extend("2027-09-30"), &all(), &ground(&rules, &days), now).unwrap();
    // Entered, it moves nothing yet, and can be entered otherwise.
    assert_eq!((case.until, case.extended, case.extend_to), (Some(day("2027-03-31")), 0, Some(day("2027-09-30"))));
    let back = Action::End { ending: Ending::Return, until: None, reason: String::new() };
    let back = case.act(&back, &all(), &ground(&rules, &days), now).unwrap();
    assert_eq!((back.until, back.extended, back.extend_to), (Some(day("2027-03-31")), 0, None));
    let done = back.act(&Action::Advance, &all(), &ground(&rules, &days), now).unwrap();
    assert_eq!((done.state, done.until), (CaseState::Done, Some(day("2027-03-31"))));
    case = case.act(&Action::Advance, &all(), &ground(&rules, &days), now).unwrap();
    assert_eq!((case.step, case.state, case.until), (Step::InPost, CaseState::Running, Some(day("2027-09-30"))));
    case.step = Step::Closing;
    assert!(matches!(case.act(&extend("2027-12-31"), &all(), &ground(&rules, &days), now), Err(Fault::Invalid(_))));
}

#[test]
fn a_posting_that_ends_early_is_appraised_all_the_same() {
    let (rules, days) = (rules(ExchangeKind::Secondment), Workdays::default());
    let mut case = opened(ExchangeKind::Secondment);
    (case.step, case.from, case.until) = (Step::InPost, Some(day("2026-04-01")), Some(day("2027-03-31")));
    let now = Moment::start_of(day("2026-06-01"));
    let early = |reason: &str| Action::End { ending: Ending::Return, until: None, reason: reason.into() };
    assert!(matches!(case.act(&early(" "), &all(), &ground(&rules, &days), now), Err(Fault::Invalid(_))));
    case = case.act(&early("身体原因"), &all(), &ground(&rules, &days), now).unwrap();
    assert_eq!((case.step, case.until), (Step::FinalAppraisal, Some(day("2026-06-01"))));
    assert!(missing(&case, &rules, now.day()).contains(&Missing::Review));
    // One that runs its term is not appraised in the middle of it.
    let running = Case { step: Step::FinalAppraisal, until: Some(day("2027-03-31")), ..case };
    assert!(missing(&running, &rules, now.day()).contains(&Missing::TermRuns { on: day("2027-03-01") }));
}

#[test]
fn nobody_acts_for_a_part_that_is_not_theirs() {
    let (rules, days) = (rules(ExchangeKind::Secondment), Workdays::default());
    let case = Case { step: Step::Consultation, ..opened(ExchangeKind::Secondment) };
    let only = |part| acting(vec![part], "某");
    let now = Moment::start_of(day("2026-03-03"));
    for (voice, part) in [(Voice::Home, Part::Home), (Voice::Host, Part::Host), (Voice::Person, Part::Person)] {
        let action = Action::Give { voice, agrees: true, text: String::new() };
        for other in Part::ALL {
            let done = case.act(&action, &only(*other), &ground(&rules, &days), now);
            assert_eq!(done.is_ok(), *other == part, "{voice:?} by {other:?}");
        }
    }
}

fn paper() -> Behalf {
    Behalf { document: "本人签字意见".into(), on: day("2026-03-01"), who: "张".into() }
}

#[test]
fn who_refuses_a_transfer_is_moved_with_a_reason_and_who_refuses_a_secondment_is_not() {
    let (days, now) = (Workdays::default(), Moment::start_of(day("2026-03-03")));
    let refuse = Action::Give { voice: Voice::Person, agrees: false, text: "家庭原因".into() };
    let overrule = Action::Overrule { reason: "工作需要，已谈话说明".into() };
    for kind in ExchangeKind::ALL {
        let rules = rules(*kind);
        let mut case = Case { step: Step::Consultation, ..opened(*kind) };
        case = case.act(&refuse, &all(), &ground(&rules, &days), now).unwrap();
        let open = missing(&case, &rules, now.day());
        let obliged = matches!(kind, ExchangeKind::Transfer | ExchangeKind::Rotation);
        assert_eq!(open.contains(&Missing::Refusal), obliged, "{kind:?}");
        assert_eq!(open.contains(&Missing::Consent { voice: Voice::Person }), !obliged, "{kind:?}");
        let said = case.act(&overrule, &all(), &ground(&rules, &days), now);
        assert_eq!(said.is_ok(), obliged, "{kind:?}");
        let Ok(said) = said else { continue };
        assert!(!missing(&said, &rules, now.day()).contains(&Missing::Refusal));
        assert_eq!(said.history.last().unwrap().note, "工作需要，已谈话说明");
        // A new opinion is answered anew.
        let again = said.act(&refuse, &all(), &ground(&rules, &days), now).unwrap();
        assert!(missing(&again, &rules, now.day()).contains(&Missing::Refusal));
    }
}

/// Somebody who means well brings a case to a step.
fn bring(case: Case, rules: &KindRules, to: Step, today: &mut Day) -> Case {
    let mut case = case;
    for _ in 0..900 {
        if case.step == to {
            return case;
        }
        let action = next_action(&case, rules, *today);
        match case.act(&action, &all(), &ground(rules, &Workdays::default()), Moment::start_of(*today)) {
            Ok(next) => case = next,
            Err(Fault::Refused(Reason::StepOpen)) => *today += chrono::TimeDelta::days(1),
            Err(fault) => panic!("{action:?}: {fault:?}"),
        }
    }
    panic!("stands at {:?}", case.step)
}

#[test]
fn an_upheld_objection_leads_back_to_before_the_notice_and_on_again() {
    let (rules, days, mut today) = (rules(ExchangeKind::Transfer), Workdays::default(), day("2026-03-02"));
    let answer = |upheld| Action::Answer { n: 0, upheld, text: "核查结果".into() };
    for at in [Step::PublicNotice, Step::Approval, Step::Appointment] {
        let mut case = bring(opened(ExchangeKind::Transfer), &rules, Step::PublicNotice, &mut today);
        let object = Action::Object { from: "群众".into(), text: "材料不实".into() };
        for action in [Action::Publish { on: today }, object, answer(false)] {
            case = case.act(&action, &all(), &ground(&rules, &days), Moment::start_of(today)).unwrap();
        }
        // That it stands is found at once, or only when the case has gone on.
        case = bring(case, &rules, at, &mut today);
        let (now, reason) = (Moment::start_of(today), "另有事实".to_owned());
        let upheld = Action::Correct { entry: Box::new(answer(true)), n: 0, reason };
        case = case.act(&upheld, &all(), &ground(&rules, &days), now).unwrap();
        assert!(missing(&case, &rules, today).contains(&Missing::Upheld), "{at:?}");
        case = case.act(&Action::SendBack { reason: "补正".into() }, &all(), &ground(&rules, &days), now).unwrap();
        assert_eq!((case.step, case.vote, case.publicity.notice), (Step::Decision, None, None), "{at:?}");
        case = bring(case, &rules, Step::Reporting, &mut today);
        assert_eq!((case.publicity.earlier.len(), case.publicity.objections.len()), (1, 1));
    }
}

#[test]
fn a_notice_does_not_begin_before_it_is_put_up() {
    let (rules, mut today) = (rules(ExchangeKind::Transfer), day("2026-03-02"));
    let case = bring(opened(ExchangeKind::Transfer), &rules, Step::PublicNotice, &mut today);
    let later = today + chrono::TimeDelta::days(20);
    // The step began twenty days ago: the notice entered today gives its five days from today.
    let publish =
        |on| case.act(&Action::Publish { on }, &all(), &ground(&rules, &Workdays::default()), Moment::start_of(later));
    assert_eq!(publish(today), Err(Fault::field("on", Rule::not_before(Milestone::Today, later))));
    assert!(
        missing(&publish(later).unwrap(), &rules, later).iter().any(|one| matches!(one, Missing::NoticeRuns { .. }))
    );
}

#[test]
fn objections_are_taken_while_the_notice_runs_and_the_persons_own_after_the_appointment() {
    let (rules, days, mut today) = (rules(ExchangeKind::Transfer), Workdays::default(), day("2026-03-02"));
    let later = |today: Day, days: i64| today + chrono::TimeDelta::days(days);
    let object = |case: &Case, part: Part, on: Day| {
        let action = Action::Object { from: "群众".into(), text: "材料不实".into() };
        case.act(&action, &acting(vec![part], "某"), &ground(&rules, &days), Moment::start_of(on)).map(|_| ())
    };
    let case = bring(opened(ExchangeKind::Transfer), &rules, Step::PublicNotice, &mut today);
    assert_eq!(object(&case, Part::Organiser, today), Err(Fault::Refused(Reason::WrongState)));
    let first = later(today, 3);
    let publish = Action::Publish { on: first };
    let case = case.act(&publish, &all(), &ground(&rules, &days), Moment::start_of(today)).unwrap();
    let until = case.publicity.until().unwrap();
    assert!(missing(&case, &rules, today).contains(&Missing::NoticeBegins { on: first }));
    for part in [Part::Organiser, Part::Home, Part::Person] {
        let early = object(&case, part, later(first, -1));
        assert_eq!(early, Err(Fault::Refused(Reason::NoticeBegins(first))), "{part:?}");
        for on in [first, until] {
            assert_eq!(object(&case, part, on), Ok(()), "{part:?}");
        }
        assert_eq!(object(&case, part, later(until, 1)), Err(Fault::Refused(Reason::TimeOver)), "{part:?}");
    }
    // Whoever was appointed may ask for a review; nobody else objects any more.
    today = until;
    let case = bring(case, &rules, Step::Reporting, &mut today);
    assert_eq!(object(&case, Part::Person, today), Ok(()));
    assert_eq!(object(&case, Part::Home, today), Err(Fault::Refused(Reason::TimeOver)));
}

#[test]
fn the_rules_are_read_anew_until_the_appointment_and_say_what_changed() {
    let (rules, days, mut today) = (rules(ExchangeKind::Transfer), Workdays::default(), day("2026-03-02"));
    let finding = |key, verdict, waiver: &str| Finding {
        key,
        verdict,
        facts: Vec::new(),
        path: Vec::new(),
        basis: "法".into(),
        article: String::new(),
        waiver: waiver.into(),
    };
    let mut case = opened(ExchangeKind::Transfer);
    case.opening = vec![(RuleKey::Discipline, Verdict::Pass), (RuleKey::TrainingHours, Verdict::Ask)];
    case.findings = vec![finding(RuleKey::TrainingHours, Verdict::Ask, "")];
    let waive = |key| Action::Waive { key, reason: "理由".into(), document: "组发1号".into() };
    case = case.act(&waive(RuleKey::TrainingHours), &all(), &ground(&rules, &days), Moment::start_of(today)).unwrap();
    for at in [Step::Vetting, Step::Decision, Step::PublicNotice, Step::Approval, Step::Appointment] {
        case = bring(case, &rules, at, &mut today);
        let now = Moment::start_of(today);
        let barred = case.clone().judged_anew(vec![finding(RuleKey::Discipline, Verdict::Fail, "")], now);
        assert!(missing(&barred, &rules, today).contains(&Missing::Barred { key: RuleKey::Discipline }), "{at:?}");
        let advanced = barred.act(&Action::Advance, &all(), &ground(&rules, &days), now);
        assert_eq!(advanced, Err(Fault::Refused(Reason::StepOpen)), "{at:?}");
        let appoint = Action::Appoint { document: "任1号".into(), dated: today, from: today };
        assert!(barred.act(&appoint, &all(), &ground(&rules, &days), now).is_err());
        assert_eq!(
            barred.changes(),
            [
                (RuleKey::Discipline, Verdict::Pass, Verdict::Fail),
                (RuleKey::TrainingHours, Verdict::Ask, Verdict::Pass)
            ]
        );
        assert!(
            barred.act(&waive(RuleKey::Discipline), &all(), &ground(&rules, &days), now).is_err(),
            "nobody may decide otherwise"
        );
        assert!(barred.act(&Action::Refuse { reason: "处分".into() }, &all(), &ground(&rules, &days), now).is_ok());
        // What was asked about and now bars is not covered by the answer given then; it can be decided anew.
        let worse = case.clone().judged_anew(vec![finding(RuleKey::TrainingHours, Verdict::Fail, "任免机关")], now);
        assert!(missing(&worse, &rules, today).contains(&Missing::Finding { key: RuleKey::TrainingHours }), "{at:?}");
        let waived = worse.act(&waive(RuleKey::TrainingHours), &all(), &ground(&rules, &days), now).unwrap();
        assert!(!missing(&waived, &rules, today).contains(&Missing::Finding { key: RuleKey::TrainingHours }));
    }
    // After the appointment the record is what it was decided by.
    let appoint = Action::Appoint { document: "任1号".into(), dated: today, from: today };
    let done = case.act(&appoint, &all(), &ground(&rules, &days), Moment::start_of(today)).unwrap();
    let later =
        done.clone().judged_anew(vec![finding(RuleKey::Discipline, Verdict::Fail, "")], Moment::start_of(today));
    assert_eq!(later, done);
}

#[test]
fn every_record_can_be_corrected_with_a_reason_on_the_history() {
    let (rules, days, mut today) = (rules(ExchangeKind::Secondment), Workdays::default(), day("2026-03-02"));
    let case = bring(opened(ExchangeKind::Secondment), &rules, Step::Closing, &mut today);
    let now = Moment::start_of(today);
    let reported = case.reported.unwrap();
    let decided = case.vote.unwrap().on;
    let correct = |case: &Case, entry: Action, n: u32| {
        let action = Action::Correct { entry: Box::new(entry), n, reason: "录入有误".into() };
        case.act(&action, &all(), &ground(&rules, &days), now)
    };
    let last = |case: &Case| case.history.last().unwrap().note.clone();
    let vote = |present, yes| Action::Vote(Vote { on: decided, members: 11, present, yes, no: 1 });
    let next = correct(&case, vote(10, 8), 0).unwrap();
    assert_eq!(next.vote.unwrap().members, 11);
    assert!(last(&next).contains("应到9") && last(&next).contains("应到11") && last(&next).contains("录入有误"));
    // By a vote that does not carry nobody would have been appointed.
    assert!(matches!(correct(&case, vote(10, 5), 0), Err(Fault::Invalid(_))));
    let early = decided.pred_opt().unwrap();
    let appoint = |from| Action::Appoint { document: "任〔2026〕9号".into(), dated: case.appointed.unwrap(), from };
    assert!(matches!(correct(&case, appoint(early), 0), Err(Fault::Invalid(_))));
    assert!(matches!(correct(&case, appoint(reported.succ_opt().unwrap()), 0), Err(Fault::Invalid(_))));
    let next = correct(&case, appoint(decided), 0).unwrap();
    assert_eq!((next.appointment.as_str(), next.from), ("任〔2026〕9号", Some(decided)));
    assert_eq!(next.until, months_later(decided, 12).pred_opt());
    let paper = case.papers.iter().position(|one| one.paper == Paper::Integrity).unwrap();
    let filed = |paper| Action::File { paper, note: "纪审〔2026〕2号".into() };
    let next = correct(&case, filed(Paper::Integrity), paper as u32).unwrap();
    assert_eq!((next.papers.len(), next.papers[paper].note.as_str()), (case.papers.len(), "纪审〔2026〕2号"));
    assert!(correct(&case, filed(Paper::Request), paper as u32).is_err(), "one paper is not corrected into another");
    for entry in [
        Action::Approve { document: "批2号".into() },
        Action::Report { on: reported },
        Action::Give { voice: Voice::Person, agrees: true, text: "同意".into() },
        Action::Review { grade: Grade::Excellent, text: "表现突出".into() },
        Action::Publish { on: case.publicity.notice.unwrap().on },
    ] {
        let next = correct(&case, entry.clone(), 0).unwrap_or_else(|fault| panic!("{entry:?}: {fault:?}"));
        assert_eq!(next.history.len(), case.history.len() + 1);
    }
    // What is not there, and a reason left out.
    assert!(correct(&case, Action::Overrule { reason: "x".into() }, 0).is_err());
    let silent =
        Action::Correct { entry: Box::new(Action::Approve { document: "批2号".into() }), n: 0, reason: " ".into() };
    assert_eq!(
        case.act(&silent, &all(), &ground(&rules, &days), now),
        Err(Fault::field("correct_reason", Rule::Required))
    );
    // Whoever may not enter it does not correct it.
    let action =
        Action::Correct { entry: Box::new(Action::Approve { document: "x".into() }), n: 0, reason: "y".into() };
    let host = acting(vec![Part::Host], "某");
    assert_eq!(case.act(&action, &host, &ground(&rules, &days), now), Err(Fault::Forbidden));
}

#[test]
fn a_case_of_parts_without_accounts_goes_to_its_end_by_their_papers() {
    let organiser = acting(vec![Part::Organiser], "组织部");
    for kind in ExchangeKind::ALL {
        let (rules, days) = (rules(*kind), Workdays::default());
        let (mut case, mut today) = (opened(*kind), day("2026-03-02"));
        let mut papers = 0;
        for _ in 0..900 {
            if case.state != CaseState::Running {
                break;
            }
            let entry = next_action(&case, &rules, today);
            let action = if case.by_paper(&entry) {
                papers += 1;
                Action::Behalf { entry: Box::new(entry), paper: paper() }
            } else {
                entry
            };
            match case.act(&action, &organiser, &ground(&rules, &days), Moment::start_of(today)) {
                Ok(next) => case = next,
                Err(Fault::Refused(Reason::StepOpen)) => today += chrono::TimeDelta::days(1),
                Err(fault) => panic!("{kind:?} {action:?}: {fault:?}"),
            }
        }
        assert!(case.state == CaseState::Done && papers >= 3, "{kind:?} stands at {:?}", case.step);
        let own = case.opinion(Voice::Person).unwrap();
        assert_eq!((own.by.as_str(), own.behalf.as_ref()), ("组织部", Some(&paper())));
        assert!(case.history.iter().any(|one| one.note.starts_with("代本人提出意见（本人签字意见，张，2026-03-01）")));
    }
    // A paper names itself, who signed it and a day that has come; what is the organiser's own needs none.
    let case = Case { step: Step::Consultation, ..opened(ExchangeKind::Secondment) };
    let (rules, days, now) = (rules(case.kind), Workdays::default(), Moment::start_of(day("2026-03-03")));
    let give = || Box::new(Action::Give { voice: Voice::Person, agrees: true, text: String::new() });
    let faulty = Behalf { document: " ".into(), on: day("2026-03-04"), who: String::new() };
    let refused = case.act(&Action::Behalf { entry: give(), paper: faulty }, &organiser, &ground(&rules, &days), now);
    assert!(matches!(refused, Err(Fault::Invalid(faults)) if faults.len() == 3));
    let request = Box::new(Action::File { paper: Paper::Request, note: "x".into() });
    let own = case.act(&Action::Behalf { entry: request, paper: paper() }, &organiser, &ground(&rules, &days), now);
    assert_eq!(own, Err(Fault::Refused(Reason::WrongState)));
    let host = acting(vec![Part::Host], "某");
    let other = case.act(&Action::Behalf { entry: give(), paper: paper() }, &host, &ground(&rules, &days), now);
    assert_eq!(other, Err(Fault::Forbidden));
}

#[test]
fn files_stand_at_their_step_for_those_they_are_for() {
    let (rules, days, now) = (rules(ExchangeKind::Transfer), Workdays::default(), Moment::start_of(day("2026-03-03")));
    let attach =
        |closed| Action::Attach {
            file: "f".into(), name: "请示.pdf".into(), size: 10, about: "请示".into(), closed
        };
    let mut case = opened(ExchangeKind::Transfer);
    for (step, closed) in [(Step::Proposal, false), (Step::Proposal, true), (Step::Vetting, false)] {
        case.step = step;
        case = case.act(&attach(closed), &all(), &ground(&rules, &days), now).unwrap();
    }
    let reads = |parts: &[Part]| case.files.iter().map(|one| one.is_for(parts)).collect::<Vec<_>>();
    assert_eq!(reads(&[Part::Organiser]), [true, true, true]);
    assert_eq!(reads(&[Part::Host]), [true, false, true]);
    assert_eq!(reads(&[Part::Person]), [true, false, false]);
    let off = Action::Detach { n: 0, reason: "误传".into() };
    let host = acting(vec![Part::Host], "某");
    assert_eq!(case.act(&off, &host, &ground(&rules, &days), now), Err(Fault::Forbidden));
    let next = case.act(&off, &all(), &ground(&rules, &days), now).unwrap();
    assert!(!next.files[0].readable() && next.files[1].readable());
    assert_eq!(next.act(&off, &all(), &ground(&rules, &days), now), Err(Fault::NotFound));
}

/// Any action at all, often a sensible one.
fn any_action(dice: &mut Dice, case: &Case, rules: &KindRules, today: Day) -> Action {
    let note = "事由".to_owned();
    let text = || "事由".to_owned();
    match dice.below(22) {
        0..=8 => next_action(case, rules, today),
        9 => Action::Advance,
        10 => Action::Appoint { document: note, dated: today, from: today },
        11 => Action::Vote(Vote {
            on: today,
            members: dice.below(10) as u32,
            present: dice.below(10) as u32,
            yes: dice.below(10) as u32,
            no: 0,
        }),
        12 => Action::Publish { on: today - chrono::TimeDelta::days(dice.below(30) as i64) },
        13 => Action::Object { from: text(), text: text() },
        14 => Action::Answer { n: dice.below(3) as u32, upheld: dice.below(4) == 0, text: text() },
        15 => Action::SendBack { reason: note },
        16 => Action::Give { voice: Voice::ALL[dice.below(Voice::ALL.len())], agrees: dice.below(3) > 0, text: text() },
        17 => Action::Approve { document: note },
        18 => Action::Report { on: today },
        19 => Action::Behalf {
            entry: Box::new(Action::Give { voice: Voice::Person, agrees: dice.below(2) == 0, text: text() }),
            paper: paper(),
        },
        20 => Action::Correct {
            entry: Box::new(any_action(dice, case, rules, today)),
            n: dice.below(2) as u32,
            reason: text(),
        },
        _ => Action::End { ending: Ending::ALL[dice.below(3)], until: Some(today), reason: note },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_way_leads_to_an_appointment_without_consent_notice_and_decision(seed in any::<u64>(), odd: bool) {
        let mut dice = Dice::new(seed);
        let kind = ExchangeKind::ALL[dice.below(5)];
        let mut rules = rules(kind);
        if odd {
            // A kind that was given few steps.
            rules.steps.retain(|step| *step == Step::Appointment || dice.below(2) == 0);
            rules.papers.clear();
        }
        let days = Workdays::default();
        let (mut case, mut today) = (opened(kind), day("2026-03-02"));
        if dice.below(3) == 0 {
            let key = RuleKey::ALL[dice.below(RuleKey::ALL.len())];
            let verdict = [Verdict::Ask, Verdict::Fail][dice.below(2)];
            let waiver = ["", "任免机关"][dice.below(2)].to_owned();
            case.findings.push(Finding {
                key, verdict, facts: Vec::new(), path: Vec::new(), basis: "法".into(), article: String::new(), waiver,
            });
        }
        for _ in 0..250 {
            today += chrono::TimeDelta::days(dice.below(3) as i64);
            let now = Moment::start_of(today);
            let action = any_action(&mut dice, &case, &rules, today);
            let before = case.clone();
            let Ok(next) = case.act(&action, &all(), &ground(&rules, &days), now) else { continue };
            // Each action leaves its mark, and the history never loses one.
            prop_assert_eq!(next.history.len(), before.history.len() + 1);
            prop_assert_eq!(&next.history[..before.history.len()], &before.history[..]);
            // A step is reached from the one before it, or by being sent back, or by an extension.
            if next.step > before.step && !matches!(action, Action::End { .. }) {
                let between = rules.steps.iter().filter(|step| **step > before.step && **step < next.step).count();
                prop_assert_eq!(between, 0);
            }
            case = next;
            if case.appointment.is_empty() {
                prop_assert!(case.step <= Step::Appointment);
                continue;
            }
            prop_assert!(case.vote.is_some_and(Vote::carries));
            let notice = case.publicity.notice.unwrap();
            prop_assert!(days.between(notice.on, notice.until) >= 5 && notice.until < today);
            for voice in case.voices() {
                let opinion = case.opinion(voice);
                let weighed = voice == Voice::Higher || voice == Voice::Person && case.overruled.is_some();
                prop_assert!(opinion.is_some_and(|one| one.agrees || weighed));
            }
            prop_assert_eq!(case.undecided().count(), 0);
            prop_assert!(case.findings.iter().all(|one| one.verdict < Verdict::Fail || !one.waiver.is_empty()));
        }
    }
}
