//! Pure rules and types of Ganqiao.
//!
//! Nothing here reads a clock, a file, a socket or an environment: time and data
//! come in as arguments, results go out as values, so every rule can be tested by
//! itself and runs the same on the server and in the browser.
//!
//! A number that does not come from a law is not a constant here. It is a setting
//! with a basis (依据) and an effective date, see [`versioned`].

/// The features, each with what it has: its refusals, what it tells people, what of it waits for them.
/// Beside its `mod` line this is the one place where the domain names a feature; what is put together
/// of all of them ([`feature`], [`notice`], [`home`], [`refusal`]) is made from this list.
macro_rules! features {
    ($made:ident) => {
        $made! {
            account(Account): ids(id) refusal(Refusal) news(News);
            organisation(Organisation): ids(id) refusal(Refusal);
            person(Person): ids(id) refusal(Refusal) news(News);
            import(Import): ids(id) refusal(Refusal);
            training(Training): ids(id) refusal(Refusal) news(News) todo(Todo);
            exchange(Exchange): ids(id) refusal(Refusal) news(News) todo(Todo);
            pipeline(Pipeline):;
            appraisal(Appraisal): ids(id) refusal(Refusal) news(News) todo(Todo);
            incentive(Incentive): ids(id) news(News) todo(Todo);
            tolerance(Tolerance): ids(id) refusal(Refusal) news(News) todo(Todo);
        }
    };
}

pub(crate) use features;

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
pub mod feature;
pub mod file;
pub mod form;
pub mod home;
pub mod id;
pub mod import;
pub mod incentive;
pub mod meeting;
pub mod notice;
pub mod number;
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
pub mod replaced;
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
pub use feature::*;
pub use id::*;
pub use refusal::Reason;
pub use time::{Day, Moment};
