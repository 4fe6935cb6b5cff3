use proptest::prelude::*;

use super::*;
use crate::code::{ClassKind, Tier, TrainingForm};
use crate::record::Hours;
use crate::training::{Admission, Ahead, OwnPlace};

fn day(text: &str) -> Day {
    crate::time::parse_day(text).unwrap()
}

const NOW: Moment = Moment(1_795_000_000_000);

fn class(capacity: u32, admission: Admission) -> Class {
    Class {
        id: "c".into(),
        title: "班".into(),
        category: "mass-work".into(),
        tier: Tier::Section,
        kind: ClassKind::InService,
        form: TrainingForm::OffJob,
        families: Vec::new(),
        hours: Hours::whole(8),
        capacity,
        taken: 0,
        unit: "p".into(),
        unit_name: "省".into(),
        path: "/p/".into(),
        enrol_from: Moment(0),
        enrol_until: Moment(NOW.0 + 86_400_000),
        starts: NOW.day() + chrono::TimeDelta::days(10),
        ends: NOW.day() + chrono::TimeDelta::days(12),
        place: String::new(),
        trainer: String::new(),
        about: String::new(),
        programme: Default::default(),
        state: ClassState::Published,
        admission,
        queued: 0,
        turn: 0,
        finished: Moment(0),
        reopened: 0,
        version: 0,
    }
}

fn place(n: usize, path: &str, at: i64) -> Enrolment {
    let person: PersonId = format!("p{n}").into();
    Enrolment {
        id: EnrolmentId::of(&"c".into(), &person),
        class: "c".into(),
        name: format!("张{n}"),
        unit_name: String::new(),
        state: EnrolmentState::Withdrawn,
        at: Moment(NOW.0 + at),
        attended: Hours(0),
        path: path.to_owned(),
        pool: UnitId::default(),
        channel: Channel::SelfChosen,
        rank: String::new(),
        until: Moment(0),
        decisions: Vec::new(),
        grade: None,
        remark: String::new(),
        person,
    }
}

#[test]
fn whoever_has_a_place_reads_what_comes_next() {
    let held = class(5, Admission::default());
    let in_state = |state| Enrolment { state, until: Moment(NOW.0 + 3_600_000), ..place(1, "/p/", 0) };
    let ahead = |state, today| Ahead::of(&in_state(state), &held, Some(3), today);
    let today = NOW.day();
    assert_eq!(ahead(EnrolmentState::Requested, today), Ahead::Unit);
    assert_eq!(ahead(EnrolmentState::Recommended, today), Ahead::Host);
    assert_eq!(ahead(EnrolmentState::Waiting, today), Ahead::Line(3));
    assert_eq!(ahead(EnrolmentState::Offered, today), Ahead::Confirm(Moment(NOW.0 + 3_600_000)));
    assert_eq!(ahead(EnrolmentState::Enrolled, today), Ahead::Begins(held.starts));
    assert_eq!(ahead(EnrolmentState::Enrolled, held.starts), Ahead::Ends(held.ends));
    assert_eq!(ahead(EnrolmentState::Enrolled, held.ends), Ahead::Ends(held.ends));
    assert_eq!(ahead(EnrolmentState::Enrolled, held.ends + chrono::TimeDelta::days(1)), Ahead::Results);
    assert_eq!(ahead(EnrolmentState::Completed, today), Ahead::Nothing);
    let drawn = class(5, Admission { allocation: Allocation::Drawn, ..Admission::default() });
    let waiting = in_state(EnrolmentState::Waiting);
    assert_eq!(
        Ahead::of(&waiting, &drawn, Some(3), today),
        Ahead::Allocation(drawn.enrol_until),
        "nobody is in line yet"
    );
    let called_off = Class { state: ClassState::Cancelled, ..held.clone() };
    assert_eq!(Ahead::of(&waiting, &called_off, Some(3), today), Ahead::Nothing);
}

