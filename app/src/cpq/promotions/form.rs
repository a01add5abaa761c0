//! The form of a promotion: checked while it is typed, tried beside.

use super::kinds::{BudgetField, GiftFields, Kinds, OptionFields};
use super::page::Ctx;
use super::picks::{Chips, Picks};
use super::trial::Trial;
use crate::boot::{use_lang, use_session};
use crate::cpq::catalog::api::{get_product, list_price_books, list_products};
use crate::cpq::catalog::currencies;
use crate::cpq::numbers;
use crate::crm::industry_choices;
use crate::shell::form::{FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf};
use i18n::{Lang, issue_text, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::Product;
use shared::cpq::catalog::ops::{GetProduct, ListPriceBooks, ListProducts};
use shared::cpq::promotions::{
    Benefit, PromotionDraft, PromotionRow, coupon_key, validate_promotion,
};
use shared::kernel::{Currency, Issue, LocalText, Percent};
use ui::{Checkbox, Choice, Combobox, DateInput, NumberInput, Select, Suggest, Switch, TextInput};

const PERCENT: &str = "percent";
const AMOUNT: &str = "amount";
const BUY_GET: &str = "buy_get";
const BUNDLE: &str = "bundle";
const GIFT: &str = "gift";

/// What was typed is no number.
pub(super) fn unknown_number(field: &'static str, text: &str) -> Issue {
    Issue::error("not_a_number", field).with("text", text)
}

/// The dialog.
#[component]
pub(super) fn PromotionForm(ctx: Ctx) -> impl IntoView {
    use k::cpq::promotions as p;
    let lang = use_lang();
    let title = move |row: &PromotionRow| {
        let new = row.version == 0;
        t(lang, if new { p::NEW } else { p::EDIT }).to_owned()
    };
    view! {
        <DialogOf id="promotion-form" of=ctx.editing title wide=true let(row)>
            <Form ctx row/>
        </DialogOf>
    }
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    name_en: RwSignal<String>,
    name_fr: RwSignal<String>,
    kind: RwSignal<String>,
    value: RwSignal<String>,
    buy: RwSignal<String>,
    get: RwSignal<String>,
    coupon: RwSignal<String>,
    active: RwSignal<bool>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    products: RwSignal<Vec<Choice>>,
    families: RwSignal<Vec<Choice>>,
    segments: RwSignal<Vec<Choice>>,
    min_quantity: RwSignal<String>,
    min_amount: RwSignal<String>,
    price_book: RwSignal<String>,
    currency: RwSignal<String>,
    exclusive: RwSignal<bool>,
    priority: RwSignal<String>,
    uses: RwSignal<String>,
    kinds: Kinds,
}

impl Fields {
    fn of(lang: Lang, draft: &PromotionDraft, base: Currency) -> Self {
        let text = RwSignal::new;
        let or_empty = |value: Option<String>| RwSignal::new(value.unwrap_or_default());
        let currency = draft.currency.unwrap_or(base);
        let (kind, value, buy, get) = match draft.benefit {
            Benefit::Percent(rate) => (PERCENT, numbers::percent(lang, rate), 2, 1),
            Benefit::Amount(minor) => (AMOUNT, numbers::amount(lang, minor, currency), 2, 1),
            Benefit::BuyGet { buy, get, percent } => {
                (BUY_GET, numbers::percent(lang, percent), buy, get)
            }
            Benefit::Bundle(minor) => (BUNDLE, numbers::amount(lang, minor, currency), 2, 1),
            Benefit::Gift { .. } => (GIFT, String::new(), 2, 1),
        };
        let plain = |texts: &[String]| {
            let choices = texts.iter().map(|one| Choice::new(one, one));
            RwSignal::new(choices.collect::<Vec<_>>())
        };
        let known = industry_choices(lang, "");
        let segments = draft.segments.iter().map(|one| {
            let found = known.iter().find(|choice| choice.value == *one);
            found.cloned().unwrap_or_else(|| Choice::new(one, one))
        });
        Self {
            name_en: text(draft.name.en.clone()),
            name_fr: text(draft.name.fr.clone()),
            kind: text(kind.to_owned()),
            value: text(value),
            buy: text(buy.to_string()),
            get: text(get.to_string()),
            coupon: text(draft.coupon.clone()),
            active: RwSignal::new(draft.active),
            from: or_empty(draft.starts_on.map(|day| day.to_string())),
            to: or_empty(draft.ends_on.map(|day| day.to_string())),
            products: RwSignal::new(
                draft
                    .product_ids
                    .iter()
                    .map(|id| Choice::new(id.to_string(), "…"))
                    .collect(),
            ),
            families: plain(&draft.families),
            segments: RwSignal::new(segments.collect()),
            min_quantity: or_empty(
                draft
                    .min_quantity
                    .map(|least| numbers::quantity(lang, least)),
            ),
            min_amount: or_empty(
                draft
                    .min_minor
                    .map(|minor| numbers::amount(lang, minor, currency)),
            ),
            price_book: or_empty(draft.price_book_id.map(|id| id.to_string())),
            currency: or_empty(draft.currency.map(|currency| currency.code().to_owned())),
            exclusive: RwSignal::new(draft.exclusive),
            priority: text(draft.priority.to_string()),
            uses: or_empty(draft.uses.map(|uses| uses.to_string())),
            kinds: Kinds::of(lang, draft, currency),
        }
    }

    /// What is written, and what of it is no number.
    fn read(self, lang: Lang) -> (PromotionDraft, Vec<Issue>) {
        let mut issues = Vec::new();
        let mut number = |field: &'static str, text: &str, good: bool| {
            if !good {
                issues.push(unknown_number(field, text));
            }
        };
        let currency: Option<Currency> = self.currency.with(|code| code.parse().ok());
        let amount_in = currency.unwrap_or(Currency::EUR);
        let units = |text: String| text.trim().parse::<u32>().unwrap_or(0);
        let value = self.value.get();
        let rate = || numbers::to_percent(lang, &value);
        let kind = self.kind.get();
        let benefit = match kind.as_str() {
            AMOUNT | BUNDLE => {
                let minor = numbers::to_amount(lang, &value, amount_in);
                number("benefit", &value, minor.is_some());
                let minor = minor.unwrap_or(1);
                if kind == BUNDLE {
                    Benefit::Bundle(minor)
                } else {
                    Benefit::Amount(minor)
                }
            }
            BUY_GET => Benefit::BuyGet {
                buy: units(self.buy.get()),
                get: units(self.get.get()),
                percent: rate().unwrap_or(Percent(-1)),
            },
            _ => Benefit::Percent(rate().unwrap_or(Percent(-1))),
        };
        let least = self.min_quantity.get();
        let min_quantity = numbers::to_quantity(lang, &least);
        number(
            "min_quantity",
            &least,
            least.trim().is_empty() || min_quantity.is_some(),
        );
        let sum = self.min_amount.get();
        let min_minor = numbers::to_amount(lang, &sum, amount_in);
        number(
            "min_minor",
            &sum,
            sum.trim().is_empty() || min_minor.is_some(),
        );
        let priority = self.priority.get();
        let order = priority.trim().parse::<i32>();
        number("priority", &priority, order.is_ok());
        let uses = self.uses.get();
        let benefit = if kind == GIFT {
            self.kinds.benefit(&mut issues)
        } else {
            benefit
        };
        let budget_minor = self.kinds.budget(lang, amount_in, &mut issues);
        let texts = |picked: RwSignal<Vec<Choice>>| {
            picked.with(|all| all.iter().map(|one| one.value.clone()).collect())
        };
        let mut draft = PromotionDraft {
            name: LocalText::new(
                self.name_en.with(|name| name.trim().to_owned()),
                self.name_fr.with(|name| name.trim().to_owned()),
            ),
            benefit,
            coupon: self.coupon.with(|code| coupon_key(code)),
            active: self.active.get(),
            starts_on: self.from.with(|day| day.parse().ok()),
            ends_on: self.to.with(|day| day.parse().ok()),
            product_ids: self.products.with(|all| {
                let ids = all.iter().map(|one| one.value.parse().ok());
                ids.flatten().collect()
            }),
            families: texts(self.families),
            min_quantity,
            min_minor,
            segments: texts(self.segments),
            price_book_id: self.price_book.with(|id| id.parse().ok()),
            currency,
            exclusive: self.exclusive.get(),
            priority: order.unwrap_or(0),
            uses: (!uses.trim().is_empty()).then(|| units(uses)),
            options: self.kinds.options(),
            gift_name: LocalText::default(),
            budget_minor,
        };
        draft.tidy();
        issues.extend(validate_promotion(&draft));
        (draft, issues)
    }
}

