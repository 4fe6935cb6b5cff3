//! Sums along the tree: whoever is counted counts in their own unit and in every unit that it lies in. So what a
//! unit's people come to is read, and not counted, however many they are.

use std::collections::{BTreeSet, HashMap};

use domain::access::Scope;

/// Sums by the paths of units; a unit of which nothing is counted has none.
pub(crate) struct Along<T>(HashMap<Box<str>, Sums<T>>);

/// Of one unit.
#[derive(Default)]
struct Sums<T> {
    /// Of the unit itself.
    here: T,
    /// Of those below it, too.
    below: T,
}

impl<T> Default for Along<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Default + PartialEq> Along<T> {
    /// Changes what is counted of a unit and of all that it lies in.
    pub(crate) fn change(&mut self, path: &str, change: impl Fn(&mut T)) {
        for (at, _) in path.match_indices('/') {
            let around = &path[..=at];
            if !self.0.contains_key(around) {
                self.0.insert(around.into(), Sums::default());
            }
            let Some(sums) = self.0.get_mut(around) else { continue };
            change(&mut sums.below);
            if around.len() == path.len() {
                change(&mut sums.here);
            }
            if sums.below == T::default() && sums.here == T::default() {
                self.0.remove(around);
            }
        }
    }

    /// What is counted of a unit and those below it; nothing where that is nobody.
    pub(crate) fn below(&self, path: &str) -> Option<&T> {
        self.0.get(path).map(|sums| &sums.below)
    }

    /// What is counted of a unit itself.
    pub(crate) fn here(&self, path: &str) -> Option<&T> {
        self.0.get(path).map(|sums| &sums.here)
    }

    /// What is counted of each part of a scope.
    pub(crate) fn within<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a T> {
        scope.paths.iter().filter_map(|path| self.below(path))
    }

    /// The units whose sums differ.
    pub(crate) fn differs(&self, other: &Self) -> Vec<String> {
        let paths: BTreeSet<&str> = self.0.keys().chain(other.0.keys()).map(|path| &**path).collect();
        let same = |path: &str| self.below(path) == other.below(path) && self.here(path) == other.here(path);
        paths.into_iter().filter(|path| !same(path)).map(|path| format!("sums of {path}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_unit_counts_its_own_and_those_below_it_and_forgets_who_left(
            all in prop::collection::vec(("(/[ab]){1,4}", any::<bool>()), 0..30),
        ) {
            let mut sums: Along<u32> = Along::default();
            let all: Vec<(String, bool)> = all.into_iter().map(|(path, stays)| (path + "/", stays)).collect();
            for (path, _) in &all {
                sums.change(path, |n| *n += 1);
            }
            for (path, _) in all.iter().filter(|(_, stays)| !stays) {
                sums.change(path, |n| *n -= 1);
            }
            let left: Vec<&str> = all.iter().filter(|(_, stays)| *stays).map(|(path, _)| path.as_str()).collect();
            for path in ["/", "/a/", "/b/", "/a/b/", "/a/b/a/", "/c/"] {
                let below = left.iter().filter(|own| own.starts_with(path)).count() as u32;
                let here = left.iter().filter(|own| **own == path).count() as u32;
                prop_assert_eq!(sums.below(path).copied(), (below > 0).then_some(below));
                prop_assert_eq!(sums.here(path).copied().unwrap_or_default(), here);
            }
            let scope = Scope { paths: vec!["/a/b/".to_owned(), "/b/".to_owned()] };
            let held = left.iter().filter(|own| scope.holds(own)).count() as u32;
            prop_assert_eq!(sums.within(&scope).sum::<u32>(), held);
        }
    }

    #[test]
    fn what_differs_is_named() {
        let (mut one, mut other): (Along<u32>, Along<u32>) = Default::default();
        one.change("/p/union/", |n| *n += 1);
        other.change("/p/gov/", |n| *n += 1);
        assert_eq!(one.differs(&one), Vec::<String>::new());
        assert_eq!(one.differs(&other), ["sums of /p/gov/", "sums of /p/union/"]);
    }
}
