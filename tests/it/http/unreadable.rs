//! Arguments that can't be read: a fault of who sent them, and never one of ours.

use axum::http::{Method, StatusCode};

use super::client::server;
use super::whole::{rows, things};

const VALUES: [&str; 9] = ["x", "", "-1", "99999999999999999999999", "%00", "%ff%fe", "1]", "%27%3B--", "1.5"];

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_answers_500_whatever_it_is_sent() {
    use domain::code::Role;
    let server = server().await;
    things(&server.store).await;
    let roles = [(Role::OrgHr, "/p/"), (Role::Discipline, "/p/")];
    let mut officer = server.client("officer", "p0", &roles).await;
    let mut admins = server.client("admins", "", &[(Role::SystemAdmin, "/p/")]).await;
    let mut wrong = Vec::new();
    let mut unread = 0;
    for (method, path, form, _) in rows() {
        // What numbers and lists there are beside those the row has.
        let fields: Vec<&str> = form.split('&').filter(|one| !one.is_empty()).collect();
        let names = fields.iter().filter_map(|one| one.split('=').next());
        let names: Vec<&str> =
            names.chain(["page", "size", "year", "version", "descending", "for_me", "score"]).collect();
        let mut tries = vec![String::new(), "=&&=%&[".to_owned(), format!("{form}&{form}")];
        for name in names {
            let stem = name.split('[').next().unwrap_or(name);
            let others =
                fields.iter().filter(|one| one.split('=').next() != Some(name)).copied().collect::<Vec<_>>().join("&");
            tries.extend(VALUES.iter().map(|value| format!("{others}&{name}={value}")));
            tries.extend([
                format!("{others}&{stem}[]=1"),
                format!("{others}&{stem}[a][b][c][d][e][f][g]=1"),
                format!("{others}&{stem}[0]=1"),
            ]);
        }
        for sent in tries {
            for client in [&mut officer, &mut admins] {
                let answer = client.call(&method, path, &sent).await;
                unread += u32::from(answer.status == StatusCode::BAD_REQUEST);
                if answer.status.is_server_error() {
                    wrong.push(format!("{method} {path}?{sent}: {} {}", answer.status, answer.body));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    assert!(unread > 100, "some of it is unreadable: {unread}");
    let people = officer.call(&Method::GET, "/api/people", "page=1&size=20&descending=true").await;
    assert_eq!(people.status, StatusCode::OK, "a list is read by its page: {}", people.body);
}
