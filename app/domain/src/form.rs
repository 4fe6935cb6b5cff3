//! Fields of a form, as text, and the types they are read as: every field that can't be read is
//! named at once, and one that nobody reads is a fault and never dropped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::number::whole;
use crate::text::half_width;
use crate::time::{Date, read_day};
use crate::{Day, Fault, FieldFault, Moment, Rule};

/// What a form sends beside the fields that all its kinds have: which ones belong to which kind of
/// act only the act says, so each is taken by whoever reads it. See [`Form`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Sent>);

/// A field, or one of each of many things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Sent {
    Text(String),
    Each(BTreeMap<String, String>),
}

impl Fields {
    /// These texts by their fields' names.
    #[must_use]
    pub fn of(texts: &[(&str, &str)]) -> Self {
        Self(texts.iter().map(|(field, text)| ((*field).to_owned(), Sent::Text((*text).to_owned()))).collect())
    }
}

/// Fields that there is one of for each of many things, as (id, value): their names begin with `k`, so
/// that an id made of digits is no index of a list.
pub fn by_id(fields: BTreeMap<String, String>) -> impl Iterator<Item = (String, String)> {
    fields.into_iter().map(|(key, value)| (key.strip_prefix('k').unwrap_or_default().to_owned(), value))
}

/// A kind of act, which the form says in a hidden field or a button.
///
/// # Errors
/// [`Fault::Invalid`] naming the field where nothing was chosen, [`Fault::Malformed`] for no kind.
pub fn kind<C: Code>(field: &str, text: &str) -> Result<C, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::field(field, Rule::Required));
    }
    C::find(text).ok_or(Fault::Malformed)
}

/// The fields of one kind of act, each taken once.
pub struct Form {
    fields: Fields,
    read: Reader,
}

impl Form {
    /// A form that sent these fields.
    #[must_use]
    pub fn of(fields: Fields) -> Self {
        Self { fields, read: Reader::default() }
    }

    /// The next value of a type, from the field or fields it is read from.
    pub fn read<T: Field>(&mut self, field: &str) -> T {
        T::read(self, field)
    }

    /// A field as it was typed; empty when it was not sent.
    pub fn text(&mut self, field: &str) -> String {
        match self.fields.0.remove(field) {
            Some(Sent::Text(text)) => text,
            Some(other) => {
                self.fields.0.insert(field.to_owned(), other);
                String::new()
            }
            None => String::new(),
        }
    }

    /// Whether a field, a button's mostly, has a value.
    pub fn is(&mut self, field: &str, value: &str) -> bool {
        self.text(field) == value
    }

    /// The ids of what was ticked.
    pub fn ids(&mut self, field: &str) -> Vec<String> {
        by_id(self.each(field)).map(|(id, _)| id).collect()
    }

    /// A field that there is one of for each of many things, by what tells them apart.
    pub fn each(&mut self, field: &str) -> BTreeMap<String, String> {
        match self.fields.0.remove(field) {
            Some(Sent::Each(each)) => each,
            Some(other) => {
                self.fields.0.insert(field.to_owned(), other);
                BTreeMap::new()
            }
            None => BTreeMap::new(),
        }
    }

    /// The same form, where each of the fields of `list` is read by its own name: `numbers[review]` as `review`.
    #[must_use]
    pub fn opened(mut self, list: &str) -> Self {
        let own = self.each(list).into_iter().map(|(field, text)| (field, Sent::Text(text)));
        self.fields.0.extend(own);
        self
    }

    /// What reads the fields, for those that were taken as [`Self::each`].
    pub fn reader(&mut self) -> &mut Reader {
        &mut self.read
    }

    /// A whole number, or another where nothing was typed.
    pub fn number_or(&mut self, field: &str, instead: u32) -> u32 {
        let text = self.text(field);
        self.read.number_or(field, &text, instead)
    }

    /// All fields at once, or nothing.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field that can't be read; [`Fault::Malformed`] where a field was sent
    /// that nobody reads.
    pub fn done(self) -> Result<(), Fault> {
        self.read.done()?;
        let left = self.fields.0.values().any(|sent| match sent {
            Sent::Text(text) => !text.trim().is_empty(),
            Sent::Each(each) => !each.is_empty(),
        });
        if left { Err(Fault::Malformed) } else { Ok(()) }
    }
}

/// A type that is read from a form's field; one made of several fields reads those by their own names.
pub trait Field: Sized {
    /// Reads it; what can't be read is noted, and something stands in for it.
    fn read(form: &mut Form, field: &str) -> Self;
}

impl Field for String {
    fn read(form: &mut Form, field: &str) -> Self {
        form.text(field)
    }
}

impl Field for u32 {
    fn read(form: &mut Form, field: &str) -> Self {
        let text = form.text(field);
        form.read.number(field, &text)
    }
}

