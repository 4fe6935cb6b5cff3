//! Server functions. Each is a public address, so each begins with [`context::ask`],
//! which knows who asks, and hands that to a port, which keeps to their scope.
//!
//! Arguments are what a form sends, as text; [`read`] turns them into the domain's
//! types and names the field where that fails.
//!
//! [`context::ask`]: crate::context

pub mod account;
pub mod appraisal;
pub mod attendance;
pub mod cases;
pub mod courses;
pub mod desk;
pub mod eligibility;
pub mod exams;
pub mod incentive;
pub mod ledger;
pub mod library;
pub mod organisation;
pub mod people;
pub mod pipeline;
pub mod planning;
pub mod rounds;
pub mod tolerance;
pub mod training;

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

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self(Fault::Transport)
    }
}

/// The answer of a server function.
pub type ApiResult<T> = Result<T, ApiError>;

#[cfg(feature = "ssr")]
pub(crate) mod read {
    //! Form fields as the domain's types.

    use domain::code::Code;
    use domain::time::{Date, parse_day};
    use domain::training::Hours;
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
    pub(crate) fn chosen<C: Code>(fields: Keyed) -> Vec<C> {
        by_id(fields).filter_map(|(code, _)| C::find(&code)).collect()
    }

    /// Reads fields and remembers every one that can't be.
    #[derive(Default)]
    pub(crate) struct Reader(Vec<FieldFault>);

    impl Reader {
        fn fail<T>(&mut self, field: &str, rule: Rule, instead: T) -> T {
            self.0.push(FieldFault { field: field.to_owned(), rule });
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

        pub(crate) fn number_or(&mut self, field: &str, text: &str, instead: u32) -> u32 {
            if text.trim().is_empty() { instead } else { self.number(field, text) }
        }

        pub(crate) fn day(&mut self, field: &str, text: &str) -> Day {
            match parse_day(text) {
                Some(day) => day,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, Day::default()),
                None => self.fail(field, Rule::Date, Day::default()),
            }
        }

        /// A day, or none where nothing was typed.
        pub(crate) fn day_or_none(&mut self, field: &str, text: &str) -> Option<Day> {
            if text.trim().is_empty() { None } else { Some(self.day(field, text)) }
        }

        /// A code, or none where nothing was chosen.
        pub(crate) fn code_or_none<C: Code>(&mut self, field: &str, text: &str) -> Option<C> {
            if text.trim().is_empty() { None } else { Some(self.code(field, text)) }
        }

        /// A date as far as it is known: a day, or a month alone.
        pub(crate) fn date(&mut self, field: &str, text: &str) -> Date {
            match Date::parse(text) {
                Some(date) => date,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, Day::default().into()),
                None => self.fail(field, Rule::Date, Day::default().into()),
            }
        }

        /// The same, or none where nothing was typed.
        pub(crate) fn date_or_none(&mut self, field: &str, text: &str) -> Option<Date> {
            if text.trim().is_empty() { None } else { Some(self.date(field, text)) }
        }

        /// A field that others make necessary.
        pub(crate) fn needed(&mut self, field: &str) {
            self.fail(field, Rule::Required, ());
        }

        /// A value that another one of the form has.
        pub(crate) fn taken(&mut self, field: &str) {
            self.fail(field, Rule::Taken, ());
        }

        /// A time of a day in China, `09:00`.
        pub(crate) fn time(&mut self, field: &str, day: Day, text: &str) -> Moment {
            let minutes = text.trim().replace('：', ":").split_once(':').and_then(|(hour, minute)| {
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
            match text.trim().parse() {
                Ok(number) => number,
                Err(_) if text.trim().is_empty() => self.fail(field, Rule::Required, 0),
                Err(_) => self.fail(field, Rule::Number, 0),
            }
        }

        pub(crate) fn hours(&mut self, field: &str, text: &str) -> Hours {
            match Hours::parse(text) {
                Some(hours) => hours,
                None if text.trim().is_empty() => self.fail(field, Rule::Required, Hours(0)),
                None => self.fail(field, Rule::Number, Hours(0)),
            }
        }

        /// All fields at once, or nothing.
        pub(crate) fn done(self) -> Result<(), super::ApiError> {
            if self.0.is_empty() { Ok(()) } else { Err(crate::context::say(Fault::Invalid(self.0))) }
        }
    }
}

/// The address and method of every server function in this program.
#[cfg(feature = "ssr")]
pub fn paths() -> impl Iterator<Item = (&'static str, String)> {
    leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (path, method.to_string()))
}
