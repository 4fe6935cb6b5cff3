use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::calendar::Workdays;
use crate::code::{Code, Level};
use crate::fault::Milestone;
use crate::procedure::{Acting, Procedure};
use crate::record::Grade;
use crate::versioned::{Versioned, sound};
use crate::{AccountId, Day, Fault, MemberId, Moment, Reason, Rule};

fn day(text: &str) -> Day {
    crate::time::parse_day(text).unwrap()
}

fn at(day: Day) -> Moment {
    Moment::start_of(day).plus_seconds(9 * 3600)
}

fn rules() -> AppraisalRules {
    AppraisalRules::first(day("2026-01-01"))
}

fn scheme() -> Scheme {
    Scheme::first(day("2026-01-01"))
}

fn member(n: u32) -> Member {
    Member {
        id: MemberId(format!("a-p{n}")),
        appraisal: "a".into(),
        year: 2026,
        person: format!("p{n}").into(),
        name: format!("干部{n}"),
        post: String::new(),
        level: Level::Staff,
        unit: "u".into(),
        unit_name: "市总工会".to_owned(),
        path: "/u/".to_owned(),
        pool: "u".to_owned(),
        sheet: "s".into(),
        standing: Standing::Full,
        absent_days: 0,
        standing_reason: String::new(),
        hindrances: Vec::new(),
        report: None,
        facts: Vec::new(),
        score: None,
        suggested: None,
        outcome: None,
        log: Vec::new(),
        told: None,
        held: false,
        told_outcome: None,
        acknowledged: None,
        remedies: Vec::new(),
        version: 1,
    }
}

fn with_points(n: u32, points: Option<u32>) -> Member {
    let score = Score { lines: Vec::new(), total: points, covered: 100, applies: 100, look_into: false };
    Member { score: Some(score), ..member(n) }
}

fn told(outcome: Outcome, on: Day) -> Member {
    Member { outcome: Some(outcome), told: Some(on), told_outcome: Some(outcome), ..member(1) }
}

fn sheet(targets: u32) -> Sheet {
    Sheet {
        id: "s".into(),
        appraisal: "a".into(),
        unit: "u".into(),
        unit_name: String::new(),
        path: "/u/".to_owned(),
        targets: (0..targets)
            .map(|n| Target {
                person: format!("p{n}").into(),
                member: MemberId(format!("a-p{n}")),
                name: String::new(),
                post: String::new(),
            })
            .collect(),
        groups: Vec::new(),
        slips: Vec::new(),
        paper: Vec::new(),
        tally: None,
        counted: Vec::new(),
        at: None,
        version: 1,
    }
}

fn by((account, name): (&AccountId, &str)) -> Acting<MemberPart> {
    Acting { parts: PARTS.to_vec(), account: account.clone(), person: Default::default(), name: name.to_owned() }
}

fn ground<'a>(step: Step, rules: &'a AppraisalRules, days: &'a Workdays) -> Ground<'a> {
    Ground { step, rules, reports_until: None, adopted_by: None, stand: Stand::Competent, days, investigated: false }
}

const PARTS: [MemberPart; 3] = [MemberPart::Person, MemberPart::Unit, MemberPart::Organiser];

#[test]
fn the_first_scheme_and_rules_are_sound_and_weights_must_add_up() {
    let mut one = scheme();
    one.check().unwrap();
    sound::<AppraisalRules>();
    one.indicators[0].weight += 1;
    assert_eq!(one.check(), Err(Fault::field("indicators", Rule::Sum(100))));
    one.indicators[0].weight -= 1;
    one.groups[1].code = "A".to_owned();
    let Err(Fault::Invalid(faults)) = one.check() else { panic!() };
    assert!(faults.iter().all(|one| one.field == "groups" && matches!(one.rule, Rule::LineOf(1 | 2))));
    // The law's periods may not be cut.
    let short = AppraisalRules { review: 29, appeal: 14, ..rules() };
    let Err(Fault::Invalid(faults)) = short.check(short.from) else { panic!() };
    assert_eq!(faults.len(), 2);
    // What a higher body approves is not less than what needs no approval.
    let less = AppraisalRules { cap_approved: 19, ..rules() };
    assert_eq!(less.check(less.from), Err(Fault::field("cap_approved", Rule::Between(20, 25))));
}

