//! Lessons, their codes, and who was there.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::code::Code;
use domain::ports::Answer;
use domain::training::port::Lessons;
use domain::training::{
    self, AttendanceRow, CheckIn, CheckInDraft, Class, ClassAttendance, ClassState, Enrolment, EnrolmentState, Lesson,
    LessonCode, LessonDetail, LessonDraft, LessonOfDay, OUT_AFTER, Presence, PresenceMark, SEND_LATER_HOURS, Setting,
    Witness,
};
use domain::{ClassId, EnrolmentId, Fault, LessonId, Moment, PersonId, Reason, Rule};
use serde_json::Value;
use totp_rs::{Builder, Secret, Totp};

use crate::audit::Note;
use crate::once::{Once, opened};
use crate::row::tables;
use crate::rows::{content, new_id, take};
use crate::{Change, Script, Store, StoreError};

tables! { "lesson" by LessonId: Lesson }

/// The changing code of a lesson: eight digits, the present and the last step count, for
/// the second it takes to read and send.
fn codes(secret: &str, seconds: i64) -> Result<Totp, StoreError> {
    let broken = |error: String| StoreError::Broken(format!("lesson secret: {error}"));
    Builder::new()
        .with_secret(Secret::try_from_base32(secret).map_err(|error| broken(format!("{error:?}")))?)
        .with_digits(8)
        .with_skew(1)
        .with_step_duration(u64::try_from(seconds).unwrap_or(10))
        .build()
        .map_err(|error| broken(format!("{error:?}")))
}

fn seconds_of(at: Moment) -> u64 {
    u64::try_from(at.0 / 1000).unwrap_or(0)
}

impl Store {
    pub(crate) async fn lessons_of(&self, class: &ClassId) -> Result<Vec<Lesson>, StoreError> {
        let mut lessons: Vec<Lesson> =
            self.rows_where("class = $class", Script::bound("class", class.as_str())).await?;
        lessons.sort_by(|a, b| (a.starts, &a.id).cmp(&(b.starts, &b.id)));
        Ok(lessons)
    }

    async fn lesson_and_class(&self, id: &LessonId) -> Answer<(Lesson, Class)> {
        let lesson = self.get::<Lesson>(id).await?;
        let class = self.get::<Class>(&lesson.class).await?;
        Ok((lesson, class))
    }

    /// Everything known of who was at a class's lessons; of one person when named.
    pub(crate) async fn check_ins_of(
        &self,
        class: &ClassId,
        person: Option<&PersonId>,
    ) -> Result<Vec<CheckIn>, StoreError> {
        let (condition, who) = match person {
            Some(person) => (" AND person = $person", person.as_str()),
            None => ("", ""),
        };
        self.rows(
            Script::new(&format!("SELECT * FROM check_in WHERE class = $class{condition}"))
                .bind("class", class.as_str())
                .bind("person", who),
        )
        .await
    }

    async fn secret_of(&self, lesson: &LessonId) -> Answer<String> {
        self.read_sealed("lesson_secret", "secret", lesson.as_str()).await?.ok_or(Fault::NotFound)
    }

    /// What everybody's lessons come to.
    pub(crate) async fn class_attendance(&self, class: &Class, now: Moment) -> Result<ClassAttendance, StoreError> {
        let lessons = self.lessons_of(&class.id).await?;
        let mut by_person: HashMap<PersonId, Vec<CheckIn>> = HashMap::new();
        for check_in in self.check_ins_of(&class.id, None).await? {
            by_person.entry(check_in.person.clone()).or_default().push(check_in);
        }
        let share = self.all_settings().await?.on(Setting::LeaveShare, class.ends);
        let sums: Vec<_> = self
            .places_in(&class.id)
            .await?
            .into_iter()
            .filter(|place| place.state.has_seat())
            .map(|place| {
                let known = by_person.remove(&place.person).unwrap_or_default();
                (place.person, domain::training::Attendance::of(&lessons, &known, now))
            })
            .collect();
        let results = self.exam_results_of(&class.id, sums.iter().map(|(person, _)| person), now).await?;
        Ok(ClassAttendance { share, has_lessons: lessons.iter().any(|lesson| !lesson.cancelled), sums, results })
    }

    /// Where a person's place in a class stands.
    pub(crate) async fn own_place(
        &self,
        class: &ClassId,
        person: &PersonId,
    ) -> Result<Option<EnrolmentState>, StoreError> {
        if person.as_str().is_empty() {
            return Ok(None);
        }
        self.row(
            Script::new("SELECT VALUE state FROM type::record('enrolment', $id)")
                .bind("id", EnrolmentId::of(class, person).as_str()),
        )
        .await
    }

