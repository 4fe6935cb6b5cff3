//! Files that leave the program: readable by their owner alone, backups encrypted to a key (age)
//! that this machine need not have.

use std::path::Path;
use std::pin::Pin;

use age::x25519::{Identity, Recipient};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio_util::compat::{
    FuturesAsyncReadCompatExt, FuturesAsyncWriteCompatExt, TokioAsyncReadCompatExt, TokioAsyncWriteCompatExt,
};

use super::outcome::Failure;

/// What an encrypted backup begins with.
const MARK: &[u8] = b"age-encryption.org/";

/// Makes a new file that its owner alone may read.
pub(super) async fn private_file(path: &Path) -> Result<tokio::fs::File, Failure> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await.map_err(|e| format!("{}: {e}", path.display()).into())
}

/// Makes a pair of keys for backups: the secret half in a new file. Gives the public half.
pub(super) async fn new_pair(path: &Path) -> Result<String, Failure> {
    use age::secrecy::ExposeSecret;
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let mut file = private_file(path).await?;
    let text = format!("# public key: {public}\n{}\n", identity.to_string().expose_secret());
    file.write_all(text.as_bytes()).await?;
    file.sync_all().await?;
    Ok(public)
}

/// Public keys, apart by commas or blanks.
pub(super) fn recipients(text: &str) -> Result<Vec<Recipient>, Failure> {
    text.split([',', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(|_| format!("{word} is no public key: such keys begin with age1").into()))
        .collect()
}

/// Encrypts what is written; the last of it is written by shutting down. Without a recipient
/// nothing is encrypted.
pub(super) async fn encrypted<'a>(
    out: impl AsyncWrite + Unpin + Send + 'a,
    recipients: &[Recipient],
) -> Result<Pin<Box<dyn AsyncWrite + Send + 'a>>, Failure> {
    if recipients.is_empty() {
        return Ok(Box::pin(out));
    }
    let to = recipients.iter().map(|one| one as &dyn age::Recipient);
    let writer = age::Encryptor::with_recipients(to)?.wrap_async_output(out.compat_write()).await?;
    Ok(Box::pin(writer.compat_write()))
}

/// Opens a backup, with the secret key in `identity` when it is encrypted.
pub(super) async fn opened(path: &Path, identity: Option<&Path>) -> Result<Pin<Box<dyn AsyncBufRead + Send>>, Failure> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = BufReader::new(tokio::fs::File::open(path).await.map_err(|e| failed(path, e))?);
    if !file.fill_buf().await?.starts_with(MARK) {
        return Ok(Box::pin(file));
    }
    let key = identity.ok_or("the backup is encrypted: name the file with its secret key by --identity")?;
    let text = tokio::fs::read_to_string(key).await.map_err(|e| failed(key, e))?;
    let identities: Vec<Identity> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.parse().map_err(|_| format!("{}: no secret key of age", key.display())))
        .collect::<Result<_, _>>()?;
    let decryptor = age::Decryptor::new_async_buffered(file.compat()).await?;
    let reader = decryptor
        .decrypt_async(identities.iter().map(|one| one as &dyn age::Identity))
        .map_err(|error| format!("{} does not open it: {error}", key.display()))?;
    let reader: Pin<Box<dyn AsyncRead + Send>> = Box::pin(reader.compat());
    Ok(Box::pin(BufReader::new(reader)))
}
