//! Papers a case produces, from templates a unit may change.

use serde::{Deserialize, Serialize};

use super::case::{Case, Part};
use crate::code::{Code, Lang, codes};
use crate::fault::{Checks, Rule};
use crate::time::day_text;
use crate::{Day, Fault, UnitId};

codes! {
    /// Which paper.
    DocumentKind {
        Notice "notice" "任前公示" "Public notice",
        Appointment "appointment" "任免通知" "Notice of appointment",
        Agreement "agreement" "挂职（兼职）协议" "Agreement",
    }
}

/// A template: plain paragraphs with names in braces that a case fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Which paper.
    pub kind: DocumentKind,
    /// Whose template, for it and the units below; empty for the one a system begins with.
    #[serde(default)]
    pub unit: UnitId,
    /// Its title.
    pub title: String,
    /// Its paragraphs, a line for each.
    pub body: String,
    /// Who signs.
    pub signer: String,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// A paper, filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// The day it bears.
    pub day: String,
}

/// Names a template may use, in the order the editor lists them.
pub const FIELDS: [&str; 13] = [
    "姓名",
    "派出单位",
    "接收单位",
    "岗位",
    "层次",
    "类型",
    "期限",
    "起始日",
    "期满日",
    "任免文号",
    "审批文号",
    "公示起",
    "公示止",
];

fn value(field: &str, case: &Case) -> String {
    let day = |day: Option<Day>| day.map_or_else(|| "____年__月__日".to_owned(), chinese_day);
    let notice = case.notices.iter().find(|one| one.part == Part::Host);
    let or_blank = |text: &str| if text.is_empty() { "________".to_owned() } else { text.to_owned() };
    match field {
        "姓名" => case.person_name.clone(),
        "派出单位" => case.home_name.clone(),
        "接收单位" => case.host_name.clone(),
        "岗位" => case.title.clone(),
        "层次" => case.level.name(Lang::Zh).to_owned(),
        "类型" => case.kind.name(Lang::Zh).to_owned(),
        "期限" if case.months > 0 => format!("{}个月", case.months),
        "期限" => "长期".to_owned(),
        "起始日" => day(case.from),
        "期满日" => day(case.until),
        "任免文号" => or_blank(&case.appointment),
        "审批文号" => or_blank(&case.approval),
        "公示起" => day(notice.map(|one| one.from)),
        "公示止" => day(notice.map(|one| one.until)),
        _ => String::new(),
    }
}

/// A basis as a paper may say it: remarks for those who keep the settings (`（请核对）`) are not for whoever
/// gets the paper.
#[must_use]
pub fn without_remarks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('（') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let end = from.find('）').map_or(from.len(), |close| close + '）'.len_utf8());
        let (remark, after) = from.split_at(end);
        if !remark.contains("请核对") {
            out.push_str(remark);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `2026年11月24日`.
#[must_use]
pub fn chinese_day(day: Day) -> String {
    let text = day_text(day);
    let number = |part: &str| part.trim_start_matches('0').to_owned();
    format!("{}年{}月{}日", &text[..4], number(&text[5..7]), number(&text[8..]))
}

/// The names in braces of a text.
fn fields(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default())
}

impl Template {
    /// Checks the fields: every name in braces is one a case fills.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        for (text, name, most) in [(&self.title, "title", 60), (&self.body, "body", 5000), (&self.signer, "signer", 60)]
        {
            checks.text(text, name, most);
            let sound = text.matches('{').count() == text.matches('}').count();
            let unknown = fields(text).find(|field| !FIELDS.contains(field));
            let bad = if sound { unknown.map(str::to_owned) } else { Some(String::new()) };
            if let Some(bad) = bad {
                checks.require(false, name, Rule::Placeholder(bad));
            }
        }
        checks.done()
    }

    /// The paper of a case, as of a day.
    #[must_use]
    pub fn fill(&self, case: &Case, today: Day) -> Document {
        let filled = |text: &str| {
            FIELDS
                .iter()
                .fold(text.to_owned(), |text, field| text.replace(&format!("{{{field}}}"), &value(field, case)))
        };
        Document {
            title: filled(&self.title),
            paragraphs: self.body.lines().map(str::trim).filter(|line| !line.is_empty()).map(filled).collect(),
            signer: filled(&self.signer),
            day: chinese_day(today),
        }
    }

    /// What a system begins with.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        let of = |kind: DocumentKind, title: &str, body: &str, signer: &str| Self {
            kind,
            unit: UnitId::default(),
            title: title.to_owned(),
            body: body.to_owned(),
            signer: signer.to_owned(),
            version: 0,
        };
        vec![
            of(
                DocumentKind::Notice,
                "关于{姓名}同志拟任职的公示",
                "根据干部双向交流有关规定，经研究，{派出单位}{姓名}同志拟到{接收单位}{类型}，拟任{岗位}（{层次}），期限：{期限}。现予公示。\n公示时间：{公示起}至{公示止}（不少于五个工作日）。\n公示期间，如对公示对象有异议，请以书面或当面方式向组织部门反映，并提供事实和依据。反映人的信息依法予以保密。",
                "{接收单位}",
            ),
            of(
                DocumentKind::Appointment,
                "关于{姓名}同志任职的通知",
                "{任免文号}\n{派出单位}、{接收单位}：\n经研究决定，{姓名}同志到{接收单位}{类型}，任{岗位}，自{起始日}起。期限：{期限}。\n请按规定在十个工作日内办理工作交接和报到手续。",
                "组织部门",
            ),
            of(
                DocumentKind::Agreement,
                "干部{类型}协议",
                "派出单位：{派出单位}\n接收单位：{接收单位}\n干部姓名：{姓名}\n一、经双方协商并征得本人同意，{姓名}同志到{接收单位}{类型}，任{岗位}，自{起始日}至{期满日}，期限{期限}。\n二、期间人事关系、工资关系保留在派出单位，由接收单位安排分管工作、日常管理和中期考核。\n三、期满由接收单位作出鉴定，派出单位审核。需延期或留任的，按规定另行办理。\n四、本协议一式三份，派出单位、接收单位、本人各执一份。",
                "派出单位（章）　　接收单位（章）　　本人（签字）",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_templates_name_only_what_a_case_fills() {
        for template in Template::defaults() {
            assert_eq!(template.check(), Ok(()), "{:?}", template.kind);
        }
        let wrong = Template { body: "{姓 名}".into(), ..Template::defaults().remove(0) };
        assert_eq!(wrong.check(), Err(Fault::field("body", Rule::Placeholder("姓 名".into()))));
        let open = Template { title: "{姓名".into(), ..Template::defaults().remove(0) };
        assert_eq!(open.check(), Err(Fault::field("title", Rule::Placeholder(String::new()))));
    }

    #[test]
    fn remarks_for_those_who_keep_settings_stay_off_paper() {
        let basis = "《公务员法》第三十五条（二〇一八年修订）；《考核规定》（比例、分数线请核对）";
        assert_eq!(without_remarks(basis), "《公务员法》第三十五条（二〇一八年修订）；《考核规定》");
        assert_eq!(without_remarks("办法（请核对"), "办法");
        assert_eq!(without_remarks("办法"), "办法");
    }

    #[test]
    fn days_are_written_as_offices_write_them() {
        assert_eq!(chinese_day(crate::time::parse_day("2026-01-05").unwrap()), "2026年1月5日");
    }
}
