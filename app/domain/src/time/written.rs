//! Dates as offices write them, with what they write behind: an age, a time of day, 生.

use chrono::NaiveDate;

use crate::Rule;
use crate::text::half;

/// The years a date may lie in.
const YEARS: (i32, i32) = (1900, 2200);

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The year has two digits: which century is not said.
    Century,
    /// It is no date, or could be two.
    NoDate,
    /// No year that dates lie in.
    Year,
    /// There is no such day.
    NoSuchDay,
}

impl Unread {
    /// What a form says of it.
    #[must_use]
    pub fn rule(self) -> Rule {
        match self {
            Self::Century => Rule::Century,
            Self::NoDate => Rule::Date,
            Self::Year => Rule::Year(YEARS.0, YEARS.1),
            Self::NoSuchDay => Rule::NoSuchDay,
        }
    }
}

/// A date as it was written: year, month, and the day where one was written.
pub type Parts = (i32, u32, Option<u32>);

/// Reads `1980-05-17`, `1980.5`, `198005`, `19800517`, `1980年5月17日`, `一九八〇年五月`, with
/// full-width digits and blanks, and what rosters put behind a date: an age (`（46岁）`), `生`, a
/// time of day (`T00:00:00`).
///
/// # Errors
/// [`Unread`] says why it can't be read.
pub fn written(text: &str) -> Result<Parts, Unread> {
    let plain: String = crate::text::clean(text).chars().map(half).collect();
    let plain = numerals(plain.trim());
    let mut rest = plain.as_str();
    let year = digits(&mut rest);
    let parts = match year.len() {
        8 => {
            let day = number(&year[6..])?;
            (number(&year[..4])?, number(&year[4..6])?, (day > 0).then_some(day))
        }
        6 => (number(&year[..4])?, number(&year[4..])?, None),
        14 if rest.is_empty() => (number(&year[..4])?, number(&year[4..6])?, Some(number(&year[6..8])?)),
        4 => {
            let first = separator(&mut rest).ok_or(Unread::NoDate)?;
            let month = number(digits(&mut rest))?;
            let ahead = rest;
            let day = match separator(&mut rest) {
                Some(second) if second == first || (first == '年' && second == '月') => {
                    let day = digits(&mut rest);
                    if day.is_empty() { None } else { Some(number(day)?) }
                }
                // What follows a blank may be an age.
                Some(' ' | '\n' | '月' | ',') => {
                    rest = ahead.trim_start().trim_start_matches(['月', ',']);
                    None
                }
                Some(_) => return Err(Unread::NoDate),
                None => None,
            };
            (number(year)?, month, day)
        }
        2 if separator(&mut rest).is_some() && !digits(&mut rest).is_empty() => return Err(Unread::Century),
        _ => return Err(Unread::NoDate),
    };
    let rest = rest.trim_start().trim_start_matches(['日', '号']);
    let rest = rest.trim_start().trim_start_matches("出生").trim_start_matches('生').trim();
    let read = rest.is_empty() || is_age(rest) || parts.2.is_some() && is_clock(rest);
    let (year, month, day) = (i32::try_from(parts.0).map_err(|_| Unread::NoDate)?, parts.1, parts.2);
    if !read {
        return Err(Unread::NoDate);
    }
    if !(YEARS.0..=YEARS.1).contains(&year) {
        return Err(Unread::Year);
    }
    NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1)).ok_or(Unread::NoSuchDay)?;
    Ok((year, month, day))
}

/// The digits at the start, taken away.
fn digits<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    *rest = after;
    digits
}

fn number(digits: &str) -> Result<u32, Unread> {
    if digits.len() > 4 { Err(Unread::NoDate) } else { digits.parse().map_err(|_| Unread::NoDate) }
}

/// The sign between two parts, taken away with the blanks around it.
fn separator(rest: &mut &str) -> Option<char> {
    let trimmed = rest.trim_start();
    let sign = trimmed.chars().next()?;
    if matches!(sign, '.' | '。' | '-' | '/' | '年' | '月' | '—' | '–' | '_' | '、' | ',' | '\\') {
        *rest = trimmed[sign.len_utf8()..].trim_start();
        return Some(sign);
    }
    let blank = rest.chars().next().filter(|c| c.is_whitespace())?;
    *rest = trimmed;
    Some(if blank == '\n' || blank == '\r' { '\n' } else { ' ' })
}

/// `28岁`, `(28)`, `(28岁)`, `现年28岁`.
fn is_age(text: &str) -> bool {
    let inside = text
        .strip_prefix(['(', '[', '【', '〔'])
        .and_then(|open| open.trim_end().strip_suffix([')', ']', '】', '〕']))
        .map(str::trim);
    let bracketed = inside.is_some();
    let text = inside.unwrap_or(text).trim_start_matches([',', ';']).trim();
    let text = text.trim_start_matches("现年").trim_start_matches("年龄").trim_start_matches(':').trim();
    let years = text.trim_end_matches('岁').trim_end_matches('周').trim();
    let says = years.len() < text.len() || bracketed;
    says && (1..=3).contains(&years.len()) && years.bytes().all(|b| b.is_ascii_digit())
}