/// What the form offers to choose from, read once.
#[derive(Clone, Copy)]
struct Lists {
    families: RwSignal<Vec<Choice>>,
    books: RwSignal<Vec<Choice>>,
}

/// Reads families, price books and the names of the products that are chosen.
fn read_lists(lang: Lang, fields: Fields) -> Lists {
    let lists = Lists {
        families: RwSignal::new(Vec::new()),
        books: RwSignal::new(Vec::new()),
    };
    Effect::new(move |_| {
        spawn_local(async move {
            let books = list_price_books(ListPriceBooks::default()).await;
            let books = books.unwrap_or_default().into_iter().map(|book| {
                let name = format!("{} ({})", book.draft.name, book.draft.currency);
                Choice::new(book.id.to_string(), name)
            });
            lists.books.try_set(books.collect());
            let request = ListProducts {
                limit: 1,
                ..ListProducts::default()
            };
            if let Ok(products) = list_products(request).await {
                let families = products.families.iter().map(|one| Choice::new(one, one));
                lists.families.try_set(families.collect());
            }
            let unnamed = fields.products.try_get_untracked().unwrap_or_default();
            for choice in unnamed {
                let Ok(id) = choice.value.parse() else {
                    continue;
                };
                let Ok(product) = get_product(GetProduct { id }).await else {
                    continue;
                };
                let label = named(lang, &product);
                let _ = fields.products.try_update(|all| {
                    let own = all.iter_mut().find(|one| one.value == choice.value);
                    if let Some(own) = own {
                        own.label = label;
                    }
                });
            }
        });
    });
    lists
}