#[test]
fn every_rate_has_its_own_denominator() {
    let turnout = Turnout { expected: 40, present: 30, issued: 30, returned: 24, valid: 18 };
    assert_eq!(turnout.rate(Rate::Present), Some(7500));
    assert_eq!(turnout.rate(Rate::Returned), Some(8000));
    assert_eq!(turnout.rate(Rate::Valid), Some(7500));
    let count = Count { grades: [9, 6, 2, 1], none: 0 };
    assert_eq!(count.rate(Rate::Excellent), Some(5000));
    assert_eq!(count.rate(Rate::Good), Some(8333));
    assert_eq!(Turnout::default().rate(Rate::Present), None);
    // More than a third, not a third, is looked into.
    assert!(!Count { grades: [0, 67, 0, 33], none: 0 }.looks_bad(33));
    assert!(Count { grades: [0, 66, 0, 34], none: 0 }.looks_bad(33));
}

#[test]
fn points_are_worked_out_as_by_hand() {
    let (scheme, rules) = (scheme(), rules());
    let cell = |code: &str, grades| (vec![code.to_owned()], Count { grades, none: 0 });
    // A: (3·100 + 2·80)/5 = 92; B: 80; C: (5·80 + 5·60)/10 = 70 → 92·0.4 + 80·0.3 + 70·0.3 = 81.80
    let overall =
        Shown::Cells { cells: vec![cell("A", [3, 2, 0, 0]), cell("B", [0, 8, 0, 0]), cell("C", [0, 5, 5, 0])] };
    let facts = [
        FactValue { source: Source::Hours, value: 4_500 },
        FactValue { source: Source::Need, value: 2_400 },
        FactValue { source: Source::Project, value: 100 },
    ];
    let columns = [String::new()];
    let votes = [overall];
    let evidence = Evidence { facts: &facts, third_party: None, votes: &votes, columns: &columns };
    let found = score(&scheme, &rules, &evidence);
    let points: Vec<Option<u32>> = found.lines.iter().map(|line| line.points).collect();
    let judged = Some(8_180);
    // Hours 45 of 90 are 50 points, 24 needs of 12 are 100 and no more, one project of two 50.
    // What no third party said is nought, and stands so on the sheet.
    let wanted = [judged, Some(5_000), judged, Some(10_000), judged, judged, Some(5_000), Some(0), judged];
    assert_eq!(points, wanted);
    // (60·81.80 + 10·50 + 10·100 + 15·50 + 5·0) / 100
    assert_eq!((found.covered, found.applies), (95, 100));
    assert_eq!(found.total, Some((60 * 8_180 + 10 * 5_000 + 10 * 10_000 + 15 * 5_000) / 100));
    // Merged groups count as one with all their weight.
    let votes = [Shown::Merged { count: Count { grades: [5, 0, 0, 0], none: 0 } }];
    let found = score(&scheme, &rules, &Evidence { votes: &votes, columns: &columns, ..Evidence::default() });
    assert_eq!(found.lines[0].cells, vec![(vec!["A".into(), "B".into(), "C".into()], 100, 10_000)]);
    assert_eq!(score(&scheme, &rules, &Evidence::default()).total, None);
}

#[test]
fn of_people_with_the_same_points_all_are_excellent_or_none() {
    let rules = rules();
    let members: Vec<Member> =
        [9_800, 9_500, 9_500, 9_100, 8_000].iter().enumerate().map(|(n, p)| with_points(n as u32, Some(*p))).collect();
    let all: Vec<&Member> = members.iter().collect();
    let of = |most| suggest(&all, most, &rules).iter().filter(|one| **one == Some(Outcome::Excellent)).count();
    assert_eq!((of(0), of(1), of(2), of(3), of(4), of(5)), (0, 1, 1, 3, 4, 4));
    // Points from little of what is looked at suggest nothing.
    let mut little = with_points(9, Some(1_000));
    little.score.as_mut().unwrap().covered = 59;
    assert_eq!(suggest(&[&little], 1, &rules), [None]);
}

