//! Exams: papers drawn by rule from a recorded seed, timed by the server, scored, marked by
//! two people where a person must, and open to appeal.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Difficulty, Question, QuestionKind, Refusal, letter, plain_answer};
use crate::fault::{Checks, Milestone, Rule};
use crate::rate::{percent, percent_hundredths, reached};
use crate::record::Hours;
use crate::{AccountId, AttemptId, CategoryId, ClassId, ExamId, Fault, Moment, PersonId, QuestionId, Reason};

/// Points in tenths, so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub i32);

impl Points {
    /// Whole points.
    #[must_use]
    pub const fn whole(points: i32) -> Self {
        Self(points * 10)
    }

    /// Reads `2` or `2.5`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Hours::parse(text).map(|tenths| Self(tenths.0))
    }

    /// How much of all there are these are, in per cent, as far as they were reached.
    #[must_use]
    pub fn reached(self, all: Self) -> u32 {
        reached(self.tenths(), all.tenths(), 100).unwrap_or_default()
    }

    fn tenths(self) -> u64 {
        u64::try_from(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hours(self.0).fmt(f)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.map(|points| points.0).sum())
    }
}

/// A line of the rule by which papers are drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRule {
    /// From this category and those below; any when empty.
    pub category: CategoryId,
    /// Of this difficulty; any when empty.
    #[serde(default, with = "super::optional_code")]
    pub difficulty: Option<Difficulty>,
    /// Of this kind.
    pub kind: QuestionKind,
    /// So many.
    pub count: u32,
    /// Each worth so much.
    pub points: Points,
}

/// Where an exam stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExamState {
    /// Being prepared.
    Draft,
    /// Announced to the class.
    Published,
    /// Called off.
    Cancelled,
}

/// An exam of a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exam {
    /// The exam.
    pub id: ExamId,
    pub class: ClassId,
    /// The class's title.
    pub class_title: String,
    /// Path of the unit that holds it.
    pub path: String,
    pub title: String,
    /// From when it may be started.
    pub opens: Moment,
    /// When it ends for everybody.
    pub closes: Moment,
    /// Minutes one has.
    pub minutes: u32,
    /// How often one may sit it; the best counts.
    pub attempts: u32,
    /// Per cent of the points one needs to pass.
    pub pass: u32,
    /// Whether half the points go to a multiple choice with some right answers missing and
    /// no wrong one.
    pub partial: bool,
    /// How papers are drawn.
    pub rules: Vec<DrawRule>,
    /// SHA-256 of the seed in hex, shown from the beginning; empty before it is announced.
    #[serde(default)]
    pub seed_hash: String,
    /// The seed, shown once the exam is over: everybody can draw their paper again.
    #[serde(default)]
    pub seed: String,
    /// Where it stands.
    pub state: ExamState,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// Seconds after the end in which what was on its way still counts.
pub const GRACE_SECONDS: i64 = 5;

impl Exam {
    /// All points there are.
    #[must_use]
    pub fn points(&self) -> Points {
        self.rules.iter().map(|rule| Points(rule.points.0 * i32::try_from(rule.count).unwrap_or(0))).sum()
    }

    /// Whether it may be started now.
    ///
    /// # Errors
    /// [`Refusal::ExamClosed`].
    pub fn open(&self, now: Moment) -> Result<(), Reason> {
        let open = self.state == ExamState::Published && self.opens <= now && now < self.closes;
        if open { Ok(()) } else { Err(Refusal::ExamClosed.into()) }
    }

    /// Whether it is over for everybody, so that results and answers may be shown.
    #[must_use]
    pub fn is_over(&self, now: Moment) -> bool {
        now > self.closes.plus_seconds(GRACE_SECONDS)
    }

    /// The end of an attempt begun now.
    #[must_use]
    pub fn deadline(&self, started: Moment) -> Moment {
        started.plus_seconds(i64::from(self.minutes) * 60).min(self.closes)
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.require(self.opens < self.closes, "closes", Rule::after_time(Milestone::Opens, self.opens));
        checks.between(i64::from(self.minutes), "minutes", 1, 600);
        checks.between(i64::from(self.attempts), "attempts", 1, 10);
        checks.between(i64::from(self.pass), "pass", 1, 100);
        checks.require(!self.rules.is_empty(), "rules", Rule::Required);
        for (n, rule) in self.rules.iter().enumerate() {
            checks.between(i64::from(rule.count), &format!("count-{n}"), 1, 200);
            checks.require((1..=1_000).contains(&rule.points.0), &format!("points-{n}"), Rule::Between(1, 100));
        }
        checks.done()
    }
}

