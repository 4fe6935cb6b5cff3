//! Categories.

use domain::training::Categories;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The tree of categories.
#[server(name = GetCategories, prefix = "/api", endpoint = "training/categories", input = GetUrl)]
pub async fn categories() -> Result<Categories, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.category_tree.categories(&viewer).await)
}

/// Adds or changes a category.
#[server(prefix = "/api", endpoint = "training/categories/save")]
pub async fn save_category(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] parent: String,
    name: String,
    name_en: String,
    #[server(default)] rank: String,
    #[server(default)] active: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let category = domain::training::Category {
        id: id.into(),
        parent: parent.into(),
        name,
        name_en,
        rank: read.number_or("rank", &rank, 0),
        active: !active.is_empty(),
        version: read.version(&version),
    };
    read.done()?;
    answer(services.training.category_tree.save_category(&viewer, &category, now).await)
}
