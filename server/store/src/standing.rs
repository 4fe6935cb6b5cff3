//! Where everybody stands, and the counts of every unit, kept as changes come.
//!
//! Whatever changes what somebody has done, or for whom a rule holds, marks them in
//! `standing_due` in its own transaction. Settling works out the marked ones anew, and adds
//! the difference to the counts of every unit above them, in one transaction that holds only
//! if nobody else counted meanwhile. So the counts are exact as soon as nobody is marked,
//! and reading them costs the same however long the ledger is.

pub(crate) mod counting;

use std::collections::{BTreeMap, HashMap};

use domain::code::{Family, Level, PersonState};
use domain::time::Date;
use domain::training::{LedgerEntry, Rules, Standing, Subject, Sums, Total};
use domain::{Day, Moment, PersonId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::requirement::RuleSet;
use crate::rows::take;
use crate::{Change, Script, Store, StoreError};

/// People settled in one transaction.
const BATCH: usize = 500;
/// People settled while somebody waits for a page; the rest is left to the job.
const INLINE: usize = 1_000;
/// Tries when another server counts at the same time.
const TRIES: u32 = 20;

/// The counts of a unit, by the code of the level.
pub(crate) type ByLevel = BTreeMap<String, Sums>;

/// The counts of units by their ids, or what is added to them.
pub(crate) type ByUnit = BTreeMap<String, ByLevel>;

/// Marks everybody in `$marked` (ids) as to be settled.
pub(crate) const MARK: &str = "
    FOR $one IN $marked {
        UPSERT type::record('standing_due', $one) SET n = (n ?? 0) + 1 RETURN NONE;
    };";

#[derive(Deserialize)]
struct Due {
    id: PersonId,
    n: i64,
}

#[derive(Deserialize)]
struct Member {
    id: PersonId,
    unit: UnitId,
    path: String,
    level: Level,
    #[serde(default, with = "domain::time::unknown")]
    level_since: Option<Date>,
    state: PersonState,
}

impl Member {
    /// As the rules see them, with the levels of their main posts where those can matter.
    fn subject(&self, family: Option<Family>, levels: Vec<(Day, Level)>) -> Subject {
        let family = family.unwrap_or(Family::Government);
        Subject::now(family, self.level, self.level_since.map(|date| date.day())).with_earlier(levels)
    }

    /// Where they stand.
    fn standing(
        self,
        rules: Rules<'_>,
        subject: &Subject,
        totals: &[Total],
        entries: &[LedgerEntry],
        on: Day,
    ) -> Standing {
        let bars = rules.bars(subject, totals, entries, on);
        Standing::of(self.id, self.unit, self.path, self.level, &bars, totals, on)
    }
}

/// A row of what somebody has done.
#[derive(Deserialize)]
pub(crate) struct Sum {
    person: PersonId,
    #[serde(flatten)]
    total: Total,
}

/// A unit's counts as held.
#[derive(Deserialize, Default)]
struct Held {
    id: String,
    data: String,
    turn: i64,
}

impl Store {
    /// The earlier levels of people, for those whose present one is newer than any window.
    pub(crate) async fn earlier_levels(
        &self,
        people: &[&PersonId],
    ) -> Result<HashMap<PersonId, Vec<(Day, Level)>>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            person: PersonId,
            level: Level,
            from: Day,
        }
        let mut levels: HashMap<PersonId, Vec<(Day, Level)>> = HashMap::new();
        if people.is_empty() {
            return Ok(levels);
        }
        let held = "SELECT person, level, `from` FROM appointment WHERE person IN $some AND main";
        let rows: Vec<Row> = self.among(held, people, Script::default()).await?;
        for row in rows {
            levels.entry(row.person).or_default().push((row.from, row.level));
        }
        Ok(levels)
    }

    /// Somebody as the rules see them; earlier levels are read only where they can matter.
    pub(crate) async fn subject(
        &self,
        rules: &RuleSet,
        person: &PersonId,
        (level, since): (Level, Option<Date>),
        family: Family,
    ) -> Result<Subject, StoreError> {
        let subject = Subject::now(family, level, since.map(|date| date.day()));
        if !recent(rules, since) {
            return Ok(subject);
        }
        let earlier = self.earlier_levels(&[person]).await?.remove(person).unwrap_or_default();
        Ok(subject.with_earlier(earlier))
    }

    /// Works out those who are marked: all of them, or as many as somebody waiting for a page
    /// may wait for. Gives how many are left, at most [`INLINE`] counted.
    pub(crate) async fn settle(&self, now: Moment, all: bool) -> Result<u32, StoreError> {
        let _turn = self.caches.counting.lock().await;
        let rules = self.rule_set().await?;
        self.mark_everybody_if_due(&rules, now, all).await?;
        let mut settled = 0;
        let mut stale = 0;
        loop {
            let due: Vec<Due> = self
                .rows(Script::new(&format!("SELECT record::id(id) AS id, n FROM standing_due LIMIT {BATCH}")))
                .await?;
            if due.is_empty() {
                return Ok(0);
            }
            if !all && settled >= INLINE {
                let left: Vec<Value> =
                    self.rows(Script::new(&format!("SELECT VALUE n FROM standing_due LIMIT {INLINE}"))).await?;
                return Ok(u32::try_from(left.len()).unwrap_or(u32::MAX));
            }
            match self.settle_batch(&rules, &due, now.day()).await {
                Ok(()) => settled += due.len(),
                Err(StoreError::Thrown(code)) if code == "gq:stale" && stale < TRIES => stale += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// When other rules are in force than everybody was counted under, or another day has begun,
    /// everybody is due.
    async fn mark_everybody_if_due(&self, rules: &RuleSet, now: Moment, all: bool) -> Result<(), StoreError> {
        let key = key_of(rules, now.day());
        let held: Option<String> =
            self.row(Script::new("SELECT VALUE key FROM type::record('completion_state', 'main')")).await?;
        if held.as_deref() == Some(&key) {
            return Ok(());
        }
        // Where nobody was ever counted: those who are not marked yet are.
        let table = if held.is_none() { "person WHERE state = $active" } else { "standing" };
        // Too many to mark while somebody waits: the job does it, and no page reads them all.
        let most = if all { String::new() } else { format!(" LIMIT {}", INLINE + 1) };
        let everybody: Vec<String> = self
            .rows(
                Script::new(&format!("SELECT VALUE record::id(id) FROM {table}{most}"))
                    .json("active", &PersonState::Active),
            )
            .await?;
        if !all && everybody.len() > INLINE {
            return Ok(());
        }
        for chunk in everybody.chunks(BATCH) {
            self.write(Change::Nothing("standing.mark"), Script::new(MARK).bind("marked", chunk.to_vec())).await?;
        }
        self.note_key(key).await
    }

    async fn note_key(&self, key: String) -> Result<(), StoreError> {
        let script = Script::new("UPSERT type::record('completion_state', 'main') SET key = $key RETURN NONE;");
        self.write(Change::Nothing("standing.state"), script.bind("key", key)).await?;
        Ok(())
    }

    async fn settle_batch(&self, rules: &RuleSet, due: &[Due], on: Day) -> Result<(), StoreError> {
        let records =
            |table: &str| -> Vec<RecordId> { due.iter().map(|one| RecordId::new(table, one.id.as_str())).collect() };
        let script = Script::new(
            "SELECT record::id(id) AS id, unit, path, level, level_since, state FROM $people;
             SELECT VALUE data FROM $standings;",
        )
        .bind("people", records("person"))
        .bind("standings", records("standing"));
        let sums = "SELECT person, year, form, category, hours FROM ledger_total WHERE person IN $some";
        let sums = self.among::<Sum>(sums, due.iter().map(|one| &one.id), Script::default());
        let (mut results, sums) = tokio::try_join!(self.read(script), sums)?;
        let members: Vec<Member> = take(&mut results, 0)?;
        let totals = totals_of(sums);
        let mut before: HashMap<PersonId, Standing> = HashMap::new();
        for text in take::<String>(&mut results, 1)? {
            let one: Standing = serde_json::from_str(&text)?;
            before.insert(one.person.clone(), one);
        }
        let active: Vec<Member> = members.into_iter().filter(|one| one.state == PersonState::Active).collect();
        let after = self.standings_of(rules, active, totals, on).await?;

        let mut changes = ByUnit::new();
        let mut written: Vec<Value> = Vec::new();
        for one in &after {
            if before.get(&one.person) == Some(one) {
                before.remove(&one.person);
                continue;
            }
            add_to_units(&mut changes, one, 1);
            written.push(json!({ "id": one.person, "unit": one.unit, "data": serde_json::to_string(one)? }));
        }
        let mut gone: Vec<String> = Vec::new();
        for one in before.values() {
            add_to_units(&mut changes, one, -1);
            if !after.iter().any(|kept| kept.person == one.person) {
                gone.push(one.person.0.clone());
            }
        }
        let counts = self.changed_counts(changes).await?;
        let change = if written.is_empty() && gone.is_empty() {
            Change::Nothing("standing.settle")
        } else {
            Change::Kept("standing.settle")
        };
        let marks: Vec<Value> = due.iter().map(|one| json!({ "id": one.id, "n": one.n })).collect();
        let script = Script::new(
            "FOR $one IN $written {
                UPSERT type::record('standing', $one.id) SET unit = $one.unit, data = $one.data RETURN NONE;
             };
             FOR $one IN $gone { DELETE type::record('standing', $one) RETURN NONE };
             FOR $one IN $counts {
                LET $turn = (SELECT VALUE turn FROM ONLY type::record('completion', $one.id)) ?? 0;
                IF $turn != $one.turn { THROW 'gq:stale' };
                UPSERT type::record('completion', $one.id) SET data = $one.data, turn = $turn + 1 RETURN NONE;
             };
             FOR $one IN $marks {
                IF (SELECT VALUE n FROM ONLY type::record('standing_due', $one.id)) = $one.n {
                    DELETE type::record('standing_due', $one.id) RETURN NONE;
                };
             };",
        )
        .bind("written", written)
        .bind("gone", gone)
        .bind("counts", counts)
        .bind("marks", marks);
        self.write(change, script).await?;
        Ok(())
    }

    /// Where people stand, from what was read of them.
    async fn standings_of(
        &self,
        rules: &RuleSet,
        members: Vec<Member>,
        mut totals: HashMap<PersonId, Vec<Total>>,
        on: Day,
    ) -> Result<Vec<Standing>, StoreError> {
        let families = self.families_of(members.iter().map(|one| &one.unit)).await?;
        let recent: Vec<&PersonId> =
            members.iter().filter(|one| recent(rules, one.level_since)).map(|one| &one.id).collect();
        let mut earlier = self.earlier_levels(&recent).await?;
        let subjects: Vec<(Member, Subject)> = members
            .into_iter()
            .map(|one| {
                let levels = earlier.remove(&one.id).unwrap_or_default();
                let subject = one.subject(families.get(&one.unit).copied(), levels);
                (one, subject)
            })
            .collect();
        let rules = rules.rules();
        let asked: Vec<PersonId> = subjects
            .iter()
            .filter(|(_, subject)| rules.needs_entries(subject, on))
            .map(|(one, _)| one.id.clone())
            .collect();
        let mut entries = self.entries_by_person(&asked).await?;
        Ok(subjects
            .into_iter()
            .map(|(one, subject)| {
                let own = totals.remove(&one.id).unwrap_or_default();
                let dated = entries.remove(&one.id).unwrap_or_default();
                one.standing(rules, &subject, &own, &dated, on)
            })
            .collect())
    }

    async fn entries_by_person(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<LedgerEntry>>, StoreError> {
        let mut entries: HashMap<PersonId, Vec<LedgerEntry>> = HashMap::new();
        for entry in self.rows_among::<LedgerEntry>("person IN $some", people, Script::default()).await? {
            entries.entry(entry.person.clone()).or_default().push(entry);
        }
        Ok(entries)
    }

    /// The counts that change, as they will be.
    async fn changed_counts(&self, changes: ByUnit) -> Result<Vec<Value>, StoreError> {
        let changes: ByUnit = changes
            .into_iter()
            .filter(|(_, by_level)| by_level.values().any(|sums| *sums != Sums::default()))
            .collect();
        let records: Vec<RecordId> = changes.keys().map(|unit| RecordId::new("completion", unit.as_str())).collect();
        let held: Vec<Held> = self
            .rows(Script::new("SELECT record::id(id) AS id, data, turn FROM $records").bind("records", records))
            .await?;
        let mut counts = Vec::with_capacity(changes.len());
        for (unit, by_level) in changes {
            let known = held.iter().find(|one| one.id == unit);
            let mut next: ByLevel = known.map_or_else(|| Ok(ByLevel::new()), |one| serde_json::from_str(&one.data))?;
            add_levels(&mut next, by_level);
            next.retain(|_, sums| *sums != Sums::default());
            counts.push(json!({
                "id": unit, "turn": known.map_or(0, |one| one.turn), "data": serde_json::to_string(&next)?,
            }));
        }
        Ok(counts)
    }

    /// The counts of units, as held.
    pub(crate) async fn counts_of(&self, units: &[&UnitId]) -> Result<HashMap<UnitId, ByLevel>, StoreError> {
        let records: Vec<RecordId> = units.iter().map(|unit| RecordId::new("completion", unit.as_str())).collect();
        let held: Vec<Held> = self
            .rows(Script::new("SELECT record::id(id) AS id, data, turn FROM $records").bind("records", records))
            .await?;
        held.into_iter().map(|one| Ok((UnitId(one.id), serde_json::from_str(&one.data)?))).collect()
    }

    /// Where the people of one unit stand, those below it apart.
    pub(crate) async fn standings_in(&self, unit: &UnitId) -> Result<Vec<Standing>, StoreError> {
        let texts: Vec<String> = self
            .rows(Script::new("SELECT VALUE data FROM standing WHERE unit = $unit").bind("unit", unit.as_str()))
            .await?;
        texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect()
    }

    /// The families of units.
    pub(crate) async fn families_of(
        &self,
        units: impl Iterator<Item = &UnitId>,
    ) -> Result<HashMap<UnitId, Family>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: UnitId,
            family: Family,
        }
        let mut ids: Vec<&str> = units.map(UnitId::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        let records: Vec<RecordId> = ids.into_iter().map(|id| RecordId::new("unit", id)).collect();
        let rows: Vec<Row> =
            self.rows(Script::new("SELECT record::id(id) AS id, family FROM $units").bind("units", records)).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.family)).collect())
    }

    /// Works out everybody who is marked; for the job, tests and benchmarks.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle_all(&self, now: Moment) -> Result<(), StoreError> {
        self.settle(now, true).await.map(|_| ())
    }

    /// Counts everybody anew from the ledger itself, entry by entry, and names the units
    /// whose kept counts differ. Nothing is changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount(&self, now: Moment) -> Result<Vec<UnitId>, StoreError> {
        let rules = self.rule_set().await?;
        let columns = "record::id(id) AS id, unit, path, level, level_since, state";
        let everybody: Vec<Member> = self
            .rows(
                Script::new(&format!("SELECT {columns} FROM person WHERE state = $active"))
                    .json("active", &PersonState::Active),
            )
            .await?;
        let mut anew = ByUnit::new();
        let mut rest = everybody.into_iter();
        loop {
            let members: Vec<Member> = rest.by_ref().take(BATCH).collect();
            if members.is_empty() {
                break;
            }
            let ids: Vec<PersonId> = members.iter().map(|one| one.id.clone()).collect();
            let entries = self.entries_by_person(&ids).await?;
            let totals = entries.iter().map(|(id, own)| (id.clone(), domain::training::totals_of(own))).collect();
            for one in self.standings_of(&rules, members, totals, now.day()).await? {
                add_to_units(&mut anew, &one, 1);
            }
        }
        let held: Vec<Held> = self.rows(Script::new("SELECT record::id(id) AS id, data, turn FROM completion")).await?;
        let mut differ: Vec<UnitId> = Vec::new();
        let mut kept = ByUnit::new();
        for one in held {
            let by_level: ByLevel = serde_json::from_str(&one.data)?;
            if !by_level.is_empty() {
                kept.insert(one.id, by_level);
            }
        }
        for unit in kept.keys().chain(anew.keys()) {
            if kept.get(unit) != anew.get(unit) && !differ.iter().any(|known| known.as_str() == unit) {
                differ.push(unit.as_str().into());
            }
        }
        Ok(differ)
    }
}

