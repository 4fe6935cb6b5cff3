//! Faults in words: what is wrong and what to do.

use domain::code::Lang;
use domain::exchange::matching::ProblemFault;
use domain::fault::FileIs;
use domain::{Fault, Outage, Reason, Rule};

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
            "The request could not be read and nothing was saved. Reload the page and try again; if it persists, tell the system administrator.",
        ),
        Fault::Invalid(_) => tr("有几处需要更正，见下方标注。", "Some fields need correcting; they are marked below."),
        Fault::Confirm(_) => tr("请核对将产生的影响，确认后执行。", "Check what it does, then confirm."),
        Fault::Refused(why) => return reason(why),
        Fault::Busy => tr("此刻操作的人较多，请稍后再试。", "Many people are doing this right now. Please try again shortly."),
        Fault::Unavailable(Outage::Halted) => tr(
            "本次内容未保存：服务器写入出错，为保护数据已停止保存，已有内容仍可查看。请通知系统管理员处理后再提交。",
            "Not saved: the server failed to write, and saves nothing more until it is seen to, to protect what is there. \
             What is there can be read. Tell the system administrator, and send it again afterwards.",
        ),
        Fault::Unavailable(Outage::Full) => tr(
            "本次内容未保存：服务器存储空间不足，暂停保存，已有内容仍可查看。请通知系统管理员清理空间后再提交。",
            "Not saved: the server is short of disk space, and saves nothing for now. What is there can be read. Tell the \
             system administrator, and send it again when there is room.",
        ),
        Fault::Unavailable(Outage::Away) => tr(
            "暂时连不上数据库，本次内容未保存。请稍后再试。",
            "The database can't be reached, and nothing was saved. Please try again shortly.",
        ),
        Fault::Unknown => tr(
            "可能已经保存，也可能没有：没有收到确认。请先查看，确认没有保存后再提交。",
            "This may have been saved or not: no confirmation came. Look first, and send it again only if it is not there.",
        ),
        Fault::Internal => tr(
            "系统出错，内容未保存。请重试；若再次出现，请将时间告知系统管理员。",
            "Something went wrong and nothing was saved. Try again; if it persists, tell the system administrator when it happened.",
        ),
        Fault::Transport => tr("网络中断，未收到结果。请刷新后查看。", "No connection. Reload to see whether it was saved."),
    }
    .to_owned()
}

