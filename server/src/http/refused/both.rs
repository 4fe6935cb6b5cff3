//! Two people changed the same thing: what stands there now beside what one typed, and the choice
//! between them. All of it is in the form, so that it works without script and nothing is kept.

use std::collections::{BTreeMap, BTreeSet};

use app::words::tr;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::html::{Control, Form, Kind, Piece, end, start};
use super::refusal::{Fields, Refusal};

/// The field with the digests of what stood in the form when it was drawn.
pub(super) const SEEN: &str = "__seen";
/// The field with both versions of what differs.
const BOTH: &str = "__both";
/// The fields with the choices.
const CHOICE: &str = "__choice";
/// Hex digits of a digest.
const DIGEST: usize = 10;

/// One of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Side {
    /// What stands there now.
    Theirs,
    /// What was typed.
    Mine,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Both {
    pub(super) name: String,
    /// What stands there now.
    theirs: Vec<String>,
    /// What was typed.
    mine: Vec<String>,
    /// Which of them stands in the form.
    pub(super) shown: Side,
    /// Which is chosen to begin with: the only one that anybody changed.
    chosen: Option<Side>,
}

/// The names of what can be changed in a form, each once.
pub(super) fn names(form: &Form) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let changeable = |one: &&Control| one.enabled && !matches!(one.kind, Kind::Hidden | Kind::Button | Kind::Secret);
    let all = form.controls.iter().filter(changeable).map(|one| one.name.clone());
    all.filter(|name| seen.insert(name.clone())).collect()
}

/// What a form sends for a name as it is drawn.
pub(super) fn drawn(form: &Form, name: &str) -> Vec<String> {
    form.controls.iter().filter(|one| one.name == name).flat_map(Control::sends).collect()
}

/// What tells a value of a field from another one.
pub(super) fn digest(name: &str, values: &[String]) -> String {
    let mut hash = Sha256::new();
    hash.update(name);
    for value in values {
        hash.update([0]);
        // As a browser sends line ends, and as a page has them.
        hash.update(value.replace("\r\n", "\n"));
    }
    store::chain::hex(&hash.finalize())[..DIGEST].to_owned()
}

/// What differs between a form as it stands now and as it was sent, with who changed it.
pub(super) fn compare(form: &Form, refusal: &Refusal) -> Vec<Both> {
    let kept = refusal.values(SEEN);
    let seen: BTreeSet<&str> = kept
        .iter()
        .flat_map(|all| all.as_bytes().chunks(DIGEST).filter_map(|one| std::str::from_utf8(one).ok()))
        .collect();
    let mut all = Vec::new();
    for name in names(form) {
        let (theirs, mine) = (drawn(form, &name), refusal.values(&name));
        if digest("", &theirs) == digest("", &mine) {
            continue;
        }
        let untouched = |values: &[String]| seen.contains(digest(&name, values).as_str());
        let chosen = match (untouched(&theirs), untouched(&mine)) {
            (true, false) => Some(Side::Mine),
            (false, true) => Some(Side::Theirs),
            _ => None,
        };
        all.push(Both { name, theirs, mine, shown: chosen.unwrap_or(Side::Mine), chosen });
    }
    all
}

