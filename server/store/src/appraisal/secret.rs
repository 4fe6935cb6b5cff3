//! What keeps a ballot from its voter: keys of boxes, kept outside the store and destroyed when a
//! box is counted. Evaluations of classes wait in boxes of the same make.
//!
//! A box, that is one group's ballots of one sheet, has two keys. With the first (RSA, RFC 9474) it
//! signs each voter's ballot number once without seeing it, so that a ballot proves by itself that
//! it is one voter's and nobody can say whose. With the second (AES-256-GCM) the marks of a ballot
//! are sealed as it falls into the box: the order in which ballots came, which the engine's files
//! may show, belongs to sealed ones alone, and once the key is gone nobody opens them. The counts
//! are written at that moment, and no single ballot with them.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use blind_rsa_signatures::{DefaultRng, Deterministic, PSS, SecretKey, Sha384, Signature};
use domain::{Fault, SheetId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::audit::chain::{hex, unhex};
use crate::seal::Seal;

type Signer = SecretKey<Sha384, PSS, Deterministic>;

/// Bits of a box's signing key.
const BITS: usize = 2048;

/// Where keys are.
#[derive(Clone, Default)]
pub(crate) struct BallotKeys {
    /// A folder; none for a store in memory alone.
    folder: Option<PathBuf>,
    /// Those in use.
    open: Arc<Mutex<HashMap<String, Arc<BoxKey>>>>,
    /// One is made at a time.
    making: Arc<tokio::sync::Mutex<()>>,
    /// What they are sealed with in their folder.
    pub(crate) wrap: Option<Arc<dyn Seal>>,
}

pub(crate) struct BoxKey {
    signer: Signer,
    seal: RandomizedNonceKey,
    kept: Kept,
}

/// As they are in their file.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    signer: String,
    seal: String,
}

/// The hash of a ballot's number, by which the box knows it.
#[must_use]
pub fn ballot_hash(number: &[u8]) -> String {
    hex(&Sha256::new().chain_update("ballot:").chain_update(number).finalize())
}

fn broken(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "ballot keys");
    Fault::Internal
}

impl BoxKey {
    fn new() -> Option<Self> {
        let pair = blind_rsa_signatures::KeyPair::<Sha384, PSS, Deterministic>::generate(&mut DefaultRng, BITS).ok()?;
        let seal: [u8; 32] = rand::random();
        Self::of(Kept { signer: hex(&pair.sk.to_der().ok()?), seal: hex(&seal) })
    }

    fn of(kept: Kept) -> Option<Self> {
        let signer = Signer::from_der(&unhex(&kept.signer)?).ok()?;
        let seal = RandomizedNonceKey::new(&AES_256_GCM, &unhex(&kept.seal)?).ok()?;
        Some(Self { signer, seal, kept })
    }

    /// The public key voters blind their numbers for, in hexadecimal digits.
    pub(crate) fn public(&self) -> Result<String, Fault> {
        let key = self.signer.public_key().and_then(|key| key.to_spki());
        key.map(|key| hex(&key)).map_err(|error| broken(&error))
    }

    /// Signs a blinded number.
    pub(crate) fn sign(&self, blinded: &[u8]) -> Result<Vec<u8>, Fault> {
        self.signer
            .blind_sign(blinded)
            .map(|signature| signature.0)
            .map_err(|_| Fault::field("blinded", domain::Rule::Wrong))
    }

    /// Whether a signature is this box's over a number.
    pub(crate) fn signed(&self, number: &[u8], signature: &[u8]) -> bool {
        let Ok(key) = self.signer.public_key() else { return false };
        key.verify(&Signature(signature.to_vec()), None, number).is_ok()
    }

    /// Seals marks. Those of one sheet are equally long, and so is what comes of it.
    pub(crate) fn seal(&self, hash: &str, marks: &str) -> Result<String, Fault> {
        let mut bytes = marks.as_bytes().to_vec();
        let nonce = self.seal.seal_in_place_append_tag(Aad::from(hash), &mut bytes).map_err(|error| broken(&error))?;
        Ok(format!("{}{}", hex(nonce.as_ref()), hex(&bytes)))
    }

