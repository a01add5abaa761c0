//! The form of a price.

use super::api::save_entry;
use super::kind::{KindFields, KindInputs, Preview, cost_of};
use super::pick::products;
use crate::boot::{may, new_uuid};
use crate::cpq::{labels, numbers};
use crate::shell::form::error_of;
use crate::shell::{DialogForm, DialogOf};
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::SavePriceBookEntry;
use shared::cpq::catalog::{CatalogItem, PriceBookEntry, PriceBookView, validate_entry};
use shared::cpq::pricing::{PriceWay, Tier, TierMode};
use shared::kernel::{
    Action, Currency, Issue, Lang, PriceBookEntryId, ProductId, Severity, UnitPrice,
};
use ui::{
    Button, Choice, Combobox, Glyph, IconButton, MoneyInput, NumberInput, Place, Select, Size,
    Tell, use_toaster,
};

/// What is open in the form: nothing, a new price, or one to change.
pub type Opened = RwSignal<Option<Option<CatalogItem>>>;

/// The form beside the prices.
#[component]
pub fn EntryForm(
    lang: Lang,
    book: PriceBookView,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let title = move |item: &Option<CatalogItem>| {
        let key = if item.is_some() {
            k::cpq::book::EDIT
        } else {
            k::cpq::book::ADD
        };
        t(lang, key).to_owned()
    };
    let book = StoredValue::new(book);
    view! {
        <DialogOf id="entry-form" of=opened title close=k::cpq::book::CANCEL place=Place::Side let(item)>
            <Form lang book=book.get_value() item opened reload/>
        </DialogOf>
    }
}

/// A tier as it is typed.
#[derive(Clone, Copy)]
struct TierRow {
    key: u32,
    from: RwSignal<String>,
    price: RwSignal<String>,
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    id: PriceBookEntryId,
    product: RwSignal<Option<Choice>>,
    charge: RwSignal<String>,
    price: RwSignal<String>,
    floor: RwSignal<String>,
    way: RwSignal<String>,
    kind: KindFields,
    tiers: RwSignal<Vec<TierRow>>,
    next: StoredValue<u32>,
}

impl Fields {
    fn of(lang: Lang, item: Option<&CatalogItem>) -> Self {
        let entry = item.map(|item| &item.entry);
        let fields = Self {
            id: entry.map_or_else(|| PriceBookEntryId(new_uuid()), |entry| entry.id),
            product: RwSignal::new(item.map(|item| {
                let label = format!("{} – {}", item.sku, item.name.get(lang));
                Choice::new(item.entry.product_id.to_string(), label)
            })),
            charge: RwSignal::new(
                entry
                    .map_or("one_time", |entry| entry.charge.code())
                    .to_owned(),
            ),
            price: RwSignal::new(
                entry
                    .map(|entry| numbers::price(lang, entry.unit_price))
                    .unwrap_or_default(),
            ),
            floor: RwSignal::new(
                entry
                    .and_then(|entry| entry.floor)
                    .map(|floor| numbers::price(lang, floor))
                    .unwrap_or_default(),
            ),
            way: RwSignal::new(
                entry
                    .map_or(PriceWay::PerUnit, PriceBookEntry::way)
                    .code()
                    .to_owned(),
            ),
            kind: KindFields::of(lang, entry),
            tiers: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        for tier in entry.map(|entry| entry.tiers.clone()).unwrap_or_default() {
            fields.add(
                numbers::quantity(lang, tier.from),
                numbers::price(lang, tier.unit_price),
            );
        }
        fields
    }

    fn add(&self, from: String, price: String) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let row = TierRow {
            key,
            from: RwSignal::new(from),
            price: RwSignal::new(price),
        };
        self.tiers.update(|tiers| tiers.push(row));
    }

    fn way(&self) -> PriceWay {
        self.way.with(|way| way.parse().unwrap_or_default())
    }

