//! What every handler shares, and how it is put together.

use std::sync::Arc;

use app::context::Services;
use axum::extract::FromRef;
use leptos::config::{Env, LeptosOptions};
use store::Store;

use crate::auth::hash_password;
use crate::certificate::Fonts;
use crate::clock::WallClock;
use crate::config::Config;
use crate::files::kept::Uploads;
use crate::http::assets::Assets;
use crate::http::limits::{Attempts, Failures};
use crate::http::refusals::Refusals;
use crate::jobs::Beats;
use crate::secrets::{Secrets, SecretsError};

/// What every handler shares.
#[derive(Clone)]
pub struct AppState {
    pub store: Store,
    /// The configuration.
    pub config: Arc<Config>,
    /// Whether every page says that it is of a demonstration.
    pub(crate) demo: bool,
    pub(crate) options: LeptosOptions,
    /// The front end's small files.
    pub(crate) assets: Arc<Assets>,
    /// The program's own key.
    pub(crate) secrets: Secrets,
    /// The font of certificates.
    pub(crate) fonts: Fonts,
    /// Limits requests for ballot slips.
    pub(crate) slips: Arc<Attempts>,
    /// Limits failed attempts to sign in.
    pub(crate) attempts: Arc<Failures>,
    /// Whether the wall clock can be believed.
    pub clock: Arc<WallClock>,
    /// When the jobs last came through.
    pub beats: Arc<Beats>,
    /// Limits requests for calendars.
    pub(crate) feeds: Arc<Attempts>,
    /// Uploads that can still be read otherwise.
    pub(crate) uploads: Arc<Uploads>,
    /// What was refused, on its way to the trail.
    pub refusals: Arc<Refusals>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}

impl FromRef<AppState> for Arc<Assets> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.assets)
    }
}

impl AppState {
    /// The state of a server.
    ///
    /// # Errors
    /// When the program's key can't be read or made.
    pub fn new(store: Store, config: Config) -> Result<Self, SecretsError> {
        // What is sealed for a store in memory ends with it.
        let fleeting = config.store.url.starts_with("mem:") && config.secrets.key.is_none();
        let secrets =
            if fleeting { Secrets::fleeting() } else { Secrets::open(&config.secrets, !config.store.is_shared())? };
        let options = LeptosOptions::builder()
            .output_name("ganqiao")
            .site_root(config.http.site.to_string_lossy().to_string())
            .site_pkg_dir("pkg")
            .site_addr(config.http.listen)
            .env(Env::PROD)
            .build();
        Store::hash_passwords_with(hash_password);
        Ok(Self {
            demo: false,
            secrets,
            fonts: Fonts::default(),
            assets: Arc::new(Assets::read(&config.http.site)),
            attempts: Arc::new(Failures::new(config.sign_in.attempts_per_minute)),
            feeds: Arc::new(Attempts::new(config.http.feeds_per_minute)),
            refusals: Arc::default(),
            uploads: Arc::default(),
            slips: Arc::new(Attempts::new(config.http.slips_per_minute)),
            clock: Arc::new(WallClock::start(config.watch.clock_leap_seconds, store.witness().as_ref())),
            beats: Arc::default(),
            store,
            config: Arc::new(config),
            options,
        })
    }

    /// The same, with pages that say whether they are of a demonstration.
    #[must_use]
    pub fn demonstration(mut self, demo: bool) -> Self {
        self.demo = demo;
        self
    }

    /// Address of the style sheet.
    pub(crate) fn css_href(&self) -> String {
        self.assets.css_href()
    }

    /// The ports as the screens find them, each the store's.
    pub(crate) fn services(&self) -> Services {
        Services::of(&Arc::new(self.store.clone()))
    }
}
