//! What the rules of eligibility read, brought together for some people: their records,
//! posts, what is known of them, and the posts of their relatives.

use std::collections::{BTreeSet, HashMap};

use domain::access::{Scope, Viewer};
use domain::appointment::Appointment;
use domain::code::{AppointmentKind, UnitKind};
use domain::exchange::eligibility::{
    Candidate, Circumstances, EligibilityRule, Families, Finding, HeldPost, Judge, Kin, Screen, Vacancy, in_force,
    is_watched, keep_open,
};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::round::OfferedPost;
use domain::organisation::{Post, Unit};
use domain::person::{Person, Relative};
use domain::training::Standing;
use domain::{Day, Moment, PersonId, PostId, UnitId};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::organisation::organ;
use crate::people::Stored;
use crate::sealed::Private;
use crate::{Script, Store, StoreError};

/// Everything the rules ask about some people on a day.
pub(super) struct Ground {
    pub(super) today: Day,
    pub(super) rules: Vec<EligibilityRule>,
    pub(super) units: HashMap<UnitId, Unit>,
    pub(super) candidates: HashMap<PersonId, Candidate>,
    held: HashMap<PersonId, Vec<HeldPost>>,
    kin: HashMap<PersonId, Vec<Kin>>,
    /// Free headcount and leading posts by unit.
    free: HashMap<UnitId, (i64, i64)>,
}

#[derive(Deserialize)]
struct Count {
    unit: UnitId,
    n: i64,
}

impl Ground {
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
        let organ = organ(&self.units, unit);
        let (free_headcount, free_leading) = self.free.get(&organ.id).copied().unwrap_or_default();
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
            level: domain::code::Level::Other,
            leading: false,
            chief: false,
            watched: is_watched(title) || is_watched(&unit.name),
            place: String::new(),
            place_level: unit.level,
            free_headcount,
            free_leading,
            demands: Default::default(),
        }
    }

    /// A post offered in a round, as the rules read it.
    pub(super) fn offered(&self, post: &OfferedPost, kind: ExchangeKind) -> Option<Vacancy> {
        let unit = self.units.get(&post.unit)?;
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

    /// A post that a unit lists, as the rules read it.
    pub(super) fn listed(&self, post: &Post, kind: ExchangeKind) -> Option<Vacancy> {
        let unit = self.units.get(&post.unit)?;
        // 正职: the leading post of the unit that is not a deputy's.
        let chief = post.leading && !post.title.contains('副');
        Some(Vacancy {
            level: post.level,
            leading: post.leading,
            chief,
            ..self.vacancy(unit, kind, post.id.0.clone(), &post.title)
        })
    }
}

impl Store {
    /// People in service of a part of the tree.
    pub(super) async fn people_of(&self, scope: &Scope) -> Result<Vec<PersonId>, StoreError> {
        let (inside, script) = crate::rows::in_scope("path", scope, Script::default());
        self.rows(script.then(&format!("SELECT VALUE record::id(id) FROM person WHERE {inside} AND state = 'active'")))
            .await
    }

