//! What bars somebody, what lifts it and until when, and who may know of it.

use serde::{Deserialize, Serialize};

use crate::access::Viewer;
use crate::fault::{Checks, Rule};
use crate::secrecy::Known;
use crate::{Day, Fault, PersonId, UnitId};

/// An interest that must be avoided (公务员法 74, 76): a business of a relative that a unit
/// regulates, or another relation to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// The unit it is with.
    pub unit: UnitId,
    pub what: String,
}

/// What an organisation department knows of somebody beside the form: what bars them from a post or
/// a grade, what lifts that, and until when. Nothing here but `tolerated` and `appraised` comes from
/// anywhere but a person who entered it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Whose.
    pub person: PersonId,
    /// First day as a civil servant (or staff managed like one); none when not known.
    pub service_since: Option<Day>,
    /// Terms held in the present post.
    pub terms: u32,
    /// Last day of the present term.
    pub term_until: Option<Day>,
    /// Last day of a probation.
    pub probation_until: Option<Day>,
    /// Last day of a sanction's period.
    pub sanction_until: Option<Day>,
    /// Number of its document: a case of fault tolerance about it lifts the bar.
    pub sanction_document: String,
    /// Under investigation; said only where it is so, and known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub investigated: bool,
    /// What the person states about health or family, in their words; empty when nothing.
    pub stated: String,
    pub interests: Vec<Interest>,
    /// Cases that tolerated an error and are in force, from the procedure itself: (number of the
    /// case, number of the document it lifts).
    pub tolerated: Vec<(String, String)>,
    /// The result of an appraisal after which nobody is put forward for a while, from the procedure
    /// itself: (what, until).
    pub appraised: Option<(String, Day)>,
    /// Counts edits.
    pub version: u32,
}

impl Circumstances {
    /// The case that lifts the sanction, when one does.
    #[must_use]
    pub fn lifted(&self) -> Option<&str> {
        let document = self.sanction_document.trim();
        let found = self.tolerated.iter().find(|one| !document.is_empty() && one.1.trim() == document);
        found.map(|one| one.0.as_str())
    }

    /// As a viewer may know them of somebody of a unit's path.
    #[must_use]
    pub fn known_to(self, viewer: &Viewer, path: &str) -> Known<Self> {
        let investigated = self.investigated && viewer.knows_of(&self.person, &[path]);
        Known::of(Self { investigated, ..self })
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.require(self.service_since.is_none_or(|day| day <= today), "service_since", Rule::NotLater);
        checks.between(i64::from(self.terms), "terms", 0, 10);
        checks.optional_text(&self.sanction_document, "sanction_document", 60);
        checks.optional_text(&self.stated, "stated", 300);
        self.interests.iter().for_each(|one| checks.optional_text(&one.what, "interest_what", 200));
        checks.done()
    }
}
