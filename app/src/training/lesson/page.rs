//! Lessons: their plan, the list of who was there, the code in the room, checking in.

use domain::access::Permission;
use domain::code::{Code, Lang};
use domain::time::day_text;
use domain::training::{
    AttendanceRow, CheckIn, Class, ClassDetail, ClassState, HoldingKind, Lesson, LessonDetail, Presence,
};
use leptos::prelude::*;

use super::api::{self, CancelLesson, MarkPresence, SaveLesson};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, plain_table};
use crate::components::written::Written;
use crate::frame::{Frame, lang};
use crate::pages::{id, only_at, step};
use crate::training::{class, library};
use crate::words::{name, tr};

pub(crate) fn presence_badge(presence: Presence) -> AnyView {
    let tone = match presence {
        Presence::Present => "good",
        Presence::Late => "warn",
        Presence::Leave => "plain",
        Presence::Absent => "bad",
    };
    badge(tone, name(presence))
}

pub(crate) fn time_of(lesson: &Lesson) -> String {
    format!("{} {}–{}", day_text(lesson.starts.day()), lesson.starts.clock_text(), lesson.ends.clock_text())
}

/// The lessons of a class, on its page.
pub(crate) fn of_class(class: &Class, lessons: Vec<Lesson>, mine: &[CheckIn], editable: bool, keeps: bool) -> AnyView {
    let add = editable.then(|| {
        button_link(format!("/training/classes/{}/lessons/new", class.id), tr("添加课次", "Add a lesson"), false)
    });
    let body = if lessons.is_empty() {
        empty(
            tr("还没有课程安排", "No lessons yet"),
            if editable {
                tr("添加课次后可以扫码签到、按课次计学时。", "With lessons people check in by code and hours follow.")
            } else {
                ""
            },
        )
    } else {
        let heads = [
            (tr("时间", "Time"), false),
            (tr("课次", "Lesson"), false),
            (tr("地点", "Place"), false),
            (tr("师资", "Trainer"), false),
            (tr("学时", "Hours"), true),
            (tr("状态", "State"), false),
        ];
        let rows = lessons
            .into_iter()
            .map(|lesson| {
                let known = mine.iter().find(|check_in| check_in.lesson == lesson.id);
                let state = if lesson.cancelled {
                    badge("bad", tr("已取消", "Called off"))
                } else {
                    known.map(|check_in| presence_badge(check_in.presence)).written()
                };
                let title = if keeps && !lesson.cancelled {
                    view! { <a href=format!("/training/lessons/{}", lesson.id)>{lesson.title.clone()}</a> }.written()
                } else {
                    lesson.title.clone().into_any()
                };
                let leader = lesson.leader.then(|| badge("plain", tr("领导授课", "Leader")));
                vec![
                    time_of(&lesson).written(),
                    title,
                    lesson.place.written(),
                    view! { {lesson.trainer}" "{leader} }.written(),
                    lesson.hours.to_string().into_any(),
                    state,
                ]
            })
            .collect();
        plain_table(tr("课程安排", "Lessons"), &heads, rows)
    };
    section(
        tr("课程安排", "Lessons"),
        view! {
            {body}
            <p class="actions no-print">{add}</p>
        }
        .written(),
    )
}

/// The names a library proposes.
type Names = Vec<(HoldingKind, String)>;

/// A new lesson.
pub fn new() -> AnyView {
    let save = form::posts::<SaveLesson>();
    load(
        id,
        |id| async move {
            let (class, lessons) = (class::api::class(id.clone()).await?, api::lessons(id).await?.0);
            Ok((class, lessons, library::api::holding_names().await?))
        },
        move |(detail, lessons, names): (ClassDetail, Vec<Lesson>, Names)| {
            // The next lesson most often follows the last one: its day, its place.
            let last = lessons.iter().rfind(|lesson| !lesson.cancelled).cloned();
            only_at(Permission::CLASS_EDIT, &detail.class.path, || {
                lesson_form(save, &detail.class, None, last.as_ref(), &names)
            })
        },
    )
}

