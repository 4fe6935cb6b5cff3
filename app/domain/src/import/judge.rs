//! What a row would do to the record it meets.

use super::{Change, Field, ImportRow, Problem, ProblemRule, Record, Verdict};
use crate::code::{self, Code, Lang, Level, Politics, Sex};
use crate::fault::Rule;
use crate::organisation::Unit;
use crate::person::{self, Education, Part, Person, Sensitive};
use crate::time::Date;
use crate::{Day, Fault, PersonId, resume};

/// Whom a row is about, as far as the store could tell.
#[derive(Clone, Debug)]
pub enum Match {
    /// Nobody known.
    Nobody,
    /// This record.
    One(Box<Record>),
    /// Several people of that name and no number to tell them apart.
    Many,
    /// Somebody outside the viewer's scope.
    OutOfScope,
}

/// Judges a row: the verdict, and the record to write when it may be taken.
///
/// `unit` finds a unit of the viewer's scope by name; `home` is where new people go
/// whose file names no unit; `id` is given to a new person.
pub fn judge(
    row: &ImportRow,
    known: Match,
    unit: impl Fn(&str) -> Option<Unit>,
    home: Option<&Unit>,
    id: PersonId,
    today: Day,
) -> (Verdict, Option<Record>) {
    let mut problems = Vec::new();
    let found = |field: Field| shown(field, row.get(field).unwrap_or_default());
    let (mut record, before) = match known {
        Match::One(record) => ((*record).clone(), Some(*record)),
        Match::Nobody => (Record { person: Person::blank(id), sensitive: Sensitive::default() }, None),
        Match::Many => {
            return (
                Verdict::Problem(vec![Problem {
                    field: Field::Name,
                    rule: ProblemRule::Ambiguous,
                    found: found(Field::Name),
                }]),
                None,
            );
        }
        Match::OutOfScope => {
            return (
                Verdict::Problem(vec![Problem {
                    field: Field::Name,
                    rule: ProblemRule::OutOfScope,
                    found: found(Field::Name),
                }]),
                None,
            );
        }
    };

    for (field, text) in &row.values {
        let text = text.trim();
        if text.is_empty() || matches!(field, Field::Unit | Field::Family | Field::Photo) {
            continue;
        }
        if let Err(rule) = set(*field, text, &mut record, today) {
            problems.push(Problem { field: *field, rule: ProblemRule::Field(rule), found: shown(*field, text) });
        }
    }
    if let Some(education) = &row.education {
        record.person.education.clone_from(education);
    }
    if let Some(lines) = &row.resume {
        record.person.resume.clone_from(lines);
    }
    if let Some(family) = &row.family {
        record.sensitive.family.clone_from(family);
    }
    if row.photo.is_some() {
        record.person.has_photo = true;
    }
    if !row.unknown.is_empty() {
        record.person.unknown.clone_from(&row.unknown);
    }

    match row.get(Field::Unit).map(|name| (name, unit(name))) {
        Some((_, Some(unit))) => place(&mut record.person, &unit),
        // A form's 呈报单位 is often written freely: for somebody already placed, or with
        // a unit chosen for the whole file, it is not worth refusing the row.
        Some((name, None)) if before.is_none() && home.is_none() => {
            problems.push(Problem { field: Field::Unit, rule: ProblemRule::UnitUnknown, found: name.to_owned() });
        }
        _ => {
            if before.is_none() {
                match home {
                    Some(unit) => place(&mut record.person, unit),
                    None => problems.push(Problem {
                        field: Field::Unit,
                        rule: ProblemRule::Field(Rule::Required),
                        found: String::new(),
                    }),
                }
            }
        }
    }

    if before.is_none() {
        for field in [Field::Name, Field::Sex, Field::Birth] {
            if row.get(field).is_none() {
                problems.push(Problem { field, rule: ProblemRule::Field(Rule::Required), found: String::new() });
            }
        }
    }
    // What the forms refuse is refused here; what stood so before is not the file's fault.
    let held = before.as_ref().map(|before| breaches(before, today)).unwrap_or_default();
    let unread: Vec<Field> = problems.iter().map(|one| one.field).collect();
    // A number is not held against a birth or sex that could not be read.
    let half = unread.contains(&Field::Birth) || unread.contains(&Field::Sex);
    for (field, rule) in breaches(&record, today) {
        let said = unread.contains(&field) || half && rule == Rule::Differs;
        if !said && !held.contains(&(field, rule.clone())) {
            let found = shown(field, &text_of(field, &record));
            problems.push(Problem { field, rule: ProblemRule::Field(rule), found });
        }
    }
    // Each problem once, in the order of the columns.
    problems.sort_by_key(|problem| problem.field);
    problems.dedup();
    if !problems.is_empty() {
        return (Verdict::Problem(problems), None);
    }
    match before {
        None => (Verdict::New, Some(record)),
        Some(before) => {
            let mut changes = compare(&before, &record);
            if row.photo.is_some() && !before.person.has_photo {
                changes.push(Change { field: Field::Photo, before: String::new(), after: "✓".to_owned() });
            }
            if changes.is_empty() && before.person.unknown == record.person.unknown {
                (Verdict::Same, None)
            } else {
                (Verdict::Changed(changes), Some(record))
            }
        }
    }
}

