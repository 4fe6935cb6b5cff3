//! Cadres: the roster, one person, the form.

use domain::access::Permission;
use domain::code::{Code, Level, PersonState, Politics, Rank, Sex};
use domain::organisation::NearUnits;
use domain::person::{PeopleQuery, PersonDetail, PersonRow};
use domain::record::Education;
use domain::retirement::OldAge;
use domain::time::{Date, age, day_text};
use leptos::prelude::*;

use super::api::{self, SavePerson};
use super::record::{date_or_missing, mismatch_note, or_missing, ranked, retirement_note, retires, state_text};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::{fault_page, load};
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, choice, column, search_box, table};
use crate::components::written::Written;
use crate::frame::{Frame, frame};
use crate::organisation;
use crate::pages::{id, page_fault, step};
use crate::people::sensitive::api::Unmask;
use crate::words::{name, tr};

fn trail() -> Vec<(String, String)> {
    vec![step("/people", tr("干部名册", "Cadres"))]
}

/// The roster.
pub fn list() -> AnyView {
    load(
        State::now,
        |state| async move {
            let query = PeopleQuery {
                q: state.get("q"),
                unit: state.get("unit").into(),
                level: state.get("level"),
                sex: state.get("sex"),
                state: state.get("state"),
                window: state.window(),
            };
            let units = organisation::near([&query.unit]).await?;
            Ok((api::people(query).await?, units))
        },
        |(people, units): (domain::page::Page<PersonRow>, NearUnits)| {
            let state = State::now();
            let today = use_context::<Frame>().unwrap_or_default().now.day();
            let me = use_context::<Frame>().unwrap_or_default().me;
            let columns = vec![
                column("name", tr("姓名", "Name")).sorted().fixed(),
                column("sex", tr("性别", "Sex")).sorted(),
                column("birth", tr("出生年月", "Born")).sorted(),
                column("ethnic", tr("民族", "Ethnic group")),
                column("politics", tr("政治面貌", "Political status")),
                column("unit", tr("单位", "Unit")).sorted(),
                column("title", tr("现任职务", "Present post")).sorted(),
                column("level", tr("职务层次", "Level")).sorted(),
                column("level_since", tr("任现层次时间", "At this level since")).sorted(),
            ];
            let all = || Some(tr("全部", "All"));
            let unit_choices = unit_options(units).or_none(tr("全部", "All"));
            let states = vec![
                (String::new(), tr("在职", "In service").to_owned()),
                ("retired".to_owned(), tr("退休", "Retired").to_owned()),
                ("left".to_owned(), tr("调出", "Moved away").to_owned()),
                ("resigned".to_owned(), tr("辞职", "Resigned").to_owned()),
                ("dead".to_owned(), tr("去世", "Dead").to_owned()),
                ("all".to_owned(), tr("全部", "All").to_owned()),
            ];
            let filters = view! {
                {search_box("q", tr("姓名、拼音或职务", "Name, pinyin or post"), state.get("q"))}
                {choice("unit", tr("单位（含下级）", "Unit and below"), unit_choices, state.get("unit"))}
                {choice("level", tr("职务层次", "Level"), form::code_options::<Level>(all()), state.get("level"))}
                {choice("sex", tr("性别", "Sex"), form::code_options::<Sex>(all()), state.get("sex"))}
                {choice("state", tr("人员状态", "State"), states, state.get("state"))}
            }
            .written();
            let pages = (people.page, people.pages(), people.total);
            let rows = people
                .rows
                .into_iter()
                .map(|row| {
                    vec![
                        view! { <a href=format!("/people/{}", row.id)>{row.name}</a> }.written(),
                        name(row.sex).written(),
                        view! {
                            <span class="nowrap">
                                {row.birth.month_text()}" "
                                <span class="muted">
                                    {age(row.birth.day(), today).to_string()}{tr("岁", "")}
                                </span>
                            </span>
                        }
                        .written(),
                        row.ethnic.written(),
                        row.politics.map(name).written(),
                        row.unit_name.written(),
                        row.title.written(),
                        view! { <span class="nowrap">{name(row.level)}</span> }.written(),
                        row.level_since.map(|date| date.month_text()).written(),
                    ]
                })
                .collect();
            let may = |permission| me.as_ref().is_some_and(|me| me.may(permission));
            let export = may(Permission::PERSON_EXPORT).then(|| "/export/people.xlsx".to_owned());
            let action = view! {
                {may(Permission::PERSON_EXPORT)
                    .then(|| {
                        let href = format!("/export/people.zip{}", state.with(&[("page", String::new())]));
                        view! {
                            <a class="button" href=href rel="external" download>
                                {tr("导出任免表", "Export forms (lrmx)")}
                            </a>
                        }
                    })}
                {may(Permission::PERSON_EDIT)
                    .then(|| button_link("/people/new", tr("新增干部", "Enter somebody"), false))}
                {may(Permission::PERSON_IMPORT)
                    .then(|| button_link("/people/import", tr("导入名册", "Import"), true))}
            }
            .written();
            let none = empty(
                tr("没有符合条件的干部", "Nobody matches"),
                tr("可放宽筛选，或从名册、任免表导入。", "Widen the filter, or import a roster or appointment forms."),
            );
            page(
                Vec::new(),
                tr("干部名册", "Cadres"),
                "",
                action,
                table(tr("干部名册", "Cadres"), columns, state, filters, export, rows, pages, none),
            )
        },
    )
}

