//! Talent pipelines: what is known of people, brought together and judged by the domain's rules.

pub(crate) mod feature;
mod readiness;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::appraisal::ConsequenceKind;
use domain::code::{Code, Lang};
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::person::Person;
use domain::pipeline::port::Pipelines;
use domain::pipeline::{
    HoursShort, Part, Pipeline, PipelineRules, Readiness, Sums, Talent, TalentDetail, TalentQuery, TalentRow, Talents,
    age, leaves, structure,
};
use domain::ports::Answer;
use domain::record::Circumstances;
use domain::tolerance::Talk;
use domain::training::Standing;
use domain::{Day, Fault, Moment, PersonId, UnitId};
use surrealdb::types::RecordId;

use self::readiness::{Judged, Marks, Next, Seen};
use crate::mirror::{Entry, Mirrored, Order, Whom, World};
use crate::organisation::organ;
use crate::{Script, Store, StoreError};

/// Of so many people what is known is read by person; of more, all of it at once.
const FEW: usize = 200;

impl Store {
    /// People as all that is known of them has them.
    async fn talents_of(&self, people: &[Arc<Mirrored>], today: Day) -> Result<Vec<Talent>, StoreError> {
        let tree = self.tree().await?;
        let units = tree.by_id();
        let ids: Vec<PersonId> = people.iter().map(|one| one.row.id.clone()).collect();
        let records =
            |table: &'static str| -> Vec<RecordId> { ids.iter().map(|id| RecordId::new(table, id.as_str())).collect() };
        let circumstances = Script::new("SELECT * FROM $records").bind("records", records("circumstances"));
        let standings = Script::new("SELECT VALUE data FROM $records").bind("records", records("standing"));
        // Few talks have a period, and of those few are not over.
        let talks = async {
            if ids.len() > FEW {
                self.rows_where::<Talk>("`until` != NONE", Script::default()).await
            } else {
                self.rows_among::<Talk>("person IN $some AND `until` != NONE", &ids, Script::default()).await
            }
        };
        let (known, texts, rules, mut tolerated, mut appraised, counting) = tokio::try_join!(
            self.rows::<Circumstances>(circumstances),
            self.rows::<String>(standings),
            self.rule_set(),
            self.tolerated_of(&ids),
            self.consequences_of(&ids, ConsequenceKind::NoPromotion, today),
            talks,
        )?;
        let mut known: HashMap<PersonId, Circumstances> =
            known.into_iter().map(|one| (one.person.clone(), one)).collect();
        let mut standings: HashMap<PersonId, Standing> = HashMap::new();
        for text in &texts {
            let one: Standing = serde_json::from_str(text)?;
            standings.insert(one.person.clone(), one);
        }
        let rules = crate::completion::names(&rules, today);
        let mut talks: HashMap<PersonId, Vec<(Day, String)>> = HashMap::new();
        for talk in counting {
            if let Some(until) = talk.until.filter(|until| today <= *until) {
                talks.entry(talk.person).or_default().push((until, talk.lifted));
            }
        }
        Ok(people
            .iter()
            .map(|one| {
                let row = &one.row;
                let organ = units.get(&row.unit).map(|unit| organ(units, unit));
                let mut known = known.remove(&row.id).unwrap_or_default();
                known.tolerated = tolerated.remove(&row.id).unwrap_or_default();
                let lifted = known.lifted().unwrap_or_default().to_owned();
                Talent {
                    person: row.id.clone(),
                    name: row.name.clone(),
                    sex: row.sex,
                    birth: row.birth,
                    rank: one.rank,
                    old_age: one.old_age,
                    title: row.title.clone(),
                    level: row.level,
                    level_since: row.level_since.map(|date| date.day()),
                    path: one.path.to_string(),
                    organ: organ.map(|unit| unit.id.clone()).unwrap_or_default(),
                    organ_name: organ.map(|unit| unit.short.clone()).unwrap_or_default(),
                    trained: standings.get(&row.id).map(|one| one.on_course),
                    short: standings.get(&row.id).and_then(|one| hours_short(one, &rules, today)),
                    assessments: one.form.assessments.to_string(),
                    sanction: known.sanction_until.map(|until| (until, known.sanction_document.clone(), lifted)),
                    talks: talks.remove(&row.id).unwrap_or_default(),
                    investigated: known.investigated,
                    appraised: appraised.remove(&row.id).and_then(|(year, outcome, held)| {
                        Some((format!("{year}年度 {}（{}）", outcome.name(Lang::Zh), held.basis), held.until?))
                    }),
                }
            })
            .collect())
    }

