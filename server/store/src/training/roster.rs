//! The people of a class: a page of them costs what it shows, unless something is looked for among all.

use std::collections::HashSet;

use domain::ClassId;
use domain::page::{Page, Window};
use domain::register::{Register, RegisterQuery};
use domain::search::normal_query;
use domain::training::Enrolment;
use serde::Deserialize;

use crate::keys::{listed, plain};
use crate::mirror::World;
use crate::{Script, Store, StoreError};

impl Store {
    /// All places of a class, in the order in which they were asked for.
    pub(crate) async fn places_in(&self, class: &ClassId) -> Result<Vec<Enrolment>, StoreError> {
        let mut places: Vec<Enrolment> =
            self.rows_where("class = $class", Script::bound("class", class.as_str())).await?;
        places.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(places)
    }

    /// A page of them. In their own order the index finds it, and counts them; all of them are read where some are
    /// looked for, where they are sorted otherwise, and where all are asked for.
    pub(super) async fn roster(
        &self,
        class: &ClassId,
        query: &RegisterQuery,
    ) -> Result<Register<Enrolment>, StoreError> {
        #[derive(Deserialize)]
        struct Count {
            n: u32,
        }
        if query.whole || query.filters() || !query.sort.is_empty() {
            let places = self.called(self.places_in(class).await?, &normal_query(&query.q)).await?;
            return Ok(listed(&RegisterQuery { q: String::new(), ..query.clone() }, places));
        }
        let own = Script::bound("class", class.as_str());
        let count = own.clone().then("SELECT count() AS n FROM enrolment WHERE class = $class GROUP ALL");
        let total = self.row::<Count>(count).await?.map_or(0, |count| count.n);
        let mut window = Window { page: query.page, ..Window::default() };
        // Past the last page there is the last one.
        window.page = window.page.min(total.div_ceil(window.limit())).max(1);
        let shown = format!("class = $class ORDER BY at, id LIMIT {} START {}", window.limit(), window.offset());
        let rows = self.rows_where(&shown, own).await?;
        Ok(Register { page: Page::new(rows, total, &window), waiting: 0, steps: Vec::new() })
    }

    /// Those of some places whose person or unit is called so now, or was then.
    async fn called(&self, places: Vec<Enrolment>, q: &str) -> Result<Vec<Enrolment>, StoreError> {
        if q.is_empty() {
            return Ok(places);
        }
        let look = |world: &World| {
            let units: HashSet<&str> = world.units.find(q).map(|unit| unit.short.as_str()).collect();
            let fits = |place: &Enrolment| {
                let now = world.people.get(&place.person).is_some_and(|one| one.search.contains(q));
                now || units.contains(place.unit_name.as_str())
                    || [&place.name, &place.unit_name].iter().any(|then| plain(then).contains(q))
            };
            places.iter().map(fits).collect::<Vec<bool>>()
        };
        let fits = self.mirrored(look).await?;
        Ok(places.into_iter().zip(fits).filter(|(_, fits)| *fits).map(|(place, _)| place).collect())
    }
}