#[test]
fn what_is_still_to_come_stands_before_what_is_over() {
    let own = |id: &str, state, days: i64| OwnPlace {
        place: Enrolment { state, ..place(1, "/p/", 0) },
        class: Class {
            id: id.into(),
            starts: NOW.day() + chrono::TimeDelta::days(days),
            ..class(5, Admission::default())
        },
        position: None,
    };
    let mut all = [
        own("long-ago", EnrolmentState::Completed, -200),
        own("later", EnrolmentState::Enrolled, 20),
        own("lately", EnrolmentState::Refused, -2),
        own("soon", EnrolmentState::Waiting, 3),
    ];
    all.sort_by(OwnPlace::order);
    let order: Vec<&str> = all.iter().map(|one| one.class.id.as_str()).collect();
    assert_eq!(order, ["soon", "later", "lately", "long-ago"]);
}

fn quota(unit: &str, seats: u32) -> Quota {
    Quota { unit: unit.into(), name: unit.to_owned(), path: format!("/p/{unit}/"), seats, taken: 0 }
}

fn granted(step: EnrolmentState) -> Decision {
    Decision { step, granted: true, by: "审".into(), account: Default::default(), at: NOW, reason: String::new() }
}

fn of<'a>(roll: &'a Roll, pool: &'a UnitId) -> impl Iterator<Item = &'a Enrolment> {
    roll.places().iter().filter(move |place| place.pool == *pool)
}

fn state(roll: &Roll, n: usize) -> EnrolmentState {
    roll.places().iter().find(|p| p.person.0 == format!("p{n}")).unwrap().state
}

#[test]
fn raising_capacity_fills_in_order_and_only_from_the_line() {
    // The waiting list that bypassed approval (mod_booking#899): here requests that are
    // not approved never stand in the line at all.
    let admission = Admission { approval: Approval::Host, waiting: 10, ..Admission::default() };
    let mut roll = Roll::new(class(1, admission), Vec::new());
    for n in 0..4 {
        assert_eq!(roll.enter(place(n, "/p/a/", n as i64), NOW), Ok(EnrolmentState::Recommended));
    }
    for n in [0, 2, 1] {
        roll.decide(&format!("p{n}").into(), granted(EnrolmentState::Recommended), NOW).unwrap();
    }
    assert_eq!(state(&roll, 0), EnrolmentState::Enrolled);
    // Approved later but asked earlier: one stands before two.
    assert_eq!((roll.position(&"p1".into()), roll.position(&"p2".into())), (Some(1), Some(2)));
    roll.resize(2, &[], NOW).unwrap();
    assert_eq!((state(&roll, 1), state(&roll, 2)), (EnrolmentState::Enrolled, EnrolmentState::Waiting));
    roll.resize(9, &[], NOW).unwrap();
    assert_eq!(state(&roll, 3), EnrolmentState::Recommended, "not approved, so not moved up");
    assert_eq!(roll.resize(2, &[], NOW), Err(Refusal::SeatsTaken(3).into()));
}

#[test]
fn nobody_is_sent_to_the_line_while_a_seat_is_free() {
    // mod_booking#809.
    let mut roll = Roll::new(class(2, Admission { waiting: 5, ..Admission::default() }), Vec::new());
    roll.enter(place(0, "/p/", 0), NOW).unwrap();
    roll.enter(place(1, "/p/", 1), NOW).unwrap();
    assert_eq!(roll.enter(place(2, "/p/", 2), NOW), Ok(EnrolmentState::Waiting));
    roll.withdraw(&"p0".into(), NOW).unwrap();
    assert_eq!(state(&roll, 2), EnrolmentState::Enrolled);
    roll.withdraw(&"p1".into(), NOW).unwrap();
    assert_eq!(roll.enter(place(3, "/p/", 3), NOW), Ok(EnrolmentState::Enrolled));
}

