//! Online courses.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::page::Page;
use crate::ports::Answer;
use crate::training::{
    Answers, Beat, Chapter, ChapterEdit, Course, CourseDetail, CourseQuery, CourseRow, CourseState, Exercise,
    PackageReport,
};
use crate::{CourseId, Moment};

/// Online courses.
#[async_trait]
pub trait Courses: Send + Sync {
    /// A page of the courses the viewer may learn or holds.
    async fn courses(&self, viewer: &Viewer, query: &CourseQuery, now: Moment) -> Answer<Page<CourseRow>>;
    /// A course's page.
    async fn course(&self, viewer: &Viewer, id: &CourseId) -> Answer<CourseDetail>;
    /// Adds or changes a course; its chapters stay as they are.
    async fn save_course(&self, viewer: &Viewer, draft: &Course, now: Moment) -> Answer<CourseId>;
    /// Adds a chapter at the end.
    async fn add_chapter(&self, viewer: &Viewer, id: &CourseId, chapter: &Chapter, now: Moment) -> Answer<()>;
    /// Changes a chapter, see [`Course::with_chapter`].
    async fn save_chapter(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        version: u32,
        edit: &ChapterEdit,
        now: Moment,
    ) -> Answer<()>;
    /// Moves a chapter by one place, see [`Course::with_moved`].
    async fn move_chapter(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        version: u32,
        chapter: &str,
        up: bool,
        now: Moment,
    ) -> Answer<()>;
    /// An exercise with its answers for those who prepare the course: a paper as learners get, of which nothing is
    /// kept.
    async fn try_exercise(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<Exercise>;
    /// Takes a chapter out of a course that is a draft.
    async fn remove_chapter(&self, viewer: &Viewer, id: &CourseId, chapter: &str, now: Moment) -> Answer<()>;
    /// Opens a course to be learned, or closes it.
    async fn set_course_state(&self, viewer: &Viewer, id: &CourseId, state: CourseState, now: Moment) -> Answer<()>;
}

/// Progress through online courses.
#[async_trait]
pub trait Learning: Send + Sync {
    /// A sign of life of the viewer's player.
    async fn beat(&self, viewer: &Viewer, id: &CourseId, chapter: &str, position: u32, now: Moment) -> Answer<Beat>;
    /// An exercise of the viewer's.
    async fn exercise(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<Exercise>;
    /// Answers an exercise, as often as one likes; the best result counts.
    async fn answer_exercise(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        chapter: &str,
        answers: &Answers,
        now: Moment,
    ) -> Answer<Exercise>;
    /// What a package keeps for the viewer.
    async fn package_data(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<String>;
    /// Keeps what a package keeps for the viewer, and what it says about being done.
    async fn save_package(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        chapter: &str,
        report: &PackageReport,
        now: Moment,
    ) -> Answer<Beat>;
}
