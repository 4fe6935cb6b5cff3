//! A place in the navigation.

/// Where in the navigation a place stands, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What a cadre looks for first.
    First,
    /// What is done day by day, and what is planned.
    Work,
    /// Who and what there is.
    Registers,
    /// How the registers are filled.
    Filling,
    /// What daily work goes by.
    Rules,
    Administration,
}

/// A place in the navigation.
pub struct Place {
    /// Where it stands.
    pub section: Section,
    /// Its address.
    pub href: &'static str,
    /// Its name in the reader's language.
    pub name: &'static str,
    /// The path of its icon, on a square of 24.
    pub icon: &'static str,
}

impl Section {
    /// Those of its places that are shown, from (whether it is, address, name, icon).
    #[must_use]
    pub fn shown<const N: usize>(self, all: [(bool, &'static str, &'static str, &'static str); N]) -> Vec<Place> {
        let shown = all.into_iter().filter(|place| place.0);
        shown.map(|(_, href, name, icon)| Place { section: self, href, name, icon }).collect()
    }
}
