//! Several of a list: what is chosen as chips, the rest in a choice.

use crate::boot::use_lang;
use i18n::{k, tf};
use leptos::prelude::*;
use ui::{Choice, Glyph, IconButton, Select, Size};

/// Chips with a way to take each out.
#[component]
pub(in crate::cpq) fn Chips(picked: RwSignal<Vec<Choice>>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <ul class="plain-list promo-chips">
            {move || picked.get().into_iter().map(|choice| {
                let value = choice.value;
                let remove = tf(lang, k::cpq::promo::REMOVE, &[("name", &choice.label)]);
                view! {
                    <li class="promo-chip">
                        <span>{choice.label}</span>
                        <IconButton
                            glyph=Glyph::X
                            label=remove
                            size=Size::Small
                            on_press=Callback::new(move |()| picked.update(|all| all.retain(|one| one.value != value)))
                        />
                    </li>
                }
            }).collect_view()}
        </ul>
    }
}

/// A choice that adds to what is picked.
#[component]
pub(in crate::cpq) fn Picks(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    picked: RwSignal<Vec<Choice>>,
    options: Signal<Vec<Choice>>,
) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let rest = Signal::derive(move || {
        let taken = picked.get();
        let mut rest = options.get();
        rest.retain(|choice| taken.iter().all(|one| one.value != choice.value));
        rest
    });
    let add = Callback::new(move |code: String| {
        let found = rest.with_untracked(|rest| rest.iter().find(|one| one.value == code).cloned());
        if let Some(choice) = found {
            picked.update(|all| all.push(choice));
        }
        value.set(String::new());
    });
    view! {
        <div class="promo-picks">
            <Select id label value options=rest placeholder on_commit=add/>
            <Chips picked/>
        </div>
    }
}
