//! Who holds which posts, as far as it is kept of everybody: what follows from rows that were touched.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::access::Scope;
use domain::appointment::Appointment;
use domain::organisation::Post;
use domain::time::day_text;
use domain::{Day, PersonId, UnitId};

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

impl Store {
    /// Whom it concerns that rows were touched: of a unit and its posts, all who serve in it or hold one.
    pub(super) async fn concerned_by(
        &self,
        touched: Vec<Touched>,
        today: Day,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let mut people = BTreeSet::new();
        let mut units = BTreeSet::new();
        for one in touched {
            match one.what.as_str() {
                "unit" | "posts" => {
                    units.insert(one.which);
                }
                "hours" | "award" | "class" => {}
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

    /// The posts of the units in which appointments are: of these alone, or all there are.
    pub(super) async fn posts_around(&self, held: &[Appointment], few: bool) -> Result<Vec<Post>, StoreError> {
        if !few {
            return self.all().await;
        }
        let units: BTreeSet<&UnitId> = held.iter().map(|one| &one.unit).collect();
        self.posts_in(&units.into_iter().cloned().collect::<Vec<_>>()).await
    }
}
