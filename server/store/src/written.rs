//! What was written, by table and by whom it concerns: an answer that is kept holds as long as nothing was written
//! that it depends on ([`On`]).
//!
//! What a write concerns is read from its script: the tables that it names, which are never fewer than those it
//! writes. Whom of them it concerns is known of a row that is inserted with its person, and of a class or a person
//! that is named by its id; of any other row, everybody who depends on the table, unless the script says it
//! ([`crate::Script::whose`]). So nobody who writes has to think of what is kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use surrealdb::types::{Value, Variables};

/// How many seats of a class are taken, written with every place: no table, but a part of `class` by itself, of each
/// class by its id.
pub(crate) const SEATS: &str = "class.taken";

/// The tables that kept answers depend on, in order.
const KEPT: [&str; 34] = [
    "account",
    "appointment",
    "appraisal",
    "appraisal_member",
    "appraisal_sheet",
    "attempt",
    "audit",
    "award",
    "ballot_voter",
    "call",
    "call_up",
    "category",
    "class",
    SEATS,
    "deed",
    "enrolment",
    "exam",
    "exchange_case",
    "exchange_entry",
    "exchange_kind",
    "exchange_round",
    "grant",
    "holiday",
    "ledger",
    "ledger_total",
    "lesson",
    "need",
    "notice",
    "person",
    "plan",
    "requirement",
    "survey",
    "tolerance_case",
    "unit",
];

/// Those of which a row concerns whoever depends on it by its own id.
const BY_ID: [&str; 2] = ["class", "person"];

/// Those whose rows concern one person each.
const OF_PEOPLE: [&str; 13] = [
    "appointment",
    "appraisal_member",
    "attempt",
    "ballot_voter",
    "call",
    "enrolment",
    "exchange_case",
    "exchange_entry",
    "ledger",
    "ledger_total",
    "need",
    "notice",
    "person",
];

/// So many whom rows of a table concern are told apart.
const MOST: usize = 20_000;

/// What an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum On {
    /// Any row of a table.
    All(&'static str),
    /// The rows of a table that concern somebody, or of a class.
    Of(&'static str, String),
}

impl On {
    pub(crate) fn of(table: &'static str, whom: impl ToString) -> Self {
        Self::Of(table, whom.to_string())
    }

    /// Whether writes of it are told: its table is one of those that are looked for.
    pub(crate) fn is_told(&self) -> bool {
        let (Self::All(table) | Self::Of(table, _)) = self;
        KEPT.contains(table)
    }
}

/// Whom the rows concern that were written in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Anybody,
    These(BTreeSet<String>),
}

/// What a write concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrote {
    Everything,
    These(BTreeMap<&'static str, Whose>),
}

impl Wrote {
    pub(crate) fn nothing() -> Self {
        Self::These(BTreeMap::new())
    }

    /// All rows that concern one person.
    pub(crate) fn of(person: &str) -> Self {
        let theirs = Whose::These(BTreeSet::from([person.to_owned()]));
        Self::These(OF_PEOPLE.iter().map(|table| (*table, theirs.clone())).collect())
    }
}

/// What a script says of itself.
#[derive(Clone, Default)]
pub(crate) struct Said {
    /// Whom all the rows concern that it writes in a table.
    whose: BTreeMap<&'static str, BTreeSet<String>>,
    /// Tables that it names and changes nothing in that is kept of them.
    spares: BTreeSet<&'static str>,
}

impl Said {
    pub(crate) fn whose(&mut self, table: &'static str, whom: impl IntoIterator<Item = impl ToString>) {
        debug_assert!(KEPT.contains(&table), "{table}");
        self.whose.entry(table).or_default().extend(whom.into_iter().map(|one| one.to_string()));
    }

    pub(crate) fn spares(&mut self, table: &'static str) {
        self.spares.insert(table);
    }

