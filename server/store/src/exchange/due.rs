//! What falls due, told once at each of its stages, and how posts are filled.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::access::{Permission, Scope, Viewer};
use domain::appointment::{Appointment, bare_title};
use domain::calendar::due::{Due, DueKind};
use domain::calendar::months_later;
use domain::code::{AppointmentKind, Code, Family, Lang, Level, PersonState, Rank, Role, Sex, UnitKind};
use domain::exchange::News;
use domain::exchange::eligibility::{RuleKey, is_leading_level, leads};
use domain::exchange::kind::Staffing;
use domain::exchange::port::{Dues, StaffingTable};
use domain::exchange::view::{DueList, StaffingRow};
use domain::fault::Checks;
use domain::organisation::{Post, Unit};
use domain::ports::Answer;
use domain::record::Circumstances;
use domain::retirement::{Grounds, OldAge};
use domain::time::day_text;
use domain::{Day, Moment, PersonId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ground::leading;
use crate::audit::Note;
use crate::desk::notice_row;
use crate::row::tables;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

/// How many days ahead the due list looks.
pub(crate) const AHEAD: i64 = 180;

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

#[derive(Deserialize)]
struct Member {
    id: PersonId,
    name: String,
    sex: Sex,
    birth: domain::time::Date,
    level: Level,
    #[serde(default, with = "domain::time::unknown")]
    level_since: Option<domain::time::Date>,
    #[serde(default, with = "domain::time::unknown")]
    rank: Option<Rank>,
    #[serde(default, with = "domain::time::unknown")]
    old_age: Option<OldAge>,
    unit: UnitId,
    path: String,
    title: String,
    state: PersonState,
}

impl Store {
    pub(crate) async fn supervisors(&self, now: Moment) -> Result<Vec<Supervisor>, StoreError> {
        let held = self.roles_held(&[Role::UnitHr, Role::OrgHr, Role::Leader], now).await?;
        Ok(held
            .into_iter()
            .map(|one| Supervisor { person: one.address(), unit_hr: one.role == Role::UnitHr, path: one.path })
            .collect())
    }

    /// What falls due in a scope up to a day, and what is past and still open.
    pub(crate) async fn dues_in(&self, scope: &Scope, today: Day, most: Day) -> Result<Vec<Due>, StoreError> {
        let (inside, script) = in_scope("path", scope, Script::default());
        let members: Vec<Member> = self
            .rows(script.json("active", &PersonState::Active).then(&format!(
                "SELECT record::id(id) AS id, name, sex, birth, level, level_since, rank, old_age, unit, path, title, state FROM person
                    WHERE {inside} AND state = $active"
            )))
            .await?;
        let members: HashMap<PersonId, Member> = members.into_iter().map(|one| (one.id.clone(), one)).collect();
        let names = self.unit_names(members.values().map(|one| &one.unit)).await?;
        let units: HashMap<UnitId, Unit> = self
            .rows_where::<Unit>("active", Script::default())
            .await?
            .into_iter()
            .map(|unit| (unit.id.clone(), unit))
            .collect();
        let due = |kind: DueKind, subject: String, one: &Member, what: String, on: Day| Due {
            kind,
            subject,
            person: one.id.clone(),
            person_name: one.name.clone(),
            unit_name: names.get(&one.unit).cloned().unwrap_or_default(),
            path: one.path.clone(),
            what,
            on,
        };
        let mut dues: Vec<Due> = Vec::new();
        for one in members.values().filter(|one| one.state == PersonState::Active) {
            let grounds = Grounds { sex: one.sex, level: one.level, rank: one.rank, recorded: one.old_age };
            if let Some(on) = grounds.retirement(one.birth).map(|found| found.month).filter(|on| *on <= most) {
                dues.push(due(DueKind::RetirementAge, one.id.0.clone(), one, one.title.clone(), on));
            }
        }
        let rules = self.all_eligibility_rules().await?;
        let years = rules
            .iter()
            .filter(|rule| rule.key == RuleKey::SamePost && rule.from <= today && rule.path.is_empty())
            .max_by_key(|rule| (rule.from, rule.id.clone()))
            .filter(|rule| rule.active)
            .map(|rule| rule.value);
        // All that lasts: few columns, one pass, as nearly every row is of somebody in scope.
        let running: Vec<Appointment> =
            self.rows_where("`until` >= $today", Script::bound("today", day_text(today - TimeDelta::days(30)))).await?;
        let mut posts: HashMap<UnitId, Vec<Post>> = HashMap::new();
        for post in self.all::<Post>().await? {
            posts.entry(post.unit.clone()).or_default().push(post);
        }
        let mut posted: BTreeSet<&PersonId> = BTreeSet::new();
        for one in &running {
            let Some(member) = members.get(&one.person) else { continue };
            let place = format!("{}{}", one.unit_name, one.title);
            if one.main {
                posted.insert(&one.person);
                let on = years.zip(one.since()).map(|(months, since)| months_later(since, months));
                // Ten years in one post are counted for leading posts.
                let own = posts.get(&one.unit).into_iter().flatten();
                let counts = one.holds_on(today) && is_leading_level(one.level) && leading(own, one) == Some(true);
                if let Some(on) = on.filter(|on| *on <= most && counts) {
                    dues.push(due(DueKind::SamePost, one.id.0.clone(), member, place, on));
                }
            } else if matches!(one.kind, AppointmentKind::Seconded | AppointmentKind::PartTime) && one.until <= most {
                dues.push(due(DueKind::SecondmentEnds, one.id.0.clone(), member, place, one.until));
            }
        }
        // Whose posts were never entered one by one: by the day they came to their level, which is said.
        for one in members.values().filter(|one| !posted.contains(&one.id)) {
            let title = units.get(&one.unit).map_or(one.title.as_str(), |unit| bare_title(&one.title, unit));
            let counts = is_leading_level(one.level) && leads(title, one.level) == Some(true);
            let on = one.level_since.zip(years).map(|(since, months)| months_later(since.day(), months));
            if let Some(on) = on.filter(|on| *on <= most && counts) {
                let what = format!("{}（任现职时间未登记，按任现层次时间）", one.title);
                dues.push(due(DueKind::SamePost, one.id.0.clone(), one, what, on));
            }
        }
        let known: Vec<Circumstances> = self.rows(Script::new("SELECT * FROM circumstances")).await?;
        for one in &known {
            let Some(member) = members.get(&one.person) else { continue };
            for (kind, on) in [(DueKind::ProbationEnds, one.probation_until), (DueKind::TermEnds, one.term_until)] {
                // What was entered and is long past is history.
                if let Some(on) = on.filter(|on| *on <= most && *on >= today - TimeDelta::days(30)) {
                    dues.push(due(kind, member.id.0.clone(), member, member.title.clone(), on));
                }
            }
        }
        let (versions, days) = (self.kind_versions().await?, self.workdays().await?);
        for case in self.cases_in(scope, false).await? {
            if let Some(on) = case.due(&case.goes_by(&versions), &days).filter(|on| *on <= most) {
                dues.push(Due {
                    kind: DueKind::CaseStep,
                    subject: format!("{}-{}", case.id, case.step.code()),
                    person: case.person.clone(),
                    person_name: case.person_name.clone(),
                    unit_name: case.home_name.clone(),
                    path: case.home_path.clone(),
                    what: format!("{}{}：{}", case.host_name, case.title, case.step.name(Lang::Zh)),
                    on,
                });
            }
        }
        Ok(dues)
    }

    /// Tells what came to a stage since the last time, each stage once. Gives how many were told of.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remind_dues(&self, now: Moment) -> Result<u32, StoreError> {
        let today = now.day();
        let scope = Scope { paths: vec!["/".to_owned()] };
        let most = today + TimeDelta::days(AHEAD);
        let dues = self.dues_in(&scope, today, most).await?;
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

    /// How the posts of mass organisations in a scope are filled.
    pub(super) async fn staffing_in(
        &self,
        scope: &Scope,
        edits: &Scope,
        today: Day,
    ) -> Result<Vec<StaffingRow>, StoreError> {
        let units: Vec<Unit> = self.units_in(scope).await?;
        let people = self.people_by_path(scope).await?;
        let away: Vec<Appointment> = self
            .rows_where(
                "`until` >= $today AND kind IN $lent",
                Script::bound("today", day_text(today))
                    .json("lent", &[AppointmentKind::Seconded, AppointmentKind::PartTime]),
            )
            .await?;
        #[derive(Deserialize)]
        struct Target {
            id: UnitId,
            percent: u32,
            basis: String,
        }
        tables! { "staffing_target" by UnitId: Target }
        let targets: Vec<Target> = self.all().await?;
        let paths: BTreeMap<&UnitId, &str> = units.iter().map(|unit| (&unit.id, unit.path.as_str())).collect();
        let mut rows = Vec::new();
        for unit in &units {
            let organ = unit.family == Family::Mass && unit.active && unit.kind != UnitKind::Internal;
            // Units above others of their kind are counted with their own departments alone.
            let departments: Vec<&Unit> =
                units.iter().filter(|one| one.kind == UnitKind::Internal && one.path.starts_with(&unit.path)).collect();
            let nested = |one: &Unit| {
                units.iter().any(|other| {
                    other.kind != UnitKind::Internal
                        && other.path.len() > unit.path.len()
                        && other.path.starts_with(&unit.path)
                        && one.path.starts_with(&other.path)
                })
            };
            let mut own: BTreeSet<&str> =
                departments.iter().filter(|one| !nested(one)).map(|one| one.path.as_str()).collect();
            own.insert(&unit.path);
            let full_time: u32 = own.iter().filter_map(|path| people.get(*path)).sum();
            let count = |kind: AppointmentKind| {
                away.iter()
                    .filter(|one| one.kind == kind && one.holds_on(today))
                    .filter(|one| paths.get(&one.unit).is_some_and(|path| own.contains(path)))
                    .count() as u32
            };
            let staffing = Staffing {
                full_time,
                seconded: count(AppointmentKind::Seconded),
                part_time: count(AppointmentKind::PartTime),
            };
            if !organ || staffing.all() == 0 {
                continue;
            }
            let target = targets.iter().find(|one| one.id == unit.id);
            rows.push(StaffingRow {
                unit: unit.id.clone(),
                name: unit.short.clone(),
                staffing,
                target: target.map_or(TARGET.0, |one| one.percent),
                basis: target.map_or_else(|| TARGET.1.to_owned(), |one| one.basis.clone()),
                editable: edits.holds(&unit.path),
            });
        }
        rows.sort_by_key(|row| row.staffing.mixed_share());
        Ok(rows)
    }
}

#[async_trait]
impl Dues for Store {
    async fn dues(&self, viewer: &Viewer, now: Moment) -> Answer<DueList> {
        let scope = viewer.require(Permission::EXCHANGE_VIEW)?;
        let today = now.day();
        let most = today + chrono::TimeDelta::days(super::due::AHEAD);
        let mut dues = self.dues_in(&scope, today, most).await?;
        dues.sort_by(|a, b| (a.on, a.kind, &a.subject).cmp(&(b.on, b.kind, &b.subject)));
        let acts = viewer.scope(Permission::EXCHANGE_ANSWER);
        let unit = acts.paths.first().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
        Ok(DueList { today, dues, unit: unit.unwrap_or_default().into() })
    }
}

#[async_trait]
impl StaffingTable for Store {
    async fn staffing(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<StaffingRow>> {
        let scope = viewer.require(Permission::EXCHANGE_VIEW)?;
        let edits = viewer.scope(Permission::EXCHANGE_EDIT);
        Ok(self.staffing_in(&scope, &edits, now.day()).await?)
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
