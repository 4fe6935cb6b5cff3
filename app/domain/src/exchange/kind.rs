//! Kinds of exchange, each with its steps, documents and limits as data.

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang, codes};
use crate::fault::{Checks, Milestone, Rule};
use crate::form::Form;
use crate::rate::reached;
use crate::replaced::Said;
use crate::time::day_text;
use crate::versioned::{Drawn, basis_said};
use crate::{Day, Fault};

codes! {
    /// Kinds of exchange. 公务员法 69 knows 调任 and 转任 as exchange; 挂职 is a way of
    /// training on the job under article 72, and 兼职 comes from the reform of mass
    /// organisations, so both are labelled for what they are.
    ExchangeKind {
        Transfer "transfer" "转任" "Transfer",
        TransferIn "transfer-in" "调任" "Transfer in",
        Secondment "secondment" "挂职" "Secondment",
        PartTime "part-time" "兼职" "Part-time post",
        Rotation "rotation" "轮岗" "Rotation inside the unit",
    }

    /// Steps of a case, in their order.
    Step {
        Proposal "proposal" "提出" "Proposal",
        Consultation "consultation" "酝酿" "Consultation",
        Vetting "vetting" "考察" "Vetting",
        Decision "decision" "讨论决定" "Decision",
        PublicNotice "notice" "公示" "Public notice",
        Approval "approval" "审批/备案" "Approval or filing",
        Appointment "appointment" "任免通知" "Notice of appointment",
        Reporting "reporting" "报到" "Reporting for duty",
        InPost "in-post" "在岗" "In post",
        MidReview "mid-review" "中期考核" "Mid-term review",
        FinalAppraisal "final-appraisal" "期满鉴定" "End-of-term appraisal",
        Closing "closing" "返回/延期/留任" "Return, extend or stay",
    }

    /// Papers a case gathers.
    Paper {
        Request "request" "请示（推荐意见）" "Request",
        ApprovalForm "approval-form" "审批（备案）表" "Approval form",
        HomeOpinion "home-opinion" "派出（调出）单位意见" "Opinion of the sending unit",
        HostOpinion "host-opinion" "接收（调入）单位意见" "Opinion of the receiving unit",
        VettingReport "vetting-report" "考察材料" "Vetting report",
        Integrity "integrity" "纪检廉政意见" "Opinion on integrity",
        Audit "audit" "离任审计结论" "Result of the leaving audit",
        UnionConsent "union-consent" "本级工会委员会同意" "Consent of the union committee",
        HigherUnionConsent "higher-union-consent" "上一级工会同意" "Consent of the next higher union",
        HigherOpinion "higher-opinion" "上级主管（协管）单位意见" "Opinion of the higher body",
        Agreement "agreement" "挂职（兼职）协议" "Agreement",
        MidReport "mid-report" "中期考核表" "Mid-term report",
        HostAppraisal "host-appraisal" "接收单位鉴定" "Appraisal by the host",
        HomeCheck "home-check" "派出单位审核意见" "Check by the home unit",
        Handover "handover" "交接清单" "Handover list",
    }
}

impl Step {
    /// Whether several cases are acted in at once there: reporting for duty and what follows change a person's
    /// record, one by one.
    #[must_use]
    pub fn together(self) -> bool {
        self < Self::Reporting
    }
}

impl ExchangeKind {
    /// Whether the personnel relation (人事关系) stays with the home unit (公务员法 72).
    #[must_use]
    pub fn keeps_home(self) -> bool {
        matches!(self, Self::Secondment | Self::PartTime)
    }

    /// Whether it is a move inside the civil service that a civil servant must obey (公务员法 73).
    #[must_use]
    pub fn obliges(self) -> bool {
        matches!(self, Self::Transfer | Self::Rotation)
    }

    /// Whether it ends on a day that was set.
    #[must_use]
    pub fn has_term(self) -> bool {
        self.keeps_home()
    }
}

