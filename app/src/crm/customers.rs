//! The frame of the lists of accounts, contacts and leads.

use super::list::use_asked;
use crate::boot::{may, use_lang};
use crate::platform::views::RecordList;
use crate::shell::{Page, use_shortcut};
use i18n::{Key, Plural, t, tn};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::{Button, EmptyState, Glyph, PageHeader, Variant};

/// What a list of the customers is and says.
#[derive(Clone, Copy)]
pub(super) struct ListWords {
    pub(super) object: Object,
    /// Who may make a new one.
    pub(super) right: Action,
    pub(super) title: Key,
    /// How many there are.
    pub(super) count: Plural,
    pub(super) search: Key,
    /// Makes a new one.
    pub(super) new: Key,
    /// What stands in the place of rows while there are none.
    pub(super) glyph: Glyph,
    pub(super) none: Key,
    pub(super) none_text: Key,
    /// The way to records of elsewhere, beside the button that makes one.
    pub(super) elsewhere: fn() -> AnyView,
}

/// What stands around `platform::views::RecordList`: the head of the page, and the dialog of a new record,
/// which the children draw for the signal that opens it.
#[component]
pub(super) fn CustomerList<CF, V>(words: ListWords, children: CF) -> impl IntoView
where
    CF: FnOnce(RwSignal<bool>) -> V + 'static,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let may_create = may(words.right);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    if may_create {
        let create = Callback::new(move |()| creating.set(true));
        use_shortcut("c", t(lang, words.new), create);
    }
    let total = RwSignal::new(None::<i64>);
    let new = move || {
        may_create.then(|| {
            view! {
                <Button
                    label=t(lang, words.new)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            }
        })
    };
    let nothing = move || {
        view! {
            <EmptyState glyph=words.glyph title=t(lang, words.none) text=t(lang, words.none_text)>
                {new()}
                {(words.elsewhere)()}
            </EmptyState>
        }
    };
    view! {
        <Page title=t(lang, words.title)/>
        <PageHeader
            title=t(lang, words.title)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, words.count, n, &[])).unwrap_or_default()
            })
        >
            {new()}
        </PageHeader>
        <RecordList
            object=words.object
            label=t(lang, words.title)
            search_label=t(lang, words.search)
            nothing
            total
        />
        {may_create.then(|| children(creating))}
    }
}
