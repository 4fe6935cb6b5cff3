//! Classes: the list, one class, its form.

use domain::access::Permission;
use domain::code::{ClassKind, Code, Family, Tier, TrainingForm};
use domain::organisation::NearUnits;
use domain::register::{Register, RegisterQuery};
use domain::time::day_text;
use domain::training::{
    Allocation, Approval, Categories, CheckIn, Class, ClassDetail, ClassQuery, ClassRow, ClassState, Enrolment,
    EnrolmentState, Exam, HoldingKind, Lesson, Programme,
};
use domain::{ClassId, Day, Moment, ProgrammeId};
use leptos::prelude::*;

use super::api::{self, CancelClass, PublishClass, ReopenClass, SaveClass};
use crate::components::dialog::confirm;
use crate::components::form::{self, FormFault, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::register;
use crate::components::table::{State, choice, column, plain_table, search_box, table};
use crate::components::written::Written;
use crate::frame::Frame;
use crate::organisation;
use crate::pages::{id, only_at, step};
use crate::training::place::api::{ConfirmSeat, Enrol, Withdraw};
use crate::training::place::view::{place_badge, place_note, place_tone};
use crate::training::{category, course, exam, lesson, library, plan};
use crate::words::{self, name, tr};

fn trail() -> Vec<(String, String)> {
    vec![step("/training/classes", tr("班次", "Classes"))]
}

fn may_edit() -> bool {
    use_context::<Frame>().and_then(|frame| frame.me).is_some_and(|me| me.may(Permission::CLASS_EDIT))
}

fn state_badge(state: ClassState) -> AnyView {
    let tone = match state {
        ClassState::Draft | ClassState::Finished => "plain",
        ClassState::Published => "good",
        ClassState::Cancelled => "bad",
    };
    badge(tone, words::class_state(state))
}

/// All classes one may see.
pub fn list() -> AnyView {
    load(
        State::now,
        |state| async move {
            let query = ClassQuery {
                q: state.get("q"),
                state: state.get("state"),
                category: state.get("category"),
                tier: state.get("tier"),
                for_me: state.get("mine") == "1",
                window: state.window(),
            };
            Ok((api::classes(query).await?, category::api::categories().await?))
        },
        |(classes, tree): (domain::page::Page<ClassRow>, Categories)| {
            let state = State::now();
            let columns = vec![
                column("title", tr("班次", "Class")).sorted().fixed(),
                column("category", tr("类别", "Category")),
                column("tier", tr("层级", "Tier")),
                column("starts", tr("开班", "Starts")).sorted(),
                column("hours", tr("学时", "Hours")).sorted().numbers(),
                column("taken", tr("报名/名额", "Seats")).sorted().numbers(),
                column("state", tr("状态", "State")).sorted(),
                column("own", tr("我的", "Mine")),
            ];
            let states = [ClassState::Draft, ClassState::Published, ClassState::Finished, ClassState::Cancelled]
                .into_iter()
                .zip(["draft", "published", "finished", "cancelled"])
                .map(|(state, code)| (code.to_owned(), words::class_state(state).to_owned()));
            let all = || tr("全部", "All");
            let states: Vec<_> = std::iter::once((String::new(), all().to_owned())).chain(states).collect();
            let filters = view! {
                {search_box("q", tr("班次名称", "Title"), state.get("q"))}
                {choice("state", tr("状态", "State"), states, state.get("state"))}
                {choice(
                    "category",
                    tr("类别", "Category"),
                    category::page::options(&tree, Some(all()), &state.get("category").into()),
                    state.get("category"),
                )}
                {choice("tier", tr("层级", "Tier"), form::code_options::<Tier>(Some(all())), state.get("tier"))}
                {choice(
                    "mine",
                    tr("范围", "Range"),
                    vec![
                        (String::new(), all().to_owned()),
                        ("1".to_owned(), tr("我可以报名的", "Open to me").to_owned()),
                    ],
                    state.get("mine"),
                )}
            }
            .written();
            let pages = (classes.page, classes.pages(), classes.total);
            let rows = classes.rows.into_iter().map(|one| row(one, &tree)).collect();
            let none = empty(
                tr("没有符合条件的班次", "No class matches"),
                if may_edit() {
                    tr("可放宽筛选，或新建班次。", "Widen the filter, or create a class.")
                } else {
                    tr(
                        "可放宽筛选；新班次发布后会出现在这里。",
                        "Widen the filter; new classes appear here when published.",
                    )
                },
            );
            let export = Some("/training/classes.xlsx".to_owned());
            let action = if may_edit() {
                button_link("/training/classes/new", tr("新建班次", "New class"), true)
            } else {
                ().into_any()
            };
            page(
                Vec::new(),
                tr("班次", "Classes"),
                tr("按层级、类别查找班次并报名。", "Find classes by tier and category, and enrol."),
                action,
                table(tr("班次", "Classes"), columns, state, filters, export, rows, pages, none),
            )
        },
    )
}

fn row(row: ClassRow, tree: &Categories) -> Vec<AnyView> {
    let class = row.class;
    vec![
        view! { <a href=format!("/training/classes/{}", class.id)>{class.title.clone()}</a> }.written(),
        tree.name(&class.category, crate::frame::lang()).written(),
        name(class.tier).written(),
        day_text(class.starts).written(),
        class.hours.to_string().into_any(),
        format!("{}/{}", class.taken, class.capacity).written(),
        state_badge(class.state),
        row.mine.map(place_badge).written(),
    ]
}

/// The lessons of a class and the viewer's own presence at them.
type Taught = (Vec<Lesson>, Vec<CheckIn>);

/// A class with a page of its people, where the viewer may see them, its lessons and its exams.
type Shown = (ClassDetail, Option<Register<Enrolment>>, Option<Taught>, Categories, Vec<Exam>);

/// The class and the page of its people that the present address asks for. Reactive.
fn asked() -> (String, RegisterQuery) {
    (id(), register::query())
}

/// One class.
pub fn detail() -> AnyView {
    let enrol = form::posts::<Enrol>();
    let withdraw = form::posts::<Withdraw>();
    let publish = form::posts::<PublishClass>();
    let cancel = form::posts::<CancelClass>();
    let reopen = form::posts::<ReopenClass>();
    let confirm_seat = form::posts::<ConfirmSeat>();
    let faults = [fault_of(enrol), fault_of(confirm_seat), fault_of(withdraw), fault_of(publish), fault_of(cancel)];
    let fetch = |(id, query): (String, RegisterQuery)| async move {
        let detail = api::class(id.clone()).await?;
        let people = if detail.holds { Some(api::people(id.clone(), query).await?) } else { None };
        Ok((
            detail,
            people,
            lesson::api::lessons(id.clone()).await.ok(),
            category::api::categories().await?,
            exam::api::exams(id).await?,
        ))
    };
    load(asked, fetch, move |(detail, people, lessons, tree, set): Shown| {
        let today = use_context::<Frame>().unwrap_or_default().now.day();
        let class = detail.class.clone();
        let hidden = || view! { <input type="hidden" name="id" value=class.id.to_string() /> };
        let mut actions = Vec::new();
        let enrolled = detail.mine.as_ref().is_some_and(|mine| mine.state.is_open());
        let offered = detail.mine.as_ref().is_some_and(|mine| mine.state == EnrolmentState::Offered);
        if let Some(state) = detail.leads_to.filter(|_| !enrolled) {
            let verb = match state {
                EnrolmentState::Enrolled => tr("报名", "Enrol"),
                EnrolmentState::Waiting => tr("报名候补", "Join the waiting list"),
                _ => tr("申请报名", "Ask for a place"),
            };
            actions.push(
                view! {
                    {form::post(
                        enrol,
                        "",
                        view! {
                            {hidden()}
                            {form::submit(verb, enrol.pending())}
                        },
                    )}
                }
                .written(),
            );
        }
        if offered {
            actions.push(
                view! {
                    {form::post(
                        confirm_seat,
                        "",
                        view! {
                            {hidden()}
                            {form::submit(tr("确认参加", "Confirm the seat"), confirm_seat.pending())}
                        },
                    )}
                }
                .written(),
            );
        }
        if enrolled && class.state == ClassState::Published && class.starts > today {
            actions.push(
                view! {
                    {form::post(
                        withdraw,
                        "",
                        view! {
                            {hidden()}
                            {confirm(
                                tr("退出报名", "Withdraw"),
                                tr(
                                    "退出后名额会立即释放，确定退出吗？",
                                    "Your seat is freed at once. Withdraw?",
                                ),
                                tr("退出", "Withdraw"),
                            )}
                        },
                    )}
                }
                .written(),
            );
        }
        let seated = detail.mine.as_ref().is_some_and(|mine| mine.state.has_seat());
        if class.starts <= today && (seated || detail.holds) && class.state != ClassState::Cancelled {
            let text = if seated { tr("评价", "Evaluate") } else { tr("评价结果", "Evaluation") };
            actions.push(button_link(format!("/training/classes/{}/evaluation", class.id), text, false));
        }
        if detail.markable {
            actions.push(button_link(
                format!("/training/classes/{}/finish", class.id),
                tr("考核结班", "Mark and finish"),
                true,
            ));
        }
        if class.state == ClassState::Finished && detail.holds {
            let all = format!("/training/classes/{}/certificates.zip", class.id);
            actions.push(
                view! {
                    <a class="button" rel="external" download=true href=all>
                        {tr("下载全部证书", "All certificates")}
                    </a>
                }
                .written(),
            );
        }
        if detail.may_send {
            actions.push(button_link(
                format!("/training/classes/{}/send", class.id),
                tr("选派与调训", "Send or call up"),
                false,
            ));
        }
        if detail.holds && may_edit() {
            let another = format!("/training/classes/new?of={}", class.id);
            actions.push(button_link(another, tr("照此新建", "Another like it"), false));
        }
        if detail.editable {
            if class.state == ClassState::Draft {
                actions.push(
                    view! {
                        {form::post(
                            publish,
                            "",
                            view! {
                                {hidden()}
                                {form::submit(tr("发布", "Publish"), publish.pending())}
                            },
                        )}
                    }
                    .written(),
                );
            }
            actions.push(button_link(format!("/training/classes/{}/edit", class.id), tr("修改", "Edit"), false));
            actions.push(button_link(
                format!("/training/classes/{}/quotas", class.id),
                tr("名额分配", "Seats by unit"),
                false,
            ));
            actions.push(button_link(
                format!("/training/classes/{}/calendar", class.id),
                tr("班次日历", "Calendar"),
                false,
            ));
            actions.push(
                view! {
                    {form::post(
                        cancel,
                        "",
                        view! {
                            {hidden()}
                            {confirm(
                                tr("取消班次", "Cancel class"),
                                tr(
                                    "取消后不可恢复，已报名人员会收到通知。",
                                    "This can't be undone; those enrolled are told.",
                                ),
                                tr("取消班次", "Cancel class"),
                            )}
                        },
                    )}
                }
                .written(),
            );
        }
        let mine = detail.mine.clone().map(|mine| {
            let note = place_note(&mine, &class, detail.position);
            let tone = format!("note {}", place_tone(mine.state));
            view! { <p class=tone>{tr("我的状态：", "My place: ")}{place_badge(mine.state)}" "{note}</p> }
        });
        let barred = (!enrolled)
            .then(|| detail.barred.clone())
            .flatten()
            .filter(|reason| *reason != domain::Reason::NoPerson)
            .map(|reason| view! { <p class="note plain">{words::reason(&reason)}</p> });
        let people = people.map(|people| roster(&class, people));
        let call_ups = (!detail.call_ups.is_empty()).then(|| {
            let rows = detail
                .call_ups
                .iter()
                .map(|call_up| {
                    view! {
                        <li>
                            <a href=format!("/training/call-ups/{}", call_up.id)>
                                <strong>{call_up.number.clone()}</strong>
                            </a>
                            <span class="muted">
                                {call_up.at.minute_text()}" · "{call_up.people.to_string()}{tr(" 人", " people")}
                            </span>
                        </li>
                    }
                })
                .collect_view();
            section(tr("调训通知", "Call-ups"), view! { <ul class="rows">{rows}</ul> }.written())
        });
        page(
            trail(),
            class.title.clone(),
            "",
            actions.collect_view().into_any(),
            view! {
                {faults.map(form::summary).into_iter().collect_view()}
                {mine}
                {barred}
                {section(tr("班次信息", "About the class"), about(&class, &tree))}
                {lessons
                    .map(|(lessons, mine)| {
                        lesson::page::of_class(&class, lessons, &mine, detail.editable, detail.keeps)
                    })}
                {exam::page::of_class(&class.id, set, detail.editable)}
                {section(tr("报名规则", "How places are given"), admission(&class, &tree))}
                {call_ups}
                {detail.reopenable.then(|| reopening(&class, reopen))}
                {people}
            }
            .written(),
        )
    })
}

/// The way back from the end of a class.
fn reopening(class: &Class, reopen: form::Post<ReopenClass>) -> AnyView {
    let fault = fault_of(reopen);
    let form = form::post(
        reopen,
        "form",
        view! {
            {form::summary(fault)}
            <p>
                {tr(
                    "结果录错时使用：已登记的学时被冲销，证书被撤销，本人收到理由；随后重新考核结班。",
                    "For results entered wrongly: hours are reversed, certificates revoked, the people are told \
                     why; then results are entered anew.",
                )}
            </p>
            <input type="hidden" name="id" value=class.id.to_string() />
            {form::text("reason", tr("理由", "Reason"), "", "", fault)}
            {form::submit(tr("重新打开班次", "Open the class again"), reopen.pending())}
        },
    );
    section(tr("重新打开", "Open again"), form)
}

fn about(class: &Class, tree: &Categories) -> AnyView {
    let families = if class.families.is_empty() {
        tr("群团组织、党政机关", "Both families").to_owned()
    } else {
        class.families.iter().map(|family| name(*family)).collect::<Vec<_>>().join(", ")
    };
    view! {
        <p>
            {state_badge(class.state)}" "<strong class="number" data-testid="seats">
                {format!("{}/{}", class.taken, class.capacity)}
            </strong>" "{tr("已报名/名额", "taken / seats")}
        </p>
        {facts(
            vec![
                (tr("类别", "Category"), category::page::full_name(tree, &class.category)),
                (tr("层级", "Tier"), name(class.tier).to_owned()),
                (tr("班次类型", "Purpose"), name(class.kind).to_owned()),
                (tr("培训形式", "Form"), name(class.form).to_owned()),
                (tr("面向系统", "Open to"), families),
                (tr("学时", "Hours"), class.hours.to_string()),
                (tr("主办单位", "Held by"), class.unit_name.clone()),
                (
                    tr("报名时间", "Enrolment"),
                    format!("{} – {}", class.enrol_from.minute_text(), class.enrol_until.minute_text()),
                ),
                (tr("培训时间", "Time"), format!("{} – {}", day_text(class.starts), day_text(class.ends))),
                (tr("地点", "Place"), class.place.clone()),
                (tr("师资", "Trainers"), class.trainer.clone()),
            ],
        )}
        {(!class.about.is_empty()).then(|| view! { <p class="prose">{class.about.clone()}</p> })}
    }
    .written()
}

/// How places are given, in words, with the seats of each pool and the proof of a draw.
fn admission(class: &Class, tree: &Categories) -> AnyView {
    let rules = &class.admission;
    let line = if rules.collects() {
        tr(
            "报名期内收集申请，截止后按此顺序分配。",
            "Requests are collected; seats go out in this order when enrolment has closed.",
        )
    } else {
        tr(
            "有名额即确认，满员后按报名时间候补。",
            "A free seat is given at once; after that the waiting list goes by time.",
        )
    };
    let confirm = match rules.confirm_hours {
        0 => tr("递补时直接确认", "Seats that become free are given unasked").to_owned(),
        hours => format!(
            "{} {hours} {}",
            tr("递补后须在", "Seats that become free must be confirmed within"),
            tr("小时内确认", "hours")
        ),
    };
    let mut list = vec![
        (tr("审批", "Consent"), name(rules.approval).to_owned()),
        (tr("分配顺序", "Order"), format!("{} · {line}", name(rules.allocation))),
        (tr("候补名额", "Waiting list"), format!("{} / {}", class.queued, rules.waiting)),
        (tr("递补", "Moving up"), confirm),
    ];
    if rules.min_years > 0 {
        list.push((tr("任现职级", "At the present level"), format!("≥ {} {}", rules.min_years, tr("年", "years"))));
    }
    for id in &rules.after_categories {
        list.push((tr("须先完成", "First"), tree.name(id, crate::frame::lang())));
    }
    if !rules.after_courses.is_empty() {
        list.push((tr("须先完成", "First"), tr("指定的网络课程", "An online course").to_owned()));
    }
    if rules.leading {
        list.push((tr("职务", "Post"), tr("担任领导职务", "Leading posts only").to_owned()));
    }
    if !rules.seed_hash.is_empty() {
        list.push((tr("抽签承诺（SHA-256）", "Commitment of the draw (SHA-256)"), rules.seed_hash.clone()));
    }
    if !rules.seed.is_empty() {
        list.push((tr("抽签种子", "Seed of the draw"), rules.seed.clone()));
    }
    let proof = (!rules.seed_hash.is_empty()).then(|| {
        view! {
            <p class="muted">
                {tr(
                    "每份申请的签号 = SHA-256(种子:报名编号)，由小到大排序；报名编号为“班次编号__人员编号”。种子在报名截止后公布，其 SHA-256 须与承诺一致，任何人可复算。",
                    "The lot of a request is SHA-256(seed:place), smallest first; a place is written \
                     class__person. The seed is published when enrolment has closed and must hash to the \
                     commitment, so anybody can compute the draw again.",
                )}
            </p>
        }
    });
    let pools = (!rules.quotas.is_empty()).then(|| {
        let (seats, taken) = class.pool(&domain::UnitId::default());
        let general = (tr("其他单位", "All others").to_owned(), seats, taken);
        let rows = rules
            .quotas
            .iter()
            .map(|quota| (quota.name.clone(), quota.seats, quota.taken))
            .chain([general])
            .map(|(unit, seats, taken)| {
                vec![unit.written(), seats.to_string().into_any(), taken.to_string().into_any()]
            })
            .collect();
        plain_table(
            tr("名额分配", "Seats by unit"),
            &[(tr("单位", "Unit"), false), (tr("名额", "Seats"), true), (tr("已占", "Taken"), true)],
            rows,
        )
    });
    view! {
        {facts(list)}
        {proof}
        {pools}
    }
    .written()
}

/// A page of the people of a class, found by name or unit.
fn roster(class: &Class, found: Register<Enrolment>) -> AnyView {
    let (state, found) = (State::now(), found.page);
    if found.total == 0 && state.get("q").is_empty() {
        return section(
            tr("学员", "People"),
            empty(
                tr("还没有人报名", "Nobody has enrolled yet"),
                tr("发布后，符合条件的干部可自行报名。", "Once published, eligible cadres enrol themselves."),
            ),
        );
    }
    let columns = vec![
        column("name", tr("姓名", "Name")).sorted().fixed(),
        column("unit", tr("单位", "Unit")).sorted().fixed(),
        column("channel", tr("来源", "Came by")).sorted().fixed(),
        column("at", tr("报名时间", "Asked at")).sorted().fixed(),
        column("hours", tr("学时", "Hours")).sorted().fixed().numbers(),
        column("state", tr("状态", "State")).sorted().fixed(),
    ];
    let filters = search_box("q", tr("姓名、单位或拼音", "Name, unit or pinyin"), state.get("q"));
    let export = Some(format!("/training/classes/{}/people.xlsx", class.id));
    let pages = (found.page, found.pages(), found.total);
    let rows = found.rows.into_iter().map(place_row).collect();
    let none = empty(tr("没有符合条件的学员", "Nobody matches"), tr("可换一个条件试试。", "Try another filter."));
    section(tr("学员", "People"), table(tr("学员", "People"), columns, state, filters, export, rows, pages, none))
}

fn place_row(place: Enrolment) -> Vec<AnyView> {
    let decided = place.decisions.last().map(|d| {
        let verb = if d.granted { tr("同意", "agreed") } else { tr("不同意", "refused") };
        view! { <span class="muted">" "{d.by.clone()}" "{verb}" "{d.reason.clone()}</span> }
    });
    vec![
        view! { <a href=format!("/people/{}", place.person)>{place.name}</a> }.written(),
        place.unit_name.written(),
        name(place.channel).written(),
        place.at.minute_text().into_any(),
        place.attended.to_string().into_any(),
        view! {
            {place_badge(place.state)}
            " "
            {place.grade.map(name)}
            <span class="muted">" "{place.remark}</span>
            {decided}
        }
        .written(),
    ]
}

/// What the form of a class chooses from.
struct Choices {
    units: NearUnits,
    tree: Categories,
    courses: Vec<(String, String)>,
    places: Vec<String>,
    trainers: Vec<String>,
}

async fn choices(unit: String) -> Result<Choices, crate::api::ApiError> {
    let names = library::api::holding_names().await?;
    let of = |kind: HoldingKind| names.iter().filter(|one| one.0 == kind).map(|one| one.1.clone()).collect();
    let courses = course::api::courses(Default::default()).await?.rows.into_iter();
    Ok(Choices {
        units: organisation::near([unit]).await?,
        tree: category::api::categories().await?,
        courses: courses.map(|row| (row.course.id.0, row.course.title)).collect(),
        places: of(HoldingKind::Venue),
        trainers: of(HoldingKind::Trainer),
    })
}

/// A new class; with `?programme=`, one of a programme of an approved plan, with `?of=`, one like another.
pub fn new() -> AnyView {
    let save = form::posts::<SaveClass>();
    load(
        || (State::now().get("programme"), State::now().get("of")),
        |(programme, of)| async move {
            let programme = if programme.is_empty() { None } else { Some(plan::api::programme(programme).await?) };
            let like = if of.is_empty() { None } else { Some(api::class(of).await?.class) };
            let unit = like.as_ref().map(|class| class.unit.to_string()).unwrap_or_default();
            Ok((choices(unit).await?, programme, like))
        },
        move |(choices, programme, like): (Choices, Option<Programme>, Option<Class>)| {
            let today = use_context::<Frame>().unwrap_or_default().now.day();
            class_form(save, choices, like.map(|class| another(class, today)), programme)
        },
    )
}

/// A class like another one: of as many days, but of days to come, and of no plan.
fn another(class: Class, today: Day) -> Class {
    let ahead = |days: i64| today + chrono::TimeDelta::days(days);
    let starts = ahead(21);
    Class {
        id: ClassId::default(),
        version: 0,
        programme: ProgrammeId::default(),
        enrol_from: Moment::start_of(today),
        enrol_until: Moment::end_of(ahead(14)),
        starts,
        ends: starts + (class.ends - class.starts),
        ..class
    }
}

/// A class's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveClass>();
    load(
        id,
        |id| async move {
            let detail = api::class(id).await?;
            let unit = detail.class.unit.to_string();
            Ok((detail, choices(unit).await?))
        },
        move |(detail, choices): (ClassDetail, Choices)| {
            let path = detail.class.path.clone();
            only_at(Permission::CLASS_EDIT, &path, || class_form(save, choices, Some(detail.class), None))
        },
    )
}