/// Whether a level taken on that day is newer than the oldest window that asks about it.
fn recent(rules: &RuleSet, since: Option<Date>) -> bool {
    let Some(since) = since.map(|date| date.day()) else { return false };
    rules.requirements.iter().map(|one| one.window_from.min(one.from)).min().is_some_and(|first| since > first)
}

/// Adds somebody to the units above them, or takes them away.
fn add_to_units(changes: &mut ByUnit, one: &Standing, times: i64) {
    use domain::code::Code;
    for unit in one.units() {
        let by_level = changes.entry(unit.to_owned()).or_default();
        by_level.entry(one.level.code().to_owned()).or_default().add(one, times);
    }
}

/// Adds other people's counts of a unit.
fn add_levels(held: &mut ByLevel, more: ByLevel) {
    for (level, sums) in more {
        held.entry(level).or_default().merge(&sums);
    }
}

/// What people have done, by person.
pub(crate) fn totals_of(sums: Vec<Sum>) -> HashMap<PersonId, Vec<Total>> {
    let mut totals: HashMap<PersonId, Vec<Total>> = HashMap::new();
    for sum in sums {
        totals.entry(sum.person).or_default().push(sum.total);
    }
    totals
}

/// Under what everybody was counted. Where somebody stands changes with the day alone too: what a
/// promotion asks for ends on one.
fn key_of(rules: &RuleSet, day: Day) -> String {
    format!("{} {}", domain::time::day_text(day), fingerprint(rules, day))
}

/// What tells one set of rules in force from another.
fn fingerprint(rules: &RuleSet, on: Day) -> String {
    use sha2::{Digest, Sha256};
    let mut ids: Vec<&str> =
        domain::training::in_force(&rules.requirements, on).iter().map(|one| one.id.as_str()).collect();
    ids.sort_unstable();
    let mut tree: Vec<String> = rules.categories.0.iter().map(|one| format!("{}<{}", one.id, one.parent)).collect();
    tree.sort();
    // Carried hours and make-up look at past versions too, so all of them count.
    let all: Vec<&str> = rules.requirements.iter().map(|one| one.id.as_str()).collect();
    // What is kept of a standing has this shape: with another, everybody is counted anew.
    let shape = "days";
    let text = format!("{shape}|{}|{}|{}", ids.join(","), all.join(","), tree.join(","));
    crate::audit::hex(&Sha256::digest(text.as_bytes()))[..16].to_owned()
}
