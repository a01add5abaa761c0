//! Edits of single fields, checked and applied by the page, the service and the import alike.

use super::input::{check_amount, check_close_date, check_next_step, check_text};
use super::model::{AmountSource, OpportunityKind, OpportunityView};
use crate::deals::pipelines::{DealFacts, ForecastCategory, StageState};
use crate::kernel::{AccountId, Issue, LossReasonId, Money, Percent, SalesChannel, coded};
use crate::platform::fields::{CustomChange, CustomValues};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

coded! {
    /// A field that can be edited in place.
    DealField {
        /// The name.
        Name = "name",
        /// The account.
        Account = "account",
        /// Amount and currency, typed.
        Amount = "amount",
        /// Whether the amount is typed or comes from products.
        AmountSource = "amount_source",
        /// Expected signature day.
        CloseDate = "close_date",
        /// New, renewal, expansion.
        Kind = "kind",
        /// Next step and its day.
        NextStep = "next_step",
        /// Channel of the first touch.
        Source = "source",
        /// The channel it is sold by.
        Channel = "channel",
        /// Judged probability.
        JudgedProbability = "probability_judged",
        /// Judged forecast category.
        JudgedCategory = "category_judged",
        /// Loss reason and note.
        Loss = "loss_reason",
        /// A field an administrator added.
        Custom = "custom",
    }
}

/// One edit: the field with its new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpportunityChange {
    /// New name.
    Name(String),
    /// Other account, or none.
    Account(Option<AccountId>),
    /// Typed amount with its currency.
    Amount(Money),
    /// Typed, or from products.
    AmountSource(AmountSource),
    /// Other expected signature day.
    CloseDate(NaiveDate),
    /// Other kind.
    Kind(OpportunityKind),
    /// Next step; an empty text clears it together with its day.
    NextStep {
        /// What.
        text: String,
        /// When.
        on: Option<NaiveDate>,
    },
    /// Channel of the first touch.
    Source(String),
    /// Other channel it is sold by.
    Channel(SalesChannel),
    /// Judged probability; `None` returns to the stage's.
    JudgedProbability(Option<Percent>),
    /// Judged category; `None` returns to the stage's.
    JudgedCategory(Option<ForecastCategory>),
    /// Loss reason and note, of a lost deal.
    Loss {
        /// Why.
        reason: Option<LossReasonId>,
        /// In words.
        note: String,
    },
    /// A field an administrator added.
    Custom(CustomChange),
}

/// The fields of a deal that edits touch; also the form of `before` and `after` in its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealFields {
    /// The name.
    pub name: String,
    /// The account.
    pub account_id: Option<AccountId>,
    /// Amount in the deal's currency.
    pub amount: Money,
    /// Typed or from products.
    pub amount_source: AmountSource,
    /// Expected signature day.
    pub close_date: NaiveDate,
    /// Times it was moved to a later month.
    pub close_date_pushes: i32,
    /// New, renewal, expansion.
    pub kind: OpportunityKind,
    /// Next step, or empty.
    pub next_step: String,
    /// Its day.
    pub next_step_on: Option<NaiveDate>,
    /// Channel of the first touch, or empty.
    pub source: String,
    /// The channel it is sold by.
    #[serde(default)]
    pub channel: SalesChannel,
    /// A person's judgement.
    pub probability_judged: Option<Percent>,
    /// A person's judgement.
    pub category_judged: Option<ForecastCategory>,
    /// Why it was lost.
    pub loss_reason_id: Option<LossReasonId>,
    /// In words.
    pub loss_note: String,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
}

impl OpportunityView {
    /// The fields edits touch.
    #[must_use]
    pub fn fields(&self) -> DealFields {
        DealFields {
            name: self.name.clone(),
            account_id: self.account.as_ref().map(|account| account.id),
            amount: self.amount,
            amount_source: self.amount_source,
            close_date: self.close_date,
            close_date_pushes: self.close_date_pushes,
            kind: self.kind,
            next_step: self.next_step.clone(),
            next_step_on: self.next_step_on,
            source: self.source.clone(),
            channel: self.channel,
            probability_judged: self.probability_judged,
            category_judged: self.category_judged,
            loss_reason_id: self.loss_reason_id,
            loss_note: self.loss_note.clone(),
            custom: self.custom.clone(),
        }
    }
}

