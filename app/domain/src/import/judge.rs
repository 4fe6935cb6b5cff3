//! What a row would do to the record it meets.

use super::record::{set, shown};
use super::{
    Change, Facts, Field, ImportRow, Meanings, NO_MEANING, Problem, ProblemRule, Question, Record, Units, Verdict,
    text_of, words,
};
use crate::fault::Rule;
use crate::organisation::Unit;
use crate::person::{self, Part, Person, Sensitive, is_id_number, normal_id_number};
use crate::text::{name_key, unmapped, word_key};
use crate::time::Date;
use crate::{Day, Fault, PersonId};

/// Whom a row is about, as far as the store could tell.
#[derive(Clone, Debug)]
pub enum Match {
    /// Nobody known.
    Nobody,
    /// This record.
    One(Box<Record>),
    /// It is to be asked.
    Ask(Question),
    /// Somebody outside the viewer's scope.
    OutOfScope,
    /// Nobody: the row is left out.
    Left,
}

/// What rows are judged by.
pub struct World<'a> {
    /// The units of the viewer's scope.
    pub units: &'a Units,
    /// Where new people go whose file names no unit.
    pub home: Option<&'a Unit>,
    /// What words mean, as importers have said.
    pub meanings: &'a Meanings,
    /// The day.
    pub today: Day,
}

impl World<'_> {
    /// The unit that a row names; `Err` when it names one that is not known.
    fn unit(&self, row: &ImportRow) -> Result<Option<&Unit>, ()> {
        let Some(name) = row.get(Field::Unit) else { return Ok(self.home) };
        match self.meanings.get(&(Field::Unit, word_key(name))) {
            Some(meant) if meant == NO_MEANING => Ok(self.home),
            Some(meant) => self.units.get(&meant.as_str().into()).map(Some).ok_or(()),
            None => self.units.find(name).map(Some).ok_or(()),
        }
    }

    /// What a row says of who it is about.
    #[must_use]
    pub fn facts(&self, row: &ImportRow) -> Facts {
        let sound = |field: Field| row.get(field).filter(|_| row.flaws.iter().all(|flaw| flaw.field != field));
        Facts {
            name: row.get(Field::Name).map(name_key).unwrap_or_default(),
            number: sound(Field::IdNumber).map(normal_id_number).filter(|number| is_id_number(number)),
            key: row.get(Field::Key).map(PersonId::from),
            birth: sound(Field::Birth).and_then(Date::parse),
            sex: row.get(Field::Sex).and_then(words::sex),
            unit: self.unit(row).ok().flatten().map(|unit| unit.id.clone()),
        }
    }
}

