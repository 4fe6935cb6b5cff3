//! A place in the navigation.

/// A place in the navigation.
pub struct Place {
    /// Its address.
    pub href: &'static str,
    /// Its name in the reader's language.
    pub name: &'static str,
    /// The path of its icon, on a square of 24.
    pub icon: &'static str,
}

impl Place {
    /// Those that are shown, from (whether it is, address, name, icon).
    #[must_use]
    pub fn shown<const N: usize>(all: [(bool, &'static str, &'static str, &'static str); N]) -> Vec<Self> {
        all.into_iter().filter(|place| place.0).map(|(_, href, name, icon)| Self { href, name, icon }).collect()
    }
}
