//! Classes, places in them, and the ledger of hours.

mod call_up;
mod certificate;
mod desk;
mod evaluation;
pub(crate) mod export;
pub(crate) mod feature;
pub(crate) mod finish;
mod hours_of_year;
mod lesson;
mod prospects;
pub(crate) mod queue;
mod remind;
mod reopen;
mod roster;
mod seat;
mod setting;
mod timetable;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::code::{Code, Family, Level, Tier};
use domain::fault::Milestone;
use domain::page::Page;
use domain::ports::Answer;
use domain::register::{Register, RegisterQuery};
use domain::search::normal_query;
use domain::training::News;
use domain::training::port::Classes;
use domain::training::{
    self, Admission, Allocation, Class, ClassDetail, ClassDraft, ClassQuery, ClassRow, ClassState, Course, Enrolment,
    EnrolmentState, Roll, SentToTraining, Total, check_quotas, seed_hash,
};
use domain::{ClassId, EnrolmentId, Fault, Moment, PersonId, Reason, Rule};
use serde::Deserialize;
use serde_json::Value;
use surrealdb::IndexedResults;
use surrealdb::types::RecordId;

pub(crate) use finish::total_row;

use crate::answers::Made;
use crate::audit::Note;
use crate::keys::search_key;
use crate::once::{Once, opened};
use crate::row::tables;
use crate::rows::{content_with, new_id, take};
use crate::scope::in_scope;
use crate::written::{On, SEATS};
use crate::{Change, Script, Store, StoreError};

tables! {
    "class" by ClassId: Class,
    "enrolment" by EnrolmentId: Enrolment,
}

/// What deciding about a seat needs to know of a person.
#[derive(Deserialize)]
pub(crate) struct Candidate {
    id: PersonId,
    pub(crate) name: String,
    level: Level,
    #[serde(default, with = "domain::time::unknown")]
    level_since: Option<domain::time::Date>,
    pub(crate) path: String,
    family: Family,
    pub(crate) unit_name: String,
}

/// Reads those of some people who can be [`Candidate`]s, whose records are bound as `$people`; [`candidates`] takes
/// them out of the first four results.
const CANDIDATES: &str = "
    LET $them = (SELECT record::id(id) AS id, name, level, level_since, path, unit FROM $people);
    RETURN $them;
    LET $units = array::distinct($them.map(|$one: any| type::record('unit', $one.unit ?? '-')));
    SELECT record::id(id) AS id, family, short FROM $units;";

/// Those that [`CANDIDATES`] found.
fn candidates(results: &mut IndexedResults) -> Result<HashMap<PersonId, Candidate>, StoreError> {
    let units: Vec<Value> = take(results, 3)?;
    let units: HashMap<&str, &Value> =
        units.iter().filter_map(|unit| Some((unit.get("id")?.as_str()?, unit))).collect();
    let mut found = HashMap::new();
    for mut one in take::<Value>(results, 1)? {
        let unit = one["unit"].as_str().and_then(|unit| units.get(unit));
        let Some(unit) = unit else { continue };
        (one["family"], one["unit_name"]) = (unit["family"].clone(), unit["short"].clone());
        let one: Candidate = serde_json::from_value(one)?;
        found.insert(one.id.clone(), one);
    }
    Ok(found)
}

impl Store {
    /// The viewer as somebody who may take seats; nothing for accounts of nobody.
    pub(crate) async fn candidate(&self, person: &PersonId) -> Result<Option<Candidate>, StoreError> {
        if person.as_str().is_empty() {
            return Ok(None);
        }
        let people = vec![RecordId::new("person", person.as_str())];
        let mut results = self.read(Script::new(CANDIDATES).bind("people", people)).await?;
        Ok(candidates(&mut results)?.remove(person))
    }

    async fn find_enrolment(&self, class: &ClassId, person: &PersonId) -> Result<Option<Enrolment>, StoreError> {
        if person.as_str().is_empty() {
            return Ok(None);
        }
        let id = EnrolmentId::of(class, person);
        self.find(&id).await
    }

