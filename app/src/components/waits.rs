//! A line of what waits for the viewer.

use crate::words::tr;

/// Something that waits for the viewer, and the way to it.
pub struct Waits {
    /// Where it is seen to.
    pub href: String,
    /// What it is about.
    pub title: String,
    /// What is to be done.
    pub word: &'static str,
    /// By when, or how much.
    pub note: String,
}

/// The last day or minute of something.
#[must_use]
pub fn by(until: String) -> String {
    format!("{} {until}", tr("截止", "until"))
}

/// How many there are of something.
#[must_use]
pub fn count(count: u32) -> String {
    format!("{count} {}", tr("件", "open"))
}