    /// What a script writes that says this.
    pub(crate) fn wrote(&self, sql: &str, vars: &Variables) -> Wrote {
        let mut found: BTreeMap<&'static str, Whose> = BTreeMap::new();
        let bound = bound_tables(sql, vars).into_iter().map(|table| (table, Whose::Anybody));
        for (table, whose) in targets(sql, vars).into_iter().chain(bound) {
            if self.spares.contains(table) || self.whose.contains_key(table) {
                continue;
            }
            let known = found.entry(table).or_insert_with(|| Whose::These(BTreeSet::new()));
            match (known, whose) {
                (Whose::Anybody, _) => {}
                (Whose::These(known), Whose::These(more)) => known.extend(more),
                (known, Whose::Anybody) => *known = Whose::Anybody,
            }
        }
        found.extend(self.whose.iter().map(|(table, whom)| (*table, Whose::These(whom.clone()))));
        Wrote::These(found)
    }
}

fn known(word: &str) -> Option<&'static str> {
    KEPT.binary_search(&word).ok().map(|at| KEPT[at])
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    text.split(|letter: char| !is_of_word(letter)).next().unwrap_or_default()
}

/// The tables that a script names: where a statement says from where or into what, and as text, with whom the rows
/// concern that it may write there.
fn targets(sql: &str, vars: &Variables) -> Vec<(&'static str, Whose)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = sql[at..].find(is_of_word) {
        let begin = at + next;
        let end = begin + word(&sql[begin..]).len();
        at = end;
        let (before, after) = (&sql[..begin], &sql[end..]);
        if let Some(table) = known(&sql[begin..end])
            && is_target(before, after)
        {
            found.push((table, whose(table, (before, after), sql, vars)));
        }
    }
    found
}

/// Whether a word between two pieces of a script is the name of a table rather than a column's.
fn is_target(before: &str, after: &str) -> bool {
    let quoted = ["'", "\"", "`"].iter().any(|mark| before.ends_with(mark) && after.starts_with(mark));
    let said = before.trim_end();
    let verb = said.rsplit(|letter: char| !is_of_word(letter)).next().unwrap_or_default();
    let named = said.len() < before.len()
        && matches!(verb, "FROM" | "INTO" | "UPDATE" | "UPSERT" | "DELETE" | "CREATE" | "ONLY" | "TABLE" | "RELATE");
    quoted || named
}

/// Whom the rows of a table concern that a script may write, where it names the table.
fn whose(table: &'static str, (before, after): (&str, &str), sql: &str, vars: &Variables) -> Whose {
    let inserted = before.trim_end().ends_with("INTO").then(|| value_of(after.trim_start(), sql, vars)).flatten();
    if let Some(people) = inserted.and_then(people_of) {
        return Whose::These(people);
    }
    let named = before.ends_with("type::record('").then(|| after.strip_prefix("', ")).flatten();
    match named.filter(|_| BY_ID.contains(&table)).and_then(|text| value_of(text, sql, vars)) {
        Some(Value::String(id)) => Whose::These(BTreeSet::from([id.clone()])),
        _ => Whose::Anybody,
    }
}

/// What is bound to the variable that a text begins with, where it has nothing after it and the script calls nothing
/// else so.
fn value_of<'a>(text: &str, sql: &str, vars: &'a Variables) -> Option<&'a Value> {
    let text = text.strip_prefix('$')?;
    let name = word(text);
    if text[name.len()..].starts_with(['.', '[']) {
        return None;
    }
    let given = |by: &str| sql.split(by).skip(1).any(|rest| word(rest) == name);
    vars.get(name).filter(|_| !["LET $", "FOR $", "|$"].into_iter().any(given))
}

/// Whose rows are, where every one of them says it.
fn people_of(rows: &Value) -> Option<BTreeSet<String>> {
    let Value::Array(rows) = rows else { return None };
    let person = |row: &Value| match row {
        Value::Object(row) => match row.get("person") {
            Some(Value::String(person)) => Some(person.clone()),
            _ => None,
        },
        _ => None,
    };
    rows.iter().map(person).collect()
}

/// The tables of records that a script is given, and those that it is given the name of and does not only read.
fn bound_tables(sql: &str, vars: &Variables) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    vars.iter().for_each(|(_, value)| records_in(value, &mut found));
    for (at, begin) in sql.match_indices("type::record($") {
        let statement = sql[..at].rsplit(['(', '{', ';']).next().unwrap_or_default();
        if let Some(Value::String(name)) = vars.get(word(&sql[at + begin.len()..]))
            && !statement.contains("SELECT")
        {
            found.extend(known(name));
        }
    }
    found
}

