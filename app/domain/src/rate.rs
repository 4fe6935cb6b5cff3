//! Rates as people read them: whole per cent, rounded, and what is not all is never 100.

/// A part of a whole in per cent, rounded to the nearest; 99 at most while something is missing
/// and 1 at least where there is something. Nothing of nothing is nothing.
#[must_use]
pub fn percent(part: u64, of: u64) -> Option<u32> {
    if of == 0 {
        return None;
    }
    let rounded = (part * 200 + of) / (of * 2);
    let shown = if part >= of {
        rounded.max(100)
    } else if part == 0 {
        0
    } else {
        rounded.clamp(1, 99)
    };
    Some(u32::try_from(shown).unwrap_or(u32::MAX))
}

/// A mean in hundredths, rounded to the nearest.
#[must_use]
pub fn hundredths(sum: u64, count: u64) -> Option<u32> {
    (sum * 200 + count).checked_div(count * 2).map(|mean| u32::try_from(mean).unwrap_or(u32::MAX))
}

/// Parts that make a whole, in per cent that add up to 100: by largest remainder.
#[must_use]
pub fn shares(parts: &[u64]) -> Vec<u32> {
    let all: u64 = parts.iter().sum();
    if all == 0 {
        return vec![0; parts.len()];
    }
    let mut shares: Vec<u32> = parts.iter().map(|part| u32::try_from(part * 100 / all).unwrap_or(100)).collect();
    let missing = 100 - shares.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts[*at] * 100 % all));
    for at in order.into_iter().take(missing as usize) {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rates_are_rounded_and_all_is_all() {
        assert_eq!(percent(446, 1967), Some(23));
        assert_eq!(percent(385, 1000), Some(39));
        assert_eq!(percent(1966, 1967), Some(99));
        assert_eq!(percent(1, 1967), Some(1));
        assert_eq!((percent(0, 5), percent(5, 5), percent(6, 5), percent(0, 0)), (Some(0), Some(100), Some(120), None));
        assert_eq!(hundredths(14, 3), Some(467));
        assert_eq!(hundredths(0, 0), None);
    }

    proptest! {
        #[test]
        fn shares_add_up(parts in prop::collection::vec(0u64..100_000, 1..12)) {
            let shares = shares(&parts);
            let all: u64 = parts.iter().sum();
            prop_assert_eq!(shares.iter().sum::<u32>(), if all == 0 { 0 } else { 100 });
            for (part, share) in parts.iter().zip(&shares) {
                prop_assert!(all == 0 || (part * 100).abs_diff(u64::from(*share) * all) < all);
            }
        }
    }
}