/// A version of what a kind asks for: data with its basis and the day from which it holds. A case goes by the
/// version that was in force when it was opened, see [`Case::goes_by`](super::case::Case::goes_by).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRules {
    pub kind: ExchangeKind,
    /// First day in force; none of what always was: what a system begins with, and what was kept before
    /// versions had a day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Steps a case of it takes, in their order.
    pub steps: Vec<Step>,
    /// Papers that must be there before a step is done.
    pub papers: Vec<(Step, Paper)>,
    /// Shortest and longest term, in months; (0, 0) when it has none.
    pub months: (u32, u32),
    /// Times it may be extended.
    pub extensions: u32,
    /// Working days of public notice.
    pub notice_days: u32,
    /// Working days for the handover and reporting, from the notice of appointment.
    pub handover_days: u32,
    /// Basis (依据).
    pub basis: String,
}

impl KindRules {
    /// What a system begins with for a kind.
    #[must_use]
    pub fn first(kind: ExchangeKind) -> Self {
        use ExchangeKind as K;
        use Paper as P;
        use Step as S;
        let keeps = kind.keeps_home();
        let mut steps = vec![
            S::Proposal,
            S::Consultation,
            S::Vetting,
            S::Decision,
            S::PublicNotice,
            S::Approval,
            S::Appointment,
            S::Reporting,
        ];
        if keeps {
            steps.extend([S::InPost, S::MidReview, S::FinalAppraisal, S::Closing]);
        }
        let mut papers = if keeps {
            vec![
                (S::Proposal, P::Request),
                (S::Consultation, P::HomeOpinion),
                (S::Consultation, P::HostOpinion),
                (S::Vetting, P::VettingReport),
                (S::Vetting, P::Integrity),
                (S::Appointment, P::Agreement),
                (S::MidReview, P::MidReport),
                (S::FinalAppraisal, P::HostAppraisal),
                (S::FinalAppraisal, P::HomeCheck),
            ]
        } else {
            vec![
                (S::Proposal, P::Request),
                (S::Consultation, P::HomeOpinion),
                (S::Vetting, P::VettingReport),
                (S::Vetting, P::Integrity),
                (S::Approval, P::ApprovalForm),
                (S::Reporting, P::Handover),
            ]
        };
        match kind {
            K::TransferIn => papers.push((S::Approval, P::Audit)),
            K::Rotation => papers.retain(|(_, paper)| !matches!(paper, P::HomeOpinion | P::ApprovalForm)),
            K::Transfer | K::Secondment | K::PartTime => {}
        }
        let basis = match kind {
            K::Transfer => "《公务员法》第七十一条；《公务员转任规定》",
            K::TransferIn => "《公务员法》第七十条；《公务员调任规定》第九至十四条",
            K::Secondment => "《公务员法》第七十二条",
            K::PartTime => "《中共中央关于加强和改进党的群团工作的意见》；共青团中央改革方案",
            K::Rotation => "《公务员法》第七十一条；《党政领导干部交流工作规定》",
        };
        Self {
            kind,
            from: None,
            steps,
            papers,
            months: match kind {
                K::Secondment => (6, 36),
                K::PartTime => (12, 60),
                K::Transfer | K::TransferIn | K::Rotation => (0, 0),
            },
            extensions: u32::from(keeps),
            notice_days: 5,
            handover_days: if kind == K::PartTime { 0 } else { 10 },
            basis: basis.to_owned(),
        }
    }

    /// The version of a kind in force on a day: the last that began; before any, what a system begins with.
    #[must_use]
    pub fn in_force(all: &[Self], kind: ExchangeKind, on: Day) -> Self {
        let begun = all.iter().filter(|one| one.kind == kind && one.from <= Some(on));
        begun.max_by_key(|one| one.from).cloned().unwrap_or_else(|| Self::first(kind))
    }

