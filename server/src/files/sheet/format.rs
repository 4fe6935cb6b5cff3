//! Number formats of workbooks (ECMA-376, 18.8.30): what a number looks like to whoever typed it.

use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike};

/// What is written into a cell's display.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(String),
    /// Digits: 0, #, ? and the signs between them, as they stand in the format.
    Digits(String),
    Percent,
    /// A part of a date or time: its letter and how often it stands.
    Part(char, usize),
    /// Hours, minutes or seconds that have gone by.
    Elapsed(char),
    /// 上午/下午 or AM/PM.
    HalfDay(bool),
    Text,
    General,
}

/// A format, read once for all cells that have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    sections: Vec<Vec<Token>>,
}

/// The formats that files name by number alone, as Chinese editions show them.
fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss",
        49 => "@",
        _ => "General",
    }
}

/// A number as a cell shows it, and the day it is when the cell shows one.
pub(super) struct Shown {
    pub(super) text: String,
    /// The day, to the month when the day of the month is not shown: `1980-05`.
    pub(super) date: Option<String>,
}

impl NumberFormat {
    /// The format that a number of the file means.
    pub(super) fn of(id: u32, code: Option<&str>) -> Self {
        // Chinese editions write General so.
        Self { sections: sections(&code.unwrap_or_else(|| built_in(id)).replace("G/通用格式", "General")) }
    }

    fn section(&self, number: f64) -> &[Token] {
        let at = match self.sections.len() {
            0 => return &[],
            1 => 0,
            2 => usize::from(number < 0.0),
            _ if number < 0.0 => 1,
            _ if number == 0.0 => 2,
            _ => 0,
        };
        &self.sections[at]
    }

    /// How a number is shown. `early` is the calendar that begins in 1904.
    pub(super) fn show(&self, number: f64, early: bool) -> Shown {
        let section = self.section(number);
        if section.iter().any(|token| matches!(token, Token::Part(..) | Token::Elapsed(_)))
            && let Some(at) = moment(number, early)
        {
            return Shown { text: date_text(section, number, at), date: date_of(section, at) };
        }
        let alone = self.sections.len() >= 2 && number < 0.0;
        Shown { text: number_text(section, if alone { number.abs() } else { number }), date: None }
    }
}

/// The moment a serial number is: days since 1899-12-30, or since 1904-01-01.
fn moment(number: f64, early: bool) -> Option<NaiveDateTime> {
    if !(0.0..3_000_000.0).contains(&number) {
        return None;
    }
    let first = if early { (1904, 1, 1) } else { (1899, 12, 30) };
    let first = chrono::NaiveDate::from_ymd_opt(first.0, first.1, first.2)?.and_hms_opt(0, 0, 0)?;
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (number * 86_400.0).round() as i64;
    // The year 1900 had no 29 February, but workbooks count one.
    let seconds = if !early && number < 60.0 { seconds + 86_400 } else { seconds };
    first.checked_add_signed(TimeDelta::seconds(seconds))
}

/// The day that a cell shows; as a month, when it shows no day.
fn date_of(section: &[Token], at: NaiveDateTime) -> Option<String> {
    let has = |letter: char| section.iter().any(|token| matches!(token, Token::Part(l, n) if *l == letter && *n < 5));
    let month = section.iter().any(|token| matches!(token, Token::Part('m', _)));
    if !(has('y') || has('d') && month) {
        return None;
    }
    let month_only = !section.iter().any(|token| matches!(token, Token::Part('d', 1 | 2)));
    let text = at.format(if month_only { "%Y-%m" } else { "%Y-%m-%d" }).to_string();
    Some(text)
}

