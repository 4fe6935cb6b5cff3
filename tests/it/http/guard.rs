//! Guessing: who is slowed, who is not, what is told and what is noted.

use std::time::Duration;

use axum::http::StatusCode;
use domain::code::Role;

use super::client::{Client, PASSWORD, Server, server, server_with};

async fn tries(client: &mut Client, login: &str, password: &str) -> String {
    let answer = client.post("/auth/sign-in", &format!("login={login}&password={password}")).await;
    if answer.location() == "/" { "/".to_owned() } else { client.told(&answer).await }
}

fn from(server: &Server, address: &str) -> Client {
    Client { address: Some(address.parse().unwrap()), ..server.anonymous() }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_somebody_waits_the_right_password_is_answered_like_a_wrong_one() {
    let server = server().await;
    server.client("zhang", "p0", &[]).await;
    let mut guesser = from(&server, "192.0.2.1");
    let mut told = Vec::new();
    for (login, password) in [("nobody", "wrong"), ("zhang", "wrong"), ("zhang", "wrong"), ("zhang", "wrong")] {
        told.push(tries(&mut guesser, login, password).await);
    }
    told.push(tries(&mut guesser, "zhang", PASSWORD).await);
    assert!(told[0].contains("账号或密码不正确") && told.iter().all(|text| *text == told[0]), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_lock_nobody_out() {
    let server = server_with(|config| {
        config.sign_in.second_factor = domain::account::SecondFactor::Nobody;
        (config.sign_in.lock_after, config.sign_in.slow_after) = (2, 3);
    })
    .await;
    let mut own = server.client("anquan", "", &[(Role::SecurityAdmin, "/p/")]).await;
    own.post("/auth/sign-out", "").await;
    // From several networks, so that the name itself is slowed: the next stranger waits.
    for n in 0..3 {
        tries(&mut from(&server, &format!("198.51.100.{n}")), "anquan", "wrong").await;
    }
    // Two seconds are over soon where many tests run at once.
    let longer = store::Script::new("UPDATE sign_in_try SET wait_until += 3600000 WHERE wait_until > 0");
    server.store.raw(longer).await.unwrap();
    assert_eq!(tries(&mut own, "anquan", PASSWORD).await, "/", "from the browser they use");
    let mut fresh = from(&server, "203.0.113.9");
    assert!(tries(&mut fresh, "anquan", PASSWORD).await.contains("账号或密码不正确"), "others wait their turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ipv6_network_of_64_bits_is_one_place() {
    let server = server().await;
    server.client("zhang", "p0", &[]).await;
    for n in 1..=3 {
        tries(&mut from(&server, &format!("2001:db8:0:1::{n}")), "zhang", "wrong").await;
    }
    assert!(tries(&mut from(&server, "2001:db8:0:1:ffff::1"), "zhang", PASSWORD).await.contains("账号或密码不正确"));
    assert_eq!(tries(&mut from(&server, "2001:db8:0:2::1"), "zhang", PASSWORD).await, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_count_one_after_the_other() {
    let server = server().await;
    server.client("zhang", "p0", &[]).await;
    let guesses = (0..20).map(|n| {
        let mut guesser = from(&server, "192.0.2.1");
        tokio::spawn(async move {
            let password = if n == 19 { PASSWORD.to_owned() } else { format!("wrong{n}") };
            // The right one is sent last.
            tokio::time::sleep(std::time::Duration::from_millis(if n == 19 { 400 } else { 0 })).await;
            tries(&mut guesser, "zhang", &password).await
        })
    });
    for told in futures::future::join_all(guesses).await {
        assert!(told.unwrap().contains("账号或密码不正确"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_inside_a_session_is_counted_and_noted() {
    let server = server().await;
    let mut thief = server.client("zhang", "p0", &[]).await;
    let change = |current: &str| format!("current={current}&new=Yun-Jiang-8231&again=Yun-Jiang-8231");
    for _ in 0..3 {
        let answer = thief.post("/auth/password", &change("guess")).await;
        assert!(thief.told(&answer).await.contains("当前密码不正确"));
    }
    let right = thief.post("/auth/password", &change(PASSWORD)).await;
    let told = thief.told(&right).await;
    assert!(told.contains("当前密码不正确"), "after three even the right one: {told}");
    let mut auditor = server.client("auditor", "", &[(Role::AuditAdmin, "/p/")]).await;
    let trail = auditor.call(&axum::http::Method::GET, "/api/audit", "").await.body;
    assert!(trail.matches("sign-in-failed").count() >= 3 && trail.contains("password"), "{trail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_the_second_factor_off_counts_guesses() {
    let server = server().await;
    let mut owner = server.client("zhang", "p0", &[]).await;
    let account = server.store.sign_in_row("zhang").await.unwrap().unwrap().id;
    let actor = store::Actor { account: account.clone(), ..store::Actor::default() };
    let session = server::auth::digest(&owner.cookie);
    server.store.set_totp(actor, &account, "sealed", 0, Vec::new(), &session, server::now()).await.unwrap();
    for _ in 0..3 {
        let page = owner.post("/account/second-factor", "what=off&password=guess").await;
        assert!(page.body.contains("密码不正确"), "{}", page.body);
    }
    owner.post("/account/second-factor", &format!("what=off&password={PASSWORD}")).await;
    assert_eq!(server.store.sign_in_row("zhang").await.unwrap().unwrap().totp_secret, "sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_access_is_noted_once_a_minute_and_counted() {
    let server = server().await;
    let mut cadre = server.client("zhang", "p0", &[]).await;
    // All of it falls into one minute.
    let into = u64::try_from(server::now().0 % 60_000).unwrap();
    if into > 40_000 {
        tokio::time::sleep(Duration::from_millis(60_000 - into)).await;
    }
    for _ in 0..30 {
        assert_eq!(cadre.get("/people").await.status, StatusCode::FORBIDDEN);
    }
    cadre.post("/api/grants/end", "grant=none").await;
    let mut auditor = server.client("auditor", "", &[(Role::AuditAdmin, "/p/")]).await;
    let rows = |trail: &str, what: &str| trail.matches(what).count();
    let trail = auditor.call(&axum::http::Method::GET, "/api/audit", "").await.body;
    assert_eq!(rows(&trail, "\"subject_id\":\"/people\""), 1, "{trail}");
    server.refusals.flush(&server.store, server::now(), true).await;
    let trail = auditor.call(&axum::http::Method::GET, "/api/audit", "").await.body;
    assert_eq!(rows(&trail, "\"subject_id\":\"/people\""), 2);
    assert!(trail.contains("29"), "{trail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_is_noted_too() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/gov/")]).await;
    let back = hr.post("/api/people/unmask", "id=p1&purpose=任职回避核查").await;
    assert!(back.status.is_redirection(), "a plain form is led back");
    let mut auditor = server.client("auditor", "", &[(Role::AuditAdmin, "/p/")]).await;
    let trail = auditor.call(&axum::http::Method::GET, "/api/audit", "").await.body;
    assert!(trail.contains("/api/people/unmask"), "{trail}");
}
