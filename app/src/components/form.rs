//! Forms: label above, hint under it, error under the field, and a summary on top that
//! leads to each faulty field. They post to their server function with or without
//! script; with it, what was typed stays.

use std::marker::PhantomData;

use domain::code::{Code, Lang};
use domain::consequence::Consequence;
use domain::organisation::{NearUnits, UnitRow};
use domain::replaced::Replaced;
use domain::time::day_text;
use domain::{Fault, UnitId};
use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::server_fn::{Http, ServerFn};

use super::written::Written;
use crate::api::ApiError;
use crate::frame::lang;
use crate::words::{self, tr};

/// A server function that forms of a page post to. A page is not alive in the browser: its forms are sent as any
/// other, and why the last one was refused stands in the address that its answer led back to.
pub struct Post<S> {
    fault: FormFault,
    to: PhantomData<fn() -> S>,
}

impl<S> Clone for Post<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Post<S> {}

impl<S> Post<S> {
    /// Whether a form is on its way: never, as a page sees it.
    pub fn pending(self) -> Signal<bool> {
        Signal::stored(false)
    }
}

/// The server function that forms of this page post to.
pub fn posts<S: ServerFn<Error = ApiError>>() -> Post<S> {
    let refused = use_context::<ServerActionError>().filter(|error| error.path() == S::PATH);
    let fault = refused.map(|error| ServerFnUrlError::<ApiError>::decode_err(error.err()).0);
    Post { fault: Signal::stored(fault), to: PhantomData }
}

