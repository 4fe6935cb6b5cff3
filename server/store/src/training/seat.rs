//! Places in classes. What may happen to them is decided by [`Roll`]; here it is read,
//! guarded and written.
//!
//! Asking for a place is the one step that thousands do in the same minute, so all who ask for one
//! class while it is being written are answered together: one reading of them and of their own places,
//! one transaction for those who get one, whatever the class has in places. Every other step reads all
//! places of the class. Either writing holds only if no place has changed since.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::organisation::Unit;
use domain::person::Person;
use domain::ports::Answer;
use domain::record::Hours;
use domain::training::News;
use domain::training::port::Places;
use domain::training::{
    self, Allocation, Applicant, Channel, Class, ClassState, Course, Decision, Enrolment, EnrolmentState, Outcome,
    OwnPlace, Quota, Request, Roll, check_quotas,
};
use domain::{ClassId, EnrolmentId, Fault, Moment, PersonId, Reason, Rule, UnitId};
use futures::future::join_all;
use rand::RngExt;
use serde_json::{Value, json};

use super::queue::Asking;
use super::{CANDIDATES, Candidate, candidates, class_content};
use crate::audit::Note;
use crate::desk::notice_row;
use crate::row::records;
use crate::rows::{content, plain, take};
use crate::scope::in_scope;
use crate::written::SEATS;
use crate::{Change, Script, Store, StoreError};

/// How often a step is decided anew because somebody else's came first.
const TURNS: u32 = 8;

/// How often those who ask together are, at growing intervals, where other servers use the store.
const MEETINGS: u32 = 12;

/// So many get their places in one transaction.
const TOGETHER: usize = 100;

/// Those who ask still, since what their answer hangs on could not be written, and why.
type Left = (Vec<Asking>, StoreError);

/// What is read of all who ask for a place in a class together.
struct Asked {
    class: Option<Class>,
    /// Those who are there.
    people: HashMap<PersonId, Candidate>,
    /// The places that they have or had.
    places: Vec<Enrolment>,
}

impl Store {
    /// What the conditions of a class ask of a person; read only where it asks anything.
    pub(super) async fn meets(
        &self,
        class: &Class,
        person: &Candidate,
        now: Moment,
    ) -> Result<Result<(), Reason>, StoreError> {
        if let Err(reason) = self.has_before(class, &person.id).await? {
            return Ok(Err(reason));
        }
        if class.admission.min_years == 0 && !class.admission.leading {
            return Ok(Ok(()));
        }
        let leading = class.admission.leading && self.leads(&person.id, now.day()).await?;
        let standing =
            Applicant { level: person.level, level_since: person.level_since.map(|date| date.day()), leading };
        Ok(class.meets(&standing, now.day()))
    }

    /// Whether a person has what a class asks for first: online courses, classes in categories.
    async fn has_before(&self, class: &Class, person: &PersonId) -> Result<Result<(), Reason>, StoreError> {
        for course in &class.admission.after_courses {
            let script = Script::new("SELECT VALUE completed FROM type::record('progress', $id)");
            let done: Option<i64> = self.row(script.bind("id", format!("{course}__{person}"))).await?;
            if done.unwrap_or(0) == 0 {
                let title = self.find::<Course>(course).await?.map(|course| course.title);
                return Ok(Err(training::Refusal::Prerequisite(title.unwrap_or_else(|| course.to_string())).into()));
            }
        }
        if !class.admission.after_categories.is_empty() {
            let tree = self.all_categories().await?;
            let held: Vec<domain::training::Total> = self.totals(person).await?;
            for category in &class.admission.after_categories {
                let has = held.iter().any(|total| total.hours.0 > 0 && tree.within(&total.category, category));
                if !has {
                    return Ok(
                        Err(training::Refusal::Prerequisite(tree.name(category, domain::code::Lang::Zh)).into()),
                    );
                }
            }
        }
        Ok(Ok(()))
    }

    /// By what somebody stands in line before the time they asked.
    pub(super) async fn rank(&self, class: &Class, person: &PersonId, now: Moment) -> Result<String, StoreError> {
        if class.admission.allocation != Allocation::Priority {
            return Ok(String::new());
        }
        let year = now.day().year();
        let hours: Hours =
            self.totals(person).await?.iter().filter(|total| total.year == year).map(|total| total.hours).sum();
        Ok(format!("{:08}", hours.0.max(0)))
    }

