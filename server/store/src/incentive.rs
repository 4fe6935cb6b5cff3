//! Incentives: awards from the nomination to the certificate, what encourages beside them, and the
//! figures that show who was overlooked.

mod fairness;
pub(crate) mod feature;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::calendar::Workdays;
use domain::code::Code;
use domain::document::Document;
use domain::home::Due;
use domain::incentive::port::{Awards, Cares};
use domain::incentive::{
    Action, ActionKind, Award, AwardDetail, AwardGround, AwardRow, Care, Draft, Event, IncentiveQuery, Incentives,
    Part, Practice, Recipient, State, Step, due, missing,
};
use domain::incentive::{News, Todo};
use domain::organisation::Unit;
use domain::person::Person;
use domain::ports::Answer;
use domain::procedure::{Action as _, Procedure};
use domain::register::{Register, RegisterQuery};
use domain::{AwardId, CareId, Day, Fault, Moment, PersonId, Reason, Rule};
use serde_json::Value;

use crate::answers::Made;
use crate::asking::Asker;
use crate::batch::again;
use crate::desk::notice_row;
use crate::feature::NewHolidays;
use crate::keys::listed;
use crate::once::{Once, opened};
use crate::people::form::write_forms;
use crate::procedure::{Changed, Kept, acting, answered, kept};
use crate::row::tables;
use crate::rows::{content, content_with, new_id};
use crate::save::Save;
use crate::scope::in_scope;
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

tables! {
    "award" by AwardId: Award,
    "care" by CareId: Care,
}

kept! { Award {
    fn row(&self) -> Value {
        content_with(self, "person", person_of(self))
    }
} }

/// What stands in the way: (what, the case that lifts it).
type Bars = Vec<(String, String)>;

/// As which parts a viewer acts; nobody acts for their own award.
fn parts(viewer: &Viewer, award: &Award) -> Vec<Part> {
    if award.person().is_some_and(|person| viewer.owns(person)) {
        return Vec::new();
    }
    let mut parts = Vec::new();
    if viewer.scope(Permission::INCENTIVE_NOMINATE).holds(&award.path) {
        parts.push(Part::Nominator);
    }
    if viewer.scope(Permission::INCENTIVE_DECIDE).holds(&award.path) {
        parts.push(Part::Organiser);
    }
    if !viewer.person.as_str().is_empty() {
        parts.push(Part::Colleague);
    }
    parts
}

fn sees(viewer: &Viewer, award: &Award) -> bool {
    award.public()
        // Whoever objected reads the answer, also where that took the notice down.
        || award.publicity.objections.iter().any(|one| one.is_of(viewer))
        || viewer.scope(Permission::INCENTIVE_VIEW).holds(&award.path)
        || award.person().is_some_and(|person| viewer.owns(person))
}

/// Whether the next step of an award is the viewer's.
fn waits(viewer: &Viewer, award: &Award, today: Day) -> bool {
    let days = Workdays::default();
    let ground = AwardGround { days: &days, approver: None };
    award.waits_for(&acting(viewer, parts(viewer, award)), &ground, &missing(award, today))
}

/// What is shown of awards, newest first, to a viewer.
fn award_rows(viewer: &Viewer, awards: Vec<Award>, query: &RegisterQuery, now: Moment) -> Register<AwardRow> {
    let row =
        |one: Award| AwardRow { due: due(&one), waits: waits(viewer, &one, now.day()), award: one.known_to(viewer) };
    let mut rows: Vec<AwardRow> = awards.into_iter().filter(|one| sees(viewer, one)).map(row).collect();
    rows.sort_by(|a, b| b.award.id.cmp(&a.award.id));
    listed(query, rows)
}

fn person_of(award: &Award) -> String {
    award.person().map(|id| id.0.clone()).unwrap_or_default()
}

