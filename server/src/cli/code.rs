//! Codes as they are typed.

use domain::code::Code;

use super::outcome::Failure;

/// The one that is meant by a code or a Chinese name; `of` says what it is one of.
pub(super) fn code<C: Code>(text: &str, of: &str) -> Result<C, Failure> {
    C::find(text).ok_or_else(|| {
        let all: Vec<&str> = C::ALL.iter().map(|one| one.code()).collect();
        format!("no {of} {text}; there are {}", all.join(", ")).into()
    })
}
