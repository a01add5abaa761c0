//! What the page of a room shows.

use shared::cpq::attachments::Attachment;
use shared::cpq::pictures::Picture;
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::{QuoteDraft, QuoteState};
use shared::cpq::rooms::{Choice, Message, NotChosen, SignatureView};
use shared::kernel::{Lang, ProductId, Zone};
use shared::platform::branding::Brand;
use std::collections::BTreeMap;

/// Where a visitor comes from.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Network address; empty when unknown.
    pub address: String,
    /// What the browser says of itself.
    pub user_agent: String,
}

/// Everything on the page of a room. Costs are taken out.
#[derive(Clone, Debug)]
pub struct RoomPage {
    /// Number of the quote.
    pub number: String,
    /// Its version.
    pub version_number: u32,
    /// Its state, expiry applied.
    pub state: QuoteState,
    /// Whether a newer version has replaced it.
    pub replaced: bool,
    /// The quote as it was sent, or as it was accepted.
    pub draft: QuoteDraft,
    /// What is chosen of what it leaves open.
    pub choice: Choice,
    /// What was asked for and cannot be chosen.
    pub not: Vec<NotChosen>,
    /// The quote with what is chosen.
    pub counted: QuoteDraft,
    /// Every amount of it.
    pub priced: PricedQuote,
    /// Whether what is chosen goes beyond what was approved: it cannot be accepted here.
    pub beyond: bool,
    /// What the options that are not chosen would add together, with tax.
    pub options_add_minor: Option<i64>,
    /// Who it was made for, as the link says.
    pub recipient: String,
    /// Where a code is sent before it is signed, hinted at; empty when none is needed.
    pub code_to: String,
    /// The seller's name.
    pub seller: String,
    /// The customer's name.
    pub customer: String,
    /// The person to ask.
    pub owner: String,
    /// Questions and answers, oldest first.
    pub messages: Vec<Message>,
    /// The signature, once it is signed.
    pub signature: Option<SignatureView>,
    /// Zone of the person to ask, in which moments are shown.
    pub zone: Zone,
    /// The pictures of its products.
    pub pictures: BTreeMap<ProductId, Picture>,
    /// The files that come with it.
    pub files: Vec<Attachment>,
    /// The seller's look.
    pub brand: Brand,
}

impl RoomPage {
    /// Language of the page: that of the document.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.draft.language
    }

    /// Whether it can be accepted or declined now.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.state.is_with_customer() && !self.replaced
    }
}
