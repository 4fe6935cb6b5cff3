//! A page of ours in pieces, and the forms in it: what a form would send, and where each of its
//! controls stands. Read by the tokenizer of a browser engine, so it is what a browser reads.

use std::cell::RefCell;
use std::fmt::Write;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A start tag.
    Start(Tag),
    /// An end tag, by its name.
    End(String),
    /// Text as it is read.
    Text(String),
    /// What is written as it is: scripts, comments, the document's type.
    Raw(String),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    /// Attributes: (name, value), in their order.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// A tag with attributes.
    #[must_use]
    pub fn new(name: &str, attributes: &[(&str, &str)]) -> Self {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { name: name.to_owned(), attributes }
    }

    /// The value of an attribute; none where there is no such attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The same, empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Gives an attribute a value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.attributes.push((name.to_owned(), value.to_owned()));
    }

    /// Takes an attribute away.
    pub fn unset(&mut self, name: &str) {
        self.attributes.retain(|(one, _)| one != name);
    }

    /// Adds a word to an attribute that lists some.
    pub fn add_word(&mut self, name: &str, word: &str) {
        let words = self.text(name);
        if !words.split(' ').any(|one| one == word) {
            let all = if words.is_empty() { word.to_owned() } else { format!("{words} {word}") };
            self.set(name, &all);
        }
    }
}

/// The beginning of an element.
pub(super) fn start(name: &str, attributes: &[(&str, &str)]) -> Piece {
    Piece::Start(Tag::new(name, attributes))
}

pub(super) fn end(name: &str) -> Piece {
    Piece::End(name.to_owned())
}

/// A page in pieces.
#[must_use]
pub fn read(page: &str) -> Vec<Piece> {
    let sink = Pieces::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.pieces.into_inner()
}

/// The page of pieces.
#[must_use]
pub fn write(pieces: &[Piece]) -> String {
    let mut page = String::new();
    for piece in pieces {
        match piece {
            Piece::Raw(text) => page.push_str(text),
            Piece::Text(text) => page.push_str(&escaped(text)),
            Piece::End(name) => {
                let _ = write!(page, "</{name}>");
            }
            Piece::Start(tag) => {
                let _ = write!(page, "<{}", tag.name);
                for (name, value) in &tag.attributes {
                    let _ = write!(page, " {name}=\"{}\"", escaped(value));
                }
                page.push('>');
            }
        }
    }
    page
}

/// Text as it may stand in a page, also in the value of an attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[derive(Default)]
struct Pieces {
    pieces: RefCell<Vec<Piece>>,
    /// Inside of a script or style, whose text is written as it is.
    raw: RefCell<bool>,
}

impl TokenSink for Pieces {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut pieces = self.pieces.borrow_mut();
        let mut raw = self.raw.borrow_mut();
        match token {
            Token::DoctypeToken(_) => pieces.push(Piece::Raw("<!DOCTYPE html>".to_owned())),
            Token::CommentToken(text) => pieces.push(Piece::Raw(format!("<!--{text}-->"))),
            Token::CharacterTokens(text) if *raw => pieces.push(Piece::Raw(text.to_string())),
            Token::CharacterTokens(text) => match pieces.last_mut() {
                Some(Piece::Text(before)) => before.push_str(&text),
                _ => pieces.push(Piece::Text(text.to_string())),
            },
            Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                *raw = false;
                if tag.kind == TagKind::EndTag {
                    pieces.push(Piece::End(name));
                    return TokenSinkResult::Continue;
                }
                let kind = match name.as_str() {
                    "script" => Some(ScriptData),
                    "style" | "noscript" | "iframe" => Some(Rawtext),
                    "textarea" | "title" => Some(Rcdata),
                    _ => None,
                };
                *raw = matches!(kind, Some(ScriptData | Rawtext));
                let attributes = tag.attrs.iter().map(|one| (one.name.local.to_string(), one.value.to_string()));
                pieces.push(Piece::Start(Tag { name, attributes: attributes.collect() }));
                return kind.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
        }
        TokenSinkResult::Continue
    }
}

/// What a control is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not shown.
    Hidden,
    /// One line: text, a number, a date, a time.
    Line,
    /// Several lines.
    Area,
    /// A box to tick.
    Tick,
    /// One of several.
    Radio,
    /// A list to choose from.
    List,
    /// Never kept: passwords and files.
    Secret,
    /// A button that sends the form.
    Button,
}

