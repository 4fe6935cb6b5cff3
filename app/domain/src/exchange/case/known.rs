//! A case as a viewer may know it.

use super::{ActionKind, Attached, Case, Event, Part};
use crate::PersonId;
use crate::access::{Permission, Viewer};
use crate::code::{Code, Lang};
use crate::exchange::eligibility::{self, RuleKey};
use crate::exchange::kind::{Paper, Step};
use crate::secrecy::Known;

/// As which parts a viewer acts in a case of somebody, by its path and those of the sending and the receiving
/// unit. Who sees to a case for the organisation department gives no unit's opinion, and nobody sees to their own.
#[must_use]
pub fn parts_in(viewer: &Viewer, person: &PersonId, [path, home, host]: [&str; 3]) -> Vec<Part> {
    if viewer.owns(person) {
        return vec![Part::Person];
    }
    if viewer.require_at(Permission::EXCHANGE_EDIT, path).is_ok() {
        return vec![Part::Organiser];
    }
    let acts = viewer.scope(Permission::EXCHANGE_ANSWER);
    let mut parts = Vec::new();
    if acts.holds(home) {
        parts.push(Part::Home);
    }
    if acts.holds(host) {
        parts.push(Part::Host);
    }
    parts
}

/// Whether who acts as these parts does so in several cases at once: nobody in their own.
#[must_use]
pub fn acts_in_several(parts: &[Part]) -> bool {
    !parts.is_empty() && !parts.contains(&Part::Person)
}

impl Case {
    /// As which parts a viewer acts, see [`parts_in`].
    #[must_use]
    pub fn parts_of(&self, viewer: &Viewer) -> Vec<Part> {
        parts_in(viewer, &self.person, [&self.path, &self.home_path, &self.host_path])
    }

    /// As a viewer may know it: of objections that they were made and whether they are settled, but
    /// for their own; of findings and vetting what is theirs to read.
    #[must_use]
    pub fn known_to(mut self, viewer: &Viewer) -> Known<Self> {
        let parts = self.parts_of(viewer);
        let own = parts.contains(&Part::Person);
        let knows = viewer.knows_of(&self.person, &[&self.path, &self.home_path]);
        self.publicity.veil(viewer, |one| knows || own && one.own);
        if !knows {
            eligibility::keep_open(&mut self.findings);
            self.waivers.retain(|one| one.key != RuleKey::Investigation);
            self.opening.retain(|one| one.0 != RuleKey::Investigation);
            for one in &mut self.judged {
                one.changes.retain(|change| change.0 != RuleKey::Investigation);
            }
            self.judged.retain(|one| !one.changes.is_empty());
            // A decision about what may not be known leaves no event behind either.
            let waived: Vec<_> = self.waivers.iter().map(|one| one.at).collect();
            self.history.retain(|event| {
                let waives = event.action == ActionKind::Waive || wraps(event, &[ActionKind::Waive]);
                !waives || waived.contains(&event.at)
            });
            for event in &mut self.history {
                match event.action {
                    ActionKind::Object | ActionKind::Answer => {
                        event.by.clear();
                        event.note.clear();
                    }
                    ActionKind::Waive => event.note.clear(),
                    // What was corrected or entered on behalf is told as what it is itself.
                    _ if wraps(event, &[ActionKind::Object, ActionKind::Answer, ActionKind::Waive]) => {
                        event.note.clear();
                    }
                    _ => {}
                }
            }
        }
        for one in self.files.iter_mut().filter(|one| !one.is_for(&parts)) {
            *one = Attached { file: String::new(), name: String::new(), about: String::new(), ..one.clone() };
        }
        if own {
            // What was said of somebody in vetting, and who voted how, is not theirs to read.
            self.papers.retain(|one| !matches!(one.paper, Paper::VettingReport | Paper::Integrity));
            self.vote = None;
            for event in &mut self.history {
                let vetting = matches!(event.step, Step::Vetting | Step::Decision);
                if vetting || wraps(event, &[ActionKind::File, ActionKind::Vote]) {
                    event.note.clear();
                }
            }
        } else if !parts.contains(&Part::Organiser) {
            eligibility::discreet(&mut self.findings);
        }
        Known::of(self)
    }
}

/// Whether an event corrects an entry of one of these kinds, or enters it on behalf of another part.
fn wraps(event: &Event, kinds: &[ActionKind]) -> bool {
    matches!(event.action, ActionKind::Correct | ActionKind::Behalf)
        && kinds.iter().any(|kind| event.note.contains(kind.name(Lang::Zh)))
}
