//! The home page, notices and search.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::access::{Grant, Permission, Viewer};
use domain::audit::Action;
use domain::code::{Family, Level, PersonState};
use domain::home::port::Desk;
use domain::home::{AccountsHome, AuditHome, CadreHome, Due, ENDING_DAYS, Home, RosterHome, TrainingHome};
use domain::notice::{Notice, NoticeBody, address};
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::search::{Hit, HitKind, normal_query};
use domain::training::{
    AttemptState, CallState, Class, ClassRow, ClassState, EnrolmentState, ExamState, Lesson, PlanState, SurveyState,
    Todo, Total,
};
use domain::{AccountId, CallUpId, ClassId, ExamId, Moment, NoticeId, PersonId, PlanId, SurveyId};
use serde::Deserialize;
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::organisation::below;
use crate::row::{tables, whole};
use crate::rows::{json as json_at, new_id, take};
use crate::scope::{in_named_scope, in_scope};
use crate::{Change, Script, Store, StoreError};

tables! { "notice" by NoticeId: Notice }

/// Hits of each kind at most.
const HITS: i64 = 8;

/// Classes recommended at most.
const RECOMMENDED: usize = 5;

/// Everything of a viewer that decides what they are shown.
fn key(viewer: &Viewer) -> String {
    let mut key = format!("{}|{}", viewer.account, viewer.person);
    for grant in &viewer.grants {
        key.push_str(&format!("|{:?}{}", grant.role, grant.path));
    }
    key
}

/// Where notices to a viewer go: to their person and to the account itself.
fn addresses(viewer: &Viewer) -> Vec<String> {
    let account = address(&viewer.account, &PersonId::default()).0;
    if viewer.person.as_str().is_empty() { vec![account] } else { vec![viewer.person.0.clone(), account] }
}

/// A notice as a row of its table; `person` is a person or an account's [`address`].
pub(crate) fn notice_row(person: &PersonId, body: impl Into<NoticeBody>, now: Moment) -> Value {
    json!({ "id": new_id(now), "person": person, "at": now, "read": false, "body": body.into() })
}

impl Script {
    /// Adds notices, see [`notice_row`], to what is written.
    pub(crate) fn tells(self, notices: Vec<Value>) -> Self {
        if notices.is_empty() {
            return self;
        }
        self.then("INSERT INTO notice $notices RETURN NONE;").bind("notices", notices)
    }
}

impl Store {
    /// One of the viewer's notices.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for another's; when the store fails.
    pub async fn notice(&self, viewer: &Viewer, id: &NoticeId) -> Answer<Notice> {
        let bound = Script::bound("id", id.as_str()).bind("mine", addresses(viewer));
        let found = self.rows_from("type::record('notice', $id) WHERE person IN $mine", bound).await?;
        found.into_iter().next().ok_or(domain::Fault::NotFound)
    }

    /// Forgets kept answers as a change would: for measurements.
    pub fn forget_answers(&self) {
        self.caches.changed(Change::Seats("forget"));
    }

