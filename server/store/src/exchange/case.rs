//! Cases: each change is the domain's [`Case::act`], kept whole with its history.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::appointment::{Appointment, open_end};
use domain::audit::Action as Trail;
use domain::code::{AppointmentKind, Code};
use domain::exchange::case::{Acting, Action, Case, CaseDraft, CaseState, Part, missing, turn};
use domain::exchange::document::{Document, DocumentKind, Template};
use domain::exchange::eligibility::Finding;
use domain::exchange::kind::{ExchangeKind, KindRules, Step};
use domain::exchange::round::{Entry, OfferedPost, Round};
use domain::exchange::view::{CaseDetail, CaseRow, DueList, Holidays, StaffingRow};
use domain::exchange::workdays::{SpecialDay, Workdays};
use domain::fault::Checks;
use domain::notice::NoticeBody;
use domain::organisation::{Post, Unit};
use domain::ports::{Answer, Cases};
use domain::{AppointmentId, CaseId, Fault, Moment, OfferId, PersonId, Reason, RoundId, Rule};
use serde_json::{Value, json};

use super::ground::Ground;
use crate::audit::Note;
use crate::desk::notice_row;
use crate::people::appointed;
use crate::rows::{content, in_named_scope, in_scope, new_id};
use crate::save::Save;
use crate::{Script, Store, StoreError};

fn sees(viewer: &Viewer, case: &Case) -> bool {
    let views = viewer.scope(Permission::ExchangeView);
    viewer.owns(&case.person) || [&case.path, &case.home_path, &case.host_path].iter().any(|path| views.holds(path))
}

/// Whether something at this step waits for one of the parts.
fn waits(case: &Case, parts: &[Part], open: &[domain::exchange::case::Missing]) -> bool {
    if case.state != CaseState::Running {
        return false;
    }
    if open.is_empty() {
        parts.contains(&Part::Organiser)
    } else {
        open.iter().filter_map(|one| turn(case, one)).any(|part| parts.contains(&part))
    }
}

impl Store {
    pub(crate) async fn workdays(&self) -> Result<Workdays, StoreError> {
        Ok(Workdays::of(self.rows(Script::new("SELECT day, kind, name FROM holiday")).await?))
    }

    pub(super) async fn kind_rules(&self) -> Result<Vec<KindRules>, StoreError> {
        let kept: Vec<KindRules> = self.rows(Script::new("SELECT * FROM exchange_kind")).await?;
        Ok(KindRules::defaults()
            .into_iter()
            .map(|one| kept.iter().find(|held| held.kind == one.kind).cloned().unwrap_or(one))
            .collect())
    }

    async fn rules_of(&self, kind: ExchangeKind) -> Result<KindRules, StoreError> {
        let all = self.kind_rules().await?;
        all.into_iter()
            .find(|one| one.kind == kind)
            .ok_or_else(|| StoreError::Broken(format!("no rules of {}", kind.code())))
    }

    async fn find_case(&self, id: &CaseId) -> Result<Option<Case>, StoreError> {
        self.row(
            Script::new("SELECT *, record::id(id) AS id FROM type::record('exchange_case', $id)")
                .bind("id", id.as_str()),
        )
        .await
    }

    /// Cases under way whose path, sending or receiving unit lies in a scope.
    pub(super) async fn cases_in(&self, scope: &domain::access::Scope, all: bool) -> Result<Vec<Case>, StoreError> {
        let (path, script) = in_scope("path", scope, Script::default());
        let (home, script) = in_named_scope("home", "home_path", scope, script);
        let (host, script) = in_named_scope("host", "host_path", scope, script);
        let state = if all { "true" } else { "state = 'running'" };
        self.rows(script.then(&format!(
            "SELECT *, record::id(id) AS id FROM exchange_case WHERE {state} AND ({path} OR {home} OR {host})"
        )))
        .await
    }

