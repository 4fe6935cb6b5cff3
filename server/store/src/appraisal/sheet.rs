//! A sheet as those see it who run the vote: the roll, paper ballots typed by two people.

use async_trait::async_trait;
use domain::appraisal::port::Sheets;
use domain::appraisal::{self, PaperBatch, differences, read_paper};
use domain::person::Person;

use super::*;
use crate::keys::spelled;

/// The steps in which sheets are worked on: until the vote is closed.
const OPEN: [Step; 3] = [Step::Setup, Step::Reporting, Step::Voting];

impl Store {
    /// A sheet somebody may work on, before its vote is closed.
    pub(super) async fn sheet_to_change(&self, viewer: &Viewer, id: &SheetId) -> Answer<(Sheet, Appraisal)> {
        let sheet = self.get::<Sheet>(id).await?;
        viewer.require_at(Permission::APPRAISAL_ENTER, &sheet.path)?;
        let one = self.get::<Appraisal>(&sheet.appraisal).await?;
        if !OPEN.contains(&one.step) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        Ok((sheet, one))
    }

    pub(super) fn known_group(one: &Appraisal, group: &str) -> Answer<()> {
        if one.scheme.groups.iter().any(|held| held.code == group) {
            Ok(())
        } else {
            Err(Fault::field("group", Rule::Unknown))
        }
    }

    /// Saves a sheet. The trail keeps what was done, never a ballot.
    async fn save_sheet(
        &self,
        change: Change,
        viewer: &Viewer,
        prior: &Sheet,
        next: &Sheet,
        what: Value,
        now: Moment,
    ) -> Answer<()> {
        self.save_sheet_and(change, viewer, prior, next, what, now, |script| script).await
    }

    /// The same with more statements in the same transaction; `$id` is the sheet's.
    #[allow(clippy::too_many_arguments)] // what is saved, by whom, and what goes with it
    pub(super) async fn save_sheet_and(
        &self,
        change: Change,
        viewer: &Viewer,
        prior: &Sheet,
        next: &Sheet,
        what: Value,
        now: Moment,
        more: impl FnOnce(Script) -> Script,
    ) -> Answer<()> {
        let note = Note::of(viewer, now).updates("appraisal_sheet", prior.id.as_str(), &prior.path);
        let script = Script::default()
            .at_steps(&prior.appraisal, &OPEN, prior.id.as_str())
            .over("appraisal_sheet", prior.id.as_str(), prior.version, content(next))
            .bind("what", what)
            .note(&note, "NONE", "$what");
        self.write(change, more(script)).await?;
        Ok(())
    }
}

#[async_trait]
impl Sheets for Store {
    async fn sheet(&self, viewer: &Viewer, id: &SheetId, _: Moment) -> Answer<SheetDetail> {
        let sheet = self.get::<Sheet>(id).await?;
        viewer.require_at(Permission::APPRAISAL_VIEW, &sheet.path)?;
        let one = self.get::<Appraisal>(&sheet.appraisal).await?;
        #[derive(Deserialize)]
        struct Row {
            person: PersonId,
            name: String,
            group: String,
        }
        let mut voters: Vec<Row> = self
            .rows(
                Script::new("SELECT person, name, `group` FROM ballot_voter WHERE sheet = $sheet")
                    .bind("sheet", id.as_str()),
            )
            .await?;
        voters.sort_by_cached_key(|one| (one.group.clone(), spelled(&one.name), one.name.clone(), one.person.clone()));
        let turnout = self.turnout_of(&one, std::slice::from_ref(&sheet)).await?.remove(id).unwrap_or_default();
        let name = |code: &str| {
            one.scheme.groups.iter().find(|held| held.code == code).map(|held| held.name.clone()).unwrap_or_default()
        };
        let waiting = sheet
            .paper
            .iter()
            .filter(|batch| batch.checked.is_none())
            .map(|batch| {
                (batch.group.clone(), batch.ballots.len() as u32, batch.by_name.clone(), batch.by == viewer.account)
            })
            .collect();
        let checked = one
            .scheme
            .groups
            .iter()
            .map(|group| (group.code.clone(), sheet.checked(&group.code).len() as u32))
            .filter(|one| one.1 > 0)
            .collect();
        let editable = viewer.scope(Permission::APPRAISAL_ENTER).holds(&sheet.path) && OPEN.contains(&one.step);
        let (slips, batches) = self.slips_seen(viewer, &sheet, &one).await?;
        Ok(SheetDetail {
            slips,
            batches,
            turnout: turnout.into_iter().map(|(code, turnout)| (code.clone(), name(&code), turnout)).collect(),
            voters: voters.into_iter().map(|row| (row.person, row.name, row.group)).collect(),
            waiting,
            checked,
            editable,
            sheet: Sheet { paper: Vec::new(), ..sheet },
            appraisal: one,
        })
    }

