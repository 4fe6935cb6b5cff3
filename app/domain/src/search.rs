//! The command search: people, units and classes by Han text, pinyin or initials.

use serde::{Deserialize, Serialize};

use crate::text::{clean, half};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    /// A cadre.
    Person,
    Unit,
    Class,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    pub id: String,
    pub name: String,
    /// A line that tells it from others of that name.
    pub note: String,
}

impl Hit {
    /// Its page.
    #[must_use]
    pub fn href(&self) -> String {
        match self.kind {
            HitKind::Person => format!("/people/{}", self.id),
            HitKind::Unit => format!("/units/{}", self.id),
            HitKind::Class => format!("/training/classes/{}", self.id),
        }
    }
}

/// A query in its one form: lower case, half-width, without blanks, marks that nobody sees and the
/// dots between the parts of a name, `ü` as `v`.
#[must_use]
pub fn normal_query(text: &str) -> String {
    clean(text)
        .chars()
        .map(half)
        .filter(|c| !c.is_whitespace() && !matches!(c, '·' | '•' | '・' | '‧' | '∙' | '\'' | '’'))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .take(40)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_have_one_form() {
        assert_eq!(normal_query("  Zhang  Wei "), "zhangwei");
        assert_eq!(normal_query("张 伟"), "张伟");
        assert_eq!(normal_query("张\u{200B}伟"), "张伟");
        assert_eq!(normal_query("买买提 • 阿不都"), "买买提阿不都");
        assert_eq!(normal_query("ＬÜ　bu"), "lvbu");
    }
}
