//! Random walks through the procedure, and its rights one by one.

use proptest::prelude::*;

use super::*;
use crate::calendar::Workdays;
use crate::code::{Code, Family, Level};
use crate::procedure::{Acting, Action as _, Procedure};
use crate::record::{Kin, Kinship, Link};
use crate::time::parse_day;
use crate::versioned::{Versioned, sound};
use crate::{Day, Fault, Moment, PersonId, Reason};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn at(on: Day) -> Moment {
    Moment::start_of(on)
}

fn member(id: &str) -> Member {
    Member { account: id.into(), person: id.into(), name: id.to_owned() }
}

fn case(template: Template) -> ToleranceCase {
    let on = day("2026-03-02");
    ToleranceCase {
        id: "t1".into(),
        number: "容错〔2026〕1号".into(),
        person: "zhang".into(),
        name: "张".into(),
        unit: "u".into(),
        unit_name: "某局".into(),
        path: "/p/u/".into(),
        family: Family::Government,
        level: Level::SectionChief,
        opener: Opener::Person,
        matter: "试点流程提前上线造成群众重复提交".into(),
        happened: day("2026-01-10"),
        notice: Some(day("2026-02-26")),
        notice_number: "处〔2026〕3号".into(),
        template,
        situations: vec!["first-try".into()],
        grounds: "先行先试".into(),
        rules: ToleranceRules::first(on),
        step: Step::Acceptance,
        state: State::Running,
        since: at(on),
        suspended: None,
        stood: 0,
        extended: false,
        completed: false,
        keeper: None,
        handlers: Vec::new(),
        deciders: Vec::new(),
        recusals: Vec::new(),
        evidence: Vec::new(),
        hearings: Vec::new(),
        hearing_waived: false,
        findings: Vec::new(),
        assessments: Vec::new(),
        excluded: None,
        excluded_by: Vec::new(),
        report: String::new(),
        signed: Vec::new(),
        votes: Vec::new(),
        decided_by: Default::default(),
        decided_at: String::new(),
        decision: None,
        told: None,
        accepted: false,
        remedies: Vec::new(),
        correction: None,
        uncorrected: String::new(),
        filed: None,
        visited: None,
        cleared: None,
        reopened: Vec::new(),
        history: Vec::new(),
        version: 1,
    }
}

fn acting(parts: &[Part], id: &str) -> Acting<Part> {
    let Member { account, person, name } = member(id);
    Acting { parts: parts.to_vec(), account, person, name }
}

fn ground<'g>(conflicts: &'g [Conflict], days: &'g Workdays, stand: Stand) -> ToleranceGround<'g> {
    ToleranceGround { conflicts, days, at: "/p/", stand }
}

/// Does something as whoever may.
fn done(case: &ToleranceCase, action: &Action, who: &str, on: Day) -> Result<ToleranceCase, Fault> {
    case.act(action, &acting(Part::ALL, who), &ground(&[], &Workdays::default(), Stand::Competent), at(on))
}

fn text() -> String {
    "理由".to_owned()
}

/// The same by somebody of the organ that decided.
fn done_within(case: &ToleranceCase, action: &Action, who: &str, on: Day) -> Result<ToleranceCase, Fault> {
    case.act(action, &acting(Part::ALL, who), &ground(&[], &Workdays::default(), Stand::Same), at(on))
}

/// What is still missing.
fn lacks(case: &ToleranceCase, on: Day) -> Vec<Missing> {
    missing(case, &Workdays::default(), on)
}

/// The open review or appeal decided by votes of its body and put in writing.
fn answered(
    case: &ToleranceCase,
    outcome: Outcome,
    voters: &[&str],
    by: &str,
    on: Day,
) -> Result<ToleranceCase, Fault> {
    let mut now = case.clone();
    for who in voters {
        now = done(&now, &Action::Vote { outcome, reason: text() }, who, on)?;
    }
    done(&now, &answer(None), by, on)
}

fn answer(outcome: Option<Outcome>) -> Action {
    Action::AnswerRemedy { outcome, reasons: text(), document: "2".into(), body: String::new() }
}

/// As far as the votes, all conditions held but those named.
fn verified(template: Template, failing: &[&str], on: Day) -> ToleranceCase {
    let mut now = done(&case(template), &Action::Accept { reason: String::new() }, "o", on).unwrap();
    let (handlers, deciders) = (vec![member("h1"), member("h2")], vec![member("d1"), member("d2"), member("d3")]);
    let mut steps = vec![(Action::Assign { handlers, deciders }, "o"), (Action::Hear { on, text: text() }, "h1")];
    for clause in now.to_judge() {
        let holds = !failing.contains(&clause.as_str());
        steps.push((Action::Judge { clause, holds, reason: text() }, "h1"));
    }
    for distinction in Distinction::ALL {
        steps.push((Action::Distinguish { distinction: *distinction, side: Side::For, reason: text() }, "h2"));
    }
    steps.push((Action::Report { text: text() }, "h1"));
    steps.push((Action::Sign, "h2"));
    steps.push((Action::Advance, "h1"));
    for (action, who) in steps {
        now = done(&now, &action, who, on).unwrap();
    }
    now
}

