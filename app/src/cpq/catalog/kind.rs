//! The kind of a price: its fields, and what it costs at a few quantities while it is typed.

use super::api::get_product;
use super::formula::{FormulaInput, Trial};
use super::pick::{families, name_products, products};
use crate::boot::use_session;
use crate::cpq::numbers;
use crate::cpq::promotions::picks::{Chips, Picks};
use crate::shell::form::error_of;
use i18n::{k, money, number_trimmed, share_of, t, tf, unit_price};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::kinds::{examples, share_of as share_amount, validate_kind};
use shared::cpq::catalog::ops::GetProduct;
use shared::cpq::catalog::{CatalogItem, PriceBookEntry};
use shared::cpq::pricing::{PriceKind, PriceWay, ShareOf};
use shared::kernel::{Currency, Issue, Lang, Money, Percent, ProductId, Quantity, UnitPrice};
use ui::{Choice, Combobox, MoneyInput, NumberInput, Select, TableWrap};

const ALL: &str = "all";
const SECTION: &str = "section";
const FAMILIES: &str = "families";
const PRODUCTS: &str = "products";

/// The fields of every kind as texts, so that a change of mind loses nothing that was typed.
#[derive(Clone, Copy)]
pub(super) struct KindFields {
    size: RwSignal<String>,
    units: RwSignal<String>,
    further: RwSignal<String>,
    markup: RwSignal<String>,
    step: RwSignal<String>,
    rate: RwSignal<String>,
    of: RwSignal<String>,
    families: RwSignal<Vec<Choice>>,
    products: RwSignal<Vec<Choice>>,
    formula: RwSignal<String>,
}

impl KindFields {
    pub(super) fn of(lang: Lang, entry: Option<&PriceBookEntry>) -> Self {
        let fields = Self {
            size: RwSignal::default(),
            units: RwSignal::default(),
            further: RwSignal::default(),
            markup: RwSignal::default(),
            step: RwSignal::new(numbers::price(lang, UnitPrice(100))),
            rate: RwSignal::default(),
            of: RwSignal::new(ALL.to_owned()),
            families: RwSignal::default(),
            products: RwSignal::default(),
            formula: RwSignal::default(),
        };
        match entry.and_then(|entry| entry.kind.as_ref()) {
            None => {}
            Some(PriceKind::Package { size }) => fields.size.set(numbers::quantity(lang, *size)),
            Some(PriceKind::Included { units, further }) => {
                fields.units.set(numbers::quantity(lang, *units));
                fields.further.set(numbers::price(lang, *further));
            }
            Some(PriceKind::CostPlus { percent, step }) => {
                let percent = percent.map(|percent| numbers::percent(lang, percent));
                fields.markup.set(percent.unwrap_or_default());
                fields.step.set(numbers::price(lang, *step));
            }
            Some(PriceKind::Share { percent, of }) => {
                fields.rate.set(numbers::percent(lang, *percent));
                let of = match of {
                    ShareOf::All => ALL,
                    ShareOf::Section => SECTION,
                    ShareOf::Families(names) => {
                        let names = names.iter().map(|name| Choice::new(name, name));
                        fields.families.set(names.collect());
                        FAMILIES
                    }
                    ShareOf::Products(ids) => {
                        let ids = ids.iter().map(|id| Choice::new(id.to_string(), "…"));
                        fields.products.set(ids.collect());
                        PRODUCTS
                    }
                };
                fields.of.set(of.to_owned());
            }
            Some(PriceKind::Formula { text, .. }) => fields.formula.set(text.clone()),
        }
        fields
    }

