//! The count of a vote in pieces: what is seen of it on the way, and that it is counted once, however it is cut off.

use std::task::Poll;

use domain::access::Viewer;
use domain::appraisal::port::{Ballots, Sheets, Years};
use domain::appraisal::{AppraisalDetail, GroupRoll, Missing, Step, StepAct};
use domain::code::Role;
use domain::{AppraisalId, Fault, Moment, Reason, SheetId};
use futures::future::join_all;
use serde_json::Value;
use store::{Script, Store};
use tests::{day, org_hr, small, viewer};

use super::appraisal::{open_vote, set_up, sheet_of, step, vote};
use super::once::count;

/// Voters of the sheet, who are those that it judges.
const PEOPLE: usize = 9;

fn on(text: &str) -> Moment {
    Moment::start_of(day(text)).plus_seconds(10 * 3600)
}

/// When the vote is over.
fn after() -> Moment {
    on("2026-12-06")
}

fn hr() -> Viewer {
    viewer("hr", "", &[(Role::UnitHr, "/p/union/")])
}

/// A vote that is over, with nine ballots that all say 称职 of the first of the sheet.
async fn voted(store: &Store) -> (AppraisalId, SheetId) {
    let id = set_up(store).await;
    open_vote(store, &id).await;
    let sheet = sheet_of(store, &id, "union").await;
    vote(store, &sheet, PEOPLE, "211111111", on("2026-12-02")).await;
    (id, sheet)
}

/// The same, closed: more ballots than are counted at once.
async fn closed(store: &Store) -> (AppraisalId, SheetId) {
    let (id, sheet) = voted(store).await;
    step(store, &id, StepAct::Count, after()).await.unwrap();
    (id, sheet)
}

async fn seen(store: &Store, id: &AppraisalId) -> AppraisalDetail {
    store.appraisal(&org_hr(), id, after()).await.unwrap()
}

async fn rows(store: &Store, sql: &str) -> Vec<Value> {
    let mut found = store.raw(Script::new(sql)).await.unwrap();
    found.pop().unwrap().as_array().cloned().unwrap_or_default()
}

/// The row of the only count there is.
async fn row(store: &Store) -> Value {
    rows(store, "SELECT * FROM ballot_count").await.remove(0)
}

/// Lets another program have been at the count, which said nothing for so many milliseconds.
async fn elsewhere(store: &Store, silent: i64, more: &str) {
    let sql =
        format!("UPDATE ballot_count SET holder = 'elsewhere', held = time::millis(time::now()) - {silent} {more}");
    store.raw(Script::new(&sql)).await.unwrap();
}

/// Nothing of a result is there, and all ballots are.
async fn holds_nothing(store: &Store, id: &AppraisalId, sheet: &SheetId) {
    assert_eq!(seen(store, id).await.appraisal.step, Step::Counting);
    let held = store.sheet(&hr(), sheet, after()).await.unwrap().sheet;
    assert!(held.tally.is_none() && held.counted.is_empty() && held.at.is_none());
    assert_eq!(count(store, "ballot_cast").await, PEOPLE);
}

/// The result is there, once, by whoever closed the vote, and no ballot is.
async fn holds_all(store: &Store, id: &AppraisalId, sheet: &SheetId) {
    assert_eq!(seen(store, id).await.appraisal.step, Step::Scoring);
    let held = store.sheet(&hr(), sheet, after()).await.unwrap().sheet;
    let tally = held.tally.unwrap();
    assert_eq!((tally.all().returned as usize, tally.all().valid as usize), (PEOPLE, PEOPLE));
    assert_eq!(tally.votes[0][0].total().unwrap().grades, [0, PEOPLE as u32, 0, 0]);
    assert_eq!(tally.votes[1][0].total().unwrap().grades, [PEOPLE as u32, 0, 0, 0]);
    assert_eq!((held.counted.len(), held.counted.is_sorted()), (PEOPLE, true));
    assert_eq!(count(store, "ballot_cast").await, 0);
    assert_eq!(row(store).await["done"], true);
    let trail = rows(store, "SELECT actor, before, after FROM audit WHERE subject = 'appraisal'").await;
    let counted: Vec<&Value> =
        trail.iter().filter(|one| one["before"]["step"] == "counting" && one["after"]["step"] == "scoring").collect();
    assert_eq!(counted.iter().map(|one| &one["actor"]).collect::<Vec<_>>(), ["org"]);
}

