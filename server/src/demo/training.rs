//! Five years of classes and hours, and a few classes that take enrolments now.

use chrono::{Datelike, TimeDelta};
use domain::code::{ClassKind, Code, Tier, TrainingForm};
use domain::organisation::Unit;
use domain::person::Person;
use domain::record::Hours;
use domain::training::{Admission, Channel, Class, ClassState, Enrolment, EnrolmentState, LedgerEntry};
use domain::{ClassId, Day, EnrolmentId, LedgerId, Moment};
use rand::RngExt;
use rand::rngs::StdRng;
use store::Lot;

/// What classes there are: of some of them only one in a year, see [`is_held`].
const TITLES: [(&str, &str, TrainingForm, i32); 6] = [
    ("学习贯彻党的创新理论集中轮训班", "theory", TrainingForm::OffJob, 72),
    ("党性教育专题班", "party-spirit", TrainingForm::OffJob, 72),
    ("新形势下群众工作能力提升班", "mass-work", TrainingForm::OffJob, 64),
    ("依法履职能力专题班", "law", TrainingForm::Collective, 64),
    ("数字化履职网络专题班", "digital", TrainingForm::Online, 50),
    ("公文写作与调查研究实务班", "professional", TrainingForm::OffJob, 64),
];

/// The one of [`TITLES`] that takes enrolments now.
const OPEN: usize = 2;

/// Whether a class was held so many years ago: each year one of theory or the Party's spirit, one for the work, and
/// one online. With one of each kind in every year a cadre would have twice as many entries and learn no more.
fn is_held(n: usize, years_ago: i32) -> bool {
    match n {
        0 => years_ago % 2 == 0,
        1 => years_ago % 2 == 1,
        3 => years_ago % 3 == 0,
        5 => years_ago % 3 == 1,
        OPEN => years_ago % 3 == 2,
        _ => true,
    }
}

/// Classes of the last five years, finished, and of the coming weeks, open.
pub(super) fn classes(units: &[Unit], today: Day, rng: &mut StdRng) -> Vec<Class> {
    let root = &units[0];
    let mut all = Vec::new();
    for year in today.year() - 4..=today.year() {
        for tier in Tier::ALL {
            for (n, (title, category, form, hours)) in TITLES.iter().enumerate() {
                let starts = Day::from_ymd_opt(year, 1 + 2 * n as u32 % 12, 8).unwrap_or_default();
                let years_ago = today.year() - year;
                let open = years_ago == 0 && n == OPEN;
                if !open && !is_held(n, years_ago) {
                    continue;
                }
                let starts = if open { today + TimeDelta::days(rng.random_range(10..40)) } else { starts };
                if !open && starts + TimeDelta::days(10) > today {
                    continue;
                }
                let ends = starts + TimeDelta::days(i64::from(hours / 8 - 1));
                all.push(Class {
                    id: ClassId(format!("c{year}-{}-{n}", tier.code())),
                    title: format!("{year}年{}干部{title}", tier.name(domain::code::Lang::Zh)),
                    category: (*category).into(),
                    tier: *tier,
                    kind: if n == 0 { ClassKind::Rotation } else { ClassKind::InService },
                    form: *form,
                    families: Vec::new(),
                    hours: Hours::whole(*hours),
                    capacity: if open { 60 } else { 90_000 },
                    taken: 0,
                    unit: root.id.clone(),
                    unit_name: root.short.clone(),
                    path: root.path.clone(),
                    enrol_from: Moment::start_of(starts - TimeDelta::days(50)),
                    enrol_until: Moment::end_of(starts - TimeDelta::days(3)),
                    starts,
                    ends,
                    place: "云江省委党校".to_owned(),
                    trainer: "党校教研部".to_owned(),
                    about: "理论授课、案例研讨与现场教学相结合。".to_owned(),
                    programme: Default::default(),
                    state: if open { ClassState::Published } else { ClassState::Finished },
                    admission: if open {
                        Admission { waiting: 20, confirm_hours: 24, ..Admission::default() }
                    } else {
                        Admission::default()
                    },
                    queued: 0,
                    turn: 0,
                    finished: Moment(0),
                    reopened: 0,
                    version: 0,
                });
            }
        }
    }
    all
}