    /// What was typed of the kind chosen; what is no number is added to the findings.
    pub(super) fn read(
        &self,
        lang: Lang,
        way: PriceWay,
        issues: &mut Vec<Issue>,
    ) -> Option<PriceKind> {
        let mut checked = |field: &'static str, text: &str, known: bool| {
            if text.trim().is_empty() {
                issues.push(Issue::error("required", field));
            } else if !known {
                issues.push(Issue::error("not_a_number", field).with("text", text));
            }
        };
        let mut quantity = |field, value: RwSignal<String>| {
            let text = value.get();
            let number = numbers::to_quantity(lang, &text);
            checked(field, &text, number.is_some());
            number.unwrap_or_default()
        };
        Some(match way {
            PriceWay::PerUnit | PriceWay::Volume | PriceWay::Tiered => return None,
            PriceWay::Package => PriceKind::Package {
                size: quantity("kind_size", self.size),
            },
            PriceWay::Included => {
                let units = quantity("kind_units", self.units);
                let text = self.further.get();
                let further = numbers::to_price(lang, &text);
                checked("kind_further", &text, further.is_some());
                PriceKind::Included {
                    units,
                    further: further.unwrap_or_default(),
                }
            }
            PriceWay::CostPlus => {
                let (text, step) = (self.markup.get(), self.step.get());
                let percent = numbers::to_percent(lang, &text);
                checked("kind_percent", &text, percent.is_some());
                let rounded = numbers::to_price(lang, &step);
                checked("kind_step", &step, rounded.is_some());
                PriceKind::CostPlus {
                    percent,
                    step: rounded.unwrap_or_default(),
                }
            }
            PriceWay::Share => {
                let text = self.rate.get();
                let percent = numbers::to_percent(lang, &text);
                checked("kind_percent", &text, percent.is_some());
                PriceKind::Share {
                    percent: percent.unwrap_or_default(),
                    of: self.read_of(),
                }
            }
            PriceWay::Formula => PriceKind::Formula {
                text: self.formula.get().trim().to_owned(),
                products: Vec::new(),
            },
        })
    }

    fn read_of(&self) -> ShareOf {
        match self.of.get().as_str() {
            SECTION => ShareOf::Section,
            FAMILIES => ShareOf::Families(
                self.families
                    .with(|all| all.iter().map(|one| one.value.clone()).collect()),
            ),
            PRODUCTS => ShareOf::Products(self.products.with(|all| {
                let ids = all.iter().map(|one| one.value.parse().ok());
                ids.flatten().collect()
            })),
            _ => ShareOf::All,
        }
    }
}

/// The findings of a field, as the form shows them.
pub(super) type Said = Signal<Option<String>>;

/// The fields of the kind chosen.
#[component]
pub(super) fn KindInputs(
    lang: Lang,
    way: Memo<PriceWay>,
    fields: KindFields,
    #[prop(into)] currency: String,
    issues: RwSignal<Vec<Issue>>,
) -> impl IntoView {
    let said = move |field| error_of(lang, issues, field);
    move || {
        let currency = currency.clone();
        match way.get() {
            PriceWay::PerUnit | PriceWay::Volume | PriceWay::Tiered => ().into_any(),
            PriceWay::Package => view! {
                <NumberInput id="kind-size" label=t(lang, k::cpq::kinds::SIZE) value=fields.size required=true error=said("kind_size")/>
            }
            .into_any(),
            PriceWay::Included => view! {
                <div class="form-row">
                    <NumberInput id="kind-units" label=t(lang, k::cpq::kinds::UNITS) value=fields.units required=true error=said("kind_units")/>
                    <MoneyInput id="kind-further" label=t(lang, k::cpq::kinds::FURTHER_PRICE) value=fields.further currency required=true error=said("kind_further")/>
                </div>
            }
            .into_any(),
            PriceWay::CostPlus => view! {
                <div class="form-row">
                    <NumberInput id="kind-markup" label=t(lang, k::cpq::kinds::MARKUP) value=fields.markup suffix="%" required=true error=said("kind_percent")/>
                    <MoneyInput id="kind-step" label=t(lang, k::cpq::kinds::STEP) hint=t(lang, k::cpq::kinds::STEP_HINT) value=fields.step currency required=true error=said("kind_step")/>
                </div>
                <p class="muted small">{t(lang, k::cpq::kinds::COST_HINT)}</p>
            }
            .into_any(),
            PriceWay::Share => view! {
                <NumberInput id="kind-rate" label=t(lang, k::cpq::kinds::RATE) value=fields.rate suffix="%" required=true error=said("kind_percent")/>
                <ShareInputs lang fields error=said("kind_of")/>
                <p class="muted small">{t(lang, k::cpq::kinds::SHARE_HINT)}</p>
            }
            .into_any(),
            PriceWay::Formula => view! {
                <FormulaInput lang value=fields.formula error=said("kind_formula")/>
            }
            .into_any(),
        }
    }
}

