//! The order of the house: a feature is a folder that the others can do without, and an address
//! names the file of its screen.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What any feature may use of another, and why.
const SHARED: [(&str, &str); 3] = [
    ("organisation", "a unit is chosen in the forms of every feature"),
    ("people::person", "so is a person"),
    ("feed", "a calendar program follows what any feature has dated"),
];

/// What one feature may use of one other, and why.
const BETWEEN: [(&str, &str, &str); 1] =
    [("admin", "account", "an account's roles and sessions are drawn alike for its holder and for who looks after it")];

/// Files outside the features that name them: their list, and islands, which are kept together because they
/// alone are in the browser's module.
const LISTS: [&str; 3] = ["lib.rs", "islands/palette.rs", "islands/verify.rs"];

/// Addresses whose words don't name the folder, and the folder: what is short because it is typed or
/// scanned, one's own, and what a feature adds to a person's page.
const NAMED: [(&str, &str); 11] = [
    ("/", "desk/home"),
    ("/notices", "desk/notice"),
    ("/search", "desk/search"),
    ("/sign-in", "account/sign_in"),
    ("/me", "people/person"),
    ("/people/:id/appoint", "people/post"),
    ("/people/:id/training", "training/record"),
    ("/people/:id/circumstances", "exchange/circumstance"),
    ("/training/mine", "training/record"),
    ("/check-in", "training/check_in"),
    ("/b/:number", "appraisal/ballot"),
];

/// First words that stand for a folder with another name, and what a feature's own address shows.
const FIRST: [(&str, &str); 5] = [
    ("units", "organisation"),
    ("people/import", "import"),
    ("appraisal", "appraisal/year"),
    ("pipeline", "pipeline/structure"),
    ("people", "people/person"),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("app/src")
}

fn features() -> BTreeSet<String> {
    let kernel = ["components", "islands", "words"];
    let folders = std::fs::read_dir(source()).expect("a folder").map(|entry| entry.expect("an entry").path());
    let names = folders.filter(|path| path.is_dir()).map(|path| name(&path));
    names.filter(|name| !kernel.contains(&name.as_str())).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Every file of a folder with its text without comments.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).expect("a file");
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push((path, code.collect::<Vec<_>>().join("\n")));
        }
    }
    found
}

/// What a text names in its crate: the first two parts of each path, `training::class`.
fn named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let paths = match rest.strip_prefix('{') {
            None => vec![rest],
            Some(many) => branches(many),
        };
        for path in paths {
            let parts: Vec<&str> = path
                .split("::")
                .map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
                .take_while(|part| !part.is_empty())
                .take(2)
                .collect();
            found.insert(parts.join("::"));
        }
    }
    found
}

/// The paths between two braces.
fn branches(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut found) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(text[from..at].trim_start());
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

