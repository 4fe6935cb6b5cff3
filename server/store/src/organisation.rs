//! Units, posts and what happens to them.

pub(crate) mod content;
pub(crate) mod feature;
mod near;
pub(crate) mod place;
mod reorganise;
pub(crate) mod tree;

use std::collections::{BTreeMap, HashMap};

pub(crate) use tree::{organ, tree_order};

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::appointment::Appointment;
use domain::audit::Action;
use domain::code::{AppointmentKind, Family};
use domain::home::RosterHome;
use domain::organisation::port::{Posts, Units};
use domain::organisation::{
    MAX_DEPTH, NearQuery, NearUnits, Post, Reorganisation, Unit, UnitChange, UnitDetail, UnitDraft, UnitEvent, UnitRow,
    path_of,
};
use domain::ports::Answer;
use domain::search::normal_query;
use domain::{Day, Fault, Moment, PostId, Reason, Rule, UnitId};
use surrealdb::types::RecordId;

use self::content::{post_content, unit_content};
use self::near::{counted, near};
use crate::audit::{Actor, Note};
use crate::keys::by_name;
use crate::row::tables;
use crate::rows::new_id;
use crate::{Change, Script, Store, StoreError};

tables! {
    "unit" by UnitId: Unit,
    "post" by PostId: Post,
}

impl Store {
    /// The units of a scope, by their paths.
    pub(crate) async fn units_in(&self, scope: &Scope) -> Result<Vec<Unit>, StoreError> {
        Ok(self.tree().await?.within(scope).cloned().collect())
    }

    /// A unit that new things may belong to; `field` is what names it.
    pub(crate) async fn open_unit(&self, id: &UnitId, field: &str) -> Answer<Unit> {
        let unit = self.find::<Unit>(id).await?.filter(|unit| unit.active);
        unit.ok_or_else(|| Fault::field(field, Rule::Unknown))
    }

    /// Whose list it is that a viewer takes out: the units of their roles, or themself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn office_of(&self, viewer: &Viewer) -> Result<String, StoreError> {
        let mut names: Vec<String> =
            self.unit_names(viewer.grants.iter().map(|grant| &grant.unit)).await?.into_values().collect();
        by_name(&mut names, |name| name);
        Ok(if names.is_empty() { viewer.name.clone() } else { names.join("、") })
    }

    /// Short names of units.
    pub(crate) async fn unit_names(
        &self,
        ids: impl Iterator<Item = &UnitId>,
    ) -> Result<HashMap<UnitId, String>, StoreError> {
        let tree = self.tree().await?;
        Ok(ids.filter_map(|id| tree.get(id)).map(|unit| (unit.id.clone(), unit.short.clone())).collect())
    }

    /// The units at the top of a scope with their people, for the home page.
    pub(crate) async fn roster_home(&self, viewer: &Viewer) -> Result<Option<RosterHome>, StoreError> {
        let scope = viewer.scope(Permission::PERSON_VIEW);
        if scope.paths.is_empty() {
            return Ok(None);
        }
        let units = self.mirrored(|world| {
            let ids = scope.paths.iter().filter_map(|path| path.split('/').rfind(|id| !id.is_empty()));
            let tops = ids.filter_map(|id| world.units.get(&id.into()));
            tops.map(|unit| (unit.id.clone(), unit.name.clone(), world.people.serving(&unit.path))).collect()
        });
        Ok(Some(RosterHome { units: units.await? }))
    }

    /// The chain from the root to a path's unit, itself left out: (id, short name).
    pub(crate) async fn ancestors(&self, path: &str) -> Result<Vec<(UnitId, String)>, StoreError> {
        let ids: Vec<UnitId> = path.split('/').filter(|id| !id.is_empty()).map(UnitId::from).collect();
        let Some((_, above)) = ids.split_last() else { return Ok(Vec::new()) };
        let tree = self.tree().await?;
        Ok(above.iter().map(|id| (id.clone(), tree.short(id).to_owned())).collect())
    }
}