/// Which lines a share is taken of.
#[component]
fn ShareInputs(lang: Lang, fields: KindFields, error: Said) -> impl IntoView {
    let offered = RwSignal::new(Vec::<Choice>::new());
    Effect::new(move |_| {
        spawn_local(async move {
            offered.try_set(families().await);
            name_products(lang, fields.products).await;
        });
    });
    let product = RwSignal::new(None::<Choice>);
    let pick = Callback::new(move |choice: Option<Choice>| {
        if let Some(choice) = choice {
            fields.products.update(|all| {
                if all.iter().all(|one| one.value != choice.value) {
                    all.push(choice);
                }
            });
            product.set(None);
        }
    });
    let choices = vec![
        Choice::new(ALL, t(lang, k::cpq::kinds::CHOICE_ALL)),
        Choice::new(SECTION, t(lang, k::cpq::kinds::CHOICE_SECTION)),
        Choice::new(FAMILIES, t(lang, k::cpq::kinds::CHOICE_FAMILIES)),
        Choice::new(PRODUCTS, t(lang, k::cpq::kinds::CHOICE_PRODUCTS)),
    ];
    let is = move |of: &'static str| fields.of.with(|own| own == of);
    view! {
        <Select id="kind-of" label=t(lang, k::cpq::kinds::OF) value=fields.of options=choices error/>
        <Show when=move || is(FAMILIES)>
            <Picks
                id="kind-family"
                label=t(lang, k::cpq::kinds::ADD_FAMILY)
                placeholder=t(lang, k::cpq::kinds::ADD_FAMILY)
                picked=fields.families
                options=offered.into()
            />
        </Show>
        <Show when=move || is(PRODUCTS)>
            <Combobox
                id="kind-product"
                label=t(lang, k::cpq::kinds::ADD_PRODUCT)
                value=product
                suggest=products(lang)
                empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
                placeholder=t(lang, k::cpq::book::SEARCH)
                on_pick=pick
            />
            <Chips picked=fields.products/>
        </Show>
    }
}

/// The cost of the product chosen in the book's currency, as far as the page knows it: that of the
/// entry's own product, or of any other where the book is in the company's currency.
pub(super) fn cost_of(
    item: Option<&CatalogItem>,
    product: RwSignal<Option<Choice>>,
    currency: Currency,
) -> RwSignal<Option<UnitPrice>> {
    let own = item.map(|item| (item.entry.product_id, item.cost));
    let base = use_session().company_currency;
    let cost = RwSignal::new(own.and_then(|(_, cost)| cost));
    Effect::new(move |_| {
        let id: Option<ProductId> = product.with(|choice| choice.as_ref()?.value.parse().ok());
        match (id, own) {
            (Some(id), Some((known, of_known))) if id == known => cost.set(of_known),
            (Some(id), _) if base == currency => spawn_local(async move {
                let found = get_product(GetProduct { id }).await;
                cost.try_set(found.ok().and_then(|product| product.draft.cost));
            }),
            _ => cost.set(None),
        }
    });
    cost
}