impl Store {
    /// What stands in the way of an award, and what lifts it (容错认定结果不作负面评价); and what only
    /// the department and discipline may know of.
    async fn hindrances_of(&self, person: &PersonId, today: Day) -> Result<(Bars, Bars), StoreError> {
        let known = self.find_circumstances(person).await?.unwrap_or_default();
        let mut tolerated = self.tolerated_of(std::slice::from_ref(person)).await?;
        let known = domain::record::Circumstances { tolerated: tolerated.remove(person).unwrap_or_default(), ..known };
        let (mut bars, mut secret) = (Bars::new(), Bars::new());
        if let Some(until) = known.sanction_until.filter(|until| today <= *until) {
            let what = format!("处分影响期至{} {}", domain::time::day_text(until), known.sanction_document);
            bars.push((what.trim().to_owned(), known.lifted().unwrap_or_default().to_owned()));
        }
        if known.investigated {
            secret.push(("正在接受审查调查".to_owned(), String::new()));
        }
        let talks: Vec<domain::tolerance::Talk> =
            self.rows_where("person = $person", Script::bound("person", person.as_str())).await?;
        for talk in talks {
            if let Some(until) = talk.until.filter(|until| today <= *until) {
                bars.push((format!("诫勉影响期至{}", domain::time::day_text(until)), talk.lifted));
            }
        }
        Ok((bars, secret))
    }

    async fn award_notices(&self, award: &Award, now: Moment) -> Result<Vec<Value>, StoreError> {
        let body = News::AwardMoved {
            award: award.id.clone(),
            what: award.kind,
            name: award.name().to_owned(),
            step: award.step,
            state: award.state,
        };
        let mut told = self.supervisors(now).await?;
        told.retain(|one| one.unit_hr && award.path.starts_with(&one.path));
        let mut people: Vec<PersonId> = told.into_iter().map(|one| one.person).collect();
        people.extend(award.person().cloned());
        people.sort();
        people.dedup();
        Ok(people.iter().map(|person| notice_row(person, &body, now)).collect())
    }