    /// The parts a scope is looked at in: each of its tops, and the units right below them.
    async fn parts_of(&self, scope: &Scope) -> Result<Vec<Part>, StoreError> {
        let depth = |path: &str| path.matches('/').count();
        let tree = self.tree().await?;
        let opens = |unit: &Unit| tree.below(&unit.id).any(|below| below.active);
        let parts = scope.paths.iter().flat_map(|top| {
            let own = tree.at(top).into_iter();
            let below = own.clone().flat_map(|unit| tree.below(&unit.id));
            own.chain(below).filter(|unit| unit.active && depth(&unit.path) <= depth(top) + 1)
        });
        let part = |unit: &Unit| Part {
            unit: unit.id.clone(),
            name: unit.short.clone(),
            path: unit.path.clone(),
            own: scope.paths.contains(&unit.path) && opens(unit),
            opens: !scope.paths.contains(&unit.path) && opens(unit),
        };
        Ok(parts.map(part).collect())
    }

    /// What a viewer sees of pipelines, in a unit where one is named: [`Fault::Forbidden`] where that is nothing.
    async fn pipeline_scope(&self, viewer: &Viewer, unit: &UnitId) -> Answer<Scope> {
        let scope = self.narrowed(viewer.require(Permission::PIPELINE_VIEW)?, unit).await?;
        if scope.paths.is_empty() { Err(Fault::Forbidden) } else { Ok(scope) }
    }
}

/// The hours of somebody that are short: what was to be made up and is over, else what is furthest
/// behind of this year.
fn hours_short(one: &Standing, rules: &[(String, String, String)], today: Day) -> Option<HoursShort> {
    let name = |key: &str| rules.iter().find(|rule| rule.0 == key).map(|rule| rule.1.clone()).unwrap_or_default();
    let short = |key: &str, over: bool| {
        let stand = one.bars.get(key).filter(|stand| !stand.met())?;
        Some(HoursShort { name: name(key), left: stand.left(), until: stand.until, over })
    };
    let made_up = one.bars.iter().filter(|(key, stand)| key.ends_with("-make-up") && stand.until < today);
    made_up.filter_map(|(key, _)| short(key, true)).next().or_else(|| short(&one.worst, false))
}

/// A line of the list of people.
struct Shown<'a> {
    next: Next,
    /// Where the organ stands among all of them by name.
    organ: u32,
    one: &'a Mirrored,
}

impl Shown<'_> {
    /// By the next level, by how ready and from when, by organ, by name.
    fn compare(&self, other: &Self) -> Ordering {
        let key = |line: &Self| (line.next.target, line.next.readiness, line.next.on, line.organ);
        key(self).cmp(&key(other)).then_with(|| Order::Name.compare(self.one, other.one))
    }

    fn row(&self, world: &World, today: Day) -> TalentRow {
        let row = &self.one.row;
        TalentRow {
            person: row.id.clone(),
            name: row.name.clone(),
            age: age(row.birth.day(), today),
            organ_name: world.units.organ(&row.unit).map(|organ| organ.short.clone()).unwrap_or_default(),
            title: row.title.clone(),
            target: self.next.target,
            readiness: self.next.readiness,
            on: self.next.on,
            tolerated: self.next.tolerated,
        }
    }
}

