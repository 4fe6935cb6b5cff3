//! The home page's parts of training: where a cadre stands, classes of those who hold them, what waits.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::access::{Permission, Scope};
use domain::code::{Family, Level};
use domain::home::{CadreHome, Due, TrainingHome};
use domain::time::Date;
use domain::training::{
    AttemptState, CallState, CallUp, Class, ClassRow, ClassState, EnrolmentState, ExamState, LedgerEntry, Lesson,
    PlanState, SurveyState, Todo, Total,
};
use domain::{CallUpId, ClassId, Day, ExamId, Moment, PersonId, PlanId, SurveyId};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::answers::Made;
use crate::asking::{Asker, Rows};
use crate::requirement::RuleSet;
use crate::row::whole;
use crate::scope::{in_named_scope, in_scope};
use crate::written::{On, SEATS};
use crate::{Script, Store, StoreError};

/// Classes recommended at most.
const RECOMMENDED: usize = 5;

/// What is kept of a cadre's training.
struct Own {
    level: Level,
    family: Family,
    path: String,
    /// Their part of the home page, but for what is open to them.
    home: CadreHome,
    places: HashMap<ClassId, EnrolmentState>,
    /// Exams they may sit now, surveys that they have not answered.
    due: Vec<Due>,
}

/// A survey that is sent out.
#[derive(Deserialize)]
struct Asked {
    id: SurveyId,
    title: String,
    path: String,
    opens: Day,
    until: Day,
}

/// Somebody's record, as far as training goes by it.
#[derive(Deserialize)]
struct Standing {
    level: Level,
    #[serde(default, with = "domain::time::unknown")]
    level_since: Option<Date>,
    path: String,
}

#[derive(Deserialize)]
struct Place {
    class: ClassId,
    state: EnrolmentState,
    until: Moment,
}

#[derive(Deserialize)]
struct Exam {
    id: ExamId,
    title: String,
    opens: Moment,
    until: Moment,
}

/// A level that somebody had.
#[derive(Deserialize)]
struct Had {
    level: Level,
    from: Day,
}

/// The statements of [`own`].
const OWN: usize = 14;

/// What is read of a cadre's training, all at once; `surveys` are those that are sent out.
fn own(person: &PersonId, rules: &RuleSet, surveys: &[Asked], now: Moment) -> Script {
    let answers: Vec<RecordId> =
        surveys.iter().map(|survey| RecordId::new("need", format!("{}__{person}", survey.id))).collect();
    // Earlier levels and single entries matter to whom a rule asks about a time that begins with their level.
    let first = rules.first().map_or_else(|| "9999".to_owned(), domain::time::day_text);
    Script::new(
        "LET $own = (SELECT level, level_since, path, unit FROM ONLY type::record('person', $id));
         LET $places = (SELECT class, state, `until` FROM enrolment WHERE person = $id);
         LET $classes = $places[WHERE state = $enrolled].class;
         RETURN $own;
         SELECT VALUE family FROM type::record('unit', $own.unit ?? '-');
         SELECT year, form, category, hours FROM ledger_total WHERE person = $id;
         RETURN $places;
         SELECT VALUE survey FROM $answers;
         RETURN IF ($own.level_since ?? '') >= $first {
             (SELECT level, `from` FROM appointment WHERE person = $id AND main)
         } ELSE { NONE };",
    )
    .then(&format!(
        "RETURN IF ($own.level_since ?? '') >= $first {{ ({}) }} ELSE {{ NONE }};",
        whole("ledger WHERE person = $id")
    ))
    .whole("$places[WHERE state IN $seated].map(|$place: any| type::record('class', $place.class))")
    .whole("lesson WHERE class IN $classes AND cancelled = false AND starts >= $from AND starts <= $until")
    .whole("(SELECT VALUE type::record('call_up', call_up) FROM call WHERE person = $id AND state = $unanswered)")
    .then(
        "SELECT record::id(id) AS id, title, opens, closes AS `until` FROM exam WHERE class IN $classes
            AND state = $announced AND closes >= $now
            AND array::len((SELECT VALUE id FROM attempt WHERE exam = record::id($parent.id) AND person = $id
                AND state != $sitting)) < attempts;",
    )
    .json("seated", &[EnrolmentState::Enrolled, EnrolmentState::Offered])
    .json("enrolled", &EnrolmentState::Enrolled)
    .json("unanswered", &CallState::Open)
    .json("announced", &ExamState::Published)
    .json("sitting", &AttemptState::Open)
    .bind("id", person.as_str())
    .bind("answers", answers)
    .bind("first", first)
    .bind("now", now.0)
    .bind("from", Moment::start_of(now.day()).0)
    .bind("until", Moment::end_of(now.day()).0)
}