/// A question as it stands in somebody's paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperItem {
    /// The question, as it was when the paper was drawn.
    pub question: Question,
    /// The order in which its options are shown, by position.
    pub order: Vec<usize>,
    /// What it is worth.
    pub points: Points,
}

impl PaperItem {
    /// The same without what a candidate may not see.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.question.answers = Vec::new();
        self.question.explanation = String::new();
        self
    }
}

/// A rule that the bank can't fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TooFew {
    /// Which rule, from 0.
    pub rule: usize,
    /// Questions there are for it.
    pub have: u32,
}

fn lot(seed: &str, attempt: &AttemptId, what: &str) -> [u8; 32] {
    Sha256::digest(format!("{seed}:{attempt}:{what}").as_bytes()).into()
}

/// Draws a paper: for each rule the questions with the smallest lots, which are SHA-256 of
/// `seed:attempt:question`; no question twice. Options are shuffled the same way. `fits` says
/// whether a category lies within another.
///
/// # Errors
/// The first rule that the bank can't fill.
pub fn draw_paper(
    rules: &[DrawRule],
    bank: &[Question],
    fits: impl Fn(&CategoryId, &CategoryId) -> bool,
    seed: &str,
    attempt: &AttemptId,
) -> Result<Vec<PaperItem>, TooFew> {
    let mut paper: Vec<PaperItem> = Vec::new();
    for (n, rule) in rules.iter().enumerate() {
        let mut lots: Vec<([u8; 32], &Question)> = bank
            .iter()
            .filter(|question| {
                question.active
                    && question.kind == rule.kind
                    && rule.difficulty.is_none_or(|difficulty| question.difficulty == difficulty)
                    && (rule.category.as_str().is_empty() || fits(&question.category, &rule.category))
                    && !paper.iter().any(|item| item.question.id == question.id)
            })
            .map(|question| (lot(seed, attempt, question.id.as_str()), question))
            .collect();
        if lots.len() < rule.count as usize {
            return Err(TooFew { rule: n, have: u32::try_from(lots.len()).unwrap_or(u32::MAX) });
        }
        lots.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        paper.extend(lots.into_iter().take(rule.count as usize).map(|(_, question)| {
            let mut order: Vec<usize> = (0..question.options.len()).collect();
            order.sort_by_key(|at| lot(seed, attempt, &format!("{}:{at}", question.id)));
            PaperItem { question: question.clone(), order, points: rule.points }
        }));
    }
    Ok(paper)
}

/// What somebody answered: for each question letters, `T` or `F`, or a text.
pub type Answers = BTreeMap<QuestionId, Vec<String>>;

/// What an answer that needs no marker is worth.
#[must_use]
pub fn score(item: &PaperItem, given: &[String], partial: bool) -> Points {
    let right = &item.question.answers;
    let same = || {
        let (mut a, mut b) = (given.to_vec(), right.clone());
        a.sort();
        b.sort();
        a == b
    };
    let full = match item.question.kind {
        QuestionKind::Single | QuestionKind::TrueFalse => same(),
        QuestionKind::Multiple => {
            let some = !given.is_empty() && given.iter().all(|one| right.contains(one));
            if partial && some && !same() {
                return Points(item.points.0 / 2);
            }
            same()
        }
        QuestionKind::Blank => {
            let given = given.first().map(|text| plain_answer(text)).unwrap_or_default();
            !given.is_empty() && right.iter().any(|one| plain_answer(one) == given)
        }
        QuestionKind::Essay => false,
    };
    if full { item.points } else { Points(0) }
}

/// A marker's points for one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssayMark {
    pub question: QuestionId,
    /// Who marked.
    pub marker: AccountId,
    pub name: String,
    /// How many points.
    pub points: Points,
    /// When.
    pub at: Moment,
}

