//! What people and their appointments add to the whole.

use async_trait::async_trait;
use domain::Moment;

use crate::feature::{Feature, Placed, Tended};
use crate::{Script, Store};

pub(crate) struct People;

#[async_trait]
impl Feature for People {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[("person", "name"), ("appointment", "type::record('person', person).name ?? ''")]
    }

    fn called_as(&self) -> &'static [(&'static str, &'static str)] {
        &[("circumstances", "person")]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &["appointment", "person"]
    }

    fn placed(&self) -> &'static [Placed] {
        const { &[Placed::new("person", true)] }
    }

    /// Appointments that are over stay where they were.
    fn taken_over(&self, script: Script) -> Script {
        script.then(
            "FOR $row IN (SELECT VALUE id FROM appointment WHERE unit = $id AND `until` >= $today) {
                 UPDATE $row SET unit = $into RETURN NONE;
             };",
        )
    }

    fn fleeting(&self) -> &'static [&'static str] {
        &["unmasking"]
    }

    async fn tend(&self, store: &Store, _: Moment) -> Vec<Tended> {
        vec![("which records name whose as a relative's was not read", store.keep_kin().await)]
    }
}