/// Decided with the votes of all, told, and open to review.
fn told(outcome: Outcome, on: Day) -> ToleranceCase {
    let mut now = verified(Template::Look, &[], on);
    for who in ["d1", "d2", "d3"] {
        now = done(&now, &Action::Vote { outcome, reason: text() }, who, on).unwrap();
    }
    for action in [
        Action::Decide { reasons: text(), document: "认〔2026〕1号".into() },
        Action::Advance,
        Action::Tell { on, text: text() },
        Action::Advance,
    ] {
        now = done(&now, &action, "o", on).unwrap();
    }
    now
}

/// A random action; most of them fit some step.
fn some(n: u64, now: &ToleranceCase, on: Day) -> (Action, String) {
    let pick = |list: &[Outcome]| list[(n / 64) as usize % list.len()];
    let all = [Outcome::Exempt, Outcome::Lighter, Outcome::Refused];
    let people = ["h1", "h2", "h3", "d1", "d2", "d3", "d4", "d5", "d6", "zhang", "o", "o2"];
    let who = people[(n / 7) as usize % people.len()].to_owned();
    let to_judge = now.to_judge();
    let clause = to_judge[(n / 64) as usize % to_judge.len()].clone();
    let document = "文〔2026〕1号".to_owned();
    let remedy = if n.is_multiple_of(2) { RemedyKind::Review } else { RemedyKind::Appeal };
    let action = match n % 64 {
        0..=3 => Action::Accept { reason: String::new() },
        4 => Action::SendBack { reason: text() },
        5 => Action::Submit { text: text() },
        6..=9 => Action::Assign {
            handlers: vec![member("h1"), member(if n.is_multiple_of(4) { "h3" } else { "h2" })],
            deciders: if n.is_multiple_of(10) {
                vec![member("d4"), member("d5"), member("d6")]
            } else {
                vec![member("d1"), member("d2"), member("d3")]
            },
        },
        10 => Action::Recuse { member: "h1".into(), reason: text() },
        11 => Action::AnswerRecusal { n: 0, granted: n.is_multiple_of(3), reason: text() },
        12 => Action::Give { side: Side::For, about: String::new(), text: text(), file: Default::default() },
        13..=15 => Action::Hear { on, text: text() },
        16 => Action::WaiveHearing,
        17..=28 => Action::Judge { clause, holds: !n.is_multiple_of(5), reason: text() },
        29..=33 => Action::Distinguish {
            distinction: Distinction::ALL[(n / 64) as usize % 3],
            side: Side::For,
            reason: text(),
        },
        34 if n.is_multiple_of(9) => Action::Exclude { clause: "banned".into(), reason: text() },
        34 | 35 => Action::Report { text: text() },
        36 | 37 => Action::Sign,
        38 => Action::Extend { reason: text() },
        39 => Action::Suspend { reason: text() },
        40 => Action::Resume,
        41..=46 => Action::Vote { outcome: pick(&all), reason: text() },
        47 | 48 => Action::Decide { reasons: text(), document },
        49 => Action::Tell { on, text: text() },
        50 if n.is_multiple_of(3) => Action::Agree,
        50 | 51 => Action::Ask { remedy, grounds: text() },
        52 => answer(Some(pick(&all))),
        53 => Action::Correct { document, plan: text(), due: None },
        54 => Action::Check { done: n.is_multiple_of(2), text: text() },
        55 => Action::File { document },
        56 => Action::Visit { on, text: text() },
        57 if n.is_multiple_of(4) => Action::Reopen { reason: text() },
        _ => Action::Advance,
    };
    (action, who)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// However the steps are taken: nothing is decided unheard, by one pair of eyes or without
    /// the votes; no right is lost before its time; effects follow the decision both ways.
    #[test]
    fn no_path_loses_a_right(steps in prop::collection::vec((any::<u64>(), 0u32..4), 1..400), all: bool) {
        let mut now = case(if all { Template::All } else { Template::Look });
        let mut today = day("2026-03-02");
        let days = Workdays::default();
        for (n, pass) in steps {
            today += chrono::TimeDelta::days(i64::from(pass));
            let (action, who) = some(n, &now, today);
            let before = now.clone();
            let Ok(next) = done(&now, &action, &who, today) else { continue };
            now = next;
            prop_assert!(now.history.len() > before.history.len());
            // Whatever a decision needs, its change by a review or an appeal needs.
            let changes = now.remedies.iter().zip(&before.remedies).find(|one| one.0.answer != one.1.answer);
            let made = if now.decision == before.decision { changes.and_then(|one| one.0.answer.as_ref()) } else { now.decision.as_ref() };
            if let Some(decision) = made {
                let heard = !now.hearings.is_empty() || now.hearing_waived;
                prop_assert!(heard, "nobody is judged unheard");
                if now.excluded.is_none() {
                    // What stands signed is what is decided on.
                    let digest = now.digest();
                    prop_assert!(now.signed.iter().filter(|one| one.over == digest).count() >= 2 && !now.report.is_empty());
                } else {
                    prop_assert!(now.excluded_by.len() >= 2);
                    prop_assert_eq!(decision.outcome, Outcome::Refused);
                }
                let carried = changes.map_or(now.carried(), |one| one.0.carried());
                prop_assert_eq!(carried, Some(decision.outcome));
                if let Some((remedy, _)) = changes {
                    prop_assert!(remedy.by != now.decided_by, "whoever decided does not answer");
                    if remedy.kind == RemedyKind::Appeal {
                        prop_assert!(remedy.votes.iter().all(|one| now.votes.iter().all(|vote| vote.member != one.member)));
                    }
                }
                if decision.outcome == Outcome::Exempt && now.template == Template::All {
                    for key in now.to_judge().iter().filter(|key| !now.situations.contains(key)) {
                        prop_assert!(now.finding(key).is_some_and(|one| one.holds), "{}", key);
                    }
                }
            }
            // Never heavier for asking.
            let answered = |one: &ToleranceCase| one.remedies.iter().filter(|one| one.answer.is_some()).count();
            if answered(&now) > answered(&before) {
                prop_assert!(now.stands().unwrap().outcome <= before.stands().unwrap().outcome);
            }
            // The time to ask is the person's: nobody passes it for them, and while it runs they may.
            if before.step == Step::Review && now.step > Step::Review {
                let open = [RemedyKind::Review, RemedyKind::Appeal]
                    .into_iter()
                    .filter_map(|one| before.window(one, &days, today))
                    .any(|until| today <= until);
                prop_assert!(before.accepted || !open);
                prop_assert!(before.open_remedy().is_none());
            }
            if now.step == Step::Review && now.state == State::Running && !now.accepted {
                for remedy in [RemedyKind::Review, RemedyKind::Appeal] {
                    let open = now.window(remedy, &days, today).is_some_and(|until| today <= until);
                    let ask = done(&now, &Action::Ask { remedy, grounds: text() }, "zhang", today);
                    prop_assert_eq!(ask.is_ok(), open);
                }
            }
            // Effects: only of what tolerates, was told and was not reopened.
            match now.effective() {
                Some(outcome) => {
                    prop_assert!(outcome < Outcome::Refused && now.told.is_some());
                    prop_assert_eq!(now.stands().map(|one| one.outcome), Some(outcome));
                }
                None => prop_assert!(
                    now.told.is_none() || now.stands().is_none_or(|one| one.outcome == Outcome::Refused)
                ),
            }
            let reopens = matches!(action, Action::Reopen { .. });
            if reopens {
                prop_assert!(before.effective().is_some() && now.effective().is_none());
            }
            // Whoever runs a step has a day to be done by, unless the clock stands still.
            if now.state == State::Running && now.suspended.is_none() {
                prop_assert!(due(&now, &days).is_some());
            }
            for one in lacks(&now, today) {
                let waits = matches!(one, Missing::Window { .. });
                prop_assert!(now.turn(&one).is_some() != waits);
            }
        }
    }

    /// A clock that stood still is not held against anybody: the day moves by as many working days.
    #[test]
    fn standing_still_moves_the_day(first in 0i64..20, long in 0i64..40) {
        let on = day("2026-03-02");
        let days = Workdays::default();
        let now = done(&case(Template::Look), &Action::Accept { reason: String::new() }, "o", on).unwrap();
        let since = on + chrono::TimeDelta::days(first);
        let until = since + chrono::TimeDelta::days(long);
        let still = done(&now, &Action::Suspend { reason: text() }, "h1", since).unwrap();
        prop_assert_eq!(due(&still, &days), None);
        let resumed = done(&still, &Action::Resume, "h1", until).unwrap();
        prop_assert_eq!(due(&resumed, &days), Some(days.after(on, 30 + days.between(since, until))));
    }
}

