//! Search keys: what a name can be found by.

mod made;

use domain::register::{Listed, Register, RegisterQuery};
use domain::search::normal_query;
use pinyin::{ToPinyin, ToPinyinMulti};
use unicode_normalization::UnicodeNormalization;

/// Counts changes of how keys are made: a store with older ones makes them anew.
pub(crate) const KEY_VERSION: i64 = 3;

/// Readings of names that the table of readings lacks.
const NAMES: [(char, &str); 3] = [('黑', "he"), ('𬭳', "zhou"), ('宓', "fu")];

/// Readings of characters that begin a name as a surname and are read otherwise elsewhere.
const SURNAMES: [(char, &str); 19] = [
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('尉', "wei"),
    ('覃', "qin"),
    ('缪', "miao"),
    ('种', "chong"),
    ('乐', "yue"),
    ('召', "shao"),
    ('佴', "nai"),
    ('宓', "fu"),
    ('黑', "he"),
    ('洗', "xian"),
    ('繁', "po"),
];

/// Surnames of two characters whose first is read otherwise than alone.
const DOUBLE: [(&str, &str); 3] = [("长孙", "zhang"), ("尉迟", "yu"), ("万俟", "mo")];

/// What sorts by the first way that a key has of reading a text: an expression of a query, of a table with
/// `search`. The same as [`spelled`].
pub(crate) const SPELLED: &str = "(string::split(search, ' ')[1] ?? search)";

/// Ways to read one text, at most.
const MOST: usize = 64;

/// What two writings of one name have in common; see [`domain::text::name_key`].
#[must_use]
pub(crate) fn name_key(name: &str) -> String {
    domain::text::name_key(&name.nfkc().collect::<String>())
}

/// The readings of a character, the usual one first, without tones; none for other signs.
fn readings(c: char) -> Vec<String> {
    let mut all: Vec<String> = c.to_pinyin().map(|one| one.plain().replace('ü', "v")).into_iter().collect();
    let others = c.to_pinyin_multi().into_iter().flatten().map(|one| one.plain().replace('ü', "v"));
    let own = NAMES.iter().filter(|(name, _)| *name == c).map(|(_, reading)| (*reading).to_owned());
    for reading in own.chain(others) {
        if !all.contains(&reading) && reading.is_ascii() && !reading.is_empty() {
            all.push(reading);
        }
    }
    all.retain(|reading| reading.is_ascii());
    if all.is_empty() && c.is_alphanumeric() {
        all.push(c.to_string());
    }
    all
}

/// How the first character of a text is read where it is a surname that is read otherwise elsewhere.
fn surname(text: &str) -> Option<&'static str> {
    let double = DOUBLE.iter().find(|(name, _)| text.starts_with(name));
    double.map(|(_, reading)| *reading).or_else(|| {
        let first = text.chars().next()?;
        SURNAMES.iter().find(|(name, _)| *name == first).map(|(_, reading)| *reading)
    })
}

/// The pinyin of a text as it is usually read, by which names sort before they sort by themselves.
#[must_use]
pub(crate) fn spelled(text: &str) -> String {
    let whole: String = text.nfkc().collect();
    let plain: String = whole.split_whitespace().map(plain).collect();
    let mut read = surname(&plain).unwrap_or_default().to_owned();
    for c in plain.chars().skip(usize::from(!read.is_empty())) {
        match c.to_pinyin().map(|one| one.plain()) {
            Some(one) if one.is_ascii() => read.push_str(one),
            _ => read.extend(readings(c).into_iter().next()),
        }
    }
    read
}

/// Puts things in the order in which their names are read, those that are read alike by the names themselves;
/// of the same name they keep their order.
pub(crate) fn by_name<T>(all: &mut [T], name: impl Fn(&T) -> &str) {
    all.sort_by_cached_key(|one| (spelled(name(one)), name(one).to_owned()));
}

/// All ways to read a text; of long ones those that differ in one character from the usual.
fn ways(text: &str) -> Vec<Vec<String>> {
    let mut each: Vec<Vec<String>> = text.chars().map(readings).filter(|all| !all.is_empty()).collect();
    if let (Some(first), Some(surname)) = (each.first_mut(), surname(text)) {
        first.retain(|reading| reading != surname);
        first.insert(0, surname.to_owned());
    }
    let product =
        |each: &[Vec<String>]| each.iter().try_fold(1usize, |n, all| n.checked_mul(all.len())).unwrap_or(usize::MAX);
    let few: Vec<Vec<String>> = each.iter().map(|all| all.iter().take(3).cloned().collect()).collect();
    let each = if product(&each) <= MOST { each } else { few };
    if product(&each) <= MOST {
        return each.iter().fold(vec![Vec::new()], |ways, all| {
            ways.iter()
                .flat_map(|way| all.iter().map(|one| [way.as_slice(), std::slice::from_ref(one)].concat()))
                .collect()
        });
    }
    let usual: Vec<String> = each.iter().map(|all| all[0].clone()).collect();
    let mut ways = vec![usual.clone()];
    for (at, all) in each.iter().enumerate() {
        for other in &all[1..] {
            if ways.len() < MOST {
                let mut way = usual.clone();
                way[at].clone_from(other);
                ways.push(way);
            }
        }
    }
    ways
}

