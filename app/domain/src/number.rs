//! Numbers as people type them: digits of either width, as an input method set to Chinese writes them, with
//! blanks around them; no sign, no comma, nothing that another program would take for a number.

use crate::text::half_width;

/// A whole number, not below nought.
#[must_use]
pub fn whole(text: &str) -> Option<u32> {
    decimal(text, 0)
}

/// A number of so many decimals at most, not below nought, in units of the last of them: of one decimal `12.5`
/// is 125, and `12` is 120.
#[must_use]
pub fn decimal(text: &str, places: u8) -> Option<u32> {
    let text = half_width(text).replace('。', ".");
    let text = text.trim();
    let (whole, part) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(both) => both,
        None => (text, ""),
    };
    // The library would take a plus.
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if part.len() > usize::from(places) || !digits(whole) || !digits(part) {
        return None;
    }
    let missing = u32::from(places) - u32::try_from(part.len()).ok()?;
    let part = if part.is_empty() { 0 } else { part.parse::<u32>().ok()?.checked_mul(10u32.checked_pow(missing)?)? };
    whole.parse::<u32>().ok()?.checked_mul(10u32.checked_pow(places.into())?)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text with some of its characters in their full width.
    fn widened(text: &str, which: u64) -> String {
        let wide = |c: char| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c);
        text.chars().enumerate().map(|(n, c)| if which >> (n % 64) & 1 == 1 { wide(c) } else { c }).collect()
    }

    #[test]
    fn a_number_is_read_in_either_width_and_nothing_else_is_one() {
        assert_eq!(whole(" １２ "), Some(12));
        assert_eq!(whole("0"), Some(0));
        for none in ["", "十八", "−3", "-3", "+3", "1.5", "1,000", "99999999999", "１２a", "1 2", "1.0"] {
            assert_eq!(whole(none), None, "{none}");
        }
        for text in ["１２．５", "12。5", " 12.5　"] {
            assert_eq!(decimal(text, 1), Some(125), "{text}");
        }
        assert_eq!((decimal("4.5", 2), decimal("4", 2)), (Some(450), Some(400)));
        for none in ["", ".", "1.", ".5", "1.25", "-1", "+1", "1e3", "1.+5", "1.2.3"] {
            assert_eq!(decimal(none, 1), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_number_is_read_as_it_was_meant(number in any::<u32>(), small in 0u32..10_000_000, which in any::<u64>()) {
            prop_assert_eq!(whole(&widened(&number.to_string(), which)), Some(number));
            let text = format!("{}.{:02}", small / 100, small % 100);
            prop_assert_eq!(decimal(&widened(&text, which), 2), Some(small));
            prop_assert_eq!(decimal(&text, 1), None);
        }

        #[test]
        fn what_is_read_is_made_of_digits(text in "\\PC{0,12}", places in 0u8..12) {
            if decimal(&text, places).is_some() {
                let plain = half_width(&text).replace('。', ".");
                prop_assert!(plain.trim().chars().all(|c| c.is_ascii_digit() || c == '.'), "{}", text);
            }
        }
    }
}
