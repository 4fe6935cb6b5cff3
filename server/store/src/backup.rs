//! Backup: a logical export, one file of lines, consistent because every table is read
//! in the same transaction's snapshot.
//!
//! Line 1 is the header (format, program, migrations). Each further line is
//! `table TAB id TAB json`, tables in a fixed order, rows by id. The last line is the
//! manifest: rows and SHA-256 of every table's lines, and the head of the audit chain.
//! A file without a manifest was cut short.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::Moment;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};

use crate::audit::hex;
use crate::migrate::MIGRATIONS;
use crate::row::whole;
use crate::{Change, FEATURES, Script, Store, StoreError};

const FORMAT: &str = "ganqiao-backup-1";

/// Tables of no feature that are of the moment: the mark of a restore under way, keys to search by that are
/// found again, forms that were refused, which rows were touched.
const OWN: [&str; 4] = ["restoring", "search_key", "refused", "touched"];

/// What is of the moment and stays behind: sessions, unconfirmed imports, open purposes, counts that are made
/// anew, as the features say.
pub static FLEETING: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| OWN.iter().chain(FEATURES.iter().flat_map(|one| one.fleeting())).copied().collect());

/// Every other table, in the order of the file: that of the migrations that made them.
pub static TABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut tables = vec!["schema_migration"];
    for (_, text) in MIGRATIONS {
        let defined = text.split("DEFINE TABLE ").skip(1).filter_map(|rest| rest.split([' ', ';', '\n']).next());
        for table in defined {
            if !tables.contains(&table) && !FLEETING.contains(&table) {
                tables.push(table);
            }
        }
    }
    tables
});

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Rows and hash of each table.
    pub tables: BTreeMap<String, (u64, String)>,
    /// Hash of the last seal of the audit trail; empty when there is none.
    pub head: String,
    /// Names the key that its sensitive values are sealed with, as read from the rows.
    #[serde(skip)]
    pub sealed_with: String,
}

/// Why a backup or restore failed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file can't be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is not a backup of a kind this program knows.
    #[error("line {0}: not a backup this program can read")]
    Format(u64),
    /// The file was cut short.
    #[error("the backup ends without its manifest: it was cut short")]
    Truncated,
    /// A table's lines are not those that were written.
    #[error("table {0} differs from the manifest: the backup was changed or damaged")]
    Differs(String),
    /// The backup was made with other migrations.
    #[error("the backup has other migrations than this program: restore it with the version that made it")]
    Migrations,
    /// Its sensitive values could never be read again.
    #[error(
        "the backup's values are sealed with the key {0}, which is not in secrets.key_file: put that key there first"
    )]
    Sealed(String),
    /// The store already has something in it.
    #[error("the store is not empty: a restore needs an empty one")]
    NotEmpty,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    program: String,
    at: Moment,
}

#[derive(Default)]
struct Tally(BTreeMap<String, (u64, Sha256)>);

impl Tally {
    fn add(&mut self, table: &str, line: &str) {
        let (rows, hash) = self.0.entry(table.to_owned()).or_default();
        *rows += 1;
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }

    fn manifest(self, head: String, sealed_with: String) -> Manifest {
        let mut tables: BTreeMap<String, (u64, String)> =
            self.0.into_iter().map(|(table, (rows, hash))| (table, (rows, hex(&hash.finalize())))).collect();
        for table in TABLES.iter() {
            tables.entry((*table).to_owned()).or_insert_with(|| (0, hex(&Sha256::digest([]))));
        }
        Manifest { tables, head, sealed_with }
    }
}

impl Store {
    /// Writes a backup.
    ///
    /// # Errors
    /// When the store or the file fails; the file is then without a manifest.
    pub async fn backup(
        &self,
        out: &mut (impl AsyncWrite + Unpin + Send),
        now: Moment,
    ) -> Result<Manifest, BackupError> {
        let header = Header { format: FORMAT.to_owned(), program: env!("CARGO_PKG_VERSION").to_owned(), at: now };
        out.write_all(serde_json::to_string(&header).map_err(StoreError::from)?.as_bytes()).await?;
        out.write_all(b"\n").await?;
        let mut tally = Tally::default();
        let (mut head, mut sealed_with) = (String::new(), String::new());
        let tx = self.engine.begin().await?;
        for table in TABLES.iter().copied() {
            let mut rows = tx.rows(whole(&format!("{table} ORDER BY id")))?;
            while let Some(row) = rows.next().await {
                let mut row = row?;
                let id = row["id"].as_str().unwrap_or_default().to_owned();
                if let Value::Object(map) = &mut row {
                    map.remove("id");
                }
                if table == "audit_seal" {
                    head = row["hash"].as_str().unwrap_or_default().to_owned();
                }
                if table == "installation" {
                    sealed_with = row["sealed_with"].as_str().unwrap_or_default().to_owned();
                }
                let line = format!("{table}\t{id}\t{}", crate::audit::chain::canonical(&row));
                tally.add(table, &line);
                out.write_all(line.as_bytes()).await?;
                out.write_all(b"\n").await?;
            }
        }
        tx.cancel().await?;
        let manifest = tally.manifest(head, sealed_with);
        out.write_all(b"manifest\t\t").await?;
        out.write_all(serde_json::to_string(&manifest).map_err(StoreError::from)?.as_bytes()).await?;
        out.write_all(b"\n").await?;
        out.flush().await?;
        Ok(manifest)
    }