/// A refusal as one sentence.
#[must_use]
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::ClassFull => tr("名额已满。", "All seats are taken."),
        Reason::EnrolmentClosed => tr("不在报名时间内。", "Enrolment is not open."),
        Reason::AlreadyEnrolled => tr("您已报过名。", "You have enrolled already."),
        Reason::NotEligible => tr(
            "本班次的层级、系统或单位范围不包含您。",
            "This class is meant for another tier, family or part of the organisation.",
        ),
        Reason::LeadingOnly => tr("本班次面向担任领导职务的干部。", "This class is for holders of leading posts."),
        Reason::ServiceTooShort(years) => {
            return match lang() {
                Lang::Zh => format!("本班次要求任现职级满 {years} 年。"),
                Lang::En => format!("This class asks for {years} years at the present level."),
            };
        }
        Reason::ServiceUnknown(years) => {
            return match lang() {
                Lang::Zh => format!("本班次要求任现职级满 {years} 年，而任现职级时间没有登记：请先由人事部门补登。"),
                Lang::En => format!(
                    "This class asks for {years} years at the present level, and since when you hold it is not on record: have HR enter it."
                ),
            };
        }
        Reason::Prerequisite(title) => {
            return match lang() {
                Lang::Zh => format!("本班次要求先完成：{title}。"),
                Lang::En => format!("This class asks for this first: {title}."),
            };
        }
        Reason::OfferGone => tr(
            "名额已过确认时间，或没有待确认的名额。",
            "No seat is kept for you, or the time to confirm it has passed.",
        ),
        Reason::NumberTaken => tr("文号已被使用，请换一个。", "That document number is in use. Choose another."),
        Reason::CheckInClosed => tr(
            "不在签到时间内：课前 30 分钟至下课可以签到。",
            "Check-in is open from 30 minutes before the lesson until its end.",
        ),
        Reason::CodeOld => tr(
            "签到码已更换或不正确，请扫现场屏幕上的新码。",
            "The code has changed or is not right. Scan the one on the screen now.",
        ),
        Reason::ExamClosed => tr(
            "考试不在作答时间内：未开始、已交卷或时间已到。",
            "The exam takes no answers now: not begun, handed in, or its time is over.",
        ),
        Reason::MustStandAside(why) => {
            let path: Vec<String> = why.path.iter().map(|(relation, name)| format!("{relation} {name}")).collect();
            let kinship = why.kinship.map(crate::words::name).unwrap_or_default();
            return format!(
                "{}{} {kinship} {}",
                tr("所选人员须回避：", "Somebody chosen must stand aside: "),
                crate::words::name(why.kind),
                path.join(" → ")
            )
            .trim_end()
            .to_owned();
        }
        Reason::Heavier => tr(
            "不得因申请复核、申诉而加重（公务员法第九十五条）。",
            "Nothing becomes heavier because it was reviewed or appealed (公务员法 95).",
        ),
        Reason::TimeOver => tr("已超过期限，或已接受认定结果。", "The time for it is over, or the decision was accepted."),
        Reason::PaperOver(typed, issued) => {
            return match lang() {
                Lang::Zh => format!("录入 {typed} 张，登记发出的纸票只有 {issued} 张；请先在“纸票人数和票数”中登记发出数。"),
                Lang::En => format!("{typed} ballots typed, {issued} given out: enter the numbers of paper ballots first."),
            };
        }
        Reason::SlipsOver(room) => {
            return match lang() {
                Lang::Zh => format!(
                    "扫码票只发给名单上没有账号的人和登记的名单外人员，这个群体最多还能印 {room} 张；名单外人数在“纸票人数和票数”的“应参加”中登记。"
                ),
                Lang::En => format!(
                    "Slips are for voters of the roll without an account and those entered beside it: there is room for {room} more. Enter those beside the roll under the numbers of paper ballots."
                ),
            };
        }
        Reason::SlipDead => tr(
            "这张扫码票还没有发放或已经作废，不能投票；请向发票的工作人员换一张。",
            "This slip was not given out yet, or is void: ask whoever gave it to you for another.",
        ),
        Reason::RollStands => tr(
            "测评已经开始，投票人名单不再变更（以免由此看出谁已领票）。",
            "The vote is open: its roll stands, or a change would tell who took a ballot.",
        ),
        Reason::YearTaken(people, one) => {
            return match lang() {
                Lang::Zh => format!("{people} 人（如{one}）已在同一年度的另一考核中，同一人一年只有一个结果。请先撤销那一考核，或换单位。"),
                Lang::En => format!("{people} people, {one} among them, are in another appraisal of that year; withdraw that one first, or choose another unit."),
            };
        }
        Reason::NobodySent => tr(
            "目前没有按考核结果要求补训的干部，无需生成项目。",
            "No result of an appraisal sends anybody to training now.",
        ),
        Reason::OverCap(pool, most) => {
            return match lang() {
                Lang::Zh => format!("“{pool}”的优秀等次已超过上限 {most} 人，请调整，或先登记核准的比例。"),
                Lang::En => format!("{pool} has more 优秀 than its cap of {most}: change some, or enter an approved share."),
            };
        }
        Reason::GradeBarred(Some(best)) => {
            return match lang() {
                Lang::Zh => format!("该年度情形下，等次不得高于“{}”，见“影响等次的情形”。", crate::words::name(*best)),
                Lang::En => format!("What the year brought allows nothing better than {}.", crate::words::name(*best)),
            };
        }
        Reason::GradeBarred(None) => {
            tr("按参加情况，不能确定这一等次。", "How they take part in the appraisal does not allow this outcome.")
        }
        Reason::BallotTaken => tr(
            "选票已经领取，不能再领第二张。请在领票时使用的浏览器中继续投票。",
            "The ballot was taken already. Go on in the browser it was taken with.",
        ),
        Reason::BallotFalse => tr("这张票没有通过验证，请刷新页面重试。", "The ballot was not accepted. Reload and try again."),
        Reason::OrganAbove => tr(
            "申诉由同级公务员主管部门或者作出处理机关的上一级机关决定（公务员法第九十五条），原处理机关不能决定。",
            "An appeal is decided by the department of civil servants of the same level or by the organ above (Civil Servants Law, article 95), not by the organ that decided.",
        ),
        Reason::SecondPerson => tr("须由另一人办理。", "Another person has to do this."),
        Reason::StepOpen => {
            tr("还有未完成的事项，不能进入下一步。", "Something is still missing before this can go on.")
        }
        Reason::RoundNotReady => tr(
            "开放报名前，须选定群团组织和党政机关双方的参与单位，至少提供一个岗位，且报名截止日期未过。",
            "Before it opens a round needs units of both families, at least one post, and a closing day still to come.",
        ),
        Reason::WishesOpen => tr(
            "报名截止日当天仍可填报，过后才能开始匹配；如需提前，请先与参与单位商定并修改截止日期。",
            "Wishes are taken to the end of the closing day; matching begins after it. To begin earlier, change the day.",
        ),
        Reason::CaseRunning(name) => {
            return match lang() {
                Lang::Zh => format!("{name}已有办理中的交流事项，请先在“交流事项”中办结或撤回该事项。"),
                Lang::En => format!("{name} has a case of exchange under way: end or withdraw that one first."),
            };
        }
        Reason::FromInside => tr(
            "调任适用于国有企业、事业单位等机关以外的人员（公务员法第七十条）；机关之间调动请选“转任”。",
            "调任 takes people from enterprises and institutions (公务员法 70); inside the civil service choose 转任.",
        ),
        Reason::FromOutside => tr(
            "转任在机关之间进行（公务员法第七十一条）；国有企业、事业单位人员进入机关请选“调任”。",
            "转任 moves people between organs (公务员法 71); who comes from an enterprise or institution comes by 调任.",
        ),
        Reason::RepliesOpen(until) => {
            let until = domain::time::day_text(*until);
            return match lang() {
                Lang::Zh => format!("还有人未答复，答复期至 {until}；期满后未答复视为接受，{until} 次日起可以结束本轮。"),
                Lang::En => format!("Not everybody has answered; they may until {until}. From the next day silence counts as yes and the round can be ended."),
            };
        }
        Reason::CaseNotReady(name) => {
            return match lang() {
                Lang::Zh => format!("{name}的事项目前不能这样办理（步骤不符、还有未完成的事项或刚被他人修改），其余事项也未保存；请取消勾选{name}后重试。"),
                Lang::En => format!("The case of {name} does not allow this now; nothing was saved. Leave it out and try again."),
            };
        }
        Reason::NotTakingPart(name) => {
            return match lang() {
                Lang::Zh => format!("{name}所在单位不参加本轮，不能提名；请只选择参与单位的干部。"),
                Lang::En => format!("{name}'s unit takes no part in this round: nominate people of the units that do."),
            };
        }
        Reason::PapersDiffer => tr(
            "所选事项的公示日期或任免文号不同，不能合并为一份文书，请分别生成。",
            "The chosen cases have different days or numbers and can't share a paper. Make them one by one.",
        ),
        Reason::NotRepaired(name) => {
            return match lang() {
                Lang::Zh => format!("{name}未接受结果，请先“调整结果”并公布调整后的方案，再结束本轮。"),
                Lang::En => format!("{name} declined: repair the result and announce the repaired one before the round is ended."),
            };
        }
        Reason::RoundUnsolved(why) => {
            return unsolved(why);
        }
        Reason::NotYet => tr("请先完成前面的章节。", "Finish the chapters before this one first."),
        Reason::NoPackagesHost => tr(
            "课件包须在另一个主机名下运行（同一主机的不同端口会共用登录凭据）。请系统管理员设置 http.packages_origin，如 https://packages.example.gov.cn。",
            "Packages run under a host name of their own, because ports of one host share its cookies: have http.packages_origin set, such as https://packages.example.gov.cn.",
        ),
        Reason::PackageKind => tr(
            "不是可识别的课件包：需含 imsmanifest.xml（SCORM 1.2、2004）或 cmi5.xml。",
            "Not a package this program knows: it needs imsmanifest.xml (SCORM 1.2, 2004) or cmi5.xml.",
        ),
        Reason::PackageFolder(folder) => {
            return match lang() {
                Lang::Zh => format!("imsmanifest.xml 在文件夹“{folder}”里，须在压缩包的最外层。请打开该文件夹，选中其中全部内容重新压缩。"),
                Lang::En => format!("imsmanifest.xml lies in the folder {folder}; it has to lie at the top. Pack what is in that folder anew."),
            };
        }
        Reason::NoAttemptsLeft => tr("考试次数已用完。", "All attempts are used."),
        Reason::TooFewQuestions(line, have) => {
            return match lang() {
                Lang::Zh => format!("组卷规则第 {line} 行：题库中只有 {have} 道符合的题，请补充题目或减少题数。"),
                Lang::En => {
                    format!("Line {line} of the drawing rule: the bank has only {have} such questions. Add some or ask for fewer.")
                }
            };
        }
        Reason::TooManyRows(most) => {
            return match lang() {
                Lang::Zh => format!("文件超过 {most} 行，请拆分后上传。"),
                Lang::En => format!("The file has more than {most} rows. Split it and upload the parts."),
            };
        }
        Reason::AlreadyAnswered => tr("您已提交过，每人一次。", "You have answered already; everybody answers once."),
        Reason::OwnRequest => {
            tr("不能审批本人的申请，请由他人办理。", "Nobody decides their own request. Ask somebody else.")
        }
        Reason::NotEnrolled => tr("未在本班次报名。", "There is no place in this class."),
        Reason::WrongState => {
            tr("当前状态不允许此操作，请刷新查看。", "Its present state does not allow this. Reload to see it.")
        }
        Reason::SeatsTaken(taken) => {
            return match lang() {
                Lang::Zh => format!("已有 {taken} 人报名，名额不能少于此数。"),
                Lang::En => format!("{taken} seats are taken; the capacity can't be lower."),
            };
        }
        Reason::Stale => tr(
            "其他人刚修改过，请刷新后在最新内容上修改。",
            "Somebody changed it meanwhile. Reload and edit the latest version.",
        ),
        Reason::AlreadyReversed => tr("该条学时已冲销。", "That entry was reversed before."),
        Reason::NoPerson => tr("本账号未关联干部，不能报名。", "This account belongs to no cadre and can't enrol."),
        Reason::PurposeNeeded => tr(
            "请先填写查看事由；查看时限已过的，请重新填写。",
            "State a purpose first; when the time to look has passed, state it again.",
        ),
        Reason::UnitInUse => tr(
            "单位下仍有在职人员或下级单位，请先调整。",
            "The unit still has people or subordinate units. Move them first.",
        ),
        Reason::Circular => tr("不能移到自身或其下级单位。", "A unit can't go below itself."),
        Reason::OwnAccount => tr(
            "不能对本人的账号或记录做此操作，请由他人办理。",
            "This can't be done to one's own account or record. Ask somebody else.",
        ),
        Reason::SeparationOfDuties => tr(
            "三员分立：这些岗位不能由同一账号担任。",
            "Separation of duties: these roles can't be held by one account.",
        ),
        Reason::ConsentNeeded => tr(
            "须先经另一位管理员同意：请在“开户与重置”中提出申请。",
            "Another administrator has to consent first: ask for it under Openings and resets.",
        ),
        Reason::HasAccount => tr("该干部已有账号，每人一个。", "This person has an account; everybody has one."),
        Reason::RoleHeld => tr(
            "该账号在这段时间已有此单位的同一岗位，无需重复授予。",
            "The account holds this role over this unit in that time already.",
        ),
        Reason::NotHandedOn => tr(
            "管理员岗位不能委托他人，请由安全管理员另行授予。",
            "An administrator's role is not handed on: the security administrator gives it.",
        ),
        Reason::ImportGone => {
            tr("预览已失效，请重新上传。", "This preview is no longer valid. Please upload the file again.")
        }
        Reason::ImportProblems(count) => {
            return match lang() {
                Lang::Zh => format!("还有 {count} 行有问题。请改正文件后重传，或选择跳过这些行。"),
                Lang::En => {
                    format!("{count} rows have problems. Correct the file and upload again, or choose to skip them.")
                }
            };
        }
        Reason::LastOne => tr("至少保留一个。", "At least one must remain."),
        Reason::FileTooLarge(limit) => {
            return match lang() {
                Lang::Zh => format!("文件超过 {limit} MB，请拆分后上传。"),
                Lang::En => format!("The file is larger than {limit} MB. Split it and upload the parts."),
            };
        }
        Reason::FileKindOf(endings) => {
            return match lang() {
                Lang::Zh => format!("不支持的文件类型。可上传：{endings}。"),
                Lang::En => format!("This kind of file is not accepted. Accepted: {endings}."),
            };
        }
        Reason::FileKind => tr(
            "不支持的文件类型，请上传 xlsx、lrmx、lrm 或 zip。",
            "This kind of file is not accepted. Upload xlsx, lrmx, lrm or zip.",
        ),
        Reason::FileIs(is) => return file_is(*is).to_owned(),
        Reason::NoQuestions => tr(
            "没有找到题库表头：须有一行写明“题型”“题干”“答案”各列。请下载模板对照。",
            "No headings were found: a row has to name the columns 题型, 题干 and 答案. See the template.",
        ),
        Reason::FileNoHeader => tr(
            "没有找到表头：须有一行写明各列名称，其中一列是“姓名”。",
            "No header was found: a row has to name the columns, one of them 姓名 (name).",
        ),
        Reason::InFile(name, why) => {
            return match lang() {
                Lang::Zh => format!("“{name}”：{}", self::reason(why)),
                Lang::En => format!("{name}: {}", self::reason(why)),
            };
        }
        Reason::NoPicture => tr("请上传 JPG 或 PNG 格式的照片。", "Upload a JPEG or PNG picture."),
        Reason::FileBroken => tr(
            "文件已损坏或不完整，请重新导出后上传。",
            "The file is damaged or incomplete. Export it again and upload.",
        ),
        Reason::FileBomb => tr("文件解压后过大，已拒绝。", "The file unpacks to far too much and was refused."),
        Reason::FileEncoding => {
            tr("文件编码无法识别，请另存为 UTF-8 或 GBK。", "The file's encoding is unknown. Save it as UTF-8 or GBK.")
        }
        Reason::CallUpFilled => tr(
            "已填写调训通知的内容：请在“发出调训通知”中发出，或清空后再选派。",
            "A notice of call-up was begun: issue it there, or empty it before sending people without one.",
        ),
        Reason::NoFile => tr("请选择文件；文件不能是空的。", "Choose a file; it must not be empty."),
        Reason::FileEmpty => tr("文件中没有人员。", "There are no people in the file."),
    }
    .to_owned()
}

