//! What is said after a form was carried out is what happened.

use domain::Moment;
use domain::code::Role;
use domain::training::Presence;
use domain::training::port::{Lessons, Places};
use server::http::html::{self, Piece};
use store::Script;

use super::client::{Answer, Client, server};
use super::whole::things;

/// What a page says of the form before it, and whether as a success.
fn toast(page: &Answer) -> (String, bool) {
    let pieces = html::read(&page.body);
    let is_toast = |piece: &Piece| match piece {
        Piece::Start(tag) if tag.text("class").starts_with("toast") => Some(tag.text("class") == "toast"),
        _ => None,
    };
    let found = pieces.iter().enumerate().find_map(|(at, piece)| Some((at, is_toast(piece)?)));
    found.map(|(at, good)| (html::text_of(&pieces, at, "p"), good)).unwrap_or_default()
}

async fn said(client: &mut Client, page: &str, action: &str, fields: &str) -> (String, bool) {
    let answer = client.form(page, action, fields).await;
    let to = answer.location().to_owned();
    assert!(answer.status.is_redirection() && !answer.is_refused(), "{action}: {} {to}", answer.status);
    toast(&client.get(&to).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_address_ends_none_and_an_end_is_no_renewal() {
    let server = server().await;
    let mut me = server.client("me", "p0", &[]).await;
    let (page, renew) = ("/training/timetable", "/api/timetable/feed/renew");
    let (first, good) = said(&mut me, page, renew, "").await;
    assert!(first.contains("已开启") && !first.contains("失效") && good, "{first}");
    let (again, _) = said(&mut me, page, renew, "").await;
    assert!(again.contains("旧地址失效"), "{again}");
    let (over, _) = said(&mut me, page, renew, "end=1").await;
    assert!(over.contains("已停止"), "{over}");
    assert_eq!(toast(&me.get(page).await).0, "", "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_place_is_told_what_they_have() {
    let server = server().await;
    things(&server.store).await;
    let (page, enrol) = ("/training/classes/c", "/api/classes/enrol");
    let mut one = server.client("one", "p0", &[]).await;
    let (seat, good) = said(&mut one, page, enrol, "id=c").await;
    assert!(seat.contains("名额已确认") && good, "{seat}");
    let granted = "UPDATE class:c2 SET admission.approval = 'host'";
    server.store.raw(Script::new(granted)).await.unwrap();
    let mut other = server.client("other", "p2", &[]).await;
    let (asked, _) = said(&mut other, "/training/classes/c2", enrol, "id=c2").await;
    assert!(asked.contains("等待审批"), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn late_is_no_success() {
    let server = server().await;
    things(&server.store).await;
    let store = &server.store;
    let me = tests::viewer("a", "p1", &[]);
    store.enrol(&me, &"c2".into(), server::now()).await.unwrap();
    let today = server::now().day();
    let day = domain::time::day_text(today);
    store.raw(Script::new(&format!("UPDATE class:c2 SET starts = '{day}', ends = '{day}'"))).await.unwrap();
    // All of the day: whoever comes is late, but in its first minutes.
    let (from, until) = (Moment::start_of(today), Moment::start_of(today).plus_seconds(24 * 3600 - 60));
    let draft = tests::lesson(&"c2".into(), from, until, 2);
    let lesson = store.save_lesson(&tests::org_hr(), &draft, server::now()).await.unwrap();
    let code = store.lesson_code(&tests::org_hr(), &lesson, server::now()).await.unwrap().code;
    let mut client = server.client("one", "p1", &[]).await;
    let fields = format!("lesson={lesson}&code={code}");
    let (told, good) = said(&mut client, "/check-in", "/api/lessons/check-in", &fields).await;
    let known = store.lessons_of_day(&me, server::now()).await.unwrap();
    let presence = known[0].check_in.as_ref().map(|one| one.presence);
    match presence {
        Some(Presence::Late) => assert!(told.contains("迟到") && !told.contains("成功") && !good, "{told}"),
        other => assert!(told.contains("签到成功") && good && other == Some(Presence::Present), "{told}"),
    }
    let page = client.get("/check-in").await.body;
    assert!(page.contains("签到 ") && !page.contains("未签到"), "the page says that one is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filled_in_for_all_without_script_and_keeps_nothing_before_it_is_saved() {
    let server = server().await;
    things(&server.store).await;
    let store = &server.store;
    store.enrol(&tests::viewer("a", "p1", &[]), &"c2".into(), server::now()).await.unwrap();
    let today = server::now().day();
    let day = domain::time::day_text(today);
    store.raw(Script::new(&format!("UPDATE class:c2 SET starts = '{day}', ends = '{day}'"))).await.unwrap();
    let (from, until) = (Moment::start_of(today), Moment::start_of(today).plus_seconds(24 * 3600 - 60));
    let draft = tests::lesson(&"c2".into(), from, until, 2);
    let lesson = store.save_lesson(&tests::org_hr(), &draft, server::now()).await.unwrap();
    let mut head = server.client("head", "", &[(Role::OrgHr, "/p/")]).await;
    let plain = format!("/training/lessons/{lesson}");
    let filled = format!("{plain}?all=present");
    let chosen = |page: &Answer| {
        let forms = html::forms(&html::read(&page.body));
        let list = forms.into_iter().find(|form| form.action == "/api/lessons/mark").unwrap();
        let control = list.controls.iter().find(|one| one.name.starts_with("presence[")).unwrap();
        control.values.join("")
    };
    let page = head.get(&plain).await;
    assert!(page.body.contains("全部到课") && chosen(&page).is_empty(), "{}", page.body);
    let page = head.get(&filled).await;
    assert!(page.body.contains("尚未保存") && chosen(&page) == "present", "{}", page.body);
    assert!(chosen(&head.get(&plain).await).is_empty(), "nothing is kept before it is saved");
    let saved = format!("id={lesson}&presence[kp1]=present");
    let (told, good) = said(&mut head, &filled, "/api/lessons/mark", &saved).await;
    assert!(told.contains("考勤已保存") && good, "{told}");
    let page = head.get(&filled).await;
    assert!(chosen(&page) == "present" && !page.body.contains("尚未保存"), "everybody is known now");
}
