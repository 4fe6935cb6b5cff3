//! What the screens need of two-way exchange.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::access::Viewer;
use crate::calendar::SpecialDay;
use crate::document::Document;
use crate::exchange::case::{Action, CaseDraft};
use crate::exchange::document::{DocumentKind, Template};
use crate::exchange::eligibility::EligibilityRule;
use crate::exchange::kind::KindRules;
use crate::exchange::matching::{Mechanism, Weights};
use crate::exchange::round::{OfferedPost, Round};
use crate::exchange::view::{
    CaseDetail, CaseRow, CircumstancesDetail, DueList, DueQuery, Holidays, OfferDetail, RoundDetail, RoundRow,
    ScenarioDetail, Screening, StaffingList, StaffingQuery, WhatIf, WishForm,
};
use crate::ports::Answer;
use crate::record::Circumstances;
use crate::register::{Register, RegisterQuery};
use crate::versioned::{Drawn, Versions};
use crate::{CaseId, Moment, OfferId, PersonId, RoundId, UnitId};

/// Who may go where.
#[async_trait]
pub trait Eligibility: Send + Sync {
    /// All versions of all rules, and whether the viewer may change them.
    async fn eligibility_rules(&self, viewer: &Viewer) -> Answer<(Vec<EligibilityRule>, bool)>;
    /// Adds a version to a rule. One of the same day and unit is replaced once it was seen, see
    /// [`Replaced::confirmed`](crate::replaced::Replaced::confirmed).
    async fn save_eligibility_rule(
        &self,
        viewer: &Viewer,
        next: &EligibilityRule,
        seen: &str,
        now: Moment,
    ) -> Answer<()>;
    /// What is known of somebody for exchange.
    async fn circumstances(&self, viewer: &Viewer, person: &PersonId) -> Answer<CircumstancesDetail>;
    /// Changes what is known of somebody.
    async fn save_circumstances(&self, viewer: &Viewer, next: &Circumstances, now: Moment) -> Answer<()>;
    /// Answers a question to the rules; nothing is kept.
    async fn what_if(&self, viewer: &Viewer, question: &WhatIf, now: Moment) -> Answer<Screening>;
}

