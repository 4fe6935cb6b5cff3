use axum::http::{StatusCode, header};
use domain::code::Role;

use super::client::server;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_whole_without_script_in_both_languages() {
    let server = server().await;
    let mut client = server.client("zhang", "p0", &[]).await;
    let page = client.get("/training/mine").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<html lang=\"zh-CN\"") && page.body.contains("年度集中培训"));
    let request = axum::http::Request::get("/training/mine")
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "en-GB,en");
    let page = client.send(request, axum::body::Body::empty()).await;
    assert!(page.body.contains("<html lang=\"en\"") && page.body.contains("Yearly in-person training"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_404_and_what_is_not_ones_business_403() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/union/")]).await;
    for (path, status) in [
        ("/no/such/page", StatusCode::NOT_FOUND),
        ("/people/nobody", StatusCode::NOT_FOUND),
        ("/people/g0", StatusCode::FORBIDDEN),
        ("/people/p0", StatusCode::OK),
    ] {
        assert_eq!(hr.get(path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_script_enrols_and_a_faulty_one_says_which_fields() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let day = |days: i64| domain::time::day_text(server::now().day() + chrono::TimeDelta::days(days));
    let form = |title: &str, hours: &str| {
        format!(
            "title={title}&category=law&tier=section&kind=other&form=online&hours={hours}&capacity=3&unit=p&enrol_from={}&enrol_until={}&starts={}&ends={}&place=x",
            day(0),
            day(5),
            day(9),
            day(10)
        )
    };
    let faulty = hr.form("/training/classes/new", "/api/classes/save", &form("", "many")).await;
    assert_eq!(faulty.status, StatusCode::FOUND, "{}", faulty.body);
    let back = faulty.location().to_owned();
    assert!(faulty.is_refused() && back.starts_with("/training/classes/new?"), "{back}");
    let page = hr.get(&back).await.body;
    assert!(page.contains("title-error") && page.contains("hours-error"), "both fields are marked");
    let saved = hr.post("/api/classes/save", &form("班", "8")).await;
    let class = saved.location().to_owned();
    assert!(class.starts_with("/training/classes/"), "{} {class}", saved.status);
    let id = class.rsplit('/').next().unwrap().to_owned();
    hr.post("/api/classes/publish", &format!("id={id}")).await;
    let mut cadre = server.client("zhang", "p0", &[]).await;
    assert!(cadre.get("/").await.body.contains(&class), "it is recommended");
    cadre.post("/api/classes/enrol", &format!("id={id}")).await;
    assert!(cadre.get(&class).await.body.contains("1/3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_open_and_says_no_more_than_it_must() {
    let server = server().await;
    let mut anyone = server.anonymous();
    assert_eq!(anyone.get("/healthz").await.body, "ok");
    // Beside the word, how far the sealing of the trail is behind, and nothing of what is in it.
    let ready = anyone.get("/readyz").await.body;
    let lines: Vec<&str> = ready.lines().collect();
    assert_eq!(lines[0], "ready");
    assert!(lines[1].starts_with("pending ") && lines[1].ends_with(" s ago"), "{ready}");
    assert_eq!(lines.len(), 2, "{ready}");
    assert!(anyone.get("/metrics").await.status.is_redirection(), "metrics are on the other address");
}
