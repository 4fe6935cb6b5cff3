//! Asking for what a page shows. What is kept is given again; of what is not, all parts of the page ask the engine
//! together, as one query.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use domain::access::Viewer;
use domain::{Moment, PersonId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::oneshot::{self, Sender};

use crate::answers::{Begun, Key, Made};
use crate::{Script, Store, StoreError, rows};

/// Whoever asks for a page, and when. What its parts read by [`Asker::read`] is asked together, while the page is
/// awaited by [`Asker::shown`].
pub(crate) struct Asker<'a> {
    pub(crate) viewer: &'a Viewer,
    pub(crate) now: Moment,
    store: &'a Store,
    asked: Mutex<Vec<Asked>>,
}

/// What a part of a page asks.
struct Asked {
    script: Script,
    results: usize,
    answer: Sender<Rows>,
}

/// What the statements of a script gave, by their place in it.
pub(crate) struct Rows(Vec<Value>);

impl Rows {
    /// The rows of a statement.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, at: usize) -> Result<Vec<T>, StoreError> {
        rows::read(self.0.get_mut(at).map(Value::take).unwrap_or_default())
    }

    /// Its first row.
    pub(crate) fn first<T: DeserializeOwned>(&mut self, at: usize) -> Result<Option<T>, StoreError> {
        Ok(self.take(at)?.into_iter().next())
    }

    /// Whether it gave nothing, not even a list without rows.
    pub(crate) fn is_nothing(&self, at: usize) -> bool {
        self.0.get(at).is_none_or(Value::is_null)
    }
}

impl<'a> Asker<'a> {
    pub(crate) fn new(store: &'a Store, viewer: &'a Viewer, now: Moment) -> Self {
        Self { viewer, now, store, asked: Mutex::default() }
    }

    /// The viewer as a cadre; nothing for accounts of nobody.
    pub(crate) fn person(&self) -> Option<&'a PersonId> {
        Some(&self.viewer.person).filter(|person| !person.as_str().is_empty())
    }

    /// Everything of the viewer that decides what they are shown.
    pub(crate) fn key(&self) -> String {
        let mut key = format!("{}|{}", self.viewer.account, self.viewer.person);
        for grant in &self.viewer.grants {
            key.push_str(&format!("|{:?}{}", grant.role, grant.path));
        }
        key
    }

    /// Asks statements that change nothing, each of them ended: so many, those that only set a variable too.
    ///
    /// # Errors
    /// When the page was given up.
    pub(crate) async fn read(&self, script: Script, results: usize) -> Result<Rows, StoreError> {
        let (answer, rows) = oneshot::channel();
        self.asked().push(Asked { script, results, answer });
        rows.await.map_err(|_| StoreError::Broken("a page was given up".to_owned()))
    }

    /// Awaits a page whose parts ask by this.
    ///
    /// # Errors
    /// When what they ask fails.
    pub(crate) async fn shown<T>(&self, page: impl Future<Output = T>) -> Result<T, StoreError> {
        let mut page = pin!(page);
        loop {
            // What can go on does, so that all ask who will; then it is asked.
            let shown = poll_fn(|context| match page.as_mut().poll(context) {
                Poll::Ready(shown) => Poll::Ready(Some(shown)),
                Poll::Pending if self.asked().is_empty() => Poll::Pending,
                Poll::Pending => Poll::Ready(None),
            });
            match shown.await {
                Some(shown) => return Ok(shown),
                None => self.ask().await?,
            }
        }
    }

    fn asked(&self) -> MutexGuard<'_, Vec<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks all that is to be asked.
    async fn ask(&self) -> Result<(), StoreError> {
        let mut asked = std::mem::take(&mut *self.asked());
        let scripts = asked.iter_mut().map(|one| std::mem::take(&mut one.script)).enumerate();
        let script = scripts.fold(Script::default(), |all, (n, one)| all.beside_as(n, one));
        let mut results = self.store.read(script).await?;
        let expected: usize = asked.iter().map(|one| one.results).sum();
        if results.num_statements() != expected {
            let told = format!("{} results of a page instead of {expected}", results.num_statements());
            return Err(StoreError::Broken(told));
        }
        let mut from = 0;
        for Asked { results: count, answer, .. } in asked {
            let given: Result<Vec<Value>, StoreError> =
                (from..from + count).map(|at| rows::json(&mut results, at)).collect();
            from += count;
            // Whoever asked may need it no more.
            let _ = answer.send(Rows(given?));
        }
        Ok(())
    }
}

impl Store {
    /// An answer that is kept, or made now; of those who ask at once for one that is not kept, one makes it for all.
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) async fn kept<T: Send + Sync + 'static, E>(
        &self,
        key: Key,
        make: impl Future<Output = Result<Made<T>, E>>,
    ) -> Result<Arc<T>, E> {
        self.kept_at(key, Moment::default(), make).await
    }

    /// The same where the answer has its time, see [`Made::until`].
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) async fn kept_at<T: Send + Sync + 'static, E>(
        &self,
        key: Key,
        now: Moment,
        make: impl Future<Output = Result<Made<T>, E>>,
    ) -> Result<Arc<T>, E> {
        let (answers, written) = (&self.caches.answers, &self.caches.written);
        if let Some(kept) = answers.get(&key, now, self.shared, written) {
            return Ok(kept);
        }
        let turn = answers.turn(&key);
        let _turn = turn.lock().await;
        if let Some(kept) = answers.get(&key, now, self.shared, written) {
            return Ok(kept);
        }
        let begun = Begun::now(written);
        let made = make.await?;
        Ok(answers.put(key, begun, made))
    }

    /// How often answers of each kind were made that are kept: for tests.
    #[must_use]
    pub fn answers_made(&self) -> BTreeMap<&'static str, u64> {
        self.caches.answers.made()
    }
}
