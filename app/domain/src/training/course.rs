//! Online courses: chapters of video, documents, exercises and bought packages, and honest
//! progress through them.
//!
//! Time is the server's: a chapter earns the time between two signs of life, never more than
//! [`LONGEST_BEAT`], and only once however many windows are open. Where a course forbids it
//! nobody gets further in a video than they have watched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Answers, PaperItem, Refusal};
use crate::code::codes;
use crate::fault::{Checks, Rule};
use crate::page::Window;
use crate::rate::percent;
use crate::record::Hours;
use crate::{CategoryId, CourseId, Fault, FileId, Moment, PersonId, UnitId};

codes! {
    /// What a chapter is.
    ChapterKind {
        Video "video" "视频" "Video",
        Document "document" "文档" "Document",
        Exercise "exercise" "练习" "Exercise",
        Package "package" "课件包" "Package",
    }

    /// The standard of a package.
    Standard {
        Scorm12 "scorm-1.2" "SCORM 1.2" "SCORM 1.2",
        Scorm2004 "scorm-2004" "SCORM 2004" "SCORM 2004",
        Cmi5 "cmi5" "cmi5 (xAPI)" "cmi5 (xAPI)",
    }
}

/// A package as its manifest describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    pub standard: Standard,
    /// The file that begins it, within the package.
    pub launch: String,
    /// What it calls its activity (cmi5).
    #[serde(default)]
    pub activity: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// What it is called in addresses and progress.
    pub id: String,
    pub title: String,
    /// What it is.
    pub kind: ChapterKind,
    /// Its file or package; empty for exercises.
    #[serde(default)]
    pub file: FileId,
    /// The file's name as it was uploaded.
    #[serde(default)]
    pub file_name: String,
    /// The file's media type.
    #[serde(default)]
    pub media: String,
    /// Seconds one must spend on it; of a video its length.
    pub seconds: u32,
    /// A package as its manifest says.
    #[serde(default)]
    pub package: Option<Package>,
    /// Exercises: questions from this category and below.
    #[serde(default)]
    pub category: CategoryId,
    /// Exercises: how many questions.
    #[serde(default)]
    pub count: u32,
    /// Exercises and packages: per cent to pass; 0 for none.
    #[serde(default)]
    pub pass: u32,
}

/// Where a course stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CourseState {
    /// Being prepared.
    Draft,
    /// Open to be learned.
    Published,
    /// Closed: who has begun may see what they have, nobody begins.
    Closed,
}

/// An online course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The course.
    pub id: CourseId,
    pub title: String,
    /// Its content.
    pub category: CategoryId,
    /// The unit that offers it.
    pub unit: UnitId,
    /// That unit's short name.
    #[serde(default)]
    pub unit_name: String,
    /// That unit's path: cadres in its subtree may learn.
    #[serde(default)]
    pub path: String,
    /// Hours it earns when all of it is done.
    pub hours: Hours,
    /// What it is about.
    #[serde(default)]
    pub about: String,
    /// Whether nobody gets further in a video than they have watched, nor to a chapter before
    /// the one before it is done.
    pub strict: bool,
    /// Its chapters, in order.
    #[serde(default)]
    pub chapters: Vec<Chapter>,
    /// Where it stands.
    pub state: CourseState,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// Chapters of a course at most.
pub const MOST_CHAPTERS: usize = 60;

