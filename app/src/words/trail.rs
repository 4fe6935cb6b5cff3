//! Rows of the audit trail as sentences: who did what to whom.

use domain::Moment;
use domain::audit::{Action, AuditLine, AuditRow};
use domain::code::{Code, Lang, Role};
use leptos::serde_json::{self, Value};

use crate::FEATURES;

/// Who did it.
#[must_use]
pub fn who(row: &AuditRow, lang: Lang) -> String {
    let t = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
    match row.actor_name.as_str() {
        "" if row.action == Action::SignInFailed => t("有人", "Somebody"),
        "" => t("系统", "The system"),
        "command line" => t("命令行", "The command line"),
        name => name.to_owned(),
    }
}

/// The kind of thing it was done to.
#[must_use]
pub fn topic(row: &AuditRow, lang: Lang) -> String {
    domain::topic(&row.subject).map_or_else(|| row.subject.clone(), |topic| topic.name(lang).to_owned())
}

/// How often it happened, where several are counted together.
fn times(row: &AuditRow) -> u64 {
    serde_json::from_str::<Value>(&row.after).ok().and_then(|after| after["count"].as_u64()).unwrap_or(1)
}

/// A row as one sentence, without its time.
#[must_use]
pub fn sentence(line: &AuditLine, lang: Lang) -> String {
    let row = &line.row;
    let (who, about) = (who(row, lang), line.about.as_str());
    let zh = lang == Lang::Zh;
    let why = reason(row, lang);
    let times = match times(row) {
        n if n > 1 && matches!(row.action, Action::SignInFailed | Action::Refused) => {
            if zh {
                format!("，共 {n} 次")
            } else {
                format!(", {n} times")
            }
        }
        _ => String::new(),
    };
    match (row.action, row.subject.as_str()) {
        (Action::SignIn, _) if zh => format!("{who}登录，来自 {}", row.reason),
        (Action::SignIn, _) => format!("{who} signed in from {}", row.reason),
        (Action::SignOut, _) if zh => format!("{who}结束了{}的会话", whose(row, about, "本人")),
        (Action::SignOut, _) => format!("{who} ended a session of {}", whose(row, about, "their own")),
        (Action::SignInFailed, _) if !row.actor_name.is_empty() => match (row.reason.as_str(), zh) {
            ("second factor", true) => format!("{who}停用二次验证时密码不正确{times}"),
            (_, true) => format!("{who}修改密码时当前密码不正确{times}"),
            ("second factor", false) => format!("{who} gave a wrong password to turn the second factor off{times}"),
            (_, false) => format!("{who} gave a wrong present password{times}"),
        },
        (Action::SignInFailed, _) if zh => match about {
            "" => format!("有人用不存在的账号登录失败，来自 {}{times}", row.reason),
            about => format!("有人登录账号{about}失败，来自 {}{times}", row.reason),
        },
        (Action::SignInFailed, _) => match about {
            "" => format!("Somebody failed to sign in with an account there is not, from {}{times}", row.reason),
            about => format!("Somebody failed to sign in as {about} from {}{times}", row.reason),
        },
        (Action::Refused, _) if zh => format!("{who}访问 {} 被拒绝{times}", row.subject_id),
        (Action::Refused, _) => format!("{who} was refused {}{times}", row.subject_id),
        (Action::Look, "trail") if zh => format!("{who}查看了审计日志"),
        (Action::Look, "trail") => format!("{who} read the audit trail"),
        (Action::Unmask, "person") if row.reason == "own record" && zh => format!("{who}查看了本人的敏感信息"),
        (Action::Unmask, "person") if row.reason == "own record" => format!("{who} saw their own sensitive data"),
        (Action::Unmask, "person") if zh => format!("{who}查看了{about}的敏感信息，事由：{why}"),
        (Action::Unmask, "person") => format!("{who} saw the sensitive data of {about}, for: {why}"),
        (Action::Create, "grant") if zh => format!("{who}授予{about}{why}岗位"),
        (Action::Create, "grant") => format!("{who} gave {about} the role {why}"),
        (Action::End, "grant") if zh => format!("{who}结束了{about}的{why}岗位"),
        (Action::End, "grant") => format!("{who} ended the role {why} of {about}"),
        (_, "consent") => consent(row, &who, lang),
        (Action::Create, "account") if zh => format!("{who}开通了账号{about}"),
        (Action::Create, "account") => format!("{who} opened the account {about}"),
        (Action::Update, "account") => account(row, &who, about, lang),
        _ => plain(row, &who, about, &why, lang),
    }
}

