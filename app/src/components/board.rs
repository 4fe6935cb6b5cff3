//! The board of a procedure: its path, what is missing and whose turn that is, the one thing its viewer
//! does now, the ways beside it, and its history. Every procedure is drawn by it, so that who knows one
//! knows all.

use std::fmt::Display;

use domain::access::Permission;
use domain::code::Code;
use domain::procedure::Event;
use domain::time::day_text;
use domain::{Day, Moment};
use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::{Http, ServerFn};

use super::dialog::{cancel, dialog};
use super::form::{self, FormFault, fault_of};
use super::page::{badge, section};
use super::steps::steps;
use super::table::plain_table;
use super::written::Written;
use crate::frame::frame;
use crate::words::publicity::no_table_words;
use crate::words::{name, tr};

/// Where the acts of one record are sent from.
pub struct Desk {
    post: Box<dyn Fn(AnyView) -> AnyView + Send + Sync>,
    /// What was wrong with the last one.
    pub fault: FormFault,
    pending: Signal<bool>,
    secret: bool,
}

impl Desk {
    /// Of a record, by its id and the version that is shown.
    pub fn of<S, P>(action: form::Post<S>, id: &impl Display, version: u32) -> Self
    where
        S: ServerFn<Protocol = Http<PostUrl, P>> + 'static,
    {
        let id = id.to_string();
        let post = move |body: AnyView| {
            form::post(
                action,
                "form compact",
                view! {
                    <input type="hidden" name="id" value=id.clone() />
                    <input type="hidden" name="version" value=version.to_string() />
                    {body}
                },
            )
        };
        Self { post: Box::new(post), fault: fault_of(action), pending: action.pending(), secret: false }
    }

    /// The same for a record whose forms are secret, see [`form::secret`].
    pub fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The form of an act.
    pub fn form(&self, kind: impl Code, body: AnyView) -> AnyView {
        self.choice(
            view! {
                <input type="hidden" name="act" value=kind.code() />
                {body}
            }
            .written(),
        )
    }

    /// A form whose buttons say which act it is, see [`way`].
    pub fn choice(&self, body: AnyView) -> AnyView {
        let secret = self.secret.then(form::secret);
        (self.post)(
            view! {
                {secret}
                {body}
            }
            .written(),
        )
    }

    /// The button that sends a form.
    pub fn send(&self, label: &'static str) -> AnyView {
        form::submit(label, self.pending)
    }

    /// An act beside the next one, in a dialog that its button opens; `grave` for what is not taken back.
    pub fn aside(&self, kind: impl Code, label: &'static str, grave: bool, body: AnyView) -> AnyView {
        let (open, send) = if grave { ("button danger", "button danger") } else { ("button", "button primary") };
        let sent = view! {
            {body}
            <p class="actions">
                {cancel()}<button type="submit" class=send>
                    {label}
                </button>
            </p>
        };
        dialog(open, label, self.form(kind, sent.written()))
    }
}

/// A button that sends the form around it as an act.
pub fn way(kind: impl Code, label: &'static str, class: &'static str) -> AnyView {
    view! {
        <button type="submit" class=class name="act" value=kind.code()>
            {label}
        </button>
    }
    .written()
}

/// What a record waits for, as its viewer sees it.
pub struct Board<'a, M, P> {
    /// Its state in a word.
    pub state: AnyView,
    /// Whether it still goes on.
    pub running: bool,
    /// What is missing before the next step, each with whose turn it is.
    pub missing: &'a [(M, Option<P>)],
    /// Something missing in words.
    pub words: &'a dyn Fn(&M) -> String,
    /// The form that does away with it, where the viewer is the one to do that.
    pub remedy: &'a dyn Fn(&M) -> Option<AnyView>,
    /// What can be done about it besides.
    pub beside: &'a dyn Fn(&M) -> Option<AnyView>,
    /// The day the step is due, and what that day is where it is no last day.
    pub due: Option<(Day, Option<&'static str>)>,
    /// The year whose holiday table is missing for what is counted now.
    pub no_table: Option<i32>,
    /// Going on, back and out.
    pub ways: AnyView,
}