    /// Where a cadre stands: one reading of the store, for a page that everybody opens.
    async fn cadre_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<CadreHome>, StoreError> {
        #[derive(Deserialize)]
        struct Standing {
            level: Level,
            #[serde(default, with = "domain::time::unknown")]
            level_since: Option<domain::time::Date>,
            path: String,
        }
        #[derive(Deserialize)]
        struct Place {
            class: ClassId,
            state: EnrolmentState,
            until: Moment,
        }
        if viewer.person.as_str().is_empty() {
            return Ok(None);
        }
        let script = Script::new(
            "LET $standing = (SELECT level, level_since, path, unit FROM ONLY type::record('person', $id));
             LET $places = (SELECT class, state, `until` FROM enrolment WHERE person = $id);
             RETURN $standing;
             SELECT VALUE family FROM type::record('unit', $standing.unit ?? '-');
             SELECT year, form, category, hours FROM ledger_total WHERE person = $id;
             RETURN $places;",
        )
        .whole("$places[WHERE state IN $seated].map(|$place: any| type::record('class', $place.class))")
        .whole(
            "lesson WHERE class IN $places[WHERE state = $enrolled].class
                AND cancelled = false AND starts >= $from AND starts <= $until",
        )
        .json("seated", &[EnrolmentState::Enrolled, EnrolmentState::Offered])
        .json("enrolled", &EnrolmentState::Enrolled)
        .bind("id", viewer.person.as_str())
        .bind("from", Moment::start_of(now.day()).0)
        .bind("until", Moment::end_of(now.day()).0);
        let (results, calls) = tokio::join!(self.read(script), self.open_calls(&viewer.person));
        let (mut results, calls) = (results?, calls?);
        let standing: Option<Standing> = take(&mut results, 2)?.into_iter().next();
        let family: Option<Family> = take(&mut results, 3)?.into_iter().next();
        let (Some(Standing { level, level_since, path }), Some(family)) = (standing, family) else { return Ok(None) };
        let totals: Vec<Total> = take(&mut results, 4)?;
        let places: Vec<Place> = take(&mut results, 5)?;
        let mut coming: Vec<Class> = take(&mut results, 6)?;
        let mut lessons: Vec<Lesson> = take(&mut results, 7)?;
        lessons.sort_by_key(|lesson| lesson.starts);
        let title = |id: &ClassId| coming.iter().find(|class| class.id == *id).map(|class| class.title.clone());
        let lessons =
            lessons.into_iter().filter_map(|lesson| title(&lesson.class).map(|title| (lesson, title))).collect();
        coming.retain(|class| class.state == ClassState::Published);
        coming.sort_by_key(|class| class.starts);
        let offered: HashMap<&ClassId, Moment> = places
            .iter()
            .filter(|place| place.state == EnrolmentState::Offered && place.until >= now)
            .map(|place| (&place.class, place.until))
            .collect();
        let (offers, coming): (Vec<Class>, Vec<Class>) =
            coming.into_iter().partition(|class| offered.contains_key(&class.id));
        let offers = offers.into_iter().map(|class| (class.clone(), offered[&class.id])).collect();
        let mine: HashMap<&ClassId, EnrolmentState> = places.iter().map(|place| (&place.class, place.state)).collect();
        let recommended = self
            .open_classes(level.tier(), now)
            .await?
            .iter()
            .filter(|class| class.meant_for(level, family, &path))
            .map(|class| ClassRow { mine: mine.get(&class.id).copied(), class: class.clone() })
            .filter(|row| !row.mine.is_some_and(EnrolmentState::is_open))
            .take(RECOMMENDED)
            .collect();
        Ok(Some(CadreHome {
            bars: self.bars_of(&viewer.person, (level, level_since), family, &totals, now.day()).await?,
            calls,
            lessons,
            offers,
            coming,
            recommended,
        }))
    }

    async fn training_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<TrainingHome>, StoreError> {
        let scope = viewer.scope(Permission::ClassEdit);
        if scope.paths.is_empty() {
            return Ok(None);
        }
        let (inside, script) = in_scope("path", &scope, Script::default());
        let of =
            |condition: &str, order: &str| format!("class WHERE {condition} AND {inside} ORDER BY {order} LIMIT 10");
        let script = script
            .whole(&of("state = $draft", "starts"))
            .whole(&of("state = $published AND ends < $today", "ends"))
            .whole(&of("state = $published AND enrol_until >= $now", "enrol_until"))
            .json("draft", &ClassState::Draft)
            .json("published", &ClassState::Published)
            .bind("today", domain::time::day_text(now.day()))
            .bind("now", now.0);
        let mut results = self.read(script).await?;
        let (drafts, unmarked): (Vec<Class>, Vec<Class>) = (take(&mut results, 0)?, take(&mut results, 1)?);
        Ok(Some(TrainingHome { drafts, unmarked, enrolling: take(&mut results, 2)? }))
    }

    async fn roster_home(&self, viewer: &Viewer) -> Result<Option<RosterHome>, StoreError> {
        let scope = viewer.scope(Permission::PersonView);
        if scope.paths.is_empty() {
            return Ok(None);
        }
        let counts = self.people_by_path(&scope).await?;
        let tops = scope.paths.iter().filter_map(|path| path.split('/').rfind(|id| !id.is_empty()));
        let tops: Vec<Unit> = self.these(tops).await?;
        let units = tops.into_iter().map(|unit| (unit.id, unit.name, below(&counts, &unit.path))).collect();
        Ok(Some(RosterHome { units }))
    }