fn whose<'a>(row: &AuditRow, about: &'a str, own: &'a str) -> &'a str {
    if row.actor.as_str() == row.subject_id { own } else { about }
}

fn account(row: &AuditRow, who: &str, about: &str, lang: Lang) -> String {
    let own = row.actor.as_str() == row.subject_id;
    let of = if own { "" } else { about };
    let (zh, en) = match row.reason.as_str() {
        "password" if own => ("修改了本人的密码", "changed their password"),
        "password" => ("重置了密码：", "reset the password of "),
        "password and second factor" => ("重置了密码并停用二次验证：", "reset the password and second factor of "),
        "disabled" => ("停用了账号", "disabled the account "),
        "enabled" => ("启用了账号", "enabled the account "),
        "second factor on" if own => ("启用了二次验证", "turned their second factor on"),
        "second factor off" if own => ("停用了二次验证", "turned their second factor off"),
        "second factor off" => ("停用了二次验证：", "turned off the second factor of "),
        _ => ("修改了账号", "changed the account "),
    };
    if lang == Lang::Zh { format!("{who}{zh}{of}") } else { format!("{who} {en}{of}") }
}

/// What two administrators did, from what was asked for.
fn consent(row: &AuditRow, who: &str, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let asked = serde_json::from_str::<Value>(&row.after).unwrap_or_default();
    let asked = &asked["asked"];
    let what = if asked["kind"] == "reset" {
        let name = asked["name"].as_str().unwrap_or_default();
        if zh { format!("重置{name}的密码") } else { format!("to reset the password of {name}") }
    } else {
        let people = asked["people"].as_array().map(Vec::as_slice).unwrap_or_default();
        let names: Vec<&str> = people.iter().filter_map(|one| one["name"].as_str()).take(5).collect();
        let names = names.join(if zh { "、" } else { ", " });
        match (people.len() > 5, zh) {
            (true, true) => format!("为{names}等 {} 人开户", people.len()),
            (false, true) => format!("为{names}开户"),
            (true, false) => format!("to open accounts for {names} and others, {} in all", people.len()),
            (false, false) => format!("to open accounts for {names}"),
        }
    };
    let verb = match (row.action, row.reason.as_str()) {
        (Action::Create, _) => ("申请", "asked"),
        (_, "given") => ("同意", "consented"),
        (_, "refused") => ("不同意", "did not consent"),
        _ => ("办理了", "saw to it"),
    };
    if zh { format!("{who}{}{what}", verb.0) } else { format!("{who} {} {what}", verb.1) }
}

fn plain(row: &AuditRow, who: &str, about: &str, why: &str, lang: Lang) -> String {
    let topic = topic(row, lang);
    if lang == Lang::Zh {
        let name = if about.is_empty() { String::new() } else { format!("“{about}”") };
        let why = if why.is_empty() { String::new() } else { format!("（{why}）") };
        format!("{who}{}{topic}{name}{why}", row.action.name(lang))
    } else {
        let name = if about.is_empty() { String::new() } else { format!(" “{about}”") };
        let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
        format!("{who} {} {topic}{name}{why}", row.action.name(lang))
    }
}

/// Words the program itself writes as a reason.
const REASONS: [(&str, &str, &str); 31] = [
    ("publish", "发布", "announce"),
    ("cancel", "取消", "cancel"),
    ("finish", "结班", "finish"),
    ("mark", "评分", "mark"),
    ("list", "考勤", "attendance"),
    ("send", "选派", "send"),
    ("grant", "同意", "granted"),
    ("quotas", "名额分配", "seats set aside"),
    ("places", "名额变动", "places"),
    ("headcount", "编制与职数", "headcount"),
    ("course", "网络课程学时", "hours of a course"),
    ("time", "到时收卷", "time was up"),
    ("class", "班次", "class"),
    ("due", "到期提醒", "what falls due"),
    ("person", "本人课表", "one's own timetable"),
    ("screen", "扫码", "code"),
    ("first rules", "初始规则", "first rules"),
    ("first requirements", "初始要求", "first requirements"),
    ("kept as long as the rule says", "保存期满", "its time is over"),
    ("roster xlsx", "干部名册", "roster"),
    ("forms lrmx", "任免审批表", "forms"),
    ("attendance xlsx", "考勤表", "attendance"),
    ("ledger xlsx", "学时台账", "ledger of hours"),
    ("list xlsx", "清单", "list"),
    ("call-up xlsx", "调训名单", "people called up"),
    ("standings xlsx", "达标名单", "people by what they have done"),
    ("attempts xlsx", "考试成绩", "results of an exam"),
    ("certificates xlsx", "结业证书", "certificates"),
    ("requests xlsx", "待审批的报名", "requests for places"),
    ("waiting", "待同意", "waiting"),
    ("done", "已办理", "done"),
];

