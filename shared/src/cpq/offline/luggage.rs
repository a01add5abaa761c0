//! What is taken along, and how quotes are made of it.

use super::changes::PriceChanges;
use crate::cpq::agreements::{AgreementRow, offers, take};
use crate::cpq::catalog::{BookFit, Buyer, Catalog, CatalogItem};
use crate::cpq::models::{ModelState, ProductModel};
use crate::cpq::promotions::{Families, Held, Occasion, PromotionRow, Taken, settle};
use crate::cpq::quotes::{LineChoice, QuoteDraft, QuoteLine, formulas, schedules};
use crate::kernel::{AccountId, Instant, Lang, Problem, ProductId, QuoteId, QuoteLineId, UserId};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// How long what was taken along counts as fresh: a day.
pub const STALE_MS: i64 = 24 * 60 * 60 * 1_000;
/// Days a quote can be accepted that was begun without a network, as one begun with it.
const VALID_DAYS: u64 = 30;

/// A customer one can make a quote for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenAccount {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its industry, which promotions ask for.
    #[serde(default)]
    pub segment: String,
    /// Within how many days it pays, where that was agreed with it.
    #[serde(default)]
    pub payment_days: Option<u32>,
    /// Prices agreed with it, and those it inherits.
    #[serde(default)]
    pub agreements: Vec<AgreementRow>,
}

/// Everything a browser keeps to make quotes without a network. Costs are in it only for those who see
/// margins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Luggage {
    /// Whose it is: nobody else's page reads it.
    pub owner: UserId,
    /// When it was taken.
    pub taken_at: Instant,
    /// A quote without customer, price book and lines, as the server would begin it.
    pub blank: QuoteDraft,
    /// Customers, those one works with first.
    pub accounts: Vec<TakenAccount>,
    /// There are customers that were not taken along.
    #[serde(default)]
    pub more_accounts: bool,
    /// Price books with what they sell.
    pub books: Vec<Catalog>,
    /// Promotions quotes take by themselves.
    #[serde(default)]
    pub promotions: Vec<PromotionRow>,
    /// Models of products that can be configured.
    #[serde(default)]
    pub models: Vec<ProductModel>,
    /// Names of price books and products whose contents are too large to take along.
    #[serde(default)]
    pub left_behind: Vec<String>,
    /// Whether costs are in it.
    #[serde(default)]
    pub sees_margin: bool,
}

/// A quote no server has yet, as the browser keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Travelling {
    /// Chosen when it was begun; it is sent under this id.
    pub id: QuoteId,
    /// Who wrote it.
    pub owner: UserId,
    /// The customer's name, for the list.
    #[serde(default)]
    pub account_name: Option<String>,
    /// What was written, with the prices it is offered at.
    pub draft: QuoteDraft,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Why the server did not take it.
    #[serde(default)]
    pub refused: Option<Problem>,
    /// It was sent before, and what was made of it says something else.
    #[serde(default)]
    pub twice: Option<String>,
}

/// A quote the server has made of one that travelled, kept until its price changes were seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// Which.
    pub id: QuoteId,
    /// Who wrote it.
    pub owner: UserId,
    /// The number it was given.
    pub number: String,
    /// The version the server answered.
    pub version: i64,
    /// The customer's name.
    #[serde(default)]
    pub account_name: Option<String>,
    /// When it was sent.
    pub sent_at: Instant,
    /// What was offered.
    pub offered: QuoteDraft,
    /// What the server made of it.
    pub now: QuoteDraft,
    /// What differs.
    pub changes: PriceChanges,
}

/// Whether what was taken along should be taken anew.
#[must_use]
pub const fn is_stale(taken_at: Instant, now: Instant) -> bool {
    now.0.saturating_sub(taken_at.0) >= STALE_MS
}

/// The price books quotes may be made with on `day`.
pub fn offered_books(luggage: &Luggage, day: NaiveDate) -> impl Iterator<Item = &Catalog> {
    luggage.books.iter().filter(move |catalog| {
        let draft = &catalog.book.draft;
        catalog.book.active
            && draft.valid_from.is_none_or(|from| from <= day)
            && draft.valid_to.is_none_or(|to| day <= to)
    })
}

