//! From the need to the class: surveys, plans, programmes.

use std::collections::{BTreeMap, HashSet};

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::code::{Code, Lang, Tier};
use domain::fault::Checks;
use domain::fault::Milestone;
use domain::notice::address;
use domain::person::Person;
use domain::ports::Answer;
use domain::training::News;
use domain::training::port::{Plans, Surveys};
use domain::training::{
    self, Class, ClassState, MOST_PROGRAMMES, Need, Needs, Plan, PlanDetail, PlanState, Programme, ProgrammeProgress,
    Survey, SurveyDetail, SurveyState, propose,
};
use domain::{CategoryId, Fault, Moment, PersonId, PlanId, ProgrammeId, Reason, Rule, SurveyId};

use crate::desk::notice_row;
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

tables! {
    "survey" by SurveyId: Survey,
    "plan" by PlanId: Plan,
}

/// People told of a survey in one transaction.
const TELL: usize = 500;

impl Store {
    async fn needs_of(&self, survey: &SurveyId) -> Result<Vec<Need>, StoreError> {
        self.rows(Script::new("SELECT * FROM need WHERE survey = $survey").bind("survey", survey.as_str())).await
    }

    /// How many people in service are below a path.
    async fn people_below(&self, path: &str) -> Result<u32, StoreError> {
        self.mirrored(|world| world.people.serving(path)).await
    }

    async fn needs_sum(&self, survey: &Survey) -> Result<Needs, StoreError> {
        Ok(Needs::of(&self.needs_of(&survey.id).await?, self.people_below(&survey.path).await?))
    }

    /// Those asked who are not among these.
    async fn silent(&self, survey: &Survey, needs: &[Need]) -> Result<Vec<PersonId>, StoreError> {
        let answered: HashSet<&PersonId> = needs.iter().map(|need| &need.person).collect();
        let scope = Scope { paths: vec![survey.path.clone()] };
        let asked: Vec<PersonId> = self.serving_in(&scope, |one| one.row.id.clone()).await?;
        Ok(asked.into_iter().filter(|person| !answered.contains(person)).collect())
    }

    /// Tells people of a survey. Thousands take more than one transaction, so their notices are there once however
    /// often this is asked: by `mark`, which says which telling of the survey it is.
    async fn tell_of_survey(
        &self,
        people: &[PersonId],
        mark: &str,
        body: &News,
        now: Moment,
    ) -> Result<(), StoreError> {
        for chunk in people.chunks(TELL) {
            let rows: Vec<serde_json::Value> = chunk
                .iter()
                .map(|person| {
                    let mut row = notice_row(person, body, now);
                    row["id"] = format!("survey-{mark}-{person}").into();
                    row
                })
                .collect();
            let script = Script::new("INSERT IGNORE INTO notice $rows RETURN NONE;").bind("rows", rows);
            self.write(Change::Answers("survey.tell"), script).await?;
        }
        Ok(())
    }

    /// A survey that the viewer may change.
    async fn held_survey(&self, viewer: &Viewer, id: &SurveyId) -> Answer<Survey> {
        let survey = self.get::<Survey>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &survey.path)?;
        Ok(survey)
    }

    async fn write_survey(
        &self,
        viewer: &Viewer,
        prior: &Survey,
        next: &Survey,
        version: u32,
        now: Moment,
    ) -> Answer<()> {
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "survey", id, path, version };
        Ok(self.save_row(Change::Answers("planning.save"), &save, Some(prior), content(next)).await?)
    }

    /// A plan the viewer may change now.
    async fn drafted(&self, viewer: &Viewer, id: &PlanId) -> Answer<Plan> {
        let plan = self.get::<Plan>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &plan.path)?;
        if plan.state != PlanState::Draft {
            return Err(Fault::Refused(Reason::WrongState));
        }
        Ok(plan)
    }

    /// Writes a plan as it is to be, if nobody changed it meanwhile.
    async fn write_plan(&self, viewer: &Viewer, prior: &Plan, next: &Plan, version: u32, now: Moment) -> Answer<()> {
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "plan", id, path, version };
        Ok(self.save_row(Change::Answers("planning.save"), &save, Some(prior), content(next)).await?)
    }

    /// The classes made from the programmes of a plan.
    async fn programme_progress(&self, plan: &Plan) -> Result<BTreeMap<ProgrammeId, ProgrammeProgress>, StoreError> {
        let ids: Vec<String> = plan.programmes.iter().map(|programme| programme.id.0.clone()).collect();
        let classes: Vec<Class> = self.rows_where("programme IN $ids", Script::bound("ids", ids)).await?;
        let mut progress: BTreeMap<ProgrammeId, ProgrammeProgress> = BTreeMap::new();
        for class in classes.into_iter().filter(|class| class.state != ClassState::Cancelled) {
            let one = progress.entry(class.programme.clone()).or_default();
            one.classes += 1;
            one.finished += u32::from(class.state == ClassState::Finished);
            one.people += class.taken;
        }
        Ok(progress)
    }
}

