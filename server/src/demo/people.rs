//! Fictional cadres.

use chrono::{Datelike, TimeDelta};
use domain::appointment::{Appointment, open_end};
use domain::code::{AppointmentKind, ETHNIC_GROUPS, Level, PersonState, Politics, Sex, UnitLevel};
use domain::import::Record;
use domain::organisation::Unit;
use domain::person::{Person, Sensitive, id_number_check};
use domain::record::{Education, Relative};
use domain::resume::ResumeLine;
use domain::{AppointmentId, Day, PersonId, PostId};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};

use super::names::{FEMALE, MALE, PLACES, SCHOOLS, SPECIALTIES, SURNAMES};

fn pick<'a>(rng: &mut impl Rng, from: &[&'a str]) -> &'a str {
    from[rng.random_range(0..from.len())]
}

fn day(year: i32, rng: &mut impl Rng) -> Day {
    Day::from_ymd_opt(year, rng.random_range(1..=12), rng.random_range(1..=28)).unwrap_or_default()
}

/// Levels by the unit's own, the higher the rarer.
fn level(unit: &Unit, rng: &mut impl Rng) -> (Level, &'static str) {
    let ladder: [(Level, &str); 6] = match unit.level {
        UnitLevel::Central | UnitLevel::Province => [
            (Level::BureauChief, "主要负责人"),
            (Level::BureauDeputy, "副职领导"),
            (Level::DivisionChief, "处长"),
            (Level::DivisionDeputy, "副处长"),
            (Level::SectionChief, "一级主任科员"),
            (Level::Staff, "科员"),
        ],
        UnitLevel::City => [
            (Level::DivisionChief, "主要负责人"),
            (Level::DivisionDeputy, "副职领导"),
            (Level::SectionChief, "科长"),
            (Level::SectionDeputy, "副科长"),
            (Level::Staff, "科员"),
            (Level::Staff, "科员"),
        ],
        UnitLevel::County | UnitLevel::Township => [
            (Level::SectionChief, "主要负责人"),
            (Level::SectionDeputy, "副职领导"),
            (Level::SectionDeputy, "副职领导"),
            (Level::Staff, "科员"),
            (Level::Staff, "科员"),
            (Level::Clerk, "办事员"),
        ],
    };
    let at = match rng.random_range(0..100) {
        0..=5 => 0,
        6..=17 => 1,
        18..=37 => 2,
        38..=59 => 3,
        60..=81 => 4,
        _ => 5,
    };
    ladder[at]
}

/// The n-th cadre and their appointments.
pub(super) fn person(n: u32, unit: &Unit, today: Day, rng: &mut StdRng) -> (Record, Vec<Appointment>) {
    let female = rng.random_range(0..100) < 45;
    let given = if female { pick(rng, &FEMALE) } else { pick(rng, &MALE) };
    let name = format!("{}{given}", pick(rng, &SURNAMES));
    let (level, post) = level(unit, rng);
    let age = match level {
        Level::BureauChief | Level::BureauDeputy => rng.random_range(46..59),
        Level::DivisionChief | Level::DivisionDeputy => rng.random_range(38..58),
        Level::SectionChief | Level::SectionDeputy => rng.random_range(30..56),
        _ => rng.random_range(23..52),
    };
    let birth = day(today.year() - age, rng);
    let work_since = day(birth.year() + rng.random_range(22..25), rng);
    let level_since =
        day((today.year() - rng.random_range(1..9)).max(work_since.year() + 1).min(today.year() - 1), rng);
    let party = rng.random_range(0..100);
    let (politics, party_joined) = match party {
        0..=77 => (Politics::Member, format!("{}06", work_since.year() - 1)),
        78..=81 => (Politics::DemocraticLeague, "民盟".to_owned()),
        82..=84 => (Politics::JiuSan, "九三学社".to_owned()),
        _ => (Politics::Masses, String::new()),
    };
    let title = format!("{}{post}", unit.short);
    let place = pick(rng, &PLACES).to_owned();
    let school = pick(rng, &SCHOOLS);
    let month = |day: Day| format!("{:04}.{:02}", day.year(), day.month());
    let person = Person {
        id: PersonId(format!("d{n:07}")),
        name,
        sex: if female { Sex::Female } else { Sex::Male },
        birth: birth.into(),
        ethnic: ETHNIC_GROUPS[if rng.random_range(0..100) < 90 { 0 } else { rng.random_range(1..12) }].to_owned(),
        native_place: place.clone(),
        birth_place: place.clone(),
        upbringing_place: place,
        politics: Some(politics),
        party_joined,
        work_since: Some(work_since.into()),
        technical_title: String::new(),
        specialty: pick(rng, &SPECIALTIES).to_owned(),
        education: vec![Education {
            full_time: true,
            schooling: "大学".to_owned(),
            degree: "学士".to_owned(),
            school: school.to_owned(),
            degree_school: school.to_owned(),
        }],
        resume: vec![
            ResumeLine {
                from: month(day(work_since.year() - 4, rng)),
                until: month(work_since),
                text: format!("{school}学习"),
            },
            ResumeLine { from: month(work_since), until: month(level_since), text: format!("{}工作", unit.short) },
            ResumeLine { from: month(level_since), until: String::new(), text: title.clone() },
        ],
        honours: String::new(),
        assessments: (today.year() - 3..today.year())
            // Under a fifth are excellent in a year, and a few in each.
            .map(|year| {
                let excellent = n % 25 == 3 || (i64::from(n) + i64::from(year)) % 7 == 0;
                format!("{year}年{}", if excellent { "优秀" } else { "称职" })
            })
            .collect::<Vec<_>>()
            .join("；"),
        title,
        level,
        level_since: Some(level_since.into()),
        rank: None,
        rank_since: None,
        old_age: None,
        unit: unit.id.clone(),
        path: unit.path.clone(),
        state: if n % 60 == 59 { PersonState::Retired } else { PersonState::Active },
        ended: None,
        has_photo: false,
        unknown: Vec::new(),
        version: 0,
    };
    let sensitive = sensitive(n, &person, birth);
    let posts = posts(&person, unit, (work_since, level_since), post);
    (Record { person, sensitive }, posts)
}

