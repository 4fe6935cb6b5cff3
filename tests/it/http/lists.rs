//! Lists as sheets: what the page shows, all its pages, for whoever may see it.

use std::io::Cursor;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use calamine::{Reader, Xlsx};
use domain::code::{Role, UnitKind};
use store::{Bulk, Script};

use super::client::{Client, Server, server};
use super::whole::things;

/// A server with class c of the union and what belongs to it.
async fn with_things() -> Server {
    let server = server().await;
    let union = tests::unit("union", Some(&tests::unit("p", None, UnitKind::Region)), UnitKind::Union);
    server.store.load(Bulk::People(vec![tests::person("p9", "张9", &union)])).await.unwrap();
    things(&server.store).await;
    server
}

/// The rows of a sheet as texts, or why there is none.
async fn sheet(server: &Server, client: &Client, path: &str) -> Result<Vec<Vec<String>>, StatusCode> {
    let cookie = format!("{}={}", server::http::COOKIE, client.cookie);
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(server.router.clone(), request).await.unwrap();
    if response.status() != StatusCode::OK {
        return Err(response.status());
    }
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert!(book.worksheet_formula("名单").unwrap().is_empty(), "{path}: there is a formula");
    let sheet = book.worksheet_range("名单").unwrap();
    Ok(sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect())
}