impl Store {
    /// Where a cadre stands.
    pub(crate) async fn cadre_home(&self, asker: &Asker<'_>) -> Result<Option<CadreHome>, StoreError> {
        let own = self.own_training(asker).await?;
        let Some(own) = &*own else { return Ok(None) };
        let recommended = self
            .open_classes(own.level.tier(), asker.now)
            .await?
            .iter()
            .filter(|class| class.meant_for(own.level, own.family, &own.path))
            .map(|class| ClassRow { mine: own.places.get(&class.id).copied(), class: class.clone() })
            .filter(|row| !row.mine.is_some_and(EnrolmentState::is_open))
            .take(RECOMMENDED)
            .collect();
        Ok(Some(CadreHome { recommended, ..own.home.clone() }))
    }

    /// Exams a cadre may sit, surveys they have not answered.
    pub(crate) async fn exams_and_surveys_due(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let own = self.own_training(asker).await?;
        Ok((*own).as_ref().map(|own| own.due.clone()).unwrap_or_default())
    }

    /// What is kept of the viewer's own training; nothing where they are no cadre.
    async fn own_training(&self, asker: &Asker<'_>) -> Result<Arc<Option<Own>>, StoreError> {
        let Some(person) = asker.person() else { return Ok(Arc::new(None)) };
        self.kept_at(("own training", person.to_string()), asker.now, self.read_own(asker, person)).await
    }

    async fn read_own(&self, asker: &Asker<'_>, person: &PersonId) -> Result<Made<Option<Own>>, StoreError> {
        let now = asker.now;
        let (surveys, rules) = tokio::try_join!(self.surveys_out(now), self.rule_set())?;
        let mut rows = asker.read(own(person, &rules, &surveys, now), OWN).await?;
        let of = |table| On::of(table, person);
        let mut on = vec![On::All("unit"), On::All("call_up"), On::All("exam"), On::All("survey")];
        on.extend([On::All("requirement"), On::All("category"), of("person"), of("enrolment"), of("ledger")]);
        on.extend([of("ledger_total"), of("appointment"), of("call"), of("attempt"), of("need")]);
        let (standing, family) = (rows.first::<Standing>(3)?, rows.first::<Family>(4)?);
        let (Some(standing), Some(family)) = (standing, family) else { return Ok(Made::of(None).on(on)) };
        let bars = self.own_bars(person, &rules, (&standing, family), &mut rows, now).await?;
        let places: Vec<Place> = rows.take(6)?;
        let answered: Vec<SurveyId> = rows.take(7)?;
        let mut coming: Vec<Class> = rows.take(10)?;
        let mut lessons: Vec<Lesson> = rows.take(11)?;
        let calls: Vec<CallUp> = rows.take(12)?;
        let exams: Vec<Exam> = rows.take(13)?;
        let classes = places.iter().filter(|place| place.state == EnrolmentState::Enrolled).map(|place| &place.class);
        on.extend(classes.map(|class| On::of("lesson", class)));
        on.extend(coming.iter().map(|class| On::of("class", &class.id)));
        let counted: Vec<On> = coming.iter().map(|class| On::of(SEATS, &class.id)).collect();

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
        let offers: Vec<_> = offers.into_iter().map(|class| (class.clone(), offered[&class.id])).collect();
        let is_open = |exam: &Exam| exam.opens <= now;
        // It is this until an offer or an exam ends, or another exam begins.
        let stays = |exam: &Exam| if is_open(exam) { exam.until } else { Moment(exam.opens.0 - 1) };
        let until = offered.values().copied().chain(exams.iter().map(stays)).min();
        let exams = exams.into_iter().filter(is_open);
        let exams = exams.map(|Exam { id, title, until, .. }| Due::Training(Todo::Exam { id, title, until }));
        let asked = surveys.iter().filter(|survey| {
            survey.opens <= now.day() && standing.path.starts_with(&survey.path) && !answered.contains(&survey.id)
        });
        let asked = asked.map(|Asked { id, title, until, .. }| {
            Due::Training(Todo::Survey { id: id.clone(), title: title.clone(), until: *until })
        });
        let due = exams.chain(asked).collect();
        let places = places.iter().map(|place| (place.class.clone(), place.state)).collect();
        let home = CadreHome { bars, calls, lessons, offers, coming, recommended: Vec::new() };
        let own = Own { level: standing.level, family, path: standing.path, home, places, due };
        Ok(Made::of(Some(own)).on(on).counting(counted).until(now, until))
    }