/// Rounds of exchange.
#[async_trait]
pub trait Rounds: Send + Sync {
    /// Rounds the viewer holds, acts in or may join, the newest first.
    async fn rounds(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<RoundRow>>;
    /// A round's page.
    async fn round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<RoundDetail>;
    /// Adds or changes a round.
    async fn save_round(&self, viewer: &Viewer, draft: &Round, now: Moment) -> Answer<RoundId>;
    /// Opens a round: its mechanism, seed and units are settled, and its people are told.
    async fn open_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
    /// Ends the taking of wishes.
    async fn close_wishes(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
}

/// Who takes part in a round: wishes, nominations, and what is settled about them beforehand.
#[async_trait]
pub trait Entries: Send + Sync {
    /// What the viewer may wish for.
    async fn wish_form(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<WishForm>;
    /// Ranks the viewer's wishes; the last saving counts.
    async fn save_wishes(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        wishes: &[OfferId],
        statement: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Takes the viewer out of a round.
    async fn withdraw_entry(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
    /// Nominates people of the viewer's units, all or none; those who are in it stay as they are.
    async fn nominate(&self, viewer: &Viewer, id: &RoundId, people: &[PersonId], now: Moment) -> Answer<()>;
    /// Decides a placement beforehand, rules it out (`Some(false)`), or takes such a decision back.
    async fn settle_pair(
        &self,
        viewer: &Viewer,
        id: &OfferId,
        person: &PersonId,
        pin: Option<bool>,
        reason: &str,
        now: Moment,
    ) -> Answer<()>;
    /// Says that two people must end in one unit (`Some(true)`), must not, or takes that back.
    async fn save_pair(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        pair: (&PersonId, &PersonId),
        together: Option<bool>,
        now: Moment,
    ) -> Answer<()>;
    /// Sets somebody's priority, with its reason, and their quality for the balance of quality.
    async fn weigh_entry(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        person: &PersonId,
        priority: (i64, &str),
        quality: Option<i64>,
        now: Moment,
    ) -> Answer<()>;
}

/// Posts offered in a round.
#[async_trait]
pub trait Offers: Send + Sync {
    /// Adds or changes a post offered.
    async fn save_offer(&self, viewer: &Viewer, post: &OfferedPost, now: Moment) -> Answer<()>;
    /// Takes a post out of a round.
    async fn remove_offer(&self, viewer: &Viewer, id: &OfferId, now: Moment) -> Answer<RoundId>;
    /// A post's page with those who wish for it.
    async fn offer(&self, viewer: &Viewer, id: &OfferId, now: Moment) -> Answer<OfferDetail>;
    /// Ranks those who wish for a post, and declines some with a reason.
    async fn rank(
        &self,
        viewer: &Viewer,
        id: &OfferId,
        version: u32,
        ranking: &[PersonId],
        declined: &BTreeMap<PersonId, String>,
        now: Moment,
    ) -> Answer<()>;
}

/// What a round could lead to, and what it leads to.
#[async_trait]
pub trait Scenarios: Send + Sync {
    /// Tries a mechanism. Gives the scenario's name.
    async fn try_mechanism(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        mechanism: Mechanism,
        weights: &Weights,
        now: Moment,
    ) -> Answer<String>;
    /// A scenario, beside another when one is named.
    async fn scenario(&self, viewer: &Viewer, id: &RoundId, scenario: &str, against: &str) -> Answer<ScenarioDetail>;
    /// Announces a scenario: its people are told and asked.
    async fn announce(&self, viewer: &Viewer, id: &RoundId, scenario: &str, reason: &str, now: Moment) -> Answer<()>;
    /// Accepts or declines the viewer's result.
    async fn reply(&self, viewer: &Viewer, id: &RoundId, accepted: bool, now: Moment) -> Answer<()>;
    /// Works out what least changes after the declines. Gives the scenario's name.
    async fn repair_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<String>;
    /// Ends a round: every placement that was accepted becomes a case.
    async fn close_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()>;
}

/// Cases of exchange.
#[async_trait]
pub trait Cases: Send + Sync {
    /// Cases the viewer sees; the viewer's own always.
    async fn cases(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<CaseRow>>;
    /// A case's page.
    async fn case(&self, viewer: &Viewer, id: &CaseId, now: Moment) -> Answer<CaseDetail>;
    /// Opens a case outside a round.
    async fn open_case(&self, viewer: &Viewer, draft: &CaseDraft, now: Moment) -> Answer<CaseId>;
    /// Does something with a case as it was read.
    async fn act(&self, viewer: &Viewer, id: &CaseId, version: u32, action: &Action, now: Moment) -> Answer<()>;
}

/// The same in several cases at once.
#[async_trait]
pub trait Together: Send + Sync {
    /// Cases that go together with others, those that wait for the viewer first.
    async fn cases_together(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<CaseRow>>;
    /// How many those are.
    async fn count_together(&self, viewer: &Viewer) -> Answer<u32>;
    /// Does the same in several cases, each with the version seen, all or none.
    async fn act_together(&self, viewer: &Viewer, cases: &[(CaseId, u32)], action: &Action, now: Moment) -> Answer<()>;
}

/// What each kind of exchange asks for.
#[async_trait]
pub trait Kinds: Send + Sync {
    /// Every version that was added of every kind.
    async fn kinds(&self, viewer: &Viewer) -> Answer<Versions<KindRules>>;
    /// Adds a version of a kind, whose steps stay as they are; cases that are open go on under theirs. Who was
    /// overtaken is refused, and who replaces a version of the same day is asked, as with
    /// [`Versioning`](crate::versioned::Versioning).
    async fn save_kind(&self, viewer: &Viewer, rules: &KindRules, drawn: &Drawn, now: Moment) -> Answer<()>;
}

#[async_trait]
pub trait HolidayTable: Send + Sync {
    /// The holiday table.
    async fn holidays(&self, viewer: &Viewer) -> Answer<Holidays>;
    /// Takes a holiday table in, all or nothing; days it names replace what was known of them.
    async fn import_holidays(&self, viewer: &Viewer, days: &[SpecialDay], now: Moment) -> Answer<u32>;
}

/// Papers of cases and their templates.
#[async_trait]
pub trait Papers: Send + Sync {
    /// The templates of papers: those a system begins with, then those of the viewer's units.
    async fn templates(&self, viewer: &Viewer) -> Answer<Vec<Template>>;
    /// Changes the template of a unit; it holds for the unit and those below.
    async fn save_template(&self, viewer: &Viewer, next: &Template, now: Moment) -> Answer<()>;
    /// A paper of a case, by the nearest template above the receiving unit.
    async fn document(&self, viewer: &Viewer, ids: &[CaseId], kind: DocumentKind, now: Moment) -> Answer<Document>;
}

/// What falls due.
#[async_trait]
pub trait Dues: Send + Sync {
    /// What falls due in the viewer's scope.
    async fn dues(&self, viewer: &Viewer, query: &DueQuery, now: Moment) -> Answer<DueList>;
}

/// How posts are filled.
#[async_trait]
pub trait StaffingTable: Send + Sync {
    /// Full-time, seconded and part-time shares of the mass organisations in scope.
    async fn staffing(&self, viewer: &Viewer, query: &StaffingQuery, now: Moment) -> Answer<StaffingList>;
    /// Sets the target of a mass organisation, with its basis.
    async fn save_staffing_target(
        &self,
        viewer: &Viewer,
        unit: &UnitId,
        percent: u32,
        basis: &str,
        now: Moment,
    ) -> Answer<()>;
}
