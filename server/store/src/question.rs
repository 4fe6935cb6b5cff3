//! The question bank.

use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::page::Page;
use domain::ports::Answer;
use domain::training::{Question, QuestionQuery};
use domain::{Fault, Moment, QuestionId, Rule};

use crate::audit::Note;
use crate::rows::{content, in_scope, json as json_at, new_id, take};
use crate::{Script, Store, StoreError};

impl Store {
    pub(crate) async fn question_page(&self, viewer: &Viewer, query: &QuestionQuery) -> Answer<Page<Question>> {
        let scope = viewer.require(Permission::ClassEdit)?;
        let (inside, mut script) = in_scope("path", &scope, Script::default());
        let mut parts = vec![inside];
        let q = query.q.trim();
        if !q.is_empty() {
            parts.push("string::contains(text, $q)".to_owned());
            script = script.bind("q", q);
        }
        if !query.category.is_empty() {
            parts.push("category IN $categories".to_owned());
            script = script.bind("categories", self.below_category(&query.category.as_str().into()).await?);
        }
        for (field, value) in [("kind", &query.kind), ("difficulty", &query.difficulty)] {
            if !value.is_empty() {
                parts.push(format!("{field} = ${field}"));
                script = script.bind(field, value.as_str());
            }
        }
        let condition = parts.join(" AND ");
        let script = script
            .then(&format!(
                "SELECT * FROM (SELECT *, record::id(id) AS id FROM question WHERE {condition})
                    ORDER BY id LIMIT $limit START $offset;
                 SELECT count() AS n FROM question WHERE {condition} GROUP ALL;"
            ))
            .bind("limit", i64::from(query.window.limit()))
            .bind("offset", i64::from(query.window.offset()));
        let mut results = self.read(script).await?;
        let rows: Vec<Question> = take(&mut results, 0)?;
        let total = json_at(&mut results, 1)?[0]["n"].as_u64().unwrap_or(0);
        Ok(Page::new(rows, u32::try_from(total).unwrap_or(u32::MAX), &query.window))
    }

    pub(crate) async fn find_question(&self, id: &QuestionId) -> Result<Option<Question>, StoreError> {
        self.row(
            Script::new("SELECT *, record::id(id) AS id FROM type::record('question', $id)").bind("id", id.as_str()),
        )
        .await
    }

    pub(crate) async fn one_question(&self, viewer: &Viewer, id: &QuestionId) -> Answer<Question> {
        let question = self.find_question(id).await?.ok_or(Fault::NotFound)?;
        viewer.require_at(Permission::ClassEdit, &question.path)?;
        Ok(question)
    }

    /// A question with the path of its unit, checked.
    async fn checked(&self, viewer: &Viewer, question: &Question) -> Answer<Question> {
        question.check()?;
        self.open_category(&question.category, "category").await?;
        let unit = self.find_unit(&question.unit).await?.filter(|unit| unit.active);
        let unit = unit.ok_or_else(|| Fault::field("unit", Rule::Unknown))?;
        viewer.require_at(Permission::ClassEdit, &unit.path)?;
        Ok(Question { path: unit.path, text: question.text.trim().to_owned(), ..question.clone() })
    }

    pub(crate) async fn write_question(&self, viewer: &Viewer, question: &Question, now: Moment) -> Answer<()> {
        viewer.require(Permission::ClassEdit)?;
        let new = question.id.as_str().is_empty();
        let prior = if new { None } else { Some(self.one_question(viewer, &question.id).await?) };
        let next = self.checked(viewer, question).await?;
        let id = if new { new_id(now) } else { question.id.0.clone() };
        let next = Question { id: id.as_str().into(), version: question.version + 1, ..next };
        let note = Note {
            actor: viewer.into(),
            now,
            action: if new { Action::Create } else { Action::Update },
            subject: "question",
            id: &id,
            path: &next.path,
            reason: "",
        };
        let script = Script::new(
            "LET $held = (SELECT VALUE version FROM ONLY type::record('question', $id)) ?? 0;
             IF $held != $version { THROW 'gq:stale' };
             UPSERT type::record('question', $id) CONTENT $next RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("version", i64::from(question.version))
        .bind("next", content(&next))
        .json("prior", &prior)
        .note(&note, "$prior ?? NONE", "$next");
        self.write("question.save", script).await?;
        Ok(())
    }

    /// Adds questions read from a file, all in one transaction. One that is in the bank of
    /// its unit already, word for word, is left out. Gives how many were added.
    pub(crate) async fn add_questions(&self, viewer: &Viewer, questions: &[Question], now: Moment) -> Answer<u32> {
        viewer.require(Permission::ClassEdit)?;
        let Some(first) = questions.first() else { return Err(Fault::Refused(domain::Reason::FileEmpty)) };
        let unit = self.find_unit(&first.unit).await?.filter(|unit| unit.active);
        let unit = unit.ok_or_else(|| Fault::field("unit", Rule::Unknown))?;
        viewer.require_at(Permission::ClassEdit, &unit.path)?;
        let known: Vec<String> = self
            .rows(Script::new("SELECT VALUE text FROM question WHERE path = $path").bind("path", unit.path.as_str()))
            .await?;
        let mut known: std::collections::HashSet<String> = known.into_iter().collect();
        let mut rows = Vec::new();
        for question in questions {
            question.check()?;
            if question.unit != unit.id || !known.insert(question.text.clone()) {
                continue;
            }
            let id = QuestionId(new_id(now));
            let row = Question { id, path: unit.path.clone(), version: 1, ..question.clone() };
            rows.push(serde_json::to_value(&row).map_err(|_| Fault::Internal)?);
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Import,
            subject: "question",
            id: unit.id.as_str(),
            path: &unit.path,
            reason: &format!("{count} questions"),
        };
        if rows.is_empty() {
            return Ok(0);
        }
        let script = Script::new("INSERT INTO question $rows RETURN NONE;").bind("rows", rows).note(
            &note,
            "NONE",
            "{ questions: array::len($rows) }",
        );
        self.write("question.import", script).await?;
        Ok(count)
    }
}
