//! A page with a form that was refused, as the form was sent: its values stand in it again, each
//! fault stands at its control and in the order of the form, and the folds around it are open.
//! Where somebody else changed the same thing meanwhile, both versions stand side by side.

use std::collections::{BTreeMap, BTreeSet};

use app::words::{self, tr};
use domain::{Fault, Reason, Rule};

use super::super::html::{self, Control, Form, Kind, Piece, end, start};
use super::both::{self, digest};
use super::refusal::Refusal;

/// Fields that say what a form is about or do not outlive its page.
const OF_ITS_PAGE: [&str; 4] = ["version", "turn", "once", "next"];

/// Pieces to put in, each before another.
type Inserts = BTreeMap<usize, Vec<Piece>>;

/// Puts a refused form back into its page. In the language of the page.
pub(super) fn put_back(page: &str, refusal: &Refusal) -> String {
    let mut pieces = html::read(page);
    let fault = refusal.fault();
    let forms = html::forms(&pieces);
    let mut inserts = Inserts::new();
    match forms.iter().filter_map(|form| Some((score(form, refusal)?, form))).max_by_key(|(score, _)| *score) {
        Some((_, form)) => restore(&mut pieces, form, refusal, fault.as_ref(), &mut inserts),
        None => gone(&pieces, refusal, fault.as_ref(), &mut inserts),
    }
    html::write(&with(pieces, inserts))
}

/// The pieces with others put in.
pub(super) fn with(pieces: Vec<Piece>, mut inserts: Inserts) -> Vec<Piece> {
    let mut all = Vec::with_capacity(pieces.len() + inserts.len());
    for (at, piece) in pieces.into_iter().enumerate() {
        all.extend(inserts.remove(&at).unwrap_or_default());
        all.push(piece);
    }
    all.extend(inserts.into_values().flatten());
    all
}

/// How well a form is the one that was sent; none when it is another one.
fn score(form: &Form, refusal: &Refusal) -> Option<usize> {
    if !form.posts || !form.goes_to(&refusal.action) {
        return None;
    }
    let about = form.controls.iter().filter(|one| one.kind == Kind::Hidden && !one.name.starts_with("__"));
    let mut about = about.filter(|one| !OF_ITS_PAGE.contains(&one.name.as_str()));
    let same = |one: &Control| refusal.values(&one.name).iter().any(|value| one.values.first() == Some(value));
    // A form with files keeps only what its handler read.
    if !refusal.fields.is_empty() && !about.all(same) {
        return None;
    }
    Some(form.controls.iter().filter(|one| !refusal.values(&one.name).is_empty()).count() + 1)
}

fn restore(pieces: &mut [Piece], form: &Form, refusal: &Refusal, fault: Option<&Fault>, inserts: &mut Inserts) {
    let both = if changed_meanwhile(form, refusal, fault) { both::compare(form, refusal) } else { Vec::new() };
    let theirs: BTreeSet<&str> =
        both.iter().filter(|one| one.shown == both::Side::Theirs).map(|one| one.name.as_str()).collect();
    if !refusal.fields.is_empty() {
        let mut nth: BTreeMap<&str, usize> = BTreeMap::new();
        for control in form.controls.iter().filter(|one| !theirs.contains(one.name.as_str())) {
            let n = nth.entry(control.name.as_str()).or_default();
            put(pieces, control, &refusal.values(&control.name), *n, inserts);
            *n += 1;
        }
    }
    let faults = match fault {
        Some(Fault::Invalid(faults)) => faults.clone(),
        _ => Vec::new(),
    };
    let mut lines = Vec::new();
    // What a page says of parts that are no controls, such as cells of a file, is its own to say.
    let of_controls = faults.iter().any(|one| find(pieces, form, &one.field).is_some());
    for one in &faults {
        let at = find(pieces, form, &one.field);
        let id = at.map(|control| mark(pieces, control, &one.field, &one.rule, inserts));
        let order = at.map_or(usize::MAX, |control| control.at);
        lines.push((order, at.map(|one| one.label.clone()), id.unwrap_or_else(|| one.field.clone()), &one.rule));
    }
    lines.sort_by_key(|line| line.0);
    let lines: Vec<Piece> = lines
        .into_iter()
        .flat_map(|(_, label, id, rule)| {
            let label = label.filter(|label| !label.is_empty()).or_else(|| name_of(pieces, &id));
            let text = label.map_or_else(String::new, |label| format!("{label}{}", tr("：", ": ")));
            [
                start("li", &[]),
                start("a", &[("href", &format!("#{id}"))]),
                Piece::Text(text + &words::rule(rule)),
                end("a"),
                end("li"),
            ]
        })
        .collect();
    let said = summaries(pieces, if of_controls { &lines } else { &[] });
    let first = inserts.entry(form.at + 1).or_default();
    if let (false, Some(fault)) = (said, fault) {
        first.extend(note(&words::fault(fault), &lines));
    }
    if refusal.is_signed_out() {
        let text = tr(
            "您刚才填写的内容已放回表单，尚未保存，请再次提交。",
            "What you typed is back in the form and not saved yet: please send it again.",
        );
        first.extend(note(text, &[]));
    }
    if !both.is_empty() {
        first.extend(both::table(form, &both));
    }
    // What it was sent from, and what is wrong in it, is not folded away.
    let sent_from = form.controls.iter().filter(|one| one.kind == Kind::Button);
    let sent_from = sent_from
        .filter(|one| matches!(&pieces[one.at], Piece::Start(tag) if tag.get("formaction") == Some(&refusal.action)));
    let faulty = faults.iter().filter_map(|one| find(pieces, form, &one.field));
    let shown: Vec<usize> = sent_from.chain(faulty).map(|one| one.at).chain([form.at]).collect();
    for fold in shown.into_iter().flat_map(|at| html::folds(pieces, at)).collect::<BTreeSet<_>>() {
        if let Piece::Start(tag) = &mut pieces[fold] {
            tag.set("open", "");
            tag.set("data-refused", "");
        }
    }
    if let Piece::Start(tag) = &mut pieces[form.at] {
        tag.set("data-refused", "");
    }
}

