//! What roles may do with pipelines.

use crate::access::permissions;

permissions! {
    /// See talent pipelines.
    PIPELINE_VIEW: OrgHr Leader;
    /// Keep the numbers they are judged by.
    PIPELINE_EDIT: OrgHr;
}
