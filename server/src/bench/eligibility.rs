//! Many people for many posts under all rules: 100,000 for 1,000 within two seconds, beside one
//! plain pass over as many pairs.

use std::collections::HashMap;
use std::time::Instant;

use domain::code::{Code, Family, Level, Politics, Sex, UnitKind, UnitLevel};
use domain::exchange::eligibility::{Candidate, Demands, HeldPost, KnownRelatives, Screen, Vacancy, defaults};
use domain::exchange::kind::ExchangeKind;
use domain::record::{Circumstances, Families, Kin, Relative};
use domain::time::parse_day;
use domain::{Day, PersonId};

use super::matching::Dice;
use crate::cli::outcome::Failure;

const PEOPLE: usize = 100_000;
const POSTS: usize = 1_000;
const UNITS: usize = 2_000;
/// Seconds in which it is to end.
const AIM: f64 = 2.0;

const PLACES: [&str; 6] = ["云江汇溪", "云江青屏", "云江南浦", "云江望湖", "云江柳林", "云江东陵"];

fn candidate(n: usize, dice: &mut Dice, day: &[Day]) -> Candidate {
    let place = PLACES[dice.below(PLACES.len())].to_owned();
    Candidate {
        person: format!("p{n}").into(),
        name: String::new(),
        sex: Sex::Female,
        birth: day[0],
        ethnic: String::new(),
        politics: Some(if dice.below(5) > 0 { Politics::Member } else { Politics::Masses }),
        specialty: ["法律", "审计", "数字化"][dice.below(3)].to_owned(),
        family: Family::ALL[dice.below(2)],
        unit: format!("u{}", dice.below(UNITS)).into(),
        path: String::new(),
        unit_kind: [UnitKind::Union, UnitKind::YouthLeague, UnitKind::GovernmentDepartment][dice.below(3)],
        organ: format!("u{}", dice.below(UNITS)).into(),
        title: ["副主席", "科长", "科员"][dice.below(3)].to_owned(),
        leading: dice.below(8) == 0,
        level: Level::ALL[4 + dice.below(6)],
        level_since: Some(day[dice.below(day.len())]),
        post_since: Some(day[dice.below(day.len())]),
        work_since: Some(day[0]),
        native_place: place.clone(),
        upbringing_place: place,
        seconded_until: None,
        trained: Some(dice.below(4) > 0),
        relatives: KnownRelatives { recorded: dice.below(10) > 0, unlinked: Vec::new() },
        circumstances: Circumstances {
            service_since: Some(day[dice.below(day.len())]),
            investigated: dice.below(200) == 0,
            ..Circumstances::default()
        },
    }
}

fn vacancy(n: usize, dice: &mut Dice) -> Vacancy {
    let unit = dice.below(UNITS);
    Vacancy {
        id: format!("v{n}"),
        title: String::new(),
        kind: ExchangeKind::ALL[dice.below(3)],
        unit: format!("u{unit}").into(),
        path: format!("/p/u{unit}/"),
        parent: format!("u{}", unit / 10).into(),
        organ: format!("u{unit}").into(),
        unit_kind: UnitKind::GovernmentDepartment,
        family: Family::ALL[dice.below(2)],
        level: Level::ALL[4 + dice.below(6)],
        leading: dice.below(3) == 0,
        chief: dice.below(6) == 0,
        watched: dice.below(6) == 0,
        place: PLACES[dice.below(PLACES.len())].to_owned(),
        place_level: UnitLevel::County,
        free_headcount: dice.below(3) as i64,
        free_leading: dice.below(2) as i64,
        may_lead: 0,
        demands: Demands { party_member: dice.below(2) == 0, most_age: 45, ..Demands::default() },
    }
}

pub(super) fn run() -> Result<(), Failure> {
    let mut dice = Dice(7);
    let days = ["1985-03-01", "2012-05-01", "2019-01-01", "2024-07-01", "2026-09-01"].map(parse_day);
    let days: Vec<Day> = days.into_iter().flatten().collect();
    let today = parse_day("2026-11-24").ok_or("today")?;
    let people: Vec<Candidate> = (0..PEOPLE).map(|n| candidate(n, &mut dice, &days)).collect();
    let posts: Vec<Vacancy> = (0..POSTS).map(|n| vacancy(n, &mut dice)).collect();
    let (mut families, mut held): (Families, HashMap<PersonId, Vec<HeldPost>>) = Default::default();
    for one in people.iter().step_by(5) {
        let other = format!("p{}", dice.below(PEOPLE));
        let relation = ["妻子", "弟弟", "岳父", "表妹"][dice.below(4)].to_owned();
        let relative = Relative { relation, person: other.into(), ..Relative::default() };
        families.add(&one.person, "", &[relative]);
    }
    for one in &people {
        held.entry(one.person.clone()).or_default().push(HeldPost {
            unit: one.unit.clone(),
            unit_name: String::new(),
            title: String::new(),
            leading: one.leading,
            parent: "p".into(),
        });
    }
    let rules = defaults();
    // The floor: one comparison for every pair.
    let began = Instant::now();
    let same: usize = posts.iter().map(|post| people.iter().filter(|one| one.level == post.level).count()).sum();
    let floor = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let kin: HashMap<PersonId, Vec<Kin>> = people
        .iter()
        .map(|one| (one.person.clone(), families.of(&one.person)))
        .filter(|(_, kin)| !kin.is_empty())
        .collect();
    let related = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let found = Screen { rules: &rules, today, held: &held, kin: &kin }.run(&people, &posts);
    let took = began.elapsed().as_secs_f64();
    let pass: usize = found.iter().map(|one| one.pass.len()).sum();
    let ask: usize = found.iter().map(|one| one.ask.len()).sum();
    if pass == 0 || ask == 0 || same == 0 {
        return Err("eligibility: nobody passes, which measures nothing".into());
    }
    println!(
        "eligibility of {PEOPLE} people for {POSTS} posts under {} rules: {took:.2} s ({:.1} times comparing one field of every pair), kinship of all {related:.2} s, {pass} pairs pass, {ask} ask a person, aim {AIM} s {}",
        rules.len(),
        took / floor,
        if took + related <= AIM { "reached" } else { "MISSED" },
    );
    Ok(())
}
