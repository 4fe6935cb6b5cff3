//! Taking in a form with one large file, kept beside the store by the hash of what it holds.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use axum::extract::Multipart;
use domain::Fault;
use domain::file;
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// What the form sent.
#[derive(Default)]
pub(super) struct Sent {
    fields: HashMap<String, String>,
    pub(super) file: Option<Received>,
}

impl Sent {
    /// A field's text; empty for a field that was not sent.
    pub(super) fn field(&self, name: &str) -> String {
        self.fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
    }
}

/// A file as it lies beside the others until it is kept; dropped, it is gone.
pub(super) struct Received {
    pub(super) name: String,
    pub(super) path: TempPath,
    pub(super) hash: String,
}

impl Received {
    /// Its name, as long as names may be.
    pub(super) fn short_name(&self) -> String {
        self.name.chars().take(120).collect()
    }

    /// Keeps it under its hash.
    pub(super) fn keep(self, files: &Path) -> Result<(), Fault> {
        self.path.persist(file(files, &self.hash)).map_err(|error| broken(&error.error))?;
        super::settle(&files.join("files")).map_err(|error| broken(&error))
    }
}

/// Where a file lies.
#[must_use]
pub fn file(files: &Path, hash: &str) -> PathBuf {
    files.join("files").join(hash)
}

fn broken(error: &std::io::Error) -> Fault {
    tracing::error!(%error, "a file sent");
    super::unkept(error)
}

/// Takes a form in, its file a piece at a time, hashed on the way. What breaks off or is too
/// large leaves nothing behind.
pub(super) async fn receive(form: &mut Multipart, files: &Path, limit: u32) -> Result<Sent, Fault> {
    let too_large = || Fault::from(file::Refusal::TooLarge(limit));
    let mut sent = Sent::default();
    while let Some(mut part) = form.next_field().await.map_err(|_| too_large())? {
        let field = part.name().unwrap_or_default().to_owned();
        if field != "file" {
            let text = part.text().await.map_err(|_| too_large())?;
            crate::http::refused::remember(&field, &text);
            sent.fields.insert(field, text);
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            continue;
        }
        let folder = files.join("files");
        tokio::fs::create_dir_all(&folder).await.map_err(|error| broken(&error))?;
        let new = tempfile::Builder::new().prefix(super::NEW).tempfile_in(&folder).map_err(|error| broken(&error))?;
        let (out, path) = new.into_parts();
        let mut out = tokio::fs::File::from_std(out);
        let (mut hash, mut size) = (Sha256::new(), 0u64);
        while let Some(chunk) = part.chunk().await.map_err(|_| too_large())? {
            size += chunk.len() as u64;
            if size > u64::from(limit) * 1024 * 1024 {
                return Err(too_large());
            }
            hash.update(&chunk);
            out.write_all(&chunk).await.map_err(|error| broken(&error))?;
        }
        out.sync_all().await.map_err(|error| broken(&error))?;
        sent.file = Some(Received { name, path, hash: store::chain::hex(&hash.finalize()) });
    }
    Ok(sent)
}
