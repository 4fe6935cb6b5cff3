//! Why something of exchange is refused.

use domain::code::Lang;
use domain::exchange::Refusal;
use domain::exchange::matching::ProblemFault;

use crate::frame::lang;
use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::RoundNotReady => tr(
            "开放报名前，须选定群团组织和党政机关双方的参与单位，至少提供一个岗位，且报名截止日期未过。",
            "Before it opens a round needs units of both families, at least one post, and a closing day still to come.",
        ),
        Refusal::WishesOpen => tr(
            "报名截止日当天仍可填报，过后才能开始匹配；如需提前，请先与参与单位商定并修改截止日期。",
            "Wishes are taken to the end of the closing day; matching begins after it. To begin earlier, change \
             the day.",
        ),
        Refusal::WishesClosed => tr("不在报名时间内。", "Enrolment is not open."),
        Refusal::CaseRunning(name) => {
            return match lang() {
                Lang::Zh => format!("{name}已有办理中的交流事项，请先在“交流事项”中办结或撤回该事项。"),
                Lang::En => format!("{name} has a case of exchange under way: end or withdraw that one first."),
            };
        }
        Refusal::FromInside => tr(
            "调任适用于国有企业、事业单位等机关以外的人员（公务员法第七十条）；机关之间调动请选“转任”。",
            "调任 takes people from enterprises and institutions (公务员法 70); inside the civil service choose 转任.",
        ),
        Refusal::FromOutside => tr(
            "转任在机关之间进行（公务员法第七十一条）；国有企业、事业单位人员进入机关请选“调任”。",
            "转任 moves people between organs (公务员法 71); who comes from an enterprise or institution comes by 调任.",
        ),
        Refusal::RepliesOpen(until) => {
            let until = domain::time::day_text(*until);
            return match lang() {
                Lang::Zh => format!("还有人未答复，答复期至 {until}；期满后未答复视为接受，{until} 次日起可以结束本轮。"),
                Lang::En => format!("Not everybody has answered; they may until {until}. From the next day \
                 silence counts as yes and the round can be ended."),
            };
        }
        Refusal::CaseNotReady(name) => {
            return match lang() {
                Lang::Zh => format!("{name}的事项目前不能这样办理（步骤不符、还有未完成的事项或刚被他人修改），其余事项也未保存；请取消勾选{name}后重试。"),
                Lang::En => format!("The case of {name} does not allow this now; nothing was saved. Leave it \
                 out and try again."),
            };
        }
        Refusal::NotTakingPart(name) => {
            return match lang() {
                Lang::Zh => format!("{name}所在单位不参加本轮，不能提名；请只选择参与单位的干部。"),
                Lang::En => format!("{name}'s unit takes no part in this round: nominate people of the units that do."),
            };
        }
        Refusal::PapersDiffer => tr(
            "所选事项的公示日期或任免文号不同，不能合并为一份文书，请分别生成。",
            "The chosen cases have different days or numbers and can't share a paper. Make them one by one.",
        ),
        Refusal::NotRepaired(name) => {
            return match lang() {
                Lang::Zh => format!("{name}未接受结果，请先“调整结果”并公布调整后的方案，再结束本轮。"),
                Lang::En => format!("{name} declined: repair the result and announce the repaired one before \
                 the round is ended."),
            };
        }
        Refusal::RoundUnsolved(why) => {
            return unsolved(why);
        }
    }
    .to_owned()
}

/// Why a round has no result, and what would help.
fn unsolved(why: &ProblemFault) -> String {
    let zh = lang() == Lang::Zh;
    match why {
        ProblemFault::Pairs if zh => "本轮有须同去或须分开的人员，请使用“总体最优”。".to_owned(),
        ProblemFault::Pairs => "People must go together or apart: use the best in total.".to_owned(),
        ProblemFault::Infeasible(rule) if zh => {
            format!("各项限制不能同时满足：{rule}。请放宽保底岗位、名额或平衡要求。")
        }
        ProblemFault::Infeasible(rule) => {
            format!("The limits can't all hold: {rule}. Loosen guaranteed posts, quotas or tolerances.")
        }
        ProblemFault::Pin(..) if zh => {
            "一项指定安排无法实现：岗位没有空位，或不在本人志愿中，或不符合条件。请检查指定安排。".to_owned()
        }
        ProblemFault::TooLarge(most, has) if zh => {
            format!("此类限制最多可处理 {most} 个志愿，本轮有 {has} 个。请减少名额限制或改用其他机制。")
        }
        other if zh => format!("按本轮规则无法得出结果：{other}"),
        other => format!("The round has no result under its rules: {other}"),
    }
}