    /// What somebody has done of what is required, of what was read of them.
    async fn own_bars(
        &self,
        person: &PersonId,
        rules: &RuleSet,
        (standing, family): (&Standing, Family),
        rows: &mut Rows,
        now: Moment,
    ) -> Result<Vec<domain::training::Bar>, StoreError> {
        let totals: Vec<Total> = rows.take(5)?;
        let earlier: Vec<Had> = rows.take(8)?;
        let known = if rows.is_nothing(9) { None } else { Some(rows.take::<LedgerEntry>(9)?) };
        let earlier = earlier.into_iter().map(|one| (one.from, one.level)).collect();
        let subject = rules.subject((standing.level, standing.level_since), family, earlier);
        self.bars_by(rules, person, &subject, &totals, known, now.day()).await
    }

    /// Surveys that take answers, or will.
    async fn surveys_out(&self, now: Moment) -> Result<Arc<Vec<Asked>>, StoreError> {
        let make = async {
            let script = Script::new(
                "SELECT record::id(id) AS id, title, path, opens, closes AS `until` FROM survey
                    WHERE state = $sent_out AND closes >= $today",
            );
            let script =
                script.json("sent_out", &SurveyState::Published).bind("today", domain::time::day_text(now.day()));
            let found: Vec<Asked> = self.rows(script).await?;
            Ok::<_, StoreError>(Made::of(found).on([On::All("survey")]).today(now))
        };
        self.kept_at(("surveys", String::new()), now, make).await
    }

    /// Classes of those who hold some.
    pub(crate) async fn training_home(&self, asker: &Asker<'_>) -> Result<Option<TrainingHome>, StoreError> {
        let (scope, now) = (asker.viewer.scope(Permission::CLASS_EDIT), asker.now);
        if scope.paths.is_empty() {
            return Ok(None);
        }
        let key = ("classes held", scope.paths.join("|"));
        let home = self.kept_at(key, now, self.read_held(asker, &scope)).await?;
        Ok(Some(TrainingHome::clone(&home)))
    }

    async fn read_held(&self, asker: &Asker<'_>, scope: &Scope) -> Result<Made<TrainingHome>, StoreError> {
        let (inside, script) = in_scope("path", scope, Script::default());
        let of =
            |condition: &str, order: &str| format!("class WHERE {condition} AND {inside} ORDER BY {order} LIMIT 10");
        let script = script
            .whole(&of("state = $draft", "starts"))
            .whole(&of("state = $published AND ends < $today", "ends"))
            .whole(&of("state = $published AND enrol_until >= $now", "enrol_until"))
            .json("draft", &ClassState::Draft)
            .json("published", &ClassState::Published)
            .bind("today", domain::time::day_text(asker.now.day()))
            .bind("now", asker.now.0);
        let mut rows = asker.read(script, 3).await?;
        let home = TrainingHome { drafts: rows.take(0)?, unmarked: rows.take(1)?, enrolling: rows.take(2)? };
        let until = home.enrolling.iter().map(|class| class.enrol_until).min();
        Ok(Made::of(home).on([On::All("class"), On::All(SEATS)]).until(asker.now, until))
    }

    /// Plans to approve, replies to call-ups to decide about.
    pub(crate) async fn plans_and_replies_due(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let scope = |permission| asker.viewer.scope(permission);
        let (approve, edit) = (scope(Permission::REQUIREMENT_EDIT), scope(Permission::CLASS_EDIT));
        if approve.paths.is_empty() && edit.paths.is_empty() {
            return Ok(Vec::new());
        }
        let due = self.kept(("plans and replies", asker.key()), self.read_plans(asker, &approve, &edit)).await?;
        Ok(due.to_vec())
    }

