//! What every request passes through, the outermost last: number and log, panics,
//! headers, time, compression, cross-site protection.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument;

use super::AppState;

/// The nonce of this response's policy.
#[derive(Clone)]
pub struct CspNonce(pub Arc<str>);

/// The request's number, in the log and in the answer.
#[derive(Clone)]
pub struct RequestNumber(pub String);

/// The client's address.
#[derive(Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// Attempts to sign in, by address.
pub(crate) struct Attempts(DefaultKeyedRateLimiter<IpAddr>);

impl Attempts {
    pub(crate) fn new(per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute.max(1)).unwrap_or(NonZeroU32::MIN));
        Self(RateLimiter::keyed(quota))
    }

    /// Whether one more is within the limit.
    pub(crate) fn allow(&self, address: IpAddr) -> bool {
        if self.0.len() > 50_000 {
            self.0.retain_recent();
        }
        self.0.check_key(&address).is_ok()
    }
}

pub(super) fn wrap(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let mut csrf = CsrfLayer::new();
    if let Some(origin) = &state.config.http.origin {
        match csrf.clone().add_trusted_origin(origin.as_str()) {
            Ok(trusting) => csrf = trusting,
            Err(error) => tracing::error!(%error, "http.origin is not an origin such as https://ganqiao.example"),
        }
    }
    let csrf = csrf.with_rejection_response(|_| {
        // A server function's caller expects its own kind of answer.
        let body = serde_json::to_string(&domain::Fault::Forbidden).unwrap_or_default();
        let mut response = HttpResponse::new(Body::from(body));
        *response.status_mut() = StatusCode::FORBIDDEN;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    });
    router
        .layer(csrf)
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(60)))
        .layer(from_fn_with_state(state.clone(), headers))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), number))
}

/// Numbers the request, finds its client, logs and counts its answer.
async fn number(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let number = super::super::auth::new_token()[..12].to_owned();
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip());
    let forwarded = state
        .config
        .http
        .behind_proxy
        .then(|| request.headers().get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok())
        .flatten();
    let address = forwarded.or(peer).unwrap_or(IpAddr::from([127, 0, 0, 1]));
    request.extensions_mut().insert(RequestNumber(number.clone()));
    request.extensions_mut().insert(ClientAddress(address));
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", request.id = %number, http.method = %method, http.route = %route);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(http.status = status, duration_ms = took.as_millis() as u64, "answered"));
    metrics::histogram!("ganqiao_http_seconds", "route" => route, "status" => status.to_string()).record(took);
    if let Ok(value) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Security headers. Scripts run only from here and with this answer's nonce.
async fn headers(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let packages = super::packages::origin_of(&state, request.headers());
    let nonce: Arc<str> = super::super::auth::new_token().into();
    request.extensions_mut().insert(CspNonce(nonce.clone()));
    let mut response = next.run(request).await.into_response();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; worker-src 'self'; media-src 'self'; frame-src 'self' {packages}; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        // A plain form's fault comes back by its Referer, so same-origin keeps it.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
