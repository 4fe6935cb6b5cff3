//! Relatives and their own records: who of the store a relative may be. Nobody is linked by the
//! program; it proposes by name, birth and unit, and a person confirms.

use std::collections::HashMap;

use domain::person::KinProposal;
use domain::record::Relative;
use domain::time::Date;
use domain::{Fault, FieldFault, PersonId, Rule, UnitId};
use serde::Deserialize;

use crate::{Script, Store, StoreError};

/// The most that are proposed for one relative.
const MOST: usize = 8;

#[derive(Deserialize)]
struct Namesake {
    id: PersonId,
    name: String,
    birth: Date,
    unit: UnitId,
    title: String,
}

impl Store {
    async fn namesakes(&self, family: &[Relative]) -> Result<Vec<Namesake>, StoreError> {
        let plain = |name: &str| name.split_whitespace().collect::<String>();
        let names: Vec<String> = family.iter().map(|one| plain(&one.name)).filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        self.rows(
            Script::new("SELECT record::id(id) AS id, name, birth, unit, title FROM person WHERE name IN $names")
                .bind("names", names),
        )
        .await
    }

    /// For each relative, who they may be, the likeliest first; who is linked stands first of all.
    pub(super) async fn kin_proposals(
        &self,
        person: &PersonId,
        family: &[Relative],
    ) -> Result<Vec<Vec<KinProposal>>, StoreError> {
        let people = self.namesakes(family).await?;
        let units: HashMap<UnitId, String> = self.unit_names(people.iter().map(|one| &one.unit)).await?;
        Ok(family
            .iter()
            .map(|relative| {
                let written = Date::parse(&relative.birth);
                let mut found: Vec<KinProposal> = people
                    .iter()
                    .filter(|one| one.id != *person && one.name == relative.name.split_whitespace().collect::<String>())
                    .map(|one| {
                        let unit_name = units.get(&one.unit).cloned().unwrap_or_default();
                        let names = |text: &str| !text.is_empty() && relative.work.contains(text);
                        KinProposal {
                            person: one.id.clone(),
                            name: one.name.clone(),
                            birth: written.map(|date| date.month_text() == one.birth.month_text()),
                            work: names(&unit_name) || names(&one.title),
                            unit_name,
                        }
                    })
                    .filter(|one| one.birth != Some(false) || one.person == relative.person)
                    .collect();
                found.sort_by_key(|one| (one.person != relative.person, one.birth != Some(true), !one.work));
                found.truncate(MOST);
                found
            })
            .collect())
    }

    /// Links that were chosen are to people of the relative's name, and never to oneself.
    pub(super) async fn check_links(&self, person: &PersonId, family: &[Relative]) -> Result<(), Fault> {
        if family.iter().all(|one| one.person.as_str().is_empty()) {
            return Ok(());
        }
        let people = self.namesakes(family).await?;
        let wrong = |one: &Relative| {
            let name: String = one.name.split_whitespace().collect();
            let known = people.iter().any(|other| other.id == one.person && other.name == name);
            !one.person.as_str().is_empty() && (!known || one.person == *person)
        };
        let faults: Vec<FieldFault> = family
            .iter()
            .enumerate()
            .filter(|(_, one)| wrong(one))
            .map(|(n, _)| FieldFault { field: format!("family-{n}-person"), rule: Rule::Unknown })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
    }
}
