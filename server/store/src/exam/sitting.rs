//! Sitting an exam: starting, saving every few seconds, handing in, and time running out.

use async_trait::async_trait;
use domain::training::port::Attempts;
use domain::training::{self, GRACE_SECONDS};

use super::*;

/// Answers of one saving at most, in bytes of JSON.
const MOST_BYTES: usize = 256 * 1024;

#[async_trait]
impl Attempts for Store {
    async fn start(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<AttemptId> {
        let person = viewer.as_person()?;
        let ready = self.ready(id).await?;
        let exam = &ready.exam;
        exam.open(now).map_err(Fault::Refused)?;
        if self.own_place(&exam.class, person).await? != Some(EnrolmentState::Enrolled) {
            return Err(training::Refusal::NotEnrolled.into());
        }
        let before = self.own_attempts(id, person).await?;
        if let Some(open) = before.iter().find(|row| row.state == AttemptState::Open) {
            return Ok(open.id.clone());
        }
        let n = u32::try_from(before.len()).unwrap_or(u32::MAX) + 1;
        if n > exam.attempts {
            return Err(training::Refusal::NoAttemptsLeft.into());
        }
        let attempt = AttemptId(format!("{id}__{person}__{n}"));
        let fits = |one: &domain::CategoryId, top: &domain::CategoryId| ready.categories.within(one, top);
        let paper = draw_paper(&exam.rules, &ready.bank, fits, &ready.seed, &attempt)
            .map_err(|few| Fault::from(training::Refusal::TooFewQuestions(few.rule as u32 + 1, few.have)))?;
        let candidate = self.candidate(person).await?.ok_or(Fault::Refused(Reason::NoPerson))?;
        let outcome = serde_json::to_string(&Outcome::default()).map_err(|_| Fault::Internal)?;
        let row = serde_json::json!({
            "exam": id, "person": person, "name": candidate.name, "unit_name": candidate.unit_name, "n": n,
            "started": now, "deadline": exam.deadline(now), "submitted": 0, "ran_out": false, "state": "open",
            "turn": 0, "saved": 0, "answers": "{}", "paper": serde_json::to_string(&paper).map_err(|_| Fault::Internal)?,
            "result": outcome, "points": 0, "percent": 0, "appealed": false, "edits": 0,
        });
        let note = Note::of(viewer, now).creates("attempt", attempt.as_str(), &exam.path);
        // The id names exam, person and number: a second click finds the first one's.
        let script = Script::new(
            "IF record::exists(type::record('attempt', $id)) { THROW 'gq:begun' };
             CREATE type::record('attempt', $id) CONTENT $row RETURN NONE;",
        )
        .bind("id", attempt.as_str())
        .bind("row", row)
        .note(&note, "NONE", "{ n: $row.n, deadline: $row.deadline }");
        match self.write(Change::Nothing("exam.start"), script).await {
            Err(StoreError::Thrown(code)) if code == "gq:begun" => Ok(attempt),
            other => other.map(|_| attempt).map_err(Fault::from),
        }
    }

    async fn sitting(&self, viewer: &Viewer, id: &AttemptId, now: Moment) -> Answer<Sitting> {
        let (attempt, _) = self.find_attempt(id).await?.ok_or(Fault::NotFound)?;
        if !viewer.owns(&attempt.person) {
            return Err(Fault::Forbidden);
        }
        attempt.takes_answers(now).map_err(Fault::Refused)?;
        let exam = self.get::<Exam>(&attempt.exam).await?;
        Ok(Sitting {
            exam,
            attempt: attempt.id,
            deadline: attempt.deadline,
            paper: attempt.paper.into_iter().map(PaperItem::hidden).collect(),
            answers: attempt.answers,
            turn: attempt.turn,
        })
    }

    /// Keeps what was answered so far: one transaction, which checks everything itself,
    /// because a whole class does this every few seconds.
    async fn save_answers(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        answers: &Answers,
        turn: u64,
        now: Moment,
    ) -> Answer<Saved> {
        let person = viewer.as_person()?;
        let text = serde_json::to_string(answers).map_err(|_| Fault::Internal)?;
        if text.len() > MOST_BYTES {
            return Err(Fault::field("answers", Rule::TooLong(4000)));
        }
        let script = Script::default()
            .json("open", &AttemptState::Open)
            .then(
                "LET $held = (SELECT person, state, turn, deadline FROM ONLY type::record('attempt', $id));
             IF $held = NONE { THROW 'gq:missing' };
             IF $held.person != $person { THROW 'gq:forbidden' };
             IF $held.state != $open OR $now > $held.deadline + $grace { THROW 'gq:exam-closed' };
             IF $turn > $held.turn {
                UPDATE type::record('attempt', $id) SET answers = $answers, turn = $turn, saved = $now RETURN NONE;
             };
             RETURN $held.deadline;",
            )
            .bind("id", id.as_str())
            .bind("person", person.as_str())
            .bind("answers", text)
            .bind("turn", i64::try_from(turn).unwrap_or(i64::MAX))
            .bind("now", now.0)
            .bind("grace", GRACE_SECONDS * 1000);
        let deadline = self.write(Change::Nothing("exam.save"), script).await?;
        Ok(Saved { at: now, deadline: Moment(deadline.as_i64().unwrap_or_default()) })
    }

    async fn hand_in(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        answers: &Answers,
        turn: u64,
        now: Moment,
    ) -> Answer<ExamId> {
        let (mut attempt, edits) = self.find_attempt(id).await?.ok_or(Fault::NotFound)?;
        if !viewer.owns(&attempt.person) {
            return Err(Fault::Forbidden);
        }
        // Handing in twice is handing in once.
        if attempt.state != AttemptState::Open {
            return Ok(attempt.exam);
        }
        attempt.takes_answers(now).map_err(Fault::Refused)?;
        if turn > attempt.turn {
            attempt.answers = attempt.sensible(answers);
        }
        self.close(&mut attempt, edits, now, false, viewer.into()).await?;
        Ok(attempt.exam)
    }

    async fn attempt(&self, viewer: &Viewer, id: &AttemptId, now: Moment) -> Answer<AttemptDetail> {
        let (mut attempt, _) = self.find_attempt(id).await?.ok_or(Fault::NotFound)?;
        let (exam, class) = self.exam_and_class(&attempt.exam.clone(), now).await?;
        let own = viewer.owns(&attempt.person);
        let holds = viewer.require_at(Permission::CLASS_MARK, &class.path).is_ok();
        if !own && !holds {
            return Err(Fault::Forbidden);
        }
        // Until it is marked, whoever may mark it reads nowhere whose answer is which.
        if !own && attempt.state != AttemptState::Marked {
            attempt.answers.clear();
            attempt.scores.clear();
            attempt.marks.clear();
        }
        let shown = exam.is_over(now) && attempt.state == AttemptState::Marked;
        let days = self.all_settings().await?.on(Setting::AppealDays, exam.closes.day());
        let appeal_until = exam.closes.day() + chrono::TimeDelta::days(days);
        let marked_it = attempt.marks.iter().any(|mark| mark.marker == viewer.account);
        let open = attempt.appeal.as_ref().is_some_and(|appeal| appeal.decided.0 == 0);
        // Nobody's marks are told apart by name on the candidate's page.
        if !holds {
            for mark in &mut attempt.marks {
                mark.marker = Default::default();
                mark.name = String::new();
            }
        }
        if !exam.is_over(now) {
            attempt.paper = attempt.paper.into_iter().map(PaperItem::hidden).collect();
            attempt.scores.clear();
            attempt.marks.clear();
        }
        Ok(AttemptDetail {
            shown,
            may_appeal: own && shown && attempt.appeal.is_none() && now.day() <= appeal_until,
            may_decide: holds && !own && open && !marked_it,
            appeal_until,
            exam,
            attempt,
        })
    }
}

impl Store {
    async fn close(
        &self,
        attempt: &mut Attempt,
        edits: i64,
        at: Moment,
        ran_out: bool,
        actor: crate::audit::Actor,
    ) -> Answer<()> {
        let exam = self.get::<Exam>(&attempt.exam).await?;
        attempt.answers = attempt.sensible(&attempt.answers.clone());
        attempt.hand_in(at, ran_out, exam.partial);
        let note = Note::of(actor, at).ends("attempt", attempt.id.as_str(), &exam.path).because(if ran_out {
            "time"
        } else {
            ""
        });
        let more = Script::default().json("open", &AttemptState::Open).then(
            "IF (SELECT VALUE state FROM ONLY type::record('attempt', $id)) != $open { THROW 'gq:exam-closed' };",
        );
        Ok(self.write_outcome(Change::Answers("exam.hand-in"), attempt, edits, Some(&note), more).await?)
    }

    /// Hands in what ran out of time, with what was saved of it. Gives how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_attempts(&self, now: Moment) -> Result<u32, StoreError> {
        let script = Script::bound("cut", now.plus_seconds(-GRACE_SECONDS).0).json("open", &AttemptState::Open);
        let mut closed = 0;
        for (mut attempt, edits) in self.attempts_where("state = $open AND deadline < $cut", script).await? {
            let at = attempt.deadline;
            match self.close(&mut attempt, edits, at, true, crate::audit::Actor::default()).await {
                // Handed in at the last moment after all.
                Err(Fault::Refused(_)) => {}
                Err(fault) => return Err(StoreError::Broken(fault.to_string())),
                Ok(()) => closed += 1,
            }
        }
        Ok(closed)
    }
}
