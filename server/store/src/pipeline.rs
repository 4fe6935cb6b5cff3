//! Talent pipelines: what is known of people, brought together and judged by the domain's rules.

pub(crate) mod feature;

use std::collections::HashMap;

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::appraisal::ConsequenceKind;
use domain::code::{Code, Lang, Level, PersonState, Rank, Sex};
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::person::Person;
use domain::pipeline::port::Pipelines;
use domain::pipeline::{
    Found, HoursShort, Part, Pipeline, PipelineRules, Readiness, Talent, TalentDetail, TalentQuery, TalentRow, Talents,
    age, leaves, structure,
};
use domain::ports::Answer;
use domain::record::Circumstances;
use domain::retirement::OldAge;
use domain::secrecy::Known;
use domain::time::Date;
use domain::tolerance::Talk;
use domain::training::Standing;
use domain::{Day, Fault, Moment, PersonId, UnitId};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::keys::by_name;
use crate::organisation::organ;
use crate::scope::in_scope;
use crate::{Script, Store, StoreError};

const COLUMNS: &str =
    "record::id(id) AS id, name, sex, birth, rank, old_age, title, level, level_since, unit, path, form, search";

#[derive(Deserialize)]
struct Row {
    id: PersonId,
    name: String,
    sex: Sex,
    birth: Date,
    #[serde(default, with = "domain::time::unknown")]
    rank: Option<Rank>,
    #[serde(default, with = "domain::time::unknown")]
    old_age: Option<OldAge>,
    title: String,
    level: Level,
    #[serde(default, with = "domain::time::unknown")]
    level_since: Option<Date>,
    unit: UnitId,
    path: String,
    form: Option<String>,
    search: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Form {
    assessments: String,
}

impl Store {
    /// People in service of a scope as a viewer's pipeline reads them, with what a search finds them by.
    async fn talents(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        today: Day,
    ) -> Result<Vec<(Known<Talent>, String)>, StoreError> {
        let (inside, script) = in_scope("path", scope, Script::default());
        let rows: Vec<Row> = self
            .rows(script.json("active", &PersonState::Active).then(&format!(
                "SELECT {COLUMNS}
                    FROM person WHERE {inside} AND state = $active"
            )))
            .await?;
        self.talents_of(viewer, rows, today).await
    }

