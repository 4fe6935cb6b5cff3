//! Marking by two people who see no names, and appeals.

use async_trait::async_trait;
use domain::training::port::{Attempts, Marks};

use sha2::{Digest, Sha256};

use super::*;

impl Store {
    /// Attempts of an exam that wait for marks, but for the viewer's own.
    async fn marking(&self, viewer: &Viewer, id: &ExamId) -> Result<Vec<Attempt>, StoreError> {
        let script = Script::bound("exam", id.as_str()).json("marking", &AttemptState::Marking);
        let all = self.attempts_where("exam = $exam AND state = $marking", script).await?;
        Ok(all.into_iter().map(|(attempt, _)| attempt).filter(|attempt| !viewer.owns(&attempt.person)).collect())
    }

    /// What the names of an exam's attempts before its markers are made with.
    async fn mark_key(&self, id: &ExamId) -> Answer<String> {
        let script = Script::new("SELECT VALUE marks FROM type::record('exam_seed', $id)").bind("id", id.as_str());
        self.row(script).await?.ok_or(Fault::NotFound)
    }

    /// The answers of an attempt that wait for a mark of this viewer.
    fn waiting<'a>(viewer: &'a Viewer, attempt: &'a Attempt) -> impl Iterator<Item = &'a PaperItem> {
        attempt.paper.iter().filter(move |item| {
            let id = &item.question.id;
            item.question.kind.is_marked()
                && !attempt.scores.contains_key(id)
                && !attempt.marks.iter().any(|mark| mark.question == *id && mark.marker == viewer.account)
        })
    }

