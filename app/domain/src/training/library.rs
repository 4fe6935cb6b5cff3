//! Libraries of trainers, courses, venues and materials, and how those who were there rated
//! them.

use serde::{Deserialize, Serialize};

use super::Scores;
use crate::code::codes;
use crate::fault::{Checks, Rule};
use crate::page::{Page, Window};
use crate::record::Hours;
use crate::{CategoryId, Fault, FileId, HoldingId, UnitId};

/// What a material's file may be, by the ending of its name.
pub const MATERIAL_ENDINGS: [&str; 19] = [
    ".pdf", ".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".wps", ".ofd", ".txt", ".csv", ".jpg", ".jpeg", ".png",
    ".mp4", ".webm", ".mp3", ".zip", ".epub",
];

codes! {
    /// What a library holds.
    HoldingKind {
        Trainer "trainer" "师资" "Trainer",
        Course "course" "课程" "Course",
        Venue "venue" "场地" "Venue",
        Material "material" "资料" "Material",
    }
}

/// Something of a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The holding.
    pub id: HoldingId,
    /// What it is.
    pub kind: HoldingKind,
    /// The unit whose library it is in.
    pub unit: UnitId,
    /// That unit's path.
    #[serde(default)]
    pub path: String,
    /// Its name, as lessons and classes write it: ratings are found by it.
    pub name: String,
    /// A trainer's unit and post; an address; where a material is.
    #[serde(default)]
    pub detail: String,
    /// What it is about.
    #[serde(default)]
    pub category: CategoryId,
    /// Whether a trainer is a leading cadre (领导授课).
    #[serde(default)]
    pub leader: bool,
    /// Seats of a venue; 0 for unknown.
    #[serde(default)]
    pub seats: u32,
    /// Hours of a course; 0 for unknown.
    #[serde(default)]
    pub hours: Hours,
    /// More about it.
    #[serde(default)]
    pub about: String,
    /// Whether it is still used.
    pub active: bool,
    /// A material's own file; none when it is elsewhere.
    #[serde(default)]
    pub file: FileId,
    /// That file's name as it was uploaded.
    #[serde(default)]
    pub file_name: String,
    /// Its media type.
    #[serde(default)]
    pub media: String,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Holding {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.name, "name", 80);
        checks.optional_text(&self.detail, "detail", 200);
        checks.optional_text(&self.about, "about", 1000);
        if self.kind == HoldingKind::Material {
            let link = self.detail.starts_with("https://") || self.detail.starts_with("http://");
            checks.require(self.detail.is_empty() || link || !self.detail.contains("://"), "detail", Rule::Unknown);
        }
        checks.done()
    }

    /// Its address, when what it says is one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        (self.kind == HoldingKind::Material
            && (self.detail.starts_with("https://") || self.detail.starts_with("http://")))
        .then_some(self.detail.as_str())
    }
}

/// Which holdings to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldingQuery {
    /// Of this kind, by code.
    pub kind: String,
    /// Words of the name.
    pub q: String,
    /// Only this category and those below.
    pub category: String,
    /// Which part.
    #[serde(flatten)]
    pub window: Window,
}

/// A holding with how it was rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingRow {
    pub holding: Holding,
    /// What it was given in classes whose evaluation is closed and had answers enough.
    pub scores: Scores,
    /// In how many lessons (of a venue: classes) it was used in the last three years.
    pub used: u32,
}

/// A library's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    pub holdings: Page<HoldingRow>,
    /// Hours of this year's lessons taught by leading cadres, and of all lessons.
    pub leaders: (Hours, Hours),
    /// The share of them that is asked for, in per cent.
    pub leader_share: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_material_leads_to_the_web_or_says_where_it_is() {
        let one = |detail: &str| Holding {
            id: "h".into(),
            kind: HoldingKind::Material,
            unit: "u".into(),
            path: "/u/".into(),
            name: "读本".into(),
            detail: detail.into(),
            category: CategoryId::default(),
            leader: false,
            seats: 0,
            hours: Hours(0),
            about: String::new(),
            active: true,
            file: FileId::default(),
            file_name: String::new(),
            media: String::new(),
            version: 0,
        };
        assert_eq!(one("https://a.example/b").link(), Some("https://a.example/b"));
        assert!(one("资料室三号柜").check().is_ok() && one("资料室三号柜").link().is_none());
        assert!(one("javascript://x").check().is_err());
    }
}
