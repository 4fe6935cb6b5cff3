//! The end of a class: everybody's hours, result and grade.

use domain::code::Code;
use domain::register::{Register, RegisterQuery};
use domain::training::{Class, ClassAttendance, ClassDetail, Enrolment, EnrolmentState, ExamSum, Grade};
use leptos::prelude::*;

use super::api::{self, FinishClass};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, page};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::pages::{id, step};
use crate::training::lesson;
use crate::words::{name, tr};

/// Attendance and completion of a class.
pub fn finish() -> AnyView {
    let action = form::posts::<FinishClass>();
    // Nobody may be forgotten: everybody who attends is marked at once.
    let fetch = |id: String| async move {
        let everybody = api::people(id.clone(), RegisterQuery::default().whole()).await?;
        Ok((api::class(id.clone()).await?, everybody, lesson::api::attendance_of(id).await?))
    };
    type Found = (ClassDetail, Register<Enrolment>, ClassAttendance);
    load(id, fetch, move |(detail, everybody, attendance): Found| {
        let fault = fault_of(action);
        let class = detail.class;
        let people = everybody.page.rows.into_iter().filter(|place| place.state == EnrolmentState::Enrolled);
        let rows = people.map(|place| mark_row(&class, place, &attendance, fault)).collect();
        let heads = [
            (tr("姓名", "Name"), false),
            (tr("单位", "Unit"), false),
            (tr("缺课学时", "Hours missed"), true),
            (tr("出勤学时", "Hours attended"), false),
            (tr("结果", "Result"), false),
            (tr("考试（%）", "Exam (%)"), true),
            (tr("成绩", "Grade"), false),
            (tr("说明", "Remark"), false),
        ];
        page(
            vec![
                step("/training/classes", tr("班次", "Classes")),
                step(format!("/training/classes/{}", class.id), class.title.clone()),
            ],
            tr("考核结班", "Mark and finish"),
            tr(
                "核对每人出勤学时与结果。下一步先列出人数、学时和证书数，确认后才结班。",
                "Check everybody's hours and result. The numbers are shown before the class ends and anything \
                 is posted.",
            ),
            ().into_any(),
            view! {
                {form::post(
                    action,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=class.id.to_string() />
                        {rest(fault)}
                        {plain_table(tr("学员", "People"), &heads, rows)}
                        {form::submit(
                            tr("下一步：核对人数与学时", "Next: check the numbers"),
                            action.pending(),
                        )}
                    },
                )}
            }
            .written(),
        )
    })
}

/// The results there are, by their codes.
fn outcomes(chosen: &'static str) -> AnyView {
    [
        ("completed", EnrolmentState::Completed),
        ("not-completed", EnrolmentState::NotCompleted),
        ("dropped", EnrolmentState::Dropped),
        ("absent", EnrolmentState::Absent),
    ]
    .into_iter()
    .map(|(code, state)| {
        view! {
            <option value=code selected=code == chosen>
                {name(state)}
            </option>
        }
    })
    .collect_view()
    .written()
}

/// A result and hours for everybody left blank below: many at once, but by somebody's word.
fn rest(fault: FormFault) -> AnyView {
    view! {
        <fieldset>
            <legend>{tr("未逐人填写的学员", "Everybody left blank below")}</legend>
            <div class="grid">
                {form::field(
                    "rest_outcome",
                    tr("结果", "Result"),
                    tr(
                        "没有签到记录的班次不预填结果",
                        "Nothing is proposed where no attendance was recorded",
                    ),
                    fault,
                    view! {
                        <select id="rest_outcome" name="rest_outcome">
                            <option value="">{tr("须逐人填写", "One by one")}</option>
                            {outcomes("")}
                        </select>
                    }
                        .written(),
                )} {form::text("rest_attended", tr("出勤学时", "Hours attended"), "", "", fault)}
            </div>
        </fieldset>
    }
    .written()
}

/// The exams' result, and what is missing of it.
fn exam_text(sum: ExamSum) -> String {
    let lowest = sum.lowest.map(|percent| percent.to_string());
    let missed = (sum.missed > 0).then(|| format!("{} {}", tr("缺考", "not sat:"), sum.missed));
    let pending = (sum.pending > 0).then(|| format!("{} {}", tr("待阅卷", "being marked:"), sum.pending));
    [lowest, missed, pending].into_iter().flatten().collect::<Vec<_>>().join("；")
}

fn mark_row(class: &Class, place: Enrolment, attendance: &ClassAttendance, fault: FormFault) -> Vec<AnyView> {
    let id = place.person.to_string();
    let sum = attendance.of(&place.person);
    let too_much = attendance.has_lessons && sum.exceeds(class.hours, attendance.share);
    let never = attendance.has_lessons && sum.attended.0 == 0;
    // Only what was recorded is proposed; without lessons nothing was.
    let hours = if attendance.has_lessons { sum.attended.to_string() } else { String::new() };
    let of = |what: &str| format!("{} {what}", place.name);
    let proposed = match (attendance.has_lessons, never, too_much) {
        (false, _, _) => "",
        (true, true, _) if sum.excused.0 > 0 => "",
        (true, true, _) => "absent",
        (true, false, true) => "dropped",
        (true, false, false) => "completed",
    };
    let result = attendance.result(&place.person);
    let grade_of = result.result().map(Grade::of_percent);
    let mark = too_much.then(|| badge("bad", format!("{} 1/{}", tr("超过", "over"), attendance.share)));
    vec![
        place.name.clone().into_any(),
        place.unit_name.clone().into_any(),
        view! { {sum.missed.to_string()}" "{mark} }.written(),
        view! {
            <input
                id=format!("mark-{id}")
                class="short"
                name=form::keyed("attended", &id)
                value=hours
                inputmode="decimal"
                aria-label=of(tr("出勤学时", "hours attended"))
            />
            {form::error_of(format!("mark-{id}"), fault)}
        }
        .written(),
        view! {
            <select id=format!("outcome-{id}") name=form::keyed("outcome", &id) aria-label=of(tr("结果", "result"))>
                <option value="">"—"</option>
                {outcomes(proposed)}
            </select>
            {form::error_of(format!("outcome-{id}"), fault)}
        }
        .written(),
        exam_text(result).written(),
        view! {
            <select name=form::keyed("grade", &id) aria-label=of(tr("成绩", "grade"))>
                <option value="">"—"</option>
                {Grade::ALL
                    .iter()
                    .map(|grade| {
                        view! {
                            <option value=grade.code() selected=grade_of == Some(*grade)>
                                {name(*grade)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        }
        .written(),
        view! {
            <input
                id=format!("remark-{id}")
                class="short wide"
                name=form::keyed("remark", &id)
                aria-label=of(tr("说明", "remark"))
            />
            {form::error_of(format!("remark-{id}"), fault)}
        }
        .written(),
    ]
}
