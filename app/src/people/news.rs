//! What people are told of the register of people, in words.

use domain::code::Lang;
use domain::person::News;

use crate::frame::lang;

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::RecordSeen { by, purpose }, Lang::Zh) => format!("{by} 查看了您的敏感信息，事由：{purpose}"),
        (News::RecordSeen { by, purpose }, Lang::En) => {
            format!("{by} looked at your sensitive data, for: {purpose}")
        }
    }
}