#[async_trait]
impl Surveys for Store {
    async fn surveys(&self, viewer: &Viewer, _: Moment) -> Answer<Vec<Survey>> {
        let (inside, script) = in_scope("path", &viewer.scope(Permission::TRAINING_VIEW), Script::default());
        let own = self.candidate(&viewer.person).await?.map(|one| one.path).unwrap_or_default();
        let condition = format!("{inside} OR ($own != '' AND state != $draft AND string::starts_with($own, path))");
        let bound = script.bind("own", own).json("draft", &SurveyState::Draft);
        let mut surveys: Vec<Survey> = self.rows_where(&condition, bound).await?;
        surveys.sort_by(|a, b| (b.year, b.opens, &b.id).cmp(&(a.year, a.opens, &a.id)));
        Ok(surveys)
    }

    async fn survey(&self, viewer: &Viewer, id: &SurveyId, now: Moment) -> Answer<SurveyDetail> {
        let survey = self.get::<Survey>(id).await?;
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &survey.path).is_ok();
        let asked = survey.state != SurveyState::Draft
            && self.candidate(&viewer.person).await?.is_some_and(|one| one.path.starts_with(&survey.path));
        if !holds && !asked {
            return Err(Fault::Forbidden);
        }
        let mine: Option<Need> = if asked {
            self.row(
                Script::new("SELECT * FROM type::record('need', $id)").bind("id", format!("{id}__{}", viewer.person)),
            )
            .await?
        } else {
            None
        };
        let (mut needs, mut silent) = (None, 0);
        if holds {
            let answers = self.needs_of(&survey.id).await?;
            silent = u32::try_from(self.silent(&survey, &answers).await?.len()).unwrap_or(u32::MAX);
            needs = Some(Needs::of(&answers, self.people_below(&survey.path).await?));
        }
        Ok(SurveyDetail {
            may_answer: asked && survey.open(now.day()),
            mine,
            needs,
            silent,
            editable: viewer.require_at(Permission::CLASS_EDIT, &survey.path).is_ok(),
            survey,
        })
    }

    async fn save_survey(&self, viewer: &Viewer, draft: &Survey, now: Moment) -> Answer<SurveyId> {
        viewer.require(Permission::CLASS_EDIT)?;
        draft.check()?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
        let prior = if draft.id.as_str().is_empty() {
            None
        } else {
            let prior = self.get::<Survey>(&draft.id).await?;
            viewer.require_at(Permission::CLASS_EDIT, &prior.path)?;
            // Whoever was asked is asked: once it is out, only its days change.
            if matches!(prior.state, SurveyState::Published | SurveyState::Closed) && prior.unit != unit.id {
                return Err(Fault::field("unit", Rule::Settled));
            }
            Some(prior)
        };
        let next = Survey {
            id: prior.as_ref().map_or_else(|| SurveyId(new_id(now)), |prior| prior.id.clone()),
            unit_name: unit.short,
            path: unit.path,
            title: draft.title.trim().to_owned(),
            state: prior.as_ref().map_or(SurveyState::Draft, |prior| prior.state),
            reason: prior.as_ref().map(|prior| prior.reason.clone()).unwrap_or_default(),
            reminded: prior.as_ref().map(|prior| prior.reminded).unwrap_or_default(),
            ..draft.clone()
        };
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "survey", id, path, version: draft.version };
        let once = Once::sent("survey", viewer, draft);
        Ok(SurveyId(
            self.save_once(Change::Answers("planning.save"), &save, prior.as_ref(), content(&next), &once).await?,
        ))
    }

    async fn publish_survey(&self, viewer: &Viewer, id: &SurveyId, now: Moment) -> Answer<()> {
        let survey = self.held_survey(viewer, id).await?;
        if survey.state == SurveyState::Published {
            return Ok(());
        }
        if survey.closes < now.day() {
            return Err(Fault::field("closes", Rule::not_before(Milestone::Today, now.day())));
        }
        // They are told first, so that a publication cut short is finished by publishing again.
        let people = self.silent(&survey, &[]).await?;
        let body = News::NeedsAsked { survey: id.clone(), title: survey.title.clone(), closes: survey.closes };
        self.tell_of_survey(&people, id.as_str(), &body, now).await?;
        let next = Survey { state: SurveyState::Published, reason: String::new(), ..survey.clone() };
        self.write_survey(viewer, &survey, &next, survey.version, now).await
    }

    async fn withdraw_survey(
        &self,
        viewer: &Viewer,
        id: &SurveyId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        let survey = self.held_survey(viewer, id).await?;
        let next = survey.ended(SurveyState::Withdrawn, reason, now.day())?;
        self.write_survey(viewer, &survey, &next, version, now).await
    }

    async fn close_survey(
        &self,
        viewer: &Viewer,
        id: &SurveyId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        let survey = self.held_survey(viewer, id).await?;
        let next = survey.ended(SurveyState::Closed, reason, now.day())?;
        self.write_survey(viewer, &survey, &next, version, now).await
    }

    async fn remind_survey(&self, viewer: &Viewer, id: &SurveyId, version: u32, now: Moment) -> Answer<u32> {
        let survey = self.held_survey(viewer, id).await?;
        let next = survey.reminding(now)?;
        if survey.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let people = self.silent(&survey, &self.needs_of(id).await?).await?;
        // Told first, as when it is sent out: a reminding cut short is finished by reminding again.
        let body = News::NeedsReminded { survey: id.clone(), title: survey.title.clone(), closes: survey.closes };
        let mark = format!("{id}-{}", domain::time::day_text(now.day()));
        self.tell_of_survey(&people, &mark, &body, now).await?;
        self.write_survey(viewer, &survey, &next, version, now).await?;
        Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
    }

    async fn answer_survey(&self, viewer: &Viewer, need: &Need, now: Moment) -> Answer<()> {
        let person = viewer.as_person()?;
        let survey = self.get::<Survey>(&need.survey).await?;
        let candidate = self.candidate(person).await?.ok_or(Fault::Refused(Reason::NoPerson))?;
        if !candidate.path.starts_with(&survey.path) {
            return Err(Fault::Forbidden);
        }
        if !survey.open(now.day()) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        need.check()?;
        let tree = self.all_categories().await?;
        if need.categories.iter().any(|category| tree.find(category).is_none_or(|one| !one.active)) {
            return Err(Fault::field("categories", Rule::Unknown));
        }
        let known = self.get::<Person>(person).await?;
        let need = Need {
            person: person.clone(),
            tier: known.level.tier(),
            topic: need.topic.trim().to_owned(),
            at: now,
            ..need.clone()
        };
        let script = Script::new("UPSERT type::record('need', $id) CONTENT $need RETURN NONE;")
            .bind("id", format!("{}__{person}", survey.id))
            .bind("need", content(&need))
            .whose("need", [person]);
        self.write(Change::Answers("survey.answer"), script).await?;
        Ok(())
    }
}

