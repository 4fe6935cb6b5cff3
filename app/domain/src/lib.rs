//! Pure rules and types of Ganqiao.
//!
//! Nothing here reads a clock, a file, a socket or an environment: time and data
//! come in as arguments, results go out as values, so every rule can be tested by
//! itself and runs the same on the server and in the browser.
//!
//! A number that does not come from a law is not a constant here. It is a setting
//! with a basis (依据) and an effective date, see [`versioned`].

pub mod access;
pub mod account;
pub mod appointment;
pub mod appraisal;
pub mod audit;
pub mod calendar;
pub mod code;
pub mod consent;
pub mod consequence;
pub mod document;
pub mod exchange;
pub mod fault;
pub mod file;
pub mod form;
pub mod home;
pub mod id;
pub mod import;
pub mod incentive;
pub mod meeting;
pub mod notice;
pub mod organisation;
pub mod page;
pub mod person;
pub mod pipeline;
pub mod ports;
pub mod procedure;
pub mod publicity;
pub mod rate;
pub mod record;
pub mod refusal;
pub mod register;
pub mod remedy;
pub mod resume;
pub mod retirement;
pub mod search;
pub mod secrecy;
pub mod signature;
pub mod text;
pub mod time;
pub mod tolerance;
pub mod training;
pub mod versioned;

pub use fault::{Fault, FieldFault, Outage, Rule};
pub use id::*;
pub use refusal::Reason;
pub use time::{Day, Moment};