    /// The awards of a viewer's list, without what its screen shows beside them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn awards(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<AwardRow>> {
        let awards: Vec<Award> = if query.only_open() {
            self.rows_where("state = $running", Script::default().json("running", &State::Running)).await?
        } else {
            self.all().await?
        };
        Ok(award_rows(viewer, awards, query, now))
    }

    /// Awards whose next step is the viewer's, for the home page.
    pub(crate) async fn awards_waiting(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let viewer = asker.viewer;
        if !(viewer.may(Permission::INCENTIVE_NOMINATE) || viewer.may(Permission::INCENTIVE_DECIDE)) {
            return Ok(Vec::new());
        }
        let key = ("awards", asker.key());
        Ok(self.kept_at(key, asker.now, self.read_awards_waiting(asker)).await?.to_vec())
    }

    async fn read_awards_waiting(&self, asker: &Asker<'_>) -> Result<Made<Vec<Due>>, StoreError> {
        let (viewer, now) = (asker.viewer, asker.now);
        let script = Script::default().whole("award WHERE state = $running").json("running", &State::Running);
        let mut running: Vec<Award> = asker.read(script, 1).await?.take(0)?;
        running.retain(|one| sees(viewer, one) && waits(viewer, one, now.day()));
        running.sort_by_key(|one| (one.since, one.id.clone()));
        let waiting = running.into_iter().take(20).map(|one| {
            Due::Incentive(Todo::Award {
                until: due(&one),
                name: one.name().to_owned(),
                what: one.kind,
                step: one.step,
                id: one.id,
            })
        });
        Ok(Made::of(waiting.collect()).on([On::All("award")]).today(now))
    }

    /// Awards whose running notice ends on another day under a table of holidays, by their ids, as they are then.
    pub(crate) async fn awards_anew(&self, holidays: &NewHolidays<'_>) -> Result<Vec<(String, Value)>, StoreError> {
        let running = Script::default().json("running", &State::Running);
        let awards: Vec<Award> = self.rows_where("state = $running", running).await?;
        let anew = awards.into_iter().filter_map(|award| {
            let (publicity, note) = holidays.anew(&award.publicity)?;
            let (by, step) = (holidays.viewer.name.clone(), award.step);
            let mut next = Award { publicity, version: award.version + 1, ..award };
            next.history.push(Event { at: holidays.now, by, step, action: ActionKind::Publish, note });
            Some((next.id.0.clone(), next.row()))
        });
        Ok(anew.collect())
    }

    /// An act on an award, as it is read now.
    async fn act_once(&self, viewer: &Viewer, id: &AwardId, version: u32, action: &Action, now: Moment) -> Answer<()> {
        let award = self.get::<Award>(id).await?;
        if !sees(viewer, &award) {
            return Err(Fault::Forbidden);
        }
        match self.was_done(viewer, &award, version, action).await {
            Ok(true) => return Ok(()),
            // An objection is not held up by what others did meanwhile.
            Err(Fault::Refused(Reason::Stale)) if matches!(action, Action::Object { .. }) => {}
            done => _ = done?,
        }
        let mut read = award.clone();
        let mut approver = None;
        match action {
            // What bars is looked at when it is decided about: a case of fault tolerance may have
            // lifted it since.
            Action::Review { .. } => {
                if let Some(person) = award.person() {
                    (read.bars, read.secret_bars) = self.hindrances_of(person, now.day()).await?;
                }
            }
            Action::Approve { unit, .. } => {
                let found = self.open_unit(unit, "unit").await?;
                viewer.require_at(Permission::INCENTIVE_DECIDE, &found.path)?;
                if !award.path.starts_with(&found.path) {
                    return Err(Fault::field("unit", Rule::Wrong));
                }
                // The organ that signs for it, where one is named: a region approves nothing by itself.
                approver = Some((if found.organ.is_empty() { found.name } else { found.organ }, found.level));
            }
            _ => {}
        }
        let days = self.workdays().await?;
        let approver = approver.as_ref().map(|(organ, level)| (organ.as_str(), *level));
        let ground = AwardGround { days: &days, approver };
        let next = read.act(action, &acting(viewer, parts(viewer, &award)), &ground, now)?;
        // The same objection again, before it was answered, is there already.
        if matches!(action, Action::Object { .. }) && next.publicity == award.publicity {
            return Ok(());
        }
        // Told once of each thing that concerns them: not of the step before the notice goes up, nor of
        // the one between the decision and the conferring.
        let moved = next.state != award.state || matches!(action.kind(), ActionKind::Publish | ActionKind::SendBack);
        let mut notices = if moved { self.award_notices(&next, now).await? } else { Vec::new() };
        notices.extend(answered(viewer, &award.publicity, &next.publicity, now, |upheld| {
            let (award, what, name) = (next.id.clone(), next.kind, next.name().to_owned());
            News::AwardObjectionAnswered { award, what, name, upheld }.into()
        }));
        let forms = match (award.person(), action.kind()) {
            (Some(person), ActionKind::Confer | ActionKind::Revoke) => {
                let edits = vec![(person.clone(), ())];
                self.edited_forms("honours", edits, |held, ()| next.in_honours(held)).await?
            }
            _ => Vec::new(),
        };
        let change = Change::Answers("incentive.act");
        let act = Changed { change, action, before: &award, next: &next, because: "", notices };
        self.changed(viewer, act, now, |script| write_forms(script, &forms)).await
    }

    /// The decision of an award and its certificate as papers.
    ///
    /// # Errors
    /// Before it was decided, or when it is none of the viewer's business.
    pub async fn award_paper(&self, viewer: &Viewer, id: &AwardId) -> Answer<Document> {
        let award = self.get::<Award>(id).await?;
        if !sees(viewer, &award) {
            return Err(Fault::Forbidden);
        }
        let (number, on) = award.decision.clone().ok_or(Fault::Refused(Reason::NotYet))?;
        if award.state == State::Revoked {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let kind = award.kind.name(domain::code::Lang::Zh);
        let what = if award.title.is_empty() { kind.to_owned() } else { format!("授予“{}”称号", award.title) };
        let who = match award.recipient {
            Recipient::Person { .. } => format!("{}同志（{}）", award.name(), award.unit_name),
            Recipient::Collective { .. } => award.unit_name.clone(),
        };
        let bonus = match award.bonus() {
            0 => String::new(),
            bonus => format!("并按规定发给一次性奖金{bonus}元。"),
        };
        Ok(Document {
            title: format!("关于给予{}{what}的决定", award.name()),
            number,
            paragraphs: vec![
                format!("{}。", award.deeds.trim_end_matches('。')),
                format!(
                    "依据{}，经审核、公示和审批，决定给予{who}{what}奖励。{bonus}",
                    domain::document::without_remarks(&award.rules.basis)
                ),
            ],
            signer: award.approval.map(|one| one.0).unwrap_or_default(),
            day: domain::document::chinese_day(on),
            ..Document::default()
        })
    }
}

