//! Call-ups, their answers, and sending people of one's own units.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{Datelike, TimeDelta};
use domain::access::{Permission, Scope, Viewer};
use domain::appraisal::ConsequenceKind;
use domain::page::Page;
use domain::ports::Answer;
use domain::search::normal_query;
use domain::training::News;
use domain::training::port::CallUps;
use domain::training::{
    self, Call, CallAnswer, CallState, CallUp, CallUpDetail, CallUpDraft, Channel, Class, ClassState, Cycle, Enrolment,
    EnrolmentState, Prospect, ProspectQuery, Prospects, Roll, Setting, in_force,
};
use domain::{CallUpId, ClassId, EnrolmentId, Fault, Moment, PersonId, Reason, Rule};
use serde::Deserialize;
use serde_json::Value;
use surrealdb::types::RecordId;

use super::Candidate;
use super::hours_of_year::HoursOfYear;
use super::prospects::{Asked, Known, page};
use crate::audit::Note;
use crate::desk::notice_row;
use crate::keys::by_name;
use crate::mirror::{Mirrored, World};
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::standing::totals_of;
use crate::{Change, Script, Store, StoreError};

tables! {
    "call_up" by CallUpId: CallUp,
    "call" by EnrolmentId: Call,
}

impl Store {
    /// Places for people named by somebody else, checked as their own asking would be.
    async fn places_for(
        &self,
        viewer: &Viewer,
        class: &Class,
        people: &[PersonId],
        channel: Channel,
        now: Moment,
    ) -> Answer<Vec<Enrolment>> {
        let mut places = Vec::with_capacity(people.len());
        for id in people {
            let person: Candidate = self.candidate(id).await?.ok_or(Fault::NotFound)?;
            if channel == Channel::Nominated {
                viewer.require_at(Permission::CLASS_SEND, &person.path)?;
            }
            if !class.meant_for(person.level, person.family, &person.path) {
                return Err(training::Refusal::NotEligible.into());
            }
            if channel != Channel::ByName {
                self.meets(class, &person, now).await?.map_err(Fault::Refused)?;
            }
            places.push(Enrolment { rank: self.rank(class, id, now).await?, ..person.place(class, channel, now) });
        }
        Ok(places)
    }

    /// The notices of a class.
    pub(super) async fn call_ups_of(&self, class: &ClassId) -> Result<Vec<CallUp>, StoreError> {
        let mut all: Vec<CallUp> = self.rows_where("class = $class", Script::bound("class", class.as_str())).await?;
        all.sort_by_key(|call_up| call_up.at);
        Ok(all)
    }

    /// Those of a person's own unit whom a class is meant for too.
    async fn colleagues(&self, person: &PersonId, class: &Class) -> Result<Vec<(PersonId, String)>, StoreError> {
        let Some(own) = self.candidate(person).await? else { return Ok(Vec::new()) };
        let scope = Scope { paths: vec![own.path.clone()] };
        let beside = |one: &Mirrored| {
            let meant = *one.path == *own.path && one.row.id != *person && one.row.level.tier() == class.tier;
            meant.then(|| (one.row.id.clone(), one.row.name.clone()))
        };
        let mut rows: Vec<(PersonId, String)> = self.serving_in(&scope, beside).await?.into_iter().flatten().collect();
        rows.sort();
        by_name(&mut rows, |(_, name)| name);
        Ok(rows)
    }
}

