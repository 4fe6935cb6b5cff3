use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::code::Role;

use super::client::{PASSWORD, server};

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_works_without_script_and_ends_the_session() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    let token = client.cookie.clone();
    assert!(client.get("/").await.body.contains("zhang"));
    let out = client.post("/auth/sign-out", "").await;
    assert_eq!(out.location(), "/sign-in");
    client.cookie = token;
    assert!(client.get("/").await.location().starts_with("/sign-in"), "the old token is worth nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_and_headers_are_strict() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    let answer = client.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("__Host-ganqiao=")).unwrap();
    for part in ["__Host-ganqiao=", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = client.get("/").await;
    let policy = page.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap().to_owned();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    assert!(page.body.contains(&format!("nonce=\"{nonce}\"")), "the page's scripts carry the policy's nonce");
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'") || policy.contains("'wasm-unsafe-eval'")
    );
    assert_ne!(client.get("/").await.headers[header::CONTENT_SECURITY_POLICY], policy.as_str(), "a nonce is used once");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_is_refused() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/api/notices/read").header(name, value).header(header::HOST, "ganqiao.example");
        let answer = client.send(request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_initial_password_must_be_changed_before_anything_else() {
    use domain::account::NewAccount;
    let server = server().await;
    let hash = server::auth::hash_password("First-Pass-1");
    let draft = NewAccount { login: "new".into(), name: "新".into(), person: "p0".into() };
    server.store.add_account(store::Actor::default(), &draft, &hash, true, server::now()).await.unwrap();
    let mut client = server.anonymous();
    let answer = client.post("/auth/sign-in", "login=new&password=First-Pass-1").await;
    assert_eq!(answer.location(), "/account/password");
    assert_eq!(client.get("/").await.location(), "/account/password");
    assert_eq!(client.call(&axum::http::Method::GET, "/api/home", "").await.status, StatusCode::FORBIDDEN);
    let change = |new: &str| format!("current=First-Pass-1&new={new}&again={new}");
    for (new, error) in [("short", "太短"), ("alllowercaseletters", "三类"), ("First-Pass-1", "不能与当前密码相同")]
    {
        let answer = client.post("/auth/password", &change(new)).await;
        let told = client.told(&answer).await;
        assert!(told.contains(error), "{new}: {told}");
    }
    let old = client.cookie.clone();
    assert_eq!(client.post("/auth/password", &change("Yun-Jiang-8231")).await.location(), "/");
    assert_eq!(client.get("/").await.status, StatusCode::OK);
    client.cookie = old;
    assert!(client.get("/").await.status.is_redirection(), "the token changed with the rights");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_and_its_code_works_once() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    let page = client.get("/account/second-factor").await;
    let secret = page.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    // All codes are of one moment: the test may run across the end of a time step.
    let began = server::now().0 / 1000;
    let code = |ahead: i64| {
        let seconds = began + ahead * 30;
        (0..1_000_000u32)
            .map(|n| format!("{n:06}"))
            .find(|code| {
                server::auth::second_factor::step_of(&secret, code, domain::Moment(seconds * 1000))
                    == Some((seconds / 30) as u64)
            })
            .unwrap()
    };
    let on = client.post("/account/second-factor", &format!("what=on&code={}", code(0))).await;
    let recovery = on.body.split("<li><code>").nth(1).expect("recovery codes").split('<').next().unwrap().to_owned();
    let kept = server.store.sign_in_row("zhang").await.unwrap().unwrap().totp_secret;
    assert!(kept.starts_with("sealed") && !kept.contains(&secret), "the store alone does not give it away");
    client.post("/auth/sign-out", "").await;
    let half = client.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
    assert!(half.location().starts_with("/sign-in/second-factor"));
    assert!(client.get("/people").await.location().starts_with("/sign-in/second-factor"), "half signed in is not in");
    let used = client.post("/auth/second-factor", &format!("code={}", code(0))).await;
    assert!(client.told(&used).await.contains("已用过"), "the code that set it up is used");
    assert_eq!(client.post("/auth/second-factor", &format!("code={}", code(1))).await.location(), "/");
    client.post("/auth/sign-out", "").await;
    for (expected, what) in [("/", "a recovery code works"), ("/sign-in/second-factor", "and works once")] {
        client.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
        let answer = client.post("/auth/second-factor", &format!("code={recovery}")).await;
        assert!(answer.location().split('?').next() == Some(expected), "{what}: {}", answer.location());
        client.post("/auth/sign-out", "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once_and_a_role_ends_at_once() {
    use domain::account::port::{Accounts, Roles};
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/")]).await;
    assert_eq!(hr.get("/people").await.status, StatusCode::OK);
    let security = tests::viewer("security", "", &[(Role::SecurityAdmin, "/p/")]);
    server.store.revoke(&security, &"hr0".into(), server::now()).await.unwrap();
    assert_eq!(hr.get("/people").await.status, StatusCode::FORBIDDEN);
    let system = tests::viewer("system", "", &[(Role::SystemAdmin, "/p/")]);
    let account = server.store.sign_in_row("hr").await.unwrap().unwrap().id;
    server.store.set_disabled(&system, &account, true, server::now()).await.unwrap();
    assert!(hr.get("/").await.status.is_redirection());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_acts_for_the_period_and_only_while_the_origin_holds() {
    use domain::account::port::Roles;
    use domain::person::port::People;
    let server = server().await;
    server.client("boss", "", &[(Role::UnitHr, "/p/union/")]).await;
    let mut substitute = server.client("deputy", "", &[]).await;
    assert_eq!(substitute.get("/people").await.status, StatusCode::FORBIDDEN);
    let mut boss = tests::viewer("x", "", &[(Role::UnitHr, "/p/union/")]);
    boss.account = server.store.sign_in_row("boss").await.unwrap().unwrap().id;
    boss.grants[0].id = "boss0".into();
    boss.grants[0].account = boss.account.clone();
    let today = server::now().day();
    server.store.delegate(&boss, &"boss0".into(), "deputy", today, today, server::now()).await.unwrap();
    assert_eq!(substitute.get("/people").await.status, StatusCode::OK);
    let _ = server.store.people(&boss, &Default::default()).await.unwrap();
    let security = tests::viewer("security", "", &[(Role::SecurityAdmin, "/p/")]);
    server.store.revoke(&security, &"boss0".into(), server::now()).await.unwrap();
    assert_eq!(substitute.get("/people").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_security_administrator_ends_somebodys_session() {
    use axum::http::Method;
    let server = server().await;
    let mut lost = server.client("lost", "p0", &[]).await;
    let mut security = server.client("security", "", &[(Role::SecurityAdmin, "/p/")]).await;
    let account = server.store.sign_in_row("lost").await.unwrap().unwrap().id;
    let sessions = security.call(&Method::GET, "/api/account/sessions", &format!("account={account}")).await.body;
    let handle = sessions.split("\"handle\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = security.get(&format!("/admin/accounts/{account}")).await.body;
    assert!(page.contains(&handle), "the account's page lists it");
    let own = security.call(&Method::POST, "/api/account/sessions/end", &format!("handle={handle}")).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND, "it is not one of the administrator's own");
    security.call(&Method::POST, "/api/account/sessions/end", &format!("account={account}&handle={handle}")).await;
    assert!(lost.get("/").await.status.is_redirection());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_home_says_what_waits() {
    let server = server().await;
    let mut victim = server.client("victim", "p0", &[]).await;
    victim.post("/auth/sign-out", "").await;
    for _ in 0..3 {
        server.anonymous().post("/auth/sign-in", "login=victim&password=wrong").await;
    }
    server.client("idle-one", "", &[]).await;
    let mut security = server.client("security", "", &[(Role::SecurityAdmin, "/p/")]).await;
    let home = security.get("/").await.body;
    assert!(home.contains("victim") && home.contains("登录受限至"), "the slowed account");
    assert!(home.contains("idle-one"), "the account that can do nothing");
    let mut auditor = server.client("auditor", "", &[(Role::AuditAdmin, "/p/")]).await;
    let home = auditor.get("/").await.body;
    assert!(home.contains("登录失败") && home.contains("<dd>3</dd>"), "three failures: {home}");
}