#[async_trait]
impl Awards for Store {
    async fn incentives(&self, viewer: &Viewer, query: &IncentiveQuery, now: Moment) -> Answer<Incentives> {
        let all: Vec<Award> = self.all().await?;
        let mut practice: Vec<Practice> = all
            .iter()
            .filter(|one| one.state == State::Conferred && !one.story.is_empty())
            .map(|one| Practice {
                award: one.id.clone(),
                kind: one.kind,
                name: one.name().to_owned(),
                unit_name: one.unit_name.clone(),
                story: one.story.clone(),
                on: one.conferred,
            })
            .collect();
        practice.sort_by_key(|one| std::cmp::Reverse(one.on));
        let (suggestions, shares) = self.fairness(viewer, query, now.day()).await?;
        let awards = award_rows(viewer, all, &query.awards, now);
        let nominates = viewer.may(Permission::INCENTIVE_NOMINATE);
        Ok(Incentives { awards, practice, suggestions, shares, nominates })
    }

    async fn award(&self, viewer: &Viewer, id: &AwardId, now: Moment) -> Answer<AwardDetail> {
        let award = self.get::<Award>(id).await?;
        if !sees(viewer, &award) {
            return Err(Fault::Forbidden);
        }
        let own = parts(viewer, &award);
        let mut approvers = Vec::new();
        if own.contains(&Part::Organiser) {
            let least = award.rules.of(award.kind).level;
            for grant in &viewer.grants {
                if !domain::access::allows(grant.role, Permission::INCENTIVE_DECIDE) {
                    continue;
                }
                if let Some(unit) = self.find::<Unit>(&grant.unit).await?
                    && unit.level <= least
                    && award.path.starts_with(&unit.path)
                    && !approvers.iter().any(|(id, _)| *id == unit.id.0)
                {
                    approvers.push((unit.id.0.clone(), unit.name.clone()));
                }
            }
        }
        let award = award.known_to(viewer);
        let (days, today) = (self.workdays().await?, now.day());
        Ok(AwardDetail {
            no_table: days.unknown(today, days.after(today, award.rules.notice_days)),
            missing: award.turns(&AwardGround { days: &days, approver: None }, today),
            me: viewer.account.clone(),
            parts: own,
            approvers,
            award,
        })
    }

