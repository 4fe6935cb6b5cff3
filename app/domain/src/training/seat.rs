//! Seats (名额) and the line for them (候补): how a place in a class is asked for,
//! approved, given, offered and given back.
//!
//! [`Roll`] is the whole of a class's places and the only thing that moves them, so
//! that these hold after every step, in whatever order the steps come:
//!
//! - no pool of seats is oversold, and the counts kept with the class are right;
//! - nobody waits for a seat of a pool that has a free one, unless the class has begun
//!   or its seats are still to be drawn;
//! - whoever gets a freed seat is the first in line by the order stated beforehand;
//! - nobody comes to a seat around the approvals, since approvals come before the line;
//! - nobody loses a place except by their own step, a decision with its reason, or a
//!   deadline they were told.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{Allocation, Approval, Channel, Class, ClassState, Decision, Enrolment, EnrolmentState, Quota, Refusal};
use crate::code::Level;
use crate::{Day, EnrolmentId, Moment, PersonId, Reason, UnitId};

/// What is known of somebody who would take a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    pub level: Level,
    /// Since when, if that is on record.
    pub level_since: Option<Day>,
    /// Whether their main post is a leading one.
    pub leading: bool,
}

impl Class {
    /// The pool of a person's path: the unit of the innermost quota around them, or
    /// nothing for the seats that are everybody's.
    #[must_use]
    pub fn pool_of(&self, path: &str) -> UnitId {
        let quotas = self.admission.quotas.iter().filter(|quota| path.starts_with(&quota.path));
        quotas.max_by_key(|quota| quota.path.len()).map(|quota| quota.unit.clone()).unwrap_or_default()
    }

    /// Seats and seats taken of a pool.
    #[must_use]
    pub fn pool(&self, pool: &UnitId) -> (u32, u32) {
        let quotas = &self.admission.quotas;
        if let Some(quota) = quotas.iter().find(|quota| quota.unit == *pool) {
            return (quota.seats, quota.taken);
        }
        let aside: u32 = quotas.iter().map(|quota| quota.seats).sum();
        let taken: u32 = quotas.iter().map(|quota| quota.taken).sum();
        (self.capacity.saturating_sub(aside), self.taken.saturating_sub(taken))
    }

    /// Free seats of a pool.
    #[must_use]
    pub fn free_in(&self, pool: &UnitId) -> u32 {
        let (seats, taken) = self.pool(pool);
        seats.saturating_sub(taken)
    }

    /// Where asking for a place oneself would lead now; nothing when there is no room.
    /// Once the class has begun nobody is queued, and nobody passes those who are.
    #[must_use]
    pub fn leads_to(&self, path: &str, now: Moment) -> Option<EnrolmentState> {
        if let Some(step) = self.admission.first_step() {
            return Some(step);
        }
        self.room(&self.pool_of(path), now)
    }

    /// What an approved place of a pool gets now.
    fn room(&self, pool: &UnitId, now: Moment) -> Option<EnrolmentState> {
        let begun = now.day() >= self.starts;
        let collecting = self.admission.collects() && !self.admission.allocated;
        if collecting {
            // What is collected is not limited: the order decides, not the hour.
            Some(EnrolmentState::Waiting)
        } else if self.free_in(pool) > 0 && !(begun && self.queued > 0) {
            Some(EnrolmentState::Enrolled)
        } else if self.queued < self.admission.waiting && !begun {
            Some(EnrolmentState::Waiting)
        } else {
            None
        }
    }

    /// Whether somebody meets the conditions that rest on their post and service.
    ///
    /// # Errors
    /// The condition that is not met.
    pub fn meets(&self, standing: &Applicant, on: Day) -> Result<(), Reason> {
        if self.admission.leading && !standing.leading {
            return Err(Refusal::LeadingOnly.into());
        }
        let years = self.admission.min_years;
        match standing.level_since {
            _ if years == 0 => Ok(()),
            None => Err(Refusal::ServiceUnknown(years).into()),
            Some(since) if crate::time::age(since, on) < i32::try_from(years).unwrap_or(i32::MAX) => {
                Err(Refusal::ServiceTooShort(years).into())
            }
            Some(_) => Ok(()),
        }
    }
}

/// The place in line of a drawn place: SHA-256 of `seed:place` in hex, the smallest
/// first. Anybody can compute it again from the published seed.
#[must_use]
pub fn lot(seed: &str, place: &EnrolmentId) -> String {
    hex(&Sha256::new().chain_update(seed).chain_update(":").chain_update(place.as_str()).finalize())
}

