//! What the rules of eligibility read, brought together for some people: their records,
//! posts, what is known of them, and the posts of their relatives.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use domain::access::{Scope, Viewer};
use domain::appointment::{Appointment, bare_title};
use domain::code::{AppointmentKind, Level};
use domain::exchange::eligibility::{
    Candidate, EligibilityRule, Finding, HeldPost, Judge, KnownRelatives, Screen, Vacancy, in_force, is_watched,
    keep_open,
};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::round::OfferedPost;
use domain::organisation::{Post, Unit};
use domain::person::Person;
use domain::record::{Circumstances, Kin, unlinked};
use domain::time::day_text;
use domain::training::Standing;
use domain::{Day, Moment, PersonId, UnitId};
use surrealdb::types::RecordId;

use super::held::leading;
use super::taken::Taken;
use crate::mirror::Units;
use crate::{Script, Store, StoreError};

/// Of so many people and their relatives, appointments are read by person and posts by the units they are in; of more,
/// all of them.
const FEW: usize = 500;

/// Everything the rules ask about some people on a day.
pub(super) struct Ground {
    pub(super) today: Day,
    pub(super) rules: Vec<EligibilityRule>,
    units: Arc<Units>,
    pub(super) candidates: HashMap<PersonId, Candidate>,
    held: HashMap<PersonId, Vec<HeldPost>>,
    kin: HashMap<PersonId, Vec<Kin>>,
    taken: Taken,
}

impl Ground {
    /// A unit that was not dissolved.
    pub(super) fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.get(id).filter(|unit| unit.active)
    }

    /// The organ that a unit belongs to, see [`Units::organ`].
    fn organ<'a>(&'a self, unit: &'a Unit) -> &'a Unit {
        self.units.organ(&unit.id).unwrap_or(unit)
    }

    /// What every rule in force says of somebody for a post; nothing for somebody unknown.
    pub(super) fn findings(&self, person: &PersonId, vacancy: &Vacancy) -> Vec<Finding> {
        let Some(candidate) = self.candidates.get(person) else { return Vec::new() };
        self.findings_of(candidate, vacancy, &self.rules)
    }

    /// The same as a viewer may know it.
    pub(super) fn findings_for(&self, viewer: &Viewer, person: &PersonId, vacancy: &Vacancy) -> Vec<Finding> {
        let Some(candidate) = self.candidates.get(person) else { return Vec::new() };
        let mut findings = self.findings_of(&candidate.clone().known_to(viewer), vacancy, &self.rules);
        if !viewer.knows_of(person, &[&candidate.path]) {
            keep_open(&mut findings);
        }
        findings
    }

    /// The same for a person with changed facts, or under changed rules.
    pub(super) fn findings_of(&self, one: &Candidate, post: &Vacancy, rules: &[EligibilityRule]) -> Vec<Finding> {
        let rules = in_force(rules, post.kind, one.family, &post.path, self.today);
        let kin = self.kin.get(&one.person).map(Vec::as_slice).unwrap_or_default();
        Judge::new(rules, self.today, &self.held).findings(one, post, kin)
    }

    /// Everybody at once under rules.
    pub(super) fn screen<'a>(&'a self, rules: &'a [EligibilityRule]) -> Screen<'a> {
        Screen { rules, today: self.today, held: &self.held, kin: &self.kin }
    }

    fn vacancy(&self, unit: &Unit, kind: ExchangeKind, id: String, title: &str) -> Vacancy {
        let organ = self.organ(unit);
        let free = self.taken.free(&self.units, organ);
        Vacancy {
            id,
            title: title.to_owned(),
            kind,
            unit: unit.id.clone(),
            path: unit.path.clone(),
            parent: unit.parent.clone(),
            organ: organ.id.clone(),
            unit_kind: organ.kind,
            family: unit.family,
            level: Level::Other,
            leading: false,
            chief: false,
            watched: is_watched(title) || is_watched(&unit.name),
            place: String::new(),
            place_level: unit.level,
            free_headcount: free.headcount,
            free_leading: free.leading,
            may_lead: free.may_lead,
            demands: Default::default(),
        }
    }

    /// A post offered in a round, as the rules read it.
    pub(super) fn offered(&self, post: &OfferedPost, kind: ExchangeKind) -> Option<Vacancy> {
        let unit = self.unit(&post.unit)?;
        Some(Vacancy {
            level: post.level,
            leading: post.leading,
            chief: post.chief,
            place: post.place.clone(),
            place_level: post.place_level,
            demands: post.demands.clone(),
            ..self.vacancy(unit, kind, post.id.0.clone(), &post.title)
        })
    }

    /// A post that a unit lists, as the rules read it; `place` is where it is, empty when nobody said.
    pub(super) fn listed(&self, post: &Post, kind: ExchangeKind, place: &str) -> Option<Vacancy> {
        let unit = self.unit(&post.unit)?;
        // 正职: the leading post of the unit that is not a deputy's.
        let chief = post.leading && !post.title.contains('副');
        Some(Vacancy {
            level: post.level,
            leading: post.leading,
            chief,
            place: place.to_owned(),
            ..self.vacancy(unit, kind, post.id.0.clone(), &post.title)
        })
    }
}