#[test]
fn who_does_what_is_theirs_alone() {
    let on = day("2026-03-02");
    let days = Workdays::default();
    let only = |case: &ToleranceCase, action: &Action, part| {
        case.act(action, &acting(&[part], "x"), &ground(&[], &days, Stand::Competent), at(on))
    };
    assert_eq!(
        only(&case(Template::All), &Action::Accept { reason: String::new() }, Part::Person),
        Err(Fault::Forbidden)
    );
    assert_eq!(
        only(&case(Template::All), &Action::Accept { reason: String::new() }, Part::Handler),
        Err(Fault::Forbidden)
    );
    let review = told(Outcome::Refused, on);
    let ask = Action::Ask { remedy: RemedyKind::Review, grounds: text() };
    assert_eq!(only(&review, &ask, Part::Unit), Err(Fault::Forbidden));
    assert!(only(&review, &ask, Part::Person).is_ok());
}

#[test]
fn what_was_applied_for_is_completed_by_the_applicant_once() {
    let on = day("2026-03-02");
    let days = Workdays::default();
    let only = |case: &ToleranceCase, action: &Action, part| {
        case.act(action, &acting(&[part], "x"), &ground(&[], &days, Stand::Competent), at(on))
    };
    let back = only(&case(Template::All), &Action::SendBack { reason: text() }, Part::Organ).unwrap();
    let submit = Action::Submit { text: text() };
    for part in [Part::Organ, Part::Unit] {
        assert_eq!(only(&back, &submit, part), Err(Fault::Forbidden));
        assert_eq!(only(&back, &Action::Withdraw { reason: text() }, part), Err(Fault::Forbidden));
    }
    let again = only(&back, &submit, Part::Person).unwrap();
    assert_eq!(again.history.last().unwrap().part, Part::Person);
    assert!(!again.allows(ActionKind::SendBack), "once only");
}

