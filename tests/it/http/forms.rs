//! Every form of the program as it is drawn: found by following every link as every role, held
//! against what its server function reads, filled in and sent.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::{Method, StatusCode};
use domain::{Fault, Rule};
use server::http::html::{self, Control, Form, Kind, Piece};

use super::client::{Client, PASSWORD, Server, server};
use super::functions::functions;
use super::whole::{ASKERS, of_all, pages, things};

/// A form of a page, as one of the askers sees it.
struct Drawn {
    asker: &'static str,
    page: String,
    form: Form,
    /// The types of its lines.
    types: Vec<String>,
}

impl Drawn {
    fn name(&self) -> String {
        format!("{} of {} at {}", self.form.action, self.asker, self.page)
    }

    /// What the form is about and does: forms alike in this are one.
    fn shape(&self) -> (&'static str, String, Vec<String>) {
        let said = |one: &Control| match (one.kind, one.name.as_str()) {
            (Kind::Hidden, "act" | "voice" | "paper") => format!("{}={}", one.name, one.values.join("")),
            _ => stem(&one.name).to_owned(),
        };
        let names: BTreeSet<String> = self.form.controls.iter().map(said).collect();
        (self.asker, self.form.action.clone(), names.into_iter().collect())
    }
}

fn stem(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// The askers' clients.
async fn clients(server: &Server) -> Vec<(&'static str, Client)> {
    let hash = tokio::task::spawn_blocking(|| server::auth::hash_password(PASSWORD)).await.unwrap();
    let mut clients = Vec::new();
    for (name, person, role) in ASKERS {
        if name.ends_with("-out") && name != "cadre-out" {
            continue;
        }
        let roles: Vec<_> = role.into_iter().collect();
        clients.push((name, server.client_with(name, person, &roles, &hash).await));
    }
    clients
}

/// Follows every link from the pages known, and gives every page that could be read.
async fn crawl(client: &mut Client) -> Vec<(String, Vec<Piece>)> {
    let mut waiting: VecDeque<String> = std::iter::once("/".to_owned())
        .chain(pages().iter().map(|one| one.0.to_owned()))
        .filter(|path| is_page(path))
        .collect();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let answer = client.get(&path).await;
        assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.body);
        if answer.status != StatusCode::OK || !answer.body.contains("<html") {
            continue;
        }
        let pieces = html::read(&answer.body);
        let links = pieces.iter().filter_map(|piece| match piece {
            Piece::Start(tag) if tag.name == "a" => tag.get("href").map(str::to_owned),
            _ => None,
        });
        for link in links {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            let own = alike.entry(pattern(&link)).or_default();
            if is_page(&link) && *own < 8 && seen.insert(link.clone()) {
                *own += 1;
                waiting.push_back(link);
            }
        }
        pages.push((path, pieces));
    }
    pages
}

fn is_page(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !["/export", "/auth", "/verify", "/calendar"].iter().any(|files| path.starts_with(files))
        && !["sort=", "hide=", "page="].iter().any(|same| path.contains(same))
        && !path.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default().contains('.')
}

/// The address without what tells one thing from another of its kind.
fn pattern(path: &str) -> String {
    let id = |part: &str| if part.contains(|c: char| c.is_ascii_digit()) { "*".to_owned() } else { part.to_owned() };
    path.split('?').next().unwrap_or_default().split('/').map(id).collect::<Vec<_>>().join("/")
}

