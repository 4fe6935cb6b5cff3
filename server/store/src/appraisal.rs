//! Appraisal: years with their people and sheets, moved on step by step; what each step does to
//! all of them is one transaction with it. Ballots alone are counted in pieces, see `count.rs`.

mod ballot;
mod count;
mod fact;
pub(crate) mod feature;
mod following;
mod member;
mod remind;
mod scheme;
mod secret;
mod sheet;
mod slip;
mod step;

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::appraisal::port::Years;
use domain::appraisal::{
    self, Act, Appraisal, AppraisalDetail, AppraisalRow, AppraisalRules, Appraisals, BallotPage, BallotRow, Deed,
    Draft, Evidence, GroupRoll, Member, MemberDetail, MemberFilter, MemberRow, Members, News, Outcome, Pool, PoolBy,
    PoolRow, Progress, Receipt, RemedyKind, Scheme, SchemeDetail, Schemes, Sheet, SheetDetail, SheetRow, Standing,
    Step, StepAct, StepActKind, Target, ThirdParty, ThirdPartyDraft, Todo, VoterKind, open, score, suggest, window,
};
use domain::code::{Code, Lang, Level, PersonState};
use domain::organisation::Unit;
use domain::ports::Answer;
use domain::procedure::Procedure;
use domain::register::RegisterQuery;
use domain::secrecy::Known;
use domain::{AppraisalId, Day, DeedId, Fault, MemberId, Moment, PersonId, Reason, Rule, SchemeId, SheetId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) use count::BALLOTS_AT_ONCE;
pub(crate) use secret::BallotKeys;
pub use secret::ballot_hash;

use crate::audit::Note;
use crate::batch::again;
use crate::desk::notice_row;
use crate::exchange::leads;
use crate::keys::{by_name, listed};
use crate::once::{Once, opened};
use crate::organisation::organ;
use crate::people::form::{EditedForm, write_forms};
use crate::procedure::kept;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

tables! {
    "appraisal" by AppraisalId: Appraisal,
    "appraisal_member" by MemberId: Member,
    "appraisal_scheme" by SchemeId: Scheme,
    "appraisal_sheet" by SheetId: Sheet,
    "deed" by DeedId: Deed,
}

kept! { Appraisal }
kept! { Member {
    fn whose(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
} }

/// The columns of an appraisal's ballots by name: the overall grade has none.
fn columns(scheme: &Scheme) -> Vec<String> {
    std::iter::once(String::new()).chain(scheme.judged().map(|one| one.name.clone())).collect()
}

impl Store {
    async fn members_of(&self, id: &AppraisalId) -> Result<Vec<Member>, StoreError> {
        self.rows_where("appraisal = $appraisal", Script::bound("appraisal", id.as_str())).await
    }

    async fn sheets_of(&self, id: &AppraisalId) -> Result<Vec<Sheet>, StoreError> {
        self.rows_where("appraisal = $appraisal", Script::bound("appraisal", id.as_str())).await
    }
}

/// People as a viewer may know them.
fn known(viewer: &Viewer, members: Vec<Member>) -> Vec<Known<Member>> {
    members.into_iter().map(|one| one.known_to(viewer)).collect()
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
        adjusted: member.adjusted(),
        outcome: member.outcome,
        told: member.told,
        acknowledged: member.acknowledged.is_some(),
        open: open(&member.remedies).map(|one| (one.kind, one.due)),
    }
}

