//! Ballots over HTTP: what is logged, what needs a session and what takes none, and how often slips
//! may be asked for.

use std::cell::RefCell;
use std::io::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use blind_rsa_signatures::{BlindSignature, DefaultRng, Deterministic, PSS, PublicKey, Sha384};
use domain::appraisal::port::{Schemes, Sheets, Slips, Years};
use domain::appraisal::{Draft, GroupRoll, PoolBy, Scheme, SlipAct, StepAct};
use domain::code::Role;
use domain::{AppraisalId, SheetId};
use store::Script;
use tests::org_hr;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::prelude::*;

use super::client::{Answer, Client, Server, server};

/// An appraisal of the small organisation whose vote is open today.
async fn voting(server: &Server) -> SheetId {
    let (store, now) = (&server.store, server::now());
    let scheme = store.save_scheme(&org_hr(), &Scheme::first(now.day()), now).await.unwrap();
    store.adopt_scheme(&org_hr(), &scheme, 1, "组1号", now).await.unwrap();
    let draft = Draft { year: 2026, title: "考核".into(), unit: "p".into(), scheme, pool_by: PoolBy::Unit };
    let id: AppraisalId = store.set_up_appraisal(&org_hr(), &draft, now).await.unwrap();
    for act in [StepAct::Reports { until: now.day() }, StepAct::Vote { from: now.day(), until: now.day() }] {
        // The reports were due before: a vote comes after them.
        let due = Script::new("UPDATE appraisal SET reports_until = '2020-01-06'");
        store.raw(due).await.unwrap();
        let version = store.appraisal(&org_hr(), &id, now).await.unwrap().appraisal.version;
        store.act_appraisal(&org_hr(), &id, version, &act, now).await.unwrap();
    }
    let detail = store.appraisal(&org_hr(), &id, now).await.unwrap();
    detail.sheets.into_iter().find(|sheet| sheet.unit_name == "union").unwrap().id
}

async fn send(client: &mut Client, path: &str, body: &serde_json::Value) -> Answer {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    client.send(request, Body::from(body.to_string())).await
}

