//! Printed slips: made, given out, made void; how many are where.

use std::collections::HashSet;

use async_trait::async_trait;
use domain::appraisal::port::Slips;
use domain::appraisal::{self, SlipAct, SlipBatch, SlipCount, SlipRow};
use rand::RngExt;

use super::secret::ballot_hash;
use super::*;

/// Slips that are made at once.
const MOST_SLIPS: u32 = 2000;

/// Letters of a slip's number, without those that look alike.
const LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// The hash a slip is known by.
pub(super) fn slip_hash(number: &str) -> String {
    ballot_hash(number.trim().to_lowercase().as_bytes())
}

impl Store {
    /// Slips of sheets by sheet and group.
    pub(super) async fn slip_counts(
        &self,
        sheets: &[SheetId],
    ) -> Result<HashMap<(SheetId, String), SlipCount>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            sheet: SheetId,
            group: String,
            state: String,
            used: bool,
            n: u32,
        }
        let ids: Vec<String> = sheets.iter().map(|id| id.0.clone()).collect();
        let rows: Vec<Row> = self
            .rows(
                Script::new(
                    "SELECT sheet, `group`, state, used, count() AS n FROM ballot_slip WHERE sheet IN $sheets
                        GROUP BY sheet, `group`, state, used",
                )
                .bind("sheets", ids),
            )
            .await?;
        let mut counts: HashMap<(SheetId, String), SlipCount> = HashMap::new();
        for row in rows {
            let count = counts.entry((row.sheet, row.group)).or_default();
            count.printed += row.n;
            match row.state.as_str() {
                "void" => count.voided += row.n,
                "released" => count.released += row.n,
                _ => {}
            }
            count.used += if row.used { row.n } else { 0 };
        }
        Ok(counts)
    }

    /// Voters of a sheet's roll who have no account to vote with, by group.
    async fn offline(&self, sheet: &SheetId) -> Result<HashMap<String, u32>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            person: PersonId,
            group: String,
        }
        let roll: Vec<Row> = self
            .rows(
                Script::new("SELECT person, `group` FROM ballot_voter WHERE sheet = $sheet")
                    .bind("sheet", sheet.as_str()),
            )
            .await?;
        let online = "SELECT VALUE person FROM account WHERE person IN $some AND disabled = false";
        let online: HashSet<PersonId> =
            self.among(online, roll.iter().map(|row| &row.person), Script::default()).await?.into_iter().collect();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for row in roll.into_iter().filter(|row| !online.contains(&row.person)) {
            *counts.entry(row.group).or_default() += 1;
        }
        Ok(counts)
    }

    /// Slips of a group of a sheet, and how many more there is room for beside `roll`.
    pub(super) async fn slip_room(
        &self,
        sheet: &SheetId,
        roll: &GroupRoll,
    ) -> Result<(SlipCount, Option<u32>), StoreError> {
        let key = (sheet.clone(), roll.group.clone());
        let count = self.slip_counts(std::slice::from_ref(sheet)).await?.remove(&key).unwrap_or_default();
        let offline = self.offline(sheet).await?.get(&roll.group).copied().unwrap_or(0);
        let fits = roll.paper_issued + count.standing() <= offline + roll.paper_expected;
        Ok((count, fits.then(|| roll.room(offline, count.standing()))))
    }

    /// What a sheet's page shows of slips.
    pub(super) async fn slips_seen(
        &self,
        viewer: &Viewer,
        sheet: &Sheet,
        one: &Appraisal,
    ) -> Result<(Vec<(String, SlipCount, u32)>, Vec<SlipRow>), StoreError> {
        let mut counts = self.slip_counts(std::slice::from_ref(&sheet.id)).await?;
        let offline = self.offline(&sheet.id).await?;
        let groups = one.scheme.groups.iter().map(|group| {
            let count = counts.remove(&(sheet.id.clone(), group.code.clone())).unwrap_or_default();
            let offline = offline.get(&group.code).copied().unwrap_or(0);
            (group.code.clone(), count, sheet.group(&group.code).room(offline, count.standing()))
        });
        let batches = sheet.slips.iter().map(|batch| SlipRow {
            may_release: batch.releasable(&viewer.account),
            may_void: batch.voidable(&viewer.account),
            batch: batch.clone(),
        });
        Ok((groups.collect(), batches.collect()))
    }
}

