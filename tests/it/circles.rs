//! The files of a crate lie above each other: none uses another that, by however many steps, uses
//! it. What a file uses is read from its text, as far as that says it: a name that a module passes on
//! (`pub use`) is of the file that it comes from, and a module that does no more than that uses
//! nothing. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The crates of the workspace that have more than a file: name, and where their files lie.
const CRATES: [(&str, &str); 4] = [
    ("domain", "../app/domain/src"),
    ("app", "../app/src"),
    ("store", "../server/store/src"),
    ("server", "../server/src"),
];

/// The names of a path, from the outermost.
type Names = Vec<String>;

/// Words before the name of an item.
const ITEMS: [&str; 8] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

/// A module, with a file of its own or within one.
#[derive(Default)]
struct Module {
    /// Its file, from the folder of the crate's sources.
    file: String,
    /// Modules in it.
    children: BTreeSet<String>,
    /// What it defines.
    items: BTreeSet<String>,
    /// What it calls by a name that comes from elsewhere, as written.
    aliases: BTreeMap<String, Names>,
    /// Modules whose names are all taken over.
    globs: Vec<Names>,
    /// What it uses, as written.
    used: BTreeSet<Names>,
}

/// What a path leads to.
enum Found {
    Module(Names),
    /// An item, by the file that defines it.
    Item(String),
}

/// The modules of a crate, by their paths.
#[derive(Default)]
struct Modules(BTreeMap<Names, Module>);

impl Modules {
    /// Reads a crate from its root, by what its modules declare.
    fn read(text_of: impl Fn(&str) -> Option<String>) -> Self {
        let mut all = Self::default();
        let mut left = vec![Names::new()];
        while let Some(path) = left.pop() {
            let beside = path.join("/");
            let files = [format!("{beside}.rs"), format!("{beside}/mod.rs"), "lib.rs".to_owned()];
            let (file, text) = files
                .into_iter()
                .find_map(|file| text_of(&file).map(|text| (file, text)))
                .unwrap_or_else(|| panic!("no file of {beside}"));
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
            left.extend(all.add(&path, &file, tokens));
        }
        all
    }

    /// Adds a module; gives the modules in it that have a file of their own.
    fn add(&mut self, path: &[String], file: &str, tokens: TokenStream) -> Vec<Names> {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        let mut apart = Vec::new();
        let tokens = without_tests(tokens.into_iter().collect());
        for (at, token) in tokens.iter().enumerate() {
            let (TokenTree::Ident(word), Some(TokenTree::Ident(name))) = (token, tokens.get(at + 1)) else { continue };
            let name = name.to_string();
            if word == "mod" {
                let child = [path, std::slice::from_ref(&name)].concat();
                module.children.insert(name);
                match tokens.get(at + 2) {
                    Some(TokenTree::Group(within)) => apart.extend(self.add(&child, file, within.stream())),
                    _ => apart.push(child),
                }
            } else if ITEMS.iter().any(|item| word == item) {
                module.items.insert(name);
            }
        }
        let rules = tokens.windows(3).filter(|tokens| is_word(&tokens[0], "macro_rules"));
        module.items.extend(rules.map(|tokens| tokens[2].to_string()));
        code(&mut module, &tokens, true);
        self.0.insert(path.to_vec(), module);
        apart
    }

