//! What a case and a person's record put into the names of a template.

use chrono::Datelike;

use super::kind::DocumentKind;
use crate::Day;
use crate::code::{Code, Lang, Politics, Sex};
use crate::document::chinese_day;
use crate::exchange::case::Case;
use crate::exchange::kind::ExchangeKind;
use crate::record::Education;

/// Names a template may use, in the order the editor lists them.
pub const FIELDS: [&str; 29] = [
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "政治面貌",
    "学历",
    "现任职务",
    "派出单位",
    "接收单位",
    "岗位",
    "层次",
    "类型",
    "事由",
    "拟任",
    "任免",
    "免职",
    "期限",
    "起始日",
    "期满日",
    "任免文号",
    "审批文号",
    "发文日期",
    "公示起",
    "公示止",
    "公示天数",
    "节假日",
    "交接",
    "签发单位",
    "主送",
];

/// Those that differ from person to person: a paragraph with one is repeated for each.
pub(super) const PERSONAL: [&str; 18] = [
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "政治面貌",
    "学历",
    "现任职务",
    "派出单位",
    "接收单位",
    "岗位",
    "层次",
    "拟任",
    "任免",
    "免职",
    "期限",
    "起始日",
    "期满日",
    "审批文号",
];

/// Somebody a paper is about: their case, and what of their record it says.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub case: &'a Case,
    pub sex: Sex,
    /// Ethnic group; empty when not known.
    pub ethnic: &'a str,
    /// Born; none when not known.
    pub birth: Option<Day>,
    /// Political status; none when not known.
    pub politics: Option<Politics>,
    /// The highest education; empty when not known.
    pub education: &'a str,
    /// The post held when the case was opened, with its unit; empty when not known.
    pub present: &'a str,
    /// Full name of the sending unit.
    pub home: &'a str,
    /// Full name of the receiving unit.
    pub host: &'a str,
    /// The organ that signs.
    pub organ: &'a str,
    /// Working days for the handover; 0 for none.
    pub handover: u32,
}

/// The highest schooling of somebody; empty when none is known.
#[must_use]
pub fn highest(education: &[Education]) -> &str {
    let rank = |one: &&Education| {
        let of = |words: &[&str]| words.iter().any(|word| one.schooling.contains(word));
        match () {
            () if of(&["研究生", "博士", "硕士"]) => 3,
            () if of(&["大学", "本科"]) => 2,
            () if of(&["大专", "专科"]) => 1,
            () => 0,
        }
    };
    education.iter().max_by_key(rank).map_or("", |one| one.schooling.as_str())
}

const BLANK: &str = "________";

fn or_blank(text: &str) -> String {
    if text.trim().is_empty() { BLANK.to_owned() } else { text.trim().to_owned() }
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(|| "____年__月__日".to_owned(), chinese_day)
}

impl Subject<'_> {
    /// The day a paper bears: that of what it says, never that of printing.
    pub(super) fn day(&self, kind: DocumentKind) -> String {
        day(match kind {
            DocumentKind::Notice => self.case.publicity.notice.map(|one| one.on),
            DocumentKind::Appointment => self.case.appointed,
            // The parties date it when they sign.
            DocumentKind::Agreement => None,
        })
    }

    fn term(&self) -> Option<String> {
        (self.case.months > 0).then(|| format!("{}个月", self.case.months))
    }

    /// What is proposed: `拟转任市发展改革局综合处副处长`.
    fn proposed(&self) -> String {
        let how = match self.case.kind {
            ExchangeKind::Transfer => "拟转任",
            ExchangeKind::TransferIn => "拟调任",
            ExchangeKind::Secondment => "拟挂职担任",
            ExchangeKind::PartTime => "拟兼任",
            ExchangeKind::Rotation => "拟轮岗任",
        };
        let term = self.term().map(|term| format!("，期限{term}")).unwrap_or_default();
        let level = self.case.level.name(Lang::Zh);
        format!("{how}{}{}（{level}）{term}", self.host, self.case.title)
    }

    /// The removal from the present post; empty where it is kept.
    fn removal(&self) -> String {
        if self.case.kind.keeps_home() {
            return String::new();
        }
        format!("免去{}同志的{}职务", self.case.person_name, or_blank(self.present))
    }

    /// Appointment and removal in one sentence.
    fn appointment(&self) -> String {
        let (name, post) = (&self.case.person_name, format!("{}{}", self.host, self.case.title));
        let how = match self.case.kind {
            ExchangeKind::Secondment => "挂职担任",
            ExchangeKind::PartTime => "兼任",
            _ => "任",
        };
        let (from, until) = (day(self.case.from), day(self.case.until));
        let term = self.term().map(|term| format!("（期限{term}，自{from}至{until}）")).unwrap_or_default();
        let removal = self.removal();
        let removal = if removal.is_empty() { String::new() } else { format!("，{removal}") };
        format!("{name}同志{how}{post}{term}{removal}")
    }

    /// The value of a name.
    pub(super) fn value(&self, field: &str) -> String {
        let case = self.case;
        let notice = case.publicity.notice;
        match field {
            "姓名" => case.person_name.clone(),
            "性别" => match self.sex {
                Sex::Male | Sex::Female => self.sex.name(Lang::Zh).to_owned(),
                Sex::Unknown | Sex::Unstated => BLANK.to_owned(),
            },
            "民族" => or_blank(self.ethnic),
            "出生年月" => self
                .birth
                .map_or_else(|| "____年__月".to_owned(), |birth| format!("{}年{}月", birth.year(), birth.month())),
            "政治面貌" => or_blank(self.politics.map(|one| one.name(Lang::Zh)).unwrap_or_default()),
            "学历" => or_blank(self.education),
            "现任职务" => or_blank(self.present),
            "派出单位" => self.home.to_owned(),
            "接收单位" => self.host.to_owned(),
            "岗位" => case.title.clone(),
            "层次" => case.level.name(Lang::Zh).to_owned(),
            "类型" => case.kind.name(Lang::Zh).to_owned(),
            "事由" => match case.kind {
                ExchangeKind::Secondment => "挂职".to_owned(),
                ExchangeKind::PartTime => "兼职".to_owned(),
                _ => "任免职".to_owned(),
            },
            "拟任" => self.proposed(),
            "任免" => self.appointment(),
            "免职" => self.removal(),
            "期限" => self.term().unwrap_or_else(|| "不设期限".to_owned()),
            "起始日" => day(case.from),
            "期满日" => day(case.until),
            "任免文号" => or_blank(&case.appointment),
            "审批文号" => or_blank(&case.approval),
            "发文日期" => day(case.appointed),
            "公示起" => day(notice.map(|one| one.on)),
            "公示止" => day(notice.map(|one| one.until)),
            "公示天数" => notice.map_or_else(|| "__".to_owned(), |one| one.days.to_string()),
            "节假日" => match notice.and_then(|one| one.unknown) {
                Some(year) => {
                    format!("{year}年节假日安排公布后，公示截止日按公布的安排重新计算；有变化的，另行告知。")
                }
                None => String::new(),
            },
            "交接" if self.handover > 0 => {
                format!("请按规定在{}个工作日内办理工作交接和报到手续。", self.handover)
            }
            "签发单位" => or_blank(self.organ),
            "主送" if self.home == self.host => self.host.to_owned(),
            "主送" => format!("{}、{}", self.home, self.host),
            _ => String::new(),
        }
    }
}