#[async_trait]
impl Units for Store {
    async fn units(&self, viewer: &Viewer) -> Answer<Vec<UnitRow>> {
        let scope = viewer.require(Permission::UNIT_VIEW)?;
        let rows = self.mirrored(|world| {
            let units = world.units.in_order().filter(|unit| unit.active && scope.holds(&unit.path));
            units.map(|unit| counted(world, unit)).collect()
        });
        Ok(rows.await?)
    }

    async fn units_near(&self, viewer: &Viewer, query: &NearQuery) -> Answer<NearUnits> {
        let scope = viewer.require(Permission::UNIT_VIEW)?;
        let q = normal_query(&query.q);
        Ok(self.mirrored(|world| near(world, scope, query, &q)).await?)
    }

    async fn unit(&self, viewer: &Viewer, id: &UnitId) -> Answer<UnitDetail> {
        let unit = self.get::<Unit>(id).await?;
        viewer.require_at(Permission::UNIT_VIEW, &unit.path)?;
        let (children, people_here, people) = self
            .mirrored(|world| {
                let children = world.units.below(id).filter(|unit| unit.active).map(|unit| counted(world, unit));
                (children.collect(), world.people.serving_here(&unit.path), world.people.serving(&unit.path))
            })
            .await?;
        let bound = Script::bound("id", id.as_str());
        let mut posts: Vec<Post> = self.rows_where("unit = $id", bound.clone()).await?;
        let held: Vec<Appointment> = self
            .rows_where(
                "unit = $id AND `until` = '9999-12-31' AND kind != $seconded",
                bound.clone().json("seconded", &AppointmentKind::Seconded),
            )
            .await?;
        let (mut unlisted, mut leading_held): (BTreeMap<String, u32>, u32) = (BTreeMap::new(), 0);
        for one in &held {
            leading_held += u32::from(one.main && one.leads_in(&posts));
            match one.post_in(&posts).map(|post| post.id.clone()) {
                Some(id) => posts.iter_mut().filter(|post| post.id == id).for_each(|post| post.held += 1),
                None => *unlisted.entry(one.title.clone()).or_default() += 1,
            }
        }
        by_name(&mut posts, |post| &post.title);
        posts.sort_by_key(|post| post.level);
        let mut history: Vec<UnitEvent> =
            self.rows(bound.then("SELECT * OMIT id FROM unit_event WHERE unit = $id")).await?;
        history.sort_by_key(|event| std::cmp::Reverse((event.on, event.at)));
        let names = self.unit_names(unit.members.iter()).await?;
        Ok(UnitDetail {
            ancestors: self.ancestors(&unit.path).await?,
            children,
            members: unit.members.iter().map(|id| (id.clone(), names.get(id).cloned().unwrap_or_default())).collect(),
            posts,
            unlisted: unlisted.into_iter().collect(),
            leading_held,
            history,
            people_here,
            people,
            editable: unit.active && viewer.require_at(Permission::UNIT_EDIT, &unit.path).is_ok(),
            unit,
        })
    }

    async fn create_unit(&self, viewer: &Viewer, draft: &UnitDraft, now: Moment) -> Answer<Unit> {
        draft.check()?;
        let parent = self.open_unit(&draft.parent, "parent").await?;
        viewer.require_at(Permission::UNIT_EDIT, &parent.path)?;
        if parent.depth() >= MAX_DEPTH {
            return Err(Fault::field("parent", Rule::TooLong(MAX_DEPTH as u32)));
        }
        for member in &draft.members {
            let unit = self.find::<Unit>(member).await?.ok_or_else(|| Fault::field("members", Rule::Unknown))?;
            viewer.require_at(Permission::UNIT_VIEW, &unit.path)?;
        }
        self.check_name_free(&parent.id, &draft.name, None).await?;
        let unit = new_unit(draft, Some(&parent), now);
        self.write_unit(viewer.into(), &unit, draft, now, Script::default()).await?;
        Ok(unit)
    }