impl Course {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.text(self.unit.as_str(), "unit", 64);
        checks.between(i64::from(self.hours.0), "hours", 1, 10_000);
        checks.optional_text(&self.about, "about", 2000);
        checks.done()
    }

    /// A chapter by its id.
    #[must_use]
    pub fn chapter(&self, id: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| chapter.id == id)
    }

    /// Where somebody goes on: the last chapter that they have begun and not done, the first that is not done
    /// where there is none; nothing once all of it is done.
    #[must_use]
    pub fn resume(&self, progress: &Progress) -> Option<&Chapter> {
        let left: Vec<&Chapter> = self.chapters.iter().filter(|chapter| !progress.done(&chapter.id)).collect();
        let begun = left.iter().rev().find(|chapter| progress.chapters.contains_key(&chapter.id)).copied();
        begun.filter(|chapter| self.opens(&chapter.id, progress)).or_else(|| left.first().copied())
    }

    /// The same with a chapter changed. `begun` is how many have begun the course: what they learn is what they
    /// began, so that only titles are put right then.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Fault::Invalid`] with every faulty field, [`Refusal::CourseBegun`].
    pub fn with_chapter(&self, edit: &ChapterEdit, begun: u32) -> Result<Self, Fault> {
        let held = self.chapter(&edit.chapter).ok_or(Fault::NotFound)?;
        let next = held.edited(edit);
        next.check()?;
        let renamed = Chapter { title: next.title.clone(), ..held.clone() };
        if begun > 0 && next != renamed {
            return Err(Refusal::CourseBegun(begun).into());
        }
        let changed = |chapter: &Chapter| if chapter.id == next.id { next.clone() } else { chapter.clone() };
        Ok(Self { chapters: self.chapters.iter().map(changed).collect(), ..self.clone() })
    }

    /// The same with a chapter moved by one place, where there is one.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Refusal::CourseBegun`] once somebody has begun: the order is part of what they began.
    pub fn with_moved(&self, chapter: &str, up: bool, begun: u32) -> Result<Self, Fault> {
        let at = self.chapters.iter().position(|one| one.id == chapter).ok_or(Fault::NotFound)?;
        if begun > 0 {
            return Err(Refusal::CourseBegun(begun).into());
        }
        let to = if up { at.checked_sub(1) } else { Some(at + 1) };
        let mut next = self.clone();
        if let Some(to) = to.filter(|to| *to < next.chapters.len()) {
            next.chapters.swap(at, to);
        }
        Ok(next)
    }

    /// Whether a chapter may be begun: in a strict course those before it must be done.
    #[must_use]
    pub fn opens(&self, id: &str, progress: &Progress) -> bool {
        !self.strict
            || self.chapters.iter().take_while(|chapter| chapter.id != id).all(|chapter| progress.done(&chapter.id))
    }
}

/// What is changed of a chapter; what is not said stays as it is, and its file always does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChapterEdit {
    /// Which.
    pub chapter: String,
    pub title: String,
    /// How it is learned, where that is changed as well.
    pub learning: Option<LearningEdit>,
}

impl ChapterEdit {
    /// Checks what needs no chapter to be checked.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.done()
    }
}

/// What is changed of how a chapter is learned; what its kind does not have is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LearningEdit {
    /// Tenths of a minute.
    pub tenths: u32,
    /// Questions from this category and below.
    pub category: CategoryId,
    /// How many questions.
    pub count: u32,
    /// Per cent to pass.
    pub pass: u32,
}

impl Chapter {
    /// Its time in tenths of a minute, as it is typed.
    #[must_use]
    pub fn tenths(&self) -> u32 {
        self.seconds / 6
    }

    /// The same as an edit has it.
    #[must_use]
    fn edited(&self, edit: &ChapterEdit) -> Self {
        let mut next = Self { title: edit.title.trim().to_owned(), ..self.clone() };
        let Some(learning) = &edit.learning else { return next };
        // Seconds that no tenth of a minute says stay where nobody meant to change them.
        if learning.tenths != self.tenths() {
            next.seconds = learning.tenths.saturating_mul(6);
        }
        if self.kind == ChapterKind::Exercise {
            next.category = learning.category.clone();
            next.count = learning.count;
        }
        if matches!(self.kind, ChapterKind::Exercise | ChapterKind::Package) {
            next.pass = learning.pass;
        }
        next
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.between(i64::from(self.seconds), "minutes", i64::from(self.kind != ChapterKind::Exercise), 36_000);
        match self.kind {
            ChapterKind::Exercise => {
                checks.between(i64::from(self.count), "count", 1, 50);
                checks.between(i64::from(self.pass), "pass", 1, 100);
            }
            _ => checks.require(!self.file.as_str().is_empty(), "file", Rule::Required),
        }
        checks.done()
    }
}

/// Seconds that count between two signs of life at most.
pub const LONGEST_BEAT: i64 = 30;
/// Seconds by which a player's clock may be ahead of the server's.
const LEEWAY: u32 = 3;

/// How far somebody is with a chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterProgress {
    /// Seconds that count.
    pub seconds: u32,
    /// Where to go on, in seconds.
    pub position: u32,
    /// The furthest one has come, in seconds.
    pub reached: u32,
    /// Whether a package or exercise says that it is finished.
    pub finished: bool,
    /// The best result of an exercise or package, in per cent.
    pub score: Option<u32>,
    /// Whether it is done.
    pub done: bool,
    /// What a package keeps for itself (suspend data, bookmarks), as JSON.
    #[serde(default)]
    pub data: String,
}

/// How far somebody is with a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub course: CourseId,
    /// Who.
    pub person: PersonId,
    /// By chapter.
    pub chapters: BTreeMap<String, ChapterProgress>,
    /// When they began; 0 before.
    pub started: Moment,
    /// When all of it was done; 0 before.
    pub completed: Moment,
}