impl OpportunityChange {
    /// Which field this edits.
    #[must_use]
    pub const fn field(&self) -> DealField {
        match self {
            Self::Name(_) => DealField::Name,
            Self::Account(_) => DealField::Account,
            Self::Amount(_) => DealField::Amount,
            Self::AmountSource(_) => DealField::AmountSource,
            Self::CloseDate(_) => DealField::CloseDate,
            Self::Kind(_) => DealField::Kind,
            Self::NextStep { .. } => DealField::NextStep,
            Self::Source(_) => DealField::Source,
            Self::Channel(_) => DealField::Channel,
            Self::JudgedProbability(_) => DealField::JudgedProbability,
            Self::JudgedCategory(_) => DealField::JudgedCategory,
            Self::Loss { .. } => DealField::Loss,
            Self::Custom(_) => DealField::Custom,
        }
    }

    /// The edit that would give the same field the value it has in `fields`.
    #[must_use]
    pub fn current(&self, fields: &DealFields) -> Self {
        match self {
            Self::Name(_) => Self::Name(fields.name.clone()),
            Self::Account(_) => Self::Account(fields.account_id),
            Self::Amount(_) => Self::Amount(fields.amount),
            Self::AmountSource(_) => Self::AmountSource(fields.amount_source),
            Self::CloseDate(_) => Self::CloseDate(fields.close_date),
            Self::Kind(_) => Self::Kind(fields.kind),
            Self::NextStep { .. } => Self::NextStep {
                text: fields.next_step.clone(),
                on: fields.next_step_on,
            },
            Self::Source(_) => Self::Source(fields.source.clone()),
            Self::Channel(_) => Self::Channel(fields.channel),
            Self::JudgedProbability(_) => Self::JudgedProbability(fields.probability_judged),
            Self::JudgedCategory(_) => Self::JudgedCategory(fields.category_judged),
            Self::Loss { .. } => Self::Loss {
                reason: fields.loss_reason_id,
                note: fields.loss_note.clone(),
            },
            Self::Custom(change) => Self::Custom(change.current(&fields.custom)),
        }
    }

    /// The edits that lead from one state to the other.
    #[must_use]
    pub fn between(from: &DealFields, to: &DealFields) -> Vec<Self> {
        let built_in = [
            Self::Name(to.name.clone()),
            Self::Account(to.account_id),
            Self::Amount(to.amount),
            Self::AmountSource(to.amount_source),
            Self::CloseDate(to.close_date),
            Self::Kind(to.kind),
            Self::NextStep {
                text: to.next_step.clone(),
                on: to.next_step_on,
            },
            Self::Source(to.source.clone()),
            Self::Channel(to.channel),
            Self::JudgedProbability(to.probability_judged),
            Self::JudgedCategory(to.category_judged),
            Self::Loss {
                reason: to.loss_reason_id,
                note: to.loss_note.clone(),
            },
        ];
        let custom = from.custom.changes(&to.custom);
        built_in
            .into_iter()
            .filter(|change| *change != change.current(from))
            .chain(custom.into_iter().map(Self::Custom))
            .collect()
    }
}

/// The findings about `changes` to a deal with these `fields` in a stage of this `state`.
/// `products` is the sum of the products on the deal, if there are any.
#[must_use]
pub fn validate_changes(
    fields: &DealFields,
    state: StageState,
    products: Option<Money>,
    changes: &[OpportunityChange],
    today: NaiveDate,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut source = fields.amount_source;
    for change in changes {
        if let OpportunityChange::AmountSource(wanted) = change {
            source = *wanted;
        }
    }
    let closed = state != StageState::Open;
    for change in changes {
        match change {
            OpportunityChange::Name(name) => check_text(&mut issues, name, "name", true),
            OpportunityChange::Amount(amount) => {
                check_amount(&mut issues, *amount);
                if source == AmountSource::Products && *amount != fields.amount {
                    issues.push(Issue::error("amount_comes_from_products", "amount"));
                }
                if products.is_some() && amount.currency != fields.amount.currency {
                    issues.push(Issue::error("currency_of_products", "currency"));
                }
            }
            OpportunityChange::AmountSource(AmountSource::Products) if products.is_none() => {
                issues.push(Issue::error("missing_products", "products"));
            }
            OpportunityChange::CloseDate(_) if closed => {
                issues.push(Issue::error("deal_is_closed", "close_date"));
            }
            OpportunityChange::CloseDate(day) => {
                issues.extend(check_close_date(*day, today));
            }
            OpportunityChange::NextStep { text, on } => {
                check_text(&mut issues, text, "next_step", on.is_some());
                issues.extend(on.and_then(|day| check_next_step(day, today)));
            }
            OpportunityChange::Source(text) => check_text(&mut issues, text, "source", false),
            OpportunityChange::JudgedProbability(Some(_))
            | OpportunityChange::JudgedCategory(Some(_))
                if closed =>
            {
                issues.push(Issue::error("deal_is_closed", change.field().code()));
            }
            OpportunityChange::JudgedProbability(Some(percent))
                if !(Percent::ZERO..=Percent::HUNDRED).contains(percent) =>
            {
                issues.push(
                    Issue::error("out_of_range", "probability_judged")
                        .with("min", 0)
                        .with("max", 100),
                );
            }
            OpportunityChange::JudgedCategory(Some(ForecastCategory::Closed)) => {
                issues.push(Issue::error("closed_is_for_won_deals", "category_judged"));
            }
            OpportunityChange::Loss { reason, note } => {
                check_text(&mut issues, note, "loss_note", false);
                if state == StageState::Lost && reason.is_none() {
                    issues.push(Issue::error("missing_loss_reason", "loss_reason"));
                }
                if state != StageState::Lost && reason.is_some() {
                    issues.push(Issue::error("deal_is_not_lost", "loss_reason"));
                }
            }
            OpportunityChange::Account(_)
            | OpportunityChange::AmountSource(_)
            | OpportunityChange::Kind(_)
            | OpportunityChange::Channel(_)
            | OpportunityChange::JudgedProbability(_)
            | OpportunityChange::JudgedCategory(_)
            // Judged beside the fields as they are set up: `fields::check_values`.
            | OpportunityChange::Custom(_) => {}
        }
    }
    issues
}

