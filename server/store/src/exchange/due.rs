//! What falls due, told once at each of its stages, and how posts are filled.

mod kept;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::access::{Permission, Scope, Viewer};
use domain::appointment::Appointment;
use domain::calendar::due::{Due, DueKind};
use domain::code::{AppointmentKind, Code, Family, Lang, Role, UnitKind};
use domain::exchange::News;
use domain::exchange::case::Case;
use domain::exchange::kind::Staffing;
use domain::exchange::port::{Dues, StaffingTable};
use domain::exchange::view::{DueList, DueQuery, StaffingList, StaffingQuery, StaffingRow};
use domain::fault::Checks;
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::search::normal_query;
use domain::time::day_text;
use domain::{Day, Moment, PersonId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};

use self::kept::{AHEAD, in_order};
use crate::audit::Note;
use crate::desk::notice_row;
use crate::mirror::World;
use crate::row::tables;
use crate::{Change, Script, Store, StoreError};

/// The target share of seconded and part-time people until a unit's own is entered.
const TARGET: (u32, &str) = (42, "共青团中央改革方案（挂职、兼职干部不低于42%）；本单位规定请填写");

/// Somebody who is told about people of their units.
pub(crate) struct Supervisor {
    /// Where their notices go, see [`domain::notice::address`].
    pub(crate) person: PersonId,
    pub(crate) path: String,
    /// Unit HR; otherwise an organisation department or a leader.
    pub(crate) unit_hr: bool,
}

impl Store {
    pub(crate) async fn supervisors(&self, now: Moment) -> Result<Vec<Supervisor>, StoreError> {
        let held = self.roles_held(&[Role::UnitHr, Role::OrgHr, Role::Leader], now).await?;
        Ok(held
            .into_iter()
            .map(|one| Supervisor { person: one.address(), unit_hr: one.role == Role::UnitHr, path: one.path })
            .collect())
    }

    /// What falls due in a scope within [`AHEAD`] days, and what is past and still open.
    pub(crate) async fn dues_in(&self, scope: &Scope, today: Day) -> Result<Vec<Due>, StoreError> {
        let mut dues = self.dues_of_people(scope, today).await?;
        dues.extend(self.steps_due(scope, today).await?);
        Ok(dues)
    }

    /// Steps of cases of a scope that fall due within those days.
    async fn steps_due(&self, scope: &Scope, today: Day) -> Result<Vec<Due>, StoreError> {
        let most = today + TimeDelta::days(AHEAD);
        let (versions, days) = (self.kind_versions().await?, self.workdays().await?);
        let due = |case: Case| {
            let on = case.due(&case.goes_by(&versions), &days).filter(|on| *on <= most)?;
            Some(Due {
                kind: DueKind::CaseStep,
                subject: format!("{}-{}", case.id, case.step.code()),
                what: format!("{}{}：{}", case.host_name, case.title, case.step.name(Lang::Zh)),
                person: case.person,
                person_name: case.person_name,
                unit_name: case.home_name,
                path: case.home_path,
                on,
            })
        };
        Ok(self.cases_in(scope, false).await?.into_iter().filter_map(due).collect())
    }

