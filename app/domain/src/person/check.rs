//! What a record must be, whoever writes it: a form, a file, or somebody entered anew. One
//! validator, so that nothing comes in by one door that another one refuses.
//!
//! What is not on record is not checked: missing stays missing, and the rules that need it ask.

use super::{Person, Relative, Sensitive, said_by};
use crate::code::ethnic_group;
use crate::fault::{Checks, Milestone, Rule};
use crate::retirement::Grounds;
use crate::time::{Date, age};
use crate::{Day, Fault};

/// Which part of a record is checked: that a form shows, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What everybody in scope may see. A birth or sex against the identity number is said at the
    /// birth or sex.
    Plain,
    /// What needs a purpose. The same is said at the number.
    Sensitive,
    /// Both.
    Whole,
}

/// Checks a record: each field alone, the fields against each other, and the identity number
/// against birth and sex (GB 11643-1999).
///
/// # Errors
/// [`Fault::Invalid`] with every faulty field, named as the forms name them.
pub fn check(person: &Person, sensitive: &Sensitive, part: Part, today: Day) -> Result<(), Fault> {
    let mut checks = Checks::default();
    if part != Part::Sensitive {
        texts(&mut checks, person);
        dates(&mut checks, person, today);
        lists(&mut checks, person);
    }
    if part != Part::Plain {
        private(&mut checks, sensitive);
    }
    number(&mut checks, person, &sensitive.id_number, part);
    checks.done()
}

fn texts(checks: &mut Checks, person: &Person) {
    checks.text(&person.name, "name", 30);
    checks.require(person.ethnic.is_empty() || ethnic_group(&person.ethnic).is_some(), "ethnic", Rule::Unknown);
    let short = [
        (&person.native_place, "native_place", 30),
        (&person.birth_place, "birth_place", 30),
        (&person.upbringing_place, "upbringing_place", 30),
        (&person.party_joined, "party_joined", 30),
        (&person.technical_title, "technical_title", 50),
        // 专长: at most 50 characters by the entry rules of the appointment form.
        (&person.specialty, "specialty", 50),
        (&person.title, "title", 120),
        (&person.honours, "honours", 5000),
        (&person.assessments, "assessments", 2000),
    ];
    for (text, field, most) in short {
        checks.optional_text(text, field, most);
    }
}

fn dates(checks: &mut Checks, person: &Person, today: Day) {
    checks.require((14..=110).contains(&age(person.birth.day(), today)), "birth", Rule::Date);
    let joined = Date::parse(person.party_joined.split(['；', ';', '，', ',']).next().unwrap_or_default());
    let after_birth = [
        (person.work_since, "work_since"),
        (person.level_since, "level_since"),
        (person.rank_since, "rank_since"),
        (joined, "party_joined"),
    ];
    for (date, field) in after_birth.iter().filter_map(|(date, field)| Some(((*date)?, *field))) {
        checks.require(date.day() <= today, field, Rule::NotLater);
        checks.require(date.last() > person.birth.day(), field, Rule::after(Milestone::Birth, person.birth.day()));
    }
    for (since, field) in [(person.level_since, "level_since"), (person.rank_since, "rank_since")] {
        if let (Some(work), Some(since)) = (person.work_since, since) {
            checks.require(since.last() >= work.day(), field, Rule::not_before(Milestone::Work, work.day()));
        }
    }
    let allowed = person.old_age.is_none_or(|age| Grounds::allows(person.sex, age));
    checks.require(allowed, "old_age", Rule::Wrong);
}

fn lists(checks: &mut Checks, person: &Person) {
    checks.require(person.education.len() <= 12, "education", Rule::TooLong(12));
    for (n, education) in person.education.iter().enumerate() {
        for text in [&education.schooling, &education.degree, &education.school, &education.degree_school] {
            checks.optional_text(text, &format!("education-{n}"), 60);
        }
    }
    checks.require(person.resume.len() <= 200, "resume", Rule::TooLong(200));
    let in_order = |line: &crate::resume::ResumeLine| line.until.is_empty() || line.until >= line.from;
    if let Some(line) = person.resume.iter().find(|line| !in_order(line)) {
        let rule = Rule::NotBeforeThe(Milestone::LineBegins, line.from.clone());
        checks.require(false, "resume", rule);
    }
    let short = |line: &crate::resume::ResumeLine| line.text.chars().count() <= 300;
    checks.require(person.resume.iter().all(short), "resume", Rule::TooLong(300));
}

