//! The words that offices use for what the code tables call otherwise.

use crate::code::{self, Code, Lang, Level, Politics, Rank, Sex};
use crate::text::word_key;

/// A word without remarks in brackets: `正科级（主持工作）` is `正科级`.
fn plain(text: &str) -> String {
    let key = word_key(text);
    key.split(['(', '[', '【']).next().unwrap_or_default().to_owned()
}

/// The level that a word means: `正处级`, `副科`, `县处级正职`, `厅局级副职领导干部`.
#[must_use]
pub fn level(text: &str) -> Option<Level> {
    if let Some(level) = Level::find(text.trim()).filter(|level| Level::ALL.contains(level)) {
        return Some(level);
    }
    let word = plain(text);
    let mut word = word.as_str();
    for tail in ["领导干部", "干部", "领导职务", "职务", "领导", "人员", "公务员"] {
        word = word.strip_suffix(tail).unwrap_or(word);
    }
    match word {
        "科员" | "科员级" | "一般科员" => return Some(Level::Staff),
        "办事员" | "办事员级" => return Some(Level::Clerk),
        "试用期" | "试用" | "见习期" => return Some(Level::Probation),
        "其他" => return Some(Level::Other),
        _ => {}
    }
    let ends = |tail: &str| word.strip_suffix(tail);
    let (chief, stem) = if let Some(stem) = word.strip_prefix('正') {
        (true, stem)
    } else if let Some(stem) = word.strip_prefix('副') {
        (false, stem)
    } else if let Some(stem) = ends("正职") {
        (true, stem)
    } else if let Some(stem) = ends("副职") {
        (false, stem)
    } else if let Some(stem) = ends("正") {
        (true, stem)
    } else {
        (false, ends("副")?)
    };
    let stem = stem.trim_end_matches("实职").trim_end_matches("职").trim_end_matches('级');
    let (high, low) = match stem {
        "省部" | "部省" | "部" | "省" => (Level::MinisterChief, Level::MinisterDeputy),
        "厅局" | "司局" | "地厅" | "地市" | "厅" | "司" | "局" | "地" => {
            (Level::BureauChief, Level::BureauDeputy)
        }
        "县处" | "处" | "县" | "县团" | "团" => (Level::DivisionChief, Level::DivisionDeputy),
        "乡科" | "科" | "乡" | "乡镇" | "镇" => (Level::SectionChief, Level::SectionDeputy),
        _ => return None,
    };
    Some(if chief { high } else { low })
}

/// The rank (职级) that a word means: `一级主任科员`, `1级主任科员`.
#[must_use]
pub fn rank(text: &str) -> Option<Rank> {
    let word = plain(text).replace('1', "一").replace('2', "二").replace('3', "三").replace('4', "四");
    let word = word.trim_end_matches("职级");
    Rank::ALL.iter().copied().find(|rank| rank.code() == text.trim() || rank.name(Lang::Zh) == word)
}

/// The political status that a word means, short, long or official.
#[must_use]
pub fn politics(text: &str) -> Option<Politics> {
    if let Some(found) = Politics::find(text.trim()) {
        return Some(found);
    }
    let word = word_key(text);
    let word = word.as_str();
    if word.contains("预备") && ["中共", "中国共产党", "党员"].iter().any(|part| word.contains(part)) {
        return Some(Politics::Probationary);
    }
    let stem = ["正式党员", "党员", "盟员", "会员", "社员", "成员"]
        .iter()
        .find_map(|tail| word.strip_suffix(tail))
        .unwrap_or(word);
    Some(match stem {
        // 党员 alone.
        "" if word.ends_with("党员") => Politics::Member,
        "中共" | "中国共产党" | "共产党" | "共产" | "中共党" => Politics::Member,
        "共青团员"
        | "团员"
        | "共青团"
        | "中国共产主义青年团"
        | "中国共产主义青年团团员"
        | "共产主义青年团团员"
        | "共青团团员" => Politics::League,
        "民革" | "中国国民党革命委员会" | "国民党革命委员会" => Politics::RevolutionaryCommittee,
        "民盟" | "中国民主同盟" | "民主同盟" => Politics::DemocraticLeague,
        "民建" | "中国民主建国会" | "民主建国会" => Politics::Construction,
        "民进" | "中国民主促进会" | "民主促进会" => Politics::Promoting,
        "农工" | "农工党" | "农工民主党" | "中国农工民主党" => Politics::PeasantsWorkers,
        "致公" | "致公党" | "中国致公党" => Politics::ZhiGong,
        "九三" | "九三学社" => Politics::JiuSan,
        "台盟" | "台湾民主自治同盟" => Politics::Taiwan,
        "无党派" | "无党派人士" | "无党派民主人士" | "无党派爱国民主人士" | "无党派代表人士" => {
            Politics::NonParty
        }
        "群众" | "普通群众" | "普通公民" | "公民" | "普通百姓" => Politics::Masses,
        _ => return None,
    })
}

