//! Precedents, talks of early correction, clauses and deadlines.

use domain::access::Permission;
use domain::code::{Code, Lang};
use domain::person::PersonDetail;
use domain::time::day_text;
use domain::tolerance::{ClauseKind, Precedents, SettingsView, TalkKind, TalkRow, ToleranceRules};
use domain::{Fault, TalkId};
use leptos::prelude::*;

use super::{outcome_badge, says, trail};
use crate::api::people;
use crate::api::tolerance::{self, AnswerTalk, SaveTalk, SaveToleranceSettings, WithdrawTalk};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::frame::{frame, lang};
use crate::words::{name, tr};

/// The collection of decided cases.
pub fn precedents() -> AnyView {
    load(
        || (State::now().get("text"), State::now().get("clause")),
        |(text, clause)| tolerance::precedents(text, clause),
        |found: Precedents| {
            let state = State::now();
            let mut options = vec![(String::new(), tr("全部情形", "All situations").to_owned())];
            options.extend(
                found
                    .clauses
                    .iter()
                    .filter(|one| one.kind == ClauseKind::Situation)
                    .map(|one| (one.key.clone(), one.says(lang()).to_owned())),
            );
            let heads = [
                (tr("年份", "Year"), false),
                (tr("层级", "Level"), false),
                (tr("结果", "Outcome"), false),
                (tr("案情", "What it was about"), false),
                (tr("理由", "Reasons"), false),
                (tr("成立的条款", "Clauses that held"), false),
            ];
            let rows = found
                .found
                .iter()
                .map(|one| {
                    let held: Vec<String> = one.clauses.iter().map(|key| says(&found.clauses, key)).collect();
                    vec![
                        one.year.to_string().into_any(),
                        name(one.level).into_any(),
                        outcome_badge(one.outcome),
                        one.summary.clone().into_any(),
                        one.reasons.clone().into_any(),
                        view! { <span class="muted">{held.join(tr("；", "; "))}</span> }.into_any(),
                    ]
                })
                .collect();
            let body = if found.found.is_empty() {
                empty(
                    tr("没有案例", "No precedents"),
                    tr(
                        "事项备案后，经办人隐去姓名收入案例库。",
                        "Once a case is filed, its keeper takes it in without names.",
                    ),
                )
            } else {
                plain_table(tr("案例", "Precedents"), &heads, rows)
            };
            let even_heads = [
                (tr("情形", "Situation"), false),
                (tr("免责", "Exempt"), true),
                (tr("从轻减轻", "Lighter"), true),
                (tr("不予容错", "Refused"), true),
                (tr("一致率", "Agreement"), true),
            ];
            let even = found
                .consistency
                .iter()
                .map(|one| {
                    let mut cells = vec![says(&found.clauses, &one.clause).into_any()];
                    cells.extend(one.counts.iter().map(|count| count.to_string().into_any()));
                    cells.push(format!("{}%", one.agreement).into_any());
                    cells
                })
                .collect::<Vec<_>>();
            page(
                Vec::new(),
                tr("容错案例库", "Precedents"),
                tr("已认定事项，隐去姓名、单位和文号，供同类同判。", "Decided cases without names, so that like is treated alike."),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        <label class="filter"><span>{tr("关键词", "Words")}</span><input type="search" name="text" value=state.get("text")/></label>
                        {choice("clause", tr("情形", "Situation"), options, state.get("clause"))}
                        <button type="submit" class="button">{tr("查找", "Look")}</button>
                    </form>
                    {section(tr("案例", "Precedents"), body)}
                    {(!even.is_empty()).then(|| section(tr("同类同判", "How alike cases were decided"), plain_table(tr("同类同判", "Agreement"), &even_heads, even)))}
                }
                .into_any(),
            )
        },
    )
}

