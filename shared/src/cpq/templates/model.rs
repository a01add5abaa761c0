//! A template and what it holds.

use crate::cpq::clauses::HeldClause;
use crate::cpq::models::Configuration;
use crate::cpq::pricing::{Charge, DocumentSurcharge, LineTerm, Subscription, Surcharge, Tax};
use crate::cpq::quotes::{LineChoice, Section};
use crate::kernel::{
    Currency, Instant, Lang, Named, Percent, ProductId, Quantity, QuoteSectionId, QuoteTemplateId,
    UnitPrice, UserId, coded,
};
use crate::platform::fields::CustomValues;
use serde::{Deserialize, Serialize};

coded! {
    /// Who may start from a template.
    #[derive(Default)]
    TemplateSharing {
        /// Its owner.
        #[default]
        Private = "private",
        /// The owner's team and those below it.
        Team = "team",
        /// Everybody.
        Company = "company",
    }
}

/// A line that was typed freely: its price is kept, since no price book knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeLine {
    /// What one unit is.
    pub unit: String,
    /// What it costs, in the template's currency.
    pub price: UnitPrice,
    /// Its tax.
    pub tax: Tax,
}

/// A line of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLine {
    /// The product; none for a line typed freely.
    pub product_id: Option<ProductId>,
    /// The section it stands in.
    pub section: Option<QuoteSectionId>,
    /// What the customer reads, in the template's language.
    pub description: String,
    /// How it is charged.
    pub charge: Charge,
    /// How many.
    pub quantity: Quantity,
    /// A percentage off.
    pub discount: Percent,
    /// An amount off one period, in the template's currency.
    pub off_minor: Option<i64>,
    /// What is added to each of its periods, amounts in the template's currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surcharges: Vec<Surcharge>,
    /// Whether the customer may take it or leave it.
    pub optional: bool,
    /// What it says about its time, without a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Box<LineTerm>>,
    /// How it is configured; priced anew.
    pub configuration: Option<Configuration>,
    /// What of it the customer may choose.
    #[serde(default)]
    pub choice: LineChoice,
    /// What is said of a line typed freely.
    pub free: Option<FreeLine>,
}

/// What a quote says, without its customer, its days and the price book's prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateContents {
    /// What an offer made from it is about.
    pub title: String,
    /// Language of its texts.
    pub language: Lang,
    /// Currency of the amounts that are kept.
    pub currency: Currency,
    /// For how many days an offer holds.
    pub valid_days: u32,
    /// Months the recurring lines run.
    pub term_months: u32,
    /// Within how many days it is to be paid; nothing where the company's own hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_days: Option<u32>,
    /// What is said about the time of all recurring lines, without days.
    #[serde(default, skip_serializing_if = "Subscription::is_plain")]
    pub subscription: Subscription,
    /// Discount on the whole.
    pub discount: Percent,
    /// An amount off the whole, in its currency.
    pub off_minor: Option<i64>,
    /// What is added to the whole, amounts in its currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surcharges: Vec<DocumentSurcharge>,
    /// Text before the lines.
    pub introduction: String,
    /// Text after the totals.
    pub terms: String,
    /// Values of the fields administrators added, days left out.
    #[serde(default, skip_serializing_if = "CustomValues::is_empty")]
    pub custom: CustomValues,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Its clauses.
    pub clauses: Vec<HeldClause>,
    /// Its lines.
    pub lines: Vec<TemplateLine>,
}

/// A template in the list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    /// Which.
    pub id: QuoteTemplateId,
    /// Its name.
    pub name: String,
    /// Who may start from it.
    pub sharing: TemplateSharing,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// What an offer made from it is about.
    pub title: String,
    /// Language of its texts.
    pub language: Lang,
    /// How many lines it has.
    pub lines: u32,
    /// How many sections.
    pub sections: u32,
    /// How many clauses.
    pub clauses: u32,
    /// How many files a quote made from it gets.
    #[serde(default)]
    pub files: u32,
    /// Whether this person may change it.
    pub may_edit: bool,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Raised by every change.
    pub version: i64,
}

coded! {
    /// Why a new quote could not take something.
    LeftOutReason {
        /// The product is not offered any more.
        NotSold = "not_sold",
        /// The quote's price book has no price for it.
        NotInBook = "not_in_book",
        /// Its amount is in another currency.
        OtherCurrency = "other_currency",
        /// The line came, but not as it was configured: its model has changed.
        Configuration = "configuration",
        /// The clause is not in the library any more.
        Clause = "clause",
        /// An administrator's field takes other values now.
        Field = "field",
    }
}

/// What a new quote could not take from its template, by name.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What.
    pub name: String,
    /// Why.
    pub reason: LeftOutReason,
}
