//! Appointments: who holds which post, since when, by which document. They are the one truth of
//! it: 现任职务, level and résumé follow from them, and where a record says otherwise that is said.

pub mod port;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::code::{AppointmentKind, Level};
use crate::fault::{Checks, Milestone, Rule};
use crate::organisation::{Post, Unit};
use crate::person::Person;
use crate::resume::ResumeLine;
use crate::time::Date;
use crate::{AppointmentId, Day, Fault, PersonId, PostId, UnitId};

/// A day after every other, for what has no end.
#[must_use]
pub fn open_end() -> Day {
    Day::from_ymd_opt(9999, 12, 31).unwrap_or_default()
}

/// A day before every other, for what began nobody knows when.
#[must_use]
pub fn open_start() -> Day {
    Day::from_ymd_opt(1900, 1, 1).unwrap_or_default()
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// The appointment.
    pub id: AppointmentId,
    /// Who.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// That unit's name then.
    pub unit_name: String,
    /// Which post; empty when it is none of the unit's listed ones.
    #[serde(default)]
    pub post: PostId,
    pub title: String,
    pub level: Level,
    /// How the post was taken.
    pub kind: AppointmentKind,
    /// First day; [`open_start`] when it is not on record.
    pub from: Day,
    /// Last day; [`open_end`] while it lasts.
    pub until: Day,
    /// Document of appointment.
    pub document: String,
    /// Document of removal.
    #[serde(default)]
    pub end_document: String,
    /// Whether it is the main post, which decides the unit a person counts in.
    pub main: bool,
}

impl Appointment {
    /// Whether it lasts on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }

    /// The first day, when on record.
    #[must_use]
    pub fn since(&self) -> Option<Day> {
        (self.from > open_start()).then_some(self.from)
    }

    /// The post of a list that it is of: the one it names, else the one of its unit with its title,
    /// of several the one of its level.
    #[must_use]
    pub fn post_in<'a>(&self, posts: impl IntoIterator<Item = &'a Post>) -> Option<&'a Post> {
        let own: Vec<&Post> = posts.into_iter().filter(|post| post.unit == self.unit).collect();
        let named = own.iter().find(|post| !self.post.as_str().is_empty() && post.id == self.post);
        let titled = || {
            let same = own.iter().filter(|post| post.title.trim() == self.title.trim());
            same.max_by_key(|post| post.level == self.level)
        };
        named.or_else(titled).copied()
    }

    /// Whether it is of a leading post: by the unit's list, or by its title where that has none.
    #[must_use]
    pub fn leads_in<'a>(&self, posts: impl IntoIterator<Item = &'a Post>) -> bool {
        self.post_in(posts).map_or_else(|| leads(&self.title), |post| post.leading)
    }
}

/// Whether a title that is none of the unit's listed posts is a leading one.
#[must_use]
pub fn leads(title: &str) -> bool {
    ["书记", "主席", "局长", "主任", "部长", "会长", "理事长", "市长", "县长", "院长", "检察长", "负责人", "领导"]
        .iter()
        .any(|end| title.ends_with(end))
        && !["科", "处", "室"].iter().any(|part| title.contains(part))
}

/// The title of a post without the name of its unit before it.
#[must_use]
pub fn bare_title<'a>(title: &'a str, unit: &Unit) -> &'a str {
    let title = title.trim();
    let bare = title.strip_prefix(unit.name.as_str()).or_else(|| title.strip_prefix(unit.short.as_str()));
    bare.map(str::trim).filter(|bare| !bare.is_empty()).unwrap_or(title)
}

/// The appointment that 现任职务 says, for a record that has none: since the day its open résumé
/// line began if that is of the same post, else since nobody knows when.
#[must_use]
pub fn of_record(id: AppointmentId, person: &Person, unit: &Unit) -> Option<Appointment> {
    if person.title.trim().is_empty() {
        return None;
    }
    let title = bare_title(&person.title, unit).to_owned();
    let line = open_line(&person.resume).filter(|line| line.text.contains(&title));
    let from = line.and_then(|line| Date::parse(&line.from)).map_or_else(open_start, Date::day);
    Some(Appointment {
        id,
        person: person.id.clone(),
        unit: unit.id.clone(),
        unit_name: unit.name.clone(),
        post: PostId::default(),
        title,
        level: person.level,
        kind: AppointmentKind::Appointed,
        from,
        until: open_end(),
        document: String::new(),
        end_document: String::new(),
        main: true,
    })
}

/// The main post that holds on a day.
#[must_use]
pub fn main_on(all: &[Appointment], day: Day) -> Option<&Appointment> {
    all.iter().filter(|one| one.main && one.holds_on(day)).max_by_key(|one| one.from)
}

