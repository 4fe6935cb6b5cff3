//! Papers of cases: what templates are filled with, and which organ signs.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::code::{Code, UnitKind};
use domain::document::Document;
use domain::exchange::case::Case;
use domain::exchange::document::{DocumentKind, Subject, Template, highest};
use domain::exchange::kind::Step;
use domain::exchange::port::Papers;
use domain::organisation::{Unit, signing};
use domain::person::Person;
use domain::ports::Answer;
use domain::{CaseId, Fault, Moment, PersonId, Reason, UnitId, exchange};

use super::case::sees;
use crate::rows::content;
use crate::save::Save;
use crate::{Change, Script, Store, StoreError};

/// Most people on one paper.
const MOST: usize = 200;

#[async_trait]
impl Papers for Store {
    async fn templates(&self, viewer: &Viewer) -> Answer<Vec<Template>> {
        let scope = viewer.require(Permission::EXCHANGE_EDIT)?;
        let units: Vec<domain::UnitId> = self.units_in(&scope).await?.into_iter().map(|unit| unit.id).collect();
        let mut all = Template::defaults();
        let own: Vec<Template> = self.rows(Script::new("SELECT * FROM document_template")).await?;
        all.extend(own.into_iter().filter(|one| units.contains(&one.unit)));
        Ok(all)
    }

    async fn save_template(&self, viewer: &Viewer, next: &Template, now: Moment) -> Answer<()> {
        next.check()?;
        let unit = self.open_unit(&next.unit, "unit").await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &unit.path)?;
        let id = format!("{}__{}", unit.id, next.kind.code());
        let prior: Option<Template> = self
            .row(Script::new("SELECT * FROM type::record('document_template', $id)").bind("id", id.as_str()))
            .await?;
        let version = prior.as_ref().map_or(0, |prior| prior.version);
        let save = Save { viewer, now, table: "document_template", id: &id, path: &unit.path, version };
        Ok(self.save_row(Change::Answers("exchange.template"), &save, prior.as_ref(), content(next)).await?)
    }

    async fn document(&self, viewer: &Viewer, ids: &[CaseId], kind: DocumentKind, _: Moment) -> Answer<Document> {
        if ids.is_empty() || ids.len() > MOST {
            return Err(Fault::NotFound);
        }
        let cases: Vec<Case> = self.these(ids).await?;
        if cases.len() != ids.len() {
            return Err(Fault::NotFound);
        }
        if !cases.iter().all(|case| sees(viewer, case)) {
            return Err(Fault::Forbidden);
        }
        let early = |case: &Case| match kind {
            DocumentKind::Notice => case.step < Step::PublicNotice,
            DocumentKind::Appointment => case.step < Step::Appointment,
            DocumentKind::Agreement => !case.kind.keeps_home() || case.step < Step::PublicNotice,
        };
        if cases.iter().any(early) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        // One paper says one thing of all: put up on the same day, under the same number.
        let first = &cases[0];
        let same = |case: &Case| match kind {
            DocumentKind::Notice => case.publicity.notice == first.publicity.notice,
            DocumentKind::Appointment => (&case.appointment, case.appointed) == (&first.appointment, first.appointed),
            DocumentKind::Agreement => case.id == first.id,
        };
        if !cases.iter().all(same) {
            return Err(exchange::Refusal::PapersDiffer.into());
        }
        let template = self.nearest_template(&first.host_path, kind).await?;
        let people: HashMap<PersonId, Person> = self
            .these::<Person>(cases.iter().map(|case| &case.person))
            .await?
            .into_iter()
            .map(|person| (person.id.clone(), person))
            .collect();
        let units: HashMap<UnitId, String> = self.full_names(&cases).await?;
        let organ = self.signing_organ(&first.path).await?;
        let versions = self.kind_versions().await?;
        let subjects: Vec<Subject<'_>> = cases
            .iter()
            .filter_map(|case| {
                let person = people.get(&case.person)?;
                Some(Subject {
                    case,
                    sex: person.sex,
                    ethnic: &person.ethnic,
                    birth: Some(person.birth.day()),
                    politics: person.politics,
                    education: highest(&person.education),
                    present: &case.present,
                    home: units.get(&case.home).map_or(case.home_name.as_str(), String::as_str),
                    host: units.get(&case.host).map_or(case.host_name.as_str(), String::as_str),
                    organ: &organ,
                    handover: case.goes_by(&versions).handover_days,
                })
            })
            .collect();
        if subjects.len() != cases.len() {
            return Err(Fault::NotFound);
        }
        Ok(template.fill(&subjects))
    }
}

impl Store {
    /// The template of the nearest unit above a path, or the one a system begins with.
    async fn nearest_template(&self, path: &str, kind: DocumentKind) -> Answer<Template> {
        let own: Vec<Template> = self
            .rows(Script::new("SELECT * FROM document_template WHERE kind = $kind").bind("kind", kind.code()))
            .await?;
        let mut above = path.split('/').rev().filter(|id| !id.is_empty());
        let nearest = above.find_map(|unit| own.iter().find(|one| one.unit.as_str() == unit).cloned());
        let template = nearest.or_else(|| Template::defaults().into_iter().find(|one| one.kind == kind));
        template.ok_or(Fault::Internal)
    }

    /// Full names of the units of cases.
    async fn full_names(&self, cases: &[Case]) -> Result<HashMap<UnitId, String>, StoreError> {
        let units: Vec<Unit> = self.these(cases.iter().flat_map(|case| [&case.home, &case.host])).await?;
        Ok(units.into_iter().map(|unit| (unit.id, unit.name)).collect())
    }

    /// The organ that signs what the department at a path decides: the one named for the nearest unit,
    /// a region's organisation department, or the nearest unit that is an organ itself.
    async fn signing_organ(&self, path: &str) -> Result<String, StoreError> {
        let line = self.units_up(path).await?;
        if let Some(region) = line.first().filter(|one| one.kind == UnitKind::Region && one.organ.is_empty()) {
            let below: Vec<Unit> =
                self.rows_where("parent = $parent AND active", Script::bound("parent", region.id.as_str())).await?;
            let department = |one: &&Unit| one.kind == UnitKind::PartyDepartment && one.name.contains("组织部");
            if let Some(one) = below.iter().find(department) {
                return Ok(if one.organ.is_empty() { one.name.clone() } else { one.organ.clone() });
            }
        }
        Ok(signing(&line))
    }
}
