//! What follows for people from their results and lasts, kept of everybody: few have something. Whoever asks what
//! follows for many reads no results.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use domain::appraisal::{AppraisalRules, Consequence, ConsequenceKind, Outcome, Step, consequences};
use domain::record::Grade;
use domain::{AppraisalId, Day, PersonId};
use serde::Deserialize;

use crate::mirror::{Projected, Touched, World};
use crate::{Script, Store, StoreError};

/// What is read of results.
const COLUMNS: &str = "SELECT appraisal, year, person, outcome, told FROM appraisal_member";

/// A result as somebody was told it.
#[derive(Deserialize)]
pub(super) struct Told {
    appraisal: AppraisalId,
    pub(super) year: i32,
    person: PersonId,
    pub(super) outcome: Option<Outcome>,
    pub(super) told: Option<Day>,
}

/// What follows from a result: its year, the result, and what.
pub(crate) type Follows = (i32, Outcome, Consequence);

/// What follows for those for whom something does: of each the last year's first.
#[derive(Default)]
struct Following(HashMap<PersonId, Vec<Follows>>);

impl Following {
    /// The last result from which something of a kind follows that holds on a day.
    fn of(&self, person: &PersonId, kind: ConsequenceKind, today: Day) -> Option<&Follows> {
        self.0.get(person)?.iter().find(|(_, _, held)| held.kind == kind && held.holds(today))
    }
}

#[async_trait]
impl Projected for Following {
    /// Nothing: the last day of each stands beside it.
    type On = ();
    type Found = HashMap<PersonId, Vec<Follows>>;

    async fn concerned(_: &Store, touched: Vec<Touched>, _: &()) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let own = touched.into_iter().filter(|one| one.what == "result");
        // A year whose results are told changes what follows for all who are in it.
        Ok(own.map(|one| Some(PersonId(one.which)).filter(|id| !id.as_str().is_empty())).collect())
    }

    async fn work_out(store: &Store, some: Option<&BTreeSet<PersonId>>, _: &()) -> Result<Self::Found, StoreError> {
        if some.is_some_and(BTreeSet::is_empty) {
            return Ok(HashMap::new());
        }
        let rules = store.rules_of_told_years().await?;
        let lasting = rules.values().flat_map(|rules| &rules.consequences).filter(|rule| rule.months > 0);
        let grades: BTreeSet<Grade> = lasting.map(|rule| rule.grade).collect();
        let mut told: HashMap<PersonId, Vec<Told>> = HashMap::new();
        // Most results lead to nothing that lasts.
        let mut take = |one: Told| {
            let leads = one.outcome.and_then(Outcome::grade).is_some_and(|grade| grades.contains(&grade));
            if leads && one.told.is_some() {
                told.entry(one.person.clone()).or_default().push(one);
            }
        };
        match some {
            // Nobody was told anything yet.
            _ if grades.is_empty() => {}
            None => {
                let all = COLUMNS.to_owned();
                store
                    .each(all, |one: Told| {
                        take(one);
                        Ok(())
                    })
                    .await?;
            }
            Some(some) => {
                let own = format!("{COLUMNS} WHERE person IN $some");
                store.among::<Told>(&own, some, Script::default()).await?.into_iter().for_each(&mut take);
            }
        }
        Ok(told.into_iter().map(|(person, told)| (person, follows(told, &rules))).collect())
    }

    fn take_in(&mut self, _: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        for id in some.into_iter().flatten() {
            self.0.remove(id);
        }
        self.0.extend(found.into_iter().filter(|(_, follows)| !follows.is_empty()));
    }
}

/// What lasts of what follows from somebody's results, that of the last year first.
fn follows(mut told: Vec<Told>, rules: &HashMap<AppraisalId, AppraisalRules>) -> Vec<Follows> {
    told.sort_by_key(|one| std::cmp::Reverse(one.year));
    let outcomes: Vec<(i32, Outcome)> = told.iter().filter_map(|one| Some((one.year, one.outcome?))).collect();
    let of = |one: &Told| {
        let (on, outcome, rules) = (one.told?, one.outcome?, rules.get(&one.appraisal)?);
        let earlier: Vec<(i32, Outcome)> = outcomes.iter().filter(|other| other.0 < one.year).copied().collect();
        let lasting =
            consequences(outcome, &earlier, one.year, on, rules).into_iter().filter(|one| one.until.is_some());
        Some(lasting.map(|held| (one.year, outcome, held)).collect::<Vec<Follows>>())
    };
    told.iter().filter_map(of).flatten().collect()
}

impl Store {
    /// The rules of the years whose results are told.
    async fn rules_of_told_years(&self) -> Result<HashMap<AppraisalId, AppraisalRules>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: AppraisalId,
            rules: AppraisalRules,
        }
        let told = Script::new("SELECT record::id(id) AS id, rules FROM appraisal WHERE step IN $told")
            .json("told", &[Step::Telling, Step::Closed]);
        Ok(self.rows::<Row>(told).await?.into_iter().map(|row| (row.id, row.rules)).collect())
    }

    /// What of a kind follows for people from their last results, as far as it holds on a day.
    pub(crate) async fn consequences_of(
        &self,
        people: &[PersonId],
        kind: ConsequenceKind,
        today: Day,
    ) -> Result<HashMap<PersonId, Follows>, StoreError> {
        let look = |_: &World, kept: &Following| {
            let found = people.iter().filter_map(|id| Some((id.clone(), kept.of(id, kind, today)?.clone())));
            found.collect()
        };
        self.projected(&(), look).await
    }

    /// The same for all for whom something does.
    pub(crate) async fn all_consequences(
        &self,
        kind: ConsequenceKind,
        today: Day,
    ) -> Result<HashMap<PersonId, Follows>, StoreError> {
        let look = |_: &World, kept: &Following| {
            let found = kept.0.keys().filter_map(|id| Some((id.clone(), kept.of(id, kind, today)?.clone())));
            found.collect()
        };
        self.projected(&(), look).await
    }

    /// Compares what is kept of what follows from results with all results, and names for whom it differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_following(&self) -> Result<Vec<String>, StoreError> {
        let mut fresh = Following::work_out(self, None, &()).await?;
        fresh.retain(|_, follows| !follows.is_empty());
        self.projected(&(), |_, kept: &Following| {
            let people: BTreeSet<&PersonId> = fresh.keys().chain(kept.0.keys()).collect();
            let differ = people.into_iter().filter(|id| fresh.get(*id) != kept.0.get(*id));
            differ.map(|id| format!("{id} held as {:?} is {:?}", kept.0.get(id), fresh.get(id))).collect()
        })
        .await
    }
}
