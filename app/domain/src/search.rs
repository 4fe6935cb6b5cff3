//! The command search: people, units and classes by Han text, pinyin or initials.

use serde::{Deserialize, Serialize};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    /// A cadre.
    Person,
    /// A unit.
    Unit,
    /// A class.
    Class,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its id.
    pub id: String,
    /// Its name.
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

/// A query in its one form: trimmed, lower case, without blanks between Latin letters.
#[must_use]
pub fn normal_query(text: &str) -> String {
    text.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().concat().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_have_one_form() {
        assert_eq!(normal_query("  Zhang  Wei "), "zhangwei");
        assert_eq!(normal_query("张 伟"), "张伟");
    }
}
