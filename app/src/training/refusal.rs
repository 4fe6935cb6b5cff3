//! Why something of training is refused.

use domain::code::Lang;
use domain::training::Refusal;

use crate::frame::lang;
use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::ClassFull => tr("名额已满。", "All seats are taken."),
        Refusal::EnrolmentClosed => tr("不在报名时间内。", "Enrolment is not open."),
        Refusal::AlreadyEnrolled => tr("您已报过名。", "You have enrolled already."),
        Refusal::NotEligible => tr(
            "本班次的层级、系统或单位范围不包含您。",
            "This class is meant for another tier, family or part of the organisation.",
        ),
        Refusal::LeadingOnly => tr("本班次面向担任领导职务的干部。", "This class is for holders of leading posts."),
        Refusal::ServiceTooShort(years) => {
            return match lang() {
                Lang::Zh => format!("本班次要求任现职级满 {years} 年。"),
                Lang::En => format!("This class asks for {years} years at the present level."),
            };
        }
        Refusal::ServiceUnknown(years) => {
            return match lang() {
                Lang::Zh => format!("本班次要求任现职级满 {years} 年，而任现职级时间没有登记：请先由人事部门补登。"),
                Lang::En => format!(
                    "This class asks for {years} years at the present level, and since when you hold it is not \
                     on record: have HR enter it."
                ),
            };
        }
        Refusal::Prerequisite(title) => {
            return match lang() {
                Lang::Zh => format!("本班次要求先完成：{title}。"),
                Lang::En => format!("This class asks for this first: {title}."),
            };
        }
        Refusal::OfferGone => tr(
            "名额已过确认时间，或没有待确认的名额。",
            "No seat is kept for you, or the time to confirm it has passed.",
        ),
        Refusal::CheckInClosed => tr(
            "不在签到时间内：课前 30 分钟至下课可以签到。",
            "Check-in is open from 30 minutes before the lesson until its end.",
        ),
        Refusal::CodeOld => tr(
            "签到码已更换或不正确，请扫现场屏幕上的新码。",
            "The code has changed or is not right. Scan the one on the screen now.",
        ),
        Refusal::ExamClosed => tr(
            "考试不在作答时间内：未开始、已交卷或时间已到。",
            "The exam takes no answers now: not begun, handed in, or its time is over.",
        ),
        Refusal::NobodySent => tr(
            "目前没有按考核结果要求补训的干部，无需生成项目。",
            "No result of an appraisal sends anybody to training now.",
        ),
        Refusal::NoPackagesHost => tr(
            "课件包须在另一个主机名下运行（同一主机的不同端口会共用登录凭据）。请系统管理员设置 http.packages_origin，如 https://packages.example.gov.cn。",
            "Packages run under a host name of their own, because ports of one host share its cookies: have \
             http.packages_origin set, such as https://packages.example.gov.cn.",
        ),
        Refusal::PackageKind => tr(
            "不是可识别的课件包：需含 imsmanifest.xml（SCORM 1.2、2004）或 cmi5.xml。",
            "Not a package this program knows: it needs imsmanifest.xml (SCORM 1.2, 2004) or cmi5.xml.",
        ),
        Refusal::PackageFolder(folder) => {
            return match lang() {
                Lang::Zh => format!("imsmanifest.xml 在文件夹“{folder}”里，须在压缩包的最外层。请打开该文件夹，选中其中全部内容重新压缩。"),
                Lang::En => format!("imsmanifest.xml lies in the folder {folder}; it has to lie at the top. \
                 Pack what is in that folder anew."),
            };
        }
        Refusal::NoAttemptsLeft => tr("考试次数已用完。", "All attempts are used."),
        Refusal::TooFewQuestions(line, have) => {
            return match lang() {
                Lang::Zh => format!("组卷规则第 {line} 行：题库中只有 {have} 道符合的题，请补充题目或减少题数。"),
                Lang::En => {
                    format!("Line {line} of the drawing rule: the bank has only {have} such questions. Add some \
                     or ask for fewer.")
                }
            };
        }
        Refusal::NotEnrolled => tr("未在本班次报名。", "There is no place in this class."),
        Refusal::SeatsTaken(taken) => {
            return match lang() {
                Lang::Zh => format!("已有 {taken} 人报名，名额不能少于此数。"),
                Lang::En => format!("{taken} seats are taken; the capacity can't be lower."),
            };
        }
        Refusal::AlreadyReversed => tr("该条学时已冲销。", "That entry was reversed before."),
        Refusal::NoQuestions => tr(
            "没有找到题库表头：须有一行写明“题型”“题干”“答案”各列。请下载模板对照。",
            "No headings were found: a row has to name the columns 题型, 题干 and 答案. See the template.",
        ),
        Refusal::CourseBegun(learners) => {
            return match lang() {
                Lang::Zh => format!("已有 {learners} 人开始学习，只能修改章节名称；内容和顺序不能再改。"),
                Lang::En => format!("{learners} have begun this course: only the titles of its chapters change now."),
            };
        }
        Refusal::RemindedToday => tr(
            "今天已经提醒过未填写的人员，请明天再提醒。",
            "Those who have not answered were reminded today; remind them tomorrow.",
        ),
        Refusal::CallUpFilled => tr(
            "已填写调训通知的内容：请在“发出调训通知”中发出，或清空后再选派。",
            "A notice of call-up was begun: issue it there, or empty it before sending people without one.",
        ),
    }
    .to_owned()
}
