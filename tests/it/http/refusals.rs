//! A form that is refused comes back as it was sent, to whoever sent it, without any script.

use axum::http::{Request, StatusCode, header};
use domain::code::{Role, UnitKind};
use server::http::html::{self, Form, Kind};
use store::{Bulk, Script};

use super::client::{Answer, Client, PASSWORD, server};
use super::whole::things;

/// The form of a page that goes to a path.
fn form_of(page: &Answer, action: &str) -> Form {
    let forms = html::forms(&html::read(&page.body));
    forms.into_iter().find(|form| form.goes_to(action)).unwrap_or_else(|| panic!("no {action} in {}", page.body))
}

/// What a form would send, with some fields changed.
fn sent(form: &Form, changes: &[(&str, &str)]) -> String {
    let mut fields: Vec<(String, String)> =
        form.controls.iter().flat_map(|one| one.sends().into_iter().map(|value| (one.name.clone(), value))).collect();
    for (name, value) in changes {
        fields.retain(|field| field.0 != *name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let encode = app::components::table::encode;
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

fn stands(form: &Form, name: &str) -> Vec<String> {
    form.controls.iter().filter(|one| one.name == name).flat_map(html::Control::sends).collect()
}

const NEW: &str = "/training/classes/new";
const SAVE: &str = "/api/classes/save";

async fn refused(client: &mut Client, changes: &[(&str, &str)]) -> Answer {
    let form = form_of(&client.get(NEW).await, SAVE);
    let answer = client.form(NEW, SAVE, &sent(&form, changes)).await;
    assert!(answer.is_refused(), "{} {}", answer.status, answer.location());
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_stands_as_it_was_sent_however_often_it_is_loaded() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let long = "一段写了很久的说明。".repeat(200);
    let typed =
        [("title", ""), ("capacity", "十八"), ("about", long.as_str()), ("place", "A<b>&\"楼"), ("tier", "division")];
    let first = refused(&mut hr, &typed).await;
    let back = first.location().to_owned();
    assert!(back.len() < 80, "the address says no more than which: {back}");
    for _ in 0..2 {
        let page = hr.get(&back).await;
        let form = form_of(&page, SAVE);
        for (name, value) in typed {
            assert_eq!(stands(&form, name), [value], "{name}");
        }
        let alert = page.alert();
        assert!(alert.contains("班次名称：请填写") && alert.contains("请填写整数"), "{alert}");
        let (title, capacity) = (alert.find("请填写。"), alert.find("请填写整数"));
        assert!(title < capacity, "in the order of the form: {alert}");
        assert!(page.body.matches("aria-invalid=\"true\"").count() >= 2, "faulty controls say so");
    }
    // Refused again: the address does not grow, and the newest is what counts.
    let form = form_of(&hr.get(&back).await, SAVE);
    let again = hr.form(&back, SAVE, &sent(&form, &[("place", "B楼")])).await;
    assert!(again.is_refused() && again.location().len() <= back.len(), "{}", again.location());
    let form = form_of(&hr.get(again.location()).await, SAVE);
    assert_eq!(stands(&form, "place"), ["B楼"]);
    // Somebody else with the address sees a new form, and so does whoever makes an address up.
    let mut other = server.client("other", "", &[(Role::OrgHr, "/p/")]).await;
    for address in [
        again.location().to_owned(),
        format!("{NEW}?__path=/api/classes/save&__err=IkZvcmJpZGRlbiI="),
        format!("{NEW}?__fault=%22Forbidden%22&__error=locked&__refused=sealed1:AAAA"),
        format!("{NEW}?__refused=%7B%22account%22:%22%22%7D"),
    ] {
        let page = other.get(&address).await;
        assert_eq!((page.status, page.alert().as_str()), (StatusCode::OK, ""), "{address}");
        assert_eq!(stands(&form_of(&page, SAVE), "place"), [""], "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_of_a_form_ends_with_its_success_and_with_the_session() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let day = |days: i64| domain::time::day_text(server::now().day() + chrono::TimeDelta::days(days));
    let days = [day(0), day(5), day(9), day(10)];
    let right = [
        ("title", "班"),
        ("hours", "８"),
        ("capacity", "３０"),
        ("place", "A楼"),
        ("enrol_from", days[0].as_str()),
        ("enrol_until", days[1].as_str()),
        ("starts", days[2].as_str()),
        ("ends", days[3].as_str()),
    ];
    let long = "说明".repeat(300);
    let back =
        refused(&mut hr, &[&right[..], &[("capacity", "x"), ("about", &long)]].concat()).await.location().to_owned();
    let form = form_of(&hr.get(&back).await, SAVE);
    let saved = hr.form(&back, SAVE, &sent(&form, &[("capacity", "３０")])).await;
    let told = hr.told(&saved).await;
    assert!(saved.location().starts_with("/training/classes/") && !saved.is_refused(), "{told}");
    assert!(hr.get(saved.location()).await.body.contains("/30"), "digits of either width are digits");
    let page = hr.get(&back).await;
    assert_eq!((page.alert().as_str(), stands(&form_of(&page, SAVE), "title")), ("", vec![String::new()]));
    let back = refused(&mut hr, &[("about", &long)]).await.location().to_owned();
    hr.post("/auth/sign-out", "").await;
    hr.post("/auth/sign-in", &format!("login=hr&password={PASSWORD}")).await;
    assert_eq!(stands(&form_of(&hr.get(&back).await, SAVE), "about"), [""], "gone with the session");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_signed_out_meanwhile_finds_the_form_as_it_was_sent() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let form = form_of(&hr.get(NEW).await, SAVE);
    let sql = "UPDATE session SET seen = 1, began = 1;";
    server.store.raw(store::Script::new(sql)).await.unwrap();
    let answer = hr.form(NEW, SAVE, &sent(&form, &[("title", "写到一半的班次"), ("about", &"说明".repeat(300))])).await;
    let to = answer.location().to_owned();
    assert!(to.starts_with("/sign-in?next="), "{to}");
    let page = hr.get(&to).await;
    assert!(page.alert().contains("登录已失效"), "{}", page.alert());
    let next = stands(&form_of(&page, "/auth/sign-in"), "next").remove(0);
    let encode = app::components::table::encode;
    let wrong = hr.post("/auth/sign-in", &format!("login=hr&password=x&next={}", encode(&next))).await;
    let page = hr.get(wrong.location()).await;
    let form = form_of(&page, "/auth/sign-in");
    assert!(page.alert().contains("账号或密码不正确"), "{}", page.alert());
    assert_eq!((stands(&form, "login"), stands(&form, "next")), (vec!["hr".to_owned()], vec![next.clone()]));
    let login = hr.post("/auth/sign-in", &format!("login=hr&password={PASSWORD}&next={}", encode(&next))).await;
    assert_eq!(login.location(), next);
    let page = hr.get(&next).await;
    assert!(page.alert().contains("尚未保存") && !page.alert().contains("登录已失效"), "{}", page.alert());
    assert_eq!(stands(&form_of(&page, SAVE), "title"), ["写到一半的班次"]);
    // Somebody else who signs in there finds nothing.
    let mut other = server.client("other", "", &[(Role::OrgHr, "/p/")]).await;
    assert_eq!(stands(&form_of(&other.get(&next).await, SAVE), "title"), [""]);
}

/// A class, and two who have its form open.
async fn two(server: &super::client::Server) -> (Client, Client, String) {
    let mut one = server.client("one", "", &[(Role::OrgHr, "/p/")]).await;
    let other = server.client("other", "", &[(Role::OrgHr, "/p/")]).await;
    let day = |days: i64| domain::time::day_text(server::now().day() + chrono::TimeDelta::days(days));
    let form = format!(
        "title=原名&category=law&tier=section&kind=other&form=online&hours=8&capacity=60&unit=p&enrol_from={}&enrol_until={}&starts={}&ends={}&place=原地&about=原说明",
        day(0),
        day(5),
        day(9),
        day(10)
    );
    let class = one.post(SAVE, &form).await.location().to_owned();
    (one, other, format!("{class}/edit"))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_one_thing_neither_overwrites_the_other_unseen() {
    let server = server().await;
    let (mut one, mut other, edit) = two(&server).await;
    let (first, second) = (form_of(&one.get(&edit).await, SAVE), form_of(&other.get(&edit).await, SAVE));
    let saved = one.form(&edit, SAVE, &sent(&first, &[("capacity", "45"), ("place", "他人的地点")])).await;
    assert!(!saved.is_refused(), "{}", saved.location());
    let mine = [("about", "我的说明"), ("place", "我的地点")];
    let stale = other.form(&edit, SAVE, &sent(&second, &mine)).await;
    assert!(stale.is_refused());
    let back = stale.location().to_owned();
    let page = other.get(&back).await;
    for text in ["他人的地点", "我的地点", "现在的内容", "您填写的", "45", "60"] {
        assert!(page.body.contains(text), "{text} is shown");
    }
    let form = form_of(&page, SAVE);
    // What only the other changed stands as it is now; what only I changed, as I typed it.
    assert_eq!(stands(&form, "capacity"), ["45"]);
    assert_eq!(stands(&form, "about"), ["我的说明"]);
    assert_eq!(stands(&form, "place"), ["我的地点"]);
    assert_eq!(stands(&form, "__choice[capacity]"), ["theirs"]);
    assert_eq!(stands(&form, "__choice[about]"), ["mine"]);
    assert!(stands(&form, "__choice[place]").is_empty(), "both changed it: nothing is chosen for anybody");
    // Pressing save again without a choice saves nothing.
    let again = other.form(&back, SAVE, &sent(&form, &[])).await;
    assert!(again.is_refused(), "{}", again.location());
    let unchanged = form_of(&one.get(&edit).await, SAVE);
    assert_eq!(stands(&unchanged, "place"), ["他人的地点"]);
    let form = form_of(&other.get(again.location()).await, SAVE);
    let done = other.form(again.location(), SAVE, &sent(&form, &[("__choice[place]", "theirs")])).await;
    assert!(!done.is_refused(), "{}", done.location());
    let now = form_of(&one.get(&edit).await, SAVE);
    for (name, value) in [("capacity", "45"), ("about", "我的说明"), ("place", "他人的地点")] {
        assert_eq!(stands(&now, name), [value], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_after_a_fault_overwrites_nobody_either() {
    let server = server().await;
    let (mut one, mut other, edit) = two(&server).await;
    let second = form_of(&other.get(&edit).await, SAVE);
    let faulty = other.form(&edit, SAVE, &sent(&second, &[("hours", "x"), ("place", "我的地点")])).await;
    let first = form_of(&one.get(&edit).await, SAVE);
    one.form(&edit, SAVE, &sent(&first, &[("capacity", "45"), ("place", "他人的地点")])).await;
    let form = form_of(&other.get(faulty.location()).await, SAVE);
    assert_eq!(
        (stands(&form, "capacity"), stands(&form, "place")),
        (vec!["45".to_owned()], vec!["我的地点".to_owned()])
    );
    let open = other.form(faulty.location(), SAVE, &sent(&form, &[("hours", "8")])).await;
    assert!(open.is_refused(), "the place is still to be chosen");
    let form = form_of(&other.get(open.location()).await, SAVE);
    assert_eq!(stands(&form, "hours"), ["8"]);
    let done = other.form(open.location(), SAVE, &sent(&form, &[("__choice[place]", "mine")])).await;
    assert!(!done.is_refused(), "{}", done.location());
    let now = form_of(&one.get(&edit).await, SAVE);
    assert_eq!((stands(&now, "capacity"), stands(&now, "place")), (vec!["45".to_owned()], vec!["我的地点".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_overtaken_in_settings_sees_what_the_other_saved_and_asks_before_replacing_it() {
    const SETTINGS: &str = "/pipeline/settings";
    const SAVE: &str = "/api/pipeline/settings/save";
    let server = server().await;
    let mut one = server.client("one", "", &[(Role::OrgHr, "/p/")]).await;
    let mut other = server.client("other", "", &[(Role::OrgHr, "/p/")]).await;
    let (first, second) = (form_of(&one.get(SETTINGS).await, SAVE), form_of(&other.get(SETTINGS).await, SAVE));
    // What they save begins long after today, so that it is not in force.
    let theirs = [("from", "2040-01-01"), ("basis", "他人的文件"), ("deputy_months", "31")];
    let saved = one.form(SETTINGS, SAVE, &sent(&first, &theirs)).await;
    assert!(!saved.is_refused(), "{}", one.told(&saved).await);
    let mine = [("from", "2040-01-01"), ("basis", "我的文件"), ("deputy_months", "41")];
    let stale = other.form(SETTINGS, SAVE, &sent(&second, &mine)).await;
    assert!(stale.is_refused());
    let page = other.get(stale.location()).await;
    let form = form_of(&page, SAVE);
    let both = stands(&form, "__both").concat();
    for (name, theirs, mine) in [("deputy_months", "31", "41"), ("basis", "他人的文件", "我的文件")] {
        let beside = format!(r#"{{"name":"{name}","theirs":["{theirs}"],"mine":["{mine}"]"#);
        assert!(both.contains(&beside), "{beside}: {both}");
    }
    assert!(!both.contains(r#""name":"from""#), "both mean the same day: {both}");
    let chosen = [("__choice[deputy_months]", "mine"), ("__choice[basis]", "mine")];
    let asked = other.form(stale.location(), SAVE, &sent(&form, &chosen)).await;
    assert!(asked.is_refused(), "the day has a version");
    let page = other.get(asked.location()).await;
    for text in ["生效日期为 2040-01-01 的版本已存在", "“他人的文件”，改为“我的文件”", "“31”，改为“41”"]
    {
        assert!(page.alert().contains(text), "{text}: {}", page.alert());
    }
    let held = one.get(SETTINGS).await;
    assert!(held.body.contains("他人的文件") && !held.body.contains("我的文件"), "nothing was written");
    let form = form_of(&page, SAVE);
    let seen = form.control("confirmed").map(|one| one.values.concat()).unwrap_or_default();
    let done = other.form(asked.location(), SAVE, &sent(&form, &[("confirmed", &seen)])).await;
    assert!(!done.is_refused(), "{}", other.told(&done).await);
    let held = one.get(SETTINGS).await;
    assert!(held.body.contains("我的文件") && !held.body.contains("他人的文件"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_that_was_refused_is_open_with_its_text() {
    let server = server().await;
    things(&server.store).await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    // A notice that runs whenever this is asked.
    let runs = "UPDATE exchange_case:e1 SET publicity.notice = { on: '2020-01-06', until: '2090-01-06', days: 5 }";
    server.store.raw(Script::new(runs)).await.unwrap();
    let (page, act) = ("/exchange/cases/e1", "/api/exchange/cases/act");
    let text = "反映其公示期不足".repeat(80);
    let fields = format!("id=e1&version=1&act=object&from=群众&objection={text}");
    let answer = hr.form(page, act, &fields).await;
    assert!(answer.is_refused(), "{}", answer.location());
    let back = hr.get(answer.location()).await;
    assert!(back.body.contains(&text), "the text is there");
    let pieces = html::read(&back.body);
    let forms = html::forms(&pieces);
    let form = forms.iter().find(|form| form.controls.iter().any(|one| one.name == "objection")).unwrap();
    assert_eq!(form.control("objection").unwrap().values, [text]);
    let folds = html::folds(&pieces, form.at);
    assert!(!folds.is_empty());
    for fold in folds {
        assert!(matches!(&pieces[fold], html::Piece::Start(tag) if tag.get("open").is_some()), "and unfolded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_choices_and_radios_come_back_each_as_it_was() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let (page, record) = ("/training/hours/new", "/api/training/hours/record");
    let drawn = form_of(&hr.get(page).await, record);
    let ticks: Vec<&html::Control> =
        drawn.controls.iter().filter(|one| one.kind == Kind::Tick && one.enabled).collect();
    assert!(ticks.len() >= 4, "people to tick");
    let chosen = [(ticks[0].name.as_str(), "1"), (ticks[2].name.as_str(), "1"), ("title", ""), ("form", "group")];
    let answer = hr.form(page, record, &sent(&drawn, &chosen)).await;
    assert!(answer.is_refused(), "{}", answer.location());
    let form = form_of(&hr.get(answer.location()).await, record);
    let ticked: Vec<&str> =
        form.controls.iter().filter(|one| one.kind == Kind::Tick && one.ticked).map(|one| one.name.as_str()).collect();
    assert_eq!(ticked, [ticks[0].name.as_str(), ticks[2].name.as_str()]);
    assert_eq!(stands(&form, "form"), ["group"]);
    assert_eq!(stands(&form, "once"), stands(&drawn, "once"), "the key of the entry goes on with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_and_numbers_are_read_as_offices_write_them() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let typed = [
        ("title", "班"),
        ("hours", "７．５"),
        ("capacity", "３０"),
        ("place", "A楼"),
        ("enrol_from", "2039.3.5"),
        ("enrol_until", "20390310"),
        ("starts", "２０３９年４月１日"),
        ("ends", "2039/4/2"),
    ];
    let form = form_of(&hr.get(NEW).await, SAVE);
    let saved = hr.form(NEW, SAVE, &sent(&form, &typed)).await;
    assert!(!saved.is_refused(), "{}", hr.told(&saved).await);
    let edit = form_of(&hr.get(&format!("{}/edit", saved.location())).await, SAVE);
    for (name, value) in [
        ("hours", "7.5"),
        ("capacity", "30"),
        ("enrol_from", "2039-03-05"),
        ("enrol_until", "2039-03-10"),
        ("starts", "2039-04-01"),
        ("ends", "2039-04-02"),
    ] {
        assert_eq!(stands(&edit, name), [value], "{name}");
    }
    // What is no day stands in its form as it was typed.
    let wrong = hr.form(NEW, SAVE, &sent(&form, &[("starts", "下周一"), ("ends", "2039年2月31日")])).await;
    let page = hr.get(wrong.location()).await;
    let again = form_of(&page, SAVE);
    assert_eq!(
        (stands(&again, "starts"), stands(&again, "ends")),
        (vec!["下周一".to_owned()], vec!["2039年2月31日".to_owned()])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_and_what_is_missing_is_said_in_one_round() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    for (page, action, typed, told) in [
        ("/training/surveys/new", "/api/surveys/save", [("title", ""), ("opens", "明天")], ["请填写", "日期"]),
        ("/training/plans/new", "/api/plans/save", [("title", ""), ("year", "明年")], ["请填写", "整数"]),
        ("/training/library/new", "/api/library/save", [("name", ""), ("seats", "很多")], ["请填写", "整数"]),
    ] {
        let form = form_of(&hr.get(page).await, action);
        let answer = hr.form(page, action, &sent(&form, &typed)).await;
        assert!(answer.is_refused(), "{action}: {}", answer.location());
        let alert = hr.told(&answer).await;
        for text in told {
            assert!(alert.contains(text), "{action} says {text}: {alert}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_is_marked_as_kept_by_no_browser() {
    let server = server().await;
    let union = tests::unit("union", Some(&tests::unit("p", None, UnitKind::Region)), UnitKind::Union);
    server.store.load(Bulk::People(vec![tests::person("p9", "张9", &union)])).await.unwrap();
    things(&server.store).await;
    let marked = |page: &Answer, action: &str| {
        let pieces = html::read(&page.body);
        let form =
            html::forms(&pieces).into_iter().find(|form| form.goes_to(action)).unwrap_or_else(|| panic!("{action}"));
        let mark = |piece: &html::Piece| matches!(piece, html::Piece::Start(tag) if tag.get("data-secret").is_some());
        pieces[form.at..form.end].iter().any(mark)
    };
    let mut cadre = server.client("cadre", "p1", &[]).await;
    assert!(marked(&cadre.get("/tolerance/cases/new").await, "/api/tolerance/cases/open"));
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    assert!(marked(&hr.get("/people/p1/circumstances").await, "/api/exchange/circumstances/save"));
    // What is proved in a case, and what single ballots say that are typed from paper.
    let mut person = server.client("nine", "p9", &[]).await;
    let case = "/tolerance/cases/f1";
    assert!(marked(&person.get(case).await, &format!("{case}/evidence")));
    assert!(marked(&hr.get("/appraisal/sheets/z1").await, "/api/appraisal/paper/type"));
    assert!(!marked(&hr.get(NEW).await, SAVE), "a class is no secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_a_file_says_that_it_is_to_be_chosen_again() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let course = hr.post("/api/courses/save", "title=课&category=law&unit=p&hours=2").await.location().to_owned();
    let to = format!("{course}/chapters");
    let fields = [("title", ""), ("kind", "video"), ("minutes", "很久"), ("count", "5"), ("pass", "60")];
    let refused = hr.send_file(&to, &fields, "一.mp4", b"x").await;
    assert!(refused.is_refused(), "{} {}", refused.status, refused.location());
    let page = hr.get(refused.location()).await;
    let form = form_of(&page, &to);
    assert_eq!((stands(&form, "minutes"), stands(&form, "kind")), (vec!["很久".to_owned()], vec!["video".to_owned()]));
    assert!(page.body.contains("请重新选择"), "no page can choose a file");
    let alert = page.alert();
    assert!(alert.contains("章节名称") && alert.contains("时长"), "both at once: {alert}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_a_referer_is_refused_in_words() {
    let server = server().await;
    let mut hr = server.client("hr", "", &[(Role::OrgHr, "/p/")]).await;
    let request = Request::post(SAVE)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = "title=写好的名称&category=law&tier=section&kind=other&form=online&hours=x&capacity=3&unit=p&enrol_from=&enrol_until=&starts=&ends=&place=";
    let answer = hr.send(request, axum::body::Body::from(body)).await;
    assert!(answer.is_refused(), "{} {}", answer.status, answer.location());
    let page = hr.get(answer.location()).await;
    assert!(page.alert().contains("需要更正") && page.body.contains("写好的名称"), "{}", page.alert());
}