/// What a file is that was taken for a table or a form, and what to do.
fn file_is(is: FileIs) -> &'static str {
    match is {
        FileIs::WebPage => tr(
            "这是网页格式（HTML），不是工作簿。请用 Excel 或 WPS 打开后另存为 xlsx 再上传。",
            "This is a web page (HTML), not a workbook. Open it in a spreadsheet, save it as xlsx and upload that.",
        ),
        FileIs::OldWorkbook => tr(
            "这是 2003 及以前的 xls 工作簿。请打开后另存为 xlsx 再上传。",
            "This is a workbook of 2003 or before (xls). Save it as xlsx and upload that.",
        ),
        FileIs::OldXml => tr(
            "这是 2003 版 XML 表格，不是工作簿。请打开后另存为 xlsx 再上传。",
            "This is an XML spreadsheet of 2003. Save it as xlsx and upload that.",
        ),
        FileIs::Locked => tr(
            "工作簿设有打开密码。请去掉密码后另存再上传。",
            "The workbook has a password. Save it without one and upload that.",
        ),
        FileIs::Word => tr(
            "这是 Word 文档。名册请用 xlsx 或 csv，任免表请用 lrmx 或 lrm。",
            "This is a text document. Upload rosters as xlsx or csv, appointment forms as lrmx or lrm.",
        ),
        FileIs::OpenDocument => tr(
            "这是 OpenDocument 格式。请另存为 xlsx 再上传。",
            "This is an OpenDocument file. Save it as xlsx and upload that.",
        ),
        FileIs::Pdf => {
            tr("这是 PDF，不能导入。请上传 xlsx、csv、lrmx 或 lrm。", "This is a PDF. Upload xlsx, csv, lrmx or lrm.")
        }
        FileIs::Archive => {
            tr("只能读取 zip 压缩包。请重新压缩为 zip。", "Only zip archives can be read. Pack it as zip.")
        }
        FileIs::Picture => {
            tr("这是图片，不能作为名册或任免表导入。", "This is a picture, neither a roster nor a form.")
        }
    }
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
        Rule::Date => tr("请按 2026-11-23 的格式填写日期。", "Enter a date such as 2026-11-23.").to_owned(),
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
        Rule::NotBefore => tr("不能早于前一个日期。", "Must not be before the other date.").to_owned(),
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
