//! Products on the deal: quantities, prices, discounts; every total is computed in the browser by the
//! same rule the server asks.

use super::api;
use super::state::Deal;
use crate::boot::{new_uuid, use_lang};
use crate::work::word;
use i18n::{issue_text, k, parse_decimal, parse_percent, t, tf};
use leptos::prelude::*;
use shared::deals::opportunities::{
    AmountSource, DealProduct, DealProductInput, DealProductPrice, products_amount,
    validate_products,
};
use shared::deals::opportunity::{FindDealProducts, ProductOffer};
use shared::kernel::{
    Currency, Issue, Lang, Money, OpportunityProductId, Percent, Quantity, UnitPrice,
};
use ui::{
    Choice, Combobox, EditKind, EmptyState, Glyph, IconButton, InlineEdit, Size, Suggest, Switch,
    TableWrap,
};

fn products_of(deal: Deal) -> Vec<DealProduct> {
    deal.view.with_untracked(|view| view.products.clone())
}

fn inputs(products: &[DealProduct]) -> Vec<DealProductInput> {
    products
        .iter()
        .map(|product| DealProductInput {
            id: product.id,
            product_id: product.product_id,
            price: product.price,
        })
        .collect()
}

/// Saves the list; without a product the amount is typed again.
fn save(deal: Deal, products: Vec<DealProduct>) {
    let source = deal.view.with_untracked(|view| view.amount_source);
    let had = deal.view.with_untracked(|view| !view.products.is_empty());
    let source = match (products.is_empty(), had) {
        (true, _) => AmountSource::Typed,
        // The first product decides the amount, unless a person says otherwise.
        (false, false) => AmountSource::Products,
        (false, true) => source,
    };
    deal.set_products(products, source);
}

/// The products, and what may be done with them all.
#[component]
pub fn ProductsPanel(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let products = Memo::new(move |_| deal.view.with(|view| view.products.clone()));
    let currency = Memo::new(move |_| deal.view.with(|view| view.amount.currency));
    let follows = RwSignal::new(false);
    Effect::new(move |_| {
        follows.set(
            deal.view
                .with(|view| view.amount_source == AmountSource::Products),
        );
    });
    let switch = Callback::new(move |on: bool| {
        let source = if on {
            AmountSource::Products
        } else {
            AmountSource::Typed
        };
        deal.set_products(products_of(deal), source);
    });
    view! {
        <div class="deal-products stack">
            <Show
                when=move || products.with(|all| !all.is_empty())
                fallback=move || {
                    view! {
                        <EmptyState
                            glyph=Glyph::Box
                            title=t(lang, k::opportunity::NO_PRODUCTS)
                            text=t(lang, k::opportunity::NO_PRODUCTS_TEXT)
                        />
                    }
                }
            >
                <ProductTable deal products currency />
            </Show>
            <Show when=move || may_edit.get()>
                <div class="between">
                    <AddProduct deal currency />
                    <Show when=move || products.with(|all| !all.is_empty())>
                        <Switch
                            id="deal-amount-source"
                            label=t(lang, k::opportunity::AMOUNT_FOLLOWS)
                            on=follows
                            on_change=switch
                        />
                    </Show>
                </div>
            </Show>
        </div>
    }
}

/// The table with its totals.
#[component]
fn ProductTable(
    deal: Deal,
    products: Memo<Vec<DealProduct>>,
    currency: Memo<Currency>,
) -> impl IntoView {
    let lang = use_lang();
    let sum = move || {
        products.with(|all| {
            products_amount(all.iter().map(|product| &product.price), currency.get())
                .map(|sum| i18n::money(lang, sum))
                .unwrap_or_default()
        })
    };
    view! {
        <TableWrap label=t(lang, k::opportunity::PRODUCTS)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::opportunity::PRODUCT)}</th>
                        <th scope="col">{t(lang, k::opportunity::CHARGE_LABEL)}</th>
                        <th scope="col" class="num">{t(lang, k::opportunity::QUANTITY)}</th>
                        <th scope="col" class="num">{t(lang, k::opportunity::UNIT_PRICE)}</th>
                        <th scope="col" class="num">{t(lang, k::opportunity::DISCOUNT)}</th>
                        <th scope="col" class="num">{t(lang, k::opportunity::FIRST_YEAR)}</th>
                        <th scope="col">
                            <span class="visually-hidden">
                                {t(lang, k::opportunity::REMOVE)}
                            </span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || products.get()
                        key=|product| (product.id, product.price.quantity, product.price.unit_price, product.price.discount)
                        children=move |product| {
                            view! { <ProductLine deal product currency=currency.get_untracked() /> }
                        }
                    />
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="5">{t(lang, k::opportunity::TOTAL)}</th>
                        <td class="num strong">{sum}</td>
                        <td></td>
                    </tr>
                </tfoot>
            </table>
        </TableWrap>
    }
}

