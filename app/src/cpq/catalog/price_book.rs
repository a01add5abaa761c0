//! One price book: its prices.

use super::api::{
    edit_price_book, get_price_book, remove_entry, save_entry, set_price_book_active,
};
use super::entry::{EntryForm, Opened};
use super::price_books::{BookFields, BookInputs, state, validity};
use crate::boot::{may, use_lang};
use crate::call::{Fault, page_refused};
use crate::cpq::labels;
use crate::live;
use crate::routes;
use crate::shell::{Page, read_by_id, undoable, use_id};
use i18n::{k, kind_words, number_trimmed, percent, problem_text, t, tf, unit_price};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::{
    EditPriceBook, GetPriceBook, RemovePriceBookEntry, SavePriceBookEntry, SetPriceBookActive,
};
use shared::cpq::catalog::{CatalogItem, PriceBook, PriceBookEntry, PriceBookView};
use shared::cpq::pricing::exact::rate_bp;
use shared::cpq::pricing::{PriceWay, TierMode};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Currency, Lang, Percent, PriceBookId};
use ui::{
    Breadcrumbs, Button, Dialog, EmptyState, Glyph, IconButton, PageHeader, Size, Skeleton,
    TableWrap, Tell, Toaster, Variant, settled, use_toaster,
};

/// `/price-books/:id`.
#[component]
pub fn PriceBookPage() -> impl IntoView {
    let lang = use_lang();
    let book = read_by_id(use_id(), |id: PriceBookId| {
        get_price_book(GetPriceBook { id })
    });
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::PriceBook) {
            book.refetch();
        }
    });
    let reload = Callback::new(move |()| book.refetch());
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::cpq::books::TITLE) lines=8/> }>
            {move || Suspend::new(async move {
                match book.await {
                    Ok(view) => settled(move || view! { <Loaded lang view reload/> }),
                    Err(fault) => {
                        page_refused(fault.0.kind);
                        view! {
                            <Page title=t(lang, k::cpq::books::TITLE)/>
                            <EmptyState glyph=Glyph::Tag title=problem_text(lang, &fault.0)/>
                        }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Loaded(lang: Lang, view: PriceBookView, reload: Callback<()>) -> impl IntoView {
    let edits = may(Action::ManageProducts);
    let book = view.book.clone();
    let toaster = use_toaster();
    let renaming = RwSignal::new(false);
    let opened: Opened = RwSignal::new(None);
    let active = book.active;
    let switched = StoredValue::new(book.clone());
    let switch = Callback::new(move |()| {
        let book = switched.get_value();
        spawn_local(async move { switch_over(lang, toaster, &book, reload).await });
    });
    let switch_label = if active {
        k::cpq::books::SWITCH_OFF
    } else {
        k::cpq::books::SWITCH_ON
    };
    let subtitle = format!("{} · {}", book.draft.currency, validity(lang, &book.draft));
    view! {
        <Page title=book.draft.name.clone()/>
        <PageHeader
            title=book.draft.name.clone()
            subtitle
            above=move || view! {
                <Breadcrumbs label=t(lang, k::cpq::books::TITLE) items=vec![(routes::path::PRICE_BOOKS.to_owned(), t(lang, k::cpq::books::TITLE).to_owned())]/>
            }
        >
            {edits.then(|| view! {
                <Button label=t(lang, k::cpq::books::EDIT) icon=Glyph::Edit on_press=Callback::new(move |()| renaming.set(true))/>
                <Button label=t(lang, switch_label) on_press=switch/>
                <Button label=t(lang, k::cpq::book::ADD) icon=Glyph::Plus variant=Variant::Primary on_press=Callback::new(move |()| opened.set(Some(None)))/>
            })}
        </PageHeader>
        <p>{state(lang, active)}</p>
        {items(lang, &view, edits, opened, reload)}
        {edits.then(|| view! {
            <Rename lang view=view.clone() open=renaming reload/>
            <EntryForm lang book=view.clone() opened reload/>
        })}
    }
}

fn items(
    lang: Lang,
    view: &PriceBookView,
    edits: bool,
    opened: Opened,
    reload: Callback<()>,
) -> AnyView {
    if view.items.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Box title=t(lang, k::cpq::book::EMPTY_TITLE) text=t(lang, k::cpq::book::EMPTY_TEXT)/>
        }
        .into_any();
    }
    let head = move |key| t(lang, key);
    let costs = may(Action::ViewMargin);
    let currency = view.book.draft.currency;
    let (id, version) = (view.book.id, view.book.version);
    let toaster = use_toaster();
    let rows = view
        .items
        .clone()
        .into_iter()
        .map(|item| {
            let entry = item.entry.clone();
            let each = entry.typical_unit();
            let margin = item
                .cost
                .and_then(|cost| rate_bp(each.0.saturating_sub(cost.0), each.0));
            let priced = !matches!(entry.way(), PriceWay::Share);
            // Without its percentage it could only be saved as something else.
            let edits_it = !entry.tells_cost() || costs;
            let shown = item.clone();
            view! {
                <tr>
                    <th scope="row">
                        <span>{item.name.get(lang).to_owned()}</span>
                        <span class="quote-details muted tiny">{item.sku.clone()}</span>
                    </th>
                    <td data-label=head(k::cpq::book::CHARGE)>{labels::charge(lang, entry.charge)}</td>
                    <td class="num" data-label=head(k::cpq::book::PRICE)>{priced.then(|| unit_price(lang, entry.unit_price, currency))}</td>
                    <td data-label=head(k::cpq::kinds::WAY)>{tiers(lang, &item, currency)}</td>
                    <td class="num" data-label=head(k::cpq::book::FLOOR)>{entry.floor.map(|floor| unit_price(lang, floor, currency))}</td>
                    {costs.then(|| view! {
                        <td class="num" data-label=head(k::cpq::book::MARGIN)>{margin.map(|rate| percent(lang, Percent(rate)))}</td>
                    })}
                    {edits.then(|| view! {
                        <td class="nowrap">
                            {edits_it.then(|| view! {
                                <Button label=t(lang, k::cpq::products::EDIT) size=Size::Small icon=Glyph::Edit on_press=Callback::new(move |()| opened.set(Some(Some(shown.clone()))))/>
                                <IconButton glyph=Glyph::Trash label=t(lang, k::cpq::book::REMOVE) on_press=Callback::new(move |()| remove(lang, toaster, (id, version), entry.clone(), reload))/>
                            })}
                        </td>
                    })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <TableWrap label=view.book.draft.name.clone()>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{head(k::cpq::book::PRODUCT)}</th>
                        <th scope="col">{head(k::cpq::book::CHARGE)}</th>
                        <th scope="col" class="num">{head(k::cpq::book::PRICE)}</th>
                        <th scope="col">{head(k::cpq::kinds::WAY)}</th>
                        <th scope="col" class="num">{head(k::cpq::book::FLOOR)}</th>
                        {costs.then(|| view! { <th scope="col" class="num">{head(k::cpq::book::MARGIN)}</th> })}
                        {edits.then(|| view! { <th scope="col"><span class="visually-hidden">{head(k::cpq::editor::ROW_ACTIONS)}</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

/// How a price comes about beside its list price: its kind, or its tiers.
pub(in crate::cpq) fn tiers(lang: Lang, item: &CatalogItem, currency: Currency) -> String {
    if let Some(kind) = &item.entry.kind {
        return kind_words(lang, kind, item.entry.unit_price, currency);
    }
    if item.entry.tier_mode == TierMode::None {
        return String::new();
    }
    item.entry
        .tiers
        .iter()
        .map(|tier| {
            let from = number_trimmed(lang, tier.from.to_decimal(), 4);
            let price = unit_price(lang, tier.unit_price, currency);
            tf(
                lang,
                k::cpq::book::TIER_SHORT,
                &[("from", &from), ("price", &price)],
            )
        })
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Removes a price at once; the message brings it back.
fn remove(
    lang: Lang,
    toaster: Toaster,
    (price_book_id, version): (PriceBookId, i64),
    entry: PriceBookEntry,
    reload: Callback<()>,
) {
    let done = remove_entry(RemovePriceBookEntry {
        price_book_id,
        version,
        id: entry.id,
    });
    let way_back = move |_| {
        let back = move || put_back(price_book_id, entry.clone());
        (t(lang, k::cpq::book::REMOVED), back)
    };
    let after = move || reload.tell(());
    spawn_local(undoable(lang, toaster, done, way_back, after));
}

/// Saves a removed price again, on the book as it is by now: other prices may have changed meanwhile.
async fn put_back(price_book_id: PriceBookId, entry: PriceBookEntry) -> Result<(), Fault> {
    let now = get_price_book(GetPriceBook { id: price_book_id }).await?;
    save_entry(SavePriceBookEntry {
        price_book_id,
        version: now.book.version,
        entry,
    })
    .await?;
    Ok(())
}

/// Switches a price book on or off; the message takes it back.
async fn switch_over(lang: Lang, toaster: Toaster, book: &PriceBook, reload: Callback<()>) {
    let other = |book: &PriceBook| {
        set_price_book_active(SetPriceBookActive {
            id: book.id,
            version: book.version,
            active: !book.active,
        })
    };
    let way_back = move |now: PriceBookView| {
        let now = now.book;
        let key = if now.active {
            k::cpq::books::SWITCHED_ON
        } else {
            k::cpq::books::SWITCHED_OFF
        };
        let text = tf(lang, key, &[("name", &now.draft.name)]);
        (text, move || other(&now))
    };
    let after = move || reload.tell(());
    undoable(lang, toaster, other(book), way_back, after).await;
}

#[component]
fn Rename(
    lang: Lang,
    view: PriceBookView,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let fields = BookFields::of(lang, &view.book.draft);
    let (id, version) = (view.book.id, view.book.version);
    let fixed = view.book.entries > 0;
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let save = move || {
        let Some(draft) = fields.read(lang) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            match edit_price_book(EditPriceBook { id, version, draft }).await {
                Ok(_) => {
                    open.try_set(false);
                    reload.tell(());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Dialog id="rename-book" title=t(lang, k::cpq::books::EDIT) open close_label=t(lang, k::cpq::books::CANCEL)>
            <form novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <div class="dialog-body stack"><BookInputs lang fields fixed/></div>
                <footer class="dialog-footer">
                    <Button label=t(lang, k::cpq::books::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                    <Button label=t(lang, k::cpq::books::SAVE) variant=Variant::Primary submit=true busy/>
                </footer>
            </form>
        </Dialog>
    }
}