/// A list: its address, the beginning of its title, heads among others, what stands in one of its lines.
type Expected = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const LISTS: &[Expected] = &[
    (
        "/training/classes.xlsx",
        "班次",
        &["班次", "类别", "层级", "开班", "学时", "已报名", "名额", "状态", "我的"],
        &["班", "乡科级", "8", "0", "50", "已发布"],
    ),
    (
        "/training/classes/c/people.xlsx",
        "班　学员名单",
        &["姓名", "单位", "来源", "报名时间", "学时", "状态", "成绩"],
        &["问", "待所在单位审批"],
    ),
    (
        "/training/requests.xlsx",
        "待审批的报名",
        &["姓名", "班次", "开班", "余位", "本年学时"],
        &["问", "班", "待所在单位审批"],
    ),
    (
        "/training/call-ups/u1/people.xlsx",
        "班　调训人员　n1",
        &["姓名", "单位", "回执", "替换为", "事由"],
        &["张1", "union", "未回执"],
    ),
    (
        "/training/exams/x1/attempts.xlsx",
        "班　考　作答情况",
        &["姓名", "单位", "次数", "得分", "结果"],
        &["张9", "union", "1", "作答中"],
    ),
    (
        "/training/completion/people.xlsx?unit=union&list=all",
        "union　全部",
        &["姓名", "单位", "职务层次", "差距最大的要求", "还差学时", "期限", "本年学时"],
        &["张0", "union"],
    ),
    (
        "/training/certificates.xlsx?list=all",
        "结业证书",
        &["编号", "姓名", "班次", "颁发日期", "有效期至", "状态"],
        &["2026-000001", "张小伟", "班", "长期", "有效"],
    ),
    (
        "/training/surveys.xlsx",
        "需求调研",
        &["调研", "单位", "年度", "开始", "截止", "状态"],
        &["调研", "union", "2027"],
    ),
    ("/training/surveys/s1/needs.xlsx", "调研　需求汇总", &["类别", "乡科级", "合计"], &[]),
    (
        "/training/plans.xlsx",
        "培训计划",
        &["计划", "单位", "年度", "项目数", "状态"],
        &["计划", "union", "2027", "0", "编制中"],
    ),
    ("/training/plans/l1/programmes.xlsx", "计划", &["项目", "类别", "期数", "每期人数", "依据"], &[]),
    ("/units.xlsx", "组织机构", &["单位", "系统", "类型", "编制", "在职（含下级）"], &["　union全称"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_list_leaves_with_title_unit_day_heads_lines_and_sums() {
    let server = with_things().await;
    let org = server.client("org-hr-top", "", &[(Role::OrgHr, "/p/")]).await;
    let day = domain::time::day_text(server::now().day());
    for (path, title, heads, line) in LISTS {
        let rows = sheet(&server, &org, path).await.unwrap_or_else(|status| panic!("{path}: {status}"));
        assert!(rows[0][0].starts_with(*title), "{path}: {rows:?}");
        assert!(rows[1][0].ends_with(&day) && rows[1][0].starts_with('p'), "{path}: {rows:?}");
        for head in *heads {
            assert!(rows[2].iter().any(|cell| cell == head), "{path}: no {head} in {rows:?}");
        }
        let lines = &rows[3..rows.len() - 1];
        let stands = |row: &Vec<String>| line.iter().all(|text| row.iter().any(|cell| cell == text));
        assert!(line.is_empty() && lines.is_empty() || lines.iter().any(stands), "{path}: {rows:?}");
        assert_eq!(rows[rows.len() - 1][0], format!("合计（{} 条）", lines.len()), "{path}: {rows:?}");
    }
    // Seats add up.
    let classes = sheet(&server, &org, "/training/classes.xlsx").await.unwrap();
    assert_eq!(classes.last().unwrap()[5..7], ["0", "100"], "{classes:?}");
    // Filters and hidden columns of the page hold.
    let hidden = sheet(&server, &org, "/training/classes.xlsx?state=draft&hide=taken,own&page=7").await.unwrap();
    assert_eq!(hidden[2], ["班次", "类别", "层级", "开班", "学时", "状态"]);
    assert_eq!(hidden.len(), 4, "no class is a draft: {hidden:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_completion_table_ends_with_everybody_and_is_printed_whole() {
    let server = with_things().await;
    let mut org = server.client("org-hr-top", "", &[(Role::OrgHr, "/p/")]).await;
    let rows = sheet(&server, &org, "/training/completion.xlsx?unit=p").await.unwrap();
    assert_eq!((rows[0][0].as_str(), rows[2].len()), ("p　达标情况", 9), "{rows:?}");
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("no {name}: {rows:?}"));
    // A unit counts those below it: the last row is the uppermost unit's, no sum of all rows.
    assert_eq!(row("合计")[1..], row("p")[1..]);
    assert!(row("　union")[1] != "0" && row("　union")[1] != row("p")[1], "{rows:?}");
    let page = org.get("/training/completion?unit=p").await.body;
    assert!(page.contains("href=\"/training/completion.xlsx?unit=p\""), "{page}");
    // Nine columns: on paper such a table lies across.
    assert!(page.contains("<table class=\"many\""), "{page}");
    let style = concat!(env!("CARGO_MANIFEST_DIR"), "/../style/print.css");
    let style = std::fs::read_to_string(style).unwrap();
    assert!(style.contains("body:has(table.many) { page: across; }") && style.contains("A4 landscape"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_many_pages_leaves_whole_and_nothing_in_it_is_a_formula() {
    use domain::training::{QuestionKind, first_categories, read_questions};
    let server = with_things().await;
    let questions: String = (0..60)
        .map(|n| {
            format!(
                "CREATE question:w{n:02} CONTENT {{ unit: 'union', path: '/p/union/', category: 'law', \
                 difficulty: 'easy', kind: 'true-false', text: '=1+{n}', options: [], answers: ['T'], \
                 explanation: '', active: true, version: 1 }};"
            )
        })
        .collect();
    server.store.raw(Script::new(&questions)).await.unwrap();
    let mut org = server.client("org-hr-top", "", &[(Role::OrgHr, "/p/")]).await;
    let rows = sheet(&server, &org, "/training/questions.xlsx?kind=true-false").await.unwrap();
    assert_eq!((rows.len(), rows[3][0].as_str(), rows[62][0].as_str()), (63, "=1+0", "=1+59"), "{rows:?}");
    assert!(rows[1][0].contains("共60条"), "{rows:?}");
    // What left can come in again.
    let read = read_questions(&rows, &first_categories(), &"union".into()).unwrap();
    assert!(read.len() == 60 && read.iter().all(|one| one.kind == QuestionKind::TrueFalse && one.answers == ["T"]));
    // On paper a page says that it is one of several, and how to get all of them.
    let page = org.get("/training/questions?kind=true-false").await.body;
    assert!(page.contains("href=\"/training/questions.xlsx?kind=true-false\""), "{page}");
    assert!(page.contains("class=\"on-paper\"") && page.contains("第 1 页，共 2 页"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_little_takes_little_out_and_the_trail_says_what() {
    use domain::audit::port::Trail;
    use domain::audit::{Action, AuditQuery};
    let server = with_things().await;
    let out = server.client("training-out", "", &[(Role::TrainingManager, "/p/gov/")]).await;
    let cadre = server.client("cadre-in", "p0", &[]).await;
    for path in ["/training/certificates.xlsx?list=all", "/training/questions.xlsx", "/training/plans.xlsx"] {
        let rows = sheet(&server, &out, path).await.unwrap();
        assert!(!rows[2..].iter().flatten().any(|cell| cell.contains("union") || cell == "问"), "{path}: {rows:?}");
        assert!(rows.len() <= 4, "{path}: {rows:?}");
        assert_eq!(sheet(&server, &cadre, path).await, Err(StatusCode::FORBIDDEN), "{path}");
    }
    let people = "/training/completion/people.xlsx?list=all";
    let rows = sheet(&server, &out, people).await.unwrap();
    assert!(rows[3..rows.len() - 1].iter().all(|row| row[1] == "gov") && rows.len() >= 7, "{rows:?}");
    assert_eq!(sheet(&server, &out, &format!("{people}&unit=union")).await, Err(StatusCode::FORBIDDEN));
    // A cadre sees which classes there are, and nobody else in them.
    assert_eq!(sheet(&server, &cadre, "/training/classes.xlsx").await.unwrap().len(), 6);
    assert_eq!(sheet(&server, &cadre, "/training/classes/c/people.xlsx").await, Err(StatusCode::FORBIDDEN));
    let auditor = tests::viewer("auditor", "", &[(Role::AuditAdmin, "/p/")]);
    let asked = AuditQuery { action: Some(Action::Export), ..AuditQuery::default() };
    let told = server.store.audit(&auditor, &asked, server::now()).await.unwrap();
    let mut told: Vec<(&str, &str)> =
        told.iter().map(|line| (line.row.subject.as_str(), line.row.reason.as_str())).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("class", "list xlsx"),
            ("person", "certificates xlsx"),
            ("person", "standings xlsx"),
            ("plan", "list xlsx"),
            ("question", "list xlsx"),
        ]
    );
}
