//! A clause as administrators keep it.

use crate::kernel::{ClauseId, LocalText, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What a clause is about.
    #[derive(Default)]
    ClauseCategory {
        /// When and how it is paid.
        Payment = "payment",
        /// When and how it is delivered.
        Delivery = "delivery",
        /// What is warranted, and how long.
        Warranty = "warranty",
        /// What stays between the parties.
        Confidentiality = "confidentiality",
        /// How personal data is treated.
        DataProtection = "data_protection",
        /// Who answers for what, and how far.
        Liability = "liability",
        /// Everything that always holds.
        GeneralTerms = "general_terms",
        /// Anything else.
        #[default]
        Other = "other",
    }
}

/// What is written of a clause.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseDraft {
    /// Its heading, as customers read it.
    pub title: LocalText,
    /// What it says.
    pub text: LocalText,
    /// What it is about.
    pub category: ClauseCategory,
    /// When a quote must have it, in the language of conditions ([`crate::cpq::approvals::formula`]);
    /// empty: whoever writes the quote decides.
    pub condition: String,
    /// Whether its text stays as it is on quotes.
    pub locked: bool,
    /// Whether it is offered.
    pub active: bool,
}

/// A clause of the library.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Which.
    pub id: ClauseId,
    /// What it says.
    pub draft: ClauseDraft,
    /// The number of its text, from 1: raised when title or text change, not by all else.
    pub number: u32,
    /// Raised by every change.
    pub version: i64,
}

impl ClauseDraft {
    /// Whether the other says the same to a customer.
    #[must_use]
    pub fn same_text(&self, other: &Self) -> bool {
        self.title == other.title && self.text == other.text
    }
}
