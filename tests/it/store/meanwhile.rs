//! What changes while a step of a year is worked out for all of its people: nothing of it is lost.

use domain::access::Viewer;
use domain::appraisal::port::{Members, Sheets, Years};
use domain::appraisal::{Act, GroupRoll, Outcome, Scheme, Standing, Step, StepAct};
use domain::code::Role;
use domain::{AppraisalId, Fault, MemberId, Moment, PersonId, Reason};
use futures::future::join_all;
use store::Store;
use tests::{day, now, org_hr, small, viewer};

use super::appraisal::{act, cast, open_vote, set_up, sheet_of, step, take, vote};

fn on(text: &str) -> Moment {
    Moment::start_of(day(text)).plus_seconds(10 * 3600)
}

fn hr() -> Viewer {
    viewer("hr", "", &[(Role::UnitHr, "/p/union/")])
}

fn member(id: &AppraisalId, n: usize) -> MemberId {
    MemberId::of(id, &PersonId(format!("p{n}")))
}

/// Does the same with sixteen people at once, from `first` on, by way of another handle.
async fn sixteen(
    store: &Store,
    id: &AppraisalId,
    first: usize,
    who: fn() -> Viewer,
    what: Act,
    at: Moment,
) -> Vec<Result<(), Fault>> {
    let asked = (first..first + 16).map(|n| {
        let (store, one, what) = (store.beside(), member(id, n), what.clone());
        tokio::spawn(async move { act(&store, &who(), &one, what, at).await })
    });
    join_all(asked).await.into_iter().map(|one| one.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_corrected_and_proposed_while_all_are_worked_out_stands() {
    let store = small("mem://", 60).await;
    let id = set_up(&store).await;
    open_vote(&store, &id).await;
    // Six of them say 不称职 of everybody, so that the points speak for it.
    let sheet = sheet_of(&store, &id, "union").await;
    vote(&store, &sheet, 6, &"4".repeat(60), on("2026-12-02")).await;
    let at = on("2026-12-06");
    step(&store, &id, StepAct::Count, at).await.unwrap();

    let scoring = {
        let (store, id) = (store.clone(), id.clone());
        tokio::spawn(async move { step(&store, &id, StepAct::Score, at).await })
    };
    let absent = Act::Correct { standing: Standing::Absent, absent_days: 200, reason: "病假审批单".into() };
    let corrected = sixteen(&store, &id, 0, hr, absent, at).await;
    scoring.await.unwrap().unwrap();
    assert_eq!(store.appraisal(&org_hr(), &id, at).await.unwrap().appraisal.step, Step::Calibration);
    assert!(corrected.iter().any(Result::is_ok), "{corrected:?}");
    for (n, done) in corrected.iter().enumerate() {
        let found = store.appraisal_member(&org_hr(), &member(&id, n), at).await.unwrap().member;
        let kept = (found.standing, found.absent_days, found.outcome);
        match done {
            Ok(()) => assert_eq!(kept, (Standing::Absent, 200, Some(Outcome::NotAssessed)), "p{n}"),
            Err(fault) => {
                let refused = [Fault::Refused(Reason::WrongState), Fault::Refused(Reason::Stale)];
                assert!(refused.contains(fault) && found.absent_days == 0, "p{n} {fault:?}");
            }
        }
    }

    // Accepting what the points speak for beside a proposal.
    let accepting = {
        let (store, id) = (store.clone(), id.clone());
        let reason = "逐人核实".to_owned();
        let accept = StepAct::Accept { outcome: Outcome::Incompetent, reason };
        tokio::spawn(async move { step(&store, &id, accept, at).await })
    };
    let propose = Act::Propose { outcome: Outcome::Competent, reason: "实绩突出".into() };
    let proposed = sixteen(&store, &id, 20, org_hr, propose, at).await;
    accepting.await.unwrap().unwrap();
    for (n, done) in proposed.iter().enumerate() {
        let found = store.appraisal_member(&org_hr(), &member(&id, n + 20), at).await.unwrap().member;
        let log = found.log.iter().any(|one| one.reason == "实绩突出");
        let held = if done.is_ok() { Outcome::Competent } else { Outcome::Incompetent };
        assert_eq!((log, found.outcome), (done.is_ok(), Some(held)), "p{n} {done:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_ballot_that_was_taken_is_counted_however_late_it_came() {
    let store = small("mem://", 12).await;
    let id = set_up(&store).await;
    open_vote(&store, &id).await;
    let sheet = sheet_of(&store, &id, "union").await;
    let last = Moment(Moment::end_of(day("2026-12-05")).0 - 1);
    let marks = "1".repeat(12 * Scheme::first(now().day()).columns());
    let mut asked = Vec::new();
    for n in 0..12 {
        let voter = viewer(&format!("p{n}"), &format!("p{n}"), &[]);
        let taken = take(&store, &voter, &sheet, on("2026-12-02")).await.unwrap();
        let (store, sheet, marks) = (store.beside(), sheet.clone(), marks.clone());
        asked.push(async move { cast(&store, &sheet, &taken, &marks, last).await });
    }
    let asked: Vec<_> = asked.into_iter().map(tokio::spawn).collect();
    // Midnight has passed for whoever counts, not for those whose ballots are on their way.
    step(&store, &id, StepAct::Count, Moment(last.0 + 2000)).await.unwrap();
    let cast = join_all(asked).await.into_iter().filter(|one| matches!(one, Ok(Ok(())))).count();
    let tally = store.sheet(&hr(), &sheet, on("2026-12-06")).await.unwrap().sheet.tally.unwrap();
    assert_eq!(tally.all().returned as usize, cast);
    let left = store.raw(store::Script::new("SELECT VALUE id FROM ballot_cast")).await.unwrap();
    assert_eq!(left[0].as_array().map_or(0, Vec::len), 0, "nothing is left that nobody can open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn paper_is_typed_before_a_vote_is_closed_or_not_at_all() {
    for _ in 0..4 {
        let store = small("mem://", 4).await;
        let id = set_up(&store).await;
        open_vote(&store, &id).await;
        let sheet = sheet_of(&store, &id, "union").await;
        let at = on("2026-12-06");
        let roll = GroupRoll { group: "C".into(), paper_expected: 9, paper_present: 7, paper_issued: 6 };
        store.save_paper(&hr(), &sheet, &roll, at).await.unwrap();
        let typing = {
            let (store, sheet) = (store.beside(), sheet.clone());
            tokio::spawn(async move { store.type_paper(&hr(), &sheet, "C", "1111", at).await })
        };
        let closed = step(&store, &id, StepAct::Count, at).await;
        let typed = typing.await.unwrap();
        // What one person typed waits for the second, and behind a vote that is closed nothing waits.
        assert!(closed.is_ok() != typed.is_ok(), "{closed:?} {typed:?}");
    }
}