/// The table of both, with a choice for each.
pub(super) fn table(form: &Form, both: &[Both]) -> Vec<Piece> {
    let mut all = vec![
        start("div", &[("class", "both table-wrap"), ("tabindex", "-1")]),
        start("p", &[]),
        Piece::Text(
            tr(
                "其他人已修改过。下面是不同之处：左边是现在的内容，右边是您填写的，请逐项选定后再保存。",
                "Somebody else changed it meanwhile. What differs: on the left as it is now, on the right as you typed it. Choose for each, then save.",
            )
            .to_owned(),
        ),
        end("p"),
        start("input", &[("type", "hidden"), ("name", BOTH), ("value", &serde_json::to_string(both).unwrap_or_default())]),
        start("table", &[]),
        start("thead", &[]),
        start("tr", &[]),
    ];
    for head in [tr("项目", "Field"), tr("现在的内容", "As it is now"), tr("您填写的", "As you typed it")] {
        all.extend([start("th", &[("scope", "col")]), Piece::Text(head.to_owned()), end("th")]);
    }
    all.extend([end("tr"), end("thead"), start("tbody", &[])]);
    for one in both {
        let Some(control) = form.control(&one.name) else { continue };
        let label = if control.label.is_empty() { one.name.clone() } else { control.label.clone() };
        all.extend([start("tr", &[]), start("th", &[("scope", "row")]), Piece::Text(label.clone()), end("th")]);
        for (side, values, head) in [
            (Side::Theirs, &one.theirs, tr("现在的内容", "As it is now")),
            (Side::Mine, &one.mine, tr("您填写的", "As you typed it")),
        ] {
            let (name, value) = (format!("{CHOICE}[{}]", one.name), if side == Side::Mine { "mine" } else { "theirs" });
            let mut attributes = vec![("type", "radio"), ("name", name.as_str()), ("value", value), ("required", "")];
            if one.chosen == Some(side) {
                attributes.push(("checked", ""));
            }
            let said = format!("{label} {head}");
            attributes.push(("aria-label", &said));
            all.extend([
                start("td", &[("data-label", head)]),
                start("label", &[]),
                start("input", &attributes),
                Piece::Text(format!(" {}", shown(form, control, values))),
                end("label"),
                end("td"),
            ]);
        }
        all.push(end("tr"));
    }
    all.extend([end("tbody"), end("table"), end("div")]);
    all
}

/// Values as one reads them in the form.
fn shown(form: &Form, control: &Control, values: &[String]) -> String {
    let named = |value: &String| match control.kind {
        Kind::List => {
            control.options.iter().find(|one| one.0 == *value).map_or_else(|| value.clone(), |one| one.1.clone())
        }
        Kind::Radio => form
            .controls
            .iter()
            .find(|one| one.name == control.name && one.values.first() == Some(value))
            .map_or_else(|| value.clone(), |one| one.label.clone()),
        _ => value.clone(),
    };
    match (control.kind, values) {
        (Kind::Tick, []) => tr("否", "No").to_owned(),
        (Kind::Tick, _) => tr("是", "Yes").to_owned(),
        (_, values) if values.iter().all(|value| value.trim().is_empty()) => tr("（空）", "(empty)").to_owned(),
        (_, values) => values.iter().map(named).collect::<Vec<_>>().join(tr("，", ", ")),
    }
}

/// Takes the fields of this module out of what a form sent and does what was chosen: what one
/// changed by hand after that stands. Gives what was seen, and whether a choice is missing.
pub(super) fn settle(fields: Fields) -> (Fields, Option<String>, bool) {
    let (own, mut fields): (Fields, Fields) = fields.into_iter().partition(|(name, _)| name.starts_with("__"));
    let of = |name: &str| own.iter().find(|(one, _)| one == name).map(|(_, value)| value.clone());
    let both: Vec<Both> = of(BOTH).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let choices: BTreeMap<&str, &str> = own
        .iter()
        .filter_map(|(name, value)| {
            let name = name.strip_prefix(CHOICE)?.strip_prefix('[')?.strip_suffix(']')?;
            Some((name, value.as_str()))
        })
        .collect();
    let mut open = false;
    for one in &both {
        let sent: Vec<String> =
            fields.iter().filter(|field| field.0 == one.name).map(|field| field.1.clone()).collect();
        let stood = if one.shown == Side::Mine { &one.mine } else { &one.theirs };
        if digest("", &sent) != digest("", stood) {
            continue;
        }
        let chosen = match choices.get(one.name.as_str()) {
            Some(&"mine") => &one.mine,
            Some(&"theirs") => &one.theirs,
            _ => {
                open = true;
                &one.mine
            }
        };
        let at = fields.iter().position(|field| field.0 == one.name).unwrap_or(fields.len());
        fields.retain(|field| field.0 != one.name);
        let at = at.min(fields.len());
        fields.splice(at..at, chosen.iter().map(|value| (one.name.clone(), value.clone())));
    }
    (fields, of(SEEN), open)
}
