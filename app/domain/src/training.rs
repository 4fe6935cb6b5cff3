//! Training: requirements, classes, places in them, and the ledger of hours.

mod admission;
mod bar;
mod call_up;
mod category;
mod certificate;
mod class;
mod completion;
mod conversion;
mod course;
mod enrolment;
mod evaluation;
mod exam;
pub(crate) mod id;
mod ledger;
mod lesson;
mod library;
mod news;
pub(crate) mod permission;
mod planning;
pub mod port;
mod question;
mod record;
mod refusal;
mod requirement;
mod seat;
mod sent;
mod setting;
mod timetable;
mod todo;
pub(crate) mod topic;

pub use admission::*;
pub use bar::*;
pub use call_up::*;
pub use category::*;
pub use certificate::*;
pub use class::*;
pub use completion::*;
pub use conversion::*;
pub use course::*;
pub use enrolment::*;
pub use evaluation::*;
pub use exam::*;
pub use ledger::*;
pub use lesson::*;
pub use library::*;
pub use news::News;
pub use planning::*;
pub use question::*;
pub use record::*;
pub use refusal::Refusal;
pub use requirement::*;
pub use seat::*;
pub use sent::*;
pub use setting::*;
pub use timetable::*;
pub use todo::Todo;

/// A code or the empty text: no indexed or asserted field of a record is optional.
mod optional_code {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::code::Code;

    #[allow(clippy::ref_option)]
    pub(super) fn serialize<C: Code, S: Serializer>(code: &Option<C>, to: S) -> Result<S::Ok, S::Error> {
        code.map_or("", Code::code).serialize(to)
    }

    pub(super) fn deserialize<'de, C: Code, D: Deserializer<'de>>(from: D) -> Result<Option<C>, D::Error> {
        Ok(C::find(&String::deserialize(from)?))
    }
}
