//! A class's feed.

use domain::training::{ClassDetail, Feed};
use leptos::prelude::*;

use super::api;
use crate::components::form;
use crate::components::load::load;
use crate::components::page::page;
use crate::feed;
use crate::feed::api::RenewFeed;
use crate::feed::view::subscription;
use crate::pages::{id, step};
use crate::words::tr;

/// The feed of a class, for those who hold it.
pub fn of_class() -> AnyView {
    let renew = form::posts::<RenewFeed>();
    load(
        id,
        |id| async move { Ok((api::class(id.clone()).await?, feed::api::feed(id, String::new()).await?)) },
        move |(detail, feed): (ClassDetail, Feed)| {
            let class = detail.class;
            page(
                vec![
                    step("/training/classes", tr("班次", "Classes")),
                    step(format!("/training/classes/{}", class.id), class.title.clone()),
                ],
                tr("班次日历", "The class's calendar"),
                tr(
                    "供学员、师资在自己的日历中订阅本班课次。",
                    "For people and trainers to follow the class in their own calendars.",
                ),
                ().into_any(),
                subscription(&feed, "class", class.id.to_string(), renew),
            )
        },
    )
}