#[test]
fn nobody_is_moved_up_after_the_class_has_begun() {
    // mod_booking#937.
    let admission = Admission { waiting: 5, confirm_hours: 48, ..Admission::default() };
    let class = class(1, admission);
    let starts = Moment::start_of(class.starts);
    let mut roll = Roll::new(class, Vec::new());
    roll.enter(place(0, "/p/", 0), NOW).unwrap();
    roll.enter(place(1, "/p/", 1), NOW).unwrap();
    let eve = Moment(starts.0 - 3_600_000);
    roll.withdraw(&"p0".into(), eve).unwrap();
    assert_eq!(state(&roll, 1), EnrolmentState::Offered);
    assert!(roll.places()[1].until < starts, "the time to confirm ends before the class begins");
    roll.lapse(starts);
    assert_eq!(state(&roll, 1), EnrolmentState::Lapsed);
    assert_eq!(roll.withdraw(&"p1".into(), starts), Err(Refusal::NotEnrolled.into()));
    assert_eq!(roll.resize(5, &[], starts), Ok(()));
    assert!(roll.places().iter().all(|place| place.state != EnrolmentState::Enrolled));
}

#[test]
fn an_offer_ends_at_its_time_and_goes_to_the_next() {
    let admission = Admission { waiting: 5, confirm_hours: 24, ..Admission::default() };
    let mut roll = Roll::new(class(1, admission), Vec::new());
    for n in 0..3 {
        roll.enter(place(n, "/p/", n as i64), NOW).unwrap();
    }
    roll.withdraw(&"p0".into(), NOW).unwrap();
    assert_eq!((state(&roll, 1), roll.class().taken), (EnrolmentState::Offered, 1));
    let late = NOW.plus_seconds(24 * 3600 + 1);
    assert_eq!(roll.confirm(&"p1".into(), late), Err(Refusal::OfferGone.into()));
    roll.lapse(late);
    assert_eq!((state(&roll, 1), state(&roll, 2)), (EnrolmentState::Lapsed, EnrolmentState::Offered));
    roll.confirm(&"p2".into(), late).unwrap();
    roll.confirm(&"p2".into(), late).unwrap();
    assert_eq!((state(&roll, 2), roll.class().taken, roll.class().queued), (EnrolmentState::Enrolled, 1, 0));
    let outcome = roll.outcome();
    assert_eq!(outcome.places.len(), 3);
}

#[test]
fn seats_set_aside_are_for_their_own() {
    let admission = Admission { waiting: 5, quotas: vec![quota("a", 1), quota("b", 1)], ..Admission::default() };
    let mut roll = Roll::new(class(3, admission), Vec::new());
    assert_eq!(roll.enter(place(0, "/p/a/x/", 0), NOW), Ok(EnrolmentState::Enrolled));
    assert_eq!(roll.enter(place(1, "/p/a/", 1), NOW), Ok(EnrolmentState::Waiting), "its unit's seat is taken");
    assert_eq!(roll.enter(place(2, "/p/c/", 2), NOW), Ok(EnrolmentState::Enrolled), "everybody's seat");
    assert_eq!(roll.enter(place(3, "/p/c/", 3), NOW), Ok(EnrolmentState::Waiting), "b's seat is not theirs");
    assert_eq!(roll.enter(place(4, "/p/b/", 4), NOW), Ok(EnrolmentState::Enrolled));
    assert_eq!(roll.resize(3, &[quota("a", 2), quota("b", 0)], NOW), Err(Refusal::SeatsTaken(1).into()));
    roll.resize(4, &[quota("a", 2), quota("b", 1)], NOW).unwrap();
    assert_eq!((state(&roll, 1), state(&roll, 3)), (EnrolmentState::Enrolled, EnrolmentState::Waiting));
}

