//! Why something could not be done, in a form that crosses the wire and can be said
//! in either language. Which type to use where:
//!
//! - [`Fault`] at every port and server function: what the person is told.
//! - `store::StoreError` and the server's own errors below it: what the log is told.
//!   They turn into [`Fault::Internal`] at the port, never their text.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::consequence::Consequence;
use crate::replaced::Replaced;
use crate::time::day_text;
use crate::{Day, Moment, Reason};

/// What kept a request from being done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Fault {
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    Unauthenticated,
    /// The account must finish something (first password, second factor) first.
    #[error("sign-in is not complete")]
    Incomplete,
    /// The account's roles do not allow this here. Also the answer for things outside
    /// its scope whose very existence is not the viewer's business.
    #[error("not allowed")]
    Forbidden,
    /// No such thing.
    #[error("not found")]
    NotFound,
    /// It would do this: it is done once whoever asks for it has seen these numbers.
    #[error("to be confirmed")]
    Confirm(Consequence),
    /// It would take the place of another version: it is done once whoever asks for it has seen which.
    #[error("to be replaced")]
    Replaces(Box<Replaced>),
    /// The request can't be read: not what any form of ours sends.
    #[error("unreadable request")]
    Malformed,
    /// Some fields need correcting.
    #[error("invalid input")]
    Invalid(Vec<FieldFault>),
    /// The fields are right, but the state of things does not allow it.
    #[error("refused: {0:?}")]
    Refused(Reason),
    /// Too many people at once; trying again is safe.
    #[error("busy")]
    Busy,
    /// Nothing was saved, because nothing is saved for now; what is there can be read, but for
    /// [`Outage::Away`].
    #[error("unavailable: {0:?}")]
    Unavailable(Outage),
    /// It may have been saved or not: to be looked at before it is sent again.
    #[error("outcome unknown")]
    Unknown,
    /// A fault of ours. The log has it under the request's number.
    #[error("internal")]
    Internal,
    /// The answer did not arrive.
    #[error("no connection")]
    Transport,
}

impl Fault {
    /// One faulty field.
    #[must_use]
    pub fn field(name: &str, rule: Rule) -> Self {
        Self::Invalid(vec![FieldFault { field: name.to_owned(), rule }])
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Incomplete | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Malformed => 400,
            Self::Invalid(_) => 422,
            Self::Confirm(_) | Self::Replaces(_) => 428,
            Self::Refused(_) => 409,
            Self::Busy | Self::Unavailable(_) => 503,
            Self::Internal | Self::Transport | Self::Unknown => 500,
        }
    }
}

/// Every refusal is a fault, the features' own too: see [`crate::Reason`].
impl<T: Into<Reason>> From<T> for Fault {
    fn from(refusal: T) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<Consequence> for Fault {
    fn from(now: Consequence) -> Self {
        Self::Confirm(now)
    }
}

impl From<Box<Replaced>> for Fault {
    fn from(replaced: Box<Replaced>) -> Self {
        Self::Replaces(replaced)
    }
}

/// Why nothing is saved for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outage {
    /// Writing failed once, so there is no more of it until somebody has seen to it.
    Halted,
    /// Too little room on the disk.
    Full,
    /// The shared store does not answer.
    Away,
}

/// A field and the rule it broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// The field's name in the form.
    pub field: String,
    /// What it must be.
    pub rule: Rule,
}

/// What a field must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Must not be empty.
    Required,
    /// At most so many characters.
    TooLong(u32),
    /// At least so many characters.
    TooShort(u32),
    /// A whole number or decimal within bounds (inclusive).
    Between(i64, i64),
    /// A date such as 2026-11-23.
    Date,
    /// A year of four digits: of two it is not said which century.
    Century,
    /// A time of day such as 09:00.
    Time,
    /// A number, with one decimal at most.
    Number,
    /// A whole number, not below nought.
    Whole,
    /// Written like a date, but the calendar has no such day.
    NoSuchDay,
    /// The year of a date lies outside of these.
    Year(i32, i32),
    /// Must not be before the birth or the start of work: of a line that comes in from a file, beside whose
    /// columns it stands.
    NotBefore,
    /// Must not be before this date, which is what it says.
    NotBeforeThe(Milestone, String),
    /// Must not be after this date, which is what it says.
    NotAfter(Milestone, String),
    /// Must be after this date or time, which is what it says.
    After(Milestone, String),
    /// Must not be after today.
    NotLater,
    /// No conversion into hours is set for this form and measure.
    NoConversion,
    /// The tree would be deeper than it may.
    TooDeep,
    /// Must be before the class begins.
    BeforeStart,
    /// More was missed than the rule allows: say why they complete all the same.
    MissedTooMuch,
    /// A line of a table, from 1, can't be read.
    Line(u32),
    /// Must be on the same day.
    SameDay,
    /// Must be within the days of the class.
    WithinClass,
    /// Overlaps another one in time.
    Overlaps,
    /// Units that lie inside one another.
    Nested,
    /// Is settled once the class is announced.
    Settled,
    /// Already in use.
    Taken,
    /// All seats of the post (so many) are held.
    PostFull(u32),
    /// Somebody of the same name and birth is on record: say that this is another person.
    Twin,
    /// Names nothing known; where there is a list to choose from.
    Unknown,
    /// What was typed names nothing known.
    NoSuch,
    /// Letters, digits, dot, dash or underscore only.
    Plain,
    /// Eighteen digits (or seventeen and X) whose check digit is right, GB 11643-1999.
    IdNumber,
    /// Does not agree with the birth and sex on record.
    Differs,
    /// Does not agree with the identity number on record.
    NumberDiffers,
    /// Must contain three of: lower case, upper case, digits, others.
    Mixed,
    /// Must not contain the account's name, nor be a well-known password.
    Guessable,
    /// Must differ from the present one.
    Unchanged,
    /// Is not the right one.
    Wrong,
    /// A place in an order (from 1) was given twice.
    PlaceTwice(u32),
    /// A secondment or part-time post leaves the main post where it is (公务员法 72).
    NotMain,
    /// Has a placeholder there is none of; empty for a brace that is not closed.
    Placeholder(String),
    /// Must be other people than in the list before.
    Apart,
    /// Must name nobody.
    Named,
    /// The time for it ended with this day.
    Over(Day),
    /// No line names somebody concerned, and only one of that name.
    Unmatched,
    /// A line, from 1, names nobody of those it could, several, or somebody named before.
    LineUnmatched(u32),
    /// Several people have this name.
    Several,
    /// A line, from 1, is not as it must be.
    LineOf(u32),
    /// The lines' numbers must add up to this.
    Sum(u32),
    /// A line differs from what the first person entered: the lines, from 1.
    Unlike(Vec<u32>),
}