/// `T00:00:00`, `0:00`, `00:00:00.000+08:00`.
fn is_clock(text: &str) -> bool {
    let text = text.trim_start_matches(['T', 't']).trim();
    let text = ["上午", "下午", "凌晨"].iter().fold(text, |text, word| text.trim_start_matches(word)).trim();
    let text = text.trim_end_matches("AM").trim_end_matches("PM").trim().trim_end_matches(['Z', 'z']);
    let clock = text.split(['+']).next().unwrap_or_default();
    let parts: Vec<&str> = clock.split([':', '.']).collect();
    (2..=4).contains(&parts.len())
        && clock.contains(':')
        && parts.iter().all(|part| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// `一九八〇年五月十七日` in digits; other texts as they are.
fn numerals(text: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| DIGITS.chars().position(|one| one == c).or((c == '零' || c == '○').then_some(0));
    if !text.starts_with(|c| digit(c).is_some()) {
        return text.to_owned();
    }
    let (mut out, mut run) = (String::new(), Vec::new());
    let flush = |run: &mut Vec<char>, out: &mut String| {
        if let Some(at) = run.iter().position(|c| *c == '十') {
            let of = |part: &[char], other: usize| part.first().map_or(Some(other), |c| digit(*c));
            if let (Some(tens), Some(units)) = (of(&run[..at], 1), of(&run[at + 1..], 0)) {
                out.push_str(&(tens * 10 + units).to_string());
            }
        } else {
            out.extend(run.iter().filter_map(|c| char::from_digit(u32::try_from(digit(*c)?).ok()?, 10)));
        }
        run.clear();
    };
    for c in text.chars() {
        if digit(c).is_some() || c == '十' {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_offices_write_them() {
        for text in [
            "1990.01.05",
            "1990/1/5",
            "1990-1-5",
            "19900105",
            "1990年1月5日",
            "１９９０．０１．０５",
            "1990 01 05",
            "1990年 1月 5日",
            "一九九〇年一月五日",
            "1990.1.5生",
            "1990年1月5号出生",
        ] {
            assert_eq!(written(text), Ok((1990, 1, Some(5))), "{text}");
        }
        for text in [
            "199001",
            "1990.01",
            "1990.1",
            "1990年1月",
            "1990年1月生",
            "1990-01",
            "1990/1",
            "1990年01",
            "19900100",
            "一九九零年一月",
            "1990.01月",
        ] {
            assert_eq!(written(text), Ok((1990, 1, None)), "{text}");
        }
        assert_eq!(written("一九八五年十二月三十一日"), Ok((1985, 12, Some(31))));
        assert_eq!(written("一九八五年十月二十日"), Ok((1985, 10, Some(20))));
    }

    #[test]
    fn an_age_behind_a_month_is_no_day() {
        for text in [
            "1998.05\n（28岁）",
            "1998.05（28岁）",
            "1998.05(28岁)",
            "1998.05 (28)",
            "1998.05（28）",
            "1998年05月（28岁）",
            "199805（28岁）",
            "1998.05 28岁",
            "1998.05\n28岁",
            "1998-05【28岁】",
            "1998年5月生（28周岁）",
            "1998.05，28岁",
            "1998.05（现年28岁）",
        ] {
            assert_eq!(written(text), Ok((1998, 5, None)), "{text:?}");
        }
        assert_eq!(written("1998.05.03（28岁）"), Ok((1998, 5, Some(3))));
        for text in ["1998.05 28", "1998.05/28", "1998-05.28"] {
            assert_eq!(written(text), Err(Unread::NoDate), "{text}");
        }
    }

    #[test]
    fn a_time_behind_a_day_is_left_out() {
        for text in [
            "1985-07-01 00:00:00",
            "1985/7/1 0:00",
            "1985-07-01T00:00:00",
            "1985-07-01T00:00:00.000Z",
            "1985-07-01 00:00:00.0",
            "1985-07-01T00:00:00+08:00",
            "1985.7.1 上午12:00",
            "1985年7月1日 0:00:00",
            "19850701000000",
        ] {
            assert_eq!(written(text), Ok((1985, 7, Some(1))), "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_is_refused_with_its_reason() {
        for text in ["98.05", "98年5月", "98-5-1", "05/17/98", "5/17/1998"] {
            assert!(matches!(written(text), Err(Unread::Century | Unread::NoDate)), "{text}");
        }
        assert_eq!(written("98.05"), Err(Unread::Century));
        assert_eq!(written("5/17/1998"), Err(Unread::NoDate));
        for text in [
            "",
            "1990",
            "1990年",
            "不详",
            "1990.01（农历）",
            "1990.01-1995.02",
            "0000-01-01",
            "1990.01.05.06",
            "2026-11-28 x",
            "30.02.1990",
        ] {
            assert!(written(text).is_err(), "{text}");
        }
    }

    proptest! {
        /// Every day that there is, in every way offices write one, in digits of either width.
        #[test]
        fn every_day_is_read_however_it_is_written(days in 0i64..109_938, which in any::<u64>()) {
            let day = NaiveDate::from_ymd_opt(YEARS.0, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            let (year, month, date) = (day.year(), day.month(), day.day());
            let wide = |c: char| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c);
            let widened = |text: &str| -> String {
                let some = |(n, c): (usize, char)| if c.is_ascii() && which >> n & 1 == 1 { wide(c) } else { c };
                text.chars().enumerate().map(some).collect()
            };
            for text in [
                format!("{year}-{month:02}-{date:02}"),
                format!("{year}.{month}.{date}"),
                format!("{year}/{month}/{date}"),
                format!("{year}。{month}。{date}"),
                format!("{year}年{month}月{date}日"),
                format!("{year}年{month:02}月{date:02}号"),
                format!("{year}{month:02}{date:02}"),
            ] {
                prop_assert_eq!(written(&widened(&text)), Ok((year, month, Some(date))), "{}", text);
            }
            for text in [format!("{year}.{month}"), format!("{year}年{month}月"), format!("{year}{month:02}")] {
                prop_assert_eq!(written(&widened(&text)), Ok((year, month, None)), "{}", text);
            }
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,30}", dates in "[0-9年月日./ （岁）十一二:T-]{0,20}") {
            let _ = (written(&text), written(&dates));
        }
    }
}