/// What is published of a seed before the draw.
#[must_use]
pub fn seed_hash(seed: &str) -> String {
    hex(&Sha256::new().chain_update(seed).finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What somebody is told of their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceNews {
    /// It is a seat.
    Confirmed,
    /// It is in the line.
    Waiting,
    /// A seat became free and is kept.
    Offered {
        /// Until when.
        until: Moment,
    },
    /// The offered seat was not confirmed in time.
    Lapsed,
    /// It was not granted.
    Refused {
        /// Why.
        reason: String,
    },
}

/// All places of a class while something happens to them.
#[derive(Clone, Debug)]
pub struct Roll {
    class: Class,
    places: Vec<Enrolment>,
    touched: BTreeSet<usize>,
    told: Vec<(PersonId, PlaceNews)>,
}

/// What happened to a [`Roll`].
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The class with its counts.
    pub class: Class,
    /// The places that changed.
    pub places: Vec<Enrolment>,
    /// Who is told what.
    pub told: Vec<(PersonId, PlaceNews)>,
}

impl Roll {
    /// The places of a class.
    #[must_use]
    pub fn new(class: Class, places: Vec<Enrolment>) -> Self {
        Self { class, places, touched: BTreeSet::new(), told: Vec::new() }
    }

    /// The class as it now stands.
    #[must_use]
    pub fn class(&self) -> &Class {
        &self.class
    }

    /// The places as they now stand.
    #[must_use]
    pub fn places(&self) -> &[Enrolment] {
        &self.places
    }

    /// Drops what people would be told: they are told otherwise.
    pub fn hush(&mut self) {
        self.told.clear();
    }

    /// What has changed.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        let places = self.touched.iter().map(|at| self.places[*at].clone()).collect();
        Outcome { class: self.class, places, told: self.told }
    }

    fn find(&self, person: &PersonId) -> Result<usize, Reason> {
        self.places.iter().position(|place| place.person == *person).ok_or(Refusal::NotEnrolled.into())
    }

    fn tell(&mut self, at: usize, news: PlaceNews) {
        self.told.push((self.places[at].person.clone(), news));
    }

    /// Moves a place and keeps the counts.
    fn set(&mut self, at: usize, state: EnrolmentState) {
        let place = &mut self.places[at];
        let (before, pool) = (place.state, place.pool.clone());
        place.state = state;
        self.touched.insert(at);
        let seats = i64::from(state.has_seat()) - i64::from(before.has_seat());
        let move_by = |count: u32, by: i64| u32::try_from(i64::from(count) + by).unwrap_or(0);
        self.class.taken = move_by(self.class.taken, seats);
        if let Some(quota) = self.class.admission.quotas.iter_mut().find(|quota| quota.unit == pool) {
            quota.taken = move_by(quota.taken, seats);
        }
        let queued = i64::from(state == EnrolmentState::Waiting) - i64::from(before == EnrolmentState::Waiting);
        self.class.queued = move_by(self.class.queued, queued);
    }

    /// Whether seats can still be given: a class that has begun takes nobody in by itself.
    fn giving(&self, now: Moment) -> bool {
        self.class.state == ClassState::Published
            && now.day() < self.class.starts
            && (!self.class.admission.collects() || self.class.admission.allocated)
    }

    /// Puts an approved place where it belongs: a seat, the line, or nowhere.
    fn settle(&mut self, at: usize, now: Moment) -> Result<EnrolmentState, Reason> {
        let state = self.class.room(&self.places[at].pool, now).ok_or(Refusal::ClassFull)?;
        self.set(at, state);
        let enrolled = state == EnrolmentState::Enrolled;
        self.tell(at, if enrolled { PlaceNews::Confirmed } else { PlaceNews::Waiting });
        Ok(state)
    }

    /// A new place, or one given back before. `place` tells who and how; where it stands
    /// is decided here. Asking twice changes nothing.
    ///
    /// # Errors
    /// The class is full, lists and all, or does not take anybody any more.
    pub fn enter(&mut self, place: Enrolment, now: Moment) -> Result<EnrolmentState, Reason> {
        if self.class.state != ClassState::Published {
            return Err(Refusal::EnrolmentClosed.into());
        }
        let known = self.find(&place.person).ok();
        if let Some(at) = known
            && self.places[at].state.is_open()
        {
            return Ok(self.places[at].state);
        }
        // Who was marked keeps that.
        if let Some(at) = known
            && self.places[at].state.is_result()
        {
            return Err(Reason::WrongState);
        }
        let before = known.map(|at| self.places[at].clone());
        let at = known.unwrap_or(self.places.len());
        let pool = self.class.pool_of(&place.path);
        let fresh = Enrolment { state: EnrolmentState::Withdrawn, pool, ..place };
        match known {
            Some(at) => self.places[at] = fresh,
            None => self.places.push(fresh),
        }
        // The organisation's own call needs no consent but its own; a unit's, none of the unit's.
        let step = match (self.places[at].channel, self.class.admission.first_step()) {
            (Channel::CalledUp | Channel::ByName, _) | (_, None) => None,
            (Channel::Nominated, Some(_)) => {
                matches!(self.class.admission.approval, Approval::Host | Approval::UnitHost)
                    .then_some(EnrolmentState::Recommended)
            }
            (Channel::SelfChosen, step) => step,
        };
        if let Some(step) = step {
            self.set(at, step);
            return Ok(step);
        }
        let settled = self.settle(at, now);
        if settled.is_err() {
            match before {
                Some(before) => self.places[at] = before,
                None => {
                    self.places.pop();
                }
            }
        }
        settled
    }

    /// Grants or refuses a request at the step where it stands.
    ///
    /// # Errors
    /// It does not stand there any more, or the class is full, lists and all: the request
    /// then stays, to be decided when there is room or refused with that reason.
    pub fn decide(&mut self, person: &PersonId, decision: Decision, now: Moment) -> Result<EnrolmentState, Reason> {
        let at = self.find(person)?;
        if self.places[at].state != decision.step || !decision.step.awaits_decision() {
            return Err(Reason::WrongState);
        }
        let (granted, reason) = (decision.granted, decision.reason.clone());
        if !granted {
            self.places[at].decisions.push(decision);
            self.set(at, EnrolmentState::Refused);
            self.tell(at, PlaceNews::Refused { reason });
            return Ok(EnrolmentState::Refused);
        }
        let state = if decision.step == EnrolmentState::Requested && self.class.admission.approval == Approval::UnitHost
        {
            self.set(at, EnrolmentState::Recommended);
            EnrolmentState::Recommended
        } else {
            self.settle(at, now)?
        };
        self.places[at].decisions.push(decision);
        Ok(state)
    }

    /// Confirms an offered seat.
    ///
    /// # Errors
    /// Nothing is offered, or the time to confirm has passed.
    pub fn confirm(&mut self, person: &PersonId, now: Moment) -> Result<(), Reason> {
        let at = self.find(person)?;
        if self.places[at].state == EnrolmentState::Enrolled {
            return Ok(());
        }
        if self.places[at].state != EnrolmentState::Offered || self.places[at].until < now {
            return Err(Refusal::OfferGone.into());
        }
        self.set(at, EnrolmentState::Enrolled);
        self.tell(at, PlaceNews::Confirmed);
        Ok(())
    }

    /// Gives a place back, wherever it stands; the next in line gets the seat.
    ///
    /// # Errors
    /// There is no open place, or the class has begun: leaving then is a withdrawal from
    /// training (退学), decided by those who hold it.
    pub fn withdraw(&mut self, person: &PersonId, now: Moment) -> Result<(), Reason> {
        let at = self.find(person)?;
        if !self.places[at].state.is_open() {
            return Err(Refusal::NotEnrolled.into());
        }
        if self.class.state != ClassState::Published || now.day() >= self.class.starts {
            return Err(Reason::WrongState);
        }
        self.set(at, EnrolmentState::Withdrawn);
        self.fill(now);
        Ok(())
    }

    /// Gives a seat from one person to another, within the same pool or across: the seat goes along.
    pub(super) fn swap(&mut self, person: &PersonId, other: Enrolment, now: Moment) -> Result<(), Reason> {
        if self.class.state != ClassState::Published || now.day() >= self.class.starts {
            return Err(Reason::WrongState);
        }
        let from = self.find(person)?;
        let pool = self.places[from].pool.clone();
        self.set(from, EnrolmentState::Withdrawn);
        let fresh = Enrolment { state: EnrolmentState::Withdrawn, pool: pool.clone(), ..other };
        let at = match self.find(&fresh.person) {
            Ok(at) => {
                self.places[at] = fresh;
                at
            }
            Err(_) => {
                self.places.push(fresh);
                self.places.len() - 1
            }
        };
        if self.class.free_in(&pool) == 0 {
            return Err(Refusal::ClassFull.into());
        }
        self.set(at, EnrolmentState::Enrolled);
        self.tell(at, PlaceNews::Confirmed);
        Ok(())
    }

    /// Changes the number of seats; the line moves up into new ones.
    ///
    /// # Errors
    /// Fewer seats than are taken, in all or of one pool.
    pub fn resize(&mut self, capacity: u32, quotas: &[Quota], now: Moment) -> Result<(), Reason> {
        let mut next = self.class.clone();
        next.capacity = capacity;
        next.admission.quotas = quotas.iter().map(|quota| Quota { taken: 0, ..quota.clone() }).collect();
        let pools: Vec<UnitId> = self.places.iter().map(|place| next.pool_of(&place.path)).collect();
        for (place, pool) in self.places.iter().zip(&pools).filter(|(place, _)| place.state.has_seat()) {
            let _ = place;
            if let Some(quota) = next.admission.quotas.iter_mut().find(|quota| quota.unit == *pool) {
                quota.taken += 1;
            }
        }
        let general = UnitId::default();
        let over = next.admission.quotas.iter().find(|quota| quota.taken > quota.seats).map(|quota| quota.taken);
        let (seats, taken) = next.pool(&general);
        if let Some(taken) = over.or((taken > seats || next.taken > capacity).then_some(taken.max(next.taken))) {
            return Err(Refusal::SeatsTaken(taken).into());
        }
        self.class = next;
        for (at, pool) in pools.into_iter().enumerate() {
            if self.places[at].pool != pool {
                self.places[at].pool = pool;
                self.touched.insert(at);
            }
        }
        self.fill(now);
        Ok(())
    }

    /// Gives the seats of a class that collected its requests, once enrolment has closed.
    /// `seed` must be the one whose hash was published, for a draw. Does nothing twice.
    pub fn allocate(&mut self, seed: &str, now: Moment) {
        let admission = &self.class.admission;
        if !admission.collects() || admission.allocated || now <= self.class.enrol_until {
            return;
        }
        if admission.allocation == Allocation::Drawn {
            if seed_hash(seed) != admission.seed_hash {
                return;
            }
            for at in 0..self.places.len() {
                self.places[at].rank = lot(seed, &self.places[at].id);
                if self.places[at].state.is_open() {
                    self.touched.insert(at);
                }
            }
            self.class.admission.seed = seed.to_owned();
        }
        self.class.admission.allocated = true;
        // Everybody asked in the knowledge of the day: the first seats need no second word.
        self.fill_with(now, false);
    }

    /// Takes back seats that were offered and not confirmed in time, and offers them on.
    pub fn lapse(&mut self, now: Moment) {
        for at in 0..self.places.len() {
            if self.places[at].state == EnrolmentState::Offered && self.places[at].until < now {
                self.set(at, EnrolmentState::Lapsed);
                self.tell(at, PlaceNews::Lapsed);
            }
        }
        self.fill(now);
    }

    /// Those who wait for seats of a pool, the first first.
    fn line(&self, pool: &UnitId) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.places.len())
            .filter(|at| self.places[*at].state == EnrolmentState::Waiting && self.places[*at].pool == *pool)
            .collect();
        line.sort_by(|a, b| self.places[*a].order().cmp(&self.places[*b].order()));
        line
    }

    /// Where somebody stands in the line of their pool, from 1.
    #[must_use]
    pub fn position(&self, person: &PersonId) -> Option<u32> {
        let at = self.find(person).ok()?;
        let line = self.line(&self.places[at].pool);
        line.iter().position(|other| *other == at).and_then(|n| u32::try_from(n + 1).ok())
    }

    fn fill(&mut self, now: Moment) {
        self.fill_with(now, self.class.admission.confirm_hours > 0);
    }

    fn fill_with(&mut self, now: Moment, ask: bool) {
        if !self.giving(now) {
            return;
        }
        let pools: Vec<UnitId> = std::iter::once(UnitId::default())
            .chain(self.class.admission.quotas.iter().map(|quota| quota.unit.clone()))
            .collect();
        for pool in pools {
            for at in self.line(&pool) {
                if self.class.free_in(&pool) == 0 {
                    break;
                }
                if ask {
                    let hours = i64::from(self.class.admission.confirm_hours);
                    let until = now.plus_seconds(hours * 3600).min(Moment(Moment::start_of(self.class.starts).0 - 1));
                    self.places[at].until = until;
                    self.set(at, EnrolmentState::Offered);
                    self.tell(at, PlaceNews::Offered { until });
                } else {
                    self.set(at, EnrolmentState::Enrolled);
                    self.tell(at, PlaceNews::Confirmed);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
