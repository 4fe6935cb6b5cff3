//! Precedents and talks of early correction.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::fault::Checks;
use domain::person::Person;
use domain::ports::Answer;
use domain::procedure::Procedure;
use domain::register::{Register, RegisterQuery};
use domain::tolerance::News;
use domain::tolerance::port::Talks;
use domain::tolerance::{
    ClauseKind, Part, Precedent, Precedents, Step, Talk, TalkAct, TalkDraft, TalkPart, TalkRow, consistency, port,
};
use domain::{Fault, Moment, PrecedentId, Reason, Rule, TalkId, ToleranceId};

use crate::audit::Note;
use crate::audit::chain::canonical;
use crate::desk::notice_row;
use crate::keys::listed;
use crate::once::{Once, opened};
use crate::procedure::{Changed, acting, kept};
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

tables! {
    "precedent" by PrecedentId: Precedent,
    "talk" by TalkId: Talk,
}

kept! { Talk }

/// As which parts a viewer acts: nobody keeps the record of themself.
fn talk_parts(viewer: &Viewer, talk: &Talk) -> Vec<TalkPart> {
    if viewer.owns(&talk.person) {
        vec![TalkPart::Person]
    } else if viewer.scope(Permission::TALK_EDIT).holds(&talk.path) {
        vec![TalkPart::Keeper]
    } else {
        Vec::new()
    }
}

impl Store {
    pub(super) async fn all_precedents(&self) -> Result<Vec<Precedent>, StoreError> {
        self.all().await
    }
}

#[async_trait]
impl port::Precedents for Store {
    async fn precedents(&self, viewer: &Viewer, text: &str, clause: &str, now: Moment) -> Answer<Precedents> {
        viewer.require(Permission::PERSON_VIEW)?;
        let all = self.all_precedents().await?;
        let words = text.trim();
        let mut found: Vec<Precedent> = all
            .iter()
            .filter(|one| clause.is_empty() || one.clauses.iter().any(|key| key == clause))
            .filter(|one| words.is_empty() || one.summary.contains(words) || one.reasons.contains(words))
            .cloned()
            .collect();
        found.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| b.id.cmp(&a.id)));
        found.truncate(200);
        let clauses = self.every_clause(now.day()).await?;
        let situations: Vec<String> =
            clauses.iter().filter(|one| one.kind == ClauseKind::Situation).map(|one| one.key.clone()).collect();
        Ok(Precedents { found, all: all.len() as u32, consistency: consistency(&all, &situations), clauses })
    }

    async fn collect_precedent(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        summary: &str,
        reasons: &str,
        now: Moment,
    ) -> Answer<()> {
        let (case, parts) = self.tolerance_for(viewer, id).await?;
        if !parts.iter().any(|part| matches!(part, Part::Organ | Part::Handler)) {
            return Err(Fault::Forbidden);
        }
        let decision = case.stands().filter(|_| case.step >= Step::Filing).ok_or(Fault::Refused(Reason::NotYet))?;
        let mut checks = Checks::default();
        checks.text(summary, "summary", 1000);
        checks.text(reasons, "reasons", 2000);
        // Names have no place in it.
        for (text, field) in [(summary, "summary"), (reasons, "reasons")] {
            let named = [&case.name, &case.unit_name, &case.number, &case.notice_number];
            let free = named.iter().all(|name| name.trim().is_empty() || !text.contains(name.trim()));
            checks.require(free, field, Rule::Named);
        }
        checks.done()?;
        use chrono::Datelike;
        let precedent = Precedent {
            id: PrecedentId(id.0.clone()),
            year: decision.on.year(),
            on: now.day(),
            family: case.family,
            level: case.level,
            template: case.template,
            clauses: case.holding(),
            outcome: decision.outcome,
            summary: summary.trim().to_owned(),
            reasons: reasons.trim().to_owned(),
        };
        let note = Note::of(viewer, now).creates("precedent", id.as_str(), &case.path);
        let script = Script::new("UPSERT type::record('precedent', $id) CONTENT $row RETURN NONE;")
            .bind("id", id.as_str())
            .bind("row", content(&precedent))
            .note(&note, "NONE", "$row");
        self.write(Change::Answers("tolerance.collect"), script).await?;
        Ok(())
    }
}

#[async_trait]
impl Talks for Store {
    async fn talks(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<TalkRow>> {
        let scope = viewer.scope(Permission::TALK_EDIT);
        let (inside, script) = in_scope("path", &scope, Script::default());
        let mine = if viewer.person.as_str().is_empty() { "false" } else { "person = $person" };
        let script = script.bind("person", viewer.person.as_str());
        let mut talks: Vec<Talk> = self.rows_where(&format!("{mine} OR {inside}"), script).await?;
        talks.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| b.id.cmp(&a.id)));
        let row = |talk: Talk| TalkRow { counts: talk.counts(now.day()), own: viewer.owns(&talk.person), talk };
        Ok(listed(query, talks.into_iter().map(row).collect()))
    }

    async fn save_talk(&self, viewer: &Viewer, draft: &TalkDraft, now: Moment) -> Answer<()> {
        viewer.require(Permission::TALK_EDIT)?;
        let person = self.get::<Person>(&draft.person).await?;
        viewer.require_at(Permission::TALK_EDIT, &person.path)?;
        if viewer.owns(&person.id) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        let id = new_id(now);
        let rules = self.settings_on(now.day()).await?;
        let of = (TalkId(id.clone()), person.name.as_str(), person.path.as_str());
        let next = draft.held(of, &viewer.name, &rules, &self.workdays().await?, now)?;
        let body = News::TalkHeld { what: next.kind, answer_by: next.answer_by };
        let notices = vec![notice_row(&person.id, &body, now)];
        let save = Save { viewer, now, table: "talk", id: &id, path: &person.path, version: 0 };
        // What was held is on record once, until it is taken back.
        let sent = canonical(&serde_json::to_value(draft).map_err(StoreError::from)?);
        let once = Once::of("talk", &[person.id.as_str(), &sent], "$first.withdrawn = ''");
        let more = |script: Script| script.tells(notices).once(&once, &id);
        opened(
            self.save_row_and(Change::Answers("tolerance.talk"), &save, None::<&Talk>, content(&next), more).await,
            &id,
        )?;
        Ok(())
    }

    async fn act_talk(&self, viewer: &Viewer, id: &TalkId, version: u32, act: &TalkAct, now: Moment) -> Answer<()> {
        let talk = self.get::<Talk>(id).await?;
        let done = self.was_done(viewer, &talk, version, act).await;
        if done == Ok(true) {
            return Ok(());
        }
        let next = talk.act(act, &acting(viewer, talk_parts(viewer, &talk)), &(), now)?;
        done?;
        let withdrawn = matches!(act, TalkAct::Withdraw { .. });
        let told = withdrawn.then(|| notice_row(&talk.person, &News::TalkWithdrawn { what: talk.kind }, now));
        let (change, notices) = (Change::Answers("tolerance.talk"), told.into_iter().collect());
        let act = Changed { change, action: act, before: &talk, next: &next, because: "", notices };
        self.changed(viewer, act, now, |all| all).await
    }
}