/// What the entry costs as it is typed: a table of quantities and amounts.
#[component]
pub(super) fn Preview(
    lang: Lang,
    currency: Currency,
    #[prop(into)] entry: Signal<(PriceBookEntry, bool)>,
    cost: RwSignal<Option<UnitPrice>>,
    items: StoredValue<Vec<CatalogItem>>,
) -> impl IntoView {
    // Typing changes the example, not its fields: the view of a formula stands as long as it is one.
    let is_formula = Memo::new(move |_| {
        let formula =
            |entry: &PriceBookEntry| matches!(entry.kind, Some(PriceKind::Formula { .. }));
        entry.with(|(entry, read)| *read && formula(entry) && validate_kind(entry).is_empty())
    });
    let title = t(lang, k::cpq::kinds::PREVIEW);
    let body = move || {
        let (mut entry, read) = entry.get();
        if !read || !validate_kind(&entry).is_empty() {
            return view! { <p class="muted small">{t(lang, k::cpq::kinds::INCOMPLETE)}</p> }
                .into_any();
        }
        if let Some(PriceKind::Share { percent, of }) = &entry.kind {
            return shares(lang, currency, *percent, of);
        }
        if entry.tells_cost() {
            let known = cost.get();
            if known.is_none() || !entry.take_cost(known) {
                return view! { <p class="muted small">{t(lang, k::cpq::kinds::PRICE_LATER)}</p> }
                    .into_any();
            }
        }
        quantities(lang, currency, &entry)
    };
    view! {
        <section class="stack-sm price-preview">
            <h3 class="field-label">{title}</h3>
            {move || if is_formula.get() {
                view! { <Trial lang currency entry items/> }.into_any()
            } else {
                // A view of its own: what it reads is not read here, where only the kind matters.
                body.into_any()
            }}
        </section>
    }
}

fn quantities(lang: Lang, currency: Currency, entry: &PriceBookEntry) -> AnyView {
    let number = |quantity: Quantity| number_trimmed(lang, quantity.to_decimal(), 4);
    let rows = examples(entry, currency)
        .into_iter()
        .map(|example| {
            let amount = example
                .minor
                .map(|minor| money(lang, Money::new(minor, currency)));
            view! {
                <tr>
                    <th scope="row" class="num">{number(example.quantity)}</th>
                    <td class="num">{amount.unwrap_or_else(|| "–".to_owned())}</td>
                    <td class="num">{unit_price(lang, example.unit, currency)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        {entry.tells_cost().then(|| {
            let price = unit_price(lang, entry.unit_price, currency);
            view! { <p class="small">{tf(lang, k::cpq::kinds::PRICE_NOW, &[("price", &price)])}</p> }
        })}
        <TableWrap label=t(lang, k::cpq::kinds::PREVIEW)>
            <table class="table price-preview-table">
                <thead>
                    <tr>
                        <th scope="col" class="num">{t(lang, k::cpq::kinds::QUANTITY)}</th>
                        <th scope="col" class="num">{t(lang, k::cpq::kinds::AMOUNT)}</th>
                        <th scope="col" class="num">{t(lang, k::cpq::kinds::EACH)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

/// Lines together in major units, and what the share of them is.
fn shares(lang: Lang, currency: Currency, percent: Percent, of: &ShareOf) -> AnyView {
    let scale = 10_i64.pow(currency.decimals().min(4));
    let amount = |minor: i64| money(lang, Money::new(minor, currency));
    let rows = [100, 1_000, 10_000, 100_000]
        .into_iter()
        .map(|major| {
            let base = major * scale;
            let share = share_amount(base, percent).map(amount);
            view! {
                <tr>
                    <th scope="row" class="num">{amount(base)}</th>
                    <td class="num">{share.unwrap_or_default()}</td>
                </tr>
            }
        })
        .collect_view();
    let words = tf(
        lang,
        k::cpq::kinds::SHARE,
        &[
            ("percent", &i18n::percent(lang, percent)),
            ("of", &share_of(lang, of)),
        ],
    );
    view! {
        <p class="small">{words}</p>
        <TableWrap label=t(lang, k::cpq::kinds::PREVIEW)>
            <table class="table price-preview-table">
                <thead>
                    <tr>
                        <th scope="col" class="num">{t(lang, k::cpq::kinds::LINES)}</th>
                        <th scope="col" class="num">{t(lang, k::cpq::kinds::AMOUNT)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}
