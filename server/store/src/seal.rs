//! What seals and opens texts. The key is the program's; the store knows it as a [`Seal`] alone.

/// What seals and opens texts.
pub trait Seal: Send + Sync {
    /// Names the key that [`Seal::seal`] uses, without giving it away.
    fn key_id(&self) -> String;

    /// Whether it has the key of that name.
    fn knows(&self, key_id: &str) -> bool;

    /// Seals a text for one purpose: it opens for that purpose alone.
    fn seal(&self, purpose: &str, text: &str) -> String;

    /// Opens what was sealed for the purpose, with this key or an earlier one; nothing otherwise.
    fn open(&self, purpose: &str, sealed: &str) -> Option<String>;

    /// The same text always gives the same key to look it up by, which doesn't give the text away.
    fn lookup(&self, text: &str) -> String;
}

/// Seals nothing: for a store in memory, which leaves nothing behind.
pub(crate) struct Unsealed;

impl Seal for Unsealed {
    fn key_id(&self) -> String {
        "none".to_owned()
    }

    fn knows(&self, key_id: &str) -> bool {
        key_id == self.key_id()
    }

    fn seal(&self, _: &str, text: &str) -> String {
        text.to_owned()
    }

    fn open(&self, _: &str, sealed: &str) -> Option<String> {
        Some(sealed.to_owned())
    }

    fn lookup(&self, text: &str) -> String {
        text.to_owned()
    }
}