/// Since when the level of a main post is held without a break: the first day of the posts of that
/// level before it, each from the day after the last.
#[must_use]
pub fn level_since(all: &[Appointment], main: &Appointment) -> Option<Day> {
    let mut first = main;
    loop {
        let eve = first.from.pred_opt()?;
        let before = all.iter().find(|one| one.main && one.level == main.level && one.until == eve && one.from <= eve);
        match before {
            Some(before) => first = before,
            None => return first.since(),
        }
    }
}

/// The line of a résumé that goes on.
fn open_line(lines: &[ResumeLine]) -> Option<&ResumeLine> {
    lines.iter().rev().find(|line| !line.from.is_empty() && line.until.is_empty())
}

fn month(day: Day) -> String {
    format!("{:04}.{:02}", day.year(), day.month())
}

/// A résumé with an appointment in it: a main post ends the line that goes on and begins its own,
/// another one stands in brackets.
#[must_use]
pub fn resumed(lines: &[ResumeLine], appointment: &Appointment) -> Vec<ResumeLine> {
    let mut lines = lines.to_vec();
    let (Some(from), what) = (appointment.since(), format!("{}{}", appointment.unit_name, appointment.title)) else {
        return lines;
    };
    if appointment.main {
        lines = closed(&lines, from);
        lines.push(ResumeLine { from: month(from), until: String::new(), text: what });
        return lines;
    }
    let verb = match appointment.kind {
        AppointmentKind::Seconded => "挂任",
        _ => "兼任",
    };
    let until = if appointment.until == open_end() { String::new() } else { month(appointment.until) };
    lines.push(ResumeLine {
        text: format!("（其间：{}--{until}  {verb}{what}）", month(from)),
        ..ResumeLine::default()
    });
    lines
}

/// A résumé whose line that goes on ends in the month of a day.
#[must_use]
pub fn closed(lines: &[ResumeLine], on: Day) -> Vec<ResumeLine> {
    let mut lines = lines.to_vec();
    if let Some(open) = lines.iter_mut().rev().find(|line| !line.from.is_empty() && line.until.is_empty())
        && open.from <= month(on)
    {
        open.until = month(on);
    }
    lines
}

/// Where a record says otherwise than its appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mismatch {
    /// 现任职务 is one thing, the main post another: (as recorded, as appointed).
    Title(String, String),
    /// The unit is another than that of the main post: its name.
    Unit(String),
    /// The level is another than that of the main post.
    Level(Level),
    /// A title is recorded and no appointment.
    NoAppointment,
    /// So many main posts last at once.
    SeveralMain(u32),
    /// The first day of the main post is not on record.
    SinceUnknown,
    /// The résumé's line that goes on does not say the main post.
    Resume(String),
    /// The unit lists posts, and this is none of them.
    Unlisted(String),
    /// The service has ended and an appointment lasts.
    Lasting(String),
    /// A secondment that lasts has no last day.
    Endless(String),
}

/// What of a record does not agree with its appointments.
#[must_use]
pub fn mismatches(person: &Person, all: &[Appointment], posts: &[Post], today: Day) -> Vec<Mismatch> {
    use crate::code::PersonState;
    let mut found = Vec::new();
    let lasting: Vec<&Appointment> = all.iter().filter(|one| one.holds_on(today)).collect();
    if person.state != PersonState::Active {
        found.extend(lasting.iter().map(|one| Mismatch::Lasting(one.title.clone())));
        return found;
    }
    let mains = lasting.iter().filter(|one| one.main).count();
    if mains > 1 {
        found.push(Mismatch::SeveralMain(u32::try_from(mains).unwrap_or(u32::MAX)));
    }
    match main_on(all, today) {
        None if !person.title.trim().is_empty() => found.push(Mismatch::NoAppointment),
        None => {}
        Some(main) => {
            if !person.title.contains(main.title.trim()) {
                found.push(Mismatch::Title(person.title.clone(), main.title.clone()));
            }
            if person.unit != main.unit {
                found.push(Mismatch::Unit(main.unit_name.clone()));
            }
            if person.level != main.level {
                found.push(Mismatch::Level(main.level));
            }
            if main.since().is_none() {
                found.push(Mismatch::SinceUnknown);
            }
            let line = open_line(&person.resume);
            let says = |line: &ResumeLine| {
                line.text.contains(main.title.trim()) && main.since().is_none_or(|from| line.from == month(from))
            };
            if !person.resume.is_empty() && !line.is_some_and(says) {
                found.push(Mismatch::Resume(line.map(|line| line.text.clone()).unwrap_or_default()));
            }
        }
    }
    for one in &lasting {
        let listed = posts.iter().any(|post| post.unit == one.unit);
        if listed && one.post_in(posts).is_none() && leads(&one.title) {
            found.push(Mismatch::Unlisted(one.title.clone()));
        }
        if one.kind == AppointmentKind::Seconded && one.until == open_end() {
            found.push(Mismatch::Endless(one.title.clone()));
        }
    }
    found
}

