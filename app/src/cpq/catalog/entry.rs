//! The form of a price.

use super::api::{list_products, save_entry};
use crate::boot::new_uuid;
use crate::cpq::{labels, numbers};
use i18n::{issue_text, k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::{ListProducts, SavePriceBookEntry};
use shared::cpq::catalog::{CatalogItem, PriceBookEntry, PriceBookView, validate_entry};
use shared::cpq::pricing::{Tier, TierMode};
use shared::kernel::{Issue, Lang, PriceBookEntryId, ProductId, Severity};
use ui::{
    Button, Choice, Combobox, Dialog, Glyph, IconButton, MoneyInput, NumberInput, Place, Select,
    Size, Suggest, Tell, Variant, use_toaster,
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
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(opened.with(Option::is_some)));
    let closed = Callback::new(move |()| opened.set(None));
    let title = Signal::derive(move || {
        let key = if opened.with(|opened| matches!(opened, Some(Some(_)))) {
            k::cpq::book::EDIT
        } else {
            k::cpq::book::ADD
        };
        t(lang, key).to_owned()
    });
    let book = StoredValue::new(book);
    view! {
        <Dialog id="entry-form" title open close_label=t(lang, k::cpq::book::CANCEL) place=Place::Side on_close=closed>
            {move || opened.get().map(|item| view! { <Form lang book=book.get_value() item opened reload/> })}
        </Dialog>
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
    mode: RwSignal<String>,
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
            mode: RwSignal::new(
                entry
                    .map_or(TierMode::None, |entry| entry.tier_mode)
                    .code()
                    .to_owned(),
            ),
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

    /// What was typed, or the findings.
    fn read(&self, lang: Lang) -> Result<PriceBookEntry, Vec<Issue>> {
        let mut issues = Vec::new();
        let product_id: Option<ProductId> = self
            .product
            .with_untracked(|choice| choice.as_ref().and_then(|c| c.value.parse().ok()));
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
        let unit_price = number("unit_price", self.price.get_untracked(), true);
        let floor = number("floor", self.floor.get_untracked(), false);
        let tier_mode = self
            .mode
            .with_untracked(|mode| mode.parse().unwrap_or_default());
        let mut tiers = Vec::new();
        if tier_mode != TierMode::None {
            for row in self.tiers.get_untracked() {
                let from = numbers::to_quantity(lang, &row.from.get_untracked());
                let price = numbers::to_price(lang, &row.price.get_untracked());
                match (from, price) {
                    (Some(from), Some(unit_price)) => tiers.push(Tier { from, unit_price }),
                    _ => issues.push(Issue::error("required", "tiers")),
                }
            }
        }
        let (Some(product_id), Some(unit_price)) = (product_id, unit_price) else {
            return Err(issues);
        };
        let entry = PriceBookEntry {
            id: self.id,
            product_id,
            charge: self
                .charge
                .with_untracked(|charge| charge.parse().unwrap_or_default()),
            unit_price,
            floor,
            tier_mode,
            tiers,
        };
        issues.extend(
            validate_entry(&entry)
                .into_iter()
                .filter(|issue| issue.severity == Severity::Error),
        );
        if issues.is_empty() {
            Ok(entry)
        } else {
            Err(issues)
        }
    }
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
    let currency = book.book.draft.currency.code().to_owned();
    let (price_book_id, version) = (book.book.id, book.book.version);
    let issues = RwSignal::new(Vec::<Issue>::new());
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let error = move |field: &'static str| {
        Signal::derive(move || {
            issues.with(|issues| {
                issues
                    .iter()
                    .find(|issue| issue.field.as_deref() == Some(field))
                    .map(|issue| issue_text(lang, issue))
            })
        })
    };
    let save = move || {
        let entry = match fields.read(lang) {
            Ok(entry) => entry,
            Err(found) => return issues.set(found),
        };
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
    let suggest = Suggest::new(move |text: String| async move {
        let request = ListProducts {
            text,
            limit: 20,
            ..ListProducts::default()
        };
        list_products(request)
            .await
            .map(|list| {
                list.rows
                    .into_iter()
                    .map(|product| {
                        let label =
                            format!("{} – {}", product.draft.sku, product.draft.name.get(lang));
                        Choice::new(product.id.to_string(), label)
                    })
                    .collect()
            })
            .unwrap_or_default()
    });
    let modes: Vec<Choice> = TierMode::ALL
        .iter()
        .map(|mode| Choice::new(mode.code(), labels::tier_mode(lang, *mode)))
        .collect();
    let tiered = Memo::new(move |_| fields.mode.with(|mode| mode != TierMode::None.code()));
    view! {
        <form class="dialog-form" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
            <div class="dialog-body stack">
                <Combobox
                    id="entry-product"
                    label=t(lang, k::cpq::book::PRODUCT)
                    value=fields.product
                    suggest
                    empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
                    placeholder=t(lang, k::cpq::book::SEARCH)
                    required=true
                    error=error("product_id")
                />
                <Select id="entry-charge" label=t(lang, k::cpq::book::CHARGE) value=fields.charge options=labels::charges(lang)/>
                <div class="form-row">
                    <MoneyInput id="entry-price" label=t(lang, k::cpq::book::PRICE) value=fields.price currency=currency.clone() required=true error=error("unit_price")/>
                    <MoneyInput id="entry-floor" label=t(lang, k::cpq::book::FLOOR) hint=t(lang, k::cpq::book::FLOOR_HINT) value=fields.floor currency=currency.clone() error=error("floor")/>
                </div>
                <Select id="entry-mode" label=t(lang, k::cpq::book::TIER_MODE) value=fields.mode options=modes/>
                <Show when=move || tiered.get()>
                    <fieldset class="stack-sm">
                        <legend class="field-label">{t(lang, k::cpq::book::TIERS)}</legend>
                        <For each=move || fields.tiers.get() key=|row| row.key let(row)>
                            <div class="form-row quote-tier">
                                <NumberInput id=format!("tier-from-{}", row.key) label=t(lang, k::cpq::book::TIER_FROM) value=row.from/>
                                <NumberInput id=format!("tier-price-{}", row.key) label=t(lang, k::cpq::book::TIER_PRICE) value=row.price/>
                                <IconButton glyph=Glyph::Trash label=t(lang, k::cpq::book::REMOVE_TIER) on_press=Callback::new(move |()| fields.tiers.update(|tiers| tiers.retain(|tier| tier.key != row.key)))/>
                            </div>
                        </For>
                        {move || error("tiers").get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
                        <Button label=t(lang, k::cpq::book::ADD_TIER) icon=Glyph::Plus size=Size::Small on_press=Callback::new(move |()| fields.add(String::new(), String::new()))/>
                    </fieldset>
                </Show>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::cpq::book::CANCEL) on_press=Callback::new(move |()| opened.set(None))/>
                <Button label=t(lang, k::cpq::book::SAVE) variant=Variant::Primary submit=true busy/>
            </footer>
        </form>
    }
}
