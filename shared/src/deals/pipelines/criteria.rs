//! Required facts: what a deal must have before it may leave a stage.

use crate::kernel::{Issue, LocalText, StageId, coded};
use crate::platform::fields::field_name;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

coded! {
    /// One required fact.
    Criterion {
        /// The deal belongs to an account.
        Account = "account",
        /// The amount is above zero.
        Amount = "amount",
        /// The close date is today or later.
        CloseDate = "close_date",
        /// At least one contact is on the deal.
        Contact = "contact",
        /// One contact is known to decide.
        DecisionMaker = "decision_maker",
        /// One contact sells for us inside.
        Champion = "champion",
        /// A next step is written, with a day that has not passed.
        NextStep = "next_step",
        /// A conversation was logged.
        Activity = "activity",
        /// Products are on the deal.
        Products = "products",
        /// A quote was shown to the customer.
        Quote = "quote",
        /// The customer accepted a quote.
        AcceptedQuote = "accepted_quote",
        /// It is known against whom we compete (an entry saying there is nobody counts).
        Competitor = "competitor",
        /// A colleague helps on the deal.
        Team = "team",
        /// Why it was lost. Asked by every lost stage, whatever its criteria.
        LossReason = "loss_reason",
    }
}

impl Criterion {
    /// The field of the deal's page where the fact is filled in.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Criterion::Account => "account",
            Criterion::Amount => "amount",
            Criterion::CloseDate => "close_date",
            Criterion::Contact | Criterion::DecisionMaker | Criterion::Champion => "contacts",
            Criterion::NextStep => "next_step",
            Criterion::Activity => "activities",
            Criterion::Products => "products",
            Criterion::Quote | Criterion::AcceptedQuote => "quotes",
            Criterion::Competitor => "competitors",
            Criterion::Team => "team",
            Criterion::LossReason => "loss_reason",
        }
    }

    /// The code of the finding when the fact is missing; its text says what to do.
    #[must_use]
    pub const fn issue_code(self) -> &'static str {
        match self {
            Criterion::Account => "missing_account",
            Criterion::Amount => "missing_amount",
            Criterion::CloseDate => "missing_close_date",
            Criterion::Contact => "missing_contact",
            Criterion::DecisionMaker => "missing_decision_maker",
            Criterion::Champion => "missing_champion",
            Criterion::NextStep => "missing_next_step",
            Criterion::Activity => "missing_activity",
            Criterion::Products => "missing_products",
            Criterion::Quote => "missing_quote",
            Criterion::AcceptedQuote => "missing_accepted_quote",
            Criterion::Competitor => "missing_competitor",
            Criterion::Team => "missing_team",
            Criterion::LossReason => "missing_loss_reason",
        }
    }
}

/// What is known about a deal, as the gates need it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealFacts {
    /// Whether it belongs to an account.
    pub account: bool,
    /// Amount in minor units of its currency.
    pub amount_minor: i64,
    /// Expected signature day.
    pub close_date: NaiveDate,
    /// Contacts on the deal.
    pub contacts: u32,
    /// Those who decide.
    pub decision_makers: u32,
    /// Those who sell for us inside.
    pub champions: u32,
    /// Whether a next step is written.
    pub next_step: bool,
    /// The next step's day.
    pub next_step_on: Option<NaiveDate>,
    /// Calls, e-mails and meetings logged (notes do not count).
    pub activities: u32,
    /// Products on the deal.
    pub products: u32,
    /// Quotes the customer has seen: sent, viewed, accepted, declined or expired.
    pub quotes: u32,
    /// Quotes the customer accepted.
    pub accepted_quotes: u32,
    /// Competitors noted.
    pub competitors: u32,
    /// Colleagues on the deal besides the owner.
    pub team: u32,
    /// Whether a loss reason is set.
    pub loss_reason: bool,
    /// The keys of administrators' fields that have a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
}

impl DealFacts {
    /// A deal about which nothing is known but its close date.
    #[must_use]
    pub const fn none(close_date: NaiveDate) -> Self {
        Self {
            account: false,
            amount_minor: 0,
            close_date,
            contacts: 0,
            decision_makers: 0,
            champions: 0,
            next_step: false,
            next_step_on: None,
            activities: 0,
            products: 0,
            quotes: 0,
            accepted_quotes: 0,
            competitors: 0,
            team: 0,
            loss_reason: false,
            own: Vec::new(),
        }
    }

    /// Whether an administrator's field has a value.
    #[must_use]
    pub fn has_own(&self, key: &str) -> bool {
        self.own.iter().any(|known| known == key)
    }

    /// Whether `criterion` is satisfied on `today`.
    #[must_use]
    pub fn satisfies(&self, criterion: Criterion, today: NaiveDate) -> bool {
        match criterion {
            Criterion::Account => self.account,
            Criterion::Amount => self.amount_minor > 0,
            Criterion::CloseDate => self.close_date >= today,
            Criterion::Contact => self.contacts > 0,
            Criterion::DecisionMaker => self.decision_makers > 0,
            Criterion::Champion => self.champions > 0,
            Criterion::NextStep => {
                self.next_step && self.next_step_on.is_some_and(|on| on >= today)
            }
            Criterion::Activity => self.activities > 0,
            Criterion::Products => self.products > 0,
            Criterion::Quote => self.quotes > 0,
            Criterion::AcceptedQuote => self.accepted_quotes > 0,
            Criterion::Competitor => self.competitors > 0,
            Criterion::Team => self.team > 0,
            Criterion::LossReason => self.loss_reason,
        }
    }
}

/// A field an administrator added that a stage requires: whatever its kind, it has a value. Stages
/// keep its key; the label is read with them, so that a finding names the field as pages do.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredField {
    /// The field's key.
    pub key: String,
    /// What people read.
    #[serde(default)]
    pub label: LocalText,
}

impl RequiredField {
    /// The finding that the field has no value yet.
    #[must_use]
    pub fn issue(&self) -> Issue {
        Issue {
            field: Some(Cow::Owned(field_name(&self.key))),
            ..Issue::error("missing_custom", "custom")
        }
        .with_text("name", &self.label)
    }
}

/// A required field without a value, and the stage that requires it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingField {
    /// Which field.
    pub field: RequiredField,
    /// The stage that cannot be left without it.
    pub stage: StageId,
}

impl MissingField {
    /// The finding, naming the field to fill in.
    #[must_use]
    pub fn issue(&self) -> Issue {
        self.field.issue().with("stage", self.stage)
    }
}

/// A required fact that is not there, and the stage that requires it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Missing {
    /// What is missing.
    pub criterion: Criterion,
    /// The stage that cannot be left (or, for a loss reason, entered) without it.
    pub stage: StageId,
}

impl Missing {
    /// The finding, naming the field to fill in.
    #[must_use]
    pub fn issue(&self) -> Issue {
        Issue::error(self.criterion.issue_code(), self.criterion.field()).with("stage", self.stage)
    }
}

/// The criteria of `wanted` that `facts` do not satisfy, in their order.
#[must_use]
pub fn missing_facts(wanted: &[Criterion], facts: &DealFacts, today: NaiveDate) -> Vec<Criterion> {
    wanted
        .iter()
        .copied()
        .filter(|criterion| !facts.satisfies(*criterion, today))
        .collect()
}
