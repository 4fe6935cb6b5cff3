//! Lists of procedures: what a line is found, filtered and sorted by, and what it says outside a screen.
//!
//! The store narrows a list to what its viewer may see; everything after is [`RegisterQuery::shown`], the
//! same for every procedure, for its screen and for the file that is taken out.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang, codes};
use crate::page::{Page, Window, written};
use crate::search::normal_query;
use crate::{Day, Moment};

codes! {
    /// Which lines of a list are shown.
    Shown {
        Open "open" "办理中" "Under way",
        Closed "closed" "已结束" "Ended",
    }
}

/// The head of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its key in the address, by which the list is sorted.
    pub key: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    /// Whether the list may be sorted by it.
    pub sorts: bool,
    /// Whether it holds numbers.
    pub number: bool,
    /// Whether its numbers mean something together, so that the file of the list ends with their sum.
    pub adds: bool,
}

/// A column that sorts.
#[must_use]
pub const fn head(key: &'static str, zh: &'static str, en: &'static str) -> Head {
    Head { key, zh, en, sorts: true, number: false, adds: false }
}

impl Head {
    /// The same with numbers.
    #[must_use]
    pub const fn numbers(self) -> Self {
        Self { number: true, ..self }
    }

    /// The same with numbers that are added up.
    #[must_use]
    pub const fn added(self) -> Self {
        Self { number: true, adds: true, ..self }
    }

    /// The same, by which nobody sorts.
    #[must_use]
    pub const fn unsorted(self) -> Self {
        Self { sorts: false, ..self }
    }

    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// Those of some columns that are shown: all but the hidden ones, whose keys are separated by commas. The first
/// names the line and always is.
#[must_use]
pub fn shown(heads: &[Head], hide: &str) -> Vec<Head> {
    let hidden = |head: &Head| hide.split(',').any(|key| key == head.key);
    heads.iter().enumerate().filter(|(at, head)| *at == 0 || !hidden(head)).map(|(_, head)| *head).collect()
}

/// What stands in a column, in the order in which it sorts. Of one column all are of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// A value of a table: its place in it, and its name.
    Coded(usize, &'static str),
    Text(String),
    Day(Day),
    /// A minute of a day.
    Minute(Moment),
    /// A whole number.
    Number(i64),
    /// A number of tenths.
    Tenths(i64),
    /// A number of hundredths.
    Hundredths(i64),
    /// A share in whole per cent.
    Percent(i64),
    /// Nothing; it stands last in either direction.
    Nothing,
}

impl Cell {
    /// A text; nothing where it is empty.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text.to_owned()) }
    }

    /// A day, where there is one.
    #[must_use]
    pub fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }

    /// A minute, where there is one: what never happened was at 0.
    #[must_use]
    pub fn minute(at: Moment) -> Self {
        if at == Moment(0) { Self::Nothing } else { Self::Minute(at) }
    }

    /// Hours or points, which count in tenths.
    #[must_use]
    pub fn tenths(tenths: i32) -> Self {
        Self::Tenths(tenths.into())
    }

    /// A value of a table, where there is one.
    #[must_use]
    pub fn coded<C: Code>(value: Option<C>, lang: Lang) -> Self {
        value.map_or(Self::Nothing, |value| Self::Coded(place(value), value.name(lang)))
    }

    /// Where a procedure stands: its step while it goes on, after all steps what became of it.
    #[must_use]
    pub fn standing<S: Code, E: Code>(step: Option<S>, state: E, lang: Lang) -> Self {
        match step {
            Some(step) => Self::coded(Some(step), lang),
            None => Self::Coded(S::ALL.len() + place(state), state.name(lang)),
        }
    }

    /// That a line waits for who looks at the list.
    #[must_use]
    pub fn waiting(waits: bool, lang: Lang) -> Self {
        Self::text(match (waits, lang) {
            (false, _) => "",
            (true, Lang::Zh) => "待您办理",
            (true, Lang::En) => "Waits for you",
        })
    }

    fn beside(&self, other: &Self, descending: bool) -> Ordering {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) => Ordering::Greater,
            (_, Self::Nothing) => Ordering::Less,
            _ if descending => other.cmp(self),
            _ => self.cmp(other),
        }
    }
}

fn place<C: Code>(value: C) -> usize {
    C::ALL.iter().position(|one| one.code() == value.code()).unwrap_or(C::ALL.len())
}

/// A line of a list of a procedure, as its viewer may know it.
pub trait Listed: Clone {
    /// Where it can stand.
    type Step: Code;

