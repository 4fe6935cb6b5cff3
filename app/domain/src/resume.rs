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

/// Reads a résumé as offices write it: months as `1998.09`, `199809`, `1998年9月`, `1998/9`, with a
/// day or without, in full-width digits; dashes of any kind, `~` and `至` between them; `今`, `至今`,
/// `现在` for what lasts. Entries one after the other on a line, with `；` between, are lines.
#[must_use]
pub fn parse(text: &str) -> Vec<ResumeLine> {
    text.lines()
        .flat_map(entries)
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .map(parse_line)
        .collect()
}

/// The entries of a line: it is cut before each pair of months that follows a semicolon, except
/// inside brackets, where what happened meanwhile stands.
fn entries(line: &str) -> Vec<String> {
    let (mut entries, mut depth, mut from) = (Vec::new(), 0i32, 0usize);
    for (at, c) in line.char_indices() {
        match c {
            '（' | '(' | '【' | '[' => depth += 1,
            '）' | ')' | '】' | ']' => depth -= 1,
            '；' | ';' if depth <= 0 => {
                let next = at + c.len_utf8();
                if period(line[next..].trim_start()).is_some() {
                    entries.push(line[from..at].to_owned());
                    from = next;
                }
            }
            _ => {}
        }
    }
    entries.push(line[from..].to_owned());
    entries
}

fn parse_line(line: String) -> ResumeLine {
    match period(&line) {
        Some((from, until, text)) => {
            ResumeLine { from, until, text: text.trim_start_matches(['：', ':']).trim().to_owned() }
        }
        None => ResumeLine { text: line, ..ResumeLine::default() },
    }
}

/// The two months at the start of a line, and what follows them.
fn period(line: &str) -> Option<(String, String, String)> {
    // Digits and signs as half-width ones; they take other lengths, so the text is made anew.
    let plain: String = line
        .trim_start_matches('自')
        .chars()
        .map(|c| if matches!(c, '０'..='９' | '．' | '－' | '～' | '／') { crate::text::half(c) } else { c })
        .collect();
    let (from, rest) = month(&plain)?;
    let rest = rest.trim_start();
    let after = rest.trim_start_matches(['-', '—', '–', '―', '─', '~', '至', '−', '﹣', '到', ' ', '　', '\t']);
    let sign =
        rest.chars().next().is_some_and(|c| matches!(c, '-' | '—' | '–' | '―' | '─' | '~' | '至' | '−' | '﹣' | '到'));
    if !sign {
        return None;
    }
    let (until, text) = match month(after) {
        Some((until, text)) => (until, text),
        None => (
            String::new(),
            ["今", "现在", "目前", "迄今"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after),
        ),
    };
    Some((from, until, text.to_owned()))
}

/// A month at the start of `text`, as `YYYY.MM`, and what follows it; a day behind it is left out.
fn month(text: &str) -> Option<(String, &str)> {
    let year = text.get(..4)?;
    let mut rest = text.get(4..)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) || !(1900..=2100).contains(&year.parse::<u32>().ok()?) {
        return None;
    }
    let before = rest;
    rest = rest.trim_start_matches(['.', '-', '/', '年', ' ']);
    let sign = before.chars().next().filter(|_| rest.len() < before.len());
    let digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let number: u32 = rest.get(..digits)?.parse().ok()?;
    if !(1..=12).contains(&number) {
        return None;
    }
    let rest = &rest[digits..];
    let rest = match (rest.strip_prefix('月'), sign) {
        (Some(after), _) => {
            day(after).filter(|after| after.starts_with(['日', '号'])).map_or(after, |after| &after['日'.len_utf8()..])
        }
        (None, Some(sign @ ('.' | '/'))) => rest.strip_prefix(sign).and_then(day).unwrap_or(rest),
        // 19980901
        (None, None) if rest.bytes().take_while(u8::is_ascii_digit).count() == 2 => &rest[2..],
        (None, _) => rest,
    };
    Some((format!("{year}.{number:02}"), rest))
}

/// What follows a day of the month.
fn day(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    (1..=31).contains(&number).then(|| &text[digits..])
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
    fn lines_are_read_in_the_forms_offices_write() {
        for text in [
            "1998.09——2002.07 学习",
            "1998.09－－2002.07　学习",
            "１９９８．０９-２００２．０７ 学习",
            "1998/9-2002/7 学习",
            "1998.09.01-2002.07.31 学习",
            "1998年9月1日至2002年7月31日 学习",
            "19980901--20020731 学习",
            "1998.9 - 2002.7 学习",
            "1998年09月—2002年07月：学习",
            "自1998年9月至2002年7月 学习",
            "1998.09～2002.07学习",
            "1998.09到2002.07 学习",
            "1998.09 -- 2002.07  学习",
        ] {
            let line = ResumeLine { from: "1998.09".into(), until: "2002.07".into(), text: "学习".into() };
            assert_eq!(parse(text), [line], "{text}");
        }
        for text in [
            "2016.11--至今  副主席",
            "2016.11—今 副主席",
            "2016.11-现在 副主席",
            "2016.11至今 副主席",
            "2016年11月至今，副主席",
        ] {
            let line = &parse(text)[0];
            assert_eq!((line.from.as_str(), line.until.as_str()), ("2016.11", ""), "{text}");
            assert!(line.text.ends_with("副主席") && !line.text.contains('今'), "{text}");
        }
        let one = parse(
            "1998.09--2002.07 学习；2002.07--2009.03 干部（其间：2005.09--2008.06 在职学习；2007.03--2008.03 挂职）;2009.03-- 部长",
        );
        assert_eq!(one.iter().map(|line| line.from.as_str()).collect::<Vec<_>>(), ["1998.09", "2002.07", "2009.03"]);
        assert!(one[1].text.ends_with("挂职）"));
        assert_eq!(parse("2012年度考核优秀；负责工会工作").len(), 1);
    }

    #[test]
    fn the_prefix_has_eighteen_columns() {
        let line = ResumeLine { from: "2020.05".into(), until: String::new(), text: "某".into() };
        assert_eq!(write(&[line]).find('某'), Some(18));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(from in 1950u32..2026, a in 1u32..13, b in 1u32..13, ends: bool, text in "[一-龥]{1,12}") {
            prop_assume!(!text.starts_with(['今', '至', '月', '到', '现', '目', '迄', '日', '号']));
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
