//! The front end's files. The style sheet's address carries a hash of its text, so it
//! can be kept for ever; the module's is asked for again, cheaply, by its tag.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeader;

/// Small files, read once.
pub(crate) struct Assets {
    css: String,
    css_hash: String,
    theme: String,
    worker: String,
    favicon: String,
    scripts: Vec<(&'static str, String)>,
}

/// Scripts of single pages, plain files below `/script/`.
const SCRIPTS: [&str; 8] =
    ["ballot.js", "clock.js", "date.js", "exam.js", "form.js", "player.js", "scorm.js", "units.js"];

impl Assets {
    pub(crate) fn read(site: &Path) -> Self {
        let text = |name: &str| std::fs::read_to_string(site.join(name)).unwrap_or_default();
        // cargo-leptos puts its own bundle beside the module.
        let css = if site.join("style.css").exists() { text("style.css") } else { text("pkg/ganqiao.css") };
        let css_hash = store::chain::hex(&Sha256::digest(css.as_bytes()))[..12].to_owned();
        Self {
            css,
            css_hash,
            theme: text("theme.js"),
            worker: text("worker.js"),
            favicon: text("favicon.svg"),
            scripts: SCRIPTS.iter().map(|name| (*name, text(name))).collect(),
        }
    }

    pub(crate) fn css_href(&self) -> String {
        format!("/style/{}.css", self.css_hash)
    }
}

/// The module and its script, precompressed.
pub(super) fn pkg(site: &Path) -> SetResponseHeader<ServeDir, HeaderValue> {
    let files = ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip();
    SetResponseHeader::overriding(
        files,
        HeaderName::from_static("cache-control"),
        HeaderValue::from_static("public, max-age=0, must-revalidate"),
    )
}

fn file(text: &str, kind: &'static str, cache: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)], text.to_owned()).into_response()
}

pub(super) async fn style(State(assets): State<Arc<Assets>>, UrlPath(name): UrlPath<String>) -> Response {
    if name != format!("{}.css", assets.css_hash) {
        return StatusCode::NOT_FOUND.into_response();
    }
    file(&assets.css, "text/css; charset=utf-8", "public, max-age=31536000, immutable")
}

pub(super) async fn theme(State(assets): State<Arc<Assets>>) -> Response {
    file(&assets.theme, "text/javascript; charset=utf-8", "public, max-age=3600")
}

pub(super) async fn worker(State(assets): State<Arc<Assets>>) -> Response {
    file(&assets.worker, "text/javascript; charset=utf-8", "no-cache")
}

pub(super) async fn script(State(assets): State<Arc<Assets>>, UrlPath(name): UrlPath<String>) -> Response {
    match assets.scripts.iter().find(|script| script.0 == name) {
        Some((_, text)) => file(text, "text/javascript; charset=utf-8", "no-cache"),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn favicon(State(assets): State<Arc<Assets>>) -> Response {
    file(&assets.favicon, "image/svg+xml", "public, max-age=86400")
}
