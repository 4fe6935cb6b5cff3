//! What training adds to the whole.

use async_trait::async_trait;
use chrono::Datelike;
use domain::Moment;
use domain::home::Due;
use domain::ports::Answer;

use crate::asking::Asker;
use crate::feature::{Feature, Placed, SealedColumn, Tended, Waits};
use crate::{Script, Store, StoreError};

pub(crate) struct Training;

#[async_trait]
impl Feature for Training {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("class", "title"),
            ("enrolment", "name"),
            ("call_up", "number + ' ' + title"),
            ("call", "name"),
            ("lesson", "title"),
            ("certificate", "number + ' ' + name"),
            ("ledger", "type::record('person', person).name ?? ''"),
            ("requirement", "name"),
            ("category", "name"),
            ("survey", "title"),
            ("plan", "title"),
            ("holding", "name"),
            ("question", "text"),
            ("exam", "title"),
            ("attempt", "name"),
            ("course", "title"),
        ]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &[
            "attempt",
            "call",
            "call_up",
            "calendar_feed",
            "category",
            "certificate",
            "check_in",
            "class",
            "conversion",
            "course",
            "enrolment",
            "exam",
            "holding",
            "ledger",
            "lesson",
            "need",
            "plan",
            "requirement",
            "survey",
            "training_setting",
        ]
    }

    fn placed(&self) -> &'static [Placed] {
        const {
            &[
                Placed::by_path("ledger_total", false),
                Placed::new("class", true),
                Placed::by_path("enrolment", false),
                Placed::by_path("call_up", false),
                Placed::new("question", true),
                Placed::by_path("exam", true),
                Placed::new("course", true),
                Placed::new("survey", true),
                Placed::new("plan", true),
                Placed::new("holding", true),
            ]
        }
    }

    fn places_inside(&self) -> &'static [(&'static str, &'static str)] {
        &[("class", "admission.quotas")]
    }

    /// Two quotas of one unit would be one.
    fn taken_over(&self, script: Script) -> Script {
        script.then(
            "FOR $row IN (SELECT id, admission.quotas AS quotas FROM class
                    WHERE array::any(admission.quotas, |$one: any| $one.unit = $id)) {
                 LET $other = $row.quotas[WHERE unit = $into];
                 LET $own = $row.quotas[WHERE unit = $id];
                 UPDATE $row.id SET admission.quotas = IF array::len($other) = 0 {
                     $row.quotas.map(|$one: any| IF $one.unit = $id {
                         object::extend($one, { unit: $into, name: $into_name })
                     } ELSE { $one })
                 } ELSE {
                     $row.quotas.filter(|$one: any| $one.unit != $id).map(|$one: any| IF $one.unit = $into {
                         object::extend($one, { seats: $one.seats + $own[0].seats, taken: $one.taken + $own[0].taken })
                     } ELSE { $one })
                 }, version += 1 RETURN NONE;
                 FOR $place IN (SELECT VALUE id FROM enrolment WHERE class = record::id($row.id) AND pool = $id) {
                     UPDATE $place SET pool = $into RETURN NONE;
                 };
             };",
        )
    }

    fn sealed(&self) -> &'static [SealedColumn] {
        const {
            &[
                SealedColumn::new("class_seed", "seed", "class_seed:"),
                SealedColumn::new("exam_seed", "seed", "exam_seed:"),
                SealedColumn::new("lesson_secret", "secret", "lesson_secret:"),
            ]
        }
    }

    fn fleeting(&self) -> &'static [&'static str] {
        &["standing", "standing_due", "completion", "completion_state", "player"]
    }

    async fn waiting(&self, store: &Store, asker: &Asker<'_>) -> Answer<Vec<(Waits, Due)>> {
        let (own, office, line) = tokio::try_join!(
            store.exams_and_surveys_due(asker),
            store.plans_and_replies_due(asker),
            store.requests_due(asker)
        )?;
        Ok([Waits::Own.all(own), Waits::Office.all(office), Waits::Line.all(line)].concat())
    }

    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        let landed = store.land_evaluations(now).await.map_err(|fault| StoreError::Broken(fault.to_string()));
        vec![
            ("hours of the year were not read", store.keep_hours(now.day().year()).await),
            ("places in classes were not tended", store.tend_places(now).await.map(drop)),
            ("exams that ran out of time were not handed in", store.close_attempts(now).await.map(drop)),
            ("evaluations of classes that are over were not opened", landed.map(drop)),
            (
                "reminders of hours were not sent",
                store.remind_hours(now).await.map(|people| {
                    metrics::counter!("ganqiao_training_reminded_total").increment(u64::from(people));
                }),
            ),
        ]
    }
}
