//! Notices inside the program.

use serde::{Deserialize, Serialize};

use crate::calendar::due::DueKind;
use crate::code::Role;
use crate::exchange::kind::Step;
use crate::record::Hours;
use crate::training::{CallUp, Class, PlaceNews};
use crate::{
    AccountId, AttemptId, CallUpId, CaseId, ClassId, Day, ExamId, Moment, NoticeId, PersonId, RoundId, SurveyId,
    ToleranceId,
};

/// Where an account's notices go: to its person, or to the account itself where it belongs to
/// nobody. No person's id begins with the mark of such an address.
#[must_use]
pub fn address(account: &AccountId, person: &PersonId) -> PersonId {
    if person.as_str().is_empty() { PersonId(format!("@{account}")) } else { person.clone() }
}

/// What a notice says. It is put into words when shown, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NoticeBody {
    SeatConfirmed {
        class: ClassId,
        title: String,
        /// Its first day.
        starts: Day,
    },
    /// A place on the waiting list.
    PlaceWaiting { class: ClassId, title: String },
    /// A seat became free and is kept for a while.
    SeatOffered {
        class: ClassId,
        title: String,
        /// Until when.
        until: Moment,
    },
    /// An offered seat was not confirmed in time.
    SeatLapsed { class: ClassId, title: String },
    /// A request for a place was not approved.
    RequestRefused {
        class: ClassId,
        title: String,
        /// Why.
        reason: String,
    },
    /// One is called up to a class.
    CalledUp {
        /// The notice.
        call_up: CallUpId,
        number: String,
        /// The class's title.
        title: String,
        /// Its first day.
        starts: Day,
        /// By when to answer.
        reply_by: Day,
    },
    /// What one answered to a call-up was decided about.
    CallDecided {
        /// The notice.
        call_up: CallUpId,
        /// The class's title.
        title: String,
        /// Whether it was granted.
        granted: bool,
        /// Why not.
        reason: String,
    },
    /// A class was called off.
    ClassCancelled { class: ClassId, title: String },
    /// One is asked for one's training needs.
    NeedsAsked {
        survey: SurveyId,
        title: String,
        /// The last day to answer.
        closes: Day,
    },
    /// An exam of one's class is announced.
    ExamAnnounced {
        exam: ExamId,
        title: String,
        /// From when it may be started.
        opens: Moment,
        /// When it ends.
        closes: Moment,
    },
    /// An appeal against a result was decided.
    AppealDecided {
        attempt: AttemptId,
        /// The exam's title.
        title: String,
        /// Whether it was granted.
        granted: bool,
    },
    /// Hours were posted.
    HoursPosted {
        class: ClassId,
        title: String,
        /// How many.
        hours: Hours,
    },
    /// Hours that come from no class were recorded.
    HoursRecorded {
        /// What for.
        title: String,
        /// How many.
        hours: Hours,
    },
    /// Hours are missing and the end comes near.
    HoursShort {
        /// The requirement, in Chinese.
        name: String,
        /// The requirement, in English.
        name_en: String,
        /// How many.
        left: Hours,
        /// By when.
        due: Day,
    },
    /// People of one's units miss hours and the end comes near.
    PeopleShort {
        /// How many.
        people: u32,
        /// By when.
        due: Day,
    },
    /// Hours were reversed.
    HoursReversed {
        /// What they had been for.
        title: String,
        /// How many.
        hours: Hours,
        /// Why.
        reason: String,
    },
    /// A round of exchange takes wishes.
    RoundOpened {
        round: RoundId,
        title: String,
        /// The last day.
        closes: Day,
    },
    /// One was nominated for a round.
    Nominated {
        round: RoundId,
        title: String,
        /// The last day for wishes.
        closes: Day,
    },
    /// The result of a round is there.
    ResultAnnounced {
        round: RoundId,
        title: String,
        /// The last day to answer.
        until: Day,
    },
    /// A case moved on.
    CaseMoved {
        case: CaseId,
        /// Whose.
        person: String,
        /// To which post.
        title: String,
        /// To which step, by code.
        step: Step,
    },
    /// A case of fault tolerance moved on, or waits for one.
    ToleranceMoved {
        case: ToleranceId,
        number: String,
        step: crate::tolerance::Step,
        /// By when, when it waits for the reader.
        due: Option<Day>,
    },
    /// A talk of early correction was taken back as a mistake.
    TalkWithdrawn {
        /// Which kind.
        what: crate::tolerance::TalkKind,
    },
    /// A talk of early correction was recorded.
    TalkHeld {
        /// Which kind.
        what: crate::tolerance::TalkKind,
        /// By when to answer.
        answer_by: Option<Day>,
    },
    /// An award moved on.
    AwardMoved {
        award: crate::AwardId,
        /// Which kind.
        what: crate::incentive::AwardKind,
        /// Whose.
        name: String,
        step: crate::incentive::Step,
        /// Whether it goes on.
        state: crate::incentive::State,
    },
    /// Care was recorded.
    CareGiven {
        /// Which kind.
        what: crate::incentive::CareKind,
        /// What was done or said.
        text: String,
    },
    /// A report on the year is asked for.
    ReportAsked {
        /// As whom in the appraisal.
        member: crate::MemberId,
        year: i32,
        /// The last day.
        until: crate::Day,
    },
    /// A ballot can be cast.
    BallotOpen {
        sheet: crate::SheetId,
        /// The appraisal's title.
        title: String,
        /// The last day.
        until: crate::Day,
    },
    /// A result, or what became of it.
    AppraisalTold {
        /// As whom in the appraisal.
        member: crate::MemberId,
        year: i32,
        outcome: crate::appraisal::Outcome,
    },
    /// Somebody asks for a review, or appeals.
    AppraisalAsked {
        /// As whom in the appraisal.
        member: crate::MemberId,
        name: String,
        year: i32,
    },
    /// A vote is over and can be counted.
    VoteOver { appraisal: crate::AppraisalId, title: String },
    /// A deed is to be confirmed.
    DeedEntered {
        /// Whose.
        name: String,
        /// What.
        title: String,
    },
    /// A deed was confirmed or not.
    DeedAnswered {
        /// What.
        title: String,
        /// Whether it counts.
        counts: bool,
    },
    /// Something falls due.
    FallsDue {
        what: DueKind,
        /// Whose.
        person: String,
        /// The post or step.
        title: String,
        /// When.
        on: Day,
    },
    /// The sensitive part of one's record was looked at.
    RecordSeen {
        /// By whom.
        by: String,
        /// What for.
        purpose: String,
    },
    /// One has an account now.
    AccountOpened {
        login: String,
        /// Who opened it.
        by: String,
    },
    /// One's password was set anew, and one's second factor with it.
    PasswordReset {
        /// By whom.
        by: String,
        /// Whether the second factor went too.
        factor: bool,
    },
    /// One was given a role.
    RoleGiven {
        role: Role,
        /// Over which unit and below.
        unit: String,
        /// The last moment.
        until: Moment,
        /// By whom.
        by: String,
    },
    /// One stands in for somebody.
    RoleDelegated {
        role: Role,
        /// Over which unit and below.
        unit: String,
        /// The last moment.
        until: Moment,
        /// For whom.
        by: String,
    },
    /// An administrator asks for another's consent.
    ConsentAsked {
        /// Who asks.
        by: String,
    },
    /// A consent that was asked for was given or refused, or is to be carried out.
    ConsentAnswered {
        /// By whom.
        by: String,
        /// Whether it was given.
        given: bool,
    },
}

