//! Cases: each change is the domain's [`Case::act`], kept whole with its history.

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::appointment::{Appointment, open_end};
use domain::calendar::Workdays;
use domain::code::{AppointmentKind, Code, UnitKind};
use domain::exchange::case::{Action, ActionKind, Case, CaseDraft, CaseGround, CaseState, Event, missing};
use domain::exchange::eligibility::{Finding, Vacancy};
use domain::exchange::kind::{ExchangeKind, KindRules, Step};
use domain::exchange::port::Cases;
use domain::exchange::round::{Entry, OfferedPost, Round};
use domain::exchange::view::{CaseDetail, CaseRow};
use domain::exchange::{News, Todo};
use domain::fault::Checks;
use domain::home::Due;
use domain::organisation::{Post, Unit};
use domain::person::Person;
use domain::ports::Answer;
use domain::procedure::Procedure;
use domain::register::{Register, RegisterQuery, Shown};
use domain::{AppointmentId, CaseId, Fault, Moment, OfferId, PersonId, Reason, RoundId, Rule, exchange};
use serde_json::{Value, json};

use super::ground::Ground;
use crate::answers::Made;
use crate::asking::Asker;
use crate::desk::notice_row;
use crate::feature::NewHolidays;
use crate::keys::listed;
use crate::people::appointed;
use crate::procedure::{Changed, acting, answered, kept};
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::scope::{in_named_scope, in_scope};
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

tables! { "exchange_case" by CaseId: Case }

