//! How people are related, by the records of all. What a record says of a family lies sealed; kept of it is only which
//! records name whose as a relative's. So whoever asks about some people has theirs opened and those linked with them,
//! however many there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use domain::PersonId;
use domain::record::{Families, Kin, Relative};
use surrealdb::types::RecordId;

use crate::mirror::{Projected, Touched, World};
use crate::sealed::Private;
use crate::{Script, Store, StoreError};

/// Records opened at once.
const BATCH: usize = 1_000;

/// Links between records that are followed before anybody is looked for: few are related through more.
const NEAR: usize = 4;

/// What records say of families, by whose they are.
type Said = BTreeMap<PersonId, Vec<Relative>>;

/// Relatives who have records, by whose they are, and what is said of families.
type Related = (HashMap<PersonId, Vec<Kin>>, Said);

/// Whose record it is, and whose it names.
type Named = (PersonId, BTreeSet<PersonId>);

/// Which records name whose.
#[derive(Default)]
struct Links {
    names: HashMap<PersonId, BTreeSet<PersonId>>,
    named_by: HashMap<PersonId, BTreeSet<PersonId>>,
}

impl Links {
    fn add(&mut self, found: Vec<Named>) {
        for (id, names) in found {
            for name in &names {
                self.named_by.entry(name.clone()).or_default().insert(id.clone());
            }
            self.names.insert(id, names);
        }
    }

    /// Forgets whom a record names.
    fn remove(&mut self, id: &PersonId) {
        for name in self.names.remove(id).into_iter().flatten() {
            if let Some(by) = self.named_by.get_mut(&name) {
                by.remove(id);
                if by.is_empty() {
                    self.named_by.remove(&name);
                }
            }
        }
    }

    /// Some people, and all whose records are linked with theirs by so many links at most.
    fn around(&self, people: &BTreeSet<PersonId>, links: usize) -> BTreeSet<PersonId> {
        let (mut found, mut last) = (people.clone(), people.clone());
        for _ in 0..links {
            let linked =
                last.iter().flat_map(|id| self.names.get(id).into_iter().chain(self.named_by.get(id))).flatten();
            last = linked.filter(|id| !found.contains(*id)).cloned().collect();
            found.extend(last.iter().cloned());
        }
        found
    }

    /// Of whom it differs whom their record names, or which records name them.
    fn differs(&self, fresh: &Self) -> Vec<String> {
        let ids: BTreeSet<&PersonId> = [&self.names, &self.named_by, &fresh.names, &fresh.named_by]
            .into_iter()
            .flat_map(|links| links.keys())
            .collect();
        let same = |id: &PersonId| {
            self.names.get(id) == fresh.names.get(id) && self.named_by.get(id) == fresh.named_by.get(id)
        };
        ids.into_iter().filter(|id| !same(id)).map(|id| format!("relatives of {id}")).collect()
    }
}

/// Whose record names which others as a relative's, where it names any.
fn named(whose: PersonId, family: &[Relative]) -> Option<Named> {
    let names = family.iter().map(|one| &one.person).filter(|id| !id.as_str().is_empty());
    let names: BTreeSet<PersonId> = names.cloned().collect();
    (!names.is_empty()).then_some((whose, names))
}

#[async_trait]
impl Projected for Links {
    /// It goes by the records alone.
    type On = ();
    type Found = Vec<Named>;

    async fn concerned(_: &Store, touched: Vec<Touched>, _: &()) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let own = touched.into_iter().filter(|one| one.what == "family");
        Ok(Some(own.map(|one| PersonId(one.which)).collect()))
    }

    async fn work_out(store: &Store, some: Option<&BTreeSet<PersonId>>, _: &()) -> Result<Self::Found, StoreError> {
        let mut found = Vec::new();
        match some {
            None => {
                let all = "SELECT record::id(id) AS id, sealed FROM person_private WHERE has_family".to_owned();
                store
                    .each(all, |one: Private| {
                        let family = store.open_private(&one)?.family;
                        found.extend(named(one.id, &family));
                        Ok(())
                    })
                    .await?;
            }
            Some(some) => {
                let said = store.families_said(some.iter()).await?;
                found.extend(said.into_iter().filter_map(|(id, family)| named(id, &family)));
            }
        }
        Ok(found)
    }

    fn take_in(&mut self, _: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        for id in some.into_iter().flatten() {
            self.remove(id);
        }
        self.add(found);
    }
}

