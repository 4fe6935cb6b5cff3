use proptest::prelude::*;

use super::*;
use crate::calendar::Workdays;
use crate::code::{Code, Lang, Level, UnitLevel};
use crate::form::{Fields, Form};
use crate::procedure::{Acting, Action as _, Procedure, read};
use crate::time::parse_day;
use crate::versioned::{Versioned, sound};
use crate::{Day, Fault, Moment, Reason};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn at(on: Day) -> Moment {
    Moment::start_of(on)
}

fn text() -> String {
    "有关事迹和理由".to_owned()
}

fn award(kind: AwardKind) -> Award {
    let on = day("2026-03-02");
    Award {
        id: "a1".into(),
        kind,
        title: String::new(),
        recipient: Recipient::Person { id: "zhang".into(), name: "张".into(), level: Level::SectionChief },
        unit: "u".into(),
        unit_name: "某局".into(),
        path: "/p/u/".into(),
        deeds: text(),
        evidence: Vec::new(),
        bars: Vec::new(),
        secret_bars: Vec::new(),
        rules: IncentiveRules::first(on),
        nominator: "n".into(),
        reviewer: Default::default(),
        decider: Default::default(),
        step: Step::Nomination,
        state: State::Running,
        since: at(on),
        review: String::new(),
        publicity: Default::default(),
        approval: None,
        decision: None,
        conferred: None,
        revoked: None,
        story: String::new(),
        history: Vec::new(),
        version: 1,
    }
}

fn done(award: &Award, action: &Action, who: &str, on: Day) -> Result<Award, Fault> {
    let acting =
        Acting { parts: Part::ALL.to_vec(), account: who.into(), person: Default::default(), name: who.to_owned() };
    let days = Workdays::default();
    // Units here are called by their level.
    let approver = match action {
        Action::Approve { unit, .. } => UnitLevel::find(unit.as_str()),
        _ => None,
    };
    let ground = AwardGround { days: &days, approver: approver.map(|level| ("市", level)) };
    award.act(action, &acting, &ground, at(on))
}

fn some(n: u64, on: Day) -> (Action, &'static str) {
    let who = ["n", "o", "c", "q"][(n / 3) as usize % 4];
    let level = UnitLevel::ALL[(n / 64) as usize % UnitLevel::ALL.len()];
    let document = "奖〔2026〕1号".to_owned();
    let action = match n % 24 {
        0 | 1 => Action::Evidence { text: text() },
        2 | 3 => Action::Submit,
        4..=6 => Action::Review { text: text() },
        7 => Action::SendBack { reason: text() },
        8 => Action::Publish { on },
        9 => Action::Publish { on: on + chrono::TimeDelta::days(3) },
        10 => Action::Object { text: text() },
        11 | 12 => Action::Answer { n: (n / 24) as u32 % 3, upheld: n.is_multiple_of(4), reason: text() },
        13..=16 => Action::Approve { unit: level.code().into(), document },
        17 | 18 => Action::Decide { document },
        19 | 20 => Action::Confer { on },
        21 if n.is_multiple_of(5) => Action::Refuse { reason: text() },
        22 => Action::Revoke { ground: Ground::Fraud, reason: text(), document },
        _ => Action::Share { story: text() },
    };
    (action, who)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// No path confers an award without evidence, a review by somebody else, a whole notice whose
    /// objections were answered, and an approval of the level the kind asks for.
    #[test]
    fn nothing_is_conferred_past_a_guard(steps in prop::collection::vec((any::<u64>(), 0u32..4), 1..120), barred: bool) {
        let mut now = award(AwardKind::MeritTwo);
        if barred {
            now.bars.push(("处分影响期".into(), String::new()));
        }
        let mut today = day("2026-03-02");
        for (n, pass) in steps {
            today += chrono::TimeDelta::days(i64::from(pass));
            let (action, who) = some(n, today);
            let before = now.clone();
            let Ok(next) = done(&now, &action, who, today) else { continue };
            now = next;
            prop_assert_eq!(now.history.len(), before.history.len() + 1);
            let runs = before.publicity.notice.is_some_and(|one| (one.on..=one.until).contains(&today));
            prop_assert!(action.kind() != ActionKind::Object || runs, "objections are made while the notice runs");
            let deciding = matches!(action.kind(), ActionKind::Review | ActionKind::Approve | ActionKind::Decide);
            prop_assert!(!deciding || who != "n", "whoever nominates does not decide");
            let decides = matches!(action.kind(), ActionKind::Answer | ActionKind::Approve | ActionKind::Decide);
            prop_assert!(!decides || before.reviewer.as_str() != who, "nor whoever reviewed");
            prop_assert!(action.kind() != ActionKind::Revoke || before.decider.as_str() != who, "nor is it taken back by who decided");
            if now.state == State::Conferred || now.state == State::Revoked {
                prop_assert!(!barred && !now.evidence.is_empty() && !now.review.is_empty());
                let until = now.publicity.until().unwrap();
                prop_assert!(now.decision.as_ref().unwrap().1 > until);
                prop_assert!(now.publicity.contested().is_empty());
                prop_assert!(now.approval.as_ref().unwrap().1 <= UnitLevel::City);
            }
            prop_assert!(now.state != State::Revoked || now.revoked.is_some() && now.story.is_empty());
        }
    }

    /// An even distribution is never called uneven, and one that gives all to one group is.
    #[test]
    fn evenness_is_by_rate(people in prop::collection::vec(10u32..200, 2..6), each in 1u32..4) {
        let even: Vec<_> = people.iter().enumerate().map(|(n, count)| (n.to_string(), *count * 10, *count * each)).collect();
        prop_assert!(distribution(even).iter().all(|one| !one.uneven));
        let all: u32 = people.iter().sum();
        let one: Vec<_> = people.iter().enumerate().map(|(n, count)| (n.to_string(), *count, if n == 0 { all } else { 0 })).collect();
        let shares = distribution(one);
        prop_assert!(shares[1..].iter().all(|one| one.uneven));
        prop_assert_eq!(shares.iter().map(|one| one.awards).sum::<u32>(), all);
    }
}