    async fn has_seat(&self, class: &ClassId, person: &PersonId) -> Result<bool, StoreError> {
        let place = self.own_place(class, person).await?;
        Ok(place == Some(EnrolmentState::Enrolled))
    }
}

#[async_trait]
impl Lessons for Store {
    async fn lessons(&self, viewer: &Viewer, class: &ClassId) -> Answer<(Vec<Lesson>, Vec<CheckIn>)> {
        let found = self.get::<Class>(class).await?;
        let own = viewer.person.clone();
        let holds = viewer.require_at(Permission::TRAINING_VIEW, &found.path).is_ok();
        if !holds {
            let meant = self.candidate(&own).await?.is_some_and(|person| person.path.starts_with(&found.path));
            if found.state == ClassState::Draft || !meant {
                return Err(Fault::Forbidden);
            }
        }
        let mine = if own.as_str().is_empty() { Vec::new() } else { self.check_ins_of(class, Some(&own)).await? };
        Ok((self.lessons_of(class).await?, mine))
    }

    async fn save_lesson(&self, viewer: &Viewer, draft: &LessonDraft, now: Moment) -> Answer<LessonId> {
        let class = self.get::<Class>(&draft.class).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if !matches!(class.state, ClassState::Draft | ClassState::Published) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let others = self.lessons_of(&class.id).await?;
        draft.check(&class, &others)?;
        let before = others.iter().find(|lesson| lesson.id == draft.id);
        if before.is_none() && !draft.id.as_str().is_empty() {
            return Err(Fault::NotFound);
        }
        let id = before.map_or_else(|| LessonId(new_id(now)), |lesson| lesson.id.clone());
        let lesson = Lesson {
            id: id.clone(),
            class: class.id.clone(),
            title: draft.title.trim().to_owned(),
            starts: draft.starts,
            ends: draft.ends,
            place: draft.place.trim().to_owned(),
            trainer: draft.trainer.trim().to_owned(),
            leader: draft.leader,
            hours: draft.hours,
            version: before.map_or(0, |_| draft.version + 1),
            at: now,
            cancelled: false,
        };
        let note = Note::of(viewer, now).saves(before.is_some(), "lesson", id.as_str(), &class.path);
        // Lessons of a class are checked against each other, so two added at once must meet:
        // both write the class.
        let seen = before.map_or(0, |_| draft.version);
        let script = Script::default()
            .seen("lesson", id.as_str(), seen)
            .then(
                "LET $prior = (SELECT * FROM ONLY $seen_lesson);
                 LET $planned = (SELECT VALUE hours FROM lesson WHERE class = $class AND cancelled = false
                    AND id != $seen_lesson);
                 IF math::sum($planned) + $lesson.hours > $class_hours { THROW 'gq:stale' };
                 UPDATE type::record('class', $class) SET turn += 1 RETURN NONE;
                 UPSERT $seen_lesson CONTENT $lesson RETURN NONE;
                 IF $prior = NONE {
                    CREATE type::record('lesson_secret', $id) CONTENT { secret: $secret } RETURN NONE
                 };",
            )
            .bind("id", id.as_str())
            .bind("class", class.id.as_str())
            .bind("class_hours", i64::from(class.hours.0))
            .bind("lesson", content(&lesson))
            .bind("secret", self.sealed("lesson_secret", id.as_str(), &Secret::generate().to_base32()));
        let once = Once::sent("lesson", viewer, draft);
        let script = if before.is_none() { script.once(&once, id.as_str()) } else { script };
        let script = script.whose("lesson", [&class.id]).note(&note, "$prior", "$lesson");
        Ok(LessonId(opened(self.write(Change::Answers("class.lesson"), script).await, id.as_str())?))
    }

