//! From the need to the class.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::ports::Answer;
use crate::training::{Need, Plan, PlanDetail, Programme, Survey, SurveyDetail};
use crate::{CategoryId, Moment, PlanId, ProgrammeId, SurveyId};

/// Surveys of what people need.
#[async_trait]
pub trait Surveys: Send + Sync {
    /// Surveys the viewer holds or is asked by, the newest first.
    async fn surveys(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Survey>>;
    /// A survey's page.
    async fn survey(&self, viewer: &Viewer, id: &SurveyId, now: Moment) -> Answer<SurveyDetail>;
    /// Adds or changes a survey.
    async fn save_survey(&self, viewer: &Viewer, draft: &Survey, now: Moment) -> Answer<SurveyId>;
    /// Sends a survey out: everybody below its unit is told.
    async fn publish_survey(&self, viewer: &Viewer, id: &SurveyId, now: Moment) -> Answer<()>;
    /// Takes a survey back that is out, with a reason that those asked read.
    async fn withdraw_survey(
        &self,
        viewer: &Viewer,
        id: &SurveyId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Closes a survey before its last day, with a reason; what was answered is what it comes to.
    async fn close_survey(&self, viewer: &Viewer, id: &SurveyId, version: u32, reason: &str, now: Moment)
    -> Answer<()>;
    /// Tells those who have not answered once more, once a day at most. Gives how many.
    async fn remind_survey(&self, viewer: &Viewer, id: &SurveyId, version: u32, now: Moment) -> Answer<u32>;
    /// Answers for the viewer; until it closes an answer can be changed.
    async fn answer_survey(&self, viewer: &Viewer, need: &Need, now: Moment) -> Answer<()>;
}

/// Plans and their programmes.
#[async_trait]
pub trait Plans: Send + Sync {
    /// Plans of the viewer's scope, the newest first.
    async fn plans(&self, viewer: &Viewer) -> Answer<Vec<Plan>>;
    /// A plan's page.
    async fn plan(&self, viewer: &Viewer, id: &PlanId) -> Answer<PlanDetail>;
    /// Adds or changes a plan; its programmes stay as they are.
    async fn save_plan(&self, viewer: &Viewer, draft: &Plan, now: Moment) -> Answer<PlanId>;
    /// Adds or changes a programme of a plan that is a draft.
    async fn save_programme(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        programme: &Programme,
        now: Moment,
    ) -> Answer<()>;
    /// Takes a programme out of a plan that is a draft.
    async fn remove_programme(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        programme: &ProgrammeId,
        now: Moment,
    ) -> Answer<()>;
    /// Adds the programmes that a survey's needs propose, those named by `least` or more.
    async fn propose_programmes(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        survey: &SurveyId,
        least: u32,
        now: Moment,
    ) -> Answer<()>;
    /// Adds a programme on a content for each tier that results of appraisal send to training.
    async fn programmes_from_appraisal(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        category: &CategoryId,
        now: Moment,
    ) -> Answer<()>;
    async fn submit_plan(&self, viewer: &Viewer, id: &PlanId, now: Moment) -> Answer<()>;
    /// Takes a plan back that waits for approval, to change it.
    async fn take_back_plan(&self, viewer: &Viewer, id: &PlanId, version: u32, now: Moment) -> Answer<()>;
    /// Approves a plan as it was seen, or returns it with a reason; not by who submitted it, who is told.
    async fn decide_plan(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// A programme of an approved plan, to make a class from.
    async fn programme(&self, viewer: &Viewer, id: &ProgrammeId) -> Answer<Programme>;
}
