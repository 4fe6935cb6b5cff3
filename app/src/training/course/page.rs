//! Online courses: the list, one course, its form, its chapters, learning.

use domain::access::Permission;
use domain::organisation::NearUnits;
use domain::page::Page;
use domain::training::{
    self, Categories, Chapter, ChapterKind, Course, CourseDetail, CourseQuery, CourseRow, CourseState, Exercise,
    PaperItem, Progress, QuestionKind, letter,
};
use leptos::prelude::*;

use super::api::{self, AnswerExercise, RemoveChapter, SaveCourse, SetCourseState};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, choice, column, plain_table, search_box, table};
use crate::frame::{frame, lang};
use crate::organisation;
use crate::pages::{id, only_if, page_fault, step};
use crate::training::{attempt, category};
use crate::words::{name, tr};

fn trail() -> Vec<(String, String)> {
    vec![step("/training/courses", tr("网络课程", "Online courses"))]
}

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

fn minutes(seconds: u32) -> String {
    format!("{} {}", seconds.div_ceil(60), tr("分钟", "minutes"))
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
            .into_any();
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
                            .into_any(),
                        tree.name(&course.category, lang()).into_any(),
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
                may_edit().then(|| button_link("/training/courses/new", tr("新建课程", "New course"), true)).into_any(),
                table(tr("网络课程", "Online courses"), columns, state, filters, None, rows, pages, none),
            )
        },
    )
}

/// A new course.
pub fn new() -> AnyView {
    let save = ServerAction::<SaveCourse>::new();
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
    let save = ServerAction::<SaveCourse>::new();
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

fn editor(one: Option<&Course>, tree: &Categories, units: NearUnits, save: ServerAction<SaveCourse>) -> AnyView {
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
            {form::submit(tr("保存", "Save"), save.pending().into())}
        },
    )
}

