//! Checking in to a lesson.

use domain::training::LessonDetail;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{self, CheckInNow};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{button_link, empty, facts, page, section};
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
            <p class="note bad" role="status" data-say="refused" hidden=true>
                {tr(
                    "离线签到未被接受：签到码不在有效时间内。请联系班主任补签。",
                    "What was kept was not accepted: its code was not in time. Ask the class head.",
                )}
            </p>
        </div>
    }
    .into_any()
}

/// Checking in by typing the code; also the page a phone without connection has.
pub fn by_hand() -> AnyView {
    let action = ServerAction::<CheckInNow>::new();
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
                let options: Vec<_> = lessons
                    .into_iter()
                    .map(|(lesson, class)| {
                        (lesson.id.to_string(), format!("{} {class} {}", lesson.starts.clock_text(), lesson.title))
                    })
                    .collect();
                form::post(
                    action,
                    "form narrow",
                    view! {
                        {form::summary(fault)}
                        {form::select("lesson", tr("课次", "Lesson"), "", options, "", fault)}
                        {form::text(
                            "code",
                            tr("签到码", "Code"),
                            tr("现场屏幕上的 8 位数字", "The eight digits on the screen"),
                            "",
                            fault,
                        )}
                        {form::submit(tr("签到", "Check in"), action.pending().into())}
                    },
                )
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
                .into_any(),
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
                    let text = if check_in.left.0 == 0 {
                        format!("{} {}", tr("签到时间", "Came at"), check_in.came.clock_text())
                    } else {
                        format!("{} {}", tr("签退时间", "Left at"), check_in.left.clock_text())
                    };
                    (
                        if check_in.left.0 == 0 {
                            tr("签到成功", "You are checked in")
                        } else {
                            tr("签退成功", "You are signed out")
                        },
                        view! {
                            <p class="note good" role="status">
                                {presence_badge(check_in.presence)}
                                " "
                                {text}
                            </p>
                        }
                        .into_any(),
                    )
                }
                Err(error) => (
                    tr("签到未成功", "Not checked in"),
                    view! {
                        <p class="note bad" role="alert">
                            {words::fault(&error.0)}
                        </p>
                    }
                    .into_any(),
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
                .into_any(),
            )
        },
    )
}
