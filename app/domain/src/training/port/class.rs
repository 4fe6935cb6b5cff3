//! Classes: who has a place, how they end, what they give.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::consequence::Consequence;
use crate::page::Page;
use crate::ports::Answer;
use crate::register::{Register, RegisterQuery};
use crate::training::{
    CallAnswer, CallUpDetail, CallUpDraft, Certificate, CertificateQuery, ClassDetail, ClassDraft, ClassQuery,
    ClassRow, Enrolment, Mark, OwnPlace, ProspectQuery, Prospects, Request, SentToTraining, SettingRow, Settings,
};
use crate::versioned::Drawn;
use crate::{CallUpId, CertificateId, ClassId, Day, EnrolmentId, Moment, PersonId, UnitId};

#[async_trait]
pub trait Classes: Send + Sync {
    /// A page of classes the viewer may see.
    async fn classes(&self, viewer: &Viewer, query: &ClassQuery, now: Moment) -> Answer<Page<ClassRow>>;
    /// A class's page.
    async fn class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<ClassDetail>;
    /// A page of its people, in the order in which they asked, for those who may see them.
    async fn class_roster(&self, viewer: &Viewer, id: &ClassId, query: &RegisterQuery) -> Answer<Register<Enrolment>>;
    /// Creates or changes a class.
    async fn save_class(&self, viewer: &Viewer, draft: &ClassDraft, now: Moment) -> Answer<ClassId>;
    /// Announces a class.
    async fn publish_class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// Calls a class off; its people are told.
    async fn cancel_class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// Whom results of appraisal send to training, of those a class is for: for whoever gives out
    /// its seats.
    async fn sent_to_training(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<SentToTraining>;
}

/// Places in classes.
#[async_trait]
pub trait Places: Send + Sync {
    /// Takes a seat for the viewer.
    async fn enrol(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Enrolment>;
    /// Confirms the seat offered to the viewer.
    async fn confirm(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// Gives the viewer's place back.
    async fn withdraw(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()>;
    /// Every place that the viewer has or had or asks for, what is still to come first.
    async fn own_places(&self, viewer: &Viewer) -> Answer<Vec<OwnPlace>>;
    /// The requests for places that wait for the viewer's decision.
    async fn requests(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Request>>;
    /// Grants or refuses requests, class by class; a refusal gives its reason.
    async fn decide(
        &self,
        viewer: &Viewer,
        places: &[EnrolmentId],
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Sets seats of a class aside by unit.
    async fn set_quotas(
        &self,
        viewer: &Viewer,
        id: &ClassId,
        version: u32,
        quotas: &[(UnitId, u32)],
        now: Moment,
    ) -> Answer<()>;
}

/// Who is sent to a class or called up for it.
#[async_trait]
pub trait CallUps: Send + Sync {
    /// Those of the viewer's scope who could be called up or sent to a class.
    async fn prospects(&self, viewer: &Viewer, query: &ProspectQuery, now: Moment) -> Answer<Prospects>;
    /// Sends people of the viewer's units to a class (单位选派), all or none.
    async fn send(&self, viewer: &Viewer, id: &ClassId, people: &[PersonId], now: Moment) -> Answer<()>;
    /// Issues a notice of call-up (组织调训、点名调训): everybody on it gets a seat, or nobody.
    async fn call_up(&self, viewer: &Viewer, draft: &CallUpDraft, now: Moment) -> Answer<CallUpId>;
    /// A notice of call-up.
    async fn call_up_detail(&self, viewer: &Viewer, id: &CallUpId) -> Answer<CallUpDetail>;
    /// Answers a call-up for the viewer.
    async fn answer_call(&self, viewer: &Viewer, id: &CallUpId, answer: &CallAnswer, now: Moment) -> Answer<()>;
    /// Decides about leave or a substitute; a refusal gives its reason and leaves the call open.
    async fn decide_call(
        &self,
        viewer: &Viewer,
        call: &EnrolmentId,
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
}

/// The end of a class.
#[async_trait]
pub trait Finishing: Send + Sync {
    /// What finishing a class with these marks would do; nobody is forgotten and every mark is sound.
    async fn finishing(&self, viewer: &Viewer, id: &ClassId, marks: &[Mark], now: Moment) -> Answer<Consequence>;
    /// Records attendance and completion of all its people, posts the hours, finishes the class.
    async fn finish_class(&self, viewer: &Viewer, id: &ClassId, marks: &[Mark], now: Moment) -> Answer<()>;
}

/// A finished class opened again.
#[async_trait]
pub trait Reopening: Send + Sync {
    /// What opening a finished class again would do.
    async fn reopening(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Consequence>;
    /// Opens a finished class again, for so many days after its end: hours are reversed,
    /// certificates revoked, everybody concerned is told why, and results can be entered anew.
    async fn reopen_class(&self, viewer: &Viewer, id: &ClassId, reason: &str, now: Moment) -> Answer<()>;
}

#[async_trait]
pub trait Certificates: Send + Sync {
    /// A page of the certificates of the viewer's scope.
    async fn certificates(&self, viewer: &Viewer, query: &CertificateQuery, now: Moment) -> Answer<Page<Certificate>>;
    /// Certifies again, many at once, all or none, on a stated basis: each gets a new
    /// certificate, and the old one stays as it was.
    async fn renew_certificates(
        &self,
        viewer: &Viewer,
        ids: &[CertificateId],
        basis: &str,
        until: Day,
        now: Moment,
    ) -> Answer<()>;
    /// Revokes a certificate with a reason; it stays, as revoked.
    async fn revoke_certificate(&self, viewer: &Viewer, id: &CertificateId, reason: &str, now: Moment) -> Answer<()>;
}

/// The numbers of training that are settings.
#[async_trait]
pub trait TrainingSettings: Send + Sync {
    /// The numbers of training that are settings.
    async fn settings(&self, viewer: &Viewer) -> Answer<Settings>;
    /// Enters a number with its basis and the day it takes effect. Who was overtaken by a value of the same
    /// setting since the form was drawn is refused as stale, and who enters one for a day that has one is asked,
    /// as with [`Versioning`](crate::versioned::Versioning).
    async fn add_setting(&self, viewer: &Viewer, row: &SettingRow, drawn: &Drawn, now: Moment) -> Answer<()>;
}
