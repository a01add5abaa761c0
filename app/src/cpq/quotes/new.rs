//! A new quote: for whom, about what, with which prices.

use super::api;
use super::parties::AccountPicker;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::cpq::catalog::api::list_price_books;
use crate::cpq::labels;
use crate::cpq::templates::{self, left_out};
use crate::routes;
use crate::shell::opens_with_new;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::cpq::catalog::ops::ListPriceBooks;
use shared::cpq::quotes::ops::CreateQuote;
use shared::cpq::templates::TemplateRow;
use shared::kernel::{AccountId, Lang, OpportunityId, QuoteId};
use ui::{Button, Choice, Dialog, Glyph, Select, Tell, TextInput, Toaster, Variant, use_toaster};

/// Creates a quote and opens it.
fn create_and_go(
    request: CreateQuote,
    lang: Lang,
    toaster: Toaster,
    navigate: impl Fn(&str, NavigateOptions) + Clone + 'static,
    busy: RwSignal<bool>,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        match api::create(request).await {
            Ok(view) => {
                if !view.left_out.is_empty() {
                    toaster.problem(left_out(lang, &view.left_out));
                }
                navigate(&routes::quote(view.id), NavigateOptions::default());
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
        busy.try_set(false);
    });
}

/// The id of the quote a button makes: the same until it is made, so that pressing again after a
/// lost answer makes no second one.
fn id_of(made: StoredValue<Option<QuoteId>>) -> QuoteId {
    let id = made.get_value().unwrap_or_else(|| QuoteId(new_uuid()));
    made.set_value(Some(id));
    id
}

/// The button that makes a quote of a deal, with its products, and opens it.
#[component]
pub fn NewDealQuote(
    opportunity: OpportunityId,
    #[prop(optional)] variant: Variant,
    glyph: Glyph,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let made = StoredValue::new(None);
    let create = Callback::new(move |()| {
        let request = CreateQuote {
            id: id_of(made),
            opportunity_id: Some(opportunity),
            account_id: None,
            price_book_id: None,
            title: String::new(),
            language: None,
            template_id: None,
        };
        create_and_go(request, lang, toaster, navigate.clone(), busy);
    });
    view! {
        <Button label=t(lang, k::opportunity::NEW_QUOTE) icon=glyph variant busy on_press=create/>
    }
}

/// The button that opens [`NewQuote`].
#[component]
pub fn NewQuoteButton(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Button
            label=t(use_lang(), k::cpq::list::NEW)
            icon=Glyph::Plus
            variant=Variant::Primary
            on_press=Callback::new(move |()| open.set(true))
        />
    }
}

/// The dialog of a new quote.
#[component]
pub fn NewQuote(open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let busy = RwSignal::new(false);
    let title = RwSignal::new(String::new());
    let account = RwSignal::new(None::<Choice>);
    let account_id = RwSignal::new(None::<AccountId>);
    let price_book = RwSignal::new(String::new());
    let language = RwSignal::new(lang.tag().to_owned());
    let books = RwSignal::new(Vec::<Choice>::new());
    let known = RwSignal::new(Vec::<TemplateRow>::new());
    let template = RwSignal::new(String::new());
    let made = StoredValue::new(None);
    opens_with_new(open);
    read_at_opening(open, books, known);
    let toaster = use_toaster();
    let navigate = use_navigate();
    let create = Callback::new(move |()| {
        let request = CreateQuote {
            id: id_of(made),
            opportunity_id: None,
            account_id: account_id.get_untracked(),
            price_book_id: price_book.with_untracked(|id| id.parse().ok()),
            title: title.get_untracked(),
            language: language.with_untracked(|code| code.parse().ok()),
            template_id: template.with_untracked(|id| id.parse().ok()),
        };
        create_and_go(request, lang, toaster, navigate.clone(), busy);
    });
    view! {
        <Dialog id="new-quote" title=t(lang, k::cpq::new_form::TITLE) open close_label=t(lang, k::cpq::new_form::CANCEL)>
            <form novalidate on:submit=move |event| { event.prevent_default(); create.tell(()); }>
                <div class="dialog-body stack">
                    <AccountPicker
                        id="new-quote-account"
                        lang
                        value=account
                        on_pick=Callback::new(move |id| account_id.set(id))
                    />
                    <TextInput
                        id="new-quote-name"
                        label=t(lang, k::cpq::new_form::NAME)
                        hint=t(lang, k::cpq::new_form::NAME_HINT)
                        value=title
                        max_length=200
                    />
                    <TemplateSelect lang known template language/>
                    <Select
                        id="new-quote-price-book"
                        label=t(lang, k::cpq::new_form::PRICE_BOOK)
                        value=price_book
                        options=books
                        placeholder=t(lang, k::cpq::new_form::AUTOMATIC).to_owned()
                    />
                    <Select
                        id="new-quote-language"
                        label=t(lang, k::cpq::new_form::LANGUAGE)
                        value=language
                        options=labels::languages(lang)
                    />
                </div>
                <footer class="dialog-footer">
                    <Button label=t(lang, k::cpq::new_form::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                    <Button label=t(lang, k::cpq::new_form::CREATE) variant=Variant::Primary submit=true busy/>
                </footer>
            </form>
        </Dialog>
    }
}

/// Reads what the dialog offers: price books once, templates at every opening.
fn read_at_opening(
    open: RwSignal<bool>,
    books: RwSignal<Vec<Choice>>,
    known: RwSignal<Vec<TemplateRow>>,
) {
    let today = use_session().today;
    Effect::new(move |_| {
        if open.get() && books.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                if let Ok(all) = list_price_books(ListPriceBooks::default()).await {
                    books.try_set(
                        all.into_iter()
                            .filter(|book| book.is_offered_on(today))
                            .map(|book| {
                                let label =
                                    labels::price_book(&book.draft.name, book.draft.currency);
                                Choice::new(book.id.to_string(), label)
                            })
                            .collect(),
                    );
                }
            });
        }
    });
    Effect::new(move |_| {
        // Read at every opening: one may have been kept since.
        if open.get() {
            spawn_local(async move {
                let _ = known.try_set(templates::list().await);
            });
        }
    });
}

/// The template to start from, where there is any; the document is then in its language.
#[component]
fn TemplateSelect(
    lang: Lang,
    known: RwSignal<Vec<TemplateRow>>,
    template: RwSignal<String>,
    language: RwSignal<String>,
) -> impl IntoView {
    let options = Signal::derive(move || {
        known.with(|known| {
            let named = known
                .iter()
                .map(|one| Choice::new(one.id.to_string(), &one.name));
            named.collect::<Vec<_>>()
        })
    });
    let chosen = Callback::new(move |id: String| {
        let found = known.with_untracked(|known| {
            let one = known.iter().find(|one| one.id.to_string() == id);
            one.map(|one| one.language)
        });
        if let Some(found) = found {
            language.set(found.tag().to_owned());
        }
    });
    view! {
        <Show when=move || known.with(|known| !known.is_empty())>
            <Select
                id="new-quote-template"
                label=t(lang, k::cpq::new_form::TEMPLATE)
                hint=t(lang, k::cpq::new_form::TEMPLATE_HINT)
                value=template
                options
                placeholder=t(lang, k::cpq::new_form::NO_TEMPLATE).to_owned()
                on_commit=chosen
            />
        </Show>
    }
}
