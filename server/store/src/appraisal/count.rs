//! Counting a vote, however many ballots it has: in pieces, by whichever server comes to it.
//!
//! Closing the vote opens its count, a row that says how many ballots lie in the boxes; from then on nothing comes
//! into them. The ballots are opened and checked piece by piece, and what they come to is kept in memory alone until
//! all of them are: of a sum that is written half way, two states tell what was added in between, which may be one
//! ballot. So the row says how many were opened and nothing else, and whoever takes over a count that was cut off
//! begins anew. The counts of all sheets are written in one transaction, with the step. Then the keys of the boxes are
//! destroyed, and the sealed ballots, which nobody opens any more, are removed piece by piece; from there whoever
//! takes over goes on.
//!
//! One program counts: with each piece it says that it is still at it, and what another has taken over by then it
//! writes nothing of.

use std::sync::{Arc, Mutex, PoisonError};

use domain::AccountId;
use domain::appraisal::{Ballot, Counting, tally};
use domain::code::Role;
use surrealdb::types::RecordId;

use super::ballot::{Lying, cast_id};
use super::*;
use crate::audit::{Actor, hex};

/// Ballots that are opened, or removed, at a time; a count of no more is over when it was asked for.
pub(crate) const BALLOTS_AT_ONCE: usize = 1000;

/// Milliseconds after which another program may take over from one that said nothing since: more than the longest
/// transaction takes.
const LAPSES: i64 = 300_000;

/// Times that a count begins anew because something it goes by moved.
const TIMES: u32 = 8;

/// What this program knows of the counts it is at.
struct Counts {
    /// By which rows know this program.
    program: String,
    /// One is at a count at a time.
    turns: Mutex<HashMap<AppraisalId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Default for Counts {
    fn default() -> Self {
        Self { program: hex(&rand::random::<[u8; 16]>()), turns: Mutex::default() }
    }
}

impl Counts {
    fn turn(&self, vote: &AppraisalId) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(vote.clone()).or_default().clone()
    }
}

/// A count that this program is at.
#[derive(Deserialize)]
struct VoteCount {
    account: AccountId,
    name: String,
    request: String,
    ballots: u32,
    removed: u32,
    counted: bool,
}

/// Who counts which vote.
#[derive(Clone, Copy)]
struct Teller<'a> {
    vote: &'a AppraisalId,
    program: &'a str,
}

/// Ballots that were opened, and how many of them the row knows of.
#[derive(Default)]
struct Opened {
    ballots: usize,
    said: usize,
}

/// The ballots of a sheet by group, and the hashes of their numbers.
type Boxes = (HashMap<String, Vec<Ballot>>, Vec<String>);

/// Why a count does not go on.
enum Stop {
    /// Another program has taken it over.
    Elsewhere,
    /// Something that it goes by moved.
    Moved,
    /// A box can't be opened, or does not hold what it held.
    Box,
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Thrown(code) if code == "gq:elsewhere" => Self::Elsewhere,
            StoreError::Thrown(code) if code == "gq:moved" || code == "gq:stale" => Self::Moved,
            other => Self::Store(other),
        }
    }
}

#[derive(Deserialize)]
struct Cast {
    id: String,
    group: String,
    sealed: String,
}

impl Script {
    /// Adds what opens the count of a vote as it is closed. Nothing of its sheets and boxes may have moved since
    /// they were read, and nothing does from then on.
    pub(super) fn opens_count(self, viewer: &Viewer, one: &Appraisal, sheets: &[Sheet], boxes: &[Lying]) -> Self {
        let closing: Vec<Value> = sheets.iter().map(|sheet| json!({ "id": sheet.id, "read": sheet.version })).collect();
        let ballots: u32 = boxes.iter().map(|lying| lying.n).sum();
        let count = json!({
            "account": viewer.account, "name": viewer.name, "request": viewer.request, "seen": one.version,
            "ballots": ballots, "opened": 0, "removed": 0, "counted": false, "done": false, "halted": false,
            "holder": "", "held": 0,
        });
        self.then(
            "FOR $sheet IN $closing {
                IF ((SELECT VALUE version FROM ONLY type::record('appraisal_sheet', $sheet.id)) ?? 0) != $sheet.read {
                    THROW 'gq:moved'
                };
             };
             IF array::len((SELECT VALUE id FROM ballot_cast WHERE sheet IN $closing_ids)) != $ballots {
                THROW 'gq:moved'
             };
             CREATE type::record('ballot_count', $vote) CONTENT $count RETURN NONE;",
        )
        .bind("closing", closing)
        .bind("closing_ids", sheets.iter().map(|sheet| sheet.id.0.clone()).collect::<Vec<_>>())
        .bind("ballots", i64::from(ballots))
        .bind("vote", one.id.as_str())
        .bind("count", count)
    }

    /// Adds that this program is still at a count, which is `$count` then.
    fn counting(self, teller: Teller<'_>) -> Self {
        self.then(
            "LET $count = type::record('ballot_count', $count_id);
             IF (SELECT VALUE holder FROM ONLY $count) != $count_holder { THROW 'gq:elsewhere' };
             UPDATE $count SET held = time::millis(time::now()) RETURN NONE;",
        )
        .bind("count_id", teller.vote.as_str())
        .bind("count_holder", teller.program)
    }
}