/// A page of people, of a unit or from elsewhere in the whole that a viewer sees.
fn people(
    world: &World,
    seen: &Seen<'_>,
    (scope, whole): (&Scope, &Scope),
    query: &TalentQuery,
    today: Day,
) -> Page<TalentRow> {
    let q = domain::search::normal_query(&query.q);
    let window = Window { page: query.page.max(1), ..Window::default() };
    let (from, to) = (window.offset() as usize, (window.offset() + window.limit()) as usize);
    let fits = |entry: &Entry<Judged>| {
        let path = &*entry.one.path;
        let inside = if query.own { scope.paths.iter().any(|own| own == path) } else { scope.holds(path) };
        whole.holds(path) && inside != query.beyond
    };
    let some: Option<Vec<u32>> = if !q.is_empty() {
        let found = world.people.placed(&Whom { q: &q, ..Whom::serving(whole) });
        Some(found.filter(|(_, one)| one.search.contains(&q)).map(|(place, _)| place).collect())
    } else if query.own && !query.beyond {
        Some(world.people.places_at(scope).collect())
    } else if world.people.are_few(whole) {
        Some(world.people.places_in(whole).collect())
    } else {
        None
    };
    let (found, total) = match some {
        Some(places) => {
            let asked = |next: &Next| {
                query.target.is_none_or(|target| target == next.target)
                    && query.readiness.is_none_or(|readiness| readiness == next.readiness)
            };
            let entries = places.into_iter().filter_map(|place| seen.get(place)).filter(|entry| fits(entry));
            let found = entries.filter_map(|entry| Some((entry, seen.next(entry).filter(asked)?)));
            let found: Vec<(&Entry<Judged>, Next)> = found.collect();
            let total = found.len() as u32;
            (found, total)
        }
        None => {
            let mut sums = Sums::default();
            for path in &scope.paths {
                sums.add(&if query.own { seen.here(path) } else { seen.below(path) });
            }
            if query.beyond {
                let inside = std::mem::replace(&mut sums, seen.within(whole));
                sums.take(&inside);
            }
            let asked = (query.target, query.readiness);
            (seen.first(asked, fits, to), sums.next(query.target, query.readiness))
        }
    };
    let organ = |one: &Mirrored| world.units.organ_place(&one.row.unit);
    let lines = found.into_iter().map(|(entry, next)| Shown { next, organ: organ(&entry.one), one: &entry.one });
    let mut lines: Vec<Shown<'_>> = lines.collect();
    if to < lines.len() {
        lines.select_nth_unstable_by(to, Shown::compare);
        lines.truncate(to);
    }
    lines.sort_unstable_by(Shown::compare);
    Page::new(lines.iter().skip(from).map(|line| line.row(world, today)).collect(), total, &window)
}

#[async_trait]
impl Pipelines for Store {
    async fn pipeline(&self, viewer: &Viewer, unit: &UnitId, now: Moment) -> Answer<Pipeline> {
        let scope = self.pipeline_scope(viewer, unit).await?;
        let on = (now.day(), self.settings_on::<PipelineRules>(now.day()).await?);
        // Who follows may come from any unit that the viewer sees, also where one unit is looked at.
        let whole = viewer.require(Permission::PIPELINE_VIEW)?;
        let parts = self.parts_of(&scope).await?;
        let look = |world: &World, marks: &Marks| {
            let seen = marks.seen(world, viewer);
            let inside = seen.within(&scope);
            let counts = Readiness::ALL.iter().map(|one| (*one, inside.next(None, Some(*one))));
            let counts: Vec<(Readiness, u32)> = counts.collect();
            (counts, structure(&parts, |path| seen.below(path), &seen.within(&whole)))
        };
        let (counts, rungs) = self.projected(&on, look).await?;
        let (_, rules) = on;
        Ok(Pipeline { unit: unit.0.clone(), rungs, counts, rules })
    }

    async fn talents(&self, viewer: &Viewer, query: &TalentQuery, now: Moment) -> Answer<Talents> {
        let scope = self.pipeline_scope(viewer, &query.unit).await?;
        let today = now.day();
        let on = (today, self.settings_on::<PipelineRules>(today).await?);
        let whole = if query.beyond { viewer.require(Permission::PIPELINE_VIEW)? } else { scope.clone() };
        let look =
            |world: &World, marks: &Marks| people(world, &marks.seen(world, viewer), (&scope, &whole), query, today);
        let people = self.projected(&on, look).await?;
        Ok(Talents { people, rules: on.1 })
    }

    async fn talent(&self, viewer: &Viewer, person: &PersonId, now: Moment) -> Answer<TalentDetail> {
        let found = self.get::<Person>(person).await?;
        viewer.require_at(Permission::PIPELINE_VIEW, &found.path)?;
        let today = now.day();
        let rules = self.settings_on::<PipelineRules>(today).await?;
        let one = self.mirrored(|world| world.people.get(person).cloned()).await?.ok_or(Fault::NotFound)?;
        let talent = self.talents_of(&[one], today).await?.pop().ok_or(Fault::NotFound)?.known_to(viewer);
        Ok(TalentDetail { assessment: talent.assess(&rules, today), leaves: leaves(&talent), talent, rules })
    }
}