    /// The columns, of which the first names the line and is always shown.
    const HEADS: &'static [Head];

    /// What its search box says, in Chinese and English: what [`Self::words`] are, and that pinyin finds them.
    const SEARCHED: (&'static str, &'static str);

    /// Whether it is said of a line that it waits for the viewer.
    const WAITS: bool = true;

    /// Whether lines end.
    const ENDS: bool = true;

    /// What it is found by, each by itself.
    fn words(&self) -> Vec<&str>;

    /// Where it stands; none where only what became of it counts.
    fn step(&self) -> Option<Self::Step>;

    /// Whether it goes on.
    fn is_open(&self) -> bool {
        true
    }

    /// Whether it waits for the viewer.
    fn waits(&self) -> bool {
        false
    }

    /// The day by which the list goes unless it is sorted otherwise.
    fn due(&self) -> Option<Day> {
        None
    }

    /// What stands in a column.
    fn cell(&self, key: &str, lang: Lang) -> Cell;
}

/// What to show of a list, as the address of its screen says it. A word that nobody knows says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterQuery {
    /// Part of a name or number, in Han text, pinyin or initials.
    pub q: String,
    /// Only those at this step, by code.
    pub step: String,
    /// Only those that go on or that have ended, a code of [`Shown`].
    pub open: String,
    /// Only those that wait for the viewer, unless it is empty.
    pub waits: String,
    /// The column to sort by.
    pub sort: String,
    /// `desc` for the largest first.
    pub dir: String,
    /// First page is 1; 0 means the same.
    #[serde(deserialize_with = "written")]
    pub page: u32,
    /// Keys of columns that are hidden, separated by commas.
    pub hide: String,
    /// All of it as one page. No address says so.
    #[serde(skip)]
    pub whole: bool,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register<T> {
    /// What is shown.
    pub page: Page<T>,
    /// How many wait for the viewer in all, whatever is shown.
    pub waiting: u32,
    /// Codes of the steps that there are lines at, in their order: no other is offered, since that somebody
    /// could be at one may tell what its viewer may not know.
    pub steps: Vec<String>,
}

