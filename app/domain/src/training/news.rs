//! What people are told of training.

use serde::{Deserialize, Serialize};

use super::{CallUp, Class, PlaceNews};
use crate::record::Hours;
use crate::{AttemptId, CallUpId, ClassId, Day, ExamId, Moment, PlanId, SurveyId};

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
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
    /// One has not said yet what one needs.
    NeedsReminded {
        survey: SurveyId,
        title: String,
        /// The last day to answer.
        closes: Day,
    },
    /// The plan that one submitted was decided about.
    PlanDecided {
        plan: PlanId,
        title: String,
        /// Whether it was approved; otherwise it is a draft again.
        granted: bool,
        /// What was said about it; empty for nothing.
        reason: String,
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
}

impl News {
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
            Self::NeedsAsked { survey, .. } | Self::NeedsReminded { survey, .. } => {
                format!("/training/surveys/{survey}")
            }
            Self::PlanDecided { plan, .. } => format!("/training/plans/{plan}"),
            Self::ExamAnnounced { exam, .. } => format!("/training/exams/{exam}"),
            Self::AppealDecided { attempt, .. } => format!("/training/attempts/{attempt}"),
            Self::PeopleShort { .. } => "/training/completion/people".to_owned(),
        }
    }
}
