//! Scenarios: mechanisms tried on a round, the one announced, replies, repairs, and the cases
//! that come of it.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::code::Code;
use domain::exchange::News;
use domain::exchange::case::Case;
use domain::exchange::eligibility::Verdict;
use domain::exchange::matching::{Mechanism, Problem, Weights, changes, check, explain, report, solve};
use domain::exchange::port::Scenarios;
use domain::exchange::round::{
    Entry, MOST_SCENARIOS, OfferedPost, Reply, Round, RoundState, Scenario, problem, repair,
};
use domain::exchange::view::{MyResult, PlacedRow, ScenarioDetail, ScenarioRow};
use domain::ports::Answer;
use domain::{CaseId, Fault, Moment, OfferId, PersonId, Reason, RoundId, exchange};
use serde_json::{Value, json};

use super::case::{RUNNING, once};
use super::round::{entry_id, judged};
use crate::audit::Note;
use crate::desk::notice_row;
use crate::keys::by_name;
use crate::rows::{content, new_id};
use crate::{Change, Script, Store, StoreError};

impl Store {
    pub(super) async fn scenario_rows(&self, round: &RoundId) -> Result<Vec<ScenarioRow>, StoreError> {
        let texts: Vec<String> = self
            .rows(
                Script::new("SELECT VALUE row FROM exchange_scenario WHERE round = $round")
                    .bind("round", round.as_str()),
            )
            .await?;
        let mut rows: Vec<ScenarioRow> =
            texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(rows)
    }

    async fn find_scenario(&self, round: &RoundId, id: &str) -> Result<Option<Scenario>, StoreError> {
        let text: Option<String> = self
            .row(
                Script::new("SELECT VALUE data FROM type::record('exchange_scenario', $id)")
                    .bind("id", format!("{round}__{id}")),
            )
            .await?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// A scenario with all it was given and all it gave, for those who hold the round.
    ///
    /// # Errors
    /// When there is none, or it is none of the viewer's business.
    pub async fn scenario_file(&self, viewer: &Viewer, round: &RoundId, id: &str) -> Answer<Scenario> {
        let (held, stand) = self.seen_round(viewer, round).await?;
        // Who may not go where, by rules nobody else may know of, stands in it.
        if !stand.organiser && viewer.require_at(Permission::SECRET_VIEW, &held.path).is_err() {
            return Err(Fault::Forbidden);
        }
        self.find_scenario(round, id).await?.ok_or(Fault::NotFound)
    }

    /// Solves a problem away from the threads that serve requests, and has it checked.
    async fn solved(
        &self,
        viewer: &Viewer,
        round: &Round,
        problem: Problem,
        (mechanism, repairs): (Mechanism, &str),
        now: Moment,
    ) -> Answer<String> {
        if self.scenario_rows(&round.id).await?.len() >= MOST_SCENARIOS {
            return Err(Fault::field("mechanism", domain::Rule::Between(0, MOST_SCENARIOS as i64)));
        }
        let work = tokio::task::spawn_blocking(move || {
            let outcome = solve(&problem, mechanism)?;
            let findings = check(&problem, &outcome).iter().map(|finding| format!("{finding:?}")).collect();
            let report = report(&problem, &outcome);
            Ok((problem, outcome, report, findings))
        });
        let (problem, outcome, report, findings) = work
            .await
            .map_err(|_| Fault::Internal)?
            .map_err(|why| Fault::from(exchange::Refusal::RoundUnsolved(why)))?;
        let id = new_id(now);
        let scenario =
            Scenario { id: id.clone(), at: now, by: viewer.name.clone(), problem, outcome, report, findings };
        let row = ScenarioRow {
            id: id.clone(),
            at: now,
            by: viewer.name.clone(),
            mechanism,
            weights: scenario.outcome.weights,
            report: scenario.report.clone(),
            claims: scenario.outcome.claims.clone(),
            findings: scenario.findings.clone(),
            repairs: repairs.to_owned(),
        };
        let text = |value: serde_json::Result<String>| value.map_err(StoreError::from);
        let content = json!({
            "round": round.id, "row": text(serde_json::to_string(&row))?, "data": text(serde_json::to_string(&scenario))?,
        });
        let note = Note::of(viewer, now).creates("exchange_scenario", &id, &round.path).because(mechanism.code());
        let script = Script::new("CREATE type::record('exchange_scenario', $id) CONTENT $content RETURN NONE;")
            .bind("id", format!("{}__{id}", round.id))
            .bind("content", content)
            .bind("seed", round.seed.as_str())
            .note(&note, "NONE", "{ round: $content.round, seed: $seed }");
        self.write(Change::Answers("exchange.scenario"), script).await?;
        Ok(id)
    }

    /// What a round's result is for one person.
    pub(super) async fn result_of(
        &self,
        viewer: &Viewer,
        round: &Round,
        entry: &Entry,
        posts: &[OfferedPost],
    ) -> Result<Option<MyResult>, StoreError> {
        let Some(scenario) = self.find_scenario(&round.id, &round.announced).await? else { return Ok(None) };
        let told = explain(&scenario.problem, &scenario.outcome, &[entry.person.as_str()]);
        let Some(told) = told.get(entry.person.as_str()) else { return Ok(None) };
        let name = |id: &str| {
            posts.iter().find(|post| post.id.0 == id).map(|post| format!("{} {}", post.unit_name, post.title))
        };
        let wishes = told
            .wishes
            .iter()
            .map(|(wish, reached)| {
                let quota = match reached {
                    domain::exchange::matching::Reached::Quota(n) => {
                        scenario.problem.quotas.get(*n as usize).map(|quota| quota.name.clone())
                    }
                    _ => None,
                };
                (name(wish).unwrap_or_default(), *reached, quota.unwrap_or_default())
            })
            .collect();
        let post = posts.iter().find(|post| post.id.0 == told.post).cloned();
        let post = post.map(|post| post.known_to(viewer, round));
        Ok(Some(MyResult { post, wish: told.wish, wishes, reply: entry.reply }))
    }
}

#[async_trait]
impl Scenarios for Store {
    async fn try_mechanism(
        &self,
        viewer: &Viewer,
        id: &RoundId,
        mechanism: Mechanism,
        weights: &Weights,
        now: Moment,
    ) -> Answer<String> {
        let round = self.held_round(viewer, id, &[RoundState::Matching]).await?;
        let round = Round { weights: *weights, ..round };
        round.check()?;
        let (posts, entries) = (self.offers_of(id).await?, self.round_entries(id).await?);
        let people: Vec<PersonId> = entries.iter().map(|one| one.person.clone()).collect();
        let ground = self.ground(&people, now).await?;
        let by_id: HashMap<&OfferId, &OfferedPost> = posts.iter().map(|post| (&post.id, post)).collect();
        let verdict = |person: &PersonId, offer: &OfferId| {
            by_id.get(offer).map_or(Verdict::Fail, |post| judged(&ground, person, post, round.kind))
        };
        let problem = problem(&round, &posts, &entries, &verdict);
        self.solved(viewer, &round, problem, (mechanism, ""), now).await
    }

