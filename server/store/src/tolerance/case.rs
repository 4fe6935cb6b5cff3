//! Cases of fault tolerance: each change is the domain's `ToleranceCase::act`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action as Trail;
use domain::calendar::Workdays;
use domain::code::{Code, Role};
use domain::home::Due;
use domain::notice::address;
use domain::organisation::Unit;
use domain::person::Person;
use domain::ports::Answer;
use domain::procedure::{Action as _, Procedure};
use domain::register::{Register, RegisterQuery};
use domain::remedy::above;
use domain::tolerance::port::ToleranceCases;
use domain::tolerance::{
    Action, ActionKind, CaseDetail, CaseRow, CastVote, Clause, Conflict, Draft, Member, Nominee, Opener, Part,
    RemedyKind, Stand, Standing, State, Step, ToleranceCase, ToleranceGround, ToleranceRules, clauses, conflicts, due,
    missing, similar,
};
use domain::tolerance::{News, Todo};
use domain::versioned::Versioned;
use domain::{AccountId, Day, Fault, Moment, PersonId, Reason, Rule, ToleranceId, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use super::effect::written;
use crate::answers::Made;
use crate::asking::Asker;
use crate::audit::Note;
use crate::desk::notice_row;
use crate::keys::{by_name, listed};
use crate::once::{Once, opened};
use crate::procedure::{Changed, Kept, acting, kept};
use crate::row::tables;
use crate::rows::{content_with, new_id};
use crate::scope::root_of;
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

tables! { "tolerance_case" by ToleranceId: ToleranceCase }

kept! { ToleranceCase {
    fn row(&self) -> Value {
        content_with(self, "accounts", accounts(self))
    }

    // Of a case the trail tells where it stands, and nothing of what it says.
    fn traced(&self) -> Value {
        json!({ "number": self.number, "step": self.step, "state": self.state, "version": self.version })
    }
} }

/// Whom a case is for, and how far it has come.
#[derive(Deserialize)]
struct Named {
    id: ToleranceId,
    person: PersonId,
    accounts: Vec<AccountId>,
    path: String,
    opener: Option<String>,
    step: String,
    state: String,
}

/// How many like cases are shown.
const LIKE: usize = 5;

fn may_handle(viewer: &Viewer, case: &ToleranceCase) -> bool {
    !viewer.owns(&case.person)
        && (viewer.scope(Permission::TOLERANCE_HANDLE).holds(&case.path) || may_appeal(viewer, case))
}

/// Whether somebody is of an organ that decides the appeal which waits for an answer.
fn may_appeal(viewer: &Viewer, case: &ToleranceCase) -> bool {
    let appealed = case.open_remedy().is_some_and(|open| open.kind == RemedyKind::Appeal);
    appealed && viewer.grants.iter().any(|grant| answers(grant.role, &grant.path, case))
}

/// 公务员法 95: an appeal goes to the organ above the one that decided, or to the department of civil
/// servants of the same level.
fn answers(role: Role, path: &str, case: &ToleranceCase) -> bool {
    // Of a decision from before the deciding organ was kept nobody knows better than that it was the whole's.
    let decided = if case.decided_at.is_empty() { root_of(&case.path) } else { &case.decided_at };
    match role {
        Role::Discipline => above(path, decided),
        Role::OrgHr => decided.starts_with(path),
        _ => false,
    }
}

/// Whether somebody may take a case over for what waits now and its keeper can't do.
fn takes_over(viewer: &Viewer, case: &ToleranceCase, stand: Stand) -> bool {
    let Some(keeper) = case.keeper.as_ref().filter(|keeper| keeper.account != viewer.account) else { return false };
    let challenged = case.recusals.iter().any(|one| one.answer.is_none() && one.member.account == keeper.account);
    let barred = case.open_remedy().is_some_and(|open| {
        let answered = open.carried().is_some() || open.kind == RemedyKind::Appeal;
        answered && case.bars(ActionKind::AnswerRemedy, &keeper.account, Stand::Competent).is_some()
            || open.kind == RemedyKind::Appeal && !may_still(keeper, case)
    });
    let may = case.bars(ActionKind::AnswerRemedy, &viewer.account, stand).is_none();
    case.state == State::Running
        && may_handle(viewer, case)
        && !case.stood_aside(&viewer.account)
        && (challenged || barred && may)
}

/// Whether an appeal was taken over for its answer already.
fn may_still(keeper: &Member, case: &ToleranceCase) -> bool {
    let since = case.remedies.iter().find(|one| one.kind == RemedyKind::Appeal).map(|one| one.asked);
    let taken = case.history.iter().rev().find(|event| event.action == ActionKind::Take);
    taken.is_some_and(|event| Some(event.at.day()) >= since && event.by == keeper.name)
}

/// As which parts a viewer acts. Once somebody of the organ accepted a case, the others of the
/// organ no longer open it; nobody sees to their own.
fn parts(viewer: &Viewer, case: &ToleranceCase) -> Vec<Part> {
    if viewer.owns(&case.person) {
        return vec![Part::Person];
    }
    let named = |list: &[Member]| list.iter().any(|one| one.account == viewer.account);
    let decides = case.remedies.iter().any(|one| named(&one.deciders));
    let mut parts = Vec::new();
    let keeps = case.keeper.as_ref().is_none_or(|keeper| keeper.account == viewer.account);
    if keeps && may_handle(viewer, case) {
        parts.push(Part::Organ);
    }
    if case.opener == Opener::Unit && viewer.scope(Permission::TOLERANCE_APPLY).holds(&case.path) {
        parts.push(Part::Unit);
    }
    if named(&case.handlers) {
        parts.push(Part::Handler);
    }
    if (named(&case.deciders) || decides) && case.step >= Step::Determination {
        parts.push(Part::Decider);
    }
    parts
}

/// A case as somebody may know it: who deliberated how is for those who did; the unit knows
/// what it asked for and what came of it.
fn shown(viewer: &Viewer, parts: &[Part], mut case: ToleranceCase) -> ToleranceCase {
    let inside = parts.iter().any(|part| part.inside());
    if inside {
        // While a vote is open nobody reads how others voted: those who vote once they did, and who
        // counts it once it carries.
        let counted = parts.contains(&Part::Organ) && !parts.contains(&Part::Decider);
        let mine = |votes: &[CastVote]| votes.iter().any(|one| one.member.account == viewer.account);
        let hides = |votes: &[CastVote], settled: bool| !(settled || counted || mine(votes));
        if hides(&case.votes, case.decision.is_some()) {
            case.votes.clear();
        }
        for one in &mut case.remedies {
            if hides(&one.votes, one.answer.is_some()) {
                one.votes.clear();
            }
        }
        return case;
    }
    case.votes.clear();
    for one in &mut case.remedies {
        one.votes.clear();
        one.deciders.clear();
    }
    case.report.clear();
    // What was found and decided is the person's to read once they were told, not before.
    if case.told.is_none() {
        (case.decision, case.excluded) = (None, None);
        case.excluded_by.clear();
        case.findings.clear();
        case.assessments.clear();
        for event in &mut case.history {
            if matches!(
                event.action,
                ActionKind::Judge | ActionKind::Distinguish | ActionKind::Decide | ActionKind::Exclude
            ) {
                event.note.clear();
            }
        }
    }
    for event in &mut case.history {
        if matches!(event.action, ActionKind::Vote | ActionKind::Sign | ActionKind::Report) {
            event.by.clear();
            event.note.clear();
        }
    }
    if !parts.contains(&Part::Person) {
        case.evidence.retain(|one| one.part == Part::Unit);
        case.hearings.clear();
        case.findings.clear();
        case.assessments.clear();
        case.recusals.clear();
        case.told = None;
        for event in &mut case.history {
            event.note.clear();
        }
    }
    case
}

/// What the trail keeps of a case: that it moved, nothing of what it is about.
/// Who is named in a case, by account.
fn accounts(case: &ToleranceCase) -> Vec<String> {
    let bodies = case.remedies.iter().flat_map(|one| &one.deciders);
    let named = case.keeper.iter().chain(&case.handlers).chain(&case.deciders).chain(bodies);
    named.map(|one| one.account.0.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

impl Store {
    /// A case for one of its parts; the other way round nobody learns that there is one.
    pub(super) async fn tolerance_for(&self, viewer: &Viewer, id: &ToleranceId) -> Answer<(ToleranceCase, Vec<Part>)> {
        let case = self.find::<ToleranceCase>(id).await?.ok_or(Fault::Forbidden)?;
        let parts = parts(viewer, &case);
        if parts.is_empty() { Err(Fault::Forbidden) } else { Ok((case, parts)) }
    }

    /// Cases a viewer finds in the register, or of those the ones that go on.
    async fn tolerances_of(&self, viewer: &Viewer, only_open: bool) -> Result<Vec<ToleranceCase>, StoreError> {
        let ids = self.tolerances_found(viewer, only_open).await?;
        if ids.is_empty() { Ok(Vec::new()) } else { self.these(ids).await }
    }

    /// Which they are. There are few cases, and most people have to do with none: whom each is for is kept.
    async fn tolerances_found(&self, viewer: &Viewer, only_open: bool) -> Result<Vec<ToleranceId>, StoreError> {
        let make = async {
            let columns = "record::id(id) AS id, person, accounts, path, opener, step, state";
            let all: Vec<Named> = self.rows(Script::new(&format!("SELECT {columns} FROM tolerance_case"))).await?;
            Ok::<_, StoreError>(Made::of(all).on([On::All("tolerance_case")]))
        };
        let all = self.kept(("named in tolerance", String::new()), make).await?;
        let handles = viewer.scope(Permission::TOLERANCE_HANDLE);
        let applies = viewer.scope(Permission::TOLERANCE_APPLY);
        let department =
            |path: &str| viewer.grants.iter().any(|one| one.role == Role::OrgHr && path.starts_with(one.path.as_str()));
        let finds = |one: &&Named| {
            (!only_open || one.state == State::Running.code())
                && (viewer.owns(&one.person)
                    || one.accounts.contains(&viewer.account)
                    || handles.holds(&one.path)
                    || one.opener.as_deref() == Some(Opener::Unit.code()) && applies.holds(&one.path)
                    || one.step == Step::Review.code() && department(&one.path))
        };
        Ok(all.iter().filter(finds).map(|one| one.id.clone()).collect())
    }

    /// How a viewer stands to the organ that decided a case, for the appeal against it.
    async fn stand_in(&self, viewer: &Viewer, case: &ToleranceCase, now: Moment) -> Result<Stand, StoreError> {
        if viewer.grants.iter().any(|grant| answers(grant.role, &grant.path, case)) {
            return Ok(Stand::Competent);
        }
        let holders = self.seats_of(&[Role::Discipline, Role::OrgHr], now).await?;
        let any = holders.iter().any(|(role, path)| answers(*role, path, case));
        Ok(if any { Stand::Same } else { Stand::Records })
    }

    /// The grants of roles that are in force: (role, path).
    pub(crate) async fn seats_of(&self, roles: &[Role], now: Moment) -> Result<Vec<(Role, String)>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            role: Role,
            path: String,
        }
        let codes: Vec<String> = roles.iter().map(|role| role.code().to_owned()).collect();
        let rows: Vec<Row> = self
            .rows(
                Script::new("SELECT role, path FROM grant WHERE role IN $roles AND `from` <= $now AND `until` >= $now")
                    .bind("roles", codes)
                    .bind("now", now.0),
            )
            .await?;
        Ok(rows.into_iter().map(|row| (row.role, row.path)).collect())
    }

    /// The lines of the register for a viewer, oldest first.
    async fn tolerance_rows(&self, viewer: &Viewer, only_open: bool, now: Moment) -> Answer<Vec<CaseRow>> {
        let cases = self.tolerances_of(viewer, only_open).await?;
        // Most people have none, and a home page is looked at often.
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let days = self.workdays().await?;
        let mut rows: Vec<CaseRow> = Vec::new();
        for case in cases {
            let parts = parts(viewer, &case);
            if parts.is_empty() && !may_handle(viewer, &case) {
                continue;
            }
            let stand =
                if case.open_remedy().is_some() { self.stand_in(viewer, &case, now).await? } else { Stand::Same };
            let ground = ToleranceGround { conflicts: &[], days: &days, at: "", stand };
            let open = missing(&case, &days, now.day());
            let waits = case.waits_for(&acting(viewer, parts.clone()), &ground, &open);
            let opens = !parts.is_empty();
            let contest = (parts.contains(&Part::Person) && case.allows(ActionKind::Ask) && !case.accepted)
                .then(|| RemedyKind::ALL.iter().filter_map(|kind| case.window(*kind, &days, now.day())).max())
                .flatten()
                .filter(|until| now.day() <= *until);
            rows.push(CaseRow {
                contest,
                due: due(&case, &days),
                waits: waits || takes_over(viewer, &case, stand),
                name: if opens { case.name } else { String::new() },
                unit_name: if opens { case.unit_name } else { String::new() },
                id: case.id,
                number: case.number,
                step: case.step,
                state: case.state,
                opens,
                version: case.version,
            });
        }
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(rows)
    }

    /// Cases that wait for the viewer, for the home page.
    pub(crate) async fn tolerances_waiting(&self, asker: &Asker<'_>) -> Answer<Vec<Due>> {
        if self.tolerances_found(asker.viewer, false).await?.is_empty() {
            return Ok(Vec::new());
        }
        let key = ("tolerance", asker.key());
        Ok(self.kept_at(key, asker.now, self.read_tolerances_waiting(asker.viewer, asker.now)).await?.to_vec())
    }

    async fn read_tolerances_waiting(&self, viewer: &Viewer, now: Moment) -> Answer<Made<Vec<Due>>> {
        let rows = listed(&RegisterQuery::default().whole(), self.tolerance_rows(viewer, false, now).await?);
        let mut due = Vec::new();
        for row in rows.page.rows.into_iter().filter(|row| row.waits || row.contest.is_some()) {
            if let Some(until) = row.contest {
                due.push(Due::Tolerance(Todo::Redress { id: row.id.clone(), number: row.number.clone(), until }));
            }
            if row.waits {
                due.push(Due::Tolerance(Todo::Tolerance {
                    id: row.id,
                    number: row.number,
                    step: row.step,
                    until: row.due,
                }));
            }
        }
        due.truncate(20);
        let on = [On::All("tolerance_case"), On::All("holiday"), On::All("grant")];
        // Who may answer goes by roles in force, which begin and end by themselves.
        Ok(Made::of(due).on(on).today(now).brief())
    }

    /// The decision in writing, for those who have a part in the case. That it left is on the trail.
    ///
    /// # Errors
    /// When there is none, or it is none of the viewer's business.
    pub async fn tolerance_paper(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        now: Moment,
    ) -> Answer<domain::document::Document> {
        let (case, parts) = self.tolerance_for(viewer, id).await?;
        let inside = parts.iter().any(|part| part.inside());
        let told = inside || case.told.is_some();
        let decided = if case.decided_at.is_empty() { root_of(&case.path) } else { &case.decided_at };
        let (organ, competent) = (self.organ_of(decided).await?, self.competent_above(decided).await?);
        let paper = domain::tolerance::paper(&case, &organ, &competent).filter(|_| told);
        let paper = paper.ok_or(Fault::Refused(Reason::NotYet))?;
        self.tolerance_left(viewer, &case, "decision", now).await?;
        Ok(paper)
    }

    async fn tolerance_left(&self, viewer: &Viewer, case: &ToleranceCase, what: &str, now: Moment) -> Answer<()> {
        let note =
            Note::of(viewer, now).does(Trail::Export, "tolerance_case", case.id.as_str(), &case.path).because(what);
        self.write(Change::Answers("tolerance.look"), Script::default().note(&note, "NONE", "NONE")).await?;
        Ok(())
    }

    /// A sealed file of a case: its id and name, and the sealed key of the case. That it was read
    /// is on the trail.
    ///
    /// # Errors
    /// When there is none, its key was destroyed, or it is none of the viewer's business.
    pub async fn tolerance_file(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        n: usize,
        now: Moment,
    ) -> Answer<(String, String, String)> {
        let (case, parts) = self.tolerance_for(viewer, id).await?;
        let case = shown(viewer, &parts, case);
        let found = case.evidence.get(n).filter(|one| !one.file.is_empty()).ok_or(Fault::NotFound)?;
        let key = self.tolerance_key(id).await?.ok_or(Fault::NotFound)?;
        self.tolerance_left(viewer, &case, &found.file, now).await?;
        Ok((found.file.clone(), found.file_name.clone(), key))
    }

    /// Whether somebody may give evidence in a case as they read it, before a file is taken in.
    ///
    /// # Errors
    /// When they may not, or the case has moved on.
    pub async fn tolerance_takes(&self, viewer: &Viewer, id: &ToleranceId, version: u32) -> Answer<()> {
        let (case, parts) = self.tolerance_for(viewer, id).await?;
        case.as_seen(version)?;
        let give = ActionKind::Give;
        if !give.parts().iter().any(|part| parts.contains(part)) {
            return Err(Fault::Forbidden);
        }
        if case.allows(give) { Ok(()) } else { Err(Fault::Refused(Reason::WrongState)) }
    }

    /// The sealed key of a case's files.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tolerance_key(&self, id: &ToleranceId) -> Result<Option<String>, StoreError> {
        self.row(Script::new("SELECT VALUE sealed FROM type::record('tolerance_key', $id)").bind("id", id.as_str()))
            .await
    }

    /// Keeps a new sealed key of a case's files, and gives the one that stands: the first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_tolerance_key(&self, id: &ToleranceId, sealed: &str) -> Result<String, StoreError> {
        let script = Script::new(
            "LET $row = type::record('tolerance_key', $id);
             IF !record::exists($row) { CREATE $row SET sealed = $sealed RETURN NONE };",
        )
        .bind("id", id.as_str())
        .bind("sealed", sealed);
        self.write(Change::Answers("tolerance.key"), script).await?;
        Ok(self.tolerance_key(id).await?.unwrap_or_default())
    }

    /// Destroys the keys of cases closed longer ago than their files are kept; gives which.
    /// What was sealed with them can't be read by anybody any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn destroy_tolerance_keys(&self, now: Moment) -> Result<Vec<ToleranceId>, StoreError> {
        let keyed: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM tolerance_key")).await?;
        let mut destroyed = Vec::new();
        for id in keyed {
            let Some(case) = self.find::<ToleranceCase>(&ToleranceId(id)).await? else { continue };
            let closed = case.history.last().map_or(case.since, |event| event.at).day();
            let keep = domain::calendar::months_later(closed, case.rules.keep_years * 12);
            if case.state == State::Running || now.day() <= keep {
                continue;
            }
            let note = Note::of_itself(now)
                .ends("tolerance_key", case.id.as_str(), &case.path)
                .because("kept as long as the rule says");
            let script = Script::new("DELETE type::record('tolerance_key', $id) RETURN NONE;")
                .bind("id", case.id.as_str())
                .note(&note, "NONE", "NONE");
            self.write(Change::Answers("tolerance.key"), script).await?;
            destroyed.push(case.id);
        }
        Ok(destroyed)
    }

    /// Precedents like a case, but for what it became itself.
    async fn like(&self, case: &ToleranceCase) -> Result<Vec<(u32, domain::tolerance::Precedent)>, StoreError> {
        let mut all = self.all_precedents().await?;
        all.retain(|one| one.id.as_str() != case.id.as_str());
        Ok(similar(case, &all, LIKE))
    }

    /// Every clause cases are or were judged by, as it was said last: those in force first.
    pub(super) async fn every_clause(&self, today: Day) -> Result<Vec<Clause>, StoreError> {
        let versions: Vec<ToleranceRules> = self.versions_of().await?;
        let mut all = ToleranceRules::in_force(&versions, today).clauses;
        let past = versions.into_iter().flat_map(|one| one.clauses).chain(clauses());
        for one in past {
            if !all.iter().any(|held| held.key == one.key) {
                all.push(one);
            }
        }
        Ok(all)
    }
}