#[async_trait]
impl CallUps for Store {
    async fn prospects(&self, viewer: &Viewer, query: &ProspectQuery, now: Moment) -> Answer<Prospects> {
        let class = self.get::<Class>(&query.class).await?;
        let may_call_up = viewer.require_at(Permission::CLASS_EDIT, &class.path).is_ok();
        let mut scope = viewer.require(Permission::CLASS_SEND)?.within(&class.path);
        if scope.paths.is_empty() {
            return Err(Fault::Forbidden);
        }
        scope = self.narrowed(scope, &query.unit).await?;
        let q = normal_query(&query.q);
        let (today, year) = (now.day(), now.day().year());
        let (requirements, settings) = (self.all_requirements().await?, self.all_settings().await?);
        let yearly = in_force(&requirements, today).into_iter();
        let mut known = Known {
            year,
            elsewhere: HashMap::new(),
            sent: self.all_consequences(ConsequenceKind::Training, today).await?,
            yearly: yearly.filter(|one| one.cycle == Cycle::Year && one.binding && one.share == 0).cloned().collect(),
            over: settings.on(Setting::OverTrained, today),
            long: settings.on(Setting::LongUntrained, today),
        };
        // All who have places are looked at where those without are asked for, else those who are shown.
        if query.clear {
            known.elsewhere = self.elsewhere(&class, None).await?;
        }
        let window = (query.window.offset() as usize, query.window.limit() as usize);
        let asked = Asked { class: &class, scope: &scope, q: &q, clear: query.clear };
        let look = |world: &World, hours: &HoursOfYear| page(world, hours, &asked, &known, window);
        let (shown, total) = self.projected(&year, look).await?;
        let ids: Vec<PersonId> = shown.iter().map(|member| member.id.clone()).collect();
        if !query.clear {
            known.elsewhere = self.elsewhere(&class, Some(&ids)).await?;
        }
        let names = self.unit_names(shown.iter().map(|member| &member.unit)).await?;
        // Of the years before, only what is shown asks.
        let done = "SELECT person, year, form, category, hours FROM ledger_total WHERE person IN $some";
        let done = totals_of(self.among(done, &ids, Script::default()).await?);
        let rows = shown
            .into_iter()
            .map(|member| {
                let own = done.get(&member.id).into_iter().flatten();
                let last_year = own.filter(|total| total.hours.0 > 0).map(|total| total.year).max();
                Prospect {
                    hours: member.hours,
                    warnings: known.warnings(&member, last_year),
                    unit_name: names.get(&member.unit).cloned().unwrap_or_default(),
                    person: member.id,
                    name: member.name,
                    level: member.level,
                }
            })
            .collect();
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let days = settings.on(Setting::ReplyDays, today);
        let reply_by = (today + TimeDelta::days(days)).min(class.starts - TimeDelta::days(1)).max(today);
        Ok(Prospects { people: Page::new(rows, total, &query.window), may_call_up, reply_by, class })
    }

    async fn send(&self, viewer: &Viewer, id: &ClassId, people: &[PersonId], now: Moment) -> Answer<()> {
        let class = self.get::<Class>(id).await?;
        if !viewer.scope(Permission::CLASS_SEND).meets(&class.path) {
            return Err(Fault::Forbidden);
        }
        if people.is_empty() {
            return Err(Fault::field("people", Rule::Required));
        }
        if !class.enrolling(now) {
            return Err(training::Refusal::EnrolmentClosed.into());
        }
        let places = self.places_for(viewer, &class, people, Channel::Nominated, now).await?;
        let note = Note::of(viewer, now).updates("class", id.as_str(), &class.path).because("send");
        self.turn(Change::Answers("class.send"), id, &note, now, |class, all| {
            let mut roll = Roll::new(class, all);
            for place in &places {
                roll.enter(place.clone(), now).map_err(Fault::Refused)?;
            }
            Ok((roll, ()))
        })
        .await
    }