async fn drawn(clients: &mut [(&'static str, Client)]) -> Vec<Drawn> {
    let mut all = Vec::new();
    let mut shapes = BTreeSet::new();
    for (asker, client) in clients {
        for (page, pieces) in crawl(client).await {
            for form in html::forms(&pieces).into_iter().filter(|form| form.posts) {
                let types = types(&pieces, &form);
                let one = Drawn { asker, page: page.clone(), form, types };
                if shapes.insert(one.shape()) {
                    all.push(one);
                }
            }
        }
    }
    all
}

/// Whether a control takes any text: neither a number nor a day.
fn takes_text(control: &Control, type_of: &str) -> bool {
    let counts = ["date", "time", "number", "numeric", "decimal", "month"].iter().any(|kind| type_of.contains(kind));
    control.enabled && (control.kind == Kind::Area || control.kind == Kind::Line && !counts)
}

/// Fills a form in: what stands in it stays, what is empty gets something of its kind.
fn filled(one: &Drawn, text: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut radios = BTreeSet::new();
    for (control, type_of) in one.form.controls.iter().zip(&one.types).filter(|(control, _)| control.enabled) {
        let present = control.values.first().filter(|value| !value.is_empty()).cloned();
        let value = match control.kind {
            Kind::Button | Kind::Secret => continue,
            Kind::Radio if !radios.insert(control.name.clone()) => continue,
            Kind::Hidden | Kind::Tick | Kind::Radio => control.values.join(""),
            Kind::List => present
                .or_else(|| control.options.iter().map(|option| option.0.clone()).find(|value| !value.is_empty()))
                .unwrap_or_default(),
            Kind::Area | Kind::Line => present.unwrap_or_else(|| match type_of.as_str() {
                kind if kind.starts_with("date") => "2026-12-01".to_owned(),
                kind if kind.starts_with("time") => "09:00".to_owned(),
                kind if kind.contains("number") || kind.contains("numeric") || kind.contains("decimal") => {
                    "3".to_owned()
                }
                _ => text.to_owned(),
            }),
        };
        fields.push((control.name.clone(), value));
    }
    // What pages of forms keep for themselves is no server function's business.
    fields.retain(|field| !field.0.starts_with("__"));
    fields
}

fn encoded(fields: &[(String, String)]) -> String {
    let encode = app::components::table::encode;
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

const TEXT: &str = "试填的内容，二十个字以上才够说明清楚这件事情";

#[tokio::test(flavor = "multi_thread")]
async fn every_form_sends_what_its_function_reads_and_nothing_else() {
    let server = server().await;
    things(&server.store).await;
    let functions = functions();
    let registered: BTreeSet<String> = app::api::paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(functions.keys().cloned().collect::<BTreeSet<_>>(), registered, "the source was read whole");
    let mut clients = clients(&server).await;
    let all = drawn(&mut clients).await;
    let mut wrong = BTreeSet::new();
    let mut sent: BTreeSet<&str> = BTreeSet::new();
    for one in &all {
        let targets = std::iter::once(&one.form.action).chain(&one.form.also);
        for target in targets.filter(|target| target.starts_with("/api/")) {
            let Some(function) = functions.get(target) else {
                wrong.insert(format!("{}: there is no {target}", one.name()));
                continue;
            };
            sent.insert(target);
            let names: BTreeSet<&str> = one.form.controls.iter().map(|control| control.name.as_str()).collect();
            for name in names.iter().filter(|name| !name.is_empty() && !name.starts_with("__")) {
                if !function.reads(name) {
                    wrong.insert(format!("{target} does not read {}, which its form sends ({})", stem(name), one.page));
                }
            }
            for name in &function.required {
                if !names.iter().any(|one| stem(one) == name) {
                    wrong.insert(format!("{target} needs {name}, which its form does not send ({})", one.page));
                }
            }
        }
    }
    // Some wait for a state of things that this small organisation is not in.
    let scripted = of_all(|feature| feature.scripted);
    let never =
        app::api::paths().filter(|(path, method)| method == "POST" && !sent.contains(path) && !scripted.contains(path));
    let never: Vec<&str> = never.map(|(path, _)| path).collect();
    assert!(sent.len() >= 60, "{} are drawn; not: {never:?}", sent.len());
    assert!(wrong.is_empty(), "{} forms\n{}", all.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_can_be_sent_as_it_is_drawn_by_whoever_sees_it() {
    let server = server().await;
    things(&server.store).await;
    let mut clients = clients(&server).await;
    let all = drawn(&mut clients).await;
    let mut wrong = BTreeSet::new();
    // Last what ends the asker's own session.
    let (last, first): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.form.action.starts_with("/auth") || one.form.action.contains("sessions/end"));
    let mut sent = 0;
    for one in first.into_iter().chain(last).filter(|one| !one.form.files) {
        let client = &mut clients.iter_mut().find(|client| client.0 == one.asker).unwrap().1;
        for way in ways(&one.form) {
            // What was sent before may have changed what is offered now.
            let page = html::read(&client.get(&one.page).await.body);
            let Some(now) = offered(&page, one).filter(|now| ways(&now.form).contains(&way)) else { continue };
            sent += 1;
            let mut fields = filled(&now, TEXT);
            fields.extend(way.1.clone());
            let name = format!("{} {:?}", one.name(), way.1);
            if !way.0.starts_with("/api/") {
                let answer = client.form(&one.page, &way.0, &encoded(&fields)).await;
                if answer.status.is_client_error() || answer.status.is_server_error() {
                    wrong.insert(format!("{name}: {} {}", answer.status, answer.body));
                }
                continue;
            }
            let answer = client.call(&Method::POST, &way.0, &encoded(&fields)).await;
            match answer.fault() {
                Some(Fault::Invalid(faults)) => {
                    for fault in faults {
                        let value = fields.iter().find(|(name, _)| is_named(name, &fault.field)).map(|one| &one.1);
                        if !is_shown(&page, &now.form, &fault.field) {
                            let (field, rule) = (&fault.field, &fault.rule);
                            wrong.insert(format!("{name}: {field} is said to be {rule:?} and is not in the form"));
                        } else if fault.rule == Rule::Required && value.is_some_and(|value| !value.is_empty()) {
                            wrong.insert(format!("{name}: {} is filled in and said to be missing", fault.field));
                        }
                    }
                }
                Some(fault @ (Fault::Malformed | Fault::Transport | Fault::Internal | Fault::Forbidden)) => {
                    wrong.insert(format!("{name}: {fault}"));
                }
                _ => {}
            }
        }
    }
    assert!(sent > 100, "forms are sent: {sent}");
    assert!(wrong.is_empty(), "{} forms\n{}", all.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The ways a form can be sent: (where to, with which button).
fn ways(form: &Form) -> Vec<(String, Vec<(String, String)>)> {
    let buttons = form.controls.iter().filter(|one| one.kind == Kind::Button && one.enabled && !one.name.is_empty());
    let mut ways: Vec<(String, Vec<(String, String)>)> =
        buttons.map(|one| (form.action.clone(), vec![(one.name.clone(), one.values.join(""))])).collect();
    if ways.is_empty() {
        ways.push((form.action.clone(), Vec::new()));
    }
    ways.extend(form.also.iter().map(|path| (path.clone(), Vec::new())));
    ways
}

/// The form as its page offers it now; none when it does no more.
fn offered(page: &[Piece], one: &Drawn) -> Option<Drawn> {
    let about = |form: &Form| -> Vec<(String, Vec<String>)> {
        let hidden = form.controls.iter().filter(|one| one.kind == Kind::Hidden && !one.name.starts_with("__"));
        let hidden = hidden.filter(|one| !["version", "once", "turn"].contains(&one.name.as_str()));
        hidden.map(|one| (one.name.clone(), one.values.clone())).collect()
    };
    let forms = html::forms(page).into_iter().filter(|form| form.posts && form.action == one.form.action);
    let form = forms.into_iter().find(|form| about(form) == about(&one.form))?;
    Some(Drawn { asker: one.asker, page: one.page.clone(), types: types(page, &form), form })
}

/// What kind of line each control of a form is.
fn types(page: &[Piece], form: &Form) -> Vec<String> {
    let type_of = |one: &Control| match &page[one.at] {
        Piece::Start(tag) => format!("{} {}", tag.text("type"), tag.text("inputmode")),
        _ => String::new(),
    };
    form.controls.iter().map(type_of).collect()
}

/// Whether what a fault is about is there to be seen: a control, or what has its name as its id.
fn is_shown(page: &[Piece], form: &Form, field: &str) -> bool {
    form.controls.iter().any(|one| is_named(&one.name, field))
        || page.iter().any(|piece| matches!(piece, Piece::Start(tag) if tag.get("id") == Some(field)))
}

/// Whether a control's name is a fault's field: as it stands, as a list, or as rows write it.
fn is_named(name: &str, field: &str) -> bool {
    let id = name.split('[').nth(1).map(|id| id.trim_end_matches(']').trim_start_matches('k'));
    name == field || stem(name) == field || id.is_some_and(|id| field == id || field.ends_with(&format!("-{id}")))
}

/// Sends every form of server functions with a change to each, as it is drawn otherwise.
async fn send_all(
    clients: &mut [(&'static str, Client)],
    all: &[Drawn],
    change: impl Fn(&Drawn, Vec<(String, String)>) -> Vec<Vec<(String, String)>>,
) -> Vec<(String, Vec<(String, String)>, super::client::Answer)> {
    let mut answers = Vec::new();
    for one in
        all.iter().filter(|one| one.form.action.starts_with("/api/") && !one.form.action.contains("sessions/end"))
    {
        let client = &mut clients.iter_mut().find(|client| client.0 == one.asker).unwrap().1;
        let button = one.form.controls.iter().find(|control| control.kind == Kind::Button && control.enabled);
        for mut fields in change(one, filled(one, TEXT)) {
            fields.extend(
                button.map(|button| (button.name.clone(), button.values.join(""))).filter(|one| !one.0.is_empty()),
            );
            let answer = client.call(&Method::POST, &one.form.action, &encoded(&fields)).await;
            answers.push((one.name(), fields, answer));
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_any_field_is_text_on_every_page() {
    const MARKUP: &str = "</title><b>";
    let server = server().await;
    things(&server.store).await;
    let mut clients = clients(&server).await;
    let all = drawn(&mut clients).await;
    let marked = |one: &Drawn, fields: Vec<(String, String)>| {
        let texts: BTreeSet<&str> = one
            .form
            .controls
            .iter()
            .zip(&one.types)
            .filter(|(control, type_of)| takes_text(control, type_of))
            .map(|(control, _)| control.name.as_str())
            .collect();
        let mark = |(name, value): (String, String)| {
            let value = if texts.contains(name.as_str()) { MARKUP.repeat(2) } else { value };
            (name, value)
        };
        vec![fields.into_iter().map(mark).collect()]
    };
    let taken = send_all(&mut clients, &all, marked).await;
    let taken = taken.iter().filter(|(_, fields, answer)| {
        !answer.status.is_client_error() && fields.iter().any(|field| field.1.contains(MARKUP))
    });
    assert!(taken.count() > 20, "most forms take any text");
    // Names that no form of the small organisation gives.
    let names = "UPDATE class SET title = $mark; UPDATE person SET name = $mark; UPDATE unit SET name = $mark;
        UPDATE account SET name = $mark; UPDATE exam SET title = $mark; UPDATE course SET title = $mark;
        UPDATE survey SET title = $mark; UPDATE plan SET title = $mark; UPDATE holding SET name = $mark;
        UPDATE exchange_round SET title = $mark; UPDATE exchange_offer SET title = $mark;
        UPDATE exchange_case SET person_name = $mark; UPDATE appraisal SET title = $mark;
        UPDATE appraisal_member SET name = $mark; UPDATE award SET unit_name = $mark, recipient.name = $mark;
        UPDATE lesson SET title = $mark; UPDATE tolerance_case SET name = $mark;";
    server.store.raw(store::Script::new(names).bind("mark", MARKUP)).await.unwrap();
    let mut titled = BTreeSet::new();
    for (asker, client) in &mut clients {
        for path in crawl(client).await.into_iter().map(|page| page.0) {
            let body = client.get(&path).await.body;
            assert!(!body.contains("</title><b") && body.matches("</title>").count() == 1, "{asker} at {path}");
            let title = body.split("<title>").nth(1).unwrap_or_default().split("</title>").next().unwrap_or_default();
            if title.contains("&lt;/title&gt;&lt;b&gt;") {
                titled.insert(pattern(&path));
            }
        }
    }
    assert!(titled.len() >= 14, "pages whose title is a name: {titled:?}");
}

/// Whether a control takes a number, a day or a time.
fn counts(type_of: &str) -> bool {
    ["date", "time", "numeric", "decimal"].iter().any(|kind| type_of.contains(kind))
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_days_are_taken_in_digits_of_either_width() {
    let server = server().await;
    things(&server.store).await;
    let mut clients = clients(&server).await;
    let all = drawn(&mut clients).await;
    let refusing: BTreeSet<String> = all
        .iter()
        .flat_map(|one| one.form.controls.iter().zip(&one.types).map(move |both| (one, both)))
        .filter(|(_, (_, type_of))| type_of.starts_with("number") || type_of.starts_with("month"))
        .map(|(one, (control, _))| format!("{} {}", one.name(), control.name))
        .collect();
    assert!(refusing.is_empty(), "a browser's own field refuses digits of full width:\n{refusing:?}");
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
    let widened = |one: &Drawn, fields: Vec<(String, String)>| {
        let typed: BTreeSet<&str> = one
            .form
            .controls
            .iter()
            .zip(&one.types)
            .filter(|(control, type_of)| control.kind == Kind::Line && counts(type_of))
            .map(|(control, _)| control.name.as_str())
            .collect();
        let widen = |(name, value): (String, String)| {
            let value = if typed.contains(name.as_str()) { value.chars().map(wide).collect() } else { value };
            (name, value)
        };
        vec![fields.into_iter().map(widen).collect()]
    };
    let (mut sent, mut wrong) = (0, Vec::new());
    for (name, fields, answer) in send_all(&mut clients, &all, widened).await {
        let wide: BTreeSet<&str> = fields
            .iter()
            .filter(|field| field.1.chars().any(|c| ('０'..='９').contains(&c)))
            .map(|field| field.0.as_str())
            .collect();
        sent += usize::from(!wide.is_empty());
        let Some(Fault::Invalid(faults)) = answer.fault() else { continue };
        let unread = [Rule::Whole, Rule::Number, Rule::Date, Rule::NoSuchDay, Rule::Century, Rule::Time];
        let unread =
            faults.into_iter().filter(|fault| unread.contains(&fault.rule) && wide.contains(fault.field.as_str()));
        wrong.extend(unread.map(|fault| format!("{name}: {} is {:?}", fault.field, fault.rule)));
    }
    assert!(sent > 20, "{sent}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A refused form keeps the texts that came before its file: so the file comes last.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_stands_last_in_its_form() {
    let server = server().await;
    things(&server.store).await;
    let (mut with_file, mut wrong) = (0, BTreeSet::new());
    for one in drawn(&mut clients(&server).await).await.into_iter().filter(|one| one.form.files) {
        let is_file = |type_of: &String| type_of.starts_with("file");
        let Some(at) = one.types.iter().position(is_file) else { continue };
        with_file += 1;
        let text = |control: &Control| !matches!(control.kind, Kind::Button | Kind::Hidden | Kind::Secret);
        if one.form.controls[at..].iter().any(text) {
            wrong.insert(one.name());
        }
    }
    assert!(with_file > 1, "{with_file}");
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Enter in a field sends what the first button of its form says. Where buttons say different things, that
/// is none of them.
#[tokio::test(flavor = "multi_thread")]
async fn enter_in_a_field_decides_nothing() {
    let server = server().await;
    things(&server.store).await;
    let (mut deciding, mut wrong) = (0, Vec::new());
    for one in drawn(&mut clients(&server).await).await {
        let buttons: Vec<&Control> = one.form.controls.iter().filter(|one| one.kind == Kind::Button).collect();
        let says: BTreeSet<_> = buttons
            .iter()
            .filter(|one| one.enabled && !one.name.is_empty())
            .map(|one| (&one.name, &one.values))
            .collect();
        let typed = one.form.controls.iter().any(|control| control.enabled && control.kind == Kind::Line);
        if says.len() < 2 || !typed {
            continue;
        }
        deciding += 1;
        if buttons[0].enabled {
            wrong.push(format!("{} at {}: {}", one.asker, one.page, one.form.action));
        }
    }
    assert!(deciding > 2, "{deciding}");
    assert!(wrong.is_empty(), "Enter decides:\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_is_taken_without_a_bound() {
    let server = server().await;
    things(&server.store).await;
    let mut clients = clients(&server).await;
    let all = drawn(&mut clients).await;
    let long = |one: &Drawn, fields: Vec<(String, String)>| {
        let texts = one.form.controls.iter().zip(&one.types).filter(|(control, type_of)| takes_text(control, type_of));
        texts
            .map(|(control, _)| {
                let text = "长".repeat(if control.kind == Kind::Area { 60_000 } else { 2_000 });
                let mut fields = fields.clone();
                fields.iter_mut().filter(|field| field.0 == control.name).for_each(|field| field.1 = text.clone());
                fields
            })
            .collect()
    };
    let answers = send_all(&mut clients, &all, long).await;
    let taken: BTreeSet<String> = answers
        .into_iter()
        .filter(|(.., answer)| !answer.status.is_client_error())
        .map(|(name, fields, answer)| {
            let long = fields.into_iter().find(|field| field.1.len() > 5_000).map(|field| field.0);
            format!("{} {name} {}", answer.status, long.unwrap_or_default())
        })
        .collect();
    assert!(taken.is_empty(), "{}", taken.into_iter().collect::<Vec<_>>().join("\n"));
}