#[test]
fn what_the_year_brought_limits_the_grade_unless_it_was_tolerated() {
    let hindrance = |lifted: &str| Hindrance {
        what: "警告".to_owned(),
        most: Grade::Competent,
        basis: "《公务员考核规定》".to_owned(),
        lifted: lifted.to_owned(),
    };
    let barred = Member { hindrances: vec![hindrance("")], ..with_points(1, Some(9_900)) };
    let lifted = Member { hindrances: vec![hindrance("容〔2026〕1号")], ..with_points(2, Some(9_900)) };
    assert_eq!(suggest(&[&barred, &lifted], 2, &rules()), [Some(Outcome::Competent), Some(Outcome::Excellent)]);
    assert_eq!(barred.fits(Outcome::Excellent), Err(Refusal::GradeBarred(Some(Grade::Competent)).into()));
    lifted.fits(Outcome::Excellent).unwrap();
    let probation = Member { standing: Standing::Probation, ..member(1) };
    assert!(probation.fits(Outcome::Competent).is_err());
    probation.fits(Outcome::NoGrade).unwrap();
    assert_eq!(Member::standing_of(183, true, false, &rules()), Standing::Absent);
    assert_eq!(Member::standing_of(182, true, true, &rules()), Standing::Probation);
}

#[test]
fn paper_is_read_line_by_line_and_typed_twice() {
    let read = read_paper("1 2 3\n4,-,1\n\nｘ\n１２３", 3, 3).unwrap();
    assert_eq!(read.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["111222333", "444000111", "", "111222333"]);
    assert_eq!(read.iter().filter(|one| one.valid(9)).count(), 3);
    let Err(Fault::Invalid(faults)) = read_paper("123\n12\n125\n1234", 3, 1) else { panic!() };
    assert_eq!(
        faults.iter().map(|one| one.rule.clone()).collect::<Vec<_>>(),
        [Rule::LineOf(2), Rule::LineOf(3), Rule::LineOf(4)]
    );
    let second = read_paper("123\n4-1\nx\n124\n111", 3, 3).unwrap();
    assert_eq!(differences(&read, &second), [4, 5]);
    assert!(differences(&read, &read).is_empty());
}

#[test]
fn a_last_day_on_a_holiday_moves_to_the_next_working_day_also_in_a_leap_year() {
    let days =
        Workdays::of(Workdays::read("2028-02-29,休,调休\n2028-03-01,休,调休\n2027-02-06,休,春节").unwrap_or_default());
    let rules = rules();
    let last = |told_on: &str, today: &str| {
        window(&told(Outcome::Incompetent, day(told_on)), RemedyKind::Review, &rules, &days, day(today))
    };
    // Thirty days from 2028-01-30 are the leap day itself, a Tuesday.
    let plain = Workdays::default();
    let of = |days: &Workdays| {
        window(&told(Outcome::Incompetent, day("2028-01-30")), RemedyKind::Review, &rules, days, day("2028-02-01"))
    };
    assert_eq!(of(&plain), Some(day("2028-02-29")));
    // From 2027-01-07 it is a Saturday: the Monday after.
    assert_eq!(last("2027-01-07", "2027-01-08"), Some(day("2027-02-08")));
    // Only 不称职 opens them (公务员法 95).
    assert_eq!(
        window(&told(Outcome::Basic, day("2027-01-07")), RemedyKind::Review, &rules, &days, day("2027-01-08")),
        None
    );
}

