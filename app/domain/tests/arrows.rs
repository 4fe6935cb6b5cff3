//! Which module of the domain may name which. The kernel names no feature, a feature names the kernel and
//! itself; features meet through facts of a person (`record`) and days (`calendar`). Above them stand the few
//! files that know all features. Read from the sources, so that what is named in tests counts as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules beside that of a feature's name that are of it. Any other module that is none of the list of features
/// in `lib.rs` is of the kernel, unless it is [`ABOVE`].
const BESIDE: [(&str, &str); 2] = [("appointment", "person"), ("resume", "person")];

/// What knows all features, and what none of them names. A refusal is named through `crate::Reason`, which
/// everybody carries and nobody but `refusal` looks into.
const ABOVE: [&str; 5] = ["feature", "home", "notice", "ports", "refusal"];

/// The one name of [`ABOVE`] that is everybody's: what a port answers.
const ANSWER: &str = "ports::Answer";

/// Arrows between features that stand, and why. A new one is refused, and so is a line here whose arrow is gone.
const STANDING: [(&str, &str, &str); 3] = [
    ("person", "organisation", "somebody is appointed to a post of a unit: one register, in two parts"),
    ("import", "organisation", "an import looks for the units that a file names"),
    ("import", "person", "an import fills the register of people, by the checks that a form goes through"),
];

/// The parts of a path that begins with `crate` in some text: the first after it, and the second where there is one.
fn named(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        if at > 0 && text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(items(group).iter().filter(|item| !item.trim().is_empty()).map(|item| parts(item)));
        } else {
            found.push(parts(rest));
        }
    }
    found
}

/// What stands between the commas of a group, up to its closing brace.
fn items(group: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 0;
    for char in group.chars() {
        match char {
            '}' if depth == 0 => break,
            ',' if depth == 0 => items.push(String::new()),
            char => {
                depth += i32::from(char == '{') - i32::from(char == '}');
                if let Some(last) = items.last_mut() {
                    last.push(char);
                }
            }
        }
    }
    items
}

fn parts(path: &str) -> (String, String) {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect()
    };
    let first = word(path);
    let second = path.trim_start()[first.len()..].strip_prefix("::").map(word).unwrap_or_default();
    (first, second)
}

/// Every file of the domain: its module and its text without comments.
fn sources() -> Vec<(PathBuf, String, String)> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let read = |file: PathBuf| {
        let path = file.strip_prefix(&root).unwrap().to_owned();
        let module = path.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&file).unwrap();
        let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        (path, module, code.join("\n"))
    };
    files.into_iter().map(read).collect()
}

/// The names in the rows of the list of features: `training(Training): …;`.
fn listed(root: &str) -> BTreeSet<String> {
    let (_, list) = root.split_once("$made! {").expect("the list of features");
    let (rows, _) = list.split_once('}').expect("its end");
    rows.split(';').map(|row| parts(row).0).filter(|name| !name.is_empty()).collect()
}

fn features() -> BTreeSet<String> {
    listed(&fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap())
}

/// The feature that a module is of.
fn feature<'a>(features: &BTreeSet<String>, module: &'a str) -> Option<&'a str> {
    let of = BESIDE.iter().find(|(beside, _)| *beside == module).map_or(module, |(_, of)| of);
    features.contains(of).then_some(of)
}

#[test]
fn arrows_point_inward() {
    let mut wrong = Vec::new();
    let mut between: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let sources = sources();
    let features = features();
    assert!(sources.len() > 100 && features.len() > 9, "the sources are read");
    for (beside, of) in BESIDE {
        let there = sources.iter().any(|(_, module, _)| module == beside);
        assert!(there && features.contains(of) && !features.contains(beside), "{beside} is of {of}");
    }
    for (path, module, text) in &sources {
        if ABOVE.contains(&module.as_str()) || module == "lib" {
            continue;
        }
        let own = feature(&features, module);
        for (first, second) in named(text) {
            let name = format!("{first}::{second}");
            let other = feature(&features, &first);
            if other.is_some() && own.is_none() {
                wrong.push(format!("{}: {name}, of a feature, in the kernel", path.display()));
            }
            if ABOVE.contains(&first.as_str()) && name != ANSWER {
                wrong.push(format!("{}: {name}, which stands above", path.display()));
            }
            if let (Some(own), Some(other)) = (own, other)
                && own != other
            {
                between
                    .entry((own.to_owned(), other.to_owned()))
                    .or_default()
                    .insert(format!("{}: {name}", path.display()));
            }
        }
    }
    for (arrow, places) in &between {
        if !STANDING.iter().any(|(from, to, _)| (*from, *to) == (arrow.0.as_str(), arrow.1.as_str())) {
            wrong.extend(places.iter().map(|place| format!("{place}, from {} to {}", arrow.0, arrow.1)));
        }
    }
    for (from, to, why) in STANDING {
        if !between.contains_key(&(from.to_owned(), to.to_owned())) {
            wrong.push(format!("the arrow from {from} to {to} is gone ({why}): take it from the list"));
        }
    }
    assert!(
        wrong.is_empty(),
        "what features share belongs into record, or where the kernel has it:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_root_hands_on_nothing_of_a_feature() {
    let root = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let handed: Vec<&str> = root.lines().filter_map(|line| line.trim().strip_prefix("pub use ")).collect();
    assert!(!handed.is_empty());
    let features = listed(&root);
    for line in handed {
        let (first, _) = parts(line);
        assert!(feature(&features, &first).is_none(), "{line}: at the root, everybody could name it");
    }
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let text = "use crate::{\n    Day, exchange::{case::Case, kind}, record,\n};\nlet x = crate::training::Hours(1); mycrate::no";
    let found: Vec<String> = named(text).iter().map(|(first, second)| format!("{first}/{second}")).collect();
    assert_eq!(found, ["Day/", "exchange/", "record/", "training/Hours"]);
}

#[test]
fn the_list_is_read_by_its_rows() {
    let text = "macro_rules! features {\n ($made:ident) => { $made! {\n account(Account): ids(id) news(News);\n pipeline(Pipeline):;\n } };\n}";
    assert_eq!(listed(text), BTreeSet::from(["account".to_owned(), "pipeline".to_owned()]));
}
