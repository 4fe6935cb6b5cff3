//! A record's own forms: plain fields, sensitive fields, photo; and what is said after.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::code::Role;
use domain::ports::People;

use super::client::{Answer, Client, server};

async fn photo(client: &mut Client, person: &str, bytes: &[u8]) -> Answer {
    let mut body = b"--X\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--X--\r\n");
    let request = Request::post(format!("/people/{person}/photo"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X");
    client.send(request, Body::from(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_a_picture_and_is_set_by_those_who_may() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/union/")]).await;
    let jpeg = b"\xff\xd8\xff\xe0 picture";
    assert!(photo(&mut hr, "p0", b"MZ program").await.location().contains("NoPicture"));
    assert!(photo(&mut hr, "g0", jpeg).await.location().contains("Forbidden"), "outside the scope");
    assert!(photo(&mut hr, "p0", &vec![0xff; 3 << 20]).await.location().contains("FileTooLarge"));
    assert_eq!(photo(&mut hr, "p0", jpeg).await.location(), "/people/p0");
    let shown = hr.get("/people/p0/photo").await;
    assert_eq!((shown.status, shown.headers[header::CONTENT_TYPE].as_bytes()), (StatusCode::OK, &b"image/jpeg"[..]));
    hr.post("/people/p0/photo/remove", "").await;
    assert_eq!(hr.get("/people/p0/photo").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_records_form_keeps_education_and_resume() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/")]).await;
    let page = hr.get("/people/p0/edit").await.body;
    assert!(page.contains("education[1][school]") && page.contains("name=\"resume\""), "{page}");
    let viewer = tests::viewer("hr", "", &[(Role::UnitHr, "/p/")]);
    let before = server.store.person(&viewer, &"p0".into()).await.unwrap().person;
    let form = |resume: &str| {
        format!(
            "id=p0&version={}&name=张三&sex=1&birth=1980-05-17&ethnic=汉族&politics=13&work_since=2002-07-01&state=active\
             &education[0][full_time]=1&education[0][schooling]=大学&education[0][school]=某大学&education[1][full_time]=\
             &resume={resume}",
            before.version
        )
    };
    let wrong = hr.call(&Method::POST, "/api/people/save", &form("2010.01--2002.07  某市总工会")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert!(wrong.body.contains("resume"));
    let saved =
        hr.call(&Method::POST, "/api/people/save", &form("2002.07--2010.01  某市总工会%0A2010.01--  某市妇联")).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let after = server.store.person(&viewer, &"p0".into()).await.unwrap().person;
    assert_eq!(after.education.len(), 1, "an empty row is no education");
    assert_eq!(after.resume.len(), 2);
    assert_eq!((after.resume[1].from.as_str(), after.resume[1].until.as_str()), ("2010.01", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn sensitive_fields_are_checked_unique_and_traced_without_a_copy() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/")]).await;
    let viewer = tests::viewer("hr", "", &[(Role::UnitHr, "/p/")]);
    let person = server.store.person(&viewer, &"p0".into()).await.unwrap().person;
    let day = domain::time::day_text(person.birth.day()).replace('-', "");
    let number = |order: u32| {
        let seventeen = format!("990000{day}{order:03}");
        format!("{seventeen}{}", domain::person::id_number_check(&seventeen).unwrap())
    };
    let (right, other_sex) = if person.sex == domain::code::Sex::Male { (1, 2) } else { (2, 1) };
    let form = |id: &str, version: u32, number: &str| {
        format!(
            "id={id}&version={version}&id_number={number}&health=健康&family[0][relation]=妻子&family[0][name]=李四&family[1][name]="
        )
    };
    let page = hr.get("/people/p0/sensitive").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "no purpose, no fields");
    let blind = hr.call(&Method::POST, "/api/people/sensitive/save", &form("p0", person.version, &number(right))).await;
    assert!(blind.body.contains("PurposeNeeded"), "nothing is written over unseen: {}", blind.body);
    for id in ["p0", "p1"] {
        let opened = hr.post("/api/people/unmask", &format!("id={id}&purpose=核对身份证号")).await;
        assert_eq!(opened.location(), format!("/people/{id}/sensitive"));
    }
    for (bad, rule) in [("99000019800101001X", "IdNumber"), (number(other_sex).as_str(), "Differs")] {
        let answer = hr.call(&Method::POST, "/api/people/sensitive/save", &form("p0", person.version, bad)).await;
        assert!(answer.body.contains(rule), "{}", answer.body);
    }
    let saved = hr.call(&Method::POST, "/api/people/sensitive/save", &form("p0", person.version, &number(right))).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let stale = hr.call(&Method::POST, "/api/people/sensitive/save", &form("p0", person.version, &number(right))).await;
    assert!(stale.body.contains("Stale"), "{}", stale.body);
    let page = hr.get("/people/p0/sensitive").await.body;
    assert!(page.contains(&number(right)) && page.contains("李四"));
    server.store.unmask(&viewer, &"p0".into(), "核对身份证号", server::now()).await.unwrap();
    let sensitive = server.store.sensitive(&viewer, &"p0".into(), server::now()).await.unwrap().sensitive;
    let later = server::now().plus_seconds(11 * 60);
    let closed = server.store.sensitive(&viewer, &"p0".into(), later).await.unwrap_err();
    assert_eq!(closed, domain::Fault::Refused(domain::Reason::PurposeNeeded));
    assert_eq!((sensitive.id_number, sensitive.family.len()), (number(right), 1));
    // Somebody else of the same birth can't have the same number.
    let twin = server.store.person(&viewer, &"p1".into()).await.unwrap().person;
    if (twin.birth, twin.sex) == (person.birth, person.sex) {
        let taken =
            hr.call(&Method::POST, "/api/people/sensitive/save", &form("p1", twin.version, &number(right))).await;
        assert!(taken.body.contains("Taken"), "{}", taken.body);
    } else {
        panic!("the fixture's people are meant to be born on the same day");
    }
    let mut auditor = server.client("audit", "", &[(Role::AuditAdmin, "/p/")]).await;
    let trail = auditor.call(&Method::GET, "/api/audit", "subject=person&subject_id=p0").await.body;
    assert!(trail.contains("sensitive") && !trail.contains(&number(right)) && !trail.contains("李四"), "{trail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_said_once_and_a_fault_is_not() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let done = |answer: &Answer| {
        let cookies = answer.headers.get_all(header::SET_COOKIE);
        cookies.iter().filter_map(|c| c.to_str().ok()).find(|c| c.starts_with("ganqiao-done=")).map(str::to_owned)
    };
    let post = "unit=union&title=干事&level=1A41&seats=1";
    let added = hr.post("/api/units/posts/add", post).await;
    let cookie = done(&added).expect("it is marked");
    let faulty = hr.post("/api/units/posts/add", "unit=union&title=&level=1A41&seats=1").await;
    assert_eq!(done(&faulty), None);
    let session = format!("{}={}", server::http::COOKIE, hr.cookie);
    let both = format!("{session}; {}", cookie.split(';').next().unwrap());
    let request = Request::get("/units/union").header(header::ACCEPT, "text/html").header(header::COOKIE, both);
    let page = hr.send(request, Body::empty()).await;
    assert!(page.body.contains("职位已新增"), "the next page says so");
    assert!(done(&page).is_some_and(|gone| gone.contains("Max-Age=0")), "once");
}