#[async_trait]
impl Plans for Store {
    async fn plans(&self, viewer: &Viewer) -> Answer<Vec<Plan>> {
        let scope = viewer.require(Permission::TRAINING_VIEW)?;
        let (inside, script) = in_scope("path", &scope, Script::default());
        let mut plans: Vec<Plan> = self.rows_where(&inside, script).await?;
        plans.sort_by(|a, b| (b.year, &b.id).cmp(&(a.year, &a.id)));
        Ok(plans)
    }

    async fn plan(&self, viewer: &Viewer, id: &PlanId) -> Answer<PlanDetail> {
        let plan = self.get::<Plan>(id).await?;
        viewer.require_at(Permission::TRAINING_VIEW, &plan.path)?;
        let edits = viewer.require_at(Permission::CLASS_EDIT, &plan.path).is_ok();
        let surveys: Vec<Survey> = self
            .rows_where(
                "year = $year AND state IN $asked",
                Script::bound("year", i64::from(plan.year))
                    .json("asked", &[SurveyState::Published, SurveyState::Closed]),
            )
            .await?;
        let surveys = surveys
            .into_iter()
            .filter(|survey| viewer.require_at(Permission::TRAINING_VIEW, &survey.path).is_ok())
            .map(|survey| (survey.id, survey.title))
            .collect();
        Ok(PlanDetail {
            progress: self.programme_progress(&plan).await?,
            surveys,
            editable: edits && plan.state == PlanState::Draft,
            may_take_back: edits && plan.state == PlanState::Submitted,
            may_approve: plan.state == PlanState::Submitted
                && viewer.require_at(Permission::REQUIREMENT_EDIT, &plan.path).is_ok()
                && plan.submitted_by.0 != viewer.account.as_str(),
            plan,
        })
    }