/// What marks of one answer come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    /// So many more markers are needed.
    Waits(u8),
    /// The two differ by more than is allowed: a third decides.
    Differs,
    Settled(Points),
}

/// What marks of one answer come to: the mean of two that differ by no more than `tolerance`
/// per cent of its points; otherwise what a third gives.
#[must_use]
pub fn settle_marks(marks: &[&EssayMark], worth: Points, tolerance: i64) -> Marking {
    match marks {
        [] => Marking::Waits(2),
        [_] => Marking::Waits(1),
        [one, other] => {
            let apart = i64::from((one.points.0 - other.points.0).abs());
            if apart * 100 <= i64::from(worth.0) * tolerance {
                Marking::Settled(Points((one.points.0 + other.points.0 + 1) / 2))
            } else {
                Marking::Differs
            }
        }
        [.., last] => Marking::Settled(last.points),
    }
}

/// An appeal against a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamAppeal {
    /// What it says.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// Who decided; empty while nobody has.
    #[serde(default)]
    pub by: String,
    /// Whether it was granted.
    #[serde(default)]
    pub granted: bool,
    /// Why.
    #[serde(default)]
    pub answer: String,
    /// When it was decided.
    #[serde(default)]
    pub decided: Moment,
}

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttemptState {
    /// Being answered.
    Open,
    /// Handed in, or its time ran out; somebody has to mark.
    Marking,
    /// All points are known.
    Marked,
}

/// One person's attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The attempt.
    pub id: AttemptId,
    pub exam: ExamId,
    /// Who.
    pub person: PersonId,
    pub name: String,
    /// Their unit's short name.
    pub unit_name: String,
    /// Which attempt of theirs, from 1.
    pub n: u32,
    /// When it was begun.
    pub started: Moment,
    /// When it ends.
    pub deadline: Moment,
    /// When it was handed in; 0 before.
    pub submitted: Moment,
    /// Whether the time ran out before it was handed in.
    pub ran_out: bool,
    /// Where it stands.
    pub state: AttemptState,
    /// Counts what was saved: an older saving that arrives late changes nothing.
    pub turn: u64,
    /// When it was saved last.
    pub saved: Moment,
    /// What was answered.
    pub answers: Answers,
    pub paper: Vec<PaperItem>,
    /// Points by question, as far as they are known.
    pub scores: BTreeMap<QuestionId, Points>,
    /// Marks given by people.
    pub marks: Vec<EssayMark>,
    pub appeal: Option<ExamAppeal>,
}

impl Attempt {
    /// Whether answers are still taken.
    ///
    /// # Errors
    /// [`Refusal::ExamClosed`] after its end or once handed in.
    pub fn takes_answers(&self, now: Moment) -> Result<(), Reason> {
        let open = self.state == AttemptState::Open && now <= self.deadline.plus_seconds(GRACE_SECONDS);
        if open { Ok(()) } else { Err(Refusal::ExamClosed.into()) }
    }

    /// Keeps only answers to questions of the paper, of sensible length.
    #[must_use]
    pub fn sensible(&self, answers: &Answers) -> Answers {
        self.paper
            .iter()
            .filter_map(|item| {
                let given = answers.get(&item.question.id)?;
                let given: Vec<String> = given
                    .iter()
                    .take(item.question.options.len().max(1))
                    .map(|text| text.chars().take(4000).collect())
                    .filter(|text: &String| !text.trim().is_empty())
                    .collect();
                (!given.is_empty()).then(|| (item.question.id.clone(), given))
            })
            .collect()
    }

    /// Hands it in: what needs no marker is scored; an essay left blank is worth nothing.
    pub fn hand_in(&mut self, at: Moment, ran_out: bool, partial: bool) {
        self.submitted = at;
        self.ran_out = ran_out;
        for item in &self.paper {
            let given = self.answers.get(&item.question.id).map(Vec::as_slice).unwrap_or_default();
            if !item.question.kind.is_marked() {
                self.scores.insert(item.question.id.clone(), score(item, given, partial));
            } else if given.is_empty() {
                self.scores.insert(item.question.id.clone(), Points(0));
            }
        }
        self.settle();
    }

