//! What falls due for people by themselves, kept for the day: worked out by the rules of the domain from all that is
//! known of somebody, and anew for whom something of it was written.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use domain::access::Scope;
use domain::appointment::{Appointment, bare_title};
use domain::calendar::due::{Due, DueKind};
use domain::calendar::months_later;
use domain::code::{AppointmentKind, Level, PersonState, Rank, Sex};
use domain::exchange::eligibility::{RuleKey, is_leading_level, leads};
use domain::organisation::Post;
use domain::record::Circumstances;
use domain::retirement::{Grounds, OldAge};
use domain::time::{Date, day_text};
use domain::{Day, PersonId, UnitId};
use surrealdb::types::RecordId;

use super::AHEAD;
use crate::exchange::ground::leading;
use crate::mirror::{Followed, Mirrored, News, Touched, Whom};
use crate::{Script, Store, StoreError};

/// What was entered and is so many days past is history.
const PAST: i64 = 30;

/// Somebody in service, as far as something of theirs falls due.
struct Member {
    id: PersonId,
    name: String,
    sex: Sex,
    birth: Date,
    level: Level,
    level_since: Option<Date>,
    rank: Option<Rank>,
    old_age: Option<OldAge>,
    unit: UnitId,
    path: Arc<str>,
    title: String,
}

impl Member {
    fn of(one: &Mirrored) -> Self {
        Self {
            id: one.row.id.clone(),
            name: one.row.name.clone(),
            sex: one.row.sex,
            birth: one.row.birth,
            level: one.row.level,
            level_since: one.row.level_since,
            rank: one.rank,
            old_age: one.old_age,
            unit: one.row.unit.clone(),
            path: one.path.clone(),
            title: one.row.title.clone(),
        }
    }
}

/// What falls due, by whom it is of.
#[derive(Default)]
pub(crate) struct Kept {
    dues: RwLock<Of>,
    following: tokio::sync::Mutex<Option<Followed>>,
}

#[derive(Default)]
struct Of {
    /// The day, and the months in one post after which somebody moves on.
    on: Option<(Day, Option<u32>)>,
    people: HashMap<PersonId, Vec<Due>>,
}