    pub(super) async fn count_to_mark(&self, viewer: &Viewer, id: &ExamId) -> Result<u32, StoreError> {
        let attempts = self.marking(viewer, id).await?;
        let count: usize = attempts.iter().map(|attempt| Self::waiting(viewer, attempt).count()).sum();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

#[async_trait]
impl Marks for Store {
    async fn to_mark(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, u32, Option<ToMark>)> {
        let (exam, class) = self.exam_and_class(id, now).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        let attempts = self.marking(viewer, id).await?;
        let mut waiting: Vec<(&Attempt, &PaperItem)> = attempts
            .iter()
            .flat_map(|attempt| Self::waiting(viewer, attempt).map(move |item| (attempt, item)))
            .collect();
        // Question by question, in an order that is each marker's own and tells no names.
        waiting.sort_by_key(|(attempt, item)| {
            let lot: [u8; 32] = Sha256::digest(format!("{}:{}", viewer.account, attempt.id).as_bytes()).into();
            (item.question.id.clone(), lot)
        });
        let left = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let key = if waiting.is_empty() { String::new() } else { self.mark_key(id).await? };
        let next = waiting.first().map(|(attempt, item)| {
            let marks: Vec<Points> =
                attempt.marks.iter().filter(|mark| mark.question == item.question.id).map(|mark| mark.points).collect();
            ToMark {
                attempt: sign(&key, &attempt.id),
                question: item.question.clone(),
                worth: item.points,
                answer: attempt
                    .answers
                    .get(&item.question.id)
                    .and_then(|given| given.first())
                    .cloned()
                    .unwrap_or_default(),
                // The first marker's points would lead the second's hand.
                differing: if marks.len() >= 2 { marks } else { Vec::new() },
            }
        });
        Ok((exam, left, next))
    }

    async fn mark(
        &self,
        viewer: &Viewer,
        attempt: &AttemptId,
        question: &QuestionId,
        points: Points,
        now: Moment,
    ) -> Answer<ExamId> {
        viewer.require(Permission::CLASS_MARK)?;
        let Some((exam, _)) = attempt.as_str().split_once('.') else { return Err(Fault::NotFound) };
        let exam = ExamId::from(exam);
        let (held, class) = self.exam_and_class(&exam, now).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        let script = Script::bound("exam", exam.as_str()).json("marking", &AttemptState::Marking);
        let found = self.attempts_where("exam = $exam AND state = $marking", script).await?.into_iter();
        let key = self.mark_key(&exam).await?;
        let (mut found, edits) = found
            .into_iter()
            .find(|(one, _)| sign(&key, &one.id) == *attempt)
            .ok_or(Fault::Refused(Reason::WrongState))?;
        if viewer.owns(&found.person) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        let worth = found.paper.iter().find(|item| item.question.id == *question).map(|item| item.points);
        let worth = worth.ok_or(Fault::NotFound)?;
        if points.0 < 0 || points > worth {
            return Err(Fault::field("points", Rule::Between(0, i64::from(worth.0 / 10))));
        }
        let tolerance = self.all_settings().await?.on(Setting::MarkTolerance, now.day());
        let mark = EssayMark {
            question: question.clone(),
            marker: viewer.account.clone(),
            name: viewer.name.clone(),
            points,
            at: now,
        };
        found.mark(mark, tolerance).map_err(Fault::Refused)?;
        let note = Note::of(viewer, now).updates("attempt", found.id.as_str(), &held.path).because("mark");
        self.write_outcome(Change::Answers("exam.mark"), &found, edits, Some(&note), Script::default()).await?;
        Ok(exam)
    }

    async fn appeal(&self, viewer: &Viewer, id: &AttemptId, reason: &str, now: Moment) -> Answer<()> {
        let detail = self.attempt(viewer, id, now).await?;
        if !viewer.owns(&detail.attempt.person) {
            return Err(Fault::Forbidden);
        }
        if !detail.may_appeal {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut checks = domain::fault::Checks::default();
        checks.text(reason, "reason", 1000);
        checks.done()?;
        let (mut attempt, edits) = self.find_attempt(id).await?.ok_or(Fault::NotFound)?;
        attempt.appeal = Some(ExamAppeal {
            reason: reason.trim().to_owned(),
            at: now,
            by: String::new(),
            granted: false,
            answer: String::new(),
            decided: Moment(0),
        });
        let note = Note::of(viewer, now).updates("attempt", id.as_str(), &detail.exam.path).because(reason.trim());
        Ok(self.write_outcome(Change::Answers("exam.appeal"), &attempt, edits, Some(&note), Script::default()).await?)
    }

    async fn decide_appeal(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        granted: bool,
        answer: &str,
        raised: &BTreeMap<QuestionId, Points>,
        now: Moment,
    ) -> Answer<()> {
        let detail = self.attempt(viewer, id, now).await?;
        viewer.require_at(Permission::CLASS_MARK, &detail.exam.path)?;
        if viewer.owns(&detail.attempt.person) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        // Who marked an answer does not judge the complaint about it.
        if !detail.may_decide {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut checks = domain::fault::Checks::default();
        checks.text(answer, "answer", 1000);
        checks.done()?;
        let (mut attempt, edits) = self.find_attempt(id).await?.ok_or(Fault::NotFound)?;
        attempt.decide_appeal(&viewer.name, granted, answer.trim(), raised, now).map_err(Fault::Refused)?;
        let body = News::AppealDecided { attempt: id.clone(), title: detail.exam.title.clone(), granted };
        let note = Note::of(viewer, now).updates("attempt", id.as_str(), &detail.exam.path).because(answer.trim());
        let more = Script::new("INSERT INTO notice $notice RETURN NONE;")
            .bind("notice", vec![crate::desk::notice_row(&attempt.person, &body, now)]);
        Ok(self.write_outcome(Change::Answers("exam.appeal-decided"), &attempt, edits, Some(&note), more).await?)
    }
}

/// What an attempt is called before its marker: its exam, and a hash that tells nothing of
/// whose it is. Ids are easily guessed, so that the hash needs a key.
fn sign(key: &str, id: &AttemptId) -> AttemptId {
    let exam = id.as_str().split("__").next().unwrap_or_default();
    let hash = crate::audit::hex(&Sha256::digest(format!("mark:{key}:{id}").as_bytes()));
    AttemptId(format!("{exam}.{}", &hash[..16]))
}