impl Store {
    /// People in service of a part of the tree.
    pub(super) async fn people_of(&self, scope: &Scope) -> Result<Vec<PersonId>, StoreError> {
        self.serving_in(scope, |one| one.row.id.clone()).await
    }

    /// Brings together what the rules ask about these people.
    pub(super) async fn ground(&self, people: &[PersonId], now: Moment) -> Result<Ground, StoreError> {
        let today = now.day();
        let rules = self.all_eligibility_rules().await?;
        let records = |table: &'static str| -> Vec<RecordId> {
            people.iter().map(|id| RecordId::new(table, id.as_str())).collect()
        };
        let persons: Vec<Person> = self.these(people).await?;
        let (kin, mut families) = self.related_of(people).await?;
        let relatives: BTreeSet<PersonId> =
            kin.values().flatten().map(|one| one.person.clone()).chain(people.iter().cloned()).collect();
        let appointments = self.appointments_of(&relatives, today).await?;
        let posts = self.posts_around(&appointments, relatives.len() <= FEW).await?;
        let known: HashMap<PersonId, Circumstances> = self
            .rows::<Circumstances>(Script::new("SELECT * FROM $records").bind("records", records("circumstances")))
            .await?
            .into_iter()
            .map(|one| (one.person.clone(), one))
            .collect();
        let mut tolerated = self.tolerated_of(people).await?;
        let mut appraised = self.consequences_of(people, domain::appraisal::ConsequenceKind::NoExchange, today).await?;
        let texts: Vec<String> =
            self.rows(Script::new("SELECT VALUE data FROM $records").bind("records", records("standing"))).await?;
        let standings: HashMap<PersonId, bool> = texts
            .iter()
            .map(|text| serde_json::from_str::<Standing>(text))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .map(|one| (one.person.clone(), one.on_course))
            .collect();
        let mut ground = Ground {
            today,
            rules,
            units: self.tree().await?,
            candidates: HashMap::new(),
            held: HashMap::new(),
            kin,
            taken: self.taken(today).await?,
        };
        let mut listed: HashMap<UnitId, Vec<&Post>> = HashMap::new();
        for post in &posts {
            listed.entry(post.unit.clone()).or_default().push(post);
        }
        for one in &appointments {
            let Some(unit) = ground.unit(&one.unit) else { continue };
            let held = HeldPost {
                unit: unit.id.clone(),
                unit_name: unit.short.clone(),
                title: one.title.clone(),
                leading: leading(listed.get(&one.unit).into_iter().flatten().copied(), one) == Some(true),
                parent: unit.parent.clone(),
            };
            ground.held.entry(one.person.clone()).or_default().push(held);
        }
        // Whose posts were never entered one by one holds the one their record names.
        let posted: HashSet<&PersonId> = appointments.iter().filter(|one| one.main).map(|one| &one.person).collect();
        let unposted: BTreeSet<PersonId> = relatives.iter().filter(|id| !posted.contains(id)).cloned().collect();
        for one in self.serving_among(Some(&unposted)).await? {
            let one = &one.row;
            let Some(unit) = ground.unit(&one.unit) else { continue };
            let title = bare_title(&one.title, unit);
            let held = HeldPost {
                unit: unit.id.clone(),
                unit_name: unit.short.clone(),
                leading: domain::exchange::eligibility::leads(title, one.level) == Some(true),
                title: title.to_owned(),
                parent: unit.parent.clone(),
            };
            ground.held.entry(one.id.clone()).or_default().push(held);
        }
        let mut by_person: HashMap<&PersonId, Vec<&Appointment>> = HashMap::new();
        for one in &appointments {
            by_person.entry(&one.person).or_default().push(one);
        }
        for person in persons {
            let own = by_person.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            let trained = standings.get(&person.id).copied();
            let mut known = known.get(&person.id).cloned().unwrap_or_default();
            known.tolerated = tolerated.remove(&person.id).unwrap_or_default();
            known.appraised = appraised.remove(&person.id).and_then(|(year, outcome, held)| {
                use domain::code::{Code, Lang};
                Some((format!("{year}年度 {}（{}）", outcome.name(Lang::Zh), held.basis), held.until?))
            });
            let family = families.remove(&person.id);
            let relatives = family.map(|said| KnownRelatives { recorded: true, unlinked: unlinked(&said) });
            if let Some(mut one) = candidate(person, own, known, trained, &listed, &ground) {
                one.relatives = relatives.unwrap_or_default();
                ground.candidates.insert(one.person.clone(), one);
            }
        }
        Ok(ground)
    }

    /// Appointments of people that hold on a day.
    async fn appointments_of(&self, people: &BTreeSet<PersonId>, today: Day) -> Result<Vec<Appointment>, StoreError> {
        let bound = Script::bound("today", day_text(today));
        let mut held: Vec<Appointment> = if people.len() > FEW {
            self.rows_where("`until` >= $today", bound).await?
        } else {
            self.rows_among("person IN $some AND `until` >= $today", people, bound).await?
        };
        held.retain(|one| one.holds_on(today) && people.contains(&one.person));
        Ok(held)
    }
}

