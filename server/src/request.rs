//! What a handler needs of a request, and to answer it.

use std::net::IpAddr;
use std::sync::Arc;

use app::Frame;
use app::context::Asker;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Viewer;
use domain::{Fault, Moment};
use store::{SessionRow, Stage};

use crate::config::HttpConfig;

/// The nonce of this response's policy.
#[derive(Clone)]
pub struct CspNonce(pub Arc<str>);

/// The request's number, in the log and in the answer.
#[derive(Clone)]
pub struct RequestNumber(pub String);

/// The client's address.
#[derive(Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The network that the address stands for: whoever has one address of an IPv6 network of 64
    /// bits has all of them.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6((u128::from(address) & (u128::MAX << 64)).into()),
        }
    }
}

/// Who sends a request.
#[derive(Clone)]
pub struct Signed {
    /// The session and viewer, if there are.
    pub session: Option<(SessionRow, Viewer)>,
    /// What surrounds their page.
    pub frame: Frame,
    /// The time of the request.
    pub now: Moment,
}

impl Signed {
    /// The viewer, fully signed in.
    ///
    /// # Errors
    /// [`Fault::Unauthenticated`] or [`Fault::Incomplete`].
    pub fn viewer(&self) -> Result<&Viewer, Fault> {
        match &self.session {
            None => Err(Fault::Unauthenticated),
            Some((row, viewer)) if row.stage == Stage::Full => Ok(viewer),
            Some(_) => Err(Fault::Incomplete),
        }
    }

    /// The same for the screens, which say themselves to whom they answer what.
    pub(crate) fn asker(&self) -> Asker {
        Asker {
            viewer: self.viewer().cloned(),
            session: self.session.as_ref().map(|(row, _)| row.id.clone()).unwrap_or_default(),
            now: self.now,
        }
    }
}

/// What HTTP calls a fault, for answers that are no pages.
pub(crate) fn status(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The origin that addresses on paper, screens and credentials begin with: as it is set. Without
/// a setting the program serves this machine alone, under the name the browser has for it; a name
/// of anybody else's is never taken over.
pub(crate) fn origin(config: &HttpConfig, headers: &HeaderMap) -> String {
    config.origin.clone().unwrap_or_else(|| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        if is_loopback(host) { format!("http://{host}") } else { format!("http://{}", config.listen) }
    })
}

/// Whether a host, with a port or without, is this machine.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, "0"),
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// The origin packages run on: as set, or on this machine alone the pages' host with the port
/// packages are served on. Nothing where a host of their own is still to be set up: cookies know
/// no ports, so that a package on the pages' host could take a session over.
pub(crate) fn packages_origin(config: &HttpConfig, headers: &HeaderMap) -> Option<String> {
    if config.packages_origin.is_some() {
        return config.packages_origin.clone();
    }
    let own = origin(config, headers);
    let host = own.strip_prefix("http://").filter(|host| is_loopback(host))?;
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    Some(format!("http://{name}:{}", config.packages.port()))
}

/// An address of this site, or its home page: never somebody else's.
pub(crate) fn local(next: &str) -> String {
    let own =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if own { next.to_owned() } else { "/".to_owned() }
}

/// Back to a page, which says the fault.
pub(crate) fn back_with(page: &str, fault: &Fault) -> Response {
    let text = serde_json::to_string(fault).unwrap_or_default();
    Redirect::to(&format!("{page}?__fault={}", app::components::table::encode(&text))).into_response()
}

/// The header that saves a file under its name, in any language.
pub(crate) fn attachment(name: &str) -> String {
    format!("attachment; filename=\"export\"; filename*=UTF-8''{}", app::components::table::encode(name))
}

/// What is said when the store gives no answer at all.
pub(crate) fn unavailable() -> Response {
    let page = "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>暂不可用</title></head><body>\
        <p>系统暂时无法完成此操作，内容未必已保存，请稍后先查看再重试；如持续出现，请联系系统管理员。</p>\
        <p lang=\"en\">The system can't do this for the moment. What was sent may not have been saved: look before you \
        send it again. If it persists, tell the system administrator.</p></body></html>";
    let head = [(header::RETRY_AFTER, "5"), (header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::SERVICE_UNAVAILABLE, head, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_the_one_that_is_set_or_this_machine() {
        let of = |config: &HttpConfig, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            origin(config, &headers)
        };
        let unset = HttpConfig::default();
        assert_eq!(of(&unset, "localhost:4120"), "http://localhost:4120");
        assert_eq!(of(&unset, "[::1]:3000"), "http://[::1]:3000");
        for foreign in ["evil.example", "localhost.evil.example", "127.0.0.1:80 onload=x", "localhost:", "[::1]evil"] {
            assert_eq!(of(&unset, foreign), "http://127.0.0.1:3000", "{foreign}");
        }
        let set = HttpConfig { origin: Some("https://ganqiao.example".into()), ..unset };
        assert_eq!(of(&set, "evil.example"), "https://ganqiao.example");
    }

    #[test]
    fn packages_have_a_host_of_their_own_but_on_this_machine() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "localhost:4120".parse().unwrap());
        let alone = HttpConfig::default();
        assert_eq!(packages_origin(&alone, &headers).as_deref(), Some("http://localhost:3001"));
        let public = HttpConfig { origin: Some("https://ganqiao.example".into()), ..alone };
        assert_eq!(packages_origin(&public, &headers), None, "the same host is refused");
        let apart = HttpConfig { packages_origin: Some("https://packages.example".into()), ..public };
        assert_eq!(packages_origin(&apart, &headers).as_deref(), Some("https://packages.example"));
    }

    #[test]
    fn a_redirect_never_leaves_the_site() {
        assert_eq!(local("/people?q=a"), "/people?q=a");
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:x", "/a\r\nb"] {
            assert_eq!(local(bad), "/", "{bad}");
        }
    }

    #[test]
    fn a_network_is_one_address_or_64_bits_of_them() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network().to_string();
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:2:ffff::1"), "2001:db8:1:2::");
    }
}