#[test]
fn a_review_that_is_not_answered_in_time_opens_the_appeal() {
    let (rules, days) = (rules(), Workdays::default());
    let on = day("2027-03-01");
    let one = told(Outcome::Incompetent, on);
    let ground = ground(Step::Telling, &rules, &days);
    let me = (&AccountId::from("me"), "本人");
    let asked = one.act(&Act::AskReview { grounds: "事实有误".into() }, &by(me), &ground, at(on)).unwrap();
    assert_eq!(asked.remedies[0].due, on + TimeDelta::days(30), "a Wednesday");
    let appeal = Act::Appeal { grounds: "逾期未答复".into() };
    let on_due = asked.act(&appeal, &by(me), &ground, at(asked.remedies[0].due));
    assert_eq!(on_due, Err(Fault::Refused(Reason::TimeOver)));
    let after = asked.remedies[0].due + TimeDelta::days(1);
    let appealed = asked.act(&appeal, &by(me), &ground, at(after)).unwrap();
    assert_eq!(appealed.remedies[1].due, crate::remedy::last_day(after + TimeDelta::days(60), &days));
    let more = appealed.act(&Act::PutOff { reason: "案情复杂".into() }, &by(me), &ground, at(after)).unwrap();
    assert_eq!(more.remedies[1].due, crate::remedy::last_day(after + TimeDelta::days(90), &days));
    assert!(more.act(&Act::PutOff { reason: "再延".into() }, &by(me), &ground, at(after)).is_err());
    // Who recorded the meeting's decision does not decide the appeal against it.
    let ruling = Ruling {
        document: "决1号".into(), minutes: "到会7人，一致同意".into(), body: "省委组织部".into()
    };
    let answer = Act::AnswerAppeal { outcome: Outcome::Competent, reason: "改定".into(), ruling: ruling.clone() };
    let adopter = AccountId::from("boss");
    let own = Ground { adopted_by: Some(&adopter), ..ground };
    let refused = more.act(&answer, &by((&adopter, "组织部")), &own, at(after));
    assert_eq!(refused, Err(Fault::Refused(Reason::SecondPerson)));
    // Nor does a colleague of the same department (公务员法 95), nor anybody without a meeting.
    let colleague = Ground { stand: Stand::Same, ..own };
    let within = more.act(&answer, &by((&AccountId::from("other"), "组织部")), &colleague, at(after));
    assert_eq!(within, Err(Fault::Refused(Reason::OrganAbove)));
    let ruling = Ruling { minutes: String::new(), ..ruling };
    let alone = Act::AnswerAppeal { outcome: Outcome::Competent, reason: "改定".into(), ruling };
    let alone = more.act(&alone, &by((&AccountId::from("upper"), "上级")), &own, at(after));
    assert_eq!(alone, Err(Fault::field("minutes", Rule::Required)));
    let decided = more.act(&answer, &by((&AccountId::from("upper"), "上级")), &own, at(after)).unwrap();
    assert_eq!(decided.outcome, Some(Outcome::Competent));
    assert_eq!(decided.log.last().unwrap().before, Some(Outcome::Incompetent));
}

#[test]
fn consequences_count_years_running() {
    let rules = rules();
    let kinds = |outcome, earlier: &[(i32, Outcome)]| -> Vec<ConsequenceKind> {
        consequences(outcome, earlier, 2028, day("2029-02-28"), &rules).into_iter().map(|one| one.kind).collect()
    };
    let two = [(2027, Outcome::Excellent), (2026, Outcome::Excellent)];
    assert!(kinds(Outcome::Excellent, &two).contains(&ConsequenceKind::MeritThree));
    // A year without a grade interrupts them.
    let gap = [(2027, Outcome::NotAssessed), (2026, Outcome::Excellent), (2025, Outcome::Excellent)];
    assert!(!kinds(Outcome::Excellent, &gap).contains(&ConsequenceKind::MeritThree));
    assert!(kinds(Outcome::Incompetent, &[(2027, Outcome::Incompetent)]).contains(&ConsequenceKind::Dismissal));
    assert!(kinds(Outcome::NoGrade, &two).is_empty());
    // A year from the leap day ends on the last of February.
    let basic = consequences(Outcome::Basic, &[], 2027, day("2028-02-29"), &rules);
    let exchange = basic.iter().find(|one| one.kind == ConsequenceKind::NoExchange).unwrap();
    assert_eq!(exchange.until, Some(day("2029-02-28")));
    assert!(exchange.holds(day("2029-02-28")) && !exchange.holds(day("2029-03-01")));
}

