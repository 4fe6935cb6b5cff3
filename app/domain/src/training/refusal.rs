//! Why training refuses what was asked.

use serde::{Deserialize, Serialize};

/// Why something of training is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// All seats of the class are taken.
    ClassFull,
    /// No result of an appraisal sends anybody to training now.
    NobodySent,
    /// The class does not take enrolments now.
    EnrolmentClosed,
    /// The person already has a place.
    AlreadyEnrolled,
    /// The class is not meant for the person's level or family.
    NotEligible,
    /// The class is for holders of leading posts.
    LeadingOnly,
    /// The class asks for so many years at the present level.
    ServiceTooShort(u32),
    /// The class asks for so many years at the present level, and since when it is held is not on
    /// record.
    ServiceUnknown(u32),
    /// The class asks for an online course or a class in a category (by title) first.
    Prerequisite(String),
    /// No seat is offered, or the time to confirm it has passed.
    OfferGone,
    /// One may not check in at this time.
    CheckInClosed,
    /// The code has changed since, or is another lesson's.
    CodeOld,
    /// The exam does not take answers at this time.
    ExamClosed,
    /// No host of their own is set up for packages.
    NoPackagesHost,
    /// The package has no manifest this program knows.
    PackageKind,
    /// The manifest of the package lies in this folder, not at the top.
    PackageFolder(String),
    /// All attempts at the exam are used.
    NoAttemptsLeft,
    /// The question bank can't fill a line of the drawing rule (from 1): so many there are.
    TooFewQuestions(u32, u32),
    /// The person has no place in this class.
    NotEnrolled,
    /// Capacity can't fall below the seats taken.
    SeatsTaken(u32),
    /// The entry was reversed before.
    AlreadyReversed,
    /// No row of a sheet of questions names its columns.
    NoQuestions,
    /// What only a notice of call-up says is filled in, and people are sent without one.
    CallUpFilled,
    /// So many have begun the course: of its chapters only the titles change.
    CourseBegun(u32),
    /// Those who have not answered the survey were reminded today.
    RemindedToday,
}
