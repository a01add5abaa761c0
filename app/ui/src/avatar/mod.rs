//! A person's initials on one of eight colours, the same for the same name everywhere.

use leptos::prelude::*;

/// First letters of the first and the last word, for example `Jean-Paul Roy` → `JR`.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// A colour 1 to 8 from the name (FNV-1a, so that both sides agree).
#[must_use]
pub fn colour(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % 8 + 1
}

/// The initials; decorative when the name stands beside it, named otherwise.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// The name is not written beside it: read it aloud and show it as a tooltip.
    #[prop(optional)]
    alone: bool,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    let class = format!(
        "avatar avatar-{}{}",
        colour(&name),
        if large { " avatar-lg" } else { "" }
    );
    let text = initials(&name);
    view! {
        <span
            class=class
            role=alone.then_some("img")
            aria-hidden=(!alone).then_some("true")
            aria-label=alone.then(|| name.clone())
            data-tip=alone.then_some(name)
        >
            {text}
        </span>
    }
}

/// Initials and name.
#[component]
pub fn PersonName(#[prop(into)] name: String) -> impl IntoView {
    view! {
        <span class="person">
            <Avatar name=name.clone()/>
            <span class="truncate">{name}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_first_and_last_word() {
        assert_eq!(initials("Élodie de la Tour"), "ÉT");
        assert_eq!(initials("  madonna "), "M");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn colours_stay_within_the_palette() {
        assert!(
            ["", "a", "Zoé", "李"]
                .iter()
                .all(|name| (1..=8).contains(&colour(name)))
        );
    }
}
