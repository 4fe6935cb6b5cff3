//! Hours of training.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::number::decimal;

/// Class-hours (学时) in tenths, so that sums are exact. Negative in reversals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hours(pub i32);

/// From here on it is no number of hours: five digits before the point are what fields take.
const MOST_TENTHS: u32 = 1_000_000;

impl Hours {
    /// Whole class-hours.
    #[must_use]
    pub const fn whole(hours: i32) -> Self {
        Self(hours * 10)
    }

    /// Reads `12` or `12.5`, in digits of either width.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decimal(text, 1).filter(|tenths| *tenths < MOST_TENTHS).and_then(|tenths| i32::try_from(tenths).ok()).map(Self)
    }
}

impl crate::form::Reader {
    /// Class-hours as they are typed.
    pub fn hours(&mut self, field: &str, text: &str) -> Hours {
        self.value(field, text, crate::Rule::Number, Hours::parse)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenth) = (self.0.abs() / 10, self.0.abs() % 10);
        if tenth == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{tenth}") }
    }
}

impl std::ops::Add for Hours {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Neg for Hours {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::iter::Sum for Hours {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), |sum, hours| sum + hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hours_are_read_strictly() {
        assert_eq!(Hours::parse("12.5"), Some(Hours(125)));
        assert_eq!(Hours::parse(" 6 "), Some(Hours(60)));
        for bad in ["", "-1", "1.25", "1.", "abc", "100000", "1e3"] {
            assert_eq!(Hours::parse(bad), None, "{bad}");
        }
        assert_eq!(Hours(-125).to_string(), "-12.5");
    }

    proptest! {
        #[test]
        fn hours_print_as_read(tenths in 0i32..60_000) {
            prop_assert_eq!(Hours::parse(&Hours(tenths).to_string()), Some(Hours(tenths)));
        }
    }
}