thread_local! {
    /// What is logged on this thread, at the finest level, while it is listened to.
    static HEARD: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct Ear;

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        HEARD.with_borrow_mut(|heard| heard.iter_mut().for_each(|heard| heard.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_vote_that_is_counted_says_how_far_it_is_and_asks_again() {
    let server = server().await;
    voting(&server).await;
    let counting = "LET $year = (SELECT VALUE record::id(id) FROM appraisal)[0];
        UPDATE type::record('appraisal', $year) SET step = 'counting';
        CREATE type::record('ballot_count', $year) CONTENT { account: 'a', name: 'a', request: '', seen: 1,
            ballots: 30000, opened: 12000, removed: 0, counted: false, done: false, halted: false, holder: '', held: 0 };
        RETURN [$year];";
    let year = server.store.raw(Script::new(counting)).await.unwrap().pop().unwrap();
    let path = format!("/appraisal/years/{}", year[0].as_str().unwrap());
    let mut org = server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let page = org.get(&path).await.body;
    assert!(page.contains("正在计票：已计 12000 / 30000"), "{page}");
    assert!(page.contains("http-equiv=\"refresh\"") && !page.contains("确认计票"), "{page}");
    // Nothing is typed into a page that asks again by itself; and a halt waits for somebody.
    assert!(!page.contains("name=\"agency\""), "{page}");
    server.store.raw(Script::new("UPDATE ballot_count SET halted = true")).await.unwrap();
    let page = org.get(&path).await.body;
    assert!(page.contains("计票中断") && !page.contains("http-equiv=\"refresh\""), "{page}");
}

// One thread, so that all that is logged on the way of a request is logged here.
#[tokio::test]
async fn a_ballot_leaves_nothing_of_its_voter_in_the_log_and_nothing_of_itself() {
    let server = server().await;
    let sheet = voting(&server).await;
    let mut voter = server.client("p1", "p1", &[]).await;
    // For the whole program: where one thread alone listens, a place that another meets first stays silent for all.
    let heard = dynamic_filter_fn(|_, _| HEARD.with_borrow(Option::is_some));
    let listens = tracing_subscriber::fmt::layer().with_writer(|| Ear).with_filter(heard);
    tracing_subscriber::registry().with(listens).try_init().expect("nothing else listens to the log");
    HEARD.set(Some(Vec::new()));

    let page = voter.get(&format!("/appraisal/ballots/{sheet}")).await.body;
    let of = |name: &str| page.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let key = store::chain::unhex(&of("data-key")).unwrap();
    let key = PublicKey::<Sha384, PSS, Deterministic>::from_spki(&key).unwrap();
    let number: [u8; 32] = rand::random();
    let made = key.blind(&mut DefaultRng, number).unwrap();
    let hex = |bytes: &[u8]| store::chain::hex(bytes);
    let take = serde_json::json!({ "blinded": hex(&made.blind_message.0) });
    let path = format!("/ballots/{sheet}/take");
    assert!(send(&mut server.anonymous(), &path, &take).await.status.is_redirection(), "a ballot is a voter's");
    let answer = send(&mut voter, &path, &take).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let signed: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let signed = signed["signature"].as_str().unwrap();
    let signed = store::chain::unhex(signed).unwrap();
    let signature = key.finalize(&BlindSignature(signed), &made, number).unwrap();
    let marks = "213".repeat(of("data-columns").parse::<usize>().unwrap());
    let cast = serde_json::json!({
        "group": of("data-group"), "number": hex(&number), "signature": hex(&signature.0), "marks": marks,
    });
    // Nobody is signed in where it is cast.
    let path = format!("/ballots/{sheet}/cast");
    let answer = send(&mut server.anonymous(), &path, &cast).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let receipt: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let receipt = receipt["receipt"].as_str().unwrap().to_owned();
    let found = server.anonymous().get(&format!("/ballots/{sheet}/receipt/{receipt}")).await;
    assert!(found.body.contains("\"in_box\":true"), "{}", found.body);
    let forged =
        serde_json::json!({ "group": "B", "number": hex(&[1; 32]), "signature": hex(&signature.0), "marks": marks });
    assert_eq!(send(&mut server.anonymous(), &path, &forged).await.status, StatusCode::CONFLICT);

    let text = String::from_utf8(HEARD.take().unwrap()).unwrap();
    assert!(text.contains("/ballots/{id}/cast"), "the log was listened to: {text}");
    let requests: Vec<&str> = text.lines().filter(|line| line.contains("http.route=/ballots/")).collect();
    assert!(requests.iter().all(|line| !line.contains("p1")), "{requests:?}");
    for secret in [&marks, &receipt, &hex(&number), &hex(&signature.0), &hex(&made.blind_message.0)] {
        assert!(!text.contains(secret.as_str()), "{secret} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slips_are_tried_so_often_and_no_more() {
    let server = server().await;
    let sheet = voting(&server).await;
    let roll = GroupRoll { group: "C".into(), paper_expected: 3, ..GroupRoll::default() };
    server.store.save_paper(&org_hr(), &sheet, &roll, server::now()).await.unwrap();
    let number = server.store.make_slips(&org_hr(), &sheet, "C", 1, server::now()).await.unwrap().remove(0);
    let second = tests::viewer("second", "", &[(Role::OrgHr, "/p/")]);
    let batch = server.store.sheet(&second, &sheet, server::now()).await.unwrap().batches.remove(0).batch.id;
    server.store.act_slips(&second, &sheet, &SlipAct::Release { batch }, server::now()).await.unwrap();
    // Too many at once are refused on the page they were asked for on; others' sheets are not theirs.
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/union/")]).await;
    let path = format!("/appraisal/sheets/{sheet}/slips");
    let many = hr.post(&path, "group=C&count=9999").await;
    assert!(many.is_refused() && hr.get(many.location()).await.body.contains("role=\"alert\""));
    assert_eq!(hr.post(&path, "group=C&count=2").await.headers[header::CONTENT_TYPE], "application/pdf");
    let mut other = server.client("other", "", &[(Role::UnitHr, "/p/gov/")]).await;
    assert_eq!(other.post(&path, "group=C&count=2").await.status, StatusCode::FORBIDDEN);

    let mut somebody = server.anonymous();
    assert_eq!(somebody.get(&format!("/b/{number}")).await.status, StatusCode::OK);
    let sent = somebody.post(&format!("/b/{number}"), "m0-0=2&m1-0=1&m2-0=1").await;
    assert!(sent.location().ends_with("done=1"), "{}", sent.location());
    let again = somebody.post(&format!("/b/{number}"), "m0-0=1").await;
    assert!(again.location().contains("AlreadyAnswered"), "{}", again.location());
    let mut refused = 0;
    for n in 0..300 {
        match somebody.get(&format!("/b/nonesuch{n}")).await.status {
            StatusCode::TOO_MANY_REQUESTS => refused += 1,
            status => assert_eq!(status, StatusCode::NOT_FOUND),
        }
    }
    assert!(refused > 0, "whoever guesses has to wait");
}