    async fn nominate_award(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<AwardId> {
        viewer.require(Permission::INCENTIVE_NOMINATE)?;
        draft.check()?;
        let (recipient, unit) = if draft.person.as_str().is_empty() {
            let unit = self.open_unit(&draft.unit, "unit").await?;
            let people = self.mirrored(|world| world.people.serving_here(&unit.path)).await?;
            (Recipient::Collective { people }, unit)
        } else {
            let person = self.get::<Person>(&draft.person).await?;
            if viewer.owns(&person.id) {
                return Err(Fault::Refused(Reason::OwnRequest));
            }
            let unit = self.get::<Unit>(&person.unit).await?;
            (Recipient::Person { id: person.id, name: person.name, level: person.level }, unit)
        };
        viewer.require_at(Permission::INCENTIVE_NOMINATE, &unit.path)?;
        let id = AwardId(new_id(now));
        let (bars, secret_bars) = match &recipient {
            Recipient::Person { id, .. } => self.hindrances_of(id, now.day()).await?,
            Recipient::Collective { .. } => (Bars::new(), Bars::new()),
        };
        let award = Award {
            id: id.clone(),
            kind: draft.kind,
            title: draft.title.trim().to_owned(),
            unit: unit.id,
            unit_name: unit.short,
            path: unit.path.clone(),
            deeds: draft.deeds.trim().to_owned(),
            evidence: Vec::new(),
            bars,
            secret_bars,
            recipient,
            rules: self.settings_on(now.day()).await?,
            nominator: viewer.account.clone(),
            reviewer: Default::default(),
            decider: Default::default(),
            step: Step::Nomination,
            state: State::Running,
            since: now,
            review: String::new(),
            publicity: Default::default(),
            approval: None,
            decision: None,
            conferred: None,
            revoked: None,
            story: String::new(),
            history: vec![domain::incentive::Event {
                at: now,
                by: viewer.name.clone(),
                step: Step::Nomination,
                action: ActionKind::Open,
                note: String::new(),
            }],
            version: 0,
        };
        // The same person is not proposed twice for the same at once; a second click finds it.
        let person = person_of(&award);
        let parts = [award.kind.code(), person.as_str(), award.unit.as_str()];
        let once = Once::of("award", &parts, "$first.state = $once_running").knowing("once_running", &State::Running);
        let save = Save { viewer, now, table: "award", id: id.as_str(), path: &unit.path, version: 0 };
        let row = content_with(&award, "person", person.as_str());
        let more = |script: Script| script.once(&once, id.as_str());
        let written = self.save_row_and(Change::Answers("incentive.award"), &save, None::<&Award>, row, more).await;
        let held = AwardId(opened(written, id.as_str())?);
        // Words that are not those of the first are no second click: they are not dropped in silence.
        if held != id && self.get::<Award>(&held).await?.deeds != award.deeds {
            return Err(Fault::Refused(Reason::UnderWay));
        }
        Ok(held)
    }

    async fn act_award(&self, viewer: &Viewer, id: &AwardId, version: u32, action: &Action, now: Moment) -> Answer<()> {
        again(|| self.act_once(viewer, id, version, action, now)).await
    }
}

#[async_trait]
impl Cares for Store {
    async fn cares(&self, viewer: &Viewer, _: Moment) -> Answer<Vec<Care>> {
        let (inside, script) = in_scope("path", &viewer.scope(Permission::INCENTIVE_VIEW), Script::default());
        let mine = if viewer.person.as_str().is_empty() { "false" } else { "person = $person" };
        let script = script.bind("person", viewer.person.as_str());
        let mut cares: Vec<Care> = self.rows_where(&format!("{mine} OR {inside}"), script).await?;
        cares.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| b.id.cmp(&a.id)));
        cares.truncate(500);
        Ok(cares)
    }

    async fn save_care(&self, viewer: &Viewer, care: &Care, now: Moment) -> Answer<()> {
        viewer.require(Permission::INCENTIVE_NOMINATE)?;
        let person = self.get::<Person>(&care.person).await?;
        viewer.require_at(Permission::INCENTIVE_NOMINATE, &person.path)?;
        if viewer.owns(&person.id) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        care.check(now.day())?;
        let id = new_id(now);
        let next = Care { name: person.name, path: person.path.clone(), by: viewer.name.clone(), ..care.clone() };
        let body = News::CareGiven { what: next.kind, text: next.text.clone() };
        let notices = vec![notice_row(&person.id, &body, now)];
        let save = Save { viewer, now, table: "care", id: &id, path: &person.path, version: 0 };
        // The same thing is given to somebody once; a second click is the first.
        let parts =
            [person.id.0.clone(), next.kind.code().to_owned(), domain::time::day_text(next.on), next.text.clone()];
        let once = Once::of("care", &parts.each_ref().map(String::as_str), "true");
        let more = |script: Script| script.tells(notices).once(&once, &id);
        opened(
            self.save_row_and(Change::Answers("incentive.care"), &save, None::<&Care>, content(&next), more).await,
            &id,
        )?;
        Ok(())
    }
}
