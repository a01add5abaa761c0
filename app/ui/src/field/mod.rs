//! Fields: a label, a control, a hint and an error that are tied together for assistive technology.
//!
//! Every field has an `id`, unique on its page; `name` (for a plain form post) is the id unless given.

use crate::tell::Tell;
use leptos::html;
use leptos::prelude::*;

/// One entry of a select, a segmented control, a combobox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the program calls it.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A second line or a remark, where there is room for it.
    pub detail: String,
}

impl Choice {
    /// An entry without remark.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            detail: String::new(),
        }
    }

    /// An entry with a remark.
    pub fn detailed(
        value: impl Into<String>,
        label: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            detail: detail.into(),
        }
    }
}

/// The ids that describe a control: hint first, then error.
pub(crate) fn described_by(
    id: &str,
    hint: bool,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    move || {
        let mut ids = Vec::new();
        if hint {
            ids.push(hint_id.clone());
        }
        if error.with(Option::is_some) {
            ids.push(error_id.clone());
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// What was found wrong with a value is not said of another one: it goes as soon as somebody types, and
/// comes with the next finding. A finding that is made anew with every letter stays.
fn of_value(error: Signal<Option<String>>, value: RwSignal<String>) -> Signal<Option<String>> {
    let judged = Memo::new(move |_| (error.get(), value.get_untracked()));
    Signal::derive(move || {
        judged.with(|(error, of)| error.clone().filter(|_| value.with(|now| now == of)))
    })
}

/// The frame of a field around any control. The control must have `id` and should have
/// `aria-describedby="{id}-hint {id}-error"`; the inputs below do so.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    /// Hides the label from the eye (a toolbar's search box), not from a screen reader.
    #[prop(optional)]
    bare: bool,
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field">
            <label class="field-label" class=("visually-hidden", bare) for=id>
                {label}
                {required.then(|| view! { <span class="field-required" aria-hidden="true">"*"</span> })}
            </label>
            {children()}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            <p class="field-error" id=error_id role="alert" hidden=move || error.with(Option::is_none)>
                {move || error.get()}
            </p>
        </div>
    }
}

/// A text of one line.
#[component]
pub fn TextInput(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] name: Option<String>,
    /// `text` unless given: `email`, `password`, `tel`, `url`, `search`.
    #[prop(optional)]
    kind: Option<&'static str>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Text before or after the value inside the box (a currency, a percent sign).
    #[prop(optional, into)]
    suffix: String,
    /// Right-aligned with tabular digits.
    #[prop(optional)]
    numeric: bool,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
    /// Called when the value is settled (leaving the field or Enter).
    #[prop(optional, into)]
    on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let error = of_value(error, value);
    let described = described_by(&id, !hint.is_empty(), error);
    let name = name.unwrap_or_else(|| id.clone());
    let has_suffix = !suffix.is_empty();
    let has_sign = suffix.chars().count() == 1;
    view! {
        <Field id=id.clone() label hint error required bare>
            <div class="input-box" class=("has-suffix", has_suffix && !has_sign) class=("has-sign", has_sign)>
                <input
                    class="input"
                    class=("num", numeric)
                    id=id
                    name=name
                    type=kind.unwrap_or("text")
                    autocomplete=autocomplete.unwrap_or("off")
                    inputmode=inputmode
                    placeholder=(!placeholder.is_empty()).then_some(placeholder)
                    maxlength=max_length.map(|n| n.to_string())
                    value=value.get_untracked()
                    prop:value=value
                    required=required
                    disabled=disabled
                    autofocus=autofocus
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    node_ref=node_ref
                    on:input:target=move |event| value.set(event.target().value())
                    on:change:target=move |event| {
                        if let Some(commit) = on_commit {
                            commit.tell(event.target().value());
                        }
                    }
                />
                {has_suffix
                    .then(|| view! { <span class="input-suffix" aria-hidden="true">{suffix}</span> })}
            </div>
        </Field>
    }
}

/// A number as people write it: a text box with a numeric keyboard, parsed by the page.
#[component]
pub fn NumberInput(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] suffix: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let commit = Callback::new(move |text: String| {
        if let Some(commit) = on_commit {
            commit.tell(text);
        }
    });
    let name = name.unwrap_or_else(|| id.clone());
    view! {
        <TextInput
            id label value name suffix hint error required bare disabled
            inputmode="decimal" numeric=true on_commit=commit
        />
    }
}

/// An amount: a number with its currency behind it.
#[component]
pub fn MoneyInput(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    /// The currency's code or sign.
    #[prop(into)]
    currency: String,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let commit = Callback::new(move |text: String| {
        if let Some(commit) = on_commit {
            commit.tell(text);
        }
    });
    view! {
        <NumberInput id label value name suffix=currency hint error required bare disabled on_commit=commit/>
    }
}

/// A day, by the browser's own control; the value is `YYYY-MM-DD` or empty.
#[component]
pub fn DateInput(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] name: Option<String>,
    /// `date` unless given: `datetime-local`, `time`, `month`.
    #[prop(optional)]
    kind: Option<&'static str>,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let error = of_value(error, value);
    let described = described_by(&id, !hint.is_empty(), error);
    let name = name.unwrap_or_else(|| id.clone());
    view! {
        <Field id=id.clone() label hint error required bare>
            <input
                class="input"
                id=id
                name=name
                type=kind.unwrap_or("date")
                min=min
                max=max
                value=value.get_untracked()
                prop:value=value
                required=required
                disabled=disabled
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input:target=move |event| value.set(event.target().value())
                on:change:target=move |event| {
                    if let Some(commit) = on_commit {
                        commit.tell(event.target().value());
                    }
                }
            />
        </Field>
    }
}

/// A text of several lines that grows with its content.
#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let error = of_value(error, value);
    let described = described_by(&id, !hint.is_empty(), error);
    let name = name.unwrap_or_else(|| id.clone());
    view! {
        <Field id=id.clone() label hint error required bare>
            <textarea
                class="input textarea"
                id=id
                name=name
                rows=rows.unwrap_or(3).to_string()
                placeholder=(!placeholder.is_empty()).then_some(placeholder)
                maxlength=max_length.map(|n| n.to_string())
                required=required
                prop:value=value
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input:target=move |event| value.set(event.target().value())
                on:change:target=move |event| {
                    if let Some(commit) = on_commit {
                        commit.tell(event.target().value());
                    }
                }
            >
                {value.get_untracked()}
            </textarea>
        </Field>
    }
}

/// The browser's own select.
#[component]
pub fn Select(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(optional, into)] name: Option<String>,
    /// Shown as a first, empty entry.
    #[prop(optional, into)]
    placeholder: Option<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let error = of_value(error, value);
    let described = described_by(&id, !hint.is_empty(), error);
    let name = name.unwrap_or_else(|| id.clone());
    view! {
        <Field id=id.clone() label hint error required bare>
            <select
                class="input select"
                id=id
                name=name
                required=required
                disabled=disabled
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:change:target=move |event| {
                    let picked = event.target().value();
                    value.set(picked.clone());
                    if let Some(commit) = on_commit {
                        commit.tell(picked);
                    }
                }
            >
                {placeholder.map(|text| {
                    view! { <option value="" selected=move || value.with(String::is_empty)>{text}</option> }
                })}
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|Choice { value: key, label, .. }| {
                            let own = key.clone();
                            view! {
                                <option value=key selected=move || value.with(|now| *now == own)>
                                    {label}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </Field>
    }
}
