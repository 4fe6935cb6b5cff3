//! Chapters of an online course: their list, their forms.

use domain::code::Lang;
use domain::training::{Categories, Chapter, ChapterKind, Course, CourseDetail, CourseState, Progress};
use leptos::prelude::*;

use super::api::{self, MoveChapter, RemoveChapter, SaveChapter};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, page};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::lang;
use crate::pages::{id, only_if, page_fault, step};
use crate::training::category;
use crate::words::{name, tr};

/// The way to all courses.
pub(super) fn trail() -> Vec<(String, String)> {
    vec![step("/training/courses", tr("网络课程", "Online courses"))]
}

pub(super) fn minutes(seconds: u32) -> String {
    format!("{} {}", seconds.div_ceil(60), tr("分钟", "minutes"))
}

/// What those do who prepare a course, in the lines of its chapters.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    /// While nobody has begun.
    pub(super) shift: Option<form::Post<MoveChapter>>,
    /// While it is a draft.
    pub(super) remove: Option<form::Post<RemoveChapter>>,
}

impl Acts {
    /// Those for a chapter, by its place among all.
    fn drawn(self, course: &Course, n: usize) -> AnyView {
        let chapter = &course.chapters[n];
        let at = |way: &str| format!("/training/courses/{}/{way}", course.id);
        let (edit, trying) = (at(&format!("chapters/{}/edit", chapter.id)), at(&format!("try/{}", chapter.id)));
        let (first, last) = (n == 0, n + 1 == course.chapters.len());
        let named = |word: &str| format!("{word} {}", chapter.title);
        let shift = self.shift.filter(|_| course.chapters.len() > 1).map(|shift| {
            form::post(
                shift,
                "",
                view! {
                    <input type="hidden" name="id" value=course.id.to_string() />
                    <input type="hidden" name="version" value=course.version.to_string() />
                    <input type="hidden" name="chapter" value=chapter.id.clone() />
                    <button
                        type="submit"
                        class="button small"
                        name="to"
                        value="up"
                        disabled=first
                        aria-label=named(tr("上移", "Move up"))
                    >
                        {tr("上移", "Up")}
                    </button>
                    " "
                    <button
                        type="submit"
                        class="button small"
                        name="to"
                        value="down"
                        disabled=last
                        aria-label=named(tr("下移", "Move down"))
                    >
                        {tr("下移", "Down")}
                    </button>
                },
            )
        });
        let remove = self.remove.map(|remove| {
            form::post(
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
            )
        });
        view! {
            <div class="actions">
                <a class="button small" href=trying aria-label=named(tr("试学", "Try"))>
                    {tr("试学", "Try")}
                </a>
                <a class="button small" href=edit aria-label=named(tr("修改", "Edit"))>
                    {tr("修改", "Edit")}
                </a>
                {shift}
                {remove}
            </div>
        }
        .written()
    }
}

pub(super) fn chapters(course: &Course, progress: Option<&Progress>, acts: Option<Acts>) -> AnyView {
    let mut heads = vec![
        (tr("章节", "Chapter"), false),
        (tr("类型", "Kind"), false),
        (tr("时长", "Time"), true),
        (tr("状态", "State"), false),
    ];
    if acts.is_some() {
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
                view! { <a href=format!("/training/courses/{}/learn/{}", course.id, chapter.id)>{title}</a> }.written()
            } else {
                title.written()
            };
            let held = progress.and_then(|progress| progress.chapters.get(&chapter.id));
            let state = match held {
                Some(one) if one.done => badge("good", tr("已完成", "Done")),
                Some(one) if one.seconds > 0 || one.score.is_some() => badge("warn", tr("学习中", "Under way")),
                _ if progress.is_some() && !open => badge("plain", tr("先完成前面的章节", "After those before it")),
                _ => ().into_any(),
            };
            let kind = chapter.package.as_ref().map_or_else(|| name(chapter.kind), |package| name(package.standard));
            let mut cells = vec![title, kind.written(), minutes(chapter.seconds).written(), state];
            cells.extend(acts.map(|acts| acts.drawn(course, n)));
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
                        .written(),
                )}
                <button type="submit" class="button primary">
                    {tr("添加", "Add")}
                </button>
            </form>
        }
        .written(),
    )
}

