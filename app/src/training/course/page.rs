//! Online courses: the list, one course, its form.

use domain::access::Permission;
use domain::organisation::NearUnits;
use domain::page::Page;
use domain::training::{Categories, Course, CourseDetail, CourseQuery, CourseRow, CourseState, Progress};
use leptos::prelude::*;

use super::api::{self, MoveChapter, RemoveChapter, SaveCourse, SetCourseState};
use super::chapter::{Acts, chapters, minutes, trail};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, choice, column, search_box, table};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::organisation;
use crate::pages::{id, only_if};
use crate::training::category;
use crate::words::tr;

fn may_edit() -> bool {
    frame().me.is_some_and(|me| me.may(Permission::CLASS_EDIT))
}

fn state_badge(state: CourseState) -> AnyView {
    match state {
        CourseState::Draft => badge("plain", tr("草稿", "Draft")),
        CourseState::Published => badge("good", tr("开放学习", "Open")),
        CourseState::Closed => badge("warn", tr("已关闭", "Closed")),
    }
}

pub fn list() -> AnyView {
    load(
        State::now,
        |state| async move {
            let query = CourseQuery { q: state.get("q"), category: state.get("category"), window: state.window() };
            Ok((api::courses(query).await?, category::api::categories().await?))
        },
        |(found, tree): (Page<CourseRow>, Categories)| {
            let state = State::now();
            let columns = vec![
                column("title", tr("课程", "Course")).fixed(),
                column("category", tr("类别", "Category")),
                column("hours", tr("学时", "Hours")).numbers(),
                column("chapters", tr("章节", "Chapters")).numbers(),
                column("mine", tr("我的进度", "My progress")),
                column("state", tr("状态", "State")),
            ];
            let filters = view! {
                {search_box("q", tr("课程名称", "Title"), state.get("q"))}
                {choice(
                    "category",
                    tr("类别", "Category"),
                    category::page::options(&tree, Some(tr("全部", "All")), &state.get("category").into()),
                    state.get("category"),
                )}
            }
            .written();
            let pages = (found.page, found.pages(), found.total);
            let rows = found
                .rows
                .into_iter()
                .map(|row| {
                    let course = row.course;
                    let mine = match (row.completed, row.percent) {
                        (true, _) => badge("good", tr("已学完", "Done")),
                        (false, Some(percent)) => badge("warn", format!("{percent}%")),
                        (false, None) => ().into_any(),
                    };
                    vec![
                        view! { <a href=format!("/training/courses/{}", course.id)>{course.title.clone()}</a> }
                            .written(),
                        tree.name(&course.category, lang()).written(),
                        course.hours.to_string().into_any(),
                        course.chapters.len().to_string().into_any(),
                        mine,
                        state_badge(course.state),
                    ]
                })
                .collect();
            let none = empty(
                tr("没有符合条件的课程", "No course matches"),
                tr("课程开放后会出现在这里。", "Courses appear here when they are opened."),
            );
            page(
                Vec::new(),
                tr("网络课程", "Online courses"),
                tr(
                    "随时学习，学完即记网络培训学时。",
                    "Learn at any time; what is completed counts as online training.",
                ),
                may_edit().then(|| button_link("/training/courses/new", tr("新建课程", "New course"), true)).written(),
                table(tr("网络课程", "Online courses"), columns, state, filters, None, rows, pages, none),
            )
        },
    )
}

/// A new course.
pub fn new() -> AnyView {
    let save = form::posts::<SaveCourse>();
    load(
        || (),
        |()| async { Ok((category::api::categories().await?, organisation::near([""]).await?)) },
        move |(tree, units): (Categories, NearUnits)| {
            page(trail(), tr("新建课程", "New course"), "", ().into_any(), editor(None, &tree, units, save))
        },
    )
}

/// A course's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveCourse>();
    load(
        id,
        |id| async move {
            let detail = api::course(id).await?;
            let units = organisation::near([&detail.course.unit]).await?;
            Ok((detail, category::api::categories().await?, units))
        },
        move |(detail, tree, units): (CourseDetail, Categories, NearUnits)| {
            only_if(detail.editable, || {
                page(
                    trail(),
                    tr("修改课程", "Edit course"),
                    "",
                    ().into_any(),
                    editor(Some(&detail.course), &tree, units, save),
                )
            })
        },
    )
}

fn editor(one: Option<&Course>, tree: &Categories, units: NearUnits, save: form::Post<SaveCourse>) -> AnyView {
    let fault = fault_of(save);
    let of = |get: fn(&Course) -> String, instead: &str| one.map_or_else(|| instead.to_owned(), get);
    let options = unit_options(units);
    let first = options.first();
    let category = one.map(|one| one.category.clone()).unwrap_or_default();
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=of(|c| c.id.to_string(), "") />
            <input type="hidden" name="version" value=of(|c| c.version.to_string(), "0") />
            {form::text("title", tr("课程名称", "Title"), "", of(|c| c.title.clone(), ""), fault)}
            <div class="grid">
                {form::select(
                    "category",
                    tr("类别", "Category"),
                    "",
                    category::page::options(tree, None, &category),
                    category.as_str(),
                    fault,
                )}
                {form::select(
                    "unit",
                    tr("开课单位", "Offered by"),
                    tr("该单位及下级单位的干部可学习", "Cadres of it and below may learn"),
                    options,
                    &of(|c| c.unit.to_string(), &first),
                    fault,
                )}
                {form::text(
                    "hours",
                    tr("学时", "Hours"),
                    tr("学完全部章节可得", "For all its chapters"),
                    of(|c| c.hours.to_string(), ""),
                    fault,
                )}
                {form::tick(
                    "strict",
                    tr("按顺序学习，不可快进", "In order, no skipping ahead"),
                    "",
                    one.is_none_or(|c| c.strict),
                    fault,
                )}
            </div>
            {form::area("about", tr("简介", "About"), "", of(|c| c.about.clone(), ""), fault)}
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}