    async fn scenario(&self, viewer: &Viewer, id: &RoundId, scenario: &str, against: &str) -> Answer<ScenarioDetail> {
        let (round, stand) = self.seen_round(viewer, id).await?;
        if !stand.organiser && !stand.views {
            return Err(Fault::Forbidden);
        }
        let found = self.find_scenario(id, scenario).await?.ok_or(Fault::NotFound)?;
        let rows = self.scenario_rows(id).await?;
        let row = rows.iter().find(|one| one.id == scenario).cloned().ok_or(Fault::NotFound)?;
        let (posts, entries) = (self.offers_of(id).await?, self.round_entries(id).await?);
        let names = Names { round: &round, posts: &posts, entries: &entries };
        let against = match self.find_scenario(id, against).await? {
            Some(other) => {
                let differs = changes(&other.outcome, &found.outcome)
                    .into_iter()
                    .map(|one| (names.person(&one.person), names.post(&one.before.0), names.post(&one.after.0)))
                    .collect();
                rows.iter().find(|one| one.id == other.id).cloned().map(|row| (row, differs))
            }
            None => None,
        };
        let mut placed: Vec<PlacedRow> = found
            .outcome
            .placements
            .iter()
            .zip(&found.problem.people)
            .filter_map(|(placement, entrant)| {
                let entry = entries.iter().find(|one| one.person.0 == placement.person)?;
                let post = posts.iter().find(|post| post.id.0 == placement.post);
                Some(PlacedRow {
                    person: entry.person.clone(),
                    name: entry.name.clone(),
                    from: names.unit(&entry.path, &entry.unit_name),
                    to: post.map(|post| names.unit(&post.path, &post.unit_name)).unwrap_or_default(),
                    offer: post.map(|post| post.id.0.clone()).unwrap_or_default(),
                    title: post.map(|post| post.title.clone()).unwrap_or_default(),
                    wish: placement.wish,
                    wishes: entrant.wishes.len() as u32,
                    reply: entry.reply,
                })
            })
            .collect();
        by_name(&mut placed, |row| &row.name);
        by_name(&mut placed, |row| &row.from);
        Ok(ScenarioDetail {
            placed,
            others: rows.iter().filter(|one| one.id != scenario).map(|one| (one.id.clone(), one.mechanism)).collect(),
            against,
            units: round.units.iter().map(|one| (one.unit.0.clone(), one.name.clone())).collect(),
            posts: posts.iter().map(|post| (post.id.0.clone(), format!("{} {}", post.unit_name, post.title))).collect(),
            organiser: stand.organiser,
            scenario: row,
            round: round.known_to(viewer),
        })
    }