#[test]
fn a_condition_that_fails_stops_an_exemption_but_not_a_lighter_outcome() {
    let on = day("2026-03-02");
    let now = verified(Template::All, &["procedure"], on);
    let vote = |case: &ToleranceCase, outcome| {
        ["d1", "d2"]
            .iter()
            .fold(case.clone(), |case, who| done(&case, &Action::Vote { outcome, reason: text() }, who, on).unwrap())
    };
    let exempt = vote(&now, Outcome::Exempt);
    let open = lacks(&exempt, on);
    assert!(open.contains(&Missing::Condition { key: "procedure".into() }), "{open:?}");
    let decide = Action::Decide { reasons: text(), document: "1".into() };
    assert_eq!(done(&exempt, &decide, "o", on), Err(Fault::Refused(Reason::StepOpen)));
    let lighter = done(&vote(&now, Outcome::Lighter), &decide, "o", on).unwrap();
    assert_eq!(lighter.decision.unwrap().outcome, Outcome::Lighter);
}

#[test]
fn an_exclusion_needs_two_handlers_and_the_votes_and_leaves_the_remedies() {
    let on = day("2026-03-02");
    let mut now = done(&case(Template::All), &Action::Accept { reason: String::new() }, "o", on).unwrap();
    let (handlers, deciders) = (vec![member("h1"), member("h2")], vec![member("d1"), member("d2"), member("d3")]);
    now = done(&now, &Action::Assign { handlers, deciders }, "o", on).unwrap();
    let exclude = Action::Exclude { clause: "banned".into(), reason: text() };
    // Not unheard, and not by one.
    assert_eq!(done(&now, &exclude, "h1", on), Err(Fault::Refused(Reason::StepOpen)));
    now = done(&now, &Action::Hear { on, text: text() }, "h1", on).unwrap();
    now = done(&now, &exclude, "h1", on).unwrap();
    assert_eq!((now.step, now.decision.as_ref()), (Step::Verification, None));
    assert_eq!(lacks(&now, on), [Missing::Exclusion { count: 1 }]);
    assert_eq!(done(&now, &exclude, "h1", on), Err(Fault::Refused(Reason::WrongState)));
    // Who reports instead that all was judged takes it back.
    let instead = done(&now, &Action::Report { text: text() }, "h2", on).unwrap();
    assert_eq!(instead.excluded, None);
    now = done(&now, &exclude, "h2", on).unwrap();
    assert_eq!(now.step, Step::Determination);
    // It is decided as any case is, and past it nothing is tolerated.
    let vote = |case: &ToleranceCase, outcome| {
        ["d1", "d2"]
            .iter()
            .fold(case.clone(), |case, who| done(&case, &Action::Vote { outcome, reason: text() }, who, on).unwrap())
    };
    let decide = Action::Decide { reasons: text(), document: "1".into() };
    let lighter = vote(&now, Outcome::Lighter);
    assert!(lacks(&lighter, on).contains(&Missing::Excluded { key: "banned".into() }));
    assert_eq!(done(&lighter, &decide, "o", on), Err(Fault::Refused(Reason::StepOpen)));
    now = done(&vote(&now, Outcome::Refused), &decide, "o", on).unwrap();
    assert_eq!((now.decided_by.as_str(), now.decision.as_ref().unwrap().outcome), ("o", Outcome::Refused));
    for action in [Action::Advance, Action::Tell { on, text: text() }, Action::Advance] {
        now = done(&now, &action, "o", on).unwrap();
    }
    now = done(&now, &Action::Ask { remedy: RemedyKind::Appeal, grounds: text() }, "zhang", on).unwrap();
    for who in ["o", "h1", "d1"] {
        assert_eq!(done(&now, &answer(None), who, on), Err(Fault::Refused(Reason::SecondPerson)), "{who}");
    }
}

#[test]
fn a_signature_is_over_what_was_signed() {
    let on = day("2026-03-02");
    let signed = |now: &ToleranceCase| now.signed.len();
    let mut now = verified(Template::All, &[], on);
    // Back to before the votes, signed by both.
    now.step = Step::Verification;
    assert_eq!((signed(&now), lacks(&now, on)), (2, vec![]));
    let clause = now.to_judge()[0].clone();
    let changes = [
        (Action::Judge { clause, holds: false, reason: text() }, "h1"),
        (Action::Distinguish { distinction: Distinction::Experience, side: Side::Against, reason: text() }, "h2"),
        (Action::Hear { on, text: "又陈述".into() }, "h1"),
        (Action::Give { side: Side::Against, about: String::new(), text: text(), file: Default::default() }, "zhang"),
    ];
    for (change, who) in changes {
        let changed = done(&now, &change, who, on).unwrap();
        assert_eq!(signed(&changed), 0, "{:?}", change.kind());
        assert_eq!(changed.history.last().unwrap().action, ActionKind::Void);
        assert_eq!(lacks(&changed, on), [Missing::Signatures { count: 2 }]);
        assert_eq!(done(&changed, &Action::Advance, "h1", on), Err(Fault::Refused(Reason::StepOpen)));
        let again = ["h1", "h2"].iter().fold(changed, |one, who| done(&one, &Action::Sign, who, on).unwrap());
        assert!(done(&again, &Action::Advance, "h1", on).is_ok());
    }
    // What changes nothing voids nothing.
    let still = done(&now, &Action::Suspend { reason: text() }, "h1", on).unwrap();
    assert_eq!(signed(&done(&still, &Action::Resume, "h1", on).unwrap()), 2);
}