    /// The entry as it is typed, with the findings; what cannot be read is zero in it.
    fn read(&self, lang: Lang) -> (PriceBookEntry, Vec<Issue>) {
        let mut issues = Vec::new();
        let product_id: Option<ProductId> = self
            .product
            .with(|choice| choice.as_ref().and_then(|c| c.value.parse().ok()));
        if product_id.is_none() {
            issues.push(Issue::error("required", "product_id"));
        }
        let mut number = |field: &'static str, text: String, needed: bool| {
            let price = numbers::to_price(lang, &text);
            if price.is_none() && text.trim().is_empty() && needed {
                issues.push(Issue::error("required", field));
            } else if price.is_none() && !text.trim().is_empty() {
                issues.push(Issue::error("not_a_number", field).with("text", text));
            }
            price
        };
        let way = self.way();
        // The others are computed: from the cost, from other lines, by a formula.
        let unit_price = match way {
            PriceWay::CostPlus | PriceWay::Share | PriceWay::Formula => None,
            _ => number("unit_price", self.price.get(), true),
        };
        let floor = match way {
            PriceWay::Share => None,
            _ => number("floor", self.floor.get(), false),
        };
        let tier_mode = way.tier_mode();
        let mut tiers = Vec::new();
        if tier_mode != TierMode::None {
            for row in self.tiers.get() {
                let from = numbers::to_quantity(lang, &row.from.get());
                let price = numbers::to_price(lang, &row.price.get());
                match (from, price) {
                    (Some(from), Some(unit_price)) => tiers.push(Tier { from, unit_price }),
                    _ => issues.push(Issue::error("required", "tiers")),
                }
            }
        }
        let entry = PriceBookEntry {
            id: self.id,
            product_id: product_id.unwrap_or(ProductId(uuid::Uuid::nil())),
            charge: self
                .charge
                .with(|charge| charge.parse().unwrap_or_default()),
            unit_price: unit_price.unwrap_or(UnitPrice(0)),
            floor,
            tier_mode,
            tiers,
            kind: self.kind.read(lang, way, &mut issues),
        };
        // What was not typed well is said once.
        for issue in validate_entry(&entry) {
            let known = issues.iter().any(|own| own.field == issue.field);
            if issue.severity == Severity::Error && !known {
                issues.push(issue);
            }
        }
        (entry, issues)
    }
}

/// The ways to choose from: one that tells the cost only for those who may know it.
fn ways(lang: Lang) -> Vec<Choice> {
    let secret = !may(Action::ViewMargin);
    PriceWay::ALL
        .iter()
        .filter(|way| !(secret && **way == PriceWay::CostPlus))
        .map(|way| Choice::new(way.code(), labels::way(lang, *way)))
        .collect()
}

