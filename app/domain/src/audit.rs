//! The audit trail: what a change leaves behind, and the chain that seals it.
//!
//! A change writes one [`AuditRow`] in its own transaction. A sealing run takes the
//! rows not yet sealed, in the order of their ids, makes a Merkle tree of their
//! hashes and links its root to the seal before ([`Seal`]). Writers never wait for
//! each other or for the sealer, and yet a removed, edited or reordered row breaks
//! either a leaf, a root or a link.
//!
//! Hashing itself lives with the store; here are the shapes and the canonical form.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Moment};

/// What was done. The stored word is the variant in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Came into being.
    Create,
    /// Was changed.
    Update,
    /// Ended (nothing is erased).
    End,
    /// Was shown although sensitive.
    Unmask,
    /// Left the system as a file.
    Export,
    /// Came in from a file.
    Import,
    /// Signed in.
    SignIn,
    /// Tried to sign in and failed.
    SignInFailed,
    /// Signed out, or was signed out.
    SignOut,
}

/// One row of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Time-ordered identifier.
    pub id: String,
    /// When.
    pub at: Moment,
    /// Who: the account, empty for the system itself.
    #[serde(default)]
    pub actor: AccountId,
    /// Their name then.
    #[serde(default)]
    pub actor_name: String,
    /// What was done.
    pub action: Action,
    /// To which kind of thing.
    pub subject: String,
    /// To which one.
    pub subject_id: String,
    /// Where in the tree.
    #[serde(default)]
    pub path: String,
    /// Why, as far as they said.
    #[serde(default)]
    pub reason: String,
    /// The request, as the log numbers it.
    #[serde(default)]
    pub request: String,
    /// The state before, canonical JSON; empty when there was none.
    #[serde(default)]
    pub before: String,
    /// The state after, canonical JSON; empty when there is none.
    #[serde(default)]
    pub after: String,
}

/// A sealed batch of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Position in the chain, from 1 without gaps.
    pub seq: u64,
    /// When it was sealed.
    pub at: Moment,
    /// The rows' ids in tree order.
    pub rows: Vec<String>,
    /// Root of the Merkle tree over the rows, hex.
    pub root: String,
    /// Hash of the seal before, hex; 64 zeros for the first.
    pub previous: String,
    /// Hash of (seq, at, number of rows, root, previous), hex.
    pub hash: String,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditBreak {
    /// A sealed row is gone.
    RowMissing(String),
    /// A seal's rows do not give its root: some row was edited or reordered.
    RootDiffers(u64),
    /// A seal does not follow the one before.
    LinkBroken(u64),
    /// A seal's own hash is wrong.
    HashDiffers(u64),
    /// A row is in two seals.
    SealedTwice(String),
    /// A row is neither sealed nor waiting to be: it was slipped in.
    RowUnknown(String),
    /// A row waiting to be sealed is gone.
    PendingMissing(String),
    /// The chain ends in another hash than the one written down elsewhere.
    HeadDiffers,
}

/// The outcome of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditReport {
    /// Rows whose hash was computed again.
    pub rows: u64,
    /// Seals in the chain.
    pub seals: u64,
    /// Rows written but not yet sealed.
    pub pending: u64,
    /// Hash of the last seal, hex: write it down outside the system.
    pub head: String,
    /// What is wrong; empty when all is well.
    pub breaks: Vec<AuditBreak>,
}

/// What to show of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// Only this kind of thing.
    pub subject: String,
    /// Only this one.
    pub subject_id: String,
    /// Only this account's doings.
    pub actor: String,
    /// Rows before this id, for the next page.
    pub before: String,
}