/// Whether what the form is about was changed between its being drawn and now.
fn changed_meanwhile(form: &Form, refusal: &Refusal, fault: Option<&Fault>) -> bool {
    let sent = refusal.values("version");
    let drawn = form.control("version").map(|one| one.values.clone());
    fault == Some(&Fault::Refused(Reason::Stale)) || drawn.is_some_and(|drawn| !sent.is_empty() && drawn != sent)
}

/// Puts what was sent into a control; `n` tells apart those of one name.
fn put(pieces: &mut [Piece], control: &Control, sent: &[String], n: usize, inserts: &mut Inserts) {
    let ticked = |value: Option<&String>| value.is_some_and(|value| sent.contains(value));
    let (at, end) = (control.at, control.end);
    match control.kind {
        _ if !control.enabled => {}
        // No page can choose a file for anybody.
        Kind::Secret if matches!(&pieces[at], Piece::Start(tag) if tag.text("type") == "file") => {
            inserts.entry(after(pieces, control)).or_default().extend([
                start("p", &[("class", "hint")]),
                Piece::Text(tr("文件未保留，请重新选择。", "The file is not kept: please choose it again.").to_owned()),
                html::end("p"),
            ]);
        }
        Kind::Secret | Kind::Button => {}
        // The key of an entry goes on with it, so that sending it again doubles nothing.
        Kind::Hidden if control.name != "once" => {}
        Kind::Hidden | Kind::Line => {
            if let (Some(value), Piece::Start(tag)) = (sent.get(n), &mut pieces[at]) {
                tag.set("value", value);
            }
        }
        Kind::Tick | Kind::Radio => {
            if let Piece::Start(tag) = &mut pieces[at] {
                if ticked(control.values.first()) { tag.set("checked", "") } else { tag.unset("checked") }
            }
        }
        Kind::List => {
            let options: Vec<String> = control.options.iter().map(|one| one.0.clone()).collect();
            let tags = pieces[at..end].iter_mut().filter_map(|piece| match piece {
                Piece::Start(tag) if tag.name == "option" => Some(tag),
                _ => None,
            });
            for (tag, value) in tags.zip(&options) {
                if ticked(Some(value)) { tag.set("selected", "") } else { tag.unset("selected") }
            }
        }
        Kind::Area => {
            let Some(value) = sent.get(n) else { return };
            for piece in &mut pieces[at + 1..end - 1] {
                *piece = Piece::Text(String::new());
            }
            inserts.entry(at + 1).or_default().push(Piece::Text(value.replace("\r\n", "\n")));
        }
    }
}

/// The control that a fault is about: by its id or name, or the one of a row or list.
fn find<'a>(pieces: &[Piece], form: &'a Form, field: &str) -> Option<&'a Control> {
    let shown = || form.controls.iter().filter(|one| !matches!(one.kind, Kind::Hidden | Kind::Button));
    let id = |one: &Control| matches!(&pieces[one.at], Piece::Start(tag) if tag.text("id") == field);
    let inner = format!("[{field}]");
    shown()
        .find(|one| id(one))
        .or_else(|| shown().find(|one| one.name == field))
        .or_else(|| shown().find(|one| one.name.ends_with(&inner)))
        .or_else(|| shown().find(|one| one.name.split('[').next() == Some(field)))
}

/// The piece before which a text about a control stands: it is no part of the label's, nor of a list's.
fn after(pieces: &[Piece], control: &Control) -> usize {
    (control.end..pieces.len().min(control.end + 4))
        .find(|at| matches!(&pieces[*at], Piece::End(name) if name == "label"))
        .map_or(control.end, |label| label + 1)
}