/// Talks of early correction.
pub fn talks() -> AnyView {
    let (save, reply) = (ServerAction::<SaveTalk>::new(), ServerAction::<AnswerTalk>::new());
    let withdraw = ServerAction::<WithdrawTalk>::new();
    load(
        || State::now().get("person"),
        |person| async move {
            let found = if person.is_empty() { None } else { Some(people::person(person).await?) };
            Ok((tolerance::talks().await?, found, tolerance::tolerance_settings().await?))
        },
        move |(rows, found, settings): (Vec<TalkRow>, Option<PersonDetail>, SettingsView)| {
            let rules = ToleranceRules::in_force(&settings.versions, frame().now.day());
            let edits = frame().me.is_some_and(|me| me.may(Permission::TalkEdit));
            let (fault, answer_fault) = (fault_of(save), fault_of(reply));
            let heads = [
                (tr("日期", "Day"), false),
                (tr("人员", "With"), false),
                (tr("方式", "Kind"), false),
                (tr("事由", "Why"), false),
                (tr("影响", "Counts"), false),
                (tr("答复", "Answer"), false),
            ];
            let mut asked = false;
            let table = rows
                .iter()
                .map(|row| {
                    let talk = &row.talk;
                    let counts = match talk.until {
                        _ if !talk.withdrawn.is_empty() => {
                            badge("plain", format!("{} {}", tr("误登记，已撤回：", "Withdrawn:"), talk.withdrawn))
                        }
                        _ if !talk.lifted.is_empty() => {
                            badge("good", format!("{} {}", tr("已撤销", "Taken back"), talk.lifted))
                        }
                        Some(until) if row.counts => {
                            badge("warn", format!("{} {}", tr("至", "until"), day_text(until)))
                        }
                        Some(until) => format!("{} {}", tr("已期满", "ended"), day_text(until)).into_any(),
                        None => "—".into_any(),
                    };
                    let open = row.own
                        && talk.kind == TalkKind::Inquire
                        && talk.answer.is_empty()
                        && talk.withdrawn.is_empty()
                        && !asked;
                    asked |= open;
                    let answer = if open {
                        crate::post!(
                            reply,
                            "form compact",
                            view! {
                                <input type="hidden" name="id" value=talk.id.to_string()/>
                                {form::area("text", tr("书面答复", "Your answer"), "", "", answer_fault)}
                                {form::submit(tr("答复", "Answer"), reply.pending().into())}
                            }
                        )
                    } else {
                        match talk.answer_by {
                            Some(by) if talk.answer.is_empty() => {
                                format!("{} {}", tr("应于此前答复", "to be answered by"), day_text(by)).into_any()
                            }
                            _ => talk.answer.clone().into_any(),
                        }
                    };
                    vec![
                        day_text(talk.on).into_any(),
                        talk.name.clone().into_any(),
                        name(talk.kind).into_any(),
                        format!("{} {} {}", talk.reason, talk.document, talk.basis).into_any(),
                        counts,
                        view! { {answer}{(edits && !row.own && talk.withdrawn.is_empty()).then(|| withdrawal(&talk.id, withdraw))} }.into_any(),
                    ]
                })
                .collect();
            let list = if rows.is_empty() {
                empty(
                    tr("没有记录", "Nothing recorded"),
                    tr("在人员页面选择“提醒函询诫勉”登记。", "Record one from somebody's page."),
                )
            } else {
                plain_table(tr("记录", "Records"), &heads, table)
            };
            let new = found.filter(|_| edits).map(|found| {
                section(tr("登记", "Record one"), crate::post!(save, "form", view! {
                    {form::summary(fault)}
                    <p><strong>{found.person.name.clone()}</strong>" "<span class="muted">{found.unit_name.clone()}</span></p>
                    <input type="hidden" name="person" value=found.person.id.to_string()/>
                    <div class="grid">
                        {form::code("kind", tr("方式", "Kind"), Some(TalkKind::Remind), fault)}
                        {form::date("on", tr("日期", "Day"), day_text(frame().now.day()), fault)}
                        {form::text("document", tr("文号", "Number"), tr("诫勉书、函询书文号", "Of the letter"), "", fault)}
                        {form::text("basis", tr("依据", "Basis"), "", tr("《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》", "《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》"), fault)}
                    </div>
                    {form::area("reason", tr("事由", "Why"), "", "", fault)}
                    <p class="hint">{match lang() {
                        Lang::Zh => format!("诫勉影响期 {} 个月；函询须在 {} 个工作日内答复。", rules.admonished, rules.inquiry),
                        Lang::En => format!("An admonition counts {} months; an inquiry is answered within {} working days.", rules.admonished, rules.inquiry),
                    }}</p>
                    {form::submit(tr("登记", "Record"), save.pending().into())}
                }))
            });
            page(
                trail(),
                tr("提醒函询诫勉", "Early correction"),
                tr("早发现、早提醒、早纠正；影响期满自动终止。", "Early and small; what counts ends by itself."),
                ().into_any(),
                view! {
                    {form::summary(answer_fault)}
                    {form::summary(fault_of(withdraw))}
                    {new}
                    {section(tr("记录", "Records"), list)}
                }
                .into_any(),
            )
        },
    )
}

