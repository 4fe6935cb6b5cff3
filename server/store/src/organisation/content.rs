//! Units and posts as their tables hold them.

use domain::organisation::{Post, Unit};
use serde_json::Value;

use crate::keys::search_key;
use crate::rows::{content, content_with};

/// A post as its record's content.
pub(super) fn post_content(post: &Post) -> Value {
    let mut row = content(post);
    if let Some(map) = row.as_object_mut() {
        map.remove("held");
    }
    row
}

/// A unit as its record's content.
pub(crate) fn unit_content(unit: &Unit) -> Value {
    let search = search_key(&format!("{} {}", unit.name, unit.short));
    content_with(unit, "search", search)
}
