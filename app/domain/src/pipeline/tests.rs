use proptest::prelude::*;

use super::*;
use crate::Day;
use crate::code::{Level, Sex};
use crate::time::parse_day;
use crate::versioned::{Versioned, sound};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn today() -> Day {
    day("2026-11-26")
}

fn talent(level: Level, since: &str) -> Talent {
    Talent {
        person: "p".into(),
        name: "张".into(),
        sex: Sex::Male,
        birth: day("1980-05-01").into(),
        rank: None,
        old_age: None,
        title: "科长".into(),
        level,
        level_since: Some(day(since)),
        organ: "union".into(),
        organ_name: "总工会".into(),
        path: "/p/union/".into(),
        trained: Some(true),
        short: None,
        assessments: "2024年称职；2025年优秀".into(),
        sanction: None,
        talks: Vec::new(),
        investigated: false,
        appraised: None,
    }
}

fn rules() -> PipelineRules {
    PipelineRules::first(day("2026-01-01"))
}

fn of(one: &Talent) -> (Readiness, Option<Day>) {
    let found = one.assess(&rules(), today()).unwrap();
    (found.readiness, found.on)
}

#[test]
fn time_hours_and_grades_make_somebody_ready() {
    let ready = talent(Level::SectionChief, "2023-11-26");
    assert_eq!(of(&ready), (Readiness::Ready, None), "three years to the day");
    assert_eq!(ready.assess(&rules(), today()).unwrap().target, Level::DivisionDeputy);
    // Only time is missing: within the year or later.
    assert_eq!(of(&talent(Level::SectionChief, "2023-11-27")), (Readiness::Soon, Some(day("2026-11-27"))));
    assert_eq!(of(&talent(Level::SectionChief, "2025-01-01")), (Readiness::Growing, None));
    // A leap day counts to the last of February.
    assert_eq!(
        talent(Level::SectionDeputy, "2024-02-29").assess(&rules(), day("2026-02-28")).unwrap().readiness,
        Readiness::Ready
    );
    // Short hours are made up within a year of the promotion, and are said in figures.
    let short = HoursShort {
        name: "年度学时".into(),
        left: crate::record::Hours::whole(30),
        until: day("2026-12-31"),
        over: false,
    };
    let behind = Talent { trained: Some(false), short: Some(short.clone()), ..ready.clone() };
    assert_eq!(of(&behind).0, Readiness::Ready);
    let said = behind.assess(&rules(), today()).unwrap().findings.remove(1);
    assert_eq!((said.found, said.facts.as_str()), (Found::MadeUp, "年度学时：还差 30 学时（2026-12-31 前）"));
    // What was to be made up after the last promotion and was not, lacks.
    let over = Talent { short: Some(HoursShort { over: true, ..short }), ..behind };
    assert_eq!(of(&over).0, Readiness::Growing);
    let poor = Talent { assessments: "2024年基本称职；2025年优秀".into(), ..ready.clone() };
    assert_eq!(of(&poor).0, Readiness::Growing);
    let lately = Talent { assessments: "2024年优秀；2025年优秀；2026年不称职".into(), ..ready.clone() };
    assert_eq!(of(&lately).0, Readiness::Growing, "the year that runs counts once it is graded");
    let unknown = Talent { assessments: "2025年优秀".into(), ..ready };
    let found = unknown.assess(&rules(), today()).unwrap();
    assert_eq!(found.findings[2].found, Found::Unknown);
    assert_eq!(found.findings[2].facts, "2024年—；2025年优秀");
    assert!(talent(Level::Probation, "2026-01-01").assess(&rules(), today()).is_none());
}

