//! Every server function and route, as every role, inside and outside its scope. A new
//! endpoint without a row in the part of its feature fails the test.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::code::{Role, UnitKind};
use store::Bulk;

use super::client::{Answer, Client, server};
use super::whole::{ASKERS, of_all, pages, rows, things};

fn forbidden(answer: &Answer) -> bool {
    matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_everybody_as_its_row_says() {
    let registered: BTreeSet<(String, String)> = leptos_paths();
    let covered: BTreeSet<(String, String)> =
        rows().into_iter().map(|(method, path, ..)| (path.to_owned(), method.to_string())).collect();
    assert_eq!(registered, covered, "a server function has no row, or a row no function");

    let said = registered.iter().filter(|(path, method)| {
        method == "POST" && app::done::done(path, "").is_none() && !app::done::is_silent(path)
    });
    assert_eq!(said.collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "a form that says nothing afterwards");

    let server = server().await;
    let union = tests::unit("union", Some(&tests::unit("p", None, UnitKind::Region)), UnitKind::Union);
    server.store.load(Bulk::People(vec![tests::person("p9", "张9", &union)])).await.unwrap();
    things(&server.store).await;
    let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(super::client::PASSWORD)).await.unwrap();
    let open = of_all(|feature| feature.open);
    for (method, path, form, _) in rows().into_iter().filter(|row| !open.contains(&row.1)) {
        let answer = server.anonymous().call(&method, path, form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "nobody at {path}: {}", answer.body);
    }
    for (path, _) in pages() {
        let answer = server.anonymous().get(path).await;
        assert!(answer.status.is_redirection() && answer.location().starts_with("/sign-in"), "nobody at {path}");
    }
    let mut clients: Vec<(&str, Client)> = Vec::new();
    for (name, person, role) in ASKERS {
        let roles: Vec<(Role, &str)> = role.into_iter().collect();
        clients.push((name, server.client_with(name, person, &roles, &hash).await));
    }
    let mut wrong = Vec::new();
    for (name, client) in &mut clients {
        for (path, may) in pages() {
            let allowed = may.holds(name);
            let answer = client.get(path).await;
            if answer.status.is_success() != allowed {
                wrong.push(format!("{name} at {path}: {}", answer.status));
            }
        }
    }
    for (method, path, form, may) in rows() {
        for (name, client) in &mut clients {
            let allowed = may.holds(name);
            let answer = client.call(&method, path, form).await;
            if forbidden(&answer) == allowed || answer.status == StatusCode::INTERNAL_SERVER_ERROR {
                wrong.push(format!("{name} at {path}: {} {}", answer.status, answer.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn leptos_paths() -> BTreeSet<(String, String)> {
    app::api::paths().map(|(path, method)| (path.to_owned(), method)).collect()
}