    /// Surveys a cadre has not answered, exams they may sit.
    async fn own_due(&self, person: &PersonId, now: Moment) -> Result<Vec<Due>, StoreError> {
        #[derive(Deserialize)]
        struct Asked {
            id: SurveyId,
            title: String,
            until: domain::Day,
        }
        #[derive(Deserialize)]
        struct Open {
            id: ExamId,
            title: String,
            until: Moment,
        }
        if person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let script = Script::new(
            "LET $path = (SELECT VALUE path FROM ONLY type::record('person', $id)) ?? '';
             LET $classes = (SELECT VALUE class FROM enrolment WHERE person = $id AND state = $enrolled);
             SELECT record::id(id) AS id, title, closes AS `until` FROM survey WHERE state = $sent_out
                AND opens <= $today AND closes >= $today AND string::starts_with($path, path)
                AND !record::exists(type::record('need', string::concat(record::id(id), '__', $id)));
             SELECT record::id(id) AS id, title, closes AS `until` FROM exam WHERE class IN $classes
                AND state = $announced AND opens <= $now AND closes >= $now
                AND array::len((SELECT VALUE id FROM attempt WHERE exam = record::id($parent.id) AND person = $id
                    AND state != $sitting)) < attempts;",
        )
        .json("enrolled", &EnrolmentState::Enrolled)
        .json("sent_out", &SurveyState::Published)
        .json("announced", &ExamState::Published)
        .json("sitting", &AttemptState::Open)
        .bind("id", person.as_str())
        .bind("today", domain::time::day_text(now.day()))
        .bind("now", now.0)
        .then("RETURN $path;");
        let mut results = self.read(script).await?;
        let surveys = take::<Asked>(&mut results, 2)?.into_iter();
        let exams = take::<Open>(&mut results, 3)?.into_iter();
        let path = json_at(&mut results, 4)?;
        let rounds = self.rounds_open_for(person, path.as_str().unwrap_or_default(), now.day()).await?;
        let appraisals = self.appraisals_due_for(person, now.day()).await?;
        Ok(exams
            .map(|Open { id, title, until }| Due::Training(Todo::Exam { id, title, until }))
            .chain(surveys.map(|Asked { id, title, until }| Due::Training(Todo::Survey { id, title, until })))
            .chain(rounds.into_iter().map(|round| {
                Due::Exchange(domain::exchange::Todo::Round {
                    until: round.reply_until.unwrap_or(round.closes),
                    announced: round.reply_until.is_some(),
                    id: round.id,
                    title: round.title,
                })
            }))
            .chain(appraisals)
            .collect())
    }

    /// Plans to approve, requests and replies to decide about.
    async fn desk_due(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Due>> {
        #[derive(Deserialize)]
        struct Submitted {
            id: PlanId,
            title: String,
            submitted_by: (String, String),
        }
        #[derive(Deserialize)]
        struct Asking {
            id: CallUpId,
            title: String,
            count: u32,
        }
        let (approve, edit) = (viewer.scope(Permission::RequirementEdit), viewer.scope(Permission::ClassEdit));
        let mut due = Vec::new();
        if !approve.paths.is_empty() || !edit.paths.is_empty() {
            let (approved, script) = in_named_scope("approve", "path", &approve, Script::default());
            let (edited, script) = in_named_scope("edit", "path", &edit, script);
            let script = script
                .states("to_decide", &CallState::ALL, CallState::awaits_decision)
                .json("submitted", &PlanState::Submitted)
                .then(&format!(
                "LET $asking = (SELECT call_up, count() AS n FROM call
                    WHERE state IN $to_decide GROUP BY call_up);
                 SELECT record::id(id) AS id, title, submitted_by FROM plan WHERE state = $submitted AND {approved};
                 SELECT record::id(id) AS id, title, ($asking[WHERE call_up = record::id($parent.id)].n)[0] ?? 0 AS count
                    FROM $asking.map(|$one: any| type::record('call_up', $one.call_up)) WHERE {edited};"
            ));
            let mut results = self.read(script).await?;
            // Nobody approves a plan of their own.
            let plans = take::<Submitted>(&mut results, 1)?.into_iter();
            let plans = plans.filter(|plan| plan.submitted_by.0 != viewer.account.as_str());
            due.extend(plans.map(|plan| Due::Training(Todo::Plan { id: plan.id, title: plan.title })));
            let replies = take::<Asking>(&mut results, 2)?.into_iter();
            due.extend(replies.map(|Asking { id, title, count }| Due::Training(Todo::Replies { id, title, count })));
        }
        due.extend(self.cases_waiting(viewer, now).await?);
        due.extend(self.tolerances_waiting(viewer, now).await?);
        due.extend(self.appraisals_waiting(viewer, now).await?);
        due.extend(self.awards_waiting(viewer, now).await?);
        if viewer.may(Permission::ClassSend) || viewer.may(Permission::ClassEdit) {
            let count = domain::training::port::Places::requests(self, viewer, now).await?.len() as u32;
            if count > 0 {
                due.push(Due::Training(Todo::Requests { count }));
            }
        }
        Ok(due)
    }

