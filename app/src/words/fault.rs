//! Faults in words: what is wrong and what to do.

use domain::code::Lang;
use domain::{Fault, Outage, Rule};

use super::tr;
use crate::frame::lang;

/// A fault as one sentence.
#[must_use]
pub fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Unauthenticated => tr("登录已失效，请重新登录。", "You are signed out. Please sign in again."),
        Fault::Incomplete => tr("请先完成登录步骤。", "Please finish signing in first."),
        Fault::Forbidden => tr(
            "您的岗位不包含此项权限。如工作需要，请联系安全管理员。",
            "Your roles do not allow this here. If your work needs it, ask the security administrator.",
        ),
        Fault::NotFound => tr("没有找到，可能已被移除。", "Not found. It may have been removed."),
        Fault::Malformed => tr(
            "请求的内容无法识别，没有保存。请刷新页面后重试；若再次出现，请告知系统管理员。",
            "The request could not be read and nothing was saved. Reload the page and try again; if it \
             persists, tell the system administrator.",
        ),
        Fault::Invalid(_) => tr("有几处需要更正，见下方标注。", "Some fields need correcting; they are marked below."),
        Fault::Confirm(_) => tr("请核对将产生的影响，确认后执行。", "Check what it does, then confirm."),
        Fault::Replaces(_) => tr(
            "这一天已有版本，尚未保存。请核对不同之处，确认后才替换。",
            "There is a version for that day, and nothing was saved. Check what differs; it is replaced once you \
             confirm.",
        ),
        Fault::Refused(why) => return super::reason(why),
        Fault::Busy => {
            tr("此刻操作的人较多，请稍后再试。", "Many people are doing this right now. Please try again shortly.")
        }
        Fault::Unavailable(Outage::Halted) => tr(
            "本次内容未保存：服务器写入出错，为保护数据已停止保存，已有内容仍可查看。请通知系统管理员处理后再提交。",
            "Not saved: the server failed to write, and saves nothing more until it is seen to, to protect what is \
             there. What is there can be read. Tell the system administrator, and send it again afterwards.",
        ),
        Fault::Unavailable(Outage::Full) => tr(
            "本次内容未保存：服务器存储空间不足，暂停保存，已有内容仍可查看。请通知系统管理员清理空间后再提交。",
            "Not saved: the server is short of disk space, and saves nothing for now. What is there can be read. Tell \
             the system administrator, and send it again when there is room.",
        ),
        Fault::Unavailable(Outage::Away) => tr(
            "暂时连不上数据库，本次内容未保存。请稍后再试。",
            "The database can't be reached, and nothing was saved. Please try again shortly.",
        ),
        Fault::Unknown => tr(
            "可能已经保存，也可能没有：没有收到确认。请先查看，确认没有保存后再提交。",
            "This may have been saved or not: no confirmation came. Look first, and send it again only if it is \
             not there.",
        ),
        Fault::Internal => tr(
            "系统出错，内容未保存。请重试；若再次出现，请将时间告知系统管理员。",
            "Something went wrong and nothing was saved. Try again; if it persists, tell the system \
             administrator when it happened.",
        ),
        Fault::Transport => {
            tr("网络中断，未收到结果。请刷新后查看。", "No connection. Reload to see whether it was saved.")
        }
    }
    .to_owned()
}