#[test]
fn whoever_keeps_the_case_can_be_challenged_and_a_recusal_keeps_the_clock_standing() {
    let on = day("2026-03-02");
    let mut now = verified(Template::Look, &[], on);
    let recuse = |who: &str| Action::Recuse { member: who.into(), reason: text() };
    let grant = |n| Action::AnswerRecusal { n, granted: true, reason: text() };
    now = done(&now, &recuse("o"), "zhang", on).unwrap();
    assert_eq!(done(&now, &grant(0), "o", on), Err(Fault::Refused(Reason::OwnRequest)));
    now = done(&now, &Action::Take { reason: text() }, "o2", on).unwrap();
    now = done(&now, &grant(0), "o2", on).unwrap();
    assert_eq!(done(&now, &Action::Take { reason: text() }, "o", on), Err(Fault::Forbidden), "they stay aside");
    // While the clock stands still, a handler stands aside: it goes on standing still.
    now = done(&now, &recuse("h1"), "zhang", on).unwrap();
    now = done(&now, &Action::Suspend { reason: text() }, "o2", on).unwrap();
    let later = day("2026-03-16");
    now = done(&now, &grant(1), "o2", later).unwrap();
    assert_eq!((now.step, now.suspended), (Step::Verification, Some(later)));
    assert!(lacks(&now, later).contains(&Missing::Suspended));
    assert_eq!(due(&now, &Workdays::default()), None);
    assert!(done(&now, &Action::Resume, "o2", later).is_ok());
}

#[test]
fn an_appeal_is_answered_in_its_time_by_another_organ_and_never_heavier() {
    let on = day("2026-03-02");
    let days = Workdays::default();
    let mut now = told(Outcome::Lighter, on);
    // Thirty days from the telling: to 1 April, not to 2 April.
    let ask = |remedy| Action::Ask { remedy, grounds: text() };
    let late = done(&now, &ask(RemedyKind::Review), "zhang", day("2026-04-02"));
    assert_eq!(late, Err(Fault::Refused(Reason::TimeOver)));
    now = done(&now, &ask(RemedyKind::Review), "zhang", day("2026-04-01")).unwrap();
    // The thirtieth day is 1 May 2026, which the table of a year says is off.
    assert!(due(&now, &days) >= Some(day("2026-05-01")));
    let voted = done(&now, &Action::Vote { outcome: Outcome::Refused, reason: text() }, "d1", day("2026-04-10"));
    assert_eq!(voted, Err(Fault::Refused(Reason::Heavier)));
    // Without the votes nothing is answered, and never by whoever wrote the decision.
    assert_eq!(done(&now, &answer(None), "o2", day("2026-04-10")), Err(Fault::Refused(Reason::StepOpen)));
    let own = answered(&now, Outcome::Lighter, &["d1", "d2"], "o", day("2026-04-10"));
    assert_eq!(own, Err(Fault::Refused(Reason::SecondPerson)));
    now = answered(&now, Outcome::Lighter, &["d1", "d2"], "o2", day("2026-04-10")).unwrap();
    assert_eq!(done(&now, &Action::Advance, "o", day("2026-04-25")), Err(Fault::Refused(Reason::StepOpen)));
    // The fifteenth day is a Saturday: to the Monday after.
    assert_eq!(now.window(RemedyKind::Appeal, &days, day("2026-04-25")), Some(day("2026-04-27")));
    now = done(&now, &ask(RemedyKind::Appeal), "zhang", day("2026-04-27")).unwrap();
    assert_eq!(due(&now, &days), Some(day("2026-06-26")));
    now = done(&now, &Action::Extend { reason: text() }, "o", day("2026-06-20")).unwrap();
    assert_eq!(due(&now, &days), Some(day("2026-07-27")));
    // Neither that organ nor those who decided: another organ names another body.
    let at = day("2026-06-22");
    let handlers = || vec![member("h1"), member("h2")];
    let assign = |deciders: &[&str]| Action::Assign {
        handlers: handlers(),
        deciders: deciders.iter().map(|one| member(one)).collect(),
    };
    let other = assign(&["d4", "d5", "d6"]);
    assert_eq!(done_within(&now, &other, "o3", at), Err(Fault::Refused(Reason::OrganAbove)));
    assert!(matches!(done(&now, &assign(&["d1", "d5", "d6"]), "u", at), Err(Fault::Invalid(_))));
    now = done(&now, &other, "u", at).unwrap();
    for who in ["o", "o2", "d1", "h1"] {
        assert_eq!(done(&now, &answer(None), who, at), Err(Fault::Refused(Reason::SecondPerson)), "{who}");
    }
    now = answered(&now, Outcome::Exempt, &["d4", "d5"], "u", at).unwrap();
    assert_eq!(now.effective(), Some(Outcome::Exempt));
    now = done(&now, &Action::Advance, "o", at).unwrap();
    assert_eq!(now.step, Step::Correction);
}

