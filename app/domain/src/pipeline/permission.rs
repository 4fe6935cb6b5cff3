//! What roles may do with pipelines.

use crate::access::permissions;

permissions! {
    /// See talent pipelines.
    PipelineView: OrgHr Leader;
    /// Keep the numbers they are judged by.
    PipelineEdit: OrgHr;
}
