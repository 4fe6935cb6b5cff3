//! Timetables and the feeds that calendars outside follow.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::organisation::Unit;
use domain::ports::Answer;
use domain::time::day_text;
use domain::training::port::Timetables;
use domain::training::{
    Class, ClassState, EnrolmentState, Feed, FeedContent, FeedSubject, Lesson, Timetable, TimetableClass,
};
use domain::{AccountId, ClassId, Day, Fault, Moment, PersonId};
use serde::Deserialize;

use crate::audit::Note;
use crate::row::{records, tables};
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

/// How far back a feed reaches, in days: calendars keep what they have.
const BACK: i64 = 120;

tables! { "calendar_feed" by str: FeedRow }

#[derive(Deserialize)]
struct FeedRow {
    id: String,
    account: AccountId,
    kind: String,
    subject: String,
    at: Moment,
}

impl Store {
    async fn with_lessons(&self, classes: Vec<Class>) -> Result<Vec<TimetableClass>, StoreError> {
        let ids = classes.iter().map(|class| &class.id);
        let mut lessons: Vec<Lesson> = self.rows_among("class IN $some", ids, Script::default()).await?;
        lessons.sort_by(|a, b| (a.starts, &a.id).cmp(&(b.starts, &b.id)));
        let mut timetable: Vec<TimetableClass> = classes
            .into_iter()
            .map(|class| TimetableClass {
                lessons: lessons.iter().filter(|lesson| lesson.class == class.id).cloned().collect(),
                id: class.id,
                title: class.title,
                starts: class.starts,
                ends: class.ends,
                place: class.place,
                cancelled: class.state == ClassState::Cancelled,
                version: class.version,
            })
            .collect();
        timetable.sort_by(|a, b| (a.starts, &a.id).cmp(&(b.starts, &b.id)));
        Ok(timetable)
    }

    /// The classes a person has a seat in, or had one in, that end on a day or after it.
    async fn classes_of(&self, person: &PersonId, from: Day) -> Result<Vec<Class>, StoreError> {
        #[derive(Deserialize)]
        struct Place {
            class: ClassId,
            state: EnrolmentState,
        }
        if person.as_str().is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<Place> = self
            .rows(
                Script::new("SELECT class, state FROM enrolment WHERE person = $person")
                    .bind("person", person.as_str()),
            )
            .await?;
        let seats = places.iter().filter(|place| place.state.has_seat()).map(|place| &place.class);
        let bound = Script::bound("classes", records::<Class>(seats)).bind("from", day_text(from));
        self.rows_from("$classes WHERE ends >= $from", bound).await
    }

    /// The kind and subject of a feed, if the viewer may have it.
    async fn feed_key(&self, viewer: &Viewer, subject: &FeedSubject) -> Answer<(&'static str, String)> {
        match subject {
            FeedSubject::Mine => Ok(("person", viewer.as_person()?.0.clone())),
            FeedSubject::Class(id) => {
                let class = self.get::<Class>(id).await?;
                viewer.require_at(Permission::CLASS_EDIT, &class.path)?;
                Ok(("class", id.0.clone()))
            }
            FeedSubject::Due(id) => {
                let unit = self.get::<Unit>(id).await?;
                viewer.require_at(Permission::EXCHANGE_ANSWER, &unit.path)?;
                Ok(("due", id.0.clone()))
            }
        }
    }
}

#[async_trait]
impl Timetables for Store {
    async fn timetable(&self, viewer: &Viewer, from: Day, until: Day) -> Answer<Timetable> {
        let mut classes = self.classes_of(&viewer.person, from).await?;
        // Who prepares classes sees those of their scope beside their own.
        let scope = viewer.scope(Permission::CLASS_MARK);
        if !scope.paths.is_empty() {
            let (inside, script) = in_scope("path", &scope, Script::default());
            let announced = [ClassState::Published, ClassState::Finished, ClassState::Cancelled];
            let bound =
                script.json("announced", &announced).bind("from", day_text(from)).bind("until", day_text(until));
            let condition = format!("state IN $announced AND starts <= $until AND ends >= $from AND {inside}");
            for class in self.rows_where::<Class>(&condition, bound).await? {
                if !classes.iter().any(|known| known.id == class.id) {
                    classes.push(class);
                }
            }
        }
        classes.retain(|class| class.starts <= until && class.ends >= from);
        Ok(Timetable { from, until, classes: self.with_lessons(classes).await? })
    }

