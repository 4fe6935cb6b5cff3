//! Learning a chapter of an online course, and trying it as those do who prepare it.

use domain::training::{
    self, Chapter, ChapterKind, Course, CourseDetail, Exercise, PaperItem, Progress, QuestionKind, letter,
};
use leptos::prelude::*;

use super::api::{self, AnswerExercise};
use super::chapter::{chapter_id, minutes, trail};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, page};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::{id, only_if, step};
use crate::training::attempt;
use crate::words::tr;

/// What learning a chapter needs.
type Learned = (CourseDetail, String, Option<Exercise>, String);

/// Learning a chapter.
pub fn learn() -> AnyView {
    let action = form::posts::<AnswerExercise>();
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
            let body = match exercise {
                Some(exercise) => exercise_form(&course, &one, exercise, action),
                None => material(&course, &one, false),
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
                .written(),
            )
        },
    )
}

/// What is learned in a chapter that is no exercise; `trial` where it is only tried.
fn material(course: &Course, one: &Chapter, trial: bool) -> AnyView {
    let file = format!("/training/courses/{}/files/{}", course.id, one.id);
    let launch = if trial { "?trial=1" } else { "" };
    match one.kind {
        ChapterKind::Video => view! {
            <video class="lesson-video" controls=true preload="metadata" src=file controlslist="nodownload"></video>
        }
        .written(),
        ChapterKind::Document if one.media.starts_with("image/") => {
            view! { <img class="lesson-image" src=file alt=one.title.clone() /> }.written()
        }
        ChapterKind::Document => view! {
            <p class="card">
                {(!trial)
                    .then(|| {
                        tr(
                            "请打开文档阅读，保持本页面和文档打开以计时。",
                            "Open the document to read it; keep it and this page open so that the time counts.",
                        )
                    })}" "
                <a class="button primary" data-reading="" rel="external" target="_blank" href=file>
                    {tr("打开文档", "Open the document")}
                </a>
            </p>
        }
        .written(),
        ChapterKind::Package if crate::context::packages().is_empty() => {
            let why = crate::words::reason(&domain::Reason::Training(training::Refusal::NoPackagesHost));
            view! {
                <div class="note bad" role="alert">
                    <p>{why}</p>
                </div>
            }
            .written()
        }
        ChapterKind::Package => view! {
            <iframe
                class="package"
                title=one.title.clone()
                sandbox="allow-scripts allow-same-origin allow-forms"
                src=format!("/training/courses/{}/launch/{}{launch}", course.id, one.id)
            ></iframe>
        }
        .written(),
        ChapterKind::Exercise => ().into_any(),
    }
}

/// Trying a chapter as those do who prepare the course: in any order, and nothing of it is kept.
pub fn trial() -> AnyView {
    load(
        || (id(), chapter_id()),
        |(course, chapter)| async move {
            let detail = api::course(course.clone()).await?;
            let kind = detail.course.chapter(&chapter).map(|one| one.kind);
            let exercise = if detail.editable && kind == Some(ChapterKind::Exercise) {
                Some(api::try_exercise(course, chapter.clone()).await?)
            } else {
                None
            };
            Ok((detail, chapter, exercise))
        },
        |(detail, chapter, exercise): (CourseDetail, String, Option<Exercise>)| {
            only_if(detail.editable, || {
                let course = &detail.course;
                match course.chapter(&chapter) {
                    Some(one) => tried(course, one, exercise),
                    None => crate::components::load::fault_page(&crate::context::say(domain::Fault::NotFound)),
                }
            })
        },
    )
}

fn tried(course: &Course, one: &Chapter, exercise: Option<Exercise>) -> AnyView {
    use domain::code::Code;
    let mut trail = trail();
    trail.push(step(format!("/training/courses/{}", course.id), course.title.clone()));
    let next = course.chapters.iter().skip_while(|other| other.id != one.id).nth(1).map(|next| {
        view! {
            <a href=format!("/training/courses/{}/try/{}", course.id, next.id)>{tr("下一章节", "Next chapter")}</a>
        }
    });
    page(
        trail,
        one.title.clone(),
        "",
        ().into_any(),
        view! {
            <script src="/script/player.js" defer></script>
            <p class="note warn" role="status">
                {tr(
                    "试学：不计时间、不限顺序、不留记录，也不算学习人数。",
                    "You are trying this: no time counts, any order will do, and nothing is kept.",
                )}" "{next}
            </p>
            <div
                id="player"
                data-trial="1"
                data-kind=one.kind.code()
                data-strict=""
                data-position="0"
                data-reached="0"
                data-kept=""
                data-name=frame().me.map(|me| me.name).unwrap_or_default()
                data-origin=crate::context::packages()
            >
                {exercise.map(|exercise| answered(&exercise))}
                {material(course, one, true)}
            </div>
        }
        .written(),
    )
}

/// A paper with its answers.
fn answered(exercise: &Exercise) -> AnyView {
    let items = exercise
        .paper
        .iter()
        .enumerate()
        .map(|(n, item)| {
            view! {
                {attempt::sit::question(n, item, &item.question.answers)}
                <p class="muted">{item.question.explanation.clone()}</p>
            }
        })
        .collect_view();
    view! {
        <p>{tr("一份试卷及其答案；每人抽到的题不同。", "A paper with its answers; everybody gets their own.")}</p>
        <fieldset class="form paper" disabled=true>
            <legend class="muted">{tr("练习", "Exercise")}</legend>
            {items}
        </fieldset>
    }
    .written()
}

fn exercise_form(
    course: &Course,
    chapter: &Chapter,
    exercise: Exercise,
    action: form::Post<AnswerExercise>,
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
                {form::submit(tr("提交练习", "Submit"), action.pending())}
            },
        )}
    }
    .written()
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
    .written()
}