/// The viewer's own record.
pub fn me() -> AnyView {
    show(String::new)
}

/// Somebody's record.
pub fn detail() -> AnyView {
    show(id)
}

fn show(which: fn() -> String) -> AnyView {
    let unmask = form::posts::<Unmask>();
    load(which, api::person, move |detail: PersonDetail| {
        let person = detail.person.clone();
        let mut actions = vec![button_link(
            if detail.own { "/training/mine".to_owned() } else { format!("/people/{}/training", person.id) },
            tr("学时", "Hours"),
            false,
        )];
        if detail.editable {
            if person.state == PersonState::Active {
                actions.push(button_link(format!("/people/{}/appoint", person.id), tr("任职", "Appoint"), false));
            }
            let service = match person.state {
                PersonState::Active => tr("退休、调出等", "End of service"),
                _ => tr("恢复在职", "Back to service"),
            };
            actions.push(button_link(format!("/people/{}/service", person.id), service, false));
            if frame().me.is_some_and(|me| me.may(Permission::EXCHANGE_EDIT)) && !detail.own {
                let (known, start) = (
                    format!("/people/{}/circumstances", person.id),
                    format!("/exchange/cases/new?person={}", person.id),
                );
                actions.push(button_link(known, tr("交流相关情况", "Known for exchange"), false));
                actions.push(button_link(start, tr("发起交流", "Start an exchange"), false));
            }
            actions.push(button_link(format!("/people/{}/edit", person.id), tr("修改", "Edit"), false));
        }
        let me = frame().me;
        let may = |permission| !detail.own && me.as_ref().is_some_and(|me| me.may(permission));
        if may(Permission::TOLERANCE_APPLY) {
            let href = format!("/tolerance/cases/new?person={}", person.id);
            actions.push(button_link(href, tr("容错认定", "Fault tolerance"), false));
        }
        if may(Permission::INCENTIVE_NOMINATE) {
            let (award, care) = (
                format!("/incentive/awards/new?person={}", person.id),
                format!("/incentive/care?person={}", person.id),
            );
            actions.push(button_link(award, tr("提名奖励", "Nominate"), false));
            actions.push(button_link(care, tr("关心关爱", "Care"), false));
        }
        if may(Permission::TALK_EDIT) {
            let href = format!("/tolerance/talks?person={}", person.id);
            actions.push(button_link(href, tr("提醒函询诫勉", "Early correction"), false));
        }
        let today = frame().now.day();
        let mut trail = if detail.own { Vec::new() } else { trail() };
        trail.extend(
            detail
                .ancestors
                .iter()
                .filter(|_| !detail.own)
                .map(|(id, name)| step(format!("/people?unit={id}"), name.clone())),
        );
        let photo = person.has_photo.then(|| {
            let alt = tr("照片", "Photo");
            view! {
                <img
                    class="photo"
                    src=format!("/people/{}/photo?v={}", person.id, person.version)
                    alt=alt
                    width="94"
                    height="115"
                />
            }
        });
        let education = person
            .education
            .iter()
            .map(|e| {
                let kind =
                    if e.full_time { tr("全日制：", "Full-time: ") } else { tr("在职：", "In service: ") };
                format!("{kind}{} {} {}", e.schooling, e.degree, e.school)
            })
            .collect::<Vec<_>>()
            .join("；");
        page(
            trail,
            person.name.clone(),
            "",
            actions.collect_view().into_any(),
            view! {
                {section(
                    tr("基本情况", "Basics"),
                    view! {
                        <div class="with-photo">
                            {facts(
                                vec![
                                    (tr("性别", "Sex"), name(person.sex).to_owned()),
                                    (tr("出生年月", "Born"), person.birth.to_string()),
                                    (tr("民族", "Ethnic group"), or_missing(person.ethnic.clone())),
                                    (tr("籍贯", "Native place"), person.native_place.clone()),
                                    (tr("出生地", "Place of birth"), person.birth_place.clone()),
                                    (tr("成长地", "Grew up in"), person.upbringing_place.clone()),
                                    (
                                        tr("政治面貌", "Political status"),
                                        or_missing(person.politics.map(name).unwrap_or_default().to_owned()),
                                    ),
                                    (tr("入党时间", "Joined the Party"), month_text(&person.party_joined)),
                                    (tr("参加工作时间", "In work since"), date_or_missing(person.work_since)),
                                    (tr("单位", "Unit"), detail.unit_name.clone()),
                                    (tr("现任职务", "Present post"), person.title.clone()),
                                    (tr("职务层次", "Level"), name(person.level).to_owned()),
                                    (
                                        tr("任现层次时间", "At this level since"),
                                        date_or_missing(person.level_since),
                                    ),
                                    (tr("职级", "Rank"), ranked(&person, today)),
                                    (tr("到龄年月", "Retirement"), retires(&person)),
                                    (tr("专业技术职务", "Technical title"), person.technical_title.clone()),
                                    (tr("熟悉专业有何专长", "Specialty"), person.specialty.clone()),
                                    (tr("学历学位", "Education"), education),
                                    (tr("人员状态", "State"), state_text(&person)),
                                ],
                            )} {photo}
                        </div>
                    }
                        .written(),
                )}
                {retirement_note(&person)}
                {mismatch_note(&detail, today)}
                {masked(&detail, unmask)}
                {section(tr("任职", "Appointments"), appointments(&detail))}
                {section(tr("简历", "Résumé"), resume(&detail))}
                {(!person.honours.is_empty())
                    .then(|| section(
                        tr("奖惩情况", "Awards and penalties"),
                        view! { <p class="prose">{person.honours.clone()}</p> }.written(),
                    ))}
                {(!person.assessments.is_empty())
                    .then(|| section(
                        tr("年度考核结果", "Yearly appraisal"),
                        view! { <p class="prose">{person.assessments.clone()}</p> }.written(),
                    ))}
            }
            .written(),
        )
    })
}