fn year() -> Appraisal {
    Appraisal {
        id: "a".into(),
        year: 2026,
        title: "2026年度考核".to_owned(),
        unit: "u".into(),
        unit_name: "市".to_owned(),
        path: "/u/".to_owned(),
        scheme: scheme(),
        rules: rules(),
        pools: vec![Pool { key: "u".to_owned(), name: "市总工会".to_owned(), approved: None }],
        step: Step::Setup,
        since: at(day("2026-11-01")),
        reports_until: None,
        vote: None,
        meeting: None,
        adopted_by: None,
        adopted_at: String::new(),
        history: Vec::new(),
        version: 1,
    }
}

fn ballots(targets: usize, columns: usize, most: usize) -> impl Strategy<Value = Vec<Ballot>> {
    let one = proptest::collection::vec(0u8..=4, targets * columns)
        .prop_map(|marks| Ballot(marks.into_iter().map(|mark| char::from(b'0' + mark)).collect()));
    proptest::collection::vec(one, 0..most)
}

proptest! {
    /// Whatever is cast, nothing that is kept, nor the difference of any two of its numbers, stands
    /// for fewer than five voters; and what is shown is what was cast.
    #[test]
    fn nothing_kept_stands_for_fewer_voters_than_allowed(
        a in ballots(3, 2, 9), b in ballots(3, 2, 9), c in ballots(3, 2, 9),
    ) {
        let given = |n: usize| Turnout { expected: 20, present: n as u32, issued: n as u32, returned: 0, valid: 0 };
        let groups: Vec<_> = [("A", &a), ("B", &b), ("C", &c)]
            .into_iter().map(|(code, all)| (code.to_owned(), given(all.len()), all.clone())).collect();
        let found = tally(&sheet(3), 2, &groups, 5);
        prop_assert_eq!(found.all().returned as usize, a.len() + b.len() + c.len());
        let mut partition: Option<Vec<Vec<String>>> = None;
        for (person, columns) in found.votes.iter().enumerate() {
            for (column, shown) in columns.iter().enumerate() {
                let cast: u32 = [&a, &b, &c].into_iter().flatten().filter(|one| one.mark(person * 2 + column).is_some()).count() as u32;
                match shown {
                    Shown::Hidden => prop_assert!(cast < 5),
                    Shown::Merged { count } => {
                        prop_assert!(count.votes() >= 5);
                        prop_assert_eq!(count.votes(), cast);
                    }
                    Shown::Cells { cells } => {
                        prop_assert!(cells.iter().all(|one| one.1.votes() >= 5));
                        prop_assert_eq!(shown.total().unwrap().votes(), cast);
                        // The same groups are joined everywhere: two cells are alike or apart.
                        for (codes, _) in cells {
                            let all = partition.get_or_insert_with(Vec::new);
                            let alike = all.contains(codes);
                            let apart = all.iter().all(|other| other.iter().all(|code| !codes.contains(code)));
                            prop_assert!(alike || apart);
                            if !alike { all.push(codes.clone()); }
                        }
                    }
                }
            }
        }
    }

    /// 优秀 never exceeds its cap, nobody with fewer points is put before somebody with more, and
    /// points below the bound are never 优秀.
    #[test]
    fn excellence_keeps_to_its_cap(points in proptest::collection::vec(proptest::option::of(5_000u32..10_000), 1..40), share in 1u32..=25) {
        let rules = AppraisalRules { cap: share, ..rules() };
        let members: Vec<Member> = points.iter().enumerate().map(|(n, p)| with_points(n as u32, *p)).collect();
        let all: Vec<&Member> = members.iter().collect();
        let pool = Pool { key: String::new(), name: String::new(), approved: None };
        let most = pool.most(all.len() as u32, &rules);
        prop_assert!(u64::from(most) * 100 <= all.len() as u64 * u64::from(share));
        let found = suggest(&all, most, &rules);
        let excellent: Vec<u32> = found.iter().zip(&points).filter(|one| *one.0 == Some(Outcome::Excellent)).filter_map(|one| *one.1).collect();
        prop_assert!(excellent.len() <= most as usize);
        let lowest = excellent.iter().min().copied().unwrap_or(u32::MAX);
        for (outcome, own) in found.iter().zip(&points) {
            prop_assert_eq!(outcome.is_none(), own.is_none());
            if let Some(own) = own && *outcome != Some(Outcome::Excellent) {
                prop_assert!(*own <= lowest || excellent.is_empty());
            }
        }
        prop_assert!(excellent.iter().all(|one| *one >= 9_000));
    }

    /// However things go after somebody was told 不称职: within thirty days a review or an appeal can
    /// be asked for, an answer never makes it heavier, and what they were told stays on record.
    #[test]
    fn no_sequence_of_steps_loses_a_right(
        start in 0i64..2_000,
        steps in proptest::collection::vec((0u8..7, 0i64..40, 0usize..6), 0..12),
    ) {
        let (rules, days) = (rules(), Workdays::default());
        let ground = ground(Step::Telling, &rules, &days);
        let first = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + TimeDelta::days(start);
        let mut one = told(Outcome::Incompetent, first);
        let mut today = first;
        let mut heaviest = Outcome::Incompetent;
        for (n, (what, wait, choice)) in steps.into_iter().enumerate() {
            today += TimeDelta::days(wait);
            let outcome = Outcome::ALL[choice];
            let text = || "理由".to_owned();
            let ruling = || Ruling { document: text(), minutes: text(), body: text() };
            let act = match what {
                0 => Act::AskReview { grounds: text() },
                1 => Act::Appeal { grounds: text() },
                2 => Act::AnswerReview { outcome, reason: text(), ruling: ruling() },
                3 => Act::AnswerAppeal { outcome, reason: text(), ruling: ruling() },
                4 => Act::PutOff { reason: text() },
                5 => Act::Acknowledge { opinion: text() },
                _ => Act::Propose { outcome, reason: text() },
            };
            let open_review = window(&one, RemedyKind::Review, &rules, &days, today).is_some_and(|last| today <= last);
            let account = AccountId(format!("a{n}"));
            let done = one.act(&act, &by((&account, "某人")), &ground, at(today));
            // A review can be asked for as long as its days run, unless it was, or an appeal was.
            if what == 0 {
                let asked = !one.remedies.is_empty();
                prop_assert_eq!(done.is_ok(), open_review);
                if (today - first).num_days() <= 30 && !asked { prop_assert!(done.is_ok()); }
            }
            // The appeal within its days from the answer, or straight away within the first thirty.
            if what == 1 {
                let review = one.remedies.iter().find(|one| one.kind == RemedyKind::Review);
                let appealed = one.remedies.iter().any(|one| one.kind == RemedyKind::Appeal);
                let due = match review {
                    None => (today - first).num_days() <= 30,
                    Some(Remedy { answer: Some(answer), .. }) => (today - answer.on).num_days() <= 15,
                    Some(Remedy { due, answer: None, .. }) => today > *due && (today - *due).num_days() <= 15,
                };
                if due && !appealed { prop_assert!(done.is_ok()); }
            }
            prop_assert!(what != 6 || done.is_err());
            if let Ok(next) = done { one = next; }
            let held = one.outcome.unwrap();
            if held.grade().is_some() {
                prop_assert!(held <= heaviest, "heavier");
                heaviest = held;
            }
            prop_assert_eq!(one.told_outcome, Some(Outcome::Incompetent));
        }
    }

    /// In whatever order things are tried, no appraisal is decided with a pool over its cap, with
    /// somebody left out, or before the vote is over and its paper typed twice.
    #[test]
    fn no_order_of_steps_gets_past_what_is_missing(
        tries in proptest::collection::vec((0u8..8, 0i64..20, 0u32..3, 0u32..6, 0u32..3), 1..30),
    ) {
        let mut one = year();
        let mut today = day("2026-12-01");
        for (what, wait, unchecked, excellent, unproposed) in tries {
            today += TimeDelta::days(wait);
            let progress = Progress {
                members: 20, reported: 20, sheets: 1, unchecked, unproposed, pools: vec![(20, excellent)],
                told: if today.day() > 15 { 20 } else { 0 }, ..Progress::default()
            };
            let act = match what {
                0 => StepAct::Reports { until: today + TimeDelta::days(3) },
                1 => StepAct::Vote { from: today, until: today + TimeDelta::days(5) },
                2 => StepAct::Count,
                3 => StepAct::Score,
                4 => StepAct::Pool { key: "u".into(), share: 25, document: "批〔2026〕1号".into() },
                5 => StepAct::Adopt { on: today, document: "会〔2026〕1号".into(), minutes: "党组会7人到会，一致同意".into() },
                6 => StepAct::Tell,
                _ => StepAct::Close,
            };
            let before = one.clone();
            if let Ok(next) = one.act(&act, &by((&"a".into(), "组织部")), &progress, at(today)) {
                prop_assert!(next.step >= before.step);
                // The history says at which step it was done: the day of the last is when that was left.
                prop_assert_eq!(next.history.last().unwrap().step, Some(before.step));
                match act {
                    StepAct::Vote { from, .. } => prop_assert!(next.reports_until.is_none_or(|last| from > last)),
                    StepAct::Count => prop_assert!(unchecked == 0 && before.vote.is_some_and(|vote| today > vote.1)),
                    StepAct::Adopt { .. } => {
                        let most = if next.pools[0].approved.is_some() { 5 } else { 4 };
                        prop_assert!(excellent <= most && unproposed == 0);
                    }
                    StepAct::Close => prop_assert!(progress.told == 20),
                    _ => {}
                }
                // What closing the vote leads to.
                one = next.counted(at(today)).unwrap_or(next);
            }
        }
    }
}

