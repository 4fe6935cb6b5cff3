//! What every request passes through, the outermost last: number and log, panics,
//! headers, time, compression, cross-site protection.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tracing::Instrument;

use crate::auth::new_token;
use crate::request::{ClientAddress, CspNonce, RequestNumber, packages_origin};
use crate::state::AppState;

/// How long an answer may take, but for the time in which its request is still arriving.
const ANSWER: Duration = Duration::from_secs(60);
/// Bytes that must arrive in that time of a request that is longer in coming.
const PACE: u64 = 256 * 1024;

async fn in_time(request: Request, next: Next) -> Response {
    paced(request, next, ANSWER, PACE).await
}

/// Answers within a time, which begins anew as often as so many bytes of the request have come in it.
async fn paced(request: Request, next: Next, within: Duration, pace: u64) -> Response {
    let arrived = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&arrived);
    let request = request.map(|body| {
        Body::new(body.map_frame(move |frame| {
            count.fetch_add(frame.data_ref().map_or(0, |data| data.len() as u64), Ordering::Relaxed);
            frame
        }))
    });
    let mut answer = std::pin::pin!(next.run(request));
    let mut before = 0;
    loop {
        match tokio::time::timeout(within, &mut answer).await {
            Ok(response) => return response,
            Err(_) => {
                let now = arrived.load(Ordering::Relaxed);
                if now - before < pace {
                    return StatusCode::SERVICE_UNAVAILABLE.into_response();
                }
                before = now;
            }
        }
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
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(state.clone(), headers))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), number))
}

/// Numbers the request, finds its client, logs and counts its answer.
async fn number(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let number = new_token()[..12].to_owned();
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
    let packages = packages_origin(&state.config.http, request.headers()).unwrap_or_default();
    let nonce: Arc<str> = new_token().into();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A body whose pieces come one after the other, with a pause before each.
    fn slow(pieces: usize, size: usize, pause: Duration) -> Body {
        let pieces = futures::stream::unfold(0, move |n| async move {
            if n == pieces {
                return None;
            }
            tokio::time::sleep(pause).await;
            Some((Ok::<_, std::convert::Infallible>(vec![0u8; size]), n + 1))
        });
        Body::from_stream(pieces)
    }

    #[tokio::test]
    async fn a_slow_upload_is_taken_for_as_long_as_it_keeps_coming() {
        use tower::ServiceExt;
        let taken = |body: axum::body::Bytes| async move { body.len().to_string() };
        let router: Router = Router::new()
            .route("/", axum::routing::post(taken))
            .layer(from_fn(|request: Request, next: Next| paced(request, next, Duration::from_millis(300), 1_000)));
        let router = router.layer(axum::extract::DefaultBodyLimit::disable());
        let send = |body: Body| {
            let request = Request::builder().method("POST").uri("/").body(body).unwrap();
            let router = router.clone();
            async move { router.oneshot(request).await.unwrap().status() }
        };
        let pause = Duration::from_millis(20);
        assert_eq!(send(slow(60, 1_000, pause)).await, StatusCode::OK, "four times as long as an answer may take");
        assert_eq!(send(slow(60, 10, pause)).await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
