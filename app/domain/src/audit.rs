//! The audit trail: what a change leaves behind, and the chain that seals it.
//!
//! A change writes one [`AuditRow`] in its own transaction. A sealing run takes the
//! rows not yet sealed, in the order of their ids, makes a Merkle tree of their
//! hashes and links its root to the seal before ([`Seal`]). Writers never wait for
//! each other or for the sealer, and yet a removed, edited or reordered row breaks
//! either a leaf, a root or a link.
//!
//! Hashing itself lives with the store; here are the shapes and the canonical form.

pub mod port;

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{AccountId, Day, Moment};

codes! {
    /// What was done.
    Action {
        /// Came into being.
        Create "create" "新建" "created",
        /// Was changed.
        Update "update" "修改" "changed",
        /// Ended (nothing is erased).
        End "end" "终止" "ended",
        /// Was shown although sensitive.
        Unmask "unmask" "查看敏感信息" "saw sensitive data",
        /// Left the system as a file.
        Export "export" "导出" "exported",
        /// Came in from a file.
        Import "import" "导入" "imported",
        SignIn "sign-in" "登录" "signed in",
        /// Tried to sign in and failed.
        SignInFailed "sign-in-failed" "登录失败" "failed to sign in",
        /// Signed out, or was signed out.
        SignOut "sign-out" "退出" "signed out",
        /// Asked for something that is not theirs.
        Refused "refused" "越权访问被拒绝" "was refused access",
        /// Looked at what few may look at.
        Look "look" "查看" "looked",
    }
}

/// One row of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Time-ordered identifier.
    pub id: String,
    /// When.
    pub at: Moment,
    /// Who: the account, empty for the system itself.
    #[serde(default)]
    pub actor: AccountId,
    /// Their name then.
    #[serde(default)]
    pub actor_name: String,
    /// What was done.
    pub action: Action,
    /// To which kind of thing.
    pub subject: String,
    /// To which one.
    pub subject_id: String,
    /// Where in the tree.
    #[serde(default)]
    pub path: String,
    /// Why, as far as they said.
    #[serde(default)]
    pub reason: String,
    /// The request, as the log numbers it.
    #[serde(default)]
    pub request: String,
    /// The state before, canonical JSON; empty when there was none.
    #[serde(default)]
    pub before: String,
    /// The state after, canonical JSON; empty when there is none.
    #[serde(default)]
    pub after: String,
}

/// A sealed batch of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Position in the chain, from 1 without gaps.
    pub seq: u64,
    /// When it was sealed.
    pub at: Moment,
    /// The rows' ids in tree order.
    pub rows: Vec<String>,
    /// Root of the Merkle tree over the rows, hex.
    pub root: String,
    /// Hash of the seal before, hex; 64 zeros for the first.
    pub previous: String,
    /// Hash of (seq, at, number of rows, root, previous), hex.
    pub hash: String,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditBreak {
    /// A sealed row is gone.
    RowMissing(String),
    /// A seal's rows do not give its root: some row was edited or reordered.
    RootDiffers(u64),
    /// A seal does not follow the one before.
    LinkBroken(u64),
    /// A seal's own hash is wrong.
    HashDiffers(u64),
    /// A row is in two seals.
    SealedTwice(String),
    /// A row is neither sealed nor waiting to be: it was slipped in.
    RowUnknown(String),
    /// A row waiting to be sealed is gone.
    PendingMissing(String),
    /// The chain ends in another hash than the one written down elsewhere.
    HeadDiffers,
}

/// The outcome of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditReport {
    /// Rows whose hash was computed again.
    pub rows: u64,
    /// Seals in the chain.
    pub seals: u64,
    /// Rows written but not yet sealed.
    pub pending: u64,
    /// Hash of the last seal, hex: write it down outside the system.
    pub head: String,
    /// What is wrong; empty when all is well.
    pub breaks: Vec<AuditBreak>,
}