impl Field for Day {
    fn read(form: &mut Form, field: &str) -> Self {
        let text = form.text(field);
        form.read.day(field, &text)
    }
}

/// One of two buttons, `yes` or `no` whatever they are called.
impl Field for bool {
    fn read(form: &mut Form, field: &str) -> Self {
        let text = form.text(field);
        match text.as_str() {
            "yes" => true,
            "no" => false,
            other => {
                let rule = if other.trim().is_empty() { Rule::Required } else { Rule::Unknown };
                form.read.fail(field, rule, false)
            }
        }
    }
}

impl<C: Code> Field for C {
    fn read(form: &mut Form, field: &str) -> Self {
        let text = form.text(field);
        form.read.code(field, &text)
    }
}

macro_rules! ids {
    ($($id:ident),* $(,)?) => {$(
        impl Field for crate::$id {
            fn read(form: &mut Form, field: &str) -> Self {
                form.text(field).into()
            }
        }
    )*};
}

ids!(AccountId, UnitId);

/// A field that may stay empty.
impl<T: Field> Field for Option<T> {
    fn read(form: &mut Form, field: &str) -> Self {
        let empty = match form.fields.0.get(field) {
            Some(Sent::Text(text)) => text.trim().is_empty(),
            Some(Sent::Each(each)) => each.is_empty(),
            None => true,
        };
        if empty {
            form.fields.0.remove(field);
            return None;
        }
        Some(T::read(form, field))
    }
}

/// Reads fields and remembers every one that can't be.
#[derive(Default)]
pub struct Reader {
    faults: Vec<FieldFault>,
    malformed: bool,
}

impl Reader {
    fn fail<T>(&mut self, field: &str, rule: Rule, instead: T) -> T {
        self.faults.push(FieldFault { field: field.to_owned(), rule });
        instead
    }

    pub fn code<C: Code>(&mut self, field: &str, text: &str) -> C {
        match C::find(text) {
            Some(code) => code,
            None if text.trim().is_empty() => self.fail(field, Rule::Required, C::ALL[0]),
            None => self.fail(field, Rule::Unknown, C::ALL[0]),
        }
    }

    pub fn code_or<C: Code>(&mut self, field: &str, text: &str, instead: C) -> C {
        if text.trim().is_empty() { instead } else { self.code(field, text) }
    }

    /// A code, or none where nothing was chosen.
    pub fn code_or_none<C: Code>(&mut self, field: &str, text: &str) -> Option<C> {
        if text.trim().is_empty() { None } else { Some(self.code(field, text)) }
    }

    pub fn number_or(&mut self, field: &str, text: &str, instead: u32) -> u32 {
        if text.trim().is_empty() { instead } else { self.number(field, text) }
    }

    pub fn day(&mut self, field: &str, text: &str) -> Day {
        match read_day(text) {
            Ok(day) => day,
            Err(_) if text.trim().is_empty() => self.fail(field, Rule::Required, Day::default()),
            Err(rule) => self.fail(field, rule, Day::default()),
        }
    }

    /// A day, or none where nothing was typed.
    pub fn day_or_none(&mut self, field: &str, text: &str) -> Option<Day> {
        if text.trim().is_empty() { None } else { Some(self.day(field, text)) }
    }

    /// A date as far as it is known: a day, or a month alone.
    pub fn date(&mut self, field: &str, text: &str) -> Date {
        match Date::parse(text) {
            Some(date) => date,
            None if text.trim().is_empty() => self.fail(field, Rule::Required, Day::default().into()),
            None => self.fail(field, read_day(text).err().unwrap_or(Rule::Date), Day::default().into()),
        }
    }

    /// The same, or none where nothing was typed.
    pub fn date_or_none(&mut self, field: &str, text: &str) -> Option<Date> {
        if text.trim().is_empty() { None } else { Some(self.date(field, text)) }
    }

    /// A value that is none of a list's.
    pub fn choice<T>(&mut self, field: &str, text: &str, instead: T) -> T {
        let rule = if text.trim().is_empty() { Rule::Required } else { Rule::Unknown };
        self.fail(field, rule, instead)
    }

    /// A field that others make necessary.
    pub fn needed(&mut self, field: &str) {
        self.fail(field, Rule::Required, ());
    }

    /// A place in an order that was given before.
    pub fn twice(&mut self, field: &str, place: u32) {
        self.fail(field, Rule::PlaceTwice(place), ());
    }

    /// A time of a day in China, `09:00`.
    pub fn time(&mut self, field: &str, day: Day, text: &str) -> Moment {
        let minutes = half_width(text.trim()).split_once(':').and_then(|(hour, minute)| {
            let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
            ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
        });
        match minutes {
            Some(minutes) => Moment::start_of(day).plus_seconds(minutes * 60),
            None if text.trim().is_empty() => self.fail(field, Rule::Required, Moment(0)),
            None => self.fail(field, Rule::Time, Moment(0)),
        }
    }

