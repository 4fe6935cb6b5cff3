//! Queues for the seats of classes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use domain::ClassId;

use crate::answers::FRESH;

/// Queues for the seats of each class. The transaction alone keeps the count right,
/// here and across servers; the queue only spares this server's own requests from
/// colliding with each other and trying again.
#[derive(Default)]
pub(crate) struct Seats {
    queues: Mutex<HashMap<ClassId, Arc<tokio::sync::Mutex<()>>>>,
    full: Mutex<HashMap<ClassId, Instant>>,
}

impl Seats {
    pub(super) fn queue(&self, class: &ClassId) -> Arc<tokio::sync::Mutex<()>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if queues.len() > 1000 {
            queues.retain(|_, queue| Arc::strong_count(queue) > 1);
        }
        queues.entry(class.clone()).or_default().clone()
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
