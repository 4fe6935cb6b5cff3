//! Fictional data: deterministic for a seed, both families, four levels, five years of
//! training, and families with relations between them. Nobody in it exists: the
//! places are invented, and identity numbers use an area code that was never given out.

pub mod appraisal;
mod names;
mod organisation;
mod people;
mod planning;
mod training;

use domain::access::Grant;
use domain::account::NewAccount;
use domain::code::{Family, Level, Role};
use domain::organisation::port::Posts;
use domain::organisation::{Post, Unit};
use domain::{Fault, GrantId, Moment, PersonId, PostId, UnitId};
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::{Actor, Bulk, Loader, Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::auth;

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

/// The same until told to stop: what is being written then is finished, some thousand rows, and nothing
/// more begun.
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
    store.mark_demo().await?;
    let mut rng = StdRng::seed_from_u64(seed);
    let today = now.day();
    let units = organisation::units(count);
    let places: Vec<Unit> = units.iter().filter(|unit| organisation::takes_people(unit)).cloned().collect();
    store.load(Bulk::Units(units.clone())).await?;

    let classes = training::classes(&units, today, &mut rng);
    let mut taken = vec![0u32; classes.len()];
    let mut cadres: Vec<(PersonId, String, UnitId)> = Vec::new();
    let mut official = None;
    let mut made = 0;
    let mut link = None;
    let mut loader = Loader::new(store);
    while made < count {
        if stop.is_cancelled() {
            loader.finish().await?;
            return Ok(Loaded::Stopped(made));
        }
        let batch = (count - made).min(1000);
        let mut people = Vec::with_capacity(batch as usize);
        let mut appointments = Vec::new();
        let mut training = training::Batch::default();
        for n in made..made + batch {
            let unit = &places[n as usize % places.len()];
            let (mut record, posts) = people::person(n, unit, today, &mut rng);
            // Every twentieth pair is a couple, so that avoidance has something to find.
            if n % 20 == 0 {
                link = Some((n, record.person.name.clone(), record.person.title.clone()));
            } else if n % 20 == 1
                && let Some((other, name, title)) = link.take()
            {
                people::marry(&mut record, other, name, title);
            }
            training.add(&record.person, unit, &classes, &mut taken, today, &mut rng);
            let is_demo = matches!(record.person.level, Level::SectionChief | Level::SectionDeputy);
            let one = || (record.person.id.clone(), record.person.name.clone(), unit.id.clone());
            let active = record.person.state == domain::code::PersonState::Active;
            if n > 20 && is_demo && active {
                match unit.family {
                    Family::Mass if cadres.len() < 9 => cadres.push(one()),
                    Family::Government if official.is_none() => official = Some(one()),
                    _ => {}
                }
            }
            appointments.extend(posts);
            people.push(record);
        }
        made += batch;
        for bulk in [
            Bulk::People(people),
            Bulk::Appointments(appointments),
            Bulk::Enrolments(training.enrolments),
            Bulk::Ledger(training.ledger),
            Bulk::Totals(training.totals),
        ] {
            loader.put(bulk).await?;
        }
        if count > 20_000 {
            tracing::info!(people = made, of = count, "demo");
        }
    }
    loader.finish().await?;
    let classes = training::with_taken(classes, &taken);
    store.load(Bulk::Classes(classes)).await?;
    if !store.count_loaded(now, stop).await? {
        return Ok(Loaded::Stopped(made));
    }
    // The tenth cadre is of a government body.
    cadres.extend(official);
    accounts(store, &units, &cadres, now).await?;
    posts(store, &units, now).await.map_err(|fault| StoreError::Broken(fault.to_string()))?;
    planning::load(store, now).await.map_err(|fault| StoreError::Broken(fault.to_string()))?;
    appraisal::scheme(store, now).await.map_err(|fault| StoreError::Broken(fault.to_string()))?;
    // What came after the people may have marked some of them.
    store.settle_all(now).await?;
    store.note_load(&format!("demo data, {count} people, seed {seed}"), now).await?;
    Ok(Loaded::All)
}

/// A province of people with so many ledger entries each and nothing else: for measurements.
pub(crate) async fn crowd(store: &Store, people: u32, entries: u32, now: Moment) -> Result<(), StoreError> {
    let mut rng = StdRng::seed_from_u64(1);
    let today = now.day();
    let units = organisation::units(people);
    let places: Vec<&Unit> = units.iter().filter(|unit| organisation::takes_people(unit)).collect();
    store.load(Bulk::Units(units.clone())).await?;
    let mut loader = Loader::new(store);
    for first in (0..people).step_by(1000) {
        let (mut records, mut ledger, mut totals) = (Vec::new(), Vec::new(), Vec::new());
        for n in first..people.min(first + 1000) {
            let (record, _) = self::people::person(n, places[n as usize % places.len()], today, &mut rng);
            let own = training::entries(&record.person, entries, today, &mut rng);
            let sums = domain::training::totals_of(&own).into_iter();
            totals.extend(sums.map(|total| (record.person.id.clone(), record.person.path.clone(), total)));
            ledger.extend(own);
            records.push(record);
        }
        for bulk in [Bulk::People(records), Bulk::Totals(totals), Bulk::Ledger(ledger)] {
            loader.put(bulk).await?;
        }
    }
    loader.finish().await?;
    store.count_loaded(now, &CancellationToken::new()).await.map(|_| ())
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

async fn accounts(
    store: &Store,
    units: &[Unit],
    cadres: &[(PersonId, String, UnitId)],
    now: Moment,
) -> Result<(), StoreError> {
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
    use super::*;

    #[tokio::test]
    async fn loading_ends_when_it_is_told_to() {
        let store = Store::open(&store::Target::embedded("mem://")).await.expect("opens");
        store.migrate(false, crate::now()).await.expect("migrates");
        let stop = CancellationToken::new();
        stop.cancel();
        let loaded = load_until(&store, 3000, 1, crate::now(), &stop).await.expect("stops in good order");
        assert_eq!(loaded, Loaded::Stopped(0));
    }
}
