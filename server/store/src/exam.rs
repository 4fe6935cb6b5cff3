//! Exams: preparing, announcing, sitting, marking, appealing.

mod marking;
pub(crate) mod ready;
mod sitting;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::consequence::{Consequence, EffectKind};
use domain::fault::Milestone;
use domain::ports::Answer;
use domain::training::News;
use domain::training::port::Exams;
use domain::training::{
    self, Answers, Attempt, AttemptDetail, AttemptRow, AttemptState, Class, ClassState, EnrolmentState, EssayMark,
    Exam, ExamAppeal, ExamDetail, ExamState, ExamSum, ItemStatistic, PaperItem, Points, Question, Saved, Setting,
    Sitting, ToMark, draw_paper, item_statistics, seed_hash,
};
use domain::{AttemptId, ClassId, ExamId, Fault, Moment, PersonId, QuestionId, Reason, Rule};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::ready::Ready;
use crate::audit::Note;
use crate::keys::by_name;
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::training::new_seed;
use crate::{Change, Script, Store, StoreError};

tables! {
    "exam" by ExamId: Exam,
    "attempt" by AttemptId: Row,
}

/// The part of an attempt that marking and appeals change.
#[derive(Default, Serialize, Deserialize)]
struct Outcome {
    scores: BTreeMap<QuestionId, Points>,
    marks: Vec<EssayMark>,
    appeal: Option<ExamAppeal>,
}

/// An attempt as its row holds it.
#[derive(Deserialize)]
struct Row {
    id: AttemptId,
    exam: ExamId,
    person: PersonId,
    name: String,
    unit_name: String,
    n: u32,
    started: Moment,
    deadline: Moment,
    submitted: Moment,
    ran_out: bool,
    state: AttemptState,
    turn: u64,
    saved: Moment,
    answers: String,
    paper: String,
    result: String,
    edits: i64,
}

impl Row {
    /// The attempt, and what its changes are counted by.
    fn attempt(self) -> Result<(Attempt, i64), StoreError> {
        let outcome: Outcome = serde_json::from_str(&self.result)?;
        let answers: Answers = serde_json::from_str(&self.answers)?;
        let paper: Vec<PaperItem> = serde_json::from_str(&self.paper)?;
        let attempt = Attempt {
            id: self.id,
            exam: self.exam,
            person: self.person,
            name: self.name,
            unit_name: self.unit_name,
            n: self.n,
            started: self.started,
            deadline: self.deadline,
            submitted: self.submitted,
            ran_out: self.ran_out,
            state: self.state,
            turn: self.turn,
            saved: self.saved,
            answers,
            paper,
            scores: outcome.scores,
            marks: outcome.marks,
            appeal: outcome.appeal,
        };
        Ok((attempt, self.edits))
    }
}

/// The result of an attempt as the fields of its row.
fn outcome_of(attempt: &Attempt) -> Value {
    let outcome =
        Outcome { scores: attempt.scores.clone(), marks: attempt.marks.clone(), appeal: attempt.appeal.clone() };
    let open = attempt.appeal.as_ref().is_some_and(|appeal| appeal.decided.0 == 0);
    serde_json::json!({
        "state": attempt.state, "submitted": attempt.submitted, "ran_out": attempt.ran_out,
        "points": attempt.total(), "percent": attempt.percent(), "appealed": open,
        "result": serde_json::to_string(&outcome).unwrap_or_default(),
        "answers": serde_json::to_string(&attempt.answers).unwrap_or_default(),
    })
}

/// Writes `$outcome` into an attempt that has had `$edits` changes, or refuses.
const WRITE_OUTCOME: &str = "
    IF (SELECT VALUE edits FROM ONLY type::record('attempt', $id)) != $edits { THROW 'gq:stale' };
    UPDATE type::record('attempt', $id) SET state = $outcome.state, submitted = $outcome.submitted,
        ran_out = $outcome.ran_out, points = $outcome.points, percent = $outcome.percent,
        appealed = $outcome.appealed, result = $outcome.result, answers = $outcome.answers, edits += 1 RETURN NONE;";

impl Store {
    async fn find_attempt(&self, id: &AttemptId) -> Result<Option<(Attempt, i64)>, StoreError> {
        let row: Option<Row> = self.find(id).await?;
        row.map(Row::attempt).transpose()
    }

    async fn attempts_where(&self, condition: &str, script: Script) -> Result<Vec<(Attempt, i64)>, StoreError> {
        let rows: Vec<Row> = self.rows_where(condition, script).await?;
        rows.into_iter().map(Row::attempt).collect()
    }

