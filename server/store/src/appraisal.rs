//! Appraisal: years with their people and sheets, moved on step by step; what each step does to
//! all of them is one transaction with it.

mod ballot;
mod fact;
mod member;
mod remind;
mod scheme;
mod secret;
mod sheet;
mod slip;

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::appraisal::{
    Act, Appraisal, AppraisalDetail, AppraisalRow, AppraisalRules, Appraisals, BallotPage, BallotRow, Deed, Draft,
    Evidence, GroupRoll, Member, MemberDetail, MemberFilter, MemberRow, Members, Outcome, Pool, PoolBy, PoolRow,
    Progress, Receipt, RemedyKind, Scheme, SchemeDetail, Schemes, SettingsView, Sheet, SheetDetail, SheetRow, SlipAct,
    Standing, Step, StepAct, StepActKind, Target, ThirdParty, ThirdPartyDraft, VoterKind, missing, score, suggest,
    window,
};
use domain::audit::Action;
use domain::code::{Code, Lang, Level, PersonState};
use domain::notice::NoticeBody;
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::ports::{self, Answer};
use domain::secrecy::Known;
use domain::{AppraisalId, Day, DeedId, Fault, MemberId, Moment, PersonId, Reason, Rule, SchemeId, SheetId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) use secret::BallotKeys;
pub use secret::ballot_hash;

use crate::audit::Note;
use crate::desk::notice_row;
use crate::exchange::leads;
use crate::organisation::organ;
use crate::people::form::{EditedForm, write_forms};
use crate::rows::{content, in_scope, new_id};
use crate::save::Save;
use crate::{Script, Store, StoreError};

/// People that are written with one statement of a transaction.
pub(crate) const BATCH: usize = 500;

/// The columns of an appraisal's ballots by name: the overall grade has none.
fn columns(scheme: &Scheme) -> Vec<String> {
    std::iter::once(String::new()).chain(scheme.judged().map(|one| one.name.clone())).collect()
}

/// Adds what rewrites rows of a table by id, all at once.
fn rewrite(mut script: Script, table: &str, name: &str, rows: &[(String, Value)]) -> Script {
    for (n, chunk) in rows.chunks(BATCH).enumerate() {
        let list: Vec<Value> = chunk.iter().map(|(id, row)| json!({ "id": id, "row": row })).collect();
        script = script
            .then(&format!(
                "FOR $one IN ${name}{n} {{ UPSERT type::record('{table}', $one.id) CONTENT $one.row RETURN NONE }};"
            ))
            .bind(&format!("{name}{n}"), list);
    }
    script
}

/// Adds what inserts new rows into a table.
fn insert(mut script: Script, table: &str, rows: &[Value]) -> Script {
    for (n, chunk) in rows.chunks(BATCH).enumerate() {
        script = script
            .then(&format!("INSERT INTO {table} ${table}{n} RETURN NONE;"))
            .bind(&format!("{table}{n}"), chunk.to_vec());
    }
    script
}

impl Store {
    async fn find_appraisal(&self, id: &AppraisalId) -> Answer<Appraisal> {
        let script =
            Script::new("SELECT *, record::id(id) AS id FROM type::record('appraisal', $id)").bind("id", id.as_str());
        self.row(script).await?.ok_or(Fault::NotFound)
    }

    async fn members_of(&self, id: &AppraisalId) -> Result<Vec<Member>, StoreError> {
        self.rows(
            Script::new("SELECT *, record::id(id) AS id FROM appraisal_member WHERE appraisal = $appraisal")
                .bind("appraisal", id.as_str()),
        )
        .await
    }

    async fn sheets_of(&self, id: &AppraisalId) -> Result<Vec<Sheet>, StoreError> {
        self.rows(
            Script::new("SELECT *, record::id(id) AS id FROM appraisal_sheet WHERE appraisal = $appraisal")
                .bind("appraisal", id.as_str()),
        )
        .await
    }

