//! What is refused, on the trail: each kind of refusal of each minute a few times, then counted
//! together, so that a flood of them fills neither the store nor the page that reads it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{AccountId, Moment};
use store::{Refused, Store};

/// Kinds of refusals counted at once at most; what is beyond them counts as one more kind.
const MOST_KINDS: usize = 10_000;

#[derive(Default)]
struct Count {
    minute: i64,
    noted: u32,
    left: u32,
}

/// The refusals of this minute.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Refused, Count>>);

impl Refusals {
    /// Counts one. True when it is to be noted by itself, false when it is noted with others
    /// later.
    fn count(&self, refused: &Refused, now: Moment) -> bool {
        let each = match refused {
            Refused::SignIn { account, .. } if !account.as_str().is_empty() => 5,
            Refused::Inside { .. } => 5,
            _ => 1,
        };
        let minute = now.0 / 60_000;
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = if counts.len() >= MOST_KINDS && !counts.contains_key(refused) {
            Refused::Access { account: AccountId::default(), name: String::new(), address: "…".to_owned() }
        } else {
            refused.clone()
        };
        let count = counts.entry(kind).or_insert(Count { minute, noted: 0, left: 0 });
        // What a past minute left is added to this one, and noted with it.
        if count.minute != minute {
            (count.minute, count.noted) = (minute, 0);
        }
        if count.noted < each {
            count.noted += 1;
            return true;
        }
        count.left += 1;
        false
    }

    /// Takes what was counted in minutes past.
    fn take(&self, now: Moment, all: bool) -> Vec<(Refused, u32)> {
        let minute = now.0 / 60_000;
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        counts.retain(|refused, count| {
            let over = all || count.minute != minute;
            if over && count.left > 0 {
                taken.push((refused.clone(), count.left));
            }
            !over
        });
        taken
    }

    /// Notes a refusal, now or with others of its minute. A trail that can't be written is said in
    /// the log: who was refused stays refused.
    pub async fn note(&self, store: &Store, refused: &Refused, now: Moment) {
        if self.count(refused, now)
            && let Err(error) = store.note_refused(refused, 1, now).await
        {
            tracing::error!(%error, "a refusal was not noted");
        }
    }

    /// Writes what minutes past have left, or all of it at the end.
    pub async fn flush(&self, store: &Store, now: Moment, all: bool) {
        for (refused, count) in self.take(now, all) {
            if let Err(error) = store.note_refused(&refused, count, now).await {
                tracing::error!(%error, count, "refusals were not noted");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_a_few_rows() {
        let refusals = Refusals::default();
        let page = Refused::Access { account: "a".into(), name: "a".into(), address: "/people".into() };
        let name = Refused::SignIn { account: "a".into(), address: "192.0.2.1".into() };
        let noted = |refused: &Refused, at: i64| (0..1000).filter(|_| refusals.count(refused, Moment(at))).count();
        assert_eq!((noted(&page, 0), noted(&name, 0)), (1, 5));
        assert_eq!(refusals.take(Moment(59_999), false), [], "its minute is not over");
        let mut left = refusals.take(Moment(60_000), false);
        left.sort_by_key(|(_, count)| *count);
        assert_eq!(left.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [995, 999]);
        assert_eq!(refusals.take(Moment(120_000), true), []);
        assert_eq!(noted(&page, 60_000), 1, "the next minute is said anew");
    }
}