    /// Sums of a person's ledger.
    pub(crate) async fn totals(&self, person: &PersonId) -> Result<Vec<Total>, StoreError> {
        self.rows(
            Script::new("SELECT year, form, category, hours FROM ledger_total WHERE person = $person")
                .bind("person", person.as_str()),
        )
        .await
    }

    /// Classes of a tier that take enrolments now, the nearest first. They are the same for
    /// everybody of the tier, so they are read once for all until a class changes; only
    /// the count of seats left may be [`crate::answers::FRESH`] old.
    pub(crate) async fn open_classes(&self, tier: Tier, now: Moment) -> Result<Arc<Vec<Class>>, StoreError> {
        self.kept_at(("open classes", tier.code().to_owned()), now, self.read_open_classes(tier, now)).await
    }

    async fn read_open_classes(&self, tier: Tier, now: Moment) -> Result<Made<Vec<Class>>, StoreError> {
        let condition = "state = $published AND tier = $tier AND enrol_until >= $now ORDER BY starts LIMIT 400";
        let bound = Script::bound("tier", tier.code()).bind("now", now.0).json("published", &ClassState::Published);
        let mut open: Vec<Class> = self.rows_where(condition, bound).await?;
        let is_open = |class: &Class| class.enrol_from <= now;
        // They are these until one of them closes, or another opens.
        let stays = |class: &Class| if is_open(class) { class.enrol_until } else { Moment(class.enrol_from.0 - 1) };
        let until = open.iter().map(stays).min();
        open.retain(is_open);
        open.truncate(200);
        Ok(Made::of(open).on([On::All("class")]).counting([On::All(SEATS)]).until(now, until))
    }

    /// The person's places by class.
    pub(crate) async fn own_places(&self, person: &PersonId) -> Result<HashMap<ClassId, EnrolmentState>, StoreError> {
        #[derive(Deserialize)]
        struct Place {
            class: ClassId,
            state: EnrolmentState,
        }
        if person.as_str().is_empty() {
            return Ok(HashMap::new());
        }
        let places: Vec<Place> = self
            .rows(
                Script::new("SELECT class, state FROM enrolment WHERE person = $person")
                    .bind("person", person.as_str()),
            )
            .await?;
        Ok(places.into_iter().map(|place| (place.class, place.state)).collect())
    }
}

/// A seed nobody can guess: 128 bits in hex.
pub(crate) fn new_seed() -> String {
    use rand::RngExt;
    format!("{:032x}", rand::rng().random::<u128>())
}

/// A class as its record's content.
pub(crate) fn class_content(class: &Class) -> serde_json::Value {
    content_with(class, "search", search_key(&class.title))
}

