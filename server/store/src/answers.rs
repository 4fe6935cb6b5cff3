//! Answers that are given again as long as nothing was written that they depend on, see [`crate::written`].

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::Moment;

use crate::under_way::GOES_ON;
use crate::written::{On, Written};

/// How old an answer may be of what nobody tells: what another server wrote, and how many seats others took.
pub(crate) const FRESH: Duration = Duration::from_secs(2);
/// So many answers are kept.
const MOST: usize = 20_000;
/// Where there are more, those stay that were made in this time.
const LATELY: Duration = Duration::from_secs(300);

/// Which answer: what it is, and whose.
pub(crate) type Key = (&'static str, String);

/// An answer that was made, with what it depends on.
pub(crate) struct Made<T> {
    of: T,
    on: Vec<On>,
    counts: Vec<On>,
    span: Option<(Moment, Moment)>,
    brief: bool,
}

impl<T> Made<T> {
    pub(crate) fn of(of: T) -> Self {
        Self { of, on: Vec::new(), counts: Vec::new(), span: None, brief: false }
    }

    /// It depends on this.
    pub(crate) fn on(mut self, on: impl IntoIterator<Item = On>) -> Self {
        self.on.extend(on);
        self
    }

    /// It depends on this too, but may be [`FRESH`] old in it.
    pub(crate) fn counting(mut self, on: impl IntoIterator<Item = On>) -> Self {
        self.counts.extend(on);
        self
    }

    /// It holds from a moment until another of the same day, that one included; by itself until the day is over.
    pub(crate) fn until(self, now: Moment, until: Option<Moment>) -> Self {
        let over = Moment::end_of(now.day());
        Self { span: Some((now, until.map_or(over, |until| until.min(over)))), ..self }
    }

    /// It holds for the day.
    pub(crate) fn today(self, now: Moment) -> Self {
        self.until(now, None)
    }

    /// It changes by itself all the time, so that it is [`FRESH`] old at most.
    pub(crate) fn brief(self) -> Self {
        Self { brief: true, ..self }
    }
}

/// When an answer was begun to be made: how much was written then, and the time.
#[derive(Clone, Copy)]
pub(crate) struct Begun {
    written: u64,
    at: Instant,
}

impl Begun {
    pub(crate) fn now(written: &Written) -> Self {
        Self { written: written.count(), at: Instant::now() }
    }
}

struct Kept {
    of: Arc<dyn Any + Send + Sync>,
    begun: Begun,
    on: Vec<On>,
    counts: Vec<On>,
    span: Option<(Moment, Moment)>,
    brief: bool,
}

/// What is kept of answers.
#[derive(Default)]
pub(crate) struct Answers {
    kept: Mutex<HashMap<Key, Kept>>,
    /// Who makes an answer, makes it for all who ask meanwhile.
    turns: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>,
    /// Until when a write may still end that nobody waited for, of which therefore nobody tells.
    unsettled: Mutex<Option<Instant>>,
    /// How often each kind was made.
    made: Mutex<BTreeMap<&'static str, u64>>,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Answers {
    /// An answer that is kept and holds; `shared` where others write to the same store.
    pub(crate) fn get<T: Send + Sync + 'static>(
        &self,
        key: &Key,
        now: Moment,
        shared: bool,
        written: &Written,
    ) -> Option<Arc<T>> {
        let unsettled = *locked(&self.unsettled);
        let kept = locked(&self.kept);
        let one = kept.get(key)?;
        let fresh = one.begun.at.elapsed() < FRESH;
        let told = !shared && !one.brief && unsettled.is_none_or(|until| one.begun.at >= until);
        let holds = (fresh || told)
            && one.span.is_none_or(|(from, until)| (from..=until).contains(&now))
            && written.is_unchanged(one.begun.written, &one.on)
            && (fresh || written.is_unchanged(one.begun.written, &one.counts));
        if holds { one.of.clone().downcast().ok() } else { None }
    }

    /// Keeps an answer.
    pub(crate) fn put<T: Send + Sync + 'static>(&self, key: Key, begun: Begun, made: Made<T>) -> Arc<T> {
        let Made { of, on, counts, span, brief } = made;
        let untold = on.iter().chain(&counts).find(|one| !one.is_told());
        if let Some(untold) = untold {
            tracing::error!(answer = key.0, ?untold, "an answer depends on what nobody tells the writes of");
        }
        let brief = brief || untold.is_some();
        *locked(&self.made).entry(key.0).or_default() += 1;
        let of = Arc::new(of);
        let mut kept = locked(&self.kept);
        if kept.len() >= MOST {
            kept.retain(|_, one| one.begun.at.elapsed() < LATELY);
            if kept.len() >= MOST {
                kept.clear();
            }
        }
        kept.insert(key, Kept { of: of.clone(), begun, on, counts, span, brief });
        of
    }

    /// Held by whoever makes an answer.
    pub(crate) fn turn(&self, key: &Key) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = locked(&self.turns);
        if turns.len() >= 1_000 {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        turns.entry(key.clone()).or_default().clone()
    }

    /// A write goes on that nobody waits for any more.
    pub(crate) fn unsettle(&self) {
        *locked(&self.unsettled) = Some(Instant::now() + GOES_ON);
    }

    /// How often answers of each kind were made.
    pub(crate) fn made(&self) -> BTreeMap<&'static str, u64> {
        locked(&self.made).clone()
    }
}