    async fn save_plan(&self, viewer: &Viewer, draft: &Plan, now: Moment) -> Answer<PlanId> {
        viewer.require(Permission::CLASS_EDIT)?;
        draft.check()?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
        let prior = if draft.id.as_str().is_empty() { None } else { Some(self.drafted(viewer, &draft.id).await?) };
        let next = Plan {
            id: prior.as_ref().map_or_else(|| PlanId(new_id(now)), |prior| prior.id.clone()),
            unit_name: unit.short,
            path: unit.path,
            title: draft.title.trim().to_owned(),
            programmes: prior.as_ref().map(|prior| prior.programmes.clone()).unwrap_or_default(),
            survey: prior.as_ref().map(|prior| prior.survey.clone()).unwrap_or_default(),
            state: PlanState::Draft,
            submitted_by: Default::default(),
            decided: prior.as_ref().map(|prior| prior.decided.clone()).unwrap_or_default(),
            ..draft.clone()
        };
        let (id, path) = (next.id.as_str(), next.path.as_str());
        let save = Save { viewer, now, table: "plan", id, path, version: draft.version };
        let once = Once::sent("plan", viewer, draft);
        Ok(PlanId(
            self.save_once(Change::Answers("planning.save"), &save, prior.as_ref(), content(&next), &once).await?,
        ))
    }

    async fn save_programme(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        programme: &Programme,
        now: Moment,
    ) -> Answer<()> {
        let plan = self.drafted(viewer, id).await?;
        programme.check()?;
        self.open_category(&programme.category, "category").await?;
        let mut next = plan.clone();
        if programme.id.as_str().is_empty() {
            if plan.programmes.len() >= MOST_PROGRAMMES {
                return Err(Fault::field("title", Rule::Between(1, MOST_PROGRAMMES as i64)));
            }
            next.programmes.push(Programme { id: ProgrammeId(new_id(now)), ..programme.clone() });
        } else {
            let held = next.programmes.iter_mut().find(|one| one.id == programme.id).ok_or(Fault::NotFound)?;
            *held = programme.clone();
        }
        self.write_plan(viewer, &plan, &next, version, now).await
    }

    async fn remove_programme(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        programme: &ProgrammeId,
        now: Moment,
    ) -> Answer<()> {
        let plan = self.drafted(viewer, id).await?;
        let mut next = plan.clone();
        next.programmes.retain(|one| one.id != *programme);
        self.write_plan(viewer, &plan, &next, version, now).await
    }

    async fn propose_programmes(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        survey: &SurveyId,
        least: u32,
        now: Moment,
    ) -> Answer<()> {
        let plan = self.drafted(viewer, id).await?;
        let survey = self.get::<Survey>(survey).await?;
        viewer.require_at(Permission::TRAINING_VIEW, &survey.path)?;
        let (needs, tree) = (self.needs_sum(&survey).await?, self.all_categories().await?);
        let title = |category: &domain::CategoryId, tier: domain::code::Tier| {
            format!("{}{}专题班", tier.name(Lang::Zh), tree.name(category, Lang::Zh))
        };
        let basis = |count: u32| format!("需求调研“{}”：{count}人次选择", survey.title);
        let mut next = plan.clone();
        next.survey = survey.id.clone();
        for programme in propose(&needs, least, title, basis) {
            let known =
                next.programmes.iter().any(|one| one.category == programme.category && one.tier == programme.tier);
            if !known && next.programmes.len() < MOST_PROGRAMMES {
                next.programmes.push(Programme { id: ProgrammeId(new_id(now)), ..programme });
            }
        }
        self.write_plan(viewer, &plan, &next, version, now).await
    }