#[async_trait]
impl ToleranceCases for Store {
    async fn tolerance_cases(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<CaseRow>> {
        Ok(listed(query, self.tolerance_rows(viewer, query.only_open(), now).await?))
    }

    async fn tolerance_case(&self, viewer: &Viewer, id: &ToleranceId, now: Moment) -> Answer<CaseDetail> {
        let (case, parts) = self.tolerance_for(viewer, id).await?;
        let note = Note::of(viewer, now)
            .does(Trail::Unmask, "tolerance_case", id.as_str(), &case.path)
            .because(parts.first().map_or("", |part| part.code()));
        // The look is on the trail before anything is shown.
        self.write(Change::Answers("tolerance.look"), Script::default().note(&note, "NONE", "NONE")).await?;
        let days = self.workdays().await?;
        let names = parts.contains(&Part::Organ) && case.allows(ActionKind::Assign);
        let nominees = if names { self.nominees(&case, now).await? } else { Vec::new() };
        let inside = parts.iter().any(|part| part.inside());
        let like = if inside { self.like(&case).await? } else { Vec::new() };
        let collected: Option<String> = self
            .row(Script::new("SELECT VALUE summary FROM type::record('precedent', $id)").bind("id", id.as_str()))
            .await?;
        let stand = if case.open_remedy().is_some() { self.stand_in(viewer, &case, now).await? } else { Stand::Same };
        let windows = RemedyKind::ALL
            .iter()
            .filter_map(|kind| Some((*kind, case.window(*kind, &days, now.day())?)))
            .filter(|(_, until)| case.step == Step::Review && now.day() <= *until)
            .collect();
        use chrono::Datelike;
        let keeps = case.keeper.as_ref().is_none_or(|keeper| keeper.account == viewer.account);
        Ok(CaseDetail {
            takes: case.allows(ActionKind::Take)
                && !keeps
                && may_handle(viewer, &case)
                && !case.stood_aside(&viewer.account),
            windows,
            me: viewer.account.clone(),
            stand,
            missing: case.turns(&ToleranceGround { conflicts: &[], days: &days, at: "", stand }, now.day()),
            due: due(&case, &days),
            nominees,
            clauses: case.rules.clauses.clone(),
            similar: like,
            no_table: Some(now.day().year()).filter(|year| !days.knows(*year)),
            collected: collected.is_some(),
            case: shown(viewer, &parts, case),
            parts,
        })
    }

    async fn open_tolerance(&self, viewer: &Viewer, draft: &Draft, now: Moment) -> Answer<ToleranceId> {
        let person = self.get::<Person>(&draft.person).await?;
        let opener = if viewer.owns(&person.id) {
            Opener::Person
        } else if viewer.scope(Permission::TOLERANCE_HANDLE).holds(&person.path) {
            Opener::Organ
        } else {
            viewer.require_at(Permission::TOLERANCE_APPLY, &person.path)?;
            Opener::Unit
        };
        let rules = self.settings_on::<ToleranceRules>(now.day()).await?;
        let days = self.workdays().await?;
        let last = draft.notice.map(|notice| days.after(notice, rules.apply));
        draft.check(&rules, last, opener == Opener::Organ, now.day())?;
        // The same matter is not decided twice beside each other; a second click finds it open.
        let happened = domain::time::day_text(draft.happened);
        let parts = [person.id.as_str(), happened.as_str(), draft.matter.trim()];
        let once =
            Once::of("tolerance_case", &parts, "$first.state = $once_running").knowing("once_running", &State::Running);
        let unit = self.get::<Unit>(&person.unit).await?;
        let begun = domain::tolerance::Event {
            at: now,
            by: viewer.name.clone(),
            part: opener.part(),
            step: Step::Application,
            action: ActionKind::Open,
            note: String::new(),
        };
        use chrono::Datelike;
        let year = now.day().year().to_string();
        let id = ToleranceId(new_id(now));
        let case = json!({
            "person": person.id, "name": person.name, "unit": unit.id, "unit_name": unit.short, "path": person.path,
            "family": unit.family, "level": person.level, "opener": opener, "matter": draft.matter.trim(),
            "happened": draft.happened, "notice": draft.notice, "notice_number": draft.notice_number.trim(),
            "template": draft.template, "situations": draft.situations, "grounds": draft.grounds.trim(),
            "rules": rules, "step": Step::Acceptance, "state": State::Running, "since": now,
            "history": [begun], "version": 1, "accounts": [],
        });
        let note = Note::of(viewer, now).creates("tolerance_case", id.as_str(), &person.path);
        let told = News::ToleranceMoved {
            case: id.clone(),
            number: String::new(),
            step: Step::Acceptance,
            due: Some(days.after(now.day(), rules.accept)),
        };
        let mut notices = Vec::new();
        for account in self.holders(&[Role::Discipline], &person.path, now).await? {
            if account.person != person.id {
                notices.push(notice_row(&account.address(), &told, now));
            }
        }
        let script = Script::new(
            "LET $count = type::record('tolerance_count', $year);
             LET $n = ((SELECT VALUE n FROM ONLY $count) ?? 0) + 1;
             UPSERT $count SET n = $n RETURN NONE;
             LET $number = '容错〔' + $year + '〕' + <string> $n + '号';
             CREATE type::record('tolerance_case', $id) CONTENT object::extend($case, { number: $number }) RETURN NONE;
             FOR $one IN $notices {
                 CREATE type::record('notice', $one.id) CONTENT object::extend(object::remove($one, 'id'),
                     { body: object::extend($one.body, { number: $number }) }) RETURN NONE;
             };",
        )
        .bind("year", year)
        .bind("id", id.as_str())
        .bind("case", case)
        .bind("notices", notices)
        .once(&once, id.as_str())
        .note(&note, "NONE", "{ number: $number }");
        Ok(ToleranceId(opened(self.write(Change::Answers("tolerance.open"), script).await, id.as_str())?))
    }

    async fn act_tolerance(
        &self,
        viewer: &Viewer,
        id: &ToleranceId,
        version: u32,
        action: &Action,
        now: Moment,
    ) -> Answer<()> {
        let case = self.find::<ToleranceCase>(id).await?.ok_or(Fault::Forbidden)?;
        let mut parts = parts(viewer, &case);
        // Whoever else may see to it can take it over, and says why.
        if matches!(action, Action::Take { .. }) && may_handle(viewer, &case) {
            parts = vec![Part::Organ];
        }
        if parts.is_empty() {
            return Err(Fault::Forbidden);
        }
        if self.was_done(viewer, &case, version, action).await? {
            return Ok(());
        }
        let (named, found) = self.named(&case, action, now).await?;
        let days = self.workdays().await?;
        let at =
            viewer.seat(Permission::TOLERANCE_HANDLE, &case.path).map(|grant| grant.path.clone()).unwrap_or_default();
        let stand = if case.open_remedy().is_some() { self.stand_in(viewer, &case, now).await? } else { Stand::Same };
        let ground = ToleranceGround { conflicts: &found, days: &days, at: &at, stand };
        let next = case.act(&named, &acting(viewer, parts), &ground, now)?;
        let moved = next.step != case.step || next.state != case.state;
        let notices = if moved || matches!(action, Action::Assign { .. } | Action::Urge) {
            self.tolerance_notices(&next, &days, now)
        } else {
            Vec::new()
        };
        let (change, because) = (Change::Answers("tolerance.act"), action.kind().code());
        let act = Changed { change, action, before: &case, next: &next, because, notices };
        self.changed(viewer, act, now, |script| written(script, &case, &next, now)).await
    }
}

impl Store {
    /// Of members who are being named: who they are, and why they may have to stand aside.
    async fn named(&self, case: &ToleranceCase, action: &Action, now: Moment) -> Answer<(Action, Vec<Conflict>)> {
        let Action::Assign { handlers, deciders } = action else { return Ok((action.clone(), Vec::new())) };
        let known = self.nominees(case, now).await?;
        let find = |list: &[Member], field: &str, handle: bool| -> Answer<Vec<Member>> {
            list.iter()
                .map(|one| {
                    let found = known.iter().find(|other| other.member.account == one.account);
                    let fits = found.filter(|one| one.handles || !handle);
                    fits.map(|one| one.member.clone()).ok_or_else(|| Fault::field(field, Rule::Unknown))
                })
                .collect()
        };
        let (handlers, deciders) = (find(handlers, "handlers", true)?, find(deciders, "deciders", false)?);
        let conflicts = known
            .into_iter()
            .filter(|one| handlers.iter().chain(&deciders).any(|named| named.account == one.member.account))
            .flat_map(|one| one.conflicts)
            .collect();
        Ok((Action::Assign { handlers, deciders }, conflicts))
    }