#[test]
fn what_was_tolerated_is_no_bar_and_the_finding_says_so() {
    let barred = Talent {
        sanction: Some((day("2027-05-20"), "处〔2026〕3号".into(), String::new())),
        talks: vec![(day("2027-01-10"), String::new())],
        ..talent(Level::SectionChief, "2020-01-01")
    };
    assert_eq!(of(&barred), (Readiness::Barred, Some(day("2027-05-21"))));
    let lifted = Talent {
        sanction: Some((day("2027-05-20"), "处〔2026〕3号".into(), "容错〔2026〕1号".into())),
        talks: vec![(day("2027-01-10"), "容错〔2026〕1号".into())],
        ..barred.clone()
    };
    let found = lifted.assess(&rules(), today()).unwrap();
    assert_eq!(found.readiness, Readiness::Ready);
    assert!(found.findings.iter().any(|one| one.found == Found::Lifted && one.facts.contains("容错〔2026〕1号")));
    // An investigation has no day on which it ends.
    assert_eq!(of(&Talent { investigated: true, ..barred }), (Readiness::Barred, None));
    let after = Talent {
        appraised: Some(("2026年度 不称职（依据）".into(), day("2026-11-26"))),
        ..talent(Level::SectionChief, "2020-01-01")
    };
    assert_eq!(of(&after), (Readiness::Barred, Some(day("2026-11-27"))));
    assert_eq!(after.assess(&rules(), day("2026-11-27")).unwrap().readiness, Readiness::Ready);
}

/// What is counted of those somewhere.
fn counted(people: &[Talent], path: &str) -> Sums {
    let mut sums = Sums::default();
    for one in people.iter().filter(|one| one.path.starts_with(path)) {
        let next = one.assess(&rules(), today()).map(|found| (found.target, found.readiness));
        sums.count(&Counted::of(one, next, &rules(), today()), 1);
    }
    sums
}

#[test]
fn a_level_is_thin_where_fewer_follow_than_leave() {
    let old = |n: u32| Talent {
        birth: day("1966-03-01").into(),
        person: format!("o{n}").as_str().into(),
        ..talent(Level::DivisionDeputy, "2020-01-01")
    };
    let mut people = vec![old(0), old(1), talent(Level::SectionChief, "2020-01-01")];
    let part = |unit: &str, path: &str| Part {
        unit: unit.into(),
        name: unit.into(),
        path: path.into(),
        own: false,
        opens: false,
    };
    // Whoever serves in a part within another counts there.
    let parts = [part("p", "/p/"), part("union", "/p/union/")];
    let of = |people: &[Talent]| structure(&parts, |path| counted(people, path), &counted(people, "/"));
    let found = of(&people);
    let rung = found.iter().find(|one| one.level == Level::DivisionDeputy).unwrap();
    assert_eq!((rung.serving, rung.leaving, rung.ready, rung.depth(), rung.age), (2, 2, 1, Depth::Thin, 60));
    people.push(talent(Level::SectionChief, "2019-01-01"));
    assert_eq!(of(&people).iter().find(|one| one.level == Level::DivisionDeputy).unwrap().depth(), Depth::Even);
    people.truncate(2);
    assert_eq!(of(&people)[0].depth(), Depth::Empty);
    assert!(of(&people).iter().all(|one| one.part.unit.as_str() == "union"));
    // Two of an organ that is looked at elsewhere could come over.
    let other = |n: u32| Talent {
        path: "/q/bureau/".into(),
        person: format!("b{n}").as_str().into(),
        ..talent(Level::SectionChief, "2019-01-01")
    };
    people.extend([other(0), other(1)]);
    let found = of(&people);
    assert_eq!((found[0].ready, found[0].beyond, found[0].depth()), (0, 2, Depth::Beyond));
    assert_eq!(found.len(), 1, "where they serve now is not looked at");
}

