//! What a rule may look at.

use super::risk::risk_of;
use crate::cpq::pricing::terms::{billing_of, trial_of};
use crate::cpq::pricing::{PricedQuote, Trial};
use crate::cpq::quotes::QuoteDraft;
use crate::kernel::{Currency, Money, Percent, ProductId, coded};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// A fact of a quote, by its name in a condition.
    Fact {
        /// How far the whole is below the price book, in percent.
        Discount = "discount",
        /// The same of the line that is furthest below.
        LineDiscount = "line_discount",
        /// Margin on the net amount, in percent; unknown when a cost is.
        Margin = "margin",
        /// Net amount in the company's currency; unknown without a rate.
        Net = "net",
        /// Months the recurring lines run.
        Term = "term",
        /// How many lines.
        Lines = "lines",
        /// Whether a price is under its floor.
        BelowFloor = "below_floor",
        /// The account's country, by its code.
        Country = "country",
        /// The account's industry.
        Segment = "segment",
        /// The quote's currency.
        Currency = "currency",
        /// The families of its products.
        Families = "families",
        /// The codes of its products.
        Products = "products",
        /// The kind of sale: the names of its opportunity's pipeline.
        Pipeline = "pipeline",
        /// How much of it is out of the ordinary, from 0 to 100.
        Risk = "risk",
        /// Within how many days an invoice is to be paid; unknown where the quote says nothing.
        PaymentDays = "payment_days",
        /// How often the recurring lines are billed; of several the one that brings money latest.
        Billing = "billing",
        /// How many days the recurring lines are tried before they are charged, of several the longest; a month
        /// counts as thirty.
        TrialDays = "trial_days",
    }
}

coded! {
    /// What kind of value a fact has.
    FactKind {
        /// A number.
        Number = "number",
        /// Yes or no.
        Flag = "flag",
        /// A text.
        Text = "text",
        /// Several texts.
        List = "list",
    }
}

impl Fact {
    /// What kind of value it has.
    #[must_use]
    pub const fn kind(self) -> FactKind {
        match self {
            Fact::Discount
            | Fact::LineDiscount
            | Fact::Margin
            | Fact::Net
            | Fact::Term
            | Fact::Lines
            | Fact::PaymentDays
            | Fact::TrialDays
            | Fact::Risk => FactKind::Number,
            Fact::BelowFloor => FactKind::Flag,
            Fact::Country | Fact::Segment | Fact::Currency | Fact::Billing => FactKind::Text,
            Fact::Families | Fact::Products | Fact::Pipeline => FactKind::List,
        }
    }

    /// Whether it tells of costs, which not everybody may know.
    #[must_use]
    pub const fn is_confidential(self) -> bool {
        matches!(self, Fact::Margin)
    }

    /// Whether it is a percentage.
    #[must_use]
    pub const fn is_percent(self) -> bool {
        matches!(self, Fact::Discount | Fact::LineDiscount | Fact::Margin)
    }
}

/// The value of a fact.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    /// Not known.
    Unknown,
    /// A number.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
    /// A text.
    Text(String),
    /// Several texts, in order.
    List(BTreeSet<String>),
}

/// The facts of one quote; what is not there is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts(pub BTreeMap<Fact, FactValue>);

impl Facts {
    /// The value of a fact.
    #[must_use]
    pub fn get(&self, fact: Fact) -> &FactValue {
        self.0.get(&fact).unwrap_or(&FactValue::Unknown)
    }
}

coded! {
    /// How it went with the customer so far, across everybody who sells to them.
    #[derive(Default)]
    CustomerHistory {
        /// Not known: no customer yet, or judged before this was kept.
        #[default]
        Unknown = "unknown",
        /// Nothing bought yet, and not declined often either.
        New = "new",
        /// Something was bought.
        Buys = "buys",
        /// Declined three times or more, and more often than bought.
        Loses = "loses",
    }
}

impl CustomerHistory {
    /// Of so many deals won and lost.
    #[must_use]
    pub const fn of(won: i64, lost: i64) -> Self {
        if lost >= 3 && lost > won {
            Self::Loses
        } else if won > 0 {
            Self::Buys
        } else {
            Self::New
        }
    }
}

/// What the facts need beside the quote: who the customer is and what its products are.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactContext {
    /// The company's currency.
    pub base: Option<Currency>,
    /// Units of it for one unit of the quote's currency, as a decimal number.
    pub rate: Option<String>,
    /// The account's country.
    pub country: String,
    /// The account's industry.
    pub segment: String,
    /// The names of its opportunity's pipeline, in both languages.
    #[serde(default)]
    pub pipeline: Vec<String>,
    /// How it went with the customer so far.
    #[serde(default)]
    pub customer: CustomerHistory,
    /// The products on the quote.
    pub products: Vec<KnownProduct>,
}

/// A product as a condition may name it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownProduct {
    /// Which.
    pub id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its family.
    pub family: String,
}

