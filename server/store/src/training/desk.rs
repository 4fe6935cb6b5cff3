//! The home page's parts of training: where a cadre stands, classes of those who hold them, what waits.

use std::collections::HashMap;

use domain::access::{Permission, Viewer};
use domain::code::{Family, Level};
use domain::home::{CadreHome, Due, TrainingHome};
use domain::ports::Answer;
use domain::training::port::Places;
use domain::training::{
    AttemptState, CallState, Class, ClassRow, ClassState, EnrolmentState, ExamState, Lesson, PlanState, SurveyState,
    Todo, Total,
};
use domain::{CallUpId, ClassId, ExamId, Moment, PersonId, PlanId, SurveyId};
use serde::Deserialize;

use crate::rows::take;
use crate::scope::{in_named_scope, in_scope};
use crate::{Script, Store, StoreError};

/// Classes recommended at most.
const RECOMMENDED: usize = 5;

impl Store {
    /// Where a cadre stands: one reading of the store, for a page that everybody opens.
    pub(crate) async fn cadre_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<CadreHome>, StoreError> {
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

    pub(crate) async fn training_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<TrainingHome>, StoreError> {
        let scope = viewer.scope(Permission::CLASS_EDIT);
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

    /// Exams a cadre may sit, surveys they have not answered.
    pub(crate) async fn exams_and_surveys_due(&self, person: &PersonId, now: Moment) -> Result<Vec<Due>, StoreError> {
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
        .bind("now", now.0);
        let mut results = self.read(script).await?;
        let surveys = take::<Asked>(&mut results, 2)?.into_iter();
        let exams = take::<Open>(&mut results, 3)?.into_iter();
        Ok(exams
            .map(|Open { id, title, until }| Due::Training(Todo::Exam { id, title, until }))
            .chain(surveys.map(|Asked { id, title, until }| Due::Training(Todo::Survey { id, title, until })))
            .collect())
    }

    /// Plans to approve, replies to call-ups to decide about.
    pub(crate) async fn plans_and_replies_due(&self, viewer: &Viewer) -> Answer<Vec<Due>> {
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
        let (approve, edit) = (viewer.scope(Permission::REQUIREMENT_EDIT), viewer.scope(Permission::CLASS_EDIT));
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
                 SELECT record::id(id) AS id, title,
                        ($asking[WHERE call_up = record::id($parent.id)].n)[0] ?? 0 AS count
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
        Ok(due)
    }

    /// So many who ask for places.
    pub(crate) async fn requests_due(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Due>> {
        if !(viewer.may(Permission::CLASS_SEND) || viewer.may(Permission::CLASS_EDIT)) {
            return Ok(Vec::new());
        }
        let count = Places::requests(self, viewer, now).await?.len() as u32;
        Ok(if count > 0 { vec![Due::Training(Todo::Requests { count })] } else { Vec::new() })
    }
}