    async fn talents_of(
        &self,
        viewer: &Viewer,
        rows: Vec<Row>,
        today: Day,
    ) -> Result<Vec<(Known<Talent>, String)>, StoreError> {
        let units: HashMap<UnitId, Unit> =
            self.all::<Unit>().await?.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id.clone()).collect();
        let records =
            |table: &'static str| -> Vec<RecordId> { ids.iter().map(|id| RecordId::new(table, id.as_str())).collect() };
        let mut known: HashMap<PersonId, Circumstances> = self
            .rows::<Circumstances>(Script::new("SELECT * FROM $records").bind("records", records("circumstances")))
            .await?
            .into_iter()
            .map(|one| (one.person.clone(), one))
            .collect();
        let texts: Vec<String> =
            self.rows(Script::new("SELECT VALUE data FROM $records").bind("records", records("standing"))).await?;
        let mut standings: HashMap<PersonId, Standing> = HashMap::new();
        for text in &texts {
            let one: Standing = serde_json::from_str(text)?;
            standings.insert(one.person.clone(), one);
        }
        let rules = crate::completion::names(&self.rule_set().await?, today);
        let mut tolerated = self.tolerated_of(&ids).await?;
        let mut appraised = self.consequences_of(&ids, ConsequenceKind::NoPromotion, today).await?;
        let mut talks: HashMap<PersonId, Vec<(Day, String)>> = HashMap::new();
        // Few talks have a period, and of those few are not over.
        let counting: Vec<Talk> = self.rows_where("`until` != NONE", Script::default()).await?;
        for talk in counting {
            if let Some(until) = talk.until.filter(|until| today <= *until) {
                talks.entry(talk.person).or_default().push((until, talk.lifted));
            }
        }
        Ok(rows
            .into_iter()
            .map(|row| {
                let form: Form =
                    row.form.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
                let organ = units.get(&row.unit).map(|unit| organ(&units, unit));
                let mut known = known.remove(&row.id).unwrap_or_default();
                known.tolerated = tolerated.remove(&row.id).unwrap_or_default();
                let lifted = known.lifted().unwrap_or_default().to_owned();
                let talent = Talent {
                    path: row.path,
                    organ: organ.map(|unit| unit.id.clone()).unwrap_or_default(),
                    organ_name: organ.map(|unit| unit.short.clone()).unwrap_or_default(),
                    trained: standings.get(&row.id).map(|one| one.on_course),
                    short: standings.get(&row.id).and_then(|one| hours_short(one, &rules, today)),
                    assessments: form.assessments,
                    sanction: known.sanction_until.map(|until| (until, known.sanction_document.clone(), lifted)),
                    talks: talks.remove(&row.id).unwrap_or_default(),
                    investigated: known.investigated,
                    appraised: appraised.remove(&row.id).and_then(|(year, outcome, held)| {
                        Some((format!("{year}年度 {}（{}）", outcome.name(Lang::Zh), held.basis), held.until?))
                    }),
                    person: row.id,
                    name: row.name,
                    sex: row.sex,
                    birth: row.birth,
                    rank: row.rank,
                    old_age: row.old_age,
                    title: row.title,
                    level: row.level,
                    level_since: row.level_since.map(|date| date.day()),
                };
                (talent.known_to(viewer), row.search)
            })
            .collect())
    }

    /// The parts a scope is looked at in: each of its tops, and the units right below them.
    async fn parts_of(&self, scope: &Scope) -> Result<Vec<Part>, StoreError> {
        let units: Vec<Unit> = self.units_in(scope).await?.into_iter().filter(|unit| unit.active).collect();
        let depth = |path: &str| path.matches('/').count();
        let below = |unit: &Unit| {
            scope.paths.iter().any(|top| unit.path.starts_with(top) && depth(&unit.path) <= depth(top) + 1)
        };
        let parts = units.iter().filter(|unit| below(unit)).map(|unit| Part {
            unit: unit.id.clone(),
            name: unit.short.clone(),
            path: unit.path.clone(),
            own: scope.paths.contains(&unit.path) && units.iter().any(|other| other.parent == unit.id),
            opens: !scope.paths.contains(&unit.path) && units.iter().any(|other| other.parent == unit.id),
        });
        Ok(parts.collect())
    }

    async fn pipeline_scope(&self, viewer: &Viewer, unit: &UnitId) -> Answer<Scope> {
        let scope = viewer.require(Permission::PIPELINE_VIEW)?;
        if unit.as_str().is_empty() {
            return Ok(scope);
        }
        let unit = self.get::<Unit>(unit).await?;
        let scope = scope.within(&unit.path);
        if scope.paths.is_empty() { Err(Fault::Forbidden) } else { Ok(scope) }
    }
}

/// The hours of somebody that are short: what was to be made up and is over, else what is furthest
/// behind of this year.
fn hours_short(one: &Standing, rules: &[(String, String, String)], today: Day) -> Option<HoursShort> {
    let name = |key: &str| rules.iter().find(|rule| rule.0 == key).map(|rule| rule.1.clone()).unwrap_or_default();
    let short = |key: &str, over: bool| {
        let stand = one.bars.get(key).filter(|stand| !stand.met())?;
        Some(HoursShort { name: name(key), left: stand.left(), until: stand.until, over })
    };
    let made_up = one.bars.iter().filter(|(key, stand)| key.ends_with("-make-up") && stand.until < today);
    made_up.filter_map(|(key, _)| short(key, true)).next().or_else(|| short(&one.worst, false))
}