fn sections(code: &str) -> Vec<Vec<Token>> {
    let mut sections = vec![Vec::new()];
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        let tokens = sections.last_mut().expect("one at least");
        let literal = |tokens: &mut Vec<Token>, text: String| match tokens.last_mut() {
            Some(Token::Literal(before)) => before.push_str(&text),
            _ => tokens.push(Token::Literal(text)),
        };
        match c {
            ';' => sections.push(Vec::new()),
            '"' => literal(tokens, chars.by_ref().take_while(|c| *c != '"').collect()),
            '\\' | '!' => literal(tokens, chars.next().map(String::from).unwrap_or_default()),
            // A blank as wide as the next character, or the next character as often as fits.
            '_' => {
                chars.next();
                literal(tokens, " ".to_owned());
            }
            '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                match inside.to_lowercase().as_str() {
                    "h" | "hh" => tokens.push(Token::Elapsed('h')),
                    "m" | "mm" => tokens.push(Token::Elapsed('M')),
                    "s" | "ss" => tokens.push(Token::Elapsed('s')),
                    other => {
                        // A currency: [$¥-804].
                        if let Some(sign) = other.strip_prefix('$').and_then(|rest| rest.split('-').next())
                            && !sign.is_empty()
                        {
                            literal(tokens, sign.to_owned());
                        }
                    }
                }
            }
            '@' => tokens.push(Token::Text),
            '%' => tokens.push(Token::Percent),
            '0' | '#' | '?' => {
                let mut digits = String::from(c);
                while let Some(next) = chars.peek() {
                    let exponent = matches!(next, 'E' | 'e') && !digits.contains('E');
                    let sign = matches!(next, '+' | '-') && digits.ends_with('E');
                    if matches!(next, '0' | '#' | '?' | '.' | ',' | '/') || exponent || sign {
                        digits.push(next.to_ascii_uppercase());
                        chars.next();
                    } else {
                        break;
                    }
                }
                tokens.push(Token::Digits(digits));
            }
            'G' if code.to_lowercase().contains("general") => {
                for _ in 0.."eneral".len() {
                    chars.next();
                }
                tokens.push(Token::General);
            }
            'y' | 'Y' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'm' | 'M' | 'e' | 'a' | 'A' | '上' => {
                let rest: String = chars.clone().take(5).collect();
                if (c == '上' && rest.starts_with("午/下午"))
                    || ((c == 'A' || c == 'a') && rest.to_uppercase().starts_with("M/PM"))
                {
                    for _ in 0..4 {
                        chars.next();
                    }
                    tokens.push(Token::HalfDay(c == '上'));
                    continue;
                }
                if c == '上' || ((c == 'A' || c == 'a') && !rest.to_lowercase().starts_with("aa")) {
                    literal(tokens, c.to_string());
                    continue;
                }
                let letter = c.to_ascii_lowercase();
                let mut count = 1;
                while chars.peek().is_some_and(|next| next.to_ascii_lowercase() == letter) {
                    chars.next();
                    count += 1;
                }
                tokens
                    .push(Token::Part(if letter == 'e' { 'y' } else { letter }, if letter == 'e' { 4 } else { count }));
            }
            other => literal(tokens, other.to_string()),
        }
    }
    for tokens in &mut sections {
        minutes(tokens);
    }
    sections
}

/// An m after hours or before seconds is minutes, written M here.
fn minutes(tokens: &mut [Token]) {
    let parts: Vec<usize> =
        (0..tokens.len()).filter(|n| matches!(tokens[*n], Token::Part(..) | Token::Elapsed(_))).collect();
    for (at, n) in parts.iter().enumerate() {
        let hours = at > 0 && matches!(tokens[parts[at - 1]], Token::Part('h', _) | Token::Elapsed('h'));
        let seconds = parts.get(at + 1).is_some_and(|next| matches!(tokens[*next], Token::Part('s', _)));
        if let Token::Part(letter @ 'm', _) = &mut tokens[*n]
            && (hours || seconds)
        {
            *letter = 'M';
        }
    }
}

