//! A certificate, shown to whoever asks whether it is true.

use axum::http::StatusCode;
use domain::code::Role;

use super::client::server;
use super::whole::things;

/// Who holds the paper may check it, signed in or not, and learns no whole name.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_verified_by_anybody_and_shows_only_what_it_must() {
    let server = server().await;
    things(&server.store).await;
    let page = server.anonymous().get("/verify/t1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("2026-000001") && page.body.contains("张*伟") && !page.body.contains("张小伟"));
    assert!(!page.body.contains("p9"), "nothing that leads to the person");
    assert_eq!(server.anonymous().get("/verify/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.anonymous().get("/verify/a%27b").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.anonymous().get("/calendar/nothing.ics").await.status, StatusCode::NOT_FOUND);
    let pdf = server.anonymous().get("/training/certificates/t1.pdf").await;
    assert!(pdf.status.is_redirection(), "the certificate itself is not for anybody");
    let badge = server.anonymous().get("/training/certificates/t1.jwt").await;
    assert!(badge.status.is_redirection(), "nor is the badge, which has the whole name");
    let key = server.anonymous().get(server::badge::KEY_PATH).await;
    assert!(key.status == StatusCode::OK && key.body.contains("Ed25519"), "{}", key.body);
    let state = server.anonymous().get("/verify/t1/status").await;
    assert!(state.status == StatusCode::OK && state.body.contains("\"revokedCredentials\":[]"), "{}", state.body);
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let badge = hr.get("/training/certificates/t1.jwt").await;
    assert_eq!((badge.status, badge.body.split('.').count()), (StatusCode::OK, 3));
    assert_eq!(hr.get("/training/certificates/t1.exe").await.status, StatusCode::NOT_FOUND);
}