/// What a field must be.
#[must_use]
pub fn rule(rule: &Rule) -> String {
    let zh = lang() == Lang::Zh;
    match rule {
        Rule::Required => tr("请填写。", "Please fill this in.").to_owned(),
        Rule::TooLong(most) if zh => format!("最多 {most} 个字。"),
        Rule::TooLong(most) => format!("At most {most} characters."),
        Rule::TooShort(least) if zh => format!("至少 {least} 个字符。"),
        Rule::TooShort(least) => format!("At least {least} characters."),
        Rule::Between(low, high) if zh => format!("须在 {low} 到 {high} 之间。"),
        Rule::Between(low, high) => format!("Must be between {low} and {high}."),
        Rule::Date => {
            tr("请填写日期，如 2026-11-23 或 2026年11月23日。", "Enter a date such as 2026-11-23.").to_owned()
        }
        Rule::Century => tr(
            "年份请写四位，如 1998.05：两位年份不能确定是哪个世纪。",
            "Write the year with four digits, such as 1998.05: two don't say which century.",
        )
        .to_owned(),
        Rule::Time => tr("请按 09:00 的格式填写时间。", "Enter a time such as 09:00.").to_owned(),
        Rule::Number => tr("请填写数字，可有一位小数。", "Enter a number, with one decimal at most.").to_owned(),
        Rule::Whole => tr("请填写整数，不能为负数。", "Enter a whole number, not below nought.").to_owned(),
        Rule::NoSuchDay => {
            tr("日历上没有这一天，请核对月和日。", "The calendar has no such day. Check month and day.").to_owned()
        }
        Rule::Year(low, high) if zh => format!("年份须在 {low} 到 {high} 之间。"),
        Rule::Year(low, high) => format!("The year must be between {low} and {high}."),
        Rule::NotBefore => {
            tr("不能早于出生日期或参加工作时间。", "Must not be before the birth or the start of work.").to_owned()
        }
        Rule::NotBeforeThe(what, on) => match lang() {
            Lang::Zh => format!("不能早于{}（{on}）。", super::name(*what)),
            Lang::En => format!("Must not be before {} ({on}).", super::name(*what)),
        },
        Rule::NotAfter(what, on) => match lang() {
            Lang::Zh => format!("不能晚于{}（{on}）。", super::name(*what)),
            Lang::En => format!("Must not be after {} ({on}).", super::name(*what)),
        },
        Rule::After(what, on) => match lang() {
            Lang::Zh => format!("须晚于{}（{on}）。", super::name(*what)),
            Lang::En => format!("Must be after {} ({on}).", super::name(*what)),
        },
        Rule::NotLater => tr("不能晚于今天。", "Must not be after today.").to_owned(),
        Rule::NoConversion => tr(
            "这种培训形式没有此计量单位的折算标准，请换计量单位，或先在“学时折算”中登记。",
            "No conversion is set for this form and measure. Choose another measure, or enter one under Conversions.",
        )
        .to_owned(),
        Rule::TooDeep => tr("类别最多三级。", "Categories have three levels at most.").to_owned(),
        Rule::BeforeStart => tr(
            "须早于开班日期；先收集后分配的班次至少早两天。",
            "Must be before the class begins; by two days where requests are collected first.",
        )
        .to_owned(),
        Rule::MissedTooMuch => tr(
            "缺课已超过规定比例：请改为退学，或写明准予结业的理由。",
            "More was missed than the rule allows: choose withdrawal, or say why they complete.",
        )
        .to_owned(),
        Rule::Line(n) => match lang() {
            Lang::Zh => format!("第 {n} 行无法识别，应为：2026-10-01,休,国庆节"),
            Lang::En => format!("Line {n} can't be read; write 2026-10-01,休,国庆节"),
        },
        Rule::SameDay => tr("须在同一天。", "Must be on the same day.").to_owned(),
        Rule::WithinClass => tr("须在班次的起止日期之内。", "Must be within the days of the class.").to_owned(),
        Rule::Overlaps => tr("与本班其他课次时间重叠。", "Overlaps another lesson of the class.").to_owned(),
        Rule::Nested => {
            tr("所选单位互为上下级，请只选其中一级。", "These units lie inside one another: choose one level.")
                .to_owned()
        }
        Rule::Settled => tr("班次发布后不能再改此项。", "This is settled once the class is announced.").to_owned(),
        Rule::PlaceTwice(place) => match lang() {
            Lang::Zh => format!("“第 {place}”选了两次，每个序号只用一次，请改其中一个。"),
            Lang::En => format!("Place {place} was given twice; each is used once. Change one of them."),
        },
        Rule::NotMain => tr(
            "挂职、兼职不改变主要职务（人事关系保留在原单位），请取消勾选“作为主要职务”，或改选其他任职方式。",
            "A secondment or part-time post is not the main one: untick it, or choose another kind.",
        )
        .to_owned(),
        Rule::Taken => tr("已被使用，请换一个。", "Already in use. Choose another.").to_owned(),
        Rule::PostFull(seats) => match lang() {
            Lang::Zh => format!("该职位的 {seats} 个职数都有人任职：请先办理免职，或更正职位表。"),
            Lang::En => {
                format!("All {seats} seats of the post are held: end an appointment first, or correct the list.")
            }
        },
        Rule::Twin => tr(
            "已有同名、同出生年月的干部；确为另一人的，请勾选“确为另一人”。",
            "Somebody of the same name and birth is on record. If this is another person, tick so.",
        )
        .to_owned(),
        Rule::Unknown => tr("没有这一项，请从列表中选择。", "Unknown. Choose one from the list.").to_owned(),
        Rule::NoSuch => tr("没有找到，请核对后重新填写。", "Not found. Check it and type it again.").to_owned(),
        Rule::Plain => {
            tr("只能用字母、数字、点、横线和下划线。", "Use letters, digits, dot, dash and underscore only.").to_owned()
        }
        Rule::IdNumber => {
            tr("身份证号不正确，请核对 18 位号码。", "Not a valid identity number. Check all 18 characters.").to_owned()
        }
        Rule::Differs => {
            tr("与登记的出生年月或性别不符，请核对。", "Does not agree with the birth and sex on record. Check both.")
                .to_owned()
        }
        Rule::NumberDiffers => {
            tr("与登记的身份证号不符，请核对。", "Does not agree with the identity number on record. Check both.")
                .to_owned()
        }
        Rule::Mixed => {
            tr("须包含大写、小写、数字、符号中的三类。", "Mix three of: capitals, small letters, digits, others.")
                .to_owned()
        }
        Rule::Guessable => tr("太容易被猜到，请换一个。", "Too easy to guess. Choose another.").to_owned(),
        Rule::Unchanged => tr("不能与现在的相同。", "Must differ from the present one.").to_owned(),
        Rule::Wrong => tr("不正确。", "That is not right.").to_owned(),
        Rule::Placeholder(field) if field.is_empty() => tr("花括号没有成对。", "A brace is not closed.").to_owned(),
        Rule::Placeholder(field) => format!("{}{{{field}}}", tr("没有这个字段：", "There is no such field: ")),
        Rule::Apart => tr("同一人不能既核实又认定。", "Nobody both verifies and decides.").to_owned(),
        Rule::Named => tr("不得出现姓名、单位或文号。", "Must name nobody: no names, units or numbers.").to_owned(),
        Rule::LineUnmatched(line) => match lang() {
            Lang::Zh => format!("第 {line} 行：没有此人、有重名未写单位，或与前面的行重复。"),
            Lang::En => format!("Line {line}: nobody of that name, several without a unit, or named before."),
        },
        Rule::Unmatched => tr(
            "没有一行能对应到参加考核的人员；有重名的，请写明单位简称。",
            "No line names somebody of the appraisal; where several have a name, give the unit too.",
        )
        .to_owned(),
        Rule::Several => tr("有多人重名，请填写干部编号。", "Several have this name: give the number.").to_owned(),
        Rule::LineOf(n) => match lang() {
            Lang::Zh => format!("第 {n} 行不正确，请对照说明修改。"),
            Lang::En => format!("Line {n} is not right: see what is asked for."),
        },
        Rule::Sum(sum) => match lang() {
            Lang::Zh => format!("权重合计须为 {sum}。"),
            Lang::En => format!("The weights must add up to {sum}."),
        },
        Rule::Unlike(lines) => {
            let list: Vec<String> = lines.iter().take(30).map(ToString::to_string).collect();
            match lang() {
                Lang::Zh => format!(
                    "与第一次录入不一致的票：第 {} 张。请对照纸票核对，必要时作废第一次录入后重录。",
                    list.join("、")
                ),
                Lang::En => {
                    format!("Not as typed the first time: ballots {}. Compare them with the paper.", list.join(", "))
                }
            }
        }
        Rule::Over(day) => {
            format!("{} {}", tr("期限已过，最后一天是", "The time for it ended with"), domain::time::day_text(*day))
        }
    }
}