    async fn announce(&self, viewer: &Viewer, id: &RoundId, scenario: &str, reason: &str, now: Moment) -> Answer<()> {
        let round = self.held_round(viewer, id, &[RoundState::Matching, RoundState::Announced]).await?;
        if round.announced == scenario {
            return Ok(());
        }
        let next = self.find_scenario(id, scenario).await?.ok_or(Fault::NotFound)?;
        let before = self.find_scenario(id, &round.announced).await?;
        // A result is announced only if the independent checker found nothing but a bound it
        // has no way to verify.
        if next.findings.iter().any(|finding| !finding.starts_with("NoProof")) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        // People ranked their wishes under the mechanism that was published: another one has to be
        // answered for.
        let repair = self.scenario_rows(id).await?.iter().any(|row| row.id == scenario && !row.repairs.is_empty());
        let other = next.outcome.mechanism != round.mechanism && !repair;
        let reason = reason.trim();
        let mut checks = domain::fault::Checks::default();
        if other {
            checks.text(reason, "reason", 200);
        }
        checks.done()?;
        let was: HashMap<&str, &str> = before
            .iter()
            .flat_map(|one| &one.outcome.placements)
            .map(|one| (one.person.as_str(), one.post.as_str()))
            .collect();
        let until = now.day() + chrono::TimeDelta::days(i64::from(round.reply_days));
        let body = News::ResultAnnounced { round: id.clone(), title: round.title.clone(), until };
        let entries = self.round_entries(id).await?;
        let (mut rows, mut notices): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        for placement in &next.outcome.placements {
            let Some(entry) = entries.iter().find(|one| one.person.0 == placement.person) else { continue };
            // Somebody nothing changed for has answered already.
            if was.get(placement.person.as_str()) == Some(&placement.post.as_str()) || entry.reply == Reply::Declined {
                continue;
            }
            let reply = if placement.wish > 0 { Reply::Waiting } else { Reply::Accepted };
            rows.push(json!({ "id": entry_id(id, &entry.person), "reply": reply.code() }));
            notices.push(notice_row(&entry.person, &body, now));
        }
        let announced = Round {
            state: RoundState::Announced,
            announced: scenario.to_owned(),
            announced_reason: if other {
                reason.to_owned()
            } else if repair {
                round.announced_reason.clone()
            } else {
                String::new()
            },
            reply_until: Some(until),
            version: round.version + 1,
            ..round.clone()
        };
        let note = Note::of(viewer, now).updates("exchange_round", id.as_str(), &round.path).because(if other {
            reason
        } else {
            scenario
        });
        let script = Script::default()
            .over("exchange_round", id.as_str(), round.version, content(&announced))
            .then(
                "FOR $one IN $rows {
                    UPDATE type::record('exchange_entry', $one.id) SET reply = $one.reply, version += 1 RETURN NONE;
                 };
                 INSERT INTO notice $notices RETURN NONE;",
            )
            .bind("rows", rows)
            .bind("notices", notices)
            .json("prior", &round)
            .note(&note, "$prior", "$next");
        self.write(Change::Answers("exchange.announce"), script).await?;
        Ok(())
    }

    async fn reply(&self, viewer: &Viewer, id: &RoundId, accepted: bool, now: Moment) -> Answer<()> {
        let (round, _) = self.seen_round(viewer, id).await?;
        let entry = self.find_entry(id, viewer.as_person()?).await?.ok_or(Fault::NotFound)?;
        let reply = if accepted { Reply::Accepted } else { Reply::Declined };
        if entry.reply == reply {
            return Ok(());
        }
        let open = round.state == RoundState::Announced && round.reply_until.is_some_and(|until| now.day() <= until);
        let scenario = self.find_scenario(id, &round.announced).await?;
        let placed = scenario
            .is_some_and(|one| one.outcome.placements.iter().any(|one| one.person == entry.person.0 && one.wish > 0));
        // Once others were moved for it, a decline is not taken back.
        if !open || !placed || entry.reply == Reply::Declined {
            return Err(Fault::Refused(Reason::WrongState));
        }
        self.write_entry(viewer, Some(&entry), &Entry { reply, at: now, ..entry.clone() }, now).await
    }