codes! {
    /// What the date is that another one must not come before or after.
    Milestone {
        Today "today" "今天" "today",
        Now "now" "现在" "now",
        Birth "birth" "出生日期" "the birth",
        Work "work" "参加工作时间" "the start of work",
        LineBegins "line" "同一段经历的起始年月" "the month in which that line begins",
        From "from" "任职日期" "the day it began",
        Appointed "appointed" "任职起始日" "the first day in the post",
        Starts "starts" "开班日期" "the first day of the class",
        EnrolFrom "enrol-from" "报名开始日期" "the first day of enrolment",
        Begins "begins" "开始时间" "its beginning",
        Opens "opens" "开始日期" "its opening",
        Window "window" "规划期首日" "the first day of the window",
        First "first" "生效日期" "its first day",
        Voting "voting" "投票开始日期" "the first day of the vote",
        VoteEnds "vote-ends" "投票截止日期" "the last day of the vote",
        Decided "decided" "讨论决定日期" "the day of the decision",
        Proposed "proposed" "事项提出日期" "the day it was proposed",
        Entered "entered" "公示登记日期" "the day the notice was entered",
        Ends "ends" "现期满日期" "the present last day",
        Reported "reported" "报到日期" "the day of reporting",
        NoticeOver "notice-over" "任免发文日期，公示须在其前期满" "the day of the document, before which the notice ends",
        Longest "longest" "最长期限的届满日" "the end of the longest term",
        Happened "happened" "行为发生日期" "the day it happened",
    }
}

impl Rule {
    /// Whether it holds a field against others: while one of them can't be read it says nothing.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        matches!(
            self,
            Self::NotBefore
                | Self::NotBeforeThe(..)
                | Self::NotAfter(..)
                | Self::After(..)
                | Self::NoConversion
                | Self::BeforeStart
                | Self::SameDay
                | Self::WithinClass
                | Self::Overlaps
                | Self::Differs
                | Self::NumberDiffers
                | Self::Line(_)
                | Self::LineOf(_)
                | Self::Sum(_)
                | Self::NotMain
        )
    }

    /// Not before a day.
    #[must_use]
    pub fn not_before(what: Milestone, day: Day) -> Self {
        Self::NotBeforeThe(what, day_text(day))
    }

    /// Not after a day.
    #[must_use]
    pub fn not_after(what: Milestone, day: Day) -> Self {
        Self::NotAfter(what, day_text(day))
    }

    /// After a day.
    #[must_use]
    pub fn after(what: Milestone, day: Day) -> Self {
        Self::After(what, day_text(day))
    }

    /// After a time of a day.
    #[must_use]
    pub fn after_time(what: Milestone, at: Moment) -> Self {
        Self::After(what, at.minute_text())
    }
}

/// Collects every faulty field of a form before answering.
#[derive(Debug, Default)]
pub struct Checks(Vec<FieldFault>);

impl Checks {
    /// Notes `rule` for `field` unless `ok`.
    pub fn require(&mut self, ok: bool, field: &str, rule: Rule) {
        if !ok {
            self.0.push(FieldFault { field: field.to_owned(), rule });
        }
    }

    /// A text of 1 to `max` characters.
    pub fn text(&mut self, value: &str, field: &str, max: u32) {
        if value.trim().is_empty() {
            self.require(false, field, Rule::Required);
        } else {
            self.optional_text(value, field, max);
        }
    }

    /// A text of 0 to `max` characters.
    pub fn optional_text(&mut self, value: &str, field: &str, max: u32) {
        self.require(value.chars().count() <= max as usize, field, Rule::TooLong(max));
    }

    /// A number within bounds.
    pub fn between(&mut self, value: i64, field: &str, low: i64, high: i64) {
        self.require((low..=high).contains(&value), field, Rule::Between(low, high));
    }

    /// All faults at once, or nothing.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when any check failed.
    pub fn done(self) -> Result<(), Fault> {
        if self.0.is_empty() { Ok(()) } else { Err(Fault::Invalid(self.0)) }
    }
}
