//! What a decision changes elsewhere: bars it lifts in exchange, admonitions it takes back.

use std::collections::HashMap;

use domain::tolerance::{Outcome, ToleranceCase};
use domain::{Moment, PersonId};
use serde::Deserialize;
use serde_json::json;

use crate::{Script, Store, StoreError};

impl Store {
    /// Cases in force that tolerated errors of people: (number of the case, of the document).
    pub(crate) async fn tolerated_of(
        &self,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, Vec<(String, String)>>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            person: PersonId,
            case_number: String,
            document: String,
        }
        let sql = "SELECT person, case_number, document FROM tolerance_effect WHERE person IN $some AND active";
        let rows: Vec<Row> = self.among(sql, people, Script::default()).await?;
        let mut found: HashMap<PersonId, Vec<(String, String)>> = HashMap::new();
        for row in rows {
            found.entry(row.person).or_default().push((row.case_number, row.document));
        }
        for list in found.values_mut() {
            list.sort();
        }
        Ok(found)
    }
}

/// Writes what a change of a case does elsewhere, in its own transaction: an effect begins,
/// changes or ends, and an admonition under the same document is taken back or counts again.
pub(super) fn written(script: Script, before: &ToleranceCase, after: &ToleranceCase, now: Moment) -> Script {
    let (was, is) = (before.effective(), after.effective());
    if was == is {
        return script;
    }
    let outcome = is.or(was).unwrap_or(Outcome::Refused);
    let row = json!({
        "person": after.person, "case_number": after.number, "document": after.notice_number.trim(),
        "outcome": outcome, "active": is.is_some(), "at": now,
    });
    let lifts = is == Some(Outcome::Exempt);
    script
        .then(
            "UPSERT type::record('tolerance_effect', $effect_id) MERGE $effect RETURN NONE;
             IF $effect.document != '' {
                 LET $lifted = (SELECT VALUE id FROM talk WHERE person = $effect.person)
                     .filter(|$one: any| $one.document = $effect.document);
                 FOR $one IN $lifted { UPDATE $one SET lifted = $lifts, version += 1 RETURN NONE };
             };",
        )
        .bind("effect_id", after.id.as_str())
        .bind("effect", row)
        .bind("lifts", if lifts { after.number.clone() } else { String::new() })
}