#[async_trait]
impl Years for Store {
    async fn appraisals(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Appraisals> {
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
        let scope = viewer.scope(Permission::APPRAISAL_VIEW);
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
            .rows_where("person = $person AND person != ''", Script::bound("person", viewer.person.as_str()))
            .await?;
        own.sort_by_key(|one| std::cmp::Reverse(one.year));
        Ok(Appraisals {
            years: listed(query, years),
            own: own.into_iter().map(|one| member_row(&one.known_to(viewer))).collect(),
            ballots: self.ballots_of(&viewer.person, now.day()).await?,
            editable: viewer.may(Permission::APPRAISAL_EDIT),
            views: viewer.may(Permission::APPRAISAL_VIEW),
        })
    }

    async fn appraisal(&self, viewer: &Viewer, id: &AppraisalId, now: Moment) -> Answer<AppraisalDetail> {
        let one = self.get::<Appraisal>(id).await?;
        let scope = viewer.require(Permission::APPRAISAL_VIEW)?;
        if !scope.meets(&one.path) {
            return Err(Fault::Forbidden);
        }
        let all = self.members_of(id).await?;
        let members = known(viewer, all);
        let mut sheets = self.sheets_of(id).await?;
        let progress = self.progress(&one, &members, &sheets, now.day()).await?;
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
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        by_name(&mut rows, |row| &row.unit_name);
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
            missing: one.turns(&progress, now.day()),
            progress,
            pools,
            sheets: rows,
            outcomes,
            third_parties: self.third_parties(id).await?,
            editable: viewer.scope(Permission::APPRAISAL_EDIT).holds(&one.path),
            appraisal: one,
        })
    }

    async fn set_up_appraisal(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<AppraisalId> {
        draft.check(now.day())?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::APPRAISAL_EDIT, &unit.path)?;
        let scheme = self.get::<Scheme>(&draft.scheme).await?;
        if scheme.adopted.is_none() {
            return Err(Fault::field("scheme", Rule::Wrong));
        }
        // The same year is not set up twice for the same unit and scheme; a second click finds it.
        let year = draft.year.to_string();
        let once = Once::of("appraisal", &[&year, &unit.path, scheme.id.as_str()], "true");
        if let Some(held) = self.standing(&once).await? {
            return Ok(AppraisalId(held));
        }
        let rules: AppraisalRules = self.settings_on(now.day()).await?;
        let id = AppraisalId(new_id(now));
        let (members, sheets, voters, pools) = self.people_of_year(&id, draft, &unit, &scheme, &rules, now).await?;
        // Somebody has one result of a year: a second would overwrite it.
        let people: Vec<String> = members.iter().map(|one| one.person.0.clone()).collect();
        let taken: Vec<PersonId> = self
            .rows(
                Script::new("SELECT VALUE person FROM appraisal_member WHERE year = $year AND person IN $people")
                    .bind("year", i64::from(draft.year))
                    .bind("people", people.clone()),
            )
            .await?;
        if let Some(first) = taken.first() {
            // Set up at this moment by the same request, it is the answer.
            if let Some(held) = self.standing(&once).await? {
                return Ok(AppraisalId(held));
            }
            let name = members.iter().find(|one| one.person == *first).map(|one| one.name.clone());
            return Err(appraisal::Refusal::YearTaken(taken.len() as u32, name.unwrap_or_default()).into());
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
            adopted_at: String::new(),
            history: Vec::new(),
            version: 0,
        };
        let members: Vec<Value> = members.iter().map(|one| json!(one)).collect();
        let sheets: Vec<Value> = sheets.iter().map(|one| json!(one)).collect();
        let save = Save { viewer, now, table: "appraisal", id: id.as_str(), path: &unit.path, version: 0 };
        // Two that would have somebody in common are set up one after the other.
        let more = |script: Script| {
            let script = script
                .once(&once, id.as_str())
                .turn("appraisal", &year)
                .then(
                    "IF array::len((SELECT VALUE id FROM appraisal_member WHERE year = $year AND person IN $people)) > 0 {
                        THROW 'gq:stale'
                     };",
                )
                .bind("year", i64::from(draft.year))
                .bind("people", people);
            script
                .insert("appraisal_member", &members)
                .insert("appraisal_sheet", &sheets)
                .insert("ballot_voter", &voters)
        };
        let written = self
            .save_row_and(Change::Answers("appraisal.set-up"), &save, None::<&Appraisal>, content(&one), more)
            .await;
        Ok(AppraisalId(opened(written, id.as_str())?))
    }

    async fn act_appraisal(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        version: u32,
        act: &StepAct,
        now: Moment,
    ) -> Answer<()> {
        // Worked out anew as often as something it goes by moved meanwhile.
        let done = again(|| self.step_once(viewer, id, version, act, now)).await;
        if !matches!(act, StepAct::Count) {
            return done;
        }
        let stale = done == Err(Fault::Refused(Reason::Stale));
        if !(stale && self.closed_by(viewer, id, version).await?) {
            done?;
        }
        Ok(self.count_few(id, now).await?)
    }
}
