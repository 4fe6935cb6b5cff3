//! The home page, notices and search.

use std::sync::Arc;

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

use crate::answers::Made;
use crate::asking::Asker;
use crate::feature::Waits;
use crate::mirror::{Order, Whom};
use crate::row::{tables, whole};
use crate::rows::new_id;
use crate::written::{On, Wrote};
use crate::{Change, FEATURES, Script, Store, StoreError};

tables! { "notice" by NoticeId: Notice }

/// Hits of each kind at most.
const HITS: u32 = 8;

/// Unread notices shown at most, and counted at most.
const SHOWN: usize = 5;
const COUNTED: usize = 100;

/// What somebody has not read.
struct Unread {
    count: u32,
    /// The newest of them.
    newest: Vec<Notice>,
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

    /// Keeps no answer any longer, as if everything had been written: for measurements.
    pub fn forget_answers(&self) {
        self.caches.changed(&Change::Answers("forget"), &Wrote::Everything);
    }

    /// Keeps no answer that depends on rows of somebody, as if all of theirs had been written: for measurements.
    pub fn forget_answers_about(&self, person: &PersonId) {
        self.caches.changed(&Change::Answers("forget"), &Wrote::of(person.as_str()));
    }

    async fn unread_notices(&self, asker: &Asker<'_>) -> Result<Arc<Unread>, StoreError> {
        let mine = addresses(asker.viewer);
        let key = ("notices", mine.join("|"));
        let make = async {
            // Sorted from outside: an index read backwards takes some engines far longer.
            let unread = whole("notice WHERE person IN $mine AND read = false");
            let script = Script::new(&format!(
                "SELECT VALUE record::id(id) FROM notice WHERE person IN $mine AND read = false LIMIT {COUNTED};
                 SELECT * FROM ({unread}) ORDER BY at DESC LIMIT {SHOWN};"
            ));
            let mut rows = asker.read(script.bind("mine", mine.clone()), 2).await?;
            let count = rows.take::<String>(0)?.len() as u32;
            let on = mine.iter().map(|one| On::of("notice", one));
            Ok::<_, StoreError>(Made::of(Unread { count, newest: rows.take(1)? }).on(on))
        };
        self.kept(key, make).await
    }

    /// What waits for the viewer, of all features.
    async fn all_waiting(&self, asker: &Asker<'_>) -> Answer<Vec<Due>> {
        let found = try_join_all(FEATURES.iter().map(|one| one.waiting(self, asker))).await?;
        let mut waiting: Vec<(Waits, Due)> = found.into_iter().flatten().collect();
        waiting.sort_by_key(|(place, _)| *place);
        Ok(waiting.into_iter().map(|(_, due)| due).collect())
    }
}

#[async_trait]
impl Desk for Store {
    async fn home(&self, viewer: &Viewer, now: Moment) -> Answer<Home> {
        let asker = Asker::new(self, viewer, now);
        let parts = async {
            tokio::try_join!(
                self.cadre_home(&asker),
                self.training_home(&asker),
                self.roster_home(viewer),
                self.accounts_home(&asker),
                self.audit_home(&asker),
                self.unread_notices(&asker),
            )
        };
        let page = async { tokio::join!(parts, self.all_waiting(&asker)) };
        let (parts, due) = asker.shown(page).await?;
        let ((cadre, training, roster, accounts, audit, unread), due) = (parts?, due?);
        let notices = unread.newest.clone();
        Ok(Home { today: now.day(), cadre, training, roster, accounts, audit, due, notices })
    }

    async fn notices(&self, viewer: &Viewer, window: &Window) -> Answer<Page<Notice>> {
        let bound = Script::bound("mine", addresses(viewer));
        Ok(self.page_where("person IN $mine", "at DESC", bound, window).await?)
    }

    async fn unread(&self, viewer: &Viewer) -> Answer<u32> {
        let asker = Asker::new(self, viewer, Moment::default());
        Ok(asker.shown(self.unread_notices(&asker)).await??.count)
    }

    async fn read_notices(&self, viewer: &Viewer, ids: &[NoticeId], now: Moment) -> Answer<()> {
        let _ = now;
        let script = Script::new(
            "LET $mine = (SELECT VALUE id FROM notice WHERE person IN $addresses AND read = false);
             LET $which = IF array::len($ids) = 0 { $mine } ELSE { array::intersect($mine, $ids) };
             UPDATE $which SET read = true RETURN NONE;",
        )
        .whose("notice", addresses(viewer))
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