fn candidate(
    person: Person,
    own: &[&Appointment],
    known: Circumstances,
    trained: Option<bool>,
    listed: &HashMap<UnitId, Vec<&Post>>,
    ground: &Ground,
) -> Option<Candidate> {
    let unit = ground.unit(&person.unit)?;
    let main = own.iter().find(|one| one.main);
    let away = own.iter().filter(|one| one.kind == AppointmentKind::Seconded && !one.main);
    let title = main.map_or_else(|| person.title.clone(), |one| one.title.clone());
    let organ = ground.organ(unit);
    let leads = match main {
        Some(one) => leading(listed.get(&one.unit).into_iter().flatten().copied(), one),
        None => domain::exchange::eligibility::leads(bare_title(&person.title, unit), person.level),
    };
    Some(Candidate {
        family: unit.family,
        path: unit.path.clone(),
        unit_kind: organ.kind,
        organ: organ.id.clone(),
        leading: leads == Some(true),
        // Whoever has no appointment on record has had no other post than that of their level.
        post_since: main.map_or(person.level_since.map(|date| date.day()), |one| one.since()),
        relatives: KnownRelatives::default(),
        seconded_until: away.map(|one| one.until).max(),
        trained,
        circumstances: Circumstances { person: person.id.clone(), ..known },
        title,
        person: person.id,
        name: person.name,
        sex: person.sex,
        birth: person.birth.day(),
        ethnic: person.ethnic,
        politics: person.politics,
        specialty: person.specialty,
        unit: person.unit,
        level: person.level,
        level_since: person.level_since.map(|date| date.day()),
        work_since: person.work_since.map(|date| date.day()),
        native_place: person.native_place,
        upbringing_place: person.upbringing_place,
    })
}