#[component]
fn Form(
    lang: Lang,
    book: PriceBookView,
    item: Option<CatalogItem>,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let fields = Fields::of(lang, item.as_ref());
    let in_currency = book.book.draft.currency;
    let (price_book_id, version) = (book.book.id, book.book.version);
    let items = StoredValue::new(book.items);
    let issues = RwSignal::new(Vec::<Issue>::new());
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let error = move |field| error_of(lang, issues, field);
    let typed = Memo::new(move |_| fields.read(lang));
    let way = Memo::new(move |_| fields.way());
    let cost = cost_of(item.as_ref(), fields.product, in_currency);
    let readable = Signal::derive(move || {
        typed.with(|(entry, issues)| {
            let other = |issue: &Issue| issue.field.as_deref() == Some("product_id");
            (entry.clone(), issues.iter().all(other))
        })
    });
    let save = move || {
        let (entry, found) = typed.get_untracked();
        let bad = !found.is_empty();
        issues.set(found);
        if bad {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let request = SavePriceBookEntry {
                price_book_id,
                version,
                entry,
            };
            match save_entry(request).await {
                Ok(_) => {
                    let _ = opened.try_set(None);
                    reload.tell(());
                    toaster.success(t(lang, k::cpq::products::SAVED));
                }
                Err(fault) => {
                    if fault.0.issues.is_empty() {
                        toaster.problem(problem_text(lang, &fault.0));
                    }
                    issues.try_set(fault.0.issues);
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <DialogForm send=save leave=Callback::new(move |()| opened.set(None)) busy>
            <div class="dialog-body stack">
                <Combobox
                    id="entry-product"
                    label=t(lang, k::cpq::book::PRODUCT)
                    value=fields.product
                    suggest=products(lang)
                    empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
                    placeholder=t(lang, k::cpq::book::SEARCH)
                    required=true
                    error=error("product_id")
                />
                <Select id="entry-charge" label=t(lang, k::cpq::book::CHARGE) value=fields.charge options=labels::charges(lang)/>
                <Select id="entry-mode" label=t(lang, k::cpq::kinds::WAY) value=fields.way options=ways(lang) error=error("price_kind")/>
                {price_and_floor(lang, fields, way, in_currency, issues)}
                <KindInputs lang way fields=fields.kind currency=in_currency.code().to_owned() issues/>
                <Show when=move || way.get().tier_mode() != TierMode::None>
                    {tiers(lang, fields, error("tiers"))}
                </Show>
                <Preview lang currency=in_currency entry=readable cost items/>
            </div>
        </DialogForm>
    }
}

/// The price, where the way has one, and what it never goes below.
fn price_and_floor(
    lang: Lang,
    fields: Fields,
    way: Memo<PriceWay>,
    currency: Currency,
    issues: RwSignal<Vec<Issue>>,
) -> AnyView {
    let is_priced = move || {
        !matches!(
            way.get(),
            PriceWay::CostPlus | PriceWay::Share | PriceWay::Formula
        )
    };
    let label = Signal::derive(move || {
        let key = match way.get() {
            PriceWay::Package => k::cpq::kinds::PRICE_PACKAGE,
            PriceWay::Included => k::cpq::kinds::PRICE_INCLUDED,
            _ => k::cpq::book::PRICE,
        };
        t(lang, key).to_owned()
    });
    view! {
        <div class="form-row">
            <Show when=is_priced>
                <MoneyInput id="entry-price" label value=fields.price currency=currency.code().to_owned() required=true error=error_of(lang, issues, "unit_price")/>
            </Show>
            <Show when=move || way.get() != PriceWay::Share>
                <MoneyInput id="entry-floor" label=t(lang, k::cpq::book::FLOOR) hint=t(lang, k::cpq::kinds::FLOOR_HINT) value=fields.floor currency=currency.code().to_owned() error=error_of(lang, issues, "floor")/>
            </Show>
        </div>
    }
    .into_any()
}

/// The tiers, each from a quantity on.
fn tiers(lang: Lang, fields: Fields, error: Signal<Option<String>>) -> AnyView {
    view! {
        <fieldset class="stack-sm">
            <legend class="field-label">{t(lang, k::cpq::book::TIERS)}</legend>
            <For each=move || fields.tiers.get() key=|row| row.key let(row)>
                <div class="form-row quote-tier">
                    <NumberInput id=format!("tier-from-{}", row.key) label=t(lang, k::cpq::book::TIER_FROM) value=row.from/>
                    <NumberInput id=format!("tier-price-{}", row.key) label=t(lang, k::cpq::book::TIER_PRICE) value=row.price/>
                    <IconButton glyph=Glyph::Trash label=t(lang, k::cpq::book::REMOVE_TIER) on_press=Callback::new(move |()| fields.tiers.update(|tiers| tiers.retain(|tier| tier.key != row.key)))/>
                </div>
            </For>
            {move || error.get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
            <Button label=t(lang, k::cpq::book::ADD_TIER) icon=Glyph::Plus size=Size::Small on_press=Callback::new(move |()| fields.add(String::new(), String::new()))/>
        </fieldset>
    }
    .into_any()
}
