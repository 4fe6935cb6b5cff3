//! Ballots: taking one (the roll), casting one (the box), and how many there are.
//!
//! Nothing here notes who casts, or when: no row of the trail, no time, no log. Taking leaves on the
//! roll that it was taken, with the hash of what was signed blindly.

use async_trait::async_trait;
use domain::appraisal::port::Ballots;
use domain::appraisal::{self, Ballot, Turnout};
use surrealdb::types::RecordId;

use super::secret::ballot_hash;
use super::*;

#[derive(Deserialize)]
struct Roll {
    group: String,
    taken: String,
}

#[derive(Deserialize)]
struct Slip {
    sheet: SheetId,
    group: String,
    used: bool,
    state: String,
}

/// How many rows of a table there are of a group of a sheet.
#[derive(Deserialize)]
pub(super) struct Lying {
    pub(super) sheet: SheetId,
    pub(super) group: String,
    /// Whether they are of those that were asked for.
    of: bool,
    pub(super) n: u32,
}

/// A cast ballot's record id, by which the same number is cast once.
pub(super) fn cast_id(sheet: &SheetId, hash: &str) -> String {
    format!("{sheet}-{hash}")
}

impl Store {
    async fn roll_of(&self, sheet: &SheetId, person: &PersonId) -> Result<Option<Roll>, StoreError> {
        self.row(
            Script::new("SELECT `group`, taken FROM type::record('ballot_voter', $id)")
                .bind("id", format!("{sheet}-{person}")),
        )
        .await
    }

    /// Ballots somebody may cast now.
    pub(crate) async fn ballots_of(&self, person: &PersonId, today: Day) -> Result<Vec<BallotRow>, StoreError> {
        if person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        #[derive(Deserialize)]
        struct Row {
            sheet: SheetId,
            taken: String,
        }
        let rolls: Vec<Row> = self
            .rows(
                Script::new("SELECT sheet, taken FROM ballot_voter WHERE person = $person")
                    .bind("person", person.as_str()),
            )
            .await?;
        if rolls.is_empty() {
            return Ok(Vec::new());
        }
        #[derive(Deserialize)]
        struct Open {
            id: SheetId,
            unit_name: String,
            title: Option<String>,
            vote: Option<(Day, Day)>,
            step: Option<Step>,
        }
        let ids: Vec<String> = rolls.iter().map(|row| row.sheet.0.clone()).collect();
        let open: Vec<Open> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, unit_name, type::record('appraisal', appraisal).title AS title,
                            type::record('appraisal', appraisal).vote AS vote,
                            type::record('appraisal', appraisal).step AS step
                        FROM $ids.map(|$one: any| type::record('appraisal_sheet', $one))",
                )
                .bind("ids", ids),
            )
            .await?;
        let mut found: Vec<BallotRow> = open
            .into_iter()
            .filter_map(|one| {
                let (from, until) = one.vote.filter(|_| one.step == Some(Step::Voting))?;
                (from..=until).contains(&today).then(|| BallotRow {
                    taken: rolls.iter().any(|row| row.sheet == one.id && !row.taken.is_empty()),
                    sheet: one.id,
                    unit_name: one.unit_name,
                    title: one.title.unwrap_or_default(),
                    until,
                })
            })
            .collect();
        found.sort_by(|a, b| (a.taken, a.until, &a.sheet).cmp(&(b.taken, b.until, &b.sheet)));
        Ok(found)
    }

    /// A sheet while its ballots are taken.
    async fn open_sheet(&self, id: &SheetId, today: Day) -> Answer<(Sheet, Appraisal)> {
        let sheet = self.get::<Sheet>(id).await?;
        let one = self.get::<Appraisal>(&sheet.appraisal).await?;
        let open = one.votes_on(today) && sheet.tally.is_none();
        if open { Ok((sheet, one)) } else { Err(Fault::Refused(Reason::TimeOver)) }
    }

    fn page_of_ballot(sheet: Sheet, one: &Appraisal, group: &str, today: Day) -> BallotPage {
        let name = one.scheme.groups.iter().find(|held| held.code == group).map(|held| held.name.clone());
        let open = one.votes_on(today) && sheet.tally.is_none();
        BallotPage {
            sheet: sheet.id,
            title: one.title.clone(),
            unit_name: sheet.unit_name,
            group: (group.to_owned(), name.unwrap_or_default()),
            targets: sheet.targets,
            reports: Vec::new(),
            own: None,
            columns: columns(&one.scheme).into_iter().skip(1).collect(),
            until: one.vote.map(|vote| vote.1).unwrap_or(today),
            open,
            taken: false,
            key: String::new(),
        }
    }

    /// The reports of those a sheet judges, in its order.
    async fn reports_of(&self, sheet: &Sheet) -> Result<Vec<String>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: MemberId,
            text: String,
        }
        let ids: Vec<RecordId> =
            sheet.targets.iter().map(|one| RecordId::new("appraisal_member", one.member.as_str())).collect();
        let rows: Vec<Row> = self
            .rows(Script::new("SELECT record::id(id) AS id, report.text ?? '' AS text FROM $ids").bind("ids", ids))
            .await?;
        let mut texts: HashMap<MemberId, String> = rows.into_iter().map(|row| (row.id, row.text)).collect();
        Ok(sheet.targets.iter().map(|one| texts.remove(&one.member).unwrap_or_default()).collect())
    }

    async fn find_slip(&self, number: &str) -> Answer<(String, Slip)> {
        let hash = super::slip::slip_hash(number);
        let script = Script::new("SELECT sheet, `group`, used, state FROM type::record('ballot_slip', $id)")
            .bind("id", hash.as_str());
        let slip = self.row(script).await?.ok_or(Fault::NotFound)?;
        Ok((hash, slip))
    }
}

