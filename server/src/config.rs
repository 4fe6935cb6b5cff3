//! Configuration: defaults, then a TOML file, then `GANQIAO_…` in the environment, the
//! later winning. `ganqiao config` prints what is in force, secrets hidden.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use domain::account::SignInPolicy;
use serde::{Deserialize, Serialize};

use crate::secrets::SecretsConfig;

/// Everything that can be set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the store is.
    pub store: store::Target,
    /// Where to listen.
    pub http: HttpConfig,
    /// Sign-in and sessions.
    pub sign_in: SignInPolicy,
    /// The program's own key.
    pub secrets: SecretsConfig,
    /// The audit trail.
    pub audit: AuditConfig,
    pub training: TrainingConfig,
    pub backup: BackupConfig,
    /// What the program watches of itself and its machine.
    pub watch: WatchConfig,
    pub log: LogConfig,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupConfig {
    /// Whose keys open a backup: age recipients (`age1…`) apart by commas. `ganqiao secrets
    /// backup-key` makes a pair; its secret half is kept away from this machine.
    pub recipients: String,
}

/// What the program watches of itself and its machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WatchConfig {
    /// Seconds without any life after which the process ends itself, to be started again; 0 for never.
    pub freeze_seconds: u32,
    /// Seconds by which the wall clock may leap at once and be believed still; 0 for any.
    pub clock_leap_seconds: u32,
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self { freeze_seconds: 30, clock_leap_seconds: 60 }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingConfig {
    /// The folder with the files of online courses; kept beside the store, and to be backed up
    /// with it.
    pub files: PathBuf,
    /// Seconds between looks at what time does to places: offers that lapse, draws.
    pub tend_seconds: u64,
    /// The Chinese font of certificates: a TrueType or OpenType file, or a collection. The
    /// usual places are looked at when nothing is named.
    pub font: Option<PathBuf>,
    /// Which font of a collection, from 0.
    pub font_index: u32,
    /// More fonts, for characters that it lacks; after them the usual places are looked at.
    pub more_fonts: Vec<PathBuf>,
}

impl Default for TrainingConfig {
    fn default() -> Self {
        Self { files: PathBuf::from("data/files"), tend_seconds: 20, font: None, font_index: 0, more_fonts: Vec::new() }
    }
}

/// Where to listen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Address of the pages.
    pub listen: SocketAddr,
    /// Address of `/metrics`, kept apart from the pages.
    pub admin: SocketAddr,
    /// Address of bought course packages, an origin apart from the pages.
    pub packages: SocketAddr,
    /// Their origin as the browser sees it: of another host than the pages', because the ports of
    /// one host share its cookies. Without it packages run on this machine alone.
    pub packages_origin: Option<String>,
    /// The folder with the front end.
    pub site: PathBuf,
    /// Largest upload, in mebibytes.
    pub upload_mib: u32,
    /// Requests for printed ballot slips from one address, in a minute: a room full of telephones
    /// behind one address needs some, somebody who guesses numbers many more.
    pub slips_per_minute: u32,
    /// Lets a demonstration, whose passwords everybody knows, listen beyond this machine.
    pub demo_beyond_loopback: bool,
    /// Seconds after which a connection is closed on which no whole request head has come.
    pub wait_seconds: u32,
    /// Seconds that requests under way are given when the program is to stop.
    pub stop_seconds: u32,
    /// Requests for calendars from one network, in a minute.
    pub feeds_per_minute: u32,
    /// Whether a proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Origin the browser sees, such as `https://ganqiao.example.gov.cn`: credentials, papers and
    /// calendars name it. Without it the program serves this machine alone.
    pub origin: Option<String>,
}

/// The audit trail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditConfig {
    /// Days rows are kept at least. 网络安全法 21(3) asks for six months; the program
    /// deletes none by itself in any case.
    pub keep_days: u32,
    /// Seconds between sealings.
    pub seal_seconds: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// Filter, such as `info` or `server=debug`.
    pub filter: String,
    /// One JSON object a line rather than text.
    pub json: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            admin: SocketAddr::from(([127, 0, 0, 1], 3009)),
            packages: SocketAddr::from(([127, 0, 0, 1], 3001)),
            packages_origin: None,
            site: PathBuf::from("target/site"),
            upload_mib: 50,
            slips_per_minute: 240,
            demo_beyond_loopback: false,
            wait_seconds: 30,
            stop_seconds: 30,
            feeds_per_minute: 120,
            behind_proxy: false,
            origin: None,
        }
    }
}

