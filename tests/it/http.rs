//! The server as a client sees it.

mod access;
mod administrators;
mod auth;
mod ballots;
mod cases;
mod certificates;
mod client;
mod courses;
mod done;
mod evidence;
mod files;
mod forms;
mod functions;
mod guard;
mod holders;
mod lists;
mod materials;
mod outage;
mod pages;
mod record;
mod refusals;
mod rounds;
mod secrecy;
mod unreadable;
mod whole;

/// What each feature adds to the tests that hold the whole server to a rule.
mod part {
    pub(super) mod account;
    pub(super) mod appraisal;
    pub(super) mod audit;
    pub(super) mod desk;
    pub(super) mod exchange;
    pub(super) mod import;
    pub(super) mod incentive;
    pub(super) mod organisation;
    pub(super) mod people;
    pub(super) mod pipeline;
    pub(super) mod tolerance;
    pub(super) mod training;
}

/// The features, in the order in which their pages and then their functions are asked. Roles are ended by a
/// function of accounts: nobody asks as a leader after that.
const FEATURES: &[whole::Part] = &[
    part::appraisal::PART,
    part::pipeline::PART,
    part::incentive::PART,
    part::tolerance::PART,
    part::exchange::PART,
    part::training::PART,
    part::desk::PART,
    part::people::PART,
    part::import::PART,
    part::organisation::PART,
    part::account::PART,
    part::audit::PART,
];
