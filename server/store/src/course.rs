//! Online courses: what is offered, and honest progress through it.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::code::TrainingForm;
use domain::page::Page;
use domain::person::Person;
use domain::ports::Answer;
use domain::search::normal_query;
use domain::training::News;
use domain::training::port::{Courses, Learning};
use domain::training::{
    self, Answers, Beat, Chapter, ChapterEdit, ChapterKind, Course, CourseDetail, CourseQuery, CourseRow, CourseState,
    DrawRule, Exercise, LedgerEntry, MOST_CHAPTERS, MOST_PACKAGE_DATA, PackageReport, PaperItem, Points, Progress,
    Question, QuestionKind, draw_paper, score,
};
use domain::{AttemptId, ClassId, CourseId, Fault, LedgerId, Moment, PersonId, Reason, Rule};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::audit::Note;
use crate::desk::notice_row;
use crate::keys::search_key;
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content_with, new_id, take};
use crate::save::Save;
use crate::scope::in_scope;
use crate::training::total_row;
use crate::{Change, Script, Store, StoreError};

tables! { "course" by CourseId: Course }

/// Tries when two windows write the same progress.
const TRIES: u32 = 5;

/// Progress as held, and what its changes are counted by.
struct Held {
    progress: Progress,
    turn: i64,
    /// The person's last sign of life in any course.
    beat: Moment,
}

impl Store {
    /// Whether the viewer belongs to the part of the tree a course is offered to.
    async fn may_learn(&self, viewer: &Viewer, course: &Course) -> Result<bool, StoreError> {
        if course.state == CourseState::Draft {
            return Ok(false);
        }
        Ok(self.candidate(&viewer.person).await?.is_some_and(|one| one.path.starts_with(&course.path)))
    }

    /// A course for somebody who learns it.
    async fn learned(&self, viewer: &Viewer, id: &CourseId) -> Answer<(Course, PersonId)> {
        let person = viewer.as_person()?.clone();
        let course = self.get::<Course>(id).await?;
        if !self.may_learn(viewer, &course).await? {
            return Err(Fault::Forbidden);
        }
        Ok((course, person))
    }

    /// A course whose files and pages the viewer may see: who learns it, and who holds it.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Fault::Forbidden`].
    pub async fn course_for(&self, viewer: &Viewer, id: &CourseId) -> Answer<Course> {
        let course = self.get::<Course>(id).await?;
        if viewer.require_at(Permission::TRAINING_VIEW, &course.path).is_ok() || self.may_learn(viewer, &course).await?
        {
            Ok(course)
        } else {
            Err(Fault::Forbidden)
        }
    }