    async fn cancel_lesson(&self, viewer: &Viewer, id: &LessonId, now: Moment) -> Answer<()> {
        let (lesson, class) = self.lesson_and_class(id).await?;
        viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
        if class.state == ClassState::Finished || lesson.cancelled {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let note = Note::of(viewer, now).ends("lesson", id.as_str(), &class.path).because("cancel");
        // It stays as cancelled: calendars that have it must be told.
        let script = Script::new(
            "LET $prior = (SELECT * FROM ONLY type::record('lesson', $id));
             UPDATE type::record('lesson', $id) SET cancelled = true, version += 1, at = $now RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("now", now.0)
        .whose("lesson", [&class.id])
        .note(&note, "$prior", "{ cancelled: true }");
        self.write(Change::Answers("class.lesson"), script).await?;
        Ok(())
    }

    async fn lesson(&self, viewer: &Viewer, id: &LessonId) -> Answer<LessonDetail> {
        let (lesson, class) = self.lesson_and_class(id).await?;
        let keeps = viewer.require_at(Permission::CLASS_MARK, &class.path).is_ok();
        let seat = !viewer.person.as_str().is_empty() && self.has_seat(&class.id, &viewer.person).await?;
        if !keeps && !seat {
            return Err(Fault::Forbidden);
        }
        let check_ins: Vec<CheckIn> =
            self.rows(Script::new("SELECT * FROM check_in WHERE lesson = $lesson").bind("lesson", id.as_str())).await?;
        let mine = check_ins.iter().find(|check_in| viewer.owns(&check_in.person)).cloned();
        let rows = if keeps {
            let mut known: HashMap<PersonId, CheckIn> =
                check_ins.into_iter().map(|check_in| (check_in.person.clone(), check_in)).collect();
            let people = self.places_in(&class.id).await?;
            Some(
                people
                    .into_iter()
                    .filter_map(|place: Enrolment| {
                        let check_in = known.remove(&place.person);
                        (place.state == EnrolmentState::Enrolled || check_in.is_some()).then_some(AttendanceRow {
                            check_in,
                            person: place.person,
                            name: place.name,
                            unit_name: place.unit_name,
                        })
                    })
                    .collect(),
            )
        } else {
            None
        };
        Ok(LessonDetail { lesson, class, rows, mine, has_seat: seat })
    }

    async fn lesson_code(&self, viewer: &Viewer, id: &LessonId, now: Moment) -> Answer<LessonCode> {
        let (lesson, class) = self.lesson_and_class(id).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        lesson.open(now).map_err(Fault::Refused)?;
        let seconds = self.all_settings().await?.on(Setting::CodeSeconds, lesson.starts.day());
        let totp = codes(&self.secret_of(id).await?, seconds)?;
        let came: Vec<Presence> = self
            .rows(Script::new("SELECT VALUE presence FROM check_in WHERE lesson = $lesson").bind("lesson", id.as_str()))
            .await?;
        Ok(LessonCode {
            code: totp.generate(seconds_of(now)).to_string(),
            seconds: u32::try_from(seconds - (now.0 / 1000).rem_euclid(seconds)).unwrap_or(1),
            came: u32::try_from(came.iter().filter(|presence| presence.attended()).count()).unwrap_or(u32::MAX),
            seats: class.taken,
        })
    }

    async fn check_in(&self, viewer: &Viewer, draft: &CheckInDraft, now: Moment) -> Answer<CheckIn> {
        let person = viewer.as_person()?;
        let (lesson, class) = self.lesson_and_class(&draft.lesson).await?;
        if class.state != ClassState::Published || !self.has_seat(&class.id, person).await? {
            return Err(training::Refusal::NotEnrolled.into());
        }
        // The time that counts is the one the code proves, never the phone's word for it.
        let claimed = if draft.witness == Witness::Offline { draft.kept_at } else { now };
        if draft.witness == Witness::Offline
            && (claimed > now || now > lesson.ends.plus_seconds(SEND_LATER_HOURS * 3600))
        {
            return Err(training::Refusal::CheckInClosed.into());
        }
        lesson.open(claimed).map_err(Fault::Refused)?;
        let settings = self.all_settings().await?;
        let seconds = settings.on(Setting::CodeSeconds, lesson.starts.day());
        let totp = codes(&self.secret_of(&draft.lesson).await?, seconds)?;
        let code: String = draft.code.chars().filter(char::is_ascii_digit).collect();
        let step = totp.check(&code, seconds_of(claimed)).ok_or(Fault::from(training::Refusal::CodeOld))?;
        let at = if draft.witness == Witness::Offline {
            Moment(i64::try_from(step).unwrap_or(0) * seconds * 1000).max(lesson.opens())
        } else {
            now
        };
        let grace = settings.on(Setting::LateMinutes, lesson.starts.day());
        let fresh = CheckIn {
            lesson: lesson.id.clone(),
            class: class.id.clone(),
            person: person.clone(),
            presence: lesson.presence(at, grace),
            witness: draft.witness,
            came: at,
            left: Moment(0),
            reason: String::new(),
        };
        let id = check_in_id(&lesson.id, person);
        let note = Note::of(viewer, now).creates("check_in", &id, &class.path).because(draft.witness.code());
        // Whoever comes twice came once and the first time counts; seen again well after,
        // they sign out. What the class head has said stands.
        let script = Script::default().json("list", &Witness::List).then(
            "LET $prior = (SELECT * FROM ONLY type::record('check_in', $id));
             LET $next = IF $prior = NONE { $fresh }
                ELSE IF $prior.witness != $list AND $at >= $prior.came + $out_after
                    { object::extend($prior, { left: $at }) }
                ELSE { $prior };
             IF $next != $prior { UPSERT type::record('check_in', $id) CONTENT object::remove($next, 'id') RETURN NONE };",
        )
        .bind("id", id.as_str())
        .bind("at", at.0)
        .bind("out_after", OUT_AFTER * 60_000)
        .bind("fresh", content(&fresh))
        .note(&note, "$prior", "$next")
        .then("RETURN object::remove($next, 'id');");
        let value = self.write(Change::Seats("check-in"), script).await?;
        serde_json::from_value(value).map_err(|_| Fault::Internal)
    }

    async fn mark_presence(&self, viewer: &Viewer, id: &LessonId, marks: &[PresenceMark], now: Moment) -> Answer<()> {
        let (lesson, class) = self.lesson_and_class(id).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        if class.state != ClassState::Published || lesson.cancelled || now < lesson.opens() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let seated: Vec<PersonId> = self
            .places_in(&class.id)
            .await?
            .into_iter()
            .filter(|place| place.state == EnrolmentState::Enrolled)
            .map(|place| place.person)
            .collect();
        let mut rows: Vec<Value> = Vec::with_capacity(marks.len());
        for mark in marks {
            if !seated.contains(&mark.person) {
                return Err(training::Refusal::NotEnrolled.into());
            }
            let mut checks = domain::fault::Checks::default();
            let field = format!("reason-{}", mark.person);
            checks.optional_text(&mark.reason, &field, 100);
            let needs = mark.presence == Presence::Leave && mark.reason.trim().is_empty();
            checks.require(!needs, &field, Rule::Required);
            checks.done()?;
            let row = CheckIn {
                lesson: lesson.id.clone(),
                class: class.id.clone(),
                person: mark.person.clone(),
                presence: mark.presence,
                witness: Witness::List,
                came: if mark.presence.attended() { lesson.starts } else { Moment(0) },
                left: Moment(0),
                reason: mark.reason.trim().to_owned(),
            };
            let mut row = content(&row);
            row["key"] = Value::from(check_in_id(&lesson.id, &mark.person));
            rows.push(row);
        }
        let note = Note::of(viewer, now).updates("lesson", id.as_str(), &class.path).because("list");
        // Only what differs from what is known is the class head's word.
        let script = Script::new(
            "LET $prior = (SELECT person, presence, reason FROM check_in WHERE lesson = $id);
             FOR $row IN $rows {
                LET $was = (SELECT presence, reason FROM ONLY type::record('check_in', $row.key));
                IF $was = NONE OR $was.presence != $row.presence OR $was.reason != $row.reason {
                    UPSERT type::record('check_in', $row.key) CONTENT object::remove($row, 'key') RETURN NONE;
                };
             };",
        )
        .bind("id", id.as_str())
        .bind("rows", rows)
        .note(&note, "{ list: $prior }", "{ list: $rows }");
        self.write(Change::Answers("check-in.list"), script).await?;
        Ok(())
    }

    async fn attendance_of(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<ClassAttendance> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        Ok(self.class_attendance(&class, now).await?)
    }

    async fn lessons_of_day(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<LessonOfDay>> {
        if viewer.person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let day = now.day();
        let script = Script::new(
            "LET $classes = (SELECT VALUE class FROM enrolment WHERE person = $person AND state = $enrolled);",
        )
        .whole("lesson WHERE class IN $classes AND cancelled = false AND starts >= $from AND starts <= $until")
        .then("SELECT record::id(id) AS id, title FROM $classes.map(|$id: any| type::record('class', $id));")
        .bind("person", viewer.person.as_str())
        .json("enrolled", &EnrolmentState::Enrolled)
        .bind("from", Moment::start_of(day).0)
        .bind("until", Moment::end_of(day).0);
        #[derive(serde::Deserialize)]
        struct Title {
            id: ClassId,
            title: String,
        }
        let mut results = self.read(script).await?;
        let mut lessons: Vec<Lesson> = take(&mut results, 1)?;
        let titles: Vec<Title> = take(&mut results, 2)?;
        lessons.sort_by_key(|lesson| lesson.starts);
        let mut known = Vec::new();
        for class in lessons.iter().map(|lesson| &lesson.class).collect::<HashSet<_>>() {
            known.extend(self.check_ins_of(class, Some(&viewer.person)).await?);
        }
        let of = |lesson: Lesson| {
            let title = titles.iter().find(|title| title.id == lesson.class);
            let class = title.map(|title| title.title.clone()).unwrap_or_default();
            let check_in = known.iter().find(|one| one.lesson == lesson.id).cloned();
            LessonOfDay { lesson, class, check_in }
        };
        Ok(lessons.into_iter().map(of).collect())
    }
}

fn check_in_id(lesson: &LessonId, person: &PersonId) -> String {
    format!("{lesson}__{person}")
}
