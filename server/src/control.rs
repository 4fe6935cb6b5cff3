//! Commands that come beside a running server. An embedded store lets one process in, so `backup`,
//! `account` and `audit verify` ask the server on its admin address; who has the program's key may.

use std::process::ExitCode;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Json, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures::StreamExt;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use store::Store;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio_util::io::ReaderStream;

use crate::cli::open::open;
use crate::cli::outcome::{Failure, Said};
use crate::cli::{account, backup, unit};
use crate::config::Config;
use crate::now;
use crate::secrets::Secrets;

const PATH: &str = "/control";
/// Trailers that end an answer: how it went, and what is to be printed. The text is in hexadecimal.
const OUTCOME: &str = "x-ganqiao-outcome";
const SAID: &str = "x-ganqiao-said";
/// What keeps strangers on the machine out.
const PURPOSE: &str = "control";

/// What a running server does for the command line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Errand {
    /// See [`account`].
    Account(account::Command),
    /// See [`unit`].
    Unit(unit::Command),
    /// Verify the audit trail, with a head that must be in it.
    Verify { head: Option<String> },
    /// Write a backup to the answer.
    Backup {
        /// Public keys it is encrypted to.
        recipients: String,
    },
}

/// Which store an errand is for.
const STORE: &str = "x-ganqiao-store";

/// What tells a store from others: where its folder lies, or its address.
fn mark_of(target: &store::Target) -> String {
    let folder = target.folder().and_then(|folder| folder.canonicalize().ok());
    let text = folder.map_or_else(|| target.url.clone(), |folder| folder.display().to_string());
    store::chain::hex(text.as_bytes())
}

impl Errand {
    /// Does it with an open store; a backup goes to `out`.
    pub(crate) async fn run(self, store: &Store, out: impl AsyncWrite + Unpin + Send) -> Result<Said, Failure> {
        match self {
            Self::Account(command) => Ok(Said { text: account::run(store, command).await?, well: true }),
            Self::Unit(command) => Ok(Said { text: unit::run(store, command).await?, well: true }),
            Self::Verify { head } => backup::verify(store, head.as_deref()).await,
            Self::Backup { recipients } => backup::write(store, out, &recipients).await,
        }
    }
}

/// Does an errand: at the server that runs on the store, or with the store itself. What it writes
/// goes to `out`.
pub(crate) async fn run(
    config: &Config,
    errand: Errand,
    out: &mut (impl AsyncWrite + Unpin + Send),
) -> Result<ExitCode, Failure> {
    let alone = !config.store.is_shared();
    let said = match if alone { ask(config, &errand, &mut *out).await? } else { None } {
        Some(said) => said,
        None => {
            let store = open(config).await?;
            let said = errand.run(&store, out).await;
            store.shut(now()).await?;
            said?
        }
    };
    let Said { text, well } = said;
    if well {
        println!("{text}")
    } else {
        eprintln!("ganqiao: {text}")
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Takes errands for a store from those who have the program's key.
pub(crate) fn routes(store: Store, target: &store::Target, secrets: &Secrets) -> Router {
    Router::new().route(PATH, post(take)).with_state((store, mark_of(target), secrets.token(PURPOSE)))
}

async fn take(
    State((store, mark, token)): State<(Store, String, String)>,
    headers: HeaderMap,
    Json(errand): Json<Errand>,
) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let expected = format!("Bearer {token}");
    if aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), expected.as_bytes()).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // Another store's server, with the same key: what was meant for one is not done to the other.
    if headers.get(STORE).is_none_or(|meant| meant.as_bytes() != mark.as_bytes()) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let (inside, outside) = tokio::io::duplex(256 * 1024);
    let work = tokio::spawn(async move {
        let mut inside = inside;
        let done = errand.run(&store, &mut inside).await;
        let _ = inside.shutdown().await;
        done.unwrap_or_else(|error| Said { text: error.to_string(), well: false })
    });
    let bytes = ReaderStream::new(outside).map(|read| read.map(Frame::data));
    let end = futures::stream::once(async move {
        let said = work.await.unwrap_or_else(|error| Said { text: error.to_string(), well: false });
        let mut trailers = HeaderMap::new();
        trailers.insert(OUTCOME, HeaderValue::from_static(if said.well { "well" } else { "failed" }));
        let text = store::chain::hex(said.text.as_bytes());
        trailers.insert(SAID, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")));
        Ok::<_, std::io::Error>(Frame::trailers(trailers))
    });
    let mut response = Response::new(Body::new(StreamBody::new(bytes.chain(end))));
    response.headers_mut().insert(header::TRAILER, HeaderValue::from_static("x-ganqiao-outcome, x-ganqiao-said"));
    response
}

/// Asks the server that runs on the configured store, if one does: nothing when none answers to
/// this program's key. A backup goes to `out`.
pub(crate) async fn ask(
    config: &Config,
    errand: &Errand,
    mut out: impl AsyncWrite + Unpin,
) -> Result<Option<Said>, Failure> {
    let Ok(secrets) = Secrets::existing(&config.secrets) else { return Ok(None) };
    let Ok(stream) = tokio::net::TcpStream::connect(config.http.admin).await else { return Ok(None) };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let request = hyper::Request::post(PATH)
        .header(header::HOST, config.http.admin.to_string())
        .header(header::AUTHORIZATION, format!("Bearer {}", secrets.token(PURPOSE)))
        .header(STORE, mark_of(&config.store))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::TE, "trailers")
        .body(Body::from(serde_json::to_vec(errand)?))?;
    let response = sender.send_request(request).await?;
    if response.status() != StatusCode::OK {
        return Ok(None);
    }
    let said = read(response.into_body(), &mut out).await;
    connection.abort();
    said.map(Some)
}

async fn read(mut body: Incoming, out: &mut (impl AsyncWrite + Unpin)) -> Result<Said, Failure> {
    let mut said = None;
    while let Some(frame) = body.frame().await {
        match frame?.into_data() {
            Ok(data) => write(out, &data).await?,
            Err(frame) => {
                if let Ok(trailers) = frame.into_trailers() {
                    let text = |name| trailers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
                    let bytes = store::chain::unhex(text(SAID)).unwrap_or_default();
                    said = Some(Said {
                        text: String::from_utf8_lossy(&bytes).into_owned(),
                        well: text(OUTCOME) == "well",
                    });
                }
            }
        }
    }
    said.ok_or_else(|| "the server ended before it had answered: look whether it was done".into())
}

async fn write(out: &mut (impl AsyncWrite + Unpin), data: &Bytes) -> std::io::Result<()> {
    out.write_all(data).await
}