impl NoticeBody {
    /// What somebody is told of their place in a class.
    #[must_use]
    pub fn of_place(class: &Class, news: PlaceNews) -> Self {
        let (title, starts, class) = (class.title.clone(), class.starts, class.id.clone());
        match news {
            PlaceNews::Confirmed => Self::SeatConfirmed { class, title, starts },
            PlaceNews::Waiting => Self::PlaceWaiting { class, title },
            PlaceNews::Offered { until } => Self::SeatOffered { class, title, until },
            PlaceNews::Lapsed => Self::SeatLapsed { class, title },
            PlaceNews::Refused { reason } => Self::RequestRefused { class, title, reason },
        }
    }

    /// What those called up to a class are told.
    #[must_use]
    pub fn of_call_up(call_up: &CallUp, starts: Day) -> Self {
        Self::CalledUp {
            call_up: call_up.id.clone(),
            number: call_up.number.clone(),
            title: call_up.title.clone(),
            starts,
            reply_by: call_up.reply_by,
        }
    }
}

impl NoticeBody {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::SeatConfirmed { class, .. }
            | Self::PlaceWaiting { class, .. }
            | Self::SeatOffered { class, .. }
            | Self::SeatLapsed { class, .. }
            | Self::RequestRefused { class, .. }
            | Self::ClassCancelled { class, .. } => {
                format!("/training/classes/{class}")
            }
            Self::CalledUp { call_up, .. } | Self::CallDecided { call_up, .. } => {
                format!("/training/call-ups/{call_up}")
            }
            Self::HoursPosted { .. }
            | Self::HoursRecorded { .. }
            | Self::HoursShort { .. }
            | Self::HoursReversed { .. } => "/training/mine".to_owned(),
            Self::NeedsAsked { survey, .. } => format!("/training/surveys/{survey}"),
            Self::ExamAnnounced { exam, .. } => format!("/training/exams/{exam}"),
            Self::AppealDecided { attempt, .. } => format!("/training/attempts/{attempt}"),
            Self::PeopleShort { .. } => "/training/completion/people".to_owned(),
            Self::RoundOpened { round, .. } | Self::Nominated { round, .. } | Self::ResultAnnounced { round, .. } => {
                format!("/exchange/rounds/{round}")
            }
            Self::CaseMoved { case, .. } => format!("/exchange/cases/{case}"),
            Self::ToleranceMoved { case, .. } => format!("/tolerance/cases/{case}"),
            Self::AwardMoved { award, .. } => format!("/incentive/awards/{award}"),
            Self::CareGiven { .. } => "/incentive/care".to_owned(),
            Self::TalkHeld { .. } | Self::TalkWithdrawn { .. } => "/tolerance/talks".to_owned(),
            Self::ReportAsked { member, .. }
            | Self::AppraisalTold { member, .. }
            | Self::AppraisalAsked { member, .. } => format!("/appraisal/members/{member}"),
            Self::VoteOver { appraisal, .. } => format!("/appraisal/years/{appraisal}"),
            Self::BallotOpen { sheet, .. } => format!("/appraisal/ballots/{sheet}"),
            Self::DeedEntered { .. } | Self::DeedAnswered { .. } => "/appraisal/deeds".to_owned(),
            Self::FallsDue { .. } => "/exchange/due".to_owned(),
            Self::RecordSeen { .. } => "/me".to_owned(),
            Self::AccountOpened { .. }
            | Self::PasswordReset { .. }
            | Self::RoleGiven { .. }
            | Self::RoleDelegated { .. } => "/account".to_owned(),
            Self::ConsentAsked { .. } | Self::ConsentAnswered { .. } => "/admin/openings".to_owned(),
        }
    }
}

/// A notice to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The notice.
    pub id: NoticeId,
    /// When.
    pub at: Moment,
    /// Whether it was read.
    pub read: bool,
    /// What it says.
    pub body: NoticeBody,
}