#[test]
fn a_notice_is_put_up_for_five_whole_working_days_from_its_day() {
    let on = day("2026-03-06");
    let mut now = award(AwardKind::Commendation);
    for (action, who) in [
        (Action::Evidence { text: text() }, "n"),
        (Action::Submit, "n"),
        (Action::Review { text: text() }, "r"),
        (Action::Publish { on }, "r"),
    ] {
        now = done(&now, &action, who, on).unwrap();
    }
    assert_eq!(due(&now), Some(day("2026-03-13")));
    let approve = |level: UnitLevel| Action::Approve { unit: level.code().into(), document: "1".into() };
    assert_eq!(done(&now, &approve(UnitLevel::County), "o", day("2026-03-13")), Err(Fault::Refused(Reason::StepOpen)));
    let low = done(&now, &approve(UnitLevel::Township), "o", day("2026-03-14"));
    assert!(matches!(low, Err(Fault::Invalid(_))), "{low:?}");
    now = done(&now, &Action::Object { text: text() }, "c", day("2026-03-10")).unwrap();
    assert!(now.history.last().unwrap().by.is_empty(), "an objector is not named");
    assert_eq!(done(&now, &approve(UnitLevel::County), "o", day("2026-03-14")), Err(Fault::Refused(Reason::StepOpen)));
    let early = done(&now, &Action::Object { text: text() }, "c", day("2026-03-05"));
    assert_eq!(early, Err(Fault::Refused(Reason::NoticeBegins(on))));
    let late = done(&now, &Action::Object { text: text() }, "c", day("2026-03-14"));
    assert_eq!(late, Err(Fault::Refused(Reason::TimeOver)));
    let answered = |upheld| Action::Answer { n: 0, upheld, reason: text() };
    let own = done(&now, &answered(false), "r", day("2026-03-14"));
    assert_eq!(own, Err(Fault::Refused(Reason::SecondPerson)), "an objection is also to the review");
    let upheld = done(&now, &answered(true), "o", day("2026-03-14")).unwrap();
    assert_eq!(missing(&upheld, day("2026-03-14")), [Missing::Upheld]);
    now = done(&now, &answered(false), "o", day("2026-03-14")).unwrap();
    assert_eq!(done(&now, &approve(UnitLevel::City), "o", day("2026-03-14")).unwrap().step, Step::Decision);
    assert_eq!(done(&now, &approve(UnitLevel::City), "n", day("2026-03-14")), Err(Fault::Refused(Reason::OwnRequest)));
}

#[test]
fn years_of_excellence_are_read_and_who_was_overlooked_is_named() {
    let years = |text: &str| excellent_years(text).into_iter().collect::<Vec<_>>();
    assert_eq!(years("2023年优秀；2024年称职；2025年度考核为优秀"), [2023, 2025]);
    assert_eq!(years("2023年度优秀\n2024年度优秀、2025年度优秀"), [2023, 2024, 2025]);
    assert!(years("优秀").is_empty() && years("2023年称职").is_empty());
    let rules = IncentiveRules::first(day("2026-01-01"));
    let of = |assessments: &str, awards: &[(AwardKind, Day)]| {
        let work_since = Some(day("2010-01-01"));
        suggest(&Suspect { assessments, work_since, awards }, &rules, day("2026-03-01"))
    };
    let three = "2023年优秀；2024年优秀；2025年优秀";
    assert_eq!(of(three, &[]), Some((AwardKind::MeritThree, vec![2023, 2024, 2025])));
    // The merit within these years was had; last year's 优秀 still asks for a commendation.
    let merit = [(AwardKind::MeritThree, day("2025-03-01"))];
    assert_eq!(of(three, &merit), Some((AwardKind::Commendation, vec![2025])));
    assert_eq!(of("2025年优秀", &[]), Some((AwardKind::Commendation, vec![2025])));
    assert_eq!(of("2025年优秀", &[(AwardKind::Commendation, day("2026-02-01"))]), None);
    // Nothing for years, though excellent twice.
    let twice = "2023年优秀；2024年优秀；2025年称职";
    assert_eq!(of(twice, &[]), Some((AwardKind::Commendation, vec![2023, 2024])));
    assert_eq!(of("2025年称职", &[]), None);
}