/// Marks a faulty control and says at it what is wrong; gives the id to lead to.
fn mark(pieces: &mut [Piece], control: &Control, field: &str, rule: &Rule, inserts: &mut Inserts) -> String {
    let told = format!("{field}-error");
    let is_told = pieces.iter().any(|piece| matches!(piece, Piece::Start(tag) if tag.get("id") == Some(&told)));
    let after = after(pieces, control);
    let Piece::Start(tag) = &mut pieces[control.at] else { return field.to_owned() };
    if tag.get("id").is_none() {
        tag.set("id", field);
    }
    tag.set("aria-invalid", "true");
    tag.add_word("aria-describedby", &told);
    let id = tag.text("id").to_owned();
    if !is_told {
        inserts.entry(after).or_default().extend([
            start("p", &[("class", "error"), ("id", &told)]),
            Piece::Text(words::rule(rule)),
            end("p"),
        ]);
    }
    id
}

/// What a group or part of the page with an id is called.
fn name_of(pieces: &[Piece], id: &str) -> Option<String> {
    let at = pieces.iter().position(|piece| matches!(piece, Piece::Start(tag) if tag.get("id") == Some(id)))?;
    let Piece::Start(tag) = &pieces[at] else { return None };
    match tag.name.as_str() {
        "fieldset" => {
            let legend =
                at + pieces[at..].iter().position(|p| matches!(p, Piece::Start(tag) if tag.name == "legend"))?;
            Some(html::text_of(pieces, legend, "legend"))
        }
        name @ ("h2" | "h3") => Some(html::text_of(pieces, at, name)),
        _ => None,
    }
}

/// Puts the lines into every summary of faults; whether there is one at all.
fn summaries(pieces: &mut [Piece], lines: &[Piece]) -> bool {
    let is_summary = |piece: &Piece| matches!(piece, Piece::Start(tag) if tag.get("role") == Some("alert"));
    let found: Vec<usize> = (0..pieces.len()).filter(|at| is_summary(&pieces[*at])).collect();
    for at in &found {
        let Piece::Start(tag) = &pieces[*at] else { continue };
        let close = html::end_of(pieces, *at, &tag.name.clone());
        let list = (*at..close).find(|n| matches!(&pieces[*n], Piece::Start(tag) if tag.name == "ul"));
        if let (Some(list), false) = (list, lines.is_empty()) {
            let list_end = html::end_of(pieces, list, "ul");
            for piece in &mut pieces[list + 1..list_end] {
                *piece = Piece::Raw(String::new());
            }
            if list + 1 < list_end {
                pieces[list + 1] = Piece::Raw(html::write(lines));
            }
        }
    }
    !found.is_empty()
}

/// The form is no more on its page: what was typed is shown to be taken along.
fn gone(pieces: &[Piece], refusal: &Refusal, fault: Option<&Fault>, inserts: &mut Inserts) {
    let Some(main) = pieces.iter().position(|piece| matches!(piece, Piece::Start(tag) if tag.name == "main")) else {
        return;
    };
    let alert = pieces.iter().any(|piece| matches!(piece, Piece::Start(tag) if tag.get("role") == Some("alert")));
    let texts: Vec<&String> = refusal.fields.iter().map(|(_, value)| value).filter(|value| is_prose(value)).collect();
    let first = inserts.entry(main + 1).or_default();
    if let (false, Some(fault)) = (alert, fault) {
        first.extend(note(&words::fault(fault), &[]));
    }
    if !texts.is_empty() {
        let lines: Vec<Piece> =
            texts.into_iter().flat_map(|text| [start("li", &[]), Piece::Text(text.clone()), end("li")]).collect();
        let text = tr(
            "页面已变化，您刚才填写的内容未保存，列在这里，可复制使用：",
            "The page has changed. What you typed is not saved; here it is, to be copied:",
        );
        first.extend(note(text, &lines));
    }
}

/// Whether somebody typed it, and it is no code or number of ours.
fn is_prose(text: &str) -> bool {
    !text.is_ascii() || text.trim().contains(' ')
}

fn note(text: &str, lines: &[Piece]) -> Vec<Piece> {
    let mut all = vec![
        start("div", &[("class", "note bad"), ("role", "alert")]),
        start("p", &[]),
        start("strong", &[]),
        Piece::Text(text.to_owned()),
        end("strong"),
        end("p"),
    ];
    if !lines.is_empty() {
        all.push(start("ul", &[]));
        all.extend(lines.iter().cloned());
        all.push(end("ul"));
    }
    all.push(end("div"));
    all
}

/// Writes into every form that changes a thing under its version what stood in it when it was
/// drawn, so that afterwards one can tell who changed what.
pub(super) fn note_seen(page: &str, refusal: Option<&Refusal>) -> String {
    let pieces = html::read(page);
    let mut inserts = Inserts::new();
    for form in html::forms(&pieces).into_iter().filter(|form| form.posts && form.control("version").is_some()) {
        let kept = refusal.filter(|refusal| score(&form, refusal).is_some()).map(|refusal| refusal.values(both::SEEN));
        let seen = match kept.as_deref() {
            Some([seen]) => seen.clone(),
            _ => both::names(&form)
                .into_iter()
                .map(|name| digest(&name, &both::drawn(&form, &name)))
                .collect::<Vec<_>>()
                .join(""),
        };
        inserts
            .entry(form.at + 1)
            .or_default()
            .push(start("input", &[("type", "hidden"), ("name", both::SEEN), ("value", &seen)]));
    }
    html::write(&with(pieces, inserts))
}
