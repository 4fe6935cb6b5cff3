//! What waits for somebody in an appraisal, and who is told that it falls due. Each stage once.

use chrono::TimeDelta;

use super::ballot::{BALLOTS, OnRoll, ballots};
use super::*;
use crate::answers::Made;
use crate::asking::Asker;
use crate::written::On;
use domain::access::Scope;
use domain::appraisal::{ActKind, DeedState, Ground};
use domain::calendar::Workdays;
use domain::code::Role;
use domain::home::Due;
use futures::future::try_join_all;

/// Days ahead on which somebody is told.
const AHEAD: i64 = 3;

/// Something that falls due, or is over.
enum Stage<'a> {
    /// Reports, by a day.
    Reports(&'a Appraisal, Day),
    /// The vote, by a day.
    Vote(&'a Appraisal, Day),
    /// The vote is over and waits to be counted.
    VoteOver(&'a Appraisal),
    /// A review or an appeal; whether its answer is late.
    Remedy(&'a Member, bool),
}

/// Asks which appraisals are being told: only they can have reviews and appeals.
fn being_told() -> Script {
    Script::new("SELECT VALUE record::id(id) FROM appraisal WHERE step = $telling;").json("telling", &Step::Telling)
}

/// Asks for those of an appraisal who asked for a review or appealed.
fn with_remedies(appraisal: &str) -> Script {
    Script::default()
        .whole("appraisal_member WHERE appraisal = $appraisal AND array::len(remedies) > 0")
        .bind("appraisal", appraisal)
}

impl Store {
    /// What waits for the viewer as a cadre: a report, a ballot, a result to acknowledge.
    pub(crate) async fn appraisals_due(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let Some(person) = asker.person() else { return Ok(Vec::new()) };
        let key = ("own appraisals", person.to_string());
        Ok(self.kept_at(key, asker.now, self.read_appraisals_due(asker, person)).await?.to_vec())
    }

    async fn read_appraisals_due(&self, asker: &Asker<'_>, person: &PersonId) -> Result<Made<Vec<Due>>, StoreError> {
        #[derive(Deserialize)]
        struct Own {
            id: MemberId,
            year: i32,
            reported: bool,
            standing: Standing,
            told: Option<Day>,
            signed: bool,
            step: Option<Step>,
            until: Option<Day>,
        }
        let today = asker.now.day();
        let script = Script::new(
            "SELECT record::id(id) AS id, year, (report ?? NONE) != NONE AS reported, standing, told,
                    (acknowledged ?? NONE) != NONE AS signed,
                    type::record('appraisal', appraisal).step AS step,
                    type::record('appraisal', appraisal).reports_until AS `until`
                FROM appraisal_member WHERE person = $person;",
        )
        .whole("appraisal_member WHERE person = $person AND told_outcome = $incompetent")
        .then(BALLOTS)
        .json("incompetent", &Outcome::Incompetent)
        .bind("person", person.as_str());
        let mut rows = asker.read(script, 5).await?;
        let mut due = Vec::new();
        for one in rows.take::<Own>(0)? {
            let takes_part = matches!(one.standing, Standing::Full | Standing::Investigated);
            let reports = one.step == Some(Step::Reporting) && takes_part && !one.reported;
            if let Some(until) = one.until.filter(|until| reports && today <= *until) {
                due.push(Due::Appraisal(Todo::Report { member: one.id.clone(), year: one.year, until }));
            }
            if one.told.is_some() && !one.signed {
                due.push(Due::Appraisal(Todo::Result { member: one.id.clone(), year: one.year }));
            }
        }
        due.extend(self.contests(rows.take(1)?, today).await?);
        let ballots = ballots(&rows.take::<OnRoll>(3)?, rows.take(4)?, today);
        due.extend(ballots.into_iter().filter(|one| !one.taken).map(|one| {
            Due::Appraisal(Todo::Ballot {
                sheet: one.sheet,
                title: format!("{} · {}", one.title, one.unit_name),
                until: one.until,
            })
        }));
        let on = [On::All("appraisal"), On::All("appraisal_sheet"), On::All("holiday")];
        let own = [On::of("appraisal_member", person), On::of("ballot_voter", person)];
        Ok(Made::of(due).on(on).on(own).today(asker.now))
    }

    /// Results that somebody was told and may still have reviewed or appeal against, and until when.
    async fn contests(&self, told: Vec<Member>, today: Day) -> Result<Vec<Due>, StoreError> {
        let mut due = Vec::new();
        for member in told {
            let rules: Option<AppraisalRules> = self
                .row(
                    Script::new("SELECT VALUE rules FROM type::record('appraisal', $id)")
                        .bind("id", member.appraisal.as_str()),
                )
                .await?;
            let (Some(rules), days) = (rules, self.kept_workdays().await?) else { continue };
            let windows = RemedyKind::ALL.iter().filter_map(|kind| window(&member, *kind, &rules, &days, today));
            if let Some(until) = windows.filter(|until| today <= *until).max() {
                due.push(Due::Appraisal(Todo::Contest { member: member.id, year: member.year, until }));
            }
        }
        Ok(due)
    }

    /// What waits for those who keep appraisals: reviews and appeals to decide, deeds to confirm.
    pub(crate) async fn appraisals_waiting(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let scope = |permission| asker.viewer.scope(permission);
        let (edits, enters) = (scope(Permission::APPRAISAL_EDIT), scope(Permission::APPRAISAL_ENTER));
        if edits.paths.is_empty() && enters.paths.is_empty() {
            return Ok(Vec::new());
        }
        let key = ("appraisals", asker.key());
        Ok(self.kept_at(key, asker.now, self.read_appraisals_waiting(asker, &edits, &enters)).await?.to_vec())
    }

    async fn read_appraisals_waiting(
        &self,
        asker: &Asker<'_>,
        edits: &Scope,
        enters: &Scope,
    ) -> Result<Made<Vec<Due>>, StoreError> {
        let ((remedies, answers), deeds) =
            tokio::try_join!(self.remedies_waiting(asker, edits), self.deeds_waiting(asker, enters))?;
        let due: Vec<Due> = remedies.into_iter().chain(deeds).map(Due::Appraisal).collect();
        let on = [On::All("appraisal"), On::All("appraisal_member"), On::All("deed"), On::All("grant")];
        let made = Made::of(due).on(on).today(asker.now);
        // Who may answer goes by roles in force, which begin and end by themselves.
        Ok(if answers { made.brief() } else { made })
    }

    /// Reviews and appeals that the viewer may decide, and whether there are any in their scope that they may have
    /// to decide at another time of the day.
    async fn remedies_waiting(&self, asker: &Asker<'_>, edits: &Scope) -> Result<(Vec<Todo>, bool), StoreError> {
        let (viewer, now) = (asker.viewer, asker.now);
        if edits.paths.is_empty() {
            return Ok((Vec::new(), false));
        }
        let told: Vec<String> = asker.read(being_told(), 1).await?.take(0)?;
        let (mut due, mut any) = (Vec::new(), false);
        for mut members in try_join_all(told.iter().map(|id| asker.read(with_remedies(id), 1))).await? {
            for member in members.take::<Member>(0)? {
                let Some(open) = open(&member.remedies) else { continue };
                let (what, until) = (open.kind, open.due);
                if !edits.holds(&member.path) || viewer.owns(&member.person) {
                    continue;
                }
                any = true;
                // Who may not decide it is not asked to.
                let Some(one) = self.find::<Appraisal>(&member.appraisal).await? else { continue };
                let ground = Ground {
                    step: one.step,
                    rules: &one.rules,
                    reports_until: None,
                    adopted_by: one.adopted_by.as_ref(),
                    stand: self.stand_to(viewer, &one, &member, now).await?,
                    days: &Workdays::default(),
                    investigated: false,
                };
                let kind = if what == RemedyKind::Review { ActKind::AnswerReview } else { ActKind::AnswerAppeal };
                if member.bars(kind, &viewer.account, &ground).is_none() {
                    due.push(Todo::Remedy { member: member.id, name: member.name, what, until });
                }
            }
        }
        Ok((due, any))
    }

    /// So many deeds to confirm, where there are any.
    async fn deeds_waiting(&self, asker: &Asker<'_>, enters: &Scope) -> Result<Option<Todo>, StoreError> {
        if enters.paths.is_empty() {
            return Ok(None);
        }
        let (inside, script) = in_scope("path", enters, Script::default());
        let script = script
            .json("open", &DeedState::Open)
            .then(&format!(
                "SELECT VALUE count() FROM deed WHERE {inside} AND state = $open AND person != $person GROUP ALL;"
            ))
            .bind("person", asker.viewer.person.as_str());
        let count: Option<u32> = asker.read(script, 1).await?.first(0)?;
        Ok(count.filter(|count| *count > 0).map(|count| Todo::Deeds { count }))
    }

    async fn remedies_open(&self) -> Result<Vec<Member>, StoreError> {
        let told: Vec<String> = self.rows(being_told()).await?;
        let mut found = Vec::new();
        for id in told {
            let own: Vec<Member> = self.rows(with_remedies(&id)).await?;
            found.extend(own.into_iter().filter(|one| open(&one.remedies).is_some()));
        }
        Ok(found)
    }

    /// Tells those concerned that reports, votes and answers fall due, and that a vote is over.
    /// Gives how many stages were told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remind_appraisals(&self, now: Moment) -> Result<usize, StoreError> {
        let today = now.day();
        let near = |day: Day| today <= day && today + TimeDelta::days(AHEAD) >= day;
        let running: Vec<Appraisal> = self
            .rows_where(
                "step IN $running",
                Script::default().json("running", &[Step::Reporting, Step::Voting, Step::Telling]),
            )
            .await?;
        let remedies = self.remedies_open().await?;
        let mut stages: Vec<(String, Stage<'_>)> = Vec::new();
        for one in &running {
            let stage = match (one.step, one.reports_until, one.vote) {
                (Step::Reporting, Some(until), _) if near(until) => ("report", until, Stage::Reports(one, until)),
                // Who was told today that it opened is not told again today that it ends soon.
                (Step::Voting, _, Some((from, until))) if near(until) && from < today && one.since.day() < today => {
                    ("vote", until, Stage::Vote(one, until))
                }
                (Step::Voting, _, Some((_, until))) if today > until => ("over", until, Stage::VoteOver(one)),
                _ => continue,
            };
            stages.push((format!("appraisal-{}-{}-{}", one.id, stage.0, stage.1), stage.2));
        }
        for member in &remedies {
            let Some(open) = open(&member.remedies) else { continue };
            let late = today > open.due;
            if late || near(open.due) {
                let stage = if late { "late" } else { "near" };
                let id = format!("appraisal-{}-{}-{}-{stage}", member.id, open.kind.code(), open.due);
                stages.push((id, Stage::Remedy(member, late)));
            }
        }
        let told = self.told("due_told", stages.iter().map(|one| one.0.clone()).collect()).await?;
        let mut count = 0;
        // This runs every few seconds: whom a stage concerns is looked up for those not told alone.
        for (id, stage) in stages.into_iter().filter(|one| !told.contains(&one.0)) {
            let notices = self.stage_notices(&stage, now).await?;
            let mark = json!({ "id": id, "at": now });
            self.tell_once(Change::Answers("appraisal.remind"), ("due_told", &[mark]), &notices).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn stage_notices(&self, stage: &Stage<'_>, now: Moment) -> Result<Vec<Value>, StoreError> {
        let (roles, path, body, person): (&[Role], _, _, _) = match *stage {
            Stage::Reports(one, until) => {
                return Ok(Self::report_notices(one, &self.members_of(&one.id).await?, until, now));
            }
            Stage::Vote(one, until) => {
                return self.vote_notices(one, &self.sheets_of(&one.id).await?, until, false, now).await;
            }
            Stage::VoteOver(one) => {
                let body = News::VoteOver { appraisal: one.id.clone(), title: one.title.clone() };
                (&[Role::OrgHr], &one.path, body, None)
            }
            Stage::Remedy(one, late) => {
                let body = News::AppraisalAsked { member: one.id.clone(), name: one.name.clone(), year: one.year };
                let roles: &[Role] = if late { &[Role::OrgHr, Role::Leader] } else { &[Role::OrgHr] };
                (roles, &one.path, body, Some(&one.person))
            }
        };
        let told = self.holders(roles, path, now).await?;
        let others = told.iter().filter(|one| Some(&one.person) != person);
        Ok(others.map(|one| notice_row(&one.address(), &body, now)).collect())
    }
}
