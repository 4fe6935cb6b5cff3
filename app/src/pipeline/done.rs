//! What a form of talent pipelines that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/pipeline/settings/save" => tr("标准已保存", "The numbers are saved"),
        _ => return None,
    })
}
