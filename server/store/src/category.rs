//! The tree of categories.

use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::ports::Answer;
use domain::training::port::CategoryTree;
use domain::training::{Categories, Category, first_categories};
use domain::{CategoryId, Fault, Moment, Rule};

use crate::answers::Made;
use crate::once::Once;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::save::Save;
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

tables! { "category" by CategoryId: Category }

impl Store {
    pub(crate) async fn all_categories(&self) -> Result<Arc<Categories>, StoreError> {
        let make = async { Ok::<_, StoreError>(Made::of(Categories(self.all().await?)).on([On::All("category")])) };
        self.kept(("categories", String::new()), make).await
    }

    /// Puts the first categories into a store that has none.
    pub(crate) async fn seed_categories(&self) -> Result<(), StoreError> {
        let known: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM category LIMIT 1")).await?;
        if !known.is_empty() {
            return Ok(());
        }
        let rows = first_categories().0.into_iter().map(|one| (one.id.0.clone(), content(&one)));
        self.insert("category", rows).await
    }

    /// A category that new things may be given.
    pub(crate) async fn open_category(&self, id: &CategoryId, field: &str) -> Answer<()> {
        let all = self.all_categories().await?;
        let known = all.find(id).is_some_and(|category| category.active);
        if known { Ok(()) } else { Err(Fault::field(field, Rule::Unknown)) }
    }
}

#[async_trait]
impl CategoryTree for Store {
    async fn categories(&self, _: &Viewer) -> Answer<Categories> {
        Ok(self.all_categories().await?.as_ref().clone())
    }

    async fn save_category(&self, viewer: &Viewer, one: &Category, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::REQUIREMENT_EDIT).await?;
        let all: Vec<Category> = self.all().await?;
        let all = Categories(all);
        let new = one.id.as_str().is_empty();
        let prior = all.find(&one.id).cloned();
        if prior.is_none() && !new {
            return Err(Fault::NotFound);
        }
        let id = if new { CategoryId(new_id(now)) } else { one.id.clone() };
        let next = Category {
            id: id.clone(),
            name: one.name.trim().to_owned(),
            name_en: one.name_en.trim().to_owned(),
            ..one.clone()
        };
        all.check(&next)?;
        let save = Save { viewer, now, table: "category", id: id.as_str(), path: "", version: one.version };
        let once = Once::sent("category", viewer, one);
        self.save_once(Change::Answers("category.save"), &save, prior.as_ref(), content(&next), &once).await?;
        Ok(())
    }
}