    async fn progress<M: std::ops::Deref<Target = Member> + Sync>(
        &self,
        one: &Appraisal,
        members: &[M],
        sheets: &[Sheet],
        today: Day,
    ) -> Answer<Progress> {
        let days = self.workdays().await?;
        let mut progress = Progress {
            members: members.len() as u32,
            sheets: sheets.len() as u32,
            unchecked: sheets.iter().filter(|one| !one.unchecked().is_empty()).count() as u32,
            slips: self
                .slip_counts(&sheets.iter().map(|one| one.id.clone()).collect::<Vec<_>>())
                .await?
                .into_values()
                .sum(),
            pools: vec![(0, 0); one.pools.len()],
            ..Progress::default()
        };
        for member in members.iter().map(|one| &**one) {
            progress.reported += u32::from(member.takes_part() && member.report.is_some());
            progress.unproposed += u32::from(member.outcome.is_none());
            progress.told += u32::from(member.told.is_some());
            progress.held +=
                u32::from((member.held || member.standing == Standing::Investigated) && member.told.is_none());
            progress.acknowledged += u32::from(member.acknowledged.is_some());
            progress.open += member.remedies.iter().filter(|one| one.answer.is_none()).count() as u32;
            for kind in [RemedyKind::Review, RemedyKind::Appeal] {
                let last = window(member, kind, &one.rules, &days, today).filter(|last| today <= *last);
                progress.remedies_until = progress.remedies_until.max(last);
            }
            if let Some(n) = one.pools.iter().position(|pool| pool.key == member.pool) {
                progress.pools[n].0 += u32::from(member.without_grade().is_none());
                progress.pools[n].1 += u32::from(member.outcome == Some(Outcome::Excellent));
            }
        }
        if one.step == Step::Voting {
            for (sheet, groups) in self.turnout_of(one, sheets).await? {
                let unit = sheets.iter().find(|held| held.id == sheet).map(|held| held.unit_name.clone());
                let over = groups.into_iter().filter(|(_, turnout)| turnout.returned > turnout.expected);
                progress.over.extend(over.map(|(group, turnout)| {
                    (unit.clone().unwrap_or_default(), group, turnout.returned, turnout.expected)
                }));
            }
            progress.over.sort();
        }
        Ok(progress)
    }

    /// Everybody told, in writing: their result is on their page and in their notices, what follows
    /// from it counts from today, and the year stands in their form.
    async fn telling(&self, one: &Appraisal, members: &[Member], now: Moment) -> Answer<(Vec<Member>, Vec<Value>)> {
        let mut told = Vec::new();
        let mut notices = Vec::new();
        for member in members.iter().filter(|member| member.told.is_none()) {
            let mut next = member.clone();
            next.version += 1;
            // Who is under investigation is told nothing, not even that there is nothing yet.
            if next.standing == Standing::Investigated {
                if !next.held {
                    next.held = true;
                    told.push(next);
                }
                continue;
            }
            next.told = Some(now.day());
            next.told_outcome = next.outcome;
            if let Some(outcome) = next.outcome {
                let body = NoticeBody::AppraisalTold { member: next.id.clone(), year: one.year, outcome };
                notices.push(notice_row(&next.person, &body, now));
            }
            told.push(next);
        }
        Ok((told, notices))
    }