#[async_trait]
impl Pipelines for Store {
    async fn pipeline(&self, viewer: &Viewer, unit: &UnitId, now: Moment) -> Answer<Pipeline> {
        let scope = self.pipeline_scope(viewer, unit).await?;
        let rules = self.settings_on::<PipelineRules>(now.day()).await?;
        // Who follows may come from any unit that the viewer sees, also where one unit is looked at.
        let whole = viewer.require(Permission::PIPELINE_VIEW)?;
        let people: Vec<Talent> =
            self.talents(viewer, &whole, now.day()).await?.into_iter().map(|(talent, _)| talent.into_inner()).collect();
        let mut counts: Vec<(Readiness, u32)> = Readiness::ALL.iter().map(|one| (*one, 0)).collect();
        for one in people.iter().filter(|one| scope.holds(&one.path)) {
            if let Some(found) = one.assess(&rules, now.day())
                && let Some(count) = counts.iter_mut().find(|count| count.0 == found.readiness)
            {
                count.1 += 1;
            }
        }
        let parts = self.parts_of(&scope).await?;
        let rungs = structure(&people, &parts, &rules, now.day());
        Ok(Pipeline { unit: unit.0.clone(), rungs, counts, rules })
    }

    async fn talents(&self, viewer: &Viewer, query: &TalentQuery, now: Moment) -> Answer<Talents> {
        let scope = self.pipeline_scope(viewer, &query.unit).await?;
        let today = now.day();
        let rules = self.settings_on::<PipelineRules>(today).await?;
        let q = domain::search::normal_query(&query.q);
        let mut rows: Vec<TalentRow> = Vec::new();
        let whole = if query.beyond { viewer.require(Permission::PIPELINE_VIEW)? } else { scope.clone() };
        for (one, search) in self.talents(viewer, &whole, today).await? {
            let inside = if query.own { scope.paths.contains(&one.path) } else { scope.holds(&one.path) };
            let Some(found) = one.assess(&rules, today) else { continue };
            let one = one.into_inner();
            let fits = inside != query.beyond
                && query.target.is_none_or(|target| target == found.target)
                && query.readiness.is_none_or(|readiness| readiness == found.readiness)
                && (q.is_empty() || search.contains(&q));
            if fits {
                rows.push(TalentRow {
                    person: one.person,
                    name: one.name,
                    age: age(one.birth.day(), today),
                    organ_name: one.organ_name,
                    title: one.title,
                    target: found.target,
                    readiness: found.readiness,
                    on: found.on,
                    tolerated: found.findings.iter().any(|finding| finding.found == Found::Lifted),
                });
            }
        }
        rows.sort_by(|a, b| a.person.cmp(&b.person));
        by_name(&mut rows, |row| &row.name);
        by_name(&mut rows, |row| &row.organ_name);
        rows.sort_by_key(|one| (one.target, one.readiness, one.on));
        let window = Window { page: query.page.max(1), ..Window::default() };
        let total = rows.len() as u32;
        let shown = rows.into_iter().skip(window.offset() as usize).take(window.limit() as usize).collect();
        Ok(Talents { people: Page::new(shown, total, &window), rules })
    }

    async fn talent(&self, viewer: &Viewer, person: &PersonId, now: Moment) -> Answer<TalentDetail> {
        let found = self.get::<Person>(person).await?;
        viewer.require_at(Permission::PIPELINE_VIEW, &found.path)?;
        let today = now.day();
        let rules = self.settings_on::<PipelineRules>(today).await?;
        let rows: Vec<Row> = self
            .rows(
                Script::new(&format!("SELECT {COLUMNS} FROM type::record('person', $id)")).bind("id", person.as_str()),
            )
            .await?;
        let (talent, _) = self.talents_of(viewer, rows, today).await?.pop().ok_or(Fault::NotFound)?;
        Ok(TalentDetail { assessment: talent.assess(&rules, today), leaves: leaves(&talent), talent, rules })
    }
}
