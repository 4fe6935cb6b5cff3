//! Kinship for 任职回避 (公务员法 74): who is related how, through as many records as it takes.
//!
//! A relation is a word of three ties: to a parent, to a child, to a spouse. A brother is
//! parent–child; a wife's brother is spouse–parent–child. Words of a path through several
//! records are joined and shortened (a spouse's child is a child), and the law's classes are
//! sets of words.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::Relative;
use crate::PersonId;
use crate::code::codes;

codes! {
    /// Classes of kinship that lead to avoidance (公务员法 74; 公务员回避规定).
    Kinship {
        Spouse "spouse" "夫妻" "Spouses",
        Direct "direct" "直系血亲" "Lineal relatives by blood",
        Collateral "collateral" "三代以内旁系血亲" "Collateral relatives by blood within three generations",
        Affinity "affinity" "近姻亲" "Close relatives by marriage",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Tie {
    /// Up to a parent.
    Up,
    /// Down to a child.
    Down,
    /// Across to a spouse.
    Across,
}

use Tie::{Across as A, Down as D, Up as U};

impl Tie {
    fn back(self) -> Self {
        match self {
            U => D,
            D => U,
            A => A,
        }
    }
}

/// The longest word any class has: a cousin's spouse.
const LONGEST: usize = 5;

/// The word of a 称谓; nothing for one that is no kin or not known.
fn word(relation: &str) -> Option<&'static [Tie]> {
    let plain = relation.trim();
    // 长子, 次女, 三弟, 大哥 are read as what stands after the number.
    let bare = plain.trim_start_matches(['长', '大', '次', '二', '三', '四', '五', '六', '小', '幼', '养', '继']);
    let known = |text: &str| -> Option<&'static [Tie]> {
        Some(match text {
            "妻子" | "丈夫" | "配偶" | "妻" | "夫" | "爱人" => &[A],
            "父亲" | "母亲" | "父" | "母" | "爸爸" | "妈妈" => &[U],
            "儿子" | "女儿" | "子" | "女" | "子女" => &[D],
            "哥哥" | "弟弟" | "姐姐" | "妹妹" | "兄" | "弟" | "姐" | "妹" | "哥" | "兄弟" | "姐妹" | "胞兄"
            | "胞弟" | "胞姐" | "胞妹" => &[U, D],
            "祖父" | "祖母" | "外祖父" | "外祖母" | "爷爷" | "奶奶" | "外公" | "外婆" | "姥爷" | "姥姥" => {
                &[U, U]
            }
            "孙子" | "孙女" | "外孙" | "外孙子" | "外孙女" => &[D, D],
            "伯父" | "叔父" | "姑母" | "舅父" | "姨母" | "叔叔" | "伯伯" | "姑姑" | "舅舅" | "姨妈" | "姑妈" | "叔"
            | "伯" | "舅" | "姑" | "姨" | "阿姨" => &[U, U, D],
            "侄子" | "侄女" | "外甥" | "外甥女" | "侄" | "甥" | "侄儿" => &[U, D, D],
            "堂兄" | "堂弟" | "堂姐" | "堂妹" | "表兄" | "表弟" | "表姐" | "表妹" | "表哥" | "堂哥" => {
                &[U, U, D, D]
            }
            "岳父" | "岳母" | "公公" | "婆婆" => &[A, U],
            "女婿" | "儿媳" | "媳妇" | "儿媳妇" => &[D, A],
            "嫂子" | "嫂" | "姐夫" | "妹夫" | "弟媳" | "弟妹" => &[U, D, A],
            "妻兄" | "妻弟" | "妻姐" | "妻妹" | "内兄" | "内弟" | "大舅子" | "小舅子" | "大姨子" | "小姨子"
            | "夫兄" | "夫弟" | "夫姐" | "夫妹" | "大伯子" | "小叔子" | "大姑子" | "小姑子" => {
                &[A, U, D]
            }
            "亲家" | "亲家公" | "亲家母" => &[D, A, U],
            "姑父" | "姨父" | "婶婶" | "伯母" | "舅母" | "舅妈" | "婶母" | "姑夫" | "姨夫" => {
                &[U, U, D, A]
            }
            "侄媳" | "侄女婿" | "外甥媳妇" | "外甥女婿" => &[U, D, D, A],
            "连襟" | "妯娌" => &[A, U, D, A],
            _ => return None,
        })
    };
    known(plain).or_else(|| known(bare))
}

