//! Queues for the seats of classes, and those who ask for one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use domain::access::Viewer;
use domain::ports::Answer;
use domain::training::Enrolment;
use domain::{ClassId, Moment};
use tokio::sync::oneshot::{self, Receiver, Sender};

use crate::answers::FRESH;

/// Somebody who asks for a place, as often as they clicked.
pub(super) struct Asking {
    pub(super) viewer: Viewer,
    /// When they first did.
    pub(super) now: Moment,
    clicks: Vec<Sender<Answer<Enrolment>>>,
}

impl Asking {
    /// Tells them, if they are still there.
    pub(super) fn answer(self, answer: Answer<Enrolment>) {
        for click in self.clicks {
            let _ = click.send(answer.clone());
        }
    }
}

/// Queues for the seats of each class. The transaction alone keeps the count right,
/// here and across servers; the queue only spares this server's own requests from
/// colliding with each other and trying again.
#[derive(Default)]
pub(crate) struct Seats {
    queues: Mutex<HashMap<ClassId, Arc<tokio::sync::Mutex<()>>>>,
    full: Mutex<HashMap<ClassId, Instant>>,
    asking: Mutex<HashMap<ClassId, Vec<Asking>>>,
}

impl Seats {
    pub(super) fn queue(&self, class: &ClassId) -> Arc<tokio::sync::Mutex<()>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if queues.len() > 1000 {
            queues.retain(|_, queue| Arc::strong_count(queue) > 1);
        }
        queues.entry(class.clone()).or_default().clone()
    }

    /// Puts somebody among those who ask for a place in a class. Whether they are the first, who is to see
    /// that all of them are answered, and where the answer comes.
    pub(super) fn ask(&self, class: &ClassId, viewer: &Viewer, now: Moment) -> (bool, Receiver<Answer<Enrolment>>) {
        let (click, answer) = oneshot::channel();
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let all = asking.entry(class.clone()).or_default();
        let first = all.is_empty();
        match all.iter_mut().find(|one| one.viewer.person == viewer.person) {
            Some(one) => one.clicks.push(click),
            None => all.push(Asking { viewer: viewer.clone(), now, clicks: vec![click] }),
        }
        (first, answer)
    }

    /// Those who ask for a place in a class by now and have not gone away, in the order in which they came.
    /// Whoever asks from now on is the first again.
    pub(super) fn asked(&self, class: &ClassId) -> Vec<Asking> {
        let all = self.asking.lock().unwrap_or_else(PoisonError::into_inner).remove(class);
        let mut all = all.unwrap_or_default();
        all.retain(|one| one.clicks.iter().any(|click| !click.is_closed()));
        all
    }

    /// Whether the class was full a moment ago, and nothing here has freed a seat since.
    /// A seat that another server frees is seen after [`FRESH`].
    pub(super) fn is_full(&self, class: &ClassId) -> bool {
        let full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        full.get(class).is_some_and(|since| since.elapsed() < FRESH)
    }

    pub(super) fn note_full(&self, class: &ClassId) {
        let mut full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        if full.len() > 1000 {
            full.retain(|_, since| since.elapsed() < FRESH);
        }
        full.insert(class.clone(), Instant::now());
    }

    /// Something about the class changed: it may have seats again.
    pub(crate) fn changed(&self) {
        self.full.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