/// The facts of a quote. Optional lines count, since the customer may choose them.
#[must_use]
pub fn facts_of(draft: &QuoteDraft, priced: &PricedQuote, context: &FactContext) -> Facts {
    let totals = &priced.totals;
    let percent = |bp: i32| FactValue::Number(Percent(bp).as_decimal().normalize());
    let number = |value: Decimal| FactValue::Number(value.normalize());
    // A freely typed line has no price book to be below.
    let deepest = draft
        .lines
        .iter()
        .zip(&priced.lines)
        .filter(|(line, _)| line.product_id.is_some())
        .map(|(_, amounts)| amounts.discount_bp())
        .max()
        .unwrap_or(0);
    let below_floor = priced
        .lines
        .iter()
        .flat_map(|line| &line.issues)
        .any(|issue| issue.code == "below_floor");
    let net = context
        .rate
        .as_deref()
        .and_then(|rate| rate.parse::<Decimal>().ok())
        .and_then(|rate| {
            Money::new(totals.net_minor, draft.currency)
                .to_decimal()
                .checked_mul(rate)
        })
        .map_or(FactValue::Unknown, |net| number(net.round_dp(2)));
    let known = context.products.iter();
    let known: BTreeMap<ProductId, &KnownProduct> =
        known.map(|product| (product.id, product)).collect();
    let of_products = |name: fn(&KnownProduct) -> &String| {
        let found = draft
            .lines
            .iter()
            .filter_map(|line| line.product_id)
            .filter_map(|id| known.get(&id).copied())
            .map(name)
            .filter(|name| !name.is_empty())
            .cloned();
        FactValue::List(found.collect())
    };
    Facts(BTreeMap::from([
        (Fact::Discount, percent(totals.discount_bp)),
        (Fact::LineDiscount, percent(deepest)),
        (Fact::Margin, margin(priced)),
        (Fact::Net, net),
        (Fact::Term, number(Decimal::from(months(draft, priced)))),
        (Fact::Lines, number(Decimal::from(draft.lines.len()))),
        (Fact::BelowFloor, FactValue::Flag(below_floor)),
        (Fact::Country, FactValue::Text(context.country.clone())),
        (Fact::Segment, FactValue::Text(context.segment.clone())),
        (
            Fact::Currency,
            FactValue::Text(draft.currency.code().to_owned()),
        ),
        (Fact::Families, of_products(|product| &product.family)),
        (Fact::Products, of_products(|product| &product.sku)),
        (
            Fact::Pipeline,
            FactValue::List(context.pipeline.iter().cloned().collect()),
        ),
        (
            Fact::Risk,
            number(Decimal::from(risk_of(draft, priced, context).score)),
        ),
        (
            Fact::PaymentDays,
            draft
                .payment_days
                .map_or(FactValue::Unknown, |days| number(Decimal::from(days))),
        ),
        (Fact::Billing, billing(draft)),
        (Fact::TrialDays, number(Decimal::from(trial_days(draft)))),
    ]))
}

/// The months of the longest recurring line; the quote's own where none has others.
pub(super) fn months(draft: &QuoteDraft, priced: &PricedQuote) -> u32 {
    let lines = draft.lines.iter().zip(&priced.lines);
    let recurring = lines.filter(|(line, _)| line.price.charge.recurs());
    recurring
        .map(|(_, amounts)| {
            let course = amounts.course.as_ref();
            course.map_or(draft.term_months, |course| course.months)
        })
        .max()
        .unwrap_or(draft.term_months)
}

/// How often the recurring lines are billed, options among them. Of lines that are billed in different ways
/// the shortest counts, so that no line is hidden behind another; usage has no choice and says nothing.
fn billing(draft: &QuoteDraft) -> FactValue {
    let terms = draft.pricing_terms();
    let lines = draft.lines.iter().map(|line| &line.price);
    let chosen = lines.filter(|line| line.charge.is_committed());
    chosen
        .map(|line| billing_of(&terms, line))
        .min_by_key(|billing| billing.months().unwrap_or(u32::MAX))
        .map_or(FactValue::Unknown, |billing| {
            FactValue::Text(billing.code().to_owned())
        })
}

/// How many days the line with the longest trial is tried, options among them; a month counts as thirty.
pub(super) fn trial_days(draft: &QuoteDraft) -> u32 {
    let terms = draft.pricing_terms();
    let lines = draft.lines.iter().map(|line| &line.price);
    let recurring = lines.filter(|line| line.charge.recurs());
    recurring
        .filter_map(|line| trial_of(&terms, line))
        .map(|trial| match trial {
            Trial::Days(days) => days,
            Trial::Months(months) => months.saturating_mul(30),
        })
        .max()
        .unwrap_or(0)
}

/// An unknown cost is never guessed: without every cost there is no margin.
fn margin(priced: &PricedQuote) -> FactValue {
    let margin = &priced.totals.margin;
    match margin.rate_bp {
        Some(rate) if margin.lines_without_cost == 0 => {
            FactValue::Number(Percent(rate).as_decimal().normalize())
        }
        _ => FactValue::Unknown,
    }
}