impl<M, P: Code> Board<'_, M, P> {
    /// Draws it: one form at a time, of what can be done first.
    pub fn draw(self) -> AnyView {
        let mut open = false;
        let todo = self
            .missing
            .iter()
            .map(|(one, turn)| {
                let form = if open { None } else { (self.remedy)(one) };
                open |= form.is_some();
                let whose = turn.map(|part| {
                    view! {
                        " "
                        <span class="badge plain">{name(part)}</span>
                    }
                });
                view! {
                    <li>
                        <p>{(self.words)(one)}{whose}</p>
                        {form}
                        {(self.beside)(one)}
                    </li>
                }
            })
            .collect_view();
        let list = match self.missing.is_empty() {
            true => view! { <p>{tr("本步骤事项已齐全。", "Everything of this step is there.")}</p> }.written(),
            false => view! { <ul class="todo">{todo}</ul> }.written(),
        };
        let due = self.due.map(|(day, what)| {
            let word = match what {
                Some(what) => what.written(),
                None if day < frame().now.day() => badge("bad", tr("已逾期", "overdue")),
                None => tr("前完成", "at the latest").written(),
            };
            view! {
                <p>
                    <strong>{day_text(day)}</strong>
                    " "
                    {word}
                </p>
            }
        });
        view! {
            <section class="card no-print">
                <h2>{tr("现在办理", "What is to be done now")}</h2>
                <p>{self.state}</p>
                {self.running.then_some(due)}
                {self.no_table.map(no_table)}
                {self.running.then_some(list)}
                {self.ways}
            </section>
        }
        .written()
    }
}

/// That working days are counted without a year's holiday table.
fn no_table(year: i32) -> AnyView {
    let imports = frame().me.is_some_and(|me| me.may(Permission::EXCHANGE_EDIT));
    let link = imports.then(|| view! { <a href="/exchange/kinds">{tr("导入", "Import it")}</a> });
    view! { <p class="note plain">{no_table_words(year)}" "{link}</p> }.written()
}

/// The path: each step with the day on which it was left, as far as the history knows it.
pub fn path<S: Code + PartialEq>(all: &[S], at: S, over: bool, history: &[Entry<S>]) -> AnyView {
    let now = all.iter().position(|step| *step == at).unwrap_or(0);
    let left = |step: S| {
        let last = history.iter().rev().find(|one| one.step == Some(step));
        last.map(|one| format!("{} {}", day_text(one.at.day()), one.by)).unwrap_or_default()
    };
    let named = |(n, step): (usize, &S)| {
        let left = if n < now || over { left(*step) } else { String::new() };
        (name(*step).to_owned(), left)
    };
    steps(all.iter().enumerate().map(named).collect(), now, over)
}

/// Something that happened, as a board shows it.
pub struct Entry<S> {
    /// When.
    pub at: Moment,
    /// At which step, where the record has steps.
    pub step: Option<S>,
    /// What was done.
    pub what: &'static str,
    /// By whom; empty where that is nobody's business.
    pub by: String,
    /// In words.
    pub note: String,
}

impl<S: Copy, K: Code> From<&Event<S, K>> for Entry<S> {
    fn from(one: &Event<S, K>) -> Self {
        let (by, note) = (one.by.clone(), one.note.clone());
        Self { at: one.at, step: Some(one.step), what: name(one.action), by, note }
    }
}

/// All that happened, the latest first.
pub fn history<S: Code>(all: &[Entry<S>]) -> AnyView {
    let title = tr("办理记录", "History");
    let stepped = all.iter().any(|one| one.step.is_some());
    let mut heads = vec![(tr("时间", "When"), false)];
    heads.extend(stepped.then(|| (tr("步骤", "Step"), false)));
    heads.extend([(tr("事项", "What"), false), (tr("经办", "Who"), false), (tr("说明", "Words"), false)]);
    let rows = all
        .iter()
        .rev()
        .map(|one| {
            let mut row = vec![one.at.minute_text().into_any()];
            row.extend(stepped.then(|| one.step.map(name).written()));
            row.extend([one.what.written(), one.by.clone().into_any(), one.note.clone().into_any()]);
            row
        })
        .collect();
    section(title, plain_table(title, &heads, rows))
}

/// What stands at the head of a board: its papers as files, and printing.
pub fn papers(files: Vec<(String, &'static str)>) -> AnyView {
    let files = files
        .into_iter()
        .map(|(href, label)| {
            view! {
                <a class="button" href=href>
                    {label}
                </a>
            }
        })
        .collect_view();
    view! {
        {files}
        <button type="button" class="button" data-print="">
            {tr("打印", "Print")}
        </button>
    }
    .written()
}
