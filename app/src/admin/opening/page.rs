//! Accounts for people, and new passwords for those with roles: what takes two administrators.

use domain::access::Permission;
use domain::consent::{Asked, Consent, ConsentRow, ConsentState, MOST_PEOPLE, Opening};
use domain::page::Page;
use leptos::prelude::*;

use super::api::{self, AnswerConsent, AskOpenings};
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of, keyed};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, pager, search_box};
use crate::components::written::Written;
use crate::frame::Frame;
use crate::pages::page_fault;
use crate::words::{self, name, tr};

fn may(permission: Permission) -> bool {
    use_context::<Frame>().and_then(|frame| frame.me).is_some_and(|me| me.may(permission))
}

/// Requests, and the people for whom accounts can be asked for.
pub fn openings() -> AnyView {
    let reply = form::posts::<AnswerConsent>();
    let ask = form::posts::<AskOpenings>();
    load(
        State::now,
        |state| async move {
            let asks = may(Permission::ACCOUNT_EDIT) || may(Permission::PERSON_EDIT);
            let people =
                if asks { Some(api::without_account(state.get("q"), state.window().page).await?) } else { None };
            Ok((api::consents().await?, people))
        },
        move |(consents, people): (Vec<ConsentRow>, Option<Page<Opening>>)| {
            let fault = page_fault();
            page(
                Vec::new(),
                tr("开户与重置", "Openings and resets"),
                tr(
                    "为干部开户、为有岗位的账号重置密码，须两人经办：一人申请，一人同意或办理。本人会收到通知。",
                    "To open an account for a cadre, or reset one with roles, takes two people; its holder is told.",
                ),
                ().into_any(),
                view! {
                    {fault
                        .map(|fault| {
                            view! {
                                <div class="note bad" role="alert">
                                    <p>{words::fault(&fault)}</p>
                                </div>
                            }
                        })}
                    {form::summary(fault_of(reply))}
                    {section(tr("申请", "Requests"), requests(consents, reply))}
                    {people
                        .map(|people| section(
                            tr("尚无账号的干部", "Cadres without an account"),
                            candidates(people, ask),
                        ))}
                }
                .written(),
            )
        },
    )
}