    /// Answers all who ask for a place in a class by now.
    async fn seat(&self, id: &ClassId) {
        let queue = self.caches.seats.queue(id);
        let _turn = queue.lock().await;
        let mut work = vec![self.caches.seats.asked(id)];
        let mut meetings = 0;
        while let Some(mut these) = work.pop() {
            if these.len() > TOGETHER {
                work.push(these.split_off(TOGETHER));
            }
            let Some((left, error)) = self.seat_these(id, these).await else {
                meetings = 0;
                continue;
            };
            let moved = has_moved(&error);
            if moved && meetings < MEETINGS {
                let wait = rand::rng().random_range(1..=4u64 << meetings.min(6));
                meetings += 1;
                tokio::time::sleep(Duration::from_millis(wait)).await;
                work.push(left);
            } else if !moved && is_of_a_row(&error) && left.len() > 1 {
                // What can't be written of one does not keep the others from their places.
                meetings = 0;
                work.extend(left.into_iter().rev().map(|one| vec![one]));
            } else {
                meetings = 0;
                let fault = if moved { Fault::Busy } else { Fault::from(error) };
                for one in left {
                    one.answer(Err(fault.clone()));
                }
            }
        }
    }

    /// Answers those who ask, and writes the places of all who get one in one transaction.
    async fn seat_these(&self, id: &ClassId, asking: Vec<Asking>) -> Option<Left> {
        if asking.is_empty() {
            return None;
        }
        let asked = match self.asked_for(id, &asking).await {
            Ok(asked) => asked,
            Err(error) => return Some((asking, error)),
        };
        let wishes = join_all(asking.iter().map(|one| self.wish(&asked, one))).await;
        let before: HashSet<EnrolmentId> = asked.places.iter().map(|place| place.id.clone()).collect();
        let mut roll = asked.class.map(|class| Roll::new(class, asked.places));
        let (mut taking, mut full) = (Vec::new(), Vec::new());
        for (one, wish) in asking.into_iter().zip(wishes) {
            match (wish, &mut roll) {
                (Ok(wish), Some(roll)) if !wish.state.is_open() => {
                    if roll.class().leads_to(&wish.path, one.now).is_none() {
                        full.push(one);
                        continue;
                    }
                    match roll.enter(wish.clone(), one.now) {
                        Ok(state) => taking.push((one, Enrolment { state, ..wish })),
                        Err(reason) => one.answer(Err(Fault::Refused(reason))),
                    }
                }
                (settled, _) => one.answer(settled),
            }
        }
        let outcome = roll?.outcome();
        if !taking.is_empty()
            && let Err(error) = self.write_places(&outcome, &before, &taking).await
        {
            return Some((taking.into_iter().map(|(one, _)| one).chain(full).collect(), error));
        }
        if !full.is_empty() {
            self.note_full(&outcome.class);
        }
        for one in full {
            one.answer(Err(training::Refusal::ClassFull.into()));
        }
        for (one, place) in taking {
            one.answer(Ok(place));
        }
        None
    }

    /// Reads the class and those who ask for a place in it.
    async fn asked_for(&self, id: &ClassId, asking: &[Asking]) -> Result<Asked, StoreError> {
        let people = || asking.iter().map(|one| &one.viewer.person);
        let script = Script::new(CANDIDATES)
            .whole("type::record('class', $class)")
            .whole("$places")
            .bind("people", records::<Person>(people()))
            .bind("class", id.as_str())
            .bind("places", records::<Enrolment>(people().map(|person| EnrolmentId::of(id, person))));
        let mut results = self.read(script).await?;
        Ok(Asked {
            people: candidates(&mut results)?,
            class: take(&mut results, 4)?.into_iter().next(),
            places: take(&mut results, 5)?,
        })
    }

    /// What somebody asks for, by all that does not hang on the seats that are left; where they have a
    /// place already, that one, which alone is open.
    async fn wish(&self, asked: &Asked, one: &Asking) -> Answer<Enrolment> {
        let person = asked.people.get(&one.viewer.person).ok_or(Fault::Refused(Reason::NoPerson))?;
        let class = asked.class.as_ref().ok_or(Fault::NotFound)?;
        // A second click finds the place taken by the first.
        if let Some(mine) = asked.places.iter().find(|place| place.person == person.id && place.state.is_open()) {
            return Ok(mine.clone());
        }
        class.may_enrol(person.level, person.family, &person.path, one.now).map_err(Fault::Refused)?;
        self.meets(class, person, one.now).await?.map_err(Fault::Refused)?;
        Ok(Enrolment {
            rank: self.rank(class, &person.id, one.now).await?,
            pool: class.pool_of(&person.path),
            ..person.place(class, Channel::SelfChosen, one.now)
        })
    }

