//! Numbers of training that no law fixes: each is a setting with its basis (依据) and the
//! day it takes effect. An edit is a new row, so that past days keep the number then in force.

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang, codes};
use crate::fault::Checks;
use crate::replaced::{Replaced, Said};
use crate::time::day_text;
use crate::versioned::basis_said;
use crate::{Day, Fault, Moment};

/// Writes the settings from a table: each is one row, `code = first value, least..=most`, its names and
/// where the first value comes from.
macro_rules! numbers {
    ($($setting:ident $code:literal = $first:literal, $least:literal..=$most:literal, $zh:literal, $en:literal,
        $basis:literal;)*) => {
        codes! {
            /// What is set.
            Setting { $($setting $code $zh $en,)* }
        }

        impl Setting {
            /// The value a new system begins with, its bounds, and where it comes from.
            #[must_use]
            pub fn first(self) -> (i64, (i64, i64), &'static str) {
                match self {
                    $(Self::$setting => ($first, ($least, $most), $basis),)*
                }
            }
        }
    };
}

numbers! {
    OverTrained "over-trained" = 200, 100..=1000,
        "参训偏多提示：本年学时达到年度要求的百分之几",
        "Over-training is pointed out from this share of the yearly hours (%)",
        "避免多头调训、重复培训；比例由本地区规定";
    LongUntrained "long-untrained" = 2, 1..=5,
        "长期未训提示：连续几年没有学时",
        "Long untrained: years without any hours",
        "避免长期不训；年限由本地区规定";
    LeaveShare "leave-share" = 7, 2..=20,
        "请假上限：超过总学时的几分之一须办理退学",
        "Leave beyond one part in so many of a class's hours leads to withdrawal from training",
        "学员管理规定：累计请假超过总学时七分之一的按退学处理；以本单位规定为准";
    LateMinutes "late-minutes" = 15, 0..=120,
        "签到开始后多少分钟内不算迟到",
        "Minutes after a session begins that still count as on time",
        "由主办单位规定";
    CodeSeconds "code-seconds" = 10, 3..=60,
        "签到二维码每隔几秒更换",
        "Seconds after which the check-in code changes",
        "由主办单位规定";
    SmallGroup "small-group" = 5, 3..=50,
        "评价少于几份不显示结果",
        "Evaluations are hidden below so many answers",
        "保护匿名的通行做法，由主办单位规定";
    EvaluationDays "evaluation-days" = 7, 1..=60,
        "结束后几日内可以评价",
        "Days after its end in which a class may be evaluated",
        "由主办单位规定";
    ReplyDays "reply-days" = 5, 1..=30,
        "调训通知的回执期限（日）",
        "Days to answer a call-up",
        "由组织部门规定";
    MarkTolerance "mark-tolerance" = 20, 0..=100,
        "主观题两人评分相差超过满分百分之几由第三人裁定",
        "Two markers differing by more than this share of the points (%) need a third",
        "双人阅卷的通行做法，由主办单位规定";
    AppealDays "appeal-days" = 5, 1..=30,
        "考试结束后几日内可以申请复核",
        "Days after an exam in which its result may be appealed",
        "由主办单位规定";
    ReopenDays "reopen-days" = 30, 0..=365,
        "结班后几日内可以重新打开",
        "Days after results are entered in which a class may be opened again",
        "由主办单位规定";
    LeaderShare "leader-share" = 20, 0..=100,
        "领导干部授课占总课时的百分之几以上",
        "Share of lesson hours that leading cadres are to teach (%)",
        "《干部教育培训工作条例》：领导干部授课占党校主体班次总课时的20%以上；以本地区规定为准";
    CertificateYears "certificate-years" = 0, 0..=20,
        "结业证书有效几年（0为长期有效）",
        "Years for which a certificate holds (0 for ever)",
        "由主办单位规定";
    RemindFirst "remind-first" = 90, 1..=365,
        "学时未达标：到期前几日提醒本人",
        "Hours missing: days before the end to remind the person",
        "由组织部门规定";
    RemindSecond "remind-second" = 60, 1..=365,
        "学时未达标：到期前几日提醒本人并告单位人事",
        "Hours missing: days before the end to remind the person and tell their unit",
        "由组织部门规定";
    RemindThird "remind-third" = 30, 1..=365,
        "学时未达标：到期前几日提醒本人并报组织部门和分管领导",
        "Hours missing: days before the end to remind the person and tell the organisation department and leaders",
        "由组织部门规定";
}

