//! A sheet: the people it judges, the paper and slips of its voters, and its result.

use serde::{Deserialize, Serialize};

use super::{Ballot, GroupRoll, PaperBatch, Shown, SlipBatch, Tally};
use crate::{AccountId, AppraisalId, Fault, MemberId, Moment, PersonId, Reason, SheetId, UnitId};

/// Somebody a sheet judges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Who.
    pub person: PersonId,
    /// As whom in the appraisal.
    pub member: MemberId,
    pub name: String,
    pub post: String,
}

/// A sheet: some people judged by the same voters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Which.
    pub id: SheetId,
    /// Of which appraisal.
    pub appraisal: AppraisalId,
    /// The unit whose people it judges.
    pub unit: UnitId,
    pub unit_name: String,
    pub path: String,
    /// Whom it judges, in the order of the ballot.
    pub targets: Vec<Target>,
    /// Paper and slips by group.
    #[serde(default)]
    pub groups: Vec<GroupRoll>,
    /// Printed slips.
    #[serde(default)]
    pub slips: Vec<SlipBatch>,
    /// Paper ballots; emptied when the sheet is counted.
    #[serde(default)]
    pub paper: Vec<PaperBatch>,
    /// The result, once the vote is over.
    #[serde(default)]
    pub tally: Option<Tally>,
    /// Hashes of the numbers of all ballots that were counted, sorted: what a voter finds theirs in.
    #[serde(default)]
    pub counted: Vec<String>,
    /// When it was counted.
    #[serde(default)]
    pub at: Option<Moment>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Sheet {
    /// What of a group is not on the roll.
    #[must_use]
    pub fn group(&self, code: &str) -> GroupRoll {
        let found = self.groups.iter().find(|one| one.group == code).cloned();
        found.unwrap_or_else(|| GroupRoll { group: code.to_owned(), ..GroupRoll::default() })
    }

    /// The votes on somebody by column, once they were counted.
    #[must_use]
    pub fn votes_of(&self, member: &MemberId) -> Option<&[Shown]> {
        let place = self.targets.iter().position(|target| target.member == *member)?;
        self.tally.as_ref()?.votes.get(place).map(Vec::as_slice)
    }

    /// Paper ballots of a group that two people typed alike.
    #[must_use]
    pub fn checked(&self, code: &str) -> Vec<Ballot> {
        let of = self.paper.iter().filter(|one| one.group == code && one.checked.is_some());
        of.flat_map(|one| one.ballots.clone()).collect()
    }

    /// Groups with paper ballots nobody typed the second time.
    #[must_use]
    pub fn unchecked(&self) -> Vec<&str> {
        self.paper.iter().filter(|one| one.checked.is_none()).map(|one| one.group.as_str()).collect()
    }
}

impl Sheet {
    fn slip_batch(&mut self, id: &str) -> Result<&mut SlipBatch, Fault> {
        self.slips.iter_mut().find(|one| one.id == id).ok_or(Fault::NotFound)
    }

    /// The sheet with a batch given out.
    ///
    /// # Errors
    /// [`Reason::SecondPerson`] for who printed it, [`Reason::WrongState`] when it was given out or
    /// is void.
    pub fn released(&self, id: &str, (account, name): (&AccountId, &str), now: Moment) -> Result<Self, Fault> {
        let mut next = self.clone();
        let batch = next.slip_batch(id)?;
        if batch.released.is_some() || batch.voided.is_some() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if !batch.releasable(account) {
            return Err(Fault::Refused(Reason::SecondPerson));
        }
        batch.released = Some((name.to_owned(), now));
        Ok(next)
    }

    /// The sheet with a batch asked to be void or, by another person, void.
    ///
    /// # Errors
    /// [`Reason::SecondPerson`] for who asked for it, [`Reason::WrongState`] when it is void already.
    pub fn voided(&self, id: &str, (account, name): (&AccountId, &str), now: Moment) -> Result<Self, Fault> {
        let mut next = self.clone();
        let batch = next.slip_batch(id)?;
        if batch.voided.is_some() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if !batch.voidable(account) {
            return Err(Fault::Refused(Reason::SecondPerson));
        }
        match batch.voiding {
            None => batch.voiding = Some((account.clone(), name.to_owned())),
            Some(_) => batch.voided = Some((name.to_owned(), now)),
        }
        Ok(next)
    }
}