fn within(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The features in the list of the app's sources: the first word of each row.
fn listed() -> Vec<String> {
    let text = std::fs::read_to_string(source().join("lib.rs")).expect("a file");
    let rows = text.split("$make! {").nth(1).and_then(|rest| rest.split('}').next()).expect("the list");
    let words = rows.split(',').filter_map(|row| row.split_whitespace().next());
    words.map(str::to_owned).collect()
}

/// Every folder of a feature is in the list, or its addresses, places and ports would be nowhere.
#[test]
fn every_feature_is_in_the_list() {
    let mut listed = listed();
    listed.sort();
    assert_eq!(listed, features().into_iter().collect::<Vec<_>>());
}

/// A feature that reaches into another can't be changed, read or taken out by itself.
#[test]
fn features_do_not_know_each_other() {
    let features = features();
    assert!(features.len() > 10 && features.contains("training"), "{features:?}");
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for (path, code) in files(&source()) {
        let inside = path.strip_prefix(source()).expect("a part").to_string_lossy().replace('\\', "/");
        if LISTS.contains(&inside.as_str()) {
            continue;
        }
        let first = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        for port in code.split("services.").skip(1) {
            let owner = port.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            if owner != first && features.contains(owner) {
                wrong.push(format!("app/src/{inside} uses the ports of {owner}"));
            }
        }
        for other in named(&code) {
            let feature = other.split("::").next().unwrap_or_default();
            if feature == first || !features.contains(feature) {
                continue;
            }
            let shared = SHARED.iter().find(|(what, _)| features.contains(&first) && within(&other, what));
            let between = BETWEEN.iter().find(|(from, to, _)| *from == first && within(&other, to));
            match shared.map(|(what, _)| *what).or(between.map(|(_, to, _)| *to)) {
                Some(what) => {
                    used.insert(what);
                }
                None => wrong.push(format!("app/src/{inside} uses {other}")),
            }
        }
    }
    assert!(wrong.is_empty(), "features must not know each other, nor anything else a feature:\n{}", wrong.join("\n"));
    for (what, why) in SHARED.iter().copied().chain(BETWEEN.map(|(_, to, why)| (to, why))) {
        assert!(used.contains(what), "{what} need no longer be allowed: {why}");
    }
}

/// The folder that an address names: the last of its words that is the name of one, in the singular.
fn folder_of(address: &str) -> String {
    if let Some((_, folder)) = NAMED.iter().find(|(known, _)| *known == address) {
        return (*folder).to_owned();
    }
    let words: Vec<String> = address
        .split('/')
        .filter(|word| !word.is_empty() && !word.starts_with(':'))
        .map(|word| word.replace('-', "_"))
        .collect();
    let parent = words[..1].join("/").replace('_', "-");
    if let Some((_, folder)) = NAMED.iter().find(|(known, _)| known.trim_start_matches('/') == parent) {
        return (*folder).to_owned();
    }
    let start = words.join("/");
    let known = FIRST.iter().find(|(first, _)| start == *first || start.starts_with(&format!("{first}/")));
    let main = known.map_or(words[0].as_str(), |(_, folder)| folder);
    let feature = main.split('/').next().unwrap_or_default();
    let noun = words.iter().skip(1).rev().find_map(|word| {
        let singulars = [
            Some(word.clone()),
            word.strip_suffix("ies").map(|stem| format!("{stem}y")),
            word.strip_suffix("es").map(str::to_owned),
            word.strip_suffix('s').map(str::to_owned),
            (word == "people").then(|| "person".to_owned()),
        ];
        singulars.into_iter().flatten().find(|noun| source().join(feature).join(noun).is_dir())
    });
    noun.map_or_else(|| main.to_owned(), |noun| format!("{feature}/{noun}"))
}

/// Who sees an address finds its screen: it is in the folder of the feature and the noun that the
/// address names.
#[test]
fn addresses_name_the_files_of_their_screens() {
    let (mut wrong, mut routes) = (Vec::new(), 0);
    for feature in features() {
        let path = source().join(&feature).join("routes.rs");
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for route in text.split("<Route ").skip(1) {
            routes += 1;
            let address = route.split('"').nth(1).expect("an address");
            let view = route.split("view=").nth(1).and_then(|rest| rest.split("ssr=").next()).expect("a view");
            let screen = view.trim().trim_end_matches(')').rsplit(['(', ' ']).next().unwrap_or_default();
            let file = screen.rsplit_once("::").expect("a function of a file").0.replace("::", "/");
            let file = format!("{feature}/{file}");
            let folder = folder_of(address);
            if file.rsplit_once('/').map(|(folder, _)| folder) != Some(&folder) {
                wrong.push(format!("{address} is in app/src/{file}.rs and not in app/src/{folder}/"));
            }
            assert!(source().join(format!("{file}.rs")).is_file(), "{address}: {file}");
        }
    }
    assert!(routes > 100, "{routes} routes were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no formatter breaks by itself, a long sentence or what stands in a macro, is broken by hand.
#[test]
fn no_line_is_wider_than_a_screen() {
    let mut wide = Vec::new();
    for (path, code) in files(&source()) {
        let lines = code.lines().filter(|line| line.chars().count() > 120);
        wide.extend(lines.map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(wide.is_empty(), "wider than 120:\n{}", wide.join("\n"));
}