#[test]
fn amounts_and_levels_hold_from_their_day() {
    let first = IncentiveRules::first(day("2020-01-01"));
    let mut second = IncentiveRules { from: day("2026-07-01"), ..first.clone() };
    second.kinds[0].bonus = 2000;
    let all = [second, first];
    assert_eq!(IncentiveRules::in_force(&all, day("2026-06-30")).of(AwardKind::Commendation).bonus, 1500);
    assert_eq!(IncentiveRules::in_force(&all, day("2026-07-01")).of(AwardKind::Commendation).bonus, 2000);
    let mut short = all[0].clone();
    short.notice_days = 4;
    assert!(short.check(short.from).is_err() && all[0].check(all[0].from).is_ok());
    sound::<IncentiveRules>();
}

#[test]
fn an_award_stands_in_the_form_until_it_is_revoked() {
    let on = day("2026-11-20");
    let conferred = Award {
        approval: Some(("汇溪市总工会".into(), UnitLevel::City, "批1号".into())),
        decision: Some(("奖〔2026〕1号".into(), on)),
        conferred: Some(on),
        state: State::Conferred,
        ..award(AwardKind::MeritThree)
    };
    let held = "2019.05获省五一劳动奖章";
    let with = conferred.in_honours(held);
    assert_eq!(with, "2019.05获省五一劳动奖章；2026.11经汇溪市总工会批准记三等功（奖〔2026〕1号）");
    assert_eq!(conferred.in_honours(&with), with, "once");
    let title = Award { kind: AwardKind::Title, title: "人民满意的公务员".into(), ..conferred.clone() };
    assert!(title.in_honours("").contains("授予“人民满意的公务员”称号"));
    let other = "2027.11经汇溪市总工会批准嘉奖（奖〔2026〕11号）";
    let revoked = Award { state: State::Revoked, ..conferred };
    assert_eq!(revoked.in_honours(&with), held);
    assert_eq!(
        revoked.in_honours(&format!("{with}；{other}")),
        format!("{held}；{other}"),
        "another's number is its own"
    );
    assert_eq!(award(AwardKind::MeritThree).in_honours(held), held, "nothing before it is conferred");
}

#[test]
fn an_act_is_read_from_the_fields_its_table_names() {
    let fields = Fields::of(&[("n", "１"), ("decision", "yes"), ("reason", "属实")]);
    let act: Action = read("action", "answer", fields).unwrap();
    assert_eq!(act, Action::Answer { n: 1, upheld: true, reason: "属实".into() });
    let nothing = |kind: &str| read::<Action>("action", kind, Fields::default());
    assert_eq!(nothing(""), Err(Fault::field("action", crate::Rule::Required)));
    // What only the program writes into a history, and what is none.
    assert_eq!((nothing("open"), nothing("x")), (Err(Fault::Malformed), Err(Fault::Malformed)));
    assert!(matches!(Action::read(ActionKind::Submit, &mut Form::of(Fields::default())), Ok(Action::Submit)));
}

#[test]
fn what_is_missing_is_said_with_what_it_carries() {
    let until = day("2026-03-09");
    let runs = Missing::NoticeRuns { until };
    assert_eq!(runs.says(Lang::Zh), "公示期至 2026-03-09");
    assert_eq!(runs.says(Lang::En), "The notice runs to the end of 2026-03-09");
    assert_eq!(Missing::Objections { count: 2 }.says(Lang::En), "Objections to answer: 2");
    assert_eq!(Missing::Bar { what: "警告".to_owned() }.says(Lang::Zh), "存在影响奖励的情形：警告");
    assert_eq!(Missing::Upheld.says(Lang::Zh), crate::publicity::UPHELD.0);
    // Whose turn it is may do what does away with it; a day that has to pass is nobody's.
    assert_eq!(runs.turn(), None);
    let (part, act) = Missing::Upheld.turn().unwrap();
    assert!(act.parts().contains(&part) && act == ActionKind::SendBack);
}