#[cfg(test)]
mod tests {
    use domain::Day;

    use super::*;
    use crate::written::{SEATS, Whose, Wrote};

    fn noon() -> Moment {
        Moment::start_of(Day::from_ymd_opt(2026, 3, 2).unwrap()).plus_seconds(43_200)
    }

    struct Desk {
        answers: Answers,
        written: Written,
    }

    impl Desk {
        fn with(made: Made<u32>) -> Self {
            let desk = Self { answers: Answers::default(), written: Written::default() };
            desk.answers.put(Self::key(), Begun::now(&desk.written), made);
            desk
        }

        fn key() -> Key {
            ("number", "p1".to_owned())
        }

        fn get(&self, now: Moment, shared: bool) -> Option<u32> {
            self.answers.get::<u32>(&Self::key(), now, shared, &self.written).map(|one| *one)
        }

        /// Makes all that is kept so much older.
        fn age(&self, by: Duration) {
            for one in locked(&self.answers.kept).values_mut() {
                one.begun.at -= by;
            }
        }
    }

    #[test]
    fn an_answer_holds_until_something_is_written_that_it_depends_on() {
        let desk = Desk::with(Made::of(7).on([On::of("notice", "p1")]));
        desk.age(10 * FRESH);
        assert_eq!(desk.get(noon(), false), Some(7));
        assert_eq!(desk.get(noon(), true), None, "others write, too, and nobody tells of it");
        let notice = |whom: &str| Wrote::These([("notice", Whose::These([whom.to_owned()].into()))].into());
        desk.written.note(&notice("p2"));
        assert_eq!(desk.get(noon(), false), Some(7));
        desk.written.note(&notice("p1"));
        assert_eq!(desk.get(noon(), false), None);
    }

    #[test]
    fn what_depends_on_a_table_that_is_not_looked_for_is_kept_for_a_moment() {
        let desk = Desk::with(Made::of(7).on([On::All("elsewhere")]));
        assert_eq!(desk.get(noon(), false), Some(7));
        desk.age(FRESH);
        assert_eq!(desk.get(noon(), false), None);
    }

    #[test]
    fn an_answer_holds_in_its_time_alone() {
        let desk = Desk::with(Made::of(7).until(noon(), Some(noon().plus_seconds(60))));
        assert_eq!(desk.get(noon().plus_seconds(60), false), Some(7));
        assert_eq!(desk.get(noon().plus_seconds(61), false), None);
        assert_eq!(desk.get(noon().plus_seconds(-1), false), None, "what was before is another answer");
        let desk = Desk::with(Made::of(7).today(noon()));
        assert_eq!(desk.get(Moment::end_of(noon().day()), false), Some(7));
        assert_eq!(desk.get(Moment(Moment::end_of(noon().day()).0 + 1), false), None);
        let desk = Desk::with(Made::of(7).brief());
        assert_eq!(desk.get(noon(), false), Some(7));
        desk.age(FRESH);
        assert_eq!(desk.get(noon(), false), None);
    }

    /// A seat of a class.
    fn taken() -> Wrote {
        Wrote::These([(SEATS, Whose::These(["c1".to_owned()].into()))].into())
    }

    #[test]
    fn what_is_counted_may_be_a_moment_old() {
        let desk = Desk::with(Made::of(7).counting([On::All(SEATS)]));
        desk.age(FRESH);
        assert_eq!(desk.get(noon(), false), Some(7));
        desk.written.note(&taken());
        assert_eq!(desk.get(noon(), false), None);
        let desk = Desk::with(Made::of(7).counting([On::All(SEATS)]));
        desk.written.note(&taken());
        assert_eq!(desk.get(noon(), false), Some(7));
    }

    #[test]
    fn while_a_write_goes_on_that_nobody_tells_of_an_answer_is_kept_for_a_moment() {
        let desk = Desk::with(Made::of(7));
        desk.age(FRESH);
        assert_eq!(desk.get(noon(), false), Some(7));
        desk.answers.unsettle();
        assert_eq!(desk.get(noon(), false), None);
        *locked(&desk.answers.unsettled) = Some(Instant::now());
        assert_eq!(desk.get(noon(), false), None, "it was made before that write ended");
        desk.answers.put(Desk::key(), Begun::now(&desk.written), Made::of(8u32));
        *locked(&desk.answers.unsettled) = Some(Instant::now() - 2 * FRESH);
        desk.age(FRESH);
        assert_eq!(desk.get(noon(), false), Some(8));
    }
}