impl Store {
    /// Goes on with every count that is not over.
    ///
    /// # Errors
    /// The last of those that were met; each count goes on beside the others.
    pub async fn count_votes(&self, now: Moment) -> Result<(), StoreError> {
        let open: Vec<AppraisalId> =
            self.rows(Script::new("SELECT VALUE record::id(id) FROM ballot_count WHERE done = false")).await?;
        let mut outcome = Ok(());
        for vote in open {
            if let Err(error) = self.count_vote(&vote, now).await {
                tracing::warn!(%vote, %error, "the count of a vote did not come through");
                outcome = Err(error);
            }
        }
        outcome
    }

    /// Counts a vote that was just closed, where it has so few ballots that whoever closed it can wait for it. What
    /// fails here is left to [`Store::count_votes`].
    pub(super) async fn count_few(&self, vote: &AppraisalId, now: Moment) -> Result<(), StoreError> {
        let few = self.counting_of(vote).await?.is_some_and(|count| count.ballots as usize <= self.ballots_at_once);
        if few && let Err(error) = self.count_vote(vote, now).await {
            tracing::warn!(%vote, %error, "the count of a vote did not come through at once");
        }
        Ok(())
    }

    /// Whether somebody closed a vote as they saw it: the second of two clicks finds the first so, however far the
    /// count has come since.
    pub(super) async fn closed_by(&self, viewer: &Viewer, vote: &AppraisalId, seen: u32) -> Result<bool, StoreError> {
        let script =
            Script::new("SELECT VALUE account = $account AND seen = $seen FROM type::record('ballot_count', $vote)");
        let script = script.bind("vote", vote.as_str()).bind("account", viewer.account.as_str());
        Ok(self.row(script.bind("seen", i64::from(seen))).await?.unwrap_or(false))
    }

    /// How far the count of a vote is; nothing where none was opened.
    pub(super) async fn counting_of(&self, vote: &AppraisalId) -> Result<Option<Counting>, StoreError> {
        let script = Script::new("SELECT opened, ballots, halted FROM type::record('ballot_count', $vote)");
        self.row(script.bind("vote", vote.as_str())).await
    }

