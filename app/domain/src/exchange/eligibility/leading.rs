//! Which titles are leading posts (领导职务), where a unit's list does not say so.

use crate::code::Level;

/// How titles of leading posts end.
const ENDS: [&str; 14] = [
    "书记",
    "主席",
    "局长",
    "主任",
    "部长",
    "会长",
    "理事长",
    "市长",
    "县长",
    "院长",
    "检察长",
    "负责人",
    "领导",
    "常委",
];

/// Ranks (职级) and posts without leadership.
const RANKS: [&str; 7] = ["调研员", "主任科员", "巡视员", "科员", "办事员", "试用", "工作人员"];

/// Whether a level has leading posts at all.
#[must_use]
pub fn is_leading_level(level: Level) -> bool {
    level <= Level::SectionDeputy
}

/// Whether a title that is none of the unit's listed posts is one of its leading posts; none when it
/// can't be told. `title` is without the unit's name.
#[must_use]
pub fn leads(title: &str, level: Level) -> Option<bool> {
    let title = title.trim();
    if matches!(level, Level::Staff | Level::Clerk | Level::Probation) || RANKS.iter().any(|rank| title.contains(rank))
    {
        return Some(false);
    }
    let before = ENDS.iter().find_map(|end| title.strip_suffix(end));
    match before {
        // Heads of departments inside a unit lead those, not the unit.
        Some(before) if ["科", "处", "室", "股"].iter().any(|part| before.contains(part)) => Some(false),
        Some(before) if before.contains('部') && !before.contains('委') => Some(false),
        Some(_) => Some(true),
        None if ["科长", "处长", "股长", "所长", "队长"].iter().any(|end| title.ends_with(end)) => {
            Some(false)
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_leading_posts_where_they_do() {
        let chief = Level::DivisionChief;
        for title in ["主席", "副书记", "主要负责人", "副职领导", "副局长", "市委组织部副部长"]
        {
            assert_eq!(leads(title, chief), Some(true), "{title}");
        }
        for title in ["科长", "综合处副处长", "办公室主任", "权益部副部长", "一级主任科员", "四级调研员", "科员"]
        {
            assert_eq!(leads(title, chief), Some(false), "{title}");
        }
        assert_eq!((leads("", chief), leads("专职委员", chief)), (None, None));
        assert_eq!(leads("主任", Level::Staff), Some(false));
    }
}
