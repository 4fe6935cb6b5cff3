//! From a round to a problem, and repairs.

use proptest::prelude::*;

use super::*;
use crate::exchange::matching::tests::Dice;
use crate::exchange::matching::{check, solve};
use crate::time::parse_day;

fn round(units: Vec<Participant>) -> Round {
    Round {
        id: "r".into(),
        title: "2026年双向挂职".into(),
        unit: "city".into(),
        path: "/city/".into(),
        kind: ExchangeKind::Secondment,
        months: 12,
        opens: parse_day("2026-11-01").unwrap(),
        closes: parse_day("2026-11-30").unwrap(),
        reply_days: 5,
        state: RoundState::Open,
        mechanism: Mechanism::Balanced,
        weights: Weights::default(),
        seed: "2026".into(),
        units,
        quotas: Vec::new(),
        pairs: Vec::new(),
        pinned: Vec::new(),
        forbidden: Vec::new(),
        announced: String::new(),
        announced_reason: String::new(),
        reply_until: None,
        version: 1,
    }
}

fn unit(id: &str, family: Family, tolerance: Option<u32>) -> Participant {
    Participant {
        unit: id.into(),
        name: id.into(),
        path: format!("/city/{id}/"),
        family,
        most_out: tolerance,
        most_in: tolerance,
        group: String::new(),
    }
}

fn post(id: &str, unit: &str) -> OfferedPost {
    OfferedPost {
        id: id.into(),
        round: "r".into(),
        post: PostId::default(),
        unit: unit.into(),
        unit_name: unit.into(),
        path: format!("/city/{unit}/"),
        title: "副处长".into(),
        level: Level::SectionChief,
        seats: 1,
        least: 0,
        leading: false,
        chief: false,
        place: String::new(),
        place_level: UnitLevel::City,
        demands: Demands::default(),
        about: String::new(),
        ranking: Vec::new(),
        declined: BTreeMap::new(),
        version: 1,
    }
}

fn entry(id: &str, unit: &str, family: Family, wishes: &[&str]) -> Entry {
    Entry {
        round: "r".into(),
        person: id.into(),
        name: id.into(),
        title: "主任科员".into(),
        unit: unit.into(),
        unit_name: unit.into(),
        path: format!("/city/{unit}/office/"),
        level: Level::SectionChief,
        sex: Sex::Female,
        minority: false,
        family,
        specialty: String::new(),
        state: EntryState::Applied,
        wishes: wishes.iter().map(|wish| OfferId::from(*wish)).collect(),
        statement: String::new(),
        priority: 0,
        priority_reason: String::new(),
        quality: None,
        reply: Reply::Waiting,
        at: Moment(0),
        version: 1,
    }
}

fn placed(problem: &Problem, outcome: &Outcome) -> BTreeMap<String, String> {
    assert_eq!(problem.people.len(), outcome.placements.len());
    outcome.placements.iter().map(|one| (one.person.clone(), one.post.clone())).collect()
}

#[test]
fn two_families_exchange_evenly_and_departments_count_for_their_unit() {
    let units = vec![unit("youth", Family::Mass, Some(0)), unit("bureau", Family::Government, Some(0))];
    let posts = [post("yp", "youth"), post("bp", "bureau"), post("bp2", "bureau")];
    let entries = [
        entry("a", "youth", Family::Mass, &["bp", "bp2"]),
        entry("b", "youth", Family::Mass, &["bp", "bp2"]),
        entry("c", "bureau", Family::Government, &["yp"]),
    ];
    let problem = problem(&round(units), &posts, &entries, &|_, _| Verdict::Pass);
    for mechanism in [Mechanism::Balanced, Mechanism::Optimal] {
        let outcome = solve(&problem, mechanism).unwrap();
        assert_eq!(check(&problem, &outcome), vec![]);
        let placed = placed(&problem, &outcome);
        // One comes, so one goes, though two wish to and both posts are free.
        assert_eq!(placed["c"], "yp");
        let gone = ["a", "b"].iter().filter(|id| placed[**id].starts_with("bp")).count();
        assert_eq!(gone, 1);
    }
}

