//! What a promotion would give, while it is written: on lines of the products it is for.

use crate::boot::{use_lang, use_session};
use crate::cpq::numbers;
use i18n::{k, money, t, tf};
use leptos::prelude::*;
use shared::cpq::models::{Configuration, OptionPrice};
use shared::cpq::pricing::LineInput;
use shared::cpq::promotions::gifts::mark;
use shared::cpq::promotions::{Benefit, Families, Gave, Held, PromotionDraft, settle};
use shared::cpq::quotes::{QuoteDraft, QuoteLine, price_draft};
use shared::kernel::{
    Currency, Lang, Money, Percent, ProductId, ProductModelId, PromotionId, Quantity, QuoteLineId,
    UnitPrice,
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
            Some((_, Gave::Gift(gift))) => tf(
                lang,
                k::cpq::promotions::TRIAL_GIFT,
                &[
                    ("n", &numbers::quantity(lang, gift.units)),
                    ("before", &amount(before)),
                    ("off", &amount(-gift.off_minor)),
                    ("after", &amount(after)),
                ],
            ),
            _ => t(lang, k::cpq::promotions::TRIAL_NOTHING).to_owned(),
        })
    };
    let several = Memo::new(move |_| {
        draft.with(|draft| {
            let kind = matches!(draft.benefit, Benefit::Bundle(_) | Benefit::Gift { .. });
            kind || !draft.options.is_empty()
        })
    });
    view! {
        <fieldset class="promo-trial">
            <legend class="small strong">{t(lang, k::cpq::promotions::TRIAL)}</legend>
            <div class="form-row">
                <ui::NumberInput id="promo-trial-quantity" label=t(lang, k::cpq::editor::QUANTITY) value=quantity/>
                <ui::NumberInput id="promo-trial-price" label=t(lang, k::cpq::editor::UNIT_PRICE) value=price/>
            </div>
            <Show when=move || several.get()>
                <p class="muted small">{t(lang, k::cpq::promotions::TRIAL_EACH)}</p>
            </Show>
            <p class="small" aria-live="polite" data-trial="">{result}</p>
        </fieldset>
    }
}

/// A quote with what the promotion is for: a line of a product; of each, for a set; with an option that
/// has the price, where it is on options; and the line of its gift.
fn quote(
    draft: PromotionDraft,
    currency: Currency,
    today: chrono::NaiveDate,
    (quantity, price): (Quantity, UnitPrice),
) -> QuoteDraft {
    let nobody = uuid::Uuid::nil();
    let named = draft.product_ids.clone();
    // A product of no family it names would not do: where only families are named, it is for all here.
    let families = if named.is_empty() {
        Vec::new()
    } else {
        draft.families.clone()
    };
    let option = draft.options.first().cloned();
    let benefit = draft.benefit;
    let held = Held {
        id: PromotionId(nobody),
        promotion: PromotionDraft { families, ..draft },
    };
    let first = ProductId(uuid::Uuid::max());
    let bought = match benefit {
        Benefit::Bundle(_) => named,
        _ => vec![named.first().copied().unwrap_or(first)],
    };
    let mut lines: Vec<QuoteLine> = bought
        .into_iter()
        .map(|product| line(product, quantity, price))
        .collect();
    if let (Some(key), Some(line)) = (option, lines.first_mut()) {
        line.price.list_price = UnitPrice(0);
        line.price.options = price;
        line.configuration = Some(with_option(key, price));
    }
    if let Benefit::Gift { product_id, .. } = benefit {
        let mut given = line(product_id, Quantity::ONE, price);
        given.price.promotions = vec![mark(&held, Quantity::ONE)];
        lines.push(given);
    }
    QuoteDraft {
        title: String::new(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency,
        language: Lang::En,
        channel: shared::kernel::SalesChannel::Direct,
        issued_on: today,
        valid_until: today,
        term_months: 1,
        payment_days: None,
        discount: Percent::ZERO,
        off: None,
        promotions: vec![held],
        subscription: shared::cpq::pricing::Subscription::default(),
        custom: shared::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines,
    }
}

fn line(product: ProductId, quantity: Quantity, list_price: UnitPrice) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(product.0),
        product_id: Some(product),
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
    }
}

fn with_option(key: String, price: UnitPrice) -> Configuration {
    Configuration {
        model_id: ProductModelId(uuid::Uuid::nil()),
        number: 1,
        hash: String::new(),
        choices: Vec::new(),
        answers: Vec::new(),
        values: Vec::new(),
        summary: Vec::new(),
        prices: vec![OptionPrice { key, price }],
    }
}