/// A control of a form.
#[derive(Clone, Debug)]
pub struct Control {
    /// What it is.
    pub kind: Kind,
    pub name: String,
    /// Its piece.
    pub at: usize,
    /// The piece after it and what is in it.
    pub end: usize,
    /// Whether it is sent at all.
    pub enabled: bool,
    /// What it sends as drawn; of a box or a button what it would send.
    pub values: Vec<String>,
    /// Whether a box is ticked.
    pub ticked: bool,
    /// The values of a list and how each is called.
    pub options: Vec<(String, String)>,
    /// How it is called, by its label or in words for those who don't see it.
    pub label: String,
}

impl Control {
    /// What it sends as drawn; of buttons nothing.
    #[must_use]
    pub fn sends(&self) -> Vec<String> {
        match self.kind {
            _ if !self.enabled => Vec::new(),
            Kind::Button | Kind::Secret => Vec::new(),
            Kind::Tick | Kind::Radio if !self.ticked => Vec::new(),
            _ => self.values.clone(),
        }
    }
}

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its piece.
    pub at: usize,
    /// The piece of its end.
    pub end: usize,
    /// Where it is sent; empty for the page's own address.
    pub action: String,
    /// Whether it is a POST.
    pub posts: bool,
    /// Whether it sends files.
    pub files: bool,
    /// Its controls, in their order.
    pub controls: Vec<Control>,
    /// Other addresses that its buttons send it to.
    pub also: Vec<String>,
}

impl Form {
    /// Whether it can be sent to a path.
    #[must_use]
    pub fn goes_to(&self, path: &str) -> bool {
        self.action == path || self.also.iter().any(|one| one == path)
    }

    /// The first control of a name.
    #[must_use]
    pub fn control(&self, name: &str) -> Option<&Control> {
        self.controls.iter().find(|one| one.name == name)
    }
}