    async fn write_outcome(
        &self,
        change: Change,
        attempt: &Attempt,
        edits: i64,
        note: Option<&Note<'_>>,
        more: Script,
    ) -> Result<(), StoreError> {
        let mut script = more
            .then(WRITE_OUTCOME)
            .bind("id", attempt.id.as_str())
            .bind("edits", edits)
            .bind("outcome", outcome_of(attempt))
            .whose("attempt", [&attempt.person]);
        if let Some(note) = note {
            script = script.note(note, "NONE", "{ state: $outcome.state, points: $outcome.points }");
        }
        self.write(change, script).await.map(|_| ())
    }

    /// Exams of a class, in order of time; drafts for those who prepare them.
    pub(crate) async fn exams_of(&self, class: &ClassId) -> Result<Vec<Exam>, StoreError> {
        let mut exams: Vec<Exam> = self.rows_where("class = $class", Script::bound("class", class.as_str())).await?;
        exams.sort_by(|a, b| (a.opens, &a.id).cmp(&(b.opens, &b.id)));
        Ok(exams)
    }

    /// An exam with its class; its seed only once it is over.
    async fn exam_and_class(&self, id: &ExamId, now: Moment) -> Answer<(Exam, Class)> {
        let mut exam = self.get::<Exam>(id).await?;
        let class = self.get::<Class>(&exam.class).await?;
        if exam.state == ExamState::Published && exam.is_over(now) {
            exam.seed = self.seed_of(id).await?;
        }
        Ok((exam, class))
    }

    async fn seed_of(&self, id: &ExamId) -> Result<String, StoreError> {
        Ok(self.read_sealed("exam_seed", "seed", id.as_str()).await?.unwrap_or_default())
    }

    /// The questions a class's exams draw from: the banks of its unit and of those above it.
    pub(crate) async fn bank_for(&self, path: &str) -> Result<Vec<Question>, StoreError> {
        let mut paths = vec!["/".to_owned()];
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let above = paths.last().cloned().unwrap_or_default();
            paths.push(format!("{above}{part}/"));
        }
        self.rows_where("path IN $paths AND active", Script::bound("paths", paths)).await
    }

    async fn ready(&self, id: &ExamId) -> Answer<Arc<Ready>> {
        if let Some(ready) = self.caches.exams.get(id) {
            return Ok(ready);
        }
        let exam = self.get::<Exam>(id).await?;
        let (seed, bank) = (self.seed_of(id).await?, self.bank_for(&exam.path).await?);
        let ready = Arc::new(Ready { exam, seed, bank, categories: self.all_categories().await? });
        self.caches.exams.put(id, ready.clone());
        Ok(ready)
    }

    /// What the person has of an exam, oldest first.
    async fn own_attempts(&self, exam: &ExamId, person: &PersonId) -> Result<Vec<AttemptRow>, StoreError> {
        if person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = self
            .attempt_rows(
                "person = $person AND exam = $exam",
                Script::default().bind("person", person.as_str()).bind("exam", exam.as_str()),
            )
            .await?;
        rows.sort_by_key(|row| row.n);
        Ok(rows)
    }

    /// Attempts as lines of a list, without their papers.
    async fn attempt_rows(&self, condition: &str, script: Script) -> Result<Vec<AttemptRow>, StoreError> {
        #[derive(Deserialize)]
        struct Line {
            id: AttemptId,
            person: PersonId,
            name: String,
            unit_name: String,
            n: u32,
            started: Moment,
            submitted: Moment,
            state: AttemptState,
            points: Points,
            percent: u32,
            appealed: bool,
        }
        let columns =
            "record::id(id) AS id, person, name, unit_name, n, started, submitted, state, points, percent, appealed";
        let lines: Vec<Line> =
            self.rows(script.then(&format!("SELECT {columns} FROM attempt WHERE {condition}"))).await?;
        Ok(lines
            .into_iter()
            .map(|line| AttemptRow {
                result: (line.state == AttemptState::Marked).then_some((line.points, line.percent, false)),
                id: line.id,
                person: line.person,
                name: line.name,
                unit_name: line.unit_name,
                n: line.n,
                started: line.started,
                submitted: line.submitted,
                state: line.state,
                appealed: line.appealed,
            })
            .collect())
    }

    /// An exam that can be announced, with its class.
    async fn to_announce(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, Class)> {
        let (exam, class) = self.exam_and_class(id, now).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if exam.state == ExamState::Published {
            return Ok((exam, class));
        }
        if exam.closes <= now {
            return Err(Fault::field("closes", Rule::after_time(Milestone::Now, now)));
        }
        // Whether the bank can fill the rule is found out now, not when the class sits down.
        let (bank, categories) = (self.bank_for(&class.path).await?, self.all_categories().await?);
        draw_paper(&exam.rules, &bank, |one, top| categories.within(one, top), "", &AttemptId::default())
            .map_err(|few| Fault::from(training::Refusal::TooFewQuestions(few.rule as u32 + 1, few.have)))?;
        Ok((exam, class))
    }
}

