//! Each rule by an example at its edge, and screening against judging one by one.

use std::collections::HashMap;

use proptest::prelude::*;

use super::rules::HeldPost;
use super::*;
use crate::code::{Code, Level, Politics, Sex, UnitKind, UnitLevel};
use crate::exchange::kind::ExchangeKind;
use crate::record::{Circumstances, Families, Interest, Kin, Link, Relative};
use crate::time::parse_day;
use crate::{Day, PersonId};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn candidate() -> Candidate {
    Candidate {
        person: "zhang".into(),
        name: "张".into(),
        sex: Sex::Female,
        birth: day("1985-03-01"),
        ethnic: "汉族".into(),
        politics: Some(Politics::Member),
        specialty: "法律".into(),
        family: Family::Mass,
        unit: "youth".into(),
        path: "/city/youth/".into(),
        unit_kind: UnitKind::YouthLeague,
        organ: "youth".into(),
        title: "宣传部副部长".into(),
        leading: false,
        level: Level::SectionChief,
        level_since: parse_day("2021-01-01"),
        post_since: parse_day("2022-01-01"),
        work_since: parse_day("2008-07-01"),
        native_place: "江苏苏州吴中".into(),
        upbringing_place: "江苏无锡".into(),
        seconded_until: None,
        trained: Some(true),
        relatives: KnownRelatives { recorded: true, unlinked: Vec::new() },
        circumstances: Circumstances { service_since: Some(day("2010-01-01")), ..Circumstances::default() },
    }
}

fn vacancy() -> Vacancy {
    Vacancy {
        id: "v".into(),
        title: "综合处处长".into(),
        kind: ExchangeKind::Transfer,
        unit: "bureau".into(),
        path: "/city/bureau/".into(),
        parent: "city".into(),
        organ: "bureau".into(),
        unit_kind: UnitKind::GovernmentDepartment,
        family: Family::Government,
        level: Level::SectionChief,
        leading: false,
        chief: false,
        watched: false,
        place: String::new(),
        place_level: UnitLevel::City,
        free_headcount: 1,
        free_leading: 1,
        may_lead: 0,
        demands: Demands::default(),
    }
}

fn today() -> Day {
    day("2026-11-24")
}

/// The finding of one rule among the default ones, for the changed pair.
fn of(key: RuleKey, change: impl FnOnce(&mut Candidate, &mut Vacancy)) -> Option<Finding> {
    let (mut one, mut post) = (candidate(), vacancy());
    change(&mut one, &mut post);
    let (rules, held) = (defaults(), HashMap::new());
    let judge = Judge::new(in_force(&rules, post.kind, one.family, &post.path, today()), today(), &held);
    judge.findings(&one, &post, &[]).into_iter().find(|finding| finding.key == key)
}

fn verdict_of(key: RuleKey, change: impl FnOnce(&mut Candidate, &mut Vacancy)) -> Verdict {
    of(key, change).unwrap().verdict
}

#[test]
fn somebody_without_anything_against_them_passes_every_rule() {
    let (rules, held) = (defaults(), HashMap::new());
    let judge = Judge::new(in_force(&rules, ExchangeKind::Transfer, Family::Mass, "/city/", today()), today(), &held);
    let findings = judge.findings(&candidate(), &vacancy(), &[]);
    assert_eq!(verdict(&findings, &[]), Verdict::Pass, "{findings:?}");
    assert_eq!(findings.len(), RuleKey::ALL.len());
}

#[test]
fn years_in_a_post_speak_for_a_move_and_years_at_a_level_against_another_such_post() {
    let held = |since: &str, leading| {
        let since = parse_day(since);
        verdict_of(RuleKey::SamePost, |one, _| (one.post_since, one.leading) = (since, leading))
    };
    assert_eq!((held("2016-11-24", true), held("2016-11-25", true)), (Verdict::Due, Verdict::Pass));
    // Ten years speak for leading posts.
    assert_eq!(held("2006-11-24", false), Verdict::Pass);
    assert_eq!(verdict_of(RuleKey::Terms, |one, _| one.circumstances.terms = 2), Verdict::Due);
    let long = |leading| {
        verdict_of(RuleKey::LevelYears, |one, post| {
            one.level_since = parse_day("2011-11-24");
            post.leading = leading;
        })
    };
    assert_eq!((long(true), long(false)), (Verdict::Fail, Verdict::Pass));
}

