//! Whom a row is about: by the identity number, else by the key that an export carries, else by
//! name with birth and unit. Anything less certain is asked, never guessed.

use super::Record;
use crate::code::Sex;
use crate::person::said_by;
use crate::text::name_key;
use crate::time::Date;
use crate::{PersonId, UnitId};

/// What a row says of who it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The name, as [`name_key`] has it; empty when the row has none.
    pub name: String,
    /// The identity number, when it is one.
    pub number: Option<String>,
    /// The record's key.
    pub key: Option<PersonId>,
    /// Born.
    pub birth: Option<Date>,
    pub sex: Option<Sex>,
    /// The unit, when it is known.
    pub unit: Option<UnitId>,
}

impl Facts {
    /// Whether a name is this one, however it is written.
    fn named(&self, record: &Record) -> bool {
        self.name.is_empty() || name_key(&record.person.name) == self.name
    }

    /// Whether the birth is the record's, as far as both are known; never when one is not.
    fn born(&self, record: &Record) -> bool {
        let said = self.number.as_deref().and_then(said_by).map(|(day, _)| Date::from(day));
        self.birth.or(said).is_some_and(|birth| alike(birth, record.person.birth))
    }

    fn same_sex(&self, record: &Record) -> bool {
        self.sex.is_none_or(|sex| sex == record.person.sex)
    }

    /// Name, birth and unit, and nothing against it.
    fn certain(&self, record: &Record) -> bool {
        self.born(record) && self.same_sex(record) && self.unit.as_ref() == Some(&record.person.unit)
    }
}

/// Whether two dates can be the same: a month alone is any of its days.
#[must_use]
pub fn alike(one: Date, other: Date) -> bool {
    if one.exact() && other.exact() { one == other } else { one.month_text() == other.month_text() }
}

/// Who a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Nobody on record.
    New,
    /// This person.
    One(PersonId),
    /// One of these, or somebody new where that may be.
    Ask(Vec<PersonId>, bool),
}

