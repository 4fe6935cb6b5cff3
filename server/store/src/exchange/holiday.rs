//! The holiday table, and the notices that run while one comes in.

use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action as Trail;
use domain::calendar::{SpecialDay, Workdays};
use domain::exchange::port::HolidayTable;
use domain::exchange::view::Holidays;
use domain::ports::Answer;
use domain::{Fault, Moment, Rule};
use serde_json::{Value, json};

use crate::answers::Made;
use crate::audit::Note;
use crate::batch::again;
use crate::feature::{Anew, NewHolidays};
use crate::written::On;
use crate::{Change, FEATURES, Script, Store, StoreError};

impl Store {
    /// The days of the table that are known.
    pub(crate) async fn workdays(&self) -> Result<Workdays, StoreError> {
        Ok(Workdays::of(self.rows(Script::new("SELECT day, kind, name FROM holiday")).await?))
    }

    /// The same as they are kept: for what is shown.
    pub(crate) async fn kept_workdays(&self) -> Result<Arc<Workdays>, StoreError> {
        let make = async { Ok::<_, StoreError>(Made::of(self.workdays().await?).on([On::All("holiday")])) };
        self.kept(("holidays", String::new()), make).await
    }

    /// Takes days of a table in. Notices that still run are worked out anew in the same transaction, as they
    /// were read.
    async fn take_holidays(&self, viewer: &Viewer, days: &[SpecialDay], now: Moment) -> Answer<()> {
        let (table, dropped) = self.workdays().await?.revised(days);
        let dropped: Vec<String> = dropped.into_iter().map(domain::time::day_text).collect();
        let holidays = NewHolidays { table: &table, viewer, now };
        let mut anew = Anew::new();
        for feature in FEATURES {
            anew.extend(feature.notices_anew(self, &holidays).await?);
        }
        let moved: Vec<&str> = anew.iter().flat_map(|(_, rows)| rows).map(|(id, _)| id.as_str()).collect();
        let rows: Vec<Value> =
            days.iter().map(|one| json!({ "id": domain::time::day_text(one.day), "row": one })).collect();
        let note = Note::of(viewer, now).does(Trail::Import, "holiday", "", "");
        let script = Script::new(
            "FOR $gone IN $dropped { DELETE type::record('holiday', $gone) RETURN NONE };
             FOR $one IN $rows { UPSERT type::record('holiday', $one.id) CONTENT $one.row RETURN NONE };",
        )
        .json("moved", &moved)
        .bind("rows", rows)
        .bind("dropped", dropped);
        let script = anew.iter().fold(script, |script, (table, rows)| script.rewrite(table, rows));
        let script = script.note(&note, "NONE", "{ rows: $rows, dropped: $dropped, notices: $moved }");
        self.write(Change::Answers("exchange.holidays"), script).await?;
        Ok(())
    }
}

#[async_trait]
impl HolidayTable for Store {
    async fn holidays(&self, viewer: &Viewer) -> Answer<Holidays> {
        viewer.require(Permission::EXCHANGE_VIEW)?;
        let editable = self.require_everywhere(viewer, Permission::EXCHANGE_EDIT).await.is_ok();
        Ok(Holidays { days: self.workdays().await?, editable })
    }

    async fn import_holidays(&self, viewer: &Viewer, days: &[SpecialDay], now: Moment) -> Answer<u32> {
        self.require_everywhere(viewer, Permission::EXCHANGE_EDIT).await?;
        if days.is_empty() {
            return Err(Fault::field("table", Rule::Required));
        }
        if days.len() > 400 {
            return Err(Fault::field("table", Rule::TooLong(400)));
        }
        // What a notice is of may be changed meanwhile.
        again(|| self.take_holidays(viewer, days, now)).await?;
        Ok(u32::try_from(days.len()).unwrap_or(u32::MAX))
    }
}