#[test]
fn what_bars_for_a_time_bars_to_its_last_day() {
    for last in ["2026-11-24", "2026-11-23"] {
        let expected = if last == "2026-11-24" { Verdict::Fail } else { Verdict::Pass };
        assert_eq!(
            verdict_of(RuleKey::Discipline, |one, _| one.circumstances.sanction_until = Some(day(last))),
            expected
        );
        assert_eq!(
            verdict_of(RuleKey::Probation, |one, _| one.circumstances.probation_until = Some(day(last))),
            expected
        );
        assert_eq!(verdict_of(RuleKey::OneFullTimePost, |one, _| one.seconded_until = Some(day(last))), expected);
    }
    assert_eq!(verdict_of(RuleKey::Investigation, |one, _| one.circumstances.investigated = true), Verdict::Fail);
}

#[test]
fn service_is_counted_in_whole_months_and_unknown_service_is_asked_about() {
    let since = |text: &str| {
        let since = parse_day(text);
        verdict_of(RuleKey::MinimumService, |one, _| one.circumstances.service_since = since)
    };
    assert_eq!(since("2021-11-24"), Verdict::Pass);
    assert_eq!(since("2021-11-25"), Verdict::Fail);
    assert_eq!(since(""), Verdict::Ask);
    // A secondment leaves the personnel relation where it is and asks for no minimum.
    assert_eq!(of(RuleKey::MinimumService, |_, post| post.kind = ExchangeKind::Secondment), None);
}

#[test]
fn heads_of_a_county_do_not_come_from_there() {
    let posted = |place: &str, level, chief| {
        verdict_of(RuleKey::PlaceAvoidance, |_, post| {
            post.place = place.to_owned();
            post.place_level = level;
            post.chief = chief;
        })
    };
    assert_eq!(posted("江苏苏州吴中", UnitLevel::County, true), Verdict::Fail);
    assert_eq!(posted("江苏无锡", UnitLevel::County, true), Verdict::Fail);
    assert_eq!(posted("江苏苏州", UnitLevel::City, true), Verdict::Ask);
    assert_eq!(posted("江苏苏州吴中", UnitLevel::County, false), Verdict::Pass);
    assert_eq!(posted("江苏南通", UnitLevel::County, true), Verdict::Pass);
}

#[test]
fn what_is_not_on_record_is_for_a_person_to_decide() {
    use RuleKey as R;
    let ask = |key, change: fn(&mut Candidate, &mut Vacancy)| {
        let finding = of(key, change).unwrap();
        assert_eq!(finding.verdict, Verdict::Ask, "{finding:?}");
        finding.facts
    };
    let leader = |one: &mut Candidate, _: &mut Vacancy| (one.post_since, one.leading) = (None, true);
    assert!(ask(R::SamePost, leader).iter().any(|fact| fact.name == FactName::Unknown));
    ask(R::FrequentMoves, |one, _| one.post_since = None);
    ask(R::LevelYears, |one, post| (one.level_since, post.leading) = (None, true));
    ask(R::LevelMatch, |one, _| one.level = Level::Unknown);
    ask(R::Demands, |one, post| (one.level_since, post.demands.months_at_level) = (None, 24));
    let county = |post: &mut Vacancy, place: &str| {
        (post.chief, post.place_level, post.place) = (true, UnitLevel::County, place.into());
    };
    assert_eq!(verdict_of(R::PlaceAvoidance, |_, post| county(post, "")), Verdict::Ask);
    for blank in [true, false] {
        let finding = of(R::PlaceAvoidance, |one, post| {
            county(post, "江苏南通");
            if blank { one.upbringing_place.clear() } else { one.native_place.clear() }
        })
        .unwrap();
        assert_eq!(finding.verdict, Verdict::Ask, "{finding:?}");
    }
    // Who comes from the post's county is barred whatever else is unknown.
    let barred = verdict_of(R::PlaceAvoidance, |one, post| {
        county(post, "江苏无锡");
        one.native_place.clear();
    });
    assert_eq!(barred, Verdict::Fail);
    ask(R::KinAvoidance, |one, _| one.relatives = KnownRelatives::default());
    let facts = ask(R::KinAvoidance, |one, _| one.relatives.unlinked = vec!["姐姐 王娟 市人社局主要负责人".into()]);
    assert_eq!(facts[0].value, "姐姐 王娟 市人社局主要负责人");
    ask(R::LeadingPosts, |_, post| (post.leading, post.free_leading, post.may_lead) = (true, 1, 1));
    ask(R::Origin, |one, _| one.unit_kind = UnitKind::Joint);
}

