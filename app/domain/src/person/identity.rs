//! Resident identity numbers (GB 11643-1999).

use crate::Day;
use crate::code::Sex;

/// An identity number with only the ends shown.
#[must_use]
pub fn mask_id_number(number: &str) -> String {
    let shown: Vec<char> = number.chars().collect();
    if shown.len() < 8 {
        return "*".repeat(shown.len());
    }
    let (head, tail) = (&shown[..3], &shown[shown.len() - 2..]);
    head.iter().chain(&vec!['*'; shown.len() - 5]).chain(tail).collect()
}

/// Brings an identity number into its one form: half-width, capital X, no blanks, no marks that
/// nobody sees.
#[must_use]
pub fn normal_id_number(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !crate::text::is_invisible(*c) && !matches!(c, '\'' | '‘' | '’'))
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            'x' | 'ｘ' | 'Ｘ' | '×' => 'X',
            other => other,
        })
        .collect()
}

/// Checks an identity number after GB 11643-1999 (ISO 7064 MOD 11-2).
#[must_use]
pub fn is_id_number(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = number.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    bytes[17] == b"10X98765432"[(sum % 11) as usize] && crate::time::parse_day(&number[6..14]).is_some()
}

/// The last character that makes seventeen digits an identity number.
#[must_use]
pub fn id_number_check(seventeen: &str) -> Option<char> {
    "0123456789X".chars().find(|last| is_id_number(&format!("{seventeen}{last}")))
}

/// The birth and sex that an identity number says; none when it is no right one (digits 7–14 are
/// the date of birth, digit 17 is odd for a man).
#[must_use]
pub fn said_by(number: &str) -> Option<(Day, Sex)> {
    if !is_id_number(number) {
        return None;
    }
    let sex = if number.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female };
    Some((crate::time::parse_day(&number[6..14])?, sex))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identity_numbers_are_checked_and_masked() {
        assert!(is_id_number("11010519491231002X"));
        assert!(!is_id_number("110105194912310021"));
        assert!(!is_id_number("11010519491331002X"));
        assert_eq!(normal_id_number(" １１０１０５19491231002ｘ"), "11010519491231002X");
        assert_eq!(normal_id_number("\u{202D}11010519491231002X\u{202C}\u{200B}"), "11010519491231002X");
        assert_eq!(mask_id_number("11010519491231002X"), "110*************2X");
        assert_eq!(mask_id_number("1234"), "****");
        assert_eq!(said_by("11010519491231002X"), crate::time::parse_day("1949-12-31").map(|day| (day, Sex::Female)));
        assert_eq!(said_by("110105194912310021"), None);
    }

    proptest! {
        #[test]
        fn every_number_has_one_check_character(area in 110_000u32..660_000, day in 1u32..29, month in 1u32..13, year in 1940u32..2010, order in 0u32..1000) {
            let seventeen = format!("{area}{year}{month:02}{day:02}{order:03}");
            let valid = "0123456789X".chars().filter(|c| is_id_number(&format!("{seventeen}{c}"))).count();
            prop_assert_eq!(valid, 1);
            prop_assert!(id_number_check(&seventeen).is_some());
        }
    }
}