#[component]
fn Form(ctx: Ctx, row: PromotionRow) -> impl IntoView {
    use k::cpq::promotions as p;
    let lang = use_lang();
    let base = use_session().company_currency;
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let fields = Fields::of(lang, &row.draft, base);
    let lists = read_lists(lang, fields);
    let kinds_of = fields.kinds;
    kinds_of.follow(lang, fields.products);
    let typed = Memo::new(move |_| fields.read(lang));
    let draft = Signal::derive(move || typed.with(|(draft, _)| draft.clone()));
    // Said while it is typed, but not of what is still empty.
    let live = move |field: &'static str| {
        let said = findings.of(field);
        Signal::derive(move || {
            said.get().or_else(|| {
                typed.with(|(_, issues)| {
                    let found = issues.iter().find(|issue| {
                        issue.field.as_deref() == Some(field) && issue.code != "required"
                    });
                    found.map(|issue| issue_text(lang, issue))
                })
            })
        })
    };
    let save = move || {
        let (draft, issues) = typed.get_untracked();
        if findings.check(issues) {
            let row = PromotionRow {
                draft,
                ..row.clone()
            };
            ctx.submit(row, findings, busy);
        }
    };
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
    let kinds = vec![
        Choice::new(PERCENT, t(lang, p::KIND_PERCENT)),
        Choice::new(AMOUNT, t(lang, p::KIND_AMOUNT)),
        Choice::new(BUY_GET, t(lang, p::KIND_BUY_GET)),
        Choice::new(BUNDLE, t(lang, p::KIND_BUNDLE)),
        Choice::new(GIFT, t(lang, p::KIND_GIFT)),
    ];
    let is_kind = move |kind: &'static str| fields.kind.with(|own| own == kind);
    let value_label = Signal::derive(move || {
        let key = match fields.kind.get().as_str() {
            AMOUNT => p::AMOUNT_OFF,
            BUNDLE => p::BUNDLE_PRICE,
            _ => p::PERCENT_OFF,
        };
        t(lang, key).to_owned()
    });
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy>
            <div class="dialog-body stack">
                <div class="form-row">
                    <TextInput id="promo-name-fr" label=t(lang, p::NAME_FR) value=fields.name_fr max_length=200 error=live("name")/>
                    <TextInput id="promo-name-en" label=t(lang, p::NAME_EN) value=fields.name_en max_length=200/>
                </div>
                <div class="form-row">
                    <Select id="promo-kind" label=t(lang, p::KIND) value=fields.kind options=kinds/>
                    <Show when=move || !is_kind(GIFT)>
                        <NumberInput id="promo-value" label=value_label value=fields.value required=true error=live("benefit")/>
                    </Show>
                </div>
                <Show when=move || is_kind(BUNDLE)>
                    <p class="muted small">{t(lang, p::BUNDLE_HINT)}</p>
                </Show>
                <Show when=move || is_kind(GIFT)>
                    <GiftFields lang kinds=kinds_of gift_error=live("gift") units_error=live("gift_units") per_error=live("per")/>
                </Show>
                <Show when=move || is_kind(BUY_GET)>
                    <div class="form-row">
                        <NumberInput id="promo-buy" label=t(lang, p::BUY) value=fields.buy error=live("buy")/>
                        <NumberInput id="promo-get" label=t(lang, p::GET) value=fields.get error=live("get")/>
                    </div>
                </Show>
                <div class="form-row">
                    <TextInput id="promo-coupon" label=t(lang, p::COUPON) hint=t(lang, p::COUPON_HINT) value=fields.coupon max_length=40 error=live("coupon")/>
                    <NumberInput id="promo-uses" label=t(lang, p::USES) hint=t(lang, p::USES_HINT) value=fields.uses error=live("uses")/>
                </div>
                <BudgetField lang kinds=kinds_of error=live("budget")/>
                <div class="form-row">
                    <DateInput id="promo-from" label=t(lang, k::cpq::books::VALID_FROM) value=fields.from error=live("starts_on")/>
                    <DateInput id="promo-to" label=t(lang, k::cpq::books::VALID_TO) value=fields.to error=live("ends_on")/>
                </div>
                <h3 class="quote-subtitle">{t(lang, p::FOR_WHAT)}</h3>
                <Combobox
                    id="promo-product"
                    label=t(lang, p::PRODUCTS)
                    value=product
                    suggest=products(lang)
                    empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
                    placeholder=t(lang, p::ALL_PRODUCTS)
                    error=live("product_ids")
                    on_pick=pick
                />
                <Chips picked=fields.products/>
                <Show when=move || !is_kind(BUNDLE)>
                    <Picks id="promo-family" label=t(lang, p::FAMILIES) placeholder=t(lang, p::ADD_FAMILY) picked=fields.families options=lists.families.into()/>
                </Show>
                <Show when=move || is_kind(PERCENT) || is_kind(AMOUNT)>
                    <OptionFields lang kinds=kinds_of/>
                </Show>
                <div class="form-row">
                    <NumberInput id="promo-min-quantity" label=t(lang, p::MIN_QUANTITY) value=fields.min_quantity error=live("min_quantity")/>
                    <NumberInput id="promo-min-amount" label=t(lang, p::MIN_AMOUNT) value=fields.min_amount error=live("min_minor")/>
                </div>
                <h3 class="quote-subtitle">{t(lang, p::FOR_WHOM)}</h3>
                <Picks id="promo-segment" label=t(lang, p::SEGMENTS) placeholder=t(lang, p::ADD_SEGMENT) picked=fields.segments options=Signal::derive(move || industry_choices(lang, ""))/>
                <div class="form-row">
                    <Select id="promo-currency" label=t(lang, p::CURRENCY) value=fields.currency options=currencies() placeholder=t(lang, p::ANY_CURRENCY).to_owned() error=live("currency")/>
                    <Select id="promo-book" label=t(lang, p::PRICE_BOOK) value=fields.price_book options=lists.books placeholder=t(lang, p::ANY_BOOK).to_owned()/>
                </div>
                <h3 class="quote-subtitle">{t(lang, p::BESIDE)}</h3>
                <NumberInput id="promo-priority" label=t(lang, p::PRIORITY) hint=t(lang, p::PRIORITY_HINT) value=fields.priority error=live("priority")/>
                <Checkbox id="promo-exclusive" label=t(lang, p::EXCLUSIVE) checked=fields.exclusive/>
                <Switch id="promo-active" label=t(lang, p::ACTIVE) on=fields.active/>
                <Trial draft/>
                <FormNotice text=findings.rest(&["name", "benefit", "buy", "get", "coupon", "uses", "gift", "gift_units", "per", "budget", "starts_on", "ends_on", "product_ids", "min_quantity", "min_minor", "currency", "priority"])/>
            </div>
        </DialogForm>
    }
}

/// Products by what is typed of their code or name.
pub(super) fn products(lang: Lang) -> Suggest {
    Suggest::new(move |text: String| async move {
        let request = ListProducts {
            text,
            limit: 20,
            ..ListProducts::default()
        };
        let found = list_products(request).await.map(|list| list.rows);
        found
            .unwrap_or_default()
            .into_iter()
            .map(|product| {
                let label = named(lang, &product);
                Choice::new(product.id.to_string(), label)
            })
            .collect()
    })
}

fn named(lang: Lang, product: &Product) -> String {
    format!("{} – {}", product.draft.sku, product.draft.name.get(lang))
}