/// Whether moving the close date from one day to another pushes it to a later calendar month.
fn is_push(from: NaiveDate, to: NaiveDate) -> bool {
    (to.year(), to.month()) > (from.year(), from.month())
}

/// The fields after `changes` that [`validate_changes`] found nothing against.
#[must_use]
pub fn apply_changes(
    fields: &DealFields,
    products: Option<Money>,
    changes: &[OpportunityChange],
) -> DealFields {
    let mut next = fields.clone();
    for change in changes {
        match change {
            OpportunityChange::Name(name) => next.name = name.trim().to_owned(),
            OpportunityChange::Account(account) => next.account_id = *account,
            OpportunityChange::Amount(amount) => next.amount = *amount,
            OpportunityChange::AmountSource(source) => next.amount_source = *source,
            OpportunityChange::CloseDate(day) => {
                if is_push(next.close_date, *day) {
                    next.close_date_pushes += 1;
                }
                next.close_date = *day;
            }
            OpportunityChange::Kind(kind) => next.kind = *kind,
            OpportunityChange::NextStep { text, on } => {
                next.next_step = text.trim().to_owned();
                next.next_step_on = *on;
            }
            OpportunityChange::Source(source) => next.source = source.trim().to_owned(),
            OpportunityChange::Channel(channel) => next.channel = *channel,
            OpportunityChange::JudgedProbability(percent) => next.probability_judged = *percent,
            OpportunityChange::JudgedCategory(category) => next.category_judged = *category,
            OpportunityChange::Loss { reason, note } => {
                next.loss_reason_id = *reason;
                next.loss_note = note.trim().to_owned();
            }
            OpportunityChange::Custom(change) => change.apply(&mut next.custom),
        }
    }
    if let (AmountSource::Products, Some(sum)) = (next.amount_source, products) {
        next.amount = sum;
    }
    next
}

/// The facts a gate asks about, as they will be once `fill` is saved: what the gate's form asks of
/// [`crate::deals::pipelines::check_move`] before anything is sent.
#[must_use]
pub fn filled_facts(facts: &DealFacts, fill: &[OpportunityChange]) -> DealFacts {
    let mut facts = facts.clone();
    for change in fill {
        match change {
            OpportunityChange::Account(account) => facts.account = account.is_some(),
            OpportunityChange::Amount(amount) => facts.amount_minor = amount.minor,
            OpportunityChange::CloseDate(day) => facts.close_date = *day,
            OpportunityChange::NextStep { text, on } => {
                facts.next_step = !text.trim().is_empty();
                facts.next_step_on = *on;
            }
            OpportunityChange::Loss { reason, .. } => facts.loss_reason = reason.is_some(),
            OpportunityChange::Custom(change) => {
                facts.own.retain(|key| key != change.key());
                if !change.value.is_empty() {
                    facts.own.push(change.key().to_owned());
                }
            }
            OpportunityChange::Name(_)
            | OpportunityChange::AmountSource(_)
            | OpportunityChange::Kind(_)
            | OpportunityChange::Source(_)
            | OpportunityChange::Channel(_)
            | OpportunityChange::JudgedProbability(_)
            | OpportunityChange::JudgedCategory(_) => {}
        }
    }
    facts
}