    async fn repair_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<String> {
        let round = self.held_round(viewer, id, &[RoundState::Announced]).await?;
        let scenario = self.find_scenario(id, &round.announced).await?.ok_or(Fault::NotFound)?;
        let declined: BTreeSet<String> = self
            .round_entries(id)
            .await?
            .into_iter()
            .filter(|one| one.reply == Reply::Declined)
            .map(|one| one.person.0)
            .collect();
        let waiting = scenario.outcome.placements.iter().any(|one| declined.contains(&one.person) && one.wish > 0);
        if !waiting {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let problem = repair(&scenario.problem, &scenario.outcome, &declined);
        self.solved(viewer, &round, problem, (Mechanism::Optimal, &round.announced), now).await
    }

    /// Ends a round: every placement becomes a case, all in one transaction.
    async fn close_round(&self, viewer: &Viewer, id: &RoundId, now: Moment) -> Answer<()> {
        let round = self.get::<Round>(id).await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &round.path)?;
        if round.state == RoundState::Closed {
            return Ok(());
        }
        let round = self.held_round(viewer, id, &[RoundState::Announced]).await?;
        let scenario = self.find_scenario(id, &round.announced).await?.ok_or(Fault::NotFound)?;
        let (posts, entries) = (self.offers_of(id).await?, self.round_entries(id).await?);
        let over = round.reply_until.is_some_and(|until| now.day() > until);
        let people: Vec<PersonId> = entries.iter().map(|one| one.person.clone()).collect();
        let (ground, rules) = (self.ground(&people, now).await?, self.rules_on(round.kind, now.day()).await?);
        let (mut rows, mut notices): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        for placement in scenario.outcome.placements.iter().filter(|one| one.wish > 0) {
            let entry = entries.iter().find(|one| one.person.0 == placement.person).ok_or(Fault::Internal)?;
            let post = posts.iter().find(|post| post.id.0 == placement.post).ok_or(Fault::Internal)?;
            // A decline is repaired first; silence counts as yes once its time is over.
            match (entry.reply, round.reply_until) {
                (Reply::Declined, _) => return Err(exchange::Refusal::NotRepaired(entry.name.clone()).into()),
                (Reply::Waiting, Some(until)) if !over => return Err(exchange::Refusal::RepliesOpen(until).into()),
                _ => {}
            }
            let case = self.case_of((&round, &rules), entry, post, &ground, viewer, now)?;
            let (case_id, person, title) = (case.id.clone(), case.person_name.clone(), case.title.clone());
            let body = News::CaseMoved { case: case_id.clone(), person, title, step: case.step };
            notices.push(notice_row(&entry.person, &body, now));
            rows.push(json!({ "id": case_id, "person": case.person, "row": content(&case) }));
        }
        let next = Round { state: RoundState::Closed, version: round.version + 1, ..round.clone() };
        let note = Note::of(viewer, now).updates("exchange_round", id.as_str(), &round.path);
        let script = once(Script::default())
            .over("exchange_round", id.as_str(), round.version, content(&next))
            .then(
                "FOR $one IN $rows {
                    CREATE type::record('exchange_case', $one.id) CONTENT $one.row RETURN NONE;
                 };
                 INSERT INTO notice $notices RETURN NONE;",
            )
            .bind("rows", rows)
            .bind("notices", notices)
            .json("prior", &round)
            .note(&note, "$prior", "{ round: $next, cases: $rows }");
        match self.write(Change::Answers("exchange.cases"), script).await {
            // Somebody is on the way to another post already.
            Err(StoreError::Thrown(code)) if code.starts_with(RUNNING) => {
                let held = self.find::<Case>(&CaseId::from(&code[RUNNING.len()..])).await?.ok_or(Fault::Internal)?;
                Err(exchange::Refusal::CaseRunning(held.person_name).into())
            }
            done => Ok(done.map(|_| ())?),
        }
    }
}

/// Names of what a scenario speaks of.
struct Names<'a> {
    round: &'a Round,
    posts: &'a [OfferedPost],
    entries: &'a [Entry],
}

impl Names<'_> {
    fn unit(&self, path: &str, instead: &str) -> String {
        self.round.participant(path).map_or_else(|| instead.to_owned(), |one| one.name.clone())
    }

    fn person(&self, id: &str) -> String {
        self.entries.iter().find(|one| one.person.0 == id).map(|one| one.name.clone()).unwrap_or_default()
    }

    /// A post's name; empty for the seat somebody has now.
    fn post(&self, id: &str) -> String {
        self.posts
            .iter()
            .find(|post| post.id.0 == id)
            .map(|post| format!("{} {}", post.unit_name, post.title))
            .unwrap_or_default()
    }
}
