//! What people are told and what waits for them, in words: each feature says its own.

use domain::home::Due;
use domain::notice::NoticeBody;

use crate::components::waits::Waits;

macro_rules! told {
    ($($feature:ident $(refuses $reason:ident)? $(tells $news:ident)? $(waits $todo:ident)?,)*) => {
        /// What a notice says.
        #[must_use]
        pub fn notice(body: &NoticeBody) -> String {
            match body { $($(NoticeBody::$news(news) => crate::$feature::news::news(news),)?)* }
        }

        /// Something that waits, as a line.
        #[must_use]
        pub fn waits(due: &Due) -> Waits {
            match due { $($(Due::$todo(todo) => crate::$feature::todo::todo(todo),)?)* }
        }
    };
}
features!(told);