/// The way to take a record back that was entered by mistake.
fn withdrawal(id: &TalkId, action: ServerAction<WithdrawTalk>) -> AnyView {
    dialog(
        "button small",
        tr("误登记，撤回", "Withdraw as a mistake"),
        crate::post!(
            action,
            "form",
            view! {
                <input type="hidden" name="id" value=id.to_string()/>
                {form::area("why", tr("撤回原因", "Why"), tr("本人会收到通知；记录和原因保留。", "The person is told; the record and the reason stay."), "", fault_of(action))}
                <p class="actions">{cancel()}<button type="submit" class="button danger">{tr("撤回", "Withdraw")}</button></p>
            }
        ),
    )
}

fn number_words(field: &str) -> &'static str {
    match field {
        "apply" => tr("申请期限（工作日）", "To apply, working days"),
        "accept" => tr("受理（工作日）", "To accept, working days"),
        "verify" => tr("核实（工作日）", "To verify, working days"),
        "verify_more" => tr("核实可延长（工作日）", "Longer once, working days"),
        "decide" => tr("认定（工作日）", "To decide, working days"),
        "tell" => tr("反馈（工作日）", "To tell, working days"),
        "review" => tr("申请复核（日）", "To ask for review, days"),
        "review_answer" => tr("答复复核（日）", "To answer it, days"),
        "appeal" => tr("复核后申诉（日）", "To appeal after it, days"),
        "appeal_answer" => tr("答复申诉（日）", "To answer an appeal, days"),
        "appeal_more" => tr("申诉可延长（日）", "Longer, days"),
        "correct" => tr("纠错（日）", "To correct, days"),
        "file" => tr("备案（工作日）", "To file, working days"),
        "visit" => tr("回访（日）", "Until the visit, days"),
        "handlers" => tr("核实人员不少于", "Handlers at least"),
        "deciders" => tr("认定成员不少于", "Deciders at least"),
        "admonished" => tr("诫勉影响期（月）", "An admonition counts, months"),
        "inquiry" => tr("答复函询（工作日）", "To answer an inquiry, working days"),
        _ => tr("证据保存（年）", "Evidence kept, years"),
    }
}

/// The clauses of a kind to be changed, and room for another.
fn clause_fields(rules: &ToleranceRules, kind: ClauseKind, fault: form::FormFault) -> AnyView {
    let line = |key: String, field: (&str, &str), words: (String, String), labels: (&str, &str)| {
        let (text_id, basis_id) = (format!("{}-{key}", field.0), format!("{}-{key}", field.1));
        let names = if field.0 == "new" {
            (format!("new_texts[{key}]"), format!("new_bases[{key}]"))
        } else {
            (format!("texts[{key}]"), format!("bases[{key}]"))
        };
        let (text_error, basis_error) = (text_id.clone(), basis_id.clone());
        view! {
            <div class="grid">
                <div class="field">
                    <label for=text_id.clone()>{labels.0.to_owned()}</label>
                    <input id=text_id name=names.0 value=words.0 maxlength="200"/>
                    {move || form::error_of(text_error.clone(), fault)}
                </div>
                <div class="field">
                    <label for=basis_id.clone()>{labels.1.to_owned()}</label>
                    <input id=basis_id name=names.1 value=words.1 maxlength="200"/>
                    {move || form::error_of(basis_error.clone(), fault)}
                </div>
            </div>
        }
        .into_any()
    };
    let held = rules
        .clauses
        .iter()
        .filter(|one| one.kind == kind)
        .enumerate()
        .map(|(n, one)| {
            let label = format!("{} {}", name(kind), n + 1);
            let words = (one.text.clone(), one.basis.clone());
            line(one.key.clone(), ("text", "basis"), words, (label.as_str(), tr("依据", "Basis")))
        })
        .collect_view();
    let label = format!("{}{}", tr("新增", "New: "), name(kind));
    let new = line(
        kind.code().to_owned(),
        ("new", "new-basis"),
        (String::new(), String::new()),
        (label.as_str(), tr("依据", "Basis")),
    );
    // What is wrong in it is not hidden.
    let wrong = fault.get().is_some_and(|fault| match fault {
        Fault::Invalid(faults) => faults.iter().any(|one| {
            let ends = |key: &str| {
                ["text-", "basis-", "new-", "new-basis-"].iter().any(|of| one.field == format!("{of}{key}"))
            };
            ends(kind.code()) || rules.clauses.iter().any(|clause| clause.kind == kind && ends(&clause.key))
        }),
        _ => false,
    });
    view! {
        <details class="clauses" open=wrong>
            <summary>{name(kind)}</summary>
            {held}
            {new}
        </details>
    }
    .into_any()
}