    /// Points, what the year brought, and the outcomes they speak for.
    async fn scored(&self, one: &Appraisal, members: &[Member], sheets: &[Sheet]) -> Answer<Vec<Member>> {
        let people: Vec<PersonId> = members.iter().map(|member| member.person.clone()).collect();
        let mut facts = self.facts_of(&people, one.year, &one.rules).await?;
        let mut hindrances = self.appraisal_hindrances(&people, one.year).await?;
        let third = self.third_parties(&one.id).await?;
        let found = fact::matched(&third, members);
        let columns = columns(&one.scheme);
        let tallies: HashMap<&SheetId, &Sheet> = sheets.iter().map(|sheet| (&sheet.id, sheet)).collect();
        let mut next: Vec<Member> = members.to_vec();
        for member in &mut next {
            member.facts = facts.remove(&member.person).unwrap_or_default();
            member.hindrances = hindrances.remove(&member.person).unwrap_or_default();
            let votes = tallies.get(&member.sheet).and_then(|sheet| sheet.votes_of(&member.id));
            let evidence = Evidence {
                facts: &member.facts,
                third_party: found.get(&member.id).copied(),
                votes: votes.unwrap_or_default(),
                columns: &columns,
            };
            member.score = Some(score(&one.scheme, &one.rules, &evidence));
        }
        for pool in &one.pools {
            let inside: Vec<usize> = (0..next.len()).filter(|n| next[*n].pool == pool.key).collect();
            let graded = inside.iter().filter(|n| next[**n].without_grade().is_none()).count() as u32;
            let own: Vec<&Member> = inside.iter().map(|n| &next[*n]).collect();
            let outcomes = suggest(&own, pool.most(graded, &one.rules), &one.rules);
            for (n, outcome) in inside.into_iter().zip(outcomes) {
                next[n].suggested = outcome;
                // What is below 称职 is for people to say, with a reason; the points only speak for it.
                next[n].outcome = outcome.filter(|one| !matches!(one, Outcome::Basic | Outcome::Incompetent));
            }
        }
        next.iter_mut().for_each(|member| member.version += 1);
        Ok(next)
    }

    /// A year set up by mistake goes with its people, sheets and rolls; the trail keeps that it was.
    async fn appraisal_dropped(&self, viewer: &Viewer, one: &Appraisal, reason: &str, now: Moment) -> Answer<()> {
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::End,
            subject: "appraisal",
            id: one.id.as_str(),
            path: &one.path,
            reason,
        };
        let script = Script::new(
            "LET $row = type::record('appraisal', $id);
             IF ((SELECT VALUE version FROM ONLY $row) ?? 0) != $version { THROW 'gq:stale' };
             LET $sheets = (SELECT VALUE record::id(id) FROM appraisal_sheet WHERE appraisal = $id);
             FOR $one IN (SELECT VALUE id FROM ballot_voter WHERE sheet IN $sheets) { DELETE $one };
             FOR $one IN (SELECT VALUE id FROM ballot_slip WHERE sheet IN $sheets) { DELETE $one };
             FOR $one IN (SELECT VALUE id FROM appraisal_sheet WHERE appraisal = $id) { DELETE $one };
             FOR $one IN (SELECT VALUE id FROM appraisal_member WHERE appraisal = $id) { DELETE $one };
             DELETE $row;",
        )
        .bind("id", one.id.as_str())
        .bind("version", i64::from(one.version))
        .bind("was", json!({ "year": one.year, "title": one.title, "path": one.path }))
        .note(&note, "$was", "NONE");
        self.write("appraisal.drop", script).await?;
        Ok(())
    }

    /// Those without a report are asked for it.
    fn report_notices(one: &Appraisal, members: &[Member], until: Day, now: Moment) -> Vec<Value> {
        members
            .iter()
            .filter(|member| member.takes_part() && member.report.is_none())
            .map(|member| {
                let body = NoticeBody::ReportAsked { member: member.id.clone(), year: one.year, until };
                notice_row(&member.person, &body, now)
            })
            .collect()
    }

    /// Those on the rolls are told that they may vote: all, or those who took no ballot yet.
    async fn vote_notices(
        &self,
        one: &Appraisal,
        sheets: &[Sheet],
        until: Day,
        all: bool,
        now: Moment,
    ) -> Result<Vec<Value>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            sheet: SheetId,
            person: PersonId,
        }
        let ids: Vec<String> = sheets.iter().map(|sheet| sheet.id.0.clone()).collect();
        let rows: Vec<Row> = self
            .rows(
                Script::new("SELECT sheet, person FROM ballot_voter WHERE sheet IN $sheets AND ($all OR taken = '')")
                    .bind("sheets", ids)
                    .bind("all", all),
            )
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let body = NoticeBody::BallotOpen { sheet: row.sheet, title: one.title.clone(), until };
                notice_row(&row.person, &body, now)
            })
            .collect())
    }

    /// The forms of people with the year in them, where awards and the form of appointment read it.
    async fn forms_with(&self, members: &[Member]) -> Result<Vec<EditedForm>, StoreError> {
        let told = |member: &&Member| member.told.is_some();
        let edit = |member: &Member| Some((member.person.clone(), (member.year, member.outcome?)));
        let edits = members.iter().filter(told).filter_map(edit).collect();
        self.edited_forms("assessments", edits, |held, (year, outcome)| year_line(held, *year, *outcome)).await
    }
}

