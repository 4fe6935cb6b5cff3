//! The audit trail: rows written beside the changes they tell of, and their seals.

pub mod chain;
pub(crate) mod feature;

use std::collections::{HashMap, HashSet};

use domain::access::Viewer;
use domain::audit::{Action, AuditBreak, AuditReport, AuditRow, Seal};
use domain::{AccountId, Moment};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::row::tables;
use crate::rows::{content, new_id};
use crate::{Change, Script, Store, StoreError, Witness};

pub(crate) use chain::hex;

/// Rows to a seal at most: a batch stays one modest transaction.
const BATCH: usize = 2000;

/// Who does something, as the trail notes it.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The account; empty for the system itself.
    pub account: AccountId,
    pub name: String,
    pub request: String,
}

impl From<&Viewer> for Actor {
    fn from(viewer: &Viewer) -> Self {
        Self { account: viewer.account.clone(), name: viewer.name.clone(), request: viewer.request.clone() }
    }
}

/// A note for the trail: who did what to which thing, and why. `Note::of(viewer, now).updates("class", id, path)`.
pub(crate) struct Note<'a> {
    by: By,
    action: Action,
    subject: &'a str,
    id: &'a str,
    path: &'a str,
    reason: &'a str,
}

/// Who does something and when; a [`Note`] once it says what.
pub(crate) struct By {
    actor: Actor,
    now: Moment,
}

impl By {
    /// A thing came into being: what the trail calls its kind, its id, and the path of the unit in whose
    /// scope the row is read.
    pub(crate) fn creates<'a>(self, subject: &'a str, id: &'a str, path: &'a str) -> Note<'a> {
        self.does(Action::Create, subject, id, path)
    }

    /// A thing was changed.
    pub(crate) fn updates<'a>(self, subject: &'a str, id: &'a str, path: &'a str) -> Note<'a> {
        self.does(Action::Update, subject, id, path)
    }

    /// A thing was changed where it was there before, and otherwise came into being.
    pub(crate) fn saves<'a>(self, before: bool, subject: &'a str, id: &'a str, path: &'a str) -> Note<'a> {
        self.does(if before { Action::Update } else { Action::Create }, subject, id, path)
    }

    /// A thing ended.
    pub(crate) fn ends<'a>(self, subject: &'a str, id: &'a str, path: &'a str) -> Note<'a> {
        self.does(Action::End, subject, id, path)
    }

    /// Something else was done to a thing.
    pub(crate) fn does<'a>(self, action: Action, subject: &'a str, id: &'a str, path: &'a str) -> Note<'a> {
        Note { by: self, action, subject, id, path, reason: "" }
    }
}

impl<'a> Note<'a> {
    /// By somebody, at a time.
    pub(crate) fn of(actor: impl Into<Actor>, now: Moment) -> By {
        By { actor: actor.into(), now }
    }

    /// By the system itself.
    pub(crate) fn of_itself(now: Moment) -> By {
        By { actor: Actor::default(), now }
    }

    /// Why, as far as they said.
    pub(crate) fn because(self, reason: &'a str) -> Self {
        Self { reason, ..self }
    }
}

impl Note<'_> {
    fn row(&self) -> Value {
        json!({
            "id": new_id(self.by.now), "at": self.by.now, "actor": self.by.actor.account,
            "actor_name": self.by.actor.name, "action": self.action, "subject": self.subject, "subject_id": self.id,
            "path": self.path, "reason": self.reason, "request": self.by.actor.request,
        })
    }
}

impl Script {
    /// Adds a row of the trail. `before` and `after` are expressions of the script, such
    /// as a variable it has set, or `NONE`; of secret subjects only the names of what changed are
    /// kept, see [`crate::trail`].
    pub(crate) fn note(self, note: &Note<'_>, before: &str, after: &str) -> Self {
        let row = note.row();
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        let name = format!("audit_{id}");
        let (first, before, after) = crate::trail::kept(note.subject, &id, before, after);
        let script = if first.is_empty() { self } else { self.then(&first).bind(&format!("none_{id}"), json!({})) };
        let written = format!("object::extend(${name}, {{ `before`: {before}, `after`: {after} }})");
        script.trails(&name, &written, std::slice::from_ref(&row)).bind(&name, row)
    }

