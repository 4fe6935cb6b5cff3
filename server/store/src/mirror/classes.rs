//! Classes, as the search of commands finds them.

use std::collections::{BTreeSet, HashMap};

use domain::ClassId;
use domain::training::ClassState;
use serde::Deserialize;

use super::grams::Grams;

/// The columns that are kept.
pub(super) const COLUMNS: &str = "record::id(id) AS id, title, search, path, state, starts";

/// One class.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Titled {
    pub(crate) id: ClassId,
    pub(crate) title: String,
    /// What the title is found by, see [`crate::keys::search_key`].
    search: Box<str>,
    /// Path of the unit that holds it.
    pub(crate) path: String,
    pub(crate) state: ClassState,
    /// Its first day.
    pub(crate) starts: String,
}

/// All classes. Seats taken in them are no business of theirs.
#[derive(Default)]
pub(crate) struct Classes {
    /// Each at a place of its own, in the order in which they came to be known.
    entries: Vec<Option<Titled>>,
    places: HashMap<ClassId, u32>,
    grams: Grams,
}

impl Classes {
    pub(super) fn of(all: Vec<Titled>) -> Self {
        let mut classes = Self::default();
        for one in all {
            classes.change(one.id.clone(), Some(one));
        }
        classes
    }

    fn get(&self, id: &ClassId) -> Option<&Titled> {
        self.entries.get(*self.places.get(id)? as usize)?.as_ref()
    }

    /// Takes in how a class is now; one of which there is nothing is gone.
    pub(super) fn change(&mut self, id: ClassId, now: Option<Titled>) {
        let place = self.places.get(&id).copied().unwrap_or_else(|| {
            self.entries.push(None);
            (self.entries.len() - 1) as u32
        });
        if let Some(was) = self.entries[place as usize].take() {
            self.grams.remove(place, &was.search);
        }
        if let Some(now) = &now {
            self.grams.add(place, &now.search);
        }
        self.entries[place as usize] = now;
        self.places.insert(id, place);
    }

    /// Those whose title has a part in it, see [`domain::search::normal_query`].
    pub(crate) fn find<'a>(&'a self, q: &'a str) -> impl Iterator<Item = &'a Titled> {
        let found = self.grams.find(q);
        let class = move |place: u32| self.entries.get(place as usize)?.as_ref();
        found.slots.into_iter().filter_map(class).filter(move |one| found.exact || one.search.contains(q))
    }

    /// What differs between this and what the rows say.
    pub(super) fn differs(&self, fresh: &Self) -> Vec<String> {
        let ids: BTreeSet<&ClassId> = self.places.keys().chain(fresh.places.keys()).collect();
        ids.into_iter().filter(|id| self.get(id) != fresh.get(id)).map(|id| format!("class {id}")).collect()
    }
}