fn records_in(value: &Value, found: &mut BTreeSet<&'static str>) {
    match value {
        Value::RecordId(id) => found.extend(known(id.table.as_str())),
        Value::Array(all) => all.iter().for_each(|one| records_in(one, found)),
        Value::Object(all) => all.values().for_each(|one| records_in(one, found)),
        _ => {}
    }
}

/// Counts what was written.
#[derive(Default)]
pub(crate) struct Written(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// How many writes there were.
    all: u64,
    /// The last that concerned everything.
    everything: u64,
    tables: HashMap<&'static str, Table>,
}

/// The last writes of a table.
#[derive(Default)]
struct Table {
    any: u64,
    /// Of rows of which it is not known whom they concern.
    anybody: u64,
    of: HashMap<String, u64>,
}

impl Written {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many writes there were.
    pub(crate) fn count(&self) -> u64 {
        self.counts().all
    }

    /// Something was written.
    pub(crate) fn note(&self, wrote: &Wrote) {
        let mut counts = self.counts();
        counts.all += 1;
        let now = counts.all;
        let tables = match wrote {
            Wrote::Everything => {
                counts.everything = now;
                return;
            }
            Wrote::These(tables) => tables,
        };
        for (&name, whose) in tables {
            let table = counts.tables.entry(name).or_default();
            table.any = now;
            match whose {
                Whose::These(these) if table.of.len() + these.len() <= MOST => {
                    table.of.extend(these.iter().map(|one| (one.clone(), now)));
                }
                _ => {
                    table.anybody = now;
                    table.of.clear();
                }
            }
        }
    }

    /// Whether nothing of this was written since there were so many writes.
    pub(crate) fn is_unchanged(&self, since: u64, on: &[On]) -> bool {
        let counts = self.counts();
        let last = |on: &On| match on {
            On::All(table) => counts.tables.get(table).map_or(0, |table| table.any),
            On::Of(table, whom) => counts
                .tables
                .get(table)
                .map_or(0, |table| table.anybody.max(table.of.get(whom).copied().unwrap_or_default())),
        };
        counts.everything <= since && on.iter().all(|one| last(one) <= since)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use surrealdb::types::RecordId;

    use super::*;

    fn wrote(sql: &str, vars: Variables) -> BTreeMap<&'static str, Whose> {
        match Said::default().wrote(sql, &vars) {
            Wrote::These(found) => found,
            Wrote::Everything => panic!("everything"),
        }
    }

    fn these(whom: &[&str]) -> Whose {
        Whose::These(whom.iter().map(|one| (*one).to_owned()).collect())
    }

    fn bound(name: &str, value: impl surrealdb::types::SurrealValue) -> Variables {
        let mut vars = Variables::new();
        vars.insert(name, value);
        vars
    }

    #[test]
    fn the_tables_are_in_order() {
        assert!(KEPT.is_sorted());
        assert!(BY_ID.iter().chain(&OF_PEOPLE).all(|table| KEPT.contains(table)));
    }

    #[test]
    fn rows_that_are_inserted_concern_the_people_in_them() {
        let rows = vec![json!({ "person": "p1", "read": false }), json!({ "person": "p2" })];
        for sql in [
            "INSERT INTO notice $rows RETURN NONE;",
            "INSERT IGNORE INTO notice $rows RETURN NONE;",
            "IF array::len($rows) > 0 { INSERT INTO notice $rows RETURN NONE };",
        ] {
            let found = wrote(sql, bound("rows", rows.clone()));
            assert_eq!(found, BTreeMap::from([("notice", these(&["p1", "p2"]))]), "{sql}");
        }
        let both = "INSERT INTO notice $rows RETURN NONE; FOR $one IN $all { CREATE notice CONTENT $one };";
        assert_eq!(wrote(both, bound("rows", rows.clone()))["notice"], Whose::Anybody);
        let other = "LET $rows = [{ person: 'p3' }]; INSERT INTO notice $rows;";
        assert_eq!(wrote(other, bound("rows", rows))["notice"], Whose::Anybody);
        let nobodys = vec![json!({ "person": "p1" }), json!({ "title": "x" })];
        assert_eq!(wrote("INSERT INTO notice $rows", bound("rows", nobodys))["notice"], Whose::Anybody);
    }

