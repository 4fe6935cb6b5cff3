//! What a change makes untrue of what is kept in memory, said where the change is made.

/// A change by what it may make untrue, with the name under which it is counted and logged.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Nothing that is kept: sealing, counting, tries to sign in, that a session was seen, the answers of
    /// somebody sitting an exam, a ballot in its box, a form that was refused.
    Nothing(&'static str),
    /// What is kept of people, see [`crate::Store::follow`], but no page's answer.
    Kept(&'static str),
    /// How many have a seat or have come, the most frequent change of all: it frees no seat.
    Seats(&'static str),
    /// What pages answer, and which classes are full. Which answers no longer hold is read from the script, see
    /// [`crate::written`].
    Answers(&'static str),
    /// What pages answer, and who may do what.
    Access(&'static str),
    /// All of it: moving a unit moves its classes and the roles over it.
    Everything(&'static str),
}

impl Change {
    /// Under what it is counted and logged.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Nothing(name)
            | Self::Kept(name)
            | Self::Seats(name)
            | Self::Answers(name)
            | Self::Access(name)
            | Self::Everything(name) => name,
        }
    }

    pub(crate) fn moves_answers(&self) -> bool {
        !matches!(self, Self::Nothing(_) | Self::Kept(_))
    }

    /// Whether rows may be touched that are followed: of seats and who came nothing is kept of people.
    pub(crate) fn touches(&self) -> bool {
        !matches!(self, Self::Nothing(_) | Self::Seats(..))
    }

    pub(crate) fn frees_seats(&self) -> bool {
        self.moves_answers() && !matches!(self, Self::Seats(..))
    }

    pub(crate) fn moves_access(&self) -> bool {
        matches!(self, Self::Access(_) | Self::Everything(_))
    }
}
