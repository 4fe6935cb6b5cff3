//! Files of a case: sealed whole with a key that is itself sealed with the program's, and opened for
//! those who may read them.

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Fault;

use crate::request::attachment;
use crate::secrets::Secrets;

/// A new key, as text to be sealed for its purpose.
pub(super) fn new_key() -> String {
    store::chain::hex(&rand::random::<[u8; 32]>())
}

/// A name for a new file.
pub(super) fn new_name() -> String {
    store::chain::hex(&rand::random::<[u8; 12]>())
}

/// The key that was sealed for a purpose.
pub(super) fn key(secrets: &Secrets, purpose: &str, held: &str) -> Option<RandomizedNonceKey> {
    let text = secrets.open_text(purpose, held).filter(|text| text.len() == 64)?;
    RandomizedNonceKey::new(&AES_256_GCM, &store::chain::unhex(&text)?).ok()
}

/// Seals the bytes of a file of that name.
pub(super) fn sealed(key: &RandomizedNonceKey, name: &str, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let nonce = key.seal_in_place_append_tag(Aad::from(name), &mut bytes).ok()?;
    let mut all = nonce.as_ref().to_vec();
    all.append(&mut bytes);
    Some(all)
}

/// Opens them, with that key and under that name alone.
pub(super) fn opened(key: &RandomizedNonceKey, name: &str, mut all: Vec<u8>) -> Option<Vec<u8>> {
    let mut rest = all.split_off(NONCE_LEN.min(all.len()));
    let nonce = Nonce::try_assume_unique_for_key(&all).ok()?;
    Some(key.open_in_place(nonce, Aad::from(name), &mut rest).ok()?.to_vec())
}

/// What the log is told of a fault of ours.
pub(super) fn broken(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "sealed file");
    Fault::Internal
}

/// Seals a file and writes it, so that it outlives a power cut. One that could not be written whole
/// is gone again.
pub(super) async fn keep(folder: &Path, name: &str, key: &RandomizedNonceKey, bytes: Vec<u8>) -> Result<(), Fault> {
    let bytes = sealed(key, name, bytes).ok_or_else(|| broken(&"sealing"))?;
    let (folder, to) = (folder.to_owned(), folder.join(name));
    let done = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let mut out = std::fs::File::create_new(&to)?;
        let whole = std::io::Write::write_all(&mut out, &bytes).and_then(|()| out.sync_all());
        if whole.is_err() {
            let _ = std::fs::remove_file(&to);
        }
        whole.and_then(|()| super::settle(&folder))
    });
    done.await.map_err(|error| broken(&error))?.map_err(|error| {
        tracing::error!(%error, "sealed file");
        super::unkept(&error)
    })
}

/// A file as it is handed out: under the name it was given with, and kept by nobody on the way.
pub(super) async fn handed_out(path: &Path, file: &str, key: Option<RandomizedNonceKey>, name: &str) -> Response {
    let bytes = tokio::fs::read(path).await;
    let found = bytes.ok().zip(key).and_then(|(bytes, key)| opened(&key, file, bytes));
    let Some(bytes) = found else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&attachment(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
