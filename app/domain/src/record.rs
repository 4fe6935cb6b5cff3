//! Facts of a person that several features live by: what bars them and what lifts it, hours of
//! training, results of appraisals, schooling, relatives and how people are related. Features meet
//! here and in the calendar, so nothing in here names one.

mod circumstances;
mod education;
mod grade;
mod hours;
mod kinship;
mod relative;

pub use circumstances::{Circumstances, Interest};
pub use education::Education;
pub use grade::{Grade, grade_of};
pub use hours::Hours;
pub use kinship::{Families, Kin, Kinship, Link, unlinked};
pub use relative::Relative;