/// The reason in words: a code the program wrote, or what somebody typed.
fn reason(row: &AuditRow, lang: Lang) -> String {
    let text = row.reason.trim();
    if let Some((_, zh, en)) = REASONS.iter().find(|(code, ..)| *code == text) {
        return if lang == Lang::Zh { (*zh).to_owned() } else { (*en).to_owned() };
    }
    let code = FEATURES.iter().find_map(|feature| (feature.reason)(&row.subject, text, lang));
    if let Some(name) = code {
        return name.to_owned();
    }
    // A bare number of a record says nothing to anybody.
    if is_record(text) { String::new() } else { text.to_owned() }
}

/// Whether a text is a record's number and no words.
fn is_record(text: &str) -> bool {
    text.split(['-', '_']).any(|part| part.len() >= 20 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Names of fields that many things have.
const FIELDS: [(&str, &str, &str); 47] = [
    ("name", "姓名或名称", "name"),
    ("title", "名称或职务", "title"),
    ("login", "账号", "login"),
    ("role", "岗位", "role"),
    ("from", "开始", "from"),
    ("until", "结束", "until"),
    ("unit_name", "单位", "unit"),
    ("short", "简称", "short name"),
    ("sex", "性别", "sex"),
    ("birth", "出生年月", "birth"),
    ("ethnic", "民族", "ethnic group"),
    ("native_place", "籍贯", "native place"),
    ("birth_place", "出生地", "birth place"),
    ("politics", "政治面貌", "politics"),
    ("party_joined", "入党时间", "joined the Party"),
    ("work_since", "参加工作时间", "works since"),
    ("technical_title", "专业技术职务", "technical title"),
    ("specialty", "专长", "specialty"),
    ("education", "学历学位", "education"),
    ("resume", "简历", "career"),
    ("honours", "奖惩", "honours"),
    ("level", "职务层次", "level"),
    ("level_since", "任现层次时间", "at this level since"),
    ("state", "状态", "state"),
    ("step", "步骤", "step"),
    ("since", "自", "since"),
    ("at", "时间", "at"),
    ("starts", "开始日期", "starts"),
    ("ends", "结束日期", "ends"),
    ("place", "地点", "place"),
    ("hours", "学时", "hours"),
    ("capacity", "名额", "capacity"),
    ("headcount", "编制", "headcount"),
    ("leading_posts", "领导职数", "leading posts"),
    ("basis", "依据", "basis"),
    ("reason", "理由", "reason"),
    ("number", "编号", "number"),
    ("document", "文件", "document"),
    ("months", "月数", "months"),
    ("opens", "开放日期", "opens"),
    ("closes", "截止日期", "closes"),
    ("outcome", "结果", "outcome"),
    ("count", "数量", "count"),
    ("slips", "票券数", "slips"),
    ("trainer", "教师", "trainer"),
    ("statement", "说明", "statement"),
    ("reminded", "上次提醒", "last reminder"),
];

/// A field that changed: its name, what it was, what it is.
pub type Change = (String, String, String);

/// What changed, field by field: numbers of records and what only the program uses are left out.
#[must_use]
pub fn changes(row: &AuditRow, lang: Lang) -> Vec<Change> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (before, after) = (read(&row.before), read(&row.after));
    let mut keys: Vec<&String> = before
        .as_object()
        .into_iter()
        .chain(after.as_object())
        .flat_map(|object| object.keys())
        .filter(|key| before[key.as_str()] != after[key.as_str()])
        .filter(|key| !["id", "version", "path", "search", "holder", "turn"].contains(&key.as_str()))
        .collect();
    keys.sort();
    keys.dedup();
    // Of what pages keep secret only the names of the fields are there.
    let named = after["changed"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let named = named.map(|key| (field(key, lang), String::new(), String::new())).collect::<Vec<_>>();
    keys.into_iter()
        .filter(|key| key.as_str() != "changed")
        .map(|key| (field(key, lang), value(&before[key.as_str()], lang), value(&after[key.as_str()], lang)))
        .filter(|(_, was, is)| !(was.is_empty() && is.is_empty()))
        .chain(named)
        .collect()
}

fn field(key: &str, lang: Lang) -> String {
    let found = FIELDS.iter().find(|(code, ..)| *code == key);
    found.map_or_else(|| key.replace('_', " "), |(_, zh, en)| (if lang == Lang::Zh { *zh } else { *en }).to_owned())
}

/// A value in words: times as times, nothing for numbers of records.
fn value(value: &Value, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match value {
        Value::Null => String::new(),
        Value::Bool(on) => match (zh, *on) {
            (true, true) => "是",
            (true, false) => "否",
            (false, true) => "yes",
            (false, false) => "no",
        }
        .to_owned(),
        Value::Number(number) => match number.as_i64() {
            Some(forever) if forever >= Moment::FOREVER.0 - 172_800_000 => {
                (if zh { "长期" } else { "no end" }).to_owned()
            }
            // No count in here reaches the milliseconds of 1980.
            Some(moment) if moment > 315_532_800_000 => Moment(moment).minute_text(),
            _ => number.to_string(),
        },
        Value::String(text) if is_record(text) => String::new(),
        Value::String(text) if text == "9999-12-31" => (if zh { "长期" } else { "no end" }).to_owned(),
        Value::String(text) => Role::find(text).map_or_else(|| text.clone(), |role| role.name(lang).to_owned()),
        Value::Array(items) => {
            let items: Vec<String> =
                items.iter().map(|item| self::value(item, lang)).filter(|text| !text.is_empty()).collect();
            items.join(if zh { "；" } else { "; " })
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .filter(|(key, _)| !["id", "version", "path", "search"].contains(&key.as_str()))
                .map(|(key, item)| (field(key, lang), self::value(item, lang)))
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| format!("{name} {text}"))
                .collect();
            fields.join(if zh { "，" } else { ", " })
        }
    }
}

/// The changes of a row as one text, for a file.
#[must_use]
pub fn changes_text(row: &AuditRow, lang: Lang) -> String {
    let lines: Vec<String> = changes(row, lang)
        .into_iter()
        .map(|(name, was, is)| match (was.is_empty(), is.is_empty()) {
            (true, true) => name,
            (true, _) => format!("{name}：{is}"),
            (_, true) => format!("{name}：{was} → —"),
            _ => format!("{name}：{was} → {is}"),
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(action: Action, subject: &str, reason: &str, about: &str) -> AuditLine {
        AuditLine {
            row: AuditRow {
                id: "1".into(),
                at: Moment(1),
                actor: "a".into(),
                actor_name: "周宁".into(),
                action,
                subject: subject.into(),
                subject_id: "b".into(),
                path: String::new(),
                reason: reason.into(),
                request: String::new(),
                before: String::new(),
                after: String::new(),
            },
            about: about.into(),
        }
    }

    #[test]
    fn rows_read_as_sentences_in_both_languages() {
        let says = |action, subject, reason, about| {
            let line = line(action, subject, reason, about);
            (sentence(&line, Lang::Zh), sentence(&line, Lang::En))
        };
        assert_eq!(says(Action::Create, "grant", "unit-hr", "张伟（zw）").0, "周宁授予张伟（zw）单位人事岗位");
        assert_eq!(
            says(Action::Unmask, "person", "任职回避核查", "张伟").0,
            "周宁查看了张伟的敏感信息，事由：任职回避核查"
        );
        assert_eq!(says(Action::Update, "class", "publish", "骨干班").1, "周宁 changed class “骨干班” (announce)");
        assert!(!says(Action::Update, "tolerance_case", "accept", "容错〔2026〕1号").0.contains("accept"));
        assert_eq!(says(Action::Update, "person", "0195f3a2b4c60195f3a2b4c6", "张伟").0, "周宁修改干部档案“张伟”");
    }

    #[test]
    fn changes_have_no_numbers_of_records_and_no_milliseconds() {
        let mut row = line(Action::Update, "grant", "", "").row;
        row.before = r#"{"role":"unit-hr","until":253402271999000,"account":"0195f3a2b4c60195f3a2b4c6","at":1}"#.into();
        row.after = r#"{"role":"org-hr","until":1795200000000,"account":"","at":1}"#.into();
        assert_eq!(
            changes(&row, Lang::Zh),
            [
                ("岗位".into(), "单位人事".into(), "组织部门".into()),
                ("结束".into(), "长期".into(), Moment(1_795_200_000_000).minute_text()),
            ]
        );
    }
}
