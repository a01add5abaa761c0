//! What a promotion would give, while it is written: on one line of a product it is for.

use crate::boot::{use_lang, use_session};
use crate::cpq::numbers;
use i18n::{k, money, t, tf};
use leptos::prelude::*;
use shared::cpq::pricing::LineInput;
use shared::cpq::promotions::{Families, Gave, Held, PromotionDraft, settle};
use shared::cpq::quotes::{QuoteDraft, QuoteLine, price_draft};
use shared::kernel::{
    Currency, Lang, Money, Percent, ProductId, PromotionId, Quantity, QuoteLineId, UnitPrice,
};

/// Quantity and price, and what comes of them.
#[component]
pub(super) fn Trial(draft: Signal<PromotionDraft>) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let (today, base) = (session.today, session.company_currency);
    let quantity = RwSignal::new("10".to_owned());
    let price = RwSignal::new("100".to_owned());
    let result = move || {
        let quantity = numbers::to_quantity(lang, &quantity.get()).filter(|many| many.0 > 0)?;
        let price = numbers::to_price(lang, &price.get())?;
        let draft = draft.get();
        let currency = draft.currency.unwrap_or(base);
        let mut quote = quote(draft, currency, today, (quantity, price));
        let gave = settle(&mut quote, &Families::new());
        let priced = price_draft(&quote);
        let amount = |minor| money(lang, Money::new(minor, currency));
        let (before, after) = (priced.totals.book_minor, priced.totals.net_minor);
        Some(match gave.first() {
            Some((_, Gave::Off(off))) => tf(
                lang,
                k::cpq::promotions::TRIAL_GIVES,
                &[
                    ("before", &amount(before)),
                    ("off", &amount(-off)),
                    ("after", &amount(after)),
                ],
            ),
            _ => t(lang, k::cpq::promotions::TRIAL_NOTHING).to_owned(),
        })
    };
    view! {
        <fieldset class="promo-trial">
            <legend class="small strong">{t(lang, k::cpq::promotions::TRIAL)}</legend>
            <div class="form-row">
                <ui::NumberInput id="promo-trial-quantity" label=t(lang, k::cpq::editor::QUANTITY) value=quantity/>
                <ui::NumberInput id="promo-trial-price" label=t(lang, k::cpq::editor::UNIT_PRICE) value=price/>
            </div>
            <p class="small" aria-live="polite" data-trial="">{result}</p>
        </fieldset>
    }
}

/// A quote with one line of a product the promotion is for.
fn quote(
    draft: PromotionDraft,
    currency: Currency,
    today: chrono::NaiveDate,
    (quantity, list_price): (Quantity, UnitPrice),
) -> QuoteDraft {
    let nobody = uuid::Uuid::nil();
    let product = draft.product_ids.first().copied();
    // A product of no family it names would not do: where only families are named, it is for all here.
    let families = if product.is_some() {
        draft.families.clone()
    } else {
        Vec::new()
    };
    QuoteDraft {
        title: String::new(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency,
        language: Lang::En,
        issued_on: today,
        valid_until: today,
        term_months: 1,
        discount: Percent::ZERO,
        off: None,
        promotions: vec![Held {
            id: PromotionId(nobody),
            promotion: PromotionDraft { families, ..draft },
        }],
        subscription: shared::cpq::pricing::Subscription::default(),
        introduction: String::new(),
        terms: String::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines: vec![QuoteLine {
            id: QuoteLineId(nobody),
            product_id: Some(product.unwrap_or(ProductId(nobody))),
            section: None,
            description: String::new(),
            unit: String::new(),
            price: LineInput {
                quantity,
                list_price,
                ..LineInput::default()
            },
            configuration: None,
            choice: shared::cpq::quotes::LineChoice::default(),
        }],
    }
}