impl RegisterQuery {
    /// The same without pages.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { whole: true, ..self }
    }

    /// Whether only what goes on is asked for, so that nothing else needs to be read.
    #[must_use]
    pub fn only_open(&self) -> bool {
        Shown::find(&self.open) == Some(Shown::Open)
    }

    /// Whether it leaves anything out.
    #[must_use]
    pub fn filters(&self) -> bool {
        [&self.q, &self.step, &self.open, &self.waits].iter().any(|one| !one.trim().is_empty())
    }

    /// The columns that are shown.
    #[must_use]
    pub fn heads<T: Listed>(&self) -> Vec<Head> {
        shown(T::HEADS, &self.hide)
    }

    /// What is shown of lines in their own order. `spelled` gives all that a text can be found by, in the
    /// form of [`normal_query`], and `read` what texts are sorted by before themselves. Unless they are sorted by a column, those that wait for the viewer stand
    /// first, then those that go on, by the day they are due.
    #[must_use]
    pub fn shown<T: Listed>(
        &self,
        mut rows: Vec<T>,
        spelled: impl Fn(&str) -> String,
        read: impl Fn(&str) -> String,
    ) -> Register<T> {
        let waiting = rows.iter().filter(|row| row.waits()).count();
        let held = |step: &&T::Step| rows.iter().any(|row| row.step().is_some_and(|own| own.code() == step.code()));
        let steps: Vec<String> = T::Step::ALL.iter().filter(held).map(|step| step.code().to_owned()).collect();
        let (q, step) = (normal_query(&self.q), T::Step::find(&self.step));
        let open = Shown::find(&self.open).map(|shown| shown == Shown::Open);
        rows.retain(|row| {
            open.is_none_or(|open| row.is_open() == open)
                && (self.waits.is_empty() || row.waits())
                && step.is_none_or(|step| row.step().is_some_and(|own| own.code() == step.code()))
                && (q.is_empty() || row.words().into_iter().any(|word| spelled(word).contains(&q)))
        });
        match T::HEADS.iter().find(|head| head.sorts && head.key == self.sort) {
            Some(head) => {
                let descending = self.dir == "desc";
                let key = |row: &T| match row.cell(head.key, Lang::Zh) {
                    Cell::Text(text) => Cell::Text(format!("{}\0{text}", read(&text))),
                    other => other,
                };
                let mut keyed: Vec<(Cell, T)> = rows.into_iter().map(|row| (key(&row), row)).collect();
                keyed.sort_by(|one, other| one.0.beside(&other.0, descending));
                rows = keyed.into_iter().map(|(_, row)| row).collect();
            }
            None => rows.sort_by_key(|row| (!row.waits(), !row.is_open(), row.due().is_none(), row.due())),
        }
        let counted = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let total = counted(rows.len());
        let mut window = Window { page: self.page, ..Window::default() };
        if self.whole {
            return Register {
                page: Page { rows, total, page: 1, size: total.max(1) },
                waiting: counted(waiting),
                steps,
            };
        }
        // Past the last page there is the last one.
        window.page = window.page.min(total.div_ceil(window.limit())).max(1);
        let rows = rows.into_iter().skip(window.offset() as usize).take(window.limit() as usize).collect();
        Register { page: Page::new(rows, total, &window), waiting: counted(waiting), steps }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::code::Family as Step;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Row {
        id: String,
        name: String,
        step: Step,
        open: bool,
        waits: bool,
        due: Option<u32>,
    }

    impl Listed for Row {
        type Step = Step;
        const SEARCHED: (&'static str, &'static str) = ("名称", "Name");
        const HEADS: &'static [Head] =
            &[head("name", "名称", "Name"), head("due", "期限", "Due"), head("hint", "提示", "To know").unsorted()];

        fn words(&self) -> Vec<&str> {
            vec![&self.name]
        }

        fn step(&self) -> Option<Step> {
            self.open.then_some(self.step)
        }

        fn is_open(&self) -> bool {
            self.open
        }

        fn waits(&self) -> bool {
            self.waits
        }

        fn due(&self) -> Option<Day> {
            self.due.and_then(|day| NaiveDate::from_ymd_opt(2026, 12, day))
        }

        fn cell(&self, key: &str, lang: Lang) -> Cell {
            match key {
                "name" => Cell::text(&self.name),
                "due" => Cell::day(self.due()),
                _ => Cell::waiting(self.waits, lang),
            }
        }
    }

    fn plain(text: &str) -> String {
        normal_query(text)
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let one = ("[ab]{0,2}", any::<bool>(), any::<bool>(), any::<bool>(), prop::option::of(1u32..29));
        prop::collection::vec(one, 0..130).prop_map(|all| {
            let row = |(at, (name, first, open, waits, due)): (usize, _)| Row {
                id: at.to_string(),
                name,
                step: if first { Step::Mass } else { Step::Government },
                open,
                waits: open && waits,
                due,
            };
            all.into_iter().enumerate().map(row).collect()
        })
    }

    fn queries() -> impl Strategy<Value = RegisterQuery> {
        let word = |words: &'static [&'static str]| prop::sample::select(words).prop_map(str::to_owned);
        (
            word(&["", "a", "Ｂ", "ab"]),
            word(&["", "mass", "government", "none"]),
            word(&["", "open", "closed", "none"]),
            word(&["", "1"]),
            word(&["", "name", "due", "hint", "none"]),
            word(&["", "desc"]),
        )
            .prop_map(|(q, step, open, waits, sort, dir)| RegisterQuery {
                q,
                step,
                open,
                waits,
                sort,
                dir,
                ..RegisterQuery::default()
            })
    }

    fn ids(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| row.id.clone()).collect()
    }

    proptest! {
        #[test]
        fn pages_show_every_line_once_and_in_the_order_of_the_whole(rows in rows(), query in queries()) {
            let whole = query.clone().whole().shown(rows.clone(), plain, plain).page;
            let mut seen = Vec::new();
            for page in 1..=query.shown(rows.clone(), plain, plain).page.pages() {
                let one = RegisterQuery { page, ..query.clone() }.shown(rows.clone(), plain, plain).page;
                prop_assert_eq!((one.page, one.total), (page, whole.total));
                seen.extend(ids(&one.rows));
            }
            prop_assert_eq!(seen, ids(&whole.rows));
        }

        #[test]
        fn a_filter_only_leaves_out_and_what_waits_is_counted_in_all(rows in rows(), query in queries()) {
            let all = ids(&RegisterQuery::default().whole().shown(rows.clone(), plain, plain).page.rows);
            let found = query.clone().whole().shown(rows.clone(), plain, plain);
            prop_assert!(ids(&found.page.rows).iter().all(|id| all.contains(id)));
            prop_assert_eq!(all.len(), rows.len());
            prop_assert_eq!(found.waiting as usize, rows.iter().filter(|row| row.waits).count());
            for step in Step::ALL {
                let held = rows.iter().any(|row| row.step() == Some(*step));
                prop_assert_eq!(found.steps.iter().any(|code| code == step.code()), held);
            }
            if !query.filters() {
                prop_assert_eq!(found.page.rows.len(), rows.len());
            }
        }

        #[test]
        fn equals_keep_their_order_in_either_direction(rows in rows(), query in queries()) {
            let found = query.clone().whole().shown(rows, plain, plain).page.rows;
            for pair in found.windows(2) {
                let same = match query.sort.as_str() {
                    "name" | "due" => pair[0].cell(&query.sort, Lang::Zh) == pair[1].cell(&query.sort, Lang::Zh),
                    _ => (pair[0].waits, pair[0].open, pair[0].due) == (pair[1].waits, pair[1].open, pair[1].due),
                };
                let at = |row: &Row| row.id.parse::<usize>().unwrap();
                prop_assert!(!same || at(&pair[0]) < at(&pair[1]));
            }
        }

        #[test]
        fn a_column_that_nobody_sorts_by_leaves_the_lists_own_order(rows in rows(), query in queries()) {
            let by = |sort: &str| {
                let query = RegisterQuery { sort: sort.to_owned(), ..query.clone() };
                ids(&query.whole().shown(rows.clone(), plain, plain).page.rows)
            };
            prop_assert_eq!(by("none"), by(""));
            prop_assert_eq!(by("hint"), by(""));
        }
    }

    fn row(id: &str, waits: bool, open: bool, due: Option<u32>) -> Row {
        Row { id: id.to_owned(), name: id.to_owned(), step: Step::Mass, open, waits, due }
    }

    #[test]
    fn what_waits_comes_first_then_what_is_due_and_what_has_no_day_last() {
        let rows = vec![
            row("ended", false, false, None),
            row("free", false, true, None),
            row("late", false, true, Some(9)),
            row("soon", false, true, Some(3)),
            row("mine", true, true, Some(20)),
        ];
        let by = |sort: &str, dir: &str| {
            let query = RegisterQuery { sort: sort.into(), dir: dir.into(), ..RegisterQuery::default() };
            ids(&query.shown(rows.clone(), plain, plain).page.rows).join(" ")
        };
        assert_eq!(by("", ""), "mine soon late free ended");
        assert_eq!(by("due", ""), "soon late mine ended free");
        assert_eq!(by("due", "desc"), "mine late soon ended free");
    }

    #[test]
    fn texts_sort_as_they_are_read_and_then_by_themselves() {
        let rows = ["丙", "乙", "甲", "a"].map(|name| row(name, false, true, None)).to_vec();
        let read = |text: &str| match text {
            "丙" => "bing".to_owned(),
            "甲" => "jia".to_owned(),
            "乙" => "jia".to_owned(),
            other => other.to_owned(),
        };
        let by = |dir: &str| {
            let query = RegisterQuery { sort: "name".into(), dir: dir.into(), ..RegisterQuery::default() };
            ids(&query.shown(rows.clone(), plain, read).page.rows).join(" ")
        };
        assert_eq!((by("").as_str(), by("desc").as_str()), ("a 丙 乙 甲", "甲 乙 丙 a"));
    }

    #[test]
    fn an_address_is_read_whole_in_part_and_past_its_end() {
        let read = |value: serde_json::Value| serde_json::from_value::<RegisterQuery>(value).unwrap();
        assert_eq!(read(serde_json::json!({})), RegisterQuery::default());
        let query = read(serde_json::json!({ "page": "7", "hide": "due,name", "whole": true }));
        assert_eq!((query.page, query.whole), (7, false));
        assert_eq!(query.heads::<Row>().iter().map(|head| head.key).collect::<Vec<_>>(), ["name", "hint"]);
        let rows: Vec<Row> = (0..60).map(|at| row(&at.to_string(), false, true, None)).collect();
        let page = query.shown(rows, plain, plain).page;
        assert_eq!((page.page, page.pages(), page.rows.len()), (2, 2, 10));
    }

    #[test]
    fn steps_sort_by_the_procedure_and_before_what_became_of_it() {
        let at = |step: Option<Step>| Cell::standing(step, Shown::Open, Lang::En);
        assert!(at(Some(Step::Mass)) < at(Some(Step::Government)) && at(Some(Step::Government)) < at(None));
        assert_eq!(at(None), Cell::Coded(2, "Under way"));
    }
}