    /// Tells what came to a stage since the last time, each stage once. Gives how many were told of.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remind_dues(&self, now: Moment) -> Result<u32, StoreError> {
        let today = now.day();
        let scope = Scope::everywhere();
        let dues = self.dues_in(&scope, today).await?;
        let marks = dues.iter().flat_map(|due| due.kind.stages().iter().map(|stage| due.mark(*stage))).collect();
        let mut told = self.told("due_told", marks).await?;
        let supervisors = self.supervisors(now).await?;
        let (mut rows, mut notices, mut count): (Vec<Value>, Vec<Value>, u32) = (Vec::new(), Vec::new(), 0);
        for due in &dues {
            let Some(firing) = due.firing(|mark| told.contains(mark), today) else { continue };
            count += 1;
            let new = firing.marks.into_iter().filter(|mark| told.insert(mark.clone()));
            rows.extend(new.map(|mark| json!({ "id": mark, "at": now })));
            let body =
                News::FallsDue { what: due.kind, person: due.person_name.clone(), title: due.what.clone(), on: due.on };
            let hears = |one: &&Supervisor| due.path.starts_with(&one.path) && (one.unit_hr || firing.escalated);
            let mut people: BTreeSet<&PersonId> = supervisors.iter().filter(hears).map(|one| &one.person).collect();
            // Years in a post are for those who plan; everything else is the person's to know too.
            if due.kind != DueKind::SamePost {
                people.insert(&due.person);
            }
            notices.extend(people.into_iter().map(|person| notice_row(person, &body, now)));
        }
        for (rows, notices) in batches(rows, notices) {
            self.tell_once(Change::Answers("exchange.due"), ("due_told", &rows), &notices).await?;
        }
        Ok(count)
    }

    /// Those who are lent to units, or serve in them beside another post, on a day.
    async fn lent(&self, today: Day) -> Result<Vec<Appointment>, StoreError> {
        let lent = [AppointmentKind::Seconded, AppointmentKind::PartTime];
        let bound = Script::bound("today", day_text(today)).json("lent", &lent);
        let mut away: Vec<Appointment> = self.rows_where("kind IN $lent AND `until` >= $today", bound).await?;
        away.retain(|one| one.holds_on(today));
        Ok(away)
    }

    /// What is shown of mass organisations, with their targets.
    async fn with_targets(&self, shown: Vec<Filled>, edits: &Scope) -> Result<Vec<StaffingRow>, StoreError> {
        #[derive(Deserialize)]
        struct Target {
            id: UnitId,
            percent: u32,
            basis: String,
        }
        tables! { "staffing_target" by UnitId: Target }
        let targets = self.these::<Target>(shown.iter().map(|one| &one.unit)).await?;
        let targets: HashMap<UnitId, Target> = targets.into_iter().map(|one| (one.id.clone(), one)).collect();
        let row = |one: Filled| {
            let target = targets.get(&one.unit);
            StaffingRow {
                editable: edits.holds(&one.path),
                target: target.map_or(TARGET.0, |target| target.percent),
                basis: target.map_or_else(|| TARGET.1.to_owned(), |target| target.basis.clone()),
                unit: one.unit,
                name: one.name,
                staffing: one.staffing,
            }
        };
        Ok(shown.into_iter().map(row).collect())
    }
}

/// A mass organisation whose posts are filled.
#[derive(Clone)]
struct Filled {
    unit: UnitId,
    name: String,
    path: String,
    staffing: Staffing,
}

/// How the posts of the mass organisations of a scope are filled, those with the least share of seconded and part-time
/// people first.
fn filled<'a>(world: &'a World, scope: &'a Scope, away: &[Appointment]) -> Vec<(&'a Unit, Staffing)> {
    // Departments count in their organ; organs below others are counted by themselves.
    let mut all: HashMap<&UnitId, Staffing> = HashMap::new();
    for unit in world.units.within(scope) {
        let organ = world.units.organ(&unit.id).unwrap_or(unit);
        all.entry(&organ.id).or_default().full_time += world.people.serving_here(&unit.path);
    }
    for one in away {
        let organ = world.units.organ(&one.unit);
        if let Some(staffing) = organ.and_then(|organ| all.get_mut(&organ.id)) {
            match one.kind {
                AppointmentKind::Seconded => staffing.seconded += 1,
                _ => staffing.part_time += 1,
            }
        }
    }
    let mass = |unit: &&Unit| unit.family == Family::Mass && unit.active && unit.kind != UnitKind::Internal;
    let mass = world.units.within(scope).filter(mass);
    let mut filled: Vec<(&Unit, Staffing)> =
        mass.filter_map(|unit| Some((unit, *all.get(&unit.id).filter(|one| one.all() > 0)?))).collect();
    filled.sort_by_key(|(_, staffing)| staffing.mixed_share());
    filled
}