/// What not everybody may know of the n-th cadre.
fn sensitive(n: u32, person: &Person, birth: Day) -> Sensitive {
    // 990000 is no area of GB/T 2260. The order is odd for a man (GB 11643-1999).
    let order = n % 500 * 2 + u32::from(person.sex == Sex::Male);
    let area = 990_000 + n / 500 % 10_000;
    let seventeen = format!("{area:06}{:04}{:02}{:02}{order:03}", birth.year(), birth.month(), birth.day());
    let last = id_number_check(&seventeen).unwrap_or('0');
    // Parents out of office: what avoidance asks of a family is on record.
    let surname: String = person.name.chars().take(1).collect();
    let parent = |relation: &str, names: &[&str], years: i32| Relative {
        relation: relation.to_owned(),
        name: format!("{surname}{}", names[n as usize % names.len()]),
        birth: format!("{:04}.06", birth.year() - years),
        politics: "群众".to_owned(),
        work: "已退休".to_owned(),
        person: PersonId::default(),
    };
    let family = vec![parent("父亲", &MALE, 27), parent("母亲", &FEMALE, 25)];
    Sensitive { id_number: format!("{seventeen}{last}"), health: "健康".to_owned(), family }
}

/// The post they began in, and the present one.
fn posts(person: &Person, unit: &Unit, (work_since, level_since): (Day, Day), post: &str) -> Vec<Appointment> {
    let appointment = |n: u32, from: Day, until: Day, level: Level, title: &str, main: bool| Appointment {
        id: AppointmentId(format!("{}-{n}", person.id)),
        person: person.id.clone(),
        unit: unit.id.clone(),
        unit_name: unit.name.clone(),
        post: PostId::default(),
        title: title.to_owned(),
        level,
        kind: AppointmentKind::Appointed,
        from,
        until,
        document: format!("云任〔{}〕{}号", from.year(), 1 + n),
        end_document: String::new(),
        main,
    };
    let eve = level_since - TimeDelta::days(1);
    vec![
        appointment(0, work_since.min(eve), eve, Level::Staff, "科员", true),
        appointment(1, level_since, open_end(), person.level, post, true),
    ]
}

/// Records a spouse who is a cadre too.
pub(super) fn marry(record: &mut Record, other: u32, name: String, work: String) {
    let relation = if record.person.sex == Sex::Female { "丈夫" } else { "妻子" };
    record.sensitive.family.push(Relative {
        relation: relation.to_owned(),
        name,
        birth: String::new(),
        politics: String::new(),
        work,
        person: PersonId(format!("d{other:07}")),
    });
}
