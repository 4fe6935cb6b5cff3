use std::io::{Cursor, Read, Write};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::code::Role;
use zip::write::SimpleFileOptions;

use super::client::{Answer, Client, server};

async fn upload(client: &mut Client, name: &str, bytes: &[u8], home: &str) -> Answer {
    let mut body = Vec::new();
    write!(body, "--X\r\nContent-Disposition: form-data; name=\"home\"\r\n\r\n{home}\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").unwrap();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--X--\r\n");
    let request =
        Request::post("/people/import/upload").header(header::CONTENT_TYPE, "multipart/form-data; boundary=X");
    let request = request.header(header::ACCEPT, "text/html").header(header::REFERER, "http://localhost/people/import");
    client.send(request, Body::from(body)).await
}

fn form(name: &str, extra: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Person><XingMing>{name}</XingMing><XingBie>女</XingBie>\
         <ChuShengNianYue>198203</ChuShengNianYue><MinZu>汉族</MinZu><XianRenZhiWu>科员</XianRenZhiWu>{extra}</Person>"
    )
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_in_a_zip_round_trip_with_what_is_unknown() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let extra = "<DaoLingNianYue>204203</DaoLingNianYue><WeiZhiYuanSu>a &amp; &lt;b&gt;</WeiZhiYuanSu><JiaTingChengYuan><Item><ChengWei>丈夫</ChengWei><XingMing>张伟</XingMing></Item></JiaTingChengYuan>";
    let file = zipped(&[("a.lrmx", form("王小梅", extra).as_bytes()), ("__MACOSX/x", b"junk")]);
    let answer = upload(&mut hr, "forms.zip", &file, "union").await;
    let preview = answer.location().to_owned();
    assert!(preview.starts_with("/people/import/"), "{preview}");
    let id = preview.rsplit('/').next().unwrap().to_owned();
    hr.call(&axum::http::Method::POST, "/api/imports/confirm", &format!("id={id}")).await;
    for _ in 0..200 {
        if hr.get(&preview).await.body.contains("已全部写入") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let request = Request::get("/export/people.zip?q=wangxiaomei");
    let router = server.router.clone();
    let cookie = format!("{}={}", server::http::COOKIE, hr.cookie);
    let response =
        tower::ServiceExt::oneshot(router, request.header(header::COOKIE, cookie).body(Body::empty()).unwrap())
            .await
            .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(archive.len(), 1);
    let mut xml = String::new();
    archive.by_index(0).unwrap().read_to_string(&mut xml).unwrap();
    for kept in [
        "<WeiZhiYuanSu>a &amp; &lt;b&gt;</WeiZhiYuanSu>",
        "<DaoLingNianYue>204203</DaoLingNianYue>",
        "<XingMing>张伟</XingMing>",
    ] {
        assert!(xml.contains(kept), "{xml}");
    }
    // The form that came out says the same when it comes in again.
    let again = upload(&mut hr, "again.lrmx", xml.as_bytes(), "union").await;
    let page = hr.get(again.location()).await.body;
    assert!(page.contains("没有需要写入的内容"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_get_a_clear_answer_and_change_nothing() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let zeros = vec![b' '; 100 << 20];
    let bomb = zipped(&[("a.lrmx", &zeros)]);
    drop(zeros);
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><Person><XingMing>&b;</XingMing></Person>";
    for (name, bytes, said) in [
        ("bomb.zip", bomb.as_slice(), "解压后过大"),
        ("laughs.lrmx", laughs.as_bytes(), "解压后过大"),
        ("cut.xlsx", &b"PK\x03\x04 and nothing more"[..], "文件已损坏或不完整"),
        ("cut.lrmx", &form("张", "").as_bytes()[..90], "文件已损坏或不完整"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("page.xls", b"<html><table><tr><td>x</td></tr></table></html>", "这是网页格式（HTML）"),
        ("bad.lrmx", b"<Person>\xff\xff\x80</Person>", "文件编码无法识别"),
        ("empty.xlsx", b"", "请选择文件"),
    ] {
        let answer = upload(&mut hr, name, bytes, "union").await;
        let told = hr.told(&answer).await;
        assert!(told.contains(said), "{name}: {} {told}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_over_the_limit_is_refused_in_words() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let answer = upload(&mut hr, "big.xlsx", &vec![0u8; 51 << 20], "union").await;
    let told = hr.told(&answer).await;
    assert!(told.contains("文件超过 50 MB"), "{} {told}", answer.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_cell_that_looks_like_a_formula_leaves_as_text() {
    use calamine::{Data, Reader, Xlsx};
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let extra = "<ShuXiZhuanYeYouHeZhuanChang>=HYPERLINK(\"http://evil.example\")</ShuXiZhuanYeYouHeZhuanChang>";
    let answer = upload(&mut hr, "a.lrmx", form("陈一", extra).as_bytes(), "union").await;
    let preview = answer.location().to_owned();
    let id = preview.rsplit('/').next().unwrap().to_owned();
    hr.call(&axum::http::Method::POST, "/api/imports/confirm", &format!("id={id}")).await;
    for _ in 0..200 {
        if hr.get(&preview).await.body.contains("已全部写入") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let cookie = format!("{}={}", server::http::COOKIE, hr.cookie);
    let request =
        Request::get("/export/people.xlsx?q=chenyi").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(server.router.clone(), request).await.unwrap();
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes().to_vec();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("干部名册").unwrap();
    let text = sheet.rows().flatten().find(|cell| matches!(cell, Data::String(text) if text.starts_with("=HYPERLINK")));
    assert!(text.is_some(), "the cell is there, as a text");
    assert!(book.worksheet_formula("干部名册").unwrap().is_empty(), "and there is no formula");
    let sheet = book.worksheet_range("干部名册").unwrap();
    assert!(
        !sheet.rows().next().unwrap().iter().any(|cell| cell.to_string().contains("身份证")),
        "no sensitive column"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_comes_as_a_sheet_with_dates_and_numbers() {
    use calamine::{Data, Reader, Xlsx};
    use domain::record::Hours;
    use domain::training::Mark;
    use domain::training::port::{Classes, Finishing, Places};
    let server = server().await;
    let org = tests::org_hr();
    let id = server.store.save_class(&org, &tests::class(3), tests::now()).await.unwrap();
    server.store.publish_class(&org, &id, tests::now()).await.unwrap();
    server.store.enrol(&tests::viewer("a", "p0", &[]), &id, tests::now()).await.unwrap();
    let after = domain::Moment::start_of(tests::day("2026-12-04"));
    server.store.finish_class(&org, &id, &[Mark::new("p0".into(), Hours(75), true)], after).await.unwrap();
    let mut cadre = server.client("own", "p0", &[]).await;
    let request = Request::get("/export/ledger.xlsx?person=p0");
    let cookie = format!("{}={}", server::http::COOKIE, cadre.cookie);
    let response = tower::ServiceExt::oneshot(
        server.router.clone(),
        request.header(header::COOKIE, cookie).body(Body::empty()).unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("学时台账").unwrap();
    let row: Vec<&Data> = sheet.rows().nth(1).unwrap().iter().collect();
    assert!(matches!(row[2], Data::DateTime(day) if day.is_datetime()), "{row:?}");
    assert_eq!(row[5], &Data::Float(7.5));
    assert_eq!(row[3], &Data::String("群众工作能力提升班".into()));
    assert_eq!(sheet.height(), 2);
    assert_eq!(cadre.get("/export/ledger.xlsx?person=p1").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_a_lesson_comes_as_a_sheet_with_times() {
    use calamine::{Data, Reader, Xlsx};
    use domain::training::port::{Classes, Lessons, Places};
    let server = server().await;
    let org = tests::org_hr();
    let class = server.store.save_class(&org, &tests::class(3), tests::now()).await.unwrap();
    server.store.publish_class(&org, &class, tests::now()).await.unwrap();
    server.store.enrol(&tests::viewer("a", "p0", &[]), &class, tests::now()).await.unwrap();
    let starts = domain::Moment::start_of(tests::day("2026-12-01")).plus_seconds(32_400);
    let draft = tests::lesson(&class, starts, starts.plus_seconds(7200), 2);
    let id = server.store.save_lesson(&org, &draft, tests::now()).await.unwrap();
    let at = starts.plus_seconds(2400);
    let code = server.store.lesson_code(&org, &id, at).await.unwrap().code;
    let seen = domain::training::CheckInDraft {
        lesson: id.clone(),
        code,
        witness: domain::training::Witness::Typed,
        kept_at: domain::Moment(0),
    };
    server.store.check_in(&tests::viewer("a", "p0", &[]), &seen, at).await.unwrap();
    let client = server.client("org", "", &[(domain::code::Role::OrgHr, "/p/")]).await;
    let path = format!("/export/lessons/{id}.xlsx");
    let cookie = format!("{}={}", server::http::COOKIE, client.cookie);
    let request = Request::get(&path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(server.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("签到表").unwrap();
    let row: Vec<&Data> = sheet.rows().nth(2).unwrap().iter().collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!((row[0], row[2], row[5]), (&text("张0"), &text("迟到"), &text("输码")));
    assert!(matches!(row[3], Data::DateTime(at) if at.is_datetime()), "{row:?}");
    // Who has a seat sees the lesson, not who else came.
    let mut cadre = server.client("own", "p0", &[]).await;
    assert_eq!(cadre.get(&path).await.status, StatusCode::FORBIDDEN);
}

fn case(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/data/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Files of offices: what was not read is named with its sheet or file, what is wrong with its row
/// and column and the true reason.
#[tokio::test(flavor = "multi_thread")]
async fn previews_say_what_was_read_what_was_not_and_why() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    for (name, said) in [
        (
            "r01_title_twoheader_mergedunit.xlsx",
            &["程三禾", "教育情况 / 学历", "第 8 行没有作为人员读入（合计行）", "填表人"][..],
        ),
        ("r02_id_as_number.xlsx", &["超过 15 位", "列“身份证号"]),
        ("r07_id_against_birth_sex.xlsx", &["与登记的出生年月或性别不符"]),
        ("r11_hiddenrow_twosheets.xlsx", &["工作表“县区”没有读取", "隐藏的第 3 行也读入了"]),
        ("r17_names.xlsx", &["U+F0001", "陈䶮"]),
        ("u01_unit_typo.xlsx", &["没有这个单位", "未识别的词", "汇溪市团伟"]),
        ("f13_one_bad_of_two.zip", &["卫三.lrmx：没有读取", "卫二"]),
        ("f12_zip_with_other_files.zip", &["说明.txt", "卫一.docx"]),
    ] {
        let answer = upload(&mut hr, name, &case(name), "union").await;
        assert!(answer.location().starts_with("/people/import/"), "{name}: {}", answer.location());
        let page = hr.get(answer.location()).await.body;
        for text in said {
            assert!(page.contains(text), "{name} lacks {text}: {page}");
        }
    }
    let answer = upload(&mut hr, "r28.xls", &case("r28_html_as_xls.xls"), "union").await;
    assert!(hr.get(answer.location()).await.body.contains("这是网页格式（HTML），不是工作簿"));
    let files = zipped(&[("说明.docx", b"x"), ("坏.lrmx", b"<Person>")]);
    let answer = upload(&mut hr, "all.zip", &files, "union").await;
    assert!(hr.get(answer.location()).await.body.contains("“坏.lrmx”："), "the bad one is named");
}

/// The questions of a preview are answered on the page; rows that wait leave as a sheet.
#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered_and_rows_that_wait_leave_as_a_sheet() {
    use axum::http::Method;
    use calamine::{Reader, Xlsx};
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let csv = "姓名,性别,出生年月,单位\n张0,女,1990.01,union全称\n李四,女,98.01,union全称\n王五,女,1991.01,某单位\n";
    let answer = upload(&mut hr, "名册.csv", csv.as_bytes(), "").await;
    let preview = answer.location().to_owned();
    let id = preview.rsplit('/').next().unwrap().to_owned();
    let page = hr.get(&preview).await.body;
    assert!(page.contains("name=\"row-0\"") && page.contains("1985-03-01"), "{page}");
    assert!(page.contains("年份请写四位") && page.contains("C 列“出生年月”"), "{page}");
    let answers = format!("{preview}/answers");
    hr.call(&Method::POST, &answers, "row-0=new&word-Unit-%E6%9F%90%E5%8D%95%E4%BD%8D=gov").await;
    hr.call(&Method::POST, "/api/imports/confirm", &format!("id={id}&skip=1")).await;
    for _ in 0..200 {
        if hr.get(&preview).await.body.contains("行留在下方") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(hr.get("/people/import").await.body.contains("还没有处理完的导入"));
    let cookie = format!("{}={}", server::http::COOKIE, hr.cookie);
    let request =
        Request::get(format!("{preview}/problems.xlsx")).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(server.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes().to_vec();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
    let sheet = book.worksheet_range("待处理的行").unwrap();
    assert_eq!(sheet.height(), 2, "a header and one row");
    // Corrected, it comes in again.
    let again = upload(&mut hr, "待处理的行.xlsx", &bytes, "").await;
    assert!(hr.get(again.location()).await.body.contains("李四"));
    let mut other = server.client("other", "", &[(Role::OrgHr, "/p/")]).await;
    assert_ne!(other.get(&format!("{preview}/problems.xlsx")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_a_procedure_leaves_as_its_viewer_sees_it() {
    use calamine::{Data, Reader, Xlsx};
    use domain::tolerance::port::Talks;
    use domain::tolerance::{TalkDraft, TalkKind};
    let server = server().await;
    for person in ["p0", "p1"] {
        let talk = TalkDraft {
            person: person.into(),
            kind: TalkKind::Remind,
            on: tests::day("2026-11-02"),
            reason: "工作不实".into(),
            document: String::new(),
            basis: "实施细则".into(),
        };
        server.store.save_talk(&tests::org_hr(), &talk, tests::now()).await.unwrap();
    }
    let org = server.client("org", "", &[(domain::code::Role::OrgHr, "/p/")]).await;
    let own = server.client("own", "p1", &[]).await;
    let other = server.client("other", "g0", &[]).await;
    let read = async |cookie: &str, query: &str| {
        let cookie = format!("{}={cookie}", server::http::COOKIE);
        let request = Request::get(format!("/tolerance/talks.xlsx{query}")).header(header::COOKIE, cookie);
        let request = request.body(Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(server.router.clone(), request).await.unwrap();
        if response.status() != StatusCode::OK {
            return Err(response.status());
        }
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        Ok(sheet.rows().skip(2).map(<[Data]>::to_vec).collect::<Vec<_>>())
    };
    // The heads and the lines, each with its day first and its name second.
    let text = |text: &str| Data::String(text.to_owned());
    let all = read(&org.cookie, "").await.unwrap();
    assert_eq!((all.len(), &all[0][1]), (3, &text("人员")));
    assert!(matches!(all[1][0], Data::DateTime(day) if day.is_datetime()), "{all:?}");
    let one = read(&org.cookie, "?q=zhang1&hide=kind,why&sort=on&dir=desc").await.unwrap();
    assert_eq!((one.len(), one[0].len(), &one[1][1]), (2, 4, &text("张1")));
    assert_eq!(read(&own.cookie, "").await.unwrap()[1][1], text("张1"));
    assert_eq!((read(&own.cookie, "").await.unwrap().len(), read(&other.cookie, "").await.unwrap().len()), (2, 1));
    assert!(read("nobody", "").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_of_a_class_leave_all_together() {
    use calamine::{Data, Reader, Xlsx};
    use domain::training::port::{Classes, Places};
    let server = server().await;
    let id = server.store.save_class(&tests::org_hr(), &tests::class(9), tests::now()).await.unwrap();
    server.store.publish_class(&tests::org_hr(), &id, tests::now()).await.unwrap();
    for person in ["p0", "p1"] {
        server.store.enrol(&tests::viewer("a", person, &[]), &id, tests::now()).await.unwrap();
    }
    let path = format!("/training/classes/{id}/people.xlsx");
    let org = server.client("org", "", &[(domain::code::Role::OrgHr, "/p/")]).await;
    let read = async |query: &str| {
        let cookie = format!("{}={}", server::http::COOKIE, org.cookie);
        let request = Request::get(format!("{path}{query}")).header(header::COOKIE, cookie);
        let response =
            tower::ServiceExt::oneshot(server.router.clone(), request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        sheet.rows().skip(2).map(<[Data]>::to_vec).collect::<Vec<_>>()
    };
    let text = |text: &str| Data::String(text.to_owned());
    let all = read("?page=7").await;
    assert_eq!((all.len(), &all[0][0], &all[1][1]), (4, &text("姓名"), &text("union")));
    let one = read("?q=zhang1").await;
    assert_eq!((one.len(), &one[1][0], &one[1][5]), (3, &text("张1"), &text("已报名")));
    let mut cadre = server.client("own", "p0", &[]).await;
    assert_eq!(cadre.get(&path).await.status, StatusCode::FORBIDDEN);
}
