//! The rows of an import as they are judged: by what is on record, by what words mean, by what the
//! importer said of them.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::audit::Action;
use domain::code::{Code, Lang, Level, Politics, Rank, Sex};
use domain::import::port::ImportRows;
use domain::import::{
    self, Choice, Facts, Field, ImportAnswers, ImportRow, ImportState, Match, Meanings, NO_MEANING, PreviewRow,
    Problem, ProblemRule, Question, Record, Units, UnknownWord, Verdict, World, judge, read_of,
};
use domain::ports::Answer;
use domain::text::{name_key, word_key};
use domain::{Fault, ImportId, Moment, PersonId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

use super::known::Known;
use super::planned::{Planned, kept, row_id, text};
use crate::audit::{Note, hex};
use crate::rows::new_id;
use crate::{Change, Script, Store, StoreError};

/// Unknown words told at most.
const WORDS: usize = 200;
/// Rows judged before others have their turn and the importer is told.
const BREATH: u32 = 256;
/// Rows kept in one transaction.
const ROWS: usize = 500;

/// What an import was told besides its rows.
#[derive(Default)]
struct Plan {
    /// Where new people go whose row names no unit; empty for nowhere.
    home: UnitId,
    /// What the importer said of rows, by where they stand.
    choices: BTreeMap<u32, Choice>,
}

/// Rows as judged, those that need the importer first.
struct Judged {
    rows: Vec<One>,
    counts: [u32; 6],
    words: Vec<UnknownWord>,
}

/// A row as judged.
struct One {
    preview: PreviewRow,
    /// What will be written, as JSON; empty for nothing.
    planned: String,
}

/// Where a verdict stands in the list, and which count it is of.
fn rank(verdict: &Verdict) -> (u8, usize) {
    match verdict {
        Verdict::Problem(_) => (0, 3),
        Verdict::Ask(_) => (1, 4),
        Verdict::Changed(_) => (2, 1),
        Verdict::New => (3, 0),
        Verdict::Same => (4, 2),
        Verdict::Left => (5, 5),
    }
}

/// Where a row stands: its source and line.
type Place = (String, u32);

/// Rows of one file that may be one person.
#[derive(Default)]
struct Seen {
    people: HashMap<PersonId, Place>,
    numbers: HashMap<String, Place>,
    /// New people by name and month of birth, each with their number.
    new: HashMap<(String, String), Vec<(String, Place)>>,
}

impl Seen {
    /// The row before that is this person for certain.
    fn twice(&mut self, record: &Record, row: &ImportRow) -> Option<Place> {
        let here = (row.source.clone(), row.line);
        let number = &record.sensitive.id_number;
        let by_id = self.people.insert(record.person.id.clone(), here.clone());
        let by_number = if number.is_empty() { None } else { self.numbers.insert(number.clone(), here) };
        by_id.or(by_number)
    }

    /// The row before that may be this new person.
    fn maybe(&mut self, record: &Record, row: &ImportRow) -> Option<Place> {
        let key = (name_key(&record.person.name), record.person.birth.month_text());
        let number = record.sensitive.id_number.clone();
        let before = self.new.entry(key).or_default();
        let found = before.iter().find(|(other, _)| other.is_empty() || number.is_empty() || *other == number);
        let found = found.map(|(_, place)| place.clone());
        before.push((number, (row.source.clone(), row.line)));
        found
    }
}

/// Waits for what was begun to be written.
async fn kept_whole(begun: Option<JoinHandle<Result<Value, StoreError>>>) -> Result<(), StoreError> {
    let Some(begun) = begun else { return Ok(()) };
    begun.await.map_err(|error| StoreError::Broken(error.to_string()))??;
    Ok(())
}

impl Store {
    /// Judges the rows of an import that was opened, and keeps them as its preview.
    pub(super) async fn previewed(
        &self,
        viewer: &Viewer,
        id: &ImportId,
        rows: &[ImportRow],
        now: Moment,
    ) -> Answer<()> {
        let record = self.find_import(viewer, id).await?;
        let plan = Plan { home: record.home, ..Plan::default() };
        let judged = self.judge_rows(viewer, id, rows, &plan, now).await?;
        self.keep_rows(id, rows, &judged.rows).await?;
        Ok(self.show_preview(id, &judged, &plan.choices).await?)
    }

    /// Keeps rows with what was found of them. While some are being written the next are sealed.
    async fn keep_rows(&self, id: &ImportId, rows: &[ImportRow], judged: &[One]) -> Result<(), StoreError> {
        let mut begun = None;
        let mut steps = rows.len();
        for (at, chunk) in judged.chunks(ROWS).enumerate() {
            let mut kept = Vec::with_capacity(chunk.len());
            for (n, one) in chunk.iter().enumerate() {
                let mut row = rows[one.preview.at as usize].clone();
                let photo = row.photo.replace(String::new()).unwrap_or_default();
                if photo.is_empty() {
                    row.photo = None;
                }
                let at_id = row_id(id, one.preview.at);
                kept.push(json!({
                    "id": at_id, "import": id, "n": at * ROWS + n, "preview": text(&one.preview)?,
                    "record": self.seal_row(&at_id, &one.planned), "photo": photo,
                    "row": self.seal_row(&at_id, &text(&row)?),
                }));
            }
            steps += kept.len();
            kept_whole(begun.take()).await?;
            // The program made these rows itself, so the engine need not look at their fields.
            let script = Script::new("OPTION IMPORT; INSERT INTO import_row $rows RETURN NONE;").bind("rows", kept);
            let store = self.clone();
            begun = Some(tokio::spawn(async move { store.write(Change::Nothing("import.rows"), script).await }));
            self.caches.importing.tell(id.as_str(), half(steps));
        }
        kept_whole(begun).await
    }

    /// What a row of an import keeps of a person, sealed as records are; nothing stays nothing.
    fn seal_row(&self, id: &str, text: &str) -> String {
        if text.is_empty() { String::new() } else { self.sealed("import_row", id, text) }
    }

    /// Shows an import as its rows were judged.
    async fn show_preview(
        &self,
        id: &ImportId,
        judged: &Judged,
        choices: &BTreeMap<u32, Choice>,
    ) -> Result<(), StoreError> {
        let script = Script::default()
            .json("preview", &ImportState::Preview)
            .then(
                "UPDATE type::record('import', $id) SET state = $preview, counts = $counts, words = $words,
                choices = $choices, done = 0, `all` = $all RETURN NONE;",
            )
            .bind("id", id.as_str())
            .json("counts", &judged.counts)
            .bind("words", text(&judged.words)?)
            .bind("choices", text(choices)?)
            .bind("all", i64::from(judged.counts[0] + judged.counts[1]));
        self.write(Change::Answers("import.judged"), script).await?;
        Ok(())
    }

    /// Judges rows: whom each is about, and what it would do.
    async fn judge_rows(
        &self,
        viewer: &Viewer,
        id: &ImportId,
        rows: &[ImportRow],
        plan: &Plan,
        now: Moment,
    ) -> Answer<Judged> {
        let scope = viewer.require(Permission::PERSON_IMPORT)?;
        let units = Units::new(self.units_in(&scope).await?);
        let home = match &plan.home {
            id if id.as_str().is_empty() => None,
            id => Some(units.get(id).ok_or(Fault::Forbidden)?),
        };
        let meanings = self.meanings(&scope).await?;
        let world = World { units: &units, home, meanings: &meanings, today: now.day() };
        let facts: Vec<Facts> = rows.iter().map(|row| world.facts(row)).collect();
        let known = self.known_to(&facts).await?;
        let mut seen = Seen::default();
        let mut judged = Judged { rows: Vec::with_capacity(rows.len()), counts: [0; 6], words: Vec::new() };
        let mut unknown: BTreeMap<(Field, String), (String, u32)> = BTreeMap::new();
        for ((at, row), facts) in (0u32..).zip(rows).zip(&facts) {
            if at % BREATH == BREATH - 1 {
                self.caches.importing.tell(id.as_str(), half(at as usize));
                tokio::task::yield_now().await;
            }
            let choice = plan.choices.get(&at);
            let (who, version) = whom(facts, choice, &known, &scope, &units);
            let fresh = PersonId(format!("{}{at:x}", new_id(now)));
            let (mut verdict, mut record) = judge(row, who, &world, fresh);
            if let Some(planned) = &record {
                let new = version.is_none();
                let maybe = if new { seen.maybe(planned, row) } else { None };
                if let Some((source, line)) = seen.twice(planned, row) {
                    verdict = Verdict::Problem(vec![Problem {
                        field: Field::Name,
                        rule: ProblemRule::Twice(source, line),
                        found: row.get(Field::Name).unwrap_or_default().to_owned(),
                    }]);
                    record = None;
                } else if maybe.is_some() && choice != Some(&Choice::New) {
                    verdict = Verdict::Ask(Question { people: Vec::new(), row: maybe, new: true });
                    record = None;
                }
            }
            if let Verdict::Problem(problems) = &verdict {
                for problem in
                    problems.iter().filter(|one| matches!(one.rule, ProblemRule::Word | ProblemRule::UnitUnknown))
                {
                    let word = row.get(problem.field).unwrap_or_default();
                    unknown.entry((problem.field, word_key(word))).or_insert_with(|| (word.to_owned(), 0)).1 += 1;
                }
            }
            judged.counts[rank(&verdict).1] += 1;
            let name: String = row.get(Field::Name).unwrap_or_default().chars().take(30).collect();
            let planned = match record {
                Some(record) => {
                    let (before, namesakes) = match version {
                        Some(_) => (known.before(&record.person.id), Vec::new()),
                        None => (None, known.namesakes(&record.person.name)),
                    };
                    text(&Planned { record, version, before, namesakes })?
                }
                None => String::new(),
            };
            let preview = PreviewRow {
                line: row.line,
                source: row.source.clone(),
                at,
                name,
                read: if matches!(verdict, Verdict::Same) { Vec::new() } else { read_of(row) },
                verdict,
                choice: choice.cloned(),
            };
            judged.rows.push(One { preview, planned });
        }
        judged.rows.sort_by_key(|one| (rank(&one.preview.verdict).0, one.preview.at));
        judged.words = unknown
            .into_iter()
            .take(WORDS)
            .map(|((field, _), (word, rows))| UnknownWord { nearest: nearest(field, &word, &units), field, word, rows })
            .collect();
        Ok(judged)
    }

    /// What words mean in a scope: what importers above or at it have said.
    async fn meanings(&self, scope: &Scope) -> Result<Meanings, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            root: String,
            field: Field,
            word: String,
            meaning: String,
        }
        let mut rows: Vec<Row> = self.rows(Script::new("SELECT root, field, word, meaning FROM import_word")).await?;
        // A path names all units above its own: where a unit stands there is how near it is.
        let near = |row: &Row| scope.paths.iter().filter_map(|path| path.find(&format!("/{}/", row.root))).max();
        rows.retain(|row| near(row).is_some());
        // The nearest says last.
        rows.sort_by_key(near);
        Ok(rows.into_iter().map(|row| ((row.field, row.word), row.meaning)).collect())
    }
}