    /// Adds a mark. A marker marks an answer once; three are the most there can be.
    ///
    /// # Errors
    /// [`Reason::AlreadyAnswered`] for a second mark by the same, [`Reason::WrongState`] where
    /// none is awaited.
    pub fn mark(&mut self, mark: EssayMark, tolerance: i64) -> Result<(), Reason> {
        let item = self.paper.iter().find(|item| item.question.id == mark.question).ok_or(Reason::WrongState)?;
        let worth = item.points;
        if self.state != AttemptState::Marking || self.scores.contains_key(&mark.question) {
            return Err(Reason::WrongState);
        }
        let known: Vec<&EssayMark> = self.marks.iter().filter(|one| one.question == mark.question).collect();
        if known.iter().any(|one| one.marker == mark.marker) {
            return Err(Reason::AlreadyAnswered);
        }
        let question = mark.question.clone();
        self.marks.push(mark);
        let all: Vec<&EssayMark> = self.marks.iter().filter(|one| one.question == question).collect();
        if let Marking::Settled(points) = settle_marks(&all, worth, tolerance) {
            self.scores.insert(question, points);
        }
        self.settle();
        Ok(())
    }

    fn settle(&mut self) {
        let known = self.paper.iter().all(|item| self.scores.contains_key(&item.question.id));
        self.state = if known { AttemptState::Marked } else { AttemptState::Marking };
    }

    /// Decides an appeal. Points are only ever raised: nobody is worse off for appealing.
    ///
    /// # Errors
    /// [`Reason::WrongState`] without an open appeal.
    pub fn decide_appeal(
        &mut self,
        by: &str,
        granted: bool,
        answer: &str,
        raised: &BTreeMap<QuestionId, Points>,
        now: Moment,
    ) -> Result<(), Reason> {
        let appeal = self.appeal.as_mut().filter(|appeal| appeal.decided.0 == 0).ok_or(Reason::WrongState)?;
        appeal.by = by.to_owned();
        appeal.granted = granted;
        appeal.answer = answer.to_owned();
        appeal.decided = now;
        if granted {
            for item in &self.paper {
                if let (Some(points), Some(held)) =
                    (raised.get(&item.question.id), self.scores.get_mut(&item.question.id))
                {
                    *held = (*points).clamp(*held, item.points.max(*held));
                }
            }
        }
        Ok(())
    }

    /// Points so far.
    #[must_use]
    pub fn total(&self) -> Points {
        self.scores.values().copied().sum()
    }

    /// Points in per cent of all there are, as far as they were reached: it is held against the mark to pass.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let all: Points = self.paper.iter().map(|item| item.points).sum();
        self.total().reached(all)
    }
}

/// How a question did in an exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemStatistic {
    pub question: QuestionId,
    pub text: String,
    pub kind: QuestionKind,
    /// How many had it in their paper.
    pub count: u32,
    /// Mean share of its points, in per cent (难度 P).
    pub mean: u32,
    /// What the better half got of it more than the other half, in per cent (区分度 D);
    /// nothing for fewer than ten papers.
    pub discrimination: Option<i32>,
    /// How often each option was chosen: (letter, count, whether it is right).
    pub options: Vec<(String, u32, bool)>,
}

/// Papers needed before halves are compared.
const HALVES: usize = 10;

