//! Badges: a state in words, with an icon, never by colour alone. Tags: words people attach.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// No meaning.
    #[default]
    Neutral,
    /// The product's own colour: current, chosen.
    Accent,
    /// Good, done, won.
    Success,
    /// Look here soon.
    Warning,
    /// Wrong, late, lost.
    Danger,
    /// Good to know.
    Info,
}

impl Tone {
    /// `neutral`, `accent`, …: the end of a class name such as `badge-success`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Accent => "accent",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
            Tone::Info => "info",
        }
    }
}

/// A state in words.
#[component]
pub fn Badge(
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] icon: Option<Glyph>,
    /// No surface: icon and text only, for dense places such as cards.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let class = format!(
        "{} badge-{}",
        if plain { "badge badge-plain" } else { "badge" },
        tone.name()
    );
    view! {
        <span class=class>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span class="badge-text">{text}</span>
        </span>
    }
}