#[async_trait]
impl Ballots for Store {
    async fn ballot(&self, viewer: &Viewer, id: &SheetId, now: Moment) -> Answer<BallotPage> {
        let person = viewer.as_person()?;
        let roll = self.roll_of(id, person).await?.ok_or(Fault::Forbidden)?;
        let sheet = self.get::<Sheet>(id).await?;
        let one = self.get::<Appraisal>(&sheet.appraisal).await?;
        let own = sheet.targets.iter().position(|target| target.person == *person).map(|n| n as u32);
        let reports = self.reports_of(&sheet).await?;
        let page = Self::page_of_ballot(sheet, &one, &roll.group, now.day());
        let key = if page.open { self.ballot_keys.of(id, &roll.group).await?.public()? } else { String::new() };
        Ok(BallotPage { own, reports, taken: !roll.taken.is_empty(), key, ..page })
    }

    async fn take_ballot(&self, viewer: &Viewer, id: &SheetId, blinded: &[u8], now: Moment) -> Answer<Vec<u8>> {
        let person = viewer.as_person()?;
        let roll = self.roll_of(id, person).await?.ok_or(Fault::Forbidden)?;
        self.open_sheet(id, now.day()).await?;
        let key = self.ballot_keys.of(id, &roll.group).await?;
        let signature = key.sign(blinded)?;
        let hash = ballot_hash(blinded);
        // Once on the roll, the same again gets the same signature and nothing else gets one: an
        // answer that was lost on the way loses no vote.
        let script = Script::new(
            "LET $roll = type::record('ballot_voter', $id);
             LET $taken = (SELECT VALUE taken FROM ONLY $roll) ?? 'none';
             IF $taken != '' AND $taken != $hash { THROW 'gq:ballot-taken' };
             IF $taken = '' { UPDATE $roll SET taken = $hash RETURN NONE };",
        )
        .bind("id", format!("{id}-{person}"))
        .bind("hash", hash);
        self.write(Change::Answers("ballot.take"), script).await?;
        Ok(signature)
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
        let (sheet, one) = self.open_sheet(id, now.day()).await?;
        let false_one = Fault::from(appraisal::Refusal::BallotFalse);
        // What is sent comes from anybody: only a group there is has a key to look for.
        Self::known_group(&one, group).map_err(|_| false_one.clone())?;
        let key = self.ballot_keys.find(id, group)?.ok_or(false_one.clone())?;
        if number.len() != 32 || !key.signed(number, signature) {
            return Err(false_one);
        }
        let ballot = Ballot::read(marks, sheet.targets.len() * one.scheme.columns())?;
        let hash = ballot_hash(number);
        let sealed = key.seal(&hash, &ballot.0)?;
        let script = Script::new(
            "LET $cast = type::record('ballot_cast', $id);
             LET $first = !record::exists($cast);
             IF $first { CREATE $cast CONTENT { sheet: $sheet, `group`: $group, sealed: $sealed } RETURN NONE };
             RETURN $first;",
        )
        .at_step(&one, &hash)
        .bind("id", cast_id(id, &hash))
        .bind("sheet", id.as_str())
        .bind("group", group)
        .bind("sealed", sealed);
        Ok(self.write(Change::Nothing("ballot.cast"), script).await? == Value::Bool(true))
    }

    async fn slip(&self, number: &str, now: Moment) -> Answer<BallotPage> {
        let (_, slip) = self.find_slip(number).await?;
        if !slip.used && slip.state != "released" {
            return Err(appraisal::Refusal::SlipDead.into());
        }
        let sheet = self.get::<Sheet>(&slip.sheet).await?;
        let one = self.get::<Appraisal>(&sheet.appraisal).await?;
        let page = Self::page_of_ballot(sheet, &one, &slip.group, now.day());
        Ok(BallotPage { taken: slip.used, ..page })
    }

