//! Places in classes. What may happen to them is decided by [`Roll`]; here it is read,
//! guarded and written.
//!
//! Asking for a place is the one step that thousands do in the same minute, so it is a
//! single script that costs the same however many have places. Every other step reads all
//! places of the class, and its writing holds only if no place has changed since.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Scope, Viewer};
use domain::organisation::Unit;
use domain::ports::Answer;
use domain::record::Hours;
use domain::training::News;
use domain::training::port::Places;
use domain::training::{
    self, Allocation, Applicant, Channel, Class, ClassState, Course, Decision, Enrolment, EnrolmentState, Outcome,
    Quota, Request, Roll, check_quotas,
};
use domain::{ClassId, EnrolmentId, Fault, Moment, PersonId, Reason, Rule, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CANDIDATE, Candidate, class_content};
use crate::audit::Note;
use crate::desk::notice_row;
use crate::rows::{content, take};
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

/// How often a step is decided anew because somebody else's came first.
const TURNS: u32 = 8;

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

    async fn try_to_take(&self, viewer: &Viewer, person: &PersonId, id: &ClassId, now: Moment) -> Answer<Enrolment> {
        let script = Script::new(CANDIDATE)
            .whole("type::record('class', $class)")
            .whole("type::record('enrolment', $enrolment)")
            .bind("person", person.as_str())
            .bind("class", id.as_str())
            .bind("enrolment", EnrolmentId::of(id, person).as_str());
        let mut results = self.read(script).await?;
        let candidate: Option<Candidate> = take(&mut results, 2)?.into_iter().next();
        let class: Option<Class> = take(&mut results, 3)?.into_iter().next();
        let mine: Option<Enrolment> = take(&mut results, 4)?.into_iter().next();
        let person = candidate.ok_or(Fault::Refused(Reason::NoPerson))?;
        let class = class.ok_or(Fault::NotFound)?;
        // A second click finds the place taken by the first.
        if let Some(mine) = mine.filter(|mine| mine.state.is_open()) {
            return Ok(mine);
        }
        class.may_enrol(person.level, person.family, &person.path, now).map_err(Fault::Refused)?;
        self.meets(&class, &person, now).await?.map_err(Fault::Refused)?;
        if class.leads_to(&person.path, now).is_none() {
            self.note_full(&class);
            return Err(training::Refusal::ClassFull.into());
        }
        let enrolment = Enrolment {
            rank: self.rank(&class, &person.id, now).await?,
            pool: class.pool_of(&person.path),
            ..person.place(&class, Channel::SelfChosen, now)
        };
        let note = Note::of(viewer, now).creates("enrolment", enrolment.id.as_str(), &person.path);
        let (title, starts) = (class.title.clone(), class.starts);
        let confirmed = News::SeatConfirmed { class: id.clone(), title: title.clone(), starts };
        let waiting = News::PlaceWaiting { class: id.clone(), title };
        let told = |body: &News| vec![notice_row(&person.id, body, now)];
        let entry = Entry::of(&class, now);
        let script = Script::default().json("published", &ClassState::Published).then(
            "LET $class = (SELECT state, taken, capacity, queued, enrol_from, enrol_until, version, admission.quotas AS quotas
                FROM ONLY type::record('class', $class_id));
             IF $class = NONE { THROW 'gq:missing' };
             IF $class.version != $version { THROW 'gq:stale' };
             IF $class.state != $published OR $class.enrol_from > $now OR $class.enrol_until < $now
                { THROW 'gq:closed' };
             LET $mine = (SELECT VALUE state FROM ONLY type::record('enrolment', $id));
             IF $mine != NONE AND $mine NOT IN $given_up { THROW 'gq:already' };",
        )
        .then(&entry.script())
        .bind("class_id", id.as_str())
        .bind("id", enrolment.id.as_str())
        .bind("version", i64::from(class.version))
        .bind("now", now.0)
        .bind("pool", enrolment.pool.as_str())
        .json("enrolled", &EnrolmentState::Enrolled)
        .json("in_line", &EnrolmentState::Waiting)
        .states("given_up", &EnrolmentState::ALL, |state| !state.is_open() && !state.is_result());
        let script = match entry {
            Entry::Step(state) => {
                let place = Enrolment { state, ..enrolment.clone() };
                script
                    .then("UPSERT type::record('enrolment', $id) CONTENT $place RETURN NONE;")
                    .bind("place", content(&place))
                    .note(&note, "NONE", "$place")
                    .then("RETURN $place.state;")
            }
            Entry::Line | Entry::Seat { waiting: 0, .. } => {
                let (state, body) = match entry {
                    Entry::Line => (EnrolmentState::Waiting, &waiting),
                    _ => (EnrolmentState::Enrolled, &confirmed),
                };
                let place = Enrolment { state, ..enrolment.clone() };
                script
                    .then(
                        "UPSERT type::record('enrolment', $id) CONTENT $place RETURN NONE;
                         INSERT INTO notice $told RETURN NONE;",
                    )
                    .bind("place", content(&place))
                    .bind("told", told(body))
                    .note(&note, "NONE", "$place")
                    .then("RETURN $place.state;")
            }
            Entry::Seat { .. } => script
                .then(
                    "LET $place = object::extend($enrolment, { state: $state });
                     UPSERT type::record('enrolment', $id) CONTENT $place RETURN NONE;
                     INSERT INTO notice (IF $state = $enrolled { $confirmed } ELSE { $waiting }) RETURN NONE;",
                )
                .bind("enrolment", content(&enrolment))
                .bind("confirmed", told(&confirmed))
                .bind("waiting", told(&waiting))
                .note(&note, "NONE", "$place")
                .then("RETURN $state;"),
        };
        let outcome = {
            let queue = self.caches.seats.queue(id);
            let _turn = queue.lock().await;
            self.write(Change::Seats("enrol", viewer.person.clone()), script).await
        };
        match outcome {
            Ok(state) => {
                Ok(Enrolment { state: serde_json::from_value(state).map_err(|_| Fault::Internal)?, ..enrolment })
            }
            // Both clicks arrived at once: the other one's place is this one's answer.
            Err(StoreError::Thrown(code)) if code == "gq:already" => {
                let mine = self.find_enrolment(id, &viewer.person).await?;
                mine.filter(|mine| mine.state.is_open()).ok_or(Fault::Refused(Reason::WrongState))
            }
            Err(error) => {
                if matches!(&error, StoreError::Thrown(code) if code == "gq:full") {
                    self.note_full(&class);
                }
                Err(error.into())
            }
        }
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
        for _ in 0..TURNS {
            match self.try_to_take(viewer, person, id, now).await {
                Err(Fault::Refused(Reason::Stale)) => {}
                outcome => return outcome,
            }
        }
        Err(Fault::Busy)
    }

    async fn confirm(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()> {
        self.own_turn(Change::Classes("class.confirm"), "confirm", viewer, id, now, Roll::confirm).await
    }

    async fn withdraw(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()> {
        self.own_turn(Change::Classes("class.withdraw"), "withdraw", viewer, id, now, Roll::withdraw).await
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
            self.turn(Change::Classes("class.decide"), &id, &note, now, |class, places| {
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
        self.turn(Change::Classes("class.quotas"), id, &note, now, |class, places| {
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
                .turn(Change::Classes("class.tend"), &id, &note, now, |class, places| {
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

    /// Hours of a year by person.
    pub(crate) async fn hours_of(
        &self,
        people: impl Iterator<Item = &PersonId>,
        year: i32,
    ) -> Result<HashMap<PersonId, Hours>, StoreError> {
        let mut people: Vec<&str> = people.map(PersonId::as_str).collect();
        people.sort_unstable();
        people.dedup();
        let people: Vec<String> = people.into_iter().map(str::to_owned).collect();
        self.hours_where("person IN $people", Script::bound("people", people), year).await
    }

    /// Hours of a year by person, of everybody in a scope.
    pub(super) async fn hours_in(&self, scope: &Scope, year: i32) -> Result<HashMap<PersonId, Hours>, StoreError> {
        let (inside, script) = in_scope("path", scope, Script::default());
        self.hours_where(&inside, script, year).await
    }

    async fn hours_where(&self, whose: &str, bound: Script, year: i32) -> Result<HashMap<PersonId, Hours>, StoreError> {
        #[derive(Deserialize)]
        struct Sum {
            person: PersonId,
            hours: Hours,
        }
        let script = bound
            .then(&format!("SELECT person, hours FROM ledger_total WHERE {whose} AND year = $year"))
            .bind("year", i64::from(year));
        let mut hours: HashMap<PersonId, Hours> = HashMap::new();
        for sum in self.rows::<Sum>(script).await? {
            let entry = hours.entry(sum.person).or_default();
            *entry = *entry + sum.hours;
        }
        Ok(hours)
    }
}

/// Where asking for a place leads in a class, so far as that is known before its seats are
/// looked at in the transaction. What is taken from the class as read is guarded by the version.
enum Entry {
    /// To somebody who decides.
    Step(EnrolmentState),
    /// To the line, whatever is free: requests are collected.
    Line,
    /// To a seat, or to the line of so many.
    Seat { pooled: bool, begun: bool, waiting: u32 },
}

impl Entry {
    fn of(class: &Class, now: Moment) -> Self {
        if let Some(step) = class.admission.first_step() {
            return Self::Step(step);
        }
        if class.admission.collects() && !class.admission.allocated {
            return Self::Line;
        }
        let begun = now.day() >= class.starts;
        let pooled = !class.admission.quotas.is_empty();
        // Nobody is queued once the class has begun.
        Self::Seat { pooled, begun, waiting: if begun { 0 } else { class.admission.waiting } }
    }

    /// The statements that look at the seats and count; those of a line set `$state`.
    fn script(&self) -> String {
        let counted = |set: &str| format!("UPDATE type::record('class', $class_id) SET {set}, turn += 1 RETURN NONE;");
        let (pooled, begun, waiting) = match self {
            Self::Step(_) => return "UPDATE type::record('class', $class_id) SET turn += 1 RETURN NONE;".to_owned(),
            Self::Line => return counted("queued += 1"),
            Self::Seat { pooled, begun, waiting } => (*pooled, *begun, *waiting),
        };
        let free = if pooled {
            "LET $quotas = $class.quotas;
             LET $quota = $quotas[WHERE unit = $pool][0];
             LET $free = IF $quota != NONE { $quota.seats - $quota.taken }
                ELSE { $class.capacity - math::sum($quotas.seats) - ($class.taken - math::sum($quotas.taken)) };"
        } else {
            "LET $free = $class.capacity - $class.taken;"
        };
        let seat = if pooled {
            counted(
                "taken += 1, admission.quotas = $quotas.map(|$q: any| IF $q.unit = $pool { object::extend($q, { taken: $q.taken + 1 }) } ELSE { $q })",
            )
        } else {
            counted("taken += 1")
        };
        // Once the class has begun nobody passes those who are in line.
        let no_seat = if begun { "$free <= 0 OR $class.queued > 0" } else { "$free <= 0" };
        if waiting == 0 {
            return format!("{free} IF {no_seat} {{ THROW 'gq:full' }}; {seat}");
        }
        let line = counted("queued += 1");
        format!(
            "{free}
             IF $free <= 0 AND $class.queued >= {waiting} {{ THROW 'gq:full' }};
             LET $state = IF $free > 0 {{ $enrolled }} ELSE {{ $in_line }};
             IF $free > 0 {{ {seat} }} ELSE {{ {line} }};"
        )
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