pub(super) fn as_known() -> &'static str {
    tr("如 1980-05-17；只知年月的填 1980-05", "Such as 1980-05-17; 1980-05 when only the month is known")
}

fn masked(detail: &PersonDetail, unmask: form::Post<Unmask>) -> AnyView {
    let masked = detail.masked.clone();
    let id = detail.person.id.to_string();
    let own = detail.own;
    let may = detail.may_unmask;
    let recorded = |on: bool| if on { tr("已登记", "On record") } else { "" }.to_owned();
    let hidden = facts(vec![
        (tr("身份证号", "ID number"), masked.id_number.clone()),
        (tr("健康状况", "Health"), recorded(masked.has_health)),
        (
            tr("家庭成员", "Family"),
            match (masked.relatives, masked.unlinked) {
                (0, _) => String::new(),
                (all, 0) => format!("{all}{}", tr(" 人", "")),
                (all, open) => format!(
                    "{all}{}{open}{}",
                    tr(" 人，其中 ", ", of whom "),
                    tr(" 人任职未关联", " in office and not linked")
                ),
            },
        ),
    ]);
    let fault = fault_of(unmask);
    let ask = may.then(|| {
        form::post(
            unmask,
            "inline-form no-print",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=id />
                {(!own)
                    .then(|| {
                        view! {
                            <label for="purpose">{tr("查看事由", "Purpose")}</label>
                            <input
                                id="purpose"
                                name="purpose"
                                required=true
                                minlength="4"
                                placeholder=tr("如：任职回避核查", "e.g. avoidance check")
                            />
                        }
                    })}
                {form::submit(tr("查看敏感信息", "Show sensitive data"), unmask.pending())}
                {(!own)
                    .then(|| {
                        view! {
                            <p class="hint">
                                {tr(
                                    "查看会被记录，并通知本人。",
                                    "This is recorded, and the person is told.",
                                )}
                            </p>
                        }
                    })}
            },
        )
    });
    section(
        tr("敏感信息", "Sensitive data"),
        view! {
            {hidden}
            {ask}
        }
        .written(),
    )
}

