//! The home page: what needs doing now, where one stands, what changed.

pub mod port;

use serde::{Deserialize, Serialize};

use crate::access::Grant;
use crate::exchange::kind::Step;
use crate::notice::Notice;
use crate::training::{Bar, CallUp, Class, ClassRow, Lesson};
use crate::{AccountId, CallUpId, CaseId, Day, ExamId, Moment, PlanId, RoundId, SurveyId, ToleranceId, UnitId};

/// What the viewer's home page shows. Parts that are not theirs are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today in China.
    pub today: Day,
    pub cadre: Option<CadreHome>,
    /// For those who hold classes.
    pub training: Option<TrainingHome>,
    /// For those who keep rosters.
    pub roster: Option<RosterHome>,
    /// For those who keep accounts or roles.
    pub accounts: Option<AccountsHome>,
    /// For those who read the trail.
    pub audit: Option<AuditHome>,
    /// What else waits for the viewer, beside call-ups and offered seats.
    pub due: Vec<Due>,
    /// Unread notices, newest first.
    pub notices: Vec<Notice>,
}

/// Something that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Due {
    /// A survey of needs they have not answered.
    Survey {
        /// The survey.
        id: SurveyId,
        title: String,
        /// Its last day.
        until: Day,
    },
    /// An exam they may sit.
    Exam {
        /// The exam.
        id: ExamId,
        title: String,
        /// When it closes.
        until: Moment,
    },
    /// A plan to approve.
    Plan {
        /// The plan.
        id: PlanId,
        title: String,
    },
    /// So many people ask for places.
    Requests {
        /// How many.
        count: u32,
    },
    /// A round of exchange that takes the viewer's wishes, or waits for their answer.
    Round {
        /// The round.
        id: RoundId,
        title: String,
        /// The last day.
        until: Day,
        /// Whether its result is there.
        announced: bool,
    },
    /// A case of exchange that waits for the viewer.
    Case {
        /// The case.
        id: CaseId,
        /// Who goes where.
        title: String,
        step: Step,
    },
    /// A case of fault tolerance that waits for the viewer.
    Tolerance {
        /// The case.
        id: ToleranceId,
        number: String,
        step: crate::tolerance::Step,
        /// By when.
        until: Option<Day>,
    },
    /// A report on the year that is asked for.
    Report {
        /// As whom in the appraisal.
        member: crate::MemberId,
        year: i32,
        /// The last day.
        until: Day,
    },
    /// A ballot to cast.
    Ballot {
        sheet: crate::SheetId,
        /// The appraisal's title and the unit.
        title: String,
        /// The last day.
        until: Day,
    },
    /// A result that may still be reviewed or appealed against.
    Contest {
        /// As whom in the appraisal.
        member: crate::MemberId,
        year: i32,
        /// The last day.
        until: Day,
    },
    /// A decision of fault tolerance that may still be reviewed or appealed against.
    Redress {
        /// The case.
        id: ToleranceId,
        number: String,
        /// The last day.
        until: Day,
    },
    /// An award whose next step is the viewer's.
    Award {
        /// The award.
        id: crate::AwardId,
        /// Whose.
        name: String,
        what: crate::incentive::AwardKind,
        step: crate::incentive::Step,
        /// By when, where time runs.
        until: Option<Day>,
    },
    /// A result to acknowledge.
    Result {
        /// As whom in the appraisal.
        member: crate::MemberId,
        year: i32,
    },
    /// A review or an appeal to decide.
    Remedy {
        /// Whose, in the appraisal.
        member: crate::MemberId,
        name: String,
        /// Which.
        what: crate::appraisal::RemedyKind,
        /// The last day.
        until: Day,
    },
    /// So many deeds to confirm.
    Deeds {
        /// How many.
        count: u32,
    },
    /// Answers to a call-up that ask for leave or a substitute.
    Replies {
        /// The call-up.
        id: CallUpId,
        /// The class's title.
        title: String,
        /// How many.
        count: u32,
    },
}

/// A cadre's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadreHome {
    /// Required hours.
    pub bars: Vec<Bar>,
    /// Call-ups still to be answered.
    pub calls: Vec<CallUp>,
    /// Lessons of the day, each with its class's title.
    pub lessons: Vec<(Lesson, String)>,
    /// Seats offered and still to be confirmed, and until when.
    pub offers: Vec<(Class, Moment)>,
    /// Classes with a seat, the nearest first.
    pub coming: Vec<Class>,
    /// Classes meant for them that take enrolments now.
    pub recommended: Vec<ClassRow>,
}

/// The part of those who hold classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingHome {
    /// Drafts to publish.
    pub drafts: Vec<Class>,
    /// Classes that are over and not marked.
    pub unmarked: Vec<Class>,
    /// Classes taking enrolments, the nearest first.
    pub enrolling: Vec<Class>,
}

/// The part of those who keep rosters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterHome {
    /// The units at the top of the scope: (id, name, people in service).
    pub units: Vec<(UnitId, String, u32)>,
}

/// The part of those who keep accounts or give roles: what waits for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsHome {
    /// Accounts locked after failures, until when: at most ten.
    pub locked: Vec<(AccountId, String, Moment)>,
    /// Accounts of nobody that hold no role in force and so can do nothing: at most ten.
    pub idle: Vec<(AccountId, String)>,
    /// Roles that end within [`ENDING_DAYS`], the nearest first: at most ten, with the
    /// account's name.
    pub ending: Vec<(Grant, String)>,
}

/// How many days ahead a role that ends is shown.
pub const ENDING_DAYS: i64 = 30;

/// The part of those who read the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHome {
    /// Sign-ins that failed in the last 24 hours.
    pub failures: u32,
    /// Looks at sensitive fields in the last 24 hours.
    pub unmasked: u32,
    /// Exports in the last 24 hours.
    pub exports: u32,
    /// When the trail was last sealed; 0 for never.
    pub sealed: Moment,
    /// Rows that wait for their seal.
    pub pending: u32,
}