    /// Opens what was sealed.
    pub(crate) fn unseal(&self, hash: &str, sealed: &str) -> Option<String> {
        let mut all = unhex(sealed)?;
        let mut rest = all.split_off(NONCE_LEN.min(all.len()));
        let nonce = Nonce::try_assume_unique_for_key(&all).ok()?;
        let marks = self.seal.open_in_place(nonce, Aad::from(hash), &mut rest).ok()?;
        String::from_utf8(marks.to_vec()).ok()
    }
}

impl BallotKeys {
    /// Keys in a folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..Self::default() }
    }

    fn purpose(name: &str) -> String {
        format!("ballot-box:{name}")
    }

    fn wrapped(&self, name: &str, kept: &Kept) -> std::io::Result<String> {
        let text = serde_json::to_string(kept)?;
        Ok(self.wrap.as_ref().map_or_else(|| text.clone(), |one| one.seal(&Self::purpose(name), &text)))
    }

    fn unwrapped(&self, name: &str, text: &str) -> Option<Kept> {
        let opened = match &self.wrap {
            Some(one) => one.open(&Self::purpose(name), text)?,
            None => text.to_owned(),
        };
        serde_json::from_str(&opened).ok()
    }

    /// The name of a group's box of a sheet.
    fn name(sheet: &SheetId, group: &str) -> String {
        format!("{sheet}-{group}")
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{name}.json")))
    }

    fn held(&self, name: &str) -> Option<Arc<BoxKey>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn hold(&self, name: &str, key: BoxKey) -> Arc<BoxKey> {
        let key = Arc::new(key);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), key.clone());
        key
    }

    /// The keys of a box that has some; nothing when it never had any or was counted.
    pub(crate) fn find(&self, sheet: &SheetId, group: &str) -> Result<Option<Arc<BoxKey>>, Fault> {
        self.find_box(&Self::name(sheet, group))
    }

    /// The same of any box, by its name: letters, digits and hyphens.
    pub(crate) fn find_box(&self, name: &str) -> Result<Option<Arc<BoxKey>>, Fault> {
        if let Some(key) = self.held(name) {
            return Ok(Some(key));
        }
        // A name is part of a path: nothing that is not ours gets that far.
        if name.contains(['/', '\\', '\0']) || name.starts_with('.') {
            return Ok(None);
        }
        let Some(file) = self.file(name) else { return Ok(None) };
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let key = self.unwrapped(name, &text).and_then(BoxKey::of);
                let key = key.ok_or_else(|| broken(&format!("{} is no key of this program's", file.display())))?;
                Ok(Some(self.hold(name, key)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(broken(&error)),
        }
    }

    /// The keys of a box, made when it has none yet: they are on the disk before anybody uses them.
    pub(crate) async fn of(&self, sheet: &SheetId, group: &str) -> Result<Arc<BoxKey>, Fault> {
        self.of_box(&Self::name(sheet, group)).await
    }

    /// The same of any box.
    pub(crate) async fn of_box(&self, name: &str) -> Result<Arc<BoxKey>, Fault> {
        if let Some(key) = self.find_box(name)? {
            return Ok(key);
        }
        let _one = self.making.lock().await;
        if let Some(key) = self.find_box(name)? {
            return Ok(key);
        }
        let made = tokio::task::spawn_blocking(BoxKey::new).await.map_err(|error| broken(&error))?;
        let key = made.ok_or_else(|| broken(&"no key could be made"))?;
        if let (Some(folder), Some(file)) = (&self.folder, self.file(name)) {
            let text = self.wrapped(name, &key.kept).map_err(|error| broken(&error))?;
            keep(folder, &file, &text).map_err(|error| broken(&error))?;
            // Another server of the same store may have been first; its key holds.
            self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
            if let Some(key) = self.find_box(name)? {
                return Ok(key);
            }
        }
        Ok(self.hold(name, key))
    }

    /// The boxes whose keys lie in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = self.folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten();
        entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".json").map(str::to_owned))
            .filter(|name| !name.starts_with('.'))
            .collect()
    }

    /// Destroys the keys of a box: overwritten, then removed.
    pub(crate) fn destroy(&self, sheet: &SheetId, group: &str) {
        self.destroy_box(&Self::name(sheet, group));
    }

    /// The same of any box.
    pub(crate) fn destroy_box(&self, name: &str) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        let Some(file) = self.file(name) else { return };
        let Ok(found) = std::fs::metadata(&file) else { return };
        let blank = vec![b'0'; usize::try_from(found.len()).unwrap_or(0)];
        let wiped = std::fs::OpenOptions::new()
            .write(true)
            .open(&file)
            .and_then(|mut open| open.write_all(&blank).and_then(|()| open.sync_all()));
        if let Err(error) = wiped.and_then(|()| std::fs::remove_file(&file)) {
            tracing::error!(%error, file = %file.display(), "the key of a counted box could not be destroyed");
        }
    }
}

