//! Why a well-formed request is refused: what any procedure may answer, and the refusals of each
//! feature, which stand with the feature (`<feature>/refusal.rs`). [`crate::Fault`] carries the whole
//! without looking into it.

use serde::{Deserialize, Serialize};

use crate::file;

macro_rules! reasons {
    ($($feature:ident($Name:ident): $(ids($ids:ident))? $(refusal($refusal:ident))? $(news($news:ident))? $(todo($todo:ident))?;)+) => {
        /// Why a well-formed request is refused.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Reason {
            /// The number of a document is another's.
            NumberTaken,
            /// What comes before is to be done first.
            NotYet,
            /// Something is still missing before the case can go on.
            StepOpen,
            /// Nothing becomes heavier because it was reviewed or appealed (公务员法 95).
            Heavier,
            TimeOver,
            /// A public notice begins on this day: objections are taken from then on.
            NoticeBegins(crate::Day),
            /// Another person has to check what one entered.
            SecondPerson,
            /// An appeal is decided by the department of civil servants or the organ above (公务员法 95).
            OrganAbove,
            /// One answers once.
            AlreadyAnswered,
            /// Another of its kind is under way for the same person or unit.
            UnderWay,
            /// Nobody decides about their own request.
            OwnRequest,
            /// The thing is in a state that does not allow this step.
            WrongState,
            /// Somebody changed it since it was read.
            Stale,
            /// The account has no person to act for.
            NoPerson,
            /// Nobody may give a role to, or lift a limit from, themself.
            OwnAccount,
            /// The last of its kind can't be removed.
            LastOne,
            /// A file that was sent.
            File(file::Refusal),
            $($(#[doc = concat!("See [`crate::", stringify!($feature), "`].")] $Name(crate::$feature::$refusal),)?)+
        }

        $($(impl From<crate::$feature::$refusal> for Reason {
            fn from(refusal: crate::$feature::$refusal) -> Self {
                Self::$Name(refusal)
            }
        })?)+
    };
}

crate::features!(reasons);

impl From<file::Refusal> for Reason {
    fn from(refusal: file::Refusal) -> Self {
        Self::File(refusal)
    }
}
