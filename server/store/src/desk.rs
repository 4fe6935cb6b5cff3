//! The home page, notices and search.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::home::port::Desk;
use domain::home::{Due, Home};
use domain::notice::{Notice, NoticeBody, address};
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::search::{Hit, HitKind, normal_query};
use domain::training::ClassState;
use domain::{Moment, NoticeId, PersonId};
use futures::future::try_join_all;
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::feature::Waits;
use crate::mirror::{Order, Whom};
use crate::row::{tables, whole};
use crate::rows::new_id;
use crate::{Change, FEATURES, Script, Store};

tables! { "notice" by NoticeId: Notice }

/// Hits of each kind at most.
const HITS: u32 = 8;

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
        self.caches.changed(&Change::Answers("forget"));
    }

    /// Forgets what somebody's taking a seat makes untrue: for measurements.
    pub fn forget_seat(&self, person: &PersonId) {
        self.caches.changed(&Change::Seats("forget", vec![person.clone()]));
    }

    /// What waits for the viewer, of all features.
    async fn all_waiting(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<Due>> {
        let found = try_join_all(FEATURES.iter().map(|one| one.waiting(self, viewer, now))).await?;
        let mut waiting: Vec<(Waits, Due)> = found.into_iter().flatten().collect();
        waiting.sort_by_key(|(place, _)| *place);
        Ok(waiting.into_iter().map(|(_, due)| due).collect())
    }
}

#[async_trait]
impl Desk for Store {
    async fn home(&self, viewer: &Viewer, now: Moment) -> Answer<Home> {
        let (key, generation) = (key(viewer), self.caches.generation_for(viewer));
        if let Some(home) = self.caches.homes.get(&key, generation).filter(|home| home.today == now.day()) {
            return Ok(home);
        }
        // Sorted from outside: an index read backwards takes some engines far longer.
        let mine = whole("notice WHERE person IN $mine AND read = false");
        let unread =
            Script::new(&format!("SELECT * FROM ({mine}) ORDER BY at DESC LIMIT 5")).bind("mine", addresses(viewer));
        let parts = async {
            tokio::try_join!(
                self.cadre_home(viewer, now),
                self.training_home(viewer, now),
                self.roster_home(viewer),
                self.accounts_home(viewer, now),
                self.audit_home(viewer, now),
                self.rows::<Notice>(unread),
            )
        };
        let (parts, due) = tokio::join!(parts, self.all_waiting(viewer, now));
        let ((cadre, training, roster, accounts, audit, notices), due) = (parts?, due?);
        let home = Home { today: now.day(), cadre, training, roster, accounts, audit, due, notices };
        self.caches.homes.put(key, generation, home.clone());
        Ok(home)
    }

    async fn notices(&self, viewer: &Viewer, window: &Window) -> Answer<Page<Notice>> {
        let bound = Script::bound("mine", addresses(viewer));
        Ok(self.page_where("person IN $mine", "at DESC", bound, window).await?)
    }

    async fn unread(&self, viewer: &Viewer) -> Answer<u32> {
        let (key, generation) = (viewer.account.to_string(), self.caches.generation_for(viewer));
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
        let q = normal_query(q);
        if q.is_empty() {
            return Ok(Vec::new());
        }
        let scope = |permission| viewer.scope(permission);
        let (seen, trees) = (scope(Permission::PERSON_VIEW), scope(Permission::UNIT_VIEW));
        let held = scope(Permission::TRAINING_VIEW);
        let hits = self.mirrored(|world| {
            let asked = Whom { q: &q, ..Whom::serving(&seen) };
            let (people, _) = world.people.page(&asked, (Order::Level, false), (0, HITS));
            let units = world.units.find(&q).filter(|unit| unit.active && trees.holds(&unit.path));
            let people = people.into_iter().map(|one| Hit {
                kind: HitKind::Person,
                id: one.row.id.to_string(),
                name: one.row.name.clone(),
                note: one.row.title.clone(),
            });
            let units = units.take(HITS as usize).map(|unit| Hit {
                kind: HitKind::Unit,
                id: unit.id.to_string(),
                name: unit.short.clone(),
                note: unit.name.clone(),
            });
            // A cadre finds what was announced to the part of the tree they belong to.
            let own = world.people.get(&viewer.person).map(|one| &*one.path);
            let classes = world.classes.find(&q).filter(|class| {
                let announced = class.state != ClassState::Draft && own.is_some_and(|own| own.starts_with(&class.path));
                class.state != ClassState::Cancelled && (held.holds(&class.path) || announced)
            });
            let classes = classes.take(HITS as usize).map(|class| Hit {
                kind: HitKind::Class,
                id: class.id.to_string(),
                name: class.title.clone(),
                note: class.starts.clone(),
            });
            people.chain(units).chain(classes).collect::<Vec<_>>()
        });
        Ok(hits.await?)
    }
}
