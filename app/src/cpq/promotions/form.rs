//! The form of a promotion: checked while it is typed, tried beside.

use super::kinds::{BudgetField, GiftFields, Kinds, OptionFields};
use super::page::Ctx;
use super::picks::{PickedProducts, Picks, ids_of, picked_ids, picked_words, words_of};
use super::trial::Trial;
use crate::boot::{use_lang, use_session};
use crate::cpq::catalog::api::list_price_books;
use crate::cpq::catalog::currencies;
use crate::cpq::catalog::pick::{families, name_products};
use crate::cpq::numbers;
use crate::crm::industry_choices;
use crate::platform::admin::KeptDialog;
use crate::shell::DialogForm;
use crate::shell::form::{Bilingual, BilingualInputs, Findings, FormNotice, use_findings};
use i18n::{Lang, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::ListPriceBooks;
use shared::cpq::promotions::{
    Benefit, PromotionDraft, PromotionRow, coupon_key, validate_promotion,
};
use shared::kernel::{Currency, Issue, LocalText, Percent};
use ui::{Checkbox, Choice, DateInput, NumberInput, Select, Switch, TextInput};

const PERCENT: &str = "percent";
const AMOUNT: &str = "amount";
const BUY_GET: &str = "buy_get";
const BUNDLE: &str = "bundle";
const GIFT: &str = "gift";

/// What was typed is no number.
pub(in crate::cpq) fn unknown_number(field: &'static str, text: &str) -> Issue {
    Issue::error("not_a_number", field).with("text", text)
}

/// The dialog.
#[component]
pub(super) fn PromotionForm(ctx: Ctx) -> impl IntoView {
    use k::cpq::promotions as p;
    view! {
        <KeptDialog id="promotion-form" list=ctx titles=(p::NEW, p::EDIT) let(row)>
            <Form ctx row/>
        </KeptDialog>
    }
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    name: Bilingual,
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
        let known = industry_choices(lang, "");
        let segments = draft.segments.iter().map(|one| {
            let found = known.iter().find(|choice| choice.value == *one);
            found.cloned().unwrap_or_else(|| Choice::new(one, one))
        });
        Self {
            name: Bilingual::of(&draft.name),
            kind: text(kind.to_owned()),
            value: text(value),
            buy: text(buy.to_string()),
            get: text(get.to_string()),
            coupon: text(draft.coupon.clone()),
            active: RwSignal::new(draft.active),
            from: or_empty(draft.starts_on.map(|day| day.to_string())),
            to: or_empty(draft.ends_on.map(|day| day.to_string())),
            products: picked_ids(&draft.product_ids),
            families: picked_words(&draft.families),
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
        let mut draft = PromotionDraft {
            name: self.name.read(),
            benefit,
            coupon: self.coupon.with(|code| coupon_key(code)),
            active: self.active.get(),
            starts_on: self.from.with(|day| day.parse().ok()),
            ends_on: self.to.with(|day| day.parse().ok()),
            product_ids: ids_of(self.products),
            families: words_of(self.families),
            min_quantity,
            min_minor,
            segments: words_of(self.segments),
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
pub(in crate::cpq) struct Lists {
    /// Families of products.
    pub families: RwSignal<Vec<Choice>>,
    /// Price books.
    pub books: RwSignal<Vec<Choice>>,
}

/// Reads families, price books and the names of the products that are chosen.
pub(in crate::cpq) fn read_lists(lang: Lang, chosen: RwSignal<Vec<Choice>>) -> Lists {
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
            lists.families.try_set(families().await);
            name_products(lang, chosen).await;
        });
    });
    lists
}

/// What a form says of its fields while they are typed. Cheap to copy.
#[derive(Clone, Copy)]
struct Judged {
    lang: Lang,
    fields: Fields,
    findings: Findings,
    typed: Memo<(PromotionDraft, Vec<Issue>)>,
}

impl Judged {
    /// What is wrong with a field.
    fn of(self, field: &'static str) -> Signal<Option<String>> {
        self.findings.live(field, self.typed)
    }

    fn is_kind(self, kind: &'static str) -> bool {
        self.fields.kind.with(|own| own == kind)
    }
}

#[component]
fn Form(ctx: Ctx, row: PromotionRow) -> impl IntoView {
    use k::cpq::promotions as p;
    let lang = use_lang();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let fields = Fields::of(lang, &row.draft, use_session().company_currency);
    let lists = read_lists(lang, fields.products);
    fields.kinds.follow(lang, fields.products);
    let typed = Memo::new(move |_| fields.read(lang));
    let draft = Signal::derive(move || typed.with(|(draft, _)| draft.clone()));
    let form = Judged {
        lang,
        fields,
        findings,
        typed,
    };
    let put = |row: &mut PromotionRow, draft| row.draft = draft;
    let save = ctx.sending(row, typed, put, (findings, busy));
    view! {
        <DialogForm send=save leave=Callback::new(move |()| ctx.editing.set(None)) busy>
            <div class="dialog-body stack">
                <div class="form-row">
                    <BilingualInputs id="promo-name" labels=(p::NAME_FR, p::NAME_EN) value=fields.name max_length=200 error=form.of("name")/>
                </div>
                {what_it_gives(form)}
                {when_it_is_given(form)}
                <h3 class="quote-subtitle">{t(lang, p::FOR_WHAT)}</h3>
                {for_what(form, lists)}
                <h3 class="quote-subtitle">{t(lang, p::FOR_WHOM)}</h3>
                {for_whom(form, lists)}
                <h3 class="quote-subtitle">{t(lang, p::BESIDE)}</h3>
                <NumberInput id="promo-priority" label=t(lang, p::PRIORITY) hint=t(lang, p::PRIORITY_HINT) value=fields.priority error=form.of("priority")/>
                <Checkbox id="promo-exclusive" label=t(lang, p::EXCLUSIVE) checked=fields.exclusive/>
                <Switch id="promo-active" label=t(lang, p::ACTIVE) on=fields.active/>
                <Trial draft/>
                <FormNotice text=findings.rest(&["name", "benefit", "buy", "get", "coupon", "uses", "gift", "gift_units", "per", "budget", "starts_on", "ends_on", "product_ids", "min_quantity", "min_minor", "currency", "priority"])/>
            </div>
        </DialogForm>
    }
}