/// The model a product is configured with on `day`.
#[must_use]
pub fn offered_model(
    luggage: &Luggage,
    product: ProductId,
    day: NaiveDate,
) -> Option<&ProductModel> {
    luggage.models.iter().find(|model| {
        model.product_id == product
            && model.state == ModelState::Published
            && model.draft.valid_from.is_none_or(|from| from <= day)
            && model.draft.valid_to.is_none_or(|to| day <= to)
    })
}

/// The family of every product there is, for promotions.
#[must_use]
pub fn families(luggage: &Luggage) -> Families {
    luggage
        .books
        .iter()
        .flat_map(|catalog| &catalog.items)
        .map(|item| (item.entry.product_id, item.family.clone()))
        .collect()
}

/// A quote begun on `today`, with the first price book of the person's currency, else the first.
#[must_use]
pub fn new_quote(luggage: &Luggage, today: NaiveDate) -> QuoteDraft {
    let mut draft = luggage.blank.clone();
    let own = |catalog: &&Catalog| catalog.book.draft.currency == luggage.blank.currency;
    // Nothing is known of the customer yet: a price book for all, sold by ourselves, comes first.
    let for_all =
        |catalog: &&Catalog| BookFit::of(&catalog.book.draft, &Buyer::default()).is_some();
    let offered = || offered_books(luggage, today);
    let book = offered()
        .find(|catalog| own(catalog) && for_all(catalog))
        .or_else(|| offered().find(own))
        .or_else(|| offered().next());
    if let Some(catalog) = book {
        draft.price_book_id = Some(catalog.book.id);
        draft.currency = catalog.book.draft.currency;
        if let Some(rule) = catalog.book.draft.proration {
            draft.subscription.proration = rule;
        }
    }
    draft.issued_on = today;
    draft.valid_until = today
        .checked_add_days(Days::new(VALID_DAYS))
        .unwrap_or(today);
    draft
}

/// A line of one unit of a product.
#[must_use]
pub fn new_line(id: QuoteLineId, item: &CatalogItem, language: Lang) -> QuoteLine {
    let (name, details) = (item.name.get(language), item.description.get(language));
    QuoteLine {
        id,
        product_id: Some(item.entry.product_id),
        section: None,
        description: if details.trim().is_empty() {
            name.to_owned()
        } else {
            format!("{name}\n{details}")
        },
        unit: item.unit.clone(),
        price: item.to_line(),
        configuration: None,
        choice: LineChoice::default(),
    }
}

/// Gives the quote what was agreed with the customer and what promotions take off, as far as it was taken
/// along.
pub fn settle_offline(luggage: &Luggage, draft: &mut QuoteDraft) {
    let account = draft
        .account_id
        .and_then(|id| luggage.accounts.iter().find(|account| account.id == id));
    let agreed = account.map_or_else(Vec::new, |account| {
        offers(&account.agreements, draft.currency, draft.issued_on)
    });
    take(&mut draft.lines, &agreed);
    let days = account.and_then(|account| account.payment_days);
    draft.payment_days = days.or(luggage.blank.payment_days);
    // Promotions look at what formulas come to, as they do on the server.
    formulas::settle(draft);
    schedules::settle(draft);
    let occasion = Occasion {
        currency: draft.currency,
        price_book_id: draft.price_book_id,
        day: draft.issued_on,
        segment: account.map_or("", |account| account.segment.as_str()),
    };
    draft.promotions = luggage
        .promotions
        .iter()
        .filter(|row| row.draft.refusal(&occasion, taken(row)).is_none())
        .map(|row| Held {
            id: row.id,
            promotion: row.draft.clone(),
        })
        .collect();
    settle(draft, &families(luggage));
}

/// What of a promotion was taken when it was packed.
const fn taken(row: &PromotionRow) -> Taken {
    Taken {
        uses: row.used,
        given_minor: row.given_minor,
    }
}