/// A lesson's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveLesson>();
    load(
        id,
        |id| async move { Ok((api::lesson(id).await?, library::api::holding_names().await?)) },
        move |(detail, names): (LessonDetail, Names)| {
            only_at(Permission::CLASS_EDIT, &detail.class.path, || {
                lesson_form(save, &detail.class, Some(&detail.lesson), None, &names)
            })
        },
    )
}

fn lesson_form(
    save: form::Post<SaveLesson>,
    class: &Class,
    lesson: Option<&Lesson>,
    last: Option<&Lesson>,
    names: &Names,
) -> AnyView {
    let named = |kind: HoldingKind| names.iter().filter(|one| one.0 == kind).map(|one| one.1.clone()).collect();
    let fault = fault_of(save);
    let near = lesson.or(last);
    let of = |get: fn(&Lesson) -> String| lesson.map(get).unwrap_or_default();
    let day = near.map_or(class.starts, |lesson| lesson.starts.day());
    let hours = near.map(|lesson| lesson.hours.to_string()).unwrap_or_default();
    let place = near.map_or_else(|| class.place.clone(), |lesson| lesson.place.clone());
    page(
        vec![
            step("/training/classes", tr("班次", "Classes")),
            step(format!("/training/classes/{}", class.id), class.title.clone()),
        ],
        if lesson.is_some() { tr("修改课次", "Edit lesson") } else { tr("添加课次", "Add a lesson") },
        tr("各课次学时之和不超过班次学时。", "The lessons' hours together are at most the class's."),
        ().into_any(),
        form::post(
            save,
            "form",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=of(|l| l.id.to_string()) />
                <input type="hidden" name="version" value=of(|l| l.version.to_string()) />
                <input type="hidden" name="class" value=class.id.to_string() />
                {form::proposed(
                    "title",
                    tr("课次名称", "Title"),
                    of(|l| l.title.clone()),
                    named(HoldingKind::Course),
                    fault,
                )}
                <div class="grid">
                    {form::date("day", tr("日期", "Day"), day_text(day), fault)}
                    {form::time(
                        "from",
                        tr("开始", "Begins"),
                        lesson.map_or_else(|| "09:00".to_owned(), |l| l.starts.clock_text()),
                        fault,
                    )}
                    {form::time(
                        "until",
                        tr("结束", "Ends"),
                        lesson.map_or_else(|| "11:30".to_owned(), |l| l.ends.clock_text()),
                        fault,
                    )} {form::text("hours", tr("学时", "Hours"), "", hours, fault)}
                    {form::proposed("place", tr("地点", "Place"), place, named(HoldingKind::Venue), fault)}
                    {form::proposed(
                        "trainer",
                        tr("师资", "Trainer"),
                        of(|l| l.trainer.clone()),
                        named(HoldingKind::Trainer),
                        fault,
                    )}
                    {form::field(
                        "leader",
                        tr("领导干部授课", "Taught by a leading cadre"),
                        "",
                        fault,
                        view! {
                            <input
                                type="checkbox"
                                id="leader"
                                name="leader"
                                value="1"
                                checked=lesson.is_some_and(|l| l.leader)
                            />
                        }
                            .written(),
                    )}
                </div>
                {form::submit(tr("保存", "Save"), save.pending())}
            },
        ),
    )
}

