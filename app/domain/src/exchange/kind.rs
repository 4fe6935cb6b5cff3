//! Kinds of exchange, each with its steps, documents and limits as data.

use serde::{Deserialize, Serialize};

use crate::code::codes;

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

/// What a kind asks for. Kept as data: each may be changed with its basis and from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRules {
    /// The kind.
    pub kind: ExchangeKind,
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
    /// What a system begins with.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        use Paper as P;
        use Step as S;
        let moved = vec![
            S::Proposal,
            S::Consultation,
            S::Vetting,
            S::Decision,
            S::PublicNotice,
            S::Approval,
            S::Appointment,
            S::Reporting,
        ];
        let mut posted = moved.clone();
        posted.extend([S::InPost, S::MidReview, S::FinalAppraisal, S::Closing]);
        let moving = vec![
            (S::Proposal, P::Request),
            (S::Consultation, P::HomeOpinion),
            (S::Vetting, P::VettingReport),
            (S::Vetting, P::Integrity),
            (S::Approval, P::ApprovalForm),
            (S::Reporting, P::Handover),
        ];
        let posting = vec![
            (S::Proposal, P::Request),
            (S::Consultation, P::HomeOpinion),
            (S::Consultation, P::HostOpinion),
            (S::Vetting, P::VettingReport),
            (S::Vetting, P::Integrity),
            (S::Appointment, P::Agreement),
            (S::MidReview, P::MidReport),
            (S::FinalAppraisal, P::HostAppraisal),
            (S::FinalAppraisal, P::HomeCheck),
        ];
        let of = |kind: ExchangeKind, basis: &str| {
            let keeps = kind.keeps_home();
            Self {
                kind,
                steps: if keeps { posted.clone() } else { moved.clone() },
                papers: if keeps { posting.clone() } else { moving.clone() },
                months: if keeps { (6, 36) } else { (0, 0) },
                extensions: u32::from(keeps),
                notice_days: 5,
                handover_days: 10,
                basis: basis.to_owned(),
            }
        };
        let mut transfer_in = of(ExchangeKind::TransferIn, "《公务员法》第七十条；《公务员调任规定》第九至十四条");
        transfer_in.papers.push((Step::Approval, Paper::Audit));
        let mut part_time =
            of(ExchangeKind::PartTime, "《中共中央关于加强和改进党的群团工作的意见》；共青团中央改革方案");
        part_time.months = (12, 60);
        part_time.handover_days = 0;
        let mut rotation = of(ExchangeKind::Rotation, "《公务员法》第七十一条；《党政领导干部交流工作规定》");
        rotation.papers.retain(|(_, paper)| !matches!(paper, Paper::HomeOpinion | Paper::ApprovalForm));
        vec![
            of(ExchangeKind::Transfer, "《公务员法》第七十一条；《公务员转任规定》"),
            transfer_in,
            of(ExchangeKind::Secondment, "《公务员法》第七十二条"),
            part_time,
            rotation,
        ]
    }
}

/// How a mass organisation's posts are filled, against its target: full-time (专职), seconded
/// (挂职) and part-time (兼职).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    /// Full-time.
    pub full_time: u32,
    /// Seconded.
    pub seconded: u32,
    /// Part-time.
    pub part_time: u32,
}

impl Staffing {
    /// All together.
    #[must_use]
    pub fn all(self) -> u32 {
        self.full_time + self.seconded + self.part_time
    }

    /// Share of seconded and part-time in per mille, rounded down; nothing when there is nobody.
    #[must_use]
    pub fn mixed_share(self) -> Option<u32> {
        ((self.seconded + self.part_time) * 1000).checked_div(self.all())
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
    use crate::code::Code;

    #[test]
    fn every_kind_has_its_steps_in_order_and_papers_at_steps_it_takes() {
        let rules = KindRules::defaults();
        assert_eq!(rules.iter().map(|one| one.kind).collect::<Vec<_>>(), ExchangeKind::ALL);
        for one in rules {
            assert!(one.steps.is_sorted() && one.papers.iter().all(|(step, _)| one.steps.contains(step)), "{one:?}");
            assert_eq!(one.kind.has_term(), one.months.1 > 0);
            assert_eq!(one.kind.has_term(), one.steps.contains(&Step::Closing));
            // No kind goes without these, whatever else it leaves out.
            for step in [Step::Decision, Step::PublicNotice, Step::Appointment] {
                assert!(one.steps.contains(&step));
            }
        }
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