#[async_trait]
impl Dues for Store {
    async fn dues(&self, viewer: &Viewer, query: &DueQuery, now: Moment) -> Answer<DueList> {
        let scope = viewer.require(Permission::EXCHANGE_VIEW)?;
        let today = now.day();
        let window = Window { page: query.page.max(1), ..Window::default() };
        let (from, to) = (window.offset() as usize, (window.offset() + window.limit()) as usize);
        let (mut found, mut counts) = self.first_dues_of_people(&scope, query.kind, today, to).await?;
        let steps = self.steps_due(&scope, today).await?;
        counts[DueKind::CaseStep as usize] += steps.len() as u32;
        let asked = |kind: DueKind| query.kind.is_none_or(|one| one == kind);
        if asked(DueKind::CaseStep) {
            found.extend(steps.into_iter().map(Arc::new));
            found.sort_unstable_by(|one, other| in_order(one, other));
        }
        let counts: Vec<(DueKind, u32)> = DueKind::ALL.iter().copied().zip(counts).collect();
        let total = counts.iter().filter(|(kind, _)| asked(*kind)).map(|(_, count)| count).sum();
        let shown = found.into_iter().skip(from).take(to - from).map(Arc::unwrap_or_clone).collect();
        let acts = viewer.scope(Permission::EXCHANGE_ANSWER);
        let unit = acts.paths.first().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
        let dues = Page::new(shown, total, &window);
        Ok(DueList { today, dues, counts, unit: unit.unwrap_or_default().into() })
    }
}

#[async_trait]
impl StaffingTable for Store {
    async fn staffing(&self, viewer: &Viewer, query: &StaffingQuery, now: Moment) -> Answer<StaffingList> {
        let scope = viewer.require(Permission::EXCHANGE_VIEW)?;
        let away = self.lent(now.day()).await?;
        let q = normal_query(&query.q);
        let window = Window { page: query.page.max(1), ..Window::default() };
        let look = |world: &World| {
            let all = filled(world, &scope, &away);
            let of = |(unit, staffing): &(&Unit, Staffing)| Filled {
                unit: unit.id.clone(),
                name: unit.short.clone(),
                path: unit.path.clone(),
                staffing: *staffing,
            };
            let chosen = all.iter().find(|(unit, _)| unit.id == query.unit).map(of);
            let named: HashSet<&UnitId> = world.units.find(&q).map(|unit| &unit.id).collect();
            let found: Vec<_> = all.iter().filter(|(unit, _)| q.is_empty() || named.contains(&unit.id)).collect();
            let shown = found.iter().skip(window.offset() as usize).take(window.limit() as usize);
            (Page::new(shown.map(|one| of(one)).collect(), found.len() as u32, &window), chosen)
        };
        let (page, chosen) = self.mirrored(look).await?;
        let edits = viewer.scope(Permission::EXCHANGE_EDIT);
        let rows = self.with_targets(page.rows, &edits).await?;
        let chosen = self.with_targets(chosen.into_iter().collect(), &edits).await?.pop();
        Ok(StaffingList { page: Page::new(rows, page.total, &window), chosen })
    }

    async fn save_staffing_target(
        &self,
        viewer: &Viewer,
        unit: &domain::UnitId,
        percent: u32,
        basis: &str,
        now: Moment,
    ) -> Answer<()> {
        let unit = self.open_unit(unit, "unit").await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &unit.path)?;
        let mut checks = Checks::default();
        checks.between(i64::from(percent), "percent", 0, 100);
        checks.text(basis, "basis", 200);
        checks.done()?;
        let note = Note::of(viewer, now).updates("staffing_target", unit.id.as_str(), &unit.path).because(basis.trim());
        let script = Script::new(
            "LET $row = type::record('staffing_target', $id);
             LET $prior = (SELECT percent, basis FROM ONLY $row);
             UPSERT $row CONTENT { percent: $percent, basis: $basis } RETURN NONE;",
        )
        .bind("id", unit.id.as_str())
        .bind("percent", i64::from(percent))
        .bind("basis", basis.trim())
        .note(&note, "$prior ?? NONE", "{ percent: $percent, basis: $basis }");
        self.write(Change::Answers("exchange.target"), script).await?;
        Ok(())
    }
}

/// Rows and notices in transactions of a modest size; rows first, as they keep a notice from
/// being sent twice.
fn batches(rows: Vec<Value>, notices: Vec<Value>) -> Vec<(Vec<Value>, Vec<Value>)> {
    const MOST: usize = 1000;
    let parts = (rows.len().max(notices.len())).div_ceil(MOST).max(usize::from(!rows.is_empty()));
    let part = |all: &[Value], n: usize| all.iter().skip(n * MOST).take(MOST).cloned().collect::<Vec<_>>();
    (0..parts).map(|n| (part(&rows, n), part(&notices, n))).collect()
}
