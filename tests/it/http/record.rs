//! A record's own forms: plain fields, sensitive fields, photo; and what is said after.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::code::Role;
use domain::person;
use domain::person::port::{People, SensitiveFields};

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
            "id=p0&version={}&name=张三&sex=1&birth=1980-05-17&ethnic=汉族&politics=13&work_since=2002-07-01\
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
    assert_eq!(closed, domain::Fault::from(person::Refusal::PurposeNeeded));
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

/// cases C24, C62: nothing is assumed on the page, and the month of retirement is said with its rule.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_entered_by_hand_is_shown_as_known_and_ends_by_a_paper() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::UnitHr, "/p/")]).await;
    let form = hr.get("/people/new").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    assert!(form.body.contains("name=\"another\"") && form.body.contains("name=\"birth\""));
    let fields = "name=夏无参&sex=2&birth=1969.01&unit=union&title=副主席&level=1A32";
    let added = hr.post("/api/people/add", fields).await;
    let address = added.location().to_owned();
    assert!(address.starts_with("/people/"), "{}", added.body);
    let page = hr.get(&address).await.body;
    assert!(page.contains("1969-01") && !page.contains("1969-01-01"), "a month stays a month: {page}");
    assert!(page.contains("未填"), "what is not on record is said");
    assert!(page.contains("2030-02") && page.contains("组通字〔2015〕14号"), "60 and thirteen months: {page}");
    assert!(page.contains("任职日期未填"), "since when the post is held is not on record: {page}");
    let again = hr.post("/api/people/add", fields).await;
    assert!(!again.location().starts_with("/people/"), "somebody of that name and birth is there");
    // The end of the service, by its page.
    let service = hr.get(&format!("{address}/service")).await.body;
    let id = address.rsplit('/').next().unwrap();
    assert!(service.contains("name=\"version\" value=\"1\""), "{service}");
    let end = format!("person={id}&version=1&state=retired&on=2026-01-31&document=退〔2026〕3号");
    assert_eq!(hr.post("/api/people/service/end", &end).await.location(), address);
    let page = hr.get(&address).await.body;
    assert!(page.contains("退〔2026〕3号") && page.contains("恢复在职"), "{page}");
    let back = format!("person={id}&version=2&reason=登记有误");
    assert_eq!(hr.post("/api/people/service/return", &back).await.location(), address);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_has_its_own_page_to_end_and_correct_it() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    hr.post("/api/units/posts/add", "unit=union&title=副主席&level=1A32&seats=1&leading=1").await;
    let page = hr.get("/people/p0/appoint").await.body;
    assert!(page.contains("副主席（县处级副职 0/1）"), "the unit's list: {page}");
    let viewer = tests::viewer("hr", "", &[(Role::OrgHr, "/p/")]);
    let version = || async { server.store.person(&viewer, &"p0".into()).await.unwrap().person.version };
    let draft = format!(
        "person=p0&version={}&unit=union&post=&title=主席&level=1A31&kind=appointed&from=2026-01-05&main=1",
        version().await
    );
    let made = hr.post("/api/people/appoint", &draft).await;
    assert_eq!(made.location(), "/people/p0", "{}", hr.told(&made).await);
    let stale = hr.call(&Method::POST, "/api/people/appoint", &draft).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    let held = server.store.person(&viewer, &"p0".into()).await.unwrap().appointments.remove(0);
    let address = format!("/people/p0/posts/{}", held.id);
    assert!(hr.get("/people/p0").await.body.contains(&address));
    let page = hr.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    for form in ["appointments/end", "appointments/correct", "appointments/withdraw"] {
        assert!(page.body.contains(&format!("/api/people/{form}")), "{form}: {}", page.body);
    }
    let end = format!("id={}&person=p0&version={}&on=2026-06-30&document=免1号", held.id, version().await);
    let ended = hr.post("/api/people/appointments/end", &end).await;
    assert_eq!(ended.location(), "/people/p0", "{}", hr.told(&ended).await);
    assert!(hr.get("/people/p0").await.body.contains("免1号"));
    assert_eq!(hr.get("/people/p0/posts/none").await.status, StatusCode::NOT_FOUND);
}
