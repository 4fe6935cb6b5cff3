//! The audit trail: what a change leaves behind, and the chain that seals it.
//!
//! A change writes one [`AuditRow`] in its own transaction. A sealing run takes the
//! rows not yet sealed, in the order of their ids, makes a Merkle tree of their
//! hashes and links its root to the seal before ([`Seal`]). Writers never wait for
//! each other or for the sealer, and yet a removed, edited or reordered row breaks
//! either a leaf, a root or a link.
//!
//! Hashing itself lives with the store; here are the shapes and the canonical form.

pub mod port;

use serde::{Deserialize, Serialize};

use crate::code::{Lang, codes};
use crate::{AccountId, Day, Moment};

codes! {
    /// What was done.
    Action {
        /// Came into being.
        Create "create" "新建" "created",
        /// Was changed.
        Update "update" "修改" "changed",
        /// Ended (nothing is erased).
        End "end" "终止" "ended",
        /// Was shown although sensitive.
        Unmask "unmask" "查看敏感信息" "saw sensitive data",
        /// Left the system as a file.
        Export "export" "导出" "exported",
        /// Came in from a file.
        Import "import" "导入" "imported",
        SignIn "sign-in" "登录" "signed in",
        /// Tried to sign in and failed.
        SignInFailed "sign-in-failed" "登录失败" "failed to sign in",
        /// Signed out, or was signed out.
        SignOut "sign-out" "退出" "signed out",
        /// Asked for something that is not theirs.
        Refused "refused" "越权访问被拒绝" "was refused access",
        /// Looked at what few may look at.
        Look "look" "查看" "looked",
    }
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

/// What a row of the trail is about. Each feature says what there is of it (`<feature>/topic.rs`);
/// [`crate::feature::topics`] has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The word it is stored under: mostly the table of the thing.
    pub code: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

impl Topic {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// Makes the list of topics of a feature: the word each is stored under, and both names.
macro_rules! topics {
    ($($code:literal $zh:literal $en:literal;)+) => {
        pub(crate) const TOPICS: &[$crate::audit::Topic] = &[$($crate::audit::Topic { code: $code, zh: $zh, en: $en }),+];
    };
}

pub(crate) use topics;

topics! {
    "page" "页面" "page";
    "trail" "审计日志" "audit trail";
    "store" "数据" "data";
}

/// What to show of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// From this day on.
    pub from: Option<Day>,
    /// To the end of this day.
    pub until: Option<Day>,
    /// Only what somebody of such a name did, or what was done to them.
    pub name: String,
    /// Only this kind of act.
    pub action: Option<Action>,
    /// Only this kind of thing.
    pub subject: String,
    /// Only this one.
    pub subject_id: String,
    /// Rows before this id, for the next page.
    pub before: String,
}

/// A row of the trail with the name of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    #[serde(flatten)]
    pub row: AuditRow,
    /// The thing's name now; empty where it has none or is gone.
    #[serde(default)]
    pub about: String,
}

/// Rows of the trail to a page.
pub const PAGE: usize = 50;
