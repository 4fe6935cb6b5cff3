//! Rates as people read them: rounded to the nearest, and what is not all is never 100 per cent. No other file
//! of the program makes a rate.

/// A quotient rounded half up. Nothing of nothing is nothing.
#[must_use]
pub fn rounded(part: u64, whole: u64) -> Option<u32> {
    (part + whole / 2).checked_div(whole).map(narrow)
}

/// A part of a whole in so many parts (`all`), rounded to the nearest; one less than all of them at most while
/// something is missing, and one at least where there is something.
fn of_all(part: u64, whole: u64, all: u32) -> Option<u32> {
    let share = rounded(part.saturating_mul(all.into()), whole)?;
    Some(match part {
        0 => 0,
        part if part >= whole => share.max(all),
        _ => share.clamp(1, all - 1),
    })
}

/// A part of a whole in per cent, rounded to the nearest; 99 at most while something is missing
/// and 1 at least where there is something. Nothing of nothing is nothing.
#[must_use]
pub fn percent(part: u64, of: u64) -> Option<u32> {
    of_all(part, of, 100)
}

/// The same in hundredths of a per cent.
#[must_use]
pub fn percent_hundredths(part: u64, of: u64) -> Option<u32> {
    of_all(part, of, 10_000)
}

/// How much of a whole was reached, in so many parts (`all`): cut, because it is held against a mark, and 59.9
/// has not reached 60. Nothing of nothing is nothing.
#[must_use]
pub fn reached(part: u64, whole: u64, all: u32) -> Option<u32> {
    part.saturating_mul(all.into()).checked_div(whole).map(narrow)
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A mean in hundredths, rounded to the nearest.
#[must_use]
pub fn hundredths(sum: u64, count: u64) -> Option<u32> {
    rounded(sum.saturating_mul(100), count)
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
        assert_eq!((percent_hundredths(99_999, 100_000), percent_hundredths(1, 3)), (Some(9_999), Some(3_333)));
        assert_eq!(
            (reached(599, 1000, 100), reached(600, 1000, 100), reached(419, 1000, 1000)),
            (Some(59), Some(60), Some(419))
        );
    }

    proptest! {
        /// Whoever is told 100 per cent has all, whoever is told nought has nothing, and nobody is told a rate that
        /// is further off than half of its last digit.
        #[test]
        fn a_rate_is_all_or_nothing_only_where_it_is(part in 0u64..100_000, more in 0u64..100_000) {
            let of = part + more;
            for (rate, all) in [(percent(part, of), 100u64), (percent_hundredths(part, of), 10_000)] {
                prop_assert_eq!(rate.is_none(), of == 0);
                let Some(rate) = rate.map(u64::from) else { continue };
                prop_assert_eq!(rate == all, more == 0);
                prop_assert_eq!(rate == 0, part == 0);
                let close = (rate * of * 2).abs_diff(part * all * 2) <= of;
                prop_assert!(close || rate == 1 || rate == all - 1, "{} of {}: {}", part, of, rate);
            }
        }

        /// What is held against a mark never says more than there is.
        #[test]
        fn nothing_is_reached_before_it_is(part in 0u64..100_000, of in 1u64..100_000, mark in 1u32..=100) {
            let reached = reached(part, of, 100).unwrap_or_default();
            prop_assert_eq!(reached >= mark, part * 100 >= u64::from(mark) * of);
        }

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
