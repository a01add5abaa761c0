//! An agreement as it is kept, and what it offers a quote.

use crate::cpq::pricing::{AgreedPrice, Charge, Contracted};
use crate::kernel::{AccountId, AgreementId, Currency, LocalText, Named, ProductId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What people write of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementDraft {
    /// How customer and seller call it.
    pub name: String,
    /// For which product.
    pub product_id: ProductId,
    /// Charged once, monthly or yearly.
    pub charge: Charge,
    /// On quotes in this currency.
    pub currency: Currency,
    /// What was agreed.
    pub price: AgreedPrice,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

impl AgreementDraft {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|from| from <= day) && self.ends_on.is_none_or(|to| day <= to)
    }
}

/// An agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Identity.
    pub id: AgreementId,
    /// With whom.
    pub account_id: AccountId,
    /// What was agreed.
    pub draft: AgreementDraft,
    /// Raised by every change.
    pub version: i64,
}

/// An agreement with the names a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementRow {
    /// The agreement.
    pub agreement: Agreement,
    /// How many accounts above the one asked for it was made with; 0 is the account itself.
    pub level: u32,
    /// With whom.
    pub account: Named<AccountId>,
    /// The product's code.
    pub sku: String,
    /// The product's name.
    pub product: LocalText,
}

/// An agreed price in force for a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// For which product.
    pub product_id: ProductId,
    /// Charged like this.
    pub charge: Charge,
    /// What a line of it takes.
    pub contracted: Contracted,
}