#[test]
fn who_comes_in_from_outside_is_no_civil_servant_and_who_is_transferred_is_one() {
    let of = |kind, from| verdict_of(RuleKey::Origin, |one, post| (post.kind, one.unit_kind) = (kind, from));
    use ExchangeKind as K;
    assert_eq!(of(K::TransferIn, UnitKind::Disabled), Verdict::Fail);
    assert_eq!(of(K::TransferIn, UnitKind::Institution), Verdict::Pass);
    assert_eq!(of(K::TransferIn, UnitKind::Enterprise), Verdict::Pass);
    assert_eq!(of(K::Transfer, UnitKind::Enterprise), Verdict::Fail);
    assert_eq!(of(K::Transfer, UnitKind::Union), Verdict::Pass);
}

#[test]
fn a_move_inside_a_full_organ_takes_no_place() {
    let inside = |leads: bool, full: fn(&mut Vacancy)| {
        let find = |key| {
            verdict_of(key, |one, post| {
                (one.organ, one.leading) = (post.organ.clone(), leads);
                full(post);
            })
        };
        (find(RuleKey::Headcount), find(RuleKey::LeadingPosts))
    };
    assert_eq!(inside(false, |post| post.free_headcount = 0), (Verdict::Pass, Verdict::Pass));
    let no_leading = |post: &mut Vacancy| (post.leading, post.free_leading) = (true, 0);
    assert_eq!(inside(true, no_leading), (Verdict::Pass, Verdict::Pass));
    assert_eq!(inside(false, no_leading), (Verdict::Pass, Verdict::Fail));
}

#[test]
fn a_union_chair_needs_two_consents_within_the_term() {
    let chair = |until: &str| {
        let until = parse_day(until);
        verdict_of(RuleKey::UnionConsent, |one, _| {
            one.unit_kind = UnitKind::Union;
            one.title = "市总工会副主席".into();
            one.circumstances.term_until = until;
        })
    };
    assert_eq!((chair("2027-01-01"), chair(""), chair("2026-01-01")), (Verdict::Ask, Verdict::Ask, Verdict::Pass));
    let finding = of(RuleKey::UnionConsent, |_, _| {}).unwrap();
    assert_eq!((finding.article.as_str(), finding.verdict), ("第十八条", Verdict::Pass));
}

#[test]
fn headcount_counts_for_those_who_move_their_personnel_relation() {
    assert_eq!(verdict_of(RuleKey::Headcount, |_, post| post.free_headcount = 0), Verdict::Fail);
    let kept = verdict_of(RuleKey::Headcount, |_, post| {
        post.free_headcount = -1;
        post.kind = ExchangeKind::Secondment;
    });
    assert_eq!(kept, Verdict::Pass);
    let leading = |leading| {
        verdict_of(RuleKey::LeadingPosts, |_, post| {
            post.free_leading = 0;
            post.leading = leading;
        })
    };
    assert_eq!((leading(true), leading(false)), (Verdict::Fail, Verdict::Pass));
}

