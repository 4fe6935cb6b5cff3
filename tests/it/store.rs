//! The store against the real engine.

mod appraisal;
mod at_rest;
mod attendance;
mod audit;
mod backup;
mod call_up;
mod cases;
mod certificate;
mod completion;
mod counting;
mod course;
mod crowd;
mod engine;
mod enrolment;
mod evaluation;
mod exam;
mod exchange;
mod guard_of_writes;
mod home;
mod import;
mod import_written;
mod incentive;
mod kin;
mod library;
mod load;
mod meanwhile;
mod migrate;
mod mirror;
mod moved;
mod once;
mod organisation;
mod people;
mod pipeline;
mod planning;
mod plans;
mod register;
mod requirement;
mod scope;
mod tolerance;
mod trail;
mod versioned;
mod whole;
mod years;

/// What each feature adds to the tests that hold the whole store to a rule.
mod part {
    pub(super) mod account;
    pub(super) mod appraisal;
    pub(super) mod exchange;
    pub(super) mod incentive;
    pub(super) mod organisation;
    pub(super) mod people;
    pub(super) mod tolerance;
    pub(super) mod training;
}

/// The features, in the order in which they fill a store that all are in.
const FEATURES: &[whole::Part] = &[
    part::exchange::PART,
    part::appraisal::PART,
    part::incentive::PART,
    part::tolerance::PART,
    part::training::PART,
    part::organisation::PART,
    part::people::PART,
    part::account::PART,
];