#[test]
fn quotas_by_unit_and_by_a_word_of_the_specialty_hold() {
    let units = vec![unit("youth", Family::Mass, None), unit("bureau", Family::Government, None)];
    let posts = [post("b1", "bureau"), post("b2", "bureau"), post("b3", "bureau")];
    let mut entries = ["a", "b", "c"].map(|id| entry(id, "youth", Family::Mass, &["b1", "b2", "b3"]));
    entries[2].specialty = "财务管理、审计".into();
    let quota = |tags: &[&str], units: &[&str], least, most| Quota {
        name: "限额".into(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        least,
        most,
        ..Quota::default()
    };
    let solved = |quotas: Vec<Quota>| {
        let round = Round { quotas, ..round(units.clone()) };
        let problem = problem(&round, &posts, &entries, &|_, _| Verdict::Pass);
        let outcome = solve(&problem, Mechanism::Optimal).unwrap();
        let moved = outcome.placements.iter().filter(|one| one.wish > 0).map(|one| one.person.clone());
        moved.collect::<Vec<_>>()
    };
    assert_eq!(solved(Vec::new()).len(), 3);
    assert_eq!(solved(vec![quota(&[], &["bureau"], 0, Some(2))]).len(), 2);
    // One place only, and it is for somebody who knows finance.
    let one = vec![quota(&[], &["bureau"], 0, Some(1)), quota(&["specialty:财务"], &[], 1, None)];
    assert_eq!(solved(one), ["c"]);
    assert_eq!(solved(vec![quota(&["specialty:财务"], &[], 0, Some(0))]), ["a", "b"]);
}

#[test]
fn what_the_rules_bar_a_unit_declines_or_somebody_withdraws_is_not_placed() {
    let units = vec![unit("youth", Family::Mass, None), unit("bureau", Family::Government, None)];
    let mut posts = [post("p1", "bureau"), post("p2", "bureau"), post("p3", "bureau")];
    posts[1].declined.insert("a".into(), "专业不符".into());
    let mut entries =
        [entry("a", "youth", Family::Mass, &["p1", "p2", "p3"]), entry("b", "youth", Family::Mass, &["p1"])];
    entries[1].state = EntryState::Withdrawn;
    let verdict = |_: &PersonId, offer: &OfferId| if offer.as_str() == "p1" { Verdict::Fail } else { Verdict::Ask };
    let problem = problem(&round(units), &posts, &entries, &verdict);
    let outcome = solve(&problem, Mechanism::Deferred).unwrap();
    assert_eq!(placed(&problem, &outcome), BTreeMap::from([("a".to_owned(), "p3".to_owned())]));
}

#[test]
fn a_decline_undoes_only_what_rests_on_it() {
    let units = ["u1", "u2", "u3"].map(|id| unit(id, Family::Mass, Some(0))).to_vec();
    let posts = [post("x1", "u1"), post("x2", "u2"), post("x3", "u3"), post("y1", "u1"), post("y2", "u2")];
    let entries = [
        // A circle of three, and an exchange of two beside it.
        entry("a", "u1", Family::Mass, &["x2"]),
        entry("b", "u2", Family::Mass, &["x3"]),
        entry("c", "u3", Family::Mass, &["x1"]),
        entry("d", "u1", Family::Mass, &["y2"]),
        entry("e", "u2", Family::Mass, &["y1"]),
    ];
    let problem = problem(&round(units), &posts, &entries, &|_, _| Verdict::Pass);
    let outcome = solve(&problem, Mechanism::Balanced).unwrap();
    let before = placed(&problem, &outcome);
    assert!(before.values().all(|post| !post.starts_with("home-")));
    let repaired = repair(&problem, &outcome, &BTreeSet::from(["b".to_owned()]));
    let after = placed(&repaired, &solve(&repaired, Mechanism::Optimal).unwrap());
    assert_eq!(after["b"], "home-b");
    assert_eq!((&after["d"], &after["e"]), (&before["d"], &before["e"]));
    // Without b nobody can come to u3 or leave it.
    assert_eq!((after["a"].as_str(), after["c"].as_str()), ("home-a", "home-c"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_repair_keeps_the_declined_and_every_rule_and_moves_as_few_as_it_can(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let units: Vec<Participant> =
            (0..3).map(|n| unit(&format!("u{n}"), Family::ALL[n % 2], [None, Some(0), Some(1)][dice.below(3)])).collect();
        let posts: Vec<OfferedPost> =
            (0..4).map(|n| post(&format!("x{n}"), &format!("u{}", dice.below(3)))).collect();
        let entries: Vec<Entry> = (0..4)
            .map(|n| {
                let mut wishes: Vec<String> = (0..dice.below(4)).map(|_| format!("x{}", dice.below(4))).collect();
                wishes.sort();
                wishes.dedup();
                let wishes: Vec<&str> = wishes.iter().map(String::as_str).collect();
                entry(&format!("p{n}"), &format!("u{}", dice.below(3)), Family::Mass, &wishes)
            })
            .collect();
        let problem = problem(&round(units), &posts, &entries, &|_, _| Verdict::Pass);
        let mechanism = [Mechanism::Balanced, Mechanism::Optimal][dice.below(2)];
        let outcome = solve(&problem, mechanism).unwrap();
        let declined = BTreeSet::from([format!("p{}", dice.below(4))]);
        let repaired = repair(&problem, &outcome, &declined);
        let next = solve(&repaired, Mechanism::Optimal).unwrap();
        prop_assert_eq!(check(&repaired, &next), vec![]);
        let changed = |posts: &[&str]| {
            posts.iter().zip(&outcome.placements)
                .filter(|(new, old)| **new != old.post && !declined.contains(&old.person)).count()
        };
        let of_next: Vec<&str> = next.placements.iter().map(|one| one.post.as_str()).collect();
        for id in &declined {
            let home = own_seat(&id.as_str().into());
            prop_assert!(next.placements.iter().any(|one| one.person == *id && one.post == home));
        }
        let others = crate::exchange::matching::tests::all(&repaired);
        let fewest = others.iter().map(|one| changed(&one.iter().map(|(post, _)| post.as_str()).collect::<Vec<_>>())).min();
        prop_assert_eq!(Some(changed(&of_next)), fewest);
    }
}

#[test]
fn what_is_promised_is_what_the_mechanism_claims_under_the_round_s_rules() {
    let units = || vec![unit("union", Family::Mass, Some(1)), unit("gov", Family::Government, Some(1))];
    let plain = round(units());
    let of = |round: &Round, mechanism| promises(round, &[], mechanism);
    let balanced = of(&plain, Mechanism::Balanced);
    assert!(balanced.truthful && balanced.rational && !balanced.optimal);
    let deferred = of(&plain, Mechanism::Deferred);
    assert!(deferred.truthful && deferred.stable);
    let optimal = of(&plain, Mechanism::Optimal);
    assert!(!optimal.truthful && optimal.optimal && optimal.checkable);
    // Quotas on several posts, and what was decided beforehand, take it away; so does nothing that is only said.
    let women = Quota { name: "女干部".into(), least: 1, most: Some(3), ..Quota::default() };
    let quotas = Round { quotas: vec![women], ..plain.clone() };
    assert!(!of(&quotas, Mechanism::Balanced).truthful && !of(&quotas, Mechanism::Deferred).truthful);
    let best = of(&quotas, Mechanism::Optimal);
    assert!(best.optimal && !best.checkable, "a solver's bound is no proof that a check can verify");
    let pinned = Round { pinned: vec![("p".into(), "o".into(), "急需".into())], ..plain.clone() };
    assert!(!of(&pinned, Mechanism::Balanced).truthful && !of(&pinned, Mechanism::Deferred).rational);
    let pairs = Round { pairs: vec![Pair { one: "a".into(), other: "b".into(), together: true }], ..plain };
    assert_eq!(of(&pairs, Mechanism::Balanced), Promises::default());
}