/// Tells who a row is about. `by_number` and `by_key` are whom its number and key belong to,
/// `namesakes` all in scope whose name is alike.
#[must_use]
pub fn identify(facts: &Facts, by_number: Option<&Record>, by_key: Option<&Record>, namesakes: &[&Record]) -> Identity {
    let id = |record: &Record| record.person.id.clone();
    if let Some(holder) = by_number {
        return match by_key {
            Some(keyed) if id(keyed) != id(holder) => Identity::Ask(vec![id(holder), id(keyed)], false),
            Some(_) => Identity::One(id(holder)),
            // Another's number, typed by mistake, would write over that other.
            None if !facts.named(holder) => Identity::Ask(vec![id(holder)], false),
            None => Identity::One(id(holder)),
        };
    }
    if let Some(keyed) = by_key {
        // A cell of keys that slipped by a row agrees in neither.
        let sure = facts.named(keyed) || facts.born(keyed);
        return if sure { Identity::One(id(keyed)) } else { Identity::Ask(vec![id(keyed)], true) };
    }
    let possible: Vec<&Record> = namesakes
        .iter()
        .copied()
        // Another number is another person, unless all else agrees: then one of the two is wrong.
        .filter(|record| {
            let other = facts.number.is_some() && !record.sensitive.id_number.is_empty();
            !other || facts.certain(record)
        })
        .collect();
    let sure: Vec<&&Record> = possible
        .iter()
        .filter(|record| facts.certain(record) && (facts.number.is_none() || record.sensitive.id_number.is_empty()))
        .collect();
    match (possible.as_slice(), sure.as_slice()) {
        ([], _) => Identity::New,
        (_, [one]) => Identity::One(id(one)),
        _ => Identity::Ask(possible.iter().map(|record| id(record)).collect(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Person, Sensitive};

    fn record(id: &str, birth: &str, unit: &str, number: &str) -> Record {
        let mut person = Person::blank(id.into());
        (person.name, person.sex, person.unit) = ("张三".into(), Sex::Male, unit.into());
        person.birth = Date::parse(birth).unwrap();
        Record { person, sensitive: Sensitive { id_number: number.into(), ..Sensitive::default() } }
    }

    fn facts(name: &str, birth: &str, unit: &str) -> Facts {
        Facts {
            name: name_key(name),
            birth: Date::parse(birth),
            sex: Some(Sex::Male),
            unit: (!unit.is_empty()).then(|| unit.into()),
            ..Facts::default()
        }
    }

    fn one(id: &str) -> Identity {
        Identity::One(id.into())
    }

    fn ask(ids: &[&str], new: bool) -> Identity {
        Identity::Ask(ids.iter().map(|id| (*id).into()).collect(), new)
    }

    #[test]
    fn a_name_alone_is_nobody() {
        let known = record("a", "1980-05-17", "u", "");
        let who = |facts: &Facts| identify(facts, None, None, &[&known]);
        assert_eq!(who(&facts("张 三", "1980.05", "u")), one("a"), "name, birth and unit");
        assert_eq!(who(&facts("张三", "1980.05", "v")), ask(&["a"], true), "another unit");
        assert_eq!(who(&facts("张三", "1980.06", "u")), ask(&["a"], true), "another birth");
        assert_eq!(who(&facts("张三", "1980.05.18", "u")), ask(&["a"], true), "another day");
        assert_eq!(who(&facts("张三", "1980.05", "")), ask(&["a"], true), "no unit");
        assert_eq!(who(&Facts { sex: Some(Sex::Female), ..facts("张三", "1980.05", "u") }), ask(&["a"], true));
        assert_eq!(identify(&facts("李四", "1980.05", "u"), None, None, &[]), Identity::New);
    }

    #[test]
    fn of_several_namesakes_the_certain_one_is_taken_and_two_are_asked() {
        let (a, b) = (record("a", "1980-05", "u", ""), record("b", "1991-12", "v", ""));
        assert_eq!(identify(&facts("张三", "1991.12", "v"), None, None, &[&a, &b]), one("b"));
        assert_eq!(identify(&facts("张三", "1975.01", "v"), None, None, &[&a, &b]), ask(&["a", "b"], true));
        let twin = record("c", "1980-05", "u", "");
        assert_eq!(identify(&facts("张三", "1980.05", "u"), None, None, &[&a, &twin]), ask(&["a", "c"], true));
    }

    #[test]
    fn a_number_tells_and_another_number_is_another_person() {
        let known = record("a", "1949-12-31", "u", "11010519491231002X");
        let with = |number: &str, facts: Facts| Facts { number: Some(number.into()), ..facts };
        let same = with("11010519491231002X", facts("张三", "1949.12", "v"));
        assert_eq!(identify(&same, Some(&known), None, &[&known]), one("a"));
        let renamed = Facts { name: name_key("张叁"), ..same.clone() };
        assert_eq!(identify(&renamed, Some(&known), None, &[]), ask(&["a"], false), "another's number by mistake?");
        assert_eq!(identify(&renamed, Some(&known), Some(&known), &[]), one("a"), "the key says so too");
        let other = with("110105198005170053", facts("张三", "1980.05", "u"));
        assert_eq!(identify(&other, None, None, &[&known]), Identity::New, "a namesake of another number");
        let typo = with("110105194912310030", facts("张三", "1949.12.31", "u"));
        assert_eq!(identify(&typo, None, None, &[&known]), ask(&["a"], true), "all agrees but the number");
        let bare = record("b", "1980-05", "u", "");
        assert_eq!(identify(&other, None, None, &[&bare]), one("b"), "the number is new to the record");
        assert_eq!(identify(&Facts { unit: None, ..other }, None, None, &[&bare]), ask(&["b"], true));
    }

    #[test]
    fn a_key_tells_unless_nothing_else_agrees() {
        let (known, namesake) = (record("a", "1980-05", "u", ""), record("b", "1980-05", "u", ""));
        let keyed = |facts: Facts| identify(&facts, None, Some(&known), &[&known, &namesake]);
        assert_eq!(keyed(facts("张三", "1980.05", "u")), one("a"), "of two alike");
        assert_eq!(keyed(facts("张叁", "1980.05", "u")), one("a"), "the name is corrected");
        assert_eq!(keyed(facts("张三", "1981.05", "v")), one("a"), "birth and unit are corrected");
        assert_eq!(keyed(facts("李四", "1990.01", "u")), ask(&["a"], true), "the column slipped");
        let other = record("c", "1970-01", "u", "11010519491231002X");
        let both = Facts { number: Some("11010519491231002X".into()), ..facts("张三", "1980.05", "u") };
        assert_eq!(identify(&both, Some(&other), Some(&known), &[]), ask(&["c", "a"], false));
    }
}