/// An appointment as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentDraft {
    /// Who.
    pub person: PersonId,
    /// The version of their record that was read.
    pub version: u32,
    /// In which unit.
    pub unit: UnitId,
    /// Which of the unit's posts; empty for one that is not listed.
    pub post: PostId,
    /// Title; that of the post when one is chosen.
    pub title: String,
    /// Level; that of the post when none is chosen.
    pub level: Option<Level>,
    /// How the post is taken.
    pub kind: AppointmentKind,
    /// First day. A main post ends the main post before it the day before.
    pub from: Day,
    /// Last day, when one is set. A secondment always has one.
    pub until: Option<Day>,
    /// Document of appointment.
    pub document: String,
    /// Whether it is the main post.
    pub main: bool,
}

impl AppointmentDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(self.unit.as_str(), "unit", 64);
        if self.post.as_str().is_empty() {
            checks.text(&self.title, "title", 60);
            checks.require(self.level.is_some(), "level", Rule::Required);
        } else {
            // A post of the list has its own.
            checks.optional_text(&self.title, "title", 60);
        }
        checks.optional_text(&self.document, "document", 80);
        let seconded = self.kind == AppointmentKind::Seconded;
        // A secondment leaves the personnel relation where it is (公务员法 72), and ends.
        checks.require(!(self.main && seconded), "main", Rule::NotMain);
        checks.require(!seconded || self.until.is_some(), "until", Rule::Required);
        checks.require(
            self.until.is_none_or(|until| until >= self.from),
            "until",
            Rule::not_before(Milestone::From, self.from),
        );
        checks.done()
    }
}

/// What ends an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Which.
    pub id: AppointmentId,
    /// The version of the person's record that was read.
    pub version: u32,
    /// Its last day.
    pub on: Day,
    /// Document of removal (免职).
    pub document: String,
}

impl Removal {
    /// Checks the fields against the appointment.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, of: &Appointment) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.require(self.on >= of.from, "on", Rule::not_before(Milestone::From, of.from));
        checks.text(&self.document, "document", 80);
        checks.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn appointment(title: &str, level: Level, from: &str, until: &str) -> Appointment {
        Appointment {
            id: AppointmentId(format!("{title}{from}")),
            person: "p".into(),
            unit: "u".into(),
            unit_name: "某市总工会".into(),
            post: PostId::default(),
            title: title.into(),
            level,
            kind: AppointmentKind::Appointed,
            from: if from.is_empty() { open_start() } else { day(from) },
            until: if until.is_empty() { open_end() } else { day(until) },
            document: String::new(),
            end_document: String::new(),
            main: true,
        }
    }

    fn post(id: &str, title: &str, level: Level, leading: bool) -> Post {
        Post { id: id.into(), unit: "u".into(), title: title.into(), level, seats: 1, leading, held: 0 }
    }

    fn person(title: &str) -> Person {
        let mut person = Person::blank("p".into());
        (person.title, person.unit, person.level) = (title.into(), "u".into(), Level::DivisionDeputy);
        person
    }

    #[test]
    fn a_post_is_found_by_its_name_or_by_its_title() {
        let posts = [post("a", "副主席", Level::DivisionDeputy, true), post("b", "科长", Level::SectionChief, false)];
        let mut held = appointment("副主席", Level::DivisionDeputy, "2020-01-01", "");
        assert_eq!(held.post_in(&posts).map(|post| post.id.as_str()), Some("a"));
        (held.title, held.post) = ("第一副主席".into(), "a".into());
        assert!(held.leads_in(&posts), "the post it names");
        held.post = PostId::default();
        assert!(held.post_in(&posts).is_none() && held.leads_in(&posts), "by the title alone");
        assert!(!appointment("办公室主任", Level::SectionChief, "2020-01-01", "").leads_in(&posts));
    }