/// The text a name or title is searched in, in lower case, parts separated by blanks: itself, its
/// pinyin in full in every way it may be read, and its initials alike.
#[must_use]
pub fn search_key(text: &str) -> String {
    let whole: String = text.nfkc().collect();
    // As a query is brought into its form, but whole.
    let plain: String = whole.split_whitespace().map(plain).collect::<String>();
    let mut parts = vec![plain.clone()];
    let ways = ways(&plain);
    let full = ways.iter().map(|way| way.concat());
    let initials = ways.iter().map(|way| way.iter().filter_map(|one| one.chars().next()).collect::<String>());
    for part in full.chain(initials) {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(" ")
}

/// What is shown of a list that was narrowed to its viewer's scope. Pinyin is made only for who types some.
#[must_use]
pub(crate) fn listed<T: Listed>(query: &RegisterQuery, rows: Vec<T>) -> Register<T> {
    let latin = normal_query(&query.q).is_ascii();
    query.shown(rows, |word| if latin { search_key(word) } else { plain(word) }, spelled)
}

/// A text in the form of a query, see [`normal_query`], however long.
pub(crate) fn plain(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    chars.chunks(20).map(|part| normal_query(&part.iter().collect::<String>())).collect()
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

    #[test]
    fn surnames_and_characters_of_several_readings_are_found_in_every_reading() {
        for (name, queries) in [
            ("胡长治", &["huchangzhi", "hcz"][..]),
            ("万俟雪", &["moqixue", "mqx"]),
            ("解长乐", &["xiechangle", "xcl"]),
            ("尉建国", &["weijianguo", "wjg"]),
            ("尉迟恭一", &["yuchigongyi", "ycgy"]),
            ("乐朝阳", &["yuezhaoyang", "yzy", "lezhaoyang"]),
            ("种师中", &["chongshizhong", "csz"]),
            ("覃茜", &["qinxi", "qx", "tanqian"]),
            ("曾重乐", &["zengchongle", "zcl"]),
            ("李𬭳", &["lizhou", "lz"]),
            ("阿卜杜拉·买买提", &["abudulamaimaiti", "abdlmmt", "买买提", "阿卜杜拉买买提"]),
            ("单田芳", &["shantianfang"]),
            ("长孙无忧", &["zhangsunwuyou"]),
            ("盖九霄", &["gejiuxiao"]),
            ("逄晓", &["pangxiao"]),
            ("仇英", &["qiuying"]),
            ("朴实", &["piaoshi"]),
            ("区明", &["ouming"]),
            ("缪莉", &["miaoli"]),
            ("翟天", &["zhaitian"]),
            ("查理", &["zhali"]),
            ("令狐冲", &["linghuchong"]),
            ("繁星", &["poxing"]),
            ("洗星海", &["xianxinghai"]),
            ("黑明", &["heming"]),
            ("佴玉", &["naiyu"]),
        ] {
            let key = search_key(name);
            for q in queries {
                assert!(key.contains(&normal_query(q)), "{name}: {key} lacks {q}");
            }
        }
    }

    #[test]
    fn names_sort_as_they_are_read_and_those_read_alike_by_themselves() {
        let mut names = vec!["赵一", "曾重", "李明", "单于", "陈乙", "陈亿", "阿里", "欧阳", "黎明", "Bob", "曹操"];
        by_name(&mut names, |name| name);
        assert_eq!(names, ["阿里", "Bob", "曹操", "陈乙", "陈亿", "李明", "黎明", "欧阳", "单于", "曾重", "赵一"]);
        // A key has the same first, so that what is sorted by the engine stands in the same order.
        for name in ["赵一", "曾重乐", "长孙无忧", "尉迟恭一", "李𬭳", "省总工会 IT 部", "阿卜杜拉·买买提"]
        {
            assert_eq!(search_key(name).split(' ').nth(1), Some(spelled(name).as_str()), "{name}");
        }
    }

    #[test]
    fn long_texts_keep_within_bounds() {
        let long = "重乐长行单解曾覃种".repeat(20);
        let key = search_key(&long);
        assert!(key.split(' ').count() <= 1 + 2 * MOST);
        assert!(key.starts_with(&long));
    }
}