kept! { Case {
    fn whose(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
} }

pub(super) fn sees(viewer: &Viewer, case: &Case) -> bool {
    let views = viewer.scope(Permission::EXCHANGE_VIEW);
    viewer.owns(&case.person) || [&case.path, &case.home_path, &case.host_path].iter().any(|path| views.holds(path))
}

/// The condition that a case's path, sending or receiving unit lies in a scope, and the variables it needs.
pub(super) fn case_in(scope: &Scope) -> (String, Script) {
    let (path, script) = in_scope("path", scope, Script::default());
    let (home, script) = in_named_scope("home", "home_path", scope, script);
    let (host, script) = in_named_scope("host", "host_path", scope, script);
    (format!("({path} OR {home} OR {host})"), script)
}

impl Store {
    /// The organ a unit belongs to: itself, or above it when it is an internal department.
    async fn organ_above(&self, unit: &Unit) -> Result<Unit, StoreError> {
        let mut at = unit.clone();
        while at.kind == UnitKind::Internal {
            let Some(above) = self.find::<Unit>(&at.parent).await? else { break };
            at = above;
        }
        Ok(at)
    }

    /// Cases whose path, sending or receiving unit lies in a scope: those under way, or all.
    pub(super) async fn cases_in(&self, scope: &Scope, all: bool) -> Result<Vec<Case>, StoreError> {
        let (inside, script) = case_in(scope);
        let state = if all { "true" } else { "state = $running" };
        let bound = script.bind("running", CaseState::Running.code());
        self.rows_where(&format!("{state} AND {inside}"), bound).await
    }

    /// The case of somebody who got a post in a round, under what its kind asks for now.
    pub(super) fn case_of(
        &self,
        (round, rules): (&Round, &KindRules),
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
        let unit = |id: &domain::UnitId| ground.unit(id).cloned().ok_or(Fault::NotFound);
        let host_unit = Unit { short: post.unit_name.clone(), ..unit(&post.unit)? };
        let home_unit = unit(&entry.unit)?;
        let mut case = new_case(
            rules,
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
        (case.round, case.offer, case.post) = (round.id.clone(), post.id.clone(), post.post.clone());
        (case.place, case.present) = (post.place.clone(), entry.title.clone());
        case.version = 1;
        Ok(case)
    }

    /// Tells those a case concerns.
    pub(super) async fn case_notices(&self, case: &Case, now: Moment) -> Result<Vec<Value>, StoreError> {
        let body = News::CaseMoved {
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

    /// What a step done does to the person's record: reporting for duty begins the appointment, an
    /// extension moves its end, and a corrected number or day is corrected there too.
    async fn effect(&self, before: &Case, after: &Case) -> Answer<Box<dyn FnOnce(Script) -> Script + Send>> {
        let appointment_id = AppointmentId(format!("case-{}", after.id));
        let left = after.step != Step::Reporting || after.state == CaseState::Done;
        let (from, until) = (after.from, after.until.unwrap_or_else(open_end));
        if before.step == Step::Reporting && left {
            let person = self.get::<Person>(&after.person).await?;
            let unit = self.open_unit(&after.host, "host").await?;
            // What has a term has a last day.
            if after.kind.has_term() && after.until.is_none() {
                return Err(Fault::field("months", Rule::Required));
            }
            let appointment = Appointment {
                id: appointment_id,
                person: person.id.clone(),
                unit: unit.id.clone(),
                unit_name: unit.name.clone(),
                post: after.post.clone(),
                title: after.title.clone(),
                level: after.level,
                kind: match after.kind {
                    ExchangeKind::Secondment => AppointmentKind::Seconded,
                    ExchangeKind::PartTime => AppointmentKind::PartTime,
                    _ => AppointmentKind::Appointed,
                },
                from: from.ok_or(Fault::Internal)?,
                until,
                document: after.appointment.clone(),
                end_document: String::new(),
                main: !after.kind.keeps_home(),
            };
            return Ok(Box::new(move |script| appointed(script, &person, &unit, &appointment)));
        }
        let begun = before.step > Step::Reporting || before.state == CaseState::Done;
        let said = |case: &Case| (case.from, case.until, case.appointment.clone());
        if let (true, Some(from)) = (begun && said(before) != said(after), from) {
            let (from, until) = (domain::time::day_text(from), domain::time::day_text(until));
            // The main post before it ended the day before, by the same document.
            let eve = after.from.and_then(|from| from.pred_opt()).map(domain::time::day_text).unwrap_or_default();
            let (was, document) = (before.appointment.clone(), after.appointment.clone());
            let ends = after.until.is_some();
            return Ok(Box::new(move |script| {
                script
                    .then(
                        "LET $held = type::record('appointment', $appointment_id);
                         LET $begun = (SELECT person, main, `from` FROM ONLY $held);
                         IF type::is_string($begun.person) {
                            LET $eves = IF $begun.main {
                                (SELECT VALUE id FROM appointment WHERE person = $begun.person AND main
                                    AND id != $held AND end_document = $was)
                            } ELSE { [] };
                            FOR $old IN $eves {
                                UPDATE $old SET end_document = $document RETURN NONE;
                                IF $begun.`from` != $begins { UPDATE $old SET `until` = $eve RETURN NONE };
                            };
                            LET $since = (SELECT VALUE level_since FROM ONLY type::record('person', $begun.person));
                            IF $begun.main AND $since = $begun.`from` AND $since != $begins {
                                UPDATE type::record('person', $begun.person) SET level_since = $begins,
                                    version += 1 RETURN NONE;
                            };
                            UPDATE $held SET `from` = $begins, document = $document RETURN NONE;
                            IF $has_end { UPDATE $held SET `until` = $end RETURN NONE };
                         };",
                    )
                    .bind("appointment_id", appointment_id.as_str())
                    .bind("begins", from)
                    .bind("end", until)
                    .bind("has_end", ends)
                    .bind("eve", eve)
                    .bind("was", was)
                    .bind("document", document)
            }));
        }
        Ok(Box::new(|script| script))
    }

    /// The post of a case, as the rules read it.
    pub(super) async fn vacancy_of(&self, case: &Case, ground: &Ground) -> Answer<Option<Vacancy>> {
        if !case.offer.as_str().is_empty()
            && let Some(offer) = self.find::<OfferedPost>(&case.offer).await?
        {
            return Ok(ground.offered(&offer, case.kind));
        }
        let posts: Vec<Post> = self.rows_where("unit = $unit", Script::bound("unit", case.host.as_str())).await?;
        let named = posts.iter().find(|one| one.title == case.title && one.level == case.level);
        let post = posts.iter().find(|one| one.id == case.post).or(named).cloned();
        // A post that the unit lists no more is judged by what the case says of it.
        let post = post.unwrap_or_else(|| Post {
            id: case.post.clone(),
            unit: case.host.clone(),
            title: case.title.clone(),
            level: case.level,
            seats: 1,
            leading: domain::exchange::eligibility::leads(&case.title, case.level) == Some(true),
            held: 0,
        });
        Ok(ground.listed(&post, case.kind, &case.place))
    }

    /// A case with what the rules say now, as long as they are asked.
    async fn judged(&self, case: Case, now: Moment) -> Answer<Case> {
        if !case.is_judged() {
            return Ok(case);
        }
        let ground = self.ground(std::slice::from_ref(&case.person), now).await?;
        self.judged_on(case, &ground, now).await
    }

    /// The same on a ground that holds the person.
    pub(super) async fn judged_on(&self, case: Case, ground: &Ground, now: Moment) -> Answer<Case> {
        if !case.is_judged() {
            return Ok(case);
        }
        let Some(vacancy) = self.vacancy_of(&case, ground).await? else { return Ok(case) };
        let findings = ground.findings(&case.person, &vacancy);
        // Somebody whose record can't be read any more is not cleared by that.
        Ok(if findings.is_empty() { case } else { case.judged_anew(findings, now) })
    }

    /// Cases a viewer sees, oldest first; the viewer's own always.
    pub(super) async fn case_rows(&self, viewer: &Viewer, only_open: bool, now: Moment) -> Answer<Vec<CaseRow>> {
        let mut cases = self.cases_in(&viewer.scope(Permission::EXCHANGE_VIEW), !only_open).await?;
        if !viewer.person.as_str().is_empty() {
            let mine: Vec<Case> =
                self.rows_where("person = $person", Script::bound("person", viewer.person.as_str())).await?;
            cases.extend(mine.into_iter().filter(|one| viewer.owns(&one.person)));
        }
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases.dedup_by(|a, b| a.id == b.id);
        let (versions, days) = (self.kind_versions().await?, self.workdays().await?);
        Ok(lines(viewer, cases, (&versions[..], &days), now))
    }

    /// Cases that wait for the viewer, for the home page.
    pub(crate) async fn cases_waiting(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        // Who only looks is waited for by no case but their own.
        let acts = asker.viewer.may(Permission::EXCHANGE_ANSWER);
        let seen = if acts { asker.viewer.scope(Permission::EXCHANGE_VIEW) } else { Scope::default() };
        if asker.person().is_none() && seen.paths.is_empty() {
            return Ok(Vec::new());
        }
        let key = ("cases", asker.key());
        Ok(self.kept_at(key, asker.now, self.read_cases_waiting(asker, &seen)).await?.to_vec())
    }

    async fn read_cases_waiting(&self, asker: &Asker<'_>, seen: &Scope) -> Result<Made<Vec<Due>>, StoreError> {
        let (viewer, now) = (asker.viewer, asker.now);
        let (inside, script) = case_in(seen);
        let script = script.whole("exchange_case WHERE person = $person").bind("person", viewer.person.as_str());
        let (script, results) = if seen.paths.is_empty() {
            (script, 1)
        } else {
            let running = format!("exchange_case WHERE state = $running AND {inside}");
            (script.whole(&running).json("running", &CaseState::Running), 2)
        };
        let mut rows = asker.read(script, results).await?;
        let mut cases: Vec<Case> = rows.take(0)?;
        cases.extend(rows.take::<Case>(1)?);
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases.dedup_by(|a, b| a.id == b.id);
        let on = if seen.paths.is_empty() { On::of("exchange_case", &viewer.person) } else { On::All("exchange_case") };
        // Most people have none.
        if cases.is_empty() {
            return Ok(Made::of(Vec::new()).on([on]));
        }
        let (versions, days) = tokio::try_join!(self.kept_kinds(), self.kept_workdays())?;
        let query = RegisterQuery { waits: "1".to_owned(), open: Shown::Open.code().to_owned(), ..Default::default() };
        let waiting = listed(&query, lines(viewer, cases, (&versions[..], &*days), now)).page.rows.into_iter().take(20);
        let due = waiting.map(|row| {
            Due::Exchange(Todo::Case {
                title: format!("{} → {} {}", row.case.person_name, row.case.host_name, row.case.title),
                id: row.case.id.clone(),
                step: row.case.step,
            })
        });
        Ok(Made::of(due.collect()).on([on, On::All("exchange_kind"), On::All("holiday")]).today(now))
    }

    /// Cases whose running notice ends on another day under a table of holidays, by their ids, as they are then.
    pub(crate) async fn cases_anew(&self, holidays: &NewHolidays<'_>) -> Result<Vec<(String, Value)>, StoreError> {
        let running = Script::default().json("running", &CaseState::Running);
        let cases: Vec<Case> = self.rows_where("state = $running", running).await?;
        let anew = cases.into_iter().filter_map(|case| {
            let (publicity, note) = holidays.anew(&case.publicity)?;
            let (by, step) = (holidays.viewer.name.clone(), case.step);
            let mut next = Case { publicity, version: case.version + 1, ..case };
            next.history.push(Event { at: holidays.now, by, step, action: ActionKind::Correct, note });
            Some((next.id.0.clone(), content(&next)))
        });
        Ok(anew.collect())
    }
}

/// The lines of the register, as a viewer may know them.
fn lines(viewer: &Viewer, cases: Vec<Case>, (versions, days): (&[KindRules], &Workdays), now: Moment) -> Vec<CaseRow> {
    let row = |case: Case| {
        let rules = case.goes_by(versions);
        let case = case.known_to(viewer);
        let open = missing(&case, &rules, now.day());
        let parts = case.parts_of(viewer);
        let (due, ground) = (case.due(&rules, days), CaseGround { rules: &rules, days });
        // What has ended waits for nobody, whatever was still missing then.
        let waits = case.state == CaseState::Running && case.waits_for(&acting(viewer, parts.clone()), &ground, &open);
        CaseRow { due, waits, missing: open, parts, case }
    };
    cases.into_iter().map(row).collect()
}

/// Tells those whose objections to a case were answered.
pub(super) fn objectors_told(viewer: &Viewer, before: &Case, next: &Case, now: Moment) -> Vec<Value> {
    answered(viewer, &before.publicity, &next.publicity, now, |upheld| {
        let (case, person) = (next.id.clone(), next.person_name.clone());
        let title = format!("{} {}", next.host_name, next.title);
        News::CaseObjectionAnswered { case, person, title, upheld }.into()
    })
}

/// What begins the code thrown for somebody who is on the way to a post: the case follows.
pub(super) const RUNNING: &str = "gq:running:";

/// Keeps each person of `$rows` (id of the case, person) on the way to one post at a time: whoever else opens a case for them,
/// at the same moment or later, is told of the first.
pub(super) fn once(script: Script) -> Script {
    let open: Vec<&str> = Step::ALL.iter().filter(|step| **step < Step::InPost).map(|step| step.code()).collect();
    script
        .then(
            "FOR $one IN $rows {
                LET $open = type::record('once', crypto::sha256('exchange_case|' + $one.person));
                LET $first = (SELECT VALUE row FROM ONLY $open) ?? '';
                IF $first != '' {
                    LET $known = (SELECT state, step FROM ONLY type::record('exchange_case', $first));
                    IF $known.state = $case_running AND $known.step IN $before_post {
                        THROW 'gq:running:' + $first
                    };
                };
                UPSERT $open CONTENT { kind: 'exchange_case', row: $one.id, turn: 1 } RETURN NONE;
             };",
        )
        .bind("before_post", open)
        .json("case_running", &CaseState::Running)
}

/// A case at its first step, which keeps what its kind asks for now.
fn new_case(
    rules: &KindRules,
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
        kind: rules.kind,
        rules: Some(rules.clone()),
        person: person.clone(),
        person_name: name.to_owned(),
        round: RoundId::default(),
        offer: OfferId::default(),
        present: String::new(),
        home: home.id.clone(),
        home_name: home.short.clone(),
        home_path: home.path.clone(),
        host: host.id.clone(),
        host_name: host.short.clone(),
        host_path: host.path.clone(),
        post: domain::PostId::default(),
        title: title.to_owned(),
        level,
        place: String::new(),
        months,
        path: home.path.clone(),
        step: Step::Proposal,
        state: CaseState::Running,
        since: now,
        opening: findings.iter().map(|one| (one.key, one.verdict)).collect(),
        judged: Vec::new(),
        findings,
        waivers: Vec::new(),
        opinions: Vec::new(),
        overruled: None,
        papers: Vec::new(),
        files: Vec::new(),
        vote: None,
        publicity: Default::default(),
        approval: String::new(),
        appointment: String::new(),
        appointed: None,
        from: None,
        until: None,
        reported: None,
        reviews: Vec::new(),
        ending: None,
        extend_to: None,
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
    async fn cases(&self, viewer: &Viewer, query: &RegisterQuery, now: Moment) -> Answer<Register<CaseRow>> {
        Ok(listed(query, self.case_rows(viewer, query.only_open(), now).await?))
    }

    async fn case(&self, viewer: &Viewer, id: &CaseId, now: Moment) -> Answer<CaseDetail> {
        let case = self.get::<Case>(id).await?;
        if !sees(viewer, &case) {
            return Err(Fault::Forbidden);
        }
        let case = self.judged(case, now).await?;
        let (rules, days) = (self.rules_of(&case).await?, self.workdays().await?);
        let needed = match case.step {
            Step::PublicNotice => rules.notice_days,
            Step::Reporting => rules.handover_days,
            _ => 0,
        };
        // What is missing is worked out from what the viewer may know: it tells nothing more.
        let case = case.known_to(viewer);
        Ok(CaseDetail {
            missing: case.turns(&CaseGround { rules: &rules, days: &days }, now.day()),
            parts: case.parts_of(viewer),
            due: case.due(&rules, &days),
            no_table: days.unknown(now.day(), days.after(now.day(), needed)).filter(|_| needed > 0),
            case,
            rules,
        })
    }

    async fn open_case(&self, viewer: &Viewer, draft: &CaseDraft, now: Moment) -> Answer<CaseId> {
        viewer.require(Permission::EXCHANGE_EDIT)?;
        let person = self.get::<Person>(&draft.person).await?;
        if viewer.owns(&person.id) {
            return Err(Fault::Refused(Reason::OwnRequest));
        }
        let host = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &person.path)?;
        viewer.require_at(Permission::EXCHANGE_EDIT, &host.path)?;
        let home = self.get::<Unit>(&person.unit).await?;
        if draft.post.as_str().is_empty() {
            return Err(Fault::field("post", Rule::Required));
        }
        let post: Option<Post> = self.find(&draft.post).await?;
        let post = post.filter(|post| post.unit == host.id).ok_or_else(|| Fault::field("post", Rule::Required))?;
        match (draft.kind, self.organ_above(&home).await?.kind.is_outside()) {
            (ExchangeKind::TransferIn, Some(false)) => return Err(exchange::Refusal::FromInside.into()),
            (ExchangeKind::Transfer, Some(true)) => return Err(exchange::Refusal::FromOutside.into()),
            _ => {}
        }
        let rules = self.rules_on(draft.kind, now.day()).await?;
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
        checks.optional_text(&draft.place, "place", 60);
        checks.done()?;
        let ground = self.ground(std::slice::from_ref(&person.id), now).await?;
        let place = draft.place.trim();
        let vacancy = ground.listed(&post, draft.kind, place).ok_or(Fault::NotFound)?;
        let findings = ground.findings(&person.id, &vacancy);
        let mut case = new_case(
            &rules,
            (&person.id, &person.name),
            (&home, &host),
            (&post.title, post.level, draft.months),
            findings,
            viewer,
            now,
        );
        // Seen to by the department above both units, as far as the viewer's authority reaches.
        let shared = above(&home.path, &host.path);
        let held = viewer.require_at(Permission::EXCHANGE_EDIT, &shared).is_ok();
        case.path = if held { shared } else { home.path.clone() };
        (case.post, case.place, case.present) = (post.id.clone(), place.to_owned(), person.title.clone());
        let notices = self.case_notices(&case, now).await?;
        let save = Save { viewer, now, table: "exchange_case", id: case.id.as_str(), path: &case.path, version: 0 };
        let row = json!({ "id": case.id, "person": case.person });
        let more = |script: Script| once(script.bind("rows", vec![row])).tells(notices);
        match self.save_row_and(Change::Answers("exchange.case"), &save, None::<&Case>, content(&case), more).await {
            // The same thing asked for twice is one, and its answer the first one's.
            Err(StoreError::Thrown(code)) if code.starts_with(RUNNING) => {
                let held = self.find::<Case>(&CaseId::from(&code[RUNNING.len()..])).await?.ok_or(Fault::Internal)?;
                let same = held.kind == case.kind && held.host == case.host && held.title == case.title;
                if same { Ok(held.id) } else { Err(exchange::Refusal::CaseRunning(held.person_name).into()) }
            }
            done => Ok(done.map(|()| case.id)?),
        }
    }

    async fn act(&self, viewer: &Viewer, id: &CaseId, version: u32, action: &Action, now: Moment) -> Answer<()> {
        let case = self.get::<Case>(id).await?;
        if !sees(viewer, &case) {
            return Err(Fault::Forbidden);
        }
        if self.was_done(viewer, &case, version, action).await? {
            return Ok(());
        }
        let (rules, days) = (self.rules_of(&case).await?, self.workdays().await?);
        let acting = acting(viewer, case.parts_of(viewer));
        let next = self.judged(case.clone(), now).await?.act(
            action,
            &acting,
            &CaseGround { rules: &rules, days: &days },
            now,
        )?;
        let moved = next.step != case.step || next.state != case.state;
        let mut notices = if moved { self.case_notices(&next, now).await? } else { Vec::new() };
        notices.extend(objectors_told(viewer, &case, &next, now));
        let effect = self.effect(&case, &next).await?;
        let change = Change::Answers("exchange.act");
        let act = Changed { change, action, before: &case, next: &next, because: "", notices };
        self.changed(viewer, act, now, effect).await
    }
}