    async fn cast_slip(&self, number: &str, marks: &str, now: Moment) -> Answer<()> {
        let (hash, slip) = self.find_slip(number).await?;
        let (sheet, one) = self.open_sheet(&slip.sheet, now.day()).await?;
        let ballot = Ballot::read(marks, sheet.targets.len() * one.scheme.columns())?;
        if !ballot.valid(ballot.0.len()) {
            return Err(Fault::field("marks", Rule::Required));
        }
        let key = self.ballot_keys.of(&slip.sheet, &slip.group).await?;
        let sealed = key.seal(&hash, &ballot.0)?;
        let script = Script::new(
            "LET $slip = type::record('ballot_slip', $hash);
             IF (SELECT VALUE used FROM ONLY $slip) != false { THROW 'gq:answered' };
             IF (SELECT VALUE state FROM ONLY $slip) != 'released' { THROW 'gq:slip' };
             UPDATE $slip SET used = true RETURN NONE;
             CREATE type::record('ballot_cast', $id) CONTENT { sheet: $sheet, `group`: $group, sealed: $sealed } RETURN NONE;",
        )
        .at_step(&one, &hash)
        .bind("hash", hash.as_str())
        .bind("id", cast_id(&slip.sheet, &hash))
        .bind("sheet", slip.sheet.as_str())
        .bind("group", slip.group.as_str())
        .bind("sealed", sealed);
        self.write(Change::Nothing("ballot.cast"), script).await?;
        Ok(())
    }

    async fn receipt(&self, id: &SheetId, hash: &str) -> Answer<Receipt> {
        let sheet = self.get::<Sheet>(id).await?;
        let in_box: Option<bool> = self
            .row(Script::new("SELECT VALUE true FROM type::record('ballot_cast', $id)").bind("id", cast_id(id, hash)))
            .await?;
        Ok(Receipt {
            // What is counted is in no box any more, also where it was not removed yet.
            in_box: in_box.is_some() && sheet.tally.is_none(),
            counted: sheet.counted.binary_search(&hash.to_owned()).is_ok(),
            all: sheet.tally.as_ref().map_or(0, |tally| tally.all().returned),
        })
    }
}

impl Store {
    /// Counts the rows of a table by sheet, group and whether `of` holds of them.
    async fn lying(&self, table: &str, of: &str, sheets: &[Sheet]) -> Result<Vec<Lying>, StoreError> {
        let ids: Vec<String> = sheets.iter().map(|sheet| sheet.id.0.clone()).collect();
        let script = Script::new(&format!(
            "SELECT sheet, `group`, {of} AS of, count() AS n FROM {table} WHERE sheet IN $sheets GROUP BY sheet, `group`, of"
        ));
        self.rows(script.bind("sheets", ids)).await
    }

    /// The ballots in the boxes of sheets.
    pub(super) async fn boxes_of(&self, sheets: &[Sheet]) -> Result<Vec<Lying>, StoreError> {
        self.lying("ballot_cast", "true", sheets).await
    }

    /// That every box has its key: without it a vote that is closed could never be counted.
    ///
    /// # Errors
    /// [`Fault::Internal`] where one is missing.
    pub(super) fn with_keys(&self, boxes: &[Lying]) -> Answer<()> {
        for lying in boxes {
            if self.ballot_keys.find(&lying.sheet, &lying.group)?.is_none() {
                tracing::error!(sheet = %lying.sheet, group = lying.group, "the key of a box with ballots is missing");
                return Err(Fault::Internal);
            }
        }
        Ok(())
    }

    /// How many were given and cast, by sheet and group: of counted sheets as it was counted.
    pub(super) async fn turnout_of(
        &self,
        one: &Appraisal,
        sheets: &[Sheet],
    ) -> Result<HashMap<SheetId, Vec<(String, Turnout)>>, StoreError> {
        let voters = self.lying("ballot_voter", "taken != ''", sheets).await?;
        let sheet_ids: Vec<SheetId> = sheets.iter().map(|sheet| sheet.id.clone()).collect();
        let slips = self.slip_counts(&sheet_ids).await?;
        let casts = self.boxes_of(sheets).await?;
        let sum = |rows: &[Lying], sheet: &SheetId, group: &str, only: bool| -> u32 {
            rows.iter()
                .filter(|row| row.sheet == *sheet && row.group == group && (row.of || !only))
                .map(|row| row.n)
                .sum()
        };
        Ok(sheets
            .iter()
            .map(|sheet| {
                if let Some(tally) = &sheet.tally {
                    return (sheet.id.clone(), tally.turnout.clone());
                }
                let groups = one
                    .scheme
                    .groups
                    .iter()
                    .map(|group| {
                        let code = group.code.as_str();
                        let paper = sheet.group(code);
                        let slips = slips.get(&(sheet.id.clone(), group.code.clone())).copied().unwrap_or_default();
                        let taken = sum(&voters, &sheet.id, code, true);
                        let typed = sheet.checked(code).len() as u32;
                        let turnout = Turnout {
                            // Whoever has a slip or paper stands on the roll, or was entered beside it.
                            expected: sum(&voters, &sheet.id, code, false) + paper.paper_expected,
                            present: taken + slips.used + paper.paper_present,
                            issued: taken + slips.released + paper.paper_issued,
                            returned: sum(&casts, &sheet.id, code, false) + typed,
                            valid: 0,
                        };
                        (group.code.clone(), turnout)
                    })
                    .collect();
                (sheet.id.clone(), groups)
            })
            .collect())
    }
}