impl Default for AuditConfig {
    fn default() -> Self {
        Self { keep_days: 180, seal_seconds: 2 }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { filter: "info,surrealdb=warn,surrealdb_core=error,surrealkv=error".to_owned(), json: false }
    }
}

/// Why a configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("configuration file {0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The file is not right.
    #[error("configuration file {0}: {1}")]
    Text(PathBuf, Box<toml::de::Error>),
    /// A variable is not right.
    #[error("environment variable {0}: {1}")]
    Variable(String, String),
    /// A value is out of its bounds.
    #[error("{0}: {1}")]
    Value(&'static str, &'static str),
}

impl Config {
    /// Reads the configuration. `file` must exist when named; `ganqiao.toml` beside the
    /// program is read when it exists.
    ///
    /// # Errors
    /// Which file, variable or value is wrong, and how.
    pub fn read(file: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let path = file.map_or_else(|| PathBuf::from("ganqiao.toml"), Path::to_path_buf);
        let mut table = match std::fs::read_to_string(&path) {
            Ok(text) => text.parse::<toml::Table>().map_err(|e| ConfigError::Text(path.clone(), Box::new(e)))?,
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => toml::Table::new(),
            Err(error) => return Err(ConfigError::File(path, error)),
        };
        for (name, value) in env {
            let Some(key) = name.strip_prefix("GANQIAO_") else { continue };
            // GANQIAO_STORE__URL is store.url; other GANQIAO_ names are not ours to read.
            let Some((part, field)) = key.split_once("__") else { continue };
            let part = part.to_lowercase();
            let value = value
                .parse::<i64>()
                .map(toml::Value::from)
                .or_else(|_| value.parse::<bool>().map(toml::Value::from))
                .unwrap_or_else(|_| toml::Value::from(value.clone()));
            let entry = table.entry(part).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            let Some(part) = entry.as_table_mut() else {
                return Err(ConfigError::Variable(name, "its part of the file is not a table".to_owned()));
            };
            part.insert(field.to_lowercase(), value);
        }
        let config: Self = toml::Value::Table(table).try_into().map_err(|e| ConfigError::Text(path, Box::new(e)))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.http.check()?;
        if self.audit.keep_days < 180 {
            return Err(ConfigError::Value("audit.keep_days", "the law asks for six months, so 180 at least"));
        }
        if self.audit.seal_seconds == 0 {
            return Err(ConfigError::Value("audit.seal_seconds", "must be 1 or more"));
        }
        if self.http.wait_seconds == 0 || self.http.stop_seconds == 0 {
            return Err(ConfigError::Value("http.wait_seconds, http.stop_seconds", "must be 1 or more"));
        }
        if self.store.memory_mib < 64 {
            return Err(ConfigError::Value("store.memory_mib", "must be 64 or more"));
        }
        if self.store.cache_mib < 16 {
            return Err(ConfigError::Value("store.cache_mib", "must be 16 or more"));
        }
        if self.training.tend_seconds == 0 {
            return Err(ConfigError::Value("training.tend_seconds", "must be 1 or more"));
        }
        if self.sign_in.password_min < 8 {
            return Err(ConfigError::Value("sign_in.password_min", "must be 8 or more"));
        }
        if self.sign_in.slow_after < self.sign_in.lock_after {
            return Err(ConfigError::Value("sign_in.slow_after", "must be sign_in.lock_after or more"));
        }
        if self.sign_in.sessions_most == 0 || self.sign_in.initial_hours == 0 {
            return Err(ConfigError::Value("sign_in.sessions_most and sign_in.initial_hours", "must be 1 or more"));
        }
        if self.sign_in.lock_after == 0 || self.sign_in.lock_after > 20 {
            return Err(ConfigError::Value("sign_in.lock_after", "must be 1 to 20"));
        }
        Ok(())
    }

