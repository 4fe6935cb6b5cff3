//! What the screens need of training, a file for each part of it.

mod class;
mod course;
mod exam;
mod ledger;
mod lesson;
mod library;
mod planning;

pub use class::*;
pub use course::*;
pub use exam::*;
pub use ledger::*;
pub use lesson::*;
pub use library::*;
pub use planning::*;