    async fn accounts_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<AccountsHome>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: AccountId,
            name: String,
            locked_until: Moment,
        }
        if !(viewer.may(Permission::AccountEdit) || viewer.may(Permission::GrantEdit)) {
            return Ok(None);
        }
        let script = Script::new(
            "LET $held = (SELECT account, math::max(wait_until) AS wait_until FROM sign_in_try
                WHERE wait_until > $now AND account != '' GROUP BY account);
             SELECT record::id(id) AS id, name, ($held[WHERE account = record::id($parent.id)].wait_until)[0] ?? 0
                AS locked_until FROM $held.map(|$one: any| type::record('account', $one.account)) LIMIT 10;
             SELECT record::id(id) AS id, name, 0 AS locked_until FROM account
                WHERE person = '' AND disabled = false AND array::len((SELECT VALUE id FROM grant
                    WHERE account = record::id($parent.id) AND `until` >= $now)) = 0 LIMIT 10;",
        )
        .whole("grant WHERE `until` >= $now AND `until` <= $soon ORDER BY `until` LIMIT 10")
        .bind("now", now.0)
        .bind("soon", now.plus_seconds(ENDING_DAYS * 86_400).0);
        let mut results = self.read(script).await?;
        let locked =
            take::<Row>(&mut results, 1)?.into_iter().map(|row| (row.id, row.name, row.locked_until)).collect();
        let idle = take::<Row>(&mut results, 2)?.into_iter().map(|row| (row.id, row.name)).collect();
        let grants: Vec<Grant> = take(&mut results, 3)?;
        let accounts: Vec<RecordId> =
            grants.iter().map(|grant| RecordId::new("account", grant.account.as_str())).collect();
        let names: Vec<Row> = self
            .rows(
                Script::new("SELECT record::id(id) AS id, name, 0 AS locked_until FROM $accounts")
                    .bind("accounts", accounts),
            )
            .await?;
        let name =
            |id: &AccountId| names.iter().find(|row| row.id == *id).map(|row| row.name.clone()).unwrap_or_default();
        let ending = grants.into_iter().map(|grant| (grant.clone(), name(&grant.account))).collect();
        Ok(Some(AccountsHome { locked, idle, ending }))
    }

    async fn audit_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<AuditHome>, StoreError> {
        #[derive(Deserialize)]
        struct Count {
            action: Action,
            n: u32,
        }
        let scope = viewer.scope(Permission::AuditView);
        if scope.paths.is_empty() {
            return Ok(None);
        }
        let (inside, script) = in_scope("path", &scope, Script::default());
        // Ids begin with their time, so a day is a range of them.
        let script = script
            .then(&format!(
                "SELECT action, count() AS n FROM type::record('audit', $since..)
                    WHERE path = '' OR {inside} GROUP BY action;
                 SELECT count() AS n FROM audit_pending GROUP ALL;
                 SELECT VALUE `after`.count ?? 1 FROM type::record('audit', $since..)
                    WHERE action = $failed AND (path = '' OR {inside});"
            ))
            .json("failed", &Action::SignInFailed)
            .bind("since", format!("{:011x}", now.plus_seconds(-86_400).0));
        let mut results = self.read(script).await?;
        let counts: Vec<Count> = take(&mut results, 0)?;
        let of = |action| counts.iter().find(|count| count.action == action).map_or(0, |count| count.n);
        // Those of one minute are counted in one row.
        let failures: Vec<u32> = take(&mut results, 2)?;
        Ok(Some(AuditHome {
            failures: failures.into_iter().sum(),
            unmasked: of(Action::Unmask),
            exports: of(Action::Export),
            sealed: self.last_seal().await?.map(|seal| seal.at).unwrap_or_default(),
            pending: u32::try_from(json_at(&mut results, 1)?[0]["n"].as_u64().unwrap_or(0)).unwrap_or(u32::MAX),
        }))
    }
}