#[tokio::test]
async fn a_long_count_goes_on_by_itself_and_the_page_says_how_far_it_is() {
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(2);
    super::tolerance::granted(&store, "org", Role::OrgHr, "/p/").await;
    let (id, sheet) = voted(&store).await;
    let version = seen(&store, &id).await.appraisal.version;
    let close = async |who: &Viewer| store.act_appraisal(who, &id, version, &StepAct::Count, after()).await;
    close(&org_hr()).await.unwrap();
    close(&org_hr()).await.expect("the second of two clicks");
    holds_nothing(&store, &id, &sheet).await;
    let ballots = PEOPLE as u32;
    assert_eq!(seen(&store, &id).await.missing, [(Missing::Counting { opened: 0, ballots }, None)]);
    // Nothing is moved any more.
    let roll = GroupRoll { group: "C".into(), paper_expected: 9, paper_present: 7, paper_issued: 6 };
    let paper = store.save_paper(&hr(), &sheet, &roll, after()).await;
    assert_eq!(paper, Err(Fault::Refused(Reason::WrongState)));
    let longer = StepAct::Vote { from: day("2026-12-01"), until: day("2026-12-31") };
    assert_eq!(step(&store, &id, longer, after()).await, Err(Fault::Refused(Reason::WrongState)));

    store.count_votes(after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
    close(&org_hr()).await.expect("however late the second click is answered");
    let other = viewer("org2", "", &[(Role::OrgHr, "/p/")]);
    assert_eq!(close(&other).await, Err(Fault::Refused(Reason::Stale)));
    store.count_votes(after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
    // Who closed it does not sit before the page until it is counted.
    let told = rows(&store, "SELECT VALUE body.kind FROM notice").await;
    assert_eq!(told.iter().filter(|kind| **kind == "vote-counted").count(), 1, "{told:?}");
}

#[tokio::test]
async fn a_few_are_counted_when_it_is_asked_for() {
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(PEOPLE);
    super::tolerance::granted(&store, "org", Role::OrgHr, "/p/").await;
    let (id, sheet) = closed(&store).await;
    holds_all(&store, &id, &sheet).await;
    let told = rows(&store, "SELECT VALUE body.kind FROM notice").await;
    assert!(told.iter().all(|kind| *kind != "vote-counted"), "whoever closed it sees it: {told:?}");
}

#[tokio::test]
async fn nothing_is_written_of_a_count_that_can_not_go_on_but_how_far_it_came() {
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(2);
    let (id, sheet) = closed(&store).await;
    // The last that is opened does not open.
    let put = "LET $all = (SELECT * FROM ballot_cast ORDER BY id); LET $last = $all[8]; LET $which = $last.id;
        DELETE $which; CREATE $which CONTENT { sheet: $last.sheet, `group`: $last.`group`, sealed: $sealed };
        RETURN [$last.sealed];";
    let whole = store.raw(Script::new(put).bind("sealed", "x")).await.unwrap().pop().unwrap();
    let whole = whole[0].as_str().unwrap().to_owned();
    for _ in 0..2 {
        assert!(store.count_votes(after()).await.is_err());
        holds_nothing(&store, &id, &sheet).await;
        assert_eq!(seen(&store, &id).await.missing, [(Missing::Halted, None)]);
        let row = row(&store).await;
        assert_eq!((&row["opened"], &row["counted"], &row["removed"]), (&8.into(), &false.into(), &0.into()));
    }
    // Nor does it go on with a ballot too many.
    store.raw(Script::new(put).bind("sealed", whole)).await.unwrap();
    let more = "CREATE type::record('ballot_cast', $sheet + '-0') CONTENT { sheet: $sheet, `group`: 'Z', sealed: 'x' }";
    store.raw(Script::new(more).bind("sheet", sheet.as_str())).await.unwrap();
    assert!(store.count_votes(after()).await.is_err());
    store
        .raw(Script::new("DELETE type::record('ballot_cast', $sheet + '-0')").bind("sheet", sheet.as_str()))
        .await
        .unwrap();
    store.count_votes(after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
}

#[tokio::test]
async fn a_vote_whose_keys_are_elsewhere_is_not_closed() {
    let store = small("mem://", PEOPLE).await;
    let (id, sheet) = voted(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let without = store.clone().with_ballot_keys(folder.path());
    assert_eq!(step(&without, &id, StepAct::Count, after()).await, Err(Fault::Internal));
    assert_eq!(seen(&store, &id).await.appraisal.step, Step::Voting);
    step(&store, &id, StepAct::Count, after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_count_once() {
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(1);
    let (id, sheet) = closed(&store).await;
    let servers = [store.beside(), store.beside(), store.clone()];
    let asked: Vec<_> =
        servers.map(|server| tokio::spawn(async move { server.count_votes(after()).await })).into_iter().collect();
    for done in join_all(asked).await {
        done.unwrap().unwrap();
    }
    holds_all(&store, &id, &sheet).await;
}

#[tokio::test]
async fn what_one_server_can_not_open_another_counts() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(2).with_ballot_keys(folders[0].path());
    let (id, sheet) = closed(&store).await;
    let without_keys = store.beside().with_ballot_keys(folders[1].path());
    assert!(without_keys.count_votes(after()).await.is_err());
    holds_nothing(&store, &id, &sheet).await;
    assert_eq!(seen(&store, &id).await.missing, [(Missing::Halted, None)]);
    store.beside().count_votes(after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
}

#[tokio::test]
async fn what_another_server_was_at_is_left_to_it_until_it_says_nothing_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(2).with_ballot_keys(folder.path());
    let (id, sheet) = closed(&store).await;
    let server = store.beside();
    elsewhere(&store, 0, ", opened = 4").await;
    server.count_votes(after()).await.unwrap();
    holds_nothing(&store, &id, &sheet).await;
    assert_eq!(row(&store).await["opened"], 4);
    // It was killed: what it had opened is opened anew, and counted once.
    elsewhere(&store, 3_600_000, "").await;
    server.count_votes(after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    // One that was killed after the result was written leaves keys and ballots, which go all the same; they are in
    // no box any more.
    store.ballot_box(&format!("{sheet}-B")).await.unwrap();
    let left = "LET $counted = (SELECT VALUE counted FROM ONLY type::record('appraisal_sheet', $sheet));
        FOR $hash IN array::slice($counted, 2) {
            CREATE type::record('ballot_cast', $sheet + '-' + $hash) CONTENT { sheet: $sheet, `group`: 'B', sealed: 'x' };
        };
        RETURN $counted;";
    let counted = store.raw(Script::new(left).bind("sheet", sheet.as_str())).await.unwrap().pop().unwrap();
    elsewhere(&store, 3_600_000, ", removed = 2, done = false").await;
    assert_eq!(count(&store, "ballot_cast").await, PEOPLE - 2);
    let receipt = store.receipt(&sheet, counted[5].as_str().unwrap()).await.unwrap();
    assert!(!receipt.in_box && receipt.counted && receipt.all as usize == PEOPLE);
    server.count_votes(after()).await.unwrap();
    holds_all(&store, &id, &sheet).await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Cut off after one step, two, four and so on, until it comes to its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_a_count_is_cut_off_it_is_counted_once() {
    let store = small("mem://", PEOPLE).await.with_ballots_at_once(1);
    let (id, sheet) = closed(&store).await;
    let mut steps = 1u64;
    'counted: loop {
        let mut counting = Box::pin(store.count_votes(after()));
        for _ in 0..steps {
            if let Poll::Ready(ended) = futures::poll!(counting.as_mut()) {
                ended.unwrap();
                break 'counted;
            }
            tokio::task::yield_now().await;
        }
        drop(counting);
        steps *= 2;
    }
    holds_all(&store, &id, &sheet).await;
}