    /// What a path leads to, seen from a module; nothing outside of the crate.
    fn find(&self, from: &[String], path: &[String], seen: &mut BTreeSet<(Names, String)>) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        let mut found = match first.as_str() {
            "crate" => Found::Module(Names::new()),
            "self" => Found::Module(from.to_vec()),
            "super" => Found::Module(from.split_last()?.1.to_vec()),
            name => self.named(from, name, rest.is_empty(), seen)?,
        };
        for (at, name) in rest.iter().enumerate() {
            let Found::Module(module) = &found else { break };
            found = match name.as_str() {
                "super" => Found::Module(module.split_last()?.1.to_vec()),
                // What a macro has made has no name in the text: it is of that module.
                name => match self.named(module, name, at + 1 == rest.len(), seen) {
                    Some(found) => found,
                    None => Found::Item(self.0.get(module)?.file.clone()),
                },
            };
        }
        Some(found)
    }

    /// What a name means in a module. One that a path ends with is rather an item than a module.
    fn named(
        &self,
        module: &[String],
        name: &str,
        is_last: bool,
        seen: &mut BTreeSet<(Names, String)>,
    ) -> Option<Found> {
        if !seen.insert((module.to_vec(), name.to_owned())) {
            return None;
        }
        let of = self.0.get(module)?;
        if of.items.contains(name) {
            return Some(Found::Item(of.file.clone()));
        }
        let child = of.children.contains(name).then(|| Found::Module([module, &[name.to_owned()]].concat()));
        let mut alias = || of.aliases.get(name).and_then(|path| self.find(module, path, seen));
        if let Some(found) = if is_last { alias().or(child) } else { child.or_else(alias) } {
            return Some(found);
        }
        of.globs.iter().find_map(|glob| self.named(&self.module(module, glob)?, name, is_last, seen))
    }

    /// The module that a path leads to by names of modules alone.
    fn module(&self, from: &[String], path: &[String]) -> Option<Names> {
        let mut module = from.to_vec();
        for (at, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" => module.clear(),
                "self" => {}
                "super" => drop(module.pop()?),
                name if self.0.get(&module)?.children.contains(name) => module.push(name.to_owned()),
                // A module called by a name of its own; an enum, or another crate's, is none.
                name if at == 0 => {
                    module = self.module(from, self.0.get(from)?.aliases.get(name).filter(|to| to[0] != name)?)?
                }
                _ => return None,
            }
        }
        Some(module)
    }

    /// Which file uses which, with the first name by which it does.
    fn arrows(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut arrows: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (path, module) in &self.0 {
            let from = arrows.entry(module.file.clone()).or_default();
            for used in &module.used {
                if let Some(Found::Item(to)) = self.find(path, used, &mut BTreeSet::new())
                    && to != module.file
                {
                    from.entry(to).or_insert_with(|| used.join("::"));
                }
            }
        }
        arrows
    }
}

/// The tokens of items, without those that are for tests alone.
fn without_tests(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let attribute = tokens.peek().filter(|_| is_punct(&token, '#')).map(|next| next.to_string().replace(' ', ""));
        let for_tests = attribute.is_some_and(|attribute| attribute == "[cfg(test)]");
        if !for_tests {
            kept.push(token);
            continue;
        }
        let mut is_use = false;
        for token in tokens.by_ref() {
            is_use |= is_word(&token, "use");
            let body = is_group(&token, Delimiter::Brace) && !is_use;
            if body || is_punct(&token, ';') {
                break;
            }
        }
    }
    kept
}

fn is_group(token: &TokenTree, kind: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == kind)
}

fn is_word(token: &TokenTree, wanted: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == wanted)
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Whether `::` ends before a place.
fn is_within_path(tokens: &[TokenTree], at: usize) -> bool {
    at >= 2 && is_punct(&tokens[at - 1], ':') && is_punct(&tokens[at - 2], ':')
}

/// Notes what code takes over and uses.
fn code(module: &mut Module, tokens: &[TokenTree], of_items: bool) {
    let mut at = 0;
    while at < tokens.len() {
        let begin = at;
        at += 1;
        match &tokens[begin] {
            TokenTree::Group(group) => {
                // Modules within a file are read by themselves, attributes say nothing.
                let is_module = of_items && begin >= 2 && is_word(&tokens[begin - 2], "mod");
                let is_attribute = begin >= 1 && is_punct(&tokens[begin - 1], '#');
                if !is_module && !is_attribute {
                    code(module, &group.stream().into_iter().collect::<Vec<_>>(), false);
                }
            }
            TokenTree::Ident(word) if word == "use" && tokens.get(at).is_none_or(|next| !is_punct(next, '<')) => {
                let end = begin + tokens[begin..].iter().take_while(|token| !is_punct(token, ';')).count();
                let is_public = match begin.checked_sub(1).map(|before| &tokens[before]) {
                    Some(TokenTree::Group(_)) => begin >= 2 && is_word(&tokens[begin - 2], "pub"),
                    Some(before) => is_word(before, "pub"),
                    None => false,
                };
                imports(module, &[], &tokens[begin + 1..end], is_public);
                at = end;
            }
            TokenTree::Ident(first) => {
                let mut path = vec![first.to_string()];
                while let [colon, other, TokenTree::Ident(next), ..] = &tokens[at..]
                    && is_punct(colon, ':')
                    && is_punct(other, ':')
                {
                    path.push(next.to_string());
                    at += 3;
                }
                let before = begin.checked_sub(1).map(|before| &tokens[before]);
                let is_other = is_within_path(tokens, begin)
                    || is_field(tokens, begin)
                    || before
                        .is_some_and(|before| is_punct(before, '\'') || ITEMS.iter().any(|item| is_word(before, item)));
                // A word alone may as well be a variable.
                let next = tokens.get(at);
                let is_called = next.is_some_and(|next| is_group(next, Delimiter::Parenthesis) || is_punct(next, '!'));
                let is_type = path[0].starts_with(char::is_uppercase);
                if !is_other && (path.len() > 1 || is_called || is_type) {
                    module.used.insert(path);
                }
            }
            _ => {}
        }
    }
}

