//! Who holds which posts, as far as it is kept of everybody: what follows from rows that were touched.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::access::Scope;
use domain::appointment::Appointment;
use domain::organisation::Post;
use domain::time::day_text;
use domain::{Day, PersonId, UnitId};
use tokio::sync::Mutex;

use crate::mirror::{Touched, Whom};
use crate::{Script, Store, StoreError};

/// What was entered and is so many days past is history.
pub(super) const PAST: i64 = 30;

/// Whether somebody holds a leading post by an appointment, among the posts its unit lists; none when it
/// can't be told.
pub(super) fn leading<'a>(listed: impl IntoIterator<Item = &'a Post>, held: &Appointment) -> Option<bool> {
    match held.post_in(listed) {
        Some(post) => Some(post.leading),
        None => domain::exchange::eligibility::leads(&held.title, held.level),
    }
}

/// Whom it concerned last that units and posts were touched, with these rows and the day. What is kept of who holds
/// which posts follows the same rows one after another: the first asks for all. Whoever came to such a unit after
/// that is touched themself.
#[derive(Default)]
struct Asked(Mutex<Option<Answer>>);

struct Answer {
    rows: Vec<Touched>,
    on: Day,
    people: BTreeSet<PersonId>,
}

impl Store {
    /// Whom it concerns that rows were touched: of what follows from a person's `own` rows, that person, and of a unit
    /// and its posts, all who serve in it or hold one.
    pub(super) async fn concerned_by(
        &self,
        touched: Vec<Touched>,
        own: &[&str],
        today: Day,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let (units, rest): (Vec<Touched>, Vec<Touched>) =
            touched.into_iter().partition(|one| one.what == "unit" || one.what == "posts");
        let rest = rest.into_iter().filter(|one| own.contains(&one.what.as_str()));
        let mut people: BTreeSet<PersonId> = rest.map(|one| PersonId(one.which)).collect();
        if !units.is_empty() {
            people.extend(self.concerned_by_units(units, today).await?);
        }
        Ok(people)
    }

    /// All who serve in units that were touched, or hold a post there.
    async fn concerned_by_units(&self, touched: Vec<Touched>, today: Day) -> Result<BTreeSet<PersonId>, StoreError> {
        let asked = self.caches.kept.of::<Asked>();
        let mut asked = asked.0.lock().await;
        if let Some(answer) = &*asked
            && answer.rows == touched
            && answer.on == today
        {
            return Ok(answer.people.clone());
        }
        let units: BTreeSet<String> = touched.iter().map(|one| one.which.clone()).collect();
        let held = "SELECT VALUE person FROM appointment WHERE unit IN $some AND `until` >= $today";
        let since = Script::bound("today", day_text(today - TimeDelta::days(PAST)));
        let mut people: BTreeSet<PersonId> = self.among::<PersonId>(held, &units, since).await?.into_iter().collect();
        let own = self.mirrored(|world| {
            let paths = units.iter().filter_map(|id| world.units.get(&id.as_str().into()));
            let scope = Scope { paths: paths.map(|unit| unit.path.clone()).collect() };
            let below = world.people.all(&Whom::serving(&scope));
            below.filter(|one| units.contains(one.row.unit.as_str())).map(|one| one.row.id.clone()).collect::<Vec<_>>()
        });
        people.extend(own.await?);
        *asked = Some(Answer { rows: touched, on: today, people: people.clone() });
        Ok(people)
    }

    /// The posts of the units in which appointments are: of these alone, or all there are.
    pub(super) async fn posts_around(&self, held: &[Appointment], few: bool) -> Result<Vec<Post>, StoreError> {
        if !few {
            return self.all().await;
        }
        let units: BTreeSet<&UnitId> = held.iter().map(|one| &one.unit).collect();
        self.posts_in(&units.into_iter().cloned().collect::<Vec<_>>()).await
    }
}