impl Progress {
    /// Nothing done yet.
    #[must_use]
    pub fn new(course: CourseId, person: PersonId) -> Self {
        Self { course, person, chapters: BTreeMap::new(), started: Moment(0), completed: Moment(0) }
    }

    /// Whether a chapter is done.
    #[must_use]
    pub fn done(&self, chapter: &str) -> bool {
        self.chapters.get(chapter).is_some_and(|one| one.done)
    }

    /// How much of a course is done, in per cent: by the time its chapters take.
    #[must_use]
    pub fn percent(&self, course: &Course) -> u32 {
        let weight = |chapter: &Chapter| u64::from(chapter.seconds.max(60));
        let all: u64 = course.chapters.iter().map(weight).sum();
        let done: u64 = course
            .chapters
            .iter()
            .map(|chapter| match self.chapters.get(&chapter.id) {
                Some(one) if one.done => weight(chapter),
                Some(one) => u64::from(one.seconds).min(weight(chapter) * 9 / 10),
                None => 0,
            })
            .sum();
        percent(done, all).unwrap_or_default()
    }

    /// A sign of life: the player is at `position` seconds of a chapter. `last` is this
    /// person's last sign of life in any course. Gives the position one may be at.
    pub fn beat(&mut self, course: &Course, chapter: &Chapter, position: u32, last: Moment, now: Moment) -> u32 {
        if self.started.0 == 0 {
            self.started = now;
        }
        let gone = (now.0 - last.0) / 1000;
        // A long silence is somebody coming back, and counts for nothing.
        let gone = if (0..=LONGEST_BEAT).contains(&gone) { u32::try_from(gone).unwrap_or(0) } else { 0 };
        let one = self.chapters.entry(chapter.id.clone()).or_default();
        one.seconds = one.seconds.saturating_add(gone);
        let furthest = one.reached.saturating_add(gone + LEEWAY);
        let allowed = if course.strict { position.min(furthest) } else { position };
        let allowed = if chapter.seconds > 0 { allowed.min(chapter.seconds) } else { allowed };
        one.position = allowed;
        one.reached = one.reached.max(allowed);
        self.settle(chapter);
        allowed
    }

    /// What an exercise or a package came to.
    pub fn result(&mut self, chapter: &Chapter, finished: bool, score: Option<u32>, now: Moment) {
        if self.started.0 == 0 {
            self.started = now;
        }
        let one = self.chapters.entry(chapter.id.clone()).or_default();
        one.score = one.score.max(score.map(|score| score.min(100)));
        let passed = chapter.pass == 0 || one.score.is_some_and(|score| score >= chapter.pass);
        one.finished |= finished && passed;
        self.settle(chapter);
    }

    /// A chapter is done when its time was spent and it was seen to its end. What is done
    /// stays done.
    fn settle(&mut self, chapter: &Chapter) {
        let Some(one) = self.chapters.get_mut(&chapter.id) else { return };
        // Players round, and the last sign of life comes a little before the end.
        let spent = one.seconds + LEEWAY >= chapter.seconds * 9 / 10;
        one.done |= match chapter.kind {
            ChapterKind::Video => spent && one.reached + 2 * LEEWAY >= chapter.seconds,
            ChapterKind::Document => one.seconds >= chapter.seconds,
            ChapterKind::Exercise => one.finished,
            ChapterKind::Package => one.finished && spent,
        };
    }

    /// Notes the moment when all of a course is done, once. Gives whether that is now.
    pub fn complete(&mut self, course: &Course, now: Moment) -> bool {
        let all = !course.chapters.is_empty() && course.chapters.iter().all(|chapter| self.done(&chapter.id));
        if all && self.completed.0 == 0 {
            self.completed = now;
            return true;
        }
        false
    }
}

/// What a sign of life comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// Where the player may be.
    pub position: u32,
    /// Seconds of the chapter that count.
    pub seconds: u32,
    /// Whether the chapter is done.
    pub done: bool,
    /// Whether the whole course is.
    pub completed: bool,
}

/// What a package says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageReport {
    /// What it keeps for itself, as JSON.
    pub data: String,
    /// Whether it says that it is finished.
    pub finished: bool,
    /// Its result, in per cent.
    pub score: Option<u32>,
}

/// What a package may keep at most, in bytes.
pub const MOST_PACKAGE_DATA: usize = 128 * 1024;

/// Which courses to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CourseQuery {
    /// Words of the title.
    pub q: String,
    /// Only this category and those below.
    pub category: String,
    /// Which part.
    #[serde(flatten)]
    pub window: Window,
}

