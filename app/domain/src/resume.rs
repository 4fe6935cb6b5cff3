//! Résumé lines as the appointment form prints them: `1998.09--2002.07  内容`, an
//! 18-column prefix, seven blanks in place of the end while it lasts.

use serde::{Deserialize, Serialize};

/// One line of a résumé.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeLine {
    /// `YYYY.MM`; empty for a line that only goes on.
    pub from: String,
    /// `YYYY.MM`; empty while it lasts.
    pub until: String,
    /// What.
    pub text: String,
}

/// Reads a résumé. `--`, `—`, `–`, `~` and `至` all separate the two months.
#[must_use]
pub fn parse(text: &str) -> Vec<ResumeLine> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(parse_line).collect()
}

fn parse_line(line: &str) -> ResumeLine {
    let Some((from, rest)) = month(line) else {
        return ResumeLine { text: line.to_owned(), ..ResumeLine::default() };
    };
    let rest = rest.trim_start();
    let after = rest.trim_start_matches(['-', '—', '–', '―', '~', '～', '至', '－']);
    if after.len() == rest.len() {
        return ResumeLine { text: line.to_owned(), ..ResumeLine::default() };
    }
    let after = after.trim_start();
    let (until, text) = match month(after) {
        Some((until, text)) => (until, text),
        None => (String::new(), after.strip_prefix("今").unwrap_or(after)),
    };
    ResumeLine { from, until, text: text.trim().to_owned() }
}

/// A month at the start of `text`, as `YYYY.MM`, and what follows it.
fn month(text: &str) -> Option<(String, &str)> {
    let year = text.get(..4)?;
    let mut rest = text.get(4..)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    rest = rest.trim_start_matches(['.', '-', '/', '年']);
    let digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let number: u32 = rest.get(..digits)?.parse().ok()?;
    if !(1..=12).contains(&number) {
        return None;
    }
    let rest = rest[digits..].strip_prefix('月').unwrap_or(&rest[digits..]);
    Some((format!("{year}.{number:02}"), rest))
}

/// Writes a résumé in the form's own columns, lines ended by CR LF.
#[must_use]
pub fn write(lines: &[ResumeLine]) -> String {
    let mut out = String::new();
    for line in lines {
        if !out.is_empty() {
            out.push_str("\r\n");
        }
        if line.from.is_empty() {
            out.push_str(&line.text);
        } else {
            out.push_str(&format!("{:7}--{:7}  {}", line.from, line.until, line.text));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_usual_writing_is_read() {
        let expected =
            ResumeLine { from: "1990.01".into(), until: "1996.01".into(), text: "某市总工会干部".into() };
        for text in [
            "1990.01--1996.01  某市总工会干部",
            "1990.01—1996.01 某市总工会干部",
            "1990.01–1996.01某市总工会干部",
            "199001--199601 某市总工会干部",
            "1990.1~1996.1 某市总工会干部",
            "1990年1月至1996年1月 某市总工会干部",
        ] {
            assert_eq!(parse(text), std::slice::from_ref(&expected), "{text}");
        }
        let now = parse("2020.05--         某县妇联主席\n（其间：2021.09--2021.12  省委党校学习）");
        assert_eq!(now[0], ResumeLine { from: "2020.05".into(), until: String::new(), text: "某县妇联主席".into() });
        assert_eq!(now[1].text, "（其间：2021.09--2021.12  省委党校学习）");
        assert_eq!(parse("2020.05至今 某县")[0].until, "");
    }

    #[test]
    fn the_prefix_has_eighteen_columns() {
        let line = ResumeLine { from: "2020.05".into(), until: String::new(), text: "某".into() };
        assert_eq!(write(&[line]).find('某'), Some(18));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(from in 1950u32..2026, a in 1u32..13, b in 1u32..13, ends: bool, text in "[一-龥]{1,12}") {
            prop_assume!(!text.starts_with('今') && !text.starts_with('至') && !text.starts_with('月'));
            let line = ResumeLine {
                from: format!("{from}.{a:02}"),
                until: if ends { format!("{}.{b:02}", from + 1) } else { String::new() },
                text,
            };
            prop_assert_eq!(parse(&write(std::slice::from_ref(&line))), vec![line]);
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }
    }
}