    #[test]
    fn a_class_is_known_by_its_id_and_any_other_row_may_concern_anybody() {
        let sql = "LET $prior = (SELECT * FROM ONLY type::record('class', $id));
             UPDATE type::record('class', $id) SET n = 1;";
        assert_eq!(wrote(sql, bound("id", "c1")), BTreeMap::from([("class", these(&["c1"]))]));
        let another = "FOR $id IN $all { UPDATE type::record('class', $id) SET n = 1 };";
        assert_eq!(wrote(another, bound("id", "c1"))["class"], Whose::Anybody);
        let of_row = "UPDATE type::record('class', $id.class) SET n = 1";
        assert_eq!(wrote(of_row, Variables::new())["class"], Whose::Anybody);
        for sql in [
            "UPDATE type::record('call', $id) SET state = 'x'",
            "FOR $one IN (SELECT VALUE id FROM call WHERE class = $id) { UPDATE $one SET state = 'x' }",
            "DELETE call WHERE class = $id",
            "UPDATE call SET n = 1",
        ] {
            assert_eq!(wrote(sql, bound("id", "c1")), BTreeMap::from([("call", Whose::Anybody)]), "{sql}");
        }
    }

    #[test]
    fn tables_of_what_is_bound_are_written_too() {
        let ids = vec![RecordId::new("survey", "s1"), RecordId::new("refused", "r1")];
        assert_eq!(wrote("DELETE $ids", bound("ids", ids)), BTreeMap::from([("survey", Whose::Anybody)]));
        let named = "UPSERT type::record($table, $id) SET n = 1";
        assert_eq!(wrote(named, bound("table", "exchange_kind"))["exchange_kind"], Whose::Anybody);
        let read = "LET $first = (SELECT * FROM ONLY type::record($table, $id)); UPSERT $once SET kind = $table;";
        assert!(wrote(read, bound("table", "exchange_kind")).is_empty());
    }

    #[test]
    fn columns_variables_and_what_is_thrown_are_no_tables() {
        let sql = "UPSERT type::record('standing_due', $one.person) SET person = $person, class = $row.class;
             IF $exam { THROW 'gq:exam-closed' };
             LET $found = (SELECT VALUE class FROM type::record('x', $lesson) WHERE call_up = $id AND unit IN $unit);";
        assert!(wrote(sql, Variables::new()).is_empty());
    }

    #[test]
    fn what_a_script_says_of_a_table_holds_for_all_of_it() {
        let mut said = Said::default();
        said.whose("call", ["p1"]);
        said.spares("class");
        said.whose(SEATS, ["c1"]);
        let sql = "UPDATE type::record('call', $id) SET x = 1; UPDATE type::record('class', $id) SET taken += 1;";
        let expected = BTreeMap::from([("call", these(&["p1"])), (SEATS, these(&["c1"]))]);
        assert_eq!(said.wrote(sql, &bound("id", "c1")), Wrote::These(expected));
    }

    #[test]
    fn what_concerns_somebody_else_leaves_an_answer_as_it_is() {
        let written = Written::default();
        let mine = [On::of("notice", "p1"), On::All("survey")];
        let made = written.count();
        written.note(&Wrote::These(BTreeMap::from([("notice", these(&["p2"])), ("call", Whose::Anybody)])));
        assert!(written.is_unchanged(made, &mine));
        assert!(!written.is_unchanged(made, &[On::All("notice")]));
        assert!(!written.is_unchanged(made, &[On::of("call", "p1")]));
        written.note(&Wrote::These(BTreeMap::from([("notice", these(&["p1"]))])));
        assert!(!written.is_unchanged(made, &mine));
        let made = written.count();
        assert!(written.is_unchanged(made, &mine));
        written.note(&Wrote::These(BTreeMap::from([("survey", these(&["s1"]))])));
        assert!(!written.is_unchanged(made, &mine));
        let made = written.count();
        written.note(&Wrote::Everything);
        assert!(!written.is_unchanged(made, &mine) && !written.is_unchanged(made, &[]));
    }

    #[test]
    fn more_people_than_are_told_apart_are_anybody() {
        let written = Written::default();
        let made = written.count();
        let many = (0..=MOST).map(|n| format!("q{n}")).collect();
        written.note(&Wrote::These(BTreeMap::from([("notice", Whose::These(many))])));
        assert!(!written.is_unchanged(made, &[On::of("notice", "p1")]));
    }
}