/// A month of six digits as it is read, `2001-06`; any other text as it stands.
fn month_text(text: &str) -> String {
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{}-{}", &text[..4], &text[4..])
    } else {
        text.to_owned()
    }
}

fn appointments(detail: &PersonDetail) -> AnyView {
    if detail.appointments.is_empty() {
        return empty(tr("还没有任职记录", "No appointments on record"), "");
    }
    let open = domain::appointment::open_end();
    let today = frame().now.day();
    view! {
        <ul class="rows">
            {detail
                .appointments
                .iter()
                .map(|a| {
                    let until = if a.until == open { tr("至今", "now").to_owned() } else { day_text(a.until) };
                    let from = date_or_missing(a.since().map(Date::from));
                    let main = a.main.then(|| badge("plain", tr("主要职务", "Main post")));
                    let change = detail
                        .editable
                        .then(|| {
                            let href = format!("/people/{}/posts/{}", detail.person.id, a.id);
                            let word = if a.until < today {
                                tr("更正", "Correct")
                            } else {
                                tr("免职、更正", "End or correct")
                            };
                            view! {
                                <a href=href aria-label=format!("{word}{}{}", tr("：", ": "), a.title)>
                                    {word}
                                </a>
                            }
                        });
                    view! {
                        <li>
                            <strong>{a.unit_name.clone()}" "{a.title.clone()}</strong>
                            <span class="muted">
                                {from}" – "{until}" · "{name(a.kind)}" · "{name(a.level)}" "{a.document.clone()}" "
                                {a.end_document.clone()}
                            </span>
                            {main}
                            {change}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .written()
}

fn resume(detail: &PersonDetail) -> AnyView {
    if detail.person.resume.is_empty() {
        return empty(tr("还没有简历", "No résumé on record"), "");
    }
    view! {
        <table class="plain">
            <tbody>
                {detail
                    .person
                    .resume
                    .iter()
                    .map(|line| {
                        let span = if line.from.is_empty() {
                            String::new()
                        } else {
                            format!("{}–{}", line.from, line.until)
                        };
                        view! {
                            <tr>
                                <th scope="row" class="number">
                                    {span}
                                </th>
                                <td>{line.text.clone()}</td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
    .written()
}

/// A record's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SavePerson>();
    load(id, api::person, move |detail: PersonDetail| {
        if !detail.editable {
            return fault_page(&domain::Fault::Forbidden.into());
        }
        let person = detail.person;
        let fault = fault_of(save);
        let fault = match page_fault() {
            Some(found) => Signal::derive(move || Some(found.clone())),
            None => fault,
        };
        let mut trail = trail();
        trail.push(step(format!("/people/{}", person.id), person.name.clone()));
        page(
            trail,
            tr("修改基本情况", "Edit record"),
            "",
            ().into_any(),
            view! {
                {form::post(
                    save,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="id" value=person.id.to_string() />
                        <input type="hidden" name="version" value=person.version.to_string() />
                        <div class="grid">
                            {form::text("name", tr("姓名", "Name"), "", person.name.clone(), fault)}
                            {form::code::<Sex>("sex", tr("性别", "Sex"), Some(person.sex), fault)}
                            {form::text(
                                "birth",
                                tr("出生年月", "Born"),
                                as_known(),
                                person.birth.to_string(),
                                fault,
                            )}
                            {form::text(
                                "ethnic",
                                tr("民族", "Ethnic group"),
                                tr("不详的留空", "Leave empty when not known"),
                                person.ethnic.clone(),
                                fault,
                            )}
                            {form::text(
                                "native_place",
                                tr("籍贯", "Native place"),
                                tr("填到县", "To the county"),
                                person.native_place.clone(),
                                fault,
                            )}
                            {form::text(
                                "birth_place",
                                tr("出生地", "Place of birth"),
                                tr("填到县", "To the county"),
                                person.birth_place.clone(),
                                fault,
                            )}
                            {form::select(
                                "politics",
                                tr("政治面貌", "Political status"),
                                "",
                                form::code_options::<Politics>(Some(tr("未填", "Not on record"))),
                                person.politics.map(Code::code).unwrap_or_default(),
                                fault,
                            )}
                            {form::text(
                                "party_joined",
                                tr("入党时间", "Joined the Party"),
                                tr("如 200106", "Such as 200106"),
                                person.party_joined.clone(),
                                fault,
                            )}
                            {form::text(
                                "work_since",
                                tr("参加工作时间", "In work since"),
                                as_known(),
                                person.work_since.map(|date| date.to_string()).unwrap_or_default(),
                                fault,
                            )}
                            {form::text(
                                "technical_title",
                                tr("专业技术职务", "Technical title"),
                                "",
                                person.technical_title.clone(),
                                fault,
                            )}
                            {form::text(
                                "specialty",
                                tr("熟悉专业有何专长", "Specialty"),
                                tr("不超过 50 字", "50 characters at most"),
                                person.specialty.clone(),
                                fault,
                            )}
                            {form::text(
                                "upbringing_place",
                                tr("成长地", "Grew up in"),
                                tr("填到县；用于地域回避", "To the county; for avoidance by region"),
                                person.upbringing_place.clone(),
                                fault,
                            )}
                            {form::select(
                                "rank",
                                tr("职级", "Rank"),
                                "",
                                form::code_options::<Rank>(Some(tr("无", "None"))),
                                person.rank.map(Code::code).unwrap_or_default(),
                                fault,
                            )}
                            {form::text(
                                "rank_since",
                                tr("任现职级时间", "At this rank since"),
                                as_known(),
                                person.rank_since.map(|date| date.to_string()).unwrap_or_default(),
                                fault,
                            )}
                            {form::select(
                                "old_age",
                                tr("退休年龄界限（改革前）", "Retirement age before the reform"),
                                tr(
                                    "一般按规定；选择55周岁或属50周岁岗位的女干部在此登记",
                                    "By rule as a rule; record a woman's choice of 55, or a post whose age is 50",
                                ),
                                form::code_options::<OldAge>(Some(tr("按规定", "By rule"))),
                                person.old_age.map(Code::code).unwrap_or_default(),
                                fault,
                            )}
                        </div>
                        {education_fields(&person.education)}
                        {form::area(
                            "resume",
                            tr("简历", "Résumé"),
                            tr(
                                "每行一段，如 1998.09--2002.07  某大学学习；至今的留空结束时间",
                                "A line each, such as 1998.09--2002.07  what; leave the end blank while it lasts",
                            ),
                            domain::resume::write(&person.resume),
                            fault,
                        )}
                        {form::area(
                            "honours",
                            tr("奖惩情况", "Awards and penalties"),
                            "",
                            person.honours.clone(),
                            fault,
                        )}
                        {form::area(
                            "assessments",
                            tr("年度考核结果", "Yearly appraisal"),
                            "",
                            person.assessments.clone(),
                            fault,
                        )}
                        {form::submit(tr("保存", "Save"), save.pending())}
                    },
                )}
                {photo_form(&person)}
            }
            .written(),
        )
    })
}

/// Education as rows: those on record, and an empty one of either kind to add to.
fn education_fields(education: &[Education]) -> AnyView {
    let blank = |full_time| Education { full_time, ..Education::default() };
    let rows = education.iter().cloned().chain([blank(true), blank(false)]).enumerate().map(|(n, row)| {
        let kinds = [("1", tr("全日制", "Full-time"), row.full_time), ("", tr("在职", "In service"), !row.full_time)];
        let fields = [
            ("schooling", tr("学历", "Schooling"), row.schooling),
            ("degree", tr("学位", "Degree"), row.degree),
            ("school", tr("毕业院校及专业", "School and subject"), row.school),
            ("degree_school", tr("学位授予院校及专业", "School and subject of the degree"), row.degree_school),
        ];
        view! {
            <div class="grid row" id=format!("education-{n}")>
                <div class="field">
                    <label for=format!("education-{n}-full_time")>{tr("教育类型", "Kind")}</label>
                    <select id=format!("education-{n}-full_time") name=format!("education[{n}][full_time]")>
                        {kinds
                            .into_iter()
                            .map(|(value, name, selected)| {
                                view! {
                                    <option value=value selected=selected>
                                        {name}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </div>
                {fields
                    .into_iter()
                    .map(|(field, label, value)| {
                        view! {
                            <div class="field">
                                <label for=format!("education-{n}-{field}")>{label}</label>
                                <input
                                    id=format!("education-{n}-{field}")
                                    name=format!("education[{n}][{field}]")
                                    value=value
                                    autocomplete="off"
                                />
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        }
    });
    view! {
        <fieldset id="education">
            <legend>{tr("学历学位", "Education")}</legend>
            <p class="hint">
                {tr(
                    "清空一行即删除；最后两行用于新增。",
                    "Empty a row to remove it; the last two are for adding.",
                )}
            </p>
            {rows.collect_view()}
        </fieldset>
    }
    .written()
}

/// Choosing or removing the photo: a form of its own, since it carries a file.
fn photo_form(person: &domain::person::Person) -> AnyView {
    let action = format!("/people/{}/photo", person.id);
    let present = person.has_photo.then(|| {
        view! {
            <img
                class="photo"
                src=format!("{action}?v={}", person.version)
                alt=tr("照片", "Photo")
                width="94"
                height="115"
            />
        }
    });
    let remove = person.has_photo.then(|| {
        view! {
            <form method="post" action=format!("{action}/remove")>
                {confirm(
                    tr("移除照片", "Remove the photo"),
                    tr("移除后可重新上传。", "It can be uploaded again."),
                    tr("移除", "Remove"),
                )}
            </form>
        }
    });
    section(
        tr("照片", "Photo"),
        view! {
            <div class="with-photo">
                <form method="post" action=action.clone() enctype="multipart/form-data" class="form">
                    <div class="field">
                        <label for="photo">{tr("选择照片", "Choose a picture")}</label>
                        <p class="hint">{tr("JPG 或 PNG，不超过 2 MB。", "JPEG or PNG, 2 MB at most.")}</p>
                        <input id="photo" type="file" name="photo" accept="image/jpeg,image/png" required=true />
                    </div>
                    <button type="submit" class="button">
                        {tr("上传照片", "Upload")}
                    </button>
                </form>
                {present}
            </div>
            {remove}
        }
        .written(),
    )
}
