//! The floor of pages: the program with a home page that is answered from memory.

use std::sync::Arc;

use axum::Router;
use domain::access::Viewer;
use domain::home::Home;
use domain::home::port::Desk;
use domain::notice::Notice;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::search::Hit;
use domain::{AccountId, Moment, NoticeId, PersonId};
use store::Store;

use crate::cli::outcome::Failure;
use crate::http::router_with_desk;
use crate::now;
use crate::state::AppState;

/// A desk that answers from memory: the floor of the home page.
struct Memory(Home);

#[async_trait::async_trait]
impl Desk for Memory {
    async fn home(&self, _: &Viewer, _: Moment) -> Answer<Home> {
        Ok(self.0.clone())
    }
    async fn notices(&self, _: &Viewer, window: &Window) -> Answer<Page<Notice>> {
        Ok(Page::new(Vec::new(), 0, window))
    }
    async fn unread(&self, _: &Viewer) -> Answer<u32> {
        Ok(0)
    }
    async fn read_notices(&self, _: &Viewer, _: &[NoticeId], _: Moment) -> Answer<()> {
        Ok(())
    }
    async fn search(&self, _: &Viewer, _: &str) -> Answer<Vec<Hit>> {
        Ok(Vec::new())
    }
}

/// The same program with a home page that shows everybody what a cadre is shown now, from memory.
pub(super) async fn from_memory(store: &Store, state: AppState, cadre: &PersonId) -> Result<Router, Failure> {
    let viewer = Viewer {
        account: AccountId::default(),
        name: String::new(),
        person: cadre.clone(),
        grants: Vec::new(),
        request: String::new(),
    };
    Ok(router_with_desk(state, Arc::new(Memory(store.home(&viewer, now()).await?))))
}