    /// What tells a version from all others, `kind__day`; nothing for what always was.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        self.from.map(|from| format!("{}__{}", self.kind.code(), day_text(from)))
    }

    /// The papers in the order of the steps they are needed at.
    #[must_use]
    pub fn papers_in_order(&self) -> Vec<(Step, Paper)> {
        let mut all = self.papers.clone();
        all.sort();
        all
    }

    /// Everything it says but its first day and its steps, which are the law's.
    #[must_use]
    pub fn said(&self, lang: Lang) -> Vec<Said> {
        let name = |zh: &'static str, en: &'static str| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let papers: Vec<String> = self
            .papers_in_order()
            .into_iter()
            .map(|(step, paper)| format!("{}：{}", step.name(lang), paper.name(lang)))
            .collect();
        let mut all = vec![Said::new("papers", name("材料", "Papers"), papers.join(name("；", "; ")))];
        if self.kind.has_term() {
            let (least, most) = self.months;
            all.push(Said::new("months", name("期限（月）", "Term, months"), format!("{least}–{most}")));
            all.push(Said::new("extensions", name("可延期次数", "Extensions"), self.extensions));
        }
        let notice = name("公示（工作日）", "Public notice, working days");
        all.push(Said::new("notice_days", notice, self.notice_days));
        let handover = name("交接报到（工作日）", "Handover, working days");
        all.push(Said::new("handover_days", handover, self.handover_days));
        all.push(basis_said(&self.basis, lang));
        all
    }

    /// A version as its form has it, papers as `step__paper`, and what the form was drawn with. Steps are the
    /// law's and no field.
    pub fn read(form: &mut Form) -> (Self, Drawn) {
        let papers = form.ids("papers");
        let read = form.reader();
        let papers = papers
            .iter()
            .map(|key| {
                let (step, paper) = key.split_once("__").unwrap_or_default();
                (read.code("papers", step), read.code("papers", paper))
            })
            .collect();
        let next = Self {
            kind: form.read("kind"),
            from: Some(form.read("from")),
            steps: Vec::new(),
            papers,
            months: (form.number_or("least_months", 0), form.number_or("most_months", 0)),
            extensions: form.number_or("extensions", 0),
            notice_days: form.read("notice_days"),
            handover_days: form.read("handover_days"),
            basis: form.text("basis"),
        };
        (next, Drawn::read(form))
    }

    /// Checks the fields of a version that is added, and that the past stays as it was.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.basis, "basis", 200);
        checks.require(self.from.is_some_and(|from| from >= today), "from", Rule::not_before(Milestone::Today, today));
        // 公示不少于五个工作日.
        checks.between(i64::from(self.notice_days), "notice_days", 5, 60);
        checks.between(i64::from(self.handover_days), "handover_days", 0, 60);
        checks.between(i64::from(self.extensions), "extensions", 0, 5);
        if self.kind.has_term() {
            checks.between(i64::from(self.months.1), "most_months", 1, 120);
            checks.between(i64::from(self.months.0), "least_months", 1, i64::from(self.months.1));
        }
        checks.done()
    }
}

/// How a mass organisation's posts are filled, against its target: full-time (专职), seconded
/// (挂职) and part-time (兼职).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    pub full_time: u32,
    pub seconded: u32,
    pub part_time: u32,
}

impl Staffing {
    /// All together.
    #[must_use]
    pub fn all(self) -> u32 {
        self.full_time + self.seconded + self.part_time
    }

    /// Share of seconded and part-time in per mille, as far as it was reached: it is held against a target.
    /// Nothing when there is nobody.
    #[must_use]
    pub fn mixed_share(self) -> Option<u32> {
        reached((self.seconded + self.part_time).into(), self.all().into(), 1000)
    }

    /// How many more seconded or part-time people reach a target of so many per cent, while
    /// those full-time stay; nothing when no number does.
    #[must_use]
    pub fn missing(self, percent: u32) -> Option<u32> {
        let mixed = self.seconded + self.part_time;
        if percent >= 100 {
            return (self.full_time == 0).then_some(0);
        }
        // mixed / (mixed + full) >= percent / 100
        let least = (self.full_time * percent).div_ceil(100 - percent);
        Some(least.saturating_sub(mixed))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        crate::time::parse_day(text).unwrap()
    }

    #[test]
    fn every_kind_has_its_steps_in_order_and_papers_at_steps_it_takes() {
        for one in ExchangeKind::ALL.iter().copied().map(KindRules::first) {
            assert!(one.steps.is_sorted() && one.papers.iter().all(|(step, _)| one.steps.contains(step)), "{one:?}");
            assert_eq!(one.kind.has_term(), one.months.1 > 0);
            assert_eq!(one.kind.has_term(), one.steps.contains(&Step::Closing));
            // No kind goes without these, whatever else it leaves out.
            for step in [Step::Decision, Step::PublicNotice, Step::Appointment] {
                assert!(one.steps.contains(&step));
            }
        }
    }

