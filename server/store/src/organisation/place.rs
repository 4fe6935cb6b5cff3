//! Where things lie in the tree. Rows of many tables hold the path of a unit, so that one
//! comparison tells whether somebody may see them; when a unit moves, this is the one place that
//! moves them all. A test walks the schema and a store full of everything, and fails on a copy
//! that is not listed here.

use crate::Script;
use crate::scope::path_end;

/// A table whose rows lie somewhere in the tree.
pub struct Placed {
    pub table: &'static str,
    /// Its fields that hold a path.
    pub paths: &'static [&'static str],
    /// Its fields that hold the id of a unit, which another unit takes over in a merger.
    pub units: &'static [&'static str],
    /// Whether its rows count their edits: who read a row before the move must not write it back.
    pub version: bool,
}

const fn placed(table: &'static str, version: bool) -> Placed {
    Placed { table, paths: &["path"], units: &["unit"], version }
}

const fn of_person(table: &'static str, version: bool) -> Placed {
    Placed { table, paths: &["path"], units: &[], version }
}

/// Every table that lies in the tree. The trail is not among them: it says what was then.
pub const PLACED: [Placed; 28] = [
    placed("unit", true),
    placed("person", true),
    of_person("ledger_total", false),
    placed("grant", false),
    placed("class", true),
    of_person("enrolment", false),
    of_person("call_up", false),
    placed("question", true),
    of_person("exam", true),
    placed("course", true),
    placed("survey", true),
    placed("plan", true),
    placed("holding", true),
    placed("eligibility_rule", false),
    placed("exchange_round", true),
    placed("exchange_offer", true),
    placed("exchange_entry", true),
    Placed {
        table: "exchange_case",
        paths: &["path", "home_path", "host_path"],
        units: &["home", "host"],
        version: true,
    },
    placed("tolerance_case", true),
    of_person("talk", true),
    placed("award", true),
    of_person("care", true),
    placed("appraisal", true),
    placed("appraisal_member", true),
    placed("appraisal_sheet", true),
    of_person("deed", true),
    Placed { table: "post", paths: &[], units: &["unit"], version: false },
    Placed { table: "appointment", paths: &[], units: &[], version: false },
];

/// Places inside rows: quotas of a class, units of a round.
const INSIDE: [(&str, &str); 2] = [("class", "admission.quotas"), ("exchange_round", "units")];

fn bump(table: &Placed) -> &'static str {
    if table.version { ", version += 1" } else { "" }
}

/// Puts all that lies at a path or below it where the path is now. Ids are selected first, then
/// written by id: a write through an indexed range is not to be trusted on this engine. `tag`
/// tells several moves of one script apart.
pub(super) fn moved(mut script: Script, tag: &str, old: &str, new: &str) -> Script {
    let (from, end, to) = (format!("old_path{tag}"), format!("old_end{tag}"), format!("new_path{tag}"));
    for table in &PLACED {
        let (name, bump) = (table.table, bump(table));
        for field in table.paths {
            script = script.then(&format!(
                "FOR $row IN (SELECT id, {field} AS place FROM {name} WHERE {field} >= ${from} AND {field} < ${end}) {{
                     UPDATE $row.id SET {field} = string::concat(${to}, string::slice($row.place, string::len(${from}))){bump} RETURN NONE;
                 }};"
            ));
        }
    }
    for (name, list) in INSIDE {
        script = script.then(&format!(
            "FOR $row IN (SELECT id, {list} AS places FROM {name} WHERE array::any({list}, |$one: any| $one.path >= ${from} AND $one.path < ${end})) {{
                 UPDATE $row.id SET {list} = $row.places.map(|$one: any| IF $one.path >= ${from} AND $one.path < ${end} {{
                     object::extend($one, {{ path: string::concat(${to}, string::slice($one.path, string::len(${from}))) }})
                 }} ELSE {{ $one }}), version += 1 RETURN NONE;
             }};"
        ));
    }
    script.bind(&from, old).bind(&end, path_end(old)).bind(&to, new)
}

/// Gives what belongs to the unit `$id` to the unit `$into`; names stay as they were then, and so
/// do appointments that are over.
pub(super) fn taken_over(mut script: Script) -> Script {
    for table in &PLACED {
        let (name, bump) = (table.table, bump(table));
        for field in table.units.iter().filter(|_| name != "unit") {
            script = script.then(&format!(
                "FOR $row IN (SELECT VALUE id FROM {name} WHERE {field} = $id) {{ UPDATE $row SET {field} = $into{bump} RETURN NONE }};"
            ));
        }
    }
    script
        .then(
            "FOR $row IN (SELECT VALUE id FROM appointment WHERE unit = $id AND `until` >= $today) {
                 UPDATE $row SET unit = $into RETURN NONE;
             };",
        )
        // Two quotas of one unit would be one, and a unit that takes part already takes part once.
        .then(
            "FOR $row IN (SELECT id, admission.quotas AS quotas FROM class WHERE array::any(admission.quotas, |$one: any| $one.unit = $id)) {
                 LET $other = $row.quotas[WHERE unit = $into];
                 LET $own = $row.quotas[WHERE unit = $id];
                 UPDATE $row.id SET admission.quotas = IF array::len($other) = 0 {
                     $row.quotas.map(|$one: any| IF $one.unit = $id { object::extend($one, { unit: $into, name: $into_name }) } ELSE { $one })
                 } ELSE {
                     $row.quotas.filter(|$one: any| $one.unit != $id).map(|$one: any| IF $one.unit = $into {
                         object::extend($one, { seats: $one.seats + $own[0].seats, taken: $one.taken + $own[0].taken })
                     } ELSE { $one })
                 }, version += 1 RETURN NONE;
                 FOR $place IN (SELECT VALUE id FROM enrolment WHERE class = record::id($row.id) AND pool = $id) {
                     UPDATE $place SET pool = $into RETURN NONE;
                 };
             };
             FOR $row IN (SELECT id, units FROM exchange_round WHERE array::any(units, |$one: any| $one.unit = $id)) {
                 UPDATE $row.id SET units = IF array::len($row.units[WHERE unit = $into]) = 0 {
                     $row.units.map(|$one: any| IF $one.unit = $id { object::extend($one, { unit: $into, name: $into_name }) } ELSE { $one })
                 } ELSE { $row.units.filter(|$one: any| $one.unit != $id) }, version += 1 RETURN NONE;
             };",
        )
}