    /// The case of somebody who got a post in a round.
    pub(super) fn case_of(
        &self,
        round: &Round,
        entry: &Entry,
        post: &OfferedPost,
        ground: &Ground,
        viewer: &Viewer,
        now: Moment,
    ) -> Answer<Case> {
        let vacancy = ground.offered(post, round.kind).ok_or(Fault::NotFound)?;
        let findings = ground.findings(&entry.person, &vacancy);
        let home = round.participant(&entry.path).ok_or(Fault::Internal)?;
        let host = round.participant(&post.path).ok_or(Fault::Internal)?;
        let unit = |id: &domain::UnitId| ground.units.get(id).cloned().ok_or(Fault::NotFound);
        let host_unit = Unit { short: post.unit_name.clone(), ..unit(&post.unit)? };
        let home_unit = unit(&entry.unit)?;
        let mut case = new_case(
            round.kind,
            (&entry.person, &entry.name),
            (&home_unit, &host_unit),
            (&post.title, post.level, round.months),
            findings,
            viewer,
            now,
        );
        // Opinions are the participants', not their departments'.
        (case.home_path, case.host_path) = (home.path.clone(), host.path.clone());
        (case.home_name, case.path) = (home.name.clone(), round.path.clone());
        (case.round, case.offer) = (round.id.clone(), post.id.clone());
        case.version = 1;
        Ok(case)
    }

    /// Tells those a case concerns.
    async fn case_notices(&self, case: &Case, now: Moment) -> Result<Vec<Value>, StoreError> {
        let body = NoticeBody::CaseMoved {
            case: case.id.clone(),
            person: case.person_name.clone(),
            title: format!("{} {}", case.host_name, case.title),
            step: case.step,
        };
        let paths = [case.home_path.as_str(), case.host_path.as_str()];
        let mut told = self.supervisors(now).await?;
        told.retain(|one| one.unit_hr && paths.iter().any(|path| path.starts_with(&one.path)));
        let mut people: Vec<PersonId> = told.into_iter().map(|one| one.person).collect();
        people.push(case.person.clone());
        people.sort();
        people.dedup();
        Ok(people.iter().map(|person| notice_row(person, &body, now)).collect())
    }

    /// What a step done does to the person's record: reporting for duty begins the
    /// appointment, an extension moves its end.
    async fn effect(&self, before: &Case, after: &Case) -> Answer<Box<dyn FnOnce(Script) -> Script + Send>> {
        let appointment_id = AppointmentId(format!("case-{}", after.id));
        let left = after.step != Step::Reporting || after.state == CaseState::Done;
        if before.step == Step::Reporting && left {
            let person = self.find_person(&after.person).await?.ok_or(Fault::NotFound)?;
            let unit = self.open_unit(&after.host, "host").await?;
            let appointment = Appointment {
                id: appointment_id,
                person: person.id.clone(),
                unit: unit.id.clone(),
                unit_name: unit.name.clone(),
                post: domain::PostId::default(),
                title: after.title.clone(),
                level: after.level,
                kind: match after.kind {
                    ExchangeKind::Secondment => AppointmentKind::Seconded,
                    ExchangeKind::PartTime => AppointmentKind::PartTime,
                    _ => AppointmentKind::Appointed,
                },
                from: after.from.ok_or(Fault::Internal)?,
                until: after.until.unwrap_or_else(open_end),
                document: after.appointment.clone(),
                end_document: String::new(),
                main: !after.kind.keeps_home(),
            };
            return Ok(Box::new(move |script| appointed(script, &person, &unit, &appointment)));
        }
        // An extension or an early end.
        let moved = before.until.is_some() && before.until != after.until;
        if let (true, Some(until)) = (moved, after.until) {
            let until = domain::time::day_text(until);
            return Ok(Box::new(move |script| {
                script
                    .then("UPDATE type::record('appointment', $appointment_id) SET `until` = $end RETURN NONE;")
                    .bind("appointment_id", appointment_id.as_str())
                    .bind("end", until)
            }));
        }
        Ok(Box::new(|script| script))
    }
}