    /// Adds rows of the trail, which the script has under a name and writes as an expression says, and that each of
    /// them waits for its seal.
    fn trails(self, name: &str, written: &str, rows: &[Value]) -> Self {
        let pending: Vec<Value> = rows.iter().map(|row| json!({ "id": row["id"], "at": row["at"] })).collect();
        self.then(&format!(
            "INSERT INTO audit {written} RETURN NONE;
             INSERT INTO audit_pending ${name}_pending RETURN NONE;"
        ))
        .bind(&format!("{name}_pending"), pending)
    }
}

impl Script {
    /// Adds the rows of the trail for things that came into being beside each other, each with what it is now:
    /// all in two statements where the trail keeps their kind whole.
    pub(crate) fn made(mut self, made: &[(Note<'_>, Value)]) -> Self {
        let mut rows = Vec::with_capacity(made.len());
        for (n, (note, after)) in made.iter().enumerate() {
            if !crate::trail::WHOLE.contains(&note.subject) {
                let name = format!("made_{n}");
                self = self.bind(&name, after.clone()).note(note, "NONE", &format!("${name}"));
                continue;
            }
            let mut row = note.row();
            row["after"] = after.clone();
            rows.push(row);
        }
        if rows.is_empty() {
            return self;
        }
        self.trails("made", "$made", &rows).bind("made", rows)
    }
}

tables! { "audit" by str: AuditRow as Stored }

/// A row as the table has it: its states, which become text.
pub(crate) struct Stored(AuditRow);

impl From<Stored> for AuditRow {
    fn from(Stored(row): Stored) -> Self {
        row
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Value::deserialize(deserializer)?;
        for key in ["before", "after"] {
            let text = match value.get(key) {
                None | Some(Value::Null) => String::new(),
                Some(state) => chain::canonical(state),
            };
            value[key] = Value::from(text);
        }
        serde_json::from_value(value).map(Self).map_err(D::Error::custom)
    }
}

impl Store {
    /// Seals the rows not yet sealed. Gives how many there were.
    ///
    /// The transaction that writes the seal reads once more that the rows wait still, and a seal's
    /// number is free once, so that of several sealers, in several processes, one does it.
    ///
    /// # Errors
    /// When the store fails. Two sealers at once are no error.
    pub async fn seal(&self, now: Moment) -> Result<usize, StoreError> {
        let ids: Vec<String> = self
            .rows(
                Script::new("SELECT VALUE record::id(id) FROM audit_pending ORDER BY id LIMIT $most")
                    .bind("most", BATCH as i64),
            )
            .await?;
        if ids.is_empty() {
            return Ok(0);
        }
        let mut hashes = HashMap::with_capacity(ids.len());
        for row in self.audit_rows(&ids).await? {
            hashes.insert(row.id.clone(), chain::leaf(&row));
        }
        let leaves: Vec<[u8; 32]> = ids
            .iter()
            .map(|id| hashes.get(id).copied().ok_or_else(|| StoreError::Broken(format!("audit row {id} is gone"))))
            .collect::<Result<_, _>>()?;
        let (last, log) = (self.last_seal().await?, self.log_mark());
        let mut seal = Seal {
            seq: last.as_ref().map_or(1, |seal| seal.seq + 1),
            at: now,
            rows: ids.clone(),
            root: hex(&chain::root(&leaves)),
            previous: last.map_or_else(|| chain::GENESIS.to_owned(), |seal| seal.hash),
            hash: String::new(),
        };
        seal.hash = chain::seal(&seal);
        let pending: Vec<RecordId> = ids.iter().map(|id| RecordId::new("audit_pending", id.as_str())).collect();
        let script = Script::new(
            "IF array::len((SELECT VALUE id FROM $pending)) != array::len($pending) { THROW 'gq:stale' };
             CREATE type::record('audit_seal', $seal_id) CONTENT $seal RETURN NONE;
             UPSERT audit_last:head SET seq = $seq RETURN NONE;
             DELETE $pending RETURN NONE;",
        )
        .bind("seq", seal.seq as i64)
        .bind("seal_id", format!("{:012}", seal.seq))
        .bind("seal", content(&seal))
        .bind("pending", pending);
        match self.write(Change::Nothing("seal"), script).await {
            Ok(_) => {
                tracing::info!(seal.seq = seal.seq, seal.rows = ids.len(), seal.head = %seal.hash, "sealed the audit trail");
                let count = ids.len();
                self.bear_witness(Some(&seal), log, move |witness| Witness {
                    rows: witness.rows + count as u64,
                    ..witness
                })
                .await?;
                Ok(count)
            }
            Err(StoreError::Thrown(code)) if code == "gq:stale" => Ok(0),
            Err(StoreError::Engine(error)) if error.is_already_exists() => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The last seal. Its number is noted beside the seals, since reading a table
    /// backwards takes some engines as long as reading all of it; the note is only where
    /// the search begins.
    pub(crate) async fn last_seal(&self) -> Result<Option<Seal>, StoreError> {
        let noted: Option<u64> = self.row(Script::new("SELECT VALUE seq FROM audit_last:head")).await?;
        let mut last = self.seals_from(noted.unwrap_or(0)).await?;
        if last.is_none() && noted.is_some() {
            last = self.seals_from(0).await?;
        }
        Ok(last)
    }

    /// The last of the seals that begin with a number.
    async fn seals_from(&self, seq: u64) -> Result<Option<Seal>, StoreError> {
        let (mut next, mut last) = (seq, None);
        loop {
            let script = Script::new("SELECT * OMIT id FROM type::record('audit_seal', $from..) LIMIT 200");
            let page: Vec<Seal> = self.rows(script.bind("from", format!("{next:012}"))).await?;
            let Some(seal) = page.into_iter().last() else { return Ok(last) };
            // By its place, not by what it says of itself: a row tampered with must not turn
            // the search back.
            next = next.max(seal.seq) + 1;
            last = Some(seal);
        }
    }

    /// Rows that wait for their seal, and when the last seal was made.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sealing(&self) -> Result<(u64, Option<Moment>), StoreError> {
        let waiting: Option<u64> =
            self.row(Script::new("SELECT VALUE n FROM (SELECT count() AS n FROM audit_pending GROUP ALL)")).await?;
        Ok((waiting.unwrap_or(0), self.last_seal().await?.map(|seal| seal.at)))
    }

    /// The newest rows of the trail below `before` that meet `condition`, newest first:
    /// time by time, forwards, each stretch eight times as long as the one before, and never
    /// further back than `floor`.
    pub(crate) async fn newest_rows(
        &self,
        condition: &str,
        script: Script,
        (before, floor): (&str, Moment),
        now: Moment,
        most: usize,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let first: Option<String> = self.row(Script::new("SELECT VALUE record::id(id) FROM audit LIMIT 1")).await?;
        let Some(first) = first else { return Ok(Vec::new()) };
        // Ids begin with eleven digits of milliseconds; `~` follows them all.
        let mut end = if before.is_empty() { "~".to_owned() } else { before.to_owned() };
        let mut from = i64::from_str_radix(end.get(..11).unwrap_or("~"), 16).unwrap_or(now.0);
        let mut stretch = 10 * 60_000;
        let mut newest: Vec<AuditRow> = Vec::new();
        loop {
            from = (from - stretch).max(floor.0.max(0));
            stretch *= 8;
            let start = format!("{from:011x}");
            let range = format!("type::record('audit', $start..$end) WHERE {condition}");
            let bound = script.clone().bind("start", start.as_str()).bind("end", end.as_str());
            let rows: Vec<AuditRow> = self.rows_from(&range, bound).await?;
            newest.extend(rows.into_iter().rev());
            if newest.len() >= most || start <= first || from <= floor.0.max(0) {
                newest.truncate(most);
                return Ok(newest);
            }
            end = start;
        }
    }

    pub(crate) async fn audit_rows(&self, ids: &[String]) -> Result<Vec<AuditRow>, StoreError> {
        self.these(ids).await
    }

    /// Verifies the whole trail, against a head hash written down elsewhere if given.
    ///
    /// # Errors
    /// When the store fails; a broken trail is a result, not an error.
    pub async fn verify_trail(&self, head: Option<&str>) -> Result<AuditReport, StoreError> {
        let mut breaks = Vec::new();
        // Rows first, then seals, then what is pending: a row written meanwhile is found
        // in the later two, never missed.
        let mut hashes: HashMap<String, [u8; 32]> = HashMap::new();
        let mut last = String::new();
        loop {
            let bound = Script::bound("last", if last.is_empty() { "!".to_owned() } else { last.clone() })
                .bind("most", BATCH as i64);
            let page: Vec<AuditRow> = self.rows_from("type::record('audit', $last>..) LIMIT $most", bound).await?;
            let Some(end) = page.last().map(|row| row.id.clone()) else { break };
            for row in page {
                hashes.insert(row.id.clone(), chain::leaf(&row));
            }
            last = end;
        }
        let mut sealed: HashSet<String> = HashSet::new();
        let mut previous = chain::GENESIS.to_owned();
        let mut seals = 0;
        loop {
            let page: Vec<Seal> = self
                .rows(
                    Script::new("SELECT * OMIT id FROM type::record('audit_seal', $last>..) LIMIT 200")
                        .bind("last", format!("{seals:012}")),
                )
                .await?;
            if page.is_empty() {
                break;
            }
            for seal in page {
                if seal.seq != seals + 1 || seal.previous != previous {
                    breaks.push(AuditBreak::LinkBroken(seal.seq));
                }
                if chain::seal(&seal) != seal.hash {
                    breaks.push(AuditBreak::HashDiffers(seal.seq));
                }
                let mut leaves = Vec::with_capacity(seal.rows.len());
                for id in &seal.rows {
                    match hashes.get(id) {
                        Some(hash) => leaves.push(*hash),
                        // Written and sealed while this ran.
                        None => match self.audit_rows(std::slice::from_ref(id)).await?.first() {
                            Some(row) => leaves.push(chain::leaf(row)),
                            None => breaks.push(AuditBreak::RowMissing(id.clone())),
                        },
                    }
                }
                if leaves.len() == seal.rows.len() && hex(&chain::root(&leaves)) != seal.root {
                    breaks.push(AuditBreak::RootDiffers(seal.seq));
                }
                for id in &seal.rows {
                    if !sealed.insert(id.clone()) {
                        breaks.push(AuditBreak::SealedTwice(id.clone()));
                    }
                }
                previous.clone_from(&seal.hash);
                seals = seal.seq.max(seals + 1);
            }
        }
        let waiting: HashSet<String> =
            self.rows(Script::new("SELECT VALUE record::id(id) FROM audit_pending")).await?.into_iter().collect();
        for id in &waiting {
            if !hashes.contains_key(id) && self.audit_rows(std::slice::from_ref(id)).await?.is_empty() {
                breaks.push(AuditBreak::PendingMissing(id.clone()));
            }
        }
        let mut unknown: Vec<&String> =
            hashes.keys().filter(|id| !sealed.contains(*id) && !waiting.contains(*id)).collect();
        unknown.sort();
        if !unknown.is_empty() {
            // Sealed between the two readings above, or slipped in: the later seals tell.
            let later: Vec<Seal> = self
                .rows(
                    Script::new("SELECT * OMIT id FROM type::record('audit_seal', $last>..) LIMIT 200")
                        .bind("last", format!("{seals:012}")),
                )
                .await?;
            let late: HashSet<&String> = later.iter().flat_map(|seal| &seal.rows).collect();
            breaks.extend(
                unknown.into_iter().filter(|id| !late.contains(*id)).map(|id| AuditBreak::RowUnknown(id.clone())),
            );
        }
        if let Some(expected) = head {
            let known: Option<Seal> = self
                .row(Script::new("SELECT * OMIT id FROM audit_seal WHERE hash = $head LIMIT 1").bind("head", expected))
                .await?;
            if known.is_none() {
                breaks.push(AuditBreak::HeadDiffers);
            }
        }
        Ok(AuditReport { rows: hashes.len() as u64, seals, pending: waiting.len() as u64, head: previous, breaks })
    }
}

#[cfg(test)]
mod tests {
    use super::chain::{canonical, root};
    use proptest::prelude::*;

    #[test]
    fn canonical_json_does_not_depend_on_order() {
        let one: serde_json::Value = serde_json::from_str(r#"{"b":[1,{"d":null,"c":"x"}],"a":"\u4e2d\""}"#).unwrap();
        assert_eq!(canonical(&one), r#"{"a":"中\"","b":[1,{"c":"x","d":null}]}"#);
    }

    proptest! {
        #[test]
        fn any_edit_removal_or_swap_changes_the_root(
            leaves in proptest::collection::vec(any::<[u8; 32]>(), 1..40), at: prop::sample::Index, other: prop::sample::Index
        ) {
            let sound = root(&leaves);
            let (a, b) = (at.index(leaves.len()), other.index(leaves.len()));
            let mut edited = leaves.clone();
            edited[a][0] ^= 1;
            prop_assert_ne!(root(&edited), sound);
            let mut shorter = leaves.clone();
            shorter.remove(a);
            prop_assert_ne!(root(&shorter), sound);
            if leaves[a] != leaves[b] {
                let mut swapped = leaves.clone();
                swapped.swap(a, b);
                prop_assert_ne!(root(&swapped), sound);
            }
        }
    }
}
