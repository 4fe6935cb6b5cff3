//! Exams of a class: their list on its page, one exam, its form, statistics, marking.

use domain::access::Permission;
use domain::time::day_text;
use domain::training::{
    AttemptRow, AttemptState, Categories, ClassDetail, Difficulty, DrawRule, Exam, ExamDetail, ExamState,
    ItemStatistic, Points, QuestionKind, Refusal, ToMark,
};
use leptos::prelude::*;

use super::api::{self, CancelExam, MarkAnswer, PublishExam, SaveExam, StartExam};
use crate::components::dialog::{cancel, confirm, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{export_link, plain_table};
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::pages::{id, only_at, step};
use crate::training::{category, class};
use crate::words::{self, name, standing, tr};

fn state_badge(exam: &Exam) -> AnyView {
    let now = frame().now;
    match exam.state {
        ExamState::Draft => badge("plain", tr("草稿", "Draft")),
        ExamState::Cancelled => badge("bad", tr("已取消", "Called off")),
        ExamState::Published if exam.is_over(now) => badge("plain", tr("已结束", "Over")),
        ExamState::Published if exam.opens <= now => badge("good", tr("进行中", "Open")),
        ExamState::Published => badge("warn", tr("未开始", "Not begun")),
    }
}

fn trail(exam: &Exam) -> Vec<(String, String)> {
    vec![
        step("/training/classes", tr("班次", "Classes")),
        step(format!("/training/classes/{}", exam.class), exam.class_title.clone()),
    ]
}

pub(crate) fn below(exam: &Exam) -> Vec<(String, String)> {
    let mut trail = trail(exam);
    trail.push(step(format!("/training/exams/{}", exam.id), exam.title.clone()));
    trail
}

/// The exams of a class, on its page.
pub(crate) fn of_class(class: &domain::ClassId, exams: Vec<Exam>, editable: bool) -> AnyView {
    if exams.is_empty() && !editable {
        return ().into_any();
    }
    let rows = exams
        .iter()
        .map(|exam| {
            view! {
                <li>
                    <a href=format!("/training/exams/{}", exam.id)>
                        <strong>{exam.title.clone()}</strong>
                    </a>
                    <span class="muted">
                        {exam.opens.minute_text()}" – "{exam.closes.minute_text()}" · "{exam.minutes.to_string()}
                        {tr(" 分钟", " minutes")}
                    </span>
                    {state_badge(exam)}
                </li>
            }
        })
        .collect_view();
    let none = exams.is_empty().then(|| {
        empty(tr("没有考试", "No exam"), tr("可从题库按规则抽题组卷。", "Papers are drawn from the question bank."))
    });
    let add = editable.then(|| {
        view! {
            <p class="actions no-print">
                {button_link(format!("/training/classes/{class}/exams/new"), tr("安排考试", "Set an exam"), false)}
            </p>
        }
    });
    section(
        tr("考试", "Exams"),
        view! {
            {none}
            <ul class="rows">{rows}</ul>
            {add}
        }
        .written(),
    )
}

fn result(row: &AttemptRow) -> AnyView {
    match (row.state, row.result) {
        (AttemptState::Open, _) => badge("warn", standing::attempt(row, lang())),
        (AttemptState::Marking, _) | (AttemptState::Marked, None) => badge("plain", standing::attempt(row, lang())),
        (AttemptState::Marked, Some((points, percent, passed))) => {
            let word = badge(if passed { "good" } else { "bad" }, standing::attempt(row, lang()));
            view! {
                <strong class="number">{points.to_string()}</strong>
                " "
                {tr("分", "points")}
                " · "
                {percent.to_string()}
                "% "
                {word}
            }
            .written()
        }
    }
}

/// One exam.
pub fn detail() -> AnyView {
    let start = form::posts::<StartExam>();
    let publish = form::posts::<PublishExam>();
    let call_off = form::posts::<CancelExam>();
    load(
        id,
        |id| async move { Ok((api::exam(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (ExamDetail, Categories)| {
            let exam = detail.exam.clone();
            let now = frame().now;
            let hidden = || view! { <input type="hidden" name="id" value=exam.id.to_string() /> };
            let open = detail.mine.iter().any(|row| row.state == AttemptState::Open);
            let mut actions: Vec<AnyView> = Vec::new();
            match &detail.may_sit {
                Some(Ok(())) if open => actions.push(form::post(
                    start,
                    "",
                    view! {
                        {hidden()}
                        {form::submit(tr("继续作答", "Go on"), start.pending())}
                    },
                )),
                Some(Ok(())) => actions.push(form::post(
                    start,
                    "",
                    view! {
                        {hidden()}
                        {dialog(
                            "button primary",
                            tr("开始考试", "Begin the exam"),
                            view! {
                                <p>
                                    {tr(
                                        "开始后计时，时间到自动交卷；断网或关闭页面不影响已保存的答案，可随时继续。",
                                        "The time runs from now and the paper is handed in when it is over. A \
                                         lost connection or closed page loses nothing that was saved.",
                                    )}
                                </p>
                                <p class="actions">
                                    {cancel()}<button type="submit" class="button primary">
                                        {tr("开始", "Begin")}
                                    </button>
                                </p>
                            }
                                .written(),
                        )}
                    },
                )),
                _ => {}
            }
            if detail.editable {
                if exam.state == ExamState::Draft {
                    actions.push(form::post(
                        publish,
                        "",
                        view! {
                            {form::summary(fault_of(publish))}
                            {hidden()}
                            {form::submit(tr("发布考试", "Announce"), publish.pending())}
                        },
                    ));
                }
                actions.push(button_link(format!("/training/exams/{}/edit", exam.id), tr("修改", "Edit"), false));
                actions.push(form::post(
                    call_off,
                    "",
                    view! {
                        {hidden()}
                        {confirm(
                            tr("取消考试", "Call off"),
                            tr(
                                "取消后不可恢复，已有的作答不再计分。",
                                "This can't be undone; attempts no longer count.",
                            ),
                            tr("取消考试", "Call off"),
                        )}
                    },
                ));
            }
            if detail.to_mark > 0 {
                actions.push(button_link(format!("/training/exams/{}/mark", exam.id), tr("阅卷", "Mark"), true));
            }
            if detail.attempts.is_some() && exam.is_over(now) && exam.state == ExamState::Published {
                actions.push(button_link(
                    format!("/training/exams/{}/statistics", exam.id),
                    tr("试题分析", "Item statistics"),
                    false,
                ));
            }
            // Whoever has sat it sees what it came to; that it takes no answers any more says its badge.
            let sat = !detail.mine.is_empty();
            let barred = match &detail.may_sit {
                Some(Err(domain::Reason::Training(Refusal::ExamClosed))) if sat => None,
                Some(Err(reason)) => Some(view! { <p class="note plain">{words::reason(reason)}</p> }),
                _ => None,
            };
            let mine = (!detail.mine.is_empty()).then(|| {
                let rows = detail
                    .mine
                    .iter()
                    .map(|row| {
                        view! {
                            <li>
                                <a href=if row.state == AttemptState::Open {
                                    format!("/training/attempts/{}/sit", row.id)
                                } else {
                                    format!("/training/attempts/{}", row.id)
                                }>{tr("第 ", "Attempt ")}{row.n.to_string()}{tr(" 次", "")}</a>
                                <span class="muted">{row.started.minute_text()}</span>
                                {result(row)}
                            </li>
                        }
                    })
                    .collect_view();
                // Of several the best counts.
                let best = detail
                    .mine
                    .iter()
                    .filter(|row| row.result.is_some())
                    .max_by_key(|row| row.result.map(|(points, percent, _)| (percent, points)));
                let best = best.filter(|_| detail.mine.len() > 1).map(|row| {
                    view! { <p data-testid="best">{tr("最好成绩：", "Best result: ")}{result(row)}</p> }
                });
                section(
                    tr("我的作答", "My attempts"),
                    view! {
                        {best}
                        <ul class="rows">{rows}</ul>
                    }
                    .written(),
                )
            });
            let seats = detail.seats;
            let attempts = detail.attempts.map(|rows| all_attempts(&exam, rows, seats));
            page(
                trail(&exam),
                exam.title.clone(),
                tr(
                    "限时由服务器计算，答案每隔几秒自动保存。",
                    "The server keeps the time; answers are saved every few seconds.",
                ),
                actions.collect_view().into_any(),
                view! {
                    {form::summary(fault_of(start))}
                    {form::summary(fault_of(call_off))}
                    {mine}
                    {barred}
                    {section(tr("考试信息", "About the exam"), about(&exam, &tree))}
                    {attempts}
                }
                .written(),
            )
        },
    )
}

fn about(exam: &Exam, tree: &Categories) -> AnyView {
    let mut list = vec![
        (tr("作答时间", "Open"), format!("{} – {}", exam.opens.minute_text(), exam.closes.minute_text())),
        (tr("限时", "Time"), format!("{} {}", exam.minutes, tr("分钟", "minutes"))),
        (tr("次数", "Attempts"), format!("{}（{}）", exam.attempts, tr("取最好成绩", "the best counts"))),
        (tr("总分", "Points"), exam.points().to_string()),
        (tr("合格线", "To pass"), format!("{}%", exam.pass)),
        (
            tr("多选漏选", "Some of several right"),
            if exam.partial { tr("得一半分", "Half the points") } else { tr("不得分", "No points") }.to_owned(),
        ),
    ];
    if !exam.seed_hash.is_empty() {
        list.push((tr("抽题承诺（SHA-256）", "Commitment of the draw (SHA-256)"), exam.seed_hash.clone()));
    }
    if !exam.seed.is_empty() {
        list.push((tr("抽题种子", "Seed of the draw"), exam.seed.clone()));
    }
    let rows = exam
        .rules
        .iter()
        .map(|rule| {
            let category = if rule.category.as_str().is_empty() {
                tr("不限", "Any").to_owned()
            } else {
                category::page::full_name(tree, &rule.category)
            };
            vec![
                name(rule.kind).written(),
                category.written(),
                rule.difficulty.map_or(tr("不限", "Any"), name).written(),
                rule.count.to_string().into_any(),
                rule.points.to_string().into_any(),
            ]
        })
        .collect();
    let heads = [
        (tr("题型", "Kind"), false),
        (tr("类别", "Category"), false),
        (tr("难度", "Difficulty"), false),
        (tr("题数", "Questions"), true),
        (tr("每题分值", "Points each"), true),
    ];
    view! {
        <p>{state_badge(exam)}</p>
        {facts(list)}
        {plain_table(tr("组卷规则", "How papers are drawn"), &heads, rows)}
    }
    .written()
}

fn all_attempts(exam: &Exam, rows: Vec<AttemptRow>, seats: u32) -> AnyView {
    let unnamed = |row: &&AttemptRow| row.person.as_str().is_empty();
    let sat: std::collections::BTreeSet<_> = rows.iter().filter(|row| !unnamed(row)).map(|row| &row.person).collect();
    let came = sat.len() + rows.iter().filter(unnamed).filter(|row| row.n == 1).count();
    let came = format!("{came} / {seats}");
    if rows.is_empty() {
        return section(tr("作答情况", "Attempts"), empty(tr("还没有人作答", "Nobody has begun"), ""));
    }
    let heads = [
        (tr("姓名", "Name"), false),
        (tr("单位", "Unit"), false),
        (tr("次数", "Attempt"), true),
        (tr("开始", "Begun"), false),
        (tr("交卷", "Handed in"), false),
        (tr("成绩", "Result"), false),
    ];
    let cells = rows
        .into_iter()
        .map(|row| {
            let appeal = row.appealed.then(|| badge("warn", tr("申请复核", "Appeal")));
            let submitted = if row.submitted.0 > 0 { row.submitted.minute_text() } else { String::new() };
            let begun = if row.started.0 > 0 { row.started.minute_text() } else { String::new() };
            let link = if row.state == AttemptState::Marking {
                view! { <span class="muted">{tr("阅卷中，不显示姓名", "Being marked: no names")}</span> }.written()
            } else if row.state == AttemptState::Open {
                row.name.clone().into_any()
            } else {
                view! { <a href=format!("/training/attempts/{}", row.id)>{row.name.clone()}</a> }.written()
            };
            vec![
                link,
                row.unit_name.clone().into_any(),
                row.n.to_string().into_any(),
                begun.written(),
                submitted.written(),
                view! { {result(&row)}" "{appeal} }.written(),
            ]
        })
        .collect();
    section(
        tr("作答情况", "Attempts"),
        view! {
            <p>{tr("已作答：", "Have sat it: ")}<strong class="number">{came}</strong></p>
            <p class="actions">{export_link(format!("/training/exams/{}/attempts.xlsx", exam.id))}</p>
            {plain_table(tr("作答情况", "Attempts"), &heads, cells)}
        }
        .written(),
    )
}

/// A new exam of a class.
pub fn new() -> AnyView {
    let save = form::posts::<SaveExam>();
    load(
        id,
        |id| async move { Ok((class::api::class(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (ClassDetail, Categories)| {
            let class = detail.class;
            let class_path = class.path.clone();
            let day = class.ends;
            let start = domain::Moment::start_of(day);
            let rule = |kind, count, points| DrawRule {
                category: Default::default(),
                difficulty: None,
                kind,
                count,
                points: Points::whole(points),
            };
            let blank = Exam {
                id: Default::default(),
                class: class.id.clone(),
                class_title: class.title.clone(),
                path: String::new(),
                title: tr("结业考试", "Final exam").to_owned(),
                opens: start.plus_seconds(9 * 3600),
                closes: start.plus_seconds(11 * 3600),
                minutes: 60,
                attempts: 1,
                pass: 60,
                partial: true,
                rules: vec![
                    rule(QuestionKind::Single, 10, 4),
                    rule(QuestionKind::Multiple, 5, 6),
                    rule(QuestionKind::TrueFalse, 10, 3),
                ],
                seed_hash: String::new(),
                seed: String::new(),
                state: ExamState::Draft,
                version: 0,
            };
            only_at(Permission::CLASS_EDIT, &class_path, || {
                page(
                    trail(&blank),
                    tr("安排考试", "Set an exam"),
                    tr(
                        "保存后为草稿，发布时按规则核对题库。",
                        "It is saved as a draft; announcing checks that the bank can fill the rule.",
                    ),
                    ().into_any(),
                    editor(&blank, &tree, save),
                )
            })
        },
    )
}

/// An exam's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveExam>();
    load(
        id,
        |id| async move { Ok((api::exam(id).await?, category::api::categories().await?)) },
        move |(detail, tree): (ExamDetail, Categories)| {
            page(
                below(&detail.exam),
                tr("修改考试", "Edit exam"),
                tr(
                    "发布后只能改名称、时间、次数和合格线。",
                    "Once announced only title, dates, attempts and pass mark change.",
                ),
                ().into_any(),
                editor(&detail.exam, &tree, save),
            )
        },
    )
}

/// Lines of the drawing rule there is room for.
const LINES: usize = 8;

fn editor(exam: &Exam, tree: &Categories, save: form::Post<SaveExam>) -> AnyView {
    let fault = fault_of(save);
    let any = || tr("不限", "Any");
    let heads = [
        (tr("题型", "Kind"), false),
        (tr("类别", "Category"), false),
        (tr("难度", "Difficulty"), false),
        (tr("题数", "Questions"), false),
        (tr("每题分值", "Points each"), false),
    ];
    let pick = |label: &str, name: &'static str, n: usize, options: Vec<(String, String)>, chosen: String| {
        view! {
            <select name=form::keyed(name, &n) aria-label=format!("{label} {}", n + 1)>
                {form::Choices::from(options).drawn(&chosen)}
            </select>
        }
        .written()
    };
    let short = |label: &str, name: &'static str, n: usize, value: String| {
        let id = format!("{name}-{n}");
        view! {
            <input
                id=id.clone()
                class="short"
                name=form::keyed(name, &n)
                inputmode="decimal"
                value=value
                aria-label=format!("{label} {}", n + 1)
            />
            {form::error_of(id, fault)}
        }
        .written()
    };
    let rows = (0..LINES)
        .map(|n| {
            use domain::code::Code;
            let rule = exam.rules.get(n);
            let category = rule.map(|rule| rule.category.clone()).unwrap_or_default();
            vec![
                pick(
                    heads[0].0,
                    "kind",
                    n,
                    form::code_options::<QuestionKind>(None),
                    rule.map_or("", |r| r.kind.code()).to_owned(),
                ),
                pick(
                    heads[1].0,
                    "category",
                    n,
                    category::page::options(tree, Some(any()), &category),
                    category.0.clone(),
                ),
                pick(
                    heads[2].0,
                    "difficulty",
                    n,
                    form::code_options::<Difficulty>(Some(any())),
                    rule.and_then(|r| r.difficulty).map_or("", Code::code).to_owned(),
                ),
                short(heads[3].0, "count", n, rule.map(|r| r.count.to_string()).unwrap_or_default()),
                short(heads[4].0, "points", n, rule.map(|r| r.points.to_string()).unwrap_or_default()),
            ]
        })
        .collect();
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=exam.id.to_string() />
            <input type="hidden" name="version" value=exam.version.to_string() />
            <input type="hidden" name="class" value=exam.class.to_string() />
            {form::text("title", tr("考试名称", "Title"), "", exam.title.clone(), fault)}
            <div class="grid">
                {form::date("day", tr("开始日期", "First day"), day_text(exam.opens.day()), fault)}
                {form::time("from", tr("开始时间", "From"), exam.opens.clock_text(), fault)}
                {form::date("last_day", tr("截止日期", "Last day"), day_text(exam.closes.day()), fault)}
                {form::time("until", tr("截止时间", "Until"), exam.closes.clock_text(), fault)}
                {form::text("minutes", tr("限时（分钟）", "Minutes"), "", exam.minutes.to_string(), fault)}
                {form::text("attempts", tr("可作答次数", "Attempts"), "", exam.attempts.to_string(), fault)}
                {form::text("pass", tr("合格线（%）", "To pass (%)"), "", exam.pass.to_string(), fault)}
                {form::tick(
                    "partial",
                    tr("多选漏选得一半分", "Half the points for some of several right"),
                    "",
                    exam.partial,
                    fault,
                )}
            </div>
            <fieldset id="rules">
                <legend>{tr("组卷规则", "How papers are drawn")}</legend>
                <p class="hint">
                    {tr(
                        "题数空白的行不用；每人的试卷由种子抽取，考试后可复算。",
                        "A line without a number is not used. Papers are drawn by a seed that is published afterwards.",
                    )}
                </p>
                {form::error_of("rules".to_owned(), fault)}
                {plain_table(tr("组卷规则", "How papers are drawn"), &heads, rows)}
            </fieldset>
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}

/// How the questions did.
pub fn statistics() -> AnyView {
    load(id, api::statistics, |(exam, items): (Exam, Vec<ItemStatistic>)| {
        let heads = [
            (tr("题干", "Question"), false),
            (tr("题型", "Kind"), false),
            (tr("试卷数", "Papers"), true),
            (tr("得分率（%）", "Mean (%)"), true),
            (tr("区分度（高分组−低分组）", "Better half minus other"), true),
            (tr("选项分布", "Options chosen"), false),
        ];
        let rows: Vec<Vec<AnyView>> = items
            .into_iter()
            .map(|item| {
                let text: String = item.text.chars().take(80).collect();
                let options = item
                    .options
                    .iter()
                    .map(|(letter, count, right)| {
                        let word = match letter.as_str() {
                            "T" => tr("对", "True"),
                            "F" => tr("错", "False"),
                            other => other,
                        };
                        badge(if *right { "good" } else { "plain" }, format!("{word} {count}"))
                    })
                    .collect_view();
                let odd = (item.discrimination.is_some_and(|d| d < 10) && item.mean < 95)
                    .then(|| badge("warn", tr("建议复核此题", "Look at this question")));
                vec![
                    view! { <a href=format!("/training/questions/{}", item.question)>{text}</a>" "{odd} }.written(),
                    name(item.kind).written(),
                    item.count.to_string().into_any(),
                    item.mean.to_string().into_any(),
                    item.discrimination.map_or_else(|| "—".to_owned(), |d| d.to_string()).written(),
                    view! { <span class="badges">{options}</span> }.written(),
                ]
            })
            .collect();
        let body = if rows.is_empty() {
            empty(tr("没有已阅完的试卷", "No marked papers"), "")
        } else {
            plain_table(tr("试题分析", "Item statistics"), &heads, rows)
        };
        page(
            below(&exam),
            tr("试题分析", "Item statistics"),
            tr("得分率低的在前；区分度需十份以上试卷。", "The hardest first; halves are compared from ten papers on."),
            view! {
                <button type="button" class="button" data-print="">
                    {tr("打印", "Print")}
                </button>
            }
            .written(),
            body,
        )
    })
}

/// Marking, one answer at a time, without names.
pub fn mark() -> AnyView {
    let action = form::posts::<MarkAnswer>();
    load(id, api::to_mark, move |(exam, left, next): (Exam, u32, Option<ToMark>)| {
        let fault = fault_of(action);
        let body = match next {
            None => empty(
                tr("没有需要您评分的答卷", "Nothing waits for your mark"),
                tr(
                    "每份答案由两人独立评分，相差较大时由第三人裁定。",
                    "Two people mark each answer; where they differ a third decides.",
                ),
            ),
            Some(one) => {
                let differing = (!one.differing.is_empty()).then(|| {
                    let marks: Vec<String> = one.differing.iter().map(Points::to_string).collect();
                    view! {
                        <p class="note plain">
                            {tr("两人评分相差较大（", "Two markers differ (")}{marks.join(" / ")}
                            {tr("），您的评分为最终得分。", "): your mark decides.")}
                        </p>
                    }
                });
                let points = (!one.question.answers.is_empty()).then(|| {
                    let list =
                        one.question.answers.iter().map(|point| view! { <li>{point.clone()}</li> }).collect_view();
                    view! {
                        <p class="muted">{tr("得分要点", "What to look for")}</p>
                        <ul>{list}</ul>
                    }
                });
                view! {
                    <section class="card">
                        <h2>
                            {tr("题目", "Question")}" "
                            {badge("plain", format!("{} {}", one.worth, tr("分", "points")))}
                        </h2>
                        <p class="prose">{one.question.text.clone()}</p>
                        {points}
                    </section>
                    <section class="card">
                        <h2>{tr("答案", "Answer")}</h2>
                        <p class="prose answer">{one.answer.clone()}</p>
                    </section>
                    {differing}
                    {form::post(
                        action,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <input type="hidden" name="attempt" value=one.attempt.to_string() />
                            <input type="hidden" name="question" value=one.question.id.to_string() />
                            {form::text(
                                "points",
                                tr("得分", "Points"),
                                tr("0 至满分，可有一位小数", "0 to the full points, one decimal at most"),
                                "",
                                fault,
                            )}
                            {form::submit(tr("提交评分", "Give these points"), action.pending())}
                        },
                    )}
                }
                .written()
            }
        };
        page(
            below(&exam),
            tr("阅卷", "Mark"),
            tr("不显示姓名；两人独立评分。", "No names are shown; two people mark by themselves."),
            view! { <p class="today">{tr("待评：", "Left: ")}<span data-testid="left">{left.to_string()}</span></p> }
                .written(),
            body,
        )
    })
}
