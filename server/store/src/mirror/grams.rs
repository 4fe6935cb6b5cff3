//! What a part of a text is found by: the sets of those whose text has the same two or three characters. Finding
//! takes as long as what is found, however many there are.

use std::collections::{BTreeSet, HashMap};

use roaring::RoaringBitmap;

/// Up to three characters, 21 bits each; none is 0, so that shorter ones differ from longer ones.
type Gram = u64;

/// The most characters of a gram: pinyin tells little by two letters, Han text much.
fn longest(letters: &[char]) -> usize {
    if letters.iter().all(char::is_ascii) { 3 } else { 2 }
}

fn gram(letters: &[char]) -> Gram {
    letters.iter().fold(0, |gram, letter| gram << 21 | Gram::from(u32::from(*letter)))
}

/// Every gram of a text. Its parts, between blanks, are texts of their own.
fn grams(text: &str) -> BTreeSet<Gram> {
    let mut found = BTreeSet::new();
    for part in text.split(' ') {
        let letters: Vec<char> = part.chars().collect();
        for size in 1..=3 {
            found.extend(letters.windows(size).filter(|letters| size <= longest(letters)).map(gram));
        }
    }
    found
}

/// Texts by their grams.
#[derive(Default)]
pub(super) struct Grams(HashMap<Gram, RoaringBitmap>);

/// Who may have a text.
pub(super) struct Found {
    pub(super) slots: RoaringBitmap,
    /// Whether all of them have it; else their texts are to be looked at.
    pub(super) exact: bool,
}

impl Grams {
    pub(super) fn add(&mut self, slot: u32, text: &str) {
        for gram in grams(text) {
            self.0.entry(gram).or_default().insert(slot);
        }
    }

    pub(super) fn remove(&mut self, slot: u32, text: &str) {
        for gram in grams(text) {
            if let Some(slots) = self.0.get_mut(&gram) {
                slots.remove(slot);
                if slots.is_empty() {
                    self.0.remove(&gram);
                }
            }
        }
    }

    /// Those whose text may have `part` in it, which is not empty.
    pub(super) fn find(&self, part: &str) -> Found {
        let letters: Vec<char> = part.chars().collect();
        let size = longest(&letters).min(letters.len()).max(1);
        let mut slots: Option<RoaringBitmap> = None;
        for gram in letters.windows(size).map(gram) {
            let Some(those) = self.0.get(&gram) else {
                return Found { slots: RoaringBitmap::new(), exact: true };
            };
            slots = Some(match slots {
                Some(found) => found & those,
                None => those.clone(),
            });
        }
        Found { slots: slots.unwrap_or_default(), exact: letters.len() <= size }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(grams: &Grams, texts: &[String], part: &str) -> Vec<u32> {
        let Found { slots, exact } = grams.find(part);
        slots.into_iter().filter(|slot| exact || texts[*slot as usize].contains(part)).collect()
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_contains_it(
            texts in prop::collection::vec("[ab张伟]{1,5}( [abc]{1,8}){0,2}", 1..20),
            part in "[abc张伟]{1,5}",
            gone in 0usize..20,
        ) {
            let mut grams = Grams::default();
            for (slot, text) in texts.iter().enumerate() {
                grams.add(slot as u32, text);
            }
            let scanned = |but: usize| -> Vec<u32> {
                (0..texts.len()).filter(|at| *at != but && texts[*at].contains(&part)).map(|at| at as u32).collect()
            };
            prop_assert_eq!(found(&grams, &texts, &part), scanned(usize::MAX));
            if let Some(text) = texts.get(gone) {
                grams.remove(gone as u32, text);
                prop_assert_eq!(found(&grams, &texts, &part), scanned(gone));
            }
        }
    }
}