#[test]
fn a_draw_follows_its_published_seed_and_nothing_else() {
    let seed = "种子-7f3a";
    let admission = Admission {
        allocation: Allocation::Drawn,
        seed_hash: seed_hash(seed),
        waiting: 0,
        confirm_hours: 24,
        ..Admission::default()
    };
    let class = class(2, admission);
    let closed = Moment(class.enrol_until.0 + 1);
    let draw = |order: &[usize]| {
        let mut roll = Roll::new(class.clone(), Vec::new());
        for (at, n) in order.iter().enumerate() {
            assert_eq!(roll.enter(place(*n, "/p/", at as i64), NOW), Ok(EnrolmentState::Waiting));
        }
        roll.allocate(seed, NOW);
        assert_eq!(roll.class().taken, 0, "not before enrolment has closed");
        roll.allocate("another", closed);
        assert_eq!(roll.class().taken, 0, "not with another seed");
        roll.allocate(seed, closed);
        assert_eq!(roll.class().admission.seed, seed);
        let mut seated: Vec<usize> = (0..6).filter(|n| state(&roll, *n) == EnrolmentState::Enrolled).collect();
        seated.sort_unstable();
        (seated, roll)
    };
    let (early, roll) = draw(&[0, 1, 2, 3, 4, 5]);
    let (late, _) = draw(&[5, 4, 3, 2, 1, 0]);
    assert_eq!(early, late, "who asked first does not matter");
    let mut lots: Vec<(String, usize)> = (0..6).map(|n| (lot(seed, &place(n, "/p/", 0).id), n)).collect();
    lots.sort();
    let mut first: Vec<usize> = lots[..2].iter().map(|(_, n)| *n).collect();
    first.sort_unstable();
    assert_eq!(early, first, "anybody can compute it again");
    // The line goes on in the order drawn.
    let mut roll = roll;
    roll.withdraw(&format!("p{}", first[0]).into(), closed).unwrap();
    assert_eq!(state(&roll, lots[2].1), EnrolmentState::Offered);
}

#[test]
fn conditions_are_named_when_they_are_not_met() {
    let admission = Admission { leading: true, min_years: 2, ..Admission::default() };
    let class = class(1, admission);
    let standing = |leading, since| Applicant { level: Level::SectionChief, level_since: Some(day(since)), leading };
    assert_eq!(class.meets(&standing(true, "2024-01-01"), day("2026-01-01")), Ok(()));
    assert_eq!(class.meets(&standing(true, "2024-01-02"), day("2026-01-01")), Err(Refusal::ServiceTooShort(2).into()));
    assert_eq!(class.meets(&standing(false, "2020-01-01"), day("2026-01-01")), Err(Refusal::LeadingOnly.into()));
}

/// What can happen to a class, as numbers.
#[derive(Clone, Debug)]
enum Step {
    Enter(usize, bool),
    Decide(usize, bool),
    Confirm(usize),
    Withdraw(usize),
    Resize(u32, u32),
    Later(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..8, any::<bool>()).prop_map(|(n, sent)| Step::Enter(n, sent)),
        3 => (0usize..8, any::<bool>()).prop_map(|(n, yes)| Step::Decide(n, yes)),
        2 => (0usize..8).prop_map(Step::Confirm),
        2 => (0usize..8).prop_map(Step::Withdraw),
        2 => (1u32..6, 0u32..3).prop_map(|(seats, aside)| Step::Resize(seats, aside)),
        1 => (1i64..40).prop_map(Step::Later),
    ]
}

