//! Evidence of a case of fault tolerance: sealed on disk, opened for its parts alone, and gone for
//! good once its time is over.

use axum::http::{StatusCode, header};
use domain::code::Role;
use domain::tolerance::port::ToleranceCases;
use domain::tolerance::{Draft, Template};
use tests::{day, viewer};

use super::client::Client;
use super::courses::site;

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_sealed_opened_for_its_parts_and_destroyed_in_time() {
    let site = site().await;
    let store = &site.server.store;
    let draft = Draft {
        person: "p0".into(),
        matter: "试点流程提前上线".into(),
        happened: day("2026-01-10"),
        notice: None,
        unnoticed: true,
        notice_number: String::new(),
        template: Template::All,
        situations: vec!["first-try".into()],
        grounds: "先行先试".into(),
    };
    let id = store.open_tolerance(&viewer("p0", "p0", &[]), &draft, server::now()).await.unwrap();
    let to = format!("/tolerance/cases/{id}/evidence");
    let folder = site.files().parent().unwrap().join("evidence").join(id.as_str());
    let mut own = site.server.client("own", "p0", &[]).await;
    let mut other = site.server.client("other", "p1", &[]).await;
    let mut organ = site.server.client("organ", "", &[(Role::Discipline, "/p/")]).await;
    let fields = [("version", "1"), ("side", "for"), ("about", ""), ("evidence", "会议纪要")];

    // Nothing is kept of what is refused: another's case, an old version, no words.
    let refused = other.send_file(&to, &fields, "纪要.txt", b"minutes of the meeting").await;
    assert!(refused.is_refused(), "{}", refused.location());
    assert_eq!(other.get(refused.location()).await.status, StatusCode::FORBIDDEN);
    let old = [("version", "9"), fields[1], fields[2], fields[3]];
    let told = async |own: &mut Client, fields: &[(&str, &str)], name: &str, bytes: &[u8]| {
        let answer = own.send_file(&to, fields, name, bytes).await;
        own.told(&answer).await
    };
    assert!(told(&mut own, &old, "纪要.txt", b"x").await.contains("其他人刚修改过"));
    let mute = [fields[0], fields[1], fields[2], ("evidence", " ")];
    assert!(told(&mut own, &mute, "纪要.txt", b"x").await.contains("有几处需要更正"));
    assert!(told(&mut own, &fields, "a.exe", b"MZ").await.contains("不支持的文件类型"));
    assert!(told(&mut own, &fields, "a.pdf", b"").await.contains("请选择文件"));
    assert!(!folder.exists());

    let sent = own.send_file(&to, &fields, "纪要.txt", b"minutes of the meeting").await;
    assert_eq!(sent.location(), format!("/tolerance/cases/{id}"));
    let kept: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|one| one.unwrap().path()).collect();
    let bytes = std::fs::read(&kept[0]).unwrap();
    assert!(kept.len() == 1 && !bytes.windows(7).any(|part| part == b"minutes"));
    for who in [&mut own, &mut organ] {
        let got = who.get(&format!("{to}/0")).await;
        assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "minutes of the meeting"));
        assert!(got.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
        assert_eq!(got.headers[header::CACHE_CONTROL], "private, no-store");
    }
    assert_eq!(other.get(&format!("{to}/0")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(own.get(&format!("{to}/1")).await.status, StatusCode::NOT_FOUND);

    // A case under way keeps its key; one that closed long ago loses it, and nobody reads the file.
    let years = |n: i64| server::now().plus_seconds(n * 366 * 86_400);
    assert!(store.destroy_tolerance_keys(years(30)).await.unwrap().is_empty());
    store.raw(store::Script::new(&format!("UPDATE tolerance_case:`{id}` SET state = 'done';"))).await.unwrap();
    assert!(store.destroy_tolerance_keys(years(9)).await.unwrap().is_empty());
    assert_eq!(store.destroy_tolerance_keys(years(11)).await.unwrap(), std::slice::from_ref(&id));
    assert_eq!(own.get(&format!("{to}/0")).await.status, StatusCode::NOT_FOUND);
    server::files::evidence::remove(site.files().parent().unwrap(), &id);
    assert!(!folder.exists());
}