    async fn feed(&self, viewer: &Viewer, subject: &FeedSubject) -> Answer<Feed> {
        let (kind, subject) = self.feed_key(viewer, subject).await?;
        let bound = Script::bound("account", viewer.account.as_str()).bind("kind", kind).bind("subject", subject);
        let condition = "account = $account AND kind = $kind AND subject = $subject";
        let row = self.rows_where::<FeedRow>(condition, bound).await?.into_iter().next();
        Ok(row.map_or(Feed { token: String::new(), at: Moment(0) }, |row| Feed { token: row.id, at: row.at }))
    }

    async fn renew_feed(&self, viewer: &Viewer, subject: &FeedSubject, keep: bool, now: Moment) -> Answer<bool> {
        let (kind, subject) = self.feed_key(viewer, subject).await?;
        // The address itself stays out of the trail.
        let note = Note::of(viewer, now)
            .does(if keep { Action::Create } else { Action::End }, "calendar_feed", &subject, "")
            .because(kind);
        let script = Script::new(
            "LET $old = (SELECT VALUE id FROM calendar_feed
                WHERE account = $account AND kind = $kind AND subject = $subject);
             DELETE $old RETURN NONE;
             IF $keep {
                CREATE type::record('calendar_feed', $name) CONTENT
                    { account: $account, kind: $kind, subject: $subject, at: $now } RETURN NONE
             };",
        )
        .bind("account", viewer.account.as_str())
        .bind("kind", kind)
        .bind("subject", subject.as_str())
        .bind("keep", keep)
        .bind("now", now.0)
        .bind("name", super::new_seed())
        .note(&note, "NONE", "NONE")
        .then("RETURN array::len($old) > 0;");
        Ok(self.write(Change::Answers("calendar.feed"), script).await?.as_bool().unwrap_or_default())
    }
}

impl Store {
    /// What the feed of that name tells now: nothing when there is none, or when its holder can't
    /// sign in or may not have it any more. Whoever asks must have shown that they know the
    /// address, which is more than the name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn feed_content(&self, name: &str, now: Moment) -> Result<Option<FeedContent>, StoreError> {
        if !domain::is_id(name) {
            return Ok(None);
        }
        let Some(row) = self.find::<FeedRow>(name).await? else { return Ok(None) };
        let Some(holder) = self.viewer_of(&row.account, now).await? else { return Ok(None) };
        let subject = match row.kind.as_str() {
            "class" => FeedSubject::Class(row.subject.as_str().into()),
            "due" => FeedSubject::Due(row.subject.as_str().into()),
            _ => FeedSubject::Mine,
        };
        match self.feed_key(&holder, &subject).await {
            Ok((_, held)) if held == row.subject => {}
            Ok(_) | Err(Fault::Forbidden | Fault::NotFound | Fault::Refused(_)) => return Ok(None),
            Err(fault) => return Err(StoreError::Broken(fault.to_string())),
        }
        let from = now.day() - chrono::TimeDelta::days(BACK);
        if row.kind == "class" {
            let Some(class) = self.find::<Class>(&row.subject.as_str().into()).await? else { return Ok(None) };
            let name = class.title.clone();
            let classes = self.with_lessons(vec![class]).await?;
            return Ok(Some(FeedContent { name, classes, dues: Vec::new() }));
        }
        if row.kind == "due" {
            let Some(unit) = self.find::<Unit>(&row.subject.as_str().into()).await? else { return Ok(None) };
            let scope = domain::access::Scope { paths: vec![unit.path] };
            let dues = self.dues_in(&scope, now.day()).await?;
            return Ok(Some(FeedContent { name: unit.short, classes: Vec::new(), dues }));
        }
        let person: PersonId = row.subject.as_str().into();
        let Some(found) = self.candidate(&person).await? else { return Ok(None) };
        let classes = self.classes_of(&person, from).await?;
        Ok(Some(FeedContent { name: found.name, classes: self.with_lessons(classes).await?, dues: Vec::new() }))
    }
}