    async fn set_headcount(
        &self,
        viewer: &Viewer,
        id: &UnitId,
        version: u32,
        headcount: u32,
        leading: u32,
        now: Moment,
    ) -> Answer<()> {
        let unit = self.get::<Unit>(id).await?;
        viewer.require_at(Permission::UNIT_EDIT, &unit.path)?;
        let mut checks = domain::fault::Checks::default();
        checks.between(i64::from(headcount), "headcount", 0, 100_000);
        checks.between(i64::from(leading), "leading_posts", 0, i64::from(headcount));
        checks.done()?;
        let note = Note::of(viewer, now).updates("unit", id.as_str(), &unit.path).because("headcount");
        let script = Script::default()
            .seen("unit", id.as_str(), version)
            .then(
                "LET $prior = (SELECT headcount, leading_posts, version FROM ONLY $seen_unit);
                 UPDATE $seen_unit SET headcount = $headcount, leading_posts = $leading, version += 1 RETURN NONE;",
            )
            .bind("headcount", i64::from(headcount))
            .bind("leading", i64::from(leading))
            .note(&note, "$prior", "{ headcount: $headcount, leading_posts: $leading }");
        self.write(Change::Everything("unit.headcount"), script).await?;
        Ok(())
    }

    async fn set_organ(&self, viewer: &Viewer, id: &UnitId, version: u32, organ: &str, now: Moment) -> Answer<()> {
        let unit = self.get::<Unit>(id).await?;
        viewer.require_at(Permission::UNIT_EDIT, &unit.path)?;
        let mut checks = domain::fault::Checks::default();
        checks.optional_text(organ, "organ", 60);
        checks.done()?;
        let note = Note::of(viewer, now).updates("unit", id.as_str(), &unit.path).because("organ");
        let script = Script::default()
            .seen("unit", id.as_str(), version)
            .then(
                "LET $prior = (SELECT organ, version FROM ONLY $seen_unit);
                 UPDATE $seen_unit SET organ = $organ, version += 1 RETURN NONE;",
            )
            .bind("organ", organ.trim())
            .note(&note, "$prior", "{ organ: $organ }");
        self.write(Change::Everything("unit.organ"), script).await?;
        Ok(())
    }

    async fn reorganise(
        &self,
        viewer: &Viewer,
        id: &UnitId,
        change: &Reorganisation,
        on: Day,
        document: &str,
        now: Moment,
    ) -> Answer<UnitId> {
        let unit = self.find::<Unit>(id).await?.filter(|unit| unit.active).ok_or(Fault::NotFound)?;
        viewer.require_at(Permission::UNIT_EDIT, &unit.path)?;
        if document.chars().count() > 80 {
            return Err(Fault::field("document", Rule::TooLong(80)));
        }
        let step = reorganise::Step { viewer, unit, on, document, now };
        match change {
            Reorganisation::Rename { name, short } => self.rename(step, name, short).await,
            Reorganisation::Move { parent } => self.move_unit(step, parent).await,
            Reorganisation::Merge { into } => self.merge(step, into).await,
            Reorganisation::Split { name, take } => self.split(step, name, take).await,
            Reorganisation::Dissolve => self.dissolve(step).await,
        }
    }
}

#[async_trait]
impl Posts for Store {
    async fn add_post(&self, viewer: &Viewer, post: &Post, now: Moment) -> Answer<()> {
        let unit = self.get::<Unit>(&post.unit).await?;
        viewer.require_at(Permission::UNIT_EDIT, &unit.path)?;
        self.check_post(&unit, post).await?;
        let post = Post { id: PostId(new_id(now)), title: post.title.trim().to_owned(), ..post.clone() };
        let note = Note::of(viewer, now).creates("post", post.id.as_str(), &unit.path);
        let script = Script::new("CREATE type::record('post', $id) CONTENT $post RETURN NONE;")
            .bind("id", post.id.as_str())
            .bind("post", post_content(&post))
            .note(&note, "NONE", "$post");
        self.write(Change::Answers("post.create"), script).await?;
        Ok(())
    }