/// One course.
pub fn detail() -> AnyView {
    let change = form::posts::<SetCourseState>();
    let remove = form::posts::<RemoveChapter>();
    let shift = form::posts::<MoveChapter>();
    load(
        id,
        |id| async move { Ok((api::course(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (CourseDetail, Categories)| {
            let course = detail.course.clone();
            let hidden = || view! { <input type="hidden" name="id" value=course.id.to_string() /> };
            let mut actions: Vec<AnyView> = Vec::new();
            let progress = detail.progress.clone();
            actions.extend(progress.as_ref().and_then(|progress| going_on(&course, progress)));
            if detail.editable {
                let to = |state: &'static str, label: &'static str| {
                    form::post(
                        change,
                        "",
                        view! {
                            {hidden()}
                            <input type="hidden" name="state" value=state />
                            {form::submit(label, change.pending())}
                        },
                    )
                };
                match course.state {
                    CourseState::Draft => {
                        if !course.chapters.is_empty() {
                            actions.push(to("published", tr("开放学习", "Open to learners")));
                        }
                        actions.push(button_link(
                            format!("/training/courses/{}/chapters/new", course.id),
                            tr("添加章节", "Add a chapter"),
                            course.chapters.is_empty(),
                        ));
                    }
                    CourseState::Closed => actions.push(to("published", tr("重新开放", "Open again"))),
                    CourseState::Published => actions.push(form::post(
                        change,
                        "",
                        view! {
                            {hidden()}
                            <input type="hidden" name="state" value="closed" />
                            {confirm(
                                tr("关闭课程", "Close"),
                                tr(
                                    "关闭后不能继续学习，已得学时不变。",
                                    "Nobody learns on; hours earned stay.",
                                ),
                                tr("关闭", "Close"),
                            )}
                        },
                    )),
                }
                actions.push(button_link(format!("/training/courses/{}/edit", course.id), tr("修改", "Edit"), false));
            }
            let mine = progress.as_ref().map(|progress| {
                let percent = progress.percent(&course);
                let class = if percent >= 100 { "bar-done met" } else { "bar-done" };
                let word = if progress.completed.0 > 0 {
                    badge("good", format!("{} {}", tr("已学完", "Done"), progress.completed.minute_text()))
                } else {
                    badge("plain", format!("{percent}%"))
                };
                section(
                    tr("我的进度", "My progress"),
                    view! {
                        <p>{word}</p>
                        <svg
                            class="bar"
                            viewBox="0 0 100 4"
                            preserveAspectRatio="none"
                            role="img"
                            aria-label=format!("{percent}%")
                        >
                            <rect class="bar-track" width="100" height="4"></rect>
                            <rect class=class width=percent.to_string() height="4"></rect>
                        </svg>
                    }
                    .written(),
                )
            });
            let learners = detail.learners.map(|(began, done)| {
                view! {
                    <p>
                        {tr("学习人数 ", "Learners ")}<strong class="number">{began.to_string()}</strong>" · "
                        {tr("学完 ", "done ")}<strong class="number">{done.to_string()}</strong>
                    </p>
                }
            });
            let draft = detail.editable && course.state == CourseState::Draft;
            let begun = detail.learners.map_or(0, |learners| learners.0);
            let body = if course.chapters.is_empty() {
                empty(
                    tr("还没有章节", "No chapters yet"),
                    tr(
                        "章节可以是视频、文档、练习或课件包。",
                        "A chapter is a video, a document, an exercise or a package.",
                    ),
                )
            } else {
                let acts = detail
                    .editable
                    .then_some(Acts { shift: (begun == 0).then_some(shift), remove: draft.then_some(remove) });
                chapters(&course, progress.as_ref(), acts)
            };
            page(
                trail(),
                course.title.clone(),
                "",
                actions.collect_view().into_any(),
                view! {
                    {form::summary(fault_of(change))}
                    {form::summary(fault_of(remove))}
                    {form::summary(fault_of(shift))}
                    {section(
                        tr("课程信息", "About the course"),
                        view! {
                            <p>{state_badge(course.state)}</p>
                            {facts(
                                vec![
                                    (tr("类别", "Category"), category::page::full_name(&tree, &course.category)),
                                    (tr("学时", "Hours"), course.hours.to_string()),
                                    (tr("开课单位", "Offered by"), course.unit_name.clone()),
                                    (
                                        tr("学习方式", "How"),
                                        if course.strict {
                                            tr("按顺序学习，不可快进", "In order, no skipping ahead")
                                        } else {
                                            tr("自由学习", "Freely")
                                        }
                                            .to_owned(),
                                    ),
                                    (tr("时长", "Time"), minutes(course.chapters.iter().map(|c| c.seconds).sum())),
                                ],
                            )}
                            {(!course.about.is_empty()).then(|| view! { <p class="prose">{course.about.clone()}</p> })}
                            {learners}
                        }
                            .written(),
                    )}
                    {mine}
                    {section(tr("章节", "Chapters"), body)}
                }
                .written(),
            )
        },
    )
}

/// The way to where somebody goes on, while there is one.
fn going_on(course: &Course, progress: &Progress) -> Option<AnyView> {
    let next = course.resume(progress).filter(|_| course.state == CourseState::Published)?;
    let word = if progress.started.0 == 0 { tr("开始学习", "Start") } else { tr("继续学习", "Go on") };
    Some(button_link(format!("/training/courses/{}/learn/{}", course.id, next.id), word, true))
}
