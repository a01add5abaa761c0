//! The price books that were taken along, to look a price up without writing a quote.

use super::desk::Desk;
use crate::cpq::catalog::tiers;
use crate::cpq::labels;
use i18n::{integer, k, t, tf, unit_price};
use leptos::prelude::*;
use shared::cpq::catalog::CatalogItem;
use shared::cpq::pricing::PriceWay;
use shared::kernel::search::search_key;
use shared::kernel::{Currency, Lang};
use ui::{Card, Choice, Select, TableWrap, TextInput};

/// Prices shown at a time, at most: a book has thousands.
const SHOWN: usize = 100;

/// What was found in a price book.
struct Found {
    name: String,
    currency: Currency,
    items: Vec<CatalogItem>,
    /// How many there are, shown or not.
    total: usize,
}

/// Looks among the prices of one book; without a choice the first one, as the field shows it.
fn look(desk: Desk, book: &str, text: &str) -> Option<Found> {
    let key = search_key(text);
    desk.luggage.with(|luggage| {
        let books = &luggage.as_ref()?.books;
        let own = books.iter().find(|own| own.book.id.to_string() == book);
        let catalog = own.or_else(|| books.first())?;
        let fits = |item: &&CatalogItem| {
            let words = format!("{} {}", item.sku, item.name.get(desk.lang));
            search_key(&words).contains(&key)
        };
        let fitting = catalog.items.iter().filter(fits);
        Some(Found {
            name: catalog.book.draft.name.clone(),
            currency: catalog.book.draft.currency,
            total: fitting.clone().count(),
            items: fitting.take(SHOWN).cloned().collect(),
        })
    })
}

/// The card; nothing where no price book was taken along.
#[component]
pub fn Books(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let wanted = RwSignal::new(String::new());
    let chosen = RwSignal::new(String::new());
    let books = Memo::new(move |_| {
        desk.luggage.with(|luggage| {
            let books = luggage.iter().flat_map(|luggage| &luggage.books);
            let choice = books.map(|catalog| {
                let draft = &catalog.book.draft;
                let name = labels::price_book(&draft.name, draft.currency);
                Choice::new(catalog.book.id.to_string(), name)
            });
            choice.collect::<Vec<_>>()
        })
    });
    let some = Memo::new(move |_| books.with(|books| !books.is_empty()));
    let found = move || look(desk, &chosen.get(), &wanted.get()).map(|found| table(lang, found));
    view! {
        <Show when=move || some.get()>
            <Card id="offline-books" title=Signal::stored(t(lang, k::offline::LOOK).to_owned())>
                <div class="offline-fields">
                    <Select id="offline-look-book" label=t(lang, k::cpq::head::PRICE_BOOK) value=chosen options=books/>
                    <TextInput id="offline-look" label=t(lang, k::cpq::book::SEARCH) value=wanted kind="search"/>
                </div>
                {found}
            </Card>
        </Show>
    }
}

fn table(lang: Lang, found: Found) -> AnyView {
    use k::cpq::book as b;
    if found.items.is_empty() {
        return view! { <p class="muted small" role="status">{t(lang, b::NOTHING_FOUND)}</p> }
            .into_any();
    }
    let currency = found.currency;
    let count = |n: usize| integer(lang, i64::try_from(n).unwrap_or(i64::MAX));
    let more = (found.total > found.items.len()).then(|| {
        let (shown, total) = (count(found.items.len()), count(found.total));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &shown), ("total", &total)];
        tf(lang, k::offline::LOOK_FIRST, &values)
    });
    let rows = found.items.iter().map(|item| {
        let entry = &item.entry;
        let priced = !matches!(entry.way(), PriceWay::Share);
        let price = priced.then(|| unit_price(lang, entry.unit_price, currency));
        view! {
            <tr>
                <th scope="row">
                    <span>{item.name.get(lang).to_owned()}</span>
                    <span class="quote-details muted tiny">{item.sku.clone()}</span>
                </th>
                <td data-label=t(lang, b::CHARGE)>{labels::charge(lang, entry.charge)}</td>
                <td class="num" data-label=t(lang, b::PRICE)>{price}</td>
                <td data-label=t(lang, k::cpq::kinds::WAY)>{tiers(lang, item, currency)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <TableWrap label=found.name>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, b::PRODUCT)}</th>
                        <th scope="col">{t(lang, b::CHARGE)}</th>
                        <th scope="col" class="num">{t(lang, b::PRICE)}</th>
                        <th scope="col">{t(lang, k::cpq::kinds::WAY)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
        {more.map(|text| view! { <p class="muted small" role="status">{text}</p> })}
    }
    .into_any()
}
