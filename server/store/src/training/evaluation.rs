//! Evaluations: who answered and what was answered are never joined.
//!
//! An answer waits sealed, all of a class equally long, under a key outside the store. When nobody
//! can answer any more, the class's answers are opened and written together in an order drawn by
//! lot, and the key is destroyed: the engine's files show sealed answers beside the marks of those
//! who gave them, and open ones beside nobody.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::appraisal::Sheet;
use domain::ports::Answer;
use domain::training::port::Evaluations;
use domain::training::{
    self, Class, Evaluation, EvaluationDetail, EvaluationResults, LONGEST_COMMENT, Lesson, Setting, evaluation_open,
};
use domain::{ClassId, EnrolmentId, Fault, Moment, Reason};
use rand::seq::SliceRandom;
use serde::Deserialize;
use serde_json::Value;
use surrealdb::types::RecordId;

use super::new_seed;
use crate::row::records;
use crate::rows::content;
use crate::{Change, Script, Store, StoreError};

impl Store {
    async fn has_answered(&self, place: &EnrolmentId) -> Result<bool, StoreError> {
        let found: Vec<Value> = self
            .rows(Script::new("SELECT VALUE class FROM type::record('evaluated', $id)").bind("id", place.as_str()))
            .await?;
        Ok(!found.is_empty())
    }

    /// Whether the viewer had a seat in the class.
    async fn was_seated(&self, viewer: &Viewer, class: &ClassId) -> Result<bool, StoreError> {
        let place = self.own_place(class, &viewer.person).await?;
        Ok(place.is_some_and(|state| state.has_seat()))
    }
}

#[async_trait]
impl Evaluations for Store {
    async fn evaluation(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<EvaluationDetail> {
        let class = self.get::<Class>(id).await?;
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &class.path).is_ok();
        let seated = self.was_seated(viewer, id).await?;
        if !holds && !seated {
            return Err(Fault::Forbidden);
        }
        let lessons: Vec<Lesson> = self.lessons_of(id).await?.into_iter().filter(|lesson| !lesson.cancelled).collect();
        let settings = self.all_settings().await?;
        let days = settings.on(Setting::EvaluationDays, class.ends);
        let least = settings.on(Setting::SmallGroup, class.ends);
        let open = evaluation_open(&class, now.day(), days);
        if holds && !open {
            self.land_evaluation(&class).await?;
        }
        let answered = seated && self.has_answered(&EnrolmentId::of(id, &viewer.person)).await?;
        let (mut turnout, mut results) = (None, None);
        if holds {
            let of_class = |what: &str| Script::new(what).bind("class", id.as_str());
            let answers: Vec<Evaluation> = self.rows(of_class("SELECT * FROM evaluation WHERE class = $class")).await?;
            let count: Vec<u32> =
                self.rows(of_class("SELECT VALUE count() FROM evaluated WHERE class = $class GROUP ALL")).await?;
            turnout = Some((count.first().copied().unwrap_or(0), class.taken));
            // While somebody may still answer, two readings could differ by one answer.
            if !open && class.starts <= now.day() {
                results = EvaluationResults::of(&answers, &lessons, least);
            }
        }
        Ok(EvaluationDetail {
            may_answer: seated && open && !answered,
            answered,
            until: class.ends + chrono::TimeDelta::days(days),
            turnout,
            least,
            results,
            lessons,
            class,
        })
    }

    async fn evaluate(&self, viewer: &Viewer, answer: &Evaluation, now: Moment) -> Answer<()> {
        let person = viewer.as_person()?;
        let class = self.get::<Class>(&answer.class).await?;
        if !self.was_seated(viewer, &class.id).await? {
            return Err(training::Refusal::NotEnrolled.into());
        }
        let days = self.all_settings().await?.on(Setting::EvaluationDays, class.ends);
        if !evaluation_open(&class, now.day(), days) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        answer.check(&self.lessons_of(&class.id).await?)?;
        let key = self.ballot_keys.of_box(&box_of(&class.id)).await?;
        let id = new_seed();
        let answer = Evaluation { comment: answer.comment.trim().to_owned(), ..answer.clone() };
        let sealed = key.seal(&id, &padded(&answer)?)?;
        // No note in the trail: it would say who wrote when, and the rows would follow.
        let script = Script::new(
            "IF record::exists(type::record('evaluated', $place)) { THROW 'gq:answered' };
             CREATE type::record('evaluated', $place) CONTENT { class: $class } RETURN NONE;
             CREATE type::record('evaluation_sealed', $id) CONTENT { class: $class, sealed: $sealed } RETURN NONE;",
        )
        .bind("place", EnrolmentId::of(&class.id, person).as_str())
        .bind("class", class.id.as_str())
        .bind("id", id)
        .bind("sealed", sealed);
        self.write(Change::Answers("evaluation.add"), script).await?;
        Ok(())
    }
}

