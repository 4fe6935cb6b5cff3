//! Fictional data: deterministic for a seed, both families, four levels, five years of
//! training, and families with relations between them. Nobody in it exists: the
//! places are invented, and identity numbers use an area code that was never given out.

pub mod appraisal;
mod names;
mod organisation;
mod people;
mod planning;
mod training;

use std::ops::ControlFlow;
use std::time::Instant;

use domain::access::Grant;
use domain::account::NewAccount;
use domain::code::{Family, Level, PersonState, Role};
use domain::organisation::port::Posts;
use domain::organisation::{Post, Unit};
use domain::{Fault, GrantId, Moment, PersonId, PostId, UnitId};
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::{Actor, Bulk, Loader, Lot, Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::auth;

/// People made and written together.
const LOT: u32 = 250;
/// After so many the log says how far it has come.
const STEP: u32 = 10_000;

/// The password of the demo accounts.
pub const PASSWORD: &str = "Ganqiao-Demo-2026";

/// The demo accounts: (login, name, roles).
const ACCOUNTS: [(&str, &str, &[Role]); 15] = [
    ("zuzhi", "组织部·高明", &[Role::OrgHr]),
    ("zuzhi2", "组织部·陆川", &[Role::OrgHr]),
    ("zuzhi3", "组织部·沈岩", &[Role::OrgHr]),
    ("peixun", "培训·林岚", &[Role::TrainingManager]),
    ("renshi", "单位人事·周宁", &[Role::UnitHr]),
    ("renshi2", "单位人事·苏和", &[Role::UnitHr]),
    ("renshi3", "单位人事·方毅", &[Role::UnitHr]),
    ("lingdao", "领导·郑远", &[Role::Leader]),
    ("lingdao2", "领导·唐敏", &[Role::Leader]),
    ("jijian", "纪检·韩正", &[Role::Discipline]),
    ("jijian2", "纪检·石磊", &[Role::Discipline]),
    ("jijian3", "纪检·江宁", &[Role::Discipline]),
    ("xitong", "系统管理员", &[Role::SystemAdmin]),
    ("anquan", "安全管理员", &[Role::SecurityAdmin]),
    ("shenji", "审计管理员", &[Role::AuditAdmin]),
];

/// The accounts in words for the terminal.
#[must_use]
pub fn accounts_text() -> String {
    let mut text = format!(
        "Demo accounts, password {PASSWORD}\n  ganbu     干部 cadre (also ganbu2 … ganbu9; ganbu10 of a government body)\n"
    );
    for (login, name, _) in ACCOUNTS {
        text.push_str(&format!("  {login:9} {name}\n"));
    }
    text
}

/// A cadre who is to have an account: their name and unit.
type Holder = (PersonId, String, UnitId);

/// How loading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    All,
    /// It was told to stop when so many people had been written; the rest is lacking.
    Stopped(u32),
}

/// Fills an empty store. Streams: memory does not grow with the number of people.
///
/// # Errors
/// When the store fails.
pub async fn load(store: &Store, count: u32, seed: u64, now: Moment) -> Result<(), StoreError> {
    load_until(store, count, seed, now, &CancellationToken::new()).await.map(|_| ())
}

/// The same until told to stop, which ends it within a second or two. What was written then stays, and the store says
/// that it is not whole, see [`Store::begin_load`].
///
/// # Errors
/// When the store fails.
pub async fn load_until(
    store: &Store,
    count: u32,
    seed: u64,
    now: Moment,
    stop: &CancellationToken,
) -> Result<Loaded, StoreError> {
    if stop.is_cancelled() {
        return Ok(Loaded::Stopped(0));
    }
    store.begin_load().await?;
    store.mark_demo().await?;
    let mut rng = StdRng::seed_from_u64(seed);
    let units = organisation::units(count);
    store.load(Bulk::Units(units.clone())).await?;
    let cadres = match cadres(store, &units, count, &mut rng, now, stop).await? {
        ControlFlow::Continue(cadres) => cadres,
        ControlFlow::Break(made) => return Ok(Loaded::Stopped(made)),
    };
    let rest = async {
        let broken = |fault: Fault| StoreError::Broken(fault.to_string());
        accounts(store, &units, &cadres, now).await?;
        posts(store, &units, now).await.map_err(broken)?;
        planning::load(store, now).await.map_err(broken)?;
        appraisal::scheme(store, now).await.map_err(broken)?;
        // What came after the people may have marked some of them.
        store.settle_all(now).await?;
        store.note_load(&format!("demo data, {count} people, seed {seed}"), now).await?;
        store.end_load().await
    };
    match stop.run_until_cancelled(rest).await {
        Some(done) => done.map(|()| Loaded::All),
        None => Ok(Loaded::Stopped(count)),
    }
}