impl Store {
    /// Cases that wait for the viewer, for the home page.
    pub(crate) async fn cases_waiting(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<domain::home::Due>> {
        // Most people have none, and a home page is looked at often.
        let own: Vec<String> = if viewer.person.as_str().is_empty() {
            Vec::new()
        } else {
            let script = Script::new("SELECT VALUE record::id(id) FROM exchange_case WHERE person = $person");
            self.rows(script.bind("person", viewer.person.as_str())).await?
        };
        if own.is_empty() && !viewer.may(Permission::ExchangeAnswer) {
            return Ok(Vec::new());
        }
        let waiting = Cases::cases(self, viewer, now).await?.into_iter().filter(|row| row.waits).take(20);
        Ok(waiting
            .map(|row| domain::home::Due::Case {
                title: format!("{} → {} {}", row.case.person_name, row.case.host_name, row.case.title),
                id: row.case.id.clone(),
                step: row.case.step,
            })
            .collect())
    }
}

/// A case at its first step.
fn new_case(
    kind: ExchangeKind,
    (person, name): (&PersonId, &str),
    (home, host): (&Unit, &Unit),
    (title, level, months): (&str, domain::code::Level, u32),
    findings: Vec<Finding>,
    viewer: &Viewer,
    now: Moment,
) -> Case {
    let opened = domain::exchange::case::Event {
        at: now,
        by: viewer.name.clone(),
        step: Step::Proposal,
        action: domain::exchange::case::ActionKind::Open,
        note: String::new(),
    };
    Case {
        id: CaseId(new_id(now)),
        kind,
        person: person.clone(),
        person_name: name.to_owned(),
        round: RoundId::default(),
        offer: OfferId::default(),
        home: home.id.clone(),
        home_name: home.short.clone(),
        home_path: home.path.clone(),
        host: host.id.clone(),
        host_name: host.short.clone(),
        host_path: host.path.clone(),
        title: title.to_owned(),
        level,
        months,
        path: home.path.clone(),
        step: Step::Proposal,
        state: CaseState::Running,
        since: now,
        findings,
        waivers: Vec::new(),
        opinions: Vec::new(),
        papers: Vec::new(),
        vote: None,
        notices: Vec::new(),
        objections: Vec::new(),
        approval: String::new(),
        appointment: String::new(),
        from: None,
        until: None,
        reported: None,
        reviews: Vec::new(),
        ending: None,
        extended: 0,
        history: vec![opened],
        version: 0,
    }
}

/// The path of the nearest unit above both.
fn above(one: &str, other: &str) -> String {
    let mut path = "/".to_owned();
    for (a, b) in one.split('/').zip(other.split('/')).skip(1) {
        if a != b || a.is_empty() {
            break;
        }
        path = format!("{path}{a}/");
    }
    path
}

#[async_trait]
impl Cases for Store {
    async fn cases(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<CaseRow>> {
        let mut cases = self.cases_in(&viewer.scope(Permission::ExchangeView), true).await?;
        if !viewer.person.as_str().is_empty() {
            let mine: Vec<Case> = self
                .rows(
                    Script::new("SELECT *, record::id(id) AS id FROM exchange_case WHERE person = $person")
                        .bind("person", viewer.person.as_str()),
                )
                .await?;
            cases.extend(mine.into_iter().filter(|one| viewer.owns(&one.person)));
        }
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases.dedup_by(|a, b| a.id == b.id);
        let (kinds, days) = (self.kind_rules().await?, self.workdays().await?);
        let mut rows: Vec<CaseRow> = cases
            .into_iter()
            .filter_map(|case| {
                let rules = kinds.iter().find(|one| one.kind == case.kind)?;
                let case = case.known_to(viewer);
                let open = missing(&case, rules, now.day());
                Some(CaseRow { due: case.due(rules, &days), waits: waits(&case, &case.parts_of(viewer), &open), case })
            })
            .collect();
        let running = |row: &CaseRow| row.case.state == CaseState::Running;
        rows.sort_by_key(|row| (!row.waits, !running(row), row.due.is_none(), row.due, row.case.id.clone()));
        Ok(rows)
    }

    async fn case(&self, viewer: &Viewer, id: &CaseId, now: Moment) -> Answer<CaseDetail> {
        let case = self.find_case(id).await?.ok_or(Fault::NotFound)?;
        if !sees(viewer, &case) {
            return Err(Fault::Forbidden);
        }
        let (rules, days) = (self.rules_of(case.kind).await?, self.workdays().await?);
        use chrono::Datelike;
        // What is missing is worked out from what the viewer may know: it tells nothing more.
        let case = case.known_to(viewer);
        Ok(CaseDetail {
            missing: missing(&case, &rules, now.day()),
            parts: case.parts_of(viewer),
            due: case.due(&rules, &days),
            holidays: days.knows(now.day().year()),
            case,
            rules,
        })
    }

    async fn open_case(&self, viewer: &Viewer, draft: &CaseDraft, now: Moment) -> Answer<CaseId> {
        viewer.require(Permission::ExchangeEdit)?;
        let person = self.find_person(&draft.person).await?.ok_or(Fault::NotFound)?;
        if viewer.owns(&person.id) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        let host = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::ExchangeEdit, &person.path)?;
        viewer.require_at(Permission::ExchangeEdit, &host.path)?;
        let home = self.find_unit(&person.unit).await?.ok_or(Fault::NotFound)?;
        let post: Option<Post> = self
            .row(
                Script::new("SELECT *, record::id(id) AS id FROM type::record('post', $id)")
                    .bind("id", draft.post.as_str()),
            )
            .await?;
        let post = post.filter(|post| post.unit == host.id).ok_or_else(|| Fault::field("post", Rule::Required))?;
        let rules = self.rules_of(draft.kind).await?;
        let mut checks = Checks::default();
        if draft.kind.has_term() {
            let (least, most) = rules.months;
            checks.between(i64::from(draft.months), "months", i64::from(least), i64::from(most));
        } else {
            checks.between(i64::from(draft.months), "months", 0, 0);
        }
        let inside = home.path.starts_with(&host.path) || host.path.starts_with(&home.path);
        checks.require(
            draft.kind != ExchangeKind::Rotation || inside || home.parent == host.parent,
            "unit",
            Rule::Wrong,
        );
        checks.done()?;
        let running: Vec<Case> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM exchange_case WHERE person = $person")
                    .bind("person", person.id.as_str()),
            )
            .await?;
        if running.iter().any(|one| one.state == CaseState::Running && one.step < Step::InPost) {
            return Err(Fault::field("person", Rule::Taken));
        }
        let ground = self.ground(std::slice::from_ref(&person.id), now).await?;
        let vacancy = ground.listed(&post, draft.kind).ok_or(Fault::NotFound)?;
        let findings = ground.findings(&person.id, &vacancy);
        let mut case = new_case(
            draft.kind,
            (&person.id, &person.name),
            (&home, &host),
            (&post.title, post.level, draft.months),
            findings,
            viewer,
            now,
        );
        // Seen to by the department above both units, as far as the viewer's authority reaches.
        let shared = above(&home.path, &host.path);
        let held = viewer.require_at(Permission::ExchangeEdit, &shared).is_ok();
        case.path = if held { shared } else { home.path.clone() };
        let notices = self.case_notices(&case, now).await?;
        let save = Save { viewer, now, table: "exchange_case", id: case.id.as_str(), path: &case.path, version: 0 };
        let more = |script: Script| script.then("INSERT INTO notice $notices RETURN NONE;").bind("notices", notices);
        self.save_row_and("exchange.case", &save, None::<&Case>, content(&case), more).await?;
        Ok(case.id)
    }