    async fn read_plans(&self, asker: &Asker<'_>, approve: &Scope, edit: &Scope) -> Result<Made<Vec<Due>>, StoreError> {
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
        let (approved, script) = in_named_scope("approve", "path", approve, Script::default());
        let (edited, script) = in_named_scope("edit", "path", edit, script);
        let script = script
            .states("to_decide", &CallState::ALL, CallState::awaits_decision)
            .json("submitted", &PlanState::Submitted)
            .then(&format!(
                "LET $asking = (SELECT call_up, count() AS n FROM call
                    WHERE state IN $to_decide GROUP BY call_up);
                 SELECT record::id(id) AS id, title, submitted_by FROM plan WHERE state = $submitted AND {approved};
                 SELECT record::id(id) AS id, title,
                        ($asking[WHERE call_up = record::id($parent.id)].n)[0] ?? 0 AS count
                    FROM $asking.map(|$one: any| type::record('call_up', $one.call_up)) WHERE {edited};"
            ));
        let mut rows = asker.read(script, 3).await?;
        // Nobody approves a plan of their own.
        let plans = rows.take::<Submitted>(1)?.into_iter();
        let plans = plans.filter(|plan| plan.submitted_by.0 != asker.viewer.account.as_str());
        let plans = plans.map(|plan| Due::Training(Todo::Plan { id: plan.id, title: plan.title }));
        let replies = rows.take::<Asking>(2)?.into_iter();
        let replies = replies.map(|Asking { id, title, count }| Due::Training(Todo::Replies { id, title, count }));
        let due: Vec<Due> = plans.chain(replies).collect();
        Ok(Made::of(due).on([On::All("plan"), On::All("call"), On::All("call_up")]))
    }

    /// So many who ask for places.
    pub(crate) async fn requests_due(&self, asker: &Asker<'_>) -> Result<Vec<Due>, StoreError> {
        let (send, edit) = (asker.viewer.scope(Permission::CLASS_SEND), asker.viewer.scope(Permission::CLASS_EDIT));
        if send.paths.is_empty() && edit.paths.is_empty() {
            return Ok(Vec::new());
        }
        let key = ("requests", format!("{}||{}", send.paths.join("|"), edit.paths.join("|")));
        let count = *self.kept(key, self.count_requests(asker, &send, &edit)).await?;
        Ok(if count > 0 { vec![Due::Training(Todo::Requests { count })] } else { Vec::new() })
    }

    /// How many there are of the requests that [`domain::training::port::Places::requests`] lists.
    async fn count_requests(&self, asker: &Asker<'_>, send: &Scope, edit: &Scope) -> Result<Made<u32>, StoreError> {
        #[derive(Deserialize)]
        struct Running {
            id: ClassId,
            path: String,
        }
        let (inside, script) = in_scope("path", send, Script::default());
        let script = script
            .then(&format!(
                "LET $asked = (SELECT VALUE class FROM enrolment WHERE state = $requested AND {inside});
                 LET $passed_on = (SELECT VALUE class FROM enrolment WHERE state = $recommended);
                 LET $all = array::distinct(array::concat($asked, $passed_on));
                 RETURN $asked;
                 RETURN $passed_on;
                 SELECT record::id(id) AS id, path FROM $all.map(|$one: any| type::record('class', $one))
                    WHERE state = $published;"
            ))
            .json("requested", &EnrolmentState::Requested)
            .json("recommended", &EnrolmentState::Recommended)
            .json("published", &ClassState::Published);
        let mut rows = asker.read(script, 6).await?;
        let (asked, passed_on): (Vec<ClassId>, Vec<ClassId>) = (rows.take(3)?, rows.take(4)?);
        let running: BTreeMap<ClassId, String> =
            rows.take::<Running>(5)?.into_iter().map(|class| (class.id, class.path)).collect();
        let of_unit = asked.iter().filter(|class| running.contains_key(*class)).count();
        let held = passed_on.iter().filter(|class| running.get(*class).is_some_and(|path| edit.holds(path))).count();
        Ok(Made::of((of_unit + held) as u32).on([On::All("enrolment"), On::All("class")]))
    }
}
