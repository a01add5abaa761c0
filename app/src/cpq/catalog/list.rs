//! The list of products in the grammar of lists; the catalogue beside it shows them with all they say.

use super::product_form::ProductForm;
use super::products::Editing;
use crate::boot::{may, use_lang};
use crate::platform::views::RecordList;
use crate::routes::path;
use crate::shell::Page;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::{Button, EmptyState, Glyph, LinkButton, PageHeader, Variant};

/// `/products/list`.
#[component]
pub fn ProductListPage() -> impl IntoView {
    let lang = use_lang();
    let edits = may(Action::ManageProducts);
    let total = RwSignal::new(None::<i64>);
    let editing: Editing = RwSignal::new(None);
    // The names in the list open the form here.
    provide_context(editing);
    // What is saved in the form the list hears of, as of what others save.
    let reload = Callback::new(move |()| {});
    let nothing = move || {
        view! {
            <EmptyState glyph=Glyph::Box title=t(lang, k::cpq::products::EMPTY_TITLE) text=t(lang, k::cpq::products::EMPTY_TEXT)/>
        }
    };
    view! {
        <Page title=t(lang, k::cpq::products::LIST_TITLE)/>
        <PageHeader
            title=t(lang, k::cpq::products::LIST_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::views::count::PRODUCTS, n, &[])).unwrap_or_default()
            })
        >
            <LinkButton label=t(lang, k::cpq::products::VIEW_CATALOG) href=path::PRODUCTS.to_owned() icon=Glyph::Box/>
            {edits.then(|| view! {
                <Button label=t(lang, k::cpq::products::NEW) icon=Glyph::Plus variant=Variant::Primary on_press=Callback::new(move |()| editing.set(Some(None)))/>
            })}
        </PageHeader>
        <RecordList
            object=Object::Products
            label=t(lang, k::cpq::products::LIST_TITLE)
            search_label=t(lang, k::cpq::products::SEARCH)
            nothing
            total
        />
        <ProductForm lang editing reload/>
    }
}