#[async_trait]
impl Exams for Store {
    async fn exams(&self, viewer: &Viewer, class: &ClassId, _: Moment) -> Answer<Vec<Exam>> {
        let found = self.get::<Class>(class).await?;
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &found.path).is_ok();
        let seated = self.own_place(class, &viewer.person).await?.is_some_and(EnrolmentState::has_seat);
        // Whoever has nothing to do with them sees none.
        if !holds && !seated {
            return Ok(Vec::new());
        }
        let exams = self.exams_of(class).await?.into_iter();
        Ok(exams.filter(|exam| holds || exam.state != ExamState::Draft).collect())
    }

    async fn publishing(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<Consequence> {
        let (exam, class) = self.to_announce(viewer, id, now).await?;
        let told = if exam.state == ExamState::Published { 0 } else { class.taken as usize };
        Ok(Consequence::default().and(EffectKind::Told, told))
    }

    async fn exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<ExamDetail> {
        let (exam, class) = self.exam_and_class(id, now).await?;
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &class.path).is_ok();
        let place = self.own_place(&class.id, &viewer.person).await?;
        let seated = place.is_some_and(EnrolmentState::has_seat);
        if !holds && (!seated || exam.state == ExamState::Draft) {
            return Err(Fault::Forbidden);
        }
        let over = exam.is_over(now);
        let finish = |mut row: AttemptRow| {
            row.result =
                row.result.filter(|_| over).map(|(points, percent, _)| (points, percent, percent >= exam.pass));
            row
        };
        let mine: Vec<AttemptRow> = self.own_attempts(id, &viewer.person).await?.into_iter().map(finish).collect();
        let sitting = mine.iter().any(|row| row.state == AttemptState::Open);
        let may_sit = (place == Some(EnrolmentState::Enrolled)).then(|| {
            exam.open(now)?;
            if !sitting && mine.len() >= exam.attempts as usize {
                Err(training::Refusal::NoAttemptsLeft.into())
            } else {
                Ok(())
            }
        });
        let marks = viewer.require_at(Permission::CLASS_MARK, &class.path).is_ok();
        let attempts = if holds {
            let script = Script::default().bind("exam", id.as_str());
            let mut rows = self.attempt_rows("exam = $exam", script).await?;
            // Whoever may mark sees of what is being marked that it is there, not whose it is.
            for row in rows.iter_mut().filter(|row| marks && row.state == AttemptState::Marking) {
                *row = AttemptRow {
                    id: AttemptId::default(),
                    person: PersonId::default(),
                    name: String::new(),
                    unit_name: String::new(),
                    started: Moment(0),
                    submitted: Moment(0),
                    ..row.clone()
                };
            }
            rows.sort_by_key(|row| row.n);
            by_name(&mut rows, |row| &row.name);
            by_name(&mut rows, |row| &row.unit_name);
            Some(rows.into_iter().map(finish).collect())
        } else {
            None
        };
        Ok(ExamDetail {
            may_sit,
            mine,
            attempts,
            seats: class.taken,
            statistics: Vec::new(),
            to_mark: if marks { self.count_to_mark(viewer, id).await? } else { 0 },
            editable: viewer.require_at(Permission::CLASS_EDIT, &class.path).is_ok()
                && exam.state != ExamState::Cancelled
                && !over,
            exam,
        })
    }

    async fn save_exam(&self, viewer: &Viewer, draft: &Exam, now: Moment) -> Answer<ExamId> {
        let class = self.get::<Class>(&draft.class).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if !matches!(class.state, ClassState::Draft | ClassState::Published) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        draft.check()?;
        let categories = self.all_categories().await?;
        for (n, rule) in draft.rules.iter().enumerate() {
            if !rule.category.as_str().is_empty() && categories.find(&rule.category).is_none() {
                return Err(Fault::field(&format!("category-{n}"), Rule::Unknown));
            }
        }
        let new = draft.id.as_str().is_empty();
        let prior = if new { None } else { Some(self.get::<Exam>(&draft.id).await?) };
        if let Some(prior) = &prior {
            let settled = prior.state != ExamState::Draft
                && (prior.rules != draft.rules || prior.partial != draft.partial || prior.minutes != draft.minutes);
            if prior.class != draft.class || prior.state == ExamState::Cancelled {
                return Err(Fault::Refused(Reason::WrongState));
            }
            // What everybody's paper and time go by is settled once it is announced.
            if settled {
                return Err(Fault::field("rules", Rule::Settled));
            }
        }
        let id = if new { ExamId(new_id(now)) } else { draft.id.clone() };
        let next = Exam {
            id: id.clone(),
            class_title: class.title.clone(),
            path: class.path.clone(),
            title: draft.title.trim().to_owned(),
            seed_hash: prior.as_ref().map(|prior| prior.seed_hash.clone()).unwrap_or_default(),
            seed: String::new(),
            state: prior.as_ref().map_or(ExamState::Draft, |prior| prior.state),
            ..draft.clone()
        };
        let mut row = content(&next);
        if let Value::Object(map) = &mut row {
            map.remove("seed");
        }
        let save = Save { viewer, now, table: "exam", id: id.as_str(), path: &class.path, version: draft.version };
        let once = Once::sent("exam", viewer, draft);
        let stands = self.save_once(Change::Answers("exam.write"), &save, prior.as_ref(), row, &once).await?;
        self.caches.exams.forget(&id);
        Ok(ExamId(stands))
    }

    async fn publish_exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<()> {
        let (exam, class) = self.to_announce(viewer, id, now).await?;
        if exam.state == ExamState::Published {
            return Ok(());
        }
        let seed = new_seed();
        let body =
            News::ExamAnnounced { exam: id.clone(), title: exam.title.clone(), opens: exam.opens, closes: exam.closes };
        let note = Note::of(viewer, now).updates("exam", id.as_str(), &class.path).because("publish");
        let script = Script::default()
            .json("draft", &ExamState::Draft)
            .json("enrolled", &EnrolmentState::Enrolled)
            .json("published", &ExamState::Published)
            .then(
                "LET $prior = (SELECT state FROM ONLY type::record('exam', $id));
             IF $prior.state != $draft { THROW 'gq:state' };
             UPDATE type::record('exam', $id) SET state = $published, seed_hash = $hash, version += 1 RETURN NONE;
             CREATE type::record('exam_seed', $id) CONTENT { seed: $seed } RETURN NONE;
             FOR $person IN (SELECT VALUE person FROM enrolment WHERE class = $class AND state = $enrolled) {
                CREATE notice CONTENT { person: $person, at: $now, read: false, body: $body } RETURN NONE;
             };",
            )
            .bind("id", id.as_str())
            .bind("class", class.id.as_str())
            .bind("hash", seed_hash(&seed))
            .bind("seed", self.sealed("exam_seed", id.as_str(), &seed))
            .bind("now", now.0)
            .json("body", &body)
            .note(&note, "$prior", "{ state: $published, seed_hash: $hash }");
        self.write(Change::Answers("exam.publish"), script).await?;
        self.caches.exams.forget(id);
        Ok(())
    }

    async fn cancel_exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<()> {
        let (exam, class) = self.exam_and_class(id, now).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if exam.is_over(now) && exam.state == ExamState::Published {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let note = Note::of(viewer, now).ends("exam", id.as_str(), &class.path).because("cancel");
        let script = Script::default()
            .json("cancelled", &ExamState::Cancelled)
            .then(
                "LET $prior = (SELECT state FROM ONLY type::record('exam', $id));
             IF $prior.state = $cancelled { THROW 'gq:state' };
             UPDATE type::record('exam', $id) SET state = $cancelled, version += 1 RETURN NONE;",
            )
            .bind("id", id.as_str())
            .note(&note, "$prior", "{ state: $cancelled }");
        self.write(Change::Answers("exam.cancel"), script).await?;
        self.caches.exams.forget(id);
        Ok(())
    }

    async fn statistics(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, Vec<ItemStatistic>)> {
        let (exam, class) = self.exam_and_class(id, now).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        if !exam.is_over(now) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let script = Script::default().bind("exam", id.as_str());
        let attempts: Vec<Attempt> =
            self.attempts_where("exam = $exam", script).await?.into_iter().map(|(attempt, _)| attempt).collect();
        Ok((exam, item_statistics(&attempts)))
    }
}

impl Store {
    /// What the exams of a class that are over come to for people, those who sat none of them too.
    pub(crate) async fn exam_results_of(
        &self,
        class: &ClassId,
        people: impl Iterator<Item = &PersonId>,
        now: Moment,
    ) -> Result<Vec<(PersonId, ExamSum)>, StoreError> {
        let over = |exam: &Exam| exam.state == ExamState::Published && exam.is_over(now);
        let exams: Vec<Exam> = self.exams_of(class).await?.into_iter().filter(over).collect();
        let mut sums: Vec<(PersonId, ExamSum)> = people.map(|person| (person.clone(), ExamSum::default())).collect();
        for exam in &exams {
            let script = Script::default().bind("exam", exam.id.as_str());
            let mut attempts: HashMap<PersonId, Vec<Option<u32>>> = HashMap::new();
            for row in self.attempt_rows("exam = $exam", script).await? {
                attempts.entry(row.person).or_default().push(row.result.map(|result| result.1));
            }
            for (person, sum) in &mut sums {
                sum.add(attempts.get(person).map(Vec::as_slice).unwrap_or_default());
            }
        }
        Ok(if exams.is_empty() { Vec::new() } else { sums })
    }
}
