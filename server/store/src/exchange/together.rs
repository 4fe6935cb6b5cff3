//! One meeting, one notice, one paper for several cases: all of them, or none.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::code::Code;
use domain::exchange::case::{Action, Case, CaseGround, CaseState, acts_in_several, parts_in};
use domain::exchange::kind::Step;
use domain::exchange::port::Together;
use domain::exchange::view::CaseRow;
use domain::ports::Answer;
use domain::procedure::Procedure;
use domain::register::RegisterQuery;
use domain::{CaseId, Fault, Moment, PersonId, Reason, exchange};
use serde::Deserialize;
use serde_json::Value;

use super::case::{case_in, objectors_told, sees};
use crate::audit::Note;
use crate::keys::listed;
use crate::procedure::{Kept, acting, row_after};
use crate::{Change, Script, Store, StoreError};

/// Most cases that are acted in at once.
const MOST: usize = 200;

/// A refusal that says whose case it is about.
fn of(case: &Case, fault: Fault) -> Fault {
    match fault {
        Fault::Refused(Reason::StepOpen | Reason::WrongState | Reason::Stale) => {
            Fault::from(exchange::Refusal::CaseNotReady(case.person_name.clone()))
        }
        other => other,
    }
}

#[async_trait]
impl Together for Store {
    async fn cases_together(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<CaseRow>> {
        let rows = listed(&RegisterQuery::default().whole(), self.case_rows(viewer, true, now).await?).page.rows;
        Ok(rows.into_iter().filter(CaseRow::goes_together).collect())
    }

    async fn count_together(&self, viewer: &Viewer) -> Answer<u32> {
        #[derive(Deserialize)]
        struct Row {
            person: PersonId,
            path: String,
            home_path: String,
            host_path: String,
        }
        let (inside, script) = case_in(&viewer.scope(Permission::EXCHANGE_VIEW));
        let script = script
            .then(&format!(
                "SELECT person, path, home_path, host_path FROM exchange_case
                    WHERE state = $running AND step IN $early AND {inside}"
            ))
            .json("running", &CaseState::Running)
            .states("early", Step::ALL, Step::together);
        let rows: Vec<Row> = self.rows(script).await?;
        let parts = |row: &Row| parts_in(viewer, &row.person, [&row.path, &row.home_path, &row.host_path]);
        let count = rows.iter().filter(|row| acts_in_several(&parts(row))).count();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn act_together(&self, viewer: &Viewer, cases: &[(CaseId, u32)], action: &Action, now: Moment) -> Answer<()> {
        if cases.is_empty() {
            return Err(Fault::field("cases", domain::Rule::Required));
        }
        if cases.len() > MOST {
            return Err(Fault::field("cases", domain::Rule::Between(1, MOST as i64)));
        }
        let (mut read, mut done): (Vec<Case>, usize) = (Vec::with_capacity(cases.len()), 0);
        for (id, version) in cases {
            let case = self.get::<Case>(id).await?;
            if !sees(viewer, &case) {
                return Err(Fault::Forbidden);
            }
            done +=
                usize::from(self.was_done(viewer, &case, *version, action).await.map_err(|fault| of(&case, fault))?);
            read.push(case);
        }
        // All of them, or none: so are they done, too.
        match done {
            0 => {}
            done if done == read.len() => return Ok(()),
            _ => return Err(Fault::Refused(Reason::Stale)),
        }
        let people: Vec<PersonId> = read.iter().map(|case| case.person.clone()).collect();
        let ground = self.ground(&people, now).await?;
        let (versions, days) = (self.kind_versions().await?, self.workdays().await?);
        let (mut notes, mut notices, mut rows) = (Script::default(), Vec::new(), Vec::with_capacity(read.len()));
        for (n, case) in read.iter().enumerate() {
            let rules = case.goes_by(&versions);
            let acting = acting(viewer, case.parts_of(viewer));
            let judged = self.judged_on(case.clone(), &ground, now).await?;
            let next = judged
                .act(action, &acting, &CaseGround { rules: &rules, days: &days }, now)
                .map_err(|fault| of(case, fault))?;
            // Reporting for duty and what ends a posting change records: one by one.
            let moved = next.step != case.step || next.state != case.state;
            if moved && !case.step.together() && case.state == CaseState::Running {
                return Err(exchange::Refusal::CaseNotReady(case.person_name.clone()).into());
            }
            if moved {
                notices.extend(self.case_notices(&next, now).await?);
            }
            notices.extend(objectors_told(viewer, case, &next, now));
            let (mut row, mut is) = (row_after(viewer, case, &next, action), next.traced());
            for one in [&mut row, &mut is] {
                one["version"] = Value::from(case.version + 1);
            }
            let note = Note::of(viewer, now).updates("exchange_case", case.id.as_str(), &case.path);
            notes = notes.bind(&format!("next_{n}"), is).json(&format!("prior_{n}"), case).note(
                &note,
                &format!("$prior_{n}"),
                &format!("$next_{n}"),
            );
            rows.push((case.id.0.clone(), row));
        }
        let script = notes.rewrite("exchange_case", &rows).tells(notices);
        match self.write(Change::Answers("exchange.act"), script).await {
            // An act is somebody's over what they saw, so it is not done again over what others made of it.
            Err(StoreError::Thrown(code)) if code == "gq:moved" => Err(Fault::Refused(Reason::Stale)),
            done => Ok(done.map(|_| ())?),
        }
    }
}