impl Store {
    /// What falls due for people of a scope within [`AHEAD`] days, and what is past and still open.
    pub(super) async fn dues_of_people(&self, scope: &Scope, today: Day) -> Result<Vec<Due>, StoreError> {
        self.follow_dues(today).await?;
        let kept = self.caches.kept.of::<Kept>();
        let kept = kept.dues.read().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.people.values().flatten().filter(|due| scope.holds(&due.path)).cloned().collect())
    }

    /// Works out anew for whom something was written; for everybody on another day.
    pub(crate) async fn follow_dues(&self, today: Day) -> Result<(), StoreError> {
        let kept = self.caches.kept.of::<Kept>();
        let mut following = kept.following.lock().await;
        let on = (today, self.longest_in_post(today).await?);
        let same = kept.dues.read().unwrap_or_else(PoisonError::into_inner).on == Some(on);
        let last = following.as_ref().filter(|_| same);
        let Some((next, news)) = self.news(last).await? else { return Ok(()) };
        let some = match news {
            News::Touched(touched) => Some(self.concerned(touched, today).await?),
            News::Unknown => None,
        };
        let dues = self.worked_out(some.as_ref(), on).await?;
        {
            let mut held = kept.dues.write().unwrap_or_else(PoisonError::into_inner);
            match &some {
                Some(some) => some.iter().for_each(|id| {
                    held.people.remove(id);
                }),
                None => *held = Of { on: Some(on), people: HashMap::new() },
            }
            for due in dues {
                held.people.entry(due.person.clone()).or_default().push(due);
            }
        }
        *following = Some(next);
        Ok(())
    }

    /// The months in one post after which somebody moves on, by the rule of a day that holds everywhere.
    async fn longest_in_post(&self, today: Day) -> Result<Option<u32>, StoreError> {
        let rules = self.all_eligibility_rules().await?;
        let rule = rules
            .iter()
            .filter(|rule| rule.key == RuleKey::SamePost && rule.from <= today && rule.path.is_empty())
            .max_by_key(|rule| (rule.from, rule.id.clone()));
        Ok(rule.filter(|rule| rule.active).map(|rule| rule.value))
    }

    /// Whom it concerns that rows were touched: of a unit and its posts, all who serve in it or hold one.
    async fn concerned(&self, touched: Vec<Touched>, today: Day) -> Result<BTreeSet<PersonId>, StoreError> {
        let mut people = BTreeSet::new();
        let mut units = BTreeSet::new();
        for one in touched {
            match one.what.as_str() {
                "unit" | "posts" => {
                    units.insert(one.which);
                }
                _ => {
                    people.insert(PersonId(one.which));
                }
            }
        }
        if !units.is_empty() {
            let names: Vec<&String> = units.iter().collect();
            let held = Script::new("SELECT VALUE person FROM appointment WHERE unit IN $units AND `until` >= $today")
                .json("units", &names)
                .bind("today", day_text(today - TimeDelta::days(PAST)));
            people.extend(self.rows::<PersonId>(held).await?);
            let own = self.mirrored(|world| {
                let paths = units.iter().filter_map(|id| world.units.get(&id.as_str().into()));
                let scope = Scope { paths: paths.map(|unit| unit.path.clone()).collect() };
                let below = world.people.all(&Whom::serving(&scope));
                below
                    .filter(|one| units.contains(one.row.unit.as_str()))
                    .map(|one| one.row.id.clone())
                    .collect::<Vec<_>>()
            });
            people.extend(own.await?);
        }
        Ok(people)
    }

    /// What falls due for some people, or for everybody.
    async fn worked_out(
        &self,
        some: Option<&BTreeSet<PersonId>>,
        (today, years): (Day, Option<u32>),
    ) -> Result<Vec<Due>, StoreError> {
        let most = today + TimeDelta::days(AHEAD);
        let since = day_text(today - TimeDelta::days(PAST));
        let (members, running, known): (Vec<Member>, Vec<Appointment>, Vec<Circumstances>) = match some {
            None => (
                self.serving_in(&Scope { paths: vec!["/".to_owned()] }, Member::of).await?,
                // All that lasts: few columns, one pass, as nearly every row is of somebody in service.
                self.rows_where("`until` >= $since", Script::bound("since", since)).await?,
                self.rows(Script::new("SELECT * FROM circumstances")).await?,
            ),
            Some(some) if some.is_empty() => return Ok(Vec::new()),
            Some(some) => {
                let members = self.mirrored(|world| {
                    let found = some.iter().filter_map(|id| world.people.get(id));
                    found.filter(|one| one.row.state == PersonState::Active).map(Member::of).collect()
                });
                let names: Vec<&str> = some.iter().map(PersonId::as_str).collect();
                let records: Vec<RecordId> = names.iter().map(|id| RecordId::new("circumstances", *id)).collect();
                let held = Script::bound("since", since).json("people", &names);
                (
                    members.await?,
                    self.rows_where("person IN $people AND `until` >= $since", held).await?,
                    self.rows(Script::new("SELECT * FROM $records").bind("records", records)).await?,
                )
            }
        };
        let members: HashMap<PersonId, Member> = members.into_iter().map(|one| (one.id.clone(), one)).collect();
        let tree = self.tree().await?;
        let due = |kind: DueKind, subject: String, one: &Member, what: String, on: Day| Due {
            kind,
            subject,
            person: one.id.clone(),
            person_name: one.name.clone(),
            unit_name: tree.short(&one.unit).to_owned(),
            path: one.path.to_string(),
            what,
            on,
        };
        let mut dues: Vec<Due> = Vec::new();
        for one in members.values() {
            let grounds = Grounds { sex: one.sex, level: one.level, rank: one.rank, recorded: one.old_age };
            if let Some(on) = grounds.retirement(one.birth).map(|found| found.month).filter(|on| *on <= most) {
                dues.push(due(DueKind::RetirementAge, one.id.0.clone(), one, one.title.clone(), on));
            }
        }
        let mut posts: HashMap<UnitId, Vec<Post>> = HashMap::new();
        for post in self.leading_posts_of(&running, some.is_some()).await? {
            posts.entry(post.unit.clone()).or_default().push(post);
        }
        let mut posted: BTreeSet<&PersonId> = BTreeSet::new();
        for one in &running {
            let Some(member) = members.get(&one.person) else { continue };
            let place = format!("{}{}", one.unit_name, one.title);
            if one.main {
                posted.insert(&one.person);
                let on = years.zip(one.since()).map(|(months, since)| months_later(since, months));
                // Ten years in one post are counted for leading posts.
                let own = posts.get(&one.unit).into_iter().flatten();
                let counts = one.holds_on(today) && is_leading_level(one.level) && leading(own, one) == Some(true);
                if let Some(on) = on.filter(|on| *on <= most && counts) {
                    dues.push(due(DueKind::SamePost, one.id.0.clone(), member, place, on));
                }
            } else if matches!(one.kind, AppointmentKind::Seconded | AppointmentKind::PartTime) && one.until <= most {
                dues.push(due(DueKind::SecondmentEnds, one.id.0.clone(), member, place, one.until));
            }
        }
        // Whose posts were never entered one by one: by the day they came to their level, which is said.
        for one in members.values().filter(|one| !posted.contains(&one.id)) {
            let unit = tree.get(&one.unit).filter(|unit| unit.active);
            let title = unit.map_or(one.title.as_str(), |unit| bare_title(&one.title, unit));
            let counts = is_leading_level(one.level) && leads(title, one.level) == Some(true);
            let on = one.level_since.zip(years).map(|(since, months)| months_later(since.day(), months));
            if let Some(on) = on.filter(|on| *on <= most && counts) {
                let what = format!("{}（任现职时间未登记，按任现层次时间）", one.title);
                dues.push(due(DueKind::SamePost, one.id.0.clone(), one, what, on));
            }
        }
        for one in &known {
            let Some(member) = members.get(&one.person) else { continue };
            for (kind, on) in [(DueKind::ProbationEnds, one.probation_until), (DueKind::TermEnds, one.term_until)] {
                if let Some(on) = on.filter(|on| *on <= most && *on >= today - TimeDelta::days(PAST)) {
                    dues.push(due(kind, member.id.0.clone(), member, member.title.clone(), on));
                }
            }
        }
        Ok(dues)
    }

    /// The posts of the units in which people serve: of these alone, or all there are.
    async fn leading_posts_of(&self, running: &[Appointment], few: bool) -> Result<Vec<Post>, StoreError> {
        if !few {
            return self.all().await;
        }
        let units: Vec<UnitId> = running.iter().map(|one| one.unit.clone()).collect();
        self.posts_in(&units).await
    }

    /// Compares what is kept of what falls due with what is worked out anew, and names who differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_dues(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let everywhere = Scope { paths: vec!["/".to_owned()] };
        let fresh = self.worked_out(None, (today, self.longest_in_post(today).await?)).await?;
        let held = self.dues_of_people(&everywhere, today).await?;
        let key = |due: &Due| format!("{due:?}");
        let (fresh, held): (BTreeSet<String>, BTreeSet<String>) =
            (fresh.iter().map(key).collect(), held.iter().map(key).collect());
        Ok(fresh.symmetric_difference(&held).cloned().collect())
    }
}