    async fn count_vote(&self, vote: &AppraisalId, now: Moment) -> Result<(), StoreError> {
        let counts = self.caches.kept.of::<Counts>();
        let turn = counts.turn(vote);
        let _turn = turn.lock().await;
        let teller = Teller { vote, program: &counts.program };
        for _ in 0..TIMES {
            let Some(count) = self.take_count(teller).await? else { return Ok(()) };
            match self.count_on(teller, &count, now).await {
                Ok(()) | Err(Stop::Elsewhere) => return Ok(()),
                Err(Stop::Moved) => {}
                Err(Stop::Box) => return self.halt_count(teller).await,
                Err(Stop::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Conflict("ballot.count"))
    }

    /// Takes a count that is not over, unless another program is at it. An embedded store has one program alone:
    /// what another was at, it ended with.
    async fn take_count(&self, teller: Teller<'_>) -> Result<Option<VoteCount>, StoreError> {
        let script = Script::new(
            "LET $count = type::record('ballot_count', $vote);
             LET $row = (SELECT * FROM ONLY $count);
             LET $clock = time::millis(time::now());
             LET $free = $row != NONE AND $row.done = false
                AND ($alone OR $row.holder IN ['', $program] OR $row.held < $clock - $lapses);
             IF $free { UPDATE $count SET holder = $program, held = $clock, opened = 0 RETURN NONE };
             RETURN IF $free { $row } ELSE { NONE };",
        )
        .bind("vote", teller.vote.as_str())
        .bind("program", teller.program)
        .bind("alone", !self.shared)
        .bind("lapses", LAPSES);
        let taken = self.write(Change::Nothing("ballot.take-count"), script).await?;
        Ok(serde_json::from_value(taken)?)
    }

    async fn count_on(&self, teller: Teller<'_>, count: &VoteCount, now: Moment) -> Result<(), Stop> {
        if !count.counted {
            self.count_boxes(teller, count, now).await?;
        }
        self.empty_boxes(teller, count.removed).await
    }

    /// The appraisal whose vote is counted, and its sheets in an order that stays.
    async fn counted_year(&self, teller: Teller<'_>) -> Result<(Appraisal, Vec<Sheet>), StoreError> {
        let gone = || StoreError::Broken(format!("the appraisal {} is gone while its vote is counted", teller.vote));
        let one = self.find::<Appraisal>(teller.vote).await?.ok_or_else(gone)?;
        let mut sheets = self.sheets_of(teller.vote).await?;
        sheets.sort_by(|a, b| a.id.cmp(&b.id));
        Ok((one, sheets))
    }

    /// Opens all ballots and writes what they come to, with the step.
    async fn count_boxes(&self, teller: Teller<'_>, count: &VoteCount, now: Moment) -> Result<(), Stop> {
        let (one, sheets) = self.counted_year(teller).await?;
        let next = one.counted(now).ok_or_else(|| StoreError::Broken(format!("the vote of {} is open", one.id)))?;
        let mut turnout = self.turnout_of(&one, &sheets).await?;
        let mut opened = Opened::default();
        let mut rows: Vec<(String, Value)> = Vec::with_capacity(sheets.len());
        for sheet in &sheets {
            let (mut boxes, numbers) = self.open_boxes(teller, sheet, &mut opened).await?;
            let given = turnout.remove(&sheet.id).unwrap_or_default();
            let groups: Vec<_> = given
                .into_iter()
                .map(|(code, given)| {
                    let mut ballots = sheet.checked(&code);
                    ballots.extend(boxes.remove(&code).unwrap_or_default());
                    (code, given, ballots)
                })
                .collect();
            let result = tally(sheet, one.scheme.columns(), &groups, one.rules.smallest);
            let counted = Sheet {
                tally: Some(result),
                counted: numbers,
                at: Some(now),
                // Typed ballots go with the sealed ones: what is kept is the counts.
                paper: Vec::new(),
                version: sheet.version + 1,
                ..sheet.clone()
            };
            rows.push((sheet.id.0.clone(), content(&counted)));
        }
        let opened = opened.ballots;
        if opened != count.ballots as usize {
            tracing::error!(vote = %one.id, opened, closed = count.ballots, "the boxes do not hold what they held");
            return Err(Stop::Box);
        }
        // Who closed a vote of few ballots has the result before them.
        let notices = if opened > self.ballots_at_once { self.counted_notices(&one, now).await? } else { Vec::new() };
        let (account, name, request) = (count.account.clone(), count.name.clone(), count.request.clone());
        let note = Note::of(Actor { account, name, request }, now).updates("appraisal", one.id.as_str(), &one.path);
        let script = Script::default()
            .counting(teller)
            .then("UPDATE $count SET opened = ballots, counted = true, halted = false RETURN NONE;")
            .over("appraisal", one.id.as_str(), one.version, content(&next))
            .bind("count_before", content(&one))
            .note(&note, "$count_before", "$next")
            .rewrite("appraisal_sheet", &rows)
            .tells(notices);
        self.write(Change::Answers("ballot.counted"), script).await?;
        Ok(())
    }

    /// Opens the ballots of a sheet piece by piece: those of each group, and the hashes of their numbers, sorted.
    async fn open_boxes(&self, teller: Teller<'_>, sheet: &Sheet, opened: &mut Opened) -> Result<Boxes, Stop> {
        let (mut boxes, mut numbers) = Boxes::default();
        let mut from = format!("{}-", sheet.id);
        loop {
            let piece = self.piece_of(sheet, &from).await?;
            let Some(last) = piece.last() else { break };
            // Behind it, and before every other.
            from = format!("{}!", last.id);
            let over = piece.len() < self.ballots_at_once;
            opened.ballots += piece.len();
            self.open_piece(sheet, piece, &mut boxes, &mut numbers)?;
            if opened.ballots >= opened.said + self.ballots_at_once {
                opened.said = opened.ballots;
                self.say_opened(teller, opened.ballots).await?;
            }
            if over {
                break;
            }
        }
        numbers.sort_unstable();
        Ok((boxes, numbers))
    }

    /// Sealed ballots of a sheet, from an id on. They come by the hashes of their numbers, not as they were cast.
    async fn piece_of(&self, sheet: &Sheet, from: &str) -> Result<Vec<Cast>, StoreError> {
        let script = Script::new(
            "SELECT record::id(id) AS id, `group`, sealed FROM type::record('ballot_cast', $from..$end) LIMIT $most",
        )
        .bind("from", from)
        // The sign behind the hyphen.
        .bind("end", format!("{}.", sheet.id))
        .bind("most", self.ballots_at_once as i64);
        self.rows(script).await
    }

    /// Opens ballots into the boxes of their groups, and notes their numbers' hashes.
    fn open_piece(
        &self,
        sheet: &Sheet,
        piece: Vec<Cast>,
        boxes: &mut HashMap<String, Vec<Ballot>>,
        numbers: &mut Vec<String>,
    ) -> Result<(), Stop> {
        for cast in piece {
            let hash = cast.id.rsplit('-').next().unwrap_or_default();
            let Ok(Some(key)) = self.ballot_keys.find(&sheet.id, &cast.group) else {
                tracing::error!(sheet = %sheet.id, group = cast.group, "the key of a box with ballots is missing");
                return Err(Stop::Box);
            };
            let Some(marks) = key.unseal(hash, &cast.sealed) else {
                tracing::error!(sheet = %sheet.id, group = cast.group, "a ballot does not open");
                return Err(Stop::Box);
            };
            numbers.push(hash.to_owned());
            boxes.entry(cast.group).or_default().push(Ballot(marks));
        }
        Ok(())
    }

    async fn say_opened(&self, teller: Teller<'_>, opened: usize) -> Result<(), Stop> {
        let script = Script::default()
            .counting(teller)
            .then("UPDATE $count SET opened = $opened, halted = false RETURN NONE;")
            .bind("opened", opened as i64);
        self.write(Change::Nothing("ballot.opened"), script).await?;
        Ok(())
    }

    /// Notes that a count can't go on before somebody saw to it. It is tried again later, by whichever server comes to
    /// it first: what one can't open, as its folder of keys is not there, another may.
    async fn halt_count(&self, teller: Teller<'_>) -> Result<(), StoreError> {
        let script =
            Script::default().counting(teller).then("UPDATE $count SET halted = true, holder = '' RETURN NONE;");
        match self.write(Change::Nothing("ballot.halt"), script).await.map_err(Stop::from) {
            Err(Stop::Elsewhere) => Ok(()),
            Err(Stop::Store(error)) => Err(error),
            _ => Err(StoreError::Broken(format!("the vote of {} can't be counted", teller.vote))),
        }
    }

    /// Those who go on with a vote once it is counted are told so.
    async fn counted_notices(&self, one: &Appraisal, now: Moment) -> Result<Vec<Value>, StoreError> {
        let body = News::VoteCounted { appraisal: one.id.clone(), title: one.title.clone() };
        let told = self.holders(&[Role::OrgHr], &one.path, now).await?;
        Ok(told.iter().map(|holder| notice_row(&holder.address(), &body, now)).collect())
    }

    /// Destroys the keys of boxes whose counts are on the disk, and removes the ballots that were counted, and no
    /// other, of which so many are gone.
    async fn empty_boxes(&self, teller: Teller<'_>, gone: u32) -> Result<(), Stop> {
        let (one, sheets) = self.counted_year(teller).await?;
        for sheet in &sheets {
            for group in &one.scheme.groups {
                self.ballot_keys.destroy(&sheet.id, &group.code);
            }
        }
        let all: usize = sheets.iter().map(|sheet| sheet.counted.len()).sum();
        let mut removed = gone as usize;
        loop {
            let piece = counted_piece(&sheets, removed, self.ballots_at_once);
            removed += piece.len();
            let done = piece.is_empty() || removed == all;
            let script = Script::default().counting(teller);
            let script = if piece.is_empty() { script } else { script.then("DELETE $piece RETURN NONE;") };
            let script = script
                .then("UPDATE $count SET removed = $removed, done = $done RETURN NONE;")
                .bind("piece", piece)
                .bind("removed", removed as i64)
                .bind("done", done);
            self.write(Change::Nothing("ballot.removed"), script).await?;
            if done {
                return Ok(());
            }
        }
    }
}

/// Ballots of counted sheets by their records, so many from a place on.
fn counted_piece(sheets: &[Sheet], from: usize, most: usize) -> Vec<RecordId> {
    let all = sheets.iter().flat_map(|sheet| sheet.counted.iter().map(move |hash| (&sheet.id, hash)));
    let piece = all.skip(from).take(most);
    piece.map(|(sheet, hash)| RecordId::new("ballot_cast", cast_id(sheet, hash))).collect()
}