/// An assessed cadre of the trial: votes of 93.60 on 60 per cent, all hours, 92 of a third party.
fn evidence_of(facts: &[FactValue]) -> Score {
    let scheme = scheme();
    // 68 of a hundred say 优秀 and 32 称职: 93.60.
    let votes = [Shown::Merged { count: Count { grades: [68, 32, 0, 0], none: 0 } }];
    let columns = [String::new()];
    score(&scheme, &rules(), &Evidence { facts, third_party: Some(9_200), votes: &votes, columns: &columns })
}

#[test]
fn missing_data_is_never_better_than_low_data() {
    let fact = |source, value| FactValue { source, value };
    let hours = fact(Source::Hours, 9_000);
    let one = evidence_of(&[hours.clone(), fact(Source::Project, 100)]);
    let none = evidence_of(std::slice::from_ref(&hours));
    let of = |score: &Score, source| score.lines.iter().find(|line| line.source == source).cloned().unwrap();
    assert_eq!(of(&one, Source::Judged).points, Some(9_360));
    assert_eq!((of(&one, Source::Project).points, of(&one, Source::Project).absent), (Some(5_000), None));
    // (60*93.60 + 10*100 + 5*92 + 15*50) / 100, needs being nought; without the project less by 7.5.
    assert_eq!((one.total, none.total), (Some(7_826), Some(7_076)));
    assert_eq!((of(&none, Source::Project).points, of(&none, Source::Project).absent), (Some(0), Some(Absent::Nought)));
    assert_eq!((none.covered, none.applies), (75, 100));
    // A scheme may say that an indicator does not apply: the sheet says so, and what the rest is divided by.
    let mut other = scheme();
    for one in &mut other.indicators {
        one.absent = Some(Absent::Apart);
    }
    let votes = [Shown::Merged { count: Count { grades: [68, 32, 0, 0], none: 0 } }];
    let columns = [String::new()];
    let evidence = Evidence { facts: &[hours], third_party: Some(9_200), votes: &votes, columns: &columns };
    let apart = score(&other, &rules(), &evidence);
    assert_eq!((apart.total, apart.applies), (Some(9_435), 75));
    assert_eq!(of(&apart, Source::Need).absent, Some(Absent::Apart));
}