#[async_trait]
impl Slips for Store {
    async fn make_slips(
        &self,
        viewer: &Viewer,
        id: &SheetId,
        group: &str,
        count: u32,
        now: Moment,
    ) -> Answer<Vec<String>> {
        let (sheet, one) = self.sheet_to_change(viewer, id).await?;
        Self::known_group(&one, group)?;
        // Slips printed when nobody can vote any more would count as given out.
        if one.vote.is_some_and(|(_, until)| now.day() > until) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if !(1..=MOST_SLIPS).contains(&count) {
            return Err(Fault::field("count", Rule::Between(1, i64::from(MOST_SLIPS))));
        }
        let room = self.slip_room(id, &sheet.group(group)).await?.1.unwrap_or(0);
        if count > room {
            return Err(appraisal::Refusal::SlipsOver(room).into());
        }
        // Twenty letters of thirty-one: nobody guesses one, see also the limit on tries.
        let numbers: Vec<String> = (0..count)
            .map(|_| {
                let mut random = rand::rng();
                (0..20).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])).collect()
            })
            .collect();
        let batch = new_id(now);
        let rows: Vec<Value> = numbers
            .iter()
            .map(|number| {
                json!({
                    "id": slip_hash(number), "sheet": id, "group": group, "used": false,
                    "batch": batch, "state": "printed", "void_by": "",
                })
            })
            .collect();
        let mut next = sheet.clone();
        next.slips.push(SlipBatch {
            id: batch,
            group: group.to_owned(),
            count,
            by: viewer.account.clone(),
            by_name: viewer.name.clone(),
            at: now,
            released: None,
            voiding: None,
            voided: None,
        });
        let what = json!({ "group": group, "slips": count });
        let more = |script: Script| script.insert("ballot_slip", &rows);
        self.save_sheet_and(Change::Answers("ballot.slips"), viewer, &sheet, &next, what, now, more).await?;
        Ok(numbers)
    }

    async fn act_slips(&self, viewer: &Viewer, id: &SheetId, act: &SlipAct, now: Moment) -> Answer<()> {
        let (sheet, _) = self.sheet_to_change(viewer, id).await?;
        let who = (&viewer.account, viewer.name.as_str());
        let (next, batch, state) = match act {
            SlipAct::VoidOne { number } => return self.slip_voided(viewer, &sheet, number, now).await,
            SlipAct::Release { batch } => (sheet.released(batch, who, now)?, batch, "released"),
            SlipAct::Void { batch } => {
                let next = sheet.voided(batch, who, now)?;
                let done = next.slips.iter().any(|one| one.id == *batch && one.voided.is_some());
                (next, batch, if done { "void" } else { "" })
            }
        };
        let what = json!({ "slips": batch, "state": if state.is_empty() { "void asked for" } else { state } });
        let more = |script: Script| {
            script
                .then(
                    "IF $state != '' { FOR $one IN (SELECT VALUE id FROM ballot_slip
                        WHERE sheet = $id AND batch = $batch AND used = false AND state != 'void')
                        { UPDATE $one SET state = $state RETURN NONE } };",
                )
                .bind("batch", batch.as_str())
                .bind("state", state)
        };
        self.save_sheet_and(Change::Answers("ballot.slips"), viewer, &sheet, &next, what, now, more).await
    }
}

impl Store {
    /// One slip: the first person asks, another one with the number at hand makes it void.
    async fn slip_voided(&self, viewer: &Viewer, sheet: &Sheet, number: &str, now: Moment) -> Answer<()> {
        let note = Note::of(viewer, now).updates("ballot_slip", sheet.id.as_str(), &sheet.path);
        let script = Script::new(
            "LET $row = type::record('ballot_slip', $hash);
             LET $slip = (SELECT * FROM ONLY $row);
             IF $slip = NONE OR $slip.sheet != $sheet { THROW 'gq:missing' };
             IF $slip.used { THROW 'gq:answered' };
             IF $slip.state = 'void' { THROW 'gq:state' };
             IF $slip.void_by = $who { THROW 'gq:second' };
             IF $slip.void_by = '' { UPDATE $row SET void_by = $who RETURN NONE }
             ELSE { UPDATE $row SET state = 'void' RETURN NONE };",
        )
        .bind("hash", slip_hash(number))
        .bind("sheet", sheet.id.as_str())
        .bind("who", viewer.account.as_str())
        .note(&note, "NONE", "{ group: $slip.`group`, void: $slip.void_by != '' }");
        self.write(Change::Answers("ballot.slips"), script).await?;
        Ok(())
    }
}