/// The paths of the units above those of a scope.
fn above(scope: &Scope) -> Vec<String> {
    let mut found: Vec<String> = scope
        .paths
        .iter()
        .flat_map(|path| path.match_indices('/').skip(1).map(|(at, _)| path[..=at].to_owned()))
        .filter(|path| !scope.holds(path))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[async_trait]
impl Classes for Store {
    async fn classes(&self, viewer: &Viewer, query: &ClassQuery, now: Moment) -> Answer<Page<ClassRow>> {
        let candidate = self.candidate(&viewer.person).await?;
        let mine = self.own_places(&viewer.person).await?;
        // Who holds classes sees those of their scope in every state; a cadre sees what
        // was announced to the part of the tree they belong to, and their own.
        let scope = viewer.scope(Permission::TRAINING_VIEW);
        let (inside, mut script) = in_scope("path", &scope, Script::default().json("draft", &ClassState::Draft));
        let mut visible = vec![inside];
        if let Some(candidate) = &candidate {
            visible.push("(state != $draft AND string::starts_with($own_path, path))".to_owned());
            script = script.bind("own_path", candidate.path.as_str());
            if !mine.is_empty() {
                visible.push("id IN $own_classes".to_owned());
                let own: Vec<RecordId> = mine.keys().map(|id| RecordId::new("class", id.as_str())).collect();
                script = script.bind("own_classes", own);
            }
        }
        // Who sends people sees what those people may be sent to: of the units above too.
        let above = above(&viewer.scope(Permission::CLASS_SEND));
        if !above.is_empty() {
            visible.push("(state != $draft AND path IN $above)".to_owned());
            script = script.bind("above", above);
        }
        let mut parts = vec![format!("({})", visible.join(" OR "))];
        let q = normal_query(&query.q);
        if !q.is_empty() {
            parts.push("string::contains(search, $q)".to_owned());
            script = script.bind("q", q);
        }
        if !query.category.is_empty() {
            parts.push("category IN $categories".to_owned());
            script = script.bind("categories", self.below_category(&query.category.as_str().into()).await?);
        }
        for (field, value) in [("state", &query.state), ("tier", &query.tier)] {
            if !value.is_empty() {
                parts.push(format!("{field} = ${field}"));
                script = script.bind(field, value.as_str());
            }
        }
        if query.for_me {
            let Some(candidate) = &candidate else { return Ok(Page::new(Vec::new(), 0, &query.window)) };
            parts.push(
                "state = $published AND enrol_from <= $now AND enrol_until >= $now AND tier = $own_tier
                 AND (array::len(families) = 0 OR $own_family IN families) AND string::starts_with($own_path, path)"
                    .to_owned(),
            );
            script = script
                .bind("now", now.0)
                .json("published", &ClassState::Published)
                .bind("own_tier", candidate.level.tier().code())
                .bind("own_family", candidate.family.code());
        }
        let sort = match query.window.sort.as_str() {
            "title" => "spelled",
            "hours" => "hours",
            "taken" => "taken",
            "state" => "state",
            _ => "starts",
        };
        let descending = query.window.descending || query.window.sort.is_empty();
        let direction = if descending { "DESC" } else { "ASC" };
        let condition = parts.join(" AND ");
        let order = format!("{sort} {direction}, title {direction}, id");
        let page: Page<Class> = self.page_where(&condition, &order, script, &query.window).await?;
        Ok(page.map(|class| ClassRow { mine: mine.get(&class.id).copied(), class }))
    }

    async fn class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<ClassDetail> {
        let class = self.get::<Class>(id).await?;
        let candidate = self.candidate(&viewer.person).await?;
        let mine = self.find_enrolment(id, &viewer.person).await?;
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &class.path).is_ok();
        let meant = class.state != ClassState::Draft
            && candidate.as_ref().is_some_and(|candidate| candidate.path.starts_with(&class.path));
        let sends =
            class.state != ClassState::Draft && above(&viewer.scope(Permission::CLASS_SEND)).contains(&class.path);
        if !holds && !meant && mine.is_none() && !sends {
            return Err(Fault::Forbidden);
        }
        let mut leads_to = None;
        let barred = match &candidate {
            None => Some(Reason::NoPerson),
            Some(candidate) => match class.may_enrol(candidate.level, candidate.family, &candidate.path, now) {
                Err(reason) => Some(reason),
                Ok(()) => match self.meets(&class, candidate, now).await? {
                    Err(reason) => Some(reason),
                    Ok(()) => {
                        leads_to = class.leads_to(&candidate.path, now);
                        leads_to.is_none().then_some(Reason::Training(training::Refusal::ClassFull))
                    }
                },
            },
        };
        // Where somebody stands in line follows from the places of all.
        let position = match mine.as_ref().filter(|mine| mine.state == EnrolmentState::Waiting) {
            Some(mine) => Roll::new(class.clone(), self.places_in(id).await?).position(&mine.person),
            None => None,
        };
        let call_ups = if holds { self.call_ups_of(id).await? } else { Vec::new() };
        let begun = class.starts <= now.day();
        Ok(ClassDetail {
            leads_to,
            position,
            call_ups,
            may_send: class.state == ClassState::Published && viewer.scope(Permission::CLASS_SEND).meets(&class.path),
            editable: viewer.require_at(Permission::CLASS_EDIT, &class.path).is_ok()
                && matches!(class.state, ClassState::Draft | ClassState::Published),
            keeps: viewer.require_at(Permission::CLASS_MARK, &class.path).is_ok(),
            markable: viewer.require_at(Permission::CLASS_MARK, &class.path).is_ok()
                && class.state == ClassState::Published
                && begun,
            reopenable: self.may_reopen(viewer, &class, now).await?,
            mine,
            barred,
            holds,
            class,
        })
    }

    async fn class_roster(&self, viewer: &Viewer, id: &ClassId, query: &RegisterQuery) -> Answer<Register<Enrolment>> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::TRAINING_VIEW, &class.path)?;
        Ok(self.roster(id, query).await?)
    }

    async fn save_class(&self, viewer: &Viewer, draft: &ClassDraft, now: Moment) -> Answer<ClassId> {
        draft.check()?;
        self.open_category(&draft.category, "category").await?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
        let before = self.find::<Class>(&draft.id).await?;
        if before.is_none() && !draft.id.as_str().is_empty() {
            return Err(Fault::NotFound);
        }
        if !draft.programme.as_str().is_empty() && before.as_ref().is_none_or(|one| one.programme != draft.programme) {
            let known = domain::training::port::Plans::programme(self, viewer, &draft.programme).await;
            known.map_err(
                |fault| if fault == Fault::NotFound { Fault::field("programme", Rule::Unknown) } else { fault },
            )?;
        }
        for course in &draft.admission.after_courses {
            self.find::<Course>(course).await?.ok_or_else(|| Fault::field("after_course", Rule::Unknown))?;
        }
        for category in &draft.admission.after_categories {
            self.open_category(category, "after_category").await?;
        }
        if let Some(before) = &before {
            viewer.require_at(Permission::CLASS_EDIT, &before.path)?;
            if !matches!(before.state, ClassState::Draft | ClassState::Published) {
                return Err(Fault::Refused(Reason::WrongState));
            }
        }
        let id = before.as_ref().map_or_else(|| ClassId(new_id(now)), |class| class.id.clone());
        // What the form doesn't hold stays as it is: seats taken, and those set aside.
        let kept = before.as_ref().map(|class| class.admission.clone()).unwrap_or_default();
        let class = Class {
            id: id.clone(),
            title: draft.title.trim().to_owned(),
            category: draft.category.clone(),
            tier: draft.tier,
            kind: draft.kind,
            form: draft.form,
            families: draft.families.clone(),
            hours: draft.hours,
            capacity: draft.capacity,
            taken: before.as_ref().map_or(0, |class| class.taken),
            unit: unit.id,
            unit_name: unit.short,
            path: unit.path,
            enrol_from: Moment::start_of(draft.enrol_from),
            enrol_until: Moment::end_of(draft.enrol_until),
            starts: draft.starts,
            ends: draft.ends,
            place: draft.place.trim().to_owned(),
            trainer: draft.trainer.trim().to_owned(),
            about: draft.about.trim().to_owned(),
            programme: draft.programme.clone(),
            state: before.as_ref().map_or(ClassState::Draft, |class| class.state),
            admission: Admission {
                approval: draft.admission.approval,
                allocation: draft.admission.allocation,
                waiting: draft.admission.waiting,
                confirm_hours: draft.admission.confirm_hours,
                min_years: draft.admission.min_years,
                leading: draft.admission.leading,
                after_courses: draft.admission.after_courses.clone(),
                after_categories: draft.admission.after_categories.clone(),
                ..kept
            },
            queued: 0,
            turn: 0,
            finished: before.as_ref().map_or(Moment(0), |class| class.finished),
            reopened: before.as_ref().map_or(0, |class| class.reopened),
            version: before.as_ref().map_or(0, |class| class.version + 1),
        };
        check_quotas(class.capacity, &class.admission.quotas)?;
        let note = Note::of(viewer, now).saves(before.is_some(), "class", id.as_str(), &class.path);
        let Some(before) = before else {
            let script = Script::new("CREATE type::record('class', $id) CONTENT $class RETURN NONE;")
                .bind("id", id.as_str())
                .bind("class", class_content(&class))
                .once(&Once::sent("class", viewer, draft), id.as_str())
                .note(&note, "NONE", "$class");
            return Ok(ClassId(opened(self.write(Change::Answers("class.save"), script).await, id.as_str())?));
        };
        // What people relied on when they asked for a place is not changed under them.
        let rules = |class: &Class| (class.admission.approval, class.admission.allocation);
        if before.state == ClassState::Published && rules(&before) != rules(&class) {
            return Err(Fault::field("allocation", Rule::Settled));
        }
        self.turn(Change::Answers("class.save"), &id, &note, now, |prior, places| {
            if prior.version != draft.version {
                return Err(Fault::Refused(Reason::Stale));
            }
            // Seats may be taken while a form is open: counts are the record's own.
            let (capacity, quotas) = (class.capacity, prior.admission.quotas.clone());
            let mut roll = Roll::new(
                Class {
                    capacity: prior.capacity,
                    taken: prior.taken,
                    queued: prior.queued,
                    turn: prior.turn,
                    admission: Admission { quotas: prior.admission.quotas, ..class.admission.clone() },
                    ..class.clone()
                },
                places,
            );
            roll.resize(capacity, &quotas, now).map_err(Fault::Refused)?;
            Ok((roll, ()))
        })
        .await?;
        Ok(id)
    }

    async fn publish_class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if class.state == ClassState::Published {
            return Ok(());
        }
        if class.enrol_until < now {
            return Err(Fault::field("enrol_until", Rule::after_time(Milestone::Now, now)));
        }
        let note = Note::of(viewer, now).updates("class", id.as_str(), &class.path).because("publish");
        // The seed of a draw is made now and kept hidden; its hash is announced with the class.
        let seed = if class.admission.allocation == Allocation::Drawn { new_seed() } else { String::new() };
        let seed_hash = if seed.is_empty() { String::new() } else { seed_hash(&seed) };
        let script = Script::default()
            .json("draft", &ClassState::Draft)
            .json("published", &ClassState::Published)
            .then(
                "LET $prior = (SELECT state FROM ONLY type::record('class', $id));
             IF $prior.state != $draft { THROW 'gq:state' };
             UPDATE type::record('class', $id) SET state = $published, version += 1,
                admission.seed_hash = $seed_hash RETURN NONE;
             IF $seed != '' { UPSERT type::record('class_seed', $id) CONTENT { seed: $seed } RETURN NONE };",
            )
            .bind("id", id.as_str())
            .bind("seed", if seed.is_empty() { seed } else { self.sealed("class_seed", id.as_str(), &seed) })
            .bind("seed_hash", seed_hash)
            .note(&note, "$prior", "{ state: $published, seed_hash: $seed_hash }");
        self.write(Change::Answers("class.publish"), script).await?;
        Ok(())
    }

    async fn cancel_class(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<()> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        let body = News::ClassCancelled { class: id.clone(), title: class.title.clone() };
        let note = Note::of(viewer, now).ends("class", id.as_str(), &class.path).because("cancel");
        let script = Script::new(
            "LET $prior = (SELECT state FROM ONLY type::record('class', $id));
             IF $prior.state NOT IN $ahead { THROW 'gq:state' };
             UPDATE type::record('class', $id) SET state = $cancelled, version += 1 RETURN NONE;
             FOR $person IN (SELECT VALUE person FROM enrolment WHERE class = $id
                AND state IN $open) {
                CREATE notice CONTENT { person: $person, at: $now, read: false, body: $body } RETURN NONE;
             };",
        )
        .bind("id", id.as_str())
        .bind("now", now.0)
        .json("ahead", &[ClassState::Draft, ClassState::Published])
        .json("cancelled", &ClassState::Cancelled)
        .states("open", &EnrolmentState::ALL, EnrolmentState::is_open)
        .json("body", &body)
        .note(&note, "$prior", "{ state: $cancelled }");
        let queue = self.caches.seats.queue(id);
        let _turn = queue.lock().await;
        self.write(Change::Answers("class.cancel"), script).await?;
        Ok(())
    }

    async fn sent_to_training(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<SentToTraining> {
        let class = self.get::<Class>(class).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        Ok(self.sent_below(&class.path, &[class.tier], now.day()).await?)
    }
}