/// A course in a list, with the viewer's own progress in per cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseRow {
    pub course: Course,
    /// How much is done; nothing before it was begun.
    pub percent: Option<u32>,
    /// Whether all of it is.
    pub completed: bool,
}

/// A course's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseDetail {
    pub course: Course,
    /// The viewer's own progress, when they may learn.
    pub progress: Option<Progress>,
    /// For those who hold it: how many began, how many completed.
    pub learners: Option<(u32, u32)>,
    /// Whether the viewer may edit it.
    pub editable: bool,
}

/// An exercise as it is shown, and what its last answering came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// The questions; right answers are shown once it was answered.
    pub paper: Vec<PaperItem>,
    /// What was answered.
    pub answers: Answers,
    /// In per cent; nothing before.
    pub percent: Option<u32>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chapter(id: &str, kind: ChapterKind, seconds: u32) -> Chapter {
        Chapter {
            id: id.into(),
            title: id.into(),
            kind,
            file: "f".into(),
            file_name: String::new(),
            media: String::new(),
            seconds,
            package: None,
            category: CategoryId::default(),
            count: 0,
            pass: 0,
        }
    }

    fn course(strict: bool, chapters: Vec<Chapter>) -> Course {
        Course {
            id: "c".into(),
            title: "课".into(),
            category: "law".into(),
            unit: "u".into(),
            unit_name: String::new(),
            path: "/u/".into(),
            hours: Hours::whole(2),
            about: String::new(),
            strict,
            chapters,
            state: CourseState::Published,
            version: 0,
        }
    }

    fn at(seconds: i64) -> Moment {
        Moment(1_000_000_000 + seconds * 1000)
    }

    #[test]
    fn a_video_is_watched_not_skipped() {
        let course = course(true, vec![chapter("v", ChapterKind::Video, 100)]);
        let video = course.chapters[0].clone();
        let mut progress = Progress::new("c".into(), "p".into());
        assert_eq!(progress.beat(&course, &video, 90, Moment(0), at(0)), 3, "no jump ahead at the start");
        assert_eq!(progress.beat(&course, &video, 13, at(0), at(10)), 13);
        assert_eq!(progress.beat(&course, &video, 95, at(10), at(20)), 26);
        assert_eq!(progress.beat(&course, &video, 5, at(20), at(30)), 5, "going back is free");
        assert_eq!(progress.chapters["v"].reached, 26);
        for n in 4..12 {
            progress.beat(&course, &video, 100, at(n * 10 - 10), at(n * 10));
        }
        assert!(progress.done("v") && progress.complete(&course, at(120)));
        assert!(!progress.complete(&course, at(121)), "once");
    }

    #[test]
    fn one_goes_on_where_one_left_off() {
        let of = |strict| {
            let chapters = ["a", "b", "c"].map(|id| chapter(id, ChapterKind::Document, 60)).to_vec();
            course(strict, chapters)
        };
        let at_chapter = |course: &Course, progress: &Progress| course.resume(progress).map(|one| one.id.clone());
        let mut progress = Progress::new("c".into(), "p".into());
        assert_eq!(at_chapter(&of(true), &progress).as_deref(), Some("a"), "at the beginning");
        progress.chapters.insert("a".into(), ChapterProgress { done: true, ..Default::default() });
        assert_eq!(at_chapter(&of(true), &progress).as_deref(), Some("b"));
        progress.chapters.insert("c".into(), ChapterProgress { seconds: 10, ..Default::default() });
        assert_eq!(at_chapter(&of(false), &progress).as_deref(), Some("c"), "where one was");
        assert_eq!(at_chapter(&of(true), &progress).as_deref(), Some("b"), "but not where one may not be");
        for id in ["b", "c"] {
            progress.chapters.insert(id.into(), ChapterProgress { done: true, ..Default::default() });
        }
        assert_eq!(at_chapter(&of(false), &progress), None, "all of it is done");
    }

    #[test]
    fn chapters_change_until_somebody_begins_and_their_titles_always() {
        let mut course =
            course(true, vec![chapter("a", ChapterKind::Video, 61), chapter("b", ChapterKind::Document, 60)]);
        course.chapters.push(Chapter { count: 5, pass: 60, ..chapter("x", ChapterKind::Exercise, 0) });
        let learning = LearningEdit { tenths: 10, category: "law".into(), count: 3, pass: 80 };
        let edit = |chapter: &str, learning: Option<&LearningEdit>| ChapterEdit {
            chapter: chapter.into(),
            title: " 新名 ".into(),
            learning: learning.cloned(),
        };
        let renamed = course.with_chapter(&edit("a", None), 9).unwrap();
        assert_eq!((renamed.chapters[0].title.as_str(), renamed.chapters[0].seconds), ("新名", 61));
        assert!(course.with_chapter(&edit("a", Some(&learning)), 9).is_ok(), "61 seconds are a minute as it is typed");
        let begun = Err(Fault::from(Refusal::CourseBegun(9)));
        assert_eq!(course.with_chapter(&edit("x", Some(&learning)), 9), begun);
        let exercise = &course.with_chapter(&edit("x", Some(&learning)), 0).unwrap().chapters[2];
        assert_eq!((exercise.count, exercise.pass, exercise.category.as_str()), (3, 80, "law"));
        let video =
            &course.with_chapter(&edit("a", Some(&LearningEdit { tenths: 20, ..learning })), 0).unwrap().chapters[0];
        assert_eq!((video.seconds, video.count, video.pass), (120, 0, 0), "a video has no questions");
        assert_eq!(course.with_chapter(&edit("none", None), 0), Err(Fault::NotFound));
        let unnamed = ChapterEdit { title: " ".into(), ..edit("a", None) };
        assert_eq!(course.with_chapter(&unnamed, 0), Err(Fault::field("title", Rule::Required)));

        let order = |course: Result<Course, Fault>| {
            course.unwrap().chapters.iter().map(|one| one.id.as_str().to_owned()).collect::<String>()
        };
        assert_eq!(order(course.with_moved("b", true, 0)), "bax");
        assert_eq!(order(course.with_moved("b", false, 0)), "axb");
        assert_eq!(order(course.with_moved("a", true, 0)), "abx", "there is nothing above");
        assert_eq!(order(course.with_moved("x", false, 0)), "abx", "nor below");
        assert_eq!(course.with_moved("b", true, 9), begun);
    }

    #[test]
    fn silence_and_many_windows_earn_nothing() {
        let course =
            course(false, vec![chapter("d", ChapterKind::Document, 60), chapter("e", ChapterKind::Document, 60)]);
        let (one, other) = (course.chapters[0].clone(), course.chapters[1].clone());
        let mut progress = Progress::new("c".into(), "p".into());
        progress.beat(&course, &one, 0, Moment(0), at(0));
        progress.beat(&course, &one, 0, at(0), at(3600));
        assert_eq!(progress.chapters["d"].seconds, 0, "an hour away is no hour of reading");
        // Two windows share the person's last sign of life.
        progress.beat(&course, &one, 0, at(3600), at(3610));
        progress.beat(&course, &other, 0, at(3610), at(3610));
        assert_eq!((progress.chapters["d"].seconds, progress.chapters["e"].seconds), (10, 0));
    }

    #[test]
    fn a_package_is_done_when_it_says_so_and_time_was_spent() {
        let package = Chapter { pass: 80, ..chapter("p", ChapterKind::Package, 60) };
        let course = course(true, vec![package.clone(), chapter("x", ChapterKind::Exercise, 0)]);
        let mut progress = Progress::new("c".into(), "p".into());
        assert!(!course.opens("x", &progress), "the one before is not done");
        progress.result(&package, true, Some(70), at(0));
        assert!(!progress.chapters["p"].finished, "not passed");
        progress.result(&package, true, Some(90), at(1));
        assert!(!progress.done("p"), "it claims to be done after a second");
        for n in 1..4 {
            progress.beat(&course, &package, 0, at(n * 20), at(n * 20 + 20));
        }
        assert!(progress.done("p") && course.opens("x", &progress));
        progress.result(&package, false, Some(10), at(99));
        assert!(progress.done("p") && progress.chapters["p"].score == Some(90), "what is done stays done");
        progress.result(&course.chapters[1], true, Some(100), at(100));
        assert_eq!(progress.percent(&course), 100);
    }

    proptest! {
        /// However the player calls, nobody gets further than the time there was.
        #[test]
        fn nobody_is_ahead_of_the_clock(steps in proptest::collection::vec((0i64..60, 0u32..2_000), 1..40)) {
            let course = course(true, vec![chapter("v", ChapterKind::Video, 1_000)]);
            let video = course.chapters[0].clone();
            let mut progress = Progress::new("c".into(), "p".into());
            let (mut now, mut last, mut beats) = (0i64, Moment(0), 0u32);
            for (gone, position) in steps {
                now += gone;
                progress.beat(&course, &video, position, last, at(now));
                last = at(now);
                beats += 1;
                let one = &progress.chapters["v"];
                prop_assert!(i64::from(one.seconds) <= now);
                prop_assert!(i64::from(one.reached) <= now + i64::from(beats * LEEWAY));
                prop_assert!(one.position <= 1_000 && progress.percent(&course) <= 100);
            }
        }
    }
}
