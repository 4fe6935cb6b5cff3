//! What can go wrong below the ports, for the log.

use domain::{Fault, Reason};
use surrealdb::types::QueryError;

/// An error of the store. It becomes a [`Fault`] at a port; its text stays here.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine refused or failed.
    #[error("engine: {0}")]
    Engine(surrealdb::Error),
    /// A guard inside a transaction threw its code.
    #[error("refused: {0}")]
    Thrown(String),
    /// A unique index already has the value.
    #[error("taken: {0}")]
    Taken(String),
    /// Others kept changing the same thing.
    #[error("too many conflicts in {0}")]
    Conflict(&'static str),
    /// A row is not of the shape this program knows.
    #[error("row: {0}")]
    Row(#[from] serde_json::Error),
    /// A value was sealed with a key that is not here.
    #[error("{0} holds values sealed with a key that is not here: see secrets.key_file")]
    Sealed(&'static str),
    /// Something the code takes for granted does not hold.
    #[error("broken: {0}")]
    Broken(String),
}

impl From<surrealdb::Error> for StoreError {
    fn from(error: surrealdb::Error) -> Self {
        if error.is_thrown() {
            let text = error.message();
            return Self::Thrown(text.strip_prefix("An error occurred: ").unwrap_or(text).to_owned());
        }
        let text = error.message();
        if text.starts_with("Database index `") && text.contains("already contains") {
            let index = text.split('`').nth(1).unwrap_or_default();
            return Self::Taken(index.to_owned());
        }
        Self::Engine(error)
    }
}

/// Whether an error says that trying again may work, and that nothing was written.
pub(crate) fn is_conflict(error: &surrealdb::Error) -> bool {
    matches!(error.query_details(), Some(QueryError::TransactionConflict))
        || error.message().contains("Transaction conflict")
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Thrown(code) => thrown(&code),
            StoreError::Conflict(_) => Self::Busy,
            StoreError::Taken(index) if index.ends_with("_number") => Self::Refused(Reason::NumberTaken),
            other => {
                tracing::error!(error = %other, "store");
                Self::Internal
            }
        }
    }
}

/// The codes that guards throw. One place, so that each is spelt once on this side.
fn thrown(code: &str) -> Fault {
    let reason = match code {
        "gq:missing" => return Fault::NotFound,
        "gq:forbidden" => return Fault::Forbidden,
        "gq:id-number" => return Fault::field("id_number", domain::Rule::Taken),
        "gq:full" => Reason::ClassFull,
        "gq:closed" => Reason::EnrolmentClosed,
        "gq:already" => Reason::AlreadyEnrolled,
        "gq:not-enrolled" => Reason::NotEnrolled,
        "gq:exam-closed" => Reason::ExamClosed,
        "gq:answered" => Reason::AlreadyAnswered,
        "gq:ballot-taken" => Reason::BallotTaken,
        "gq:state" => Reason::WrongState,
        "gq:stale" => Reason::Stale,
        "gq:reversed" => Reason::AlreadyReversed,
        "gq:second" => Reason::SecondPerson,
        "gq:slip" => Reason::SlipDead,
        "gq:in-use" => Reason::UnitInUse,
        "gq:import-gone" => Reason::ImportGone,
        "gq:last" => Reason::LastOne,
        other => {
            if let Some(taken) = other.strip_prefix("gq:seats:").and_then(|n| n.parse().ok()) {
                Reason::SeatsTaken(taken)
            } else {
                tracing::error!(code = other, "unknown refusal");
                return Fault::Internal;
            }
        }
    };
    Fault::Refused(reason)
}
