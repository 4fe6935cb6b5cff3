//! What every candidate's start needs, kept for the minute in which a class starts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::ExamId;
use domain::training::{Categories, Exam, Question};

/// How long what every candidate's start needs may be used again: a whole class starts within
/// seconds.
const FRESH: Duration = Duration::from_secs(5);

/// What drawing a paper needs.
pub(crate) struct Ready {
    pub(super) exam: Exam,
    pub(super) seed: String,
    pub(super) bank: Vec<Question>,
    pub(super) categories: Arc<Categories>,
}

/// Exams about to be sat, by id.
#[derive(Default)]
pub(crate) struct ReadyExams(Mutex<HashMap<ExamId, (Instant, Arc<Ready>)>>);

impl ReadyExams {
    pub(super) fn get(&self, id: &ExamId) -> Option<Arc<Ready>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(id).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, ready)| ready.clone())
    }

    pub(super) fn put(&self, id: &ExamId, ready: Arc<Ready>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (at, _)| at.elapsed() < FRESH);
        held.insert(id.clone(), (Instant::now(), ready));
    }

    pub(super) fn forget(&self, id: &ExamId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}