    async fn held(&self, course: &CourseId, person: &PersonId) -> Result<Held, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            data: String,
            turn: i64,
        }
        let script = Script::new(
            "SELECT data, turn FROM type::record('progress', $id);
             SELECT VALUE at FROM type::record('player', $person);",
        )
        .bind("id", format!("{course}__{person}"))
        .bind("person", person.as_str());
        let mut results = self.read(script).await?;
        let row: Option<Row> = take(&mut results, 0)?.into_iter().next();
        let beat: Option<Moment> = take(&mut results, 1)?.into_iter().next();
        let beat = beat.unwrap_or_default();
        match row {
            Some(row) => Ok(Held { progress: serde_json::from_str(&row.data)?, turn: row.turn, beat }),
            None => Ok(Held { progress: Progress::new(course.clone(), person.clone()), turn: 0, beat }),
        }
    }

    /// Changes somebody's progress; when that completes the course its hours are posted in
    /// the same transaction, once.
    async fn advance(
        &self,
        course: &Course,
        person: &PersonId,
        now: Moment,
        beats: bool,
        change: impl Fn(&mut Progress, Moment) -> Answer<u32>,
    ) -> Answer<(Progress, u32)> {
        if course.state != CourseState::Published {
            return Err(Fault::Refused(Reason::WrongState));
        }
        for _ in 0..TRIES {
            let held = self.held(&course.id, person).await?;
            let mut progress = held.progress;
            let position = change(&mut progress, held.beat)?;
            let completed = progress.complete(course, now);
            let mut script = Script::new(
                "IF ((SELECT VALUE turn FROM ONLY type::record('progress', $id)) ?? 0) != $turn { THROW 'gq:stale' };
                 UPSERT type::record('progress', $id) SET course = $course, person = $person, completed = $completed,
                    data = $data, turn = $turn + 1 RETURN NONE;",
            )
            .bind("id", format!("{}__{person}", course.id))
            .bind("course", course.id.as_str())
            .bind("person", person.as_str())
            .bind("completed", progress.completed.0)
            .bind("data", serde_json::to_string(&progress).map_err(|_| Fault::Internal)?)
            .bind("turn", held.turn);
            if beats {
                script =
                    script.then("UPSERT type::record('player', $person) SET at = $now RETURN NONE;").bind("now", now.0);
            }
            let change = if completed { Change::Answers("course.complete") } else { Change::Nothing("course.beat") };
            if completed {
                script = self.post_course(script, course, person, now).await?;
            }
            match self.write(change, script).await {
                Err(StoreError::Thrown(code)) if code == "gq:stale" => {}
                other => return other.map(|_| (progress, position)).map_err(Fault::from),
            }
        }
        Err(Fault::Busy)
    }

    async fn post_course(&self, script: Script, course: &Course, person: &PersonId, now: Moment) -> Answer<Script> {
        let path = self.get::<Person>(person).await?.path;
        let entry = LedgerEntry {
            id: LedgerId(format!("o-{}-{person}", course.id)),
            person: person.clone(),
            class: ClassId::default(),
            title: course.title.clone(),
            form: TrainingForm::Online,
            category: course.category.clone(),
            kind: None,
            hours: course.hours,
            raw: course.hours,
            day: now.day(),
            document: String::new(),
            reverses: LedgerId::default(),
            reversed_by: LedgerId::default(),
            reason: String::new(),
            at: now,
        };
        let body = News::HoursRecorded { title: course.title.clone(), hours: course.hours };
        let note = Note::of_itself(now).creates("ledger", entry.id.as_str(), &path).because("course");
        Ok(script
            .then("INSERT INTO ledger $entries RETURN NONE; INSERT INTO notice $notices RETURN NONE;")
            .adds_to_totals(vec![total_row(&entry, &path)])
            .bind("notices", vec![notice_row(person, &body, now)])
            .bind("entries", vec![serde_json::to_value(&entry).map_err(|_| Fault::Internal)?])
            .note(&note, "NONE", "$entries[0]"))
    }

    /// A course the viewer may edit.
    async fn edited(&self, viewer: &Viewer, id: &CourseId) -> Answer<Course> {
        let course = self.get::<Course>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &course.path)?;
        Ok(course)
    }

    /// How many began a course, and how many of them have done all of it.
    async fn learners(&self, id: &CourseId) -> Result<(u32, u32), StoreError> {
        let script = Script::new("SELECT VALUE completed FROM progress WHERE course = $id").bind("id", id.as_str());
        let completed: Vec<i64> = self.rows(script).await?;
        let done = completed.iter().filter(|at| **at > 0).count();
        Ok((u32::try_from(completed.len()).unwrap_or(u32::MAX), u32::try_from(done).unwrap_or(u32::MAX)))
    }

    async fn write_course(
        &self,
        viewer: &Viewer,
        prior: Option<&Course>,
        next: &Course,
        version: u32,
        now: Moment,
    ) -> Answer<()> {
        let row = content_with(next, "search", search_key(&next.title));
        let save = Save { viewer, now, table: "course", id: next.id.as_str(), path: &next.path, version };
        Ok(self.save_row(Change::Answers("course.save"), &save, prior, row).await?)
    }

    /// The questions of an exercise: everybody has their own, the same each time.
    async fn exercise_paper(&self, course: &Course, chapter: &Chapter, person: &PersonId) -> Answer<Vec<PaperItem>> {
        let bank: Vec<Question> = self
            .bank_for(&course.path)
            .await?
            .into_iter()
            .filter(|question| !question.kind.is_marked())
            // Whatever their kinds: they are drawn as one lot.
            .collect();
        let kinds = bank.iter().map(|question| (question.id.clone(), question.kind)).collect::<Vec<_>>();
        let as_one: Vec<Question> =
            bank.into_iter().map(|question| Question { kind: QuestionKind::Single, ..question }).collect();
        let rule = DrawRule {
            category: chapter.category.clone(),
            difficulty: None,
            kind: QuestionKind::Single,
            count: chapter.count,
            points: Points::whole(1),
        };
        let categories = self.all_categories().await?;
        let attempt = AttemptId(format!("{}-{}-{person}", course.id, chapter.id));
        let paper = draw_paper(&[rule], &as_one, |one, top| categories.within(one, top), "exercise", &attempt)
            .map_err(|few| Fault::from(training::Refusal::TooFewQuestions(1, few.have)))?;
        Ok(paper
            .into_iter()
            .map(|item| {
                let kind = kinds.iter().find(|known| known.0 == item.question.id).map_or(item.question.kind, |k| k.1);
                PaperItem { question: Question { kind, ..item.question }, ..item }
            })
            .collect())
    }

    /// Keeps a statement a package sent (xAPI), and what it says about being done. The same
    /// statement again changes nothing.
    ///
    /// # Errors
    /// When the store fails, the course is not open, or another statement has that id.
    pub async fn keep_statement(
        &self,
        id: &str,
        verb: &str,
        body: &Value,
        place: (&CourseId, &str, &PersonId),
        report: &PackageReport,
        now: Moment,
    ) -> Answer<()> {
        let (course, chapter, person) = place;
        let found = self.get::<Course>(course).await?;
        let found_chapter = found.chapter(chapter).cloned().ok_or(Fault::NotFound)?;
        let script = Script::new(
            "LET $known = (SELECT VALUE body FROM ONLY type::record('statement', $id));
             IF $known != NONE AND $known != $body { THROW 'gq:state' };
             IF $known = NONE {
                CREATE type::record('statement', $id) CONTENT {
                    course: $course, chapter: $chapter, person: $person, verb: $verb, at: $now, body: $body
                } RETURN NONE;
             };
             RETURN $known != NONE;",
        )
        .bind("id", id)
        .bind("course", course.as_str())
        .bind("chapter", chapter)
        .bind("person", person.as_str())
        .bind("verb", verb)
        .bind("now", now.0)
        .bind("body", crate::audit::chain::canonical(body));
        let known = self.write(Change::Answers("course.statement"), script).await?;
        if known.as_bool() == Some(true) || (!report.finished && report.score.is_none()) {
            return Ok(());
        }
        self.advance(&found, person, now, false, |progress, _| {
            progress.result(&found_chapter, report.finished, report.score, now);
            Ok(0)
        })
        .await?;
        Ok(())
    }

    /// What a package keeps, read and written by its own interface (xAPI state).
    ///
    /// # Errors
    /// When the store fails or it is too much.
    pub async fn package_state(
        &self,
        place: (&CourseId, &str, &PersonId),
        key: &str,
        value: Option<&str>,
        now: Moment,
    ) -> Answer<String> {
        let (course, chapter, person) = place;
        let found = self.get::<Course>(course).await?;
        let read = |data: &str| -> serde_json::Map<String, Value> { serde_json::from_str(data).unwrap_or_default() };
        let Some(value) = value else {
            let held = self.held(course, person).await?;
            let data = held.progress.chapters.get(chapter).map(|one| one.data.clone()).unwrap_or_default();
            return Ok(read(&data).get(key).and_then(Value::as_str).unwrap_or_default().to_owned());
        };
        self.advance(&found, person, now, false, |progress, _| {
            let one = progress.chapters.entry(chapter.to_owned()).or_default();
            let mut map = read(&one.data);
            if value.is_empty() {
                map.remove(key);
            } else {
                map.insert(key.to_owned(), json!(value));
            }
            one.data = serde_json::to_string(&map).unwrap_or_default();
            if one.data.len() > MOST_PACKAGE_DATA {
                return Err(Fault::field("state", Rule::TooLong(MOST_PACKAGE_DATA as u32)));
            }
            Ok(0)
        })
        .await?;
        Ok(String::new())
    }
}