    async fn act(&self, viewer: &Viewer, id: &CaseId, version: u32, action: &Action, now: Moment) -> Answer<()> {
        let case = self.find_case(id).await?.ok_or(Fault::NotFound)?;
        if !sees(viewer, &case) {
            return Err(Fault::Forbidden);
        }
        if case.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let (rules, days) = (self.rules_of(case.kind).await?, self.workdays().await?);
        let acting = Acting { parts: case.parts_of(viewer), name: viewer.name.clone() };
        let next = case.act(action, &acting, &rules, &days, now)?;
        let moved = next.step != case.step || next.state != case.state;
        let notices = if moved { self.case_notices(&next, now).await? } else { Vec::new() };
        let effect = self.effect(&case, &next).await?;
        let save = Save { viewer, now, table: "exchange_case", id: id.as_str(), path: &case.path, version };
        let more = |script: Script| {
            effect(script)
                .then("IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };")
                .bind("notices", notices)
        };
        self.save_row_and("exchange.act", &save, Some(&case), content(&next), more).await?;
        Ok(())
    }

    async fn kinds(&self, viewer: &Viewer, _: Moment) -> Answer<(Vec<KindRules>, bool)> {
        viewer.require(Permission::ExchangeView)?;
        let may = self.require_everywhere(viewer, Permission::ExchangeEdit).await.is_ok();
        Ok((self.kind_rules().await?, may))
    }