    async fn change_post(&self, viewer: &Viewer, post: &Post, version: u32, now: Moment) -> Answer<()> {
        let held: Option<Post> = self.find(&post.id).await?;
        let before = held.ok_or(Fault::NotFound)?;
        let unit = self.get::<Unit>(&before.unit).await?;
        viewer.require_at(Permission::UNIT_EDIT, &unit.path)?;
        if unit.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let listed = self.posts_in(std::slice::from_ref(&unit.id)).await?;
        let lasting: Vec<Appointment> = self
            .rows_where(
                "unit = $unit AND `until` = '9999-12-31' AND kind != $seconded",
                Script::bound("unit", unit.id.as_str()).json("seconded", &AppointmentKind::Seconded),
            )
            .await?;
        let holders: Vec<&Appointment> =
            lasting.iter().filter(|one| one.post_in(&listed).is_some_and(|held| held.id == before.id)).collect();
        let held = u32::try_from(holders.len()).unwrap_or(u32::MAX);
        if post.seats < held {
            return Err(Fault::field("seats", Rule::Between(i64::from(held), 1000)));
        }
        let note = Note::of(viewer, now).does(
            if post.seats == 0 { Action::End } else { Action::Update },
            "post",
            before.id.as_str(),
            &unit.path,
        );
        let script = Script::default()
            .seen("unit", unit.id.as_str(), version)
            .then("UPDATE $seen_unit SET version += 1 RETURN NONE;")
            .bind("id", before.id.as_str())
            .bind("was", post_content(&before));
        let script = if post.seats == 0 {
            script.then("DELETE type::record('post', $id) RETURN NONE;").note(&note, "$was", "NONE")
        } else {
            let next = Post { id: before.id.clone(), unit: before.unit.clone(), held: 0, ..post.clone() };
            self.check_post(&unit, &next).await?;
            let next = Post { title: next.title.trim().to_owned(), ..next };
            // Whoever held it by its title goes on holding it under the new one.
            let ids: Vec<RecordId> = holders.iter().map(|one| RecordId::new("appointment", one.id.as_str())).collect();
            script
                .then(
                    "UPDATE type::record('post', $id) CONTENT $next RETURN NONE;
                     FOR $holder IN $holders { UPDATE $holder SET post = $id RETURN NONE };",
                )
                .bind("next", post_content(&next))
                .bind("holders", ids)
                .note(&note, "$was", "$next")
        };
        self.write(Change::Answers("post.change"), script).await?;
        Ok(())
    }
}

/// A unit as a form describes it, below another or at the top.
fn new_unit(draft: &UnitDraft, parent: Option<&Unit>, now: Moment) -> Unit {
    let id = UnitId(new_id(now));
    let (above, family) = parent.map_or(("/", Family::Government), |parent| (parent.path.as_str(), parent.family));
    Unit {
        path: path_of(above, &id),
        id,
        name: draft.name.trim().to_owned(),
        short: if draft.short.trim().is_empty() { draft.name.trim() } else { draft.short.trim() }.to_owned(),
        kind: draft.kind,
        family: draft.kind.family().unwrap_or(family),
        level: draft.level,
        parent: parent.map(|parent| parent.id.clone()).unwrap_or_default(),
        headcount: draft.headcount,
        leading_posts: draft.leading_posts,
        members: draft.members.clone(),
        rank: 1000,
        organ: String::new(),
        active: true,
        version: 0,
    }
}