/// A lesson for the class head: who is there, and corrections.
pub fn detail() -> AnyView {
    let mark = form::posts::<MarkPresence>();
    let cancel = form::posts::<CancelLesson>();
    load(id, api::lesson, move |detail: LessonDetail| {
        let LessonDetail { lesson, class, rows, mine, .. } = detail;
        let now = use_context::<Frame>().unwrap_or_default().now;
        let fault = fault_of(mark);
        let keeps = rows.is_some();
        let came = rows.as_ref().map(|rows| {
            let came = rows.iter().filter(|row| row.check_in.as_ref().is_some_and(|c| c.presence.attended())).count();
            (came, rows.len())
        });
        let open = lesson.open(now).is_ok();
        let editable = keeps && class.state == ClassState::Published && !lesson.cancelled;
        let list = rows.map(|rows| list(rows, &lesson, editable, mark, fault));
        let actions = view! {
            {(keeps && open)
                .then(|| button_link(
                    format!("/training/lessons/{}/code", lesson.id),
                    tr("投屏签到码", "Show the code"),
                    true,
                ))}
            {editable
                .then(|| button_link(format!("/training/lessons/{}/edit", lesson.id), tr("修改", "Edit"), false))}
            {editable
                .then(|| form::post(
                    cancel,
                    "",
                    view! {
                        <input type="hidden" name="id" value=lesson.id.to_string() />
                        {confirm(
                            tr("取消课次", "Call off"),
                            tr(
                                "取消后日历中会同步撤销，确定取消吗？",
                                "Calendars that have it are told. Call it off?",
                            ),
                            tr("取消课次", "Call off"),
                        )}
                    },
                ))}
            {keeps
                .then(|| {
                    view! {
                        <button type="button" class="button" data-print="">
                            {tr("打印签到表", "Print the list")}
                        </button>
                    }
                })}
        };
        page(
            vec![
                step("/training/classes", tr("班次", "Classes")),
                step(format!("/training/classes/{}", class.id), class.title.clone()),
            ],
            lesson.title.clone(),
            "",
            actions.written(),
            view! {
                {form::summary(fault_of(cancel))}
                {mine
                    .map(|mine| {
                        view! {
                            <p class="note good">{tr("我的考勤：", "Mine: ")}{presence_badge(mine.presence)}</p>
                        }
                    })}
                {section(
                    tr("课次信息", "About the lesson"),
                    facts(
                        vec![
                            (tr("时间", "Time"), time_of(&lesson)),
                            (tr("地点", "Place"), lesson.place.clone()),
                            (tr("师资", "Trainer"), lesson.trainer.clone()),
                            (tr("学时", "Hours"), lesson.hours.to_string()),
                        ],
                    ),
                )}
                {came
                    .map(|(came, all)| {
                        view! {
                            <p>
                                {tr("已到：", "There: ")}<strong class="number" data-testid="came">
                                    {format!("{came}/{all}")}
                                </strong>
                            </p>
                        }
                    })}
                {list}
            }
            .written(),
        )
    })
}

