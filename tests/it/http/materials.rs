//! Files of the library's materials.

use axum::http::{StatusCode, header};
use domain::access::Viewer;
use domain::code::Role;
use domain::training::HoldingQuery;
use domain::training::port::Holdings;
use tests::org_hr;

use super::courses::{Site, site};

async fn material(site: &Site, viewer: &Viewer) -> domain::training::Holding {
    let all = site.server.store.library(viewer, &HoldingQuery::default(), server::now()).await.unwrap();
    all.holdings.rows[0].holding.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_material_is_saved_by_those_who_see_its_library_and_survives_an_edit_of_its_name() {
    let site = site().await;
    let mut hr = site.server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    hr.post("/api/library/save", "kind=material&unit=union&name=读本&active=1").await;
    let one = material(&site, &org_hr()).await;
    let to = format!("/training/library/{}/file", one.id);
    assert_eq!(hr.get(&to).await.status, StatusCode::NOT_FOUND);

    let refused = hr.send_file(&to, &[], "读本.html", b"<script>").await;
    assert!(hr.told(&refused).await.contains("不支持的文件类型"));
    let none = hr.send_file(&to, &[], "", b"").await;
    assert!(none.is_refused(), "a form without a file says so: {}", none.location());
    assert_eq!(std::fs::read_dir(site.files()).unwrap().count(), 0, "what was refused leaves nothing behind");

    let sent = hr.send_file(&to, &[], "读本 第一章.pdf", b"%PDF-1.7 text").await;
    assert_eq!(sent.location(), format!("/training/library/{}", one.id));
    let edit = format!("id={}&version=2&kind=material&unit=union&name=新读本&active=1", one.id);
    hr.post("/api/library/save", &edit).await;
    let edited = material(&site, &org_hr()).await;
    assert_eq!((edited.name.as_str(), edited.file_name.as_str()), ("新读本", "读本 第一章.pdf"));
    let mut leader = site.server.client("leader", "", &[(Role::Leader, "/p/union/")]).await;
    let got = leader.get(&to).await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "%PDF-1.7 text"));
    assert_eq!(got.headers[header::CONTENT_TYPE], "application/pdf");
    let disposition = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment") && disposition.contains("%E8%AF%BB"), "{disposition}");

    let mut outside = site.server.client("outside", "", &[(Role::TrainingManager, "/p/gov/")]).await;
    assert_eq!(outside.get(&to).await.status, StatusCode::FORBIDDEN);
    let refused = outside.send_file(&to, &[], "a.pdf", b"%PDF").await;
    assert!(refused.is_refused(), "{}", refused.location());
    assert_eq!(leader.get(&to).await.body, "%PDF-1.7 text");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_materials_have_files() {
    let site = site().await;
    let mut hr = site.server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    hr.post("/api/library/save", "kind=trainer&unit=union&name=王老师&active=1").await;
    let one = material(&site, &org_hr()).await;
    let refused = hr.send_file(&format!("/training/library/{}/file", one.id), &[], "a.pdf", b"%PDF").await;
    assert!(hr.told(&refused).await.contains("当前状态不允许此操作"));
}