/// Writes a key to the disk, for its owner alone; never over another.
fn keep(folder: &Path, file: &Path, text: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile_in(folder)?;
    new.1.write_all(text.as_bytes())?;
    new.1.sync_all()?;
    let linked = match std::fs::hard_link(&new.0, file) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    std::fs::remove_file(&new.0)?;
    linked?;
    std::fs::File::open(folder)?.sync_all()
}

fn tempfile_in(folder: &Path) -> std::io::Result<(PathBuf, std::fs::File)> {
    let path = folder.join(format!(".{}", hex(&rand::random::<[u8; 16]>())));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok((path.clone(), options.open(&path)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_outlives_the_program_and_ends_with_its_box() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = SheetId("s".to_owned());
        let keys = BallotKeys::in_folder(folder.path());
        let key = keys.of(&sheet, "A").await.unwrap();
        let sealed = key.seal("h", "1230").unwrap();
        let again = BallotKeys::in_folder(folder.path());
        let same = again.of(&sheet, "A").await.unwrap();
        assert_eq!(same.public().unwrap(), key.public().unwrap());
        assert_eq!(same.unseal("h", &sealed).as_deref(), Some("1230"));
        assert_eq!(same.unseal("other", &sealed), None);
        assert_eq!(sealed.len(), key.seal("h", "0000").unwrap().len());
        keys.destroy(&sheet, "A");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(keys.find(&sheet, "A").unwrap().is_none());
        let other = keys.of(&sheet, "A").await.unwrap();
        assert_eq!(other.unseal("h", &sealed), None);
    }

    #[tokio::test]
    async fn a_name_that_is_none_of_ours_leads_to_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let keys = BallotKeys::in_folder(folder.path());
        for name in ["../x", "a/b", "a\0", ".hidden"] {
            assert!(keys.find_box(name).unwrap().is_none(), "{name:?}");
        }
    }

    #[tokio::test]
    async fn a_number_is_signed_unseen_and_for_one_box_alone() {
        let keys = BallotKeys::default();
        let sheet = SheetId("s".to_owned());
        let (a, b) = (keys.of(&sheet, "A").await.unwrap(), keys.of(&sheet, "B").await.unwrap());
        let number = [7u8; 32];
        let public = a.signer.public_key().unwrap();
        let blinded = public.blind(&mut DefaultRng, number).unwrap();
        let signature = a.sign(&blinded.blind_message.0).unwrap();
        let signature = public.finalize(&blind_rsa_signatures::BlindSignature(signature), &blinded, number).unwrap();
        assert!(a.signed(&number, &signature.0));
        assert!(!a.signed(&[8u8; 32], &signature.0));
        assert!(!b.signed(&number, &signature.0));
        assert!(!a.signed(&number, b"x"));
        assert!(a.sign(b"short").is_err());
    }
}
