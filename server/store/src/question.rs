//! The question bank.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::page::Page;
use domain::ports::Answer;
use domain::training::port::Questions;
use domain::training::{Question, QuestionQuery};
use domain::{Fault, Moment, QuestionId, file};

use crate::audit::Note;
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::scope::in_scope;
use crate::{Change, Script, Store};

tables! { "question" by QuestionId: Question }

impl Store {
    /// A question with the path of its unit, checked.
    async fn checked(&self, viewer: &Viewer, question: &Question) -> Answer<Question> {
        question.check()?;
        self.open_category(&question.category, "category").await?;
        let unit = self.open_unit(&question.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
        Ok(Question { path: unit.path, text: question.text.trim().to_owned(), ..question.clone() })
    }
}

#[async_trait]
impl Questions for Store {
    async fn questions(&self, viewer: &Viewer, query: &QuestionQuery) -> Answer<Page<Question>> {
        let scope = viewer.require(Permission::CLASS_EDIT)?;
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
        Ok(self.page_where(&condition, "id", script, &query.window).await?)
    }

    async fn question(&self, viewer: &Viewer, id: &QuestionId) -> Answer<Question> {
        let question = self.get::<Question>(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &question.path)?;
        Ok(question)
    }

    async fn save_question(&self, viewer: &Viewer, question: &Question, now: Moment) -> Answer<()> {
        viewer.require(Permission::CLASS_EDIT)?;
        let new = question.id.as_str().is_empty();
        let prior = if new { None } else { Some(self.question(viewer, &question.id).await?) };
        let next = self.checked(viewer, question).await?;
        let id = if new { new_id(now) } else { question.id.0.clone() };
        let save = Save { viewer, now, table: "question", id: &id, path: &next.path, version: question.version };
        let once = Once::sent("question", viewer, question);
        self.save_once(Change::Answers("question.save"), &save, prior.as_ref(), content(&next), &once).await?;
        Ok(())
    }

    async fn import_questions(&self, viewer: &Viewer, questions: &[Question], now: Moment) -> Answer<u32> {
        viewer.require(Permission::CLASS_EDIT)?;
        let Some(first) = questions.first() else { return Err(file::Refusal::Empty.into()) };
        let unit = self.open_unit(&first.unit, "unit").await?;
        viewer.require_at(Permission::CLASS_EDIT, &unit.path)?;
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
        let what = format!("{count} questions");
        let note = Note::of(viewer, now).does(Action::Import, "question", unit.id.as_str(), &unit.path).because(&what);
        if rows.is_empty() {
            return Ok(0);
        }
        let script = Script::new("INSERT INTO question $rows RETURN NONE;").bind("rows", rows).note(
            &note,
            "NONE",
            "{ questions: array::len($rows) }",
        );
        self.write(Change::Answers("question.import"), script).await?;
        Ok(count)
    }
}