/// The ethnic group that a word means, with or without 族, by its code of GB/T 3304, or as it is
/// called for short.
#[must_use]
pub fn ethnic(text: &str) -> Option<&'static str> {
    let word = plain(text);
    let code = word.parse::<usize>().ok().filter(|_| word.len() == 2).and_then(|n| n.checked_sub(1));
    if let Some(name) = code.and_then(|n| code::ETHNIC_GROUPS.get(n)) {
        return Some(name);
    }
    let stem = word.strip_suffix("民族").or(word.strip_suffix('族')).unwrap_or(&word);
    code::ethnic_group(&word).or_else(|| code::ethnic_group(stem)).or(match stem {
        "蒙" => Some("蒙古族"),
        "维" | "维吾尔" => Some("维吾尔族"),
        "哈萨" => Some("哈萨克族"),
        "朝" | "鲜" | "朝鲜" => Some("朝鲜族"),
        "柯" => Some("柯尔克孜族"),
        "乌兹别克" => Some("乌孜别克族"),
        "达" | "达呼尔" => Some("达斡尔族"),
        "僮" => Some("壮族"),
        "侗家" => Some("侗族"),
        "仫" | "么佬" => Some("仫佬族"),
        "仡" => Some("仡佬族"),
        "傈" | "栗粟" => Some("傈僳族"),
        "拉" => Some("拉祜族"),
        "纳" => Some("纳西族"),
        "裕" => Some("裕固族"),
        "锡" => Some("锡伯族"),
        "崩龙" => Some("德昂族"),
        _ => None,
    })
}

/// The sex that a word means.
#[must_use]
pub fn sex(text: &str) -> Option<Sex> {
    Sex::find(text.trim()).or(match plain(text).as_str() {
        "男" | "男性" | "m" | "male" => Some(Sex::Male),
        "女" | "女性" | "f" | "female" => Some(Sex::Female),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_as_offices_say_them() {
        for (words, code) in [
            (&["正部级", "省部级正职", "正省级"][..], "1A11"),
            (&["副部级", "副省级", "省部级副职", "副省部级"], "1A12"),
            (&["正厅级", "正局级", "正厅", "厅局级正职", "正司局级", "地厅级正职", "正地厅级"], "1A21"),
            (&["副厅级", "副局级", "厅级副职", "副厅局级"], "1A22"),
            (&["正处级", "正处", "正县级", "正县处级", "县处级正职", "正 处 级", "正处级领导职务", "处级正职"], "1A31"),
            (&["副处级", "副县级", "县处级副职", "副处级（试用期一年）"], "1A32"),
            (&["正科级", "正科", "乡科级正职", "正乡科级", "科级正职", "正科级实职"], "1A41"),
            (&["副科级", "副科", "副乡级", "乡科级副职", "副科级干部"], "1A42"),
            (&["科员", "科员级"], "1A50"),
            (&["办事员"], "1A60"),
            (&["试用期", "试用期人员", "试用期公务员"], "1A98"),
        ] {
            for word in words {
                assert_eq!(level(word).map(Code::code), Some(code), "{word}");
            }
        }
        for word in ["", "处级", "正股级", "一级主任科员", "四级调研员", "主任", "正", "局长", "未定级"]
        {
            assert_eq!(level(word), None, "{word}");
        }
    }

    #[test]
    fn ranks_are_no_levels() {
        assert_eq!(rank("一级主任科员"), Some(Rank::ChiefClerkOne));
        assert_eq!(rank("四级调研员（试用期）"), Some(Rank::ConsultantFour));
        assert_eq!(rank("二级 巡视员"), Some(Rank::InspectorTwo));
        assert_eq!(rank("１级科员"), Some(Rank::ClerkOne));
        for word in ["科员", "正科级", "五级调研员", "主任科员", ""] {
            assert_eq!(rank(word), None, "{word}");
        }
    }

    #[test]
    fn parties_are_read_as_offices_say_them() {
        for (words, found) in [
            (
                &["中共党员", "党员", "中国共产党党员", "中共正式党员", "共产党员", "中共", "正式党员"][..],
                Politics::Member,
            ),
            (&["中共预备党员", "预备党员", "中国共产党预备党员", "中共党员（预备）"], Politics::Probationary),
            (&["共青团员", "团员", "中国共产主义青年团团员", "共青团团员"], Politics::League),
            (&["民革", "民革党员", "民革会员", "中国国民党革命委员会会员"], Politics::RevolutionaryCommittee),
            (&["民盟", "民盟盟员", "中国民主同盟盟员"], Politics::DemocraticLeague),
            (&["民建", "民建会员", "中国民主建国会会员"], Politics::Construction),
            (&["民进会员", "中国民主促进会会员"], Politics::Promoting),
            (&["农工党", "农工党党员", "中国农工民主党党员"], Politics::PeasantsWorkers),
            (&["致公党", "中国致公党党员"], Politics::ZhiGong),
            (&["九三", "九三学社", "九三学社社员"], Politics::JiuSan),
            (&["台盟", "台湾民主自治同盟盟员"], Politics::Taiwan),
            (&["无党派", "无党派人士", "无党派民主人士"], Politics::NonParty),
            (&["群众", "普通公民", "群 众"], Politics::Masses),
        ] {
            for word in words {
                assert_eq!(politics(word), Some(found), "{word}");
            }
        }
        for word in ["", "无", "未知", "国民党员", "其他"] {
            assert_eq!(politics(word), None, "{word}");
        }
    }

    #[test]
    fn peoples_and_sexes_are_read_as_offices_say_them() {
        for (word, found) in [
            ("汉", "汉族"),
            ("壮", "壮族"),
            ("维族", "维吾尔族"),
            ("维吾尔", "维吾尔族"),
            ("乌兹别克族", "乌孜别克族"),
            ("01", "汉族"),
            ("56", "基诺族"),
            ("汉民族", "汉族"),
            ("蒙族", "蒙古族"),
            (" 土 家 族 ", "土家族"),
        ] {
            assert_eq!(ethnic(word), Some(found), "{word}");
        }
        for word in ["", "00", "57", "火星", "族"] {
            assert_eq!(ethnic(word), None, "{word}");
        }
        assert_eq!(
            (sex("男性"), sex("Ｆ"), sex("女 "), sex("中")),
            (Some(Sex::Male), Some(Sex::Female), Some(Sex::Female), None)
        );
    }
}
