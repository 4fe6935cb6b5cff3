//! What people are told while the store or the clock can't be relied on.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use domain::Moment;
use domain::account::NewAccount;
use server::clock::WallClock;
use server::config::Config;
use server::http::router;
use server::state::AppState;
use store::{Actor, Script, Witness};

use super::client::{Client, PASSWORD, Server, server};

async fn hash() -> String {
    tokio::task::spawn_blocking(|| server::auth::hash_password(PASSWORD)).await.unwrap()
}

/// Saves a class as its form does, each under a title of its own: what is sent twice is one class.
async fn saved(client: &mut Client) -> super::client::Answer {
    static MADE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let n = MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let form = "category=law&tier=section&kind=other&form=online&hours=8&capacity=9&unit=p\
                &enrol_from=2026-01-01&enrol_until=2030-01-01&starts=2030-02-01&ends=2030-02-02&place=x";
    client.call(&Method::POST, "/api/classes/save", &format!("title=班{n}&{form}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_outcome_is_said_as_such_and_reading_goes_on_after_it() {
    let server = server().await;
    let mut hr = server.client("renshi", "", &[(domain::code::Role::OrgHr, "/p/")]).await;
    assert!(saved(&mut hr).await.status.is_success());
    // Seen so long ago that the next page would note it anew.
    server.store.raw(Script::new("UPDATE session SET seen -= 300000")).await.unwrap();
    server.store.fail_next_commit();
    let unknown = saved(&mut hr).await;
    assert_eq!(unknown.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(unknown.body.contains("Unknown"), "{}", unknown.body);
    let refused = saved(&mut hr).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.body.contains("Halted"), "{}", refused.body);
    for page in ["/", "/people", "/training/classes", "/training/completion"] {
        assert_eq!(hr.get(page).await.status, StatusCode::OK, "{page} can be read");
    }
    let ready = hr.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.body.contains("store halted"), "{}", ready.body);
    assert_eq!(hr.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_writes_nothing_and_what_was_seen_is_noted_later() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    let minutes_ago = server::now().0 - 300_000;
    server.store.raw(Script::new("UPDATE session SET seen = $at").bind("at", minutes_ago)).await.unwrap();
    let seen = async || server.store.raw(Script::new("SELECT VALUE seen FROM session")).await.unwrap()[0][0].as_i64();
    assert_eq!(client.get("/").await.status, StatusCode::OK);
    assert_eq!(seen().await, Some(minutes_ago));
    server.store.note_seen().await.unwrap();
    assert!(seen().await.unwrap() > minutes_ago + 200_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_people_of_one_office_sign_in_at_once_and_a_guesser_is_slowed() {
    let store = tests::small("mem://", 1).await;
    let config = Config { store: store::Target::embedded("mem://"), ..Config::default() };
    assert_eq!(config.sign_in.attempts_per_minute, 20);
    let state = AppState::new(store.clone(), config).unwrap();
    let refusals = state.refusals.clone();
    let server = Server { router: router(state), store, refusals };
    let hash = hash().await;
    for n in 0..36 {
        let draft = NewAccount { login: format!("ke{n}"), name: format!("科{n}"), person: "".into() };
        server.store.add_account(Actor::default(), &draft, &hash, false, server::now()).await.unwrap();
    }
    let tries =
        (0..36).map(|n| {
            let mut client = server.anonymous();
            async move {
                client.post("/auth/sign-in", &format!("login=ke{n}&password={PASSWORD}")).await.location().to_owned()
            }
        });
    let to = futures::future::join_all(tries).await;
    assert!(to.iter().all(|to| to == "/"), "{to:?}");
    let mut guesser = server.anonymous();
    let mut told = Vec::new();
    for n in 0..25 {
        let answer = guesser.post("/auth/sign-in", &format!("login=nobody{n}&password=x")).await;
        told.push(guesser.told(&answer).await);
    }
    assert!(told[..15].iter().all(|text| text.contains("账号或密码不正确")), "{told:?}");
    assert!(told[24].contains("尝试过于频繁"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_clock_is_in_doubt_no_code_is_wrong_and_nobody_is_locked_out() {
    let store = tests::small("mem://", 1).await;
    let config = Config { store: store::Target::embedded("mem://"), ..Config::default() };
    let mut state = AppState::new(store.clone(), config).unwrap();
    let ahead = Witness { at: Moment(server::now().0 + 86_400_000), ..Witness::default() };
    state.clock = Arc::new(WallClock::start(60, Some(&ahead)));
    let clock = state.clock.clone();
    let refusals = state.refusals.clone();
    let server = Server { router: router(state), store, refusals };
    let draft = NewAccount { login: "zhang".into(), name: "张".into(), person: "p0".into() };
    let id = server.store.add_account(Actor::default(), &draft, &hash().await, false, server::now()).await.unwrap();
    server.store.set_totp(Actor::default(), &id, "sealed", 0, Vec::new(), "", server::now()).await.unwrap();
    let mut client = server.anonymous();
    let to = client.post("/auth/sign-in", &format!("login=zhang&password={PASSWORD}")).await;
    assert!(to.location().starts_with("/sign-in/second-factor"), "{}", to.location());
    for _ in 0..6 {
        let to = client.post("/auth/second-factor", "code=123456").await;
        let told = client.told(&to).await;
        assert!(told.contains("服务器时钟有误"), "{told}");
    }
    let waits = server.store.raw(store::Script::new("SELECT * FROM sign_in_try WHERE wait_until > 0")).await.unwrap();
    assert_eq!(waits[0], serde_json::json!([]));
    assert!(client.get("/readyz").await.body.contains("clock leapt"));
    clock.confirm();
    assert!(!client.get("/readyz").await.body.contains("clock leapt"));
}

#[tokio::test]
async fn a_step_of_a_second_factor_from_a_clock_that_ran_ahead_keeps_nobody_out() {
    let store = tests::small("mem://", 1).await;
    let draft = NewAccount { login: "zhang".into(), name: "张".into(), person: "p0".into() };
    let id = store.add_account(Actor::default(), &draft, "x", false, server::now()).await.unwrap();
    let day = 2880;
    assert!(store.use_totp_step(&id, 1_000 + day).await.unwrap());
    assert!(store.use_totp_step(&id, 1_000).await.unwrap(), "the clock was put back since");
    assert!(!store.use_totp_step(&id, 1_000).await.unwrap(), "and each step works once");
    assert!(!store.use_totp_step(&id, 999).await.unwrap());
}
