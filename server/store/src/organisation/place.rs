//! Where things lie in the tree. Rows of many tables hold the path of a unit, so that one
//! comparison tells whether somebody may see them; when a unit moves, this is the one place that
//! moves them all. A test walks the schema and a store full of everything, and fails on a copy
//! that no feature names.

use std::sync::LazyLock;

use crate::feature::Placed;
use crate::scope::path_end;
use crate::{FEATURES, Script};

/// Every table that lies in the tree, as the features say. The trail is not among them: it says what was then.
pub static PLACED: LazyLock<Vec<&'static Placed>> =
    LazyLock::new(|| FEATURES.iter().flat_map(|one| one.placed()).collect());

fn bump(table: &Placed) -> &'static str {
    if table.version { ", version += 1" } else { "" }
}

/// Puts all that lies at a path or below it where the path is now. Ids are selected first, then
/// written by id: a write through an indexed range is not to be trusted on this engine. `tag`
/// tells several moves of one script apart.
pub(super) fn moved(mut script: Script, tag: &str, old: &str, new: &str) -> Script {
    let (from, end, to) = (format!("old_path{tag}"), format!("old_end{tag}"), format!("new_path{tag}"));
    for table in PLACED.iter() {
        let (name, bump) = (table.table, bump(table));
        for field in table.paths {
            script = script.then(&format!(
                "FOR $row IN (SELECT id, {field} AS place FROM {name} WHERE {field} >= ${from} AND {field} < ${end}) {{
                     UPDATE $row.id SET
                         {field} = string::concat(${to}, string::slice($row.place, string::len(${from}))){bump}
                         RETURN NONE;
                 }};"
            ));
        }
    }
    for (name, list) in FEATURES.iter().flat_map(|one| one.places_inside()) {
        script = script.then(&format!(
            "FOR $row IN (SELECT id, {list} AS places FROM {name}
                    WHERE array::any({list}, |$one: any| $one.path >= ${from} AND $one.path < ${end})) {{
                 UPDATE $row.id SET {list} = $row.places.map(|$one: any|
                     IF $one.path >= ${from} AND $one.path < ${end} {{
                         object::extend($one, {{
                             path: string::concat(${to}, string::slice($one.path, string::len(${from})))
                         }})
                     }} ELSE {{ $one }}), version += 1 RETURN NONE;
             }};"
        ));
    }
    script.bind(&from, old).bind(&end, path_end(old)).bind(&to, new)
}

/// Gives what belongs to the unit `$id` to the unit `$into`; names stay as they were then, and so
/// do appointments that are over.
pub(super) fn taken_over(mut script: Script) -> Script {
    for table in PLACED.iter() {
        let (name, bump) = (table.table, bump(table));
        for field in table.units.iter().filter(|_| name != "unit") {
            script = script.then(&format!(
                "FOR $row IN (SELECT VALUE id FROM {name} WHERE {field} = $id) {{
                     UPDATE $row SET {field} = $into{bump} RETURN NONE;
                 }};"
            ));
        }
    }
    FEATURES.iter().fold(script, |script, one| one.taken_over(script))
}