proptest! {
    /// By the rules a scheme begins with, taking a fact away never raises anybody's points.
    #[test]
    fn no_fact_is_better_forgotten(hours in 0u32..12_000, needs in 0u32..2_000, projects in 0u32..500, left in 0usize..3) {
        let facts = [
            FactValue { source: Source::Hours, value: hours },
            FactValue { source: Source::Need, value: needs },
            FactValue { source: Source::Project, value: projects },
        ];
        let without: Vec<FactValue> = facts.iter().enumerate().filter(|one| one.0 != left).map(|one| one.1.clone()).collect();
        prop_assert!(evidence_of(&without).total <= evidence_of(&facts).total);
    }
}

#[test]
fn what_was_done_before_steps_were_kept_is_read() {
    let kept = r#"{ "at": 1, "by": "组织部", "act": "count", "note": "" }"#;
    assert_eq!(serde_json::from_str::<YearEvent>(kept).unwrap().step, None);
}

#[test]
fn a_vote_begins_after_the_last_day_of_reports() {
    let (by, today, last) = (by((&"a".into(), "组织部")), day("2026-12-01"), day("2026-12-10"));
    let progress = Progress { members: 20, ..Progress::default() };
    let act = |one: &Appraisal, act: StepAct, on| one.act(&act, &by, &progress, at(on));
    let one = act(&year(), StepAct::Reports { until: last }, today).unwrap();
    let vote = |from: &str| StepAct::Vote { from: day(from), until: day("2026-12-20") };
    for from in ["2026-12-01", "2026-12-10"] {
        assert_eq!(act(&one, vote(from), today), Err(Refusal::ReportsRun(last).into()), "{from}");
    }
    // What was typed is said first.
    let past = act(&one, vote("2026-11-30"), today);
    let rule = Rule::NotBeforeThe(Milestone::Today, "2026-12-01".to_owned());
    assert_eq!(past, Err(Fault::field("from", rule)));
    // It may be announced before; and what is open already is given more time.
    let open = act(&one, vote("2026-12-11"), today).unwrap();
    let longer = StepAct::Vote { from: day("2026-12-11"), until: day("2026-12-25") };
    assert_eq!(act(&open, longer, day("2026-12-15")).unwrap().vote, Some((day("2026-12-11"), day("2026-12-25"))));
}

