//! How a command ends.

/// Any failure, in words for the terminal.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What is to be printed, and whether it went well.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) well: bool,
}