#[test]
fn a_tolerated_error_is_no_bar_and_what_nobody_states_is_not_asked() {
    assert_eq!(
        verdict_of(RuleKey::Tolerated, |one, _| one.circumstances.tolerated = vec![("容错1号".into(), String::new())]),
        Verdict::Pass
    );
    let appraised = |until| {
        verdict_of(RuleKey::Appraisal, |one, _| {
            one.circumstances.appraised = Some(("2025年度 基本称职".into(), until));
        })
    };
    assert_eq!((appraised(today()), appraised(today().pred_opt().unwrap())), (Verdict::Fail, Verdict::Pass));
    assert_eq!(verdict_of(RuleKey::Circumstances, |_, _| {}), Verdict::Pass);
    let stated = of(RuleKey::Circumstances, |one, _| one.circumstances.stated = "照顾住院父亲".into()).unwrap();
    assert_eq!((stated.verdict, stated.facts[0].value.as_str()), (Verdict::Ask, "照顾住院父亲"));
}

#[test]
fn every_condition_that_is_not_met_is_named() {
    let finding = of(RuleKey::Demands, |_, post| {
        post.demands = Demands { most_age: 40, months_at_level: 99, specialty: "审计".into(), ..Demands::default() };
    })
    .unwrap();
    let facts: Vec<&str> = finding.facts.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(facts, ["任现层次满99个月", "年龄不超过40周岁", "专长：审计"]);
}

#[test]
fn a_relative_in_the_line_is_found_with_the_way_to_them() {
    let mut families = Families::default();
    let wife = Relative { relation: "妻子".into(), name: "李".into(), person: "li".into(), ..Relative::default() };
    families.add(&"zhang".into(), "张", &[wife]);
    let kin = families.of(&"zhang".into());
    let rules = defaults();
    let at = |held: HeldPost, change: &dyn Fn(&mut Vacancy)| {
        let held = HashMap::from([(PersonId::from("li"), vec![held])]);
        let mut post = vacancy();
        change(&mut post);
        let judge = Judge::new(in_force(&rules, post.kind, Family::Mass, &post.path, today()), today(), &held);
        let findings = judge.findings(&candidate(), &post, &kin);
        findings.into_iter().find(|finding| finding.key == RuleKey::KinAvoidance).unwrap()
    };
    let held = |unit: &str, leading| HeldPost {
        unit: unit.into(),
        unit_name: "市发展改革局".into(),
        title: "副局长".into(),
        leading,
        parent: "city".into(),
    };
    let found = at(held("bureau", true), &|_| {});
    assert_eq!(found.verdict, Verdict::Fail);
    assert_eq!(found.path, [Link { relation: "妻子".into(), name: "李".into() }]);
    assert_eq!(found.facts[2].value, LineKind::Superior.name(crate::code::Lang::Zh));
    assert_eq!(found.waiver, "省级以上公务员主管部门");
    assert_eq!(at(held("elsewhere", true), &|_| {}).verdict, Verdict::Pass);
    // Only where the post is one of personnel, discipline, audit or finance does the whole organ count.
    let department = |watched| {
        at(held("bureau", true), &move |post: &mut Vacancy| {
            post.unit = "office".into();
            post.parent = "bureau".into();
            post.watched = watched;
        })
        .verdict
    };
    assert_eq!((department(true), department(false)), (Verdict::Fail, Verdict::Pass));
    // The leaders of a unit lead the heads of what is directly below it.
    let head = at(held("city", true), &|post| post.leading = true);
    assert_eq!(head.verdict, Verdict::Fail);
}

