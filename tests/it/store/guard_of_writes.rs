//! No row is written as a whole without the version that was read: the store's own text is looked
//! through for statements that would.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::appraisal::DeedState;
use domain::code::{Code, PersonState};
use domain::consent::ConsentState;
use domain::exchange::case::CaseState;
use domain::exchange::round::{EntryState, RoundState};
use domain::import::ImportState;
use domain::training::{
    AttemptState, CallState, ClassState, CourseState, EnrolmentState, ExamState, PlanState, SurveyState,
};
use serde_json::{Value, json};

/// Whole rows that are written without naming a version: where, how the statement begins, and why
/// nothing is lost by it.
const KNOWN: [(&str, &str, &str); 17] = [
    // Rows that have no version, whose one writer is whoever they belong to or a table that is read in.
    ("planning.rs", "type::record('need', $id) CONTENT $need", "somebody's own answer, the last one counts"),
    ("exchange/holiday.rs", "type::record('holiday', $one.id) CONTENT $one.row", "a table of days replaces those days"),
    ("appraisal/fact.rs", "type::record('third_party', $id) CONTENT $row", "the same report is the same row"),
    ("tolerance/record.rs", "type::record('precedent', $id) CONTENT $row", "made from one closed case"),
    (
        "exchange/due.rs",
        "$row CONTENT { percent: $percent, basis: $basis }",
        "one number of a unit, before and after on the trail",
    ),
    (
        "exchange/case.rs",
        "$open CONTENT { kind: 'exchange_case', row: $one.id, turn: 1 }",
        "the row of what is open, looked at in the same statement list",
    ),
    // Rows whose state is their guard, in the same statement list.
    ("appraisal/sheet.rs", "$roll CONTENT { sheet: $sheet", "only while no ballot was taken"),
    ("training/call_up.rs", "type::record('call', $call_id) CONTENT $call_next", "only in the state it was read in"),
    (
        "training/call_up.rs",
        "type::record('call', $call.id) CONTENT object::remove($call, 'id')",
        "under the turn of its class",
    ),
    (
        "training/lesson.rs",
        "type::record('check_in', $id) CONTENT object::remove($next, 'id')",
        "worked out from what is there",
    ),
    (
        "training/lesson.rs",
        "type::record('check_in', $row.key) CONTENT object::remove($row, 'key')",
        "worked out from what is there",
    ),
    // Places are written under the turn of their class.
    ("training/seat.rs", "type::record('enrolment', $id) CONTENT $place", "under the turn of its class"),
    ("training.rs", "type::record('class_seed', $id) CONTENT", "once, when the class is published"),
    // Written with the case or person whose version is named beside it.
    ("tolerance/effect.rs", "type::record('tolerance_effect', $effect_id) MERGE $effect", "with its case"),
    ("sealed.rs", "type::record('person_private', $row.id) CONTENT $row.content", "only as it was sealed before"),
    ("people/appointment.rs", "type::record('appointment', $changed_id{n}) CONTENT", "under the version of its person"),
    ("once.rs", "$once CONTENT { kind: $once_table", "what makes others wait"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Lines before a statement that belong to it: longer scripts are not looked through further.
const ABOVE: usize = 14;

#[test]
fn no_whole_row_is_written_without_the_version_that_was_read() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/store/src"), &mut files);
    assert!(files.len() > 60, "{}", files.len());
    let (mut bare, mut guarded) = (Vec::new(), 0);
    let mut used = [false; KNOWN.len()];
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let Some(at) = line.find("UPSERT ").or_else(|| line.find("UPDATE ")) else { continue };
            let statement = &line[at + 7..];
            if line.trim_start().starts_with("//")
                || !(statement.contains(" CONTENT ") || statement.contains(" MERGE "))
            {
                continue;
            }
            let above = lines[n.saturating_sub(ABOVE)..=n].join("\n");
            // What stands above the script itself is another's guard.
            let own = above.rfind("Script::").map_or(above.as_str(), |begin| &above[begin..]);
            let guards = [".seen(", "THROW 'gq:stale'", "THROW 'gq:moved'"];
            if guards.iter().any(|guard| own.contains(guard)) {
                guarded += 1;
                continue;
            }
            let known = |known: &(&str, &str, &str)| file.ends_with(known.0) && statement.starts_with(known.1);
            match KNOWN.iter().position(known) {
                Some(known) => used[known] = true,
                None => bare.push(format!("{}:{}: {}", file.display(), n + 1, line.trim())),
            }
        }
    }
    assert!(
        bare.is_empty(),
        "name the version that was read (Store::save_row, Script::seen, Script::rewrite):\n{}",
        bare.join("\n")
    );
    assert!(guarded > 8, "{guarded}");
    let unused: Vec<&str> = KNOWN.iter().zip(used).filter(|one| !one.1).map(|one| one.0.1).collect();
    assert!(unused.is_empty(), "no longer there: {unused:?}");
}

/// How states are stored, from what they serialise to.
fn stored(states: &Value) -> Vec<String> {
    states.as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect()
}

/// How every state is stored that the store's queries may ask for.
fn states() -> BTreeSet<String> {
    let exams = [ExamState::Draft, ExamState::Published, ExamState::Cancelled];
    let classes = [ClassState::Draft, ClassState::Published, ClassState::Finished, ClassState::Cancelled];
    let courses = [CourseState::Draft, CourseState::Published, CourseState::Closed];
    let imports =
        [ImportState::Judging, ImportState::Preview, ImportState::Writing, ImportState::Done, ImportState::Failed];
    [
        stored(&json!(classes)),
        stored(&json!(EnrolmentState::ALL)),
        stored(&json!(CallState::ALL)),
        stored(&json!(exams)),
        stored(&json!([AttemptState::Open, AttemptState::Marking, AttemptState::Marked])),
        stored(&json!([SurveyState::Draft, SurveyState::Published, SurveyState::Withdrawn, SurveyState::Closed])),
        stored(&json!([PlanState::Draft, PlanState::Submitted, PlanState::Approved])),
        stored(&json!(courses)),
        stored(&json!(imports)),
        stored(&json!(PersonState::ALL)),
        stored(&json!(DeedState::ALL)),
        stored(&json!(domain::appraisal::Step::ALL)),
        stored(&json!(CaseState::ALL)),
        stored(&json!(domain::exchange::kind::Step::ALL)),
        stored(&json!(RoundState::ALL)),
        stored(&json!(EntryState::ALL)),
        stored(&json!(domain::incentive::State::ALL)),
        stored(&json!(domain::incentive::Step::ALL)),
        stored(&json!(domain::tolerance::State::ALL)),
        stored(&json!(domain::tolerance::Step::ALL)),
        stored(&json!(ConsentState::ALL)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn no_state_is_written_into_a_query_as_text() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/store/src"), &mut files);
    let states = states();
    assert!(states.len() > 60, "{}", states.len());
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            // Tables may be called like a state.
            let line = line.replace("type::record('", "type::record(");
            if states.iter().any(|state| line.contains(&format!("'{state}'"))) {
                found.push(format!("{}:{}: {}", file.display(), n + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "bind what the domain says (Script::states, Script::json):\n{}", found.join("\n"));
}
