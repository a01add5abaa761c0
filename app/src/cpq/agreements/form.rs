//! The form of an agreement.

use super::api;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::cpq::catalog::currencies;
use crate::cpq::catalog::pick::products;
use crate::cpq::{labels, numbers};
use crate::shell::form::{FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf, offer_undo};
use i18n::{k, t};
use leptos::prelude::*;
use shared::cpq::agreements::ops::{DeleteAgreement, SaveAgreement};
use shared::cpq::agreements::{Agreement, AgreementDraft, AgreementRow, validate_agreement};
use shared::cpq::pricing::AgreedPrice;
use shared::kernel::{AccountId, AgreementId, Issue, Lang, ProductId, UnitPrice};
use ui::{
    Choice, Combobox, DateInput, NumberInput, Place, Select, Tell, TextInput, Toaster, use_toaster,
};

/// What is open in the form: nothing, a new agreement, or one to change.
pub type Opened = RwSignal<Option<Option<AgreementRow>>>;

/// How the price is said in the form.
const FIXED: &str = "fixed";
const PERCENT: &str = "percent";

/// The form beside the page.
#[component]
pub fn AgreementForm(account_id: AccountId, opened: Opened, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let title = move |row: &Option<AgreementRow>| {
        let key = if row.is_some() {
            k::cpq::agreements::EDIT
        } else {
            k::cpq::agreements::ADD_TITLE
        };
        t(lang, key).to_owned()
    };
    view! {
        <DialogOf id="agreement-form" of=opened title close=k::cpq::book::CANCEL place=Place::Side let(row)>
            <Form account_id row opened reload/>
        </DialogOf>
    }
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    product: RwSignal<Option<Choice>>,
    charge: RwSignal<String>,
    kind: RwSignal<String>,
    value: RwSignal<String>,
    currency: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Fields {
    fn of(lang: Lang, row: Option<&AgreementRow>, currency: &str) -> Self {
        let draft = row.map(|row| &row.agreement.draft);
        let text = |value: Option<String>, other: &str| {
            RwSignal::new(value.unwrap_or_else(|| other.to_owned()))
        };
        let (kind, value) = match draft.map(|draft| draft.price) {
            Some(AgreedPrice::PercentOff(rate)) => (PERCENT, numbers::percent(lang, rate)),
            Some(AgreedPrice::Fixed(price)) => (FIXED, numbers::price(lang, price)),
            None => (FIXED, String::new()),
        };
        Self {
            name: text(draft.map(|draft| draft.name.clone()), ""),
            product: RwSignal::new(row.map(|row| {
                let label = format!("{} – {}", row.sku, row.product.get(lang));
                Choice::new(row.agreement.draft.product_id.to_string(), label)
            })),
            charge: text(
                draft.map(|draft| draft.charge.code().to_owned()),
                "one_time",
            ),
            kind: RwSignal::new(kind.to_owned()),
            value: RwSignal::new(value),
            currency: text(
                draft.map(|draft| draft.currency.code().to_owned()),
                currency,
            ),
            from: text(
                draft.and_then(|draft| draft.starts_on.map(|day| day.to_string())),
                "",
            ),
            to: text(
                draft.and_then(|draft| draft.ends_on.map(|day| day.to_string())),
                "",
            ),
        }
    }

    /// What was typed, or the findings.
    fn read(&self, lang: Lang) -> Result<AgreementDraft, Vec<Issue>> {
        let mut issues = Vec::new();
        let product_id: Option<ProductId> = self
            .product
            .with_untracked(|choice| choice.as_ref().and_then(|c| c.value.parse().ok()));
        if product_id.is_none() {
            issues.push(Issue::error("required", "product_id"));
        }
        let typed = self.value.get_untracked();
        let price = if self.kind.with_untracked(|kind| kind == PERCENT) {
            numbers::to_percent(lang, &typed).map(AgreedPrice::PercentOff)
        } else {
            numbers::to_price(lang, &typed).map(AgreedPrice::Fixed)
        };
        if typed.trim().is_empty() {
            issues.push(Issue::error("required", "price"));
        } else if price.is_none() {
            issues.push(Issue::error("not_a_number", "price").with("text", typed));
        }
        let currency = self.currency.with_untracked(|code| code.parse().ok());
        let charge = self.charge.with_untracked(|code| code.parse().ok());
        // With what is missing filled in, so that everything there is to say is said at once.
        let draft = AgreementDraft {
            name: self.name.with_untracked(|name| name.trim().to_owned()),
            product_id: product_id.unwrap_or(ProductId(uuid::Uuid::nil())),
            charge: charge.unwrap_or_default(),
            currency: currency.unwrap_or(shared::kernel::Currency::EUR),
            price: price.unwrap_or(AgreedPrice::Fixed(UnitPrice(0))),
            starts_on: self.from.with_untracked(|day| day.parse().ok()),
            ends_on: self.to.with_untracked(|day| day.parse().ok()),
        };
        issues.extend(validate_agreement(&draft));
        if issues.is_empty() {
            Ok(draft)
        } else {
            Err(issues)
        }
    }
}

/// Says that it is saved; the message takes it back: what was changed becomes what it was, what was
/// added goes.
fn said(
    lang: Lang,
    toaster: Toaster,
    (before, now): (Option<Agreement>, Agreement),
    reload: Callback<()>,
) {
    let (id, version) = (now.id, now.version);
    let back = move || {
        let before = before.as_ref().map(|before| SaveAgreement {
            id,
            account_id: now.account_id,
            version,
            draft: before.draft.clone(),
        });
        async move {
            match before {
                Some(before) => api::save(before).await,
                None => api::delete(DeleteAgreement { id, version }).await,
            }
        }
    };
    let text = t(lang, k::cpq::products::SAVED);
    offer_undo(lang, toaster, text, back, move || reload.tell(()));
}

#[component]
fn Form(
    account_id: AccountId,
    row: Option<AgreementRow>,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let fields = Fields::of(lang, row.as_ref(), use_session().company_currency.code());
    let before = row.map(|row| row.agreement);
    let (id, version) = before.as_ref().map_or_else(
        || (AgreementId(new_uuid()), 0),
        |before| (before.id, before.version),
    );
    let before = StoredValue::new(before);
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let save = move || {
        let draft = match fields.read(lang) {
            Ok(draft) => draft,
            Err(issues) => {
                findings.check(issues);
                return;
            }
        };
        findings.clear();
        let request = SaveAgreement {
            id,
            account_id,
            version,
            draft,
        };
        let before = before.get_value();
        findings.send(busy, api::save(request), move |list| {
            let _ = opened.try_set(None);
            reload.tell(());
            let now = list.rows.into_iter().find(|row| row.agreement.id == id);
            if let Some(now) = now {
                said(lang, toaster, (before, now.agreement), reload);
            }
        });
    };
    view! {
        <DialogForm send=save leave=Callback::new(move |()| opened.set(None)) busy>
            <div class="dialog-body stack">
                <TextInput
                    id="agreement-name"
                    label=t(lang, k::cpq::agreements::NAME)
                    hint=t(lang, k::cpq::agreements::NAME_HINT)
                    value=fields.name
                    required=true
                    max_length=120
                    error=findings.of("name")
                />
                <Combobox
                    id="agreement-product"
                    label=t(lang, k::cpq::agreements::PRODUCT)
                    value=fields.product
                    suggest=products(lang)
                    empty_text=t(lang, k::cpq::book::NOTHING_FOUND)
                    placeholder=t(lang, k::cpq::book::SEARCH)
                    required=true
                    error=findings.of("product_id")
                />
                <div class="form-row">
                    <Select id="agreement-charge" label=t(lang, k::cpq::agreements::CHARGE) value=fields.charge options=labels::charges(lang)/>
                    <Select id="agreement-currency" label=t(lang, k::cpq::agreements::CURRENCY) value=fields.currency options=currencies()/>
                </div>
                {price_inputs(lang, fields, findings.of("price"))}
                <div class="form-row">
                    <DateInput id="agreement-from" label=t(lang, k::cpq::books::VALID_FROM) value=fields.from error=findings.of("starts_on")/>
                    <DateInput id="agreement-to" label=t(lang, k::cpq::books::VALID_TO) value=fields.to error=findings.of("ends_on")/>
                </div>
                <p class="small muted">{t(lang, k::cpq::agreements::PASSED_ON)}</p>
                <FormNotice text=findings.rest(&["name", "product_id", "price", "starts_on", "ends_on"])/>
            </div>
        </DialogForm>
    }
}

/// How the price is said, and the price.
fn price_inputs(lang: Lang, fields: Fields, error: Signal<Option<String>>) -> AnyView {
    use k::cpq::agreements as a;
    let kinds = vec![
        Choice::new(FIXED, t(lang, a::FIXED)),
        Choice::new(PERCENT, t(lang, a::PERCENT)),
    ];
    let value = move || {
        let (label, suffix) = if fields.kind.with(|kind| kind == PERCENT) {
            (a::OFF, "%".to_owned())
        } else {
            (a::UNIT_PRICE, fields.currency.get())
        };
        view! {
            <NumberInput id="agreement-value" label=t(lang, label) value=fields.value suffix required=true error/>
        }
    };
    view! {
        <div class="form-row">
            <Select id="agreement-kind" label=t(lang, a::KIND) value=fields.kind options=kinds/>
            {value}
        </div>
    }
    .into_any()
}