#[test]
fn a_review_that_is_not_answered_opens_the_appeal_and_ends_with_it() {
    let on = day("2026-03-02");
    let mut now = told(Outcome::Refused, on);
    let ask = |remedy| Action::Ask { remedy, grounds: text() };
    now = done(&now, &ask(RemedyKind::Review), "zhang", on).unwrap();
    assert_eq!(done(&now, &ask(RemedyKind::Appeal), "zhang", day("2026-04-01")), Err(Fault::Refused(Reason::TimeOver)));
    // Due on 1 April: from the next day, for fifteen days.
    assert!(done(&now, &ask(RemedyKind::Appeal), "zhang", day("2026-04-16")).is_ok());
    assert_eq!(done(&now, &ask(RemedyKind::Appeal), "zhang", day("2026-04-17")), Err(Fault::Refused(Reason::TimeOver)));
    now = done(&now, &ask(RemedyKind::Appeal), "zhang", day("2026-04-02")).unwrap();
    assert_eq!(now.open_remedy().map(|one| one.kind), Some(RemedyKind::Appeal));
    // Where the organ above does not work with the system, its paper is recorded, with its name.
    let at = day("2026-05-06");
    let records = |who: &str, body: &str, outcome| {
        let action = Action::AnswerRemedy { outcome, reasons: text(), document: "3".into(), body: body.into() };
        now.act(&action, &acting(Part::ALL, who), &ground(&[], &Workdays::default(), Stand::Records), self::at(at))
    };
    assert_eq!(records("o", "省委组织部", Some(Outcome::Lighter)), Err(Fault::Refused(Reason::SecondPerson)));
    assert_eq!(records("o2", " ", Some(Outcome::Lighter)), Err(Fault::field("body", crate::Rule::Required)));
    assert_eq!(records("o2", "省委组织部", None), Err(Fault::field("outcome", crate::Rule::Required)));
    let recorded = records("o2", "省委组织部", Some(Outcome::Lighter)).unwrap();
    assert_eq!((recorded.effective(), recorded.open_remedy()), (Some(Outcome::Lighter), None));
}

#[test]
fn a_review_does_not_exempt_past_a_condition_that_fails() {
    let on = day("2026-03-02");
    let mut now = verified(Template::All, &["procedure"], on);
    for who in ["d1", "d2", "d3"] {
        now = done(&now, &Action::Vote { outcome: Outcome::Refused, reason: text() }, who, on).unwrap();
    }
    for action in [
        Action::Decide { reasons: text(), document: "1".into() },
        Action::Advance,
        Action::Tell { on, text: text() },
        Action::Advance,
    ] {
        now = done(&now, &action, "o", on).unwrap();
    }
    now = done(&now, &Action::Ask { remedy: RemedyKind::Review, grounds: text() }, "zhang", on).unwrap();
    let exempt = answered(&now, Outcome::Exempt, &["d1", "d2"], "o2", on);
    assert_eq!(exempt, Err(Fault::Refused(Reason::StepOpen)));
    // The handlers may find otherwise, sign that, and the body decides on it.
    let judged = Action::Judge { clause: "procedure".into(), holds: true, reason: text() };
    now = done(&now, &judged, "h1", on).unwrap();
    assert!(now.signed.is_empty());
    assert_eq!(answered(&now, Outcome::Exempt, &["d1", "d2"], "o2", on), Err(Fault::Refused(Reason::StepOpen)));
    for who in ["h1", "h2"] {
        now = done(&now, &Action::Sign, who, on).unwrap();
    }
    assert_eq!(answered(&now, Outcome::Exempt, &["d1", "d2"], "o2", on).unwrap().effective(), Some(Outcome::Exempt));
}

#[test]
fn deadlines_go_by_the_holiday_table_and_over_leap_days() {
    let table = "2026-04-06,休,清明节\n2028-02-28,休,测试\n";
    let days = Workdays::of(Workdays::read(table).unwrap());
    let mut now = case(Template::Look);
    now.since = at(day("2026-04-03"));
    // Friday; Monday is off: five working days end on the Monday after.
    assert_eq!(due(&now, &days), Some(day("2026-04-13")));
    now.since = at(day("2028-02-25"));
    // Tuesday 29 February is the first of the five.
    assert_eq!(due(&now, &days), Some(day("2028-03-06")));
    now.step = Step::Review;
    now.told = Some(Answered { on: day("2028-01-31"), text: String::new() });
    assert_eq!(due(&now, &days), Some(day("2028-03-01")));
}

#[test]
fn applying_late_is_refused_and_the_organ_may_begin_at_any_time() {
    let draft = Draft {
        person: "zhang".into(),
        matter: text(),
        happened: day("2026-01-10"),
        notice: Some(day("2026-02-02")),
        unnoticed: false,
        notice_number: String::new(),
        template: Template::All,
        situations: vec!["first-try".into()],
        grounds: text(),
    };
    let rules = ToleranceRules::first(day("2026-01-01"));
    let (last, today) = (Some(day("2026-02-16")), day("2026-02-17"));
    assert_eq!(
        draft.check(&rules, last, false, today),
        Err(Fault::field("notice", crate::Rule::Over(day("2026-02-16"))))
    );
    assert_eq!(draft.check(&rules, last, true, today), Ok(()));
    assert_eq!(draft.check(&rules, last, false, day("2026-02-16")), Ok(()));
    let unknown = Draft { situations: vec!["x".into()], ..draft.clone() };
    assert_eq!(unknown.check(&rules, None, false, today), Err(Fault::field("situations", crate::Rule::Unknown)));
    // Leaving the day empty skips nothing: whoever applies says that there was no notice, and whoever
    // accepts how that is known.
    let empty = Draft { notice: None, ..draft };
    assert_eq!(empty.check(&rules, None, false, today), Err(Fault::field("notice", crate::Rule::Required)));
    assert_eq!(empty.check(&rules, None, true, today), Ok(()));
    let said = Draft { unnoticed: true, ..empty };
    assert_eq!(said.check(&rules, None, false, today), Ok(()));
    let opened = ToleranceCase { notice: None, ..case(Template::All) };
    let accept = |reason: &str| Action::Accept { reason: reason.into() };
    assert_eq!(done(&opened, &accept(" "), "o", today), Err(Fault::field("reason", crate::Rule::Required)));
    assert!(done(&opened, &accept("经向作出机关核实，尚未作出处理"), "o", today).is_ok());
}

