//! The store against the real engine.

mod appraisal;
mod at_rest;
mod attendance;
mod audit;
mod backup;
mod call_up;
mod certificate;
mod completion;
mod course;
mod enrolment;
mod evaluation;
mod exam;
mod exchange;
mod import;
mod incentive;
mod library;
mod migrate;
mod organisation;
mod pipeline;
mod planning;
mod plans;
mod requirement;
mod scope;
mod tolerance;
mod trail;