#[async_trait]
impl ImportRows for Store {
    async fn answer_import(&self, viewer: &Viewer, id: &ImportId, answers: &ImportAnswers, now: Moment) -> Answer<()> {
        let scope = viewer.require(Permission::PERSON_IMPORT)?;
        let record = self.find_import(viewer, id).await?;
        if !matches!(record.state, ImportState::Preview | ImportState::Done) {
            return Err(import::Refusal::Gone.into());
        }
        let units = Units::new(self.units_in(&scope).await?);
        let root =
            scope.paths.first().and_then(|path| path.trim_end_matches('/').rsplit('/').next()).unwrap_or_default();
        let mut learned: Vec<Value> = Vec::new();
        for (field, word, meaning) in &answers.words {
            let known = match field {
                _ if meaning == NO_MEANING => true,
                Field::Unit => units.get(&UnitId(meaning.clone())).is_some(),
                field => domain::import::meaning(*field, meaning, &Meanings::new()).is_some(),
            };
            if !known {
                return Err(Fault::field("word", domain::Rule::Unknown));
            }
            let word = word_key(word);
            let key = hex(&Sha256::digest(format!("{root}|{field:?}|{word}").as_bytes()));
            learned.push(json!({ "id": key, "root": root, "field": field, "word": word, "meaning": meaning }));
        }
        if !learned.is_empty() {
            let note = Note::of(viewer, now)
                .does(Action::Import, "import", id.as_str(), scope.paths.first().map_or("", String::as_str))
                .because("words");
            let script = Script::new(
                "FOR $one IN $learned { UPSERT type::record('import_word', $one.id) CONTENT
                    { root: $one.root, field: $one.field, word: $one.word, meaning: $one.meaning } RETURN NONE };",
            )
            .bind("learned", learned)
            .note(&note, "NONE", "{ rows: $learned }");
            self.write(Change::Answers("import.words"), script).await?;
        }
        #[derive(Deserialize)]
        struct Kept {
            id: String,
            row: String,
            preview: String,
        }
        let stored: Vec<Kept> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, row, preview, n FROM import_row
                        WHERE import = $id AND n < $total ORDER BY n",
                )
                .bind("id", id.as_str())
                .bind("total", i64::from(record.counts().iter().sum::<u32>())),
            )
            .await?;
        let mut rows: BTreeMap<u32, ImportRow> = BTreeMap::new();
        for one in &stored {
            let preview: PreviewRow = serde_json::from_str(&one.preview).map_err(StoreError::from)?;
            rows.insert(
                preview.at,
                serde_json::from_str(&self.unsealed("import_row", &one.id, &one.row)?).map_err(StoreError::from)?,
            );
        }
        let mut choices: BTreeMap<u32, Choice> = kept(&record.choices)?;
        choices.extend(answers.rows.iter().cloned());
        // Rows are judged by where they stand among those that are left.
        let order: Vec<u32> = rows.keys().copied().collect();
        let plan = Plan {
            home: record.home.clone(),
            choices: (0u32..).zip(&order).filter_map(|(n, at)| Some((n, choices.get(at)?.clone()))).collect(),
        };
        let left: Vec<ImportRow> = rows.into_values().collect();
        let mut judged = self.judge_rows(viewer, id, &left, &plan, now).await?;
        for one in &mut judged.rows {
            one.preview.at = order[one.preview.at as usize];
        }
        self.rejudged(id, &judged, &choices).await?;
        // Of an import that was written, nothing may be left to write or to ask.
        let open: u32 = [0, 1, 3, 4].iter().map(|n| judged.counts[*n]).sum();
        if record.written > 0 && open == 0 {
            let done = Script::default()
                .json("done", &ImportState::Done)
                .then("UPDATE type::record('import', $id) SET state = $done RETURN NONE;");
            self.write(Change::Answers("import.ended"), done.bind("id", id.as_str())).await?;
            self.finish_import(id.as_str()).await?;
        }
        Ok(())
    }
}

