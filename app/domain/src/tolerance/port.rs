//! What the screens need of fault tolerance.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::ports::Answer;
use crate::register::{Register, RegisterQuery};
use crate::tolerance::{Action, CaseDetail, CaseRow, Draft, TalkAct, TalkDraft, TalkRow};
use crate::{Moment, TalkId, ToleranceId};

/// Cases of fault tolerance.
#[async_trait]
pub trait ToleranceCases: Send + Sync {
    /// The register: cases the viewer has a part in.
    async fn tolerance_cases(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<CaseRow>>;
    /// A case's page. Looking at it leaves a row of the trail.
    async fn tolerance_case(&self, viewer: &Viewer, id: &ToleranceId, now: Moment) -> Answer<CaseDetail>;
    /// Applies for somebody, or begins a case as the handling organ.
    async fn open_tolerance(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<ToleranceId>;
    /// Does something with a case as it was read. Of members that are named, the account is enough.
    async fn act_tolerance(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        version: u32,
        action: &Action,
        now: Moment,
    ) -> Answer<()>;
}

/// Decided cases to go by.
#[async_trait]
pub trait Precedents: Send + Sync {
    /// Decided cases without names, those with a text and a clause.
    async fn precedents(&self, viewer: &Viewer, text: &str, clause: &str, now: Moment) -> Answer<super::Precedents>;
    /// Takes a decided case into the collection, in words without names.
    async fn collect_precedent(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        summary: &str,
        reasons: &str,
        now: Moment,
    ) -> Answer<()>;
}

/// Reminder talks and written inquiries.
#[async_trait]
pub trait Talks: Send + Sync {
    /// Talks of early correction in the viewer's scope, and their own.
    async fn talks(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<TalkRow>>;
    /// Records a talk; the person is told.
    async fn save_talk(&self, viewer: &Viewer, draft: &TalkDraft, now: Moment) -> Answer<()>;
    /// Answers one, or takes it back as entered by mistake.
    async fn act_talk(&self, viewer: &Viewer, id: &TalkId, version: u32, act: &TalkAct, now: Moment) -> Answer<()>;
}
