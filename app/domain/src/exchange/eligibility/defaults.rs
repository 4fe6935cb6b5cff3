//! The rules a system begins with, each with its source.

use super::{Effect, EligibilityRule, RuleKey};
use crate::exchange::kind::ExchangeKind;
use crate::time::parse_day;
use crate::{EligibilityRuleId, UnitId};

/// The rules a system begins with. Numbers that are in no law are settings, and their basis
/// says that it is to be entered.
#[must_use]
pub fn defaults() -> Vec<EligibilityRule> {
    use ExchangeKind as K;
    use RuleKey as R;
    let moved = [K::Transfer, K::TransferIn, K::Rotation];
    let local = "本单位规定（请填写依据）";
    let organ = "任免机关";
    let province = "省级以上公务员主管部门";
    let rule = |key: R, kinds: &[K], value: u32, effect: Effect, (basis, article): (&str, &str), waiver: &str| {
        EligibilityRule {
            id: EligibilityRuleId(format!("default-{}", crate::code::Code::code(key))),
            key,
            kinds: kinds.to_vec(),
            families: Vec::new(),
            unit: UnitId::default(),
            path: String::new(),
            value,
            effect,
            basis: basis.to_owned(),
            article: article.to_owned(),
            waiver: waiver.to_owned(),
            from: parse_day("2019-06-01").unwrap_or_default(),
            active: true,
        }
    };
    let law = "《中华人民共和国公务员法》";
    let transfer = "《公务员转任规定》";
    vec![
        rule(
            R::SamePost,
            &[],
            120,
            Effect::Ask,
            ("《党政领导干部选拔任用工作条例》", "交流条款（同一职位任职满10年）"),
            "",
        ),
        rule(R::Terms, &[], 2, Effect::Ask, ("《党政领导干部职务任期暂行规定》", "同一职位连续任职两届"), ""),
        rule(
            R::LevelYears,
            &moved,
            180,
            Effect::Bar,
            ("《党政领导干部职务任期暂行规定》", "同一层次领导职务累计满15年"),
            organ,
        ),
        rule(R::MinimumService, &moved, 60, Effect::Bar, (local, ""), organ),
        rule(R::FrequentMoves, &moved, 12, Effect::Ask, (transfer, "不得频繁转任"), organ),
        rule(R::Probation, &[], 0, Effect::Bar, (transfer, "试用期内不得转任"), ""),
        rule(R::Discipline, &[], 0, Effect::Bar, (law, "第六十四条"), ""),
        rule(R::Appraisal, &[], 0, Effect::Bar, ("《公务员考核规定》结果运用；本地干部交流办法", ""), organ),
        rule(R::Investigation, &[], 0, Effect::Bar, (transfer, "正在接受审查调查不得转任"), ""),
        rule(R::KinAvoidance, &[], 0, Effect::Bar, (law, "第七十四条"), province),
        rule(
            R::PlaceAvoidance,
            &[],
            0,
            Effect::Bar,
            (law, "第七十五条；《党政领导干部任职回避暂行规定》第五条"),
            province,
        ),
        rule(R::DutyAvoidance, &[], 0, Effect::Bar, (law, "第七十四条第二款、第七十六条"), ""),
        rule(R::LevelMatch, &[K::Transfer, K::Rotation], 0, Effect::Bar, (transfer, "第二条"), ""),
        rule(R::Headcount, &[], 0, Effect::Bar, (law, "第七十一条（在规定的编制限额内）"), "机构编制部门"),
        rule(R::LeadingPosts, &[], 0, Effect::Bar, (law, "第七十一条（在规定的职数内）"), "机构编制部门"),
        rule(R::OneFullTimePost, &[], 0, Effect::Bar, (local, ""), organ),
        rule(R::TrainingHours, &[], 0, Effect::Ask, ("《干部教育培训工作条例》", ""), organ),
        rule(R::Circumstances, &[], 0, Effect::Ask, ("本人申报", ""), organ),
        rule(
            R::UnionConsent,
            &moved,
            0,
            Effect::Ask,
            ("《中华人民共和国工会法》", "第十八条"),
            "本级工会委员会和上一级工会",
        ),
        rule(
            R::HigherOpinion,
            &moved,
            0,
            Effect::Ask,
            ("《中共中央关于加强和改进党的群团工作的意见》", "双重领导、协管干部"),
            "上级主管（协管）单位",
        ),
        rule(R::Tolerated, &[], 0, Effect::Ask, ("“三个区分开来”", "容错认定不影响选拔任用"), ""),
        rule(R::Demands, &[], 0, Effect::Bar, ("岗位公布的条件", ""), "接收单位"),
        rule(
            R::Origin,
            &[K::Transfer, K::TransferIn],
            0,
            Effect::Bar,
            (law, "第七十条（调任：国有企业、事业单位等机关以外的人员）、第七十一条（转任：机关之间）"),
            "",
        ),
    ]
}