/// Relatives of a record who are in office and linked with no record of their own, so that a person has
/// to tell whether avoidance asks about them. As 称谓, name and post.
#[must_use]
pub fn unlinked(family: &[Relative]) -> Vec<String> {
    let open = |one: &&Relative| {
        let kin = word(&one.relation).is_none_or(|ties| class(ties).is_some());
        one.person.as_str().is_empty() && kin && one.in_office()
    };
    let words = |one: &Relative| format!("{} {} {}", one.relation, one.name, one.work).trim().to_owned();
    family.iter().filter(open).map(words).collect()
}

/// Joins words, shortened: a spouse's child is a child, a parent's spouse a parent, a
/// child's other parent a spouse, and so a sister's mother a parent.
fn join(mut one: Vec<Tie>, other: &[Tie]) -> Vec<Tie> {
    for tie in other {
        match (one.last(), tie) {
            (Some(A), A) => {
                one.pop();
            }
            (Some(A), D) => {
                one.pop();
                one.push(D);
            }
            (Some(D), U) => {
                one.pop();
                one = join(one, &[A]);
            }
            (Some(U), A) => {}
            _ => one.push(*tie),
        }
    }
    one
}

/// The class of a word, if the law names one.
fn class(word: &[Tie]) -> Option<Kinship> {
    let ups = word.iter().take_while(|tie| **tie == U).count();
    let downs = word[ups..].iter().take_while(|tie| **tie == D).count();
    match &word[ups + downs..] {
        [] if word.is_empty() => None,
        [] if ups == 0 || downs == 0 => Some(Kinship::Direct),
        [] if ups <= 2 && downs <= 2 => Some(Kinship::Collateral),
        [A] if word.len() == 1 => Some(Kinship::Spouse),
        // 三代以内旁系血亲的配偶, 子女的配偶.
        [A] if (1..=2).contains(&ups) && (1..=2).contains(&downs) => Some(Kinship::Affinity),
        [A] if ups == 0 && downs == 1 => Some(Kinship::Affinity),
        // 配偶的父母, 配偶的兄弟姐妹及其配偶.
        [A, U] | [A, U, D] | [A, U, D, A] if ups + downs == 0 => Some(Kinship::Affinity),
        // 子女的配偶的父母.
        [A, U] if ups == 0 && downs == 1 => Some(Kinship::Affinity),
        _ => None,
    }
}

/// A step of a path: 称谓 as it was recorded (or what it is the other way round), and who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What the next one is to the one before: 妻子; for a record read backwards `←`.
    pub relation: String,
    pub name: String,
}

/// Somebody related.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    /// Who.
    pub person: PersonId,
    /// How.
    pub kinship: Kinship,
    /// The way to them, record by record.
    pub path: Vec<Link>,
}

struct Edge {
    to: usize,
    word: Vec<Tie>,
    relation: String,
}

/// Somebody, and the word of the way there.
type Stop = (usize, Vec<Tie>);

/// The families of all records.
#[derive(Default)]
pub struct Families {
    nodes: HashMap<String, usize>,
    ids: Vec<PersonId>,
    names: Vec<String>,
    edges: Vec<Vec<Edge>>,
}

impl Families {
    fn node(&mut self, key: String, id: PersonId, name: &str) -> usize {
        if let Some(at) = self.nodes.get(&key) {
            return *at;
        }
        self.nodes.insert(key, self.ids.len());
        self.ids.push(id);
        self.names.push(name.to_owned());
        self.edges.push(Vec::new());
        self.ids.len() - 1
    }