fn class_form(
    save: form::Post<SaveClass>,
    choices: Choices,
    class: Option<Class>,
    programme: Option<Programme>,
) -> AnyView {
    let fault: FormFault = fault_of(save);
    let today = use_context::<Frame>().unwrap_or_default().now.day();
    let Choices { units, tree, courses, places, trainers } = choices;
    let tree = &tree;
    let options = unit_options(units);
    let first = options.first();
    let has = class.as_ref().is_some_and(|class| !class.id.as_str().is_empty());
    let made_from =
        class.as_ref().map(|class| class.programme.clone()).or(programme.as_ref().map(|one| one.id.clone()));
    let made_from = made_from.map(|id| id.0).unwrap_or_default();
    // What the plan says is what a class of it begins with.
    let planned = |get: fn(&Programme) -> String| programme.as_ref().map(get).unwrap_or_default();
    let admission = class.as_ref().map(|class| class.admission.clone()).unwrap_or_default();
    let after_course = admission.after_courses.first().map(|id| id.0.clone()).unwrap_or_default();
    let after_category = admission.after_categories.first().cloned().unwrap_or_default();
    let mut course_options = vec![(String::new(), tr("不要求", "None").to_owned())];
    course_options.extend(courses);
    let of = |get: fn(&Class) -> String, instead: &str| class.as_ref().map_or_else(|| instead.to_owned(), get);
    let day = |days: i64| day_text(today + chrono::TimeDelta::days(days));
    let family = class.as_ref().and_then(|class| class.families.first().copied());
    let category =
        class.as_ref().map(|class| class.category.clone()).or(programme.as_ref().map(|one| one.category.clone()));
    let category = category.unwrap_or_default();
    let tier = class.as_ref().map(|c| c.tier).or(programme.as_ref().map(|p| p.tier)).or(Some(Tier::Section));
    let kind = class.as_ref().map(|c| c.kind).or(programme.as_ref().map(|p| p.kind)).or(Some(ClassKind::InService));
    let training_form = class.as_ref().map(|c| c.form).or(programme.as_ref().map(|p| p.form));
    let training_form = training_form.or(Some(TrainingForm::OffJob));
    let any = || tr("群团组织、党政机关均可", "Both families");
    page(
        trail(),
        if has { tr("修改班次", "Edit class") } else { tr("新建班次", "New class") },
        tr("保存后为草稿，发布后干部才能看到并报名。", "It is saved as a draft; cadres see it once it is published."),
        ().into_any(),
        view! {
            {form::post(
                save,
                "form",
                view! {
                    {form::summary(fault)}
                    <input type="hidden" name="id" value=of(|c| c.id.to_string(), "") />
                    <input type="hidden" name="version" value=of(|c| c.version.to_string(), "0") />
                    <input type="hidden" name="programme" value=made_from />
                    <fieldset>
                        <legend>{tr("内容与对象", "Content and audience")}</legend>
                        {form::text(
                            "title",
                            tr("班次名称", "Title"),
                            "",
                            of(|c| c.title.clone(), &planned(|p| p.title.clone())),
                            fault,
                        )}
                        <div class="grid">
                            {form::select(
                                "category",
                                tr("类别", "Category"),
                                "",
                                category::page::options(tree, None, &category),
                                category.as_str(),
                                fault,
                            )} {form::code::<Tier>("tier", tr("层级", "Tier"), tier, fault)}
                            {form::code::<ClassKind>("kind", tr("班次类型", "Purpose"), kind, fault)}
                            {form::code::<TrainingForm>("form", tr("培训形式", "Form"), training_form, fault)}
                            {form::select(
                                "family",
                                tr("面向系统", "Open to"),
                                "",
                                form::code_options::<Family>(Some(any())),
                                family.map(Code::code).unwrap_or_default(),
                                fault,
                            )}
                            {form::select(
                                "unit",
                                tr("主办单位", "Held by"),
                                tr(
                                    "该单位及下级单位的干部可报名。",
                                    "Cadres of it and below may enrol.",
                                ),
                                options,
                                &of(|c| c.unit.to_string(), &first),
                                fault,
                            )}
                        </div>
                    </fieldset>
                    <fieldset>
                        <legend>{tr("规模与时间", "Size and time")}</legend>
                        <div class="grid">
                            {form::text(
                                "hours",
                                tr("学时", "Hours"),
                                tr("全程参加可得，如 24 或 7.5", "For full attendance, such as 24 or 7.5"),
                                of(|c| c.hours.to_string(), &planned(|p| p.hours.to_string())),
                                fault,
                            )}
                            {form::text(
                                "capacity",
                                tr("名额", "Seats"),
                                "",
                                of(|c| c.capacity.to_string(), &planned(|p| p.people.to_string())),
                                fault,
                            )}
                            {form::date(
                                "enrol_from",
                                tr("报名开始", "Enrolment opens"),
                                of(|c| day_text(c.enrol_from.day()), &day(0)),
                                fault,
                            )}
                            {form::date(
                                "enrol_until",
                                tr("报名截止（含当日）", "Enrolment closes (that day included)"),
                                of(|c| day_text(c.enrol_until.day()), &day(14)),
                                fault,
                            )}
                            {form::date(
                                "starts",
                                tr("开班日期", "First day"),
                                of(|c| day_text(c.starts), &day(21)),
                                fault,
                            )}
                            {form::date(
                                "ends",
                                tr("结束日期", "Last day"),
                                of(|c| day_text(c.ends), &day(23)),
                                fault,
                            )}
                            {form::proposed("place", tr("地点", "Place"), of(|c| c.place.clone(), ""), places, fault)}
                            {form::proposed(
                                "trainer",
                                tr("师资", "Trainers"),
                                of(|c| c.trainer.clone(), ""),
                                trainers,
                                fault,
                            )}
                        </div>
                        {form::area("about", tr("简介", "About"), "", of(|c| c.about.clone(), ""), fault)}
                    </fieldset>
                    <fieldset>
                        <legend>{tr("报名规则", "How places are given")}</legend>
                        <div class="grid">
                            {form::code::<
                                Approval,
                            >("approval", tr("审批", "Consent"), class.as_ref().map(|c| c.admission.approval), fault)}
                            {form::code::<
                                Allocation,
                            >(
                                "allocation",
                                tr("分配顺序", "Order"),
                                class.as_ref().map(|c| c.admission.allocation),
                                fault,
                            )}
                            {form::text(
                                "waiting",
                                tr("候补名额", "Waiting list"),
                                tr("0 为不设候补", "0 for no list"),
                                of(|c| c.admission.waiting.to_string(), "20"),
                                fault,
                            )}
                            {form::text(
                                "confirm_hours",
                                tr("递补确认时限（小时）", "Hours to confirm"),
                                tr("0 为直接确认", "0 to give seats unasked"),
                                of(|c| c.admission.confirm_hours.to_string(), "24"),
                                fault,
                            )}
                            {form::text(
                                "min_years",
                                tr("任现职级满（年）", "Years at the level"),
                                tr("0 为不限", "0 for any"),
                                of(|c| c.admission.min_years.to_string(), "0"),
                                fault,
                            )}
                            {form::field(
                                "leading",
                                tr("仅限领导职务", "Leading posts only"),
                                "",
                                fault,
                                view! {
                                    <input
                                        type="checkbox"
                                        id="leading"
                                        name="leading"
                                        value="1"
                                        checked=class.as_ref().is_some_and(|c| c.admission.leading)
                                    />
                                }
                                    .written(),
                            )}
                            {form::select(
                                "after_course",
                                tr("须先学完网络课程", "An online course first"),
                                "",
                                course_options,
                                &after_course,
                                fault,
                            )}
                            {form::select(
                                "after_category",
                                tr("须先完成同类培训", "Training of a category first"),
                                "",
                                category::page::options(tree, Some(tr("不要求", "None")), &after_category),
                                after_category.as_str(),
                                fault,
                            )}
                        </div>
                    </fieldset>
                    {form::submit(tr("保存", "Save"), save.pending())}
                },
            )}
        }
        .written(),
    )
}