/// The search box that puts a product on the deal.
#[component]
fn AddProduct(deal: Deal, currency: Memo<Currency>) -> impl IntoView {
    let lang = use_lang();
    let picked = RwSignal::new(None::<Choice>);
    let offers = StoredValue::new(Vec::<ProductOffer>::new());
    let find = Suggest::new(move |text| {
        let request = FindDealProducts {
            text,
            currency: currency.get_untracked(),
        };
        async move {
            let found = api::find_products(request).await.unwrap_or_default();
            let choices = found
                .iter()
                .enumerate()
                .map(|(index, offer)| offer_choice(lang, index, offer, currency.get_untracked()))
                .collect();
            offers.set_value(found);
            choices
        }
    });
    let add = Callback::new(move |choice: Option<Choice>| {
        let Some(index) = choice.and_then(|choice| choice.value.parse::<usize>().ok()) else {
            return;
        };
        picked.set(None);
        let Some(offer) = offers.with_value(|offers| offers.get(index).cloned()) else {
            return;
        };
        let mut all = products_of(deal);
        let price = DealProductPrice {
            charge: offer.charge,
            quantity: Quantity::ONE,
            unit_price: offer.unit_price,
            discount: Percent::ZERO,
        };
        let currency = currency.get_untracked();
        all.push(DealProduct {
            id: OpportunityProductId(new_uuid()),
            product_id: offer.product_id,
            sku: offer.sku,
            name: offer.name,
            price,
            total: price.total(currency).unwrap_or(Money::zero(currency)),
        });
        save(deal, all);
    });
    view! {
        <div class="deal-add-product">
            <Combobox
                id="deal-add-product"
                label=t(lang, k::opportunity::ADD_PRODUCT)
                value=picked
                suggest=find
                empty_text=t(lang, k::opportunity::NO_PRICED_PRODUCT)
                placeholder=t(lang, k::opportunity::ADD_PRODUCT)
                bare=true
                on_pick=add
            />
        </div>
    }
}

fn offer_choice(lang: Lang, index: usize, offer: &ProductOffer, currency: Currency) -> Choice {
    let price = i18n::unit_price(lang, offer.unit_price, currency);
    let charge = word(lang, "opportunity.charge", offer.charge.code());
    Choice::detailed(
        index.to_string(),
        format!("{} · {}", offer.sku, offer.name.get(lang)),
        format!("{price} {charge} · {}", offer.price_book),
    )
}

/// One product of the deal while it is edited. Cheap to copy.
#[derive(Clone, Copy)]
struct Own {
    deal: Deal,
    id: OpportunityProductId,
    currency: Currency,
    lang: Lang,
}

impl Own {
    /// All products as they are with this one changed.
    fn changed(self, edit: impl Fn(&mut DealProductPrice)) -> Vec<DealProduct> {
        let mut all = products_of(self.deal);
        if let Some(own) = all.iter_mut().find(|product| product.id == self.id) {
            edit(&mut own.price);
            own.total = own.price.total(self.currency).unwrap_or(own.total);
        }
        all
    }

    /// The finding of the shared rule about all of them.
    fn refusal(self, all: &[DealProduct]) -> Option<String> {
        validate_products(&inputs(all), self.currency)
            .first()
            .map(|issue| issue_text(self.lang, issue))
    }

