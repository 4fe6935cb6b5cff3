//! Hours that come from no class: what they are converted by, and recording them.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::ports::Answer;
use domain::training::News;
use domain::training::port::OtherHours;
use domain::training::{Conversion, Conversions, HoursDraft, LedgerEntry, first_conversions};
use domain::{ClassId, Fault, LedgerId, Moment, PersonId, Reason, Rule};
use serde::Deserialize;
use serde_json::Value;
use surrealdb::types::RecordId;

use crate::audit::Note;
use crate::desk::notice_row;
use crate::rows::{content, new_id};
use crate::training::total_row;
use crate::{Change, Script, Store, StoreError};

impl Store {
    pub(crate) async fn all_conversions(&self) -> Result<Conversions, StoreError> {
        Ok(Conversions(self.rows(Script::new("SELECT * FROM conversion")).await?))
    }

    /// Puts the first conversions into a store that has none.
    pub(crate) async fn seed_conversions(&self) -> Result<(), StoreError> {
        if !self.all_conversions().await?.0.is_empty() {
            return Ok(());
        }
        let rows = first_conversions().0.into_iter().enumerate().map(|(n, row)| (format!("first-{n}"), content(&row)));
        self.insert("conversion", rows).await
    }
}

#[async_trait]
impl OtherHours for Store {
    async fn conversions(&self, _: &Viewer) -> Answer<Conversions> {
        Ok(self.all_conversions().await?)
    }

    async fn add_conversion(&self, viewer: &Viewer, row: &Conversion, seen: &str, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::REQUIREMENT_EDIT).await?;
        row.check()?;
        let all = self.all_conversions().await?;
        if let Some(replaced) = all.replaced(row) {
            replaced.confirmed(seen)?;
        }
        let prior = all.on(row.form, row.measure, row.from).cloned();
        let row = Conversion { basis: row.basis.trim().to_owned(), at: now, by: viewer.name.clone(), ..row.clone() };
        let id = new_id(now);
        let note = Note::of(viewer, now).creates("conversion", &id, "").because(&row.basis);
        let script = Script::new("CREATE type::record('conversion', $id) CONTENT $row RETURN NONE;")
            .bind("id", id.as_str())
            .bind("row", content(&row))
            .json("prior", &prior)
            .note(&note, "$prior ?? NONE", "$row");
        self.write(Change::Answers("conversion.add"), script).await?;
        Ok(())
    }

    async fn record_hours(&self, viewer: &Viewer, draft: &HoursDraft, now: Moment) -> Answer<()> {
        let scope = viewer.require(Permission::LEDGER_POST)?;
        draft.check(now.day())?;
        self.open_category(&draft.category, "category").await?;
        let conversions = self.all_conversions().await?;
        let credit = conversions.credit(draft.form, draft.measure, draft.tenths, draft.day);
        let credit = credit.ok_or_else(|| Fault::field("measure", Rule::NoConversion))?;
        if credit.hours.0 <= 0 {
            return Err(Fault::field("amount", Rule::Required));
        }
        #[derive(Deserialize)]
        struct Member {
            id: PersonId,
            path: String,
            state: String,
        }
        let records: Vec<RecordId> = draft.people.iter().map(|id| RecordId::new("person", id.as_str())).collect();
        let members: Vec<Member> = self
            .rows(Script::new("SELECT record::id(id) AS id, path, state FROM $records").bind("records", records))
            .await?;
        let mut people = draft.people.clone();
        people.sort();
        people.dedup();
        if members.len() != people.len() {
            return Err(Fault::NotFound);
        }
        let mut entries: Vec<Value> = Vec::new();
        let mut totals: Vec<Value> = Vec::new();
        let mut notices: Vec<Value> = Vec::new();
        for member in &members {
            if !scope.holds(&member.path) {
                return Err(Fault::Forbidden);
            }
            if viewer.owns(&member.id) {
                return Err(Fault::Refused(Reason::OwnAccount));
            }
            if member.state != "active" {
                return Err(Fault::Refused(Reason::WrongState));
            }
            let entry = LedgerEntry {
                id: LedgerId(format!("h-{}-{}", draft.once, member.id)),
                person: member.id.clone(),
                class: ClassId::default(),
                title: draft.title.trim().to_owned(),
                form: draft.form,
                category: draft.category.clone(),
                kind: None,
                hours: credit.hours,
                raw: credit.raw,
                day: draft.day,
                document: draft.document.trim().to_owned(),
                reverses: LedgerId::default(),
                reversed_by: LedgerId::default(),
                reason: String::new(),
                at: now,
            };
            totals.push(total_row(&entry, &member.path));
            let body = News::HoursRecorded { title: entry.title.clone(), hours: entry.hours };
            notices.push(notice_row(&member.id, &body, now));
            entries.push(serde_json::to_value(&entry).map_err(|_| Fault::Internal)?);
        }
        let first = members.first().map_or("", |member| member.path.as_str());
        let note = Note::of(viewer, now).creates("ledger", &draft.once, first).because(draft.document.trim());
        let script = Script::new(
            "IF record::exists(type::record('ledger', $entries[0].id)) { THROW 'gq:done' };
             INSERT INTO ledger $entries RETURN NONE;
             INSERT INTO notice $notices RETURN NONE;",
        )
        .adds_to_totals(totals)
        .whose("ledger", &people)
        .bind("entries", entries)
        .bind("notices", notices)
        .note(&note, "NONE", "{ entries: $entries }");
        match self.write(Change::Answers("hours.post"), script).await {
            Err(StoreError::Thrown(code)) if code == "gq:done" => Ok(()),
            other => other.map(|_| ()).map_err(Fault::from),
        }
    }
}