    /// Adds what a record says of a family. Relatives with a record of their own join the
    /// families of both; others are known by name and birth only within this record.
    pub fn add(&mut self, person: &PersonId, name: &str, family: &[Relative]) {
        let own = self.node(person.0.clone(), person.clone(), name);
        self.names[own] = name.to_owned();
        for relative in family {
            let Some(ties) = word(&relative.relation) else { continue };
            let to = if relative.person.as_str().is_empty() {
                let key = format!("{person}/{}/{}", relative.name, relative.birth);
                self.node(key, PersonId::default(), &relative.name)
            } else {
                self.node(relative.person.0.clone(), relative.person.clone(), &relative.name)
            };
            let back = ties.iter().rev().map(|tie| tie.back()).collect();
            self.edges[own].push(Edge { to, word: ties.to_vec(), relation: relative.relation.clone() });
            self.edges[to].push(Edge { to: own, word: back, relation: format!("←{}", relative.relation) });
        }
    }

    /// Everybody with a record that avoidance asks about, by the shortest way.
    #[must_use]
    pub fn of(&self, person: &PersonId) -> Vec<Kin> {
        let Some(start) = self.nodes.get(person.as_str()) else { return Vec::new() };
        let mut seen: HashMap<Stop, (usize, Vec<Tie>, String)> = HashMap::new();
        let mut found: Vec<(usize, Kinship, Vec<Tie>)> = Vec::new();
        let mut queue = VecDeque::from([(*start, Vec::new())]);
        while let Some((at, way)) = queue.pop_front() {
            for edge in &self.edges[at] {
                let joined = join(way.clone(), &edge.word);
                let next = (edge.to, joined);
                if edge.to == *start || next.1.len() > LONGEST || seen.contains_key(&next) {
                    continue;
                }
                // Whatever a word of a class begins with is of a class too, so beyond one that
                // is of none there is nobody to find.
                let Some(kinship) = class(&next.1) else { continue };
                seen.insert(next.clone(), (at, way.clone(), edge.relation.clone()));
                if !self.ids[next.0].as_str().is_empty() && !found.iter().any(|(node, ..)| *node == next.0) {
                    found.push((next.0, kinship, next.1.clone()));
                }
                queue.push_back(next);
            }
        }
        found
            .into_iter()
            .map(|(node, kinship, way)| {
                let mut path = Vec::new();
                let mut at = (node, way);
                while let Some((from, before, relation)) = seen.get(&at) {
                    path.push(Link { relation: relation.clone(), name: self.names[at.0].clone() });
                    at = (*from, before.clone());
                }
                path.reverse();
                Kin { person: self.ids[node].clone(), kinship, path }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(relation: &str, name: &str) -> Relative {
        Relative { relation: relation.into(), name: name.into(), person: name.into(), ..Relative::default() }
    }

    /// How `one` and `other` are related after records of (whose, 称谓, who).
    fn between(records: &[(&str, &str, &str)], one: &str, other: &str) -> Option<Kinship> {
        let mut families = Families::default();
        for (whose, relation, who) in records {
            families.add(&(*whose).into(), whose, &[relative(relation, who)]);
        }
        families.of(&one.into()).into_iter().find(|kin| kin.person.as_str() == other).map(|kin| kin.kinship)
    }

    #[test]
    fn classes_follow_the_law() {
        let alone = |relation: &str| between(&[("a", relation, "b")], "a", "b");
        for (relation, kinship) in [
            ("妻子", Kinship::Spouse),
            ("长子", Kinship::Direct),
            ("外祖母", Kinship::Direct),
            ("三弟", Kinship::Collateral),
            ("表妹", Kinship::Collateral),
            ("外甥", Kinship::Collateral),
            ("岳父", Kinship::Affinity),
            ("小舅子", Kinship::Affinity),
            ("连襟", Kinship::Affinity),
            ("儿媳", Kinship::Affinity),
            ("亲家", Kinship::Affinity),
            ("姑父", Kinship::Affinity),
        ] {
            assert_eq!(alone(relation), Some(kinship), "{relation}");
        }
        assert_eq!(alone("同学"), None);
        assert_eq!(alone("干爹"), None);
    }

    #[test]
    fn kinship_is_the_same_from_both_sides() {
        for relation in ["妻子", "父亲", "儿子", "哥哥", "舅舅", "侄女", "堂弟", "岳母", "女婿", "嫂子", "内弟", "亲家"]
        {
            let records = [("a", relation, "b")];
            let (there, back) = (between(&records, "a", "b"), between(&records, "b", "a"));
            assert!(there.is_some() && there == back, "{relation}: {there:?} {back:?}");
        }
    }

    #[test]
    fn records_of_several_people_are_joined() {
        // A wife's brother, his wife; not her sister any more.
        let wife = ("zhang", "妻子", "li");
        assert_eq!(between(&[wife, ("li", "弟弟", "li2")], "zhang", "li2"), Some(Kinship::Affinity));
        let line = [wife, ("li", "弟弟", "li2"), ("li2", "妻子", "sun")];
        assert_eq!(between(&line, "zhang", "sun"), Some(Kinship::Affinity));
        let beyond = [line[0], line[1], line[2], ("sun", "姐姐", "sun2")];
        assert_eq!(between(&beyond, "zhang", "sun2"), None);
        // A spouse's child is one's child, and that child's child a grandchild.
        assert_eq!(between(&[wife, ("li", "女儿", "n"), ("n", "儿子", "m")], "zhang", "m"), Some(Kinship::Direct));
        // Two fathers who are brothers make cousins; their children are beyond three generations.
        let cousins = [("a", "父亲", "fa"), ("fa", "哥哥", "fb"), ("fb", "儿子", "b")];
        assert_eq!(between(&cousins, "a", "b"), Some(Kinship::Collateral));
        // A sister's mother is one's own, whoever wrote it down.
        let sister = [("a", "姐姐", "b"), ("b", "母亲", "m")];
        assert_eq!(between(&sister, "a", "m"), Some(Kinship::Direct));
        assert_eq!(between(&sister, "m", "a"), Some(Kinship::Direct));
        let later = [cousins[0], cousins[1], cousins[2], ("b", "儿子", "c")];
        assert_eq!(between(&later, "a", "c"), None);
    }

    #[test]
    fn relatives_in_office_without_a_record_are_named() {
        let of = |relation: &str, work: &str, person: &str| Relative {
            relation: relation.into(),
            name: "王".into(),
            work: work.into(),
            person: person.into(),
            ..Relative::default()
        };
        let open = [of("姐姐", "市人社局主要负责人", ""), of("表舅公", "市财政局科员", "")];
        for one in open {
            assert_eq!(unlinked(std::slice::from_ref(&one)).len(), 1, "{one:?}");
        }
        for one in [of("姐姐", "市人社局局长", "w"), of("父亲", "原市教育局（已退休）", ""), of("长女", "小学学生", "")]
        {
            assert!(unlinked(std::slice::from_ref(&one)).is_empty(), "{one:?}");
        }
    }

    #[test]
    fn the_path_names_every_record_on_the_way() {
        let mut families = Families::default();
        families.add(&"zhang".into(), "张", &[relative("妻子", "li")]);
        families.add(&"li2".into(), "李二", &[relative("姐姐", "li")]);
        let kin = families.of(&"zhang".into());
        let brother = kin.iter().find(|one| one.person.as_str() == "li2").unwrap();
        let path: Vec<(&str, &str)> =
            brother.path.iter().map(|link| (link.relation.as_str(), link.name.as_str())).collect();
        assert_eq!(path, [("妻子", "li"), ("←姐姐", "李二")]);
    }
}