/// Statistics of the questions of an exam, over marked attempts, the hardest first.
#[must_use]
pub fn item_statistics(attempts: &[Attempt]) -> Vec<ItemStatistic> {
    let marked: Vec<&Attempt> = attempts.iter().filter(|one| one.state == AttemptState::Marked).collect();
    let mut by_question: BTreeMap<&QuestionId, Vec<(&Attempt, &PaperItem)>> = BTreeMap::new();
    for attempt in &marked {
        for item in &attempt.paper {
            by_question.entry(&item.question.id).or_default().push((attempt, item));
        }
    }
    let share = |(attempt, item): &(&Attempt, &PaperItem)| {
        let points = attempt.scores.get(&item.question.id).copied().unwrap_or_default();
        percent_hundredths(points.tenths(), item.points.tenths()).map_or(0, u64::from)
    };
    let mean = |rows: &[(&Attempt, &PaperItem)]| {
        percent(rows.iter().map(share).sum(), rows.len() as u64 * 10_000).unwrap_or_default()
    };
    let mut statistics: Vec<ItemStatistic> = by_question
        .into_iter()
        .map(|(id, mut rows)| {
            rows.sort_by_key(|(attempt, _)| (std::cmp::Reverse(attempt.percent()), attempt.id.clone()));
            let half = rows.len() / 2;
            let discrimination =
                (rows.len() >= HALVES).then(|| mean(&rows[..half]) as i32 - mean(&rows[rows.len() - half..]) as i32);
            let question = &rows[0].1.question;
            let letters: Vec<String> = match question.kind {
                QuestionKind::TrueFalse => vec!["T".to_owned(), "F".to_owned()],
                _ => (0..question.options.len()).map(letter).collect(),
            };
            let options = letters
                .into_iter()
                .map(|letter| {
                    let chosen = rows
                        .iter()
                        .filter(|(attempt, _)| attempt.answers.get(id).is_some_and(|given| given.contains(&letter)))
                        .count();
                    let right = question.answers.contains(&letter);
                    (letter, u32::try_from(chosen).unwrap_or(u32::MAX), right)
                })
                .collect();
            ItemStatistic {
                question: id.clone(),
                text: question.text.clone(),
                kind: question.kind,
                count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                mean: mean(&rows),
                discrimination,
                options,
            }
        })
        .collect();
    statistics.sort_by(|a, b| (a.mean, &a.question).cmp(&(b.mean, &b.question)));
    statistics
}

/// What somebody sitting an exam sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// The exam, its seed hidden.
    pub exam: Exam,
    pub attempt: AttemptId,
    /// When it ends.
    pub deadline: Moment,
    /// The paper, its answers hidden.
    pub paper: Vec<PaperItem>,
    /// What was saved.
    pub answers: Answers,
    /// What the next saving must be counted from.
    pub turn: u64,
}

/// What a saving came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// When it was saved.
    pub at: Moment,
    /// When the attempt ends.
    pub deadline: Moment,
}

/// A line of an exam's list of attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRow {
    /// The attempt.
    pub id: AttemptId,
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub unit_name: String,
    /// Which attempt of theirs.
    pub n: u32,
    /// When it was begun.
    pub started: Moment,
    /// When it was handed in.
    pub submitted: Moment,
    /// Where it stands.
    pub state: AttemptState,
    /// Points and per cent, once they may be shown.
    pub result: Option<(Points, u32, bool)>,
    /// Whether an appeal waits.
    pub appealed: bool,
}

/// An exam's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamDetail {
    pub exam: Exam,
    /// Whether the viewer may sit it now, or why not; nothing for those with no seat.
    pub may_sit: Option<Result<(), Reason>>,
    /// The viewer's own attempts.
    pub mine: Vec<AttemptRow>,
    /// Everybody's, for those who hold the class.
    pub attempts: Option<Vec<AttemptRow>>,
    /// How many have a seat in the class.
    pub seats: u32,
    /// How the questions did, once the exam is over.
    pub statistics: Vec<ItemStatistic>,
    /// Answers that wait for the viewer's mark.
    pub to_mark: u32,
    /// Whether the viewer may edit it.
    pub editable: bool,
}

/// An answer to be marked, without a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToMark {
    /// The attempt, by a sign that tells nothing of whose it is.
    pub attempt: AttemptId,
    pub question: Question,
    /// What it is worth.
    pub worth: Points,
    pub answer: String,
    /// Whether two differed and this mark decides; the two are then shown.
    pub differing: Vec<Points>,
}

/// A finished attempt, for the person and those who hold the class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptDetail {
    pub exam: Exam,
    /// The attempt; answers of the paper are hidden until the exam is over.
    pub attempt: Attempt,
    /// Whether results may be shown.
    pub shown: bool,
    /// Whether the viewer may appeal.
    pub may_appeal: bool,
    /// Whether the viewer may decide an appeal.
    pub may_decide: bool,
    /// Last day to appeal.
    pub appeal_until: crate::Day,
}

#[cfg(test)]
mod tests;
