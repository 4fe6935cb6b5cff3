//! What falls due for people by themselves, kept for the day: worked out by the rules of the domain from all that is
//! known of somebody, and anew for whom something of it was written. It stands in the order of its list, and each kind
//! is counted along the tree.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::access::Scope;
use domain::appointment::{Appointment, bare_title};
use domain::calendar::due::{Due, DueKind};
use domain::calendar::months_later;
use domain::code::{AppointmentKind, Code};
use domain::exchange::eligibility::{RuleKey, is_leading_level, leads};
use domain::organisation::Post;
use domain::record::Circumstances;
use domain::retirement::Grounds;
use domain::time::day_text;
use domain::{Day, PersonId, UnitId};
use surrealdb::types::RecordId;

use crate::exchange::held::{PAST, leading};
use crate::mirror::{Along, Mirrored, Projected, Touched, Whom, World};
use crate::{Script, Store, StoreError};

/// How many days ahead the due list looks.
pub(super) const AHEAD: i64 = 180;

/// How many of each kind fall due.
pub(super) type Counts = [u32; DueKind::ALL.len()];

/// What falls due.
#[derive(Default)]
struct Dues {
    /// By whom it is of.
    of: HashMap<PersonId, Vec<Arc<Due>>>,
    order: Vec<Arc<Due>>,
    counts: Along<Counts>,
}

/// The nearest first, of a day by what it is.
pub(super) fn in_order(one: &Due, other: &Due) -> Ordering {
    let key = |due: &Due| (due.on, due.kind);
    key(one).cmp(&key(other)).then_with(|| (&one.subject, &one.person).cmp(&(&other.subject, &other.person)))
}

impl Dues {
    fn count(&mut self, due: &Due, times: i32) {
        self.counts.change(&due.path, |counts| {
            let count = &mut counts[due.kind as usize];
            *count = count.wrapping_add_signed(times);
        });
    }

    /// What falls due in a scope and fits, in order, so much of it. It looks no further than that, and where few are
    /// of the scope at what is theirs alone.
    fn first(&self, world: &World, scope: &Scope, fits: impl Fn(&Due) -> bool, most: usize) -> Vec<Arc<Due>> {
        let fits = |due: &&Arc<Due>| scope.holds(&due.path) && fits(due);
        if !world.people.are_few(scope) {
            return self.order.iter().filter(fits).take(most).cloned().collect();
        }
        let own = world.people.all(&Whom::serving(scope)).filter_map(|one| self.of.get(&one.row.id));
        let mut few: Vec<Arc<Due>> = own.flatten().filter(fits).cloned().collect();
        few.sort_unstable_by(|one, other| in_order(one, other));
        few.truncate(most);
        few
    }
}

#[async_trait]
impl Projected for Dues {
    /// The day, and the months in one post after which somebody moves on.
    type On = (Day, Option<u32>);
    type Found = Vec<Due>;

    async fn concerned(
        store: &Store,
        touched: Vec<Touched>,
        (today, _): &Self::On,
    ) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        store.concerned_by(touched, &["person", "due", "circumstances"], *today).await.map(Some)
    }

    async fn work_out(
        store: &Store,
        some: Option<&BTreeSet<PersonId>>,
        on: &Self::On,
    ) -> Result<Self::Found, StoreError> {
        store.worked_out(some, *on).await
    }

    fn take_in(&mut self, _: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        let gone: Vec<Arc<Due>> = some.into_iter().flatten().filter_map(|id| self.of.remove(id)).flatten().collect();
        for due in gone {
            if let Ok(at) = self.order.binary_search_by(|other| in_order(other, &due)) {
                self.order.remove(at);
            }
            self.count(&due, -1);
        }
        for due in found.into_iter().map(Arc::new) {
            self.count(&due, 1);
            self.of.entry(due.person.clone()).or_default().push(due.clone());
            if some.is_none() {
                self.order.push(due);
            } else {
                let at = self.order.partition_point(|other| in_order(other, &due) == Ordering::Less);
                self.order.insert(at, due);
            }
        }
        if some.is_none() {
            self.order.sort_unstable_by(|one, other| in_order(one, other));
        }
    }
}

impl Store {
    /// What falls due for people of a scope within [`AHEAD`] days, and what is past and still open.
    pub(super) async fn dues_of_people(&self, scope: &Scope, today: Day) -> Result<Vec<Due>, StoreError> {
        let on = (today, self.longest_in_post(today).await?);
        let look = |world: &World, dues: &Dues| dues.first(world, scope, |_| true, usize::MAX);
        let found = self.projected(&on, look).await?;
        Ok(found.into_iter().map(Arc::unwrap_or_clone).collect())
    }