/// The forms of a page.
#[must_use]
pub fn forms(pieces: &[Piece]) -> Vec<Form> {
    let labels = labels(pieces);
    let mut found: Vec<Form> = Vec::new();
    let mut open: Option<Form> = None;
    let mut around: Option<usize> = None;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Start(tag) if tag.name == "label" => around = Some(at),
            Piece::End(name) if name == "label" => around = None,
            Piece::Start(tag) if tag.name == "form" => {
                open = Some(Form {
                    at,
                    end: pieces.len(),
                    action: tag.text("action").to_owned(),
                    posts: tag.text("method").eq_ignore_ascii_case("post"),
                    files: tag.text("enctype") == "multipart/form-data",
                    controls: Vec::new(),
                    also: Vec::new(),
                });
            }
            Piece::End(name) if name == "form" => {
                if let Some(mut form) = open.take() {
                    form.end = at;
                    found.push(form);
                }
            }
            Piece::Start(tag) => {
                if let Some(form) = &mut open
                    && let Some(mut control) = control(pieces, at, tag)
                {
                    form.also.extend(tag.get("formaction").map(str::to_owned));
                    control.label = [
                        tag.get("aria-label").map(str::to_owned),
                        tag.get("id").and_then(|id| labels.iter().find(|(of, _)| of == id)).map(|one| one.1.clone()),
                        around.map(|label| text_of(pieces, label, "label")),
                    ]
                    .into_iter()
                    .flatten()
                    .find(|label| !label.is_empty())
                    .unwrap_or_default();
                    if !control.name.is_empty() || control.kind == Kind::Button {
                        form.controls.push(control);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The pieces of the folds around a piece, the outermost first.
#[must_use]
pub fn folds(pieces: &[Piece], at: usize) -> Vec<usize> {
    let mut folds = Vec::new();
    for (n, piece) in pieces[..at].iter().enumerate() {
        match piece {
            Piece::Start(tag) if tag.name == "details" => folds.push(n),
            Piece::End(name) if name == "details" => {
                folds.pop();
            }
            _ => {}
        }
    }
    folds
}

/// Labels by the id they are for.
fn labels(pieces: &[Piece]) -> Vec<(String, String)> {
    let label = |(at, piece): (usize, &Piece)| match piece {
        Piece::Start(tag) if tag.name == "label" => {
            tag.get("for").map(|id| (id.to_owned(), text_of(pieces, at, "label")))
        }
        _ => None,
    };
    pieces.iter().enumerate().filter_map(label).collect()
}

/// The piece that ends the element which begins at a piece, or the last.
#[must_use]
pub fn end_of(pieces: &[Piece], at: usize, name: &str) -> usize {
    let mut depth = 0;
    for (n, piece) in pieces.iter().enumerate().skip(at) {
        match piece {
            Piece::Start(tag) if tag.name == name => depth += 1,
            Piece::End(end) if end == name => {
                depth -= 1;
                if depth == 0 {
                    return n;
                }
            }
            _ => {}
        }
    }
    pieces.len().saturating_sub(1)
}

/// The text of an element, without that of the lists in it.
#[must_use]
pub fn text_of(pieces: &[Piece], at: usize, name: &str) -> String {
    let mut text = String::new();
    let mut skip = 0;
    for piece in &pieces[at..end_of(pieces, at, name)] {
        match piece {
            Piece::Start(tag) if matches!(tag.name.as_str(), "select" | "textarea" | "datalist") => skip += 1,
            Piece::End(end) if matches!(end.as_str(), "select" | "textarea" | "datalist") => skip -= 1,
            Piece::Text(one) if skip == 0 => text.push_str(one),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn control(pieces: &[Piece], at: usize, tag: &Tag) -> Option<Control> {
    let value = |default: &str| tag.get("value").unwrap_or(default).to_owned();
    let (kind, values) = match (tag.name.as_str(), tag.text("type")) {
        ("button", "button" | "reset") | ("input", "button" | "reset") => return None,
        ("button", _) | ("input", "submit" | "image") => (Kind::Button, vec![value("")]),
        ("input", "hidden") => (Kind::Hidden, vec![value("")]),
        ("input", "password" | "file") => (Kind::Secret, Vec::new()),
        ("input", "checkbox") => (Kind::Tick, vec![value("on")]),
        ("input", "radio") => (Kind::Radio, vec![value("on")]),
        ("input", _) => (Kind::Line, vec![value("")]),
        ("textarea", _) => (Kind::Area, Vec::new()),
        ("select", _) => (Kind::List, Vec::new()),
        _ => return None,
    };
    let mut control = Control {
        kind,
        name: tag.text("name").to_owned(),
        at,
        end: at + 1,
        enabled: tag.get("disabled").is_none(),
        values,
        ticked: tag.get("checked").is_some(),
        options: Vec::new(),
        label: String::new(),
    };
    match kind {
        Kind::Area => {
            let end = end_of(pieces, at, "textarea");
            let text = pieces[at + 1..end].iter().filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            });
            control.values = vec![text.collect()];
            control.end = end + 1;
        }
        Kind::List => {
            control.end = end_of(pieces, at, "select") + 1;
            for n in at..control.end {
                let Piece::Start(option) = &pieces[n] else { continue };
                if option.name == "option" {
                    let text = text_of(pieces, n, "option");
                    let value = option.get("value").map_or_else(|| text.clone(), str::to_owned);
                    if option.get("selected").is_some() {
                        control.values.push(value.clone());
                    }
                    control.options.push((value, text));
                }
            }
            if control.values.is_empty() && tag.get("multiple").is_none() {
                control.values.extend(control.options.first().map(|one| one.0.clone()));
            }
        }
        _ => {}
    }
    Some(control)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><html><head><title>a &amp; b</title><script>if (1 < 2) x(\"&amp;\");</script></head>\
        <body data-frame=\"{&quot;a&quot;:1}\"><details class=\"ask\"><form method=\"post\" action=\"/api/x\">\
        <label for=\"n\">名称</label><input id=\"n\" name=\"n\" value=\"1 &lt; 2\"><!--x--><textarea name=\"t\">a &lt;b&gt;</textarea>\
        <select name=\"s\"><option value=\"1\">一</option><option value=\"2\" selected=\"\">二</option></select>\
        <label><input type=\"radio\" name=\"r\" value=\"A\"> 甲</label><label><input type=\"radio\" name=\"r\" value=\"B\" checked=\"\"> 乙</label>\
        <input type=\"password\" name=\"p\" value=\"x\"><button name=\"b\" value=\"1\" formaction=\"/api/y\">好</button></form></details></body></html>";

    #[test]
    fn a_page_is_written_as_it_was_read() {
        assert_eq!(write(&read(PAGE)), PAGE);
    }

    #[test]
    fn a_form_is_read_with_what_it_sends() {
        let pieces = read(PAGE);
        let forms = forms(&pieces);
        assert_eq!(forms.len(), 1);
        let form = &forms[0];
        assert!(form.posts && form.goes_to("/api/x") && form.goes_to("/api/y") && folds(&pieces, form.at).len() == 1);
        let sent: Vec<(&str, Vec<String>)> =
            form.controls.iter().map(|one| (one.name.as_str(), one.sends())).filter(|one| !one.1.is_empty()).collect();
        let of = |text: &str| vec![text.to_owned()];
        assert_eq!(sent, [("n", of("1 < 2")), ("t", of("a <b>")), ("s", of("2")), ("r", of("B"))]);
        assert_eq!(form.control("n").unwrap().label, "名称");
        assert_eq!(form.control("r").unwrap().label, "甲");
        assert_eq!(form.control("s").unwrap().options[1], ("2".to_owned(), "二".to_owned()));
    }
}