impl Store {
    /// Makes the top unit of an empty tree.
    ///
    /// # Errors
    /// [`organisation::Refusal::UnitInUse`] where there are units already, [`Fault::Invalid`] with every faulty field.
    pub async fn found_root(&self, actor: Actor, draft: &UnitDraft, now: Moment) -> Answer<UnitId> {
        draft.check()?;
        let unit = new_unit(draft, None, now);
        let guard = Script::default()
            .turn("unit", "root")
            .then("IF array::len((SELECT VALUE id FROM unit LIMIT 1)) > 0 { THROW 'gq:in-use' };");
        self.write_unit(actor, &unit, draft, now, guard).await?;
        Ok(unit.id)
    }

    async fn write_unit(
        &self,
        actor: Actor,
        unit: &Unit,
        draft: &UnitDraft,
        now: Moment,
        guard: Script,
    ) -> Result<(), StoreError> {
        let event = UnitEvent {
            unit: unit.id.clone(),
            on: draft.on,
            change: UnitChange::Created,
            document: draft.document.clone(),
            at: now,
        };
        let note = Note::of(actor, now).creates("unit", unit.id.as_str(), &unit.path).because(&draft.document);
        let script = guard
            .then(
                "CREATE type::record('unit', $id) CONTENT $unit RETURN NONE;
                 CREATE unit_event CONTENT $happened RETURN NONE;",
            )
            .bind("id", unit.id.as_str())
            .bind("unit", unit_content(unit))
            .json("happened", &event)
            .note(&note, "NONE", "$unit");
        self.write(Change::Everything("unit.create"), script).await?;
        Ok(())
    }

    /// A post as it may stand in a unit's list: titled, with seats, and within the number of leading
    /// posts.
    async fn check_post(&self, unit: &Unit, post: &Post) -> Answer<()> {
        let mut checks = domain::fault::Checks::default();
        checks.text(&post.title, "title", 60);
        checks.between(i64::from(post.seats), "seats", 1, 1000);
        checks.done()?;
        let listed = self.posts_in(std::slice::from_ref(&unit.id)).await?;
        let used: u32 = listed.iter().filter(|one| one.leading && one.id != post.id).map(|one| one.seats).sum();
        if post.leading && used + post.seats > unit.leading_posts {
            return Err(Fault::field("seats", Rule::Between(0, i64::from(unit.leading_posts.saturating_sub(used)))));
        }
        Ok(())
    }

    /// The units of a path, from its own up.
    pub(crate) async fn units_up(&self, path: &str) -> Result<Vec<Unit>, StoreError> {
        self.these(path.split('/').rev().filter(|id| !id.is_empty())).await
    }

    /// Who signs for the unit at a path (落款机关).
    pub(crate) async fn organ_of(&self, path: &str) -> Result<String, StoreError> {
        Ok(domain::organisation::signing(&self.units_up(path).await?))
    }

    /// Whom an appeal against what was decided at a path goes to, in words for a paper: the organ of
    /// the unit above, or whom the law names where none above is known.
    pub(crate) async fn competent_above(&self, path: &str) -> Result<String, StoreError> {
        let above = path.trim_end_matches('/').rfind('/').map_or("", |at| &path[..=at]);
        if above.len() < 2 {
            return Ok("同级公务员主管部门或者作出该处理的机关的上一级机关".to_owned());
        }
        Ok(format!("{}（或者同级公务员主管部门）", self.organ_of(above).await?))
    }

    /// Siblings have different names.
    async fn check_name_free(&self, parent: &UnitId, name: &str, but: Option<&UnitId>) -> Answer<()> {
        let twins: Vec<UnitId> = self
            .rows(
                Script::new("SELECT VALUE record::id(id) FROM unit WHERE parent = $above AND active AND name = $name")
                    .bind("above", parent.as_str())
                    .bind("name", name.trim()),
            )
            .await?;
        if twins.iter().any(|twin| Some(twin) != but) { Err(Fault::field("name", Rule::Taken)) } else { Ok(()) }
    }
}