fn admission() -> impl Strategy<Value = Admission> {
    let approvals =
        prop_oneof![Just(Approval::None), Just(Approval::Unit), Just(Approval::Host), Just(Approval::UnitHost)];
    let allocations = prop_oneof![Just(Allocation::FirstCome), Just(Allocation::Priority), Just(Allocation::Drawn)];
    (approvals, allocations, 0u32..4, prop_oneof![Just(0u32), Just(12u32)], any::<bool>()).prop_map(
        |(approval, allocation, waiting, confirm_hours, aside)| Admission {
            approval,
            allocation,
            waiting,
            confirm_hours,
            quotas: if aside { vec![quota("a", 1)] } else { Vec::new() },
            seed_hash: seed_hash("s"),
            ..Admission::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_steps_oversells_skips_the_line_or_loses_a_place(
        admission in admission(),
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut roll = Roll::new(class(3, admission), Vec::new());
        let mut now = NOW;
        for step in steps {
            let before = roll.clone();
            now = Moment(now.0 + 1000);
            let mut own: Option<usize> = None;
            match step {
                Step::Enter(n, sent) => {
                    own = Some(n);
                    let path = if n % 2 == 0 { "/p/a/" } else { "/p/b/" };
                    let channel = if sent { Channel::Nominated } else { Channel::SelfChosen };
                    let rank = format!("{:03}", n * 7 % 5);
                    let asked = Enrolment { at: now, channel, rank, ..place(n, path, 0) };
                    let _ = roll.enter(asked, now);
                }
                Step::Decide(n, yes) => {
                    own = Some(n);
                    let step = before.places().iter().find(|p| p.person.0 == format!("p{n}")).map(|p| p.state);
                    if let Some(step) = step {
                        let decision = Decision { granted: yes, ..granted(step) };
                        let _ = roll.decide(&format!("p{n}").into(), decision, now);
                    }
                }
                Step::Confirm(n) => { own = Some(n); let _ = roll.confirm(&format!("p{n}").into(), now); }
                Step::Withdraw(n) => { own = Some(n); let _ = roll.withdraw(&format!("p{n}").into(), now); }
                Step::Resize(seats, aside) => {
                    let quotas = if aside == 0 { Vec::new() } else { vec![quota("a", aside.min(seats))] };
                    let _ = roll.resize(seats, &quotas, now);
                }
                Step::Later(hours) => {
                    now = now.plus_seconds(hours * 3600);
                    roll.lapse(now);
                    roll.allocate("s", now);
                }
            }
            let class = roll.class();
            let pools: Vec<UnitId> = std::iter::once(UnitId::default())
                .chain(class.admission.quotas.iter().map(|q| q.unit.clone())).collect();
            let all = roll.places().iter().filter(|p| p.state.has_seat()).count();
            prop_assert_eq!(class.taken as usize, all, "the count is right");
            prop_assert!(class.taken <= class.capacity, "nothing is oversold");
            let waiting = roll.places().iter().filter(|p| p.state == EnrolmentState::Waiting).count();
            prop_assert_eq!(class.queued as usize, waiting);
            for pool in &pools {
                let (seats, taken) = class.pool(pool);
                prop_assert_eq!(taken as usize, of(&roll, pool).filter(|p| p.state.has_seat()).count());
                prop_assert!(taken <= seats, "no pool is oversold");
                if roll.giving(now) {
                    let idle = taken < seats && of(&roll, pool).any(|p| p.state == EnrolmentState::Waiting);
                    prop_assert!(!idle, "nobody waits beside a free seat");
                }
                // Whoever was moved up stood before all who still wait.
                let moved = of(&roll, pool).filter(|p| {
                    let was = before.places().iter().find(|q| q.id == p.id).map(|q| q.state);
                    was == Some(EnrolmentState::Waiting) && matches!(p.state, EnrolmentState::Offered | EnrolmentState::Enrolled)
                });
                for up in moved {
                    for waits in of(&roll, pool).filter(|p| p.state == EnrolmentState::Waiting) {
                        prop_assert!(up.order() < waits.order(), "nobody skips the line");
                    }
                }
            }
            // Nobody loses a place by what others do, but for a deadline.
            for was in before.places() {
                let is = roll.places().iter().find(|p| p.id == was.id).unwrap();
                let lost = was.state.is_open() && !is.state.is_open();
                let by_others = own.is_none_or(|n| was.person.0 != format!("p{n}"));
                if lost && by_others {
                    prop_assert_eq!(is.state, EnrolmentState::Lapsed);
                    prop_assert!(was.until < now);
                }
            }
            // Nobody has a seat around an approval.
            for place in roll.places().iter().filter(|p| matches!(p.state, EnrolmentState::Enrolled | EnrolmentState::Offered | EnrolmentState::Waiting)) {
                let granted = place.decisions.iter().filter(|d| d.granted).count();
                let needed = match (class.admission.approval, place.channel) {
                    (Approval::None, _) | (Approval::Unit, Channel::Nominated) => 0,
                    (Approval::UnitHost, Channel::SelfChosen) => 2,
                    _ => 1,
                };
                prop_assert!(granted >= needed, "approved {} of {}", granted, needed);
            }
        }
    }
}
