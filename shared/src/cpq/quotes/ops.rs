//! What may be asked about quotes.

use super::compare::QuoteComparison;
use super::model::{QuoteDraft, QuoteFigures, QuoteRow, QuoteView};
use super::state::{QuoteMove, QuoteState};
use crate::kernel::{
    AccountId, Currency, Lang, OpportunityId, PriceBookId, QuoteId, QuoteTemplateId, UserId,
};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteSort {
    /// Last changed first.
    #[default]
    Updated,
    /// Newest number first.
    Number,
    /// Account's name.
    Account,
    /// Largest net amount first.
    Amount,
    /// Earliest last day first.
    ValidUntil,
}

/// Which quotes a list shows; each condition that is set must hold. Superseded versions are left
/// out unless asked for by state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuoteFilter {
    /// Part of the number, title or account's name.
    pub text: String,
    /// One of these states; empty for any but superseded.
    pub states: Vec<QuoteState>,
    /// For this account.
    pub account_id: Option<AccountId>,
    /// Of this opportunity.
    pub opportunity_id: Option<OpportunityId>,
    /// Of this person.
    pub owner_id: Option<UserId>,
    /// Last day not after this one.
    pub valid_until: Option<NaiveDate>,
}

/// A page of quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuotes {
    /// Which.
    pub filter: QuoteFilter,
    /// In which order.
    pub sort: QuoteSort,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to answer, at most 200.
    pub limit: u32,
}
operation!(ListQuotes => QuoteList, "quotes.list", ViewQuote);

/// The rows asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteList {
    /// Rows.
    pub rows: Vec<QuoteRow>,
    /// How many there are in all.
    pub total: i64,
    /// Net amount of all of them, per currency: currencies are never added together.
    pub sums: Vec<(Currency, i64)>,
}

/// One quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetQuote {
    /// Which.
    pub id: QuoteId,
}
operation!(GetQuote => QuoteView, "quotes.get", ViewQuote);

/// Makes a quote: from an opportunity with its products, for an account, or blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateQuote {
    /// Chosen by the client.
    pub id: QuoteId,
    /// Takes over account, currency, title and products.
    pub opportunity_id: Option<OpportunityId>,
    /// For a quote without opportunity.
    pub account_id: Option<AccountId>,
    /// Which prices; without one, an active price book of the currency is chosen.
    pub price_book_id: Option<PriceBookId>,
    /// What it is about; empty takes the opportunity's name.
    pub title: String,
    /// Language of the document; `None` takes the contact's or the person's.
    pub language: Option<Lang>,
    /// Starts with what this template says, in the place of the opportunity's products.
    #[serde(default)]
    pub template_id: Option<QuoteTemplateId>,
}
operation!(CreateQuote => QuoteView, "quotes.create", EditQuote);

/// Saves the contents of a draft as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveQuote {
    /// Which.
    pub id: QuoteId,
    /// The version that was read.
    pub version: i64,
    /// The contents.
    pub draft: QuoteDraft,
    /// What the browser computed; the server refuses when it computes anything else.
    pub figures: QuoteFigures,
}
operation!(SaveQuote => QuoteView, "quotes.save", EditQuote);

/// Moves a quote to another state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveQuote {
    /// Which.
    pub id: QuoteId,
    /// The version that was read.
    pub version: i64,
    /// What to do.
    pub step: QuoteMove,
    /// Why, for a refusal.
    pub reason: String,
}
operation!(MoveQuote => QuoteView, "quotes.move", EditQuote);

/// Makes the next version, a draft with the same contents; the old one is superseded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewQuoteVersion {
    /// Which quote to replace.
    pub id: QuoteId,
    /// The version that was read.
    pub version: i64,
    /// Id of the new version, chosen by the client.
    pub new_id: QuoteId,
}
operation!(NewQuoteVersion => QuoteView, "quotes.new_version", EditQuote);

/// Makes another quote with the same contents and a number of its own. It is a draft: nothing of
/// the approval or the answer is copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateQuote {
    /// Which quote to copy.
    pub id: QuoteId,
    /// Id of the copy, chosen by the client.
    pub new_id: QuoteId,
}
operation!(DuplicateQuote => QuoteView, "quotes.duplicate", EditQuote);

/// Puts a quote into the bin. Its number stays taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteQuote {
    /// Which.
    pub id: QuoteId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteQuote => QuoteView, "quotes.delete", EditQuote);

/// Takes a quote out of the bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreQuote {
    /// Which.
    pub id: QuoteId,
}
operation!(RestoreQuote => QuoteView, "quotes.restore", EditQuote);

/// What changed between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareQuotes {
    /// The older one.
    pub old: QuoteId,
    /// The newer one.
    pub new: QuoteId,
}
operation!(CompareQuotes => QuoteComparison, "quotes.compare", ViewQuote);

/// The document a customer receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetQuotePdf {
    /// Which quote.
    pub id: QuoteId,
}
operation!(GetQuotePdf => QuotePdf, "quotes.pdf", ViewQuote);

/// A PDF with the name to save it under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotePdf {
    /// For example `Q-2026-00042.pdf`.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The quote as data (UBL 2.1), as it is inside its PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetQuoteUbl {
    /// Which quote.
    pub id: QuoteId,
}
operation!(GetQuoteUbl => QuoteUbl, "quotes.ubl", ViewQuote);

/// XML with the name to save it under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteUbl {
    /// For example `Q-2026-00042.xml`.
    pub file_name: String,
    /// The file.
    pub xml: String,
}
