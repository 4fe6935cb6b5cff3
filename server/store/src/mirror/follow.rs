//! How the world follows the store, by the rows that say what was touched.

use std::collections::HashSet;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::world::{Followed, Looked, Touched};
use crate::answers::FRESH;
use crate::rows::{json, take};
use crate::{Change, Script, Store, StoreError};

/// Milliseconds that another server's transaction may take from its first write to its end: so far back is read
/// again, as it may have ended after later ones.
const LONGEST: i64 = 120_000;
/// Milliseconds by which the clock may have been set back unnoticed.
const SLACK: i64 = 3_000;
/// The time after which nobody needs to know any more that a row was touched: who has not looked for so long
/// reads all anew.
const KEPT: Duration = Duration::from_secs(3600);

/// What was touched where it is not said row by row.
const ALL: &str = "all";

/// What happened since somebody followed last.
enum News {
    /// These were touched.
    Touched(Vec<Touched>),
    /// Nobody can tell any more: all is to be read anew.
    Unknown,
}

impl Script {
    /// Adds that whoever follows is to read all anew.
    pub(crate) fn touches_all(self) -> Self {
        let sql = "CREATE type::record('touched', [time::millis(time::now()), rand::ulid()])
            CONTENT { what: $touched_all, which: '' } RETURN NONE;";
        self.then(sql).bind("touched_all", ALL)
    }

    /// Adds that these were written, of what no event of the schema tells: rows that are written plainly.
    pub(crate) fn touches(self, what: &str, which: Vec<String>) -> Self {
        self.then(&format!(
            "INSERT INTO touched array::map($touched_{what}, |$one: any| {{
                'id': [time::millis(time::now()), rand::ulid()], 'what': '{what}', 'which': $one
             }}) RETURN NONE;"
        ))
        .bind(&format!("touched_{what}"), which)
    }
}

impl Store {
    /// Brings the world up to the store. Read once before anybody waits for it, it is there when it is asked for.
    /// Of those who ask at once, one follows for all whose changes it sees.
    ///
    /// # Errors
    /// When the store fails.
    pub fn follow(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        async move {
            let mirror = &self.caches.mirror;
            let (wanted, asked) = (self.caches.touched_generation(), Instant::now());
            if self.has_followed(wanted, asked) {
                return Ok(());
            }
            let mut following = mirror.following.lock().await;
            if self.has_followed(wanted, asked) {
                return Ok(());
            }
            let last = *mirror.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let (looked, next, news) = self.news(last.zip(following.as_ref())).await?;
            match news {
                News::Touched(touched) => self.take_in(touched).await?,
                News::Unknown => self.read_anew().await?,
            }
            *following = Some(next);
            *mirror.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(looked);
            Ok(())
        }
    }

    /// Whether a change was followed, for whoever asks at a moment. What nobody else writes needs no other look.
    fn has_followed(&self, wanted: u64, asked: Instant) -> bool {
        let mut looked = self.caches.mirror.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = looked.as_mut().filter(|last| last.generation >= wanted) else { return false };
        if self.shared {
            return asked.saturating_duration_since(last.wide) < FRESH;
        }
        // What nobody waits for ends without being told, as another server's does.
        if self.caches.under_way.has_left() {
            return asked.saturating_duration_since(last.at) < FRESH;
        }
        if last.generation == wanted {
            last.at = last.at.max(asked);
        }
        true
    }

    /// What happened since somebody followed last, with where they have followed to when they have taken it in.
    async fn news(&self, last: Option<(Looked, &Followed)>) -> Result<(Looked, Followed, News), StoreError> {
        let (generation, at) = (self.caches.touched_generation(), Instant::now());
        let oldest = self.caches.under_way.oldest();
        let ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let last = last.filter(|(looked, _)| looked.at.elapsed() < KEPT);
        let wide = last.is_none_or(|(looked, _)| self.shared && looked.wide.elapsed() >= FRESH);
        let from = match last {
            None => i64::MAX,
            Some((_, last)) if wide => last.from.min(last.wide_clock - LONGEST),
            Some((_, last)) => last.from,
        };
        let script = Script::new(&format!(
            "RETURN time::millis(time::now());
             SELECT record::id(id) AS id, what, which FROM touched:[{from}]..;"
        ));
        let mut results = self.read(script).await?;
        let clock = json(&mut results, 0)?.as_i64().unwrap_or_default();
        let touched: Vec<Touched> = take(&mut results, 1)?;
        // An embedded engine has this program's clock; by another one's, what was under way began so long before.
        let began = if self.shared { clock.saturating_sub(ms(oldest.at.elapsed())) } else { oldest.clock.min(clock) };
        self.caches.under_way.set_back(clock);
        let mut looked = Looked { generation, at, wide: at };
        let mut next = Followed {
            told: Instant::now(),
            clock,
            wide_clock: clock,
            from: began.saturating_sub(SLACK),
            seen: HashSet::new(),
        };
        // Where the clock was set back, what was touched since may bear a time from before.
        let kept_time = |last: &Followed| clock >= last.clock + ms(at.saturating_duration_since(last.told)) - SLACK / 2;
        let Some((before, last)) = last.filter(|(_, last)| last.clock <= clock && kept_time(last)) else {
            return Ok((looked, next, News::Unknown));
        };
        if !wide {
            (looked.wide, next.wide_clock) = (before.wide, last.wide_clock);
        }
        next.from = next.from.max(last.from);
        let reach = if self.shared { next.from.min(next.wide_clock - LONGEST) } else { next.from };
        next.seen = last.seen.iter().filter(|(at, _)| *at >= reach).cloned().collect();
        let news: Vec<Touched> = touched.into_iter().filter(|one| !last.seen.contains(&one.id)).collect();
        next.seen.extend(news.iter().map(|one| one.id.clone()).filter(|(at, _)| *at >= reach));
        let all = news.iter().any(|one| one.what == ALL);
        Ok((looked, next, if all { News::Unknown } else { News::Touched(news) }))
    }

    /// Tells everybody who follows that more was written than was noted row by row.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn touch_all(&self) -> Result<(), StoreError> {
        self.write(Change::Everything("touched.all"), Script::default().touches_all()).await?;
        Ok(())
    }

    /// Forgets what was touched so long ago that nobody asks for it any more.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn forget_touched(&self) -> Result<(), StoreError> {
        let clock: i64 = self.row(Script::new("RETURN time::millis(time::now())")).await?.unwrap_or_default();
        let until = clock - KEPT.as_millis() as i64 - LONGEST;
        let old = Script::new(&format!("SELECT VALUE record::id(id) FROM touched:..[{until}] LIMIT 1"));
        if self.row::<(i64, String)>(old).await?.is_some() {
            let script = Script::new(&format!("DELETE touched:..[{until}] RETURN NONE;"));
            self.write(Change::Nothing("touched"), script).await?;
        }
        Ok(())
    }
}
