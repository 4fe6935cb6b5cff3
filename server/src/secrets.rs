//! The program's own key. What the store must keep and give back readable, such as the
//! secret of a second factor or the sensitive half of a record, is sealed with it (AES-256-GCM),
//! so that neither the store's files nor a backup are enough to read it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::badge::BadgeKey;

/// What a sealed text begins with; the name of its key follows. Texts without a mark are from
/// before there was a key.
const MARK: &str = "sealed2:";

/// What a text began with whose key was not named.
const NAMELESS: &str = "sealed1:";

/// Where the key is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecretsConfig {
    /// The key itself, 64 hexadecimal digits; wins over the file. Earlier keys may follow it.
    pub key: Option<String>,
    /// A file with the key, and with earlier ones in the lines after it; made with a new one when
    /// it is missing.
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
    /// Only a key in a file can be changed.
    #[error("the key is given as secrets.key: put a new one before it there, and keep the old one after it")]
    Text,
    /// The file can't be read or made.
    #[error("key file {0}: {1}. Set secrets.key_file to a place this program may write, or secrets.key.")]
    File(PathBuf, std::io::Error),
}

/// One of the program's keys.
struct Key {
    /// Names it in what it sealed.
    id: String,
    sealing: RandomizedNonceKey,
    lookup: hmac::Key,
}

impl Key {
    fn of(bytes: &[u8]) -> Option<Self> {
        let derive = |purpose: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, bytes), purpose);
        Some(Self {
            id: store::chain::hex(derive(b"id").as_ref())[..8].to_owned(),
            sealing: RandomizedNonceKey::new(&AES_256_GCM, bytes).ok()?,
            lookup: hmac::Key::new(hmac::HMAC_SHA256, derive(b"lookup").as_ref()),
        })
    }

    fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let mut all = STANDARD.decode(sealed).ok()?;
        let mut rest = all.split_off(NONCE_LEN.min(all.len()));
        let nonce = Nonce::try_assume_unique_for_key(&all).ok()?;
        let opened = self.sealing.open_in_place(nonce, Aad::from(purpose), &mut rest).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

/// The keys, ready for use: the first seals, the later ones, which it replaced, still open.
#[derive(Clone)]
pub struct Secrets(Arc<[Key]>, Arc<BadgeKey>);

impl Secrets {
    /// The configured keys; with `alone`, a new one is kept in its file where there is none
    /// yet. Servers that share a store must be given the same.
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
                let key = new_key();
                write_private(path, &key).map_err(|error| SecretsError::File(path.clone(), error))?;
                tracing::info!(file = %path.display(), "made a new key: keep a copy of it apart from the backups");
                Self::of_hex(&key, "secrets.key")
            }
            Err(error) => Err(SecretsError::File(path.clone(), error)),
        }
    }

    /// The configured keys; none is made.
    ///
    /// # Errors
    /// When there is none, or it is no key.
    pub fn existing(config: &SecretsConfig) -> Result<Self, SecretsError> {
        Self::open(config, false)
    }

    /// Puts a new key before those of the file. What they sealed is sealed anew when the store is
    /// opened next.
    ///
    /// # Errors
    /// When the key is configured as a text rather than a file, or the file can't be written.
    pub fn rotate(config: &SecretsConfig) -> Result<Self, SecretsError> {
        if config.key.is_some() {
            return Err(SecretsError::Text);
        }
        Self::open(config, true)?;
        let path = &config.key_file;
        let failed = |error| SecretsError::File(path.clone(), error);
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let beside = path.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        write_private(&beside, &format!("{}\n{}", new_key(), text.trim())).map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        Self::open(config, true)
    }

    /// A key that lasts as long as the process: for stores in memory.
    ///
    /// # Panics
    /// Never: 32 bytes are a key.
    #[must_use]
    pub fn fleeting() -> Self {
        Self::of_hex(&new_key(), "").expect("32 bytes are a key")
    }

    /// Keys in hexadecimal, apart by blanks, commas or lines, the present one first.
    fn of_hex(text: &str, what: &str) -> Result<Self, SecretsError> {
        let wrong = || SecretsError::Key(what.to_owned());
        let words = text.split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty());
        let bytes: Vec<Vec<u8>> = words
            .map(|word| (word.len() == 64).then(|| store::chain::unhex(word)).flatten().ok_or_else(wrong))
            .collect::<Result<_, _>>()?;
        let keys: Arc<[Key]> = bytes.iter().map(|bytes| Key::of(bytes)).collect::<Option<_>>().ok_or_else(wrong)?;
        // Credentials stay signed by the oldest: those that people hold must still verify.
        let oldest = bytes.last().ok_or_else(wrong)?;
        Ok(Self(keys, Arc::new(BadgeKey::derive(oldest).map_err(|_| wrong())?)))
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
        let key = &self.0[0];
        let mut sealed = text.as_bytes().to_vec();
        let nonce = key.sealing.seal_in_place_append_tag(Aad::from(purpose), &mut sealed).expect("randomness");
        let mut all = nonce.as_ref().to_vec();
        all.append(&mut sealed);
        format!("{MARK}{}:{}", key.id, STANDARD.encode(all))
    }

    /// A mark of a text for one purpose, 32 hexadecimal digits, which nobody makes without the
    /// oldest key: what carries one stays good when a new key comes before it.
    #[must_use]
    pub fn mark(&self, purpose: &str, text: &str) -> String {
        let key = &self.0[self.0.len() - 1].lookup;
        let mark = hmac::sign(key, format!("mark:{purpose}|{text}").as_bytes());
        store::chain::hex(&mark.as_ref()[..16])
    }

    /// Whether it is the text's mark.
    #[must_use]
    pub fn is_mark(&self, purpose: &str, text: &str, mark: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.mark(purpose, text).as_bytes(), mark.as_bytes()).is_ok()
    }

    /// The key that signs credentials, derived from the oldest one.
    #[must_use]
    pub fn badge_key(&self) -> &BadgeKey {
        &self.1
    }

    /// A text by which a program that has the same keys is known, for one purpose.
    #[must_use]
    pub fn token(&self, purpose: &str) -> String {
        store::chain::hex(hmac::sign(&self.0[0].lookup, format!("token:{purpose}").as_bytes()).as_ref())
    }

    /// Opens what was sealed for the purpose; nothing when it was not, or with a key that is not here.
    #[must_use]
    pub fn open_text(&self, purpose: &str, sealed: &str) -> Option<String> {
        if let Some(text) = sealed.strip_prefix(MARK) {
            let (id, text) = text.split_once(':')?;
            return self.0.iter().find(|key| key.id == id)?.open(purpose, text);
        }
        let Some(text) = sealed.strip_prefix(NAMELESS) else { return Some(sealed.to_owned()) };
        self.0.iter().find_map(|key| key.open(purpose, text))
    }
}

