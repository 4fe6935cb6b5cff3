//! The completion table: who has done what is required, by unit.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::code::Level;
use domain::organisation::Unit;
use domain::ports::Answer;
use domain::training::{Completion, CompletionQuery, CompletionRow, Hours, LaggingRow, Total, bars};
use domain::{Fault, Moment, PersonId, UnitId};
use serde::Deserialize;

use crate::rows::{in_scope, take};
use crate::{Script, Store};

#[derive(Deserialize)]
struct Member {
    id: PersonId,
    name: String,
    level: Level,
    unit: UnitId,
    path: String,
}

#[derive(Deserialize)]
struct Sum {
    person: PersonId,
    #[serde(flatten)]
    total: Total,
}

#[derive(Default)]
struct Tally {
    people: u32,
    met: u32,
    none: u32,
    hours: Hours,
}

impl Store {
    pub(crate) async fn completion_table(
        &self,
        viewer: &Viewer,
        query: &CompletionQuery,
        now: Moment,
    ) -> Answer<Completion> {
        let mut scope = viewer.require(Permission::TrainingView)?;
        if !query.unit.as_str().is_empty() {
            let unit = self.find_unit(&query.unit).await?.ok_or(Fault::NotFound)?;
            scope = scope.within(&unit.path);
            if scope.paths.is_empty() {
                return Err(Fault::Forbidden);
            }
        }
        let today = now.day();
        let requirements = self.all_requirements().await?;
        let (inside, script) = in_scope("path", &scope, Script::default());
        let mut results = self
            .read(script.then(&format!(
                "SELECT record::id(id) AS id, name, level, unit, path FROM person WHERE {inside} AND state = 'active';
                 SELECT person, year, form, hours FROM ledger_total WHERE {inside};"
            )))
            .await?;
        let members: Vec<Member> = take(&mut results, 0)?;
        let sums: Vec<Sum> = take(&mut results, 1)?;
        let mut totals: HashMap<PersonId, Vec<Total>> = HashMap::new();
        for sum in sums {
            totals.entry(sum.person).or_default().push(sum.total);
        }

        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        let mut lagging: Vec<(u8, LaggingRow, UnitId)> = Vec::new();
        for member in members {
            let own = totals.remove(&member.id).unwrap_or_default();
            let bars = bars(&requirements, member.level, &own, today);
            let year: Hours = own.iter().filter(|total| total.year == today.year()).map(|total| total.hours).sum();
            let tally = tallies.entry(member.path).or_default();
            tally.people += 1;
            tally.met += u32::from(bars.iter().all(domain::training::Bar::met));
            tally.none += u32::from(year == Hours(0));
            tally.hours = tally.hours + year;
            if let Some(worst) = bars.iter().filter(|bar| !bar.met()).min_by_key(|bar| bar.percent()) {
                let row = LaggingRow {
                    person: member.id,
                    name: member.name,
                    unit_name: String::new(),
                    level: member.level,
                    requirement: (worst.requirement.name.clone(), worst.requirement.name_en.clone()),
                    left: worst.left(),
                };
                lagging.push((worst.percent(), row, member.unit));
            }
        }

        let units = self.units_in(&scope).await?;
        let rows = rows(&scope.paths, units, &tallies);
        let lagging_total = u32::try_from(lagging.len()).unwrap_or(u32::MAX);
        lagging.sort_by(|a, b| (a.0, a.1.level, &a.1.person).cmp(&(b.0, b.1.level, &b.1.person)));
        let shown: Vec<_> =
            lagging.into_iter().skip(query.window.offset() as usize).take(query.window.limit() as usize).collect();
        let names = self.unit_names(shown.iter().map(|(_, _, unit)| unit)).await?;
        let lagging = shown
            .into_iter()
            .map(|(_, row, unit)| LaggingRow { unit_name: names.get(&unit).cloned().unwrap_or_default(), ..row })
            .collect();
        Ok(Completion { on: today, rows, lagging, lagging_total })
    }
}

/// The tops of the scope and the units directly below them, each with its subtree.
fn rows(tops: &[String], units: Vec<Unit>, tallies: &BTreeMap<String, Tally>) -> Vec<CompletionRow> {
    let units = crate::organisation::tree_order(units);
    let mut rows = Vec::new();
    for unit in units.iter().filter(|unit| unit.active) {
        let Some(top) = tops.iter().find(|top| unit.path.starts_with(top.as_str())) else { continue };
        let depth = unit.path[top.len()..].matches('/').count();
        if depth > 1 {
            continue;
        }
        let mut sum = Tally::default();
        for (_, tally) in tallies.range(unit.path.clone()..).take_while(|(path, _)| path.starts_with(&unit.path)) {
            sum.people += tally.people;
            sum.met += tally.met;
            sum.none += tally.none;
            sum.hours = sum.hours + tally.hours;
        }
        rows.push(CompletionRow {
            unit: unit.id.clone(),
            name: unit.short.clone(),
            depth: u32::try_from(depth).unwrap_or(0),
            people: sum.people,
            met: sum.met,
            none: sum.none,
            hours: sum.hours,
        });
    }
    rows
}