    /// Accounts that hold one of the roles over a path.
    pub(crate) async fn holders(&self, roles: &[Role], path: &str, now: Moment) -> Result<Vec<Holder>, StoreError> {
        let mut found: Vec<Holder> = Vec::new();
        for one in self.roles_held(roles, now).await?.into_iter().filter(|one| path.starts_with(&one.path)) {
            match found.iter_mut().find(|holder| holder.account == one.account) {
                Some(holder) => holder.roles.push(one.role),
                None => found.push(Holder {
                    account: one.account,
                    name: one.name,
                    person: one.person,
                    roles: vec![one.role],
                }),
            }
        }
        found.sort_by(|a, b| a.account.cmp(&b.account));
        by_name(&mut found, |holder| &holder.name);
        Ok(found)
    }

    /// Who may be named in a case, each with the reasons to stand aside.
    async fn nominees(&self, case: &ToleranceCase, now: Moment) -> Result<Vec<Nominee>, StoreError> {
        let holders = self.holders(&[Role::Discipline, Role::OrgHr, Role::Leader], &case.path, now).await?;
        let mut people: Vec<PersonId> =
            holders.iter().map(|one| one.person.clone()).filter(|one| !one.as_str().is_empty()).collect();
        people.push(case.person.clone());
        let standings = self.lines_of(&people).await?;
        let kin = self.kin_of(std::slice::from_ref(&case.person)).await?;
        let kin = kin.get(&case.person).map(Vec::as_slice).unwrap_or_default();
        let subject = standings.iter().find(|one| one.person == case.person).cloned().unwrap_or(Standing {
            person: case.person.clone(),
            unit: UnitId::default(),
            parent: UnitId::default(),
            leading: false,
        });
        Ok(holders
            .into_iter()
            .map(|one| {
                let own: Vec<Standing> =
                    standings.iter().filter(|standing| standing.person == one.person).cloned().collect();
                Nominee {
                    handles: one.roles.contains(&Role::Discipline),
                    conflicts: conflicts(&subject, kin, &own),
                    member: Member { account: one.account, person: one.person, name: one.name },
                }
            })
            .collect())
    }