/// A value from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingRow {
    /// What.
    pub setting: Setting,
    pub value: i64,
    /// The rule it rests on (依据).
    pub basis: String,
    /// First day in force.
    pub from: Day,
    /// When it was entered.
    pub at: Moment,
    /// By whom; empty for what the system began with.
    #[serde(default)]
    pub by: String,
}

impl SettingRow {
    fn said(&self, lang: Lang) -> Vec<Said> {
        vec![Said::new("value", self.setting.name(lang), self.value), basis_said(&self.basis, lang)]
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        let (_, (low, high), _) = self.setting.first();
        checks.between(self.value, "value", low, high);
        checks.text(&self.basis, "basis", 200);
        checks.done()
    }
}

/// All values entered so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
/// In the order in which they were entered.
pub struct Settings(pub Vec<SettingRow>);

impl Settings {
    /// The value in force on a day: the last to take effect by then, and of one day's the
    /// last entered. Without any, the one the system begins with.
    #[must_use]
    pub fn on(&self, setting: Setting, day: Day) -> i64 {
        self.row(setting, day).map_or_else(|| setting.first().0, |row| row.value)
    }

    /// The row in force on a day.
    #[must_use]
    pub fn row(&self, setting: Setting, day: Day) -> Option<&SettingRow> {
        self.0.iter().filter(|row| row.setting == setting && row.from <= day).max_by_key(|row| (row.from, row.at))
    }

    /// The row of the same setting and first day that one would take the place of.
    #[must_use]
    pub fn replaced(&self, next: &SettingRow) -> Option<Replaced> {
        let held = self.row(next.setting, next.from).filter(|held| held.from == next.from)?;
        let key = format!("{}__{}__{}", held.setting.code(), day_text(held.from), held.at.0);
        let by = (held.by.clone(), Some(held.at));
        Some(Replaced::new(held.from, by, key, |lang| held.said(lang), |lang| next.said(lang)))
    }

    /// The last row of a setting that was entered since there were so many rows, as [`Self::version`] counts
    /// them: what overtook whoever enters another one.
    #[must_use]
    pub fn entered_since(&self, setting: Setting, version: u32) -> Option<&SettingRow> {
        self.0.iter().skip(version as usize).rfind(|row| row.setting == setting)
    }

    /// How many were entered: rows are only added, so a form says with it what it was drawn with.
    #[must_use]
    pub fn version(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        crate::time::parse_day(text).unwrap()
    }

    #[test]
    fn past_days_keep_the_number_then_in_force() {
        let row = |value, from: &str, at| SettingRow {
            setting: Setting::LeaveShare,
            value,
            basis: "文".into(),
            from: day(from),
            at: Moment(at),
            by: String::new(),
        };
        let settings = Settings(vec![row(6, "2026-03-01", 1), row(8, "2026-09-01", 2), row(9, "2026-09-01", 3)]);
        let on = |text: &str| settings.on(Setting::LeaveShare, day(text));
        assert_eq!((on("2026-01-01"), on("2026-03-01"), on("2026-08-31"), on("2026-09-01")), (7, 6, 6, 9));
        assert_eq!(settings.on(Setting::SmallGroup, day("2026-01-01")), 5);
    }

    #[test]
    fn a_row_replaces_that_of_its_own_day_and_is_overtaken_by_its_own_setting() {
        let row = |setting, value, from: &str, at| SettingRow {
            setting,
            value,
            basis: "文".into(),
            from: day(from),
            at: Moment(at),
            by: "张三".into(),
        };
        let settings =
            Settings(vec![row(Setting::LeaveShare, 6, "2026-03-01", 1), row(Setting::SmallGroup, 8, "2026-03-01", 2)]);
        let replaced = |from: &str| settings.replaced(&row(Setting::LeaveShare, 7, from, 9));
        assert_eq!(replaced("2026-03-02"), None);
        let found = replaced("2026-03-01").unwrap();
        assert_eq!((found.by.as_str(), found.at, found.from), ("张三", Some(Moment(1)), day("2026-03-01")));
        let differs: Vec<_> = found.differs(Lang::Zh).iter().map(|one| (one.was.as_str(), one.now.as_str())).collect();
        assert_eq!(differs, [("6", "7")]);
        let since = |setting, version| settings.entered_since(setting, version).map(|row| row.value);
        assert_eq!((since(Setting::LeaveShare, 0), since(Setting::LeaveShare, 1)), (Some(6), None));
        assert_eq!(since(Setting::SmallGroup, 1), Some(8));
    }

    #[test]
    fn what_a_system_begins_with_is_within_its_bounds() {
        for setting in Setting::ALL {
            let (value, (low, high), basis) = setting.first();
            assert!((low..=high).contains(&value) && !basis.is_empty());
        }
    }
}
