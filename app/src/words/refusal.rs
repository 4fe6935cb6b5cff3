//! Refusals in words: what any procedure may answer stands here, the rest with its feature.

mod file;

use domain::Reason;
use domain::code::Lang;
use domain::time::day_text;

use super::tr;
use crate::frame::lang;

macro_rules! reasons {
    ($($feature:ident $(refuses $reason:ident)? $(tells $news:ident)? $(waits $todo:ident)?,)*) => {
        /// A refusal as one sentence.
        #[must_use]
        pub fn reason(reason: &Reason) -> String {
            match reason {
                Reason::NumberTaken => tr("文号已被使用，请换一个。", "That document number is in use. Choose another."),
                Reason::Heavier => tr(
                    "不得因申请复核、申诉而加重（公务员法第九十五条）。",
                    "Nothing becomes heavier because it was reviewed or appealed (公务员法 95).",
                ),
                Reason::TimeOver => {
                    tr("已超过期限，或已接受认定结果。", "The time for it is over, or the decision was accepted.")
                }
                Reason::NoticeBegins(on) => {
                    let on = day_text(*on);
                    return match lang() {
                        Lang::Zh => format!("公示自 {on} 开始，届时可提出异议。"),
                        Lang::En => format!("The notice begins on {on}: objections can be made from that day on."),
                    };
                }
                Reason::OrganAbove => tr(
                    "申诉由同级公务员主管部门或者作出处理机关的上一级机关决定（公务员法第九十五条），原处理机关不能决定。",
                    "An appeal is decided by the department of civil servants of the same level or by the organ above \
                     (Civil Servants Law, article 95), not by the organ that decided.",
                ),
                Reason::SecondPerson => tr("须由另一人办理。", "Another person has to do this."),
                Reason::StepOpen => {
                    tr("还有未完成的事项，不能进入下一步。", "Something is still missing before this can go on.")
                }
                Reason::NotYet => tr("请先完成前面的章节。", "Finish the chapters before this one first."),
                Reason::AlreadyAnswered => tr("您已提交过，每人一次。", "You have answered already; everybody answers once."),
                Reason::UnderWay => tr(
                    "同一对象的同类事项正在办理，本次填写的内容没有保存；请在办理中的事项里补充材料。",
                    "The same is under way for them already, and what you wrote was not kept: add it to that one.",
                ),
                Reason::OwnRequest => {
                    tr("不能审批本人的申请，请由他人办理。", "Nobody decides their own request. Ask somebody else.")
                }
                Reason::WrongState => {
                    tr("当前状态不允许此操作，请刷新查看。", "Its present state does not allow this. Reload to see it.")
                }
                Reason::Stale => tr(
                    "其他人刚修改过，请刷新后在最新内容上修改。",
                    "Somebody changed it meanwhile. Reload and edit the latest version.",
                ),
                Reason::NoPerson => tr("本账号未关联干部，不能报名。", "This account belongs to no cadre and can't enrol."),
                Reason::OwnAccount => tr(
                    "不能对本人的账号或记录做此操作，请由他人办理。",
                    "This can't be done to one's own account or record. Ask somebody else.",
                ),
                Reason::LastOne => tr("至少保留一个。", "At least one must remain."),
                Reason::File(refusal) => return file::said(refusal),
                $($(Reason::$reason(refusal) => return crate::$feature::refusal::said(refusal),)?)*
            }
            .to_owned()
        }
    };
}
features!(reasons);