fn requests(rows: Vec<ConsentRow>, reply: form::Post<AnswerConsent>) -> AnyView {
    if rows.is_empty() {
        return empty(tr("没有申请", "No requests"), "");
    }
    let now = use_context::<Frame>().unwrap_or_default().now;
    let rows = rows
        .into_iter()
        .map(|row| {
            let ConsentRow { consent, answer, carry_out } = row;
            let tone = match consent.state {
                ConsentState::Waiting | ConsentState::Given if now > consent.until => "plain",
                ConsentState::Waiting => "warn",
                ConsentState::Given => "good",
                ConsentState::Refused | ConsentState::Done => "plain",
            };
            let open = matches!(consent.state, ConsentState::Waiting | ConsentState::Given);
            let state = if open && now > consent.until { tr("已过期", "Expired") } else { name(consent.state) };
            let answered = (consent.answered_at.0 != 0)
                .then(|| format!(" · {} {}", consent.answered.1, consent.answered_at.minute_text()));
            view! {
                <li>
                    <div>
                        <strong>{what(&consent)}</strong>
                        " "
                        <span class="muted">{consent.by.1.clone()}" · "{consent.at.minute_text()}{answered}</span>
                        {people_of(&consent)}
                    </div>
                    {badge(tone, state)}
                    {answer.then(|| replies(&consent, reply))}
                    {carry_out
                        .then(|| {
                            view! {
                                <form method="post" action=format!("/admin/openings/{}/carry-out", consent.id)>
                                    <input type="hidden" name="version" value=consent.version.to_string() />
                                    <button type="submit" class="button primary small">
                                        {tr("办理并显示初始密码", "Carry out and show the passwords")}
                                    </button>
                                </form>
                            }
                        })}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="rows">{rows}</ul> }.written()
}

fn what(consent: &Consent) -> String {
    match &consent.asked {
        Asked::Open { people } => match people.as_slice() {
            [one] => format!("{}{}（{}）", tr("开户：", "Open an account: "), one.name, one.unit_name),
            many => format!("{}{}{}", tr("开户：", "Open accounts: "), many.len(), tr(" 人", " people")),
        },
        Asked::Reset { login, name, factor, .. } => {
            let factor = if *factor { tr("，并停用二次验证", ", and turn the second factor off") } else { "" };
            format!("{}{name}（{login}）{factor}", tr("重置密码：", "Reset the password: "))
        }
    }
}

fn people_of(consent: &Consent) -> Option<AnyView> {
    let Asked::Open { people } = &consent.asked else { return None };
    (people.len() > 1).then(|| {
        let names = people.iter().map(|one| format!("{}（{}）", one.name, one.unit_name)).collect::<Vec<_>>();
        view! {
            <details>
                <summary>{tr("名单", "The people")}</summary>
                <p>{names.join(tr("、", ", "))}</p>
            </details>
        }
        .written()
    })
}

fn replies(consent: &Consent, reply: form::Post<AnswerConsent>) -> AnyView {
    let one = |decision: &'static str, class: &'static str, label: &'static str| {
        let (id, version) = (consent.id.to_string(), consent.version.to_string());
        form::post(
            reply,
            "",
            view! {
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="version" value=version />
                <input type="hidden" name="decision" value=decision />
                <button type="submit" class=class>
                    {label}
                </button>
            },
        )
    };
    view! {
        <div class="actions">
            {one("give", "button small primary", tr("同意", "Consent"))}
            {one("refuse", "button small danger", tr("不同意", "Refuse"))}
        </div>
    }
    .written()
}

fn candidates(people: Page<Opening>, ask: form::Post<AskOpenings>) -> AnyView {
    let state = State::now();
    let (at, last, total) = (people.page, people.pages(), people.total);
    let filters = view! {
        <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
            {search_box("q", tr("姓名或拼音", "Name or pinyin"), state.get("q"))}
            <button type="submit" class="button">
                {tr("查找", "Find")}
            </button>
        </form>
        <p class="muted">{tr("共 ", "Total ")}{total.to_string()}{tr(" 人", "")}</p>
    };
    if people.rows.is_empty() {
        return view! {
            {filters}
            {empty(tr("没有符合条件的干部", "Nobody matches"), "")}
        }
        .written();
    }
    let fault = fault_of(ask);
    let rows = people
        .rows
        .into_iter()
        .map(|one| {
            let field = keyed("people", &one.person);
            view! {
                <label>
                    <input type="checkbox" name=field value="1" />
                    " "
                    {one.name}
                    " "
                    <span class="muted">{one.unit_name}</span>
                </label>
            }
        })
        .collect::<Vec<_>>();
    let hint = format!("{}{MOST_PEOPLE}{}", tr("一次最多 ", "At most "), tr(" 人。", " at a time."));
    let note = if may(Permission::ACCOUNT_EDIT) {
        tr(
            "提交后由安全管理员同意，再由您办理并打印初始密码。",
            "The security administrator consents, then you carry it out and print the passwords.",
        )
    } else {
        tr(
            "提交后由系统管理员办理并打印初始密码。",
            "The system administrator carries it out and prints the passwords.",
        )
    };
    view! {
        {filters}
        {form::post(
            ask,
            "form",
            view! {
                {form::summary(fault)}
                <fieldset class="checks" id="people">
                    <legend>{tr("勾选要开户的干部", "Tick those who are to have one")}</legend>
                    <p class="hint">{hint}{note}</p>
                    <div>{rows}</div>
                </fieldset>
                {form::submit(tr("申请开户", "Ask for the accounts"), ask.pending())}
            },
        )}
        {pager(at, last, &state)}
    }
    .written()
}

/// A reset that takes consent: asked for from the account's page.
pub(crate) fn ask_reset(id: String, ask: form::Post<api::AskReset>) -> AnyView {
    dialog(
        "button danger",
        tr("申请重置密码", "Ask to reset the password"),
        form::post(
            ask,
            "form",
            view! {
                <p>
                    {tr(
                        "该账号有岗位，重置须经安全管理员同意，再由您办理。现有密码到办理时失效，所有会话结束。",
                        "This account has roles: the security administrator consents first, then you carry it \
                         out. Until then nothing changes.",
                    )}
                </p>
                <input type="hidden" name="id" value=id />
                <label>
                    <input type="checkbox" name="factor" value="1" />
                    " "
                    {tr(
                        "同时停用二次验证（手机丢失时）",
                        "Turn the second factor off too (a lost phone)",
                    )}
                </label>
                {form::submit(tr("提出申请", "Ask"), ask.pending())}
            },
        ),
    )
}
