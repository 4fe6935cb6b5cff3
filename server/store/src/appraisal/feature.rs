//! What appraisal adds to the whole.

use async_trait::async_trait;
use domain::Moment;
use domain::home::Due;
use domain::ports::Answer;

use crate::Store;
use crate::asking::Asker;
use crate::feature::{Feature, Placed, Tended, Waits};

pub(crate) struct Appraisals;

#[async_trait]
impl Feature for Appraisals {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("appraisal", "title"),
            ("appraisal_member", "name"),
            ("appraisal_sheet", "unit_name"),
            ("appraisal_scheme", "name"),
            ("deed", "name + ' ' + title"),
        ]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &[
            "appraisal",
            "appraisal_rule",
            "appraisal_scheme",
            "appraisal_sheet",
            "ballot_slip",
            "ballot_voter",
            "deed",
            "third_party",
        ]
    }

    fn placed(&self) -> &'static [Placed] {
        const {
            &[
                Placed::new("appraisal", true),
                Placed::new("appraisal_member", true),
                Placed::new("appraisal_sheet", true),
                Placed::by_path("deed", true),
            ]
        }
    }

    async fn waiting(&self, store: &Store, asker: &Asker<'_>) -> Answer<Vec<(Waits, Due)>> {
        let (own, office) = tokio::try_join!(store.appraisals_due(asker), store.appraisals_waiting(asker))?;
        Ok([Waits::Own.all(own), Waits::Office.all(office)].concat())
    }

    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        vec![("deadlines of appraisals were not told", store.remind_appraisals(now).await.map(drop))]
    }
}