    /// The first so many of it, of one kind or of all, and how many there are of each.
    pub(super) async fn first_dues_of_people(
        &self,
        scope: &Scope,
        kind: Option<DueKind>,
        today: Day,
        most: usize,
    ) -> Result<(Vec<Arc<Due>>, Counts), StoreError> {
        let on = (today, self.longest_in_post(today).await?);
        let look = |world: &World, dues: &Dues| {
            let mut counts = Counts::default();
            for own in dues.counts.within(scope) {
                counts.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            (dues.first(world, scope, |due| kind.is_none_or(|kind| kind == due.kind), most), counts)
        };
        self.projected(&on, look).await
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

    /// What falls due for some people, or for everybody.
    async fn worked_out(
        &self,
        some: Option<&BTreeSet<PersonId>>,
        (today, years): (Day, Option<u32>),
    ) -> Result<Vec<Due>, StoreError> {
        let most = today + TimeDelta::days(AHEAD);
        let since = day_text(today - TimeDelta::days(PAST));
        if some.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let members = self.serving_among(some).await?;
        let (running, known): (Vec<Appointment>, Vec<Circumstances>) = match some {
            None => (
                // All that lasts: few columns, one pass, as nearly every row is of somebody in service.
                self.rows_where("`until` >= $since", Script::bound("since", since)).await?,
                self.rows(Script::new("SELECT * FROM circumstances")).await?,
            ),
            Some(some) => {
                let records: Vec<RecordId> =
                    some.iter().map(|id| RecordId::new("circumstances", id.as_str())).collect();
                let held = Script::bound("since", since);
                (
                    self.rows_among("person IN $some AND `until` >= $since", some, held).await?,
                    self.rows(Script::new("SELECT * FROM $records").bind("records", records)).await?,
                )
            }
        };
        let members: HashMap<PersonId, Arc<Mirrored>> =
            members.into_iter().map(|one| (one.row.id.clone(), one)).collect();
        let tree = self.tree().await?;
        let due = |kind: DueKind, subject: String, one: &Mirrored, what: String, on: Day| Due {
            kind,
            subject,
            person: one.row.id.clone(),
            person_name: one.row.name.clone(),
            unit_name: tree.short(&one.row.unit).to_owned(),
            path: one.path.to_string(),
            what,
            on,
        };
        let mut dues: Vec<Due> = Vec::new();
        for one in members.values() {
            let row = &one.row;
            let grounds = Grounds { sex: row.sex, level: row.level, rank: one.rank, recorded: one.old_age };
            if let Some(on) = grounds.retirement(row.birth).map(|found| found.month).filter(|on| *on <= most) {
                dues.push(due(DueKind::RetirementAge, row.id.0.clone(), one, row.title.clone(), on));
            }
        }
        let mut posts: HashMap<UnitId, Vec<Post>> = HashMap::new();
        for post in self.posts_around(&running, some.is_some()).await? {
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
        for one in members.values().filter(|one| !posted.contains(&one.row.id)) {
            let row = &one.row;
            let unit = tree.get(&row.unit).filter(|unit| unit.active);
            let title = unit.map_or(row.title.as_str(), |unit| bare_title(&row.title, unit));
            let counts = is_leading_level(row.level) && leads(title, row.level) == Some(true);
            let on = row.level_since.zip(years).map(|(since, months)| months_later(since.day(), months));
            if let Some(on) = on.filter(|on| *on <= most && counts) {
                let what = format!("{}（任现职时间未登记，按任现层次时间）", row.title);
                dues.push(due(DueKind::SamePost, row.id.0.clone(), one, what, on));
            }
        }
        for one in &known {
            let Some(member) = members.get(&one.person) else { continue };
            for (kind, on) in [(DueKind::ProbationEnds, one.probation_until), (DueKind::TermEnds, one.term_until)] {
                if let Some(on) = on.filter(|on| *on <= most && *on >= today - TimeDelta::days(PAST)) {
                    dues.push(due(kind, member.row.id.0.clone(), member, member.row.title.clone(), on));
                }
            }
        }
        Ok(dues)
    }

    /// Compares what is kept of what falls due, its order and its counts with what is worked out anew, and names what
    /// differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_dues(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let on = (today, self.longest_in_post(today).await?);
        let found = self.worked_out(None, on).await?;
        self.projected(&on, |world, held: &Dues| {
            let mut fresh = Dues::default();
            fresh.take_in(world, None, found.clone());
            let all = |dues: &Dues| -> BTreeSet<String> { dues.order.iter().map(|due| format!("{due:?}")).collect() };
            let of = |dues: &Dues| dues.of.values().map(Vec::len).sum::<usize>();
            let mut differs: Vec<String> = all(held).symmetric_difference(&all(&fresh)).cloned().collect();
            if held.order != fresh.order || of(held) != held.order.len() {
                differs.push("order of what falls due".to_owned());
            }
            differs.extend(held.counts.differs(&fresh.counts));
            differs
        })
        .await
    }
}
