//! Opening something once, however often and from wherever it is asked for at the same time.
//!
//! Who looks first and writes in another transaction finds nothing there yet, and so do the five
//! others who look at that moment. Here the look and the writing are one transaction, and all who
//! open the same thing write the same row: the engine lets one of them commit, and the others,
//! tried again, read the first one's id and get it as their answer.

use domain::access::Viewer;
use domain::training::ClassState;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::audit::chain::{canonical, hex};
use crate::rows::{json, plain};
use crate::{Script, Store, StoreError};

/// What a guard throws before the id of whoever was first.
const FIRST: &str = "gq:once:";

/// The row that counts the imports, and the changes that none of them may have been made ready before.
pub(crate) const IMPORTS: &str = "imports";

/// So many of those who go on beside each other seldom meet.
const LANES: usize = 64;

/// What tells a thing from others of its kind, and how long it is the same thing.
pub(crate) struct Once {
    table: &'static str,
    key: String,
    stands: &'static str,
    known: Vec<(&'static str, Value)>,
}

impl Once {
    /// A thing known by `parts`. A second one of the same parts is the first one while `stands`
    /// holds of `$first`, the row that was first; once it no longer does, another may be opened.
    pub(crate) fn of(table: &'static str, parts: &[&str], stands: &'static str) -> Self {
        let text = std::iter::once(&table).chain(parts).copied().collect::<Vec<_>>().join("|");
        Self { table, key: hash(&text), stands, known: Vec::new() }
    }

    /// Binds a variable of what it stands by.
    pub(crate) fn knowing(mut self, name: &'static str, value: &impl Serialize) -> Self {
        self.known.push((name, plain(value)));
        self
    }

    /// A thing known by what somebody sent: the same again from them is the same thing as long as
    /// nobody changed it. For what has no parts that would make it one of a kind.
    pub(crate) fn sent(table: &'static str, viewer: &Viewer, draft: &impl Serialize) -> Self {
        let draft = plain(draft);
        let untouched = "($first.version ?? 0) <= 1 AND ($first.state ?? $once_draft) = $once_draft
            AND !($first.cancelled ?? false)";
        // Whatever is prepared before it is announced calls that alike.
        Self::of(table, &[viewer.account.as_str(), &canonical(&draft)], untouched)
            .knowing("once_draft", &ClassState::Draft)
    }
}

impl Script {
    /// Adds what lets through only the first of those who open the same thing, here under `id`.
    /// Its outcome goes through [`opened`].
    pub(crate) fn once(self, once: &Once, id: &str) -> Self {
        self.look(once)
            .then(&format!("IF $stands {{ THROW '{FIRST}' + $first_id }};"))
            .then("UPSERT $once CONTENT { kind: $once_table, row: $once_id, turn: 1 } RETURN NONE;")
            .bind("once_id", id)
    }

    /// Adds what finds whether the first of a kind still stands.
    fn look(self, once: &Once) -> Self {
        let known = once.known.iter().fold(self, |script, (name, value)| script.bind(name, value.clone()));
        known.then(&format!(
            "LET $once = type::record('once', $once_key);
             LET $first_id = (SELECT VALUE row FROM ONLY $once) ?? '';
             LET $first = IF $first_id = '' {{ NONE }} ELSE {{ (SELECT * FROM ONLY type::record($once_table, $first_id)) }};
             LET $stands = $first != NONE AND ({});",
            once.stands
        ))
        .bind("once_key", once.key.as_str())
        .bind("once_table", once.table)
    }

    /// Adds what makes all who write under the same name wait for each other, so that what the
    /// script looks at besides still holds when it commits.
    pub(crate) fn turn(self, kind: &'static str, name: &str) -> Self {
        self.turns(kind, vec![hash(&format!("turn|{kind}|{name}"))])
    }

    /// The same, where many go on beside each other, and only [`Script::alone`] waits for them and
    /// makes them wait.
    pub(crate) fn beside(self, kind: &'static str, name: &str, own: &str) -> Self {
        let lane = own.bytes().fold(0usize, |sum, byte| (sum * 31 + usize::from(byte)) % LANES);
        self.turns(kind, vec![hash(&format!("turn|{kind}|{name}|{lane}"))])
    }

    /// Adds what nobody goes on beside who says that they do by [`Script::beside`].
    pub(crate) fn alone(self, kind: &'static str, name: &str) -> Self {
        self.turns(kind, (0..LANES).map(|lane| hash(&format!("turn|{kind}|{name}|{lane}"))).collect())
    }

    /// Adds that what imports are made ready by changes: of an import beside this, the later one of the two begins
    /// anew.
    pub(crate) fn before_imports(self) -> Self {
        self.turns("import", vec![IMPORTS.to_owned()])
    }

    fn turns(self, kind: &'static str, keys: Vec<String>) -> Self {
        self.then(
            "FOR $key IN $turn_keys {
                UPSERT type::record('once', $key) SET kind = $turn_kind, row = '', turn = (turn ?? 0) + 1 RETURN NONE;
             };",
        )
        .bind("turn_keys", keys)
        .bind("turn_kind", kind)
    }
}

impl Store {
    /// The id of whoever opened a thing that still stands, before much is worked out for another.
    pub(crate) async fn standing(&self, once: &Once) -> Result<Option<String>, StoreError> {
        let script = Script::default().look(once).then("RETURN IF $stands { $first_id } ELSE { '' };");
        let mut results = self.read(script).await?;
        let last = results.num_statements() - 1;
        Ok(json(&mut results, last)?.as_str().filter(|id| !id.is_empty()).map(str::to_owned))
    }
}

/// The id under which a thing stands in the store: `own`, or that of whoever opened it first.
pub(crate) fn opened<T>(outcome: Result<T, StoreError>, own: &str) -> Result<String, StoreError> {
    match outcome {
        Ok(_) => Ok(own.to_owned()),
        Err(StoreError::Thrown(code)) if code.starts_with(FIRST) => Ok(code[FIRST.len()..].to_owned()),
        Err(error) => Err(error),
    }
}

pub(crate) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}
