//! What procedures write into people's forms: the years of appraisal, awards.

use std::collections::HashMap;

use domain::PersonId;
use serde::Deserialize;
use serde_json::Value;

use crate::batch::BATCH;
use crate::{Script, Store, StoreError};

/// A form with a line changed, for those who still have the version it was read with.
pub(crate) struct EditedForm {
    person: PersonId,
    version: u32,
    form: String,
}

impl Store {
    /// The forms of people with one field as `edit` makes it from what it held; people it leaves as
    /// they were are not among them.
    pub(crate) async fn edited_forms<T>(
        &self,
        field: &str,
        edits: Vec<(PersonId, T)>,
        edit: impl Fn(&str, &T) -> String,
    ) -> Result<Vec<EditedForm>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: PersonId,
            form: Option<String>,
            #[serde(default)]
            version: u32,
        }
        if edits.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<&str> = edits.iter().map(|one| one.0.as_str()).collect();
        let rows: Vec<Row> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, form, version FROM $ids.map(|$one: any| type::record('person', $one))",
                )
                .bind("ids", ids.into_iter().map(str::to_owned).collect::<Vec<_>>()),
            )
            .await?;
        let mut held: HashMap<PersonId, Row> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut edited = Vec::new();
        for (person, with) in edits {
            let Some(row) = held.remove(&person) else { continue };
            let mut form: serde_json::Map<String, Value> =
                row.form.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            let was = form.get(field).and_then(Value::as_str).unwrap_or_default();
            let is = edit(was, &with);
            if is != was {
                form.insert(field.to_owned(), Value::from(is));
                edited.push(EditedForm { person, version: row.version, form: Value::Object(form).to_string() });
            }
        }
        Ok(edited)
    }
}

/// Writes forms; whoever edited one meanwhile is not overwritten (`gq:moved`).
pub(crate) fn write_forms(mut script: Script, forms: &[EditedForm]) -> Script {
    let rows: Vec<Value> = forms
        .iter()
        .map(|one| serde_json::json!({ "id": one.person, "form": one.form, "version": one.version }))
        .collect();
    for (n, chunk) in rows.chunks(BATCH).enumerate() {
        script = script
            .then(&format!(
                "FOR $one IN $forms{n} {{
                     LET $person = type::record('person', $one.id);
                     IF ((SELECT VALUE version FROM ONLY $person) ?? 0) != $one.version {{ THROW 'gq:moved' }};
                     UPDATE $person SET form = $one.form, version = $one.version + 1 RETURN NONE
                 }};"
            ))
            .bind(&format!("forms{n}"), chunk.to_vec());
    }
    script
}
