//! Evaluations: who answered and what was answered are never joined.

use domain::access::{Permission, Viewer};
use domain::ports::Answer;
use domain::training::{Evaluation, EvaluationDetail, EvaluationResults, Lesson, Setting, evaluation_open};
use domain::{ClassId, EnrolmentId, Fault, Moment, Reason};
use serde_json::Value;

use super::new_seed;
use crate::rows::content;
use crate::{Script, Store, StoreError};

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

    pub(super) async fn evaluation_page(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<EvaluationDetail> {
        let class = self.find_class(id).await?.ok_or(Fault::NotFound)?;
        let holds = viewer.require_at(Permission::TrainingView, &class.path).is_ok();
        let seated = self.was_seated(viewer, id).await?;
        if !holds && !seated {
            return Err(Fault::Forbidden);
        }
        let lessons: Vec<Lesson> = self.lessons_of(id).await?.into_iter().filter(|lesson| !lesson.cancelled).collect();
        let settings = self.all_settings().await?;
        let days = settings.on(Setting::EvaluationDays, class.ends);
        let least = settings.on(Setting::SmallGroup, class.ends);
        let open = evaluation_open(&class, now.day(), days);
        let answered = seated && self.has_answered(&EnrolmentId::of(id, &viewer.person)).await?;
        let (mut turnout, mut results) = (None, None);
        if holds {
            let answers: Vec<Evaluation> = self
                .rows(Script::new("SELECT * FROM evaluation WHERE class = $class").bind("class", id.as_str()))
                .await?;
            turnout = Some((u32::try_from(answers.len()).unwrap_or(u32::MAX), class.taken));
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

    pub(super) async fn add_evaluation(&self, viewer: &Viewer, answer: &Evaluation, now: Moment) -> Answer<()> {
        let person = viewer.as_person()?;
        let class = self.find_class(&answer.class).await?.ok_or(Fault::NotFound)?;
        if !self.was_seated(viewer, &class.id).await? {
            return Err(Fault::Refused(Reason::NotEnrolled));
        }
        let days = self.all_settings().await?.on(Setting::EvaluationDays, class.ends);
        if !evaluation_open(&class, now.day(), days) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        answer.check(&self.lessons_of(&class.id).await?)?;
        // No note in the trail: it would say who wrote when, and the rows would follow.
        let script = Script::new(
            "IF record::exists(type::record('evaluated', $place)) { THROW 'gq:answered' };
             CREATE type::record('evaluated', $place) CONTENT { class: $class } RETURN NONE;
             CREATE type::record('evaluation', $id) CONTENT $answer RETURN NONE;",
        )
        .bind("place", EnrolmentId::of(&class.id, person).as_str())
        .bind("class", class.id.as_str())
        .bind("id", new_seed())
        .bind("answer", content(&Evaluation { comment: answer.comment.trim().to_owned(), ..answer.clone() }));
        self.write("evaluation.add", script).await?;
        Ok(())
    }
}
