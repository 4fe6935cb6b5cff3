//! What the screens need of imports.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::import::{ImportAnswers, ImportView, OpenImport};
use crate::page::Window;
use crate::ports::Answer;
use crate::{ImportId, Moment};

#[async_trait]
pub trait Imports: Send + Sync {
    /// An import of the viewer's with a page of its preview.
    async fn import(&self, viewer: &Viewer, id: &ImportId, window: &Window) -> Answer<ImportView>;
    /// The viewer's imports with rows that wait to be mended or decided, newest first.
    async fn open_imports(&self, viewer: &Viewer) -> Answer<Vec<OpenImport>>;
    /// Gives an import up, with the rows that were not written.
    async fn drop_import(&self, viewer: &Viewer, id: &ImportId, now: Moment) -> Answer<()>;
    /// Writes it, all or nothing, in the background; the view tells the progress.
    async fn confirm_import(&self, viewer: &Viewer, id: &ImportId, skip_problems: bool, now: Moment) -> Answer<()>;
}

/// The rows of an import that wait for their importer.
#[async_trait]
pub trait ImportRows: Send + Sync {
    /// Takes the importer's answers, remembers what words mean, and judges the rows again.
    async fn answer_import(&self, viewer: &Viewer, id: &ImportId, answers: &ImportAnswers, now: Moment) -> Answer<()>;
}
