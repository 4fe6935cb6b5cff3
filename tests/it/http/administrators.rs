//! Three administrators, none of whom becomes anybody alone.

use axum::http::{Method, StatusCode};
use domain::account::port::Roles;
use domain::code::Role;

use super::client::{Client, PASSWORD, Server, server, server_with};

async fn account(server: &Server, login: &str) -> String {
    server.store.sign_in_row(login).await.unwrap().unwrap().id.0
}

fn password_in(page: &str) -> String {
    page.split("data-testid=\"password\">").nth(1).expect("a password").split('<').next().unwrap().to_owned()
}

/// Signs somebody in whose initial password was changed: the hasher of these tests is not the
/// program's, so that what is shown once can't be tried.
async fn signed_in_anew(server: &Server, login: &str) -> Client {
    let row = server.store.sign_in_row(login).await.unwrap().unwrap();
    assert!(row.must_change, "an initial password is changed first");
    let own = store::Actor { account: row.id.clone(), ..store::Actor::default() };
    let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(PASSWORD)).await.unwrap();
    server.store.set_password(own, &row.id, &hash, false, "", server::now()).await.unwrap();
    let mut client = server.anonymous();
    client.post("/auth/sign-in", &format!("login={login}&password={PASSWORD}")).await;
    client
}

/// The id and version of the newest request.
async fn request(client: &mut Client) -> (String, String) {
    let body = client.call(&Method::GET, "/api/consents", "").await.body;
    let field = |name: &str| {
        let rest = body.split(&format!("\"{name}\":")).nth(1).expect("a request");
        rest.split([',', '}']).next().unwrap().trim_matches('"').to_owned()
    };
    (field("id"), field("version"))
}

