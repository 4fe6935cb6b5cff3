//! What exchange adds to the whole.

use async_trait::async_trait;
use domain::Moment;
use domain::home::Due;
use domain::ports::Answer;

use crate::asking::Asker;
use crate::feature::{Anew, Feature, NewHolidays, Placed, SealedColumn, Tended, Waits};
use crate::{Script, Store};

pub(crate) struct Exchange;

#[async_trait]
impl Feature for Exchange {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("exchange_round", "title"),
            ("exchange_offer", "unit_name + ' ' + title"),
            ("exchange_entry", "name"),
            ("exchange_case", "person_name + ' → ' + host_name + ' ' + title"),
            ("document_template", "title"),
        ]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &["document_template", "eligibility_rule", "exchange_kind", "exchange_scenario", "holiday", "staffing_target"]
    }

    fn placed(&self) -> &'static [Placed] {
        const {
            &[
                Placed::new("eligibility_rule", false),
                Placed::new("exchange_round", true),
                Placed::new("exchange_offer", true),
                Placed::new("exchange_entry", true),
                Placed {
                    table: "exchange_case",
                    paths: &["path", "home_path", "host_path"],
                    units: &["home", "host"],
                    version: true,
                },
            ]
        }
    }

    fn places_inside(&self) -> &'static [(&'static str, &'static str)] {
        &[("exchange_round", "units")]
    }

    /// A unit that takes part already takes part once.
    fn taken_over(&self, script: Script) -> Script {
        script.then(
            "FOR $row IN (SELECT id, units FROM exchange_round WHERE array::any(units, |$one: any| $one.unit = $id)) {
                 UPDATE $row.id SET units = IF array::len($row.units[WHERE unit = $into]) = 0 {
                     $row.units.map(|$one: any| IF $one.unit = $id {
                         object::extend($one, { unit: $into, name: $into_name })
                     } ELSE { $one })
                 } ELSE { $row.units.filter(|$one: any| $one.unit != $id) }, version += 1 RETURN NONE;
             };",
        )
    }

    fn sealed(&self) -> &'static [SealedColumn] {
        const { &[SealedColumn::new("exchange_file", "seal", "exchange-file:")] }
    }

    async fn waiting(&self, store: &Store, asker: &Asker<'_>) -> Answer<Vec<(Waits, Due)>> {
        let (own, office) = tokio::try_join!(store.rounds_due(asker), store.cases_waiting(asker))?;
        Ok([Waits::Own.all(own), Waits::Office.all(office)].concat())
    }

    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        vec![
            ("what falls due was not told", store.remind_dues(now).await.map(drop)),
            ("places that are taken were not counted", store.keep_taken(now.day()).await),
        ]
    }

    async fn notices_anew(&self, store: &Store, holidays: &NewHolidays<'_>) -> Answer<Anew> {
        Ok(vec![("exchange_case", store.cases_anew(holidays).await?)])
    }
}
