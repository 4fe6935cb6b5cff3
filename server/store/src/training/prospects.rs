//! Whom to call up to a class, found in what is kept of everybody's hours: a page of them in its order, and how many
//! there are. What is against somebody is read of those who are shown, unless those with nothing against them are
//! asked for.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use domain::access::Scope;
use domain::appraisal::{Consequence, Outcome};
use domain::code::{Code, Family, Lang, Level};
use domain::record::Hours;
use domain::time::day_text;
use domain::training::{
    Channel, Class, ClassState, EnrolmentState, Load, Requirement, Warning, load_warnings, over_trained_from,
};
use domain::{ClassId, PersonId, UnitId};
use serde::Deserialize;

use super::hours_of_year::{HoursOfYear, OfYear};
use crate::mirror::{Entry, Listing, Whom, World};
use crate::{Script, Store, StoreError};

/// A place in a class.
#[derive(Deserialize)]
struct Place {
    person: PersonId,
    class: ClassId,
    state: EnrolmentState,
    channel: Channel,
}

/// Somebody whom the class is meant for, as the list shows them.
pub(super) struct Member {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) level: Level,
    pub(super) unit: UnitId,
    pub(super) hours: Hours,
    family: Family,
}

/// Who is asked for.
pub(super) struct Asked<'a> {
    pub(super) class: &'a Class,
    pub(super) scope: &'a Scope,
    /// Part of a name or title, see [`domain::search::normal_query`]; empty for everybody.
    pub(super) q: &'a str,
    /// Only those with nothing against them.
    pub(super) clear: bool,
}

/// What is known of people when it is asked whether to call them up.
pub(super) struct Known {
    pub(super) year: i32,
    /// Places in the class and, at the same time, elsewhere: of whom they were read.
    pub(super) elsewhere: HashMap<PersonId, Vec<Warning>>,
    /// Whom an appraisal sends to training, with why.
    pub(super) sent: HashMap<PersonId, (i32, Outcome, Consequence)>,
    /// What is asked of people by the year.
    pub(super) yearly: Vec<Requirement>,
    /// In per cent, and in years, see [`load_warnings`].
    pub(super) over: i64,
    pub(super) long: i64,
}

impl Known {
    fn required(&self, level: Level, family: Family) -> Option<Hours> {
        let meant = self.yearly.iter().filter(|requirement| requirement.meant_for(level, family));
        meant.map(|requirement| requirement.hours).max()
    }

    /// What is to be known of somebody who last had hours in a year.
    pub(super) fn warnings(&self, member: &Member, last_year: Option<i32>) -> Vec<Warning> {
        let mut warnings = self.elsewhere.get(&member.id).cloned().unwrap_or_default();
        warnings.extend(self.load((member.level, member.family), member.hours, last_year));
        if let Some((year, outcome, held)) = self.sent.get(&member.id) {
            warnings.push(Warning::Appraised(format!("{year}年度{}（{}）", outcome.name(Lang::Zh), held.basis)));
        }
        warnings
    }

    fn load(&self, (level, family): (Level, Family), hours: Hours, last_year: Option<i32>) -> Vec<Warning> {
        let load = Load { hours, required: self.required(level, family), last_year };
        load_warnings(&load, self.year, self.over, self.long)
    }

    /// Whether nothing speaks against calling somebody up. How long they were not trained does not.
    fn is_clear(&self, entry: &Entry<OfYear>, family: Family) -> bool {
        let elsewhere = self.elsewhere.get(entry.id()).is_some_and(|all| all.iter().any(Warning::is_against));
        !elsewhere && !self.load((entry.one.row.level, family), entry.line.0, None).iter().any(Warning::is_against)
    }

    /// The fewest hours with which somebody whom a class is meant for may have too many.
    fn least_against(&self, class: &Class) -> Option<Hours> {
        let levels = Level::ALL.iter().chain(&[Level::Unknown]).filter(|level| level.tier() == class.tier);
        let required = levels.flat_map(|level| Family::ALL.iter().map(move |family| self.required(*level, *family)));
        required.filter_map(|required| over_trained_from(required, self.over)).min()
    }
}