#[test]
fn the_narrowest_scope_wins_and_a_past_day_keeps_its_version() {
    let mut rules = defaults();
    let base = rules.iter().find(|rule| rule.key == RuleKey::SamePost).unwrap().clone();
    rules.push(EligibilityRule { id: "later".into(), value: 96, from: day("2026-06-01"), ..base.clone() });
    rules.push(EligibilityRule { id: "city".into(), value: 60, path: "/city/".into(), ..base.clone() });
    let value = |path: &str, on: &str| {
        in_force(&rules, ExchangeKind::Transfer, Family::Mass, path, day(on))
            .iter()
            .find(|rule| rule.key == RuleKey::SamePost)
            .map(|rule| rule.value)
    };
    assert_eq!(value("/city/bureau/", "2026-11-24"), Some(60));
    assert_eq!(value("/other/", "2026-11-24"), Some(96));
    assert_eq!(value("/other/", "2026-05-31"), Some(120));
    rules.push(EligibilityRule { id: "off".into(), active: false, from: day("2026-10-01"), ..base });
    let off = in_force(&rules, ExchangeKind::Transfer, Family::Mass, "/other/", today());
    assert!(off.iter().all(|rule| rule.key != RuleKey::SamePost));
}

#[test]
fn a_waiver_lets_through_what_it_names_and_nothing_else() {
    let (rules, held) = (defaults(), HashMap::new());
    let judge = Judge::new(in_force(&rules, ExchangeKind::Transfer, Family::Mass, "/city/", today()), today(), &held);
    let mut one = candidate();
    one.level = Level::SectionDeputy;
    one.circumstances.investigated = true;
    let findings = judge.findings(&one, &vacancy(), &[]);
    let waiver = |key| Waiver {
        key,
        of: Verdict::Fail,
        reason: "特殊需要".into(),
        document: "组发1号".into(),
        by: "王".into(),
        at: crate::Moment(0),
    };
    assert_eq!(verdict(&findings, &[waiver(RuleKey::LevelMatch)]), Verdict::Fail);
    let both = [waiver(RuleKey::LevelMatch), waiver(RuleKey::Investigation)];
    assert_eq!(verdict(&findings, &both), Verdict::Pass);
}