/// What the one validator of records says of a whole record, by the fields of files.
fn breaches(record: &Record, today: Day) -> Vec<(Field, Rule)> {
    match person::check(&record.person, &record.sensitive, Part::Whole, today) {
        Err(Fault::Invalid(faults)) => {
            faults.into_iter().filter_map(|one| Some((Field::of_form(&one.field)?, one.rule))).collect()
        }
        _ => Vec::new(),
    }
}

fn place(person: &mut Person, unit: &Unit) {
    person.unit = unit.id.clone();
    person.path.clone_from(&unit.path);
}

fn set(field: Field, text: &str, record: &mut Record, today: Day) -> Result<(), Rule> {
    let short = |max: u32| {
        if text.chars().count() > max as usize { Err(Rule::TooLong(max)) } else { Ok(text.to_owned()) }
    };
    let date = || Date::parse(text).ok_or(Rule::Date);
    let finer = |known: Option<Date>| date().map(|read| known.map_or(read, |known| known.finer(read)));
    let person = &mut record.person;
    match field {
        // Rosters pad two-character names with blanks to three columns.
        Field::Name => {
            person.name = short(30)?.split_whitespace().collect::<Vec<_>>().join(if text.is_ascii() { " " } else { "" })
        }
        Field::IdNumber => {
            let number = person::normal_id_number(text);
            if !person::is_id_number(&number) {
                return Err(Rule::IdNumber);
            }
            record.sensitive.id_number = number;
        }
        Field::Sex => person.sex = Sex::find(text).ok_or(Rule::Unknown)?,
        Field::Birth => person.birth = person.birth.finer(date()?),
        Field::Ethnic => person.ethnic = code::ethnic_group(text).ok_or(Rule::Unknown)?.to_owned(),
        Field::NativePlace => person.native_place = short(30)?,
        Field::BirthPlace => person.birth_place = short(30)?,
        Field::UpbringingPlace => person.upbringing_place = short(30)?,
        Field::Politics => person.politics = Some(politics(text).ok_or(Rule::Unknown)?),
        Field::PartyJoined => {
            person.party_joined = short(30)?;
            // Who joined the Party over a year ago is past probation; nearer to it the date does
            // not say which.
            let past = |joined: Date| crate::time::age(joined.last(), today) >= 1;
            if person.politics.is_none() && Date::parse(text).is_some_and(past) {
                person.politics = Some(Politics::Member);
            }
        }
        Field::WorkSince => person.work_since = Some(finer(person.work_since)?),
        Field::Title => person.title = short(120)?,
        Field::Level => person.level = Level::find(text).ok_or(Rule::Unknown)?,
        Field::LevelSince => person.level_since = Some(finer(person.level_since)?),
        Field::Schooling | Field::Degree | Field::School => {
            let value = short(60)?;
            let at = match person.education.iter().position(|e| e.full_time) {
                Some(at) => at,
                None => {
                    person.education.insert(0, Education { full_time: true, ..Education::default() });
                    0
                }
            };
            let education = &mut person.education[at];
            match field {
                Field::Schooling => education.schooling = value,
                Field::Degree => education.degree = value,
                _ => education.school = value,
            }
        }
        Field::TechnicalTitle => person.technical_title = short(50)?,
        Field::Specialty => person.specialty = short(50)?,
        Field::Health => record.sensitive.health = short(30)?,
        Field::Resume => person.resume = resume::parse(&short(10_000)?),
        Field::Honours => person.honours = short(5_000)?,
        Field::Assessments => person.assessments = short(2_000)?,
        Field::Unit | Field::Family | Field::Photo => {}
    }
    Ok(())
}

