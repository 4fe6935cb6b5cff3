//! Identifiers: opaque, URL-safe strings, one type for each kind of thing, so that
//! a class can't be passed where a person is meant. Those of a feature stand with it
//! (`<feature>/id.rs`) and are named at the root by all.

/// The longest identifier accepted from outside, in bytes.
pub const MAX_ID: usize = 64;

/// Whether `text` can be an identifier: 1 to [`MAX_ID`] ASCII letters, digits, `-` or `_`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Makes identifiers, each with what it is of.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

pub(crate) use ids;

ids! {
    /// A file kept beside the store.
    FileId,
    /// A notice to one account.
    NoticeId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_plain() {
        assert!(is_id("u-1_A"));
        for bad in ["", "a b", "甲", "a;DROP", "a'", &"x".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