impl Store {
    /// The rows of an import of the viewer's that wait, each with what keeps it.
    ///
    /// # Errors
    /// [`import::Refusal::Gone`].
    pub async fn waiting_rows(&self, viewer: &Viewer, id: &ImportId) -> Answer<Vec<(ImportRow, String)>> {
        viewer.require(Permission::PERSON_IMPORT)?;
        self.find_import(viewer, id).await?;
        #[derive(Deserialize)]
        struct Kept {
            id: String,
            row: String,
            preview: String,
        }
        let stored: Vec<Kept> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, row, preview, n FROM import_row WHERE import = $id ORDER BY n",
                )
                .bind("id", id.as_str()),
            )
            .await?;
        let mut waiting = Vec::new();
        for one in stored {
            let preview: PreviewRow = serde_json::from_str(&one.preview).map_err(StoreError::from)?;
            let why = match preview.verdict {
                Verdict::Problem(problems) => {
                    let said = problems.iter().map(|one| format!("{}：{}", one.field.name(Lang::Zh), one.rule.plain()));
                    said.collect::<Vec<_>>().join("；")
                }
                Verdict::Ask(_) => "不能确定是哪一位干部，请补充身份证号或系统编号，或在预览页选定".to_owned(),
                _ => continue,
            };
            waiting.push((
                serde_json::from_str(&self.unsealed("import_row", &one.id, &one.row)?).map_err(StoreError::from)?,
                why,
            ));
        }
        Ok(waiting)
    }

    /// Writes rows as they are judged anew.
    async fn rejudged(&self, id: &ImportId, judged: &Judged, choices: &BTreeMap<u32, Choice>) -> Answer<()> {
        for (at, chunk) in judged.rows.chunks(500).enumerate() {
            let mut rows = Vec::with_capacity(chunk.len());
            for (n, one) in chunk.iter().enumerate() {
                let at_id = row_id(id, one.preview.at);
                rows.push(json!({
                    "id": at_id, "n": at * 500 + n, "preview": text(&one.preview)?,
                    "record": self.seal_row(&at_id, &one.planned),
                }));
            }
            let script = Script::new(
                "FOR $one IN $rows { UPDATE type::record('import_row', $one.id) SET n = $one.n, preview = $one.preview,
                    record = $one.record RETURN NONE };",
            );
            self.write(Change::Answers("import.judge"), script.bind("rows", rows)).await?;
        }
        Ok(self.show_preview(id, judged, choices).await?)
    }
}

