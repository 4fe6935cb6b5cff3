//! Categories of training content: a tree that the organisation department edits. A category
//! is never removed, because classes and hours name it; it is closed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::Lang;
use crate::fault::{Checks, Rule};
use crate::{CategoryId, Fault};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The category.
    pub id: CategoryId,
    /// The one above; empty at the top.
    #[serde(default)]
    pub parent: CategoryId,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name, in English.
    pub name_en: String,
    /// Its place among its siblings.
    pub rank: u32,
    /// Whether it is still given to new classes.
    pub active: bool,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// Levels of the tree at most.
pub const CATEGORY_DEPTH: usize = 3;

/// The whole tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Categories(pub Vec<Category>);

impl Categories {
    /// A category by its id.
    #[must_use]
    pub fn find(&self, id: &CategoryId) -> Option<&Category> {
        self.0.iter().find(|category| category.id == *id)
    }

    /// A category by its id or either name, as a person or a spreadsheet writes it.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<&Category> {
        let text = text.trim();
        let named = |c: &&Category| c.name == text || c.name_en.eq_ignore_ascii_case(text);
        self.0.iter().find(|c| c.id.as_str() == text).or_else(|| self.0.iter().find(named))
    }

    /// Its name in a language; its id when it is not known.
    #[must_use]
    pub fn name(&self, id: &CategoryId, lang: Lang) -> String {
        match (self.find(id), lang) {
            (Some(category), Lang::Zh) => category.name.clone(),
            (Some(category), Lang::En) => category.name_en.clone(),
            (None, _) => id.to_string(),
        }
    }

    /// The way from the top to a category, itself last.
    #[must_use]
    pub fn way(&self, id: &CategoryId) -> Vec<&Category> {
        let mut way = Vec::new();
        let mut at = self.find(id);
        // Bounded, so that a broken tree can't hang what reads it.
        while let Some(category) = at.filter(|_| way.len() <= CATEGORY_DEPTH) {
            way.push(category);
            at = self.find(&category.parent);
        }
        way.reverse();
        way
    }

    /// Whether a category is `top` or below it.
    #[must_use]
    pub fn within(&self, id: &CategoryId, top: &CategoryId) -> bool {
        id == top || self.way(id).iter().any(|category| category.id == *top)
    }

    /// The tree in reading order, each with its depth from 0.
    #[must_use]
    pub fn in_order(&self) -> Vec<(usize, &Category)> {
        let mut children: BTreeMap<&str, Vec<&Category>> = BTreeMap::new();
        for category in &self.0 {
            let above = if self.find(&category.parent).is_some() { category.parent.as_str() } else { "" };
            children.entry(above).or_default().push(category);
        }
        for siblings in children.values_mut() {
            siblings.sort_by_key(|category| (category.rank, category.id.clone()));
        }
        let mut order = Vec::with_capacity(self.0.len());
        let mut open: Vec<(usize, &Category)> =
            children.get("").into_iter().flatten().rev().map(|category| (0, *category)).collect();
        while let Some((depth, category)) = open.pop() {
            order.push((depth, category));
            if order.len() > self.0.len() {
                break;
            }
            open.extend(children.get(category.id.as_str()).into_iter().flatten().rev().map(|c| (depth + 1, *c)));
        }
        order
    }

    /// Checks a category against the tree it would stand in.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, one: &Category) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&one.name, "name", 30);
        checks.text(&one.name_en, "name_en", 60);
        let twin = |c: &Category| c.id != one.id && c.parent == one.parent && c.name == one.name.trim();
        checks.require(!self.0.iter().any(twin), "name", Rule::Taken);
        if !one.parent.as_str().is_empty() {
            checks.require(self.find(&one.parent).is_some(), "parent", Rule::Unknown);
            let below = self.way(&one.parent);
            checks.require(!below.iter().any(|above| above.id == one.id), "parent", Rule::Unknown);
            let height = self.height(&one.id);
            checks.require(below.len() + height <= CATEGORY_DEPTH, "parent", Rule::TooDeep);
        }
        checks.done()
    }

    /// How many levels a category and what is below it take.
    fn height(&self, id: &CategoryId) -> usize {
        let depth = |c: &Category| self.way(&c.id).iter().rev().position(|above| above.id == *id);
        self.0.iter().filter_map(depth).max().map_or(1, |most| most + 1)
    }
}

/// The categories a new system begins with.
#[must_use]
pub fn first_categories() -> Categories {
    let rows = [
        ("theory", "政治理论", "Political theory"),
        ("party-spirit", "党性教育", "Party spirit"),
        ("mass-work", "群众工作", "Work with the masses"),
        ("professional", "专业能力", "Professional ability"),
        ("law", "法治", "Rule of law"),
        ("digital", "数字化", "Digital skills"),
        ("general", "综合素养", "General education"),
    ];
    let make = |(rank, (id, name, name_en)): (u32, (&str, &str, &str))| Category {
        id: id.into(),
        parent: CategoryId::default(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        rank,
        active: true,
        version: 0,
    };
    Categories((0u32..).zip(rows).map(make).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(id: &str, parent: &str) -> Category {
        Category { id: id.into(), parent: parent.into(), name: id.into(), ..first_categories().0[0].clone() }
    }

    fn tree() -> Categories {
        let mut all = first_categories();
        all.0.push(below("marxism", "theory"));
        all.0.push(below("classics", "marxism"));
        all
    }

    #[test]
    fn what_is_below_counts_for_what_is_above() {
        let tree = tree();
        assert!(
            tree.within(&"classics".into(), &"theory".into()) && !tree.within(&"theory".into(), &"classics".into())
        );
        let order: Vec<_> = tree.in_order().into_iter().take(4).map(|(d, c)| (d, c.id.as_str().to_owned())).collect();
        assert_eq!(
            order,
            [(0, "theory".into()), (1, "marxism".into()), (2, "classics".into()), (0, "party-spirit".into())]
        );
        assert_eq!(tree.in_order().len(), tree.0.len());
        assert_eq!(tree.read("法治").map(|c| c.id.as_str()), Some("law"));
    }

    #[test]
    fn a_tree_stays_a_tree_and_shallow() {
        let tree = tree();
        let refused = |one: Category, field: &str| matches!(tree.check(&one), Err(Fault::Invalid(faults)) if faults.iter().any(|f| f.field == field));
        assert!(refused(below("deep", "classics"), "parent"));
        assert!(refused(below("theory", "classics"), "parent"), "below itself");
        assert!(refused(below("marxism", "law").tap(|c| c.parent = "marxism".into()), "parent"));
        assert!(refused(below("x", "law").tap(|c| c.name = String::new()), "name"));
        assert!(refused(below("x", "").tap(|c| c.name = "法治".into()), "name"));
        // Its own subtree moves along: two levels under a second level are one too many.
        assert!(refused(below("theory", "law"), "parent"));
        assert!(tree.check(&below("marxism", "law")).is_ok());
    }

    trait Tap: Sized {
        fn tap(mut self, change: impl FnOnce(&mut Self)) -> Self {
            change(&mut self);
            self
        }
    }
    impl Tap for Category {}
}
