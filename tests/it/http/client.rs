//! A server without a socket, and clients with cookies.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use domain::access::Grant;
use domain::account::NewAccount;
use domain::code::Role;
use domain::{Fault, GrantId, Moment, PersonId};
use http_body_util::BodyExt;
use server::config::Config;
use server::http::html::Piece;
use server::http::{COOKIE, router};
use server::state::AppState;
use store::{Actor, Store};
use tower::ServiceExt;

pub(super) const PASSWORD: &str = "qiao-Gan-2027";

/// A server over a small organisation.
pub(super) struct Server {
    pub(super) router: Router,
    pub(super) store: Store,
    pub(super) refusals: std::sync::Arc<server::http::refusals::Refusals>,
}

pub(super) async fn server() -> Server {
    let store = tests::small("mem://", 3).await;
    let mut config = Config { store: store::Target::embedded("mem://"), ..Config::default() };
    config.sign_in.attempts_per_minute = 10_000;
    config.sign_in.lock_after = 3;
    // Most tests are not of it; those that are use `server_with`.
    config.sign_in.second_factor = domain::account::SecondFactor::Nobody;
    server_of(store, config)
}

/// The same with another configuration.
pub(super) async fn server_with(set: impl FnOnce(&mut Config)) -> Server {
    let store = tests::small("mem://", 3).await;
    let mut config = Config { store: store::Target::embedded("mem://"), ..Config::default() };
    config.sign_in.attempts_per_minute = 10_000;
    set(&mut config);
    server_of(store, config)
}

fn server_of(store: Store, config: Config) -> Server {
    let state = AppState::new(store.clone(), config).unwrap();
    let refusals = state.refusals.clone();
    Server { router: router(state), store, refusals }
}

/// An answer, read whole.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: axum::http::HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The fault that a server function answered a script with.
    pub(super) fn fault(&self) -> Option<Fault> {
        if self.status.is_success() { None } else { serde_json::from_str(&self.body).ok() }
    }

    /// Whether a plain form was refused: its page is led to again and says why.
    pub(super) fn is_refused(&self) -> bool {
        self.status.is_redirection()
            && (self.location().contains("__refused=")
                || self
                    .headers
                    .get_all(header::SET_COOKIE)
                    .iter()
                    .any(|cookie| cookie.as_bytes().starts_with(b"ganqiao-refused=sealed")))
    }

    /// What a page says of a fault: the text of its alert.
    pub(super) fn alert(&self) -> String {
        let pieces = server::http::html::read(&self.body);
        let is_alert = |piece: &Piece| matches!(piece, Piece::Start(tag) if tag.get("role") == Some("alert"));
        pieces.iter().position(is_alert).map(|at| server::http::html::text_of(&pieces, at, "div")).unwrap_or_default()
    }
}

impl Server {
    /// Creates an account with roles over paths and signs it in.
    pub(super) async fn client(&self, login: &str, person: &str, roles: &[(Role, &str)]) -> Client {
        let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(PASSWORD)).await.unwrap();
        self.client_with(login, person, roles, &hash).await
    }

    /// The same with a hash made before: hashing is slow on purpose.
    pub(super) async fn client_with(&self, login: &str, person: &str, roles: &[(Role, &str)], hash: &str) -> Client {
        let draft = NewAccount { login: login.into(), name: login.into(), person: PersonId::from(person) };
        let now = server::now();
        let account = self.store.add_account(Actor::default(), &draft, hash, false, now).await.unwrap();
        for (n, (role, path)) in roles.iter().enumerate() {
            let grant = Grant {
                id: GrantId(format!("{login}{n}")),
                account: account.clone(),
                role: *role,
                unit: path.trim_matches('/').rsplit('/').next().unwrap_or_default().into(),
                path: (*path).to_owned(),
                from: Moment(0),
                until: Moment::FOREVER,
                delegated_from: GrantId::default(),
            };
            self.store.add_grant(Actor::default(), &grant, now).await.unwrap();
        }
        let mut client = self.anonymous();
        let answer = client.post("/auth/sign-in", &format!("login={login}&password={PASSWORD}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.location(), "/", "{login} could not sign in");
        client
    }

    pub(super) fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), cookie: String::new(), others: BTreeMap::new(), address: None }
    }
}

/// A client that keeps its session and what else it is told to.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) router: Router,
    pub(super) cookie: String,
    pub(super) others: BTreeMap<String, String>,
    /// From where it comes; this machine when not said.
    pub(super) address: Option<std::net::IpAddr>,
}

impl Client {
    pub(super) async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut cookies = format!("{COOKIE}={}", self.cookie);
        self.others.iter().for_each(|(name, value)| cookies.push_str(&format!("; {name}={value}")));
        let mut request = request.header(header::COOKIE, cookies).body(body).unwrap();
        if let Some(address) = self.address {
            request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((address, 1))));
        }
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            match pair.split_once('=') {
                Some((COOKIE, token)) => self.cookie = token.to_owned(),
                Some((name, "")) => drop(self.others.remove(name)),
                Some((name, value)) => drop(self.others.insert(name.to_owned(), value.to_owned())),
                None => {}
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }

    /// A form as a browser without script sends it.
    pub(super) async fn post(&mut self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, "http://localhost/somewhere")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.to_owned())).await
    }

    /// A form of a page, as a browser without script sends it.
    pub(super) async fn form(&mut self, page: &str, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("http://localhost{page}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.to_owned())).await
    }

    /// What the page that a form leads back to says is wrong.
    pub(super) async fn told(&mut self, answer: &Answer) -> String {
        let back = answer.location().to_owned();
        self.get(&back).await.alert()
    }

    /// A form with a file in its field `file`.
    pub(super) async fn send_file(&mut self, to: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let boundary = "x-boundary-x";
        let mut body = Vec::new();
        for (field, value) in fields {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(head.into_bytes());
        }
        let head = "Content-Disposition: form-data; name=\"file\"";
        body.extend(format!("--{boundary}\r\n{head}; filename=\"{name}\"\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
        let request = Request::post(to)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        self.send(request, Body::from(body)).await
    }

    /// A server function as the module calls it.
    pub(super) async fn call(&mut self, method: &axum::http::Method, path: &str, form: &str) -> Answer {
        if method == axum::http::Method::GET {
            let request = Request::get(format!("{path}?{form}")).header(header::ACCEPT, "application/json");
            return self.send(request, Body::empty()).await;
        }
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.to_owned())).await
    }
}