    async fn programmes_from_appraisal(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        category: &CategoryId,
        now: Moment,
    ) -> Answer<()> {
        let plan = self.drafted(viewer, id).await?;
        let tree = self.all_categories().await?;
        if tree.find(category).is_none() {
            return Err(Fault::field("category", Rule::Unknown));
        }
        let sent = self.sent_below(&plan.path, Tier::ALL, now.day()).await?;
        if sent.groups.is_empty() {
            return Err(training::Refusal::NobodySent.into());
        }
        let title = |tier: Tier| format!("{}{}补训班", tier.name(Lang::Zh), tree.name(category, Lang::Zh));
        let mut next = plan.clone();
        for programme in sent.programmes(category, title, 6) {
            // Made again, it says how many there are now.
            next.programmes.retain(|one| one.title != programme.title);
            if next.programmes.len() < MOST_PROGRAMMES {
                next.programmes.push(Programme { id: ProgrammeId(new_id(now)), ..programme });
            }
        }
        self.write_plan(viewer, &plan, &next, version, now).await
    }

    async fn submit_plan(&self, viewer: &Viewer, id: &PlanId, now: Moment) -> Answer<()> {
        let plan = self.drafted(viewer, id).await?;
        if plan.programmes.is_empty() {
            return Err(Fault::field("programmes", Rule::Required));
        }
        let next = Plan {
            state: PlanState::Submitted,
            submitted_by: (viewer.account.0.clone(), viewer.name.clone()),
            ..plan.clone()
        };
        self.write_plan(viewer, &plan, &next, plan.version, now).await
    }

    async fn take_back_plan(&self, viewer: &Viewer, id: &PlanId, version: u32, now: Moment) -> Answer<()> {
        let plan = self.get::<Plan>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &plan.path)?;
        self.write_plan(viewer, &plan, &plan.taken_back()?, version, now).await
    }

    async fn decide_plan(
        &self,
        viewer: &Viewer,
        id: &PlanId,
        version: u32,
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        let plan = self.get::<Plan>(id).await?;
        viewer.require_at(Permission::REQUIREMENT_EDIT, &plan.path)?;
        if plan.state != PlanState::Submitted {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if plan.submitted_by.0 == viewer.account.as_str() {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        let mut checks = Checks::default();
        if granted {
            checks.optional_text(reason, "reason", 200);
        } else {
            checks.text(reason, "reason", 200);
        }
        checks.done()?;
        let next = Plan {
            state: if granted { PlanState::Approved } else { PlanState::Draft },
            decided: (viewer.name.clone(), reason.trim().to_owned()),
            ..plan.clone()
        };
        let told = plan.submitter().map(|account| {
            let body = News::PlanDecided {
                plan: id.clone(),
                title: plan.title.clone(),
                granted,
                reason: reason.trim().to_owned(),
            };
            notice_row(&address(&account, &PersonId::default()), body, now)
        });
        let save = Save { viewer, now, table: "plan", id: id.as_str(), path: &plan.path, version };
        let tell = |script: Script| script.tells(told.into_iter().collect());
        let change = Change::Answers("planning.save");
        Ok(self.save_row_and(change, &save, Some(&plan), content(&next), tell).await?)
    }

    async fn programme(&self, viewer: &Viewer, id: &ProgrammeId) -> Answer<Programme> {
        let scope = viewer.require(Permission::CLASS_EDIT)?;
        let approved = Script::default().json("approved", &PlanState::Approved);
        let plans: Vec<Plan> = self.rows_where("state = $approved", approved).await?;
        plans
            .iter()
            .filter(|plan| scope.holds(&plan.path) || scope.meets(&plan.path))
            .find_map(|plan| plan.programme(id).cloned())
            .ok_or(Fault::NotFound)
    }
}