    #[test]
    fn a_level_is_held_since_the_first_of_the_posts_without_a_break() {
        let all = [
            appointment("科员", Level::Staff, "2010-01-01", "2014-12-31"),
            appointment("科长", Level::SectionChief, "2015-01-01", "2017-06-30"),
            appointment("部长", Level::SectionChief, "2017-07-01", "2019-12-31"),
            appointment("副主席", Level::SectionChief, "2021-01-01", ""),
        ];
        assert_eq!(level_since(&all, &all[2]), Some(day("2015-01-01")));
        assert_eq!(level_since(&all, &all[3]), Some(day("2021-01-01")), "a year between");
        let unknown = [appointment("科长", Level::SectionChief, "", "")];
        assert_eq!(level_since(&unknown, &unknown[0]), None);
        assert_eq!(main_on(&all, day("2016-01-01")).unwrap().title, "科长");
    }

    #[test]
    fn a_resume_follows() {
        let lines = crate::resume::parse("2010.01--2020.05  某市总工会科员\n2020.05--         某市总工会科长");
        let next = appointment("副主席", Level::DivisionDeputy, "2024-03-15", "");
        let text = crate::resume::write(&resumed(&lines, &next));
        assert!(text.contains("2020.05--2024.03  某市总工会科长"), "{text}");
        assert!(text.ends_with("2024.03--         某市总工会副主席"), "{text}");
        let away = Appointment { kind: AppointmentKind::Seconded, main: false, until: day("2025-03-14"), ..next };
        assert!(
            crate::resume::write(&resumed(&lines, &away)).ends_with("（其间：2024.03--2025.03  挂任某市总工会副主席）")
        );
    }

    #[test]
    fn a_record_that_says_otherwise_is_said() {
        let today = day("2026-11-28");
        let held = appointment("副主席", Level::DivisionDeputy, "2020-01-01", "");
        let right = person("市总工会副主席");
        assert_eq!(mismatches(&right, std::slice::from_ref(&held), &[], today), []);
        assert_eq!(mismatches(&right, &[], &[], today), [Mismatch::NoAppointment]);
        let mut other = person("市总工会主席");
        other.unit = "v".into();
        other.resume = crate::resume::parse("2019.01--         某市总工会副主席");
        assert_eq!(
            mismatches(&other, std::slice::from_ref(&held), &[post("a", "主席", Level::DivisionChief, true)], today),
            [
                Mismatch::Title("市总工会主席".into(), "副主席".into()),
                Mismatch::Unit("某市总工会".into()),
                Mismatch::Resume("某市总工会副主席".into()),
                Mismatch::Unlisted("副主席".into()),
            ]
        );
        let twice = [held.clone(), appointment("副主席", Level::DivisionDeputy, "2021-01-01", "")];
        assert_eq!(mismatches(&right, &twice, &[], today), [Mismatch::SeveralMain(2)]);
        let endless = Appointment { kind: AppointmentKind::Seconded, main: false, ..held.clone() };
        assert_eq!(mismatches(&right, &[held.clone(), endless], &[], today), [Mismatch::Endless("副主席".into())]);
        let mut gone = right;
        gone.state = crate::code::PersonState::Retired;
        assert_eq!(mismatches(&gone, &[held], &[], today), [Mismatch::Lasting("副主席".into())]);
    }

    #[test]
    fn what_a_form_says_one_holds_becomes_an_appointment() {
        let unit = crate::organisation::tests_unit("u", "某市总工会", "市总工会");
        let mut record = person("某市总工会副主席");
        let of = |record: &Person| of_record("a".into(), record, &unit).unwrap();
        assert_eq!((of(&record).title.as_str(), of(&record).since()), ("副主席", None), "nobody knows since when");
        record.resume = crate::resume::parse("2021.07--         某市总工会党组成员、副主席");
        assert_eq!(of(&record).since(), Some(day("2021-07-01")));
        record.title = String::new();
        assert_eq!(of_record("a".into(), &record, &unit), None);
    }

    #[test]
    fn a_secondment_always_ends_and_a_listed_post_has_its_own_title() {
        let draft = AppointmentDraft {
            person: "p".into(),
            version: 0,
            unit: "u".into(),
            post: "a".into(),
            title: String::new(),
            level: None,
            kind: AppointmentKind::Seconded,
            from: day("2026-01-01"),
            until: None,
            document: String::new(),
            main: false,
        };
        assert_eq!(draft.check(), Err(Fault::field("until", Rule::Required)));
        let until = |day| AppointmentDraft { until: Some(day), ..draft.clone() };
        assert_eq!(
            until(day("2025-12-31")).check(),
            Err(Fault::field("until", Rule::not_before(Milestone::From, draft.from)))
        );
        assert_eq!(until(day("2026-12-31")).check(), Ok(()));
        let free = AppointmentDraft { post: PostId::default(), ..until(day("2026-12-31")) };
        let Err(Fault::Invalid(faults)) = free.check() else { panic!() };
        assert_eq!(faults.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["title", "level"]);
    }
}
