//! A record's fields as files write and read them.

use super::{Field, Meanings, NO_MEANING, ProblemRule, Record, words};
use crate::code::{Code, Lang, Level, Politics, Rank, Sex};
use crate::fault::Rule;
use crate::person;
use crate::record::Education;
use crate::text::{self, word_key};
use crate::time::Date;
use crate::{Day, resume};

/// The fields whose words stand for codes.
pub const CODED: [Field; 5] = [Field::Sex, Field::Ethnic, Field::Politics, Field::Level, Field::Rank];

/// What a word of a coded field is called, however offices say it; empty when importers have said
/// that it means nothing.
#[must_use]
pub fn meaning(field: Field, word: &str, said: &Meanings) -> Option<String> {
    if let Some(meant) = said.get(&(field, word_key(word))) {
        return Some(if meant == NO_MEANING { String::new() } else { meant.clone() });
    }
    Some(match field {
        Field::Sex => words::sex(word)?.name(Lang::Zh).to_owned(),
        Field::Ethnic => words::ethnic(word)?.to_owned(),
        Field::Politics => words::politics(word)?.name(Lang::Zh).to_owned(),
        // Rosters have one column for both, and call it by either.
        Field::Level | Field::Rank => {
            let (level, rank) = (words::level(word), words::rank(word));
            let name = level.map(|one| one.name(Lang::Zh)).or_else(|| rank.map(|one| one.name(Lang::Zh)));
            name?.to_owned()
        }
        _ => return None,
    })
}

/// Reads a field's text into a record.
pub(super) fn set(
    field: Field,
    text: &str,
    record: &mut Record,
    said: &Meanings,
    today: Day,
) -> Result<(), ProblemRule> {
    let short = |max: u32| {
        if text.chars().count() > max as usize {
            Err(ProblemRule::Field(Rule::TooLong(max)))
        } else {
            Ok(text.to_owned())
        }
    };
    let date = || Date::read(text).map_err(|why| ProblemRule::Field(why.rule()));
    let finer = |known: Option<Date>| date().map(|read| known.map_or(read, |known| known.finer(read)));
    let person = &mut record.person;
    if CODED.contains(&field) {
        let meant = meaning(field, text, said).ok_or(ProblemRule::Word)?;
        match field {
            Field::Sex => person.sex = Sex::find(&meant).unwrap_or(person.sex),
            Field::Ethnic if meant.is_empty() => {}
            Field::Ethnic => person.ethnic = words::ethnic(&meant).unwrap_or_default().to_owned(),
            Field::Politics => person.politics = Politics::find(&meant).or(person.politics),
            _ => match (Level::find(&meant), Rank::find(&meant)) {
                (Some(level), _) => person.level = level,
                (None, Some(rank)) => {
                    // Since when another rank was held says nothing of this one.
                    person.rank_since = person.rank_since.filter(|_| person.rank == Some(rank));
                    person.rank = Some(rank);
                }
                _ => {}
            },
        }
        return Ok(());
    }
    match field {
        Field::Name => {
            let name = text::name(&short(60)?);
            if let Some(sign) = name.chars().find(|c| is_no_name(*c)) {
                return Err(ProblemRule::Sign(sign));
            }
            person.name = name;
        }
        Field::IdNumber => {
            let number = person::normal_id_number(text);
            if !person::is_id_number(&number) {
                return Err(ProblemRule::Field(Rule::IdNumber));
            }
            record.sensitive.id_number = number;
        }
        Field::Birth if person.birth.day() == Day::default() => person.birth = date()?,
        Field::Birth => person.birth = person.birth.finer(date()?),
        Field::NativePlace => person.native_place = short(30)?,
        Field::BirthPlace => person.birth_place = short(30)?,
        Field::UpbringingPlace => person.upbringing_place = short(30)?,
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
        Field::LevelSince => person.level_since = Some(finer(person.level_since)?),
        // Of somebody without a rank it is the level's, as offices use the two words.
        Field::RankSince if person.rank.is_some() => person.rank_since = Some(finer(person.rank_since)?),
        Field::RankSince => person.level_since = Some(finer(person.level_since)?),
        Field::Schooling | Field::Degree | Field::School => education(person, true, field, short(60)?),
        Field::LaterSchooling | Field::LaterDegree | Field::LaterSchool => {
            education(person, false, field, short(60)?);
        }
        Field::TechnicalTitle => person.technical_title = short(50)?,
        Field::Specialty => person.specialty = short(50)?,
        Field::Health => record.sensitive.health = short(30)?,
        Field::Resume => person.resume = resume::parse(&short(10_000)?),
        Field::Honours => person.honours = short(5_000)?,
        Field::Assessments => person.assessments = short(2_000)?,
        _ => {}
    }
    Ok(())
}

/// Signs that stand in names where a character was lost, or that no name has.
fn is_no_name(c: char) -> bool {
    matches!(
        c,
        '?' | '？' | '□' | '■' | '〓' | '※' | '*' | '#' | '&' | ';' | '_' | '/' | '\\' | '<' | '>' | '\n' | '\t'
    )
}

fn education(person: &mut person::Person, full_time: bool, field: Field, value: String) {
    let at = match person.education.iter().position(|e| e.full_time == full_time) {
        Some(at) => at,
        None => {
            let at = if full_time { 0 } else { person.education.len() };
            person.education.insert(at, Education { full_time, ..Education::default() });
            at
        }
    };
    let education = &mut person.education[at];
    match field {
        Field::Schooling | Field::LaterSchooling => education.schooling = value,
        Field::Degree | Field::LaterDegree => education.degree = value,
        _ => education.school = value,
    }
}

/// A record's field as text, the way a roster would have it.
#[must_use]
pub fn text_of(field: Field, record: &Record) -> String {
    let person = &record.person;
    let of = |full_time: bool, part: fn(&Education) -> &String| {
        person.education.iter().find(|e| e.full_time == full_time).map(|e| part(e).clone()).unwrap_or_default()
    };
    match field {
        Field::Name => person.name.clone(),
        Field::IdNumber => record.sensitive.id_number.clone(),
        Field::Sex if person.sex == Sex::Unknown => String::new(),
        Field::Sex => person.sex.name(Lang::Zh).to_owned(),
        Field::Birth if person.birth.day() == Day::default() => String::new(),
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
        Field::Rank => person.rank.map_or("", |one| one.name(Lang::Zh)).to_owned(),
        Field::RankSince => person.rank_since.map(|date| date.to_string()).unwrap_or_default(),
        Field::Schooling => of(true, |e| &e.schooling),
        Field::Degree => of(true, |e| &e.degree),
        Field::School => of(true, |e| &e.school),
        Field::LaterSchooling => of(false, |e| &e.schooling),
        Field::LaterDegree => of(false, |e| &e.degree),
        Field::LaterSchool => of(false, |e| &e.school),
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
        Field::Key => person.id.to_string(),
        Field::Photo => String::new(),
    }
}

/// A field's text as everybody in scope may see it.
#[must_use]
pub(super) fn shown(field: Field, text: &str) -> String {
    match field {
        Field::IdNumber => person::mask_id_number(text),
        Field::Health | Field::Family if !text.is_empty() => "***".to_owned(),
        _ => text.chars().take(200).collect(),
    }
}