/// Everybody without a proposal for whom the points speak for an outcome, with it proposed.
fn accepted(act: &StepAct, members: &[Member], viewer: &Viewer, now: Moment) -> Vec<Member> {
    let StepAct::Accept { outcome, reason } = act else { return Vec::new() };
    members
        .iter()
        .filter(|member| {
            member.outcome.is_none() && member.suggested == Some(*outcome) && member.fits(*outcome).is_ok()
        })
        .map(|member| {
            let mut next = member.clone();
            next.outcome = Some(*outcome);
            next.log.push(domain::appraisal::Change {
                at: now,
                by: viewer.name.clone(),
                act: domain::appraisal::ActKind::Propose,
                before: None,
                after: next.outcome,
                reason: reason.trim().to_owned(),
                secret: false,
            });
            next.version += 1;
            next
        })
        .collect()
}

/// People as a viewer may know them.
fn known(viewer: &Viewer, members: Vec<Member>) -> Vec<Known<Member>> {
    members.into_iter().map(|one| one.known_to(viewer)).collect()
}

/// The years of a form with one of them set: `2025年优秀；2026年称职`.
fn year_line(held: &str, year: i32, outcome: Outcome) -> String {
    let own = format!("{year}年");
    let mut parts: Vec<String> = held
        .split(['；', ';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty() && !part.starts_with(&own))
        .map(str::to_owned)
        .collect();
    parts.push(format!("{own}{}", outcome.name(Lang::Zh)));
    parts.sort();
    parts.join("；")
}

/// A line of a list.
fn member_row(member: &Known<Member>) -> MemberRow {
    MemberRow {
        id: member.id.clone(),
        year: member.year,
        name: member.name.clone(),
        unit_name: member.unit_name.clone(),
        standing: member.standing,
        reported: member.report.is_some(),
        total: member.score.as_ref().and_then(|score| score.total),
        look_into: member.score.as_ref().is_some_and(|score| score.look_into),
        suggested: member.suggested,
        outcome: member.outcome,
        told: member.told,
        acknowledged: member.acknowledged.is_some(),
        open: member.remedies.iter().find(|one| one.answer.is_none()).map(|one| (one.kind, one.due)),
    }
}

#[async_trait]
impl ports::Appraisal for Store {
    async fn appraisals(&self, viewer: &Viewer, now: Moment) -> Answer<Appraisals> {
        #[derive(Deserialize)]
        struct Row {
            id: AppraisalId,
            year: i32,
            title: String,
            unit_name: String,
            path: String,
            step: Step,
        }
        let all: Vec<Row> = self
            .rows(Script::new("SELECT record::id(id) AS id, year, title, unit_name, path, step FROM appraisal"))
            .await?;
        #[derive(Deserialize)]
        struct Count {
            appraisal: AppraisalId,
            n: u32,
        }
        let scope = viewer.scope(Permission::AppraisalView);
        let (inside, script) = in_scope("path", &scope, Script::default());
        let counts: Vec<Count> = self
            .rows(script.then(&format!(
                "SELECT appraisal, count() AS n FROM appraisal_member WHERE {inside} GROUP BY appraisal"
            )))
            .await?;
        let mut years: Vec<AppraisalRow> = all
            .into_iter()
            .filter_map(|row| {
                let members = counts.iter().find(|one| one.appraisal == row.id).map_or(0, |one| one.n);
                (members > 0 || scope.holds(&row.path)).then_some(AppraisalRow {
                    id: row.id,
                    year: row.year,
                    title: row.title,
                    unit_name: row.unit_name,
                    step: row.step,
                    members,
                })
            })
            .collect();
        years.sort_by_key(|row| (std::cmp::Reverse(row.year), row.id.clone()));
        let mut own: Vec<Member> = self
            .rows(
                Script::new(
                    "SELECT *, record::id(id) AS id FROM appraisal_member WHERE person = $person AND person != ''",
                )
                .bind("person", viewer.person.as_str()),
            )
            .await?;
        own.sort_by_key(|one| std::cmp::Reverse(one.year));
        Ok(Appraisals {
            years,
            own: own.into_iter().map(|one| member_row(&one.known_to(viewer))).collect(),
            ballots: self.ballots_of(&viewer.person, now.day()).await?,
            editable: viewer.may(Permission::AppraisalEdit),
            views: viewer.may(Permission::AppraisalView),
        })
    }

    async fn appraisal(&self, viewer: &Viewer, id: &AppraisalId, now: Moment) -> Answer<AppraisalDetail> {
        let one = self.find_appraisal(id).await?;
        let scope = viewer.require(Permission::AppraisalView)?;
        if !scope.meets(&one.path) {
            return Err(Fault::Forbidden);
        }
        let all = self.members_of(id).await?;
        let unproposed = all.iter().filter(|member| member.outcome.is_none()).count() as u32;
        let members = known(viewer, all);
        let mut sheets = self.sheets_of(id).await?;
        let progress = self.progress(&one, &members, &sheets, now.day()).await?;
        let progress = Progress { unproposed, ..progress };
        let turnout = self.turnout_of(&one, &sheets).await?;
        sheets.retain(|sheet| scope.holds(&sheet.path));
        let mut rows: Vec<SheetRow> = sheets
            .iter()
            .map(|sheet| SheetRow {
                id: sheet.id.clone(),
                unit_name: sheet.unit_name.clone(),
                targets: sheet.targets.len() as u32,
                turnout: turnout.get(&sheet.id).map(|groups| groups.iter().map(|one| one.1).sum()).unwrap_or_default(),
                counted: sheet.tally.is_some(),
                unchecked: !sheet.unchecked().is_empty(),
            })
            .collect();
        rows.sort_by(|a, b| a.unit_name.cmp(&b.unit_name).then_with(|| a.id.cmp(&b.id)));
        let outcomes = Outcome::ALL
            .iter()
            .map(|outcome| {
                let count = |of: &dyn Fn(&Member) -> Option<Outcome>| {
                    members.iter().filter(|one| scope.holds(&one.path) && of(one) == Some(*outcome)).count() as u32
                };
                (*outcome, count(&|one| one.suggested), count(&|one| one.outcome))
            })
            .collect();
        let pools = one
            .pools
            .iter()
            .zip(&progress.pools)
            .filter(|(pool, _)| members.iter().any(|member| member.pool == pool.key && scope.holds(&member.path)))
            .map(|(pool, (graded, excellent))| PoolRow {
                key: pool.key.clone(),
                name: pool.name.clone(),
                graded: *graded,
                excellent: *excellent,
                most: pool.most(*graded, &one.rules),
                approved: pool.approved.clone(),
            })
            .collect();
        Ok(AppraisalDetail {
            missing: missing(&one, &progress, now.day()),
            progress,
            pools,
            sheets: rows,
            outcomes,
            third_parties: self.third_parties(id).await?,
            editable: viewer.scope(Permission::AppraisalEdit).holds(&one.path),
            appraisal: one,
        })
    }

    async fn set_up_appraisal(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<AppraisalId> {
        draft.check(now.day())?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::AppraisalEdit, &unit.path)?;
        let scheme = self.find_scheme(&draft.scheme).await?;
        if scheme.adopted.is_none() {
            return Err(Fault::field("scheme", Rule::Wrong));
        }
        // The same year is not set up twice for the same unit and scheme; a second click finds it.
        let held: Vec<Appraisal> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM appraisal WHERE year = $year AND path = $path")
                    .bind("year", i64::from(draft.year))
                    .bind("path", unit.path.as_str()),
            )
            .await?;
        if let Some(one) = held.iter().find(|one| one.scheme.id == scheme.id) {
            return Ok(one.id.clone());
        }
        let rules = AppraisalRules::in_force(&self.appraisal_rules().await?, now.day());
        let id = AppraisalId(new_id(now));
        let (members, sheets, voters, pools) = self.people_of_year(&id, draft, &unit, &scheme, &rules, now).await?;
        // Somebody has one result of a year: a second would overwrite it.
        let taken: Vec<PersonId> = self
            .rows(
                Script::new("SELECT VALUE person FROM appraisal_member WHERE year = $year AND person IN $people")
                    .bind("year", i64::from(draft.year))
                    .bind("people", members.iter().map(|one| one.person.0.clone()).collect::<Vec<_>>()),
            )
            .await?;
        if let Some(first) = taken.first() {
            let name = members.iter().find(|one| one.person == *first).map(|one| one.name.clone());
            return Err(Fault::Refused(Reason::YearTaken(taken.len() as u32, name.unwrap_or_default())));
        }
        let one = Appraisal {
            id: id.clone(),
            year: draft.year,
            title: draft.title.trim().to_owned(),
            unit: unit.id,
            unit_name: unit.short,
            path: unit.path.clone(),
            scheme,
            rules,
            pools,
            step: Step::Setup,
            since: now,
            reports_until: None,
            vote: None,
            meeting: None,
            adopted_by: None,
            history: Vec::new(),
            version: 0,
        };
        let members: Vec<(String, Value)> = members.iter().map(|one| (one.id.0.clone(), content(one))).collect();
        let sheets: Vec<(String, Value)> = sheets.iter().map(|one| (one.id.0.clone(), content(one))).collect();
        let save = Save { viewer, now, table: "appraisal", id: id.as_str(), path: &unit.path, version: 0 };
        let more = |script: Script| {
            let script = rewrite(script, "appraisal_member", "members", &members);
            let script = rewrite(script, "appraisal_sheet", "sheets", &sheets);
            rewrite(script, "ballot_voter", "voters", &voters)
        };
        self.save_row_and("appraisal.set-up", &save, None::<&Appraisal>, content(&one), more).await?;
        Ok(id)
    }

    async fn act_appraisal(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        version: u32,
        act: &StepAct,
        now: Moment,
    ) -> Answer<()> {
        let one = self.find_appraisal(id).await?;
        viewer.require_at(Permission::AppraisalEdit, &one.path)?;
        if one.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let members = self.members_of(id).await?;
        let sheets = self.sheets_of(id).await?;
        let progress = self.progress(&one, &members.iter().collect::<Vec<_>>(), &sheets, now.day()).await?;
        let next = one.act(act, (&viewer.account, &viewer.name), &progress, now)?;
        if let StepAct::Drop { reason } = act {
            return self.appraisal_dropped(viewer, &one, reason, now).await;
        }
        let mut script_members: Vec<Member> = Vec::new();
        let mut counted: Vec<Sheet> = Vec::new();
        let mut notices = match act {
            StepAct::Reports { until } => Self::report_notices(&one, &members, *until, now),
            StepAct::Vote { until, .. } => self.vote_notices(&one, &sheets, *until, true, now).await?,
            _ => Vec::new(),
        };
        match act.kind() {
            StepActKind::Count => counted = self.counted(&one, &sheets, now).await?,
            StepActKind::Score => script_members = self.scored(&one, &members, &sheets).await?,
            StepActKind::Accept => script_members = accepted(act, &members, viewer, now),
            StepActKind::Adopt => self.still_fit(&one, &members).await?,
            StepActKind::Tell => (script_members, notices) = self.telling(&one, &members, now).await?,
            _ => {}
        }
        // What somebody is told stands in their form from then on.
        let told: &[Member] = if act.kind() == StepActKind::Tell { &script_members } else { &[] };
        let forms = self.forms_with(told).await?;
        let save = Save { viewer, now, table: "appraisal", id: id.as_str(), path: &one.path, version: one.version };
        let rows: Vec<(String, Value)> =
            script_members.iter().map(|member| (member.id.0.clone(), content(member))).collect();
        let tallied: Vec<(String, Value)> = counted.iter().map(|sheet| (sheet.id.0.clone(), content(sheet))).collect();
        let more = |script: Script| {
            let mut script = write_forms(rewrite(script, "appraisal_member", "members", &rows), &forms);
            script = rewrite(script, "appraisal_sheet", "sheets", &tallied);
            if !tallied.is_empty() {
                // With the counts written, single ballots go.
                script = script
                    .then("FOR $one IN (SELECT VALUE id FROM ballot_cast WHERE sheet IN $counted) { DELETE $one };")
                    .bind("counted", tallied.iter().map(|one| one.0.clone()).collect::<Vec<_>>());
            }
            insert(script, "notice", &notices)
        };
        self.save_row_and("appraisal.act", &save, Some(&one), content(&next), more).await?;
        // Only then: a vote whose counts are not on the disk can still be counted.
        for sheet in &counted {
            for group in &one.scheme.groups {
                self.ballot_keys.destroy(&sheet.id, &group.code);
            }
        }
        Ok(())
    }

    async fn appraisal_members(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        filter: MemberFilter,
        text: &str,
        window: &Window,
    ) -> Answer<Members> {
        let one = self.find_appraisal(id).await?;
        let scope = viewer.require(Permission::AppraisalView)?;
        if !scope.meets(&one.path) {
            return Err(Fault::Forbidden);
        }
        let text = text.trim();
        let mut members = known(viewer, self.members_of(id).await?);
        members.retain(|member| {
            scope.holds(&member.path)
                && (text.is_empty() || member.name.contains(text) || member.unit_name.contains(text))
                && match filter {
                    MemberFilter::All => true,
                    MemberFilter::Changed => member.suggested.is_some() && member.outcome != member.suggested,
                    MemberFilter::Unproposed => member.outcome.is_none(),
                    MemberFilter::Excellent => member.outcome == Some(Outcome::Excellent),
                    MemberFilter::Low => matches!(member.outcome, Some(Outcome::Basic | Outcome::Incompetent)),
                    MemberFilter::LookInto => member.score.as_ref().is_some_and(|score| score.look_into),
                    MemberFilter::Unreported => member.takes_part() && member.report.is_none(),
                    MemberFilter::Remedy => member.remedies.iter().any(|one| one.answer.is_none()),
                }
        });
        members.sort_by_key(|one| {
            let total = one.score.as_ref().and_then(|score| score.total);
            (std::cmp::Reverse(total), one.unit_name.clone(), one.name.clone(), one.id.clone())
        });
        let total = members.len() as u32;
        let rows =
            members.iter().skip(window.offset() as usize).take(window.limit() as usize).map(member_row).collect();
        Ok(Members { appraisal: one, people: Page::new(rows, total, window) })
    }

    async fn appraisal_member(&self, viewer: &Viewer, id: &MemberId, now: Moment) -> Answer<MemberDetail> {
        self.member_page(viewer, id, now).await
    }

    async fn act_member(&self, viewer: &Viewer, id: &MemberId, version: u32, act: &Act, now: Moment) -> Answer<()> {
        self.member_act(viewer, id, version, act, now).await
    }

    async fn add_third_party(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        draft: &ThirdPartyDraft,
        now: Moment,
    ) -> Answer<u32> {
        self.third_party_in(viewer, id, draft, now).await
    }

    async fn sheet(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<SheetDetail> {
        self.sheet_page(viewer, id, now).await
    }

    async fn set_voter(
        &self,
        viewer: &Viewer,
        id: &SheetId,
        person: &PersonId,
        group: &str,
        now: Moment,
    ) -> Answer<()> {
        self.voter_set(viewer, id, person, group, now).await
    }

    async fn save_paper(&self, viewer: &Viewer, id: &SheetId, roll: &GroupRoll, now: Moment) -> Answer<()> {
        self.paper_roll(viewer, id, roll, now).await
    }

    async fn type_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, text: &str, now: Moment) -> Answer<()> {
        self.paper_typed(viewer, id, group, text, now).await
    }

    async fn drop_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, now: Moment) -> Answer<()> {
        self.paper_dropped(viewer, id, group, now).await
    }

    async fn make_slips(
        &self,
        viewer: &Viewer,
        id: &SheetId,
        group: &str,
        count: u32,
        now: Moment,
    ) -> Answer<Vec<String>> {
        self.slips_made(viewer, id, group, count, now).await
    }

    async fn act_slips(&self, viewer: &Viewer, id: &SheetId, act: &SlipAct, now: Moment) -> Answer<()> {
        self.slips_acted(viewer, id, act, now).await
    }

    async fn ballot(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<BallotPage> {
        self.ballot_page(viewer, id, now).await
    }

    async fn take_ballot(&self, viewer: &Viewer, id: &SheetId, blinded: &[u8], now: Moment) -> Answer<Vec<u8>> {
        self.ballot_taken(viewer, id, blinded, now).await
    }

    async fn cast_ballot(
        &self,
        id: &SheetId,
        group: &str,
        number: &[u8],
        signature: &[u8],
        marks: &str,
        now: Moment,
    ) -> Answer<bool> {
        self.ballot_cast(id, group, number, signature, marks, now).await
    }

    async fn slip(&self, number: &str, now: Moment) -> Answer<BallotPage> {
        self.slip_page(number, now).await
    }

    async fn cast_slip(&self, number: &str, marks: &str, now: Moment) -> Answer<()> {
        self.slip_cast(number, marks, now).await
    }

    async fn receipt(&self, id: &SheetId, hash: &str) -> Answer<Receipt> {
        self.receipt_of(id, hash).await
    }

    async fn schemes(&self, viewer: &Viewer) -> Answer<Schemes> {
        self.schemes_seen(viewer).await
    }

    async fn scheme(&self, viewer: &Viewer, id: &SchemeId, on: &AppraisalId) -> Answer<SchemeDetail> {
        self.scheme_page(viewer, id, on).await
    }

    async fn save_scheme(&self, viewer: &Viewer, scheme: &Scheme, now: Moment) -> Answer<SchemeId> {
        self.scheme_saved(viewer, scheme, now).await
    }

    async fn adopt_scheme(
        &self,
        viewer: &Viewer,
        id: &SchemeId,
        version: u32,
        document: &str,
        now: Moment,
    ) -> Answer<()> {
        self.scheme_adopted(viewer, id, version, document, now).await
    }

    async fn deeds(&self, viewer: &Viewer, _: Moment) -> Answer<Vec<Deed>> {
        self.deeds_seen(viewer).await
    }

    async fn save_deed(&self, viewer: &Viewer, deed: &Deed, now: Moment) -> Answer<()> {
        self.deed_saved(viewer, deed, now).await
    }

    async fn confirm_deed(&self, viewer: &Viewer, id: &DeedId, counts: bool, why: &str, now: Moment) -> Answer<()> {
        self.deed_confirmed(viewer, id, counts, why, now).await
    }

    async fn appraisal_settings(&self, viewer: &Viewer) -> Answer<SettingsView> {
        viewer.require(Permission::AppraisalView)?;
        let mut versions = self.appraisal_rules().await?;
        versions.sort_by_key(|one| std::cmp::Reverse(one.from));
        let editable = self.require_everywhere(viewer, Permission::AppraisalEdit).await.is_ok();
        Ok(SettingsView { versions, editable })
    }

    async fn save_appraisal_settings(&self, viewer: &Viewer, next: &AppraisalRules, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::AppraisalEdit).await?;
        next.check()?;
        let since = (next.from, next.basis.as_str());
        self.save_version("appraisal.rules", "appraisal_rule", viewer, since, content(next), now).await
    }
}
