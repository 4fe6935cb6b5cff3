//! The workflow, walked at random: no way leads to an appointment without consent, public
//! notice and decision, whatever steps a kind was given.

use proptest::prelude::*;

use super::*;
use crate::code::Code;
use crate::exchange::matching::tests::Dice;
use crate::time::parse_day;

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn rules(kind: ExchangeKind) -> KindRules {
    KindRules::defaults().into_iter().find(|one| one.kind == kind).unwrap()
}

fn opened(kind: ExchangeKind) -> Case {
    Case {
        id: "c".into(),
        kind,
        person: "zhang".into(),
        person_name: "张".into(),
        round: RoundId::default(),
        offer: OfferId::default(),
        home: "youth".into(),
        home_name: "团市委".into(),
        home_path: "/city/youth/".into(),
        host: "bureau".into(),
        host_name: "市发改委".into(),
        host_path: "/city/bureau/".into(),
        title: "综合处副处长".into(),
        level: Level::SectionChief,
        months: if kind.has_term() { 12 } else { 0 },
        path: "/city/".into(),
        step: Step::Proposal,
        state: CaseState::Running,
        since: Moment::start_of(day("2026-03-02")),
        findings: Vec::new(),
        waivers: Vec::new(),
        opinions: Vec::new(),
        papers: Vec::new(),
        vote: None,
        notices: Vec::new(),
        objections: Vec::new(),
        approval: String::new(),
        appointment: String::new(),
        from: None,
        until: None,
        reported: None,
        reviews: Vec::new(),
        ending: None,
        extended: 0,
        history: Vec::new(),
        version: 1,
    }
}

