//! Degrees and schooling.

use serde::{Deserialize, Serialize};

/// A degree or schooling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Education {
    /// Full-time (全日制) rather than in service (在职).
    pub full_time: bool,
    /// 学历.
    pub schooling: String,
    /// 学位.
    pub degree: String,
    /// School and subject of the schooling.
    pub school: String,
    /// School and subject of the degree.
    pub degree_school: String,
}