/// Clauses and deadlines.
pub fn settings() -> AnyView {
    let save = ServerAction::<SaveToleranceSettings>::new();
    load(
        || (),
        |()| tolerance::tolerance_settings(),
        move |found: SettingsView| {
            let fault = fault_of(save);
            let today = frame().now.day();
            let now = ToleranceRules::in_force(&found.versions, today);
            let heads = [(tr("条款", "Clause"), false), (tr("类别", "Kind"), false), (tr("依据", "Basis"), false)];
            let rows = now
                .clauses
                .iter()
                .map(|one| {
                    vec![
                        one.says(lang()).to_owned().into_any(),
                        name(one.kind).into_any(),
                        one.basis.clone().into_any(),
                    ]
                })
                .collect();
            let number_heads = [(tr("期限", "Deadline"), false), (tr("现行", "In force"), true)];
            let numbers = now
                .numbers()
                .iter()
                .map(|(field, value, ..)| vec![number_words(field).into_any(), value.to_string().into_any()])
                .collect();
            let fields = now
                .numbers()
                .map(|(field, value, ..)| {
                    let label = number_words(field);
                    view! {
                        <div class="field">
                            <label for=field>{label}</label>
                            <input type="number" id=field name=format!("numbers[{field}]") value=value.to_string() min="0"/>
                            {move || form::error_of(field.to_owned(), fault)}
                        </div>
                    }
                    .into_any()
                })
                .into_iter()
                .collect_view();
            let form = found.editable.then(|| {
                section(tr("修订期限和条款", "Change deadlines and clauses"), crate::post!(save, "form", view! {
                    {form::summary(fault)}
                    <div class="grid">
                        {form::date("from", tr("生效日期", "From"), day_text(today), fault)}
                        {form::text("basis", tr("依据", "Basis"), "", now.basis.clone(), fault)}
                        {fields}
                    </div>
                    {ClauseKind::ALL.iter().map(|kind| clause_fields(&now, *kind, fault)).collect_view()}
                    <p class="hint">{tr("清空条款内容即不再适用。已启动的事项按启动时的条款和期限办理。", "A clause whose text is emptied is no longer one. Cases go by what was in force when they began.")}</p>
                    {form::submit(tr("保存", "Save"), save.pending().into())}
                }))
            });
            page(
                trail(),
                tr("条款与期限", "Clauses and deadlines"),
                tr("容错认定依据的条款和各步骤期限，均注明依据。", "What cases are judged by, and by when; each with its basis."),
                ().into_any(),
                view! {
                    {section(tr("现行期限", "Deadlines in force"), view! { <p class="muted">{now.basis.clone()}</p>{plain_table(tr("期限", "Deadlines"), &number_heads, numbers)} }.into_any())}
                    {form}
                    {section(tr("条款", "Clauses"), plain_table(tr("条款", "Clauses"), &heads, rows))}
                }
                .into_any(),
            )
        },
    )
}