/// The same with the seats that were taken; finished classes had just those seats.
pub(super) fn with_taken(classes: Vec<Class>, taken: &[u32]) -> Vec<Class> {
    classes
        .into_iter()
        .zip(taken)
        .map(|(class, taken)| Class {
            taken: *taken,
            capacity: if class.state == ClassState::Finished { (*taken).max(30) } else { class.capacity },
            ..class
        })
        .collect()
}

/// Adds a cadre's five years: most do most of what is required, some hardly any.
pub(super) fn attend(
    lot: &mut Lot,
    person: &Person,
    unit: &Unit,
    classes: &[Class],
    taken: &mut [u32],
    today: Day,
    rng: &mut StdRng,
) {
    let zeal = rng.random_range(0..100);
    let first = lot.ledger.len();
    for (at, class) in classes.iter().enumerate() {
        let fits = class.tier == person.level.tier() && class.state == ClassState::Finished && class.ends <= today;
        if !fits || rng.random_range(0..100) > 35 + zeal * 6 / 10 {
            continue;
        }
        taken[at] += 1;
        let completed = rng.random_range(0..100) < 96;
        let state = if completed { EnrolmentState::Completed } else { EnrolmentState::NotCompleted };
        let attended = if completed { class.hours } else { Hours(class.hours.0 / 2) };
        lot.enrolments.push(Enrolment {
            id: EnrolmentId::of(&class.id, &person.id),
            class: class.id.clone(),
            person: person.id.clone(),
            name: person.name.clone(),
            unit_name: unit.short.clone(),
            state,
            at: class.enrol_from,
            attended,
            path: person.path.clone(),
            pool: Default::default(),
            channel: Channel::SelfChosen,
            rank: String::new(),
            until: Moment(0),
            decisions: Vec::new(),
            grade: None,
            remark: String::new(),
        });
        if completed {
            lot.ledger.push(LedgerEntry::of_class(class, &person.id, class.hours, Moment::end_of(class.ends)));
        }
    }
    sum_up(lot, person, first);
}

/// Adds what a person's entries come to, which begin at `first`.
pub(super) fn sum_up(lot: &mut Lot, person: &Person, first: usize) {
    let totals = domain::training::totals_of(&lot.ledger[first..]);
    lot.totals.extend(totals.into_iter().map(|total| (person.id.clone(), person.path.clone(), total)));
}

/// So many entries of a person over five years, for measurements.
pub(super) fn entries(person: &Person, count: u32, today: Day, rng: &mut StdRng) -> Vec<LedgerEntry> {
    const FORMS: [TrainingForm; 3] = [TrainingForm::OffJob, TrainingForm::Online, TrainingForm::Group];
    const CATEGORIES: [&str; 4] = ["theory", "law", "mass-work", "digital"];
    (0..count)
        .map(|n| {
            let hours = Hours(rng.random_range(5..40));
            LedgerEntry {
                id: LedgerId(format!("{}-{n}", person.id)),
                person: person.id.clone(),
                class: Default::default(),
                title: "学习".to_owned(),
                form: FORMS[rng.random_range(0..FORMS.len())],
                category: CATEGORIES[rng.random_range(0..CATEGORIES.len())].into(),
                kind: None,
                hours,
                raw: hours,
                day: today - TimeDelta::days(rng.random_range(0..1500)),
                document: "凭据".to_owned(),
                reverses: LedgerId::default(),
                reversed_by: LedgerId::default(),
                reason: String::new(),
                at: Moment::start_of(today),
            }
        })
        .collect()
}