proptest! {
    /// Whoever is counted and taken away again leaves nothing, and what lies in several parts is counted in the
    /// innermost alone.
    #[test]
    fn everybody_counts_once_in_the_innermost_part(
        people in prop::collection::vec((0usize..6, 0usize..4, 1955i32..2000), 0..30),
    ) {
        const PATHS: [&str; 6] = ["/p/", "/p/a/", "/p/a/c/", "/p/b/", "/q/", "/p/a/d/e/"];
        let levels = [Level::DivisionChief, Level::DivisionDeputy, Level::SectionChief, Level::SectionDeputy];
        let people: Vec<Talent> = people
            .into_iter()
            .map(|(path, level, born)| Talent {
                path: PATHS[path].into(),
                birth: day(&format!("{born}-06-01")).into(),
                ..talent(levels[level], "2020-01-01")
            })
            .collect();
        let part =
            |path: &str| Part { unit: path.into(), name: path.into(), path: path.into(), own: false, opens: false };
        let parts = ["/p/", "/p/a/c/", "/p/a/", "/p/b/", "/q/"].map(part);
        let everywhere = counted(&people, "/");
        let found = structure(&parts, |path| counted(&people, path), &everywhere);
        for rung in &found {
            let innermost = |one: &&Talent| {
                let around = parts.iter().filter(|part| one.path.starts_with(&part.path));
                around.max_by_key(|part| part.path.len()).is_some_and(|part| part.path == rung.part.path)
            };
            let own: Vec<&Talent> = people.iter().filter(innermost).collect();
            let serving = own.iter().filter(|one| one.level == rung.level).count() as u32;
            let ready = own.iter().filter(|one| one.assess(&rules(), today()).is_some_and(|found| {
                found.target == rung.level && found.readiness == Readiness::Ready
            }));
            prop_assert_eq!((rung.serving, rung.ready), (serving, ready.count() as u32));
        }
        prop_assert_eq!(found.iter().map(|rung| rung.serving).sum::<u32>() as usize, people.len());
        let mut left = everywhere.clone();
        left.take(&counted(&people, "/p/"));
        left.take(&counted(&people, "/q/"));
        prop_assert_eq!(left, Sums::default());
        let mut twice = everywhere.clone();
        twice.add(&everywhere);
        prop_assert_eq!(twice.next(None, None), 2 * everywhere.next(None, None));
    }
}

#[test]
fn settings_are_checked_and_the_last_begun_holds() {
    sound::<PipelineRules>();
    let later = PipelineRules { from: day("2026-12-01"), soon_months: 6, ..rules() };
    let all = [rules(), later.clone()];
    assert_eq!(PipelineRules::in_force(&all, day("2026-12-01")), later);
    assert_eq!(PipelineRules::in_force(&all, day("2026-11-30")), rules());
    let never = PipelineRules { soon_months: 0, ..rules() };
    assert_eq!(never.check(never.from), Err(crate::Fault::field("soon_months", crate::Rule::Between(1, 60))));
}

proptest! {
    /// Nobody becomes less ready by what is tolerated, or by time alone.
    #[test]
    fn toleration_and_time_never_set_back(
        level in 0usize..8,
        since in 0i64..4000,
        until in 0i64..1500,
        sanctioned: bool,
        talked: bool,
        investigated: bool,
        trained: bool,
        later in 0i64..1500,
    ) {
        let one = Talent {
            level_since: Some(today() - chrono::TimeDelta::days(since)),
            sanction: sanctioned.then(|| (today() + chrono::TimeDelta::days(until), "处1号".into(), String::new())),
            talks: if talked { vec![(today() + chrono::TimeDelta::days(until / 2), String::new())] } else { Vec::new() },
            investigated,
            trained: Some(trained),
            // Grades stay as they are, whatever year it becomes.
            ..talent([Level::Staff, Level::SectionDeputy, Level::SectionChief, Level::DivisionDeputy, Level::DivisionChief, Level::BureauDeputy, Level::BureauChief, Level::MinisterDeputy][level], "2020-01-01")
        };
        let rules = PipelineRules { graded_years: 0, ..rules() };
        let rank = |one: &Talent, on| match one.assess(&rules, on).unwrap().readiness {
            Readiness::Ready => 3,
            Readiness::Soon => 2,
            Readiness::Growing => 1,
            Readiness::Barred => 0,
        };
        let mut tolerated = one.clone();
        if let Some(sanction) = &mut tolerated.sanction { sanction.2 = "容错1号".into(); }
        for talk in &mut tolerated.talks { talk.1 = "容错1号".into(); }
        prop_assert!(rank(&tolerated, today()) >= rank(&one, today()));
        prop_assert!(rank(&one, today() + chrono::TimeDelta::days(later)) >= rank(&one, today()));
        // The day that is named is the day it becomes so, and not the one before.
        let found = one.assess(&rules, today()).unwrap();
        if let (Readiness::Soon, Some(on)) = (found.readiness, found.on) {
            prop_assert_eq!(rank(&one, on), 3);
            prop_assert!(rank(&one, on.pred_opt().unwrap()) < 3);
        }
        if let (Readiness::Barred, Some(on)) = (found.readiness, found.on) {
            prop_assert!(rank(&one, on) > 0);
            prop_assert_eq!(rank(&one, on.pred_opt().unwrap()), 0);
        }
    }
}
