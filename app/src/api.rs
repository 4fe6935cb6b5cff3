//! Server functions. Each is a public address, so each begins with [`context::ask`],
//! which knows who asks, and hands that to a port, which keeps to their scope.
//!
//! Arguments are what a form sends, as text; [`read`] turns them into the domain's
//! types and names the field where that fails.
//!
//! [`context::ask`]: crate::context

use domain::Fault;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// A fault on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Fault);

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        if matches!(
            error,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_)
        ) {
            tracing::debug!(%error, "arguments that can't be read");
            return crate::context::say(Fault::Malformed);
        }
        #[cfg(not(feature = "ssr"))]
        let _ = error;
        Self(Fault::Transport)
    }
}

/// The answer of a server function.
pub type ApiResult<T> = Result<T, ApiError>;

/// What a form sends beside the fields that all its kinds have: which ones belong to which kind
/// of action only the action says, so each is taken by whoever reads it, and one that nobody
/// reads is a fault and never dropped. See [`read::Form`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(std::collections::BTreeMap<String, Field>);

/// A field, or one of each of many things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Field {
    Text(String),
    Each(std::collections::BTreeMap<String, String>),
}

#[cfg(feature = "ssr")]
pub(crate) mod read {
    //! Form fields as the domain's types.

    pub(crate) use crate::components::form::keyed;

    use domain::code::Code;
    use domain::record::Hours;
    use domain::text::{half_width, whole};
    use domain::time::{Date, read_day};
    use domain::{Day, Fault, FieldFault, Moment, Rule};

    /// An identifier of the address or a hidden field: what can't be one names nothing.
    pub(crate) fn known<T: From<String>>(id: String) -> Result<T, super::ApiError> {
        if domain::is_id(&id) { Ok(id.into()) } else { Err(crate::context::say(Fault::NotFound)) }
    }

    /// Fields that there is one of for each of many things: (id, value). See
    /// [`crate::components::form::keyed`].
    pub(crate) type Keyed = std::collections::BTreeMap<String, String>;

    pub(crate) fn by_id(fields: Keyed) -> impl Iterator<Item = (String, String)> {
        fields.into_iter().map(|(key, value)| (key.strip_prefix('k').unwrap_or_default().to_owned(), value))
    }

    /// The codes of a table that were ticked.
    pub(crate) fn chosen<C: Code>(fields: Keyed) -> Result<Vec<C>, super::ApiError> {
        by_id(fields).map(|(code, _)| C::find(&code).ok_or_else(|| crate::context::say(Fault::Malformed))).collect()
    }

    /// The version that the form was drawn with: a hidden field, so nobody types it.
    pub(crate) fn version_of(text: &str) -> Result<u32, super::ApiError> {
        let mut read = Reader::default();
        let version = read.version(text);
        read.done().map(|()| version)
    }

    /// The fields of one kind of action, each taken once.
    pub(crate) struct Form {
        fields: super::Fields,
        read: Reader,
    }

    impl Form {
        pub(crate) fn of(fields: super::Fields) -> Self {
            Self { fields, read: Reader::default() }
        }

        /// The kind of action, which the form says in a hidden field or a button.
        pub(crate) fn kind<C: Code>(field: &str, text: &str) -> Result<C, super::ApiError> {
            if text.trim().is_empty() {
                return Err(crate::context::say(Fault::field(field, Rule::Required)));
            }
            C::find(text).ok_or_else(|| crate::context::say(Fault::Malformed))
        }

        pub(crate) fn text(&mut self, field: &str) -> String {
            match self.fields.0.remove(field) {
                Some(super::Field::Text(text)) => text,
                Some(other) => {
                    self.fields.0.insert(field.to_owned(), other);
                    String::new()
                }
                None => String::new(),
            }
        }

        /// Whether a field, a button's mostly, has a value.
        pub(crate) fn is(&mut self, field: &str, value: &str) -> bool {
            self.text(field) == value
        }

        /// The ids of what was ticked.
        pub(crate) fn ids(&mut self, field: &str) -> Vec<String> {
            match self.fields.0.remove(field) {
                Some(super::Field::Each(each)) => by_id(each).map(|(id, _)| id).collect(),
                Some(other) => {
                    self.fields.0.insert(field.to_owned(), other);
                    Vec::new()
                }
                None => Vec::new(),
            }
        }

        pub(crate) fn code<C: Code>(&mut self, field: &str) -> C {
            let text = self.text(field);
            self.read.code(field, &text)
        }

        pub(crate) fn code_or_none<C: Code>(&mut self, field: &str) -> Option<C> {
            let text = self.text(field);
            self.read.code_or_none(field, &text)
        }

        pub(crate) fn number(&mut self, field: &str) -> u32 {
            let text = self.text(field);
            self.read.number(field, &text)
        }

        pub(crate) fn number_or(&mut self, field: &str, instead: u32) -> u32 {
            let text = self.text(field);
            self.read.number_or(field, &text, instead)
        }

        pub(crate) fn day(&mut self, field: &str) -> Day {
            let text = self.text(field);
            self.read.day(field, &text)
        }

        pub(crate) fn day_or_none(&mut self, field: &str) -> Option<Day> {
            let text = self.text(field);
            self.read.day_or_none(field, &text)
        }