fn all() -> Acting {
    Acting { parts: Part::ALL.to_vec(), name: "某".into() }
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
        Some(Missing::Notice { .. }) => Action::Publish { on: today },
        Some(Missing::Objections { .. }) => {
            let n = case.objections.iter().position(|one| one.answer.is_none()).unwrap_or(0) as u32;
            Action::Answer { n, upheld: false, text: note() }
        }
        Some(Missing::Upheld) => Action::Refuse { reason: note() },
        Some(Missing::Approval) => Action::Approve { document: note() },
        Some(Missing::Appointment) => Action::Appoint { document: note(), from: today },
        Some(Missing::Report) => Action::Report { on: today },
        Some(Missing::Review) => Action::Review { grade: AppraisalGrade::Competent, text: note() },
        Some(Missing::Ending) => Action::End { ending: Ending::Return, until: None, reason: note() },
        Some(Missing::NoticeRuns { .. } | Missing::Middle { .. } | Missing::TermRuns { .. }) => Action::Advance,
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
            match case.act(&action, &all(), &rules, &days, Moment::start_of(today)) {
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
fn papers_are_filled_from_the_case() {
    use crate::exchange::document::{DocumentKind, FIELDS, Template};
    let mut case = opened(ExchangeKind::Secondment);
    case.from = Some(day("2026-04-01"));
    for template in Template::defaults() {
        let paper = template.fill(&case, day("2026-03-02"));
        let whole = format!("{}{}{}", paper.title, paper.paragraphs.join(""), paper.signer);
        assert!(!whole.contains('{') && whole.contains("张"), "{whole}");
        assert!(template.kind != DocumentKind::Appointment || whole.contains("自2026年4月1日起"), "{whole}");
    }
    let every = Template { body: FIELDS.map(|one| format!("{{{one}}}")).join("|"), ..Template::defaults().remove(0) };
    let paper = every.fill(&case, day("2026-03-02"));
    assert!(paper.paragraphs[0].split('|').all(|value| !value.is_empty()), "{paper:?}");
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
        case = case.act(&action, &all(), &rules, &days, now).unwrap();
    }
    case =
        case.act(&Action::File { paper: Paper::HomeOpinion, note: "同意".into() }, &all(), &rules, &days, now).unwrap();
    assert_eq!(missing(&case, &rules, now.day()), [Missing::Opinion { voice: Voice::HigherUnion }]);
    let against = Action::Give { voice: Voice::HigherUnion, agrees: false, text: "任期未满".into() };
    let refused = case.act(&against, &all(), &rules, &days, now).unwrap();
    assert_eq!(missing(&refused, &rules, now.day()), [Missing::Consent { voice: Voice::HigherUnion }]);
    assert_eq!(refused.act(&Action::Advance, &all(), &rules, &days, now), Err(Fault::Refused(Reason::StepOpen)));
}

#[test]
fn an_extension_goes_back_into_the_post_once_and_not_beyond_the_longest_term() {
    let (rules, days) = (rules(ExchangeKind::Secondment), Workdays::default());
    let mut case = opened(ExchangeKind::Secondment);
    (case.step, case.from, case.until) = (Step::Closing, Some(day("2026-04-01")), Some(day("2027-03-31")));
    let now = Moment::start_of(day("2027-03-20"));
    let extend =
        |until: &str| Action::End { ending: Ending::Extend, until: Some(day(until)), reason: "项目未完".into() };
    assert!(matches!(case.act(&extend("2029-06-30"), &all(), &rules, &days, now), Err(Fault::Invalid(_))));
    case = case.act(&extend("2027-09-30"), &all(), &rules, &days, now).unwrap();
    case = case.act(&Action::Advance, &all(), &rules, &days, now).unwrap();
    assert_eq!((case.step, case.state, case.until), (Step::InPost, CaseState::Running, Some(day("2027-09-30"))));
    case.step = Step::Closing;
    assert!(matches!(case.act(&extend("2027-12-31"), &all(), &rules, &days, now), Err(Fault::Invalid(_))));
}

#[test]
fn a_posting_that_ends_early_is_appraised_all_the_same() {
    let (rules, days) = (rules(ExchangeKind::Secondment), Workdays::default());
    let mut case = opened(ExchangeKind::Secondment);
    (case.step, case.from, case.until) = (Step::InPost, Some(day("2026-04-01")), Some(day("2027-03-31")));
    let now = Moment::start_of(day("2026-06-01"));
    let early = |reason: &str| Action::End { ending: Ending::Return, until: None, reason: reason.into() };
    assert!(matches!(case.act(&early(" "), &all(), &rules, &days, now), Err(Fault::Invalid(_))));
    case = case.act(&early("身体原因"), &all(), &rules, &days, now).unwrap();
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
    let only = |part| Acting { parts: vec![part], name: "某".into() };
    let now = Moment::start_of(day("2026-03-03"));
    for (voice, part) in [(Voice::Home, Part::Home), (Voice::Host, Part::Host), (Voice::Person, Part::Person)] {
        let action = Action::Give { voice, agrees: true, text: String::new() };
        for other in Part::ALL {
            let done = case.act(&action, &only(*other), &rules, &days, now);
            assert_eq!(done.is_ok(), *other == part, "{voice:?} by {other:?}");
        }
    }
}

/// Any action at all, often a sensible one.
fn any_action(dice: &mut Dice, case: &Case, rules: &KindRules, today: Day) -> Action {
    let note = "事由".to_owned();
    let text = || "事由".to_owned();
    match dice.below(20) {
        0..=8 => next_action(case, rules, today),
        9 => Action::Advance,
        10 => Action::Appoint { document: note, from: today },
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
            let Ok(next) = case.act(&action, &all(), &rules, &days, now) else { continue };
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
            prop_assert_eq!(case.notices.len(), 2);
            for notice in &case.notices {
                prop_assert!(days.between(notice.from, notice.until) >= 5 && notice.until < today);
            }
            for voice in case.voices() {
                let opinion = case.opinion(voice);
                prop_assert!(opinion.is_some_and(|one| one.agrees || voice == Voice::Higher));
            }
            prop_assert_eq!(case.undecided().count(), 0);
            prop_assert!(case.findings.iter().all(|one| one.verdict < Verdict::Fail || !one.waiver.is_empty()));
        }
    }
}
