//! Course files and packages as clients and packages see them.

use std::io::{Cursor, Write};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::code::Role;
use http_body_util::BodyExt;
use server::config::Config;
use server::http::{packages, router};
use server::state::AppState;
use tower::ServiceExt;
use zip::write::SimpleFileOptions;

use super::client::{Client, Server};

pub(super) struct Site {
    pub(super) server: Server,
    packages: Router,
    files: tempfile::TempDir,
}

impl Site {
    /// Where files that were sent are kept.
    pub(super) fn files(&self) -> std::path::PathBuf {
        self.files.path().join("files")
    }
}

pub(super) async fn site() -> Site {
    let store = tests::small("mem://", 2).await;
    let files = tempfile::tempdir().unwrap();
    let mut config = Config { store: store::Target::embedded("mem://"), ..Config::default() };
    config.training.files = files.path().to_owned();
    config.sign_in.attempts_per_minute = 10_000;
    let state = AppState::new(store.clone(), config).unwrap();
    let (packages, refusals) = (packages::router(state.clone()), state.refusals.clone());
    Site { packages, server: Server { router: router(state), store, refusals }, files }
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

async fn upload(client: &mut Client, course: &str, kind: &str, name: &str, bytes: &[u8]) -> super::client::Answer {
    let fields = [("title", "章节"), ("kind", kind), ("minutes", "1"), ("count", "1"), ("pass", "0")];
    client.send_file(&format!("/training/courses/{course}/chapters"), &fields, name, bytes).await
}

/// A course of /p/ with one chapter; gives its id.
async fn course(hr: &mut Client, kind: &str, name: &str, bytes: &[u8]) -> String {
    let made = hr.post("/api/courses/save", "title=课&category=law&unit=p&hours=2").await;
    let id = made.location().rsplit('/').next().unwrap().to_owned();
    let added = upload(hr, &id, kind, name, bytes).await;
    assert_eq!(added.location(), format!("/training/courses/{id}"), "{}", added.location());
    hr.post("/api/courses/state", &format!("id={id}&state=published")).await;
    id
}

async fn chapter_of(site: &Site, course: &str) -> String {
    use domain::training::port::Courses;
    site.server.store.course(&tests::org_hr(), &course.into()).await.unwrap().course.chapters[0].id.clone()
}

async fn ask(
    router: &Router,
    method: Method,
    path: &str,
    token: &str,
    body: &str,
) -> (StatusCode, axum::http::HeaderMap, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, token)
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_served_in_ranges_to_who_may_learn_it() {
    let site = site().await;
    let mut hr = site.server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let bytes: Vec<u8> = (0..2000u32).map(|n| (n % 251) as u8).collect();
    let id = course(&mut hr, "video", "课.mp4", &bytes).await;
    let chapter = chapter_of(&site, &id).await;
    let path = format!("/training/courses/{id}/files/{chapter}");
    let mut cadre = site.server.client("cadre", "p0", &[]).await;
    let part = cadre.send(Request::get(&path).header(header::RANGE, "bytes=100-199"), Body::empty()).await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers[header::CONTENT_TYPE], "video/mp4");
    assert_eq!(part.headers[header::CONTENT_RANGE], "bytes 100-199/2000");
    let mut other = site.server.client("other", "", &[(Role::TrainingManager, "/p/gov/")]).await;
    assert_eq!(other.get(&path).await.status, StatusCode::FORBIDDEN);
    assert!(site.server.anonymous().get(&path).await.status.is_redirection());
    // What is no video is no video, whatever it is called.
    let made = hr.post("/api/courses/save", "title=乙&category=law&unit=p&hours=2").await;
    let next = made.location().rsplit('/').next().unwrap().to_owned();
    for (kind, name) in [("video", "a.html"), ("document", "a.svg"), ("package", "a.mp4"), ("document", "a.html")] {
        let refused = upload(&mut hr, &next, kind, name, b"x").await;
        assert!(refused.is_refused(), "{kind} {name}");
    }
    let refused = upload(&mut hr, &next, "package", "a.zip", b"PK\x03\x04 cut").await;
    assert!(hr.told(&refused).await.contains("文件已损坏或不完整"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scorm_package_runs_on_its_own_origin_with_a_ticket() {
    let site = site().await;
    let mut hr = site.server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let manifest = r#"<manifest><schemaversion>1.2</schemaversion><resources>
        <resource identifier="r" href="index.html" scormtype="sco"/></resources></manifest>"#;
    let files = [("imsmanifest.xml", manifest), ("index.html", "<p>课件</p>"), ("课 件/a.js", "1")];
    let id = course(&mut hr, "package", "课件.zip", &archive(&files)).await;
    let chapter = chapter_of(&site, &id).await;
    let mut cadre = site.server.client("cadre", "p0", &[]).await;
    let launched = cadre.get(&format!("/training/courses/{id}/launch/{chapter}")).await;
    let to = launched.location().to_owned();
    assert!(to.starts_with("http://localhost:3001/w/"), "another origin: {to}");
    let ticket = to.rsplit('/').next().unwrap().to_owned();
    let (status, headers, page) = ask(&site.packages, Method::GET, &format!("/w/{ticket}"), "", "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("/index.html") && page.contains("scorm-1.2"));
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    for part in
        ["connect-src 'self'", "form-action 'none'", "sandbox allow-scripts", "frame-ancestors 'self' http://localhost"]
    {
        assert!(policy.contains(part), "{policy} lacks {part}");
    }
    let (status, _, body) = ask(&site.packages, Method::GET, &format!("/p/{ticket}/index.html"), "", "").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "<p>课件</p>"));
    let (status, ..) =
        ask(&site.packages, Method::GET, &format!("/p/{ticket}/%E8%AF%BE%20%E4%BB%B6/a.js"), "", "").await;
    assert_eq!(status, StatusCode::OK);
    for path in [
        format!("/p/{ticket}/../../secret.key"),
        format!("/p/{ticket}/..%2f..%2fsecret.key"),
        "/p/forged/index.html".to_owned(),
        "/w/forged".to_owned(),
        "/".to_owned(),
    ] {
        let (status, ..) = ask(&site.packages, Method::GET, &path, "", "").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = cadre.get(&format!("/training/courses/{id}/learn/{chapter}")).await;
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("frame-src 'self' http://localhost:3001"), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cmi5_package_reports_by_xapi() {
    let site = site().await;
    let mut hr = site.server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let structure =
        r#"<courseStructure><course id="c"/><au id="https://x/au"><url>go.html</url></au></courseStructure>"#;
    let files = [("cmi5.xml", structure), ("go.html", "go")];
    let id = course(&mut hr, "package", "c.zip", &archive(&files)).await;
    let chapter = chapter_of(&site, &id).await;
    let mut cadre = site.server.client("cadre", "p0", &[]).await;
    let launched = cadre.get(&format!("/training/courses/{id}/launch/{chapter}")).await;
    let to = launched.location().to_owned();
    for part in ["/go.html?endpoint=", "&fetch=", "&actor=", "&registration=", "&activityId=https%3A%2F%2Fx%2Fau"] {
        assert!(to.contains(part), "{to} lacks {part}");
    }
    let ticket = to.split("/p/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let base = format!("/xapi/{ticket}");
    let (_, _, body) = ask(&site.packages, Method::POST, &format!("{base}/fetch"), "", "").await;
    let token: serde_json::Value = serde_json::from_str(&body).unwrap();
    let token = format!("Basic {}", token["auth-token"].as_str().unwrap());
    let statements = format!("{base}/statements");
    let statement = |n: u32, verb: &str| {
        serde_json::json!({
            "id": format!("00000000-0000-4000-8000-{n:012}"),
            "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}") },
            "actor": {}, "object": { "id": "https://x/au" }, "result": { "score": { "scaled": 0.9 } },
        })
        .to_string()
    };
    let (status, ..) = ask(&site.packages, Method::POST, &statements, "Basic x", &statement(1, "passed")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    for _ in 0..2 {
        let (status, ..) = ask(&site.packages, Method::POST, &statements, &token, &statement(1, "passed")).await;
        assert_eq!(status, StatusCode::OK, "the same statement again is the same");
    }
    let (status, ..) = ask(&site.packages, Method::POST, &statements, &token, &statement(1, "failed")).await;
    assert_eq!(status, StatusCode::CONFLICT, "another one with its id is not");
    let put = format!("{statements}?statementId=00000000-0000-4000-8000-000000000009");
    let (status, ..) = ask(&site.packages, Method::PUT, &put, &token, &statement(9, "terminated")).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, ..) = ask(&site.packages, Method::POST, &statements, &token, "{not json").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let state = format!("{base}/activities/state?stateId=bookmark&activityId=x&agent=x");
    let (status, ..) = ask(&site.packages, Method::GET, &state, &token, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    ask(&site.packages, Method::PUT, &state, &token, "{\"page\":3}").await;
    let (status, _, kept) = ask(&site.packages, Method::GET, &state, &token, "").await;
    assert_eq!((status, kept.as_str()), (StatusCode::OK, "{\"page\":3}"));
    let launch = format!("{base}/activities/state?stateId=LMS.LaunchData");
    let (_, _, data) = ask(&site.packages, Method::GET, &launch, &token, "").await;
    assert!(data.contains("CompletedOrPassed"));
    use domain::training::port::Courses;
    let me = tests::viewer("a", "p0", &[]);
    let progress = site.server.store.course(&me, &id.as_str().into()).await.unwrap().progress.unwrap();
    let one = &progress.chapters[&chapter];
    assert!(one.finished && one.score == Some(90) && !one.done, "finished, but no time was spent");
}

/// What those do who prepare a course is not learned by anybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_tried_leaves_nothing() {
    let site = site().await;
    let mut hr = site.server.client("hr", "p1", &[(Role::OrgHr, "/p/")]).await;
    let structure =
        r#"<courseStructure><course id="c"/><au id="https://x/au"><url>go.html</url></au></courseStructure>"#;
    let id = course(&mut hr, "package", "c.zip", &archive(&[("cmi5.xml", structure), ("go.html", "go")])).await;
    let chapter = chapter_of(&site, &id).await;
    let launch = format!("/training/courses/{id}/launch/{chapter}?trial=1");
    let mut cadre = site.server.client("cadre", "p0", &[]).await;
    assert_eq!(cadre.get(&launch).await.status, StatusCode::FORBIDDEN, "learners learn");
    let launched = hr.get(&launch).await;
    let ticket = launched.location().split("/p/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let base = format!("/xapi/{ticket}");
    let (_, _, body) = ask(&site.packages, Method::POST, &format!("{base}/fetch"), "", "").await;
    let token: serde_json::Value = serde_json::from_str(&body).unwrap();
    let token = format!("Basic {}", token["auth-token"].as_str().unwrap());
    let statement =
        r#"{"id":"00000000-0000-4000-8000-000000000001","verb":{"id":"http://adlnet.gov/expapi/verbs/passed"}}"#;
    let (status, ..) = ask(&site.packages, Method::POST, &format!("{base}/statements"), &token, statement).await;
    assert_eq!(status, StatusCode::OK, "the package goes on as ever");
    let state = format!("{base}/activities/state?stateId=bookmark&activityId=x&agent=x");
    let (status, ..) = ask(&site.packages, Method::PUT, &state, &token, "{}").await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, ..) = ask(&site.packages, Method::GET, &state, &token, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let page = hr.get(&format!("/training/courses/{id}/try/{chapter}")).await;
    assert!(page.body.contains("data-trial=\"1\"") && page.body.contains("?trial=1"), "{}", page.body);
    use domain::training::port::Courses;
    let seen = site.server.store.course(&tests::org_hr(), &id.as_str().into()).await.unwrap();
    assert_eq!(seen.learners, Some((0, 0)));
}

/// C55: a package of three lectures is three chapters, each launched by itself and each needed;
/// C59: one in a folder is refused with where its manifest lies.
#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_a_package_is_reached_and_needed() {
    let site = site().await;
    let mut hr = site.server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let case = |name: &str| std::fs::read(format!("{}/data/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let id = course(&mut hr, "package", "三讲.zip", &case("s01_three_scos.zip")).await;
    let viewer = tests::org_hr();
    let found = site.server.store.course_for(&viewer, &id.clone().into()).await.unwrap();
    let chapters: Vec<(String, String)> =
        found.chapters.iter().map(|one| (one.title.clone(), one.package.as_ref().unwrap().launch.clone())).collect();
    assert_eq!(chapters.len(), 3, "{chapters:?}");
    for (n, (title, launch)) in (1..).zip(&chapters) {
        assert!(title.ends_with(&format!("第{n}讲")) && *launch == format!("sco{n}.html"), "{title} {launch}");
    }
    let mut cadre = site.server.client("cadre", "p0", &[]).await;
    for chapter in &found.chapters {
        let launched = cadre.get(&format!("/training/courses/{id}/launch/{}", chapter.id)).await;
        let ticket = launched.location().rsplit('/').next().unwrap().to_owned();
        let (_, _, page) = ask(&site.packages, Method::GET, &format!("/w/{ticket}"), "", "").await;
        assert!(page.contains(&chapter.package.as_ref().unwrap().launch), "{page}");
    }
    let refused = upload(&mut hr, &id, "package", "a.zip", &case("s03_in_folder.zip")).await;
    let told = hr.told(&refused).await;
    assert!(told.contains("imsmanifest.xml 在文件夹"), "{told}");
}
