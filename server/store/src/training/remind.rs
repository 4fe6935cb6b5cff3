//! Reminders of hours that are missing, which escalate as the end comes near: the person,
//! then their unit too, then the organisation department and the leaders.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::time::day_text;
use domain::training::News;
use domain::training::{Setting, Standing};
use domain::{Day, Moment, PersonId, UnitId};
use serde_json::{Value, json};

use crate::completion::names;
use crate::desk::notice_row;
use crate::exchange::Supervisor;
use crate::{Change, Script, Store, StoreError};

/// Whether somebody is told at a step about a unit: its HR from the second, those above from
/// the third.
fn hears(one: &Supervisor, step: u8, path: &str) -> bool {
    let first = if one.unit_hr { 2 } else { 3 };
    step >= first && path.starts_with(&one.path)
}

impl Store {
    /// The step a reminder of something due has come to; nothing before the first.
    fn reminder_step(days: [i64; 3], due: Day, today: Day) -> Option<u8> {
        (1..=3u8).rev().find(|step| today >= due - TimeDelta::days(days[usize::from(*step) - 1]) && today <= due)
    }

    /// Sends the reminders that are due, each once to a person, and tells those who are to
    /// know. Gives how many people were reminded.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remind_hours(&self, now: Moment) -> Result<u32, StoreError> {
        let today = now.day();
        let done: Option<String> =
            self.row(Script::new("SELECT VALUE key FROM type::record('completion_state', 'reminded')")).await?;
        if done.as_deref() == Some(&day_text(today)) {
            return Ok(0);
        }
        self.settle_all(now).await?;
        let settings = self.all_settings().await?;
        let days =
            [Setting::RemindFirst, Setting::RemindSecond, Setting::RemindThird].map(|one| settings.on(one, today));
        let rules = names(&self.rule_set().await?, today);
        let supervisors = self.supervisors(now).await?;
        let units: Vec<UnitId> = self.rows(Script::new("SELECT VALUE record::id(id) FROM unit WHERE active")).await?;
        let mut told: BTreeMap<(PersonId, Day, u8), u32> = BTreeMap::new();
        let mut reminded = 0;
        for unit in &units {
            let short: Vec<(Standing, u8)> = self
                .standings_in(unit)
                .await?
                .into_iter()
                .filter_map(|one| Self::reminder_step(days, one.due, today).map(|step| (one, step)))
                .collect();
            if short.is_empty() {
                continue;
            }
            let id = |one: &Standing, step: u8| format!("{}__{}__{step}", one.person, day_text(one.due));
            let known = self.told("reminder", short.iter().map(|(one, step)| id(one, *step)).collect()).await?;
            let mut rows: Vec<Value> = Vec::new();
            let mut notices: Vec<Value> = Vec::new();
            for (one, step) in short.iter().filter(|(one, step)| !known.contains(&id(one, *step))) {
                // What is said is of the requirement that has this day.
                let Some((key, stand)) = one.first_due() else { continue };
                let name = rules.iter().find(|(rule, ..)| rule == key);
                let body = News::HoursShort {
                    name: name.map(|name| name.1.clone()).unwrap_or_default(),
                    name_en: name.map(|name| name.2.clone()).unwrap_or_default(),
                    left: stand.left(),
                    due: one.due,
                };
                notices.push(notice_row(&one.person, &body, now));
                rows.push(json!({
                    "id": id(one, *step), "person": one.person, "due": one.due, "step": step, "at": now,
                }));
                for supervisor in supervisors.iter().filter(|who| hears(who, *step, &one.path)) {
                    *told.entry((supervisor.person.clone(), one.due, *step)).or_default() += 1;
                }
            }
            if rows.is_empty() {
                continue;
            }
            reminded += u32::try_from(rows.len()).unwrap_or(0);
            self.tell_once(Change::Answers("reminder.send"), ("reminder", &rows), &notices).await?;
        }
        let notices: Vec<Value> = told
            .into_iter()
            .map(|((person, due, _), people)| notice_row(&person, &News::PeopleShort { people, due }, now))
            .collect();
        let script = Script::new(
            "IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };
             UPSERT type::record('completion_state', 'reminded') SET key = $today RETURN NONE;",
        )
        .bind("notices", notices)
        .bind("today", day_text(today));
        self.write(Change::Answers("reminder.tell"), script).await?;
        Ok(reminded)
    }
}