fn date_text(section: &[Token], number: f64, at: NaiveDateTime) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let half = section.iter().any(|token| matches!(token, Token::HalfDay(_)));
    let mut out = String::new();
    let two = |n: u32, wide: usize| if wide >= 2 { format!("{n:02}") } else { n.to_string() };
    for token in section {
        let text = match token {
            Token::Literal(text) => text.clone(),
            Token::Part('y', 1 | 2) => format!("{:02}", at.year().rem_euclid(100)),
            Token::Part('y', _) => format!("{:04}", at.year()),
            Token::Part('m', wide @ (1 | 2)) => two(at.month(), *wide),
            Token::Part('m', _) => MONTHS[at.month0() as usize].to_owned(),
            Token::Part('d', wide @ (1 | 2)) => two(at.day(), *wide),
            Token::Part('d' | 'a', 3) => format!("周{}", DAYS[at.weekday().num_days_from_monday() as usize]),
            Token::Part('d' | 'a', _) => format!("星期{}", DAYS[at.weekday().num_days_from_monday() as usize]),
            Token::Part('h', wide) => {
                let hour = if half { (at.hour() + 11) % 12 + 1 } else { at.hour() };
                two(hour, *wide)
            }
            Token::Part('M', wide) => two(at.minute(), *wide),
            Token::Part('s', wide) => two(at.second(), *wide),
            Token::HalfDay(chinese) => match (at.hour() < 12, chinese) {
                (true, true) => "上午".to_owned(),
                (false, true) => "下午".to_owned(),
                (true, false) => "AM".to_owned(),
                (false, false) => "PM".to_owned(),
            },
            Token::Elapsed(unit) => {
                let per_day = match unit {
                    'h' => 24.0,
                    'M' => 1440.0,
                    _ => 86_400.0,
                };
                format!("{}", (number * per_day + 1e-6).floor())
            }
            _ => String::new(),
        };
        out.push_str(&text);
    }
    out.trim().to_owned()
}