/// Judges a row: the verdict, what was read of it as everybody may see it, and the record to write
/// when it may be taken. `id` is given to a new person.
#[must_use]
pub fn judge(row: &ImportRow, known: Match, world: &World<'_>, id: PersonId) -> (Verdict, Option<Record>) {
    let (mut record, before) = match known {
        Match::One(record) => ((*record).clone(), Some(*record)),
        Match::Nobody => (Record { person: Person::blank(id), sensitive: Sensitive::default() }, None),
        Match::Left => return (Verdict::Left, None),
        Match::Ask(question) => return (Verdict::Ask(question), None),
        Match::OutOfScope => {
            let found = shown(Field::IdNumber, row.get(Field::IdNumber).unwrap_or_default());
            let problem = Problem { field: Field::IdNumber, rule: ProblemRule::OutOfScope, found };
            return (Verdict::Problem(vec![problem]), None);
        }
    };
    let mut problems = read_into(&mut record, row, world);
    place(&mut record, before.is_none(), row, world, &mut problems);
    if before.is_none() {
        for field in [Field::Name, Field::Sex, Field::Birth] {
            if row.get(field).is_none() {
                problems.push(Problem { field, rule: ProblemRule::Field(Rule::Required), found: String::new() });
            }
        }
    }
    // What the forms refuse is refused here; what stood so before is not the file's fault.
    let held = before.as_ref().map(|before| breaches(before, world.today)).unwrap_or_default();
    let held: Vec<_> = held.into_iter().map(|(field, rule)| (field, of_line(rule))).collect();
    let unread: Vec<Field> = problems.iter().map(|one| one.field).collect();
    let either = [Field::Birth, Field::Sex].iter().any(|field| unread.contains(field));
    for (field, rule) in breaches(&record, world.today) {
        let rule = of_line(rule);
        // A number is not held against a birth or sex that could not be read, nor another date
        // against a birth.
        let without = either && matches!(rule, Rule::Differs | Rule::NotBefore);
        if !held.contains(&(field, rule.clone())) && !unread.contains(&field) && !without {
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
            let mut changes = compare(&before, &record, world.units);
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

/// Reads the fields of a row into a record, and what is wrong with them.
fn read_into(record: &mut Record, row: &ImportRow, world: &World<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        row.flaws.iter().map(|flaw| Problem { found: shown(flaw.field, &flaw.found), ..flaw.clone() }).collect();
    // A rank is read before the day since when it is held, whichever column comes first.
    let (ranks, others): (Vec<_>, Vec<_>) =
        row.values.iter().partition(|(field, _)| matches!(field, Field::Rank | Field::Level));
    for (field, text) in ranks.into_iter().chain(others) {
        let text = text.trim();
        let apart = matches!(field, Field::Unit | Field::Family | Field::Photo | Field::Key);
        if text.is_empty() || row.flaws.iter().any(|flaw| flaw.field == *field) {
            continue;
        }
        if let Some(c) = unmapped(text) {
            problems.push(Problem { field: *field, rule: ProblemRule::Unmapped(c as u32), found: shown(*field, text) });
        } else if !apart && let Err(rule) = set(*field, text, record, world.meanings, world.today) {
            problems.push(Problem { field: *field, rule, found: shown(*field, text) });
        }
    }
    let mut whole = |field: Field, text: String| {
        if let Some(c) = unmapped(&text) {
            problems.push(Problem {
                field,
                rule: ProblemRule::Unmapped(c as u32),
                found: shown(field, &c.to_string()),
            });
        }
    };
    if let Some(education) = &row.education {
        record.person.education.clone_from(education);
        [Field::Schooling, Field::Degree, Field::School, Field::LaterSchooling, Field::LaterDegree, Field::LaterSchool]
            .into_iter()
            .for_each(|field| whole(field, text_of(field, record)));
    }
    if let Some(lines) = &row.resume {
        record.person.resume.clone_from(lines);
        whole(Field::Resume, text_of(Field::Resume, record));
    }
    if let Some(family) = &row.family {
        record.sensitive.family.clone_from(family);
        whole(Field::Family, text_of(Field::Family, record));
    }
    if row.photo.is_some() {
        record.person.has_photo = true;
    }
    if !row.unknown.is_empty() {
        record.person.unknown.clone_from(&row.unknown);
    }
    problems
}

/// Puts somebody where the row says. A unit that is not known is nobody's: neither the one chosen
/// for the file nor the one held before.
fn place(record: &mut Record, new: bool, row: &ImportRow, world: &World<'_>, problems: &mut Vec<Problem>) {
    let named = row.get(Field::Unit);
    let unit = match world.unit(row) {
        Ok(unit) => unit,
        // A name that several units have is the one of them that somebody is in.
        Err(()) if world.units.is_called(&record.person.unit, named.unwrap_or_default()) => return,
        Err(()) => {
            let found = named.unwrap_or_default().chars().take(200).collect();
            problems.push(Problem { field: Field::Unit, rule: ProblemRule::UnitUnknown, found });
            return;
        }
    };
    let left_out = named.is_some_and(|name| {
        world.meanings.get(&(Field::Unit, word_key(name))).is_some_and(|meant| meant == NO_MEANING)
    });
    match unit {
        Some(unit) if new || (named.is_some() && !left_out) => {
            record.person.unit = unit.id.clone();
            record.person.path.clone_from(&unit.path);
        }
        None if new => {
            let rule = ProblemRule::Field(Rule::Required);
            problems.push(Problem { field: Field::Unit, rule, found: String::new() });
        }
        _ => {}
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

/// What was read of a row, field by field, as everybody in scope may see it.
#[must_use]
pub fn read_of(row: &ImportRow) -> Vec<(Field, String)> {
    let mut read: Vec<(Field, String)> = row
        .values
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(field, text)| (*field, shown(*field, text.trim())))
        .collect();
    let mut blank = Record { person: Person::blank(PersonId::default()), sensitive: Sensitive::default() };
    blank.person.education = row.education.clone().unwrap_or_default();
    blank.person.resume = row.resume.clone().unwrap_or_default();
    blank.sensitive.family = row.family.clone().unwrap_or_default();
    for field in [
        Field::Schooling,
        Field::Degree,
        Field::School,
        Field::LaterSchooling,
        Field::LaterDegree,
        Field::LaterSchool,
        Field::Resume,
        Field::Family,
    ] {
        let text = text_of(field, &blank);
        if !text.is_empty() && !read.iter().any(|(known, _)| *known == field) {
            read.push((field, shown(field, &text)));
        }
    }
    if row.photo.is_some() {
        read.push((Field::Photo, "✓".to_owned()));
    }
    read
}

/// A fault as a line of a file has it: the other dates stand in its columns.
fn of_line(rule: Rule) -> Rule {
    match rule {
        Rule::NotBeforeThe(..) | Rule::After(..) => Rule::NotBefore,
        other => other,
    }
}

fn compare(before: &Record, after: &Record, units: &Units) -> Vec<Change> {
    let said = |field: Field, record: &Record| match (field, units.get(&record.person.unit)) {
        (Field::Unit, Some(unit)) => unit.name.clone(),
        _ => text_of(field, record),
    };
    let mut changes: Vec<Change> = Field::ALL
        .iter()
        .filter_map(|field| {
            let (old, new) = (said(*field, before), said(*field, after));
            (old != new).then(|| Change { field: *field, before: shown(*field, &old), after: shown(*field, &new) })
        })
        .collect();
    if before.person.education != after.person.education
        && !changes.iter().any(|c| (Field::Schooling..=Field::LaterSchool).contains(&c.field))
    {
        changes.push(Change { field: Field::Schooling, before: String::new(), after: String::new() });
    }
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::{self, Politics};

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

    fn run(row: &ImportRow, known: Match) -> (Verdict, Option<Record>) {
        run_with(row, known, None, &Meanings::new())
    }

    fn run_with(row: &ImportRow, known: Match, home: Option<&Unit>, meanings: &Meanings) -> (Verdict, Option<Record>) {
        let units = Units::new(vec![unit()]);
        judge(row, known, &World { units: &units, home, meanings, today: today() }, "p".into())
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
            vec![(Field::Sex, ProblemRule::Word)],
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
        let question = Question { new: true, ..Question::default() };
        assert_eq!(run(&complete(), Match::Ask(question.clone())), (Verdict::Ask(question), None));
        assert_eq!(run(&complete(), Match::Left), (Verdict::Left, None));
        let (Verdict::Problem(problems), None) = run(&complete(), Match::OutOfScope) else { panic!() };
        assert_eq!(problems[0].rule, ProblemRule::OutOfScope);
    }

    fn problems(row: &ImportRow, known: Match, home: Option<&Unit>, meanings: &Meanings) -> Vec<(Field, ProblemRule)> {
        match run_with(row, known, home, meanings).0 {
            Verdict::Problem(problems) => problems.into_iter().map(|one| (one.field, one.rule)).collect(),
            _ => Vec::new(),
        }
    }

    fn with(field: Field, text: &str) -> ImportRow {
        let mut row = complete();
        row.values.retain(|one| one.0 != field);
        row.values.push((field, text.into()));
        row
    }

    #[test]
    fn an_unknown_unit_is_neither_the_chosen_one_nor_the_one_before() {
        let unknown = with(Field::Unit, "某市总工汇");
        let expected = vec![(Field::Unit, ProblemRule::UnitUnknown)];
        let home = Unit { id: "home".into(), path: "/home/".into(), ..unit() };
        assert_eq!(problems(&unknown, Match::Nobody, Some(&home), &Meanings::new()), expected);
        let known = run(&complete(), Match::Nobody).1.unwrap();
        let mut moved = unknown.clone();
        moved.values.push((Field::Title, "新职务".into()));
        assert_eq!(problems(&moved, Match::One(Box::new(known.clone())), None, &Meanings::new()), expected);
        // Once somebody has said which unit it is, it is that.
        let mut said = Meanings::from([((Field::Unit, "某市总工汇".to_owned()), "u".to_owned())]);
        assert_eq!(run_with(&unknown, Match::Nobody, Some(&home), &said).1.unwrap().person.path, "/u/");
        // Or none: new people go where the file goes, others stay.
        said.insert((Field::Unit, "某市总工汇".to_owned()), NO_MEANING.to_owned());
        assert_eq!(run_with(&unknown, Match::Nobody, Some(&home), &said).1.unwrap().person.path, "/home/");
        assert_eq!(run_with(&unknown, Match::One(Box::new(known)), Some(&home), &said).0, Verdict::Same);
    }

    #[test]
    fn words_that_stand_for_nothing_are_asked_once_and_remembered() {
        let row = with(Field::Level, "正股级");
        assert_eq!(problems(&row, Match::Nobody, None, &Meanings::new()), [(Field::Level, ProblemRule::Word)]);
        let said = Meanings::from([((Field::Level, "正股级".to_owned()), "科员".to_owned())]);
        assert_eq!(run_with(&row, Match::Nobody, None, &said).1.unwrap().person.level, crate::code::Level::Staff);
        let said = Meanings::from([((Field::Level, "正股级".to_owned()), NO_MEANING.to_owned())]);
        assert_eq!(run_with(&row, Match::Nobody, None, &said).1.unwrap().person.level, crate::code::Level::Unknown);
    }

    #[test]
    fn a_rank_in_the_column_of_levels_is_a_rank() {
        use crate::code::{Level, Rank};
        let of = |values: &[(Field, &str)]| {
            let mut row = complete();
            row.values.retain(|one| one.0 != Field::Level);
            row.values.extend(values.iter().map(|(field, text)| (*field, (*text).to_owned())));
            run(&row, Match::Nobody).1.unwrap().person
        };
        let one = of(&[(Field::RankSince, "2020.05"), (Field::Level, "一级主任科员")]);
        assert_eq!((one.level, one.rank), (Level::Unknown, Some(Rank::ChiefClerkOne)));
        assert_eq!((one.rank_since, one.level_since), (Date::parse("2020.05"), None));
        let one = of(&[(Field::Rank, "正科级"), (Field::RankSince, "2020.05")]);
        assert_eq!((one.level, one.rank, one.level_since), (Level::SectionChief, None, Date::parse("2020.05")));
        let one = of(&[(Field::Level, "正科级"), (Field::Rank, "三级主任科员"), (Field::RankSince, "2020.05")]);
        assert_eq!((one.level, one.rank), (Level::SectionChief, Some(Rank::ChiefClerkThree)));
    }

    #[test]
    fn cells_that_cannot_be_believed_are_said() {
        let mut row = complete();
        let flaw = |field, rule| Problem { field, rule, found: "999900198711051000".into() };
        row.flaws.push(flaw(Field::IdNumber, ProblemRule::Inexact));
        let (Verdict::Problem(found), None) = run(&row, Match::Nobody) else { panic!() };
        assert_eq!((found[0].rule.clone(), found[0].found.as_str()), (ProblemRule::Inexact, "999*************00"));
        let none = Meanings::new();
        let of = |field, text: &str| problems(&with(field, text), Match::Nobody, None, &none);
        assert_eq!(of(Field::Name, "杨\u{F0001}"), [(Field::Name, ProblemRule::Unmapped(0xF0001))]);
        assert_eq!(of(Field::Name, "张?"), [(Field::Name, ProblemRule::Sign('?'))]);
        assert_eq!(of(Field::Title, "副主席\u{E000}"), [(Field::Title, ProblemRule::Unmapped(0xE000))]);
        assert_eq!(of(Field::WorkSince, "98.05"), [(Field::WorkSince, ProblemRule::Field(Rule::Century))]);
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
