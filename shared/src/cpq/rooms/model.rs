//! What a room, its visits, its messages and a signature are.

use super::Choice;
use crate::coded;
use crate::cpq::attachments::Attachment;
use crate::cpq::quotes::QuoteDraft;
use crate::kernel::{Currency, Instant, Quantity, QuoteId, QuoteLineId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// A part of a quote's page that a visitor reads.
    RoomPart {
        /// The page was opened.
        Opened = "opened",
        /// The introduction.
        Introduction = "introduction",
        /// The lines and their prices.
        Lines = "lines",
        /// The optional lines.
        Options = "options",
        /// The terms.
        Terms = "terms",
        /// The questions.
        Questions = "questions",
        /// The place to sign.
        Signing = "signing",
        /// The document was downloaded.
        Document = "document",
        /// A slide of the presentation.
        Presentation = "presentation",
        /// A file was downloaded.
        Attachment = "attachment",
    }
}

/// A link to a quote, for one recipient.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Which.
    pub id: Uuid,
    /// Who it was made for.
    pub recipient: String,
    /// Where a code is sent before it is signed; empty when none is asked for.
    pub email: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was closed; a closed link leads nowhere.
    pub closed_at: Option<Instant>,
    /// What was read through it, newest first, at most 100.
    pub visits: Vec<Visit>,
}

/// A part that was read.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Which part.
    pub part: RoomPart,
    /// When it came into view.
    pub at: Instant,
    /// Of the presentation, which slide; of the files, which one in the customer's list; from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slide: Option<u32>,
}

/// A question of the customer, or an answer.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub id: Uuid,
    /// Who wrote it.
    pub author: String,
    /// Whether it is ours.
    pub ours: bool,
    /// What.
    pub text: String,
    /// When.
    pub at: Instant,
}

/// What a visitor sends to accept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    /// The signer's name, typed.
    pub name: String,
    /// Whether the box of consent is ticked.
    pub consent: bool,
    /// The drawn signature as a path of [`super::is_drawing`]; empty when it was typed only.
    pub drawing: String,
    /// The optional lines chosen.
    pub options: Vec<QuoteLineId>,
    /// Of each group of alternatives the one chosen; the proposed one where none is named.
    #[serde(default)]
    pub alternatives: Vec<QuoteLineId>,
    /// The quantities chosen.
    #[serde(default)]
    pub quantities: Vec<(QuoteLineId, Quantity)>,
    /// The total with tax that was shown, in minor units.
    pub gross_minor: i64,
    /// The code from the mail, as it was typed; empty before one was sent.
    pub code: String,
}

impl Signing {
    /// What was chosen.
    #[must_use]
    pub fn choice(&self) -> Choice {
        Choice {
            options: self.options.iter().copied().collect(),
            alternatives: self.alternatives.iter().copied().collect(),
            quantities: self.quantities.iter().copied().collect(),
        }
    }
}

/// How many of a line there are, of one whose quantity was the customer's to choose.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedQuantity {
    /// The line, as the document names it.
    pub line: String,
    /// How many; of a line with a ramp, at its beginning.
    pub quantity: Quantity,
    /// How many later, of a line with a ramp: fixed, and signed with the rest. Left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterQuantity>,
}

/// How many of a line there are from a month of its term on.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterQuantity {
    /// Months after its first day.
    pub from_month: u32,
    /// How many.
    pub quantity: Quantity,
}

/// What a signature says of the quantities that were the customer's to choose. Limits are about the quantity
/// a line begins with; what a ramp makes of it later stays as it was proposed.
#[must_use]
pub fn signed_quantities(draft: &QuoteDraft) -> Vec<SignedQuantity> {
    let counted = draft.lines.iter().filter(|line| !line.price.optional);
    let open = counted.filter(|line| line.choice.limits.is_some());
    open.map(|line| {
        let recurs = line.price.charge.recurs();
        let term = line.price.term.as_ref().filter(|_| recurs);
        let ramps = term.iter().flat_map(|term| &term.ramps);
        SignedQuantity {
            line: line.name().to_owned(),
            quantity: line.price.quantity,
            later: ramps
                .filter_map(|ramp| {
                    Some(LaterQuantity {
                        from_month: ramp.from_month,
                        quantity: ramp.quantity?,
                    })
                })
                .collect(),
        }
    })
    .collect()
}

/// A file that came with what was signed.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFile {
    /// What it is called.
    pub title: String,
    /// The name it is saved under.
    pub file_name: String,
    /// How many bytes it has.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl From<&Attachment> for SignedFile {
    fn from(file: &Attachment) -> Self {
        Self {
            title: file.title.clone(),
            file_name: file.file_name.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
        }
    }
}

/// The record of an acceptance: everything its seal covers.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Number of the quote.
    pub number: String,
    /// Its version.
    pub version_number: u32,
    /// Who signed.
    pub name: String,
    /// The text that was agreed to.
    pub consent: String,
    /// The drawn signature; may be empty.
    pub drawing: String,
    /// The address the signing came from; empty when unknown.
    pub address: String,
    /// What the browser said of itself.
    pub user_agent: String,
    /// When.
    pub at: Instant,
    /// The options chosen, as the document names them.
    pub options: Vec<String>,
    /// The total with tax, in minor units.
    pub gross_minor: i64,
    /// Its currency.
    pub currency: Currency,
    /// Where the code was sent that the signer knew, hinted at; empty when none was asked for. It is left
    /// out then: the seals of signatures made before there were codes hold.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code_sent_to: String,
    /// Of each group of alternatives the one that counts, as the document names it. Left out where there
    /// is none, as the code above is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// The quantities that were the customer's to choose. Left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<SignedQuantity>,
    /// The files that came with it. Left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<SignedFile>,
    /// SHA-256 of the document's bytes, in hexadecimal.
    pub document_hash: String,
    /// The seal of the signature before this one in the company's book; empty for the first.
    pub previous: String,
}

impl Signature {
    /// What the seal (SHA-256, hexadecimal) is computed over: the record as JSON, its fields in the order
    /// they are declared in, after a word for the form's version.
    #[must_use]
    pub fn sealed_text(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        format!("jalon-signature-1\n{json}")
    }
}

/// A signature as people see it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureView {
    /// The record.
    pub signature: Signature,
    /// Its seal.
    pub seal: String,
    /// Whether record, document and seal still fit each other, and the record before it.
    pub intact: bool,
}

/// Everything the seller sees of a quote's rooms.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomsView {
    /// Which quote.
    pub quote_id: QuoteId,
    /// Whether a link may be made now.
    pub may_open: bool,
    /// Whether a link needs the address of who signs: the total is one a code is asked for.
    pub needs_email: bool,
    /// Whether this person may make links and answer.
    pub may_edit: bool,
    /// The links, newest first.
    pub rooms: Vec<Room>,
    /// Questions and answers, oldest first.
    pub messages: Vec<Message>,
    /// The signature, once there is one.
    pub signature: Option<SignatureView>,
    /// The slides of the presentation, by their names.
    #[serde(default)]
    pub slides: Vec<super::SlideName>,
    /// The files the customer gets, by their titles.
    #[serde(default)]
    pub files: Vec<String>,
}