/// How far an import is after so many steps: each of its rows is judged, and then kept.
fn half(steps: usize) -> u32 {
    u32::try_from(steps / 2).unwrap_or(u32::MAX)
}

/// Whom a row is about, and the version it is judged against.
fn whom(facts: &Facts, choice: Option<&Choice>, known: &Known, scope: &Scope, units: &Units) -> (Match, Option<u32>) {
    let found = known.of(facts, scope, units);
    let found = match (found, choice) {
        (_, Some(Choice::Leave)) => Match::Left,
        (Match::Ask(asked), Some(Choice::New)) if asked.new => Match::Nobody,
        (Match::Ask(asked), Some(Choice::Person(id))) => known.chosen(id, &asked).unwrap_or(Match::Ask(asked)),
        (found, _) => found,
    };
    let version = match &found {
        Match::One(record) => Some(record.person.version),
        _ => None,
    };
    (found, version)
}

/// What an unknown word most likely means: what is kept, and what it is called.
fn nearest(field: Field, word: &str, units: &Units) -> Vec<(String, String)> {
    fn all<C: Code>() -> Vec<(String, String)> {
        C::ALL.iter().map(|one| one.name(Lang::Zh).to_owned()).map(|name| (name.clone(), name)).collect()
    }
    match field {
        Field::Unit => units.nearest(word).into_iter().map(|unit| (unit.id.to_string(), unit.name.clone())).collect(),
        Field::Level | Field::Rank => [all::<Level>(), all::<Rank>()].concat(),
        Field::Politics => all::<Politics>(),
        Field::Sex => vec![Sex::Male, Sex::Female]
            .into_iter()
            .map(|sex| sex.name(Lang::Zh).to_owned())
            .map(|name| (name.clone(), name))
            .collect(),
        Field::Ethnic => {
            domain::code::ETHNIC_GROUPS.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect()
        }
        _ => Vec::new(),
    }
}
