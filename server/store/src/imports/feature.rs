//! What imports add to the whole.

use async_trait::async_trait;
use domain::Moment;

use crate::Store;
use crate::feature::{Feature, SealedColumn, Tended};

pub(crate) struct Imports;

#[async_trait]
impl Feature for Imports {
    fn kept_whole(&self) -> &'static [&'static str] {
        &["import"]
    }

    fn sealed(&self) -> &'static [SealedColumn] {
        const {
            &[
                SealedColumn::new("import_row", "record", "import_row:"),
                SealedColumn::new("import_row", "row", "import_row:"),
            ]
        }
    }

    fn fleeting(&self) -> &'static [&'static str] {
        &["import", "import_row"]
    }

    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        vec![("previews of imports that nobody confirmed were not removed", store.sweep_imports(now).await)]
    }
}
