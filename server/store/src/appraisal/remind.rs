//! What waits for somebody in an appraisal, and who is told that it falls due. Each stage once.

use chrono::TimeDelta;

use super::*;
use domain::appraisal::{ActKind, DeedState, Ground};
use domain::calendar::Workdays;
use domain::code::Role;
use domain::home::Due;

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

impl Store {
    /// What waits for a cadre: a report, a ballot, a result to acknowledge.
    pub(crate) async fn appraisals_due_for(&self, person: &PersonId, today: Day) -> Result<Vec<Due>, StoreError> {
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
        if person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let own: Vec<Own> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, year, (report ?? NONE) != NONE AS reported, standing, told,
                            (acknowledged ?? NONE) != NONE AS signed,
                            type::record('appraisal', appraisal).step AS step,
                            type::record('appraisal', appraisal).reports_until AS `until`
                        FROM appraisal_member WHERE person = $person",
                )
                .bind("person", person.as_str()),
            )
            .await?;
        let mut due = Vec::new();
        for one in own {
            let takes_part = matches!(one.standing, Standing::Full | Standing::Investigated);
            let reports = one.step == Some(Step::Reporting) && takes_part && !one.reported;
            if let Some(until) = one.until.filter(|until| reports && today <= *until) {
                due.push(Due::Appraisal(Todo::Report { member: one.id.clone(), year: one.year, until }));
            }
            if one.told.is_some() && !one.signed {
                due.push(Due::Appraisal(Todo::Result { member: one.id.clone(), year: one.year }));
            }
        }
        due.extend(self.contests_of(person, today).await?);
        let ballots = self.ballots_of(person, today).await?;
        due.extend(ballots.into_iter().filter(|one| !one.taken).map(|one| {
            Due::Appraisal(Todo::Ballot {
                sheet: one.sheet,
                title: format!("{} · {}", one.title, one.unit_name),
                until: one.until,
            })
        }));
        Ok(due)
    }

    /// Results somebody may still have reviewed or appeal against, and until when.
    async fn contests_of(&self, person: &PersonId, today: Day) -> Result<Vec<Due>, StoreError> {
        let told: Vec<Member> = self
            .rows_where(
                "person = $person AND told_outcome = $incompetent",
                Script::bound("person", person.as_str()).json("incompetent", &Outcome::Incompetent),
            )
            .await?;
        let mut due = Vec::new();
        for member in told {
            let rules: Option<AppraisalRules> = self
                .row(
                    Script::new("SELECT VALUE rules FROM type::record('appraisal', $id)")
                        .bind("id", member.appraisal.as_str()),
                )
                .await?;
            let (Some(rules), days) = (rules, self.workdays().await?) else { continue };
            let windows = RemedyKind::ALL.iter().filter_map(|kind| window(&member, *kind, &rules, &days, today));
            if let Some(until) = windows.filter(|until| today <= *until).max() {
                due.push(Due::Appraisal(Todo::Contest { member: member.id, year: member.year, until }));
            }
        }
        Ok(due)
    }

    /// What waits for those who keep appraisals: reviews and appeals to decide, deeds to confirm.
    pub(crate) async fn appraisals_waiting(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Due>> {
        let mut due = Vec::new();
        let scope = viewer.scope(Permission::APPRAISAL_EDIT);
        if !scope.paths.is_empty() {
            for member in self.remedies_open().await? {
                let Some(open) = open(&member.remedies) else { continue };
                let (what, until) = (open.kind, open.due);
                if !scope.holds(&member.path) || viewer.owns(&member.person) {
                    continue;
                }
                // Who may not decide it is not asked to.
                let one = self.get::<Appraisal>(&member.appraisal).await?;
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
                    due.push(Due::Appraisal(Todo::Remedy { member: member.id, name: member.name, what, until }));
                }
            }
        }
        let enters = viewer.scope(Permission::APPRAISAL_ENTER);
        if !enters.paths.is_empty() {
            let (inside, script) = in_scope("path", &enters, Script::default());
            let count: Vec<u32> = self
                .rows(
                    script
                        .json("open", &DeedState::Open)
                        .then(&format!(
                            "SELECT VALUE count() FROM deed
                                WHERE {inside} AND state = $open AND person != $person GROUP ALL"
                        ))
                        .bind("person", viewer.person.as_str()),
                )
                .await?;
            if let Some(count) = count.first().filter(|count| **count > 0) {
                due.push(Due::Appraisal(Todo::Deeds { count: *count }));
            }
        }
        Ok(due)
    }

    async fn remedies_open(&self) -> Result<Vec<Member>, StoreError> {
        // Only appraisals that are being told can have some.
        let told: Vec<String> = self
            .rows(
                Script::default()
                    .json("telling", &Step::Telling)
                    .then("SELECT VALUE record::id(id) FROM appraisal WHERE step = $telling"),
            )
            .await?;
        let mut found = Vec::new();
        for id in told {
            let own: Vec<Member> = self
                .rows_where("appraisal = $appraisal AND array::len(remedies) > 0", Script::bound("appraisal", id))
                .await?;
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
