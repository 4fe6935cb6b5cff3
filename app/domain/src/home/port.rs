//! What stands on everybody's desk.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::home::Home;
use crate::notice::Notice;
use crate::page::{Page, Window};
use crate::ports::Answer;
use crate::search::Hit;
use crate::{Moment, NoticeId};

/// Notices, home, search.
#[async_trait]
pub trait Desk: Send + Sync {
    /// The viewer's home page.
    async fn home(&self, viewer: &Viewer, now: Moment) -> Answer<Home>;
    /// A page of the viewer's notices.
    async fn notices(&self, viewer: &Viewer, window: &Window) -> Answer<Page<Notice>>;
    /// How many are unread.
    async fn unread(&self, viewer: &Viewer) -> Answer<u32>;
    /// Marks notices read; all of them when the list is empty.
    async fn read_notices(&self, viewer: &Viewer, ids: &[NoticeId], now: Moment) -> Answer<()>;
    /// Finds people, units and classes in the viewer's scope.
    async fn search(&self, viewer: &Viewer, q: &str) -> Answer<Vec<Hit>>;
}