    async fn save_kind(&self, viewer: &Viewer, rules: &KindRules, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::ExchangeEdit).await?;
        let mut checks = Checks::default();
        checks.text(&rules.basis, "basis", 200);
        // 公示不少于五个工作日.
        checks.between(i64::from(rules.notice_days), "notice_days", 5, 60);
        checks.between(i64::from(rules.handover_days), "handover_days", 0, 60);
        checks.between(i64::from(rules.extensions), "extensions", 0, 5);
        if rules.kind.has_term() {
            checks.between(i64::from(rules.months.1), "most_months", 1, 120);
            checks.between(i64::from(rules.months.0), "least_months", 1, i64::from(rules.months.1));
        }
        checks.done()?;
        let before = self.rules_of(rules.kind).await?;
        // Steps are the law's; what is edited are numbers and papers.
        let next = KindRules { steps: before.steps.clone(), basis: rules.basis.trim().to_owned(), ..rules.clone() };
        let note = Note {
            actor: viewer.into(),
            now,
            action: Trail::Update,
            subject: "exchange_kind",
            id: rules.kind.code(),
            path: "",
            reason: &next.basis,
        };
        let script = Script::new("UPSERT type::record('exchange_kind', $id) CONTENT $next RETURN NONE;")
            .bind("id", rules.kind.code())
            .bind("next", content(&next))
            .json("prior", &before)
            .note(&note, "$prior", "$next");
        self.write("exchange.kind", script).await?;
        Ok(())
    }

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
        let rows: Vec<Value> =
            days.iter().map(|one| json!({ "id": domain::time::day_text(one.day), "row": one })).collect();
        let note =
            Note { actor: viewer.into(), now, action: Trail::Import, subject: "holiday", id: "", path: "", reason: "" };
        let script =
            Script::new("FOR $one IN $rows { UPSERT type::record('holiday', $one.id) CONTENT $one.row RETURN NONE };")
                .bind("rows", rows)
                .note(&note, "NONE", "{ rows: $rows }");
        self.write("exchange.holidays", script).await?;
        Ok(u32::try_from(days.len()).unwrap_or(u32::MAX))
    }

    async fn templates(&self, viewer: &Viewer) -> Answer<Vec<Template>> {
        let scope = viewer.require(Permission::ExchangeEdit)?;
        let units: Vec<domain::UnitId> = self.units_in(&scope).await?.into_iter().map(|unit| unit.id).collect();
        let mut all = Template::defaults();
        let own: Vec<Template> = self.rows(Script::new("SELECT * FROM document_template")).await?;
        all.extend(own.into_iter().filter(|one| units.contains(&one.unit)));
        Ok(all)
    }

    async fn save_template(&self, viewer: &Viewer, next: &Template, now: Moment) -> Answer<()> {
        next.check()?;
        let unit = self.open_unit(&next.unit, "unit").await?;
        viewer.require_at(Permission::ExchangeEdit, &unit.path)?;
        let id = format!("{}__{}", unit.id, next.kind.code());
        let prior: Option<Template> = self
            .row(Script::new("SELECT * FROM type::record('document_template', $id)").bind("id", id.as_str()))
            .await?;
        let version = prior.as_ref().map_or(0, |prior| prior.version);
        let save = Save { viewer, now, table: "document_template", id: &id, path: &unit.path, version };
        Ok(self.save_row("exchange.template", &save, prior.as_ref(), content(next)).await?)
    }

    async fn document(&self, viewer: &Viewer, id: &CaseId, kind: DocumentKind, now: Moment) -> Answer<Document> {
        let case = self.find_case(id).await?.ok_or(Fault::NotFound)?;
        if !sees(viewer, &case) {
            return Err(Fault::Forbidden);
        }
        let early = match kind {
            DocumentKind::Notice => case.step < Step::PublicNotice,
            DocumentKind::Appointment => case.step < Step::Appointment,
            DocumentKind::Agreement => !case.kind.keeps_home() || case.step < Step::PublicNotice,
        };
        if early {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let own: Vec<Template> = self
            .rows(Script::new("SELECT * FROM document_template WHERE kind = $kind").bind("kind", kind.code()))
            .await?;
        let above: Vec<&str> = case.host_path.split('/').rev().filter(|id| !id.is_empty()).collect();
        let nearest = above.iter().find_map(|unit| own.iter().find(|one| one.unit.as_str() == *unit).cloned());
        let template = nearest.or_else(|| Template::defaults().into_iter().find(|one| one.kind == kind));
        Ok(template.ok_or(Fault::Internal)?.fill(&case, now.day()))
    }

    async fn dues(&self, viewer: &Viewer, now: Moment) -> Answer<DueList> {
        let scope = viewer.require(Permission::ExchangeView)?;
        let today = now.day();
        let most = today + chrono::TimeDelta::days(super::due::AHEAD);
        let mut dues = self.dues_in(&scope, today, most).await?;
        dues.sort_by(|a, b| (a.on, a.kind, &a.subject).cmp(&(b.on, b.kind, &b.subject)));
        let acts = viewer.scope(Permission::ExchangeAnswer);
        let unit = acts.paths.first().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
        Ok(DueList { today, dues, unit: unit.unwrap_or_default().into() })
    }

    async fn staffing(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<StaffingRow>> {
        let scope = viewer.require(Permission::ExchangeView)?;
        let edits = viewer.scope(Permission::ExchangeEdit);
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
        viewer.require_at(Permission::ExchangeEdit, &unit.path)?;
        let mut checks = Checks::default();
        checks.between(i64::from(percent), "percent", 0, 100);
        checks.text(basis, "basis", 200);
        checks.done()?;
        let note = Note {
            actor: viewer.into(),
            now,
            action: Trail::Update,
            subject: "staffing_target",
            id: unit.id.as_str(),
            path: &unit.path,
            reason: basis.trim(),
        };
        let script = Script::new(
            "LET $row = type::record('staffing_target', $id);
             LET $prior = (SELECT percent, basis FROM ONLY $row);
             UPSERT $row CONTENT { percent: $percent, basis: $basis } RETURN NONE;",
        )
        .bind("id", unit.id.as_str())
        .bind("percent", i64::from(percent))
        .bind("basis", basis.trim())
        .note(&note, "$prior ?? NONE", "{ percent: $percent, basis: $basis }");
        self.write("exchange.target", script).await?;
        Ok(())
    }
}
