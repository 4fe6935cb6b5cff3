//! What somebody may use ends with what they may do.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::account::port::{Accounts, Roles};
use domain::code::Role;

use super::client::{Client, Server, server};

async fn id(server: &Server, login: &str) -> domain::AccountId {
    server.store.sign_in_row(login).await.unwrap().unwrap().id
}

/// The address of a calendar of what falls due below a unit.
async fn feed(client: &mut Client, unit: &str) -> String {
    let renewed = client.call(&Method::POST, "/api/timetable/feed/renew", &format!("due={unit}")).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    let body = client.call(&Method::GET, "/api/timetable/feed", &format!("due={unit}")).await.body;
    let token = body.split("\"token\":\"").nth(1).unwrap().split('"').next().unwrap();
    format!("/calendar/{token}.ics")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_ends_with_its_holders_role_and_account() {
    let server = server().await;
    let mut one = server.client("one", "", &[(Role::UnitHr, "/p/union/")]).await;
    let mut two = server.client("two", "", &[(Role::UnitHr, "/p/union/")]).await;
    let (first, second) = (feed(&mut one, "union").await, feed(&mut two, "union").await);
    assert_ne!(first, second, "everybody has their own");
    let mut outside = server.anonymous();
    assert_eq!(outside.get(&first).await.status, StatusCode::OK);
    let security = tests::viewer("security", "", &[(Role::SecurityAdmin, "/p/")]);
    server.store.revoke(&security, &"one0".into(), server::now()).await.unwrap();
    assert_eq!(outside.get(&first).await.status, StatusCode::NOT_FOUND, "the role ended");
    let system = tests::viewer("system", "", &[(Role::SystemAdmin, "/p/")]);
    server.store.set_disabled(&system, &id(&server, "two").await, true, server::now()).await.unwrap();
    assert_eq!(outside.get(&second).await.status, StatusCode::NOT_FOUND, "the account is disabled");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_gives_no_calendar_away() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/union/")]).await;
    let address = feed(&mut hr, "union").await;
    let rows =
        server.store.raw(store::Script::new("SELECT *, record::id(id) AS name FROM calendar_feed")).await.unwrap();
    let name = rows[0][0]["name"].as_str().unwrap().to_owned();
    let mark = address.rsplit('-').next().unwrap().trim_end_matches(".ics");
    assert!(address.contains(&name) && !rows[0].to_string().contains(mark));
    let mut outside = server.anonymous();
    for guess in [format!("/calendar/{name}.ics"), format!("/calendar/{name}-{}.ics", "0".repeat(32))] {
        assert_eq!(outside.get(&guess).await.status, StatusCode::NOT_FOUND, "{guess}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegation_ends_with_the_account_it_came_from() {
    let server = server().await;
    let mut boss = server.client("boss", "", &[(Role::UnitHr, "/p/union/")]).await;
    let mut deputy = server.client("deputy", "", &[]).await;
    let give = "grant=boss0&to=deputy&from=2026-01-01&until=2099-01-01";
    assert_eq!(boss.call(&Method::POST, "/api/account/delegate", give).await.status, StatusCode::OK);
    let twice = boss.call(&Method::POST, "/api/account/delegate", give).await;
    assert!(twice.body.contains("RoleHeld"), "{}", twice.body);
    assert!(deputy.get("/notices").await.body.contains("委托您代行单位人事岗位"), "the substitute is told");
    assert_eq!(deputy.get("/people").await.status, StatusCode::OK);
    let system = tests::viewer("system", "", &[(Role::SystemAdmin, "/p/")]);
    server.store.set_disabled(&system, &id(&server, "boss").await, true, server::now()).await.unwrap();
    assert_eq!(deputy.get("/people").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_hand_nothing_on() {
    let server = server().await;
    server.client("deputy", "", &[]).await;
    for (login, role) in [("system", Role::SystemAdmin), ("security", Role::SecurityAdmin), ("audit", Role::AuditAdmin)]
    {
        let mut admin = server.client(login, "", &[(role, "/p/")]).await;
        let give = format!("grant={login}0&to=deputy&from=2026-01-01&until=2099-01-01");
        let refused = admin.call(&Method::POST, "/api/account/delegate", &give).await;
        assert!(refused.body.contains("NotHandedOn"), "{login}: {}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_given_and_ended_within_ones_own_part() {
    let server = server().await;
    server.client("hr", "", &[(Role::UnitHr, "/p/gov/")]).await;
    let mut security = server.client("security", "", &[(Role::SecurityAdmin, "/p/union/")]).await;
    let give = format!("account={}&role=org-hr&unit=p&from=2026-01-01&until=2099-01-01", id(&server, "hr").await);
    assert_eq!(security.call(&Method::POST, "/api/grants/add", &give).await.status, StatusCode::FORBIDDEN);
    assert_eq!(security.call(&Method::POST, "/api/grants/end", "grant=hr0").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_host_is_named_in_no_credential_and_no_policy() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    for host in ["evil.example", "a\" onload=x"] {
        for path in ["/", "/.well-known/badge-key.json", "/training/timetable"] {
            let request = Request::get(path).header(header::HOST, host).header(header::ACCEPT, "text/html");
            let answer = client.send(request, Body::empty()).await;
            let policy = format!("{:?}", answer.headers);
            assert!(!answer.body.contains("evil.example") && !policy.contains("evil.example"), "{path}");
            assert!(!answer.body.contains("onload=x") && !policy.contains("onload=x"), "{path}");
        }
    }
}
