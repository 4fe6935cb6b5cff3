//! Text as it comes out of files and clipboards: what nobody sees is taken away, what no
//! font knows is named, and names are brought into one form.

mod private_use;

pub use private_use::private_use;

/// Whether a character shows nothing: marks of direction and of joining, soft hyphens, byte
/// order marks, variation selectors, tags and fillers.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
        || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Whether no agreed character stands behind a code: private use, replacement, noncharacters.
#[must_use]
pub fn is_unmapped(c: char) -> bool {
    let code = c as u32;
    matches!(code, 0xE000..=0xF8FF | 0xFFFC..=0xFFFD | 0xFDD0..=0xFDEF | 0xF_0000..=0x10_FFFF)
        || code & 0xFFFE == 0xFFFE
}

/// Text without what nobody sees, private-use codes of GB 18030 as the characters that have
/// since got codes of their own, blanks at both ends cut. What stays unmapped stays, to be
/// named by [`unmapped`].
#[must_use]
pub fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_invisible(*c)).map(|c| private_use(c).unwrap_or(c)).collect();
    kept.trim_matches(|c: char| c.is_whitespace() || c == '\u{2800}').to_owned()
}

/// The first character of a text that stands for none: a name with it can't be printed.
#[must_use]
pub fn unmapped(text: &str) -> Option<char> {
    text.chars().find(|c| is_unmapped(*c))
}

/// The dots that stand between the parts of a name, however they were typed.
fn is_dot(c: char) -> bool {
    matches!(
        c,
        '·' | '•'
            | '・'
            | '･'
            | '‧'
            | '∙'
            | '⋅'
            | '●'
            | '.'
            | '．'
            | '。'
            | '｡'
            | '˙'
            | '᛫'
            | '⸱'
            | '\u{2024}'
            | '\u{0387}'
            | '\u{A78F}'
    )
}

/// A full-width letter, digit or sign as a half-width one.
#[must_use]
pub fn half(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A radical, which looks like a character and is none, as the character: texts copied out of
/// PDF files have them.
fn radical(c: char) -> char {
    const SIMPLIFIED: [(char, char); 30] = [
        ('⺠', '民'),
        ('⺟', '母'),
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻧', '卤'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻰', '龙'),
        ('⻳', '龟'),
        ('⻯', '竜'),
        ('⺼', '肉'),
    ];
    SIMPLIFIED.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, character)| *character)
}

/// A person's name in its one form: nothing invisible, no blanks between Han characters (lists
/// pad two-character names to three), one middle dot (U+00B7) between the parts of a name,
/// half-width Latin letters.
#[must_use]
pub fn name(text: &str) -> String {
    let plain: String = clean(text).chars().map(half).map(radical).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if plain.is_ascii() {
        return words.join(" ");
    }
    let mut name = String::new();
    for c in words.concat().chars() {
        if !is_dot(c) {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('·') {
            name.push('·');
        }
    }
    name.trim_end_matches('·').to_owned()
}

/// What two writings of one name have in common: its [`name`] in small letters, without dots and
/// blanks.
#[must_use]
pub fn name_key(text: &str) -> String {
    name(text).chars().filter(|c| *c != '·' && !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// What two writings of a word of an office have in common: half-width, no blanks, no closing
/// marks, brackets alike.
#[must_use]
pub fn word_key(text: &str) -> String {
    clean(text)
        .chars()
        .map(half)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '"' | '“' | '”' | '：' | ':' | '*' | '、' | '。'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A text with full-width letters, digits and marks (`０`–`９`, `．`, `－`, `：`) in their
/// half-width form, as an input method set to Chinese writes them; ideographic blanks become blanks.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars().map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_goes_and_what_nobody_knows_stays() {
        assert_eq!(clean("\u{202D}999900198803260133\u{202C}"), "999900198803260133");
        assert_eq!(clean("温\u{200B}表\u{AD}戊\u{FEFF}"), "温表戊");
        assert_eq!(clean("陈\u{E863}"), "陈䶮");
        assert_eq!(clean("何\u{E816}"), "何\u{20087}");
        assert_eq!(unmapped(&clean("杨\u{F0001}")), Some('\u{F0001}'));
        assert_eq!(unmapped(&clean("杨\u{E000}")), Some('\u{E000}'));
        assert_eq!(unmapped(&clean("杨\u{FFFD}")), Some('\u{FFFD}'));
        assert_eq!(unmapped("杨千𫰡 㛃䶮䲠𬭳"), None);
        assert_eq!(clean(" 一\n二\t三\u{A0}"), "一\n二\t三");
    }

    #[test]
    fn a_name_has_one_form_however_it_was_typed() {
        for text in ["张三", "张 三", "张　三", " 张\u{A0}三 ", "张\u{200B}三", "张  三"] {
            assert_eq!(name(text), "张三", "{text:?}");
        }
        for text in [
            "买买提·阿不都",
            "买买提•阿不都",
            "买买提・阿不都",
            "买买提.阿不都",
            "买买提．阿不都",
            "买买提 · 阿不都",
            "买买提‧阿不都",
            "买买提··阿不都",
        ] {
            assert_eq!(name(text), "买买提·阿不都", "{text:?}");
        }
        assert_eq!(name("John  Smith"), "John Smith");
        assert_eq!(name("⻢良"), "马良");
        assert_eq!(name_key("买买提·阿不都"), name_key("买买提阿不都"));
        assert_eq!(name_key("ＡＢ"), "ab");
    }

    #[test]
    fn words_of_offices_have_one_form() {
        assert_eq!(word_key("正科级 "), "正科级");
        assert_eq!(word_key("正科级（实职）"), "正科级(实职)");
    }

    #[test]
    fn full_width_marks_become_half_width_ones() {
        assert_eq!(half_width("ＡＢ－１２：３０　．５"), "AB-12:30 .5");
        assert_eq!(half_width("汉字，标点。"), "汉字,标点。");
    }
}