/// Whether a word is a field or a method: it comes after one point.
fn is_field(tokens: &[TokenTree], at: usize) -> bool {
    let point = |back: usize| at >= back && is_punct(&tokens[at - back], '.');
    point(1) && !point(2)
}

/// Notes what a `use` takes over: a path, or several that begin alike.
fn imports(module: &mut Module, begins: &[String], tokens: &[TokenTree], is_public: bool) {
    for tree in tokens.split(|token| is_punct(token, ',')) {
        let mut path = begins.to_vec();
        let mut alias = None;
        for (at, token) in tree.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if word == "as" => alias = tree.get(at + 1).map(ToString::to_string),
                TokenTree::Ident(_) if alias.is_some() => {}
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(several) => {
                    imports(module, &path, &several.stream().into_iter().collect::<Vec<_>>(), is_public);
                    path.clear();
                }
                token if is_punct(token, '*') => module.globs.push(std::mem::take(&mut path)),
                _ => {}
            }
        }
        let Some(last) = path.last() else { continue };
        if !is_public {
            module.used.insert(path.clone());
        }
        module.aliases.insert(alias.unwrap_or_else(|| last.clone()), path);
    }
}

/// The files that use each other, by however many steps.
fn circles(arrows: &BTreeMap<String, BTreeMap<String, String>>) -> Vec<BTreeSet<String>> {
    let reach = |from: &str| {
        let (mut seen, mut left) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(file) = left.pop() {
            for to in arrows.get(&file).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(to.clone()) {
                    left.push(to.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = arrows.keys().map(|file| (file, reach(file))).collect();
    let mut all: Vec<BTreeSet<String>> = Vec::new();
    for (file, to) in &reached {
        if to.contains(*file) && !all.iter().any(|circle| circle.contains(*file)) {
            all.push(to.iter().filter(|other| reached[*other].contains(*file)).cloned().collect());
        }
    }
    all
}

#[test]
fn what_is_passed_on_is_of_the_file_it_comes_from() {
    let crate_of = |b: &'static str| {
        let files = BTreeMap::from([
            ("lib.rs", "mod a; mod b; mod c; pub use a::{X, inner}; pub use c::*;"),
            ("a.rs", "use crate::b::Y; pub struct X; pub mod inner { pub fn y() -> super::Y { Y } }"),
            ("b.rs", b),
            ("c.rs", "pub fn z() {} pub struct Z;"),
        ]);
        Modules::read(move |file| files.get(file).map(|text| (*text).to_owned())).arrows()
    };
    let to = |b: &'static str| crate_of(b)["b.rs"].keys().cloned().collect::<Vec<_>>();
    assert_eq!(to("pub struct Y; use super::X;"), ["a.rs"]);
    assert_eq!(to("pub struct Y; fn f() { crate::inner::y(); }"), ["a.rs"]);
    assert_eq!(to("pub struct Y; use crate::*; fn f() -> Z { z() }"), ["c.rs"]);
    assert_eq!(to("pub struct Y; pub use crate::X; fn f(x: &std::a::X) { x.z() }"), [""; 0]);
    assert_eq!(to("pub struct Y; #[cfg(test)] use crate::{X, Z}; #[cfg(test)] mod tests { use crate::X; }"), [""; 0]);
    let circle = circles(&crate_of("pub struct Y; use crate::{self as all, Z}; fn f(_: all::X) {}"));
    assert_eq!(circle, [BTreeSet::from(["a.rs", "b.rs"].map(str::to_owned))]);
    assert_eq!(circles(&crate_of("pub struct Y; use crate::Z;")), []);
}

#[test]
fn no_two_files_use_each_other() {
    let mut told = String::new();
    for (name, folder) in CRATES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let modules = Modules::read(|file| fs::read_to_string(folder.join(file)).ok());
        assert!(modules.0.len() > 20, "{name}: {}", modules.0.len());
        let arrows = modules.arrows();
        for circle in circles(&arrows) {
            told.push_str(&format!("\na circle of {name}:\n"));
            for file in &circle {
                for (to, by) in arrows[file].iter().filter(|(to, _)| circle.contains(*to)) {
                    told.push_str(&format!("  {file} uses {to} by {by}\n"));
                }
            }
        }
    }
    assert!(told.is_empty(), "files that use each other:\n{told}");
}
