//! What a form of imports that was carried out says about it on the next page.

use crate::words::tr;

/// Forms that say nothing afterwards: their page says it itself, or there is nothing to say.
pub const SILENT: &[&str] = &["/api/imports/confirm"];

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/imports/drop" => tr("所选行已放弃", "The rows are given up"),
        _ => return None,
    })
}