async fn admins(server: &Server) -> (Client, Client) {
    let system = server.client("system", "", &[(Role::SystemAdmin, "/p/")]).await;
    (system, server.client("security", "", &[(Role::SecurityAdmin, "/p/")]).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_one_account() {
    let server = server().await;
    server.client("zhang", "p0", &[]).await;
    let (mut system, mut security) = admins(&server).await;
    let taken = system.call(&Method::POST, "/api/openings/ask", "people[kp0]=1").await;
    assert!(taken.body.contains("HasAccount"), "{}", taken.body);
    let direct = system.post("/admin/accounts/create", "login=second&name=x&person=p0").await;
    assert_eq!(direct.status, StatusCode::OK, "what it sends of a person is not read");
    assert_eq!(server.store.sign_in_row("second").await.unwrap().unwrap().person.as_str(), "");
    let draft = domain::account::NewAccount { login: "third".into(), name: "x".into(), person: "p0".into() };
    let again = server.store.add_account(store::Actor::default(), &draft, "", false, server::now()).await;
    assert!(matches!(again, Err(store::StoreError::Taken(_))), "{again:?}");
    // Two requests for one person at once: the second finds the account of the first.
    for _ in 0..2 {
        assert_eq!(system.call(&Method::POST, "/api/openings/ask", "people[kp1]=1").await.status, StatusCode::OK);
        let (id, version) = request(&mut security).await;
        let give = format!("id={id}&version={version}&decision=give");
        assert_eq!(security.call(&Method::POST, "/api/consents/answer", &give).await.status, StatusCode::OK);
    }
    let body = system.call(&Method::GET, "/api/consents", "").await.body;
    let ids: Vec<&str> =
        body.split("\"consent\":{\"id\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let first = system.post(&format!("/admin/openings/{}/carry-out", ids[0]), "version=2").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let second = system.post(&format!("/admin/openings/{}/carry-out", ids[1]), "version=2").await;
    let told = system.told(&second).await;
    assert!(told.contains("已有账号"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn binding_a_person_takes_the_security_administrators_consent_and_the_person_is_told() {
    let server = server().await;
    let (mut system, mut security) = admins(&server).await;
    assert_eq!(system.call(&Method::POST, "/api/openings/ask", "people[kp0]=1").await.status, StatusCode::OK);
    let (id, version) = request(&mut system).await;
    let early = system.post(&format!("/admin/openings/{id}/carry-out"), &format!("version={version}")).await;
    let told = system.told(&early).await;
    assert!(told.contains("当前状态不允许"), "{told}");
    let own = system.call(&Method::POST, "/api/consents/answer", &format!("id={id}&version=1&decision=give")).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "not by who asks");
    assert!(security.get("/notices").await.body.contains("须您同意"), "who is to consent is told");
    assert!(security.get("/admin/openings").await.body.contains("张0"));
    let give = format!("id={id}&version=1&decision=give");
    assert_eq!(security.call(&Method::POST, "/api/consents/answer", &give).await.status, StatusCode::OK);
    let done = system.post(&format!("/admin/openings/{id}/carry-out"), "version=2").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.location());
    assert_eq!(done.headers[axum::http::header::CACHE_CONTROL], "no-store");
    let password = password_in(&done.body);
    let again = system.post(&format!("/admin/openings/{id}/carry-out"), "version=2").await;
    let told = system.told(&again).await;
    assert!(told.contains("其他人刚修改过"), "{told}");
    assert!(!password.is_empty() && done.body.contains("<code>zhang0</code>"), "{}", done.body);
    let mut person = signed_in_anew(&server, "zhang0").await;
    assert!(person.get("/notices").await.body.contains("开通了账号"), "the person is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn resetting_an_administrator_or_anybody_with_a_role_takes_consent() {
    let server = server().await;
    let (mut system, mut security) = admins(&server).await;
    let mut auditor = server.client("audit", "", &[(Role::AuditAdmin, "/p/")]).await;
    server.client("hr", "", &[(Role::UnitHr, "/p/")]).await;
    let mut cadre = server.client("zhang", "p0", &[]).await;
    for login in ["security", "audit", "hr"] {
        let alone = system.post(&format!("/admin/accounts/{}/reset", account(&server, login).await), "").await;
        let told = system.told(&alone).await;
        assert!(told.contains("另一位管理员同意"), "{told}");
    }
    let plain = system.post(&format!("/admin/accounts/{}/reset", account(&server, "zhang").await), "").await;
    let password = password_in(&plain.body);
    assert!(cadre.get("/").await.status.is_redirection(), "its sessions ended");
    assert!(!password.is_empty());
    let mut cadre = signed_in_anew(&server, "zhang").await;
    assert!(cadre.get("/notices").await.body.contains("重置了您的密码"));

    let ask = format!("id={}", account(&server, "hr").await);
    assert_eq!(system.call(&Method::POST, "/api/accounts/reset/ask", &ask).await.status, StatusCode::OK);
    let (id, _) = request(&mut system).await;
    let give = format!("id={id}&version=1&decision=give");
    let other = auditor.call(&Method::POST, "/api/consents/answer", &give).await;
    assert!(other.body.contains("WrongState"), "the audit administrator consents for a security administrator alone");
    assert_eq!(security.call(&Method::POST, "/api/consents/answer", &give).await.status, StatusCode::OK);
    let done = system.post(&format!("/admin/openings/{id}/carry-out"), "version=2").await;
    assert_eq!(done.status, StatusCode::OK);

    // The only security administrator: the audit administrator is the second.
    let ask = format!("id={}", account(&server, "security").await);
    system.call(&Method::POST, "/api/accounts/reset/ask", &ask).await;
    let body = auditor.call(&Method::GET, "/api/consents", "").await.body;
    let waiting = body.split("\"answer\":true").next().unwrap();
    let id = waiting.rsplit("\"consent\":{\"id\":\"").next().unwrap().split('"').next().unwrap().to_owned();
    let give = format!("id={id}&version=1&decision=give");
    assert!(security.call(&Method::POST, "/api/consents/answer", &give).await.body.contains("WrongState"));
    assert_eq!(auditor.call(&Method::POST, "/api/consents/answer", &give).await.status, StatusCode::OK);
    let trail = auditor.call(&Method::GET, "/api/audit", "subject=consent").await.body;
    assert!(trail.matches("\"subject\":\"consent\"").count() >= 5, "{trail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_asks_for_accounts_of_its_own_people_and_the_system_administrator_makes_them() {
    let server = server().await;
    let (mut system, _) = admins(&server).await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/union/")]).await;
    let page = hr.get("/admin/openings").await.body;
    assert!(page.contains("张0") && !page.contains("李0"), "the unit's own people alone");
    let foreign = hr.call(&Method::POST, "/api/openings/ask", "people[kg0]=1").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let many = "people[kp0]=1&people[kp1]=1&people[kp2]=1";
    assert_eq!(hr.call(&Method::POST, "/api/openings/ask", many).await.status, StatusCode::OK);
    let (id, version) = request(&mut system).await;
    let done = system.post(&format!("/admin/openings/{id}/carry-out"), &format!("version={version}")).await;
    assert_eq!(done.body.matches("data-testid=\"password\"").count(), 3, "{}", done.location());
    assert!(!hr.get("/admin/openings").await.body.contains("name=\"people["), "nobody is left to ask for");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sets_up_a_second_factor_before_anything_else() {
    let server = server_with(|_| ()).await;
    let mut security = server.client("security", "", &[(Role::SecurityAdmin, "/p/")]).await;
    for path in ["/", "/admin/accounts", "/account"] {
        assert_eq!(security.get(path).await.location(), "/account/second-factor", "{path}");
    }
    assert_eq!(security.call(&Method::GET, "/api/accounts", "").await.status, StatusCode::FORBIDDEN);
    let page = security.get("/account/second-factor").await;
    assert!(page.body.contains("您的岗位须使用二次验证"));
    let secret = page.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let now = server::now();
    let code = (0..1_000_000u32)
        .map(|n| format!("{n:06}"))
        .find(|code| server::auth::second_factor::step_of(&secret, code, now).is_some())
        .unwrap();
    security.post("/account/second-factor", &format!("what=on&code={code}")).await;
    assert_eq!(security.get("/admin/accounts").await.status, StatusCode::OK);
    // A cadre need not, and a role given in the middle of a session binds at once.
    let mut cadre = server.client("zhang", "p0", &[]).await;
    assert_eq!(cadre.get("/").await.status, StatusCode::OK);
    let giver = tests::viewer("giver", "", &[(Role::SecurityAdmin, "/p/")]);
    let id = account(&server, "zhang").await.into();
    let (from, until) = (now.day(), now.day());
    server.store.grant(&giver, &id, Role::AuditAdmin, &"p".into(), from, until, now).await.unwrap();
    assert_eq!(cadre.get("/").await.location(), "/account/second-factor");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_initial_password_that_lay_too_long_opens_nothing() {
    let server = server_with(|config| config.sign_in.initial_hours = 1).await;
    let hash = server::auth::hash_password("First-Pass-1");
    let draft = domain::account::NewAccount { login: "new".into(), name: "新".into(), person: "p0".into() };
    let long_ago = server::now().plus_seconds(-3700);
    server.store.add_account(store::Actor::default(), &draft, &hash, true, long_ago).await.unwrap();
    let mut client = server.anonymous();
    let late = client.post("/auth/sign-in", "login=new&password=First-Pass-1").await;
    let told = client.told(&late).await;
    assert!(told.contains("初始密码已过期"), "{told}");
    assert!(client.get("/account/password").await.status.is_redirection());
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_ends_the_browsers_old_session_and_the_oldest_beyond_a_number() {
    let server = server_with(|config| config.sign_in.sessions_most = 2).await;
    let mut browser = server.client("zhang", "p0", &[]).await;
    let old = browser.cookie.clone();
    browser.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
    let mut stale = Client { cookie: old, ..server.anonymous() };
    assert!(stale.get("/").await.status.is_redirection());
    let mut others = Vec::new();
    for _ in 0..2 {
        let mut other = server.anonymous();
        other.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
        others.push(other);
    }
    assert!(browser.get("/").await.status.is_redirection(), "the oldest of three");
    for other in &mut others {
        assert_eq!(other.get("/").await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_the_factor_on_ends_other_sessions() {
    let server = server().await;
    let mut owner = server.client("zhang", "p0", &[]).await;
    let mut other = server.anonymous();
    other.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
    assert_eq!(other.get("/").await.status, StatusCode::OK);
    let page = owner.get("/account/second-factor").await;
    let secret = page.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let code = (0..1_000_000u32)
        .map(|n| format!("{n:06}"))
        .find(|code| server::auth::second_factor::step_of(&secret, code, server::now()).is_some())
        .unwrap();
    owner.post("/account/second-factor", &format!("what=on&code={code}")).await;
    assert_eq!(owner.get("/").await.status, StatusCode::OK);
    assert!(other.get("/").await.status.is_redirection());
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_without_a_record_are_told_and_opening_a_notice_marks_it_read() {
    let server = server().await;
    let (_, mut security) = admins(&server).await;
    let mut hr = server.client("hr", "", &[]).await;
    let id = account(&server, "hr").await;
    let give = format!("account={id}&role=unit-hr&unit=union&from=2026-01-01&until=2099-01-01");
    assert_eq!(security.call(&Method::POST, "/api/grants/add", &give).await.status, StatusCode::OK);
    let twice = security.call(&Method::POST, "/api/grants/add", &give).await;
    assert!(twice.body.contains("RoleHeld"), "the same is not given twice: {}", twice.body);
    let page = hr.get("/notices").await.body;
    assert!(page.contains("授予您单位人事岗位") && page.contains("未读"), "{page}");
    let notice = page.split("href=\"/notices/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut other = server.client("zhang", "p0", &[]).await;
    assert_eq!(other.get(&format!("/notices/{notice}")).await.location(), "/notices", "not another's");
    assert_eq!(hr.get(&format!("/notices/{notice}")).await.location(), "/account");
    assert!(!hr.get("/notices").await.body.contains("未读"));
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_choose_units_and_see_names_and_days() {
    let server = server().await;
    let (_, mut security) = admins(&server).await;
    server.client("hr", "", &[(Role::UnitHr, "/p/union/")]).await;
    let page = security.get(&format!("/admin/accounts/{}", account(&server, "hr").await)).await.body;
    assert!(page.contains("<option value=\"union\""), "units are chosen by name");
    assert!(page.contains("起始 – 长期") && !page.contains("1970-01-01"), "{page}");
}
