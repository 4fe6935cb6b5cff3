//! Five years of classes and hours, and a few classes that take enrolments now.

use chrono::{Datelike, TimeDelta};
use domain::code::{ClassKind, Code, Tier, TrainingForm};
use domain::organisation::Unit;
use domain::person::Person;
use domain::record::Hours;
use domain::training::{Admission, Channel, Class, ClassState, Enrolment, EnrolmentState, LedgerEntry, Total};
use domain::{ClassId, Day, EnrolmentId, LedgerId, Moment, PersonId};
use rand::RngExt;
use rand::rngs::StdRng;

const TITLES: [(&str, &str, TrainingForm, i32); 6] = [
    ("学习贯彻党的创新理论集中轮训班", "theory", TrainingForm::OffJob, 40),
    ("党性教育专题班", "party-spirit", TrainingForm::OffJob, 32),
    ("新形势下群众工作能力提升班", "mass-work", TrainingForm::OffJob, 24),
    ("依法履职能力专题班", "law", TrainingForm::Collective, 16),
    ("数字化履职网络专题班", "digital", TrainingForm::Online, 50),
    ("公文写作与调查研究实务班", "professional", TrainingForm::OffJob, 24),
];

/// Classes of the last five years, finished, and of the coming weeks, open.
pub(super) fn classes(units: &[Unit], today: Day, rng: &mut StdRng) -> Vec<Class> {
    let root = &units[0];
    let mut all = Vec::new();
    for year in today.year() - 4..=today.year() {
        for tier in Tier::ALL {
            for (n, (title, category, form, hours)) in TITLES.iter().enumerate() {
                let starts = Day::from_ymd_opt(year, 1 + 2 * n as u32 % 12, 8).unwrap_or_default();
                let open = year == today.year() && n == 2;
                let starts = if open { today + TimeDelta::days(rng.random_range(10..40)) } else { starts };
                if !open && starts + TimeDelta::days(10) > today {
                    continue;
                }
                let ends = starts + TimeDelta::days(4);
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

/// The training of some people.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) enrolments: Vec<Enrolment>,
    pub(super) ledger: Vec<LedgerEntry>,
    pub(super) totals: Vec<(PersonId, String, Total)>,
}

impl Batch {
    /// A cadre's five years: most do most of what is required, some hardly any.
    pub(super) fn add(
        &mut self,
        person: &Person,
        unit: &Unit,
        classes: &[Class],
        taken: &mut [u32],
        today: Day,
        rng: &mut StdRng,
    ) {
        let zeal = rng.random_range(0..100);
        let first = self.ledger.len();
        for (at, class) in classes.iter().enumerate() {
            let fits = class.tier == person.level.tier() && class.state == ClassState::Finished && class.ends <= today;
            if !fits || rng.random_range(0..100) > 35 + zeal * 6 / 10 {
                continue;
            }
            taken[at] += 1;
            let id = EnrolmentId::of(&class.id, &person.id);
            let completed = rng.random_range(0..100) < 96;
            let state = if completed { EnrolmentState::Completed } else { EnrolmentState::NotCompleted };
            let attended = if completed { class.hours } else { Hours(class.hours.0 / 2) };
            self.enrolments.push(Enrolment {
                id: id.clone(),
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
            if !completed {
                continue;
            }
            self.ledger.push(LedgerEntry::of_class(class, &person.id, class.hours, Moment::end_of(class.ends)));
        }
        let totals = domain::training::totals_of(&self.ledger[first..]);
        self.totals.extend(totals.into_iter().map(|total| (person.id.clone(), person.path.clone(), total)));
    }
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
