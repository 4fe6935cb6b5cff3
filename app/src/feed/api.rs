//! The addresses that a calendar program subscribes to.

use domain::training::Feed;
#[cfg(feature = "ssr")]
use domain::training::FeedSubject;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Whose feed: a class's, what falls due below a unit, or the viewer's own when neither is named.
#[cfg(feature = "ssr")]
fn subject(class: String, due: String) -> Result<FeedSubject, ApiError> {
    match (class.is_empty(), due.is_empty()) {
        (true, true) => Ok(FeedSubject::Mine),
        (false, _) => Ok(FeedSubject::Class(known(class)?)),
        (true, false) => Ok(FeedSubject::Due(known(due)?)),
    }
}

/// The secret address of a feed.
#[server(name = GetFeed, prefix = "/api", endpoint = "timetable/feed", input = GetUrl)]
pub async fn feed(#[server(default)] class: String, #[server(default)] due: String) -> Result<Feed, ApiError> {
    let (services, viewer, _) = ask()?;
    let feed = answer(services.feed.timetables.feed(&viewer, &subject(class, due)?).await)?;
    Ok(Feed { token: crate::context::feed_token(&feed.token), ..feed })
}

/// Gives a feed a new secret address, or ends it.
#[server(prefix = "/api", endpoint = "timetable/feed/renew")]
pub async fn renew_feed(
    #[server(default)] class: String,
    #[server(default)] due: String,
    #[server(default)] end: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let keep = end.is_empty();
    let had = answer(services.feed.timetables.renew_feed(&viewer, &subject(class, due)?, keep, now).await)?;
    crate::status::ended(match (keep, had) {
        (false, _) => "over",
        (true, false) => "first",
        (true, true) => "renewed",
    });
    Ok(())
}
