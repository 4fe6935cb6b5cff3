//! Talks of early correction.

use domain::access::Permission;
use domain::code::Lang;
use domain::person::PersonDetail;
use domain::register::Register;
use domain::time::day_text;
use domain::tolerance::{Talk, TalkActKind, TalkKind, TalkRow, ToleranceRules};
use domain::versioned::Versions;
use leptos::prelude::*;

use super::api::{self, ActTalk, SaveTalk};
use crate::components::board::Desk;
use crate::components::form::{self, fault_of, inside};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::register;
use crate::components::table::State;
use crate::components::written::Written;
use crate::frame::{frame, lang};
use crate::people::person;
use crate::tolerance::setting;
use crate::tolerance::view::trail;
use crate::words::{name, tr};

/// Talks of early correction.
pub fn talks() -> AnyView {
    let (save, reply) = (form::posts::<SaveTalk>(), form::posts::<ActTalk>());
    load(
        || (State::now().get("person"), register::query()),
        |(person, query)| async move {
            let found = if person.is_empty() { None } else { Some(person::api::person(person).await?) };
            Ok((api::talks(query).await?, found, setting::api::tolerance_settings().await?))
        },
        move |(talks, found, settings): (Register<TalkRow>, Option<PersonDetail>, Versions<ToleranceRules>)| {
            let rules = settings.in_force(frame().now.day());
            let edits = frame().me.is_some_and(|me| me.may(Permission::TALK_EDIT));
            let (fault, answer_fault) = (fault_of(save), fault_of(reply));
            let mut asked = false;
            let nothing = empty(
                tr("没有记录", "Nothing recorded"),
                tr("在人员页面选择“提醒函询诫勉”登记。", "Record one from somebody's page."),
            );
            let export = Some("/tolerance/talks.xlsx".to_owned());
            let list = register::register(tr("记录", "Records"), talks, None, export, nothing, |row| {
                let talk = &row.talk;
                let counts = match talk.until {
                    _ if !talk.withdrawn.is_empty() => {
                        badge("plain", format!("{} {}", tr("误登记，已撤回：", "Withdrawn:"), talk.withdrawn))
                    }
                    _ if !talk.lifted.is_empty() => {
                        badge("good", format!("{} {}", tr("已撤销", "Taken back"), talk.lifted))
                    }
                    Some(until) if row.counts => badge("warn", format!("{} {}", tr("至", "until"), day_text(until))),
                    Some(until) => format!("{} {}", tr("已期满", "ended"), day_text(until)).written(),
                    None => "—".written(),
                };
                let open = row.own
                    && talk.kind == TalkKind::Inquire
                    && talk.answer.is_empty()
                    && talk.withdrawn.is_empty()
                    && !asked;
                asked |= open;
                let answer = if open {
                    let desk = Desk::of(reply, &talk.id, talk.version).secret();
                    let body = view! {
                        {form::area("text", tr("书面答复", "Your answer"), "", "", answer_fault)}
                        {desk.send(tr("答复", "Answer"))}
                    };
                    desk.form(TalkActKind::Answer, body.written())
                } else {
                    match talk.answer_by {
                        Some(by) if talk.answer.is_empty() => {
                            format!("{} {}", tr("应于此前答复", "to be answered by"), day_text(by)).written()
                        }
                        _ => talk.answer.clone().into_any(),
                    }
                };
                vec![
                    day_text(talk.on).written(),
                    talk.name.clone().into_any(),
                    name(talk.kind).written(),
                    format!("{} {} {}", talk.reason, talk.document, talk.basis).written(),
                    counts,
                    view! {
                        {answer}
                        {(edits && !row.own && talk.withdrawn.is_empty())
                            .then(|| withdrawal(talk, reply))}
                    }
                    .written(),
                ]
            });
            let new = found.filter(|_| edits).map(|found| {
                section(tr("登记", "Record one"), form::post(save, "form", view! {
                    {form::secret()}
                    {form::summary(fault)}
                    <p>
                        <strong>{found.person.name.clone()}</strong>
                        " "
                        <span class="muted">{found.unit_name.clone()}</span>
                    </p>
                    <input type="hidden" name="person" value=found.person.id.to_string() />
                    <div class="grid">
                        {form::code("kind", tr("方式", "Kind"), Some(TalkKind::Remind), fault)}
                        {form::date("on", tr("日期", "Day"), day_text(frame().now.day()), fault)}
                        {form::text(
                            "document",
                            tr("文号", "Number"),
                            tr("诫勉书、函询书文号", "Of the letter"),
                            "",
                            fault,
                        )}
                        {form::text(
                            "basis",
                            tr("依据", "Basis"),
                            "",
                            tr(
                                "《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》",
                                "《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》",
                            ),
                            fault,
                        )}
                    </div>
                    {form::area("reason", tr("事由", "Why"), "", "", fault)}
                    <p class="hint">
                        {match lang() {
                            Lang::Zh => {
                                format!(
                                    "诫勉影响期 {} 个月；函询须在 {} 个工作日内答复。",
                                    rules.admonished,
                                    rules.inquiry,
                                )
                            }
                            Lang::En => {
                                format!(
                                    "An admonition counts {} months; an inquiry is answered within {} working days.",
                                    rules.admonished,
                                    rules.inquiry,
                                )
                            }
                        }}
                    </p>
                    {form::submit(tr("登记", "Record"), save.pending())}
                }))
            });
            page(
                trail(),
                tr("提醒函询诫勉", "Early correction"),
                tr("早发现、早提醒、早纠正；影响期满自动终止。", "Early and small; what counts ends by itself."),
                ().into_any(),
                view! {
                    {form::summary(answer_fault)}
                    {new}
                    {section(tr("记录", "Records"), list)}
                }
                .written(),
            )
        },
    )
}

/// The way to take a record back that was entered by mistake.
fn withdrawal(talk: &Talk, action: form::Post<ActTalk>) -> AnyView {
    let why = view! {
        <p>
            {tr(
                "本人会收到通知；记录和原因保留。",
                "The person is told; the record and the reason stay.",
            )}
        </p>
        {inside(
            tr("撤回原因", "Why"),
            view! { <textarea name="why" rows="4" required=true></textarea> }.written(),
        )}
    };
    let desk = Desk::of(action, &talk.id, talk.version).secret();
    desk.aside(TalkActKind::Withdraw, tr("误登记，撤回", "Withdraw as a mistake"), true, why.written())
}
