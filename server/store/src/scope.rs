//! Conditions that keep a query to a viewer's subtrees, by the paths that rows hold.

use domain::access::Scope;

use crate::script::Script;

/// The first path after a subtree: `0` follows `/` in the alphabet.
pub(crate) fn path_end(path: &str) -> String {
    format!("{}0", path.trim_end_matches('/'))
}

/// The path of the outermost unit of a path.
pub(crate) fn root_of(path: &str) -> &str {
    path.char_indices().filter(|(_, letter)| *letter == '/').nth(1).map_or(path, |(at, _)| &path[..=at])
}

/// The condition that `field` lies in a scope, and the variables it needs. Never true
/// for an empty scope.
pub(crate) fn in_scope(field: &str, scope: &Scope, script: Script) -> (String, Script) {
    in_named_scope("scope", field, scope, script)
}

/// The same where one script has several scopes: `name` tells their variables apart.
pub(crate) fn in_named_scope(name: &str, field: &str, scope: &Scope, mut script: Script) -> (String, Script) {
    if scope.paths.is_empty() {
        return ("false".to_owned(), script);
    }
    let mut parts = Vec::with_capacity(scope.paths.len());
    for (n, path) in scope.paths.iter().enumerate() {
        parts.push(format!("({field} >= ${name}{n} AND {field} < ${name}{n}_end)"));
        script = script.bind(&format!("{name}{n}"), path.clone()).bind(&format!("{name}{n}_end"), path_end(path));
    }
    (format!("({})", parts.join(" OR ")), script)
}