/// Puts people into the units, and the classes that they went to. Gives who is to have an account, or, where it was
/// told to stop, how many had been made.
async fn cadres(
    store: &Store,
    units: &[Unit],
    count: u32,
    rng: &mut StdRng,
    now: Moment,
    stop: &CancellationToken,
) -> Result<ControlFlow<u32, Vec<Holder>>, StoreError> {
    let (today, began) = (now.day(), Instant::now());
    let places: Vec<&Unit> = units.iter().filter(|unit| organisation::takes_people(unit)).collect();
    let classes = training::classes(units, today, rng);
    let mut taken = vec![0u32; classes.len()];
    let mut cadres: Vec<Holder> = Vec::new();
    let mut official = None;
    let mut link = None;
    let mut loader = Loader::new(store, units, now).await?;
    for first in (0..count).step_by(LOT as usize) {
        let last = count.min(first + LOT);
        let mut lot = Lot::default();
        for n in first..last {
            let unit = places[n as usize % places.len()];
            let (mut record, posts) = people::person(n, unit, today, rng);
            // Every twentieth pair is a couple, so that avoidance has something to find.
            if n % 20 == 0 {
                link = Some((n, record.person.name.clone(), record.person.title.clone()));
            } else if n % 20 == 1
                && let Some((other, name, title)) = link.take()
            {
                people::marry(&mut record, other, name, title);
            }
            training::attend(&mut lot, &record.person, unit, &classes, &mut taken, today, rng);
            let is_demo = matches!(record.person.level, Level::SectionChief | Level::SectionDeputy);
            let one = || (record.person.id.clone(), record.person.name.clone(), unit.id.clone());
            let active = record.person.state == PersonState::Active;
            if n > 20 && is_demo && active {
                match unit.family {
                    Family::Mass if cadres.len() < 9 => cadres.push(one()),
                    Family::Government if official.is_none() => official = Some(one()),
                    _ => {}
                }
            }
            lot.appointments.extend(posts);
            lot.people.push(record);
        }
        let Some(put) = stop.run_until_cancelled(loader.put(lot)).await else {
            loader.stop().await;
            return Ok(ControlFlow::Break(first));
        };
        put?;
        if last / STEP > first / STEP {
            let rate = f64::from(last) / began.elapsed().as_secs_f64().max(0.001);
            tracing::info!(people = last, of = count, "loading demo data: {rate:.0} people a second");
        }
    }
    let Some(finished) = stop.run_until_cancelled(loader.finish()).await else {
        loader.stop().await;
        return Ok(ControlFlow::Break(count));
    };
    finished?;
    store.load(Bulk::Classes(training::with_taken(classes, &taken))).await?;
    // The tenth cadre is of a government body.
    cadres.extend(official);
    Ok(ControlFlow::Continue(cadres))
}

/// A province of people with so many ledger entries each and nothing else: for measurements.
pub(crate) async fn crowd(store: &Store, people: u32, entries: u32, now: Moment) -> Result<(), StoreError> {
    let mut rng = StdRng::seed_from_u64(1);
    let today = now.day();
    let units = organisation::units(people);
    let places: Vec<&Unit> = units.iter().filter(|unit| organisation::takes_people(unit)).collect();
    store.load(Bulk::Units(units.clone())).await?;
    let mut loader = Loader::new(store, &units, now).await?;
    for first in (0..people).step_by(LOT as usize) {
        let mut lot = Lot::default();
        for n in first..people.min(first + LOT) {
            let (record, _) = self::people::person(n, places[n as usize % places.len()], today, &mut rng);
            let begun = lot.ledger.len();
            lot.ledger.extend(training::entries(&record.person, entries, today, &mut rng));
            training::sum_up(&mut lot, &record.person, begun);
            lot.people.push(record);
        }
        loader.put(lot).await?;
    }
    loader.finish().await
}

/// A leading and another post in each body of one city, so that rules have posts to speak of.
async fn posts(store: &Store, units: &[Unit], now: Moment) -> Result<(), Fault> {
    let operator = crate::cli::operator();
    for unit in units.iter().filter(|unit| unit.parent.as_str() == "hx" && organisation::takes_people(unit)) {
        for (title, level, leading) in [
            ("副职领导", Level::DivisionDeputy, true),
            ("综合科科长", Level::SectionChief, false),
            ("业务科副科长", Level::SectionDeputy, false),
        ] {
            let post = Post {
                id: PostId::default(),
                unit: unit.id.clone(),
                title: title.to_owned(),
                level,
                seats: 1,
                leading,
                held: 0,
            };
            store.add_post(&operator, &post, now).await?;
        }
    }
    Ok(())
}