    pub fn number(&mut self, field: &str, text: &str) -> u32 {
        match whole(text) {
            Some(number) => number,
            None if text.trim().is_empty() => self.fail(field, Rule::Required, 0),
            None => self.fail(field, Rule::Whole, 0),
        }
    }

    /// A value of a type that reads itself.
    pub fn value<T: Default>(&mut self, field: &str, text: &str, rule: Rule, parse: fn(&str) -> Option<T>) -> T {
        match parse(text) {
            Some(value) => value,
            None if text.trim().is_empty() => self.fail(field, Rule::Required, T::default()),
            None => self.fail(field, rule, T::default()),
        }
    }

    /// The version that the form was drawn with; none of something new.
    pub fn version(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        text.parse().unwrap_or_else(|_| {
            self.malformed = true;
            0
        })
    }

    /// Whether a field can't be read.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// All fields at once, or nothing; where some can't be read, with what is wrong in the whole.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field that can't be read, and what `check` finds besides.
    pub fn done_with(self, check: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
        let found = if self.is_faulty() { check() } else { Ok(()) };
        self.done_beside(found)
    }

    /// The same beside what was found of the whole, where something stands in for what can't be read: so what
    /// holds a field against others is left for the next time, see [`Rule::is_relative`].
    ///
    /// # Errors
    /// [`Fault::Invalid`] with both, or another fault that was found.
    pub fn done_beside<T>(mut self, found: Result<T, Fault>) -> Result<T, Fault> {
        match found {
            Err(Fault::Invalid(more)) if self.is_faulty() => {
                let new = |one: &FieldFault| {
                    !one.rule.is_relative() && self.faults.iter().all(|known| known.field != one.field)
                };
                let new: Vec<FieldFault> = more.into_iter().filter(new).collect();
                self.faults.extend(new);
                Err(self.done().err().unwrap_or(Fault::Malformed))
            }
            Ok(value) => self.done().map(|()| value),
            other => other,
        }
    }

    /// All fields at once, or nothing.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field that can't be read; [`Fault::Malformed`] for a hidden field
    /// that this program did not write.
    pub fn done(self) -> Result<(), Fault> {
        match self.faults {
            _ if self.malformed => Err(Fault::Malformed),
            faults if faults.is_empty() => Ok(()),
            faults => Err(Fault::Invalid(faults)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Sex;

    fn form(texts: &[(&str, &str)]) -> Form {
        Form::of(Fields::of(texts))
    }

    #[test]
    fn what_is_wrong_in_the_whole_is_said_at_once_with_what_cannot_be_read() {
        let fault = |field: &str, rule: Rule| FieldFault { field: field.to_owned(), rule };
        let reader = || {
            let mut read = Reader::default();
            read.number("n", "三");
            read
        };
        let early = Rule::not_before(crate::fault::Milestone::From, Day::default());
        let whole = vec![fault("title", Rule::Required), fault("n", Rule::Between(1, 2)), fault("until", early)];
        let both = Fault::Invalid(vec![fault("n", Rule::Whole), fault("title", Rule::Required)]);
        assert_eq!(
            reader().done_with(|| Err(Fault::Invalid(whole.clone()))),
            Err(both),
            "each field once, none by a stand-in"
        );
        assert_eq!(reader().done_beside(Ok(1)), Err(Fault::Invalid(vec![fault("n", Rule::Whole)])));
        assert_eq!(reader().done_beside::<u32>(Err(Fault::Forbidden)), Err(Fault::Forbidden));
        assert_eq!(Reader::default().done_beside(Ok(1)), Ok(1));
        assert_eq!(Reader::default().done_with(|| panic!("the port does that")), Ok(()));
    }

    #[test]
    fn every_field_that_cannot_be_read_is_named_and_none_is_dropped() {
        let mut sent = form(&[("n", "三"), ("on", ""), ("sex", "x"), ("until", " "), ("decision", "")]);
        let (_, _): (u32, Day) = (sent.read("n"), sent.read("on"));
        let (_, until): (Sex, Option<Day>) = (sent.read("sex"), sent.read("until"));
        let _: bool = sent.read("decision");
        assert_eq!(until, None);
        let Err(Fault::Invalid(faults)) = sent.done() else { panic!() };
        let named: Vec<_> = faults.iter().map(|one| (one.field.as_str(), one.rule.clone())).collect();
        let expected =
            [("n", Rule::Whole), ("on", Rule::Required), ("sex", Rule::Unknown), ("decision", Rule::Required)];
        assert_eq!(named, expected);
        assert_eq!(form(&[("nobody", "x")]).done(), Err(Fault::Malformed));
        assert_eq!(form(&[("nobody", " ")]).done(), Ok(()));
    }
}