/// A form that posts to a server function.
pub fn post<S, P>(_: Post<S>, class: &'static str, body: impl RenderHtml) -> AnyView
where
    S: ServerFn<Protocol = Http<PostUrl, P>>,
{
    let body = body.written();
    view! {
        <form action=S::url() method="post" class=class>
            {body}
        </form>
    }
    .written()
}

/// The fault of a form's last sending.
pub type FormFault = Signal<Option<Fault>>;

/// The fault of what was posted last.
pub fn fault_of<S>(post: Post<S>) -> FormFault {
    post.fault
}

/// The summary on top of a form.
pub fn summary(fault: FormFault) -> AnyView {
    summary_at(fault, None)
}

/// The summary of what a form sends to another address than its own.
pub fn summary_at(fault: FormFault, address: Option<&'static str>) -> AnyView {
    (move || {
        fault.get().map(|fault| {
            if let Fault::Confirm(consequence) = &fault {
                return consequence_of(consequence, address);
            }
            if let Fault::Replaces(replaced) = &fault {
                return replaced_by(replaced, address);
            }
            let fields = match &fault {
                Fault::Invalid(faults) => faults.clone(),
                _ => Vec::new(),
            };
            view! {
                <div class="note bad" role="alert">
                    <p>
                        <strong>{words::fault(&fault)}</strong>
                    </p>
                    <ul>
                        {fields
                            .into_iter()
                            .map(|field| {
                                view! {
                                    <li>
                                        <a href=format!("#{}", field.field)>{words::rule(&field.rule)}</a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}

/// What an act would do, in numbers, and the button of its form that does it.
fn consequence_of(consequence: &Consequence, address: Option<&'static str>) -> AnyView {
    let lines = consequence.0.iter().map(|effect| view! { <li>{words::effect(effect)}</li> }).collect_view();
    let none = consequence.0.is_empty().then(|| view! { <li>{tr("不影响任何人。", "Nobody is affected.")}</li> });
    view! {
        <div class="note warn" role="alert">
            <p>
                <strong>
                    {tr("请核对，确认后才执行：", "Check this; nothing is done before you confirm:")}
                </strong>
            </p>
            <ul>{lines}{none}</ul>
            <p class="actions">
                <button
                    type="submit"
                    class="button danger"
                    name="confirmed"
                    value=consequence.seen()
                    formaction=address
                >
                    {tr("确认执行", "Confirm")}
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// The version that another one of its day would take the place of, what differs, and the button of its form
/// that replaces it.
fn replaced_by(replaced: &Replaced, address: Option<&'static str>) -> AnyView {
    let day = day_text(replaced.from);
    let who = match (lang(), replaced.by.as_str(), replaced.at) {
        (Lang::Zh, "", _) | (Lang::Zh, _, None) => format!("生效日期为 {day} 的版本已存在（系统初始或未记录保存人）。"),
        (Lang::Zh, by, Some(at)) => format!("生效日期为 {day} 的版本已存在，由{by}于 {} 保存。", at.minute_text()),
        (Lang::En, "", _) | (Lang::En, _, None) => {
            format!("There is a version from {day} already; who saved it is not on record.")
        }
        (Lang::En, by, Some(at)) => format!("{by} saved a version from {day} already, at {}.", at.minute_text()),
    };
    let empty = |text: &str| if text.is_empty() { tr("（空）", "(empty)").to_owned() } else { text.to_owned() };
    let lines = replaced
        .differs(lang())
        .iter()
        .map(|one| {
            let (was, now) = (empty(&one.was), empty(&one.now));
            let line = match lang() {
                Lang::Zh => format!("{}：已保存“{was}”，改为“{now}”", one.name),
                Lang::En => format!("{}: “{was}” becomes “{now}”", one.name),
            };
            view! { <li>{line}</li> }
        })
        .collect_view();
    let same = replaced.differs(lang()).is_empty().then(|| {
        view! { <li>{tr("内容没有不同。", "They do not differ.")}</li> }
    });
    let also = replaced.also.0.iter().map(|effect| view! { <li>{words::effect(effect)}</li> }).collect_view();
    view! {
        <div class="note warn" role="alert">
            <p>
                <strong>{who}</strong>
            </p>
            <p>
                {tr(
                    "尚未保存。与它的不同之处如下，确认后才替换它；不替换的，请改生效日期。",
                    "Nothing was saved. This differs. It is replaced once you confirm; change the day to keep it.",
                )}
            </p>
            <ul>{lines}{same}{also}</ul>
            <p class="actions">
                <button type="submit" class="button danger" name="confirmed" value=replaced.seen() formaction=address>
                    {tr("确认替换", "Replace it")}
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// A labelled field around a control with the same id.
pub fn field(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    fault: FormFault,
    control: AnyView,
) -> AnyView {
    let error = move || error_text(name, fault);
    view! {
        <div class="field" class:faulty=move || error().is_some()>
            <label for=name>{label}</label>
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="hint" id=format!("{name}-hint")>
                            {hint}
                        </p>
                    }
                })}
            {control}
            {move || {
                error()
                    .map(|text| {
                        view! {
                            <p class="error" id=format!("{name}-error")>
                                {text}
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// What is wrong with a field, if anything is.
fn error_text(name: &str, fault: FormFault) -> Option<String> {
    fault.get().and_then(|fault| match fault {
        Fault::Invalid(faults) => faults.into_iter().find(|f| f.field == name).map(|f| words::rule(&f.rule)),
        _ => None,
    })
}

/// What is wrong with a field of a row, under it.
#[cfg(feature = "ssr")]
pub fn error_of(name: String, fault: FormFault) -> AnyView {
    error_text(&name, fault)
        .map(|text| {
            view! {
                <p class="error" id=format!("{name}-error")>
                    {text}
                </p>
            }
        })
        .into_any()
}

/// A text field.
pub fn text(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: impl Into<String>,
    fault: FormFault,
) -> AnyView {
    input(name, "text", label, hint, value, fault)
}

/// A text field that proposes names; any other text is taken as well.
#[cfg(feature = "ssr")]
pub fn proposed(
    name: &'static str,
    label: &'static str,
    value: impl Into<String>,
    names: Vec<String>,
    fault: FormFault,
) -> AnyView {
    let value: String = value.into();
    let list = format!("{name}-names");
    let options = names.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    field(
        name,
        label,
        "",
        fault,
        view! {
            <input id=name name=name type="text" value=value list=list.clone() autocomplete="off" />
            <datalist id=list>{options}</datalist>
        }
        .into_any(),
    )
}

/// A date field.
pub fn date(name: &'static str, label: &'static str, value: impl Into<String>, fault: FormFault) -> AnyView {
    input(name, "date", label, "", value, fault)
}

/// A field for a time of day.
pub fn time(name: &'static str, label: &'static str, value: impl Into<String>, fault: FormFault) -> AnyView {
    input(name, "time", label, "", value, fault)
}

fn input(
    name: &'static str,
    kind: &'static str,
    label: &'static str,
    hint: &'static str,
    value: impl Into<String>,
    fault: FormFault,
) -> AnyView {
    let value: String = value.into();
    let faulty = move || error_text(name, fault).is_some();
    let described = move || {
        let hint = (!hint.is_empty()).then(|| format!("{name}-hint"));
        let error = faulty().then(|| format!("{name}-error"));
        hint.into_iter().chain(error).reduce(|hint, error| format!("{hint} {error}"))
    };
    field(
        name,
        label,
        hint,
        fault,
        view! {
            <input
                id=name
                name=name
                type=kind
                value=value
                aria-describedby=described
                aria-invalid=move || faulty().then_some("true")
                autocomplete="off"
            />
        }
        .into_any(),
    )
}

/// The name of a field that there is one of for each of many things. The letter before the
/// id keeps one that begins with a digit from being read as a position in a list.
#[cfg(feature = "ssr")]
#[must_use]
pub fn keyed(name: &str, id: &impl std::fmt::Display) -> String {
    format!("{name}[k{id}]")
}

/// A choice among (value, name).
pub fn select(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    options: impl Into<Choices>,
    chosen: &str,
    fault: FormFault,
) -> AnyView {
    let options = options.into();
    field(
        name,
        label,
        hint,
        fault,
        view! {
            <select id=name name=name data-units=options.sought()>
                {options.drawn(chosen)}
            </select>
            {options.finder(false)}
        }
        .into_any(),
    )
}

/// Boxes to tick, one for each (value, name); the field's own name is that of the group.
#[cfg(feature = "ssr")]
pub fn checks(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    options: Vec<(String, String)>,
    chosen: &[String],
    fault: FormFault,
) -> AnyView {
    let boxes = options
        .into_iter()
        .map(|(value, text)| {
            let checked = chosen.contains(&value);
            view! {
                <label>
                    <input type="checkbox" name=keyed(name, &value) value="1" checked=checked />
                    " "
                    {text}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="checks" id=name>
            <legend>{label}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            <div>{boxes}</div>
            {move || error_of(name.to_owned(), fault)}
        </fieldset>
    }
    .into_any()
}

/// Boxes for the values of a code table.
#[cfg(feature = "ssr")]
pub fn code_checks<C: Code>(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    chosen: &[C],
    fault: FormFault,
) -> AnyView {
    let chosen: Vec<String> = chosen.iter().map(|code| code.code().to_owned()).collect();
    checks(name, label, hint, code_options::<C>(None), &chosen, fault)
}

/// One box to tick.
pub fn tick(name: &'static str, label: &'static str, hint: &'static str, on: bool, fault: FormFault) -> AnyView {
    field(
        name,
        label,
        hint,
        fault,
        view! { <input type="checkbox" id=name name=name value="1" checked=on /> }.into_any(),
    )
}

/// A choice among the values of a code table.
pub fn code<C: Code>(name: &'static str, label: &'static str, chosen: Option<C>, fault: FormFault) -> AnyView {
    let chosen = chosen.map(Code::code).unwrap_or_default();
    // What is not known is not the first of the list.
    let listed = C::ALL.iter().any(|one| one.code() == chosen);
    let options = code_options::<C>((!listed).then(|| tr("请选择", "Choose")));
    select(name, label, "", options, if listed { chosen } else { "" }, fault)
}

/// The values of a code table, with a first line for none of them.
pub fn code_options<C: Code>(none: Option<&'static str>) -> Vec<(String, String)> {
    none.map(|none| (String::new(), none.to_owned()))
        .into_iter()
        .chain(C::ALL.iter().map(|code| (code.code().to_owned(), code.name(lang()).to_owned())))
        .collect()
}

/// A text of several lines.
pub fn area(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: impl Into<String>,
    fault: FormFault,
) -> AnyView {
    let value: String = value.into();
    let control = view! { <textarea id=name name=name rows="4" inner_html=lines(&value)></textarea> };
    field(name, label, hint, fault, control.into_any())
}

/// The text of a `textarea`, for its `inner_html`. The framework writes a child of that element as
/// it is, so that a text with `</textarea>` in it would end it and go on as page.
#[must_use]
pub fn lines(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Stands in a form of which no browser keeps anything while it is typed: no draft, nothing for a reload.
#[cfg(feature = "ssr")]
pub fn secret() -> AnyView {
    view! { <span hidden=true data-secret=""></span> }.into_any()
}

/// A control inside its label, for forms that share a page with fields of the same names.
#[cfg(feature = "ssr")]
pub fn inside(label: &'static str, control: AnyView) -> AnyView {
    view! {
        <div class="field">
            <label>{label}{control}</label>
        </div>
    }
    .into_any()
}

/// Stands before buttons of which each says something else: Enter in a field sends what the first button of a
/// form says, and this one says nothing.
#[cfg(feature = "ssr")]
pub fn undecided() -> AnyView {
    view! { <button type="submit" disabled=true hidden=true></button> }.into_any()
}

/// The button that sends a form.
pub fn submit(label: &'static str, pending: Signal<bool>) -> AnyView {
    view! {
        <button type="submit" class="button primary" disabled=move || pending.get()>
            {move || if pending.get() { tr("正在提交…", "Sending…") } else { label }}
        </button>
    }
    .into_any()
}

/// What a choice is made of: (value, name).
#[derive(Clone, Default)]
pub struct Choices {
    options: Vec<(String, String)>,
    /// There are more than these, which are looked for by name: within this unit, or anywhere where it is empty.
    more: Option<String>,
}

impl From<Vec<(String, String)>> for Choices {
    fn from(options: Vec<(String, String)>) -> Self {
        Self { options, more: None }
    }
}

impl Choices {
    /// Units as options, by what each is called.
    #[must_use]
    pub fn of_units(units: NearUnits, called: impl Fn(UnitRow) -> String) -> Self {
        let options = units.rows.into_iter().map(|row| (row.unit.id.0.clone(), called(row))).collect();
        Self { options, more: (!units.all).then(String::new) }
    }

    /// With a first line for none of them.
    #[must_use]
    pub fn or_none(mut self, none: &str) -> Self {
        self.options.insert(0, (String::new(), none.to_owned()));
        self
    }

    /// With what else there is looked for within a unit only.
    #[must_use]
    pub fn within(self, unit: &UnitId) -> Self {
        Self { more: self.more.map(|_| unit.to_string()), ..self }
    }

    /// The value of the first.
    #[must_use]
    pub fn first(&self) -> String {
        self.options.first().map(|(value, _)| value.clone()).unwrap_or_default()
    }

    /// What `data-units` of the list says, for the script that looks for more.
    #[must_use]
    pub fn sought(&self) -> Option<String> {
        self.more.clone()
    }

    /// The lines of a list.
    #[must_use]
    pub fn drawn(&self, chosen: &str) -> AnyView {
        self.options
            .iter()
            .cloned()
            .map(|(value, name)| {
                let selected = value == chosen;
                view! {
                    <option value=value selected=selected>
                        {name}
                    </option>
                }
            })
            .collect_view()
            .into_any()
    }

    /// What stands beside a list that has not everything: the script that looks for more, and without it a field
    /// of a filter bar that does when the bar is sent, or a word on how to go on.
    #[must_use]
    pub fn finder(&self, in_bar: bool) -> Option<AnyView> {
        self.more.as_ref()?;
        let without = if in_bar {
            view! {
                <noscript>
                    <label class="filter">
                        <span>{tr("找单位：名称、拼音", "Find a unit: name or pinyin")}</span>
                        <input type="search" name=FIND autocomplete="off" />
                    </label>
                </noscript>
            }
            .into_any()
        } else {
            view! {
                <noscript>
                    <p class="hint">
                        {tr(
                            "只列出部分单位。找其他单位：在网址后加 ?units= 和名称或首字母，再打开一次。",
                            "Not all units are listed. For others, add ?units= and a name to the address.",
                        )}
                    </p>
                </noscript>
            }
            .into_any()
        };
        Some(
            view! {
                {without}
                <script src="/script/units.js" defer></script>
            }
            .into_any(),
        )
    }
}

/// The part of an address that says which units a page's choices are to be.
pub const FIND: &str = "units";

/// Units as options, indented by their depth.
#[must_use]
pub fn unit_options(units: NearUnits) -> Choices {
    let top = units.rows.iter().map(|row| row.unit.depth()).min().unwrap_or(1);
    Choices::of_units(units, |row| format!("{}{}", "　".repeat(row.unit.depth() - top), row.unit.name))
}