        /// All fields at once, or nothing; what was sent and not read is a fault of ours.
        pub(crate) fn done(self) -> Result<(), super::ApiError> {
            self.read.done()?;
            let unread = self.fields.0.into_iter().find(|(_, field)| match field {
                super::Field::Text(text) => !text.trim().is_empty(),
                super::Field::Each(each) => !each.is_empty(),
            });
            match unread {
                None => Ok(()),
                Some((field, _)) => {
                    tracing::error!(%field, "a form sent what nobody reads");
                    Err(crate::context::say(Fault::Malformed))
                }
            }
        }
    }

    /// Reads fields and remembers every one that can't be.
    #[derive(Default)]
    pub(crate) struct Reader {
        faults: Vec<FieldFault>,
        malformed: bool,
    }

    impl Reader {
        fn fail<T>(&mut self, field: &str, rule: Rule, instead: T) -> T {
            self.faults.push(FieldFault { field: field.to_owned(), rule });
            instead
        }

        pub(crate) fn code<C: Code>(&mut self, field: &str, text: &str) -> C {
            match C::find(text) {
                Some(code) => code,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, C::ALL[0]),
                None => self.fail(field, Rule::Unknown, C::ALL[0]),
            }
        }

        pub(crate) fn code_or<C: Code>(&mut self, field: &str, text: &str, instead: C) -> C {
            if text.trim().is_empty() { instead } else { self.code(field, text) }
        }

        /// A code, or none where nothing was chosen.
        pub(crate) fn code_or_none<C: Code>(&mut self, field: &str, text: &str) -> Option<C> {
            if text.trim().is_empty() { None } else { Some(self.code(field, text)) }
        }

        pub(crate) fn number_or(&mut self, field: &str, text: &str, instead: u32) -> u32 {
            if text.trim().is_empty() { instead } else { self.number(field, text) }
        }

        pub(crate) fn day(&mut self, field: &str, text: &str) -> Day {
            match read_day(text) {
                Ok(day) => day,
                Err(_) if text.trim().is_empty() => self.fail(field, Rule::Required, Day::default()),
                Err(rule) => self.fail(field, rule, Day::default()),
            }
        }

        /// A day, or none where nothing was typed.
        pub(crate) fn day_or_none(&mut self, field: &str, text: &str) -> Option<Day> {
            if text.trim().is_empty() { None } else { Some(self.day(field, text)) }
        }

        /// A date as far as it is known: a day, or a month alone.
        pub(crate) fn date(&mut self, field: &str, text: &str) -> Date {
            match Date::parse(text) {
                Some(date) => date,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, Day::default().into()),
                None => self.fail(field, read_day(text).err().unwrap_or(Rule::Date), Day::default().into()),
            }
        }

        /// The same, or none where nothing was typed.
        pub(crate) fn date_or_none(&mut self, field: &str, text: &str) -> Option<Date> {
            if text.trim().is_empty() { None } else { Some(self.date(field, text)) }
        }

        /// A value that is none of a list's.
        pub(crate) fn choice<T>(&mut self, field: &str, text: &str, instead: T) -> T {
            let rule = if text.trim().is_empty() { Rule::Required } else { Rule::Unknown };
            self.fail(field, rule, instead)
        }

        /// A field that others make necessary.
        pub(crate) fn needed(&mut self, field: &str) {
            self.fail(field, Rule::Required, ());
        }

        /// A place in an order that was given before.
        pub(crate) fn twice(&mut self, field: &str, place: u32) {
            self.fail(field, Rule::PlaceTwice(place), ());
        }

        /// A time of a day in China, `09:00`.
        pub(crate) fn time(&mut self, field: &str, day: Day, text: &str) -> Moment {
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

        pub(crate) fn number(&mut self, field: &str, text: &str) -> u32 {
            match whole(text) {
                Some(number) => number,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, 0),
                None => self.fail(field, Rule::Whole, 0),
            }
        }

        pub(crate) fn hours(&mut self, field: &str, text: &str) -> Hours {
            match Hours::parse(text) {
                Some(hours) => hours,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, Hours(0)),
                None => self.fail(field, Rule::Number, Hours(0)),
            }
        }

        /// The version that the form was drawn with; none of something new.
        pub(crate) fn version(&mut self, text: &str) -> u32 {
            if text.is_empty() {
                return 0;
            }
            text.parse().unwrap_or_else(|_| {
                self.malformed = true;
                0
            })
        }

        /// All fields at once, or nothing; where some can't be read, with what is wrong in the whole.
        pub(crate) fn done_with(mut self, check: impl FnOnce() -> Result<(), Fault>) -> Result<(), super::ApiError> {
            if !self.faults.is_empty()
                && let Err(Fault::Invalid(more)) = check()
            {
                let new: Vec<FieldFault> =
                    more.into_iter().filter(|one| self.faults.iter().all(|known| known.field != one.field)).collect();
                self.faults.extend(new);
            }
            self.done()
        }

        /// All fields at once, or nothing.
        pub(crate) fn done(self) -> Result<(), super::ApiError> {
            match self.faults {
                _ if self.malformed => Err(crate::context::say(Fault::Malformed)),
                faults if faults.is_empty() => Ok(()),
                faults => Err(crate::context::say(Fault::Invalid(faults))),
            }
        }
    }
}

/// The address and method of every server function in this program.
#[cfg(feature = "ssr")]
pub fn paths() -> impl Iterator<Item = (&'static str, String)> {
    leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (path, method.to_string()))
}
