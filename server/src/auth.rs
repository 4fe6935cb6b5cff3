//! Passwords, second factors, tokens.

mod guard;
pub mod pages;
pub mod second_factor;
pub mod slips;

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngExt;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password. Takes tens of milliseconds: not for the async threads.
///
/// # Panics
/// When the system has no randomness.
#[must_use]
pub fn hash_password(password: &str) -> String {
    argon2().hash_password(password.as_bytes()).expect("randomness").to_string()
}

/// A hash of nobody's password: checking it takes as long as a real one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password("nobody has this password"));

/// At most this many at once, so that sign-ins can't take all memory and all cores.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Whether a password is the one of a hash; the same work when there is none.
pub async fn verify_password(hash: Option<String>, password: String) -> bool {
    let Ok(_turn) = HASHING.acquire().await else { return false };
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let right =
            PasswordHash::new(&hash).is_ok_and(|phc| argon2().verify_password(password.as_bytes(), &phc).is_ok());
        right && known
    })
    .await
    .unwrap_or(false)
}

/// A new session token: 256 random bits.
#[must_use]
pub fn new_token() -> String {
    use base64::Engine;
    let bytes: [u8; 32] = rand::rng().random();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What the store keeps of a token or recovery code.
#[must_use]
pub fn digest(secret: &str) -> String {
    store::chain::hex(&Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_known_passes() {
        let hash = hash_password("right horse");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify_password(Some(hash.clone()), "right horse".into()).await);
        assert!(!verify_password(Some(hash), "wrong horse".into()).await);
        assert!(!verify_password(None, "nobody has this password".into()).await);
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(new_token(), new_token());
        assert!(new_token().len() >= 43);
    }
}