/// The `:chapter` of the address.
pub(super) fn chapter_id() -> String {
    leptos_router::hooks::use_params_map().read().get("chapter").unwrap_or_default()
}

/// A chapter's form.
pub fn edit_chapter() -> AnyView {
    let save = form::posts::<SaveChapter>();
    load(
        || (id(), chapter_id()),
        |(course, chapter)| async move {
            let detail = api::course(course).await?;
            Ok((detail, chapter, category::api::categories().await?))
        },
        move |(detail, chapter, tree): (CourseDetail, String, Categories)| {
            only_if(detail.editable, || match detail.course.chapter(&chapter) {
                Some(one) => chapter_editor(&detail, one, &tree, save),
                None => crate::components::load::fault_page(&crate::context::say(domain::Fault::NotFound)),
            })
        },
    )
}

fn chapter_editor(detail: &CourseDetail, one: &Chapter, tree: &Categories, save: form::Post<SaveChapter>) -> AnyView {
    let fault = fault_of(save);
    let course = &detail.course;
    let begun = detail.learners.map_or(0, |learners| learners.0);
    let mut trail = trail();
    trail.push(step(format!("/training/courses/{}", course.id), course.title.clone()));
    let said = match (begun, lang()) {
        (0, Lang::Zh) => "文件不能更换：要换文件，请在草稿中移除本章节后重新添加。".to_owned(),
        (0, Lang::En) => "Its file stays: take the chapter out of the draft and add it anew for another.".to_owned(),
        (begun, Lang::Zh) => format!("已有 {begun} 人开始学习，只能修改章节名称。"),
        (begun, Lang::En) => format!("{begun} have begun this course: only the title changes now."),
    };
    page(
        trail,
        tr("修改章节", "Edit chapter"),
        "",
        ().into_any(),
        form::post(
            save,
            "form",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=course.id.to_string() />
                <input type="hidden" name="version" value=course.version.to_string() />
                <input type="hidden" name="chapter" value=one.id.clone() />
                <p class="hint">{said}</p>
                {form::text("title", tr("章节名称", "Title"), "", one.title.clone(), fault)}
                {(begun == 0).then(|| learning_fields(one, tree, fault))}
                {form::submit(tr("保存", "Save"), save.pending())}
            },
        ),
    )
}

/// How a chapter is learned, by what it is.
fn learning_fields(one: &Chapter, tree: &Categories, fault: form::FormFault) -> AnyView {
    let minutes = domain::record::Hours(i32::try_from(one.tenths()).unwrap_or(i32::MAX)).to_string();
    let exercise = (one.kind == ChapterKind::Exercise).then(|| {
        view! {
            {form::select(
                "category",
                tr("练习题目类别", "Questions from"),
                "",
                category::page::options(tree, Some(tr("不限", "Any")), &one.category),
                one.category.as_str(),
                fault,
            )}
            {form::text("count", tr("练习题数", "How many questions"), "", one.count.to_string(), fault)}
        }
    });
    let passed = matches!(one.kind, ChapterKind::Exercise | ChapterKind::Package);
    view! {
        <input type="hidden" name="whole" value="1" />
        <div class="grid">
            {form::text(
                "minutes",
                tr("时长（分钟）", "Minutes"),
                tr(
                    "视频填片长；文档、课件包填最少学习时间；练习可空",
                    "The length of a video; the least time for a document or package",
                ),
                minutes,
                fault,
            )} {exercise}
            {passed
                .then(|| {
                    form::text(
                        "pass",
                        tr("合格（%）", "To pass (%)"),
                        tr("课件包填 0 为不要求分数", "0 for packages without a result"),
                        one.pass.to_string(),
                        fault,
                    )
                })}
        </div>
    }
    .written()
}