    /// Checks a backup without a store: every line's table against the manifest.
    ///
    /// # Errors
    /// When it is cut short, damaged or of another kind.
    pub async fn check_backup(file: &mut (impl AsyncBufRead + Unpin)) -> Result<Manifest, BackupError> {
        let mut none = |_: &str, _: Vec<(String, Value)>| std::future::ready(Ok(()));
        read(file, &mut none).await
    }

    /// Restores a checked backup into an empty, migrated store. Check it first with
    /// [`Store::check_backup`]: a restore that fails half-way leaves a store to throw
    /// away, because a restore may be larger than a transaction. Such a store says so when it is
    /// opened, see [`Store::migrate`].
    ///
    /// # Errors
    /// When the store is not empty, has other migrations, or the backup is damaged.
    pub async fn restore(&self, file: &mut (impl AsyncBufRead + Unpin)) -> Result<Manifest, BackupError> {
        // A program that was started on it once has put its first rules there.
        let begun: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM requirement LIMIT 1")).await?;
        if !begun.is_empty() || !self.is_empty().await? {
            return Err(BackupError::NotEmpty);
        }
        self.write(
            Change::Answers("restore.begin"),
            Script::new("CREATE restoring:now SET at = time::unix(time::now()) RETURN NONE;"),
        )
        .await?;
        #[derive(Deserialize)]
        struct Migration {
            id: String,
            checksum: String,
        }
        let mine: Vec<Migration> =
            self.rows(Script::new("SELECT record::id(id) AS id, checksum FROM schema_migration")).await?;
        let mut put = |table: &str, rows: Vec<(String, Value)>| {
            let table = table.to_owned();
            let known = table != "installation"
                || rows.iter().all(|(_, row)| {
                    let with = row["sealed_with"].as_str().unwrap_or_default();
                    with.is_empty() || self.seal.knows(with)
                });
            let with = rows.first().and_then(|(_, row)| row["sealed_with"].as_str()).unwrap_or_default().to_owned();
            let same = table != "schema_migration"
                || (rows.len() == mine.len()
                    && rows.iter().all(|(id, row)| mine.iter().any(|m| m.id == *id && row["checksum"] == m.checksum)));
            async move {
                if !same {
                    return Err(BackupError::Migrations);
                }
                if !known {
                    return Err(BackupError::Sealed(with));
                }
                if table != "schema_migration" {
                    self.insert(&table, rows.into_iter()).await?;
                }
                Ok(())
            }
        };
        let manifest = read(file, &mut put).await?;
        // Names are kept with the keys that the program of the backup made.
        self.make_keys().await?;
        self.write(Change::Answers("restore.end"), Script::new("DELETE restoring:now RETURN NONE;")).await?;
        self.witness_anew(None).await?;
        Ok(manifest)
    }
}

/// Reads a backup, hands its rows over in batches of one table, and checks them all.
async fn read<F>(
    file: &mut (impl AsyncBufRead + Unpin),
    put: &mut impl FnMut(&str, Vec<(String, Value)>) -> F,
) -> Result<Manifest, BackupError>
where
    F: Future<Output = Result<(), BackupError>>,
{
    let mut lines = file.lines();
    let header = line(lines.next_line().await, 1)?.ok_or(BackupError::Truncated)?;
    let header: Header = serde_json::from_str(&header).map_err(|_| BackupError::Format(1))?;
    if header.format != FORMAT {
        return Err(BackupError::Format(1));
    }
    let mut tally = Tally::default();
    let mut batch: Vec<(String, Value)> = Vec::new();
    let mut current = String::new();
    let mut number = 1;
    let (mut head, mut sealed_with) = (String::new(), String::new());
    while let Some(line) = line(lines.next_line().await, number + 1)? {
        number += 1;
        let mut parts = line.splitn(3, '\t');
        let (Some(table), Some(id), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BackupError::Format(number));
        };
        if table == "manifest" {
            if !batch.is_empty() {
                put(&current, std::mem::take(&mut batch)).await?;
            }
            let manifest: Manifest = serde_json::from_str(json).map_err(|_| BackupError::Format(number))?;
            let mine = tally.manifest(head, sealed_with);
            for (table, facts) in &manifest.tables {
                if mine.tables.get(table) != Some(facts) {
                    return Err(BackupError::Differs(table.clone()));
                }
            }
            if mine.head != manifest.head {
                return Err(BackupError::Differs("audit_seal".to_owned()));
            }
            return Ok(mine);
        }
        if !TABLES.contains(&table) {
            return Err(BackupError::Format(number));
        }
        tally.add(table, &line);
        let row: Value = serde_json::from_str(json).map_err(|_| BackupError::Format(number))?;
        match table {
            "audit_seal" => row["hash"].as_str().unwrap_or_default().clone_into(&mut head),
            "installation" => row["sealed_with"].as_str().unwrap_or_default().clone_into(&mut sealed_with),
            _ => {}
        }
        if table != current || batch.len() >= 500 {
            if !batch.is_empty() {
                put(&current, std::mem::take(&mut batch)).await?;
            }
            table.clone_into(&mut current);
        }
        batch.push((id.to_owned(), row));
    }
    Err(BackupError::Truncated)
}

/// A line as read: what is no text, such as a character cut in half, is no line of a backup.
fn line(read: std::io::Result<Option<String>>, number: u64) -> Result<Option<String>, BackupError> {
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(BackupError::Format(number)),
        other => Ok(other?),
    }
}
