//! What of training waits for somebody, as their home page shows it.

use serde::{Deserialize, Serialize};

use crate::{CallUpId, Day, ExamId, Moment, PlanId, SurveyId};

/// Something of it that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Todo {
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