fn beat_of(chapter: &Chapter, progress: &Progress, position: u32) -> Beat {
    let one = progress.chapters.get(&chapter.id).cloned().unwrap_or_default();
    Beat { position, seconds: one.seconds, done: one.done, completed: progress.completed.0 > 0 }
}

impl Store {
    /// Adds chapters to a course that is being prepared, all or none.
    ///
    /// # Errors
    /// As [`Courses::add_chapter`].
    pub async fn add_chapters(&self, viewer: &Viewer, id: &CourseId, chapters: &[Chapter], now: Moment) -> Answer<()> {
        let course = self.edited(viewer, id).await?;
        for chapter in chapters {
            chapter.check()?;
        }
        // Who has completed a course has completed what it was: it takes no more chapters.
        if course.state != CourseState::Draft {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if course.chapters.len() + chapters.len() > MOST_CHAPTERS {
            return Err(Fault::field("title", Rule::Between(1, MOST_CHAPTERS as i64)));
        }
        let mut next = course.clone();
        for chapter in chapters {
            if chapter.kind == ChapterKind::Exercise {
                self.exercise_paper(&course, chapter, &PersonId::default()).await?;
            }
            next.chapters.push(Chapter { id: new_id(now), title: chapter.title.trim().to_owned(), ..chapter.clone() });
        }
        self.write_course(viewer, Some(&course), &next, course.version, now).await
    }
}

#[async_trait]
impl Courses for Store {
    async fn courses(&self, viewer: &Viewer, query: &CourseQuery, _: Moment) -> Answer<Page<CourseRow>> {
        let candidate = self.candidate(&viewer.person).await?;
        let (inside, mut script) = in_scope("path", &viewer.scope(Permission::TRAINING_VIEW), Script::default());
        let mut visible = vec![inside];
        if let Some(candidate) = &candidate {
            visible.push("(state = $published AND string::starts_with($own_path, path))".to_owned());
            script = script.bind("own_path", candidate.path.as_str()).json("published", &CourseState::Published);
        }
        let mut parts = vec![format!("({})", visible.join(" OR "))];
        let q = normal_query(&query.q);
        if !q.is_empty() {
            parts.push("string::contains(search, $q)".to_owned());
            script = script.bind("q", q);
        }
        if !query.category.is_empty() {
            parts.push("category IN $categories".to_owned());
            script = script.bind("categories", self.below_category(&query.category.as_str().into()).await?);
        }
        let condition = parts.join(" AND ");
        let own = Script::new("SELECT VALUE data FROM progress WHERE person = $me AND $me != ''");
        let own = own.bind("me", viewer.person.as_str());
        let (page, mine) = tokio::join!(
            self.page_where::<Course>(&condition, "title, id", script, &query.window),
            self.rows::<String>(own),
        );
        let mine: Vec<Progress> =
            mine?.iter().map(|text| serde_json::from_str(text).map_err(StoreError::from)).collect::<Result<_, _>>()?;
        Ok(page?.map(|course| {
            let own = mine.iter().find(|progress| progress.course == course.id);
            CourseRow {
                percent: own.map(|progress| progress.percent(&course)),
                completed: own.is_some_and(|progress| progress.completed.0 > 0),
                course,
            }
        }))
    }

