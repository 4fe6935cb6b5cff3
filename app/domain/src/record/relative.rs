//! Relatives, as the form names them.

use serde::{Deserialize, Serialize};

use crate::PersonId;

/// A member of the family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relative {
    /// 称谓, such as 妻子, 儿子.
    pub relation: String,
    pub name: String,
    /// Born, as the form has it.
    pub birth: String,
    /// Political status, as the form has it.
    pub politics: String,
    /// Unit and post.
    pub work: String,
    /// Their own record, when they are a cadre here too.
    pub person: PersonId,
}

impl Relative {
    /// Whether what is written of their work says a post in an organ or unit: such a one is asked
    /// about until linked to their record, since avoidance (公务员法 74) depends on the post.
    #[must_use]
    pub fn in_office(&self) -> bool {
        let past = ["退休", "离休", "去世", "已故", "病故", "学生", "在读", "务农", "无业", "待业"];
        let organs = [
            "局",
            "委",
            "厅",
            "处",
            "科",
            "办",
            "政府",
            "人大",
            "政协",
            "法院",
            "检察院",
            "公安",
            "工会",
            "妇联",
            "团",
            "协会",
            "联合会",
            "组织部",
            "宣传部",
            "统战部",
            "街道",
            "乡",
            "镇",
            "中心",
            "部",
            "机关",
        ];
        !past.iter().any(|word| self.work.contains(word)) && organs.iter().any(|word| self.work.contains(word))
    }
}