/// Random people, posts and families, so that every rule is hit somewhere.
fn world(seed: u64) -> (Vec<Candidate>, Vec<Vacancy>, Families, HashMap<PersonId, Vec<HeldPost>>) {
    let mut dice = crate::exchange::matching::tests::Dice::new(seed);
    let mut families = Families::default();
    let mut held: HashMap<PersonId, Vec<HeldPost>> = HashMap::new();
    let people: Vec<Candidate> = (0..8)
        .map(|n| {
            let mut one = candidate();
            one.person = format!("p{n}").into();
            one.level = Level::ALL[3 + dice.below(6)];
            one.family = Family::ALL[dice.below(2)];
            one.leading = dice.below(3) == 0;
            one.post_since = parse_day(["2010-01-01", "2022-01-01", "2026-10-01", ""][dice.below(4)]);
            if dice.below(8) == 0 {
                one.level = Level::Unknown;
            }
            one.level_since = parse_day(["2005-01-01", "2022-01-01", ""][dice.below(3)]);
            one.organ = format!("u{}", dice.below(3)).into();
            one.relatives.recorded = dice.below(6) > 0;
            if dice.below(6) == 0 {
                one.relatives.unlinked.push("姐姐".into());
            }
            one.birth = day(["1985-03-01", "1984-02-29", "1970-01-01"][dice.below(3)]);
            one.politics = [None, Some(Politics::Member), Some(Politics::Masses)][dice.below(3)];
            one.specialty = ["法律", "审计", ""][dice.below(3)].into();
            one.native_place = ["", "江苏苏州吴中", "江苏无锡"][dice.below(3)].into();
            one.seconded_until = (dice.below(5) == 0).then(|| day("2027-01-01"));
            one.trained = [None, Some(false), Some(true)][dice.below(3)];
            one.unit_kind = [UnitKind::Union, UnitKind::Institution, UnitKind::Joint][dice.below(3)];
            one.title = ["副主席", "部长"][dice.below(2)].into();
            let known = &mut one.circumstances;
            known.terms = dice.below(4) as u32;
            known.investigated = dice.below(6) == 0;
            known.stated = ["", "", "照顾家人"][dice.below(3)].into();
            known.service_since = [None, Some(day("2025-01-01")), Some(day("2010-01-01"))][dice.below(3)];
            if dice.below(4) == 0 {
                known
                    .interests
                    .push(Interest { unit: format!("u{}", dice.below(3)).into(), what: "配偶经商".into() });
            }
            if dice.below(2) == 0 {
                let relation = ["妻子", "弟弟", "岳父", "同学"][dice.below(4)];
                let other = format!("p{}", dice.below(8));
                let relative = Relative {
                    relation: relation.into(),
                    name: other.clone(),
                    person: other.into(),
                    ..Relative::default()
                };
                families.add(&one.person, "x", &[relative]);
            }
            let unit = dice.below(3);
            let (parent, leading) = (format!("u{}", (unit + 1) % 3), dice.below(2) == 0);
            held.entry(one.person.clone()).or_default().push(HeldPost {
                unit: format!("u{unit}").into(),
                unit_name: "某局".into(),
                title: "某职".into(),
                leading,
                parent: parent.into(),
            });
            one
        })
        .collect();
    let posts = (0..6)
        .map(|n| {
            let mut post = vacancy();
            let unit = dice.below(3);
            post.id = format!("v{n}");
            post.unit = format!("u{unit}").into();
            post.parent = format!("u{}", (unit + 1) % 3).into();
            post.organ = [post.unit.clone(), post.parent.clone()][dice.below(2)].clone();
            post.kind = ExchangeKind::ALL[dice.below(5)];
            post.level = Level::ALL[3 + dice.below(6)];
            post.family = Family::ALL[dice.below(2)];
            (post.leading, post.chief, post.watched) = (dice.below(2) == 0, dice.below(2) == 0, dice.below(3) == 0);
            post.place = ["", "江苏无锡", "江苏苏州"][dice.below(3)].into();
            post.place_level = [UnitLevel::County, UnitLevel::City][dice.below(2)];
            post.free_headcount = dice.below(3) as i64;
            post.free_leading = dice.below(3) as i64;
            post.may_lead = dice.below(3) as i64;
            post.demands = Demands {
                most_age: [0, 0, 40, 41, 42][dice.below(5)],
                months_at_level: [0, 0, 58][dice.below(3)],
                party_member: dice.below(3) == 0,
                specialty: ["", "", "审计"][dice.below(3)].into(),
                levels: if dice.below(3) == 0 { vec![Level::SectionChief, Level::SectionDeputy] } else { Vec::new() },
                family: [None, None, Some(Family::Mass)][dice.below(3)],
            };
            post
        })
        .collect();
    (people, posts, families, held)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn screening_says_what_judging_one_by_one_says(seed in any::<u64>()) {
        let (people, posts, families, held) = world(seed);
        let rules = defaults();
        let kin: HashMap<PersonId, Vec<Kin>> =
            people.iter().map(|one| (one.person.clone(), families.of(&one.person))).collect();
        let screen = Screen { rules: &rules, today: today(), held: &held, kin: &kin };
        let found = screen.run(&people, &posts);
        for (post, found) in posts.iter().zip(&found) {
            for (n, one) in people.iter().enumerate() {
                let rules = in_force(&rules, post.kind, one.family, &post.path, today());
                let findings = Judge::new(rules, today(), &held).findings(one, post, &kin[&one.person]);
                let expected = verdict(&findings, &[]);
                let n = n as u32;
                prop_assert_eq!(found.pass.contains(&n), expected <= Verdict::Due, "{:?}", findings);
                prop_assert_eq!(found.ask.contains(&n), expected == Verdict::Ask, "{:?}", findings);
                // Whatever is said against somebody says where it comes from.
                for finding in findings.iter().filter(|finding| finding.verdict == Verdict::Fail) {
                    prop_assert!(!finding.basis.is_empty());
                }
            }
        }
    }
}
