//! How much of a change the trail keeps, by what was changed. Copies of what pages keep secret would
//! be open to whoever reads the trail: of such records it keeps which fields changed, not what they
//! say. What no feature names is secret until somebody decides that it is not.

use std::sync::LazyLock;

use crate::FEATURES;

/// Subjects of no feature whose rows the trail keeps whole.
const OWN: [&str; 2] = ["page", "store"];

/// All subjects whose rows the trail keeps whole, as the features say.
pub static WHOLE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| OWN.iter().chain(FEATURES.iter().flat_map(|one| one.kept_whole())).copied().collect());

/// Fields that say how far a secret record has come, and nothing of what it is about.
const PROGRESS: &[&str] = &["number", "reply", "state", "step", "nominated"];

/// Fields that are not even named, beside those that change with every edit: their name says it all.
const UNNAMED: &[&str] = &["id", "version", "investigated", "secret_bars", "held"];

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

/// Expressions for a row's states before and after, reduced for a secret subject, and the statements
/// they need first. `n` tells the variables of several notes of one script apart.
pub(crate) fn kept(subject: &str, n: &str, before: &str, after: &str) -> (String, String, String) {
    let nothing = before == "NONE" && after == "NONE";
    if nothing || WHOLE.contains(&subject) {
        return (String::new(), before.to_owned(), after.to_owned());
    }
    let first = format!(
        "LET $was_{n} = object::entries(({before}) ?? $none_{n});
         LET $is_{n} = object::entries(({after}) ?? $none_{n});
         LET $changed_{n} = array::complement(array::distinct(array::concat(
             array::complement($is_{n}, $was_{n}), array::complement($was_{n}, $is_{n})
         ).map(|$one: any| $one[0])), [{}]).sort();
         LET $progress_{n} = object::from_entries($is_{n}.filter(|$one: any| $one[0] IN [{}]));",
        list(UNNAMED),
        list(PROGRESS),
    );
    (first, "NONE".to_owned(), format!("object::extend($progress_{n}, {{ changed: $changed_{n} }})"))
}

/// A script that gives what the trail keeps of a new row of a table, so that it can be tried on
/// every table there is.
#[must_use]
pub fn tried(table: &str, row: &serde_json::Value) -> crate::Script {
    let (first, _, after) = kept(table, "tried", "NONE", "$row");
    crate::Script::new(&format!("BEGIN; {first} RETURN {after}; COMMIT;"))
        .bind("none_tried", serde_json::json!({}))
        .json("row", row)
}