    #[test]
    fn a_version_holds_from_its_day_and_changes_no_other_kind() {
        let first = KindRules::first(ExchangeKind::Transfer);
        // As it was kept before versions had a day: in force since ever.
        let mut kept = serde_json::to_value(KindRules { notice_days: 7, ..first.clone() }).unwrap();
        kept.as_object_mut().unwrap().remove("from");
        let kept: KindRules = serde_json::from_value(kept).unwrap();
        let on = |from: &str, notice_days| KindRules { from: Some(day(from)), notice_days, ..first.clone() };
        let all = [on("2027-01-01", 15), kept, on("2026-12-01", 10)];
        let held = |on: &str| KindRules::in_force(&all, ExchangeKind::Transfer, day(on)).notice_days;
        let days = ["1999-01-01", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"];
        assert_eq!(days.map(held), [7, 7, 10, 10, 15]);
        let other = KindRules::in_force(&all, ExchangeKind::Rotation, day("2027-01-01"));
        assert_eq!(other, KindRules::first(ExchangeKind::Rotation));
        assert_eq!(KindRules::in_force(&all[..1], ExchangeKind::Transfer, day("2026-12-01")), first, "before any");
    }

    #[test]
    fn a_version_begins_today_at_the_earliest_and_keeps_the_bounds_of_the_law() {
        let today = day("2026-11-23");
        let from = |from| KindRules { from, ..KindRules::first(ExchangeKind::Secondment) };
        let next = from(Some(today));
        assert_eq!(next.check(today), Ok(()));
        for early in [None, today.pred_opt()] {
            assert_eq!(from(early).check(today), Err(Fault::field("from", Rule::not_before(Milestone::Today, today))));
        }
        let short = KindRules { notice_days: 4, ..next.clone() };
        assert_eq!(short.check(today), Err(Fault::field("notice_days", Rule::Between(5, 60))));
        let bare = KindRules { basis: " ".into(), ..next.clone() };
        assert_eq!(bare.check(today), Err(Fault::field("basis", Rule::Required)));
        let upside = KindRules { months: (24, 12), ..next.clone() };
        assert_eq!(upside.check(today), Err(Fault::field("least_months", Rule::Between(1, 12))));
    }

    #[test]
    fn papers_stand_in_the_order_of_the_steps_however_they_were_ticked() {
        let ticked = vec![
            (Step::Reporting, Paper::Handover),
            (Step::Vetting, Paper::Integrity),
            (Step::Proposal, Paper::Request),
            (Step::Vetting, Paper::VettingReport),
        ];
        let one = KindRules { papers: ticked, ..KindRules::first(ExchangeKind::Rotation) };
        let said = one.said(Lang::Zh).remove(0).value;
        assert_eq!(said, "提出：请示（推荐意见）；考察：考察材料；考察：纪检廉政意见；报到：交接清单");
        assert_eq!(one.papers_in_order().len(), one.papers.len());
    }

    #[test]
    fn a_version_is_read_from_its_form_and_what_cannot_be_read_is_named() {
        let sent = [
            ("kind", "rotation"),
            ("from", "2026-12-01"),
            ("notice_days", "5"),
            ("handover_days", "三"),
            ("basis", "b"),
            ("version", "2"),
        ];
        let mut form = Form::of(crate::form::Fields::of(&sent));
        let (next, drawn) = KindRules::read(&mut form);
        let said = (next.kind, next.from, next.notice_days, next.basis.as_str(), drawn.version);
        assert_eq!(said, (ExchangeKind::Rotation, Some(day("2026-12-01")), 5, "b", 2));
        assert_eq!(form.done(), Err(Fault::field("handover_days", Rule::Whole)));
    }

    proptest! {
        #[test]
        fn the_missing_number_just_reaches_the_target(full in 0u32..300, seconded in 0u32..100, part in 0u32..100, percent in 0u32..100) {
            let now = Staffing { full_time: full, seconded, part_time: part };
            let missing = now.missing(percent).unwrap();
            let reached = |more: u32| {
                let then = Staffing { seconded: seconded + more, ..now };
                (then.seconded + then.part_time) * 100 >= percent * then.all()
            };
            prop_assert!(reached(missing));
            prop_assert!(missing == 0 || !reached(missing - 1));
        }
    }
}