impl Store {
    /// Opens the answers of classes that nobody can evaluate any more. Gives how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn land_evaluations(&self, now: Moment) -> Answer<u32> {
        let mut waiting: Vec<ClassId> = self.rows(Script::new("SELECT VALUE class FROM evaluation_sealed")).await?;
        waiting.sort();
        waiting.dedup();
        let settings = self.all_settings().await?;
        let mut landed = 0;
        for id in waiting {
            let Some(class) = self.find::<Class>(&id).await? else { continue };
            let days = settings.on(Setting::EvaluationDays, class.ends);
            if !evaluation_open(&class, now.day(), days) {
                landed += self.land_evaluation(&class).await?;
            }
        }
        self.sweep_box_keys(now).await?;
        Ok(landed)
    }

    /// Destroys the keys of boxes that were opened, where the program ended before it could.
    async fn sweep_box_keys(&self, now: Moment) -> Answer<()> {
        let names = self.ballot_keys.names();
        if names.is_empty() {
            return Ok(());
        }
        // A box of an appraisal is called by its sheet and its group, and either may have hyphens.
        let of_sheets = names.iter().filter(|name| !name.starts_with(EVALUATIONS));
        let sheets = records::<Sheet>(of_sheets.flat_map(|name| name.match_indices('-').map(|(at, _)| &name[..at])));
        let script = Script::new("SELECT VALUE record::id(id) FROM $sheets WHERE (tally ?? '') != ''");
        let counted: Vec<String> =
            if sheets.is_empty() { Vec::new() } else { self.rows(script.bind("sheets", sheets)).await? };
        let settings = self.all_settings().await?;
        for name in names {
            let over = match name.strip_prefix(EVALUATIONS) {
                Some(id) => match self.find::<Class>(&id.into()).await? {
                    Some(class) => {
                        let days = settings.on(Setting::EvaluationDays, class.ends);
                        let script = Script::new(
                            "SELECT VALUE record::id(id) FROM evaluation_sealed WHERE class = $class LIMIT 1",
                        );
                        let waiting: Vec<String> = self.rows(script.bind("class", id)).await?;
                        waiting.is_empty() && !evaluation_open(&class, now.day(), days)
                    }
                    None => false,
                },
                None => counted
                    .iter()
                    .any(|sheet| name.strip_prefix(sheet.as_str()).is_some_and(|group| group.starts_with('-'))),
            };
            if over {
                tracing::warn!(name, "the key of a box that was opened lay there still");
                self.ballot_keys.destroy_box(&name);
            }
        }
        Ok(())
    }

    async fn land_evaluation(&self, class: &Class) -> Answer<u32> {
        #[derive(Deserialize)]
        struct Sealed {
            id: String,
            sealed: String,
        }
        let waiting: Vec<Sealed> = self
            .rows(
                Script::new("SELECT record::id(id) AS id, sealed FROM evaluation_sealed WHERE class = $class")
                    .bind("class", class.id.as_str()),
            )
            .await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let Some(key) = self.ballot_keys.find_box(&box_of(&class.id))? else {
            tracing::error!(class = %class.id, answers = waiting.len(), "the key of sealed evaluations is missing");
            return Ok(0);
        };
        let mut rows = Vec::with_capacity(waiting.len());
        for one in &waiting {
            let opened = key.unseal(&one.id, &one.sealed).and_then(|text| serde_json::from_str(text.trim_end()).ok());
            let answer: Evaluation = opened.ok_or_else(|| {
                tracing::error!(class = %class.id, "a sealed evaluation does not open");
                Fault::Internal
            })?;
            let mut row = content(&answer);
            row["id"] = new_seed().into();
            rows.push(row);
        }
        rows.shuffle(&mut rand::rng());
        let records: Vec<RecordId> =
            waiting.iter().map(|one| RecordId::new("evaluation_sealed", one.id.as_str())).collect();
        // Two may open a box at once: one of them writes.
        let script = Script::new(
            "IF array::len((SELECT VALUE id FROM $records)) != array::len($records) { THROW 'gq:stale' };
             DELETE $records RETURN NONE;
             INSERT INTO evaluation $rows RETURN NONE;",
        )
        .bind("records", records)
        .bind("rows", rows);
        match self.write(Change::Answers("evaluation.land"), script).await.map_err(Fault::from) {
            Ok(_) => {}
            Err(Fault::Refused(Reason::Stale)) => return Ok(0),
            Err(fault) => return Err(fault),
        }
        // Only then: what is not on the disk open can still be opened.
        self.ballot_keys.destroy_box(&box_of(&class.id));
        Ok(u32::try_from(waiting.len()).unwrap_or(u32::MAX))
    }
}

/// What the names of classes' boxes begin with.
const EVALUATIONS: &str = "evaluation-";

/// The name of a class's box.
fn box_of(class: &ClassId) -> String {
    format!("{EVALUATIONS}{class}")
}

/// An answer as text of a length that tells nothing: as long as the longest comment makes it.
fn padded(answer: &Evaluation) -> Answer<String> {
    let longest = Evaluation { comment: "\u{1}".repeat(LONGEST_COMMENT as usize), ..answer.clone() };
    let text = |one: &Evaluation| serde_json::to_string(one).map_err(|_| Fault::Internal);
    let (width, mut given) = (text(&longest)?.len(), text(answer)?);
    given.extend(std::iter::repeat_n(' ', width.saturating_sub(given.len())));
    Ok(given)
}