    /// Writes places that were just taken, each with its notice and its row of the trail, and counts them,
    /// unless a place of the class has changed meanwhile. `before` are those of them that were there before.
    async fn write_places(
        &self,
        outcome: &Outcome,
        before: &HashSet<EnrolmentId>,
        taking: &[(Asking, Enrolment)],
    ) -> Result<(), StoreError> {
        let class = &outcome.class;
        let asked: HashMap<&PersonId, Moment> = taking.iter().map(|(one, place)| (&place.person, one.now)).collect();
        let notices = outcome.told.iter().filter_map(|(person, news)| {
            Some(notice_row(person, News::of_place(class, news.clone()), *asked.get(person)?))
        });
        let (again, new): (Vec<&Enrolment>, Vec<&Enrolment>) =
            taking.iter().map(|(_, place)| place).partition(|place| before.contains(&place.id));
        let notes: Vec<(Note<'_>, Value)> = taking
            .iter()
            .map(|(one, place)| {
                let note = Note::of(&one.viewer, one.now).creates("enrolment", place.id.as_str(), &place.path);
                (note, content(place))
            })
            .collect();
        let quotas = if class.admission.quotas.is_empty() { "" } else { ", admission.quotas = $quotas" };
        let script = Script::default()
            .then(&format!(
                "LET $class = (SELECT turn, version FROM ONLY type::record('class', $class_id));
                 IF $class.turn != $turn OR $class.version != $version {{ THROW 'gq:stale' }};
                 UPDATE type::record('class', $class_id) SET turn = $turn + 1, taken = $taken, queued = $queued{quotas}
                    RETURN NONE;"
            ))
            .bind("class_id", class.id.as_str())
            .bind("turn", i64::from(class.turn))
            .bind("version", i64::from(class.version))
            .bind("taken", i64::from(class.taken))
            .bind("queued", i64::from(class.queued))
            .json("quotas", &class.admission.quotas)
            .new_places(&new)
            .places_again(&again)
            .tells(notices.collect())
            .made(&notes)
            .whose("enrolment", taking.iter().map(|(_, place)| &place.person))
            .spares("class")
            .whose(SEATS, [&class.id]);
        self.write(Change::Seats("enrol"), script).await.map(drop)
    }

    /// Remembers that a class is full for everybody.
    fn note_full(&self, class: &Class) {
        if class.admission.quotas.is_empty() {
            self.caches.seats.note_full(&class.id);
        }
    }

    /// Reads all places of a class, lets `act` decide, and writes what it changed in one
    /// transaction, unless a place has changed meanwhile: then again.
    pub(super) async fn turn<T>(
        &self,
        change: Change,
        id: &ClassId,
        note: &Note<'_>,
        now: Moment,
        act: impl FnMut(Class, Vec<Enrolment>) -> Result<(Roll, T), Fault>,
    ) -> Answer<T> {
        self.turn_with(change, id, note, now, Script::default(), act).await
    }

    /// The same with statements of one's own in the transaction.
    pub(super) async fn turn_with<T>(
        &self,
        change: Change,
        id: &ClassId,
        note: &Note<'_>,
        now: Moment,
        beside: Script,
        mut act: impl FnMut(Class, Vec<Enrolment>) -> Result<(Roll, T), Fault>,
    ) -> Answer<T> {
        let queue = self.caches.seats.queue(id);
        let _turn = queue.lock().await;
        for _ in 0..TURNS {
            let script = Script::bound("id", id.as_str())
                .whole("type::record('class', $id)")
                .whole("enrolment WHERE class = $id");
            let mut results = self.read(script).await?;
            let class: Option<Class> = take(&mut results, 0)?.into_iter().next();
            let class = class.ok_or(Fault::NotFound)?;
            let (turn, version) = (class.turn, class.version);
            let (roll, value) = act(class, take(&mut results, 1)?)?;
            let Outcome { class, places, told } = roll.outcome();
            let rows: Vec<Value> = places
                .iter()
                .map(|place| serde_json::to_value(place).map_err(|_| Fault::Internal))
                .collect::<Result<_, _>>()?;
            let notice = |(person, news)| notice_row(&person, News::of_place(&class, news), now);
            let notices: Vec<Value> = told.into_iter().map(notice).collect();
            let states: Vec<Value> =
                places.iter().map(|place| json!({ "id": place.id, "state": place.state })).collect();
            let script = beside
                .clone()
                .then(
                    "LET $prior = (SELECT * FROM ONLY type::record('class', $id));
                 IF $prior.turn != $turn OR $prior.version != $version { THROW 'gq:stale' };
                 UPDATE type::record('class', $id) CONTENT $class RETURN NONE;
                 FOR $place IN $places {
                    UPSERT type::record('enrolment', $place.id) CONTENT object::remove($place, 'id') RETURN NONE;
                 };
                 IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };",
                )
                .bind("id", id.as_str())
                .bind("turn", i64::from(turn))
                .bind("version", i64::from(version))
                .bind("class", class_content(&Class { turn: turn + 1, ..class }))
                .bind("places", rows)
                .bind("notices", notices)
                .bind("states", states)
                .whose("enrolment", places.iter().map(|place| &place.person))
                .note(note, "$prior", "{ class: $class, places: $states }");
            match self.write(change.clone(), script).await {
                Err(StoreError::Thrown(code)) if code == "gq:stale" => {}
                outcome => return outcome.map(|_| value).map_err(Fault::from),
            }
        }
        Err(Fault::Busy)
    }

