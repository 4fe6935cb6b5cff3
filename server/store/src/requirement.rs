//! The requirements of hours: few, read on every page, changed a few times a year. Versions
//! are only added.

use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::code::{Family, Level};
use domain::ports::Answer;
use domain::replaced::Replaced;
use domain::time::Date;
use domain::training::port::Requirements;
use domain::training::{Categories, Requirement, Rules, Subject, first_requirements, version};
use domain::{Day, Fault, Moment, RequirementId, Rule};

use crate::answers::Made;
use crate::audit::Note;
use crate::mirror::{Mirrored, Whom, World};
use crate::once::{Once, opened};
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

tables! { "requirement" by RequirementId: Requirement }

/// The rules and the tree they speak of.
#[derive(Clone)]
pub(crate) struct RuleSet {
    pub(crate) requirements: Arc<Vec<Requirement>>,
    pub(crate) categories: Arc<Categories>,
}

impl RuleSet {
    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules { requirements: &self.requirements, categories: &self.categories }
    }

    /// The first day that any of them asks about.
    pub(crate) fn first(&self) -> Option<Day> {
        self.requirements.iter().map(|one| one.window_from.min(one.from)).min()
    }

    /// Whether somebody's earlier levels matter: their present one is newer than the oldest window that asks about
    /// it.
    pub(crate) fn looks_before(&self, since: Option<Date>) -> bool {
        since.zip(self.first()).is_some_and(|(since, first)| since.day() > first)
    }

    /// Somebody as the rules see them, of whom earlier levels are known.
    pub(crate) fn subject(
        &self,
        (level, since): (Level, Option<Date>),
        family: Family,
        earlier: Vec<(Day, Level)>,
    ) -> Subject {
        let subject = Subject::now(family, level, since.map(|date| date.day()));
        if self.looks_before(since) { subject.with_earlier(earlier) } else { subject }
    }
}

impl Store {
    pub(crate) async fn all_requirements(&self) -> Result<Arc<Vec<Requirement>>, StoreError> {
        self.kept(("requirements", String::new()), self.read_requirements()).await
    }

    async fn read_requirements(&self) -> Result<Made<Vec<Requirement>>, StoreError> {
        let mut all: Vec<Requirement> = self.all().await?;
        // Rules in the order they came to be, the versions of one together.
        let first = |rule: &str| all.iter().filter(|one| one.rule == rule).map(|one| (one.at, one.id.clone())).min();
        let firsts: Vec<_> = all.iter().map(|one| first(&one.rule)).collect();
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|a, b| (&firsts[*a], all[*a].from, all[*a].at).cmp(&(&firsts[*b], all[*b].from, all[*b].at)));
        all = order.into_iter().map(|at| all[at].clone()).collect();
        Ok(Made::of(all).on([On::All("requirement")]))
    }

    pub(crate) async fn rule_set(&self) -> Result<RuleSet, StoreError> {
        Ok(RuleSet { requirements: self.all_requirements().await?, categories: self.all_categories().await? })
    }

    /// Puts the first requirements, categories and conversions into a store that has none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seed_requirements(&self, now: Moment) -> Result<(), StoreError> {
        self.seed_categories().await?;
        self.seed_conversions().await?;
        let known: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM requirement LIMIT 1")).await?;
        if !known.is_empty() {
            return Ok(());
        }
        let rows: Vec<serde_json::Value> = first_requirements()
            .iter()
            .map(|requirement| serde_json::to_value(requirement).map_err(StoreError::from))
            .collect::<Result<_, _>>()?;
        let note = Note::of_itself(now).creates("requirement", "", "").because("first requirements");
        let script = Script::new("INSERT INTO requirement $rows RETURN NONE;").bind("rows", rows).note(
            &note,
            "NONE",
            "{ rows: $rows }",
        );
        self.write(Change::Answers("requirement.seed"), script).await?;
        Ok(())
    }
}

#[async_trait]
impl Requirements for Store {
    async fn requirements(&self, _: &Viewer) -> Answer<Vec<Requirement>> {
        // Everybody may know what is required of them.
        Ok(self.all_requirements().await?.as_ref().clone())
    }

    async fn people_measured(&self, viewer: &Viewer, one: &Requirement) -> Answer<u32> {
        self.require_everywhere(viewer, Permission::REQUIREMENT_EDIT).await?;
        let measured = |world: &World| {
            let everywhere = Scope::everywhere();
            let whom = Whom::serving(&everywhere);
            let people = world.people.all(&whom);
            let family = |person: &Mirrored| world.units.get(&person.row.unit).map(|unit| unit.family);
            people
                .filter(|person| one.levels.is_empty() || one.levels.contains(&person.row.level))
                .filter(|person| {
                    one.families.is_empty() || family(person).is_some_and(|family| one.families.contains(&family))
                })
                .count()
        };
        Ok(u32::try_from(self.mirrored(measured).await?).unwrap_or(u32::MAX))
    }

    async fn requirement_replaced(&self, viewer: &Viewer, next: &Requirement) -> Answer<Option<Replaced>> {
        self.require_everywhere(viewer, Permission::REQUIREMENT_EDIT).await?;
        let (all, categories) = (self.all_requirements().await?, self.all_categories().await?);
        Ok(Requirement::replaced_by(&all, next, &categories))
    }

    async fn save_requirement(&self, viewer: &Viewer, next: &Requirement, now: Moment) -> Answer<()> {
        // Requirements hold for everybody, so only the authority over a whole tree edits.
        self.require_everywhere(viewer, Permission::REQUIREMENT_EDIT).await?;
        next.check()?;
        let (all, categories) = (self.all_requirements().await?, self.all_categories().await?);
        if next.categories.iter().any(|category| categories.find(category).is_none()) {
            return Err(Fault::field("categories", Rule::Unknown));
        }
        let sent = Requirement { at: Moment::default(), ..next.clone() };
        let (new, once) = (next.rule.is_empty(), Once::sent("requirement", viewer, &sent));
        let id = new_id(now);
        let rule = if next.rule.is_empty() { id.clone() } else { next.rule.clone() };
        let prior = version(&all, &rule, next.from).cloned();
        if !next.rule.is_empty() && !all.iter().any(|one| one.rule == rule) {
            return Err(Fault::NotFound);
        }
        let next = Requirement {
            id: id.as_str().into(),
            rule,
            name: next.name.trim().to_owned(),
            name_en: next.name_en.trim().to_owned(),
            basis: next.basis.trim().to_owned(),
            at: now,
            by: viewer.name.clone(),
            ..next.clone()
        };
        let note = Note::of(viewer, now).saves(prior.is_some(), "requirement", &next.rule, "").because(&next.basis);
        let script = Script::new("CREATE type::record('requirement', $id) CONTENT $next RETURN NONE;")
            .bind("id", id.as_str())
            .bind("next", content(&next))
            .json("prior", &prior)
            .note(&note, "$prior ?? NONE", "$next");
        // A version replaces the one before it, however often it is sent; a new rule is one.
        let script = if new { script.once(&once, &id) } else { script };
        opened(self.write(Change::Answers("requirement.save"), script).await, &id)?;
        Ok(())
    }
}