/// Political status as rosters write it.
fn politics(text: &str) -> Option<Politics> {
    Politics::find(text).or(match text {
        "党员" | "中共" => Some(Politics::Member),
        "预备党员" => Some(Politics::Probationary),
        "团员" => Some(Politics::League),
        "民革" => Some(Politics::RevolutionaryCommittee),
        "民盟" => Some(Politics::DemocraticLeague),
        "民建" => Some(Politics::Construction),
        "民进" => Some(Politics::Promoting),
        "农工党" => Some(Politics::PeasantsWorkers),
        "致公党" => Some(Politics::ZhiGong),
        "九三学社" => Some(Politics::JiuSan),
        "台盟" => Some(Politics::Taiwan),
        "无党派" => Some(Politics::NonParty),
        _ => None,
    })
}

/// A record's field as text, the way a roster would have it.
#[must_use]
pub fn text_of(field: Field, record: &Record) -> String {
    let person = &record.person;
    let first = person.education.iter().find(|e| e.full_time);
    match field {
        Field::Name => person.name.clone(),
        Field::IdNumber => record.sensitive.id_number.clone(),
        Field::Sex => person.sex.name(Lang::Zh).to_owned(),
        Field::Birth => person.birth.to_string(),
        Field::Ethnic => person.ethnic.clone(),
        Field::NativePlace => person.native_place.clone(),
        Field::BirthPlace => person.birth_place.clone(),
        Field::UpbringingPlace => person.upbringing_place.clone(),
        Field::Politics => person.politics.map_or("", |one| one.name(Lang::Zh)).to_owned(),
        Field::PartyJoined => person.party_joined.clone(),
        Field::WorkSince => person.work_since.map(|date| date.to_string()).unwrap_or_default(),
        Field::Unit => person.unit.to_string(),
        Field::Title => person.title.clone(),
        Field::Level if person.level == Level::Unknown => String::new(),
        Field::Level => person.level.name(Lang::Zh).to_owned(),
        Field::LevelSince => person.level_since.map(|date| date.to_string()).unwrap_or_default(),
        Field::Schooling => first.map(|e| e.schooling.clone()).unwrap_or_default(),
        Field::Degree => first.map(|e| e.degree.clone()).unwrap_or_default(),
        Field::School => first.map(|e| e.school.clone()).unwrap_or_default(),
        Field::TechnicalTitle => person.technical_title.clone(),
        Field::Specialty => person.specialty.clone(),
        Field::Health => record.sensitive.health.clone(),
        Field::Resume => resume::write(&person.resume),
        Field::Honours => person.honours.clone(),
        Field::Assessments => person.assessments.clone(),
        Field::Family => record
            .sensitive
            .family
            .iter()
            .map(|r| [&r.relation, &r.name, &r.birth, &r.politics, &r.work].map(String::as_str).join(" "))
            .collect::<Vec<_>>()
            .join("\n"),
        Field::Photo => String::new(),
    }
}

fn shown(field: Field, text: &str) -> String {
    match field {
        Field::IdNumber => person::mask_id_number(text),
        Field::Health | Field::Family if !text.is_empty() => "***".to_owned(),
        _ => text.chars().take(200).collect(),
    }
}