fn list(
    rows: Vec<AttendanceRow>,
    lesson: &Lesson,
    editable: bool,
    mark: form::Post<MarkPresence>,
    fault: form::FormFault,
) -> AnyView {
    if rows.is_empty() {
        return empty(tr("还没有学员", "Nobody has a seat yet"), "");
    }
    let heads = [
        (tr("姓名", "Name"), false),
        (tr("单位", "Unit"), false),
        (tr("签到", "Came"), false),
        (tr("签退", "Left"), false),
        (tr("考勤", "Presence"), false),
        (tr("事由", "Reason"), false),
    ];
    let clock = |at: domain::Moment| if at.0 == 0 { String::new() } else { at.clock_text() };
    let filled = editable && filled();
    let unknown = rows.iter().filter(|row| row.check_in.is_none()).count();
    let rows = rows
        .into_iter()
        .map(|row| {
            let known = row.check_in;
            let (came, left) = known.as_ref().map(|c| (clock(c.came), clock(c.left))).unwrap_or_default();
            let witness = known.as_ref().map(|c| view! { <span class="muted">" "{name(c.witness)}</span> });
            let label = format!("{} {}", row.name, tr("考勤", "presence"));
            let why = format!("{} {}", row.name, tr("事由", "reason"));
            let field = format!("reason-{}", row.person);
            let (control, reason) = if editable {
                let chosen = known.as_ref().map(|c| c.presence).or(filled.then_some(Presence::Present));
                let options = Presence::ALL
                    .iter()
                    .map(|presence| {
                        let selected = Some(*presence) == chosen;
                        view! {
                            <option value=presence.code() selected=selected>
                                {presence.name(lang())}
                            </option>
                        }
                    })
                    .collect_view();
                (
                    view! {
                        <select name=form::keyed("presence", &row.person) aria-label=label>
                            <option value="">"—"</option>
                            {options}
                        </select>
                    }
                    .written(),
                    view! {
                        <input
                            id=field.clone()
                            class="short wide"
                            name=form::keyed("reason", &row.person)
                            value=known.map(|c| c.reason).unwrap_or_default()
                            aria-label=why
                        />
                        {form::error_of(field, fault)}
                    }
                    .written(),
                )
            } else {
                (
                    known.as_ref().map(|c| presence_badge(c.presence)).written(),
                    known.map(|c| c.reason).unwrap_or_default().into_any(),
                )
            };
            vec![
                row.name.written(),
                row.unit_name.written(),
                view! { {came}{witness} }.written(),
                left.written(),
                control,
                reason,
            ]
        })
        .collect();
    let table = plain_table(tr("签到表", "List"), &heads, rows);
    let sheet = format!("/export/lessons/{}.xlsx", lesson.id);
    let download = view! {
        <a class="button" rel="external" download=true href=sheet>
            {tr("导出 Excel", "Export as Excel")}
        </a>
    };
    if !editable {
        return section(
            tr("签到表", "List"),
            view! {
                {table}
                <p class="actions no-print">{download}</p>
            }
            .written(),
        );
    }
    section(
        tr("签到表", "List"),
        form::post(
            mark,
            "",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=lesson.id.to_string() />
                {(unknown > 0).then(|| filling(unknown, filled))}
                {table}
                <p class="actions no-print">
                    {form::submit(tr("保存考勤", "Save the list"), mark.pending())}{download}
                </p>
            },
        ),
    )
}

/// Whether the list is asked for with everybody as present of whom nothing is known.
fn filled() -> bool {
    State::now().get("all") == Presence::Present.code()
}

/// Fills the list in for so many of whom nothing is known, and empties it again: nothing is kept before it is saved.
fn filling(unknown: usize, filled: bool) -> AnyView {
    let to = |all: &str| State::now().with(&[("all", all.to_owned())]);
    if !filled {
        return view! {
            <p class="actions no-print">
                <a class="button" href=to(Presence::Present.code())>
                    {tr("全部到课", "All present")}
                </a>
            </p>
        }
        .written();
    }
    let what = match lang() {
        Lang::Zh => format!("没有登记的 {unknown} 人已填为到课，尚未保存；请改正例外后保存。"),
        Lang::En => {
            format!("The {unknown} not entered yet are filled in as present. Correct the others, then save the list.")
        }
    };
    view! {
        <p class="note warn no-print" role="status">
            {what}" "<a href=to("")>{tr("撤销填写", "Undo")}</a>
        </p>
    }
    .written()
}

/// The code of a lesson, large, for the screen in the room.
pub fn code() -> AnyView {
    load(
        id,
        |id| async move { Ok((api::lesson(id.clone()).await?, api::lesson_code(id).await?)) },
        |(detail, code)| {
            let LessonDetail { lesson, class, .. } = detail;
            page(
                vec![
                    step(format!("/training/classes/{}", class.id), class.title.clone()),
                    step(format!("/training/lessons/{}", lesson.id), lesson.title.clone()),
                ],
                tr("扫码签到", "Check in"),
                tr(
                    "请用手机相机扫码；签到码每几秒更换，截图无效。离场前再扫一次即为签退。",
                    "Scan with your phone's camera. The code changes every few seconds, so a picture of it is \
                     worth nothing. Scan again before you leave to sign out.",
                ),
                ().into_any(),
                view! {
                    <p class="code-screen">
                        <img
                            src=format!("/training/lessons/{}/code.svg", lesson.id)
                            data-refresh="3000"
                            alt=format!("{} {}", tr("签到码", "Code"), code.code)
                            width="480"
                            height="595"
                        />
                    </p>
                }
                .written(),
            )
        },
    )
}
