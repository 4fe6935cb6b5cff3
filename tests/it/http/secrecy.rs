//! What is kept from the person, from both units and from everybody else: every page and every
//! function that gives something is asked by each of them, and scanned.

use std::collections::BTreeMap;

use axum::http::Method;
use domain::code::Role;
use store::{Bulk, Script};
use tests::{person, unit};

use super::FEATURES;
use super::client::{Client, Server, server};
use super::whole::{of_all, pages, rows, things};

/// Who asks: a name, the person, a role and its path.
pub(super) type Asker = (&'static str, &'static str, Option<(Role, &'static str)>);

/// Everybody who may not know: the person, plain and with a leader's role over their own unit; the
/// unit's HR, the other unit's HR, somebody else's leader, a colleague.
pub(super) const STRANGERS: [Asker; 6] = [
    ("own", "p9", None),
    ("own-leader", "p9", Some((Role::Leader, "/p/union/"))),
    ("unit-hr", "", Some((Role::UnitHr, "/p/union/"))),
    ("other-hr", "", Some((Role::UnitHr, "/p/gov/"))),
    ("leader", "p1", Some((Role::Leader, "/p/"))),
    ("colleague", "p0", None),
];

/// Those who may: the department over both, and discipline.
const KNOW: [Asker; 2] =
    [("org", "", Some((Role::OrgHr, "/p/"))), ("discipline", "", Some((Role::Discipline, "/p/union/")))];

/// The account and the person of whoever objects, in the statements of the features.
const OBJECTOR: &str = "kept-objector";

/// Carries out the statements of a feature, where it has some.
pub(super) async fn write(server: &Server, statements: &str) {
    if !statements.is_empty() {
        server.store.raw(Script::new(statements)).await.unwrap();
    }
}

/// p9 of the union in everything there is: a case on the way to the government's post, a round, an
/// award, an appraisal, a class.
pub(super) async fn filled() -> Server {
    let server = server().await;
    let root = unit("p", None, domain::code::UnitKind::Region);
    let union = unit("union", Some(&root), domain::code::UnitKind::Union);
    server.store.load(Bulk::People(vec![person("p9", "张9", &union)])).await.unwrap();
    things(&server.store).await;
    for feature in FEATURES {
        write(&server, feature.secret.ready).await;
    }
    server
}

/// Every page and function that gives something, asked about p9 and what is theirs.
fn asked() -> Vec<(bool, String, String)> {
    let about = |text: &str| text.replace("id=p1", "id=p9").replace("person=p1", "person=p9").replace("/p1", "/p9");
    let mut all: Vec<(bool, String, String)> = rows()
        .into_iter()
        .filter(|row| row.0 == Method::GET)
        .map(|row| (true, row.1.to_owned(), about(row.2)))
        .collect();
    all.extend(pages().iter().map(|(path, _)| (false, about(path), String::new())));
    let functions = of_all(|feature| feature.secret.functions);
    all.extend(functions.iter().map(|(path, form)| (true, (*path).to_owned(), (*form).to_owned())));
    all.extend(of_all(|feature| feature.secret.pages).iter().map(|path| (false, (*path).to_owned(), String::new())));
    all
}

async fn read(client: &mut Client) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for (api, path, form) in asked() {
        let answer = if api { client.call(&Method::GET, &path, &form).await } else { client.get(&path).await };
        found.insert((path, form), answer.body);
    }
    found
}

/// An answer without the moments in it: some are those of the asking.
fn timeless(body: &str) -> String {
    let (mut text, mut digits) = (String::new(), String::new());
    for one in body.chars().chain(['\n']) {
        if one.is_ascii_digit() {
            digits.push(one);
            continue;
        }
        text.push_str(if digits.len() == 13 { "0" } else { &digits });
        digits.clear();
        text.push(one);
    }
    text
}

/// Lets one person have several accounts, so that what they see with each role can be compared.
async fn free(server: &Server) {
    server.store.raw(Script::new("UPDATE account SET holder = 'account:' + login")).await.unwrap();
}

pub(super) async fn all_of(server: &Server, who: &[Asker]) -> Vec<(&'static str, Client)> {
    let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(super::client::PASSWORD)).await.unwrap();
    let mut clients = Vec::new();
    for (name, person, role) in who {
        let roles: Vec<(Role, &str)> = role.iter().copied().collect();
        free(server).await;
        clients.push((*name, server.client_with(name, person, &roles, &hash).await));
    }
    clients
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_department_and_discipline_learns_of_an_investigation() {
    let server = filled().await;
    server.store.settle_all(server::now()).await.unwrap();
    let mut strangers = all_of(&server, &STRANGERS).await;
    let mut before = Vec::new();
    for (_, client) in &mut strangers {
        before.push(read(client).await);
    }
    // p9 comes under investigation, and everything that is kept says so.
    for feature in FEATURES {
        write(&server, feature.secret.investigated).await;
    }
    let law = of_all(|feature| feature.secret.law);
    let (mut told, mut differs) = (Vec::new(), Vec::new());
    for ((name, client), before) in strangers.iter_mut().zip(&before) {
        for (key, body) in read(client).await {
            let says = ["审查调查", "nvestigat"].iter().any(|word| body.contains(word));
            if says && !law.contains(&key.0.as_str()) {
                told.push(format!("{name} at {key:?}"));
            }
            // To whoever may not know it, everything is as it was: nothing is to be read off a gap either.
            if key.0.starts_with("/api/") && timeless(&before[&key]) != timeless(&body) {
                differs.push(format!("{name} at {key:?}:\n{}\n{body}", before[&key]));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(differs.is_empty(), "{}", differs.join("\n"));

    // The others see it where they decide by it.
    for (name, mut client) in all_of(&server, &KNOW).await {
        let mut paths = of_all(|feature| feature.secret.shown);
        assert!(paths.len() > 3, "they are asked: {paths:?}");
        if name == "org" {
            paths.extend(of_all(|feature| feature.secret.shown_to_org));
        }
        for path in paths {
            let body = client.get(path).await.body;
            assert!(body.contains("审查调查"), "{name} at {path}");
        }
    }
    // But not of themself, even with the department's role.
    free(&server).await;
    let mut own = server.client("own-org", "p9", &[(Role::OrgHr, "/p/")]).await;
    let forms = of_all(|feature| feature.secret.forms);
    for (key, body) in read(&mut own).await {
        // A form asks for it of everybody, and rules may be tried with another number.
        let law = forms.contains(&key.0.as_str()) || law.contains(&key.0.as_str());
        assert!(law || !body.contains("审查调查"), "the department's own at {key:?}");
    }
    let known = own.call(&Method::GET, "/api/exchange/circumstances", "id=p9").await.body;
    assert!(!known.contains("investigated"), "{known}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_objected_and_what_they_said_is_for_the_department_and_discipline() {
    let server = filled().await;
    for feature in FEATURES {
        write(&server, feature.secret.objected).await;
    }
    let heard = of_all(|feature| feature.secret.heard);
    assert!(heard.len() > 1, "there are some: {heard:?}");
    for (name, mut client) in all_of(&server, &STRANGERS).await {
        for (key, body) in read(&mut client).await {
            for word in heard.iter().flat_map(|(_, words)| *words) {
                assert!(!body.contains(word), "{name} reads {word} at {key:?}");
            }
            assert!(!body.contains(OBJECTOR), "{name} reads who objected at {key:?}");
        }
    }
    for (name, mut client) in all_of(&server, &KNOW).await {
        for (path, words) in &heard {
            let body = client.get(path).await.body;
            assert!(words.iter().all(|word| body.contains(word)), "{name} at {path}");
        }
        // What was said, but not by which account.
        for (key, body) in read(&mut client).await {
            assert!(!body.contains(OBJECTOR), "{name} reads who objected at {key:?}");
        }
    }
}