/// A page of those asked for, whom an appraisal sends to training first, then those with the fewest hours; and how
/// many there are in all.
pub(super) fn page(
    world: &World,
    HoursOfYear(hours): &HoursOfYear,
    asked: &Asked<'_>,
    known: &Known,
    (skip, most): (usize, usize),
) -> (Vec<Member>, usize) {
    let Asked { class, scope, q, clear } = *asked;
    // The family of somebody whom the class is meant for.
    let meant = |entry: &Entry<OfYear>| {
        let family = world.units.get(&entry.one.row.unit)?.family;
        let fits = scope.holds(&entry.one.path) && class.meant_for(entry.one.row.level, family, &entry.one.path);
        fits.then_some(family)
    };
    let fits = |entry: &Entry<OfYear>| meant(entry).is_some_and(|family| !clear || known.is_clear(entry, family));
    let is_sent = |entry: &Entry<OfYear>| known.sent.contains_key(entry.id());
    let is_other = |entry: &Entry<OfYear>| !is_sent(entry) && fits(entry);
    let some: Option<Vec<u32>> = if !q.is_empty() {
        Some(world.people.placed(&Whom { q, ..Whom::serving(scope) }).map(|(place, _)| place).collect())
    } else if world.people.are_few(scope) {
        Some(world.people.places_in(scope).collect())
    } else {
        None
    };
    // Few are sent.
    let (sent, of_sent) = match &some {
        Some(places) => hours.among(places.iter().copied(), |entry| is_sent(entry) && fits(entry), (skip, most)),
        None => hours.among(known.sent.keys().filter_map(|id| world.people.slot(id)), fits, (skip, most)),
    };
    let left = (skip.saturating_sub(of_sent), most - sent.len());
    let (others, total) = match some {
        Some(places) => {
            let (others, of_others) = hours.among(places, is_other, left);
            (others, of_sent + of_others)
        }
        None => {
            let tier = hours.between(|entry| entry.one.row.level.tier().cmp(&class.tier));
            let serving = hours.sums().within(scope).map(|sums| sums.of(class.tier, &class.families) as usize);
            let against = if clear { against(world, hours, class, known, meant) } else { 0 };
            (hours.walk([tier], is_other, left), serving.sum::<usize>().saturating_sub(against))
        }
    };
    let member = |entry: &Entry<OfYear>| {
        let row = &entry.one.row;
        Some(Member {
            family: meant(entry)?,
            id: row.id.clone(),
            name: row.name.clone(),
            level: row.level,
            unit: row.unit.clone(),
            hours: entry.line.0,
        })
    };
    (sent.into_iter().chain(others).filter_map(member).collect(), total)
}

/// How many of those whom a class is meant for have something against them: a place, or far more hours than the year
/// asks for, which those have who stand last in the order.
fn against(
    world: &World,
    hours: &Listing<OfYear>,
    class: &Class,
    known: &Known,
    meant: impl Fn(&Entry<OfYear>) -> Option<Family>,
) -> usize {
    let stands = |entry: &Entry<OfYear>, least: Hours| {
        let tier = entry.one.row.level.tier().cmp(&class.tier);
        if tier == Ordering::Equal && entry.line.0 < least { Ordering::Less } else { tier }
    };
    let many = known.least_against(class).map_or(&[][..], |least| hours.between(|entry| stands(entry, least)));
    let placed = known.elsewhere.keys().filter_map(|id| world.people.slot(id));
    let places: BTreeSet<u32> = placed.chain(many.iter().copied()).collect();
    let entries = places.into_iter().filter_map(|place| hours.get(place));
    entries.filter(|entry| meant(entry).is_some_and(|family| !known.is_clear(entry, family))).count()
}

impl Store {
    /// What is against calling people to a class: places in it and, at the same time, elsewhere. Of some people, or
    /// of all who have such places.
    pub(super) async fn elsewhere(
        &self,
        class: &Class,
        some: Option<&[PersonId]>,
    ) -> Result<HashMap<PersonId, Vec<Warning>>, StoreError> {
        let read =
            |column: &str| format!("SELECT person, class, state, channel FROM enrolment WHERE {column} IN $some");
        let beside = |other: &Class| {
            let same_time = other.starts <= class.ends && other.ends >= class.starts;
            other.id != class.id && other.state == ClassState::Published && same_time
        };
        let (mut places, mut others): (Vec<Place>, Vec<Class>) = match some {
            Some(people) => {
                let places: Vec<Place> = self.among(&read("person"), people, Script::default()).await?;
                let open = places.iter().filter(|place| place.state.is_open());
                let classes: BTreeSet<&ClassId> = open.map(|place| &place.class).collect();
                let others = self.these(classes).await?;
                (places, others)
            }
            None => {
                let published = Script::bound("ends", day_text(class.ends)).json("published", &ClassState::Published);
                let mut others: Vec<Class> =
                    self.rows_where("state = $published AND starts <= $ends", published).await?;
                others.retain(beside);
                let classes: Vec<&ClassId> = others.iter().map(|other| &other.id).chain([&class.id]).collect();
                (self.among(&read("class"), classes, Script::default()).await?, others)
            }
        };
        others.retain(beside);
        // The class's own place first.
        places.sort_by(|one, other| {
            let key = |place: &Place| (place.class != class.id, place.class.clone());
            key(one).cmp(&key(other))
        });
        let mut warnings: HashMap<PersonId, Vec<Warning>> = HashMap::new();
        for place in places.into_iter().filter(|place| place.state.is_open()) {
            let warning = if place.class == class.id {
                Warning::HasPlace(place.state)
            } else {
                let Some(other) = others.iter().find(|other| other.id == place.class) else { continue };
                match place.channel {
                    Channel::CalledUp | Channel::ByName => Warning::CalledUp(other.title.clone()),
                    _ => Warning::Clash(other.title.clone(), other.starts, other.ends),
                }
            };
            warnings.entry(place.person).or_default().push(warning);
        }
        Ok(warnings)
    }
}