    async fn course(&self, viewer: &Viewer, id: &CourseId) -> Answer<CourseDetail> {
        let course = self.course_for(viewer, id).await?;
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &course.path).is_ok();
        let progress = if self.may_learn(viewer, &course).await? {
            Some(self.held(id, &viewer.person).await?.progress)
        } else {
            None
        };
        let learners = if holds { Some(self.learners(id).await?) } else { None };
        Ok(CourseDetail {
            editable: viewer.require_at(Permission::CLASS_EDIT, &course.path).is_ok(),
            progress,
            learners,
            course,
        })
    }

    async fn save_course(&self, viewer: &Viewer, draft: &Course, now: Moment) -> Answer<CourseId> {
        viewer.require(Permission::CLASS_EDIT)?;
        draft.check()?;
        self.open_category(&draft.category, "category").await?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
        let prior = if draft.id.as_str().is_empty() { None } else { Some(self.edited(viewer, &draft.id).await?) };
        let id = prior.as_ref().map_or_else(|| CourseId(new_id(now)), |course| course.id.clone());
        let next = Course {
            id: id.clone(),
            title: draft.title.trim().to_owned(),
            unit_name: unit.short,
            path: unit.path,
            chapters: prior.as_ref().map(|course| course.chapters.clone()).unwrap_or_default(),
            state: prior.as_ref().map_or(CourseState::Draft, |course| course.state),
            ..draft.clone()
        };
        let row = content_with(&next, "search", search_key(&next.title));
        let save = Save { viewer, now, table: "course", id: id.as_str(), path: &next.path, version: draft.version };
        let once = Once::sent("course", viewer, draft);
        Ok(CourseId(self.save_once(Change::Answers("course.save"), &save, prior.as_ref(), row, &once).await?))
    }

