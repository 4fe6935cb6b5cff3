//! Why something of appraisal is refused.

use domain::appraisal::Refusal;
use domain::code::Lang;
use domain::time::day_text;

use crate::frame::lang;
use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::PaperOver(typed, issued) => {
            return match lang() {
                Lang::Zh => format!("录入 {typed} 张，登记发出的纸票只有 {issued} 张；请先在“纸票人数和票数”中登记发出数。"),
                Lang::En => format!("{typed} ballots typed, {issued} given out: enter the numbers of paper \
                 ballots first."),
            };
        }
        Refusal::SlipsOver(room) => {
            return match lang() {
                Lang::Zh => format!(
                    "扫码票只发给名单上没有账号的人和登记的名单外人员，这个群体最多还能印 {room} 张；名单外人数在“纸票人数和票数”的“应参加”中登记。"
                ),
                Lang::En => format!(
                    "Slips are for voters of the roll without an account and those entered beside it: there is \
                     room for {room} more. Enter those beside the roll under the numbers of paper ballots."
                ),
            };
        }
        Refusal::SlipDead => tr(
            "这张扫码票还没有发放或已经作废，不能投票；请向发票的工作人员换一张。",
            "This slip was not given out yet, or is void: ask whoever gave it to you for another.",
        ),
        Refusal::ReportsRun(until) => {
            let (until, next) = (day_text(*until), until.succ_opt().map(day_text).unwrap_or_default());
            return match lang() {
                Lang::Zh => format!("述职截止到 {until}，民主测评在述职之后进行：请将测评开始日期定在 {next} 或以后。"),
                Lang::En => format!("Reports are handed in until {until}, and the vote comes after them: let it \
                 begin on {next} or later."),
            };
        }
        Refusal::RollStands => tr(
            "测评已经开始，投票人名单不再变更（以免由此看出谁已领票）。",
            "The vote is open: its roll stands, or a change would tell who took a ballot.",
        ),
        Refusal::YearTaken(people, one) => {
            return match lang() {
                Lang::Zh => format!("{people} 人（如{one}）已在同一年度的另一考核中，同一人一年只有一个结果。请先撤销那一考核，或换单位。"),
                Lang::En => format!("{people} people, {one} among them, are in another appraisal of that year; \
                 withdraw that one first, or choose another unit."),
            };
        }
        Refusal::OverCap(pool, most) => {
            return match lang() {
                Lang::Zh => format!("“{pool}”的优秀等次已超过上限 {most} 人，请调整，或先登记核准的比例。"),
                Lang::En => format!("{pool} has more 优秀 than its cap of {most}: change some, or enter an \
                 approved share."),
            };
        }
        Refusal::GradeBarred(Some(best)) => {
            return match lang() {
                Lang::Zh => format!("该年度情形下，等次不得高于“{}”，见“影响等次的情形”。", crate::words::name(*best)),
                Lang::En => format!("What the year brought allows nothing better than {}.", crate::words::name(*best)),
            };
        }
        Refusal::GradeBarred(None) => {
            tr("按参加情况，不能确定这一等次。", "How they take part in the appraisal does not allow this outcome.")
        }
        Refusal::BallotTaken => tr(
            "选票已经领取，不能再领第二张。请在领票时使用的浏览器中继续投票。",
            "The ballot was taken already. Go on in the browser it was taken with.",
        ),
        Refusal::BallotFalse => tr("这张票没有通过验证，请刷新页面重试。", "The ballot was not accepted. Reload and try again."),
    }
    .to_owned()
}