#[test]
fn relatives_and_the_reporting_line_stand_aside() {
    let of = |id: &str, unit: &str, parent: &str, leading| Standing {
        person: id.into(),
        unit: unit.into(),
        parent: parent.into(),
        leading,
    };
    let subject = of("zhang", "u", "p", false);
    let kin = [Kin {
        person: "li".into(),
        kinship: Kinship::Affinity,
        path: vec![
            Link { relation: "妻子".into(), name: "王".into() },
            Link { relation: "弟弟".into(), name: "李".into() },
        ],
    }];
    let others = [
        of("li", "far", "x", false),
        of("boss", "p", "", true),
        of("peer", "u", "p", false),
        of("free", "q", "x", true),
    ];
    let found = conflicts(&subject, &kin, &others);
    let kinds: Vec<(&PersonId, ConflictKind)> = found.iter().map(|one| (&one.person, one.kind)).collect();
    assert_eq!(
        kinds,
        [
            (&"li".into(), ConflictKind::Kin),
            (&"boss".into(), ConflictKind::Leads),
            (&"peer".into(), ConflictKind::SameUnit)
        ]
    );
    assert_eq!(found[0].path.len(), 2);
    // Somebody named with such a reason is not named at all.
    let on = day("2026-03-02");
    let accepted = done(&case(Template::All), &Action::Accept { reason: String::new() }, "o", on).unwrap();
    let assign = Action::Assign {
        handlers: vec![member("li"), member("h2")],
        deciders: vec![member("d1"), member("d2"), member("d3")],
    };
    let refused = accepted.act(
        &assign,
        &acting(&[Part::Organ], "o"),
        &ground(&found[..1], &Workdays::default(), Stand::Competent),
        at(on),
    );
    assert_eq!(refused, Err(Refusal::MustStandAside(found[0].clone()).into()));
}

#[test]
fn who_was_made_to_stand_aside_is_not_named_again() {
    let on = day("2026-03-02");
    let mut now = done(&case(Template::All), &Action::Accept { reason: String::new() }, "o", on).unwrap();
    let assign = |one: &str| Action::Assign {
        handlers: vec![member(one), member("h2")],
        deciders: vec![member("d1"), member("d2"), member("d3")],
    };
    now = done(&now, &assign("h1"), "o", on).unwrap();
    now = done(&now, &Action::Recuse { member: "h1".into(), reason: text() }, "zhang", on).unwrap();
    now = done(&now, &Action::AnswerRecusal { n: 0, granted: true, reason: text() }, "o", on).unwrap();
    assert!(lacks(&now, on).contains(&Missing::Members));
    assert!(matches!(done(&now, &assign("h1"), "o", on), Err(Fault::Invalid(_))));
    assert!(done(&now, &assign("h3"), "o", on).is_ok());
}

#[test]
fn like_cases_are_found_and_their_outcomes_compared() {
    let of = |id: &str, clauses: &[&str], outcome, summary: &str| Precedent {
        id: id.into(),
        year: 2025,
        on: day("2025-05-01"),
        family: Family::Mass,
        level: Level::SectionChief,
        template: Template::Look,
        clauses: clauses.iter().map(|one| (*one).to_owned()).collect(),
        outcome,
        summary: summary.to_owned(),
        reasons: text(),
    };
    let all = [
        of("a", &["first-try"], Outcome::Exempt, "试点流程上线后群众重复提交材料"),
        of("b", &["emergency"], Outcome::Refused, "抗洪调度失误"),
        of("c", &["first-try"], Outcome::Lighter, "试点资金拨付顺序错误"),
        of("d", &["first-try"], Outcome::Exempt, "另一试点"),
    ];
    let found = similar(&case(Template::Look), &all, 5);
    assert_eq!(found[0].1.id.as_str(), "a");
    assert!(found.iter().all(|one| one.1.id.as_str() != "b"));
    let consistent = consistency(&all, &["first-try".into(), "emergency".into(), "legacy".into()]);
    assert_eq!((consistent.len(), consistent[0].counts, consistent[0].agreement), (2, [2, 1, 0], 67));
}

