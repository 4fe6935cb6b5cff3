//! What is kept of a form that was refused.

use domain::{AccountId, Fault, Moment};
use serde::{Deserialize, Serialize};

/// What a form sent: (name, value) in its order.
pub(super) type Fields = Vec<(String, String)>;

/// A form that was refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Refusal {
    /// Whose it is; nobody's for somebody not signed in.
    pub(super) account: AccountId,
    /// The path it was sent to.
    pub(super) action: String,
    /// The path of its page.
    pub(super) page: String,
    /// What the page is to say: (mark, value).
    pub(super) marks: Fields,
    /// What it sent.
    pub(super) fields: Fields,
    /// When.
    pub(super) at: Moment,
}

impl Refusal {
    /// All values of a field.
    pub(super) fn values(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|field| field.0 == name).map(|field| field.1.clone()).collect()
    }

    /// Whether it was refused because nobody was signed in any more.
    pub(super) fn is_signed_out(&self) -> bool {
        self.marked() == Some(Fault::Unauthenticated)
    }

    /// The fault to show. None where it is over: its sender signed in again.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.marked().filter(|_| !self.is_signed_out())
    }

    fn marked(&self) -> Option<Fault> {
        let of = |mark: &str| self.marks.iter().find(|one| one.0 == mark).map(|one| one.1.as_str());
        match (of("__err"), of("__fault")) {
            (Some(encoded), _) => {
                use base64::Engine;
                let text = base64::engine::general_purpose::URL_SAFE.decode(encoded).ok()?;
                serde_json::from_slice(&text).ok()
            }
            (_, Some(text)) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }
}