/// One course.
pub fn detail() -> AnyView {
    let change = ServerAction::<SetCourseState>::new();
    let remove = ServerAction::<RemoveChapter>::new();
    load(
        id,
        |id| async move { Ok((api::course(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (CourseDetail, Categories)| {
            let course = detail.course.clone();
            let hidden = || view! { <input type="hidden" name="id" value=course.id.to_string() /> };
            let mut actions: Vec<AnyView> = Vec::new();
            if detail.editable {
                let to = |state: &'static str, label: &'static str| {
                    form::post(
                        change,
                        "",
                        view! {
                            {hidden()}
                            <input type="hidden" name="state" value=state />
                            {form::submit(label, change.pending().into())}
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
            let progress = detail.progress.clone();
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
                    .into_any(),
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
            let body = if course.chapters.is_empty() {
                empty(
                    tr("还没有章节", "No chapters yet"),
                    tr(
                        "章节可以是视频、文档、练习或课件包。",
                        "A chapter is a video, a document, an exercise or a package.",
                    ),
                )
            } else {
                chapters(&course, progress.as_ref(), draft.then_some(remove))
            };
            page(
                trail(),
                course.title.clone(),
                "",
                actions.collect_view().into_any(),
                view! {
                    {form::summary(fault_of(change))}
                    {form::summary(fault_of(remove))}
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
                            .into_any(),
                    )}
                    {mine}
                    {section(tr("章节", "Chapters"), body)}
                }
                .into_any(),
            )
        },
    )
}

fn chapters(course: &Course, progress: Option<&Progress>, remove: Option<ServerAction<RemoveChapter>>) -> AnyView {
    let mut heads = vec![
        (tr("章节", "Chapter"), false),
        (tr("类型", "Kind"), false),
        (tr("时长", "Time"), true),
        (tr("状态", "State"), false),
    ];
    if remove.is_some() {
        heads.push((tr("操作", "Action"), false));
    }
    let rows = course
        .chapters
        .iter()
        .enumerate()
        .map(|(n, chapter)| {
            let open = progress.is_some_and(|progress| course.opens(&chapter.id, progress))
                && course.state == CourseState::Published;
            let title = format!("{}. {}", n + 1, chapter.title);
            let title = if open {
                view! { <a href=format!("/training/courses/{}/learn/{}", course.id, chapter.id)>{title}</a> }.into_any()
            } else {
                title.into_any()
            };
            let held = progress.and_then(|progress| progress.chapters.get(&chapter.id));
            let state = match held {
                Some(one) if one.done => badge("good", tr("已完成", "Done")),
                Some(one) if one.seconds > 0 || one.score.is_some() => badge("warn", tr("学习中", "Under way")),
                _ if progress.is_some() && !open => badge("plain", tr("先完成前面的章节", "After those before it")),
                _ => ().into_any(),
            };
            let kind = chapter.package.as_ref().map_or_else(|| name(chapter.kind), |package| name(package.standard));
            let mut cells = vec![title, kind.into_any(), minutes(chapter.seconds).into_any(), state];
            if let Some(remove) = remove {
                cells.push(form::post(
                    remove,
                    "",
                    view! {
                        <input type="hidden" name="id" value=course.id.to_string() />
                        <input type="hidden" name="chapter" value=chapter.id.clone() />
                        {confirm(
                            tr("移除", "Remove"),
                            tr("从课程中移除这一章节？", "Take this chapter out of the course?"),
                            tr("移除", "Remove"),
                        )}
                    },
                ));
            }
            cells
        })
        .collect();
    plain_table(tr("章节", "Chapters"), &heads, rows)
}

/// A new chapter, with its file.
pub fn new_chapter() -> AnyView {
    load(
        id,
        |id| async move { Ok((api::course(id).await?, category::api::categories().await?)) },
        |(detail, tree): (CourseDetail, Categories)| only_if(detail.editable, || chapter_form(&detail.course, &tree)),
    )
}

fn chapter_form(course: &Course, tree: &Categories) -> AnyView {
    let mut trail = trail();
    trail.push(step(format!("/training/courses/{}", course.id), course.title.clone()));
    let fault = Signal::derive(page_fault);
    page(
        trail,
        tr("添加章节", "Add a chapter"),
        tr(
            "课件包在单独的来源中运行，只能读写自己的学习记录。",
            "Packages run on an origin of their own and reach nothing but their own records.",
        ),
        ().into_any(),
        view! {
            {form::summary(fault)}
            <form
                class="form"
                method="post"
                action=format!("/training/courses/{}/chapters", course.id)
                enctype="multipart/form-data"
            >
                {form::text("title", tr("章节名称", "Title"), "", "", fault)}
                <div class="grid">
                    {form::code::<ChapterKind>("kind", tr("类型", "Kind"), None, fault)}
                    {form::text(
                        "minutes",
                        tr("时长（分钟）", "Minutes"),
                        tr(
                            "视频填片长；文档、课件包填最少学习时间；练习可空",
                            "The length of a video; the least time for a document or package",
                        ),
                        "",
                        fault,
                    )}
                </div>
                <fieldset>
                    <legend>{tr("练习与课件包", "Exercises and packages")}</legend>
                    <div class="grid">
                        {form::select(
                            "category",
                            tr("练习题目类别", "Questions from"),
                            "",
                            category::page::options(tree, Some(tr("不限", "Any")), &Default::default()),
                            "",
                            fault,
                        )} {form::text("count", tr("练习题数", "How many questions"), "", "5", fault)}
                        {form::text(
                            "pass",
                            tr("合格（%）", "To pass (%)"),
                            tr("课件包填 0 为不要求分数", "0 for packages without a result"),
                            "60",
                            fault,
                        )}
                    </div>
                </fieldset>
                {form::field(
                    "file",
                    tr("文件", "File"),
                    tr(
                        "视频 mp4、webm；文档 pdf、图片、txt；课件包 zip（SCORM 1.2、2004 或 cmi5）",
                        "Video mp4, webm; document pdf, image, txt; package zip (SCORM 1.2, 2004 or cmi5)",
                    ),
                    fault,
                    view! {
                        <input
                            id="file"
                            name="file"
                            type="file"
                            accept=".mp4,.webm,.ogv,.pdf,.png,.jpg,.jpeg,.txt,.zip"
                        />
                    }
                        .into_any(),
                )}
                <button type="submit" class="button primary">
                    {tr("添加", "Add")}
                </button>
            </form>
        }
        .into_any(),
    )
}

/// The `:chapter` of the address.
fn chapter_id() -> String {
    leptos_router::hooks::use_params_map().read().get("chapter").unwrap_or_default()
}

/// What learning a chapter needs.
type Learned = (CourseDetail, String, Option<Exercise>, String);

/// Learning a chapter.
pub fn learn() -> AnyView {
    let action = ServerAction::<AnswerExercise>::new();
    load(
        || (id(), chapter_id()),
        |(course, chapter)| async move {
            let detail = api::course(course.clone()).await?;
            let kind = detail.course.chapter(&chapter).map(|one| one.kind);
            let exercise = if kind == Some(ChapterKind::Exercise) {
                Some(api::exercise(course.clone(), chapter.clone()).await?)
            } else {
                None
            };
            let kept = if kind == Some(ChapterKind::Package) && detail.progress.is_some() {
                api::package_data(course, chapter.clone()).await?
            } else {
                String::new()
            };
            Ok((detail, chapter, exercise, kept))
        },
        move |(detail, chapter, exercise, kept): Learned| {
            let course = detail.course.clone();
            let Some(one) = course.chapter(&chapter).cloned() else {
                return crate::components::load::fault_page(&crate::context::say(domain::Fault::NotFound));
            };
            let progress =
                detail.progress.clone().unwrap_or_else(|| Progress::new(course.id.clone(), Default::default()));
            if !course.opens(&one.id, &progress) {
                return crate::components::load::fault_page(&crate::context::say(domain::Fault::Refused(
                    domain::Reason::NotYet,
                )));
            }
            let held = progress.chapters.get(&one.id).cloned().unwrap_or_default();
            let mut trail = trail();
            trail.push(step(format!("/training/courses/{}", course.id), course.title.clone()));
            let next = course
                .chapters
                .iter()
                .skip_while(|other| other.id != one.id)
                .nth(1)
                .map(|next| format!("/training/courses/{}/learn/{}", course.id, next.id));
            let which = if progress.completed.0 > 0 {
                "course"
            } else if held.done {
                "chapter"
            } else {
                "no"
            };
            let line = |key: &'static str, tone: &'static str, text: &'static str, next: Option<String>| {
                view! {
                    <p class=format!("note {tone}") data-done=key hidden=which != key>
                        {text}
                        {next
                            .map(|href| {
                                view! {
                                    " "
                                    <a href=href>{tr("下一章节", "Next chapter")}</a>
                                }
                            })}
                    </p>
                }
            };
            let file = format!("/training/courses/{}/files/{}", course.id, one.id);
            let body = match one.kind {
                ChapterKind::Video => view! {
                    <video
                        class="lesson-video"
                        controls=true
                        preload="metadata"
                        src=file.clone()
                        controlslist="nodownload"
                    ></video>
                }
                .into_any(),
                ChapterKind::Document if one.media.starts_with("image/") => {
                    view! { <img class="lesson-image" src=file.clone() alt=one.title.clone() /> }.into_any()
                }
                ChapterKind::Document => view! {
                    <p class="card">
                        {tr(
                            "请打开文档阅读，保持本页面和文档打开以计时。",
                            "Open the document to read it; keep it and this page open so that the time counts.",
                        )}" "
                        <a class="button primary" data-reading="" rel="external" target="_blank" href=file.clone()>
                            {tr("打开文档", "Open the document")}
                        </a>
                    </p>
                }
                .into_any(),
                ChapterKind::Package if crate::context::packages().is_empty() => {
                    let why = crate::words::reason(&domain::Reason::Training(training::Refusal::NoPackagesHost));
                    view! {
                        <div class="note bad" role="alert">
                            <p>{why}</p>
                        </div>
                    }
                    .into_any()
                }
                ChapterKind::Package => view! {
                    <iframe
                        class="package"
                        title=one.title.clone()
                        sandbox="allow-scripts allow-same-origin allow-forms"
                        src=format!("/training/courses/{}/launch/{}", course.id, one.id)
                    ></iframe>
                }
                .into_any(),
                ChapterKind::Exercise => {
                    exercise.map(|exercise| exercise_form(&course, &one, exercise, action)).into_any()
                }
            };
            let kind = {
                use domain::code::Code;
                one.kind.code()
            };
            page(
                trail,
                one.title.clone(),
                "",
                ().into_any(),
                view! {
                    <script src="/script/player.js" defer></script>
                    {line(
                        "course",
                        "good",
                        tr("课程已学完，学时已入账。", "The course is done and its hours are posted."),
                        None,
                    )}
                    {line("chapter", "good", tr("本章节已完成。", "This chapter is done."), next)}
                    {(one.kind != ChapterKind::Exercise)
                        .then(|| {
                            view! {
                                <p class="muted">
                                    {tr("已学 ", "Spent ")}<strong class="number" id="spent">
                                        {(held.seconds / 60).to_string()}
                                    </strong>" / "{minutes(one.seconds)} <span id="offline" hidden=true>
                                        " · "
                                        {tr(
                                            "未连接，学习时间暂不计入",
                                            "No connection: time does not count now",
                                        )}
                                    </span>
                                </p>
                            }
                        })}
                    <div
                        id="player"
                        data-course=course.id.to_string()
                        data-chapter=one.id.clone()
                        data-kind=kind
                        data-strict=if course.strict { "1" } else { "" }
                        data-position=held.position.to_string()
                        data-reached=held.reached.to_string()
                        data-kept=kept
                        data-name=frame().me.map(|me| me.name).unwrap_or_default()
                        data-origin=crate::context::packages()
                    >
                        {body}
                    </div>
                }
                .into_any(),
            )
        },
    )
}

fn exercise_form(
    course: &Course,
    chapter: &Chapter,
    exercise: Exercise,
    action: ServerAction<AnswerExercise>,
) -> AnyView {
    let answered = exercise.percent.is_some();
    let result = exercise.percent.map(|percent| {
        let passed = percent >= chapter.pass;
        let word = match passed {
            true => badge("good", tr("合格", "Passed")),
            false => badge("bad", tr("未合格，可重做", "Not passed; try again")),
        };
        view! { <p>{tr("最好成绩 ", "Best result ")}<strong class="number">{percent.to_string()}"%"</strong>" "{word}</p> }
    });
    let items = exercise
        .paper
        .iter()
        .enumerate()
        .map(|(n, item)| {
            let given = exercise.answers.get(&item.question.id).cloned().unwrap_or_default();
            let said = answered.then(|| right(item, &given));
            view! {
                {attempt::sit::question(n, item, &given)}
                {said}
            }
        })
        .collect_view();
    view! {
        {result}
        {form::post(
            action,
            "form paper",
            view! {
                {form::summary(fault_of(action))}
                <input type="hidden" name="course" value=course.id.to_string() />
                <input type="hidden" name="chapter" value=chapter.id.clone() />
                {items}
                {form::submit(tr("提交练习", "Submit"), action.pending().into())}
            },
        )}
    }
    .into_any()
}

/// Whether an answer was right, and what is.
fn right(item: &PaperItem, given: &[String]) -> AnyView {
    let full = domain::training::score(item, given, false) == item.points;
    let say = |answer: &String| match (item.question.kind, answer.as_str()) {
        (QuestionKind::TrueFalse, "T") => tr("对", "True").to_owned(),
        (QuestionKind::TrueFalse, _) => tr("错", "False").to_owned(),
        (QuestionKind::Single | QuestionKind::Multiple, answer) => {
            let at = (0..item.question.options.len()).find(|at| letter(*at) == answer);
            at.map_or_else(|| answer.to_owned(), |at| item.question.options[at].clone())
        }
        (_, answer) => answer.to_owned(),
    };
    let word = if full { badge("good", tr("正确", "Right")) } else { badge("warn", tr("不正确", "Not right")) };
    let answers = item.question.answers.iter().map(say).collect::<Vec<_>>().join(tr("；", "; "));
    view! {
        <p class="muted">
            {word}" "{(!full).then(|| format!("{} {answers}", tr("正确答案：", "Right:")))}" "
            {item.question.explanation.clone()}
        </p>
    }
    .into_any()
}
