//! The holiday table, and the notices that run while one comes in.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action as Trail;
use domain::calendar::{SpecialDay, Workdays};
use domain::exchange::case::{ActionKind, Case, CaseState, Event};
use domain::exchange::port::HolidayTable;
use domain::exchange::view::Holidays;
use domain::incentive::{self, Award};
use domain::ports::Answer;
use domain::publicity::Publicity;
use domain::{Fault, Moment, Rule};
use serde_json::{Value, json};

use crate::audit::Note;
use crate::batch::again;
use crate::rows::{content, content_with};
use crate::{Change, Script, Store, StoreError};

/// Rows that were worked out anew, by their ids.
type Anew = Vec<(String, Value)>;

/// What the history of something says when its notice was worked out anew.
fn moved(publicity: &Publicity) -> String {
    let until = publicity.until().map(domain::time::day_text).unwrap_or_default();
    format!("按导入的节假日安排重新计算，公示期至{until}")
}

impl Store {
    /// The days of the table that are known.
    pub(crate) async fn workdays(&self) -> Result<Workdays, StoreError> {
        Ok(Workdays::of(self.rows(Script::new("SELECT day, kind, name FROM holiday")).await?))
    }

    /// Takes days of a table in. Notices that still run are worked out anew in the same transaction, as they
    /// were read.
    async fn take_holidays(&self, viewer: &Viewer, days: &[SpecialDay], now: Moment) -> Answer<()> {
        let (table, dropped) = self.workdays().await?.revised(days);
        let dropped: Vec<String> = dropped.into_iter().map(domain::time::day_text).collect();
        let (cases, awards) = self.running_anew(&table, viewer, now).await?;
        let moved: Vec<&str> = cases.iter().chain(&awards).map(|(id, _)| id.as_str()).collect();
        let rows: Vec<Value> =
            days.iter().map(|one| json!({ "id": domain::time::day_text(one.day), "row": one })).collect();
        let note = Note::of(viewer, now).does(Trail::Import, "holiday", "", "");
        let script = Script::new(
            "FOR $gone IN $dropped { DELETE type::record('holiday', $gone) RETURN NONE };
             FOR $one IN $rows { UPSERT type::record('holiday', $one.id) CONTENT $one.row RETURN NONE };",
        )
        .json("moved", &moved)
        .bind("rows", rows)
        .bind("dropped", dropped)
        .rewrite("exchange_case", &cases)
        .rewrite("award", &awards)
        .note(&note, "NONE", "{ rows: $rows, dropped: $dropped, notices: $moved }");
        self.write(Change::Answers("exchange.holidays"), script).await?;
        Ok(())
    }

    /// Cases, then awards, whose running notice ends on another day under a table, each by its id as it is then.
    async fn running_anew(&self, table: &Workdays, viewer: &Viewer, now: Moment) -> Answer<(Anew, Anew)> {
        let today = now.day();
        let running = Script::default().json("running", &CaseState::Running);
        let cases: Vec<Case> = self.rows_where("state = $running", running).await?;
        let (mut cases_anew, mut awards_anew) = (Anew::new(), Anew::new());
        for case in cases {
            let Some(publicity) = case.publicity.worked_out(table, today) else { continue };
            let note = moved(&publicity);
            let (by, step) = (viewer.name.clone(), case.step);
            let mut next = Case { publicity, version: case.version + 1, ..case };
            next.history.push(Event { at: now, by, step, action: ActionKind::Correct, note });
            cases_anew.push((next.id.0.clone(), content(&next)));
        }
        let running = Script::default().json("running", &incentive::State::Running);
        let awards: Vec<Award> = self.rows_where("state = $running", running).await?;
        for award in awards {
            let Some(publicity) = award.publicity.worked_out(table, today) else { continue };
            let note = moved(&publicity);
            let (by, step) = (viewer.name.clone(), award.step);
            let mut next = Award { publicity, version: award.version + 1, ..award };
            next.history.push(incentive::Event { at: now, by, step, action: incentive::ActionKind::Publish, note });
            let person = next.person().map(|id| id.0.clone()).unwrap_or_default();
            awards_anew.push((next.id.0.clone(), content_with(&next, "person", person)));
        }
        Ok((cases_anew, awards_anew))
    }
}

#[async_trait]
impl HolidayTable for Store {
    async fn holidays(&self, viewer: &Viewer) -> Answer<Holidays> {
        viewer.require(Permission::ExchangeView)?;
        let editable = self.require_everywhere(viewer, Permission::ExchangeEdit).await.is_ok();
        Ok(Holidays { days: self.workdays().await?, editable })
    }

    async fn import_holidays(&self, viewer: &Viewer, days: &[SpecialDay], now: Moment) -> Answer<u32> {
        self.require_everywhere(viewer, Permission::ExchangeEdit).await?;
        if days.is_empty() {
            return Err(Fault::field("table", Rule::Required));
        }
        if days.len() > 400 {
            return Err(Fault::field("table", Rule::TooLong(400)));
        }
        // A case or an award may be changed meanwhile.
        again(|| self.take_holidays(viewer, days, now)).await?;
        Ok(u32::try_from(days.len()).unwrap_or(u32::MAX))
    }
}
