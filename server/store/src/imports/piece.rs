//! The rows that an import writes, some hundred people together.

use std::collections::{BTreeMap, HashMap};

use domain::appointment::of_record;
use domain::audit::Action;
use domain::import::Record;
use domain::organisation::Unit;
use domain::{AppointmentId, Moment, UnitId};
use serde_json::{Value, json};

use super::planned::Planned;
use crate::audit::Actor;
use crate::load::Way;
use crate::people::person_content;
use crate::rows::{content, new_id};
use crate::standing::MARK;
use crate::{Script, Store, StoreError};

/// By what of somebody it is told that they are to be counted anew: the condition of the event `standing_of_person`.
const COUNTED: [&str; 4] = ["path", "level", "level_since", "state"];

/// A row that is there is updated: an `UPSERT` would try to make it, and to take that back looks through all that
/// the transaction has written.
const CHANGE: &str = "
    FOR $row IN $changed {
        IF (SELECT VALUE version FROM ONLY type::record('person', $row.id)) != $row.version { THROW 'gq:stale' };
        UPDATE type::record('person', $row.id) CONTENT $row.person RETURN NONE;
        IF (SELECT VALUE id FROM ONLY type::record('person_private', $row.id)) = NONE {
            CREATE type::record('person_private', $row.id) CONTENT $row.private RETURN NONE;
        } ELSE {
            UPDATE type::record('person_private', $row.id) CONTENT $row.private RETURN NONE;
        };
    };";

/// The same for photos.
const PICTURE: &str = "
    FOR $photo IN $photos {
        IF (SELECT VALUE id FROM ONLY type::record('person_photo', $photo.id)) = NONE {
            CREATE type::record('person_photo', $photo.id) SET data = $photo.data RETURN NONE;
        } ELSE {
            UPDATE type::record('person_photo', $photo.id) SET data = $photo.data RETURN NONE;
        };
    };";

/// People who are written together.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) people: u32,
    /// Bytes of what they are made of.
    pub(super) bytes: usize,
    /// New rows by their table.
    new: BTreeMap<&'static str, Vec<Value>>,
    /// Those on record, each with the version they were judged at, and both halves as they are to be.
    changed: Vec<Value>,
    /// Photos of those on record.
    photos: Vec<Value>,
    /// Who is new, and who of the others is to be counted anew.
    entered: Vec<String>,
    moved: Vec<String>,
    /// Whose families may differ from what is kept of them.
    families: Vec<String>,
}

impl Piece {
    /// Takes somebody in as they were judged, with a photo or an empty text. `units` are those that people of this
    /// piece are to serve in, as they are now.
    ///
    /// # Errors
    /// `gq:stale` when somebody is to come into a unit that is no longer.
    pub(super) fn add(
        &mut self,
        store: &Store,
        by: &Actor,
        (planned, photo): (Planned, String),
        units: &HashMap<UnitId, Unit>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Planned { record: Record { mut person, sensitive }, version, before, .. } = planned;
        person.version = version.map_or(0, |version| version + 1);
        let unit = units.get(&person.unit).filter(|unit| unit.active);
        let stays = before.as_ref().is_some_and(|before| before["unit"] == person.unit.as_str());
        match unit {
            // Where the unit is now, not where it was when the file was looked at.
            Some(unit) => person.path.clone_from(&unit.path),
            None if stays => {}
            None => return Err(StoreError::Thrown("gq:stale".to_owned())),
        }
        let id = person.id.as_str();
        let plain = content(&person);
        let mut row = person_content(&person);
        let mut private = store.private_content(&person.id, &sensitive);
        let photo = (!photo.is_empty()).then(|| json!({ "id": id, "data": photo }));
        // Of somebody on record it can't be seen here which family lies sealed.
        if version.is_some() || !sensitive.family.is_empty() {
            self.families.push(id.to_owned());
        }
        match version {
            None => {
                row["id"] = Value::from(id);
                private["id"] = Value::from(id);
                let post = unit.and_then(|unit| of_record(AppointmentId(format!("{id}-1")), &person, unit));
                if let Some(post) = post {
                    let mut row = content(&post);
                    row["id"] = Value::from(post.id.as_str());
                    self.put("appointment", row);
                }
                self.put("person", row);
                self.put("person_private", private);
                if let Some(photo) = photo {
                    self.put("person_photo", photo);
                }
                self.entered.push(id.to_owned());
            }
            Some(version) => {
                let differs = |before: &Value| COUNTED.iter().any(|field| before[*field] != plain[*field]);
                if before.as_ref().is_none_or(differs) {
                    self.moved.push(id.to_owned());
                }
                self.changed.push(json!({ "id": id, "version": version, "person": row, "private": private }));
                self.photos.extend(photo);
            }
        }
        let audit = new_id(now);
        self.put("audit_pending", json!({ "id": audit, "at": now }));
        let mut note = json!({
            "id": audit, "at": now, "actor": by.account, "actor_name": by.name, "action": Action::Import,
            "subject": "person", "subject_id": id, "path": person.path, "reason": "", "request": by.request,
            "after": plain,
        });
        if let Some(before) = before {
            note["before"] = before;
        }
        self.put("audit", note);
        self.people += 1;
        Ok(())
    }

    fn put(&mut self, table: &'static str, row: Value) {
        self.new.entry(table).or_default().push(row);
    }

    /// Takes all of another piece in.
    pub(super) fn join(&mut self, other: Self) {
        for (table, rows) in other.new {
            self.new.entry(table).or_default().extend(rows);
        }
        self.changed.extend(other.changed);
        self.photos.extend(other.photos);
        self.entered.extend(other.entered);
        self.moved.extend(other.moved);
        self.families.extend(other.families);
        self.people += other.people;
        self.bytes += other.bytes;
    }

    /// Adds what writes all of it. Of what is written plainly no event of the schema tells, so that is told here:
    /// who is to be counted, and whom to follow. Whoever keeps something of a person hears of it by that person.
    pub(super) fn written(self, mut script: Script, way: Way) -> Script {
        let followed: Option<Vec<String>> = match way {
            Way::Checked => None,
            Way::Plain => {
                let changed = self.changed.iter().filter_map(|row| row["id"].as_str());
                Some(self.entered.iter().map(String::as_str).chain(changed).map(str::to_owned).collect())
            }
        };
        if followed.is_some() {
            // Some are marked already, and little was written yet.
            if !self.moved.is_empty() {
                script = script.then(MARK).bind("marked", self.moved);
            }
            script = script.then("OPTION IMPORT;");
        }
        if !self.changed.is_empty() {
            script = script.then(CHANGE).bind("changed", self.changed);
        }
        if !self.photos.is_empty() {
            script = script.then(PICTURE).bind("photos", self.photos);
        }
        let insert = |script: Script, table: &str, rows: Vec<Value>| {
            script.then(&format!("INSERT INTO {table} $new_{table} RETURN NONE;")).bind(&format!("new_{table}"), rows)
        };
        for (table, rows) in self.new {
            script = insert(script, table, rows);
        }
        let Some(followed) = followed.filter(|some| !some.is_empty()) else { return script };
        if !self.entered.is_empty() {
            let marks = self.entered.into_iter().map(|id| json!({ "id": id, "n": 1 }));
            script = insert(script, "standing_due", marks.collect());
        }
        let script = if self.families.is_empty() { script } else { script.touches("family", self.families) };
        script.touches("person", followed)
    }
}
