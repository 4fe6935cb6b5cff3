//! Notices inside the program. What they say is each feature's (`<feature>/news.rs`).

use serde::{Deserialize, Serialize};

use crate::{AccountId, Moment, NoticeId, PersonId};

/// Where an account's notices go: to its person, or to the account itself where it belongs to
/// nobody. No person's id begins with the mark of such an address.
#[must_use]
pub fn address(account: &AccountId, person: &PersonId) -> PersonId {
    if person.as_str().is_empty() { PersonId(format!("@{account}")) } else { person.clone() }
}

macro_rules! bodies {
    ($($feature:ident($Name:ident): $(ids($ids:ident))? $(refusal($refusal:ident))? $(news($news:ident))? $(todo($todo:ident))?;)+) => {
        /// What a notice says: news of one of the features. It is put into words when shown, in the
        /// reader's language. It is kept as its feature writes it: no two kinds of news have one name.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(untagged)]
        pub enum NoticeBody {
            $($(#[doc = concat!("See [`crate::", stringify!($feature), "`].")] $Name(crate::$feature::$news),)?)+
        }

        impl NoticeBody {
            /// Where it leads.
            #[must_use]
            pub fn href(&self) -> String {
                match self { $($(Self::$Name(news) => crate::$feature::$news::href(news),)?)+ }
            }
        }

        $($(impl From<crate::$feature::$news> for NoticeBody {
            fn from(news: crate::$feature::$news) -> Self {
                Self::$Name(news)
            }
        }

        impl From<&crate::$feature::$news> for NoticeBody {
            fn from(news: &crate::$feature::$news) -> Self {
                Self::$Name(news.clone())
            }
        })?)+
    };
}

crate::features!(bodies);

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