async fn accounts(store: &Store, units: &[Unit], cadres: &[Holder], now: Moment) -> Result<(), StoreError> {
    // One hash for all: hashing is slow on purpose, and the password is public.
    let hash = tokio::task::spawn_blocking(|| auth::hash_password(PASSWORD))
        .await
        .map_err(|error| StoreError::Broken(error.to_string()))?;
    let root = &units[0];
    // Two stand for the two sides of an exchange: the units of the first cadre of each family.
    let unit_of = |login: &str| {
        let id = match login {
            "renshi2" => cadres.first().map(|one| one.2.as_str()),
            "renshi3" => cadres.last().map(|one| one.2.as_str()),
            _ => Some("hx-union"),
        };
        units.iter().find(|unit| Some(unit.id.as_str()) == id).unwrap_or(root)
    };
    for (login, name, roles) in ACCOUNTS {
        let draft = NewAccount { login: login.into(), name: name.into(), person: PersonId::default() };
        let account = store.add_account(Actor::default(), &draft, &hash, false, now).await?;
        for role in roles {
            let unit = if *role == Role::UnitHr { unit_of(login) } else { root };
            let grant = Grant {
                id: GrantId(format!("demo-{login}")),
                account: account.clone(),
                role: *role,
                unit: unit.id.clone(),
                path: unit.path.clone(),
                from: Moment(0),
                until: Moment::FOREVER,
                delegated_from: GrantId::default(),
            };
            store.add_grant(Actor::default(), &grant, now).await?;
        }
    }
    for (n, (person, name, _)) in cadres.iter().enumerate() {
        let login = if n == 0 { "ganbu".to_owned() } else { format!("ganbu{}", n + 1) };
        let draft = NewAccount { login, name: name.clone(), person: person.clone() };
        store.add_account(Actor::default(), &draft, &hash, false, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use domain::code::{Code, Tier};
    use domain::training::ClassState;
    use store::{MigrateError, Script};

    use super::*;

    async fn empty() -> Store {
        let store = Store::open(&store::Target::embedded("mem://")).await.expect("opens");
        store.migrate(false, crate::now()).await.expect("migrates");
        store
    }

    #[tokio::test]
    async fn loading_does_not_begin_where_it_was_told_to_stop() {
        let (store, stop) = (empty().await, CancellationToken::new());
        stop.cancel();
        let loaded = load_until(&store, 3000, 1, crate::now(), &stop).await.expect("stops in good order");
        assert_eq!(loaded, Loaded::Stopped(0));
        assert!(store.is_empty().await.expect("can be read"));
    }

    #[tokio::test]
    async fn a_store_that_was_loaded_in_part_says_so() {
        let (store, stop) = (empty().await, CancellationToken::new());
        let stopping = async {
            loop {
                let found = store.raw(Script::new("SELECT VALUE record::id(id) FROM person LIMIT 1")).await;
                if found.expect("can be read")[0].as_array().is_some_and(|some| !some.is_empty()) {
                    break stop.cancel();
                }
                tokio::task::yield_now().await;
            }
        };
        let (loaded, ()) = tokio::join!(load_until(&store, 5000, 1, crate::now(), &stop), stopping);
        let loaded = loaded.expect("stops in good order");
        assert!(matches!(loaded, Loaded::Stopped(made) if made < 5000), "{loaded:?}");
        let refused = store.migrate(false, crate::now()).await.expect_err("is not served as whole");
        assert!(matches!(refused, MigrateError::Unloaded), "{refused}");
    }

    #[test]
    fn every_class_is_held_in_some_years_and_one_of_each_kind_in_all() {
        let today = domain::Day::from_ymd_opt(2026, 12, 31).expect("a day");
        let units = organisation::units(0);
        let classes = training::classes(&units, today, &mut StdRng::seed_from_u64(1));
        let held = |year: i32, categories: &[&str]| {
            let those =
                classes.iter().filter(|class| class.state == ClassState::Finished && class.starts.year() == year);
            those.filter(|class| categories.contains(&class.category.as_str())).count()
        };
        let kinds: [&[&str]; 3] = [&["theory", "party-spirit"], &["mass-work", "law", "professional"], &["digital"]];
        for year in 2022..=2026 {
            for kind in kinds {
                assert_eq!(held(year, kind), Tier::ALL.len(), "{kind:?} in {year}");
            }
        }
        for category in ["theory", "party-spirit", "mass-work", "law", "professional"] {
            assert!((2022..=2026).any(|year| held(year, &[category]) > 0), "{category}");
        }
    }
}
