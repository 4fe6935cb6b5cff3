//! Checking in to a lesson.

use domain::training::{CheckIn, LessonDetail, LessonOfDay, Presence};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{self, CheckInNow};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::written::Written;
use crate::training::lesson;
use crate::training::lesson::page::{presence_badge, time_of};
use crate::words::{self, tr};

/// What the phone says without connection, hidden until it does.
fn without_connection(kind: &'static str) -> AnyView {
    view! {
        <div data-check-in=kind>
            <p class="note plain" role="status" data-say="kept" hidden=true>
                {tr(
                    "目前没有网络：签到码已保存在本机，联网后自动补传。",
                    "No connection: the code is kept on this phone and sent by itself later.",
                )}
            </p>
            <p class="note good" role="status" data-say="sent" hidden=true>
                {tr("离线签到已补传成功。", "What was kept has been sent: you are checked in.")}
            </p>
            <p class="note warn" role="status" data-say="late" hidden=true>
                {tr("离线签到已补传，记为迟到。", "What was kept has been sent: you are checked in, as late.")}
            </p>
            <p class="note bad" role="status" data-say="refused" hidden=true>
                {tr(
                    "离线签到未被接受：签到码不在有效时间内。请联系班主任补签。",
                    "What was kept was not accepted: its code was not in time. Ask the class head.",
                )}
            </p>
        </div>
    }
    .written()
}

/// The lessons of the day, and where one stands with each.
fn today(lessons: Vec<LessonOfDay>) -> AnyView {
    let line = |one: LessonOfDay| {
        let known = match &one.check_in {
            Some(check_in) => view! { {presence_badge(check_in.presence)}" "{times(check_in)} }.written(),
            None => badge("plain", tr("未签到", "Not checked in")),
        };
        let time = format!("{}–{}", one.lesson.starts.clock_text(), one.lesson.ends.clock_text());
        view! {
            <li>
                <strong>{one.lesson.title}</strong>
                <span class="muted">{time}" · "{one.class}</span>
                <span data-testid="known">{known}</span>
            </li>
        }
    };
    view! { <ul class="rows">{lessons.into_iter().map(line).collect_view()}</ul> }.written()
}

/// When somebody came and was last seen.
fn times(check_in: &CheckIn) -> String {
    let at = |label: &str, at: domain::Moment| (at.0 > 0).then(|| format!("{label} {}", at.clock_text()));
    let known = [at(tr("签到", "Came"), check_in.came), at(tr("签退", "Left"), check_in.left)];
    known.into_iter().flatten().collect::<Vec<_>>().join(tr("，", ", "))
}

/// Checking in by typing the code; also the page a phone without connection has.
pub fn by_hand() -> AnyView {
    let action = form::posts::<CheckInNow>();
    load(
        || (),
        |()| api::lessons_of_day(),
        move |lessons| {
            let fault = fault_of(action);
            let body = if lessons.is_empty() {
                empty(
                    tr("今天没有课", "No lesson today"),
                    tr(
                        "有课的日子，可在这里输入现场屏幕上的签到码。",
                        "On days with a lesson, type the code on the screen here.",
                    ),
                )
            } else {
                // Asked about is the first that nothing is known of.
                let next = lessons.iter().find(|one| one.check_in.is_none());
                let chosen = next.map(|one| one.lesson.id.to_string()).unwrap_or_default();
                let options: Vec<_> = lessons
                    .iter()
                    .map(|one| {
                        let text = format!("{} {} {}", one.lesson.starts.clock_text(), one.class, one.lesson.title);
                        (one.lesson.id.to_string(), text)
                    })
                    .collect();
                let form = form::post(
                    action,
                    "form narrow",
                    view! {
                        {form::summary(fault)}
                        {form::select("lesson", tr("课次", "Lesson"), "", options, &chosen, fault)}
                        {form::text(
                            "code",
                            tr("签到码", "Code"),
                            tr("现场屏幕上的 8 位数字", "The eight digits on the screen"),
                            "",
                            fault,
                        )}
                        {form::submit(
                            if chosen.is_empty() { tr("签退", "Sign out") } else { tr("签到", "Check in") },
                            action.pending(),
                        )}
                    },
                );
                view! {
                    {section(tr("今天的课", "Lessons today"), today(lessons))}
                    {form}
                }
                .written()
            };
            page(
                Vec::new(),
                tr("签到", "Check in"),
                tr(
                    "用手机相机扫现场二维码，或在此输入签到码。",
                    "Scan the code in the room with your camera, or type it here.",
                ),
                ().into_any(),
                view! {
                    {without_connection("kept-page")}
                    {body}
                }
                .written(),
            )
        },
    )
}

/// Checking in by the scanned code. Looking at the page is the whole of it: the code in the
/// address is fresh for seconds, and coming twice changes nothing.
pub fn by_scan() -> AnyView {
    let token = use_params_map().read_untracked().get("id").unwrap_or_default();
    let (lesson, code) = token.split_once('.').map(|(l, c)| (l.to_owned(), c.to_owned())).unwrap_or_default();
    load(
        || (),
        |()| async move {
            let outcome = api::check_in(lesson.clone(), code, "1".to_owned()).await;
            let lesson = lesson::api::lesson(lesson).await.ok();
            Ok((outcome, lesson))
        },
        |(outcome, detail)| {
            let about = detail.map(|detail: LessonDetail| {
                facts(vec![
                    (tr("班次", "Class"), detail.class.title),
                    (tr("课次", "Lesson"), detail.lesson.title.clone()),
                    (tr("时间", "Time"), time_of(&detail.lesson)),
                    (tr("地点", "Place"), detail.lesson.place),
                ])
            });
            let (title, note) = match outcome {
                Ok(check_in) => {
                    let (title, tone) = match (check_in.left.0, check_in.presence) {
                        (0, Presence::Present) => (tr("签到成功", "You are checked in"), "good"),
                        (0, Presence::Late) => (tr("已签到，记为迟到", "You are checked in, as late"), "warn"),
                        (0, _) => (tr("班主任已登记考勤", "The class head has entered you"), "warn"),
                        (_, Presence::Late) => (tr("签退成功，本次记为迟到", "You are signed out, as late"), "warn"),
                        _ => (tr("签退成功", "You are signed out"), "good"),
                    };
                    (
                        title,
                        view! {
                            <p class=format!("note {tone}") role="status">
                                {presence_badge(check_in.presence)}
                                " "
                                {times(&check_in)}
                            </p>
                        }
                        .written(),
                    )
                }
                Err(error) => (
                    tr("签到未成功", "Not checked in"),
                    view! {
                        <p class="note bad" role="alert">
                            {words::fault(&error.0)}
                        </p>
                    }
                    .written(),
                ),
            };
            page(
                Vec::new(),
                title,
                "",
                ().into_any(),
                view! {
                    {without_connection("page")}
                    {note}
                    {about.map(|about| section(tr("课次信息", "About the lesson"), about))}
                    <p class="actions">
                        {button_link("/check-in", tr("输入签到码", "Type the code"), false)}
                        {button_link("/", tr("回到首页", "Home"), false)}
                    </p>
                }
                .written(),
            )
        },
    )
}