    async fn call_up(&self, viewer: &Viewer, draft: &CallUpDraft, now: Moment) -> Answer<CallUpId> {
        let class = self.get::<Class>(&draft.class).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        draft.check(now.day(), class.starts)?;
        if class.state != ClassState::Published {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let channel = if draft.by_name { Channel::ByName } else { Channel::CalledUp };
        let places = self.places_for(viewer, &class, &draft.people, channel, now).await?;
        let call_up = CallUp {
            id: CallUpId(new_id(now)),
            class: class.id.clone(),
            title: class.title.clone(),
            path: class.path.clone(),
            number: draft.number.trim().to_owned(),
            by_name: draft.by_name,
            reply_by: draft.reply_by,
            note: draft.note.trim().to_owned(),
            by: viewer.name.clone(),
            at: now,
            people: u32::try_from(places.len()).unwrap_or(u32::MAX),
        };
        let calls: Vec<Value> = places
            .iter()
            .map(|place| {
                serde_json::to_value(Call {
                    id: place.id.clone(),
                    call_up: call_up.id.clone(),
                    class: class.id.clone(),
                    person: place.person.clone(),
                    name: place.name.clone(),
                    unit_name: place.unit_name.clone(),
                    state: CallState::Open,
                    reason: String::new(),
                    substitute: PersonId::default(),
                    substitute_name: String::new(),
                    at: now,
                    decided_by: String::new(),
                    refused: String::new(),
                })
                .map_err(|_| Fault::Internal)
            })
            .collect::<Result<_, _>>()?;
        let body = News::of_call_up(&call_up, class.starts);
        let notices: Vec<Value> = places.iter().map(|place| notice_row(&place.person, &body, now)).collect();
        let note = Note::of(viewer, now).creates("call_up", call_up.id.as_str(), &class.path).because(&call_up.number);
        // The notice, the calls and the seats are one change: nobody is called without a seat.
        let beside = Script::new(
            "CREATE type::record('call_up', $call_up_id) CONTENT $call_up RETURN NONE;
             FOR $call IN $calls {
                UPSERT type::record('call', $call.id) CONTENT object::remove($call, 'id') RETURN NONE;
             };
             INSERT INTO notice $call_notices RETURN NONE;",
        )
        .bind("call_up_id", call_up.id.as_str())
        .bind("call_up", content(&call_up))
        .bind("calls", calls)
        .bind("call_notices", notices);
        let outcome = self
            .turn_with(Change::Answers("class.call-up"), &class.id, &note, now, beside, |class, all| {
                let mut roll = Roll::new(class, all);
                for place in &places {
                    let known = roll.places().iter().find(|other| other.person == place.person);
                    if known.is_some_and(|other| other.state.is_open()) {
                        continue;
                    }
                    let state = roll.enter(place.clone(), now).map_err(Fault::Refused)?;
                    // A call-up is to a seat: one that could only queue is refused whole.
                    if state != EnrolmentState::Enrolled && !roll.class().admission.collects() {
                        return Err(training::Refusal::ClassFull.into());
                    }
                }
                // Of a call-up people are told by its own notice.
                roll.hush();
                Ok((roll, ()))
            })
            .await;
        match outcome {
            Ok(()) => Ok(call_up.id),
            Err(Fault::Refused(Reason::NumberTaken)) => Err(Fault::field("number", Rule::Taken)),
            Err(fault) => Err(fault),
        }
    }

    async fn call_up_detail(&self, viewer: &Viewer, id: &CallUpId) -> Answer<CallUpDetail> {
        let call_up = self.get::<CallUp>(id).await?;
        let class = self.get::<Class>(&call_up.class).await?;
        let mut calls: Vec<Call> = self.rows_where("call_up = $id", Script::bound("id", id.as_str())).await?;
        calls.sort_by(|a, b| a.id.cmp(&b.id));
        by_name(&mut calls, |call| &call.unit_name);
        let own = calls.iter().find(|call| viewer.owns(&call.person)).cloned();
        let sees_all = viewer.require_at(Permission::TRAINING_VIEW, &class.path).is_ok();
        if !sees_all {
            // Who holds a part of the tree sees those of it; who is called, themself.
            let scope = viewer.scope(Permission::TRAINING_VIEW);
            let people: Vec<RecordId> = calls.iter().map(|c| RecordId::new("person", c.person.as_str())).collect();
            #[derive(Deserialize)]
            struct Where {
                id: PersonId,
                path: String,
            }
            let paths: Vec<Where> =
                self.rows(Script::new("SELECT record::id(id) AS id, path FROM $people").bind("people", people)).await?;
            calls.retain(|call| {
                viewer.owns(&call.person)
                    || paths.iter().any(|place| place.id == call.person && scope.holds(&place.path))
            });
            if calls.is_empty() {
                return Err(Fault::Forbidden);
            }
        }
        let colleagues = match &own {
            Some(own) => self.colleagues(&own.person, &class).await?,
            None => Vec::new(),
        };
        Ok(CallUpDetail {
            days: (class.starts, class.ends),
            place: class.place.clone(),
            hours: class.hours,
            unit_name: class.unit_name.clone(),
            may_decide: viewer.require_at(Permission::CLASS_EDIT, &class.path).is_ok(),
            calls,
            colleagues,
            call_up,
        })
    }

    async fn answer_call(&self, viewer: &Viewer, id: &CallUpId, answer: &CallAnswer, now: Moment) -> Answer<()> {
        let person = viewer.as_person()?;
        let call_up = self.get::<CallUp>(id).await?;
        let class = self.get::<Class>(&call_up.class).await?;
        let place = EnrolmentId::of(&call_up.class, person);
        let call: Option<Call> = self.find(&place).await?;
        let call = call.filter(|call| call.call_up == *id).ok_or(Fault::Forbidden)?;
        if !call.state.may_answer() || class.starts <= now.day() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let (state, reason, substitute) = match answer {
            CallAnswer::Attend => (CallState::Attending, String::new(), None),
            CallAnswer::Leave(reason) => (CallState::LeaveAsked, reason.trim().to_owned(), None),
            CallAnswer::Substitute(other, reason) => {
                let colleagues = self.colleagues(person, &class).await?;
                let found = colleagues.into_iter().find(|(id, _)| id == other);
                let found = found.ok_or_else(|| Fault::field("substitute", Rule::Unknown))?;
                (CallState::SubstituteAsked, reason.trim().to_owned(), Some(found))
            }
        };
        if state != CallState::Attending {
            let mut checks = domain::fault::Checks::default();
            checks.text(&reason, "reason", 200);
            checks.done()?;
        }
        let (substitute, substitute_name) = substitute.unwrap_or_default();
        let next = Call { state, reason, substitute, substitute_name, at: now, refused: String::new(), ..call };
        let note = Note::of(viewer, now).updates("call", place.as_str(), &class.path).because(&next.reason);
        let script = Script::new(
            "LET $prior = (SELECT * FROM ONLY type::record('call', $id));
             IF $prior.state != $was OR $prior.at != $at { THROW 'gq:stale' };
             UPDATE type::record('call', $id) CONTENT $next RETURN NONE;",
        )
        .json("was", &call.state)
        .bind("at", call.at.0)
        .bind("id", place.as_str())
        .bind("next", content(&next))
        .whose("call", [person])
        .note(&note, "$prior", "$next");
        self.write(Change::Answers("call.answer"), script).await?;
        Ok(())
    }

    async fn decide_call(
        &self,
        viewer: &Viewer,
        id: &EnrolmentId,
        granted: bool,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        let call: Option<Call> = self.find(id).await?;
        let call = call.ok_or(Fault::NotFound)?;
        let class = self.get::<Class>(&call.class).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if viewer.owns(&call.person) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        if !call.state.awaits_decision() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if !granted {
            let mut checks = domain::fault::Checks::default();
            checks.text(reason, "reason", 200);
            checks.done()?;
        }
        let state = match (granted, call.state) {
            (false, _) => CallState::Open,
            (true, CallState::LeaveAsked) => CallState::Excused,
            (true, _) => CallState::Substituted,
        };
        let next = Call {
            state,
            decided_by: viewer.name.clone(),
            refused: if granted { String::new() } else { reason.trim().to_owned() },
            at: now,
            ..call.clone()
        };
        let body = News::CallDecided {
            call_up: call.call_up.clone(),
            title: class.title.clone(),
            granted,
            reason: next.refused.clone(),
        };
        let note = Note::of(viewer, now).updates("call", id.as_str(), &class.path).because(if granted {
            "grant"
        } else {
            reason.trim()
        });
        let beside = Script::new(
            "LET $call = (SELECT VALUE state FROM ONLY type::record('call', $call_id));
             IF $call != $call_was { THROW 'gq:state' };
             UPDATE type::record('call', $call_id) CONTENT $call_next RETURN NONE;
             INSERT INTO notice $call_notice RETURN NONE;",
        )
        .bind("call_id", id.as_str())
        .json("call_was", &call.state)
        .bind("call_next", content(&next))
        .bind("call_notice", vec![notice_row(&call.person, &body, now)]);
        let substitute = if state == CallState::Substituted {
            let person = self.candidate(&call.substitute).await?.ok_or(Fault::NotFound)?;
            Some(person.place(&class, Channel::CalledUp, now))
        } else {
            None
        };
        self.turn_with(Change::Answers("class.call-decided"), &class.id, &note, now, beside, |class, places| {
            let mut roll = Roll::new(class, places);
            match (&substitute, state) {
                (Some(other), _) => {
                    roll.replace(&call.person, other.clone(), now).map_err(Fault::Refused)?;
                }
                (None, CallState::Excused) => roll.withdraw(&call.person, now).map_err(Fault::Refused)?,
                _ => {}
            }
            Ok((roll, ()))
        })
        .await
    }
}
