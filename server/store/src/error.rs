//! What can go wrong below the ports, for the log.

use std::path::PathBuf;

use domain::{Fault, Reason, account, appraisal, import, organisation, training};
use surrealdb::types::QueryError;

use crate::{Lacking, Pause};

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
    /// Nothing was written, because nothing is written for now.
    #[error("the store takes no changes: {0:?}")]
    Paused(Pause),
    /// It may have been written or not.
    #[error("whether it was written is not known: {0}")]
    Unknown(String),
    /// Another process has the store open.
    #[error("{0}")]
    Locked(String),
    /// The engine could not be opened.
    #[error("{0}")]
    Unopened(String),
    /// The engine's log has something in it that no crash leaves behind.
    #[error(
        "the log {} is damaged: from byte {from} on {bytes} bytes can't be read. Nothing was changed. Put the file \
         back from a copy, or restore the last backup into another folder; or give up what is behind that byte with \
         `ganqiao recover --accept-loss --reason …`, which keeps a copy", .file.display()
    )]
    LogDamaged {
        file: PathBuf,
        /// Where the damage begins.
        from: u64,
        /// Bytes from there to the end.
        bytes: u64,
    },
    /// The store lacks something that its witness saw in it.
    #[error(
        "the store is not what {} saw of it: {lacking}. Nothing was changed. Put the store's folder back from a copy, \
         or restore the last backup into an empty folder; or accept the loss with \
         `ganqiao recover --accept-loss --reason …`, which notes it on the trail", .witness.display()
    )]
    Behind {
        /// The witness's file.
        witness: PathBuf,
        /// What is lacking.
        lacking: Lacking,
    },
}

impl StoreError {
    /// What the failure of a commit says.
    pub(crate) fn of_commit(error: surrealdb::Error) -> Self {
        match Self::from(error) {
            Self::Engine(error) if !is_conflict(&error) && !is_refused(&error) => {
                Self::Unknown(error.message().to_owned())
            }
            known => known,
        }
    }
}

/// Whether an error says that the engine was not let write.
pub(crate) fn is_refused(error: &surrealdb::Error) -> bool {
    matches!(error.query_details(), Some(QueryError::NotExecuted))
        || error.message().contains("read-and-deletion-only mode")
}

/// Whether an error says that the outcome of a commit is not known.
pub(crate) fn is_unknown(error: &surrealdb::Error) -> bool {
    error.message().contains("outcome is unknown")
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
            StoreError::Paused(pause) => Self::Unavailable(match pause {
                Pause::Halted(_) => domain::Outage::Halted,
                Pause::Full { .. } => domain::Outage::Full,
                Pause::Away => domain::Outage::Away,
            }),
            StoreError::Unknown(why) => {
                tracing::error!(why, "the outcome of a change is not known");
                Self::Unknown
            }
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
        "gq:moved" => return Fault::Busy,
        "gq:forbidden" => return Fault::Forbidden,
        "gq:id-number" => return Fault::field("id_number", domain::Rule::Taken),
        "gq:already" => Reason::Training(training::Refusal::AlreadyEnrolled),
        "gq:not-enrolled" => Reason::Training(training::Refusal::NotEnrolled),
        "gq:exam-closed" => Reason::Training(training::Refusal::ExamClosed),
        "gq:answered" => Reason::AlreadyAnswered,
        "gq:ballot-taken" => Reason::Appraisal(appraisal::Refusal::BallotTaken),
        "gq:state" => Reason::WrongState,
        "gq:stale" => Reason::Stale,
        "gq:reversed" => Reason::Training(training::Refusal::AlreadyReversed),
        "gq:second" => Reason::SecondPerson,
        "gq:slip" => Reason::Appraisal(appraisal::Refusal::SlipDead),
        "gq:in-use" => Reason::Organisation(organisation::Refusal::UnitInUse),
        "gq:held" => Reason::Account(account::Refusal::RoleHeld),
        "gq:import-gone" => Reason::Import(import::Refusal::Gone),
        "gq:last" => Reason::LastOne,
        other => {
            if let Some(taken) = other.strip_prefix("gq:seats:").and_then(|n| n.parse().ok()) {
                Reason::Training(training::Refusal::SeatsTaken(taken))
            } else {
                tracing::error!(code = other, "unknown refusal");
                return Fault::Internal;
            }
        }
    };
    Fault::Refused(reason)
}