fn private(checks: &mut Checks, sensitive: &Sensitive) {
    checks.optional_text(&sensitive.health, "health", 50);
    checks.require(sensitive.family.len() <= 30, "family", Rule::TooLong(30));
    for (n, relative) in sensitive.family.iter().enumerate().filter(|(_, one)| **one != Relative::default()) {
        let field = |name: &str| format!("family-{n}-{name}");
        checks.text(&relative.relation, &field("relation"), 10);
        checks.text(&relative.name, &field("name"), 30);
        checks.optional_text(&relative.birth, &field("birth"), 20);
        checks.optional_text(&relative.politics, &field("politics"), 20);
        checks.optional_text(&relative.work, &field("work"), 80);
    }
}

fn number(checks: &mut Checks, person: &Person, number: &str, part: Part) {
    if number.is_empty() {
        return;
    }
    let Some((born, sex)) = said_by(number) else {
        checks.require(part == Part::Plain, "id_number", Rule::IdNumber);
        return;
    };
    let birth = Date::from(born).month_text() == person.birth.month_text();
    match part {
        Part::Plain => {
            checks.require(birth, "birth", Rule::NumberDiffers);
            checks.require(sex == person.sex, "sex", Rule::NumberDiffers);
        }
        Part::Sensitive | Part::Whole => checks.require(birth && sex == person.sex, "id_number", Rule::Differs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldFault;
    use crate::code::{Level, Sex};

    fn today() -> Day {
        crate::time::parse_day("2026-11-28").unwrap()
    }

    fn record() -> (Person, Sensitive) {
        let mut person = Person::blank("p".into());
        (person.name, person.sex, person.level) = ("张".to_owned(), Sex::Female, Level::Staff);
        person.birth = Date::parse("1949-12").unwrap();
        (person, Sensitive { id_number: "11010519491231002X".into(), ..Sensitive::default() })
    }

    fn faults(person: &Person, sensitive: &Sensitive, part: Part) -> Vec<(String, Rule)> {
        match check(person, sensitive, part, today()) {
            Err(Fault::Invalid(faults)) => faults.into_iter().map(|FieldFault { field, rule }| (field, rule)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_is_not_on_record_is_not_wrong() {
        let (person, sensitive) = record();
        assert_eq!((person.work_since, person.politics, person.ethnic.as_str()), (None, None, ""));
        assert_eq!(check(&person, &sensitive, Part::Whole, today()), Ok(()));
    }

    #[test]
    fn a_number_against_birth_or_sex_is_said_where_it_was_typed() {
        let (mut person, sensitive) = record();
        person.sex = Sex::Male;
        assert_eq!(faults(&person, &sensitive, Part::Whole), [("id_number".into(), Rule::Differs)]);
        assert_eq!(faults(&person, &sensitive, Part::Sensitive), [("id_number".into(), Rule::Differs)]);
        assert_eq!(faults(&person, &sensitive, Part::Plain), [("sex".into(), Rule::NumberDiffers)]);
        (person.sex, person.birth) = (Sex::Female, Date::parse("1950-01-31").unwrap());
        assert_eq!(faults(&person, &sensitive, Part::Plain), [("birth".into(), Rule::NumberDiffers)]);
        let wrong = Sensitive { id_number: "110105194912310021".into(), ..Sensitive::default() };
        assert_eq!(faults(&person, &wrong, Part::Whole), [("id_number".into(), Rule::IdNumber)]);
    }

    #[test]
    fn nobody_works_joins_or_rises_before_birth_nor_after_today() {
        let (mut person, sensitive) = record();
        person.work_since = Date::parse("1949-11");
        person.level_since = Date::parse("2027-01");
        person.party_joined = "194001；民盟".into();
        let found = faults(&person, &sensitive, Part::Whole);
        let born = Rule::after(Milestone::Birth, person.birth.day());
        let expected = [("work_since", born.clone()), ("level_since", Rule::NotLater), ("party_joined", born)];
        assert_eq!(found, expected.map(|(field, rule)| (field.to_owned(), rule)));
        (person.work_since, person.level_since) = (Date::parse("1970.07"), Date::parse("1969.01"));
        person.party_joined = "民盟".into();
        assert_eq!(
            faults(&person, &sensitive, Part::Whole),
            [("level_since".into(), Rule::not_before(Milestone::Work, Date::parse("1970.07").unwrap().day()))]
        );
        // A month alone is compared as far as it goes.
        person.level_since = Date::parse("1970.07");
        person.work_since = Date::parse("1970.07.15");
        assert!(faults(&person, &sensitive, Part::Whole).is_empty());
    }
}