impl Store {
    /// The relatives of people who have records, by the records of all, and what the own records of these people say
    /// of a family.
    pub(crate) async fn related_of(&self, people: &[PersonId]) -> Result<Related, StoreError> {
        let asked: BTreeSet<PersonId> = people.iter().cloned().collect();
        let (mut opened, mut said) = (BTreeSet::new(), Said::new());
        let mut wanted = self.linked_with(&asked, NEAR).await?;
        loop {
            let new: Vec<PersonId> = wanted.difference(&opened).cloned().collect();
            said.extend(self.families_said(new.iter()).await?);
            opened.extend(new);
            let kin = self.kin_among(&asked, &said).await?;
            // Complete where the records of all who were found are there, and all that name them.
            let found = kin.values().flatten().map(|one| &one.person);
            let found: BTreeSet<PersonId> = asked.iter().chain(found).cloned().collect();
            wanted = self.linked_with(&found, 1).await?;
            if wanted.is_subset(&opened) {
                said.retain(|id, _| asked.contains(id));
                return Ok((kin, said));
            }
        }
    }

    /// The relatives of people, by the records of all.
    pub(crate) async fn kin_of(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<Kin>>, StoreError> {
        Ok(self.related_of(people).await?.0)
    }

    /// The relatives of people by what some records say. These come in the order of their ids, as which of two ways
    /// to somebody is found first follows from it.
    async fn kin_among(
        &self,
        people: &BTreeSet<PersonId>,
        said: &Said,
    ) -> Result<HashMap<PersonId, Vec<Kin>>, StoreError> {
        let name = |world: &World, id: &PersonId| world.people.get(id).map(|one| one.row.name.clone());
        let names: Vec<Option<String>> = self.mirrored(|world| said.keys().map(|id| name(world, id)).collect()).await?;
        let mut families = Families::default();
        for ((id, family), name) in said.iter().zip(names) {
            families.add(id, name.as_deref().unwrap_or_default(), family);
        }
        let kin = people.iter().map(|person| (person.clone(), families.of(person)));
        Ok(kin.filter(|(_, kin)| !kin.is_empty()).collect())
    }

    /// What the records of people say of a family, of those in which one is entered.
    async fn families_said(
        &self,
        people: impl Iterator<Item = &PersonId>,
    ) -> Result<Vec<(PersonId, Vec<Relative>)>, StoreError> {
        let records: Vec<RecordId> = people.map(|id| RecordId::new("person_private", id.as_str())).collect();
        let mut families = Vec::new();
        for some in records.chunks(BATCH) {
            let script = Script::new("SELECT record::id(id) AS id, sealed FROM $records WHERE has_family")
                .bind("records", some.to_vec());
            for one in self.rows::<Private>(script).await? {
                let family = self.open_private(&one)?.family;
                families.push((one.id, family));
            }
        }
        Ok(families)
    }

    /// Some people, and all whose records are linked with theirs by so many links at most.
    async fn linked_with(&self, people: &BTreeSet<PersonId>, links: usize) -> Result<BTreeSet<PersonId>, StoreError> {
        self.projected(&(), |_, kept: &Links| kept.around(people, links)).await
    }

    /// Opens everybody's family before somebody looks.
    ///
    /// # Errors
    /// When the store fails, or something was sealed with a key that is not here.
    pub(crate) async fn keep_kin(&self) -> Result<(), StoreError> {
        self.project::<Links>(&()).await
    }

    /// Compares which records are kept as naming whose with the records, and names those of whom it differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_kin(&self) -> Result<Vec<String>, StoreError> {
        let mut fresh = Links::default();
        fresh.add(Links::work_out(self, None, &()).await?);
        self.projected(&(), |_, kept: &Links| kept.differs(&fresh)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> BTreeSet<PersonId> {
        ids.iter().map(|id| PersonId::from(*id)).collect()
    }

    #[test]
    fn links_are_followed_both_ways_and_so_far() {
        let mut links = Links::default();
        links.add(vec![("a".into(), ids(&["b"])), ("c".into(), ids(&["b", "d"])), ("e".into(), ids(&["d"]))]);
        let around = |links: &Links, n| links.around(&ids(&["a"]), n);
        assert_eq!(around(&links, 0), ids(&["a"]));
        assert_eq!(around(&links, 1), ids(&["a", "b"]));
        assert_eq!(around(&links, 2), ids(&["a", "b", "c"]));
        assert_eq!(around(&links, 9), ids(&["a", "b", "c", "d", "e"]));
        links.remove(&"c".into());
        assert_eq!(around(&links, 9), ids(&["a", "b"]));
        let mut fresh = Links::default();
        fresh.add(vec![("a".into(), ids(&["b"])), ("e".into(), ids(&["d"]))]);
        assert_eq!(links.differs(&fresh), Vec::<String>::new());
        links.remove(&"e".into());
        assert_eq!(links.differs(&fresh), ["relatives of d", "relatives of e"]);
    }
}