    /// A step of the viewer's with their own place.
    async fn own_turn(
        &self,
        change: Change,
        reason: &str,
        viewer: &Viewer,
        id: &ClassId,
        now: Moment,
        step: fn(&mut Roll, &PersonId, Moment) -> Result<(), Reason>,
    ) -> Answer<()> {
        let person = viewer.as_person()?;
        let place = EnrolmentId::of(id, person);
        let note = Note::of(viewer, now).updates("enrolment", place.as_str(), "").because(reason);
        self.turn(change, id, &note, now, |class, places| {
            let mut roll = Roll::new(class, places);
            step(&mut roll, person, now).map_err(Fault::Refused)?;
            Ok((roll, ()))
        })
        .await
    }
}

#[async_trait]
impl Places for Store {
    async fn enrol(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Enrolment> {
        let person = viewer.as_person()?;
        // Most of a rush comes too late: they are told so without a transaction, and only
        // after looking for a place of their own. A seat given back this very moment is
        // theirs by asking again.
        if self.caches.seats.is_full(id) {
            let mine = self.find_enrolment(id, person).await?;
            return mine.filter(|mine| mine.state.is_open()).ok_or(Fault::from(training::Refusal::ClassFull));
        }
        let (first, answer) = self.caches.seats.ask(id, viewer, now);
        if first {
            // By itself: whoever asked first may go away, and the others are answered all the same.
            let (store, id) = (self.clone(), id.clone());
            tokio::spawn(async move { store.seat(&id).await });
        }
        answer.await.unwrap_or(Err(Fault::Unknown))
    }

    async fn confirm(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()> {
        self.own_turn(Change::Answers("class.confirm"), "confirm", viewer, id, now, Roll::confirm).await
    }

    async fn withdraw(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()> {
        self.own_turn(Change::Answers("class.withdraw"), "withdraw", viewer, id, now, Roll::withdraw).await
    }

    async fn own_places(&self, viewer: &Viewer) -> Answer<Vec<OwnPlace>> {
        if viewer.person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let bound = Script::bound("me", viewer.person.as_str());
        let places: Vec<Enrolment> = self.rows_where("person = $me", bound).await?;
        let classes: Vec<Class> = self.these(places.iter().map(|place| &place.class)).await?;
        let mut classes: HashMap<ClassId, Class> = classes.into_iter().map(|class| (class.id.clone(), class)).collect();
        let mut own = Vec::with_capacity(places.len());
        for place in places {
            let Some(class) = classes.remove(&place.class) else { continue };
            let waits = place.state == EnrolmentState::Waiting && class.state == ClassState::Published;
            let position = if waits {
                Roll::new(class.clone(), self.places_in(&class.id).await?).position(&place.person)
            } else {
                None
            };
            own.push(OwnPlace { place, class, position });
        }
        own.sort_by(OwnPlace::order);
        Ok(own)
    }

    async fn requests(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Request>> {
        let (send, edit) = (viewer.scope(Permission::CLASS_SEND), viewer.scope(Permission::CLASS_EDIT));
        if send.paths.is_empty() && edit.paths.is_empty() {
            return Err(Fault::Forbidden);
        }
        let (inside, script) = in_scope("path", &send, Script::default());
        let script = script
            .whole(&format!("enrolment WHERE state = $requested AND {inside}"))
            .whole("enrolment WHERE state = $recommended")
            .json("requested", &EnrolmentState::Requested)
            .json("recommended", &EnrolmentState::Recommended);
        let mut results = self.read(script).await?;
        let mut places: Vec<Enrolment> = take(&mut results, 0)?;
        let asked_of_unit = places.len();
        places.extend(take::<Enrolment>(&mut results, 1)?);
        let mut ids: Vec<&str> = places.iter().map(|place| place.class.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let classes: Vec<Class> = self.these(ids).await?;
        let hours = self.hours_of(places.iter().map(|place| &place.person), now.day().year()).await?;
        let mut requests: Vec<Request> = places
            .into_iter()
            .enumerate()
            .filter_map(|(at, place)| {
                let class = classes.iter().find(|class| class.id == place.class)?;
                let mine = at < asked_of_unit || edit.holds(&class.path);
                (mine && class.state == ClassState::Published).then(|| Request {
                    title: class.title.clone(),
                    starts: class.starts,
                    free: class.free_in(&place.pool),
                    enrol_until: class.enrol_until,
                    hours: hours.get(&place.person).copied().unwrap_or_default(),
                    place,
                })
            })
            .collect();
        requests.sort_by(|a, b| {
            (a.enrol_until, &a.title, a.place.order()).cmp(&(b.enrol_until, &b.title, b.place.order()))
        });
        Ok(requests)
    }

    async fn decide(
        &self,
        viewer: &Viewer,
        places: &[EnrolmentId],
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        if places.is_empty() {
            return Err(Fault::field("place", Rule::Required));
        }
        let mut checks = domain::fault::Checks::default();
        if granted {
            checks.optional_text(reason, "reason", 200)
        } else {
            checks.text(reason, "reason", 200)
        }
        checks.done()?;
        let found: Vec<Enrolment> = self.these(places).await?;
        if found.len() != places.len() {
            return Err(Fault::NotFound);
        }
        let mut classes: Vec<ClassId> = found.iter().map(|place| place.class.clone()).collect();
        classes.sort();
        classes.dedup();
        // Each class is a transaction of its own: what one of them can't take does not
        // undo what another has.
        for id in classes {
            let class = self.get::<Class>(&id).await?;
            let here: Vec<&Enrolment> = found.iter().filter(|place| place.class == id).collect();
            for place in &here {
                if viewer.owns(&place.person) {
                    return Err(Fault::Refused(Reason::OwnRequest));
                }
                match place.state {
                    EnrolmentState::Requested => viewer.require_at(Permission::CLASS_SEND, &place.path)?,
                    EnrolmentState::Recommended => {
                        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
                        // Step by step means two people: who recommended does not also grant.
                        if place.decisions.iter().any(|one| one.granted && one.account == viewer.account) {
                            return Err(Fault::Refused(Reason::SecondPerson));
                        }
                    }
                    _ => {
                        // Who decides twice is told so; who may not decide is told only that.
                        if viewer.require_at(Permission::CLASS_SEND, &place.path).is_err() {
                            viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
                        }
                        return Err(Fault::Refused(Reason::WrongState));
                    }
                }
            }
            let note = Note::of(viewer, now).updates("class", id.as_str(), &class.path).because(if granted {
                "grant"
            } else {
                reason.trim()
            });
            self.turn(Change::Answers("class.decide"), &id, &note, now, |class, places| {
                let mut roll = Roll::new(class, places);
                for place in &here {
                    let decision = Decision {
                        step: place.state,
                        granted,
                        by: viewer.name.clone(),
                        account: viewer.account.clone(),
                        at: now,
                        reason: if granted { String::new() } else { reason.trim().to_owned() },
                    };
                    roll.decide(&place.person, decision, now).map_err(Fault::Refused)?;
                }
                Ok((roll, ()))
            })
            .await?;
        }
        Ok(())
    }

    async fn set_quotas(
        &self,
        viewer: &Viewer,
        id: &ClassId,
        version: u32,
        quotas: &[(UnitId, u32)],
        now: Moment,
    ) -> Answer<()> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if !matches!(class.state, ClassState::Draft | ClassState::Published) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut named = Vec::with_capacity(quotas.len());
        for (unit, seats) in quotas {
            let unit: Option<Unit> = self.find::<Unit>(unit).await?.filter(|unit| unit.active);
            let unit = unit.filter(|unit| unit.path.starts_with(&class.path) && unit.path != class.path);
            let unit = unit.ok_or_else(|| Fault::field("quotas", Rule::Unknown))?;
            named.push(Quota { unit: unit.id, name: unit.short, path: unit.path, seats: *seats, taken: 0 });
        }
        check_quotas(class.capacity, &named)?;
        let note = Note::of(viewer, now).updates("class", id.as_str(), &class.path).because("quotas");
        self.turn(Change::Answers("class.quotas"), id, &note, now, |class, places| {
            if class.version != version {
                return Err(Fault::Refused(Reason::Stale));
            }
            let capacity = class.capacity;
            let mut roll = Roll::new(Class { version: class.version + 1, ..class }, places);
            roll.resize(capacity, &named, now).map_err(Fault::Refused)?;
            Ok((roll, ()))
        })
        .await
    }
}

impl Store {
    /// What time does to places: seats that were offered and not confirmed go on to the
    /// next, and classes that collected their requests give their seats. Safe to run as
    /// often and by as many as one likes. Gives how many classes it touched.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tend_places(&self, now: Moment) -> Result<usize, StoreError> {
        let mut results = self
            .read(
                Script::default()
                    .json("offered", &EnrolmentState::Offered)
                    .json("published", &ClassState::Published)
                    .json("first_come", &Allocation::FirstCome)
                    .then(
                        "SELECT VALUE class FROM enrolment WHERE state = $offered AND `until` < $now;
                     SELECT VALUE record::id(id) FROM class WHERE state = $published AND enrol_until < $now
                        AND admission.allocation != $first_come AND admission.allocated = false;",
                    )
                    .bind("now", now.0),
            )
            .await?;
        let mut ids: Vec<ClassId> = take(&mut results, 0)?;
        ids.extend(take::<ClassId>(&mut results, 1)?);
        ids.sort();
        ids.dedup();
        let touched = ids.len();
        for id in ids {
            let seed = self.read_sealed("class_seed", "seed", id.as_str()).await?.unwrap_or_default();
            let note = Note::of_itself(now).updates("class", id.as_str(), "").because("places");
            let outcome = self
                .turn(Change::Answers("class.tend"), &id, &note, now, |class, places| {
                    let mut roll = Roll::new(class, places);
                    roll.lapse(now);
                    roll.allocate(&seed, now);
                    Ok((roll, ()))
                })
                .await;
            if let Err(fault) = outcome {
                tracing::warn!(class = %id, ?fault, "the places of a class were not tended");
            }
        }
        Ok(touched)
    }
}

/// Whether what was decided goes by a state of the class that is no longer.
fn has_moved(error: &StoreError) -> bool {
    match error {
        StoreError::Thrown(code) => code == "gq:stale",
        StoreError::Engine(error) => error.is_already_exists(),
        _ => false,
    }
}

/// Whether a failure may be one row's: not of the store, and with nothing written.
fn is_of_a_row(error: &StoreError) -> bool {
    matches!(error, StoreError::Engine(_) | StoreError::Taken(_) | StoreError::Row(_))
}

impl Script {
    /// Adds places that nobody had before.
    fn new_places(self, places: &[&Enrolment]) -> Self {
        if places.is_empty() {
            return self;
        }
        let rows: Vec<Value> = places.iter().map(plain).collect();
        self.then("INSERT INTO enrolment $new_places RETURN NONE;").bind("new_places", rows)
    }

    /// Adds places that were given up before, over what was there.
    fn places_again(self, places: &[&Enrolment]) -> Self {
        if places.is_empty() {
            return self;
        }
        let rows: Vec<Value> =
            places.iter().map(|place| json!({ "id": place.id, "content": content(place) })).collect();
        self.then(
            "FOR $one IN $places_again {
                LET $id = $one.id;
                LET $place = $one.content;
                UPSERT type::record('enrolment', $id) CONTENT $place RETURN NONE;
             };",
        )
        .bind("places_again", rows)
    }
}

impl Candidate {
    /// A place of theirs, before it is known where it stands.
    pub(super) fn place(&self, class: &Class, channel: Channel, now: Moment) -> Enrolment {
        Enrolment {
            id: EnrolmentId::of(&class.id, &self.id),
            class: class.id.clone(),
            person: self.id.clone(),
            name: self.name.clone(),
            unit_name: self.unit_name.clone(),
            state: EnrolmentState::Withdrawn,
            at: now,
            attended: Hours(0),
            path: self.path.clone(),
            pool: UnitId::default(),
            channel,
            rank: String::new(),
            until: Moment(0),
            decisions: Vec::new(),
            grade: None,
            remark: String::new(),
        }
    }
}