#[test]
fn an_admonition_counts_half_a_year_and_an_inquiry_is_answered_in_fifteen_working_days() {
    let draft = |kind, on: &str| TalkDraft {
        person: "zhang".into(),
        kind,
        on: day(on),
        reason: text(),
        document: String::new(),
        basis: text(),
    };
    let rules = ToleranceRules::first(day("2026-01-01"));
    let days = Workdays::default();
    let talk = |kind, on: &str, rules: &ToleranceRules, today: &str| {
        draft(kind, on).held(("k".into(), "张", "/p/u/"), "组织部", rules, &days, at(day(today))).unwrap()
    };
    let held = talk(TalkKind::Admonish, "2027-08-31", &rules, "2027-09-01");
    // To the last day of a February with a leap day.
    assert_eq!(held.until, Some(day("2028-02-29")));
    assert!(held.counts(day("2028-02-29")) && !held.counts(day("2028-03-01")));
    let asked = talk(TalkKind::Inquire, "2026-03-02", &rules, "2026-03-02");
    assert_eq!((asked.answer_by, asked.until), (Some(day("2026-03-23")), None));
    // A setting, and what was entered by mistake counts no more.
    let longer = ToleranceRules { admonished: 12, ..rules };
    let held = talk(TalkKind::Admonish, "2027-08-31", &longer, "2027-09-01");
    assert_eq!(held.until, Some(day("2028-08-31")));
    let by = |part| Acting { parts: vec![part], account: "a".into(), person: "a".into(), name: "某".to_owned() };
    let (on, keeper, own) = (at(day("2027-09-01")), by(TalkPart::Keeper), by(TalkPart::Person));
    let back = |reason: &str| TalkAct::Withdraw { reason: reason.to_owned() };
    assert_eq!(held.act(&back(" "), &keeper, &(), on), Err(Fault::field("why", crate::Rule::Required)));
    assert_eq!(held.act(&back("登记错人"), &own, &(), on), Err(Fault::Forbidden));
    let gone = held.act(&back("登记错人"), &keeper, &(), on).unwrap();
    assert!(!gone.counts(day("2027-09-01")));
    assert_eq!(gone.act(&back("再次"), &keeper, &(), on), Err(Fault::Refused(Reason::WrongState)));
    // Only an inquiry is answered, once, by the person.
    let answer = TalkAct::Answer { text: "情况属实".to_owned() };
    assert_eq!(held.act(&answer, &own, &(), on), Err(Fault::Refused(Reason::AlreadyAnswered)));
    assert!(
        asked.waits_for(&own, &(), &asked.missing(&(), on.day()))
            && !asked.waits_for(&keeper, &(), &asked.missing(&(), on.day()))
    );
    let answered = asked.act(&answer, &own, &(), on).unwrap();
    assert!(!answered.waits_for(&own, &(), &answered.missing(&(), on.day())));
    assert_eq!((answered.history.len(), answered.history[1].action), (2, TalkActKind::Answer));
    assert_eq!(answered.act(&answer, &own, &(), on), Err(Fault::Refused(Reason::AlreadyAnswered)));
}

#[test]
fn clauses_are_data_that_a_version_changes_and_a_running_case_keeps() {
    let rules = ToleranceRules { from: day("2026-03-01"), ..ToleranceRules::first(day("2026-01-01")) };
    let word = |key: &str, text: &str, basis: &str| (key.to_owned(), text.to_owned(), basis.to_owned());
    let words = [word("first-try", "先行先试中的失误", "本市办法第六条"), word("legacy", " ", "")];
    let new = [(ClauseKind::Situation, "数字化试点中的失误".to_owned(), "本市办法第七条".to_owned())];
    let next = ToleranceRules { clauses: rules.reworded(&words, &new), ..rules.clone() };
    assert!(next.check(next.from).is_ok());
    let says = |key: &str| next.clauses.iter().find(|one| one.key == key).map(|one| one.text.as_str());
    assert_eq!((says("first-try"), says("legacy")), (Some("先行先试中的失误"), None));
    let added = next.clauses.iter().find(|one| one.text == "数字化试点中的失误").unwrap();
    assert_eq!((added.key.as_str(), added.kind), ("situation-2026-03-01-1", ClauseKind::Situation));
    // Without a basis it is none, and of every kind one stays.
    let bare = ToleranceRules { clauses: rules.reworded(&[word("first-try", "有", " ")], &[]), ..rules.clone() };
    assert_eq!(bare.check(bare.from), Err(Fault::field("basis-first-try", crate::Rule::Required)));
    let gone: Vec<_> = rules
        .clauses
        .iter()
        .filter(|one| one.kind == ClauseKind::Exclusion)
        .map(|one| word(&one.key, "", ""))
        .collect();
    let none = ToleranceRules { clauses: rules.reworded(&gone, &[]), ..rules.clone() };
    assert_eq!(none.check(none.from), Err(Fault::field("new-exclusion", crate::Rule::Required)));
    // Rules kept before clauses were part of them have the first ones.
    let mut old = serde_json::to_value(&rules).unwrap();
    old.as_object_mut().unwrap().remove("clauses");
    assert_eq!(serde_json::from_value::<ToleranceRules>(old).unwrap(), rules);
}

#[test]
fn every_clause_has_its_own_key_and_a_basis() {
    let all = clauses();
    for (n, one) in all.iter().enumerate() {
        assert!(!one.basis.is_empty() && !all[..n].iter().any(|other| other.key == one.key), "{}", one.key);
    }
    for kind in ClauseKind::ALL {
        assert!(all.iter().any(|one| one.kind == *kind));
    }
    sound::<ToleranceRules>();
}