fn compare(before: &Record, after: &Record) -> Vec<Change> {
    let mut changes: Vec<Change> = Field::ALL
        .iter()
        .filter_map(|field| {
            let (old, new) = (text_of(*field, before), text_of(*field, after));
            (old != new).then(|| Change { field: *field, before: shown(*field, &old), after: shown(*field, &new) })
        })
        .collect();
    if before.person.education != after.person.education && !changes.iter().any(|c| c.field == Field::Schooling) {
        changes.push(Change { field: Field::Schooling, before: String::new(), after: String::new() });
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        crate::time::parse_day("2026-11-23").unwrap()
    }

    fn unit() -> Unit {
        Unit {
            id: "u".into(),
            name: "某市总工会".into(),
            short: "市总工会".into(),
            kind: code::UnitKind::Union,
            family: code::Family::Mass,
            level: code::UnitLevel::City,
            parent: crate::UnitId::default(),
            path: "/u/".into(),
            headcount: 10,
            leading_posts: 2,
            members: Vec::new(),
            rank: 0,
            organ: String::new(),
            active: true,
            version: 0,
        }
    }

    fn row(values: &[(Field, &str)]) -> ImportRow {
        ImportRow {
            line: 2,
            values: values.iter().map(|(f, v)| (*f, (*v).to_owned())).collect(),
            ..ImportRow::default()
        }
    }

    fn find(name: &str) -> Option<Unit> {
        (name == "某市总工会").then(unit)
    }

    fn run(row: &ImportRow, known: Match) -> (Verdict, Option<Record>) {
        judge(row, known, find, None, "p".into(), today())
    }

    fn complete() -> ImportRow {
        row(&[
            (Field::Name, "张 伟"),
            (Field::Sex, "男"),
            (Field::Birth, "1980.05"),
            (Field::IdNumber, "１１０１０５19800517005x"),
            (Field::Unit, "某市总工会"),
            (Field::Level, "乡科级正职"),
            (Field::Politics, "党员"),
        ])
    }

    #[test]
    fn the_same_file_twice_changes_nothing() {
        let (verdict, record) = run(&complete(), Match::Nobody);
        assert_eq!(verdict, Verdict::New);
        let record = record.unwrap();
        assert_eq!(record.person.name, "张伟");
        assert_eq!(record.person.path, "/u/");
        assert_eq!(record.sensitive.id_number, "11010519800517005X");
        let (again, nothing) = run(&complete(), Match::One(Box::new(record)));
        assert_eq!((again, nothing), (Verdict::Same, None));
    }

    #[test]
    fn every_problem_is_named_with_its_field() {
        let bad = row(&[
            (Field::Name, "李娜"),
            (Field::Sex, "中"),
            (Field::Birth, "1980-13-01"),
            (Field::IdNumber, "110105194912310021"),
            (Field::Unit, "火星分会"),
        ]);
        let (Verdict::Problem(problems), None) = run(&bad, Match::Nobody) else { panic!() };
        let fields: Vec<Field> = problems.iter().map(|p| p.field).collect();
        assert_eq!(fields, [Field::IdNumber, Field::Sex, Field::Birth, Field::Unit]);
        assert_eq!(problems[0].found, "110*************21", "a wrong number is masked too");
        let (Verdict::Problem(problems), _) = run(&row(&[(Field::Name, "李娜")]), Match::Nobody) else { panic!() };
        assert_eq!(problems.len(), 3);
    }

    #[test]
    fn a_change_is_shown_field_by_field_and_masked() {
        let (_, record) = run(&complete(), Match::Nobody);
        let mut next = complete();
        next.values.push((Field::Title, "市总工会副主席".into()));
        next.values.push((Field::Health, "一般".into()));
        let (verdict, _) = run(&next, Match::One(Box::new(record.unwrap())));
        assert_eq!(
            verdict,
            Verdict::Changed(vec![
                Change { field: Field::Title, before: String::new(), after: "市总工会副主席".into() },
                Change { field: Field::Health, before: String::new(), after: "***".into() },
            ])
        );
    }

    #[test]
    fn a_month_does_not_overwrite_a_known_day() {
        let (_, record) = run(&complete(), Match::Nobody);
        let mut record = record.unwrap();
        record.person.birth = Date::parse("1980-05-17").unwrap();
        assert_eq!(run(&complete(), Match::One(Box::new(record))).0, Verdict::Same);
    }

    #[test]
    fn what_a_file_does_not_say_is_not_assumed() {
        let bare =
            row(&[(Field::Name, "夏无参"), (Field::Sex, "女"), (Field::Birth, "1990.03"), (Field::Unit, "某市总工会")]);
        let record = run(&bare, Match::Nobody).1.unwrap();
        for field in [Field::Ethnic, Field::Politics, Field::WorkSince, Field::Level, Field::LevelSince] {
            assert_eq!(text_of(field, &record), "", "{field:?}");
        }
        assert_eq!(text_of(Field::Birth, &record), "1990-03", "a month stays a month");
        // Who joined long ago is a member; who joined this year may be on probation.
        let joined = |on: &str| {
            let mut row = bare.clone();
            row.values.push((Field::PartyJoined, on.into()));
            run(&row, Match::Nobody).1.unwrap().person.politics
        };
        assert_eq!(joined("201206"), Some(Politics::Member));
        assert_eq!(joined("202606"), None);
    }

    #[test]
    fn a_file_may_not_say_what_a_form_refuses() {
        let said = |field: Field, text: &str| {
            let mut row = complete();
            row.values.retain(|one| one.0 != field);
            row.values.push((field, text.into()));
            match run(&row, Match::Nobody).0 {
                Verdict::Problem(problems) => problems.into_iter().map(|one| (one.field, one.rule)).collect(),
                _ => Vec::new(),
            }
        };
        let one = |field, rule| vec![(field, ProblemRule::Field(rule))];
        assert_eq!(said(Field::Birth, "1985.05"), one(Field::IdNumber, Rule::Differs));
        assert_eq!(said(Field::Sex, "女"), one(Field::IdNumber, Rule::Differs));
        assert_eq!(said(Field::WorkSince, "1975.07"), one(Field::WorkSince, Rule::NotBefore));
        assert_eq!(said(Field::LevelSince, "2030.01"), one(Field::LevelSince, Rule::NotLater));
        assert_eq!(
            said(Field::Sex, "中"),
            one(Field::Sex, Rule::Unknown),
            "nothing is held against what can't be read"
        );
        // What stood so before is no fault of a file that says something else.
        let mut record = run(&complete(), Match::Nobody).1.unwrap();
        record.person.birth = Date::parse("1985.05").unwrap();
        let title = row(&[(Field::Name, "张伟"), (Field::Title, "市总工会副主席")]);
        assert!(matches!(run(&title, Match::One(Box::new(record))).0, Verdict::Changed(_)));
    }

    #[test]
    fn those_who_cannot_be_told_apart_are_not_guessed() {
        let (Verdict::Problem(problems), None) = run(&complete(), Match::Many) else { panic!() };
        assert_eq!(problems[0].rule, ProblemRule::Ambiguous);
        let (Verdict::Problem(problems), None) = run(&complete(), Match::OutOfScope) else { panic!() };
        assert_eq!(problems[0].rule, ProblemRule::OutOfScope);
    }

    proptest! {
        /// Whatever a file says, taking it and reading it again finds nothing to do.
        #[test]
        fn taking_twice_is_taking_once(name in "[一-龥]{2,4}", year in 1950i32..2005, title in "[一-龥]{0,20}", place in "[一-龥]{0,10}") {
            let row = row(&[
                (Field::Name, &name),
                (Field::Sex, "女"),
                (Field::Birth, &format!("{year}.03")),
                (Field::Unit, "某市总工会"),
                (Field::Title, &title),
                (Field::NativePlace, &place),
            ]);
            let (verdict, record) = run(&row, Match::Nobody);
            prop_assert_eq!(verdict, Verdict::New);
            prop_assert_eq!(run(&row, Match::One(Box::new(record.unwrap()))).0, Verdict::Same);
        }
    }
}
