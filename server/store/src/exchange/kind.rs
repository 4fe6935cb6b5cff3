//! What each kind of exchange asks for: a row for each version of each kind, `kind__day`. Rows kept before
//! versions had a day are `kind` alone.

use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::exchange::case::Case;
use domain::exchange::kind::{ExchangeKind, KindRules};
use domain::exchange::port::Kinds;
use domain::ports::Answer;
use domain::replaced::Replaced;
use domain::versioned::{Drawn, Versions};
use domain::{Day, Fault, Moment, Rule};

use crate::answers::Made;
use crate::written::On;
use crate::{Script, Store, StoreError};

impl Store {
    /// Every version that was added of every kind, newest first.
    pub(super) async fn kind_versions(&self) -> Result<Vec<KindRules>, StoreError> {
        let mut all: Vec<KindRules> = self.rows(Script::new("SELECT * FROM exchange_kind")).await?;
        all.sort_by_key(|one| (std::cmp::Reverse(one.from), one.kind));
        Ok(all)
    }

    /// The same as they are kept: for what is shown.
    pub(super) async fn kept_kinds(&self) -> Result<Arc<Vec<KindRules>>, StoreError> {
        let make = async { Ok::<_, StoreError>(Made::of(self.kind_versions().await?).on([On::All("exchange_kind")])) };
        self.kept(("kinds", String::new()), make).await
    }

    /// What a kind asks for of what begins on a day.
    pub(super) async fn rules_on(&self, kind: ExchangeKind, day: Day) -> Result<KindRules, StoreError> {
        Ok(KindRules::in_force(&self.kind_versions().await?, kind, day))
    }

    /// What a case goes by.
    pub(super) async fn rules_of(&self, case: &Case) -> Result<KindRules, StoreError> {
        Ok(case.goes_by(&self.kind_versions().await?))
    }
}

#[async_trait]
impl Kinds for Store {
    async fn kinds(&self, viewer: &Viewer) -> Answer<Versions<KindRules>> {
        viewer.require(Permission::EXCHANGE_VIEW)?;
        let (version, added) = self.times_added("exchange_kind").await?;
        let versions = self.kind_versions().await?;
        let editable = self.require_everywhere(viewer, Permission::EXCHANGE_EDIT).await.is_ok();
        Ok(Versions { versions, editable, version, added })
    }

    async fn save_kind(&self, viewer: &Viewer, rules: &KindRules, drawn: &Drawn, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::EXCHANGE_EDIT).await?;
        rules.check(now.day())?;
        let missing = || Fault::field("from", Rule::Required);
        let (from, id) = (rules.from.ok_or_else(missing)?, rules.key().ok_or_else(missing)?);
        // Steps are the law's; what is edited are numbers and papers.
        let steps = self.rules_on(rules.kind, from).await?.steps;
        let next = KindRules { steps, basis: rules.basis.trim().to_owned(), ..rules.clone() };
        let held = self.kind_versions().await?;
        let held = held.iter().find(|one| one.key().as_ref() == Some(&id));
        let said =
            held.map(|held| |by, key| Replaced::new(from, by, key, |lang| held.said(lang), |lang| next.said(lang)));
        self.may_add(("exchange_kind", &id), drawn, said).await?;
        Ok(self.add_row(viewer, ("exchange_kind", &id), &next, &next.basis, drawn.version, now).await?)
    }
}
