//! Somebody in an appraisal as a viewer may know them.

use super::{ActKind, Member, Standing};
use crate::access::Viewer;
use crate::secrecy::Known;

impl Member {
    /// Whether they are judged like all others: also under investigation, when they get no grade for
    /// now, or colleagues would read it off the ballot.
    #[must_use]
    pub fn takes_part(&self) -> bool {
        matches!(self.standing, Standing::Full | Standing::Investigated)
    }

    /// As a viewer may know them. Somebody under investigation is, to whoever may not know it, one
    /// whose grade nobody has proposed yet. Of their own, somebody reads the result once they were
    /// told, and of the log what led to it.
    #[must_use]
    pub fn known_to(mut self, viewer: &Viewer) -> Known<Self> {
        if !viewer.knows_of(&self.person, &[&self.path]) {
            if self.standing == Standing::Investigated {
                self.standing = Standing::Full;
                (self.suggested, self.outcome, self.held) = (None, None, false);
            }
            self.log.retain(|one| !one.secret);
        }
        if viewer.owns(&self.person) {
            if self.told.is_none() {
                self.score = None;
                self.outcome = None;
                self.facts.clear();
            }
            if let Some(score) = &mut self.score {
                score.look_into = false;
            }
            self.suggested = None;
            self.log.retain(|one| one.act != ActKind::Propose);
        }
        Known::of(self)
    }
}