    async fn set_voter(
        &self,
        viewer: &Viewer,
        id: &SheetId,
        person: &PersonId,
        group: &str,
        now: Moment,
    ) -> Answer<()> {
        let (sheet, one) = self.sheet_to_change(viewer, id).await?;
        // Once ballots are given out the roll stands: what can't be changed any more would tell who
        // took one.
        if one.step >= Step::Voting {
            return Err(appraisal::Refusal::RollStands.into());
        }
        if !group.is_empty() {
            Self::known_group(&one, group)?;
        }
        // By id or by name, but of those the viewer may see: a roll is no way to others' names.
        let scope = viewer.scope(Permission::PERSON_VIEW);
        let found = match self.find::<Person>(person).await? {
            Some(found) if scope.holds(&found.path) && found.state == PersonState::Active => found,
            Some(_) => return Err(Fault::field("person", Rule::Unknown)),
            None => {
                let (inside, script) = in_scope("path", &scope, Script::default());
                let named: Vec<PersonId> = self
                    .rows(
                        script
                            .json("active", &PersonState::Active)
                            .then(&format!(
                                "SELECT VALUE record::id(id) FROM person
                                    WHERE name = $name AND state = $active AND {inside}"
                            ))
                            .bind("name", person.as_str()),
                    )
                    .await?;
                match named.as_slice() {
                    [one] => self.get::<Person>(one).await?,
                    [] => return Err(Fault::field("person", Rule::Unknown)),
                    _ => return Err(Fault::field("person", Rule::Several)),
                }
            }
        };
        let person = &found.id;
        let note = Note::of(viewer, now).updates("ballot_voter", id.as_str(), &sheet.path);
        // Who took a ballot stays where they were: a second one in another group would be a second vote.
        let script = Script::new(
            "LET $roll = type::record('ballot_voter', $id);
             IF ((SELECT VALUE taken FROM ONLY $roll) ?? '') != '' { THROW 'gq:ballot-taken' };
             IF $group = '' { DELETE $roll }
             ELSE { UPSERT $roll CONTENT { sheet: $sheet, person: $person, name: $name, `group`: $group, taken: '' } RETURN NONE };",
        )
        .bind("id", format!("{id}-{person}"))
        .bind("sheet", id.as_str())
        .bind("person", person.as_str())
        .bind("name", found.name.clone())
        .bind("group", group)
        .bind("what", json!({ "person": person, "group": group }))
        .note(&note, "NONE", "$what");
        self.write(Change::Answers("ballot.roll"), script).await?;
        Ok(())
    }

    async fn save_paper(&self, viewer: &Viewer, id: &SheetId, roll: &GroupRoll, now: Moment) -> Answer<()> {
        let (sheet, one) = self.sheet_to_change(viewer, id).await?;
        Self::known_group(&one, &roll.group)?;
        let typed =
            sheet.paper.iter().filter(|batch| batch.group == roll.group).map(|batch| batch.ballots.len() as u32).sum();
        roll.check(typed)?;
        // Whoever has a slip has no paper, and the other way round.
        if self.slip_room(id, roll).await?.1.is_none() {
            return Err(appraisal::Refusal::SlipsOver(0).into());
        }
        let mut next = sheet.clone();
        next.groups.retain(|held| held.group != roll.group);
        next.groups.push(roll.clone());
        self.save_sheet(Change::Answers("ballot.paper-roll"), viewer, &sheet, &next, json!({ "paper": roll }), now)
            .await
    }

    async fn type_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, text: &str, now: Moment) -> Answer<()> {
        let (sheet, one) = self.sheet_to_change(viewer, id).await?;
        Self::known_group(&one, group)?;
        let ballots = read_paper(text, sheet.targets.len(), one.scheme.columns())?;
        let mut next = sheet.clone();
        let count = ballots.len();
        let what = match next.paper.iter_mut().find(|batch| batch.group == group && batch.checked.is_none()) {
            Some(batch) => {
                if batch.by == viewer.account {
                    return Err(Fault::Refused(Reason::SecondPerson));
                }
                let unlike = differences(&batch.ballots, &ballots);
                if !unlike.is_empty() {
                    return Err(Fault::field("ballots", Rule::Unlike(unlike)));
                }
                batch.checked = Some((viewer.account.clone(), viewer.name.clone()));
                "checked"
            }
            None => {
                next.paper.push(PaperBatch {
                    group: group.to_owned(),
                    ballots,
                    by: viewer.account.clone(),
                    by_name: viewer.name.clone(),
                    checked: None,
                });
                "typed"
            }
        };
        let typed: u32 =
            next.paper.iter().filter(|batch| batch.group == group).map(|batch| batch.ballots.len() as u32).sum();
        // No more than were given out.
        if typed > next.group(group).paper_issued {
            return Err(appraisal::Refusal::PaperOver(typed, next.group(group).paper_issued).into());
        }
        self.save_sheet(
            Change::Answers("ballot.paper"),
            viewer,
            &sheet,
            &next,
            json!({ "group": group, what: count }),
            now,
        )
        .await
    }

    async fn drop_paper(&self, viewer: &Viewer, id: &SheetId, group: &str, now: Moment) -> Answer<()> {
        let (sheet, _) = self.sheet_to_change(viewer, id).await?;
        let mut next = sheet.clone();
        next.paper.retain(|batch| batch.group != group || batch.checked.is_some());
        if next.paper.len() == sheet.paper.len() {
            return Ok(());
        }
        self.save_sheet(
            Change::Answers("ballot.paper"),
            viewer,
            &sheet,
            &next,
            json!({ "group": group, "dropped": true }),
            now,
        )
        .await
    }
}
