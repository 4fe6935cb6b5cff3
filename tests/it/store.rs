//! The store against the real engine.

mod attendance;
mod audit;
mod backup;
mod call_up;
mod enrolment;
mod import;
mod migrate;
mod organisation;
mod plans;
mod scope;