#[test]
fn a_vote_that_is_counted_waits_for_nobody_and_goes_on_by_itself_alone() {
    let (by, today) = (by((&"a".into(), "组织部")), day("2026-12-06"));
    let vote = Some((day("2026-12-01"), day("2026-12-05")));
    let open = Appraisal { step: Step::Voting, vote, ..year() };
    let progress = Progress { members: 20, ..Progress::default() };
    let closed = open.act(&StepAct::Count, &by, &progress, at(today)).unwrap();
    assert_eq!((closed.step, closed.history.last().unwrap().step), (Step::Counting, Some(Step::Voting)));
    assert!(!closed.votes_on(day("2026-12-05")) && closed.next().is_none());
    let far = |halted| {
        let counting = Some(Counting { opened: 12_000, ballots: 30_000, halted });
        closed.turns(&Progress { counting, ..progress.clone() }, today)
    };
    assert_eq!(far(false), [(Missing::Counting { opened: 12_000, ballots: 30_000 }, None)]);
    assert_eq!(far(true), [(Missing::Halted, None)]);
    for act in [
        StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-31") },
        StepAct::Count,
        StepAct::Score,
        StepAct::Tell,
        StepAct::Close,
    ] {
        let refused = closed.act(&act, &by, &progress, at(today));
        assert_eq!(refused.map(|_| ()), Err(Fault::Refused(Reason::WrongState)), "{act:?}");
    }
    let counted = closed.counted(at(today)).unwrap();
    assert_eq!((counted.step, counted.since, counted.history.len()), (Step::Scoring, at(today), 1));
    assert!(counted.counted(at(today)).is_none() && open.counted(at(today)).is_none());
}