    async fn add_chapter(&self, viewer: &Viewer, id: &CourseId, chapter: &Chapter, now: Moment) -> Answer<()> {
        self.add_chapters(viewer, id, std::slice::from_ref(chapter), now).await
    }

    async fn save_chapter(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        version: u32,
        edit: &ChapterEdit,
        now: Moment,
    ) -> Answer<()> {
        let course = self.edited(viewer, id).await?;
        let next = course.with_chapter(edit, self.learners(id).await?.0)?;
        let changed = next.chapter(&edit.chapter).filter(|one| one.kind == ChapterKind::Exercise);
        if let Some(exercise) = changed.filter(|_| edit.learning.is_some()) {
            // Whether there are such questions is found out now, not when somebody learns.
            self.exercise_paper(&course, exercise, &PersonId::default()).await?;
        }
        self.write_course(viewer, Some(&course), &next, version, now).await
    }

    async fn move_chapter(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        version: u32,
        chapter: &str,
        up: bool,
        now: Moment,
    ) -> Answer<()> {
        let course = self.edited(viewer, id).await?;
        let next = course.with_moved(chapter, up, self.learners(id).await?.0)?;
        self.write_course(viewer, Some(&course), &next, version, now).await
    }

    async fn try_exercise(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<Exercise> {
        let course = self.edited(viewer, id).await?;
        let chapter = course.chapter(chapter).filter(|one| one.kind == ChapterKind::Exercise).cloned();
        let paper = self.exercise_paper(&course, &chapter.ok_or(Fault::NotFound)?, &viewer.person).await?;
        Ok(Exercise { paper, answers: Answers::new(), percent: None })
    }

    async fn remove_chapter(&self, viewer: &Viewer, id: &CourseId, chapter: &str, now: Moment) -> Answer<()> {
        let course = self.edited(viewer, id).await?;
        if course.state != CourseState::Draft {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut next = course.clone();
        next.chapters.retain(|one| one.id != chapter);
        self.write_course(viewer, Some(&course), &next, course.version, now).await
    }

    async fn set_course_state(&self, viewer: &Viewer, id: &CourseId, state: CourseState, now: Moment) -> Answer<()> {
        let course = self.edited(viewer, id).await?;
        let forward = matches!(
            (course.state, state),
            (CourseState::Draft, CourseState::Published)
                | (CourseState::Published, CourseState::Closed)
                | (CourseState::Closed, CourseState::Published)
        );
        if course.state == state {
            return Ok(());
        }
        if !forward {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if course.chapters.is_empty() {
            return Err(Fault::field("chapters", Rule::Required));
        }
        let next = Course { state, ..course.clone() };
        self.write_course(viewer, Some(&course), &next, course.version, now).await
    }
}

#[async_trait]
impl Learning for Store {
    async fn beat(&self, viewer: &Viewer, id: &CourseId, chapter: &str, position: u32, now: Moment) -> Answer<Beat> {
        let (course, person) = self.learned(viewer, id).await?;
        let chapter = course.chapter(chapter).cloned().ok_or(Fault::NotFound)?;
        let (progress, position) = self
            .advance(&course, &person, now, true, |progress, last| {
                if !course.opens(&chapter.id, progress) {
                    return Err(Fault::Refused(Reason::NotYet));
                }
                Ok(progress.beat(&course, &chapter, position, last, now))
            })
            .await?;
        Ok(beat_of(&chapter, &progress, position))
    }

    async fn exercise(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<Exercise> {
        let (course, person) = self.learned(viewer, id).await?;
        let chapter = course.chapter(chapter).filter(|one| one.kind == ChapterKind::Exercise).cloned();
        let chapter = chapter.ok_or(Fault::NotFound)?;
        let held = self.held(id, &person).await?;
        if !course.opens(&chapter.id, &held.progress) {
            return Err(Fault::Refused(Reason::NotYet));
        }
        let paper = self.exercise_paper(&course, &chapter, &person).await?;
        let one = held.progress.chapters.get(&chapter.id).cloned().unwrap_or_default();
        let answers: Answers = serde_json::from_str(&one.data).unwrap_or_default();
        let answered = one.score.is_some();
        let paper = if answered { paper } else { paper.into_iter().map(PaperItem::hidden).collect() };
        Ok(Exercise { paper, answers, percent: one.score })
    }

    async fn answer_exercise(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        chapter: &str,
        answers: &Answers,
        now: Moment,
    ) -> Answer<Exercise> {
        let (course, person) = self.learned(viewer, id).await?;
        let chapter = course.chapter(chapter).filter(|one| one.kind == ChapterKind::Exercise).cloned();
        let chapter = chapter.ok_or(Fault::NotFound)?;
        let paper = self.exercise_paper(&course, &chapter, &person).await?;
        let given = |item: &PaperItem| answers.get(&item.question.id).cloned().unwrap_or_default();
        let right: Points = paper.iter().map(|item| score(item, &given(item), false)).sum();
        let percent = right.reached(paper.iter().map(|item| item.points).sum());
        let kept: Answers =
            paper.iter().map(|item| (item.question.id.clone(), given(item))).filter(|one| !one.1.is_empty()).collect();
        let text = serde_json::to_string(&kept).map_err(|_| Fault::Internal)?;
        self.advance(&course, &person, now, false, |progress, _| {
            if !course.opens(&chapter.id, progress) {
                return Err(Fault::Refused(Reason::NotYet));
            }
            progress.result(&chapter, percent >= chapter.pass, Some(percent), now);
            progress.chapters.entry(chapter.id.clone()).or_default().data = text.clone();
            Ok(0)
        })
        .await?;
        Ok(Exercise { paper, answers: kept, percent: Some(percent) })
    }

    async fn package_data(&self, viewer: &Viewer, id: &CourseId, chapter: &str) -> Answer<String> {
        let (_, person) = self.learned(viewer, id).await?;
        let held = self.held(id, &person).await?;
        Ok(held.progress.chapters.get(chapter).map(|one| one.data.clone()).unwrap_or_default())
    }

    async fn save_package(
        &self,
        viewer: &Viewer,
        id: &CourseId,
        chapter: &str,
        report: &PackageReport,
        now: Moment,
    ) -> Answer<Beat> {
        let (course, person) = self.learned(viewer, id).await?;
        let chapter = course.chapter(chapter).filter(|one| one.kind == ChapterKind::Package).cloned();
        let chapter = chapter.ok_or(Fault::NotFound)?;
        if report.data.len() > MOST_PACKAGE_DATA {
            return Err(Fault::field("data", Rule::TooLong(MOST_PACKAGE_DATA as u32)));
        }
        let (progress, _) = self
            .advance(&course, &person, now, false, |progress, _| {
                if !course.opens(&chapter.id, progress) {
                    return Err(Fault::Refused(Reason::NotYet));
                }
                progress.result(&chapter, report.finished, report.score, now);
                progress.chapters.entry(chapter.id.clone()).or_default().data = report.data.clone();
                Ok(0)
            })
            .await?;
        Ok(beat_of(&chapter, &progress, 0))
    }
}
