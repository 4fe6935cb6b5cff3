//! What a form of the audit trail that was carried out says about it on the next page.

/// Forms that say nothing afterwards: their page says it itself, or there is nothing to say.
pub const SILENT: &[&str] = &["/api/audit/verify"];
