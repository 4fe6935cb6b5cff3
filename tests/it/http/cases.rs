//! Files of cases of exchange, their papers' names, the pages that say what stands in the way, and objections.

use axum::http::{Method, StatusCode, header};
use domain::code::Role;
use server::http::html;

use super::courses::site;
use super::part::exchange::OBJECTED;
use super::secrecy::{STRANGERS, all_of, filled, write};

/// A case of p0 from the union to the government body, at a step.
async fn case(store: &store::Store, step: &str) {
    let sql = "CREATE exchange_case:e1 CONTENT { kind: 'transfer', person: 'p0', person_name: '张0', present: '科长',
            home: 'union', home_name: 'union', home_path: '/p/union/', host: 'gov', host_name: 'gov', host_path: '/p/gov/',
            title: '综合科科长', level: '1A41', months: 0, path: '/p/', step: $step, state: 'running', since: 1,
            findings: [], publicity: { notice: { `on`: '2026-12-30', until: '2027-01-07', days: 5, unknown: 2027 },
            earlier: [], objections: [] }, version: 1 };";
    store.raw(store::Script::new(sql).bind("step", step.to_owned())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_attached_to_a_step_sealed_and_read_by_those_they_are_for() {
    let site = site().await;
    case(&site.server.store, "vetting").await;
    let to = "/exchange/cases/e1/files";
    let folder = site.files().parent().unwrap().join("exchange").join("e1");
    let mut organiser = site.server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let mut host = site.server.client("host", "", &[(Role::UnitHr, "/p/gov/")]).await;
    let mut own = site.server.client("own", "p0", &[]).await;
    let mut other = site.server.client("other", "p1", &[]).await;
    let fields = [("version", "1"), ("about", "考察材料")];
    let refused = other.send_file(to, &fields, "材料.pdf", b"x").await;
    assert!(refused.is_refused(), "{}", refused.location());
    assert_eq!(other.get(refused.location()).await.status, StatusCode::FORBIDDEN);
    for (fields, name, said) in [
        ([("version", "9"), fields[1]], "材料.pdf", "其他人刚修改过"),
        ([fields[0], ("about", " ")], "材料.pdf", "有几处需要更正"),
        (fields, "a.exe", "不支持的文件类型"),
    ] {
        let refused = organiser.send_file(to, &fields, name, b"x").await;
        let told = organiser.told(&refused).await;
        assert!(told.contains(said), "{name}: {told}");
    }
    assert!(!folder.exists());
    let sent = organiser.send_file(to, &fields, "材料.pdf", b"what was said").await;
    assert_eq!(sent.location(), "/exchange/cases/e1");
    let kept: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|one| one.unwrap().path()).collect();
    assert!(kept.len() == 1 && !std::fs::read(&kept[0]).unwrap().windows(4).any(|part| part == b"what"));
    for who in [&mut organiser, &mut host] {
        let got = who.get(&format!("{to}/0")).await;
        assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "what was said"));
        let named = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        assert!(named.contains("filename*=UTF-8''%E6%9D%90%E6%96%99.pdf"), "{named}");
    }
    // What was said in vetting is not the person's to read.
    assert_eq!(own.get(&format!("{to}/0")).await.status, StatusCode::NOT_FOUND);
    assert!(!own.get("/exchange/cases/e1").await.body.contains("材料.pdf"));
    assert_eq!(other.get(&format!("{to}/0")).await.status, StatusCode::FORBIDDEN);
    let secret = [("version", "2"), ("about", "请示"), ("closed", "1")];
    organiser.send_file(to, &secret, "请示.pdf", b"for us").await;
    assert_eq!(host.get(&format!("{to}/1")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(organiser.get(&format!("{to}/1")).await.status, StatusCode::OK);
    // Taken off, nobody opens it any more.
    organiser.post("/api/exchange/cases/act", "id=e1&version=3&act=detach&n=0&reason=误传").await;
    assert_eq!(organiser.get(&format!("{to}/0")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_called_by_its_title_and_a_missing_table_is_said_on_page_and_paper() {
    let site = site().await;
    case(&site.server.store, "notice").await;
    let mut organiser = site.server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let got = organiser.get("/exchange/cases/e1/notice.docx").await;
    assert_eq!(got.status, StatusCode::OK);
    let named = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    let title = app::components::table::encode("关于张0同志拟任职的公示.docx");
    assert!(named.starts_with("attachment") && named.ends_with(&format!("filename*=UTF-8''{title}")), "{named}");
    let page = organiser.get("/exchange/cases/e1").await.body;
    assert!(page.contains("2027年节假日安排尚未导入"), "{page}");
    let joint = organiser.get("/exchange/papers/notice.docx?cases=e1").await;
    assert_eq!(joint.status, StatusCode::OK);
    assert_eq!(organiser.get("/exchange/papers/notice.docx?cases=").await.status, StatusCode::NOT_FOUND);
    // A case can be opened from the list: the person is chosen there.
    let new = organiser.get("/exchange/cases/new").await.body;
    assert!(new.contains("name=\"q\""), "{new}");
    assert!(organiser.get("/exchange/cases/new?q=%E5%BC%A0").await.body.contains("/exchange/cases/new?person=p"));
    assert!(organiser.get("/exchange/cases/together?all=1").await.body.contains("cases[ke1]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_of_a_list_survive_sorting_and_filtering_and_none_are_not_all() {
    let site = site().await;
    case(&site.server.store, "vetting").await;
    let second = "LET $one = (SELECT * OMIT id FROM ONLY exchange_case:e1);
        CREATE exchange_case:e2 CONTENT object::extend($one, { person: 'p1', person_name: '李1' });";
    site.server.store.raw(store::Script::new(second)).await.unwrap();
    let mut organiser = site.server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let list = async |client: &mut super::client::Client, query: &str| {
        let body = client.get(&format!("/exchange/cases{query}")).await.body;
        let tags: Vec<html::Tag> = html::read(&body)
            .into_iter()
            .filter_map(|piece| match piece {
                html::Piece::Start(tag) => Some(tag),
                _ => None,
            })
            .collect();
        (tags, body)
    };
    // What is ticked: on the page, and as hidden fields.
    let ticked = |tags: &[html::Tag], kind: &str| -> Vec<String> {
        let own = tags.iter().filter(|tag| tag.text("name") == "cases" && tag.text("type") == kind);
        let sent = own.filter(|tag| kind == "hidden" || tag.get("checked").is_some());
        sent.map(|tag| tag.text("value").to_owned()).collect()
    };
    // The ticks, the heads and the way to several at once are of one form.
    let (tags, body) = list(&mut organiser, "").await;
    let own = |tag: &&html::Tag| ["cases", "then"].contains(&tag.text("name"));
    assert!(tags.iter().filter(own).count() > 4 && tags.iter().filter(own).all(|tag| tag.text("form") == "ticked"));
    assert!(tags.iter().any(|tag| tag.name == "form" && tag.text("id") == "ticked"));
    assert!(ticked(&tags, "checkbox").is_empty() && body.contains("已选 0 件") && body.contains("全部（2 件）"));
    assert!(tags.iter().any(|tag| tag.text("name") == "then" && tag.text("value").starts_with("sort=due&dir=asc")));
    // Sorted by a button of the form, and filtered so that the line is not shown, it is ticked still.
    let (tags, body) = list(&mut organiser, "?cases=e1&then=sort%3Ddue%26dir%3Dasc%26page%3D").await;
    assert_eq!(ticked(&tags, "checkbox"), ["e1"]);
    assert!(body.contains("aria-sort=\"ascending\"") && body.contains("已选 1 件") && body.contains("清除所选"));
    let (tags, _) = list(&mut organiser, "?cases=e1&q=li1").await;
    assert!(ticked(&tags, "checkbox").is_empty());
    assert_eq!(ticked(&tags, "hidden"), ["e1"]);
    // None is not all: that is asked for by itself.
    let several = organiser.get("/exchange/cases/together").await;
    assert!(several.alert().contains("没有选择事项") && !several.body.contains("cases[k"), "{}", several.alert());
    let one = organiser.get("/exchange/cases/together?cases=e1&step=proposal").await.body;
    let ticked = |body: &str| {
        let forms = html::forms(&html::read(body));
        let all = forms.iter().flat_map(|form| &form.controls).filter(|one| one.name.starts_with("cases[k"));
        all.filter(|one| one.ticked).map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ticked(&one), ["cases[ke1]"]);
    assert_eq!(ticked(&organiser.get("/exchange/cases/together?all=1").await.body).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_says_by_what_it_is_searched() {
    let site = site().await;
    case(&site.server.store, "vetting").await;
    let mut organiser = site.server.client("org", "", &[(Role::OrgHr, "/p/")]).await;
    let page = organiser.get("/exchange/cases").await.body;
    assert!(page.contains("姓名、单位、岗位、任免文号或拼音") && !page.contains("或编号"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_case_sees_that_there_are_objections_and_reads_their_own() {
    let server = filled().await;
    write(&server, OBJECTED).await;
    let mut seen = 0;
    for (name, mut client) in all_of(&server, &STRANGERS).await {
        let case = client.call(&Method::GET, "/api/exchange/cases/one", "id=e1").await;
        if case.status.is_success() {
            let case: serde_json::Value = serde_json::from_str(&case.body).unwrap();
            let objections = case["case"]["publicity"]["objections"].as_array().unwrap();
            assert_eq!(objections.len(), 2, "{name} sees that there are some, and which is settled");
            assert!(objections[0]["answer"].is_object() && objections[1]["answer"].is_null());
            // One's own is one's own to read.
            assert_eq!(objections[1]["text"] == "本人申请复核", name.starts_with("own"), "{name}: {case}");
            seen += 1;
        }
    }
    assert!(seen > 1, "somebody sees it: {seen}");
}