    /// Its quantity, its price and its discount in words.
    fn numbers(self, name: &str, price: DealProductPrice) -> [Number; 3] {
        let Self {
            id, currency, lang, ..
        } = self;
        [
            Number {
                id: format!("quantity-{id}"),
                label: tf(lang, k::opportunity::QUANTITY_OF, &[("name", &name)]),
                shown: i18n::number_trimmed(lang, price.quantity.to_decimal(), 4),
                value: i18n::number_trimmed(lang, price.quantity.to_decimal(), 4),
            },
            Number {
                id: format!("price-{id}"),
                label: tf(lang, k::opportunity::PRICE_OF, &[("name", &name)]),
                shown: i18n::unit_price(lang, price.unit_price, currency),
                value: i18n::number_trimmed(lang, price.unit_price.to_decimal(), 4),
            },
            Number {
                id: format!("discount-{id}"),
                label: tf(lang, k::opportunity::DISCOUNT_OF, &[("name", &name)]),
                shown: i18n::percent(lang, price.discount),
                value: i18n::number_trimmed(lang, price.discount.as_decimal(), 2),
            },
        ]
    }
}

/// One product; its three numbers are edited where they stand.
#[component]
fn ProductLine(deal: Deal, product: DealProduct, currency: Currency) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let locked = Signal::derive(move || !may_edit.get());
    let id = product.id;
    let price = product.price;
    let name = product.name.get(lang).to_owned();
    let own = Own {
        deal,
        id,
        currency,
        lang,
    };
    let [quantity, unit_price, discount] = own.numbers(&name, price);
    let set_quantity = move |text: &str| {
        let value = parse_decimal(lang, text, "quantity")?;
        let value =
            Quantity::from_decimal(value).ok_or_else(|| Issue::error("too_large", "quantity"))?;
        Ok(own.changed(|price| price.quantity = value))
    };
    let set_price = move |text: &str| {
        let value = parse_decimal(lang, text, "unit_price")?;
        let value = UnitPrice::from_decimal(value)
            .ok_or_else(|| Issue::error("too_large", "unit_price"))?;
        Ok(own.changed(|price| price.unit_price = value))
    };
    let set_discount = move |text: &str| {
        let value = parse_percent(lang, text, "discount")?;
        Ok(own.changed(|price| price.discount = value))
    };
    let remove = Callback::new(move |()| {
        let mut all = products_of(deal);
        all.retain(|product| product.id != id);
        save(deal, all);
    });
    let total = price
        .total(currency)
        .map(|total| i18n::money(lang, total))
        .unwrap_or_default();
    let remove_label = tf(lang, k::opportunity::REMOVE_NAMED, &[("name", &name)]);
    view! {
        <tr>
            <th scope="row">
                <span class="medium">{name}</span>
                <span class="small muted deal-sku">{product.sku}</span>
            </th>
            <td data-label=t(lang, k::opportunity::CHARGE_LABEL)>
                {word(lang, "opportunity.charge", price.charge.code())}
            </td>
            <td class="num" data-label=t(lang, k::opportunity::QUANTITY)>
                {number_cell(own, quantity, locked, set_quantity)}
            </td>
            <td class="num" data-label=t(lang, k::opportunity::UNIT_PRICE)>
                {number_cell(own, unit_price, locked, set_price)}
            </td>
            <td class="num" data-label=t(lang, k::opportunity::DISCOUNT)>
                {number_cell(own, discount, locked, set_discount)}
            </td>
            <td class="num" data-label=t(lang, k::opportunity::FIRST_YEAR)>{total}</td>
            <td>
                <Show when=move || may_edit.get()>
                    <IconButton
                        glyph=Glyph::X
                        label=remove_label.clone()
                        size=Size::Small
                        on_press=remove
                    />
                </Show>
            </td>
        </tr>
    }
}

/// The words of a cell that holds a number.
struct Number {
    id: String,
    label: String,
    shown: String,
    value: String,
}

fn number_cell(
    own: Own,
    words: Number,
    locked: Signal<bool>,
    read: impl Fn(&str) -> Result<Vec<DealProduct>, Issue> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let check = Callback::new(move |text: String| match read(&text) {
        Ok(all) => own.refusal(&all),
        Err(issue) => Some(issue_text(own.lang, &issue)),
    });
    let on_save = Callback::new(move |text: String| {
        if let Ok(all) = read(&text) {
            save(own.deal, all);
        }
    });
    view! {
        <InlineEdit
            id=words.id
            label=words.label
            shown=Signal::stored(words.shown)
            value=Signal::stored(words.value)
            kind=EditKind::Number
            check=check
            disabled=locked
            on_save=on_save
        />
    }
}