impl store::Seal for Secrets {
    fn key_id(&self) -> String {
        self.0[0].id.clone()
    }

    fn knows(&self, key_id: &str) -> bool {
        self.0.iter().any(|key| key.id == key_id)
    }

    fn seal(&self, purpose: &str, text: &str) -> String {
        Self::seal(self, purpose, text)
    }

    fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        self.open_text(purpose, sealed)
    }

    fn lookup(&self, text: &str) -> String {
        store::chain::hex(hmac::sign(&self.0[0].lookup, text.as_bytes()).as_ref())
    }
}

fn new_key() -> String {
    store::chain::hex(&rand::random::<[u8; 32]>())
}

/// Whether a text was sealed by somebody: what is not, [`Secrets::open_text`] gives as it is.
pub(crate) fn is_sealed(text: &str) -> bool {
    text.starts_with(MARK) || text.starts_with(NAMELESS)
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

    #[tokio::test]
    async fn a_folder_of_ballot_keys_alone_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::fleeting();
        let opened = async |secrets: &Secrets| {
            let store = store::Store::open(&store::Target::embedded("mem://")).await.unwrap();
            store.with_ballot_keys(folder.path()).with_seal(Arc::new(secrets.clone()))
        };
        let public = opened(&secrets).await.ballot_box("s-A").await.unwrap();
        let file = std::fs::read_to_string(folder.path().join("s-A.json")).unwrap();
        assert!(!file.contains("signer"), "{file}");
        assert_eq!(opened(&secrets).await.ballot_box("s-A").await.unwrap(), public);
        assert!(opened(&Secrets::fleeting()).await.ballot_box("s-A").await.is_err(), "nor with another program's key");
    }

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
    fn a_changed_key_opens_what_the_one_before_it_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let config = SecretsConfig { key_file: folder.path().join("secret.key"), ..SecretsConfig::default() };
        let before = Secrets::open(&config, true).unwrap();
        let sealed = before.seal("totp:a", "JBSWY3DP");
        let after = Secrets::rotate(&config).unwrap();
        assert_eq!(after.open_text("totp:a", &sealed).as_deref(), Some("JBSWY3DP"));
        assert_eq!(before.open_text("totp:a", &after.seal("totp:a", "JBSWY3DP")), None);
        assert_ne!(store::Seal::key_id(&before), store::Seal::key_id(&after));
        assert_eq!(before.badge_key().jwk("x"), after.badge_key().jwk("x"), "credentials still verify");
        let nameless = sealed.replacen(&format!("{MARK}{}:", store::Seal::key_id(&before)), NAMELESS, 1);
        assert_eq!(after.open_text("totp:a", &nameless).as_deref(), Some("JBSWY3DP"), "as sealed by earlier versions");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&config.key_file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_mark_is_made_with_the_key_for_its_purpose_alone() {
        let secrets = Secrets::fleeting();
        let mark = secrets.mark("feed", "a");
        assert!(mark.len() == 32 && secrets.is_mark("feed", "a", &mark));
        assert!(!secrets.is_mark("feed", "b", &mark) && !secrets.is_mark("other", "a", &mark));
        assert!(!Secrets::fleeting().is_mark("feed", "a", &mark) && !secrets.is_mark("feed", "a", ""));
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
