//! The store against the real engine.

mod audit;
mod backup;
mod enrolment;
mod import;
mod migrate;
mod organisation;
mod plans;
mod scope;
