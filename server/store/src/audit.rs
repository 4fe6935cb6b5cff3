//! The audit trail: rows written beside the changes they tell of, and their seals.

use std::collections::{HashMap, HashSet};

use domain::access::Viewer;
use domain::audit::{Action, AuditBreak, AuditReport, AuditRow, Seal};
use domain::{AccountId, Moment};
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::rows::{content, new_id};
use crate::{Script, Store, StoreError, Witness};

pub(crate) use chain::hex;

/// Rows to a seal at most: a batch stays one modest transaction.
const BATCH: usize = 2000;

/// Hashes of rows, trees and seals. Public so that an outside verifier can use it.
pub mod chain {
    use domain::audit::{AuditRow, Seal};
    use serde_json::Value;
    use sha2::{Digest, Sha256};

    /// What the first seal follows.
    pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

    /// Lower-case hexadecimal.
    #[must_use]
    pub fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            use std::fmt::Write;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// What [`hex`] was given; nothing for a text that is not from it.
    #[must_use]
    pub fn unhex(text: &str) -> Option<Vec<u8>> {
        if !text.is_ascii() || !text.len().is_multiple_of(2) {
            return None;
        }
        (0..text.len() / 2).map(|n| u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).ok()).collect()
    }

    /// JSON with sorted keys and no blanks, so that equal values are equal texts.
    #[must_use]
    pub fn canonical(value: &Value) -> String {
        match value {
            Value::Object(map) => {
                let mut keys: Vec<&String> = map.keys().collect();
                keys.sort();
                let parts: Vec<String> =
                    keys.iter().map(|key| format!("{}:{}", Value::from(key.as_str()), canonical(&map[*key]))).collect();
                format!("{{{}}}", parts.join(","))
            }
            Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
            other => other.to_string(),
        }
    }

    /// Hash of a row: SHA-256 of 0x00 and its canonical JSON.
    #[must_use]
    pub fn leaf(row: &AuditRow) -> [u8; 32] {
        let value = serde_json::to_value(row).unwrap_or_default();
        Sha256::new().chain_update([0]).chain_update(canonical(&value)).finalize().into()
    }

    /// Root of the Merkle tree: a node is SHA-256 of 0x01, left, right; an odd one goes
    /// up alone. The distinct first bytes keep a node from passing for a row.
    #[must_use]
    pub fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
        let mut level = leaves.to_vec();
        while level.len() > 1 {
            level = level
                .chunks(2)
                .map(|pair| match pair {
                    [left, right] => {
                        Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
                    }
                    odd => odd[0],
                })
                .collect();
        }
        level.first().copied().unwrap_or([0; 32])
    }

    /// Hash of a seal's facts.
    #[must_use]
    pub fn seal(seal: &Seal) -> String {
        let text = format!("{}|{}|{}|{}|{}", seal.seq, seal.at.0, seal.rows.len(), seal.root, seal.previous);
        hex(&Sha256::new().chain_update([2]).chain_update(text).finalize())
    }
}

/// Who does something, as the trail notes it.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The account; empty for the system itself.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// The request.
    pub request: String,
}

impl From<&Viewer> for Actor {
    fn from(viewer: &Viewer) -> Self {
        Self { account: viewer.account.clone(), name: viewer.name.clone(), request: viewer.request.clone() }
    }
}

/// A note for the trail.
pub(crate) struct Note<'a> {
    pub(crate) actor: Actor,
    pub(crate) now: Moment,
    pub(crate) action: Action,
    pub(crate) subject: &'a str,
    pub(crate) id: &'a str,
    pub(crate) path: &'a str,
    pub(crate) reason: &'a str,
}

impl Note<'_> {
    fn row(&self) -> Value {
        json!({
            "id": new_id(self.now), "at": self.now, "actor": self.actor.account, "actor_name": self.actor.name,
            "action": self.action, "subject": self.subject, "subject_id": self.id, "path": self.path,
            "reason": self.reason, "request": self.actor.request,
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
        script
            .then(&format!(
                "INSERT INTO audit object::extend(${name}, {{ `before`: {before}, `after`: {after} }}) RETURN NONE;
             CREATE type::record('audit_pending', ${name}.id) CONTENT {{ at: ${name}.at }} RETURN NONE;"
            ))
            .bind(&name, row)
    }
}

/// A row as the table has it, before its states become text.
pub(crate) fn row_of(mut value: Value) -> Result<AuditRow, StoreError> {
    for key in ["before", "after"] {
        let text = match value.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(state) => chain::canonical(state),
        };
        value[key] = Value::from(text);
    }
    Ok(serde_json::from_value(value)?)
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
        match self.write("seal", script).await {
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
            let rows: Vec<Value> = self
                .rows(
                    script
                        .clone()
                        .then(&format!(
                            "SELECT *, record::id(id) AS id FROM type::record('audit', $start..$end) WHERE {condition}"
                        ))
                        .bind("start", start.as_str())
                        .bind("end", end.as_str()),
                )
                .await?;
            let rows: Vec<AuditRow> = rows.into_iter().map(row_of).collect::<Result<_, _>>()?;
            newest.extend(rows.into_iter().rev());
            if newest.len() >= most || start <= first || from <= floor.0.max(0) {
                newest.truncate(most);
                return Ok(newest);
            }
            end = start;
        }
    }

    pub(crate) async fn audit_rows(&self, ids: &[String]) -> Result<Vec<AuditRow>, StoreError> {
        let records: Vec<RecordId> = ids.iter().map(|id| RecordId::new("audit", id.as_str())).collect();
        let rows: Vec<Value> =
            self.rows(Script::new("SELECT *, record::id(id) AS id FROM $records").bind("records", records)).await?;
        rows.into_iter().map(row_of).collect()
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
            let page: Vec<Value> = self
                .rows(
                    Script::new("SELECT *, record::id(id) AS id FROM type::record('audit', $last>..) LIMIT $most")
                        .bind("last", if last.is_empty() { "!".to_owned() } else { last.clone() })
                        .bind("most", BATCH as i64),
                )
                .await?;
            let Some(end) = page.last().and_then(|row| row["id"].as_str()).map(str::to_owned) else { break };
            for value in page {
                let row = row_of(value)?;
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
