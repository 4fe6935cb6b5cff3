//! Where a store is, and how it is reached.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How to reach the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// `surrealkv://path`, `rocksdb://path`, `mem://`, `ws://host:port` or `wss://…`.
    pub url: String,
    pub namespace: String,
    pub database: String,
    /// User of a remote server; nothing for an embedded engine.
    pub user: Option<String>,
    pub password: Option<String>,
    /// Whether the user is of the whole server rather than of the database.
    pub root: bool,
    /// Mebibytes to leave free on the store's disk: with less, the program writes nothing.
    pub floor_mib: u64,
    /// Mebibytes of the disk held in reserve while the program serves, given back when it is closed.
    pub reserve_mib: u64,
    /// Mebibytes of changes that the engine keeps in memory and in its log before it writes them to
    /// its sorted files; the largest single change must fit in.
    pub memory_mib: u64,
    /// Mebibytes of what the engine has read from its files that it keeps in memory at most.
    pub cache_mib: u64,
}

impl Default for Target {
    fn default() -> Self {
        Self::embedded("surrealkv://data/store")
    }
}

impl Target {
    /// An embedded store at a URL.
    #[must_use]
    pub fn embedded(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            namespace: "ganqiao".to_owned(),
            database: "main".to_owned(),
            user: None,
            password: None,
            root: false,
            floor_mib: 256,
            reserve_mib: 64,
            memory_mib: 256,
            cache_mib: 128,
        }
    }

    /// The folder of an embedded engine; nothing for a store in memory or elsewhere.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        path_of(&self.url).map(Path::to_path_buf)
    }

    /// A file beside the folder of an embedded engine.
    pub(crate) fn beside(&self, ending: &str) -> Option<PathBuf> {
        self.folder()
            .map(|folder| PathBuf::from(format!("{}.{ending}", folder.display().to_string().trim_end_matches('/'))))
    }

    /// The witness of an embedded engine, see [`Witness`].
    #[must_use]
    pub fn witness(&self) -> Option<PathBuf> {
        self.beside("witness")
    }

    /// The folder of the log of an engine whose log is read before it is opened.
    pub(crate) fn log_folder(&self) -> Option<PathBuf> {
        self.folder().filter(|_| self.url.starts_with("surrealkv:")).map(|folder| folder.join("wal"))
    }

    /// Whether other servers may use the same store. An embedded engine lets in one.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        ["ws:", "wss:", "http:", "https:"].iter().any(|scheme| self.url.starts_with(scheme))
    }
}

/// The path in a URL of an engine that keeps files; nothing for others.
fn path_of(url: &str) -> Option<&Path> {
    let rest = url.strip_prefix("surrealkv:").or_else(|| url.strip_prefix("rocksdb:"))?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    Some(Path::new(path.split('?').next().unwrap_or(path)))
}
