//! Many readers beside a few writers, against as many readers of a page answered from memory.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use domain::PersonId;
use domain::code::{Politics, Role, TrainingForm};
use domain::person::port::People;
use domain::person::{Person, PersonDraft};
use domain::training::port::OtherHours;
use domain::training::{HoursDraft, Measure};
use store::Store;
use tokio::task::JoinSet;

use super::tools::{AT_ONCE, cadres, get, holder, ms, page, spread};
use crate::cli::outcome::Failure;
use crate::now;

/// Those who write beside [`AT_ONCE`] who read.
const WRITERS: usize = 8;
/// For how long they do.
const LONG: Duration = Duration::from_secs(8);
/// What is read, in turn.
const READ: [&str; 4] = ["/people", "/", "/training/classes", "/pipeline"];

/// What readers had, all of them together.
struct Read {
    /// How long each page took that was answered, by the place of its address.
    times: Vec<Vec<Duration>>,
    /// Pages that the server gave up because they took too long.
    late: usize,
    /// Until the last was answered.
    took: Duration,
}

impl Read {
    /// Pages answered in a second.
    fn rate(&self) -> f64 {
        self.times.iter().map(Vec::len).sum::<usize>() as f64 / self.took.as_secs_f64()
    }

    /// The median and the 99th percentile of all pages, in milliseconds.
    fn spread(&self) -> (f64, f64) {
        millis(self.times.concat())
    }
}

/// The median and the 99th percentile in milliseconds; 0 where nothing was answered.
fn millis(mut times: Vec<Duration>) -> (f64, f64) {
    if times.is_empty() {
        return (0.0, 0.0);
    }
    let (middle, most) = spread(&mut times);
    (ms(middle), ms(most))
}

/// [`AT_ONCE`] of the organisation department look at pages while [`WRITERS`] change people and record
/// hours as fast as they are let; before, they look at a page answered from memory and nobody writes.
pub(super) async fn run(store: &Store, router: &Router, memory: &Router) -> Result<(), Failure> {
    let mut tokens = Vec::with_capacity(AT_ONCE);
    for n in 0..AT_ONCE {
        tokens.push(holder(store, &format!("crowd{n}"), Role::OrgHr, &"yj".into(), "/yj/").await?);
    }
    // No two of them touch the same person.
    let moved = cadres(store, WRITERS).await?;
    let floor = read(memory, &tokens, &["/"]).await?;

    let until = Instant::now() + LONG;
    let mut writing = JoinSet::new();
    for (n, person) in moved.into_iter().enumerate() {
        writing.spawn(write(store.clone(), n, person, until));
    }
    let pages = read(router, &tokens, &READ).await?;
    let mut written = 0;
    for done in writing.join_all().await {
        written += done?;
    }

    let (rate, (middle, most)) = (pages.rate(), pages.spread());
    let (floor_rate, (floor_middle, floor_most)) = (floor.rate(), floor.spread());
    println!(
        "{AT_ONCE} readers beside {WRITERS} writers ({:.0} writes/s): {rate:.0} pages/s, p50 {middle:.0} ms, \
         p99 {most:.0} ms, {} given up; from memory {floor_rate:.0} pages/s, p50 {floor_middle:.0} ms, \
         p99 {floor_most:.0} ms; ratio {:.2}, of the p99 {:.1}",
        f64::from(written) / LONG.as_secs_f64(),
        pages.late,
        rate / floor_rate,
        most / floor_most,
    );
    for (address, times) in READ.iter().zip(pages.times) {
        let count = times.len();
        let (middle, most) = millis(times);
        println!("  {address}: {count} times, p50 {middle:.0} ms, p99 {most:.0} ms");
    }
    Ok(())
}

/// Everybody looks at the addresses in turn, one after another, for [`LONG`].
async fn read(router: &Router, tokens: &[String], addresses: &'static [&'static str]) -> Result<Read, Failure> {
    let began = Instant::now();
    let mut readers = JoinSet::new();
    for (n, token) in tokens.iter().enumerate() {
        let (router, token) = (router.clone(), token.clone());
        readers.spawn(async move {
            let mut times = vec![Vec::new(); addresses.len()];
            let mut late = 0;
            for at in (0..addresses.len()).cycle().skip(n) {
                if began.elapsed() >= LONG {
                    break;
                }
                let asked = Instant::now();
                match get(&router, page(addresses[at], &token)?).await?.status {
                    StatusCode::OK => times[at].push(asked.elapsed()),
                    StatusCode::SERVICE_UNAVAILABLE => late += 1,
                    other => return Err(Failure::from(format!("{} ended with {other}", addresses[at]))),
                }
            }
            Ok((times, late))
        });
    }
    let mut read = Read { times: vec![Vec::new(); addresses.len()], late: 0, took: Duration::ZERO };
    for one in readers.join_all().await {
        let (times, late) = one?;
        for (all, own) in read.times.iter_mut().zip(times) {
            all.extend(own);
        }
        read.late += late;
    }
    read.took = began.elapsed();
    Ok(read)
}

/// Changes one person and records an hour of theirs, in turn; gives how many changes were written.
async fn write(store: Store, n: usize, id: PersonId, until: Instant) -> Result<u32, Failure> {
    let hr = crate::cli::operator();
    let mut written = 0;
    while Instant::now() < until {
        if written % 2 == 0 {
            let person = store.person(&hr, &id).await?.person;
            store.save_person(&hr, &changed(person), now()).await?;
        } else {
            let draft = HoursDraft {
                once: format!("crowd{n}x{written}"),
                people: vec![id.clone()],
                title: "基准学习".into(),
                form: TrainingForm::Group,
                category: "law".into(),
                measure: Measure::Hour,
                tenths: 10,
                day: now().day(),
                document: "基准".into(),
            };
            store.record_hours(&hr, &draft, now()).await?;
        }
        written += 1;
    }
    Ok(written)
}

/// A change that the roster shows: in or out of the party.
fn changed(person: Person) -> PersonDraft {
    let joins = person.politics != Some(Politics::Member);
    PersonDraft {
        id: person.id,
        version: person.version,
        name: person.name,
        sex: person.sex,
        birth: person.birth,
        ethnic: person.ethnic,
        native_place: person.native_place,
        birth_place: person.birth_place,
        upbringing_place: person.upbringing_place,
        politics: Some(if joins { Politics::Member } else { Politics::Masses }),
        party_joined: person.party_joined,
        work_since: person.work_since,
        technical_title: person.technical_title,
        specialty: person.specialty,
        education: person.education,
        resume: person.resume,
        honours: person.honours,
        assessments: person.assessments,
        rank: person.rank,
        rank_since: person.rank_since,
        old_age: person.old_age,
    }
}