    /// Where people stand on the reporting line.
    async fn lines_of(&self, people: &[PersonId]) -> Result<Vec<Standing>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: PersonId,
            unit: UnitId,
            parent: Option<UnitId>,
        }
        let records: Vec<_> = people.iter().map(|id| RecordId::new("person", id.as_str())).collect();
        let rows: Vec<Row> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, unit, type::record('unit', unit).parent AS parent FROM $records",
                )
                .bind("records", records),
            )
            .await?;
        let mut standings = Vec::with_capacity(rows.len());
        for row in rows {
            let leading = self.leads(&row.id, domain::appointment::open_end()).await?;
            let parent = row.parent.unwrap_or_default();
            standings.push(Standing { person: row.id, unit: row.unit, parent, leading });
        }
        Ok(standings)
    }

    /// Tells the person where the case stands, and those whose turn it is.
    pub(super) fn tolerance_notices(&self, case: &ToleranceCase, days: &Workdays, now: Moment) -> Vec<Value> {
        let by = due(case, days);
        let open = missing(case, days, now.day());
        let turns: Vec<Part> = open.iter().filter_map(|one| case.turn(one)).map(|turn| turn.0).collect();
        let mut people: Vec<(PersonId, bool)> = vec![(case.person.clone(), turns.contains(&Part::Person))];
        let groups = [
            (Part::Organ, case.keeper.iter().collect::<Vec<_>>()),
            (Part::Handler, case.handlers.iter().collect()),
            (Part::Decider, case.body().iter().collect()),
        ];
        for (part, members) in groups {
            if turns.contains(&part) {
                people.extend(members.into_iter().map(|one| (address(&one.account, &one.person), true)));
            }
        }
        people.sort();
        people.dedup_by(|a, b| a.0 == b.0);
        people
            .into_iter()
            .map(|(person, waits)| {
                let body = News::ToleranceMoved {
                    case: case.id.clone(),
                    number: case.number.clone(),
                    step: case.step,
                    due: by.filter(|_| waits),
                };
                notice_row(&person, &body, now)
            })
            .collect()
    }

    /// Cases under way.
    pub(super) async fn running_tolerances(&self) -> Result<Vec<ToleranceCase>, StoreError> {
        self.rows_where("state = $running", Script::default().json("running", &State::Running)).await
    }
}

/// An account with roles over a path.
pub(crate) struct Holder {
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(crate) person: PersonId,
    pub(super) roles: Vec<Role>,
}

impl Holder {
    /// Where their notices go.
    pub(crate) fn address(&self) -> PersonId {
        address(&self.account, &self.person)
    }
}