    /// Brings together what the rules ask about these people.
    pub(super) async fn ground(&self, people: &[PersonId], now: Moment) -> Result<Ground, StoreError> {
        let today = now.day();
        let rules = self.all_eligibility_rules().await?;
        let units: HashMap<UnitId, Unit> = self
            .rows::<Unit>(Script::new("SELECT *, record::id(id) AS id FROM unit WHERE active"))
            .await?
            .into_iter()
            .map(|unit| (unit.id.clone(), unit))
            .collect();
        let records = |table: &'static str| -> Vec<RecordId> {
            people.iter().map(|id| RecordId::new(table, id.as_str())).collect()
        };
        let persons: Vec<Stored> = self
            .rows(Script::new("SELECT *, record::id(id) AS id FROM $records").bind("records", records("person")))
            .await?;
        let kin = self.kin_of(people).await?;
        let relatives: BTreeSet<PersonId> =
            kin.values().flatten().map(|one| one.person.clone()).chain(people.iter().cloned()).collect();
        let posts: HashMap<PostId, Post> = self
            .rows::<Post>(Script::new("SELECT *, record::id(id) AS id FROM post"))
            .await?
            .into_iter()
            .map(|post| (post.id.clone(), post))
            .collect();
        let appointments = self.appointments_of(&relatives, today).await?;
        let known: HashMap<PersonId, Circumstances> = self
            .rows::<Circumstances>(Script::new("SELECT * FROM $records").bind("records", records("circumstances")))
            .await?
            .into_iter()
            .map(|one| (one.person.clone(), one))
            .collect();
        let mut unlinked = self.unlinked_of(people).await?;
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
        let mut ground =
            Ground { today, rules, units, candidates: HashMap::new(), held: HashMap::new(), kin, free: HashMap::new() };
        let mut listed: HashMap<UnitId, Vec<&Post>> = HashMap::new();
        for post in posts.values() {
            listed.entry(post.unit.clone()).or_default().push(post);
        }
        for one in &appointments {
            let Some(unit) = ground.units.get(&one.unit) else { continue };
            let held = HeldPost {
                unit: unit.id.clone(),
                unit_name: unit.short.clone(),
                title: one.title.clone(),
                leading: leads_by(&listed, one),
                parent: unit.parent.clone(),
            };
            ground.held.entry(one.person.clone()).or_default().push(held);
        }
        for Stored(person) in persons {
            let own: Vec<&Appointment> = appointments.iter().filter(|one| one.person == person.id).collect();
            let trained = standings.get(&person.id).copied();
            let mut known = known.get(&person.id).cloned().unwrap_or_default();
            known.tolerated = tolerated.remove(&person.id).unwrap_or_default();
            known.appraised = appraised.remove(&person.id).and_then(|(year, outcome, held)| {
                use domain::code::{Code, Lang};
                Some((format!("{year}年度 {}（{}）", outcome.name(Lang::Zh), held.basis), held.until?))
            });
            if let Some(mut one) = candidate(person, &own, known, trained, &listed, &ground) {
                one.unlinked = unlinked.remove(&one.person).unwrap_or_default();
                ground.candidates.insert(one.person.clone(), one);
            }
        }
        ground.free = self.free_places(&ground.units, &listed, today).await?;
        Ok(ground)
    }

    /// Appointments of people that hold on a day.
    async fn appointments_of(&self, people: &BTreeSet<PersonId>, today: Day) -> Result<Vec<Appointment>, StoreError> {
        let ids: Vec<String> = people.iter().map(|id| id.0.clone()).collect();
        let all: Vec<Appointment> = self
            .rows(Script::new("SELECT *, record::id(id) AS id FROM appointment WHERE person IN $ids").bind("ids", ids))
            .await?;
        Ok(all.into_iter().filter(|one| one.holds_on(today)).collect())
    }

    /// The relatives of people, by the records of all.
    pub(crate) async fn kin_of(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<Kin>>, StoreError> {
        let homes: Vec<Private> =
            self.rows(Script::new("SELECT record::id(id) AS id, sealed FROM person_private WHERE has_family")).await?;
        let ids: Vec<RecordId> = homes.iter().map(|home| RecordId::new("person", home.id.as_str())).collect();
        #[derive(Deserialize)]
        struct Name {
            id: PersonId,
            name: String,
        }
        let names: Vec<Name> =
            self.rows(Script::new("SELECT record::id(id) AS id, name FROM $ids").bind("ids", ids)).await?;
        let names: HashMap<PersonId, String> = names.into_iter().map(|one| (one.id, one.name)).collect();
        let mut families = Families::default();
        for home in &homes {
            let family = self.open_private(home)?.family;
            families.add(&home.id, names.get(&home.id).map_or("", String::as_str), &family);
        }
        Ok(people
            .iter()
            .filter(|person| families.knows(person))
            .map(|person| (person.clone(), families.of(person)))
            .filter(|(_, kin)| !kin.is_empty())
            .collect())
    }

    /// Relatives in office of people who are linked to no record, as they are written.
    async fn unlinked_of(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<String>>, StoreError> {
        let records: Vec<RecordId> = people.iter().map(|id| RecordId::new("person_private", id.as_str())).collect();
        let homes: Vec<Private> = self
            .rows(
                Script::new("SELECT record::id(id) AS id, sealed FROM $records WHERE has_family")
                    .bind("records", records),
            )
            .await?;
        let open = |one: &&Relative| one.person.as_str().is_empty() && one.in_office();
        let text = |one: &Relative| format!("{} {} {}", one.relation, one.name, one.work);
        let mut found = HashMap::new();
        for home in &homes {
            let family = self.open_private(home)?.family;
            let open: Vec<String> = family.iter().filter(open).map(text).collect();
            if !open.is_empty() {
                found.insert(home.id.clone(), open);
            }
        }
        Ok(found)
    }

    /// Free headcount and leading posts of every organ: those of its departments count in it.
    async fn free_places(
        &self,
        units: &HashMap<UnitId, Unit>,
        listed: &HashMap<UnitId, Vec<&Post>>,
        today: Day,
    ) -> Result<HashMap<UnitId, (i64, i64)>, StoreError> {
        let people: Vec<Count> = self
            .rows(Script::new("SELECT unit, count() AS n FROM person WHERE state = 'active' GROUP BY unit"))
            .await?;
        // Who holds a leading post by its title alone holds it too.
        let held: Vec<Appointment> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM appointment WHERE `until` >= $today AND main")
                    .bind("today", domain::time::day_text(today)),
            )
            .await?;
        let organ = |unit: &UnitId| {
            let mut at = unit.clone();
            while let Some(found) = units.get(&at) {
                if found.kind != UnitKind::Internal || found.parent.as_str().is_empty() {
                    break;
                }
                at = found.parent.clone();
            }
            at
        };
        let mut free: HashMap<UnitId, (i64, i64)> = HashMap::new();
        for unit in units.values() {
            let entry = free.entry(organ(&unit.id)).or_default();
            entry.0 += i64::from(unit.headcount);
            entry.1 += i64::from(unit.leading_posts);
        }
        for count in people {
            free.entry(organ(&count.unit)).or_default().0 -= count.n;
        }
        for one in held.iter().filter(|one| one.holds_on(today) && leads_by(listed, one)) {
            free.entry(organ(&one.unit)).or_default().1 -= 1;
        }
        Ok(free)
    }
}

/// Whether an appointment is of a leading post, by the posts its unit lists.
fn leads_by(listed: &HashMap<UnitId, Vec<&Post>>, one: &Appointment) -> bool {
    one.leads_in(listed.get(&one.unit).into_iter().flatten().copied())
}

fn candidate(
    person: Person,
    own: &[&Appointment],
    known: Circumstances,
    trained: Option<bool>,
    listed: &HashMap<UnitId, Vec<&Post>>,
    ground: &Ground,
) -> Option<Candidate> {
    let unit = ground.units.get(&person.unit)?;
    let main = own.iter().find(|one| one.main);
    let away = own.iter().filter(|one| one.kind == AppointmentKind::Seconded && !one.main);
    let title = main.map_or_else(|| person.title.clone(), |one| one.title.clone());
    Some(Candidate {
        family: unit.family,
        path: unit.path.clone(),
        unit_kind: organ(&ground.units, unit).kind,
        leading: main.is_some_and(|one| leads_by(listed, one)),
        // Whoever has no appointment on record has had no other post than that of their level.
        post_since: main.map_or(person.level_since.map(|date| date.day()), |one| one.since()),
        seconded_until: away.map(|one| one.until).max(),
        trained,
        unlinked: Vec::new(),
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