fn number_text(section: &[Token], number: f64) -> String {
    if section.is_empty() || section.iter().all(|token| matches!(token, Token::General | Token::Text)) {
        return plain(number);
    }
    let percents = section.iter().filter(|token| **token == Token::Percent).count();
    let number = number * 100f64.powi(i32::try_from(percents).unwrap_or(0));
    let mut out = String::new();
    for token in section {
        match token {
            Token::Literal(text) => out.push_str(text),
            Token::Percent => out.push('%'),
            Token::Digits(digits) => out.push_str(&with_digits(digits, number)),
            Token::General | Token::Text => out.push_str(&plain(number)),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// A number in the digits of a format: decimals, thousands, leading noughts, an exponent.
fn with_digits(format: &str, number: f64) -> String {
    if format.contains('/') {
        return plain(number);
    }
    let (mantissa, exponent) = format.split_once('E').map_or((format, None), |(m, e)| (m, Some(e)));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let count = |text: &str, signs: &[char]| text.chars().filter(|c| signs.contains(c)).count();
    let (most, least) = (count(decimals, &['0', '#', '?']), count(decimals, &['0']));
    if let Some(exponent) = exponent {
        let text = format!("{number:.most$e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let power: i32 = power.parse().unwrap_or(0);
        let wide = count(exponent, &['0']);
        let sign = if power < 0 { "-" } else { "+" };
        return format!("{digits}E{sign}{:0wide$}", power.abs());
    }
    // Commas at the end divide by a thousand each.
    let thousands = whole.len() - whole.trim_end_matches(',').len();
    let number = number / 1000f64.powi(i32::try_from(thousands).unwrap_or(0));
    // Workbooks round halves away from nought, and 2.675 as it was typed.
    let power = 10f64.powi(i32::try_from(most).unwrap_or(0));
    let scaled = number.abs() * power;
    let text = if scaled < 1e15 {
        format!("{:.most$}", (scaled + scaled * 1e-15).round() / power)
    } else {
        format!("{:.most$}", number.abs())
    };
    let (mut digits, mut fraction) =
        text.split_once('.').map_or((text.clone(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()));
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    let wide = count(whole, &['0']);
    digits = format!("{digits:0>wide$}");
    if wide == 0 && digits == "0" && !fraction.is_empty() {
        digits.clear();
    }
    if whole.trim_end_matches(',').contains(',') {
        let mut grouped = String::new();
        for (n, c) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(c);
        }
        digits = grouped;
    }
    let zero = digits.bytes().chain(fraction.bytes()).all(|b| matches!(b, b'0' | b','));
    let sign = if number < 0.0 && !zero { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}.{fraction}") }
}

/// A number as a person would have typed it: no decimals where there are none, at most the
/// fifteen digits that a workbook keeps.
pub(super) fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let exact = format!("{number}");
    if exact.bytes().filter(u8::is_ascii_digit).count() <= 15 {
        return exact;
    }
    // 0.1 + 0.2 shows as 0.3.
    let short: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{short}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> String {
        NumberFormat::of(0, Some(code)).show(number, false).text
    }

    #[test]
    fn numbers_show_as_their_format_says() {
        for (code, number, text) in [
            ("General", 1.1, "1.1"),
            ("0.00", 1.1, "1.10"),
            ("0%", 0.5, "50%"),
            ("0.0%", 0.125, "12.5%"),
            ("#,##0", 1_234_567.0, "1,234,567"),
            ("#,##0.00", 1234.5, "1,234.50"),
            ("000000", 123.0, "000123"),
            ("0", 2.0, "2"),
            ("0.##", 2.5, "2.5"),
            ("#.##", 0.5, ".5"),
            ("0.00E+00", 12_345.0, "1.23E+04"),
            ("0\"人\"", 3.0, "3人"),
            ("0.0\"小时\"", 2.25, "2.3小时"),
            ("[$¥-804]#,##0.00", 12.0, "¥12.00"),
            ("0;(0)", -5.0, "(5)"),
            ("0_ ", 7.0, "7"),
            ("@", 3.0, "3"),
            ("0.00;[Red]-0.00", -1.5, "-1.50"),
            ("General\"年\"", 2026.0, "2026年"),
        ] {
            assert_eq!(shown(code, number), text, "{code} {number}");
        }
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(13_800_138_000.0), "13800138000");
    }

    #[test]
    fn dates_show_as_their_format_says_and_keep_their_day() {
        let day = 46_089.0; // 2026-03-08
        for (code, text, date) in [
            ("yyyy-mm-dd", "2026-03-08", Some("2026-03-08")),
            ("m\"月\"d\"日\"", "3月8日", Some("2026-03-08")),
            ("yyyy\"年\"m\"月\"", "2026年3月", Some("2026-03")),
            ("yyyy.mm", "2026.03", Some("2026-03")),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", "2026年3月8日", Some("2026-03-08")),
            ("yy.m.d", "26.3.8", Some("2026-03-08")),
            ("yyyy/m/d\\ h:mm", "2026/3/8 12:00", Some("2026-03-08")),
            ("h:mm:ss AM/PM", "12:00:00 PM", None),
            ("mmm\\-yy", "Mar-26", Some("2026-03")),
            ("aaaa", "星期日", None),
        ] {
            let shown = NumberFormat::of(0, Some(code)).show(day + if code.contains('h') { 0.5 } else { 0.0 }, false);
            assert_eq!((shown.text.as_str(), shown.date.as_deref()), (text, date), "{code}");
        }
        assert_eq!(NumberFormat::of(14, None).show(day, false).text, "2026/3/8");
        assert_eq!(NumberFormat::of(57, None).show(day, false).date.as_deref(), Some("2026-03"));
        assert_eq!(NumberFormat::of(14, None).show(28_994.0, true).date.as_deref(), Some("1983-05-20"));
        assert_eq!(shown("[h]:mm", 1.5), "36:00");
        assert_eq!(shown("mm:ss", 0.5 / 24.0), "30:00");
    }
}
