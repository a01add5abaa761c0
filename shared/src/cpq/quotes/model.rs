//! A quote as the editor, the list and the document see it.

use super::choice::LineChoice;
use super::sections::Section;
use super::state::{QuoteMove, QuoteState};
use crate::cpq::approvals::QuoteApproval;
use crate::cpq::catalog::BookChoice;
use crate::cpq::clauses::HeldClause;
use crate::cpq::models::Configuration;
use crate::cpq::pricing::{DocumentOff, DocumentSurcharge, LineInput, Subscription, Terms};
use crate::cpq::promotions::Held;
use crate::cpq::templates::LeftOut;
use crate::kernel::{
    AccountId, ContactId, Currency, Instant, Issue, Lang, Named, OpportunityId, Percent,
    PriceBookId, ProductId, QuoteId, QuoteLineId, QuoteSectionId, SalesChannel, UserId,
};
use crate::platform::fields::CustomValues;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A line of a quote.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Identity, kept when lines are re-ordered and saved.
    pub id: QuoteLineId,
    /// The product, or none for a line typed freely.
    pub product_id: Option<ProductId>,
    /// The section it stands in; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<QuoteSectionId>,
    /// What the customer reads; the first line is its title.
    pub description: String,
    /// What one unit is.
    pub unit: String,
    /// What it is priced from.
    pub price: LineInput,
    /// How the product is configured, for one that is.
    #[serde(default)]
    pub configuration: Option<Configuration>,
    /// What of it the customer may choose, beside taking an optional line.
    #[serde(default, skip_serializing_if = "LineChoice::is_none")]
    pub choice: LineChoice,
}

impl std::borrow::Borrow<LineInput> for QuoteLine {
    fn borrow(&self) -> &LineInput {
        &self.price
    }
}

/// Everything a person edits in a quote; saved as a whole.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteDraft {
    /// What the offer is about.
    pub title: String,
    /// Who it is for.
    pub account_id: Option<AccountId>,
    /// To whose attention.
    pub contact_id: Option<ContactId>,
    /// Where list prices come from.
    pub price_book_id: Option<PriceBookId>,
    /// The channel it is sold by; that of its deal.
    #[serde(default, skip_serializing_if = "SalesChannel::is_direct")]
    pub channel: SalesChannel,
    /// Currency of every price; that of the price book.
    pub currency: Currency,
    /// Language of the document.
    pub language: Lang,
    /// Date of the offer.
    pub issued_on: NaiveDate,
    /// Last day it can be accepted.
    pub valid_until: NaiveDate,
    /// Months the recurring lines run.
    pub term_months: u32,
    /// Within how many days of its date an invoice is to be paid, 0 at once; nothing where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_days: Option<u32>,
    /// Discount on the whole document.
    pub discount: Percent,
    /// A discount that is no percentage, in the place of `discount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<DocumentOff>,
    /// What is added to the document beside its lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surcharges: Vec<DocumentSurcharge>,
    /// Promotions as it took them; what they give is on the lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Held>,
    /// What is said about the time of all recurring lines.
    #[serde(default, skip_serializing_if = "Subscription::is_plain")]
    pub subscription: Subscription,
    /// Text before the lines.
    pub introduction: String,
    /// Text after the totals.
    pub terms: String,
    /// Its clauses, in the order of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<HeldClause>,
    /// Its sections, in the order of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Values of the fields an administrator added; the document does not show them.
    #[serde(default, skip_serializing_if = "CustomValues::is_empty")]
    pub custom: CustomValues,
    /// The lines, in the order of the document: see [`super::sections::arrange`].
    pub lines: Vec<QuoteLine>,
}

impl QuoteDraft {
    /// What all lines are priced with.
    #[must_use]
    pub const fn pricing_terms(&self) -> Terms {
        Terms {
            currency: self.currency,
            months: self.term_months,
            discount: self.discount,
            off: self.off,
            subscription: self.subscription,
        }
    }

    /// The most months a line without its own can run: with a common end only the calendar says.
    #[must_use]
    pub const fn most_months(&self) -> u32 {
        match self.subscription.ends_on {
            Some(_) => super::rules::MONTHS,
            None => self.term_months,
        }
    }
}

