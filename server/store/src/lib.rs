//! The store: the only crate that speaks SurrealDB.
//!
//! - [`Store::open`] connects by URL, embedded or remote, with the same code after it.
//! - Every change goes through one helper, [`script`], which makes it one transaction,
//!   retries conflicts and counts them.
//! - Every change leaves a row of the [`audit`] trail in that same transaction.
//! - Every method that answers a person takes the viewer and keeps to their scope.
//!
//! Query rules, learnt from the engine's known bugs: writes go by record id, never by
//! an indexed WHERE; no optional field is indexed; ids are selected first and written
//! second; every indexed query has a test that compares it with a full scan.

mod accounts;
mod answers;
mod appraisal;
mod audit;
mod backup;
mod batch;
mod category;
mod change;
mod completion;
mod course;
mod desk;
mod engine;
mod error;
mod exam;
mod exchange;
mod feature;
mod hours;
mod imports;
mod incentive;
mod installation;
mod kept;
mod keys;
mod ledger;
mod library;
mod load;
mod migrate;
mod mirror;
mod once;
mod open;
mod organisation;
mod people;
mod pipeline;
mod planning;
mod procedure;
mod prove;
mod question;
mod reading;
mod refused;
mod requirement;
mod row;
mod rows;
mod save;
mod scope;
mod script;
mod seal;
mod sealed;
mod session;
mod sign_in;
mod standing;
mod store;
mod target;
mod tend;
mod tolerance;
pub mod trail;
mod training;
mod under_way;
mod versioned;
mod witness;

use feature::Feature;

/// Every feature, in the order in which what waits of them is shown. A feature is named here, and its schema in
/// [`MIGRATIONS`]: what else it adds to the whole it says itself, see [`Feature`].
pub(crate) const FEATURES: &[&dyn Feature] = &[
    &training::feature::Training,
    &exchange::feature::Exchange,
    &tolerance::feature::Tolerance,
    &appraisal::feature::Appraisals,
    &incentive::feature::Incentives,
    &pipeline::feature::Pipelines,
    &organisation::feature::Organisation,
    &people::feature::People,
    &accounts::feature::Accounts,
    &imports::feature::Imports,
    &audit::feature::Audit,
];

pub(crate) use change::Change;

pub use accounts::initial_password;
pub use appraisal::ballot_hash;
pub use audit::{Actor, chain};
pub use backup::{BackupError, FLEETING, Manifest, TABLES};
pub use engine::watch::Pause;
pub use error::StoreError;
pub use feature::Placed;
pub use imports::NewImport;
pub use keys::search_key;
pub use load::{Bulk, Loader, Lot};
pub use migrate::{Applied, MIGRATIONS, MigrateError, Planned};
pub use organisation::place::PLACED;
pub use script::Script;
pub use seal::Seal;
pub use session::known::{SessionRow, Stage};
pub use sign_in::{Refused, SignInRow, Tried};
pub use store::Store;
pub use target::Target;
pub use training::export::LedgerLine;
pub use witness::{Clock, Lacking, LogMark, Witness};