/// The kind of promotion, and its value.
fn what_it_gives(form: Judged) -> AnyView {
    use k::cpq::promotions as p;
    let Judged { lang, fields, .. } = form;
    let kinds = vec![
        Choice::new(PERCENT, t(lang, p::KIND_PERCENT)),
        Choice::new(AMOUNT, t(lang, p::KIND_AMOUNT)),
        Choice::new(BUY_GET, t(lang, p::KIND_BUY_GET)),
        Choice::new(BUNDLE, t(lang, p::KIND_BUNDLE)),
        Choice::new(GIFT, t(lang, p::KIND_GIFT)),
    ];
    let value_label = Signal::derive(move || {
        let key = match fields.kind.get().as_str() {
            AMOUNT => p::AMOUNT_OFF,
            BUNDLE => p::BUNDLE_PRICE,
            _ => p::PERCENT_OFF,
        };
        t(lang, key).to_owned()
    });
    view! {
        <div class="form-row">
            <Select id="promo-kind" label=t(lang, p::KIND) value=fields.kind options=kinds/>
            <Show when=move || !form.is_kind(GIFT)>
                <NumberInput id="promo-value" label=value_label value=fields.value required=true error=form.of("benefit")/>
            </Show>
        </div>
        <Show when=move || form.is_kind(BUNDLE)>
            <p class="muted small">{t(lang, p::BUNDLE_HINT)}</p>
        </Show>
        <Show when=move || form.is_kind(GIFT)>
            <GiftFields lang kinds=fields.kinds gift_error=form.of("gift") units_error=form.of("gift_units") per_error=form.of("per")/>
        </Show>
        <Show when=move || form.is_kind(BUY_GET)>
            <div class="form-row">
                <NumberInput id="promo-buy" label=t(lang, p::BUY) value=fields.buy error=form.of("buy")/>
                <NumberInput id="promo-get" label=t(lang, p::GET) value=fields.get error=form.of("get")/>
            </div>
        </Show>
    }
    .into_any()
}

/// For which coupon, how often, of which budget, and in which days.
fn when_it_is_given(form: Judged) -> AnyView {
    use k::cpq::promotions as p;
    let Judged { lang, fields, .. } = form;
    view! {
        <div class="form-row">
            <TextInput id="promo-coupon" label=t(lang, p::COUPON) hint=t(lang, p::COUPON_HINT) value=fields.coupon max_length=40 error=form.of("coupon")/>
            <NumberInput id="promo-uses" label=t(lang, p::USES) hint=t(lang, p::USES_HINT) value=fields.uses error=form.of("uses")/>
        </div>
        <BudgetField lang kinds=fields.kinds error=form.of("budget")/>
        <div class="form-row">
            <DateInput id="promo-from" label=t(lang, k::cpq::books::VALID_FROM) value=fields.from error=form.of("starts_on")/>
            <DateInput id="promo-to" label=t(lang, k::cpq::books::VALID_TO) value=fields.to error=form.of("ends_on")/>
        </div>
    }
    .into_any()
}

/// Which products, and how much of them.
fn for_what(form: Judged, lists: Lists) -> AnyView {
    use k::cpq::promotions as p;
    let Judged { lang, fields, .. } = form;
    view! {
        <PickedProducts id="promo-product" picked=fields.products error=form.of("product_ids")/>
        <Show when=move || !form.is_kind(BUNDLE)>
            <Picks id="promo-family" label=t(lang, p::FAMILIES) placeholder=t(lang, p::ADD_FAMILY) picked=fields.families options=lists.families.into()/>
        </Show>
        <Show when=move || form.is_kind(PERCENT) || form.is_kind(AMOUNT)>
            <OptionFields lang kinds=fields.kinds/>
        </Show>
        <div class="form-row">
            <NumberInput id="promo-min-quantity" label=t(lang, p::MIN_QUANTITY) value=fields.min_quantity error=form.of("min_quantity")/>
            <NumberInput id="promo-min-amount" label=t(lang, p::MIN_AMOUNT) value=fields.min_amount error=form.of("min_minor")/>
        </div>
    }
    .into_any()
}

/// Which customers, in which currency and price book.
fn for_whom(form: Judged, lists: Lists) -> AnyView {
    use k::cpq::promotions as p;
    let Judged { lang, fields, .. } = form;
    view! {
        <Picks id="promo-segment" label=t(lang, p::SEGMENTS) placeholder=t(lang, p::ADD_SEGMENT) picked=fields.segments options=Signal::derive(move || industry_choices(lang, ""))/>
        <div class="form-row">
            <Select id="promo-currency" label=t(lang, p::CURRENCY) value=fields.currency options=currencies() placeholder=t(lang, p::ANY_CURRENCY).to_owned() error=form.of("currency")/>
            <Select id="promo-book" label=t(lang, p::PRICE_BOOK) value=fields.price_book options=lists.books placeholder=t(lang, p::ANY_BOOK).to_owned()/>
        </div>
    }
    .into_any()
}