/// The figures browser and server must agree on, and the list shows. Minor units.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteFigures {
    /// Without tax.
    pub net_minor: i64,
    /// Tax.
    pub tax_minor: i64,
    /// With tax.
    pub gross_minor: i64,
    /// Net of one-time lines, and the surcharges on the document.
    pub one_time_minor: i64,
    /// Monthly recurring revenue.
    pub monthly_minor: i64,
}

/// A quote as its page shows it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    /// Identity of this version.
    pub id: QuoteId,
    /// Identity of version 1, shared by all versions.
    pub series_id: QuoteId,
    /// Number, for example `Q-2026-00042`.
    pub number: String,
    /// Version, from 1.
    pub version_number: u32,
    /// Whether it is the version that counts.
    pub active_version: bool,
    /// State, with expiry by date already applied.
    pub state: QuoteState,
    /// Contents.
    pub draft: QuoteDraft,
    /// Figures as saved.
    pub figures: QuoteFigures,
    /// Account's name.
    pub account_name: Option<String>,
    /// Whether the account's VAT number is known (needed for reverse charge).
    pub account_has_vat_number: bool,
    /// Contact's name.
    pub contact_name: Option<String>,
    /// The opportunity it belongs to.
    pub opportunity: Option<Named<OpportunityId>>,
    /// Price book's name.
    pub price_book_name: Option<String>,
    /// Why it has this price book.
    #[serde(default)]
    pub price_book_why: Option<BookChoice>,
    /// Who it belongs to.
    pub owner: Named<UserId>,
    /// Why the customer declined.
    pub decline_reason: String,
    /// Every version, newest first.
    pub versions: Vec<QuoteVersionRow>,
    /// Moves this person may make now.
    pub moves: Vec<QuoteMove>,
    /// Whether this person may change the contents now.
    pub may_edit: bool,
    /// Whether this person may make new versions and copies of it.
    pub may_copy: bool,
    /// Whether costs are filled in: this person sees margins.
    pub sees_margin: bool,
    /// Why somebody has to approve it, as findings.
    pub approval_reasons: Vec<Issue>,
    /// The rules that say so, for the page that is being written.
    #[serde(default)]
    pub approval: QuoteApproval,
    /// What its template has and it could not take; only told when it is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Who changed it last; only told to those whose save came too late.
    pub changed_by: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// In the bin.
    pub deleted: bool,
    /// Raised by every change.
    pub version: i64,
}

/// One version in the list of versions.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteVersionRow {
    /// Which.
    pub id: QuoteId,
    /// Version, from 1.
    pub version_number: u32,
    /// State.
    pub state: QuoteState,
    /// Net amount.
    pub net_minor: i64,
    /// Its currency.
    pub currency: Currency,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A row of the list of quotes.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteRow {
    /// Which.
    pub id: QuoteId,
    /// Number.
    pub number: String,
    /// Version, from 1.
    pub version_number: u32,
    /// State, with expiry by date already applied.
    pub state: QuoteState,
    /// What it is about.
    pub title: String,
    /// Who it is for.
    pub account: Option<Named<AccountId>>,
    /// The opportunity it belongs to.
    pub opportunity: Option<Named<OpportunityId>>,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// Currency of the figures.
    pub currency: Currency,
    /// Figures as saved.
    pub figures: QuoteFigures,
    /// Date of the offer.
    pub issued_on: NaiveDate,
    /// Last day it can be accepted.
    pub valid_until: NaiveDate,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// What an event says about a quote: enough for its history and an opportunity's timeline.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteFacts {
    /// Number.
    pub number: String,
    /// Version, from 1.
    pub version_number: u32,
    /// What it is about.
    pub title: String,
    /// State.
    pub state: QuoteState,
    /// Currency of the amount.
    pub currency: Currency,
    /// Without tax.
    pub net_minor: i64,
    /// Discount on the whole document, as a percentage however it was typed.
    pub discount: Percent,
    /// Last day it can be accepted.
    pub valid_until: NaiveDate,
    /// How many lines.
    pub lines: u32,
    /// Why, for a refusal.
    pub reason: String,
    /// Values of the fields an administrator added.
    #[serde(default, skip_serializing_if = "CustomValues::is_empty")]
    pub custom: CustomValues,
}
