//! The steps of a year, each of which does something to all of its people or sheets at once.
//!
//! What is read for a step may change before it is written: a proposal corrected, a paper ballot
//! typed, a last ballot cast. Each row is written at the version it was read, and where one moved
//! the step is worked out anew.

use domain::appraisal::MemberPart;
use domain::procedure::{Action as _, Procedure};

use super::*;
use crate::procedure::{Changed, acting};

impl Script {
    /// Adds that a year is still at the step it was read at: for what many do beside each other, but
    /// none beside a step of the year, which reads them all.
    pub(super) fn at_step(self, one: &Appraisal, own: &str) -> Self {
        self.at_steps(&one.id, &[one.step], own)
    }

    /// The same for what several steps allow.
    pub(super) fn at_steps(self, year: &AppraisalId, steps: &[Step], own: &str) -> Self {
        self.beside("appraisal", year.as_str(), own)
            .then(
                "IF (SELECT VALUE step FROM ONLY type::record('appraisal', $year_id)) NOT IN $year_steps {
                    THROW 'gq:state'
                 };",
            )
            .bind("year_id", year.as_str())
            .json("year_steps", &steps)
    }
}

impl Store {
    /// Takes a step; [`Reason::Stale`] where something it goes by moved meanwhile.
    pub(super) async fn step_once(
        &self,
        viewer: &Viewer,
        id: &AppraisalId,
        version: u32,
        act: &StepAct,
        now: Moment,
    ) -> Answer<()> {
        let one = self.get::<Appraisal>(id).await?;
        viewer.require_at(Permission::APPRAISAL_EDIT, &one.path)?;
        if self.was_done(viewer, &one, version, act).await? {
            return Ok(());
        }
        let members = self.members_of(id).await?;
        let sheets = self.sheets_of(id).await?;
        // Read before what is said of them: a box that has more by the time it is closed has moved.
        let closes = matches!(act, StepAct::Count);
        let boxes = if closes { self.boxes_of(&sheets).await? } else { Vec::new() };
        let progress = self.progress(&one, &members.iter().collect::<Vec<_>>(), &sheets, now.day()).await?;
        let mut next = one.act(act, &acting(viewer, vec![MemberPart::Organiser]), &progress, now)?;
        if matches!(act, StepAct::Adopt { .. })
            && let Some(seat) = viewer.seat(Permission::APPRAISAL_EDIT, &one.path)
        {
            next.adopted_at.clone_from(&seat.path);
        }
        if let StepAct::Drop { reason } = act {
            return self.appraisal_dropped(viewer, &one, reason, now).await;
        }
        let mut script_members: Vec<Member> = Vec::new();
        let mut notices = match act {
            // The same day again asks nobody twice.
            StepAct::Reports { until } if one.reports_until == Some(*until) => Vec::new(),
            StepAct::Reports { until } => Self::report_notices(&one, &members, *until, now),
            StepAct::Vote { until, .. } => self.vote_notices(&one, &sheets, *until, true, now).await?,
            _ => Vec::new(),
        };
        match act.kind() {
            StepActKind::Count => self.with_keys(&boxes)?,
            StepActKind::Score => script_members = self.scored(&one, &members, &sheets).await?,
            StepActKind::Accept => script_members = accepted(act, &members, viewer, now),
            StepActKind::Adopt => self.still_fit(&one, &members).await?,
            StepActKind::Tell => (script_members, notices) = self.telling(&one, &members, now).await?,
            _ => {}
        }
        // What somebody is told stands in their form from then on.
        let told: &[Member] = if act.kind() == StepActKind::Tell { &script_members } else { &[] };
        let forms = self.forms_with(told).await?;
        let rows: Vec<(String, Value)> =
            script_members.iter().map(|member| (member.id.0.clone(), content(member))).collect();
        let more = |script: Script| {
            let script = script.alone("appraisal", id.as_str()).rewrite("appraisal_member", &rows);
            let script = write_forms(script, &forms);
            let script = if closes { script.opens_count(viewer, &one, &sheets, &boxes) } else { script };
            script.insert("notice", &notices)
        };
        let change = Change::Answers("appraisal.act");
        let act = Changed { change, action: act, before: &one, next: &next, because: "", notices: Vec::new() };
        self.changed(viewer, act, now, more).await
    }

    pub(super) async fn progress<M: std::ops::Deref<Target = Member> + Sync>(
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
            progress.open += u32::from(open(&member.remedies).is_some());
            for kind in [RemedyKind::Review, RemedyKind::Appeal] {
                let last = window(member, kind, &one.rules, &days, today).filter(|last| today <= *last);
                progress.remedies_until = progress.remedies_until.max(last);
            }
            if let Some(n) = one.pools.iter().position(|pool| pool.key == member.pool) {
                progress.pools[n].0 += u32::from(member.without_grade().is_none());
                progress.pools[n].1 += u32::from(member.outcome == Some(Outcome::Excellent));
            }
        }
        if one.step == Step::Counting {
            progress.counting = self.counting_of(&one.id).await?;
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
                let body = News::AppraisalTold { member: next.id.clone(), year: one.year, outcome };
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
        let note = Note::of(viewer, now).ends("appraisal", one.id.as_str(), &one.path).because(reason);
        let script = Script::default()
            .seen("appraisal", one.id.as_str(), one.version)
            .then(
                "LET $sheets = (SELECT VALUE record::id(id) FROM appraisal_sheet WHERE appraisal = $id);
                 FOR $one IN (SELECT VALUE id FROM ballot_voter WHERE sheet IN $sheets) { DELETE $one };
                 FOR $one IN (SELECT VALUE id FROM ballot_slip WHERE sheet IN $sheets) { DELETE $one };
                 FOR $one IN (SELECT VALUE id FROM appraisal_sheet WHERE appraisal = $id) { DELETE $one };
                 FOR $one IN (SELECT VALUE id FROM appraisal_member WHERE appraisal = $id) { DELETE $one };
                 DELETE $seen_appraisal;",
            )
            .alone("appraisal", one.id.as_str())
            .bind("id", one.id.as_str())
            .bind("was", json!({ "year": one.year, "title": one.title, "path": one.path }))
            .note(&note, "$was", "NONE");
        self.write(Change::Answers("appraisal.drop"), script).await?;
        Ok(())
    }

    /// Those without a report are asked for it.
    pub(super) fn report_notices(one: &Appraisal, members: &[Member], until: Day, now: Moment) -> Vec<Value> {
        members
            .iter()
            .filter(|member| member.takes_part() && member.report.is_none())
            .map(|member| {
                let body = News::ReportAsked { member: member.id.clone(), year: one.year, until };
                notice_row(&member.person, &body, now)
            })
            .collect()
    }

    /// Those on the rolls are told that they may vote: all, or those who took no ballot yet.
    pub(super) async fn vote_notices(
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
                let body = News::BallotOpen { sheet: row.sheet, title: one.title.clone(), until };
                notice_row(&row.person, &body, now)
            })
            .collect())
    }

    /// The forms of people with the year in them, where awards and the form of appointment read it.
    pub(super) async fn forms_with(&self, members: &[Member]) -> Result<Vec<EditedForm>, StoreError> {
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