codes! {
    /// What a row of the trail is about, by the word it is stored under.
    Topic {
        Account "account" "账号" "account",
        Grant "grant" "岗位" "role",
        Consent "consent" "账号事项" "change of accounts",
        Page "page" "页面" "page",
        Trail "trail" "审计日志" "audit trail",
        Person "person" "干部档案" "record of a cadre",
        Appointment "appointment" "任职" "appointment",
        Import "import" "名册导入" "import",
        Unit "unit" "单位" "unit",
        Post "post" "职位" "post",
        Class "class" "班次" "class",
        Enrolment "enrolment" "报名" "place in a class",
        CallUp "call_up" "调训通知" "call-up",
        Call "call" "调训回执" "answer to a call-up",
        Lesson "lesson" "课次" "lesson",
        CheckIn "check_in" "签到" "check-in",
        Certificate "certificate" "证书" "certificate",
        Ledger "ledger" "学时" "hours",
        Requirement "requirement" "学时要求" "requirement",
        Category "category" "培训类别" "category",
        Conversion "conversion" "折算标准" "conversion",
        Setting "training_setting" "培训设置" "setting of training",
        Calendar "calendar_feed" "日历订阅" "calendar",
        Survey "survey" "需求调研" "survey",
        Plan "plan" "培训计划" "plan",
        Holding "holding" "培训资源" "holding of a library",
        Question "question" "试题" "question",
        Exam "exam" "考试" "exam",
        Attempt "attempt" "答卷" "exam paper",
        Course "course" "网络课程" "online course",
        Round "exchange_round" "交流轮次" "round of exchange",
        Offer "exchange_offer" "交流岗位" "post offered",
        Entry "exchange_entry" "交流报名" "entry to a round",
        Scenario "exchange_scenario" "匹配方案" "scenario",
        Case "exchange_case" "交流事项" "case of exchange",
        Kind "exchange_kind" "交流类型" "kind of exchange",
        Rule "eligibility_rule" "交流规则" "rule of exchange",
        Circumstances "circumstances" "交流情形" "circumstances",
        Holiday "holiday" "节假日安排" "holidays",
        Document "document_template" "文书模板" "template",
        Staffing "staffing_target" "专兼挂目标" "target of staffing",
        Tolerance "tolerance_case" "容错事项" "case of fault tolerance",
        ToleranceKey "tolerance_key" "容错佐证密钥" "key of evidence",
        ToleranceRule "tolerance_rule" "容错设置" "settings of fault tolerance",
        Precedent "precedent" "容错案例" "precedent",
        Talk "talk" "谈话" "talk",
        Award "award" "奖励" "award",
        Care "care" "关怀" "care",
        IncentiveRule "incentive_rule" "激励规则" "rules of incentives",
        Appraisal "appraisal" "考核" "appraisal",
        Member "appraisal_member" "考核结果" "result of an appraisal",
        Sheet "appraisal_sheet" "测评票表" "sheet of a vote",
        Voter "ballot_voter" "投票人" "voter",
        Slip "ballot_slip" "纸质票券" "ballot slips",
        ThirdParty "third_party" "第三方数据" "data of a third party",
        Scheme "appraisal_scheme" "考核指标" "scheme",
        AppraisalRule "appraisal_rule" "考核设置" "settings of appraisal",
        Deed "deed" "实绩" "deed",
        PipelineRule "pipeline_rule" "梯队标准" "numbers of pipelines",
        Store "store" "数据" "data",
    }
}

/// What to show of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// From this day on.
    pub from: Option<Day>,
    /// To the end of this day.
    pub until: Option<Day>,
    /// Only what somebody of such a name did, or what was done to them.
    pub name: String,
    /// Only this kind of act.
    pub action: Option<Action>,
    /// Only this kind of thing.
    pub subject: String,
    /// Only this one.
    pub subject_id: String,
    /// Rows before this id, for the next page.
    pub before: String,
}

/// A row of the trail with the name of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    #[serde(flatten)]
    pub row: AuditRow,
    /// The thing's name now; empty where it has none or is gone.
    #[serde(default)]
    pub about: String,
}

/// Rows of the trail to a page.
pub const PAGE: usize = 50;
