//! A year of appraisal played by many: reports handed in, ballots taken and cast, slips filled in.
//! Everything goes the way of a browser, blind signatures and all.

use blind_rsa_signatures::{BlindSignature, DefaultRng, Deterministic, PSS, PublicKey, Sha384};
use domain::access::Viewer;
use domain::appraisal::port::{Ballots, Members, Schemes, Sheets, Slips, Years};
use domain::appraisal::{Act, ActKind, Ballot, GroupRoll, MemberFilter, Scheme, SlipAct, Step};
use domain::record::Grade;
use domain::register::RegisterQuery;
use domain::{AppraisalId, Fault, Moment, PersonId, SheetId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::Store;

/// An adopted scheme, so that an appraisal can be set up.
pub(super) async fn scheme(store: &Store, now: Moment) -> Result<(), Fault> {
    let operator = crate::cli::operator();
    let id = store.save_scheme(&operator, &Scheme::first(now.day()), now).await?;
    store.adopt_scheme(&operator, &id, 1, "云组通〔2026〕8号", now).await
}

fn cadre(person: &PersonId) -> Viewer {
    Viewer {
        account: domain::AccountId::default(),
        name: String::new(),
        person: person.clone(),
        grants: Vec::new(),
        request: String::new(),
    }
}

/// How many did something.
#[derive(Debug, Default, serde::Serialize)]
pub struct Played {
    /// Reports handed in.
    pub reports: u32,
    /// Ballots cast with an account.
    pub ballots: u32,
    /// Slips filled in.
    pub slips: u32,
}

/// Marks of one voter: mostly good, each person with a leaning of their own.
fn marks(people: usize, columns: usize, rng: &mut StdRng, own: Option<usize>) -> Ballot {
    let mut one = Vec::with_capacity(people);
    for person in 0..people {
        let leaning = (person * 7 + 3) % 10;
        let roll = rng.random_range(0..10usize);
        one.push(if own == Some(person) {
            None
        } else if roll < leaning {
            Some(Grade::Excellent)
        } else if roll < 9 {
            Some(Grade::Competent)
        } else if leaning == 0 {
            Some(Grade::Incompetent)
        } else {
            Some(Grade::Basic)
        });
    }
    Ballot::of(people, columns, |person, _| one[person])
}

/// Everybody does what their step asks for: reports while they are asked for, ballots and so many
/// slips on each sheet while the vote runs. Those in `left` are left to do it themselves.
///
/// # Errors
/// When the store refuses something.
pub async fn play(
    store: &Store,
    id: &AppraisalId,
    slips: u32,
    left: &[PersonId],
    now: Moment,
) -> Result<Played, Fault> {
    let operator = crate::cli::operator();
    let detail = store.appraisal(&operator, id, now).await?;
    let mut played = Played::default();
    if detail.appraisal.step == Step::Reporting {
        let mut page = 1;
        loop {
            let query = RegisterQuery { page, ..RegisterQuery::default() };
            let found = store.appraisal_members(&operator, id, MemberFilter::Unreported, &query).await?.people.page;
            let mut some = false;
            for row in &found.rows {
                let person = PersonId(row.id.0.split_once('-').map_or_else(String::new, |one| one.1.to_owned()));
                if left.contains(&person) {
                    continue;
                }
                let who = cadre(&person);
                let member = store.appraisal_member(&who, &row.id, now).await?;
                if member.acts.contains(&ActKind::Report) {
                    let text = format!("{}年度围绕中心任务履职尽责，完成分管工作，服务基层群众。", row.year);
                    store.act_member(&who, &row.id, member.member.version, &Act::Report { text }, now).await?;
                    played.reports += 1;
                    some = true;
                }
            }
            // Those who reported are no longer listed, so the same page has others now.
            if !some {
                if page >= found.pages() {
                    break;
                }
                page += 1;
            }
        }
        return Ok(played);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (n, row) in (0u64..).zip(detail.sheets) {
        let (store, operator, left) = (store.clone(), operator.clone(), left.to_vec());
        tasks.spawn(async move { sheet(&store, &operator, &row.id, slips, &left, n, now).await });
        if tasks.len() >= 4
            && let Some(done) = tasks.join_next().await
        {
            add(&mut played, done)?;
        }
    }
    while let Some(done) = tasks.join_next().await {
        add(&mut played, done)?;
    }
    Ok(played)
}

fn add(played: &mut Played, done: Result<Result<(u32, u32), Fault>, tokio::task::JoinError>) -> Result<(), Fault> {
    let (ballots, slips) = done.map_err(|_| Fault::Internal)??;
    played.ballots += ballots;
    played.slips += slips;
    Ok(())
}

async fn sheet(
    store: &Store,
    operator: &Viewer,
    id: &SheetId,
    slips: u32,
    left: &[PersonId],
    seed: u64,
    now: Moment,
) -> Result<(u32, u32), Fault> {
    let mut rng = StdRng::seed_from_u64(seed);
    let detail = store.sheet(operator, id, now).await?;
    let (people, columns) = (detail.sheet.targets.len(), detail.appraisal.scheme.columns());
    let mut ballots = 0;
    for (person, _, group) in detail.voters.iter().filter(|one| !left.contains(&one.0)) {
        let who = cadre(person);
        let page = store.ballot(&who, id, now).await?;
        if page.taken {
            continue;
        }
        let spki = store::chain::unhex(&page.key).ok_or(Fault::Internal)?;
        let key = PublicKey::<Sha384, PSS, Deterministic>::from_spki(&spki).map_err(|_| Fault::Internal)?;
        let number: [u8; 32] = rand::random();
        let made = key.blind(&mut DefaultRng, number).map_err(|_| Fault::Internal)?;
        let signed = store.take_ballot(&who, id, &made.blind_message.0, now).await?;
        let signature = key.finalize(&BlindSignature(signed), &made, number).map_err(|_| Fault::Internal)?;
        let own = page.own.map(|own| own as usize);
        let marked = marks(people, columns, &mut rng, own);
        // Whoever is alone on a sheet has nobody to judge.
        if marked.valid(people * columns) {
            store.cast_ballot(id, group, &number, &signature.0, &marked.0, now).await?;
            ballots += 1;
        }
    }
    let masses = detail.appraisal.scheme.groups.last().map(|one| one.code.clone()).unwrap_or_default();
    let mut used = 0;
    if slips > 0 {
        let paper = detail.sheet.group(&masses);
        let roll = GroupRoll { paper_expected: paper.paper_expected + slips, ..paper };
        store.save_paper(operator, id, &roll, now).await?;
        let numbers = store.make_slips(operator, id, &masses, slips, now).await?;
        let second = Viewer { account: "demo-second".into(), ..operator.clone() };
        for row in store.sheet(&second, id, now).await?.batches.into_iter().filter(|row| row.may_release) {
            store.act_slips(&second, id, &SlipAct::Release { batch: row.batch.id }, now).await?;
        }
        for number in numbers {
            let marked = marks(people, columns, &mut rng, None);
            store.cast_slip(&number, &marked.0, now).await?;
            used += 1;
        }
    }
    Ok((ballots, used))
}
