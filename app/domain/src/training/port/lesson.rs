//! Lessons, who was there, and what was thought of it.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::ports::Answer;
use crate::training::{
    CheckIn, CheckInDraft, ClassAttendance, Evaluation, EvaluationDetail, Feed, FeedSubject, Lesson, LessonCode,
    LessonDetail, LessonDraft, LessonOfDay, PresenceMark, Timetable,
};
use crate::{ClassId, Day, LessonId, Moment};

/// Lessons and who was there.
#[async_trait]
pub trait Lessons: Send + Sync {
    /// The lessons of a class, and what is known of the viewer at them.
    async fn lessons(&self, viewer: &Viewer, class: &ClassId) -> Answer<(Vec<Lesson>, Vec<CheckIn>)>;
    /// Adds or changes a lesson.
    async fn save_lesson(&self, viewer: &Viewer, draft: &LessonDraft, now: Moment) -> Answer<LessonId>;
    /// Calls a lesson off; it stays, as cancelled.
    async fn cancel_lesson(&self, viewer: &Viewer, id: &LessonId, now: Moment) -> Answer<()>;
    /// A lesson's page.
    async fn lesson(&self, viewer: &Viewer, id: &LessonId) -> Answer<LessonDetail>;
    /// The code to show in the room now.
    async fn lesson_code(&self, viewer: &Viewer, id: &LessonId, now: Moment) -> Answer<LessonCode>;
    /// Checks the viewer in or out with a code; again changes nothing.
    async fn check_in(&self, viewer: &Viewer, draft: &CheckInDraft, now: Moment) -> Answer<CheckIn>;
    /// Writes down who was there, by the class head.
    async fn mark_presence(&self, viewer: &Viewer, id: &LessonId, marks: &[PresenceMark], now: Moment) -> Answer<()>;
    /// What everybody's lessons of a class come to.
    async fn attendance_of(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<ClassAttendance>;
    /// The viewer's lessons of the day, each with its class's title and what is known of them at it.
    async fn lessons_of_day(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<LessonOfDay>>;
}

/// Evaluations of classes.
#[async_trait]
pub trait Evaluations: Send + Sync {
    /// The evaluation of a class: to answer, or what the answers come to.
    async fn evaluation(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<EvaluationDetail>;
    /// Answers for the viewer, once; nobody learns who said what.
    async fn evaluate(&self, viewer: &Viewer, answer: &Evaluation, now: Moment) -> Answer<()>;
}

/// Timetables and their feeds.
#[async_trait]
pub trait Timetables: Send + Sync {
    /// What the viewer has, and what is in their scope, in a span of days.
    async fn timetable(&self, viewer: &Viewer, from: Day, until: Day) -> Answer<Timetable>;
    /// The secret address of a feed.
    async fn feed(&self, viewer: &Viewer, subject: &FeedSubject) -> Answer<Feed>;
    /// Gives a feed a new secret address, or none when not to be kept; the old one ends. Whether there was one.
    async fn renew_feed(&self, viewer: &Viewer, subject: &FeedSubject, keep: bool, now: Moment) -> Answer<bool>;
}
