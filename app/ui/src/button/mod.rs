//! Buttons, and links that look like buttons.

use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::prelude::*;

/// How loud a button is. One primary per view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// Bordered: the normal one.
    #[default]
    Secondary,
    /// Filled with the accent.
    Primary,
    /// No border until hovered.
    Ghost,
    /// Destroys something.
    Danger,
}

/// How big a control is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// In forms and page headers.
    #[default]
    Medium,
    /// In rows and cards.
    Small,
}

fn class_of(variant: Variant, size: Size, base: &str) -> String {
    let variant = match variant {
        Variant::Secondary => "",
        Variant::Primary => " btn-primary",
        Variant::Ghost => " btn-ghost",
        Variant::Danger => " btn-danger",
    };
    let size = if size == Size::Small { " btn-sm" } else { "" };
    format!("{base}{variant}{size}")
}

/// A button with text. While `busy` it shows a spinner, ignores presses and says so.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] icon: Option<Glyph>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Does nothing now, but keeps its place in the order of the keyboard.
    #[prop(optional, into)]
    resting: Signal<bool>,
    /// Submits the form it is in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=class_of(variant, size, "btn")
            class:is-busy=busy
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || resting.get().then_some("true")
            disabled=disabled
            on:click=move |event| {
                if busy.get_untracked() || resting.get_untracked() {
                    event.prevent_default();
                } else if let Some(press) = on_press {
                    press.tell(());
                }
            }
        >
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span>{label}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] label: String,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] icon: Option<Glyph>,
) -> impl IntoView {
    view! {
        <a class=class_of(variant, size, "btn") href=href>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span>{label}</span>
        </a>
    }
}

/// A square button with only an icon; its name shows as a tooltip and is read aloud.
#[component]
pub fn IconButton(
    glyph: Glyph,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] variant: Option<Variant>,
    #[prop(optional)] size: Size,
    /// For a button that stays pressed (pin, show closed).
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Does nothing now, but keeps its place in the order of the keyboard.
    #[prop(optional, into)]
    resting: Signal<bool>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class_of(variant.unwrap_or(Variant::Ghost), size, "btn btn-icon")
            aria-label=label
            data-tip=label
            aria-pressed=move || pressed.map(|on| if on.get() { "true" } else { "false" })
            aria-disabled=move || resting.get().then_some("true")
            disabled=disabled
            on:click=move |_| {
                if let Some(press) = on_press.filter(|_| !resting.get_untracked()) {
                    press.tell(());
                }
            }
        >
            <Icon glyph/>
        </button>
    }
}
