//! Search keys: what a name can be found by.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Surnames read otherwise than the character alone.
const SURNAMES: [(char, &str); 16] = [
    ('单', "shan"),
    ('曾', "zeng"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('查', "zha"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('任', "ren"),
    ('华', "hua"),
    ('区', "ou"),
    ('尉', "yu"),
    ('乐', "yue"),
    ('员', "yun"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('覃', "qin"),
];

/// The text a name or title is searched in: itself, its pinyin in full, and its
/// initials, separated by blanks, in lower case. A reading that differs in a surname
/// or in characters with several readings is added.
#[must_use]
pub fn search_key(text: &str) -> String {
    let lower: String = text.to_lowercase().split_whitespace().collect();
    let mut full = String::new();
    let mut initials = String::new();
    let mut other = String::new();
    let mut differs = false;
    for (at, c) in lower.chars().enumerate() {
        let Some(plain) = c.to_pinyin().map(|p| p.plain()) else {
            if c.is_alphanumeric() {
                full.push(c);
                initials.push(c);
                other.push(c);
            }
            continue;
        };
        let surname = SURNAMES.iter().find(|(s, _)| at == 0 && *s == c).map(|(_, reading)| *reading);
        let first = surname.unwrap_or(plain).replace('ü', "v");
        let second = if surname.is_some() {
            plain.replace('ü', "v")
        } else {
            c.to_pinyin_multi()
                .and_then(|multi| multi.into_iter().map(|p| p.plain()).find(|p| *p != plain))
                .unwrap_or(plain)
                .replace('ü', "v")
        };
        differs |= second != first;
        initials.push_str(&first[..1]);
        full.push_str(&first);
        other.push_str(&second);
    }
    if differs { format!("{lower} {full} {initials} {other}") } else { format!("{lower} {full} {initials}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_han_pinyin_and_initials() {
        let key = search_key("张伟");
        for q in ["张伟", "伟", "zhangwei", "zhang", "zw"] {
            assert!(key.contains(q), "{key} lacks {q}");
        }
        assert!(search_key("单雄信").contains("shanxiongxin"));
        assert!(search_key("吕布").contains("lvbu"));
        assert!(search_key("省总工会 IT 部").contains("szghitb"));
    }
}