#[async_trait]
impl Desk for Store {
    async fn home(&self, viewer: &Viewer, now: Moment) -> Answer<Home> {
        let (key, generation) = (key(viewer), self.caches.generation());
        if let Some(home) = self.caches.homes.get(&key, generation).filter(|home| home.today == now.day()) {
            return Ok(home);
        }
        // Sorted from outside: an index read backwards takes some engines far longer.
        let mine = whole("notice WHERE person IN $mine AND read = false");
        let unread =
            Script::new(&format!("SELECT * FROM ({mine}) ORDER BY at DESC LIMIT 5")).bind("mine", addresses(viewer));
        let (cadre, mine, training, roster, accounts, audit, notices) = tokio::try_join!(
            self.cadre_home(viewer, now),
            self.own_due(&viewer.person, now),
            self.training_home(viewer, now),
            self.roster_home(viewer),
            self.accounts_home(viewer, now),
            self.audit_home(viewer, now),
            self.rows::<Notice>(unread),
        )?;
        let due = mine.into_iter().chain(self.desk_due(viewer, now).await?).collect();
        let home = Home { today: now.day(), cadre, training, roster, accounts, audit, due, notices };
        self.caches.homes.put(key, generation, home.clone());
        Ok(home)
    }

    async fn notices(&self, viewer: &Viewer, window: &Window) -> Answer<Page<Notice>> {
        let bound = Script::bound("mine", addresses(viewer));
        Ok(self.page_where("person IN $mine", "at DESC", bound, window).await?)
    }

    async fn unread(&self, viewer: &Viewer) -> Answer<u32> {
        let (key, generation) = (viewer.account.to_string(), self.caches.generation());
        if let Some(unread) = self.caches.unread.get(&key, generation) {
            return Ok(unread);
        }
        let ids: Vec<String> = self
            .rows(
                Script::new("SELECT VALUE record::id(id) FROM notice WHERE person IN $mine AND read = false LIMIT 100")
                    .bind("mine", addresses(viewer)),
            )
            .await?;
        let unread = u32::try_from(ids.len()).unwrap_or(100);
        self.caches.unread.put(key, generation, unread);
        Ok(unread)
    }

    async fn read_notices(&self, viewer: &Viewer, ids: &[NoticeId], now: Moment) -> Answer<()> {
        let _ = now;
        let script = Script::new(
            "LET $mine = (SELECT VALUE id FROM notice WHERE person IN $addresses AND read = false);
             LET $which = IF array::len($ids) = 0 { $mine } ELSE { array::intersect($mine, $ids) };
             UPDATE $which SET read = true RETURN NONE;",
        )
        .bind("addresses", addresses(viewer))
        .bind("ids", ids.iter().map(|id| RecordId::new("notice", id.as_str())).collect::<Vec<_>>());
        self.write(Change::Answers("notice.read"), script).await?;
        Ok(())
    }

    async fn search(&self, viewer: &Viewer, q: &str) -> Answer<Vec<Hit>> {
        #[derive(Deserialize)]
        struct Found {
            id: String,
            name: String,
            note: String,
        }
        let q = normal_query(q);
        if q.is_empty() {
            return Ok(Vec::new());
        }
        let scope = |permission| viewer.scope(permission);
        let (people, script) = in_named_scope("people", "path", &scope(Permission::PersonView), Script::default());
        let (units, script) = in_named_scope("units", "path", &scope(Permission::UnitView), script);
        let (classes, script) = in_named_scope("classes", "path", &scope(Permission::TrainingView), script);
        let own = self.candidate(&viewer.person).await?.map(|candidate| candidate.path).unwrap_or_default();
        let script = script
            .json("active", &PersonState::Active)
            .json("draft", &ClassState::Draft)
            .then(&format!(
                "SELECT record::id(id) AS id, name, title AS note FROM person
                    WHERE {people} AND state = $active AND string::contains(search, $q) LIMIT $hits;
                 SELECT record::id(id) AS id, short AS name, name AS note FROM unit
                    WHERE {units} AND active AND string::contains(search, $q) LIMIT $hits;
                 SELECT record::id(id) AS id, title AS name, starts AS note FROM class
                    WHERE string::contains(search, $q) AND state != $cancelled
                    AND ({classes} OR (state != $draft AND $own != '' AND string::starts_with($own, path)))
                    LIMIT $hits;"
            ))
            .bind("q", q)
            .json("cancelled", &ClassState::Cancelled)
            .bind("hits", HITS)
            .bind("own", own);
        let mut results = self.read(script).await?;
        let mut hits = Vec::new();
        for (index, kind) in [(0, HitKind::Person), (1, HitKind::Unit), (2, HitKind::Class)] {
            let found: Vec<Found> = take(&mut results, index)?;
            hits.extend(found.into_iter().map(|f| Hit { kind, id: f.id, name: f.name, note: f.note }));
        }
        Ok(hits)
    }
}
