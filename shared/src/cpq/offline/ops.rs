//! What may be asked about quotes made without a network.

use super::changes::PriceChanges;
use super::luggage::Luggage;
use crate::cpq::quotes::{QuoteDraft, QuoteView};
use crate::kernel::{QuoteId, UserId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// Everything this person needs to make quotes without a network, as far as they may read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeAlong {}
operation!(TakeAlong => Luggage, "offline.take_along", EditQuote);

/// Makes a quote of one that was written without a network, with the prices of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendTravelling {
    /// Chosen by the client when the quote was begun; the same quote sent again is made once.
    pub id: QuoteId,
    /// What was written, with the prices it was offered at.
    pub draft: QuoteDraft,
    /// Who wrote it: sent in somebody else's session it is not made.
    #[serde(default)]
    pub owner: Option<UserId>,
}
operation!(SendTravelling => Arrival, "offline.send", EditQuote);

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The quote as it is now.
    pub quote: QuoteView,
    /// What it is priced otherwise than it was offered.
    pub changes: PriceChanges,
    /// It was there already: this request made nothing.
    pub repeated: bool,
    /// What is there says something else than what was sent, because it was sent before with other
    /// contents or has been changed since.
    pub differs: bool,
}
