//! Text as people type it.

/// The same with full-width letters, digits and marks (`０`–`９`, `．`, `－`, `：`) in their
/// half-width form, as an input method set to Chinese writes them; ideographic blanks become blanks.
#[must_use]
pub fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(half).collect()
}

/// A whole number, not below nought, in digits of either width.
#[must_use]
pub fn whole(text: &str) -> Option<u32> {
    let text = half_width(text);
    let text = text.trim();
    // A sign is none of a number's digits, though the library would take a plus.
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_either_width_and_nothing_else_is_one() {
        assert_eq!(whole(" １２ "), Some(12));
        assert_eq!(whole("0"), Some(0));
        for none in ["", "十八", "−3", "-3", "+3", "1.5", "1,000", "99999999999", "１２a"] {
            assert_eq!(whole(none), None, "{none}");
        }
    }

    #[test]
    fn full_width_marks_become_half_width_ones() {
        assert_eq!(half_width("ＡＢ－１２：３０　．５"), "AB-12:30 .5");
        assert_eq!(half_width("汉字，标点。"), "汉字,标点。");
    }
}
