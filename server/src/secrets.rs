//! The program's own key. What the store must keep and give back readable, such as the
//! secret of a second factor, is sealed with it (AES-256-GCM), so that neither the store's
//! files nor a backup are enough to read it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::badge::BadgeKey;

/// What a sealed text begins with. Texts without it are from before there was a key.
const MARK: &str = "sealed1:";

/// Where the key is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsConfig {
    /// The key itself, 64 hexadecimal digits; wins over the file.
    pub key: Option<String>,
    /// A file with the key; made with a new one when it is missing.
    pub key_file: PathBuf,
    /// The folder with the keys of ballot boxes while their vote runs. Servers that share a store
    /// share it too. It is not to be backed up: a key that outlives its box opens its ballots.
    pub ballot_keys: PathBuf,
}

impl Default for SecretsConfig {
    fn default() -> Self {
        Self { key: None, key_file: PathBuf::from("data/secret.key"), ballot_keys: PathBuf::from("data/ballot-keys") }
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The key is not a key.
    #[error("{0} must be 64 hexadecimal digits (openssl rand -hex 32 makes some)")]
    Key(String),
    /// Several servers need one key, so none is made up.
    #[error(
        "there is no key file {0}, and the store may be shared: give every server the same one, or the same secrets.key"
    )]
    Shared(PathBuf),
    /// The file can't be read or made.
    #[error("key file {0}: {1}. Set secrets.key_file to a place this program may write, or secrets.key.")]
    File(PathBuf, std::io::Error),
}

/// The key, ready for use.
#[derive(Clone)]
pub struct Secrets(Arc<RandomizedNonceKey>, Arc<BadgeKey>);

impl Secrets {
    /// The configured key; with `alone`, a new one is kept in its file where there is none
    /// yet. Servers that share a store must be given the same key.
    ///
    /// # Errors
    /// When there is none, it is no key, or its file can't be read or made.
    pub fn open(config: &SecretsConfig, alone: bool) -> Result<Self, SecretsError> {
        if let Some(key) = &config.key {
            return Self::of_hex(key, "secrets.key");
        }
        let path = &config.key_file;
        match std::fs::read_to_string(path) {
            Ok(text) => Self::of_hex(&text, &format!("the key in {}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !alone => {
                Err(SecretsError::Shared(path.clone()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = store::chain::hex(&rand::random::<[u8; 32]>());
                write_private(path, &key).map_err(|error| SecretsError::File(path.clone(), error))?;
                tracing::info!(file = %path.display(), "made a new key: keep a copy of it apart from the backups");
                Self::of_hex(&key, "secrets.key")
            }
            Err(error) => Err(SecretsError::File(path.clone(), error)),
        }
    }

    /// A key that lasts as long as the process: for stores in memory.
    ///
    /// # Panics
    /// Never: 32 bytes are a key.
    #[must_use]
    pub fn fleeting() -> Self {
        Self::of_bytes(&rand::random::<[u8; 32]>()).expect("32 bytes are a key")
    }

    fn of_hex(text: &str, what: &str) -> Result<Self, SecretsError> {
        let text = text.trim();
        let bytes = if text.len() == 64 { store::chain::unhex(text) } else { None };
        bytes.as_deref().and_then(Self::of_bytes).ok_or_else(|| SecretsError::Key(what.to_owned()))
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let sealing = RandomizedNonceKey::new(&AES_256_GCM, bytes).ok()?;
        Some(Self(Arc::new(sealing), Arc::new(BadgeKey::derive(bytes).ok()?)))
    }

    /// Seals a text for one purpose, such as `totp:` and the account: it opens for that
    /// purpose alone, so a row can't be copied to another account. The empty text stays.
    ///
    /// # Panics
    /// When the system has no randomness.
    #[must_use]
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let mut sealed = text.as_bytes().to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(purpose), &mut sealed).expect("randomness");
        let mut all = nonce.as_ref().to_vec();
        all.append(&mut sealed);
        format!("{MARK}{}", STANDARD.encode(all))
    }

    /// The key that signs credentials, derived from this one.
    #[must_use]
    pub fn badge_key(&self) -> &BadgeKey {
        &self.1
    }

    /// Opens what was sealed for the purpose; nothing when it was not, or with another key.
    #[must_use]
    pub fn open_text(&self, purpose: &str, sealed: &str) -> Option<String> {
        let Some(text) = sealed.strip_prefix(MARK) else { return Some(sealed.to_owned()) };
        let mut all = STANDARD.decode(text).ok()?;
        let mut rest = all.split_off(NONCE_LEN.min(all.len()));
        let nonce = Nonce::try_assume_unique_for_key(&all).ok()?;
        let opened = self.0.open_in_place(nonce, Aad::from(purpose), &mut rest).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

/// Writes a file that its owner alone may read, and never over another.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_for_its_purpose_and_key_alone() {
        let secrets = Secrets::fleeting();
        let sealed = secrets.seal("totp:a", "JBSWY3DP");
        assert!(!sealed.contains("JBSWY3DP"));
        assert_ne!(sealed, secrets.seal("totp:a", "JBSWY3DP"));
        assert_eq!(secrets.open_text("totp:a", &sealed).as_deref(), Some("JBSWY3DP"));
        assert_eq!(secrets.open_text("totp:b", &sealed), None);
        assert_eq!(Secrets::fleeting().open_text("totp:a", &sealed), None);
        assert_eq!(secrets.open_text("totp:a", "sealed1:AAAA"), None);
        assert_eq!(secrets.seal("totp:a", ""), "");
    }

    #[test]
    fn a_key_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let config =
            SecretsConfig { key: None, key_file: folder.path().join("below/secret.key"), ..SecretsConfig::default() };
        assert!(matches!(Secrets::open(&config, false), Err(SecretsError::Shared(_))), "none is made up for several");
        let sealed = Secrets::open(&config, true).unwrap().seal("x", "text");
        assert_eq!(Secrets::open(&config, true).unwrap().open_text("x", &sealed).as_deref(), Some("text"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&config.key_file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let wrong = SecretsConfig { key: Some("abc".into()), ..config };
        assert!(Secrets::open(&wrong, true).is_err_and(|error| error.to_string().contains("secrets.key")));
    }
}
