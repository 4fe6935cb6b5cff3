//! What the screens need of appraisal.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::appraisal::{
    Act, AppraisalDetail, Appraisals, BallotPage, Deed, Draft, GroupRoll, MemberDetail, MemberFilter, Receipt, Scheme,
    SchemeDetail, SheetDetail, SlipAct, StepAct, ThirdPartyDraft,
};
use crate::ports::Answer;
use crate::register::RegisterQuery;
use crate::{AppraisalId, DeedId, MemberId, Moment, PersonId, SchemeId, SheetId};

/// Appraisals of a year.
#[async_trait]
pub trait Years: Send + Sync {
    /// Appraisals in the viewer's scope, their own results and the ballots they may cast.
    async fn appraisals(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Appraisals>;
    /// An appraisal's page.
    async fn appraisal(&self, viewer: &Viewer, id: &AppraisalId, now: Moment) -> Answer<AppraisalDetail>;
    /// Sets one up: everybody in service in the unit and below, with sheets and rolls of voters.
    async fn set_up_appraisal(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<AppraisalId>;
    /// Moves one on, as it was read.
    async fn act_appraisal(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        version: u32,
        act: &StepAct,
        now: Moment,
    ) -> Answer<()>;
}

/// People in an appraisal.
#[async_trait]
pub trait Members: Send + Sync {
    /// People of an appraisal in the viewer's scope.
    async fn appraisal_members(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        filter: MemberFilter,
        query: &RegisterQuery,
    ) -> Answer<super::Members>;
    /// One person's page.
    async fn appraisal_member(&self, viewer: &Viewer, id: &MemberId, now: Moment) -> Answer<MemberDetail>;
    /// Does something with one person, as they were read.
    async fn act_member(&self, viewer: &Viewer, id: &MemberId, version: u32, act: &Act, now: Moment) -> Answer<()>;
}

/// What others counted.
#[async_trait]
pub trait ThirdParties: Send + Sync {
    /// Takes a third party's data set in; gives how many of its lines are people of the appraisal.
    async fn add_third_party(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        draft: &ThirdPartyDraft,
        now: Moment,
    ) -> Answer<u32>;
}

/// Sheets: whom a vote judges and who votes.
#[async_trait]
pub trait Sheets: Send + Sync {
    /// A sheet's page, for those who run the vote.
    async fn sheet(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<SheetDetail>;
    /// Puts a person, by id or by a name that is one's alone in the viewer's scope, on the roll of a
    /// sheet in a group, or takes them off where it is empty. Nobody who took a ballot.
    async fn set_voter(&self, viewer: &Viewer, id: &SheetId, person: &PersonId, group: &str, now: Moment)
    -> Answer<()>;
    /// Says how many were given paper ballots.
    async fn save_paper(&self, viewer: &Viewer, id: &SheetId, roll: &GroupRoll, now: Moment) -> Answer<()>;
    /// Takes typed paper ballots in: the first time they wait, the second time by somebody else they
    /// count when they are alike.
    async fn type_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, text: &str, now: Moment) -> Answer<()>;
    /// Throws away paper ballots that were typed once, to begin again.
    async fn drop_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, now: Moment) -> Answer<()>;
}

/// Printed slips for people without an account.
#[async_trait]
pub trait Slips: Send + Sync {
    /// Makes slips for people without an account; gives their numbers, which are kept nowhere.
    async fn make_slips(
        &self,
        viewer: &Viewer,
        id: &SheetId,
        group: &str,
        count: u32,
        now: Moment,
    ) -> Answer<Vec<String>>;
    /// Gives slips out or makes them void, as another person than who printed them, or asked for it.
    async fn act_slips(&self, viewer: &Viewer, id: &SheetId, act: &SlipAct, now: Moment) -> Answer<()>;
}

#[async_trait]
pub trait Ballots: Send + Sync {
    /// The viewer's ballot.
    async fn ballot(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<BallotPage>;
    /// Signs the viewer's blinded ballot number, once: asking again with the same gives the same.
    async fn take_ballot(&self, viewer: &Viewer, id: &SheetId, blinded: &[u8], now: Moment) -> Answer<Vec<u8>>;
    /// Puts a ballot in the box. Nobody's name comes with it; the same again changes nothing, and
    /// `false` says so.
    async fn cast_ballot(
        &self,
        id: &SheetId,
        group: &str,
        number: &[u8],
        signature: &[u8],
        marks: &str,
        now: Moment,
    ) -> Answer<bool>;
    /// The ballot of a printed slip.
    async fn slip(&self, number: &str, now: Moment) -> Answer<BallotPage>;
    /// Puts a slip's ballot in the box, once.
    async fn cast_slip(&self, number: &str, marks: &str, now: Moment) -> Answer<()>;
    /// Whether the ballot with a number's hash is in the box or was counted.
    async fn receipt(&self, id: &SheetId, hash: &str) -> Answer<Receipt>;
}

#[async_trait]
pub trait Schemes: Send + Sync {
    async fn schemes(&self, viewer: &Viewer) -> Answer<super::Schemes>;
    /// A scheme, tried on a filed appraisal where one is named.
    async fn scheme(&self, viewer: &Viewer, id: &SchemeId, on: &AppraisalId) -> Answer<SchemeDetail>;
    /// Saves a draft: a new one without an id, or a copy of one that was adopted.
    async fn save_scheme(&self, viewer: &Viewer, scheme: &Scheme, now: Moment) -> Answer<SchemeId>;
    /// Adopts a draft.
    async fn adopt_scheme(
        &self,
        viewer: &Viewer,
        id: &SchemeId,
        version: u32,
        document: &str,
        now: Moment,
    ) -> Answer<()>;
}

/// Deeds that count.
#[async_trait]
pub trait Deeds: Send + Sync {
    /// Deeds in the viewer's scope, and their own: those to be confirmed first.
    async fn deeds(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Deed>>;
    /// Enters a deed of the viewer's own.
    async fn save_deed(&self, viewer: &Viewer, deed: &Deed, now: Moment) -> Answer<()>;
    /// Confirms a deed or not, with why.
    async fn confirm_deed(&self, viewer: &Viewer, id: &DeedId, counts: bool, why: &str, now: Moment) -> Answer<()>;
}
