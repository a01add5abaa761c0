//! Several of a list: what is chosen as chips, the rest in a choice.

use crate::boot::use_lang;
use crate::cpq::catalog::pick::products;
use i18n::{k, t, tf};
use leptos::prelude::*;
use std::str::FromStr;
use ui::{Choice, Combobox, Glyph, IconButton, Select, Size};

/// What is picked already, where its words are its names.
pub(in crate::cpq) fn picked_words(words: &[String]) -> RwSignal<Vec<Choice>> {
    RwSignal::new(words.iter().map(|one| Choice::new(one, one)).collect())
}

/// The same of records, whose names are still to be read.
pub(in crate::cpq) fn picked_ids<T: ToString>(ids: &[T]) -> RwSignal<Vec<Choice>> {
    let unnamed = ids.iter().map(|id| Choice::new(id.to_string(), "…"));
    RwSignal::new(unnamed.collect())
}

/// The words that are picked now.
pub(in crate::cpq) fn words_of(picked: RwSignal<Vec<Choice>>) -> Vec<String> {
    picked.with(|all| all.iter().map(|one| one.value.clone()).collect())
}

/// The records that are picked now.
pub(in crate::cpq) fn ids_of<T: FromStr>(picked: RwSignal<Vec<Choice>>) -> Vec<T> {
    picked.with(|all| {
        all.iter()
            .filter_map(|one| one.value.parse().ok())
            .collect()
    })
}

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

/// Products that are looked for, and chips of those that were found.
#[component]
pub(in crate::cpq) fn PickedProducts(
    #[prop(into)] id: String,
    picked: RwSignal<Vec<Choice>>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let product = RwSignal::new(None::<Choice>);
    let pick = Callback::new(move |choice: Option<Choice>| {
        if let Some(choice) = choice {
            picked.update(|all| {
                if all.iter().all(|one| one.value != choice.value) {
                    all.push(choice);
                }
            });
            product.set(None);
        }
    });
    view! {
        <Combobox
            id
            label=t(lang, k::cpq::promotions::PRODUCTS)
            value=product
            suggest=products(lang)
            empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
            placeholder=t(lang, k::cpq::promotions::ALL_PRODUCTS)
            error
            on_pick=pick
        />
        <Chips picked/>
    }
}