    /// The configuration as text, secrets hidden.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = self.clone();
        for secret in [&mut shown.store.password, &mut shown.secrets.key].into_iter().flatten() {
            "********".clone_into(secret);
        }
        toml::to_string_pretty(&shown).unwrap_or_default()
    }
}

impl HttpConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let host = |field, origin: &Option<String>| match origin {
            Some(text) => match host_of(text) {
                Some(host) => Ok(Some(host)),
                None => Err(ConfigError::Value(field, "must be an origin such as https://ganqiao.example.gov.cn")),
            },
            None => Ok(None),
        };
        let own = host("http.origin", &self.origin)?;
        let packages = host("http.packages_origin", &self.packages_origin)?;
        if packages.is_some() && packages == own {
            return Err(ConfigError::Value(
                "http.packages_origin",
                "must be of another host than http.origin: the ports of one host share its cookies",
            ));
        }
        Ok(())
    }

    /// What serving beyond this machine needs.
    ///
    /// # Errors
    /// When `http.origin` is missing for an address or a proxy that others reach.
    pub fn check_served(&self) -> Result<(), ConfigError> {
        if self.origin.is_none() && (self.behind_proxy || !self.listen.ip().is_loopback()) {
            return Err(ConfigError::Value(
                "http.origin",
                "must be set where others than this machine reach the program, such as https://ganqiao.example.gov.cn: credentials and papers name it",
            ));
        }
        Ok(())
    }
}

/// The host of an origin; nothing for a text that is none.
fn host_of(origin: &str) -> Option<String> {
    let uri: axum::http::Uri = origin.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let whole = format!("{scheme}://{authority}");
    (matches!(scheme, "http" | "https") && whole == origin && !authority.as_str().contains('@'))
        .then(|| authority.host().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_one_and_packages_have_another_host() {
        let origin = |value| read(&[("GANQIAO_HTTP__ORIGIN", value)]);
        assert!(origin("https://ganqiao.example").is_ok() && origin("http://10.0.0.5:3000").is_ok());
        for bad in ["ganqiao.example", "https://a/b", "https://a\" onload=x", "ftp://a", "https://u@a"] {
            assert!(origin(bad).unwrap_err().to_string().contains("http.origin"), "{bad}");
        }
        let both = |packages| {
            read(&[("GANQIAO_HTTP__ORIGIN", "https://a.example"), ("GANQIAO_HTTP__PACKAGES_ORIGIN", packages)])
        };
        assert!(both("https://packages.example").is_ok());
        assert!(both("https://a.example:8443").unwrap_err().to_string().contains("another host"));
    }

    #[test]
    fn who_serves_others_says_under_which_name() {
        let mut http = HttpConfig::default();
        assert!(http.check_served().is_ok());
        http.listen = SocketAddr::from(([0, 0, 0, 0], 3000));
        assert!(http.check_served().is_err());
        http.origin = Some("https://a.example".into());
        assert!(http.check_served().is_ok());
        assert!(HttpConfig { behind_proxy: true, ..HttpConfig::default() }.check_served().is_err());
    }

    fn read(env: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(None, env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_environment_wins_and_secrets_are_hidden() {
        let config = read(&[
            ("GANQIAO_STORE__PASSWORD", "hunter22"),
            ("GANQIAO_SECRETS__KEY", "abc123"),
            ("GANQIAO_SIGN_IN__LOCK_AFTER", "3"),
        ])
        .unwrap();
        assert_eq!(config.sign_in.lock_after, 3);
        assert!(!config.shown().contains("hunter22"));
        assert!(!config.shown().contains("abc123"));
        assert!(config.shown().contains("********"));
    }

    #[test]
    fn a_wrong_name_or_value_is_refused_by_name() {
        assert!(read(&[("GANQIAO_STORE__ULR", "x")]).unwrap_err().to_string().contains("ulr"));
        assert!(read(&[("GANQIAO_AUDIT__KEEP_DAYS", "30")]).unwrap_err().to_string().contains("keep_days"));
    }
}
